"""One thing with two values in two tables or periods, and columns that changed places: T730, T731, T734.

Tables about different things may share labels: there a difference counts only where the tables otherwise agree, or
say that they are about one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

from generator.checks.finding import FindingKind
from generator.checks.tables.entries import Entry, EntryPair, TableEntries, may_be_of_one, pages_of
from generator.checks.tables.occasions import fits_any_table, same_occasion
from generator.checks.tables.shared import SharedLine, is_exchange, shared_lines
from generator.compose import Understood
from generator.content import Content
from generator.figures import Ledger
from generator.problems import Problem, Severity, Where

_FEW = 2
# How many tables that name the same thing one is compared with.
_MOST_TABLES = 30

_OTHER_VALUE = FindingKind(
    "T730",
    "{name} har ett annat värde i tabellen ”{table}”.",
    "Rätta det tal som är fel, eller citera det ena där det andra står: = tabell.rad.kolumn.",
    Severity.ERROR,
)
_SAME_LINE = FindingKind(
    "T730",
    "{name} skiljer sig från {other} i tabellen ”{table}”, fast talen annars är lika.",
    "Rätta det tal som är fel, eller kvittera fyndet om det är två olika saker.",
)
_NOT_AS_REPORTED = FindingKind(
    "T731",
    "{name} är ett annat tal än det som redovisades då.",
    "Rätta talet. Är det omräknat, skriv det under omräknat: med plats, från och skäl.",
    Severity.ERROR,
)
_SERIES_CHANGED = FindingKind(
    "T731",
    "{name} är ett annat tal än det som redovisades då.",
    "Rätta talet. Har det ändrats sedan dess, skriv det under omräknat: med plats, från och skäl.",
)
_EXCHANGED = FindingKind(
    "T734",
    "{first} och {second} har bytt plats mot tabellen ”{table}”: {rows} ”{label}”.",
    "Byt plats på talen i den ena tabellen, eller rätta rubrikerna.",
    Severity.ERROR,
)


def cross(understood: Understood) -> tuple[Problem, ...]:
    """Return T730 for tables of the period, T731 for what earlier periods reported, T734 for exchanged columns."""
    content, ledger = understood.content, understood.ledger
    pages = pages_of(content.period, ledger, content)
    problems = [*_within(pages), *_against_earlier(pages, content, ledger)]
    return tuple({(problem.code, problem.place): problem for problem in reversed(problems)}.values())[::-1]


# --- tables of one period ------------------------------------------------------------------------------------------


def _within(pages: Sequence[TableEntries]) -> Iterator[Problem]:
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
    told: set[Where] = set()
    for one, other in sorted(meeting):
        pairs = [pair for pair in _pairs(tables[other], tables[one]) if not pair.is_restated]
        found = list(_judged(_OTHER_VALUE, pairs))
        told.update(place for problem in found for place in (problem.where, *problem.related))
        yield from found
    yield from _of_lines(shared_lines(pages), frozenset(told))


def _of_lines(lines: Sequence[SharedLine], told: frozenset[Where]) -> Iterator[Problem]:
    """Yield T730 for figures in which two lines differ that are one otherwise, at the one that fewer agree with."""
    support = Counter(each.figure.id for line in lines for pair in line.kept for each in (pair.own, pair.other))
    best: dict[str, tuple[tuple[int, int], EntryPair]] = {}
    for line in lines:
        untold = [
            pair for pair in line.broken if pair.is_written and not pair.is_restated and told.isdisjoint(pair.places)
        ]
        swapped, differing = _split_swapped(untold)
        if swapped:
            yield _exchange(swapped)
        for pair in differing:
            here, there = sorted((pair.other, pair.own), key=lambda each: support[each.figure.id])
            weight = line.likeness, len(line.kept)
            if here.figure.id not in best or weight > best[here.figure.id][0]:
                best[here.figure.id] = weight, EntryPair(here, there)
    yield from (_other_line(pair) for _, pair in best.values())


def _other_line(pair: EntryPair) -> Problem:
    here, there = pair.own, pair.other
    return _SAME_LINE.at(
        here.figure.where,
        here.figure.id,
        there.printed,
        here.printed,
        (there.figure.where,),
        name=here.name,
        other=there.name,
        table=there.sheet.heading,
    )


def _pairs(page: TableEntries, against: TableEntries) -> Iterator[EntryPair]:
    for key, entries in page.entries.items():
        others = against.entries.get(key, ())
        for entry in entries:
            same = [
                each
                for each in others
                if same_occasion(entry.meaning.occasion, each.meaning.occasion) and may_be_of_one(entry, each)
            ]
            if len(same) == 1 and _is_another(entry, same[0]):
                yield EntryPair(entry, same[0])


def _is_another(entry: Entry, other: Entry) -> bool:
    """Whether a figure stands in another table, or in an earlier report and was final then."""
    if entry.figure.id != other.figure.id:
        return True
    final = not {entry.column.meaning.basis, entry.row.meaning.basis} & {"budget", "prognos", "mål"}
    return entry.figure is not other.figure and final and entry.meaning.occasion.months is not None


def _judged(kind: FindingKind, pairs: Sequence[EntryPair]) -> Iterator[Problem]:
    differing = [pair for pair in pairs if pair.differs and pair.is_written]
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


def _conflict(pair: EntryPair) -> bool:
    thing = pair.own.thing
    one, other = pair.own.subject - thing, pair.other.subject - thing
    return one != other and (fits_any_table(thing) or (bool(one) and bool(other)))


# --- columns exchanged ---------------------------------------------------------------------------------------------


def _split_swapped(differing: Sequence[EntryPair]) -> tuple[list[tuple[EntryPair, EntryPair]], list[EntryPair]]:
    by_row: dict[int, list[EntryPair]] = defaultdict(list)
    for pair in differing:
        by_row[pair.own.row.index].append(pair)
    beside = (both for pairs in by_row.values() for both in combinations(pairs, 2))
    swapped = [both for both in beside if _is_swapped(*both)]
    gone = {id(pair) for both in swapped for pair in both}
    return swapped, [pair for pair in differing if id(pair) not in gone]


def _is_swapped(one: EntryPair, other: EntryPair) -> bool:
    return is_exchange(one, other) and one.telling and one.own.cell.measure == other.own.cell.measure


def _exchange(swapped: Sequence[tuple[EntryPair, EntryPair]]) -> Problem:
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


def _against_earlier(pages: Sequence[TableEntries], content: Content, ledger: Ledger) -> Iterator[Problem]:
    earlier: dict[str, tuple[TableEntries, ...]] = {}
    for name, period in content.earlier.items():
        key = ledger.references.get(name, name)
        if key in ledger.earlier and key not in earlier:
            earlier[key] = pages_of(period, ledger.earlier[key], content)
    reported: dict[str, list[EntryPair]] = defaultdict(list)
    others = tuple(chain.from_iterable(earlier.values()))
    holders: dict[object, list[int]] = defaultdict(list)
    for number, page in enumerate(others):
        for each in _keys(page):
            holders[each].append(number)
    for page in pages:
        near = {number for key in _keys(page) for number in holders[key][:_MOST_TABLES]}
        for other in (others[number] for number in sorted(near)):
            if (page.sheet.table is None or other.sheet.table is None) and page.sheet.id != other.sheet.id:
                continue
            for pair in _pairs(page, other):
                # A forecast is of the day it was made.
                if not pair.own.is_restated and "prognos" not in pair.own.meaning.what:
                    reported[pair.own.figure.id].append(pair)
    yield from _compared(reported)


def _keys(page: TableEntries) -> Iterator[object]:
    """Yield what a table has figures of, in any table and in one of its name."""
    yield from page.entries
    yield from ((page.sheet.id, *key) for key in page.entries)


def _compared(reported: Mapping[str, list[EntryPair]]) -> Iterator[Problem]:
    by_sheets: dict[tuple[int, int], list[EntryPair]] = defaultdict(list)
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
        # Months of a series go on to change as what is late comes in.
        yield from (
            _two_values(_SERIES_CHANGED if pair.own.figure.id == pair.other.figure.id else _NOT_AS_REPORTED, pair)
            for pair in differing
        )


def _two_values(kind: FindingKind, pair: EntryPair) -> Problem:
    here, there = (pair.own, pair.other) if pair.own.cell.written else (pair.other, pair.own)
    related, table = (there.figure.where,), there.sheet.heading
    return kind.at(here.figure.where, here.figure.id, there.printed, here.printed, related, name=here.name, table=table)
