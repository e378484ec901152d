"""The files of a house: only those in its own folders, of a reasonable size, and texts that are UTF-8."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path, PurePath

from generator.problems import Problem, Where
from generator.project import decode, hidden

_MOST_BYTES = 16_000_000
_ROOTS = frozenset(["templates", "_templates", "inbyggt"])


def short_name(path: str) -> str:
    """Return the path from the folder `templates` on, whatever project or installation it is in."""
    parts = PurePath(path).parts
    roots = [number for number, part in enumerate(parts) if part in _ROOTS]
    return "/".join(("templates", *parts[roots[-1] + 1 :])) if roots else path


def is_there(path: Path) -> bool:
    """Whether something has the name, be it a folder or a link that leads nowhere."""
    try:
        return path.is_symlink() or path.exists()
    except (OSError, ValueError):
        return False


def file_fault(path: Path, folders: Iterable[str], where: Where) -> Problem | None:
    """Return why a file cannot be used, or None: T001 missing, T017 a link out of the folders, T405 too large."""
    name = path.name
    try:
        if not path.is_file():
            if path.is_dir():
                hint = f"Flytta mappen, och lägg filen {name} där den låg."
                return Problem("T001", where, f"{name} är en mapp, och ska vara en fil.", "en fil", "en mapp", hint)
            hint = "Rätta namnet, eller lägg filen där."
            return Problem("T001", where, f"Filen {name} finns inte.", f"en fil som heter {name}", hint=hint)
        real = path.resolve()
        if not any(real.is_relative_to(Path(folder).resolve()) for folder in folders):
            hint = "Lägg en kopia av filen i profilens mapp i stället för länken."
            message = "Filen är en länk till en plats utanför profilens mapp."
            return Problem("T017", where, message, "en fil i profilens mapp", name, hint)
        size = real.stat().st_size
        if not os.access(real, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except (OSError, ValueError) as error:
        return _unopened(name[:80], where, error)
    if size > _MOST_BYTES:
        expected = f"högst {_MOST_BYTES // 1_000_000} MB"
        hint = "Gör filen mindre, till exempel med färre bildpunkter."
        return Problem("T405", where, f"Filen {name} är för stor.", expected, f"{size // 1_000_000} MB", hint)
    return None


def read_bytes(path: Path, folders: Iterable[str], where: Where) -> tuple[bytes, Problem | None]:
    """Return the bytes of a file, or none and why."""
    if fault := file_fault(path, folders, where):
        return b"", fault
    try:
        return path.read_bytes(), None
    except OSError as error:
        return b"", _unopened(path.name, where, error)


def _unopened(name: str, where: Where, error: Exception) -> Problem:
    hint = "Se efter namnet, att du har rätt att läsa filen och att den inte är låst av ett annat program."
    found = getattr(error, "strerror", None) or "ett namn som ingen fil kan ha"
    return Problem("T001", where, f"Filen {name} går inte att öppna.", "en fil som går att läsa", found, hint)


def read_house_text(path: Path, folders: Iterable[str]) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a template or a style sheet, and what is wrong with it as a text."""
    file = short_name(str(path))
    data, fault = read_bytes(path, folders, Where(file))
    if fault is not None:
        return "", (fault,)
    text, problems = decode(data, file)
    return text or "", problems or hidden(text or "", file)
