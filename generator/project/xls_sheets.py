"""The sheets of a workbook of Excel 97–2003 (.xls)."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.project.data_grid import Area
from generator.project.sheets import MOST_PLACES, WHOLE, DataSheet, SheetBuilder, SheetCell, Workbook, by_name, too_much

if TYPE_CHECKING:
    import xlrd.book
    import xlrd.sheet

# The kind of a part that is a sheet of cells.
_WORKSHEET = 0x10


def xls_workbook(data: bytes, file: str) -> Workbook:
    """Open a workbook. What the library raises where it is broken or has a password is passed on."""
    import xlrd

    book: Any = xlrd.open_workbook(
        file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
    )
    numbers = by_name(((name, number) for number, name in enumerate(book.sheet_names())), file)
    return Workbook(
        {name: not book._sheet_visibility[number] for name, number in numbers.items()},
        lambda name, area: _sheet(book, numbers[name], SheetBuilder(file, area)),
        comments=lambda name: _comments(book, numbers[name], SheetBuilder(file, WHOLE)),
        has_formulas=False,
    )


def _comments(book: Any, number: int, builder: SheetBuilder) -> dict[tuple[int, int], str]:
    notes = _read(book, number, builder).cell_note_map
    return {(row + 1, column + 1): str(note.text) for (row, column), note in notes.items()}


def _read(book: Any, number: int, builder: SheetBuilder) -> Any:
    # As the library does it, but for its own cells: where two have one place, it keeps the last in silence.
    book._position = book._sh_abs_posn[number]
    book.getbof(_WORKSHEET)
    page = _page_type()(book, book._position, builder, number)
    page.read(book)
    return page


def _sheet(book: Any, number: int, builder: SheetBuilder) -> DataSheet:
    page = _read(book, number, builder)
    builder.hidden_rows.update(row + 1 for row, info in page.rowinfo_map.items() if info.hidden)
    for column, info in page.colinfo_map.items():
        if info.hidden:
            builder.hide_columns(column + 1, column + 1)
    # The library's areas begin at zero and end before their last row and column.
    builder.merge(Area(top + 1, bottom, left + 1, right) for top, bottom, left, right in page.merged_cells)
    return builder.sheet


@cache
def _page_type() -> Any:
    # Loaded here: most reports have no workbook.
    import xlrd
    import xlrd.sheet

    base: Any = xlrd.sheet.Sheet

    class BinarySheet(base):  # type: ignore[misc]
        """Gives each cell to a builder as it is read, and keeps none: the library fills up each row with blanks."""

        def __init__(self, book: Any, position: int, builder: SheetBuilder, number: int) -> None:
            super().__init__(book, position, book.sheet_names()[number], number)
            self.builder, self.count, self.put_cell = builder, 0, self.take

        def take(self, row: int, column: int, kind: int | None, value: Any, style: int) -> None:
            """Take a cell, blank or not, with the kind of value that its format says where it has none of its own."""
            self.count += 1
            if self.count > MOST_PLACES:
                raise too_much(self.builder.file, f"fler än {MOST_PLACES} celler, tomma medräknade")
            own: Any = self._xf_index_to_xl_type_map[style] if kind is None else kind
            taken = _cell(self.book, xlrd.sheet.Cell(own, value, style))
            if taken is not None:
                self.builder.add(row + 1, column + 1, taken)

    return BinarySheet


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
