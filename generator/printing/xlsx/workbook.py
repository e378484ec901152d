"""A workbook of a document: a sheet for each table, and one with all figures.

A figure stands in one cell, the first that a table prints it in, or else on the sheet of figures; all other cells that
show it refer to that one. What is computed is a live formula with the value that the document prints.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property, partial
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.document import (
    BodyRow,
    Document,
    FigureTerm,
    FormulaPart,
    ListedFigure,
    NoteMark,
    PrintedCell,
    PrintedFigure,
    TableBlock,
    body_rows,
    part_words,
    placed_blocks,
    placed_cells,
    placed_heads,
    plain_text,
)
from generator.printing.xlsx.number_format import number_format
from generator.problems import Problem, Severity, Where

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format as CellFormat
    from xlsxwriter.worksheet import Worksheet

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME, _LONGEST_HEAD = 31, 255
# What Excel takes in a cell, in a formula, and on a sheet. The terms of a formula are bounded by their bytes, 16 384.
_LONGEST_TEXT, _LONGEST_FORMULA, _MOST_TERMS = 32_767, 8_192, 1_000
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_CELL = re.compile(r"\b[A-Z]{1,3}[0-9]+\b")
# Of the sheet that Excel keeps its own log of changes in.
_RESERVED_NAME = "history"
_A4 = 9
_LINE_HEIGHT = 15.0
_WIDEST_LABEL, _WIDEST, _NARROWEST = 60, 40, 10
# Above the table: its caption, its unit, an empty row.
_FIRST_ROW = 3
_SUMS = frozenset({"summa", "delsumma", "resultat"})
# Headings among rows from this level on are set in italics.
_LIGHT = 3
_BORDER = {"top": 1}
_FIGURE_COLUMNS = ("tal", "värde", "enhet", "tryckt_som", "ursprung", "plats", "formel", "källa", "tryckt_i")
_FIGURE_WIDTHS = (44, 16, 10, 16, 14, 40, 44, 28, 44)


class CellAddress(NamedTuple):
    """A cell: the name of its sheet, its row and its column, both from 0."""

    sheet: str
    row: int
    column: int

    def seen_from(self, sheet: str) -> str:
        """Return the reference to it from a sheet."""
        quoted = self.sheet.replace("'", "''")
        return self.cell if sheet == self.sheet else f"'{quoted}'!{self.cell}"

    @property
    def cell(self) -> str:
        """Return the name of the cell in its sheet, as B7."""
        letters, number = "", self.column + 1
        while number:
            number, letter = divmod(number - 1, len(ascii_uppercase))
            letters = ascii_uppercase[letter] + letters
        return f"{letters}{self.row + 1}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """The bytes of a file, and as problems (T407) what of the document it does not hold."""

    data: bytes
    problems: tuple[Problem, ...]


def workbook(document: Document, figures: Sequence[ListedFigure]) -> WorkbookFile:
    """Return the workbook of a document, the same bytes for the same document."""
    # Loaded here: few builds make a workbook.
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # Its own date: the clock is not to be seen in the file.
    created = datetime.fromisoformat(document.date) if document.date else datetime(1980, 1, 1, tzinfo=UTC)
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": document.title,
                "subject": document.subject,
                "author": document.author,
                "created": created.replace(tzinfo=None),
            }
        )
        composer = _Composer(book, document, figures)
        composer.write()
    return WorkbookFile(out.getvalue(), tuple(composer.problems()))


@dataclass
class _Composer:
    book: xlsxwriter.Workbook
    document: Document
    figures: Sequence[ListedFigure]
    left_out: list[str] = field(default_factory=list)

    def write(self) -> None:
        self.about()
        for name, table in self.tables.items():
            _TableSheet(self, self.sheet(name), name, table).write()
        self.list_figures()

    def problems(self) -> Iterator[Problem]:
        """Yield what the file does not hold."""
        where, hint = Where(f"dokumentet {self.document.id}"), "Lämna ut PDF-filen också: i den finns allt."
        for message in self.left_out:
            yield Problem("T407", where, message, hint=hint, severity=Severity.NOTICE)

    # --- what stands where -------------------------------------------------------------------------------------------

    @cached_property
    def tables(self) -> Mapping[str, TableBlock]:
        """The tables by the names of their sheets, which are unique in any case of letters."""
        taken = {self.first_sheet.casefold(), self.figure_sheet.casefold()}
        tables: dict[str, TableBlock] = {}
        for placed in (each for unit in self.document.units for each in placed_blocks(unit.blocks)):
            if isinstance(placed.block, TableBlock):
                section = placed.section.heading.title if placed.section else ""
                name = sheet_name(title_of(placed.block) or section, taken)
                taken.add(name.casefold())
                tables[name] = placed.block
        return tables

    @cached_property
    def first_sheet(self) -> str:
        """The name of the sheet with the others as links."""
        return sheet_name(self.word("översikt"), ())

    @cached_property
    def figure_sheet(self) -> str:
        """The name of the sheet of figures."""
        return sheet_name(self.word("alla_tal"), {self.first_sheet.casefold()})

    @cached_property
    def listed(self) -> Mapping[str, ListedFigure]:
        """The figures by id."""
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def addresses(self) -> Mapping[str, CellAddress]:
        """Where each figure stands: the first cell of a table with it, or its row on the sheet of figures."""
        addresses: dict[str, CellAddress] = {}
        for name, table in self.tables.items():
            for row, column, cell in table_cells(table):
                figure = figure_in(cell)
                if figure and self.listed[figure.figure].value is not None:
                    addresses.setdefault(figure.figure, CellAddress(name, row, column))
        for number, listed in enumerate(self.figures, 1):
            addresses.setdefault(listed.id, CellAddress(self.figure_sheet, number, _FIGURE_COLUMNS.index("värde")))
        return addresses

    def formula(self, figure: ListedFigure, here: CellAddress) -> str:
        """Return the formula of a figure's cell, empty where it is a number: a reference away from where it stands."""
        home = self.addresses[figure.id]
        if home != here:
            return f"={home.seen_from(here.sheet)}"
        return "=" + formula_text(figure.formula, self.addresses, here.sheet) if figure.formula else ""

    # --- sheets ------------------------------------------------------------------------------------------------------

    def sheet(self, name: str) -> Worksheet:
        """Begin a sheet that prints on A4, as wide as the page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        # Set without the library's method, which takes the ampersand and the G of ”Drift & Gata” for a picture.
        reporter = self.document.board or self.document.municipality
        sheet.header, sheet.header_footer_changed = page_head(reporter, self.document.title), True
        sheet.set_footer("&R&P (&N)")
        return sheet

    def about(self) -> None:
        """Write the first sheet: whose document it is, and the other sheets as links."""
        sheet = self.sheet(self.first_sheet)
        sheet.set_column(0, 0, _WIDEST_LABEL)
        self.write_text(sheet, 0, 0, self.document.title, self.cell_format(bold=True, font_size=16))
        lines = filter(None, (self.document.board, self.document.municipality, self.document.date))
        for row, text in enumerate(lines, 1):
            self.write_text(sheet, row, 0, text)
        link = self.cell_format(font_color="#0563C1", underline=1)
        titles = {name: title_of(table) for name, table in self.tables.items()}
        for row, (name, title) in enumerate({**titles, self.figure_sheet: self.figure_sheet}.items(), 5):
            quoted = name.replace("'", "''")
            sheet.write_url(row, 0, f"internal:'{quoted}'!A1", link, string=self.fitting(sheet, row, 0, title or name))

    def list_figures(self) -> None:
        """Write the last sheet: each figure with value, unit, origin and the sections that print it."""
        name = self.figure_sheet
        sheet = self.sheet(name)
        for column, (word, width) in enumerate(zip(_FIGURE_COLUMNS, _FIGURE_WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            self.write_text(sheet, 0, column, self.word(word), self.cell_format(bold=True, bottom=1))
        for row, figure in enumerate(self.figures, 1):
            texts = (figure.id, "", figure.unit, figure.text, figure.origin, figure.where, figure.written_formula)
            for column, text in enumerate((*texts, figure.source, "; ".join(figure.printed))):
                if text:
                    self.write_text(sheet, row, column, text)
            if figure.value is not None:
                self.write_figure(sheet, CellAddress(name, row, 1), figure, {"num_format": "General"})
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(1, len(self.figures)), len(_FIGURE_COLUMNS) - 1)

    def write_figure(self, sheet: Worksheet, at: CellAddress, figure: ListedFigure, style: Mapping[str, Any]) -> None:
        """Write a figure as a number or as a formula with its value."""
        value, formula = float(figure.value or 0), self.formula(figure, at)
        if _is_too_long(formula):
            message = f"Talet {figure.id} står utan formel i {at}: den är längre än Excel tar."
            self.left_out.append(f"{message} Värdet är det som trycks.")
            formula = ""
        if formula:
            sheet.write_formula(at.row, at.column, formula, self.cell_format(**style), value)
        else:
            sheet.write_number(at.row, at.column, value, self.cell_format(**style))

    def write_text(self, sheet: Worksheet, row: int, column: int, text: str, format_: CellFormat | None = None) -> None:
        """Write words."""
        sheet.write_string(row, column, self.fitting(sheet, row, column, text), format_)

    def fitting(self, sheet: Worksheet, row: int, column: int, text: str) -> str:
        """Return as much of a text as a cell takes."""
        length = _units(text)
        if length <= _LONGEST_TEXT:
            return text
        at = CellAddress(sheet.get_name(), row, column)
        self.left_out.append(f"Texten i {at} är avkortad: den har {length} tecken, och en cell tar {_LONGEST_TEXT}.")
        return _cut(text, _LONGEST_TEXT - 1) + "…"

    def word(self, name: str) -> str:
        """Return one of the house's words for the workbook."""
        return self.document.look.words[f"arbetsbok_{name}"]

    def cell_format(self, **style: Any) -> CellFormat:  # noqa: ANN401 - as the library takes them
        """Return a cell format, the same object for the same style."""
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(style)
        return self._formats[key]

    @cached_property
    def _formats(self) -> dict[tuple[tuple[str, Any], ...], CellFormat]:
        return {}


