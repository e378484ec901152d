"""Numbers and units: print a Decimal in Swedish, and read what an author wrote.

Babel's minus is a hyphen, it rounds half to even, it prints −0 and its spaces may break (tried with 2.18). Rules:
Myndigheternas skrivregler, CLDR sv for U+2212 and U+00A0, SCB's practice for zero.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypedDict, Unpack

HARD_SPACE = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"

_GROUP = 3
# Before the comma, and after it: what is longer is a slip, or a number that is no amount.
MOST_DIGITS = 30
# Wide enough that no amount of a report, and no chain of conversions, is ever rounded on its way.
_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)


class Unreadable(ValueError):
    """A text is not what its place asks for. `expected` is what the place takes, `hint` the fault or the way out."""

    def __init__(self, text: str, expected: str, hint: str) -> None:
        super().__init__(f"”{text}” går inte att läsa som {expected}: {hint}")
        self.text = text
        self.expected = expected
        self.hint = hint


class NotANumber(Unreadable):
    """The text is no number."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text, "ett tal, till exempel −48,4 eller 1 804,9", hint)


class Ambiguous(NotANumber):
    """The text can be read as two numbers; `readings` has both as they should be written."""

    def __init__(self, text: str, readings: tuple[str, str]) -> None:
        super().__init__(text, f"punkten kan betyda två saker. Skriv {readings[0]} eller {readings[1]}.")
        self.readings = readings


class IncompatibleUnits(ValueError):
    """No factor turns the one unit into the other, as money into per cent. The message is Swedish."""

    def __init__(self, from_unit: str | None, to_unit: str | None) -> None:
        super().__init__(f"{from_unit or 'antal'} kan inte räknas om till {to_unit or 'antal'}.")


# --- units ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A known unit; `exponent` is the power of ten to the base of its measure, `singular` its word for exactly one."""

    word: str
    measure: Literal["kr", "%", "procentenheter", "antal"]
    exponent: int = 0
    singular: str = ""


# tkr, mnkr and mdkr are the forms that Isof recommends; mkr stands in many reports and keeps its own word.
_UNITS = (
    Unit("kr", "kr"),
    Unit("kronor", "kr", singular="krona"),
    Unit("tkr", "kr", 3),
    Unit("tusen kronor", "kr", 3),
    Unit("mnkr", "kr", 6),
    Unit("mkr", "kr", 6),
    Unit("miljoner kronor", "kr", 6, "miljon kronor"),
    Unit("mdkr", "kr", 9),
    Unit("miljarder kronor", "kr", 9, "miljard kronor"),
    Unit("%", "%"),
    Unit("procent", "%"),
    Unit("procentenheter", "procentenheter", singular="procentenhet"),
    Unit("antal", "antal"),
)
UNITS: Mapping[str, Unit] = MappingProxyType(
    {word: unit for unit in _UNITS for word in (unit.word, unit.singular) if word}
)


# Asked for each cell of each table, of a handful of units.
@lru_cache(maxsize=256)
def known_unit(word: str) -> Unit | None:
    """Return the unit that a word in any letter case means, or None."""
    return UNITS.get(" ".join(word.split()).casefold())


@lru_cache(maxsize=256)
def kronor_per(unit: str | None) -> Decimal | None:
    """Return how many kronor one of a unit is, or None where it is not money."""
    entry = known_unit(unit or "")
    return Decimal(10) ** entry.exponent if entry and entry.measure == "kr" else None


def convert(value: Decimal, from_unit: str | None, to_unit: str | None) -> Decimal:
    """Return a value in another unit, exactly. Raises IncompatibleUnits.

    The exponent of the result is never above zero, so that `-exponent` is its number of decimals.
    """
    source, target = known_unit(from_unit or "antal"), known_unit(to_unit or "antal")
    if source is None and from_unit == to_unit:
        return value
    if source is None or target is None or source.measure != target.measure:
        raise IncompatibleUnits(from_unit, to_unit)
    converted = value.scaleb(source.exponent - target.exponent, _EXACT)
    return converted if _decimals(converted) else converted.quantize(Decimal(1), context=_EXACT)


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


