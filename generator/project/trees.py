"""Where the files of a project are read: on the disk as it is at one moment, or in an archive, not unpacked."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeAlias

from generator.project.files import not_a_file

_Look: TypeAlias = Callable[[str], object]


class Tree(Protocol):
    """Folders and files by full path; the questions are those of a disk, and so are the errors."""

    def names(self, folder: Path) -> list[str]:
        """Return the sorted names in a folder. Raises OSError."""

    def exists(self, path: Path) -> bool:
        """Whether something has the name, even a link to nothing."""

    def is_folder(self, path: Path) -> bool:
        """Whether a path is a folder, or a link to one."""

    def is_link(self, path: Path) -> bool:
        """Whether a path is a link."""

    def fault(self, path: Path) -> str:
        """Return what stands where a file is to be, as `not_a_file`."""

    def real(self, path: Path) -> Path:
        """Return where the links of a path lead."""

    def data(self, path: Path, most: int = -1) -> bytes:
        """Return the bytes of a file, at most so many. Raises OSError."""


class Disk:
    """The disk; it remembers what was looked at as it was then, and nothing else is asked for a second time."""

    def __init__(self) -> None:
        self._seen: dict[tuple[_Look, str], object] = {}

    def is_unchanged(self) -> bool:
        """Whether all that was looked at is still what it was."""
        return all(look(path) == before for (look, path), before in self._seen.items())

    def watch(self, path: Path) -> None:
        """Remember a file as it is, before it is read in another way."""
        self._remember(_stamp, path)

    def names(self, folder: Path) -> list[str]:
        """Return the sorted names in a folder. Raises OSError."""
        self._remember(_names, folder)
        return sorted(_listed(str(folder)))

    def exists(self, path: Path) -> bool:
        """Whether something has the name, even a link to nothing."""
        self.watch(path)
        return os.path.lexists(path)

    def is_folder(self, path: Path) -> bool:
        """Whether a path is a folder, or a link to one."""
        return path.is_dir()

    def is_link(self, path: Path) -> bool:
        """Whether a path is a link."""
        return path.is_symlink()

    def fault(self, path: Path) -> str:
        """Return what stands where a file is to be, as `not_a_file`."""
        self.watch(path)
        return not_a_file(path)

    def real(self, path: Path) -> Path:
        """Return where the links of a path lead."""
        return path.resolve()

    def data(self, path: Path, most: int = -1) -> bytes:
        """Return the bytes of a file, at most so many. Raises OSError."""
        self.watch(path)
        with path.open("rb") as opened:
            return opened.read(most)

    def _remember(self, look: _Look, path: Path) -> None:
        key = (look, str(path))
        if key not in self._seen:
            self._seen[key] = look(key[1])


def _listed(folder: str) -> list[str]:
    # Paths of a thousand periods beside each other cost more than all else that is read of one.
    return os.listdir(folder)  # noqa: PTH208


def _names(folder: str) -> object:
    try:
        return frozenset(_listed(folder))
    except OSError:
        return None


def _stamp(path: str) -> object:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    # A folder is what it is called: what stands in it is remembered where it is listed.
    is_folder = stat.S_ISDIR(status.st_mode)
    return (status.st_ino,) if is_folder else (status.st_ino, status.st_mtime_ns, status.st_size)


class ArchivedTree:
    """The files of an archive, by path from a folder that stands on no disk: there are no links in it."""

    root = Path("/tertial-arkiv")

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._folders: dict[str, set[str]] = {}
        for path in files:
            left = path
            while left:
                above, _, name = left.rpartition("/")
                names = self._folders.setdefault(above, set())
                left = "" if name in names else above
                names.add(name)

    def names(self, folder: Path) -> list[str]:
        """Return the sorted names in a folder. Raises OSError."""
        name = self._name(folder)
        if name not in self._folders:
            raise NotADirectoryError if name in self._files else FileNotFoundError
        return sorted(self._folders[name])

    def exists(self, path: Path) -> bool:
        """Whether something has the name."""
        return self._name(path) in self._files or self.is_folder(path)

    def is_folder(self, path: Path) -> bool:
        """Whether a path is a folder."""
        return self._name(path) in self._folders

    def is_link(self, path: Path) -> bool:  # noqa: ARG002 - the archive has none
        """Whether a path is a link: never."""
        return False

    def fault(self, path: Path) -> str:
        """Return what stands where a file is to be, as `not_a_file`."""
        return "" if self._name(path) in self._files else "en mapp" if self.is_folder(path) else "ingenting"

    def real(self, path: Path) -> Path:
        """Return the path: nothing leads anywhere else."""
        return path

    def data(self, path: Path, most: int = -1) -> bytes:
        """Return the bytes of a file, at most so many. Raises OSError."""
        name = self._name(path)
        if name not in self._files:
            raise FileNotFoundError
        return self._files[name] if most < 0 else self._files[name][:most]

    def _name(self, path: Path) -> str:
        # Nothing else is asked for; a root alone has no slash after it.
        return path.as_posix().removeprefix(self.root.as_posix()).removeprefix("/")
