"""A table of the content → the block that is printed: head, cells as the house writes them, notes."""

from __future__ import annotations

import pytest

from generator.document import NoteMark, PrintedFigure, StatusMark, TableBlock
from tests.compose.composing import (
    PROFILE,
    cells_of,
    content_and_document,
    document_of,
    indented,
    only_table,
    printed_cells,
    source_of,
    text_of,
)

OUTLINE = "avsnitt:\n  - rubrik: Tabell\n    innehåll:\n      - tabell: t\n"


def printed(table: str, profile: str = PROFILE, more: str = "") -> TableBlock:
    """The block of a table in the content → the block as printed."""
    return only_table(document_of(f"tabeller:\n  t:\n{indented(table, 4)}\n{more}", OUTLINE, profile))


def cells(rows: str, columns: str = "- a: A\n- b: B", more: str = "", profile: str = PROFILE) -> list[list[str]]:
    """Rows, columns and attributes of a table in → the words of its cells."""
    text = f"{indented(more, 0)}\nkolumner:\n{indented(columns, 2)}\nrader:\n{indented(rows, 2)}\n"
    return printed_cells(printed(text.lstrip("\n"), profile))


# --- figures as written --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "cell", "expected"),
    [
        ("", "1 204,50", "1 204,50"),
        ("decimaler: 1", "1 204,55", "1 204,6"),
        ("decimaler: 1", "-0,04", "0,0"),
        ("decimaler: högst 1", "3,00", "3"),
        ("decimaler: som skrivet", "3,00", "3,00"),
        ("enhet: mnkr", "3,5", "3,5"),
        ('enhet: "%"', "44", "44 %"),
        ('enhet: "%"\ndecimaler: 1', "44", "44,0 %"),
        ("enhet: mnkr", "44 %", "44 %"),
        ("enhet: mnkr", "3,5 tkr", "3,5 tkr"),
        ("plustecken: ja", "3", "+3"),
        ("plustecken: ja", "0", "0"),
        ("", "-48,4", "−48,4"),
    ],
)
def test_a_figure_is_written_as_its_table_says(attributes: str, cell: str, expected: str) -> None:
    """Decimals, plus and unit; money's unit stands in the caption, per cent and a cell's own unit with the figure."""
    assert cells(f"- R: {cell} | 1", more=attributes)[0][1] == expected


def test_the_nearest_to_the_cell_decides() -> None:
    """Row before column before table."""
    columns = "- a: A\n- b: B\n  decimaler: 2\n  plustecken: ja"
    rows = "- R: 1 | 1\n- S: 1 | 1\n  decimaler: 0\n  plustecken: nej"

    assert cells(rows, columns, "decimaler: 1") == [["R", "1,0", "+1,00"], ["S", "1", "1"]]


def test_a_number_format_of_the_house_can_be_named() -> None:
    """A named format lays what it says over the house's standard."""
    profile = PROFILE + "talformat:\n  standard:\n    minus: '-'\n    tusental: punkt\n  tyst:\n    noll: '–'\n"

    assert cells("- R: -1 204 | 0\n- S: -1 204 | 0\n  talformat: tyst", profile=profile) == [
        ["R", "-1.204", "0"],
        ["S", "-1.204", "–"],
    ]


def test_a_deviation_has_its_sign() -> None:
    """A column of type budgetavvikelse has a plus, unless the column says otherwise."""
    assert cells("- R: 1 | 1", "- a: A\n  typ: budgetavvikelse\n- b: B\n  typ: budgetavvikelse\n  plustecken: nej") == [
        ["R", "+1", "1"]
    ]


def test_a_row_in_another_unit_says_so() -> None:
    """What the caption says of the unit does not hold for such a row, so each figure has its own."""
    assert cells("- R: 1 | 2\n- Per plats: 3 | 4\n  enhet: kr\n- Antal: 5 | 6\n  enhet: antal", more="enhet: mnkr") == [
        ["R", "1", "2"],
        ["Per plats", "3 kr", "4 kr"],
        ["Antal", "5", "6"],
    ]


def test_signs_are_printed_as_they_are() -> None:
    """Blank, nothing and not available."""
    block = printed("kolumner:\n  - a: A\n  - b: B\n  - c: C\nrader:\n  - R: _ | – | ..\n")
    (row,) = block.groups[0]

    assert [(cell.kind, text_of(cell.text)) for cell in row.cells[1:]] == [("tom", ""), ("tal", "–"), ("tal", "..")]


