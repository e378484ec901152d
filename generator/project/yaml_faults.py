"""What YAML refuses, in the author's words: an error of libyaml and the text it stopped at in → a problem.

libyaml says in English what it expected; a controller needs what they did. Nearly always the line itself shows it: a
value that begins with a sign, a quotation mark that ends too early, a colon in a label. Those are looked for first, and
libyaml's own words decide what is left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import yaml

from generator.problems import Problem, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yaml.error import Mark

_LONGEST = 60


class TooDeepError(yaml.YAMLError):
    """The text is nested deeper than any content is; `problem_mark` says where."""

    problem = "too deep"

    def __init__(self, mark: Mark) -> None:
        """The place where it is too deep goes in."""
        super().__init__(self.problem)
        self.problem_mark = mark


class _Cause(NamedTuple):
    """What a line looks like, and what to say: `sign` is the group whose place is the problem's."""

    pattern: re.Pattern[str]
    code: str
    message: str
    expected: str
    hint: str


# The start of a value: after the dashes of a list, and after a key.
_ITEM = r"^ *(?:- +){0,8}"
_KEY = r"(?:(?:\"[^\"]*\"|'[^']*'|[^\s\"'#][^:#]*): +)?"
_VALUE = _ITEM + _KEY
WHOLE = "citattecken runt hela värdet"
QUOTE_WHOLE = "Sätt citattecken runt hela värdet, från dess första tecken till dess sista."


def _cause(pattern: str, code: str, message: str, expected: str = WHOLE, hint: str = QUOTE_WHOLE) -> _Cause:
    return _Cause(re.compile(pattern), code, message, expected, hint)


_CAUSES = (
    _cause(
        _ITEM + r"(?:-|[^\s:\"']+:)(?P<sign>[\xa0\u2007\u202f])",
        "T005",
        "Här står ett hårt mellanslag, som YAML inte läser som ett mellanslag.",
        "ett vanligt mellanslag",
        "Byt det mot ett vanligt mellanslag.",
    ),
    _cause(
        _VALUE + r"(?P<sign>[”“„»«])(?=.*: )",
        "T010",
        "Typografiska citattecken läses inte som citattecken.",
        "raka citattecken",
        "Skriv om citattecknen med tangenten för raka citattecken (\" eller ').",
    ),
    _cause(_VALUE + r"(?P<sign>\{\{)", "T018", "Värdet börjar med {{ och läses av YAML som en klammer."),
    _cause(_VALUE + r"(?P<sign>[%@`])", "T018", "Värdet börjar med ett tecken som YAML har för eget bruk."),
    _cause(_VALUE + r"(?P<sign>[*&!])", "T009", "Värdet börjar med ett tecken som YAML läser som en hänvisning."),
    _cause(
        _VALUE + r"(?P<sign>\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')(?!'| *(?:#|:(?: |$)|$))",
        "T018",
        "Citattecknen tar slut före värdet.",
    ),
    _cause(
        _VALUE + r"(?P<sign>\[[^\]]*\]|\{[^}]*\})(?! *(?:#|$|[,\]}]))",
        "T018",
        "Värdet börjar med en klammer och läses av YAML som en lista eller ett block.",
    ),
    _cause(
        _VALUE + r"(?P<sign>[|>]) *[^\s#+-]",
        "T012",
        "Värdet börjar med ett tecken som YAML läser som början på en löpande text.",
        "en cell, eller ingenting mer på raden",
        "Skriv _ för en tom första cell, eller sätt citattecken runt hela värdet.",
    ),
    _cause(
        _ITEM + r"[^\s\"'#][^:#]*: +(?P<sign>- )",
        "T018",
        "Värdet börjar med ett streck och läses av YAML som en punkt.",
        "en punkt på en egen rad, eller " + WHOLE,
        "Flytta ner punkten till nästa rad, eller sätt citattecken runt hela värdet.",
    ),
    _cause(
        _VALUE + r"(?P<sign>[,\]}?])(?: |$|[^?])", "T018", "Värdet börjar med ett tecken som YAML har för eget bruk."
    ),
    _cause(
        r"^ *(?:- +){0,8}(?P<sign>[^\s\"'#][^:#\n]*: (?![\[{])[^\"'#]*:)(?: |$)",
        "T018",
        "Raden har två kolon med blanksteg efter, och YAML kan inte veta vilket som följer på nyckeln.",
        "citattecken runt etiketten eller värdet",
        "Sätt citattecken runt den del som har ett kolon i sig.",
    ),
)

_NO_COLON = (
    "Raden saknar kolon.",
    "nyckel: värde",
    "Skriv ett kolon och ett blanksteg efter nyckeln; hör raden till texten ovanför ska den dras in lika långt.",
)

