"""Sheets of workbooks as tables: what is taken for what, what is kept of formulas, what is guessed or left out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from generator.content import Source, validate
from generator.editing import WorkbookTables, workbook_tables
from generator.figures import resolve
from generator.problems import Rejected
from generator.project import built_in_templates, load, read_yaml
from tests.project.test_sheets import XLS, number, ods, row, words
from tests.sheets import Formula, Number, Sheet, workbook


def made(*rows: object, name: str = "Ekonomi", **marks: object) -> WorkbookTables:
    """The tables of a workbook with one sheet."""
    return workbook_tables(workbook({name: rows}, **marks), "bok.xlsx", (), ())  # type: ignore[dict-item, arg-type]


def text(tables: WorkbookTables) -> str:
    """The YAML, each run of blanks as one."""
    return "\n".join(" ".join(line.split()) for line in tables.yaml.decode().split("\n"))


PERIOD = "content/exempel/namnden/2024-t1"
MINIMAL = Path(__file__).parents[1] / "projects" / "minimal"
HEAD = ("Verksamhet", "Utfall 2024", "Budget 2024", "Avvikelse")
N = "#,##0.0"


def with_tables(tables: WorkbookTables) -> Source:
    """A period with the tables."""
    period = load(MINIMAL, PERIOD.partition("/")[2], built_in_templates())
    block, problems = read_yaml(tables.yaml.decode(), f"{PERIOD}/bok.yaml")
    assert (problems, block is not None) == ((), True)
    files = (*period.period.files, *([block] if block is not None else []))
    return replace(period, period=replace(period.period, files=files))


def test_headings_groups_and_ids() -> None:
    """Merged headings are groups; a column has the word that says what it is of, and its group the heading above."""
    tables = made(
        ("tkr", "Januari–april", None, "Helår"),
        ("Verksamhet", "Utfall 2024", "Budget 2024", "Budget"),
        ("Barn", 1, 2, 3),
        merged={"Ekonomi": ["B1:C1"]},
    )

    assert (
        "kolumner:\n- Januari–april:\n- utfall: Utfall 2024\n- budget: Budget 2024\n- Helår:\n- budget: Budget\n"
        in text(tables)
    )
    assert "ekonomi:\nrubrik: Ekonomi # gissat: bladets namn\n" in text(tables)


def test_a_difference_is_the_formula_of_its_column() -> None:
    """Where it gives the value of every row; the cells are then left out."""
    rows = [("Barn", Number(-48.2, N), Number(-46, N)), ("Vuxna", Number(-17.4, N), Number(-18.1, N))]
    tables = made(
        HEAD, *((*row, Formula(f"=B{at}-C{at}", row[1].value - row[2].value, N)) for at, row in enumerate(rows, 2)), ()
    )

    assert "- avvikelse: Avvikelse\nformel: utfall - budget\n" in text(tables)
    assert "- Barn: -48,2 | -46,0\n" in text(tables)
    assert tables.left_out == ()


def test_a_difference_that_is_typed_over_in_one_row_is_none_of_the_column() -> None:
    """The formula stands in its own cells, and the typed number stays."""
    tables = made(HEAD, ("Barn", 5, 3, Formula("=B2-C2", 2)), ("Vuxna", 5, 3, 7), ("Äldre", 5, 3, Formula("=B4-C4", 2)))

    assert "formel:" not in text(tables)
    assert "- Barn: 5 | 3 | = barn.utfall - barn.budget\n" in text(tables)
    assert "- Vuxna: 5 | 3 | 7\n" in text(tables)


def test_a_formula_that_does_not_give_the_saved_value_is_a_number() -> None:
    """It says so, with its cell."""
    tables = made(HEAD, ("Barn", 5, 3, Formula("=B2-C2", 9)), ("Vuxna", 5, 3, Formula("=B3*2", 10)))

    assert "- Barn: 5 | 3 | 9\n" in text(tables)
    assert tables.left_out == ("Formler som är skrivna som tal: Ekonomi!D2, Ekonomi!D3",)


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("=SUM(B2:B3)", "typ: summa\n"),
        ("=B2+B3", "typ: summa\n"),
        ("=$B$2+B3", "typ: summa\n"),
        ("=+B2+B3", "typ: summa\n"),
        ("=SUM(B2,B3)", "typ: summa\n"),
        ("=SUBTOTAL(9,B2:B3)", "typ: summa\n"),
        ("=SUM(B2)+N(B3)", "typ: summa\n"),
        ("=Ekonomi!B2+'Ekonomi'!B3", "typ: summa\n"),
    ],
)
def test_a_sum_in_any_words(formula: str, written: str) -> None:
    """The row is a sum, and its cells are left out."""
    tables = made(("Enhet", "Utfall"), ("Barn", 5), ("Vuxna", 3), ("Alla", Formula(formula, 8)))

    assert f"- Alla:\n{written}" in text(tables)
    assert tables.left_out == ()


@pytest.mark.parametrize(
    "formula", ["=SUM(B2:B3)*1", "=B2+B3+0", "=AVERAGE(B2:B3)", "=SUM(B2:B3)/C2", "=B2&B3", "=B1+B2+B3"]
)
def test_what_is_no_plain_sum_is_a_number(formula: str) -> None:
    """Whatever value it gives."""
    tables = made(("Enhet", "Utfall"), ("Barn", 5), ("Vuxna", 3), ("Medel", Formula(formula, 8)))

    assert "- Medel: 8\n" in text(tables)
    assert tables.left_out == ("Formler som är skrivna som tal: Ekonomi!B4",)


def test_subtotals_differences_and_named_rows() -> None:
    """Subtotals are of the rows since the last sum; what no default says is named, with its sign."""
    tables = made(
        ("Post", "Utfall"),
        ("Intäkter",),
        ("Avgifter", 5),
        ("Bidrag", 3),
        ("Summa intäkter", Formula("=SUM(B3:B4)", 8)),
        ("Kostnader",),
        ("Löner", 6),
        ("Varav vikarier", 2),
        ("Hyror", 1),
        ("Summa kostnader", Formula("=B7+B9", 7)),
        ("Netto", Formula("=B5-B10", 1)),
    )

    assert "- Intäkter: # gissat: raden har bara en etikett\ntyp: mellanrubrik\n" in text(tables)
    assert "- Summa intäkter:\ntyp: delsumma\n" in text(tables)
    assert "- Summa kostnader:\ntyp: delsumma\n" in text(tables)
    assert "- Varav vikarier: 2 # gissat: varav räknas inte med i summor\ntyp: varav\n" in text(tables)
    assert "- Netto:\ntyp: summa\nsummera: [summa_intäkter, -summa_kostnader]\n" in text(tables)


def test_a_sum_row_without_formulas() -> None:
    """Is guessed where the numbers agree, as far as they are seen, and its numbers stay to be reconciled."""
    rows: Sheet = (("Enhet (tkr)", "Utfall"), ("A", Number(1.24, N)), ("B", Number(1.24, N)))

    same = made(*rows, ("Totalt", Number(2.5, N)))
    other = made(*rows, ("Totalt", Number(3, N)))

    assert "- Totalt: 2,5 # gissat: raden är summan av raderna ovanför\ntyp: summa\n" in text(same)
    assert "typ: summa" not in text(other)


def test_a_blank_in_a_sum_row_stays_blank() -> None:
    """What would be computed is written then."""
    tables = made(("Enhet", "A", "B"), ("x", 1, 2), ("y", 3, 4), ("Summa", Formula("=SUM(B2:B3)", 4)))

    assert "- Summa: 4 | _\ntyp: summa\n" in text(tables)


def test_a_share_is_no_part_of_sums() -> None:
    """A column whose number in the sum row is not the sum says so; per cent never is."""
    tables = made(
        ("Enhet", "Antal", "Snitt", "Andel"),
        ("x", 10, 4, Number(0.5, "0%")),
        ("y", 20, 6, Number(0.25, "0%")),
        ("Summa", Formula("=SUM(B2:B3)", 30), 5, Number(0.333, "0.0%")),
    )

    assert "- snitt: Snitt # gissat: kolumnen är ingen summa i summaraderna\nsummera: nej\n" in text(tables)
    assert "33,3" in text(tables)


@pytest.mark.parametrize(
    ("above", "head", "cell", "said"),
    [
        ("Belopp i mnkr", "Utfall", 7.5, "enhet: mnkr # gissat: enhet ur rubriken"),
        ("(tkr)", "Utfall", 7.5, "enhet: tkr # gissat: enhet ur rubriken"),
        ("Kkr", "Utfall", 7.5, "enhet: tkr # gissat: enhet ur rubriken"),
        ("Tabell 1", "Utfall, kronor", 7.5, "enhet: kr # gissat: enhet ur rubriken"),
        ("Tabell 1", "Andel %", 7.5, 'enhet: "%" # gissat: enhet ur rubriken'),
        ("Tabell 1", "Utfall", Number(0.768, "0.0%"), 'enhet: "%" # gissat: enhet ur talformatet'),
        ("Tabell 1", "Utfall", Number(7957000, "#,##0.0,"), "enhet: tkr # gissat: enhet ur talformatet"),
        ("Tabell 1", "Utfall", Number(7957000, "#,##0.0,,"), "enhet: mnkr # gissat: enhet ur talformatet"),
        ("Tabell 1", "Utfall", Number(7.5, '0.0" mnkr"'), "enhet: mnkr # gissat: enhet ur talformatet"),
        ("Tabell 1", "Utfall", 7.5, "# gissat: bladet säger ingen enhet."),
    ],
)
def test_a_unit(above: str, head: str, cell: float | Number, said: str) -> None:
    """From what stands above, from the heading or from the format, in this order of what is sure."""
    assert said in text(made((above,), ("Enhet", head), ("Barn", cell)))


def test_a_number_is_as_its_format_shows_it() -> None:
    """Thousands that the format hides are not in the number, whatever unit is said; all digits that are saved are."""
    tables = made(("tkr", "Utfall"), ("A", Number(7957049, "#,##0.0,")), ("B", Number(-48.2, "0.0;(0.0)")))

    assert "decimaler: 1\n" in text(tables)
    assert "- A: 7957,049\n- B: -48,2\n" in text(tables)


def test_units_that_differ_in_columns_rows_and_cells() -> None:
    """Each stands where it holds for all."""
    tables = made(
        ("Mått", "Utfall", "Andel"),
        ("Antal ärenden", 412, Number(0.5, "0%")),
        ("Kostnad, tkr", 7, Number(0.25, "0%")),
    )

    assert '- andel: Andel # gissat: enhet ur talformatet\nenhet: "%"\n' in text(tables)
    assert "- Antal ärenden: 412 | 50 % # gissat: enhet ur etiketten\nenhet: antal\n" in text(tables)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((Number(1, "0.0"), Number(2, "0.0")), "decimaler: 1"),
        ((7, 7.5), "decimaler: högst 1"),
        ((Number(7, "0.0"), Number(7.5, "0.00")), "decimaler: 1"),
        ((Number(7.04, "0.0"), 7), "decimaler: 1"),
    ],
)
def test_decimals(cells: tuple[float | Number, ...], said: str) -> None:
    """As many as the formats show: for the table, for its columns or for its rows."""
    assert said in text(made(("Enhet", "Utfall"), *(("ABC"[at], cell) for at, cell in enumerate(cells))))


def test_several_tables_on_a_sheet() -> None:
    """A blank row and headings begin a table; the line above is its caption, a note below belongs to the one above."""
    tables = made(
        ("Ekonomi", None),
        ("tkr",),
        (),
        ("Enhet", "Utfall"),
        ("A", 1),
        ("* Preliminärt.",),
        (),
        ("Källa: Agresso",),
        (),
        ("Personal",),
        ("Mått", "Utfall"),
        ("Årsarbetare", 2),
    )

    assert [(table.id, table.rows, table.unit) for table in tables.tables] == [
        ("ekonomi", 1, "tkr"),
        ("personal", 1, ""),
    ]
    assert 'anmärkning: "* Preliminärt." # gissat: det som står under tabellen\nkälla: Agresso #' in text(tables)


def test_rows_after_a_blank_one_without_headings_are_of_the_same_table() -> None:
    """The blank row stands between them."""
    tables = made(("Enhet", "Utfall"), ("A", 1), (), ("B", 2), (), ("Summa", Formula("=SUM(B2:B4)", 3)))

    assert len(tables.tables) == 1
    assert '- A: 1\n- "":\ntyp: tom\n- B: 2\n- "":\ntyp: tom\n- Summa:\ntyp: summa\n' in text(tables)


def test_rows_without_any_headings() -> None:
    """Have the letters of their columns, which is told."""
    tables = made(("A", 1), ("B", 2))

    assert "- kolumn_b: Kolumn B # gissat: kolumnen har ingen rubrik i bladet\n" in text(tables)
    assert "- A: 1\n- B: 2\n" in text(tables)


def test_words_are_kept() -> None:
    """A column of words is one; a word among figures is a note to its cell, and a day is a day."""
    tables = made(
        ("Åtgärd", "Effekt", "Kommentar"),
        ("Vakanser", 1.5, "klart | [delvis]"),
        ("Lokaler", "ej räknat", ""),
        ("Avtal", "–", "{{ fel }}"),
    )

    assert "- kommentar: Kommentar # gissat: typ: text efter vad cellerna har\ntyp: text\n" in text(tables)
    assert '"1,5 | klart \\\\| (delvis)"' in text(tables)
    assert '"_ [n1] | _" # gissat: text i Ekonomi!B3 är fotnoten n1' in text(tables)
    assert "- Avtal:" in text(tables)
    assert "– | { { fel } }" in text(tables)
    assert "fotnoter:\nn1: ej räknat\n" in text(tables)


def test_two_rows_of_one_label_have_ids() -> None:
    """Without them the table would be refused."""
    tables = made(("Enhet", "Utfall"), ("A", 1), ("A", 2))

    assert "- A: 1\nid: a\n- A: 2\nid: a_2\n" in text(tables)


def test_a_figure_of_another_sheet_is_cited() -> None:
    """A formula that only points is the figure that it points at."""
    sheets: dict[str, Sheet] = {
        "Ekonomi": (("tkr", "Utfall"), ("A", 1), ("B", 2)),
        "Korthet": (
            ("tkr", "Utfall"),
            ("Allt", Formula("=Ekonomi!B2+Ekonomi!B3", 3)),
            ("B", Formula("=Ekonomi!B3", 2)),
        ),
    }

    tables = workbook_tables(workbook(sheets), "bok.xlsx", (), ())

    assert "- Allt: = ekonomi.a.utfall + ekonomi.b.utfall\n- B: = ekonomi.b.utfall\n" in text(tables)


def test_what_is_not_read_is_told() -> None:
    """Hidden sheets, cells that show an error or two numbers, words beside the tables and lines above."""
    sheets: dict[str, Sheet] = {
        "Ekonomi": (("Nämnden",), ("April",), ("Enhet", "Utfall"), ("A", Formula("=1/0", "#DIV/0!")), ("B", "1.234")),
        "Noter": (("Ring",),),
        "Dold": (("x", "y"), ("a", 1)),
    }

    tables = workbook_tables(workbook(sheets, hidden=["Dold"], hidden_rows={"Ekonomi": [5]}), "bok.xlsx", (), ())

    assert tables.left_out == (
        "Bladet Dold är dolt. Ta med det med --blad",
        "Ekonomi!B4: Cellen visar ett felvärde.",
        "Noter!A1: ”Ring”",
        "Ekonomi!A2: ”April”",
        "Ekonomi!B5: talet kan läsas på två sätt, ”1.234”",
    )
    assert [problem.message for problem in tables.notices] == ["Bladet har dolda rader som läses ändå: 5."]
    assert "- A: ??\n- B: ??\n" in text(tables)


def test_sheets_are_chosen_by_name() -> None:
    """Also a hidden one."""
    data = workbook({"A": (("Enhet", "x"), ("a", 1)), "B": (("Enhet", "x"), ("b", 1))}, hidden=["B"])

    assert [table.sheet for table in workbook_tables(data, "b.xlsx", ["B"], ()).tables] == ["B"]
    with pytest.raises(Rejected, match="1 problem"):
        workbook_tables(data, "b.xlsx", ["C"], ())


def test_a_csv_file_is_a_sheet() -> None:
    """With its lines for cells."""
    data = "Ekonomi, tkr\n\nEnhet;Utfall;Budget\nA;-1 234,5;2\nSumma;-1 234,5;2\n\nMått;Andel\nB;(48,2)\n".encode(
        "cp1252"
    )

    tables = workbook_tables(data, "rapport.csv", (), ())

    assert [(table.id, table.rows) for table in tables.tables] == [("ekonomi_tkr", 2), ("rapport", 1)]
    assert "- A: -1234,5 | 2" in text(tables)
    assert "- B: -48,2" in text(tables)


def test_tables_beside_each_other() -> None:
    """A blank column and labels of its own begin a table; a blank column alone is only room."""
    tables = made(
        ("Ekonomi", None, None, None, None, "Personal"),
        ("tkr",),
        (),
        ("Enhet", None, "Utfall", "Budget", None, "Mått", "Antal"),
        ("A", None, 1, 2, None, "Årsarbetare", 5),
        ("B", None, 3, 4, None, "Vakanser", 6),
        ("C", None, 7, 8),
    )

    assert [(table.id, table.area, table.rows, table.columns) for table in tables.tables] == [
        ("ekonomi", "A4:D7", 3, 2),
        ("personal", "F4:G6", 2, 1),
    ]
    assert "- C: 7 | 8\n" in text(tables)
    assert "- Vakanser: 6\n" in text(tables)


def test_what_stands_over_the_heading_of_the_labels_is_not_lost() -> None:
    """A unit is the table's."""
    tables = made(
        ("mnkr", "Nu", None, "Helår"),
        ("Enhet", "Utfall", "Budget", "Budget"),
        ("A", 1, 2, 3),
        merged={"Ekonomi": ["B1:C1"]},
    )

    assert "enhet: mnkr # gissat: enhet ur rubriken\n" in text(tables)
    assert "radrubrik: Enhet\n" in text(tables)


