"""A table as its author wrote it → ids, cells and sums of its rows and columns."""

from __future__ import annotations

import pytest

from generator.content import ComputedCell, FormulaCell, NumberCell, SignCell, Table, Text, TextCell
from generator.content.table_cells import split_cells
from tests.compose.composing import grid_of, simple_table, table_and_problems, table_of


def ids(table: Table) -> list[str]:
    """The ids of the rows."""
    return [row.id for row in table.rows]


def sums(table: Table) -> dict[str, tuple[tuple[int, str], ...]]:
    """What each summing row sums."""
    return {row.id: row.sums for row in table.rows if row.sums}


def codes(text: str) -> list[str]:
    """The codes of what is wrong with a table."""
    return [problem.code for problem in table_and_problems(text)[1]]


# --- ids -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Barn och unga 0–20 år", "barn_och_unga_0_20_år"),
        ("2023", "k2023"),
        ("Lön [a]", "lön"),
        ('"Lön {{ period.år }}"', "lön"),
        ('"Avgår: intäkter"', "avgår_intäkter"),
        ("Å-Ä/Ö", "å_ä_ö"),
    ],
)
def test_a_label_gives_its_row_an_id(label: str, expected: str) -> None:
    """Notes and citations in a label are no part of the id that it gives."""
    table, _ = table_and_problems(simple_table(f"- {label}: 1 | 2", more="fotnoter:\n  a: Not.\n"))

    assert table is not None
    assert ids(table) == [expected]


@pytest.mark.parametrize(("key", "expected"), [("2021", "k2021"), ("2021_22", "k2021_22"), ("not", "kolumn_not")])
def test_a_column_may_be_called_by_a_year_or_a_word_of_expressions(key: str, expected: str) -> None:
    """Its id is what a heading alone would have given."""
    table = table_of(f"enhet: tkr\nkolumner:\n  - {key}: Bokslut\nrader:\n  - Lön: 1\n")

    assert [column.id for column in table.columns] == [expected]


@pytest.mark.parametrize(("formula", "told"), [("2022 - 2021", 2), ("k2022 - k2021", 0), ("k2022 / 2020", 0)])
def test_a_year_in_a_formula_is_a_number_and_not_its_column(formula: str, told: int) -> None:
    """Otherwise the change between two years would be 1, without a word."""
    columns = f"  - 2021: Bokslut\n  - 2022: Bokslut\n  - ändring: Ändring\n    formel: {formula}\n"

    problems = table_and_problems(f"enhet: tkr\nkolumner:\n{columns}rader:\n  - Lön: 1 | 2\n")[1]

    assert [(problem.code, problem.expected) for problem in problems] == [("T202", "k2022"), ("T202", "k2021")][:told]


def test_a_given_id_stands_before_the_label() -> None:
    """An id that the author gives is the row's."""
    assert ids(table_of(simple_table("- Barn och unga: 1 | 2\n  id: barn"))) == ["barn"]


def test_a_heading_tells_rows_of_one_label_apart() -> None:
    """Where two rows would have one id, the heading above each is set before it; others keep their own."""
    rows = """
        - Hemtjänst:
          typ: mellanrubrik
        - Kvinnor: 1 | 2
        - Totalt: 1 | 2
        - Boende:
          typ: mellanrubrik
        - Kvinnor: 1 | 2
        - Män: 1 | 2
    """

    assert ids(table_of(simple_table(rows))) == [
        "hemtjänst",
        "hemtjänst_kvinnor",
        "totalt",
        "boende",
        "boende_kvinnor",
        "män",
    ]


def test_rows_that_nothing_tells_apart_are_refused() -> None:
    """Two rows of one label under one heading need an id of the author's, and both places are told."""
    _, problems = table_and_problems(simple_table("- Lön: 1 | 2\n- Lön: 1 | 2"))

    assert [(problem.code, problem.where.line) for problem in problems] == [("T107", 6)]
    assert [where.line for where in problems[0].related] == [5]


def test_blank_rows_and_sentences_need_no_ids() -> None:
    """Rows of type tom and text may be alike."""
    rows = '- "":\n  typ: tom\n- "":\n  typ: tom\n- Se noten.:\n  typ: text\n- Se noten.:\n  typ: text\n- Lön: 1 | 2'

    assert len(set(ids(table_of(simple_table(rows))))) == 5


