"""Tables against tables, periods against periods → the same thing with two values, and columns that changed places.

Two cells are of the same thing where label, what is said of it, year and months agree. Tables about different things
may share labels: there a difference is told of only where the tables otherwise agree, or say that they are about one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.checks.tables.intervals import room
from generator.checks.tables.lines import LineCell, TableLines, printed_text, sheets_of
from generator.checks.tables.occasions import ColumnMeaning, anybodys, said_of, same_occasion, subject_in, thing_of
from generator.compose import Evidence
from generator.content import Content, Period
from generator.figures import Figure, Ledger
from generator.problems import Problem
from generator.swedish import HARD_SPACE, NumberFormat, format_quantity

_NEAR = Decimal("0.2")
_FEW = 2
_STEPS = 10


@dataclass(frozen=True, slots=True)
class _Entry:
    """A cell with what it is of: its thing, what is said of it, and its place in the sheet."""

    thing: frozenset[str]
    said: ColumnMeaning
    cell: LineCell
    figure: Figure
    row: int
    column: int


@dataclass(frozen=True)
class _Page:
    """A sheet, its subject, and its entries by thing and what is said."""

    sheet: TableLines
    subject: frozenset[str]
    entries: Mapping[tuple[frozenset[str], frozenset[str], str], tuple[_Entry, ...]]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two cells of the same thing, the one that is judged and the one it is held against."""

    own: _Entry
    other: _Entry

    @property
    def agrees(self) -> bool:
        """Whether the one is the other, rounded or not; costs may have a minus in one table and none in the other."""
        one, other = self.own.cell.span, self.other.cell.span
        most = max(room(one), room(other))
        return abs(one.value - other.value) <= most or abs(one.value + other.value) <= most

    @property
    def differs(self) -> bool:
        """Whether they cannot be the same value; of years whose months are not told, only where they nearly are."""
        told = None not in (self.own.said.occasion.months, self.other.said.occasion.months)
        return not self.agrees and (told or self.near)

    @property
    def near(self) -> bool:
        """Whether they are so near that they are meant to be the same."""
        one, other = abs(self.own.cell.span.value), abs(self.other.cell.span.value)
        if sorted(str(one.normalize())) == sorted(str(other.normalize())):
            return True
        return abs(one - other) <= _NEAR * max(one, other)

    @property
    def telling(self) -> bool:
        """Whether their agreement proves something: a figure of more than a digit."""
        value = self.own.cell.span.value
        return abs(value) >= _STEPS * ((self.own.cell.span.high - self.own.cell.span.low) or 1)


def cross(evidence: Evidence) -> tuple[Problem, ...]:
    """Evidence → T730 for tables of the period, T731 for what earlier periods reported, T734 for columns exchanged."""
    content, ledger = evidence.content, evidence.ledger
    pages = _pages(content.period, ledger, content)
    found = [*_within(pages), *_against_earlier(pages, content, ledger)]
    return tuple({(problem.code, problem.place): problem for problem in reversed(found)}.values())[::-1]


def _pages(period: Period, ledger: Ledger, content: Content) -> tuple[_Page, ...]:
    shown = _shown(content, ledger) if period is content.period else {}
    return tuple(_page(sheet, period, shown.get(sheet.id, frozenset())) for sheet in sheets_of(period, ledger, content))


def _shown(content: Content, ledger: Ledger) -> dict[str, frozenset[str]]:
    """Tables by id → the words of the headings that they stand under."""
    found: dict[str, frozenset[str]] = {}
    waiting = [(section, frozenset[str]()) for plan in content.documents for section in plan.sections]
    while waiting:
        section, above = waiting.pop()
        words = above | subject_in(printed_text(section.heading, ledger) if section.record is None else "")
        found.update((str(block.entry.table), words) for block in section.blocks if block.entry.table)
        waiting += [(each, words) for each in section.sections]
    return found


