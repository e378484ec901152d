"""A comparison figure that is restated, from the author's lines to the printed note."""

from __future__ import annotations

import re

from tests.commands.conftest import DOCUMENTS, FRAME, HERE, MakeProject, Project

OUTLINE = """\
mall: rapport
avsnitt:
  - rubrik: Ekonomi
    innehåll:
      - tabell: ekonomi
"""
TABLE = """\
tabeller:
  ekonomi:
    rubrik: Utfall
    enhet: mnkr
    decimaler: 1
    kolumner:
      - utfall: Utfall 2023
      - förra: Utfall 2022
    rader:
      - Vuxna: 12,3 | 11,8
    omräknat:
      - plats: vuxna.PLACE
        från: 11,2 mnkr
        skäl: Missbruksvården har flyttats hit.
"""


def _project(project: MakeProject, place: str) -> Project:
    return project(
        {
            f"{HERE}/period.yaml": FRAME[f"{HERE}/period.yaml"] + DOCUMENTS,
            f"{HERE}/ekonomi.yaml": TABLE.replace("PLACE", place),
            "templates/storkoping/mallar/rapport.yaml": OUTLINE,
        }
    )


def test_a_restated_figure_is_printed_with_a_note(project: MakeProject) -> None:
    """The figure stands as it is now, with the mark of a note that says what was reported and why it differs."""
    made = _project(project, "förra")
    run = made.run("build", "--format", "html", "--jobs", "1")
    html = made.read("output/storkoping/socialnamnden/2023-t1/rapport.html")

    assert run.code == 0
    assert re.search(r"11,8</data><sup class=.note-mark.", html)
    assert "Tidigare redovisat: 11,2 mnkr. Missbruksvården har flyttats hit." in html


def test_a_restated_figure_that_there_is_none_of_is_refused(project: MakeProject) -> None:
    """A misspelt cell is pointed out with the nearest there is."""
    run = _project(project, "föra").run("check", "--format", "short")

    assert run.code == 1
    assert "T201" in run.out + run.err
    assert "vuxna.förra" in run.out + run.err
