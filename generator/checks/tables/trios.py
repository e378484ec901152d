"""Relations of any three lines near each other: a line that is the sum or the difference of two others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from generator.checks.tables.lattice import Lattice, Line
from generator.checks.tables.options import DIFFERENT, KNOWN, NEAR_BY, STATED, Option
from generator.checks.tables.relations import TEN, Instance, MinedRelation, Signed, Tally, guesses, tally

_HARD = 8
_SAMPLE, _KEYS = 8, 3
_WINDOW = {"rader": 6, "kolumner": 24}
_MOST_BROKEN = 4
_TWO = 2
_ROLES = (("difference", "change"), ("net",), ("sum",))
_DERIVED = frozenset({"difference", "change", "share", "rate", "attainment"})


def trios_of(lattice: Lattice, positions: Sequence[int]) -> list[MinedRelation]:
    """Return the known relations of three lines at some positions, the surest first; no two share two lines."""
    chosen: list[MinedRelation] = []
    for each in sorted(_Trios(lattice, positions).known(), key=lambda each: -each.score):
        if not any(len(each.lines & other.lines) > 1 for other in chosen):
            chosen.append(each)
    return chosen


@dataclass(frozen=True)
class _Trios:
    """The lines of a lattice by threes."""

    lattice: Lattice
    positions: Sequence[int]

    def known(self) -> Iterator[MinedRelation]:
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
        said = target.meaning.role in DIFFERENT
        prior = -7 if self.lattice.direction == "kolumner" else -17
        prior += (12 if said else 0) + (6 if lines[2].index - lines[0].index == _TWO else 0)
        prior -= TEN if len(set(signs)) == 1 else 0
        prior += _of_years(target, terms) - tries
        if natural:
            prior = 17
        option = Option("trio", terms, prior, natural, tried, NEAR_BY)
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
        turned, broken, ambiguous = list[Instance](), list[Instance](), list[Instance]()
        for each in tried.broken:
            line = self.lattice.crossing[each.numbers[0].place[1 - across]]
            other = (line.meaning.flow, line.meaning.role) not in others
            if not (other and (line.meaning.flow or line.meaning.role == "net")):
                broken.append(each)
            elif each.turned.holds:
                turned.append(each)
            else:
                ambiguous.append(each)
        odd = [each for each in broken if each.turned.holds]
        if 2 * (len(odd) + len(turned)) > len(held):
            turned, broken = [*turned, *odd], [each for each in broken if not each.turned.holds]
        return tried._replace(broken=broken if turned else [*broken, *ambiguous])


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
