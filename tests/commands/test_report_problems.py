"""How problems read: for people, for editors and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from generator.commands.report_problems import problems_as_json, report_problems, short_lines, summary
from generator.problems import NOWHERE, Problem, Severity, Where

FILE = "content/ort/nämnd/2023-t1/ekonomi.yaml"


def drawn(*problems: Problem, lines: Sequence[str] = ()) -> list[str]:
    """The form for people without its colours; `lines` are those of every file."""
    return ["".join(text for _, text in line).rstrip() for line in report_problems(problems, lambda _: lines)]


def caret_of(line: str, column: int) -> tuple[str, str]:
    """What a problem at a column of a line shows: the excerpt, and the text of it above the caret's end."""
    shown = drawn(Problem("T101", Where(FILE, 1, column), "Fel."), lines=[line])
    excerpt, caret = shown[2], shown[3]
    assert caret.endswith("^")
    return excerpt.split("│ ", 1)[1], caret.split("│ ", 1)[1]


def test_a_problem_says_all_it_knows() -> None:
    """Head, message, the line with a caret, expected, found, way out and related places stand in that order."""
    problem = Problem(
        "T109",
        Where(FILE, 2, 11),
        "Enheten ”mkr” finns inte.",
        expected="kr, tkr, mnkr eller mdkr",
        found="”mkr”",
        hint="Menade du ”mnkr”?",
        related=(Where(FILE, 1, 1),),
    )

    assert [
        f"fel T109 · {FILE}:2:11",
        "  Enheten ”mkr” finns inte.",
        "    2 │   enhet: mkr",
        "      │           ^",
        "  Förväntat: kr, tkr, mnkr eller mdkr",
        "  Hittade: ”mkr”",
        "  Gör så här: Menade du ”mnkr”?",
        f"  Se även: {FILE}:1:1  tal:",
        "",
    ] == drawn(problem, lines=["tal:", "  enhet: mkr"])


def test_problems_stand_file_by_file() -> None:
    """Problems are read in the order of the author's files, each told once."""
    late, early, other = (
        Problem("T101", Where("b.yaml", 9, 1), "Sen."),
        Problem("T101", Where("b.yaml", 2, 1), "Tidig."),
        Problem("T101", Where("a.yaml", 5, 1), "Annan."),
    )

    heads = [line for line in drawn(late, early, other, late) if line.startswith("fel")]

    assert ["fel T101 · a.yaml:5:1", "fel T101 · b.yaml:2:1", "fel T101 · b.yaml:9:1"] == heads


@pytest.mark.parametrize(
    ("line", "column", "excerpt", "caret"),
    [
        ("  enhet: mkr", 3, "  enhet: mkr", "  ^"),
        ("\tenhet: mkr", 2, "→   enhet: mkr", "    ^"),
        ("a\tb", 3, "a→  b", "    ^"),
        ("漢字: x", 5, "漢字: x", "      ^"),
        ("e\u0301: x", 4, "e\u0301: x", "  ^"),
        ("\u00a0enhet", 2, "␣enhet", " ^"),
        ("a\u2028b", 3, "a·b", "  ^"),
        ("kort", 40, "kort", "    ^"),
        ("rad\r", 1, "rad", "^"),
    ],
)
def test_the_caret_stands_under_its_column(line: str, column: int, excerpt: str, caret: str) -> None:
    """Tabs, wide, combining and unseen characters take the columns a terminal gives them, and can be seen."""
    assert (excerpt, caret) == caret_of(line, column)


@pytest.mark.parametrize("column", [1, 50, 300, 597, 600])
def test_a_long_line_is_shown_around_its_column(column: int) -> None:
    """A paragraph on one line does not fill the screen, and the caret still points at its character."""
    line = "".join(chr(ord("a") + index % 26) for index in range(600))

    excerpt, caret = caret_of(line, column)

    assert len(excerpt) <= 102
    assert line[column - 1] == excerpt[len(caret) - 1]
    assert excerpt.strip("…") in line


def test_a_problem_without_a_line_is_still_told() -> None:
    """A missing file, a cell of a workbook and a file that has become shorter show what there is to show."""
    shown = drawn(
        Problem("T001", Where("content/a/b/c/x.csv"), "Filen saknas."),
        Problem("T014", Where("budget.xlsx", cell="Blad1!B7"), "Talet går inte att läsa."),
        Problem("T004", Where("kort.yaml", 7, 1), "Oväntat slut."),
        Problem("T501", NOWHERE, "Mallen saknas."),
        lines=["en rad"],
    )

    assert "fel T001 · content/a/b/c/x.csv" in shown
    assert "fel T014 · budget.xlsx:Blad1!B7" in shown
    assert "fel T004 · kort.yaml:7:1" in shown
    assert "fel T501" in shown
    assert not [line for line in shown if "│" in line]


@pytest.mark.parametrize(
    ("severities", "text"),
    [
        ("e", "1 fel i 1 fil"),
        ("eee", "3 fel i 1 fil"),
        ("eeew", "3 fel, 1 varning i 1 fil"),
        ("wwn", "2 varningar, 1 upplysning i 1 fil"),
        ("nn", "2 upplysningar i 1 fil"),
    ],
)
def test_the_count_is_swedish(severities: str, text: str) -> None:
    """One of a kind is singular, several are plural, and a kind there is none of is not named."""
    kinds = {"e": Severity.ERROR, "w": Severity.WARNING, "n": Severity.NOTICE}

    found = [Problem("T101", Where(FILE, 1), "Fel.", severity=kinds[kind]) for kind in severities]

    assert text == summary(found)


def test_the_count_tells_files_apart() -> None:
    """The count says over how many files the problems are spread; one without a file counts for none."""
    places = (Where("a.yaml", 1), Where("a.yaml", 2), Where("b.yaml", 1), NOWHERE)

    assert "4 fel i 2 filer" == summary([Problem("T101", where, "Fel.") for where in places])
    assert "1 fel" == summary([Problem("T101", NOWHERE, "Fel.")])


def test_nothing_wrong_is_nothing_said() -> None:
    """No problems make no lines."""
    assert [] == drawn()
    assert [] == list(short_lines([]))
    assert [] == json.loads(problems_as_json([]))


def test_an_editor_can_jump_to_a_short_line() -> None:
    """The short form is fil:rad:kolumn: slag: kod text, on one line whatever the message holds."""
    problems = [
        Problem("T101", Where("a.yaml", 3, 7), "Nyckeln ”x” finns\ninte här.", hint="Menade du ”y”?"),
        Problem("T311", Where("a.yaml", 9, 1), "Används inte.", severity=Severity.WARNING),
        Problem("T501", NOWHERE, "Mallen saknas."),
    ]

    assert [
        "fel: T501 Mallen saknas.",
        "a.yaml:3:7: fel: T101 Nyckeln ”x” finns inte här. Menade du ”y”?",
        "a.yaml:9:1: varning: T311 Används inte.",
    ] == list(short_lines(problems))


def test_a_program_reads_everything_as_json() -> None:
    """JSON holds every field of a problem under an English key, the texts as they are."""
    problem = Problem("T103", Where("å.yaml", 3, 7), "Fel.", "ett", "två", "tre", Severity.WARNING, (Where("b", 1, 2),))

    assert [
        {
            "severity": "warning",
            "code": "T103",
            "file": "å.yaml",
            "line": 3,
            "column": 7,
            "cell": "",
            "message": "Fel.",
            "expected": "ett",
            "found": "två",
            "hint": "tre",
            "place": "",
            "related": [{"file": "b", "line": 1, "column": 2, "cell": ""}],
        }
    ] == json.loads(problems_as_json([problem]))
