"""Two versions of a period's papers in → what they say differently out: figures, tables cell by cell, states, texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from generator.compose import Understood
from generator.content import Content, FieldStatus
from generator.document import (
    Document,
    DocumentText,
    FigureChange,
    PlacedTable,
    PrintedCell,
    TableBlock,
    part_words,
    passages,
    words,
)
from generator.figures import Figure, Ledger, number_format_of
from generator.swedish import format_quantity
from generator.versions.compare.differences import (
    CellChange,
    Differences,
    Piece,
    StateChange,
    TextChange,
)

# Not at hard blanks: a figure and its unit are one word.
_WORD = re.compile(r"[^ \n]+|\n+")


def diff(before: Understood, after: Understood, names: tuple[str, str]) -> Differences:
    """Return what differs between two versions of one period, or of two that have their ids in common.

    `names` are what to call the versions.
    """
    old, new = ({document.id: document for document in each.documents} for each in (before, after))
    both = [(old[name], new[name]) for name in old if name in new]
    return Differences(
        *names,
        (
            *((document.title, "bort") for name, document in old.items() if name not in new),
            *((document.title, "nytt") for name, document in new.items() if name not in old),
        ),
        tuple(figure_changes(before.ledger, after.ledger)),
        tuple(change for pair in both for change in _cells(*pair)),
        tuple(_states(before.content, after.content)),
        tuple(change for pair in both for change in _texts(*pair)),
    )


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts go in; their words come out in a row, those of both, of the old and of the new. A figure is a word."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    return tuple(_pieces(before, after))


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for kind, low, high, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("lika", " ".join(before[low:high]))
            continue
        if high > low:
            yield Piece("bort", " ".join(before[low:high]))
        if end > start:
            yield Piece("nytt", " ".join(after[start:end]))


# --- figures and states --------------------------------------------------------------------------------------------


def figure_changes(before: Ledger, after: Ledger) -> Iterator[FigureChange]:
    """Yield the figures that only one of two ledgers has, or that differ in value, unit or form."""
    for name in dict.fromkeys((*before.figures, *after.figures)):
        old, new = before.figures.get(name), after.figures.get(name)
        texts = _text(old, before), _text(new, after)
        if (old is None) != (new is None) or texts[0] != texts[1] or _value(old) != _value(new):
            known = new or old
            yield FigureChange(name, *texts, (known.unit or "") if known else "", str(known.where) if known else "")


def _value(figure: Figure | None) -> object:
    return None if figure is None or figure.quantity is None else (figure.quantity.value, figure.unit)


def _text(figure: Figure | None, ledger: Ledger) -> str:
    """A figure as its own place prints it, with all the digits that it carries."""
    if figure is None:
        return ""
    if figure.value is None:
        return figure.sign or "tomt"
    return format_quantity(figure.value, figure.unit, number_format_of(figure, ledger), figure.decimals)


def _states(before: Content, after: Content) -> Iterator[StateChange]:
    old, new = _states_of(before), _states_of(after)
    for record, field in dict.fromkeys((*old, *new)):
        pair = old.get((record, field), ""), new.get((record, field), "")
        if pair[0] != pair[1]:
            yield StateChange(record, field, *pair)


def _states_of(content: Content) -> Mapping[tuple[str, str], str]:
    return {
        (f"{kind}.{record.id}", name): value.state
        for kind, records in content.period.records.items()
        for record in records
        for name, value in record.values.items()
        if isinstance(value, FieldStatus)
    }


# --- texts ---------------------------------------------------------------------------------------------------------


def _texts(before: Document, after: Document) -> Iterator[TextChange]:
    old, new = (
        {found.element: found for found in passages(document) if isinstance(found, DocumentText)}
        for document in (before, after)
    )
    for name in _in_order(old, new):
        was, now = old.get(name), new.get(name)
        texts = (was.text if was else ""), (now.text if now else "")
        if texts[0] != texts[1]:
            place = now or was
            yield TextChange(after.title, place.section if place else "", name, word_diff(*texts))


def _in_order(old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    """The names of both, in the order of the new, those that are gone where they stood."""
    before, after = list(old), list(new)
    known = set(after)
    for _, low, high, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from (name for name in before[low:high] if name not in known)
        yield from after[start:end]


# --- tables --------------------------------------------------------------------------------------------------------


def _cells(before: Document, after: Document) -> Iterator[CellChange]:
    old, new = (
        {found.table.id: found for found in passages(document) if isinstance(found, PlacedTable)}
        for document in (before, after)
    )
    for name in _in_order(old, new):
        was, now = old.get(name), new.get(name)
        place = now or was
        if place is None:
            continue
        rows = _rows(was.table if was else None), _rows(now.table if now else None)
        heads = _heads(was.table if was else None), _heads(now.table if now else None)
        caption = words(place.table.caption) or (heads[1] or heads[0])[0]
        for row, column, texts in _changed(rows, heads):
            yield CellChange(after.title, place.section, caption, row, column, *texts)


def _changed(
    rows: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]], heads: tuple[Sequence[str], Sequence[str]]
) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """The rows of both and their headings go in; label, heading and both texts of what differs come out."""
    old, new = rows
    columns = tuple(_paired(*heads))
    for low, high in columns:
        if low is not None and high is not None and heads[0][low] != heads[1][high]:
            yield "rubrik", heads[1][high], (heads[0][low], heads[1][high])
    for before, after in _paired([row[0] for row in old], [row[0] for row in new]):
        label = new[after][0] if after is not None else old[before or 0][0]
        for low, high in columns:
            texts = _at(old, before, low), _at(new, after, high)
            if texts[0] != texts[1]:
                heading = heads[1][high] if high is not None else heads[0][low or 0]
                yield label, heading, texts


def _at(rows: Sequence[Sequence[str]], row: int | None, column: int | None) -> str:
    if row is None or column is None or column >= len(rows[row]):
        return ""
    return rows[row][column]


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """The places of what belongs together in two rows of labels; those that are replaced one for one are paired too."""
    for kind, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        alike = kind == "equal" or high - low == end - start
        if alike:
            yield from zip(range(low, high), range(start, end), strict=True)
        else:
            yield from zip_longest(range(low, high), ())
            yield from ((None, place) for place in range(start, end))


def _rows(table: TableBlock | None) -> tuple[tuple[str, ...], ...]:
    """The body's cells as texts; one that spans columns stands in the first of them."""
    if table is None:
        return ()
    return tuple(
        tuple(text for cell in row.cells for text in (_cell(cell), *("" for _ in range(cell.columns - 1))))
        for group in table.groups
        for row in group
    )


def _cell(cell: PrintedCell) -> str:
    return "\n".join(filter(None, (words(cell.text), *(part_words(part) for part in cell.parts))))


def _heads(table: TableBlock | None) -> tuple[str, ...]:
    """The heading of each column, a group's before its own."""
    if table is None:
        return ()
    grid: dict[tuple[int, int], str] = {}
    for line, row in enumerate(table.head):
        place = 0
        for cell in row:
            while (line, place) in grid:
                place += 1
            text = words(cell.text)
            for down in range(cell.rows):
                grid.update({(line + down, place + right): text if down == 0 else "" for right in range(cell.columns)})
    columns = 1 + max((column for _, column in grid), default=0)
    stacks = ([grid.get((line, column), "") for line in range(len(table.head))] for column in range(columns))
    return tuple(", ".join(filter(None, stack)) for stack in stacks)
