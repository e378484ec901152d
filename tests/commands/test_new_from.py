"""`tertial new period … --from PERIOD`: the next period, rolled forward from the last, through the front door."""

from __future__ import annotations

import json

import pytest

from generator.editing.next_words import Move, moved_words
from tests.commands.conftest import HERE, PERIOD, MakeProject, Project

NEXT = HERE.replace("2023-t1", "2023-t2")
OUTLINE = """\
mall: rapport
avsnitt:
  - rubrik: Ekonomi
    innehåll:
      - text: ekonomi
      - tabell: ekonomi
      - stycke: "{{ lediga }} platser är lediga."
      - uppdrag: alla
        visa: tabell
"""
DOCUMENTS = """\
dokument:
  rapport:
    mall: rapport
    titel: Tertialrapport 1 2023
    daterad: 2023-05-09
"""
CONTENT = """\
# Ur ekonomisystemet, per april.
tabeller:
  ekonomi:
    rubrik: Utfall januari till april 2023
    enhet: mnkr
    decimaler: 1
    radrubrik: Enhet
    kolumner:
      - utfall: Utfall jan-april 2023
      - kv1: Kvartal 1 2023
      - helårsbudget: Budget 2023
      - återstår: Återstår
        formel: helårsbudget - utfall
    rader:
      - Barn:  4,0 | 3,0 | 15,0   # kommentar
      - Vuxna: 2,0 | 1,5 |  6,0
      - Summa: 6,0 | 4,5 | 21,0
        typ: summa

texter:
  ekonomi: |
    Nämnden har förbrukat {{ ekonomi.summa.utfall }} av budgeten.

uppdrag:
  - rubrik: Växa till 2024
    status: Pågående
    kommentar: Går bra.
  - rubrik: Krympa
    status: Klar
    kommentar: Gick bra.

tal:
  platser: 12
  målvärde_platser: 20
  lediga: = målvärde_platser - platser
"""
FILES = {
    "templates/storkoping/mallar/rapport.yaml": OUTLINE,
    f"{HERE}/period.yaml": f"{PERIOD}{DOCUMENTS}",
    f"{HERE}/innehall.yaml": CONTENT,
}
EXPECTED = """\
# Ur ekonomisystemet, per augusti.
tabeller:
  ekonomi:
    rubrik: Utfall januari till augusti 2023
    enhet: mnkr
    decimaler: 1
    radrubrik: Enhet
    kolumner:
      - utfall: Utfall jan-augusti 2023
      - kv2: Kvartal 2 2023
      - helårsbudget: Budget 2023
      - återstår: Återstår
        formel: helårsbudget - utfall
    rader:
      - Barn:   ?? |  ?? | = föregående_period.ekonomi.barn.helårsbudget   # kommentar
      - Vuxna:  ?? |  ?? |  = föregående_period.ekonomi.vuxna.helårsbudget
      - Summa:  ?? |  ?? | = föregående_period.ekonomi.summa.helårsbudget
        typ: summa

texter:
  ekonomi:

uppdrag:
  - rubrik: Växa till 2024
    status:
    kommentar:

tal:
  platser:  # förra perioden: 12
  målvärde_platser: = föregående_period.målvärde_platser
  lediga: = målvärde_platser - platser
"""


def codes(project: Project, period: str) -> list[str]:
    """The codes that `tertial check` finds, in order."""
    return [each["code"] for each in json.loads(project.run("check", period, "--format", "json").out)]


def fill_in(project: Project, period: str) -> None:
    """Writes what a period rolled forward leaves open."""
    path = f"content/storkoping/socialnamnden/{period}/innehall.yaml"
    text = (
        project.read(path)
        .replace("Barn:   ?? |  ??", "Barn: 8,0 | 4,0")
        .replace("Vuxna:  ?? |  ??", "Vuxna: 4,0 | 2,0")
    )
    text = text.replace("Summa:  ?? |  ??", "Summa: 12,0 | 6,0").replace("ekonomi:\n\n", "ekonomi: Allt går bra.\n\n")
    text = text.replace("status:\n", "status: Försenad\n").replace("kommentar:\n", "kommentar: Dröjer.\n")
    project.write(path, text.replace("platser:  #", "platser: 13  #"))
    period_yaml = f"content/storkoping/socialnamnden/{period}/period.yaml"
    project.write(period_yaml, project.read(period_yaml).replace("daterad:\n", "daterad: 2023-09-12\n"))


