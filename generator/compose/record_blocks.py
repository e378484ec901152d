"""Records of a declared type and what the outline shows of them → a table, list, boxes or form, figures formatted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Literal

from generator.compose.compositor import Compositor
from generator.compose.table_blocks import density, padded, width_percent
from generator.content import (
    Cited,
    ContentEntry,
    FieldEntry,
    FieldStatus,
    FieldValue,
    Record,
    RecordLink,
    RecordType,
    ShownField,
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
)
from generator.figures import Figure, added, converted, settled
from generator.swedish import format_date, scale, sort_key

PER_CENT = "%"
LOWEST_HEADING = 6
SHOW = "visa"
_KINDS: Mapping[str, CellKind] = {"tal": "tal", "status": "status"}


@dataclass(frozen=True, slots=True)
class _RecordSetting:
    """What sets the records, their type, where they stand and the records that fields may name."""

    by: Compositor
    declared: RecordType
    type_id: str
    level: int
    titles: Mapping[tuple[str, str], Cited]


def record_block(
    entry: ContentEntry,
    records: Sequence[Record],
    by: Compositor,
    place: tuple[str, int],
    titles: Mapping[tuple[str, str], Cited],
) -> tuple[Block, ...]:
    """An outline's entry and its records go in; the blocks that show them come out: one, or a form for each record.

    `place` is the element's id and the level of the heading above; `titles` gives the heading of (type, id), for fields
    that name another record.
    """
    element, level = place
    type_id = entry.records or ""
    setting = _RecordSetting(by, by.house.record_types[type_id], type_id, level, titles)
    by.at(element, entry.where)
    shown = entry.shown_fields or tuple(_all_fields(setting.declared))
    if entry.sorted_by:
        records = sorted(records, key=lambda record: _sort_key(setting, record, entry.sorted_by or ""))
    if entry.shown_as == "tabell":
        return (_table(setting, entry, shown, records, element),)
    if entry.shown_as == "formulär":
        return tuple(_forms(setting, entry, shown, records, element))
    items = tuple(tuple(_parts(setting, record, shown)) for record in records)
    return (RecordList(element, items, boxed=entry.shown_as == "rutor"),)


def _all_fields(declared: RecordType) -> Iterator[ShownField]:
    for name in declared.fields:
        yield ShownField(field=name)


def _sort_key(setting: _RecordSetting, record: Record, name: str) -> tuple[bool, Decimal, tuple[str, str]]:
    """Figures by value (money in kronor), states as in their scale, all else by its words; what is blank comes last."""
    figure = setting.by.ledger.field(record.type, record.id, name)
    if figure is not None and figure.value is not None:
        return False, figure.value * (scale(figure.unit) or 1), ("", "")
    value = record.values.get(name)
    if isinstance(value, FieldStatus):
        states = list(setting.by.house.scales.get(value.scale, ()))
        return False, Decimal(states.index(value.state)), ("", "")
    if isinstance(value, RecordLink):
        value = setting.titles.get((value.record_type, value.record))
    words = value.text if isinstance(value, Cited) else "" if value is None else str(value)
    return not words, Decimal(0), sort_key(words)


# --- as forms ------------------------------------------------------------------------------------------------------


def _forms(
    setting: _RecordSetting, entry: ContentEntry, shown: Sequence[ShownField], records: Sequence[Record], element: str
) -> Iterator[FormBlock]:
    """A form for each record, then the blank copies; numbered under the entry's heading where there are several."""
    copies: list[Record | None] = [*records, *[None] * entry.blank_copies]
    for number, record in enumerate(copies, 1):
        heading = setting.by.inline(entry.heading, record)
        title = (*heading, f" {number}") if heading and len(copies) > 1 else heading
        rows = tuple(tuple(_boxes(setting, record, each)) for each in shown)
        yield FormBlock(f"{element}-{number}", rows, title, min(setting.level + 1, LOWEST_HEADING))


def _boxes(setting: _RecordSetting, record: Record | None, shown: ShownField) -> Iterator[LabelledPart]:
    """A row of boxes: each with its label, filled in or not."""
    for name in shown.fields or (shown.field or "",):
        part = _field_part(setting, record, name, labelled=True) if record is not None else None
        yield part or LabelledPart((_label(setting, name),), ())


# --- as a table ----------------------------------------------------------------------------------------------------


