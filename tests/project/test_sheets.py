"""Workbooks of other programs, and workbooks that are made to cost: what is read, refused, and how much is done."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from generator.content import Grid
from generator.problems import Problem, Rejected, Severity
from generator.project import read_pages, sheets
from generator.project.workbook import read_workbook
from generator.project.xlsx_sheets import safe_parts
from tests.project.test_workbook import SOUND, edited, refused, rows, workbook

XLS = Path(__file__).parent / "data" / "excel_97.xls"
ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
    '<office:automatic-styles><style:style style:name="dold"><style:table-properties table:display="false"/>'
    "</style:style>FORMAT</office:automatic-styles><office:body><office:spreadsheet>"
    '<table:table table:name="Blad1">'
)
DIGITS = '<number:number number:decimal-places="{}" number:grouping="true"{}/>'
ODS_FORMATS = {
    "grupper": DIGITS.format(0, ""),
    "tusental": DIGITS.format(1, ' number:display-factor="1000"'),
    "plus": DIGITS.format(0, ""),
    "parentes": f"<number:text>(</number:text>{DIGITS.format(0, '')}<number:text>)</number:text>"
    '<style:map style:condition="value()&gt;=0" style:apply-style-name="plus"/>',
    "osignerat": DIGITS.format(0, "") + '<style:map style:condition="value()&lt;0" style:apply-style-name="plus"/>'
    '<style:map style:condition="value()&lt;-9" style:apply-style-name="plus"/>',
    "tkr": DIGITS.format(0, "") + "<number:text> tkr</number:text>",
    "kronor": DIGITS.format(2, "") + "<number:text> </number:text><number:currency-symbol>kr</number:currency-symbol>",
    "ord": "<number:text>&lt;5</number:text>",
    "noll": DIGITS.format(0, "") + '<style:map style:condition="value()=0" style:apply-style-name="streck"/>',
    "streck": "<number:text>–</number:text>",
}
ODS_STYLES = "".join(
    f'<number:number-style style:name="{name}">{parts}</number:number-style>'
    f'<style:style style:name="c-{name}" style:family="table-cell" style:data-style-name="{name}"/>'
    for name, parts in ODS_FORMATS.items()
) + (
    '<style:style style:name="arvd" style:family="table-cell" style:parent-style-name="c-tusental"/>'
    '<number:percentage-style style:name="procent"><number:number number:decimal-places="1"/>'
    "<number:text>%</number:text></number:percentage-style>"
    '<style:style style:name="c-procent" style:family="table-cell" style:data-style-name="procent"/>'
    '<number:date-style style:name="dag"><number:day/><number:text>-</number:text>'
    '<number:month number:textual="true"/></number:date-style>'
    '<style:style style:name="c-dag" style:family="table-cell" style:data-style-name="dag"/>'
)
ODS_FOOT = (
    '</table:table><table:table table:name="Dolt" table:style-name="dold"><table:table-row>'
    '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


def ods(*lines: str) -> bytes:
    """A spreadsheet of rows of XML."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", ODS_HEAD.replace("FORMAT", ODS_STYLES) + "".join(lines) + ODS_FOOT)
    return data.getvalue()


def row(*cells: str, more: str = "") -> str:
    """A row of XML."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def words(text: str, more: str = "") -> str:
    """A cell of text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def number(value: str, shown: str, more: str = "", style: str = "") -> str:
    """A cell of a number and what it shows, in one of the formats above."""
    more += f' table:style-name="c-{style}"' if style else ""
    cell = f'<table:table-cell office:value-type="float" office:value="{value}" {more}>'
    return f"{cell}<text:p>{shown}</text:p></table:table-cell>"


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, Severity]]:
    """Code, cell and severity of what is told."""
    return [(each.code, each.where.cell, each.severity) for each in problems]


def test_a_workbook_of_old_excel_is_read_with_its_formats() -> None:
    """Scale, per cent, merged groups, hidden rows and days made of labels, as in new workbooks."""
    grid = read_workbook(XLS.read_bytes(), "p.xls")

    assert grid.rows == (
        ("Förskola", "Utfall", "Andel", "Budget", "Not"),
        ("Barn", "7956,9876", "76,8 %", "12", "2024-05-01"),
        ("Vuxna", "1", "50 %", "3", ""),
    )
    assert grid.groups == ("", "Mars", "Mars", "Helår", "Helår")
    assert told(grid.notices) == [("T020", "Blad1!E4", Severity.WARNING), ("T014", "Blad1!5", Severity.NOTICE)]


