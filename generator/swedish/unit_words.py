"""Units as headings, titles and number formats say them: ”Belopp i tusental kronor”, ”Utfall (ksek)”, `0" milj."`."""

from __future__ import annotations

import re
from functools import lru_cache

_KRONOR = r"(?:kronor|kr|sek)"
_POWERS = {
    "tkr": rf"(?:tusen(?:tals?)?|[tk])[ \u00a0-]?{_KRONOR}",
    "mnkr": rf"(?:miljon(?:er|tals?)?|milj\.?|mn)[ \u00a0-]?{_KRONOR}|m[ \u00a0-]kr|m[ \u00a0-]?sek",
    "mdkr": rf"(?:miljard(?:er|tals?)?|mdr?|mrd)[ \u00a0-]?{_KRONOR}",
}
# Words that say how many kronor only where they stand alone, or after ”i”: five million inhabitants are no unit.
_ALONE = {
    "tkr": r"tusental|tusen|1[ \u00a0.]?000(?:-?tals?)?[ \u00a0-]?" + _KRONOR,
    "mnkr": r"miljon(?:er|tal)|milj|mn",
    "mdkr": r"miljard(?:er|tal)|mdr|mrd",
}
_PLAIN = r"procentenheter|procent|mnkr|mdkr|antal|mkr|tkr|kr|%|(?:svenska )?kronor|sek"
_UNIT = re.compile(
    "|".join(
        (
            *(rf"(?:(?<=\bi )|(?<=\()|\A)(?P<alone_{unit}>{words})(?=\.?\W?\Z)" for unit, words in _ALONE.items()),
            *(rf"(?<!\w)(?P<{unit}>{words})(?!\w|-\w)" for unit, words in _POWERS.items()),
            rf"(?<!\w)(?P<plain>{_PLAIN})(?!\w|-\w)",
        )
    ),
    re.IGNORECASE,
)
_SHORT = {"k": "tkr", "K": "tkr", "M": "mnkr", "Md": "mdkr", ":": "kr"}
_SAME = {"procent": "%", "kronor": "kr", "svenska kronor": "kr", "sek": "kr"}
# An amount in words: 550 mnkr. Its unit is not that of a table. Years and months are no amounts: Utfall 2024 tkr.
_AMOUNT = re.compile(
    r"(?<![\w/–-])(?<!\bi )(?<!\()(?!(?:19|20)\d\d(?:\d\d)?\b)\d+(?:[ \u00a0.]\d{3})*(?:,\d+)?[ \u00a0]?(?:[^\W\d]+|%)"
)
_NO_MATTER = re.compile(
    r"\b(?:alla|samtliga|belopp(?:en)?|siffror(?:na)?|tal(?:en)?|i|är|anges|visas|uttrycks|enhet|redovisas|om|inget|annat|"
    r"st)\b|\W",
    re.IGNORECASE,
)


# Asked for each row of a file, of few different labels.
@lru_cache(maxsize=1024)
def unit_in(text: str, *, amounts: bool = True) -> str:
    """Return the unit that a heading or a label names: ”Utfall, tkr” gives tkr; empty where it names none.

    Without `amounts` that of an amount is none: ”Projekt över 5 mnkr”.
    """
    match = _UNIT.search(text if amounts else _AMOUNT.sub("", text))
    if match is None or match.lastgroup is None:
        return ""
    if match.lastgroup != "plain":
        return match.lastgroup.removeprefix("alone_")
    word = match[0].casefold()
    return _SAME.get(word, word)


def is_unit(text: str) -> bool:
    """Whether a text says a unit and nothing else that matters: ”(tkr)”, ”Belopp i mnkr”."""
    left = _UNIT.sub("", text, count=1)
    return left != text and not _NO_MATTER.sub("", left)


def unit_of_format(text: str) -> str:
    """Return the unit that stands beside the digits of a number format, where ”M” and ”k” are amounts too."""
    plain = text.strip("-+() .\u00a0")
    return _SHORT.get(plain) or unit_in(plain)
