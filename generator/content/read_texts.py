"""Check Markdown for raw HTML, and for lines that it reads as something else than their authors mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from generator.content.expression import place_in
from generator.content.source import Text, replace_citations
from generator.content.text_notes import check_notes
from generator.content.unread_forms import unread_forms
from generator.problems import Problem

_NO_BREAK = re.compile(r"[^\n]")
_CODE = re.compile(r"`[^`\n]*`")
# A tag or comment; an address or mail in angle brackets is a link of Markdown's, and so is a link's own parenthesis.
_HTML = re.compile(
    r"(?<!\\)(?<!\]\()<(?!(?:https?://|mailto:)[^\s<>]+>|[^\s<>@]+@[^\s<>@]+>)(?:[A-Za-z/!?][^<>]*>|!--)"
)
_YEAR_ITEM = re.compile(r"\d{3,}[.)] ")
_SIGNED = re.compile(r"[+\-*\u2212] ?\d")
_ITEM = re.compile(r"(?:[-*+]|\d{1,2}[.)])[ \t]+\S")
# Signs of lists in Word and its symbol fonts; "o" is its second level.
_FOREIGN_ITEM = re.compile(
    r"[•▪■□●○◦‣·➢➤►✓✔\u203a\u2043\uf0b7\uf0a7\uf0d8\uf0fc][ \t\u00a0]*\S|[–—][ \t]+\S|[o§]\t\s*\S"
)
_NUMBERED = re.compile(r"\d{1,2}\)[ \t]+\S")
# Items that run on where no blank line parts them.
_RUN_ON = re.compile(r"(?:[a-zåäö]|[ivx]{2,4}|\d{1,2})\)[ \t]*[^\W\d_]|[a-h]\.[ \t]+\S|\d{1,2}\.[^\W\d_]|[-–][^\W\d_]")
_HASH = re.compile(r"#{1,6}[^#\s]")
_UNDERLINE = re.compile(r"(?:=+|-{2,})\s*")
_CODE_INDENT = 4
_OPENED = re.compile(r"<([^\s<>/]+)[\s>/]")
# A link whose address something parts from its text.
_PARTED_LINK = re.compile(
    r"(?<!!)!?\[[^\[\]\n]+\][ \t\u00a0]*(?:[ \t\u00a0]|\n)[ \t]*\((?:https?://|www\.|mailto:)[^()\s]*\)", re.IGNORECASE
)
# A title that is opened and not closed within its parenthesis is looked for in all that follows.
_BRACKET = re.compile(r"""\\.|\]\([^()"']*["'][^()]*(?<!["' ])\)|\]\(|[\[\]()]|\n[ \t]*\n""")
# What Markdown reads as one: a paragraph, or an item of a list, which is no line of signs alone.
_NEXT_PIECE = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+[.)])[ \t](?![-*_ \t]*$))", re.MULTILINE)
_SIGN = re.compile(r"[\\`*_~^\[<&]|  $|^[ ]{0,3}[-=#]", re.MULTILINE)
_LONG_PIECE, _MOST_SIGNS = 20_000, 500
_HEAD = re.compile(r"^[ \t]*(?:(?:>|[-*+:][ \t]|\d+[.)][ \t])[ \t]*)+", re.MULTILINE)
_HEAD_MARK = re.compile(r">|[-*+:][ \t]|\d+[.)][ \t]")
_DEFINITION = re.compile(r"^[ \t>]*:[ ]", re.MULTILINE)
# Markdown takes one definition at a time from a paragraph, and reads all that follows each time.
_MOST_DEFINITIONS, _MOST_OF_LONG = 100, 10
_MOST_OPEN = _MOST_LEVELS = 20


def check_text(text: Text, *, notes: bool = False) -> Iterator[Problem]:
    """Return the problems of a text (T304, T306, T310) but for its links and images; some may have `notes`."""
    literal = replace_citations(text, lambda citation: _NO_BREAK.sub("x", citation))
    plain = _CODE.sub(lambda match: "x" * len(match[0]), literal)
    deep = next(chain(_too_open(text, plain), _too_deep(text, plain), _too_long(text, literal)), None)
    if deep:
        yield deep
        return
    opened: dict[str, int] = {}
    for match in _OPENED.finditer(plain):
        opened.setdefault(match[1], match.start())
    for match in _HTML.finditer(plain):
        # The end of an element says nothing that its beginning has not said.
        first = opened.get(match[0][2:-1].strip(), len(plain))
        if not (match[0].startswith("</") and first < match.start()):
            hint = "Skriv **fetstil**, *kursiv*, listor och rubriker i Markdown; < skrivs \\<."
            where = place_in(text, match.start())
            yield Problem("T304", where, "HTML får inte stå i text.", "Markdown", f"”{match[0]}”", hint)
    for match in _PARTED_LINK.finditer(plain):
        message, hint = "Länken skulle skrivas ut som den står.", "Ta bort det som står mellan ] och (."
        yield Problem("T306", place_in(text, match.start()), message, "[text](adress)", f"”{match[0]}”", hint)
    yield from _misread_lines(text, plain)
    yield from unread_forms(text, literal, plain)
    yield from check_notes(text, plain, allowed=notes)


def _too_open(text: Text, plain: str) -> Iterator[Problem]:
    """Yield the first bracket with more open ones before it than any text has: each is followed to the text's end."""
    brackets = parentheses = 0
    for match in _BRACKET.finditer(plain):
        brackets += (match[0] == "[") - (match[0][0] == "]" and brackets > 0)
        opens = match[0].startswith("](") or (match[0] == "(" and parentheses > 0)
        parentheses += opens - (match[0] == ")" and parentheses > 0)
        if max(brackets, parentheses) > _MOST_OPEN:
            message = "Här är fler klamrar öppna än Markdown kan läsa."
            hint = "Stäng länkarna: [text](adress). En klammer som ska tryckas skrivs \\[."
            yield Problem("T306", place_in(text, match.start()), message, f"högst {_MOST_OPEN}", match[0], hint)
            return
        if match[0][0] == "\n":
            brackets = parentheses = 0


def _too_deep(text: Text, plain: str) -> Iterator[Problem]:
    """Yield the first item or quotation in more others than any text has: Markdown calls itself for each."""
    for match in _HEAD.finditer(plain):
        head = match[0].expandtabs(_CODE_INDENT)
        levels = len(_HEAD_MARK.findall(head)) + (len(head) - len(head.lstrip())) // _CODE_INDENT
        if levels > _MOST_LEVELS:
            message = "Här är fler nivåer av listor och citat än Markdown kan läsa."
            hint = "Dra in mindre, eller dela upp listan."
            yield Problem("T306", place_in(text, match.start()), message, f"högst {_MOST_LEVELS}", str(levels), hint)
            return


def _too_long(text: Text, literal: str) -> Iterator[Problem]:
    """Yield the first paragraph with more definitions or signs than any has: what follows is read for each."""
    start = 0
    for end in (*(match.end() for match in _NEXT_PIECE.finditer(literal)), len(literal)):
        if end - start > _LONG_PIECE and (signs := len(_SIGN.findall(literal, start, end))) > _MOST_SIGNS:
            message = "Stycket är längre, med fler tecken för Markdown, än Markdown kan läsa."
            expected = f"högst {_MOST_SIGNS} av tecknen \\ ` * _ ~ ^ [ < & i ett stycke på mer än {_LONG_PIECE} tecken"
            hint = "Dela stycket med tomma rader."
            yield Problem("T306", place_in(text, start), message, expected, str(signs), hint)
            return
        most = _MOST_OF_LONG if end - start > _LONG_PIECE else _MOST_DEFINITIONS
        if (count := sum(1 for _ in _DEFINITION.finditer(literal, start, end))) > most:
            message = "Här är fler förklaringar under varandra än Markdown kan läsa."
            hint = "Sätt en tom rad mellan dem, eller skriv dem som en lista."
            yield Problem("T306", place_in(text, start), message, f"högst {most}", str(count), hint)
            return
        start = end


def _misread_lines(text: Text, plain: str) -> Iterator[Problem]:
    lines = plain.split("\n")
    yield from _terms_within(text, lines)
    offset, in_list = 0, False
    for number, line in enumerate(lines):
        before, after = lines[number - 1] if number else "", lines[number + 1] if number + 1 < len(lines) else ""
        in_list = bool(_ITEM.match(line.strip())) or (in_list and (not line.strip() or line.startswith((" ", "\t"))))
        misreading = _opening(line, after, in_list=in_list) if not before.strip() else _within(line, before, after)
        if misreading is not None:
            message, beginning, hint = misreading
            where = place_in(text, offset + len(line) - len(line.lstrip()))
            yield Problem("T306", where, message, "", f"”{beginning}”" if beginning else "", hint)
        offset += len(line) + 1


def _terms_within(text: Text, lines: Sequence[str]) -> Iterator[Problem]:
    """Yield words right below a definition that have their own: they would be read as more of it."""
    offset, above = 0, -1
    for line, after in zip(lines, (*lines[1:], ""), strict=True):
        indent = len(line) - len(line.lstrip(" \t>"))
        if indent == len(line):
            above = -1
        elif _DEFINITION.match(line):
            above = indent
        elif above >= 0 and indent < above + _CODE_INDENT and _DEFINITION.match(after):
            message, hint = "Uppslagsordet skulle bli en del av förklaringen ovanför.", "Sätt en tom rad före det."
            yield Problem("T306", place_in(text, offset + indent), message, "", f"”{line[indent:][:20]}”", hint)
        offset += len(line) + 1


# The message, the beginning of what is misread, and the hint.
_Misreading = tuple[str, str, str]


def _opening(line: str, after: str, *, in_list: bool) -> _Misreading | None:
    stripped = line.strip()
    if len(line) - len(line.lstrip(" ")) >= _CODE_INDENT and stripped and not in_list:
        return "Det indragna stycket skulle bli programkod.", stripped[:20], "Ta bort indraget."
    if match := _YEAR_ITEM.match(stripped):
        hint = "Börja meningen med ett ord, eller skriv \\ före punkten."
        return "Stycket skulle bli en numrerad lista.", match[0].strip(), hint
    if _SIGNED.match(stripped) and not _ITEM.match(stripped):
        hint = "Börja meningen med ett ord; listpunkter skrivs med streck och mellanslag."
        return "Stycket börjar med ett tecken och en siffra.", stripped.split()[0], hint
    if (match := _FOREIGN_ITEM.match(stripped)) and (stripped[0] not in "–—" or _FOREIGN_ITEM.match(after.strip())):
        return _foreign(match)
    return _numbered(stripped, after) or _heading(stripped)


def _within(line: str, before: str, after: str) -> _Misreading | None:
    stripped, above = line.strip(), before.strip()
    if _UNDERLINE.fullmatch(stripped) and not _ITEM.match(above):
        return "Raden ovanför skulle bli en rubrik.", stripped[:20], "Ta bort strecken; en rubrik skrivs # Rubrik."
    if not (_NUMBERED.match(above) or _RUN_ON.match(above)) and (misreading := _numbered(stripped, after)):
        return misreading
    if _ITEM.match(stripped) and not _ITEM.match(above) and not before.startswith((" ", "\t")):
        return "Listan skulle bli löpande text.", "", "Lägg en tom rad mellan stycket och listan."
    match = _FOREIGN_ITEM.match(stripped)
    # A dash may stand first on a line of running text; two lines of dashes are a list.
    if match and stripped[0] not in "–—" and not _FOREIGN_ITEM.match(above):
        return _foreign(match)
    return _heading(stripped)


def _foreign(match: re.Match[str]) -> _Misreading:
    return "Punkterna skulle bli löpande text.", match[0], "Listpunkter skrivs med bindestreck och mellanslag: - …"


def _numbered(stripped: str, after: str) -> _Misreading | None:
    """Read `1)`, which no list begins with, and items that would run on: `a) …` or `-…` on two lines."""
    match = _NUMBERED.match(stripped) or (_RUN_ON.match(stripped) if _RUN_ON.match(after.strip()) else None)
    if match is None:
        return None
    hint = "Numrerade punkter skrivs 1. 2. 3. och andra punkter med bindestreck och mellanslag: - …"
    return "Punkterna skulle bli löpande text.", match[0], hint


def _heading(stripped: str) -> _Misreading | None:
    if match := _HASH.match(stripped):
        return "Raden skulle bli en rubrik.", match[0], "Skriv \\# för nummertecknet, eller ett mellanslag i en rubrik."
    return None