@dataclass(frozen=True)
class _TableSheet:
    """The sheet of one table, as it is printed: caption, unit, head, body, notes."""

    composer: _Composer
    sheet: Worksheet
    name: str
    table: TableBlock

    def write(self) -> None:
        format_ = self.composer.cell_format
        write_text, body = partial(self.composer.write_text, self.sheet), body_rows(self.table)
        write_text(0, 0, title_of(self.table), format_(bold=True, font_size=14))
        if self.table.unit:
            write_text(1, 0, self.table.unit, format_(italic=True))
        self.head()
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        for number, row in enumerate(body, _FIRST_ROW + len(self.table.head)):
            cells = placed_cells(row)
            self.sheet.set_row(number, self.height(cells))
            for column, cell in cells.items():
                self.cell(number, column, cell, _row_style(row))
        below = _FIRST_ROW + len(self.table.head) + len(body) + 1
        for number, note in enumerate(self.table.notes, below):
            write_text(number, 0, f"{note.mark} {plain_text(note.text)}".strip())
        if below + len(self.table.notes) > _MOST_ROWS or len(self.table.columns) > _MOST_COLUMNS:
            message = f"Tabellen på bladet {self.name} är större än ett blad i Excel, och är avkortad."
            self.composer.left_out.append(message)
        self.sheet.freeze_panes(_FIRST_ROW + len(self.table.head), 1)
        self.sheet.repeat_rows(_FIRST_ROW, _FIRST_ROW + len(self.table.head) - 1)

    @cached_property
    def widths(self) -> list[float]:
        """The widths of the columns, in characters."""
        return list(_widths(self.table))

    def height(self, cells: Mapping[int, PrintedCell]) -> float:
        """Return the height of a row in points: not every program fits a row to words that wrap."""
        rooms = {column: sum(self.widths[column : column + cell.columns]) for column, cell in cells.items()}
        return _LINE_HEIGHT * max((_lines(cell_text(cell), rooms[column]) for column, cell in cells.items()), default=1)

    def head(self) -> None:
        lines = [1] * len(self.table.head)
        for head in placed_heads(self.table):
            row, cell = _FIRST_ROW + head.line, head.cell
            text = " ".join(filter(None, (plain_text(cell.text), plain_text(cell.note))))
            room = sum(self.widths[head.column : head.column + cell.columns])
            lines[head.line] = max(lines[head.line], math.ceil(_lines(text, room) / cell.rows))
            self.sheet.set_row(row, _LINE_HEIGHT * lines[head.line])
            in_figures = self.table.columns[head.column].kind == "tal"
            align = "center" if cell.scope == "colgroup" else "right" if in_figures else "left"
            style = self.composer.cell_format(
                bold=True, text_wrap=True, align=align, valign="bottom", bottom=1, bg_color="#F2F2F2"
            )
            if cell.rows * cell.columns > 1:
                last = row + cell.rows - 1, head.column + cell.columns - 1
                text = self.composer.fitting(self.sheet, row, head.column, text)
                self.sheet.merge_range(row, head.column, *last, text, style)
            else:
                self.composer.write_text(self.sheet, row, head.column, text, style)

    def cell(self, row: int, column: int, cell: PrintedCell, style: Mapping[str, Any]) -> None:
        figure = figure_in(cell)
        listed = self.composer.listed.get(figure.figure) if figure else None
        if figure is not None and listed is not None and listed.value is not None:
            marks = "".join(run.text for run in cell.text if isinstance(run, NoteMark))
            shown = {**style, "valign": "top", "num_format": number_format(figure.text, Decimal(figure.value), marks)}
            self.composer.write_figure(self.sheet, CellAddress(self.name, row, column), listed, shown)
            return
        text = cell_text(cell)
        align = {"align": "right", "valign": "top"} if cell.kind == "tal" else {"text_wrap": True, "valign": "top"}
        format_ = self.composer.cell_format(**style, **align)
        if cell.columns > 1:
            text = self.composer.fitting(self.sheet, row, column, text)
            self.sheet.merge_range(row, column, row, column + cell.columns - 1, text, format_)
        elif text or style:
            self.composer.write_text(self.sheet, row, column, text, format_)


