"""Laying out: where things land, what sticks out, what is refused, and that nothing but the input decides."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

import pytest

from generator.document import Fault, FaultKind, Layout, Numbering, Sheet, Style, page_labels, page_slots
from generator.printing.pdf import lay_out
from generator.printing.pdf.lay_out import LayoutError
from tests.printing.pdf import sample
from tests.printing.pdf.reading import Reading


def lay(*bodies: str, extra: str = "") -> Layout:
    """Each body as a unit of its own, named a, b and so on."""
    sheets = [
        Sheet(chr(ord("a") + place), sample.document(body), needs_page_numbers="data-page-of" in body)
        for place, body in enumerate(bodies)
    ]
    return lay_out(tuple(sheets), sample.style(extra))


def faults(layout: Layout, kind: FaultKind) -> list[Fault]:
    """The faults of a kind."""
    return [fault for fault in layout.all_faults if fault.kind is kind]


def first_text(layout: Layout) -> str:
    """The text of the first unit's first page."""
    return Reading(layout.fragments[0].pdf).page_text(0)


def test_units_keep_their_order_and_know_their_pages() -> None:
    """Each sheet becomes the fragment of its own place, with the name and size of each page."""
    layout = lay("<p>Ett</p>", "<div class='wide'>Två</div>", "<h1>Tre</h1>")

    assert [fragment.unit for fragment in layout.fragments] == ["a", "b", "c"]
    assert [[area.name for area in fragment.areas] for fragment in layout.fragments] == [[""], ["liggande"], [""]]
    assert layout.fragments[1].areas[0].width == pytest.approx(190 / 25.4 * 96)
    assert layout.fragments[1].areas[0].content.x == pytest.approx(10 / 25.4 * 96)


def test_the_box_of_an_element_is_known_on_each_page() -> None:
    """An element that is split has a box on each page where it has a part; a figure in a line has one too."""
    layout = lay("<div id='x'><p>Ett <data id='tal' value='1'>1</data></p><p style='break-before: page'>Två</p></div>")
    placed = {(part.id, part.box.page): part.box for part in layout.fragments[0].placed}

    assert set(placed) == {("x", 1), ("x", 2), ("tal", 1)}
    assert placed["x", 1].x == pytest.approx(10 / 25.4 * 96)
    assert placed["x", 1].width == pytest.approx(110 / 25.4 * 96)
    assert placed["x", 1].y <= placed["tal", 1].y < placed["tal", 1].bottom <= placed["x", 1].bottom + 8
    assert 3 < placed["tal", 1].width < 8


def test_page_numbers_are_those_of_the_finished_document() -> None:
    """The contents come first, are laid out last, and count their own pages."""
    entries = "".join(f"<p>Rad <span data-page-of='{name}'></span></p>" for name in ("sist", "forst"))
    contents = entries.replace("'", '"') + "<p style='break-before: page'>Mer</p>"
    layout = lay(contents, "<h1 id='forst'>A</h1><p style='break-before: page'>B</p>", "<p id='sist'>C</p>")

    assert first_text(layout) == "Rad 5 Rad 3"
    assert faults(layout, FaultKind.LINK) == []


def test_a_contents_list_may_refer_to_itself_and_grow() -> None:
    """A list that becomes longer than guessed is laid out again until every number in it is right."""
    rows = "".join(f'<p id="r{row}">Rad <span data-page-of="r{row}"></span>.</p>' for row in range(30))
    layout = lay(rows, "<p>Slut</p>")
    fragment = layout.fragments[0]
    text = " ".join(Reading(fragment.pdf).page_text(page) for page in range(fragment.page_count))
    printed = text.replace("Rad", " ").replace(".", " ").split()

    assert fragment.page_count > 1
    assert printed == [str(part.box.page) for part in fragment.placed]


def test_an_element_for_a_page_number_must_be_empty() -> None:
    """A template that writes a number of its own there is at fault."""
    with pytest.raises(LayoutError, match="data-page-of"):
        lay('<p><span data-page-of="x">7</span></p>')


def test_links_and_page_numbers_without_a_target_are_reported() -> None:
    """An id that no unit has is a fault of the unit that asks for it, whichever way it asks."""
    links = '<a href="xref:borta">x</a> <a href="#nere">y</a> <a href="#b">z</a>'
    body = f'<p id="h">{links} <span data-page-of="ingen"></span></p>'
    layout = lay(body, "<h1 id='b'>B</h1>")

    assert faults(layout, FaultKind.LINK) == [
        Fault(FaultKind.LINK, "a", "", "ingen"),
        Fault(FaultKind.LINK, "a", "h", "borta", 1),
        Fault(FaultKind.LINK, "a", "h", "nere", 1),
    ]


