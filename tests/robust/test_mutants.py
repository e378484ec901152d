"""Projects with faults of every kind: none ends in a fault of ours, and none leaves or changes what it must not."""

from __future__ import annotations

import os

import pytest

from tests.robust.mutants import mutant_of
from tests.robust.trial import try_all

_TRIALS, _AT_ONCE = 300, 15

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a trial is a process of its own, with bounds")


@pytest.mark.parametrize("first", range(0, _TRIALS, _AT_ONCE))
def test_a_mutant_is_refused_or_built_as_promised(first: int) -> None:
    """`python -m tests.robust --replay SEED` shows what a seed here is, and lays it out in a folder."""
    found = [(outcome.seed, outcome.faults) for outcome in try_all(range(first, first + _AT_ONCE)) if outcome.faults]

    assert found == []


def test_a_seed_gives_the_same_mutant_each_time() -> None:
    """What failed somewhere can be tried anywhere."""
    assert mutant_of(7) == mutant_of(7)
    assert mutant_of(7).files != mutant_of(8).files
