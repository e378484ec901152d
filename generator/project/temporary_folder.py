"""Temporary folders outside the project, each locked by the process that works in it.

A folder that nobody has locked was left by a killed process: the next process removes it.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.project.files import disk_error

PREFIX = "tertial-arbete-"
_of_processes: dict[int, tuple[Path, contextlib.ExitStack]] = {}
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield an empty folder, open to this user alone, that is removed after the block.

    Raises UsageError where no folder can be made, and where the disk fills up while it is used.
    """
    clear_left_folders()
    try:
        folder, lock = _made()
    except OSError as error:
        raise disk_error(Path(tempfile.gettempdir()), error) from error
    try:
        yield folder
    except OSError as error:
        if error.errno in _FULL:
            raise disk_error(folder.parent, error) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def process_folder() -> Path:
    """Return a folder that exists for as long as this process; forked processes have their own."""
    number = os.getpid()
    if number not in _of_processes:
        stack = contextlib.ExitStack()
        _of_processes[number] = (stack.enter_context(temporary_folder()), stack)
    return _of_processes[number][0]


@atexit.register
def leave_process_folder() -> None:
    """Remove the folder of this process; forked processes end without exit handlers, and call this themselves."""
    _, stack = _of_processes.pop(os.getpid(), (None, contextlib.ExitStack()))
    stack.close()


@cache
def clear_left_folders() -> None:
    """Remove the folders of this user whose processes were killed; once in a process is enough."""
    if os.name != "posix":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid == os.getuid() and (lock := _locked(folder)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _made() -> tuple[Path, int | None]:
    while True:
        # Resolved, since a link on the way makes two names of every file.
        folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        if os.name != "posix":
            return folder, None
        with contextlib.suppress(FileNotFoundError):
            lock = _locked(folder)
            # Between the two another process may have removed it as a leftover.
            if lock is not None and folder.exists():
                return folder, lock


def _locked(folder: Path) -> int | None:
    import fcntl  # Not on Windows.

    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        return None
    except OSError:
        # The disk cannot lock: which folders are leftovers cannot be told there.
        os.close(number)
        raise
    return number