# libyaml's words, whether the place is where the construct began, and what to say. The first that fits speaks.
_WORDS = (
    (
        "too deep",
        False,
        "Innehållet är indraget i fler nivåer än något innehåll har.",
        "högst 40 nivåer",
        "Se efter om klamrar eller streck har upprepats av misstag.",
    ),
    (
        "found unexpected end of stream",
        True,
        "Citattecknet på den här raden stängs aldrig.",
        "ett citattecken till i slutet av texten",
        "Avsluta med samma slags citattecken som texten börjar med.",
    ),
    (
        "found unexpected document indicator",
        True,
        "Citattecknet på den här raden stängs aldrig.",
        "ett citattecken till i slutet av texten",
        "Avsluta med samma slags citattecken som texten börjar med.",
    ),
    (
        "unknown escape character",
        False,
        'Omvänt snedstreck inom "…" betyder något särskilt i YAML.',
        "text utan omvänt snedstreck",
        "Byt till enkla citattecken: '…'.",
    ),
    (
        "hexdecimal",
        False,
        'Omvänt snedstreck inom "…" betyder något särskilt i YAML.',
        "text utan omvänt snedstreck",
        "Byt till enkla citattecken: '…'.",
    ),
    (
        "Unicode character escape",
        False,
        'Omvänt snedstreck inom "…" betyder något särskilt i YAML.',
        "text utan omvänt snedstreck",
        "Byt till enkla citattecken: '…'.",
    ),
    (
        "',' or ']'",
        True,
        "Hakparentesen som börjar här stängs aldrig.",
        "]",
        "Avsluta listan med ], eller sätt citattecken runt hela värdet om det är text.",
    ),
    (
        "',' or '}'",
        True,
        "Klammern som börjar här stängs aldrig.",
        "}",
        "Avsluta med }, eller sätt citattecken runt hela värdet om det är text.",
    ),
    (
        "could not find expected ':'",
        True,
        *_NO_COLON,
    ),
    (
        "mapping values are not allowed",
        False,
        "Ett kolon står där ingen nyckel kan stå.",
        "samma indrag som raden ovanför",
        "Raden är för långt indragen, eller så saknar raden ovanför sitt kolon.",
    ),
    (
        "'-' indicator",
        False,
        "Listan bryts av en rad som inte är en punkt.",
        "en rad som börjar med ”- ”",
        "Skriv ”- ” först på raden, eller ändra indraget så att det visar vad raden hör till.",
    ),
    (
        "did not find expected key",
        False,
        "Indraget stämmer inte med raderna ovanför.",
        "samma indrag som en rad ovanför",
        "Dra in raden lika långt som de rader den hör ihop med.",
    ),
    (
        "sequence entries are not allowed",
        False,
        "En punkt i en lista står där ingen lista kan börja.",
        "samma indrag som punkterna ovanför",
        "Dra in raden lika långt som de andra punkterna.",
    ),
    (
        "leading empty line",
        False,
        "En tom rad har fler blanksteg än texten under den.",
        "texten indragen lika långt hela vägen",
        "Ta bort blankstegen på den tomma raden.",
    ),
    (
        "tab character",
        False,
        "Raden är indragen med en tabb.",
        "vanliga mellanslag",
        "Ta bort indraget och gör om det med mellanslag, två för varje nivå.",
    ),
    (
        "did not find expected <document start>",
        False,
        "Raden hör inte till något av det som står ovanför.",
        "nyckel: värde",
        "Se efter att raden har rätt indrag och att nyckeln ovanför har sitt kolon.",
    ),
)

_UNKNOWN = (
    "YAML kan inte läsa raden.",
    "nyckel: värde",
    "Se efter kolon, citattecken och indrag här och på raden ovanför.",
)


def explain(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """An error of libyaml, the text it read and the file's name go in; the problem with place and way out comes out."""
    said = str(getattr(error, "problem", None) or error)
    problem_mark: Mark | None = getattr(error, "problem_mark", None)
    context_mark: Mark | None = getattr(error, "context_mark", None)
    lines = text.split("\n")
    # The context is worth a look where it is the value that went wrong, and not the whole block around it.
    around = context_mark if "block" not in str(getattr(error, "context", "")) else None
    for mark in (problem_mark, around):
        found = _by_line(lines[mark.line], file, mark.line + 1) if mark and mark.line < len(lines) else None
        if found is not None:
            return found
    above = _key_above(problem_mark, lines) if "mapping values are not allowed" in said else None
    if above is not None:
        return _at(above, lines, file, _NO_COLON)
    for words, from_context, *told in _WORDS:
        if words in said:
            return _at((from_context and context_mark) or problem_mark, lines, file, told)
    return _at(problem_mark or context_mark, lines, file, _UNKNOWN)


class _Line(NamedTuple):
    """The start of a line, as libyaml counts."""

    line: int
    column: int = 0


def _key_above(mark: Mark | None, lines: list[str]) -> _Line | None:
    """The line above `mark` if it is a key as far in, only without its colon."""
    if mark is None:
        return None
    above = next((number for number in range(mark.line - 1, -1, -1) if lines[number].strip()), None)
    if above is None or ":" in lines[above] or lines[above].lstrip().startswith(("#", "-")):
        return None
    return _Line(above) if _indent(lines[above]) == _indent(lines[mark.line]) else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def rest_of_line(text: str, index: int) -> str:
    """What stands in `text` from `index` to the end of its line, shortened."""
    end = text.find("\n", index)
    line = text[index : end if end >= 0 else len(text)].rstrip()
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _by_line(line: str, file: str, number: int) -> Problem | None:
    for cause in _CAUSES:
        match = cause.pattern.search(line)
        if match:
            start = match.start("sign")
            found = rest_of_line(line, start)
            return Problem(cause.code, Where(file, number, start + 1), cause.message, cause.expected, found, cause.hint)
    return None


def _at(mark: Mark | _Line | None, lines: list[str], file: str, words: Sequence[str]) -> Problem:
    """A problem at `mark`, or, where it stands after the last line, at the last line that says something."""
    message, expected, hint = words
    if mark is None:
        return Problem("T004", Where(file), message, expected, "", hint)
    line, column = mark.line, mark.column
    while line > 0 and (line >= len(lines) or not lines[line].strip()):
        line, column = line - 1, 0
    shown = lines[line] if line < len(lines) else ""
    column = max(column, _indent(shown))
    return Problem("T004", Where(file, line + 1, column + 1), message, expected, rest_of_line(shown.strip(), 0), hint)
