"""A document as a Word file, read back: what the paper prints is there, marked up for who edits and who hears it."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, fromstring

import docx
import pytest
from markupsafe import Markup
from PIL import Image

from generator.compose import Depth
from generator.document import (
    Block,
    BodyRow,
    ChartBlock,
    Column,
    Contents,
    CorrectionNotice,
    Cover,
    DecisionLevel,
    DecisionProposal,
    Document,
    DocumentText,
    DocumentUnit,
    FormBlock,
    HeadCell,
    Heading,
    Inline,
    LabelledPart,
    Letterhead,
    Note,
    NoteMark,
    OutgoingLink,
    PageBreak,
    PaperEntry,
    PaperList,
    PrintedCell,
    PrintedFigure,
    ProseBlock,
    RecordList,
    Reference,
    Remark,
    Revised,
    SectionBlock,
    Signatures,
    StatusMark,
    TableBlock,
    Was,
    every_block,
    passages,
    table_grid,
)
from generator.pipeline import render_word, understand
from generator.printing.docx.package import Package
from generator.printing.docx.word_document import WordFile
from generator.problems import Rejected, Severity

PROJECTS = Path(__file__).parents[2] / "projects"
PERIODS = {"storkoping": "storkoping/vardnamnden/2025-03", "minimal": "exempel/namnden/2024-t1"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"/>'
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@cache
def documents(project: str) -> tuple[Document, ...]:
    """The sample's documents."""
    return understand(PROJECTS / project, PERIODS[project], depth=Depth.NOTHING).documents


@cache
def report() -> WordFile:
    """The Word file of a report with tables, charts and a landscape unit."""
    return render_word(documents("storkoping")[0])


def made(*blocks: Block, project: str = "minimal", **changes: object) -> WordFile:
    """Blocks → the Word file of a document of them."""
    unit = DocumentUnit("del-1", "text", "", blocks)
    return render_word(replace(documents(project)[0], units=(unit,), contents=None, **changes))  # type: ignore[arg-type]


def part(word: WordFile, name: str = "document") -> Element:
    """A part of the file, by its name in the folder `word`."""
    return read(word, f"word/{name}.xml")


def read(word: WordFile, name: str) -> Element:
    """A part of the file, by its whole name."""
    return fromstring(zipfile.ZipFile(io.BytesIO(word.data)).read(name))  # noqa: S314 - made here


def texts(root: Element, tag: str = "p") -> list[str]:
    """The words of each paragraph, or of other elements, within."""
    return ["".join(each.text or "" for each in found.iter(f"{W}t")) for found in root.iter(W + tag)]


def styles(word: WordFile) -> list[tuple[str, str]]:
    """The name of the style of each paragraph outside tables, and its words, as another reader finds them."""
    opened = docx.Document(io.BytesIO(word.data))
    return [(each.style.name, each.text) for each in opened.paragraphs if each.style is not None]


def section(*blocks: Block, level: int = 2, number: str = "", title: str = "Ekonomi") -> SectionBlock:
    """Blocks under a heading."""
    return SectionBlock("ekonomi", Heading("ekonomi-rubrik", level, number, (title,)), blocks)


def cell(text: str, kind: str = "text", **more: object) -> PrintedCell:
    """A cell of a table; one of figures holds a figure."""
    runs: Inline = (PrintedFigure(f"tal-{text}", "tal", "1", text),) if kind == "tal" else (text,)
    return PrintedCell(kind, runs, **more)  # type: ignore[arg-type]


def table(*, notes: tuple[Note, ...] = (), marked: Inline = ("Hemtjänst",), caption: str = "Utfall") -> TableBlock:
    """A table with a spanning head, a heading of rows, a sum and figures of other decimals."""
    head = (
        (HeadCell("h1", ("Verksamhet",), 1, 2, "col", "text"), HeadCell("h2", ("År",), 2, 1, "colgroup", "tal")),
        (
            HeadCell("h3", ("2023",), 1, 1, "col", "tal", note=("ack",)),
            HeadCell("h4", ("2024",), 1, 1, "col", "tal"),
        ),
    )
    rows = (
        BodyRow("r1", "mellanrubrik", (cell("Äldre", columns=3, head="rowgroup"),)),
        BodyRow("r2", "rad", (PrintedCell("text", marked, head="row"), cell("1,2", "tal"), cell("−3", "tal", pad=2))),
        BodyRow("r3", "summa", (cell("Summa", head="row"), cell("1,2", "tal"), cell("−3,0", "tal"))),
    )
    columns = (Column("text"), Column("tal"), Column("tal", highlighted=True))
    return TableBlock("tabell", (caption,) if caption else (), "mnkr", columns, head, (rows,), notes)


