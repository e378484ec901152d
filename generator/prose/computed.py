"""What texts compute of a row's figures and its table does not print: changes since earlier, deviations from budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from generator.prose.fitting import change_of
from generator.prose.meanings import Role
from generator.prose.rankings import changes_of, deviations_of
from generator.prose.subjects import Subject, SubjectRow

_HUNDRED = Decimal(100)


def computed_of(row: SubjectRow) -> tuple[Subject, ...]:
    """Return the differences of a row's figures, and its changes in per cent, that none of its columns is."""
    printed = {(each.role, each.measure) for each in row.subjects}
    found = (*_differences(row, "change"), *_differences(row, "difference"))
    return tuple(each for each in found if (each.role, each.measure) not in printed)


def _differences(row: SubjectRow, role: Role) -> Iterator[Subject]:
    for one, other in changes_of(row) if role == "change" else deviations_of(row):
        # Costs with a minus have risen where they are further below zero.
        sign = -1 if role == "change" and one.value < 0 and other.value < 0 else 1
        low, high = sorted((sign * (one.low - other.high), sign * (one.high - other.low)))
        value = sign * (one.value - other.value)
        label = f"{one.label} minus {other.label}"
        figure, decimals = f"{one.figure} - {other.figure}", max(one.decimals, other.decimals)
        yield replace(one, figure=figure, value=value, low=low, high=high, decimals=decimals, label=label, role=role)
        if role == "change" and one.measure != "%" and other.value and (one.value < 0) == (other.value < 0):
            yield from _in_per_cent(one, other)


def _in_per_cent(one: Subject, other: Subject) -> Iterator[Subject]:
    low, high = change_of(one, other)
    if low.is_finite():
        value, label = (one.value / other.value - 1) * _HUNDRED, f"{one.label} mot {other.label}"
        bounds = replace(one, value=value, low=low, high=high, decimals=1)
        yield replace(bounds, figure="", label=label, measure="%", unit="%", role="change")
