"""Spell Swedish words with a Hunspell dictionary (man 5 hunspell): stems, suffixes and compounds.

It takes a fraction of the time of a whole Hunspell, and lets more pass: a check that warns of what is right is switched
off.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

_FIRST, _MIDDLE, _LAST, _ONLY_IN_COMPOUND, _FORBIDDEN, _NEEDS_ENDING = "X", "U", "Y", "Z", "%", "¤"
_MAY_BEGIN, _MAY_GO_ON = {_FIRST}, {_FIRST, _MIDDLE}
# Between the flags of homonyms, which have a line each: one may be a part only, and the other a word.
_HOMONYM = " "
_BEFORE_FLAGS = "/"
_SHORTEST_PART = 3
# Of two words that are taken for a compound though the dictionary does not join them.
_SHORTEST_APART = 4
_MOST_PARTS = 4
_MOST_REMEMBERED = 100_000
_ENDING = re.compile(r"^SFX +(\S) +(\S+) +([^\s/]+)(?:/(\S+))? +(\S+)", re.MULTILINE)


_LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"


@dataclass(frozen=True, slots=True)
class Ending:
    """A suffix rule: what it takes `off` and puts `on`, what the stem `fits`, and the flags of the result."""

    flag: str
    off: str
    on: str
    fits: re.Pattern[str]
    flags: str


_NO_ENDINGS: Mapping[str, tuple[Ending, ...]] = {}


class Stems:
    """The stems of a dictionary with their flags, looked up in its lines in order, since few are ever asked for.

    A word of one's `own` is inflected and joined as its last part is.
    """

    def __init__(self, lines: Iterable[str], own: Iterable[str]) -> None:
        self._own = frozenset(own)
        self._lines = sorted([*lines, *self._own])

    def flags(self, stem: str) -> str | None:
        """Return the flags of a stem, a homonym's after a blank; None where there is no such stem."""
        found = []
        for at in range(bisect_left(self._lines, stem), len(self._lines)):
            line = self._lines[at]
            if not line.startswith(stem) or line[len(stem) : len(stem) + 1] > _BEFORE_FLAGS:
                break
            if line == stem or line[len(stem)] == _BEFORE_FLAGS:
                found.append(line[len(stem) + 1 :])
        if stem in self._own and not any(found):
            return self._flags_of_last_part(stem)
        return _HOMONYM.join(found) if found else None

    def _flags_of_last_part(self, word: str) -> str:
        lasts = (self.flags(word[at:]) for at in range(1, len(word) - _SHORTEST_PART + 1))
        flags = next((flags for flags in lasts if flags), "")
        return "".join(flag for flag in flags if flag not in {_ONLY_IN_COMPOUND, _NEEDS_ENDING, _FORBIDDEN, _HOMONYM})

    def reach(self, word: str) -> int:
        """Return how many of its first letters begin a stem."""
        at, reached = bisect_left(self._lines, word), 0
        for line in self._lines[max(0, at - 1) : at + 1]:
            while reached < len(word) and line.startswith(word[: reached + 1]):
                reached += 1
        return reached


