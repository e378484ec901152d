"""The line by which a revised or corrected paper says what it replaces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from generator.content import House
from generator.document import Release, Stage
from generator.swedish import format_date


def revision_mark(releases: Sequence[Release], document: str, house: House) -> str:
    """Return the line that a paper keeps until its next revision, or nothing; the last release is the new one."""
    own = [release for release in releases if document in release.documents]
    if not own or own[-1] is not releases[-1]:
        return ""
    mark, is_decided = "", False
    for before, release in pairwise(own):
        is_decided = is_decided or before.stage is Stage.DECIDED
        if document not in release.revised or before.stage is Stage.DRAFT:
            continue
        kind = "reviderad"
        if is_decided:
            kind = "nytt_beslut" if release.stage is Stage.DECIDED else "rättad"
        earlier = date.fromisoformat(before.dated.get(document) or before.date.isoformat())
        mark = house.words.get(kind, "").replace("{datum}", format_date(release.date, house.dates))
        mark = mark.replace("{tidigare}", format_date(earlier, house.dates))
        mark = mark.replace("{beslutad_av}", release.decided_by)
    return mark
