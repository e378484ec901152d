"""Relations that a line of a sheet may have to the others (“the sum of the rows above”), and how well each holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations
from typing import Literal

from generator.checks.tables.intervals import Interval, meets, minus, quotient, room, times, total
from generator.checks.tables.lines import LineCell, TableLine

RelationPattern = Literal["sum", "difference", "quotient", "change", "part"]
_LineTerms = tuple[tuple[int, int], ...]
_HUNDRED = Decimal(100)
_PARTS = frozenset({"%", "procentenheter"})
_TWO = 2
_DERIVED = frozenset({"difference", "change", "share", "rate", "attainment"})
# A figure of fewer steps of its last digit than this agrees by chance too easily to prove anything.
_STEPS = 10
_STEM = 5
# How many lines away the terms may be: of a sum that no label says, of a difference or quotient.
REACH, _NEIGHBOURS = 50, 40


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a line may be of the others: signs and indexes of its terms, and for quotients a factor.

    A `part` is of the same line's cell at position `whole`, or of the sum of its cells where that is below zero.
    `natural` patterns are what the labels say; the others need more to hold for them.
    """

    kind: RelationPattern
    terms: _LineTerms
    natural: bool = True
    factor: Decimal = Decimal(1)
    whole: int = -1


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a pattern holds, holds with the other sign, and fails, by position; `fails` has the expected values.

    `even` counts zeros, which hold with either sign; `strong` counts figures of more than a digit.
    """

    pattern: Pattern
    holds: tuple[int, ...]
    flipped: tuple[int, ...]
    fails: tuple[tuple[int, Interval], ...]
    even: int
    strong: int
    digits: int

    @property
    def held(self) -> int:
        """The number of positions at which it holds, with either sign."""
        return len(self.holds) + len(self.flipped) + self.even


def tried(pattern: Pattern, lines: Sequence[TableLine], target: TableLine, positions: Sequence[int]) -> Trial:
    """Try a pattern of one of the lines at some positions."""
    holds, flipped = list[int](), list[int]()
    fails, even, strong, digits = [], 0, 0, 0
    signed = pattern.kind in {"difference", "change"}
    for position in positions:
        cell = target.cells[position]
        expected = expected_at(pattern, lines, position) if cell is not None else None
        if cell is None or expected is None or not _comparable(pattern, lines, cell, position):
            continue
        right, turned = meets(cell.span, expected), signed and meets(-cell.span, expected)
        if right and turned:
            even += 1
        elif right or turned:
            (holds if right else flipped).append(position)
            strength = _digits(pattern, lines, cell, position)
            strong, digits = strong + (strength > 1), digits + strength
        elif not _dashed(pattern, lines, position):
            fails.append((position, expected))
    return Trial(pattern, tuple(holds), tuple(flipped), tuple(fails), even, strong, digits)


def expected_at(pattern: Pattern, lines: Sequence[TableLine], position: int) -> Interval | None:
    """Return the value of a pattern at a position; None where a figure for it is missing."""
    cells = [(sign, lines[index].cells[position]) for sign, index in pattern.terms]
    if any(cell is not None and cell.state == "lost" for _, cell in cells):
        return None
    if pattern.kind == "part":
        return _part(pattern, lines[pattern.terms[0][1]], position)
    if pattern.kind == "sum":
        there = [(sign, cell.span) for sign, cell in cells if cell is not None]
        return total(there) if sum(cell is not None and cell.state == "number" for _, cell in cells) > 1 else None
    (_, first), (_, second) = cells
    if first is None or second is None:
        return None
    if pattern.kind == "difference":
        return minus(first.span, second.span)
    ratio = quotient(first.span, second.span)
    if ratio is None or pattern.kind == "quotient":
        return times(ratio, pattern.factor) if ratio else None
    # The change in per cent is of the quotient, not of the difference: there the earlier figure would count twice.
    return Interval(*(_HUNDRED * (part - 1) for part in ratio))


def _part(pattern: Pattern, line: TableLine, position: int) -> Interval | None:
    own = line.cells[position]
    if own is None or own.state != "number":
        return None
    if pattern.whole < 0:
        whole = total([(1, cell.span) for cell in line.cells if cell is not None])
    elif (cell := line.cells[pattern.whole]) is not None and cell.state == "number":
        whole = cell.span
    else:
        return None
    ratio = quotient(own.span, whole)
    return times(ratio, pattern.factor) if ratio else None


def _comparable(pattern: Pattern, lines: Sequence[TableLine], cell: LineCell, position: int) -> bool:
    measures = {
        other.measure
        for _, index in pattern.terms
        if (other := lines[index].cells[position]) is not None and other.state == "number"
    }
    if pattern.kind == "sum":
        whole = cell.measure == "%" and cell.span.value == _HUNDRED
        return measures == {cell.measure} and (whole or cell.measure not in _PARTS)
    if pattern.kind == "difference":
        return len({"%" if each in _PARTS else each for each in (*measures, cell.measure)}) == 1
    return pattern.kind == "quotient" or len(measures) == 1


def _dashed(pattern: Pattern, lines: Sequence[TableLine], position: int) -> bool:
    """Whether a term of a difference or quotient is a dash: then its author may have left out the result."""
    cells = (lines[index].cells[position] for _, index in pattern.terms)
    return pattern.kind != "sum" and any(cell is not None and cell.state == "dash" for cell in cells)


def _digits(pattern: Pattern, lines: Sequence[TableLine], cell: LineCell, position: int) -> int:
    """Return how many digits prove something: the figure's own, or those of terms that even out; one proves nothing."""
    terms = [other for _, index in pattern.terms if (other := lines[index].cells[position]) is not None]
    sizes = sorted((abs(other.span.value) for other in terms), reverse=True)
    if pattern.kind != "part" and (len(sizes) < _TWO or not sizes[1]):
        return 0
    # A sum that comes to nothing proves little where sums are among its terms: it does so however they are counted.
    sums = sum(lines[index].sums for _, index in pattern.terms)
    evens = pattern.kind in {"difference", "change"} or (pattern.kind == "sum" and (not sums or len(terms) == _TWO))
    size = max(abs(cell.span.value), sizes[1]) if evens else abs(cell.span.value)
    step = 2 * room(cell.span) or Decimal(1)
    return max(0, (size / step).adjusted() + 1) if size >= _STEPS * step else 0


