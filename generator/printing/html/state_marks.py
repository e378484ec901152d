"""The marks of status scales: a white symbol on a disc of a colour, as a house declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from urllib.parse import quote

from generator.document import LEAST_CONTRAST, Look, contrast_to_white, text_on
from generator.printing.html.css_reader import Address, Piece, StyleSheet
from generator.printing.html.house_files import is_there
from generator.printing.html.templating import css_class
from generator.problems import Problem, Severity, Where, nearest_hint

_DECLARED = re.compile(r"(?<![\w-])(--[\w-]+)\s*:\s*([^;{}]+)")
_COLOUR = re.compile(r"[\w#(),.%/ +-]+")
_PLAIN_VALUE = re.compile(r"(?!--)[\w#(),.%/ +\"'-]+")
_NAMED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")


@dataclass(frozen=True, slots=True)
class StateColour:
    """A colour of states as CSS writes it, with the place where it is set."""

    value: str
    where: Where


def state_colours(look: Look, sheets: Sequence[StyleSheet]) -> tuple[Mapping[str, StateColour], list[Problem]]:
    """Return the colours of a look by name, and as T111 those that are no variable of its sheets."""
    values = variables_of(sheets)
    places = {each.name: each.where for sheet in sheets for each in sheet.declared}
    colours: dict[str, StateColour] = {}
    problems: list[Problem] = []
    for name, declared in look.colours.items():
        *_, last = _followed(declared.text, values)
        if last.startswith("--"):
            message = f"Variabeln ”{last}” finns inte i stilmallen."
            hint = nearest_hint(last, values, most_listed=0) or f"Skriv {last}: under :root i css/profil.css."
            problems.append(Problem("T111", declared.where, message, "en variabel i stilmallen", last, hint))
        colours[name] = StateColour(last, places.get(declared.text.replace("-", "_"), declared.where))
    return colours, problems


def variables_of(sheets: Sequence[StyleSheet]) -> Mapping[str, str]:
    """Return the variables that style sheets declare, the last of each name."""
    texts = ("".join(piece for piece in sheet.pieces if isinstance(piece, str)) for sheet in sheets)
    return {name: value.strip() for text in texts for name, value in _DECLARED.findall(text)}


def with_variables(css: str, values: Mapping[str, str]) -> str:
    """Return a style in which variables are what they stand for, where that is a colour or names of fonts."""

    def value(match: re.Match[str]) -> str:
        *_, last = _followed(match[1], values)
        return last if _PLAIN_VALUE.fullmatch(last) else match[0]

    return _NAMED.sub(value, css)


def _followed(value: str, values: Mapping[str, str]) -> Iterator[str]:
    """Yield a value, and what it names in turn, each variable once."""
    seen = set[str]()
    yield value
    while value in values and value not in seen:
        seen.add(value)
        named = _NAMED.fullmatch(values[value])
        value = named[1] if named else values[value]
        yield value


def mark_parts(look: Look) -> Iterator[tuple[Piece, Path, Path]]:
    """Yield the rules of a look's marks in pieces, each with the folder that has the file, and that of its house."""
    folders = tuple(map(Path, look.folders))
    for name, colour in look.colours.items():
        value = f"var({colour.text})" if colour.text.startswith("--") else colour.text
        yield f".colour-{css_class(name)}::before {{ background-color: {value}; }}\n", folders[0], folders[0]
    for name, symbol in look.symbols.items():
        # The house's own goes before the base's of the same name.
        folder = next((folder for folder in folders if is_there(folder / symbol.text)), folders[0])
        yield f".symbol-{css_class(name)}::before {{ background-image: ", folder, folder
        yield Address(quote(symbol.text, safe="/:"), symbol.where), folder, folder
        yield "; }\n", folder, folder


def chart_rules(colours: Mapping[str, StateColour]) -> Iterator[str]:
    """Yield the rules of what a chart draws in the colours of states.

    In a drawing `<` begins an element: a value that is more than a colour is left out.
    """
    for name, colour in colours.items():
        if not _COLOUR.fullmatch(colour.value):
            continue
        state = css_class(name)
        yield f".state-{state}, .chart-point.state-{state} {{ fill: {colour.value}; }}\n"
        yield f".chart-line.state-{state} {{ fill: none; stroke: {colour.value}; }}\n"
        yield f".on-state-{state} {{ fill: {text_on(colour.value)}; }}\n"


def faint_colours(colours: Mapping[str, StateColour]) -> Iterator[Problem]:
    """Yield the colours on which a white symbol is hard to see (T408)."""
    for name, colour in colours.items():
        found = contrast_to_white(colour.value)
        if found is not None and found < LEAST_CONTRAST:
            yield Problem(
                "T408",
                colour.where,
                f"Symbolerna syns dåligt på färgen ”{name}”: de är vita.",
                expected=f"kontrast mot vitt på minst {LEAST_CONTRAST}:1",
                found=f"{colour.value} med {str(found.quantize(Decimal('0.1'), ROUND_DOWN)).replace('.', ',')}:1",
                hint="Gör färgen mörkare.",
                severity=Severity.WARNING,
            )
