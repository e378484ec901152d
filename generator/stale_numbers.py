"""The texts of a period and its figures before and after a correction → the numbers typed there that say the old.

A number is told of where it can be a figure that changed, in its unit or another of the same measure, and no longer can
be. Where a figure that did not change may as well be meant, it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from generator.clauses import AGAINST_BUDGET, CHANGE, KIND_STEMS, Clause, clause_at
from generator.content import Content
from generator.figures import Ledger
from generator.fitting import Amount, accepts
from generator.prose import Prose
from generator.rankings import Entry, Ranking, changes_of, deviations_of, rankings, same_in
from generator.share_words import majorities
from generator.statements import Reading, Statement, nearest_rows, reading_of
from generator.subject_words import says, subject_stems
from generator.subjects import Row, Subject, printed

_DIGITS_OF_A_NAME = 3
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


@dataclass(frozen=True)
class Sides:
    """A period's texts, rows and rankings before and after, and the figures that differ: each with its row and both."""

    before: Reading
    after: Reading
    rankings_before: tuple[Ranking, ...]
    rankings_after: tuple[Ranking, ...]
    year: int
    changed: Mapping[str, tuple[Row, Subject, Subject]] = field(default_factory=dict)

    @cached_property
    def now(self) -> Mapping[str, tuple[Row, Subject]]:
        """The figures after, by id, with their rows."""
        return {subject.figure: (row, subject) for row, subject in self.after.index.subjects}

    @cached_property
    def texts(self) -> tuple[tuple[Prose, Prose], ...]:
        """The texts that stand as they stood, before and after."""
        kept = {(prose.place, str(prose.text)): prose for prose in self.after.prose}
        both = ((prose, kept.get((prose.place, str(prose.text)))) for prose in self.before.prose)
        return tuple((old, new) for old, new in both if new is not None)


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
    kept = {id(old): new for old, new in sides.texts}
    for statement in sides.before.statements:
        prose = kept.get(id(statement.prose))
        if prose is not None:
            found = _outdated(statement, sides)
            if found is not None:
                reason, figures = found
                yield Stale(prose, statement.mention.bare_start, statement.mention.end, reason, figures)
    yield from _majorities(sides)


def _outdated(statement: Statement, sides: Sides) -> tuple[str, tuple[str, ...]] | None:
    if statement.equal:
        pool = _meant(statement, sides.year)
        if not all(each.figure in sides.changed for each in pool):
            return None
        was = next((each for each in pool if not statement.amount.is_of(sides.changed[each.figure][2])), None)
        gone = all(not statement.amount.is_of(sides.changed[each.figure][2]) for each in pool)
        return _told(sides, was.figure) if was is not None and gone and _is_telling(statement, was, sides) else None
    return _of_two(statement, sides) or _share(statement, sides) or _unnamed(statement, sides)


def _meant(statement: Statement, year: int) -> tuple[Subject, ...]:
    """Of the figures that a number can be, those of the kind and time that its clause speaks of, if there are any."""
    rows = {each.figure: row for row in statement.rows for each in row.subjects}
    fit = (each for each in statement.equal if accepts(statement.clause, each, rows[each.figure], year))
    return tuple(fit) or statement.equal


def _is_telling(statement: Statement, subject: Subject, sides: Sides) -> bool:
    """Whether a number says enough to be a figure: its digits do, or the words around it name the row."""
    row = sides.changed[subject.figure][0]
    if row.total and not statement.mention.worded:
        return _digits(statement) > 1 or subject.role == "net"
    return _says_row(statement.prose, statement.mention.start, row) or (
        not statement.mention.worded and _digits(statement) >= _DIGITS_OF_A_NAME
    )


def _told(sides: Sides, figure: str) -> tuple[str, tuple[str, ...]]:
    row, was, now = sides.changed[figure]
    return f"{label_of(row, was)} var {printed(was)} och blir {printed(now)}", (figure,)


def label_of(row: Row, subject: Subject) -> str:
    """A row and one of its figures → what to call it: the row's label, and the column's where that says more."""
    return f"{row.label}, {subject.label}" if subject.label and subject.label != row.label else row.label


def _digits(statement: Statement) -> int:
    return len(str(abs(statement.mention.value)).replace(".", "").strip("0"))


# --- numbers of two figures, and of a figure that nobody names --------------------------------------------------------


