"""Records counted by the words of their fields: `antal(typ, fält: "ord")`."""

from __future__ import annotations

import pytest

from generator.versions.compare.differences import figure_changes
from tests.figures.resolving import ledger_of, refusal, text_of

RECORDS = """
enheter:
  norr:
    - rubrik: Ett
      status: Klar
      riktning: upp
    - rubrik: Två
      granne: ett
  söder:
    - rubrik: Tre
      status: {state}
      granne: ett
      riktning: ner
      kommentar: |
        {{{{ antal(enheter, granne: post.granne) | med_bokstäver }}}} av {{{{ antal(enheter) }}}}
tal:
  klara: '= antal(enheter, status: "Klar")'
  andel: = antal(enheter, status="Klar") / antal(enheter)
"""


def records(state: str = "Klar") -> str:
    """Three records, one of which has a state given."""
    return RECORDS.format(state=state)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("antal(enheter)", "3"),
        ('antal(enheter, status: "Klar")', "2"),
        ('antal(enheter, status: "Genomförd")', "2"),
        ('antal(enheter, status: "")', "1"),
        ('antal(enheter, status: "Klar", riktning: "ner")', "1"),
        ('antal(enheter, granne="ett")', "2"),
        ('antal(enheter, grupp: "norr")', "2"),
        ('antal(enheter, kommentar: "Nej")', "0"),
        ("enheter.tre.kommentar", "två av 3\n"),
        ("klara | med_bokstäver", "två"),
        ("andel | procent", "67 procent"),
    ],
)
def test_records_are_counted_by_the_words_of_their_fields(count: str, expected: str) -> None:
    """By the word that is written or printed, none by "", all that are given; a record's own word by its name."""
    assert text_of(ledger_of(records()), count) == expected


def test_records_of_another_period_are_counted() -> None:
    """What stands before the type is the period."""
    ledger = ledger_of(records(), {"2022-t3": records("Klar").split("  söder")[0]})

    assert text_of(ledger, 'antal(föregående_period.enheter, status: "Klar")') == "1"
    assert text_of(ledger, "antal(enheter) - antal(föregående_period.enheter)") == "1"


@pytest.mark.parametrize(
    ("count", "code", "expected", "hint"),
    [
        ("antal(enhet)", "T201", "antal(typ)", "Menade du ”enheter”?"),
        ("antal(enheter.ett)", "T201", "antal(typ)", "Menade du ”enheter”?"),
        ('antal(enheter, staus: "Klar")', "T201", "", "Menade du ”status”?"),
        ('antal(enheter, status: "Klr")', "T111", "Klar, Genomförd", "Menade du ”Klar”?"),
        ('antal(enheter, riktning: "hit")', "T111", "upp, ner", ""),
        ('antal(enheter, granne: "fyra")', "T111", "ett, två, tre", ""),
        ('antal(enheter, grupp: "sder")', "T111", "norr, söder", "Menade du ”söder”?"),
        ("antal(enheter, status: klara)", "T209", 'status: "ord"', ""),
        ("antal(enheter, status: 3)", "T209", 'antal(typ), eller antal(typ, fält: "ord")', ""),
        ('antal("enheter")', "T209", 'antal(typ), eller antal(typ, fält: "ord")', ""),
        ("antal()", "T209", 'antal(typ), eller antal(typ, fält: "ord")', ""),
        (
            "antal(enheter, granne: post.granne)",
            "T201",
            "",
            "post finns i avsnitt med för_varje, i posters fält och i deras rubriker.",
        ),
        ('antal(enheter, status: "Klar", status: "")', "T209", 'antal(typ), eller antal(typ, fält: "ord")', ""),
        ("antal(enheter, **klara)", "T209", 'antal(typ), eller antal(typ, fält: "ord")', ""),
        ("antal(föregående_period.enheter)", "T201", "", ""),
    ],
)
def test_what_cannot_be_counted_is_refused(count: str, code: str, expected: str, hint: str) -> None:
    """A word that no record could have would give 0 for ever."""
    problem = refusal(ledger_of(records()), count)

    assert (problem.code, problem.expected, problem.hint) == (code, expected, hint)


def test_a_state_that_changes_moves_the_counts() -> None:
    """A correction tells them among what is computed."""
    before, after = ledger_of(records()), ledger_of(records("_").replace("      status: _\n", ""))

    assert [(change.figure, change.old, change.new) for change in figure_changes(before, after)] == [
        ("klara", "2", "1"),
        ("andel", "0,67", "0,33"),
    ]


def test_a_type_without_records_counts_none() -> None:
    """None is a number."""
    assert text_of(ledger_of("enheter: []\n"), "antal(enheter)") == "0"


def test_a_number_is_counted_by_its_value() -> None:
    """However it is written, with its unit or without, and by "" where there is none; never one that is computed."""
    amounts = ("4", "4,0 mnkr", "3", None)
    lines = (f"    utfall: {amount}\n" if amount else "" for amount in amounts)
    text = "enheter:\n" + "".join(f"  - rubrik: Enhet {number}\n{line}" for number, line in enumerate(lines))
    ledger = ledger_of(text)
    counts = {word: text_of(ledger, f'antal(enheter, utfall: "{word}")') for word in ("4", "4,0", "4 tkr", "2", "")}

    assert counts == {"4": "2", "4,0": "2", "4 tkr": "0", "2": "0", "": "1"}
    assert refusal(ledger, 'antal(enheter, utfall: "stor")').code == "T105"
    assert refusal(ledger, 'antal(enheter, avvikelse: "1")').code == "T209"
