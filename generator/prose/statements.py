"""Statements: the numbers typed in texts, the figures that they can be about, and how they agree.

Conservative: a number differs only where every word that identifies it is in the labels of the figure, the kinds fit
(a deficit is no budget), and no other figure or simple difference of those rows explains it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Literal, TypeVar

from generator.content import Content, Record
from generator.figures import Ledger
from generator.prose.clauses import KIND_STEMS, Clause, Cue, clause_at
from generator.prose.fitting import MeasuredNumber, accepts, amount_of, derived, judgeable, kind_fits, measures, summed
from generator.prose.subjects import Subject, SubjectRow, board_stems, rows_of
from generator.prose.texts import Prose, prose_of
from generator.swedish import Mention, stem, subject_stems, unknown_stems

StatementVerdict = Literal["equal", "derived", "differs", "other", "unknown"]
_NEAR = Decimal("0.85"), Decimal("1.18")
_FAR = Decimal("0.25"), Decimal(4)
_TEN = Decimal(10)
_MOST_NAMED, _MOST_UNNAMED = 12, 6
_MOST_OF_A_NAME = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """A typed number, its clause, the rows that it can be about, and how it agrees with them.

    `equal` are the figures that it can be; `target` is the one it differs from or, if `certain`, the only one it is.
    """

    prose: Prose
    mention: Mention
    clause: Clause
    amount: MeasuredNumber
    rows: tuple[SubjectRow, ...]
    agreement: StatementVerdict
    equal: tuple[Subject, ...] = ()
    target: Subject | None = None
    target_row: SubjectRow | None = None
    certain: bool = False

    @property
    def printed(self) -> str:
        """The number as it is written in the text."""
        return " ".join(self.prose.plain[self.mention.bare_start : self.mention.end].split())


# The lower bound of a figure without its sign, the figure's row, and the figure.
_Sized = tuple[Decimal, SubjectRow, Subject]
_OfRow = TypeVar("_OfRow")


@dataclass(frozen=True)
class Index:
    """The rows of a period, and their stems for looking them up."""

    rows: tuple[SubjectRow, ...]
    year: int
    board: frozenset[str] = frozenset()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return all stems of all labels."""
        return frozenset(each for row in self.rows for each in row.stems)

    @cached_property
    def subjects(self) -> tuple[tuple[SubjectRow, Subject], ...]:
        """Return all figures with their rows."""
        return tuple((row, subject) for row in self.rows for subject in row.subjects)

    def named(self, stems: Collection[str]) -> tuple[SubjectRow, ...]:
        """Return the rows whose whole label is among the stems of a clause; the most specific ones only."""
        parts = frozenset(part for word in frozenset(stems) for part in self._parts(word))
        found = self.names_in(parts)
        kept = [names for names in found if not any(names < others for others in found)]
        return self.in_order((row, row) for names in kept for row in self.by_names[names])

    def names_in(self, stems: frozenset[str]) -> tuple[frozenset[str], ...]:
        """Return the names that have all their stems among some stems."""
        found = (names for each in stems for names in self._by_rarest.get(each, ()))
        return tuple(names for names in found if names <= stems)

    @cached_property
    def by_names(self) -> Mapping[frozenset[str], Sequence[SubjectRow]]:
        """Return the rows by the stems that name them: "Resultat Barn och unga" is named by "barn och unga"."""
        rows = defaultdict[frozenset[str], list[SubjectRow]](list)
        for row in self.rows:
            rows[row.stems - KIND_STEMS - self.board].append(row)
        # A name that so many rows have tells none of them.
        return {names: each for names, each in rows.items() if names and len(each) <= _MOST_OF_A_NAME}

    @cached_property
    def name_stems(self) -> frozenset[str]:
        """Return the stems of all names."""
        return frozenset(each for names in self.by_names for each in names)

    @cached_property
    def _by_rarest(self) -> Mapping[str, Sequence[frozenset[str]]]:
        """The names, each by the one of its stems that fewest others have."""
        counted = Counter(each for names in self.by_names for each in names)
        names_of = defaultdict[str, list[frozenset[str]]](list)
        for names in self.by_names:
            names_of[min(names, key=lambda each: (counted[each], each))].append(names)
        return names_of

    @cached_property
    def by_figure(self) -> Mapping[str, tuple[SubjectRow, Subject]]:
        """Return the figures with their rows, by id."""
        return {subject.figure: (row, subject) for row, subject in self.subjects}

    @cached_property
    def whole(self) -> tuple[SubjectRow, ...]:
        """Return the rows that are of the whole, or only of a kind of money; of many the first."""
        return tuple(islice((row for row in self.rows if row.total or _of_kind(row)), _MOST_OF_A_NAME))

    def of_record(self, record: Record | None) -> tuple[SubjectRow, ...]:
        """Return the rows of a record."""
        return tuple(self._by_table.get(f"{record.type}.{record.id}", ())) if record is not None else ()

    @cached_property
    def _by_table(self) -> Mapping[str, Sequence[SubjectRow]]:
        rows = defaultdict[str, list[SubjectRow]](list)
        for row in self.rows:
            rows[row.table].append(row)
        return rows

    def meeting(self, amount: MeasuredNumber) -> Iterator[tuple[SubjectRow, Subject]]:
        """Yield the figures of an amount's measure whose intervals meet its own."""
        lows, subjects, widest = self._by_size.get(amount.measure, ((), (), Decimal(0)))
        for _, row, subject in subjects[bisect_left(lows, amount.low - widest) : bisect_right(lows, amount.high)]:
            if amount.is_of(subject):
                yield row, subject

    @cached_property
    def _by_size(self) -> Mapping[str, tuple[Sequence[Decimal], Sequence[_Sized], Decimal]]:
        """The figures of each measure by their lower bound without sign, those bounds, and the widest interval."""
        sized = defaultdict[str, list[_Sized]](list)
        for row, subject in self.subjects:
            sized[subject.measure].append((subject.low if subject.value >= 0 else -subject.high, row, subject))
        for each in sized.values():
            each.sort(key=itemgetter(0))
        widest = {name: max(subject.high - subject.low for _, _, subject in each) for name, each in sized.items()}
        return {name: ([low for low, *_ in each], each, widest[name]) for name, each in sized.items()}

    def in_order(self, of_rows: Iterable[tuple[SubjectRow, _OfRow]]) -> tuple[_OfRow, ...]:
        """Return what is said of rows, each with its row, in the order of the rows."""
        return tuple(each for _, each in sorted(of_rows, key=lambda pair: self._places[id(pair[0])]))

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {id(row): place for place, row in enumerate(self.rows)}

    def _parts(self, word: str) -> Iterator[str]:
        shortest = len(word) if word.startswith("netto") else 4
        parts = (part for length in range(shortest, len(word) - 2) for part in (word[:length], word[-length:]))
        yield from (part for part in (word, *parts) if part in self.vocabulary)


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """A period's texts, the rows that they can be about, and the numbers typed in them."""

    prose: tuple[Prose, ...]
    index: Index
    statements: tuple[Statement, ...]


