"""Rows that reconcile with rows of other tables, and tables by their totals: each column that both have is held."""

from __future__ import annotations

import pytest

from generator.problems import Rejected
from tests.figures.resolving import content_of, ledger_of, problems_of

STATEMENT = """
tabeller:
  rr:
    enhet: mnkr
    kolumner:
      - Kommunen:
          - k2023: Bokslut 2023
          - k2024: Bokslut 2024
      - Koncernen:
          - k2024: Bokslut 2024
    rader:
      - Intäkter: 1 | 2 | 3
      - Kostnader: -4 | -5 | -6
  not_intäkter:
    enhet: mnkr
    {table}
    kolumner:
      - Kommunen:
          - k2023: Bokslut 2023
          - k2024: Bokslut 2024
          - budget: Budget
    rader:
      - Avgifter: 0 | 1 | 4
      - Bidrag: 1 | {grants} | 4
      - Summa: 1 | {total} | 8
        typ: summa
        {row}
"""


def written(row: str = "", table: str = "", grants: str = "1", total: str = "2") -> str:
    """A statement and a note, one of which says what it reconciles with."""
    return STATEMENT.format(row=row, table=table, grants=grants, total=total)


WAYS = [{"row": "stäms_av_mot: rr.intäkter"}, {"table": "stäms_av_mot: rr.intäkter"}]


@pytest.mark.parametrize("way", WAYS)
def test_a_row_is_held_to_a_row_in_the_columns_that_both_have(way: dict[str, str]) -> None:
    """By id within the group: the budget, and the group's other year, have nothing to agree with."""
    held = [
        (relation.target, relation.terms, str(relation.expected.value))
        for relation in ledger_of(written(**way)).relations
        if relation.kind == "stäms_av_mot"
    ]

    assert held == [
        ("not_intäkter.summa.k2023", ((1, "rr.intäkter.k2023"),), "1"),
        ("not_intäkter.summa.k2024", ((1, "rr.intäkter.kommunen.k2024"),), "2"),
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_total_that_is_not_its_row_is_told_at_its_cell(way: dict[str, str]) -> None:
    """The sum of the note adds up; only the statement shows that it is wrong."""
    (problem,) = problems_of(written(**way, grants="2", total="3"))

    assert (problem.code, problem.where.line) == ("T204", 25)


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ({"row": "stäms_av_mot: rr.intäktr"}, ["T201"]),
        ({"table": "stäms_av_mot: intäkter.rr"}, ["T201"]),
        ({"row": "stäms_av_mot: -rr.kostnader"}, []),
    ],
)
def test_a_name_that_no_column_has_is_told_once(way: dict[str, str], told: list[str]) -> None:
    """It is no column that one of them lacks."""
    codes = [problem.code for problem in problems_of(written(**way))]

    assert [code for code in codes if code != "T204"] == told


def test_a_table_without_a_total_has_nothing_to_reconcile() -> None:
    """It would be held to nothing, without a word."""
    text = written(table="stäms_av_mot: rr.intäkter").replace("        typ: summa\n", "")

    with pytest.raises(Rejected) as raised:
        content_of(text)

    assert [problem.code for problem in raised.value.problems] == ["T103"]


def test_a_row_is_computed_of_rows() -> None:
    """A formula of a row reads the same names."""
    result = """
  resultat:
    enhet: mnkr
    kolumner:
      - Kommunen:
          - k2024: Bokslut 2024
    rader:
      - Resultat:
        formel: rr.intäkter + rr.kostnader
"""

    quantity = ledger_of(written() + result).figures["resultat.resultat.k2024"].quantity

    assert quantity is not None
    assert quantity.value == -3
