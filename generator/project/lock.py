"""One at a time: a project's folder → a lock that publish and correct hold, or a clear refusal.

The operating system lets go of it when the process ends, however it ends: nothing is left behind that stops the next,
and whether another process has got the same number since then means nothing.
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
from generator.project.files import refused

LOCK = "output/.publicering.lock"
_HELD_BY_ANOTHER = frozenset((errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK))
_PAUSE = 0.02  # seconds between two attempts
# What a command says that only clears away what was left: it holds the lock for a moment, and is always waited for.
CLEARING = "städning"
_MOST_CLEARING = 2.0  # seconds
_held_here: set[Path] = set()


class Busy(UsageError):
    """Another process holds the lock."""


@contextlib.contextmanager
def held(project: Path, what: str, wanted: Callable[[], bool] | None = None, patience: float = 0) -> Iterator[bool]:
    """A project and the command's name go in; inside the block no other process holds the project's lock.

    Where another does, it is waited for `patience` seconds, and no longer than it is `wanted`; whether it was had comes
    out. Raises Busy, saying who holds it and since when, or UsageError where the disk refuses.
    """
    path = (project / LOCK).resolve()
    until = time.monotonic() + patience
    while (file := _attempt(path)) is None:
        if wanted is not None and not wanted():
            yield False
            return
        if time.monotonic() >= until + (_MOST_CLEARING if _is_clearing(path) else 0):
            raise Busy(_busy(path))
        time.sleep(_PAUSE)
    _held_here.add(path)
    try:
        _say(path, file, what)
        yield True
    finally:
        # While it is held nobody else has it, so the name can go; who waits for it makes another.
        with contextlib.suppress(OSError):
            if _is_still(path, file):
                path.unlink()
            # Only where nothing stands in it.
            path.parent.rmdir()
        _held_here.discard(path)
        file.close()


def _attempt(path: Path) -> FileIO | None:
    """The file of the lock, which is then ours; None where another has it."""
    # A process that closes any file of that name lets go of its own lock.
    if path in _held_here:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Nothing is held back that a full disk could refuse when the file is closed.
        file = path.open("ab+", buffering=0)
    except FileNotFoundError:
        # Whoever had it took the folder away in the same moment.
        return None
    except OSError as error:
        raise refused(path, error) from error
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
    """Whether the file still has its name: who held it before has taken that away."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _say(path: Path, file: FileIO, what: str) -> None:
    with contextlib.suppress(OSError):
        # In a folder that several share, the next is to be had by another user.
        path.chmod(0o666)
        file.truncate(0)
        file.write(f"tertial {what}, process {os.getpid()} på {platform.node()}".encode())


def _holder(path: Path) -> str:
    """What who holds the lock says of itself; nothing in the moment before it has said it."""
    if path in _held_here:
        return f"process {os.getpid()}"
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace").strip()
    return ""


def _is_clearing(path: Path) -> bool:
    return f"tertial {CLEARING}".startswith(_holder(path).partition(",")[0])


def _busy(path: Path) -> str:
    who = _holder(path) or "en annan process"
    with contextlib.suppress(OSError):
        since = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        who = f"{who}, sedan {since:%Y-%m-%d %H.%M.%S}"
    return (
        f"Någon annan publicerar eller rättar i projektet just nu ({who}). Vänta tills den är klar och kör igen. "
        "Ingenting har ändrats."
    )


def _taken(file: FileIO) -> bool:
    """Whether the lock could be had; it is let go of when the file is closed.

    It is of the process, and not of the file: processes that lay out pages, and live on a while when theirs is killed,
    do not keep it. Raises OSError where the disk cannot lock.
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
        # Far beyond the text, which others read.
        file.seek(1 << 20)
        if locking is not None:
            locking(file.fileno(), getattr(msvcrt, "LK_NBLCK", 2), 1)
    except OSError:
        return False
    return True
