"""Figures of tables as entries: what each is of, and when, so that two tables can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from generator.checks.tables.intervals import room
from generator.checks.tables.lines import LineCell, TableLine, TableLines, sheets_of
from generator.checks.tables.occasions import ColumnMeaning, at_stage, column_meaning, subject_words, things_named
from generator.content import Content, Period, TextCell
from generator.figures import Figure, Ledger
from generator.problems import Where
from generator.prose import printed_words, stage_of
from generator.swedish import plain_quantity

# Entities of municipal accounts, companies by their names, and the sexes.
_ENTITY = re.compile(
    r"\b(koncern\w*|sammanställd\w*|kommun(en|ens)?|moderbolag\w*|bolag\w*"
    r"|\w+(?= ab\b)|kvinn\w*|män|flick\w*|pojk\w*)\b"
)
_STEM = 4
_NEAR = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of a table: the thing that its row names, what its column means, and what the table is about.

    `note` is the number of the note that its row refers to; `is_single` says that no other row of the table is of it.
    """

    thing: frozenset[str]
    meaning: ColumnMeaning
    cell: LineCell
    figure: Figure
    row: TableLine
    column: TableLine
    sheet: TableLines
    subject: frozenset[str]
    note: str = ""
    is_single: bool = False
    is_restated: bool = False

    @property
    def label(self) -> object:
        """What its labels say it is of, in tables of its id."""
        return self.sheet.id, self.thing, self.meaning.what, self.cell.measure

    @property
    def is_final(self) -> bool:
        """Whether no later report changes it, as they do budgets, forecasts and aims."""
        return {self.column.meaning.basis, self.row.meaning.basis}.isdisjoint({"budget", "prognos", "mål"})

    @property
    def entity(self) -> str:
        """Whose figure it is, as far as its labels or its table's heading say: the group's, a company's, women's."""
        return (
            _entity_in(self.row.meaning.text)
            or _entity_in(f"{self.column.group} {self.column.meaning.text}")
            or _entity_in(self.sheet.heading)
        )

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"”{self.row.meaning.text}”, {self.column.meaning.text}"

    @property
    def printed(self) -> str:
        """How it is printed."""
        return plain_quantity(self.figure.value, self.figure.unit, self.figure.decimals)


@dataclass(frozen=True, slots=True)
class EntryPair:
    """Two figures that may be of one thing."""

    own: Entry
    other: Entry

    @property
    def agrees(self) -> bool:
        """Whether rounding explains their difference, whatever signs they are written with."""
        one, other = self.own.cell.span, self.other.cell.span
        most = max(room(one), room(other))
        return abs(one.value - other.value) <= most or abs(one.value + other.value) <= most

    @property
    def differs(self) -> bool:
        """Whether they are two values of one thing."""
        dated = None not in (self.own.meaning.occasion.months, self.other.meaning.occasion.months)
        return not self.agrees and (dated or self.near)

    @property
    def is_written(self) -> bool:
        """Whether an author typed one of them."""
        return self.own.cell.written or self.other.cell.written

    @property
    def is_restated(self) -> bool:
        """Whether an author says that one of them has been changed since, and why."""
        return self.own.is_restated or self.other.is_restated

    @property
    def places(self) -> frozenset[Where]:
        """Where they are written."""
        return frozenset((self.own.figure.where, self.other.figure.where))

    @property
    def near(self) -> bool:
        """Whether they are of one size, or of the same digits."""
        one, other = abs(self.own.cell.span.value), abs(self.other.cell.span.value)
        if sorted(str(one.normalize())) == sorted(str(other.normalize())):
            return True
        return abs(one - other) <= _NEAR * max(one, other)


def entries_of(period: Period, ledger: Ledger, content: Content) -> tuple[Entry, ...]:
    """Return the figures of the tables and records of a period."""
    return tuple(entry for sheet in sheets_of(period, ledger, content) for entry in _of_sheet(sheet, period, ledger))


def _of_sheet(sheet: TableLines, period: Period, ledger: Ledger) -> Iterator[Entry]:
    meanings = [column_meaning(column, period.entry) for column in sheet.columns]
    things = things_named(sheet)
    changed = restated(sheet)
    stages = [stage_of(row.meaning.text) for row in sheet.rows]
    counted = Counter(zip(things, stages, strict=True))
    subject = subject_words(sheet.heading)
    for row, thing, stage, note in zip(sheet.rows, things, stages, _notes(sheet, ledger), strict=True):
        if row.meaning.part or row.kind in {"varav", "mellanrubrik"}:
            continue
        single = bool(thing) and counted[thing, stage] == 1
        for cell, column, meaning in zip(row.cells, sheet.columns, meanings, strict=True):
            if cell is not None and cell.figure is not None and cell.state == "number":
                own = at_stage(meaning, stage or stage_of(column.meaning.text), period.entry)
                is_changed = (row.index, column.index) in changed
                yield Entry(thing, own, cell, cell.figure, row, column, sheet, subject, note, single, is_changed)


@lru_cache(maxsize=8192)
def _entity_in(text: str) -> str:
    match = _ENTITY.search(text.casefold())
    word = match[0] if match else ""
    return "koncern"[:_STEM] if word.startswith("sammanställd") else word[:_STEM]


def may_be_of_one(one: Entry, other: Entry) -> bool:
    """Return whether two figures can be of one entity."""
    return not (one.entity and other.entity) or one.entity == other.entity


def names_entity(word: str) -> bool:
    """Return whether a word names an entity."""
    return bool(_ENTITY.fullmatch(word))


def _notes(sheet: TableLines, ledger: Ledger) -> list[str]:
    """Return for each row the number of the note that it refers to, if it does."""
    table = sheet.table
    if table is None:
        return [""] * len(sheet.rows)
    places = [column.meaning.text.casefold() in {"not", "noter"} for column in sheet.columns]
    cells = ([cell for cell, is_note in zip(row.cells, places, strict=True) if is_note] for row in table.rows)
    return ["".join(_printed(cell, ledger) for cell in each) for each in cells]


def _printed(cell: object, ledger: Ledger) -> str:
    number = re.search(r"\d+", printed_words(cell.text, ledger)) if isinstance(cell, TextCell) else None
    return number[0] if number else ""


def restated(sheet: TableLines) -> frozenset[tuple[int, int]]:
    """Return the places of the figures that an author says have been changed since they were reported."""
    table = sheet.table
    if table is None:
        return frozenset()
    places = (table.cell_at(str(entry.place)) for entry in table.entry.restated)
    return frozenset(place for place in places if place is not None)
