"""Words and digits for the month that figures end with: “tom 240430”, “T1 2024”, “jan–apr”, “t.o.m. 30/4”, “2404”."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from generator.swedish.words import MONTHS, SHORT_MONTHS

_MONTH = r"0[1-9]|1[0-2]"
_DAY = r"0[1-9]|[12]\d|3[01]"
_NAME = "|".join(f"{month}|{short}" for month, short in zip(MONTHS, SHORT_MONTHS, strict=True))
# A year after a month: 2024, -24, '24.
_AFTER = r"(?:[ \u00a0/_-]{{0,2}}'?(?P<{}>20\d\d|[2-3]\d)(?![\d/]|[ .-]?\d))?"
_BEFORE = r"(?:(?<!\d)(?P<{}>20\d\d)[ \u00a0_-]{{0,2}})?"
_WITH_AND_WITHOUT_LEAP_DAY = (2023, 2024)
_PARTS = {"tertial": 4, "t": 4, "kvartal": 3, "kv": 3, "q": 3, "halvår": 6, "h": 6}
# What four digits, as 2404, need before them to be a month.
_SAYS_SO = r"(?<![^\W_])(?:t\.?o\.?m\.?|ack\w*\.?|per|till|utfall|period\w*|månad\w*|tkr|mnkr)[ \u00a0_-]{0,2}"
_CUE = rf"(?:{_SAYS_SO}|[-–_ ](?=\d{{4}}\Z)|\A(?=\d{{4}}\Z))"
_DAY_BEFORE = r"(?:(?<!\d)(?P<d6>\d{1,2})[. \u00a0]{1,2})?"
_PART = r"(?<![^\W_])(?P<part>tertial|kvartal|halvår|kv|t|q|h)[. \u00a0_-]?(?P<number>[1-4])(?![^\W_])"
_PATTERNS = (
    # 2024-04-30, 20240430, 2024-04, 202404
    rf"(?<!\d)(?P<y1>20\d\d)[-/.]?(?P<m1>{_MONTH})(?:[-/.]?(?P<d1>{_DAY}))?(?!\d)",
    # 240430
    rf"(?<!\d)(?P<y2>[2-3]\d)-?(?P<m2>{_MONTH})-?(?P<d2>{_DAY})(?!\d)",
    # 30/4, 30/4 2024, 30.4.2024
    rf"(?<![\d/.])(?P<d3>{_DAY})[/.](?P<m3>{_MONTH}|[1-9])(?![\d/.]*\d)(?:[ /-]{{0,1}}(?P<y3>20\d\d|[2-3]\d)(?!\d))?",
    rf"(?<![\d/.])(?P<d4>{_DAY})[/.](?P<m4>{_MONTH}|[1-9])[/. ](?P<y4>20\d\d)(?!\d)",
    # 04/2024
    rf"(?<![\d/.])(?P<m5>{_MONTH})[/-](?P<y5>20\d\d)(?!\d)",
    # april, april 2024, 30 april, apr-24
    _BEFORE.format("y7") + _DAY_BEFORE + rf"(?<![^\W_])(?P<m6>{_NAME})(?![^\W\d_])\.?" + _AFTER.format("y6"),
    # T1, T1 2024, 2024-T1, tertial 1, kv 2
    _BEFORE.format("y9") + _PART + _AFTER.format("y8"),
    # 2404 after a word that says so, or alone
    rf"{_CUE}(?<!\d)(?P<y0>2[1-9]|3\d)(?P<m0>{_MONTH})(?!\d)",
)
# Headings of other days than that of the outcome, and files of a whole year or its beginning.
_OF_OTHER_DAYS = re.compile(
    r"utskriv|uttag|hämta|skapa|kör[dn]|sparad|budget|prognos|bokslut|ingående|helår", re.IGNORECASE
)
_OF_THE_YEAR = re.compile(r"budget|bokslut|ingående|helår|årsplan", re.IGNORECASE)
_WORDS = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


class PeriodEnd(NamedTuple):
    """The month that a text says that figures end with; its year where it says one, and how it is written."""

    year: int | None
    month: int
    written: str


def period_ends(text: str) -> Iterator[PeriodEnd]:
    """Yield the months that a text names as ends of a period, in their order; days within a month are none."""
    for match in _WORDS.finditer(text):
        found = {key[0]: value for key, value in match.groupdict().items() if value and key[1:].isdigit()}
        year = int(found["y"]) % 100 + 2000 if "y" in found else None
        month = _month(match, found)
        if 1 <= month <= len(MONTHS) and ("d" not in found or _is_last(int(found["d"]), month, year)):
            yield PeriodEnd(year, month, match[0].strip(" _-–\u00a0"))


def _month(match: re.Match[str], found: dict[str, str]) -> int:
    if match["part"]:
        return _PARTS[match["part"].lower()] * int(match["number"])
    word = found["m"].lower()
    if word.isdigit():
        return int(word)
    return (MONTHS.index(word) if word in MONTHS else SHORT_MONTHS.index(word)) + 1


def _is_last(day: int, month: int, year: int | None) -> bool:
    years = (year,) if year is not None else _WITH_AND_WITHOUT_LEAP_DAY
    return day in {monthrange(each, month)[1] for each in years}


def other_end(texts: Sequence[str], end: date) -> tuple[int, PeriodEnd] | None:
    """Return the first text that ends with another month than a period does, where none ends with that month.

    The end of an earlier year is none: that is a balance brought forward, or what is compared with.
    """
    ends = [(place, told[-1]) for place, text in enumerate(texts) if (told := tuple(period_ends(text)))]
    if any(each.month == end.month and each.year in {None, end.year} for _, each in ends):
        return None
    for place, each in ends:
        own = each.year in {None, end.year}
        earlier = each.year is not None and each.year < end.year and each.month not in {end.month, len(MONTHS)}
        if own or earlier:
            return place, each
    return None


def other_end_of_file(heads: Sequence[str], names: Sequence[str], end: date) -> tuple[int, PeriodEnd] | None:
    """Return what says that a file is of another month than a period ends with: its headings, else its name or sheet.

    The place is counted through the headings and then the names.
    """
    told = ["" if _OF_OTHER_DAYS.search(text) else text for text in heads]
    if any(True for text in told for _ in period_ends(text)):
        return other_end(told, end)
    return other_end([*("" for _ in heads), *("" if _OF_THE_YEAR.search(name) else name for name in names)], end)
