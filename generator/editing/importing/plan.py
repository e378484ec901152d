"""What an import changes: each cell before and after, what fits nothing, whether the control total agrees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import assert_never

from generator.content import (
    ComputedCell,
    Content,
    FigureSource,
    FormulaCell,
    Grid,
    LabelledCell,
    NumberCell,
    Period,
    SignCell,
    Source,
    Table,
    TableCell,
    TextCell,
    data_of,
    read_unfinished,
)
from generator.editing.importing.sheet_amounts import sheet_amounts
from generator.editing.importing.shifted import shifted
from generator.editing.importing.sie_amounts import sie_amounts
from generator.editing.importing.target import Amount, SourceAmounts, Target, has_value, names_of, read_target
from generator.editing.importing.written_cells import Taken, files_of, written
from generator.figures import Mismatch, Quantity, added, converted, exactly, negated, presentation_of, stated
from generator.problems import Problem, Problems, Rejected, Severity, UsageError, Where, nearest_hint, refuse
from generator.project import FileEdit, decode, read_data, read_source_file, read_yaml, sha256
from generator.project.sources import is_sie, read_sie
from generator.swedish import MONTHS, NumberFormat, other_end_of_file, plain_quantity, rounded

_UNFILLED = "T108"


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell as it stands and as it will: texts; the difference is empty where there was no number."""

    row: str
    column: str
    old: str
    new: str
    difference: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. `unfilled` are cells of the table without an amount, `unused` amounts without a cell.

    `others` are files that the source's pattern fits too.

    `problems` are what is to be seen of the file, and control totals that do not agree: with an error in them nothing
    is to be written. `doubts` are columns that seem to be in another unit or sign: without a yes to them neither is.
    """

    file: str
    others: tuple[str, ...]
    table: str
    changes: tuple[ChangedCell, ...]
    same: int
    unfilled: tuple[str, ...]
    unused: tuple[str, ...]
    agreed: tuple[str, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    edits: Mapping[str, FileEdit]


def plan_import(project: Path, source: Source, name: str, day: date | None) -> ImportPlan:
    """Find out what a source changes in a period, and prove the edits by reading them.

    Raises UsageError where there is no such source or a cell cannot be written, Rejected for all that is wrong.
    """
    content, problems = read_unfinished(source)
    sources = {content.municipality.where.file, content.board.where.file}
    refuse(each for each in problems if each.where.file in sources)
    own = _source(content, name)
    table = content.period.tables.get(own.table)
    # What is not filled in yet is to be; other files of the period are not looked at, unless the table may be in them.
    unreadable = (each for each in problems if each.code != _UNFILLED)
    refuse(each for each in unreadable if table is None or each.where.file == table.where.file)
    target = read_target(name, own, content.period)
    municipality, board, _ = source.period.id.split("/")
    folders = (f"content/{municipality}/{board}", f"content/{municipality}", ".")
    found = read_source_file(project, folders, own.file, content.period.entry.end)
    file, data = found.path, found.data
    amounts = _converted(_amounts(file, data, target), target)
    new = {place: _rounded(amount.quantity, target, place) for place, amount in amounts.cells.items()}
    taken = Taken(name, file, sha256(data), day, {place: amount.place for place, amount in amounts.cells.items()})
    before = {name: (project / name).read_bytes() for name in files_of(target.table)}
    after = written(before, target, new, taken)
    _prove(source, target, new, after)
    agreed, differing = _controls(target, amounts)
    changes = tuple(_changes(target, new))
    return ImportPlan(
        file=file,
        others=found.others,
        table=target.table.id,
        changes=changes,
        same=len(new) - len(changes),
        unfilled=tuple(_unfilled(target, amounts)),
        unused=amounts.unused,
        agreed=agreed,
        problems=(*amounts.notices, *differing),
        doubts=tuple(shifted(target, new, _period_before(source, content))),
        edits={name: FileEdit(before[name], data) for name, data in after.items() if data != before[name]},
    )


def _source(content: Content, name: str) -> FigureSource:
    sources = {**content.municipality.sources, **content.board.sources}
    if name not in sources:
        hint = nearest_hint(name, sources) or "Beskriv den under källor: i nämndens namnd.yaml."
        raise UsageError(f"Det finns ingen källa ”{name}” för {content.board.name}. {hint}")
    return sources[name]


def _period_before(source: Source, content: Content) -> Period | None:
    """What can be read of the period before; its faults are told where it is read for itself."""
    name = content.period.entry.previous
    period = source.earlier.get(str(name)) if name is not None else source.before
    try:
        return read_unfinished(replace(source, period=period))[0].period if period is not None else None
    except Rejected:
        return None


def _amounts(file: str, data: bytes, target: Target) -> SourceAmounts:
    if is_sie(data) or Path(file).suffix.lower() in {".se", ".si", ".sie"}:
        return sie_amounts(read_sie(data, file), target)
    grid = read_data(data, file, target.source.data_parts)
    notices = (*grid.notices, *_months(grid, target))
    return replace(sheet_amounts(grid, target), notices=notices)


def _months(grid: Grid, target: Target) -> Iterator[Problem]:
    """Yield what says that a file is of another month than the period ends with."""
    end, texts = target.period.end, [*grid.titles, *grid.groups, *grid.rows[0]]
    if told := other_end_of_file(texts, grid.names, end):
        found = [*texts, *grid.names][told[0]]
        expected, message = f"{MONTHS[end.month - 1]} {end.year}", "Källans fil tycks vara av en annan tid än perioden."
        hint = "Är det förra periodens fil? Lägg in den nya, eller ändra fil: i källan."
        yield Problem("T746", grid.where, message, expected, str(found), hint, Severity.WARNING)


# --- amounts in the units of the table -------------------------------------------------------------------------------


def _converted(amounts: SourceAmounts, target: Target) -> SourceAmounts:
    problems = Problems()
    row = target.control_row

    def read(amount: Amount, row: int, column: int) -> Amount:
        try:
            return replace(amount, quantity=converted(amount.quantity, target.unit(row, column)))
        except Mismatch as error:
            problems.add(
                "T205", target.source.where, f"{amount.place}: {error}", hint="Ange tabellens enhet:, eller källans."
            )
            return amount

    cells = {place: read(amount, *place) for place, amount in amounts.cells.items() if target.can_write(*place)}
    controls = {c: read(amount, row, c) for c, amount in amounts.controls.items()} if row is not None else {}
    refuse(problems)
    return replace(amounts, cells=cells, controls=controls)


def _rounded(quantity: Quantity, target: Target, place: tuple[int, int]) -> Decimal:
    """Return an amount with the decimals that its cell is shown with, or is written with."""
    row, column = target.table.rows[place[0]], target.table.columns[place[1]]
    shown = presentation_of(target.table, row, column, None).shown
    decimals = shown.count if shown is not None else None
    if decimals is None:
        beside = [each.cells[place[1]] for each in target.table.rows]
        decimals = max((each.decimals for each in beside if isinstance(each, NumberCell)), default=_needed(quantity))
    value = rounded(quantity.value, NumberFormat(decimals=decimals), decimals)
    if shown is None or not shown.at_most:
        return value
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def _needed(quantity: Quantity) -> int:
    """How many decimals an amount has without the zeros that a conversion gives it."""
    exponent = quantity.value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else quantity.decimals


# --- what is shown ---------------------------------------------------------------------------------------------------


def _changes(target: Target, new: Mapping[tuple[int, int], Decimal]) -> Iterator[ChangedCell]:
    for (row, column), value in new.items():
        cell = target.table.rows[row].cells[column]
        if has_value(cell, value):
            continue
        decimals = _decimals(value)
        old, difference = "", ""
        if isinstance(cell, NumberCell):
            old = plain_quantity(cell.value, None, cell.decimals)
            difference = plain_quantity(value - cell.value, None, max(decimals, cell.decimals), plus=True)
        elif isinstance(cell, SignCell):
            old = cell.sign or "tom"
        column_name = names_of(target.table, column)[0]
        yield ChangedCell(
            target.table.rows[row].id, column_name, old, plain_quantity(value, None, decimals), difference
        )


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _unfilled(target: Target, amounts: SourceAmounts) -> Iterator[str]:
    """Name the rows, or the cells of a row, that could be filled and are not."""
    for number, row in enumerate(target.table.rows):
        open_columns = [column for column in target.columns if target.can_write(number, column)]
        left = [column for column in open_columns if (number, column) not in amounts.cells]
        if left and len(left) == len(open_columns):
            yield row.id
        else:
            yield from (f"{row.id}.{names_of(target.table, column)[0]}" for column in left)


# --- the control total -----------------------------------------------------------------------------------------------


def _controls(target: Target, amounts: SourceAmounts) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    control, row = target.source.control, target.control_row
    agreed: list[str] = []
    problems = Problems()
    if control is None or row is None:
        return (), ()
    for column in target.control_columns:
        name = f"{control.row}.{names_of(target.table, column)[0]}"
        expected, actual = amounts.controls.get(column), _total(target, amounts, row, column)
        if expected is None or actual is None:
            what = "källan har ingen summa" if expected is None else "raden räknas ut med en formel"
            message = f"Kontrollsumman för {name} går inte att räkna, för {what}."
            hint = "Ange en annan rad, eller kolumn: med den kolumn som summan gäller."
            problems.add("T034", control.where, message, expected="en summa att stämma av", hint=hint)
            continue
        total, sum_ = (_plain(each, target, row, column) for each in (expected.quantity, actual))
        if expected.quantity.low <= actual.high and actual.low <= expected.quantity.high:
            if expected.quantity.value == actual.value:
                agreed.append(f"{name}: {total} ({expected.place})")
            else:
                problems.append(_rounded_apart(control.where, name, f"{total} ({expected.place})", sum_))
        else:
            message = f"Kontrollsumman för {name} stämmer inte. Inget skrivs."
            hint = "Se efter vilka konton eller rader som ingen rad i tabellen tar, eller som två rader tar."
            problems.add("T034", control.where, message, expected=f"{total} ({expected.place})", found=sum_, hint=hint)
    return tuple(agreed), tuple(problems)


def _rounded_apart(where: Where, name: str, total: str, sum_: str) -> Problem:
    """Tell of a total that only rounding can make the same: it may as well be a fault of the file."""
    message = f"Raderna blir inte kontrollsumman för {name}. Avrundade tal kan skilja så mycket."
    hint = "Se efter i källan att talen är avrundade, och att inget av dem är fel."
    return Problem("T034", where, message, total, sum_, hint, Severity.WARNING)


def _plain(quantity: Quantity, target: Target, row: int, column: int) -> str:
    return plain_quantity(quantity.value, target.unit(row, column), quantity.decimals, at_most=True)


def _total(target: Target, amounts: SourceAmounts, row: int, column: int) -> Quantity | None:
    """Return what a cell comes to, unrounded: of its sum's rows before its own amount; None where a formula decides."""
    table, unit = target.table, target.unit(row, column)
    places = {each.id: number for number, each in enumerate(table.rows)}
    if sums := table.rows[row].sums:
        parts = [(sign, _total(target, amounts, places[name], column)) for sign, name in sums]
        signed = [part if sign > 0 else negated(part) for sign, part in parts if part is not None]
        return reduce(added, signed) if len(signed) == len(parts) else None
    cell = table.rows[row].cells[column]
    if (row, column) in amounts.cells:
        return amounts.cells[row, column].quantity
    if isinstance(cell, NumberCell):
        return stated(cell.value, unit, cell.decimals)
    return exactly(Decimal(0), unit) if isinstance(cell, SignCell) else None


