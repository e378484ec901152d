"""A subtotal, a total and a result are told apart by weight and rules, in every house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.document import Look
from generator.printing.html import stylesheet_for_paper

TEMPLATES = Path("templates")
HOUSES = sorted(each.name for each in TEMPLATES.iterdir() if (each / "profil.yaml").exists())


def rules(css: str, kind: str) -> dict[str, str]:
    """A style sheet → what it declares last for the cells of a kind of row."""
    declared: dict[str, str] = {}
    for selectors, body in re.findall(r"([^{}]*)\{([^{}]*)\}", css):
        if f".{kind} td" in [each.strip() for each in selectors.split(",")]:
            declared.update(part.split(":", 1) for part in body.replace(" ", "").split(";") if ":" in part)
    return declared


@pytest.mark.parametrize("house", HOUSES)
def test_sums_are_told_apart(house: str) -> None:
    """All in bold: a subtotal has a thin rule above, a total rules above and below, a result a double one below."""
    folders = tuple(dict.fromkeys((f"templates/{house}", "templates/base")))
    css = stylesheet_for_paper(Look(house, folders)).css
    subtotal, total, result = (rules(css, kind) for kind in ("delsumma", "summa", "resultat"))

    assert subtotal["font-weight"] == total["font-weight"] == result["font-weight"] == "600"
    assert len({subtotal["border-top"], total["border-top"]}) == 2
    assert ("border-bottom" in subtotal, "double" in total["border-bottom"], "double" in result["border-bottom"]) == (
        False,
        False,
        True,
    )
