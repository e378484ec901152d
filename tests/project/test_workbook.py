"""Excel: what the cells say as text, where they stand, and what is refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from generator.content import Text
from generator.problems import Problem, Rejected, Severity, Where
from generator.project.workbook import read_workbook

XLSX = "content/ort/namnden/2024/utfall.xlsx"
MAIN = '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(fill: Callable[[Worksheet], None], *more: str) -> bytes:
    """A workbook whose sheet Blad1 is filled by `fill`, with `more` sheets that hold a word each."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Blad1"
    fill(sheet)
    for name in more:
        book.create_sheet(name)["A1"] = "ord"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rows(*lines: tuple[object, ...]) -> bytes:
    """A workbook with these values from A1 on."""

    def fill(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(list(line))

    return workbook(fill)


def edited(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook in whose `part` a text is replaced, for what the library does not write itself."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(changed, "w") as goal:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            goal.writestr(entry, content)
    return changed.getvalue()


def refused(data: bytes, sheet: str | None = None, cells: str | None = None) -> tuple[Problem, ...]:
    """What is wrong with a workbook."""
    with pytest.raises(Rejected) as caught:
        read_workbook(data, XLSX, sheet, cells)
    return caught.value.problems


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Barn och unga", "Barn och unga"),
        (1804, "1804"),
        (-48.4, "-48,4"),
        (0.1, "0,1"),
        (0.1 + 0.2, "0,3"),
        (12.345, "12,345"),
        (1e-05, "0,00001"),
        (2.0, "2"),
        (1e20, "100000000000000000000"),
        (123456789.12, "123456789,12"),
        (True, "ja"),
        (dt.date(2023, 5, 9), "2023-05-09"),
        (dt.timedelta(hours=37, minutes=30), "37:30"),
        (CellRichText("Barn ", TextBlock(InlineFont(b=True), "och"), " unga"), "Barn och unga"),
        (dt.datetime(2023, 5, 9, 13, 30), "2023-05-09 13:30"),  # noqa: DTZ001 - a workbook knows no time zones
        ("  text  ", "text"),
        ("nej", "nej"),
    ],
)
def test_values_are_written_as_a_controller_would(value: object, text: str) -> None:
    """Numbers exactly as Excel shows them with all digits, with a decimal comma; dates by ISO 8601."""
    assert read_workbook(rows(("A", "B"), ("x", value)), XLSX).rows[1] == ("x", text)


@pytest.mark.parametrize(
    ("pattern", "text"), [("0%", "44 %"), ("0.0 %", "44 %"), ('0.00" % av budget"', "0,44 %"), ("0\\%", "0,44 %")]
)
def test_per_cent_cells_are_per_cent(pattern: str, text: str) -> None:
    """A cell that Excel shows as per cent is a hundred times what it holds; a quoted % is what is seen."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "Enhet", "Andel", "x", 0.44
        sheet["B2"].number_format = pattern

    assert read_workbook(workbook(fill), XLSX).rows[1][1] == text


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_every_number_of_fifteen_digits_is_exact(value: Decimal) -> None:
    """What a controller typed in Excel comes back to the last digit, not as the nearest binary fraction."""
    text = read_workbook(rows(("A", "B"), ("x", float(value))), XLSX).rows[1][1]

    assert Decimal(text.replace(",", ".")) == value


def test_cells_know_their_sheet_and_cell() -> None:
    """The place of a cell is what Excel calls it; blank rows and columns outside of the table are left out."""

    def fill(sheet: Worksheet) -> None:
        sheet["B3"], sheet["C3"], sheet["B5"], sheet["C5"] = "Verksamhet", "Utfall", "Barn", 4

    grid = read_workbook(workbook(fill), XLSX)

    assert grid.rows == (("Verksamhet", "Utfall"), ("Barn", "4"))
    assert [str(cell.where) for row in grid.rows for cell in row] == [
        f"{XLSX}:Blad1!{name}" for name in ("B3", "C3", "B5", "C5")
    ]


def test_a_merged_cell_speaks_once() -> None:
    """The value of merged cells stands in the top left one."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["A2"], sheet["B2"] = "Rubrik", "x", 1
        sheet.merge_cells("A1:B1")

    assert read_workbook(workbook(fill), XLSX).rows == (("Rubrik", ""), ("x", "1"))


