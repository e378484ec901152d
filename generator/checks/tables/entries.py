"""Figures of tables as entries: what each is of, and when, so that two tables can be compared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from generator.checks.tables.intervals import room
from generator.checks.tables.lines import LineCell, TableLine, TableLines, sheets_of
from generator.checks.tables.occasions import ColumnMeaning, at_stage, column_meaning, subject_words, thing_named
from generator.content import Content, Period, TextCell, section_paths
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
_STEPS = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of a table: the thing that its row names, what its column means, and what the table is about.

    `note` is the number of the note that its row refers to.
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
    is_restated: bool = False

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


@dataclass(frozen=True)
class TableEntries:
    """The figures of a table, all of them and by what they are of."""

    sheet: TableLines
    all: tuple[Entry, ...]
    entries: Mapping[tuple[frozenset[str], frozenset[str], str], list[Entry]]


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

    @property
    def telling(self) -> bool:
        """Whether it has digits enough to be equal for a reason."""
        span = self.own.cell.span
        return abs(span.value) >= _STEPS * ((span.high - span.low) or 1)

    @property
    def of_sums(self) -> bool:
        """Whether nothing but the tables' headings says that two sums are of one thing."""
        return all(
            each.row.meaning.role == "sum" and len(each.row.meaning.words) == 1 for each in (self.own, self.other)
        )

    @property
    def of_one_table(self) -> bool:
        """Whether they are of one table, in two periods."""
        return self.own.sheet.id == self.other.sheet.id


def pages_of(period: Period, ledger: Ledger, content: Content) -> tuple[TableEntries, ...]:
    """Return the tables and records of a period with their figures."""
    shown = _shown(content, ledger) if period is content.period else {}
    return tuple(
        _page(sheet, period, shown.get(sheet.id, frozenset()), _notes(sheet, ledger))
        for sheet in sheets_of(period, ledger, content)
    )


def _shown(content: Content, ledger: Ledger) -> dict[str, frozenset[str]]:
    shown: dict[str, frozenset[str]] = {}
    for path in (path for plan in content.documents for path in section_paths(plan.sections)):
        tables = [block.entry.name for block in path[-1].blocks if block.entry.kind == "tabell"]
        headings = [printed_words(each.heading, ledger) for each in path if each.record is None] if tables else []
        for name in tables:
            shown.setdefault(name, frozenset[str]().union(*map(subject_words, headings)))
    return shown


def _page(sheet: TableLines, period: Period, above: frozenset[str], notes: Sequence[str]) -> TableEntries:
    meanings = [column_meaning(column, period.entry) for column in sheet.columns]
    things = [thing_named(row, sheet, record=sheet.table is None) for row in sheet.rows]
    changed = restated(sheet)
    stages = [stage_of(row.meaning.text) for row in sheet.rows]
    counted = Counter(zip(things, stages, strict=True))
    subject = subject_words(sheet.heading) or above
    found: list[Entry] = []
    entries: dict[tuple[frozenset[str], frozenset[str], str], list[Entry]] = defaultdict(list)
    for row, thing, stage, note in zip(sheet.rows, things, stages, notes, strict=True):
        if row.meaning.part or row.kind in {"varav", "mellanrubrik"}:
            continue
        for cell, column, meaning in zip(row.cells, sheet.columns, meanings, strict=True):
            if cell is None or cell.figure is None or cell.state != "number":
                continue
            own = at_stage(meaning, stage, period.entry)
            entry = Entry(
                thing, own, cell, cell.figure, row, column, sheet, subject, note, (row.index, column.index) in changed
            )
            found.append(entry)
            if thing and counted[thing, stage] == 1:
                entries[thing, meaning.what, cell.measure].append(entry)
    return TableEntries(sheet, tuple(found), dict(entries))


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
