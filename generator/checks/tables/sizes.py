"""How well a figure's size fits those beside it on its row, as the columns have it on other rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from statistics import median_low
from typing import NamedTuple

from generator.checks.tables.lattice import LOST, Lattice, Line, PrintedNumber

_FEW = 3
# In 32nds of an octave: how far sizes usually lie apart, at least, and where columns say nothing.
_LEAST, _USUAL = 10, 32
_OTHER_SIGN = 64
# Signs of two columns agree, or differ, where all but one in so many do.
_MOSTLY = 3
_MOST = 16
# A quarter of a bit for each, where sizes lie apart by an exponential law.
_STEEP = 6


class _Way(NamedTuple):
    """What a column says of a figure: how little sharply, its size, and its sign; 0 where it says none."""

    spread: int
    size: int
    sign: int

    def distance(self, value: int, step: int) -> int:
        """Return the odds against a value."""
        odd = _OTHER_SIGN * (value * self.sign < 0)
        return _STEEP * (abs(_size(abs(value) // step) - self.size) + odd) // self.spread


@dataclass
class Sizes:
    """The figures of a table by row, and how columns usually differ."""

    lattice: Lattice
    shifts: dict[tuple[int, int], tuple[int, int, int]] = field(default_factory=dict)

    def likelier(self, changed: Mapping[tuple[int, int], int]) -> int:
        """Return the odds that figures were meant to have other values, by what stands beside them."""
        found = 0
        for (row, column), value in changed.items():
            own = self._at(row, column)
            ways = [self._way(row, column, other) for other in self._others(row, column, changed)]
            if own and ways:
                sharpest = min(ways)
                found += sharpest.distance(own.value, own.step) - sharpest.distance(value, own.step)
        return max(-_MOST, min(_MOST, found))

    def _at(self, row: int, column: int) -> PrintedNumber | None:
        """Return a figure; none of what may be of any size, as a difference."""
        line = self.lattice.lines[row]
        number = line.numbers[column]
        if number is None or number is LOST or number.is_dash or column in self._differences or _is_difference(line):
            return None
        return number

    @cached_property
    def _differences(self) -> frozenset[int]:
        return frozenset(line.index for line in self.lattice.crossing if _is_difference(line))

    def _others(self, row: int, column: int, changed: Mapping[tuple[int, int], int]) -> Iterator[int]:
        own = self._at(row, column)
        # Tables of the same lines are of other things.
        for other in range(self.lattice.own):
            number = self._at(row, other)
            if (
                own
                and number
                and number.step == own.step
                and number.value
                and other != column
                and (row, other) not in changed
            ):
                yield other

    def _way(self, row: int, column: int, other: int) -> _Way:
        """Return what another column says of a figure."""
        shift, spread, sign = self._shift(column, other)
        number = self.lattice.lines[row].numbers[other]
        value, step = (number.value, number.step) if number else (0, 1)
        return _Way(spread, _size(abs(value) // step) + shift, sign if value > 0 else -sign)

    def _shift(self, column: int, other: int) -> tuple[int, int, int]:
        """Return how much larger one column's figures are than another's, how that varies, and how signs agree."""
        if (column, other) not in self.shifts:
            pairs = [(self._at(row, column), self._at(row, other)) for row in range(len(self.lattice.lines))]
            there = [(one, two) for one, two in pairs if one and two and one.value and two.value]
            apart = [_size(abs(one.value) // one.step) - _size(abs(two.value) // two.step) for one, two in there]
            alike = sum((one.value > 0) is (two.value > 0) for one, two in there)
            sign = (_MOSTLY * alike >= (_MOSTLY - 1) * len(there)) - (_MOSTLY * alike <= len(there))
            shift, spread = (median_low(apart), 0) if len(apart) >= _FEW else (0, _USUAL)
            spread = max(_LEAST, spread or median_low([abs(each - shift) for each in apart]))
            self.shifts[column, other] = shift, spread, sign
        return self.shifts[column, other]


def _is_difference(line: Line) -> bool:
    return line.meaning.role in {"difference", "change"}


@lru_cache(maxsize=4096)
def _size(steps: int) -> int:
    return ((steps + 1) ** 32).bit_length()
