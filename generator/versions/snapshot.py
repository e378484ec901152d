"""All that a period's papers are made of, as bytes at one moment, and unpacked to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator import pipeline
from generator.compose import Depth, Understood
from generator.content import validate
from generator.figures import Ledger, resolve
from generator.problems import BUILT_IN
from generator.project import HISTORY, built_in_templates, disk_error, load, temporary_folder
from generator.versions.archive import Files

_BUILT_IN = BUILT_IN.removesuffix("/")
TEMPLATE_FOLDERS = frozenset(["templates", _BUILT_IN])
_PASSED_OVER = re.compile(r"\.|~\$|__pycache__\Z")


def snapshot(project: Path, period: str) -> dict[str, bytes]:
    """Read the files that a period's papers are made of, by path from the project's folder.

    Templates that come with Tertial are under `inbyggt/`. Of the histories only the period's own is read: nothing is
    made of the others. Raises Rejected as `load`, UsageError where a file cannot be read.
    """
    root, built_in = project.resolve(), built_in_templates().resolve()
    content = root / "content"
    source = load(project, period, built_in_templates())
    municipality, board, _ = period.split("/")
    periods = {source.period.id, *(each.id for each in source.earlier.values())}
    boards = {f"{municipality}/{board}", *(each.rpartition("/")[0] for each in periods)}
    paths = [content / municipality / "kommun.yaml", *(content / each / "namnd.yaml" for each in boards)]
    for folder in (*(content / each for each in periods), *map(Path, source.house.folders)):
        paths.extend(_below(folder))
    files = {}
    for path in paths:
        if path.name == HISTORY and path.parent != content / source.period.id:
            continue
        name = path.relative_to(root) if path.is_relative_to(root) else _BUILT_IN / path.relative_to(built_in)
        try:
            if path.is_file():
                files[name.as_posix()] = path.read_bytes()
        except OSError as error:
            raise disk_error(path, error, "läsa") from error
    return dict(sorted(files.items()))


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if _PASSED_OVER.match(path.name):
            continue
        if not path.is_dir():
            yield path
        elif not path.is_symlink():
            yield from _below(path)


def unpack(files: Files, folder: Path) -> Path:
    """Write files in an empty folder, and return that of its built-in templates. Raises UsageError."""
    for name, data in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise disk_error(path, error) from error
    return folder / _BUILT_IN if (folder / _BUILT_IN).is_dir() else folder / "templates"


@contextmanager
def unpacked(sources: Files) -> Iterator[tuple[Path, Path]]:
    """Unpack files in a temporary folder; yield it as a project's folder, and that of its built-in templates."""
    with temporary_folder() as folder:
        yield folder, unpack(sources, folder)


def understood_from(sources: Files, period: str, depth: Depth = Depth.ALL) -> Understood:
    """Understand a period whose files are given. Raises as `pipeline.understand`."""
    with unpacked(sources) as (root, built_in):
        return pipeline.understand(root, period, depth=depth, built_in=built_in)


def figures_from(sources: Files, period: str) -> Ledger:
    """Return the figures of a period whose files are given, no paper composed. Raises as `pipeline.understand`."""
    with unpacked(sources) as (root, built_in):
        return resolve(validate(load(root, period, built_in)))
