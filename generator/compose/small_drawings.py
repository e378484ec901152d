"""Small drawings beside key figures: how a figure has developed, and the parts of a whole as a ring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from generator.document import Drawing, Path

_WIDTH, _HEIGHT, _MARGIN, _POINT = 120, 30, Decimal(4), Decimal(3)
_RING, _OUTER, _INNER = 64, Decimal(31), Decimal(19)
_PI = Decimal("3.14159265358979")
_TERMS = 24
_LARGE = Decimal("0.5")
# A full turn begins and ends in one point, and would draw nothing.
_ALMOST_ALL = Decimal("0.9999")
_PLACES = Decimal("0.01")


def trend(values: Sequence[Decimal]) -> Drawing:
    """Draw values in the order of time as a line, with a point at the last."""
    low, extent = min(values), max(values) - min(values)
    step = (_WIDTH - 2 * _MARGIN) / max(1, len(values) - 1)
    height = _HEIGHT - 2 * _MARGIN
    places = [
        (_MARGIN + step * number, _HEIGHT - _MARGIN - (height * (value - low) / extent if extent else height / 2))
        for number, value in enumerate(values)
    ]
    line = Path("M" + "L".join(f"{_written(x)} {_written(y)}" for x, y in places), 1, "line")
    x, y = places[-1]
    half = f"a{_POINT} {_POINT} 0 1 1"
    point = Path(f"M{_written(x - _POINT)} {_written(y)}{half} {2 * _POINT} 0{half} {-2 * _POINT} 0Z", 1, "point")
    return Drawing(_WIDTH, _HEIGHT, (), (), (line, point), ())


def ring(parts: Sequence[Decimal], states: Sequence[str] = ()) -> Drawing:
    """Draw parts of a whole as sectors of a ring, from the top and with the clock; `states` are their colours."""
    total = sum(parts) or Decimal(1)
    ends = accumulate((part / total for part in parts), initial=Decimal(0))
    sectors = (
        Path(_sector(start, end), number, "sector", states[number - 1] if states else "")
        for number, (start, end) in enumerate(pairwise(ends), 1)
        if end > start
    )
    return Drawing(_RING, _RING, (), (), tuple(sectors), ())


def _sector(start: Decimal, end: Decimal) -> str:
    end = min(end, start + _ALMOST_ALL)
    large = int(end - start > _LARGE)
    corners = ((start, _OUTER), (end, _OUTER), (end, _INNER), (start, _INNER))
    first, second, third, fourth = (" ".join(map(_written, _at(share, radius))) for share, radius in corners)
    outer, inner = f"A{_OUTER} {_OUTER} 0 {large} 1", f"A{_INNER} {_INNER} 0 {large} 0"
    return f"M{first}{outer} {second}L{third}{inner} {fourth}Z"


def _at(share: Decimal, radius: Decimal) -> tuple[Decimal, Decimal]:
    """Return the point at a share of a turn, from the top and with the clock."""
    angle, middle = 2 * _PI * share, Decimal(_RING) / 2
    return middle + radius * _series(_terms(angle, 1)), middle - radius * _series(_terms(angle, 0))


def _terms(angle: Decimal, first: int) -> Iterator[Decimal]:
    """Yield the terms of the sine (from 1) or the cosine (from 0)."""
    term = angle if first else Decimal(1)
    for number in range(_TERMS):
        yield term
        power = 2 * number + first
        term = -term * angle * angle / ((power + 1) * (power + 2))


def _series(terms: Iterable[Decimal]) -> Decimal:
    return sum(terms, Decimal(0))


def _written(value: Decimal) -> str:
    return f"{value.quantize(_PLACES).normalize():f}"
