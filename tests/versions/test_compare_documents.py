"""A document before and after: what differs is listed and marked, and nothing else is touched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markupsafe import Markup

from generator.document import (
    Block,
    BodyRow,
    ChartBlock,
    Column,
    Document,
    DocumentUnit,
    Drawing,
    DrawnText,
    FormBlock,
    HeadCell,
    Heading,
    Inline,
    LabelledPart,
    Look,
    Note,
    NoteMark,
    PrintedCell,
    PrintedFigure,
    ProseBlock,
    RecordList,
    Remark,
    Revised,
    SectionBlock,
    StatusMark,
    TableBlock,
    Was,
    plain_text,
)
from generator.versions.compare.documents import Comparison, compare_documents, words_of
from generator.versions.compare.runs import RevisionWords, RunChange, compare_text, mark_text, text_changes


def paper(*blocks: Block) -> Document:
    """A document with one chapter that holds the blocks."""
    section = SectionBlock("läge", Heading("läge-rubrik", 2, "1", ("Läge",)), blocks)
    words = {"struket": "struket", "nytt": "nytt", "rättelse_diagram": "Ritat om", "rättelse_bild": "Ny bild"}
    look = Look("prov", (), {**words, "rättelse_rubrik": "Rubriken"})
    unit = DocumentUnit("del-rapport", "text", "", (section,))
    return Document("rapport", "p", "Rapport", "", "", "", "", look, "rapport", (unit,), None)


def prose(*runs: Inline) -> ProseBlock:
    """A text of these runs."""
    return ProseBlock("text", tuple(run for each in runs for run in each))


def marked(document: Document) -> Inline:
    """The runs of the text of a document."""
    section = document.units[0].blocks[0]
    assert isinstance(section, SectionBlock)
    text = section.blocks[0]
    assert isinstance(text, ProseBlock)
    return text.text


def test_a_document_is_the_same_as_itself() -> None:
    """Nothing differs, and the document comes out as it went in."""
    document = paper(prose((Markup("<p>Allt "), PrintedFigure("f1", "x", "1", "1 mnkr"), Markup("</p>"))))
    comparison = compare_documents(document, document)

    assert comparison.changed == ()
    assert comparison.marked == document


def test_figures_states_and_words_are_listed_where_they_stand() -> None:
    """Each has its section, old and new; the marked one keeps what stood there beside what stands."""
    figure, state = PrintedFigure("f1", "x", "1", "1 mnkr"), StatusMark("bock", "grön", "Uppfyllt")
    old = paper(prose((Markup("<p>Det är bra. "), figure, state, Markup("</p>"))))
    new_figure, new_state = replace(figure, text="2 mnkr"), replace(state, symbol="kryss", text="Ej uppfyllt")
    new = paper(prose((Markup("<p>Det är illa. "), new_figure, new_state, Markup("</p>"))))
    comparison = compare_documents(old, new)

    assert [(each.kind, each.place.section, each.place.old, each.place.new) for each in comparison.changed] == [
        ("ord", "1", "bra.", "illa."),
        ("tal", "1", "1 mnkr", "2 mnkr"),
        ("status", "1", "Uppfyllt", "Ej uppfyllt"),
    ]
    runs = marked(comparison.marked)
    assert Revised(Was("bra.", "struket", "nytt"), "illa.") in runs
    assert replace(new_figure, was=Was("1 mnkr", "struket", "nytt")) in runs
    assert replace(new_state, was=Was("Uppfyllt", "struket", "nytt")) in runs


def test_a_text_that_is_gone_is_listed() -> None:
    """A block that only the old document has is a place with nothing new."""
    comparison = compare_documents(paper(prose(("Kvar",)), ProseBlock("bort", ("Borta nu",))), paper(prose(("Kvar",))))

    assert [(each.place.old, each.place.new) for each in comparison.changed] == [("Borta nu", "")]


# --- tables, charts, boxes -------------------------------------------------------------------------------------------

# Markup in these tests is the tests' own.
WORDS_OF_MARKS = RevisionWords("struket", "nytt", "Ny bild")


def table(columns: Sequence[str], *rows: tuple[str, ...]) -> TableBlock:
    """A table with headings, and rows of a label and figures."""
    return TableBlock(
        id="tabell",
        caption=("Utfall",),
        unit="",
        columns=tuple(Column("text" if number == 0 else "tal") for number in range(len(columns))),
        head=(tuple(HeadCell(f"kolumn-{n}", (text,), 1, 1, "col", "tal") for n, text in enumerate(columns)),),
        groups=(tuple(row(number, texts) for number, texts in enumerate(rows, 1)),),
    )


def row(number: int, texts: tuple[str, ...]) -> BodyRow:
    """A row by its place in the table; figures have ids of their own."""
    label, *rest = texts
    figures = [PrintedFigure(f"f{number}-{text}", f"{label}.{column}", "0", text) for column, text in enumerate(rest)]
    cells = (PrintedCell("tal", (figure,)) for figure in figures)
    return BodyRow(f"tabell-rad-{number}", "rad", (PrintedCell("text", (label,), head="row"), *cells))


def compared(old: Block, new: Block) -> tuple[Comparison, Block]:
    """Return the comparison of a block before and after, and the block marked."""
    comparison = compare_documents(paper(old), paper(new))
    section = comparison.marked.units[0].blocks[0]
    assert isinstance(section, SectionBlock)
    return comparison, section.blocks[0]


def places(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Where each change is, and both texts."""
    return [(each.place.part, each.place.old, each.place.new) for each in comparison.changed]


