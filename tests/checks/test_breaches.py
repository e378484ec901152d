"""Undeclared relations: no table of rounded figures breaks them, and no figure moved beyond rounding keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.checks.tables.breaches import Breach, breaches_of
from generator.checks.tables.lines import LineCell, TableLine, TableLines, cell_of
from generator.figures import Figure, StatedOrigin
from generator.figures.quantity import stated
from generator.problems import Where
from generator.prose import meaning_of

UNIT, TENTH = "mnkr", Decimal("0.1")
Grid = list[list[Decimal]]


def sheet_of(columns: Sequence[str], rows: Sequence[str], grid: Grid) -> TableLines:
    """Labels and printed values in mnkr with one decimal → a sheet."""
    cells = [[_cell(row, column, value) for column, value in enumerate(values)] for row, values in enumerate(grid)]
    return TableLines(
        "tabell",
        "Utfall per verksamhet",
        tuple(_line(number, label, cells[number]) for number, label in enumerate(rows)),
        tuple(_line(number, label, [row[number] for row in cells]) for number, label in enumerate(columns)),
    )


def _cell(row: int, column: int, value: Decimal) -> LineCell:
    where = Where("a.yaml", row + 1, column + 1)
    cell = cell_of(Figure(f"tabell.r{row}.k{column}", stated(value, UNIT, 1), UNIT, StatedOrigin(where)), written=True)
    assert cell is not None
    return cell


def _line(index: int, label: str, cells: Sequence[LineCell]) -> TableLine:
    return TableLine(index, f"l{index}", meaning_of(label), "", "rad", tuple(cells), "kr", Where("a.yaml", index + 1))


def found(columns: Sequence[str], rows: Sequence[str], grid: Grid) -> list[Breach]:
    """The breaches of a sheet in which nothing is declared, both ways."""
    sheet = sheet_of(columns, rows, grid)
    both = [
        TableLines(sheet.id, sheet.heading, *pair)
        for pair in ((sheet.rows, sheet.columns), (sheet.columns, sheet.rows))
    ]
    return [breach for each in both for breach in breaches_of(each, {"rader": (), "kolumner": ()})]


def printed(value: Decimal) -> Decimal:
    """A true value as it is printed."""
    return value.quantize(TENTH, ROUND_HALF_UP)


true_values = st.integers(min_value=50_000, max_value=900_000).map(lambda number: Decimal(number) / 1000)
true_rows = st.lists(st.tuples(true_values, true_values, true_values), min_size=3, max_size=9)
COLUMNS = ("Utfall 2024", "Budget 2024", "Avvikelse", "Utfall 2023")


def table_of(rows: Sequence[tuple[Decimal, ...]]) -> tuple[tuple[str, ...], Grid]:
    """True outcomes, budgets and outcomes of last year → labels and printed figures, with deviations and a sum."""
    whole = [*rows, tuple(sum(column, Decimal(0)) for column in zip(*rows, strict=True))]
    grid = [[printed(each) for each in (outcome, budget, budget - outcome, last)] for outcome, budget, last in whole]
    return (*(f"Verksamhet {chr(65 + number)}" for number in range(len(rows))), "Summa"), grid


@given(true_rows)
@settings(max_examples=150, deadline=None)
def test_rounded_figures_break_nothing(rows: list[tuple[Decimal, ...]]) -> None:
    """Figures that were computed and then rounded are never told of, whatever they round to."""
    labels, grid = table_of(rows)

    assert found(COLUMNS, labels, grid) == []


@given(true_rows, st.data())
@settings(max_examples=150, deadline=None)
def test_a_figure_moved_beyond_rounding_is_found(rows: list[tuple[Decimal, ...]], data: st.DataObject) -> None:
    """Any figure of a table that is moved by more than all its roundings together is told of."""
    labels, grid = table_of(rows)
    row = data.draw(st.integers(0, len(grid) - 1))
    column = data.draw(st.integers(0, len(COLUMNS) - 1))
    least = len(rows) + 3
    step = data.draw(st.integers(least, 400)) * TENTH
    grid[row][column] += step if data.draw(st.booleans()) else -step

    assert found(COLUMNS, labels, grid) != []


@given(st.lists(st.tuples(true_values, true_values, true_values, true_values), min_size=4, max_size=8))
@settings(max_examples=150, deadline=None)
def test_figures_without_relation_break_nothing(rows: list[tuple[Decimal, ...]]) -> None:
    """Labels that promise nothing, over figures that have nothing to do with each other, are left alone."""
    grid = [[printed(value) for value in row] for row in rows]
    labels = tuple(f"Verksamhet {chr(65 + number)}" for number in range(len(grid)))

    assert found(("Utfall 2024", "Budget 2024", "Prognos 2024", "Utfall 2023"), labels, grid) == []


@given(true_rows)
@settings(max_examples=50, deadline=None)
def test_a_line_of_sums_may_be_of_rounded_deviations(rows: list[tuple[Decimal, ...]]) -> None:
    """A sum of the printed deviations is as lawful as the difference of the printed sums."""
    labels, grid = table_of(rows)
    grid[-1] = [sum(column, Decimal(0)) for column in zip(*grid[:-1], strict=True)]
    assume(all(row[2] for row in grid))

    assert [breach for breach in found(COLUMNS, labels, grid) if breach.kind == "sum"] == []
