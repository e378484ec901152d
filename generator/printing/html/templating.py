"""Templates: they print, without arithmetic, formatting or rules. A fault in one is a problem at its line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath
from traceback import walk_tb
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import nodes
from markupsafe import Markup

from generator.document import PAPER
from generator.printing.html.column_widths import column_widths
from generator.printing.html.links import foreign_addresses
from generator.problems import Problem, Rejected, Where, refuse
from generator.swedish import ascii_name

# Filters that change what a figure says, that let unescaped text through, or that do not give the same text twice.
REMOVED_FILTERS = (
    *("abs", "filesizeformat", "float", "format", "int", "max", "min", "round", "sum"),
    *("pprint", "random", "safe", "urlize"),
)

_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg)
_TAG = re.compile(r"(<[^>]*>)")
_RANGE = re.compile(r"((?:(?<=\s)|(?<=^)|(?<=[(”]))[^\s–]*\w–\w[^\s]*)")
_FOLDED = str.maketrans("åäöéü", "aaoeu")


class _Environment(jinja2.Environment):
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(_ARITHMETIC):
            raise jinja2.TemplateSyntaxError("a template does not calculate", node.lineno, name, filename)
        return tree


def css_class(text: str) -> str:
    """Return a Swedish word as an ASCII class name: `mycket-tat` for `mycket tät`."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold().translate(_FOLDED)).strip("-")


def ranges(run: str) -> tuple[tuple[str, bool], ...]:
    """Divide a run into parts, each with whether it is a range (`0–64`, `jan–april`) that no line may break."""
    parts: list[tuple[str, bool]] = []
    in_link = False
    for position, piece in enumerate(_TAG.split(run) if isinstance(run, Markup) else (run,)):
        is_tag = position % 2 == 1
        if is_tag:
            in_link = piece.startswith("<a ") or (in_link and piece[1:3] != "/a")
        # A link on paper holds nothing but text (PDF/UA-1).
        divided = (piece,) if in_link or is_tag else _RANGE.split(piece)
        parts.extend((type(run)(part), number % 2 == 1) for number, part in enumerate(divided) if part)
    return tuple(parts)


def link_in_page(target: str) -> str:
    """Return the address of an element of the page, or of the web page of another document (`paper:ID`)."""
    return f"{ascii_name(target.removeprefix(PAPER))}.html" if target.startswith(PAPER) else f"#{target}"


@lru_cache(maxsize=16)
def _environment(folders: tuple[str, ...]) -> jinja2.Environment:
    # `base/…` names the shared template that a house's own of the same name builds on: {% extends "base/…" %}.
    shared = {PurePath(folder).name: jinja2.FileSystemLoader(folder) for folder in folders}
    environment = _Environment(
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(folders), jinja2.PrefixLoader(shared)]),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    for name in REMOVED_FILTERS:
        del environment.filters[name]
    del environment.globals["lipsum"]
    environment.filters |= {"css_class": css_class, "ranges": ranges, "column_widths": column_widths}
    return environment


def render_template(folders: tuple[str, ...], name: str, **values: Any) -> str:  # noqa: ANN401 - whatever it prints
    """Return the text of a template, the house's own first. Raises Rejected with T501, at its line."""
    try:
        page = _environment(folders).get_template(name).render(**values)
    except jinja2.TemplateError as error:
        raise Rejected((_problem(error, folders),)) from error
    refuse(_foreign(address, folders, name) for address in dict.fromkeys(foreign_addresses(page)))
    return page


def _foreign(address: str, folders: tuple[str, ...], name: str) -> Problem:
    return Problem(
        "T501",
        Where(f"{_short(folders[0])}/{name}"),
        "Mallfilen skriver en adress som inte får finnas i ett dokument.",
        expected="#id, https://…, mailto:…, tel:… eller en bild i sidan",
        found=address[:80],
        hint="Ta bort adressen ur mallen, också ur de mallar som den hämtar in.",
    )


def _problem(error: jinja2.TemplateError, folders: tuple[str, ...]) -> Problem:
    hint = "Byt namnet mot ett som dokumentet har, eller ta bort raden så att grundmallen gäller."
    message = "Mallfilen går inte att använda."
    where = _place_in_template(error.__traceback__, folders)
    if isinstance(error, jinja2.TemplateSyntaxError):
        where = Where(_short(error.filename or error.name or ""), error.lineno, 1)
        message = "Mallfilen går inte att läsa."
        hint = "En mallfil skriver ut: den räknar inte, avrundar inte och formaterar inte tal."
    elif isinstance(error, jinja2.TemplateNotFound):
        message = "Mallfilen saknas."
        hint = f"Lägg filen i någon av mapparna {', '.join(map(_short, folders))}."
    return Problem("T501", where, message, expected="en mallfil i Jinja", found=_in_swedish(str(error)), hint=hint)


_MESSAGES = (
    (re.compile(r"'([^']+)' is undefined"), r"namnet ”\1”, som inte finns"),
    (re.compile(r"'[^']*' has no attribute '([^']+)'"), r"fältet ”\1”, som inte finns"),
    (re.compile(r"No filter named '([^']+)'\.?"), r"filtret ”\1”, som inte finns"),
    (re.compile(r"Encountered unknown tag '([^']+)'\..*", re.DOTALL), r"ordet ”\1”, som inte finns i mallspråket"),
    (re.compile(r"Unexpected end of template\..*", re.DOTALL), "filens slut, mitt i en sats"),
)


def _in_swedish(message: str) -> str:
    return next((pattern.sub(words, message) for pattern, words in _MESSAGES if pattern.search(message)), message)


def _short(path: str) -> str:
    """Return the path from the folder `templates` on, whatever project or installation it is in."""
    parts = PurePath(path).parts
    roots = [number for number, part in enumerate(parts) if part in {"templates", "_templates"}]
    return "/".join(("templates", *parts[roots[-1] + 1 :])) if roots else path


def _place_in_template(traceback: TracebackType | None, folders: tuple[str, ...]) -> Where:
    lines = [(frame.f_code.co_filename, line) for frame, line in walk_tb(traceback)]
    inside = [Where(_short(name), line, 1) for name, line in lines if name.startswith(folders)]
    return inside[-1] if inside else Where(_short(folders[0]))
