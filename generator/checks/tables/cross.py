"""One thing with two values in two tables or periods, and columns that changed places: T730, T731, T734."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from generator.checks.finding import FindingKind
from generator.checks.tables.entries import Entry, EntryPair, entries_of, may_be_of_one
from generator.checks.tables.occasions import same_occasion
from generator.checks.tables.shared import SharedLine, is_exchange, shared_lines
from generator.compose import Understood
from generator.content import Content
from generator.figures import Ledger
from generator.problems import Problem, Severity

_OTHER_VALUE = FindingKind(
    "T730",
    "{name} skiljer sig från {other} i tabellen ”{table}”, fast talen annars är lika.",
    "Rätta det tal som är fel, eller citera det ena där det andra står: = tabell.rad.kolumn. Är det två olika saker: "
    "kvittera fyndet.",
)
_NOT_AS_REPORTED = FindingKind(
    "T731",
    "{name} är ett annat tal än det som redovisades då.",
    "Rätta talet. Är det omräknat, skriv det under omräknat: med plats, från och skäl.",
)
_EXCHANGED = FindingKind(
    "T734",
    "{first} och {second} har bytt plats mot tabellen ”{table}”: {rows} ”{label}”.",
    "Byt plats på talen i den ena tabellen, eller rätta rubrikerna.",
    Severity.ERROR,
)
_Exchange = tuple[EntryPair, EntryPair]
# Two figures that should be equal, and the line that says so, unless their labels do.
_Broken = tuple[EntryPair, SharedLine | None]


def cross(understood: Understood) -> tuple[Problem, ...]:
    """Return T730 for tables of the period, T731 for what earlier periods reported, T734 for exchanged columns."""
    content, ledger = understood.content, understood.ledger
    entries = entries_of(content.period, ledger, content)
    problems = [*_within(shared_lines(entries)), *_against_earlier(entries, _earlier(content, ledger))]
    return tuple({(problem.code, problem.place): problem for problem in reversed(problems)}.values())[::-1]


# --- tables of one period ------------------------------------------------------------------------------------------


def _within(lines: Sequence[SharedLine]) -> Iterator[Problem]:
    """Yield T730 for figures in which two lines differ that are one otherwise, at the one that fewer agree with."""
    support = Counter(each.figure.id for line in lines for pair in line.kept for each in (pair.own, pair.other))
    # What stands later is held against what stands before it.
    broken = [(EntryPair(pair.other, pair.own), line) for pair, line in _broken(lines)]
    swapped, differing = _without_exchanges(broken)
    yield from swapped
    told: set[str] = set()
    for pair, line in differing:
        here, there = sorted((pair.own, pair.other), key=lambda each: support[each.figure.id])
        if here.figure.id not in told:
            told.add(here.figure.id)
            yield _differs(_OTHER_VALUE, EntryPair(here, there), sure=line is not None and line.is_sure)


def _broken(lines: Sequence[SharedLine]) -> list[_Broken]:
    """Return the pairs of figures that should be equal, each with the line that says so best, the surest first."""
    best: dict[tuple[str, str], tuple[EntryPair, SharedLine]] = {}
    for line in sorted(lines, key=lambda each: each.weight, reverse=True):
        for pair in line.broken:
            if pair.is_written and not pair.is_restated:
                best.setdefault((pair.own.figure.id, pair.other.figure.id), (pair, line))
    return list(best.values())


def _differs(kind: FindingKind, pair: EntryPair, *, sure: bool) -> Problem:
    here, there = (pair.own, pair.other) if pair.own.cell.written else (pair.other, pair.own)
    kind = replace(kind, severity=Severity.ERROR if sure else Severity.WARNING)
    other = "samma tal" if here.name == there.name else there.name
    words = {"name": here.name, "other": other, "table": there.sheet.heading}
    return kind.at(here.figure.where, here.figure.id, there.printed, here.printed, (there.figure.where,), **words)


# --- columns exchanged ---------------------------------------------------------------------------------------------


def _without_exchanges(differing: Sequence[_Broken]) -> tuple[list[Problem], list[_Broken]]:
    """Return T734 for the columns that changed places, and the pairs that differ otherwise."""
    by_row: dict[object, list[EntryPair]] = defaultdict(list)
    for pair, _ in differing:
        by_row[id(pair.own.sheet), id(pair.other.sheet), pair.own.row.index].append(pair)
    beside = (both for pairs in by_row.values() for both in combinations(pairs, 2))
    columns: dict[object, list[_Exchange]] = defaultdict(list)
    for one, other in (both for both in beside if is_exchange(*both)):
        where = id(one.own.sheet), id(one.other.sheet), one.own.column.index, other.own.column.index
        columns[where].append((one, other))
    gone = {id(pair) for swapped in columns.values() for both in swapped for pair in both}
    return [_exchange(each) for each in columns.values()], [each for each in differing if id(each[0]) not in gone]


def _exchange(swapped: Sequence[_Exchange]) -> Problem:
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


def _earlier(content: Content, ledger: Ledger) -> tuple[Entry, ...]:
    """Return the figures of the earlier periods, each period once."""
    periods = {ledger.references.get(name, name): period for name, period in content.earlier.items()}
    known = ((period, ledger.earlier[key]) for key, period in periods.items() if key in ledger.earlier)
    return tuple(entry for period, of_period in known for entry in entries_of(period, of_period, content))


def _against_earlier(entries: Sequence[Entry], earlier: Sequence[Entry]) -> Iterator[Problem]:
    """Yield T731 for figures of the same table by its labels, and of other tables where two lines are one otherwise."""
    # A forecast is of the day it was made.
    own = [each for each in entries if not each.is_restated and "prognos" not in each.meaning.what]
    of_label = _in_same_table(own, earlier)
    lines = shared_lines(own, earlier) if earlier else []
    known = of_label.keys() | {pair.own.figure.id for line in lines for pair in line.kept}
    of_lines = [
        (pair, line) for pair, line in _broken(lines) if pair.own.figure.id not in {*known, pair.other.figure.id}
    ]
    differing: list[_Broken] = [(pair, None) for pair in of_label.values() if pair.differs]
    swapped, differing = _without_exchanges([each for each in (*differing, *of_lines) if each[0].own.cell.written])
    yield from swapped
    for pair, line in differing:
        # Months of a series go on to change as what is late comes in.
        sure = line.is_sure if line else pair.own.figure.id != pair.other.figure.id
        yield _differs(_NOT_AS_REPORTED, pair, sure=sure)


def _in_same_table(entries: Sequence[Entry], earlier: Sequence[Entry]) -> dict[str, EntryPair]:
    by_label: dict[object, list[Entry]] = defaultdict(list)
    for each in earlier:
        by_label[each.label].append(each)
    compared: dict[str, EntryPair] = {}
    for own in entries:
        # Another board's table of the same id is another table.
        same = (each for each in by_label.get(own.label, ()) if _board(each) == _board(own))
        pairs = [EntryPair(own, each) for each in same if _is_reported(own, each)]
        counted = Counter(id(pair.other.sheet) for pair in pairs)
        single = [pair for pair in pairs if counted[id(pair.other.sheet)] == 1]
        if single:
            compared[own.figure.id] = next((pair for pair in single if pair.agrees), single[0])
    return compared


def _board(entry: Entry) -> str:
    return entry.figure.where.file.rsplit("/", 2)[0]


def _is_reported(own: Entry, other: Entry) -> bool:
    """Whether an earlier report had the figure, and it was final then."""
    if not (own.is_single and other.is_single) or not same_occasion(own.meaning.occasion, other.meaning.occasion):
        return False
    final = own.is_final and own.meaning.occasion.months is not None
    return may_be_of_one(own, other) and (final or own.figure.id != other.figure.id)
