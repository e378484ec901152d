"""`tertial explain`: what a figure is, where it comes from and where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from generator import pipeline
from generator.commands.options import ExplainCommand
from generator.commands.terminal import Terminal
from generator.compose import Depth, ExplainedRelation, FigureExplanation
from generator.compose import explain as explain_figure
from generator.document import Document, Use, section_titles
from generator.problems import UsageError
from generator.project import choose_periods, find_periods
from generator.swedish import NumberFormat, format_quantity

# Headings by document and section id, or printed pages by document and element id.
TextsById: TypeAlias = Mapping[tuple[str, str], str]
MOST_DECIMALS = 10
SLOTS: Mapping[str, str] = {
    "heading": "i rubriken",
    "title": "i titeln",
    "alternative text": "i alternativtexten",
}
RELATIONS: Mapping[str, str] = {
    "summa": "summa",
    "stäms_av_mot": "stäms av mot",
    "formel": "formel",
    "avstämning": "är lika med",
}


def explain(command: ExplainCommand, terminal: Terminal) -> None:
    """Explain a figure as an author cites it, in the period given or the newest.

    Raises UsageError where no single period is meant, Rejected where content has faults or the figure is not there.
    """
    period = _period(command.project, command.period)
    understood = pipeline.understand(command.project, period, depth=Depth.NOTHING)
    uses = tuple(use for document in understood.documents for use in document.uses)
    explained = explain_figure(understood.ledger, uses, command.figure)
    documents = [each for each in understood.documents if each.id in {use.document for use in explained.uses}]
    headings = {(each.id, section): text for each in documents for section, text in section_titles(each).items()}
    pages: dict[tuple[str, str], str] = {}
    for document in documents if command.pages else ():
        terminal.progress(period, f"{document.id}: PDF")
        elements = {use.element for use in explained.uses if use.document == document.id}
        pages |= {(document.id, element): page for element, page in _pages(document, elements)}
    terminal.result(*_report(explained, headings, pages))


def _period(project: Path, place: str | None) -> str:
    if place is None:
        planned = pipeline.reported_periods(project) or find_periods(project)
        last = max((period.rpartition("/")[2] for period in planned), default="")
        chosen = tuple(period for period in planned if period.endswith(f"/{last}"))
    else:
        chosen = choose_periods([place], find_periods(project))
    if len(chosen) != 1:
        names = ", ".join(chosen) or "inga perioder under content/"
        raise UsageError(f"Ange en period med --period. Det finns {names}.")
    return chosen[0]


def _pages(document: Document, elements: Iterable[str]) -> Iterator[tuple[str, str]]:
    pdf, _ = pipeline.render_pdf(document)
    for element in elements:
        numbers = dict.fromkeys(pdf.labels[box.page - 1] or f"nr {box.page} i filen" for box in pdf.places(element))
        if numbers:
            yield element, "–".join(numbers)


# --- the report ------------------------------------------------------------------------------------------------------


def _report(explained: FigureExplanation, headings: TextsById, pages: TextsById) -> Iterator[str]:
    yield f"{explained.id}: {explained.text or 'inget värde'}"
    exact = _exact(explained)
    if exact and exact != explained.text:
        yield f"  Oavrundat: {exact}"
    yield f"  {explained.origin[0].upper()}{explained.origin[1:]}: {explained.where}"
    facts = {"Formel": explained.formula, "Källa": explained.source, "Läge": explained.status}
    facts["Filens kontrollsumma (SHA-256)"] = explained.digest
    yield from (f"  {label}: {fact}" for label, fact in facts.items() if fact)
    yield from _section("Räknat av", [f"{'  ' * (s.depth - 1)}{s.name}: {s.text} · {s.where}" for s in explained.steps])
    yield from _section("Stäms av", [line for each in explained.agreements for line in _agreement(each)])
    yield from _section("Ingår i", explained.used_by)
    printed = [_printed(use, headings, pages) for use in explained.uses]
    yield from _section("Står", printed or ["ingenstans i dokumenten"])


def _exact(explained: FigureExplanation) -> str:
    if explained.value is None:
        return ""
    exponent = explained.value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    form = NumberFormat().replace(decimals=min(decimals, MOST_DECIMALS))
    return format_quantity(explained.value, explained.unit, form, decimals)


def _section(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"  {heading}:"
        yield from (f"    {line}" for line in lines)


def _agreement(agreement: ExplainedRelation) -> Iterator[str]:
    kind = RELATIONS.get(agreement.kind, agreement.kind)
    yield f"{kind} {agreement.formula} = {agreement.expected} · {agreement.where}"
    if agreement.explained:
        yield f"  förklarad differens: {agreement.explained}"


def _printed(use: Use, headings: TextsById, pages: TextsById) -> str:
    section = headings.get((use.document, use.section), use.section)
    page = pages.get((use.document, use.element))
    parts = (use.document, section, SLOTS.get(use.slot), f"sidan {page}" if page else None)
    return f"{', '.join(part for part in parts if part)}: {use.text}"
