"""`tertial import`: figures of a SIE file go into a table, and nothing else changes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter

from generator.commands.import_figures import import_figures
from generator.commands.options import ImportCommand
from generator.commands.terminal import Terminal
from generator.compose import Depth, listed_figures
from generator.pipeline import understand
from generator.project import TextEdit, finish_interrupted
from generator.versions import parse_corrections
from generator.versions.correct.corrections import _is_of_data_file
from tests.built import read_html
from tests.commands.conftest import BOARD, DOCUMENTS, FRAME, HERE, PERIOD, MakeProject, Project, SentOut
from tests.commands.test_explain import REPORT as EXPLAINED
from tests.moments import kill, state, struck

BOARD_FOLDER = "content/storkoping/socialnamnden"
FIGURES = f"{HERE}/tal.yaml"
BOOK = f"{BOARD_FOLDER}/import/bok-2.se"
SOURCE = """\
källor:
  ekonomi:
    fil: import/bok-*.se
    tabell: ekonomi
    tecken: omvänt
    objekt:
      Ansvar: 310
    kolumner:
      utfall: utfall
      budget: budget
    rader:
      intäkter: 3
      personal: 50–59
    kontrollsumma:
      rad: summa
      ur: 3–8
"""
TABLE = """\
# Resultatet
tabeller:
  ekonomi:
    rubrik: Ekonomi   # i tkr
    enhet: tkr
    decimaler: 0
    kolumner:
      - utfall: Utfall
      - budget: Budget
      - avvikelse: Avvikelse
        formel: utfall - budget
    rader:
      - Intäkter:      ?? |   1 100      # ur ekonomisystemet
      - "Personal":  -1 500 | -4 000 [a]
      - Summa:
        typ: summa
    fotnoter:
      a: Med pension
  # nästa tabell
  annan:
    kolumner:
      - antal: Antal
    rader:
      - Alla: 5
"""
AFTER = """\
      - Intäkter:   1 200 |   1 320      # ur ekonomisystemet
      - "Personal":  -4 000 | -4 400 [a]
