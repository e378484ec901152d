"""Rows of a table that are the boards that its period collects: one written row is a row for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from generator.content.fields import Cited, where_of
from generator.content.source import Text
from generator.content.table import (
    NUMERIC_KINDS,
    BoardRow,
    RawRow,
    SignCell,
    Table,
    TableColumn,
    TableRow,
    Vocabulary,
)
from generator.content.table_columns import TableReading
from generator.problems import nearest_hint
from generator.swedish import join_words

# The label of the row that stands for all boards, and the record type that they are.
BOARDS = "nämnder"
_OF_POST = re.compile(r"\b(?:post|nämnd)\s*\.")
# The footnote of sums that lack boards.
_LACKS = "saknade_nämnder"


def board_rows(
    reading: TableReading, rows: Sequence[RawRow], columns: tuple[TableColumn, ...]
) -> tuple[list[RawRow], tuple[TableColumn, ...], tuple[TableColumn, ...]]:
    """Return the rows with those of boards, the columns for written rows, and those for rows of boards.

    A column's formula that is about `post` computes the rows of boards alone.
    """
    if not any(map(_is_of_boards, rows)):
        _check_selections(reading, rows)
        return [*rows], columns, columns
    _check_selections(reading, [row for row in rows if not _is_of_boards(row)])
    plain = (
        replace(column, entry=column.entry.model_copy(update={"formula": None}))
        if column.entry.formula is not None and _OF_POST.search(column.entry.formula.text)
        else column
        for column in columns
    )
    return [each for row in rows for each in _of_boards(reading, row)], tuple(plain), columns


def _is_of_boards(row: RawRow) -> bool:
    """Whether a row stands for all boards: its label is the plain word, and its cells are computed."""
    computed = all(cell is None or cell.startswith("=") or cell == "_" for cell in row.cells)
    return row.label == BOARDS and row.label.style == "plain" and computed


def _check_selections(reading: TableReading, rows: Iterable[RawRow]) -> None:
    for row in rows:
        if row.entry.selection:
            message = "urval: väljer bland nämnder, och raden är ingen sådan."
            reading.problems.add("T103", row.label.where, message, expected="raden nämnder", found=row.label)


def _of_boards(reading: TableReading, row: RawRow) -> Iterator[RawRow]:
    if not _is_of_boards(row):
        yield row
        return
    boards, selection = reading.vocabulary.boards, row.entry.selection
    if not boards:
        hint = "Skriv samlar: och nämnderna i period.yaml."
        reading.problems.add("T115", row.label.where, "Perioden samlar inga nämnder.", found=row.label, hint=hint)
        return
    for name in selection:
        fields = {*boards[0].fields, "id"}
        if name not in fields:
            message, where = f"Fältet ”{name}” finns inte för nämnder.", where_of(name, row.label.where)
            reading.problems.add("T101", where, message, found=name, hint=nearest_hint(name, fields))
    for board in boards:
        own = {**board.fields, "id": board.id}
        if all(own.get(name, value) == value for name, value in selection.items()):
            entry = row.entry.model_copy(update={"id": board.id, "selection": {}})
            yield replace(row, label=Text(board.name, row.label.where), entry=entry, board=board)


def of_board(row: TableRow, board: BoardRow, columns: Sequence[TableColumn]) -> TableRow:
    """Return the row of a board; of one that has not delivered, each figure is not available."""
    if board.delivered:
        return replace(row, board=board.id)
    cells = tuple(
        SignCell("..", cell.where) if column.kind in NUMERIC_KINDS else SignCell("", cell.where)
        for cell, column in zip(row.cells, columns, strict=True)
    )
    return replace(row, board=board.id, cells=cells, lacks=(board.name,))


def with_lacks(rows: Iterable[TableRow]) -> tuple[TableRow, ...]:
    """Return rows whose sums leave out, and name, the boards that have not delivered."""
    rows = tuple(rows)
    boards = {row.id: row.lacks for row in rows if row.lacks}
    lacks = dict(boards)
    # A sum may be of sums above or below it.
    for row in (*rows, *reversed(rows)) if boards else ():
        if names := dict.fromkeys(name for _, each in row.sums for name in lacks.get(each, ())):
            lacks[row.id] = tuple(names)
    return tuple(
        replace(row, lacks=lacks[row.id], sums=tuple(each for each in row.sums if each[1] not in boards))
        if row.id in lacks
        else row
        for row in rows
    )


def with_note_of_lacks(table: Table, vocabulary: Vocabulary) -> Table:
    """Return a table with a note at each row that lacks boards, below its own notes."""
    names = list(dict.fromkeys(name for row in table.rows for name in row.lacks))
    if not names:
        return table
    note = Cited(Text(vocabulary.not_delivered.replace("{nämnd}", join_words(names)), table.where))
    entry = table.entry.model_copy(update={"notes": {**table.entry.notes, _LACKS: note}})
    rows = tuple(replace(row, note=row.note or _LACKS) if row.lacks else row for row in table.rows)
    return replace(table, entry=entry, rows=rows)
