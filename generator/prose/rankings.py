"""Rankings of the rows of a table or the records of a type, by a figure, its change or its deviation from budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import takewhile
from typing import Literal, TypeVar, get_args

from generator.content import Content
from generator.figures import Ledger
from generator.prose.meanings import meaning_of
from generator.prose.subjects import Subject, SubjectRow, printed
from generator.prose.texts import printed_words

RankOrder = Literal["size", "least size", "high", "low"]
RankedKind = Literal["figure", "change", "deviation"]


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A row's value in a ranking (money in kronor), its bounds as printed, and the figures that it is computed from."""

    row: SubjectRow
    value: Decimal
    low: Decimal
    high: Decimal
    subjects: tuple[Subject, ...]

    @property
    def figure(self) -> str:
        """Return the figure that identifies this entry, the same before and after a correction."""
        return self.subjects[0].figure


@dataclass(frozen=True)
class Ranking:
    """A column of a table or field of a record type, printed or computed, with an entry for each row."""

    name: str
    column: str
    label: str
    kind: RankedKind
    measure: str
    entries: tuple[RankedRow, ...]

    @property
    def key(self) -> tuple[str, str, RankedKind]:
        """Return what identifies it, the same before and after a correction."""
        return self.name, self.column, self.kind

    @cached_property
    def figures(self) -> frozenset[str]:
        """Return the ids of its figures."""
        return frozenset(each.figure for entry in self.entries for each in entry.subjects)

    @property
    def first(self) -> Subject:
        """Return the figure that ranks its first entry."""
        return self.entries[0].subjects[0]

    def of(self, row: SubjectRow) -> RankedRow | None:
        """Return the entry of a row, if it has one."""
        return self._of_row.get(id(row))

    @cached_property
    def _of_row(self) -> Mapping[int, RankedRow]:
        return {id(entry.row): entry for entry in reversed(self.entries)}

    def above(self, entry: RankedRow, order: RankOrder) -> Iterator[RankedRow]:
        """Yield the entries that come before one in an order, the first one first; equal ones do not."""
        own = rank(entry, order)
        return takewhile(lambda other: rank(other, order) > own, self.ordered(order))

    def ordered(self, order: RankOrder) -> Sequence[RankedRow]:
        """Return the entries in an order."""
        if order not in self._ordered:
            self._ordered[order] = sorted(self.entries, key=lambda entry: -rank(entry, order))
        return self._ordered[order]

    @cached_property
    def _ordered(self) -> dict[RankOrder, Sequence[RankedRow]]:
        return {}


class Rankings(tuple[Ranking, ...]):  # noqa: SLOT001 - it remembers where its rows are
    """The rankings of a period, to be found by what they rank."""

    def of_rows(self, rows: Iterable[SubjectRow]) -> tuple[Ranking, ...]:
        """Return those that have any of some rows."""
        return self._at(place for row in rows for place in self._by_row.get(id(row), ()))

    def citing(self, figures: Iterable[str]) -> tuple[Ranking, ...]:
        """Return those that have any of some figures."""
        return self._at(place for figure in figures for place in self._by_figure.get(figure, ()))

    def _at(self, places: Iterable[int]) -> tuple[Ranking, ...]:
        return tuple(self[place] for place in sorted(set(places)))

    @cached_property
    def _by_row(self) -> Mapping[int, Sequence[int]]:
        return _places((place, id(entry.row)) for place, ranking in enumerate(self) for entry in ranking.entries)

    @cached_property
    def _by_figure(self) -> Mapping[str, Sequence[int]]:
        return _places((place, figure) for place, ranking in enumerate(self) for figure in ranking.figures)


_Key = TypeVar("_Key", int, str)


def _places(keys: Iterable[tuple[int, _Key]]) -> Mapping[_Key, Sequence[int]]:
    places = defaultdict[_Key, list[int]](list)
    for place, key in keys:
        places[key].append(place)
    return places


def rank(entry: RankedRow, order: RankOrder) -> Decimal:
    """Return the sort key of an entry: the greatest comes first."""
    value = abs(entry.value) if order in {"size", "least size"} else entry.value
    return value if order in {"size", "high"} else -value


