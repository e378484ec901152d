"""Days in the words of a period, in the forms that headings and ids give them, and the same days in the next one."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from generator.swedish import MONTHS, SHORT_MONTHS

_YEAR = r"(?:19|20)?\d\d"
_NAMES = "|".join((*MONTHS, *SHORT_MONTHS))
# What sets a year of two digits, or of four, apart from what it belongs to.
_APART = r"[ \u00a0]?[-–/.'’]?"
_CENTURY = 2000
# No day without a year begins a month: 1/4 is a quarter.
_LATE = 28
# 2025-12-31, 20251231, 25-12-31, 251231, ub_2025_12_31, but no number of a person or an organisation;
# 31/12 2025, 31/12-25, 31.12.2025, 31/12; 31 december 2025, 31 dec -25.
DAY = (
    rf"(?<![\d,.])(?P<y1>{_YEAR})(?P<apart>[-_]?)(?P<m1>0[1-9]|1[0-2])(?P=apart)(?P<d1>0[1-9]|[12]\d|3[01])"
    r"(?!\d|[,.]\d|-\d{4}(?![\d-]))"
    rf"|(?<![\d/.,])(?P<d2>\d\d?)[/.](?P<m2>\d\d?)(?:{_APART}(?P<y2>{_YEAR}))?(?![\d/]|[.,]\d)"
    rf"|(?<!\d)(?P<d3>\d\d?)(?::[ae])?[ \u00a0](?P<m3>{_NAMES})(?![^\W\d_])\.?"
    rf"(?:{_APART}(?P<y3>{_YEAR})(?!/\d|[ \u00a0]?(?:{_NAMES})))?(?!\d)"
)
_DAYS = re.compile(DAY, re.IGNORECASE)


def days_in(text: str) -> Iterator[date]:
    """Yield the days that a text gives with their years."""
    for match in _DAYS.finditer(text):
        day = _day(match, _groups(match), None)
        if day is not None:
            yield day


def is_first_or_last(day: date) -> bool:
    """Whether a day begins or ends a month."""
    return day.day in {1, monthrange(day.year, day.month)[1]}


def in_month(day: date, year: int, month: int) -> date:
    """Return a day in another month: the last of a month stays the last."""
    last = monthrange(year, month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if is_last else min(day.day, last))


def moved_day(match: re.Match[str], year: int, moved: Callable[[date], date]) -> str | None:
    """Return what a match of DAY becomes, written as it was, or None where it is no day; `year` is for one without."""
    groups = _groups(match)
    old = _day(match, groups, year)
    if old is None:
        return None
    new = moved(old)
    text, at = "", match.start()
    for part in sorted(groups, key=lambda each: match.start(groups[each])):
        start, end = match.span(groups[part])
        written = _written(part, match[groups[part]], new, compact=is_compact(match))
        text, at = f"{text}{match.string[at:start]}{written}", end
    return text + match.string[at : match.end()]


def is_compact(match: re.Match[str]) -> bool:
    """Whether a match of DAY is of the form 2025-12-31, 251231, which days of meetings and decisions have too."""
    return match["d1"] is not None


def _groups(match: re.Match[str]) -> dict[str, str]:
    return {name[0]: name for name, value in match.groupdict().items() if value and re.fullmatch(r"[ymd]\d", name)}


def _day(match: re.Match[str], groups: Mapping[str, str], year: int | None) -> date | None:
    if "y" in groups:
        year = int(match[groups["y"]])
        year += _CENTURY if len(match[groups["y"]]) == len("25") else 0
    day, month = int(match[groups["d"]]), _month(match[groups["m"]])
    if year is None or ("y" not in groups and match["d2"] and (day < _LATE or "." in match[0])):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    names = MONTHS if word.lower() in MONTHS else SHORT_MONTHS
    return names.index(word.lower()) + 1


def _written(part: str, old: str, new: date, *, compact: bool) -> str:
    """Write a part of a day as the old one was: its digits, its month's name whole or short."""
    if part == "y":
        return f"{new.year}"[-len(old) :]
    if old.isdigit():
        number = new.month if part == "m" else new.day
        return f"{number:02}" if old.startswith("0") or compact else f"{number}"
    name = (MONTHS if old.lower() in MONTHS else SHORT_MONTHS)[new.month - 1]
    return name.upper() if old.isupper() else name.capitalize() if old[0].isupper() else name
