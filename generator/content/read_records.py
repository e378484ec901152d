"""Read the records of a declared type as their authors wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from generator.content.fields import (
    Cited,
    read_cited,
    read_day,
    read_identifier,
    read_names,
    read_yes_no,
    shape_of,
    text_of,
    where_of,
)
from generator.content.house import FieldEntry, House, RecordType
from generator.content.period import FieldSign, FieldStatus, FieldValue, FigureEntry, Record, RecordLink, TableLinks
from generator.content.read_node import add_misshapen, read_leaf, read_model
from generator.content.source import Block, Items, Node, Text
from generator.content.table_cells import SIGNS
from generator.problems import Problems, nearest, nearest_hint
from generator.swedish import identifier


@dataclass(frozen=True, slots=True)
class _RecordReader:
    house: House
    roles: Mapping[str, str] | None
    problems: Problems


@dataclass(frozen=True, slots=True)
class _WrittenRecord:
    block: Block
    group: str = ""
    key: Text | None = None


def read_records(
    type_id: str, nodes: Sequence[Node], house: House, roles: Mapping[str, str] | None, problems: Problems
) -> tuple[Record, ...]:
    """Return the records of a type. A node is a list of records, or a block of groups (lists) and records by id."""
    reader = _RecordReader(house, roles, problems)
    declared = house.record_types[type_id]
    records = tuple(
        _record(reader, type_id, declared, written) for node in nodes for written in _written(reader, type_id, node)
    )
    first: dict[str, Record] = {}
    for record in records:
        before = first.setdefault(record.id, record)
        if before is not record:
            message = f"Två poster av typen {type_id} har id ”{record.id}”."
            problems.add("T107", record.where, message, hint="Ge den ena ett eget id: …", related=(before.where,))
    return records


def check_units(entry: FigureEntry, units: frozenset[str], problems: Problems, otherwise: str = "") -> None:
    """Add the units of a figure that are not known; `otherwise` is the hint where none of `units` is like it."""
    for unit, where in ((getattr(entry.value, "unit", None), entry.value.where), (entry.unit, entry.where)):
        if unit is not None and unit not in units:
            message = f"Enheten ”{unit}” är inte känd."
            hint = nearest_hint(unit, units) or otherwise
            problems.add("T109", where_of(unit, where), message, expected="en känd enhet", found=unit, hint=hint)


def _written(reader: _RecordReader, type_id: str, node: Node) -> Iterator[_WrittenRecord]:
    if isinstance(node, Items):
        yield from _listed(reader, node)
    elif isinstance(node, Block):
        for key, inner in node.items():
            if isinstance(inner, Items):
                yield from _listed(reader, inner, str(key))
            elif isinstance(inner, Block):
                yield _WrittenRecord(inner, key=key)
            else:
                code = "T108" if inner.missing else "T103"
                expected = "fält: värde, indraget under raden"
                hint = "Finns inget att redovisa: skriv []."
                reader.problems.add(code, key.where, f"”{key}” har inga fält.", expected=expected, hint=hint)
    else:
        message = f"Här väntas poster av typen {type_id}."
        hint = f"Finns inget att redovisa: {type_id}: []"
        add_misshapen(reader.problems, node, message, "en lista, eller [] om inga finns", hint)


def _listed(reader: _RecordReader, items: Items, group: str = "") -> Iterator[_WrittenRecord]:
    for item in items:
        if isinstance(item, Block):
            yield _WrittenRecord(item, group)
        else:
            message = "En post är ett block med fält."
            hint = "Skriv fältets namn och kolon före värdet: - rubrik: …"
            reader.problems.add("T103", item.where, message, expected="- fält: värde", found=shape_of(item), hint=hint)


def _record(reader: _RecordReader, type_id: str, declared: RecordType, written: _WrittenRecord) -> Record:
    block = written.block
    names = {*declared.fields, "id"}
    unknown = [name for name in block if name not in names]
    for key in filter(None, unknown):
        message = f"Fältet ”{key}” finns inte för {type_id}."
        reader.problems.add("T101", key.where, message, hint=nearest_hint(key, names))
    values: dict[str, FieldValue] = {}
    for name, entry in declared.fields.items():
        node = block.get(Text(name))
        value = _value(reader, entry, name, node) if node is not None else None
        if value is not None:
            values[name] = value
        elif node is None and entry.required and not entry.computed and not nearest(name, unknown):
            hint = entry.guidance or f"Lägg till {name}: i posten."
            reader.problems.add("T102", block.where, f"Fältet ”{name}” saknas.", expected=f"{name}: …", hint=hint)
    record_id = _record_id(reader, declared, written, values) or f"rad_{block.where.line}"
    return Record(type_id, record_id, written.group, values, where_of(written.key, block.where))


def _record_id(
    reader: _RecordReader, declared: RecordType, written: _WrittenRecord, values: Mapping[str, FieldValue]
) -> str | None:
    own_id = written.block.get(Text("id"), written.key)
    if own_id is not None:
        return read_leaf(read_identifier, own_id, reader.problems)
    naming = values.get(declared.id_field or "")
    return identifier(naming.text.split("{{")[0]) if isinstance(naming, Cited) else None


def _value(reader: _RecordReader, entry: FieldEntry, name: str, node: Node) -> FieldValue | None:
    problems = reader.problems
    match entry.kind:
        case "tal":
            return _figure(reader, node)
        case "lista":
            return _texts(reader, name, node)
        case "tabeller":
            named = read_leaf(read_names, node, problems)
            return TableLinks(named) if named is not None else None
        case "lista_av":
            nested = RecordType(fields=entry.fields)
            return tuple(_record(reader, name, nested, written) for written in _written(reader, name, node))
        case "datum":
            return read_leaf(read_day, node, problems)
        case "ja_nej":
            return read_leaf(read_yes_no, node, problems)
        case "status":
            return _status(reader, entry, node)
        case "text" | "löptext" | "roll" | "post" | "val":
            return _word(reader, entry, name, node)
        case _:
            assert_never(entry.kind)


def _figure(reader: _RecordReader, node: Node) -> FigureEntry | FieldSign | None:
    if isinstance(node, Text) and node in SIGNS:
        return FieldSign(SIGNS[node], node.where)
    figure = read_model(FigureEntry, node, reader.problems)
    if figure is not None:
        check_units(figure, reader.house.units, reader.problems)
    return figure


def _texts(reader: _RecordReader, name: str, node: Node) -> tuple[Cited, ...] | None:
    if not isinstance(node, Items):
        missing = isinstance(node, Text) and node.missing
        message = f"Listan ”{name}” är inte ifylld." if missing else f"Fältet ”{name}” är en lista."
        hint = f"Finns inget: skriv {name}: []"
        add_misshapen(reader.problems, node, message, "en rad per sak, med streck (-)", hint)
        return None
    return tuple(text for item in node if (text := read_leaf(read_cited, item, reader.problems)) is not None)


def _word(reader: _RecordReader, entry: FieldEntry, name: str, node: Node) -> Cited | RecordLink | None:
    cited = read_leaf(read_cited, node, reader.problems)
    if cited is None:
        return None
    text, where, roles = cited.text, cited.where, reader.roles
    if entry.kind == "post":
        return RecordLink(entry.record_type or "", str(text), where)
    if entry.kind == "val" and text not in entry.choices:
        message = f"”{text}” är inget av valen för {name}."
        hint = nearest_hint(text, entry.choices, most_listed=0)
        reader.problems.add("T111", where, message, expected=", ".join(entry.choices), hint=hint)
        return None
    if entry.kind == "roll" and roles is not None and text not in roles:
        message = f"Rollen ”{text}” finns inte i namnd.yaml."
        hint = nearest_hint(text, roles) or f"Lägg till {text}: under roller: i namnd.yaml."
        reader.problems.add("T111", where, message, expected="id för en roll", found=text, hint=hint)
        return None
    return cited


def _status(reader: _RecordReader, entry: FieldEntry, node: Node) -> FieldStatus | None:
    state = read_leaf(text_of, node, reader.problems)
    if state is None:
        return None
    scale = reader.house.scales.get(entry.scale or "", {})
    if state not in scale:
        message = f"”{state}” finns inte i statusskalan {entry.scale}."
        hint = nearest_hint(state, scale, most_listed=0)
        reader.problems.add("T110", state.where, message, expected=", ".join(scale), hint=hint)
        return None
    return FieldStatus(entry.scale or "", state, state.where)
