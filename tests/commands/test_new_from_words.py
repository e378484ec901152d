"""What comes along to the next period is told by the house's words, and by the author: through the front door."""

from __future__ import annotations

import json

import pytest

from tests.commands.conftest import HERE, PERIOD, MakeProject, Project

NEXT = HERE.replace("2023-t1", "2023-t2")
TABLES = """\
tabeller:
  fonder:
    rubrik: Fonder
    enhet: mnkr
    decimaler: 1
    kolumner:
      - utfall: Utfall
      - ram: Ram
{attribute}    rader:
      - Kompetens:  1,0 | 4,0
      - Framtid:    2,0 | 5,0
{row}"""


def rolled(project: MakeProject, content: str, new: str = "2023-t2", **files: str) -> str:
    """The content of a period goes in; the same file of the next period comes out. A file `profile` is the house's."""
    named = {f"{HERE}/{name}.yaml": text for name, text in files.items() if name != "profile"}
    profile = {"templates/storkoping/profil.yaml": files["profile"]} if "profile" in files else {}
    made: Project = project({**named, **profile, f"{HERE}/innehall.yaml": content})
    run = made.run("new", "period", new, "--from", "2023-t1")
    assert run.code == 0, run.err
    return made.read(f"{HERE.replace('2023-t1', new)}/innehall.yaml")


@pytest.mark.parametrize(
    ("attribute", "row", "cells"),
    [
        ("", "", "?? |  ??"),
        ("        antaget: ja\n", "", "?? | = föregående_period.fonder.framtid.ram"),
        ("        antaget: ja\n", "        antaget: nej\n", "?? |  ??"),
        ("    antaget: ja\n", "", "= föregående_period.fonder.framtid.utfall | = föregående_period.fonder.framtid.ram"),
    ],
    ids=["nothing said", "the column", "the row against it", "the table"],
)
def test_the_author_says_what_is_adopted(project: MakeProject, attribute: str, row: str, cells: str) -> None:
    """`antaget` on a table, a column or a row decides, the nearest to the cell before the others."""
    text = rolled(project, TABLES.format(attribute=attribute, row=row))

    line = next(line for line in text.split("\n") if "Framtid" in line)
    assert " ".join(line.split()) == " ".join(f"- Framtid: {cells}".split())


def test_the_house_says_which_words_mean_adopted(project: MakeProject) -> None:
    """The words of `nästa_period` are the profile's: a house's own list is instead of the base's."""
    profile = "namn: Storköping\nnästa_period:\n  antas: [ram]\n"

    text = rolled(
        project, f"{TABLES.format(attribute='', row='')}tal:\n  målvärde: 4\n  ram_i_år: 5\n", profile=profile
    )

    assert " ?? | = föregående_period.fonder.framtid.ram\n" in text
    assert "  målvärde:  # förra perioden: 4\n  ram_i_år: = föregående_period.ram_i_år\n" in text


def test_a_figure_is_adopted_by_whole_words_only(project: MakeProject) -> None:
    """A target is, its attainment is not; nor is a forecast of what is adopted."""
    figures = "tal:\n  mål_för_jourhem: 10\n  måluppfyllelse: 40 %\n  prognos_årsbudget: 12\n  utfall_årsbudget: 9\n"

    text = rolled(project, figures)

    assert "  mål_för_jourhem: = föregående_period.mål_för_jourhem\n" in text
    assert [line for line in text.split("\n") if "förra perioden" in line] == [
        "  måluppfyllelse: ?? %  # förra perioden: 40 %",
        "  prognos_årsbudget:  # förra perioden: 12",
        "  utfall_årsbudget:  # förra perioden: 9",
    ]


def test_the_author_of_a_figure_says_that_it_is_adopted(project: MakeProject) -> None:
    """`antaget: ja` on a figure, and `nej` against the words."""
    figures = "tal:\n  timmar:\n    värde: 1600\n    antaget: ja\n  målvärde:\n    värde: 4\n    antaget: nej\n"

    text = rolled(project, figures)

    assert "värde: = föregående_period.timmar\n    antaget: ja\n" in text
    assert "värde:  # förra perioden: 4\n    antaget: nej\n" in text


