"""Figures that stand alone, and figures of records: `typ.post.fält`. A written value is reconciled with its formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import assert_never

from generator.content import (
    Cited,
    FieldEntry,
    FieldSign,
    FieldStatus,
    FieldValue,
    FigureEntry,
    Formula,
    House,
    Period,
    ReconciliationEntry,
    Record,
    RecordLink,
    TableLinks,
    WrittenNumber,
    word_of,
)
from generator.figures.definitions import (
    Defined,
    Definition,
    ExpectedValue,
    ExplainedDifference,
    FigurePresentation,
    PartOfWhole,
    joined,
)
from generator.figures.ledger import CitingText, Fact, FieldWords, RecordReference, Scope
from generator.figures.quantity import stated


def single_figures(figures: Mapping[str, FigureEntry]) -> Defined:
    """Return the definitions of figures that stand alone."""
    return joined(_figure(name, entry, _presentation(entry), Scope()) for name, entry in figures.items())


def reconciled_figures(entries: Mapping[str, ReconciliationEntry]) -> Defined:
    """Return the sides of reconciliations as figures that no document prints, each with what it must agree with."""
    return joined(_reconciled(f"avstämningar.{name}", entry) for name, entry in entries.items())


def _reconciled(name: str, entry: ReconciliationEntry) -> Defined:
    sides = {f"{name}.vänster": entry.sides[0], f"{name}.höger": entry.sides[1]}
    left, right = sides
    definitions = tuple(Definition(side, formula.where, formula=formula) for side, formula in sides.items())
    agreed = (
        ExpectedValue(left, "avstämning", sides[right].where, sides[right]),
        ExpectedValue(right, "avstämning", sides[left].where, sides[left], mirrored=True),
    )
    explained = (ExplainedDifference(name, entry.explained),) if entry.explained else ()
    return Defined(definitions, ((name, left), (left, left), (right, right)), agreements=agreed, explanations=explained)


def _presentation(entry: FigureEntry, unit: str | None = None) -> FigurePresentation:
    written_unit = entry.value.unit if not isinstance(entry.value, Formula) else None
    unit = written_unit or entry.unit or unit
    return FigurePresentation(unit, entry.decimals, status=entry.status or "", source=entry.source or "")


def _figure(name: str, entry: FigureEntry, presentation: FigurePresentation, scope: Scope) -> Defined:
    value = entry.value
    if isinstance(value, Formula):
        definition = Definition(name, value.where, presentation, formula=value, scope=scope, strict=True)
    else:
        presentation = replace(presentation, unit=presentation.unit or "antal")
        quantity = stated(value.value, presentation.unit, value.decimals, presentation.shown)
        definition = Definition(name, value.where, presentation, stated=quantity)
    formula = entry.reconciles
    agreed = (ExpectedValue(name, "stäms_av_mot", formula.where, formula, scope),) if formula else ()
    explained = (ExplainedDifference(name, entry.explained),) if entry.explained else ()
    parts = (PartOfWhole(name, entry.included, scope),) if entry.included else ()
    return Defined((definition,), ((name, name),), agreements=agreed, explanations=explained, parts=parts)


def record_figures(period: Period, house: House, roles: Mapping[str, str]) -> Defined:
    """Return the definitions of the figures of records, and the facts in their other fields."""
    return joined(
        part
        for type_id, records in period.records.items()
        for record in records
        for part in _record(f"{type_id}.{record.id}", record, house.record_types[type_id].fields, house, roles)
    )


def _record(
    name: str, record: Record, fields: Mapping[str, FieldEntry], house: House, roles: Mapping[str, str]
) -> Iterator[Defined]:
    scope = Scope(post=record, own=((f"{name}.", ""),))
    facts: dict[str, Fact] = {f"{name}.id": record.id}
    words = {f"{name}.id": FieldWords((record.id,), record.where)}
    if record.group:
        facts[f"{name}.grupp"] = record.group
        words[f"{name}.grupp"] = FieldWords((record.group,), record.where)
    for field_name, entry in fields.items():
        full, value = f"{name}.{field_name}", record.values.get(field_name)
        if entry.kind == "tal":
            yield from _field(full, entry, record, scope)
            words |= _number_words(full, entry, record)
        elif isinstance(value, tuple):
            yield from _nested(full, value, entry, house, roles)
        elif value is not None:
            fact = _fact(value, entry, scope, house, roles)
            if fact is not None:
                facts[full] = fact
                written = word_of(value)
                printed = (fact,) if isinstance(fact, str) and fact != written else ()
                words[full] = FieldWords((written, *printed), getattr(value, "where", record.where))
    yield Defined(facts=facts, words=words)


def _number_words(full: str, entry: FieldEntry, record: Record) -> dict[str, FieldWords]:
    value = record.values.get(full.rpartition(".")[2])
    if isinstance(value, FigureEntry) and isinstance(value.value, WrittenNumber):
        number = value.value
        unit = number.unit or value.unit or entry.unit
        return {full: FieldWords((str(number.value),), number.where, number.value, unit)}
    if entry.computed or isinstance(value, FigureEntry):
        return {full: FieldWords((), record.where, computed=True)}
    return {}


def _nested(
    name: str, values: Iterable[object], entry: FieldEntry, house: House, roles: Mapping[str, str]
) -> Iterator[Defined]:
    for value in values:
        if isinstance(value, Record):
            yield from _record(f"{name}.{value.id}", value, entry.fields, house, roles)


def _fact(value: FieldValue, entry: FieldEntry, scope: Scope, house: House, roles: Mapping[str, str]) -> Fact | None:
    match value:
        case Cited(text=text):
            return roles[text] if entry.kind == "roll" and text in roles else CitingText(value, scope)
        case FieldStatus(scale=scale, state=state):
            declared = house.scales.get(scale, {}).get(state)
            return (declared.word if declared else None) or str(state)
        case bool():
            return "ja" if value else "nej"
        case date():
            return value
        case RecordLink(record_type=record_type, record=linked):
            return RecordReference(record_type, linked)
        case FigureEntry() | FieldSign() | TableLinks() | tuple():
            return None
        case _:
            assert_never(value)


def _field(name: str, entry: FieldEntry, record: Record, scope: Scope) -> Iterator[Defined]:
    value = record.values.get(name.rpartition(".")[2])
    formula = entry.formula or _chosen(entry, record)
    if isinstance(value, FigureEntry):
        own = _presentation(value, entry.unit)
        presentation = replace(own, shown=own.shown or entry.decimals, number_format=entry.number_format)
        yield _figure(name, value, presentation, scope)
        if formula is not None:
            yield Defined(agreements=(ExpectedValue(name, "formel", formula.where, formula, scope),))
    elif isinstance(value, FieldSign):
        presentation = FigurePresentation(entry.unit, entry.decimals, entry.number_format)
        yield Defined((Definition(name, value.where, presentation, sign=value.sign),), ((name, name),))
    elif formula is not None:
        presentation = FigurePresentation(entry.unit, entry.decimals, entry.number_format)
        yield Defined((Definition(name, formula.where, presentation, formula=formula, scope=scope),), ((name, name),))


def _chosen(entry: FieldEntry, record: Record) -> Formula | None:
    if entry.formula_by is None:
        return None
    value = record.values.get(entry.formula_by.field)
    state = value.text if isinstance(value, Cited) else getattr(value, "state", "")
    return entry.formula_by.formulas.get(str(state))