def test_every_figure_is_an_element_of_its_own() -> None:
    """Ids count through the unit; the ledger's name and the machine's number go with each."""
    block = printed("decimaler: 1\nkolumner:\n  - a: A\n  - b: B\nrader:\n  - R: -1,25 | 2\n")
    figures = [run for cell in block.groups[0][0].cells for run in cell.text if isinstance(run, PrintedFigure)]

    assert [(each.figure, each.value) for each in figures] == [("t.r.a", "-1.3"), ("t.r.b", "2.0")]
    assert len({each.id for each in figures}) == 2


def test_decimals_stand_in_a_line() -> None:
    """A figure with fewer decimals than others of its column has the room of those, and of the comma."""
    rows = "- R: 1 | 1\n- S: 1,5 | 1\n- T: 1,25 | 1\n- U: – | 1\n- V: 3 % | 1"
    block = printed(f"kolumner:\n  - a: A\n  - b: B\nrader:\n{indented(rows, 2)}\n")

    assert [[cell.pad for cell in row.cells[1:]] for row in block.groups[0]] == [[3, 0], [1, 0], [0, 0], [0, 0], [3, 0]]


# --- head ----------------------------------------------------------------------------------------------------------


def test_groups_of_columns_reach_over_their_columns() -> None:
    """A head of two rows: groups over their columns, and what is outside groups over both rows."""
    columns = "- Mars:\n    - a: A\n    - b: B\n- c: C\n- Ack:\n    - a: A\n"
    block = printed(f"radrubrik: Post\nkolumner:\n{indented(columns, 2)}\nrader:\n  - R: 1 | 2 | 3 | 4\n")

    assert [[(text_of(each.text), each.columns, each.rows, each.scope) for each in row] for row in block.head] == [
        [("Post", 1, 2, "col"), ("Mars", 2, 1, "colgroup"), ("C", 1, 2, "col"), ("Ack", 1, 1, "colgroup")],
        [("A", 1, 1, "col"), ("B", 1, 1, "col"), ("A", 1, 1, "col")],
    ]
    assert [column.opens_group for column in block.columns] == [False, True, False, False, True]


def test_headings_cite() -> None:
    """Caption, stub, groups, columns, labels, legend and remarks may cite."""
    text = """
        rubrik: "Läget {{ period.år }}"
        enhet: mnkr
        radrubrik: "Stub {{ period.år }}"
        teckenförklaring: Kostnader (-)
        anmärkning: "Per {{ period.till }}."
        källa: Systemet
        kolumner:
          - "Grupp {{ period.år }}":
              - a: "Kolumn {{ period.år }}"
        rader:
          - "Rad {{ period.år }}": 1
    """
    block = printed(text)

    assert text_of(block.caption) == "Läget 2025"
    assert block.unit == "mnkr"
    assert [text_of(cell.text) for row in block.head for cell in row] == ["Stub 2025", "Grupp 2025", "Kolumn 2025"]
    assert text_of(block.head[0][0].note) == "Kostnader (-)"
    assert cells_of(block.groups[0][0]) == ["Rad 2025", "1"]
    assert [(note.mark, text_of(note.text)) for note in block.notes] == [
        ("", "Per 31 mars 2025."),
        ("", "Källa: Systemet"),
    ]


@pytest.mark.parametrize(("unit", "expected"), [("mnkr", "mnkr"), ('"%"', ""), ("antal", ""), ("kronor", "kronor")])
def test_a_unit_that_figures_have_is_not_in_the_caption(unit: str, expected: str) -> None:
    """Per cent stands with each figure, and a count has no unit."""
    assert printed(f"enhet: {unit}\nkolumner:\n  - a: A\nrader:\n  - R: 1\n").unit == expected


@pytest.mark.parametrize(("count", "name"), [(3, "gles"), (6, "normal"), (8, "tät"), (9, "mycket tät")])
def test_many_columns_stand_closer(count: int, name: str) -> None:
    """How close a table is set depends on how many columns share the width."""
    columns = "".join(f"  - k{number}: K\n" for number in range(count))

    assert printed(f"kolumner:\n{columns}rader:\n  - R: {' | '.join('1' * count)}\n").density == name


def test_columns_have_widths_and_tints() -> None:
    """`bredd` and `framhävd` reach the columns of the block, after that of the labels."""
    block = printed("kolumner:\n  - a: A\n    bredd: 20 %\n  - b: B\n    framhävd: ja\nrader:\n  - R: 1 | 2\n")

    assert [(column.kind, column.width_percent, column.highlighted) for column in block.columns] == [
        ("text", 0, False),
        ("tal", 20, False),
        ("tal", 0, True),
    ]


