"""The texts of a period and its figures before and after a correction → the numbers typed there that say the old.

A number is told of where it can be a figure that changed, in its unit or another of the same measure, and no longer can
be. Where a figure that did not change may as well be meant, it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from generator.content import Content
from generator.figures import Ledger
from generator.prose import (
    KIND_STEMS,
    Clause,
    Cue,
    MeasuredNumber,
    Prose,
    RankedRow,
    Ranking,
    ReadTexts,
    Statement,
    Subject,
    SubjectRow,
    accepts,
    changes_of,
    clause_at,
    deviations_of,
    nearest_rows,
    printed,
    rankings,
    reading_of,
    same_in,
)
from generator.swedish import left_over, majorities, ordered_stems, says, subject_stems

_DIGITS_OF_A_NAME, _DIGITS_ALONE = 3, 4
_TOLD_BY_UNIT = frozenset({"kr", "%", "procentenheter"})
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Stale:
    """Words of a text that a correction makes untrue: their slice, why in Swedish, and the figures that it is for."""

    prose: Prose
    start: int
    end: int
    reason: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A text before, and the one after that may have its sentences."""

    old: Prose
    new: Prose

    def at(self, offset: int) -> int | None:
        """An offset in the old text → where its sentence stands in the new one, word for word, if it does."""
        if self.old.text == self.new.text:
            return offset
        start, end = self.old.sentence(offset)
        place = self.new.text.find(self.old.text[start:end].strip())
        blank = len(self.old.text[start:end]) - len(self.old.text[start:end].lstrip())
        return None if place < 0 else place + offset - start - blank


@dataclass(frozen=True)
class Sides:
    """A period's texts, rows and rankings before and after, and the figures that differ: each with its row and both."""

    before: ReadTexts
    after: ReadTexts
    rankings_before: tuple[Ranking, ...]
    rankings_after: tuple[Ranking, ...]
    year: int
    changed: Mapping[str, tuple[SubjectRow, Subject, Subject]] = field(default_factory=dict)

    @cached_property
    def now(self) -> Mapping[str, tuple[SubjectRow, Subject]]:
        """The figures after, by id, with their rows."""
        return {subject.figure: (row, subject) for row, subject in self.after.index.subjects}

    @cached_property
    def texts(self) -> tuple[Standing, ...]:
        """The texts before, each with the one after that is the same, or else with those of the same place."""
        same = {(prose.place, str(prose.text)): prose for prose in self.after.prose}
        there: dict[str, list[Prose]] = {}
        for prose in self.after.prose:
            there.setdefault(prose.place, []).append(prose)
        found: list[Standing] = []
        for old in self.before.prose:
            new = same.get((old.place, str(old.text)))
            found.extend(Standing(old, each) for each in ([new] if new is not None else there.get(old.place, [])))
        return tuple(found)


def sides_of(before: tuple[Content, Ledger], after: tuple[Content, Ledger]) -> Sides:
    """A content and its ledger before, and the same after → both read, with what differs between them."""
    old, new = reading_of(*before), reading_of(*after)
    now = {subject.figure: subject for _, subject in new.index.subjects}
    changed = {
        was.figure: (row, was, now[was.figure])
        for row, was in old.index.subjects
        if was.figure in now and now[was.figure].value != was.value
    }
    return Sides(old, new, rankings(*before, old.index.rows), rankings(*after, new.index.rows), old.index.year, changed)


def stale_numbers(sides: Sides) -> Iterator[Stale]:
    """Both sides of a correction → the typed numbers, and shares in words, that it makes untrue."""
    by_text: dict[int, list[Statement]] = {}
    for statement in sides.before.statements:
        by_text.setdefault(id(statement.prose), []).append(statement)
    for standing in sides.texts:
        for statement in by_text.get(id(standing.old), ()):
            mention = statement.mention
            at = standing.at(mention.bare_start)
            found = _outdated(statement, sides) if at is not None else None
            if at is not None and found is not None:
                yield Stale(standing.new, at, at + mention.end - mention.bare_start, *found)
    yield from _majorities(sides)


def _outdated(statement: Statement, sides: Sides) -> tuple[str, tuple[str, ...]] | None:
    if statement.mention.hedge == "bound":
        return None
    if not statement.equal:
        return _of_two(statement, sides) or _share(statement, sides) or _unnamed(statement, sides)
    pool = _meant(statement, sides.year)
    changed = [sides.changed.get(each.figure) for each in pool]
    if not pool or any(each is None or statement.amount.is_of(each[2]) for each in changed):
        return None
    rows = [each[0] for each in changed if each is not None]
    if not _is_telling(statement, rows[0], sides) or _is_rivalled(statement, rows, pool, sides):
        return None
    return _told(sides, pool[0].figure)