"""
HEAD = """\
#FLAGGA 0
#SIETYP 4
#RAR 0 20230101 20231231
#RAR -1 20220101 20221231
#DIM 1 Ansvar
#OBJEKT 1 310 Vuxna
#OBJEKT 1 320 Unga
#KONTO 3010 Avgifter
#KONTO 5010 Löner
#KONTO 7010 Räntor
"""
MONTHLY = {"3010": -300_000, "5010": 1_000_000}


def book(months: int = 4, extra: str = "", amounts: Mapping[str, int] = MONTHLY) -> str:
    """A file with the same amounts every month, ten per cent more in the budget, of two objects."""
    rows = [
        f"#{kind} {year} {2023 + year}{month:02d} {account} {{1 {key}}} {amount * percent // 100}.00"
        for kind, year, percent in (("PSALDO", 0, 100), ("PBUDGET", 0, 110), ("PSALDO", -1, 90))
        for month in range(1, months + 1)
        for account, amount in amounts.items()
        for key in ("310", "320")
    ]
    return HEAD + "".join(f"{row}\n" for row in rows) + extra


REPORT: Mapping[str, str] = {
    f"{BOARD_FOLDER}/namnd.yaml": BOARD + SOURCE,
    FIGURES: TABLE,
    BOOK: book(),
    BOOK.replace("-2", "-1"): "an older one",
}
EXTRA = "#PSALDO 0 202302 7010 {1 310} 5000.00\n"


@pytest.fixture
def made(project: MakeProject) -> Project:
    """A period whose table is half filled in, and the books of its months."""
    return project(REPORT)


def with_source(old: str, new: str) -> dict[str, str]:
    """The project with a word of its source changed."""
    assert old in SOURCE
    return {**REPORT, f"{BOARD_FOLDER}/namnd.yaml": BOARD + SOURCE.replace(old, new)}


# --- what is shown and written ---------------------------------------------------------------------------------------


def test_what_changes_is_shown_and_nothing_is_written_unasked(made: Project) -> None:
    """Each cell as it is and will be; without an answer the files are as they were."""
    before = state(made.folder)

    run = made.run("import", "ekonomi")

    lines = [line.split() for line in run.out.splitlines()]
    assert run.code == 1
    assert ["intäkter", "utfall", "tom", "1", "200"] in lines
    assert ["personal", "utfall", "−1", "500", "−4", "000", "−2", "500"] in lines
    assert "summa.utfall: −2 800 tkr (konto 3–8; Ansvar 310; utfall 2023-01–2023-04)" in run.out
    assert "Ingenting har skrivits" in run.err
    assert state(made.folder) == before


def test_cells_change_in_place_and_every_other_byte_stays(made: Project) -> None:
    """Comments, quotes, blanks and notes stand as they stood; where the figures are from is added to the table."""
    run = made.run("hämta", "ekonomi", "2023-t1", "--ja", "--datum", "2023-05-08")

    after = made.read(FIGURES)
    old = TABLE.splitlines()[12:14]
    assert run.code == 0, run.err
    assert "4 tal är skrivna" in run.err
    origin = after[after.index("    hämtat:") : after.index("  # nästa")]
    assert after.replace(origin, "") == TABLE.replace("\n".join([*old, ""]), AFTER)
    assert origin.splitlines()[1:3] == ["      ekonomi:", f"        fil: {BOOK}"]
    assert "        datum: 2023-05-08" in origin
    assert "          personal.budget: -4400 | konto 50–59; Ansvar 310; budget 2023-01–2023-04" in origin


def test_twice_changes_nothing(made: Project) -> None:
    """What was imported is what the file has."""
    made.run("import", "ekonomi", "--ja")
    before = state(made.folder)

    run = made.run("import", "ekonomi", "--ja", "--datum", "2023-06-01")

    assert (run.code, state(made.folder)) == (0, before)
    assert "Inget skiljer sig" in run.err


def test_a_later_import_takes_the_place_of_an_earlier(made: Project) -> None:
    """New numbers and a new origin where the old ones stood; the accounts alone are told of too."""
    made.run("import", "ekonomi", "--ja", "--datum", "2023-05-08")
    made.write(BOOK, book(amounts={"3010": -400_000, "5010": 1_000_000}))
    second = made.run("import", "ekonomi", "--ja", "--datum", "2023-05-09")
    after = made.read(FIGURES)
    made.write(f"{BOARD_FOLDER}/namnd.yaml", BOARD + SOURCE.replace("50–59", "5"))
    third = made.run("import", "ekonomi", "--ja")

    assert "2 tal är skrivna" in second.err
    assert (after.count("  ekonomi:"), after.count("datum:"), after.count("2023-05-09")) == (2, 1, 1)
    assert "- Intäkter:   1 600 |   1 760 " in after
    assert "Talen är desamma" in third.err
    assert "-4000 | konto 5; Ansvar 310" in made.read(FIGURES)


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("last", ["", "\n\n# slut"])
def test_line_breaks_and_marks_are_the_authors(project: MakeProject, ends: str, mark: str, last: str) -> None:
    """As files are saved on Windows, and without a line break at the end."""
    made = project(REPORT)
    path = made.folder / FIGURES
    table = TABLE[: TABLE.index("  # nästa")].rstrip("\n") + last
    path.write_bytes((mark + table).replace("\n", ends).encode())

    run = made.run("import", "ekonomi", "--ja")

    after = path.read_bytes().decode()
    assert run.code == 0, run.err
    assert after.startswith(f"{mark}# Resultatet{ends}")
    assert after.endswith(last.replace("\n", ends))
    assert AFTER.replace("\n", ends) in after
    assert ("\r" in after) == (ends == "\r\n")
    assert after.count("\r") in {0, after.count("\n")}


def test_a_dry_run_writes_nothing(made: Project) -> None:
    """`--prova` shows, and ends well."""
    before = state(made.folder)

    run = made.run("import", "ekonomi", "--prova")

    assert (run.code, state(made.folder)) == (0, before)
    assert "1 200" in run.out


def test_a_row_may_be_wrapped_listed_or_in_quotes(project: MakeProject) -> None:
    """However an author or `tertial new` writes the cells of a row."""
    ways = (
        "      - Intäkter: ?? |\n          1 100\n",
        '      - Intäkter: "?? | 1 100"\n',
        "      - Intäkter:\n          - ??\n          - 1 100\n",
        "      - Intäkter: _ | ..\n        typ: rad\n",
        "\t\n      - Intäkter: – | 1 100\n",
    )
    for way in ways:
        first = TABLE.splitlines(keepends=True)[12]
        made = project({**REPORT, FIGURES: TABLE.replace(first, way)})

        run = made.run("import", "ekonomi", "--ja")

        said = made.run("explain", "ekonomi.intäkter.utfall", "--period", "2023-t1")
        assert run.code == 0, run.err
        assert "1\u00a0200" in said.out, way


def test_another_source_keeps_its_origin(project: MakeProject) -> None:
    """Each source has its own place under the table."""
    other = SOURCE.partition("    kontrollsumma")[0].partition("källor:\n")[2]
    other = other.replace("  ekonomi:", "  fjol:").replace("      utfall: utfall\n", "").replace("50–59", "3")
    made = project({**REPORT, f"{BOARD_FOLDER}/namnd.yaml": BOARD + SOURCE + other})
    made.run("import", "ekonomi", "--ja")

    run = made.run("import", "fjol", "--ja")

    after = made.read(FIGURES)
    assert run.code == 0, run.err
    assert after.count("hämtat:") == 1
    assert "      ekonomi:\n" in after
    assert "      fjol:\n" in after
    assert made.run("import", "fjol", "--ja").err.startswith("Inget skiljer sig")


# --- months, kinds and signs -----------------------------------------------------------------------------------------


def value(project: Project, figure: str) -> str:
    """What a figure is after the import, as explained."""
    run = project.run("import", "ekonomi", "--ja")
    assert run.code in {0, 1}, run.err
    return project.run("explain", figure, "--period", "2023-t1").out.splitlines()[0].partition(": ")[2]


@pytest.mark.parametrize(
    ("column", "scope", "months", "expected"),
    [
        ("utfall", "ackumulerat", 4, "1\u00a0200"),
        ("utfall", "månaden", 4, "600"),
        ("{ur: utfall, omfattar: perioden}", "ackumulerat", 4, "600"),
        ("{ur: utfall, omfattar: ackumulerat}", "månaden", 4, "1\u00a0200"),
        ("{ur: budget, omfattar: året}", "ackumulerat", 12, "3\u00a0960"),
        ("{ur: utfall, förra_året: ja}", "ackumulerat", 4, "1\u00a0080"),
        ("{ur: budget}", "ackumulerat", 4, "1\u00a0320"),
    ],
)
def test_the_months_are_the_periods(project: MakeProject, column: str, scope: str, months: int, expected: str) -> None:
    """Accumulated from the first month of the year, the period alone, the whole year, or a year before."""
    source = with_source("utfall: utfall", f"utfall: {column}")[f"{BOARD_FOLDER}/namnd.yaml"]
    period = PERIOD.replace("2023-01-01", "2023-03-01") + f"omfattar: {scope}\n"
    made = project({**REPORT, BOOK: book(months), f"{HERE}/period.yaml": period, f"{BOARD_FOLDER}/namnd.yaml": source})

    assert value(made, "ekonomi.intäkter.utfall").startswith(expected)


def test_units_decimals_and_signs_are_the_tables(project: MakeProject) -> None:
    """Kronor become millions with a decimal, half away from zero; a row may have another sign than its source."""
    table = TABLE.replace("enhet: tkr", "enhet: mnkr").replace("decimaler: 0", "decimaler: högst 2")
    source = with_source("personal: 50–59", "personal:\n        ur: 50–59\n        tecken: som i källan")
    made = project({**REPORT, **source, FIGURES: table, BOOK: book(amounts={"3010": -301_250, "5010": 1_000_000})})
    made.write(f"{BOARD_FOLDER}/namnd.yaml", made.read(f"{BOARD_FOLDER}/namnd.yaml").partition("    kontrollsumma")[0])

    assert value(made, "ekonomi.intäkter.utfall").startswith("1,21")
    assert value(made, "ekonomi.personal.utfall").startswith("4\u00a0mnkr")
    assert "- Intäkter:    1,21 |" in made.read(FIGURES)
    assert '- "Personal":       4 |' in made.read(FIGURES)


def test_nothing_is_written_as_nought(project: MakeProject) -> None:
    """An account without amounts fills an open cell; a dash says as much already."""
    table = TABLE.replace("-1 500", "     –")
    made = project({**REPORT, FIGURES: table, BOOK: book(amounts={"3010": 0, "5010": 0})})

    assert made.run("import", "ekonomi", "--ja").code == 0
    assert "- Intäkter:       0 |       0 " in made.read(FIGURES)
    assert '- "Personal":       – |      0 [a]' in made.read(FIGURES)


def test_what_the_file_has_no_amount_of_is_no_nought(project: MakeProject) -> None:
    """An account that is only in the chart of accounts leaves its row as it is, and the row is listed."""
    table = TABLE.replace("-1 500 | -4 000", "?? | ??")
    made = project({**REPORT, FIGURES: table, BOOK: book(amounts={"3010": -300_000})})

    run = made.run("import", "ekonomi", "--ja")

    assert run.code == 0
    assert "Utan tal i källan:\n  personal\n" in run.out
    assert '- "Personal":  ?? | ?? [a]' in made.read(FIGURES)


def test_a_file_cut_in_its_last_amount_is_refused(project: MakeProject) -> None:
    """Otherwise the rest of the amount is taken for all of it, in the control total too."""
    made = project({**REPORT, BOOK: book()[:-6]})
    before = state(made.folder)

    run = made.run("import", "ekonomi", "--ja")

    assert (run.code, state(made.folder)) == (1, before)
    assert "fel T030" in run.err
    assert f"{BOOK}:{book().count(chr(10))}:1" in run.err


# --- what does not fit -----------------------------------------------------------------------------------------------


def test_what_fits_nothing_is_told_on_both_sides(project: MakeProject) -> None:
    """Accounts that no row takes, and rows that have no accounts; they are left as they are."""
    source = with_source("      personal: 50–59\n", "      personal: 51\n")
    made = project({**source, BOOK: book(extra=EXTRA)})

    run = made.run("import", "ekonomi", "--prova")

    assert "Utan tal i källan:\n  personal\n" in run.out
    assert "  konto 5010 Löner: 4 000 000,00 kr\n" in run.out
    assert "  konto 7010 Räntor: 5 000,00 kr\n" in run.out
    assert "konto 3010" not in run.out
    assert "personal  utfall" not in run.out


def test_a_control_total_that_differs_stops_it(project: MakeProject) -> None:
    """An account that no row takes makes the total another: it is shown, and nothing is written."""
    made = project({**REPORT, BOOK: book(extra=EXTRA)})
    before = state(made.folder)

    run = made.run("import", "ekonomi", "--ja")

    assert (run.code, state(made.folder)) == (1, before)
    assert "fel T034" in run.err
    assert f"{BOARD_FOLDER}/namnd.yaml:18:7" in run.err
    assert "Förväntat: −2 805 tkr (konto 3–8" in run.err
    assert "Hittade: −2 800 tkr" in run.err


def test_an_object_that_is_not_declared_is_in_the_control_total(project: MakeProject) -> None:
    """Amounts of an object in the range that no row takes are missing in the table, named in the file or not."""
    source = with_source("Ansvar: 310", "Ansvar: 300–319")
    made = project({**source, BOOK: book(extra="#PSALDO 0 202304 5010 {1 315} 5000.00\n")})
    rows = made.read(f"{BOARD_FOLDER}/namnd.yaml").replace(
        "personal: 50–59", "personal:\n        ur: 50–59\n        objekt:\n          Ansvar: 310"
    )
    made.write(f"{BOARD_FOLDER}/namnd.yaml", rows)

    run = made.run("import", "ekonomi", "--ja")

    assert run.code == 1
    assert "fel T034" in run.err
    assert "Förväntat: −2 805 tkr" in run.err


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({BOOK: book().replace("#DIM", "#RES 0 3010 1,5\n#DIM")}, "T030", f"{BOOK}:5"),
        ({BOOK: book(3)}, "T031", "inga belopp efter 2023-03"),
        ({BOOK: book().replace("2023", "2021").replace("2022", "2020")}, "T031", "gäller inte 2023-01-01"),
        (with_source("Ansvar: 310", "Ansvar: 311"), "T031", "inget objekt 311"),
        (with_source("Ansvar: 310", "Ansvarig: 310"), "T031", "Ansvar"),
        (with_source("budget: budget", "budget: prognos"), "T031", "utfall eller budget"),
        (with_source("50–59", "femtio"), "T103", "Kontona går inte att läsa"),
        (with_source("50–59", "59–50"), "T103", "Kontona går inte att läsa"),
        (with_source("tabell: ekonomi", "tabell: ekonomin"), "T301", "Menade du ”ekonomi”"),
        (with_source("personal: 50", "personalen: 50"), "T201", "Menade du ”personal”"),
        (with_source("budget: budget", "budgeten: budget"), "T201", "Menade du ”budget”"),
        (with_source("personal: 50", "summa: 50"), "T033", "räknas ut"),
        (with_source("tabell: ekonomi", "tabell: ekonomin"), "T301", "namnd.yaml:7:13"),
        (with_source("budget: budget", "avvikelse: utfall"), "T033", "Kolumnen ”avvikelse” i tabellen ekonomi räknas"),
        (with_source("rad: summa", "rad: summan"), "T201", "Menade du ”summa”"),
        (with_source("rad: summa", "rad: summa\n      kolumn: utfallet"), "T201", "Menade du ”utfall”"),
        (with_source("fil: import/bok-*.se", "fil: import/bok-3.se"), "T001", "bok-2.se"),
        (with_source("fil: import/bok-*.se", "fil: ../bok.se"), "T017", "i projektet"),
        (with_source("fil:", "file:"), "T101", "”file”"),
        ({f"{BOARD_FOLDER}/namnd.yaml": f"{BOARD}källor:\n  ekonomi:\n"}, "T108", "namnd.yaml:5:11"),
        ({BOARD_FOLDER + "/import/~$bok-2.se": ""}, "T032", "Spara och stäng"),
        ({BOARD_FOLDER + "/import/.~lock.bok-2.se#": ""}, "T032", "Spara och stäng"),
        ({FIGURES: TABLE.replace("1 100 ", "1,10,0 ")}, "T105", "1,10,0"),
        ({FIGURES: TABLE.replace("enhet: tkr", "enhet: antal")}, "T205", "kr kan inte räknas om"),
    ],
)
def test_what_is_wrong_is_refused_with_the_way_out(
    project: MakeProject, files: Mapping[str, str], code: str, said: str
) -> None:
    """A Swedish message with file and line, nothing written, and never a fault of the program."""
    made = project({**REPORT, **files})
    before = state(made.folder)

    run = made.run("import", "ekonomi", "2023-t1", "--ja")

    assert (run.code, state(made.folder)) == (1, before)
    assert f"fel {code}" in run.err
    assert said in run.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ekonomin",), "finns inte i någon namnd.yaml"),
        (("ekonomin", "2023-t1"), "Menade du ”ekonomi”"),
        (("ekonomi", "2023-t9"), "finns inte"),
        (("ekonomi", "--datum", "igår"), "inget datum"),
    ],
)
def test_words_that_mean_nothing(made: Project, words: tuple[str, ...], said: str) -> None:
    """A source, a period or a day that is not there."""
    run = made.run("import", *words)

    assert run.code == 2
    assert said in run.err


@pytest.mark.parametrize("columns", ["utfallet: utfall", "avvikelsen: utfall"])
def test_a_wrong_column_is_told_once(project: MakeProject, columns: str) -> None:
    """Nothing is said of the rows, which would be filled by the right column."""
    made = project(with_source("utfall: utfall\n      budget: budget", columns))

    run = made.run("import", "ekonomi", "--ja")

    assert run.code == 1
    assert "fel T201" in run.err
    assert "räknas ut" not in run.err


DATA_TABLE = (
    TABLE[: TABLE.index("    rader:")]
    + "    data: ekonomi.csv\n    rader:\n      - Summa:\n        typ: summa\n  # slut\n"
)
DATA = "Verksamhet;Utfall;Budget;Ansvar\r\nIntäkter;;1 100;å\r\nPersonal;"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    ("personal", "now"),
    [('"-1500";-4 000', '"-4000";-4 400'), ("..;-40", "-4000;-4400"), ("'-1;-4400", "'-4000;-4400")],
)
def test_the_data_file_of_a_table_is_refreshed(project: MakeProject, encoding: str, personal: str, now: str) -> None:
    """The numbers in its cells, with the author's blanks; every other byte stays, and the origin is with the table."""
    made = project({**REPORT, FIGURES: DATA_TABLE, f"{HERE}/ekonomi.csv": ""})
    path = made.folder / HERE / "ekonomi.csv"
    path.write_bytes(f"{DATA}{personal};x\r\n".encode(encoding))

    shown = made.run("import", "ekonomi", "--prova")
    run = made.run("import", "ekonomi", "--ja")
    again = made.run("import", "ekonomi", "--ja")

    assert run.code == 0, run.err
    assert f"{HERE}/ekonomi.csv" in run.err
    assert "intäkter" in shown.out
    expected = f"{DATA}{now};x\r\n".replace(";;1 100;", ";1200;1 320;")
    assert path.read_bytes().decode(encoding) == expected
    assert made.read(FIGURES).startswith(DATA_TABLE.removesuffix("  # slut\n"))
    assert "personal.utfall: -4000 | konto 50–59" in made.read(FIGURES)
    assert "Inget skiljer sig" in again.err
    assert f"Hämtat ur {BOOK}" in made.run("explain", "ekonomi.personal.utfall", "--period", "2023-t1").out


