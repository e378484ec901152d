"""Outlines of a house → what they ask of a period, each thing once: texts, tables, charts, records and figures.

With the guidance of the sections that ask, and which figures their headings and standing sentences cite: that is what a
new period's files are made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.content.expression import Citation, as_citation, readable_citations
from generator.content.expression_tree import Name, names_in
from generator.content.fields import Cited, Formula, Part
from generator.content.house import House
from generator.content.outline import ContentEntry, Outline, SectionEntry
from generator.content.period import RESERVED
from generator.problems import Rejected

POST = "post"


@dataclass(frozen=True, slots=True)
class AskedThing:
    """A text, table, chart or figure that outlines ask for: where, with what guidance, and what of it they cite."""

    id: str
    places: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class AskedRecords:
    """Records of a type that an outline asks for: those with these values, and the fields that it prints as text."""

    type: str
    place: str
    guidance: str
    selection: Mapping[str, str]
    fields: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """All that outlines ask for, by kind, in their order."""

    texts: tuple[AskedThing, ...]
    tables: tuple[AskedThing, ...]
    charts: tuple[AskedThing, ...]
    figures: tuple[AskedThing, ...]
    records: tuple[AskedRecords, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """The section being walked: its outline, its heading and guidance, and the fields of the record it is about."""

    outline: str
    heading: str = ""
    guidance: str = ""
    own: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """The place in words."""
        return f"{self.outline}: {self.heading}" if self.heading else self.outline


@dataclass(slots=True)
class _Walk:
    """What was found so far: by kind and id for things, in order for records."""

    house: House
    things: dict[tuple[str, str], AskedThing] = field(default_factory=dict)
    records: list[AskedRecords] = field(default_factory=list)

    def ask(self, kind: str, name: str, place: _Place, *, required: bool, cited: str = "") -> None:
        before = self.things.get((kind, name), AskedThing(name))
        self.things[kind, name] = AskedThing(
            name,
            _with(before.places, str(place)),
            _with(before.guidance, place.guidance),
            _with(before.cited, cited),
            before.required or required,
        )

    def of_kind(self, kind: str) -> tuple[AskedThing, ...]:
        return tuple(thing for (each, _), thing in self.things.items() if each == kind)


def outline_asks(outlines: Sequence[Outline], house: House) -> Asked:
    """The chosen outlines and their house go in; what they ask of a period comes out."""
    walk = _Walk(house)
    for outline in outlines:
        place = _Place(outline.id)
        _content(walk, outline.opening, place)
        _sections(walk, outline.sections, place)
        _cited(walk, _passages(outline, leave={"sections", "opening"}), place)
    _told_by_others(walk)
    return Asked(
        walk.of_kind("text"), walk.of_kind("table"), walk.of_kind("chart"), walk.of_kind("figure"), tuple(walk.records)
    )


def _with(known: tuple[str, ...], more: str) -> tuple[str, ...]:
    return known if not more or more in known else (*known, more)


def _told_by_others(walk: _Walk) -> None:
    """A name that is a text, or the first part of one that is a table, asks for no figure of its own."""
    for kind, name in tuple(walk.things):
        if kind == "figure" and {("text", name), ("table", name)} & set(walk.things):
            del walk.things[kind, name]


# --- sections ------------------------------------------------------------------------------------------------------


def _sections(walk: _Walk, sections: Iterable[SectionEntry], above: _Place) -> None:
    for section in sections:
        heading = section.heading.text if section.heading else above.heading
        place = replace(above, heading=heading, guidance=section.guidance or above.guidance)
        if section.for_each is not None:
            place = _per_record(walk, section, place)
        _content(walk, section.content, place)
        _cited(walk, _passages(section, leave={"sections", "content"}), place)
        _sections(walk, section.sections, place)


def _per_record(walk: _Walk, section: SectionEntry, place: _Place) -> _Place:
    name = section.for_each or ""
    fields = tuple(each.field for each in section.content if each.field is not None and each.required)
    selection = dict(section.selection)
    walk.records.append(AskedRecords(name, str(place), place.guidance, selection, fields, section.required))
    return replace(place, own=place.own | _fields_of(walk, name))


def _fields_of(walk: _Walk, name: str) -> frozenset[str]:
    return frozenset(walk.house.record_types[name].fields) if name in walk.house.record_types else frozenset()


def _content(walk: _Walk, entries: Iterable[ContentEntry], place: _Place) -> None:
    for entry in entries:
        for kind, name in (("text", entry.text), ("table", entry.table), ("chart", entry.chart)):
            if name is not None:
                walk.ask(kind, name, place, required=entry.required)
        own = place.own
        if entry.records is not None:
            selection = {**entry.selection, **({"grupp": entry.group} if entry.group else {})}
            asked = AskedRecords(entry.records, str(place), place.guidance, selection, required=entry.required)
            walk.records.append(asked)
            own |= _fields_of(walk, entry.records)
        _cited(walk, _passages(entry), replace(place, own=own))


# --- what is cited -------------------------------------------------------------------------------------------------


def _passages(value: object, leave: Iterable[str] = ()) -> Iterator[Cited | Formula]:
    """Every text and expression in a part of an outline, however deep; fields named in `leave` stay out."""
    if isinstance(value, Cited | Formula):
        yield value
    elif isinstance(value, Part):
        for name in type(value).model_fields:
            if name not in leave:
                yield from _passages(getattr(value, name))
    elif isinstance(value, Mapping):
        yield from (passage for each in value.values() for passage in _passages(each))
    elif isinstance(value, tuple):
        yield from (passage for each in value for passage in _passages(each))


def _names(passage: Cited | Formula) -> Iterator[Name]:
    """The names that a passage cites; what cannot be read is told when the period is checked."""
    if isinstance(passage, Formula):
        try:
            parts: tuple[str | Citation, ...] = (as_citation(passage),)
        except Rejected:
            parts = ()
    else:
        parts, _ = readable_citations(passage.text)
    found = (name for part in parts if isinstance(part, Citation) for name in names_in(part.expression))
    return (name for name in found if isinstance(name, Name))


def _cited(walk: _Walk, passages: Iterable[Cited | Formula], place: _Place) -> None:
    known = RESERVED | set(walk.house.record_types) | place.own
    for passage in passages:
        for name in _names(passage):
            first, *rest = name.path
            if name.root is not None or first in known:
                continue
            if rest:
                walk.ask("table", first, _Place(""), required=True, cited=".".join(name.path))
            else:
                walk.ask("figure", first, place, required=True)
