"""Which values of two versions are the same thing: each is in one pair, a moved one with itself."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.versions.compare import matching
from generator.versions.compare.matching import match, stretches

keys = st.lists(st.sampled_from(["a", "b", "c", "#d", "#e"]), max_size=7)


def paired(old: list[str], new: list[str], *, moves: bool = True) -> list[tuple[str | None, str | None]]:
    """The pairs of two sequences of keys."""
    return [(pair.old, pair.new) for pair in match(old, new, str, moves=moves)]


@given(old=keys, new=keys, moves=st.booleans())
def test_every_value_is_in_one_pair(old: list[str], new: list[str], moves: bool) -> None:  # noqa: FBT001 - drawn
    """Nothing is lost, nothing stands twice, and the new values keep their order."""
    pairs = paired(old, new, moves=moves)

    assert Counter(was for was, _ in pairs if was is not None) == Counter(old)
    assert [now for _, now in pairs if now is not None] == new


@given(old=keys, new=keys)
def test_an_id_is_never_another_id(old: list[str], new: list[str]) -> None:
    """Values of other ids are not the same thing, though they stand in the same place."""
    assert all(was == now for was, now in paired(old, new) if was and now and (was[0] == "#" or now[0] == "#"))


def test_what_has_moved_is_itself() -> None:
    """A row that went from last to first was not deleted."""
    assert paired(["a", "b", "c"], ["c", "a", "b"]) == [("c", "c"), ("a", "a"), ("b", "b")]


def test_where_nothing_moves_it_went_and_came() -> None:
    """Paragraphs are read in order: one that stands elsewhere went here and came there."""
    assert paired(["a", "b", "c"], ["c", "a", "b"], moves=False) == [(None, "c"), ("a", "a"), ("b", "b"), ("c", None)]


def test_another_value_in_the_same_place_is_the_same_thing() -> None:
    """A reworded row is the row that it was."""
    assert paired(["a", "b", "c"], ["a", "x", "c"]) == [("a", "a"), ("b", "x"), ("c", "c")]


@given(old=keys, new=keys, most=st.sampled_from([0, 4, 12]))
def test_long_sequences_are_compared_between_what_stands_once(old: list[str], new: list[str], most: int) -> None:
    """Nothing is lost and alike is alike, however little is compared with each other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_MOST_COMPARED", most)
        found = stretches(old, new, str)

    assert [value for each in found for value in each.old] == old
    assert [value for each in found for value in each.new] == new
    assert all(each.old == each.new for each in found if each.alike)
    assert all(first.alike != second.alike for first, second in pairwise(found))


def test_many_changed_rows_are_found_one_by_one() -> None:
    """Every other row of 20 000 is another: the work of comparing each with each has no end that anybody waits for."""
    old = [f"rad {number}" for number in range(20_000)]
    new = [row if number % 2 else f"ny {row}" for number, row in enumerate(old)]

    assert [(each.alike, len(each.old), len(each.new)) for each in stretches(old, new, str)] == [
        (bool(number % 2), 1, 1) for number in range(20_000)
    ]


def test_one_change_in_a_long_text_of_few_words_is_that_change() -> None:
    """Where no word stands once, what both begin with is alike."""
    old = ["och", "att"] * 5_000
    found = stretches(old, [*old, "slut"], str)

    assert [(each.alike, len(each.old), len(each.new)) for each in found] == [(True, 10_000, 10_000), (False, 0, 1)]
