"""The id of a period, as its folder is called → what it says of the period: its name in words and its days.

`2025`, `2025-04`, `2025-t1`, `2025-kv2` and `2025-h1` say it all; such a period is counted from the beginning of its
year, as municipalities report. Other ids say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.swedish.words import MONTHS

# The mark in the id, what the part of the year is called, and how many of them a year has.
_PARTS: Mapping[str, tuple[str, int]] = {"t": ("Tertial", 3), "kv": ("Kvartal", 4), "h": ("Halvår", 2)}
_ID = re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<mark>t|kv|h|)(?P<number>[0-9]{1,2}))?\Z")
_WHOLE_YEAR, _MONTH = "år", "månad"


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """What a period is called in words, its first and last day, its year, and what kind of period it is."""

    title: str
    start: date
    end: date
    kind: str


def period_facts(period: str) -> PeriodFacts | None:
    """A period's id goes in, what it says comes out; nothing where it says nothing."""
    match = _ID.match(period)
    if match is None:
        return None
    year, mark, number = int(match["year"]), match["mark"], int(match["number"] or 0)
    if mark is None:
        return _facts(f"Helår {year}", year, len(MONTHS), _WHOLE_YEAR)
    if not mark:
        known = len(match["number"]) == len("12") and 1 <= number <= len(MONTHS)
        return _facts(f"{MONTHS[number - 1].capitalize()} {year}", year, number, _MONTH) if known else None
    word, count = _PARTS[mark]
    return (
        _facts(f"{word} {number} {year}", year, number * len(MONTHS) // count, mark) if 1 <= number <= count else None
    )


def same_a_year_before(period: str) -> str:
    """A period's id goes in; that of the same period a year earlier comes out, or nothing."""
    return f"{int(period[:4]) - 1}{period[4:]}" if period_facts(period) is not None else ""


def closing_before(period: str) -> str:
    """A period's id goes in; that of the whole year before it comes out, or nothing."""
    return str(int(period[:4]) - 1) if period_facts(period) is not None else ""


def _facts(title: str, year: int, last_month: int, kind: str) -> PeriodFacts:
    following = date(year + last_month // len(MONTHS), last_month % len(MONTHS) + 1, 1)
    return PeriodFacts(title, date(year, 1, 1), following - timedelta(days=1), kind)
