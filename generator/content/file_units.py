"""The units that a file says, in headings, titles and formats of cells, against those of its table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from generator.content.file_columns import FileColumns
from generator.content.source import CellText, Grid, Text, as_shown
from generator.content.table import NUMERIC_KINDS, NumberCell, RawRow, RowEntry, TableCell, TableColumn, TableRow
from generator.content.table_columns import TableReading
from generator.problems import Problem, Severity
from generator.swedish import is_unit, known_unit, kronor_per, unit_in

# What a format writes beside the digits, without a sign or the dots of a number.
_WORDS = re.compile(r"[^\W\d_]+|[%€$£]")
_THREE_DECIMALS = re.compile(r"-?[1-9]\d{0,2},\d{3}\Z")
_NO_AMOUNT = frozenset({"_", "–", "-", "..", "0"})
_FEW, _TKR = 2, 3
_NUMBER = re.compile(r"-?\d+(?:,\d+)?\Z")
_UNIT_BEHIND = re.compile(r"(?:[^\W\d_]|%)\Z")


class SaidUnit(NamedTuple):
    """A unit of money, and the text of the file that says it."""

    unit: str
    text: Text


@dataclass(frozen=True)
class SaidUnits:
    """The units of money that the texts of a grid say, nearest first: a heading, the row's label, what is of all."""

    grid: Grid
    labels: int

    @cached_property
    def of_columns(self) -> tuple[SaidUnit | None, ...]:
        """What the heading of each column says, or that of its group."""
        heads, groups = self.grid.rows[0], self.grid.groups or ("",) * len(self.grid.rows[0])
        return tuple(_first(head, group, amounts=True) for head, group in zip(heads, groups, strict=True))

    @cached_property
    def of_all(self) -> SaidUnit | None:
        """What stands above, in the corner, below, or on the tab of the sheet."""
        # A title that is nothing but a unit goes before one that names it, and the nearest before those above.
        nearest = self.grid.titles[::-1]
        sheet = Text(self.grid.sheet.replace("_", " "), self.grid.where)
        return _first(*filter(is_unit, nearest), *nearest, self.grid.rows[0][self.labels], *self._below(), sheet)

    def at(self, line: Sequence[Text], place: int) -> SaidUnit | None:
        """Return what is said of a cell of a line."""
        return self.of_columns[place] or _first(as_shown(line[self.labels])) or self.of_all

    def _below(self) -> Iterator[Text]:
        """Yield the last rows without values that are nothing but a unit."""
        for line in reversed(self.grid.rows[1:]):
            label = as_shown(line[self.labels])
            if any(cell for place, cell in enumerate(line) if place != self.labels):
                return
            if is_unit(label):
                yield label


def _first(*texts: str, amounts: bool = False) -> SaidUnit | None:
    for text in texts:
        if isinstance(text, Text) and kronor_per(unit := unit_in(text, amounts=amounts)) is not None:
            return SaidUnit(unit, text)
    return None


def check_units(
    reading: TableReading, grid: Grid, found: FileColumns, rows: Sequence[RawRow], columns: Sequence[TableColumn]
) -> None:
    """Report what the file says of units, beside its cells or in their formats, against those of the table.

    `rows` are those of the grid, in its order.
    """
    _check_decimals(reading, rows, columns)
    said, told = SaidUnits(grid, found.labels), set[Text]()
    for line, raw in zip(grid.rows[1:], rows, strict=True):
        for place, cell, column in zip(found.places, raw.cells, columns, strict=True):
            if place is None or cell is None or column.kind not in NUMERIC_KINDS or not cell.strip("_"):
                continue
            unit = _unit_of(reading, raw.entry, column)
            reading.problems.extend(format_problems(cell, unit))
            of_cell = said.at(line, place) if not _UNIT_BEHIND.search(cell) else None
            if of_cell is not None and of_cell.text not in told and _differ(of_cell.unit, unit):
                told.add(of_cell.text)
                reading.problems.append(_against(of_cell, unit or "", line[found.labels]))


