"""Typed numbers and the figures they are about: what rounding explains is never told, what it does not always is."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.figures import resolve
from generator.prose import reading_of
from generator.swedish import NumberFormat, format_quantity, stem, stems_within, subject_stems, unknown_stems
from tests.figures.resolving import content_of

CONTENT = """
tabeller:
  ekonomi:
    enhet: tkr
    decimaler: 0
    kolumner:
      - utfall: Utfall
      - avvikelse: Avvikelse
    rader:
      - Barn och unga: {outcome} | {deviation}
      - Vuxna: -21 500 | 3 300
texter:
  ekonomi: {sentence}
"""


@pytest.mark.parametrize(
    "words",
    [
        ("vården", "vård"),
        ("budget", "budgeten", "budgetens"),
        ("prognos", "prognosen", "prognoserna"),
        ("kostnad", "kostnaden", "kostnaderna"),
        ("utredning", "utredningar", "utredningarna"),
        ("vuxen", "vuxna", "vuxnas"),
        ("underskott", "underskottet", "underskotten"),
        ("familjehem", "familjehemmen", "familjehemmet"),
        ("sjukfrånvaro", "sjukfrånvaron"),
        ("enhet", "enheten"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(words: tuple[str, ...]) -> None:
    """Number, definiteness and genitive do not count."""
    assert len({stem(word) for word in words}) == 1


def test_a_compound_says_its_parts() -> None:
    """A compound: "budgetavvikelsen" says budget and avvikelse; "konsultkostnader" says more than kostnader."""
    assert unknown_stems([stem("budgetavvikelsen")], {stem("budget"), stem("avvikelse")}) == frozenset()
    assert unknown_stems([stem("konsultkostnader")], {stem("kostnader")}) == {stem("konsultkostnader")}
    assert stems_within(stem("familjehemsplaceringarna"), {stem("familjehem")}) == {stem("familjehem")}
    assert subject_stems("Antal barn och unga, totalt 2024") == {stem("barn"), stem("unga")}


def agreement(outcome: Decimal, deviation: Decimal, sentence: str) -> str:
    """What the one typed number of a sentence is found to be."""
    figures = {"outcome": f"{outcome}", "deviation": f"{deviation}"}
    content = content_of(CONTENT.format(**figures, sentence=sentence))
    (statement,) = (each for each in reading_of(content, resolve(content)).statements if each.prose.place == "ekonomi")
    return statement.agreement


@settings(max_examples=12, deadline=None)
@given(st.integers(min_value=1000, max_value=999_999), st.sampled_from([("mnkr", 3), ("tkr", 0)]), st.integers(0, 1))
def test_a_figure_rounded_in_prose_is_never_told(thousands: int, unit: tuple[str, int], decimals: int) -> None:
    """Whatever unit and precision prose gives a figure, it is equal."""
    word, exponent = unit
    shown = (
        Decimal(thousands).scaleb(-exponent).quantize(Decimal(1).scaleb(-decimals if exponent else 0), ROUND_HALF_UP)
    )
    printed = format_quantity(shown, word, NumberFormat(), decimals if exponent else 0)

    found = agreement(Decimal(-thousands), Decimal(0), f"Utfallet för barn och unga är {printed}.")

    assert found in {"equal", "unknown"} if not shown else found == "equal"


@settings(max_examples=12, deadline=None)
@given(st.integers(min_value=40_000, max_value=900_000), st.integers(min_value=2, max_value=9))
def test_a_figure_moved_in_prose_is_always_told(thousands: int, tenths: int) -> None:
    """A number that no rounding turns into the figure differs from it, however little."""
    moved = Decimal(thousands + tenths * 100).scaleb(-3).quantize(Decimal("0.1"), ROUND_HALF_UP)
    printed = format_quantity(moved, "mnkr", NumberFormat(), 1)

    assert agreement(Decimal(-thousands), Decimal(0), f"Utfallet för barn och unga är {printed}.") == "differs"