def grid(block: Block) -> list[list[str]]:
    """A marked table's cells: ”old>new” where it is marked."""
    assert isinstance(block, TableBlock)
    return [[shown(cell.text) for cell in each.cells] for group in block.groups for each in group]


def shown(text: Inline) -> str:
    """Runs as text, with marks."""
    marks = (PrintedFigure, StatusMark, Revised)
    return "".join(
        mark(run.was, run.text) if isinstance(run, marks) and run.was else plain_text((run,)) for run in text
    )


def mark(was: Was, text: str) -> str:
    """What stood and what stands."""
    return f"[{was.text}>{text}]"


def test_a_cell_is_listed_by_its_row_and_column() -> None:
    """A changed cell is one place, with the row's label and the column's heading, and is marked where it stands."""
    comparison, block = compared(
        table(("", "Utfall", "Budget"), ("Vård", "1,0", "2,0")), table(("", "Utfall", "Budget"), ("Vård", "1,5", "2,0"))
    )

    assert places(comparison) == [("Vård, Utfall", "1,0", "1,5")]
    assert comparison.changed[0].element == "f1-1,5"
    assert grid(block) == [["Vård", "[1,0>1,5]", "2,0"]]


def test_a_row_that_came_moves_no_other() -> None:
    """A row put in first is new, and the rows below it, whose ids are others now, are what they were."""
    comparison, block = compared(
        table(("", "Utfall"), ("Vård", "1,0"), ("Stöd", "2,0")),
        table(("", "Utfall"), ("Boende", "3,0"), ("Vård", "1,0"), ("Stöd", "2,5")),
    )

    assert places(comparison) == [("Boende", "", "3,0"), ("Stöd, Utfall", "2,0", "2,5")]
    assert grid(block) == [["[>Boende]", "[>3,0]"], ["Vård", "1,0"], ["Stöd", "[2,0>2,5]"]]


def test_a_row_that_went_stands_struck_where_it_stood() -> None:
    """The row is listed with what stood in it, and is printed between its neighbours, struck, without an id."""
    comparison, block = compared(
        table(("", "Utfall"), ("Vård", "1,0"), ("Boende", "3,0"), ("Stöd", "2,0")),
        table(("", "Utfall"), ("Vård", "1,0"), ("Stöd", "2,0")),
    )

    assert places(comparison) == [("Boende", "3,0", "")]
    assert grid(block) == [["Vård", "1,0"], ["[Boende>]", "[3,0>]"], ["Stöd", "2,0"]]
    assert isinstance(block, TableBlock)
    assert [each.id for each in block.groups[0]] == ["tabell-rad-1", "", "tabell-rad-2"]


def test_rows_of_the_same_label_are_told_apart() -> None:
    """Of two rows of one label the one that went is struck, and the other is left alone."""
    comparison, block = compared(
        table(("", "Utfall"), ("Kvinnor", "1,0"), ("Män", "2,0"), ("Kvinnor", "3,0")),
        table(("", "Utfall"), ("Kvinnor", "1,0"), ("Män", "2,0")),
    )

    assert places(comparison) == [("Kvinnor", "3,0", "")]
    assert grid(block)[-1] == ["[Kvinnor>]", "[3,0>]"]


def test_a_label_that_changed_is_a_label_that_changed() -> None:
    """A row of another label at the same place is the same row."""
    comparison, block = compared(table(("", "Utfall"), ("Vård", "1,0")), table(("", "Utfall"), ("Omsorg", "1,0")))

    assert places(comparison) == [("", "Vård", "Omsorg")]
    assert grid(block) == [["[Vård>Omsorg]", "1,0"]]