@dataclass(frozen=True, slots=True)
class Speller:
    """A dictionary; `endings` are by what they put on and take off. `seen` and `parts` remember what was looked up."""

    stems: Stems
    endings: Mapping[str, Mapping[str, tuple[Ending, ...]]]
    longest: int
    seen: dict[str, bool] = field(default_factory=dict, compare=False)
    parts: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def knows(self, word: str) -> bool:
        """Whether a word is one, in the letter case that it has or in lower case."""
        if word not in self.seen:
            if len(self.seen) >= _MOST_REMEMBERED:
                self.seen.clear()
            self.seen[word] = any(self._is_word(form) for form in _cases(word))
        return self.seen[word]

    def near(self, word: str) -> str:
        """Return the first word that is one slip from a word in lower case; "" where none is, or it is of known parts.

        Most slips are ruled out by the few letters around them: the part of the word that has the slip must begin as a
        stem does, up to the slip or to an ending.
        """
        if self._is_of_known_parts(word):
            return ""
        starts, ends = self._starts(word), self._ends(word)
        known: dict[str, bool] = {}
        for slip in slips(word):
            if any(self._may_be_part(word, start, end, slip, known) for start in starts for end in ends):
                whole = word[: slip.at] + slip.new + word[slip.at + slip.old :]
                if self.knows(whole):
                    return whole
        return ""

    def _is_of_known_parts(self, word: str) -> bool:
        """Whether it is a first part and any word, such as "klientnära", though not all dictionaries join the two."""
        places = range(_SHORTEST_APART, len(word) - _SHORTEST_APART + 1)
        return any(self._roles(word[:at]) & _MAY_BEGIN and self.knows(word[at:]) for at in places)

    def _may_be_part(self, word: str, start: int, end: int, slip: _Slip, known: dict[str, bool]) -> bool:
        if not start <= slip.at <= slip.at + slip.old <= end:
            return False
        begun = word[start : slip.at] + slip.new
        part = begun + word[slip.at + slip.old : end]
        first_ending = max(1, len(part) - self.longest)
        if begun not in known:
            known[begun] = self.stems.reach(begun) == len(begun)
        ended = (part[at:] in self.endings for at in range(first_ending, len(begun)))
        return (known[begun] or any(ended)) and bool(self._roles(part))

    def _starts(self, word: str) -> list[int]:
        """Return where parts may begin after known parts from the beginning."""
        starts = [0]
        for at in range(_SHORTEST_PART, len(word)):
            before = (start for start in starts if at - start >= _SHORTEST_PART)
            if any(self._roles(word[start:at]) & _MAY_GO_ON for start in before):
                starts.append(at)
        # Three letters alike are written as two: fall + lucka is fallucka.
        return sorted({*starts, *(at - 1 for at in starts if at > 1 and word[at - 1] == word[at - 2])})

    def _ends(self, word: str) -> list[int]:
        """Return where parts may end before known parts to the end."""
        ends = [len(word)]
        for at in range(len(word) - _SHORTEST_PART, 0, -1):
            after = (end for end in ends if end - at >= _SHORTEST_PART)
            if any(self._roles(word[at:end]) & ({_LAST} if end == len(word) else _MAY_GO_ON) for end in after):
                ends.append(at)
        return ends

    def _is_word(self, word: str) -> bool:
        if _FORBIDDEN in (self.stems.flags(word) or ""):
            return False
        flags = self._forms(word)
        return any(_ONLY_IN_COMPOUND not in each and _NEEDS_ENDING not in each for each in flags) or self._joined(word)

    def _forms(self, word: str) -> list[str]:
        own = self.stems.flags(word)
        forms = [] if own is None else own.split(_HOMONYM)
        for length in range(min(self.longest, len(word)), len(word) - self.stems.reach(word) - 1, -1):
            for off, endings in self.endings.get(word[len(word) - length :], _NO_ENDINGS).items():
                stem = word[: len(word) - length] + off
                flags = self.stems.flags(stem)
                if flags is None or _FORBIDDEN in flags:
                    continue
                for ending in endings:
                    if ending.flag in flags and ending.fits.search(stem):
                        # A suffix says by its own flags what its result may be part of; else the stem's hold.
                        forms.append(ending.flags or flags.replace(_NEEDS_ENDING, "").replace(_ONLY_IN_COMPOUND, ""))
        return forms

    def _joined(self, word: str, parts: int = 1) -> bool:
        if parts >= _MOST_PARTS:
            return False
        for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            if not self._roles(word[:at]) & (_MAY_BEGIN if parts == 1 else _MAY_GO_ON):
                continue
            rest = word[at:]
            # Three letters alike are written as two: fall + lucka is fallucka.
            for tail in (rest, word[at - 1] + rest) if word[at - 1] == word[at - 2] else (rest,):
                if _LAST in self._roles(tail) or self._joined(tail, parts + 1):
                    return True
        return False

    def _roles(self, part: str) -> frozenset[str]:
        if part not in self.parts:
            if len(self.parts) >= _MOST_REMEMBERED:
                self.parts.clear()
            self.parts[part] = frozenset("".join(self._forms(part)))
        return self.parts[part]


def _cases(word: str) -> Iterable[str]:
    yield word
    if word[1:] == word[1:].lower():
        yield word.lower()
    if word.isupper():
        yield word.lower()
        yield word.capitalize()


class _Slip(NamedTuple):
    """What one slip makes of a word: from `at`, `old` letters are `new` ones."""

    at: int
    old: int
    new: str


def slips(word: str) -> Iterator[_Slip]:
    """Yield all single slips: two letters swapped, one lost, one put in, one changed."""
    places = range(len(word))
    yield from (_Slip(at, 2, word[at + 1] + word[at]) for at in places[:-1] if word[at] != word[at + 1])
    yield from (_Slip(at, 1, "") for at in places)
    yield from (_Slip(at, 0, letter) for at in range(len(word) + 1) for letter in _LETTERS)
    yield from (_Slip(at, 1, letter) for at in places for letter in _LETTERS if letter != word[at])


def speller_of(affixes: str, words: str, own: Iterable[str] = ()) -> Speller:
    """Return the dictionary of the texts of an .aff and a .dic file, and of words of one's own."""
    endings: dict[str, dict[str, tuple[Ending, ...]]] = {}
    for flag, taken_off, put_on, flags, fits in _ENDING.findall(affixes):
        off, on = ("" if text == "0" else text for text in (taken_off, put_on))
        of_form = endings.setdefault(on, {})
        of_form[off] = (*of_form.get(off, ()), Ending(flag, off, on, _fits(fits), flags))
    return Speller(Stems(words.split("\n")[1:], own), endings, max(map(len, endings), default=0))


@cache
def _fits(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + "$")