def test_what_cites_a_period_that_is_not_there_is_open(project: MakeProject) -> None:
    """What was cited from a period that is not there is to be filled in; the last forecast is the old one's."""
    frame = "period: {0}\nrubrik: Förr\nfrån: 2022-01-01\ntill: {1}\ntal:\n  platser: 9\n  prognos: 8\n"
    content = """\
tal:
  platser: 12
  prognos: 13
  förra_årets: = samma_period_föregående_år.platser
  förra_prognosen: = föregående_prognos.prognos
tabeller:
  boenden:
    rubrik: Platser
    enhet: antal
    kolumner:
      - nu: Nu
      - då: Då
    rader:
      - Alla: 12 | = samma_period_föregående_år.platser
"""
    made = project(
        {
            f"{HERE}/period.yaml": f"{PERIOD}samma_period_föregående_år: 2022-t1\nföregående_prognos: 2022-t3\n",
            f"{HERE}/innehall.yaml": content,
            **{
                f"{HERE.replace('2023-t1', name)}/period.yaml": frame.format(name, f"2022-{month}")
                for name, month in (("2022-t1", "04-30"), ("2022-t3", "12-31"))
            },
        }
    )

    run = made.run("new", "period", "2023-t2", "--from", "2023-t1")

    assert run.code == 0, run.err
    text = made.read(f"{NEXT}/innehall.yaml")
    assert "  förra_årets:\n  förra_prognosen: = föregående_prognos.prognos\n" in text
    assert "- Alla: ?? | ??\n" in text
    assert "föregående_prognos: 2023-t1\n" in made.read(f"{NEXT}/period.yaml")
    assert "samma_period" not in made.read(f"{NEXT}/period.yaml")


def test_labelled_values_keep_their_labels(project: MakeProject) -> None:
    """The labels of a cell's values are structure; the row is told of once, where the first is open."""
    content = """\
tabeller:
  mått:
    rubrik: Mått
    enhet: "%"
    decimaler: 0
    kolumner:
      - k2022: Utfall 2022
    rader:
      - Vuxna: 44 Perioden ; 39 Helår
"""
    made = project({f"{HERE}/innehall.yaml": content})

    made.run("new", "period", "2023-t2", "--from", "2023-t1")

    assert "- Vuxna: ?? Perioden ; ?? Helår\n" in made.read(f"{NEXT}/innehall.yaml")
    told = json.loads(made.run("check", "2023-t2", "--format", "json").out)
    assert [(each["code"], each["line"], each["column"], each["message"]) for each in told] == [
        ("T108", 9, 16, "2 värden på raden är inte ifyllda.")
    ]


def test_events_begin_anew_and_what_is_said_of_words_stands(project: MakeProject) -> None:
    """Events are of their period; an accepted word is accepted still, an accepted figure is not."""
    content = """\
händelser:
  - rubrik: En ny lag
    beskrivning: Den gäller nu.
kvitterat:
  - kod: T770
    plats: mått
    avser: "”stimluans”"
    skäl: Heter så.
  - kod: T204
    plats: mått.summa.utfall
    avser: 12 mnkr
    skäl: Avrundat.
"""

    text = rolled(project, content)

    assert text.startswith("händelser: []\nkvitterat:\n  - kod: T770\n")
    assert "T204" not in text


def test_a_figure_of_the_year_before_is_this_years_a_year_later(project: MakeProject) -> None:
    """`andel_2022` beside `andel` is `andel_2023` a year later, and that is what `andel` was."""
    text = rolled(project, "tal:\n  andel: 59 %\n  andel_2022: 56 %\n  andel_2019: 51 %\n", new="2024-t1")

    assert "  andel: ?? %  # förra perioden: 59 %\n" in text
    assert "  andel_2023: = samma_period_föregående_år.andel\n" in text
    assert "  andel_2020: ?? %  # förra perioden: 51 %\n" in text


