"""Two versions of a part of a document, compared down to its texts by the fields of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from operator import itemgetter
from typing import Literal, TypeAlias, TypeGuard

from generator.document import (
    BodyRow,
    Contents,
    Drawing,
    Inline,
    LabelledPart,
    PrintedCell,
    Run,
    Signatures,
    TableBlock,
    label_of,
    placed_cells,
    placed_heads,
    plain_text,
    table_grid,
)
from generator.versions.compare.matching import Pair, match
from generator.versions.compare.runs import ComparedText, compare_text

# A cell of a column that came is "within" it.
State: TypeAlias = Literal["kept", "came", "went", "within"]


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """A part in two versions; `old` is None for what came, `new` for what went. `labels`: a cell's row and column."""

    old: object
    new: object
    fields: Mapping[str, Compared] = field(default_factory=dict)
    state: State = "kept"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column of a table that came or went."""

    heading: str
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table that both versions have, its `fields` compared; `columns` are those that went or came."""

    new: TableBlock
    fields: Mapping[str, Compared]
    columns: tuple[ComparedPart, ...]
    groups: tuple[tuple[ComparedPart, ...], ...]


Compared: TypeAlias = ComparedText | ComparedPart | ComparedTable | tuple["Compared", ...]


def compare(old: object, new: object) -> Compared:
    """Compare what stands in the same place in two versions; `old` is None or empty where nothing stood."""
    if old == new:
        return ComparedPart(old, new)
    if is_inline(new) or (new == () and is_inline(old)):
        return compare_text(old if is_inline(old) else (), new if is_inline(new) else ())
    if isinstance(new, tuple):
        pairs = match(old if isinstance(old, tuple) else (), new, _key)
        return tuple(_compared_item(pair) for pair in pairs if pair.new is not None or words_of(pair.old))
    if isinstance(old, TableBlock) and isinstance(new, TableBlock):
        return _compared_table(old, new)
    return _compared_part(old, new)


def _compared_item(pair: Pair[object]) -> Compared:
    if pair.new is None:
        return ComparedPart(pair.old, None, state="went")
    if pair.old is None and is_dataclass(pair.new):
        return _compared_part(None, pair.new, "came")
    return compare(pair.old, pair.new)


def _compared_part(old: object, new: object, state: State = "kept", labels: tuple[str, ...] = ()) -> ComparedPart:
    beside = old if type(old) is type(new) else None
    values = {} if isinstance(new, Signatures) else parts_of(new)
    compared = {name: compare(getattr(beside, name, None), value) for name, value in values.items()}
    return ComparedPart(beside, new, compared, state, labels)


# --- parts of a document ---------------------------------------------------------------------------------------------


def parts_of(part: object) -> Mapping[str, object]:
    """Return the fields of a part that hold texts or parts, by name. A drawing and a list of contents have none."""
    if not is_dataclass(part) or isinstance(part, Drawing | Contents):
        return {}
    values = ((each.name, getattr(part, each.name)) for each in fields(part))
    return {name: value for name, value in values if isinstance(value, tuple) or is_dataclass(value)}


def is_inline(value: object) -> TypeGuard[Inline]:
    """Whether a value is text as it is printed, and not empty."""
    return isinstance(value, tuple) and bool(value) and all(isinstance(run, Run) for run in value)


def words_of(value: object) -> str:
    """Return all words in a part of a document."""
    if is_inline(value):
        return plain_text(value)
    parts = value if isinstance(value, tuple) else parts_of(value).values()
    return " ".join(filter(None, map(words_of, parts)))


def _key(value: object) -> str:
    identity, label = getattr(value, "id", ""), getattr(value, "label", None)
    if identity:
        return f"#{identity}"
    if isinstance(value, LabelledPart) or is_inline(label):
        return plain_text(label or ()) or type(value).__name__
    if isinstance(value, tuple) and value and not is_inline(value):
        return words_of(value[0])
    return words_of(value) or type(value).__name__


