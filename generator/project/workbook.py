"""The cells of a workbook as texts, each with its place, written as a controller would write them in YAML."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from generator.content import CellText, Grid, Text
from generator.problems import Problem, Rejected, Severity, Where
from generator.project.data_grid import Area, Heads, Row, data_grid
from generator.project.number_format import Seen, is_guessed_day, seen_day, seen_number
from generator.project.ods_sheets import ods_workbook
from generator.project.plain_text import composed, hidden
from generator.project.sheets import (
    LAST_COLUMN,
    LAST_ROW,
    MOST_CELLS,
    WHOLE,
    DataSheet,
    SheetCell,
    Workbook,
    refused,
    too_large,
    unreadable,
)
from generator.project.xls_sheets import xls_workbook
from generator.project.xlsx_sheets import xlsx_workbook

# Excel calculates with and shows 15 significant digits; what a file holds beyond them is the noise of binary fractions.
_DIGITS = 15
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\Z")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
# How the archive of a workbook begins, and a workbook before 2007.
WORKBOOK_STARTS = (b"PK\x03\x04", _OLD_EXCEL)
# The stream that an encrypted workbook of any kind has, in the names of an OLE file.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LETTERS = 26
_OPENERS: Mapping[str, Callable[[bytes, str], Workbook]] = {
    ".xlsx": xlsx_workbook,
    ".xlsm": xlsx_workbook,
    ".xls": xls_workbook,
    ".ods": ods_workbook,
}
WORKBOOKS = frozenset(_OPENERS)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet that is read: the file, its name and the area that its table is in."""

    file: str
    name: str
    sheet: DataSheet
    area: Area

    def where(self, row: int, column: int) -> Where:
        """Return the place of a cell."""
        return Where(self.file, cell=f"{self.name}!{letters_of(column)}{row}")


def read_workbook(
    data: bytes, file: str, sheet: str | None = None, cells: str | None = None, heads: Heads | None = None
) -> Grid:
    """Read a sheet of a workbook, or a range of it (`A1:D20`), without its blank rows.

    Without `sheet` only one visible sheet may have content. Formulas give the value that was saved, numbers have the
    power of ten and the unit that their formats show, hidden lines give a notice. Raises Rejected with all faults.
    """
    area = _range(cells, file) if cells else WHOLE
    if cells and (area.bottom - area.top + 1) * (area.right - area.left + 1) > MOST_CELLS:
        raise too_large(_place(cells, file), cells)
    with opened(data, file) as book:
        name, read = _sheet(book, sheet, file, area)
    page = read_page(file, name, read, area)
    texts = {place: cell_text(page.where(*place), cell) for place, cell in page.sheet.cells.items()}
    faults = (cell_faults(cell, page.where(*place)) for place, cell in page.sheet.cells.items())
    problems = [*repeated(page), *chain.from_iterable(faults)]
    if problems:
        raise Rejected(problems)
    if not any(texts.values()):
        message, hint = "Det finns inga ifyllda celler att läsa.", "Ange rätt blad och cellområde."
        raise refused(page.where(page.area.top, page.area.left), message, "en tabell", "tomma celler", hint)
    start, merged = page.where(page.area.top, page.area.left), merged_texts(page, texts)
    grid = data_grid(list(sheet_rows(page, texts)), heads or Heads(), start, merged)
    return replace(grid, notices=(*grid.notices, *unsigned(page), *hidden_lines(page)))


@contextmanager
def opened(data: bytes, file: str) -> Iterator[Workbook]:
    """Open a workbook for as long as it is read: what a library raises meanwhile refuses it (T014)."""
    opener = _OPENERS.get(file[file.rfind(".") :].lower(), xlsx_workbook)
    try:
        with warnings.catch_warnings():
            # About parts that the library leaves out, and that hold no value of a table: drawings, extensions.
            warnings.simplefilter("ignore")
            yield opener(data, file)
    except Rejected:
        raise
    except Exception as error:
        # The libraries raise whatever a fault of the file happens to cause first.
        old = data.startswith(_OLD_EXCEL) and opener is not xls_workbook
        found = "äldre Excelformat eller lösenord" if old else "inget Excelformat"
        raise unreadable(file, "lösenord" if _ENCRYPTED in data else found) from error