# --- what is printed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [*documents("storkoping"), *documents("minimal")], ids=lambda each: each.id)
def test_all_that_is_said_is_there(document: Document) -> None:
    """Each passage of the document, in words."""
    word = render_word(document)
    # Word numbers notes anew.
    tables = [block for block in every_block(document.units) if isinstance(block, TableBlock)]
    marks = {note.id: note.mark for block in tables for note in block.notes}
    shown = [each.get("descr", "") for each in part(word).iter(DRAWN)]
    written = "".join("".join([*texts(part(word)), *texts(part(word, "footnotes")), *shown]).split())

    for passage in (each for each in passages(document) if isinstance(each, DocumentText)):
        for line in passage.text.split("\n"):
            words = "".join(line.removeprefix(marks.get(passage.element, "")).split())
            assert words in written or all(each in written for each in words.split(":")), line


def test_every_cell_is_there() -> None:
    """Row by row, with the words and figures of each cell."""
    document = documents("storkoping")[0]
    tables = [block for block in every_block(document.units) if isinstance(block, TableBlock)]
    opened = docx.Document(io.BytesIO(report().data)).tables

    assert len(opened) == len(tables)
    for read, printed in zip(opened, tables, strict=True):
        _, rows = table_grid(printed)
        assert len(read.rows) == len(printed.head) + len(rows)
        for row, written in zip(rows, read.rows[len(printed.head) :], strict=True):
            figures = [run.text for each in row.cells for run in each.text if isinstance(run, PrintedFigure)]
            assert [figure for figure in figures if figure not in " ".join(c.text for c in written.cells)] == []


def test_headings_have_the_levels_and_numbers_of_the_paper() -> None:
    """A chapter is Word's first heading."""
    lower = section(ProseBlock("text", (Markup("<p>Under</p>"),)), level=3, number="1.1", title="Drift")

    assert [each for each in styles(made(section(lower, number="1"))) if each[0].startswith("Heading")] == [
        ("Heading 1", "1\N{NO-BREAK SPACE} Ekonomi"),
        ("Heading 2", "1.1\N{NO-BREAK SPACE} Drift"),
    ]


def test_markdown_is_paragraphs_lists_and_emphasis() -> None:
    """A list in a list stands deeper; a numbered one begins where the author says."""
    markup = Markup(
        "<p>Ett <strong>fett</strong> och <em>kursivt</em><br/>rad</p><ul><li>a<ul><li>b</li></ul></li></ul>"
        '<ol start="3"><li><p>c</p><p>d</p></li></ol><h4>Rubrik</h4><blockquote><p>citat</p></blockquote>'
        "<pre><code>x\n y</code></pre><hr/>"
    )
    word = made(ProseBlock("text", (markup,)))
    paragraphs = list(part(word).iter(f"{W}p"))
    depths = [found.get(f"{W}val") for each in paragraphs for found in each.iter(f"{W}ilvl")]
    starts = [found.get(f"{W}val") for found in part(word, "numbering").iter(f"{W}startOverride")]

    assert styles(word)[:8] == [
        ("Normal", "Ett fett och kursivt\nrad"),
        ("List Paragraph", "a"),
        ("List Paragraph", "b"),
        ("List Paragraph", "c"),
        ("List Paragraph", "d"),
        ("Heading 3", "Rubrik"),
        ("Quote", "citat"),
        ("Kod", "x\n y"),
    ]
    assert (depths, starts) == (["0", "1", "0"], ["3"])
    assert texts_of(word, "b") == ["fett"]
    assert texts_of(word, "i") == ["kursivt"]


