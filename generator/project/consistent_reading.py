"""A project read as it stands at one moment, never as half of a correction, which changes several files.

A reader waits for a change to end, finishes what a killed process left, and reads again where a file changed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from generator.problems import Rejected, UsageError
from generator.project.lock import CLEARING, project_lock
from generator.project.transaction import has_leftovers, is_pending, recover

Read = TypeVar("Read")
_PATIENCE = 20.0  # seconds; what is waited for takes a thousandth of it
_ATTEMPTS = 20
_READ = ("content", "templates")
_Mark = tuple[tuple[str, int, int, int], ...]


class ContentKeepsChanging(UsageError):
    """The content changed during every attempt to read it."""


def finish_interrupted(project: Path, note: Callable[[str], None]) -> None:
    """Finish or forget what a killed run left in a project, and note what was done; a living process is waited for.

    Raises UsageError where that takes too long, or what was decided cannot be finished.
    """
    if has_leftovers(project) and (sentence := _settled(project)):
        note(sentence)


def read_consistently(project: Path, read: Callable[[], Read], folders: Sequence[str] = _READ) -> Read:
    """Call `read` until all of it comes from one state of the content; `folders` are those that it reads.

    Raises what `read` raises, ContentKeepsChanging, and UsageError after finishing what a killed process left.
    """
    for _ in range(_ATTEMPTS):
        before = _mark(project, folders)
        if is_pending(project):
            if sentence := _settled(project):
                raise UsageError(f"{sentence} Kör kommandot igen.")
            continue
        try:
            content = read()
        except (Rejected, UsageError, OSError):
            if not is_pending(project) and _mark(project, folders) == before:
                raise
            continue
        if not is_pending(project) and _mark(project, folders) == before:
            return content
    raise ContentKeepsChanging(
        "Innehållet ändras gång på gång medan det läses. Vänta tills rättelserna är klara och kör igen."
    )


def _settled(project: Path) -> str:
    """Wait until nothing is half done, or finish it where nobody else does; return what was done as a sentence."""
    try:
        with project_lock(project, CLEARING, lambda: is_pending(project), _PATIENCE) as is_held:
            return recover(project) if is_held else ""
    except UsageError:
        # Mere leftovers harm no reader.
        if is_pending(project):
            raise
        return ""


def _mark(project: Path, folders: Sequence[str]) -> _Mark:
    return tuple(mark for name in folders for mark in _marks(project / name))


def _marks(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for each in entries:
            if each.is_dir(follow_symlinks=False):
                yield from _marks(Path(each.path))
            else:
                status = each.stat(follow_symlinks=False)
                yield each.path, status.st_ino, status.st_mtime_ns, status.st_size
