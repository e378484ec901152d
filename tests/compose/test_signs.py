"""What stands in place of a figure: as the house prints it, and as it is heard."""

from __future__ import annotations

import pytest

from generator.document import Sign, TableBlock
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
