"""What authors bring from other programs and dialects of Markdown: it would be printed as it stands, and is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from generator.content.expression import place_in
from generator.content.source import Text
from generator.content.text_forms import BOX, BOX_END, LANGUAGE, LOWERED, RAISED, STRUCK, is_language
from generator.problems import Problem


@dataclass(frozen=True, slots=True)
class _Form:
    """A form by how it is called, and the way out; a long one is matched by its beginning alone."""

    called: str
    hint: str
    pattern: re.Pattern[str]

    def problem(self, text: Text, start: int, found: str) -> Problem:
        """Return the problem of one that begins at an offset."""
        shown = " ".join(found.split())
        shown = shown[:_LONGEST_SHOWN] + "…" * (len(shown) > _LONGEST_SHOWN)
        message = f"{self.called} skulle skrivas ut tecken för tecken."
        return Problem("T306", place_in(text, start), message, "", f"”{shown}”", self.hint)


_LONGEST_SHOWN = 40
_AS_TABLE = "Skriv den under tabeller: och visa den med - tabell: och dess id."
_AS_HEADING = "En rubrik skrivs # Rubrik."
_AS_BOX = "En ruta skrivs ::: faktaruta och rubriken efter en tom rad, texten på raderna under, och ::: på sista raden."
_AS_CODE = "Ta bort tecknen; det som ska tryckas som det står skrivs `så`."
_AS_FORMULA = "Skriv formeln med ord, eller räkna ut den: {{ a / b | procent }}. Ett tecken som ska tryckas skrivs \\$."
_BY_OUTLINE = "Ta bort raden: dokumentets mall avgör om det har en innehållsförteckning."
_LINK = "En länk skrivs [text](adress), och en plats i dokumentet [text](#id)."

_ROW = _Form("En tabell", _AS_TABLE, re.compile(r"\|[^|]*\|[^|]*\||\+(?:[-=]+\+)+$"))
_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?$")
_TABS = _Form(
    "En rad med tabbar, som ur Excel eller Word,",
    f"{_AS_TABLE} I löpande text byts tabben mot ett mellanslag.",
    re.compile(r"(?>(?:(?:[^\w\s]{1,2}|o|\d{1,2}[.)]|\w[.)])\t+)?)[^\t\n]+\t"),
)
_CODE = _Form("Programkod", _AS_CODE, re.compile(r"`{3}|~{3}"))
# By the beginning of a line, of which those that follow each other are told once.
_LINES = (
    _Form(
        "En kryssruta",
        "Skriv en vanlig lista, eller uppgifterna som poster med status.",
        re.compile(r"(?:(?:[-*+]|\d{1,2}[.)])[ \t]+)?(?:\[[ xX]?\][ \t]+\S|[☐☑☒])"),
    ),
    _CODE,
    _Form("Ett kommando i reStructuredText", _AS_CODE, re.compile(r"\.\.[ \t]+(?:_|\S+::)")),
    _Form("En ruta", _AS_BOX, re.compile(r"(?:!!!|\?\?\?)\+?[ \t]*\w|>[ \t]*\[![A-Za-z]+\]")),
    _Form("En innehållsförteckning", _BY_OUTLINE, re.compile(r"\[\[?_?TOC_?\]?\][ \t]*$", re.IGNORECASE)),
    _Form("En rubrik", _AS_HEADING, re.compile(r"={2,6}[ \t]+\S|h[1-6]\.[ \t]+\S")),
)
# Anywhere in a line. A lone word in braces or dollar signs is a placeholder (T606).
_SPANS = (
    _Form(
        "En formel i LaTeX",
        _AS_FORMULA,
        re.compile(
            r"(?<![\\$])\$\$[^\n$]{1,200}\$?|(?<![\w\\$])\$(?!\w{2,}\$)(?=[A-Za-z\\{(])[^$\n]{1,200}(?<![\s\\])\$(?![\w$])"
            r"|\\(?:frac|sum|cdot|times|sqrt|begin|text)\b[^\n]{0,200}|\\\((?=[^\n]{1,200}\\\))"
        ),
    ),
    _Form(
        "En anvisning i klamrar",
        "Ta bort den: utseendet bestäms av profilen. En klammer som ska tryckas skrivs \\{.",
        re.compile(r"(?<![\\{])\{(?:[:.][^{}\n]{0,200}|[^\W\d]\w{0,40}=[^{}\n]{0,200})\}"),
    ),
    _Form(
        "Överstrykning",
        "Framhäv med **fetstil** eller *kursiv*.",
        re.compile(r"(?<![=\\])==(?=[^\s=])[^=\n]{1,200}==(?!=)"),
    ),
    _Form(
        "Understrykning",
        "Framhäv med **fetstil** eller *kursiv*.",
        re.compile(r"(?<![+\w\\])\+\+(?=[^\s+])[^+\n]{1,200}\+\+(?![+\w])"),
    ),
    _Form("En länk", _LINK, re.compile(r"(?<!\\)\[\[(?!_?TOC_?\])[^\[\]\n]{1,200}\]\]", re.IGNORECASE)),
    _Form(
        "En kod i hakparentes",
        "Framhäv med **fetstil** eller *kursiv*.",
        re.compile(r"(?<!\\)\[(?P<bb>b|i|u|s|url|img|quote|code)(?:=[^\]\n]{0,200})?\](?=[^\n]{0,400}\[/(?P=bb)\])"),
    ),
    _Form(
        "Namnet på en symbol",
        "Skriv tecknet självt, eller ord.",
        re.compile(r"(?<![\w:\\]):[a-z][a-z_]{2,30}:(?![\w:/])"),
    ),
)
# How a picture stands is said in braces after it.
_PICTURE = re.compile(r"!\[[^\]\n]{0,1000}\][(\[][^)\]\n]{0,1000}[)\]]\s?\{[^{}\n]{0,200}\}")
_READ = re.compile("|".join(rf"(?:{each.pattern})" for each in (LANGUAGE, STRUCK, LOWERED, RAISED, _PICTURE)))
_SIGNS = re.compile(r"[~^{}]")
_HALF_SPANS = (
    _Form("Ett upphöjt tecken", "Skriv ett sådant tecken på båda sidor: m^2^.", re.compile(r"(?<=\w)\^(?=[\w−-])")),
    _Form("Ett nedsänkt tecken", "Skriv ett sådant tecken på båda sidor: CO~2~.", re.compile(r"(?<=\w)~(?=\w)")),
    _Form(
        "Två vågtecken",
        "Struken text börjar och slutar med två: ~~så~~.",
        re.compile(r"(?<![~\\])~~(?=[^\s~])|(?<=[^\s~\\])~~(?!~)"),
    ),
)
_BOX = _Form("En ruta", _AS_BOX, re.compile(r":::"))
_BOLD = re.compile(r"(?<!\\)\*\*(?:(?=[^\s*])|(?<=[^\s*]\*\*))")
_UNENDED = _Form("Två stjärnor", "Fetstil börjar och slutar med två stjärnor: **så**.", _BOLD)
_REFERENCE = re.compile(r"(?<![\\\]])\[([^\[\]\n^][^\[\]\n]{0,199})\]\[((?!\^)[^\[\]\n]{0,200})\](?![\[(])")
_TARGET = re.compile(r"^[ \t]{0,3}\[([^\[\]\n]+)\]:[ \t]*\S", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+[.)])[ \t])")


def unread_forms(text: Text, literal: str, plain: str) -> Iterator[Problem]:
    """Yield T306 for what is no Markdown here; `literal` is the text without citations, `plain` without code too."""
    yield from _languages(text, plain)
    # The signs of what is read are out of the way.
    plain = _READ.sub(lambda match: _SIGNS.sub("x", match[0]), plain)
    found = [*_forms_of_lines(text, literal, plain), *_forms_of_spans(text, plain), *_boxes(text, plain)]
    told = 0
    for start, end, problem in sorted(found, key=itemgetter(0)):
        # What is within a form that is told needs no word of its own.
        if start >= told:
            told = end
            yield problem


_Found = tuple[int, int, Problem]


def _forms_of_lines(text: Text, literal: str, plain: str) -> Iterator[_Found]:
    offset, before, in_code = 0, None, False
    lines = plain.split("\n")
    for number, (written, line) in enumerate(zip(literal.split("\n"), lines, strict=True)):
        form = _form_of(written.strip(), line.strip(), lines[number + 1].strip() if number + 1 < len(lines) else "")
        in_code ^= form is _CODE
        if form is not None and form is not before and (in_code or form is not _CODE):
            start = offset + len(line) - len(line.lstrip())
            yield start, offset + len(line), form.problem(text, start, written.strip())
        before = form
        offset += len(line) + 1


def _form_of(written: str, line: str, after: str) -> _Form | None:
    if "|" in line or line.startswith("+"):
        several = line.count("|") > 1 and after.count("|") > 1
        if several or _ROW.pattern.match(line) or _RULE.match(line) or ("|" in line and _RULE.match(after)):
            return _ROW
    if "\t" in line and _TABS.pattern.match(line):
        return _TABS
    return next((form for form in _LINES if form.pattern.match(written)), None)


def _forms_of_spans(text: Text, plain: str) -> Iterator[_Found]:
    for form in (*_SPANS, *_HALF_SPANS):
        for match in form.pattern.finditer(plain):
            yield match.start(), match.end(), form.problem(text, match.start(), match[0])
    yield from _unended(text, plain)
    targets = {match[1].casefold() for match in _TARGET.finditer(plain)}
    for match in _REFERENCE.finditer(plain):
        if (match[2] or match[1]).casefold() not in targets:
            form = _Form("En länk", _LINK, _REFERENCE)
            yield match.start(), match.end(), form.problem(text, match.start(), match[0])


def _languages(text: Text, plain: str) -> Iterator[Problem]:
    for match in LANGUAGE.finditer(plain):
        if not is_language(match["language"]):
            where = place_in(text, match.start("language"))
            message = f"”{match['language']}” är inget språk."
            hint = "Engelska är en, finska fi, nordsamiska se, franska fr, tyska de, arabiska ar."
            yield Problem("T306", where, message, "språkets kod, som {lang=en}", match["language"], hint)


def _boxes(text: Text, plain: str) -> Iterator[_Found]:
    """Yield boxes that are not begun, or not ended, as a box is."""
    offset, opened, before, astray = 0, -1, "", False
    for line in plain.split("\n"):
        if (opened >= 0 or astray) and BOX_END.match(line):
            opened, astray = -1, False
        elif opened < 0 and BOX.match(line) and not before.strip():
            opened = offset
        elif line.lstrip().startswith(":::"):
            start = offset + len(line) - len(line.lstrip())
            yield start, offset + len(line), _BOX.problem(text, start, line)
            # Its end needs no word of its own.
            astray = BOX_END.match(line) is None
        offset, before = offset + len(line) + 1, line
    if opened >= 0:
        yield opened, opened + len(":::"), _BOX.problem(text, opened, plain[opened:].partition("\n")[0])


def _unended(text: Text, plain: str) -> Iterator[_Found]:
    """Yield the last sign of bold text in a paragraph or an item where their number is odd."""
    start = 0
    for end in (*(match.end() for match in _PARAGRAPH.finditer(plain)), len(plain)):
        marks = list(_BOLD.finditer(plain, start, end))
        if len(marks) % 2:
            at = marks[-1].start()
            yield at, at + 2, _UNENDED.problem(text, at, plain[at : at + _LONGEST_SHOWN].split("\n", maxsplit=1)[0])
        start = end