# --- numbers to text -----------------------------------------------------------------------------------------------


class _Changes(TypedDict, total=False):
    decimals: int | None
    at_most: bool
    minus: str
    plus: bool
    thousands: str
    percent_space: bool
    zero: str | None
    percent_decimals: tuple[int | None, bool] | None
    spelling: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are written; a hard space stands before % if `percent_space`.

    `decimals` is None for as many as were written; `at_most` drops zeros at the end of them. `thousands` stands between
    groups of three digits. `zero` is printed for exactly nothing, None for the number itself. `percent_decimals` are
    the decimals of per cent and whether they are at most so many, None where they are those of all numbers. `spelling`
    has the words that are printed for units. `plus_in_text` keeps the plus in running text, where `percent_in_text`
    is the word of per cent.
    """

    decimals: int | None = None
    at_most: bool = False
    minus: str = MINUS
    plus: bool = False
    thousands: str = HARD_SPACE
    percent_space: bool = True
    zero: str | None = None
    percent_decimals: tuple[int | None, bool] | None = None
    spelling: tuple[tuple[str, str], ...] = ()
    plus_in_text: bool = False
    percent_in_text: str = "%"

    def of_unit(self, unit: str | None) -> NumberFormat:
        """Return the format for figures in a unit: per cent may have decimals of its own."""
        entry = known_unit(unit or "antal")
        if self.percent_decimals is None or entry is None or entry.measure not in {"%", "procentenheter"}:
            return self
        decimals, at_most = self.percent_decimals
        return self.replace(decimals=decimals, at_most=at_most)

    def in_text(self) -> NumberFormat:
        """Return the format for running text, where zero is a number."""
        spelling = (*self.spelling, ("%", self.percent_in_text))
        return self.replace(plus=self.plus and self.plus_in_text, zero=None, spelling=spelling)

    def spelled(self, unit: str) -> str:
        """Return a unit as the house spells it."""
        entry = known_unit(unit)
        return next((word for known, word in self.spelling if entry and known == entry.word), unit)

    def replace(self, **changes: Unpack[_Changes]) -> NumberFormat:
        """Return the format with some fields changed; the same object where nothing changes."""
        if all(getattr(self, name) == value for name, value in changes.items()):
            return self
        return dataclasses.replace(self, **changes)


def rounded(value: Decimal, fmt: NumberFormat, written_decimals: int) -> Decimal:
    """Return the value that the printed digits say: half away from zero, as Swedish accounts are rounded, never −0."""
    places = written_decimals if fmt.decimals is None else fmt.decimals
    result = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return result or result.copy_abs()


def rounded_sign(value: Decimal, fmt: NumberFormat, written_decimals: int) -> Literal[-1, 0, 1]:
    """Return the sign of the printed digits, so that words agree with the number beside them."""
    printed = rounded(value, fmt, written_decimals)
    return 0 if not printed else 1 if printed > 0 else -1


def format_number(value: Decimal, fmt: NumberFormat, written_decimals: int) -> str:
    """Return a number in Swedish, all its blanks hard.

    A value that is not zero but rounds to it prints as 0 even where `zero` is a dash or a blank: the dash says that
    there is nothing (SCB: "–" inget finns, "0" mindre än en halv enhet).
    """
    if fmt.zero is not None and not value:
        return fmt.zero.replace(" ", HARD_SPACE)
    printed = rounded(value, fmt, written_decimals)
    whole, _, fraction = f"{printed.copy_abs():f}".partition(".")
    if fmt.at_most:
        fraction = fraction.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", fmt.thousands)
    sign = fmt.minus if printed < 0 else "+" if fmt.plus and printed > 0 else ""
    text = sign + grouped + ("," + fraction if fraction else "")
    return text.replace(" ", HARD_SPACE)


def format_quantity(value: Decimal, unit: str | None, fmt: NumberFormat, written_decimals: int) -> str:
    """Return a number, a hard space and its unit; "antal", None and a zero without digits take no unit."""
    number = format_number(value, fmt, written_decimals)
    entry = known_unit(unit or "antal")
    if (entry and entry.measure == "antal") or not any(sign.isdigit() for sign in number):
        return number
    if entry is None:
        return f"{number}{HARD_SPACE}{unit}"
    word = fmt.spelled(entry.word)
    if word == "%":
        return f"{number}{HARD_SPACE if fmt.percent_space else ''}%"
    one = entry.singular and number.removeprefix(fmt.minus.replace(" ", HARD_SPACE)).removeprefix("+") == "1"
    return f"{number}{HARD_SPACE}{entry.singular if one else word}"


def plain_quantity(
    value: Decimal | None, unit: str | None, decimals: int, *, plus: bool = False, at_most: bool = False
) -> str:
    """Return a quantity as messages print it: with plain spaces, since a hard one is shown as a fault. None is zero."""
    text = format_quantity(value or Decimal(0), unit, NumberFormat(plus=plus, at_most=at_most), decimals)
    return text.replace(HARD_SPACE, " ")


# --- text to numbers -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number as an author wrote it; `decimals` is how many were written, `unit` None where none was."""

    value: Decimal
    decimals: int
    unit: str | None = None