def test_a_sheet_of_data_is_left_out() -> None:
    """A workbook may have what its tables are made of."""
    sheets: dict[str, Sheet] = {
        "Data": (("Konto", "Belopp"), *(("5010", 1) for _ in range(2000))),
        "Ekonomi": (("tkr", "Utfall"), ("A", 1)),
    }

    tables = workbook_tables(workbook(sheets), "bok.xlsx", (), ())

    assert [table.id for table in tables.tables] == ["ekonomi"]
    assert tables.left_out == ("Data!A1:B2001: 2001 rader, fler än 2000",)
    with pytest.raises(Rejected, match="1 problem"):
        workbook_tables(workbook(sheets), "bok.xlsx", ["Data"], ())


def test_a_spreadsheet_of_libreoffice() -> None:
    """Formulas in its own notation are kept too."""
    formula = 'table:formula="of:=SUM([.B2:.B3])"'
    other = "table:formula=\"of:=[.B2]-['Blad1'.B3]\""
    data = ods(
        row(words("tkr"), words("Utfall")),
        row(words("A"), number("7", "7,0")),
        row(words("B"), number("3", "3,0")),
        row(words("Summa"), number("10", "10,0", formula)),
        row(words("Skillnad"), number("4", "4,0", other)),
    )

    tables = workbook_tables(data, "bok.ods", (), ())

    assert "- Summa:\ntyp: delsumma\n- Skillnad:\ntyp: summa\nsummera: [a, -b]\n" in text(tables)
    assert tables.left_out == ("Bladet Dolt är dolt. Ta med det med --blad",)


