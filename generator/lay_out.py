"""Lay out: sheets (one HTML document a unit) and their style in → a Layout, one tagged PDF fragment a unit, out.

Units are laid out each on its own, in as many processes as asked for, with the same bytes as result. Those that print
page numbers come after the others; the page heads and feet come last, as a document of blank pages with margin boxes.
"""

from __future__ import annotations

import gc
import html
import multiprocessing
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from generator.pages import (
    Box,
    Fault,
    FaultKind,
    Fragment,
    Layout,
    PageArea,
    PageSlot,
    Sheet,
    Style,
    page_slots,
    printed_pages,
)
from generator.pdf_boxes import bookmarks, destinations, survey
from generator.pdf_engine import NOWHERE, Engine, EngineBox, Log, collector_paused, engine_for, logged
from generator.pdf_tags import mend_targets, write_tagged

_PAGE_OF = re.compile(r'(<(\w+)\b[^>]*\bdata-page-of="([^"]*)"[^>]*>)(?=\s*</\2\s*>)')
_ENTRIES_PER_PAGE = 40  # a first guess at how long a contents list becomes; a wrong one costs a second layout of it
_ATTEMPTS = 6

Furniture = Callable[[tuple[PageSlot, ...]], Sheet]


class LayoutError(RuntimeError):
    """The templates and the layout do not fit together: a fault of the templates, not of the content."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A sheet, and whether it is the document of page heads and feet."""

    sheet: Sheet
    is_furniture: bool = False


@dataclass(slots=True)
class _Bench:
    """What a process needs to lay out sheets: an engine for content, and one for heads and feet."""

    engine: Engine
    furniture_engine: Engine
    log: Log

    def lay(self, job: _Job) -> Fragment:
        """One sheet in, its fragment out."""
        engine = self.furniture_engine if job.is_furniture else self.engine
        sheet = job.sheet
        document = engine.render(sheet.html)
        found = survey(sheet.id, document)
        links = mend_targets(document, found)
        painted: list[EngineBox] = [None]
        self.log.near = lambda: found.nearest(painted[0])
        written = write_tagged(document, found, sheet.id, lambda box: painted.__setitem__(0, box))
        self.log.near = lambda: NOWHERE
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
            self.log.taken(sheet.id, engine.refusal) + untitled,
        )


_bench: _Bench | None = None


def _inherit(bench: _Bench) -> None:
    """Let a forked process use the bench that its parent made: the stylesheet and the fonts are never sent."""
    global _bench  # noqa: PLW0603 - set once, in a process of its own
    _bench = bench
    gc.disable()


def _lay_in_child(job: _Job) -> Fragment:
    if _bench is None:
        raise LayoutError("no bench was inherited")
    return _bench.lay(job)


Crew = Callable[[Sequence[_Job]], list[Fragment]]


@contextmanager
def _crew(bench: _Bench, workers: int) -> Iterator[Crew]:
    """A function that lays out sheets and keeps their order, with processes of its own where there are several."""
    if workers <= 1:
        yield lambda jobs: [bench.lay(job) for job in jobs]
        return
    # Frozen objects are left alone by the collector of the forked processes, so that they stay shared.
    gc.freeze()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _inherit, (bench,)) as pool:

        def lay_all(jobs: Sequence[_Job]) -> list[Fragment]:
            # The longest first: the last process to finish then has little left to do.
            order = sorted(range(len(jobs)), key=lambda place: -len(jobs[place].sheet.html))
            begun = {place: pool.submit(_lay_in_child, jobs[place]) for place in order}
            return [begun[place].result() for place in range(len(jobs))]

        yield lay_all


def _filled(sheet: Sheet, pages: dict[str, str]) -> Sheet:
    """The sheet with the printed page number of each `data-page-of` as its text."""

    def number(match: re.Match[str]) -> str:
        return match[1] + html.escape(pages.get(html.unescape(match[3]), ""))

    text, count = _PAGE_OF.subn(number, sheet.html)
    if count != sheet.html.count("data-page-of="):
        raise LayoutError(f"{sheet.id}: an element with data-page-of holds text already")
    return replace(sheet, html=text)


