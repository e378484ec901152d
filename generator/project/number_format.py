"""The number formats of spreadsheets (ECMA-376, 18.8.31): what a reader of the sheet sees of a number or a day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache

from generator.swedish import HARD_SPACE, MONTHS, NumberFormat, format_number, unit_of_format

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General|Standard)'
    r"|(?P<exponent>E[+-]0+)|(?P<digit>[0#?.,])|(?P<percent>%)|(?P<text>@)|(?P<day>(?:[yM]+|[md]+|[hs]+|AM/PM|A/P)\.?0*)"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(?P<sign><=|>=|<>|<|>|=)(?P<bound>-?[0-9.]+)\Z")
_CURRENCY = re.compile(r"\$(?P<symbol>[^-]*)")
_COLOURS = re.compile(r"(?:red|röd|blue|blå|green|grön|magenta|color ?\d+|färg ?\d+)\Z", re.IGNORECASE)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*', re.DOTALL)
_KRONOR = frozenset({"kr", "sek", ""})
_MINUS = ("-", "−", "–", "minus")
# What stands for the digits of a number as it is.
_GENERAL = "@"
_NEGATIVE, _ZERO = 1, 2
_SCALE = 3
# What a program shows, and how long its formats may be.
_MOST_DECIMALS = 30
_LONGEST = 255
# Excel calculates with and shows fifteen digits; a number can have as many decimals again.
_PRECISION = 700
# What Excel makes of `1-5` and `1-24` that somebody typed: a day without its year, a month without its day.
_GUESSED = frozenset({"d-mmm", "mmm-yy", "dd-mmm", "d/m", "d-m"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A number as its format shows it: the stored value `exact` with the sign, power of ten and unit that are shown.

    `text` is the whole of what is shown, rounded. `digits` is whether the format shows any digit of it; `unsigned`,
    whether a number below zero looks like one above it; `power`, by which power of ten it is divided.
    """

    text: str
    exact: Decimal
    unit: str = ""
    power: int = 0
    digits: bool = True
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class _Section:
    before: str
    after: str
    skeleton: str
    percent: bool
    currency: str
    coloured: bool
    condition: re.Match[str] | None

    @property
    def decimals(self) -> int | None:
        if self.skeleton == _GENERAL:
            return None
        return min(sum(sign in "0#?" for sign in self.skeleton.partition(".")[2]), _MOST_DECIMALS)

    @property
    def thousands(self) -> int:
        """How many thousands the number is divided by: commas that no digit of the whole number follows."""
        whole, _, fraction = self.skeleton.partition(".")
        return len(whole) - len(whole.rstrip(",")) + fraction.count(",")


def seen_number(value: Decimal, code: str) -> Seen:
    """Return what a number format shows of a number."""
    section, as_amount = _chosen(value, _sections(code[:_LONGEST] or "General"))
    amount = abs(value) if as_amount else value
    if not (section.skeleton or section.before or section.after or section.percent):
        return Seen("", amount, digits=False)
    power = _SCALE * section.thousands - (2 if section.percent else 0)
    with localcontext(prec=_PRECISION):
        exact = amount.scaleb(-power)
    before, after = section.before.strip(), section.after.strip()
    negative = exact < 0 or before.endswith(_MINUS) or after.startswith("-") or (before[-1:] + after[:1]) == "()"
    exact = -abs(exact) if negative else abs(exact)
    unsigned = value < 0 and not negative and bool(exact) and not section.coloured
    unit = _unit(section, before, after)
    shown = _plain(abs(exact), section.decimals) if section.skeleton else ""
    minus = "-" if negative and not (before.endswith(_MINUS) or before.endswith("(") or after.startswith("-")) else ""
    text = f"{minus}{section.before}{shown}{section.after}".strip()
    # Red or blue is how a sheet may say below zero.
    exact = -exact if value < 0 and section.coloured and not negative else exact
    return Seen(text, -exact if unsigned else exact, unit, power, bool(shown), unsigned)


def seen_day(value: dt.date | dt.time, code: str) -> str:
    """Return what a format shows of a day or a time: Swedish names of months, other days by ISO 8601."""
    section = _SECTION.match(code[:_LONGEST])
    parts = (
        []
        if code.lower() in {"mm-dd-yy", "m/d/yy", "general", ""}
        else list(_TOKEN.finditer(section[0] if section else ""))
    )
    if not any(part["day"] for part in parts) or any("$-f" in (part["bracket"] or "").lower() for part in parts):
        return _iso(value)
    shown, before = "", ""
    for place, part in enumerate(parts):
        if word := (part["day"] or "").lower():
            following = next((each["day"][0].lower() for each in parts[place + 1 :] if each["day"]), "")
            minutes = word[0] == "m" and (before == "h" or following == "s")
            shown += _of_day(value, "i" * len(word) if minutes else word)
            before = word[0]
        else:
            shown += part["quoted"] or part["escaped"] or part["other"] or part["digit"] or ""
    return " ".join(shown.replace(HARD_SPACE, " ").split())