def test_forms_beside_plain_markdown_are_word_s_own() -> None:
    """Heights, struck words and languages are of runs; terms, descriptions and boxes of paragraphs."""
    markup = Markup(
        '<p>CO<sub>2</sub> m<sup>2</sup> <s>nått</s> <span lang="en">Signs of <em>Safety</em></span> nu</p>'
        '<div class="fact-box" role="note"><p>I rutan</p></div><dl><dt>Term</dt><dd>Förklaring</dd></dl>'
    )
    word = made(ProseBlock("text", (markup,)))
    runs = list(part(word).iter(f"{W}r"))
    heights = [each.get(f"{W}val") for run in runs for each in run.iter(f"{W}vertAlign")]
    english = ["".join(texts_of_run(run)) for run in runs if run.find(f"{W}rPr/{W}lang[@{W}val='en']") is not None]

    assert styles(word)[:4] == [
        ("Normal", "CO2 m2 nått Signs of Safety nu"),
        ("Ruta", "I rutan"),
        ("Etikett", "Term"),
        ("Normal", "Förklaring"),
    ]
    assert (heights, texts_of(word, "strike"), english) == (
        ["subscript", "superscript"],
        ["nått"],
        ["Signs of ", "Safety"],
    )


def texts_of(word: WordFile, emphasis: str) -> list[str]:
    """The words that have an emphasis."""
    runs = part(word).iter(f"{W}r")
    return ["".join(texts_of_run(run)) for run in runs if run.find(f"{W}rPr/{W}{emphasis}") is not None]


def texts_of_run(run: Element) -> list[str]:
    """The words of a run."""
    return [each.text or "" for each in run.iter(f"{W}t")]


def test_a_numbered_list_begins_anew() -> None:
    """Two lists of two texts are two lists to Word."""
    lists = [ProseBlock(f"text-{each}", (Markup("<ol><li>a</li><li>b</li></ol>"),)) for each in "xy"]
    numbers = [each.get(f"{W}val") for each in part(made(*lists)).iter(f"{W}numId")]

    assert numbers == ["2", "2", "3", "3"]


def test_what_was_changed_is_struck_and_underlined() -> None:
    """In a marked edition, for figures and words."""
    was = Was("4,0", "struket", "nytt")
    word = made(ProseBlock("text", (PrintedFigure("t", "tal", "5", "5,0", was), Revised(was, "nya ord"))))

    assert texts_of(word, "strike") == ["4,0", "4,0"]
    assert texts_of(word, "u") == ["5,0", "nya ord"]


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (Remark("a", ("Inget att redovisa.",), "tomt"), ["Inget att redovisa."]),
        (
            RecordList("a", ((LabelledPart(("Mål",), ("Trygghet",), (("punkt",),)),),), boxed=True),
            ["Mål", "Trygghet", "punkt", ""],
        ),
        (
            FormBlock("a", ((LabelledPart(("Dnr",), ("1",)), LabelledPart(("Ort",), ())),), ("Händelse",), 3),
            ["Händelse", "Dnr", "1", "Ort", "", ""],
        ),
        (PageBreak(), [""]),
        (
            Cover(
                "a",
                "Kommun",
                "Nämnd",
                ("Titel",),
                ("Under",),
                "2024",
                (LabelledPart(("Daterad",), ("i dag",)),),
                "Ersätter",
            ),
            ["Kommun", "Titel", "Under", "Nämnd", "2024", "Ersätter", "Daterad i dag"],
        ),
        (
            Letterhead(
                "a",
                "Kommun",
                "Förvaltningen",
                ("Titel",),
                (LabelledPart(("Datum",), ("i dag",)),),
                (OutgoingLink("post", "mailto:a@b.se"), OutgoingLink("sida", "https://b.se")),
            ),
            ["Kommun", "Datum i dag", "Förvaltningen", "Titel", "post · sida"],
        ),
        (
            DecisionProposal("a", (DecisionLevel(("Nämnden beslutar",), (("att a",), ("att b",)), 2),), numbered=True),
            ["Nämnden beslutar", "att a", "att b"],
        ),
        (
            PaperList("a", "bilagor", (PaperEntry("1", ("Rapport",), "rapport"), PaperEntry("", ("Annat",)))),
            ["1. Rapport", "Annat"],
        ),
        (Signatures("a", "Förvaltningen", ("Direktör", "Ekonom")), ["Förvaltningen", "Direktör", "Ekonom"]),
        (
            SectionBlock("a", Heading("b", 2, "", ("Rubrik",), label=("Över",), subtitle=("Under",)), ()),
            ["Över", "Rubrik", "Under"],
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_each_kind_of_block_says_its_words(block: Block, words: list[str]) -> None:
    """In the order of the paper."""
    assert texts(part(made(block))) == words


def test_a_notice_of_a_correction_has_its_facts_and_its_table() -> None:
    """Under a heading of its own."""
    notice = CorrectionNotice("a", "Rättelse", ("Detta är ändrat.",), (LabelledPart(("Skäl",), ("fel",)),), table())

    title = documents("minimal")[0].title

    assert texts(part(made(notice)))[:5] == ["Rättelse", title, "Detta är ändrat.", "Skäl fel", "Utfall  mnkr"]


def test_a_state_is_a_coloured_mark_and_its_word() -> None:
    """The word says it without the colour."""
    word = made(ProseBlock("text", (StatusMark("bock", "grön", "Uppnått"),)))

    assert texts(part(word)) == ["● Uppnått"]
    assert [each.get(f"{W}val") for each in part(word).iter(f"{W}color")] == ["2B7A4B"]


@pytest.mark.parametrize(
    ("shown", "said"), [("ord", "Uppnått"), ("symbol", "● Uppnått"), ("symbol och ord", "● Uppnått")]
)
def test_a_word_file_has_the_word_of_each_state(shown: Literal["ord", "symbol", "symbol och ord"], said: str) -> None:
    """One that is not shown on paper too: the file is there to be worked in."""
    assert texts(part(made(ProseBlock("text", (StatusMark("bock", "grön", "Uppnått", shown),))))) == [said]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_the_rows_of_the_head_are_repeated_and_spans_are_kept() -> None:
    """Both rows of a head are marked; no row of the body is."""
    rows = list(part(made(table())).iter(f"{W}tr"))
    spans = [each.get(f"{W}val") for each in rows[0].iter(f"{W}gridSpan")]
    merged = [[each.get(f"{W}val") for each in row.iter(f"{W}vMerge")] for row in rows[:3]]

    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, True, False, False, False]
    assert (spans, merged) == (["2"], [["restart"], [None], []])


