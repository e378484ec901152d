"""Subsets of one font merged: every glyph is the original's, and text reads the same wherever it stands."""

from __future__ import annotations

import functools
import io
import struct
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.printing.pdf.fonts import FontConflict, merge_programs, merge_unicode

FONTS = Path(__file__).parents[2] / "templates" / "base" / "fonts"
LETTERS = "abcåäöÅÉéü 0123456789−–,.:%"


@functools.cache
def unpacked(name: str) -> bytes:
    """The bytes of a font of the product, unpacked."""
    out = io.BytesIO()
    font = TTFont(FONTS / f"{name}.woff2")
    font.flavor = None
    font.save(out)
    return out.getvalue()


def original(name: str = "source-serif-4-latin-400-normal") -> TTFont:
    """A font of the product."""
    return TTFont(io.BytesIO(unpacked(name)))


ORIGINAL = original()
CMAP = ORIGINAL.getBestCmap()


def subset(letters: str, font: TTFont | None = None) -> tuple[bytes, int]:
    """A subset as the engine makes one: numbers kept up to the last glyph shown, parts of glyphs behind it."""
    made = font or original()
    order = made.getGlyphOrder()
    shown = {CMAP[ord(letter)] for letter in letters}
    last = max(order.index(name) for name in shown)
    options = Options(retain_gids=False, hinting=False, drop_tables=["GSUB", "GPOS", "GDEF", "OS/2", "name"])
    subsetter = Subsetter(options)
    subsetter.populate(glyphs=order[: last + 1])
    subsetter.subset(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue(), last


def outline(font: TTFont, name: str) -> tuple[object, int]:
    """What a glyph draws, its parts resolved, and its width."""
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value, glyphs[name].width


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=3))
def test_every_glyph_of_every_subset_is_drawn_as_in_the_font(texts: list[str]) -> None:
    """Outline and width of each letter are the original's, composite letters too, under the original's number."""
    merged = TTFont(io.BytesIO(merge_programs([subset(text) for text in texts])))
    names = merged.getGlyphOrder()

    for letter in set("".join(texts)):
        number = ORIGINAL.getGlyphID(CMAP[ord(letter)])
        assert outline(merged, names[number]) == outline(ORIGINAL, CMAP[ord(letter)])


def test_one_subset_is_left_alone() -> None:
    """Nothing to merge, nothing changed."""
    one = subset("abc")

    assert merge_programs([one, one]) == one[0]


def test_sums_are_right() -> None:
    """Each table's sum and that of the whole file are those that OpenType asks for: strict readers look at them."""
    data = merge_programs([subset("aå"), subset("éz")])
    font = TTFont(io.BytesIO(data), checkChecksums=2)

    assert {len(font.reader[tag]) > 0 for tag in font.reader.keys()} == {True}  # noqa: SIM118 - it is no dict
    assert sum(struct.unpack(f">{len(data) // 4}L", data)) & 0xFFFFFFFF == 0xB1B0AFBA


def test_different_fonts_are_not_merged() -> None:
    """Two fonts under one name would show wrong letters: that is refused."""
    with pytest.raises(FontConflict):
        merge_programs([subset("abc"), subset("abc", original("source-serif-4-latin-600-normal"))])


@pytest.mark.parametrize(
    ("maps", "merged"),
    [
        ([{3: "\u00a0"}, {3: " "}], {3: " "}),
        ([{3: "-"}, {3: "\u00ad"}], {3: "-"}),
        ([{5: "a\u00ad"}, {5: "a"}], {5: "a"}),
        ([{5: ""}, {5: "fi"}], {5: "fi"}),
        ([{7: "b"}, {4: "a"}], {4: "a", 7: "b"}),
    ],
)
def test_a_glyph_reads_as_the_plain_character(maps: list[dict[int, str]], merged: dict[int, str]) -> None:
    """Of several texts for one glyph the shortest and lowest is taken, in whatever order they come."""
    assert merge_unicode(maps) == merged
    assert merge_unicode(reversed(maps)) == merged
    assert list(merge_unicode(maps)) == sorted(merged)