def test_a_workbook_of_excel_97() -> None:
    """Has its values, and no formulas."""
    tables = workbook_tables(XLS.read_bytes(), "p.xls", (), ())

    assert [(table.id, table.area, table.rows) for table in tables.tables] == [("uppföljning", "A1:E5", 2)]
    assert "- Barn: 7956,9876 | 76,8 | 12 | 1-maj\n" in text(tables)
    assert [problem.code for problem in tables.notices] == ["T014", "T020"]
    assert "rubrik: Uppföljning # gissat: .xls säger inga formler" in text(tables)


@pytest.mark.parametrize(
    "rows",
    [
        # A cell of itself; two columns, two rows and two cells of each other.
        (("A", 0), ("B", 5), ("C", Formula("=B2+B4", 5))),
        (("A", 5, 3, Formula("=B2-C2", 2)), ("B", Formula("=D3+C3", 5), 3, 2), ("C", Formula("=D4+C4", 5), 3, 2)),
        (("A", 5, Formula("=C3+C4", 5)), ("B", Formula("=B2-B4", 3), 3), ("C", 2, 2)),
        (("A", Formula("=C2", 5), Formula("=B2", 5)), ("B", 1, 2)),
    ],
)
def test_nothing_is_computed_of_itself(rows: Sheet) -> None:
    """Whatever a sheet says: a ring of formulas would be refused."""
    tables = made(("Enhet", "Utfall", "Budget", "Diff")[: max(map(len, rows))], *rows)

    resolve(validate(with_tables(tables)))


