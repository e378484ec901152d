"""Places of a period's papers → those that a sheet of one page tells: alike ones as one, and no more than find room.

How many lines a page has is the house's (`kontrollvärden: rättelseblad_rader`); the layout says if it had fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.compose.notice_table import WIDTHS
from generator.content.house import House
from generator.document.release import Place
from generator.document.text_width import wrapped

# Lines of the table that one page holds, when nothing is told above it.
_LINES = 44.5
_FACT = 1.5
_BETWEEN_ROWS = 0.4
# A paper's title, and the line that counts what found no room.
_PAPER, _REST = 1.9, 1.4
# A long text is told by its beginning: the notice has more of it.
_MOST_LINES = 3
# The table's width in em of its letters, less the room between columns; letters that are wider than those measured.
_TABLE_EM, _GAP_EM, _WIDER = 50.0, 1.0, 1.05
_FACT_EM = 42.0


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """A change as the sheet tells it: where in the paper, on which pages, what stood and what is to stand."""

    where: str
    pages: str
    old: str
    new: str


def merged(places: Sequence[Place], said: Mapping[str, str]) -> tuple[SheetPlace, ...]:
    """The places of a paper and the house's words go in; what is told alike comes out once, with all its pages."""
    found: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        found.setdefault((place.old, place.new), []).append(place)
    return tuple(
        SheetPlace(
            where=_shown(_where(alike, said), "plats"),
            pages=_pages(dict.fromkeys(each.page for each in alike if each.page)),
            old=_shown(old, "tidigare"),
            new=_shown(new, "nu"),
        )
        for (old, new), alike in found.items()
    )


def fitted(
    groups: Mapping[str, Sequence[SheetPlace]], facts: Sequence[str], house: House
) -> Mapping[str, tuple[SheetPlace, ...]]:
    """What each paper tells, the texts above the table and the house go in; what finds room comes out.

    Each paper in turn has one more, so that none is left out for another that tells much.
    """
    told = {title: tuple(places) for title, places in groups.items() if places}
    room = _room(house) - sum(_FACT * len(wrapped(text, _FACT_EM)) for text in facts) - len(told) * _PAPER
    if sum(_lines(place) for places in told.values() for place in places) <= room:
        return told
    room -= len(told) * _REST
    taken = dict.fromkeys(told, 0)
    waiting = list(told)
    while waiting:
        title = waiting.pop(0)
        lines = _lines(told[title][taken[title]])
        last = taken[title] + 1 == len(told[title])
        if last:
            lines -= _REST
        if lines <= room:
            room -= lines
            taken[title] += 1
            waiting.extend(() if last else (title,))
    return {title: told[title][:count] for title, count in taken.items()}


def _where(places: Sequence[Place], said: Mapping[str, str]) -> str:
    """The sections, and where in the section if there is but one place."""
    sections = dict.fromkeys(f"{each.section} {each.title}".strip() for each in places)
    parts = dict.fromkeys(each.part for each in places)
    told = "; ".join(section or said["rättelse_början"] for section in sections)
    if not len(sections) == len(parts) == 1:
        return told
    return ": ".join(filter(None, (*sections, *parts))) or told


def _pages(pages: Iterable[str]) -> str:
    """Pages as printed, in order → the same, those that follow each other as a range."""
    runs: list[list[str]] = []
    for page in pages:
        follows = runs and page.isdigit() and runs[-1][-1].isdigit() and int(page) == int(runs[-1][-1]) + 1
        if follows:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _shown(text: str, column: str) -> str:
    """A text goes in; as much of it as a few lines of a column hold comes out, and a sign that there is more."""
    lines = wrapped(text, _column(WIDTHS[column]))
    return text if len(lines) <= _MOST_LINES else f"{' '.join(lines[:_MOST_LINES])} …"


def _room(house: House) -> float:
    text = house.settings.get("rättelseblad_rader", "")
    return float(text) if text.isdigit() else _LINES


def _lines(place: SheetPlace) -> float:
    """How many lines a place takes, with the room after it."""
    texts = zip((place.where, place.pages, place.old, place.new), WIDTHS.values(), strict=True)
    return max(len(wrapped(text, _column(width))) for text, width in texts) + _BETWEEN_ROWS


def _column(per_cent: int) -> float:
    return (_TABLE_EM * per_cent / 100 - _GAP_EM) / _WIDER