def _page(sheet: TableLines, period: Period, above: frozenset[str]) -> _Page:
    record = sheet.table is None
    said = [said_of(column, period.entry) for column in sheet.columns]
    things = [thing_of(row, sheet, record=record) for row in sheet.rows]
    often = Counter(things)
    found: dict[tuple[frozenset[str], frozenset[str], str], list[_Entry]] = defaultdict(list)
    for number, (row, thing) in enumerate(zip(sheet.rows, things, strict=True)):
        if not thing or often[thing] > 1 or row.meaning.part or row.kind in {"varav", "mellanrubrik"}:
            continue
        for index, cell in enumerate(row.cells):
            if cell is not None and cell.figure is not None and cell.state == "number":
                entry = _Entry(thing, said[index], cell, cell.figure, number, index)
                found[thing, said[index].what, cell.measure].append(entry)
    return _Page(sheet, subject_in(sheet.heading) or above, {key: tuple(each) for key, each in found.items()})


# --- tables of one period ------------------------------------------------------------------------------------------


def _within(pages: Sequence[_Page]) -> Iterator[Problem]:
    tables = [page for page in pages if page.sheet.table is not None]
    holders: dict[object, list[int]] = defaultdict(list)
    for number, page in enumerate(tables):
        for key in page.entries:
            holders[key].append(number)
    meeting = {(one, other) for numbers in holders.values() for one in numbers for other in numbers if one < other}
    for one, other in sorted(meeting):
        pairs = list(_pairs(tables[other], tables[one]))
        yield from _judged("T730", pairs, tables[other], tables[one])


def _pairs(own: _Page, against: _Page) -> Iterator[_Pair]:
    for key, entries in own.entries.items():
        for entry in entries:
            others = [
                each for each in against.entries.get(key, ()) if same_occasion(entry.said.occasion, each.said.occasion)
            ]
            if len(others) == 1 and entry.figure.id != others[0].figure.id:
                yield _Pair(entry, others[0])


def _judged(code: str, pairs: Sequence[_Pair], own: _Page, against: _Page) -> Iterator[Problem]:
    differing = [pair for pair in pairs if pair.differs and (pair.own.cell.written or pair.other.cell.written)]
    if not differing:
        return
    swapped = list(_swapped(differing))
    if swapped:
        yield _exchange(swapped, own, against)
        gone = {id(pair) for both in swapped for pair in both}
        differing = [pair for pair in differing if id(pair) not in gone]
    agreeing = [pair for pair in pairs if pair.agrees and pair.telling]
    rows = {pair.own.row for pair in agreeing}
    known = all(pair.own.row in rows for pair in differing)
    for pair in differing:
        sure = known or len(agreeing) >= max(len(differing), _FEW)
        doubtful = _conflict(pair, own, against)
        if sure or (not doubtful and pair.near and (agreeing or len(differing) <= _FEW)):
            yield _two_values(code, pair, own, against)


def _conflict(pair: _Pair, own: _Page, against: _Page) -> bool:
    """Whether two tables are about different things; a label that fits any table needs the same subject."""
    thing = pair.own.thing
    one, other = own.subject - thing, against.subject - thing
    return one != other and (anybodys(thing) or (bool(one) and bool(other)))


# --- columns exchanged ---------------------------------------------------------------------------------------------


def _swapped(differing: Sequence[_Pair]) -> Iterator[tuple[_Pair, _Pair]]:
    """Pairs of one row whose figures stand in each other's columns."""
    rows: dict[int, list[_Pair]] = defaultdict(list)
    for pair in differing:
        rows[pair.own.row].append(pair)
    for pairs in rows.values():
        for number, one in enumerate(pairs):
            for other in pairs[number + 1 :]:
                crossed = _Pair(one.own, other.other).agrees and _Pair(other.own, one.other).agrees
                if crossed and one.telling and one.own.cell.measure == other.own.cell.measure:
                    yield one, other


def _exchange(swapped: Sequence[tuple[_Pair, _Pair]], own: _Page, against: _Page) -> Problem:
    one, other = swapped[0]
    columns = own.sheet.columns
    first, second = columns[one.own.column].meaning.text, columns[other.own.column].meaning.text
    where = f"tabellen ”{against.sheet.heading}”"
    rows = "raden" if len(swapped) == 1 else f"{len(swapped)} rader, först"
    label = own.sheet.rows[one.own.row].meaning.text
    return Problem(
        "T734",
        one.own.figure.where,
        f"{first} och {second} har bytt plats mot {where}: {rows} ”{label}”.",
        expected=f"{_text(one.other.figure)} och {_text(other.other.figure)}",
        found=f"{_text(one.own.figure)} och {_text(other.own.figure)}",
        hint="Byt plats på talen i den ena tabellen, eller rätta rubrikerna.",
        related=(other.own.figure.where, one.other.figure.where, other.other.figure.where),
        place=one.own.figure.id,
    )