# --- sums ----------------------------------------------------------------------------------------------------------


def sums_for(lines: Sequence[TableLine], target: TableLine, reach: int) -> Iterator[Pattern]:
    """Yield the sums that a line may be of those above or below it (to its left or right), likeliest first.

    `reach` is how many lines away they may be.
    """
    seen: set[_LineTerms] = set()
    for chosen in _chosen(lines[: target.index + 1 + reach], target, max(0, target.index - reach)):
        for terms in _signed(chosen, target):
            if len(terms) > 1 and terms not in seen:
                seen.add(terms)
                yield Pattern("sum", terms)


def reach_of_sums(lines: Sequence[TableLine]) -> int:
    """Return how far sums reach: a few over a whole table, however long, and each of many over its neighbours."""
    sums = sum(line.sums for line in lines)
    return max(REACH, REACH * len(lines) // max(1, sums))


def _chosen(lines: Sequence[TableLine], target: TableLine, first: int) -> Iterator[list[TableLine]]:
    def usable(line: TableLine) -> bool:
        change = line.meaning.role == "change" and line.kind not in {"tal", "budgetavvikelse"}
        derived = line.meaning.role in _DERIVED and line.meaning.role != target.meaning.role and not change
        apart = line.meaning.part or line.kind in {"mellanrubrik", "varav"}
        return not (apart or derived) and line.measure == target.measure

    above = [line for line in lines[first : target.index] if usable(line)]
    plain, sums = [line for line in above if not line.sums], [line for line in above if line.sums]
    last = sums[-1].index if sums else -1
    recent = [line for line in plain if line.index > last]
    yield [line for line in recent if line.group == target.group]
    yield recent
    yield [line for line in plain if line.group == target.group]
    yield plain
    yield sums
    yield [*sums[-1:], *recent]
    yield [*sums, *recent]
    yield above
    below = [line for line in lines[target.index + 1 :] if usable(line)]
    until = next((line.index for line in below if line.sums), len(lines))
    heading = next((line.index for line in lines[target.index + 1 :] if line.kind == "mellanrubrik"), len(lines))
    yield [line for line in below if line.index < min(until, heading)]
    yield [line for line in below if not line.sums]
    yield [line for line in below if line.sums]


def _signed(chosen: Sequence[TableLine], target: TableLine) -> Iterator[_LineTerms]:
    yield tuple((-1 if line.kind == "avgår" or _deducted(line) else 1, line.index) for line in chosen)
    flows = {line.meaning.flow for line in chosen}
    if "income" in flows and len(flows) > 1:
        against = tuple((1 if line.meaning.flow == "income" else -1, line.index) for line in chosen)
        yield against
        yield tuple((-sign, index) for sign, index in against)
    if target.meaning.role == "net" and len(chosen) == _TWO:
        first, second = (line.index for line in chosen)
        yield ((1, first), (-1, second))
        yield ((-1, first), (1, second))


def _deducted(line: TableLine) -> bool:
    return line.meaning.words[:1] in {("avgår",), ("avgående",), ("minus",)}


# --- differences and quotients -------------------------------------------------------------------------------------


def operands(lines: Sequence[TableLine], target: TableLine) -> list[TableLine]:
    """Return the lines that a difference or quotient may be of: those that are none themselves."""
    near = lines[max(0, target.index - _NEIGHBOURS) : target.index + 1 + _NEIGHBOURS]
    measured = (line for line in near if line is not target and line.kind != "mellanrubrik" and line.measure)
    return [line for line in measured if line.meaning.role not in _DERIVED]


def differences_for(lines: Sequence[TableLine], target: TableLine, *, per_cent: bool) -> Iterator[Pattern]:
    """Yield the differences, or changes in per cent, that a line may be of two others, those of its group first."""
    group = target.group
    pairs = list(combinations(operands(lines, target), 2))
    pairs.sort(key=lambda pair: (not pair[0].group == pair[1].group == group, _distance(pair, target)))
    for one, other in pairs:
        natural = _opposed(one, other, target)
        yield Pattern("change" if per_cent else "difference", ((1, one.index), (-1, other.index)), natural)
        if per_cent:
            yield Pattern("change", ((1, other.index), (-1, one.index)), natural)


def _distance(pair: tuple[TableLine, TableLine], target: TableLine) -> int:
    return sum(abs(line.index - target.index) for line in pair)


def _opposed(one: TableLine, other: TableLine, target: TableLine) -> bool:
    bases = {one.meaning.basis, other.meaning.basis}
    if target.meaning.role == "change":
        return len(bases) == 1 or bases <= {"utfall", ""}
    return len(bases) > 1 and "" not in bases


def quotients_for(lines: Sequence[TableLine], target: TableLine, whole: int) -> Iterator[Pattern]:
    """Yield the quotients that a line may be of two others; a share also of its whole, as in `Pattern`."""
    terms = operands(lines, target)
    role = target.meaning.role
    for line in terms if role == "share" else ():
        yield Pattern("part", ((1, line.index),), abs(line.index - target.index) == 1, _HUNDRED, whole)
    for one, other in permutations(terms, 2):
        named = _named(one, other, target)
        if (role == "rate") == (one.measure == other.measure) and not named:
            continue
        compared = one.meaning.basis in {"utfall", "prognos"} and other.meaning.basis in {"mål", "budget"}
        natural = len(terms) == _TWO or (role == "attainment" and compared) or named
        for factor in _factors(target, one, other):
            yield Pattern("quotient", ((1, one.index), (1, other.index)), natural, factor)


def _factors(target: TableLine, numerator: TableLine, divisor: TableLine) -> tuple[Decimal, ...]:
    if target.meaning.role != "rate":
        return (_HUNDRED, Decimal(1))
    if numerator.measure == divisor.measure:
        # The unit that the table says is that of its money only.
        return (Decimal(1000), Decimal(1), Decimal(1000000))
    if target.measure.startswith("kr") or numerator.measure != "kr":
        return (Decimal(1), Decimal(1000)) if numerator.measure != "kr" else (Decimal(1),)
    return (Decimal(1), Decimal("0.001"), Decimal("0.000001"))


def _named(one: TableLine, other: TableLine, target: TableLine) -> bool:
    words = target.meaning.words
    if "per" not in words or target.meaning.role != "rate":
        return False
    at = words.index("per")
    numerator, divisor = _stems(words[:at]), _stems(words[at + 1 :])
    return bool(numerator & _stems(one.meaning.words) and divisor & _stems(other.meaning.words))


def _stems(words: Sequence[str]) -> set[str]:
    return {word[:_STEM] for word in words}
