"""New folders and changed files → all of them on the disk, or none, whenever the process is killed.

Everything is first written aside, with what the changed files hold before and after (`output/.publicering.ny`). Giving
that its other name (`output/.publicering.klar`) is the moment of truth: what was killed before is forgotten by the
next run, what was killed after is finished by it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.files import refused
from generator.problems import UsageError

PREPARED, DECIDED, DONE = "output/.publicering.ny", "output/.publicering.klar", "output/.publicering.slut"
# Where a version is built before it is published.
WORK = "output/.publicering.bygge"
_JOURNAL = "journal.json"
# A published file is not to be written again, by an editor either.
_READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Edit:
    """A file to change: what it holds before (nothing where it is new) and after."""

    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done as one: folders by path → files by name → bytes; and edits by path. Paths from the project."""

    folders: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    edits: Mapping[str, Edit] = field(default_factory=dict)


def carry_out(project: Path, act: Act) -> None:
    """A project and what to do in it go in; it is done, all of it or nothing. The caller holds the project's lock.

    Raises UsageError where a folder is there already, where a file is no longer what it was taken to be, or where the
    disk refuses: then nothing has changed.
    """
    prepared = project / PREPARED
    try:
        _refuse_conflicts(project, act)
        shutil.rmtree(prepared, ignore_errors=True)
        _prepare(prepared, act)
        _refuse_conflicts(project, act)
        prepared.rename(project / DECIDED)
        _settle(prepared.parent)
    except OSError as error:
        shutil.rmtree(prepared, ignore_errors=True)
        raise refused(Path(str(error.filename or prepared)), error) from error
    except UsageError:
        shutil.rmtree(prepared, ignore_errors=True)
        raise
    recover(project)


def recover(project: Path) -> str:
    """A project whose lock is held goes in; what was begun there and not ended is finished, or forgotten.

    What was done comes out as a Swedish sentence; "" where there was nothing to do. Raises UsageError where it cannot
    be finished since the disk refuses: nothing is lost, and the next run tries again.
    """
    decided = project / DECIDED
    forgotten = [path for path in (project / PREPARED, project / WORK) if path.exists()]
    for path in (*forgotten, project / DONE):
        shutil.rmtree(path, ignore_errors=True)
    if not decided.exists():
        told = "En publicering som avbröts innan den var klar har tagits bort; ingenting hade ändrats."
        return told if forgotten else ""
    try:
        return _finish(project, decided)
    except OSError as error:
        why = refused(Path(str(error.filename or decided)), error)
        raise UsageError(f"{why} Publiceringen är påbörjad och slutförs nästa gång du kör kommandot.") from error


def is_pending(project: Path) -> bool:
    """Whether something that was decided in a project is not yet finished."""
    return (project / DECIDED).exists()


def _refuse_conflicts(project: Path, act: Act) -> None:
    for folder in act.folders:
        if (project / folder).exists():
            raise UsageError(f"{folder} finns redan. En publicerad mapp skrivs aldrig över.")
    for path, edit in act.edits.items():
        if _bytes(project / path) != edit.before:
            raise UsageError(f"{path} har ändrats av någon annan under tiden. Ingenting har skrivits; kör igen.")


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


# --- aside -----------------------------------------------------------------------------------------------------------


def _prepare(prepared: Path, act: Act) -> None:
    folders = {str(number): folder for number, folder in enumerate(act.folders, 1)}
    for number, folder in folders.items():
        (prepared / "mappar" / number).mkdir(parents=True)
        for name, data in act.folders[folder].items():
            path = prepared / "mappar" / number / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
            path.chmod(_READ_ONLY)
    (prepared / "filer").mkdir(parents=True)
    edits = {str(number): path for number, path in enumerate(act.edits, 1)}
    for number, changed in edits.items():
        edit = act.edits[changed]
        _write(prepared / "filer" / f"{number}.efter", edit.after)
        if edit.before is not None:
            _write(prepared / "filer" / f"{number}.före", edit.before)
    _write(prepared / _JOURNAL, json.dumps({"mappar": folders, "filer": edits}, ensure_ascii=False).encode())
    for made in sorted(path for path in prepared.rglob("*") if path.is_dir()):
        _settle(made)
    _settle(prepared)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the disk know the names in a folder; not every system lets a folder be asked that."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


# --- after the moment of truth ---------------------------------------------------------------------------------------


def _finish(project: Path, decided: Path) -> str:
    journal = json.loads((decided / _JOURNAL).read_bytes())
    edits = {project / path: _kept(decided, number) for number, path in journal["filer"].items()}
    changed = [path for path, edit in edits.items() if _bytes(path) not in {edit.before, edit.after}]
    if changed:
        return _taken_back(project, decided, journal["mappar"], edits)
    for path, edit in edits.items():
        if _bytes(path) != edit.after:
            _replace(path, edit.after)
    for number, folder in journal["mappar"].items():
        source, goal = decided / "mappar" / number, project / folder
        if source.exists():
            goal.parent.mkdir(parents=True, exist_ok=True)
            source.rename(goal)
            _settle(goal.parent)
    _forget(project, decided)
    return f"En avbruten publicering har slutförts: {', '.join(journal['mappar'].values())}."


def _kept(decided: Path, number: str) -> Edit:
    after = (decided / "filer" / f"{number}.efter").read_bytes()
    return Edit(_bytes(decided / "filer" / f"{number}.före"), after)


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.publicering")
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(temporary, data)
    if path.exists():
        shutil.copymode(path, temporary)
    temporary.replace(path)
    _settle(path.parent)


def _taken_back(project: Path, decided: Path, folders: Mapping[str, str], edits: Mapping[Path, Edit]) -> str:
    """Undo what was done of it: somebody has changed one of its files since, and that work is not to be lost."""
    for path, edit in edits.items():
        if _bytes(path) == edit.after and edit.after != edit.before:
            if edit.before is None:
                path.unlink()
            else:
                _replace(path, edit.before)
    for number, folder in folders.items():
        if not (decided / "mappar" / number).exists() and (project / folder).exists():
            shutil.rmtree(project / folder)
    _forget(project, decided)
    kept = ", ".join(_relative(project, edits))
    return f"En avbruten publicering har tagits tillbaka, för någon har sedan dess ändrat i {kept}. Kör den igen."


def _forget(project: Path, decided: Path) -> None:
    """Say first that all is done: a removal can be interrupted too."""
    decided.rename(project / DONE)
    shutil.rmtree(project / DONE, ignore_errors=True)


def _relative(project: Path, edits: Mapping[Path, Edit]) -> Iterator[str]:
    for path, edit in edits.items():
        if _bytes(path) != edit.before:
            yield path.relative_to(project).as_posix()