def reading_of(content: Content, ledger: Ledger) -> ReadTexts:
    """Read the texts of a content."""
    index = Index(rows_of(content, ledger), content.period.entry.end.year, board_stems(content))
    prose = prose_of(content, ledger)
    statements = (_statement(each, mention, index) for each in prose for mention in each.mentions)
    return ReadTexts(prose, index, tuple(statements))


_KINDS = (Cue.AGAINST_BUDGET, Cue.FORECAST, Cue.BUDGET, Cue.NET, Cue.CHANGE, Cue.COST, Cue.INCOME)
_PEOPLE = frozenset(map(stem, ("barn", "unga", "ungdomar", "vuxna", "äldre", "kvinnor", "män", "flickor", "pojkar")))
# A figure that a statement may be compared with, and its row.
_Candidate = tuple[SubjectRow, Subject]


def _statement(prose: Prose, mention: Mention, index: Index) -> Statement:
    clause = clause_at(prose, mention.start, mention.end)
    amount = amount_of(mention)
    if mention.sign == "+" and amount.measure == "kr" and not clause.has(*_KINDS):
        # "Vuxna: +3,9 mnkr" is a deviation without the word.
        clause = replace(clause, words=f"{clause.words} avvikelse")
    rows, explicit = rows_at(prose, clause, index)
    fitting = [(row, subject) for row in rows for subject in row.subjects if measures(amount, subject, clause)]
    equal = tuple(subject for _, subject in fitting if amount.is_of(subject))
    statement = Statement(prose, mention, clause, amount, rows, "unknown", equal)
    if not fitting:
        return statement
    if equal:
        return _equal(statement, fitting, index, explicit=explicit)
    outright = any(accepts(clause, each, row, index.year) for row, each in fitting) and not clause.has(Cue.EARLIER)
    if any(derived(amount, row, clause, outright=outright) for row in rows) or summed(amount, rows):
        return replace(statement, agreement="derived")
    target = _differing(statement, fitting, index, explicit=explicit)
    return statement if target is None or _of_others(statement, target[0]) else _with(statement, "differs", target)


def _of_others(statement: Statement, row: SubjectRow) -> bool:
    of_text = (_surroundings(statement.prose) | set(statement.clause.stems)) & _PEOPLE
    of_row = (row.stems | row.around) & _PEOPLE
    return bool(of_text and of_row and not of_text & of_row)


