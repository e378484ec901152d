"""Footnotes of a text → what is wrong with them, each at its place."""

from __future__ import annotations

import pytest

from generator.content import Text
from generator.content.read_texts import check_text


def told(text: str, *, notes: bool = True) -> list[tuple[str, int, int]]:
    """Code, line and column of all that is said of a text that may have notes."""
    written = Text(text, ("a.md", 1, 1), "literal")
    return [(problem.code, problem.where.line, problem.where.column) for problem in check_text(written, notes=notes)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ett[^1].", [("T310", 1, 4)]),
        ("Ett[^a] två[^b].\n\n[^a]: Not.", [("T310", 1, 12)]),
        ("Ett.\n\n[^1]: Not.", [("T306", 3, 1)]),
        ("Ett[^1].\n\n[^1]: Not.\n[^1]: Not.", [("T306", 4, 1)]),
        ("Ett[^1].\n\n[^1]: Not[^2].\n[^2]: Not.", [("T306", 3, 10)]),
        ("Ett[^1].\n\n[^1]:", [("T306", 3, 1)]),
        ("Ett[^1].\n\n[^1]: - punkt", [("T306", 3, 1)]),
        ("[Ett[^1]](https://a.se)\n\n[^1]: Not.", [("T306", 1, 5)]),
        ("Ett[^1] två[^1][^2].\n\n[^1]: Not\nmed mer.\n[^2]: Not.", []),
        ("`[^1]` och \\[^1]", []),
    ],
)
def test_marks_and_notes_belong_together(text: str, expected: list[tuple[str, int, int]]) -> None:
    """A mark without a note, a note without a mark, and what no note can hold."""
    assert told(text) == expected


def test_where_no_note_can_stand_it_is_told_once() -> None:
    """A field of a record has no place below it."""
    assert told("Ett[^1] två[^1].\n\n[^1]: Not.", notes=False) == [("T306", 1, 4)]
