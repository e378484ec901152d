"""Shares and multiples said in words → how large they may be: "hälften", "merparten", "fördubblats". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_MOST = re.compile(
    r"\b(?:merparten|majoriteten?|huvuddelen|huvudparten|största delen|lejonparten|det mesta|de flesta)\b",
    re.IGNORECASE,
)
_MULTIPLES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\b(?:fördubbl\w+|dubbelt så \w+|dubblera\w*)\b", re.IGNORECASE), "1.7", "2.4"),
    (re.compile(r"\b(?:tredubbl\w+|tre gånger så \w+)\b", re.IGNORECASE), "2.6", "3.5"),
    (re.compile(r"\b(?:halver\w+|hälften så \w+)\b", re.IGNORECASE), "0.4", "0.6"),
    (re.compile(r"\b(?:oförändra\w+|på samma nivå|lika (?:många|mycket|stor\w*))\b", re.IGNORECASE), "0.9", "1.1"),
)


@dataclass(frozen=True, slots=True)
class Multiple:
    """A word for a ratio, its slice, and between which bounds it is true."""

    start: int
    end: int
    word: str
    low: Decimal
    high: Decimal


def majorities(text: str) -> Iterator[Multiple]:
    """A text → its words for more than half of a whole, as shares of it."""
    for match in _MOST.finditer(text):
        yield Multiple(match.start(), match.end(), match[0], Decimal("0.5"), Decimal(1))


def multiples(text: str) -> Iterator[Multiple]:
    """A text → its words for how many times an earlier figure a figure is."""
    for pattern, low, high in _MULTIPLES:
        for match in pattern.finditer(text):
            yield Multiple(match.start(), match.end(), match[0], Decimal(low), Decimal(high))
