"""One thing with two values in two tables or periods, and columns that changed places: T730, T731, T734.

Tables about different things may share labels: there a difference counts only where the tables otherwise agree, or
say that they are about one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations

from generator.checks.finding import FindingKind
from generator.checks.tables.intervals import room
from generator.checks.tables.lines import LineCell, TableLine, TableLines, sheets_of
from generator.checks.tables.occasions import (
    ColumnMeaning,
    column_meaning,
    fits_any_table,
    same_occasion,
    subject_words,
    thing_named,
)
from generator.compose import Understood
from generator.content import Content, Period, section_paths
from generator.figures import Figure, Ledger
from generator.problems import Problem, Severity
from generator.prose import printed_words
from generator.swedish import plain_quantity

_NEAR = Decimal("0.2")
_FEW = 2
_STEPS = 10
# How many tables that name the same thing one is compared with.
_MOST_TABLES = 30

_OTHER_VALUE = FindingKind(
    "T730",
    "{name} har ett annat värde i tabellen ”{table}”.",
    "Rätta det tal som är fel, eller citera det ena där det andra står: = tabell.rad.kolumn.",
    Severity.ERROR,
)
_NOT_AS_REPORTED = FindingKind(
    "T731",
    "{name} är ett annat tal än det som redovisades då.",
    "Rätta talet. Är det omräknat, skriv det under omräknat: med plats, från och skäl.",
    Severity.ERROR,
)
_EXCHANGED = FindingKind(
    "T734",
    "{first} och {second} har bytt plats mot tabellen ”{table}”: {rows} ”{label}”.",
    "Byt plats på talen i den ena tabellen, eller rätta rubrikerna.",
    Severity.ERROR,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    thing: frozenset[str]
    meaning: ColumnMeaning
    cell: LineCell
    figure: Figure
    row: TableLine
    column: TableLine
    sheet: TableLines
    subject: frozenset[str]

    @property
    def name(self) -> str:
        return f"”{self.row.meaning.text}”, {self.column.meaning.text}"

    @property
    def printed(self) -> str:
        return plain_quantity(self.figure.value, self.figure.unit, self.figure.decimals)


@dataclass(frozen=True)
class _Page:
    sheet: TableLines
    entries: Mapping[tuple[frozenset[str], frozenset[str], str], list[_Entry]]


@dataclass(frozen=True, slots=True)
class _Pair:
    own: _Entry
    other: _Entry

    @property
    def agrees(self) -> bool:
        one, other = self.own.cell.span, self.other.cell.span
        most = max(room(one), room(other))
        return abs(one.value - other.value) <= most or abs(one.value + other.value) <= most

    @property
    def differs(self) -> bool:
        dated = None not in (self.own.meaning.occasion.months, self.other.meaning.occasion.months)
        return not self.agrees and (dated or self.near)

    @property
    def near(self) -> bool:
        one, other = abs(self.own.cell.span.value), abs(self.other.cell.span.value)
        if sorted(str(one.normalize())) == sorted(str(other.normalize())):
            return True
        return abs(one - other) <= _NEAR * max(one, other)

    @property
    def telling(self) -> bool:
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
        return self.own.sheet.id == self.other.sheet.id


def cross(understood: Understood) -> tuple[Problem, ...]:
    """Return T730 for tables of the period, T731 for what earlier periods reported, T734 for exchanged columns."""
    content, ledger = understood.content, understood.ledger
    pages = _pages(content.period, ledger, content)
    problems = [*_within(pages), *_against_earlier(pages, content, ledger)]
    return tuple({(problem.code, problem.place): problem for problem in reversed(problems)}.values())[::-1]


def _pages(period: Period, ledger: Ledger, content: Content) -> tuple[_Page, ...]:
    shown = _shown(content, ledger) if period is content.period else {}
    return tuple(_page(sheet, period, shown.get(sheet.id, frozenset())) for sheet in sheets_of(period, ledger, content))


def _shown(content: Content, ledger: Ledger) -> dict[str, frozenset[str]]:
    shown: dict[str, frozenset[str]] = {}
    for path in (path for plan in content.documents for path in section_paths(plan.sections)):
        tables = [block.entry.name for block in path[-1].blocks if block.entry.kind == "tabell"]
        headings = [printed_words(each.heading, ledger) for each in path if each.record is None] if tables else []
        for name in tables:
            shown.setdefault(name, frozenset[str]().union(*map(subject_words, headings)))
    return shown


def _page(sheet: TableLines, period: Period, above: frozenset[str]) -> _Page:
    meanings = [column_meaning(column, period.entry) for column in sheet.columns]
    things = [thing_named(row, sheet, record=sheet.table is None) for row in sheet.rows]
    counted = Counter(things)
    subject = subject_words(sheet.heading) or above
    entries: dict[tuple[frozenset[str], frozenset[str], str], list[_Entry]] = defaultdict(list)
    for row, thing in zip(sheet.rows, things, strict=True):
        if not thing or counted[thing] > 1 or row.meaning.part or row.kind in {"varav", "mellanrubrik"}:
            continue
        for cell, column, meaning in zip(row.cells, sheet.columns, meanings, strict=True):
            if cell is not None and cell.figure is not None and cell.state == "number":
                entry = _Entry(thing, meaning, cell, cell.figure, row, column, sheet, subject)
                entries[thing, meaning.what, cell.measure].append(entry)
    return _Page(sheet, dict(entries))


# --- tables of one period ------------------------------------------------------------------------------------------


def _within(pages: Sequence[_Page]) -> Iterator[Problem]:
    tables = [page for page in pages if page.sheet.table is not None]
    holders: dict[object, list[int]] = defaultdict(list)
    for number, page in enumerate(tables):
        for key in page.entries:
            holders[key].append(number)
    meeting = {
        (one, other)
        for numbers in holders.values()
        for at, one in enumerate(numbers, 1)
        for other in numbers[at : at + _MOST_TABLES]
    }
    for one, other in sorted(meeting):
        yield from _judged(_OTHER_VALUE, list(_pairs(tables[other], tables[one])))


def _pairs(page: _Page, against: _Page) -> Iterator[_Pair]:
    for key, entries in page.entries.items():
        others = against.entries.get(key, ())
        for entry in entries:
            same = [each for each in others if same_occasion(entry.meaning.occasion, each.meaning.occasion)]
            if len(same) == 1 and entry.figure.id != same[0].figure.id:
                yield _Pair(entry, same[0])


def _judged(kind: FindingKind, pairs: Sequence[_Pair]) -> Iterator[Problem]:
    differing = [pair for pair in pairs if pair.differs and (pair.own.cell.written or pair.other.cell.written)]
    if not differing:
        return
    swapped, differing = _split_swapped(differing)
    if swapped:
        yield _exchange(swapped)
    agreeing = [pair for pair in pairs if pair.agrees and pair.telling]
    rows = {pair.own.row.index for pair in agreeing}
    sure = all(pair.own.row.index in rows for pair in differing) or len(agreeing) >= max(len(differing), _FEW)
    for pair in differing:
        if sure or (not _conflict(pair) and pair.near and not pair.of_sums and (agreeing or len(differing) <= _FEW)):
            yield _two_values(kind, pair)


def _conflict(pair: _Pair) -> bool:
    thing = pair.own.thing
    one, other = pair.own.subject - thing, pair.other.subject - thing
    return one != other and (fits_any_table(thing) or (bool(one) and bool(other)))


# --- columns exchanged ---------------------------------------------------------------------------------------------


def _split_swapped(differing: Sequence[_Pair]) -> tuple[list[tuple[_Pair, _Pair]], list[_Pair]]:
    by_row: dict[int, list[_Pair]] = defaultdict(list)
    for pair in differing:
        by_row[pair.own.row.index].append(pair)
    beside = (both for pairs in by_row.values() for both in combinations(pairs, 2))
    swapped = [both for both in beside if _is_swapped(*both)]
    gone = {id(pair) for both in swapped for pair in both}
    return swapped, [pair for pair in differing if id(pair) not in gone]


def _is_swapped(one: _Pair, other: _Pair) -> bool:
    crossed = _Pair(one.own, other.other).agrees and _Pair(other.own, one.other).agrees
    return crossed and one.telling and one.own.cell.measure == other.own.cell.measure


def _exchange(swapped: Sequence[tuple[_Pair, _Pair]]) -> Problem:
    one, other = swapped[0]
    return _EXCHANGED.at(
        one.own.figure.where,
        one.own.figure.id,
        f"{one.other.printed} och {other.other.printed}",
        f"{one.own.printed} och {other.own.printed}",
        (other.own.figure.where, one.other.figure.where, other.other.figure.where),
        first=one.own.column.meaning.text,
        second=other.own.column.meaning.text,
        table=one.other.sheet.heading,
        rows="raden" if len(swapped) == 1 else f"{len(swapped)} rader, först",
        label=one.own.row.meaning.text,
    )


# --- earlier periods -----------------------------------------------------------------------------------------------


def _against_earlier(pages: Sequence[_Page], content: Content, ledger: Ledger) -> Iterator[Problem]:
    earlier: dict[str, tuple[_Page, ...]] = {}
    for name, period in content.earlier.items():
        key = ledger.references.get(name, name)
        if key in ledger.earlier and key not in earlier:
            earlier[key] = _pages(period, ledger.earlier[key], content)
    reported: dict[str, list[_Pair]] = defaultdict(list)
    others = tuple(chain.from_iterable(earlier.values()))
    holders: dict[object, list[int]] = defaultdict(list)
    for number, page in enumerate(others):
        for each in _keys(page):
            holders[each].append(number)
    for page in pages:
        restated = _restated(page.sheet)
        near = {number for key in _keys(page) for number in holders[key][:_MOST_TABLES]}
        for other in (others[number] for number in sorted(near)):
            if (page.sheet.table is None or other.sheet.table is None) and page.sheet.id != other.sheet.id:
                continue
            for pair in _pairs(page, other):
                # A forecast is of the day it was made.
                place = pair.own.row.index, pair.own.column.index
                if place not in restated and "prognos" not in pair.own.meaning.what:
                    reported[pair.own.figure.id].append(pair)
    yield from _compared(reported)


def _keys(page: _Page) -> Iterator[object]:
    """Yield what a table has figures of, in any table and in one of its name."""
    yield from page.entries
    yield from ((page.sheet.id, *key) for key in page.entries)


def _restated(sheet: TableLines) -> frozenset[tuple[int, int]]:
    table = sheet.table
    if table is None:
        return frozenset()
    places = (table.cell_at(str(entry.place)) for entry in table.entry.restated)
    return frozenset(place for place in places if place is not None)


def _compared(reported: Mapping[str, list[_Pair]]) -> Iterator[Problem]:
    by_sheets: dict[tuple[int, int], list[_Pair]] = defaultdict(list)
    for pairs in reported.values():
        same_table = [pair for pair in pairs if pair.of_one_table] or pairs
        chosen = next((pair for pair in same_table if pair.agrees), same_table[0])
        by_sheets[id(chosen.own.sheet), id(chosen.other.sheet)].append(chosen)
    for pairs in by_sheets.values():
        if not pairs[0].of_one_table:
            yield from _judged(_NOT_AS_REPORTED, pairs)
            continue
        swapped, differing = _split_swapped([pair for pair in pairs if pair.differs and pair.own.cell.written])
        if swapped:
            yield _exchange(swapped)
        yield from (_two_values(_NOT_AS_REPORTED, pair) for pair in differing)


def _two_values(kind: FindingKind, pair: _Pair) -> Problem:
    here, there = (pair.own, pair.other) if pair.own.cell.written else (pair.other, pair.own)
    related, table = (there.figure.where,), there.sheet.heading
    return kind.at(here.figure.where, here.figure.id, there.printed, here.printed, related, name=here.name, table=table)
