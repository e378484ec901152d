"""The lock of a project, which commands that write hold one at a time.

The operating system releases it when the process ends, however it ends: no lock is ever left behind.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from io import FileIO
from pathlib import Path

from generator.problems import UsageError
from generator.project.files import disk_error

LOCK = "output/.publicering.lock"
_HELD_BY_ANOTHER = frozenset((errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK))
_PAUSE = 0.02  # seconds between two attempts
# The name of a command that only clears leftovers: it holds the lock for a moment, and is always waited for.
CLEARING = "städning"
_MOST_CLEARING = 2.0  # seconds
_held_here: set[Path] = set()


@contextlib.contextmanager
def project_lock(
    project: Path, command: str, wanted: Callable[[], bool] | None = None, patience: float = 0
) -> Iterator[bool]:
    """Hold the project's lock in the block, in the name of `command`; yield whether it is held.

    Waits `patience` seconds for another process, and yields False once `wanted` says that the lock is not needed.
    Raises UsageError with who holds it and since when, or where the disk refuses.
    """
    path = (project / LOCK).resolve()
    until = time.monotonic() + patience
    while (file := _attempt(path)) is None:
        if wanted is not None and not wanted():
            yield False
            return
        if time.monotonic() >= until + (_MOST_CLEARING if _is_clearing(path) else 0):
            raise UsageError(_busy(path))
        time.sleep(_PAUSE)
    _held_here.add(path)
    try:
        _say(path, file, command)
        yield True
    finally:
        # Nobody else has it while it is held, so the file can go; a process that waits for it makes another.
        with contextlib.suppress(OSError):
            if _is_still(path, file):
                path.unlink()
            # Only where it is empty.
            path.parent.rmdir()
        _held_here.discard(path)
        file.close()


def _attempt(path: Path) -> FileIO | None:
    # A process that closes any file of that name releases its own lock.
    if path in _held_here:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: nothing is left that a full disk could refuse when the file is closed.
        file = path.open("ab+", buffering=0)
    except FileNotFoundError:
        # Whoever held it removed the folder in the same moment.
        return None
    except OSError as error:
        raise disk_error(path, error) from error
    try:
        if _taken(file) and _is_still(path, file):
            return file
    except OSError as error:
        file.close()
        raise UsageError(
            f"Det går inte att låsa {path} ({error.strerror}), och utan lås kan två rättelser göras på en gång. Flytta "
            "projektet till en disk som kan låsa filer. Ingenting har ändrats."
        ) from error
    file.close()
    return None


def _is_still(path: Path, file: FileIO) -> bool:
    """Whether the file still has its name: the process that held it before may have removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _say(path: Path, file: FileIO, command: str) -> None:
    with contextlib.suppress(OSError):
        # In a shared folder another user must be able to open it next.
        path.chmod(0o666)
        file.truncate(0)
        file.write(f"tertial {command}, process {os.getpid()} på {platform.node()}".encode())


def _holder(path: Path) -> str:
    """What the holder wrote of itself; empty in the moment before it has."""
    if path in _held_here:
        return f"process {os.getpid()}"
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace").strip()
    return ""


def _is_clearing(path: Path) -> bool:
    return f"tertial {CLEARING}".startswith(_holder(path).partition(",")[0])


def _busy(path: Path) -> str:
    holder = _holder(path) or "en annan process"
    with contextlib.suppress(OSError):
        since = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        holder = f"{holder}, sedan {since:%Y-%m-%d %H.%M.%S}"
    return (
        f"Ett annat kommando skriver i projektet just nu ({holder}). Vänta tills det är klart och kör igen. "
        "Ingenting har ändrats."
    )


def _taken(file: FileIO) -> bool:
    """Lock the file until it is closed. Raises OSError where the disk cannot lock.

    The lock is the process's, not the file's: layout processes that outlive a killed parent do not keep it.
    """
    try:
        import fcntl  # Not on Windows, which has its own.
    except ImportError:
        return _taken_on_windows(file)
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD_BY_ANOTHER:
            return False
        raise
    return True


def _taken_on_windows(file: FileIO) -> bool:
    import msvcrt

    locking = getattr(msvcrt, "locking", None)
    try:
        # Far beyond the text, which others must be able to read.
        file.seek(1 << 20)
        if locking is not None:
            locking(file.fileno(), getattr(msvcrt, "LK_NBLCK", 2), 1)
    except OSError:
        return False
    return True