def test_a_cell_of_several_rows_goes_on_in_them() -> None:
    """Its words stand in the first; Word joins the others to it."""
    rows = tuple(
        BodyRow(f"r{number}", "rad", (cell("Mål", head="row", rows=extent), cell(f"I{number}", head="row")))
        for number, extent in enumerate((2, 0, 1))
    )
    block = TableBlock("t", ("T",), "", (Column("text"), Column("text")), (), (rows,))
    body = [*part(made(block)).iter(f"{W}tr")]

    assert [[each.get(f"{W}val") for each in row.iter(f"{W}vMerge")] for row in body] == [["restart"], [None], []]
    assert ["".join(texts(row)) for row in body] == ["MålI0", "I1", "MålI2"]


def test_figures_stand_on_the_right_and_leave_the_room_of_missing_decimals() -> None:
    """Sums are bold."""
    word = made(table())
    paragraphs = {text: each for each, text in zip(part(word).iter(f"{W}p"), texts(part(word)), strict=True)}
    opened = docx.Document(io.BytesIO(word.data)).tables[0]
    figure = opened.rows[3].cells[2].paragraphs[0]

    assert figure.style is not None
    assert figure.style.name == "Tabelltal"
    assert int(paragraphs["−3"].find(f"{W}pPr/{W}ind").get(f"{W}right", "0")) > 0  # type: ignore[union-attr]
    assert paragraphs["1,2"].find(f"{W}pPr/{W}ind") is None
    assert [run for run in texts_of(word, "b") if run in {"Summa", "−3,0", "−3"}] == ["Summa", "−3,0"]


def test_a_highlighted_column_is_tinted() -> None:
    """In every row that has a cell of it."""
    shades = [[each.get(f"{W}fill") for each in row.iter(f"{W}shd")] for row in part(made(table())).iter(f"{W}tr")]

    assert shades == [[], [], [], ["EEF3F7"], ["EEF3F7"]]


def test_the_columns_fill_the_width_of_the_text() -> None:
    """On a page of either orientation."""
    for root in (part(made(table())), part(report())):
        for each in root.iter(f"{W}tbl"):
            grid = sum(int(column.get(f"{W}w", "0")) for column in each.iter(f"{W}gridCol"))
            width = each.find(f"{W}tblPr/{W}tblW")
            assert width is not None
            assert grid == int(width.get(f"{W}w", "0")) > 7000


