"""Sums that a line may be, and how sure each is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.checks.tables.lattice import Direction, Line
from generator.checks.tables.relations import BROKEN, Form, MinedRelation, Signed, Tally, exchanged, losses

# Odds of thirty to one make a relation known.
KNOWN = 20
# What a label states needs less.
STATED = 8
# Within what per cent a figure is nearly the sum that a label states.
NEAR_BY = 30
_NEAR = 7
_TWO, _MANY = 2, 3
DIFFERENT = frozenset({"difference", "change", "net", "sum"})


@dataclass(frozen=True, slots=True)
class Option:
    """A sum that a line may be; `natural` where its terms end where a table, a group or a sum does."""

    form: Form
    terms: Signed
    prior: int
    natural: bool
    tried: Tally
    reach: int = 0
    below: bool = False

    @property
    def score(self) -> int:
        """The odds that it is one."""
        near = _NEAR if not self.tried.kept and self.is_near else 0
        # What a label states needs no proof that it does not agree by chance.
        near += min(12, 4 * len(self.tried.kept)) if self.prior > 0 else 0
        return self.prior + self.tried.evidence - losses(self.tried.broken) + near

    def is_odd(self, target: Line) -> bool:
        """Return whether a label that says a result hardly says this one: of what is below it, or of what is left."""
        if target.sums or target.stage:
            return False
        return self.below or target.of_board or any(line.stage for _, line in self.terms)

    @property
    def is_near(self) -> bool:
        """Whether one slip explains where it fails: at one position, and not by much, or at two, by an exchange."""
        broken = self.tried.broken
        return (len(broken) == 1 and broken[0].is_near(self.reach)) or (len(broken) == _TWO and exchanged(*broken))


def best_of(target: Line, options: Iterable[Option]) -> tuple[int, Option] | None:
    """Return the best of the sums that a line may be, and when it may be taken; of sums with other signs the surer."""
    known = [(tier, each) for each in options if (tier := _tier(target, each)) is not None]
    surest: dict[tuple[int, ...], tuple[int, Option]] = {}
    for tier, option in sorted(known, key=lambda each: -each[1].score):
        surest.setdefault(tuple(line.index for _, line in option.terms), (tier, option))
    return min(
        surest.values(),
        key=lambda each: (each[0], -each[1].score, not each[1].natural, len(each[1].terms)),
        default=None,
    )


def relation_of(direction: Direction, target: Line, option: Option) -> MinedRelation:
    """Return a sum that a line is known to be."""
    tried = option.tried
    stated = target.sums or target.of_board or target.meaning.role in DIFFERENT
    return MinedRelation(
        option.form,
        target,
        option.terms,
        tuple(tried.kept),
        tuple(tried.broken),
        option.score,
        tried.hard,
        direction,
        stated,
    )


def _tier(target: Line, option: Option) -> int | None:
    """Return when a sum may be taken: known, stated, then those of each that fail somewhere; None for never."""
    kept, broken = len(option.tried.kept), len(option.tried.broken)
    stated = option.natural and option.form == "run" and target.states_sum and option.score >= STATED
    slip = losses(option.tried.broken) < BROKEN or stated
    swapped = broken == _TWO <= kept and exchanged(*option.tried.broken)
    if len(option.terms) == 1 and broken and not swapped and (broken > 1 or kept < _MANY or not slip):
        # One figure in two places is told of where a slip of the pen explains it: else they are two.
        return None
    holds = bool(kept) and (kept >= broken or option.is_near)
    if option.score >= KNOWN and holds:
        return 2 * bool(broken)
    if stated and (holds or (option.is_near and not option.is_odd(target))):
        return 3 if broken else 1
    return None
