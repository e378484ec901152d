"""What YAML refuses, in the author's words: found in the line itself where it shows, else by libyaml's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import yaml

from generator.problems import Problem, Where

if TYPE_CHECKING:
    from yaml.error import Mark

_LONGEST = 60
WHOLE = "citattecken runt hela värdet"
QUOTE_WHOLE = "Sätt citattecken runt hela värdet, från dess första tecken till dess sista."


class TooDeepError(yaml.YAMLError):
    """Text nested deeper than any content is."""

    problem = "too deep"

    def __init__(self, mark: Mark) -> None:
        super().__init__(self.problem)
        self.problem_mark = mark


@dataclass(frozen=True, slots=True)
class YamlFault:
    """The words for a fault, wherever it is met."""

    code: str
    message: str
    expected: str = WHOLE
    hint: str = QUOTE_WHOLE

    def at(self, where: Where, found: str = "") -> Problem:
        """Return the problem of this fault at a place."""
        return Problem(self.code, where, self.message, self.expected, found, self.hint)


# The start of a value: after the dashes of a list, and after a key.
_ITEM = r"^ *(?:- +){0,8}"
_KEY = r"(?:(?:\"[^\"]*\"|'[^']*'|[^\s\"'#][^:#]*): +)?"
_VALUE = _ITEM + _KEY


def _line_fault(
    pattern: str, code: str, message: str, expected: str = WHOLE, hint: str = QUOTE_WHOLE
) -> tuple[re.Pattern[str], YamlFault]:
    return re.compile(pattern), YamlFault(code, message, expected, hint)


# Faults that a line shows by itself; the group `sign` is the place.
_LINE_FAULTS = (
    _line_fault(
        _ITEM + r"(?:-|[^\s:\"']+:)(?P<sign>[\xa0\u2007\u202f])",
        "T005",
        "Här står ett hårt mellanslag, som YAML inte läser som ett mellanslag.",
        "ett vanligt mellanslag",
        "Byt det mot ett vanligt mellanslag.",
    ),
    _line_fault(
        _VALUE + r"(?P<sign>[”“„»«])(?=.*: )",
        "T010",
        "Typografiska citattecken läses inte som citattecken.",
        "raka citattecken",
        "Skriv om citattecknen med tangenten för raka citattecken (\" eller ').",
    ),
    _line_fault(_VALUE + r"(?P<sign>\{\{)", "T018", "Värdet börjar med {{ och läses av YAML som en klammer."),
    _line_fault(_VALUE + r"(?P<sign>[%@`])", "T018", "Värdet börjar med ett tecken som YAML har för eget bruk."),
    _line_fault(_VALUE + r"(?P<sign>[*&!])", "T009", "Värdet börjar med ett tecken som YAML läser som en hänvisning."),
    _line_fault(
        _VALUE + r"(?P<sign>\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')(?!'| *(?:#|:(?: |$)|$))",
        "T018",
        "Citattecknen tar slut före värdet.",
    ),
    _line_fault(
        _VALUE + r"(?P<sign>\[[^\]]*\]|\{[^}]*\})(?! *(?:#|$|[,\]}]))",
        "T018",
        "Värdet börjar med en klammer och läses av YAML som en lista eller ett block.",
    ),
    _line_fault(
        _VALUE + r"(?P<sign>[|>]) *[^\s#+-]",
        "T012",
        "Värdet börjar med ett tecken som YAML läser som början på en löpande text.",
        "en cell, eller ingenting mer på raden",
        "Skriv _ för en tom första cell, eller sätt citattecken runt hela värdet.",
    ),
    _line_fault(
        _ITEM + r"[^\s\"'#][^:#]*: +(?P<sign>- )",
        "T018",
        "Värdet börjar med ett streck och läses av YAML som en punkt.",
        "en punkt på en egen rad, eller " + WHOLE,
        "Flytta ner punkten till nästa rad, eller sätt citattecken runt hela värdet.",
    ),
    _line_fault(
        _VALUE + r"(?P<sign>[,\]}?])(?: |$|[^?])", "T018", "Värdet börjar med ett tecken som YAML har för eget bruk."
    ),
    _line_fault(
        r"^ *(?:- +){0,8}(?P<sign>[^\s\"'#][^:#\n]*: (?![\[{])[^\"'#]*:)(?: |$)",
        "T018",
        "Raden har två kolon med blanksteg efter, och YAML kan inte veta vilket som följer på nyckeln.",
        "citattecken runt etiketten eller värdet",
        "Sätt citattecken runt den del som har ett kolon i sig.",
    ),
)


class _Refusal(NamedTuple):
    """Words of libyaml, and the fault they stand for; `at_context` places it where the construct began."""

    pattern: str
    fault: YamlFault
    at_context: bool = False


def _refusal(pattern: str, message: str, expected: str, hint: str, *, at_context: bool = False) -> _Refusal:
    return _Refusal(pattern, YamlFault("T004", message, expected, hint), at_context)


_NO_COLON = YamlFault(
    "T004",
    "Raden saknar kolon.",
    "nyckel: värde",
    "Skriv ett kolon och ett blanksteg efter nyckeln; hör raden till texten ovanför ska den dras in lika långt.",
)
_UNKNOWN = YamlFault(
    "T004",
    "YAML kan inte läsa raden.",
    "nyckel: värde",
    "Se efter kolon, citattecken och indrag här och på raden ovanför.",
)

# The first whose words libyaml used counts.
_REFUSALS = (
    _refusal(
        "too deep",
        "Innehållet är indraget i fler nivåer än något innehåll har.",
        "högst 40 nivåer",
        "Se efter om klamrar eller streck har upprepats av misstag.",
    ),
    _refusal(
        "found unexpected (end of stream|document indicator)",
        "Citattecknet på den här raden stängs aldrig.",
        "ett citattecken till i slutet av texten",
        "Avsluta med samma slags citattecken som texten börjar med.",
        at_context=True,
    ),
    _refusal(
        "unknown escape character|hexdecimal|Unicode character escape",
        'Omvänt snedstreck inom "…" betyder något särskilt i YAML.',
        "text utan omvänt snedstreck",
        "Byt till enkla citattecken: '…'.",
    ),
    _refusal(
        "',' or ']'",
        "Hakparentesen som börjar här stängs aldrig.",
        "]",
        "Avsluta listan med ], eller sätt citattecken runt hela värdet om det är text.",
        at_context=True,
    ),
    _refusal(
        "',' or '}'",
        "Klammern som börjar här stängs aldrig.",
        "}",
        "Avsluta med }, eller sätt citattecken runt hela värdet om det är text.",
        at_context=True,
    ),
    _Refusal("could not find expected ':'", _NO_COLON, at_context=True),
    _refusal(
        "mapping values are not allowed",
        "Ett kolon står där ingen nyckel kan stå.",
        "samma indrag som raden ovanför",
        "Raden är för långt indragen, eller så saknar raden ovanför sitt kolon.",
    ),
    _refusal(
        "'-' indicator",
        "Listan bryts av en rad som inte är en punkt.",
        "en rad som börjar med ”- ”",
        "Skriv ”- ” först på raden, eller ändra indraget så att det visar vad raden hör till.",
    ),
    _refusal(
        "did not find expected key",
        "Indraget stämmer inte med raderna ovanför.",
        "samma indrag som en rad ovanför",
        "Dra in raden lika långt som de rader den hör ihop med.",
    ),
    _refusal(
        "sequence entries are not allowed",
        "En punkt i en lista står där ingen lista kan börja.",
        "samma indrag som punkterna ovanför",
        "Dra in raden lika långt som de andra punkterna.",
    ),
    _refusal(
        "leading empty line",
        "En tom rad har fler blanksteg än texten under den.",
        "texten indragen lika långt hela vägen",
        "Ta bort blankstegen på den tomma raden.",
    ),
    _refusal(
        "tab character",
        "Raden är indragen med en tabb.",
        "vanliga mellanslag",
        "Ta bort indraget och gör om det med mellanslag, två för varje nivå.",
    ),
    _refusal(
        "did not find expected <document start>",
        "Raden hör inte till något av det som står ovanför.",
        "nyckel: värde",
        "Se efter att raden har rätt indrag och att nyckeln ovanför har sitt kolon.",
    ),
)


def explain(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Return the problem that an error of libyaml in a text stands for."""
    words = str(getattr(error, "problem", None) or error)
    problem_mark: Mark | None = getattr(error, "problem_mark", None)
    context_mark: Mark | None = getattr(error, "context_mark", None)
    lines = text.split("\n")
    # The context is worth a look where it is the value that went wrong, and not the whole block around it.
    around = context_mark if "block" not in str(getattr(error, "context", "")) else None
    for mark in (problem_mark, around):
        problem = _by_line(lines[mark.line], file, mark.line + 1) if mark and mark.line < len(lines) else None
        if problem is not None:
            return problem
    above = _key_above(problem_mark, lines) if "mapping values are not allowed" in words else None
    if above is not None:
        return _on_line(above, 0, lines, file, _NO_COLON)
    for pattern, fault, at_context in _REFUSALS:
        if re.search(pattern, words):
            return _at((at_context and context_mark) or problem_mark, lines, file, fault)
    return _at(problem_mark or context_mark, lines, file, _UNKNOWN)


