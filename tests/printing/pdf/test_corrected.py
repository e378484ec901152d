"""What a correction prints, as PDF: valid by both standards in every house, with words for who hears the marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from generator.document import CorrectionNotice, Document, PrintedFigure, plain_text
from generator.pipeline import render_pdf
from tests.corrected import HOUSES, corrected
from tests.printing.pdf.reading import Reading
from tests.verapdf.runner import VeraPdf


def papers(house: str) -> dict[str, Document]:
    """Marked editions, the sheet, the differences, and the shortest paper that begins with a notice."""
    made = corrected(house).all
    marked = {name: paper for name, paper in made.items() if name.startswith(("marked", "sheet", "differences"))}
    noticed = [paper for paper in corrected(house).papers if paper.units[0].kind == "rättelse"]
    shortest = min(noticed, key=lambda paper: len(paper.units))
    return {**marked, shortest.id: shortest}


@pytest.mark.slow
@pytest.mark.parametrize("house", HOUSES)
def test_what_a_correction_prints_is_valid(verapdf: VeraPdf, tmp_path: Path, house: str) -> None:
    """PDF/UA-1 and PDF/A-3a, in every house; up to 20 s a house, since whole reports are laid out with their marks."""
    paths = []
    for name, paper in papers(house).items():
        pdf, problems = render_pdf(paper)
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(pdf.data)

        assert problems == (), name

    assert verapdf.validate(paths) == []


@pytest.mark.parametrize("house", ["gavle", "storkoping"])
def test_who_hears_the_paper_is_told_of_old_and_new(house: str) -> None:
    """In the structure tree every mark says ”struket” before what stood and ”nytt” before what stands, in order."""
    papers = [paper for paper in corrected(house).marked if marked_figures(paper)]
    paper = min(papers, key=lambda paper: len(repr(paper.units)))
    text = folded(Reading(render_pdf(paper)[0].data).tree.full_text).replace(",nytt", ", nytt")

    assert papers
    for old, new in marked_figures(paper):
        assert f"struket: {old}, nytt: {new}" in text


def marked_figures(paper: Document) -> list[tuple[str, str]]:
    """What stood and what stands, of the figures of a marked edition that were others."""
    return [(folded(run.was.text), folded(run.text)) for run in runs_of(paper.units) if run.was and run.was.text]


def runs_of(value: object) -> Iterator[PrintedFigure]:
    """The figures in a part of a document, in order."""
    if isinstance(value, PrintedFigure):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from runs_of(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from runs_of(getattr(value, each.name))


def folded(text: str) -> str:
    """A text with plain blanks."""
    return " ".join(text.split())


def test_a_notice_is_a_table_with_heads() -> None:
    """The notice's sections head their rows, and each row its cells; figures are read in one piece."""
    paper = next(paper for paper in corrected("gavle").papers if paper.id == "tjänsteskrivelse")
    tree = Reading(render_pdf(replace(paper, units=paper.units[:1]))[0].data).tree
    table = tree.all("Table")[0]

    assert [node.full_text for node in table.all("TR")[0].children] == ["Var", "Sida", "Stod", "Ska stå"]
    for row in table.all("TR")[1:]:
        assert row.children[0].role == "TH"
    said = [folded(node.full_text) for node in table.all("TD")]
    notice = paper.units[0].blocks[0]
    assert isinstance(notice, CorrectionNotice)
    for place in (row for group in notice.table.groups for row in group if len(row.cells) > 1):
        assert folded(plain_text(place.cells[-1].text)) in said