def test_columns_of_computed_columns() -> None:
    """Have their formulas too."""
    tables = made((*HEAD, "Dubbelt"), ("A", 5, 3, Formula("=B2-C2", 2), Formula("=D2+B2", 7)))

    assert "formel: avvikelse + utfall\n" in text(tables)
    assert "- A: 5 | 3\n" in text(tables)


def test_what_has_another_unit_is_no_term() -> None:
    """Adding tkr to mnkr gives a number that is neither."""
    tables = made(("Enhet", "A tkr", "B mnkr", "C tkr"), ("x", 5, 3, Formula("=B2+C2", 8)))

    assert "formel" not in text(tables)
    assert tables.left_out == ("Formler som är skrivna som tal: Ekonomi!D2",)


def test_a_row_with_units_of_its_own_has_all_its_cells() -> None:
    """The column's formula is reconciled with them."""
    share = ("Andel", Number(0.5, "0%"), Number(0.4, "0%"), Formula("=B3-C3", 0.1, "0%"))
    tables = made(("tkr", *HEAD[1:]), ("A", 5, 3, Formula("=B2-C2", 2)), share)

    assert "formel: utfall - budget\n" in text(tables)
    assert "- A: 5 | 3\n- Andel: 50 % | 40 % | 10 %\n" in text(tables)


