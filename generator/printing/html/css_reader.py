"""A style sheet divided into text and the files that it names; what else it could fetch by is refused, at its place.

The tokens are those of CSS Syntax 3, as far as they decide where a string, a comment or an address begins and ends. An
address is plain, without escapes: then its end is the same for every reader.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from generator.problems import Problem, Problems, Where

_TOKEN = re.compile(
    r"""
      (?P<comment>/\*.*?(?P<comment_end>\*/|\Z)\s*)
    | (?P<string>"(?:[^"\\\n]|\\.)*(?P<double_end>")?|'(?:[^'\\\n]|\\.)*(?P<single_end>')?)
    | (?P<mark><!--|-->)
    | (?P<name>(?:\#|@)?(?:[-A-Za-z0-9_]|[^\x00-\x7f]|\\(?:[0-9A-Fa-f]{1,6}[ \n\t]?|[^\n0-9A-Fa-f]))+)
    | (?P<bracket>[][(){}])
    """,
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})[ \n\t]?|(.))", re.DOTALL)
_ADDRESS = re.compile(r"""\(\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|([^\s"'()\\*<>]*))\s*\)""")
_DATA = re.compile(
    r"data:(?:image/(?:png|jpeg|gif|webp|svg\+xml)|(?:font|application)/[-a-z0-9]*(?:woff2?|ttf|otf))[;,]"
)
_ATTRIBUTE = re.compile(r"\(\s*[-\w]+\s*\)")
_CLOSING_TAG = re.compile("</style", re.IGNORECASE)
_VENDOR = re.compile(r"-[a-z]+-")
_PAIRS = {"(": ")", "[": "]", "{": "}"}

_RULES = frozenset(["import", "namespace", "charset"])
_FUNCTIONS = {
    "local": "Lägg typsnittets fil i profilens mapp: datorns egna typsnitt används inte.",
    **dict.fromkeys(
        ("src", "image", "image-set", "cross-fade", "element", "paint", "expression"), "Skriv url(…) med en enda fil."
    ),
}
# Before a comment after which nothing needs to be kept apart.
_APART = frozenset(" \n\t;{},")


@dataclass(frozen=True, slots=True)
class Address:
    """A file that the sheet names by `url(…)`."""

    text: str
    where: Where


Piece: TypeAlias = str | Address


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The pieces of a sheet in order, without comments, and what is wrong in it."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]

    def addresses(self) -> Iterator[Address]:
        """Yield the files that it names."""
        return (piece for piece in self.pieces if isinstance(piece, Address))


@lru_cache(maxsize=64)
def read_sheet(text: str, file: str) -> StyleSheet:
    """Read a sheet. Problems: T403 what is not whole, T405 what would fetch by other means than `url(…)`."""
    reader = _SheetReader(text, file)
    reader.read()
    return StyleSheet(tuple(reader.pieces), tuple(reader.problems))


def faults_in_page(text: str, file: str) -> tuple[Problem, ...]:
    """Return what is wrong with a sheet that stands in a drawing, where `<` begins an element and no file is near."""
    sheet = read_sheet(text, file)
    message = "Stilmallen står inne i webbsidan, och får inte ha det här."
    hint = "Skriv tecknet som \\3C, och lägg det som nämner filer i profil.css."
    named = [Problem("T405", each.where, message, "inga filer", each.text[:80], hint) for each in sheet.addresses()]
    tags = [
        Problem("T403", Where(file, number, line.index("<") + 1), message, "inget <", "<", hint)
        for number, line in enumerate(text.split("\n"), 1)
        if "<" in line
    ]
    return (*sheet.problems, *named, *tags)


def _unescaped(name: str) -> str:
    def character(match: re.Match[str]) -> str:
        if match[2]:
            return match[2]
        number = int(match[1], 16)
        return chr(number) if 0 < number <= sys.maxunicode else "\ufffd"

    return _ESCAPE.sub(character, name) if "\\" in name else name


@dataclass(slots=True)
class _SheetReader:
    text: str
    file: str
    pieces: list[Piece] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    _taken: int = 0
    _open: list[tuple[str, int]] = field(default_factory=list)

    def read(self) -> None:
        position = 0
        comments: list[tuple[int, int]] = []
        while match := _TOKEN.search(self.text, position):
            position = match.end()
            match match.lastgroup:
                case "name":
                    position = self._name(match)
                case "bracket":
                    self._bracket(match)
                case "mark":
                    pass
                case "comment":
                    comments.append(match.span())
                    self._comment(match)
                case _ if match["double_end"] is None and match["single_end"] is None:
                    self._broken(match.start(), "ett citattecken som inte stängs på sin rad", "Stäng citattecknet.")
        self._take(len(self.text), len(self.text))
        for bracket, start in self._open:
            self._broken(start, f"”{bracket}” som inte stängs", f"Skriv ”{_PAIRS[bracket]}” där regeln slutar.")
        for match in _CLOSING_TAG.finditer(self.text):
            if not any(start <= match.start() < end for start, end in comments):
                self._broken(match.start(), f"”{match[0]}”, som avslutar webbsidans stil", "Skriv <\\/style i en text.")

    def _where(self, position: int) -> Where:
        before = self.text.rfind("\n", 0, position)
        return Where(self.file, self.text.count("\n", 0, position) + 1, position - before)

    def _broken(self, position: int, found: str, hint: str) -> None:
        message = "Stilmallen går inte att läsa."
        self.problems.add("T403", self._where(position), message, expected="hel CSS", found=found, hint=hint)

    def _refused(self, position: int, found: str, hint: str) -> None:
        message = "Stilmallen hämtar något på ett sätt som inte får användas."
        expected = "url(…) med en fil i profilens mapp"
        self.problems.add("T405", self._where(position), message, expected=expected, found=found, hint=hint)

    def _take(self, until: int, go_on: int) -> None:
        if until > self._taken:
            self.pieces.append(self.text[self._taken : until])
        self._taken = go_on

    def _comment(self, match: re.Match[str]) -> None:
        start, end = match.span()
        if not match["comment_end"]:
            self._broken(start, "en kommentar som inte slutar", "Skriv */ där kommentaren slutar.")
        self._take(start, end)
        before = self.pieces[-1] if self.pieces else " "
        if isinstance(before, Address) or before[-1] not in _APART:
            self.pieces.append(" " if match[0][-1].isspace() else "/**/")

    def _bracket(self, match: re.Match[str]) -> None:
        if match[0] in _PAIRS:
            self._open.append((match[0], match.start()))
        elif self._open and _PAIRS[self._open[-1][0]] == match[0]:
            self._open.pop()
        else:
            self._broken(match.start(), f"”{match[0]}” som inte stänger något", "Ta bort tecknet.")

    def _name(self, match: re.Match[str]) -> int:
        start, end = match.span()
        name = _unescaped(match[0]).lower()
        if name[0] == "@" and _VENDOR.sub("", name[1:], count=1) in _RULES:
            self._refused(start, name, "Skriv reglerna i profilens egna filer; de är UTF-8 och läses i ordning.")
        elif self.text.startswith("(", end) and name[0] not in "@#":
            return self._function(name, start, end)
        return end

    def _function(self, name: str, start: int, end: int) -> int:
        plain = _VENDOR.sub("", name, count=1) if name[0] == "-" else name
        if self.text[max(start - 2, 0) : start].lower() == "u+":
            # Some readers begin a new name within it, after the range of characters.
            self._broken(start, f"”U+{name}(”", "Skriv ett mellanslag efter området av tecken.")
        if plain == "url":
            return self._address(start, end)
        if plain in _FUNCTIONS:
            self._refused(start, f"{name}(…)", _FUNCTIONS[plain])
        elif plain == "attr" and not _ATTRIBUTE.match(self.text, end):
            self._refused(start, "attr(…) med mer än ett namn", "Skriv attr(…) med bara attributets namn.")
        return end

    def _address(self, start: int, end: int) -> int:
        match = _ADDRESS.match(self.text, end)
        if match is None:
            hint = "Skriv adressen inom citattecken och utan omvänt snedstreck."
            self._refused(start, "en adress som inte går att läsa", hint)
            return end
        address = (match[1] or match[2] or match[3] or "").strip()
        if address.lower().startswith("data:"):
            if not _DATA.match(address):
                self._refused(start, address[:40], "En adress med data: ska vara en bild eller ett typsnitt.")
        elif not address.startswith("#"):
            self._take(start, match.end())
            self.pieces.append(Address(address, self._where(start)))
        return match.end()
