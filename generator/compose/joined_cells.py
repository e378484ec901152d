"""Cells of equal words under each other as one: a goal beside all its indicators."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

Each = TypeVar("Each")


def gathered(items: Sequence[Each], keys: Sequence[tuple[Hashable, ...]]) -> tuple[list[Each], list[tuple[int, ...]]]:
    """Return items with equal keys together, in the order of the first of each, and the extents of their cells.

    An item has a key for each joined column. An extent counts rows; it is 0 where the cell above goes on. A cell spans
    no more than the one to the left of it.
    """
    order = _order(range(len(items)), keys, 0)
    sorted_keys = [keys[place] for place in order]
    depth = range(len(keys[0]) if keys else 0)
    extents = [tuple(_extent(sorted_keys, row, column + 1) for column in depth) for row in range(len(order))]
    return [items[place] for place in order], extents


def _order(places: Sequence[int], keys: Sequence[tuple[Hashable, ...]], column: int) -> list[int]:
    if not keys or column == len(keys[0]):
        return list(places)
    groups: dict[Hashable, list[int]] = {}
    for place in places:
        groups.setdefault(keys[place][column], []).append(place)
    return [place for group in groups.values() for place in _order(group, keys, column + 1)]


def _extent(keys: Sequence[tuple[Hashable, ...]], row: int, columns: int) -> int:
    own = keys[row][:columns]
    if row and keys[row - 1][:columns] == own:
        return 0
    others = (number for number in range(row, len(keys)) if keys[number][:columns] != own)
    return next(others, len(keys)) - row