def test_a_unit_that_nothing_else_says_is_kept_where_a_figure_is_left_open(project: MakeProject) -> None:
    """Of figures, records and cells; what is left open so is told as any other."""
    profile = """
uppföljningstyper:
  indikatorer:
    fält:
      rubrik:
        typ: text
      andel:
        typ: tal
        enhet: "%"
      utfall:
        typ: tal
"""
    content = """\
tal:
  nöjda: 70 %
  kostnad:
    värde: 4
    enhet: mnkr
indikatorer:
  - rubrik: Nöjda
    andel: 70 %
    utfall: 70 %
  - rubrik: Ärenden
    utfall: 7
tabeller:
  t:
    rubrik: T
    enhet: mnkr
    kolumner:
      - a: A
      - b: B
      - c: C
    rader:
      - R: 70 % [x] | 1,5 mnkr | 44 % Perioden ; 3 Helår
    fotnoter:
      x: Not.
"""
    text = rolled(project, content, profile=profile)

    left = [" ".join(line.split("#")[0].split()) for line in text.split("\n") if "förra perioden" in line]
    assert left == ["nöjda: ?? %", "värde:", "andel:", "utfall: ?? %", "utfall:"]
    assert "      - R: ?? % [x] |       ?? | ?? % Perioden ; ?? Helår\n" in text


@pytest.mark.parametrize("value", ["??", "?? %", "?? mnkr"])
def test_what_is_left_open_with_its_unit_is_told(project: MakeProject, value: str) -> None:
    """As a value that is not filled in, in a figure and in a cell."""
    content = f"tal:\n  a: {value}\ntabeller:\n  t:\n    kolumner:\n      - a: A\n    rader:\n      - R: {value}\n"
    found = json.loads(project({f"{HERE}/innehall.yaml": content}).run("check", "--format", "json").out)

    assert [(each["code"], each["line"]) for each in found if each["file"].endswith("innehall.yaml")] == [
        ("T108", 2),
        ("T108", 8),
    ]


BALANCE = """\
tabeller:
  balans:
    rubrik: Balansräkning helår -23
    enhet: mnkr
    decimaler: 1
    kolumner:
      - Kommun:
          - k2023: 2023-04-30
          - k2022: 2022-04-30
      - Koncern:
          - k2023: UB 2304
          - k2022: UB 2204
      - u23: Utfall 23
      - u22: Utfall 22
      - ändring: Ändring
        formel: u23 - u22
    rader:
      - Tillgångar 2022/23: 8,0 | 7,0 | 6,0 | 5,0 | 4,0 | 3,0
      - Skulder: – | _ | .. | _ | – | 1,0
diagram:
  balans:
    typ: liggande staplar
    tabell: balans
    kolumner: [u22, u23]
    alternativtext: Tillgångar.
tal:
  andel: = balans.tillgångar_2022_23.u23 / balans.tillgångar_2022_23.u22
"""


def test_a_balance_sheet_is_headed_by_the_days_that_its_figures_are_of(project: MakeProject) -> None:
    """Headings, labels and ids move with what cites them; where a heading tells a year that is not known it is open."""
    text = rolled(project, BALANCE, new="2024-t1")

    cited = "samma_period_föregående_år.balans"
    row = f"{cited}.tillgångar_2022_23"
    head, _, rest = text.partition("    rader:\n")
    rows, _, after = rest.partition("diagram:\n")
    assert "rubrik: Balansräkning helår -24\n" in head
    assert "          - k2024: 2024-04-30\n          - k2023: 2023-04-30\n" in head
    assert "          - k2024: UB 2304\n          - k2023: UB 2204\n" in head
    assert "- u24: Utfall 24\n      - u23: Utfall 23\n" in head
    assert "formel: u24 - u23\n" in head
    assert [" ".join(row.split()) for row in rows.split("      - ")[1:]] == [
        f"Tillgångar 2023/24: ?? | = {row}.kommun.k2023 | ?? | ?? | ?? | = {row}.u23",
        f"Skulder: ?? | = {cited}.skulder.kommun.k2023 | ?? | _ | ?? | = {cited}.skulder.u23",
    ]
    assert "kolumner: [u23, u24]\n" in after
    assert "andel: = balans.tillgångar_2023_24.u24 / balans.tillgångar_2023_24.u23\n" in after
