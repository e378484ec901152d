"""Stage 6: lay out each sheet of a document on its own, into tagged PDF fragments.

Units that print page numbers come after the others, page heads and feet last, as blank pages with margin boxes.
"""

from __future__ import annotations

import html
import re
from collections import Counter
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
_ENTRIES_PER_PAGE = 40  # a first guess at the length of a contents list; a wrong one costs a second layout of it
_ATTEMPTS = 6
_BODY = '<body class="sheet '
_KEPT = " kept-page"

Furniture = Callable[[tuple[PageSlot, ...]], Sheet]


class LayoutError(RuntimeError):
    """The templates and the layout do not fit together: a fault of the templates, not of the content."""


def _filled(sheet: Sheet, pages: dict[str, str]) -> Sheet:
    def number(match: re.Match[str]) -> str:
        return match[1] + html.escape(pages.get(html.unescape(match[3]), ""))

    text, count = _PAGE_OF.subn(number, sheet.html)
    if count != sheet.html.count("data-page-of="):
        raise LayoutError(f"{sheet.id}: an element with data-page-of holds text already")
    return replace(sheet, html=text)


def _guess(sheet: Sheet) -> Fragment:
    """Return a stand-in for a contents list not yet laid out, of the length that it will likely have."""
    count = 1 + sheet.html.count("data-page-of=") // _ENTRIES_PER_PAGE
    area = PageArea(0, 0, Box(1, 0, 0, 0, 0), "")
    return Fragment(sheet.id, b"", sheet.numbering, (area,) * count, (), (), (), (), (), ())


@dataclass(slots=True)
class _SheetsInProgress:
    """Sheets of a document and the fragments so far by place; the furniture comes after the last sheet."""

    sheets: tuple[Sheet, ...]
    style: Style
    furniture: Furniture | None
    layouter: Layouter
    laid_out: dict[int, Fragment] = field(default_factory=dict)

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        return tuple(self.laid_out[place] for place in range(len(self.sheets)))

    def lay_out(self, jobs: dict[int, Job]) -> None:
        self.laid_out.update(zip(jobs, self.layouter.lay_out(self.style, list(jobs.values())), strict=True))

    def late_jobs(self) -> dict[int, Job]:
        """Return what depends on where the units landed: contents lists, page heads and feet."""
        pages = printed_pages(self.fragments)
        jobs = {place: Job(self._placed(sheet, place, pages)) for place, sheet in self._late_sheets()}
        if self.furniture is not None:
            jobs[len(self.sheets)] = Job(self.furniture(page_slots(self.fragments)), is_furniture=True)
        return jobs

    def _late_sheets(self) -> Iterator[tuple[int, Sheet]]:
        of_sheets = enumerate(self.sheets)
        return ((place, each) for place, each in of_sheets if each.needs_page_numbers or each.has_spread or each.kept)

    def _placed(self, sheet: Sheet, place: int, pages: dict[str, str]) -> Sheet:
        """Return a sheet with what depends on where it landed: page numbers, its first page's side, what is kept."""
        text = _filled(sheet, pages).html if sheet.needs_page_numbers else sheet.html
        if sheet.has_spread:
            # The first page of a file is a right one.
            pages_before = sum(fragment.page_count for fragment in self.fragments[:place])
            text = text.replace(_BODY, f"{_BODY}{'starts-left' if pages_before % 2 else 'starts-right'} ", 1)
        placed = Counter(each.id for each in self.laid_out[place].placed)
        for name in sheet.kept:
            if placed[name] > 1:
                # What is longer than a page would leave all before it on pages of their own.
                text = text.replace(f'{_KEPT}" id="{name}"', f'" id="{name}"')
        return replace(sheet, html=text)

    def lay_out_all(self) -> None:
        early = {place: Job(sheet) for place, sheet in enumerate(self.sheets) if not sheet.needs_page_numbers}
        self.lay_out(early)
        self.laid_out.update((place, _guess(sheet)) for place, sheet in enumerate(self.sheets) if place not in early)
        before = {place: job for place, job in early.items() if job.sheet.kept}
        for _ in range(_ATTEMPTS + sum(sheet.has_spread for sheet in self.sheets)):
            jobs = self.late_jobs()
            changed = {place: job for place, job in jobs.items() if before.get(place) != job}
            if not changed:
                return
            self.lay_out(changed)
            before = jobs
        raise LayoutError("the contents list changes length with its own page numbers")


def _dead_ends(sheets: tuple[Sheet, ...], fragments: tuple[Fragment, ...]) -> Iterator[Fault]:
    targets = {point.id for fragment in fragments for point in fragment.destinations}
    pages = printed_pages(fragments)
    for sheet, fragment in zip(sheets, fragments, strict=True):
        numbered = dict.fromkeys(html.unescape(match[3]) for match in _PAGE_OF.finditer(sheet.html))
        yield from (Fault(FaultKind.LINK, sheet.id, "", name) for name in numbered if not pages.get(name))
        for link in fragment.links:
            if link.target not in targets:
                yield Fault(FaultKind.LINK, sheet.id, link.element, link.target, link.page)


def lay_out(
    sheets: tuple[Sheet, ...], style: Style, *, furniture: Furniture | None = None, layouter: Layouter | None = None
) -> Layout:
    """Lay out every sheet on its own; the bytes do not depend on the `layouter`, this process by default.

    `furniture` returns, for a slot a page, a sheet with a blank page each whose margin boxes `style.furniture_css`
    fills. Faults and overflows are returned; LayoutError is raised where templates contradict themselves.
    """
    layouter = layouter or LocalLayouter()
    progress = _SheetsInProgress(sheets, style, furniture, layouter)
    progress.lay_out_all()
    faults = layouter.faults(style) + tuple(_dead_ends(sheets, progress.fragments))
    heads = progress.laid_out.get(len(sheets))
    if heads is None:
        return Layout(progress.fragments, b"", faults)
    if heads.page_count != sum(fragment.page_count for fragment in progress.fragments):
        raise LayoutError(f"the furniture has {heads.page_count} pages, the document another number")
    return Layout(progress.fragments, heads.pdf, heads.faults + faults)
