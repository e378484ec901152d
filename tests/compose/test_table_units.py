"""Where the units of a table stand, how they are spelled, and what decimals per cent has."""

from __future__ import annotations

import pytest

from generator.document import ProseBlock, TableBlock, plain_text
from tests.compose.composing import PROFILE, blocks_of, document_of, indented, only_table, printed_cells, text_of

OUTLINE = "avsnitt:\n  - rubrik: Tabell\n    innehåll:\n      - tabell: t\n"
INDICATORS = """
rubrik: Nyckeltal
kolumner:
  - a: A
  - b: B
rader:
  - Frånvaro: 5,8 % | 6,1 %
  - Kostnad: 12 | 13
    enhet: mnkr
  - Personer: 5 | 6
  - Blandat: 1 % | 2
"""


def table(text: str, profile: str = "", outline: str = OUTLINE) -> TableBlock:
    """The block of a table, more of the profile and an outline → the table as printed."""
    return only_table(document_of(f"tabeller:\n  t:\n{indented(text, 4)}\n", outline, PROFILE + profile))


def sentence(text: str, profile: str, tables: str) -> str:
    """A text with citations, more of the profile and a table t → the text as printed."""
    outline = "avsnitt:\n  - rubrik: Tabell\n    innehåll:\n      - text: x\n"
    content = f"tabeller:\n  t:\n{indented(tables, 4)}\ntexter:\n  x: '{text}'\n"
    (block,) = (
        each for each in blocks_of(document_of(content, outline, PROFILE + profile)) if isinstance(each, ProseBlock)
    )
    return text_of((plain_text(block.text),)).strip()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("i cellen", [["Frånvaro", "5,8 %", "6,1 %"], ["Kostnad", "12 mnkr", "13 mnkr"]]),
        ("i etiketten", [["Frånvaro, %", "5,8", "6,1"], ["Kostnad, mnkr", "12", "13"]]),
        ("i egen kolumn", [["Frånvaro", "%", "5,8", "6,1"], ["Kostnad", "mnkr", "12", "13"]]),
        ("skrivs inte", [["Frånvaro", "5,8", "6,1"], ["Kostnad", "12", "13"]]),
    ],
)
def test_the_unit_of_a_row_stands_where_the_table_says(place: str, expected: list[list[str]]) -> None:
    """The table goes before the house; a count has no word but in a column of units; what differs says so itself."""
    rows = printed_cells(table(f"radenhet: {place}\n{INDICATORS}", "radenhet: i cellen\n"))
    of_house = printed_cells(table(INDICATORS, f"radenhet: {place}\n"))

    assert rows == of_house
    assert rows[:2] == expected
    count, blank = (["antal"], [""]) if place == "i egen kolumn" else ([], [])
    assert rows[2:] == [["Personer", *count, "5", "6"], ["Blandat", *blank, "1 %", "2"]]


def test_a_column_of_units_has_a_head_and_room_in_groups() -> None:
    """It stands after the labels, over both rows of the head; sentences reach over it, and no caption repeats it."""
    block = table(
        "rubrik: R\nenhet: mnkr\nradenhet: i egen kolumn\nkolumner:\n  - G:\n      - a: A\n      - b: B\n"
        "rader:\n  - En mening.:\n    typ: text\n  - R: 1 | 2\n  - S: 1 | 2\n    enhet: tkr\n"
    )

    assert [[(text_of(each.text), each.columns, each.rows) for each in line] for line in block.head] == [
        [("", 1, 2), ("Enhet", 1, 2), ("G", 2, 1)],
        [("A", 1, 1), ("B", 1, 1)],
    ]
    assert printed_cells(block) == [["En mening."], ["R", "mnkr", "1", "2"], ["S", "tkr", "1", "2"]]
    assert (block.groups[0][0].cells[0].columns, len(block.columns), block.unit) == (4, 4, "")


def test_a_row_in_the_unit_of_its_table_says_nothing_of_it() -> None:
    """The caption says it, though the row does too."""
    text = "rubrik: R\nenhet: mnkr\nradenhet: i etiketten\nkolumner:\n  - a: A\nrader:\n  - X: 5\n    enhet: mnkr\n"

    assert printed_cells(table(text)) == [["X", "5"]]


def test_a_label_says_its_unit_once_and_before_the_marks_of_notes() -> None:
    """The house has its own words for it."""
    rows = "rader:\n  - Andel, %: 5 %\n  - Kostnad [lön]: 1 tkr\n"
    text = f"radenhet: i etiketten\nkolumner:\n  - a: A\n{rows}fotnoter:\n  lön: En not.\n"

    assert printed_cells(table(text)) == [["Andel, %", "5"], ["Kostnad, tkr*", "1"]]
    assert printed_cells(table(text, 'ledtexter:\n  enhet_i_etiketten: " ({enhet})"\n'))[1] == ["Kostnad (tkr)*", "1"]


