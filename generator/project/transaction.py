"""Changes of a project that are made as a whole or not at all, whenever the process is killed.

New folders, and files as they are before and after, are first written to `output/.publicering.ny`. The change is
decided when that becomes `.publicering.klar`: the next run forgets what was killed before, and finishes what was
killed after. What the disk refuses after that moment is taken back at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.problems import UsageError
from generator.project.edits import FileEdit
from generator.project.files import disk_error, lock_beside
from generator.project.lock import LOCK
from generator.project.untrusted import MOST_RECORD, Untrusted, read_file, read_json

PREPARED, DECIDED, DONE = "output/.publicering.ny", "output/.publicering.klar", "output/.publicering.slut"
_JOURNAL = "journal.json"
# What began it, written first; without it, it was an earlier Tertial.
_COMMAND = "kommando"
_VERB = re.compile(r"[a-z]{1,20}")
_KINDS = {"publish": "publicering", "correct": "rättelse"}
_OWN = "output/.publicering"
# A published file is not to be written again, by an editor either.
_READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Transaction:
    """New folders, each with its files by name, and edits of files, by their paths from the project's folder.

    `command` is the verb that asks for it, for who finds it interrupted.
    """

    folders: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    edits: Mapping[str, FileEdit] = field(default_factory=dict)
    command: str = ""


def carry_out(project: Path, transaction: Transaction) -> None:
    """Make the changes, all or none. The caller holds the project's lock.

    Raises UsageError where a folder exists, a file is not what its edit says it was or is open in Excel or LibreOffice,
    or the disk refuses; unless the message says that the next run finishes it, nothing has changed.
    """
    _refuse_open(project, transaction)
    prepared = project / PREPARED
    try:
        _refuse_conflicts(project, transaction)
        shutil.rmtree(prepared, ignore_errors=True)
        _prepare(project, transaction)
        _refuse_conflicts(project, transaction)
        prepared.rename(project / DECIDED)
    except OSError as error:
        shutil.rmtree(prepared, ignore_errors=True)
        raise disk_error(Path(str(error.filename or prepared)), error) from error
    except BaseException:
        shutil.rmtree(prepared, ignore_errors=True)
        raise
    conflict = _ended(project)
    if conflict:
        raise UsageError(f"{conflict[0].upper()}{conflict[1:]}. Ingenting har skrivits; kör igen.")


def _refuse_open(project: Path, transaction: Transaction) -> None:
    for name in transaction.edits:
        if lock := lock_beside(project / name):
            raise UsageError(
                f"{name} är öppen i ett annat program, som skulle skriva över ändringen. Ingenting har skrivits. Stäng "
                f"filen där och kör igen. Är den inte öppen, ta bort {lock} bredvid den."
            )


def recover(project: Path) -> str:
    """Finish or forget an interrupted transaction, and say so in Swedish, or "". The caller holds the project's lock.

    Raises UsageError where the disk refuses: nothing is lost, and the next run tries again.
    """
    decided = project / DECIDED
    forgotten = _interrupted(project / PREPARED) if (project / PREPARED).exists() else ""
    for name in (PREPARED, DONE):
        shutil.rmtree(project / name, ignore_errors=True)
    if not decided.exists():
        sentence = f"En {forgotten} avbröts innan den var klar och har tagits bort; ingenting hade ändrats."
        return sentence if forgotten else ""
    journal = _Journal.read(decided)
    what = _interrupted(decided)
    conflict = _ended(project)
    if conflict:
        return f"En {what} som avbröts har tagits tillbaka, för {conflict}. Gör den igen."
    return f"En {what} som avbröts har slutförts: {', '.join((journal.folders or journal.files).values())}."


def _interrupted(folder: Path) -> str:
    """Return what is in a transaction's folder, by the command that began it where that is known."""
    try:
        verb = read_file(folder / _COMMAND, MOST_RECORD).decode(errors="replace")
    except (OSError, Untrusted):
        verb = ""
    if _VERB.fullmatch(verb):
        return f"{_KINDS.get(verb, 'ändring')} (tertial {verb})"
    folders = folder / "mappar"
    return "publicering" if folders.is_dir() and any(folders.iterdir()) else "ändring"


def is_pending(project: Path) -> bool:
    """Whether a decided transaction is not yet finished."""
    return (project / DECIDED).exists()