def test_numbering_is_printed_as_the_unit_says() -> None:
    """Counted pages share one sequence, Roman ones another that moves nothing, and the rest have no number."""
    kinds = (Numbering.UNNUMBERED, Numbering.COUNTED, Numbering.ROMAN, Numbering.COUNTED)
    two_pages = sample.document("<p>Ett</p><p style='break-before: page'>Två</p>")
    sheets = tuple(Sheet(str(place), two_pages, numbering=kind) for place, kind in enumerate(kinds))
    layout = lay_out(sheets, sample.style())

    assert page_labels(layout.fragments) == ("", "", "1", "2", "i", "ii", "3", "4")
    assert [(slot.label, slot.total, slot.first) for slot in page_slots(layout.fragments)][1:4] == [
        ("", "4", False),
        ("1", "4", True),
        ("2", "4", False),
    ]


def test_a_table_that_is_too_wide_is_found() -> None:
    """The nearest id, the page, how far it sticks out, and which text."""
    cells = "".join(f"<td>Ohyvlat{place}</td>" for place in range(14))
    layout = lay(f"<p>Ett</p><div style='break-before: page' id='bred'><table><tr>{cells}</tr></table></div>")
    (overflow,) = [found for found in layout.overflows if not found.of_cell]

    assert (overflow.unit, overflow.id, overflow.page) == ("a", "bred", 2)
    assert overflow.excess > 50
    assert overflow.sample == "Ohyvlat13"


def test_a_word_wider_than_its_cell_is_found() -> None:
    """A fixed column too narrow for its word: the text sticks out of its cell though not of the page."""
    layout = lay(
        "<table id='t' style='table-layout: fixed; width: 60mm'>"
        "<tr><td style='width: 10mm'>Sammanställning</td><td>x</td></tr></table>"
    )
    (overflow,) = layout.overflows

    assert (overflow.id, overflow.of_cell, overflow.sample) == ("t", True, "Sammanställning")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p id='o' style='hyphens: none'>" + "Ord" * 60 + "</p>", "OrdOrd"),
        ("<div id='o' style='display: inline-block'>" + "<p>Rad</p>" * 25 + "</div>", "Rad"),
        ("<p id='o' style='margin-left: -20mm'>Vänster</p>", "Vänster"),
        ("<svg id='o' xmlns='http://www.w3.org/2000/svg' width='700' height='9'><title>Bild</title></svg>", ""),
    ],
)
def test_what_sticks_out_of_the_page_is_found(body: str, found: str) -> None:
    """A long word, content below the foot, text in the left margin, a wide image."""
    overflows = lay(body).overflows

    assert [overflow.id for overflow in overflows] == ["o"]
    assert overflows[0].sample.startswith(found)


def test_what_fits_is_not_reported() -> None:
    """The rich document, which fills pages to the last line, has no overflow and no fault."""
    layout = sample.rich_layout()

    assert layout.overflows == ()
    assert layout.all_faults == ()


def test_a_character_that_no_font_has_is_reported_where_it_stands() -> None:
    """The character, its nearest id and its page; the machine's own fonts do not step in."""
    layout = lay("<p>Ett</p><p id='har' style='break-before: page'>Ett tecken: ☃</p>")

    assert layout.all_faults == (Fault(FaultKind.GLYPH, "a", "har", "☃ (U+2603)", 2),)


def test_only_given_fonts_are_embedded() -> None:
    """A family that the stylesheet does not bring is shown with one that it does, never with the machine's."""
    layout = lay("<p style='font-family: \"DejaVu Sans\", Arial, monospace'>Text</p>")
    names = Reading(layout.fragments[0].pdf).fonts().values()

    assert len(names) == 1
    assert all("Source-" in name for name in names)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/bild.png",
        "ftp://example.org/x.png",
        "file:///etc/hostname",
        "../../README.md",
        "saknas.png",
    ],
)
def test_what_may_not_be_read_is_refused(address: str) -> None:
    """The network, files outside the folders that may be read, and files that are missing: one fault, no request."""
    (fault,) = faults(lay(f'<p id="b"><img alt="Bild" src="{address}"></p>'), FaultKind.RESOURCE)

    assert fault.unit == "a"
    assert address.rpartition("/")[2] in fault.found


