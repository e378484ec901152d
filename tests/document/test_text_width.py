"""Widths of texts: true to the font that the page is set in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from generator.document import longest_word, text_width, wrapped

FONTS = Path("templates/base/fonts")
LETTERS = "abcdefghijklmnopqrstuvwxyzåäöéüABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ0123456789 \u00a0+−–-,.:;()%/§×…!?&"


def advances(file: str) -> dict[str, float]:
    """A font file in → the advance of each letter in em out."""
    font = TTFont(FONTS / file)
    names, metrics = font.getBestCmap(), font["hmtx"]
    return {letter: metrics[names[ord(letter)]][0] / font["head"].unitsPerEm for letter in LETTERS}


def test_widths_are_the_fonts_own() -> None:
    """Every letter is as wide as in the semibold cut, to a fiftieth of an em, and no narrower than in the regular."""
    bold = advances("source-sans-3-latin-600-normal.woff2")
    regular = advances("source-sans-3-latin-400-normal.woff2")

    assert {letter: width for letter, width in bold.items() if abs(width - float(text_width(letter))) > 0.02} == {}
    assert {letter: width for letter, width in regular.items() if width > float(text_width(letter)) + 0.02} == {}


def test_figures_are_exact_and_alike() -> None:
    """All digits, plus and minus have one width, so that figures stand under each other: the font's own."""
    bold = advances("source-sans-3-latin-600-normal.woff2")

    assert {float(text_width(digit)) for digit in "0123456789+−"} == {bold["0"]}
    assert len({bold[digit] for digit in "0123456789+−"}) == 1


@pytest.mark.parametrize("name", sorted(path.name for path in FONTS.glob("*-latin-*.woff2")))
def test_every_font_has_what_swedish_figures_need(name: str) -> None:
    """The true minus, the hard space, dashes, quotes and the letters are in each font, so that none is borrowed."""
    needed = {ord(letter) for letter in "åäöÅÄÖé−–\u00a0”’§%½×…"}

    assert needed <= set(TTFont(FONTS / name).getBestCmap())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Budget avvikelse", "avvikelse"),
        ("Stödboende/Träningslägenhet", "Träningslägenhet"),
        ("januari–april 2023", "januari–april"),
        ("−1\u00a0010,4", "−1\u00a0010,4"),
        ("E-tjänst", "tjänst"),
        ("2019-04", "2019-04"),
        ("", ""),
    ],
)
def test_the_longest_word_is_what_no_break_divides(text: str, word: str) -> None:
    """A text breaks at blanks, after a slash and after a hyphen before letters; not in a range or a number."""
    assert longest_word(text) == text_width(word)


def test_lines_are_broken_between_words() -> None:
    """Text is divided into lines that fit; a word that is wider than the line stands alone, and nothing is lost."""
    assert wrapped("Personer med funktionsnedsättning 0–64 år", Decimal(11)) == (
        "Personer med",
        "funktionsnedsättning",
        "0–64 år",
    )
    assert wrapped("Stödboende/Träningslägenhet", Decimal(9)) == ("Stödboende/", "Träningslägenhet")
    assert wrapped("Jourhem", Decimal(1)) == ("Jourhem",)
    assert wrapped("", Decimal(5)) == ("",)