def test_brings_what_goes_on_and_leaves_the_rest_open(project: MakeProject) -> None:
    """Structure and the unfinished come along, adopted figures are cited, words move; all else is open."""
    made = project(FILES)

    run = made.run("new", "period", "2023-t2", "--from", "2023-t1")

    assert run.code == 0, run.err
    assert made.read(f"{NEXT}/innehall.yaml") == EXPECTED
    period = made.read(f"{NEXT}/period.yaml")
    assert "period: 2023-t2\nrubrik: Tertial 2 2023\nfrån: 2023-01-01\ntill: 2023-08-31\n" in period
    assert "föregående_period: 2023-t1\n" in period
    assert "titel: Tertialrapport 2 2023\n    daterad:\n" in period
    assert set(codes(made, "2023-t2")) == {"T108"}


def test_is_a_report_when_it_is_filled_in_and_tells_of_the_old_texts(project: MakeProject) -> None:
    """Filled in, it has no faults; the old texts are told of until they are gone, and are not printed."""
    made = project(FILES)
    made.run("new", "period", "2023-t2", "--efter", "2023-t1")
    fill_in(made, "2023-t2")

    assert set(codes(made, "2023-t2")) == {"T820"}
    run = made.run("build", "2023-t2", "--format", "html")
    assert run.code == 0, run.err
    page = made.read("output/storkoping/socialnamnden/2023-t2/rapport.html")
    assert "Gick bra" not in page
    assert "Går bra" not in page

    (made.folder / NEXT / "forra_periodens_text.yaml").unlink()

    assert codes(made, "2023-t2") == []


def test_cites_what_was_adopted_where_it_is_stated(project: MakeProject) -> None:
    """A third period cites the first for what was adopted there: citations make no chains."""
    made = project(FILES)
    made.run("new", "period", "2023-t2", "--from", "2023-t1")
    fill_in(made, "2023-t2")

    run = made.run("new", "period", "2023-t3", "--from", "2023-t2")

    assert run.code == 0, run.err
    text = made.read(f"{NEXT.replace('t2', 't3')}/innehall.yaml")
    assert 'målvärde_platser: = period("2023-t1").målvärde_platser' in text
    assert '= period("2023-t1").ekonomi.barn.helårsbudget' in text
    assert "platser:  # förra perioden: 13\n" in text
    assert text.count("förra perioden") == 1
    fill_in(made, "2023-t3")
    assert "T2" not in {code[:2] for code in codes(made, "2023-t3")}


def test_makes_the_outcome_a_comparison_a_year_later(project: MakeProject) -> None:
    """A column of the year before cites the outcome of the old period, and years in headings and ids move."""
    table = """\
tabeller:
  placeringar:
    rubrik: Placeringar 2022–2023
    enhet: antal
    kolumner:
      - kv1_2022: Kvartal 1 2022
      - kv1_2023: Kvartal 1 2023
    rader:
      - Barn: 10 | 12
"""
    made = project({f"{HERE}/innehall.yaml": table})

    run = made.run("new", "period", "2024-t1", "--from", "2023-t1")

    assert run.code == 0, run.err
    text = made.read(f"{HERE.replace('2023-t1', '2024-t1')}/innehall.yaml")
    assert "rubrik: Placeringar 2023–2024" in text
    assert "- kv1_2023: Kvartal 1 2023\n      - kv1_2024: Kvartal 1 2024\n" in text
    assert "- Barn: = samma_period_föregående_år.placeringar.barn.kv1_2023 | ??\n" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2023-t2", "--from", "2022-t3"), "Perioden ”2022-t3” finns inte."),
        (("2022-t1", "--from", "2023-t1"), "Perioden 2022-t1 slutar inte efter 2023-t1"),
        (("2023-t1", "--from", "2023-t1"), "finns redan"),
        (("2023-t2", "--from", "2023-t1", "--efter", "2022"), "är angivet två gånger"),
        (("2023-t2", "--from", "2023-t1", "--mall", "rapport"), "--mall passar inte här"),
    ],
)
def test_refuses_what_cannot_follow(project: MakeProject, words: tuple[str, ...], said: str) -> None:
    """A period that is not there, that is later or the same, or told twice, is refused, and nothing is written."""
    made = project(FILES)
    before = made.files

    run = made.run("new", "period", *words)

    assert run.code == 2
    assert said in run.err
    assert made.files == before


