"""What a correction prints, as PDF: valid by both standards in every house, with words for who hears the marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.document import Document
from generator.pipeline import render_pdf
from tests.corrected import HOUSES, corrected
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