def test_a_blank_in_a_computed_column_stays_blank() -> None:
    """All cells of its row are written."""
    tables = made(HEAD, ("A", 5, 3, Formula("=B2-C2", 2)), ("B", 5, 3))

    assert "- A: 5 | 3\n- B: 5 | 3 | _\n" in text(tables)


def test_a_sum_of_per_cent_is_written() -> None:
    """It is not computed by default: its formula stands in the cell."""
    half, sums = Number(0.5, "0%"), (Formula("=SUM(B2:B3)", 2), Formula("=SUM(C2:C3)", 1, "0%"))
    tables = made(("Enhet", "Antal", "Andel"), ("A", 1, half), ("B", 1, half), ("Summa", *sums))

    assert "- Summa: 2 | = a.andel + b.andel\ntyp: summa\n" in text(tables)


def test_kronor_are_exact() -> None:
    """One off is no sum."""
    tables = made(("kr", "Utfall"), ("A", 100), ("B", 200), ("Summa", 301))

    assert "typ: summa" not in text(tables)


def test_a_unit_of_a_heading_goes_before_that_of_a_label() -> None:
    """The label is not taken to speak of all columns."""
    tables = made(("Mått", "Kostnad tkr", "Utfall"), ("Antal ärenden", 5, 3))

    assert "enhet: antal" not in text(tables)


