"""How a spreadsheet shows a figure: with the decimals, groups, plus, unit and marks that the document prints."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.printing.xlsx.number_format import number_format


@pytest.mark.parametrize(
    ("text", "value", "marks", "expected"),
    [
        ("48,4", "48.4", "", "#,##0.0"),
        ("−1\u00a0234", "-1234", "", "#,##0"),
        ("+6,5", "6.5", "", "+#,##0.0;-#,##0.0;#,##0.0"),
        ("76,8\u00a0%", "76.8", "", '#,##0.0"\u00a0%"'),
        ("1\u00a0200 tkr", "1200", "", '#,##0" tkr"'),
        ("2023", "2023", "", "0"),
        ("12,50", "12.50", "¹", '#,##0.00"¹"'),
        ("(48,2)", "-48.2", "", "#,##0.0"),
        ('5"', "5", "", "#,##0"),
        ("–", "0", "", "General"),
    ],
)
def test_it_shows_what_is_printed(text: str, value: str, marks: str, expected: str) -> None:
    """A per cent sign is text: the cell holds 76.8, not 0.768."""
    assert number_format(text, Decimal(value), marks) == expected