def title_of(table: TableBlock) -> str:
    """Return the caption of a table, or the first cell of its head."""
    return plain_text(table.caption) or plain_text(table.head[0][0].text)


def table_cells(table: TableBlock) -> Iterator[tuple[int, int, PrintedCell]]:
    """Yield the body's cells with their row and column on the sheet."""
    for number, row in enumerate(body_rows(table), _FIRST_ROW + len(table.head)):
        for column, cell in placed_cells(row).items():
            yield number, column, cell


def figure_in(cell: PrintedCell) -> PrintedFigure | None:
    """Return the figure that a cell is; None for words, and for figures among words."""
    first = cell.text[0] if cell.kind == "tal" and cell.text else None
    return first if isinstance(first, PrintedFigure) else None


def cell_text(cell: PrintedCell) -> str:
    """Return the words of a cell, the parts of a list a line each."""
    return "\n".join(part_words(part) for part in cell.parts) if cell.parts else plain_text(cell.text)


def formula_text(parts: Sequence[FormulaPart], addresses: Mapping[str, CellAddress], sheet: str) -> str:
    """Return a formula seen from a sheet: a plain sum of cells in a column or a row as SUM.

    A cell with a sign instead of a figure counts as zero: N makes it so.
    """
    terms = [part for part in parts if isinstance(part, FigureTerm)]
    if len(terms) > 2 and all(isinstance(part, FigureTerm) or part == "+" for part in parts):  # noqa: PLR2004
        cells = [addresses[term.figure] for term in terms]
        if _in_a_run(cells):
            return f"SUM({cells[0].seen_from(sheet)}:{cells[-1].cell})"
    return "".join(_part_text(part, addresses, sheet) for part in parts)