BLANKS = {ord(blank): " " for blank in "\t\u00a0\u202f\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"}
_NUMBER = re.compile(
    # A hyphen, true minus, en dash, figure dash and the hyphens that word processors put in.
    r"(?P<sign>[-\u2212\u2013\u2012\u2010\u2011+]|minus(?= )|plus(?= )|\+/-|\u00b1)? *"
    r"(?P<digits>[0-9](?:[0-9 .,]*[0-9])?)(?P<rest>.*)",
    re.DOTALL,
)
_BY_BLANKS = r"[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+"
_COMMA = re.compile(rf"(?P<whole>{_BY_BLANKS})(?:,(?P<fraction>[0-9]+))?")
_BY_POINTS = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(?=,)|(?:\.[0-9]{3}){2,}))(?:,(?P<fraction>[0-9]+))?"
)
_POINT = re.compile(rf"(?P<whole>{_BY_BLANKS})\.(?P<fraction>[0-9]+)")
_UNIT_WORD = re.compile(r" +(?P<word>[^\W\d_][^\d|;:]*(?:per [0-9]{1,3}(?: ?[0-9]{3})* [^\W\d_][^\d|;:]*)?)")
_SHORTENED = re.compile(r"[Ee][+-]?[0-9]+\Z")
_ALIKE = MappingProxyType({"O": "0", "o": "0", "l": "1", "I": "1"})


@lru_cache(maxsize=16384)
def parse_number(text: str) -> ReadNumber:
    """Read a number in Swedish or plain notation, maybe with a unit. Raises Ambiguous (12.345) or NotANumber.

    Takes −, - and – as minus, any blank between groups of three, a point where it can only be a decimal sign (48.4) or
    only group digits (1.234.567 or 1.234,5). A known unit gets its table word: "Mnkr" is mnkr.
    """
    number, digits, rest = _split(text)
    return dataclasses.replace(number, unit=_read_unit(text, digits, rest))


def parse_labelled(text: str) -> tuple[ReadNumber, str]:
    """Read a labelled value of a cell: "44 % Perioden" is 44 % and "Perioden". Raises as `parse_number`."""
    number, digits, rest = _split(text)
    words = rest.split()
    for count in (2, 1):
        unit = known_unit(" ".join(words[:count])) if len(words) >= count else None
        if unit is not None:
            return dataclasses.replace(number, unit=unit.word), " ".join(words[count:])
    if rest and not rest.startswith(" "):
        raise NotANumber(text, _why_no_unit(digits, rest))
    return number, " ".join(words)


