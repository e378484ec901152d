"""Records and what the outline shows of them → a table, list, boxes or forms."""

from __future__ import annotations

import pytest

from generator.document import (
    Block,
    FormBlock,
    Inline,
    LabelledPart,
    PrintedFigure,
    RecordList,
    SectionBlock,
    StatusMark,
    TableBlock,
)
from tests.compose.composing import blocks_of, cells_of, document_of, indented, text_of

RECORDS = """
mål:
  - rubrik: Trygghet
    nivå: nämndmål
insatser:
  - namn: Larm
    ljus: Röd
    mål: trygghet
    chef: ekonom
    start: 2025-01-15
    kostnad: 2 mnkr
    effekt: 12 %
    klar: ja
    delar:
      - Ett
      - "Två {{ post.kostnad }}"
    steg:
      - namn: Inköp
        belopp: 700
      - namn: Drift
    text: |
      Löpande **text**.

      # Rubrik
  - namn: Bilar
    kostnad: 450
  - namn: Ånglok
    ljus: Grön
    kostnad: 95,5
    effekt: 3
"""


def shown(entry: str, records: str = RECORDS) -> tuple[Block, ...]:
    """An outline's entry in → the blocks that show the records."""
    outline = f"avsnitt:\n  - rubrik: Insatser\n    innehåll:\n      - insatser: alla\n{indented(entry, 8)}\n"
    (section,) = (block for block in blocks_of(document_of(records, outline)) if isinstance(block, SectionBlock))
    return section.blocks


def table(entry: str, records: str = RECORDS) -> TableBlock:
    """An entry shown as a table in → the table."""
    (block,) = shown(entry, records)
    assert isinstance(block, TableBlock)
    return block


def cells(entry: str, records: str = RECORDS) -> list[list[str]]:
    """An entry in → the words of its table's cells."""
    return [cells_of(row) for row in table(entry, records).groups[0]]


def parts(parts: tuple[LabelledPart, ...]) -> list[tuple[str, str]]:
    """Labelled parts in → label and words of each."""
    return [(text_of(part.label), text_of(part.text) or ", ".join(map(text_of, part.list_items))) for part in parts]


# --- tables --------------------------------------------------------------------------------------------------------


def test_every_kind_of_field_has_its_cell() -> None:
    """Titles of linked records and roles, words of states, days as numbers, figures, lists."""
    fields = "[namn, ljus, mål, chef, start, kostnad, effekt, rest, klar, delar, steg, text]"
    row = table(f"fält: {fields}").groups[0][0]

    assert cells_of(row) == [
        "Larm",
        "Röd",
        "Trygghet",
        "Controller",
        "2025-01-15",
        "2 mnkr",
        "12 %",
        "1 000",
        "Ja",
        "Ett, Två 2 mnkr",
        "Inköp, 700 tkr, Drift",
        "Löpande text. Rubrik",
    ]
    assert [cell.head for cell in row.cells][:2] == ["row", ""]
    assert row.cells[1].text == (StatusMark("kryss", "", "Röd"),)


def test_a_figure_in_another_unit_than_its_field_has_it() -> None:
    """2 mnkr among thousands of kronor is not printed as 2."""
    assert [row[0] for row in cells("fält: [kostnad]")] == ["2 mnkr", "450", "96"]


def test_a_sum_is_in_the_unit_of_its_field() -> None:
    """Figures of other units are converted into it before they are added, and rounding comes last."""
    assert cells("fält: [namn, kostnad, effekt]\nsummera: [kostnad]\nsummarad: Allt")[-1] == ["Allt", "2 546", ""]


def test_without_a_label_a_sum_is_totalt() -> None:
    """The sum row has a word of its own."""
    assert cells("fält: [namn, kostnad]\nsummera: [kostnad]")[-1][0] == "Totalt"


def test_headings_of_columns_are_labels_or_told() -> None:
    """A field's label, its name in words, or a heading that may cite."""
    entry = 'fält:\n  - namn\n  - ljus\n  - fält: kostnad\n    rubrik: "Kostnad {{ period.år }}"\n    bredd: 20 %'
    block = table(entry)

    assert [text_of(cell.text) for cell in block.head[0]] == ["Insats", "Ljus", "Kostnad 2025"]
    assert [column.width_percent for column in block.columns] == [0, 0, 20]


def test_without_fields_all_are_shown() -> None:
    """A type's fields in their order."""
    assert len(table("visa: tabell").columns) == 12


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("fält: [namn, ljus]", ["Röd", "", "Enligt plan"]),
        ("fält:\n  - namn\n  - fält: ljus\n    tom: ej bedömd", ["Röd", "ej bedömd", "Enligt plan"]),
    ],
)
def test_an_empty_field_shows_nothing_or_what_it_is_told_to(entry: str, expected: list[str]) -> None:
    """`tom` says what stands where nothing is filled in."""
    assert [row[1] for row in cells(entry)] == expected


