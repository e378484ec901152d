"""Which values of two sequences are the same thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """Values in a row that both sequences have, or those that went and those that came in their place."""

    alike: bool
    old: Sequence[T]
    new: Sequence[T]


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """One thing before and after; `old` is None for what came, `new` for what went."""

    old: T | None
    new: T | None


def stretches(old: Sequence[T], new: Sequence[T], key: Callable[[T], Hashable]) -> list[Stretch[T]]:
    """Split two sequences where they begin and cease to be alike."""
    matcher = SequenceMatcher(None, list(map(key, old)), list(map(key, new)), autojunk=False)
    codes = matcher.get_opcodes()
    return [Stretch(tag == "equal", old[low:high], new[start:end]) for tag, low, high, start, end in codes]


def match(old: Sequence[T], new: Sequence[T], key: Callable[[T], str], *, moves: bool = True) -> Iterator[Pair[T]]:
    """Pair the values of two sequences, in the order of the new one; what went stands where it stood.

    With `moves`, a value whose key is unique in both is the same wherever it stands. As many values of other keys in
    the same place are the same too, unless their keys are ids (`#…`) or they have moved.
    """
    counts = Counter(map(key, old)), Counter(map(key, new))
    before = {key(each): each for each in old if moves and counts[0][key(each)] == counts[1][key(each)] == 1}
    for stretch in stretches(old, new, key):
        named = {key(each) for each in (*stretch.old, *stretch.new)}
        bound = not before.keys().isdisjoint(named) or any(name.startswith("#") for name in named)
        if stretch.alike or (len(stretch.old) == len(stretch.new) and not bound):
            yield from (Pair(was, now) for was, now in zip(stretch.old, stretch.new, strict=True))
        else:
            yield from (Pair(each, None) for each in stretch.old if key(each) not in before)
            yield from (Pair(before.get(key(each)), each) for each in stretch.new)