def test_a_broken_workbook_of_old_excel_is_refused() -> None:
    """Whatever the library raises, the author is told to save anew."""
    data = XLS.read_bytes()
    for broken in (data[:600], data[:1500] + b"\xff" * 400 + data[1900:], b"Enhet\tUtfall\n"):
        with pytest.raises(Rejected) as caught:
            read_workbook(broken, "p.xls")
        assert [each.code for each in caught.value.problems] == ["T014"]


def test_a_spreadsheet_of_libreoffice_is_read_as_it_shows() -> None:
    """A number has the power of ten, sign and unit of its text; blanks, notes and hidden rows are told apart."""
    note = "<office:annotation><text:p>en kommentar</text:p></office:annotation>"
    grid = read_workbook(
        ods(
            row(words("Enhet", 'table:number-rows-spanned="1"'), words("Utfall<text:line-break/>mars"), words("Andel")),
            row(
                words(f"Barn<text:s text:c='2'/>{note}"),
                number("7956987.6", "7 957,0", style="tusental"),
                number("0.768", "76,8 %", style="procent"),
            ),
            row(
                words("Vuxna"),
                number("-5", "(5)", style="parentes"),
                number("4.5", "4,5"),
                more='table:visibility="filter"',
            ),
            row(words("Äldre"), number("-5", "5", style="osignerat"), number("3", "3 tkr", style="tkr")),
            row(
                '<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048570"'
            ),
        ),
        "p.ods",
    )

    assert grid.rows == (
        ("Enhet", "Utfall\nmars", "Andel"),
        ("Barn", "7956,9876", "76,8 %"),
        ("Vuxna", "-5", "4,5"),
        ("Äldre", "-5", "3 tkr"),
    )
    assert told(grid.notices) == [("T020", "Blad1!B4", Severity.WARNING), ("T014", "Blad1!3", Severity.NOTICE)]


@pytest.mark.parametrize(
    ("value", "shown", "style", "read"),
    [
        ("1200", "1,200", "grupper", "1200"),
        ("1300000", "1,300.0", "tusental", "1300"),
        ("-12345.6", "-12,346", "grupper", "-12345,6"),
        ("1234.5", "1234.5", "", "1234,5"),
        ("1200", "1,200.00 kr", "kronor", "1200 kr"),
        ("0.5", "50.0%", "procent", "50 %"),
        ("12345", "12,345", "parentes", "12345"),
        ("-12345", "(12,345)", "parentes", "-12345"),
        ("-1200", "-1,200", "noll", "-1200"),
        ("0", "–", "noll", "0"),
        ("3", "&lt;5", "ord", "<5"),
    ],
)
def test_a_number_of_libreoffice_is_its_value_and_the_format_of_its_style(
    value: str, shown: str, style: str, read: str
) -> None:
    """Whatever the language of the program that wrote the text beside it."""
    grid = read_workbook(ods(row(words("E"), words("U")), row(words("a"), number(value, shown, style=style))), "p.ods")

    assert (grid.rows[1][1], grid.notices) == (read, ())


def test_the_format_of_libreoffice_is_that_of_the_cell_the_row_or_the_column() -> None:
    """In that order; a style has that of its parent."""
    columns = (
        '<table:table-column table:number-columns-repeated="2" table:default-cell-style-name="c-procent"/>'
        '<table:table-column table:default-cell-style-name="arvd"/>'
    )
    line = (words("a"), number("2000", "x"), number("2000", "x"), number("2000", "x", style="tkr"))
    more = 'table:default-cell-style-name="c-kronor"'
    data = ods(columns, row(words("E"), words("U"), words("B"), words("P")), row(*line), row(*line, more=more))

    assert [grid_row[1:] for grid_row in read_workbook(data, "p.ods").rows[1:]] == [
        ("200000 %", "2", "2000 tkr"),
        ("2000 kr", "2000 kr", "2000 tkr"),
    ]


def test_a_day_that_libreoffice_made_of_a_label_is_told() -> None:
    """1–5 that has become the first of May, shown in any language."""
    day = '<table:table-cell office:value-type="date" office:date-value="2024-05-01" table:style-name="c-dag">'
    grid = read_workbook(
        ods(row(words("E"), words("U")), row(f"{day}<text:p>1-May</text:p></table:table-cell>", number("3", "3"))),
        "p.ods",
    )

    assert (grid.rows[1][0], told(grid.notices)) == ("1-maj", [("T020", "Blad1!A2", Severity.WARNING)])


