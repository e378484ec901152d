"""Where words end: at line ends and between elements, but not inside a word that is broken over two lines."""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree.ElementTree import Element, SubElement

import pytest

from generator.printing.pdf.boxes import WordBreaks


def piece(text: str) -> SimpleNamespace:
    """A piece of text as the engine has it."""
    return SimpleNamespace(text=text, style={"hyphenate_character": "-"})


def joined(source: str, *lines: tuple[str, ...]) -> str:
    """The text that a reader meets of these lines of a block whose source is this."""
    block = Element("p")
    block.text = source
    breaks = WordBreaks()
    pieces = [[piece(text) for text in line] for line in lines]
    for line in pieces:
        breaks.add_line(block, line, frozenset())
    return "".join(each.text.strip("\n") + " " * (id(each) in breaks.spaced) for line in pieces for each in line)


@pytest.mark.parametrize(
    ("source", "lines", "expected"),
    [
        ("ett två", [("ett",), ("två",)], "ett två"),
        ("kommunen växer", [("kom-",), ("munen växer",)], "kom-munen växer"),
        ("barn- och", [("barn-",), ("och",)], "barn- och"),
        ("IT-system", [("IT-",), ("system",)], "IT-system"),
        ("och/eller", [("och/",), ("eller",)], "och/eller"),
        ("kom\u00admunen", [("kom-",), ("munen",)], "kom-munen"),
        ("Versaler här", [("VERSA-",), ("LER HÄR",)], "VERSA-LER HÄR"),
        ("a b c", [("a",), ("b",), ("c",)], "a b c"),
        ("ett", [("ett",)], "ett"),
    ],
)
def test_a_line_end_is_a_space_where_the_source_has_one(
    source: str, lines: list[tuple[str, ...]], expected: str
) -> None:
    """Words on two lines are two; a word that is hyphenated, or broken at its own hyphen or slash, is one."""
    assert joined(source, *lines) == expected


def test_a_line_break_separates_words() -> None:
    """Words on both sides of a line break in the source are two, though no space is written there."""
    block = Element("th")
    block.text = "mnkr"
    SubElement(block, "br").tail = "Kostnader"
    breaks = WordBreaks()
    first = piece("mnkr")
    breaks.add_line(block, [first], frozenset())
    breaks.add_line(block, [piece("Kostnader")], frozenset())

    assert breaks.spaced == {id(first)}


def test_a_space_that_stands_alone_separates_elements() -> None:
    """The engine paints nothing for a space between two elements: the piece before it ends a word."""
    block = Element("p")
    breaks = WordBreaks()
    first, space, last = piece("1"), piece(" "), piece("Ekonomi")
    breaks.add_line(block, [first, space, last], frozenset())

    assert breaks.spaced == {id(first)}


def test_what_is_no_content_neither_gets_nor_asks_for_spaces() -> None:
    """Leaders and other artifacts are passed over."""
    block = Element("p")
    breaks = WordBreaks()
    first, leader, last = piece("Ekonomi"), piece(" . . ."), piece("3")
    breaks.add_line(block, [first, leader, last], {id(leader)})

    assert breaks.spaced == set()
