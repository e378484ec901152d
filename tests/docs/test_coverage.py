"""The page on coverage, held against the repository and the documents that it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.docs.coverage import Row, Shown, Sight, missing, not_shown, rows, shown_in

ROWS = rows()
ELEMENTS = 78
SIGHTS = tuple((row, sight) for row in ROWS for sight in row.sights)

# A period is read once for all rows that are seen in it.
shown: Callable[[str], dict[tuple[str, str], Shown]] = cache(shown_in)


def test_the_page_has_every_element() -> None:
    """The list of elements is whole: each number once, in order."""
    assert [row.number for row in ROWS] == list(range(1, ELEMENTS + 1))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.number))
def test_an_element_lives_where_the_page_says(row: Row) -> None:
    """Each file that a row names is there, with the key or the words that it names in it."""
    assert row.places
    assert [found for place in row.places if (found := missing(place))] == []


@pytest.mark.parametrize(("row", "sight"), SIGHTS, ids=[f"{row.number}-{sight}" for row, sight in SIGHTS])
def test_an_element_is_seen_where_the_page_says(row: Row, sight: Sight) -> None:
    """The document has the section, and the section has what the row says is to be found there."""
    sections = shown(sight.period)

    assert (sight.document, sight.section) in sections, f"row {row.number}: no such section"
    assert sight.shown, f"row {row.number}: nothing is said to be found in {sight}"
    assert sections[sight.document, sight.section].lacks(sight.shown) == ()


def test_what_is_shown_nowhere_is_listed_as_such() -> None:
    """The rows without a sight are those that the page lists under their own heading, no more and no fewer."""
    assert sorted(not_shown()) == [row.number for row in ROWS if not row.sights]


def test_a_sight_that_is_not_there_is_found() -> None:
    """A section, a block, words and a key that are not there are each told."""
    told = Shown(frozenset({"Table"}), "Summa −48,4 mnkr")

    assert told.lacks(("Table", "Chart", "”−48,4 mnkr”", "”−48,5 mnkr”")) == ("Chart", "”−48,5 mnkr”")
    assert missing("templates/base/profil.yaml#talformat.standard.minus") == ""
    assert missing("templates/base/profil.yaml#talformat.nothing") == "talformat.nothing"
    assert missing("templates/base/nothing.css") == "templates/base/nothing.css"
    assert missing("templates/base/css/shared.css .no-such-class") == "templates/base/css/shared.css: .no-such-class"