def _of_two(statement: Statement, sides: Sides) -> tuple[str, tuple[str, ...]] | None:
    """A number that was the change or the deviation of two figures of a row that the clause names."""
    clause = statement.clause
    if statement.mention.worded or not (clause.compares or clause.has(CHANGE) or clause.has(AGAINST_BUDGET)):
        return None
    named = sides.before.index.named(clause.stems)
    for row in nearest_rows(statement.prose, [row for row in statement.rows if row in named]):
        for one, other in (*changes_of(row), *deviations_of(row)):
            figures = tuple(each.figure for each in (one, other) if each.figure in sides.changed)
            after = tuple(sides.now.get(each.figure, (row, each))[1] for each in (one, other))
            if figures and _fits(statement.amount, one, other) and not _fits(statement.amount, *after):
                return f"skillnaden mellan {one.label} och {other.label} för {row.label} blir en annan", figures
    return None


def _fits(amount: Amount, one: Subject, other: Subject) -> bool:
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
    if mention.worded or mention.hedge == "bound":
        return None
    gone = [
        (row, was)
        for row, was, now in sides.changed.values()
        if was.measure == amount.measure and amount.is_of(was) and not amount.is_of(now)
    ]
    others = [(row, each) for row, each in sides.before.index.subjects if each.figure not in sides.changed]
    rivals = [row for row, each in others if each.measure == amount.measure and amount.is_of(each)]
    named = [(row, was) for row, was in gone if _says_row(statement.prose, statement.mention.start, row)]
    by_digits = _digits(statement) >= _DIGITS_OF_A_NAME and amount.measure in _TOLD_BY_UNIT and not rivals
    told = (
        named
        if named and not any(_says_row(statement.prose, statement.mention.start, row) for row in rivals)
        else gone
        if by_digits
        else []
    )
    return _told(sides, told[0][1].figure) if told else None


def _says_row(prose: Prose, offset: int, row: Row) -> bool:
    """Whether the sentence around an offset, or the headings it stands under, say the row's name."""
    start, end = prose.sentence(offset)
    words = subject_stems(" ".join((*prose.context, prose.plain[start:end])))
    names = row.stems - KIND_STEMS or row.stems
    return bool(names) and names <= frozenset(part for word in words for part in says(word, names))


# --- shares in words --------------------------------------------------------------------------------------------------


def _share(statement: Statement, sides: Sides) -> tuple[str, tuple[str, ...]] | None:
    """A share in words, said of a row that was such a part of its column and is not any more."""
    if not statement.mention.worded or statement.mention.unit != "%":
        return None
    bounds = statement.mention.low / _HUNDRED, statement.mention.high / _HUNDRED
    rows = [row for row in statement.rows if _says_row(statement.prose, statement.mention.start, row)]
    return _share_of(rows, bounds, statement.clause, sides)


def _majorities(sides: Sides) -> Iterator[Stale]:
    index = sides.before.index
    for old, new in sides.texts:
        for word in majorities(old.plain):
            clause = clause_at(old, word.start, word.end)
            rows = index.named(clause.stems) or index.named(clause.reach)
            found = _share_of(rows, (word.low, word.high), clause, sides)
            if found is not None:
                yield Stale(new, word.start, word.end, *found)


def _share_of(
    rows: Sequence[Row], bounds: tuple[Decimal, Decimal], clause: Clause, sides: Sides
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


def _is_whole(ranking: Ranking, row: Row) -> bool:
    """Whether a column adds up to something that a row can be a part of."""
    adds_up = ranking.kind == "figure" and ranking.measure not in {"%", "procentenheter"}
    signs = {entry.value > 0 for entry in ranking.entries if entry.value}
    return adds_up and len(signs) == 1 and ranking.of(row) is not None


def _subject(ranking: Ranking, row: Row) -> Subject:
    entry = ranking.of(row)
    if entry is None:
        raise LookupError(row.label)
    return entry.subjects[0]


def _shares(ranking: Ranking, row: Row, sides: Sides) -> tuple[Decimal, Decimal] | None:
    """A row's part of its column before and after, where it has one in both."""
    own, after = ranking.of(row), same_in(ranking, sides.rankings_after)
    if own is None or after is None:
        return None
    now = next(each for each in after.entries if each.figure == own.figure)
    return _part(ranking, own), _part(after, now)


def _part(ranking: Ranking, entry: Entry) -> Decimal:
    return entry.value / sum((each.value for each in ranking.entries), Decimal(0))
