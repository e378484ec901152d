"""Which values of two sequences are the same thing."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
# Of all pairs of values, and of pairs that are equal: each difference may be a pass over the equal ones.
_MOST_COMPARED, _MOST_EQUAL = 1_000_000, 50_000


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
    codes = list(_joined(_slices(list(map(key, old)), list(map(key, new)))))
    return [Stretch(each.alike, old[slice(*each.old)], new[slice(*each.new)]) for each in codes]


class _Slices(NamedTuple):
    alike: bool
    old: tuple[int, int]
    new: tuple[int, int]


def _slices(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[_Slices]:
    """Yield what is alike and what is not; long sequences are compared between the values that both have once."""
    if not _too_many(old, new):
        yield from _compared(old, new)
        return
    begun, at = 0, 0
    for low, start in (*_fixed(old, new), (len(old), len(new))):
        for alike, was, now in _compared(old[begun:low], new[at:start]):
            yield _Slices(alike, (was[0] + begun, was[1] + begun), (now[0] + at, now[1] + at))
        begun, at = low + 1, start + 1
        if low < len(old):
            yield _Slices(alike=True, old=(low, begun), new=(start, at))


def _compared(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[_Slices]:
    """Yield what is alike of short sequences; long ones differ as a whole, since the work is the product of both."""
    if _too_many(old, new):
        yield _Slices(alike=False, old=(0, len(old)), new=(0, len(new)))
        return
    for tag, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield _Slices(tag == "equal", (low, high), (start, end))


def _too_many(old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
    if len(old) * len(new) > _MOST_COMPARED:
        return True
    counts = Counter(new)
    return sum(counts[value] for value in old) > _MOST_EQUAL


def _fixed(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of the same values in both, in order: a common beginning, and most of those that stand once."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    same = sum(1 for _ in alike)
    counts, places = Counter(new[same:]), {value: place for place, value in enumerate(new)}
    once = {value for value, count in Counter(old[same:]).items() if count == counts[value] == 1}
    pairs = [(low, places[value]) for low, value in enumerate(old[same:], same) if value in once]
    return [*((place, place) for place in range(same)), *_longest_rising(pairs)]


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of pairs in which the second numbers rise too."""
    lasts: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(lasts, place)
        before.append(ends[length - 1] if length else -1)
        lasts[length : length + 1] = [place]
        ends[length : length + 1] = [index]
    chosen: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _joined(slices: Iterable[_Slices]) -> Iterator[_Slices]:
    """Yield slices, with those that follow on each other and are of a kind as one."""
    for alike, group in groupby(slices, key=lambda each: each.alike):
        first, *others = group
        last = others[-1] if others else first
        yield _Slices(alike, (first.old[0], last.old[1]), (first.new[0], last.new[1]))


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