def _table(
    setting: _RecordSetting, entry: ContentEntry, shown: Sequence[ShownField], records: Sequence[Record], element: str
) -> TableBlock:
    rows = [_row(setting, shown, record, f"{element}-rad-{number}") for number, record in enumerate(records, 1)]
    if not rows:
        rows = [_empty_row(setting, len(shown), f"{element}-rad-1")]
    elif entry.summed:
        rows.append(_sum_row(setting, entry, shown, records, f"{element}-summa"))
    return TableBlock(
        id=element,
        caption=setting.by.inline(entry.heading, None),
        unit="",
        columns=tuple(Column(_kind(setting, each), width_percent(each.width)) for each in shown),
        head=(tuple(_head(setting, each, f"{element}-kolumn-{n}") for n, each in enumerate(shown, 1)),),
        groups=(padded(rows, len(shown)),),
        density=density(len(shown) + 1),
    )


def _kind(setting: _RecordSetting, shown: ShownField) -> CellKind:
    if shown.fields:
        return "delar"
    if shown.scale is not None:
        return "status"
    declared = setting.declared.fields.get(shown.field or "")
    return _KINDS.get(declared.kind, "text") if declared else "text"


def _head(setting: _RecordSetting, shown: ShownField, element: str) -> HeadCell:
    text = setting.by.inline(shown.heading, None) if shown.heading else (_label(setting, shown.field or ""),)
    return HeadCell(element, text, 1, 1, "col", _kind(setting, shown))


def _label(setting: _RecordSetting, name: str) -> str:
    declared = setting.declared.fields.get(name)
    return declared.label if declared and declared.label else name.replace("_", " ").capitalize()


def _row(setting: _RecordSetting, shown: Sequence[ShownField], record: Record, element: str) -> BodyRow:
    setting.by.at(element, record.where)
    cells = []
    for number, each in enumerate(shown):
        if each.pattern is not None:
            text = setting.by.prose(each.pattern, record, setting.level)
            cells.append(PrintedCell("text", text, head="" if number else "row"))
        elif each.fields:
            cells.append(PrintedCell("delar", (), parts=tuple(_cell_parts(setting, record, each))))
        else:
            cells.append(_cell(setting, record, each, head=number == 0))
    return BodyRow(element, "rad", tuple(cells))


def _empty_row(setting: _RecordSetting, columns: int, element: str) -> BodyRow:
    text = setting.declared.empty_text
    words = (
        setting.by.inline(text, None) if text else (setting.by.house.words.get("inga_poster", "Inget att redovisa."),)
    )
    return BodyRow(element, "text", (PrintedCell("text", words, columns=columns),))


def _sum_row(
    setting: _RecordSetting, entry: ContentEntry, shown: Sequence[ShownField], records: Sequence[Record], element: str
) -> BodyRow:
    cells = [PrintedCell("text", (entry.sum_label or "Totalt",), head="row")]
    for each in shown[1:]:
        total = _total(setting, records, each.field or "") if each.field in entry.summed else None
        cells.append(_figure_cell(setting, total, each.field or "") if total is not None else PrintedCell("tom", ()))
    return BodyRow(setting.by.at(element, entry.where), "summa", tuple(cells))


def _total(setting: _RecordSetting, records: Sequence[Record], name: str) -> Figure | None:
    """The sum of a field over the records shown, written as the first of them is; that units meet was seen before."""
    found = (setting.by.ledger.field(record.type, record.id, name) for record in records)
    figures = [figure for figure in found if figure is not None and figure.quantity is not None]
    quantities = [figure.quantity for figure in figures if figure.quantity is not None]
    if not quantities:
        return None
    unit = _unit(setting, name)
    total = settled(reduce(added, quantities if unit is None else [converted(each, unit) for each in quantities]))
    return replace(figures[0], id=" + ".join(figure.id for figure in figures), quantity=total, unit=total.unit)


def _unit(setting: _RecordSetting, name: str) -> str | None:
    declared = setting.declared.fields.get(name)
    return declared.unit if declared is not None else None


def _figure_cell(setting: _RecordSetting, figure: Figure, name: str) -> PrintedCell:
    fmt = setting.by.number_format(figure)
    # A unit that the column has not got in common is printed with each figure that has it.
    own = (figure.unit or "antal") != (_unit(setting, name) or "antal")
    printed = setting.by.cell_figure(figure, fmt, with_unit=own or figure.unit == PER_CENT)
    return PrintedCell("tal" if printed else "tom", (printed,) if printed else ())


