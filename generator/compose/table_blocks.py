"""Tables of the content as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, assert_never

from generator.compose.compositor import Compositor, note_mark
from generator.compose.look import legend_notes, status_mark
from generator.compose.table_units import TableUnits
from generator.content import (
    NUMERIC_KINDS,
    Attributes,
    ComputedCell,
    FormulaCell,
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
    NoteMark,
    PrintedCell,
    PrintedFigure,
    TableBlock,
    fitted,
    plain_text,
)

_KEPT: Mapping[str, Literal["", "page", "spread"]] = {"nej": "", "ja": "page", "uppslag": "spread"}


def table_block(table: Table, compositor: Compositor, element: str) -> TableBlock:
    """Compose a table; its figures are recorded as printed."""
    compositor.at(element, table.where)
    units = TableUnits(table, compositor)
    composer = _TableComposer(table, compositor, element, _note_marks(table, compositor, element), units)
    head = tuple(composer.head())
    rows = [composer.row(index, row) for index, row in enumerate(table.rows)]
    columns = (Column("text"), *composer.units_column, *map(composer.column, range(len(table.columns))))
    block = TableBlock(
        id=element,
        caption=compositor.inline(table.entry.heading),
        unit=units.of_table,
        columns=columns,
        head=head,
        groups=_groups(padded(rows, len(columns))),
        notes=tuple(composer.below()),
        density=density(len(columns)),
        turned=compositor.turned,
        type_width=compositor.house.type_width,
        kept=_KEPT[table.entry.kept],
    )
    return fitted(block)


def density(columns: int) -> str:
    """Return how close a table of so many columns is set."""
    for most, name in ((4, "gles"), (7, "normal"), (9, "tät")):
        if columns <= most:
            return name
    return "mycket tät"


def width_percent(width: str | None) -> int:
    """Return the number of a width such as `20 %`, or 0."""
    digits = "".join(sign for sign in width or "" if sign.isdigit())
    return int(digits or 0)


@dataclass(frozen=True, slots=True)
class _TableComposer:
    table: Table
    compositor: Compositor
    element: str
    notes: Mapping[str, NoteMark]
    units: TableUnits

    @property
    def units_column(self) -> tuple[Column, ...]:
        """The column of units, where there is one."""
        return (Column("text"),) if self.units.of_rows == "i egen kolumn" else ()

    def column(self, number: int) -> Column:
        column = self.table.columns[number]
        kind: CellKind = "status" if column.kind == "status" else "tal" if self.is_numeric(number) else "text"
        return Column(kind, width_percent(column.entry.width), column.entry.highlighted, self.opens_group(number))

    def is_numeric(self, number: int) -> bool:
        """Return whether figures are aligned; those with labels are read as words."""
        if self.table.columns[number].kind not in NUMERIC_KINDS:
            return False
        cells = [row.cells[number] for row in self.table.rows if number < len(row.cells)]
        return not any(isinstance(cell, LabelledCell) for cell in cells)

    def opens_group(self, number: int) -> bool:
        columns = self.table.columns
        return bool(columns[number].group) and (number == 0 or columns[number - 1].group != columns[number].group)

    def marks(self, *names: str | None) -> Inline:
        return tuple(self.notes[name] for name in names if name and name in self.notes)

    # --- head --------------------------------------------------------------------------------------------------------

    def head(self) -> Iterator[tuple[HeadCell, ...]]:
        columns = self.table.columns
        grouped = [number for number, column in enumerate(columns) if column.group]
        lines = 2 if grouped else 1
        first = [self.stub(lines)]
        if self.units_column:
            words = self.compositor.house.words.get("enhet", "Enhet")
            first.append(HeadCell(f"{self.element}-enhet", (words,), 1, lines, "col", "text"))
        if grouped:
            yield (*first, *self.group_heads())
            yield tuple(self.head_cell(number, 1) for number in grouped)
        else:
            yield (*first, *(self.head_cell(number, 1) for number in range(len(columns))))

    def stub(self, lines: int) -> HeadCell:
        """Return the head of the labels; the unit of a table without a caption stands in it."""
        entry, columns = self.table.entry, self.table.columns
        text, legend = self.compositor.inline(entry.stub), self.compositor.inline(entry.legend)
        heads = {column.group: column.group_heading for column in columns}.values()
        cited = (*heads, *(column.heading for column in columns), entry.remark)
        unit = self.units.in_corner((text, legend, *((each.text,) for each in cited if each is not None)))
        if unit:
            text, legend = (text, (unit, *((", ", *legend) if legend else ()))) if text else ((unit,), legend)
        return HeadCell(f"{self.element}-radrubrik", text, 1, lines, "col", "text", legend)

    def group_heads(self) -> Iterator[HeadCell]:
        columns = self.table.columns
        for group, numbers in groupby(range(len(columns)), key=lambda number: columns[number].group):
            first, *others = numbers
            if not group:
                yield from (self.head_cell(number, 2) for number in (first, *others))
                continue
            heading = columns[first].group_heading
            text = self.compositor.with_notes(heading, self.notes) if heading else ()
            element = f"{self.element}-grupp-{first + 1}"
            yield HeadCell(element, text, 1 + len(others), 1, "colgroup", "tal", opens_group=True)

    def head_cell(self, number: int, rows: int) -> HeadCell:
        column = self.table.columns[number]
        text = (*self.compositor.with_notes(column.heading, self.notes), *self.marks(column.entry.note))
        element, kind = f"{self.element}-kolumn-{number + 1}", self.column(number).kind
        unit = self.units.in_head(number, text)
        return HeadCell(element, text, 1, rows, "col", kind, (unit,) if unit else (), self.opens_group(number))

    # --- body --------------------------------------------------------------------------------------------------------

    def row(self, index: int, row: TableRow) -> BodyRow:
        element = self.compositor.at(f"{self.element}-rad-{index + 1}", row.label.where)
        label = (*self.compositor.with_notes(row.label, self.notes), *self.marks(row.note))
        cells = tuple(self.cells(index, row, label))
        return BodyRow(element, row.kind, cells, row.id, row.level, len(row.under))

    def cells(self, index: int, row: TableRow, label: Inline) -> Iterator[PrintedCell]:
        blank = all(isinstance(cell, SignCell) and not cell.sign for cell in row.cells)
        if row.kind == "text" or (row.level and blank):
            columns = len(self.table.columns) + len(self.units_column) + 1
            yield PrintedCell("text", label, head="rowgroup" if row.level else "", columns=columns)
            return
        yield PrintedCell("text", self.units.in_label(index, label), head="rowgroup" if row.level else "row")
        if self.units_column:
            unit = self.units.in_column(index)
            yield PrintedCell("text" if unit else "tom", (unit,) if unit else ())
        for number, cell in enumerate(row.cells):
            yield replace(self.cell(index, number, cell), entered=self.is_entered(row, number))

    def attributes(self, row: TableRow, number: int) -> Sequence[Attributes]:
        """Return the attributes that hold for a cell, the nearest first."""
        return (row.entry, self.table.columns[number].entry, self.table.entry)

    def is_entered(self, row: TableRow, number: int) -> bool:
        return next((each.entered for each in self.attributes(row, number) if each.entered is not None), False)

    def cell(self, row: int, number: int, cell: TableCell) -> PrintedCell:
        marks = self.marks(cell.note, _restated_name((row, number)))
        match cell:
            case TextCell():
                return self.text_cell(self.table.columns[number], cell, marks)
            case SignCell():
                return self.sign_cell(cell.sign, marks)
            case LabelledCell():
                return self.labelled_cell(row, number, cell, marks)
            case NumberCell() | FormulaCell() | ComputedCell():
                figure = self.figure(row, number, cell)
                if figure:
                    return PrintedCell("tal", (figure, *marks))
                # What is cited prints as it does where it is stated.
                return self.sign_cell(self.cited_sign(row, number, cell), marks)
            case _:
                assert_never(cell)

    def sign_cell(self, sign: str, marks: Inline) -> PrintedCell:
        printed = self.compositor.sign(sign) if sign else ()
        return PrintedCell("tal" if printed else "tom", (*printed, *marks))

    def cited_sign(self, row: int, number: int, cell: TableCell) -> str:
        """Return the sign of a figure that a cell has a formula of its own for."""
        shared = (self.table.rows[row].entry.formula, self.table.columns[number].entry.formula)
        if not isinstance(cell, FormulaCell) or cell.formula in shared:
            return ""
        return self.compositor.ledger.cell(self.table.id, row, number).sign

    def text_cell(self, column: TableColumn, cell: TextCell, marks: Inline) -> PrintedCell:
        if column.kind == "nothänvisning" and self.compositor.notes:
            return PrintedCell("text", (*self.compositor.note_numbers(cell.text), *marks))
        text = self.compositor.with_notes(cell.text, self.notes)
        if column.kind == "status":
            entry = column.entry
            mark = status_mark(self.compositor.house, entry.scale or "", plain_text(text), entry.status)
            return PrintedCell("status", (mark, *marks))
        if column.kind == "lista":
            items = tuple((part.strip(),) for part in plain_text(text).split(";"))
            return PrintedCell("delar", (), parts=(LabelledPart((), (), items),))
        return PrintedCell("text", (*text, *marks))

    def labelled_cell(self, row: int, number: int, cell: LabelledCell, marks: Inline) -> PrintedCell:
        parts = []
        for position, (label, value) in enumerate(cell.values, 1):
            figure = self.figure(row, number, value, position - 1)
            last = marks if position == len(cell.values) else ()
            parts.append(LabelledPart((), (figure, f" {label}" if label else "", *last)))
        return PrintedCell("delar", (), parts=tuple(parts))

    def figure(self, row: int, number: int, cell: TableCell, position: int = 0) -> PrintedFigure | str:
        """Print a figure, with its unit if nothing else says it."""
        figure = self.compositor.ledger.cell(self.table.id, row, number, position)
        declared = self.table.rows[row]
        with_unit = self.units.in_cell(row, number, cell, figure)
        plus = next((each.plus for each in self.attributes(declared, number) if each.plus is not None), None)
        if plus is None and self.table.columns[number].kind == "budgetavvikelse":
            plus = True
        return self.compositor.cell_figure(figure, with_unit=with_unit, plus=plus)

    # --- notes -------------------------------------------------------------------------------------------------------

    def below(self) -> Iterator[Note]:
        entry, compositor = self.table.entry, self.compositor
        for name, text in entry.notes.items():
            note = self.notes[name]
            yield Note(compositor.at(note.note, text.where), note.text, compositor.inline(text))
        pattern = compositor.house.words.get("omräknat", "Omräknat. Tidigare redovisat: {från}. {skäl}")
        for each in entry.restated:
            note = self.notes[_restated_name(self.table.cell_at(each.place))]
            words = pattern.replace("{från}", each.reported).replace("{skäl}", each.reason)
            yield Note(compositor.at(note.note, each.where), note.text, (words,))
        columns = [column for column in self.table.columns if column.kind == "status"]
        alone = [column.entry.scale for column in columns if column.entry.status == "symbol"]
        yield from legend_notes(compositor, self.table.scale, alone, self.element)
        if entry.remark is not None:
            element = compositor.at(f"{self.element}-anmärkning", entry.remark.where)
            yield Note(element, "", compositor.inline(entry.remark))
        if entry.source is not None:
            label = compositor.house.words.get("källa", "Källa")
            yield Note(f"{self.element}-källa", "", (f"{label}: {entry.source}",))


def _note_marks(table: Table, compositor: Compositor, element: str) -> Mapping[str, NoteMark]:
    sign = compositor.house.words.get("fotnotstecken", "*")
    names = [*table.entry.notes, *(_restated_name(table.cell_at(each.place)) for each in table.entry.restated)]
    return {name: NoteMark(f"{element}-not-{number}", note_mark(sign, number)) for number, name in enumerate(names, 1)}


def _restated_name(place: tuple[int, int] | None) -> str:
    """Return the name of a restated figure's note, which no author's note has."""
    return f"omräknat {place}"


def padded(rows: Sequence[BodyRow], columns: int) -> tuple[BodyRow, ...]:
    """Give the figures of each column room for the decimals that others have, so that commas align."""
    full = [row for row in rows if len(row.cells) == columns]
    most = [max(map(_decimals, cells)) for cells in zip(*(row.cells for row in full), strict=True)]
    return tuple(
        replace(row, cells=tuple(map(_pad, row.cells, most))) if len(row.cells) == columns else row for row in rows
    )


def _decimals(cell: PrintedCell) -> int:
    figures = [run for run in cell.text if isinstance(run, PrintedFigure)]
    return sum(sign.isdigit() for sign in figures[0].text.partition(",")[2]) if figures and cell.kind == "tal" else 0


def _pad(cell: PrintedCell, most: int) -> PrintedCell:
    decimals = _decimals(cell)
    if cell.kind != "tal" or decimals >= most or not any(isinstance(run, PrintedFigure) for run in cell.text):
        return cell
    return replace(cell, pad=most - decimals + (1 if not decimals else 0))


def _groups(rows: Sequence[BodyRow]) -> tuple[tuple[BodyRow, ...], ...]:
    """Begin a group with each heading, and where rows stand under fewer than those before."""
    groups: list[list[BodyRow]] = [[]]
    under = 0
    for row in rows:
        if groups[-1] and (row.level or row.under < under):
            groups.append([])
        groups[-1].append(row)
        under = row.under + bool(row.level)
    return tuple(map(tuple, groups))
