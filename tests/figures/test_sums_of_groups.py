"""The sum of the rows under a heading can be cited, though the heading's row prints none."""

from __future__ import annotations

import pytest

from generator.versions.compare.differences import figure_changes
from tests.figures.resolving import ledger_of, problems_of, refusal, text_of

TABLE = """
tabeller:
  resultat:
    enhet: mnkr
    decimaler: 1
    kolumner:
      - utfall: Utfall
      - budget: Budget
      - avvikelse: Avvikelse
        formel: utfall - budget
      - andel: Andel
        enhet: "%"
      - ord: Ord
        typ: text
    rader:
      - IFO:
        typ: mellanrubrik
      - Barn: -5,0 | -4,0 | 5 % | a
      - Vuxna: -3,0 | {adults} | 6 % | b
      - Avgifter: 1,0 | 1,0 | 1 % | c
        typ: avgår
      - Summa:
        typ: summa
"""


def table(adults: str = "-3,5") -> str:
    """A table with a group of rows."""
    return TABLE.format(adults=adults)


@pytest.mark.parametrize(("column", "expected"), [("utfall", "−9,0 mnkr"), ("avvikelse", "−0,5 mnkr")])
def test_a_group_is_cited_by_its_heading(column: str, expected: str) -> None:
    """As its sum in each column, what is subtracted too; a column that is computed is computed of the sums."""
    assert text_of(ledger_of(table()), f"resultat.ifo.{column}") == expected


@pytest.mark.parametrize("column", ["andel", "ord"])
def test_what_is_not_summed_has_no_sum(column: str) -> None:
    """Per cent and words."""
    assert refusal(ledger_of(table()), f"resultat.ifo.{column}").code == "T201"


PLAIN = """
tabeller:
  t:
    kolumner:
      - a: A
    rader:
      - IFO:
        typ: mellanrubrik
      - Barn: 5
      - Vuxna: {adults}
"""


def test_a_group_is_cited_in_formulas_of_the_table() -> None:
    """By its heading alone, as a row is; and by other figures."""
    row = "      - Dubbelt:\n        formel: ifo * 2\n        typ: resultat\n        summera: nej\n"
    more = f"{row}tal:\n  mer: = t.ifo.a + 1\n"
    ledger = ledger_of(PLAIN.format(adults="4") + more)

    assert (text_of(ledger, "t.dubbelt.a"), text_of(ledger, "mer")) == ("18", "10")


def test_a_group_that_nothing_cites_is_no_figure_of_the_content() -> None:
    """It is in no list of figures, and what it cannot be summed of is no problem."""
    ledger = ledger_of(PLAIN.format(adults="4 tkr"))

    assert [figure.id for figure in ledger] == ["t.barn.a", "t.vuxna.a"]


def test_a_group_that_cannot_be_summed_is_told_where_it_is_cited() -> None:
    """Amounts and counts have no sum; why is in the hint."""
    problem = refusal(ledger_of(PLAIN.format(adults="4 tkr")), "t.ifo.a")

    assert (problem.code, problem.message) == ("T207", "”t.ifo.a” går inte att räkna ut.")
    assert "antal" in problem.hint


def test_a_ring_through_a_group_is_told() -> None:
    """A row of the group that is computed of the group's sum."""
    rows = "      - Del:\n        formel: ifo / 2\n"

    assert [problem.code for problem in problems_of(PLAIN.format(adults="4") + rows)] == ["T203"]


def test_a_correction_lists_what_is_printed_and_no_sums_of_groups() -> None:
    """A corrected row moves the sum of its group, which no cell has."""
    before, after = ledger_of(PLAIN.format(adults="4")), ledger_of(PLAIN.format(adults="6"))

    assert [change.figure for change in figure_changes(before, after)] == ["t.vuxna.a"]
