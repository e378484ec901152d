"""The marks and colours of status scales are drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.printing.html.templating import css_class
from tests.built import ROOT

TEMPLATES = ROOT / "templates"
PROFILES = sorted(TEMPLATES.glob("*/profil.yaml"))
CLASS_OF = {"symbol": "symbol", "färg": "colour"}


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.parent.name)
def test_every_mark_and_colour_of_a_scale_is_in_the_style_sheet(profile: Path) -> None:
    """A state whose mark the style does not draw would print an empty disc."""
    css = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*/css/*.css"))
    named = re.findall(r"^ {6}(symbol|färg): (\S+)$", profile.read_text("utf-8"), re.MULTILINE)

    assert named
    assert [name for kind, name in named if f".{CLASS_OF[kind]}-{css_class(name)}::before" not in css] == []
