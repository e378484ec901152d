"""The table that a source fills: its columns and rows, and what the source has for each of their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from generator.content import (
    NUMERIC_KINDS,
    FigureSource,
    NumberCell,
    Period,
    PeriodEntry,
    SignCell,
    SourceColumn,
    SourceRow,
    Table,
    TableCell,
    where_of,
)
from generator.figures import Quantity, negated, presentation_of
from generator.problems import Problem, Problems, Rejected, nearest_hint, refuse

_WITHOUT_FIGURES = frozenset({"mellanrubrik", "text", "tom"})


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a source with its sign in the table, and the place where the source has it."""

    quantity: Quantity
    place: str


@dataclass(frozen=True, slots=True)
class SourceAmounts:
    """What a source has for a table: by row and column, control totals by column, what no row takes, and warnings."""

    cells: Mapping[tuple[int, int], Amount]
    controls: Mapping[int, Amount] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A table and its source; `columns` and `rows` are those that the source names, by their places in the table."""

    name: str
    source: FigureSource
    table: Table
    period: PeriodEntry
    columns: Mapping[int, SourceColumn]
    rows: Mapping[int, SourceRow]

    def unit(self, row: int, column: int) -> str | None:
        """Return the unit of a cell."""
        cell = self.table.rows[row].cells[column]
        own = cell.unit if isinstance(cell, NumberCell) else None
        return presentation_of(self.table, self.table.rows[row], self.table.columns[column], own).unit

    def can_write(self, row: int, column: int) -> bool:
        """Whether a cell is written as a number, or as a sign for none, and not computed."""
        cell = self.table.rows[row].cells[column]
        return isinstance(cell, NumberCell) or (
            isinstance(cell, SignCell) and self.table.rows[row].kind not in _WITHOUT_FIGURES
        )

    def signed(self, quantity: Quantity, row: SourceRow | None = None) -> Quantity:
        """Return an amount of the source with the sign that it has in the table."""
        sign = row.sign if row is not None and row.sign else self.source.sign
        return negated(quantity) if sign == "omvänt" else quantity

    @property
    def control_row(self) -> int | None:
        """The row that the control total is of."""
        control = self.source.control
        return next((n for n, row in enumerate(self.table.rows) if control and row.id == control.row), None)

    @property
    def control_columns(self) -> tuple[int, ...]:
        """The columns that the control total is of."""
        control = self.source.control
        named = control.column if control is not None else None
        return tuple(number for number in self.columns if named is None or named in names_of(self.table, number))


def has_value(cell: TableCell, value: Decimal) -> bool:
    """Whether a cell says a value already; a dash says that there is nothing."""
    if isinstance(cell, SignCell):
        return cell.sign == "–" and not value
    return isinstance(cell, NumberCell) and cell.value == value


def names_of(table: Table, column: int) -> tuple[str, ...]:
    """Return how a column may be named: by its id, or with the id of its group before it."""
    of = table.columns[column]
    return (f"{of.group}.{of.id}", of.id) if of.group else (of.id,)


def read_target(name: str, source: FigureSource, period: Period) -> Target:
    """Find the table, columns and rows that a source names. Raises Rejected: T033, T201, T301."""
    problems = Problems()
    table = period.tables.get(source.table)
    if table is None:
        message = f"Källan {name} skriver i tabellen ”{source.table}”, som inte finns i perioden."
        hint = nearest_hint(source.table, period.tables)
        problems.add("T301", where_of(source.table, source.where), message, found=str(source.table), hint=hint)
        raise Rejected(problems)
    if table.entry.data is not None and (table.data is None or table.data.where.cell):
        hint = f"Spara bladet som CSV och skriv den filen efter data: i {table.where.file}, eller byt ut arbetsboken."
        message = f"Tabellen ”{table.id}” läser sina rader ur en arbetsbok, och dit skrivs inget."
        problems.add("T033", source.where, message, expected="en tabell med rader i YAML eller CSV", hint=hint)
    target = Target(
        name, source, table, period.entry, _columns(source, table, problems), _rows(source, table, problems)
    )
    # Without all of its columns nothing can be said of a row.
    if len(target.columns) == len(source.columns):
        _check_cells(target, problems)
    _check_control(target, problems)
    refuse(problems)
    return target


def _columns(source: FigureSource, table: Table, problems: Problems) -> Mapping[int, SourceColumn]:
    found: dict[int, SourceColumn] = {}
    for name, column in source.columns.items():
        numbers = [number for number in range(len(table.columns)) if name in names_of(table, number)]
        if len(numbers) == 1 and table.columns[numbers[0]].kind in NUMERIC_KINDS:
            found[numbers[0]] = column
        elif len(numbers) == 1:
            problems.add(
                "T033", column.where, f"Kolumnen ”{name}” är ingen kolumn av tal.", expected="en kolumn av tal"
            )
        else:
            known = [each for number in range(len(table.columns)) for each in names_of(table, number)[:1]]
            what = "är flera" if numbers else "finns inte"
            message = f"Kolumnen ”{name}” {what} i tabellen {table.id}."
            problems.add("T201", column.where, message, found=str(name), hint=nearest_hint(name, known))
    return found


def _rows(source: FigureSource, table: Table, problems: Problems) -> Mapping[int, SourceRow]:
    places = {row.id: number for number, row in enumerate(table.rows)}
    for name, row in source.rows.items():
        if name not in places:
            message = f"Raden ”{name}” finns inte i tabellen {table.id}."
            problems.add("T201", row.where, message, found=str(name), hint=nearest_hint(name, places))
    return {places[name]: row for name, row in source.rows.items() if name in places}


def _check_cells(target: Target, problems: Problems) -> None:
    rows = range(len(target.table.rows))
    computed = [number for number in target.columns if not any(target.can_write(row, number) for row in rows)]
    for number in computed if rows else ():
        message = f"Kolumnen ”{names_of(target.table, number)[0]}” i tabellen {target.table.id} räknas ut."
        hint = "Ta bort den under kolumner:."
        problems.add("T033", target.columns[number].where, message, expected="en kolumn med skrivna tal", hint=hint)
    if computed:
        return
    for number, row in target.rows.items():
        if not any(target.can_write(number, column) for column in target.columns):
            what = target.table.rows[number].id
            message = f"Raden ”{what}” i tabellen {target.table.id} räknas ut, eller har celler som inte är ett tal."
            hint = "Ta bort den under rader:, eller ange den som kontrollsumma:."
            problems.add("T033", row.where, message, expected="en rad med skrivna tal", hint=hint)


def _check_control(target: Target, problems: Problems) -> None:
    control = target.source.control
    if control is None:
        return
    rows = [row.id for row in target.table.rows]
    if target.control_row is None:
        message = f"Raden ”{control.row}” finns inte i tabellen {target.table.id}."
        problems.add("T201", control.where, message, found=str(control.row), hint=nearest_hint(control.row, rows))
    if not target.control_columns and target.columns:
        message = f"Kolumnen ”{control.column}” hämtas inte ur källan."
        hint = nearest_hint(str(control.column), target.source.columns)
        problems.add("T201", control.where, message, found=str(control.column), hint=hint)