def _with(statement: Statement, agreement: StatementVerdict, target: _Candidate, *, certain: bool = False) -> Statement:
    return replace(statement, agreement=agreement, target_row=target[0], target=target[1], certain=certain)


def _surroundings(prose: Prose) -> frozenset[str]:
    return subject_stems(" ".join((*prose.context, prose.place.replace("_", " "))))


def rows_at(prose: Prose, clause: Clause, index: Index) -> tuple[tuple[SubjectRow, ...], bool]:
    """Return the rows that a clause can be about, and whether it names them itself."""
    named = index.named(clause.stems) or index.named(clause.reach)
    if named:
        return named, True
    whole = index.whole
    called = tuple(row for row in whole if _of_kind(row) and row.stems <= frozenset(clause.stems))
    if len(called) == 1 and not clause.inherits:
        return called, True
    if clause.has(Cue.BOARD):
        return whole, True
    own = index.of_record(prose.scope.post)
    above = next(filter(None, (index.named(subject_stems(each)) for each in reversed(prose.context))), ())
    return tuple(dict.fromkeys((*own, *above))) or whole, False


def nearest_rows(prose: Prose, rows: Sequence[SubjectRow]) -> tuple[SubjectRow, ...]:
    """Return those rows of one name that the text is about, by the figures it cites, its file or its headings."""
    headings = _surroundings(prose)
    people = headings & _PEOPLE
    rows = [row for row in rows if not (people and row.around & _PEOPLE and not people & (row.around | row.stems))]
    if len({row.table for row in rows}) <= 1:
        return tuple(rows)
    cited = prose.cited_tables
    file = prose.text.where.file
    scores = [_nearness(row, cited, headings, file) for row in rows]
    best = max(scores)
    return tuple(row for row, score in zip(rows, scores, strict=True) if score == best)


def _nearness(row: SubjectRow, cited: Collection[str], headings: frozenset[str], file: str) -> tuple[int, bool, bool]:
    shared = len((row.around | subject_stems(row.table.replace("_", " "))) & headings)
    same_file = any(each.where.file == file for each in row.subjects)
    return shared, row.table.partition(".")[0] in cited, same_file


def _of_kind(row: SubjectRow) -> bool:
    return bool(row.stems) and row.stems <= KIND_STEMS


# --- numbers that differ --------------------------------------------------------------------------------------------


def _differing(
    statement: Statement, fitting: Sequence[_Candidate], index: Index, *, explicit: bool
) -> _Candidate | None:
    clause, amount = statement.clause, statement.amount
    if _unexplained(statement, fitting, index.board):
        return None
    if not judgeable(_as_labelled(clause, statement.rows), statement.mention):
        return _differing_change(statement, fitting) if explicit else None
    candidates = [(row, each) for row, each in fitting if accepts(clause, each, row, index.year) and each.value]
    if not candidates or len({each.figure for _, each in candidates}) > (_MOST_NAMED if explicit else _MOST_UNNAMED):
        return None
    target = min(candidates, key=lambda pair: _distance(amount, pair[1]))
    cued = clause.has(Cue.AGAINST_BUDGET, Cue.FORECAST, Cue.BUDGET, Cue.NET)
    alone = len({(each.low, each.high) for _, each in candidates}) == 1
    strong = (explicit and (cued or not Cue.FORECAST.is_in(clause.around))) or (cued and alone)
    close = _near(amount, target[1]) and (explicit or cued)
    if not close and not (strong and _FAR[0] <= _ratio(amount, target[1]) <= _FAR[1]):
        return None
    return None if _elsewhere(statement, index, any_kind=not close) else target


def _as_labelled(clause: Clause, rows: Sequence[SubjectRow]) -> Clause:
    words, labels = clause.words, [row.label.casefold() for row in rows]
    for part in {match[0] for match in Cue.PARTLY.value.finditer(words)}:
        if labels and all(part in label for label in labels):
            words = words.replace(part, "")
    return replace(clause, words=words)


def _differing_change(statement: Statement, fitting: Sequence[_Candidate]) -> _Candidate | None:
    """Return the change in per cent that the row has: "ökade med 13 procent", and the column says 11,5 %."""
    clause = statement.clause
    changes, forecast = clause.has(Cue.CHANGE) or clause.compares, clause.has(Cue.FORECAST)
    if not changes or statement.amount.measure != "%" or clause.has(Cue.PARTLY, Cue.TARGET):
        return None
    candidates = [
        (row, each)
        for row, each in fitting
        if each.measure == "%" and each.value and each.role not in {"share", "attainment", "difference"}
        and "andel" not in f"{row.label} {each.label}".casefold() and (each.basis == "prognos") == forecast
    ]  # fmt: skip
    alone = len(candidates) == 1 and len({row.label for row in statement.rows}) == 1
    return candidates[0] if alone and _near(statement.amount, candidates[0][1]) else None


