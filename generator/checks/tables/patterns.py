"""The lines of a sheet → the relations that one of them may have to the others, and how well each of them holds.

A pattern is a guess (“the sum of the rows above”, “budget − outcome”); a trial is what came of it, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from generator.checks.tables.intervals import Interval, meets, minus, quotient, room, times, total
from generator.checks.tables.lines import LineCell, TableLine

RelationPattern = Literal["sum", "difference", "quotient", "change", "part"]
LineTerms = tuple[tuple[int, int], ...]
_HUNDRED = Decimal(100)
_PARTS = frozenset({"%", "procentenheter"})
_TWO = 2
_DERIVED = frozenset({"difference", "change", "share", "rate", "attainment"})
# A figure of fewer steps of its last digit than this agrees by chance too easily to prove anything.
_STEPS = 10


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a line may be of the others: signs and indexes of its terms, and for quotients a factor.

    A `part` is of the same line's cell at the position `whole`, or of the sum of its cells where that is below zero.
    `natural` patterns are what the labels say; the others need more to hold for them.
    """

    kind: RelationPattern
    terms: LineTerms
    natural: bool = True
    factor: Decimal = Decimal(1)
    whole: int = -1


@dataclass(frozen=True, slots=True)
class Trial:
    """A pattern tried: where it holds, holds with the other sign, and fails, by position with what was expected.

    `even` counts where it holds with either sign, since it comes to nothing. `strong` counts the positions that prove
    something, figures of more than a digit, and `digits` how many digits those have.
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
        """At how many positions it holds, with either sign."""
        return len(self.holds) + len(self.flipped) + self.even


def tried(pattern: Pattern, lines: Sequence[TableLine], target: TableLine, positions: Sequence[int]) -> Trial:
    """A pattern, the lines, the one it is of and the positions to try → the trial."""
    holds, flipped, fails, even, strong, digits = [], [], [], 0, 0, 0
    signed = pattern.kind in {"difference", "change"}
    for position in positions:
        cell = target.cells[position]
        expected = expected_at(pattern, lines, position) if cell is not None else None
        if cell is None or expected is None or not _comparable(pattern, lines, cell, position):
            continue
        right, turned = meets(cell.span, expected), signed and meets(-cell.span, expected)
        if right and turned:
            even += 1
        elif right:
            holds.append(position)
            strength = _digits(pattern, lines, cell, position)
            strong, digits = strong + (strength > 1), digits + strength
        elif turned:
            flipped.append(position)
            strength = _digits(pattern, lines, cell, position)
            strong, digits = strong + (strength > 1), digits + strength
        elif not _dashed(pattern, lines, position):
            fails.append((position, expected))
    return Trial(pattern, tuple(holds), tuple(flipped), tuple(fails), even, strong, digits)


def expected_at(pattern: Pattern, lines: Sequence[TableLine], position: int) -> Interval | None:
    """What a pattern comes to at a position; None where a figure for it is not there."""
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
    if pattern.kind == "quotient":
        found = quotient(first.span, second.span)
        return times(found, pattern.factor) if found else None
    return _change(first.span, second.span)


def _change(first: Interval, second: Interval) -> Interval | None:
    """The change in per cent; of a quotient, not of a difference, since the earlier figure would count twice."""
    found = quotient(first, second)
    if found is None:
        return None
    low, high, value = (_HUNDRED * (part - 1) for part in (found.low, found.high, found.value))
    return Interval(value, low, high)


def _part(pattern: Pattern, line: TableLine, position: int) -> Interval | None:
    own = line.cells[position]
    if own is None or own.state != "number":
        return None
    if pattern.whole >= 0:
        whole = line.cells[pattern.whole]
        found = quotient(own.span, whole.span) if whole is not None and whole.state == "number" else None
    else:
        found = quotient(own.span, total([(1, cell.span) for cell in line.cells if cell is not None]))
    return times(found, pattern.factor) if found else None


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
    """Whether a term of a difference or quotient is a dash: then its author may have left out what it would give."""
    found = (lines[index].cells[position] for _, index in pattern.terms)
    return pattern.kind != "sum" and any(cell is not None and cell.state == "dash" for cell in found)


def _digits(pattern: Pattern, lines: Sequence[TableLine], cell: LineCell, position: int) -> int:
    """How many digits a figure that agrees proves something with: its own, or those of terms that even out.

    One digit proves nothing, nor does a sum of one figure and nothing else.
    """
    found = [other for _, index in pattern.terms if (other := lines[index].cells[position]) is not None]
    sizes = sorted((abs(other.span.value) for other in found), reverse=True)
    if pattern.kind != "part" and (len(sizes) < _TWO or not sizes[1]):
        return 0
    # A sum that comes to nothing proves little where sums are among its terms: it does so however they are counted.
    sums = sum(lines[index].sums for _, index in pattern.terms)
    evens = pattern.kind in {"difference", "change"} or (pattern.kind == "sum" and (not sums or len(found) == _TWO))
    size = max(abs(cell.span.value), sizes[1]) if evens else abs(cell.span.value)
    step = 2 * room(cell.span) or Decimal(1)
    return max(0, (size / step).adjusted() + 1) if size >= _STEPS * step else 0


# --- sums ----------------------------------------------------------------------------------------------------------


def sums_for(lines: Sequence[TableLine], target: TableLine) -> Iterator[Pattern]:
    """The sums that a line may be of those above or below it (to its left or right), likeliest first."""
    own = target.measure
    seen: set[LineTerms] = set()
    for chosen in _chosen(lines, target, own):
        for terms in _signed(chosen, target):
            if len(terms) > 1 and terms not in seen:
                seen.add(terms)
                yield Pattern("sum", terms)


def _chosen(lines: Sequence[TableLine], target: TableLine, own: str) -> Iterator[list[TableLine]]:
    def usable(line: TableLine) -> bool:
        change = line.meaning.role == "change" and line.kind not in {"tal", "budgetavvikelse"}
        derived = line.meaning.role in _DERIVED and line.meaning.role != target.meaning.role and not change
        apart = line.meaning.part or line.kind in {"mellanrubrik", "varav"}
        return not (apart or derived) and line.measure == own

    above = [line for line in lines[: target.index] if usable(line)]
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


def _signed(chosen: Sequence[TableLine], target: TableLine) -> Iterator[LineTerms]:
    """The signs that a sum may have: all as they stand, and costs against income where none has a minus."""
    yield tuple((-1 if line.kind == "avgår" or _deducted(line) else 1, line.index) for line in chosen)
    flows = {line.meaning.flow for line in chosen}
    if "income" in flows and len(flows) > 1:
        against = tuple((1 if line.meaning.flow == "income" else -1, line.index) for line in chosen)
        yield against
        yield tuple((-sign, index) for sign, index in against)
    if target.meaning.role == "net" and len(chosen) == _TWO:
        yield ((1, chosen[0].index), (-1, chosen[1].index))
        yield ((-1, chosen[0].index), (1, chosen[1].index))


def _deducted(line: TableLine) -> bool:
    return line.meaning.words[:1] in {("avgår",), ("avgående",), ("minus",)}


# --- differences and quotients -------------------------------------------------------------------------------------


def operands(lines: Sequence[TableLine], target: TableLine) -> list[TableLine]:
    """The lines that a difference or quotient may be of: those with figures that are no such thing themselves."""
    return [
        line
        for line in lines
        if line is not target and line.meaning.role not in _DERIVED and line.kind != "mellanrubrik" and line.measure
    ]


def differences_for(lines: Sequence[TableLine], target: TableLine, *, per_cent: bool) -> Iterator[Pattern]:
    """The differences, or changes in per cent, that a line may be of two others: those of its own group first."""
    found = operands(lines, target)
    own = [line for line in found if line.group == target.group]
    pairs = [(one, other) for index, one in enumerate(found) for other in found[index + 1 :]]
    pairs.sort(key=lambda pair: (not (pair[0] in own and pair[1] in own), _distance(pair, target)))
    for one, other in pairs:
        kinds: tuple[RelationPattern, ...] = ("change",) if per_cent else ("difference",)
        natural = _opposed(one, other, target)
        for kind in kinds:
            yield Pattern(kind, ((1, one.index), (-1, other.index)), natural)
            if per_cent:
                yield Pattern(kind, ((1, other.index), (-1, one.index)), natural)


def _distance(pair: tuple[TableLine, TableLine], target: TableLine) -> int:
    return sum(abs(line.index - target.index) for line in pair)


def _opposed(one: TableLine, other: TableLine, target: TableLine) -> bool:
    """Whether two lines are what a deviation or a change is usually of: budget and outcome, this year and last."""
    bases = {one.meaning.basis, other.meaning.basis}
    if target.meaning.role == "change":
        return len(bases) == 1 or bases <= {"utfall", ""}
    return len(bases) > 1 and "" not in bases


def quotients_for(lines: Sequence[TableLine], target: TableLine, whole: int | None) -> Iterator[Pattern]:
    """The quotients that a line may be of two others; a share also of its whole, at a position or as the sum."""
    found = operands(lines, target)
    role = target.meaning.role
    if role == "share":
        for line in found:
            natural = abs(line.index - target.index) == 1
            if whole is not None:
                yield Pattern("part", ((1, line.index),), natural, _HUNDRED, whole)
            else:
                yield Pattern("part", ((1, line.index),), natural, _HUNDRED)
    for one in found:
        for other in found:
            named = _named(one, other, target)
            if one is other or ((role == "rate") == (one.measure == other.measure) and not named):
                continue
            bases = one.meaning.basis in {"utfall", "prognos"}, other.meaning.basis in {"mål", "budget"}
            natural = len(found) == _TWO or (role == "attainment" and all(bases)) or named
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
    """Whether a label says of what it is: cost per day, with a line of cost and a line of days."""
    words = target.meaning.words
    if "per" not in words or target.meaning.role != "rate":
        return False
    at = words.index("per")
    stem = 5
    after = {word[:stem] for word in words[at + 1 :]}
    return bool(after & {word[:stem] for word in other.meaning.words}) and bool(
        {word[:stem] for word in words[:at]} & {word[:stem] for word in one.meaning.words}
    )
