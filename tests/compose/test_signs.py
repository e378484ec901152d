"""What stands in place of a figure: as the house prints it, and as it is heard."""

from __future__ import annotations

import pytest

from generator.document import RecordList, Sign, TableBlock, plain_text
from tests.compose.composing import PROFILE, blocks_of, content_and_document, source_of

TABLE = """
tabeller:
  t:
    rubrik: Tabell
    enhet: tkr
    kolumner:
      - a: A
      - b: B
      - c: C
    rader:
      - Lön: – | .. | _
"""
OUTLINE = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - tabell: t\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [("tal", (Sign("–", "inget"),)), ("tal", (Sign("..", "uppgift saknas"),)), ("tom", ())]),
        (
            'ledtexter:\n  inget: "-"\n  saknas: ""\n  inget_sägs: noll\n',
            [("tal", (Sign("-", "noll"),)), ("tom", ()), ("tom", ())],
        ),
    ],
)
def test_a_sign_is_printed_and_heard_as_the_house_says(words: str, expected: list[tuple[str, object]]) -> None:
    """A house may print nothing where a figure is missing."""
    document = content_and_document(source_of(TABLE, OUTLINE, profile=PROFILE + words))[1]
    (table,) = (block for block in blocks_of(document) if isinstance(block, TableBlock))

    assert [(cell.kind, cell.text) for cell in table.groups[0][0].cells[1:]] == expected


def test_a_cited_figure_is_printed_as_where_it_is_stated() -> None:
    """Its sign too, as a sum of nothing is nothing; what a column's formula finds nothing to count with stays empty."""
    citing = TABLE.replace("      - c: C\n", "      - c: C\n      - d: D\n        formel: a + a\n") + (
        "      - Hyra: = t.lön.a | = t.lön.b | = t.lön.c\n      - El: = t.lön.a + t.lön.a | 1 | _\n"
    )
    document = content_and_document(source_of(citing, OUTLINE, profile=PROFILE))[1]
    (table,) = (block for block in blocks_of(document) if isinstance(block, TableBlock))

    (_, rent, power) = table.groups[0]
    assert [(cell.kind, cell.text) for cell in rent.cells[1:]] == [
        ("tal", (Sign("–", "inget"),)),
        ("tal", (Sign("..", "uppgift saknas"),)),
        ("tom", ()),
        ("tom", ()),
    ]
    assert power.cells[1].text == (Sign("–", "inget"),)


RECORDS = """
insatser:
  - namn: Lots
    kostnad: –
    effekt: ..
  - namn: Stöd
    kostnad: 4
    effekt: _
"""


@pytest.mark.parametrize("shown", ["tabell", "lista"])
def test_a_record_may_say_nothing_or_missing(shown: str) -> None:
    """A sum leaves it out, and a formula of it has the value that a table's would have."""
    entry = "      - insatser: alla\n        visa: " + shown + "\n        fält: [namn, kostnad, effekt, rest]\n"
    more = "        summera: [kostnad]\n" if shown == "tabell" else ""
    document = content_and_document(source_of(RECORDS, f"avsnitt:\n  - rubrik: A\n    innehåll:\n{entry}{more}"))[1]
    (block,) = (each for each in blocks_of(document) if isinstance(each, TableBlock | RecordList))

    if isinstance(block, TableBlock):
        texts = [[plain_text(cell.text) for cell in row.cells[1:3]] for row in block.groups[0]]
        assert texts == [["–", ".."], ["4", ""], ["4", ""]]
        assert block.groups[0][0].cells[1].text == (Sign("–", "inget"),)
    else:
        assert [plain_text(part.text) for part in block.items[0]][:3] == ["Lots", "–", ".."]