# --- proof -----------------------------------------------------------------------------------------------------------


def _prove(source: Source, target: Target, new: Mapping[tuple[int, int], Decimal], after: Mapping[str, bytes]) -> None:
    """Read the files as they will be. Raises UsageError where a cell is not what it should, or any other changed."""
    file, *data = files_of(target.table)
    block, faults = read_yaml(decode(after[file], file)[0] or "", file)
    files = tuple(block if each.where.file == file and block is not None else each for each in source.period.files)
    try:
        grids = dict(source.period.grids)
        for name in data:
            key, parts = data_of(target.table)
            grids[key] = read_data(after[name], name, parts)
        period = replace(source.period, files=files, grids=grids)
        content, _ = read_unfinished(replace(source, period=period))
    except Rejected as rejected:
        raise _unwritable(file, target.table.id) from rejected
    table = content.period.tables.get(target.table.id)
    broken = any(fault.severity is Severity.ERROR for fault in faults)
    if broken or table is None or not _is_as_planned(target.table, table, new):
        raise _unwritable(file, target.table.id)
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells.cells):
            if (row, column) in new and not has_value(cell, new[row, column]):
                raise _unwritable(file, f"{target.table.rows[row].id}.{target.table.columns[column].id}")


def _unwritable(file: str, what: str) -> UsageError:
    return UsageError(
        f"{what} går inte att ändra på plats i {file}. Ingenting har skrivits. Skriv raden på en enda rad, utan "
        "klammer, och kör igen."
    )


def _is_as_planned(before: Table, after: Table, new: Mapping[tuple[int, int], Decimal]) -> bool:
    """Whether all cells but the new ones are as they were."""
    if [row.id for row in before.rows] != [row.id for row in after.rows]:
        return False
    return all(
        (row, column) in new or _said(cell) == _said(after.rows[row].cells[column])
        for row, each in enumerate(before.rows)
        for column, cell in enumerate(each.cells)
    )


def _said(cell: TableCell) -> tuple[object, ...]:
    """What a cell says, wherever it stands."""
    match cell:
        case NumberCell():
            return cell.value, cell.unit, cell.note
        case SignCell():
            return cell.sign, cell.note
        case TextCell():
            return cell.text.text, cell.note
        case LabelledCell():
            return tuple((label, *_said(number)) for label, number in cell.values)
        case FormulaCell():
            return (cell.formula.text,)
        case ComputedCell():
            return ()
        case _:
            assert_never(cell)
