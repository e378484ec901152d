"""Tables from spreadsheets: bytes of a CSV file or an Excel workbook in → cells as texts, each with its place.

What a cell says is written as a controller would write it in YAML: numbers with a decimal comma, per cent with its
sign, dates by ISO 8601. Types come later, from the table's columns.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from generator.plain_text import composed, decode, hidden
from generator.problems import Problem, Rejected, Severity, Where
from generator.source import Grid, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_DELIMITERS = {";": "semikolon", "\t": "tabb", ",": "komma"}
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')

# A report's table is a few hundred cells; a workbook that unpacks to more than this is none that Excel made for one.
_MOST_CELLS = 100_000
_MOST_BYTES = 200_000_000
_MOST_TIMES = 400
# Excel calculates with and shows 15 significant digits; what a file holds beyond them is the noise of binary fractions.
_DIGITS = 15
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\Z")
_DOCTYPE = b"<!DOCTYPE"
_FORMULA = re.compile(rb"<f[ >/]")
_IN_QUOTES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class _Bounds(NamedTuple):
    """First and last row, first and last column of a range, from 1."""

    top: int
    bottom: int
    left: int
    right: int


def read_csv(data: bytes, file: str) -> Grid:
    """Bytes of a CSV file and its name go in; its cells come out, blank lines left out.

    Cells are set apart by semicolon, tab or comma: the first of them that the heading row has; quoted as in RFC 4180.
    Raises Rejected with all that is wrong.
    """
    text, problems = decode(data, file)
    if text is None or problems:
        raise Rejected(problems)
    problems = hidden(text, file)
    if problems:
        raise Rejected(problems)
    first_line = 1
    if match := _SEPARATOR_LINE.match(text):
        text, first_line = text[match.end() :], 2
    delimiter = match[1] if match else _delimiter(text)
    rows = tuple(_csv_rows(text, delimiter, Where(file, first_line, 1)))
    if not rows:
        raise Rejected([Problem("T003", Where(file), "Filen är tom.", hint="Fyll i den eller ta bort ”data:”.")])
    ragged = tuple(_ragged(rows, delimiter))
    if ragged:
        raise Rejected(ragged)
    return Grid(rows, Where(file, first_line, 1))


def read_xlsx(data: bytes, file: str, sheet: str | None = None, cells: str | None = None) -> Grid:
    """Bytes of a workbook, its name, a sheet and a range (`A1:D20`) go in; the cells come out, blank rows left out.

    Without `sheet` the workbook has one visible sheet that says anything; without `cells` all that is used is read.
    Formulas give the value that Excel saved with them. A merged cell has its value in the top left one. Hidden rows and
    columns are read, with a notice. Raises Rejected with all that is wrong.
    """
    workbook = _open(data, file, values=True)
    page = _sheet(workbook, sheet, file)
    bounds = _bounds(page, cells, file)
    formulas = _open(data, file, values=False)[page.title] if _has_formulas(data) else None
    problems: list[Problem] = []
    rows = []
    for line in page.iter_rows(*bounds):
        row = tuple(_read_cell(cell, formulas, file, problems) for cell in line)
        if any(row):
            rows.append(row)
    where = Where(file, cell=f"{page.title}!{page.cell(bounds.top, bounds.left).coordinate}")
    if problems:
        raise Rejected(problems)
    if not rows:
        raise _refused(
            where,
            "Det finns inga ifyllda celler att läsa.",
            "en tabell",
            "tomma celler",
            "Ange rätt blad och cellområde.",
        )
    return Grid(tuple(rows), where, tuple(_hidden_lines(page, bounds, file)))


# CSV


def _delimiter(text: str) -> str:
    """The delimiter that the heading row has outside of quotation marks."""
    heading = _QUOTED.sub("", text.lstrip("\n")).split("\n", 1)[0]
    return next((delimiter for delimiter in _DELIMITERS if delimiter in heading), ";")


def _csv_rows(text: str, delimiter: str, start: Where) -> Iterator[tuple[Text, ...]]:
    """The rows of the text that say anything."""
    plain = re.compile(rf"[^{re.escape(delimiter)}\n]*")
    position, line, line_start = 0, start.line, 0
    while position < len(text):
        row: list[Text] = []
        while True:
            where = Where(start.file, line, position - line_start + 1)
            quoted = text.startswith('"', position)
            match = (_QUOTED if quoted else plain).match(text, position)
            if match is None:
                raise _unclosed(where, text[position:])
            cell = match[1].replace('""', '"') if quoted else match[0]
            row.append(Text(composed(cell.strip()), where, "double" if quoted else "plain"))
            breaks = match[0].count("\n")
            if breaks:
                line, line_start = line + breaks, text.rfind("\n", 0, match.end()) + 1
            position = match.end()
            ending = text[position : position + 1]
            if ending not in (delimiter, "\n", ""):
                raise _after_quote(Where(start.file, line, position - line_start + 1), text[position:])
            position += 1
            if ending != delimiter:
                break
        line, line_start = line + 1, position
        if any(row):
            yield tuple(row)


def _ragged(rows: Sequence[tuple[Text, ...]], delimiter: str) -> Iterator[Problem]:
    width = len(rows[0])
    hint = "Fyll på eller ta bort celler, så att alla rader har lika många som rubrikraden."
    if delimiter == ",":
        hint = "Decimalkomman delar cellerna: spara filen med semikolon mellan cellerna (”CSV” på en svensk dator)."
    for row in rows[1:]:
        if len(row) != width:
            yield Problem(
                "T013",
                row[0].where,
                f"Raden har {len(row)} celler och rubrikraden {width}.",
                expected=f"{width} celler med {_DELIMITERS.get(delimiter, delimiter)} emellan",
                found=delimiter.join(row),
                hint=hint,
            )


def _unclosed(where: Where, rest: str) -> Rejected:
    return _refused_csv(
        where, "Citattecknet stängs aldrig.", rest, "Sätt ett citattecken sist i cellen, eller ta bort det första."
    )


def _after_quote(where: Where, rest: str) -> Rejected:
    return _refused_csv(
        where,
        "Efter cellens sista citattecken står mer text.",
        rest,
        'Skriv citattecken inne i en cell två gånger (""), eller ta bort dem.',
    )


def _refused_csv(where: Where, message: str, rest: str, hint: str) -> Rejected:
    return Rejected([Problem("T013", where, message, found=rest.split("\n", 1)[0], hint=hint)])


# Excel


def _open(data: bytes, file: str, *, values: bool) -> Workbook:
    """The workbook; with the values that Excel saved, or with its formulas."""
    # Loaded here: it costs a tenth of a second, and most reports have no workbook.
    from openpyxl import load_workbook

    _refuse_archive(data, file)
    try:
        return load_workbook(io.BytesIO(data), data_only=values)
    except Exception as error:
        # The library lets any fault of the file through as whatever it meets first.
        raise _not_excel(file, f"{type(error).__name__}") from error


def _refuse_archive(data: bytes, file: str) -> None:
    """Refuse what is no archive, what unpacks to more than any table, and what declares entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > _MOST_BYTES or size > max(len(data), 1) * _MOST_TIMES:
                raise _not_excel(file, f"packas upp till {size // 1_000_000} megabyte")
            for entry in archive.infolist():
                if entry.filename.endswith(".xml") and _DOCTYPE in archive.open(entry).read(1000):
                    raise _not_excel(file, "egna XML-deklarationer")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        old = data.startswith(b"\xd0\xcf\x11\xe0")
        raise _not_excel(file, "äldre Excelformat eller lösenord" if old else "inget Excelformat") from error