def test_a_column_that_came_moves_no_other() -> None:
    """A column put in between is listed once, with its figures, and marked in its head and its cells."""
    comparison, block = compared(
        table(("", "Utfall", "Budget"), ("Vård", "1,0", "2,0")),
        table(("", "Utfall", "Prognos", "Budget"), ("Vård", "1,0", "9,0", "2,0")),
    )

    assert places(comparison) == [("Prognos", "", "9,0")]
    assert grid(block) == [["Vård", "1,0", "[>9,0]", "2,0"]]
    assert isinstance(block, TableBlock)
    assert [shown(cell.text) for cell in block.head[0]] == ["", "Utfall", "[>Prognos]", "Budget"]


def test_a_column_that_went_stands_struck_below_the_table() -> None:
    """Its heading and figures are listed, and printed under the table; the other columns are what they were."""
    comparison, block = compared(
        table(("", "Utfall", "Prognos", "Budget"), ("Vård", "1,0", "9,0", "2,0")),
        table(("", "Utfall", "Budget"), ("Vård", "1,0", "2,5")),
    )

    assert places(comparison) == [("Prognos", "9,0", ""), ("Vård, Budget", "2,0", "2,5")]
    assert isinstance(block, TableBlock)
    assert [shown(note.text) for note in block.notes] == ["[Prognos: 9,0>]"]


def test_a_heading_of_a_column_that_changed_moves_no_figure() -> None:
    """As many columns under other names are the same columns."""
    comparison, _ = compared(table(("", "Utfall mars"), ("Vård", "1,0")), table(("", "Utfall april"), ("Vård", "1,0")))

    assert places(comparison) == [("", "mars", "april")]


def test_a_state_and_a_note_of_a_table_are_listed() -> None:
    """A status cell has its row and column, and a changed note its words."""
    before = table(("", "Läge"), ("Vård", "1,0"))
    state = BodyRow(
        "tabell-rad-1",
        "rad",
        (PrintedCell("text", ("Vård",)), PrintedCell("status", (StatusMark("bock", "grön", "Klar"),))),
    )
    before = replace(before, groups=((state,),), notes=(Note("not", "", ("Preliminärt utfall",)),))
    after = replace(state, cells=(state.cells[0], PrintedCell("status", (StatusMark("kryss", "röd", "Ej klar"),))))
    comparison, _ = compared(
        before, replace(before, groups=((after,),), notes=(Note("not", "", ("Slutligt utfall",)),))
    )

    assert places(comparison) == [("", "Preliminärt", "Slutligt"), ("Vård, Läge", "Klar", "Ej klar")]


def chart(*labels: str, alternative: str = "Det ökar.") -> ChartBlock:
    """A chart whose figures are written at its points."""
    texts = tuple(DrawnText(str(n), "0", text, "label") for n, text in enumerate(labels))
    return ChartBlock("diagram", ("Placeringar",), "linje", Drawing(100, 50, (), (), (), texts), alternative, None)


def test_a_chart_that_is_drawn_otherwise_says_so() -> None:
    """Its title says that it is drawn anew, with the figures that were others, and so does the notice."""
    comparison, block = compared(chart("10", "20"), chart("10", "22"))

    assert places(comparison) == [("Placeringar, Ritat om", "20", "22")]
    assert isinstance(block, ChartBlock)
    assert shown(block.title) == "Placeringar [>Ritat om] [20>22]"


def test_a_chart_without_figures_says_that_it_is_drawn_otherwise() -> None:
    """Where no figures are written in it the notice says that it is drawn anew."""
    new = chart()
    comparison, _ = compared(new, replace(new, drawing=replace(new.drawing, height=60)))

    assert places(comparison) == [("Placeringar", "", "Ritat om")]


def test_an_alternative_text_that_changed_alone_is_listed() -> None:
    """Other words for who hears the chart are a change, though the drawing is the same."""
    comparison, _ = compared(chart("10"), chart("10", alternative="Det minskar."))

    assert [each[1:] for each in places(comparison)] == [("ökar.", "minskar.")]


