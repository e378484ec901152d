"""Widths of columns: no figure breaks, row heads get the air, and what the author has set is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.document import (
    BodyRow,
    CellKind,
    Column,
    HeadCell,
    PrintedCell,
    TableBlock,
    column_widths,
    longest_word,
    text_width,
)
from tests.samples.report import economy_table, goals_table, grants_table, placements_chart, table

EM = {"gles": 49.0, "normal": 50.5, "tät": 53.5, "mycket tät": 58.0}
QUARTERS = tuple(f"Kvartal 1 {year}" for year in range(2023, 2018, -1))


def shares(of: TableBlock) -> list[float]:
    """A table in → the width of each column in per cent out."""
    return [float(share.removesuffix("%")) for share in column_widths(of).columns]


def ems(of: TableBlock) -> list[float]:
    """A table in → the width of each column in em of its type on paper out."""
    return [share / 100 * EM[of.density] for share in shares(of)]


@pytest.mark.parametrize("of", [economy_table(), goals_table(), grants_table(), placements_chart().table])
def test_the_columns_fill_the_table(of: TableBlock) -> None:
    """The shares add up to the whole."""
    assert sum(shares(of)) == pytest.approx(100, abs=0.1)


def test_no_figure_of_the_widest_table_breaks() -> None:
    """A row head and ten columns share the width of A4, and each figure and word of a head has room in its column."""
    of = economy_table()

    for number, width in enumerate(ems(of)[1:], 1):
        figures = [float(text_width(str(row.cells[number].text[0].text))) for row in of.groups[0]]  # type: ignore[union-attr]
        head = of.head[1][number - 1].text[0]
        assert width + 0.01 >= max(figures) + 0.75
        assert width + 0.01 >= float(longest_word(str(head))) * 0.95 + 0.75


def test_row_heads_of_the_widest_table_take_two_lines_at_most() -> None:
    """The air that the figures do not need goes to the row heads: the longest is set in two lines."""
    width = ems(economy_table())[0] - 0.3

    assert width >= text_width("funktionsnedsättning 0–64 år")


def test_figures_stand_in_an_even_rhythm() -> None:
    """Columns of figures that need about the same are equally wide."""
    of = table("t", "Rubrik", "antal", "Verksamhet", QUARTERS, "Antal inledda utredningar|308|323|278|253|1 273")

    assert len(set(shares(of)[1:])) == 1


def test_long_row_heads_get_half_of_the_table() -> None:
    """Where row heads are sentences they get at least four tenths, and the heads of the figures two lines."""
    label = "Antal unika personer med inledda aktualiseringar (exklusive personer i kronpärmen)"
    of = table("t", "Rubrik", "antal", "Verksamhet", QUARTERS, f"{label}|559|571|502|492|426")

    assert 40 <= shares(of)[0] <= 60


@pytest.mark.parametrize(("figures", "least"), [(("ii", "tt", "j"), "4.4em"), (("i",) * 5, "6.1em")])
def test_a_least_width_is_an_exact_sum(figures: tuple[str, ...], least: str) -> None:
    """Widths of letters and paddings add up to 4.35 and 6.05, on every Python, and half a tenth is rounded up."""
    row = BodyRow("r", "rad", tuple(PrintedCell("tal", (figure,)) for figure in figures))
    of = TableBlock("t", (), "", tuple(Column("tal") for _ in figures), (), ((row,),), density="normal")

    assert column_widths(of).least == least


def test_what_the_author_sets_is_kept() -> None:
    """A width in per cent that the author gives a column is its width; the others share the rest."""
    of = goals_table()
    of = replace(of, columns=(Column("text", 30), *of.columns[1:2], Column("delar")))

    assert shares(of)[0] == pytest.approx(30, abs=0.1)
    assert sum(shares(of)) == pytest.approx(100, abs=0.1)


texts = st.text(alphabet="abcdefghijåäö  –1234567890,−", max_size=60)
pads = st.integers(0, 3)
cell_kinds: st.SearchStrategy[CellKind] = st.sampled_from(("text", "tal", "status", "delar"))


@st.composite
def tables(draw: st.DrawFn) -> TableBlock:
    """Tables of all shapes."""
    count = draw(st.integers(1, 9))
    kinds = [draw(cell_kinds) for _ in range(count)]
    head = tuple(HeadCell(f"h{number}", (draw(texts),), 1, 1, "col", "text") for number in range(count))
    rows = [
        BodyRow(f"r{number}", "rad", tuple(PrintedCell(kind, (draw(texts),), pad=draw(pads)) for kind in kinds))
        for number in range(draw(st.integers(0, 3)))
    ]
    columns = tuple(Column(kind, draw(st.sampled_from((0, 0, 0, 10)))) for kind in kinds)
    return TableBlock("t", (), "", columns, (head,), (tuple(rows),), density=draw(st.sampled_from(sorted(EM))))


@given(of=tables())
def test_every_table_gets_widths_that_fill_it(of: TableBlock) -> None:
    """Whatever a table holds, every column has a width above nothing and together they fill the table."""
    widths = shares(of)

    assert len(widths) == len(of.columns)
    assert all(width > 0 for width in widths)
    assert sum(widths) == pytest.approx(100, abs=0.2)
