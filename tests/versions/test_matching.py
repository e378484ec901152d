"""Which values of two versions are the same thing: each is in one pair, a moved one with itself."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from generator.versions.compare.matching import match

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