def _split(text: str) -> tuple[ReadNumber, str, str]:
    match = _NUMBER.fullmatch(text.translate(BLANKS).strip())
    if match is None:
        raise NotANumber(text, _why_no_digits(text))
    sign = match["sign"] or "+"
    negative = sign not in {"+", "plus", "+/-", "\u00b1"}
    number = _read_digits(text, match["digits"], negative=negative)
    if sign in {"+/-", "\u00b1"} and number.value:
        raise NotANumber(text, f"{sign} kan bara stå före noll.")
    return number, match["digits"], match["rest"]


def _read_digits(text: str, digits: str, *, negative: bool) -> ReadNumber:
    match = _COMMA.fullmatch(digits) or _BY_POINTS.fullmatch(digits) or _POINT.fullmatch(digits)
    if match is None:
        raise NotANumber(text, _why_no_number(digits))
    whole, fraction = match["whole"].translate({ord(" "): None, ord("."): None}), match["fraction"] or ""
    if max(len(whole), len(fraction)) > MOST_DIGITS:
        raise NotANumber(f"{text[:MOST_DIGITS]}…", f"det har fler än {MOST_DIGITS} siffror före eller efter kommat.")
    if match.re is _POINT and len(fraction) == _GROUP and int(whole):
        minus = MINUS if negative else ""
        grouped = format_number(Decimal(whole + fraction), NumberFormat(), 0).replace(HARD_SPACE, " ")
        raise Ambiguous(text, (minus + grouped, f"{minus}{match['whole']},{fraction}"))
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return ReadNumber(value.copy_negate() if negative and value else value, len(fraction))


def _read_unit(text: str, digits: str, rest: str) -> str | None:
    if not rest:
        return None
    if entry := known_unit(rest):
        return entry.word
    match = _UNIT_WORD.fullmatch(rest)
    word = match["word"] if match else ""
    if not word or word in _ALIKE:
        raise NotANumber(text, _why_no_unit(digits, rest))
    return word


def _why_no_digits(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        return "här står ingenting."
    hidden = next((sign for sign in stripped if not sign.isprintable() and sign not in "\u00a0\u202f\u2009\t"), "")
    if hidden:
        return f"det osynliga tecknet U+{ord(hidden):04X} står i det; skriv om talet."
    if stripped[0] in ",.":
        return "en siffra ska stå före decimalkommat, som i 0,5."
    return "det börjar inte med en siffra eller ett tecken och en siffra."


def _why_no_number(digits: str) -> str:
    if "," in digits and "." in digits.partition(",")[2]:
        return "punkten står efter kommat; decimaltecknet är komma och tusental skiljs med mellanslag."
    if digits.count(",") > 1:
        return "det har fler än ett decimalkomma."
    if " " in digits.partition(",")[2]:
        return "ett mellanslag står bland decimalerna."
    return "siffrorna står inte i grupper om tre från höger."


def _why_no_unit(digits: str, rest: str) -> str:
    sign = rest.strip()[:1]
    if _SHORTENED.match(rest):
        return "Excel har kortat talet. Gör kolumnen bredare eller ge den talformat, spara igen och hämta hela talet."
    if sign in _ALIKE:
        return f"bokstaven {sign} står där siffran {_ALIKE[sign]} väntas."
    if not sign.isprintable():
        return f"det osynliga tecknet U+{ord(sign):04X} står i det; skriv om talet."
    if sign in ",.":
        return f"”{sign}” står sist, utan decimaler."
    if sign.isalpha() and not rest.startswith(" "):
        return f"ett mellanslag ska stå mellan {digits} och enheten."
    return f"”{rest.strip()}” kan inte stå efter {digits}."
