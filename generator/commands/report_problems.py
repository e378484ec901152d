"""Problems as text: for people with the lines of the files, a line each for editors, JSON for programs."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TypeAlias

from generator.problems import Problem, Severity, Where

Piece: TypeAlias = tuple[str, str]
StyledLine: TypeAlias = tuple[Piece, ...]
LinesOf: TypeAlias = Callable[[str], Sequence[str]]
"""Returns the lines of a file by its name in `Where.file`; none where it cannot be shown."""

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTICE: "bold blue"}
PLURALS = {Severity.ERROR: "fel", Severity.WARNING: "varningar", Severity.NOTICE: "upplysningar"}
TAB_WIDTH = 4
WIDEST_EXCERPT = 100
WIDEST_LINE = 500
PLAIN_SPACE = " "
HARD_SPACES = "\u00a0\u202f\u2007"


def report_problems(problems: Iterable[Problem], lines_of: LinesOf) -> Iterator[StyledLine]:
    """Yield lines of styled pieces: each problem with its source line, and a blank line after it."""
    for problem in _in_order(problems):
        yield from _one_problem(problem, lines_of)
        yield ()


def short_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield a line for each problem, as editors read it: `fil:rad:kolumn: fel: T101 text`."""
    for problem in _in_order(problems):
        text = _printable(" ".join(f"{problem.message} {problem.hint}".split()))
        place = f"{_printable(str(problem.where))}: " if problem.where.file else ""
        yield f"{place}{problem.severity}: {problem.code} {text}"


def problems_as_json(problems: Iterable[Problem], *, ensure_ascii: bool = False) -> str:
    """Return a JSON array of objects with English keys and Swedish texts, for a stream that lacks å in ASCII alone."""
    return json.dumps([_as_data(problem) for problem in _in_order(problems)], ensure_ascii=ensure_ascii, indent=2)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.where, problem.code, problem.message)))


def summary(problems: Iterable[Problem]) -> str:
    """Return the counts of problems and files: `3 fel, 1 varning i 2 filer`."""
    problems = tuple(problems)
    counts = Counter(problem.severity for problem in problems)
    kinds = ((kind, counts[kind]) for kind in Severity if counts[kind])
    text = ", ".join(f"{count} {kind if count == 1 else PLURALS[kind]}" for kind, count in kinds)
    files = len({problem.where.file for problem in problems} - {""})
    return f"{text} i {files} {'fil' if files == 1 else 'filer'}" if files else text


def _as_data(problem: Problem) -> dict[str, object]:
    return {
        "severity": problem.severity.name.lower(),
        "code": problem.code,
        **asdict(problem.where),
        **{name: getattr(problem, name) for name in ("message", "expected", "found", "hint", "place")},
        "related": [asdict(where) for where in problem.related],
    }


def _one_problem(problem: Problem, lines_of: LinesOf) -> Iterator[StyledLine]:
    head: StyledLine = ((STYLES[problem.severity], f"{problem.severity} {problem.code}"),)
    yield (*head, ("", " · "), ("bold", _printable(str(problem.where)))) if problem.where.file else head
    yield from _paragraph("", problem.message)
    yield from _excerpt(problem.where, lines_of)
    yield from _paragraph("Förväntat: ", problem.expected)
    yield from _paragraph("Hittade: ", problem.found)
    yield from _paragraph("Gör så här: ", problem.hint)
    yield from _paragraph("Plats: ", problem.place)
    for place in problem.related:
        yield from _related(place, lines_of)


def _paragraph(label: str, text: str) -> Iterator[StyledLine]:
    for index, line in enumerate(text.splitlines()):
        lead = ("dim", f"  {label if index == 0 else ' ' * len(label)}")
        yield (lead, ("", _printable(line if len(line) <= WIDEST_LINE else f"{line[:WIDEST_LINE]}…")))


def _related(place: Where, lines_of: LinesOf) -> Iterator[StyledLine]:
    line = _line_at(place, lines_of)
    shown = _excerpt_around(line.strip(), max(place.column - 1, 0))[0] if line else ""
    beside: StyledLine = (("dim", f"  {shown}"),) if shown else ()
    yield (("dim", "  Se även: "), ("", _printable(str(place))), *beside)


def _line_at(where: Where, lines_of: LinesOf) -> str | None:
    if not where.line:
        return None
    lines = lines_of(where.file)
    return lines[where.line - 1] if where.line <= len(lines) else None


def _excerpt(where: Where, lines_of: LinesOf) -> Iterator[StyledLine]:
    line = _line_at(where, lines_of)
    if line is None:
        return
    shown, offset = _excerpt_around(line.rstrip("\r\n"), max(where.column - 1, 0))
    number = f"{where.line:>5}"
    yield (("dim", f"{number} │ "), ("", shown))
    if where.column:
        yield (("dim", f"{' ' * len(number)} │ "), ("", " " * offset), ("bold red", "^"))


def _excerpt_around(line: str, index: int) -> tuple[str, int]:
    """The shown part of a line, and the width before the character at `index`."""
    index = min(index, len(line))
    first = max(0, index - WIDEST_EXCERPT * 2 // 3) if len(line) > WIDEST_EXCERPT else 0
    last = min(len(line), first + WIDEST_EXCERPT)
    lead = "…" if first else ""
    before = _printable(line[first:index], width_before=len(lead))
    rest = _printable(line[index:last], width_before=len(lead) + _width(before))
    return f"{lead}{before}{rest}{'…' if last < len(line) else ''}", _width(lead + before)


def _printable(text: str, width_before: int = 0) -> str:
    shown = ""
    for character in text:
        if character == "\t":
            gap = TAB_WIDTH - (width_before + _width(shown)) % TAB_WIDTH
            shown += "→".ljust(gap, PLAIN_SPACE)
        elif character in HARD_SPACES:
            shown += "␣"
        elif unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn"}:
            shown += "·"
        else:
            shown += character
    return shown


def _width(text: str) -> int:
    """In columns of a terminal."""
    characters = [character for character in text if not unicodedata.combining(character)]
    return len(characters) + sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in characters)
