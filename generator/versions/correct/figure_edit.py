"""Text of a file, the place of a number in it and the new number → the text with that number changed, nothing else."""

from __future__ import annotations

import re

from generator.problems import Where

# The digits of a written number with blanks between thousands, as authors write them; sign and comma may stand with it.
_NUMBER = re.compile(r"[-−–]?[ \u00a0]?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_MARK = "\ufeff"
_SIGNS = "-−–"
_QUOTES = "\"'"


class NoNumberThere(ValueError):
    """The place holds no written number: it is a formula, a sign for no value, or the file has changed."""


def figure_edit(text: str, where: Where, new: str) -> str:
    """A file's text, the line and column of a written number, and the new one as text go in; the new text comes out.

    Sign and blanks are those that the author uses. In a row of a table, and where the value is set in from its key, the
    blanks before the number (after it, where cells begin at the same place) give or take what it grows, so that what
    stands beside it stays where it stood.

    Raises:
        NoNumberThere: no number begins there.
    """
    # A place counts neither the byte order mark of Windows nor what only some programs take for a line break.
    mark = text[: text.startswith(_MARK)]
    lines = _LINE.findall(text.removeprefix(_MARK))
    if not 0 < where.line <= len(lines):
        raise NoNumberThere(str(where))
    line = lines[where.line - 1]
    start = where.column - 1
    if line[start : start + 1] in _QUOTES:
        start += 1
    found = _NUMBER.match(line, start)
    if found is None:
        raise NoNumberThere(str(where))
    lines[where.line - 1] = _replaced(line, found, _as_author(new, found[0], line))
    return mark + "".join(lines)


def _as_author(new: str, old: str, line: str) -> str:
    """The new number with the minus sign and the blanks of the old one, or of its line."""
    plain = new.strip()
    if plain[0] in _SIGNS:
        used = next((sign for sign in (*old[:1], *line) if sign in _SIGNS and sign != "–"), "-")
        plain = used + plain[1:].lstrip()
    digits = old.lstrip(_SIGNS + " ")
    blank = next((sign for sign in digits if sign in " \u00a0\u202f"), "")
    whole, comma, fraction = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d)", "", plain).partition(",")
    if blank or len(whole) > len("-9999") or " " in new.strip():
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", blank or " ", whole)
    return whole + comma + fraction


def _replaced(line: str, found: re.Match[str], new: str) -> str:
    before, after = line[: found.start()], line[found.end() :]
    grown = len(new) - len(found[0])
    leading = len(before) - len(before.rstrip(" "))
    trailing = len(after) - len(after.lstrip(" "))
    in_row = "|" in line
    if leading > 1 or (in_row and trailing <= 1):
        kept = before[: len(before) - min(grown, max(leading - 1, 0))] if grown > 0 else before + " " * -grown
        return kept + new + after
    if in_row:
        return before + new + (after[min(grown, trailing - 1) :] if grown > 0 else " " * -grown + after)
    return before + new + after
