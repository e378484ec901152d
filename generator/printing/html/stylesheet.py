"""The style sheets of a look as one text: those of the base, the project's own first, then the house's additions."""

from __future__ import annotations

import base64
import os
import re
from functools import lru_cache
from pathlib import Path

from generator.document import Look, Style

_MARKS = "marks.css"
_FOR_WEB = ("fonts.css", "shared.css", "web.css", "memo.css", "correction.css", _MARKS, "profil.css")
_FOR_PAPER = (
    *("fonts.css", "shared.css", "paper.css", "memo.css", "correction.css", _MARKS, "pdf.css"),
    *("profil.css", "profil-papper.css"),
)
_FOR_FURNITURE = ("furniture.css", "profil-sidhuvud.css")

_ADDRESS = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_MEDIA_TYPES = {
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}


def stylesheet_for_web(look: Look, *, marked: bool = False) -> str:
    """Return the CSS of web pages with its files as data addresses; `marked` adds deletions and additions."""
    return "".join(_with_data(path) for path in _files(look, _FOR_WEB, marked=marked))


def stylesheet_for_paper(look: Look, *, marked: bool = False) -> Style:
    """Return the style of paper, with addresses relative to the shared template folder."""
    base = Path(look.folders[-1])
    css = "".join(_relative_to(path, base) for path in _files(look, _FOR_PAPER, marked=marked))
    furniture = "".join(_relative_to(path, base) for path in _files(look, _FOR_FURNITURE))
    return Style(css=css, base=base, folders=tuple(map(Path, look.folders)), furniture_css=furniture)


def _files(look: Look, names: tuple[str, ...], *, marked: bool = False) -> list[Path]:
    """Return the files in order, from the first of the folders of the same name that has each."""
    layers: dict[str, list[Path]] = {}
    for folder in map(Path, look.folders):
        layers.setdefault(folder.name, []).append(folder / "css")
    wanted = [name for name in names if marked or name != _MARKS]
    candidates = [[folder / name for folder in layer] for layer in reversed(layers.values()) for name in wanted]
    return [file for files in candidates for file in [*filter(Path.is_file, files)][:1]]


def _text(path: Path) -> str:
    return _COMMENT.sub("", path.read_text("utf-8"))


def _with_data(path: Path) -> str:
    def data_address(match: re.Match[str]) -> str:
        file = path.parent / match[1]
        state = file.stat()
        return f'url("{_data_address(file, state.st_mtime_ns, state.st_size)}")'

    return _ADDRESS.sub(data_address, _text(path))


@lru_cache(maxsize=64)
def _data_address(path: Path, _changed: int, _size: int) -> str:
    # Time and size are part of the key: a preview that stays alive sees an exchanged font.
    return f"data:{_MEDIA_TYPES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _relative_to(path: Path, base: Path) -> str:
    def relative_address(match: re.Match[str]) -> str:
        return f'url("{Path(os.path.relpath(path.parent / match[1], base)).as_posix()}")'

    return _ADDRESS.sub(relative_address, _text(path))