def _cell(setting: _RecordSetting, record: Record, shown: ShownField, *, head: bool) -> PrintedCell:
    name = shown.field or ""
    scope: Literal["", "row"] = "row" if head else ""
    figure = setting.by.ledger.field(record.type, record.id, name)
    if figure is not None:
        return _figure_cell(setting, figure, name)
    value = record.values.get(name)
    if value is None:
        return PrintedCell("text" if shown.empty else "tom", (shown.empty,) if shown.empty else (), head=scope)
    if shown.scale is not None:
        value = FieldStatus(shown.scale, word_of(value), record.where)
    if isinstance(value, FieldStatus):
        return PrintedCell("status", (_status(setting, value),), head=scope)
    part = _part(setting, record, name, value, labelled=False)
    if part.list_items:
        return PrintedCell("delar", (), head=scope, parts=(part,))
    return PrintedCell("text", part.text, head=scope)


def _cell_parts(setting: _RecordSetting, record: Record, shown: ShownField) -> Iterator[LabelledPart]:
    for number, name in enumerate(shown.fields):
        part = _field_part(setting, record, name, labelled=number > 0)
        if part is not None:
            yield part
        elif shown.empty == SHOW:
            yield LabelledPart((_label(setting, name),), ())
        elif shown.empty:
            yield LabelledPart((_label(setting, name),), (shown.empty,))


# --- one field -----------------------------------------------------------------------------------------------------


def _parts(setting: _RecordSetting, record: Record, shown: Sequence[ShownField]) -> Iterator[LabelledPart]:
    for each in shown:
        for name in each.fields or (each.field or "",):
            part = _field_part(setting, record, name, labelled=True)
            if part is not None:
                yield part
            elif each.empty is not None:
                yield LabelledPart((_label(setting, name),), (each.empty,) if each.empty not in {"", SHOW} else ())


def _field_part(setting: _RecordSetting, record: Record, name: str, *, labelled: bool) -> LabelledPart | None:
    label: Inline = (_label(setting, name),) if labelled else ()
    figure = setting.by.ledger.field(record.type, record.id, name)
    if figure is not None:
        printed = setting.by.cell_figure(figure, setting.by.number_format(figure), with_unit=True)
        return LabelledPart(label, (printed,)) if printed else None
    value = record.values.get(name)
    return None if value is None else _part(setting, record, name, value, labelled=labelled)


def _part(setting: _RecordSetting, record: Record, name: str, value: FieldValue, *, labelled: bool) -> LabelledPart:
    label: Inline = (_label(setting, name),) if labelled else ()
    if isinstance(value, Cited):
        return LabelledPart(label, _words(setting, record, name, value))
    if isinstance(value, tuple):
        return LabelledPart(label, (), tuple(_item(setting, record, name, each) for each in value))
    if isinstance(value, FieldStatus):
        return LabelledPart(label, (_status(setting, value),))
    if isinstance(value, RecordLink):
        title = setting.titles.get((value.record_type, value.record), Cited(Text(value.record)))
        return LabelledPart(label, setting.by.inline(title, None))
    if isinstance(value, bool):
        return LabelledPart(label, ("Ja" if value else "Nej",))
    if isinstance(value, date):
        return LabelledPart(label, (format_date(value, "iso"),))
    return LabelledPart(label, ())


def _words(setting: _RecordSetting, record: Record, name: str, value: Cited) -> Inline:
    declared: FieldEntry | None = setting.declared.fields.get(name)
    if declared is not None and declared.kind == "löptext":
        return setting.by.prose(value, record, setting.level)
    if declared is not None and declared.kind == "roll":
        # The ledger has the role's title.
        return (str(setting.by.ledger.facts.get(f"{record.type}.{record.id}.{name}", value.text)),)
    return setting.by.inline(value, record)


def _item(setting: _RecordSetting, record: Record, name: str, value: Cited | Record) -> Inline:
    """An item of a list: a text, or the fields of a nested record in their order."""
    if isinstance(value, Cited):
        return setting.by.inline(value, record)
    runs: list[Inline] = []
    for field, told in value.values.items():
        figure = setting.by.ledger.field(record.type, record.id, f"{name}.{value.id}.{field}")
        if figure is not None:
            printed = setting.by.cell_figure(figure, setting.by.number_format(figure), with_unit=True)
            runs.append((printed,))
        else:
            runs.append(_part(setting, record, field, told, labelled=False).text)
    shown = [run for run in runs if any(run)]
    return tuple(part for number, run in enumerate(shown) for part in ((", ",) if number else ()) + run)


def _status(setting: _RecordSetting, value: FieldStatus) -> StatusMark:
    state = setting.by.house.scales[value.scale][value.state]
    return StatusMark(state.symbol or "", state.colour or "", state.word or value.state)
