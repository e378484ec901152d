"""Assign the numbers typed in texts to figures, by one sum of all that can explain each.

A number cites a figure rightly, or with a slip, or it cites nothing. What is said around it weighs each figure
(`scores`), and its value says how well each explains it (`slips`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations, islice
from operator import itemgetter

from generator.prose.computed import computed_of
from generator.prose.fitting import MeasuredNumber, change_of, measures, meets
from generator.prose.meanings import Role
from generator.prose.said import LabelWords, Said
from generator.prose.scores import (
    Beside,
    ReportUse,
    of_figure,
    of_neighbours,
    of_nothing,
    of_row,
    score,
    sign_differs,
)
from generator.prose.slips import SHARES, Slip, chance_of, column_slip, is_hedged_wrongly, slips
from generator.prose.subjects import Subject, SubjectRow

Candidate = tuple[SubjectRow, Subject]
# The share of numbers citing a figure that are wrong in it.
_SLIPPED = Decimal("0.08")
_MOST_ROWS, _MOST_DERIVED = 40, 8
_DERIVED = Decimal(-2).exp()
# How likely a slip is in a number with a hedge, beside one without.
_HEDGED = {"": Decimal(1), "about": Decimal("0.1"), "above": Decimal("0.3"), "below": Decimal("0.3")}
_HEDGED_WRONGLY = Decimal("0.1")
_SAID, _CITED, _NEAREST = Decimal("0.5"), Decimal("0.5"), 3
_HALF = Decimal("0.5")
# The chance that a number that cites nothing is of the size that it is.
_OF_THIS_SIZE = Decimal("0.3")
# A weight beyond this says nothing more.
_HIGHEST = Decimal(12)
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a number is, by the shares of all that can explain it.

    `wrong` is that of `target`, the figure that it should be, and `slip` what made it wrong; `right` that of all
    figures that it is, `derived` of what is computed of two. `cited` are those that it is, each with its share,
    likeliest first, and `computed` is the likeliest that is computed of two figures.
    """

    wrong: Decimal
    right: Decimal
    derived: Decimal
    target: Candidate | None = None
    slip: Slip | None = None
    cited: tuple[tuple[Decimal, SubjectRow, Subject], ...] = ()
    computed: Candidate | None = None


@dataclass(frozen=True)
class Figures:
    """The figures of a period that numbers can be assigned to, and what was learnt of how its texts speak of them."""

    rows: Sequence[SubjectRow]
    vocabulary: LabelWords
    report: ReportUse

    @cached_property
    def _computed(self) -> dict[int, tuple[Subject, ...]]:
        return {}

    def computed_of(self, row: SubjectRow) -> tuple[Subject, ...]:
        """Return what texts compute of a row's figures."""
        if id(row) not in self._computed:
            self._computed[id(row)] = computed_of(row)
        return self._computed[id(row)]

    @cached_property
    def whole(self) -> tuple[SubjectRow, ...]:
        """Return the rows that are of the whole; of many the first."""
        return tuple(islice((row for row in self.rows if row.is_whole), _MOST_ROWS))


@dataclass(frozen=True, slots=True)
class Explanations:
    """The chances of a number's value if a figure is meant: rightly, and by slips, of which `slip` is likeliest."""

    right: Decimal
    wrong: Decimal
    slip: Slip | None = None