def test_columns_have_ids_of_key_or_heading() -> None:
    """A column is `id: Rubrik`, or a heading alone, which gives the id without its note mark."""
    columns = "- utfall: Utfall 2023\n- Budget 2023 [a]\n- prognos:\n- rubrik: Avvikelse\n  id: avv"
    table = table_of(simple_table("- Lön: 1 | 2 | 3 | 4", columns, more="fotnoter:\n  a: Not.\n"))

    assert [(column.id, column.heading.text) for column in table.columns] == [
        ("utfall", "Utfall 2023"),
        ("budget_2023", "Budget 2023 [a]"),
        ("prognos", "prognos"),
        ("avv", "Avvikelse"),
    ]


def test_groups_of_columns_share_ids() -> None:
    """A column id may come back in another group, whose id is its heading's or given."""
    columns = "- Mars:\n    - netto: Netto\n- Jan–mars:\n    - netto: Netto\n  id: ack"
    table = table_of(simple_table("- Lön: 1 | 2", columns))

    assert [(column.group, column.id) for column in table.columns] == [("mars", "netto"), ("ack", "netto")]


def test_a_column_twice_in_its_group_is_refused() -> None:
    """Two columns of one id in one group are told with both places."""
    _, problems = table_and_problems(simple_table("- Lön: 1 | 2", "- Mars:\n    - netto: A\n    - netto: B"))

    assert [(problem.code, problem.where.line, problem.related[0].line) for problem in problems] == [("T107", 4, 3)]


def test_a_heading_beside_that_of_the_id_is_refused() -> None:
    """One of the two would be lost without a word, also where the other is blank."""
    _, problems = table_and_problems(simple_table("- Lön: 1", "- netto: Netto\n  rubrik: Resultat"))

    assert [(problem.code, problem.hint) for problem in problems] == [
        ("T103", "Ta bort raden: rubriken står efter netto:.")
    ]


# --- cells ---------------------------------------------------------------------------------------------------------


def test_a_column_with_a_formula_is_filled_or_left_out() -> None:
    """A row leaves the computed cells out, or writes them all to be reconciled."""
    columns = "- a: A\n- b: B\n- c: C\n  formel: a - b\n- d: D\n  formel: a + b"
    table = table_of(simple_table("- Utan: 1 | 2\n- Med: 1 | 2 | -1 | 3", columns))

    assert [type(cell) for cell in table.rows[0].cells] == [NumberCell, NumberCell, FormulaCell, FormulaCell]
    assert {type(cell) for cell in table.rows[1].cells} == {NumberCell}


@pytest.mark.parametrize("cells", ["1", "1 | 2 | 3", "1 | 2 | 3 | 4 | 5"])
def test_another_number_of_cells_is_refused(cells: str) -> None:
    """Neither all cells nor all but the computed: T106, once, with the row's label."""
    columns = "- a: A\n- b: B\n- c: C\n  formel: a - b\n- d: D\n  formel: a + b"
    _, problems = table_and_problems(simple_table(f"- Lön: {cells}", columns))

    assert [problem.code for problem in problems] == ["T106"]
    assert "”Lön”" in problems[0].message


def test_rows_that_are_all_wrong_in_one_way_are_told_once() -> None:
    """Where every row has one cell too many it is the columns that lack one."""
    _, problems = table_and_problems(simple_table("- A: 1 | 2 | 3\n- B: 1 | 2 | 3\n- C: 1 | 2 | 3"))

    assert [(problem.code, problem.message, problem.where.line) for problem in problems] == [
        ("T106", "Alla rader har 3 celler, men tabellen har 2 kolumner.", 2)
    ]


def test_rows_without_cells_are_computed_or_blank() -> None:
    """A sum is computed where it is not written, a row's formula fills its cells, headings and sentences have none."""
    rows = """
        - Kostnader:
          typ: mellanrubrik
        - Lön: 1 | 2
        - Hyra: 3 | 4
        - Summa:
          typ: summa
        - Dubbelt:
          formel: summa * 2
        - Allt är preliminärt.:
          typ: text
    """
    table = table_of(simple_table(rows))

    assert [type(row.cells[0]) for row in table.rows] == [
        SignCell,
        NumberCell,
        NumberCell,
        ComputedCell,
        FormulaCell,
        SignCell,
    ]


def test_a_columns_formula_wins_where_it_crosses_a_sum() -> None:
    """In a sum row the computed column follows its own formula."""
    table = table_of(simple_table("- Lön: 1 | 2\n- Summa:\n  typ: summa", "- a: A\n- b: B\n- c: C\n  formel: a / b"))
    last = table.rows[1].cells[2]

    assert isinstance(last, FormulaCell)
    assert last.formula.text == "a / b"


