"""Lay out: sheets (one HTML document a unit) and their style in → a Layout, one tagged PDF fragment a unit, out.

Units are laid out each on its own, by a layouter of one or several processes, with the same bytes as result. Those that
print page numbers come after the others; the page heads and feet come last, as a document of blank pages with margin
boxes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from generator.document import (
    Box,
    Fault,
    FaultKind,
    Fragment,
    Job,
    Layout,
    Layouter,
    PageArea,
    PageSlot,
    Sheet,
    Style,
    page_slots,
    printed_pages,
)
from generator.printing.pdf.local_layouter import LocalLayouter

_PAGE_OF = re.compile(r'(<(\w+)\b[^>]*\bdata-page-of="([^"]*)"[^>]*>)(?=\s*</\2\s*>)')
_ENTRIES_PER_PAGE = 40  # a first guess at how long a contents list becomes; a wrong one costs a second layout of it
_ATTEMPTS = 6

Furniture = Callable[[tuple[PageSlot, ...]], Sheet]


class LayoutError(RuntimeError):
    """The templates and the layout do not fit together: a fault of the templates, not of the content."""


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
class _SheetsInProgress:
    """All sheets of a document while they are laid out, by their place; the furniture's is the one after the last."""

    sheets: tuple[Sheet, ...]
    style: Style
    furniture: Furniture | None
    layouter: Layouter
    laid: dict[int, Fragment] = field(default_factory=dict)

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """The units as far as they are known, in order."""
        return tuple(self.laid[place] for place in range(len(self.sheets)))

    def lay_out(self, jobs: dict[int, Job]) -> None:
        """Lay out these."""
        self.laid.update(zip(jobs, self.layouter.lay_out(self.style, list(jobs.values())), strict=True))

    def late_jobs(self) -> dict[int, Job]:
        """What depends on where the units landed: contents lists and the like, and the page heads and feet."""
        pages = printed_pages(self.fragments)
        jobs = {
            place: Job(_filled(sheet, pages)) for place, sheet in enumerate(self.sheets) if sheet.needs_page_numbers
        }
        if self.furniture is not None:
            jobs[len(self.sheets)] = Job(self.furniture(page_slots(self.fragments)), is_furniture=True)
        return jobs

    def lay_all(self) -> None:
        """Lay out the units that depend on none, then the others until they say what is so."""
        early = {place: Job(sheet) for place, sheet in enumerate(self.sheets) if not sheet.needs_page_numbers}
        self.lay_out(early)
        self.laid.update((place, _guess(sheet)) for place, sheet in enumerate(self.sheets) if place not in early)
        before: dict[int, Job] = {}
        for _ in range(_ATTEMPTS):
            jobs = self.late_jobs()
            changed = {place: job for place, job in jobs.items() if before.get(place) != job}
            if not changed:
                return
            self.lay_out(changed)
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


def lay_out(
    sheets: tuple[Sheet, ...], style: Style, *, furniture: Furniture | None = None, layouter: Layouter | None = None
) -> Layout:
    """Lay out every sheet on its own; the fragments keep the sheets' order.

    `furniture` makes the HTML of the page heads and feet: given a slot for each page, it returns a document with one
    blank page each, of the slot's page name; `style.furniture_css` then fills the margin boxes. The `layouter` does the
    work, this process where there is none; the result is byte for byte the same. Faults and overflows are returned, not
    raised; LayoutError means that templates contradict themselves.
    """
    layouter = layouter or LocalLayouter()
    table = _SheetsInProgress(sheets, style, furniture, layouter)
    table.lay_all()
    faults = layouter.faults(style) + tuple(_dead_ends(sheets, table.fragments))
    heads = table.laid.get(len(sheets))
    if heads is None:
        return Layout(table.fragments, b"", faults)
    if heads.page_count != sum(fragment.page_count for fragment in table.fragments):
        raise LayoutError(f"the furniture has {heads.page_count} pages, the document another number")
    return Layout(table.fragments, heads.pdf, heads.faults + faults)
