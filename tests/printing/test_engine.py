"""The layout engine's door: what is unpacked beforehand, what is loaded later, and what is left untouched."""

from __future__ import annotations

import ctypes.util
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from generator.printing.pdf.engine import colour_profile, load_engine, no_system_fonts
from generator.printing.pdf.float_sums import add

ROOT = Path(__file__).parents[2]
FONTS = sorted((ROOT / "templates" / "base" / "fonts").glob("*.woff2"))
LEAN = """
import sys
from generator.printing.pdf.engine import load_engine
engine = load_engine()
heavy = {"fontTools.subset", "fontTools.varLib", "fontTools.varLib.instancer"} & set(sys.modules)
assert not heavy, heavy
from weasyprint.pdf.fonts import subset, instantiateVariableFont
assert subset.Options().hinting is True
assert "fontTools.subset" in sys.modules
import fontTools.subset
assert type(subset.Options()) is fontTools.subset.Options
"""


@pytest.mark.parametrize("font", FONTS, ids=lambda path: path.stem)
def test_an_unpacked_font_is_the_packed_one(font: Path, golden: Callable[[bytes, Path], None]) -> None:
    """The .ttf beside a .woff2, which paper is set with, holds what the .woff2 does; --update-golden unpacks it."""
    out = io.BytesIO()
    packed = TTFont(font, recalcTimestamp=False)
    packed.flavor = None
    packed.save(out)

    golden(out.getvalue(), font.with_suffix(".ttf"))


def test_fonts_have_what_swedish_figures_need() -> None:
    """Every font has the true minus, the hard space, the en dash and the Swedish letters, and is static."""
    assert len(FONTS) >= 5
    for path in FONTS:
        font = TTFont(path)
        assert {0x2212, 0xA0, 0x2013, *map(ord, "åäöÅÄÖé§")} <= set(font.getBestCmap())
        assert "fvar" not in font


def test_the_engine_loads_without_what_it_seldom_needs() -> None:
    """A fresh process loads no subsetter; when the engine calls it, it is there."""
    subprocess.run([sys.executable, "-W", "error", "-c", LEAN], check=True, cwd=ROOT)


def test_loading_leaves_the_process_as_it_was() -> None:
    """The library finder and the environment are the process's own again."""
    finder, environment = ctypes.util.find_library, dict(os.environ)
    load_engine.cache_clear()
    load_engine()

    assert ctypes.util.find_library is finder
    assert dict(os.environ) == environment


def test_the_engine_adds_from_left_to_right() -> None:
    """Each of its modules that adds has an addition that gives the same float on every Python."""
    sites = Path(load_engine().__file__).parents[1]
    files = (path for package in ("weasyprint", "tinycss2") for path in (sites / package).rglob("*.py"))
    adding = [path.relative_to(sites) for path in files if re.search(r"\bsum\(", path.read_text(encoding="utf-8"))]
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in adding]

    assert len(names) > 5
    assert {name for name in names if vars(sys.modules[name]).get("sum") is not add} == set()
    assert add([0.1] * 10) == 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1
    assert add([[1], [2]], []) == [1, 2]
    assert add(iter([0.5])) == 0.5


def test_no_font_of_the_machine_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within, the font configuration is one without folders; afterwards the one from before."""
    monkeypatch.setenv("FONTCONFIG_FILE", "/before")
    with no_system_fonts():
        text = Path(os.environ["FONTCONFIG_FILE"]).read_text(encoding="utf-8")

    assert "<dir" not in text
    assert os.environ["FONTCONFIG_FILE"] == "/before"


def test_the_colour_profile_is_srgb() -> None:
    """The output intent is an ICC profile for RGB."""
    assert colour_profile()[12:20] == b"mntrRGB "