@pytest.mark.parametrize("cells", ["B2:C3", "$B$2:$C$3", "c3:b2"])
def test_a_range_is_read_and_nothing_around_it(cells: str) -> None:
    """The range may be absolute, in small letters, or from its other corner."""
    data = rows(("1", "2", "3", "4"), ("5", "6", "7", "8"), ("9", "10", "11", "12"))

    assert read_workbook(data, XLSX, cells=cells).rows == (("6", "7"), ("10", "11"))


def test_a_formula_gives_the_value_that_excel_saved() -> None:
    """A formula with a saved value is its value, an empty text too."""
    data = rows(("A", "B", "C"), ("x", "=1+1", '=IF(1,"","")'))
    data = edited(data, "xl/worksheets/sheet1.xml", "<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>")
    data = edited(data, "xl/worksheets/sheet1.xml", '<c r="C2"><f>', '<c r="C2" t="str"><f>')

    assert read_workbook(data, XLSX).rows[1] == ("x", "2", "")


def test_a_formula_without_a_saved_value_is_refused_with_its_cell() -> None:
    """A workbook that a program wrote has formulas and no values: each is told."""
    problems = refused(rows(("A", "B"), ("=1+1", "=SUM(A1:A2)")))

    assert [(problem.code, problem.where.cell, problem.found) for problem in problems] == [
        ("T015", "Blad1!A2", "=1+1"),
        ("T015", "Blad1!B2", "=SUM(A1:A2)"),
    ]


def test_an_error_value_is_refused_with_its_cell() -> None:
    """What Excel shows as #REF! is no content."""
    (problem,) = refused(rows(("A", "B"), ("x", "#REF!")))

    assert (problem.code, problem.where.cell, problem.found) == ("T014", "Blad1!B2", "#REF!")


def test_a_sheet_that_is_missing_lists_the_sheets() -> None:
    """The place is that of the content which names the sheet."""
    (problem,) = refused(workbook(lambda sheet: sheet.append(("x",)), "Blad2"), Text("Blad3", Where("tal.yaml", 4, 7)))

    assert (problem.code, problem.where) == ("T014", Where("tal.yaml", 4, 7))
    assert "Blad1, Blad2" in problem.hint


def test_several_sheets_need_a_name() -> None:
    """Nothing is guessed among sheets that say something; an empty or a hidden one is no choice."""
    data = workbook(lambda sheet: sheet.append(("x",)), "Blad2")
    (problem,) = refused(data)

    assert "Blad1, Blad2" in problem.hint
    assert read_workbook(data, XLSX, "Blad2").rows == (("ord",),)
    assert read_workbook(workbook(lambda _: None, "Blad2"), XLSX).rows == (("ord",),)


