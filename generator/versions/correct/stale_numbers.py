"""The numbers typed in a period's texts that say what its figures were before a correction.

A number is stale where it can be a figure that changed, in any unit of its measure, and no longer can be; not where a
figure that did not change may as well be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.prose import (
    KIND_STEMS,
    Clause,
    Cue,
    MeasuredNumber,
    Prose,
    RankedRow,
    Ranking,
    Statement,
    Subject,
    SubjectRow,
    accepts,
    changes_of,
    clause_at,
    deviations_of,
    nearest_rows,
    printed,
    same_in,
)
from generator.swedish import majorities, ordered_stems, stems_within, subject_stems, unknown_stems
from generator.versions.correct.readings import BeforeAndAfter, ChangedFigure, Reason, Stale

_DIGITS_OF_A_NAME, _DIGITS_ALONE = 3, 4
_NAMED_BY_UNIT = frozenset({"kr", "%", "procentenheter"})
_HUNDRED = Decimal(100)
_Bounds = tuple[Decimal, Decimal]


def stale_numbers(old: Prose, both: BeforeAndAfter) -> Iterator[Stale]:
    """Yield the typed numbers of a text, and its shares in words, that the correction makes untrue."""
    for statement in (each for each in both.before.statements if each.prose is old):
        if reason := _outdated(statement, both):
            yield Stale(old, statement.mention.bare_start, statement.mention.end, reason)
    index = both.before.index
    for word in majorities(old.plain):
        clause = clause_at(old, word.start, word.end)
        rows = index.named(clause.stems) or index.named(clause.reach)
        if reason := _share_of(rows, (word.low, word.high), clause, both):
            yield Stale(old, word.start, word.end, reason)


def _outdated(statement: Statement, both: BeforeAndAfter) -> Reason | None:
    if statement.mention.hedge == "bound":
        return None
    if not statement.equal:
        return _of_two(statement, both) or _share(statement, both) or _unnamed(statement, both)
    pool = _meant(statement, both.before.index.year)
    changed = [both.changed[each.figure] for each in pool if each.figure in both.changed]
    if not pool or len(changed) < len(pool) or any(statement.amount.is_of(each.now) for each in changed):
        return None
    if not _is_of(statement, changed[0].row, both) or _is_rivalled(statement, changed, both):
        return None
    return _became(changed[0])


def _meant(statement: Statement, year: int) -> tuple[Subject, ...]:
    """The figures that a number can be: if possible of the kind and time of its clause, and not rounded more."""
    clause = statement.clause
    rows = {each.figure: row for row, each in statement.meant}
    costs = clause.has(Cue.COST) and not clause.has(Cue.AGAINST_BUDGET)
    pool = tuple(each for each in statement.equal if not (costs and _is_result(each, rows[each.figure])))
    pool = tuple(each for each in pool if accepts(clause, each, rows[each.figure], year)) or pool
    width = statement.amount.high - statement.amount.low
    pool = tuple(each for each in pool if each.high - each.low <= width) or pool
    return tuple(each for each in pool if (each.value < 0) == ("underskott" in clause.words)) or pool


def _is_result(subject: Subject, row: SubjectRow) -> bool:
    return "resultat" in f"{row.label} {subject.label}".casefold()


def _is_rivalled(statement: Statement, changed: Sequence[ChangedFigure], both: BeforeAndAfter) -> bool:
    """Whether a figure that stands is as much, and named no less (better, where the clause names the row)."""
    named = max(_naming(statement, each.row, each.was) for each in changed)
    rows = both.before.index.named(statement.clause.stems)
    own = any(each.row in rows for each in changed)
    return any(naming > named or (naming == named > 0 and not own) for naming in _rivals(statement, both))


def _rivals(statement: Statement, both: BeforeAndAfter) -> list[int]:
    amount = statement.amount
    return [
        _naming(statement, row, each)
        for row, each in both.before.index.subjects
        if each.figure not in both.changed and each.measure == amount.measure and amount.is_of(each)
    ]


def _is_of(statement: Statement, row: SubjectRow, both: BeforeAndAfter) -> bool:
    """Whether a number is that of a row: its clause names the row, its digits do, or nothing else is spoken of."""
    clause, index = statement.clause, both.before.index
    if row in (*index.named(clause.stems), *index.named(clause.reach)):
        return True
    if statement.mention.worded:
        return False
    headings = subject_stems(" ".join(statement.prose.context))
    expected = KIND_STEMS | index.board | headings | row.stems | row.around
    # A forecast of its own sentence is not of what the sentence before was about.
    own = clause.inherits and any(cue.is_in(clause.before) for cue in (Cue.FORECAST, Cue.AGAINST_BUDGET))
    stems = ordered_stems(clause.before) if own else clause.stems
    return _digits(statement) >= _DIGITS_OF_A_NAME or not unknown_stems(stems, expected)


def _became(changed: ChangedFigure) -> Reason:
    row, was = changed.row, changed.was
    label = f"{row.label}, {was.label}" if was.label and was.label != row.label else row.label
    return Reason(f"{label} var {printed(was)} och blir {printed(changed.now)}", (was.figure,))


def _digits(statement: Statement) -> int:
    return len(str(abs(statement.mention.value)).replace(".", "").strip("0"))


# --- numbers of two figures, and of a figure that nobody names --------------------------------------------------------


def _of_two(statement: Statement, both: BeforeAndAfter) -> Reason | None:
    clause = statement.clause
    if statement.mention.worded or not (clause.compares or clause.has(Cue.CHANGE, Cue.AGAINST_BUDGET)):
        return None
    named = both.before.index.named(clause.stems)
    for row in nearest_rows(statement.prose, [row for row in statement.rows if row in named]):
        for one, other in (*changes_of(row), *deviations_of(row)):
            text = f"skillnaden mellan {one.label} och {other.label} för {row.label} blir en annan"
            reason = both.reason(text, (one.figure, other.figure))
            after = (both.now.get(each.figure, (row, each))[1] for each in (one, other))
            if reason.figures and _fits(statement.amount, one, other) and not _fits(statement.amount, *after):
                return reason
    return None


def _fits(amount: MeasuredNumber, one: Subject, other: Subject) -> bool:
    """Whether a number is the difference of two figures, or the change from one to the other in per cent."""
    if amount.measure == one.measure:
        ends = [abs(one.low - other.high), abs(one.high - other.low)]
    elif amount.measure == "%" and other.low * other.high > 0:
        ratios = (part / base for part in (one.low, one.high) for base in (other.low, other.high))
        ends = [abs(abs(ratio) - 1) * _HUNDRED for ratio in ratios]
    else:
        return False
    return amount.low <= max(ends) and min(ends) <= amount.high


def _unnamed(statement: Statement, both: BeforeAndAfter) -> Reason | None:
    """A number that was a figure of a row which its clause does not name, where nothing else can be meant."""
    amount = statement.amount
    gone = {
        each.was.figure: _naming(statement, each.row, each.was)
        for each in both.changed.values()
        if each.was.measure == amount.measure and amount.is_of(each.was) and not amount.is_of(each.now)
    }
    if statement.mention.worded or not gone:
        return None
    rivals = _rivals(statement, both)
    naming, figure = max((naming, figure) for figure, naming in gone.items())
    by_unit = amount.measure in _NAMED_BY_UNIT
    by_name = naming > max(rivals, default=0) and (by_unit or naming > 1)
    by_digits = _digits(statement) >= (_DIGITS_OF_A_NAME if by_unit else _DIGITS_ALONE) and not rivals
    return _became(both.changed[figure]) if by_name or by_digits else None


def _naming(statement: Statement, row: SubjectRow, subject: Subject) -> int:
    """How far a clause names a figure: 2 all of the row's label, with the headings above; 1 some of it; 0 nothing."""
    clause = f"{statement.clause.before} {statement.clause.after}"
    names = row.stems - KIND_STEMS or row.stems
    own = _names_said(clause, names)
    if names <= own | _names_said(" ".join(statement.prose.context), names):
        return 2 if own else 1
    return int(bool(own or _names_said(clause, subject.words - KIND_STEMS)))


