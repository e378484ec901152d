"""What documents show, who writes it and by when → how far a period and the boards that it collects have come."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.built import ROOT, read_html
from tests.commands.conftest import Project

PERIOD = "sto/kommunen/2024-t1"
BOARD = "sto/socialnamnden/2024-t1"
ENTRY = f"content/{BOARD}/period.yaml"
THEIRS = f"content/{BOARD}/ekonomi.yaml"
WRITING = """\
klart_senast: 2024-05-10
skrivarbete:
  sammanfattning: utkast
  ekonomi:
    ansvarig: controller
    färdiggrad: granskad
    klart_senast: 2024-05-08
"""
OWN = """\
    egna_avsnitt:
      - efter: ekonomi
        avsnitt:
          - rubrik: Mål
            ansvarig: controller
            klart_senast: 2024-05-02
            avsnitt:
              - rubrik: Nämndens mål
                för_varje: mål
              - rubrik: Personal
                innehåll:
                  - text: personal
          - rubrik: Ärendet
            ansvarig: controller
            innehåll:
              - stycke: Nämnden beslutar.
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the project, in which the board says how far it has come."""
    shutil.copytree(ROOT / "tests" / "projects" / "collected", tmp_path, dirs_exist_ok=True)
    made = Project(tmp_path)
    made.write(f"content/{BOARD}/skrivarbete.yaml", WRITING)
    return made


def edit(project: Project, path: str, old: str, new: str) -> None:
    """Changes a file of the project."""
    text = project.read(path)
    assert old in text
    project.write(path, text.replace(old, new))


def status(project: Project, *words: str, day: str = "2024-05-09") -> list[Mapping[str, Any]]:
    """The status as programs read it."""
    run = project.run("status", *words, "--format", "json", "--datum", day)
    assert run.code == 0, run.err
    return list(json.loads(run.out))


def tasks(project: Project, *words: str, day: str = "2024-05-09") -> list[tuple[object, ...]]:
    """Section, id, role, state, day and whether it is late, of all that the board's document shows."""
    (found,) = status(project, *(words or (BOARD,)), day=day)
    (document,) = found["dokument"]
    return [
        (each["avsnitt"], each["id"], each["ansvarig"], each["färdiggrad"], each["klart_senast"], each["försenad"])
        for each in document["innehåll"]
    ]


def test_each_thing_has_the_state_role_and_day_that_are_nearest(project: Project) -> None:
    """A text's own, its section's, the period's; a section's holds for what stands in it."""
    assert tasks(project) == [
        ("Sammanfattning", "sammanfattning", "", "utkast", "2024-05-10", False),
        ("Ekonomiskt resultat", "ekonomi", "Controller", "granskad", "2024-05-08", False),
        ("Ekonomiskt resultat", "ekonomi", "Controller", "granskad", "2024-05-08", False),
    ]


@pytest.mark.parametrize(("day", "late"), [("2024-05-10", False), ("2024-05-11", True)])
def test_what_is_not_ready_is_late_after_its_day(project: Project, day: str, late: bool) -> None:  # noqa: FBT001
    """On the day itself it is not; what is ready never is."""
    assert [each[5] for each in tasks(project, day=day)] == [late, False, False]


def test_what_is_not_there_is_missing_whatever_is_said_of_it(project: Project) -> None:
    """A text that is left open too; a table with an open cell is a draft; what may be left out is not asked for."""
    edit(project, THEIRS, "  ekonomi: Vuxna kostar {{ ekonomi.vuxna.utfall | utan_tecken }}.\n", "")
    edit(project, THEIRS, "- Barn: -48,2", "- Barn: ??")
    text = project.read(THEIRS)
    project.write(THEIRS, f"texter:\n  sammanfattning:\n{text[text.index('tabeller:') :]}")
    assert [(each[1], each[3]) for each in tasks(project)] == [("sammanfattning", "saknas"), ("ekonomi", "utkast")]
    project.write(THEIRS, "mål: []\n")
    assert [(each[1], each[3]) for each in tasks(project)] == [("sammanfattning", "saknas"), ("ekonomi", "saknas")]


def test_sections_of_an_outline_say_who_writes_and_by_when(project: Project) -> None:
    """For all in them, also in the sections below; what the period says goes first. Left out is not asked for."""
    project.write(ENTRY, project.read(ENTRY) + OWN)
    assert [each for each in tasks(project) if each[0] not in {"Sammanfattning", "Ekonomiskt resultat"}] == [
        ("Nämndens mål", "mål", "Controller", "klar", "2024-05-02", False),
        ("Personal", "personal", "Controller", "saknas", "2024-05-02", True),
        ("Ärendet", "ärendet", "Controller", "klar", "2024-05-10", False),
    ]
    project.write(ENTRY, f"{project.read(ENTRY)}    inget_att_redovisa: [personal]\n")
    assert "personal" not in {each[1] for each in tasks(project)}


