"""Records in a matrix of two fields: risks by likelihood and consequence."""

from __future__ import annotations

import pytest

from generator.document import HeadCell, TableBlock
from tests.compose.composing import document_of, faults_of, indented, only_table, source_of, text_of

PROFILE = """
statusskalor:
  nivå:
    Låg:
      ord: Ringa
    Hög:
      ord: Stor
uppföljningstyper:
  risker:
    id_fält: rubrik
    fält:
      rubrik:
        typ: text
      sannolikhet:
        typ: tal
        etikett: Sannolikhet
      konsekvens:
        typ: tal
        etikett: Konsekvens
      ofta:
        typ: val
        val: [sällan, då_och_då, ofta]
      nivå:
        typ: status
        skala: nivå
"""
RECORDS = """
risker:
  - rubrik: Sjukdom {{ period.år }}
    id: sjukdom
    sannolikhet: 3
    konsekvens: 3
    ofta: då_och_då
    nivå: Hög
  - rubrik: Åtkomst
    sannolikhet: 3
    konsekvens: 3
  - rubrik: Försening
    sannolikhet: 1
    konsekvens: 2
  - rubrik: Okänd
    konsekvens: 2
  - rubrik: Mellan
    sannolikhet: 2,5
    konsekvens: 1
"""
BOTH = "lodrätt: konsekvens\nvågrätt: sannolikhet"


def outline(keys: str) -> str:
    """The keys of a matrix in → an outline that shows it."""
    head = "avsnitt:\n  - rubrik: Risker\n    innehåll:\n      - risker: alla\n        visa: matris\n"
    return head + indented(keys, 8) + "\n"


def matrix(keys: str = BOTH, records: str = RECORDS) -> TableBlock:
    """The keys of a matrix in → its table."""
    return only_table(document_of(records, outline(keys), PROFILE))


def rows(block: TableBlock) -> list[list[str]]:
    """A matrix in → the words of its cells, the titles of one set apart by a comma."""
    return [
        [
            text_of(cell.text) or ", ".join(text_of(each) for part in cell.parts for each in part.list_items)
            for cell in row.cells
        ]
        for row in block.groups[0]
    ]


def test_records_stand_where_their_fields_meet() -> None:
    """The highest step at the top and to the right; what is blank or between steps stands below."""
    block = matrix()

    assert rows(block) == [
        ["4", "", "", "", ""],
        ["3", "", "", "Sjukdom 2025, Åtkomst", ""],
        ["2", "Försening", "", "", ""],
        ["1", "", "", "", ""],
    ]
    assert [text_of(note.text) for note in block.notes] == ["Inte bedömda: Okänd, Mellan"]


def test_rows_and_columns_have_heads() -> None:
    """The field down is the stub, the field across heads its steps."""
    block = matrix()

    def shape(cell: HeadCell) -> tuple[str, int, int, str]:
        return text_of(cell.text), cell.columns, cell.rows, cell.scope

    assert [shape(cell) for cell in block.head[0]] == [("Konsekvens", 1, 2, "col"), ("Sannolikhet", 4, 1, "colgroup")]
    assert [text_of(cell.text) for cell in block.head[1]] == ["1", "2", "3", "4"]
    assert {row.cells[0].head for row in block.groups[0]} == {"row"}


def test_a_cell_is_tinted_by_its_steps() -> None:
    """To a quarter of the highest product, to a half, and above."""
    assert [[cell.heat[:1] for cell in row.cells[1:]] for row in matrix().groups[0]] == [
        ["l", "m", "h", "h"],
        ["l", "m", "h", "h"],
        ["l", "l", "m", "m"],
        ["l", "l", "l", "l"],
    ]


@pytest.mark.parametrize(
    ("likelihood", "asked", "steps"), [("1", "5", 5), ("7", "5", 7), ("1", "0", 3), ("1", "99", 10), ("99", "4", 4)]
)
def test_a_matrix_has_the_steps_that_are_asked_for_and_those_of_its_records(
    likelihood: str, asked: str, steps: int
) -> None:
    """No record is lost beyond the edge; ten are the most, and what is more has no place."""
    block = matrix(f"{BOTH}\nsteg: {asked}", RECORDS.replace("sannolikhet: 1", f"sannolikhet: {likelihood}"))

    assert len(block.columns) == steps + 1
    assert ("Försening" in text_of(block.notes[0].text)) == (likelihood == "99")


def test_a_matrix_without_records_has_a_step_at_least() -> None:
    """Also where none is asked for."""
    assert rows(matrix(f"{BOTH}\nsteg: 0", "risker: []\n")) == [["1", ""]]


def test_words_are_steps_in_their_order() -> None:
    """Those of a choice and of a scale; a word that stands beside is none of its own."""
    block = matrix("lodrätt: nivå\nvågrätt: ofta")

    assert [text_of(cell.text) for cell in block.head[1]] == ["sällan", "då och då", "ofta"]
    assert rows(block) == [["Stor", "", "Sjukdom 2025", ""], ["Ringa", "", "", ""]]


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        ("lodrätt: konsekvens", ["T102"]),
        ("lodrätt: konsekvens\nvågrätt: sanolikhet", ["T101"]),
        ("lodrätt: konsekvens\nvågrätt: rubrik", ["T103"]),
    ],
)
def test_a_matrix_needs_two_fields_with_steps(keys: str, codes: list[str]) -> None:
    """What it lacks is told before any figure is known."""
    assert [code for code, _ in faults_of(source_of(RECORDS, outline(keys), PROFILE))] == codes