def _not_excel(file: str, found: str) -> Rejected:
    hint = "Öppna filen i Excel och spara den som ”Excel-arbetsbok (.xlsx)” utan lösenord."
    return _refused(Where(file), "Arbetsboken går inte att läsa.", "en Excel-arbetsbok (.xlsx)", found, hint)


def _refused(where: Where, message: str, expected: str, found: str, hint: str) -> Rejected:
    return Rejected([Problem("T014", where, message, expected, found, hint)])


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(
            _FORMULA.search(archive.read(entry))
            for entry in archive.infolist()
            if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        )


def _sheet(workbook: Workbook, name: str | None, file: str) -> Worksheet:
    """The sheet of that name, or the only visible one that says anything."""
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    if name is not None:
        if name in sheets:
            return sheets[name]
        known = ", ".join(sheets) or "inga"
        raise _refused(
            _place(name, file),
            f"Arbetsboken har inget blad ”{name}”.",
            "ett av bladen",
            name,
            f"Bladen heter: {known}.",
        )
    visible = [sheet for sheet in sheets.values() if sheet.sheet_state == "visible"]
    used = [sheet for sheet in visible if _used(sheet)] or visible
    if len(used) == 1:
        return used[0]
    names = ", ".join(sheet.title for sheet in used)
    hint = f"Skriv ”blad:” med ett av namnen: {names}." if used else "Lägg tabellen på ett synligt blad."
    raise _refused(
        Where(file), "Det är oklart vilket blad som ska läsas.", "ett blad", names or "inga synliga blad", hint
    )


