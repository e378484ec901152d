"""What a screen reader is told: the structure tree, walked. A validator accepts all that these tests forbid."""

from __future__ import annotations

from collections import Counter

import pikepdf
import pytest

from generator.document import Layout, Pdf
from generator.printing.pdf import bundle
from tests.printing.pdf import sample
from tests.printing.pdf.reading import Node, Reading
from tests.printing.pdf.sample import one_unit


def unit(reading: Reading, number: int) -> Node:
    """The Part of a unit of the rich document."""
    return reading.tree.children[number]


def headers(table: Node) -> dict[str, tuple[str, ...]]:
    """The texts of the headers of every data cell, by the cell's text."""
    texts = {head.id: head.full_text for head in table.all("TH")}
    return {cell.full_text: tuple(texts[name] for name in cell.header_ids) for cell in table.all("TD")}


def test_each_unit_is_a_part_of_one_document(reading: Reading) -> None:
    """The tree has one Document, a Part a unit in order, and every element knows its parent."""
    assert reading.tree.role == "Document"
    assert reading.tree.language == "sv"
    assert [child.role for child in reading.tree.children] == ["Part"] * 5
    assert all(node.parent_is_right for node in reading.tree.walk())


def test_a_table_over_three_pages_is_one_table(reading: Reading, rich: Pdf) -> None:
    """A table that continues has one Table, Caption, THead and TFoot, and its rows once each."""
    assert {box.page for box in rich.places("tabell-lang")} == {6, 7, 8}
    table = unit(reading, 3).all("Table")[0]

    assert Counter(child.role for child in table.children) == {"Caption": 1, "THead": 1, "TBody": 2, "TFoot": 1}
    assert len(table.all("TR")) == 2 + 13 + 13 + 1
    assert [row.children[0].full_text for row in table.all("TBody")[1].children][:2] == ["Äldre", "Hemtjänst"]


def test_cells_of_a_two_level_head_have_all_their_headers(reading: Reading) -> None:
    """Row group, row, group head and column head, also for the columns after the first under a group head."""
    found = headers(unit(reading, 3).all("Table")[0])

    assert found["101"] == ("Unga", "Barnomsorg", "År 2024", "Utfall")
    assert found["102"] == ("Unga", "Barnomsorg", "År 2024", "Budget")
    assert found["104"] == ("Unga", "Barnomsorg", "År 2023", "Budget")
    assert found["413"] == ("Äldre", "Bistånd", "År 2023", "Utfall")
    assert found["4"] == ("Summa", "År 2023", "Budget")


@pytest.mark.parametrize("papers", ["one", "two alike"])
def test_elements_are_found_by_their_ids(rich_layout_once: Layout, rich: Pdf, papers: str) -> None:
    """Each id leads to its element, and each header of a cell to a cell of its own table, also in a bundle."""
    twice = {"a": rich_layout_once, "b": rich_layout_once}
    reading = Reading(rich.data if papers == "one" else bundle(twice, sample.METADATA, ()).data)
    by_id = reading.by_id()
    nodes = [node for node in reading.tree.walk() if node.id]

    assert by_id
    assert sorted(by_id) == sorted(node.id for node in nodes)
    assert {name: str(element.ID) for name, element in by_id.items()} == {name: name for name in by_id}
    for table in reading.tree.all("Table"):
        named = {name for cell in table.all("TD") for name in cell.header_ids}
        assert named <= {head.id for head in table.all("TH")}


def test_header_cells_say_their_scope(reading: Reading) -> None:
    """Scope stands on every header cell, by the HTML's scope or by place: head row, then first column."""
    long, spanning = unit(reading, 3).all("Table")

    assert {head.scope for head in long.all("THead")[0].all("TH")} == {"Column"}
    assert {head.scope for head in long.all("TBody")[0].all("TH")} == {"Row"}
    assert {head.scope for head in spanning.all("THead")[0].all("TH")} == {"Column"}
    assert [head.spans for head in long.all("THead")[0].all("TH")][:3] == [(1, 2), (2, 1), (2, 1)]


def test_a_row_head_that_spans_rows_heads_them_all(reading: Reading) -> None:
    """A cell in a row's second line has the spanning head and its own, and the right column; an empty cell too."""
    table = unit(reading, 3).all("Table")[1]

    assert headers(table) == {
        "100": ("Skola", "Elever", "Antal"),
        "20": ("Skola", "Lärare", "Antal"),
        "": ("Vård", "Platser", "Antal"),
    }


def test_ids_are_unique_in_the_whole_file(reading: Reading) -> None:
    """Ids of header cells and notes do not meet those of other units."""
    ids = [node.id for node in reading.tree.walk() if node.id]

    assert len(ids) == len(set(ids)) > 30


def test_a_paragraph_over_a_page_break_is_one(reading: Reading) -> None:
    """A paragraph that continues on the next page is one P, and holds all its text."""
    paragraph = unit(reading, 2).all("P")[-1]

    assert paragraph.full_text.startswith("Förskolan växer")
    assert paragraph.full_text.endswith("räcker ändå inte hela vägen.")
    assert "Förskolan" in reading.page_text(3)
    assert "hela vägen" in reading.page_text(4)