def _guess(sheet: Sheet) -> Fragment:
    """A stand-in for a contents list not yet laid out, of the length that it will likely have."""
    count = 1 + sheet.html.count("data-page-of=") // _ENTRIES_PER_PAGE
    area = PageArea(0, 0, Box(1, 0, 0, 0, 0), "")
    return Fragment(sheet.id, b"", sheet.numbering, (area,) * count, (), (), (), (), (), ())


@dataclass(slots=True)
class _Table:
    """All sheets of a document while they are laid out, by their place; the furniture's is the one after the last."""

    sheets: tuple[Sheet, ...]
    furniture: Furniture | None
    crew: Crew
    laid: dict[int, Fragment] = field(default_factory=dict)

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """The units as far as they are known, in order."""
        return tuple(self.laid[place] for place in range(len(self.sheets)))

    def lay(self, jobs: dict[int, _Job]) -> None:
        """Lay out these."""
        self.laid.update(zip(jobs, self.crew(list(jobs.values())), strict=True))

    def late_jobs(self) -> dict[int, _Job]:
        """What depends on where the units landed: contents lists and the like, and the page heads and feet."""
        pages = printed_pages(self.fragments)
        jobs = {
            place: _Job(_filled(sheet, pages)) for place, sheet in enumerate(self.sheets) if sheet.needs_page_numbers
        }
        if self.furniture is not None:
            jobs[len(self.sheets)] = _Job(self.furniture(page_slots(self.fragments)), is_furniture=True)
        return jobs

    def lay_all(self) -> None:
        """Lay out the units that depend on none, then the others until they say what is so."""
        early = {place: _Job(sheet) for place, sheet in enumerate(self.sheets) if not sheet.needs_page_numbers}
        self.lay(early)
        self.laid.update((place, _guess(sheet)) for place, sheet in enumerate(self.sheets) if place not in early)
        before: dict[int, _Job] = {}
        for _ in range(_ATTEMPTS):
            jobs = self.late_jobs()
            changed = {place: job for place, job in jobs.items() if before.get(place) != job}
            if not changed:
                return
            self.lay(changed)
            before = jobs
        raise LayoutError("the contents list changes length with its own page numbers")


def _dead_ends(sheets: tuple[Sheet, ...], fragments: tuple[Fragment, ...]) -> Iterator[Fault]:
    """Links and page numbers that lead to an id that no unit has."""
    targets = {point.id for fragment in fragments for point in fragment.destinations}
    pages = printed_pages(fragments)
    for sheet, fragment in zip(sheets, fragments, strict=True):
        asked = [html.unescape(match[3]) for match in _PAGE_OF.finditer(sheet.html)]
        for name in dict.fromkeys(asked):
            if not pages.get(name):
                yield Fault(FaultKind.LINK, sheet.id, "", name)
        for link in fragment.links:
            if link.target not in targets:
                yield Fault(FaultKind.LINK, sheet.id, link.element, link.target, link.page)


def lay_out(sheets: tuple[Sheet, ...], style: Style, *, furniture: Furniture | None = None, workers: int = 1) -> Layout:
    """Lay out every sheet on its own; the fragments keep the sheets' order.

    `furniture` makes the HTML of the page heads and feet: given a slot for each page, it returns a document with one
    blank page each, of the slot's page name; `style.furniture_css` then fills the margin boxes. `workers` processes
    share the work; the result is byte for byte the same. Faults and overflows are returned, not raised; LayoutError
    means that templates contradict themselves.
    """
    with logged() as log, collector_paused():
        engine, faults = engine_for(style, log)
        bench = _Bench(engine, engine.with_css(style.furniture_css) if furniture else engine, log)
        faults += log.taken("", engine.refusal)
        with _crew(bench, min(workers, len(sheets))) as crew:
            table = _Table(sheets, furniture, crew)
            table.lay_all()
    heads = table.laid.get(len(sheets))
    if heads is None:
        return Layout(table.fragments, b"", faults + tuple(_dead_ends(sheets, table.fragments)))
    if heads.page_count != sum(fragment.page_count for fragment in table.fragments):
        raise LayoutError(f"the furniture has {heads.page_count} pages, the document another number")
    return Layout(table.fragments, heads.pdf, faults + heads.faults + tuple(_dead_ends(sheets, table.fragments)))
