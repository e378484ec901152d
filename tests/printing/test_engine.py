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
EXTRA = sorted((ROOT / "templates").glob("*/fonts/*-extra-*.woff2"))
# North, Lule and South Sámi, Finnish, Polish and Croatian names; units, signs of comparison and arrows.
NAMES = "ČčĐđŊŋŠšŽžÁáŃńŁłĄąĘęŚśŹźŻżĆćŐőŰűĞğŞşĀāĒēĪīŪū"
SIGNS = "₂²³≤≥±≈≠→‰√∞½⅛⁴₁"
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


@pytest.mark.parametrize("font", sorted({*FONTS, *EXTRA}), ids=lambda path: path.stem)
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
    for path in (each for each in FONTS if each not in EXTRA):
        font = TTFont(path)
        assert {0x2212, 0xA0, 0x2013, *map(ord, "åäöÅÄÖé§")} <= set(font.getBestCmap())
        assert "fvar" not in font


def signs_of(path: Path) -> set[int]:
    """The characters of a font."""
    with TTFont(path) as font:
        return set(font.getBestCmap())


def test_each_cut_has_the_signs_and_names_of_the_north() -> None:
    """Beside each Latin font lies an extra one of the same cut; with what the base has for all, nothing usual lacks."""
    cuts = {path.name.replace("-latin-", "-extra-") for path in (ROOT / "templates").glob("*/fonts/*-latin-*.woff2")}
    sans = ROOT / "templates" / "base" / "fonts"
    common = {sign for path in sans.glob("source-sans-3-*-400-normal.woff2") for sign in signs_of(path)}

    assert cuts == {path.name for path in EXTRA}
    assert set(map(ord, "ŦŧǤǥǧǯ✓✗☐☑←↑↓")) <= common
    for path in EXTRA:
        own = signs_of(path) | signs_of(path.with_name(path.name.replace("-extra-", "-latin-")))
        assert set(map(ord, NAMES)) <= own, path
        assert set(map(ord, SIGNS)) <= own | common, path


def test_a_style_says_which_signs_an_extra_font_is_for() -> None:
    """The ranges of the style are the font's characters, but for blanks, which belong to the font around them."""
    blanks = {0x20, 0xA0, 0xAD, 0x2009, 0x200B, 0x202F}
    faces = {
        name: ranges
        for sheet in (ROOT / "templates").glob("*/css/fonts.css")
        for name, ranges in re.findall(r"([\w-]+)\.woff2.*?unicode-range: ([^;]+)", sheet.read_text())
    }

    assert set(faces) == {path.stem for path in EXTRA}
    for path in EXTRA:
        ends = [[int(end, 16) for end in part[2:].split("-")] for part in faces[path.stem].split(",")]
        assert {sign for pair in ends for sign in range(pair[0], pair[-1] + 1)} == signs_of(path) - blanks


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
