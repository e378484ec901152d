"""The sheets of an OpenDocument spreadsheet (.ods), whose cells hold values with the formats of their styles."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from generator.project.data_grid import Area
from generator.project.ods_formats import CellFormats, cell_formats
from generator.project.sheets import LAST_COLUMN, LAST_ROW, DataSheet, SheetBuilder, SheetCell, Workbook, by_name
from generator.project.xlsx_sheets import safe_parts

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DEFAULT = f"{_TABLE}default-cell-style-name"
_STRING = f"{_OFFICE}string-value"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NUMBERS = frozenset({"float", "currency", "percentage"})
_HIDDEN = frozenset({"collapse", "filter"})
_DAY = 10
_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_REFERENCE = re.compile(rf"\[\$?(?P<sheet>'(?:[^']|'')*'|[^.\]']*)\.(?P<first>{_CELL})(?::\.(?P<last>{_CELL}))?\]")


def ods_workbook(data: bytes, file: str) -> Workbook:
    """Open a spreadsheet. Raises Rejected where it unpacks to more than any table, or has entities."""
    safe_parts(data, file)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [*({"styles.xml"} & set(archive.namelist())), "content.xml"]
        parts = [ET.fromstring(archive.read(name)) for name in names]  # noqa: S314 - `safe_parts` refuses entities
    root, formats = parts[-1], cell_formats(*parts)
    hidden = {
        str(style.get(f"{_STYLE}name"))
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }
    # Links to other files have tables of their own, which are no sheets.
    sheets = root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    tables = by_name(((str(table.get(f"{_TABLE}name")), table) for table in sheets), file)
    visible = {name: table.get(f"{_TABLE}style-name") not in hidden for name, table in tables.items()}
    return Workbook(
        visible,
        lambda name, area: _sheet(tables[name], SheetBuilder(file, area), formats),
        lambda name: dict(_formulas(tables[name])),
        lambda name: dict(_comments(tables[name])),
    )


def _sheet(table: ET.Element, builder: SheetBuilder, formats: CellFormats) -> DataSheet:
    column, row = 1, 1
    styles: list[tuple[int, str]] = []
    for each in table.iter(f"{_TABLE}table-column"):
        count = _count(each, "number-columns-repeated", LAST_COLUMN)
        if each.get(f"{_TABLE}visibility") in _HIDDEN:
            builder.hide_columns(column, column + count - 1)
        column += count
        styles.append((column, each.get(_DEFAULT, "")))
    areas: list[Area] = []
    for each in table.iter(f"{_TABLE}table-row"):
        count = _count(each, "number-rows-repeated", LAST_ROW)
        rows = range(max(row, builder.area.top), min(row + count - 1, builder.area.bottom) + 1)
        cells = [cell for cell in _cells(each) if _says_something(cell[2])] if rows else []
        if cells and each.get(f"{_TABLE}visibility") in _HIDDEN:
            builder.hidden_rows.update(rows)
        row_style = each.get(_DEFAULT, "")
        for first, last, element in cells:
            style = element.get(f"{_TABLE}style-name") or row_style or _column_style(first, styles)
            cell = _cell(element, formats.code(style, element.get(f"{_OFFICE}value-type", "")))
            for number in rows:
                areas += _add_cell(builder, number, range(first, last + 1), element, cell)
        row += count
    builder.merge(iter(areas))
    return builder.sheet


def _formulas(table: ET.Element) -> Iterator[tuple[tuple[int, int], str]]:
    """The formulas of cells that are not repeated, in the notation of Excel."""
    row = 1
    for each in table.iter(f"{_TABLE}table-row"):
        for column, _, element in _cells(each):
            if formula := element.get(f"{_TABLE}formula", ""):
                yield (row, column), "=" + _REFERENCE.sub(_as_excel, formula.partition("=")[2]).replace(";", ",")
        row += _count(each, "number-rows-repeated", LAST_ROW)


def _comments(table: ET.Element) -> Iterator[tuple[tuple[int, int], str]]:
    row = 1
    for each in table.iter(f"{_TABLE}table-row"):
        column = 1
        for element in (cell for cell in each if cell.tag in _CELLS):
            said = next(element.iter(f"{_OFFICE}annotation"), None)
            if said is not None:
                yield (row, column), "\n".join(map(_words, said.findall(f"{_TEXT}p")))
            column += _count(element, "number-columns-repeated", LAST_COLUMN)
        row += _count(each, "number-rows-repeated", LAST_ROW)


def _as_excel(reference: re.Match[str]) -> str:
    sheet = f"{reference['sheet']}!" if reference["sheet"] else ""
    return sheet + reference["first"] + (f":{reference['last']}" if reference["last"] else "")


def _column_style(column: int, styles: list[tuple[int, str]]) -> str:
    """The style of the cells of a column that say none, of those that each go to before a column."""
    return next((style for after, style in styles if column < after), "")


def _add_cell(builder: SheetBuilder, row: int, columns: range, element: ET.Element, cell: SheetCell) -> Iterator[Area]:
    for column in range(max(columns.start, builder.area.left), min(columns.stop - 1, builder.area.right) + 1):
        builder.add(row, column, cell)
    down, across = (_count(element, f"number-{way}-spanned", LAST_ROW) for way in ("rows", "columns"))
    if down * across > 1:
        yield Area(row, row + down - 1, columns.start, columns.start + across - 1)


def _cells(row: ET.Element) -> Iterator[tuple[int, int, ET.Element]]:
    """The cells of a row that hold something, each with its first and its last column."""
    column = 1
    for element in row:
        if element.tag in _CELLS:
            count = _count(element, "number-columns-repeated", LAST_COLUMN)
            if element.tag == _CELLS[0] and element.get(f"{_OFFICE}value-type"):
                yield column, column + count - 1, element
            column += count


def _says_something(element: ET.Element) -> bool:
    """Whether a cell is more than an empty text, which may be repeated to the end of the sheet."""
    texts = (element.get(_STRING, ""), *map(_words, element.findall(f"{_TEXT}p")))
    return element.get(f"{_OFFICE}value-type") != "string" or any(texts)


def _cell(element: ET.Element, code: str) -> SheetCell:
    kind, shown = element.get(f"{_OFFICE}value-type"), "\n".join(map(_words, element.findall(f"{_TEXT}p")))
    formula = element.get(f"{_TABLE}formula", "")
    if formula and (shown.startswith(("#", "Err:", "Fel:"))):
        return SheetCell(shown, error=True)
    if kind in _NUMBERS:
        number = element.get(f"{_OFFICE}value", "")
        return SheetCell(float(number), code) if number else SheetCell(None, formula=formula or "=")
    if kind == "date":
        written = element.get(f"{_OFFICE}date-value", "")
        day = dt.date.fromisoformat(written) if len(written) == _DAY else dt.datetime.fromisoformat(written)
        return SheetCell(day, code)
    if kind == "boolean":
        return SheetCell(element.get(f"{_OFFICE}boolean-value") == "true")
    return SheetCell(shown or element.get(_STRING, ""))


def _words(element: ET.Element) -> str:
    """The text of a paragraph, without the notes beside it; runs of blanks are elements of their own."""
    blanks = {f"{_TEXT}s": " " * _count(element, "c", LAST_COLUMN), f"{_TEXT}tab": "\t"}
    own = blanks.get(element.tag, "\n" if element.tag == f"{_TEXT}line-break" else element.text or "")
    inner = (_words(each) if not each.tag.startswith(_OFFICE) else "" for each in element)
    return own + "".join(text + (each.tail or "") for text, each in zip(inner, element, strict=True))


def _count(element: ET.Element, name: str, most: int) -> int:
    written = element.get(f"{_TABLE}{name}") or element.get(f"{_TEXT}{name}") or "1"
    return min(max(int(written), 1), most)
