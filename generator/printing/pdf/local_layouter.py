"""A style and a sheet in → the sheet's fragment out: what one process needs to lay out, kept from sheet to sheet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

from generator.document import Fault, FaultKind, Fragment, Job, Style
from generator.printing.pdf.boxes import bookmarks, destinations, survey
from generator.printing.pdf.engine import (
    NOWHERE,
    Engine,
    EngineBox,
    Log,
    collector_paused,
    engine_for,
    logged,
)
from generator.printing.pdf.tags import mend_targets, write_tagged


@dataclass(slots=True)
class LocalLayouter:
    """Lays out in this process; a Crew of one. It keeps the engine of heads and feet of the last style.

    `pauses` says that it decides when garbage is collected, and not whoever made it.
    """

    pauses: bool = True
    _begins: bool = True
    _engine: Engine | None = None
    _heads: tuple[Engine, tuple[Fault, ...]] | None = field(default=None)

    def prepare(self, style: Style) -> None:  # noqa: ARG002 - a Crew is told of it
        """A style goes in; what the document before has left may be cleared away when there is something to do."""
        self._begins = True

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """A style and jobs go in, their fragments in the same order come out."""
        afresh, self._begins = self._begins, False
        with logged() as log, collector_paused(afresh=afresh) if self.pauses else nullcontext():
            engine, _ = engine_for(style, log)
            return [self._one(engine, style, job, log) for job in jobs]

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """A style goes in; what is wrong with it, and with the files it names, comes out."""
        with logged() as log:
            return engine_for(style, log)[1]

    def _one(self, engine: Engine, style: Style, job: Job, log: Log) -> Fragment:
        if not job.is_furniture:
            return _laid(engine, job, log)
        if self._engine is not engine or self._heads is None:
            heads = engine.with_css(style.furniture_css)
            self._engine, self._heads = engine, (heads, log.taken("", engine.refusal))
        heads, faults = self._heads
        fragment = _laid(heads, job, log)
        return replace(fragment, faults=faults + fragment.faults)


def _laid(engine: Engine, job: Job, log: Log) -> Fragment:
    sheet = job.sheet
    document = engine.render(sheet.html)
    found = survey(sheet.id, document)
    links = mend_targets(document, found)
    painted: list[EngineBox] = [None]
    log.near = lambda: found.nearest(painted[0])
    written = write_tagged(document, found, sheet.id, lambda box: painted.__setitem__(0, box))
    log.near = lambda: NOWHERE
    untitled = tuple(Fault(FaultKind.ALT, sheet.id, near[0], "", near[1]) for near in written.untitled)
    return Fragment(
        sheet.id,
        written.data,
        sheet.numbering,
        tuple(found.areas),
        found.placed(),
        bookmarks(document),
        destinations(document, found.figures),
        links,
        tuple(found.sticking.values()),
        log.taken(sheet.id, engine.refusal) + untitled,
    )