def _meant(statement: Statement, year: int) -> tuple[Subject, ...]:
    """Of the figures that a number can be, those of the kind and time that its clause speaks of, if there are any.

    A figure that is rounded more than the number is not what the number was taken from, where a finer one is there.
    """
    clause = statement.clause
    rows = {each.figure: row for row in statement.rows for each in row.subjects}
    costs = clause.has(Cue.COST) and not clause.has(Cue.AGAINST_BUDGET)
    pool = tuple(each for each in statement.equal if not (costs and _is_result(each, rows[each.figure])))
    pool = tuple(each for each in pool if accepts(clause, each, rows[each.figure], year)) or pool
    width = statement.amount.high - statement.amount.low
    pool = tuple(each for each in pool if each.high - each.low <= width) or pool
    return tuple(each for each in pool if (each.value < 0) == ("underskott" in clause.words)) or pool


def _is_result(subject: Subject, row: SubjectRow) -> bool:
    return "resultat" in f"{row.label} {subject.label}".casefold()


def _is_rivalled(statement: Statement, rows: Sequence[SubjectRow], pool: Sequence[Subject], sides: Sides) -> bool:
    """Whether a figure that stands as it was is as much as the number, and named by the sentence no less.

    Where the clause itself names the row, only what is named better.
    """
    named = max(_naming(statement, *pair) for pair in zip(rows, pool, strict=True))
    own = any(row in sides.before.index.named(statement.clause.stems) for row in rows)
    return any(naming > named or (naming == named > 0 and not own) for naming in _rivals(statement, sides))


def _rivals(statement: Statement, sides: Sides) -> list[int]:
    """How far a sentence names each of the figures that a number may be and that stand as they were."""
    amount = statement.amount
    others = ((row, each) for row, each in sides.before.index.subjects if each.figure not in sides.changed)
    same = ((row, each) for row, each in others if each.measure == amount.measure and amount.is_of(each))
    return [_naming(statement, row, each) for row, each in same]


def _is_telling(statement: Statement, row: SubjectRow, sides: Sides) -> bool:
    """Whether a number is that of a row: its clause names the row, its digits do, or nothing else is spoken of."""
    clause, index = statement.clause, sides.before.index
    if row in (*index.named(clause.stems), *index.named(clause.reach)):
        return True
    if statement.mention.worded:
        return False
    headings = subject_stems(" ".join(statement.prose.context))
    known = KIND_STEMS | index.board | headings | row.stems | row.around
    # A forecast of its own sentence is not of what the sentence before was about.
    own = clause.inherits and any(cue.is_in(clause.before) for cue in (Cue.FORECAST, Cue.AGAINST_BUDGET))
    stems = ordered_stems(clause.before) if own else clause.stems
    return _digits(statement) >= _DIGITS_OF_A_NAME or not left_over(stems, known)


def _told(sides: Sides, figure: str) -> tuple[str, tuple[str, ...]]:
    row, was, now = sides.changed[figure]
    return f"{label_of(row, was)} var {printed(was)} och blir {printed(now)}", (figure,)


def label_of(row: SubjectRow, subject: Subject) -> str:
    """A row and one of its figures → what to call it: the row's label, and the column's where that says more."""
    return f"{row.label}, {subject.label}" if subject.label and subject.label != row.label else row.label


def _digits(statement: Statement) -> int:
    return len(str(abs(statement.mention.value)).replace(".", "").strip("0"))


# --- numbers of two figures, and of a figure that nobody names --------------------------------------------------------


def _of_two(statement: Statement, sides: Sides) -> tuple[str, tuple[str, ...]] | None:
    """A number that was the change or the deviation of two figures of a row that the clause names."""
    clause = statement.clause
    if statement.mention.worded or not (clause.compares or clause.has(Cue.CHANGE, Cue.AGAINST_BUDGET)):
        return None
    named = sides.before.index.named(clause.stems)
    for row in nearest_rows(statement.prose, [row for row in statement.rows if row in named]):
        for one, other in (*changes_of(row), *deviations_of(row)):
            figures = tuple(each.figure for each in (one, other) if each.figure in sides.changed)
            after = tuple(sides.now.get(each.figure, (row, each))[1] for each in (one, other))
            if figures and _fits(statement.amount, one, other) and not _fits(statement.amount, *after):
                return f"skillnaden mellan {one.label} och {other.label} för {row.label} blir en annan", figures
    return None


def _fits(amount: MeasuredNumber, one: Subject, other: Subject) -> bool:
    """Whether a number is the difference of two figures, or the change from one to the other in per cent."""
    if amount.measure == one.measure:
        low, high = sorted((abs(one.low - other.high), abs(one.high - other.low)))
    elif amount.measure == "%" and other.low * other.high > 0:
        ends = [
            abs(abs(part / base) - 1) * _HUNDRED for part in (one.low, one.high) for base in (other.low, other.high)
        ]
        low, high = min(ends), max(ends)
    else:
        return False
    return amount.low <= high and low <= amount.high


