"""Units and decimals of a draft: what headings and formats say, put once where it holds for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.content import CellText
from generator.editing.from_sheets.cells import as_shown, seen_decimals
from generator.editing.from_sheets.draft import DraftCell, DraftColumn, DraftRow, DraftTable
from generator.swedish import kronor_per, unit_in

_UNITS_OF_POWERS = {3: "tkr", 6: "mnkr", 9: "mdkr"}
_AS_WRITTEN = "som skrivet"
_ROUNDED = "tal är avrundade till vad bladet visar"


def settle_units(table: DraftTable, named: str, whence: str) -> None:
    """Give a table, its columns, rows and at last cells their units; `named` is the one that stands over it."""
    table.unit = named
    for column in (table.columns[place] for place in table.numeric):
        column.unit = unit_in(f"{column.group} {column.heading}")
        if column.unit:
            column.guesses.append("enhet ur rubriken")
    for row in table.rows if not any(column.unit for column in table.columns) else ():
        if not row.unit and any(cell.kind == "number" for cell in row.cells) and (unit := unit_in(row.label)) != named:
            row.unit = unit
            row.guesses += ["enhet ur etiketten"] if unit else []
    for place in table.numeric:
        _of_formats(table, place)
    if named:
        table.guesses["unit"] = whence
    else:
        _of_all(table, [table.columns[place] for place in {place for _, place, _ in table.numbers()}])
        _of_all(table, list({id(row): row for row, _, _ in table.numbers()}.values()))
    for column in table.columns:
        column.unit = column.unit if column.unit != table.unit else ""
    for row, place, cell in table.numbers():
        unit = _own(table, row, place)
        row.cells[place] = replace(cell, unit=unit if unit != table.declared(row, place) else "")
    if any(not table.unit_of(row, place) for row, place, _ in table.numbers()):
        table.guesses["no_unit"] = "bladet säger ingen enhet. Skriv enhet: kr, tkr, mnkr eller antal under rubriken"


def _of_formats(table: DraftTable, place: int) -> None:
    """A unit that all numbers of a column say themselves is the column's."""
    units = {_own(table, row, place) for row, where, _ in table.numbers() if where == place}
    unit = units.pop() if len(units) == 1 else ""
    column = table.columns[place]
    if unit and unit != (column.unit or table.unit):
        column.unit, column.guesses = unit, ["enhet ur talformatet"]


def _of_all(table: DraftTable, parts: Sequence[DraftColumn] | Sequence[DraftRow]) -> None:
    """A unit that all columns have, or all rows, is the table's."""
    units = {part.unit for part in parts}
    if len(units) == 1 and (unit := units.pop()) and not table.unit:
        table.unit = unit
        table.guesses["unit"] = parts[0].guesses[-1]
        for part in parts:
            part.unit = ""
            part.guesses.pop()


def _own(table: DraftTable, row: DraftRow, place: int) -> str:
    """The unit that a cell says itself: in its format, or as one that divides by thousands and is declared smaller."""
    cell, declared = row.cells[place], kronor_per(table.declared(row, place))
    power = cell.text.power if isinstance(cell.text, CellText) else 0
    if cell.unit or power <= 0:
        return cell.unit
    return "" if declared is not None and declared >= 10**power else _UNITS_OF_POWERS.get(power, "")


def settle_decimals(table: DraftTable) -> None:
    """Give a table, its columns or its rows the decimals that the sheet shows, and columns the plus that it shows."""
    by_column: dict[int, list[DraftCell]] = defaultdict(list)
    by_row: dict[int, list[DraftCell]] = defaultdict(list)
    for number, row in enumerate(table.rows):
        for place in table.numeric if row.cells else ():
            if row.cells[place].kind == "number":
                by_column[place].append(row.cells[place])
                by_row[number].append(row.cells[place])
    for place, cells in by_column.items():
        above = [cell.plus for cell in cells if cell.value > 0]
        table.columns[place].plus = bool(above) and all(above)
    columns = {place: _decimals(cells) for place, cells in by_column.items()}
    rows = {number: _decimals(cells) for number, cells in by_row.items()}
    in_rows = _uneven(columns) > _uneven(rows)
    as_written = {part for part, decimals in (rows if in_rows else columns).items() if decimals == _AS_WRITTEN}
    for number, row in enumerate(table.rows) if as_written else ():
        for place in (each for each in range(len(row.cells)) if (number if in_rows else each) in as_written):
            if row.cells[place].rounded:
                row.cells[place] = as_shown(row.cells[place])
                table.columns[place].guesses += [] if _ROUNDED in table.columns[place].guesses else [_ROUNDED]
    for part, decimals in (rows if in_rows else columns).items():
        table.decimals = Counter((rows if in_rows else columns).values()).most_common(1)[0][0]
        own = "" if _fits((by_row if in_rows else by_column)[part], table.decimals) else decimals
        if in_rows:
            table.rows[part].decimals = own
        else:
            table.columns[part].decimals = own


def _uneven(parts: Mapping[int, str]) -> int:
    return sum(decimals == _AS_WRITTEN for decimals in parts.values())


def _fits(cells: Sequence[DraftCell], decimals: str) -> bool:
    """Whether what holds for most of a table shows these numbers as they are seen."""
    word, _, most = decimals.rpartition(" ")
    if not most.isdecimal():
        return decimals == _decimals(cells)
    return all((seen_decimals(cell, int(most)) if word else int(most)) == cell.decimals for cell in cells)


def _decimals(cells: Sequence[DraftCell]) -> str:
    """One number of decimals where all show as many; at most the greatest, where the others end with zeros."""
    most = max(cell.decimals for cell in cells)
    return next((each for each in (str(most), f"högst {most}") if _fits(cells, each)), _AS_WRITTEN)
