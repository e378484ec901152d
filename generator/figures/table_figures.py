"""The figures of a table as defined, their names, and what they must agree with.

A cell's figure is `tabell.rad.kolumn`, with the column's group in between if another group has a column of that id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import assert_never

from generator.content import (
    NUMERIC_KINDS,
    ComputedCell,
    Decimals,
    Formula,
    FormulaCell,
    LabelledCell,
    NumberCell,
    Record,
    SignCell,
    Table,
    TableCell,
    TableColumn,
    TableEntry,
    TableRow,
    TextCell,
    has_quotient,
    parse_formula,
)
from generator.figures.definitions import (
    Defined,
    Definition,
    ExpectedValue,
    ExplainedDifference,
    FigurePresentation,
    PartOfWhole,
    Terms,
)
from generator.figures.ledger import CitingText, Fact, Scope, TakenFrom
from generator.figures.quantity import measure, stated
from generator.problems import Rejected
from generator.swedish import Unreadable, identifier, parse_number

_WITHOUT_FIGURES = ("mellanrubrik", "text", "tom")
_PARTS = ("%", "procentenheter")
_Patterns = tuple[tuple[str, str], ...]
_NO_BOARDS: Mapping[str, Record] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _FigureCell:
    row: TableRow
    column: TableColumn
    index: int
    id: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _TableIds:
    table: Table
    rows: Mapping[str, TableRow]
    boards: Mapping[str, Record]
    endings: tuple[tuple[str, tuple[str, ...]], ...]

    def place(self, row: TableRow, column: int) -> _FigureCell:
        start, (own, names) = f"{self.table.id}.{row.id}.", self.endings[column]
        return _FigureCell(row, self.table.columns[column], column, start + own, tuple(start + name for name in names))


def table_figures(table: Table, boards: Mapping[str, Record] = _NO_BOARDS) -> Defined:
    """Return the figures, names, cells, texts, agreements and explained differences of a table.

    `boards` are the records that its rows may be about, by id.
    """
    definitions: list[Definition] = []
    names: list[tuple[str, str]] = []
    cells: dict[tuple[str, int, int], tuple[str, ...]] = {}
    facts: dict[str, Fact] = {}
    agreements: list[ExpectedValue] = []
    setting = _TableIds(table, {row.id: row for row in table.rows}, boards, tuple(_endings(table)))
    for row_index, row in enumerate(table.rows):
        for column_index, cell in enumerate(row.cells):
            place = setting.place(row, column_index)
            if isinstance(cell, TextCell):
                facts.update((name, CitingText(cell.text)) for name in place.names)
                continue
            in_cell = tuple(_definitions(setting, place, cell))
            of_group = tuple(_sum_of_group(setting, place)) if not in_cell else ()
            definitions += (*in_cell, *of_group)
            names += _names(place, (*in_cell, *of_group))
            if in_cell:
                cells[table.id, row_index, column_index] = tuple(each.id for each in in_cell)
                agreements += _agreements(setting, place, cell, in_cell)
    explained = tuple(ExplainedDifference(f"{table.id}.{entry.place}", entry) for entry in table.entry.explained)
    within = Scope(own=((f"{table.id}.", ""),))
    parts = tuple(PartOfWhole(f"{table.id}.{entry.place}", entry.whole, within) for entry in table.entry.included)
    return Defined(
        tuple(definitions),
        tuple(names),
        cells,
        facts,
        agreements=tuple(agreements),
        explanations=explained,
        parts=parts,
    )


def _endings(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    count = Counter(column.id for column in table.columns)
    # A column outside the groups owns the short name.
    owned = {column.id for column in table.columns if not column.group}
    for column in table.columns:
        short, full = column.id, f"{column.group}.{column.id}"
        if not column.group:
            yield short, (short,)
        else:
            yield short if count[short] == 1 else full, (full,) if short in owned else (short, full)


def _definitions(setting: _TableIds, place: _FigureCell, cell: TableCell) -> Iterator[Definition]:
    table = setting.table
    own = (cell.unit, cell.decimals) if isinstance(cell, NumberCell) else (None,)
    presentation = presentation_of(table, place.row, place.column, *own)
    match cell:
        case NumberCell():
            yield replace(_stated(place.id, cell, presentation), taken=_taken(table, place, cell))
        case LabelledCell(values=values):
            for label, number in values:
                name = f"{place.id}.{identifier(label)}" if identifier(label) else place.id
                yield _stated(
                    name, number, presentation_of(table, place.row, place.column, number.unit, number.decimals)
                )
        case FormulaCell(formula=formula):
            scope = replace(_scope(table, place, formula), post=setting.boards.get(place.row.board))
            strict = formula not in {place.column.entry.formula, place.row.entry.formula}
            yield Definition(place.id, cell.where, presentation, formula=formula, scope=scope, strict=strict)
        case ComputedCell():
            terms = _terms(setting, place) if _is_summed(place, presentation) else ()
            yield Definition(place.id, cell.where, presentation, terms=terms)
        case SignCell(sign=sign) if place.row.kind not in _WITHOUT_FIGURES and place.column.kind in NUMERIC_KINDS:
            yield Definition(place.id, cell.where, presentation, sign=sign)
        case SignCell() | TextCell():
            return
        case _:
            assert_never(cell)


def _sum_of_group(setting: _TableIds, place: _FigureCell) -> Iterator[Definition]:
    """Yield the sum of the rows under a heading, which is a figure though its row prints none."""
    if not place.row.level or place.column.kind not in NUMERIC_KINDS:
        return
    presentation = presentation_of(setting.table, place.row, place.column, None)
    formula = place.column.entry.formula
    own = Definition(place.id, place.row.label.where, presentation, of_group=True)
    if formula is not None:
        yield replace(own, formula=formula, scope=_scope(setting.table, place, formula))
    elif _is_summed(place, presentation) and (terms := _terms(setting, place)):
        yield replace(own, terms=terms)


def _stated(name: str, cell: NumberCell, presentation: FigurePresentation) -> Definition:
    quantity = stated(cell.value, presentation.unit, cell.decimals, presentation.shown)
    return Definition(name, cell.where, presentation, stated=quantity)


def _taken(table: Table, place: _FigureCell, cell: NumberCell) -> TakenFrom | None:
    """Where a cell was imported from; None where it was not, or was changed since."""
    names = (f"{place.row.id}.{place.column.id}", f"{place.row.id}.{place.column.group}.{place.column.id}")
    for source, entry in table.entry.taken.items():
        for number, where in map(entry.place_of, names):
            if number and _is(number, cell.value):
                return TakenFrom(str(source), str(entry.file), str(entry.digest), where, entry.day)
    return None


def _is(text: str, value: Decimal) -> bool:
    try:
        return parse_number(text).value == value
    except Unreadable:
        return False


def _decimals_of_table(entry: TableEntry, unit: str, written: int) -> Decimals | None:
    """Return the decimals that a table gives a figure: those of its amounts take no digit from per cent beside them."""
    if measure(unit) not in _PARTS:
        return entry.decimals
    if entry.percent_decimals is not None:
        return entry.percent_decimals
    decimals = entry.decimals
    if decimals is None or decimals.count is None or not entry.unit or measure(entry.unit) in _PARTS:
        return decimals
    return replace(decimals, count=max(decimals.count, written), of_amounts=True)


def presentation_of(
    table: Table, of_row: TableRow, of_column: TableColumn, unit: str | None, written: int = 0
) -> FigurePresentation:
    """Return how a cell's figure is printed; `unit` and `written` are its own unit, where it has one, and decimals."""
    row, column, whole = of_row.entry, of_column.entry, table.entry
    # A share that a column computes is one, whatever its row is in; decimals of the row are of its other figures.
    is_share = column.formula is not None and measure(column.unit or "") in _PARTS and row.unit is not None
    is_share = is_share and measure(row.unit or "") not in _PARTS
    unit = unit or (column.unit if is_share else row.unit or column.unit) or whole.unit or "antal"
    of_table = _decimals_of_table(whole, unit, written)
    of_row_first = (column.decimals,) if is_share else (row.decimals, column.decimals)
    decimals = next((each for each in (*of_row_first, of_table) if each is not None), None)
    plus = next((each.plus for each in (row, column, whole) if each.plus is not None), None)
    return FigurePresentation(
        unit,
        decimals,
        row.number_format or column.number_format or whole.number_format,
        of_column.kind == "budgetavvikelse" if plus is None else plus,
        source=whole.source or "",
    )