def read_page(file: str, name: str, read: DataSheet, area: Area) -> ReadSheet:
    """Return a sheet with the area that its table is in: all that is used, where it is not said. Raises Rejected."""
    used = [place for place, cell in read.cells.items() if cell.value is not None or cell.formula]
    rows, columns = [row for row, _ in used] or [area.top], [column for _, column in used] or [area.left]
    bounds = Area(min(rows), max(rows), min(columns), max(columns)) if area is WHOLE else area
    if (bounds.bottom - bounds.top + 1) * (bounds.right - bounds.left + 1) > MOST_CELLS:
        raise too_large(Where(file), "hela bladet")
    return ReadSheet(file, name, read, bounds)


def _sheet(book: Workbook, name: str | None, file: str, area: Area) -> tuple[str, DataSheet]:
    if name is not None:
        if name in book.visible:
            return str(name), book.read(name, area)
        names = ", ".join(book.visible) or "inga"
        message = f"Arbetsboken har inget blad ”{name}”."
        raise refused(_place(name, file), message, "ett av bladen", name, f"Bladen heter: {names}.")
    visible = [title for title, seen in book.visible.items() if seen]
    sheets = {title: book.read(title, area) for title in visible}
    used = [title for title, sheet in sheets.items() if sheet.cells] or visible
    if len(used) == 1:
        return used[0], sheets[used[0]]
    names = ", ".join(used)
    hint = f"Skriv ”blad:” med ett av namnen: {names}." if used else "Lägg tabellen på ett synligt blad."
    message = "Det är oklart vilket blad som ska läsas."
    raise refused(Where(file), message, "ett blad", names or "inga synliga blad", hint)


def _range(cells: str, file: str) -> Area:
    match = _RANGE.match(cells.replace("$", "").upper())
    left, right = sorted(map(_number_of, match.group(1, 3))) if match else (0, 0)
    top, bottom = sorted(map(int, match.group(2, 4))) if match else (0, 0)
    if not (top >= 1 and bottom <= LAST_ROW and right <= LAST_COLUMN):
        message, hint = "Cellområdet går inte att läsa.", "Skriv till exempel A3:F12."
        raise refused(_place(cells, file), message, "två hörn med kolon emellan", cells, hint)
    return Area(top, bottom, left, right)


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def letters_of(column: int) -> str:
    """Return the letters of a column."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def _place(text: str | None, file: str) -> Where:
    return text.where if isinstance(text, Text) else Where(file)


def merged_texts(page: ReadSheet, texts: Mapping[tuple[int, int], Text]) -> list[tuple[Area, Text]]:
    """Return the merged areas with their texts, columns counted from the first of the sheet's area."""
    return [
        (area._replace(left=area.left - page.area.left, right=area.right - page.area.left), texts[area.top, area.left])
        for area in page.sheet.merged
    ]


def sheet_rows(page: ReadSheet, texts: Mapping[tuple[int, int], Text]) -> Iterator[Row]:
    """Yield all rows of the area, blank ones too."""
    for row in range(page.area.top, page.area.bottom + 1):
        columns = range(page.area.left, page.area.right + 1)
        yield Row(row, tuple(texts.get((row, column)) or Text("", page.where(row, column)) for column in columns))


# --- cells ---------------------------------------------------------------------------------------------------------


def cell_text(where: Where, cell: SheetCell) -> Text:
    """Return a cell as it would be written in YAML."""
    value = cell.value
    if isinstance(value, bool):
        return Text("ja" if value else "nej", where)
    if isinstance(value, int | float):
        seen = _seen(value, cell)
        if not seen.digits and (value or seen.text):
            return CellText("0" if not value else seen.text, where, shown=seen.text)
        return CellText(_number(seen), where, shown=seen.text, power=seen.power)
    if isinstance(value, dt.date | dt.time):
        written = seen_day(value, "")
        return CellText(written, where, shown=seen_day(value, cell.code), guessed=is_guessed_day(cell.code))
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return Text(f"{minutes // 60}:{minutes % 60:02}", where)
    return Text(composed(str(value).replace("\r\n", "\n").strip()) if value is not None else "", where)


