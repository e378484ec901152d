"""Outlines of a house → what they ask of a period, each thing once: texts, tables, charts, records and figures.

With the guidance of the sections that ask, and which figures their headings and standing sentences cite: that is what a
new period's files are made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.content import (
    RESERVED,
    Citation,
    Cited,
    ContentEntry,
    DeclaredBlock,
    Formula,
    House,
    Name,
    Outline,
    SectionEntry,
    as_citation,
    names_in,
    readable_citations,
)
from generator.problems import Rejected

POST = "post"


@dataclass(frozen=True, slots=True)
class RequestedContent:
    """A text, table, chart or figure that outlines ask for: where, with what guidance, and what of it they cite."""

    id: str
    places: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class RequestedRecords:
    """Records of a type that an outline asks for: those with these values, and the fields that it prints as text."""

    type: str
    place: str
    guidance: str
    selection: Mapping[str, str]
    fields: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class OutlineRequests:
    """All that outlines ask for, by kind, in their order."""

    texts: tuple[RequestedContent, ...]
    tables: tuple[RequestedContent, ...]
    charts: tuple[RequestedContent, ...]
    figures: tuple[RequestedContent, ...]
    records: tuple[RequestedRecords, ...]


@dataclass(frozen=True, slots=True)
class _OutlineSection:
    """The section being walked: its outline, its heading and guidance, and the fields of the record it is about."""

    outline: str
    heading: str = ""
    guidance: str = ""
    own: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """The place in words."""
        return f"{self.outline}: {self.heading}" if self.heading else self.outline


@dataclass(slots=True)
class _OutlineWalk:
    """What was found so far: by kind and id for things, in order for records."""

    house: House
    things: dict[tuple[str, str], RequestedContent] = field(default_factory=dict)
    records: list[RequestedRecords] = field(default_factory=list)

    def ask(self, kind: str, name: str, place: _OutlineSection, *, required: bool, cited: str = "") -> None:
        before = self.things.get((kind, name), RequestedContent(name))
        self.things[kind, name] = RequestedContent(
            name,
            _with(before.places, str(place)),
            _with(before.guidance, place.guidance),
            _with(before.cited, cited),
            before.required or required,
        )

    def of_kind(self, kind: str) -> tuple[RequestedContent, ...]:
        return tuple(thing for (each, _), thing in self.things.items() if each == kind)


def outline_asks(outlines: Sequence[Outline], house: House) -> OutlineRequests:
    """The chosen outlines and their house go in; what they ask of a period comes out."""
    walk = _OutlineWalk(house)
    for outline in outlines:
        place = _OutlineSection(outline.id)
        _content(walk, outline.opening, place)
        _sections(walk, outline.sections, place)
        _cited(walk, _passages(outline, leave={"sections", "opening"}), place)
    _told_by_others(walk)
    return OutlineRequests(
        walk.of_kind("text"), walk.of_kind("table"), walk.of_kind("chart"), walk.of_kind("figure"), tuple(walk.records)
    )


def _with(known: tuple[str, ...], more: str) -> tuple[str, ...]:
    return known if not more or more in known else (*known, more)


def _told_by_others(walk: _OutlineWalk) -> None:
    """A name that is a text, or the first part of one that is a table, asks for no figure of its own."""
    for kind, name in tuple(walk.things):
        if kind == "figure" and {("text", name), ("table", name)} & set(walk.things):
            del walk.things[kind, name]


# --- sections ------------------------------------------------------------------------------------------------------


def _sections(walk: _OutlineWalk, sections: Iterable[SectionEntry], above: _OutlineSection) -> None:
    for section in sections:
        heading = section.heading.text if section.heading else above.heading
        place = replace(above, heading=heading, guidance=section.guidance or above.guidance)
        if section.for_each is not None:
            place = _per_record(walk, section, place)
        _content(walk, section.content, place)
        _cited(walk, _passages(section, leave={"sections", "content"}), place)
        _sections(walk, section.sections, place)


def _per_record(walk: _OutlineWalk, section: SectionEntry, place: _OutlineSection) -> _OutlineSection:
    name = section.for_each or ""
    fields = tuple(each.field for each in section.content if each.field is not None and each.required)
    selection = dict(section.selection)
    walk.records.append(RequestedRecords(name, str(place), place.guidance, selection, fields, section.required))
    return replace(place, own=place.own | _fields_of(walk, name))


def _fields_of(walk: _OutlineWalk, name: str) -> frozenset[str]:
    return frozenset(walk.house.record_types[name].fields) if name in walk.house.record_types else frozenset()


def _content(walk: _OutlineWalk, entries: Iterable[ContentEntry], place: _OutlineSection) -> None:
    for entry in entries:
        for kind, name in (("text", entry.text), ("table", entry.table), ("chart", entry.chart)):
            if name is not None:
                walk.ask(kind, name, place, required=entry.required)
        own = place.own
        if entry.records is not None:
            selection = {**entry.selection, **({"grupp": entry.group} if entry.group else {})}
            asked = RequestedRecords(entry.records, str(place), place.guidance, selection, required=entry.required)
            walk.records.append(asked)
            own |= _fields_of(walk, entry.records)
        _cited(walk, _passages(entry), replace(place, own=own))


# --- what is cited -------------------------------------------------------------------------------------------------


def _passages(value: object, leave: Iterable[str] = ()) -> Iterator[Cited | Formula]:
    """Every text and expression in a part of an outline, however deep; fields named in `leave` stay out."""
    if isinstance(value, Cited | Formula):
        yield value
    elif isinstance(value, DeclaredBlock):
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


def _cited(walk: _OutlineWalk, passages: Iterable[Cited | Formula], place: _OutlineSection) -> None:
    known = RESERVED | set(walk.house.record_types) | place.own
    for passage in passages:
        for name in _names(passage):
            first, *rest = name.path
            if name.root is not None or first in known:
                continue
            if rest:
                walk.ask("table", first, _OutlineSection(""), required=True, cited=".".join(name.path))
            else:
                walk.ask("figure", first, place, required=True)
