"""Exact arithmetic of quantities that carry the interval of their rounding.

A printed −48,4 stands for any value from −48,45 to −48,35. Arithmetic carries those bounds along, so that a check
knows how far off a sum of rounded figures may be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from generator.content import Decimals
from generator.swedish import MOST_DIGITS, convert, known_unit

# Quotients are carried to far more digits than a result keeps, so that a third of three is one again.
_WIDE = Context(prec=90, rounding=ROUND_HALF_UP)
_KEPT = Context(prec=40, rounding=ROUND_HALF_UP)
_NOTHING_KNOWN = Decimal("-Infinity"), Decimal("Infinity")
_QUOTIENT_DECIMALS = 2
# The bounds of what rounding can mean to anybody: beyond them an interval says nothing, and a value is nothing.
_WIDEST, _LEAST = 2 * MOST_DIGITS, -2 * MOST_DIGITS
_Operation = Callable[[Decimal, Decimal], Decimal]


class Mismatch(ValueError):
    """Two quantities that cannot be computed with together; the text is a Swedish sentence."""

    code = "T205"


class TooLarge(Mismatch):
    """The result has more digits before the comma than any amount."""

    code = "T212"


class DivisionByZero(ValueError):
    """The divisor is zero."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit, its decimals, and the interval in which the true value lies, given its rounding.

    `ratio` marks a quotient of like units: into % it is times 100. A pure number has no unit; counts have antal.
    """

    value: Decimal
    unit: str | None
    decimals: int
    low: Decimal
    high: Decimal
    ratio: bool = False


def exactly(value: Decimal, unit: str | None = None, decimals: int = 0) -> Quantity:
    """Return a value as a quantity without rounding."""
    return Quantity(value, unit, decimals, value, value)


def stated(value: Decimal, unit: str | None, decimals: int, shown: Decimals | None = None) -> Quantity:
    """Return a written number as a quantity; `shown` are the decimals declared.

    It is rounded to half a unit of the last digit. Kronor and counts without decimals are exact. A figure written with
    fewer decimals than declared has the declared ones: 1 in a column of one decimal is 1,0.
    """
    carried = max(decimals, shown.count or 0) if shown else decimals
    form = known_unit(unit or "antal")
    if carried == 0 and (form is None or (form.measure in {"kr", "antal"} and form.exponent == 0)):
        return exactly(value, unit)
    half = Decimal(5).scaleb(-carried - 1)
    return Quantity(value, unit, carried, _WIDE.subtract(value, half), _WIDE.add(value, half))


@lru_cache(maxsize=512)
def measure(unit: str | None) -> str:
    """Return what a unit measures: kr, %, procentenheter, antal, or the unit itself if it is unknown."""
    form = known_unit(unit or "antal")
    return form.measure if form else str(unit)


def settled(quantity: Quantity) -> Quantity:
    """Drop the digits that only repeating fractions leave at the end of a result, and what is next to nothing."""
    return _each(quantity, _settled)


def _settled(part: Decimal) -> Decimal:
    return _KEPT.plus(part) if part.is_infinite() or part.adjusted() > _LEAST else Decimal(0)


def negated(quantity: Quantity) -> Quantity:
    """Return the opposite of a quantity."""
    value, low, high = (_WIDE.minus(part) for part in (quantity.value, quantity.low, quantity.high))
    return replace(quantity, value=value, low=high, high=low)


def added(left: Quantity, right: Quantity) -> Quantity:
    """Return the sum in the left unit; raise Mismatch for other units than money, or per cent and percentage points.

    Per cent meets a pure number as the ratio that it is: 1 + 5 % is 1,05.

    Like all arithmetic here it raises TooLarge, a Mismatch, where no report can print the result.
    """
    left, right = _of_number(left, right), _of_number(right, left)
    units = measure(left.unit), measure(right.unit)
    decimals = max(left.decimals, right.decimals)
    if "kr" in units and units[0] == units[1]:
        # Between units of money the left one says how finely the sum is written, as it does in what unit.
        decimals = decimals if left.unit == right.unit else left.decimals
        right = converted(right, left.unit)
    elif units[0] != units[1] and set(units) != {"%", "procentenheter"}:
        raise Mismatch(f"{_word(left)} och {_word(right)} kan inte läggas ihop eller dras ifrån varandra.")
    return Quantity(
        _bounded(_WIDE.add(left.value, right.value)),
        "%" if "%" in units else left.unit or right.unit,
        decimals,
        *_interval(_WIDE.add(left.low, right.low), _WIDE.add(left.high, right.high)),
        ratio=left.ratio or right.ratio,
    )


def _of_number(quantity: Quantity, other: Quantity) -> Quantity:
    """Return per cent beside a pure number as a ratio; all else as it is."""
    pure = other.unit is None and measure(quantity.unit) == "%"
    return replace(_hundredth(quantity), unit=None, ratio=True) if pure else quantity


def subtracted(left: Quantity, right: Quantity) -> Quantity:
    """Return the difference in the left unit; raise Mismatch as `added` does."""
    return added(left, negated(right))


def multiplied(left: Quantity, right: Quantity) -> Quantity:
    """Return the product, per cent of something in its unit; raise Mismatch unless one is a number or per cent."""
    units = measure(left.unit), measure(right.unit)
    if not {"antal", "%"} & set(units):
        raise Mismatch(f"{_word(left)} och {_word(right)} kan inte multipliceras.")
    decimals = max(left.decimals, right.decimals)
    unit = right.unit if units[0] in {"antal", "%"} and right.unit else left.unit
    if "%" in units and left.unit and right.unit:
        unit = right.unit if units[0] == "%" else left.unit
        left, right = (_hundredth(left), right) if units[0] == "%" else (left, _hundredth(right))
    low, high = _corners(left, right, _WIDE.multiply)
    value = _bounded(_WIDE.multiply(left.value, right.value))
    return Quantity(value, unit, decimals, low, high, ratio=left.ratio and right.ratio)


def divided(left: Quantity, right: Quantity) -> Quantity:
    """Return the quotient, a ratio if the units are alike, else in the left unit; raise Mismatch or DivisionByZero."""
    units = measure(left.unit), measure(right.unit)
    if not right.value:
        raise DivisionByZero
    ratio = units[0] == units[1]
    decimals = max(left.decimals, right.decimals)
    if ratio:
        right = converted(right, left.unit) if units[0] == "kr" else right
        decimals = max(decimals, _QUOTIENT_DECIMALS)
    elif units[1] == "%":
        right = _hundredth(right)
    elif units[1] != "antal":
        raise Mismatch(f"{_word(left)} kan inte delas med {_word(right)}.")
    around_zero = right.low <= 0 <= right.high
    low, high = _NOTHING_KNOWN if around_zero else _corners(left, right, _WIDE.divide)
    unit = None if ratio else left.unit
    return Quantity(_bounded(_WIDE.divide(left.value, right.value)), unit, decimals, low, high, ratio)


def converted(quantity: Quantity, unit: str | None) -> Quantity:
    """Return the quantity in another unit; raise Mismatch if no factor leads there.

    A ratio into per cent is times 100. A count takes any unknown unit (årsarbetare), and money a rate (kr per dygn).
    """
    if quantity.unit == unit:
        return quantity
    source, target = measure(quantity.unit), measure(unit)
    if target == source or {source, target} == {"%", "procentenheter"}:
        factor = convert(Decimal(1), quantity.unit, unit) if source == "kr" == target else Decimal(1)
        return replace(_times(quantity, factor), unit=unit, ratio=quantity.ratio and target == "antal")
    if quantity.ratio and target == "%":
        return replace(_times(quantity, Decimal(100)), unit=unit, ratio=False)
    unknown, money = known_unit(unit or "antal") is None, str(unit).split(" per ")[0]
    if unknown and source == "antal":
        return replace(quantity, unit=unit, ratio=False)
    if unknown and source == "kr" and measure(money) == "kr":
        return replace(converted(quantity, money), unit=unit)
    raise Mismatch(f"{_word(quantity)} kan inte räknas om till {unit or 'antal'}.")


def _word(quantity: Quantity) -> str:
    return quantity.unit or ("en kvot" if quantity.ratio else "ett tal utan enhet")


def _hundredth(quantity: Quantity) -> Quantity:
    return _times(quantity, Decimal("0.01"))


def _times(quantity: Quantity, factor: Decimal) -> Quantity:
    if factor == 1:
        return quantity
    scaled = _each(quantity, lambda part: _WIDE.multiply(part, factor))
    decimals = min(max(0, quantity.decimals - factor.adjusted()), MOST_DIGITS)
    return replace(scaled, value=_bounded(scaled.value), decimals=decimals)


def _each(quantity: Quantity, change: Callable[[Decimal], Decimal]) -> Quantity:
    value, low, high = change(quantity.value), change(quantity.low), change(quantity.high)
    return replace(quantity, value=value, low=low, high=high)


def _corners(left: Quantity, right: Quantity, operation: _Operation) -> tuple[Decimal, Decimal]:
    if not all(bound.is_finite() for bound in (left.low, left.high, right.low, right.high)):
        return _NOTHING_KNOWN
    results = [operation(one, other) for one in (left.low, left.high) for other in (right.low, right.high)]
    return _interval(min(results), max(results))


def _interval(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    known = all(bound.is_finite() and bound.adjusted() <= _WIDEST for bound in (low, high))
    return (low, high) if known else _NOTHING_KNOWN


def _bounded(value: Decimal) -> Decimal:
    if value and value.adjusted() >= MOST_DIGITS:
        raise TooLarge(f"Talet blir för stort: det får ha högst {MOST_DIGITS} siffror före kommat.")
    return value
