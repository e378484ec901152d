"""How a number in prose can come of a figure: as it is printed, rounded, or by one slip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from generator.prose.fitting import MeasuredNumber
from generator.prose.subjects import Subject
from generator.swedish import Mention, kronor_per

Slip = Literal["cut", "last", "digit", "swap", "lost", "added", "power", "column", "near", "hedge", "sign"]
# What goes wrong with a figure on its way into prose: the share of each, by which they sum to one.
_HUNDREDTHS: Mapping[Slip, int] = {
    "cut": 12, "last": 12, "digit": 16, "swap": 8, "lost": 7, "added": 4, "power": 11, "column": 17, "near": 8,
    "sign": 5,
}  # fmt: skip
SHARES: Mapping[Slip, Decimal] = {slip: Decimal(each) / 100 for slip, each in _HUNDREDTHS.items()}
# Of numbers of another column, how many are left over from last year, or told of the forecast as the outcome.
_LEFT_OVER = Decimal("0.5")
_NEAR, _NEAREST, _OLDER = Decimal("0.15"), Decimal(2), Decimal("0.03")
_ROUNDED_FURTHER = Decimal("0.5")
_MOST_DIGITS, _PAIR, _TEN = 15, 2, Decimal(10)
# Thousands are mistaken most often: tkr for mnkr. A lost comma is one or two.
_POWERS: Mapping[int, Decimal] = {
    power: Decimal(hundredths) / 100 for power, hundredths in ((-3, 32), (-2, 3), (-1, 15), (1, 15), (2, 3), (3, 32))
}


def chance_of(amount: MeasuredNumber, mention: Mention, subject: Subject) -> Decimal:
    """Return the chance of a number if it is a figure: 1 where the figure is so rounded, 0 where it cannot be."""
    if not amount.is_of(subject):
        return Decimal(0)
    factor = kronor_per(mention.unit) or Decimal(1)
    half = Decimal(5).scaleb(-mention.decimals - 1) * factor
    apart = abs(abs(mention.value) * factor - abs(subject.value))
    if apart > half and not mention.hedge and subject.high - subject.low <= 2 * half:
        # "900 tkr" for 912: as often rounded as not.
        return _ROUNDED_FURTHER
    room = (subject.high - subject.low) / 2
    return half / room if room > half else Decimal(1)


def is_hedged_wrongly(mention: Mention, subject: Subject) -> bool:
    """Whether a number is a figure rounded, but the figure lies on the other side of it: "drygt 7" for 6,8."""
    factor = kronor_per(mention.unit) or Decimal(1)
    value, now, half = abs(subject.value) / factor, abs(mention.value), Decimal(5).scaleb(-mention.decimals - 1)
    return mention.hedge in {"above", "below"} and abs(value - now) <= half


def slips(mention: Mention, subject: Subject) -> Iterator[tuple[Slip, Decimal]]:
    """Yield the slips that turn a figure into a number, each with the chance of just this number."""
    factor = kronor_per(mention.unit) or Decimal(1)
    step = Decimal(1).scaleb(-mention.decimals)
    value = abs(subject.value) / factor
    now = abs(mention.value)
    if not now or value.adjusted() > _MOST_DIGITS:
        return
    for power, share in _POWERS.items():
        if abs(power) == _PAIR and max(mention.decimals, subject.decimals) < _PAIR:
            # Only a comma before two decimals is lost so.
            continue
        if value.scaleb(power).quantize(step, ROUND_HALF_UP) == now:
            yield "power", SHARES["power"] * share
    if Decimal(1).scaleb(-subject.decimals) * (kronor_per(subject.unit) or Decimal(1)) > step * factor:
        # The table is coarser: it has no digit to hold the number against.
        return
    right = value.quantize(step, ROUND_HALF_UP)
    if now == value - value % step != right and (mention.decimals or now >= _TEN):
        yield "cut", SHARES["cut"]
    if abs(now - right) == step:
        yield "last", SHARES["last"] / 2
    # What is computed of rounded figures may be a step more or less.
    low, high = sorted((abs(subject.low) / factor, abs(subject.high) / factor))
    dues = [right, *(each for each in (right - step, right + step) if low <= each <= high)]
    for due in dues:
        yield from ((slip, odds / len(dues)) for slip, odds in _of_digits(_digits(due), _digits(now)))
    if right and now != right and abs(now - right) <= right * _NEAR:
        # As the figure was in an older edition: seldom far from what it is.
        scale = max(_NEAREST, right / step * _OLDER)
        yield "near", SHARES["near"] / (2 * scale) * (-abs(now - right) / step / scale).exp()


def _digits(value: Decimal) -> str:
    return f"{value:f}".replace(".", "").lstrip("0") or "0"


def _of_digits(right: str, now: str) -> Iterator[tuple[Slip, Decimal]]:
    longer = len(now) - len(right)
    if longer == 0:
        differ = [at for at, (one, other) in enumerate(zip(right, now, strict=True)) if one != other]
        if len(differ) == 1:
            yield "digit", SHARES["digit"] / (9 * len(right))
        elif differ and _swapped(right, now, differ):
            yield "swap", SHARES["swap"] / (len(right) - 1)
    elif longer == -1 and _without_one(right, now):
        yield "lost", SHARES["lost"] / len(right)
    elif longer == 1 and _without_one(now, right):
        yield "added", SHARES["added"] / (10 * len(now))


def _swapped(right: str, now: str, differ: Sequence[int]) -> bool:
    first, last = differ[0], differ[-1]
    return len(differ) == last - first + 1 == _PAIR and right[first] + right[last] == now[last] + now[first]


def _without_one(long: str, short: str) -> bool:
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def column_slip(amount: MeasuredNumber, subject: Subject, others: Sequence[Subject]) -> Decimal:
    """Return the chance of a number that another column of the row has."""
    equal = [each for each in others if amount.is_of(each)]
    if not equal:
        return Decimal(0)
    left_over = any((each.role, each.flow) == (subject.role, subject.flow) and each.basis != "budget" for each in equal)
    return SHARES["column"] * (_LEFT_OVER if left_over else (1 - _LEFT_OVER) / len(others))
