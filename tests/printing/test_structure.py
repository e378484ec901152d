"""The structure tree as values: header cells, list entries and wrappers, without a PDF."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.printing.pdf.structure import CellAttributes, Element, Mark, finish, list_entry, place_for

Head = list[list[int]]


def table(rows: list[list[tuple[str, CellAttributes]]], *, head_rows: int) -> Element:
    """Rows of (type, cell) in, a table with a head of so many rows out; every cell holds a mark."""
    root = Element("Part")
    top = root.add("Table")
    head, body = top.add("THead"), top.add("TBody")
    for number, cells in enumerate(rows):
        row = (head if number < head_rows else body).add("TR")
        for role, cell in cells:
            element = row.add(role)
            element.cell = cell
            element.kids.append(Mark(0, 0))
    finish(root, "p")
    return top


def cells(top: Element, role: str) -> list[Element]:
    """The cells of a type in reading order."""
    return [element for element in top.walk() if element.role == role]


@st.composite
def heads(draw: st.DrawFn) -> tuple[int, Head]:
    """A number of columns, and rows of spans that each fill them."""
    columns = draw(st.integers(1, 8))
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        spans: list[int] = []
        while sum(spans) < columns:
            spans.append(draw(st.integers(1, columns - sum(spans))))
        rows.append(spans)
    return columns, rows


@given(heads())
def test_every_cell_has_the_head_over_its_column_at_each_level(drawn: tuple[int, Head]) -> None:
    """Whatever head cells span, a data cell's headers are the row's head and, level by level, the one above it."""
    columns, rows = drawn
    head = [[("TH", CellAttributes(columns=span, scope="col")) for span in spans] for spans in rows]
    body = [[("TH", CellAttributes(scope="row"))] + [("TD", CellAttributes())] * (columns - 1)]
    top = table(head + body, head_rows=len(rows))
    ids = iter(element.id for element in cells(top, "TH"))
    above = [[next(ids) for _ in spans] for spans in rows]
    row_head = next(ids)

    for column, cell in enumerate(cells(top, "TD"), start=1):
        expected = []
        for spans, names in zip(rows, above, strict=True):
            covered = [name for name, span in zip(names, spans, strict=True) for _ in range(span)]
            expected.append(covered[column])
        assert cell.headers == (row_head, *expected)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_a_head_that_spans_rows_heads_exactly_those(spans: list[int]) -> None:
    """The first column's heads span rows; every row's cell has the head that covers it and no other."""
    body = []
    for span in spans:
        body.append([("TH", CellAttributes(rows=span, scope="row")), ("TD", CellAttributes())])
        body.extend([[("TD", CellAttributes())] for _ in range(span - 1)])
    top = table([[("TH", CellAttributes()), ("TH", CellAttributes())], *body], head_rows=1)
    _corner, column, *row_heads = [element.id for element in cells(top, "TH")]
    covering = [name for name, span in zip(row_heads, spans, strict=True) for _ in range(span)]

    assert [cell.headers for cell in cells(top, "TD")] == [(name, column) for name in covering]


def test_a_row_group_head_holds_until_the_next() -> None:
    """Two heads of row groups in one body: each heads the rows below it."""
    group = [("TH", CellAttributes(columns=2, scope="rowgroup"))]
    row = [("TH", CellAttributes(scope="row")), ("TD", CellAttributes())]
    top = table([[("TH", CellAttributes()), ("TH", CellAttributes())], group, row, group, row], head_rows=1)
    _stub, column, first, first_row, second, second_row = [element.id for element in cells(top, "TH")]

    assert [cell.headers for cell in cells(top, "TD")] == [
        (first, first_row, column),
        (second, second_row, column),
    ]


def test_without_scope_the_place_decides() -> None:
    """A head cell in the table's head is a column's, one in the body a row's."""
    top = table(
        [[("TH", CellAttributes()), ("TH", CellAttributes())], [("TH", CellAttributes()), ("TD", CellAttributes())]],
        head_rows=1,
    )

    assert [element.scope for element in cells(top, "TH")] == ["Column", "Column", "Row"]


def test_empty_elements_go_but_cells_stay() -> None:
    """A section without content is dropped with all in it; an empty cell keeps its row regular."""
    root = Element("Part")
    root.add("Sect").add("P")
    row = root.add("Table").add("TBody").add("TR")
    row.add("TD").cell = CellAttributes()
    finish(root, "p")

    assert [child.role for child in root.children()] == ["Table"]
    assert [child.role for child in row.children()] == ["TD"]


def test_text_of_one_block_shares_a_paragraph() -> None:
    """Text directly in a section gets a paragraph; text of another block, or after another element, a new one."""
    section = Element("Sect")
    block, other = object(), object()
    first = place_for("", section, block)

    assert place_for("Link", section, block) is first
    assert place_for("", section, other) is not first
    section.add("H2")
    assert place_for("", section, other).role == "P"
    assert [child.role for child in section.children()] == ["P", "P", "H2", "P"]


def test_content_of_a_list_entry_goes_to_its_body() -> None:
    """All but the label of an entry goes to one body."""
    entry = Element("LI")
    body = place_for("P", entry, None)

    assert body.role == "LBody"
    assert place_for("L", entry, None) is body
    assert place_for("Lbl", entry, None) is entry


def test_terms_and_descriptions_pair() -> None:
    """Terms in a row share an entry; a term after a description begins the next."""
    terms = Element("L")
    for role in ("Lbl", "Lbl", "LBody", "LBody", "Lbl", "LBody"):
        list_entry(role, terms)

    assert [[child.role for child in entry.children()] for entry in terms.children()] == [
        ["Lbl", "Lbl", "LBody"],
        ["Lbl", "LBody"],
    ]
