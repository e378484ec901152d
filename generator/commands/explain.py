"""`tertial explain`: what a figure is, where it comes from and where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from generator import pipeline
from generator.commands.options import ExplainCommand
from generator.commands.report_explanation import Spots, report_explanation
from generator.commands.terminal import Terminal
from generator.compose import Depth
from generator.compose import explain as explain_figure
from generator.document import Document, section_titles
from generator.problems import UsageError
from generator.project import choose_periods, find_periods


def explain(command: ExplainCommand, terminal: Terminal) -> None:
    """Explain the figure that an author may cite, in the period given or the newest.

    Raises UsageError where no period or several are meant, Rejected where the content has faults or the figure is not
    there.
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
        pages.update({(document.id, element): page for element, page in _pages(document, elements)})
    for line in report_explanation(explained, Spots(headings, pages)):
        terminal.result(line)


def _period(project: Path, place: str | None) -> str:
    """Return the period meant: the one given, or the last by name of those with documents."""
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
