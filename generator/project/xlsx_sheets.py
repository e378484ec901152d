"""The sheets of an Excel workbook (.xlsx), read as a stream: merged and blank cells are never spread out."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from generator.project.data_grid import Area
from generator.project.sheets import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_TIMES,
    WHOLE,
    DataSheet,
    SheetBuilder,
    SheetCell,
    Workbook,
    by_name,
    too_much,
    unreadable,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.reader.excel import ExcelReader
    from openpyxl.worksheet._reader import WorkSheetParser

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_START = 200
# An element of a few bytes takes hundreds when it is read. Cells outside the range that is read take none.
_OF_CELLS = re.compile(r"worksheets/|^content\.xml\Z")
_MOST_TAGS, _MOST_CELL_TAGS = 1_000_000, 4_000_000
# What Excel writes before a comment that is a thread, for programs that show none.
_THREADED = re.compile(r"\A\[[^\]]*\].*?\n(?:Comment|Kommentar):\s*", re.DOTALL)
_TRUE = frozenset({"1", "true"})
_ROW = re.compile(rb"""<(?:\w+:)?row(?=[\s/>])(?:[^>]*?\sr=["'](\d{1,7})["'])?""")
_END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData\s*>")


def xlsx_workbook(data: bytes, file: str) -> Workbook:
    """Open a workbook. Raises Rejected where it unpacks to more than any table, or has entities."""
    safe_parts(data, file)
    reader = _reader_type()(io.BytesIO(data), read_only=True)
    reader.read()
    book: Any = reader.wb
    visible = by_name(((sheet.title, sheet.sheet_state == "visible") for sheet in book.worksheets), file)
    return Workbook(
        visible,
        lambda name, area: _sheet(book, name, SheetBuilder(file, area)),
        lambda name: _formulas(book, name),
        lambda name: dict(_comments(data, book[name]._worksheet_path)),
    )


def safe_parts(data: bytes, file: str) -> None:
    """Refuse an archive that unpacks to more than any table, in bytes or in XML, or that has entities: Rejected."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
        size = sum(entry.file_size for entry in archive.infolist())
        if sum(entry.file_size for entry in parts) > MOST_BYTES or size > max(len(data), 1) * MOST_TIMES:
            raise unreadable(file, f"packas upp till {size // 1_000_000} megabyte")
        tags = {True: 0, False: 0}
        for entry in parts:
            part = archive.read(entry)
            of_cells = bool(_OF_CELLS.search(entry.filename))
            tags[of_cells] += part.count(b"<")
            merged = part.count(b"mergeCell ") if of_cells else 0
            if merged > MOST_CELLS:
                raise too_much(file, f"{merged} sammanfogade områden av celler i {entry.filename}")
            if tags[of_cells] > (_MOST_CELL_TAGS if of_cells else _MOST_TAGS):
                raise too_much(file, f"{tags[of_cells]} element av XML till och med {entry.filename}")
            # XML in two bytes a character would hide them.
            if any(word in part for word in _DECLARATIONS) or b"\0" in part[:_START]:
                raise unreadable(file, "egna XML-deklarationer")


def _sheet(book: Any, name: str, builder: SheetBuilder) -> DataSheet:
    parser = _parser(book, name, builder.area)
    numbers: set[int] = set()
    # To the end: what is merged stands behind the rows.
    for number, row in parser.parse():
        if number in numbers:
            builder.repeat(number, min((cell["column"] for cell in row), default=1))
        numbers.add(number)
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


def _formulas(book: Any, name: str) -> dict[tuple[int, int], str]:
    """The formulas of a sheet, each as it would be written in its own cell; those over several cells are left out."""
    cells = (cell for _, row in _parser(book, name, WHOLE, data_only=False).parse() for cell in row)
    formulas = (cell for cell in cells if cell["data_type"] == "f" and isinstance(cell["value"], str))
    return {(cell["row"], cell["column"]): cell["value"] for cell in formulas}


def _comments(data: bytes, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The comments of a sheet, whose part is named, by the relations that it has to other parts."""
    from openpyxl.utils.cell import coordinate_to_tuple

    folder, _, name = part.rpartition("/")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        named = set(archive.namelist())
        relations = f"{folder}/_rels/{name}.rels"
        # `safe_parts` refuses entities.
        linked = ET.fromstring(archive.read(relations)) if relations in named else ()  # noqa: S314
        targets = [str(each.get("Target")) for each in linked if str(each.get("Type")).endswith("/comments")]
        paths = [each.lstrip("/") if each[0] == "/" else posixpath.normpath(f"{folder}/{each}") for each in targets]
        for path in named.intersection(paths):
            for comment in ET.fromstring(archive.read(path)).iterfind(".//{*}comment"):  # noqa: S314
                text = "".join(each.text or "" for each in comment.iterfind("./{*}text//{*}t"))
                yield coordinate_to_tuple(str(comment.get("ref"))), _THREADED.sub("", text)


def _code(book: Any, style: int) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    number = book._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "General")
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


def _parser(book: Any, name: str, area: Area, *, data_only: bool = True) -> WorkSheetParser:
    # The library's public ways to a sheet make a cell of every place between the outermost two, and in merged areas.
    page = book[name]
    with page._get_source() as source:
        part = _rows_within(source.read(), area)
    return _parser_type()(
        io.BytesIO(part),
        page._shared_strings,
        data_only=data_only,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _rows_within(part: bytes, area: Area) -> bytes:
    """Leave out the rows outside an area, where all rows have numbers and stand in order."""
    rows = list(_ROW.finditer(part)) if area is not WHOLE and b"<!" not in part else []
    end = _END_OF_ROWS.search(part, rows[-1].end()) if rows and all(row[1] for row in rows) else None
    numbers = [int(row[1]) for row in rows] if end else []
    if end is None or any(number >= following for number, following in pairwise(numbers)):
        return part
    starts = [*(row.start() for row in rows), end.start()]
    first, last = starts[bisect_left(numbers, area.top)], starts[bisect_right(numbers, area.bottom)]
    return part[: starts[0]] + part[first:last] + part[end.start() :]


@cache
def _reader_type() -> type[ExcelReader]:
    # Loaded here: it costs a tenth of a second, and most reports have no workbook.
    from openpyxl.cell.text import Text
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    class Strings:
        """The texts of a workbook, by number: read as far as cells ask for them."""

        def __init__(self, part: bytes) -> None:
            self.nodes = (node for _, node in iterparse(io.BytesIO(part)) if node.tag == f"{{{SHEET_MAIN_NS}}}si")
            self.read: list[str] = []

        def __getitem__(self, number: int) -> str:
            while len(self.read) <= number and (node := next(self.nodes, None)) is not None:
                # As the library does it.
                self.read.append(Text.from_tree(node).content.replace("x005F_", ""))  # type: ignore[union-attr]
                node.clear()
            return self.read[number]

    class Reader(ExcelReader):
        """Leaves the texts until they are asked for."""

        def read_strings(self) -> None:
            """Find the texts."""
            part: Any = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
            if part is not None:
                self.shared_strings = Strings(self.archive.read(part.PartName[1:]))  # type: ignore[assignment]

    return Reader


@cache
def _parser_type() -> type[WorkSheetParser]:
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import TranslatorError
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

        def parse_formula(self, element: Element) -> Any:
            """Read a formula; one that cannot be moved from the cell that it is shared with is empty."""
            try:
                return super().parse_formula(element)  # type: ignore[no-untyped-call]
            except (TokenizerError, TranslatorError):
                return "="

    return Parser


def _areas(parser: WorkSheetParser) -> Iterator[Area]:
    for each in parser.merged_cells.mergeCell if parser.merged_cells is not None else ():
        yield Area(each.min_row, each.max_row, each.min_col, each.max_col)