@pytest.mark.parametrize(
    ("move", "old", "new"),
    [
        (Move("2023-t1", "2023-t2", 2023, 0), "Tertialbokslut 1 2023", "Tertialbokslut 2 2023"),
        (Move("2023-t1", "2023-t2", 2023, 0), "jan–apr, KV1 2022", "jan–aug, KV2 2022"),
        (Move("2025-04", "2025-05", 2025, 0, "2025-03"), "April jämförs med mars", "Maj jämförs med april"),
        (Move("2025-04", "2025-05", 2025, 0, "2025-03"), "2025-03", "2025-04"),
        (Move("2024-03", "2024-04", 2024, 0), "Till 2024-03-31, möte 2024-03-26", "Till 2024-04-30, möte 2024-03-26"),
        (Move("2023-t1", "2023-t2", 2023, 0), "Läget i mars och i april", "Läget i juni och i augusti"),
        (Move("2023-t1", "2024-t1", 2023, 1), "kv1_2022 och 2023", "kv1_2023 och 2024"),
        (Move("2023-t1", "2024-t1", 2023, 1), "Agenda 2030, den 2023-05-09", "Agenda 2030, den 2023-05-09"),
        (Move("2024", "2025-t1", 2024, 1), "utfall_2024 och utfall_2023", "utfall_2025 och utfall_2024"),
        (Move("2023-t1", "2023", 2023, 0), "Tertialbokslut 1 2023", "Tertialbokslut 1 2023"),
        (Move("slutrapport", "nästa", 2023, 0), "slutrapport 2023", "nästa 2023"),
    ],
)
def test_moves_words(move: Move, old: str, new: str) -> None:
    """Years, parts of the year, its last day, month and quarter, and ids of periods move; dates and far years stay."""
    assert moved_words(move)(old) == new


def test_a_group_whose_records_are_all_closed_is_left_with_nothing(project: MakeProject) -> None:
    """A group of an outline stays when all of its records are closed, and says that there are none."""
    made = project(
        {
            **FILES,
            "templates/storkoping/mallar/rapport.yaml": OUTLINE.replace("uppdrag: alla", "uppdrag: gamla"),
            f"{HERE}/innehall.yaml": CONTENT.replace(
                "uppdrag:\n", "uppdrag:\n  gamla:\n  - rubrik: Slut\n    status: Klar\n  nya:\n"
            ),
        }
    )

    run = made.run("new", "period", "2023-t2", "--from", "2023-t1")

    assert run.code == 0, run.err
    assert "uppdrag:\n  gamla: []\n  nya:\n  - rubrik: Växa till 2024\n" in made.read(f"{NEXT}/innehall.yaml")
    assert set(codes(made, "2023-t2")) == {"T108"}


def test_cites_the_outcome_where_only_the_id_tells_the_year(project: MakeProject) -> None:
    """A column headed by the period's own year is known by its id."""
    table = """\
tabeller:
  resultat:
    rubrik: Resultat
    enhet: mnkr
    decimaler: 1
    kolumner:
      - utfall_2023: "Utfall {{ period.år }}"
      - utfall_2022: "Utfall {{ period.år - 1 }}"
    rader:
      - Barn: 1,0 | 2,0
"""
    made = project({f"{HERE}/innehall.yaml": table})

    made.run("new", "period", "2024-t1", "--from", "2023-t1")

    text = made.read(f"{HERE.replace('2023-t1', '2024-t1')}/innehall.yaml")
    assert '- utfall_2023: "Utfall {{ period.år - 1 }}"' in text
    assert "- Barn:  ?? | = samma_period_föregående_år.resultat.barn.utfall_2023\n" in text


TABLE_OF_YEARS = """\
tabeller:
  resultat:
    rubrik: Resultat
    enhet: mnkr
    decimaler: 1
    kolumner:
      - 2022: Bokslut 2022
      - 2023: Bokslut 2023
      - mätt: Mätt
        typ: datum
      - ändring: Ändring
        formel: k2023 - k2022
    rader:
      - Barn:   1,0 | 2,0 | 2023-03-31
      - Vuxna:  _ | 3,0   | 2022-11-01
      - Äldre:  – | –     | 2023-04-30
"""