LINES = rows(("A", "B"), ("x", 1), ("y", 2), ("z", 3))


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [
        ('<row r="3"', '<row r="2"', "Blad1!A2"),
        ('<row r="3"><c r="A3" t="inlineStr"><is><t>y</t></is></c>', '<row r="2">', "Blad1!B2"),
        ('r="B3"', 'r="B2"', "Blad1!B2"),
        ('r="B3"', 'r="A3"', "Blad1!A3"),
    ],
)
@pytest.mark.parametrize("cells", [None, "A1:B4"])
def test_two_cells_or_rows_of_one_place_are_told(old: str, new: str, cell: str, cells: str | None) -> None:
    """Of two values on one place none is taken in silence."""
    (problem,) = refused(edited(LINES, "xl/worksheets/sheet1.xml", old, new), cells=cells)

    assert (problem.code, problem.where) == ("T014", Where(XLSX, cell=cell))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="3"', "<row"),
        ('<row r="3"', '<row r="9"'),
        ('<row r="3"', '<!-- <row r="9"> --><row r="3"'),
        ("<row ", "<x:row "),
        ('<row r="2"', "<row spans='1:2' r='2'"),
        ("</sheetData>", "</sheetData >"),
    ],
)
def test_a_range_is_read_however_its_rows_are_written(old: str, new: str) -> None:
    """Rows outside a range are left out only where their numbers say that they are outside."""
    data = edited(LINES, "xl/worksheets/sheet1.xml", old, new)
    if "x:row" in new:
        data = edited(data, "xl/worksheets/sheet1.xml", "</row>", "</x:row>")
        data = edited(data, "xl/worksheets/sheet1.xml", "<worksheet xmlns=", f"<worksheet xmlns:x={MAIN} xmlns=")

    assert read_workbook(data, XLSX, cells="A2:B3").rows == (("x", "1"), ("y", "2"))


@pytest.mark.parametrize("cells", ["A", "A1", "A1:", "1:2", "A1:B2:C3", "ÅÄ1:B2", "A1;B2"])
def test_a_range_that_is_none_is_refused(cells: str) -> None:
    """A range is two corners."""
    (problem,) = refused(rows(("x", "y")), cells=cells)

    assert (problem.code, problem.found) == ("T014", cells)


def test_a_range_without_content_is_refused() -> None:
    """A table of blank cells is a mistake."""
    assert [problem.code for problem in refused(rows(("x", "y")), cells="F1:G9")] == ["T014"]


def test_a_far_away_cell_does_not_make_a_giant_table() -> None:
    """A forgotten word at the end of the sheet is told instead of a million blank rows."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["XFD1048576"] = "x", "glömd"

    (problem,) = refused(workbook(fill))

    assert "cellområde" in problem.hint


def test_hidden_rows_and_columns_are_read_with_a_notice() -> None:
    """What is hidden is read, and the author is told which."""

    def fill(sheet: Worksheet) -> None:
        for line in (("A", "B", "C"), ("x", 1, 2), ("y", 3, 4)):
            sheet.append(line)
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True

    grid = read_workbook(workbook(fill), XLSX)

    assert len(grid.rows) == 3
    assert [(notice.severity, notice.where.cell) for notice in grid.notices] == [
        (Severity.NOTICE, "Blad1!2"),
        (Severity.NOTICE, "Blad1!C"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Verksamhet;Utfall\n",
        b"PK\x03\x04 inte riktigt",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        rows(("x",))[:-200],
        edited(rows(("x",)), "xl/workbook.xml", "<workbook", "<arbetsbok"),
        edited(rows(("x",)), "xl/worksheets/sheet1.xml", "<worksheet", "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"),
    ],
    ids=["empty", "csv", "zip-like", "old-excel", "cut", "other-xml", "entities"],
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    """Any other file is refused as a whole, with the way to save it."""
    (problem,) = refused(data)

    assert (problem.code, problem.where) == ("T014", Where(XLSX))
    assert ".xlsx" in problem.hint


def test_a_bomb_is_not_unpacked() -> None:
    """A small file that would unpack to a giant is refused by what its directory says."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    (problem,) = refused(bomb.getvalue())

    assert "megabyte" in problem.found


SOUND = rows(("A", "B"), ("x", 4))


@given(st.binary(max_size=200), st.integers(0, 5000))
def test_a_damaged_workbook_is_read_or_refused(noise: bytes, at: int) -> None:
    """Whatever bytes are broken, nothing but Rejected is raised."""
    data = SOUND[: at % len(SOUND)] + noise + SOUND[at % len(SOUND) + len(noise) :]
    try:
        widths = {len(row) for row in read_workbook(data, XLSX).rows}
    except Rejected:
        return

    assert len(widths) == 1