def test_a_stylesheet_cannot_fetch_either(tmp_path: Path) -> None:
    """An address in the stylesheet is refused as one in the text is, and belongs to no unit."""
    (tmp_path / "hemlig.css").write_text("p { color: red }", encoding="utf-8")
    layout = lay("<p>Text</p>", extra=f'@import url("{(tmp_path / "hemlig.css").as_uri()}");')

    assert all(fault.unit == "" for fault in layout.all_faults)
    assert lay("<p>Text</p>").fragments == layout.fragments


def test_a_folder_that_is_given_may_be_read(tmp_path: Path) -> None:
    """Images of a period are read from its folder."""
    (tmp_path / "b.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    body = f'<p><img alt="Ruta" src="{(tmp_path / "b.svg").as_uri()}"></p>'
    style = sample.style()
    sheet = Sheet("a", sample.document(body))

    assert lay_out((sheet,), Style(style.css, style.base, (tmp_path,))).all_faults == ()
    assert [fault.kind for fault in lay_out((sheet,), style).all_faults] == [FaultKind.RESOURCE]


def test_a_file_of_the_style_that_changes_is_read_again(tmp_path: Path) -> None:
    """An engine is kept for a style, until a file that it was made of is another."""
    part = tmp_path / "del.css"
    plain = sample.style()
    style = Style(f'@import url("{part.as_uri()}");' + plain.css, plain.base, (tmp_path,))
    heights = []
    for size in (10, 10, 30):
        if not part.exists() or str(size) not in part.read_text(encoding="utf-8"):
            part.write_text(f"p {{ line-height: {size}px }} /* {'x' * size} */", encoding="utf-8")
        layout = lay_out((Sheet("a", sample.document("<p id='p'>Text</p>")),), style)
        heights.append(layout.fragments[0].placed[0].box.height)

    assert heights == [10, 10, 30]


def test_what_the_engine_does_not_understand_is_reported_and_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """A typo in the stylesheet and one in a sheet come back as faults; nothing is printed or logged."""
    layout = lay("<p id='p' style='colour: red'>Text</p>", extra="p { colr: red }")

    assert [(fault.unit, "colour" in fault.found, "colr" in fault.found) for fault in layout.all_faults] == [
        ("", False, True),
        ("a", True, False),
    ]
    assert {fault.kind for fault in layout.all_faults} == {FaultKind.STYLE}
    assert capfd.readouterr() == ("", "")


def test_an_image_without_alternative_text_is_reported() -> None:
    """A chart without a title is a fault; an image with an empty alt is decoration."""
    layout = lay("<div id='d'><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/><img alt='' src='x'></div>")

    assert [(fault.unit, fault.element, fault.page) for fault in faults(layout, FaultKind.ALT)] == [("a", "d", 1)]


def test_the_engine_is_left_as_it_was() -> None:
    """After a layout the engine paints and tags as it always did, and logs to whom it did."""
    from weasyprint import pdf
    from weasyprint.pdf.stream import Stream
    from weasyprint.pdf.tags import add_tags

    logger = logging.getLogger("weasyprint")
    before = list(logger.handlers), logger.propagate, logger.level
    lay("<p>Text</p>")

    assert pdf.Stream is Stream
    assert pdf.add_tags is add_tags
    assert (list(logger.handlers), logger.propagate, logger.level) == before


def test_another_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The insides of exactly one version are known; with another nothing is laid out."""
    import weasyprint

    from generator.printing.pdf import engine as pdf_engine

    monkeypatch.setattr(weasyprint, "__version__", "70.1")
    pdf_engine.load_engine.cache_clear()
    with pytest.raises(pdf_engine.EngineMismatch, match=r"70\.1"):
        lay("<p>Text</p>", extra="/* a style that no engine is kept for */")
    pdf_engine.load_engine.cache_clear()


def test_layouts_leave_no_garbage_behind_for_long() -> None:
    """The collector runs again afterwards; what a layout leaves is collected when the next begins."""
    lay("<p>Text</p>")
    frozen = gc.get_freeze_count()
    lay("<p>Text</p>")

    assert gc.isenabled()
    assert abs(gc.get_freeze_count() - frozen) < frozen / 10