def test_a_box_is_listed_by_its_label() -> None:
    """A field of a form has the form's title and the field's label, also where another field came before it."""
    old = FormBlock("form", ((LabelledPart(("Åtgärd",), ("Ingen",)),),), ("Händelse 1",))
    parts = (LabelledPart(("Skydd",), ("Larm",)), LabelledPart(("Åtgärd",), ("Utbildning",)))
    comparison, block = compared(old, replace(old, rows=(parts,)))

    assert places(comparison) == [
        ("Händelse 1, Skydd", "", "Skydd Larm"),
        ("Händelse 1, Åtgärd", "Ingen", "Utbildning"),
    ]
    assert isinstance(block, FormBlock)
    assert shown(block.rows[0][1].text) == "[Ingen>Utbildning]"


def test_a_record_that_went_moves_no_other() -> None:
    """Records of a list are told apart by their first field: the one that went stands struck, the next is as it was."""
    records = RecordList(
        "poster", tuple((LabelledPart(("Namn",), (name,)),) for name in ("Ett", "Två", "Tre")), boxed=True
    )
    comparison, block = compared(records, replace(records, items=(records.items[0], records.items[2])))

    assert [each[1:] for each in places(comparison)] == [("Namn Två", "")]
    assert isinstance(block, RecordList)
    assert [shown(item[0].text) for item in block.items] == ["Ett", "[Två>]", "Tre"]


def test_an_item_of_a_list_that_came_moves_no_other() -> None:
    """A list in a field: what is new is marked, and what stood below it is left alone."""
    old = RecordList("poster", ((LabelledPart(("Steg",), (), (("Inköp",), ("Utbildning",))),),), boxed=False)
    items = (("Förstudie",), ("Inköp",), ("Utbildning",))
    comparison, block = compared(old, replace(old, items=((LabelledPart(("Steg",), (), items),),)))

    assert places(comparison) == [("Steg", "", "Förstudie")]
    assert isinstance(block, RecordList)
    assert [shown(item) for item in block.items[0][0].list_items] == ["[>Förstudie]", "Inköp", "Utbildning"]


def test_a_heading_is_listed_as_one() -> None:
    """A changed heading says that it is the heading, and keeps its mark."""
    old = paper(Remark("sats", ("Ja",), "sats"))
    section = old.units[0].blocks[0]
    assert isinstance(section, SectionBlock)
    other = replace(section, heading=replace(section.heading, text=("Utfall",)))
    comparison = compare_documents(old, replace(old, units=(replace(old.units[0], blocks=(other,)),)))

    assert places(comparison) == [("Rubriken", "Läge", "Utfall")]


def test_a_block_that_came_is_listed_once_and_marked_whole() -> None:
    """A new table is one place, and every word of it is new."""
    new = table(("", "Utfall"), ("Vård", "1,0"))
    comparison = compare_documents(paper(prose(("Kvar",))), paper(prose(("Kvar",)), new))

    assert [(each.place.old, each.kind) for each in comparison.changed] == [("", "tillagt")]
    section = comparison.marked.units[0].blocks[0]
    assert isinstance(section, SectionBlock)
    assert grid(section.blocks[1]) == [["[>Vård]", "[>1,0]"]]


def test_a_block_that_went_stands_struck_where_it_stood() -> None:
    """A section that is gone is listed, and stands between its neighbours under another id."""
    gone = SectionBlock("mitten", Heading("mitten-rubrik", 3, "", ("Mitten",)), (ProseBlock("m", ("Borta nu",)),))
    first, last = Remark("a", ("Först",), "x"), Remark("c", ("Sist",), "x")
    comparison = compare_documents(paper(first, gone, last), paper(first, last))
    section = comparison.marked.units[0].blocks[0]

    assert [(each.place.old, each.place.new) for each in comparison.changed] == [("Mitten Borta nu", "")]
    assert isinstance(section, SectionBlock)
    assert [getattr(block, "id", "") for block in section.blocks] == ["a", "struken-mitten", "c"]
    assert words_of(section.blocks[1]).strip() == ""


@dataclass(frozen=True)
class Photo:
    """A kind of block that the comparison has never heard of."""

    id: str
    caption: Inline


def test_a_new_kind_of_block_is_compared_by_its_fields() -> None:
    """Its texts are marked and listed as those of any other."""
    old, new = (cast("Block", Photo("foto", (caption,))) for caption in ("Torget 2023", "Torget 2024"))
    comparison, block = compared(old, new)

    assert places(comparison) == [("", "2023", "2024")]
    assert shown(cast("Photo", block).caption) == "Torget [2023>2024]"


# --- words -----------------------------------------------------------------------------------------------------------


def compared_markup(old: Markup, new: Markup) -> tuple[Inline, tuple[RunChange, ...]]:
    """Return the marked text, and what differs."""
    text = compare_text((old,), (new,))
    return mark_text(text, WORDS_OF_MARKS), text_changes(text, WORDS_OF_MARKS)