# --- earlier periods -----------------------------------------------------------------------------------------------


def _against_earlier(pages: Sequence[_Page], content: Content, ledger: Ledger) -> Iterator[Problem]:
    earlier: dict[str, tuple[_Page, ...]] = {}
    for name, period in content.earlier.items():
        key = ledger.references.get(name, name)
        if key in ledger.earlier and key not in earlier:
            earlier[key] = _pages(period, ledger.earlier[key], content)
    reported: dict[str, list[tuple[_Pair, _Page, _Page]]] = defaultdict(list)
    for page in pages:
        restated = _restated(page.sheet)
        for other in (each for key in earlier for each in earlier[key]):
            if (page.sheet.table is None or other.sheet.table is None) and page.sheet.id != other.sheet.id:
                continue
            for pair in _pairs(page, other):
                # A forecast is of the day it was made.
                if (pair.own.row, pair.own.column) not in restated and "prognos" not in pair.own.said.what:
                    reported[pair.own.figure.id].append((pair, page, other))
    yield from _compared(reported)


def _restated(sheet: TableLines) -> frozenset[tuple[int, int]]:
    table = sheet.table
    if table is None:
        return frozenset()
    places = (table.cell_at(str(entry.place)) for entry in table.entry.restated)
    return frozenset(place for place in places if place is not None)


def _compared(reported: Mapping[str, list[tuple[_Pair, _Page, _Page]]]) -> Iterator[Problem]:
    """A figure is what was reported where any of the earlier periods reported it so."""
    by_pages: dict[tuple[int, int], list[tuple[_Pair, _Page, _Page]]] = defaultdict(list)
    for found in reported.values():
        own = [each for each in found if each[1].sheet.id == each[2].sheet.id] or found
        chosen = next((each for each in own if each[0].agrees), own[0])
        by_pages[id(chosen[1]), id(chosen[2])].append(chosen)
    for chosen_all in by_pages.values():
        _, page, other = chosen_all[0]
        pairs = [pair for pair, _, _ in chosen_all]
        if page.sheet.id != other.sheet.id:
            yield from _judged("T731", pairs, page, other)
            continue
        differing = [pair for pair in pairs if pair.differs and pair.own.cell.written]
        swapped = list(_swapped(differing))
        if swapped:
            yield _exchange(swapped, page, other)
        gone = {id(pair) for both in swapped for pair in both}
        for pair in differing:
            if id(pair) not in gone:
                yield _two_values("T731", pair, page, other)


# --- words ---------------------------------------------------------------------------------------------------------


def _two_values(code: str, pair: _Pair, own: _Page, against: _Page) -> Problem:
    here, there = (pair.own, pair.other) if pair.own.cell.written else (pair.other, pair.own)
    page, other = (own, against) if here is pair.own else (against, own)
    label, head = page.sheet.rows[here.row].meaning.text, page.sheet.columns[here.column].meaning.text
    name = f"”{label}”, {head}"
    if code == "T731":
        message = f"{name} är ett annat tal än det som redovisades då."
        hint = "Rätta talet. Är det omräknat, skriv det under omräknat: med plats, från och skäl."
    else:
        message = f"{name} har ett annat värde i tabellen ”{other.sheet.heading}”."
        hint = "Rätta det tal som är fel, eller citera det ena där det andra står: = tabell.rad.kolumn."
    return Problem(
        code,
        here.figure.where,
        message,
        expected=_text(there.figure),
        found=_text(here.figure),
        hint=hint,
        related=(there.figure.where,),
        place=here.figure.id,
    )


def _text(figure: Figure) -> str:
    value = figure.value if figure.value is not None else Decimal(0)
    return format_quantity(value, figure.unit, NumberFormat(), figure.decimals).replace(HARD_SPACE, " ")