def test_cites_last_year_also_where_there_was_nothing_to_compare_with(project: MakeProject) -> None:
    """What was blank or nothing a year ago has an outcome now; a day in the old period is to be told anew."""
    made = project({f"{HERE}/innehall.yaml": TABLE_OF_YEARS})

    made.run("new", "period", "2024-t1", "--from", "2023-t1")

    text = made.read(f"{HERE.replace('2023-t1', '2024-t1')}/innehall.yaml")
    cited = "samma_period_föregående_år.resultat"
    assert "      - 2023: Bokslut 2023\n      - 2024: Bokslut 2024\n" in text
    assert "formel: k2024 - k2023\n" in text
    rows = [" ".join(line.split()) for line in text.split("rader:\n")[1].splitlines()]
    assert rows == [
        f"- Barn: = {cited}.barn.k2023 | ?? | ??",
        f"- Vuxna: = {cited}.vuxna.k2023 | ?? | 2022-11-01",
        f"- Äldre: = {cited}.äldre.k2023 | ?? | ??",
    ]


def test_cites_the_table_where_the_figure_that_was_cited_is_no_more(project: MakeProject) -> None:
    """The figure stood alone in the period before and is in the table alone now: the moved year cites the table."""
    before = HERE.replace("2023-t1", "2022-t1")
    row = "      - Barn:   = samma_period_föregående_år.belopp | = a + b | _\n"
    table = TABLE_OF_YEARS.partition("      - Barn:")[0] + row
    made = project(
        {
            f"{before}/period.yaml": PERIOD.replace("2023", "2022") + "tal:\n  belopp: 2,5 mnkr\n",
            f"{HERE}/period.yaml": f"{PERIOD}samma_period_föregående_år: 2022-t1\n",
            f"{HERE}/innehall.yaml": table + "tal:\n  a: 1 mnkr\n  b: 2 mnkr\n",
        }
    )

    made.run("new", "period", "2024-t1", "--from", "2023-t1")

    text = made.read(f"{HERE.replace('2023-t1', '2024-t1')}/innehall.yaml")
    assert "- Barn:   = samma_period_föregående_år.resultat.barn.k2023 | = a + b | _\n" in text


def test_reconciliations_come_along_without_the_differences_of_last_year(project: MakeProject) -> None:
    """What explains a difference is of the old figures."""
    reconciliations = """\
avstämningar:
  år: resultat.barn.k2023 = resultat.vuxna.k2023 - 1 * resultat.barn.k2022
  ordnat:
    uttryck: resultat.barn.k2023 = resultat.vuxna.k2023
    förklarad_differens:
      skillnad: -1 mnkr
      skäl: Avgiften är inte bokförd.
    beskrivning: Barn är som vuxna
tal:
  andel: = resultat.barn.k2023 / resultat.vuxna.k2023
"""
    made = project({f"{HERE}/innehall.yaml": TABLE_OF_YEARS + reconciliations})

    made.run("new", "period", "2024-t1", "--from", "2023-t1")

    text = made.read(f"{HERE.replace('2023-t1', '2024-t1')}/innehall.yaml")
    assert (
        text.split("avstämningar:\n")[1]
        == """\
  år: resultat.barn.k2024 = resultat.vuxna.k2024 - 1 * resultat.barn.k2023
  ordnat:
    uttryck: resultat.barn.k2024 = resultat.vuxna.k2024
    beskrivning: Barn är som vuxna
tal:
  andel: = resultat.barn.k2024 / resultat.vuxna.k2024
"""
    )


@pytest.mark.parametrize(
    ("said", "rolled"),
    [
        ("2023-05-16 kl. 13.00", ""),
        ("tisdagen den 16 maj", ""),
        ("13:00–16:00", ""),
        ("SOCN 2023/41", ""),
        ("Stadshuset, Sammanträdesrum 3", "Stadshuset, Sammanträdesrum 3"),
        ("Januari–april 2023", "Januari–augusti 2023"),
    ],
)
def test_leaves_open_what_a_letterhead_says_of_one_meeting(project: MakeProject, said: str, rolled: str) -> None:
    """Last year's time of meeting must not stand in this year's summons."""
    letterhead = f"    brevhuvud:\n      uppgift: {said}\n"
    made = project({**FILES, f"{HERE}/period.yaml": f"{PERIOD}{DOCUMENTS}{letterhead}"})

    made.run("new", "period", "2023-t2", "--from", "2023-t1")

    assert f"uppgift: {rolled or f' # förra perioden: {said}'}\n" in made.read(f"{NEXT}/period.yaml")
