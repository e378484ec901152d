"""Text of any file that authors write: one encoding, one kind of line break, and no characters that cannot be seen."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.content import LineStarts
from generator.problems import Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

# Line breaks that editors do not show as such, the controls of ASCII and Latin-1, direction marks and zero widths.
_BREAKS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_UNSEEN = "\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff"
_CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_HIDDEN = re.compile(f"[{_BREAKS}{_UNSEEN}{_CONTROLS}\ufffd]")
_IS_BREAK = re.compile(f"[{_BREAKS}]")
_IS_UNSEEN = re.compile(f"[{_UNSEEN}]")
_NAMES = {
    "\x0b": "lodrät tabb",
    "\x0c": "sidmatning",
    "\x85": "NEL",
    "\u2028": "radavskiljare",
    "\u2029": "styckeavskiljare",
}

# Windows, the old Mac and DOS; and what of theirs beyond ASCII stands in Swedish names, amounts and sentences.
_OLD_ENCODINGS = ("cp1252", "mac_roman", "cp850")
_NOT_OF_TABLES = re.compile("[^\x00-\x7fåäöÅÄÖéÉèüÜ\xa0–—−…”’§±½²³°·•€]")

# What git writes around two versions of the same lines, and the lines by which a file is known to have them.
_CONFLICT_MARK = re.compile(r"^(?:<{7}|\|{7}|>{7})(?: .*)?$|^={7}$", re.MULTILINE)
_VERSION = re.compile(r"^(?:<{7}|>{7}) \S", re.MULTILINE)
_CONFLICT = "Här står två versioner av samma rader, som git inte har kunnat slå ihop."
_CHOSEN = "raderna som ska gälla"
_CHOOSE = (
    "Behåll raderna över eller under =======, eller det av båda som ska gälla, "
    "och ta bort raderna som börjar med <<<<<<<, |||||||, ======= och >>>>>>>."
)

# A control character here is a picture of the damage: what it stood for can be anything.
_REPLACEMENT = "\ufffd"


def decode(data: bytes, file: str) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a file, without byte order mark and with one kind of line break, and what is wrong with it.

    Text that is not UTF-8 is guessed, so that the rest of the file can be checked too, or None. So is a text with
    unmerged versions: what it says is not decided.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, (_not_utf8(Where(file, 1, 1), "filen är sparad som UTF-16 (”Unicode” i Anteckningar)"),)
    try:
        text = one_break(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = one_break(data[: error.start].decode("utf-8-sig", errors="replace"))
    else:
        conflicts = _conflicts(text, file)
        return (None if conflicts else text), conflicts
    # The five bytes that windows-1252 leaves undefined are the least likely text of all.
    text = one_break(data.decode("cp1252", errors="replace"))
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    word = _word_at(text.split("\n")[line - 1], column)
    return text, (_not_utf8(Where(file, line, column), f"ser ut som Windows-1252: ”{word}”"),)


def decode_data(data: bytes, file: str) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a file of data as `decode` does, also of one in an older encoding that leaves no doubt."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return one_break(data.decode("utf-16")), ()
        except UnicodeDecodeError:
            return decode(data, file)
    text, problems = decode(data, file)
    if problems:
        fitting = [text for encoding in _OLD_ENCODINGS if (text := _as_swedish(data, encoding)) is not None]
        if len(fitting) == 1:
            return one_break(fitting[0]), ()
    return text, problems


def _conflicts(text: str, file: str) -> tuple[Problem, ...]:
    """Return a problem for each place where git has left two versions; a line of = alone is a heading of Markdown."""
    if not _VERSION.search(text):
        return ()
    lines, marks = LineStarts(text), list(_CONFLICT_MARK.finditer(text))
    wheres = [Where(file, lines.place(mark.start())[0] + 1, 1) for mark in marks]
    begins = [at for at, mark in enumerate(marks) if not at or mark[0][0] == "<" or marks[at - 1][0][0] == ">"]
    return tuple(
        Problem("T021", wheres[at], _CONFLICT, _CHOSEN, marks[at][0], _CHOOSE, related=tuple(wheres[at + 1 : end]))
        for at, end in pairwise((*begins, len(marks)))
    )


def _as_swedish(data: bytes, encoding: str) -> str | None:
    """The text in an encoding, or None where it has a character that Swedish tables do not."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if _NOT_OF_TABLES.search(text) is None else None


def hidden(text: str, file: str) -> tuple[Problem, ...]:
    """Return a problem for each character that breaks lines unseen, shows nothing or marks a lost letter."""
    return tuple(_hidden_problems(text, file))


def without_hidden(text: str) -> str:
    """Replace each hidden character with a space: all other places stay as they were."""
    return _HIDDEN.sub(" ", text)


def one_break(text: str) -> str:
    """Replace the line breaks of Windows and old Macs with those of Unix."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def composed(text: str) -> str:
    """Return the text in Unicode's form NFC, in which å is one character."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _hidden_problems(text: str, file: str) -> Iterator[Problem]:
    if _HIDDEN.search(text):
        lines = LineStarts(text)
        for match in _HIDDEN.finditer(text):
            line, column = lines.place(match.start())
            yield _hidden_problem(match[0], Where(file, line + 1, column + 1))


def _hidden_problem(character: str, where: Where) -> Problem:
    name = f"U+{ord(character):04X}"
    if character == _REPLACEMENT:
        message = "Här står ersättningstecknet � i stället för en bokstav som gått förlorad."
        hint = "Skriv in rätt bokstav; ofta är det å, ä eller ö från en fil i fel teckenkodning."
        return Problem("T002", where, message, "den bokstav som stod där", "� (U+FFFD)", hint)
    if _IS_BREAK.match(character):
        message = "Här står ett osynligt radbyte som följt med från ett annat program."
        found = f"{_NAMES[character]}, {name}" if character in _NAMES else name
        hint = "Radera mellan tecknen på båda sidor och skriv ett mellanslag eller en ny rad."
        return Problem("T011", where, message, "en vanlig ny rad eller ett mellanslag", found, hint)
    kind = "ett osynligt tecken" if _IS_UNSEEN.match(character) else "ett styrtecken"
    message = f"Här står {kind} som följt med från ett annat program."
    hint = "Radera mellan tecknen på båda sidor och skriv om det som stod där."
    return Problem("T011", where, message, "synliga tecken", name, hint)


def _not_utf8(where: Where, found: str) -> Problem:
    hint = "Spara om filen med teckenkodningen UTF-8 (för en tabell i Excel: ”CSV UTF-8”)."
    return Problem("T002", where, "Filen är inte sparad som UTF-8.", "UTF-8", found, hint)


def _word_at(line: str, column: int) -> str:
    return next((match[0] for match in re.finditer(r"\S+", line) if match.end() >= column), line.strip())
