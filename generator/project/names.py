"""Names of files and folders that are not the same, or cannot be had, on another computer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from generator.content import name_fault, same_name
from generator.problems import Problem, Severity, Where

# The name of a folder of a municipality, board, period or profile: letters that every computer writes alike.
FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
# Windows has 260 for a path in all: this leaves sixty for the folder that the project stands in.
_LONGEST_PATH = 200


def folder_name_fault(name: str) -> str:
    """Return why a new folder of the content cannot have a name, as the end of a Swedish sentence, or ""."""
    if not FOLDER_NAME.match(name):
        return "har andra tecken, börjar inte med en bokstav eller siffra, eller är längre än 100"
    return name_fault(name)


def name_problems(paths: Iterable[Path]) -> Iterator[Problem]:
    """Yield a problem for each name, in paths from the project, that another computer loses (an error) or refuses."""
    seen: dict[str, Path] = {}
    for path in chain.from_iterable((*reversed(each.parents[:-1]), each) for each in paths):
        before = seen.setdefault(same_name(path.as_posix()), path)
        if before is path:
            yield from _unusable(path)
        elif before != path and before.parent == path.parent:
            yield _collision(before, path)


def _collision(before: Path, path: Path) -> Problem:
    where, other = Where(path.as_posix()), Where(before.as_posix())
    message = f"På Windows och Mac är ”{path.name}” och ”{before.name}” samma namn, och den ena går förlorad."
    expected, hint = "ett namn som skiljer sig i mer än stora och små bokstäver", "Döp om den ena."
    return Problem("T019", where, message, expected, path.name, hint, related=(other,))


def _unusable(path: Path) -> Iterator[Problem]:
    where, hint = Where(path.as_posix()), "Döp om den med a–z, siffror, bindestreck och understreck."
    if fault := name_fault(path.name):
        message, expected = f"Namnet ”{path.name}” {fault}.", "ett namn som alla datorer kan ha"
        yield Problem("T019", where, message, expected, path.name, hint, Severity.WARNING)
    elif len(path.as_posix()) > _LONGEST_PATH >= len(path.parent.as_posix()):
        message = f"Sökvägen har {len(path.as_posix())} tecken, och då kan filen saknas på en annan dator."
        expected, hint = f"högst {_LONGEST_PATH} tecken", "Korta namnen på filen och mapparna."
        yield Problem("T019", where, message, expected, "", hint, Severity.WARNING)