def _used(page: Worksheet) -> list[Cell]:
    """The cells that say anything; the public way to them makes every cell between the outermost two."""
    from openpyxl.cell.cell import Cell

    return [cell for cell in page._cells.values() if isinstance(cell, Cell) and cell.value is not None]  # noqa: SLF001


def _bounds(page: Worksheet, cells: str | None, file: str) -> _Bounds:
    """The range, or all that is used."""
    used = _used(page)
    if cells:
        bounds = _range(cells, file)
    elif used:
        rows, columns = [cell.row for cell in used], [cell.column for cell in used]
        bounds = _Bounds(min(rows), max(rows), min(columns), max(columns))
    else:
        bounds = _Bounds(1, 1, 1, 1)
    if (bounds.bottom - bounds.top + 1) * (bounds.right - bounds.left + 1) > _MOST_CELLS:
        expected, hint = f"högst {_MOST_CELLS} celler", "Ange ett ”cellområde:” med bara tabellen."
        message = "Området är större än någon tabell i en rapport."
        raise _refused(_place(cells, file), message, expected, cells or "hela bladet", hint)
    return bounds


def _range(cells: str, file: str) -> _Bounds:
    match = _RANGE.match(cells.replace("$", "").upper())
    if match is None:
        hint = "Skriv till exempel A3:F12."
        raise _refused(_place(cells, file), "Cellområdet går inte att läsa.", "två hörn med kolon emellan", cells, hint)
    left, right = sorted((_column(match[1]), _column(match[3])))
    top, bottom = sorted((int(match[2]), int(match[4])))
    return _Bounds(top, bottom, left, right)


def _column(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _place(text: str | None, file: str) -> Where:
    """Where the content says it, if it does; otherwise the file."""
    return text.where if isinstance(text, Text) else Where(file)


def _read_cell(cell: Cell | MergedCell, formulas: Worksheet | None, file: str, problems: list[Problem]) -> Text:
    where = Where(file, cell=f"{cell.parent.title}!{cell.coordinate}")
    value: object = cell.value
    # A formula that gives an empty text has a saved value, and says so by its type.
    if value is None and cell.data_type == "n" and formulas is not None and formulas[cell.coordinate].data_type == "f":
        formula = formulas[cell.coordinate].value
        problems.append(
            Problem(
                "T015",
                where,
                "Cellen har en formel men inget sparat värde.",
                expected="en formel med det värde som Excel räknat ut",
                found=str(getattr(formula, "text", formula)),
                hint="Öppna filen i Excel, låt den räkna om och spara den; eller skriv värdet i stället för formeln.",
            )
        )
    if cell.data_type == "e":
        hint = "Rätta formeln i Excel, eller skriv värdet i stället för den."
        problems.append(Problem("T014", where, "Cellen visar ett felvärde.", "ett värde", str(value), hint))
    text = composed(_written(value, cell.number_format))
    problems.extend(
        Problem(found.code, where, found.message, found.expected, found.found, found.hint)
        for found in hidden(text, file)
    )
    return Text(text, where)


def _written(value: object, number_format: str) -> str:
    """A cell's value as a controller would write it."""
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
    columns = [
        letter for letter in map(get_column_letter, range(left, right + 1)) if page.column_dimensions[letter].hidden
    ]
    for names, what in ((rows, "rader"), (columns, "kolumner")):
        if names:
            yield Problem(
                "T014",
                Where(file, cell=f"{page.title}!{names[0]}"),
                f"Bladet har dolda {what} som läses ändå: {', '.join(names)}.",
                hint="Ta bort dem, eller ange ett cellområde utan dem.",
                severity=Severity.NOTICE,
            )
