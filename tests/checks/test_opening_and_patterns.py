"""What opens a document, patterns of cells, texts set in where they are cited, cells to fill in, dates in figures."""

from __future__ import annotations

import pytest

from generator.compose.compositor import note_mark
from generator.document import Inline, Letterhead, ProseBlock, SectionBlock
from tests.compose.composing import (
    PROFILE,
    blocks_of,
    document_of,
    faults_of,
    only_table,
    source_of,
    text_of,
)

TEXTS = """
texter:
  inledning: Först.
  resten: Sedan.
"""
OPENED = """
innehåll:
  - text: inledning
avsnitt:
  - rubrik: Resten
    sidriktning: {orientation}
    innehåll:
      - text: resten
"""
INSATSER = """
insatser:
  - namn: Stöd
    text: "Kostar {{ post.effekt }}."
    effekt: 40
  - namn: Råd
    text: |
      Före.

      {{ insatser.stöd.text }}

      Och även {{ insatser.stöd.text }}
"""
PATTERN = """
avsnitt:
  - rubrik: Insatser
    innehåll:
      - insatser: alla
        kolumner:
          - rubrik: Insats
            mönster: '{{ post.namn }}{{ post.effekt | inom(" (", ")") }}'
          - text
"""


def _markup(runs: Inline) -> str:
    """Runs in → their markup with plain blanks."""
    return "".join(run if isinstance(run, str) else run.text for run in runs).replace("\u00a0", " ")


def test_what_opens_a_document_stands_between_title_and_sections() -> None:
    """On upright pages the opening shares the first page with the title and the first section."""
    (unit,) = document_of(TEXTS, OPENED.format(orientation="stående")).units

    assert [type(block) for block in unit.blocks] == [Letterhead, ProseBlock, SectionBlock]


def test_an_opening_before_a_turned_page_has_a_page_of_its_own() -> None:
    """Title and opening stand upright also where the first section is turned."""
    first, second = document_of(TEXTS, OPENED.format(orientation="liggande")).units

    assert [first.orientation, second.orientation] == ["stående", "liggande"]
    assert [type(block) for block in first.blocks] == [Letterhead, ProseBlock]
    assert [type(block) for block in second.blocks] == [SectionBlock]


def test_a_section_on_a_turned_page_can_begin_a_new_one() -> None:
    """The page stays turned, and the section that begins it stands under its own heading."""
    outline = """
        avsnitt:
          - rubrik: Allt
            sidriktning: liggande
            avsnitt:
              - rubrik: Inledning
                innehåll:
                  - text: inledning
              - rubrik: Resten
                sidbrytning: före
                innehåll:
                  - text: resten
    """
    first, second = document_of(TEXTS, outline).units

    assert [first.orientation, second.orientation] == ["liggande", "liggande"]
    assert [text_of(block.heading.text) for block in second.blocks if isinstance(block, SectionBlock)] == ["Resten"]


def test_what_an_opening_asks_for_must_be_there() -> None:
    """A text that the opening shows and nobody has written is a problem, as in a section."""
    faults = faults_of(source_of("texter:\n  resten: Sedan.\n", OPENED.format(orientation="stående")))

    assert [code for code, _ in faults] == ["T302"]


def test_a_pattern_says_what_a_cell_prints() -> None:
    """In the pattern `post` is the record of the row; what it lacks leaves nothing behind."""
    (rows,) = only_table(document_of(INSATSER, PATTERN)).groups

    assert [_markup(row.cells[0].text) for row in rows] == ["<p>Stöd (40)</p>", "<p>Råd</p>"]


def test_a_text_cited_as_a_paragraph_is_set_in_with_its_figures() -> None:
    """Alone in its paragraph a cited text keeps its own figures; within one it is words."""
    document = document_of(INSATSER, PATTERN)
    (rows,) = only_table(document).groups

    assert _markup(rows[1].cells[1].text) == "<p>Före.</p>\n<p>Kostar 40.</p>\n<p>Och även Kostar 40.</p>"
    # One in each row's pattern and text, and the text set in; words alone are no figure.
    assert [use.text.replace("\u00a0", " ") for use in document.uses] == [" (40)", "40", "40"]


@pytest.mark.parametrize(
    ("row", "column", "table", "expected"),
    [
        ("", "", "", [False, False]),
        ("inmatning: ja", "", "", [True, False]),
        ("", "", "inmatning: ja", [True, True]),
        ("inmatning: nej", "", "inmatning: ja", [False, True]),
        ("", "inmatning: ja", "inmatning: nej", [True, True]),
    ],
)
def test_the_nearest_word_decides_which_cells_are_filled_in(
    row: str, column: str, table: str, expected: list[bool]
) -> None:
    """A row's word goes before the column's, that before the table's."""
    text = f"""
tabeller:
  t:
    rubrik: T
    {table or "enhet: antal"}
    kolumner:
      - a: A
        {column or "decimaler: 0"}
    rader:
      - Ett: 1
        {row or "decimaler: 0"}
      - Två: 2
"""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - tabell: t\n"
    (rows,) = only_table(document_of(text, outline)).groups

    assert [each.cells[1].entered for each in rows] == expected


@pytest.mark.parametrize(("profile", "expected"), [("", "9 maj 2025"), ("datum: siffror\n", "2025-05-09")])
def test_a_date_is_written_as_the_house_writes_it(profile: str, expected: str) -> None:
    """A house that writes dates in figures does so where they are cited."""
    outline = "avsnitt:\n  - rubrik: '{{ dokument.rapport.daterad }}'\n    innehåll:\n      - text: t\n"
    document = document_of("texter:\n  t: T.\n", outline, PROFILE + profile, document="daterad: 2025-05-09")
    (section,) = (each for each in blocks_of(document) if isinstance(each, SectionBlock))

    assert text_of(section.heading.text) == expected


@pytest.mark.parametrize(
    ("sign", "number", "expected"), [("*", 2, "**"), ("*)", 1, "*)"), ("*)", 2, "**)"), ("1", 3, "3")]
)
def test_a_house_closes_the_marks_of_its_notes(sign: str, number: int, expected: str) -> None:
    """The sign is repeated; what follows it is not."""
    assert note_mark(sign, number) == expected