def _key_above(mark: Mark | None, lines: list[str]) -> int | None:
    """The number of the line above `mark` if it is a key as far in, only without its colon."""
    if mark is None:
        return None
    above = next((number for number in range(mark.line - 1, -1, -1) if lines[number].strip()), None)
    if above is None or ":" in lines[above] or lines[above].lstrip().startswith(("#", "-")):
        return None
    return above if _indent(lines[above]) == _indent(lines[mark.line]) else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def rest_of_line(text: str, index: int) -> str:
    """Return the text from `index` to the end of its line, shortened."""
    line = text[index:].partition("\n")[0].rstrip()
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _by_line(line: str, file: str, number: int) -> Problem | None:
    for pattern, fault in _LINE_FAULTS:
        if match := pattern.search(line):
            start = match.start("sign")
            return fault.at(Where(file, number, start + 1), rest_of_line(line, start))
    return None


def _at(mark: Mark | None, lines: list[str], file: str, fault: YamlFault) -> Problem:
    return _on_line(mark.line, mark.column, lines, file, fault) if mark is not None else fault.at(Where(file))


def _on_line(line: int, column: int, lines: list[str], file: str, fault: YamlFault) -> Problem:
    """After the last line, the place is the last line that says something."""
    while line > 0 and (line >= len(lines) or not lines[line].strip()):
        line, column = line - 1, 0
    shown = lines[line] if line < len(lines) else ""
    column = max(column, _indent(shown))
    return fault.at(Where(file, line + 1, column + 1), rest_of_line(shown.strip(), 0))