def _check_decimals(reading: TableReading, rows: Sequence[RawRow], columns: Sequence[TableColumn]) -> None:
    """Tell of columns of kr or tkr whose numbers in text all have three decimals, as English thousands look."""
    for number, column in enumerate(columns):
        written = [(raw, cell) for raw in rows if (cell := raw.cells[number]) and cell not in _NO_AMOUNT]
        if len(written) < _FEW or column.kind not in NUMERIC_KINDS:
            continue
        units = (known_unit(_unit_of(reading, raw.entry, column) or "") for raw, _ in written)
        money = all(unit is not None and unit.measure == "kr" and unit.exponent <= _TKR for unit in units)
        if money and all(_THREE_DECIMALS.match(cell) and not isinstance(cell, CellText) for _, cell in written):
            cell = written[0][1]
            whole, _, decimals = cell.partition(",")
            message = f"Alla tal i kolumnen ”{column.heading.text}” har tre decimaler, som tusental på engelska."
            hint = f"Talen läses med decimaler. Är de tusental, skriv {whole} {decimals} i filen."
            expected = f"{whole} {decimals} eller {cell}"
            reading.problems.append(Problem("T104", cell.where, message, expected, cell, hint, Severity.NOTICE))


def _against(said: SaidUnit, declared: str, label: Text) -> Problem:
    message = f"Filen säger {said.unit}, men tabellens enhet är {declared}."
    hint = "Skriv filens enhet: på tabellen, kolumnen eller raden, eller ändra filen."
    # Readers see what a label says.
    severity = Severity.WARNING if said.text.where == label.where else Severity.ERROR
    return Problem("T020", said.text.where, message, declared, f"”{said.text}”", hint, severity)


def _unit_of(reading: TableReading, entry: RowEntry, column: TableColumn) -> str | None:
    return entry.unit or column.entry.unit or reading.entry.unit


def _differ(own: str, declared: str | None) -> bool:
    """Whether two units are money of different size; `kr per invånare` is money too."""
    of_own, of_declared = kronor_per(own), kronor_per(_money(declared))
    return of_own is not None and of_declared is not None and of_own != of_declared


def _money(unit: str | None) -> str:
    return re.split(r" per |/", unit or "")[0]


def format_problems(cell: Text, unit: str | None) -> Iterator[Problem]:
    """Yield the problem of a number whose format shows thousands or words that the declared unit does not have."""
    known = known_unit(_money(unit))
    if not isinstance(cell, CellText) or unit is None or " " in cell:
        return
    if cell.power > 0 and (known is None or known.measure != "kr" or known.exponent < cell.power):
        factor = "tusental" if cell.power == len("000") else "miljoner eller mer"
        message = f"Cellen visar {factor}, men tabellens enhet är {unit}."
        hint = "Skriv den enhet som talen visas i (enhet: tkr eller mnkr), eller ta bort skalan i talformatet."
        yield Problem("T020", cell.where, message, f"ett tal i {unit}", cell.shown, hint)
    elif _NUMBER.match(cell) and known is not None and known.measure in {"kr", "%"} and _WORDS.search(cell.shown):
        message = f"Cellen visar ett ord vid talet, men tabellens enhet är {unit}."
        hint = "Ordet skrivs inte ut. Ta bort det ur talformatet, eller skriv rätt enhet: på tabellen eller raden."
        yield Problem("T020", cell.where, message, f"ett tal i {unit}", f"”{cell.shown}”", hint, Severity.WARNING)


def in_declared_units(reading: TableReading, row: TableRow, columns: Sequence[TableColumn], grid: Grid) -> TableRow:
    """Return a row whose cells from the file say their unit only where it is another than the declared one."""
    cells: list[TableCell] = []
    for cell, column in zip(row.cells, columns, strict=True):
        unit = _unit_of(reading, row.entry, column)
        if isinstance(cell, NumberCell) and cell.unit is not None and cell.where.file == grid.where.file:
            # A number in per cent is told from one that only should be.
            cells.append(replace(cell, unit=None) if cell.unit == unit and unit != "%" else cell)
            reading.problems.extend(_other_unit(cell, unit))
        else:
            cells.append(cell)
    return replace(row, cells=tuple(cells))


def _other_unit(cell: NumberCell, unit: str | None) -> Iterator[Problem]:
    own, declared = kronor_per(cell.unit), kronor_per(_money(unit))
    if unit is not None and cell.unit != unit and (own is None or own != declared):
        message = f"Cellen är i {cell.unit}, men tabellens enhet är {unit}."
        hint = "Talet skrivs ut med sin egen enhet. Ändra filen, eller skriv rätt enhet: på tabellen eller raden."
        yield Problem("T020", cell.where, message, f"ett tal i {unit}", cell.unit or "", hint, Severity.WARNING)
