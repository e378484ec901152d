"""The cells of an Excel workbook as texts, each with its place, written as a controller would write them in YAML."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from generator.content import Grid, Text
from generator.problems import Problem, Rejected, Severity, Where
from generator.project.plain_text import composed, hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# A report's table is a few hundred cells; a workbook that unpacks to more than this was not made for one.
_MOST_CELLS = 100_000
_MOST_BYTES = 200_000_000
_MOST_TIMES = 400
# Excel calculates with and shows 15 significant digits; what a file holds beyond them is the noise of binary fractions.
_DIGITS = 15
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\Z")
_DOCTYPE, _FIRST = b"<!DOCTYPE", 1000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_FORMULA = re.compile(rb"<f[ >/]")
_IN_QUOTES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class _Bounds(NamedTuple):
    top: int
    bottom: int
    left: int
    right: int


def read_xlsx(data: bytes, file: str, sheet: str | None = None, cells: str | None = None) -> Grid:
    """Read a sheet of a workbook, or a range of it (`A1:D20`), without its blank rows.

    Without `sheet` only one visible sheet may have content. Formulas give the value that Excel saved, merged cells have
    theirs in the top left one, hidden lines give a notice. Raises Rejected with all that is wrong.
    """
    values, formulas = _open(data, file)
    written = _sheet(formulas, sheet, file)
    bounds = _bounds(written, cells, file)
    page = values[written.title]
    problems: list[Problem] = []
    rows = []
    for line in page.iter_rows(*bounds):
        row = [Text(composed(_written(cell.value, cell.number_format)), _cell_place(cell, file)) for cell in line]
        for cell, text in zip(line, row, strict=True):
            problems += _faults(cell, written[cell.coordinate], text.where)
        if any(row):
            rows.append(tuple(row))
    where = _cell_place(page.cell(bounds.top, bounds.left), file)
    if problems:
        raise Rejected(problems)
    if not rows:
        message, hint = "Det finns inga ifyllda celler att läsa.", "Ange rätt blad och cellområde."
        raise _rejected(where, message, "en tabell", "tomma celler", hint)
    return Grid(tuple(rows), where, tuple(_hidden_lines(page, bounds, file)))


def _open(data: bytes, file: str) -> tuple[Workbook, Workbook]:
    """The workbook with the values that Excel saved, and with its formulas: the same one where it has none."""
    # Loaded here: it costs a tenth of a second, and most reports have no workbook.
    from openpyxl import load_workbook

    try:
        has_formulas = _look_into(data, file)
        with warnings.catch_warnings():
            # About parts that the library leaves out, and that hold no value of a table: drawings, extensions.
            warnings.simplefilter("ignore")
            values = load_workbook(io.BytesIO(data), data_only=True)
            return values, load_workbook(io.BytesIO(data)) if has_formulas else values
    except Rejected:
        raise
    except Exception as error:
        # The libraries raise whatever a fault of the file happens to cause first.
        old = data.startswith(_OLD_EXCEL)
        raise _not_excel(file, "äldre Excelformat eller lösenord" if old else "inget Excelformat") from error


def _look_into(data: bytes, file: str) -> bool:
    """Whether the archive has formulas. Raises Rejected where it unpacks to more than any table, or has entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
        if size > _MOST_BYTES or size > max(len(data), 1) * _MOST_TIMES:
            raise _not_excel(file, f"packas upp till {size // 1_000_000} megabyte")
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist() if entry.filename.endswith(".xml")}
    if any(_DOCTYPE in part[:_FIRST] for part in parts.values()):
        raise _not_excel(file, "egna XML-deklarationer")
    return any(name.startswith("xl/worksheets/") and _FORMULA.search(part) for name, part in parts.items())


def _not_excel(file: str, found: str) -> Rejected:
    hint = "Öppna filen i Excel och spara den som ”Excel-arbetsbok (.xlsx)” utan lösenord."
    return _rejected(Where(file), "Arbetsboken går inte att läsa.", "en Excel-arbetsbok (.xlsx)", found, hint)


def _rejected(where: Where, message: str, expected: str, found: str, hint: str) -> Rejected:
    return Rejected([Problem("T014", where, message, expected, found, hint)])