def test_no_table_has_a_word_of_the_language_for_id() -> None:
    """Nor that of a type of records, or of another table."""
    sheets: dict[str, Sheet] = dict.fromkeys(("Summa", "Period", "Mål", "mål!"), (("Enhet", "Utfall"), ("A", 1)))

    tables = workbook_tables(workbook(sheets), "bok.xlsx", (), {"mål"})

    assert [table.id for table in tables.tables] == ["summa_2", "period_2", "mål_2", "mål_3"]


def test_a_column_may_be_called_as_an_attribute_is() -> None:
    """Enhet is a usual heading."""
    tables = made(("Post", "Enhet", "Typ"), ("A", "st", 1))

    assert "- enhet_2: Enhet" in text(tables)
    validate(with_tables(tables))


def test_merged_headings_are_those_of_the_table_they_stand_in() -> None:
    """A table beside one whose first heading goes over two rows has one row of headings, and all its figures."""
    absences = (("Frånvaro", 2023, 2024), ("Kvinnor", 8.1, 7.8), ("Män", 5.2, 5.5))
    tables = made(
        ("Verksamhet", "Utfall", None, None, *absences[0]),
        (None, 2023, 2024, None, *absences[1]),
        ("A", 1, 2, None, *absences[2]),
        merged={"Ekonomi": ["A1:A2", "B1:C1"]},
    )

    assert "radrubrik: Frånvaro\n" in text(tables)
    assert "- Kvinnor: 8,1 | 7,8\n- Män: 5,2 | 5,5\n" in text(tables)
    assert "- Utfall:\n- k2023: 2023\n- k2024: 2024\n" in text(tables)
    assert tables.left_out == ()


