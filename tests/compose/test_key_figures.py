"""Key figures as tiles: what stands in them, how they have changed, and what is drawn beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from generator.compose.small_drawings import ring, trend
from generator.document import KeyFigure, KeyFigures, StatusMark
from generator.printing.html import render_html
from generator.problems import Rejected
from tests.compose.composing import blocks_of, document_of, faults_of, indented, source_of, text_of
from tests.compose.test_record_blocks import RECORDS
from tests.samples.report import FOLDERS, WORDS

FIGURES = """
tal:
  nu: 48,5 mnkr
  då: 47 mnkr
  tusental: 48 500 tkr
  andel: 60 %
  andel_då: 57 %
  minus: -3
  tre: 3
  noll: 0
"""


def outline(tile: str) -> str:
    """The keys of a tile beside its figure and label in → an outline that shows it."""
    head = "avsnitt:\n  - rubrik: Läget\n    innehåll:\n      - nyckeltalsrutor:\n"
    return head + "          - etikett: Under\n" + indented(tile, 12) + "\n"


def tile(keys: str) -> KeyFigure:
    """The keys of a tile in → the tile."""
    document = document_of(RECORDS + FIGURES, outline(keys))
    (block,) = (block for block in blocks_of(document) if isinstance(block, KeyFigures))
    (item,) = block.items
    return item


def refused(keys: str) -> list[tuple[str, str, str]]:
    """The keys of a tile in → what is wrong with it."""
    with pytest.raises(Rejected) as caught:
        document_of(RECORDS + FIGURES, outline(keys))
    return [(each.code, each.expected, each.found) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("figure", "before", "expected"),
    [
        ("nu", "då", "1,5 mnkr högre än 2023"),
        ("då", "nu", "1,5 mnkr lägre än 2023"),
        ("nu", "tusental", "Oförändrat mot 2023"),
        ("nu | plustecken | tkr", "då", "1 500 tkr högre än 2023"),
        ('antal(insatser, namn="a|b")', "noll", "Oförändrat mot 2023"),
        ("andel", "andel_då", "3 procentenheter högre än 2023"),
        ("tre", "minus", "6 högre än 2023"),
        ("antal(insatser)", "noll", "3 högre än 2023"),
    ],
)
def test_a_change_is_computed_and_said_in_words(figure: str, before: str, expected: str) -> None:
    """In the unit that the figure is printed in; a share differs by percentage points."""
    change = tile(f"tal: {figure}\njämförs_med: {before}\njämförelse: 2023").change

    assert text_of(change) == expected


def test_a_tile_has_its_unit_line_and_its_tag() -> None:
    """A tag is a word, or with a scale one of its states."""
    both = tile('tal: nu | utan_enhet\nenhetsrad: "mnkr, {{ period.år }}"\nmärke: Grön\nskala: ljus')

    assert (text_of(both.value), text_of(both.unit_line)) == ("48,5", "mnkr, 2025")
    assert both.tag == (StatusMark("bock", "grön", "Enligt plan", "symbol och ord"),)
    assert text_of(tile("tal: nu\nmärke: Preliminärt").tag) == "Preliminärt"


def test_a_trend_is_drawn_and_told() -> None:
    """Who does not see the line has its figures."""
    item = tile("tal: nu\nutveckling:\n  - då\n  - tusental\n  - nu")

    assert item.alternative.replace("\u00a0", " ") == "Utveckling: 47 mnkr, 48 500 tkr, 48,5 mnkr"
    assert item.drawing is not None
    line, point = item.drawing.paths
    assert line.data == "M4 26L60 4L116 4"
    assert (line.kind, point.kind) == ("line", "point")


def test_figures_that_stand_still_are_a_level_line() -> None:
    """And one alone is a point."""
    assert trend([Decimal(7), Decimal(7)]).paths[0].data == "M4 15L116 15"
    assert trend([Decimal(7)]).paths[0].data == "M4 15"


RING = "tal: antal(insatser) | plustecken\nring:\n"
PARTS = """
  - tal: 'antal(insatser, ljus: "Grön")'
    etikett: Enligt plan
  - tal: 'antal(insatser, ljus: "Röd")'
    etikett: Röd
"""


def test_the_parts_of_a_ring_are_told_and_drawn_in_the_colours_of_their_states() -> None:
    """Number and state of each; a part of nothing has no sector."""
    item = tile(f"{RING}{PARTS}  - tal: 'antal(insatser, ljus: \"\")'\n    etikett: Gul")

    assert [text_of(part) for part in item.parts] == ["1 Enligt plan", "1 Röd", "1 Gul"]
    assert item.drawing is not None
    assert len(item.drawing.paths) == 3


def test_parts_that_are_not_the_whole_are_told() -> None:
    """With both numbers."""
    assert refused(f"{RING}{PARTS}") == [("T204", "3", "2")]


def test_a_ring_begins_at_the_top_and_goes_with_the_clock() -> None:
    """A quarter ends to the right; all of it is one sector that nearly meets itself."""
    quarter, rest = ring([Decimal(1), Decimal(3)]).paths
    (whole,) = ring([Decimal(0), Decimal(5)]).paths

    assert quarter.data == "M32 1A31 31 0 0 1 63 32L51 32A19 19 0 0 0 32 13Z"
    assert rest.data.startswith("M63 32A31 31 0 1 1 32 1L")
    assert (whole.series, whole.data[:21]) == (2, "M32 1A31 31 0 1 1 31.")


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        ("tal: nu\njämförs_med: då", ["T102"]),
        ("tal: nu\nmärke: Grön\nskala: ljuss", ["T111"]),
        ("tal: nu\nring:\n  - tal: nu", ["T102"]),
    ],
)
def test_what_a_tile_lacks_is_told(keys: str, codes: list[str]) -> None:
    """Before any figure is known."""
    assert [code for code, _ in faults_of(source_of(RECORDS + FIGURES, outline(keys)))] == codes


def test_what_does_not_fit_is_told() -> None:
    """A state that the scale has not, units that have no difference, and a figure that is unknown."""
    assert refused("tal: nu\nmärke: Blå\nskala: ljus") == [("T110", "Grön, Gul, Röd", "Blå")]
    unfit = "tal: nu\njämförs_med: andel\njämförelse: 2023\nutveckling:\n  - okänt"
    assert {code for code, *_ in refused(unfit)} == {"T205", "T201"}
    assert [code for code, *_ in refused("tal: nu\nutveckling:\n  - nu\n  - andel")] == ["T205"]
    assert {code for code, *_ in refused("tal: nu\nutveckling:\n  - okänt")} == {"T201"}


def test_a_tile_is_printed_whole() -> None:
    """All that it says is in the page, the drawing with its words."""
    document = document_of(
        RECORDS + FIGURES, outline("tal: nu\njämförs_med: då\njämförelse: 2023\nutveckling:\n  - då\n  - nu")
    )
    page = render_html(replace(document, look=replace(document.look, folders=FOLDERS, words=WORDS)))
    words = " ".join(re.sub(r"<[^>]*>", " ", page[page.index('<div class="key-figure">') :]).split())

    assert re.search(r"48,5.mnkr Under 1,5.mnkr högre än 2023 Utveckling: 47.mnkr, 48,5.mnkr", words)
