"""The cells of a CSV file as texts, each with its line and column; the table's columns give them types later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.content import Grid, Text
from generator.problems import Problem, Rejected, Where
from generator.project.plain_text import composed, decode, hidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DELIMITERS = {";": "semikolon", "\t": "tabb", ",": "komma"}
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


class _CsvRows(NamedTuple):
    rows: tuple[tuple[Text, ...], ...]
    problems: tuple[Problem, ...]


def read_csv(data: bytes, file: str) -> Grid:
    """Read a CSV file (RFC 4180) without its blank lines; raises Rejected with all that is wrong.

    The delimiter is the first of semicolon, tab and comma that the heading row has and that makes all rows even.
    """
    text, problems = decode(data, file)
    problems = problems or hidden(text or "", file)
    if text is None or problems:
        raise Rejected(problems)
    first_line = 1
    if match := _SEPARATOR_LINE.match(text):
        text, first_line = text[match.end() :], 2
    delimiters = (match[1],) if match else _delimiters(text)
    rows, ragged = _first_even(text, delimiters, Where(file, first_line, 1))
    if not rows:
        raise Rejected([Problem("T003", Where(file), "Filen är tom.", hint="Fyll i den eller ta bort ”data:”.")])
    if ragged:
        raise Rejected(ragged)
    return Grid(rows, Where(file, first_line, 1))


def _delimiters(text: str) -> tuple[str, ...]:
    heading = _QUOTED.sub("", text.lstrip("\n")).split("\n", 1)[0]
    return tuple(delimiter for delimiter in _DELIMITERS if delimiter in heading) or (";",)


def _first_even(text: str, delimiters: Sequence[str], start: Where) -> _CsvRows:
    tried: list[_CsvRows] = []
    for delimiter in delimiters:
        try:
            rows = tuple(_rows(text, delimiter, start))
            tried.append(_CsvRows(rows, tuple(_ragged(rows, delimiter))))
        except Rejected as rejected:
            tried.append(_CsvRows(((Text("", start),),), rejected.problems))
    return next((table for table in tried if not table.problems), tried[0])


def _rows(text: str, delimiter: str, start: Where) -> Iterator[tuple[Text, ...]]:
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
            row.append(Text(composed(cell.strip()), where, "double" if quoted else "plain"))
            breaks = match[0].count("\n")
            if breaks:
                line, line_start = line + breaks, text.rfind("\n", 0, match.end()) + 1
            position = match.end()
            ending = text[position : position + 1]
            if ending not in (delimiter, "\n", ""):
                where = Where(start.file, line, position - line_start + 1)
                hint = 'Skriv citattecken inne i en cell två gånger (""), eller ta bort dem.'
                raise _misquoted(where, "Efter cellens sista citattecken står mer text.", text[position:], hint)
            position += 1
            if ending != delimiter:
                break
        line, line_start = line + 1, position
        if any(row):
            yield tuple(row)


def _ragged(rows: Sequence[tuple[Text, ...]], delimiter: str) -> Iterator[Problem]:
    width = len(rows[0]) if rows else 0
    hint = "Fyll på eller ta bort celler, så att alla rader har lika många som rubrikraden."
    if delimiter == ",":
        hint = "Decimalkomman delar cellerna: spara filen med semikolon mellan cellerna (”CSV” på en svensk dator)."
    for row in rows[1:]:
        if len(row) != width:
            message = f"Raden har {len(row)} celler och rubrikraden {width}."
            expected = f"{width} celler med {_DELIMITERS.get(delimiter, delimiter)} emellan"
            yield Problem("T013", row[0].where, message, expected, delimiter.join(row), hint)


def _misquoted(where: Where, message: str, rest: str, hint: str) -> Rejected:
    return Rejected([Problem("T013", where, message, found=rest.split("\n", 1)[0], hint=hint)])
