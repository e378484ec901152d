"""Formulas for spreadsheets: with factors between units, and none that would give another value."""

from __future__ import annotations

import pytest

from generator.compose.spreadsheet_formulas import Formula, spreadsheet_formulas
from generator.document import FigureTerm
from tests.figures.resolving import ledger_of

FIGURES = """
tal:
  intäkt: 3,2 mnkr
  kostnad: 48 400 tkr
  boende: 66
  andel_män: 40 %
  förlust:
    värde: = intäkt - kostnad
    enhet: mnkr
  förlust_i_tkr:
    värde: = intäkt - kostnad
    enhet: tkr
  per_boende:
    värde: = kostnad / boende
    enhet: kr
  täckning:
    värde: = intäkt / kostnad
    enhet: "%"
  män:
    värde: = andel_män * boende
    enhet: antal
  tvärtom:
    värde: = -(intäkt - kostnad)
    enhet: mnkr
  två_gånger:
    värde: = 2 * (intäkt + intäkt)
    enhet: mnkr
  tillväxt:
    värde: = (1 + andel_män) * (andel_män + 1) - 1
    enhet: "%"
  per_månad:
    värde: = intäkt / period.antal_månader
    enhet: mnkr
"""

TABLE = """
tabeller:
  t:
    rubrik: T
    enhet: tkr
    radrubrik: Enhet
    kolumner:
      - utfall: Utfall
      - budget: Budget
      - avvikelse: Avvikelse
        formel: budget - utfall
    rader:
      - a: 10 | 12 | 2
      - b: – | 3 | 3
      - Summa: 10 | 16 | 6
        typ: summa
"""


def written(formula: Formula) -> str:
    """A formula as one text; a blank figure in N()."""
    parts = (
        (f"N({part.figure})" if part.blank else part.figure) if isinstance(part, FigureTerm) else part
        for part in formula
    )
    return "".join(parts)


def formula_of(text: str, name: str) -> str:
    """The formula of a figure of a content."""
    return written(spreadsheet_formulas([name], ledger_of(text))[name])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("förlust", "intäkt-kostnad/1000"),
        ("förlust_i_tkr", "(intäkt-kostnad/1000)*1000"),
        ("per_boende", "kostnad/boende*1000"),
        ("täckning", "intäkt/kostnad*1000*100"),
        ("män", "andel_män*boende/100"),
        ("tvärtom", "-(intäkt-kostnad/1000)"),
        ("två_gånger", "2*(intäkt+intäkt)"),
        ("tillväxt", "((1+andel_män/100)*(andel_män/100+1)-1)*100"),
        ("per_månad", "intäkt/4"),
        ("intäkt", ""),
    ],
)
def test_units_become_factors(name: str, expected: str) -> None:
    """A cell holds 48 400, another 3.2: what is added is first made thousands or millions alike."""
    assert formula_of(FIGURES, name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("t.a.avvikelse", "t.a.budget-t.a.utfall"),
        ("t.b.avvikelse", "t.b.budget-N(t.b.utfall)"),
        ("t.summa.utfall", "t.a.utfall+N(t.b.utfall)"),
        # Printed 16, and its rows are 15: a formula would print another figure than the document does.
        ("t.summa.budget", ""),
    ],
)
def test_what_is_written_and_agrees_is_a_formula_too(name: str, expected: str) -> None:
    """A sum that is not the sum of its rows stays the number that is printed."""
    assert formula_of(TABLE, name) == expected


def test_a_ring_of_agreements_has_a_number_in_it() -> None:
    """Of a = b − c and b = a + c both are right, and no spreadsheet can work out both."""
    text = """
tabeller:
  t:
    rubrik: T
    enhet: tkr
    radrubrik: Enhet
    kolumner:
      - ingående: In
        formel: utgående - förändring
      - förändring: Ändring
      - utgående: Ut
        formel: ingående + förändring
    rader:
      - a: 10 | 2 | 12
"""
    formulas = spreadsheet_formulas(["t.a.ingående", "t.a.utgående"], ledger_of(text))

    assert sorted(map(written, formulas.values())) == ["", "", "t.a.ingående+t.a.förändring"]


def test_a_sum_written_in_a_text_is_listed_with_its_terms() -> None:
    """`{{ a + b }}` is a figure that the document prints."""
    formulas = spreadsheet_formulas(["intäkt + kostnad"], ledger_of(FIGURES))

    assert written(formulas["intäkt + kostnad"]) == "intäkt+kostnad/1000"
