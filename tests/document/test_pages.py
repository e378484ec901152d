"""Printed page numbers, and where elements are found, from fragments as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.document import (
    Box,
    Fragment,
    Numbering,
    PageArea,
    Pdf,
    Placed,
    offsets,
    page_labels,
    page_slots,
    printed_pages,
)

KINDS = st.sampled_from(list(Numbering))


def fragment(unit: str, pages: int, numbering: Numbering = Numbering.COUNTED, *placed: tuple[str, int]) -> Fragment:
    """A fragment of so many pages, with elements on some of them."""
    area = PageArea(100, 100, Box(1, 0, 0, 100, 100), "")
    found = tuple(Placed(name, Box(page, 0, 0, 1, 1)) for name, page in placed)
    return Fragment(unit, b"", numbering, (area,) * pages, found, (), (), (), (), ())


@given(st.lists(st.tuples(st.integers(1, 5), KINDS), max_size=6))
def test_counted_pages_are_numbered_in_one_sequence(units: list[tuple[int, Numbering]]) -> None:
    """Whatever stands between them, counted pages are 1, 2, 3 … and their number is the total that slots say."""
    fragments = tuple(fragment(str(place), pages, kind) for place, (pages, kind) in enumerate(units))
    labels = page_labels(fragments)
    counted = sum(pages for pages, kind in units if kind is Numbering.COUNTED)

    assert len(labels) == sum(pages for pages, _kind in units)
    assert [label for label in labels if label.isdigit()] == [str(number) for number in range(1, counted + 1)]
    assert {slot.total for slot in page_slots(fragments)} <= {str(counted)}
    assert [slot.label for slot in page_slots(fragments)] == list(labels)


@pytest.mark.parametrize(
    ("number", "roman"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (19, "xix"), (38, "xxxviii")]
)
def test_roman_numbers(number: int, roman: str) -> None:
    """Roman numbers are written subtractively, in small letters."""
    assert page_labels((fragment("a", number, Numbering.ROMAN),))[-1] == roman


def test_an_element_is_on_the_page_where_it_begins() -> None:
    """The printed number of the first of its pages, counted over the units before."""
    fragments = (fragment("a", 2), fragment("b", 3, Numbering.COUNTED, ("x", 2), ("x", 3), ("y", 1)))

    assert printed_pages(fragments) == {"x": "4", "y": "3"}
    assert [before for before, _ in offsets(fragments)] == [0, 2]


def test_the_parts_of_an_element_are_found_in_the_finished_file() -> None:
    """All parts by id, in page order; an id that no element has is nowhere."""
    boxes = (Box(1, 0, 0, 1, 1), Box(2, 0, 0, 1, 1))
    pdf = Pdf(b"", ("1", "2"), tuple(Placed("x", box) for box in boxes))

    assert pdf.places("x") == boxes
    assert pdf.places("y") == ()
    assert pdf.page_count == 2
