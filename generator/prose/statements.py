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
from generator.prose.assign import Assignment, Figures, TypedNumber, assigned, beside
from generator.prose.clauses import KIND_STEMS, Clause, Cue, clause_at
from generator.prose.fitting import MeasuredNumber, amount_of
from generator.prose.said import LabelWords, Said
from generator.prose.scores import ReportUse, sign_differs
from generator.prose.slips import Slip
from generator.prose.subjects import PEOPLE, Subject, SubjectRow, board_stems, rows_of
from generator.prose.texts import Prose, prose_of
from generator.swedish import Mention, subject_stems

StatementVerdict = Literal["equal", "derived", "differs", "other", "unknown"]
TOLD, CITED = Decimal("0.5"), Decimal("0.8")
_LEAST_SHARE, _CITABLE = Decimal("0.05"), Decimal("0.3")
_MOST_EQUAL, _TELLING = 100, 3
_LEAST_VOTES, _LEAST_SAID, _MOST_LEARNT = 3, Decimal("0.55"), Decimal(2)
# So many signs must agree with the tables, and of so many one may not.
_LEAST_SIGNS, _MOST_TURNED = 5, 5
_HALF = Decimal("0.5")
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
    assignment: Assignment | None = None
    citable: tuple[tuple[SubjectRow, Subject], ...] = ()

    @property
    def meant(self) -> tuple[tuple[SubjectRow, Subject], ...]:
        """The figures that it can be, with their rows."""
        cited = self.assignment.cited if self.assignment else ()
        return tuple((row, each) for _, row, each in cited)

    @property
    def slip(self) -> Slip | None:
        """The slip by which it differs."""
        return self.assignment.slip if self.assignment else None

    @property
    def computed(self) -> tuple[SubjectRow, Subject] | None:
        """The difference of two figures that it is, if it is no figure itself."""
        return self.assignment.computed if self.assignment and self.agreement == "derived" else None

    def row_of(self, subject: Subject) -> SubjectRow | None:
        """The row of a figure that it can be."""
        return next((row for row, each in self.meant if each is subject), None)

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
    def figures(self) -> Figures:
        """Return the figures that numbers can be assigned to."""
        return Figures(self.rows, LabelWords(self.rows, self.board), ReportUse(self.year))

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
    figures: Figures


def reading_of(content: Content, ledger: Ledger) -> ReadTexts:
    """Read the texts of a content."""
    index = Index(rows_of(content, ledger), content.period.entry.end.year, board_stems(content))
    return read_texts(prose_of(content, ledger), index)


def read_texts(prose: Sequence[Prose], index: Index, figures: Figures | None = None) -> ReadTexts:
    """Read some texts that speak of the rows of an index; `figures` know how the whole report speaks of them."""
    numbers = numbers_of(prose, index, figures)
    first = [assigned(each) for each in numbers]
    near = [beside(numbers, first, at) for at in range(len(numbers))]
    triples = zip(numbers, near, first, strict=True)
    found = [assigned(number, cited) if cited else before for number, cited, before in triples]
    statements = tuple(_statement(*each, index) for each in zip(numbers, found, strict=True))
    return ReadTexts(tuple(prose), index, statements, numbers[0].figures if numbers else index.figures)


def numbers_of(prose: Sequence[Prose], index: Index, figures: Figures | None = None) -> list[TypedNumber]:
    """Return the numbers typed in some texts, and the figures as these texts speak of them unless `figures` know it."""
    numbers = [_number(each, mention, index) for each in prose for mention in each.mentions]
    figures = figures or replace(index.figures, report=_house(numbers, index))
    return [replace(each, figures=figures) for each in numbers]


def _number(prose: Prose, mention: Mention, index: Index) -> TypedNumber:
    clause = clause_at(prose, mention.start, mention.end)
    said = Said(prose, mention, clause, index.figures.vocabulary, index.of_record(prose.scope.post))
    amount = amount_of(mention)
    return TypedNumber(said, amount, index.figures, tuple(islice(index.meeting(amount), _MOST_EQUAL)))


def _statement(number: TypedNumber, found: Assignment, index: Index) -> Statement:
    said = number.said
    rows, _ = rows_at(said.prose, said.clause, index)
    equal = tuple(each for share, _, each in found.cited if share >= _LEAST_SHARE)
    statement = Statement(
        said.prose, said.mention, said.clause, number.amount, rows, "unknown", equal, assignment=found
    )
    if found.wrong > TOLD and found.target is not None and not said.mention.worded:
        verdict: StatementVerdict = "other" if found.slip == "column" else "differs"
        return replace(statement, agreement=verdict, target_row=found.target[0], target=found.target[1])
    if found.derived > found.right:
        return replace(statement, agreement="derived")
    if not equal:
        return statement
    # What nothing names is not cited, though its digits agree.
    citable = [(row, each) for share, row, each in found.cited if share >= _CITABLE and number.names(row)]
    share, row, subject = found.cited[0]
    # A part that is as large as the whole is not the whole.
    certain = share > CITED and (row, subject) in citable and not said.clause.has(Cue.PARTLY, Cue.TARGET)
    return replace(
        statement, agreement="equal", target_row=row, target=subject, certain=certain, citable=tuple(citable)
    )


def _house(numbers: Sequence[TypedNumber], index: Index) -> ReportUse:
    """Learn how a report speaks: what words such as "periodens resultat" mean, and how often a number is in a table."""
    votes = defaultdict[tuple[str, bool], Decimal](Decimal)
    equal, apart, signs = Decimal(1), Decimal(1), Counter[bool]()
    for number in numbers:
        digits = number.said.digits
        if digits >= _TELLING:
            equal, apart = equal + bool(number.equal), apart + (not number.equal)
        hits = _hits(number) if digits > 1 else []
        differs = {sign_differs(number.said, index.by_figure[each.figure][0], each) for each in hits}
        signs.update(each for each in differs if each is not None and len(differs) == 1)
        for cue in number.said.cues if hits else ():
            for subject in hits:
                votes[cue, subject.role == "difference"] += Decimal(1) / len(hits)
    counted = {cue: (votes[cue, True], votes[cue, False]) for cue in sorted({cue for cue, _ in votes})}
    learnt = {cue: _odds(*(each + _HALF for each in got)) for cue, got in counted.items() if sum(got) >= _LEAST_VOTES}
    agree = signs[False] >= _LEAST_SIGNS and signs[True] * _MOST_TURNED <= signs[False]
    return ReportUse(index.year, learnt, _odds(apart, equal), agree)


def _hits(number: TypedNumber) -> list[Subject]:
    """The figures of a number's value in rows whose name is said."""
    said = number.said
    near = {id(row) for row in number.near}
    return [
        subject
        for row, subject in number.equal
        if id(row) in near and said.coverage(row.stems - said.vocabulary.board)[2] > _LEAST_SAID
    ]


def _odds(one: Decimal, other: Decimal) -> Decimal:
    return max(-_MOST_LEARNT, min(_MOST_LEARNT, (one / other).ln()))


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


def _surroundings(prose: Prose) -> frozenset[str]:
    return subject_stems(" ".join((*prose.context, prose.place.replace("_", " "))))


def nearest_rows(prose: Prose, rows: Sequence[SubjectRow]) -> tuple[SubjectRow, ...]:
    """Return those rows of one name that the text is about, by the figures it cites, its file or its headings."""
    headings = _surroundings(prose)
    people = headings & PEOPLE
    rows = [row for row in rows if not (people and row.around & PEOPLE and not people & (row.around | row.stems))]
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
