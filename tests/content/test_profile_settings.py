"""What a profile sets the checks by: known keys, values of their kind, and nothing that is passed over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.content import HouseSource, read_house
from generator.problems import CODES, Problems
from tests.corpus.cases import ROOT
from tests.figures.resolving import block

BASE = "ledtexter:\n  innehåll: Innehåll\n  utkast: UTKAST\n"


def told(profile: str, words: str = "") -> list[tuple[str, int, int, str]]:
    """A profile over a small base in → code, line, column, and all that is told of it, out."""
    problems = Problems()
    profiles = (block(BASE, "bas.yaml"), block(profile, "profil.yaml"))
    read_house(HouseSource("hus", profiles, (), (), frozenset(words.split())), problems)
    return [
        (each.code, each.where.line, each.where.column, f"{each.message} {each.found} {each.hint}") for each in problems
    ]


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ("minsta_anal: 5", "T101", "minsta_antal"),
        ("avvikelse_mkr: 5", "T101", "avvikelse_mnkr"),
        ("egna-ord: RUR", "T101", "egna_ord"),
        ("minsta_antal: fem", "T103", "fem"),
        ("minsta_antal: -5", "T103", "-5"),
        ("avvikelse_procent: tio", "T105", "tio"),
        ("avvikelse_procent: 5 mnkr", "T103", "5 mnkr"),
        ("avvikelse_mnkr: -2", "T103", "-2"),
        ("rättelseblad_rader: många", "T103", "många"),
    ],
)
def test_a_setting_that_is_misspelt_or_no_number_is_told(line: str, code: str, text: str) -> None:
    """A guard is never switched off in silence: the place and the way out are told."""
    problems = told(f"kontrollvärden:\n  {line}\n")

    assert [each[:2] for each in problems] == [(code, 2)]
    assert text in problems[0][3]


def test_settings_are_read_as_what_they_are() -> None:
    """Numbers with or without their unit are numbers; nej is no limit."""
    lines = 'minsta_antal: "5"\n  avvikelse_procent: 2,5 %\n  avvikelse_mnkr: 3\n  rättelseblad_rader: 30\n'
    problems = Problems()
    house, _ = read_house(HouseSource("hus", (block(f"kontrollvärden:\n  {lines}"),), (), ()), problems)
    silent, _ = read_house(HouseSource("hus", (block("kontrollvärden:\n  minsta_antal: nej\n"),), (), ()), problems)

    settings = house.settings
    assert problems == []
    assert (settings.smallest_count, settings.correction_lines, silent.settings.smallest_count) == (5, 30, 0)
    assert (settings.deviation_share, settings.deviation_amount) == (Decimal("2.5"), Decimal(3))


def test_every_unknown_code_of_a_severity_is_told() -> None:
    """A code that no check gives has no severity to set, and the others are set."""
    problems = told("kontroller:\n  T7622: fel\n  T605: av\n  t721: varning\n  T103: av\n")

    assert [each[:3] for each in problems] == [("T101", 2, 3), ("T101", 4, 3), ("T101", 5, 3)]
    assert "T762" in problems[0][3]
    assert "går inte att ändra" in problems[2][3]


def test_a_code_that_follows_to_the_next_period_is_one() -> None:
    """A code of `kvitteras` that is none is told where it stands."""
    problems = told("nästa_period:\n  kvitteras: [T743, T7700]\n")

    assert [each[:3] for each in problems] == [("T111", 2, 21)]


def test_the_severity_of_every_finding_can_be_set() -> None:
    """What the checks give, a house may weigh."""
    modules = (ROOT / "generator" / "checks").rglob("*.py")
    found = {code for module in modules for code in CODES if f'"{code}"' in module.read_text(encoding="utf-8")}

    assert told("kontroller:\n" + "".join(f"  {code}: av\n" for code in sorted(found))) == []


def test_a_fixed_word_that_no_template_prints_is_told() -> None:
    """A misspelt name of a fixed word is told with the nearest; a word of the house's own templates is its own."""
    problems = told("ledtexter:\n  inehåll: Innehåll\n  beslutad: Beslutad\n  utkast: Utkast\n", "beslutad")

    assert [each[:3] for each in problems] == [("T101", 2, 3)]
    assert "”innehåll”" in problems[0][3]


def test_an_unknown_unit_is_told_with_the_way_out() -> None:
    """A unit that is like no other says where a new one is declared."""
    units = "enheter: [årsarbetare, vårddygn, timmar, besök, platser, hushåll]\n"
    problems = told(f"{units}uppföljningstyper:\n  a:\n    fält:\n      b:\n        typ: tal\n        enhet: zzz\n")

    assert [each[:3] for each in problems] == [("T109", 7, 16)]
    assert "enheter: i profilen" in problems[0][3]


@pytest.mark.parametrize("written", ["RUR RIPS", "RUR, RIPS", "RUR; RIPS", "\n    - RUR\n    - RIPS", "[RUR, RIPS]"])
def test_words_of_the_house_are_written_on_a_line_or_as_a_list(written: str) -> None:
    """No comma is taken along."""
    problems = Problems()
    source = HouseSource("hus", (block(BASE), block(f"kontrollvärden:\n  egna_ord: {written}\n")), (), ())
    house, _ = read_house(source, problems)

    assert problems == []
    assert house.settings.words_of_house == {"rur", "rips"}
