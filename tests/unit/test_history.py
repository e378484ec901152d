"""The record of a period's versions: what is written is read, and what was changed by hand is noticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.history import history_text, parse_history
from generator.problems import Rejected
from generator.release import Change, Place, Release, Stage

PERIOD = "storkoping/vardnamnden/2025-t1"
FIRST = Release(
    version=1,
    date=date(2025, 5, 9),
    stage=Stage.SENT,
    note="Utsänd: ”till” nämnden\n  - version: 9",
    documents=("skrivelse", "rapport"),
    dated={"rapport": "2025-05-08"},
    outputs={"rapport.pdf": "ab" * 32},
)
SECOND = replace(
    FIRST,
    version=2,
    stage=Stage.CORRECTED,
    decided_by="ordföranden, delegation 1.3",
    revised=("rapport",),
    changes=(Change("ekonomi.summa.utfall", "12,5", "12,7", "mnkr", "content/x/tal.yaml:3"),),
    places=(Place("rapport", "2.1", "Ekonomi", "4", "12,5\u00a0mnkr", "12,7\u00a0mnkr", "ekonomi.summa.utfall"),),
    on_web=True,
)
TEXT = history_text((FIRST, SECOND))

words = st.text(st.characters(codec="utf-8"), max_size=30)


def codes(text: str) -> set[str]:
    """The codes of what is wrong with a history."""
    with pytest.raises(Rejected) as caught:
        parse_history(text.encode(), PERIOD)
    return {problem.code for problem in caught.value.problems}


def test_what_is_written_is_read() -> None:
    """Versions come back as they were, and the same versions give the same text."""
    assert parse_history(TEXT.encode(), PERIOD) == (FIRST, SECOND)
    assert history_text(parse_history(TEXT.encode(), PERIOD)) == TEXT


def test_a_version_more_leaves_what_stands() -> None:
    """The record is only added to: what was there is the beginning of what is there."""
    assert TEXT.startswith(history_text((FIRST,)))


@given(note=words, reason=words, value=words)
def test_any_words_come_back(note: str, reason: str, value: str) -> None:
    """Quotation marks, line breaks, keys of the record itself: whatever is said is text (in one form of Unicode)."""
    release = replace(SECOND, version=1, note=note, reason=reason, changes=(Change("x", value, "1"),))

    written = history_text((release,))

    assert history_text(parse_history(written.encode(), PERIOD)) == written


def test_line_breaks_of_another_system_are_no_change() -> None:
    """Version control may give the file other line breaks."""
    assert parse_history(TEXT.replace("\n", "\r\n").encode(), PERIOD) == (FIRST, SECOND)


@pytest.mark.parametrize("number", range(2, TEXT.count("\n")))
def test_a_line_changed_or_removed_is_noticed(number: int) -> None:
    """Whichever line of a record somebody changes or takes away, the history is refused."""
    lines = TEXT.split("\n")
    changed = [*lines[:number], f"{lines[number]} x", *lines[number + 1 :]]
    removed = [*lines[:number], *lines[number + 1 :]]

    assert codes("\n".join(changed))
    assert codes("\n".join(removed))


def test_a_changed_figure_is_told_at_its_record() -> None:
    """The problem stands at the record that was changed, and says the way out."""
    with pytest.raises(Rejected) as caught:
        parse_history(TEXT.replace('"12,7"', '"12,9"').encode(), PERIOD)

    (problem,) = caught.value.problems
    assert problem.code == "T801"
    assert TEXT.split("\n")[problem.where.line - 1] == "  - version: 2"
    assert "--restore-history" in problem.hint


def test_a_version_taken_away_is_noticed() -> None:
    """A record in the middle or at the beginning cannot be left out."""
    whole = history_text((FIRST, SECOND, replace(SECOND, version=3)))
    first, second = whole.index("  - version: 1"), whole.index("  - version: 2")

    assert codes(whole[:first] + whole[second:]) == {"T801"}


@pytest.mark.parametrize("text", ["", "versioner:\n", "versioner: 3\n", "x: 1\n", "versioner:\n  - 1\n"])
def test_what_is_no_history_is_refused(text: str) -> None:
    """An empty file, or another, is no history."""
    assert codes(text) <= {"T802", "T003"}
