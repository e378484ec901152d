"""Files of the output, written as a set or not at all; digests, periods, and what the disk refuses.

New files are written beside the old ones and then moved into place: no reader sees half a report.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.problems import UsageError

# Ends the name of the folder of a marked edition.
MARKED = "andringsmarkerad"

# Endings of the files beside one that is replaced: the new one, and a second name of the old one.
_BESIDE = ("ny", "gammal")

# Errors that are no fault of the program: the disk is full, protected or broken.
DISK_ERRORS = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ESTALE, errno.ENAMETOOLONG)
)

_WRITE = "skriva i"
_PROTECTED = frozenset((errno.EROFS, errno.EACCES, errno.EPERM))

_REASONS = {
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet du får använda på disken är slut",
    errno.EFBIG: "filen blir större än du får skriva",
    errno.EROFS: "disken är skrivskyddad",
    errno.EACCES: "du har inte rätt till det",
    errno.EPERM: "du har inte rätt till det",
    errno.ENOTDIR: "en fil står där en mapp ska vara",
    errno.EEXIST: "en fil står där en mapp ska vara",
    errno.EISDIR: "en mapp står där en fil ska vara",
    errno.ENOTEMPTY: "mappen är inte tom",
    errno.ENOENT: "den finns inte längre",
    errno.EIO: "disken svarar med ett fel",
    errno.ESTALE: "nätverksdisken svarar inte",
    errno.EBUSY: "ett annat program använder filen",
    errno.ETXTBSY: "ett annat program använder filen",
    errno.EXDEV: "den ligger på en annan disk än resten av projektet",
    errno.ELOOP: "länkarna dit leder runt i en ring",
    errno.EMFILE: "för många filer är öppna",
    errno.ENFILE: "för många filer är öppna",
    errno.ENAMETOOLONG: "sökvägen är för lång",
}


class WriteProtected(UsageError):
    """The disk does not let this user write."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 digest as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def find_periods(project: Path) -> tuple[str, ...]:
    """Return the periods of a project as sorted paths below `content/`; a period.yaml that is no file counts too."""
    content = project / "content"
    folders = (path for path in content.glob("*/*/*") if os.path.lexists(path / "period.yaml"))
    names = sorted(path.relative_to(content).as_posix() for path in folders)
    return tuple(name for name in names if not any(part.startswith(".") for part in name.split("/")))


def not_a_file(path: Path) -> str:
    """Return what stands where a file is to be, in Swedish; empty for a file, "ingenting" where nothing stands."""
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except (OSError, ValueError) as error:
        if not path.is_symlink():
            return "ingenting"
        ring = isinstance(error, OSError) and error.errno == errno.ELOOP
        return "en länk som leder runt i en ring" if ring else "en länk till något som inte finns"
    return "" if kind == stat.S_IFREG else "en mapp" if kind == stat.S_IFDIR else "ett rör eller en enhet, inte en fil"


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by their names in a folder, which is made where it is missing, and return their paths.

    Raises UsageError where the disk refuses; then, and where it is interrupted, what was there is unchanged.
    """
    staged: dict[Path, Path] = {}
    made: list[Path] = []
    at = folder
    try:
        for name, data in files.items():
            goal = folder / name
            at = goal.parent
            _make_folder(at, made)
            at = goal
            _clear_beside(goal)
            staged[goal] = _beside(goal, "ny")
            staged[goal].write_bytes(data)
        _move(staged)
    except BaseException as error:
        _remove(staged.values())
        for each in reversed(made):
            with contextlib.suppress(OSError):
                each.rmdir()
        if isinstance(error, OSError):
            raise disk_error(at, error) from error
        raise
    return tuple(staged)


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder with those above it, and add the new ones to `made`, the outermost first."""
    for each in reversed((folder, *folder.parents)):
        if not each.is_dir():
            each.mkdir(exist_ok=True)
            made.append(each)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove those of the files that exist. Raises UsageError where the disk refuses."""
    for name in names:
        try:
            (folder / name).unlink(missing_ok=True)
        except NotADirectoryError:
            continue
        except OSError as error:
            raise disk_error(folder / name, error) from error


def _move(staged: Mapping[Path, Path]) -> None:
    kept: dict[Path, Path | None] = {}
    at = Path()
    try:
        for at, temporary in staged.items():
            kept[at] = _keep(at)
            temporary.replace(at)
    except BaseException as error:
        for goal, backup in kept.items():
            with contextlib.suppress(OSError):
                if backup is not None:
                    backup.replace(goal)
                elif not staged[goal].exists():
                    goal.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise disk_error(at, error) from error
        raise
    finally:
        _remove(backup for backup in kept.values() if backup is not None)


def _keep(goal: Path) -> Path | None:
    if not goal.is_file():
        return None
    backup = _beside(goal, "gammal")
    backup.unlink(missing_ok=True)
    try:
        backup.hardlink_to(goal)
    except OSError:
        # Not every filesystem has hard links; then the bytes are copied.
        try:
            backup.write_bytes(goal.read_bytes())
        except BaseException:
            _remove((backup,))
            raise
    return backup


def _beside(goal: Path, what: str) -> Path:
    """A name in the same folder, and so on the same filesystem, that no other process uses."""
    return goal.with_name(f".{goal.name}.{os.getpid()}.{what}")


def _clear_beside(goal: Path) -> None:
    for left in goal.parent.glob(f".{glob.escape(goal.name)}.*.*"):
        number, _, what = left.name.removeprefix(f".{goal.name}.").partition(".")
        if what in _BESIDE and number.isdecimal() and not _is_running(int(number)):
            left.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    """True on systems where asking would end the process."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def lock_beside(path: Path) -> str:
    """Return the name of the file by which Excel or LibreOffice says that it has a file open, or ""."""
    names = (f"~${path.name}", f".~lock.{path.name}#")
    return next((name for name in names if path.with_name(name).exists()), "")


def disk_error(path: Path, error: OSError, act: str = _WRITE) -> UsageError:
    """Return the error to raise where the disk refuses to `act` on a path; one that is too long is refused whatever."""
    if error.errno == errno.ENAMETOOLONG:
        act = "använda"
    reason = _REASONS.get(error.errno or 0, error.strerror or "okänt fel")
    kind = WriteProtected if error.errno in _PROTECTED and act == _WRITE else UsageError
    return kind(f"Det går inte att {act} {path}: {reason}.")
