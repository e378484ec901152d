"""What the outlines of a house ask of a period, each thing once, with the guidance of the sections that ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

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

    place: str
    guidance: str
    selection: Mapping[str, str]
    fields: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class OutlineRequests:
    """What outlines ask for, in their order, by kind and by type."""

    things: Mapping[Kind, tuple[RequestedContent, ...]]
    records: Mapping[str, Sequence[RequestedRecords]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something is asked for: in words, with its guidance and the fields of the record that it is about."""

    name: str
    guidance: str = ""
    own: frozenset[str] = frozenset()


@dataclass(slots=True)
class _OutlineWalk:
    """`fields` are those of the records of each type."""

    fields: Mapping[str, frozenset[str]]
    things: dict[tuple[Kind, str], RequestedContent] = field(default_factory=dict)
    records: dict[str, list[RequestedRecords]] = field(default_factory=dict)

    def ask(self, kind: Kind, name: str, place: _Place, *, required: bool, cited: str = "") -> None:
        before = self.things.get((kind, name), RequestedContent(name))
        self.things[kind, name] = RequestedContent(
            name,
            _with(before.places, place.name),
            _with(before.guidance, place.guidance),
            _with(before.cited, cited),
            before.required or required,
        )

    def of_kind(self, kind: Kind) -> Iterator[RequestedContent]:
        # The name of a text or a table asks for no figure of its own.
        others = {name for other, name in self.things if other in {"texter", "tabeller"} and kind == "tal"}
        return (thing for (each, name), thing in self.things.items() if each == kind and name not in others)


def outline_asks(outlines: Sequence[Outline], house: House) -> OutlineRequests:
    """Return what the outlines ask of a period."""
    walk = _OutlineWalk({name: frozenset(declared.fields) for name, declared in house.record_types.items()})
    for outline in outlines:
        place = _Place(outline.id)
        _content(walk, outline.opening, place)
        for path in section_paths(outline.sections):
            _section(walk, path, place)
        _cited(walk, outline, {"sections", "opening"}, place)
    return OutlineRequests({kind: tuple(walk.of_kind(kind)) for kind in KINDS_TO_READ}, walk.records)


def _with(texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    return texts if not text or text in texts else (*texts, text)


# --- sections ------------------------------------------------------------------------------------------------------


def _section(walk: _OutlineWalk, path: tuple[SectionEntry, ...], outline: _Place) -> None:
    """Heading and guidance are the nearest along the path, the fields those of all records."""
    section = path[-1]
    headings = [each.heading.text for each in path if each.heading is not None]
    name = f"{outline.name}: {headings[-1]}" if headings and headings[-1] else outline.name
    guidance = next((each.instruction for each in reversed(path) if each.instruction), "")
    if section.for_each is not None:
        fields = tuple(each.name for each in section.content if each.kind == "fält" and each.required)
        request = RequestedRecords(name, guidance, dict(section.selection), fields, section.required)
        walk.records.setdefault(section.for_each, []).append(request)
    own = frozenset(chain.from_iterable(walk.fields.get(each.for_each or "", ()) for each in path))
    _content(walk, section.content, _Place(name, guidance, own))
    _cited(walk, section, {"sections", "content"}, _Place(name, guidance, own))


def _content(walk: _OutlineWalk, entries: Iterable[ContentEntry], place: _Place) -> None:
    for entry in entries:
        if (kind := placed_kind(entry.kind)) is not None:
            walk.ask(kind, entry.name, place, required=entry.required)
        own = place.own
        if entry.kind == "uppföljningstyp":
            selection = {**entry.selection, **({"grupp": entry.group} if entry.group else {})}
            request = RequestedRecords(place.name, place.guidance, selection, required=entry.required)
            walk.records.setdefault(entry.name, []).append(request)
            own |= walk.fields.get(entry.name, frozenset())
        _cited(walk, entry, (), replace(place, own=own))


# --- what is cited -------------------------------------------------------------------------------------------------


def _cited(walk: _OutlineWalk, block: DeclaredBlock, leave: Collection[str], place: _Place) -> None:
    others = RESERVED | walk.fields.keys() | place.own
    texts = [text for kind, text in texts_in(block, leave) if kind != "uppgift" or isinstance(text, Formula)]
    # What cannot be read is reported when the period is checked.
    citations = [citation for text in texts for citation in citations_in(text)[0]]
    for name in (name for citation in citations for name in names_in(citation.expression)):
        if not isinstance(name, Name) or name.root is not None or name.path[0] in others:
            continue
        first, *rest = name.path
        if rest:
            walk.ask("tabeller", first, _Place(""), required=True, cited=".".join(name.path))
        else:
            walk.ask("tal", first, place, required=True)
