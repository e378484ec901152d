"""The widths of columns: no figure breaks, and row heads get the rest; engines divide it by the longest lines alone.

Where words and states have no room on a line of their own, they are divided and wrapped; figures never are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from generator.document.document import Column, PrintedCell, TableBlock
from generator.document.inline import Inline, PrintedFigure, Revised, Run, StatusMark
from generator.document.text_width import longest_part, longest_word, text_width
from generator.document.walk import body_rows, placed_heads

_ZERO, _TENTH, _ONE = Decimal(0), Decimal("0.1"), Decimal(1)


@dataclass(frozen=True, slots=True)
class _TableMeasures:
    """The text area and cell paddings in em of the table's type, and the relative size of its head."""

    full: Decimal
    padding: Decimal
    group_padding: Decimal
    head: Decimal


_MEASURES = {
    "gles": _TableMeasures(*map(Decimal, ("49.0", "0.95", "1.65", "1.0"))),
    "normal": _TableMeasures(*map(Decimal, ("50.5", "0.95", "1.65", "1.0"))),
    "tät": _TableMeasures(*map(Decimal, ("53.5", "0.85", "1.45", "0.97"))),
    "mycket tät": _TableMeasures(*map(Decimal, ("58.0", "0.75", "1.25", "0.95"))),
}
# The text area of a page that is turned, in that of one that stands.
_TURNED = Decimal("1.62")
# In em too: beyond these widths of figures and lines of text, more room serves no reader.
_MOST_FIGURES = Decimal("8.5")
_MOST_HEAD = Decimal("7.5")
_MOST_STUB = Decimal("14.0")
_MOST_LINE = Decimal("30.0")
_SHARE_OF_TEXT = Decimal("0.5")
_LEAST_TEXT = Decimal("8.0")
_STATUS_MARK = Decimal("1.4")
_LABEL = Decimal("1.0")
# A marked edition: the words for who hears it read, and the bar beside a row.
_SPOKEN = Decimal("0.7")
_BAR = Decimal("0.85")
_MARKED = (PrintedFigure, StatusMark, Revised)
# The style sheet sets texts further from the figures before them.
_AFTER_FIGURES = Decimal("0.95")
_ROUNDING = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class ColumnWidths:
    """Each column's share of the table, and the table's least width in em, as CSS writes them too.

    `narrow` are the cells that have no room for a word or a state on one line: ids of heads, and ids of rows with a
    blank and the number of the cell.
    """

    shares: tuple[Decimal, ...]
    least: str
    narrow: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the shares in per cent."""
        return tuple(f"{100 * share:.2f}%" for share in self.shares)


@dataclass(frozen=True, slots=True)
class _Room:
    """The width that a cell needs: on one line (`wish`), as it is set (`least`), with states wrapped, words divided."""

    divided: Decimal = _ZERO
    wrapped: Decimal = _ZERO
    least: Decimal = _ZERO
    wish: Decimal = _ZERO

    def with_more(self, more: Decimal) -> _Room:
        return _Room(self.divided + more, self.wrapped + more, self.least + more, self.wish + more)

    def times(self, factor: Decimal) -> _Room:
        if factor == 1:
            return self
        return _Room(self.divided * factor, self.wrapped * factor, self.least * factor, self.wish * factor)


@dataclass(slots=True)
class _Need:
    """What the widest cells of a column need."""

    is_text: bool
    room: _Room = _Room()

    def take(self, room: _Room) -> None:
        old = self.room
        self.room = _Room(
            max(old.divided, room.divided),
            max(old.wrapped, room.wrapped),
            max(old.least, room.least),
            max(old.wish, min(room.wish, _MOST_LINE), room.least),
        )


def column_widths(table: TableBlock, wider: Decimal = _ONE) -> ColumnWidths:
    """Return the widths of the columns; what the author has set is kept.

    `wider` is how much wider than the house's the type may be that is set in its place.
    """
    full = _full(table)
    if wider == 1 and _total(_needs(table, table.type_width), "least") <= full:
        # Then nothing is divided, and what is over is shared out as on a page that stands.
        needs = _needs(table)
        for need in needs:
            need.room = replace(need.room, divided=need.room.least, wrapped=need.room.least)
        shares = _shares(table.columns, needs, _measures(table).full)
    else:
        needs = _needs(table, table.type_width * wider)
        shares = _shares(table.columns, needs, full)
    least = sum(
        (max(need.room.least, min(need.room.wish, _LEAST_TEXT)) if need.is_text else need.room.least for need in needs),
        _ZERO,
    )
    narrow = frozenset(_narrow(table, [share * full for share in shares]))
    return ColumnWidths(tuple(shares), f"{least.quantize(_TENTH, ROUND_HALF_UP)}em", narrow)


def fitted(table: TableBlock) -> TableBlock:
    """Return a table set so close that its figures have room, if that is possible at all."""
    names = list(_MEASURES)
    closer = (replace(table, density=name) for name in names[names.index(table.density) :])
    return next((each for each in closer if _has_room(each)), replace(table, density=names[-1]))


def _has_room(table: TableBlock) -> bool:
    return _total(_needs(table, table.type_width), "divided") <= _full(table)


def _total(needs: Sequence[_Need], of: Literal["divided", "least"]) -> Decimal:
    return sum((need.room.divided if of == "divided" else need.room.least for need in needs), _ZERO)


def _measures(table: TableBlock) -> _TableMeasures:
    return _MEASURES.get(table.density, _MEASURES["normal"])


def _full(table: TableBlock) -> Decimal:
    return _measures(table).full * (_TURNED if table.turned else _ONE)


def _needs(table: TableBlock, type_width: Decimal = _ONE) -> list[_Need]:
    measures, rows = _measures(table), body_rows(table)
    needs = [_Need(column.kind not in {"tal", "status"}) for column in table.columns]
    for head in placed_heads(table):
        if head.cell.columns == 1:
            need = needs[head.column]
            room = _of_words(_plain(head.cell.text), measures.head * type_width)
            most = _ZERO if head.cell.scope == "colgroup" else _MOST_STUB if need.is_text else _MOST_HEAD
            need.take(replace(room, wish=min(room.wish, most)))
    for row in rows:
        if len(row.cells) == len(needs):
            for need, cell in zip(needs, row.cells, strict=True):
                need.take(_of_cell(cell).times(type_width))
    if any(_is_marked(cell.text) for row in rows for cell in row.cells):
        needs[0].take(needs[0].room.with_more(_BAR))
    for need, padding in zip(needs, _paddings(table), strict=True):
        need.room = need.room.with_more(padding)
    _widen_groups(table, needs, type_width)
    return needs


def _paddings(table: TableBlock) -> Iterator[Decimal]:
    measures = _measures(table)
    for number, column in enumerate(table.columns):
        padding = measures.group_padding if column.opens_group else measures.padding
        after_figures = column.kind == "text" and number and table.columns[number - 1].kind == "tal"
        yield padding + (_AFTER_FIGURES if after_figures else _ZERO)


def _widen_groups(table: TableBlock, needs: Sequence[_Need], type_width: Decimal) -> None:
    """Give the columns of a group the room that its heading needs."""
    measures = _measures(table)
    for head in placed_heads(table):
        of_group = needs[head.column : head.column + head.cell.columns]
        if len(of_group) > 1:
            wanted = _of_words(_plain(head.cell.text), measures.head * type_width).with_more(measures.group_padding)
            has = _sum([need.room for need in of_group])
            for need in of_group:
                room, share = need.room, len(of_group)
                divided = room.divided + max(_ZERO, wanted.divided - has.divided) / share
                wrapped = room.wrapped + max(_ZERO, wanted.wrapped - has.wrapped) / share
                least = room.least + max(_ZERO, wanted.least - has.least) / share
                need.room = _Room(divided, wrapped, least, max(room.wish, least))


def _sum(rooms: Sequence[_Room]) -> _Room:
    return _Room(
        sum((room.divided for room in rooms), _ZERO),
        sum((room.wrapped for room in rooms), _ZERO),
        sum((room.least for room in rooms), _ZERO),
    )


def _narrow(table: TableBlock, widths: Sequence[Decimal]) -> Iterator[str]:
    measures, paddings = _measures(table), tuple(_paddings(table))
    for head in placed_heads(table):
        width = sum(widths[head.column : head.column + head.cell.columns], _ZERO) - paddings[head.column]
        if _of_words(_plain(head.cell.text), measures.head * table.type_width).least > width + _ROUNDING:
            yield head.cell.id
    for row in body_rows(table):
        of_row = enumerate(row.cells) if len(row.cells) == len(widths) else ()
        yield from (
            f"{row.id} {at}"
            for at, cell in of_row
            if _of_cell(cell).least * table.type_width > widths[at] - paddings[at] + _ROUNDING
        )


def _of_words(text: str, size: Decimal = _ONE, more: Decimal = _ZERO) -> _Room:
    whole = longest_word(text) * size + more
    return _Room(longest_part(text) * size + more, whole, whole, text_width(text) * size + more)


def _of_cell(cell: PrintedCell) -> _Room:
    rooms = list(_rooms(cell))
    return _Room(
        *(max(widths) for widths in zip(*((r.divided, r.wrapped, r.least, r.wish) for r in rooms), strict=True))
    )


def _rooms(cell: PrintedCell) -> Iterator[_Room]:
    room = Decimal(cell.pad) / 2 if cell.kind == "tal" else _mark_room(cell.text)
    for text, spoken in _versions(cell.text):
        width = text_width(text) + room + spoken
        if cell.kind == "tal":
            yield _Room(width, width, width, width)
        elif cell.kind == "status":
            yield replace(_of_words(text, more=room + spoken), least=width, wish=width)
        else:
            yield replace(_of_words(text, more=spoken), wish=width)
    for part in cell.parts:
        for each in (part.label, part.text, *part.list_items):
            for text, spoken in _versions(each):
                yield replace(_of_words(text, more=spoken), wish=text_width(text) + _LABEL + spoken)


def _mark_room(text: Inline) -> Decimal:
    return _STATUS_MARK if any(isinstance(run, StatusMark) and run.shown != "ord" for run in text) else _ZERO


def _versions(text: Inline) -> Iterator[tuple[str, Decimal]]:
    """Yield the new text and in a marked edition the old one, each with the width of its spoken words."""
    if not _is_marked(text):
        yield _plain(text), _ZERO
        return
    yield _plain(text), _SPOKEN
    yield "".join(run.was.text if isinstance(run, _MARKED) and run.was else _plain((run,)) for run in text), _SPOKEN


def _is_marked(text: Inline) -> bool:
    return any(isinstance(run, _MARKED) and run.was is not None for run in text)


def _plain(text: Inline) -> str:
    return "".join(map(_shown, text))


def _shown(run: Run) -> str:
    if isinstance(run, StatusMark) and run.shown == "symbol":
        return ""
    return run if isinstance(run, str) else run.text


def _shares(columns: Sequence[Column], needs: Sequence[_Need], full: Decimal) -> list[Decimal]:
    shares = [Decimal(column.width_percent) / 100 for column in columns]
    left = max(full * (1 - sum(shares, _ZERO)), _ONE)
    free = [number for number, share in enumerate(shares) if not share]
    widths = _divide([needs[number] for number in free], left)
    for number, width in zip(free, widths, strict=True):
        shares[number] = width / full
    total = sum(shares, _ZERO) or _ONE
    return [share / total for share in shares]


def _divide(needs: Sequence[_Need], full: Decimal) -> list[Decimal]:
    """Divide the width: what each column must have, then one goal after the other while there is room."""
    texts = sum(need.is_text for need in needs)
    shared = full * _SHARE_OF_TEXT / max(texts, 1)
    figures = [need for need in needs if not need.is_text]
    narrow = max((need.room.least for need in figures), default=_ZERO)
    broad = max((need.room.wish for need in figures), default=_ZERO)
    widths = [need.room.divided for need in needs]
    goals = (
        # Whole words, and states on one line.
        [need.room.wrapped for need in needs],
        [need.room.least for need in needs],
        # Texts in few lines; figures evenly wide, then with their heads on one line; texts on one; then some air.
        [min(need.room.wish, shared) if need.is_text else _ZERO for need in needs],
        [_ZERO if need.is_text else narrow for need in needs],
        [_ZERO if need.is_text else broad for need in needs],
        [need.room.wish for need in needs],
        [_ZERO if need.is_text else _MOST_FIGURES for need in needs],
        [full if need.is_text or not texts else _ZERO for need in needs],
    )
    for goal in goals:
        more = [max(_ZERO, wished - width) for width, wished in zip(widths, goal, strict=True)]
        part = min(_ONE, max(_ZERO, full - sum(widths, _ZERO)) / (sum(more, _ZERO) or _ONE))
        widths = [width + part * each for width, each in zip(widths, more, strict=True)]
    return widths
