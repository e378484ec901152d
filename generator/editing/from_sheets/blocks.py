"""The tables of a sheet: rows between blank ones, with the lines that stand above and below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from generator.content import Grid, Text, as_shown
from generator.project import SheetPage, SheetRow, is_data_row

_LETTERS = re.compile(r"[A-Z]+")
# How a line begins that is about the table above it.
_NOTE = re.compile(r"\s*(?:[*†‡¹²³⁰⁴-⁹]|\d\)|(?:källa|not|anm|anmärkning|kommentar)\b)", re.IGNORECASE)


@dataclass(slots=True)
class TableRows:
    """A table of a sheet: lines above it, its rows and, below, what is no row. `gaps` are rows after a blank one.

    `headless` is whether its first row has figures already.
    """

    page: SheetPage
    above: list[Text]
    rows: list[SheetRow]
    headless: bool = False
    gaps: set[int] = field(default_factory=set)
    below: list[Text] = field(default_factory=list)

    @property
    def area(self) -> str:
        """The cells that it takes, as A3:F12, or the lines of a CSV file."""
        first, last = self.rows[0].number, self.rows[-1].number
        if not self.page.name:
            return f"rad {first}–{last}"
        cells = self.rows[0].cells
        filled = [place for place in range(len(cells)) if any(row.cells[place] for row in self.rows)]
        left, right = (column_name(cells[place], place) for place in (filled[0], filled[-1]))
        return f"{left}{first}:{right}{last}"

    @property
    def double_head(self) -> int:
        """The number of the first of two rows of headings, where merged cells say that they are two; else 0."""
        first = next((row.number for row in self.rows if sum(map(bool, row.cells)) > 1), 0)
        merged = any(area.top == first and area.bottom == first + 1 for area, _ in self.page.merged)
        return first if merged and any(row.number == first + 1 for row in self.rows) else 0

    @property
    def grid(self) -> Grid:
        """The rows as a grid; where they have no headings the columns are called by their letters."""
        if not self.headless:
            return self.page.grid(self.rows, self.double_head)
        first = self.rows[0]
        filled = [place for place in range(len(first.cells)) if any(row.cells[place] for row in self.rows)]
        heads = [
            Text(f"Kolumn {column_name(cell, place)}" if place in filled[1:] else "", cell.where)
            for place, cell in enumerate(first.cells)
        ]
        return self.page.grid([SheetRow(first.number - 1, tuple(heads)), *self.rows])


@dataclass(slots=True)
class SheetBlocks:
    """The tables of a sheet, and the lines that belong to none."""

    blocks: list[TableRows] = field(default_factory=list)
    loose: list[Text] = field(default_factory=list)


def sheet_blocks(page: SheetPage) -> SheetBlocks:
    """Return the tables of a sheet: each begins with headings of its own after a blank row."""
    found = SheetBlocks()
    lines: list[SheetRow] = []
    for run in _runs(page):
        begins = _begins(run)
        if begins == "lines":
            lines += run
            continue
        if begins == "figures" and found.blocks:
            last = found.blocks[-1]
            last.gaps.add((lines or run)[0].number)
            last.rows += [*lines, *run]
        else:
            notes = [row for row in lines if found.blocks and _NOTE.match(next(filter(None, row.cells)))]
            for row in notes:
                found.blocks[-1].below += filter(None, row.cells)
            found.blocks += _tables(page, [row for row in lines if row not in notes], run)
        lines = []
    below = [cell for row in lines for cell in row.cells if cell]
    (found.blocks[-1].below if found.blocks else found.loose).extend(below)
    return found


def _tables(page: SheetPage, lines: Sequence[SheetRow], run: Sequence[SheetRow]) -> Iterator[TableRows]:
    """Yield the tables of a run of rows, those beside each other from the left, each with the lines above it."""
    edges = [0, *_edges(run), len(run[0].cells)]
    for first, end in pairwise(edges):
        rows = [within for row in run if any((within := _within(row, first, end)).cells)]
        above = [cell for row in lines for cell in row.cells[first:end] if cell]
        merged = [each for each in page.merged if each[0].left < end and each[0].right >= first]
        yield TableRows(replace(page, merged=merged), above, rows, _begins(rows) == "figures")


def _within(row: SheetRow, first: int, end: int) -> SheetRow:
    """A row with only some of its columns filled."""
    cells = (cell if first <= place < end else Text("", cell.where) for place, cell in enumerate(row.cells))
    return SheetRow(row.number, tuple(cells))


def _edges(run: Sequence[SheetRow]) -> Iterator[int]:
    """Yield where a table begins beside another: after a blank column, with labels of its own before its figures."""
    filled = [any(row.cells[place] for row in run) for place in range(len(run[0].cells))]
    starts = [
        place for place in range(1, len(filled)) if filled[place] and not filled[place - 1] and any(filled[:place])
    ]
    for place, end in pairwise([*starts, len(filled)]):
        data = [row.cells[place:end] for row in run if is_data_row(row.cells[place:end])]
        if data and all(cells[0] and not is_data_row((Text(""), cells[0])) for cells in data):
            yield place


def _runs(page: SheetPage) -> Iterator[Sequence[SheetRow]]:
    run: list[SheetRow] = []
    for row in page.rows:
        if run and row.number > run[-1].number + _height(page, run[-1]):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _height(page: SheetPage, row: SheetRow) -> int:
    """How many lines a row takes: in a CSV file a cell may go on over several."""
    return 1 if page.name else 1 + sum(cell.count("\n") for cell in row.cells)


def _begins(run: Sequence[SheetRow]) -> str:
    """What a run of rows begins with: `lines` alone, the `head` of a table, or `figures` without one."""
    filled = [place for place in range(len(run[0].cells)) if any(row.cells[place] for row in run)]
    rows = [SheetRow(row.number, tuple(row.cells[place] for place in filled)) for row in run]
    data = next((place for place, row in enumerate(rows) if is_data_row(row.cells)), None)
    wide = [place for place, row in enumerate(rows) if sum(map(bool, row.cells)) > 1]
    if data is None:
        return "head" if wide and wide[0] < len(rows) - 1 and len(wide) > 1 else "lines"
    return "head" if wide and wide[0] < data else "figures"


def column_name(cell: Text, place: int) -> str:
    """Return the letters of a cell's column, or its number where it has no letters."""
    match = _LETTERS.match(cell.where.cell.rpartition("!")[2])
    return match[0] if match else str(place + 1)


def cell_name(text: Text) -> str:
    """Return the place of a cell as it is said to its author: `Blad1!B7`, or the line of a CSV file."""
    return text.where.cell or f"rad {text.where.line}"


def shown_text(text: Text) -> str:
    """Return what a reader of the sheet sees of a cell, on one line."""
    return " ".join(as_shown(text).split())
