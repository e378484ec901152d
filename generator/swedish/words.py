"""Dates, lists, identifiers, sort order and hard spaces in Swedish. Babel's dates have breakable spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale

from generator.swedish.numbers import BLANKS, EN_DASH, HARD_SPACE, NumberFormat, Unreadable, format_number

# CLDR's names, in the lower case that Swedish writes them in.
MONTHS = tuple(str(name) for _, name in sorted(Locale("sv", "SE").months["format"]["wide"].items()))
SHORT_MONTHS = tuple(name[:3] for name in MONTHS)


class NotADate(Unreadable):
    """The text is no date."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text, "ett datum, till exempel 2023-05-09", hint)


DateStyle = Literal["long", "iso"]


def format_date(day: date, style: DateStyle = "long") -> str:
    """Return "9 maj 2023" with a hard space between day and month, or "2023-05-09"."""
    return day.isoformat() if style == "iso" else f"{_day_and_month(day)} {day.year}"


def format_interval(start: date, end: date, style: Literal["months", "days", "iso"] = "months") -> str:
    """Return a period in words, what both ends share written once. Raises ValueError where it ends before it begins.

    "months" gives "januari–april 2023" where the period is of whole months, else as "days": "1 januari–30 juni 2025".
    """
    if end < start:
        raise ValueError(f"{start}–{end} slutar före sin början.")
    if style == "iso":
        return f"{start.isoformat()}{EN_DASH}{end.isoformat()}"
    if style == "months" and start.day == 1 and end.day == _days_in(end.year, end.month):
        first, last = MONTHS[start.month - 1], MONTHS[end.month - 1]
    else:
        first, last = _day_and_month(start), _day_and_month(end)
        if (start.year, start.month) == (end.year, end.month) and start != end:
            first = str(start.day)
    if start.year != end.year:
        return f"{first} {start.year}{EN_DASH}{last} {end.year}"
    return f"{last} {end.year}" if first == last else f"{first}{EN_DASH}{last} {end.year}"


def _day_and_month(day: date) -> str:
    return f"{day.day}{HARD_SPACE}{MONTHS[day.month - 1]}"


def parse_date(text: str) -> date:
    """Read a date written as year-month-day. Raises NotADate, which says what is wrong."""
    stripped = text.translate(BLANKS).strip()
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", stripped)
    if match is None:
        raise NotADate(text, f"skriv år-månad-dag{_iso_of_long(stripped)}.")
    year, month, day = (int(part) for part in match.groups())
    if not year:
        raise NotADate(text, "det finns inget år 0000.")
    if not 1 <= month <= len(MONTHS):
        raise NotADate(text, f"det finns ingen månad {match[2]}.")
    if not 1 <= day <= _days_in(year, month):
        raise NotADate(text, f"{MONTHS[month - 1]} {year} har {_days_in(year, month)} dagar.")
    return date(year, month, day)


def _days_in(year: int, month: int) -> int:
    # The calendar module would load locale with it, which costs start-up time.
    return (date(year, month + 1, 1) - date(year, month, 1)).days if month < len(MONTHS) else 31


def _iso_of_long(text: str) -> str:
    match = re.fullmatch(rf"(?:den )?([0-9]{{1,2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}})", text.casefold())
    if match is None:
        return ""
    day, month, year = int(match[1]), MONTHS.index(match[2]) + 1, int(match[3])
    exists = year and 1 <= day <= _days_in(year, month)
    return f", här {year:04d}-{month:02d}-{day:02d}" if exists else ""


_SMALL = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def words_for(value: Decimal | int, *, common_gender: bool = False) -> str:
    """Return a whole number up to twelve as a word, others in digits. `common_gender` gives "en" for "ett"."""
    number = Decimal(value)
    if number != number.to_integral_value() or not 0 <= number < len(_SMALL):
        return format_number(number, NumberFormat(), max(0, -int(number.as_tuple().exponent)))
    return "en" if common_gender and number == 1 else _SMALL[int(number)]


