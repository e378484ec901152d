"""What a correction brings with it → lines of text: figures, places, words, findings, papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.impact import Impact
from generator.proposals import Proposal
from generator.release import Change, Place


def report_impact(found: Impact, followers: Sequence[Proposal], others: Mapping[str, Impact]) -> Iterator[str]:
    """The impact, the written figures that follow, and the impact on other periods by their paths go in; lines out."""
    following = {each.figure: each for each in followers}
    yield from _part("Rättas", (_change(each) for each in found.written if each.figure not in following))
    yield from _part(
        "Skrivna tal som följer med",
        (f"{_change(each)}{_why(following[each.figure])}" for each in found.written if each.figure in following),
    )
    yield from _part("Räknas om", (_change(each) for each in found.computed))
    yield from _part("Står i handlingarna", (_place(each) for each in found.places))
    yield from _part("Ord och lägen som byter", (_place(each) for each in found.flipped))
    yield from _part("Nya fynd", (f"{each.code} {each.where}: {each.message}" for each in found.found))
    yield from _part("Handlingar som ges ut på nytt", (*found.papers, *(f"samlade: {each}" for each in found.bundles)))
    for period, other in others.items():
        yield from _part(f"Påverkar {period}", (_place(each) for each in other.all_places))


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    told = [f"  {line}" for line in lines]
    if told:
        yield f"{heading}:"
        yield from told


def _change(change: Change) -> str:
    where = f" · {change.where}" if change.where else ""
    hidden = " (ändras i decimaler som inte skrivs ut)" if change.old == change.new else ""
    return f"{change.figure}: {change.old or '–'} → {change.new or '–'}{hidden}{where}"


def _why(proposal: Proposal) -> str:
    formula = proposal.relation.formula
    if proposal.relation.kind == "ingår_i":
        return f" (där {formula} ingår)"
    return f" (stäms av mot {formula})" if formula else " (summa)"


def _place(place: Place) -> str:
    section = f"{place.section} {place.title}".strip()
    page = f"sidan {place.page}" if place.page else ""
    where = ", ".join(part for part in (place.document, section, page) if part)
    return f"{where}: {place.old or '–'} → {place.new or '–'}"
