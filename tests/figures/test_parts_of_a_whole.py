"""Figures that are part of a written one: it is proposed to move by as much as they do, and nothing is to agree."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.compose import explain
from generator.figures import Ledger
from generator.versions.correct.proposals import proposals
from tests.figures.resolving import ledger_of, problems_of

PERIOD = """
tabeller:
  vård:
    enhet: tkr
    kolumner:
      - kostnad: Kostnad
    rader:
      - Familjehem: {}
      - Institution: {}
      - Intäkter: 10
    ingår_i:
      - plats: familjehem.kostnad
        helhet: -nettokostnad
      - plats: institution.kostnad
        helhet: -nettokostnad
      - plats: intäkter.kostnad
        helhet: nettokostnad
tal:
  nettokostnad:
    värde: -256,00000 mnkr
    ingår_i: resultat
  resultat: 3,00000 mnkr
"""
COSTS = st.integers(0, 900_000)


def proposed(before: str, after: str, corrected: Sequence[str] = ()) -> dict[str, Decimal]:
    """The texts of a period before and after go in; what is proposed for each figure comes out."""
    return {each.figure: each.new for each in proposals(ledger_of(before), ledger_of(after), corrected)}


def ledger(text: str) -> Ledger:
    """The ledger of a text that has no problems."""
    assert problems_of(text) == ()
    return ledger_of(text)


@settings(max_examples=25, deadline=None)
@given(COSTS, COSTS, COSTS, COSTS)
def test_the_whole_moves_by_as_much_as_its_parts_together(one: int, two: int, one_after: int, two_after: int) -> None:
    """Parts in another unit and of the opposite sign move the whole by their difference, exactly."""
    moved = Decimal(one + two - one_after - two_after) / 1000

    found = proposed(PERIOD.format(one, two), PERIOD.format(one_after, two_after))

    assert found == ({"nettokostnad": Decimal(-256) + moved} if moved else {})


def test_a_part_of_a_part_moves_the_whole_when_its_own_whole_has_moved() -> None:
    """What follows is followed: asked again with the whole moved, what that is part of is proposed too."""
    before, after = PERIOD.format(100, 0), PERIOD.format(10_100, 0).replace("-256,00000", "-266,00000")

    assert proposed(before, after) == {"resultat": Decimal(-7)}


def test_a_whole_that_is_corrected_by_hand_stays() -> None:
    """A figure that was corrected itself is not moved by its parts."""
    assert proposed(PERIOD.format(1, 1), PERIOD.format(2, 1), ("nettokostnad",)) == {}


def test_a_difference_less_than_what_is_shown_moves_nothing() -> None:
    """400 tkr is nothing in whole millions: what lies behind the rounding is not known."""
    before = PERIOD.format(100, 0).replace("-256,00000", "-256")

    assert proposed(before, before.replace("Familjehem: 100", "Familjehem: 500")) == {}


def test_parts_need_not_come_to_the_whole() -> None:
    """Nothing is reported of parts that are less, or more, than what they are part of."""
    assert len(ledger(PERIOD.format(173_209, 999_999)).inclusions) == 4


def test_a_part_tells_what_it_is_part_of() -> None:
    """Explaining a figure names the whole, as it names the figures that are computed from it."""
    explained = explain(ledger(PERIOD.format(1, 2)), (), "vård.familjehem.kostnad")

    assert explained.used_by == ("nettokostnad",)
