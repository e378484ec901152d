"""A layout and its document → what does not fit or cannot be drawn, at the line its author wrote."""

from __future__ import annotations

import pytest

from generator.document import Document, Fault, FaultKind, Fragment, Layout, Overflow, PageArea
from generator.printing.pdf import layout_problems
from generator.problems import Severity, Where
from tests.compose.composing import document_of

TEXT = """
tabeller:
  t:
    kolumner:
      - a: A
    rader:
      - R: 1
texter:
  x: |
    Ett {{ t.r.a }}.
"""
OUTLINE = """
kapitel_på_ny_sida: ja
avsnitt:
  - rubrik: Ett
    innehåll:
      - text: x
  - rubrik: Två
    innehåll:
      - tabell: t
"""
A = "content/k/n/2025-03/a.yaml"


def document() -> Document:
    """Two chapters: a text and a table."""
    return document_of(TEXT, OUTLINE)


def fragment(unit: str, pages: int, overflows: tuple[Overflow, ...] = (), faults: tuple[Fault, ...] = ()) -> Fragment:
    """A unit laid out on so many pages."""
    area = PageArea(*(0 for _ in PageArea.__dataclass_fields__))  # type: ignore[arg-type]  # how wide is not asked
    return Fragment(unit, b"", "arabic", (area,) * pages, (), (), (), (), overflows, faults)  # type: ignore[arg-type]


def units() -> tuple[str, str]:
    """The ids of the two chapters' units."""
    first, second = (unit.id for unit in document().units)
    return first, second


def test_what_does_not_fit_is_told_at_its_row_with_the_page() -> None:
    """The place is the row's in YAML, the page that of the whole document, the measure in millimetres."""
    first, second = units()
    sticking_out = Overflow(second, "tabell-t-rad-1", 1, 37.8, "1 204", of_cell=True)
    layout = Layout((fragment(first, 2), fragment(second, 1, (sticking_out,))))
    (problem,) = layout_problems(layout, document())

    assert (problem.code, problem.where, problem.severity) == ("T401", Where(A, 7, 9), Severity.ERROR)
    assert "10,0 mm på sidan 3" in problem.message
    assert "i cellen" in problem.message
    assert problem.found == "”1 204”"


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("tabell-t-rad-1", Where(A, 7, 9)),
        ("tabell-t-kolumn-1", Where(A, 4, 5)),
        ("tabell-t", Where(A, 4, 5)),
        ("text-x", Where(A, 10, 5)),
        ("två-rubrik", Where("mall_1.yaml", 8, 13)),
        ("", Where("mall_1.yaml", 8, 5)),
        ("okänt", Where("mall_1.yaml", 8, 5)),
    ],
)
def test_a_fault_is_at_the_nearest_line_there_is(element: str, expected: Where) -> None:
    """The element's own line, that of the block its name begins with, or that of the chapter."""
    first, second = units()
    layout = Layout(
        (fragment(first, 1), fragment(second, 1, faults=(Fault(FaultKind.GLYPH, second, element, "\u4e00", 1),)))
    )
    (problem,) = layout_problems(layout, document())

    assert (problem.code, problem.where) == ("T402", expected)


def test_a_figure_leads_to_its_chapter() -> None:
    """Figures are counted through their unit; the chapter's line is the nearest."""
    first, second = units()
    layout = Layout(
        (fragment(first, 1, faults=(Fault(FaultKind.GLYPH, first, f"{first}-tal-1", "x", 1),)), fragment(second, 1))
    )
    (problem,) = layout_problems(layout, document())

    assert problem.where == Where("mall_1.yaml", 5, 5)


@pytest.mark.parametrize(
    ("kind", "code", "severity"),
    [
        (FaultKind.GLYPH, "T402", Severity.ERROR),
        (FaultKind.STYLE, "T403", Severity.WARNING),
        (FaultKind.LINK, "T404", Severity.ERROR),
        (FaultKind.RESOURCE, "T405", Severity.ERROR),
        (FaultKind.ALT, "T102", Severity.ERROR),
    ],
)
def test_each_kind_of_fault_has_its_code(kind: FaultKind, code: str, severity: Severity) -> None:
    """A style sheet's fault refuses nothing; all else does. Each says what to do."""
    first, _ = units()
    layout = Layout((fragment(first, 1),), faults=(Fault(kind, "", "", "x"),))
    (problem,) = layout_problems(layout, document())

    assert (problem.code, problem.severity) == (code, severity)
    assert problem.hint


def test_the_same_fault_on_every_page_is_told_once() -> None:
    """A sign without a glyph in a heading that runs over pages is one problem."""
    first, _ = units()
    fault = Fault(FaultKind.GLYPH, first, "ett-rubrik", "x", 1)

    assert len(layout_problems(Layout((fragment(first, 1, faults=(fault, fault)),)), document())) == 1


def test_what_sticks_out_of_its_cell_is_not_told_of_the_page_too() -> None:
    """The cell says it all; other words on the page are told of the page."""
    first, _ = units()
    word, other = "Utfalletutfallet", "Budgetenbudgeten"
    texts = ((word, True), (word, False), (other, False))
    overflows = tuple(Overflow(first, "text-x", 1, 37.8, text, of_cell=of_cell) for text, of_cell in texts)
    problems = layout_problems(Layout((fragment(first, 1, overflows),)), document())

    assert [(each.found, each.expected) for each in problems] == [
        (f"”{word}”", "innehåll innanför cellen"),
        (f"”{other}”", "innehåll innanför sidan"),
    ]


def test_a_layout_that_fits_says_nothing() -> None:
    """No overflow, no fault, no problem."""
    assert layout_problems(Layout(tuple(fragment(unit, 1) for unit in units())), document()) == ()
