"""A table ready to print → how wide each of its columns is set, so that no figure breaks and the row heads get the air.

An engine that lays tables out by itself gives each column its share by its longest line, and row heads wrap beside
columns that are half empty. Known widths are also laid out faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.document import (
    Column,
    Inline,
    PrintedCell,
    PrintedFigure,
    Revised,
    StatusMark,
    TableBlock,
    body_rows,
    longest_word,
    placed_heads,
    text_width,
)


@dataclass(frozen=True, slots=True)
class _TableMeasures:
    """How the style sheet sets a table, in em of its type: text area, a cell's paddings; and the size of the head."""

    full: float
    padding: float
    group_padding: float
    head: float


_SETTINGS = {
    "gles": _TableMeasures(49.0, 0.95, 1.65, 1.0),
    "normal": _TableMeasures(50.5, 0.95, 1.65, 1.0),
    "tät": _TableMeasures(53.5, 0.85, 1.45, 0.97),
    "mycket tät": _TableMeasures(58.0, 0.75, 1.25, 0.95),
}
# In em too: how wide figures and lines of text may be before more of it serves no reader.
_MOST_FIGURES = 8.5
_MOST_HEAD = 7.5
_MOST_STUB = 14.0
_MOST_LINE = 30.0
_SHARE_OF_TEXT = 0.5
_LEAST_TEXT = 8.0
_STATUS_MARK = 1.4
_LABEL = 1.0
# A marked edition: what is told to who hears it, and the bar beside a row.
_TOLD = 0.7
_BAR = 0.85
_MARKED = (PrintedFigure, StatusMark, Revised)
# The style sheet sets texts further from the figures before them.
_AFTER_FIGURES = 0.95


@dataclass(frozen=True, slots=True)
class Widths:
    """Width of each column as a share of the table, as CSS writes it, and the least width of the whole in em."""

    columns: tuple[str, ...]
    least: str


@dataclass(slots=True)
class _Need:
    """What a column needs: the width that its unbreakable parts ask for, and that of its longest line."""

    is_text: bool
    least: float = 0.0
    wish: float = 0.0

    def take(self, least: float, wish: float) -> None:
        self.least = max(self.least, least)
        self.wish = max(self.wish, min(wish, _MOST_LINE), least)


def column_widths(table: TableBlock) -> Widths:
    """A table in → the widths of its columns out. What the author has set for a column is kept."""
    setting = _SETTINGS.get(table.density, _SETTINGS["normal"])
    needs = [_Need(column.kind not in {"tal", "status"}) for column in table.columns]
    for head in placed_heads(table):
        if head.cell.scope == "col" and head.cell.columns == 1:
            text, need = _plain(head.cell.text), needs[head.column]
            most = _MOST_STUB if need.is_text else _MOST_HEAD
            need.take(longest_word(text) * setting.head, min(text_width(text) * setting.head, most))
    for row in body_rows(table):
        if len(row.cells) == len(needs):
            for need, cell in zip(needs, row.cells, strict=True):
                _take_cell(need, cell)
    if any(_is_marked(cell.text) for row in body_rows(table) for cell in row.cells):
        needs[0].take(needs[0].least + _BAR, needs[0].wish + _BAR)
    for number, (need, column) in enumerate(zip(needs, table.columns, strict=True)):
        padding = setting.group_padding if column.opens_group else setting.padding
        if column.kind == "text" and number and table.columns[number - 1].kind == "tal":
            padding += _AFTER_FIGURES
        need.least += padding
        need.wish += padding
    shares = _shares(table.columns, needs, setting.full)
    least = sum(max(need.least, min(need.wish, _LEAST_TEXT)) if need.is_text else need.least for need in needs)
    return Widths(tuple(f"{100 * share:.2f}%" for share in shares), f"{least:.1f}em")


def _take_cell(need: _Need, cell: PrintedCell) -> None:
    told = _TOLD if _is_marked(cell.text) else 0.0
    for text in _sides(cell.text):
        if cell.kind == "tal":
            width = text_width(text) + cell.pad * 0.5 + told
            need.take(width, width)
        elif cell.kind == "status":
            need.take(text_width(text) + _STATUS_MARK + told, text_width(text) + _STATUS_MARK + told)
        else:
            need.take(longest_word(text) + told, text_width(text) + told)
    for part in cell.parts:
        for each in (part.label, part.text, *part.list_items):
            told = _TOLD if _is_marked(each) else 0.0
            for inner in _sides(each):
                need.take(longest_word(inner) + told, text_width(inner) + _LABEL + told)


def _sides(text: Inline) -> Iterator[str]:
    """What stands in a cell, and in a marked edition what stood there: the one is set above the other."""
    yield _plain(text)
    if _is_marked(text):
        yield "".join(run.was.text if isinstance(run, _MARKED) and run.was else _plain((run,)) for run in text)


def _is_marked(text: Inline) -> bool:
    return any(isinstance(run, _MARKED) and run.was is not None for run in text)


def _plain(text: Inline) -> str:
    return "".join(run if isinstance(run, str) else run.text for run in text)


def _shares(columns: Sequence[Column], needs: Sequence[_Need], full: float) -> list[float]:
    """The width of each column as a part of the whole: what the author has set, and the rest by need."""
    shares = [column.width_percent / 100 for column in columns]
    left = max(full * (1 - sum(shares)), 1.0)
    free = [number for number, share in enumerate(shares) if not share]
    widths = _divide([needs[number] for number in free], left)
    for number, width in zip(free, widths, strict=True):
        shares[number] = width / full
    total = sum(shares) or 1.0
    return [share / total for share in shares]


def _divide(needs: Sequence[_Need], full: float) -> list[float]:
    """The width over the columns: what each must have, then one goal after the other for as long as there is room."""
    texts = sum(need.is_text for need in needs)
    shared = full * _SHARE_OF_TEXT / max(texts, 1)
    figures = [need for need in needs if not need.is_text]
    narrow = max((need.least for need in figures), default=0.0)
    broad = max((need.wish for need in figures), default=0.0)
    widths = [need.least for need in needs]
    goals = (
        # Texts in few lines; figures in an even rhythm, then with their heads in one line; texts in one; then some air.
        [min(need.wish, shared) if need.is_text else 0.0 for need in needs],
        [0.0 if need.is_text else narrow for need in needs],
        [0.0 if need.is_text else broad for need in needs],
        [need.wish for need in needs],
        [0.0 if need.is_text else _MOST_FIGURES for need in needs],
        [full if need.is_text or not texts else 0.0 for need in needs],
    )
    for goal in goals:
        more = [max(0.0, wished - width) for width, wished in zip(widths, goal, strict=True)]
        part = min(1.0, max(0.0, full - sum(widths)) / (sum(more) or 1.0))
        widths = [width + part * each for width, each in zip(widths, more, strict=True)]
    return widths