def _part_text(part: FormulaPart, addresses: Mapping[str, CellAddress], sheet: str) -> str:
    if isinstance(part, str):
        return part
    cell = addresses[part.figure].seen_from(sheet)
    return f"N({cell})" if part.blank else cell


def _is_too_long(formula: str) -> bool:
    """Whether Excel refuses a formula, and with it the workbook: by its characters, or by the cells that it names."""
    longest = _units(formula) if len(formula) > _MOST_TERMS else 0
    return longest > _LONGEST_FORMULA or (longest > 0 and len(_CELL.findall(formula)) > _MOST_TERMS)


def _in_a_run(cells: Sequence[CellAddress]) -> bool:
    first, steps = cells[0], range(len(cells))
    down = [CellAddress(first.sheet, first.row + step, first.column) for step in steps]
    across = [CellAddress(first.sheet, first.row, first.column + step) for step in steps]
    return list(cells) in (down, across)


def _row_style(row: BodyRow) -> dict[str, Any]:
    if row.kind in _SUMS:
        return {"bold": True, **_BORDER}
    if row.kind == "mellanrubrik":
        return {"bold": True} if row.level < _LIGHT else {"italic": True}
    return {"italic": True} if row.kind == "varav" else {}


def _widths(table: TableBlock) -> Iterator[float]:
    longest = [0] * len(table.columns)
    for head in placed_heads(table):
        if head.cell.columns == 1:
            words = plain_text(head.cell.text).split()
            longest[head.column] = max([longest[head.column], *map(len, words)])
    for _, column, cell in table_cells(table):
        if cell.columns == 1:
            lines = cell_text(cell).split("\n")
            longest[column] = max([longest[column], *map(len, lines)])
    for column, length in enumerate(longest):
        yield min(_WIDEST if column else _WIDEST_LABEL, max(_NARROWEST, length + 2))


