"""Signs that cannot be printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from generator.content.period import Content
from generator.content.walk import HIDDEN, Wording, wordings_of
from generator.problems import Problem

_Missing = Callable[[frozenset[str]], frozenset[str]]


def unprintable(content: Content, missing: _Missing) -> Iterator[Problem]:
    """Yield T402 for what no font has, once a sign and text; `missing` says which of some signs they are."""
    wordings = [wording for wording in wordings_of(content) if wording.kind != "uppgift"]
    signs = frozenset[str]().union(*({*unicodedata.normalize("NFC", each.plain)} for each in wordings))
    lacking = missing(frozenset(sign for sign in signs if _is_seen(sign)))
    for wording in wordings if lacking else ():
        for sign in sorted(lacking.intersection(unicodedata.normalize("NFC", wording.plain))):
            yield _problem(wording, sign)


def _is_seen(sign: str) -> bool:
    return sign != HIDDEN and unicodedata.category(sign)[0] not in "CZ" and not "\ufe00" <= sign <= "\ufe0f"


def _problem(wording: Wording, sign: str) -> Problem:
    places = (wording.plain.find(form) for form in (sign, unicodedata.normalize("NFD", sign)))
    return Problem(
        "T402",
        wording.where(max(0, *places)),
        "Typsnitten saknar ett tecken.",
        expected="ett tecken som går att skriva ut",
        found=f"{sign} (U+{ord(sign):04X})",
        hint="Byt tecknet, eller lägg ett typsnitt som har det i profilen.",
    )
