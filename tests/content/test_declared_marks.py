"""What a profile declares of symbols and colours, and what content asks of scales → the house, or what is wrong."""

from __future__ import annotations

import pytest

from generator.content import HouseSource, read_house
from generator.problems import Problem, Problems
from tests.compose.composing import faults_of, indented, source_of, table_and_problems
from tests.figures.resolving import block

BASE = """
symboler:
  bock: symboler/bock.svg
  pil_ned: symboler/pil_ned.svg
färger:
  grön: --good
  lila: "#5B2a86"
"""
STATE = "statusskalor:\n  läge:\n    Bra:\n      symbol: bock\n      färg: grön\n"


def problems_of(*profiles: str) -> tuple[Problem, ...]:
    """Profiles in, the base's first → what is wrong with them."""
    problems = Problems()
    files = [block(text, f"profil_{number}.yaml") for number, text in enumerate(profiles)]
    read_house(HouseSource("hus", tuple(files), (), ()), problems)
    return tuple(problems)


@pytest.mark.parametrize(
    ("state", "column", "message", "hint"),
    [
        ("symbol: pil_ner", 15, "Symbolen ”pil_ner” finns inte.", "Menade du ”pil_ned”?"),
        ("symbol: droppe", 15, "Symbolen ”droppe” finns inte.", "Kända namn: bock, pil_ned."),
        ("färg: lilla", 13, "Färgen ”lilla” finns inte.", "Menade du ”lila”?"),
    ],
)
def test_a_state_has_a_symbol_and_a_colour_that_are_declared(state: str, column: int, message: str, hint: str) -> None:
    """An unknown name would be an empty disc: it is told at its line, with the nearest or all that there are."""
    (problem,) = problems_of(BASE, f"statusskalor:\n  läge:\n    Sämre:\n      {state}\n")

    assert (problem.code, problem.message, problem.hint) == ("T111", message, hint)
    assert (problem.where.file, problem.where.line, problem.where.column) == ("profil_1.yaml", 4, column)


def test_a_house_adds_symbols_and_colours_to_those_of_the_base() -> None:
    """States may use both, and the house's file goes before the base's of the same name."""
    own = "symboler:\n  droppe: bilder/droppe.SVG\n  bock: egna/bock.svg\nfärger:\n  rosa: '#f0a'\n"
    problems = Problems()
    files = (block(BASE, "a.yaml"), block(own + STATE.replace("grön", "rosa"), "b.yaml"))
    house, _ = read_house(HouseSource("hus", files, (), ()), problems)

    assert not problems
    assert dict(house.symbols) == {
        "bock": "egna/bock.svg",
        "pil_ned": "symboler/pil_ned.svg",
        "droppe": "bilder/droppe.SVG",
    }
    assert dict(house.colours) == {"grön": "--good", "lila": "#5B2a86", "rosa": "#f0a"}


@pytest.mark.parametrize(
    ("profile", "code", "told"),
    [
        ("färger:\n  lila:\n", "T108", "inom citattecken"),
        ("färger:\n  lila: '#5b2a8'\n", "T103", "inom citattecken"),
        ("färger:\n  lila: purple\n", "T103", "inom citattecken"),
        ("färger:\n  lila: '#5b2a86; }'\n", "T103", "inom citattecken"),
        ("färger:\n  lila: [a]\n", "T103", ""),
        ("statusskalor:\n  läge:\n    Bra:\n      färg: '#5b2a86'\n", "T103", "under färger:"),
        ("statusskalor:\n  läge:\n    Bra:\n      färg: --good\n", "T103", "under färger:"),
        ("statusskalor:\n  läge:\n    Bra:\n      färg:\n", "T108", "inom citattecken"),
        ("symboler:\n  bock: symboler/bock.png\n" + STATE, "T103", "SVG"),
        ("symboler:\n  bock:\n" + STATE, "T108", ""),
    ],
)
def test_what_is_no_colour_or_symbol_is_told_once(profile: str, code: str, told: str) -> None:
    """A number sign without quotation marks begins a comment: the way out says so. No unknown name follows from it."""
    (problem,) = problems_of(BASE, profile)

    assert problem.code == code
    assert told in problem.hint


