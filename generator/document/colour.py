"""How two colours tell apart, by the contrast that WCAG 2 defines."""

from __future__ import annotations

import re
from decimal import Decimal

_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_SHORT = 4
_WHITE, _INK = "#ffffff", "#1b2733"
# WCAG asks so much of what is no text, such as a mark.
LEAST_CONTRAST = Decimal(3)


def contrast(one: str, other: str) -> Decimal | None:
    """Return the contrast of two colours, 1 to 21; None where one is written otherwise than #RGB or #RRGGBB."""
    if not (_HEX.fullmatch(one) and _HEX.fullmatch(other)):
        return None
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + Decimal("0.05")) / (darker + Decimal("0.05"))


def contrast_to_white(colour: str) -> Decimal | None:
    """Return the contrast of a colour to the white marks on it."""
    return contrast(colour, _WHITE)


def text_on(colour: str) -> str:
    """Return the colour of text that reads best on a colour: white or ink."""
    return max((_WHITE, _INK), key=lambda text: contrast(colour, text) or 0)


def _luminance(colour: str) -> Decimal:
    digits = colour[1:] if len(colour) > _SHORT else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (_linear(Decimal(int(digits[at : at + 2], 16)) / 255) for at in (0, 2, 4))
    return Decimal("0.2126") * red + Decimal("0.7152") * green + Decimal("0.0722") * blue


def _linear(part: Decimal) -> Decimal:
    if part <= Decimal("0.04045"):
        return part / Decimal("12.92")
    return ((part + Decimal("0.055")) / Decimal("1.055")) ** Decimal("2.4")
