"""The template folders of a house in → its style sheets as one text out, for the web page or for paper.

Style sheets add up: first the shared ones, then the house's own, so that a house writes only what differs. On the web
page everything they name stands inside them; on paper it is read from the folders.
"""

from __future__ import annotations

import base64
import os
import re
from functools import lru_cache
from pathlib import Path

from generator.document import Look, Style

_MARKS = "marks.css"
_WEB = ("fonts.css", "shared.css", "web.css", "memo.css", "correction.css", _MARKS, "profil.css")
_PAPER = (
    "fonts.css",
    "shared.css",
    "paper.css",
    "memo.css",
    "correction.css",
    _MARKS,
    "pdf.css",
    "profil.css",
    "profil-papper.css",
)
_FURNITURE = ("furniture.css", "profil-sidhuvud.css")

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
    """A house's look in → the CSS of its web pages out, with fonts and pictures inside as data addresses.

    `marked` pages say what is struck and what is new.
    """
    return "".join(_with_data(path) for path in _files(look, _wanted(_WEB, marked=marked)))


def stylesheet_for_paper(look: Look, *, marked: bool = False) -> Style:
    """A house's look in → its style for paper out; the addresses in it are relative to the shared template folder.

    `marked` papers say what is struck and what is new.
    """
    base = Path(look.folders[-1])
    css = "".join(_relative_to(path, base) for path in _files(look, _wanted(_PAPER, marked=marked)))
    furniture = "".join(_relative_to(path, base) for path in _files(look, _FURNITURE))
    return Style(css=css, base=base, folders=tuple(map(Path, look.folders)), furniture_css=furniture)


def _wanted(names: tuple[str, ...], *, marked: bool) -> tuple[str, ...]:
    return tuple(name for name in names if marked or name != _MARKS)


def _files(look: Look, names: tuple[str, ...]) -> list[Path]:
    folders = [Path(folder) / "css" for folder in reversed(look.folders)]
    return [folder / name for folder in folders for name in names if (folder / name).is_file()]


def _text(path: Path) -> str:
    return _COMMENT.sub("", path.read_text("utf-8"))


def _with_data(path: Path) -> str:
    def inside(match: re.Match[str]) -> str:
        named = path.parent / match[1]
        state = named.stat()
        return f'url("{_data_address(named, state.st_mtime_ns, state.st_size)}")'

    return _ADDRESS.sub(inside, _text(path))


@lru_cache(maxsize=64)
def _data_address(path: Path, _changed: int, _size: int) -> str:
    # Time and size are part of the key: a preview that stays alive sees an exchanged font.
    return f"data:{_MEDIA_TYPES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _relative_to(path: Path, base: Path) -> str:
    def address(match: re.Match[str]) -> str:
        return f'url("{Path(os.path.relpath(path.parent / match[1], base)).as_posix()}")'

    return _ADDRESS.sub(address, _text(path))
