"""Templates: they print, without arithmetic, formatting or rules. A fault in one is a problem at its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePath
from traceback import walk_tb
from types import TracebackType
from typing import Any

import jinja2
from jinja2.loaders import split_template_path
from markupsafe import Markup

from generator.document import PAPER, TableBlock, cell_headers, column_widths
from generator.printing.html.house_files import is_there, read_house_text, short_name
from generator.printing.html.links import foreign_addresses
from generator.printing.html.sandbox import Sandbox, TemplateTooHeavy, UnreadableTemplate, paid_by
from generator.problems import Problem, Rejected, Where, refuse
from generator.project import built_in_templates
from generator.swedish import ascii_name

_TAG = re.compile(r"(<[^>]*>)")
_RANGE = re.compile(r"((?:(?<=\s)|(?<=^)|(?<=[(”]))[^\s–]*\w–\w[^\s]*)")
_FOLDED = str.maketrans("åäöéü", "aaoeu")


@lru_cache(maxsize=1024)
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


class _Loader(jinja2.BaseLoader):
    """Reads templates of the folders, the first that has one first.

    `base/…` names the shared template that a house's own of the same name builds on: {% extends "base/…" %}.
    """

    def __init__(self, folders: tuple[str, ...]) -> None:
        self._folders = folders
        # Those that are known to be unchanged in the present rendering.
        self.seen: set[Path] = set()
        self._shared = {PurePath(folder).name: folder for folder in folders}

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        """Return the text, the name of the file, and whether it is still the same. Raises Rejected as the file is."""
        parts = split_template_path(template)
        paths = [Path(folder, *parts) for folder in self._folders]
        if parts[0] in self._shared:
            paths.append(Path(self._shared[parts[0]], *parts[1:]))
        path = next(filter(is_there, paths), None)
        if path is None:
            raise jinja2.TemplateNotFound(template)
        text, problems = read_house_text(path, self._folders)
        if problems:
            raise Rejected(problems)
        return text, str(path), partial(self._is_unchanged, path, _changed(path))

    def _is_unchanged(self, path: Path, before: int) -> bool:
        if path not in self.seen and _changed(path) == before:
            self.seen.add(path)
        return path in self.seen


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


# Content may be of any length, and what it needs grows with it: the work that a template may put into a cell, a note,
# a shape of a chart or another part of a list, and how often it may copy a text.
_WORK_FOR_PART, _COPIES = 2_000, 10


def _cells(table: TableBlock) -> int:
    return len(table.columns) * sum(map(len, table.groups))


def _work_of(values: Mapping[str, Any]) -> int:
    """Return the work that what a template prints may need beside the budget."""
    unit, document = values.get("unit"), values.get("document")
    units = (unit,) if unit else document.units if document else ()
    return _work_for((units, values.get("findings", ()), values.get("origins", ())))


def _work_for(value: object) -> int:
    if isinstance(value, str):
        return _COPIES * len(value)
    if isinstance(value, TableBlock):
        return _WORK_FOR_PART * _cells(value) + _work_for((value.caption, value.notes))
    if isinstance(value, tuple):
        return sum(_WORK_FOR_PART + _work_for(each) for each in value)
    return sum(_work_for(getattr(value, field.name)) for field in fields(value)) if is_dataclass(value) else 0


_FILTERS = {
    "css_class": paid_by(len, css_class),
    "ranges": paid_by(len, ranges),
    "cell_headers": paid_by(lambda table: 20 * _cells(table), cell_headers),
    "column_widths": paid_by(lambda table: 20 * _cells(table), column_widths),
}


@lru_cache(maxsize=16)
def _environment(folders: tuple[str, ...]) -> tuple[Sandbox, _Loader]:
    loader = _Loader(folders)
    return Sandbox(loader, _FILTERS), loader


def render_template(folders: tuple[str, ...], name: str, **values: Any) -> str:  # noqa: ANN401 - whatever it prints
    """Return the text of a template, the house's own first.

    Raises Rejected: T501 at its line, and what `read_house_text` finds.
    """
    environment, loader = _environment(folders)
    environment.begin(_work_of(values))
    loader.seen.clear()
    try:
        page = environment.get_template(name).render(**values)
    except (jinja2.TemplateError, RecursionError) as error:
        raise Rejected((_problem(error, folders),)) from error
    except (ArithmeticError, AttributeError, LookupError, SyntaxError, TypeError, ValueError) as error:
        # What Tertial's own templates meet is a fault of the program.
        if not any(_is_foreign(frame.f_code.co_filename, folders) for frame, _ in walk_tb(error.__traceback__)):
            raise
        raise Rejected((_problem(error, folders),)) from error
    refuse(
        _foreign(address, folders, name)
        for address in dict.fromkeys(foreign_addresses(page, str(values.get("css", ""))))
    )
    return page


def _foreign(address: str, folders: tuple[str, ...], name: str) -> Problem:
    where, *others = _where_written(address, folders) or [Where(f"{short_name(folders[0])}/{name}")]
    return Problem(
        "T501",
        where,
        "Mallfilen skriver något som inte får finnas i ett dokument: en främmande adress, eller något som körs.",
        expected="text, och länkar som #id, https://…, mailto:… och tel:…",
        found=address[:80],
        hint="Ta bort det ur mallen, också ur de mallar som den hämtar in.",
        related=tuple(others),
    )


def _where_written(text: str, folders: tuple[str, ...]) -> list[Where]:
    """Return the place in a template of the house where a printed text begins, as far as it is there word for word.

    Where it is in none, as when it is put together of several, return the beginnings of them all.
    """
    paths = (path for folder in folders for path in sorted(Path(folder).rglob("*.html")))
    sources = [(path, read_house_text(path, folders)[0]) for path in paths if _is_foreign(str(path), folders)]
    for length in range(min(len(text), 80), 5, -1):
        for path, source in sources:
            if (at := source.find(text[:length])) >= 0:
                return [Where(short_name(str(path)), source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at))]
    return [Where(short_name(str(path)), 1, 1) for path, _ in sources]


def _is_foreign(file: str, folders: tuple[str, ...]) -> bool:
    """Whether a file is a template, and none that comes with Tertial."""
    return file.startswith(folders) and not Path(file).resolve().is_relative_to(built_in_templates().resolve() / "base")


_HINT = "Byt namnet mot ett som dokumentet har, eller ta bort raden så att grundmallen gäller."
_SYNTAX_HINT = "En mallfil skriver ut: den räknar inte, avrundar inte och formaterar inte tal."
_BUDGET_HINT = "Ta bort upprepningar inne i upprepningar, och makron som anropar sig själva."


def _problem(error: Exception, folders: tuple[str, ...]) -> Problem:
    where = _place_in_template(error.__traceback__, folders)
    message, hint, found = "Mallfilen går inte att använda.", _HINT, _in_swedish(error)
    if isinstance(error, jinja2.TemplateSyntaxError):
        where = Where(short_name(error.filename or error.name or ""), error.lineno, 1)
        message, hint = "Mallfilen går inte att läsa.", _SYNTAX_HINT
    elif isinstance(error, jinja2.TemplateNotFound):
        message = "Mallfilen saknas."
        hint = f"Lägg filen i någon av mapparna {', '.join(map(short_name, folders))}."
    elif isinstance(error, TemplateTooHeavy | RecursionError):
        message, hint = "Mallfilen kräver för mycket.", _BUDGET_HINT
        found = found if isinstance(error, TemplateTooHeavy) else "mallar som tar med varandra utan slut"
    elif not isinstance(error, jinja2.TemplateError):
        found = f"ett värde som inte går att använda så ({found})"
    return Problem("T501", where, message, expected="en mallfil i Jinja", found=found, hint=hint)


_MESSAGES = (
    (re.compile(r"'([^']+)' is undefined"), r"namnet ”\1”, som inte finns"),
    (re.compile(r"'[^']*' has no attribute '([^']+)'"), r"fältet ”\1”, som inte finns"),
    (re.compile(r"'[^']*' has no element (.+)"), r"delen \1, som inte finns"),
    (re.compile(r"Encountered unknown tag '([^']+)'\..*", re.DOTALL), r"ordet ”\1”, som inte finns i mallspråket"),
    (re.compile(r"Unexpected end of template\..*", re.DOTALL), "filens slut, mitt i en sats"),
    (re.compile(r"expected token '([^']+)', got '([^']+)'"), r"”\2” där ”\1” skulle stå"),
    (re.compile(r"unexpected char '?(.+?)'? at \d+"), r"tecknet \1, som inte hör hemma där"),
    (re.compile(r"unexpected '(.+)'"), r"”\1”, som inte hör hemma där"),
    (re.compile(r"block '(.+)' defined twice"), r"blocket ”\1” två gånger"),
)
_PLACES = {"end of statement block": "satsens slut", "end of print statement": "utskriftens slut"}


def _in_swedish(error: Exception) -> str:
    message = str(error)
    if isinstance(error, UnreadableTemplate):
        message = error.message or ""
        for english, swedish in _PLACES.items():
            message = message.replace(english, swedish)
        known = (pattern.sub(words, message) for pattern, words in _MESSAGES if pattern.search(message))
        return next(known, "något som mallspråket inte kan läsa")
    return next((pattern.sub(words, message) for pattern, words in _MESSAGES if pattern.search(message)), message)


def _place_in_template(traceback: TracebackType | None, folders: tuple[str, ...]) -> Where:
    lines = [(frame.f_code.co_filename, line) for frame, line in walk_tb(traceback)]
    inside = [(name, line) for name, line in lines if name.startswith(folders)]
    # The house's own line, where a template of Tertial's is called wrongly.
    own = [place for place in inside if _is_foreign(place[0], folders)] or inside
    return Where(short_name(own[-1][0]), own[-1][1], 1) if own else Where(short_name(folders[0]))
