"""Widths of columns: no figure breaks, row heads get the air, and what the author has set is kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.document import (
    BodyRow,
    CellKind,
    Column,
    HeadCell,
    PrintedCell,
    StatusMark,
    TableBlock,
    column_widths,
    fitted,
    longest_word,
    text_width,
)
from generator.document.text_width import longest_part
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


# --- where not all fits ----------------------------------------------------------------------------------------------


def tight(label: str, figure: str, count: int, density: str = "tät", **more: object) -> TableBlock:
    """A table of one row: a label and so many columns of a figure."""
    cells = (PrintedCell("text", (label,), head="row"), *(PrintedCell("tal", (figure,)) for _ in range(count)))
    head = (
        HeadCell("stub", (), 1, 1, "col", "text"),
        *(HeadCell(f"h{n}", ("A",), 1, 1, "col", "tal") for n in range(count)),
    )
    columns = (Column("text"), *(Column("tal") for _ in range(count)))
    return TableBlock("t", (), "", columns, (head,), ((BodyRow("r", "rad", cells),),), density=density, **more)  # type: ignore[arg-type]


LONG = "Folkhälsomyndighetsrapportering"


def test_long_words_are_divided_before_a_figure_is() -> None:
    """The figures have their room, and the label that has not is told to the style sheet."""
    of = tight(LONG, "−14 898 804", 7)

    assert all(width + 0.01 >= float(text_width("−14 898 804")) + 0.85 for width in ems(of)[1:])
    assert column_widths(of).narrow == {"r 0"}
    assert column_widths(tight(LONG, "−14 898 804", 3)).narrow == set()


def test_what_is_no_word_is_not_divided() -> None:
    """A short word, and one with digits in it, keep their width."""
    assert longest_part("2024-12-31 i") == text_width("2024-12-31")
    assert longest_part("Kommun") == text_width("Kommun")
    assert longest_part(f"Kommun {LONG}") == max(text_width("Kommun"), longest_part(LONG)) < text_width(LONG)


def test_a_page_that_lies_has_room_for_more() -> None:
    """What must be divided on one that stands is whole on one that lies."""
    assert column_widths(tight(LONG, "−14 898 804", 7, turned=True)).narrow == set()


def test_a_wide_type_needs_more_room() -> None:
    """What just fits in the base's type does not in a house's that is wider."""
    assert column_widths(tight(LONG, "−14 898 804", 5)).narrow == set()
    assert column_widths(tight(LONG, "−14 898 804", 5, type_width=Decimal("1.2"))).narrow == {"r 0"}


@pytest.mark.parametrize(
    ("count", "density"), [(3, "gles"), (7, "gles"), (8, "tät"), (9, "mycket tät"), (14, "mycket tät")]
)
def test_a_table_is_set_as_close_as_its_figures_need(count: int, density: str) -> None:
    """No closer than that, and no closer than there is."""
    assert fitted(tight(LONG, "−14 898 804", count, "gles")).density == density


def test_the_heading_of_a_group_counts() -> None:
    """Its longest word has room over its columns together, and over one alone."""
    for count in (1, 2):
        heading = LONG * count
        names = HeadCell("g", (heading,), count, 1, "colgroup", "tal", opens_group=True)
        of = tight("Lån", "1", count, "gles")
        of = replace(
            of,
            columns=(Column("text"), *(Column("tal", opens_group=number == 0) for number in range(count))),
            head=((replace(of.head[0][0], rows=2), names), of.head[0][1:]),
        )

        assert sum(ems(of)[1:]) + 0.01 >= float(longest_word(heading)) + 1.65
        assert column_widths(of).narrow == set()


def test_a_state_wraps_where_it_has_no_line() -> None:
    """Its words stay whole as long as they can."""
    state = StatusMark("bock", "grön", "Delvis uppnått under perioden")
    heads = tuple(HeadCell(f"h{number}", ("Läge",), 1, 1, "col", "status") for number in range(6))
    row = BodyRow("r", "rad", tuple(PrintedCell("status", (state,)) for _ in range(6)))
    of = TableBlock("t", (), "", tuple(Column("status") for _ in range(6)), (heads,), ((row,),))

    assert column_widths(of).narrow == {f"r {number}" for number in range(6)}
    assert all(width + 0.01 >= float(longest_word("perioden")) + 1.4 + 0.95 for width in ems(of))
    assert column_widths(replace(of, turned=True)).narrow != set()
    assert (
        column_widths(
            replace(of, columns=of.columns[:2], head=(heads[:2],), groups=((replace(row, cells=row.cells[:2]),),))
        ).narrow
        == set()
    )