def test_a_number_that_is_a_heading_is_listed() -> None:
    """Nobody sees from the table that it was a figure; a year is a heading."""
    tables = made(
        ("Frånvaro", "Andel", "År"), ("Kvinnor", 8.1, 2023), ("Män", 5.2, 2024), merged={"Ekonomi": ["A1:A2"]}
    )

    assert tables.left_out == ("Tal som inte är tal i tabellerna: Ekonomi!B2 ”8,1”",)


def test_a_share_of_a_sum_with_named_rows_is_written() -> None:
    """Nothing is computed in a column of per cent, so the number stands in its cell or as the formula of the cell."""
    share = "0%"
    rows = (
        ("V", "Utfall", "Andel"),
        ("A", 100, Number(0.25, share)),
        ("B", 200, Number(0.5, share)),
        ("Delsumma", Formula("=SUM(B2:B3)", 300), Number(0.75, share)),
        ("C", 100, Number(0.25, share)),
    )
    typed = made(*rows, ("Summa", Formula("=B4+B5", 400), Number(1, share)))
    computed = made(*rows, ("Summa", Formula("=B4+B5", 400), Formula("=C4+C5", 1, share)))

    assert "- Summa: 400 | 100\ntyp: summa\nsummera: [delsumma, c]\n" in text(typed)
    for tables in (typed, computed):
        assert resolve(validate(with_tables(tables))).figures["ekonomi.summa.andel"].value == 100


@settings(max_examples=25, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(("row", "sum", "words", "bare", "lone")), max_size=5),
    merged=st.sets(st.sampled_from(("A1:A2", "B1:C1", "E1:E2", "A3:A4"))),
    shares=st.integers(0, 1),
    down=st.integers(0, 2),
)
def test_every_number_is_a_figure_or_listed(kinds: list[str], merged: set[str], shares: int, down: int) -> None:
    """Of two tables beside each other, whatever is merged and summed, no number is lost without a word."""
    rows: list[list[object]] = [["V", "Utfall", "Andel", None, None, None]]
    numbers: list[float] = []
    for at, kind in enumerate(["row", "row", *kinds], 2):
        # No two numbers are equal.
        value, share = 1000.0 + 2**at, 10 + at
        label = None if kind == "bare" else f"Summa {at}" if kind == "sum" else f"Rad {at}"
        of = [each for each in numbers if each >= 1000][-2:]
        amount: object = value
        if kind == "sum" and len(of) > 1:
            value = sum(of)
            amount = Formula(f"=B{at - 2}+B{at - 1}", value)
        amount = "se not" if kind == "words" else amount
        cells = [label, amount, Number(share / 100, "0%") if shares else None]
        rows.append([*cells, None, None, None] if kind != "lone" else [label, *[None] * 5])
        numbers += [value] * (kind not in {"words", "lone"}) + [share] * (shares and kind != "lone")
    rows += [[None] * 6 for _ in range(5)]
    for at, pair in enumerate((("Frånvaro", 2023), ("Kvinnor", 8.1), ("Män", 5.2)), down):
        rows[at][4:] = pair
    tables = made(*rows, merged={"Ekonomi": sorted(merged)})
    values = {each.value for each in resolve(validate(with_tables(tables))).figures.values()}

    listed = "\n".join(tables.left_out)
    # A column with more words than numbers has the numbers as words.
    listed += text(tables) if "typ: text" in text(tables) else ""
    missing = [each for each in (*numbers, 8.1, 5.2) if Decimal(str(each)) not in values]
    assert [each for each in missing if f"{each:g}".replace(".", ",") not in listed] == []


