"""The widths of columns: no figure breaks, and row heads get the rest; engines divide it by the longest lines alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from generator.document.document import Column, PrintedCell, TableBlock
from generator.document.inline import Inline, PrintedFigure, Revised, Run, StatusMark
from generator.document.text_width import longest_word, text_width
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


@dataclass(frozen=True, slots=True)
class ColumnWidths:
    """Each column's share of the table, and the table's least width in em, as CSS writes them too."""

    shares: tuple[Decimal, ...]
    least: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the shares in per cent."""
        return tuple(f"{100 * share:.2f}%" for share in self.shares)


@dataclass(slots=True)
class _Need:
    """The widths that the unbreakable parts (`least`) and the longest line (`wish`) of a column need."""

    is_text: bool
    least: Decimal = _ZERO
    wish: Decimal = _ZERO

    def take(self, least: Decimal, wish: Decimal) -> None:
        self.least = max(self.least, least)
        self.wish = max(self.wish, min(wish, _MOST_LINE), least)


def column_widths(table: TableBlock) -> ColumnWidths:
    """Return the widths of the columns; what the author has set is kept."""
    measures = _MEASURES.get(table.density, _MEASURES["normal"])
    rows = body_rows(table)
    needs = [_Need(column.kind not in {"tal", "status"}) for column in table.columns]
    for head in placed_heads(table):
        if head.cell.scope == "col" and head.cell.columns == 1:
            text, need = _plain(head.cell.text), needs[head.column]
            most = _MOST_STUB if need.is_text else _MOST_HEAD
            need.take(longest_word(text) * measures.head, min(text_width(text) * measures.head, most))
    for row in rows:
        if len(row.cells) == len(needs):
            for need, cell in zip(needs, row.cells, strict=True):
                _take_cell(need, cell)
    if any(_is_marked(cell.text) for row in rows for cell in row.cells):
        needs[0].take(needs[0].least + _BAR, needs[0].wish + _BAR)
    for number, (need, column) in enumerate(zip(needs, table.columns, strict=True)):
        padding = measures.group_padding if column.opens_group else measures.padding
        if column.kind == "text" and number and table.columns[number - 1].kind == "tal":
            padding += _AFTER_FIGURES
        need.least += padding
        need.wish += padding
    shares = _shares(table.columns, needs, measures.full)
    least = sum((max(need.least, min(need.wish, _LEAST_TEXT)) if need.is_text else need.least for need in needs), _ZERO)
    return ColumnWidths(tuple(shares), f"{least.quantize(_TENTH, ROUND_HALF_UP)}em")


def _take_cell(need: _Need, cell: PrintedCell) -> None:
    room = Decimal(cell.pad) / 2 if cell.kind == "tal" else _mark_room(cell.text)
    for text, spoken in _versions(cell.text):
        width = text_width(text) + room + spoken
        need.take(width if cell.kind in {"tal", "status"} else longest_word(text) + spoken, width)
    for part in cell.parts:
        for each in (part.label, part.text, *part.list_items):
            for text, spoken in _versions(each):
                need.take(longest_word(text) + spoken, text_width(text) + _LABEL + spoken)


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
    narrow = max((need.least for need in figures), default=_ZERO)
    broad = max((need.wish for need in figures), default=_ZERO)
    widths = [need.least for need in needs]
    goals = (
        # Texts in few lines; figures evenly wide, then with their heads on one line; texts on one; then some air.
        [min(need.wish, shared) if need.is_text else _ZERO for need in needs],
        [_ZERO if need.is_text else narrow for need in needs],
        [_ZERO if need.is_text else broad for need in needs],
        [need.wish for need in needs],
        [_ZERO if need.is_text else _MOST_FIGURES for need in needs],
        [full if need.is_text or not texts else _ZERO for need in needs],
    )
    for goal in goals:
        more = [max(_ZERO, wished - width) for width, wished in zip(widths, goal, strict=True)]
        part = min(_ONE, max(_ZERO, full - sum(widths, _ZERO)) / (sum(more, _ZERO) or _ONE))
        widths = [width + part * each for width, each in zip(widths, more, strict=True)]
    return widths
