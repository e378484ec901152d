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
from contextlib import contextmanager
from dataclasses import dataclass, replace

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


@dataclass(slots=True)
class _Bench:
    """What a process needs to lay out sheets."""

    engine: Engine
    log: Log

    def lay(self, sheet: Sheet) -> Fragment:
        """One sheet in, its fragment out."""
        document = self.engine.render(sheet.html)
        found = survey(sheet.id, document)
        links = mend_targets(document)
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
            self.log.taken(sheet.id, self.engine.refusal) + untitled,
        )


_bench: _Bench | None = None


def _inherit(bench: _Bench) -> None:
    """Let a forked process use the bench that its parent made: the stylesheet and the fonts are never sent."""
    global _bench  # noqa: PLW0603 - set once, in a process of its own
    _bench = bench
    gc.disable()


def _lay_in_child(sheet: Sheet) -> Fragment:
    if _bench is None:
        raise LayoutError("no bench was inherited")
    return _bench.lay(sheet)


Crew = Callable[[Sequence[Sheet]], list[Fragment]]


@contextmanager
def _crew(bench: _Bench, workers: int, sheets: int) -> Iterator[Crew]:
    """A function that lays out sheets and keeps their order, with processes of its own where that pays."""
    if min(workers, sheets) <= 1:
        yield lambda batch: [bench.lay(sheet) for sheet in batch]
        return
    gc.freeze()
    pool = multiprocessing.get_context("fork").Pool(min(workers, sheets), _inherit, (bench,))

    def lay_all(batch: Sequence[Sheet]) -> list[Fragment]:
        # The longest first: the last process to finish then has little left to do.
        order = sorted(range(len(batch)), key=lambda index: -len(batch[index].html))
        found = dict(zip(order, pool.imap(_lay_in_child, [batch[index] for index in order], 1), strict=True))
        return [found[index] for index in range(len(batch))]

    try:
        with pool:
            yield lay_all
    finally:
        pool.join()
        gc.unfreeze()


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


def _lay_with_numbers(sheets: tuple[Sheet, ...], crew: Crew) -> tuple[Fragment, ...]:
    """All sheets laid out; those that print page numbers again until their own length moves no number any more."""
    plain = [index for index, sheet in enumerate(sheets) if not sheet.needs_page_numbers]
    late = [index for index, sheet in enumerate(sheets) if sheet.needs_page_numbers]
    laid = dict(zip(plain, crew([sheets[index] for index in plain]), strict=True))
    laid.update((index, _guess(sheets[index])) for index in late)
    before: list[Sheet] = []
    for _ in range(_ATTEMPTS):
        pages = printed_pages(tuple(laid[index] for index in range(len(sheets))))
        filled = [_filled(sheets[index], pages) for index in late]
        if filled == before:
            return tuple(laid[index] for index in range(len(sheets)))
        laid.update(zip(late, crew(filled), strict=True))
        before = filled
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
        for name in fragment.links:
            if name not in targets and name not in asked:
                yield Fault(FaultKind.LINK, sheet.id, "", name)


def _lay_furniture(bench: _Bench, style: Style, sheet: Sheet, pages: int) -> tuple[bytes, tuple[Fault, ...]]:
    """The document of page heads and feet."""
    engine = bench.engine.with_css(style.furniture_css)
    fragment = _Bench(engine, bench.log).lay(sheet)
    if fragment.page_count != pages:
        raise LayoutError(f"the furniture has {fragment.page_count} pages, the document {pages}")
    return fragment.pdf, fragment.faults


def lay_out(sheets: tuple[Sheet, ...], style: Style, *, furniture: Furniture | None = None, workers: int = 1) -> Layout:
    """Lay out every sheet on its own; the fragments keep the sheets' order.

    `furniture` makes the HTML of the page heads and feet: given a slot for each page, it returns a document with one
    blank page each, of the slot's page name; `style.furniture_css` then fills the margin boxes. `workers` processes
    share the work; the result is byte for byte the same. Faults and overflows are returned, not raised; LayoutError
    means that templates contradict themselves.
    """
    with logged() as log, collector_paused():
        engine, faults = engine_for(style, log)
        bench = _Bench(engine, log)
        with _crew(bench, workers, len(sheets)) as crew:
            fragments = _lay_with_numbers(sheets, crew)
        faults += tuple(_dead_ends(sheets, fragments))
        if furniture is None:
            return Layout(fragments, b"", faults)
        slots = page_slots(fragments)
        data, said = _lay_furniture(bench, style, furniture(slots), len(slots))
        return Layout(fragments, data, faults + said)
