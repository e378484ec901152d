"""The published versions of a period and one of its documents → what a paper that replaces another says of it, or "".

The words are the house's (`ledtexter`: reviderad, rättad, nytt_beslut), with the places {datum}, {tidigare} and
{beslutad_av} in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from generator.house import House
from generator.release import Release, Stage
from generator.swedish_text import format_date


def revision_mark(releases: Sequence[Release], document: str, house: House) -> str:
    """Versions (the one being made last), a document's id and the house go in; the line comes out, or nothing.

    A paper that has been revised keeps its line until it is revised again; a draft has none.
    """
    own = [release for release in releases if document in release.documents]
    if not releases or not own or own[-1] is not releases[-1]:
        return ""
    mark = ""
    for before, release in pairwise(own):
        if document in release.revised:
            mark = _line(before, release, document, house)
    return mark


def _line(before: Release, release: Release, document: str, house: House) -> str:
    """What the paper of `release` says of that of `before`."""
    if before.stage is Stage.DRAFT:
        return ""
    if before.stage is Stage.SENT:
        pattern = house.words.get("reviderad", "")
    elif release.stage is Stage.DECIDED:
        pattern = house.words.get("nytt_beslut", "")
    else:
        pattern = house.words.get("rättad", "")
    earlier = date.fromisoformat(before.dated[document]) if before.dated.get(document) else before.date
    told = {
        "{datum}": format_date(release.date, house.dates),
        "{tidigare}": format_date(earlier, house.dates),
        "{beslutad_av}": release.decided_by,
    }
    for place, text in told.items():
        pattern = pattern.replace(place, text)
    return pattern
