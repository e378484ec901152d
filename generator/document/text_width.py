"""The width of text as set, in em: Source Sans 3 semibold, to a fiftieth of an em; figures are exact.

A text that fits by these widths fits in the regular cut, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

_BY_WIDTH = {
    "0.20": " \u00a0",
    "0.26": "ij|",
    "0.28": "',.:;Il’",
    "0.32": "!()-[]f{}",
    "0.34": "/\\°",
    "0.36": "t",
    "0.38": "r",
    "0.44": "*?sz",
    "0.46": "c",
    "0.48": '"x–”',
    "0.50": "JLY_evyé",
    "0.513": "0123456789+−",
    "0.52": "#$<=>F^agk~§×äå",
    "0.54": "ESTVXZ`oö",
    "0.56": "AbdhnpquÄÅü",
    "0.58": "CP",
    "0.60": "BKR",
    "0.62": "DG",
    "0.64": "&",
    "0.66": "HNU",
    "0.68": "OQÖ",
    "0.74": "Mw",
    "0.80": "W",
    "0.82": "½",
    "0.84": "%m",
    "0.88": "@",
    "0.96": "…",
}
_OTHER = Decimal("0.6")
# A word of so many letters is divided, as the style sheet says, and what is left of it on a line needs so many em.
_SHORTEST_DIVIDED = 7
_SYLLABLES = Decimal("4.0")
_ZERO = Decimal(0)
_ADVANCES: Mapping[str, Decimal] = MappingProxyType(
    {letter: Decimal(width) for width, letters in _BY_WIDTH.items() for letter in letters}
)
# Where a line may break: at a plain blank, and after a slash or a hyphen between letters.
_BREAKS = re.compile(r" |(?<=[/\-])(?=[^\W\d])")


@lru_cache(maxsize=8192)
def text_width(text: str) -> Decimal:
    """Return the width of a text on one line, in em."""
    return sum((_ADVANCES.get(letter, _OTHER) for letter in text), _ZERO)


@lru_cache(maxsize=8192)
def longest_word(text: str) -> Decimal:
    """Return the width in em of the widest part that no line break divides."""
    return max(map(text_width, _BREAKS.split(text)), default=_ZERO)


@lru_cache(maxsize=8192)
def longest_part(text: str) -> Decimal:
    """Return the width in em of the widest part that stays whole where words are divided at their syllables."""
    return max(map(_part, _BREAKS.split(text)), default=_ZERO)


def _part(word: str) -> Decimal:
    width = text_width(word)
    divisible = len(word) >= _SHORTEST_DIVIDED and not any(sign.isdigit() for sign in word)
    return min(width, _SYLLABLES) if divisible else width


def wrapped(text: str, width: Decimal) -> tuple[str, ...]:
    """Break a text into lines of at most `width` em; a single word may be wider."""
    lines: list[str] = []
    for part in re.split(r" |(?<=/)(?=\S)", text):
        longer = f"{lines[-1]}{'' if lines[-1].endswith('/') else ' '}{part}" if lines else part
        if lines and text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return tuple(lines)