def _seen(value: float, cell: SheetCell) -> Seen:
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS}g}")
    return seen_number(exact, cell.code)


def _number(seen: Seen) -> str:
    text = f"{seen.exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") + (f" {seen.unit}" if seen.unit else "")


def repeated(page: ReadSheet) -> Iterator[Problem]:
    """Yield the places that hold two cells."""
    yield from (_repeated(page.where(*place)) for place in page.sheet.repeated)


def _repeated(where: Where) -> Problem:
    message = "Arbetsbokens fil har två celler, eller två rader, på samma plats."
    hint = "Öppna filen i Excel, se vilket värde som gäller och spara den igen."
    return Problem("T014", where, message, "en cell på varje plats", "två", hint)


def cell_faults(cell: SheetCell, where: Where) -> Iterator[Problem]:
    """Yield why a cell has no value that can be read."""
    if cell.formula:
        message = "Cellen har en formel men inget sparat värde."
        hint = "Öppna filen i Excel, låt den räkna om och spara den; eller skriv värdet i stället för formeln."
        yield Problem("T015", where, message, "en formel med det värde som Excel räknat ut", cell.formula, hint)
    if cell.error:
        hint = "Rätta formeln i Excel, eller skriv värdet i stället för den."
        yield Problem("T014", where, "Cellen visar ett felvärde.", "ett värde", str(cell.value), hint)
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    if number and cell.value and not (seen := _seen(cell.value, cell)).digits and not seen.text:  # type: ignore[arg-type]
        hint = "Ge cellen ett talformat som visar talet, eller ta bort det."
        yield Problem("T020", where, "Cellen ser tom ut, men innehåller ett tal.", "en tom cell", str(cell.value), hint)
    for problem in hidden(str(cell.value), where.file):
        yield replace(problem, where=where)


# --- what is not seen ----------------------------------------------------------------------------------------------


def unsigned(page: ReadSheet) -> Iterator[Problem]:
    """Yield the notice of numbers below zero that look like others."""
    numbers = (
        (place, cell)
        for place, cell in page.sheet.cells.items()
        if isinstance(cell.value, int | float) and cell.value < 0 and _seen(cell.value, cell).unsigned
    )
    places = [(page.where(*place), _seen(cell.value, cell)) for place, cell in numbers]  # type: ignore[arg-type]
    if places:
        where, seen = places[0]
        listed = ", ".join(_cell_name(each) for each, _ in places)
        message = f"Talformatet visar negativa tal utan minus: {listed}."
        hint = "Talen läses med minus. Ge cellerna ett talformat som visar det, eller ta bort minus om de är positiva."
        yield Problem("T020", where, message, seen.text, _number(seen), hint, Severity.WARNING)


def _cell_name(where: Where) -> str:
    return where.cell.rpartition("!")[2]


def hidden_lines(page: ReadSheet) -> Iterator[Problem]:
    """Yield the notices of hidden rows and columns."""
    top, bottom, left, right = page.area
    rows = [str(row) for row in sorted(page.sheet.hidden_rows) if top <= row <= bottom]
    ranges = [range(max(first, left), min(last, right) + 1) for first, last in page.sheet.hidden_columns]
    columns = [letters_of(number) for number in range(left, right + 1) if any(number in each for each in ranges)]
    yield from _hidden_line(page, rows, "rader")
    yield from _hidden_line(page, columns, "kolumner")


def _hidden_line(page: ReadSheet, names: Sequence[str], what: str) -> Iterator[Problem]:
    if names:
        where = Where(page.file, cell=f"{page.name}!{names[0]}")
        message = f"Bladet har dolda {what} som läses ändå: {', '.join(names)}."
        hint = "Ta bort dem, eller ange ett cellområde utan dem. Har tabellen ett filter döljer det rader."
        yield Problem("T014", where, message, hint=hint, severity=Severity.NOTICE)