@pytest.mark.parametrize("lock", [".~lock.ekonomi.csv#", "~$ekonomi.csv"])
def test_a_data_file_that_is_open_is_not_written(project: MakeProject, lock: str) -> None:
    """The program that has it would write over the change; it is told when the file is read, too."""
    made = project(
        {**REPORT, FIGURES: DATA_TABLE, f"{HERE}/ekonomi.csv": f"{DATA}-1500;-4000;x\r\n", f"{HERE}/{lock}": ""}
    )
    before = state(made.folder)

    run = made.run("import", "ekonomi", "--ja")

    assert run.code == 2
    assert f"{HERE}/ekonomi.csv är öppen i ett annat program" in run.err
    assert lock in run.err
    assert state(made.folder) == before
    assert "T032" in made.run("check", "2023-t1").err


@pytest.mark.parametrize("cell", ["(1500)", "1500-", "1,5E+03"])
def test_a_number_that_is_written_otherwise_in_a_data_file_is_left(project: MakeProject, cell: str) -> None:
    """Nothing is written where the cell would not be what it should."""
    made = project({**REPORT, FIGURES: DATA_TABLE, f"{HERE}/ekonomi.csv": f"{DATA}{cell};-4000;x\r\n"})
    before = state(made.folder)

    run = made.run("import", "ekonomi", "--ja")

    assert run.code in {1, 2}
    assert "går inte att" in run.err
    assert state(made.folder) == before


