"""What others made and nobody has looked at: names, files and JSON, read within bounds or refused with the reason.

A published folder may come from anywhere, by mail or out of an archive, and may be damaged or made to do harm.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from generator.content import same_name

MEBIBYTE = 1 << 20
# Far beyond real use: a published folder is a few mebibytes, of which a version's record takes tens of kibibytes.
MOST_FILE, MOST_RECORD = 256 * MEBIBYTE, 8 * MEBIBYTE
_MOST_PATH, _MOST_NAME = 1000, 255  # bytes; file systems take no longer names
_MOST_SHOWN = 80
_PIECE = MEBIBYTE
# On every system, whichever this is. What Windows takes for devices it does whatever the ending.
_PATH_FAULTS = tuple(
    (re.compile(pattern, re.IGNORECASE), fault)
    for pattern, fault in (
        (r"\A\Z", "är tomt"),
        (r"\A/|//|/\Z", "har en mapp utan namn, eller börjar i diskens rot"),
        (r"(\A|/)\.\.?(/|\Z)", "leder ut ur mappen"),
        # Controls, directions and half characters, a drive or stream of Windows, and its other sign between folders.
        (
            "[\x00-\x1f\x7f-\x9f\\\\:\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]",
            "har tecken som inte får stå i ett filnamn",
        ),
        (r"[. ](/|\Z)", "slutar med punkt eller mellanslag"),
        (r"(\A|/)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*([./]|\Z)", "är reserverat i Windows"),
    )
)
_KINDS = {
    stat.S_IFLNK: "en länk",
    stat.S_IFDIR: "en mapp",
    stat.S_IFIFO: "ett rör",
    stat.S_IFSOCK: "en sockel",
    stat.S_IFBLK: "en enhet",
    stat.S_IFCHR: "en enhet",
}


class Untrusted(ValueError):
    """Something is not read; the message is why, in Swedish."""


# --- names -----------------------------------------------------------------------------------------------------------


def shown(text: str) -> str:
    """Return a text that others wrote as a message may hold it: short, and nothing in it that moves a terminal."""
    short = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in short)


def path_fault(path: str) -> str:
    """Return why a path is not one of a file within a folder, on every system, in Swedish; empty where it is one."""
    if fault := next((fault for pattern, fault in _PATH_FAULTS if pattern.search(path)), ""):
        return fault
    is_long = len(path.encode()) > _MOST_PATH or any(len(each.encode()) > _MOST_NAME for each in path.split("/"))
    return "är för långt" if is_long else ""


def path_faults(paths: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with paths, each alone and beside the others, in Swedish."""
    seen: dict[str, str] = {}
    for path in paths:
        if fault := path_fault(path):
            yield f"namnet ”{shown(path)}” {fault}"
            continue
        folded = same_name(path)
        if (same := seen.get(folded)) is not None:
            one = f"”{shown(path)}” står två gånger"
            yield one if same == path else f"”{shown(path)}” och ”{shown(same)}” är samma fil på många datorer"
        seen.setdefault(folded, path)
    for folded, path in seen.items():
        above = (file for folder in _above(folded) if (file := seen.get(folder)))
        yield from (f"”{shown(file)}” är både en fil och mappen för ”{shown(path)}”" for file in above)


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


# --- files -----------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path, most: int) -> Iterator[FileIO]:
    """Open a plain file of at most so many bytes. Raises Untrusted for another, OSError where it cannot be read."""
    kind = path.lstat().st_mode
    if not stat.S_ISREG(kind):
        raise Untrusted(f"{_KINDS.get(stat.S_IFMT(kind), 'något annat')} i stället för en fil")
    # It may have become another between the two; a pipe is not waited for.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with FileIO(os.open(path, flags)) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Untrusted("något annat än en fil")
        if status.st_size > most:
            raise Untrusted(f"större än {most // MEBIBYTE} MB")
        yield file


def read_file(path: Path, most: int = MOST_FILE) -> bytes:
    """Return the bytes of a plain file that is no link, at most so many. Raises Untrusted, OSError."""
    with _opened(path, most) as file:
        # As much as it says, since room is made for what is asked for; it may have grown since.
        data = file.read(os.fstat(file.fileno()).st_size + 1) or b""
        while len(data) <= most and (more := file.read(_PIECE)):
            data += more
    if len(data) > most:
        raise Untrusted(f"större än {most // MEBIBYTE} MB")
    return data


def file_digest(path: Path, most: int = MOST_FILE) -> str:
    """Return the SHA-256 digest of a plain file that is no link, read piece by piece. Raises Untrusted, OSError."""
    digest = hashlib.sha256()
    with _opened(path, most) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def plain_folder_fault(path: Path) -> str:
    """Return why a path is no folder of its own, in Swedish; empty where it is one. Raises OSError."""
    kind = stat.S_IFMT(path.lstat().st_mode)
    return "" if kind == stat.S_IFDIR else _KINDS.get(kind, "en fil")


# --- JSON ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A number of JSON as it is written: no record holds any, so that none is ever computed with."""

    text: str


def read_json(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """Return the value of JSON, numbers as `Number`, and which keys stand twice, in Swedish. Raises Untrusted."""
    doubled: list[str] = []

    def mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made: dict[str, object] = {}
        for key, value in pairs:
            if key in made:
                doubled.append(f"nyckeln ”{shown(key)}” står två gånger")
            made[key] = value
        return made

    try:
        text = data.decode()
        # None but text is made of a number: one of a million digits costs no more than as many letters.
        value = json.loads(text, object_pairs_hook=mapping, parse_int=Number, parse_float=Number, parse_constant=Number)
    except UnicodeDecodeError as error:
        raise Untrusted("filen är inte UTF-8") from error
    except json.JSONDecodeError as error:
        raise Untrusted(f"ingen JSON, från rad {error.lineno}, tecken {error.colno}") from error
    except RecursionError as error:
        raise Untrusted("listor i listor i all oändlighet") from error
    return value, tuple(dict.fromkeys(doubled))
