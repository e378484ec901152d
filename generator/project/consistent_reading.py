"""A project read as it stands at one moment, never as half of a correction, which changes several files.

A reader waits for a change to end, finishes what a killed process left, and reads again where a file changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from generator.problems import Rejected, UsageError
from generator.project.lock import CLEARING, project_lock
from generator.project.transaction import has_leftovers, is_pending, recover
from generator.project.trees import Disk

Read = TypeVar("Read")
_PATIENCE = 20.0  # seconds; what is waited for takes a thousandth of it
_ATTEMPTS = 20


class ContentKeepsChanging(UsageError):
    """The content changed during every attempt to read it."""


def finish_interrupted(project: Path, note: Callable[[str], None]) -> None:
    """Finish or forget what a killed run left in a project, and note what was done; a living process is waited for.

    Raises UsageError where that takes too long, or what was decided cannot be finished.
    """
    if has_leftovers(project) and (sentence := _settled(project)):
        note(sentence)


def read_consistently(project: Path, read: Callable[[Disk], Read]) -> Read:
    """Call `read` until all that it reads of the disk that it is given is of one state of the content.

    Raises what `read` raises, ContentKeepsChanging, and UsageError after finishing what a killed process left.
    """
    for _ in range(_ATTEMPTS):
        disk = Disk()
        if is_pending(project):
            if sentence := _settled(project):
                raise UsageError(f"{sentence} Kör kommandot igen.")
            continue
        try:
            content = read(disk)
        except (Rejected, UsageError, OSError):
            if not is_pending(project) and disk.is_unchanged():
                raise
            continue
        if not is_pending(project) and disk.is_unchanged():
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
