"""Edits of a project before they are made: a copy that has them, and the patch that shows them."""

from __future__ import annotations

import contextlib
import difflib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.project import FileEdit, temporary_folder


@contextlib.contextmanager
def edited_copy(project: Path, edits: Mapping[str, FileEdit]) -> Iterator[Path]:
    """Yield a temporary copy of the project's content and templates in which the edits are made."""
    with temporary_folder() as copy:
        for part in ("content", "templates"):
            if (project / part).is_dir():
                shutil.copytree(project / part, copy / part)
        for path, edit in edits.items():
            if edit.after is None:
                (copy / path).unlink()
            else:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_bytes(edit.after)
        yield copy


def patch(edits: Mapping[str, FileEdit]) -> Iterator[str]:
    """Yield the lines of a patch; a file that is removed has moved to the next one that is new."""
    new_paths = iter([path for path, edit in edits.items() if edit.before is None])
    for path, edit in edits.items():
        if edit.before is None:
            continue
        new_path, after = path, edit.after
        if after is None:
            new_path = next(new_paths)
            after = edits[new_path].after
            yield f"rename {path} → {new_path}"
        old, new = ((data or b"").decode().splitlines() for data in (edit.before, after))
        yield from difflib.unified_diff(old, new, path, new_path, n=1, lineterm="")
