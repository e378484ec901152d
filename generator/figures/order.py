"""Figures and those that each is computed from → an order in which every figure comes after its own, and the rings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def in_order(needs: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """What each figure needs → the figures in order, and the rings; what hangs on a ring is in neither.

    Needs that are no key are left aside. The order is that of the keys where the needs leave a choice. A ring begins
    with the figure that comes first, and does not name it again at its end.
    """
    waiting = {name: {need for need in wanted if need in needs} for name, wanted in needs.items()}
    users: dict[str, list[str]] = {name: [] for name in needs}
    for name, wanted in waiting.items():
        for need in wanted:
            users[need].append(name)
    ready = [name for name, wanted in waiting.items() if not wanted]
    for name in ready:
        for user in users[name]:
            waiting[user].discard(name)
            if not waiting[user]:
                ready.append(user)
    done = frozenset(ready)
    return tuple(ready), tuple(_rings({name: wanted for name, wanted in waiting.items() if name not in done}, needs))


def _rings(left: Mapping[str, set[str]], needs: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    rings: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in left:
        trail: list[str] = []
        at = start
        while at not in seen:
            seen.add(at)
            trail.append(at)
            at = next(need for need in needs[at] if need in left)
        if at in trail:
            ring = trail[trail.index(at) :]
            first = min(range(len(ring)), key=lambda place: list(left).index(ring[place]))
            rings.append(tuple(ring[first:] + ring[:first]))
    return rings
