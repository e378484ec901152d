"""Reconciliation: no lawful rounding is ever reported, every other difference is, and explanations go stale."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.checks.tables.reconciliation import reconciliation
from generator.problems import Problem, Severity
from generator.swedish import NumberFormat, format_number
from tests.figures.resolving import ledger_of, problems_of


def found(text: str) -> list[tuple[str, int, int]]:
    """The codes and places of what is found in a period."""
    return [(problem.code, problem.where.line, problem.where.column) for problem in problems_of(text)]


TABLE = """tabeller:
  t:
    enhet: '{unit}'
    decimaler: {decimals}
    kolumner:
      - utfall: Utfall
      - budget: Budget
      - avvikelse: Avvikelse
        stäms_av_mot: utfall - budget
    rader:
"""


def table(rows: list[list[Decimal]], total: list[Decimal], unit: str, decimals: int) -> str:
    """Rows and their sum, rounded as printed → the table as a controller would write it."""
    lines = [f"      - Rad {number}: {cells(row, decimals)}" for number, row in enumerate(rows, 1)]
    lines += [f"      - Summa: {cells(total, decimals)}", "        typ: summa", "        id: summa"]
    return TABLE.format(unit=unit, decimals=decimals) + "\n".join(lines)


def cells(row: list[Decimal], decimals: int) -> str:
    """A row's figures as printed."""
    return " | ".join(format_number(value, NumberFormat(decimals=decimals), decimals) for value in row)


@given(st.sampled_from(["1,0", "0,9", "1,1", "0,8", "1,2"]))
def test_a_sum_may_be_off_by_half_a_unit_per_figure(total: str) -> None:
    """Three figures and their sum, each to one decimal, may differ by 0,2 and not by 0,3."""
    rows = "      - A: 0,3\n      - B: 0,3\n      - C: 0,4\n"
    text = "tabeller:\n  t:\n    enhet: mnkr\n    kolumner:\n      - a: A\n    rader:\n" + rows

    assert found(f"{text}      - Summa: {total}\n        typ: summa\n") == []


@pytest.mark.parametrize("total", ["0,7", "1,3", "10,0", "-1,0"])
def test_a_sum_that_is_further_off_is_reported(total: str) -> None:
    """Beyond what rounding can do, the sum is reported at its cell, with what it should be and how far off it is."""
    rows = "      - A: 0,3\n      - B: 0,3\n      - C: 0,4\n"
    text = "tabeller:\n  t:\n    enhet: mnkr\n    kolumner:\n      - a: A\n    rader:\n" + rows
    (problem,) = problems_of(f"{text}      - Summa: {total}\n        typ: summa\n")

    assert (problem.code, problem.where.line, problem.where.column) == ("T204", 10, 16)
    assert problem.expected == "1,0 mnkr"
    assert problem.found == total.replace("-", "−") + " mnkr"
    assert "0,2" in problem.hint
    assert [where.line for where in problem.related] == [10, 7, 8, 9]


CENTS = st.decimals(-(10**6), 10**6, places=4)
ROWS = st.lists(st.tuples(CENTS, CENTS), min_size=1, max_size=8)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A true value as printed."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from([("mnkr", 0), ("mnkr", 1), ("mnkr", 2), ("tkr", 0), ("%", 1), ("antal", 1)]))
def test_what_only_rounding_did_is_never_reported(rows: list[tuple[Decimal, Decimal]], shape: tuple[str, int]) -> None:
    """True figures, their differences and sums, each rounded for itself, are a table in which nothing is wrong."""
    unit, decimals = shape
    true = [[outcome, budget, outcome - budget] for outcome, budget in rows]
    total = [sum(column, Decimal(0)) for column in zip(*true, strict=True)]
    printed = [[rounded(value, decimals) for value in row] for row in true]

    assert problems_of(table(printed, [rounded(value, decimals) for value in total], unit, decimals)) == ()


WHOLE = st.integers(-(10**9), 10**9).map(Decimal)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=6), st.sampled_from(["kr", "antal"]), st.data())
def test_an_exact_figure_that_is_moved_is_always_reported(
    rows: list[tuple[Decimal, Decimal]], unit: str, data: st.DataObject
) -> None:
    """Kronor and counts have no room: one krona too much in any cell is found, and the untouched table is clean."""
    true = [[outcome, budget, outcome - budget] for outcome, budget in rows]
    total = [sum(column, Decimal(0)) for column in zip(*true, strict=True)]
    grid = [*true, total]
    assert problems_of(table(true, total, unit, 0)) == ()
    row, column = data.draw(st.integers(0, len(rows))), data.draw(st.integers(0, 2))
    grid[row][column] += data.draw(WHOLE.filter(bool))

    assert "T204" in {problem.code for problem in problems_of(table(grid[:-1], grid[-1], unit, 0))}


