"""Draws that depend on a seed alone: the same on every machine and every Python."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")


class Draw:
    """A row of numbers made of a seed; each question uses up the next one."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._asked = 0

    def below(self, bound: int) -> int:
        """A number from 0 to `bound`, the bound left out; 0 where there is none."""
        self._asked += 1
        digest = blake2b(f"{self._seed}:{self._asked}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % max(bound, 1)

    def one_of(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.below(len(items))]

    def chance(self, percent: int) -> bool:
        """Whether something happens that does so in so many cases of a hundred."""
        return self.below(100) < percent
