"""Notes to the accounts: records that columns of tables refer to by their ids, and the numbers that records get."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.content.fields import Cited
from generator.content.house import House
from generator.content.outline import SectionEntry
from generator.content.period import PeriodEntry, Record
from generator.content.source import Text
from generator.content.table import Table, TextCell
from generator.problems import Problems, nearest_hint

NOTES = "noter"
_PART = re.compile(r"[^,;\s](?:[^,;]*[^,;\s])?")


@dataclass(frozen=True, slots=True)
class NoteReference:
    """A reference from a row of a table to a note, by its id or number as `written`; rows and columns from 0."""

    table: Table
    row: int
    column: int
    written: Text


def note_references(tables: Sequence[Table]) -> Iterator[NoteReference]:
    """Yield what the columns of notes refer to, in the order of the tables and their rows."""
    for table in tables:
        columns = [number for number, column in enumerate(table.columns) if column.kind == "nothänvisning"]
        for number, row in enumerate(table.rows):
            for column in columns:
                cell = row.cells[column]
                for part in parts_of(cell.text.text) if isinstance(cell, TextCell) else ():
                    yield NoteReference(table, number, column, part)


def parts_of(text: Text) -> Iterator[Text]:
    """Yield the references in a cell, set apart by commas, with their places."""
    for match in _PART.finditer(text):
        yield Text(match[0], text.where.shifted(0, text.where.column + match.start()), text.style)


def numbered(
    records: Mapping[str, tuple[Record, ...]], tables: Mapping[str, Table], entry: PeriodEntry | None, house: House
) -> dict[str, tuple[Record, ...]]:
    """Return the records with the numbers that their type counts and nobody has written."""
    counted = dict(records)
    for type_id, of_type in records.items():
        for name, field in house.record_types[type_id].fields.items():
            if field.counted is not None:
                referred = field.counted == "efter hänvisning"
                ordered = _by_reference(of_type, _in_order(tables, entry, house)) if referred else of_type
                numbers = {record.id: number for number, record in enumerate(ordered, 1)}
                counted[type_id] = tuple(_with(record, name, numbers[record.id]) for record in counted[type_id])
    return counted


def check_references(tables: Mapping[str, Table], notes: Sequence[Record] | None, problems: Problems) -> None:
    """Add T310 for each reference to a note that the period lacks; a period without notes has them elsewhere."""
    if notes is None:
        return
    names = {name: note for note in notes for name in names_of(note)}
    for reference in note_references([*tables.values()]):
        if reference.written not in names:
            hint = nearest_hint(reference.written, [note.id for note in notes])
            message = f"Det finns ingen not ”{reference.written}”."
            where, found = reference.written.where, str(reference.written)
            problems.add("T310", where, message, expected=f"id för en post under {NOTES}:", found=found, hint=hint)


def names_of(note: Record) -> tuple[str, ...]:
    """Return what a note may be referred to by: its id, and its number."""
    number = note.values.get("nummer")
    return (note.id, str(number.text)) if isinstance(number, Cited) else (note.id,)


def _with(record: Record, name: str, number: int) -> Record:
    if name in record.values:
        return record
    return replace(record, values={name: Cited(Text(str(number), record.where)), **record.values})


def _by_reference(notes: Sequence[Record], tables: Sequence[Table]) -> list[Record]:
    first: dict[str, int] = {}
    for place, reference in enumerate(note_references(tables)):
        first.setdefault(str(reference.written), place)
    return sorted(notes, key=lambda note: first.get(note.id, len(first) + len(notes)))


def _in_order(tables: Mapping[str, Table], entry: PeriodEntry | None, house: House) -> list[Table]:
    """Return the tables as the documents show them, then the others."""
    outlines = (house.outlines.get(each.outline) for each in (entry.documents.values() if entry else ()))
    placed = [name for outline in outlines if outline is not None for name in _placed(outline.sections)]
    return [tables[name] for name in dict.fromkeys((*placed, *tables)) if name in tables]


def _placed(sections: Sequence[SectionEntry]) -> Iterator[str]:
    for section in sections:
        yield from (each.table for each in section.content if each.table is not None)
        yield from _placed(section.sections)