def has_leftovers(project: Path) -> bool:
    """Whether a run left something in a project, or is still at work."""
    return any((project / name).exists() for name in (PREPARED, DECIDED, DONE, LOCK))


def _refuse_conflicts(project: Path, transaction: Transaction) -> None:
    for path in (*transaction.folders, *transaction.edits):
        # Once decided, it would never be finished.
        if not _is_within(project, path):
            raise UsageError(
                f"{path} är genom en länk en plats utanför projektet. Lägg själva mappen i projektet i stället för "
                "länken. Ingenting har skrivits."
            )
    for folder in transaction.folders:
        if (project / folder).exists():
            raise UsageError(
                f"{folder} finns redan. En publicerad mapp skrivs aldrig över. Är det en annan mapp, flytta den."
            )
    for path, edit in transaction.edits.items():
        if _bytes(project / path) != edit.before:
            raise UsageError(f"{path} har ändrats av någon annan under tiden. Ingenting har skrivits; kör igen.")
        if edit.before is not None and not os.access(project / path, os.W_OK):
            raise UsageError(f"{path} är skrivskyddad. Ta bort skyddet och kör igen; ingenting har skrivits.")


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


# --- aside -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Journal:
    """A transaction as it is recorded: its folders and edited files by number, and the folders made to hold them."""

    folders: Mapping[str, str]
    files: Mapping[str, str]
    new_folders: Sequence[str]

    @classmethod
    def read(cls, folder: Path) -> _Journal:
        try:
            data, _ = read_json(read_file(folder / _JOURNAL, MOST_RECORD))
            journal = cls(dict(data["mappar"]), dict(data["filer"]), tuple(data["nya"]))
            paths = (*journal.folders.values(), *journal.files.values(), *journal.new_folders)
            numbers = (*journal.folders, *journal.files)
            is_whole = all(map(str.isdecimal, numbers)) and all(_is_within(folder.parents[1], each) for each in paths)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise cls.unreadable(folder) from error
        if not is_whole:
            raise cls.unreadable(folder)
        return journal

    @staticmethod
    def unreadable(folder: Path) -> UsageError:
        return UsageError(
            f"En {_interrupted(folder)} som avbröts går inte att slutföra, för {folder / _JOURNAL} går inte att läsa, "
            f"eller leder ut ur projektet. Jämför filerna i {folder / 'filer'} (före och efter) med innehållet, rätta "
            f"det, och ta sedan bort mappen {folder}."
        )


def _is_within(project: Path, path: object) -> bool:
    """Whether a path of a journal leads nowhere else: a project may come from others, and its journal with it."""
    if not isinstance(path, str) or path.startswith(_OWN) or {"", ".", ".."} & set(path.split("/")) or "\0" in path:
        return False
    real = Path(os.path.realpath(project / path))
    # What is published may be kept on another disk.
    return any(real.is_relative_to(each.resolve()) for each in (project, project / "output"))


def _prepare(project: Path, transaction: Transaction) -> None:
    prepared = project / PREPARED
    prepared.mkdir(parents=True)
    if transaction.command:
        _write(prepared / _COMMAND, transaction.command.encode())
    folders = {str(number): folder for number, folder in enumerate(transaction.folders, 1)}
    for number, folder in folders.items():
        (prepared / "mappar" / number).mkdir(parents=True)
        for name, data in transaction.folders[folder].items():
            path = prepared / "mappar" / number / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
            path.chmod(_READ_ONLY)
    (prepared / "filer").mkdir(parents=True)
    edits = {str(number): path for number, path in enumerate(transaction.edits, 1)}
    for number, changed in edits.items():
        edit = transaction.edits[changed]
        for when, content in (("före", edit.before), ("efter", edit.after)):
            if content is not None:
                _write(prepared / "filer" / f"{number}.{when}", content)
    above = (folder for path in (*transaction.folders, *transaction.edits) for folder in Path(path).parents)
    # The outermost first.
    new_folders = [folder.as_posix() for folder in sorted({each for each in above if not (project / each).exists()})]
    journal = {"mappar": folders, "filer": edits, "nya": new_folders}
    _write(prepared / _JOURNAL, json.dumps(journal, ensure_ascii=False).encode())
    for each in sorted(path for path in prepared.rglob("*") if path.is_dir()):
        _settle(each)
    _settle(prepared)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Write the names in a folder through to the disk, on systems that can do so."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


