"""The cells of a CSV file as texts, each with its line and column; the table's columns give them types later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.content import Grid, Text
from generator.problems import Problem, Rejected, Where
from generator.project.data_grid import Heads, Row, data_grid, grouped
from generator.project.plain_text import composed, decode_data, hidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_CELLS = 1_000_000
_DELIMITERS = {";": "semikolon", "\t": "tabb", ",": "komma"}
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_ESCAPED = re.compile(r"''*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20].", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


class _Tried(NamedTuple):
    grid: Grid
    problems: tuple[Problem, ...]


def read_csv(data: bytes, file: str, heads: Heads | None = None) -> Grid:
    """Read a CSV file (RFC 4180) without its blank lines and columns; raises Rejected with all that is wrong.

    The delimiter is the first of semicolon, tab and comma that makes all rows fit the headings.
    """
    text, delimiters, start = _opened(data, file)
    tried = _first_fitting(text, delimiters, start, heads or Heads())
    if tried.problems:
        raise Rejected(tried.problems)
    if not tried.grid.rows:
        raise Rejected([Problem("T003", Where(file), "Filen är tom.", hint="Fyll i den eller ta bort ”data:”.")])
    return tried.grid


def csv_rows(data: bytes, file: str) -> Sequence[Row]:
    """Read the rows of a CSV file that may hold several tables, all of one length; raises Rejected."""
    text, delimiters, start = _opened(data, file)
    rows = list(_rows(text, delimiters[0], start))
    if delimiters[0] == "," and (problems := tuple(_grouped(rows))):
        raise Rejected(problems)
    return _even(rows, start)


def _opened(data: bytes, file: str) -> tuple[str, Sequence[str], Where]:
    """The text of a file, the delimiters that it may have, and where it begins."""
    text, problems = decode_data(data, file)
    problems = problems or hidden(text or "", file)
    if text is None or problems:
        raise Rejected(problems)
    match = _SEPARATOR_LINE.match(text)
    if match:
        return text[match.end() :], (match[1],), Where(file, 2, 1)
    return text, tuple(sign for sign in _DELIMITERS if sign in text) or (";",), Where(file, 1, 1)


def _first_fitting(text: str, delimiters: Sequence[str], start: Where, heads: Heads) -> _Tried:
    tried: list[_Tried] = []
    for delimiter in delimiters:
        try:
            rows = list(_rows(text, delimiter, start))
            grid = data_grid(_even(rows, start), heads, start)
            problems = (*_ragged(rows, grid, delimiter), *(_grouped(rows) if delimiter == "," else ()))
            tried.append(_Tried(grid, problems))
        except Rejected as rejected:
            tried.append(_Tried(Grid((), start), rejected.problems))
    fitting = [each for each in tried if not each.problems]
    # A delimiter that sets nothing apart fits any rows.
    return next((each for each in fitting if each.grid.rows and len(each.grid.rows[0]) > 1), (fitting or tried)[0])


def _even(rows: Sequence[Row], start: Where) -> list[Row]:
    width = max((len(row.cells) for row in rows), default=0)
    if width * len(rows) > _MOST_CELLS:
        message, hint = "Filen är större än någon tabell i en rapport.", "Spara bara tabellens rader och kolumner."
        found = f"{len(rows)} rader och {width} kolumner"
        raise Rejected([Problem("T013", start, message, f"högst {_MOST_CELLS} celler", found, hint)])
    return [Row(row.number, row.cells + (_after(row),) * (width - len(row.cells))) for row in rows]


def _after(row: Row) -> Text:
    last = row.cells[-1].where
    return Text("", Where(last.file, last.line, last.column + len(row.cells[-1]) + 1))


def _rows(text: str, delimiter: str, start: Where) -> Iterator[Row]:
    plain = re.compile(rf"[^{re.escape(delimiter)}\n]*")
    position, line, line_start = 0, start.line, 0
    while position < len(text):
        row: list[Text] = []
        while True:
            where = Where(start.file, line, position - line_start + 1)
            quoted = text.startswith('"', position)
            match = (_QUOTED if quoted else plain).match(text, position)
            if match is None:
                hint = "Sätt ett citattecken sist i cellen, eller ta bort det första."
                raise _misquoted(where, "Citattecknet stängs aldrig.", text[position:], hint)
            cell = match[1].replace('""', '"') if quoted else match[0]
            # An apostrophe before what a spreadsheet would compute is how such a text is written as CSV.
            cell = cell[1:] if _ESCAPED.match(cell) else cell
            row.append(Text(composed(cell.strip()), where, "double" if quoted else "plain"))
            breaks = match[0].count("\n")
            if breaks:
                line, line_start = line + breaks, text.rfind("\n", position, match.end()) + 1
            position = match.end()
            ending = text[position : position + 1]
            if ending not in (delimiter, "\n", ""):
                where = Where(start.file, line, position - line_start + 1)
                hint = 'Skriv citattecken inne i en cell två gånger (""), eller ta bort dem.'
                raise _misquoted(where, "Efter cellens sista citattecken står mer text.", text[position:], hint)
            position += 1
            if ending != delimiter:
                break
        number, line, line_start = row[0].where.line, line + 1, position
        if any(row):
            yield Row(number, tuple(row))


def _ragged(rows: Sequence[Row], grid: Grid, delimiter: str) -> Iterator[Problem]:
    """Yield the rows below the headings that have other cells than they."""
    head = next((row for row in rows if grid.rows and row.number == grid.where.line), None)
    width = _written(head.cells) if head else 0
    hint = "Fyll på eller ta bort celler, så att alla rader har lika många som rubrikraden."
    if delimiter == ",":
        hint = "Decimalkomman delar cellerna: spara filen med semikolon mellan cellerna (”CSV” på en svensk dator)."
    for row in rows[rows.index(head) + 1 :] if head else ():
        if len(row.cells) < width or (_written(row.cells) > max(width, len(head.cells)) if head else False):
            message = f"Raden har {len(row.cells)} celler och rubrikraden {width}."
            expected = f"{width} celler med {_DELIMITERS.get(delimiter, delimiter)} emellan"
            yield Problem("T013", row.cells[0].where, message, expected, delimiter.join(row.cells), hint)


def _grouped(rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield the numbers whose comma may divide groups: between commas they are written in English and in Swedish."""
    reason = "Filen har komma mellan cellerna, och då kan kommat i talet skilja tusental."
    yield from grouped((cell for row in rows for cell in row.cells), reason)


def _written(cells: Sequence[Text]) -> int:
    """How many cells there are, without the blank ones at the end."""
    return max((number for number, cell in enumerate(cells, 1) if cell), default=0)


def _misquoted(where: Where, message: str, rest: str, hint: str) -> Rejected:
    return Rejected([Problem("T013", where, message, found=rest.split("\n", 1)[0], hint=hint)])