def test_the_municipalitys_period_shows_its_boards_and_who_has_not_begun(project: Project) -> None:
    """Each once, by name; one whose files cannot be read says so, and refuses nothing."""
    assert [(each["nämnd"], each["underlag"]) for each in status(project, PERIOD, BOARD)] == [
        ("Storköpings kommun", "finns"),
        ("Socialnämnden", "finns"),
        ("Byggnadsnämnden", "finns"),
        ("Storköpings Bostäder AB", "saknas"),
    ]
    project.write(THEIRS, "tabeller: [\n")
    assert [each["underlag"] for each in status(project, PERIOD)][1] == "går inte att läsa"
    assert [each["underlag"] for each in status(project, BOARD)] == ["går inte att läsa"]


def test_a_periods_name_alone_is_that_of_every_board(project: Project) -> None:
    """A path is one; a name that nobody has is refused."""
    assert len(status(project, "2024-t1")) == len(status(project)) == 4
    assert len(status(project, "sto/byggnadsnamnden/2024-t1")) == 1
    assert project.run("status", "2031-t1").code == 2
    assert project.run("status", "2024-t1", "--datum", "i går").code == 2


def test_the_table_shows_what_is_not_ready_and_all_if_asked(project: Project) -> None:
    """Columns are set under each other; what was late says so."""
    lines = project.run("status", PERIOD, "--datum", "2024-05-20").out.split("\n")
    assert "Socialnämnden, Tertial 1 2024 (sto/socialnamnden/2024-t1)" in lines
    assert "  tertialrapport: 2 av 3 klara" in lines
    assert "    utkast  Sammanfattning  text sammanfattning    2024-05-10, försenad" in lines
    assert lines[-3:] == ["Storköpings Bostäder AB, 2024-t1 (sto/bostader/2024-t1)", "  Perioden 2024-t1 saknas.", ""]
    everything = project.run("status", BOARD, "--allt").out
    assert "granskad  Ekonomiskt resultat  tabell ekonomi       Controller" in everything


def test_the_page_has_a_table_for_each_document_with_its_headers(project: Project) -> None:
    """One heading for each board, a caption for each table, headers of columns and rows."""
    run = project.run("status", PERIOD, "--format", "html", "--datum", "2024-05-20")
    assert run.out.strip() == f"output/{PERIOD}/status.html"
    page = read_html(project.read(run.out.strip()))
    assert [each.text for each in page.all("h2")][1:3] == [
        "Socialnämnden, Tertial 1 2024",
        "Byggnadsnämnden, Tertial 1 2024",
    ]
    table = [*page.all("table")][1]
    assert [each.text for each in table.all("caption")] == ["tertialrapport: 2 av 3 klara"]
    assert {each.attributes["scope"] for each in table.all("th")} == {"col", "row"}
    assert table.rows[1] == ["Sammanfattning", "text sammanfattning", "", "utkast", "2024-05-10, försenad"]
    assert "Läget 20 maj 2024" in page.text
    assert "Perioden 2024-t1 saknas." in page.text


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  sammanfattning: utkast", "  sammanfatning: utkast", "T307"),
        ("ansvarig: controller", "ansvarig: kontroller", "T111"),
        ("färdiggrad: granskad", "färdiggrad: granskat", "T111"),
        ("2024-05-08", "8 maj", "T112"),
    ],
)
def test_what_is_said_of_nothing_is_told(project: Project, old: str, new: str, code: str) -> None:
    """At its place."""
    edit(project, f"content/{BOARD}/skrivarbete.yaml", old, new)
    assert f"fel {code} · content/{BOARD}/skrivarbete.yaml" in project.run("check", BOARD).err


def test_a_draft_in_a_paper_is_told_and_not_given_out(project: Project) -> None:
    """A board's draft in the municipality's paper too; a text that no document shows is nobody's."""
    said = f"T792 · content/{BOARD}/skrivarbete.yaml:3:19"
    assert f"varning {said}" in project.run("check", BOARD).err
    assert f"varning {said}" in project.run("check", PERIOD).err
    run = project.run("publish", BOARD, "--stage", "utsänd", "--date", "2024-05-20")
    assert (run.code, f"fel {said}" in run.err) == (1, True)
    edit(project, f"content/{BOARD}/skrivarbete.yaml", "sammanfattning: utkast", "sammanfattning: klar")
    assert "T792" not in project.run("check", PERIOD).err
    assert project.run("publish", BOARD, "--stage", "utsänd", "--date", "2024-05-20").code == 0


def test_the_next_period_keeps_who_writes(project: Project) -> None:
    """How far it had come does not come along, and the days are left open."""
    run = project.run("new", "period", "sto/socialnamnden/2024-t2", "--efter", BOARD)
    assert run.code == 0, run.err
    rolled = project.read("content/sto/socialnamnden/2024-t2/skrivarbete.yaml")
    assert rolled == "klart_senast:\nskrivarbete:\n  ekonomi:\n    ansvarig: controller\n    klart_senast:\n"