def join_words(words: Sequence[str], conjunction: str = "och") -> str:
    """Return a list in words: "a, b och c"."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


# Addresses, code and citations are not prose: they are kept letter for letter.
_NOT_PROSE = re.compile(r"((?:(?:https?|ftp|file)://|www\.|mailto:)\S+|`[^`]*`|\{\{[^{}]*\}\})", re.IGNORECASE)
_UNIT_AFTER = (
    r"%|‰|kr|tkr|mnkr|mkr|mdkr|kronor|tusen|miljon(?:er)?|miljard(?:er)?|procent(?:enhet(?:er)?)?|kap\.|§§?|s\.|st\.?"
)
_ANY_BLANK = r"[ \u00a0]"
_HARD_SPACES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (rf"(?<=\d) (?=(?:{_UNIT_AFTER})(?!\w))", HARD_SPACE),
        (r"(?<=§) (?=\d)", HARD_SPACE),
        (rf"(?<=\d) (?=(?:{'|'.join(MONTHS)})\b)", HARD_SPACE),
        (rf"\b(den) (?=\d{{1,2}}{_ANY_BLANK}(?:{'|'.join(MONTHS)})\b)", rf"\1{HARD_SPACE}"),
        (r"\b(nr|s\.|kl\.|tabell|diagram|bilaga) (?=\d)", rf"\1{HARD_SPACE}"),
        # A register number begins with the register's letters: dnr SOCN 2023/41.
        (r"\b(dnr) (?=\w)", rf"\1{HARD_SPACE}"),
        (rf"(?<=\S) (?={EN_DASH}(?:\s|$))", HARD_SPACE),
    )
)
_GROUPED = re.compile(rf"(?<![\d,.])[1-9]\d{{0,2}}(?:{_ANY_BLANK}\d{{3}})+(?!{_ANY_BLANK}?\d)")


@lru_cache(maxsize=8192)
def hard_spaces(text: str) -> str:
    """Return prose with U+00A0 for the plain spaces at which a line must not end, as between number and unit.

    Addresses, code in backticks and citations are left alone; a second pass changes nothing.
    """
    parts = _NOT_PROSE.split(text)
    return "".join(part if at % 2 else _harden(part) for at, part in enumerate(parts))


def _harden(prose: str) -> str:
    prose = _GROUPED.sub(lambda match: match[0].replace(" ", HARD_SPACE), prose)
    for pattern, replacement in _HARD_SPACES:
        prose = pattern.sub(replacement, prose)
    return prose


# { | } are the three signs after z: å ä ö come last, in that order.
_ORDER = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})
_KEPT = frozenset("åäö")
_SPELT = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ł": "l", "œ": "oe"})


def sort_key(text: str) -> tuple[str, str]:
    """Return a key that sorts as ICU's sv_SE: å ä ö last, w after v, ü as y, other accents as their letter."""
    folded = unicodedata.normalize("NFC", text.casefold())
    return "".join(_without_accent(sign) for sign in folded.translate(_ORDER)), folded


@lru_cache(maxsize=8192)
def identifier(label: str) -> str:
    """Return a label as an identifier: "Barn och unga 0–20 år" gives barn_och_unga_0_20_år, 2023 gives k2023.

    Lower case, å ä ö kept, other accents dropped, all else an underscore. Empty where the label has no letter or digit.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())
    # A soft hyphen or zero-width sign from a word processor is no part of the word it stands in.
    visible = (sign for sign in folded if unicodedata.category(sign) != "Cf")
    plain = "".join(sign if sign in _KEPT else _without_accent(sign) for sign in visible).translate(_SPELT)
    name = re.sub(r"_+", "_", "".join(sign if f"_{sign}".isidentifier() else "_" for sign in plain)).strip("_")
    return f"k{name}" if name and not name.isidentifier() else name


def _without_accent(sign: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", sign) if not unicodedata.combining(part))


def ascii_name(text: str) -> str:
    """Return a name in ASCII, for file names and the name trees of PDF: å and ä become a, ö becomes o."""
    plain_text = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return "".join(sign if sign.isalnum() else "-" for sign in plain_text).strip("-") or "fil"
