"""Relations between the lines of a table, and how well their instances hold: odds in quarters of a bit.

An instance is one crossing line. That it holds speaks for the relation, the more the fewer figures would agree with it
by chance; that it does not speaks against it, but for little where one slip of the pen explains it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal, NamedTuple

from generator.checks.tables.lattice import LOST, Direction, Line, PrintedNumber

Division = Literal["quotient", "change", "part"]
Form = Literal["run", "minus", "trio", "same", "ratio"]
Signed = tuple[tuple[int, Line], ...]
# The odds, in quarters of a bit (13 are a factor of ten).
TEN = 13
BROKEN = 13
_SLIP = 20
_LEAST_LOSS = -7
_MOST_BROKEN = 4
# Figures of a table are of one size: two agree more easily than over the whole range.
_SPREAD = (2, 5)
_SURE = 120
_DIGITS = 9
_TRIO = 3


class Instance(NamedTuple):
    """The numbers of a relation at one position, each with its sign: their sum is nothing, within `room`.

    Of a quotient the first times the third is the second times `factor`; `odds` is how much it proves.
    """

    numbers: tuple[PrintedNumber, ...]
    signs: tuple[int, ...]
    off: int
    room: int
    odds: int
    factor: tuple[int, int, int] = (0, 0, 0)

    @property
    def holds(self) -> bool:
        """Whether rounding explains what it is off by."""
        return abs(self.off) <= self.room

    @property
    def turned(self) -> Instance:
        """Return it with the other sign of the first."""
        return self._replace(off=self.off - 2 * self.signs[0] * self.numbers[0].value)

    def is_near(self, per_cent: int) -> bool:
        """Return whether it is off by little beside its figures, or by a sign or a power of ten."""
        return (
            100 * abs(self.off) <= per_cent * max(abs(each.value) for each in self.numbers)
            or self.has_turned
            or self.is_scaled
            or self.has_exchanged
        )

    @property
    def has_exchanged(self) -> bool:
        """Whether it would hold with two of its numbers that stand beside each other in each other's place."""
        signed = list(zip(self.signs, self.numbers, strict=True))
        return any(
            one != other and abs(self.off - (one - other) * (first.value - second.value)) <= self.room
            for (one, first), (other, second) in pairwise([*signed, signed[0]])
        )

    @property
    def has_turned(self) -> bool:
        """Whether it would hold with the other sign of one of its numbers."""
        pairs = zip(self.signs, self.numbers, strict=True)
        return any(abs(self.off - 2 * sign * number.value) <= self.room for sign, number in pairs)

    @property
    def is_scaled(self) -> bool:
        """Whether it would hold with one of its numbers ten or a thousand times larger or smaller."""
        return any(
            abs(down * self.off - sign * number.value * (down - up)) <= down * self.room
            for up, down in ((1000, 1), (1, 1000), (10, 1), (1, 10))
            for sign, number in zip(self.signs, self.numbers, strict=True)
        )

    @property
    def has_lost_digit(self) -> bool:
        """Whether it would hold with a digit more or less in one of its numbers."""
        pairs = zip(self.signs, self.numbers, strict=True)
        return any(
            _is_digit_lost(number.value, number.value - sign * self.off, self.room, number.step)
            for sign, number in pairs
        )


@dataclass(frozen=True, slots=True)
class MinedRelation:
    """A relation with what speaks for it. `stated`: a label says that there is one; `hard` leaves out zeros."""

    form: Form
    target: Line
    terms: Signed
    kept: tuple[Instance, ...]
    broken: tuple[Instance, ...]
    score: int
    hard: int
    direction: Direction
    stated: bool = False
    division: Division = "quotient"

    @property
    def lines(self) -> frozenset[int]:
        """The indexes of its lines."""
        return frozenset((self.target.index, *(line.index for _, line in self.terms)))


class Tally(NamedTuple):
    """How a candidate fares: its instances, and what those that hold prove, with and without copies and zeros."""

    kept: list[Instance]
    broken: list[Instance]
    evidence: int
    hard: int