@settings(max_examples=60, deadline=None)
@given(ROWS, st.data())
def test_a_rounded_figure_that_is_moved_beyond_its_room_is_always_reported(
    rows: list[tuple[Decimal, Decimal]], data: st.DataObject
) -> None:
    """A cell moved by more than all its neighbours' rounding together can hide is found."""
    true = [[outcome, budget, outcome - budget] for outcome, budget in rows]
    total = [sum(column, Decimal(0)) for column in zip(*true, strict=True)]
    grid = [[rounded(value, 1) for value in row] for row in (*true, total)]
    row, column = data.draw(st.integers(0, len(rows))), data.draw(st.integers(0, 2))
    # Half a tenth for each row and the sum is the room; what rounding did already may use all of it.
    room = Decimal("0.05") * (len(rows) + 1)
    sign = data.draw(st.sampled_from([1, -1]))
    grid[row][column] += sign * (2 * room + Decimal("0.1"))

    assert "T204" in {problem.code for problem in problems_of(table(grid[:-1], grid[-1], "mnkr", 1))}


def test_the_room_is_that_of_the_sum_not_of_the_size() -> None:
    """A share has the room that its two figures leave it, computed with their bounds."""
    head = "tal:\n  a: 1,0 mnkr\n  b: 3,0 mnkr\n  andel:\n    värde: {} %\n    stäms_av_mot: a / b\n"

    assert found(head.format("33,3")) == []
    assert found(head.format("35,5")) == []
    assert found(head.format("31,2")) == []
    assert found(head.format("36,0")) == [("T204", 5, 12)]
    assert found(head.format("31,0")) == [("T204", 5, 12)]


def test_units_are_converted_before_they_are_compared() -> None:
    """Kronor against millions: the room is that of the millions."""
    head = "tal:\n  a: 2 409 905 kr\n  b:\n    värde: {}\n    stäms_av_mot: a\n"

    assert found(head.format("2,4 mnkr")) == []
    assert found(head.format("2 410 tkr")) == []
    assert found(head.format("2,5 mnkr")) == [("T204", 4, 12)]
    assert found(head.format("2 411 tkr")) == [("T204", 4, 12)]


def test_a_filled_column_of_a_formula_is_reconciled() -> None:
    """A pasted column is taken as it is and compared with its formula."""
    text = (
        "tabeller:\n  t:\n    enhet: mnkr\n    kolumner:\n"
        "      - a: A\n      - b: B\n      - c: C\n        formel: a - b\n"
        "    rader:\n      - X: 1,0 | 2,0 | -1,0\n      - Y: 1,0 | 2,0 | 1,0\n"
    )

    assert found(text) == [("T204", 11, 24)]


def test_what_is_not_there_is_not_reconciled() -> None:
    """A sum over “..” cannot be checked; a blank or “–” adds nothing."""
    head = "tabeller:\n  t:\n    kolumner:\n      - a: A\n    rader:\n"
    tail = "      - Summa: 9\n        typ: summa\n"

    assert found(f"{head}      - X: 9\n      - Y: ..\n{tail}") == []
    assert found(f"{head}      - X: 9\n      - Y: _\n      - Z: –\n{tail}") == []
    assert found(f"{head}      - X: 8\n      - Y: _\n{tail}") == [("T204", 8, 16)]
    assert found(f"{head}      - X: 9\n      - Y: 1\n        typ: varav\n{tail}") == []


def test_a_field_of_a_record_is_reconciled() -> None:
    """A written field is compared with its type's formula."""
    text = "enheter:\n  - id: a\n    rubrik: A\n    utfall: 1,0\n    budget: 3,0\n    avvikelse: {}\n"

    assert found(text.format("-2,0")) == []
    assert found(text.format("2,0")) == [("T204", 6, 16)]


def test_a_sum_that_is_not_to_be_reconciled_is_let_be() -> None:
    """`summera: nej` leaves a sum row, or a column, alone."""
    head = "tabeller:\n  t:\n    kolumner:\n      - a: A\n      - b: B\n        summera: nej\n"
    head += "    rader:\n      - X: 1 | 1\n"

    assert found(f"{head}      - Summa: 5 | 1\n        typ: summa\n") == [("T204", 9, 16)]
    assert found(f"{head}      - Summa: 1 | 5\n        typ: summa\n") == []
    assert found(f"{head}      - Summa: 5 | 5\n        typ: summa\n        summera: nej\n") == []


EXPLAINED = """tabeller:
  t:
    enhet: mnkr
    decimaler: 1
    kolumner:
      - a: A
      - b: B
        stäms_av_mot: a * 2
    rader:
      - X: 1,0 | 2,0
      - Y: 1,0 | {cell}
      - Summa: {total} | {other}
        typ: summa
    förklarad_differens:
      - plats: {place}
        mot: {against}
        skillnad: {difference}
        skäl: Avrundat i ekonomisystemet.
"""


def explained(**told: str) -> tuple[Problem, ...]:
    """What is found in a table with a difference explained, by default the right one."""
    given = {"cell": "2,0", "total": "3,0", "other": "_", "place": "summa.a", "against": "summa", "difference": "1,0"}
    return problems_of(EXPLAINED.format(**{**given, **told}))


