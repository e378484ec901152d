"""Arithmetic of intervals: where a true value may lie, given how it was printed.

Light and unit-free beside `Quantity`, since the checks try thousands of combinations; values are Decimal all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

_NOTHING = Decimal(0)
# Quotients are cut at the precision of the context; what that loses is far below any printed digit.
_HAIR = Decimal("1e-18")


class Interval(NamedTuple):
    """A printed value and the least and greatest true value that it may stand for."""

    value: Decimal
    low: Decimal
    high: Decimal

    def __neg__(self) -> Interval:
        return Interval(-self.value, -self.high, -self.low)


ZERO = Interval(_NOTHING, _NOTHING, _NOTHING)


def minus(left: Interval, right: Interval) -> Interval:
    """Return the difference of two intervals."""
    return Interval(left.value - right.value, left.low - right.high, left.high - right.low)


def total(signed: Iterable[tuple[int, Interval]]) -> Interval:
    """Return the sum of intervals with the signs 1 and −1."""
    value = low = high = _NOTHING
    for sign, span in signed:
        if sign > 0:
            value, low, high = value + span.value, low + span.low, high + span.high
        else:
            value, low, high = value - span.value, low - span.high, high - span.low
    return Interval(value, low, high)


def times(span: Interval, factor: Decimal) -> Interval:
    """Return an interval times a factor above zero."""
    return span if factor == 1 else Interval(span.value * factor, span.low * factor, span.high * factor)


def quotient(left: Interval, right: Interval) -> Interval | None:
    """Return one interval divided by another; None where the divisor may be zero."""
    if right.low <= 0 <= right.high:
        return None
    corners = [one / other for one in (left.low, left.high) for other in (right.low, right.high)]
    return Interval(left.value / right.value, min(corners), max(corners))


def meets(left: Interval, right: Interval) -> bool:
    """Whether two intervals can stand for the same true value."""
    room = _HAIR * max(abs(left.value), abs(right.value), Decimal(1))
    return left.low <= right.high + room and right.low <= left.high + room


def room(span: Interval) -> Decimal:
    """Return how much of an interval is rounding, to either side."""
    return (span.high - span.low) / 2
