"""A figure's id and a period → what the figure is, where it comes from and where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from generator import pipeline
from generator.commands.report_explanation import Spots, report_explanation
from generator.commands.voice import ExitCode, Voice
from generator.compose import Depth, plain
from generator.compose import explain as explain_figure
from generator.document import Block, Document, SectionBlock
from generator.problems import UsageError
from generator.project import choose_periods, find_periods


def explain(project: Path, figure: str, place: str | None, *, pages: bool, voice: Voice) -> ExitCode:
    """Explains the figure that an author may cite as `figure`, in the period that `place` means, or the newest.

    With `pages` the documents are laid out, so that each printed place has its page. Raises UsageError where no period
    or several are meant, Rejected where the content has faults or the figure is not there.
    """
    period = _period(project, place)
    understood = pipeline.understand(project, period, depth=Depth.NOTHING)
    uses = tuple(use for document in understood.documents for use in document.uses)
    explained = explain_figure(understood.ledger, uses, figure)
    documents = [each for each in understood.documents if each.id in {use.document for use in explained.uses}]
    headings = {(each.id, section): text for each in documents for section, text in _headings(each)}
    landed: dict[tuple[str, str], str] = {}
    for document in documents if pages else ():
        voice.progress(period, f"{document.id}: PDF")
        elements = {use.element for use in explained.uses if use.document == document.id}
        landed.update({(document.id, element): page for element, page in _pages(document, elements)})
    for line in report_explanation(explained, Spots(headings, landed)):
        voice.result(line)
    return ExitCode.FINE


def _period(project: Path, place: str | None) -> str:
    """The period meant: the one named, or the last by name of those with documents."""
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


def _headings(document: Document) -> Iterator[tuple[str, str]]:
    for unit in document.units:
        yield from _headings_in(unit.blocks)


def _headings_in(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, SectionBlock):
            yield block.id, f"{block.heading.number} {plain(block.heading.text)}".strip()
            yield from _headings_in(block.blocks)


def _pages(document: Document, elements: Iterable[str]) -> Iterator[tuple[str, str]]:
    pdf, _ = pipeline.render_pdf(document)
    for element in elements:
        numbers = dict.fromkeys(pdf.labels[box.page - 1] or f"nr {box.page} i filen" for box in pdf.places(element))
        if numbers:
            yield element, "–".join(numbers)
