"""The heads of each cell by their ids (HTML 4.9.12.2), where the place of a cell in the table does not tell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.document.document import BodyRow, PrintedCell, TableBlock
from generator.document.walk import body_rows, placed_cells, placed_heads


@dataclass(frozen=True, slots=True)
class CellHeaders:
    """The id of a cell that heads others, and the ids of the heads of a cell with blanks between; empty if unsaid."""

    id: str = ""
    headers: str = ""


def cell_headers(table: TableBlock) -> tuple[tuple[tuple[CellHeaders, ...], ...], ...]:
    """Return what is to be said of each cell, group by group and row by row.

    A group has one heading by its place. Under headings of several levels each cell names its own, the outermost first.
    """
    if not any(row.under + bool(row.level) > 1 for row in body_rows(table)):
        return tuple(tuple((CellHeaders(),) * len(row.cells) for row in group) for group in table.groups)
    columns = _column_heads(table)
    headings: list[str] = []
    groups = []
    for group in table.groups:
        rows = []
        for row in group:
            headings = headings[: row.under]
            rows.append(tuple(_of_cells(row, headings, columns)))
            headings += [_own_id(row)] if row.level else []
        groups.append(tuple(rows))
    return tuple(groups)


def _column_heads(table: TableBlock) -> Mapping[int, list[str]]:
    heads: dict[int, list[str]] = {column: [] for column in range(len(table.columns))}
    for head in placed_heads(table):
        for column in range(head.column, head.column + head.cell.columns):
            # A corner with nothing in it heads nothing.
            heads[column] += [head.cell.id] if head.cell.text or head.cell.note else []
    return heads


def _of_cells(row: BodyRow, headings: Sequence[str], columns: Mapping[int, Sequence[str]]) -> Iterator[CellHeaders]:
    own = [_own_id(row)] if any(map(_is_head, row.cells)) else []
    for column, cell in placed_cells(row).items():
        if _is_head(cell):
            yield CellHeaders(_own_id(row), " ".join(headings))
        else:
            above = columns[column] if cell.columns == 1 else ()
            yield CellHeaders("", " ".join(filter(None, (*headings, *own, *above))))


def _is_head(cell: PrintedCell) -> bool:
    return bool(cell.head and cell.text)


def _own_id(row: BodyRow) -> str:
    return f"{row.id}-etikett" if row.id else ""
