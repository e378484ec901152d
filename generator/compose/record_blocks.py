"""Records of a declared type as a table, a list, boxes or forms."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import count, groupby, islice
from typing import assert_never

from generator.compose.compositor import Compositor
from generator.compose.joined_cells import gathered
from generator.compose.look import legend_notes, status_mark
from generator.compose.markdown import LOWEST_HEADING
from generator.compose.matrix import matrix
from generator.compose.table_blocks import density, padded, width_percent
from generator.compose.table_units import PER_CENT
from generator.content import (
    Cited,
    ContentEntry,
    FieldSign,
    FieldStatus,
    FieldValue,
    FigureEntry,
    Record,
    RecordLink,
    RecordType,
    ShownField,
    StatusView,
    TableLinks,
    Text,
    word_of,
)
from generator.document import (
    Block,
    BodyRow,
    CellKind,
    Column,
    FormBlock,
    HeadCell,
    Inline,
    LabelledPart,
    PrintedCell,
    RecordList,
    StatusMark,
    TableBlock,
    fitted,
)
from generator.figures import Figure, added, converted, settled
from generator.swedish import format_date, kronor_per, sort_key

# An empty field of this sign is shown with its label alone.
_SHOW = "visa"
_CELL_KINDS: Mapping[str, CellKind] = {"tal": "tal", "status": "status"}


def record_blocks(
    entry: ContentEntry, records: Sequence[Record], compositor: Compositor, element: str, level: int
) -> tuple[Block, ...]:
    """Compose the records of an outline's entry under a heading of a level: one block, or a form each."""
    compositor.at(element, entry.where)
    declared = compositor.house.record_types[entry.records or ""]
    shown = entry.shown_fields or tuple(ShownField(field=name) for name in declared.fields)
    composer = _RecordComposer(entry, declared, shown, compositor, element, level)
    if entry.sorted_by:
        records = sorted(records, key=composer.sort_key)
    match entry.shown_as:
        case "tabell":
            return (composer.table(records),)
        case "matris":
            return (matrix(entry, declared, records, compositor, element),)
        case "formulär":
            return tuple(composer.forms(records))
        case "lista" | "rutor" | "avsnitt":
            items = tuple(tuple(composer.parts(record)) for record in records)
            return (RecordList(element, items, boxed=entry.shown_as == "rutor"),)
        case _:
            assert_never(entry.shown_as)