def _unnamed(statement: Statement, sides: Sides) -> tuple[str, tuple[str, ...]] | None:
    """A number that was a figure of a row which its clause does not name, where nothing else can be meant."""
    amount, mention = statement.amount, statement.mention
    if mention.worded:
        return None
    gone = [
        (_naming(statement, row, was), was.figure)
        for row, was, now in sides.changed.values()
        if was.measure == amount.measure and amount.is_of(was) and not amount.is_of(now)
    ]
    rivals = _rivals(statement, sides)
    best = max(gone, default=(0, ""))
    by_unit = amount.measure in _TOLD_BY_UNIT
    by_name = best[0] > max(rivals, default=0) and (by_unit or best[0] > 1)
    by_digits = _digits(statement) >= (_DIGITS_OF_A_NAME if by_unit else _DIGITS_ALONE) and not rivals
    return _told(sides, best[1]) if gone and (by_name or by_digits) else None


def _naming(statement: Statement, row: SubjectRow, subject: Subject) -> int:
    """How far a clause names a figure: 2 where it says all of the row's label, with the headings above it.

    1 where it says some of the label, or of the column's.
    """
    clause = f"{statement.clause.before} {statement.clause.after}"
    names = row.stems - KIND_STEMS or row.stems
    own = _said(clause, names)
    whole = own | _said(" ".join(statement.prose.context), names)
    if names <= whole:
        return 2 if own else 1
    return int(bool(own or _said(clause, subject.words - KIND_STEMS)))


def _said(text: str, names: frozenset[str]) -> frozenset[str]:
    return frozenset(part for word in subject_stems(text) for part in says(word, names))


# --- shares in words --------------------------------------------------------------------------------------------------


def _share(statement: Statement, sides: Sides) -> tuple[str, tuple[str, ...]] | None:
    """A share in words, said of a row that was such a part of its column and is not any more."""
    if not statement.mention.worded or statement.mention.unit != "%":
        return None
    bounds = statement.mention.low / _HUNDRED, statement.mention.high / _HUNDRED
    rows = [row for row in statement.rows if row.subjects and _naming(statement, row, row.subjects[0]) > 1]
    return _share_of(rows, bounds, statement.clause, sides)


def _majorities(sides: Sides) -> Iterator[Stale]:
    index = sides.before.index
    for standing in sides.texts:
        for word in majorities(standing.old.plain):
            clause = clause_at(standing.old, word.start, word.end)
            rows = index.named(clause.stems) or index.named(clause.reach)
            found, at = _share_of(rows, (word.low, word.high), clause, sides), standing.at(word.start)
            if found is not None and at is not None:
                yield Stale(standing.new, at, at + len(word.word), *found)


def _share_of(
    rows: Sequence[SubjectRow], bounds: tuple[Decimal, Decimal], clause: Clause, sides: Sides
) -> tuple[str, tuple[str, ...]] | None:
    """Rows, the bounds of a share, and what is said of it → how the share of one of them left the bounds."""
    for row in rows:
        held = [ranking for ranking in sides.rankings_before if _is_whole(ranking, row)]
        meant = [each for each in held if accepts(clause, _subject(each, row), row, sides.year)] or held
        for ranking in meant:
            shares = _shares(ranking, row, sides)
            if shares is None:
                continue
            if bounds[0] <= shares[0] <= bounds[1] and not bounds[0] <= shares[1] <= bounds[1]:
                parts = [f"{share * _HUNDRED:.0f}" for share in shares]
                figures = tuple(sorted(ranking.figures & set(sides.changed)))
                return f"{row.label} var {parts[0]} % av {ranking.label.lower()} och blir {parts[1]} %", figures
    return None


def _is_whole(ranking: Ranking, row: SubjectRow) -> bool:
    """Whether a column adds up to something that a row can be a part of."""
    adds_up = ranking.kind == "figure" and ranking.measure not in {"%", "procentenheter"}
    signs = {entry.value > 0 for entry in ranking.entries if entry.value}
    return adds_up and len(signs) == 1 and ranking.of(row) is not None


def _subject(ranking: Ranking, row: SubjectRow) -> Subject:
    entry = ranking.of(row)
    if entry is None:
        raise LookupError(row.label)
    return entry.subjects[0]


def _shares(ranking: Ranking, row: SubjectRow, sides: Sides) -> tuple[Decimal, Decimal] | None:
    """A row's part of its column before and after, where it has one in both."""
    own, after = ranking.of(row), same_in(ranking, sides.rankings_after)
    if own is None or after is None:
        return None
    now = next(each for each in after.entries if each.figure == own.figure)
    return _part(ranking, own), _part(after, now)


def _part(ranking: Ranking, entry: RankedRow) -> Decimal:
    return entry.value / sum((each.value for each in ranking.entries), Decimal(0))
