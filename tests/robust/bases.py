"""The projects that mutants are made of: small, and with every kind of file that is read."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.commands.cli import main
from tests.built import ROOT
from tests.robust.packing import Cell, workbook, zipped

PERIOD = "storkoping/vardnamnden/2025-03"
HERE = f"content/{PERIOD}"
MATTER = "exempel/namnden/2024-t1"
PUBLISHED = f"output/{MATTER}/v1"
RECEIVED = "mottaget/v1"


class Special(str):
    """What stands in a file's place and is none: `folder`, `pipe`, or a link to what follows `link `."""

    __slots__ = ()


Entry = bytes | Special
Files = Mapping[str, Entry]

_STAFF: tuple[tuple[Cell, ...], ...] = (
    ("Yrke", "jan", "feb", "mars"),
    ("Undersköterskor", 312.5, 310, {"värde": "308", "format": "#,##0.0"}),
    ("Sjuksköterskor", 41, 40.5, 41),
)
_CSS = """
.cover { background: url("vag.svg") no-repeat; }
@font-face { font-family: "Plommon"; src: url("../fonts/plommon.ttf"); }
@media print { h1 { content: "{ \\201d }" } }
"""
_PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z" fill="#5b2a55"/></svg>'


@dataclass(frozen=True)
class Base:
    """A project as files by path, and what is asked of it: words of commands, each as often as it stands there."""

    files: Files
    commands: tuple[tuple[str, ...], ...]


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files below a folder, by path from it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@cache
def bases() -> Mapping[str, Base]:
    """All bases by name."""
    return {"written": _written(), "published": _published()}


def _written() -> Base:
    """What an author and a house write: YAML, Markdown, CSV, a workbook, a picture, profile, style and templates."""
    files = read_folder(ROOT / "tests" / "projects" / "storkoping")
    tables = files[f"{HERE}/ekonomi.yaml"].decode()
    head, _, rest = tables.partition("    kolumner:\n      - jan\n")
    columns, _, rest = rest.partition("    rader:\n      - Under")
    rest = rest[rest.index("      - Alla:") :]
    files[f"{HERE}/ekonomi.yaml"] = (
        f"{head}    data: bemanning.xlsx\n    kolumner:\n      - jan\n{columns}    rader:\n{rest}".encode()
    )
    files[f"{HERE}/bemanning.xlsx"] = zipped(workbook({"Blad1": _STAFF}))
    files[f"{HERE}/bakgrund.md"] = (
        b"N\xc3\xa4mnden beslutade den *14 januari* om **{{ platser }}** platser.\n\n- ett\n  - tv\xc3\xa5\n\n"
        b"| a | b |\n| --- | --- |\n| 1 | {{ boende }} |\n\nSe [v\xc3\xa5r webb](https://www.storkoping.example).\n"
    )
    posts = files[f"{HERE}/poster.yaml"].decode()
    files[f"{HERE}/poster.yaml"] = posts.replace(
        "  bakgrund: |\n    Nämnden beslutade om satsningarna den 14 januari.\n", ""
    ).encode()
    house = "templates/storkoping"
    files[f"{house}/css/profil.css"] += _CSS.encode()
    files[f"{house}/css/vag.svg"] = _PICTURE
    built_in = ROOT / "templates" / "base"
    files[f"{house}/fonts/plommon.ttf"] = (built_in / "fonts" / "source-sans-3-latin-400-normal.ttf").read_bytes()
    for name in ("block/prose.html", "block/section.html", "colophon.html"):
        files[f"{house}/{name}"] = (built_in / name).read_bytes()
    return Base(files, (*(("build", "--format", "html", PERIOD),) * 30, *_ASKED))


_ASKED = (
    *(("check", "--strict", PERIOD),) * 12,
    *(("check", "--format", "html", PERIOD),) * 6,
    *(("check", "--format", "json"),) * 4,
    *(("link", PERIOD),) * 3,
    *(("explain", "resultat.netto.avvikelse", "--period", PERIOD),) * 3,
    *(("rename", PERIOD, "boende", "boende_i_mars", "--dry-run"),) * 3,
    *(("diff", "2025-02", "2025-03"),) * 2,
    *(("new", "period", "storkoping/vardnamnden/2025-04", "--from", "2025-03"),) * 2,
    *(("schema",),) * 2,
    ("build", PERIOD, "--jobs", "1"),
)


def _published() -> Base:
    """What publishing leaves: history, manifest and archive; the same folder as somebody else received it."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for path, data in read_folder(ROOT / "tests" / "projects" / "minimal").items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(data)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
            ended = main(["publish", MATTER, "--date", "2024-05-20", "--stage", "utsänd", "--jobs", "1"])
        assert ended == 0, told.getvalue()
        files = read_folder(Path(folder))
        for name in json.loads(files[f"{PUBLISHED}/manifest.json"])["filer"]:
            files[f"{RECEIVED}/{name}"] = files[f"{PUBLISHED}/{name}"]
        files[f"{RECEIVED}/manifest.json"] = files[f"{PUBLISHED}/manifest.json"]
    return Base(files, _OF_PUBLISHED)


_OF_PUBLISHED = (
    *(("verify", RECEIVED, "--jobs", "1"),) * 14,
    *(("verify", MATTER, "--jobs", "1"),) * 10,
    *(("verify", f"{PUBLISHED}/rapport.pdf", "--jobs", "1"),) * 3,
    *(("verify", MATTER, "--restore-history", "--jobs", "1"),) * 3,
    *(("diff", f"{MATTER}@v1"),) * 8,
    *(("build", "--format", "html", MATTER),) * 3,
    *(("check",),) * 3,
    *(("explain", "ärenden", "--period", MATTER),) * 2,
    ("correct", MATTER, "ärenden=45", "--dry-run", "--reason", "Fel i registret", "--jobs", "1"),
    ("publish", MATTER, "--date", "2024-05-21", "--jobs", "1"),
)


def write_project(files: Files, folder: Path) -> None:
    """Puts files, and what stands in the place of one, into a folder; what a file system refuses is left out."""
    for name, entry in files.items():
        path = folder / name
        with contextlib.suppress(OSError, ValueError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(entry, bytes):
                path.write_bytes(entry)
            elif entry == "folder":
                path.mkdir()
            elif entry == "pipe":
                os.mkfifo(path)
            else:
                path.symlink_to(entry.removeprefix("link "))
