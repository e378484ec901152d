"""Numbers and cells as they stand in a text, and the edits that give them new values and move nothing else."""

from __future__ import annotations

import re

from generator.problems import Where
from generator.project.edits import TextEdit

# The digits of a written number with blanks between thousands, as authors write them; sign and comma may stand with it.
_NUMBER = re.compile(r"[-−–+]?[ \u00a0]?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?")
# What stands in a cell that has no number.
_NO_NUMBER = re.compile(r"\?\?|\.\.|[_–—…−-]")
_BLANK = re.compile(r"(?=[;,\t\"]|\s|\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_MARK = "\ufeff"
_SIGNS = "-−–"
_BLANKS = " \u00a0\u202f"
_QUOTES = "\"'"


class NoNumberThere(ValueError):
    """The place holds no written number: it is a formula, a sign for no value, or the file has changed."""


def figure_edit(text: str, where: Where, new: str) -> TextEdit:
    """Return the edit that gives the written number at a line and column a new value.

    Sign and blanks are the author's. In a row of a table, and where the value is set in from its key, the blanks beside
    the number give or take what it grows, so that its neighbours keep their column. Raises NoNumberThere.
    """
    line, column = _place(text, where)
    return _changed(line, _NUMBER.match(line[0], column), new)


def data_cell_edit(text: str, where: Where, new: str) -> TextEdit:
    """Return the edit that puts a number in a cell of a CSV file, in place of a number, a sign for none or nothing.

    Blanks stand between thousands where they did. Raises NoNumberThere.
    """
    line, column = _place(text, where)
    column += len(line[0][column:]) - len(line[0][column:].lstrip(" "))
    old = next(filter(None, (each.match(line[0], column) for each in (_NUMBER, _NO_NUMBER, _BLANK))), None)
    if old is None:
        raise NoNumberThere(line[0])
    blank = next((sign for sign in old[0].lstrip(f"{_SIGNS}+ ") if sign in _BLANKS), "")
    whole, comma, fraction = new.partition(",")
    whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", blank, whole) if blank else whole
    return TextEdit(line.start() + old.start(), line.start() + old.end(), whole + comma + fraction)


def _place(text: str, where: Where) -> tuple[re.Match[str], int]:
    """Return the line of a place, and the column in it, from 0 and after a quotation mark."""
    # A place counts neither the byte order mark of Windows nor what only some programs take for a line break.
    lines = [*_LINE.finditer(text, pos=text.startswith(_MARK))]
    if not 0 < where.line <= len(lines):
        raise NoNumberThere(str(where))
    line, column = lines[where.line - 1], where.column - 1
    return line, column + (line[0][column : column + 1] in _QUOTES)


def cell_edit(text: str, index: int, new: str) -> TextEdit:
    """Return the edit that puts a number in the cell that begins at an index, whatever stands there.

    Blanks give or take what it grows, as for `figure_edit`; a unit or the mark of a note after it stays. Raises
    NoNumberThere.
    """
    line = next((each for each in _LINE.finditer(text) if each.start() <= index < each.end()), None)
    if line is None:
        raise NoNumberThere(str(index))
    column = index - line.start()
    return _changed(line, _NUMBER.match(line[0], column) or _NO_NUMBER.match(line[0], column), new)


def _changed(line: re.Match[str], number: re.Match[str] | None, new: str) -> TextEdit:
    if number is None:
        raise NoNumberThere(line[0])
    return _edit(number, _as_author(new, number[0], line[0]), line.start())


def _as_author(new: str, old: str, line: str) -> str:
    plain = new.strip()
    if plain[0] in _SIGNS:
        used = next((sign for sign in (*old[:1], *line) if sign in _SIGNS and sign != "–"), "-")
        plain = used + plain[1:].lstrip()
    elif old.startswith("+"):
        plain = f"+{plain}"
    digits = old.lstrip(f"{_SIGNS}+ ")
    blank = next((sign for sign in digits if sign in _BLANKS), "")
    whole, comma, fraction = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d)", "", plain).partition(",")
    if blank or len(whole) > len("-9999") or " " in new.strip():
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", blank or " ", whole)
    return whole + comma + fraction


def _edit(number: re.Match[str], new: str, at: int) -> TextEdit:
    line, start, end = number.string, at + number.start(), at + number.end()
    grown = len(new) - len(number[0])
    padding = " " * -grown
    leading = len(line[: number.start()]) - len(line[: number.start()].rstrip(" "))
    trailing = len(line[number.end() :]) - len(line[number.end() :].lstrip(" "))
    in_row = "|" in line
    if leading > 1 or (in_row and trailing <= 1):
        return TextEdit(start - max(0, min(grown, leading - 1)), end, padding + new)
    if in_row:
        return TextEdit(start, end + max(0, min(grown, trailing - 1)), new + padding)
    return TextEdit(start, end, new)
