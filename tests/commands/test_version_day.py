"""The day of a version: today where none is given, and none that a slip of the year puts far ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from generator.commands.publish import version_day
from generator.problems import UsageError

TODAY = date.today()  # noqa: DTZ011, TID251 - the command compares with it


@pytest.mark.parametrize("day", ["9999-12-31", (TODAY + timedelta(days=184)).isoformat()])
def test_a_day_far_ahead_is_refused(day: str) -> None:
    """No version could follow it."""
    with pytest.raises(UsageError, match=rf"{day}, är mer än ett halvår efter i dag.* Rätta --date"):
        version_day(day)


@pytest.mark.parametrize("day", [date(2020, 1, 1), TODAY, TODAY + timedelta(days=181)])
def test_a_day_before_or_a_little_ahead_is_taken(day: date) -> None:
    """A paper may be dated on the day of the meeting."""
    assert version_day(day.isoformat()) == day