def cells_of_figures(count: int) -> list[Element]:
    """The cells of a row of as many figures."""
    row = BodyRow("rad", "rad", (cell("Barn", head="row"), *(cell("−1\u00a0205,9", "tal") for _ in range(count))))
    columns = (Column("text"), *(Column("tal") for _ in range(count)))
    return list(part(made(section(TableBlock("t", (), "", columns, (), ((row,),))))).iter(f"{W}tc"))[1:]


def sizes_in(cells: list[Element]) -> set[int]:
    """The sizes of type in cells, in half points."""
    return {int(size.get(f"{W}val", "0")) for each in cells for size in each.iter(f"{W}sz")}


@pytest.mark.parametrize(("count", "size"), [(3, 17), (10, 14)])
def test_figures_have_room_in_wider_type_than_the_house_s(count: int, size: int) -> None:
    """A digit is 0.7 em where DejaVu Sans Bold stands in; with many columns the type is smaller instead."""
    cells = cells_of_figures(count)

    widths = [int(width.get(f"{W}w", "0")) for each in cells for width in each.iter(f"{W}tcW")]
    assert sizes_in(cells) == {size}
    # Five digits, a minus, a comma and a blank, between the margins of the cell.
    assert min(widths) >= (5 * 0.7 + 0.84 + 0.38 + 0.35) * 10 * size + 120
    assert all(each.find(f"{W}tcPr/{W}noWrap") is not None for each in cells)


def test_type_of_a_table_is_never_too_small_to_read() -> None:
    """Six points at least, however many columns there are."""
    assert sizes_in(cells_of_figures(20)) == {12}


def test_a_table_has_its_caption_with_the_unit_above_it_and_for_who_hears_it() -> None:
    """One without a caption is called as its section."""
    captions = [each.get(f"{W}val") for each in part(made(table(), section(table(caption="")))).iter(f"{W}tblCaption")]

    assert texts(part(made(table())))[0] == "Utfall  mnkr"
    assert captions == ["Utfall", "Ekonomi"]


def test_a_marked_note_is_a_footnote_and_others_stand_below() -> None:
    """A second mark refers to the first."""
    notes = (Note("not-1", "1)", ("Exklusive momsen",)), Note("not-2", "", ("Källa: bokslutet",)))
    mark = NoteMark("not-1", "1)")
    word = made(table(notes=notes, marked=("Hemtjänst", mark, " ", mark)))
    references = [each.get(f"{W}id") for each in part(word).iter(f"{W}footnoteReference")]
    fields = [each.text for each in part(word).iter(f"{W}instrText")]

    assert references == ["1"]
    assert texts(part(word, "footnotes"), "footnote")[2:] == [" Exklusive momsen"]
    assert fields == [" NOTEREF _Fot1 \\f \\h "]
    assert "Källa: bokslutet" in texts(part(word))
    assert "Exklusive momsen" not in "".join(texts(part(word)))


def test_a_note_of_a_text_is_a_footnote() -> None:
    """It stands at the foot of the page alone, with its figures."""
    note = Note("n", "1", (Markup("Utan <em>moms</em>"), " ", PrintedFigure("t", "tal", "5", "5,0")), "m")
    word = made(ProseBlock("text", (Markup("<p>Ett."), NoteMark("n", "1", "m"), Markup("</p>")), "", (note,)))

    assert texts(part(word, "footnotes"), "footnote")[2:] == [" Utan moms 5,0"]
    assert [each.get(f"{W}id") for each in part(word).iter(f"{W}footnoteReference")] == ["1"]
    assert "Utan" not in "".join(texts(part(word)))


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_chart_is_a_picture_with_the_alternative_text() -> None:
    """As wide as the text; its table stands under it."""
    charts = [each for each in every_block(documents("storkoping")[0].units) if isinstance(each, ChartBlock)]
    drawn = [each.get("descr") for each in part(report()).iter(DRAWN)]

    assert [chart.alternative for chart in charts if chart.alternative not in drawn] == []
    archive = zipfile.ZipFile(io.BytesIO(report().data))
    sizes = {Image.open(io.BytesIO(archive.read(name))).size for name in archive.namelist() if name.endswith("png")}
    assert {(3 * chart.drawing.width, 3 * chart.drawing.height) for chart in charts} <= sizes