def _lines(text: str, room: float) -> int:
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def sheet_name(title: str, taken: Container[str]) -> str:
    """Return a name for a sheet, none of `taken`, which are in lower case, and none that Excel refuses."""
    plain = _FORBIDDEN.sub(" ", title).strip("' ") or "Tabell"
    name, number = _cut(plain, _LONGEST_NAME).strip("' "), 2
    while name.casefold() in taken or name.casefold() == _RESERVED_NAME:
        ending = f" ({number})"
        name = _cut(plain, _LONGEST_NAME - len(ending)).strip("' ") + ending
        number += 1
    return name


def page_head(board: str, title: str) -> str:
    """Return the head of printed pages, cut where it is longer than Excel takes."""
    left = f"&L{_plain(board, _LONGEST_HEAD // 2)}&R"
    return left + _plain(title, _LONGEST_HEAD - _units(left))


def _plain(text: str, room: int) -> str:
    # In a page head of a workbook an ampersand begins a code.
    whole = text.replace("&", "&&")
    if _units(whole) <= room:
        return whole
    kept = _cut(text, room - 1)
    while _units(kept) + kept.count("&") >= room:
        kept = kept[:-1]
    return kept.rstrip().replace("&", "&&") + "…"


def _units(text: str) -> int:
    """The length of a text as Excel counts: characters beyond the first 65 536 are two."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
