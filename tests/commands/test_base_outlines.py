"""The outlines that every house has: chosen by name, filled in where check says, and built."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.content import Outline, SectionEntry, every_section, read_model
from generator.project import read_yaml
from tests.commands.conftest import Project
from tests.commands.filling import ANSWERS, fill_in, problems

FOLDER = Path(__file__).parents[2] / "templates" / "base" / "mallar"
PERIOD = "storkoping/namnden/2025-t1"


def outline(file: str) -> Outline:
    """An outline of the base."""
    block, broken = read_yaml((FOLDER / file).read_text(encoding="utf-8"), file)
    assert block is not None
    assert broken == ()
    read = read_model(Outline, block, [])
    assert read is not None
    return read


OUTLINES = {each.id: each for each in (outline(path.name) for path in sorted(FOLDER.glob("*.yaml")))}


@pytest.fixture
def plain(tmp_path: Path) -> Project:
    """A municipality without a house style of its own."""
    project = Project(tmp_path)
    project.write("content/storkoping/kommun.yaml", "kommun: Storköpings kommun\nprofil: base\n")
    return project


def sections(name: str) -> list[SectionEntry]:
    """The sections of an outline, at all levels."""
    return list(every_section(OUTLINES[name].sections))


@pytest.mark.parametrize("name", sorted(OUTLINES))
def test_each_is_a_paper_when_it_is_filled_in(plain: Project, name: str) -> None:
    """What it asks for, it names; when all is answered there is a page, and nothing is wrong."""
    run = plain.run("new", "period", PERIOD, "--mall", name)
    assert run.code == 0, run.err
    plain.write("content/storkoping/namnden/namnd.yaml", "nämnd: Nämnden\nroller:\n  controller: Controller\n")
    if (notes := f"content/{PERIOD}/noter.yaml") in plain.files:
        plain.write(notes, "noter:\n  - rubrik: Principer\n    beskrivning: Som i fjol.\n")
    listed = dict.fromkeys(("punkter", "beslutsunderlag", "beslutet_skickas_till"), "\n{indent}  - godkänna förslaget")
    fill_in(plain, {**ANSWERS, **listed, "bilagor": "[]"})

    build = plain.run("build", "--format", "html")

    assert build.code == 0, build.err
    assert {each["code"] for each in problems(plain) if each["severity"] == "fel"} == set()


@pytest.mark.parametrize("name", sorted(OUTLINES))
def test_each_says_what_it_is_for(name: str) -> None:
    """One line in the list of outlines, and for the writer of each section that asks for something."""
    assert OUTLINES[name].description
    asking = [each for each in sections(name) if each.content and each.heading and not each.may_be_empty]
    assert [each.heading for each in asking if not each.guidance] == []


def test_the_annual_report_has_what_the_law_asks_for() -> None:
    """Each chapter of LKBR that asks for a part, and the nine headings of RKR R15; none may be left out."""
    laws = {each.law: each for each in sections("årsredovisning") if each.law}
    chapters = [f"LKBR {number} kap." for number in (5, 6, 8, 9, 10, 11, 12)]

    assert [chapter for chapter in chapters if not any(law.startswith(chapter) for law in laws)] == []
    assert all(each.required for each in laws.values())
    report = next(each for each in sections("årsredovisning") if each.law == "LKBR 11 kap.")
    assert len(report.sections) == 9
    assert all(each.law for each in report.sections)


def test_a_period_that_chooses_none_is_told_which_there_are(plain: Project) -> None:
    """The first period of a board has the short report; the others are told with a line each."""
    run = plain.run("new", "period", PERIOD)

    assert "mall: rapport" in plain.read(f"content/{PERIOD}/period.yaml")
    assert [line.split()[0] for line in run.err.splitlines() if line.startswith("  ")] == [
        *("delårsrapport", "internkontrollplan", "internkontrolluppföljning", "kallelse", "månadsrapport"),
        *("tertialrapport", "tjänsteskrivelse", "verksamhetsberättelse", "årsredovisning"),
    ]
    assert "  årsredovisning             Kommunens årsredovisning enligt LKBR 4–12 kap.\n" in run.err


def test_an_unknown_outline_is_answered_with_the_nearest_and_all(plain: Project) -> None:
    """Nothing is made."""
    before = plain.files
    run = plain.run("new", "period", PERIOD, "--mall", "arsredovisning")

    assert run.code == 2
    assert "Menade du ”årsredovisning”?" in run.err
    assert "\n  tertialrapport " in run.err
    assert plain.files == before


def test_the_law_stands_with_the_guidance_in_a_new_period(plain: Project) -> None:
    """Who writes the balance requirement sees where it comes from."""
    plain.run("new", "period", PERIOD, "--mall", "årsredovisning")

    told = " ".join(plain.read(f"content/{PERIOD}/texter.yaml").replace("#", "").split())
    assert "Lagrum: LKBR 11 kap. 10 §; reglering enligt 11 kap. 12 § kommunallagen balanskravsresultat:" in told
