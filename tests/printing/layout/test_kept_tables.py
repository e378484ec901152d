"""Tables that are kept on a page, or on two that face each other: where they land, and when they are too long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from generator.document import Document, Layout
from generator.pipeline import lay_out_document
from generator.problems import Severity
from tests.compose.composing import PROFILE, content_and_document, source_of


def rows(count: int, kept: str = "nej") -> str:
    """A table of so many rows."""
    lines = "".join(f"      - Rad {number}: {number}\n" for number in range(count))
    return f"    rubrik: Tabell\n    håll_ihop: {kept}\n    kolumner:\n      - a: A\n    rader:\n{lines}"


def document(outline: str, **tables: str) -> Document:
    """Tables by id and an outline → the document, in the style of the base."""
    content = "tabeller:\n" + "".join(f"  {name}:\n{table}" for name, table in tables.items())
    _, composed = content_and_document(source_of(content, outline, PROFILE))
    return replace(composed, look=replace(composed.look, folders=("templates/base",)))


def pages(layout: Layout) -> Mapping[str, list[int]]:
    """A layout → the pages of the file that each table is on."""
    places: dict[str, list[int]] = {}
    before = 0
    for fragment in layout.fragments:
        for each in fragment.placed:
            if each.id in {"tabell-a", "tabell-b", "tabell-c"}:
                places.setdefault(each.id.removeprefix("tabell-"), []).append(before + each.box.page)
        before += fragment.page_count
    return places


@pytest.mark.parametrize(("kept", "expected"), [("nej", [1, 2]), ("ja", [2])])
def test_a_table_is_kept_on_a_page(kept: str, expected: list[int]) -> None:
    """It moves to the next page whole, where the author says so."""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - tabell: a\n      - tabell: b\n"
    layout, problems = lay_out_document(document(outline, a=rows(18), b=rows(20, kept)))

    assert (pages(layout)["b"], problems) == (expected, ())


@pytest.mark.parametrize(
    ("kept", "count", "told", "first"), [("ja", 60, "en sida", 1), ("uppslag", 110, "ett uppslag", 2)]
)
def test_one_that_is_too_long_is_told_and_set_all_the_same(kept: str, count: int, told: str, first: int) -> None:
    """As a warning at the table; nothing before it is left alone on a page."""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - tabell: a\n"
    layout, (problem,) = lay_out_document(document(outline, a=rows(count, kept)))

    assert (problem.code, problem.severity, problem.expected) == ("T401", Severity.WARNING, told)
    assert problem.where.file == "content/k/n/2025-03/a.yaml"
    assert pages(layout)["a"][0] == first


@pytest.mark.parametrize("front", ["kapitel_på_ny_sida: ja\n", "omslag: ja\n"])
def test_a_spread_is_on_a_left_page_and_the_next(front: str) -> None:
    """However many pages are before it, and with the headings that it stands under; page 1 is a right one."""
    outline = f"""\
{front}innehållsförteckning: 2
avsnitt:
  - rubrik: A
    innehåll: [tabell: a]
  - rubrik: B
    id: under_b
    innehåll: [tabell: b]
  - rubrik: C
    avsnitt:
      - rubrik: D
        innehåll: [tabell: c]
"""
    layout, problems = lay_out_document(document(outline, a=rows(5), b=rows(60, "uppslag"), c=rows(60, "uppslag")))
    placed = pages(layout)

    assert problems == ()
    assert placed["b"] == [4, 5]
    assert placed["c"] == [6, 7]
    assert sum(fragment.page_count for fragment in layout.fragments) == 7