def test_an_explained_difference_is_let_be() -> None:
    """Exactly the difference that is explained, against what it is said of, is not reported."""
    ledger = ledger_of(
        EXPLAINED.format(cell="2,0", total="3,0", other="_", place="summa.a", against="summa", difference="1,0")
    )

    assert not list(reconciliation(ledger))
    assert [relation.explained.reason for relation in ledger.relations if relation.explained] == [
        "Avrundat i ekonomisystemet."
    ]


def test_an_explanation_goes_stale() -> None:
    """A difference that has changed, or is gone, is told at the explanation; the other is only a warning."""
    (changed,) = explained(total="3,4")
    (gone,) = explained(total="2,0")

    assert (changed.code, changed.severity, changed.where.line) == ("T210", Severity.ERROR, 17)
    assert changed.expected == "1,4 mnkr"
    assert (gone.code, gone.severity) == ("T210", Severity.WARNING)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"place": "summa.b", "against": "a * 3"}, "T210"),
        ({"place": "x.a"}, "T210"),
        ({"place": "y.c"}, "T201"),
    ],
)
def test_an_explanation_of_nothing_is_refused(told: dict[str, str], code: str) -> None:
    """A place that is no figure, or a figure that is reconciled with nothing of the kind, is told."""
    assert code in {problem.code for problem in explained(**told)}


def test_an_explanation_is_for_one_relation() -> None:
    """A cell reconciled two ways is explained for the one that is meant, by kind or by formula; the other stays."""
    told = {"total": "2,0", "other": "6,0", "place": "summa.b", "difference": "2,0"}

    assert [problem.code for problem in explained(**told, against="summa", cell="2,0")] == ["T204"]
    assert [problem.code for problem in explained(**told, against="a*2", cell="2,0")] == ["T204"]
    assert {problem.message.split(" från ")[1] for problem in explained(**told, against="a*2", cell="2,0")} == {
        "summan av de rader som ingår."
    }


def test_a_single_figure_is_explained() -> None:
    """A figure that stands alone carries its own explanation, in any unit that converts."""
    text = (
        "tal:\n  a: 2,0 mnkr\n  b:\n    värde: 2,5 mnkr\n    stäms_av_mot: a\n"
        "    förklarad_differens:\n      skillnad: {}\n      skäl: Därför.\n"
    )

    assert problems_of(text.format("0,5 mnkr")) == ()
    assert problems_of(text.format("500 tkr")) == ()
    assert [problem.code for problem in problems_of(text.format("0,4 mnkr"))] == ["T210"]


ONE_FIGURE = """tabeller:
  t:
    enhet: mnkr
    kolumner:
      - a: A
    rader:
      - Tillgångar: 8 157,1
      - Skulder: {value}
        stäms_av_mot: {formula}
"""


@pytest.mark.parametrize("formula", ["tillgångar", "-tillgångar"])
@pytest.mark.parametrize(("value", "told"), [("8 157,1", False), ("8 157,2", True), ("8 157,0", True)])
def test_one_figure_in_two_places_has_been_rounded_once(formula: str, value: str, told: bool) -> None:  # noqa: FBT001
    """In the same unit and decimals nothing is left for rounding to explain, with either sign."""
    written = f"-{value}" if formula.startswith("-") else value

    assert bool(found(ONE_FIGURE.format(value=written, formula=formula))) == told


RUNNING = """tabeller:
  t:
    enhet: mnkr
    kolumner:
      - a: A
    rader:
      - Ett: 10,1
      - Två: 20,1
      - Tre: 30,1
      - Fyra: 40,1
      - Före: 100,4
        typ: resultat
      - Skatt: 0,5
      - Efter: {value}
        typ: resultat
"""


@pytest.mark.parametrize(("value", "told"), [("100,9", False), ("101,0", False), ("101,1", True)])
def test_a_running_sum_is_held_to_the_sum_before(value: str, told: bool) -> None:  # noqa: FBT001
    """All rows together may be off by more than the sum before and the one row since."""
    assert bool(found(RUNNING.format(value=value))) == told


@pytest.mark.parametrize(
    ("rows", "way"),
    [
        ("- A: 20,3\n      - varav B: 5,3\n      - C: -52,9\n      - Summa: -32,6", "ge raden typ: varav"),
        ("- A: 20,3\n      - B: 5,3\n      - C: 52,9\n      - Summa: -27,3", "ge raden typ: avgår"),
        ("- A: 20,3\n      - B: 5,3\n      - C: -52,9\n      - Summa: -32,0", ""),
        ("- A: 5,3\n      - B: 5,3\n      - C: -52,9\n      - Summa: -47,6", ""),
    ],
)
def test_the_only_row_that_closes_a_difference_is_named_with_its_type(rows: str, way: str) -> None:
    """A row that is a part of another one is counted twice without a type, and one to subtract is added."""
    text = (
        f"tabeller:\n  t:\n    enhet: mnkr\n    kolumner:\n      - u: U\n    rader:\n      {rows}\n        typ: summa\n"
    )
    (problem,) = reconciliation(ledger_of(text))

    assert way in problem.hint
    assert ("ge raden" in problem.hint) == bool(way)
