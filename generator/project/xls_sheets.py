"""The sheets of a workbook of Excel 97–2003 (.xls)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from generator.project.data_grid import Area
from generator.project.sheets import DataSheet, SheetBuilder, SheetCell, Workbook

if TYPE_CHECKING:
    import xlrd.book
    import xlrd.sheet


def xls_workbook(data: bytes, file: str) -> Workbook:
    """Open a workbook. What the library raises where it is broken or has a password is passed on."""
    import xlrd

    book = xlrd.open_workbook(
        file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
    )
    return Workbook(
        {sheet.name: not sheet.visibility for sheet in map(book.sheet_by_index, range(book.nsheets))},
        lambda name, area: _sheet(book, book.sheet_by_name(name), SheetBuilder(file, area)),
    )


def _sheet(book: xlrd.book.Book, page: xlrd.sheet.Sheet, builder: SheetBuilder) -> DataSheet:
    for row in range(builder.area.top - 1, min(page.nrows, builder.area.bottom)):
        for column, cell in enumerate(page.row(row)):
            taken = _cell(book, cell)
            if taken is not None:
                builder.add(row + 1, column + 1, taken)
    builder.hidden_rows.update(row + 1 for row, info in page.rowinfo_map.items() if info.hidden)
    for column, info in page.colinfo_map.items():
        if info.hidden:
            builder.hide_columns(column + 1, column + 1)
    # The library's areas begin at zero and end before their last row and column.
    builder.merge(Area(top + 1, bottom, left + 1, right) for top, bottom, left, right in page.merged_cells)
    return builder.sheet


def _cell(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> SheetCell | None:
    import xlrd

    if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return None
    code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str if cell.xf_index is not None else ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        return SheetCell(xlrd.xldate_as_datetime(float(cell.value), book.datemode), code)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return SheetCell(bool(cell.value), code)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return SheetCell(xlrd.error_text_from_code.get(int(cell.value), "#?"), code, error=True)
    return SheetCell(cell.value, code)