@dataclass(frozen=True, slots=True)
class _RecordComposer:
    entry: ContentEntry
    declared: RecordType
    shown: Sequence[ShownField]
    compositor: Compositor
    element: str
    level: int

    def sort_key(self, record: Record) -> tuple[bool, Decimal, tuple[str, str]]:
        """Order figures by value (money in kronor), states by their scale, others by words, blanks last."""
        name = self.entry.sorted_by or ""
        figure = self.figure(record, name)
        if figure is not None and figure.value is not None:
            return False, figure.value * (kronor_per(figure.unit) or 1), ("", "")
        value = record.values.get(name)
        if isinstance(value, FieldStatus):
            states = list(self.compositor.house.scales.get(value.scale, ()))
            return False, Decimal(states.index(value.state)), ("", "")
        if isinstance(value, RecordLink):
            value = self.compositor.titles.get((value.record_type, value.record))
        words = value.text if isinstance(value, Cited) else "" if value is None else str(value)
        return not words, Decimal(0), sort_key(words)

    # --- as forms ----------------------------------------------------------------------------------------------------

    def forms(self, records: Sequence[Record]) -> Iterator[FormBlock]:
        """Yield a form for each record, then the blank copies; several are numbered."""
        copies: list[Record | None] = [*records, *[None] * self.entry.blank_copies]
        for number, record in enumerate(copies, 1):
            heading = self.compositor.inline(self.entry.heading, record)
            title = (*heading, f" {number}") if heading and len(copies) > 1 else heading
            rows = tuple(tuple(self.boxes(record, each)) for each in self.shown)
            yield FormBlock(f"{self.element}-{number}", rows, title, min(self.level + 1, LOWEST_HEADING))

    def boxes(self, record: Record | None, shown: ShownField) -> Iterator[LabelledPart]:
        for name in shown.fields or (shown.field or "",):
            part = self.field_part(record, name, shown.status) if record is not None else None
            yield part or LabelledPart((self.label(name),), ())

    # --- as a table --------------------------------------------------------------------------------------------------

    def table(self, records: Sequence[Record]) -> TableBlock:
        element, columns = self.element, len(self.shown)
        groups = list(self.groups(records))
        if not groups:
            groups = [[self.empty_row(f"{element}-rad-1")]]
        elif self.entry.summed:
            total = self.sum_row(records, f"{element}-summa")
            groups = [*groups, [total]] if self.joined else [[*groups[0], total]]
        rows = iter(padded([row for group in groups for row in group], columns))
        block = TableBlock(
            id=element,
            caption=self.compositor.inline(self.entry.heading),
            unit="",
            columns=tuple(map(self.column, range(columns))),
            head=tuple(self.heads()),
            groups=tuple(tuple(islice(rows, len(group))) for group in groups),
            notes=tuple(legend_notes(self.compositor, "", map(self.scale_alone, self.shown), element)),
            density=density(columns + 1),
            turned=self.compositor.turned,
            type_width=self.compositor.house.type_width,
        )
        return fitted(block)

    @property
    def joined(self) -> Sequence[int]:
        """The columns whose equal cells are one."""
        return [number for number, each in enumerate(self.shown) if each.joined]

    def groups(self, records: Sequence[Record]) -> Iterator[list[BodyRow]]:
        """Yield the rows in groups that begin with each cell of the first joined column; in one where none is."""
        joined = self.joined
        keys = [tuple(self.key(record, self.shown[column]) for column in joined) for record in records]
        rows, number = list[BodyRow](), count(1)
        for record, extents in zip(*gathered(records, keys), strict=True):
            if joined and extents[0] and rows:
                yield rows
                rows = []
            own = dict(zip(joined, extents, strict=True))
            element = f"{self.element}-rad-{next(number)}"
            rows.append(self.row(record, element, own, rows[-1] if rows else None))
        yield from [rows] if rows else ()

    def key(self, record: Record, shown: ShownField) -> Hashable:
        """Return what a cell says of a record, by which equal cells are one."""
        if shown.pattern is not None:
            return self.compositor.outline_words(shown.pattern, record)
        figures = (self.figure(record, name) for name in shown.fields or (shown.field or "",))
        written = (record.values.get(name) for name in shown.fields or (shown.field or "",))
        return tuple(
            (figure.value, figure.unit, figure.sign) if figure is not None else word_of(value) if value else ""
            for figure, value in zip(figures, written, strict=True)
        )

    def column(self, number: int) -> Column:
        shown = self.shown[number]
        return Column(self.cell_kind(shown), width_percent(shown.width), opens_group=self.opens_group(number))

    def opens_group(self, number: int) -> bool:
        """Return whether a column begins a group of columns, whose heading it has in common with those after it."""
        return bool(self.group(number)) and (number == 0 or self.group(number - 1) != self.group(number))

    def group(self, number: int) -> str:
        group = self.shown[number].group
        return str(group.text) if group is not None else ""

    def heads(self) -> Iterator[tuple[HeadCell, ...]]:
        grouped = [number for number in range(len(self.shown)) if self.group(number)]
        if not grouped:
            yield tuple(self.head(number, 1) for number in range(len(self.shown)))
            return
        yield tuple(self.group_heads())
        yield tuple(self.head(number, 1) for number in grouped)

    def group_heads(self) -> Iterator[HeadCell]:
        for name, numbers in groupby(range(len(self.shown)), key=self.group):
            first, *others = numbers
            if name:
                text = self.compositor.inline(self.shown[first].group)
                element = f"{self.element}-grupp-{first + 1}"
                yield HeadCell(element, text, 1 + len(others), 1, "colgroup", "tal", opens_group=True)
            else:
                yield from (self.head(number, 2) for number in (first, *others))

    def cell_kind(self, shown: ShownField) -> CellKind:
        if shown.fields:
            return "delar"
        if shown.scale is not None:
            return "status"
        declared = self.declared.fields.get(shown.field or "")
        return _CELL_KINDS.get(declared.kind, "text") if declared else "text"

    def scale_alone(self, shown: ShownField) -> str | None:
        """Return the scale whose marks stand in a column without their words, or None."""
        declared = self.declared.fields.get(shown.field or "")
        return (shown.scale or (declared.scale if declared else None)) if shown.status == "symbol" else None

    def head(self, number: int, rows: int) -> HeadCell:
        shown, element = self.shown[number], f"{self.element}-kolumn-{number + 1}"
        text = self.compositor.inline(shown.heading) if shown.heading else (self.label(shown.field or ""),)
        return HeadCell(element, text, 1, rows, "col", self.cell_kind(shown), opens_group=self.opens_group(number))

    def row(self, record: Record, element: str, extents: Mapping[int, int], above: BodyRow | None) -> BodyRow:
        """Compose a row; `extents` are the rows of its joined cells, which go on from the row above where it is 0."""
        self.compositor.at(element, record.where)
        own = next((number for number, each in enumerate(self.shown) if not each.joined), 0)
        cells = []
        for number, each in enumerate(self.shown):
            if above is not None and extents.get(number) == 0:
                cells.append(replace(above.cells[number], rows=0))
                continue
            cell = replace(self.cell(record, each), rows=extents.get(number, 1))
            heads = number < own or (number == own and self.heads_its_row(record, each))
            cells.append(replace(cell, head="row") if heads else cell)
        return BodyRow(element, "rad", tuple(cells), record.id)

    def heads_its_row(self, record: Record, shown: ShownField) -> bool:
        return shown.pattern is not None or not (shown.fields or self.figure(record, shown.field or ""))

    def empty_row(self, element: str) -> BodyRow:
        compositor, text = self.compositor, self.declared.empty_text
        standard = (compositor.house.words.get("inga_poster", "Inget att redovisa."),)
        words = compositor.inline(text) if text else standard
        return BodyRow(element, "text", (PrintedCell("text", words, columns=len(self.shown)),))

    def sum_row(self, records: Sequence[Record], element: str) -> BodyRow:
        cells = [PrintedCell("text", (self.entry.sum_label or "Totalt",), head="row")]
        for name in [each.field or "" for each in self.shown[1:]]:
            total = self.total(records, name) if name in self.entry.summed else None
            cells.append(self.figure_cell(total, name) if total is not None else PrintedCell("tom", ()))
        return BodyRow(self.compositor.at(element, self.entry.where), "summa", tuple(cells))

    def total(self, records: Iterable[Record], name: str) -> Figure | None:
        """Return the sum, written as the first figure; the units were validated."""
        declared = (self.figure(record, name) for record in records)
        figures = [figure for figure in declared if figure is not None and figure.quantity is not None]
        quantities = [figure.quantity for figure in figures if figure.quantity is not None]
        if not quantities:
            return None
        unit = self.unit(name)
        total = settled(reduce(added, quantities if unit is None else [converted(each, unit) for each in quantities]))
        return replace(figures[0], id=" + ".join(figure.id for figure in figures), quantity=total, unit=total.unit)

    def figure_cell(self, figure: Figure, name: str) -> PrintedCell:
        # A unit that the column does not have in common is printed with each figure that has it.
        own = (figure.unit or "antal") != (self.unit(name) or "antal")
        printed = self.printed(figure, with_unit=own or figure.unit == PER_CENT)
        return PrintedCell("tal" if printed else "tom", printed)

    def printed(self, figure: Figure, *, with_unit: bool) -> Inline:
        """Print a figure, or the sign in its place."""
        printed = self.compositor.cell_figure(figure, with_unit=with_unit)
        return (printed,) if printed else self.compositor.sign(figure.sign) if figure.sign else ()

    def cell(self, record: Record, shown: ShownField) -> PrintedCell:
        if shown.pattern is not None:
            return PrintedCell("text", self.compositor.prose(shown.pattern, record, self.level))
        if shown.fields:
            return PrintedCell("delar", (), parts=tuple(self.cell_parts(record, shown)))
        name = shown.field or ""
        figure = self.figure(record, name)
        if figure is not None:
            return self.figure_cell(figure, name)
        value = record.values.get(name)
        if value is None or isinstance(value, TableLinks):
            return PrintedCell("text" if shown.empty else "tom", (shown.empty,) if shown.empty else ())
        if shown.scale is not None:
            value = FieldStatus(shown.scale, word_of(value), record.where)
        if isinstance(value, FieldStatus):
            return PrintedCell("status", (self.status(value, shown.status),))
        part = self.part(record, name, value, ())
        return PrintedCell("delar", (), parts=(part,)) if part.list_items else PrintedCell("text", part.text)

    def cell_parts(self, record: Record, shown: ShownField) -> Iterator[LabelledPart]:
        for number, name in enumerate(shown.fields):
            part = self.field_part(record, name, shown.status, labelled=number > 0)
            if part is not None:
                yield part
            elif shown.empty:
                yield LabelledPart((self.label(name),), () if shown.empty == _SHOW else (shown.empty,))

    # --- one field ---------------------------------------------------------------------------------------------------

    def label(self, name: str) -> str:
        declared = self.declared.fields.get(name)
        return declared.label if declared and declared.label else name.replace("_", " ").capitalize()

    def unit(self, name: str) -> str | None:
        return declared.unit if (declared := self.declared.fields.get(name)) is not None else None

    def figure(self, record: Record, name: str) -> Figure | None:
        return self.compositor.ledger.field(record.type, record.id, name)

    def parts(self, record: Record) -> Iterator[LabelledPart]:
        for each in self.shown:
            for name in each.fields or (each.field or "",):
                part = self.field_part(record, name, each.status)
                if part is not None:
                    yield part
                elif each.empty is not None:
                    yield LabelledPart((self.label(name),), () if each.empty in {"", _SHOW} else (each.empty,))

    def field_part(
        self, record: Record, name: str, status: StatusView | None, *, labelled: bool = True
    ) -> LabelledPart | None:
        """Return a field with its label; None if it is not filled in."""
        label: Inline = (self.label(name),) if labelled else ()
        figure = self.figure(record, name)
        if figure is not None:
            printed = self.printed(figure, with_unit=True)
            return LabelledPart(label, printed) if printed else None
        value = record.values.get(name)
        return None if value is None else self.part(record, name, value, label, status)

    def part(
        self, record: Record, name: str, value: FieldValue, label: Inline, status: StatusView | None = None
    ) -> LabelledPart:
        match value:
            case Cited():
                return LabelledPart(label, self.words(record, name, value))
            case tuple():
                return LabelledPart(label, (), tuple(self.item(record, name, each) for each in value))
            case FieldStatus():
                return LabelledPart(label, (self.status(value, status),))
            case RecordLink():
                title = self.compositor.titles.get((value.record_type, value.record), Cited(Text(value.record)))
                return LabelledPart(label, self.compositor.inline(title))
            case bool():
                return LabelledPart(label, ("Ja" if value else "Nej",))
            case date():
                return LabelledPart(label, (format_date(value, "iso"),))
            case FigureEntry() | FieldSign() | TableLinks():
                # Tables stand in a section of the record's own.
                return LabelledPart(label, ())
            case _:
                assert_never(value)

    def words(self, record: Record, name: str, value: Cited) -> Inline:
        declared = self.declared.fields.get(name)
        if declared is not None and declared.kind == "löptext":
            return self.compositor.prose(value, record, self.level)
        if declared is not None and declared.kind == "roll":
            # The ledger has the role's title.
            return (str(self.compositor.ledger.facts.get(f"{record.type}.{record.id}.{name}", value.text)),)
        return self.compositor.inline(value, record)

    def item(self, record: Record, name: str, value: Cited | Record) -> Inline:
        if isinstance(value, Cited):
            return self.compositor.inline(value, record)
        runs: list[Inline] = []
        for field, inner in value.values.items():
            figure = self.figure(record, f"{name}.{value.id}.{field}")
            if figure is not None:
                runs.append(self.printed(figure, with_unit=True))
            else:
                runs.append(self.part(record, field, inner, ()).text)
        shown = [run for run in runs if any(run)]
        return tuple(part for number, run in enumerate(shown) for part in ((", ",) if number else ()) + run)

    def status(self, value: FieldStatus, shown: StatusView | None) -> StatusMark:
        return status_mark(self.compositor.house, value.scale, value.state, shown)
