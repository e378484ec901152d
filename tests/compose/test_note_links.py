"""Notes to the accounts: their numbers, the references of rows to them, and the ways back."""

from __future__ import annotations

import pytest

from generator.content import validate
from generator.document import BodyRow, Document, Reference, Remark, TableBlock, plain_text
from generator.problems import Rejected
from tests.compose.composing import blocks_of, content_and_document, source_of

TABLES = """
tabeller:
  balansräkning:
    rubrik: Balansräkning
    enhet: mnkr
    kolumner:
      - not: Not
        typ: nothänvisning
      - belopp: Belopp
    rader:
      - Lån: lån, borgen | 7
      - Lokaler: lokaler | 8
      - Kassa: _ | 1
  låneskulder:
    rubrik: Lån efter längd
    enhet: mnkr
    kolumner:
      - belopp: Belopp
    rader:
      - Korta: 7
"""
NOTES = """
noter:
  - rubrik: Lokaler
    id: lokaler
  - rubrik: Principer
    id: principer
  - rubrik: Lån
    id: lån
    tabeller: [låneskulder]
  - rubrik: Borgen
    id: borgen
"""
OUTLINE = """
avsnitt:
  - rubrik: Balansräkning
    innehåll:
      - tabell: balansräkning
  - rubrik: Noter
    avsnitt:
      - för_varje: noter
        rubrik_per_post: "Not {{ post.nummer }}"
        tomt: tillåtet
        innehåll:
          - fält: tabeller
            obligatoriskt: nej
"""


def profile(counted: str) -> str:
    """A profile whose notes are counted in an order."""
    return f"""
uppföljningstyper:
  noter:
    id_fält: rubrik
    fält:
      nummer:
        typ: text
        räknas: {counted}
      rubrik:
        typ: text
      tabeller:
        typ: tabeller
"""


def cells(document: Document, name: str) -> list[tuple[str, ...]]:
    """What the column of notes shows of each row, with what it leads to."""
    (table,) = (each for each in blocks_of(document) if isinstance(each, TableBlock) and each.id == f"tabell-{name}")
    rows: list[BodyRow] = [row for group in table.groups for row in group]
    return [
        tuple(f"{run.text}>{run.target}" if isinstance(run, Reference) else str(run) for run in row.cells[1].text)
        for row in rows
    ]


def document(counted: str = "i ordning", outline: str = OUTLINE) -> Document:
    """The document of the statement and its notes."""
    return content_and_document(source_of(TABLES + NOTES, outline, profile(counted)))[1]


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("i ordning", [("3>lån", ", ", "4>borgen"), ("1>lokaler",), ()]),
        ("efter hänvisning", [("1>lån", ", ", "2>borgen"), ("3>lokaler",), ()]),
    ],
)
def test_a_row_shows_the_numbers_of_its_notes_and_leads_there(counted: str, expected: list[tuple[str, ...]]) -> None:
    """Notes are counted as they stand, or as rows refer to them; those that no row refers to come last."""
    assert cells(document(counted), "balansräkning") == expected


def test_a_number_stands_where_the_notes_are_not() -> None:
    """Another document of the period has the numbers, and nothing to lead to."""
    without = OUTLINE.partition("  - rubrik: Noter")[0]

    assert cells(document(outline=without), "balansräkning") == [("3", ", ", "4"), ("1",), ()]


def test_a_way_back_to_a_table_without_a_heading_has_that_of_its_section() -> None:
    """The statement is its chapter's only table, and needs no name of its own."""
    tables = TABLES.replace("    rubrik: Balansräkning\n", "", 1)
    outline = OUTLINE.replace("rubrik: Balansräkning", "rubrik: Räkenskaper")
    blocks = blocks_of(content_and_document(source_of(tables + NOTES, outline, profile("i ordning")))[1])

    backs = [plain_text(each.text) for each in blocks if isinstance(each, Remark)]
    assert backs[0] == "Hänvisning från Räkenskaper: Lokaler"


def test_a_note_leads_back_to_its_rows_and_shows_its_tables() -> None:
    """The tables that a note names stand in it; a note of no row has no way back."""
    blocks = [*blocks_of(document())]

    assert {each.id: plain_text(each.text) for each in blocks if isinstance(each, Remark)} == {
        "lokaler-hänvisat": "Hänvisning från Balansräkning: Lokaler",
        "lån-hänvisat": "Hänvisning från Balansräkning: Lån",
        "borgen-hänvisat": "Hänvisning från Balansräkning: Lån",
    }
    assert [each.id for each in blocks if isinstance(each, TableBlock)] == [
        "tabell-balansräkning",
        "tabell-låneskulder",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("lån, borgen |", "lån, borgan |", "T310", "borgen"),
        ("lokaler |", "7 |", "T310", ""),
        ("[låneskulder]", "[låneskuld]", "T301", "låneskulder"),
    ],
)
def test_what_is_named_and_is_not_there_is_told_at_its_place(old: str, new: str, code: str, hint: str) -> None:
    """The place is that of the reference in its cell."""
    text = (TABLES + NOTES).replace(old, new)
    with pytest.raises(Rejected) as raised:
        validate(source_of(text, OUTLINE, profile("i ordning")))

    (problem,) = raised.value.problems
    line = text.splitlines()[problem.where.line - 1]
    assert (problem.code, line[problem.where.column - 1 :].startswith(problem.found)) == (code, True)
    assert hint in problem.hint


def test_a_note_is_referred_to_by_its_number_too() -> None:
    """A period of before has numbers in its cells."""
    text = (
        (TABLES + NOTES).replace("lokaler |", "12 |").replace("    id: lokaler\n", "    id: lokaler\n    nummer: 12\n")
    )

    made = content_and_document(source_of(text, OUTLINE, profile("i ordning")))[1]

    assert cells(made, "balansräkning")[1] == ("12>lokaler",)
