"""Written totals after a correction: what was exactly the sum of its parts is so after, whatever was corrected."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.figures import Computed, Ledger
from generator.versions.archive import Files
from generator.versions.correct.corrections import AffectedPeriod, CorrectedFiles, correct_files
from generator.versions.correct.proposals import proposals
from generator.versions.snapshot import figures_from
from tests.built import ROOT
from tests.commands.conftest import FRAME, HERE, PERIOD
from tests.figures.resolving import ledger_of

FOLDER = Path(__file__).parent / "totals"
THIS, NEXT = "storkoping/socialnamnden/2023-t1", "storkoping/socialnamnden/2023-t2"
STATEMENTS = f"{HERE}/tal.yaml"
FILES: Files = {
    **{path: text.encode() for path, text in FRAME.items()},
    "templates/base/profil.yaml": (ROOT / "templates" / "base" / "profil.yaml").read_bytes(),
    STATEMENTS: (FOLDER / "statements.yaml").read_bytes(),
    f"content/{NEXT}/period.yaml": f"{PERIOD.replace('2023-t1', '2023-t2')}föregående_period: 2023-t1\n".encode(),
    f"content/{NEXT}/tal.yaml": (FOLDER / "next_year.yaml").read_bytes(),
}
BEFORE = {period: figures_from(FILES, period) for period in (THIS, NEXT)}
WRITTEN = [figure.id for figure in BEFORE[THIS] if not isinstance(figure.origin, Computed)]
VALUES = st.integers(-400, 400).map(lambda tenths: Decimal(tenths) / 10)


def corrected(values: Mapping[str, str | Decimal]) -> tuple[CorrectedFiles, dict[str, Ledger]]:
    """New values of figures in → the corrected files, and the ledgers of both periods after."""
    periods = {period: AffectedPeriod(period, FILES, FILES, FILES) for period in (THIS, NEXT)}
    found = correct_files(periods, {name: Decimal(value) for name, value in values.items()})
    return found, {period: figures_from({**FILES, **found.edits}, period) for period in periods}


def apart(ledger: Ledger) -> dict[str, Decimal]:
    """The written totals that are not exactly their parts, and by how much."""
    totals = (each for each in ledger.relations if each.kind in {"summa", "formel"})
    parts = ((each.target, each.expected.value, ledger.figures[each.target].value or Decimal(0)) for each in totals)
    return {name: value - expected for name, expected, value in parts if value != expected}


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(WRITTEN), VALUES, min_size=1, max_size=5))
def test_a_total_that_was_its_parts_is_its_parts(values: Mapping[str, Decimal]) -> None:
    """However many figures are corrected, and by whichever ways they reach it; one that is corrected itself stays."""
    assert [apart(ledger) for ledger in BEFORE.values()] == [{}, {}]

    _, after = corrected(values)

    assert apart(after[NEXT]) == {}
    assert apart(after[THIS]).keys() <= values.keys()
    assert {name: after[THIS].figures[name].value for name in values} == values


@pytest.mark.parametrize(
    ("cost", "debt", "total"), [("-10.1", "3.1", "38.0"), ("-12.0", "5.0", "38.0"), ("-12.0", "3.1", "36.1")]
)
def test_changes_that_come_at_different_times_are_added(cost: str, debt: str, total: str) -> None:
    """One part changes at once, and the other when what it is computed of has followed."""
    found, after = corrected({"res.kostnader.belopp": cost, "balans.kortfristigt.belopp": debt})

    assert after[THIS].figures["balans.summa.belopp"].value == Decimal(total)
    assert after[NEXT].figures["kapital.ingående_summa.belopp"].value == Decimal(total)
    followers = {each.figure for each in found.followers[THIS]}
    assert ("balans.summa.belopp" in followers) is (total != "38.0")
    figures = after[THIS].figures
    assert figures["omslutning"].value == figures["omslutning_i_text"].value == Decimal(total)
    assert figures["i_koncernen"].value == Decimal(total) + 52
    assert figures["i_länet"].value == Decimal(total) + 12


def test_a_total_that_moves_back_leaves_its_line_as_it_was() -> None:
    """Its file has other changes, and a file that has none is not among those to be written."""
    found, _ = corrected({"res.kostnader.belopp": "-10.1", "balans.kortfristigt.belopp": "3.1"})
    old, new = (files[STATEMENTS].decode().splitlines() for files in (FILES, found.edits))

    assert list(found.edits) == [STATEMENTS]
    assert [line for line in new if "Summa: 38,0" in line] == [line for line in old if "Summa: 38,0" in line]


def test_a_total_follows_its_parts_and_not_what_it_agrees_with() -> None:
    """The sum of assets agrees with another total: where that is corrected, the check says that they differ."""
    _, after = corrected({"balans.summa.belopp": "40.0"})

    assert after[THIS].figures["balans.summa_tillgångar.belopp"].value == Decimal("38.0")


def test_a_total_that_was_made_a_formula_by_hand_is_none_to_follow() -> None:
    """What is computed now has no number to edit, though its value is another than the one that was published."""
    rows = "      - R: 1\n      - Summa: {}\n        typ: summa\n"
    text = f"tal:\n  a: 1\n  c: 2\ntabeller:\n  t:\n    kolumner:\n      - x: X\n    rader:\n{rows}"
    before, after = (ledger_of(text.format(total)) for total in ("1", "= c / a"))

    assert proposals(before, after, ()) == ()


def test_a_figure_without_parts_follows_what_it_agrees_with() -> None:
    """The result in the text is that of the statement, which its own parts move."""
    _, after = corrected({"res.intäkter.belopp": "16.0"})

    assert after[THIS].figures["resultat"].value == Decimal("6.0")