# --- rows ----------------------------------------------------------------------------------------------------------


def test_headings_among_rows_open_groups() -> None:
    """A heading row heads the rows to the next; one with figures does too, though it does not go across."""
    rows = """
        - Före: 1 | 1
        - Kostnader:
          typ: mellanrubrik
        - Lön: 1 | 1
        - Intäkter: 2 | 2
          typ: mellanrubrik
        - Avgifter: 2 | 2
        - Allt är preliminärt.:
          typ: text
    """
    block = printed(f"kolumner:\n  - a: A\n  - b: B\nrader:\n{indented(rows, 2)}\n")

    assert [[cells_of(row) for row in group] for group in block.groups] == [
        [["Före", "1", "1"]],
        [["Kostnader"], ["Lön", "1", "1"]],
        [["Intäkter", "2", "2"], ["Avgifter", "2", "2"], ["Allt är preliminärt."]],
    ]
    assert [(group[0].cells[0].head, group[0].cells[0].columns) for group in block.groups] == [
        ("row", 1),
        ("rowgroup", 3),
        ("rowgroup", 1),
    ]


def test_kinds_of_columns_print_their_kinds() -> None:
    """States with symbol and word, dates and texts as they are, lists as lists, several values as parts."""
    columns = """
        - läge: Läge
          typ: status
          skala: ljus
        - dag: Dag
          typ: datum
        - vad: Vad
          typ: lista
        - hur: Hur
          typ: text
        - delar: Delar
    """
    rows = '- R: Grön | 2025-03-31 | Ett ; Två | "Se {{ period.år }}" | 44 % Perioden ; 39,5 % Helår'.replace('"', "")
    block = printed(f"kolumner:\n{indented(columns, 2)}\nrader:\n  - {rows[2:]}\n")
    cells_ = block.groups[0][0].cells

    assert [cell.kind for cell in cells_] == ["text", "status", "text", "delar", "text", "delar"]
    assert cells_of(block.groups[0][0]) == [
        "R",
        "Enligt plan",
        "2025-03-31",
        "Ett, Två",
        "Se 2025",
        "44 % Perioden / 39,5 % Helår",
    ]
    assert cells_[1].text == (StatusMark("bock", "grön", "Enligt plan"),)


# --- notes ---------------------------------------------------------------------------------------------------------

NOTES = """
kolumner:
  - a: A [n1]
  - b: B
    fotnot: n2
rader:
  - R [n2]: 1 [n1] | 2 A ; 3 B [n2]
  - S: _ | – [n1]
    fotnot: n1
fotnoter:
  n1: Första.
  n2: "Andra, {{ period.år }}."
"""


def test_notes_are_marked_wherever_they_are_named() -> None:
    """In headings, labels and cells, by mark or attribute; the marks lead to the notes."""
    block = printed(NOTES)
    marks = [
        [
            (run.note, run.text)
            for cell in row.cells
            for run in (*cell.text, *(run for part in cell.parts for run in part.text))
            if isinstance(run, NoteMark)
        ]
        for row in block.groups[0]
    ]
    first, second = block.notes[0].id, block.notes[1].id

    assert [(note.mark, text_of(note.text)) for note in block.notes] == [("*", "Första."), ("**", "Andra, 2025.")]
    assert marks == [[(second, "**"), (first, "*"), (second, "**")], [(first, "*"), (first, "*")]]
    assert [text_of(cell.text) for cell in block.head[0]] == ["", "A*", "B**"]


@pytest.mark.parametrize(("sign", "expected"), [('"*"', ["*", "**"]), ("1", ["1", "2"]), ('"*)"', ["*)", "**)"])])
def test_the_house_has_the_signs_of_notes(sign: str, expected: list[str]) -> None:
    """Stars, numbers, or stars with a parenthesis."""
    profile = PROFILE + f"ledtexter:\n  fotnotstecken: {sign}\n"

    assert [note.mark for note in printed(NOTES, profile).notes] == expected


def test_a_table_shown_twice_has_elements_of_its_own_each_time() -> None:
    """No id of an element stands twice in a document."""
    outline = OUTLINE + "      - tabell: t\n"
    text = "tabeller:\n  t:\n" + indented(NOTES, 4) + "\n"
    _, document = content_and_document(source_of(text, outline))
    places = list(document.places)
    figures = [use.element for use in document.uses]

    assert len(places) == len(set(places))
    assert len(figures) == len(set(figures))