def test_a_column_may_stay_out_of_sums() -> None:
    """`summera: nej` on a column leaves its cell of a computed sum blank."""
    table = table_of(simple_table("- Lön: 1 | 2\n- Summa:\n  typ: summa", "- a: A\n- b: B\n  summera: nej"))

    assert [type(cell) for cell in table.rows[1].cells] == [ComputedCell, SignCell]


def test_text_columns_are_not_summed() -> None:
    """A sum row has nothing in a column of text."""
    table = table_of(simple_table("- Lön: 1 | Ja\n- Summa:\n  typ: summa", "- a: A\n- b: B\n  typ: text"))

    assert isinstance(table.rows[0].cells[1], TextCell)
    assert isinstance(table.rows[1].cells[1], SignCell)


def test_cells_may_be_a_list() -> None:
    """Long cells stand on lines of their own."""
    table = table_of(simple_table("- Lön:\n    - 1\n    - Ja | nej", "- a: A\n- b: B\n  typ: text"))
    cell = table.rows[0].cells[1]

    assert isinstance(cell, TextCell)
    assert cell.text.text == "Ja | nej"


def test_cells_know_their_places() -> None:
    """Each cell has its own column in the file; a bar in a text is written with a backslash."""
    text = Text(r"1,0 |  2,0|Ja \| nej", ("f.yaml", 3, 10), "plain")

    assert [(str(cell), cell.where.column) for cell in split_cells(text)] == [
        ("1,0", 10),
        ("2,0", 17),
        ("Ja | nej", 21),
    ]


def test_the_quotation_mark_before_cells_counts() -> None:
    """In a quoted text the first character stands one to the right of the text's place."""
    text = Text("1 | 2", ("f.yaml", 1, 5), "double")

    assert [cell.where.column for cell in split_cells(text)] == [6, 10]


# --- sums ----------------------------------------------------------------------------------------------------------


def test_kinds_of_rows_have_their_sums() -> None:
    """A delsumma sums since the last sum, summa and resultat all rows; varav is left out, avgår is subtracted."""
    rows = """
        - A: 1 | 1
        - varav A1: 1 | 1
          typ: varav
        - Del ett:
          typ: delsumma
        - B: 1 | 1
        - Avgår C: 1 | 1
          typ: avgår
        - Del två:
          typ: delsumma
        - D: 1 | 1
        - Summa:
          typ: summa
        - Resultat:
          typ: resultat
    """

    assert sums(table_of(simple_table(rows))) == {
        "del_ett": ((1, "a"),),
        "del_två": ((1, "b"), (-1, "avgår_c")),
        "summa": ((1, "a"), (1, "b"), (-1, "avgår_c"), (1, "d")),
        "resultat": ((1, "a"), (1, "b"), (-1, "avgår_c"), (1, "d")),
    }


def test_an_author_lists_what_a_sum_is_of() -> None:
    """`summera` takes rows with signs, in any order, below too."""
    rows = "- Netto: 1 | 1\n  typ: summa\n  summera: [b, -a, -c]\n- A: 1 | 1\n- B: 1 | 1\n- C: 1 | 1"

    assert sums(table_of(simple_table(rows))) == {"netto": ((1, "b"), (-1, "a"), (-1, "c"))}


def test_a_sum_may_be_left_alone() -> None:
    """`summera: nej` is a sum that is taken as it is written."""
    assert sums(table_of(simple_table("- A: 1 | 1\n- Summa: 5 | 5\n  typ: summa\n  summera: nej"))) == {}


def test_a_heading_carries_the_sum_of_its_group() -> None:
    """A heading row with figures is the sum of the rows to the next heading or sum."""
    rows = """
        - Intäkter: 3 | 3
          typ: mellanrubrik
        - A: 1 | 1
        - B: 2 | 2
        - Kostnader: 4 | 4
          typ: mellanrubrik
        - C: 4 | 4
        - Netto: _ | _
          typ: resultat
          summera: [intäkter, -kostnader]
    """

    assert sums(table_of(simple_table(rows))) == {
        "intäkter": ((1, "a"), (1, "b")),
        "kostnader": ((1, "c"),),
        "netto": ((1, "intäkter"), (-1, "kostnader")),
    }


