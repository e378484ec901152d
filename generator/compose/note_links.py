"""The notes to the accounts of a document: where each stands, and which rows refer to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.compose.compositor import Compositor, NotePlace
from generator.content import (
    NOTE_MARK,
    NOTES,
    Cited,
    Content,
    DocumentPlan,
    NoteReference,
    Period,
    Section,
    Text,
    every_section,
    names_of,
    note_references,
)
from generator.document import Reference, Remark, Run

_NOWHERE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NoteLinks:
    """`places` are the notes of the period by id and by number; `referring` is what refers to each, by its section.

    `around` has the section in which each table stands first, by the table's id.
    """

    places: Mapping[str, NotePlace]
    referring: Mapping[str, tuple[NoteReference, ...]]
    around: Mapping[str, Section]

    def back(self, section: str, compositor: Compositor) -> Iterator[Remark]:
        """Yield the ways back from a note to the rows that refer to it."""
        runs: list[Run] = []
        for each in self.referring.get(section, ()):
            row = each.table.rows[each.row]
            words = (self._title(each, compositor), compositor.words(_unmarked(row.label), None, "body"))
            runs += [", "] * bool(runs)
            runs.append(Reference(f"tabell-{each.table.id}-rad-{each.row + 1}", ": ".join(filter(None, words))))
        if runs:
            label = compositor.house.words.get("hänvisat_från", "Hänvisning från")
            yield Remark(f"{section}-hänvisat", (f"{label} ", *runs), "hänvisat")

    def _title(self, reference: NoteReference, compositor: Compositor) -> str:
        """Return the heading of the table, or of the section around one that has none."""
        section = self.around[reference.table.id]
        own = compositor.words(reference.table.entry.heading, None, "body")
        return own or compositor.outline_words(section.heading, section.record)


def note_places(period: Period, standing: Mapping[str, str] = _NOWHERE) -> Mapping[str, NotePlace]:
    """Return the notes of a period by id and by number; `standing` are the sections that they are in."""
    places: dict[str, NotePlace] = {}
    for note in period.records.get(NOTES, ()):
        number = note.values.get("nummer")
        place = NotePlace(str(number.text) if isinstance(number, Cited) else note.id, standing.get(note.id, ""))
        places.update(dict.fromkeys(names_of(note), place))
    return places


def note_links(content: Content, plan: DocumentPlan) -> NoteLinks:
    """Return the links between the tables of a document and the notes of its period."""
    sections = [*every_section(plan.all_sections)]
    standing: dict[str, str] = {}
    for section in sections:
        if section.record is not None and section.record.type == NOTES:
            standing.setdefault(section.record.id, section.id)
    places = note_places(content.period, standing)
    around: dict[str, Section] = {}
    for section in sections:
        for each in section.blocks:
            if each.entry.kind == "tabell":
                around.setdefault(each.entry.name, section)
    tables = [content.period.tables[name] for name in around]
    referring = defaultdict[str, list[NoteReference]](list)
    for reference in note_references(tables) if places else ():
        referring[places[str(reference.written)].section].append(reference)
    return NoteLinks(places, {section: tuple(each) for section, each in referring.items() if section}, around)


def _unmarked(label: Cited) -> Cited:
    return Cited(Text(NOTE_MARK.sub("", label.text).rstrip(), label.where))
