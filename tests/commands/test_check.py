"""`tertial check`: what is wrong, in the form asked for, and nothing written."""

from __future__ import annotations

import json

from tests.commands.conftest import HERE, PERIOD, MakeProject

BROKEN = "tal:\n  antal: tolv\n  andel: 12.345\n"
EARLIER = "content/storkoping/socialnamnden/2022"


def test_faultless_content_is_fine(project: MakeProject) -> None:
    """Content without faults ends with 0, and nothing is written."""
    made = project({f"{HERE}/tal.yaml": "tal:\n  antal: 12\n"})
    before = made.files

    run = made.run("check")

    assert run.code == 0
    assert run.out == ""
    assert "inga fel" in run.err
    assert made.files == before


def test_all_faults_come_in_one_run(project: MakeProject) -> None:
    """Every fault is told with its line, what was expected, and a count at the end."""
    run = project({f"{HERE}/tal.yaml": BROKEN}).run("kontrollera", "2023-t1")

    assert run.code == 1
    assert run.out == ""
    assert f"fel T105 · {HERE}/tal.yaml:2:10" in run.err
    assert f"fel T104 · {HERE}/tal.yaml:3:10" in run.err
    assert "    2 │   antal: tolv\n      │          ^" in run.err
    assert run.err.splitlines()[-1] == "2 fel i 1 fil"


def test_the_short_form_is_a_line_each(project: MakeProject) -> None:
    """Editors get only lines they can jump to."""
    run = project({f"{HERE}/tal.yaml": BROKEN}).run("check", "--format", "short")

    assert run.code == 1
    assert [line.rsplit(": T", 1)[0] for line in run.err.splitlines()] == [
        f"{HERE}/tal.yaml:2:10: fel",
        f"{HERE}/tal.yaml:3:10: fel",
    ]


def test_json_is_the_result(project: MakeProject) -> None:
    """Programs get one array on stdout, and nothing else anywhere."""
    run = project({f"{HERE}/tal.yaml": BROKEN}).run("check", "--format", "json")

    found = json.loads(run.out)
    assert run.code == 1
    assert [(problem["code"], problem["line"], problem["severity"]) for problem in found] == [
        ("T105", 2, "error"),
        ("T104", 3, "error"),
    ]
    assert run.err == ""


def test_no_faults_are_an_empty_array(project: MakeProject) -> None:
    """A program reads the same shape when nothing is wrong."""
    run = project({}).run("check", "--format", "json")

    assert (run.code, json.loads(run.out)) == (0, [])


def test_json_of_what_was_not_checked_is_nothing(project: MakeProject) -> None:
    """A program that asks wrongly is not told that all is well."""
    run = project({}).run("check", "2032-t1", "--format", "json")

    assert (run.code, run.out) == (2, "")


def test_one_faulty_period_stops_no_other(project: MakeProject) -> None:
    """All periods are checked, and the worst decides how it ends."""
    earlier = PERIOD.replace("2023", "2022").replace("2022-t1", "2022")
    run = project({f"{EARLIER}/period.yaml": earlier, f"{EARLIER}/tal.yaml": BROKEN}).run("check")

    assert run.code == 1
    assert f"{EARLIER}/tal.yaml:2:10" in run.err
    assert "storkoping/socialnamnden/2023-t1: inga fel" in run.err


def test_a_fault_that_several_periods_share_is_told_once(project: MakeProject) -> None:
    """A fault in what periods have in common is one fault, however many periods it is met in."""
    earlier = PERIOD.replace("2023", "2022").replace("2022-t1", "2022")
    files = {f"{EARLIER}/period.yaml": earlier, "content/storkoping/socialnamnden/namnd.yaml": "nämd: Socialnämnden\n"}

    run = project(files).run("check")

    assert run.code == 1
    assert run.err.count("fel T101 · content/storkoping/socialnamnden/namnd.yaml:1:1") == 1


def test_a_project_without_periods_says_so(project: MakeProject) -> None:
    """Nothing to check is no success in silence."""
    made = project({})
    (made.folder / HERE / "period.yaml").unlink()

    run = made.run("check")

    assert run.code == 2
    assert "Det finns inga perioder under content/" in run.err


ROUNDED = """tabeller:
  t:
    rubrik: Drift
    enhet: mnkr
    kolumner:
      - a: Utfall
    rader:
      - Lön: 0,3
      - Hyra: 0,3
      - Mat: 0,5
      - Summa: 1,2
        typ: summa
        id: summa
"""
EXPLAINED = """    förklarad_differens:
      - plats: summa.a
        mot: summa
        skillnad: 0,1
        skäl: En post är bokförd centralt.
"""


def test_the_differences_that_rounding_explains_are_listed_when_asked_for(project: MakeProject) -> None:
    """Auditors get a line for each, on stdout, and no finding."""
    run = project({f"{HERE}/tabeller.yaml": ROUNDED}).run("check", "2023-t1", "--avrundningar")

    (line,) = run.out.splitlines()
    assert run.code == 0
    assert line.startswith(f"{HERE}/tabeller.yaml:11:16: ”Summa”, Utfall skiljer sig 0,1 mnkr")
    assert "avrundning förklarar högst 0,200 mnkr" in line


def test_a_difference_that_its_author_explains_is_listed_with_the_reason(project: MakeProject) -> None:
    """Whatever rounding might have said of it."""
    text = ROUNDED.replace("1,2", "1,4") + EXPLAINED.replace("0,1", "0,3")

    run = project({f"{HERE}/tabeller.yaml": text}).run("check", "2023-t1", "--avrundningar")

    assert "0,3 mnkr" in run.out
    assert "förklarad: En post är bokförd centralt." in run.out
