"""Undeclared relations: no table of rounded figures breaks them, and no figure moved beyond rounding keeps them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.checks.tables.arithmetic import faults_of, told_of
from generator.checks.tables.faults import FaultyFigures
from generator.checks.tables.lattice import PrintedNumber, lattices_of
from generator.checks.tables.lines import LineCell, TableLine, TableLines, cell_of
from generator.checks.tables.mining import Miner
from generator.checks.tables.relations import Instance
from generator.figures import Figure, StatedOrigin
from generator.figures.quantity import stated
from generator.problems import Where
from generator.prose import meaning_of

UNIT, TENTH = "mnkr", Decimal("0.1")
Grid = list[list[Decimal]]


def sheet_of(columns: Sequence[str], rows: Sequence[str], grid: Grid, unit: str = UNIT) -> TableLines:
    """Labels and printed values with one decimal → a sheet."""
    cells = [
        [_cell(row, column, value, unit) for column, value in enumerate(values)] for row, values in enumerate(grid)
    ]
    return TableLines(
        "tabell",
        "Utfall per verksamhet",
        tuple(_line(number, label, cells[number]) for number, label in enumerate(rows)),
        tuple(_line(number, label, [row[number] for row in cells]) for number, label in enumerate(columns)),
    )


def _cell(row: int, column: int, value: Decimal, unit: str) -> LineCell:
    where = Where("a.yaml", row + 1, column + 1)
    cell = cell_of(Figure(f"tabell.r{row}.k{column}", stated(value, unit, 1), unit, StatedOrigin(where)), written=True)
    assert cell is not None
    return cell


def _line(index: int, label: str, cells: Sequence[LineCell]) -> TableLine:
    return TableLine(
        index, f"l{index}", meaning_of(label), "", "rad", tuple(cells), cells[0].measure, Where("a.yaml", index + 1)
    )


def found(columns: Sequence[str], rows: Sequence[str], grid: Grid, before: Grid | None = None) -> list[FaultyFigures]:
    """The faulty figures of a sheet in which nothing is declared, perhaps with last year's at hand."""
    last = [sheet_of(columns, rows, before)] if before else []
    return list(faults_of(sheet_of(columns, rows, grid), last, {"rader": (), "kolumner": ()}))


def places(faults: Sequence[FaultyFigures]) -> list[list[str]]:
    """The cells of faulty figures, as row and column."""
    return [[figure.id.removeprefix("tabell.") for figure in fault.figures] for fault in faults]


def grid_of(*rows: str) -> Grid:
    """Rows of numbers as an author writes them → a grid."""
    return [[Decimal(number.replace(",", ".")) for number in row.split()] for row in rows]


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

    summed = [fault for fault in found(COLUMNS, labels, grid) if f"r{len(grid) - 1}" in fault.figures[0].id]
    assert summed == []


YEARS_BESIDE = ("Intäkter 2020", "Intäkter 2021", "Kostnader 2020", "Kostnader 2021", "Netto 2021")


def test_years_side_by_side_do_not_hide_a_relation() -> None:
    """Net is of the columns of its own year, wherever they stand."""
    grid = grid_of(
        "11,2 12,4 -101,3 -118,2 -105,8",
        "31,0 29,7 -64,4 -66,1 -36,4",
        "3,3 4,1 -55,2 -57,9 -53,8",
        "18,8 19,9 -207,3 -211,4 -161,5",
    )

    assert places(found(YEARS_BESIDE, "ABCD", grid)) == [["r3.k4"]]


def test_a_parent_above_its_children_needs_no_word() -> None:
    """The departments are the sums of the units below them."""
    labels = ("Vård", "Boende", "Hemtjänst", "Skola", "Grundskola", "Fritidshem")
    grid = grid_of(
        "91,3 88,1 84,4 86,2",
        "60,2 58,9 55,1 57,7",
        "31,1 29,2 29,3 28,5",
        "77,5 70,3 68,8 71,4",
        "55,1 51,0 50,2 52,5",
        "22,4 19,9 18,6 18,9",
    )

    (fault,) = found(("Utfall", "Prognos", "Bokslut", "Budget"), labels, grid)

    assert "tabell.r3.k1" in {fault.figures[0].id, *(figure.id for figure in fault.others)}


def test_two_figures_that_changed_places_are_told_together() -> None:
    """The exchange mends more than any change of one of them."""
    grid = grid_of("120,4 131,2 10,8", "64,3 60,8 -3,5", "84,6 88,0 -3,4", "269,3 280,0 10,7")
    grid[2][2] = Decimal("3.4")
    grid[2][0], grid[2][1] = grid[2][1], grid[2][0]

    assert places(found(("Utfall", "Budget", "Avvikelse"), ("A", "B", "C", "Summa"), grid)) == [["r2.k0", "r2.k1"]]


