"""Headings among rows, as assistive technology hears them: the headers of each cell in the page and in the PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from generator.printing.html import render_html
from tests.compose.composing import document_of
from tests.printing.pdf.reading import Reading
from tests.printing.pdf.sample import one_unit
from tests.printing.test_render_html import Page
from tests.samples.report import FOLDERS, WORDS

OUTLINE = "avsnitt:\n  - rubrik: Tabell\n    innehåll:\n      - tabell: t\n"
TABLE = """
tabeller:
  t:
    rubrik: Balans
    radrubrik: Post
    enhet: mnkr
    kolumner:
      - not: Not
        typ: text
      - År:
          - utfall: Utfall
    rader:
      - Före: _ | 9
      - Tillgångar: _ | _
        typ: mellanrubrik
      - {heading}
      - Skog: _ | 1
      - Summa tillgångar: _ | 3
        typ: delsumma
        summera: nej
        formel: skog * 3
      - SUMMA: _ | 10
        typ: summa
      - Efter: _ | 5
"""
FLAT = "Mark: not 7 | 2"
NESTED = "Mark: not 7 | _\n        typ: mellanrubrik\n        nivå: 2"


@cache
def page(heading: str) -> str:
    """The page of a report with the table."""
    document = document_of(TABLE.replace("{heading}", heading), OUTLINE)
    return render_html(replace(document, look=replace(document.look, folders=FOLDERS, words=WORDS)))


@cache
def heard(heading: str) -> dict[str, tuple[str, ...]]:
    """The texts of the headers of each cell with a figure in the PDF, by the cell's text."""
    match = re.search(r"<table.*?</table>", page(heading), re.DOTALL)
    assert match is not None
    tree = Reading(one_unit(match[0]).data).tree
    texts = {head.id: head.full_text for head in tree.all("TH")}
    cells = (cell for cell in tree.all("TD") if cell.full_text)
    return {cell.full_text: tuple(texts[name] for name in cell.header_ids) for cell in cells}


@pytest.mark.parametrize("heading", [FLAT, NESTED])
def test_a_sum_of_more_than_its_group_is_heard_without_its_heading(heading: str) -> None:
    """And so is what stands before the group, and what stands after the sum."""
    found = heard(heading)

    assert found["10"] == ("SUMMA", "År", "Utfall")
    assert found["9"] == ("Före", "År", "Utfall")
    assert found["5"] == ("Efter", "År", "Utfall")


def test_the_rows_of_a_group_are_heard_with_its_heading() -> None:
    """One level of headings is told by the place of the rows; the page names no headers."""
    assert heard(FLAT)["3"] == ("Tillgångar", "Summa tillgångar", "År", "Utfall")
    assert Page(page(FLAT)).every("headers") == []


def test_headings_of_several_levels_are_all_heard() -> None:
    """The outermost first; a heading whose only cell is a note heads that cell and the rows below it."""
    assert heard(NESTED)["1"] == ("Tillgångar", "Mark", "Skog", "År", "Utfall")
    assert heard(NESTED)["not 7"] == ("Tillgångar", "Mark", "Not")


def test_the_headers_that_a_page_names_are_heads_of_it() -> None:
    """Each is the id of one element, which is a head."""
    read = Page(page(NESTED))
    heads = [attributes["id"] for tag, attributes in read.elements if tag == "th" and "id" in attributes]
    named = {name for names in read.every("headers") for name in names.split()}

    assert named
    assert named <= set(heads)
    assert len(heads) == len(set(heads))


def test_lower_headings_are_set_apart() -> None:
    """By a class that the style sheet knows."""
    assert re.findall(r'<tr class="(mellanrubrik[^"]*)"', page(NESTED)) == ["mellanrubrik", "mellanrubrik level-2"]