# --- work ------------------------------------------------------------------------------------------------------------


def work(act: Callable[[], object]) -> int:
    """How many calls of Python an act takes."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:  # noqa: ANN401 - as Python passes it
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def with_sheet(end: str, cells: str = "") -> bytes:
    """A small workbook with more of a sheet's XML behind its rows, and more cells in them."""
    data = edited(SOUND, "xl/worksheets/sheet1.xml", "</sheetData>", f"{cells}</sheetData>{end}")
    read_workbook(SOUND, "warm.xlsx")
    return data


def merged(*areas: str) -> str:
    """The XML of merged areas."""
    return f'<mergeCells count="{len(areas)}">{"".join(f"<mergeCell ref={area!r}/>" for area in areas)}</mergeCells>'


@pytest.mark.parametrize(
    ("end", "cells"),
    [
        (merged("A1:A1048576", "B2:B1048576"), ""),
        (merged("A1:XFD1", "A3:XFD1048576"), ""),
        ("", '<row r="9"><c r="XFD9" s="0"/></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'),
    ],
    ids=["columns", "sheet", "last-cell"],
)
def test_what_goes_on_to_the_end_of_a_sheet_costs_nothing(end: str, cells: str) -> None:
    """Merged columns and a blank last cell are never spread out."""
    data, grids = with_sheet(end, cells), list[Grid]()

    assert work(lambda: grids.append(read_workbook(data, "p.xlsx"))) < 2 * work(lambda: read_workbook(SOUND, "p.xlsx"))
    assert grids[0].rows == (("A", "B"), ("x", "4"))


@pytest.mark.parametrize("area", ["A{0}:B{0}", "A{0}:B1048576"], ids=["each-row", "over-each-other"])
def test_merged_rows_cost_what_they_are(area: str) -> None:
    """Four times as many take four times the work, and are told once."""

    def book(count: int) -> bytes:
        cells = "".join(f'<row r="{each}"><c r="A{each}"><v>{each}</v></c></row>' for each in range(3, count + 3))
        return with_sheet(merged(*(area.format(each) for each in range(3, count + 3))), cells)

    few, many = book(200), book(800)

    assert work(lambda: read_workbook(many, "p.xlsx")) < 5 * work(lambda: read_workbook(few, "p.xlsx"))
    assert [each.code for each in read_workbook(many, "p.xlsx").notices] == ["T020"]


def test_blank_cells_with_a_style_cost_what_reading_them_takes() -> None:
    """Ten thousand of them take ten times the work of a thousand, and no cell of a table."""

    def blank(count: int) -> bytes:
        return with_sheet("", "".join(f'<row r="{row}"><c r="C{row}" s="0"/></row>' for row in range(3, count + 3)))

    few, many = (blank(count) for count in (1_000, 10_000))

    assert work(lambda: read_workbook(many, "p.xlsx")) < 11 * work(lambda: read_workbook(few, "p.xlsx"))
    assert read_workbook(many, "p.xlsx").rows == (("A", "B"), ("x", "4"))


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet9.xml", "xl/media/bild.xml"])
def test_a_bomb_is_refused_before_it_is_unpacked(part: str) -> None:
    """A few kilobytes that would be a hundred megabytes are refused by what the directory says."""
    bomb = io.BytesIO(SOUND)
    with (
        zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(part, "w", force_zip64=True) as entry,
    ):
        for _ in range(60):
            entry.write(b" " * 1_000_000)
    (problem,) = refused(bomb.getvalue())

    assert "packas upp till 60 megabyte" in problem.found


@pytest.mark.parametrize(
    ("part", "element", "most"),
    [
        ("xl/styles.xml", "<xf/>", 1_000_001),
        ("xl/sharedStrings.xml", "<r><t>", 500_001),
        ("xl/worksheets/sheet1.xml", "<row/>", 4_000_001),
        ("xl/worksheets/sheet1.xml", "<mergeCell r='A1'/>", 100_001),
        ("content.xml", "<a/>", 4_000_001),
    ],
)
def test_elements_are_bounded_before_they_are_read(part: str, element: str, most: int) -> None:
    """A few hundred kilobytes that would be a gigabyte of elements; one that is unpacked below the bound is read on."""
    told = []
    for count in (most, most - 1):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr(part, element * count)
        try:
            safe_parts(data.getvalue(), "p.xlsx")
        except Rejected as refusal:
            told.append((count, refusal.problems[0].code, refusal.problems[0].found))

    kind = "sammanfogade områden av celler i" if "merge" in element else "element av XML till och med"
    counted = most * element.count("<")
    assert told == [(most, "T014", f"{counted} {kind} {part}")]


