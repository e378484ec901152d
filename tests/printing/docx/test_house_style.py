"""What a Word file takes from the style of paper: colours, fonts and margins."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.document import Style
from generator.printing.docx.house_style import HouseStyle, Page, read_house_style


def style(css: str) -> HouseStyle:
    """CSS of paper → what Word takes from it."""
    return read_house_style(Style(css, Path("nowhere")), "")


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("#1f3f63", "1F3F63"),
        ("#abc", "AABBCC"),
        ("var(--accent)", "0B4F6C"),
        ("var(--round)", "000000"),
        ("teal", "000000"),
    ],
)
def test_a_colour_is_written_in_full(value: str, colour: str) -> None:
    """Through other names; black where the house says it otherwise."""
    assert style(f":root {{ --a: {value}; --accent: #0b4f6c; --round: var(--round) }}").colour("--a") == colour


def test_what_comes_last_holds() -> None:
    """The house's sheet follows the base's."""
    house = style(':root { --sans: "Source Sans 3", serif } p { --sans: x } :root { --sans: "Open Sans" }')

    assert house.family("--sans") == "Open Sans"


def test_a_name_that_leads_round_is_no_value() -> None:
    """Word then has a font of its own."""
    assert style(":root { --sans: var(--serif); --serif: var(--sans) }").family("--sans") == "Calibri"


def test_margins_are_those_of_the_page() -> None:
    """Others than four lengths in mm are passed over, and so is the page of the cover."""
    house = style(
        "@page { size: A4; margin: 27mm 25mm 28mm 30mm } @page omslag { margin: 1mm 1mm 1mm 1mm } @page { margin: 0 }"
    )

    assert house.pages["stående"] == Page(210, 297, (27, 25, 28, 30))
    assert house.pages["liggande"].text_width == 253
