"""What the outlines of a house ask of a period, each thing once, with the guidance of the sections that ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.content import (
    KINDS_TO_READ,
    RESERVED,
    ContentEntry,
    DeclaredBlock,
    Formula,
    House,
    Kind,
    Name,
    Outline,
    SectionEntry,
    citations_in,
    names_in,
    placed_kind,
    section_paths,
    texts_in,
)

POST = "post"


@dataclass(frozen=True, slots=True)
class RequestedContent:
    """A text, table, chart or figure that outlines ask for; `cited` are the figures of a table that they cite."""

    id: str
    places: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class RequestedRecords:
    """Records that an outline asks for: those with the values of `selection`; `fields` are printed as text."""

    type: str
    place: str
    guidance: str
    selection: Mapping[str, str]
    fields: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class OutlineRequests:
    """What outlines ask for, in their order."""

    things: Mapping[Kind, tuple[RequestedContent, ...]]
    records: tuple[RequestedRecords, ...]


@dataclass(frozen=True, slots=True)
class _OutlineSection:
    outline: str
    heading: str = ""
    guidance: str = ""
    own: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.outline}: {self.heading}" if self.heading else self.outline


@dataclass(slots=True)
class _OutlineWalk:
    house: House
    things: dict[tuple[Kind, str], RequestedContent] = field(default_factory=dict)
    records: list[RequestedRecords] = field(default_factory=list)

    def ask(self, kind: Kind, name: str, place: _OutlineSection, *, required: bool, cited: str = "") -> None:
        before = self.things.get((kind, name), RequestedContent(name))
        self.things[kind, name] = RequestedContent(
            name,
            _with(before.places, str(place)),
            _with(before.guidance, place.guidance),
            _with(before.cited, cited),
            before.required or required,
        )

    def of_kind(self, kind: Kind) -> tuple[RequestedContent, ...]:
        return tuple(thing for (each, _), thing in self.things.items() if each == kind)


def outline_asks(outlines: Sequence[Outline], house: House) -> OutlineRequests:
    """Return what the outlines ask of a period."""
    walk = _OutlineWalk(house)
    for outline in outlines:
        place = _OutlineSection(outline.id)
        _content(walk, outline.opening, place)
        for path in section_paths(outline.sections):
            _section(walk, path, place)
        _cited(walk, outline, {"sections", "opening"}, place)
    _told_by_others(walk)
    return OutlineRequests({kind: walk.of_kind(kind) for kind in KINDS_TO_READ}, tuple(walk.records))


def _with(known: tuple[str, ...], more: str) -> tuple[str, ...]:
    return known if not more or more in known else (*known, more)


def _told_by_others(walk: _OutlineWalk) -> None:
    """A name that is a text, or the first part of one that is a table, asks for no figure of its own."""
    for kind, name in tuple(walk.things):
        if kind == "tal" and {("texter", name), ("tabeller", name)} & set(walk.things):
            del walk.things[kind, name]


# --- sections ------------------------------------------------------------------------------------------------------


def _section(walk: _OutlineWalk, path: tuple[SectionEntry, ...], outline: _OutlineSection) -> None:
    """Heading and guidance are the nearest along the path, the fields those of all records."""
    section = path[-1]
    headings = [each.heading.text for each in path if each.heading is not None]
    guidance = [each.guidance for each in path if each.guidance]
    place = replace(outline, heading=headings[-1] if headings else "", guidance=guidance[-1] if guidance else "")
    if section.for_each is not None:
        fields = tuple(each.name for each in section.content if each.kind == "fält" and each.required)
        selection = dict(section.selection)
        asked = RequestedRecords(section.for_each, str(place), place.guidance, selection, fields, section.required)
        walk.records.append(asked)
    place = replace(place, own=frozenset[str]().union(*(_fields_of(walk, each.for_each) for each in path)))
    _content(walk, section.content, place)
    _cited(walk, section, {"sections", "content"}, place)


def _fields_of(walk: _OutlineWalk, name: str | None) -> frozenset[str]:
    declared = walk.house.record_types.get(name or "")
    return frozenset(declared.fields) if declared is not None else frozenset()


def _content(walk: _OutlineWalk, entries: Iterable[ContentEntry], place: _OutlineSection) -> None:
    for entry in entries:
        if (kind := placed_kind(entry.kind)) is not None:
            walk.ask(kind, entry.name, place, required=entry.required)
        own = place.own
        if entry.kind == "uppföljningstyp":
            selection = {**entry.selection, **({"grupp": entry.group} if entry.group else {})}
            asked = RequestedRecords(entry.name, str(place), place.guidance, selection, required=entry.required)
            walk.records.append(asked)
            own |= _fields_of(walk, entry.name)
        _cited(walk, entry, (), replace(place, own=own))


# --- what is cited -------------------------------------------------------------------------------------------------


def _cited(walk: _OutlineWalk, block: DeclaredBlock, leave: Collection[str], place: _OutlineSection) -> None:
    known = RESERVED | set(walk.house.record_types) | place.own
    texts = [text for kind, text in texts_in(block, leave) if kind != "uppgift" or isinstance(text, Formula)]
    # What cannot be read is told when the period is checked.
    citations = [citation for text in texts for citation in citations_in(text)[0]]
    for name in (name for citation in citations for name in names_in(citation.expression)):
        if not isinstance(name, Name) or name.root is not None or name.path[0] in known:
            continue
        first, *rest = name.path
        if rest:
            walk.ask("tabeller", first, _OutlineSection(""), required=True, cited=".".join(name.path))
        else:
            walk.ask("tal", first, place, required=True)
