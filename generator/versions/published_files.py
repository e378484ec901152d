"""The files of a published folder: plain ones within bounds, read from nowhere else, and compared by their digests."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from generator.problems import Problem, Rejected, Where
from generator.project import MEBIBYTE, MOST_FILE, Untrusted, disk_error, file_digest, plain_folder_fault, shown

COPY = "Hämta mappen ur versionshanteringen eller en säkerhetskopia; en publicerad mapp ska aldrig ändras."
# What a computer puts in every folder that somebody has looked into.
_LEFT_BY_SYSTEMS = re.compile(r"\.|Thumbs\.db\Z|desktop\.ini\Z", re.IGNORECASE)
_MOST_TOLD = 20
# Of all files together; each may be as large as any.
MOST_FOLDER = 8 * MOST_FILE


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what a file is not read for into Rejected, T803, and a disk that refuses into UsageError."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Rejected([_missing(path)]) from error
    except Untrusted as error:
        message = f"{shown(path.name)} i den publicerade mappen läses inte."
        raise Rejected([_problem(path, message, "en vanlig fil", str(error))]) from error
    except OSError as error:
        raise disk_error(path, error, "läsa") from error


def folder_problems(folder: Path) -> Iterator[Problem]:
    """Yield the problem, T803, of a published folder that is missing, or a link to another."""
    try:
        fault = plain_folder_fault(folder)
    except (FileNotFoundError, NotADirectoryError):
        yield _problem(folder, "Den publicerade mappen saknas.")
    except OSError as error:
        raise disk_error(folder, error, "läsa") from error
    else:
        if fault:
            yield _problem(folder, "Det som är publicerat läses inte.", "en mapp med filerna i", fault)


def differing(folder: Path, outputs: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem, T803, for each file of a folder that is not as published, missing or too many."""
    room = MOST_FOLDER
    for name, digest in outputs.items():
        path = folder / name
        if room < 0:
            much = f"mer än {MOST_FOLDER // MEBIBYTE} MB"
            yield _problem(folder, "Hela den publicerade mappen läses inte.", "några få MB", much)
            return
        try:
            with reading(path):
                now = file_digest(path)
                room -= path.lstat().st_size
        except Rejected as rejected:
            yield from rejected.problems
            continue
        if now != digest:
            message = f"{name} är ändrad sedan den publicerades."
            yield _problem(path, message, f"SHA-256 {digest}", f"SHA-256 {now}")
    for number, name in enumerate(_others(folder, outputs)):
        if number == _MOST_TOLD:
            yield Problem("T803", Where(folder.as_posix()), "Fler filer ligger där men är inte publicerade.", hint=COPY)
            return
        hint = "Flytta filen; en publicerad mapp ska aldrig ändras."
        where = Where((folder / shown(name)).as_posix())
        yield Problem("T803", where, f"{shown(name)} ligger där men är inte publicerad.", hint=hint)


def _others(folder: Path, outputs: Mapping[str, str]) -> Iterator[str]:
    """Names of files that are not published; a link to a folder is a file, and what it leads to is not looked at."""
    folders = [""]
    while folders:
        above = folders.pop()
        try:
            with os.scandir(folder / above) as entries:
                found = sorted(entries, key=lambda each: each.name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise disk_error(folder / above, error, "läsa") from error
        for each in found:
            name = f"{above}{each.name}"
            if each.is_dir(follow_symlinks=False):
                folders.append(f"{name}/")
            elif name not in outputs and not _LEFT_BY_SYSTEMS.match(each.name):
                yield name


def _missing(path: Path) -> Problem:
    return _problem(path, f"{path.name} saknas i den publicerade mappen.")


def _problem(path: Path, message: str, expected: str = "", found: str = "") -> Problem:
    return Problem("T803", Where(path.as_posix()), message, expected, found, COPY)
