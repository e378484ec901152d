"""A table ready to print → its columns by heading, and its cells by the column that each begins in.

Row and column are how a place in a table is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.document.document import BodyRow, HeadCell, PrintedCell, TableBlock
from generator.document.inline import Inline, NoteMark
from generator.versions.compare.runs import plain


def table_grid(table: TableBlock) -> tuple[tuple[str, ...], tuple[BodyRow, ...]]:
    """A table goes in; the heading of each column, with that of its group before it, and all its rows come out."""
    named: dict[int, list[str]] = {column: [] for column in range(len(table.columns))}
    for column, cell in placed_heads(table):
        for covered in range(column, min(column + cell.columns, len(table.columns))):
            named[covered].append(label_of(cell.text))
    headings = tuple(" ".join(filter(None, names)) for names in named.values())
    return headings, tuple(row for group in table.groups for row in group)


def label_of(text: Inline) -> str:
    """The words of a head, without the marks of its notes."""
    return plain([run for run in text if not isinstance(run, NoteMark)]).strip()


def placed_heads(table: TableBlock) -> Iterator[tuple[int, HeadCell]]:
    """The cells of the head, each with the column that it begins in: a cell of several rows fills those below it."""
    taken: set[tuple[int, int]] = set()
    for line, cells in enumerate(table.head):
        column = 0
        for cell in cells:
            while (line, column) in taken:
                column += 1
            taken |= {(line + row, column + each) for row in range(cell.rows) for each in range(cell.columns)}
            yield column, cell
            column += cell.columns


def placed_cells(row: BodyRow) -> Mapping[int, PrintedCell]:
    """The cells of a row by the column that each begins in."""
    placed: dict[int, PrintedCell] = {}
    column = 0
    for cell in row.cells:
        placed[column] = cell
        column += cell.columns
    return placed