def test_last_years_table_is_a_witness() -> None:
    """What one column of this year cannot prove, last year's figures do."""
    labels = ("Lön", "Hyra", "Mat", "Enheten")
    now = grid_of("61,3 60,1", "20,9 21,4", "11,4 10,8", "98,6 92,3")
    before = grid_of("58,8 59,3", "21,7 22,0", "10,2 10,9", "90,7 92,2")

    assert found(("Utfall", "Budget"), labels, now) == []
    assert places(found(("Utfall", "Budget"), labels, now, before)) == [["r3.k0"]]


@pytest.mark.parametrize("label", ["Ökning av skulder", "Minskning av skulder", "Justering för avskrivningar"])
def test_items_of_a_cash_flow_are_no_differences(label: str) -> None:
    """They are terms, whatever their first word."""
    grid = grid_of("205,1", "14,8", "186,0")

    assert found(("2024",), ("Lån", "Leasing", label), grid) == []


def test_figures_of_two_rows_that_changed_places_are_told_though_their_sum_holds() -> None:
    """That the column still adds up is no sign of something that is not printed."""
    columns = ("Ingående balans", "Tillkommande", "Uttag", "Utgående balans")
    grid = grid_of("512 41 -13 540", "833 12 -90 755", "274 66 -21 319", "1619 119 -124 1614")
    grid[0][3], grid[1][3] = grid[1][3], grid[0][3]

    assert places(found(columns, ("A", "B", "C", "Summa"), grid)) == [["r0.k3", "r1.k3"]]


@pytest.mark.parametrize(
    ("row", "value"),
    [(0, "-44,6"), (1, "-172,9"), (2, "-809,3"), (3, "-911,0")],
    ids=["a digit lost", "a digit turned", "a digit more", "the sum"],
)
def test_of_the_figures_of_one_sum_the_one_that_is_odd_on_its_row_is_named(row: int, value: str) -> None:
    """One sum says only that something is wrong; the other columns say of which size each figure is."""
    grid = grid_of("-344,6 -346,1 -338,2", "-122,9 -120,4 -119,0", "-89,3 -92,0 -87,7", "-556,8 -558,5 -544,9")
    grid[row][0] = Decimal(value.replace(",", "."))

    assert places(found(("Utfall", "Budget", "Utfall 2023"), ("Lön", "Hyra", "Mat", "Summa"), grid)) == [[f"r{row}.k0"]]


def test_a_table_of_another_unit_keeps_the_relations_of_its_results() -> None:
    """A result is the same line in both, whatever it is of: few digits prove little, those of the other much."""
    columns = ("Utfall", "Budget", "Prognos")
    labels = ("Nettokostnad", "Kommunbidrag")
    grid = grid_of("-1 -2 -4", "2 2 2", "1 0 -9")
    other = grid_of("-721,3 -685,2 -729,4", "685,0 684,1 684,1", "-36,3 -1,1 -45,3")

    sheet = sheet_of(columns, ("Mottagande", *labels, "Resultat mottagande"), [grid[0], *grid])
    witness = sheet_of(columns, ("Skola", *labels, "Resultat skola"), [other[0], *other])
    faults = list(faults_of(sheet, [witness], {"rader": (), "kolumner": ()}))

    assert ["r3.k2"] in places(faults)


def test_a_turned_result_is_no_relation_of_its_own_where_other_tables_have_none() -> None:
    """With one column the turned sum holds exactly; what other tables keep outweighs that."""
    labels = ("Totala kostnader", "Avgår: övriga intäkter", "Nettokostnad")
    now, other = grid_of("17850,3", "432,8", "-17417,5"), grid_of("10943,8", "432,8", "10511,0")

    assert places(found(("Bokslut",), labels, now, other)) == [["r2.k0"]]


@pytest.mark.parametrize("value", ["-46,0", "460,0"])
def test_parts_of_a_hundred_are_told_by_sign_and_power_of_ten(value: str) -> None:
    """A part that is far from what fills the hundred is still one where such a slip explains it."""
    sheet = sheet_of(("Andel",), ("Inte inledd", "Utredning", "Summa"), grid_of(value, "54,0", "100,0"), "%")

    assert places(list(faults_of(sheet, [], {"rader": (), "kolumner": ()}))) == [["r0.k0"]]


def words(sheet: TableLines) -> list[str]:
    """What is told of a sheet."""
    return [told_of(sheet, fault).message for fault in faults_of(sheet, [], {"rader": (), "kolumner": ()})]


def test_a_sum_that_fails_is_told_with_its_arithmetic() -> None:
    """The reader sees the sum reckoned; a negative term is taken away."""
    sheet = sheet_of(("Utfall",), ("Lön", "Hyra", "Bidrag", "Summa"), grid_of("412,3", "64,5", "-16,2", "470,6"))

    assert words(sheet) == [
        "”Summa”, Utfall är inte summan av Lön, Hyra och Bidrag: 412,3 + 64,5 − 16,2 = 460,6, här står 470,6."
    ]


