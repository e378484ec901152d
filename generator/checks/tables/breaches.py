"""Breaches: where a figure breaks a relation that its neighbours keep, or that its label says it has.

What rounding allows is no breach. A relation that nobody declared must prove itself: by the other cells of its line,
or by labels that leave no other reading, with a figure that is nearly right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Literal

from generator.checks.tables.intervals import Interval, meets, minus
from generator.checks.tables.lines import LineCell, TableLine, TableLines
from generator.checks.tables.patterns import (
    REACH,
    Pattern,
    RelationPattern,
    Trial,
    differences_for,
    expected_at,
    quotients_for,
    reach_of_sums,
    sums_for,
    tried,
)
from generator.figures import Figure
from generator.prose import stage_of

_PARTS = frozenset({"%", "procentenheter"})
_NOT_ADDED = frozenset({"share", "rate", "attainment"})
_NEAR = Decimal("0.3")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FEW = 2
_MANY = 3
# Among a hundred guesses, figures of so many digits agree by chance once in a hundred thousand tables.
_DIGITS = 7
_SURE = 6
_MOST_TERMS_OF_A_NET = 4
Direction = Literal["rader", "kolumner"]


@dataclass(frozen=True, slots=True)
class Breach:
    """A figure that breaks a relation. `flipped`: only its sign is wrong; `named`: its label states the relation."""

    kind: RelationPattern
    direction: Direction
    target: Figure
    actual: Interval
    expected: Interval
    terms: tuple[tuple[int, Figure, Interval], ...]
    labels: tuple[str, ...]
    label: str
    flipped: bool = False
    named: bool = True

    @property
    def missing(self) -> Interval:
        """Return what would have to be added to the target."""
        return minus(self.expected, self.actual)

    @property
    def linear(self) -> bool:
        """Whether an error of a term gives the target the same error."""
        return self.kind in {"sum", "difference"}


def breaches_of(sheet: TableLines, declared: Mapping[Direction, Collection[str]]) -> Iterator[Breach]:
    """Yield the breaches of a sheet; `declared` are the figures with a relation down (`rader`) or across."""
    if sheet.table is not None:
        rows = _with_sums(sheet.rows)
        sheet = replace(sheet, rows=rows)
        yield from _Ways(sheet, "rader", rows, sheet.columns, declared["rader"]).breaches()
    yield from _Ways(sheet, "kolumner", sheet.columns, sheet.rows, declared["kolumner"]).breaches()


def _with_sums(lines: Sequence[TableLine]) -> tuple[TableLine, ...]:
    marked = list(lines)
    for number, line in enumerate(lines):
        if line.sums or line.meaning.role or line.kind != "rad":
            continue
        positions = [place for place, cell in enumerate(line.cells) if cell is not None and cell.state == "number"]
        trials = (tried(pattern, marked, line, positions) for pattern in islice(sums_for(marked, line, REACH), _FEW))
        if any(trial.strong and not trial.fails and trial.digits >= _SURE for trial in trials):
            marked[number] = replace(line, kind="delsumma")
    return tuple(marked)


@dataclass(frozen=True)
class _Ways:
    """A sheet in one direction, the lines across, and the figures that have a declared relation: none is guessed."""

    sheet: TableLines
    direction: Direction
    lines: Sequence[TableLine]
    crossing: Sequence[TableLine]
    declared: Collection[str]

    @cached_property
    def reach(self) -> int:
        """How far its sums reach."""
        return reach_of_sums(self.lines)

    @cached_property
    def measures(self) -> frozenset[str]:
        """The measures of the lines that are computed of no others."""
        return frozenset(line.measure for line in self.lines if not line.meaning.role)

    @cached_property
    def bases(self) -> Counter[str]:
        """How many lines are of outcomes, budgets and forecasts."""
        return Counter(line.meaning.basis for line in self.lines)

    def breaches(self) -> Iterator[Breach]:
        for target in self.lines:
            positions = [number for number, cell in enumerate(target.cells) if self._open(cell)]
            if positions and target.measure and not stage_of(target.meaning.text) and not self._of_another(target):
                yield from self._of(target, positions)

    def _of_another(self, target: TableLine) -> bool:
        own, sums = target.meaning.basis, target.meaning.role in {"sum", "net"}
        if self.direction == "kolumner" or own not in {"prognos", "budget"} or not sums:
            return False
        return self.bases[own] == 1

    def _open(self, cell: LineCell | None) -> bool:
        if cell is None or cell.figure is None or not cell.written:
            return False
        return cell.state == "number" and cell.figure.id not in self.declared

    def _of(self, target: TableLine, positions: Sequence[int]) -> Iterator[Breach]:
        role = target.meaning.role
        trials = [tried(each, self.lines, target, self._fitting(each, positions)) for each in self._patterns(target)]
        trials = [each for each in trials if each.held or each.fails]
        if not trials:
            return
        best = max(trials, key=_merit)
        if _proven(best, named=bool(role)):
            yield from self._by_cells(best, target, trials)
        elif role and not best.strong:
            yield from self._by_labels(target, trials)

    def _fitting(self, pattern: Pattern, positions: Sequence[int]) -> Sequence[int]:
        if pattern.kind != "sum":
            return positions
        turned = len({sign for sign, _ in pattern.terms}) > 1
        left_out = _NOT_ADDED | {"difference", "change"} if turned else _NOT_ADDED
        fitting = [position for position in positions if self.crossing[position].meaning.role not in left_out]
        return fitting or [position for position in positions if self.crossing[position].measure == "%"]

    def _patterns(self, target: TableLine) -> Iterator[Pattern]:
        for pattern in self._all_patterns(target):
            lines = [target, *(self.lines[index] for _, index in pattern.terms)]
            years = {year for line in lines for year in _YEAR.findall(line.meaning.text)}
            if self.direction == "rader" or target.meaning.role != "net" or len(years) <= 1:
                yield pattern

    def _all_patterns(self, target: TableLine) -> Iterator[Pattern]:
        role = target.meaning.role
        # Per cent of figures that are none are changes or quotients; of figures in per cent they are differences.
        per_cent = target.measure in _PARTS and bool(self.measures - _PARTS - {""})
        if role in {"sum", "net"} or (not role and target.kind != "mellanrubrik"):
            yield from sums_for(self.lines, target, self.reach if target.sums else REACH)
        if role in {"difference", "change"} or (role == "net" and self.direction == "kolumner"):
            yield from differences_for(self.lines, target, per_cent=per_cent)
        if role in {"share", "attainment", "rate"}:
            yield from quotients_for(self.lines, target, self._whole())

    def _whole(self) -> int:
        return max((line.index for line in self.crossing if line.sums and line.meaning.role != "net"), default=-1)

    # --- what is proven by the other cells of the line ---------------------------------------------------------------

    def _by_cells(self, best: Trial, target: TableLine, trials: Sequence[Trial]) -> Iterator[Breach]:
        turned = len(best.flipped) > len(best.holds)
        for position, expected in best.fails:
            if not self._otherwise(best, target, position, trials):
                yield self._breach(best, target, position, -expected if turned else expected, turned=turned)
        held, odd = (best.flipped, best.holds) if turned else (best.holds, best.flipped)
        for position in odd:
            due = expected_at(best.pattern, self.lines, position)
            if due is not None and not self._by_convention(position, held, odd):
                signed = -due if turned else due
                yield self._breach(best, target, position, signed, turned=turned, flipped=True)

    def _otherwise(self, best: Trial, target: TableLine, position: int, trials: Sequence[Trial]) -> bool:
        """Whether a figure is something else that it may lawfully be: another sum, or the sum or mean of its line."""
        if best.pattern.kind == "sum":
            parts = (self.lines[index].cells[position] for _, index in best.pattern.terms)
            gaps = any(cell is None or cell.state == "dash" for cell in parts)
            computed = self.crossing[position].meaning.role in {"difference", "change", "net"}
            return (gaps and computed) or any(position in each.holds for each in trials)
        if not self.crossing[position].sums:
            return False
        cell = target.cells[position]
        terms = (other for other, line in zip(target.cells, self.crossing, strict=True) if not line.sums)
        plain = [term.span.value for term in terms if term is not None and term.figure is not None]
        whole = sum(plain, Decimal(0))
        if cell is None or not plain:
            return False
        mean = whole / len(plain)
        average = best.pattern.kind in {"quotient", "change"} and cell.span.low <= mean <= cell.span.high
        return cell.span.value == whole or average

    def _by_convention(self, position: int, held: Sequence[int], odd: Sequence[int]) -> bool:
        """Whether a table in which costs have no minus writes this sign lawfully: income beside costs, or their net."""
        line, others = self.crossing[position], [self.crossing[number] for number in held]
        if len(odd) > len(held) / _FEW or line.measure != others[0].measure:
            return True
        flow, role = line.meaning.flow, line.meaning.role
        if not (flow or role == "net"):
            return False
        return all((other.meaning.flow, other.meaning.role) != (flow, role) for other in others)

    # --- what labels say, where no other cell can prove it -----------------------------------------------------------

    def _by_labels(self, target: TableLine, trials: Sequence[Trial]) -> Iterator[Breach]:
        role = target.meaning.role
        if role in {"share", "change"} or any(each.held and not each.fails for each in trials):
            return
        likely = [each for each in trials if each.pattern.natural and len(each.fails) == 1]
        if role in {"sum", "net"}:
            likely = [each for each in likely if each.pattern.kind == "sum" and self._adds_up(each, target)]
        likely = [each for each in likely if _near(each, target, self.lines)]
        if not likely or (role not in {"sum", "net"} and len(likely) > 1):
            return
        nearest = min(likely, key=lambda each: _distance(each, target))
        for position, expected in nearest.fails:
            cell = _at(target, position)
            wanted = -expected if nearest.pattern.kind == "difference" and _opposite(cell.span, expected) else expected
            turned = wanted is not expected
            if not meets(cell.span, wanted):
                yield self._breach(nearest, target, position, wanted, turned=turned)

    def _adds_up(self, trial: Trial, target: TableLine) -> bool:
        chosen = [self.lines[index] for _, index in trial.pattern.terms]
        if target.measure != "kr":
            lines = (target, *chosen, *(self.crossing[position] for position, _ in trial.fails))
            overlapping = self.sheet.overlapping or any(line.meaning.overlapping for line in lines)
            if target.measure not in _PARTS and overlapping:
                return False
        if target.meaning.role == "net":
            flows = {each.meaning.flow for each in chosen}
            nets = any(each.meaning.role == "net" for each in chosen) and len(chosen) > _FEW
            return flows >= {"income", "cost"} and len(chosen) <= _MOST_TERMS_OF_A_NET and not nets
        return not any(each.meaning.aside for each in chosen)

    def _breach(
        self, trial: Trial, target: TableLine, position: int, expected: Interval, *, turned: bool, flipped: bool = False
    ) -> Breach:
        cell, pattern, label = _at(target, position), trial.pattern, target.meaning.text
        others = [(-sign if turned else sign, self.lines[index].cells[position]) for sign, index in pattern.terms]
        terms = tuple((sign, cell.figure, cell.span) for sign, cell in others if cell is not None and cell.figure)
        labels = tuple(self.lines[index].meaning.text for _, index in pattern.terms)
        if turned and pattern.kind == "difference":
            labels = labels[::-1]
        figure, named = _figure(cell), bool(target.meaning.role)
        return Breach(pattern.kind, self.direction, figure, cell.span, expected, terms, labels, label, flipped, named)


def _at(line: TableLine, position: int) -> LineCell:
    cell = line.cells[position]
    if cell is None:
        raise LookupError(position)
    return cell


def _figure(cell: LineCell) -> Figure:
    if cell.figure is None:
        raise LookupError(cell)
    return cell.figure


def _merit(trial: Trial) -> tuple[int, int, int, bool]:
    held = max(len(trial.holds), len(trial.flipped)) + trial.even
    return trial.strong, held, -len(trial.fails), trial.pattern.natural


def _proven(trial: Trial, *, named: bool) -> bool:
    held, failed = trial.held, len(trial.fails)
    strength = trial.strong + held // _MANY
    if trial.pattern.natural and named:
        return strength >= 1 and (failed < held or failed == 1)
    return trial.digits >= _DIGITS and (failed == 1 or failed * _MANY <= held)


def _opposite(actual: Interval, expected: Interval) -> bool:
    return abs(actual.value + expected.value) < abs(actual.value - expected.value)


def _distance(trial: Trial, target: TableLine) -> Decimal:
    return max(_apart(_at(target, position), expected) for position, expected in trial.fails)


def _apart(cell: LineCell, expected: Interval) -> Decimal:
    return abs(abs(cell.span.value) - abs(expected.value))


def _near(trial: Trial, target: TableLine, lines: Sequence[TableLine]) -> bool:
    for position, expected in trial.fails:
        cell = target.cells[position]
        if cell is None:
            return False
        sizes = [abs(cell.span.value), abs(expected.value)]
        if trial.pattern.kind == "difference":
            others = (lines[index].cells[position] for _, index in trial.pattern.terms)
            sizes = [abs(other.span.value) * _NEAR for other in others if other is not None]
        if _apart(cell, expected) > _NEAR * max(sizes):
            return False
    return True
