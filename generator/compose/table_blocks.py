"""A table of the content and the ledger → the block that is printed: head, cells, notes, every figure formatted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.compose.compositor import Compositor, note_mark, plain
from generator.content import (
    NUMERIC_KINDS,
    Attributes,
    LabelledCell,
    NumberCell,
    SignCell,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    TextCell,
)
from generator.document import (
    BodyRow,
    CellKind,
    Column,
    HeadCell,
    Inline,
    LabelledPart,
    Note,
    PrintedCell,
    PrintedFigure,
    StatusMark,
    TableBlock,
)
from generator.figures import Figure
from generator.swedish import NumberFormat

PER_CENT = "%"
Notes = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _TableSetting:
    """The table being set, what sets it, and its notes by id."""

    table: Table
    by: Compositor
    notes: Notes
    element: str


def table_block(table: Table, by: Compositor, element: str) -> TableBlock:
    """A table, the compositor and the element's id go in; the block comes out, its figures recorded as printed."""
    by.at(element, table.where)
    setting = _TableSetting(table, by, _note_marks(table, by, element), element)
    head = tuple(_head(setting))
    rows = [_row(setting, index, row) for index, row in enumerate(table.rows)]
    return TableBlock(
        id=element,
        caption=by.inline(table.entry.heading, None),
        unit=_caption_unit(table),
        columns=(Column("text"), *_columns(table)),
        head=head,
        groups=_groups(padded(rows, len(table.columns) + 1)),
        notes=tuple(_notes(setting)),
        density=density(len(table.columns) + 1),
    )


def density(columns: int) -> str:
    """How close a table of so many columns is set."""
    for most, name in ((4, "gles"), (7, "normal"), (9, "tät")):
        if columns <= most:
            return name
    return "mycket tät"


def _caption_unit(table: Table) -> str:
    unit = table.entry.unit or ""
    return "" if unit in {PER_CENT, "antal"} else unit


def width_percent(width: str | None) -> int:
    """`20 %` goes in, 20 comes out; 0 where nothing is said."""
    digits = "".join(sign for sign in width or "" if sign.isdigit())
    return int(digits or 0)


def _columns(table: Table) -> Iterator[Column]:
    before = None
    for number, column in enumerate(table.columns):
        opens = bool(column.group) and column.group != before
        before = column.group
        kind: CellKind = "status" if column.kind == "status" else "tal" if _is_numeric(table, number) else "text"
        yield Column(kind, width_percent(column.entry.width), column.entry.highlighted, opens)


def _is_numeric(table: Table, number: int) -> bool:
    """Whether the figures of a column stand under each other; those with labels are read as words."""
    if table.columns[number].kind not in NUMERIC_KINDS:
        return False
    cells = [row.cells[number] for row in table.rows if number < len(row.cells)]
    return not any(isinstance(cell, LabelledCell) for cell in cells)


# --- head ----------------------------------------------------------------------------------------------------------


def _head(setting: _TableSetting) -> Iterator[tuple[HeadCell, ...]]:
    table, by = setting.table, setting.by
    grouped = any(column.group for column in table.columns)
    stub = HeadCell(
        id=f"{setting.element}-radrubrik",
        text=by.inline(table.entry.stub, None),
        columns=1,
        rows=2 if grouped else 1,
        scope="col",
        kind="text",
        note=by.inline(table.entry.legend, None),
    )
    if not grouped:
        yield (stub, *(_head_cell(setting, column, number, 1) for number, column in enumerate(table.columns, 1)))
        return
    yield (stub, *_group_heads(setting))
    yield tuple(
        _head_cell(setting, column, number, 1) for number, column in enumerate(table.columns, 1) if column.group
    )


def _group_heads(setting: _TableSetting) -> Iterator[HeadCell]:
    columns = setting.table.columns
    number = 0
    while number < len(columns):
        column = columns[number]
        if not column.group:
            yield _head_cell(setting, column, number + 1, 2)
            number += 1
            continue
        extent = 1
        while number + extent < len(columns) and columns[number + extent].group == column.group:
            extent += 1
        text = setting.by.with_notes(column.group_heading, setting.notes) if column.group_heading else ()
        yield HeadCell(f"{setting.element}-grupp-{number + 1}", text, extent, 1, "colgroup", "tal", opens_group=True)
        number += extent


