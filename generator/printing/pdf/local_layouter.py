"""Layout in this process, with an engine that is kept from sheet to sheet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from generator.document import Fault, FaultKind, Fragment, Job, Style
from generator.printing.pdf.boxes import bookmarks, destinations, survey
from generator.printing.pdf.engine import NOWHERE, Log, PreparedStyle, collector_paused, logged, prepared_style
from generator.printing.pdf.tags import mend_targets, write_tagged


@dataclass(slots=True)
class LocalLayouter:
    """A `Layouter` in this process. Without `pauses_collector` its caller collects garbage."""

    pauses_collector: bool = True
    _is_new_document: bool = True

    def prepare(self, style: Style) -> None:  # noqa: ARG002 - a Layouter may use it
        """Let the next jobs clear away what the document before has left."""
        self._is_new_document = True

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """Return the fragments in the order of the jobs."""
        afresh, self._is_new_document = self._is_new_document, False
        with logged() as log, collector_paused(afresh=afresh) if self.pauses_collector else nullcontext():
            prepared = prepared_style(style, log)
            return [_fragment(prepared, job, log) for job in jobs]

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """Return the faults of a style."""
        with logged() as log:
            return prepared_style(style, log).faults


def _fragment(prepared: PreparedStyle, job: Job, log: Log) -> Fragment:
    engine, style_faults = prepared.for_furniture(log) if job.is_furniture else (prepared.engine, ())
    sheet = job.sheet
    document = engine.render(sheet.html)
    surveyed = survey(sheet.id, document)
    links = mend_targets(document, surveyed)
    painted: list[object] = [None]
    log.near = lambda: surveyed.nearest(painted[0])
    data, untitled = write_tagged(document, surveyed, sheet.id, lambda box: painted.__setitem__(0, box))
    log.near = lambda: NOWHERE
    no_alternative = tuple(Fault(FaultKind.ALT, sheet.id, element, "", page) for element, page in untitled)
    return Fragment(
        sheet.id,
        data,
        sheet.numbering,
        tuple(surveyed.areas),
        surveyed.placed(),
        bookmarks(document),
        destinations(document, surveyed.figures),
        links,
        tuple(surveyed.overflows.values()),
        style_faults + log.taken(sheet.id, engine.refusals) + no_alternative,
    )