@pytest.mark.parametrize(
    ("of_table", "of_column", "heading", "head", "cell", "unit"),
    [
        ('enhet: "%"', "", "A", "", "5 %", ""),
        ('enhet: "%"\nprocenttecken: i rubriken', "", "A", "", "5", "%"),
        ("enhet: mnkr", 'enhet: "%"\n    procenttecken: i rubriken', "A", "%", "5", "mnkr"),
        ("enhet: mnkr", 'enhet: "%"\n    procenttecken: i rubriken', "Procent", "", "5", "mnkr"),
        ('enhet: "%"\nprocenttecken: i rubriken', "procenttecken: i cellen", "A", "", "5 %", ""),
        ('enhet: "%"', "procenttecken: i rubriken", "A", "", "5", "%"),
    ],
)
def test_per_cent_can_stand_in_the_head_alone(
    of_table: str, of_column: str, heading: str, head: str, cell: str, unit: str
) -> None:
    """In the caption where all columns have it there, else in the column's head, which does not say it twice."""
    block = table(f"rubrik: R\n{of_table}\nkolumner:\n  - a: {heading}\n    {of_column}\nrader:\n  - X: 5\n")

    assert (text_of(block.head[0][1].note), printed_cells(block)[0][1], block.unit) == (head, cell, unit)


def test_the_house_can_have_per_cent_in_heads() -> None:
    """A row or a cell in per cent among amounts keeps its sign."""
    text = "rubrik: R\nenhet: mnkr\nkolumner:\n  - a: A\n    enhet: '%'\n  - b: B\nrader:\n  - X: 5 | 6 %\n"
    block = table(text, "procenttecken: i rubriken\n")

    assert (text_of(block.head[0][1].note), printed_cells(block)) == ("%", [["X", "5", "6 %"]])


# --- a table without a caption ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "corner"),
    [
        ("", ("tkr", "")),
        ("radrubrik: Post\n", ("Post", "tkr")),
        ("radrubrik: Post\nteckenförklaring: Minus är kostnad\n", ("Post", "tkr, Minus är kostnad")),
        ("radrubrik: Tusental kronor\n", ("Tusental kronor", "")),
        ("radrubrik: Miljoner kronor\n", ("Miljoner kronor", "tkr")),
        ("radrubrik: Avvikelse över 100 tkr\n", ("Avvikelse över 100 tkr", "tkr")),
        ("anmärkning: Belopp i tkr.\n", ("", "")),
        ("rubrik: Ekonomi\n", ("", "")),
    ],
)
def test_a_table_without_a_caption_has_its_unit_in_the_corner(more: str, corner: tuple[str, str]) -> None:
    """Where words of the table say it, or the caption, it is not said again."""
    head = table(f"enhet: tkr\n{more}kolumner:\n  - a: A\nrader:\n  - Lön: 1\n").head[0][0]

    assert (text_of(head.text), text_of(head.note)) == corner


@pytest.mark.parametrize("column", ["- a: Belopp (tkr)", "- Tkr:\n    - a: A"])
def test_the_head_of_a_column_says_the_unit(column: str) -> None:
    """So does that of a group."""
    assert table(f"enhet: tkr\nkolumner:\n{indented(column, 2)}\nrader:\n  - Lön: 1\n").head[0][0].text == ()


@pytest.mark.parametrize(
    ("heading", "paragraph", "corner"),
    [
        ("Ekonomi (tkr)", "Inget.", ""),
        ("Ekonomi", "**2024** · Belopp i tkr", ""),
        ("Ekonomi", "Alla belopp anges i tusental kronor.", ""),
        ("Ekonomi", "Tkr", ""),
        ("Ekonomi", "Belopp i mnkr", "tkr"),
        ("Ekonomi", "Lönerna ökar med 5 tkr.", "tkr"),
        ("Ekonomi", "Räknat per invånare och tkr ökar lönerna.", "tkr"),
    ],
)
def test_words_above_the_table_say_its_unit(heading: str, paragraph: str, corner: str) -> None:
    """Those of its section's heading and texts, and of the sections around it; a number's unit says nothing."""
    before = f"      - stycke: '{paragraph}'\n"
    same = f"avsnitt:\n  - rubrik: {heading}\n    innehåll:\n{before}      - tabell: t\n"
    within = (
        f"avsnitt:\n  - rubrik: {heading}\n    innehåll:\n{before}"
        "    avsnitt:\n      - rubrik: Under\n        innehåll:\n          - tabell: t\n"
    )
    after = f"avsnitt:\n  - rubrik: {heading}\n    innehåll:\n{before}  - rubrik: Sedan\n    innehåll: [tabell: t]\n"
    text = "enhet: tkr\nkolumner:\n  - a: A\nrader:\n  - Lön: 1\n"

    assert [text_of(table(text, outline=each).head[0][0].text) for each in (same, within, after)] == [
        corner,
        corner,
        "tkr",
    ]