def _head_cell(setting: _TableSetting, column: TableColumn, number: int, rows: int) -> HeadCell:
    text = setting.by.with_notes(column.heading, setting.notes)
    if column.entry.note is not None and column.entry.note in setting.notes:
        text = (*text, *setting.by.mark(setting.notes[column.entry.note]))
    opens = bool(column.group) and (number == 1 or setting.table.columns[number - 2].group != column.group)
    kind = "tal" if _is_numeric(setting.table, number - 1) else "text"
    return HeadCell(f"{setting.element}-kolumn-{number}", text, 1, rows, "col", kind, opens_group=opens)


# --- body ----------------------------------------------------------------------------------------------------------


def _row(setting: _TableSetting, index: int, row: TableRow) -> BodyRow:
    by = setting.by
    element = by.at(f"{setting.element}-rad-{index + 1}", row.label.where)
    label = by.with_notes(row.label, setting.notes)
    if row.note in setting.notes:
        label = (*label, *by.mark(setting.notes[row.note]))
    if row.kind == "text":
        return BodyRow(element, row.kind, (PrintedCell("text", label, columns=len(setting.table.columns) + 1),))
    if row.kind == "mellanrubrik" and all(isinstance(cell, SignCell) and not cell.sign for cell in row.cells):
        return BodyRow(
            element, row.kind, (PrintedCell("text", label, head="rowgroup", columns=len(setting.table.columns) + 1),)
        )
    head = PrintedCell("text", label, head="row")
    cells = [_cell(setting, index, number, cell) for number, cell in enumerate(row.cells)]
    entered = [
        replace(cell, entered=True) if _is_entered(setting, row, number) else cell for number, cell in enumerate(cells)
    ]
    return BodyRow(element, row.kind, (head, *entered))


def _is_entered(setting: _TableSetting, row: TableRow, number: int) -> bool:
    """Whether the cell is one to fill in: the row says so, else the column, else the table."""
    said: Sequence[Attributes] = (row.entry, setting.table.columns[number].entry, setting.table.entry)
    return next((part.entered for part in said if part.entered is not None), False)


def _cell(setting: _TableSetting, row: int, number: int, cell: TableCell) -> PrintedCell:
    column = setting.table.columns[number]
    marks = setting.by.mark(setting.notes[cell.note]) if cell.note in setting.notes else ()
    restated = _restated_name((row, number))
    if restated in setting.notes:
        marks = (*marks, *setting.by.mark(setting.notes[restated]))
    if isinstance(cell, TextCell):
        return _text_cell(setting, column, cell, marks)
    if isinstance(cell, SignCell):
        return PrintedCell("tal" if cell.sign else "tom", (cell.sign, *marks) if cell.sign or marks else ())
    if isinstance(cell, LabelledCell):
        return _labelled(setting, row, number, cell, marks)
    figure = setting.by.ledger.cell(setting.table.id, row, number)
    fmt = _format(setting, row, column, figure)
    with_unit = figure.unit == PER_CENT or _has_own_unit(setting, row, cell)
    printed = setting.by.cell_figure(figure, fmt, with_unit=with_unit)
    return PrintedCell("tal" if printed else "tom", (printed, *marks) if printed else marks)


def _has_own_unit(setting: _TableSetting, row: int, cell: TableCell) -> bool:
    """Whether a figure is in another unit than its column: what the head says is not said again."""
    told = setting.table.rows[row].entry.unit
    if isinstance(cell, NumberCell) and cell.unit is not None:
        return True
    return told not in {None, "antal", setting.table.entry.unit}


def _text_cell(setting: _TableSetting, column: TableColumn, cell: TextCell, marks: Inline) -> PrintedCell:
    text = setting.by.with_notes(cell.text, setting.notes)
    if column.kind == "status":
        word = plain(text)
        state = setting.by.house.scales.get(column.entry.scale or "", {}).get(word)
        symbol, colour = (state.symbol or "", state.colour or "") if state else ("", "")
        return PrintedCell("status", (StatusMark(symbol, colour, state.word or word if state else word), *marks))
    if column.kind == "lista":
        items = tuple((part.strip(),) for part in plain(text).split(";"))
        return PrintedCell("delar", (), parts=(LabelledPart((), (), items),))
    return PrintedCell("text", (*text, *marks))


