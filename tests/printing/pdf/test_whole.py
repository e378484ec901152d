"""Assembled from units or laid out as one document: the same pages, outline, destinations, links and structure."""

from __future__ import annotations

from collections import Counter

import pytest

from generator.document import Pdf, Sheet, Style
from generator.printing.pdf import assemble, lay_out
from tests.printing.pdf import sample
from tests.printing.pdf.reading import Reading


@pytest.fixture(scope="module")
def whole() -> Reading:
    """The rich document as one sheet, its page heads and feet made by the page rules themselves."""
    bodies = [f"<div class='unit'>{sample.text(f'{name}.html')}</div>" for name in sample.UNITS]
    html = sample.document(*bodies).replace("xref:", "#")
    style = sample.style(
        ".unit + .unit { break-before: page } .unit { string-set: title 'Delårsrapport för provet' }"
        "@page { font-family: 'Source Sans 3'; font-size: 7pt; @top-left { content: string(title) }"
        " @bottom-right { content: counter(page) ' (' counter(pages) ')' } }"
        "@page omslag { @top-left { content: none } @bottom-right { content: none } }"
    )
    sheet = Sheet("helhet", html, needs_page_numbers=True)
    layout = lay_out((sheet,), Style(style.css, style.base))

    assert layout.all_faults == ()
    return Reading(assemble(layout, sample.METADATA, sample.ATTACHMENTS).data)


def test_pages_hold_the_same_text(reading: Reading, whole: Reading) -> None:
    """Page for page the same content, and the same in the page margins."""
    pages = range(len(whole.pdf.pages))

    def margins(read: Reading, page: int) -> list[str]:
        return sorted(text for properties, text in read.artifacts[page] if text and "/Subtype" in properties)

    assert len(reading.pdf.pages) == len(whole.pdf.pages) == 9
    assert [reading.page_text(page) for page in pages] == [whole.page_text(page) for page in pages]
    assert [margins(reading, page) for page in pages] == [margins(whole, page) for page in pages]


def test_sizes_of_pages_are_the_same(reading: Reading, whole: Reading) -> None:
    """Portrait and landscape alike."""
    sizes = [[tuple(map(float, page.mediabox)) for page in read.pdf.pages] for read in (reading, whole)]

    assert sizes[0] == sizes[1]
    assert len(set(sizes[0])) == 2


def test_outline_destinations_and_links_are_the_same(reading: Reading, whole: Reading) -> None:
    """Bookmarks nest over units as in one document; names lead to the same points; links lead to the same names."""
    assert reading.outline() == whole.outline()
    assert [(depth, title) for depth, title, _page in whole.outline()][:3] == [
        (1, "Delårsrapport för provet"),
        (2, "Innehåll"),
        (2, "1 Ekonomi"),
    ]
    assert reading.destinations() == whole.destinations()
    assert reading.links() == whole.links()
    assert len(whole.links()) >= 7


def test_structure_is_the_same(reading: Reading, whole: Reading) -> None:
    """One Part a unit, and in them exactly what the one document holds."""
    parts = [child for part in reading.tree.children for child in part.children]
    (one,) = whole.tree.children

    assert [child.shape() for child in parts] == [child.shape() for child in one.children]
    assert [child.full_text for child in parts] == [child.full_text for child in one.children]
    count = Counter(node.role for node in reading.tree.walk())
    count["Part"] -= len(reading.tree.children) - 1
    assert count == Counter(node.role for node in whole.tree.walk())


def test_the_file_is_hardly_larger(rich: Pdf, reading: Reading, whole: Reading) -> None:
    """Each font is carried once, and binding units makes the file at most 15 per cent larger."""
    assert sorted(reading.fonts().values()) == sorted(set(whole.fonts().values()))
    assert len(rich.data) <= 1.15 * whole.size
