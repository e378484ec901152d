"""Single changes of reports, drawn by a seed, and what the checks tell of them.

A kind of change is a name and a function that draws one in a report, or None where it finds nothing to change.
`changes_tables.py` has those of tables; another module adds its own to `KINDS` of `checks.py`.
"""

from __future__ import annotations

import random  # noqa: TID251 - drawn by a seed that is given
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.compose import Understood
from generator.problems import Problem, Where

Check = Callable[[Understood], Iterable[Problem]]
Lot = random.Random
Draw = Callable[["Report", Lot], "Change | None"]
_TRIES = 400


@dataclass(frozen=True, slots=True)
class Truth:
    """A relation that figures keep by their ids: the target is the sum of the signed terms."""

    target: str
    terms: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Report:
    """A report of typed numbers, the relations that its figures are known to keep, and the checks that it is put to."""

    name: str
    understood: Understood
    truths: tuple[Truth, ...]
    checks: tuple[Check, ...]

    @cached_property
    def told_before(self) -> Counter[tuple[str, Where]]:
        """What is told of the report as it is."""
        return Counter((each.code, each.where) for check in self.checks for each in check(self.understood))


@dataclass(frozen=True, slots=True)
class Change:
    """A changed report; `wheres` are the places of what was changed."""

    understood: Understood
    wheres: tuple[Where, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change, and the checks that may tell of it."""

    name: str
    draw: Draw


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was told of a change: at its place, elsewhere and naming it, and elsewhere without naming it."""

    change: Change
    at: tuple[Problem, ...]
    naming: tuple[Problem, ...]
    elsewhere: tuple[Problem, ...]


def outcome_of(report: Report, change: Change) -> Outcome:
    """Return what the checks tell of a changed report that they did not tell before."""
    before = Counter(report.told_before)
    at, naming, elsewhere = list[Problem](), list[Problem](), list[Problem]()
    for problem in (each for check in report.checks for each in check(change.understood)):
        key = problem.code, problem.where
        if before[key] > 0:
            before[key] -= 1
        elif problem.where in change.wheres:
            at.append(problem)
        else:
            (naming if set(change.wheres) & set(problem.related) else elsewhere).append(problem)
    return Outcome(change, tuple(at), tuple(naming), tuple(elsewhere))


def outcomes(reports: Sequence[Report], kind: Kind, number: int, seed: int) -> list[Outcome]:
    """Return what is told of a number of changes of a kind; the same seed gives the same changes."""
    lot = Lot(f"{seed} {kind.name}")
    found: list[Outcome] = []
    for _ in range(_TRIES * number):
        if len(found) == number:
            break
        report = lot.choice(reports)
        change = kind.draw(report, lot)
        if change is not None:
            found.append(outcome_of(report, change))
    return found


def summary(found: Sequence[Outcome]) -> tuple[int, int, int, int]:
    """Return how many changes there were, were told, were told at their place, and led to something told elsewhere."""
    return (
        len(found),
        sum(bool(each.at or each.naming) for each in found),
        sum(bool(each.at) for each in found),
        sum(bool(each.elsewhere) for each in found),
    )