def _names_said(text: str, names: frozenset[str]) -> frozenset[str]:
    return frozenset(part for word in subject_stems(text) for part in stems_within(word, names))


# --- shares in words --------------------------------------------------------------------------------------------------


def _share(statement: Statement, both: BeforeAndAfter) -> Reason | None:
    if not statement.mention.worded or statement.mention.unit != "%":
        return None
    bounds = statement.mention.low / _HUNDRED, statement.mention.high / _HUNDRED
    rows = [row for row in statement.rows if row.subjects and _naming(statement, row, row.subjects[0]) > 1]
    return _share_of(rows, bounds, statement.clause, both)


def _share_of(rows: Sequence[SubjectRow], bounds: _Bounds, clause: Clause, both: BeforeAndAfter) -> Reason | None:
    for row in rows:
        # The columns that a row can be a part of, each with its entry there.
        columns = [(each, entry) for each in both.rankings_before if _adds_up(each) and (entry := each.of(row))]
        year = both.before.index.year
        meant = [each for each in columns if accepts(clause, each[1].subjects[0], row, year)] or columns
        for ranking, entry in meant:
            after = same_in(ranking, both.rankings_after)
            if after is None:
                continue
            share = _part(ranking, entry)
            now = _part(after, next(each for each in after.entries if each.figure == entry.figure))
            if bounds[0] <= share <= bounds[1] and not bounds[0] <= now <= bounds[1]:
                column = ranking.label.lower()
                text = f"{row.label} var {share * _HUNDRED:.0f} % av {column} och blir {now * _HUNDRED:.0f} %"
                return both.reason(text, sorted(ranking.figures))
    return None


def _adds_up(ranking: Ranking) -> bool:
    """Whether a column adds up to something that its rows are parts of."""
    signs = {entry.value > 0 for entry in ranking.entries if entry.value}
    return ranking.kind == "figure" and ranking.measure not in {"%", "procentenheter"} and len(signs) == 1


def _part(ranking: Ranking, entry: RankedRow) -> Decimal:
    return entry.value / sum((each.value for each in ranking.entries), Decimal(0))