# --- tables ----------------------------------------------------------------------------------------------------------


def match_labels(old: Sequence[str], new: Sequence[str], *, moves: bool = True) -> tuple[Pair[int], ...]:
    """Pair the places of labels in two rows of them."""
    pairs = match(tuple(enumerate(old)), tuple(enumerate(new)), itemgetter(1), moves=moves)
    return tuple(Pair(pair.old and pair.old[0], pair.new and pair.new[0]) for pair in pairs)


def row_label(row: BodyRow) -> str:
    """Return the words of a row's first cell, without the marks of notes where it has other words."""
    first = row.cells[0] if row.cells else None
    return (label_of(first.text) or words_of(first)) if first else ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """The headings of the new table, and for a column that stayed the place of it in the old one."""

    headings: tuple[str, ...]
    old: Mapping[int, int]


def _compared_table(old: TableBlock, new: TableBlock) -> ComparedTable:
    headings = table_grid(old)[0], table_grid(new)[0]
    pairs = match_labels(*headings)
    kept = {pair.new: pair.old for pair in pairs if pair.new is not None and pair.old is not None}
    columns = _Columns(headings[1], kept)
    fields = {
        "caption": compare(old.caption, new.caption),
        "head": _compared_head(old, new, columns),
        "notes": compare(old.notes, new.notes),
    }
    went = (_column(old, pair.old) for pair in pairs if pair.old is not None and pair.new is None)
    came = (_column(new, pair.new) for pair in pairs if pair.new is not None and pair.old is None)
    changed = (
        *(ComparedPart(column, None, state="went") for column in went),
        *(ComparedPart(None, column, state="came") for column in came),
    )
    return ComparedTable(new, fields, changed, _compared_groups(old, new, columns))


def _column(table: TableBlock, column: int) -> PrintedColumn:
    headings, rows = table_grid(table)
    cells = (placed_cells(row).get(column) for row in rows)
    return PrintedColumn(headings[column], tuple(cell for cell in cells if cell is not None))


def _compared_head(old: TableBlock, new: TableBlock, columns: _Columns) -> tuple[Compared, ...]:
    before = {(column, cell.scope): cell for _, column, cell in placed_heads(old)}
    lines: list[list[Compared]] = [[] for _ in new.head]
    for line, column, cell in placed_heads(new):
        if column not in columns.old and cell.scope == "col":
            lines[line].append(_compared_part(None, cell, "within"))
        else:
            lines[line].append(compare(before.get((columns.old.get(column, -1), cell.scope), cell), cell))
    return tuple(map(tuple, lines))


def _compared_groups(old: TableBlock, new: TableBlock, columns: _Columns) -> tuple[tuple[ComparedPart, ...], ...]:
    """Compare the rows of the new table in their groups; one that went stands after the one before it."""
    before = [(0, row) for group in old.groups for row in group]
    after = [(number, row) for number, group in enumerate(new.groups) for row in group]
    groups: list[list[ComparedPart]] = [[] for _ in new.groups]
    latest = 0
    for pair in match(before, after, lambda each: row_label(each[1])):
        latest = pair.new[0] if pair.new else latest
        if groups:
            groups[latest].append(_compared_row(pair.old and pair.old[1], pair.new and pair.new[1], columns))
    return tuple(map(tuple, groups))


def _compared_row(old: BodyRow | None, new: BodyRow | None, columns: _Columns) -> ComparedPart:
    if new is None:
        return ComparedPart(old and replace(old, id=""), None, state="went")
    if old is None:
        return _compared_part(None, new, "came")
    label, before = row_label(new), placed_cells(old)
    cells = (
        _compared_part(
            before.get(columns.old.get(column, -1)),
            cell,
            "kept" if column in columns.old else "within",
            (label, columns.headings[column]) if column else (),
        )
        for column, cell in placed_cells(new).items()
    )
    return ComparedPart(old, new, {"cells": tuple(cells)})
