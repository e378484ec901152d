"""What is read at one moment: a project and how it is read → what was read, none of it from half a correction.

A correction changes several files. Who reads waits for the few milliseconds that this takes, finishes what a killed
process has left, and reads again where something was changed while it read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from generator.problems import Rejected, UsageError
from generator.project.lock import CLEARING, held
from generator.project.transaction import is_left, is_pending, recover

Read = TypeVar("Read")
_PATIENCE = 20.0  # seconds; what is waited for takes a thousandth of it
_ATTEMPTS = 20
_READ = ("content", "templates")
_Mark = tuple[tuple[str, int, int, int], ...]


class NeverStill(UsageError):
    """The content was changed each time that it was read."""


def finish_interrupted(project: Path, note: Callable[[str], None]) -> None:
    """A project and who to tell go in; what an interrupted run left there is finished or forgotten, and said.

    For commands that read. What a living process is doing is let be, but for the moment in which half of it stands in
    the content: that is waited out. Raises UsageError where it takes too long, or what was decided cannot be finished.
    """
    if is_left(project):
        told = _settled(project)
        if told:
            note(told)


def steadily(project: Path, read: Callable[[], Read]) -> Read:
    """A project and what reads its content go in; what was read comes out, all of it from one state of the content.

    Raises what `read` raises, NeverStill, and UsageError where what a killed process left was found and dealt with.
    """
    for _ in range(_ATTEMPTS):
        before = _mark(project)
        if is_pending(project):
            told = _settled(project)
            if told:
                raise UsageError(f"{told} Kör kommandot igen.")
            continue
        try:
            found = read()
        except (Rejected, UsageError, OSError):
            if not is_pending(project) and _mark(project) == before:
                raise
            continue
        if not is_pending(project) and _mark(project) == before:
            return found
    raise NeverStill("Innehållet ändras gång på gång medan det läses. Vänta tills rättelserna är klara och kör igen.")


def _settled(project: Path) -> str:
    """Wait until nothing is half done, and see to it where nobody else does; what was done, as a sentence."""
    try:
        with held(project, CLEARING, lambda: is_pending(project), _PATIENCE) as had:
            return recover(project) if had else ""
    except UsageError:
        # What is only left over harms nobody who reads.
        if is_pending(project):
            raise
        return ""


def _mark(project: Path) -> _Mark:
    """What is another after every act that changes a file: which files there are, and when each was written."""
    return tuple(mark for name in _READ for mark in _marks(project / name))


def _marks(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for each in found:
            if each.is_dir(follow_symlinks=False):
                yield from _marks(Path(each.path))
            else:
                told = each.stat(follow_symlinks=False)
                yield each.path, told.st_ino, told.st_mtime_ns, told.st_size