@pytest.mark.parametrize(
    ("old", "new", "expected", "printed"),
    [
        ("<p>Ett. Två.</p>", "<p>Ett.</p>", [("Ett. Två.", "Ett.")], "<p>Ett. [Två.>]</p>"),
        (
            "<p>arbetar mer</p>",
            "<p>arbetar allt mer</p>",
            [("arbetar mer", "arbetar allt mer")],
            "<p>arbetar [>allt] mer</p>",
        ),
        (
            "<p>Ett.</p>\n<p>Två.</p>",
            "<p>Ett.</p>",
            [("Två.", "")],
            "<p>Ett.</p>\n<p>[Två.>]</p>",
        ),
        (
            "<p>Ett.</p>",
            "<p>Noll.</p>\n<p>Ett.</p>",
            [("", "Noll.")],
            "<p>[>Noll.]</p>\n<p>Ett.</p>",
        ),
        ("<ul><li>a</li></ul>", "<ul><li>a</li><li>b</li></ul>", [("", "b")], "<ul><li>a</li><li>[>b]</li></ul>"),
        (
            "<p>är <strong>bra</strong> nu</p>",
            "<p>är <em>illa</em> nu</p>",
            [("bra", "illa")],
            "<p>är <strong>[bra>]</strong> <em>[>illa]</em> nu</p>",
        ),
        (
            '<p><img src="a" alt="En karta"></p>',
            '<p><img src="b" alt="En plan"></p>',
            [("En karta", "En plan")],
            '<p><img src="b" alt="En plan"></p>',
        ),
    ],
)
def test_words_are_marked_in_the_paragraphs_they_stand_in(
    old: str, new: str, expected: list[tuple[str, str]], printed: str
) -> None:
    """What came and went stays inside its paragraph, item or stress, and a picture that is another is listed."""
    marked, changes = compared_markup(Markup(old), Markup(new))  # noqa: S704 - of the test
    text = "".join(mark(run.was, run.text) if isinstance(run, Revised) else str(run) for run in marked)

    assert [(each.old, each.new) for each in changes] == expected
    assert " ".join(text.split()) == " ".join(printed.replace("\n", " ").split())


WORDS = some.lists(some.sampled_from(["a", "b", "c", "det", "är", "1,0"]), max_size=8).map(" ".join)
PARAGRAPHS = some.lists(WORDS, max_size=4).map(lambda parts: "".join(f"<p>{part}</p>" for part in parts))
TEXTS = PARAGRAPHS.map(Markup)


@given(TEXTS, TEXTS)
def test_marks_hold_the_new_text_and_the_old(old: Markup, new: Markup) -> None:
    """Without what is struck a marked text says what the new one says, every tag is closed, and none is silent."""
    marked, changes = compared_markup(old, new)
    now = "".join(f" {run.text} " if isinstance(run, Revised) else str(run) for run in marked)
    tags = re.findall(r"</?p>", now)

    assert words_in(now) == words_in(new)
    assert tags == ["<p>", "</p>"] * (len(tags) // 2)
    assert changes or words_in(old) == words_in(new)
    assert not (changes and old == new)


def words_in(text: str) -> list[str]:
    """The words of paragraphs."""
    return re.sub(r"</?p>", " ", text).split()


def test_many_words_in_a_row_are_listed_as_one_change() -> None:
    """Changes with a word or two between them are one, so that the notice reads as sentences do."""
    _, changes = compared_markup(
        Markup("<p>när den arbetar mer uppsökande</p>"), Markup("<p>när den arbetar allt mer aktivt</p>")
    )

    assert [(each.old, each.new) for each in changes] == [("mer uppsökande", "allt mer aktivt")]


def test_a_note_of_a_text_is_compared_and_marked() -> None:
    """Its words are struck and set anew where they stand, as those of the text are."""
    mark = NoteMark("n", "1", "m")
    old, new = (
        ProseBlock("t", (Markup("<p>Ett."), mark, Markup("</p>")), "", (Note("n", "1", (words,), "m"),))
        for words in ("Exklusive moms.", "Inklusive moms.")
    )
    compared = compare_documents(paper(old), paper(new))
    (text,) = (each for section in compared.marked.units[0].blocks for each in cast("SectionBlock", section).blocks)

    assert [(each.place.old, each.place.new) for each in compared.changed] == [("Exklusive", "Inklusive")]
    assert [run.was.text for run in cast("ProseBlock", text).notes[0].text if isinstance(run, Revised)] == ["Exklusive"]