@pytest.mark.parametrize(
    ("told", "code"), [("a", "T103"), ("[d]", "T201"), ("[summa]", "T203"), ("\n    a: b", "T103")]
)
def test_a_sum_of_what_is_not_there_is_refused(told: str, code: str) -> None:
    """A lone id, an unknown row, the row itself, a block: each is told for what it is."""
    assert codes(simple_table(f"- A: 1 | 1\n- Summa: 1 | 1\n  typ: summa\n  summera: {told}")) == [code]


# --- what hides nothing --------------------------------------------------------------------------------------------


def test_a_fault_in_a_column_makes_no_other() -> None:
    """A column that cannot be read still counts, so that its rows are not told to be too long."""
    columns = "- a:\n    rubrik: A\n    enhet: mnkr\n- b: B\n  typ: siffror"

    assert codes(simple_table("- Lön: 1 | 2", columns)) == ["T103", "T111"]


def test_a_fault_in_a_row_keeps_its_id() -> None:
    """A row with a misspelt type can still be summed."""
    rows = "- A: 1 | 1\n  typ: ra\n- Summa: 1 | 1\n  typ: summa\n  summera: [a]"

    assert codes(simple_table(rows)) == ["T111"]


def test_marks_of_notes_are_looked_for_everywhere() -> None:
    """An unknown note is told at its own place in heading, group, label, cell and attribute."""
    columns = "- Grupp [x]:\n    - a: A [y]\n    - b: B\n      typ: text\n      fotnot: z"
    _, problems = table_and_problems(simple_table("- Lön [u]: 1 [v] | Se [w] nedan\n  fotnot: q", columns))

    assert sorted((problem.code, problem.found) for problem in problems) == [
        ("T310", f"[{mark}]") for mark in sorted("qxyzuvw")
    ]
    assert len({problem.where for problem in problems}) == 7


# --- data of files -------------------------------------------------------------------------------------------------

DATA = "data: data.csv\n"


def test_a_file_gives_columns_and_rows() -> None:
    """Without declared columns the heading row of the file names them."""
    table = table_of(DATA, {"data.csv": grid_of("Konto;Utfall 2025;Budget", "Lön;1 204,5;1 300", "Hyra;;–")})

    assert [column.id for column in table.columns] == ["utfall_2025", "budget"]
    assert ids(table) == ["lön", "hyra"]
    assert [type(cell) for cell in table.rows[1].cells] == [SignCell, SignCell]


def test_declared_rows_give_a_files_rows_their_attributes() -> None:
    """Rows of the file take type and id from the declared row with their label; others follow in order."""
    text = DATA + "rader:\n  - Lön:\n    id: l\n  - Netto:\n    typ: summa\n"
    table = table_of(text, {"data.csv": grid_of("Konto;A", "Lön;1", "Hyra;2")})

    assert ids(table) == ["l", "hyra", "netto"]


def test_rows_that_are_all_declared_stand_as_declared() -> None:
    """Where the author lists every row of the file, sums can stand between them."""
    text = DATA + "rader:\n  - Hyra:\n  - Delsumma:\n    typ: delsumma\n  - Lön:\n  - Egen: 4\n"
    table = table_of(text, {"data.csv": grid_of("Konto;A", "Lön;1", "Hyra;2")})

    assert ids(table) == ["hyra", "delsumma", "lön", "egen"]


def test_rows_of_one_label_in_a_file_are_declared_one_by_one() -> None:
    """The first row of a label takes the first declaration, the second the next."""
    text = DATA + "rader:\n  - Lön:\n    id: ett\n  - Lön:\n    id: två\n"

    assert ids(table_of(text, {"data.csv": grid_of("Konto;A", "Lön;1", "Lön;2")})) == ["ett", "två"]


def test_a_file_with_computed_columns_may_leave_them_out() -> None:
    """The file has the columns that are written, with or without the computed ones."""
    text = DATA + "kolumner:\n  - a: A\n  - b: B\n    formel: a * 2\n"

    assert isinstance(table_of(text, {"data.csv": grid_of("K;A", "Lön;1")}).rows[0].cells[1], FormulaCell)
    assert isinstance(table_of(text, {"data.csv": grid_of("K;A;B", "Lön;1;2")}).rows[0].cells[1], NumberCell)


def test_a_file_of_another_width_is_told_once() -> None:
    """One problem for the file, at its heading row, and none for each row."""
    text = DATA + "kolumner:\n  - a: A\n  - b: B\n"
    _, problems = table_and_problems(text, {"data.csv": grid_of("K;A", "Lön;1", "Hyra;1", "El;1")})

    assert [(problem.code, problem.where.file, problem.where.line) for problem in problems] == [("T118", "data.csv", 1)]