def test_a_part_is_told_by_the_sum_that_it_breaks_and_never_by_itself() -> None:
    """The sum stands elsewhere: “där”."""
    grid = grid_of("-44,6 -346,1", "-122,9 -120,4", "-89,3 -92,0", "-556,8 -558,5")

    assert words(sheet_of(("Utfall", "Budget"), ("Lön", "Hyra", "Mat", "Summa"), grid)) == [
        "”Lön”, Utfall går inte ihop med ”Summa”: −44,6 − 122,9 − 89,3 = −256,8, där står −556,8."
    ]


def test_per_cent_differ_by_percentage_points_and_places_are_listed() -> None:
    """The last of several places follows an “eller”, with no comma."""
    sheet = sheet_of(("Andel",), ("Inte inledd", "Utredning", "Summa"), grid_of("46,0", "57,6", "100,0"), "%")
    (fault,) = faults_of(sheet, [], {"rader": (), "kolumner": ()})

    hint = told_of(sheet, fault).hint

    assert "Skillnaden är −3,6 procentenheter" in hint
    assert "”Inte inledd”, Andel eller ”Utredning”, Andel." in hint


def test_what_two_sums_blame_is_told_of_both() -> None:
    """A figure that its row and its column contradict is no witness of itself."""
    grid = grid_of("120,4 131,2 10,8", "64,3 60,8 -3,5", "84,6 88,0 3,4", "269,3 280,0 90,7")

    assert words(sheet_of(("Utfall", "Budget", "Avvikelse"), ("A", "B", "C", "Summa"), grid)) == [
        "”Summa”, Avvikelse är inte summan av A, B och C eller Budget minus Utfall."
    ]


def test_what_the_row_and_the_sum_of_the_column_blame_is_told_by_both() -> None:
    """It is the target of the one, and a part of the other."""
    grid = grid_of("120,4 131,2 70,8", "64,3 60,8 -3,5", "84,6 88,0 3,4", "269,3 280,0 10,7")

    (told,) = words(sheet_of(("Utfall", "Budget", "Avvikelse"), ("A", "B", "C", "Summa"), grid))

    assert told.startswith("”A”, Avvikelse är inte Budget minus Utfall: −120,4 + 131,2 = 10,8, här står 70,8, och ")
    assert told.endswith("och går inte ihop med ”Summa”.")


def test_shares_of_themselves_that_add_up_to_a_hundred_with_another_sign_are_lawful() -> None:
    """What is used of each budget in per cent is no share of a hundred."""
    labels = ("Fritid", "Musikskola", "Gymnasium", "Summa")

    assert words(sheet_of(("Förbrukat",), labels, grid_of("96,9", "93,0", "103,9", "100,0"), "%")) == []


def blocks_of_wrong_sums(count: int) -> tuple[tuple[str, ...], Grid]:
    """Blocks of four rows and their sum, in which one of three figures has a digit too much."""
    labels, grid = list[str](), Grid()
    for block in range(count):
        rows = [[Decimal(100 + (9 * block + row) * each % 503) for each in (79, 31, 57)] for row in range(4)]
        whole = [sum(column, Decimal(0)) for column in zip(*rows, strict=True)]
        grid += [*rows, [whole[0] + 1000, *whole[1:]]]
        labels += [*(f"Enhet {block} {row}" for row in range(4)), f"Summa {block}"]
    return tuple(labels), grid


def calls(count: int) -> int:
    """How many calls it takes to know that many sums, each wrong in one column."""
    labels, grid = blocks_of_wrong_sums(count)
    miner = Miner(lattices_of(sheet_of(("Utfall", "Budget", "Prognos"), labels, grid))[0])
    made = 0

    def counted(*_: object) -> None:
        nonlocal made
        made += 1

    sys.setprofile(counted)
    try:
        known = miner.relations()
    finally:
        sys.setprofile(None)
    assert [len(each.broken) for each in known] == [1] * count
    return made


def test_sums_of_other_rows_are_taken_at_once() -> None:
    """Twice as many wrong sums take no more turns."""
    assert calls(10) < 2.6 * calls(5)


@pytest.mark.parametrize(("written", "meant"), [(1234, 124), (124, 1234), (-31640, -316400), (1005, 5)])
def test_a_digit_that_is_lost_or_too_much_explains_a_sum_that_fails(written: int, meant: int) -> None:
    """Such a figure speaks little against the sum of the other columns."""
    number = PrintedNumber(written, 0, 1, 1, "kr", (0, 0), None, written=True)
    other = number._replace(value=meant)

    assert Instance((number, other), (1, -1), written - meant, 0, 40).has_lost_digit
    assert not Instance((number, other), (1, -1), written - meant - 2, 0, 40).has_lost_digit