def rankings(content: Content, ledger: Ledger, rows: Sequence[SubjectRow]) -> Rankings:
    """Return the rankings of a content's rows, those of two entries or more."""
    by_table: dict[str, list[SubjectRow]] = defaultdict(list)
    for row in rows:
        by_table[row.table].append(row)
    collected = list[Ranking]()
    for name, table in content.period.tables.items():
        labels = {printed_words(row.label, ledger) for row in table.rows if row.kind == "rad"}
        collected += _of_group(name, [row for row in by_table[name] if row.label in labels and not _is_whole(row)])
    for kind, records in content.period.records.items():
        collected += _of_group(kind, [row for record in records for row in by_table[f"{kind}.{record.id}"]])
    return Rankings(ranking for ranking in collected if len(ranking.entries) > 1)


def _is_whole(row: SubjectRow) -> bool:
    meaning = meaning_of(row.label)
    return row.total or row.net or meaning.part or meaning.role == "sum"


def _of_group(name: str, rows: Sequence[SubjectRow]) -> Iterator[Ranking]:
    for kind in get_args(RankedKind):
        columns: dict[tuple[str, str], list[RankedRow]] = defaultdict(list)
        for entry in (entry for row in rows for entry in _entries(row, kind)):
            column = "-".join(".".join(each.figure.split(".")[2:]) for each in entry.subjects)
            columns[column, entry.subjects[0].measure].append(entry)
        for (column, measure), entries in columns.items():
            label = " − ".join(each.label for each in entries[0].subjects)
            yield Ranking(name, column, label, kind, measure, tuple(entries))


def _entries(row: SubjectRow, kind: RankedKind) -> Iterator[RankedRow]:
    if kind == "figure":
        yield from (RankedRow(row, each.value, each.low, each.high, (each,)) for each in row.subjects)
        return
    for one, other in changes_of(row) if kind == "change" else deviations_of(row):
        yield RankedRow(row, one.value - other.value, one.low - other.high, one.high - other.low, (one, other))


def changes_of(row: SubjectRow) -> Iterator[tuple[Subject, Subject]]:
    """Yield a row's figures of now, each with the latest earlier one of the same kind."""
    for now, earlier in pairs_of(row):
        yield now, max(earlier, key=lambda each: each.year)


def pairs_of(row: SubjectRow) -> Iterator[tuple[Subject, Sequence[Subject]]]:
    """Yield a row's figures of now, each with the earlier ones of the same kind: not Kommunen with Koncernen."""
    outcomes = [each for each in row.subjects if each.is_outcome]
    current = [each for each in outcomes if each.of_now]
    for now in current:
        earlier = [each for each in outcomes if each.earlier and _kind(each) == _kind(now)]
        alike = [each for each in earlier if not any(_likeness(each, one) > _likeness(each, now) for one in current)]
        if alike:
            yield now, alike


def _likeness(one: Subject, other: Subject) -> int:
    return len(one.words & other.words)


def _kind(subject: Subject) -> tuple[str, str, str, str]:
    return subject.measure, subject.flow, subject.part, subject.role


def deviations_of(row: SubjectRow) -> Iterator[tuple[Subject, Subject]]:
    """Yield a row's outcomes and forecasts, each with the budget of the same flow and measure."""
    left_out = {"difference", "change", "share", "attainment"}
    plain = [each for each in row.subjects if each.role not in left_out and not each.earlier]
    for outcome in (each for each in plain if each.basis in {"utfall", "prognos"}):
        flow = outcome.measure, outcome.flow
        budgets = [each for each in plain if each.basis == "budget" and (each.measure, each.flow) == flow]
        if len(budgets) == 1:
            yield outcome, budgets[0]


def amount_of_entry(entry: RankedRow, ranking: Ranking) -> str:
    """Return an entry's value as its table prints it, a deviation with its plus."""
    subject = entry.subjects[0]
    plus = ranking.kind != "figure" or subject.role in {"difference", "change"}
    return printed(replace(subject, value=entry.value), plus=plus)


def same_in(ranking: Ranking, others: Iterable[Ranking]) -> Ranking | None:
    """Return the ranking of the same column and rows in another version."""
    rows = {entry.figure for entry in ranking.entries}
    same = (each for each in others if each.key == ranking.key and each.measure == ranking.measure)
    return next((each for each in same if {entry.figure for entry in each.entries} == rows), None)