def picture(form: str) -> str:
    """A form → a picture of two colours as a data address."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#1f3f63").save(out, form)
    return f"data:image/{form};base64,{b64encode(out.getvalue()).decode()}"


@pytest.mark.parametrize(("form", "kept"), [("png", "png"), ("jpeg", "jpeg"), ("gif", "gif"), ("webp", "png")])
def test_a_picture_is_kept_in_a_form_that_word_reads(form: str, kept: str) -> None:
    """With its alternative text, once however often it is shown, and nothing to tell of."""
    markup = Markup('<p><img src="{}" alt="Karta &amp; plan"/></p>').format(picture(form))
    word = made(ProseBlock("a", (markup,)), ProseBlock("b", (markup,)))
    media = [name for name in zipfile.ZipFile(io.BytesIO(word.data)).namelist() if "media" in name]

    assert media == [f"word/media/bild1.{kept}"]
    assert [each.get("descr") for each in part(word).iter(DRAWN)] == ["Karta & plan"] * 2
    assert {each.get("cx") for each in part(word).iter(DRAWN.replace("docPr", "extent"))} == {str(40 * 9525)}
    assert not any("Karta" in problem.message for problem in word.problems)


def test_a_large_picture_is_as_wide_as_the_text() -> None:
    """And no wider."""
    out = io.BytesIO()
    Image.new("L", (3000, 300)).save(out, "png")
    markup = Markup('<p><img src="data:image/png;base64,{}" alt="Karta"/></p>').format(
        b64encode(out.getvalue()).decode()
    )
    (extent,) = part(made(ProseBlock("a", (markup,)))).iter(DRAWN.replace("docPr", "extent"))

    assert (extent.get("cx"), extent.get("cy")) == (str(156 * 36000), str(156 * 3600))


@pytest.mark.parametrize(
    "markup",
    [
        '<figure style="width: 25%"><img src="{}" alt="Karta"/><figcaption>Kartan</figcaption></figure>',
        '<p><img src="{}" alt="Karta" style="width: 25%"/></p>',
    ],
)
def test_a_picture_has_its_part_of_the_width(markup: str) -> None:
    """As its paragraph or it says; a caption follows as text, and the next picture has its own size."""
    plain = '<p><img src="{}" alt="Karta"/></p>'
    word = made(ProseBlock("a", (Markup(markup + plain).format(picture("png"), picture("png")),)))  # noqa: S704

    widths = [each.get("cx") for each in part(word).iter(DRAWN.replace("docPr", "extent"))]
    assert widths == [str(39 * 36000), str(40 * 9525)]
    assert ("Kartan" in "".join(texts(part(word)))) == ("figcaption" in markup)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (f"data:image/svg+xml;base64,{b64encode(SVG).decode()}", "SVG"),
        ("data:image/png;base64,aGVq", "alternativtext"),
        ("", "alternativtext"),
    ],
    ids=["svg", "broken", "none"],
)
def test_a_picture_that_word_cannot_show_is_told_of(source: str, told: str) -> None:
    """As a notice, at its document; its words are there."""
    markup = Markup('<p><img src="{}" alt="Karta"/></p>').format(source)
    word = made(ProseBlock("a", (markup,)), reported=None)
    (problem,) = word.problems

    assert (problem.code, problem.severity) == ("T407", Severity.NOTICE)
    assert told in problem.message
    assert "Karta" in str([each.get("descr") for each in part(word).iter(DRAWN)] + texts(part(word)))


def test_attached_files_are_told_of() -> None:
    """They are in the PDF."""
    assert [problem.code for problem in report().problems][-1] == "T407"
    assert made(ProseBlock("a", ("Text",)), reported=None).problems == ()


# --- links and contents ----------------------------------------------------------------------------------------------


def test_links_lead_to_bookmarks_papers_and_the_world() -> None:
    """A reference to nothing is words."""
    runs: Inline = (
        Reference("ekonomi", "avsnittet"),
        Reference("ingenstans", "borta"),
        Markup('<a href="https://exempel.se/?a=1&amp;b=2">webben</a> <a href="paper:årsrapport">rapporten</a>'),
    )
    word = made(section(ProseBlock("text", runs)))
    links = list(part(word).iter(f"{W}hyperlink"))
    marks = {each.get(f"{W}name") for each in part(word).iter(f"{W}bookmarkStart")}
    relations = relations_of(word)

    assert texts(part(word), "hyperlink") == ["avsnittet", "webben", "rapporten"]
    assert links[0].get(f"{W}anchor") in marks
    assert [relations[link.get(f"{R}id")] for link in links[1:]] == ["https://exempel.se/?a=1&b=2", "arsrapport.docx"]
    assert "borta" in "".join(texts(part(word)))


def relations_of(word: WordFile) -> dict[str | None, str | None]:
    """The targets of the document's relationships by id."""
    return {each.get("Id"): each.get("Target") for each in read(word, "word/_rels/document.xml.rels")}