def test_a_row_that_a_sum_goes_past_is_told_of() -> None:
    """A row that was put in below the area of the formula is the commonest fault of a sum; another unit is none."""
    head, rows = ("V", "Utfall"), (("A", 100), ("B", 200))
    past = made(head, *rows, ("C", 50), ("Summa", Formula("=SUM(B2:B3)", 300)))
    share = made(head, *rows, ("Andel", Number(0.5, "0%")), ("Summa", Formula("=SUM(B2:B3)", 300)))
    all_in = made(head, *rows, ("D", Formula("=B2+B3", 300)), ("C", 50), ("Summa", Formula("=B4+B5", 350)))

    assert "- Summa: # gissat: summan tar inte med C\ntyp: summa\nsummera: [a, b]\n" in text(past)
    assert "tar inte med" not in text(share)
    assert "tar inte med" not in text(all_in)


def test_what_stands_below_is_source_or_remark() -> None:
    """A line that says where the figures are from is the source; the rows have neither, and nothing says they do."""
    tables = made(("V", "Utfall"), ("A", 1), ("B", 2), ("Källa: Kolada",), ("* Preliminära siffror",))

    assert 'anmärkning: "* Preliminära siffror" # gissat: det som står under tabellen\n' in text(tables)
    assert "källa: Kolada # gissat: det som står under tabellen\n" in text(tables)
    assert (tables.notices, tables.left_out) == ((), ())


def test_the_list_of_all_figures_is_no_table() -> None:
    """A workbook that Tertial has written has its figures twice; a sheet that is alone or asked for is read."""
    listing: Sheet = (
        ("Tal", "Id", "Värde", "Tryckt som", "Ursprung", "Tryckt i"),
        ("A", "t.a.utfall", 1, "1", "x", "y"),
    )
    data = workbook({"Ekonomi": (("V", "Utfall"), ("A", 1)), "Alla tal": listing})
    tables = workbook_tables(data, "bok.xlsx", (), ())
    asked = workbook_tables(data, "bok.xlsx", ("Alla tal",), ())

    assert [each.id for each in tables.tables] == ["ekonomi"]
    assert tables.left_out == ("Bladet Alla tal räknar upp de andra bladens tal. Ta med det med --blad",)
    assert [each.id for each in asked.tables] == ["alla_tal"]


def _with_comments_of_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Blad1"
    for cells in (("Enhet", "Utfall"), ("Barn", 5), ("Vuxna", 7)):
        page.append(cells)
    page["B2"].comment = Comment("ej slutligt", "någon")
    page["A9"].comment = Comment("[Trådad kommentar]\n\nDin version …\n\nKommentar:\n    se över", "någon")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with_comments_of_xlsxwriter() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Försättsblad")
        page = book.add_worksheet("Blad1")
        for number, row in enumerate((("Enhet", "Utfall"), ("Barn", 5), ("Vuxna", 7))):
            page.write_row(number, 0, row)
        page.write_comment("B2", "ej slutligt")
        page.write_comment("A9", "se över")
    return out.getvalue()


@pytest.mark.parametrize("make", [_with_comments_of_openpyxl, _with_comments_of_xlsxwriter])
def test_comments_beside_cells_are_told(make: Callable[[], bytes]) -> None:
    """What is said of a cell is no part of its table, and is not lost in silence."""
    tables = workbook_tables(make(), "bok.xlsx", (), ())

    assert tables.left_out == ("Blad1!B2: kommentaren ”ej slutligt”", "Blad1!A9: kommentaren ”se över”")


def test_lines_below_a_table_are_read_one_after_the_other() -> None:
    """Each ends before the next begins."""
    rows = (("Enhet", "Utfall"), ("A", 5), ("B", 7), (), ("Exkl. moms",), ("Avser april!",), ("Preliminärt",))

    assert 'anmärkning: "Exkl. moms. Avser april! Preliminärt"' in text(
        workbook_tables(workbook({"X": rows}), "b.xlsx", (), ())
    )