def _unexplained(statement: Statement, fitting: Sequence[_Candidate], board: frozenset[str]) -> bool:
    clause, prose = statement.clause, statement.prose
    inherits = clause.inherits or not statement.rows or prose.scope.post is not None
    headings = subject_stems(" ".join(prose.context)) if inherits else frozenset()
    labels = (row.stems | row.around | subject.words for row, subject in fitting)
    return bool(unknown_stems(clause.stems, (KIND_STEMS | headings | board).union(*labels)))


def _distance(amount: MeasuredNumber, subject: Subject) -> Decimal:
    ratio = _ratio(amount, subject)
    return max(ratio, 1 / ratio) if ratio else Decimal("Infinity")


def _ratio(amount: MeasuredNumber, subject: Subject) -> Decimal:
    middle = (amount.low + amount.high) / 2
    return middle / abs(subject.value) if subject.value else Decimal(0)


def _near(amount: MeasuredNumber, subject: Subject) -> bool:
    ratio = _ratio(amount, subject)
    return _NEAR[0] <= ratio <= _NEAR[1] or _slipped(amount, subject)


def _slipped(amount: MeasuredNumber, subject: Subject) -> bool:
    value = abs(subject.value).normalize()
    if not value.adjusted() or len(value.as_tuple().digits) <= 1:
        return False
    factors = (_TEN**exponent for exponent in (-3, -2, -1, 1, 2, 3))
    moved = (MeasuredNumber(amount.measure, amount.low * factor, amount.high * factor) for factor in factors)
    return any(each.is_of(subject) for each in moved)


def _elsewhere(statement: Statement, index: Index, *, any_kind: bool) -> bool:
    clause, amount = statement.clause, statement.amount
    words = frozenset(clause.stems) | index.board
    return any(
        ((row.stems | row.around) & words or row.total or _of_kind(row))
        and (any_kind or accepts(clause, subject, row, index.year))
        for row, subject in index.meeting(amount)
    )


def _equal(statement: Statement, fitting: Sequence[_Candidate], index: Index, *, explicit: bool) -> Statement:
    clause, equal = statement.clause, replace(statement, agreement="equal")
    if not explicit or not judgeable(clause, statement.mention) or _unexplained(statement, fitting, index.board):
        return equal
    now = [(row, each) for row, each in fitting if accepts(clause, each, row, index.year) and each.value]
    if len({(each.low, each.high) for _, each in now}) == 1:
        subject = now[0][1]
        early = _as_forecast(statement) or _as_earlier(statement, subject, index.year)
        if early or _as_other(statement, fitting, subject):
            return _with(statement, "other", now[0])
    meant = [pair for pair in now if pair[1] in statement.equal]
    # Two names for the same figure leave it open which of them the author would cite.
    return _with(statement, "equal", meant[0], certain=True) if len(meant) == 1 else equal


def _as_forecast(statement: Statement) -> bool:
    """Whether the sentence speaks of a past surplus or deficit, but only the forecast has the number."""
    return _of_deviation_so_far(statement.clause) and all(each.basis == "prognos" for each in statement.equal)


def _of_deviation_so_far(clause: Clause) -> bool:
    forecast = clause.has(Cue.FORECAST) or Cue.FORECAST.is_in(clause.around)
    return clause.has(Cue.AGAINST_BUDGET) and not forecast


def _as_earlier(statement: Statement, now: Subject, year: int) -> bool:
    """Whether the sentence speaks of now, but only an earlier column has the number: left over from last year."""
    clause, sentence = statement.clause, statement.clause.sentence
    before = statement.prose.plain[: statement.mention.start].rstrip()
    if now.earlier or clause.begins_from or "jämför" in sentence or before.endswith("("):
        return False
    silent = not Cue.EARLIER.is_in(sentence) and not clause.years - {year} and str(year - 1) not in sentence
    return silent and _near(statement.amount, now) and all(each.earlier for each in statement.equal)


def _as_other(statement: Statement, fitting: Sequence[_Candidate], now: Subject) -> bool:
    """Whether the number is near the deviation that the sentence speaks of, and by chance that of another column."""
    outcomes = [(row, each) for row, each in fitting if each in statement.equal and each.basis != "prognos"]
    meant = any(kind_fits(statement.clause, each, row) for row, each in outcomes)
    return _of_deviation_so_far(statement.clause) and not meant and _near(statement.amount, now)
