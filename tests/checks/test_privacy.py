"""Identity numbers are told by their check digit and their day, and by nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.checks.privacy import is_identity_number


def with_check_digit(nine: str) -> str:
    """Nine digits → the tenth by Luhn's rule, counted here in the textbook's way."""
    total = 0
    for place, digit in enumerate(nine):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return nine + str((10 - total % 10) % 10)


DAYS = st.dates(min_value=date(1920, 1, 1), max_value=date(2023, 12, 31))
SERIALS = st.integers(min_value=0, max_value=999)


@given(day=DAYS, serial=SERIALS, coordination=st.booleans())
def test_a_number_with_the_right_check_digit_is_found(day: date, serial: int, *, coordination: bool) -> None:
    """Every true number is one, with the century and without, and so is a coordination number."""
    told = day.day + 60 if coordination else day.day
    ten = with_check_digit(f"{day:%y%m}{told:02}{serial:03}")

    assert is_identity_number(f"{ten[:6]}-{ten[6:]}")
    assert is_identity_number(f"{day:%Y}{ten[2:6]}-{ten[6:]}")


@given(day=DAYS, serial=SERIALS, off=st.integers(min_value=1, max_value=9))
def test_a_number_with_another_check_digit_is_none(day: date, serial: int, off: int) -> None:
    """The nine other digits in its last place make none of it."""
    ten = with_check_digit(f"{day:%y%m%d}{serial:03}")
    wrong = ten[:9] + str((int(ten[9]) + off) % 10)

    assert not is_identity_number(f"{wrong[:6]}-{wrong[6:]}")


@pytest.mark.parametrize("text", ["212000-0142", "811218 9876", "8112189876", "811318-9876", "2024-00123", "12345"])
def test_other_numbers_are_none(text: str) -> None:
    """Organisations, accounts, days that are in no calendar and registers have no identity numbers."""
    assert not is_identity_number(text)
