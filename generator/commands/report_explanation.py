"""An explained figure, and where its uses landed → lines of text: what it is, where it is from, where it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.compose import ExplainedRelation, FigureExplanation
from generator.document import Use
from generator.swedish import NumberFormat, format_quantity

MOST_DECIMALS = 10
SLOTS: Mapping[str, str] = {
    "heading": "i rubriken",
    "title": "i titeln",
    "alternative text": "i alternativtexten",
    "attachment": "i en bifogad fil",
}
RELATIONS: Mapping[str, str] = {"summa": "summa", "stäms_av_mot": "stäms av mot", "formel": "formel"}


@dataclass(frozen=True, slots=True)
class Spots:
    """Names for places: headings by document and section id, and printed pages by document and element id."""

    headings: Mapping[tuple[str, str], str]
    pages: Mapping[tuple[str, str], str]


def report_explanation(explained: FigureExplanation, spots: Spots) -> Iterator[str]:
    """An explanation goes in; the lines that tell it come out, the figure first."""
    yield f"{explained.id}: {explained.text or 'inget värde'}"
    exact = _exact(explained)
    if exact and exact != explained.text:
        yield f"  Oavrundat: {exact}"
    yield f"  {explained.origin.capitalize()}: {explained.where}"
    if explained.formula:
        yield f"  Formel: {explained.formula}"
    if explained.source:
        yield f"  Källa: {explained.source}"
    if explained.status:
        yield f"  Läge: {explained.status}"
    yield from _section("Räknat av", [f"{'  ' * (s.depth - 1)}{s.name}: {s.text} · {s.where}" for s in explained.steps])
    yield from _section("Stäms av", [line for each in explained.agreements for line in _agreement(each)])
    yield from _section("Ingår i", explained.used_by)
    yield from _section("Står", [_printed(use, spots) for use in explained.uses] or ["ingenstans i dokumenten"])


def _exact(explained: FigureExplanation) -> str:
    if explained.value is None:
        return ""
    exponent = explained.value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return format_quantity(
        explained.value, explained.unit, NumberFormat().replace(decimals=min(decimals, MOST_DECIMALS)), decimals
    )


def _section(heading: str, lines: list[str] | tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield f"  {heading}:"
        yield from (f"    {line}" for line in lines)


def _agreement(agreement: ExplainedRelation) -> Iterator[str]:
    kind = RELATIONS.get(agreement.kind, agreement.kind)
    yield f"{kind} {agreement.formula} = {agreement.expected} · {agreement.where}"
    if agreement.explained:
        yield f"  förklarad differens: {agreement.explained}"


def _printed(use: Use, spots: Spots) -> str:
    section = spots.headings.get((use.document, use.section), use.section)
    page = spots.pages.get((use.document, use.element))
    parts = (use.document, section, SLOTS.get(use.slot), f"sidan {page}" if page else None)
    return f"{', '.join(part for part in parts if part)}: {use.text}"
