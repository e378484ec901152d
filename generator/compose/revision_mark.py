"""The published versions of a period and one of its documents → what a paper that replaces another says of it, or "".

The words are the house's (`ledtexter`: reviderad, rättad, nytt_beslut), with the places {datum}, {tidigare} and
{beslutad_av} in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from generator.content.house import House
from generator.document.release import Release, Stage
from generator.swedish.words import format_date


def revision_mark(releases: Sequence[Release], document: str, house: House) -> str:
    """Versions (the one being made last), a document's id and the house go in; the line comes out, or nothing.

    A paper that has been revised keeps its line until it is revised again; a draft has none.
    """
    own = [release for release in releases if document in release.documents]
    if not releases or not own or own[-1] is not releases[-1]:
        return ""
    mark, decided = "", False
    for before, release in pairwise(own):
        decided = decided or before.stage is Stage.DECIDED
        if document in release.revised and before.stage is not Stage.DRAFT:
            pattern = _pattern(release, house, decided=decided)
            mark = _filled(pattern, (before, release), document, house)
    return mark


def _pattern(release: Release, house: House, *, decided: bool) -> str:
    if not decided:
        return house.words.get("reviderad", "")
    return house.words.get("nytt_beslut" if release.stage is Stage.DECIDED else "rättad", "")


def _filled(pattern: str, versions: tuple[Release, Release], document: str, house: House) -> str:
    """What a paper says of that which it replaces (`versions` are that one's and its own), in the house's words."""
    before, release = versions
    earlier = date.fromisoformat(before.dated[document]) if before.dated.get(document) else before.date
    told = {
        "{datum}": format_date(release.date, house.dates),
        "{tidigare}": format_date(earlier, house.dates),
        "{beslutad_av}": release.decided_by,
    }
    for place, text in told.items():
        pattern = pattern.replace(place, text)
    return pattern
