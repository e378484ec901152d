"""Mining: the relations that a table's figures keep, whatever its labels say.

Candidates are found by the values of a few positions, and each is then tried at all. Sums swallow their parts, and what
is left is tried again: so subtotals, parents over children, sums of sums and statements that build on themselves are
found. A relation is known when its odds, less those of all the guesses made, are high enough.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, combinations, islice, takewhile
from typing import NamedTuple

from generator.checks.tables.lattice import Direction, Lattice, Line
from generator.checks.tables.relations import (
    BROKEN,
    TEN,
    Form,
    Instance,
    MinedRelation,
    Signed,
    Tally,
    exchanged,
    guesses,
    losses,
    tally,
)

# Odds of thirty to one make a relation known.
KNOWN = 20
# What a label states needs less.
STATED = 8
_HARD = 8
_NEAR = 7
_CERTAIN = 60
_ASSETS = re.compile(r"^summa tillgångar$", re.IGNORECASE)
_OWN_AND_DEBTS = re.compile(r"^summa (?=.*eget kapital)(?=.*skulder)", re.IGNORECASE)
# Within what per cent a figure is nearly a sum that a label states, one of no other word and another.
_FAR, _NEAR_BY = 60, 30
_STRONG, _WEAK = 20, 8
# What it costs that a run ends where runs usually, or sometimes, do.
_USUAL, _RARE = 3, 7
_KEYS = 3
_SAMPLE = 8
_REACH = 60
_MOST_OF_A_RUN = 8
_WINDOW = {"rader": 6, "kolumner": 24}
_MOST_BROKEN = 4
# So many sums that figures do not prove are taken one by one; those of a longer table together, as it would take long.
_MOST_SINGLES = 12
_TWO, _MANY = 2, 3
_NOT_ADDED = frozenset({"share", "rate", "attainment"})
_DIFFERENT = frozenset({"difference", "change", "net", "sum"})
_ROLES = (("difference", "change"), ("net",), ("sum",))
_DERIVED = frozenset({"difference", "change", "share", "rate", "attainment"})


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
        return self.below or any(line.stage for _, line in self.terms)

    @property
    def is_near(self) -> bool:
        """Whether one slip explains where it fails: at one position, and not by much, or at two, by an exchange."""
        broken = self.tried.broken
        return (len(broken) == 1 and broken[0].is_near(self.reach)) or (len(broken) == _TWO and exchanged(*broken))


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
        trios = [each for each in self._trios() if not any(each.lines <= other.lines for other in sums)]
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
        singles = 0
        while True:
            found = [*self._level(live, taken), *waiting]
            tier = min((tier for tier, _ in found), default=0)
            eaten = set[int]()
            for _, relation in sorted((each for each in found if each[0] == tier), key=lambda each: -each[1].score):
                parts = {line.index for _, line in relation.terms}
                if not eaten & parts and _is_free(relation, taken):
                    taken[relation.target.index] = relation
                    eaten |= parts
                if tier and singles < _MOST_SINGLES:
                    singles += 1
                    break
            if not eaten:
                return list(taken.values())
            live = [line for line in live if line.index not in eaten]
            left = {line.index for line in live}
            waiting = [
                each
                for each in found
                if each[1].target.index not in left | taken.keys()
                and all(line.index in left for _, line in each[1].terms)
            ]

    def _level(self, live: Sequence[Line], taken: Mapping[int, MinedRelation]) -> Iterator[tuple[int, MinedRelation]]:
        """Yield the best sum of each line, and how soon it may be taken: those that hold everywhere go first.

        A line that another sum has swallowed is tried where its label says that it is a sum.
        """
        apart = [line.index for line in self.lattice.lines if line.apart]
        there = _Live(live, taken, self._keys(live), apart)
        for target in self.lattice.lines:
            if target.index in taken or target.apart or not any(target.numbers):
                continue
            above = bisect_left(there.indexes, target.index)
            is_live = above < len(live) and live[above] is target
            if not (is_live or target.states_sum):
                continue
            best = _best(target, self._options(there, target, (above, above + is_live)))
            if best is not None:
                yield best[0], _relation(self.lattice.direction, target, best[1])

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
        if last - first <= _SAMPLE:
            return True
        for key, totals in running.items():
            number = target.numbers[key]
            total = abs(totals.values[last] - totals.values[first])
            if number is not None and total < 2 * abs(number.value) < 4 * total:
                return True
        return False

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
        reach = _FAR if target.sums and len(target.meaning.words) == 1 else _NEAR_BY
        positions = [at for at in self._additive(target) if one_signed or at not in self._differences]
        kept = tally(target, terms, positions, self.lattice.own)
        turned = tuple((-sign, line) for sign, line in terms)
        opposite = tally(target, turned, positions, self.lattice.own)
        for signed, all_tried in ((terms, kept), (turned, opposite)):
            tried = all_tried._replace(broken=[each for each in all_tried.broken if not _is_no_whole(each)])
            if signed is turned and one_signed and form == "run":
                continue
            if not tried.kept and not (natural and tried.broken):
                continue
            prior = self._prior(target, form, len(terms), found)
            yield Option(form, signed, prior, bool(natural), tried, reach, found[2])

    def _prior(self, target: Line, form: Form, count: int, found: tuple[int, int, bool]) -> int:
        """Return the odds that a line is such a sum at all; a label that says so raises them."""
        natural, number, below = found
        word = target.states_sum
        if word and natural and form == "run" and not self._overlaps(target):
            strong = (target.measure in {"kr", "%"} and target.meaning.role != "net") or bool(target.stage)
            return (_STRONG if strong else _WEAK) - natural - (4 if below else 0) - (11 if count == 1 else 0)
        prior = -9 if below and word else -5 if word else -18
        if form == "minus":
            prior -= 8 if word else 14
        prior -= (11 if count == 1 else 0) + (13 if target.meaning.part else 0)
        return prior - (natural + 3 if natural else guesses(number) + 5)

    def _additive(self, target: Line) -> list[int]:
        """Return where a line can be a sum: shares add up to a hundred, and to nothing else."""
        whole, added = 100 * self.lattice.unit, set(self.positions)
        numbers = ((at, number) for at, number in enumerate(target.numbers) if number is not None)
        return [at for at, number in numbers if (number.value == whole if number.measure == "%" else at in added)]

    @cached_property
    def _differences(self) -> frozenset[int]:
        """The positions of differences, where income and costs have the sign of what is better."""
        crossing = self.lattice.crossing
        return frozenset(line.index for line in crossing if line.meaning.role in {"difference", "change"})

    def _overlaps(self, target: Line) -> bool:
        """Whether a line is of things that need not add up: persons counted in several rows, means."""
        return target.measure != "kr" and (self.lattice.sheet.overlapping or target.meaning.overlapping)

    # --- three lines -----------------------------------------------------------------------------------------------

    def _trios(self) -> list[MinedRelation]:
        found = sorted(self._all_trios(), key=lambda each: -each.score)
        chosen: list[MinedRelation] = []
        for each in found:
            if not any(len(each.lines & other.lines) > 1 for other in chosen):
                chosen.append(each)
        return chosen

    def _all_trios(self) -> Iterator[MinedRelation]:
        live = [line for line in self.lattice.lines if line.kind != "mellanrubrik" and any(line.numbers)]
        window = _WINDOW[self.lattice.direction]
        tries = guesses(2 * min(len(live) - 1, 2 * window) * max(1, min(len(live) - 2, 2 * window - 1)))
        keys = self._sample()
        for first, line in enumerate(live):
            near = live[first + 1 : first + 1 + window]
            for second, third in combinations(near, 2):
                signs_of = _signs_of((line, second, third), keys)
                if not signs_of and self._natural.values():
                    signs_of = self._stated_signs((line, second, third))
                for signs in signs_of:
                    yield from self._trio((line, second, third), signs, tries)

    def _stated_signs(self, lines: tuple[Line, Line, Line]) -> list[tuple[int, int, int]]:
        indexes = {line.index for line in lines}
        for at, line in enumerate(lines):
            if self._natural.get(line.index) == indexes - {line.index}:
                return [_placed(at, 1), _placed(at, -1)]
        return []

    def _sample(self) -> list[int]:
        positions = self.positions
        most = _SAMPLE if self.lattice.direction == "kolumner" else _KEYS
        return list(positions[:: max(1, len(positions) // most)])[: most + 1]

    def _trio(self, lines: tuple[Line, Line, Line], signs: tuple[int, int, int], tries: int) -> Iterator[MinedRelation]:
        at = _target_of(lines, signs)
        target, own = lines[at], signs[at]
        pairs = enumerate(zip(signs, lines, strict=True))
        terms = tuple((-own * sign, line) for number, (sign, line) in pairs if number != at)
        tried = tally(target, terms, self.positions, self.lattice.own)
        natural = target.index in self._natural and self._natural[target.index] == {line.index for _, line in terms}
        tried = self._by_convention(target, tried)
        if len(tried.broken) > _MOST_BROKEN or (
            not natural and (len(tried.kept) < len(tried.broken) or tried.hard < _HARD)
        ):
            return
        said = target.meaning.role in _DIFFERENT
        prior = -7 if self.lattice.direction == "kolumner" else -17
        prior += (12 if said else 0) + (6 if lines[2].index - lines[0].index == _TWO else 0)
        prior -= TEN if len(set(signs)) == 1 else 0
        prior += _of_years(target, terms) - tries
        if natural:
            prior = 17
        option = Option("trio", terms, prior, natural, tried, _NEAR_BY)
        if option.score >= (STATED if natural and (tried.kept or option.is_near) else KNOWN):
            direction = self.lattice.direction
            yield MinedRelation(
                "trio", target, terms, tuple(tried.kept), tuple(tried.broken), option.score, tried.hard, direction, said
            )

    @cached_property
    def _natural(self) -> Mapping[int, set[int]]:
        """The two lines that a difference is of by their labels, where no others can be."""
        found = {}
        for target in self.lattice.lines:
            if target.meaning.role not in {"difference", "change"}:
                continue
            operands = [
                line
                for line in self.lattice.lines
                if line.meaning.role not in _DERIVED and line.group == target.group and line.measure == target.measure
            ]
            pairs = [pair for pair in combinations(operands, 2) if _opposed(*pair, target)]
            if len(pairs) > 1:
                pairs = [(one, other) for one, other in pairs if one.years == other.years]
            if len(pairs) == 1:
                found[target.index] = {line.index for line in pairs[0]}
        return found

    def _by_convention(self, target: Line, tried: Tally) -> Tally:
        """Leave out differences with the other sign where costs have no minus: income beside costs, or their net."""
        across = 1 if self.lattice.direction == "kolumner" else 0
        held = [
            self.lattice.crossing[each.numbers[0].place[1 - across]]
            for each in tried.kept
            if each.numbers[0].figure and not each.turned.holds
        ]
        if target.meaning.role not in {"difference", "change"} or not held:
            return tried
        others = {(line.meaning.flow, line.meaning.role) for line in held}
        turned, broken = list[Instance](), list[Instance]()
        for each in tried.broken:
            line = self.lattice.crossing[each.numbers[0].place[1 - across]]
            other = (line.meaning.flow, line.meaning.role) not in others
            if not (other and (line.meaning.flow or line.meaning.role == "net")):
                broken.append(each)
            elif each.turned.holds:
                turned.append(each)
        ambiguous = [each for each in tried.broken if each not in broken and each not in turned]
        odd = [each for each in broken if each.turned.holds]
        if 2 * (len(odd) + len(turned)) > len(held):
            turned, broken = [*turned, *odd], [each for each in broken if each not in odd]
        return tried._replace(broken=broken if turned else [*broken, *ambiguous])


def _best(target: Line, options: Iterable[Option]) -> tuple[int, Option] | None:
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


def _relation(direction: Direction, target: Line, option: Option) -> MinedRelation:
    tried = option.tried
    stated = target.sums or target.meaning.role in _DIFFERENT
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


def _is_free(relation: MinedRelation, taken: Mapping[int, MinedRelation]) -> bool:
    """Whether no term of a sum is computed of its target."""
    parts = [line.index for _, line in relation.terms]
    return not any(
        relation.target.index in {line.index for _, line in taken[part].terms} for part in parts if part in taken
    )


def _tier(target: Line, option: Option) -> int | None:
    """Return when a sum may be taken: known, stated, then those of each that fail somewhere; None for never."""
    kept, broken = len(option.tried.kept), len(option.tried.broken)
    stated = option.natural and option.form == "run" and target.states_sum and option.score >= STATED
    slip = losses(option.tried.broken) < BROKEN or stated
    if len(option.terms) == 1 and broken and (broken > 1 or kept < _MANY or not slip):
        # One figure in two places is told of where a slip of the pen explains it: else they are two.
        return None
    holds = bool(kept) and (kept >= broken or option.is_near)
    if option.score >= KNOWN and holds:
        return 2 * bool(broken)
    if stated and (holds or (option.is_near and not option.is_odd(target))):
        return 3 if broken else 1
    return None


def _plain_sign(line: Line) -> int:
    deducted = line.kind == "avgår" or line.meaning.words[:1] in {("avgår",), ("avgående",), ("minus",)}
    return -1 if deducted and not any(number.value < 0 for number in line.numbers if number) else 1


def _is_no_whole(instance: Instance) -> bool:
    """Whether a hundred per cent is far from what its column adds up to: it is no sum then, but by chance a hundred.

    A share below nothing that another sign explains, and one of another power of ten, are slips.
    """
    own = instance.numbers[0]
    if own.measure != "%" or 100 * abs(instance.off) <= _NEAR_BY * own.value:
        return False
    return not (instance.is_scaled or (instance.has_turned and any(each.value < 0 for each in instance.numbers)))


def _holds_at(target: Line, terms: Signed, key: int) -> bool:
    return bool(tally(target, terms, (key,), key + 1).kept)


def _signs_of(lines: tuple[Line, Line, Line], keys: Iterable[int]) -> list[tuple[int, int, int]]:
    """Return the signs with which three lines come to nothing at one of some positions where none is nothing."""
    found = list[tuple[int, int, int]]()
    one, other, third = (line.numbers for line in lines)
    for key in keys:
        a, b, c = one[key], other[key], third[key]
        if a is None or b is None or c is None or not (a.value and b.value and c.value):
            continue
        room = a.half + b.half + c.half
        for signs in ((1, -1, -1), (1, 1, -1), (1, -1, 1), (1, 1, 1)):
            off = a.value + signs[1] * b.value + signs[2] * c.value
            if -room <= off <= room and signs not in found:
                found.append(signs)
    return found


def _target_of(lines: tuple[Line, Line, Line], signs: tuple[int, int, int]) -> int:
    """Return which of three lines is computed: the one whose label says so, else the one whose sign stands alone."""
    roles = [line.meaning.role for line in lines]
    said = next((where for role in _ROLES if (where := [at for at, each in enumerate(roles) if each in role])), [])
    alone = next((number for number in range(3) if signs.count(signs[number]) == 1), 2)
    return alone if alone in said or not said else said[-1]


def _placed(at: int, sign: int) -> tuple[int, int, int]:
    """Return the signs of three lines of which one is the difference of the others."""
    others = [sign, -sign]
    others.insert(at, 1)
    return others[0], others[1], others[2]


def _opposed(one: Line, other: Line, target: Line) -> bool:
    bases = {one.meaning.basis, other.meaning.basis}
    if target.meaning.role == "change":
        return len(bases) == 1 or bases <= {"utfall", ""}
    return len(bases) > 1 and "" not in bases


def _of_years(target: Line, terms: Signed) -> int:
    years = [line.years for _, line in terms if line.years]
    if not years or target.meaning.role == "change":
        return 0
    return 4 if all(each == (target.years or years[0]) for each in years) else -4
