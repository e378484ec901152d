"""Relations by division: shares, attainments, changes in per cent, what one of many costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from generator.checks.tables.lattice import LOST, Lattice, Line, PrintedNumber
from generator.checks.tables.options import KNOWN, STATED
from generator.checks.tables.relations import Division, Instance, MinedRelation, guesses, losses, odds

# Numerator and denominator of what the quotient is times, and what is added to the target first.
_Factor = tuple[int, int, int]
_AS_IT_IS, _HUNDRED, _CHANGE = (1, 1, 0), (100, 1, 0), (100, 1, 100)
_THOUSANDS = (_AS_IT_IS, (1000, 1, 0), (1, 1000, 0), (1_000_000, 1, 0), (1, 1_000_000, 0))
_DERIVED = frozenset({"difference", "change", "share", "rate", "attainment"})
_MOVES = frozenset({"difference", "change"})
_ROLES = frozenset({"share", "rate", "attainment", "change"})
_NEAR = {"rader": 4, "kolumner": 12}
_SAID, _UNSAID = 3, -13
_NATURAL = 18
_BESIDE = 2
_HARD = 8
_Operand = tuple[PrintedNumber | None, PrintedNumber | None, PrintedNumber | None]


def ratios(lattice: Lattice) -> Iterator[MinedRelation]:
    """Yield for each line that is a quotient by its label or its unit the quotient that it is, if it is known."""
    usual = {line.measure for line in lattice.lines if not line.meaning.role}
    for target in lattice.lines:
        of_parts = target.measure == "%" and bool(usual - {"%", ""})
        role = target.meaning.role
        if role in _ROLES - {"change"} or (role == "change" and of_parts) or of_parts:
            candidates = list(_candidates(lattice, target))
            # What holds everywhere goes before what proves more and fails.
            whole = [each for each in candidates if len(each[1].kept) > 1 and not each[1].broken]
            best = max(whole or candidates, key=lambda each: (each[1].score, each[1].hard), default=None)
            if best is not None and best[1].score >= (STATED if best[0] else KNOWN):
                yield best[1]


def _candidates(lattice: Lattice, target: Line) -> Iterator[tuple[bool, MinedRelation]]:
    """Yield quotients that a line may be, and whether labels say so."""
    near = _NEAR[lattice.direction]
    operands = [
        line
        for line in lattice.lines
        if (0 < abs(line.index - target.index) <= near or _is_named(target, line))
        and line.meaning.role not in _DERIVED
        and line.measure not in {"", "%"}
    ]
    # The change of a rate is no rate of changes.
    moved = {line.index for line in lattice.crossing if target.meaning.role == "rate" and line.meaning.role in _MOVES}
    tries = guesses(max(1, 3 * len(operands) * (len(operands) - 1)))
    for one, other in permutations(operands, 2):
        for factor in _factors(target, one, other):
            places = (
                (None if at in moved else target.numbers[at], one.numbers[at], other.numbers[at])
                for at in range(len(target.numbers))
            )
            lines = target, one, other
            yield _is_natural(lattice, lines, factor), _relation(lattice, lines, factor, list(places), tries)
    whole = max((line.index for line in lattice.crossing if line.sums and line.meaning.role != "net"), default=-1)
    if target.measure == "%" and whole >= 0 and target.meaning.role != "change":
        for one in operands:
            wholes = [
                (target.numbers[at], one.numbers[at], one.numbers[whole]) for at in range(lattice.own) if at != whole
            ]
            yield False, _relation(lattice, (target, one, one), _HUNDRED, wholes, tries)


def _factors(target: Line, one: Line, other: Line) -> Sequence[_Factor]:
    if target.measure == "%":
        if one.measure != other.measure:
            return ()
        return (_CHANGE,) if target.meaning.role == "change" else (_HUNDRED, _CHANGE)
    if one.measure == other.measure and one.measure == "kr":
        return ()
    return _THOUSANDS


def _relation(
    lattice: Lattice, lines: tuple[Line, Line, Line], factor: _Factor, places: Sequence[_Operand], tries: int
) -> MinedRelation:
    target = lines[0]
    found = [
        (at, instance) for at, operand in enumerate(places) if (instance := _instance(operand, factor, lattice.unit))
    ]
    kept = tuple(instance for _, instance in found if instance.holds)
    broken = tuple(instance for at, instance in found if not instance.holds and at < lattice.own)
    proof = sum(instance.odds for instance in kept)
    if _is_natural(lattice, lines, factor):
        near = 7 if not kept and len(broken) == 1 and _is_near(broken[0]) else 0
        score = _NATURAL + near + proof - losses(broken) - tries // 4
        fits = bool(near) or len(kept) >= max(1, len(broken))
        return _related(lattice, lines, factor, (kept, broken), score if fits else 0)
    prior = _SAID if target.meaning.role in _ROLES or target.measure == "%" else _UNSAID
    prior += 8 if max(line.index for line in lines) - min(line.index for line in lines) <= _BESIDE else 0
    score = prior - tries + proof - losses(broken)
    if proof < _HARD or len(kept) < len(broken):
        score = min(score, 0)
    return _related(lattice, lines, factor, (kept, broken), score)


def _is_natural(lattice: Lattice, lines: tuple[Line, Line, Line], factor: _Factor) -> bool:
    """Whether labels say what is divided by what: attainment, cost per place, or the only two lines there are."""
    target, one, other = lines
    role = target.meaning.role
    if role == "attainment":
        return one.meaning.basis in {"utfall", "prognos"} and other.meaning.basis in {"mål", "budget"}
    if role == "rate" and "per" in target.meaning.words:
        at = target.meaning.words.index("per")
        named = (_stems(target.meaning.words[:at]) & _stems(one.meaning.words)) and (
            _stems(target.meaning.words[at + 1 :]) & _stems(other.meaning.words)
        )
        return bool(named) and factor == _AS_IT_IS and one.measure == "kr" != other.measure
    return role == "change" and factor == _CHANGE and _only_two(lattice) and one.index < other.index


def _is_named(target: Line, line: Line) -> bool:
    """Whether the label of a rate names a line: Skulder per invånare, Skulder, Antal invånare."""
    words = target.meaning.words
    if target is line or target.meaning.role != "rate" or "per" not in words:
        return False
    at = words.index("per")
    return any(_stems(each) & _stems(line.meaning.words) for each in (words[:at], words[at + 1 : at + 2]))


def _only_two(lattice: Lattice) -> bool:
    return sum(line.measure not in {"", "%"} for line in lattice.lines) == _BESIDE


def _stems(words: Sequence[str]) -> set[str]:
    return {word[:5] for word in words}


def _is_near(instance: Instance) -> bool:
    return 10 * abs(instance.off) <= 3 * abs(instance.factor[0] * instance.numbers[1].value)


def _related(
    lattice: Lattice,
    lines: tuple[Line, Line, Line],
    factor: _Factor,
    found: tuple[tuple[Instance, ...], tuple[Instance, ...]],
    score: int,
) -> MinedRelation:
    target, one, other = lines
    kept, broken = found
    proof = sum(instance.odds for instance in kept)
    terms = ((1, one), (1, other))
    division: Division = "change" if factor == _CHANGE else "part" if one is other else "quotient"
    return MinedRelation(
        "ratio", target, terms, kept, broken, score, proof, lattice.direction, stated=True, division=division
    )


def _instance(operand: _Operand, factor: _Factor, unit: int) -> Instance | None:
    own, one, other = operand
    if own is None or one is None or other is None or LOST in operand:
        return None
    if own.is_dash or abs(one.value) <= one.half or abs(other.value) <= other.half:
        return None
    times, by, more = factor
    quotient, half = own.value + more * unit, max(own.half, (own.step + 1) // 2)
    off = by * quotient * other.value - times * one.value * unit
    room = by * (half * abs(other.value) + abs(quotient) * other.half + half * other.half) + times * one.half * unit
    size, width = by * abs(own.value * other.value), 2 * room + by * own.grain * abs(other.value)
    return Instance(
        (own, one, other), (1, 1, 1), off, room, odds(size, width) if own.value else 0, (times * unit, by, more * unit)
    )
