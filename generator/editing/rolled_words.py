"""The words of a house on its next period in → what a name, a heading or a state says of what comes along."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.content.house import NextPeriod

# What a comparison goes back: the calendar's words, the same in every house.
_BACK = r"(?P<what>år|period|månad|tertial|kvartal)(?:et|en)?"
_NOTHING = "(?!)"


class RolledWords:
    """Asks of names and headings what the words of a house say of them."""

    def __init__(self, entry: NextPeriod) -> None:
        """The house's `nästa_period` goes in."""
        self._adopted = [_words(each) for each in entry.adopted]
        self._never = frozenset(word for each in entry.never_adopted for word in _words(each))
        self._judged = frozenset(entry.judged)
        self._lasting = re.compile(_any(entry.lasting), re.IGNORECASE)
        self._left = frozenset(entry.left)
        self._accepted = frozenset(entry.accepted)
        self._closed = re.compile(_any(entry.closed), re.IGNORECASE)
        self._over = re.compile(rf"(?<![^\W_])(?:{_any(entry.over)})\s*\d", re.IGNORECASE)
        self._compared = re.compile(rf"_?(?:{_any(entry.compared)})_{_BACK}", re.IGNORECASE)

    def is_adopted(self, own: str, around: str = "") -> bool:
        """Whether a figure is adopted for the year, by its id and heading, and by the heading of the group around it.

        All words of an entry are there, the first of them in the figure's own name, and none that says otherwise.
        """
        here = _words(own)
        everywhere = {*here, *_words(around)}
        if self._never & set(here):
            return False
        return any(each and each[0] in here and everywhere.issuperset(each) for each in self._adopted)

    def compared(self, name: str) -> tuple[str, str] | None:
        """A name goes in; what it is compared with (år, period …) and what of it comes out, or None where it is not."""
        match = self._compared.search(name)
        return (match["what"].lower(), self._compared.sub("", name).strip("_")) if match is not None else None

    def is_over(self, heading: str) -> bool:
        """Whether a heading tells of a numbered stretch of time of its own: kvartal 1, bokslut 2023."""
        return bool(self._over.search(heading))

    def is_closed(self, state: str) -> bool:
        """Whether a state says that there is no more to do."""
        return bool(self._closed.match(state))

    def is_judged(self, field: str) -> bool:
        """Whether a field is to be judged anew."""
        return field in self._judged

    def is_lasting(self, record_type: str) -> bool:
        """Whether records of a type come along though they are closed."""
        return bool(self._lasting.search(record_type))

    def is_accepted(self, code: str) -> bool:
        """Whether the acceptance of a finding, by its code, comes along: it is of words, and not of figures."""
        return code in self._accepted

    def is_left(self, record_type: str) -> bool:
        """Whether records of a type do not come along at all."""
        return record_type in self._left


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words)) or _NOTHING
