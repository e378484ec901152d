"""Which figure is wrong: the smallest change of one figure, or of two that changed places, that mends most.

Every broken instance of a known relation is a witness. A change that would break what holds costs as much as it mends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from generator.checks.tables.options import STATED
from generator.checks.tables.relations import TEN, Instance, MinedRelation, exchanged
from generator.checks.tables.sizes import Sizes
from generator.figures import Figure

Slip = Literal["sign", "digit", "power", "swap", "digits", "lost", "value"]
Place = tuple[int, int]
# What a slip costs: the commoner, the less.
_COST: Mapping[Slip, int] = {
    "sign": 12,
    "digits": 14,
    "power": 15,
    "swap": 16,
    "digit": 17,
    "lost": 20,
    "value": 32,
}
_ALONE, _OF_A_TERM, _ODD_SIGN, _FAR = 6, 8, 10, 10
# A zero is seldom written for something else.
_OF_ZERO = 10
_AWAY, _MOST_AWAY = 3, 9
_LEAST_GAIN = -24
_MOST_FAULTS = 40
_MOST_WORTH = 40
_SPOILT = 7
_TELL = 27
_MOST_DIGITS = 9
_FEW_BROKEN = 4


class Witness(NamedTuple):
    """A broken instance and its relation."""

    instance: Instance
    relation: MinedRelation

    @property
    def worth(self) -> int:
        """How much it says."""
        return min(_MOST_WORTH, TEN + self.relation.score // 4)


@dataclass(frozen=True, slots=True)
class FaultyFigures:
    """Figures that are wrong, with the values that would mend their relations, and those relations."""

    figures: tuple[Figure, ...]
    values: tuple[Decimal, ...]
    slip: Slip
    witnesses: tuple[Witness, ...]
    others: tuple[Figure, ...]
    odds: int


class _Mending(NamedTuple):
    gain: int
    slip: Slip
    places: tuple[Place, ...]
    values: tuple[int, ...]
    mended: tuple[int, ...]


@dataclass
class Court:
    """The instances of known relations of one table, and what was found out of them."""

    relations: Sequence[MinedRelation]
    sizes: Sizes
    values: dict[Place, int] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)

    @cached_property
    def instances(self) -> list[Witness]:
        """The instances of this year's table."""
        return [
            Witness(instance, relation)
            for relation in self.relations
            for instance in (*relation.kept, *relation.broken)
            if instance.numbers[0].figure is not None
        ]

    @cached_property
    def through(self) -> Mapping[Place, list[int]]:
        """The instances that each figure is in."""
        found: dict[Place, list[int]] = defaultdict(list)
        for number, witness in enumerate(self.instances):
            for place in dict.fromkeys(each.place for each in witness.instance.numbers):
                found[place].append(number)
        return found

    @cached_property
    def numbers(self) -> Mapping[Place, NumberAt]:
        """The figures in any instance."""
        return {
            each.place: NumberAt(each.value, each.half, each.step, each.figure, each.written)
            for witness in self.instances
            for each in witness.instance.numbers
            if each.figure is not None
        }

    def faults(self) -> Iterator[FaultyFigures]:
        """Yield the faults, the surest first."""
        self.closed |= self._unprinted()
        for _ in range(_MOST_FAULTS):
            broken = [
                number for number in range(len(self.instances)) if number not in self.closed and not self._holds(number)
            ]
            changes = sorted(self._changes(broken), key=lambda each: (-each.gain, *self._rank(each)))
            if not changes or changes[0].gain <= _LEAST_GAIN:
                return
            best = changes[0]
            fault = self._fault(best, changes)
            if fault is not None:
                yield fault
                self.values.update(zip(best.places, best.values, strict=True))
            if fault is None or best.slip == "value":
                self.closed |= set(best.mended)

    def _rank(self, change: _Mending) -> tuple[bool, int]:
        lead = any(self.instances[number].instance.numbers[0].place in change.places for number in change.mended)
        return not lead, len(self.through[change.places[0]])

    @cached_property
    def _has_negatives(self) -> bool:
        return any(number.value < 0 for number in self.numbers.values())

    # --- instances -------------------------------------------------------------------------------------------------

    def _value(self, place: Place) -> int:
        return self.values.get(place, self.numbers[place].value if place in self.numbers else 0)

    def _holds(self, number: int, changed: Mapping[Place, int] | None = None) -> bool:
        instance = self.instances[number].instance
        changed = {**self.values, **changed} if changed else self.values
        return abs(_off(instance, changed)) <= instance.room

    def _unprinted(self) -> set[int]:
        """Return broken sums whose differences agree across: there something is summed that is not printed."""
        found = set[int]()
        by_relation: dict[int, list[int]] = defaultdict(list)
        for number, witness in enumerate(self.instances):
            if witness.relation.form in {"run", "minus", "same"} and not witness.instance.holds:
                by_relation[id(witness.relation)].append(number)
        for numbers in by_relation.values():
            for at, one in enumerate(numbers):
                for other in numbers[at + 1 :]:
                    pair = self.instances[one].instance, self.instances[other].instance
                    if not exchanged(*pair) and not exchanged(*pair[::-1]) and self._agree_across(one, other):
                        found |= {one, other}
        return found

    def _agree_across(self, one: int, other: int) -> bool:
        places = {each.place for each in self.instances[other].instance.numbers}
        links = [
            link
            for each in self.instances[one].instance.numbers
            for link in self.through[each.place]
            if link not in {one, other}
            and any(there.place in places for there in self.instances[link].instance.numbers)
        ]
        return bool(links) and all(self.instances[link].instance.holds for link in links)

    # --- changes ---------------------------------------------------------------------------------------------------

    def _changes(self, broken: Sequence[int]) -> Iterator[_Mending]:
        places = dict.fromkeys(each.place for number in broken for each in self.instances[number].instance.numbers)
        tried = set[tuple[Place, Place]]()
        for place in places:
            number = self.numbers.get(place)
            if number is None or not number.written:
                continue
            mine = [each for each in self.through[place] if each in set(broken)]
            yield from self._changes_of_one(place, number, mine)
            for other in (*_beside(place), *self._alike(place, mine, broken)):
                pair = min(place, other), max(place, other)
                beside = self.numbers.get(other)
                if pair not in tried and beside is not None and beside.written and beside.step == number.step:
                    tried.add(pair)
                    yield from self._exchange(pair, broken)

    def _alike(self, place: Place, mine: Sequence[int], broken: Sequence[int]) -> Iterator[Place]:
        """Yield the figures of a figure's line in which the same relation breaks too."""
        for one in mine:
            relation = self.instances[one].relation
            others = [each for each in broken if each != one and self.instances[each].relation is relation]
            for other in others if len(others) < _FEW_BROKEN else ():
                yield from (
                    each.place
                    for each in self.instances[other].instance.numbers
                    if each.place != place and (each.place[0] == place[0] or each.place[1] == place[1])
                )

    def _changes_of_one(self, place: Place, number: NumberAt, mine: Sequence[int]) -> Iterator[_Mending]:
        bounds = [found for each in mine if (found := self._needed(each, place)) is not None]
        old = self._value(place)
        slips = {value: slip for slip, value in reversed(list(_slips(old, number.step)))}
        middles = [_rounded((low + high) // 2, number.step) for low, high in bounds]
        low, high = max((low for low, _ in bounds), default=0), min((high for _, high in bounds), default=-1)
        middles += [_rounded((low + high) // 2, number.step)] if low <= high else []
        near = (value for value in slips if any(low <= value <= high for low, high in bounds))
        for value in dict.fromkeys((*middles, *near)):
            slip = slips.get(value, "value")
            mended = tuple(each for each in mine if self._holds(each, {place: value}))
            if value == old or not mended:
                continue
            gain = self._gain(mended, {place: value}) - _COST[slip] + self.sizes.likelier({place: value})
            size = max(abs(each.value) for each in self.instances[mended[0]].instance.numbers)
            gain -= _FAR if slip == "value" and 10 * abs(value - old) > 3 * size else 0
            gain -= 0 if old else _OF_ZERO
            gain -= _ODD_SIGN if slip == "sign" and value < 0 and not self._has_negatives else 0
            lead = any(self.instances[each].instance.numbers[0].place == place for each in mended)
            if len(mended) == 1 and not lead:
                gain -= _OF_A_TERM
            away = min(abs(value - each) for each in middles) // number.step
            yield _Mending(gain - min(_MOST_AWAY, _AWAY * away), slip, (place,), (value,), mended)

    def _exchange(self, pair: tuple[Place, Place], broken: Sequence[int]) -> Iterator[_Mending]:
        one, other = map(self._value, pair)
        if one == other:
            return
        changed = {pair[0]: other, pair[1]: one}
        concerned = set(self.through[pair[0]]) | set(self.through[pair[1]])
        mended = tuple(each for each in broken if each in concerned and self._holds(each, changed))
        if mended:
            gain = self._gain(mended, changed) - _COST["swap"] - (_ALONE if len(mended) == 1 else 0)
            gain += self.sizes.likelier(changed) if pair[0][0] != pair[1][0] else 0
            yield _Mending(gain, "swap", pair, (other, one), mended)

    def _gain(self, mended: Collection[int], changed: Mapping[Place, int]) -> int:
        spoilt = {each for place in changed for each in self.through[place]} - set(mended)
        lost = 0
        for number in spoilt:
            witness = self.instances[number]
            # What is computed from a figure follows it.
            if witness.instance.numbers[0].written and self._holds(number) and not self._holds(number, changed):
                lost += witness.worth + _SPOILT
        return sum(self.instances[number].worth for number in mended) - lost

    def _needed(self, number: int, place: Place) -> tuple[int, int] | None:
        """Return the bounds of a figure's values with which an instance holds."""
        instance = self.instances[number].instance
        if instance.factor != (0, 0, 0):
            return _needed_of_quotient(instance, place, self.values)
        off = _off(instance, self.values)
        sign = sum(sign for sign, each in zip(instance.signs, instance.numbers, strict=True) if each.place == place)
        if not sign:
            return None
        middle = self._value(place) - off // sign
        return middle - instance.room, middle + instance.room

    def _as_printed(self, place: Place, value: int) -> Decimal:
        number = self.numbers[place]
        return (Decimal(value) / number.step).scaleb(-number.figure.decimals)

    def _fault(self, best: _Mending, changes: Sequence[_Mending]) -> FaultyFigures | None:
        witnesses = tuple(self.instances[number] for number in best.mended)
        strongest = max(witness.relation.score for witness in witnesses)
        odds = min(strongest, 8 * TEN) + TEN * (len(witnesses) - 1)
        stated = any(witness.relation.stated for witness in witnesses)
        odds += 6 if best.slip != "value" else 0 if stated else -6
        if odds < (STATED if stated else _TELL):
            return None
        rivals = [each for each in changes[1:] if each.gain >= best.gain - TEN and set(each.mended) == set(best.mended)]
        others = [self.numbers[place].figure for each in rivals for place in each.places if place not in best.places]
        figures = tuple(self.numbers[place].figure for place in best.places)
        values = tuple(map(self._as_printed, best.places, best.values))
        return FaultyFigures(figures, values, best.slip, witnesses, tuple(dict.fromkeys(others)), odds)


class NumberAt(NamedTuple):
    """A figure of this year's table as it stands in a lattice."""

    value: int
    half: int
    step: int
    figure: Figure
    written: bool


def _off(instance: Instance, changed: Mapping[Place, int]) -> int:
    if instance.factor == (0, 0, 0):
        moved = (
            sign * (changed[each.place] - each.value)
            for sign, each in zip(instance.signs, instance.numbers, strict=True)
            if each.place in changed and each.figure is not None
        )
        return instance.off + sum(moved)
    own, one, other = (changed.get(each.place, each.value) for each in instance.numbers)
    times, by, more = instance.factor
    return by * (own + more) * other - times * one


def _needed_of_quotient(instance: Instance, place: Place, changed: Mapping[Place, int]) -> tuple[int, int] | None:
    own, one, other = (changed.get(each.place, each.value) for each in instance.numbers)
    times, by, more = instance.factor
    at = next(number for number, each in enumerate(instance.numbers) if each.place == place)
    whole, part = [
        (times * one - by * more * other, by * other),
        (by * (own + more) * other, times),
        (times * one, by * (own + more)),
    ][at]
    if not part:
        return None
    middle, room = whole // part, instance.room // abs(part) + 1
    return middle - room, middle + room


def _beside(place: Place) -> Iterator[Place]:
    row, column = place
    yield from ((row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column))


def _rounded(value: int, step: int) -> int:
    return (value + step // 2) // step * step


def _slips(value: int, step: int) -> Iterator[tuple[Slip, int]]:
    """Yield the values that may have been meant where one is written by a slip, in whole steps of its last digit."""
    if value:
        yield "sign", -value
        yield from (("power", value * times) for times in (1000, 10, 100))
        yield from (("power", value // times) for times in (1000, 10, 100) if value % (times * step) == 0)
    sign = -step if value < 0 else step
    digits = str(abs(value) // step)
    for at, digit in enumerate(digits):
        before, after = digits[:at], digits[at + 1 :]
        yield from (("digit", sign * int(before + other + after)) for other in "0123456789" if other != digit)
    for at in range(len(digits) - 1):
        before, one, other, after = digits[:at], digits[at], digits[at + 1], digits[at + 2 :]
        yield "digits", sign * int(before + other + one + after)
    for at in range(len(digits) + 1):
        if len(digits) > 1 and at < len(digits):
            yield "lost", sign * int(digits[:at] + digits[at + 1 :])
        if len(digits) < _MOST_DIGITS:
            yield from (("lost", sign * int(digits[:at] + other + digits[at:])) for other in "0123456789")