@pytest.mark.parametrize("kind", ["symboler", "färger"])
@pytest.mark.parametrize(
    ("first", "second", "code"), [("pågår", "pagar", "T107"), ("Bock", "bock", "T107"), ("a", "b", "")]
)
def test_names_are_apart_in_a_style_sheet_too(kind: str, first: str, second: str, code: str) -> None:
    """Of two names that are one class there, the one would be drawn as the other."""
    value = {"symboler": "symboler/a.svg", "färger": "--good"}[kind]
    problems = problems_of(f"{kind}:\n  {first}: {value}\n", f"{kind}:\n  {second}: {value}\n")

    assert [problem.code for problem in problems] == [code] * bool(code)


def test_a_legend_is_of_a_scale_that_there_is() -> None:
    """In an outline any other name is told; the scale's own is placed."""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - teckenförklaring: {}\n"

    assert faults_of(source_of("", outline.format("ljus"))) == []
    assert faults_of(source_of("", outline.format("ljuset"))) == [("T111", "Statusskalan ”ljuset” finns inte.")]


@pytest.mark.parametrize(
    ("legend", "scale", "text", "codes"),
    [
        ("ljus", "ljus", None, []),
        ("ljuss", "", "ljuss", ["T111"]),
        ("Kostnader (-)", "", "Kostnader (-)", []),
        ("Läget", "", "Läget", []),
    ],
)
def test_a_tables_legend_is_a_scale_or_a_text(legend: str, scale: str, text: str | None, codes: list[str]) -> None:
    """The name of a scale is no text to print; a name that is nearly one is told."""
    columns = "- a: A\n  typ: status\n  skala: ljus"
    written = f"teckenförklaring: {legend}\nkolumner:\n{indented(columns, 2)}\nrader:\n  - R: Grön\n"
    table, problems = table_and_problems(written)

    assert table is not None
    assert (table.scale, table.entry.legend and table.entry.legend.text) == (scale, text)
    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize(("kind", "codes"), [("tal", ["T103"]), ("status\n  skala: ljus", [])])
def test_only_states_are_shown_as_marks_or_words(kind: str, codes: list[str]) -> None:
    """Asked of another column, it is told and not passed over."""
    columns = f"- a: A\n  typ: {kind}\n  visa: ord"
    cell = "1" if kind == "tal" else "Grön"
    _, problems = table_and_problems(f"kolumner:\n{indented(columns, 2)}\nrader:\n  - R: {cell}\n")

    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize(
    ("shown", "codes"),
    [
        ("fält: ljus", []),
        ("innehåll: [namn, ljus]", []),
        ("fält: namn", ["T103"]),
        ("innehåll: [namn, chef]", ["T103"]),
        ("mönster: '{{ post.ljus }}'", []),
    ],
)
def test_only_states_of_records_are_shown_as_marks_or_words(shown: str, codes: list[str]) -> None:
    """A field, or one of several in a cell, is a state."""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - insatser: alla\n        fält:\n          - namn\n"
    source = source_of(
        "insatser:\n  - namn: A\n    ljus: Grön\n", f"{outline}          - {shown}\n            visa: ord\n"
    )

    assert [code for code, _ in faults_of(source)] == codes


def test_a_table_without_states_has_the_text_that_it_says() -> None:
    """A word like the name of a scale is a word there."""
    table, problems = table_and_problems("teckenförklaring: Ljus\nkolumner:\n  - a: A\nrader:\n  - R: 1\n")

    assert table is not None
    assert (table.entry.legend and table.entry.legend.text, problems) == ("Ljus", ())


def test_a_base_without_declarations_has_its_marks_in_its_style_sheets() -> None:
    """A version that was published before symbols and colours were declared is still read, with its own templates."""
    assert problems_of(STATE) == ()