def _labelled(setting: _TableSetting, row: int, number: int, cell: LabelledCell, marks: Inline) -> PrintedCell:
    column = setting.table.columns[number]
    parts = []
    for position, (label, value) in enumerate(cell.values):
        figure = setting.by.ledger.cell(setting.table.id, row, number, position)
        with_unit = figure.unit == PER_CENT or _has_own_unit(setting, row, value)
        printed = setting.by.cell_figure(figure, _format(setting, row, column, figure), with_unit=with_unit)
        last = marks if position == len(cell.values) - 1 else ()
        parts.append(LabelledPart((), (printed, f" {label}" if label else "", *last)))
    return PrintedCell("delar", (), parts=tuple(parts))


def _format(setting: _TableSetting, row: int, column: TableColumn, figure: Figure) -> NumberFormat:
    said: Sequence[Attributes] = (setting.table.rows[row].entry, column.entry, setting.table.entry)
    fmt = setting.by.number_format(figure)
    plus = next((part.plus for part in said if part.plus is not None), None)
    if plus is None and column.kind == "budgetavvikelse":
        plus = True
    return fmt if plus is None else fmt.replace(plus=plus)


def padded(rows: Sequence[BodyRow], columns: int) -> tuple[BodyRow, ...]:
    """Figures of a column get the room of the decimals that others of it have, so that the commas stand in a line."""
    most = [0] * columns
    for row in rows:
        if len(row.cells) == columns:
            most = [max(known, _decimals(cell)) for known, cell in zip(most, row.cells, strict=True)]
    return tuple(
        replace(row, cells=tuple(_pad(cell, count) for cell, count in zip(row.cells, most, strict=True)))
        if len(row.cells) == columns
        else row
        for row in rows
    )


def _decimals(cell: PrintedCell) -> int:
    figures = [run for run in cell.text if isinstance(run, PrintedFigure)]
    return sum(sign.isdigit() for sign in figures[0].text.partition(",")[2]) if figures and cell.kind == "tal" else 0


def _pad(cell: PrintedCell, most: int) -> PrintedCell:
    if cell.kind != "tal" or not most or not any(isinstance(run, PrintedFigure) for run in cell.text):
        return cell
    own = _decimals(cell)
    return replace(cell, pad=most - own + (1 if not own else 0)) if own < most else cell


def _groups(rows: Sequence[BodyRow]) -> tuple[tuple[BodyRow, ...], ...]:
    groups: list[list[BodyRow]] = [[]]
    for row in rows:
        if row.kind == "mellanrubrik" and groups[-1]:
            groups.append([])
        groups[-1].append(row)
    return tuple(tuple(group) for group in groups)


# --- notes ---------------------------------------------------------------------------------------------------------


def _note_marks(table: Table, by: Compositor, element: str) -> Notes:
    sign = by.house.words.get("fotnotstecken", "*")
    names = [*table.entry.notes, *(_restated_name(table.cell_at(each.place)) for each in table.entry.restated)]
    return {name: (f"{element}-not-{number}", note_mark(sign, number)) for number, name in enumerate(names, 1)}


def _restated_name(place: tuple[int, int] | None) -> str:
    """The name of the note of a restated figure, which no author's note has."""
    return f"omräknat {place}"


def _notes(setting: _TableSetting) -> Iterator[Note]:
    table, by = setting.table, setting.by
    for name, text in table.entry.notes.items():
        element, mark = setting.notes[name]
        yield Note(by.at(element, text.where), mark, by.inline(text, None))
    pattern = by.house.words.get("omräknat", "Omräknat. Tidigare redovisat: {från}. {skäl}")
    for each in table.entry.restated:
        element, mark = setting.notes[_restated_name(table.cell_at(each.place))]
        said = pattern.replace("{från}", each.reported).replace("{skäl}", each.reason)
        yield Note(by.at(element, each.where), mark, (said,))
    if table.entry.remark is not None:
        yield Note(
            by.at(f"{setting.element}-anmärkning", table.entry.remark.where), "", by.inline(table.entry.remark, None)
        )
    if table.entry.source is not None:
        yield Note(f"{setting.element}-källa", "", (f"{by.house.words.get('källa', 'Källa')}: {table.entry.source}",))
