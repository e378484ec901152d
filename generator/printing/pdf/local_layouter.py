"""Layout in this process: a sheet becomes a fragment, with an engine that is kept from sheet to sheet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from generator.document import Fault, FaultKind, Fragment, Job, Style
from generator.printing.pdf.boxes import bookmarks, destinations, survey
from generator.printing.pdf.engine import NOWHERE, Engine, Log, PreparedStyle, collector_paused, logged, prepared_style
from generator.printing.pdf.tags import mend_targets, write_tagged


@dataclass(slots=True)
class LocalLayouter:
    """A `Layouter` in this process. Without `pauses_collector` its caller decides when garbage is collected."""

    pauses_collector: bool = True
    _is_new_document: bool = True

    def prepare(self, style: Style) -> None:  # noqa: ARG002 - a Layouter may use it
        """Let the next jobs clear away what the document before has left."""
        self._is_new_document = True

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """Return the fragments of the jobs, in their order."""
        afresh, self._is_new_document = self._is_new_document, False
        with logged() as log, collector_paused(afresh=afresh) if self.pauses_collector else nullcontext():
            prepared = prepared_style(style, log)
            return [_job_fragment(prepared, job, log) for job in jobs]

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """Return the faults of a style and of the files that it names."""
        with logged() as log:
            return prepared_style(style, log).faults


def _job_fragment(prepared: PreparedStyle, job: Job, log: Log) -> Fragment:
    if not job.is_furniture:
        return _fragment(prepared.engine, job, log)
    engine, style_faults = prepared.for_furniture(log)
    fragment = _fragment(engine, job, log)
    return replace(fragment, faults=style_faults + fragment.faults)


def _fragment(engine: Engine, job: Job, log: Log) -> Fragment:
    sheet = job.sheet
    document = engine.render(sheet.html)
    surveyed = survey(sheet.id, document)
    links = mend_targets(document, surveyed)
    painted: list[object] = [None]
    log.near = lambda: surveyed.nearest(painted[0])
    written = write_tagged(document, surveyed, sheet.id, lambda box: painted.__setitem__(0, box))
    log.near = lambda: NOWHERE
    untitled = tuple(Fault(FaultKind.ALT, sheet.id, near[0], "", near[1]) for near in written.untitled)
    return Fragment(
        sheet.id,
        written.data,
        sheet.numbering,
        tuple(surveyed.areas),
        surveyed.placed(),
        bookmarks(document),
        destinations(document, surveyed.figures),
        links,
        tuple(surveyed.overflows.values()),
        log.taken(sheet.id, engine.refusals) + untitled,
    )