def _scope(table: Table, place: _FigureCell, formula: Formula | None) -> Scope:
    row, column = place.row, place.column
    group = ((f"{table.id}.{row.id}.{column.group}.", ""),) if column.group else ()
    along: _Patterns = (*group, (f"{table.id}.{row.id}.", ""))
    down: _Patterns = ((f"{table.id}.", f".{column.group}.{column.id}" if column.group else f".{column.id}"),)
    if formula is not None and formula in {column.entry.formula, column.entry.reconciles}:
        down = ()
    elif formula is not None and formula in {row.entry.formula, row.entry.reconciles, table.entry.reconciles}:
        # A row of another table stands for its cell in the same column.
        across: _Patterns = (("", f".{column.group}.{column.id}"),) if column.group else ()
        return Scope(own=(*down, (f"{table.id}.", ""), *across, ("", f".{column.id}")))
    return Scope(own=(*along, *down, (f"{table.id}.", "")))


def _names(place: _FigureCell, in_cell: tuple[Definition, ...]) -> Iterator[tuple[str, str]]:
    for each in in_cell:
        label = each.id.removeprefix(place.id)
        for name in place.names:
            yield f"{name}{label}", each.id
            if label:
                # Without its label the name may mean any of the cell's values, and the author is asked which.
                yield name, each.id


