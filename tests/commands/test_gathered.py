"""Faults that come once a row or a cell of a file of data are told as one, with their number and the first places."""

from __future__ import annotations

import pytest

from generator.problems import Problem, Severity, Where, gathered
from tests.commands.conftest import HERE, MakeProject

TABLE = """\
tabeller:
  t:
    rubrik: Antal
    enhet: tkr
    data: t.csv
    kolumner:
      - antal: Antal
      - andel: Andel
"""
ROWS = 30


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Rad;1;2", "T107"),
        ("Rad {};ett;2", "T105"),
        ("Rad {};12.345;2", "T104"),
        ("Rad {};12 zork;2", "T109"),
        ("Rad {};12 kr;2", "T020"),
        ("Rad {};??;2", "T108"),
        ("Rad {};1 [x{}];2", "T310"),
        ("Rad {0} {{{{namn{0}}}}};1;2", "T201"),
        ("Rad {};= 1 / 0;2", "T206"),
        ("Rad {};1;2;3", "T013"),
    ],
)
def test_a_fault_of_every_row_is_told_once(row: str, code: str, project: MakeProject) -> None:
    """Whatever its kind: its count and the places after the first."""
    rows = "".join(f"{row.format(number, number)}\n" for number in range(ROWS))
    made = project({f"{HERE}/t.yaml": TABLE, f"{HERE}/t.csv": f"Namn;Antal;Andel\n{rows}"})

    run = made.run("check")
    told = [line for line in run.err.splitlines() if f" {code} · " in line]

    assert len(told) == 1, run.err
    assert f" · {HERE}/t.csv:{3 if code == 'T107' else 2}:" in told[0]
    assert f" Likadant är det {ROWS - (2 if code == 'T107' else 1)} gånger till." in run.err
    assert run.err.count("Se även: ") >= 5


def at(cell: str, message: str = "Talet ”7” är fel.", file: str = "bok.xlsx", place: str = "") -> Problem:
    """A fault of a cell."""
    return Problem("T105", Where(file, cell=cell), message, place=place)


def test_the_places_are_the_first_as_they_are_read() -> None:
    """Not by their names, where B10 comes before B2 and AA1 before B1."""
    cells = [f"Blad1!{column}{row}" for row in range(1, 12) for column in ("B", "AA")]
    (one,) = gathered([at(cell, f"Talet ”{number}” i {cell} är fel.") for number, cell in enumerate(sorted(cells))])

    assert [one.where.cell, *(each.cell for each in one.related)] == cells[:6]
    assert one.message.endswith(" i Blad1!B1 är fel. Likadant är det 21 gånger till.")


@pytest.mark.parametrize(
    "others",
    [
        [at(f"A{number}") for number in range(20)],
        [at(f"A{number}", "Talet är " + "inte " * number) for number in range(1, 30)],
        [at("", file=f"bok{number}.csv") for number in range(30)],
        [at(f"A{number}", file="tal.yaml") for number in range(30)],
        [at(f"A{number}", place=f"t.rad_{number}.antal") for number in range(200)],
    ],
    ids=["few", "other words", "other files", "a file by hand", "findings"],
)
def test_what_is_mended_one_by_one_is_told_one_by_one(others: list[Problem]) -> None:
    """Few faults, others, and findings, which are accepted by their places."""
    assert gathered(others) == tuple(others)


def test_a_fault_at_one_place_many_times_is_one() -> None:
    """A line of a source that no cell of the file agrees with; a warning beside it is another."""
    where = Where("namnd.yaml", 4, 1)
    errors = [Problem("T205", where, f"Blad!B{number}: enheterna går inte ihop.") for number in range(1_500)]
    warning = Problem("T205", where, "Blad!B1: enheterna går inte ihop.", severity=Severity.WARNING)
    one, other = gathered([*errors, *errors, warning])

    assert one.message == "Blad!B0: enheterna går inte ihop. Likadant är det 1 499 gånger till."
    assert (one.related, other) == ((), warning)


def test_many_findings_are_gathered_too() -> None:
    """From two hundred on nobody accepts them one by one."""
    assert len(gathered([at(f"A{number}", place=f"t.rad_{number}.antal") for number in range(201)])) == 1


def test_a_flood_in_a_text_is_told_once() -> None:
    """Two hundred lines of a text are each mended by themselves; of more the first is told, with the places of five."""

    def in_text(count: int) -> list[Problem]:
        return [
            Problem("T310", Where("a.md", line, 3), f"Fotnoten [^u{line}] finns inte i texten.")
            for line in range(1, count + 1)
        ]

    other = Problem("T310", Where("b.md", 1, 3), "Fotnoten [^1] finns inte i texten.")
    assert len(gathered([*in_text(200), other])) == 201
    one, kept = gathered([*in_text(201), other])
    assert one.message == "Fotnoten [^u1] finns inte i texten. Likadant är det 200 gånger till."
    assert [str(where) for where in one.related] == [f"a.md:{line}:3" for line in range(2, 7)]
    assert kept == other
