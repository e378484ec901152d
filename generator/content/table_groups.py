"""Groups of rows: which headings each row of a table stands under, and what their rows sum to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from generator.content.expression import parse_formula
from generator.content.expression_tree import Name, names_in
from generator.content.fields import Formula
from generator.content.source import Items
from generator.content.table import SUM_KINDS, FormulaCell, SignedRows, TableRow
from generator.problems import Rejected


def in_groups(table_id: str, rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """Put each row under its headings, and let a heading sum the rows under it unless it names others.

    A heading closes the groups of its level and below. A sum that takes in more than a group closes it: the sum and
    all after it stand outside.
    """
    placed, open_headings = list[TableRow](), list[TableRow]()
    extents = {row.id: _extent(rows, index) for index, row in enumerate(rows) if row.level}
    for index, row in enumerate(rows):
        if row.level:
            open_headings = [heading for heading in open_headings if heading.level < row.level]
        taken = frozenset(_taken_in(table_id, rows, index)) if row.kind in SUM_KINDS else frozenset()
        while open_headings and not taken <= extents[open_headings[-1].id]:
            open_headings.pop()
        placed.append(replace(row, under=tuple(heading.id for heading in open_headings)))
        if row.level:
            open_headings.append(row)
    return tuple(replace(row, sums=_below(row, placed)) if _sums_its_group(row) else row for row in placed)


def rows_above(rows: Sequence[TableRow], index: int) -> SignedRows:
    """Return what a sum is of where it does not say: a delsumma of the rows since the last sum, others of all above."""
    sums_above = (number for number, other in enumerate(rows[:index], 1) if other.kind in SUM_KINDS)
    return _signed(rows[max(sums_above, default=0) if rows[index].kind == "delsumma" else 0 : index])


def _signed(rows: Iterable[TableRow]) -> SignedRows:
    return tuple((-1 if row.kind == "avgår" else 1, row.id) for row in rows if row.kind in {"rad", "avgår"})


def _sums_its_group(row: TableRow) -> bool:
    return row.level > 0 and row.entry.summed is None


def _below(heading: TableRow, rows: Iterable[TableRow]) -> SignedRows:
    return _signed(row for row in rows if heading.id in row.under)


def _extent(rows: Sequence[TableRow], index: int) -> frozenset[str]:
    """Return the ids of a heading and of the rows to the next one of its level or above."""
    level = rows[index].level
    ends = (number for number, row in enumerate(rows) if number > index and 0 < row.level <= level)
    return frozenset(row.id for row in rows[index : next(ends, len(rows))])


def _taken_in(table_id: str, rows: Sequence[TableRow], index: int) -> Iterator[str]:
    """Yield the ids of the rows that a sum is of: of its formula, its rows or, where these are none, its kind."""
    row, ids = rows[index], frozenset(row.id for row in rows)
    own = (cell.formula for cell in row.cells if isinstance(cell, FormulaCell))
    in_formula = [*_rows_in(row.entry.formula, table_id, ids)]
    in_cells = [each for formula in own for each in _rows_in(formula, table_id, ids)]
    if in_formula or row.sums:
        yield from in_formula or (each for _, each in row.sums)
    elif not isinstance(row.entry.summed, Items):
        yield from in_cells or (each for _, each in rows_above(rows, index))


def _rows_in(formula: Formula | None, table_id: str, ids: frozenset[str]) -> Iterator[str]:
    """Yield the rows of the table that a formula names; none of one that cannot be read, which is told elsewhere."""
    try:
        names = [*names_in(parse_formula(formula))] if formula is not None else []
    except Rejected:
        return
    for name in names:
        path = name.path if isinstance(name, Name) and name.root is None else ()
        yield from [part for part in path[path[:1] == (table_id,) :][:1] if part in ids]