@pytest.mark.parametrize(
    "start",
    [f"<!--{' ' * 2000}--><!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", "<!DOCTYPE a SYSTEM 'file:///x'><worksheet"],
    ids=["behind-a-comment", "outer"],
)
def test_entities_are_refused_wherever_they_stand(start: str) -> None:
    """A declaration behind a long comment, or one of another file."""
    (problem,) = refused(edited(SOUND, "xl/worksheets/sheet1.xml", "<worksheet", start))

    assert problem.found == "egna XML-deklarationer"


def test_repeated_cells_are_refused_before_they_are_spread_out() -> None:
    """A cell of LibreOffice that fills the sheet is more than any table."""
    data = ods(row(words("x", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"'))
    with pytest.raises(Rejected) as caught:
        read_workbook(data, "p.ods")

    assert "cellområde" in caught.value.problems[0].hint


@pytest.mark.parametrize(
    "blank",
    [
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"/>',
        '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""'
        ' table:number-rows-spanned="2"><text:p/></table:table-cell>' * 20,
        words("<office:annotation><text:p>not</text:p></office:annotation>", 'table:number-columns-repeated="9999"'),
    ],
    ids=["no-text", "formulas", "remarks"],
)
def test_empty_texts_that_are_repeated_cost_nothing(blank: str) -> None:
    """Rows to the end of the sheet, of formulas that show nothing, are never spread out."""
    lines = (row(words("E"), words("U")), row(words("a"), number("3", "3")))
    data, grids = ods(*lines, row(blank, more='table:number-rows-repeated="1048574"')), list[Grid]()
    read_workbook(ods(*lines), "p.ods")

    assert work(lambda: grids.append(read_workbook(data, "p.ods"))) < 2 * work(lambda: read_workbook(SOUND, "p.xlsx"))
    assert grids[0].rows == (("E", "U"), ("a", "3"))


def test_a_text_that_is_not_shown_is_read_by_its_value() -> None:
    """A formula's text may stand as its value only."""
    kalle = '<table:table-cell office:value-type="string" office:string-value="Kalle"/>'
    lines = (row(words("E"), words("U")), row(kalle, number("3", "3")))

    assert read_workbook(ods(*lines), "p.ods").rows == (("E", "U"), ("Kalle", "3"))


def test_a_range_of_a_large_sheet_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies outside the range is no part of what a table may have."""
    monkeypatch.setattr(sheets, "MOST_CELLS", 20)
    data = rows(*((number, number, number) for number in range(1, 9)))

    assert read_workbook(data, "p.xlsx", cells="A7:B8").rows == (("7", "7"), ("8", "8"))
    assert "cellområde" in refused(data)[0].hint


def test_a_heading_of_any_words_is_read() -> None:
    """Whatever stands in the cells of a workbook, its place is kept."""
    grid = read_workbook(rows(("A", "Not"), ("x", 1)), "p.xlsx")

    assert [str(cell.where) for cell in grid.rows[0]] == ["p.xlsx:Blad1!A1", "p.xlsx:Blad1!B1"]


@pytest.mark.parametrize(("value", "shown"), [("INF", "∞"), ("NaN", "?"), ("-1e999", "-∞")])
def test_a_number_that_is_none_is_a_fault_of_its_cell(value: str, shown: str) -> None:
    """What no decimal number is, is refused with its cell."""
    with pytest.raises(Rejected) as caught:
        read_workbook(ods(row(words("E"), words("U")), row(words("a"), number(value, shown))), "p.ods")

    assert told(caught.value.problems) == [("T014", "Blad1!B2", Severity.ERROR)]


def test_blank_texts_far_away_are_no_cells() -> None:
    """A cell with an empty text at the end of the sheet holds nothing."""
    far = '<table:table-cell table:number-columns-repeated="16000"/>'
    lines = (row(words("E"), words("U")), row(words("a"), number("3", "3"), far, words("")))

    assert read_workbook(ods(*lines), "p.ods").rows == (("E", "U"), ("a", "3"))


# --- a sheet of Excel 97 without its OLE file ------------------------------------------------------------------------


def record(kind: int, data: bytes = b"") -> bytes:
    """A record of BIFF8."""
    return struct.pack("<HH", kind, len(data)) + data


def label(row: int, column: int, text: str) -> bytes:
    """A cell of text."""
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))


def xls(*cells: bytes) -> bytes:
    """A workbook of one sheet."""
    start = struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6)
    sheet = start.replace(b"\x05\x00", b"\x10\x00", 1)
    font = record(0x31, struct.pack("<5H6B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 1, 0) + b"A")
    style = record(0xE0, struct.pack("<HHHBBBBIIH", 0, 0, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    opened = record(0x809, start) + record(0x42, struct.pack("<H", 1200)) + font * 5 + style
    at = struct.pack("<IBBBB", len(opened) + 21, 0, 0, 5, 0)
    return opened + record(0x85, at + b"Blad1") + record(0xA) + record(0x809, sheet) + b"".join(cells) + record(0xA)


TWO_ROWS = (label(0, 0, "E"), label(0, 1, "U"), label(1, 0, "a"), label(1, 1, "5"))


def blanks(row: int) -> bytes:
    """All of a row's cells, blank."""
    return record(0xBE, struct.pack("<HH", row, 0) + bytes(2 * 256) + struct.pack("<H", 255))


def refused_xls(*cells: bytes) -> tuple[Problem, ...]:
    """The problems of a workbook of old Excel."""
    with pytest.raises(Rejected) as caught:
        read_workbook(xls(*cells), "p.xls")
    return caught.value.problems


def test_two_cells_of_one_place_are_told_in_old_excel() -> None:
    """As in new workbooks; a blank cell takes no value away."""
    assert read_workbook(xls(*TWO_ROWS, blanks(1)), "p.xls").rows == (("E", "U"), ("a", "5"))
    assert told(refused_xls(*TWO_ROWS, label(1, 1, "99"))) == [("T014", "Blad1!B2", Severity.ERROR)]


def test_blank_cells_of_old_excel_are_bounded() -> None:
    """Sixteen million of them are no table; none is kept."""
    assert read_workbook(xls(*TWO_ROWS, *map(blanks, range(2, 10))), "p.xls").rows[1] == ("a", "5")
    assert refused_xls(*TWO_ROWS, *map(blanks, range(2, 4_000)))[0].found == "fler än 1000000 celler, tomma medräknade"


def two_sheets() -> bytes:
    """A workbook of old Excel with a sheet that its list of sheets names twice."""
    data = xls(*TWO_ROWS)
    at = data.index(b"\x85\x00")
    entry = data[at : at + 17]
    entry = entry[:4] + struct.pack("<I", data.index(b"\x09\x08", at) + len(entry)) + entry[8:]
    return data[:at] + entry + entry + data[at + 17 :]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p.ods", ods(row(words("a")), '</table:table><table:table table:name="Blad1">', row(words("b")))),
        ("p.xlsx", edited(workbook(lambda _: None, "Blad2"), "xl/workbook.xml", 'name="Blad2"', 'name="Blad1"')),
        ("p.xls", two_sheets()),
    ],
)
def test_two_sheets_of_one_name_are_told(name: str, data: bytes) -> None:
    """Neither of them is read in silence."""
    with pytest.raises(Rejected) as caught:
        read_workbook(data, name, "Blad1")

    assert caught.value.problems[0].message == "Arbetsboken har två blad som heter ”Blad1”."


def test_comments_of_a_spreadsheet_have_the_places_of_their_cells() -> None:
    """Also that of a cell without a value, behind cells and rows that are repeated."""
    note = "<office:annotation><text:p>en</text:p><text:p>rad</text:p></office:annotation>"
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    data = ods(
        row(words("E"), words("U")),
        row(words("a"), number("3", "3"), more='table:number-rows-repeated="2"'),
        row(blank, f"<table:table-cell>{note}</table:table-cell>"),
        row(words(f"b{note}"), number("4", "4")),
    )

    (page,) = read_pages(data, "p.ods").pages
    assert {place.rpartition("!")[2]: text for place, text in page.comments.items()} == {"C4": "en rad", "A5": "en rad"}