def _sheet(workbook: Workbook, name: str | None, file: str) -> Worksheet:
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    if name is not None:
        if name in sheets:
            return sheets[name]
        names = ", ".join(sheets) or "inga"
        message = f"Arbetsboken har inget blad ”{name}”."
        raise _rejected(_place(name, file), message, "ett av bladen", name, f"Bladen heter: {names}.")
    visible = [sheet for sheet in sheets.values() if sheet.sheet_state == "visible"]
    used = [sheet for sheet in visible if _used(sheet)] or visible
    if len(used) == 1:
        return used[0]
    names = ", ".join(sheet.title for sheet in used)
    hint = f"Skriv ”blad:” med ett av namnen: {names}." if used else "Lägg tabellen på ett synligt blad."
    message = "Det är oklart vilket blad som ska läsas."
    raise _rejected(Where(file), message, "ett blad", names or "inga synliga blad", hint)


def _used(page: Worksheet) -> list[Cell]:
    """The public way to the cells creates every one between the outermost two."""
    from openpyxl.cell.cell import Cell

    return [cell for cell in page._cells.values() if isinstance(cell, Cell) and cell.value is not None]  # noqa: SLF001


def _bounds(page: Worksheet, cells: str | None, file: str) -> _Bounds:
    if cells:
        bounds = _range(cells, file)
    else:
        used = _used(page)
        rows, columns = [cell.row for cell in used] or [1], [cell.column for cell in used] or [1]
        bounds = _Bounds(min(rows), max(rows), min(columns), max(columns))
    if (bounds.bottom - bounds.top + 1) * (bounds.right - bounds.left + 1) > _MOST_CELLS:
        expected, hint = f"högst {_MOST_CELLS} celler", "Ange ett ”cellområde:” med bara tabellen."
        message = "Området är större än någon tabell i en rapport."
        raise _rejected(_place(cells, file), message, expected, cells or "hela bladet", hint)
    return bounds


def _range(cells: str, file: str) -> _Bounds:
    from openpyxl.utils import column_index_from_string

    match = _RANGE.match(cells.replace("$", "").upper())
    if match is None:
        message, hint = "Cellområdet går inte att läsa.", "Skriv till exempel A3:F12."
        raise _rejected(_place(cells, file), message, "två hörn med kolon emellan", cells, hint)
    left, right = sorted(map(column_index_from_string, match.group(1, 3)))
    top, bottom = sorted(map(int, match.group(2, 4)))
    return _Bounds(top, bottom, left, right)


def _cell_place(cell: Cell | MergedCell, file: str) -> Where:
    return Where(file, cell=f"{cell.parent.title}!{cell.coordinate}")


def _place(text: str | None, file: str) -> Where:
    return text.where if isinstance(text, Text) else Where(file)


def _faults(cell: Cell | MergedCell, written: Cell | MergedCell, where: Where) -> Iterator[Problem]:
    # A formula that gives an empty text has a saved value, and its type shows it.
    if cell.value is None and cell.data_type == "n" and written.data_type == "f":
        message = "Cellen har en formel men inget sparat värde."
        found = str(getattr(written.value, "text", written.value))
        hint = "Öppna filen i Excel, låt den räkna om och spara den; eller skriv värdet i stället för formeln."
        yield Problem("T015", where, message, "en formel med det värde som Excel räknat ut", found, hint)
    if cell.data_type == "e":
        hint = "Rätta formeln i Excel, eller skriv värdet i stället för den."
        yield Problem("T014", where, "Cellen visar ett felvärde.", "ett värde", str(cell.value), hint)
    for problem in hidden(_written(cell.value, ""), where.file):
        yield replace(problem, where=where)


def _written(value: object, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        return _number(value, percent="%" in _IN_QUOTES.sub("", number_format or ""))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return str(value).replace("\r\n", "\n").strip()


def _number(value: float, *, percent: bool) -> str:
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS}g}")
    if percent:
        exact *= 100
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") + (" %" if percent else "")


def _hidden_lines(page: Worksheet, bounds: _Bounds, file: str) -> Iterator[Problem]:
    from openpyxl.utils import get_column_letter

    top, bottom, left, right = bounds
    rows = [str(row) for row in range(top, bottom + 1) if page.row_dimensions[row].hidden]
    letters = map(get_column_letter, range(left, right + 1))
    columns = [letter for letter in letters if page.column_dimensions[letter].hidden]
    for names, what in ((rows, "rader"), (columns, "kolumner")):
        if names:
            where = Where(file, cell=f"{page.title}!{names[0]}")
            message = f"Bladet har dolda {what} som läses ändå: {', '.join(names)}."
            hint = "Ta bort dem, eller ange ett cellområde utan dem."
            yield Problem("T014", where, message, hint=hint, severity=Severity.NOTICE)
