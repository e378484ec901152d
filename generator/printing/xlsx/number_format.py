"""The number format of a spreadsheet that shows a figure as the document prints it."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = re.compile(r"\d(?:[\d\s.’']*\d)?(?P<decimals>,\d+)?")
_THOUSAND = 1000


def number_format(text: str, value: Decimal, marks: str = "") -> str:
    """Return the format for a figure printed as `text`: its decimals, groups, plus sign, unit and marks of notes.

    A unit is text in the format, per cent too: 76,8 % stays 76.8 and is not multiplied by a hundred.
    """
    digits = _DIGITS.search(text)
    if digits is None:
        return "General"
    decimals = len(digits["decimals"] or ",") - 1
    grouped = abs(value) < _THOUSAND or any(sign.isspace() for sign in digits[0])
    base = ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")
    base += _literal(text[digits.end() :].rstrip(")") + marks)
    return f"+{base};-{base};{base}" if "+" in text[: digits.start()] else base


def _literal(text: str) -> str:
    plain = text.replace('"', "")
    return f'"{plain}"' if plain else ""
