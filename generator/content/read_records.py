"""The records of a declared type as their authors wrote them → typed records, and the problems found on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, Unpack

from generator.content.fields import (
    Cited,
    read_cited,
    read_day,
    read_identifier,
    read_yes_no,
    shape_of,
    text_of,
    where_of,
)
from generator.content.house import FieldEntry, House, RecordType
from generator.content.period import FieldFigure, FieldStatus, FieldValue, FigureEntry, Record, RecordLink
from generator.content.read_errors import read_leaf, read_model
from generator.content.source import Block, Items, Node, Text
from generator.problems import NOWHERE, Problem, ProblemTexts, Where, nearest, nearest_hint
from generator.swedish import identifier

Leaf = TypeVar("Leaf")


@dataclass(slots=True)
class _RecordReader:
    house: House
    roles: Mapping[str, str] | None
    problems: list[Problem] = field(default_factory=list)

    def problem(self, code: str, where: Where, message: str, **texts: Unpack[ProblemTexts]) -> None:
        self.problems.append(Problem(code, where, message, **texts))


def read_records(
    type_id: str, nodes: tuple[Node, ...], house: House, roles: Mapping[str, str] | None
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """A declared type and what the period's files say of it go in; its records in order, and problems, come out.

    A node is a list of records, or a block in which each key is a group (its value a list) or a record's id (its value
    the record). An empty list says that there is nothing to report. Problems: T101–T115.
    """
    reader = _RecordReader(house, roles)
    declared = house.record_types[type_id]
    records = [
        record
        for node in nodes
        for group, key, block in _blocks(reader, type_id, node)
        if (record := _record(reader, type_id, declared, (group, key), block)) is not None
    ]
    first: dict[str, Record] = {}
    for record in records:
        if record.id in first:
            reader.problem(
                "T107",
                record.where,
                f"Två poster av typen {type_id} har id ”{record.id}”.",
                hint="Ge den ena ett eget id: …",
                related=(first[record.id].where,),
            )
        first.setdefault(record.id, record)
    return tuple(records), tuple(reader.problems)


def _blocks(reader: _RecordReader, type_id: str, node: Node) -> Iterator[tuple[str, Text | None, Block]]:
    if isinstance(node, Items):
        yield from _listed(reader, "", node)
    elif isinstance(node, Block):
        for key, inner in node.items():
            if isinstance(inner, Items):
                yield from _listed(reader, str(key), inner)
            elif isinstance(inner, Block):
                yield "", key, inner
            else:
                reader.problem(
                    "T108" if inner.missing else "T103",
                    key.where,
                    f"”{key}” har inga fält.",
                    expected="fält: värde, indraget under raden",
                    hint="Finns inget att redovisa: skriv [].",
                )
    else:
        code = "T108" if node.missing else "T103"
        hint = f"Finns inget att redovisa: {type_id}: []"
        expected = "en lista, eller [] om inga finns"
        found = "ingenting" if node.missing else shape_of(node)
        message = f"Här väntas poster av typen {type_id}."
        reader.problem(code, node.where, message, expected=expected, found=found, hint=hint)


def _listed(reader: _RecordReader, group: str, items: Items) -> Iterator[tuple[str, Text | None, Block]]:
    for item in items:
        if isinstance(item, Block):
            yield group, None, item
        else:
            found, hint = shape_of(item), "Skriv fältets namn och kolon före värdet: - rubrik: …"
            reader.problem(
                "T103", item.where, "En post är ett block med fält.", expected="- fält: värde", found=found, hint=hint
            )


def _record(
    reader: _RecordReader, type_id: str, declared: RecordType, place: tuple[str, Text | None], block: Block
) -> Record | None:
    group, key = place
    known = {*declared.fields, "id"}
    unknown = [told for told in block if told not in known]
    for told in unknown:
        if told:
            reader.problem(
                "T101", told.where, f"Fältet ”{told}” finns inte för {type_id}.", hint=nearest_hint(told, known)
            )
    values: dict[str, FieldValue] = {}
    for name, entry in declared.fields.items():
        node = block.get(Text(name))
        if node is None:
            computed = entry.formula is not None or entry.formula_by is not None
            if entry.required and not computed and not nearest(name, unknown):
                reader.problem(
                    "T102",
                    block.where,
                    f"Fältet ”{name}” saknas.",
                    expected=f"{name}: …",
                    hint=entry.guidance or f"Lägg till {name}: i posten.",
                )
            continue
        value = _value(reader, entry, name, node)
        if value is not None:
            values[name] = value
    record_id = _record_id(reader, declared, block, key, values)
    return Record(type_id, record_id, group, values, key.where if key is not None else block.where)


def _record_id(
    reader: _RecordReader, declared: RecordType, block: Block, key: Text | None, values: Mapping[str, FieldValue]
) -> str:
    told = block.get(Text("id"), key)
    if told is not None:
        return _leaf(reader, read_identifier, told) or f"rad_{block.where.line}"
    named = values.get(declared.id_field or "")
    name = identifier(named.text.split("{{")[0]) if isinstance(named, Cited) else ""
    return name or f"rad_{block.where.line}"


def _value(reader: _RecordReader, entry: FieldEntry, name: str, node: Node) -> FieldValue | None:
    if entry.kind == "tal":
        figure, problems = read_model(FigureEntry, node)
        reader.problems.extend(problems)
        if figure is None:
            return None
        _check_unit(reader, getattr(figure.value, "unit", None), figure.value.where)
        _check_unit(reader, figure.unit, figure.where)
        return FieldFigure(figure.value, figure)
    if entry.kind == "lista":
        return _texts(reader, name, node)
    if entry.kind == "lista_av":
        nested = RecordType(fields=entry.fields)
        found = [_record(reader, name, nested, (group, key), part) for group, key, part in _blocks(reader, name, node)]
        return tuple(record for record in found if record is not None)
    return _single(reader, entry, name, node)


def _check_unit(reader: _RecordReader, unit: str | None, where: Where) -> None:
    units = reader.house.units
    if unit is not None and unit not in units:
        place = where_of(unit) if where_of(unit) != NOWHERE else where
        hint = nearest_hint(unit, units)
        reader.problem(
            "T109", place, f"Enheten ”{unit}” är inte känd.", expected="en känd enhet", found=unit, hint=hint
        )


def _texts(reader: _RecordReader, name: str, node: Node) -> tuple[Cited, ...] | None:
    if not isinstance(node, Items):
        missing = isinstance(node, Text) and node.missing
        reader.problem(
            "T108" if missing else "T103",
            node.where,
            f"Listan ”{name}” är inte ifylld." if missing else f"Fältet ”{name}” är en lista.",
            expected="en rad per sak, med streck (-)",
            found="ingenting" if missing else shape_of(node),
            hint=f"Finns inget: skriv {name}: []",
        )
        return None
    return tuple(text for item in node if (text := _leaf(reader, read_cited, item)) is not None)


def _single(reader: _RecordReader, entry: FieldEntry, name: str, node: Node) -> FieldValue | None:
    if entry.kind == "datum":
        return _leaf(reader, read_day, node)
    if entry.kind == "ja_nej":
        return _leaf(reader, read_yes_no, node)
    if entry.kind == "status":
        return _status(reader, entry, node)
    text = _leaf(reader, read_cited, node)
    if text is None:
        return None
    if entry.kind == "post":
        return RecordLink(entry.record_type or "", str(text.text), text.where)
    if entry.kind == "val" and text.text not in entry.choices:
        reader.problem(
            "T111",
            text.where,
            f"”{text.text}” är inget av valen för {name}.",
            expected=", ".join(entry.choices),
            hint=nearest_hint(text.text, nearest(text.text, entry.choices)),
        )
        return None
    if entry.kind == "roll" and reader.roles is not None and text.text not in reader.roles:
        reader.problem(
            "T111",
            text.where,
            f"Rollen ”{text.text}” finns inte i namnd.yaml.",
            expected="id för en roll",
            found=text.text,
            hint=nearest_hint(text.text, reader.roles) or f"Lägg till {text.text}: under roller: i namnd.yaml.",
        )
        return None
    return text


def _status(reader: _RecordReader, entry: FieldEntry, node: Node) -> FieldStatus | None:
    state = _leaf(reader, text_of, node)
    if state is None:
        return None
    scale = reader.house.scales.get(entry.scale or "", {})
    if state not in scale:
        reader.problem(
            "T110",
            state.where,
            f"”{state}” finns inte i statusskalan {entry.scale}.",
            expected=", ".join(scale),
            hint=nearest_hint(state, nearest(state, scale)),
        )
        return None
    return FieldStatus(entry.scale or "", state, state.where)


def _leaf(reader: _RecordReader, read: Callable[[object], Leaf], node: Node) -> Leaf | None:
    value, problem = read_leaf(read, node)
    if problem is not None:
        reader.problems.append(problem)
    return value