# --- sums and agreements ---------------------------------------------------------------------------------------------


def _is_summed(place: _FigureCell, presentation: FigurePresentation) -> bool:
    entry = place.column.entry
    if entry.summed is not None or place.column.kind not in NUMERIC_KINDS:
        return bool(entry.summed)
    return measure(presentation.unit) not in _PARTS and not _divides(entry.formula) and not _divides(entry.reconciles)


def _divides(formula: Formula | None) -> bool:
    if formula is None:
        return False
    try:
        return has_quotient(parse_formula(formula))
    except Rejected:
        return False


def _terms(setting: _TableIds, place: _FigureCell) -> Terms:
    """Return the terms of a sum in its column; per cent only where the author has listed the rows."""
    listed = place.row.entry.summed is not None
    terms = []
    for sign, row_id in place.row.sums:
        term = setting.place(setting.rows[row_id], place.index)
        cell = term.row.cells[place.index]
        own = cell.unit if isinstance(cell, NumberCell) else None
        unit = presentation_of(setting.table, term.row, term.column, own).unit
        if listed or measure(unit) not in _PARTS:
            terms.append((sign, term.id))
    return tuple(terms)


def _agreements(
    setting: _TableIds, place: _FigureCell, cell: TableCell, in_cell: tuple[Definition, ...]
) -> Iterator[ExpectedValue]:
    table, row, column = setting.table, place.row.entry, place.column.entry
    written = isinstance(cell, NumberCell)
    for formula in (column.formula, row.formula) if written else ():
        if formula is not None:
            yield ExpectedValue(place.id, "formel", formula.where, formula, _scope(table, place, formula))
    if not isinstance(cell, SignCell | LabelledCell):
        of_table = table.entry.reconciles if place.row is table.total else None
        for formula in (column.reconciles, row.reconciles, of_table):
            if formula is not None:
                scope, shared = _scope(table, place, formula), formula is not column.reconciles
                yield ExpectedValue(place.id, "stäms_av_mot", formula.where, formula, scope, shared=shared)
    own_formula = isinstance(cell, FormulaCell) and cell.formula not in {column.formula, row.formula}
    if not place.row.sums or not (written or own_formula or isinstance(cell, LabelledCell)) or column.formula:
        return
    if _is_summed(place, in_cell[0].presentation):
        terms = _terms(setting, place)
        for each in in_cell:
            label = each.id.removeprefix(place.id)
            labelled = tuple((sign, f"{name}{label}") for sign, name in terms)
            yield ExpectedValue(each.id, "summa", place.row.label.where, terms=labelled)
