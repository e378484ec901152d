"""Which periods a user means."""

from __future__ import annotations

import pytest

from generator.problems import UsageError
from generator.project import choose_periods

KNOWN = (
    "storköping/barnnämnden/2023-t1",
    "storköping/barnnämnden/2023-t2",
    "storköping/socialnämnden/2022",
    "storköping/socialnämnden/2023-t1",
)


@pytest.mark.parametrize(
    "word",
    [
        "storköping/socialnämnden/2022",
        "content/storköping/socialnämnden/2022",
        "./content/storköping/socialnämnden/2022/",
        "content\\storköping\\socialnämnden\\2022",
        "socialnämnden/2022",
        "2022",
        "content/storköping/socialnämnden/2022/period.yaml",
        "storköping/socialnämnden/2022/bilder/a.png",
    ],
)
def test_a_period_may_be_written_in_many_ways(word: str) -> None:
    """Its path as the shell completes it, its unique last parts, or a file in its folder mean the same period."""
    assert ("storköping/socialnämnden/2022",) == choose_periods([word], KNOWN)


def test_a_folder_means_all_its_periods() -> None:
    """A board or a municipality stands for the periods below it."""
    assert KNOWN[:2] == choose_periods(["storköping/barnnämnden"], KNOWN)
    assert KNOWN == choose_periods(["content/storköping/"], KNOWN)


def test_a_period_is_chosen_once() -> None:
    """Words that mean the same period choose it once, where it was first named."""
    assert (KNOWN[2], KNOWN[0], KNOWN[1]) == choose_periods(["2022", "barnnämnden/2023-t1", KNOWN[2], KNOWN[1]], KNOWN)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("2023-t1", "finns hos flera: storköping/barnnämnden/2023-t1, storköping/socialnämnden/2023-t1"),
        ("2202", "Menade du ”2022”"),
        ("socialnamnden/2022", "Menade du ”socialnämnden/2022”"),
        ("storköping/socialnämnden/2032-t1", "storköping/socialnämnden/2023-t1"),
        ("xyz", "Perioder som finns: storköping/barnnämnden/2023-t1, "),
    ],
)
def test_a_word_that_means_no_period_is_answered(word: str, said: str) -> None:
    """A misspelt period gets the nearest, an ambiguous one those it may mean, another those that there are."""
    with pytest.raises(UsageError) as refused:
        choose_periods([word], KNOWN)

    assert said in str(refused.value)


def test_a_project_without_periods_says_so() -> None:
    """Nothing is suggested where nothing is."""
    with pytest.raises(UsageError, match="inga perioder under content/"):
        choose_periods(["2023-t1"], ())