def test_a_cell_holds_several_fields() -> None:
    """The first without its label; the others with, and those not filled in only where asked for."""
    entry = "fält:\n  - namn\n  - rubrik: Mer\n    innehåll: [kostnad, effekt, delar]\n"

    assert [row[1] for row in cells(entry)] == [
        "2 mnkr / Effekt 12 % / Delar Ett, Två 2 mnkr",
        "450 tkr",
        "96 tkr / Effekt 3",
    ]
    assert [row[1] for row in cells(entry + "    tom: visa")][1] == "450 tkr / Effekt / Delar"
    assert [row[1] for row in cells(entry + "    tom: –")][1] == "450 tkr / Effekt – / Delar –"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("namn", ["Bilar", "Larm", "Ånglok"]),
        ("kostnad", ["Ånglok", "Bilar", "Larm"]),
        ("ljus", ["Ånglok", "Larm", "Bilar"]),
        ("start", ["Larm", "Bilar", "Ånglok"]),
        ("mål", ["Larm", "Bilar", "Ånglok"]),
    ],
)
def test_records_are_sorted_by_what_a_field_means(field: str, expected: list[str]) -> None:
    """Words as Swedish sorts, states by their scale, figures by value; what is not filled in comes last."""
    records = RECORDS.replace("2 mnkr", "2 000")

    assert [row[0] for row in cells(f"fält: [namn]\nsortera: {field}", records)] == expected


def test_figures_in_other_units_are_sorted_by_what_they_are_worth() -> None:
    """2 mnkr is more than 450 tkr."""
    assert [row[0] for row in cells("fält: [namn]\nsortera: kostnad")] == ["Ånglok", "Bilar", "Larm"]


def test_no_records_are_said_in_words() -> None:
    """The head stands over one full row with the type's sentence."""
    block = table("fält: [namn, kostnad]\nsummera: [kostnad]", "insatser: []\n")
    (row,) = block.groups[0]

    assert (row.kind, cells_of(row), row.cells[0].columns) == ("text", ["Inga insatser finns."], 2)
    assert len(block.head[0]) == 2


# --- lists, boxes, forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "boxed"), [("lista", False), ("rutor", True)])
def test_a_list_has_labelled_parts(way: str, boxed: bool) -> None:  # noqa: FBT001 - a parameter
    """Each record is the parts of it that are filled in, with their units."""
    (block,) = shown(f"visa: {way}\nfält: [namn, kostnad, ljus, klar]")

    assert isinstance(block, RecordList)
    assert block.boxed is boxed
    assert [parts(item) for item in block.items] == [
        [("Insats", "Larm"), ("Kostnad", "2 mnkr"), ("Ljus", "Röd"), ("Klar", "Ja")],
        [("Insats", "Bilar"), ("Kostnad", "450 tkr")],
        [("Insats", "Ånglok"), ("Kostnad", "96 tkr"), ("Ljus", "Enligt plan")],
    ]


def test_a_form_has_a_row_of_boxes_for_each_entry() -> None:
    """A form for each record and each blank copy, numbered under a common heading; boxes stay when empty."""
    blocks = shown("visa: formulär\nrubrik: Insats\nfält: [namn, [ljus, start]]\nblanka: 1")
    forms = [block for block in blocks if isinstance(block, FormBlock)]

    assert [text_of(form.title) for form in forms] == ["Insats 1", "Insats 2", "Insats 3", "Insats 4"]
    assert [[parts(row) for row in form.rows] for form in (forms[1], forms[3])] == [
        [[("Insats", "Bilar")], [("Ljus", ""), ("Start", "")]],
        [[("Insats", "")], [("Ljus", ""), ("Start", "")]],
    ]


def figures(block: RecordList) -> list[PrintedFigure]:
    """The figures printed in a list."""
    runs: list[Inline] = [part.text for item in block.items for part in item]
    return [run for inline in runs for run in inline if isinstance(run, PrintedFigure)]


def test_figures_of_records_are_elements() -> None:
    """A field's figure has its name in the ledger, computed ones too."""
    (block,) = shown("visa: lista\nfält: [kostnad, rest]")

    assert isinstance(block, RecordList)
    assert [each.figure for each in figures(block)][:3] == [
        "insatser.larm.kostnad",
        "insatser.larm.rest",
        "insatser.bilar.kostnad",
    ]