def test_a_workbook_that_a_table_reads_is_not_written(project: MakeProject) -> None:
    """Its rows stand in a file that only a spreadsheet writes."""
    table = TABLE[: TABLE.index("    rader:")] + "    data: ekonomi.xlsx\n"
    made = project({**REPORT, FIGURES: table})
    with xlsxwriter.Workbook(made.folder / HERE / "ekonomi.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((("", "Utfall", "Budget"), ("Intäkter", 1, 2), ("Personal", 1, 2))):
            sheet.write_row(number, 0, row)

    run = made.run("import", "ekonomi", "--ja")

    assert run.code == 1
    assert "T033" in run.err
    assert "ur en arbetsbok" in run.err
    assert f"Spara bladet som CSV och skriv den filen efter data: i {FIGURES}" in run.err


def test_a_published_period_is_refused(sent_out: SentOut) -> None:
    """Its figures are corrected, and not overwritten."""
    once = sent_out({**FRAME, **EXPLAINED})

    run = once.run("import", "ekonomi", "2023-t1", "--prova")

    assert run.code == 2
    assert "tertial correct storkoping/socialnamnden/2023-t1" in run.err


def test_the_newest_file_is_by_its_number(project: MakeProject) -> None:
    """10 comes after 9, whichever was saved last."""
    made = project({**REPORT, BOOK: "no book", BOOK.replace("-2", "-10"): book()})

    assert made.run("import", "ekonomi", "--ja").code == 0


def test_the_file_may_lie_in_the_project(project: MakeProject) -> None:
    """A source of the municipality is found from the project's folder, for each of its boards."""
    files = {
        "content/storkoping/kommun.yaml": "kommun: Storköpings kommun\nprofil: storkoping\n" + SOURCE,
        f"{BOARD_FOLDER}/namnd.yaml": BOARD,
        BOOK: "",
        "import/bok-7.se": book(),
    }
    made = project({**REPORT, **files})
    (made.folder / BOOK).unlink()
    (made.folder / BOOK.replace("-2", "-1")).unlink()

    run = made.run("import", "ekonomi", "--ja")

    assert run.code == 0, run.err
    assert "        fil: import/bok-7.se\n" in made.read(FIGURES)


# --- the origin ------------------------------------------------------------------------------------------------------


def test_explain_tells_where_a_figure_was_taken(made: Project) -> None:
    """File, accounts and day, and the digest; until somebody writes another number there."""
    made.run("import", "ekonomi", "--ja", "--datum", "2023-05-08")
    told = made.run("explain", "ekonomi.personal.utfall", "--period", "2023-t1").out
    made.write(FIGURES, made.read(FIGURES).replace("-4 000", "-4 001"))
    changed = made.run("explain", "ekonomi.personal.utfall", "--period", "2023-t1").out

    assert f"  Hämtat ur {BOOK}, konto 50–59; Ansvar 310; utfall 2023-01–2023-04, 2023-05-08: {FIGURES}:14:" in told
    assert "Filens kontrollsumma (SHA-256): " in told
    assert f"  Skrivet: {FIGURES}:14:" in changed
    assert "SHA-256" not in changed


def test_the_list_of_figures_has_the_origin(project: MakeProject) -> None:
    """The workbook that is given out says where each figure was taken."""
    outline = "mall: rapport\navsnitt:\n  - rubrik: Ekonomi\n    innehåll:\n      - tabell: ekonomi\n"
    files = {f"{HERE}/period.yaml": PERIOD + DOCUMENTS, "templates/storkoping/mallar/rapport.yaml": outline}
    made = project({**REPORT, **files})
    made.run("import", "ekonomi", "--ja", "--datum", "2023-05-08")

    understood = understand(made.folder, "storkoping/socialnamnden/2023-t1", depth=Depth.NOTHING)

    (document,) = understood.documents
    origins = {figure.id: figure.origin for figure in listed_figures(document, understood.ledger)}
    place = "konto 3; Ansvar 310; utfall 2023-01–2023-04"
    assert origins["ekonomi.intäkter.utfall"] == f"hämtat ur {BOOK}, {place}, 2023-05-08"
    assert origins["ekonomi.summa.utfall"] == "uträknat"


def test_the_web_page_and_the_data_have_the_origin(project: MakeProject) -> None:
    """File, accounts and day of each figure, with a link to where it is printed; no folder, and none for the rest."""
    outline = "mall: rapport\navsnitt:\n  - rubrik: Ekonomi\n    innehåll:\n      - tabell: ekonomi\n"
    files = {f"{HERE}/period.yaml": PERIOD + DOCUMENTS, "templates/storkoping/mallar/rapport.yaml": outline}
    made = project({**REPORT, **files})
    made.run("import", "ekonomi", "--ja", "--datum", "2023-05-08")

    assert made.run("build", "--format", "html,json").code == 0
    page = read_html(made.read("output/storkoping/socialnamnden/2023-t1/rapport.html"))
    told = json.loads(made.read("output/storkoping/socialnamnden/2023-t1/rapport-data/tal.json"))["tal"]
    (origins,) = [each for each in page.all("details") if "origins" in each.attributes.get("class", "")]
    links = {each.text: each.attributes["href"].removeprefix("#") for each in origins.all("a")}
    printed = {each.attributes.get("id"): each.attributes.get("data-figure") for each in page.all("data")}

    assert f"{Path(BOOK).name}, hämtad 2023-05-08" in origins.text
    assert BOOK not in origins.text
    assert "konto 3; Ansvar 310; utfall 2023-01–2023-04" in origins.text
    assert printed[links["Ekonomi, Intäkter, Utfall"]] == "ekonomi.intäkter.utfall"
    assert not any(label.startswith("Ekonomi, Summa") for label in links)
    (origin,) = [each["ursprung"] for each in told if each["id"] == "ekonomi.intäkter.utfall"]
    assert (origin["slag"], origin["källa"], origin["datum"]) == ("hämtat ur fil", "ekonomi", "2023-05-08")
    assert origin["fil"] == Path(BOOK).name
    assert len(origin["sha256"]) == 64


def test_a_renamed_row_keeps_its_origin(made: Project) -> None:
    """The cells that were imported are named by row and column, which follow."""
    made.run("import", "ekonomi", "--ja")

    assert made.run("rename", "2023-t1", "ekonomi.personal", "lön").code == 0
    assert made.run("rename", "2023-t1", "ekonomi.utfall", "resultat").code == 0
    assert "Hämtat ur" in made.run("explain", "ekonomi.lön.resultat", "--period", "2023-t1").out


def test_the_next_period_does_not_inherit_it(made: Project) -> None:
    """What was taken for one period says nothing of another."""
    made.run("import", "ekonomi", "--ja")

    run = made.run("new", "period", "storkoping/socialnamnden/2023-t2", "--from", "2023-t1")

    assert run.code == 0, run.err
    texts = [path.read_text() for path in (made.folder / BOARD_FOLDER / "2023-t2").iterdir()]
    assert any("Personal" in text for text in texts)
    assert not any("hämtat" in text for text in texts)


def test_an_imported_figure_can_be_corrected(made: Project) -> None:
    """It stands in the content, and is no data of another file."""
    made.run("import", "ekonomi", "--ja")
    ledger = understand(made.folder, "storkoping/socialnamnden/2023-t1", depth=Depth.NOTHING).ledger

    assert parse_corrections(["ekonomi.personal.utfall=-4001"], ledger) == {"ekonomi.personal.utfall": -4001}
    # So it follows a correction of another figure, too.
    assert not _is_of_data_file(ledger.figures["ekonomi.personal.utfall"])


# --- nothing lost ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["1 201", "x", "1 200 | 7"])
def test_what_would_not_read_as_planned_is_not_written(
    made: Project, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """The result is read before anything is written: another number, a word, a cell too many."""
    before = state(made.folder)
    monkeypatch.setattr(
        "generator.editing.importing.written_cells.cell_edit", lambda _, at, __: TextEdit(at, at + 2, wrong)
    )

    run = made.run("import", "ekonomi", "--ja")

    assert (run.code, state(made.folder)) == (2, before)
    assert "Ingenting har skrivits" in run.err


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_killed_at_any_moment(made: Project) -> None:
    """The files are the old ones or the new ones, and the next command says so."""
    old = state(made.folder)

    def act(folder: Path) -> Callable[[Callable[[str], None]], None]:
        command = ImportCommand(source="ekonomi", project=folder, sure=True)

        def run(_: Callable[[str], None]) -> None:
            import_figures(command, _Silent(folder, "human"))

        return run

    seen = set()
    moment = 1
    while struck(act(made.folder), moment, kill).struck:
        finish_interrupted(made.folder, lambda _: None)
        now = made.read(FIGURES)
        seen.add(now)
        made.write(FIGURES, TABLE)
        assert {path: data for path, data in state(made.folder).items() if not path.startswith("output")} == old
        moment += 5

    assert len(seen) == 2
    assert TABLE in seen


class _Silent(Terminal):
    def result(self, *lines: str) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""


def test_an_amount_is_written_without_the_zeros_of_a_conversion(project: MakeProject) -> None:
    """Where no cell of the column says how many decimals it has."""
    table = TABLE.replace("enhet: tkr\n    decimaler: 0", "enhet: mnkr\n    decimaler: som skrivet")
    made = project({**REPORT, FIGURES: table.replace("-1 500 |", "?? |")})

    run = made.run("import", "ekonomi", "--ja")

    assert run.code == 0, run.err
    cells = [line.split("|")[0].split() for line in made.read(FIGURES).splitlines() if "|" in line]
    assert cells[:2] == [["-", "Intäkter:", "1,2"], ["-", '"Personal":', "-4"]]
