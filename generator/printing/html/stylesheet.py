"""The style sheets of a look as one text: those of the base, the project's own first, then the house's additions."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from markupsafe import Markup

from generator.document import Look, Style
from generator.printing.html.css_reader import FONTS, Address, growth_faults, read_sheet
from generator.printing.html.house_files import file_fault, is_there, read_house_text, short_name
from generator.problems import Problem, Rejected
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

    Raises Rejected with T001, T002, T011, T017, T403 and T405 for all sheets.
    """
    base = Path(look.folders[-1])

    def relative(path: Path) -> str:
        return quote(Path(os.path.relpath(path, base)).as_posix())

    files = _files(look, _FOR_PAPER, marked=marked)
    css = _style(look, files, relative)
    furniture = _style(look, _files(look, _FOR_FURNITURE), relative, beside=files)
    return Style(css=css, base=base, folders=tuple(map(Path, look.folders)), furniture_css=furniture)


def _files(look: Look, names: tuple[str, ...], *, marked: bool = False) -> list[Path]:
    """Return the files in order, from the first of the folders of the same name that has each."""
    layers: dict[str, list[Path]] = {}
    for folder in map(Path, look.folders):
        layers.setdefault(folder.name, []).append(folder / "css")
    wanted = [name for name in names if marked or name != _MARKS]
    candidates = [[folder / name for folder in layer] for layer in reversed(layers.values()) for name in wanted]
    return [file for files in candidates for file in [*filter(is_there, files)][:1]]


def _style(look: Look, files: Sequence[Path], written: _Written, beside: Sequence[Path] = ()) -> str:
    """Return the files as one text. What they put into each other by `var()`, those `beside` them do too."""
    problems: list[Problem] = []
    sheets = [read_sheet(read_house_text(path, look.folders)[0], short_name(str(path))) for path in (*beside, *files)]
    css: list[str] = []
    for path in files:
        text, of_text = read_house_text(path, look.folders)
        sheet = read_sheet(text, short_name(str(path)))
        problems += of_text or sheet.problems
        for piece in sheet.pieces:
            if isinstance(piece, str):
                css.append(piece)
                continue
            file = _file_of(piece, path, look.folders)
            if isinstance(file, Problem):
                problems.append(file)
            else:
                css.append(f'url("{written(file)}")')
    problems += growth_faults(sheets)
    if problems:
        raise Rejected(dict.fromkeys(problems))
    return "".join(css)


def _file_of(address: Address, sheet: Path, folders: Sequence[str]) -> Path | Problem:
    """Return the file that an address in a sheet names, or why it may not."""
    path = sheet.parent / unquote(address.text)
    house = os.path.normpath(sheet.parent.parent)
    if _SCHEME.match(address.text) or not Path(os.path.normpath(path)).is_relative_to(house):
        message = "Stilmallen hämtar något som inte ligger i profilens mapp."
        hint = "Lägg filen i profilens mapp, till exempel i fonts/ eller bilder/, och skriv ../bilder/namn.svg."
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
    if not _begins_as(path, kind[1], *_stamp(path)):
        message = f"Filen {path.name} är trasig, eller av ett annat slag än namnet säger."
        return Problem("T405", address.where, message, kind[0], f"{path.name} med annat innehåll", hint)
    if kind[0].startswith("image/") and (broken := _picture_fault(path, *_stamp(path))):
        message = f"Bilden {path.name} går inte att använda: {broken}."
        return Problem("T405", address.where, message, kind[0], path.name, hint)
    return path


def _stamp(path: Path) -> tuple[int, int]:
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
    return _data_address(path, *_stamp(path))


@lru_cache(maxsize=64)
def _data_address(path: Path, _changed: int, _size: int) -> str:
    media_type, _ = _KINDS[path.suffix.lower()]
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