def test_the_contents_are_a_field_with_their_entries_in_it() -> None:
    """Word is asked to fill in the page numbers; each entry leads to its section."""
    root = part(report())
    contents = next(each for each in every_block(documents("storkoping")[0].units) if isinstance(each, Contents))
    fields = [each.text or "" for each in root.iter(f"{W}instrText")]
    begun = [each.get(f"{W}dirty") for each in root.iter(f"{W}fldChar") if each.get(f"{W}fldCharType") == "begin"]
    anchors = {each.get(f"{W}anchor") for each in root.iter(f"{W}hyperlink")} - {None}
    marks = {each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")}

    assert fields[0].startswith(' TOC \\o "1-')
    assert begun[0] == "true"
    assert [text for text in texts(root) if text.endswith(contents.entries[0].title)]
    assert anchors <= marks
    kinds = [each.get(f"{W}fldCharType") for each in root.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_same_document_gives_the_same_bytes() -> None:
    """No clock is in the file."""
    again = render_word(documents("storkoping")[0])

    assert again.data == report().data
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(again.data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_says_what_it_is() -> None:
    """Title, board and the document's date; its language is Swedish."""
    document = documents("storkoping")[0]
    said = docx.Document(io.BytesIO(report().data)).core_properties
    languages = {each.get(f"{W}val") for each in part(report(), "styles").iter(f"{W}lang")}

    assert (said.title, said.language, languages) == (document.title, "sv-SE", {"sv-SE"})
    assert document.board in said.author
    assert said.created is not None
    assert said.created.date().isoformat() == document.date


def test_each_unit_is_a_section_in_its_orientation() -> None:
    """The cover has no head; pages are numbered in it elsewhere."""
    document = documents("storkoping")[0]
    opened = docx.Document(io.BytesIO(report().data))
    wide = [section.page_width > section.page_height for section in opened.sections]  # type: ignore[operator]
    heads = [section.header.paragraphs[0].text for section in opened.sections]

    assert wide == [unit.orientation == "liggande" for unit in document.units]
    assert heads[0] == ""
    assert all(document.title in head for head in heads[1:])
    assert "PAGE" in "".join(each.text or "" for each in part(report(), "header-sida").iter(f"{W}instrText"))


@pytest.mark.parametrize("draft", [True, False])
def test_every_page_of_a_draft_is_marked(draft: bool) -> None:  # noqa: FBT001 - the case
    """The cover too."""
    word = render_word(replace(documents("storkoping")[0], draft=draft))
    feet = [section.footer.paragraphs[0].text for section in docx.Document(io.BytesIO(word.data)).sections]

    assert set(feet) == {"UTKAST" if draft else ""}


def test_ids_are_unique() -> None:
    """Of bookmarks and of pictures."""
    root = part(report())
    for tag, attribute in ((f"{W}bookmarkStart", f"{W}id"), (f"{W}bookmarkStart", f"{W}name"), (DRAWN, "id")):
        ids = [each.get(attribute) for each in root.iter(tag)]
        assert len(ids) == len(set(ids))


def test_no_text_breaks_the_file() -> None:
    """Characters that XML cannot hold are left out, and blanks are kept."""
    word = made(ProseBlock("a", (" <b>&\x00\x0b\ufffe tre  blanka ",)), title='"<&>"')

    assert texts(part(word)) == [" <b>& tre  blanka "]


# --- styles ----------------------------------------------------------------------------------------------------------


def with_reference(tmp_path: Path, data: bytes) -> Document:
    """A referens.docx in the house's folder → the sample's document."""
    folder = tmp_path / "templates" / "huset"
    folder.mkdir(parents=True)
    (folder / "referens.docx").write_bytes(data)
    document = documents("minimal")[0]
    return replace(document, look=replace(document.look, folders=(str(folder), *document.look.folders)))


def reference() -> bytes:
    """A Word file whose first heading is green, numbered and has a Swedish id, as Word saves it."""
    made = docx.Document()
    style = made.styles["Heading 1"]
    style.element.set(f"{W}styleId", "Rubrik1")
    style.font.color.rgb = docx.shared.RGBColor(0, 128, 0)
    style.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 7
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_styles_are_those_of_the_house_s_reference(tmp_path: Path) -> None:
    """What it lacks is added; it numbers no heading, since the report prints the numbers."""
    word = render_word(with_reference(tmp_path, reference()))
    styles = docx.Document(io.BytesIO(word.data)).styles
    used = [each.get(f"{W}val") for each in part(word).iter(f"{W}pStyle")]

    assert styles["Heading 1"].font.color.rgb == docx.shared.RGBColor(0, 128, 0)
    assert "Rubrik1" in used
    assert {style.name for style in styles} >= {"Tabelltext", "Tabelltal", "footnote reference"}
    assert list(part(word, "styles").iter(f"{W}numPr")) == []
    assert {
        name for each in part(word, "styles").iter() for name in (each.tag, *each.attrib) if not name.startswith(W)
    } == set()
    assert "word/theme/theme1.xml" in zipfile.ZipFile(io.BytesIO(word.data)).namelist()


def archived(**parts: bytes) -> bytes:
    """Parts of the folder `word` → the bytes of an archive of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"word/{name.replace('_', '/')}.xml", data)
    return out.getvalue()


STYLES = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
FAULTY = {
    "empty": b"",
    "text": b"Inte Word",
    "no styles": archived(),
    "other styles": archived(styles=b"<styles/>"),
    "broken styles": archived(styles=STYLES[:-2]),
    "broken theme": archived(styles=STYLES, theme_theme1=b"<a>"),
    # A few kilobytes that unpack to more than any theme.
    "bomb": archived(styles=STYLES, theme_theme1=b"<a>" + b" " * (16 << 20) + b"</a>"),
    "damaged": archived(styles=STYLES).replace(b"PK\x03\x04", b"PK\x03\x05"),
}


@pytest.mark.parametrize("data", FAULTY.values(), ids=FAULTY)
def test_a_reference_that_is_no_word_file_is_told_of(tmp_path: Path, data: bytes) -> None:
    """At its name, with the way out."""
    with pytest.raises(Rejected) as rejected:
        render_word(with_reference(tmp_path, data))

    (problem,) = rejected.value.problems
    assert (problem.code, problem.where.file) == ("T501", "templates/huset/referens.docx")


def test_a_reference_is_no_link_out_of_its_folder(tmp_path: Path) -> None:
    """Nothing else of the machine is read."""
    document = with_reference(tmp_path, reference())
    file = tmp_path / "templates" / "huset" / "referens.docx"
    file.rename(tmp_path / "annat.docx")
    file.symlink_to(tmp_path / "annat.docx")

    with pytest.raises(Rejected):
        render_word(document)


def test_colours_and_fonts_are_those_of_the_house() -> None:
    """As its style sheets say."""
    document = documents("minimal")[0]
    folders = (str(Path("templates/nacka").resolve()), str(Path("templates/base").resolve()))
    word = render_word(replace(document, look=replace(document.look, folders=folders)))
    styles = docx.Document(io.BytesIO(word.data)).styles

    assert str(styles["Heading 1"].font.color.rgb) == "0B4F6C"
    assert (styles["Heading 1"].font.name, styles["Normal"].font.name) == ("Source Sans 3", "Source Serif 4")


def test_links_and_pictures_are_related_without_a_look_at_those_before() -> None:
    """The ids are in order, the same for what is the same, and pictures are kept once."""
    compared: list[object] = []

    class Compared(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            compared.append(other)
            return str.__eq__(self, other)

    package = Package()
    ids = [package.relate("a", "hyperlink", Compared(number), external=True) for number in (*range(500), 7)]
    assert ids == [*(f"rId{number + 1}" for number in range(500)), "rId8"]
    assert len(compared) < 50
    pictures = [package.picture("b", data, form) for data, form in ((b"x", "png"), (b"x", "gif"), (b"x", "png"))]
    assert pictures == ["rId1", "rId2", "rId1"]
    assert sorted(package.parts) == ["word/media/bild1.png", "word/media/bild2.gif"]
