"""Sheets of a workbook as any program saves them: values with their formats, and what is hidden or merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple, TypeVar

from generator.problems import Problem, Rejected, Where
from generator.project.data_grid import Area

# A report's table is a few hundred cells; a file that holds more than these was not made for one.
MOST_CELLS = 100_000
# Cells that hold nothing count too, for each is read.
MOST_PLACES = 10 * MOST_CELLS
MOST_BYTES = 50_000_000
MOST_TIMES = 400
_MOST_AREAS = 10_000
_MOST_REPEATED = 20
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
WHOLE = Area(1, LAST_ROW, 1, LAST_COLUMN)
_Sheet = TypeVar("_Sheet")


class SheetCell(NamedTuple):
    """A cell that holds something: its value and its number format.

    `formula` is one whose value the file lacks; `error` is whether the value is a fault as #N/A.
    """

    value: object
    code: str = ""
    formula: str = ""
    error: bool = False


@dataclass(frozen=True, slots=True)
class DataSheet:
    """The cells of a sheet within an area, by row and column; merged areas; the numbers of hidden rows and columns.

    `repeated` are the first places that the file has more than one cell or row for.
    """

    cells: Mapping[tuple[int, int], SheetCell]
    merged: Sequence[Area] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: Sequence[tuple[int, int]] = ()
    repeated: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file, by name: which are visible, and how to read what one holds within an area.

    `formulas` reads those of a sheet in the notation of Excel, by row and column, `has_formulas` whether the library
    has any; `comments` reads what is said beside cells.
    """

    visible: Mapping[str, bool]
    read: Callable[[str, Area], DataSheet]
    formulas: Callable[[str], Mapping[tuple[int, int], str]] = lambda _: {}
    comments: Callable[[str], Mapping[tuple[int, int], str]] = lambda _: {}
    has_formulas: bool = True


@dataclass(slots=True)
class SheetBuilder:
    """Takes the cells of a sheet one by one, no more of them than a table can have. `file` is what is being read."""

    file: str
    area: Area
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    repeated: list[tuple[int, int]] = field(default_factory=list)

    def add(self, row: int, column: int, cell: SheetCell) -> None:
        """Take a cell. Raises Rejected where they are more than any table has."""
        area = self.area
        if isinstance(cell.value, float) and not isfinite(cell.value):
            cell = SheetCell("#NUM!", error=True)
        if cell.value != "" and area.top <= row <= area.bottom and area.left <= column <= area.right:
            if (row, column) in self.cells:
                self.repeat(row, column)
            self.cells[row, column] = cell
            if len(self.cells) > MOST_CELLS:
                raise too_large(Where(self.file), "hela bladet")

    def repeat(self, row: int, column: int) -> None:
        """Take a place as one that the file has more than one cell for."""
        place = (row, column)
        inside = self.area.top <= row <= self.area.bottom
        if inside and place not in self.repeated and len(self.repeated) < _MOST_REPEATED:
            self.repeated.append(place)

    def hide_columns(self, first: int, last: int) -> None:
        """Take columns as hidden."""
        if len(self.hidden_columns) < LAST_COLUMN:
            self.hidden_columns.append((first, last))

    def merge(self, areas: Iterator[Area]) -> None:
        """Take the merged areas whose first cell is one of those taken."""
        for area in areas:
            if (area.top, area.left) in self.cells and len(self.merged) < _MOST_AREAS:
                self.merged.append(area)

    @property
    def sheet(self) -> DataSheet:
        """The sheet of what was taken."""
        hidden = frozenset(self.hidden_rows), tuple(self.hidden_columns)
        return DataSheet(self.cells, tuple(self.merged), *hidden, tuple(self.repeated))


def by_name(sheets: Iterable[tuple[str, _Sheet]], file: str) -> dict[str, _Sheet]:
    """Return sheets by their names. Raises Rejected where two have the same: only one of them could be read."""
    named: dict[str, _Sheet] = {}
    for name, each in sheets:
        if name in named:
            message, hint = (
                f"Arbetsboken har två blad som heter ”{name}”.",
                "Ge bladen var sitt namn och spara filen igen.",
            )
            raise refused(Where(file), message, "ett eget namn för varje blad", f"två ”{name}”", hint)
        named[name] = each
    return named


def unreadable(file: str, found: str) -> Rejected:
    """Return the refusal of a file that is no workbook."""
    hint = "Öppna filen i Excel och spara den som ”Excel-arbetsbok (.xlsx)” utan lösenord."
    return refused(Where(file), "Arbetsboken går inte att läsa.", "en Excel-arbetsbok (.xlsx)", found, hint)


def too_much(file: str, found: str) -> Rejected:
    """Return the refusal of a file that has more in it than a table takes, whatever area is read."""
    message, hint = "Arbetsboken rymmer mer än någon tabell i en rapport.", "Kopiera tabellen till en ny arbetsbok."
    return refused(Where(file), message, "en arbetsbok med bara tabellen", found, hint)


def too_large(where: Where, found: str) -> Rejected:
    """Return the refusal of an area with more cells than a table has."""
    expected, hint = f"högst {MOST_CELLS} celler", "Ange ett ”cellområde:” med bara tabellen."
    return refused(where, "Området är större än någon tabell i en rapport.", expected, found, hint)


def refused(where: Where, message: str, expected: str, found: str, hint: str) -> Rejected:
    """Return the refusal of a workbook."""
    return Rejected([Problem("T014", where, message, expected, found, hint)])