# --- after the moment of truth ---------------------------------------------------------------------------------------


def _ended(project: Path) -> str:
    """Finish what was decided, or take it back and return why: somebody changed the files meanwhile.

    Raises UsageError where the disk refuses; the message says whether all was taken back or the next run finishes it.
    """
    decided = project / DECIDED
    journal = _Journal.read(decided)
    try:
        _settle(decided.parent)
        conflict = _conflict(project, decided, journal)
        if not conflict:
            _finish(project, decided, journal)
            return ""
        _take_back(project, decided, journal)
    except OSError as error:
        why = disk_error(Path(str(error.filename or decided)), error)
        try:
            _take_back(project, decided, journal)
        except OSError:
            raise UsageError(f"{why} Det är påbörjat och slutförs nästa gång du kör ett kommando.") from error
        raise UsageError(f"{why} Ingenting har ändrats.") from error
    return conflict


def _conflict(project: Path, decided: Path, journal: _Journal) -> str:
    edits = _edits(decided, journal)
    changed = [path for path, edit in edits.items() if _bytes(project / path) not in {edit.before, edit.after}]
    if changed:
        return f"någon har under tiden ändrat i {', '.join(changed)}"
    for number, folder in journal.folders.items():
        kept = (decided / "mappar" / number).exists()
        if kept == (project / folder).exists():
            return f"någon har under tiden {'lagt dit' if kept else 'tagit bort'} {folder}"
    return ""


def _edits(decided: Path, journal: _Journal) -> dict[str, FileEdit]:
    kept = decided / "filer"
    return {
        path: FileEdit(_bytes(kept / f"{number}.före"), _bytes(kept / f"{number}.efter"))
        for number, path in journal.files.items()
    }


def _finish(project: Path, decided: Path, journal: _Journal) -> None:
    left = {project / path: edit for path, edit in _edits(decided, journal).items()}
    left = {path: edit for path, edit in left.items() if _bytes(path) != edit.after}
    _make(project, journal.new_folders)
    # All that needs room is written before the first file is changed.
    for path, edit in left.items():
        _stage(path, edit.after)
    for path, edit in left.items():
        _replace(path, edit.after)
    for number, folder in journal.folders.items():
        source = decided / "mappar" / number
        if source.exists():
            source.rename(project / folder)
            _settle((project / folder).parent)
    for changed in journal.files.values():
        # A refused attempt to take it back may have left these.
        _unstage(project / changed)
    _forget(project, decided)


def _make(project: Path, folders: Sequence[str]) -> None:
    for folder in folders:
        (project / folder).mkdir(exist_ok=True)
        _settle((project / folder).parent)


def _beside(path: Path) -> Path:
    """On the disk of the file itself, whatever links lead there."""
    real = path.resolve()
    return real.with_name(f".{real.name}.publicering")


def _stage(path: Path, data: bytes | None) -> None:
    if data is None:
        return
    temporary = _beside(path)
    _write(temporary, data)
    if path.exists():
        shutil.copymode(path, temporary)


def _unstage(path: Path) -> None:
    # A disk that is read-only refuses to remove what is not there, too.
    if _beside(path).exists():
        _beside(path).unlink()


def _replace(path: Path, data: bytes | None) -> None:
    real = path.resolve()
    if data is None:
        path.unlink()
    else:
        _beside(path).replace(real)
    _settle(real.parent)


def _take_back(project: Path, decided: Path, journal: _Journal) -> None:
    """Undo what was done, and nothing that somebody else has done since."""
    for number, folder in journal.folders.items():
        kept = decided / "mappar" / number
        if not kept.exists() and (project / folder).exists():
            (project / folder).rename(kept)
            _settle((project / folder).parent)
    for path, edit in _edits(decided, journal).items():
        if _bytes(project / path) == edit.after and edit.after != edit.before:
            _stage(project / path, edit.before)
            _replace(project / path, edit.before)
        _unstage(project / path)
    for folder in reversed(journal.new_folders):
        with contextlib.suppress(OSError):
            (project / folder).rmdir()
    _forget(project, decided)


def _forget(project: Path, decided: Path) -> None:
    """Rename first, which says that all is done: a removal can be interrupted too."""
    decided.rename(project / DONE)
    with contextlib.suppress(OSError):
        _settle((project / DONE).parent)
    shutil.rmtree(project / DONE, ignore_errors=True)
