"""Mining: the relations that a table's figures keep, whatever its labels say.

Candidates are found by the values of a few positions, and each is then tried at all. Sums swallow their parts, and what
is left is tried again: so subtotals, parents over children, sums of sums and statements that build on themselves are
found. A relation is known when its odds, less those of all the guesses made, are high enough.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice, takewhile
from typing import NamedTuple

from generator.checks.tables.lattice import Lattice, Line
from generator.checks.tables.options import NEAR_BY, Option, best_of, relation_of
from generator.checks.tables.relations import Form, Instance, MinedRelation, Signed, guesses, tally
from generator.checks.tables.trios import trios_of

_CERTAIN = 60
_ASSETS = re.compile(r"^summa tillgångar$", re.IGNORECASE)
_OWN_AND_DEBTS = re.compile(r"^summa (?=.*eget kapital)(?=.*skulder)", re.IGNORECASE)
# Within what per cent a figure is nearly a sum of which its label says no other word.
_FAR = 60
_STRONG, _WEAK = 20, 8
# What it costs that some terms are called sums and others are not.
_MIXED = 8
# What it costs that a run ends where runs usually, or sometimes, do.
_USUAL, _RARE = 3, 7
_KEYS = 3
_REACH = 60
_MOST_OF_A_RUN = 8
# So often sums that figures do not prove are taken apart; then together, as it would take long.
_MOST_TURNS = 12
_FLOWS = frozenset({("intäkter",), ("kostnader",), ("inkomster",), ("utgifter",)})
_SUMS = frozenset({"summa", "delsumma", "totalsumma"})
_TWO = 2
# A run that may be tried though it was not found by its value.
_SHORT = 8
_NOT_ADDED = frozenset({"share", "rate", "attainment"})


class _Live:
    """The lines that no sum has swallowed yet, with where their groups and sums are, and running totals by value."""

    def __init__(self, lines: Sequence[Line], taken: Container[int], keys: Sequence[int], apart: Sequence[int]) -> None:
        self.lines = lines
        self.indexes = [line.index for line in lines]
        signings = [tuple((_plain_sign(line), line) for line in lines)]
        if {"income", "cost"} <= {line.meaning.flow for line in lines}:
            signings.append(tuple((-1 if line.meaning.flow == "cost" else 1, line) for line in lines))
        self.runs = [(signed, {each: _running(signed, each) for each in keys}) for signed in signings]
        self._sums = [number for number, line in enumerate(lines) if line.sums or line.index in taken]
        self._openings = [number for number, line in enumerate(lines) if line.stage in {"opening", "original"}]
        self._groups = [0, *(at for at in range(1, len(lines)) if self._is_parted(at, apart)), len(lines)]

    def _is_parted(self, at: int, apart: Sequence[int]) -> bool:
        """Whether a heading, or parts of the line above (varav), stand before a line."""
        last, own = self.lines[at - 1], self.lines[at]
        return last.group != own.group or bisect_left(apart, last.index) != bisect_left(apart, own.index)

    def ends(self, above: int, below: int) -> dict[int, int]:
        """Return where runs up to a place and from another one on naturally end, and what they cost in odds."""
        sums, openings, groups = self._sums, self._openings, self._groups
        likely = [groups[max(0, bisect_left(groups, above) - 1)], *openings[: bisect_left(openings, above)][-1:]]
        last = sums[: bisect_left(sums, above)][-1:]
        likely += [each + 1 for each in last]
        rest = [*last, 0]
        likely += [groups[min(len(groups) - 1, bisect_right(groups, below))], *sums[bisect_left(sums, below) :][:1]]
        rest.append(len(self.lines))
        ends = dict.fromkeys(rest, _RARE) | dict.fromkeys(likely, _USUAL)
        return {end: cost for end, cost in ends.items() if end < above or end > below}


class _Running(NamedTuple):
    """Running totals of values and of halves at one position, and the places of the totals in the order of values."""

    values: list[int]
    halves: list[int]
    ordered: list[tuple[int, int]]

    def places(self, goal: int, place: int, half: int) -> list[int]:
        """Return the places near another one whose running total is a value, within rounding; the nearest first."""
        halves, last = self.halves, len(self.halves) - 1
        reach = half + max(
            halves[min(last, place + _REACH)] - halves[place], halves[place] - halves[max(0, place - _REACH)]
        )
        at = bisect_left(self.ordered, (goal - reach, -1))
        near = takewhile(lambda each: each[0] <= goal + reach, islice(self.ordered, at, at + _REACH))
        found = [other for value, other in near if abs(value - goal) <= half + abs(halves[place] - halves[other])]
        return sorted(found, key=lambda other: abs(other - place))[:_MOST_OF_A_RUN]


def _running(signed: Signed, key: int) -> _Running:
    numbers = [(sign, line.numbers[key]) for sign, line in signed]
    values = [0, *accumulate(sign * number.value if number else 0 for sign, number in numbers)]
    halves = [0, *accumulate(number.half if number else 0 for _, number in numbers)]
    return _Running(values, halves, sorted((value, place) for place, value in enumerate(values)))


@dataclass(frozen=True)
class Miner:
    """What is known of a lattice, and how it came to be known."""

    lattice: Lattice

    @cached_property
    def positions(self) -> Sequence[int]:
        """The positions at which sums can hold: not those of shares."""
        all_of = range(len(self.lattice.lines[0].numbers)) if self.lattice.lines else range(0)
        left_out = {line.index for line in self.lattice.crossing if line.meaning.role in _NOT_ADDED}
        return [position for position in all_of if position not in left_out]

    def relations(self) -> list[MinedRelation]:
        """Return the relations that are known, the surest first."""
        sums = self._sums()
        found = trios_of(self.lattice, self.positions)
        trios = [each for each in found if not any(each.lines <= other.lines for other in sums)]
        return sorted([*sums, *trios, *self._balance()], key=lambda each: -each.score)

    def _balance(self) -> Iterator[MinedRelation]:
        """Yield that what a balance sheet has on one side it has on the other: one figure, with no rounding between."""
        totals = [line for line in self.lattice.lines if line.sums]
        assets = [line for line in totals if _ASSETS.search(line.meaning.text)]
        others = [line for line in totals if _OWN_AND_DEBTS.search(line.meaning.text)]
        if len(assets) == len(others) == 1:
            tried = tally(others[0], ((1, assets[0]),), self.positions, self.lattice.own)
            kept, broken, direction = tuple(tried.kept), tuple(tried.broken), self.lattice.direction
            terms = ((1, assets[0]),)
            if len(broken) <= max(1, len(kept)):
                yield MinedRelation(
                    "same", others[0], terms, kept, broken, _CERTAIN, tried.hard, direction, stated=True
                )

    # --- sums ------------------------------------------------------------------------------------------------------

    def _sums(self) -> list[MinedRelation]:
        """Return the known sums; where figures say no more, the surest that a label states, and on."""
        live = [line for line in self.lattice.lines if not line.apart and any(line.numbers)]
        taken: dict[int, MinedRelation] = {}
        # Sums that are not whole, of lines that another sum swallowed first.
        waiting: list[tuple[int, MinedRelation]] = []
        turns = 0
        while eaten := _take(found := [*self._level(live, taken), *waiting], taken, apart=turns < _MOST_TURNS):
            turns += 1
            live = [line for line in live if line.index not in eaten]
            left = {line.index for line in live}
            waiting = [
                each
                for each in found
                if each[1].target.index not in left | taken.keys()
                and all(line.index in left for _, line in each[1].terms)
            ]
        return list(taken.values())

    def _level(self, live: Sequence[Line], taken: Mapping[int, MinedRelation]) -> Iterator[tuple[int, MinedRelation]]:
        """Yield the best sum of each line, and how soon it may be taken: those that hold everywhere go first.

        A line that another sum has swallowed is tried where its label says that it is a sum, or all of a flow.
        """
        apart = [line.index for line in self.lattice.lines if line.apart]
        there = _Live(live, taken, self._keys(live), apart)
        for target in self.lattice.lines:
            if target.index in taken or target.apart or not any(target.numbers):
                continue
            above = bisect_left(there.indexes, target.index)
            is_live = above < len(live) and live[above] is target
            if not (is_live or target.states_sum or target.meaning.words in _FLOWS):
                continue
            options = self._options(there, target, (above, above + is_live))
            best = best_of(target, (each for each in options if _is_free(target, each.terms, taken)))
            if best is not None:
                yield best[0], relation_of(self.lattice.direction, target, best[1])

    def _options(self, there: _Live, target: Line, place: tuple[int, int]) -> Iterator[Option]:
        natural = there.ends(*place)
        for signed, running in there.runs:
            yield from self._runs(target, place, signed, (running, natural))
        yield from self._first_less_others(target, there.lines[: place[0]])
        if self.lattice.direction == "kolumner":
            yield from self._alike(target, there.lines[: place[0]])

    def _keys(self, live: Sequence[Line]) -> list[int]:
        filled = [
            (sum(1 for line in live if (number := line.numbers[position]) is not None and number.value), -position)
            for position in self.positions
        ]
        return [-position for count, position in sorted(filled, reverse=True)[:_KEYS] if count]

    def _runs(
        self, target: Line, place: tuple[int, int], signed: Signed, found: tuple[Mapping[int, _Running], dict[int, int]]
    ) -> Iterator[Option]:
        running, natural = found
        above, below = place
        ends, found_at = dict(natural), set[int]()
        for key, totals in running.items():
            number = target.numbers[key]
            if number is None or number.is_dash or abs(number.value) <= number.half:
                continue
            for value in (number.value, -number.value):
                starts = totals.places(totals.values[above] - value, above, number.half)
                stops = totals.places(totals.values[below] + value, below, number.half)
                near = (*(at for at in starts if at < above), *(at for at in stops if at > below))
                for end in (at for at in near if at in natural or abs(at - above) <= _REACH):
                    ends.setdefault(end, 0)
                    found_at.add(end)
        for end, cost in ends.items():
            if end in found_at or self._is_worth_trying(target, (end, above) if end < above else (below, end), running):
                terms = tuple(signed[end:above] if end < above else signed[below:end])
                if not self._is_difference(target, terms) and (len(terms) > 1 or target.states_sum):
                    yield from self._tried(target, terms, "run", (cost, len(signed), end > above))

    def _is_worth_trying(self, target: Line, between: tuple[int, int], running: Mapping[int, _Running]) -> bool:
        """Whether a natural run that does not hold where it was looked up may be a sum that is stated and nearly so."""
        first, last = between
        if not target.states_sum:
            return False
        if last - first <= _SHORT:
            return True
        there = [(number, totals) for key, totals in running.items() if (number := target.numbers[key])]
        sizes = [(2 * abs(number.value), abs(each.values[last] - each.values[first])) for number, each in there]
        return bool(sizes) and all(total < size < 4 * total for size, total in sizes)

    def _alike(self, target: Line, above: Sequence[Line]) -> Iterator[Option]:
        """Yield the sums of the columns before one that are of its year, or have its heading in other groups."""
        kinds = (
            [line for line in above if line.years == target.years],
            [line for line in above if line.meaning.text == target.meaning.text],
        )
        for lines in kinds:
            if _TWO < len(lines) < len(above):
                yield from self._tried(
                    target, tuple((_plain_sign(line), line) for line in lines), "run", (_RARE, len(above), False)
                )

    def _is_difference(self, target: Line, terms: Signed) -> bool:
        """Whether three lines are rather a difference that one of them is, which `_trios` finds."""
        if len(terms) != _TWO:
            return False
        said = any(line.meaning.role in {"difference", "change"} for line in (target, *(line for _, line in terms)))
        return said or (self.lattice.direction == "kolumner" and not target.states_sum)

    def _first_less_others(self, target: Line, above: Sequence[Line]) -> Iterator[Option]:
        for count in range(3, min(len(above), 6) + 1):
            first, *others = above[-count:]
            terms = ((1, first), *((-1, line) for line in others))
            if any(_holds_at(target, terms, key) for key in self._keys_of(target)):
                yield from self._tried(target, terms, "minus", (0, len(above), False))

    def _keys_of(self, target: Line) -> list[int]:
        there = (at for at in self.positions if (number := target.numbers[at]) and abs(number.value) > number.half)
        return list(islice(there, _KEYS))

    def _tried(self, target: Line, terms: Signed, form: Form, found: tuple[int, int, bool]) -> Iterator[Option]:
        natural = found[0]
        one_signed = len({sign for sign, _ in terms}) == 1
        if not (one_signed or target.states_sum) and form == "run" and any(line.states_sum for _, line in terms):
            # What is left of a result is found as the result.
            return
        reach = _FAR if target.sums and len(target.meaning.words) == 1 else NEAR_BY
        positions = [at for at in self._additive(target, terms) if one_signed or at not in self._differences]
        kept = tally(target, terms, positions, self.lattice.own)
        turned = tuple((-sign, line) for sign, line in terms)
        opposite = tally(target, turned, positions, self.lattice.own)
        for signed, all_tried in ((terms, kept), (turned, opposite)):
            tried = all_tried._replace(broken=[each for each in all_tried.broken if not self._is_no_whole(each)])
            if signed is turned and form == "run" and all(sign == _plain_sign(line) for sign, line in terms):
                continue
            if not tried.kept and not (natural and tried.broken):
                continue
            prior = self._prior(target, form, signed, found)
            yield Option(form, signed, prior, bool(natural), tried, reach, found[2])

    def _prior(self, target: Line, form: Form, terms: Signed, found: tuple[int, int, bool]) -> int:
        """Return the odds that a line is such a sum at all; a label that says so raises them."""
        natural, number, below = found
        word, count = target.states_sum, len(terms)
        if word and natural and form == "run" and not self._overlaps(target):
            mixed = _MIXED if len({line.meaning.role == "sum" for _, line in terms}) > 1 else 0
            builds = terms[0][0] > 0 and _is_result(terms[0][1]) and not below
            strong = _is_plain(target) or (_is_result(target) and builds)
            return (_STRONG if strong else _WEAK) - mixed - natural - (4 if below else 0) - (11 if count == 1 else 0)
        prior = -9 if below and word else -5 if word else -18
        if form == "minus":
            prior -= 8 if word else 14
        prior -= (11 if count == 1 else 0) + (13 if target.meaning.part else 0)
        return prior - (natural + 3 if natural else guesses(number) + 5)

    def _additive(self, target: Line, terms: Signed) -> list[int]:
        """Return where a line can be a sum: shares add up to a hundred, and to nothing else."""
        added = set(self.positions)
        numbers = ((at, number) for at, number in enumerate(target.numbers) if number is not None)
        return [
            at
            for at, number in numbers
            if (self._is_whole(target, terms, at) if number.measure == "%" else at in added)
        ]

    def _is_whole(self, target: Line, terms: Signed, at: int) -> bool:
        """Whether a share is a hundred, or that of a sum whose parts are: one that is between them is their mean."""
        whole, own = 100 * self.lattice.unit, target.numbers[at]
        if own is None or own.value == whole or not target.sums:
            return own is not None and own.value == whole
        parts = [sign * number.value for sign, line in terms if (number := line.numbers[at]) is not None]
        return sum(parts) == whole and not min(parts) <= own.value <= max(parts)

    def _is_no_whole(self, instance: Instance) -> bool:
        """Whether a hundred per cent is far from what its column adds up to: by chance a hundred, and no sum.

        A share below nothing that another sign explains, and one of another power of ten, are slips.
        """
        own = instance.numbers[0]
        if own.measure != "%" or 100 * abs(instance.off) <= NEAR_BY * own.value:
            return False
        if own.value == 100 * self.lattice.unit:
            instance = instance._replace(numbers=instance.numbers[1:], signs=instance.signs[1:])
        return not (instance.is_scaled or (instance.has_turned and any(each.value < 0 for each in instance.numbers)))

    @cached_property
    def _differences(self) -> frozenset[int]:
        """The positions of differences, where income and costs have the sign of what is better."""
        crossing = self.lattice.crossing
        return frozenset(line.index for line in crossing if line.meaning.role in {"difference", "change"})

    def _overlaps(self, target: Line) -> bool:
        """Whether a line is of things that need not add up: persons counted in several rows, means."""
        return target.measure != "kr" and (self.lattice.sheet.overlapping or target.meaning.overlapping)


def _take(found: Sequence[tuple[int, MinedRelation]], taken: dict[int, MinedRelation], *, apart: bool) -> set[int]:
    """Take those of the sums found that may be taken first, the surest first; return the lines that they swallow.

    Where one that figures do not prove is taken, what is said of the lines around may change: they wait, if `apart`.
    """
    first = min((tier for tier, _ in found), default=0)
    eaten, around = set[int](), set[int]()
    for _, relation in sorted((each for each in found if each[0] == first), key=lambda each: -each[1].score):
        parts = {line.index for _, line in relation.terms}
        between = range(min(relation.lines), max(relation.lines) + 1) if first and apart else ()
        if not eaten & parts and around.isdisjoint(between) and _is_free(relation.target, relation.terms, taken):
            taken[relation.target.index] = relation
            eaten |= parts
        around.update(between)
    return eaten


def _is_free(target: Line, terms: Signed, taken: Mapping[int, MinedRelation]) -> bool:
    """Whether no term of a sum is computed of its target."""
    sums = (taken[line.index] for _, line in terms if line.index in taken)
    return all(line is not target for each in sums for _, line in each.terms)


def _is_plain(line: Line) -> bool:
    """Whether the label of a line can hardly mean another sum than that of the lines beside it."""
    if line.meaning.words[:1] and line.meaning.words[0] in _SUMS:
        return True
    return (line.measure in {"kr", "%"} and line.meaning.role != "net") or bool(line.stage)


def _is_result(line: Line) -> bool:
    """Whether a line is a result, on which the next of a statement builds."""
    return line.measure == "kr" and line.meaning.role == "net" and "resultat" in line.meaning.words


def _plain_sign(line: Line) -> int:
    deducted = line.kind == "avgår" or line.meaning.words[:1] in {("avgår",), ("avgående",), ("minus",)}
    return -1 if deducted and not any(number.value < 0 for number in line.numbers if number) else 1


def _holds_at(target: Line, terms: Signed, key: int) -> bool:
    return bool(tally(target, terms, (key,), key + 1).kept)