def is_guessed_day(code: str) -> bool:
    """Whether a format is one that a spreadsheet gives to what somebody typed, and that it takes for a day."""
    plain = re.sub(r'\[[^\]]*\]|\\|"|;@', "", code).lower()
    return plain in _GUESSED


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    codes, start = [], 0
    while start <= len(code):
        end = match.end() if (match := _SECTION.match(code, start)) else len(code)
        codes.append(code[start:end])
        start = end + 1
    return tuple(_section(each) for each in codes)


def _section(code: str) -> _Section:
    before, after, skeleton = "", "", ""
    brackets: list[str] = []
    tokens = list(_TOKEN.finditer(code))
    for token in tokens:
        if token["digit"] or token["general"] or token["text"]:
            skeleton = _GENERAL if not token["digit"] else skeleton + token["digit"]
            # What stands between digits sets them apart, as the blank of `#\ ##0`.
            after = after.rstrip() if not after.strip() else after
            continue
        if token["bracket"] is not None:
            brackets.append(token["bracket"])
        currency = _CURRENCY.match(token["bracket"] or "")
        literal = currency["symbol"] if currency else token["quoted"] or token["escaped"] or token["other"] or ""
        literal = "%" if token["percent"] else literal
        before, after = (before, after + literal) if skeleton else (before + literal, after)
    symbols = [match["symbol"] for each in brackets if (match := _CURRENCY.match(each))]
    return _Section(
        before,
        after,
        skeleton if any(sign in "0#?" + _GENERAL for sign in skeleton) else "",
        any(token["percent"] for token in tokens),
        next((symbol.strip() for symbol in symbols if symbol.strip()), ""),
        any(_COLOURS.match(each) for each in brackets),
        next((match for each in brackets if (match := _CONDITION.match(each))), None),
    )


def _chosen(value: Decimal, sections: tuple[_Section, ...]) -> tuple[_Section, bool]:
    """The section that shows a value, and whether it shows its amount: the sign is then the section's own."""
    numeric = sections[:3]
    if any(each.condition for each in numeric):
        for place, each in enumerate(numeric):
            if each.condition is None:
                if place < len(numeric) - 1 and place == _NEGATIVE and value >= 0:
                    continue
                return each, place == _NEGATIVE and value < 0 and len(numeric) > _ZERO
            if _holds(value, each.condition):
                return each, each.condition["sign"].startswith("<") and Decimal(each.condition["bound"]) <= 0
        return numeric[-1], False
    if value < 0 and len(numeric) > _NEGATIVE:
        return numeric[_NEGATIVE], True
    if not value and len(numeric) > _ZERO:
        return numeric[_ZERO], True
    return numeric[0], False


def _holds(value: Decimal, condition: re.Match[str]) -> bool:
    bound = Decimal(condition["bound"])
    signs = {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}
    return {**signs, "=": value == bound, "<>": value != bound}[condition["sign"]]


def _unit(section: _Section, before: str, after: str) -> str:
    if section.percent:
        return "%"
    if section.currency and section.currency.casefold().rstrip(".") not in _KRONOR:
        return section.currency
    for word in (after, before):
        if unit := unit_of_format(word):
            return unit
    return ""


def _plain(value: Decimal, decimals: int | None = None) -> str:
    with localcontext(prec=_PRECISION):
        if decimals is None:
            return f"{value:f}".replace(".", ",")
    return format_number(value, NumberFormat(decimals=decimals, minus="-"), 0).replace(HARD_SPACE, " ")


def _iso(value: dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, dt.date) else value.isoformat("minutes")


def _of_day(value: dt.date | dt.time, word: str) -> str:
    """A part of a format of days; `i` for minutes."""
    if isinstance(value, dt.date):
        month = MONTHS[value.month - 1]
        days = {"yy": f"{value.year % 100:02}", "yyyy": f"{value.year:04}", "m": f"{value.month}", "d": f"{value.day}"}
        days |= {"mm": f"{value.month:02}", "mmm": month[:3], "mmmm": month, "dd": f"{value.day:02}"}
        if word[0] in "ymd" and word in days:
            return days[word]
    if isinstance(value, dt.datetime | dt.time):
        times = {"h": value.hour, "i": value.minute, "s": value.second}
        if word[0] in times:
            return f"{times[word[0]]:0{min(len(word), 2)}}"
    return ""