@dataclass(frozen=True)
class TypedNumber:
    """A typed number: what is said around it, its amount, and the figures that it can be.

    `equal` are figures of its measure and value.
    """

    said: Said
    amount: MeasuredNumber
    figures: Figures
    equal: tuple[Candidate, ...]
    scores: dict[tuple[int, str, str], Decimal] = field(default_factory=dict, compare=False)

    @cached_property
    def near(self) -> tuple[SubjectRow, ...]:
        """Return the rows that it can be about, those named best first."""
        named = (self.figures.rows[place] for place in self.said.rows[:_MOST_ROWS])
        rows = {id(row): row for row in (*self.said.own_rows, *named, *self.figures.whole)}
        return tuple(rows.values())

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the figures that it can be meant for: those of the rows near it, and others that are equal."""
        near = ((row, each) for row in self.near for each in row.subjects)
        found = {each.figure: (row, each) for row, each in near if measures(self.amount, each, self.said.clause)}
        return (*found.values(), *(pair for pair in self.equal if pair[1].figure not in found))

    def names(self, row: SubjectRow) -> bool:
        """Whether the sentence or its heading names a row, or the text is about it or the whole."""
        said = self.said
        named = row.is_whole or row.is_of(said.prose.scope.post)
        return named or max(said.coverage(each)[2] for each in (row.stems - said.vocabulary.board, *row.parts)) > _SAID

    @cached_property
    def explained(self) -> tuple[tuple[SubjectRow, Subject, Explanations], ...]:
        """Return the figures that can explain its value."""
        return self._explained(self.candidates)

    @cached_property
    def computed(self) -> tuple[tuple[SubjectRow, Subject, Explanations], ...]:
        """Return what is computed of the figures of the rows named best and can explain its value."""
        named = self.near[:_MOST_DERIVED] if self.compares else ()
        pairs = [(row, each) for row in named for each in self.figures.computed_of(row)]
        return self._explained((row, each) for row, each in pairs if measures(self.amount, each, self.said.clause))

    @property
    def compares(self) -> bool:
        """Whether it is said to be a difference."""
        return self.said.quantity in {"deviation", "change"} or self.said.clause.compares

    def _explained(self, candidates: Iterable[Candidate]) -> tuple[tuple[SubjectRow, Subject, Explanations], ...]:
        ways = ((row, each, self.explanations(row, each)) for row, each in candidates)
        return tuple(each for each in ways if each[2].right or each[2].wrong)

    def weight_of(self, row: SubjectRow, subject: Subject, near: Sequence[Beside] = ()) -> Decimal:
        """Return the weight of a figure, beside those that numbers nearby cite."""
        of_its_row, of_itself = (id(row), "", ""), (id(row), subject.figure, subject.role)
        if of_its_row not in self.scores:
            self.scores[of_its_row] = score(of_row(self.said, row))
        if of_itself not in self.scores:
            self.scores[of_itself] = score(of_figure(self.said, row, subject, self.figures.report))
        own = self.scores[of_its_row] + self.scores[of_itself]
        return min(_HIGHEST, own + score(of_neighbours(near, row, subject))).exp()

    def explanations(self, row: SubjectRow, subject: Subject) -> Explanations:
        """Return how likely its value is if it is meant for a figure."""
        right = chance_of(self.amount, self.said.mention, subject)
        if right and self.figures.report.signs_agree and sign_differs(self.said, row, subject):
            return Explanations(_NONE, _SLIPPED * SHARES["sign"], "sign")
        if right:
            return Explanations((1 - _SLIPPED) * right, _NONE)
        ways = list(self._slips(row, subject))
        slip, _ = max(ways, key=itemgetter(1), default=(None, _NONE))
        return Explanations(_NONE, _SLIPPED * sum((each for _, each in ways), _NONE), slip)

    def _slips(self, row: SubjectRow, subject: Subject) -> Iterator[tuple[Slip, Decimal]]:
        hedged = _HEDGED.get(self.said.mention.hedge, _NONE)
        if not hedged or not subject.value:
            return
        if is_hedged_wrongly(self.said.mention, subject):
            yield "hedge", _HEDGED_WRONGLY / _SLIPPED
        yield from ((slip, odds * hedged) for slip, odds in slips(self.said.mention, subject))
        others = [each for each in row.subjects if each is not subject and each.measure == subject.measure]
        yield "column", column_slip(self.amount, subject, others)

    @property
    def chance_of_nothing(self) -> Decimal:
        """Return the chance of meeting just this number where no figure is meant."""
        return _OF_THIS_SIZE / 9 * Decimal(10) ** (1 - self.said.digits)


def assigned(number: TypedNumber, near: Sequence[Beside] = ()) -> Assignment:
    """Assign a number to what explains it best; `near` are the figures that numbers nearby cite."""
    right, wrong = list[tuple[Decimal, SubjectRow, Subject]](), list[tuple[Decimal, Slip | None, Candidate]]()
    for row, subject, ways in number.explained:
        weight = number.weight_of(row, subject, near)
        if ways.right:
            right.append((weight * ways.right, row, subject))
        else:
            wrong.append((weight * ways.wrong, ways.slip, (row, subject)))
    differences = [
        (_DERIVED * number.weight_of(row, each, near), row, each, ways) for row, each, ways in number.computed
    ]
    wrong += [(weight * ways.wrong, ways.slip, (row, each)) for weight, row, each, ways in differences if ways.wrong]
    same = max(
        ((weight * ways.right, row, each) for weight, row, each, ways in differences), key=itemgetter(0), default=None
    )
    nothing = score(of_nothing(number.said, number.figures.report)).exp() * number.chance_of_nothing
    computed = sum(_derived(number), _NONE)
    total = nothing + computed + sum(each[0] for each in right) + sum(each[0] for each in wrong)
    _, slip, target = max(wrong, key=itemgetter(0), default=(_NONE, None, None))
    # Figures that are the same count as one.
    meant = sum((weight for weight, _, (_, each) in wrong if target and abs(each.value) == abs(target[1].value)), _NONE)
    cited = sorted(((weight / total, row, each) for weight, row, each in right), key=lambda each: -each[0])
    shares = (meant / total, sum((each[0] for each in right), _NONE) / total, computed / total)
    return Assignment(*shares, target, slip, tuple(cited), same[1:] if same and same[0] else None)


def beside(numbers: Sequence[TypedNumber], found: Sequence[Assignment], at: int) -> tuple[Beside, ...]:
    """Return the figures that the numbers nearest to one in its text cite."""
    said, around = numbers[at].said, list[Beside]()
    for other in (*range(max(0, at - _NEAREST), at), *range(at + 1, min(len(numbers), at + 1 + _NEAREST))):
        near = numbers[other].said
        if near.prose is said.prose and found[other].cited and found[other].cited[0][0] > _CITED:
            _, row, subject = found[other].cited[0]
            around.append(Beside(row, subject, near.sentence == said.sentence))
    return tuple(around)


# --- what is computed -------------------------------------------------------------------------------------------------


def _derived(number: TypedNumber) -> Iterator[Decimal]:
    """Yield the weights of differences, changes, sums and shares of figures of the rows named best."""
    said, amount, named = number.said, number.amount, number.near[:_MOST_DERIVED]
    for row in named if number.compares else ():
        roles = {each.role for each in row.subjects if each.measure == amount.measure}
        for one, other in combinations(row.subjects, 2):
            role = _computed(amount, one, other)
            # What a column of the table says is not computed anew.
            if role and role not in roles:
                yield _DERIVED * number.weight_of(row, replace(one if one.of_now else other, role=role))
    both = [row for row in named if said.coverage(row.stems)[1] > _SAID or row.total]
    for one_row, other_row in combinations(both, 2):
        if one_row.table == other_row.table:
            for one, other in zip(one_row.subjects, other_row.subjects, strict=False):
                if one.measure == other.measure and _summed(amount, one, other):
                    yield _DERIVED * min(number.weight_of(one_row, one), number.weight_of(other_row, other))


def _computed(amount: MeasuredNumber, one: Subject, other: Subject) -> Role | None:
    if one.measure != other.measure:
        return None
    if amount.measure == one.measure and meets(amount, one.low - other.high, one.high - other.low):
        return "difference" if "budget" in {one.basis, other.basis} else "change"
    if amount.measure == "%" and any(meets(amount, *change_of(*pair)) for pair in ((one, other), (other, one))):
        return "change"
    return None


def _summed(amount: MeasuredNumber, one: Subject, other: Subject) -> bool:
    if amount.measure == one.measure:
        return meets(amount, one.low + other.low, one.high + other.high)
    if amount.measure != "%" or not one.value or not other.value:
        return False
    small, large = sorted((one, other), key=lambda each: abs(each.value))
    share = abs(small.value / large.value) * 100
    return meets(amount, share - _HALF, share + _HALF)