def test_running_heads_and_feet_are_artifacts(reading: Reading) -> None:
    """Heads are pagination artifacts of subtype Header, feet of Footer; the cover has none."""
    kinds = {
        text: (properties.get("/Type"), properties.get("/Subtype"))
        for properties, text in reading.artifacts[6]
        if properties.get("/Subtype")
    }

    assert kinds == {
        "Delårsrapport för provet": ("/Pagination", "/Header"),
        "7 (9)": ("/Pagination", "/Footer"),
    }
    assert not any(text for _properties, text in reading.artifacts[0])


def test_a_repeated_table_head_is_an_artifact(reading: Reading) -> None:
    """The head of a table is content on its first page and page furniture on the next ones."""
    repeated = [text for properties, text in reading.artifacts[6] if properties.get("/Type") == "/Pagination"]

    assert "Verksamhet" in repeated
    assert "Verksamhet" in reading.page_text(5)
    assert "Verksamhet" not in reading.page_text(6)


def test_a_contents_list_is_tagged_as_such(reading: Reading) -> None:
    """Entries are TOCI with a Reference; leaders are left out, and the page number comes after the title."""
    contents = unit(reading, 1).all("TOC")[0]

    assert contents.shape() == (
        "TOC[TOCI[Reference[Link]] TOCI[Reference[Link] TOC[TOCI[Reference[Link]]]] TOCI[Reference[Link]]]"
    )
    assert [entry.full_text for entry in contents.all("Reference")] == [
        "1 Ekonomi 3",
        "2 Tabeller 6",
        "2.1 Spännande rader 8",
        "3 Liggande 9",
    ]


def test_a_footnote_follows_its_call(reading: Reading) -> None:
    """The call is a Reference, the note a Note with its label, read where it is called and not at the foot."""
    paragraph = unit(reading, 2).all("P")[0]
    note = paragraph.all("Note")[0]

    assert [child.role for child in paragraph.children][:2] == ["Reference", "Note"]
    assert note.full_text.startswith("1. Noten förklarar")
    assert note.id
    assert "Noten" not in str(paragraph.parts[-1])


def test_links_say_where_they_lead(reading: Reading) -> None:
    """What is read aloud of a link is its text, also where part of it is emphasised; one annotation a line of it."""
    links = {link.full_text: link.annotations for link in unit(reading, 2).all("Link")}

    assert set(links["provets webbplats"]) == {"provets webbplats"}
    assert [set(said) for text, said in links.items() if text.startswith("avsnittet")] == [
        {"avsnittet med alla tabeller"}
    ]
    assert all(len(said) <= 2 for said in links.values())


def test_the_language_of_a_phrase_is_told(reading: Reading) -> None:
    """A phrase and a paragraph in English carry their language; what is Swedish does not repeat it."""
    told = {node.full_text: node.language for node in reading.tree.walk() if node.language}

    assert told["job satisfaction"] == "en"
    assert told["This paragraph is written in English."] == "en"
    assert set(told.values()) == {"sv", "en"}
    assert [node.role for node in reading.tree.walk() if node.language == "sv"] == ["Document"]


def test_lists_have_labels_and_bodies(reading: Reading) -> None:
    """A loose list keeps its paragraphs in the body, an inner list is in its entry, terms belong to descriptions."""
    loose, inner, terms = unit(reading, 2).all("L")

    assert loose.shape() == "L[LI[Lbl LBody[P P]] LI[Lbl LBody[L[LI[Lbl LBody]]]]]"
    assert inner.full_text == "• med en inre"
    assert terms.shape() == "L[LI[Lbl LBody] LI[Lbl Lbl LBody[P]]]"
    assert [entry.full_text for entry in terms.children] == [
        "Prognos Vad vi tror.",
        "Utfall Resultat Vad det blev. Och varför.",
    ]


def test_images_are_described_or_left_out(reading: Reading) -> None:
    """A chart is a Figure with the text of its title; what is decoration is no Figure and no text."""
    figures = unit(reading, 2).all("Figure")

    assert [figure.alt for figure in figures] == ["Staplar: 3 år 2023 och 5 år 2024"]
    assert "§" not in unit(reading, 2).full_text
    assert "Diagram 1. Utvecklingen" in [caption.full_text for caption in unit(reading, 2).all("Caption")]


def test_a_figure_says_where_on_the_page_it_is(reading: Reading) -> None:
    """The bounding box of a Figure is in the page's own coordinates: points from the lower left corner."""
    element = next(
        kid
        for keys in reading.parent_tree().values()
        if isinstance(keys, pikepdf.Array)
        for kid in keys
        if kid.S == "/Figure"
    )
    left, bottom, right, top = map(float, element.A.BBox)

    assert 28 < left < right < 130 / 25.4 * 72
    assert 0 < bottom < top < 100 / 25.4 * 72
    assert top - bottom == pytest.approx(50 * 0.75, abs=0.01)


