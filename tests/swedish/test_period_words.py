"""Words for the month that figures end with, as controllers write them in headings and names of files."""

from __future__ import annotations

from datetime import date

import pytest

from generator.swedish import other_end, period_ends


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Utfall tom 240430", [(2024, 4)]),
        ("t.o.m. 30/4", [(None, 4)]),
        ("31/3 2024", [(2024, 3)]),
        ("tom 28/2", [(None, 2)]),
        ("30.4.2024", [(2024, 4)]),
        ("2404", [(2024, 4)]),
        ("Ack 2403", [(2024, 3)]),
        ("uppf_2404", [(2024, 4)]),
        ("T1", [(None, 4)]),
        ("Utfall T2 2024", [(2024, 8)]),
        ("2024-T1", [(2024, 4)]),
        ("tertial 3", [(None, 12)]),
        ("Kv1-24", [(2024, 3)]),
        ("Q2", [(None, 6)]),
        ("per 2024-04-30", [(2024, 4)]),
        ("20240331", [(2024, 3)]),
        ("Ack 202403", [(2024, 3)]),
        ("04/2024", [(2024, 4)]),
        ("jan–apr", [(None, 1), (None, 4)]),
        ("ack april", [(None, 4)]),
        ("31 mars", [(None, 3)]),
        ("apr-24", [(2024, 4)]),
        ("uppföljning_mars_2024", [(2024, 3)]),
        # Days within a month, codes, numbers and years.
        ("2024-04-15", []),
        ("5 mars", []),
        ("15/4", []),
        ("240415", []),
        ("Ansvar 2404 barn", []),
        ("Konto 5010", []),
        ("Budget 2024", []),
        ("2012", []),
        ("1 204 312", []),
        ("3,10", []),
        ("ST1", []),
        ("Tjänst 4", []),
    ],
)
def test_the_month_that_a_text_ends_with(text: str, ends: list[tuple[int | None, int]]) -> None:
    """Each with the year that the text says."""
    assert [(year, month) for year, month, _ in period_ends(text)] == ends


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["Enhet", "Utfall T1"], None),
        (["Utfall 2403", "Budget"], "Utfall 2403"),
        (["Utfall 2403", "Utfall 2404"], None),
        # A year before the period, and its end: a comparison, a balance brought forward.
        (["Utfall 2304"], None),
        (["2312"], None),
        (["Utfall 2303"], "Utfall 2303"),
        (["Utfall 2505"], None),
    ],
)
def test_another_end_than_the_periods(texts: list[str], told: str | None) -> None:
    """The first that is another, where none is the period's."""
    found = other_end(texts, date(2024, 4, 30))

    assert (found[1].written if found else None) == told
