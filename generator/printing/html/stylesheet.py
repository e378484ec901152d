"""The style sheets of a look as one text: those of the base, the project's own first, then the house's additions."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from markupsafe import Markup

from generator.document import Look, Style
from generator.printing.html.css_reader import FONTS, Address, Piece, StyleSheet, growth_faults, read_sheet
from generator.printing.html.house_files import file_fault, is_there, read_house_text, short_name
from generator.printing.html.state_marks import (
    StateColour,
    chart_rules,
    faint_colours,
    mark_parts,
    state_colours,
    variables_of,
    with_variables,
)
from generator.printing.html.templating import render_template
from generator.problems import Problem, refuse
from generator.project import picture_fault

_MARKS = "marks.css"
_FOR_WEB = ("fonts.css", "shared.css", "web.css", "memo.css", "correction.css", _MARKS, "profil.css")
_FOR_PAPER = (
    *("fonts.css", "shared.css", "paper.css", "memo.css", "correction.css", _MARKS, "pdf.css"),
    *("profil.css", "profil-papper.css"),
)
_FOR_FURNITURE = ("furniture.css", "profil-sidhuvud.css")

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")
# The media type of a file's name, and how such a file begins.
_KINDS: dict[str, tuple[str, bytes]] = {
    **{ending: (f"font/{ending[1:]}", beginning) for ending, beginning in FONTS.items()},
    ".svg": ("image/svg+xml", rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|svg)"),
    ".png": ("image/png", rb"\x89PNG\r\n"),
    ".jpg": ("image/jpeg", rb"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", rb"\xff\xd8\xff"),
    ".gif": ("image/gif", rb"GIF8[79]a"),
    ".webp": ("image/webp", rb"RIFF....WEBP"),
}

_Written = Callable[[Path], str]


def stylesheet_for_web(look: Look, *, marked: bool = False) -> Markup:
    """Return the CSS of web pages with its files as data addresses; `marked` adds deletions and additions.

    Raises Rejected as `stylesheet_for_paper`.
    """
    css = _style(look, _files(look, _FOR_WEB, marked=marked), _as_data)
    return Markup(css)  # noqa: S704 - the reader has seen that nothing in it closes the element that it stands in


def stylesheet_for_paper(look: Look, *, marked: bool = False) -> Style:
    """Return the style of paper, with addresses relative to the shared template folder.

    Raises Rejected with T001, T002, T011, T017, T111, T403 and T405 for all sheets and the marks of states.
    """
    base = Path(look.folders[-1])

    def relative(path: Path) -> str:
        return quote(Path(os.path.relpath(path, base)).as_posix())

    files = _files(look, _FOR_PAPER, marked=marked)
    css = _style(look, files, relative)
    furniture = _style(replace(look, symbols={}, colours={}), _files(look, _FOR_FURNITURE), relative, beside=files)
    colours = tuple((name, colour.value) for name, colour in colours_of_states(look).items())
    return Style(css, base, tuple(map(Path, look.folders)), furniture, colours)


def files_of_paper(look: Look) -> tuple[Path, ...]:
    """Return the files that the style of paper names, fonts and pictures. Raises Rejected as `stylesheet_for_paper`."""
    named: dict[Path, None] = {}
    _style(look, _files(look, _FOR_PAPER), lambda path: str(named.setdefault(path)))
    return tuple(named)


def stylesheet_for_states(look: Look) -> Markup:
    """Return what a chart adds to its style where it draws states. Raises Rejected with T111."""
    return Markup("".join(chart_rules(colours_of_states(look))))  # noqa: S704 - as above


def stylesheet_for_charts(look: Look) -> Markup:
    """Return the style that stands inside each chart, with the variables of the house. Raises Rejected with T501."""
    sheets = [_read(look, path) for path in _files(look, _FOR_PAPER)]
    return Markup(with_variables(render_template(look.folders, "css/chart.css"), variables_of(sheets)))  # noqa: S704


def look_problems(look: Look) -> tuple[Problem, ...]:
    """Return T408 for colours on which the symbols of states are hard to see. Raises Rejected with T111."""
    return tuple(faint_colours(colours_of_states(look)))


def colours_of_states(look: Look) -> Mapping[str, StateColour]:
    """Return the colours of states by name, as they are on paper. Raises Rejected with T111."""
    colours, problems = state_colours(look, [_read(look, path) for path in _files(look, _FOR_PAPER)])
    refuse(problems)
    return colours


def _files(look: Look, names: tuple[str, ...], *, marked: bool = False) -> list[Path]:
    """Return the files in order, from the first of the folders of the same name that has each."""
    layers: dict[str, list[Path]] = {}
    for folder in map(Path, look.folders):
        layers.setdefault(folder.name, []).append(folder / "css")
    wanted = [name for name in names if marked or name != _MARKS]
    candidates = [[folder / name for folder in layer] for layer in reversed(layers.values()) for name in wanted]
    return [file for files in candidates for file in [*filter(is_there, files)][:1]]


def _read(look: Look, path: Path) -> StyleSheet:
    return read_sheet(read_house_text(path, look.folders)[0], short_name(str(path)))


def _style(look: Look, files: Sequence[Path], written: _Written, beside: Sequence[Path] = ()) -> str:
    """Return the files as one text. What they put into each other by `var()`, those `beside` them do too.

    The marks of states follow the sheets of the base: a house's own may change how they are drawn.
    """
    sheets = {path: _read(look, path) for path in (*beside, *files)}
    _, problems = state_colours(look, [*sheets.values()])
    parts: list[tuple[Piece, Path, Path]] = []
    for path in files:
        problems += read_house_text(path, look.folders)[1] or sheets[path].problems
        parts += ((piece, path.parent, path.parents[1]) for piece in sheets[path].pieces)
        if path == _last_of_base(look, files):
            parts += mark_parts(look)
    css: list[str] = []
    for piece, start, house in parts:
        file = piece if isinstance(piece, str) else _file_of(piece, start, house, look.folders)
        if isinstance(file, Problem):
            problems.append(file)
        else:
            css.append(file if isinstance(file, str) else f'url("{written(file)}")')
    refuse(dict.fromkeys((*problems, *growth_faults(sheets.values()))))
    return "".join(css)


def _last_of_base(look: Look, files: Sequence[Path]) -> Path | None:
    of_base = (path for path in reversed(files) if path.parents[1].name == Path(look.folders[-1]).name)
    return next(of_base, None)


def _file_of(address: Address, start: Path, house: Path, folders: Sequence[str]) -> Path | Problem:
    """Return the file that an address names from a folder on, or why it may not."""
    path = start / unquote(address.text)
    if _SCHEME.match(address.text) or not Path(os.path.normpath(path)).is_relative_to(os.path.normpath(house)):
        message = "Filen ligger inte i profilens mapp."
        hint = "Lägg filen i profilens mapp, till exempel i fonts/, bilder/ eller symboler/, och rätta adressen."
        return Problem("T405", address.where, message, "en fil i profilens mapp", address.text[:200], hint)
    if fault := file_fault(path, folders, address.where):
        return fault
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        expected = ", ".join(_KINDS)
        hint = "Spara om filen som någon av dem."
        message = f"Filen {path.name} är av ett slag som inte går att använda i en stilmall."
        return Problem("T405", address.where, message, expected, path.suffix or "ingen filändelse", hint)
    hint = "Hämta eller spara filen på nytt."
    if not _begins_as(path, kind[1], *stamp(path)):
        message = f"Filen {path.name} är trasig, eller av ett annat slag än namnet säger."
        return Problem("T405", address.where, message, kind[0], f"{path.name} med annat innehåll", hint)
    if kind[0].startswith("image/") and (broken := _picture_fault(path, *stamp(path))):
        message = f"Bilden {path.name} går inte att använda: {broken}."
        return Problem("T405", address.where, message, kind[0], path.name, hint)
    return path


def stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is exchanged."""
    state = path.stat()
    return state.st_mtime_ns, state.st_size


# Time and size are part of the keys below: a process that stays alive sees an exchanged file.
@lru_cache(maxsize=256)
def _begins_as(path: Path, beginning: bytes, _changed: int, _size: int) -> bool:
    with path.open("rb") as file:
        return re.match(beginning, file.read(256), re.DOTALL) is not None


@lru_cache(maxsize=256)
def _picture_fault(path: Path, _changed: int, _size: int) -> str:
    return picture_fault(path.name, path.read_bytes())


def _as_data(path: Path) -> str:
    return _data_address(path, *stamp(path))


@lru_cache(maxsize=64)
def _data_address(path: Path, _changed: int, _size: int) -> str:
    media_type, _ = _KINDS[path.suffix.lower()]
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
