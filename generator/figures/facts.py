"""Facts that can be cited by their full names: names, dates, titles and numbers of sections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from generator.content import (
    MATTERS,
    Board,
    Cited,
    Content,
    DocumentPlan,
    Municipality,
    Period,
    PeriodEntry,
    every_section,
)
from generator.figures.ledger import CitingText, Fact, Scope, Year
from generator.figures.quantity import exactly
from generator.swedish import MONTHS, PARTS_OF_YEAR, format_interval

_MONTHS_OF_YEAR = 12


def facts_of(content: Content) -> dict[str, Fact]:
    """Return everything that texts can cite beside figures and records."""
    facts = period_facts(content.period)
    facts.update(_names(content.municipality, content.board))
    for plan in content.documents:
        facts.update(_document(plan, content))
    return facts


def period_facts(period: Period) -> dict[str, Fact]:
    """Return the facts of a period itself; `tertial` and its like only where the period ends with one."""
    entry = period.entry
    facts: dict[str, Fact] = {
        "period.id": str(entry.id),
        "period.rubrik": str(entry.title),
        "period.år": Year(entry.end.year),
        "period.från": entry.start,
        "period.till": entry.end,
        "period.månad": MONTHS[entry.end.month - 1],
    }
    if entry.start <= entry.end:
        facts["period.intervall"] = format_interval(entry.start, entry.end)
        facts.update((f"period.{word}", exactly(Decimal(number))) for word, number in _lengths(entry))
    facts.update(_parts_of_year(entry))
    return facts


def _lengths(entry: PeriodEntry) -> Iterator[tuple[str, int]]:
    """Yield the number of the last month, of the months that are begun, and of the days."""
    years, months = entry.end.year - entry.start.year, entry.end.month - entry.start.month
    yield "månadsnummer", entry.end.month
    yield "antal_månader", _MONTHS_OF_YEAR * years + months + 1
    yield "antal_dagar", (entry.end - entry.start).days + 1


def _parts_of_year(entry: PeriodEntry) -> Iterator[tuple[str, Fact]]:
    ends_month = (entry.end + timedelta(days=1)).day == 1
    for part in PARTS_OF_YEAR:
        if ends_month and entry.end.month % part.months == 0:
            yield f"period.{part.word}", str(entry.end.month // part.months)


def _names(municipality: Municipality, board: Board) -> Iterator[tuple[str, Fact]]:
    names = {
        # On its own papers the municipality is named in full above the title.
        "nämnd.namn": (municipality.short_name or board.name) if board.name == municipality.name else board.name,
        "nämnd.bestämd_form": board.definite or board.name,
        "nämnd.förvaltning": board.administration,
        "kommun.namn": municipality.name,
        "kommun.kortnamn": municipality.short_name or municipality.name,
        "kommun.webbplats": municipality.website,
    }
    yield from ((name, str(words)) for name, words in names.items() if words is not None)


def _document(plan: DocumentPlan, content: Content) -> Iterator[tuple[str, Fact]]:
    name, scope = f"dokument.{plan.id}", Scope(document=plan.id)
    yield f"{name}.titel", CitingText(plan.title, scope)
    if plan.entry.subtitle is not None:
        yield f"{name}.undertitel", CitingText(plan.entry.subtitle, scope)
    if isinstance(plan.entry.dated, date):
        yield f"{name}.daterad", plan.entry.dated
    if plan.own_number:
        yield f"{name}.nummer", plan.own_number
    yield from _matter(f"{name}.ärende", plan, content)
    for section in every_section(plan.sections):
        if section.number:
            yield f"{name}.avsnitt.{section.id}.nummer", section.number
        if section.included is not None:
            # Its heading cites what its board has.
            continue
        yield f"{name}.avsnitt.{section.id}.rubrik", CitingText(section.heading, Scope(section.record, plan.id))
    yield from _numbered(name, plan, content.period)
    listed = {other.id: other.entry.listed_as for other in content.documents}
    titles = {other.id: other.title for other in content.documents}
    for appendix, number in plan.appendix_numbers.items():
        yield f"{name}.bilaga.{appendix}.nummer", number
        if appendix in titles:
            title = CitingText(titles[appendix], Scope(document=appendix))
            yield f"{name}.bilaga.{appendix}.titel", listed[appendix] or title


def _numbered(name: str, plan: DocumentPlan, period: Period) -> Iterator[tuple[str, Fact]]:
    """Yield numbers and headings of tables and charts; of one that stands in two places those of the first."""
    placed = [each for section in every_section(plan.all_sections) for each in section.blocks if each.number]
    for placement in reversed(placed):
        entry = placement.entry
        if entry.kind == "tabell":
            heading = period.tables[entry.name].entry.heading
        elif entry.kind == "diagram":
            chart = period.charts[entry.name]
            heading = chart.heading or period.tables[chart.table].entry.heading
        else:
            continue
        yield f"{name}.{entry.kind}.{entry.name}.nummer", placement.number
        if heading is not None:
            yield f"{name}.{entry.kind}.{entry.name}.rubrik", CitingText(heading, Scope(document=plan.id))


def _matter(name: str, plan: DocumentPlan, content: Content) -> Iterator[tuple[str, Fact]]:
    """Yield facts of a paper's matter; those of a meeting are the first instance's."""
    matter = plan.matter
    if matter is None:
        return
    entries, records = content.period.entry.matters, content.period.records.get(MATTERS, ())
    record = next((each for each in records if entries.get(each.id) is matter), None)
    number = record.values.get("nummer") if record is not None else None
    words = {
        "nummer": number.text if isinstance(number, Cited) else matter.number,
        "rubrik": matter.heading,
        "diarienummer": matter.registry_number,
        "klassificering": matter.classification,
        "handläggare": content.board.roles.get(matter.officer or ""),
    }
    if matter.steps:
        first = matter.steps[0]
        words |= {"instans": first.instance, "tid": first.time, "plats": first.place, "paragraf": first.paragraph}
        if first.meeting is not None:
            yield f"{name}.sammanträde", first.meeting
    yield from ((f"{name}.{key}", str(text)) for key, text in words.items() if text is not None)