# --- spelling and decimals -------------------------------------------------------------------------------------------


def test_the_spelling_of_the_house_holds_in_tables_and_prose() -> None:
    """A unit that the house spells in its own way is that unit; singular and other units stay."""
    profile = "enheter: [Mkr, Tkr]\n"
    text = "rubrik: R\nenhet: mkr\nkolumner:\n  - a: A\nrader:\n  - Lön: 2\n  - Hyra: 3 tkr\n"

    block = table(text, profile)
    assert (block.unit, printed_cells(block)) == ("Mkr", [["Lön", "2"], ["Hyra", "3 Tkr"]])
    assert (
        sentence("{{ t.lön.a }}, {{ t.hyra.a }} och {{ t.lön.a | mnkr }}", profile, text) == "2 Mkr, 3 Tkr och 2 mnkr"
    )


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("", "5,8 %, 3 mnkr, 3"),
        ("procent_i_text: ord", "5,8 procent, 3 mnkr, 3"),
        ("plustecken_i_text: ja", "+5,8 %, +3 mnkr, 3"),
    ],
)
def test_the_house_says_how_prose_writes_per_cent_and_plus(rules: str, expected: str) -> None:
    """A figure that has a plus in its table may keep it; what is said without sign has none, and tables have %."""
    profile = f"talformat:\n  standard:\n    {rules}\n" if rules else ""
    text = "rubrik: R\nplustecken: ja\nkolumner:\n  - a: A\nrader:\n  - X: 5,8 %\n  - Y: 3 mnkr\n"

    words = "{{ t.x.a }}, {{ t.y.a }}, {{ t.y.a | utan_tecken | utan_enhet }}"
    assert sentence(words, profile, text) == expected
    assert printed_cells(table(text, profile))[0] == ["X", "+5,8 %"]


@pytest.mark.parametrize(
    ("house", "of_table", "row", "expected"),
    [
        ("decimaler: 0", "", "", ["1", "5,8 %"]),
        ("decimaler: 0\n    decimaler_procent: 2", "", "", ["1", "5,80 %"]),
        ("decimaler: 0\n    decimaler_procent: 2", "decimaler: 0", "", ["1", "5,80 %"]),
        ("", "decimaler: 0", "", ["1", "5,8 %"]),
        ("", "decimaler: 2", "", ["1,40", "5,80 %"]),
        ("", "decimaler: 0\ndecimaler_procent: 2", "", ["1", "5,80 %"]),
        ("", "decimaler: 0", "decimaler: 0", ["1", "6 %"]),
        ("", "talformat: grov", "", ["1", "6 %"]),
        ("decimaler_procent: 2", "talformat: grov", "", ["1", "6 %"]),
    ],
)
def test_decimals_of_amounts_are_not_those_of_per_cent(
    house: str, of_table: str, row: str, expected: list[str]
) -> None:
    """A table or a house of whole millions takes no digit from per cent; a format that is named, or a row, does."""
    profile = f"talformat:\n  grov:\n    decimaler: 0\n  standard:\n    {house or 'minus: −'}\n"
    rows = f"rader:\n  - X: 1,4\n  - Y: 5,8 %\n    {row}\n"
    text = f"rubrik: R\nenhet: mnkr\n{of_table}\nkolumner:\n  - a: A\n{rows}"

    assert [cells[1] for cells in printed_cells(table(text, profile))] == expected


def test_a_column_in_another_unit_than_its_table_says_so_in_its_head() -> None:
    """Also a count among amounts; not where its heading, or that of its group, says it, nor in the table's own unit."""
    block = table(
        "rubrik: Avgifter\nenhet: mnkr\nkolumner:\n  - summa: Summa\n    enhet: mnkr\n  - avg: Avgift\n    enhet: kr\n"
        "  - tkr: Bidrag i tkr\n    enhet: tkr\n  - hus: Anslutna\n    enhet: antal\n  - andel: Andel\n    enhet: '%'\n"
        "  - Kronor per dygn:\n      - dag: Dag\n        enhet: kr\nrader:\n  - Vatten: 1 | 12 | 3 | 4 | 5 | 6\n"
    )
    heads = {text_of(cell.text): text_of(cell.note) for row in block.head for cell in row}

    assert {word: heads[word] for word in ("Summa", "Avgift", "Bidrag i tkr", "Anslutna", "Andel", "Dag")} == {
        "Summa": "",
        "Avgift": "kr",
        "Bidrag i tkr": "",
        "Anslutna": "antal",
        "Andel": "",
        "Dag": "",
    }


def test_a_count_needs_no_word_in_a_table_of_counts() -> None:
    """A table without a unit is one of counts."""
    block = table("rubrik: Platser\nkolumner:\n  - hus: Hus\n    enhet: antal\nrader:\n  - Norr: 4\n")

    assert [text_of(cell.note) for row in block.head for cell in row] == ["", ""]
