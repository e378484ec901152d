"""All sheets of a workbook, or a CSV file, as rows of texts, with the formulas and the faults of their cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.content import Grid, Text
from generator.problems import Problem, Rejected, Where, refuse
from generator.project.csv_reader import csv_rows
from generator.project.data_grid import Area, Heads, Row, data_grid
from generator.project.sheets import WHOLE, Workbook, unreadable
from generator.project.workbook import (
    WORKBOOK_STARTS,
    cell_faults,
    cell_text,
    hidden_lines,
    letters_of,
    merged_texts,
    opened,
    read_page,
    repeated,
    sheet_rows,
    unsigned,
)

# Stands for a cell whose value cannot be read.
UNREAD = "??"
_TEXT_FILES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet: its rows without blank ones, all of one length, and its formulas by the names of cells, as B7.

    `comments` are what is said beside cells, by place; `has_formulas` is whether its kind of file tells any. `unread`
    are the faults of cells, whose text is `UNREAD`; `notices` are hidden rows and the like. A CSV file is a page
    without a name.
    """

    name: str
    rows: Sequence[Row]
    merged: Sequence[tuple[Area, Text]] = ()
    formulas: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    has_formulas: bool = True

    def grid(self, rows: Sequence[Row], double_head: int = 0) -> Grid:
        """Return some of its rows as a grid; `double_head` is the number of the first of two rows of headings."""
        heads = Heads(Text(str(double_head)), Text("2")) if double_head else Heads()
        return data_grid(rows, heads, rows[0].cells[0].where, self.merged)


@dataclass(frozen=True, slots=True)
class SheetPages:
    """The pages of a file; `hidden` are the names of sheets that nobody sees, `refused` why others are not read."""

    pages: tuple[SheetPage, ...]
    hidden: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()


def read_pages(data: bytes, file: str, names: Collection[str] = ()) -> SheetPages:
    """Read the sheets with these names, else all that are visible. Raises Rejected: T014, where there is no such sheet.

    What is wrong with one sheet is among the refused.
    """
    if not data.startswith(WORKBOOK_STARTS):
        if not file.lower().endswith(_TEXT_FILES):
            raise unreadable(file, "inget Excelformat")
        return SheetPages((SheetPage("", csv_rows(data, file)),))
    pages: list[SheetPage] = []
    refused: list[Problem] = []
    with opened(data, file) as book:
        for name in _chosen(book, file, names):
            try:
                pages.append(_page(book, file, name))
            except Rejected as rejected:
                refused += [replace(each, where=Where(file, cell=f"{name}!A1")) for each in rejected.problems]
    hidden = () if names else tuple(name for name, visible in book.visible.items() if not visible)
    return SheetPages(tuple(page for page in pages if page.rows), hidden, tuple(refused))


def _chosen(book: Workbook, file: str, names: Collection[str]) -> Sequence[str]:
    for name in names:
        if name not in book.visible:
            hint = f"Bladen heter: {', '.join(book.visible)}."
            message = f"Arbetsboken har inget blad ”{name}”."
            raise Rejected([Problem("T014", Where(file), message, "ett av bladen", name, hint)])
    return [name for name, visible in book.visible.items() if (name in names if names else visible)]


def _page(book: Workbook, file: str, name: str) -> SheetPage:
    page = read_page(file, name, book.read(name, WHOLE), WHOLE)
    refuse(repeated(page))
    faults = {place: tuple(cell_faults(cell, page.where(*place))) for place, cell in page.sheet.cells.items()}
    texts = {
        place: Text(UNREAD, page.where(*place)) if faults[place] else cell_text(page.where(*place), cell)
        for place, cell in page.sheet.cells.items()
    }
    rows = [row for row in sheet_rows(page, texts) if any(row.cells)]
    formulas = {f"{letters_of(column)}{row}": text for (row, column), text in book.formulas(name).items()}
    unread = tuple(problem for problems in faults.values() for problem in problems)
    comments = {page.where(*place).cell: " ".join(text.split()) for place, text in book.comments(name).items()}
    notices = (*unsigned(page), *hidden_lines(page))
    merged = merged_texts(page, texts)
    return SheetPage(name, rows, merged, formulas, unread, notices, comments, book.has_formulas)
