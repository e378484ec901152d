"""The sheets of an Excel workbook (.xlsx), read as a stream: merged and blank cells are never spread out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.project.data_grid import Area
from generator.project.sheets import (
    MOST_BYTES,
    MOST_TIMES,
    DataSheet,
    SheetBuilder,
    SheetCell,
    Workbook,
    unreadable,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.worksheet._reader import WorkSheetParser

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_START = 200
_TRUE = frozenset({"1", "true"})


def xlsx_workbook(data: bytes, file: str) -> Workbook:
    """Open a workbook. Raises Rejected where it unpacks to more than any table, or has entities."""
    # Loaded here: it costs a tenth of a second, and most reports have no workbook.
    from openpyxl import load_workbook

    safe_parts(data, file)
    book = load_workbook(io.BytesIO(data), read_only=True)
    visible = {sheet.title: sheet.sheet_state == "visible" for sheet in book.worksheets}
    return Workbook(visible, lambda name, area: _sheet(book, name, SheetBuilder(file, area)))


def safe_parts(data: bytes, file: str) -> None:
    """Refuse an archive that unpacks to more than any table, or that has XML entities: Rejected."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
        size = sum(entry.file_size for entry in archive.infolist())
        if sum(entry.file_size for entry in parts) > MOST_BYTES or size > max(len(data), 1) * MOST_TIMES:
            raise unreadable(file, f"packas upp till {size // 1_000_000} megabyte")
        for entry in parts:
            part = archive.read(entry)
            # XML in two bytes a character would hide them.
            if any(word in part for word in _DECLARATIONS) or b"\0" in part[:_START]:
                raise unreadable(file, "egna XML-deklarationer")


def _sheet(book: Any, name: str, builder: SheetBuilder) -> DataSheet:
    parser = _parser(book, name)
    # To the end: what is merged stands behind the rows.
    for _, row in parser.parse():
        for cell in row:
            if cell["value"] is not None or "formula" in cell:
                error, code = cell["data_type"] == "e", _code(book, cell["style_id"])
                taken = SheetCell(cell["value"], code, formula=cell.get("formula", ""), error=error)
                builder.add(cell["row"], cell["column"], taken)
    builder.hidden_rows.update(
        int(number) for number, row in parser.row_dimensions.items() if row.get("hidden") in _TRUE
    )
    columns = (each for each in parser.column_dimensions.values() if each.get("hidden") in _TRUE)
    for each in columns:
        builder.hide_columns(int(each["min"]), int(each["max"]))
    builder.merge(_areas(parser))
    return builder.sheet


def _code(book: Any, style: int) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    number = book._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "General")
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


def _parser(book: Any, name: str) -> WorkSheetParser:
    # The library's public ways to a sheet make a cell of every place between the outermost two, and in merged areas.
    page = book[name]
    return _parser_type()(
        page._get_source(),
        page._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


@cache
def _parser_type() -> type[WorkSheetParser]:
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        """Gives the value that Excel saved, and the formula of a cell that has none."""

        def parse_cell(self, element: Element) -> dict[str, Any]:
            """Read a cell; a formula that gives an empty text has a saved value, and its type shows it."""
            cell: dict[str, Any] = super().parse_cell(element)
            formula = element.find(FORMULA_TAG)
            if formula is not None and cell["value"] is None and element.get("t", "n") == "n":
                cell["formula"] = f"={formula.text or ''}"
            return cell

    return Parser


def _areas(parser: WorkSheetParser) -> Iterator[Area]:
    for each in parser.merged_cells.mergeCell if parser.merged_cells is not None else ():
        yield Area(each.min_row, each.max_row, each.min_col, each.max_col)