def test_content_leads_back_to_its_element(reading: Reading) -> None:
    """Each page's entry in the parent tree has one element a marked content; each annotation's is its Link."""
    found = reading.parent_tree()
    pages = {int(page.obj.StructParents): number for number, page in enumerate(reading.pdf.pages)}

    for key, number in pages.items():
        assert len(found[key]) == sum(page == number for page, _ in reading.marked)
    for page in reading.pdf.pages:
        for annotation in page.obj.get("/Annots") or ():
            assert found[int(annotation.StructParent)].S == "/Link"
            assert int(annotation.F) == 4


def test_explicit_headers_of_a_cell_win() -> None:
    """Where the HTML names a cell's headers, these and no others are its headers."""
    pdf = one_unit(
        "<table><thead><tr><th id='a' scope='col'>A</th><th id='b' scope='col'>B</th></tr></thead>",
        "<tbody><tr><td headers='b'>1</td><td>2</td></tr></tbody></table>",
    )

    assert headers(Reading(pdf.data).tree) == {"1": ("B",), "2": ("B",)}


def test_notes_under_a_table_are_notes() -> None:
    """An element that HTML calls a footnote is a Note with an id."""
    pdf = one_unit("<p>Text<a href='#n' role='doc-noteref'>*</a>.</p><p id='n' role='doc-footnote'>* Noten.</p>")
    note = Reading(pdf.data).tree.all("Note")[0]

    assert note.full_text == "* Noten."
    assert note.id


def test_the_mark_of_a_note_is_a_reference_and_the_note_leads_back() -> None:
    """Reference and Note hold the links to each other, and one has the name of the other."""
    pdf = one_unit(
        "<div>Text<sup class='note-mark'><a href='#n' id='m' role='doc-noteref'>1</a></sup>.</div>"
        "<div><p id='n' role='doc-footnote'><a class='mark' href='#m' role='doc-backlink'>1</a> Noten.</p></div>"
    )
    tree = Reading(pdf.data).tree

    assert tree.children[0].shape() == "Part[P[Reference[Link]] P[Note[Link]]]"
    assert [link.full_text for link in tree.all("Link")] == ["1", "1"]


def test_parts_of_a_line_say_how_they_differ() -> None:
    """An abbreviation has what it stands for; heights and struck words are attributes of layout."""
    body = (
        '<p>H<sub>2</sub>O m<sup>2</sup> <s>nått</s> <abbr title="nyckeltal">KPI</abbr></p>'
        '<div role="note"><p>Ruta</p></div>'
    )
    tree = Reading(one_unit(body).data).tree
    spans = [(node.full_text, node.expansion, node.layout) for node in tree.all("Span")]

    assert tree.children[0].shape() == "Part[P[Span Span Span Span] Div[P]]"
    assert spans == [
        ("2", "", {"/BaselineShift": "-2"}),
        ("2", "", {"/BaselineShift": "3"}),
        ("nått", "", {"/TextDecorationType": "/LineThrough"}),
        ("KPI", "nyckeltal", {}),
    ]


def test_a_sign_is_heard_as_its_words() -> None:
    """What stands in place of a figure has them as its alternative; it is copied as it is seen."""
    made = one_unit('<p>Utfall <span role="img" aria-label="uppgift saknas">..</span></p>')
    tree = Reading(made.data).tree

    assert [(node.full_text, node.alt) for node in tree.all("Span")] == [("..", "uppgift saknas")]


def test_loose_text_gets_a_paragraph() -> None:
    """Text that stands directly in a box is a paragraph of its own, one a box, and keeps its emphasised parts."""
    pdf = one_unit("<div>Ett <em>viktigt</em> ord</div><div>Ett till</div><section>Och<p>ett</p>sist</section>")

    assert [p.full_text for p in Reading(pdf.data).tree.all("P")] == [
        "Ett viktigt ord",
        "Ett till",
        "Och",
        "ett",
        "sist",
    ]


def test_ligatures_read_as_their_letters() -> None:
    """Letters that one glyph shows are read as the letters that they are."""
    text = "Offentlig finans, fler filer och flyttade effekter"

    assert Reading(one_unit(f"<p>{text}</p>").data).tree.all("P")[0].full_text == text


def test_words_are_separated_at_line_ends(reading: Reading) -> None:
    """Read in one go, a paragraph's lines do not run into each other, over a page break neither."""
    text = unit(reading, 2).all("P")[-1].full_text
    source = " ".join(sample.text("economy.html").rpartition("<p>")[2].partition("</p>")[0].split())

    assert text.replace("\u00ad", "") == source


def test_hyphens_of_line_breaks_are_soft() -> None:
    """A hyphen that a line break put in is soft; the author's own is kept, also where a line ends."""
    pdf = one_unit("<p lang='sv' style='width: 14mm'>eftersom <em>verksamhetsberättelsen</em> e-tjänsterna</p>")
    (paragraph,) = Reading(pdf.data).tree.all("P")

    assert paragraph.full_text == "eftersom verksam\u00adhetsberät\u00adtelsen e-tjänster\u00adna"
