"""Reconciliations of a period: two expressions that must agree and are not printed, and what a correction does."""

from __future__ import annotations

import pytest

from generator.versions.correct.proposals import proposals
from tests.figures.resolving import ledger_of, problems_of

FIGURES = """
tal:
  hela: {whole} mnkr
  ena: {one} mnkr
  andra: {other} tkr
  saknas: 1 %
avstämningar:
  delar: hela = ena + andra
  ordnat:
    uttryck: '{sides}'
    beskrivning: Andelen är rätt
    {more}
"""


def written(
    whole: str = "10", one: str = "6", other: str = "4 000", sides: str = "ena - ena = 0 * ena", more: str = ""
) -> str:
    """A whole and its parts, and a second reconciliation."""
    return FIGURES.format(whole=whole, one=one, other=other, sides=sides, more=more)


def test_sides_that_agree_say_nothing() -> None:
    """In whatever units, and as far as rounding explains: half of the last digit for each figure."""
    assert problems_of(written()) == ()
    assert problems_of(written(whole="11")) == ()


def test_sides_that_differ_are_told_once() -> None:
    """At the left side, with both expressions and values; in words where the author has them."""
    (problem,) = problems_of(written(whole="12"))
    (in_words,) = problems_of(written(sides="ena = 2 * ena"))

    assert (problem.code, problem.place, problem.where.line, problem.where.column) == (
        "T204",
        "avstämningar.delar",
        8,
        10,
    )
    assert problem.message == "Avstämningen ”avstämningar.delar” går inte ihop: hela är inte ena + andra."
    assert (problem.expected, problem.found) == ("10 mnkr", "12 mnkr")
    assert in_words.place == "avstämningar.ordnat"


@pytest.mark.parametrize(
    ("sides", "codes"),
    [
        ("ena = okänd", ["T201"]),
        ("okänd = ena", ["T201"]),
        ("ena = saknas", ["T205"]),
        ("ena = ena +", ["T202"]),
        ("föregående_period.ena = ena", ["T201"]),
    ],
)
def test_what_is_wrong_with_a_side_is_told_once(sides: str, codes: list[str]) -> None:
    """Though each side is compared with the other."""
    assert [problem.code for problem in problems_of(written(sides=sides))] == codes


def test_a_difference_can_be_explained() -> None:
    """By its own reason; a stale explanation is told as any other."""
    explained = "förklarad_differens:\n      skillnad: {} mnkr\n      skäl: Avgiften är inte bokförd."

    assert problems_of(written(sides="hela = ena", more=explained.format(4))) == ()
    (stale,) = problems_of(written(sides="hela = ena", more=explained.format(3)))
    assert (stale.code, stale.place) == ("T210", "avstämningar.ordnat")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({"other": "5 000"}, {"hela": 11}), ({"one": "7"}, {"hela": 11}), ({"whole": "11"}, {})],
)
def test_a_correction_of_one_side_moves_the_one_written_figure_of_the_other(
    changed: dict[str, str], expected: dict[str, int]
) -> None:
    """Where several are written there, none can be told to follow."""
    before, after = ledger_of(written()), ledger_of(written(**changed))
    corrected = {{"other": "andra", "one": "ena", "whole": "hela"}[name] for name in changed}

    assert {each.figure: each.new for each in proposals(before, after, corrected)} == expected


def test_a_correction_works_from_either_side() -> None:
    """The figure corrected stays, and the other follows."""
    text = "tal:\n  a: {} kr\n  b: 5 kr\navstämningar:\n  lika: {}\n"

    for sides in ("a = b", "b = a"):
        before, after = (ledger_of(text.format(value, sides)) for value in (5, 6))
        assert {each.figure: each.new for each in proposals(before, after, {"a"})} == {"b": 6}
