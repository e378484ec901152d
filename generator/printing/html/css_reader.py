"""A style sheet divided into text and the files that it names; what else it could fetch by is refused, at its place.

The tokens are those of CSS Syntax 3, as far as they decide where a string, a comment or an address begins and ends. An
address is plain, without escapes: then its end is the same for every reader. What costs the layout engine more than its
length is refused too: deep nesting, large numbers, long selectors, properties that grow by `var()` and `repeat()`.
"""

from __future__ import annotations

import base64
import binascii
import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote_to_bytes

from generator.problems import NOWHERE, Problem, Problems, Where
from generator.project import picture_fault

_TOKEN = re.compile(
    r"""
      (?P<comment>/\*.*?(?P<comment_end>\*/|\Z)\s*)
    | (?P<string>"(?:[^"\\\n]|\\.)*(?P<double_end>")?|'(?:[^'\\\n]|\\.)*(?P<single_end>')?)
    | (?P<mark><!--|-->)
    | (?P<name>(?:\#|@)?(?:[-A-Za-z0-9_]|[^\x00-\x7f]|\\(?:[0-9A-Fa-f]{1,6}[ \n\t]?|[^\n0-9A-Fa-f]))+)
    | (?P<bracket>[][(){};])
    """,
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})[ \n\t]?|(.))", re.DOTALL)
_ADDRESS = re.compile(r"""\(\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|([^\s"'()\\*<>]*))\s*\)""")
_DATA = re.compile(
    r"data:(?:image/(?P<image>png|jpeg|gif|webp|svg\+xml)|(?:font|application)/[-a-z0-9]*(?:woff2?|ttf|otf))"
    r"(?:;(?!base64)[-a-z0-9]+(?:=[-\w.]+)?)*(?P<base64>;base64)?,(?P<data>.*)",
    re.DOTALL,
)
_COLON = re.compile(r"(?:\s|/\*.*?\*/)*+:", re.DOTALL)
_BEFORE_STATEMENT = re.compile(r"(?:\s|/\*.*?\*/)*+", re.DOTALL)
_NUMBER = re.compile(r"-?\.?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_TIMES = re.compile(r"\(\s*(?:([0-9]{1,4})|auto-fi(?:ll|t))\s*,")
# In selectors: what is no part of them, and what joins their parts.
_UNCOUNTED = re.compile(r"""/\*.*?(?:\*/|\Z)|"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?|\\.|~(?==)""", re.DOTALL)
_BESIDE = re.compile(r"(?<=[(,])\s|\s(?=[),])")
_JOINT = re.compile(r"[(),]|[\s>+~]+")
_ATTRIBUTE = re.compile(r"\(\s*[-\w]+\s*\)")
_CLOSING_TAG = re.compile("</style", re.IGNORECASE)
_VENDOR = re.compile(r"-[a-z]+-")
_PAIRS = {"(": ")", "[": "]", "{": "}"}

# How a font's file begins.
FONTS = {".woff2": rb"wOF2", ".woff": rb"wOFF", ".ttf": rb"\x00\x01\x00\x00|true", ".otf": rb"OTTO"}
_ANY_FONT = re.compile(b"|".join(FONTS.values()))

_DEEPEST = 30  # brackets, and parts of a selector
_MOST_DIGITS = 6  # before the decimal sign
_LONGEST_NUMBER = 20  # signs
_MOST_TIMES = 1_000
_LONGEST_VALUE = 10_000  # signs, with what var() and repeat() put in
_ADDRESS_COUNTS = 10  # signs
_MOST_SIBLINGS = 2  # the engine tries every choice of them

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


class _Bracket(NamedTuple):
    text: str
    start: int
    times: int = 1


@dataclass(slots=True)
class Declaration:
    """A declaration as it grows: its own length and depth, and how often it puts in which custom properties.

    `name` is empty for other than custom properties.
    """

    name: str = ""
    start: int = 0
    where: Where = NOWHERE
    length: int = 0
    depth: int = 0
    puts_in: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The pieces of a sheet in order, without comments, and what is wrong in it."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]
    declared: tuple[Declaration, ...]

    def addresses(self) -> Iterator[Address]:
        """Yield the files that it names."""
        return (piece for piece in self.pieces if isinstance(piece, Address))


@lru_cache(maxsize=64)
def read_sheet(text: str, file: str) -> StyleSheet:
    """Read a sheet. Problems: T403 what is not whole, T405 what would fetch by other means than `url(…)`."""
    reader = _SheetReader(text, file)
    reader.read()
    return StyleSheet(tuple(reader.pieces), tuple(reader.problems), tuple(reader.declared))


def growth_faults(sheets: Iterable[StyleSheet]) -> list[Problem]:
    """Return the declarations that grow too long or too deep by what other declarations of the sheets put in.

    Of a name that is declared more than once, the longest counts. A ring grows from element to element within it.
    """
    named: dict[str, list[Declaration]] = {}
    for each in (declared for sheet in sheets for declared in sheet.declared):
        named.setdefault(each.name, []).append(each)
    plain = named.pop("", [])
    try:
        order = [*TopologicalSorter({name: _put_in(all_) for name, all_ in named.items()}).static_order()]
    except CycleError as error:
        ring: Sequence[str] = error.args[1]
        first = next(each for each in named[ring[0]] if each.puts_in[ring[-2]])
        return [_grown(first, "en ring av var(…)")]
    sizes: dict[str, tuple[int, int]] = {}
    faults: list[Problem] = []
    for declarations in (*(named.get(name, []) for name in order), plain):
        for each in declarations:
            size = _size(each, sizes)
            if size[0] > _LONGEST_VALUE or size[1] > _DEEPEST:
                faults.append(_grown(each, "var(…) eller repeat(…) som växer till mer"))
                size = (0, 0)  # What puts it in is not at fault.
            if each.name:
                before = sizes.get(each.name, (0, 0))
                sizes[each.name] = (max(size[0], before[0]), max(size[1], before[1]))
    return faults


def _put_in(declarations: Iterable[Declaration]) -> set[str]:
    return {name for each in declarations for name in each.puts_in}


def _size(declared: Declaration, sizes: dict[str, tuple[int, int]]) -> tuple[int, int]:
    put_in = [(times, *sizes.get(name, (0, 0))) for name, times in declared.puts_in.items()]
    length = declared.length + sum(times * length for times, length, _ in put_in)
    return length, declared.depth + max((depth for *_, depth in put_in), default=0)


def _grown(declared: Declaration, found: str) -> Problem:
    expected = f"högst {_LONGEST_VALUE} tecken och {_DEEPEST} nivåer när allt är insatt"
    hint = "Skriv värdet rakt ut, eller låt färre egenskaper bygga på varandra."
    return Problem("T403", declared.where, "Stilmallen går inte att läsa.", expected, found, hint)


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
    return (*sheet.problems, *growth_faults([sheet]), *named, *tags)


def _unescaped(name: str) -> str:
    def character(match: re.Match[str]) -> str:
        if match[2]:
            return match[2]
        number = int(match[1], 16)
        return chr(number) if 0 < number <= sys.maxunicode else "\ufffd"

    return _ESCAPE.sub(character, name) if "\\" in name else name


@lru_cache(maxsize=256)
def _data_fault(address: str) -> str:
    """Return what is wrong with a picture or a font in an address, in words that end a sentence."""
    match = _DATA.fullmatch(address)
    if match is None or "#" in address:
        return "den är inte en bild eller ett typsnitt" if match is None else "# skrivs %23"
    data = unquote_to_bytes(match["data"])
    if match["base64"]:
        try:
            data = base64.b64decode(b"".join(data.split()), validate=True)
        except binascii.Error:
            return "base64 går inte att läsa"
    if match["image"]:
        return picture_fault(f".{match['image'].removesuffix('+xml')}", data)
    return "" if _ANY_FONT.match(data) else "den är inget typsnitt"


@dataclass(slots=True)
class _SheetReader:
    text: str
    file: str
    pieces: list[Piece] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    declared: list[Declaration] = field(default_factory=list)
    _taken: int = 0
    _open: list[_Bracket] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)
    # The statement that is being read: where it began, how deep it lies, and up to where its length is counted.
    _statement: Declaration = field(default_factory=Declaration)
    _level: int = 0
    _counted: int = 0
    _word: tuple[str, int, int] = ("", 0, 0)
    _number_end: int = 0

    def read(self) -> None:
        self._lines = [match.start() for match in re.finditer("\n", self.text)]
        position = 0
        comments: list[tuple[int, int]] = []
        while len(self._open) <= _DEEPEST and (match := _TOKEN.search(self.text, position)):
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
        self._end(len(self.text))
        if len(self._open) > _DEEPEST:
            self._broken(self._open[-1].start, f"mer än {_DEEPEST} nivåer av parenteser", "Skriv med färre nivåer.")
            self._open.clear()
        for bracket, start, _ in self._open:
            self._broken(start, f"”{bracket}” som inte stängs", f"Skriv ”{_PAIRS[bracket]}” där regeln slutar.")
        for match in _CLOSING_TAG.finditer(self.text):
            if not any(start <= match.start() < end for start, end in comments):
                self._broken(match.start(), f"”{match[0]}”, som avslutar webbsidans stil", "Skriv <\\/style i en text.")

    def _where(self, position: int) -> Where:
        line = bisect_left(self._lines, position)
        return Where(self.file, line + 1, position - (self._lines[line - 1] if line else -1))

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
        self._count(start, end)
        before = self.pieces[-1] if self.pieces else " "
        if isinstance(before, Address) or before[-1] not in _APART:
            self.pieces.append(" " if match[0][-1].isspace() else "/**/")

    def _bracket(self, match: re.Match[str]) -> None:
        sign, start = match[0], match.start()
        inner = self._open[-1].text if self._open else "{"
        if sign in "{}" or (sign == ";" and inner == "{"):
            self._end(start, selector=sign == "{" and inner == "{")
        if sign in _PAIRS:
            if sign == "{" and (inner != "{" or self._statement.name):
                self._broken(start, "”{” inne i ett värde", "Skriv värdet utan ”{”.")
            self._open_bracket(sign, start)
        elif self._open and _PAIRS[inner] == sign:
            self._count(match.end(), match.end())
            self._open.pop()
        elif sign != ";":
            self._broken(start, f"”{sign}” som inte stänger något", "Ta bort tecknet.")
        if sign in "{}" or (sign == ";" and inner == "{"):
            self._statement = Declaration(start=match.end())
            self._level, self._counted = len(self._open), match.end()

    def _open_bracket(self, sign: str, start: int) -> None:
        self._count(start, start)
        times = self._open[-1].times if self._open and sign != "{" else 1
        word, word_start, end = self._word
        if sign == "(" and end == start and word == "repeat":
            match = _TIMES.match(self.text, start)
            if match and int(match[1] or 1) <= _MOST_TIMES:
                times *= int(match[1] or 1)
                self._counted = match.end()
            else:
                hint = f"Skriv repeat(3, …), med högst {_MOST_TIMES}."
                self._broken(word_start, "repeat(…) utan tal eller med ett för stort", hint)
        self._open.append(_Bracket(sign, start, times))
        self._statement.depth = max(self._statement.depth, len(self._open) - self._level)

    def _count(self, until: int, go_on: int) -> None:
        """Add what stands between to the length of the statement."""
        self._statement.length += max(until - self._counted, 0) * (self._open[-1].times if self._open else 1)
        self._counted = go_on

    def _end(self, position: int, *, selector: bool = False) -> None:
        """Keep the statement where it can grow."""
        self._count(position, position)
        statement = self._statement
        grows = statement.puts_in or statement.length > position - statement.start
        if statement.name or grows:
            statement.where = (
                statement.where if statement.name else self._where(self._first_sign(statement.start, position))
            )
            self.declared.append(statement)
        if selector:
            self._selectors(statement.start, position)

    def _first_sign(self, start: int, end: int) -> int:
        match = _BEFORE_STATEMENT.match(self.text, start, end)
        return match.end() if match else start

    def _selectors(self, start: int, end: int) -> None:
        prelude = _BESIDE.sub("", " ".join(_UNCOUNTED.sub("", self.text[start:end]).split()))
        if prelude.startswith("@"):
            return
        joints = siblings = depth = 0
        for sign in _JOINT.findall(prelude):
            depth += (sign == "(") - (sign == ")")
            if sign == "," and depth <= 0:
                joints = siblings = 0
            elif sign not in "(),":
                joints += 1
                siblings += "~" in sign
            if joints > _DEEPEST or siblings > _MOST_SIBLINGS:
                hint = f"Skriv högst {_DEEPEST} led, och högst {_MOST_SIBLINGS} gånger ~, i var selektor."
                self._broken(self._first_sign(start, end), "en selektor av många led", hint)
                return

    def _name(self, match: re.Match[str]) -> int:
        start, end = match.span()
        custom = _unescaped(match[0])
        name = custom.lower()
        rule = _VENDOR.sub("", name[1:], count=1) if name[0] == "@" else ""
        self._number(start, name)
        self._word = (_VENDOR.sub("", name, count=1), start, end)
        if rule in _RULES:
            self._refused(start, name, "Skriv reglerna i profilens egna filer; de är UTF-8 och läses i ordning.")
        elif rule == "counter-style":
            self._broken(start, name, "Använd ett av de talsätt som CSS har, till exempel lower-alpha.")
        elif name.startswith("--"):
            self._custom(custom, start, end)
        elif self.text.startswith("(", end) and name[0] not in "@#":
            return self._function(name, start, end)
        return end

    def _custom(self, name: str, start: int, end: int) -> None:
        name = name.replace("-", "_")  # the layout engine holds them for the same
        if not self._statement.name and len(self._open) == self._level and _COLON.match(self.text, end):
            self._statement.name, self._statement.where = name, self._where(start)
        else:
            self._statement.puts_in[name] += self._open[-1].times if self._open else 1

    def _number(self, start: int, name: str) -> None:
        if (
            start < self._number_end
            or name[0] in "#@"
            or (self._word[::2] == ("u", start - 1) and self.text[start - 1] == "+")
        ):
            return
        match = _NUMBER.match(self.text, start - (self.text[start - 1 : start] == "."))
        if match is None:
            return
        self._number_end = match.end()
        if len(match[0]) > _LONGEST_NUMBER or Decimal(match[0]).adjusted() >= _MOST_DIGITS:
            self._broken(start, f"talet {match[0][:40]}", "Skriv ett tal under en miljon.")

    def _function(self, name: str, start: int, end: int) -> int:
        plain = _VENDOR.sub("", name, count=1) if name[0] == "-" else name
        if self.text[max(start - 2, 0) : start].lower() == "u+":
            # Some readers begin a new name within it, after the range of characters.
            self._broken(start, f"”U+{name}(”", "Skriv ett mellanslag efter området av tecken.")
        if plain == "url":
            return self._address(start, end)
        if plain == "symbols":
            self._broken(start, "symbols(…)", "Använd ett av de talsätt som CSS har, till exempel lower-alpha.")
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
            self._data(address, start)
        elif not address.startswith("#"):
            self._take(start, match.end())
            self.pieces.append(Address(address, self._where(start)))
        self._count(start + _ADDRESS_COUNTS, match.end())
        return match.end()

    def _data(self, address: str, start: int) -> None:
        hint = "En adress med data: ska vara en bild eller ett typsnitt."
        if not _DATA.match(address):
            self._refused(start, address[:40], hint)
        elif fault := _data_fault(address):
            self._broken(start, f"{address[:40]}, som inte går att använda: {fault}", hint)
