"""`tertial correct` tells of the sentences that a correction makes untrue, before anything is written."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import DOCUMENTS, FRAME, HERE, Project

OUTLINE = """
mall: rapport
avsnitt:
  - rubrik: Ekonomi
    id: ekonomi
    innehåll:
      - text: ekonomi
      - tabell: kostnader
"""
CONTENT = """\
tabeller:
  kostnader:
    rubrik: Kostnad per verksamhet
    enhet: mnkr
    decimaler: 1
    kolumner:
      - utfall: Utfall 2023
    rader:
      - HVB: 21,0
      - Familjehem: 14,0
      - Öppenvård: 9,2
texter:
  ekonomi: |
    Störst kostnad har HVB, {{ kostnader.hvb.utfall }}. Familjehem kostade 14,0 mnkr.
"""
CORRECT = ("correct", "2023-t1", "kostnader.hvb.utfall=12,0", "--reason", "Fel i underlaget", "--date", "2023-06-01")


def published(tmp_path: Path) -> Project:
    """A project whose period is published, with a sentence of the largest cost."""
    made = Project(tmp_path)
    files = {"templates/storkoping/mallar/rapport.yaml": OUTLINE, f"{HERE}/dokument.yaml": DOCUMENTS}
    for path, text in {**FRAME, **files, f"{HERE}/ekonomi.yaml": CONTENT}.items():
        made.write(path, text)
    assert made.run("publish", "2023-t1", "--date", "2023-05-20").code == 0
    return made


def test_a_sentence_to_look_over_is_shown_once_and_nothing_is_written(tmp_path: Path) -> None:
    """The sentence comes with paper, section, page, file, line and why; the check's warning of it is not said again."""
    made = published(tmp_path)
    before = {path: made.folder.joinpath(path).read_bytes() for path in made.files}

    run = made.run(*CORRECT, "--dry-run")

    told = run.out.replace("\xa0", " ").split("\n")
    at = told.index("Se över i texten:")
    assert run.code == 0, run.err
    assert told[at + 1] == (
        f"  rapport, 1 Ekonomi, sidan 1: ”Störst kostnad har HVB, 12,0 mnkr.” · {HERE}/ekonomi.yaml:14:5"
    )
    assert told[at + 2] == "    ”Störst”: Familjehem (14,0 mnkr) kommer före HVB (12,0 mnkr)"
    assert "Nya fynd:" not in told
    assert {path: made.folder.joinpath(path).read_bytes() for path in made.files} == before


def test_a_sentence_to_look_over_does_not_refuse_the_correction(tmp_path: Path) -> None:
    """Who answers yes has read it: the correction is made, and the sentence stands."""
    made = published(tmp_path)

    run = made.run(*CORRECT, "--yes")

    assert run.code == 0, run.err
    assert "Se över i texten:" in run.out
    assert "- HVB: 12,0" in made.read(f"{HERE}/ekonomi.yaml")
    assert "Störst kostnad har HVB" in made.read(f"{HERE}/ekonomi.yaml")


def test_a_sentence_rewritten_in_the_same_correction_is_not_told(tmp_path: Path) -> None:
    """The text is mended in the file, and the figure by the command: then there is nothing to look over."""
    made = published(tmp_path)
    made.write(f"{HERE}/ekonomi.yaml", CONTENT.replace("Störst kostnad har HVB", "HVB har kostat mindre"))

    run = made.run(*CORRECT, "--dry-run")

    assert run.code == 0, run.err
    assert "kostnader.hvb.utfall: 21,0 mnkr → 12,0 mnkr" in run.out.replace("\xa0", " ")
    assert "Se över i texten:" not in run.out
