"""What a house adds to its documents' looks, and the marks of its status scales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.compose.compositor import Compositor
from generator.content import House, StatusEntry, StatusView, Text
from generator.document import DeclaredMark, Inline, Look, Note, StatusMark


def look_of(house: House) -> Look:
    """Return what the house adds to a document."""
    return Look(house.id, house.folders, house.words, _declared(house.symbols), _declared(house.colours))


def _declared(names: Mapping[str, Text]) -> Mapping[str, DeclaredMark]:
    return {name: DeclaredMark(str(text), text.where) for name, text in names.items()}


def status_mark(house: House, scale: str, state: str, shown: StatusView | None = None) -> StatusMark:
    """Return the mark of a state; without a symbol it has its word, since a colour alone says nothing to many."""
    entry = house.scales.get(scale, {}).get(state, StatusEntry())
    if shown is None or (shown == "symbol" and not entry.symbol):
        shown = "symbol och ord"
    return StatusMark(entry.symbol or "", entry.colour or "", entry.word or state, shown)


def state_colours(house: House, names: Sequence[str]) -> tuple[str, ...]:
    """Return the colours of several names that are all states of a scale; none where scales do not agree on them."""
    scales = (
        {word: state.colour or "" for key, state in scale.items() for word in (key, state.word or key)}
        for scale in house.scales.values()
    )
    found = {tuple(map(scale.__getitem__, names)) for scale in scales if all(name in scale for name in names)}
    colours = found.pop() if len(found) == 1 and len(names) > 1 else ()
    return colours if all(colours) else ()


def scale_legend(house: House, scale: str) -> Inline:
    """Return all states of a scale in its order with mark and word: those that are not in use tell what could be."""
    marks = dict.fromkeys(status_mark(house, scale, state) for state in house.scales.get(scale, {}))
    label = house.words.get("teckenförklaring", "Teckenförklaring")
    return (f"{label}: ", *(run for mark in marks for run in (mark, ", ")))[:-1]


def legend_notes(compositor: Compositor, asked: str, alone: Iterable[str | None], element: str) -> Iterator[Note]:
    """Yield a note below a table for the scale that it asks for, and those whose marks stand alone.

    What the document explains in a place of its own is not said again for marks that stand alone.
    """
    scales = filter(None, (asked, *(scale for scale in alone if scale not in compositor.legends)))
    for number, scale in enumerate(dict.fromkeys(scales), 1):
        yield Note(f"{element}-teckenförklaring-{number}", "", scale_legend(compositor.house, scale))