def odds(size: int, width: int) -> int:
    """Return how unlikely it is that a figure of a size falls within a width by chance."""
    many, of = _SPREAD
    whole, part = many * size, max(1, of * width)
    return min(_SURE, max(0, (whole**4 // part**4).bit_length() - 1))


def guesses(number: int) -> int:
    """Return what so many guesses take from the odds."""
    return (max(1, number) ** 4).bit_length() - 1


def tally(target: Line, terms: Signed, positions: Iterable[int], own: int) -> Tally:
    """Try a linear relation at some positions; from `own` on they are of other tables."""
    result = Tally([], [], 0, 0)
    kept, broken, evidence, hard = result
    few = len(terms) + 1
    for position in positions:
        instance, live, blank = _linear(target, terms, position)
        if instance is None:
            continue
        if instance.holds:
            whole = live >= min(_TRIO, few) and abs(instance.numbers[0].value) > instance.numbers[0].half
            weight = 20 if whole else 7 if few <= _TRIO or live == 1 else 14
            kept.append(instance)
            evidence += instance.odds * weight // 20
            hard += instance.odds if whole else 0
        elif position >= own:
            evidence -= BROKEN * (not blank)
        elif (not blank or few > _TRIO) and 2 * blank < few:
            broken.append(instance)
    return Tally(kept, broken, evidence, hard)


def _linear(target: Line, terms: Signed, position: int) -> tuple[Instance | None, int, int]:
    own = target.numbers[position]
    if own is None or own is LOST or own.is_dash:
        return None, 0, 0
    numbers, signs = [own], [1]
    off, room, most, grain, measure = own.value, own.half, abs(own.value), own.grain, own.measure
    live, blank, exact = int(most > own.half), 0, True
    for sign, line in terms:
        number = line.numbers[position]
        if number is None or number.is_dash:
            if number is LOST:
                return None, 0, 0
            blank += 1
            continue
        if number.measure != measure:
            return None, 0, 0
        size = abs(number.value)
        off -= sign * number.value
        room += number.half
        most, grain = max(most, size), max(grain, number.grain)
        live += size > number.half
        exact = exact and number.step == own.step
        numbers.append(number)
        signs.append(-sign)
    if not live or len(numbers) == 1:
        return None, 0, 0
    if len(terms) == 1 and exact:
        # One figure, printed twice with the same digits, has been rounded once.
        room = 0
    return Instance(tuple(numbers), tuple(signs), off, room, odds(most, 2 * room + grain)), live, blank


def losses(broken: Sequence[Instance]) -> int:
    """Return what speaks against a relation by its broken instances; less where one slip explains them."""
    if len(broken) > _MOST_BROKEN:
        return BROKEN * len(broken)
    total, swapped = 0, set[int]()
    for one, other in combinations(range(len(broken)), 2):
        if not {one, other} & swapped and exchanged(broken[one], broken[other]):
            swapped |= {one, other}
            proof = broken[one].odds + broken[other].odds
            total += min(2 * BROKEN, max(-_SLIP, _SLIP + guesses(2 * len(broken[one].numbers)) - proof))
    return total + sum(_loss(each) for number, each in enumerate(broken) if number not in swapped)


def exchanged(one: Instance, other: Instance) -> bool:
    """Return whether two figures of one line that changed places explain both."""
    if len(one.numbers) != len(other.numbers) or one.factor != (0, 0, 0):
        return False
    for sign, first, second in zip(one.signs, one.numbers, other.numbers, strict=True):
        apart = sign * (first.value - second.value)
        if abs(apart) > one.room and abs(one.off - apart) <= one.room and abs(other.off + apart) <= other.room:
            return True
    return False


def _loss(each: Instance) -> int:
    if each.factor != (0, 0, 0):
        return BROKEN
    loss, count = BROKEN, len(each.numbers)
    if each.has_turned:
        loss = min(loss, _SLIP + guesses(count) - each.odds)
    if each.is_scaled:
        loss = min(loss, _SLIP + guesses(4 * count) - each.odds)
    if _is_digit(abs(each.off), each.room, 9 * min(number.step for number in each.numbers)):
        loss = min(loss, _SLIP + guesses(18 * count) - each.odds)
    if _is_digit(abs(each.off), each.room, min(number.step for number in each.numbers)):
        loss = min(loss, _SLIP + guesses(72 * count) - each.odds)
    if each.has_lost_digit:
        loss = min(loss, _SLIP + guesses(72 * count) - each.odds)
    return max(_LEAST_LOSS, loss)


def _is_digit_lost(value: int, other: int, room: int, step: int) -> bool:
    """Whether one of two figures of the same sign is the other without a digit, within room."""
    short, long = sorted((abs(value), abs(other)))
    place = step
    while short and value * other > 0 and place <= long:
        # The digits below the place stay, those from it on move up, and the lost one is at it.
        low = short % place
        rest = long - low - (short - low) * (_DIGITS + 1)
        digit = (2 * rest + place) // (2 * place)
        if 0 <= digit <= _DIGITS and abs(rest - digit * place) <= room:
            return True
        place *= _DIGITS + 1
    return False


def _is_digit(off: int, room: int, step: int) -> bool:
    """Whether a difference is that of one digit."""
    while step * (_DIGITS + 1) <= off:
        step *= _DIGITS + 1
    digit = (2 * off + step) // (2 * step)
    return 1 <= digit <= _DIGITS and abs(off - digit * step) <= room
