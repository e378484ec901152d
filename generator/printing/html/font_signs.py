"""Which characters a house's fonts can print on paper."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from generator.document import Look
from generator.printing.html.css_reader import FONTS
from generator.printing.html.stylesheet import files_of_paper, stamp

# What every font of ours has: no font is opened for them.
_USUAL = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) | frozenset("–—’“”„•…−€™")


def missing_signs(look: Look, signs: frozenset[str]) -> frozenset[str]:
    """Return those of the characters that no font of the house's paper has. Raises Rejected as `stylesheet_for_paper`.

    The layout takes a sign from any of the fonts where the one that is asked for lacks it.
    """
    asked = signs - _USUAL
    for path in files_of_paper(look) if asked else ():
        if path.suffix.lower() in FONTS:
            asked -= _signs_of(path, *stamp(path))
    return asked


@lru_cache(maxsize=64)
def _signs_of(path: Path, _changed: int, _size: int) -> frozenset[str]:
    # It takes a tenth of a second to load, and few texts have unusual signs.
    from fontTools.ttLib import TTFont

    unpacked = path.with_suffix(".ttf")
    try:
        with TTFont(unpacked if unpacked.is_file() else path, lazy=True) as font:
            return frozenset(map(chr, font.getBestCmap() or ()))
    except Exception:  # noqa: BLE001 - a broken font may raise anything, and is told of where it is used
        return frozenset()
