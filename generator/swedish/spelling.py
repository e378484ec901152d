"""Spell Swedish words with a Hunspell dictionary (man 5 hunspell): stems, suffixes and compounds.

It takes a fraction of the time of a whole Hunspell, and lets more pass: a check that warns of what is right is switched
off.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_FIRST, _MIDDLE, _LAST, _ONLY_IN_COMPOUND, _FORBIDDEN, _NEEDS_ENDING = "X", "U", "Y", "Z", "%", "¤"
_MAY_BEGIN, _MAY_GO_ON = {_FIRST}, {_FIRST, _MIDDLE}
# Between the flags of homonyms, which have a line each: one may be a part only, and the other a word.
_HOMONYM = " "
_SHORTEST_PART = 3
_MOST_PARTS = 4
_MOST_REMEMBERED = 100_000
_ENDING = re.compile(r"^SFX +(\S) +(\S+) +([^\s/]+)(?:/(\S+))? +(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ending:
    """A suffix rule: what it takes `off` and puts `on`, what the stem `fits`, and the flags of the result."""

    flag: str
    off: str
    on: str
    fits: re.Pattern[str]
    flags: str


@dataclass(frozen=True, slots=True)
class Speller:
    """A dictionary. `seen` and `parts` remember what it has looked up."""

    stems: Mapping[str, str]
    endings: Mapping[str, tuple[Ending, ...]]
    longest: int
    own: frozenset[str] = frozenset()
    seen: dict[str, bool] = field(default_factory=dict, compare=False)
    parts: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def knows(self, word: str) -> bool:
        """Whether a word is one, in the letter case that it has or in lower case."""
        if word not in self.seen:
            if len(self.seen) >= _MOST_REMEMBERED:
                self.seen.clear()
            self.seen[word] = any(self._is_word(form) for form in _cases(word))
        return self.seen[word]

    def _is_word(self, word: str) -> bool:
        if word in self.own:
            return True
        if _FORBIDDEN in self.stems.get(word, ""):
            return False
        flags = self._forms(word)
        return any(_ONLY_IN_COMPOUND not in each and _NEEDS_ENDING not in each for each in flags) or self._joined(word)

    def _forms(self, word: str) -> list[str]:
        forms = self.stems[word].split(_HOMONYM) if word in self.stems else []
        for length in range(min(self.longest, len(word)), -1, -1):
            for ending in self.endings.get(word[len(word) - length :], ()):
                stem = word[: len(word) - length] + ending.off
                flags = self.stems.get(stem)
                if flags is not None and ending.flag in flags and _FORBIDDEN not in flags and ending.fits.search(stem):
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


def speller_of(affixes: str, words: str, own: Iterable[str] = ()) -> Speller:
    """Return the dictionary of the texts of an .aff and a .dic file, and of words of one's own."""
    endings: dict[str, list[Ending]] = defaultdict(list)
    for flag, taken_off, put_on, flags, fits in _ENDING.findall(affixes):
        off, on = ("" if text == "0" else text for text in (taken_off, put_on))
        endings[on].append(Ending(flag, off, on, re.compile(fits + "$"), flags))
    stems: dict[str, str] = {}
    for line in words.split("\n")[1:]:
        stem, _, flags = line.partition("/")
        stems[stem] = f"{stems[stem]}{_HOMONYM}{flags}" if stem in stems else flags
    longest = max(map(len, endings), default=0)
    return Speller(stems, {on: tuple(rules) for on, rules in endings.items()}, longest, frozenset(own))
