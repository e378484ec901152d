"""One at a time: a project's folder → a lock that publish and correct hold, or a clear refusal.

The operating system lets go of it when the process ends, however it ends: nothing is left behind that stops the next.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from generator.files import refused
from generator.problems import UsageError

LOCK = "output/.publicering.lock"


@contextlib.contextmanager
def held(project: Path, what: str) -> Iterator[None]:
    """A project and the command's name go in; inside the block no other process holds the project's lock.

    Raises UsageError where another does, saying which, or where the disk refuses.
    """
    path = project / LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise refused(path, error) from error
    with file:
        if not _taken(file):
            file.seek(0)
            who = file.read().strip() or "en annan process"
            raise UsageError(
                f"Någon annan publicerar eller rättar i projektet just nu ({who}). Vänta tills den är klar och kör "
                "igen; ingenting har ändrats."
            )
        with contextlib.suppress(OSError):
            file.seek(0)
            file.truncate()
            file.write(f"tertial {what}, process {os.getpid()}")
            file.flush()
        yield


def _taken(file: IO[str]) -> bool:
    """Whether the lock could be had; it is let go of when the file is closed."""
    try:
        import fcntl  # Not on Windows, which has its own.
    except ImportError:
        return _taken_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _taken_on_windows(file: IO[str]) -> bool:
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
