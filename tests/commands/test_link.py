"""`tertial link`: typed numbers become citations where it is certain which figure they are; no other byte changes."""

from __future__ import annotations

import pytest

from tests.commands.conftest import DOCUMENTS, HERE, PERIOD, MakeProject

OUTLINE = "mall: rapport\navsnitt:\n  - rubrik: Ekonomi\n    innehåll:\n      - text: ekonomi\n      - text: läge\n"
TABLE = """\
tabeller:
  ekonomi:
    enhet: tkr
    decimaler: 0
    kolumner:
      - utfall: Utfall
      - avvikelse: Avvikelse
    rader:
      - Barn och unga:  -63 000 | -2 100
      - Vuxna:          -21 500 |  3 300
"""
FILE = f"{HERE}/ekonomi.yaml"


TEXTS = "texter:\n  läge: |   # kvar\n    Vuxna har ett överskott på 3,3 mnkr.   \n    Läget är gott.\n"
FILES = {
    f"{HERE}/period.yaml": PERIOD + DOCUMENTS,
    "templates/storkoping/mallar/rapport.yaml": OUTLINE,
    FILE: TABLE + TEXTS,
    f"{HERE}/ekonomi.md": "Barn och unga har ett underskott på 2,1 mnkr, varav 1,1 mnkr är konsulter.\n",
}


def test_what_could_be_cited_is_shown_and_nothing_is_written(project: MakeProject) -> None:
    """Without --skriv the differences are shown as a patch, and the files stand as they stood."""
    report = project(FILES)
    before = report.read(FILE)

    run = report.run("link", "2023-t1")

    assert run.code == 0
    assert (
        "+Barn och unga har ett underskott på {{ ekonomi.barn_och_unga.avvikelse | utan_tecken | mnkr }}, varav"
        in run.out
    )
    assert report.read(FILE) == before
    assert "2 tal i 2 filer kan bytas" in run.err


def test_a_text_may_stand_before_the_tables(project: MakeProject) -> None:
    """The figures of the table below are counted on from those of the text, and print the same."""
    outline = OUTLINE.replace("      - text: läge\n", "      - tabell: ekonomi\n      - text: läge\n")
    report = project(FILES | {"templates/storkoping/mallar/rapport.yaml": outline})

    run = report.run("link", "2023-t1", "--skriv")

    assert (run.code, "2 tal i 2 filer är bytta" in run.err) == (0, True)
    assert "underskott på {{ ekonomi.barn_och_unga.avvikelse | utan_tecken | mnkr }}" in report.read(
        f"{HERE}/ekonomi.md"
    )


def test_only_the_numbers_change(project: MakeProject) -> None:
    """With --skriv the numbers are citations; comments and blanks are kept, and the report says the same."""
    report = project(FILES)
    before = (report.folder / FILE).read_bytes()

    run = report.run("länka", "2023-t1", "--skriv")

    assert run.code == 0
    cited = b"{{ ekonomi.vuxna.avvikelse | mnkr }}"
    assert (report.folder / FILE).read_bytes() == before.replace(b"3,3 mnkr", cited)
    assert report.run("check", "2023-t1").code == 0


def test_nothing_is_left_the_second_time(project: MakeProject) -> None:
    """What has been replaced is no longer typed."""
    report = project(FILES)
    report.run("link", "2023-t1", "--write")

    run = report.run("link", "2023-t1")

    assert run.out == ""
    assert "Inget tal" in run.err


@pytest.mark.parametrize(
    "text",
    [
        "Vuxna och barn avviker med 3,3 respektive -2,1 mnkr.",
        "Konsulterna kostade 3,3 mnkr.",
        "Vuxna ska ha ett överskott på minst 3,3 mnkr.",
        "Vuxna har ett överskott på 3,30 mkr.",
        "Vuxna har ett överskott, varav 3,3 mnkr gäller vakanser.",
    ],
)
def test_a_number_that_is_not_certain_is_left_alone(project: MakeProject, text: str) -> None:
    """Shared, of something else, an aim, a part, or written in a way that no citation prints: it stays."""
    report = project({**FILES, f"{HERE}/ekonomi.md": f"{text}\n"})

    assert "ekonomi.md" not in report.run("link", "2023-t1").out
