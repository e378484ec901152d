"""Equal cells under each other as one: a goal beside its indicators."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.document import HeadCell, SectionBlock, TableBlock
from generator.printing.html import render_html
from generator.versions.compare.differences import _changes_in_table
from generator.versions.compare.documents import compare_documents
from tests.compose.composing import (
    blocks_of,
    cells_of,
    document_of,
    faults_of,
    indented,
    printed_cells,
    source_of,
    text_of,
)
from tests.printing.pdf.reading import Reading
from tests.printing.pdf.sample import one_unit
from tests.samples.report import FOLDERS, WORDS

RECORDS = """
mål:
  - rubrik: Trygghet
    nivå: nämndmål
  - rubrik: Skydd
insatser:
  - namn: Larm
    mål: trygghet
    ljus: Röd
    kostnad: 2 mnkr
  - namn: Bilar
    mål: skydd
    ljus: Grön
    kostnad: 450
  - namn: Lås
    mål: trygghet
    ljus: Röd
  - namn: Räcken
    mål: trygghet
    ljus: Grön
  - namn: Övrigt
"""
BY_GOAL = "kolumner:\n  - fält: mål\n    samlad: ja\n  - namn\n  - kostnad"
OUTLINE = "avsnitt:\n  - rubrik: Insatser\n    innehåll:\n      - insatser: alla\n"


def table(entry: str, records: str = RECORDS) -> TableBlock:
    """An entry in → the table of the records."""
    (section,) = (
        block
        for block in blocks_of(document_of(records, OUTLINE + indented(entry, 8)))
        if isinstance(block, SectionBlock)
    )
    (block,) = section.blocks
    assert isinstance(block, TableBlock)
    return block


def extents(block: TableBlock) -> list[list[tuple[str, int, str]]]:
    """A table in → the words, rows and head of the first two cells of each row, group by group."""
    return [
        [(text_of(cell.text), cell.rows, cell.head) for row in group for cell in row.cells[:2]]
        for group in block.groups
    ]


def test_a_goal_has_one_cell_beside_its_indicators() -> None:
    """Records of one goal come together, in the order of the first; each has a head of its own."""
    assert extents(table(BY_GOAL)) == [
        [
            ("Trygghet", 3, "row"), ("Larm", 1, "row"),
            ("Trygghet", 0, "row"), ("Lås", 1, "row"),
            ("Trygghet", 0, "row"), ("Räcken", 1, "row"),
        ],
        [("Skydd", 1, "row"), ("Bilar", 1, "row")],
        [("", 1, "row"), ("Övrigt", 1, "row")],
    ]  # fmt: skip


def test_a_joined_cell_spans_no_more_than_the_one_before_it() -> None:
    """Two goals of one state have a cell of it each."""
    entry = "kolumner:\n  - fält: mål\n    samlad: ja\n  - fält: ljus\n    samlad: ja\n  - namn"

    assert [[row.cells[1].rows for row in group] for group in table(entry).groups] == [[2, 0, 1], [1], [1]]


def test_what_a_cell_says_decides_what_is_equal() -> None:
    """A pattern by its words; figures by value and unit."""
    pattern = (
        "kolumner:\n  - mönster: \"{{ post.mål.nivå | inom('', '') }}\"\n    rubrik: Nivå\n    samlad: ja\n  - namn"
    )
    figures = RECORDS.replace("kostnad: 450", "kostnad: 2 mnkr")

    assert [len(group) for group in table(pattern, RECORDS.replace("  - namn: Övrigt\n", "")).groups] == [3, 1]
    cost = "kolumner:\n  - fält: kostnad\n    samlad: ja\n  - namn"
    assert [len(group) for group in table(cost, figures).groups] == [2, 3]
    assert [len(group) for group in table(cost, figures.replace("2 mnkr", "2 kr", 1)).groups] == [1, 1, 3]


def test_a_joined_cell_to_the_right_of_a_row_head_heads_nothing() -> None:
    """It is said of the rows, not by them."""
    entry = "kolumner:\n  - namn\n  - fält: mål\n    samlad: ja"

    assert extents(table(entry))[0][:4] == [
        ("Larm", 1, "row"),
        ("Trygghet", 3, ""),
        ("Lås", 1, "row"),
        ("Trygghet", 0, ""),
    ]


def test_a_sum_stands_under_all_groups() -> None:
    """With as many cells as any row."""
    block = table(BY_GOAL + "\nsummera: [kostnad]")

    assert [cells_of(row) for row in block.groups[-1]] == [["Totalt", "", "2 450"]]


def test_a_column_of_its_own_is_needed() -> None:
    """Otherwise no record would have a row."""
    entry = "kolumner:\n  - fält: mål\n    samlad: ja"

    assert [code for code, _ in faults_of(source_of(RECORDS, OUTLINE + indented(entry, 8)))] == ["T103"]


def html_of(entry: str) -> str:
    """An entry in → the table of the page."""
    document = document_of(RECORDS, OUTLINE + indented(entry, 8))
    page = render_html(replace(document, look=replace(document.look, folders=FOLDERS, words=WORDS)))
    match = re.search(r"<table.*?</table>", page, re.DOTALL)
    assert match is not None
    return match[0]


def test_each_row_is_heard_with_its_goal_and_its_own_head() -> None:
    """In the page the goal is a head of so many rows; in the PDF each cell names both."""
    html = html_of(BY_GOAL.replace("- kostnad", "- mönster: Rad {{ post.namn }}\n    rubrik: R"))

    assert re.findall(r'<th [^>]*scope="row"[^>]*rowspan="3"[^>]*>(\w+)</th>', html) == ["Trygghet"]
    tree = Reading(one_unit(html).data).tree
    texts = {head.id: head.full_text for head in tree.all("TH")}
    heard = {cell.full_text: [texts[name] for name in cell.header_ids] for cell in tree.all("TD") if cell.full_text}
    assert heard["Rad Lås"] == ["Trygghet", "Lås", "R"]
    assert heard["Rad Bilar"] == ["Skydd", "Bilar", "R"]


def test_columns_share_a_heading() -> None:
    """Those beside each other with one `kolumngrupp`; the others stand through both lines."""
    grouped = "\n    kolumngrupp: Utfall {{ period.år }}"
    block = table(f"kolumner:\n  - namn\n  - fält: kostnad{grouped}\n  - fält: rest{grouped}\n  - ljus")

    def shape(cell: HeadCell) -> tuple[str, int, int, str]:
        return text_of(cell.text), cell.columns, cell.rows, cell.scope

    assert [[shape(cell) for cell in row] for row in block.head] == [
        [("Insats", 1, 2, "col"), ("Utfall 2025", 2, 1, "colgroup"), ("Ljus", 1, 2, "col")],
        [("Kostnad", 1, 1, "col"), ("Rest", 1, 1, "col")],
    ]
    assert [column.opens_group for column in block.columns] == [False, True, False, False]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("rubrik: Trygghet", "rubrik: Trygg hemma\n    id: trygghet", [("Trygghet", "Trygg hemma")]),
        ("  - namn: Lås\n    mål: trygghet\n    ljus: Röd\n", "", [("Lås", "")]),
    ],
)
def test_a_change_is_told_once_and_marked_row_by_row(old: str, new: str, changes: list[tuple[str, str]]) -> None:
    """What goes on from the row above is told there; a struck row takes no other's cells with it."""
    before = document_of(RECORDS, OUTLINE + indented(BY_GOAL, 8))
    comparison = compare_documents(before, document_of(RECORDS.replace(old, new), OUTLINE + indented(BY_GOAL, 8)))

    assert [(each.place.old, each.place.new) for each in comparison.changed] == changes
    (marked,) = (block for block in blocks_of(comparison.marked) if isinstance(block, TableBlock))
    assert {cell.rows for group in marked.groups for row in group for cell in row.cells} == {1}
    assert len(printed_cells(marked)) == 5


def test_a_difference_is_listed_by_the_row_of_its_own_head() -> None:
    """Not by the goal that several rows have; a change of the goal itself is listed once."""
    changed = RECORDS.replace("rubrik: Trygghet", "rubrik: Trygg hemma\n    id: trygghet").replace("2 mnkr", "3 mnkr")

    assert list(_changes_in_table(table(BY_GOAL), table(BY_GOAL, changed))) == [
        ("Larm", "Mål", "Trygghet", "Trygg hemma"),
        ("Larm", "Kostnad", "2\u00a0mnkr", "3\u00a0mnkr"),
    ]
