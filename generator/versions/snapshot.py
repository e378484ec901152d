"""All that a period's papers are made of, as bytes at one moment, and unpacked to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from generator import pipeline
from generator.compose import Depth, Understood
from generator.content import Source, validate
from generator.figures import Ledger, resolve
from generator.problems import BUILT_IN
from generator.project import HISTORY, ArchivedTree, built_in_templates, disk_error, load, temporary_folder
from generator.versions.archive import Files

_BUILT_IN = BUILT_IN.removesuffix("/")
TEMPLATE_FOLDERS = frozenset(["templates", _BUILT_IN])
_PASSED_OVER = re.compile(r"\.|~\$|__pycache__\Z")


def snapshot(project: Path, period: str, folders: dict[Path, Files] | None = None) -> dict[str, bytes]:
    """Read the files that a period's papers are made of, by path from the project's folder.

    Templates that come with Tertial are under `inbyggt/`. Of the histories only the period's own is read: nothing is
    made of the others. `folders` are those that were read for other periods, and get what is read for this one: most
    periods have the same templates. Raises Rejected as `load`, UsageError where a file cannot be read.
    """
    root, built_in = project.resolve(), built_in_templates().resolve()
    content = root / "content"
    source = load(project, period, built_in_templates())
    municipality = period.partition("/")[0]
    all_periods = tuple(source.all_periods)
    periods = {each.id for each in all_periods} | {board.period for each in all_periods for board in each.collected}
    boards = {each.rpartition("/")[0] for each in periods}
    paths = (content / municipality / "kommun.yaml", *(content / each / "namnd.yaml" for each in boards))
    files = _read(paths, root, built_in)
    folders = {} if folders is None else folders
    for folder in (*(content / each for each in periods), *map(Path, source.house.folders)):
        if folder not in folders:
            folders[folder] = _read(_below(folder), root, built_in)
        files |= folders[folder]
    own = f"content/{source.period.id}/{HISTORY}"
    return {name: data for name, data in sorted(files.items()) if name == own or not name.endswith(f"/{HISTORY}")}


def _read(paths: Iterable[Path], root: Path, built_in: Path) -> dict[str, bytes]:
    files = {}
    for path in paths:
        name = path.relative_to(root) if path.is_relative_to(root) else _BUILT_IN / path.relative_to(built_in)
        try:
            if path.is_file():
                files[name.as_posix()] = path.read_bytes()
        except OSError as error:
            raise disk_error(path, error, "läsa") from error
    return files


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
    return folder / _built_in(files)


def _built_in(files: Files) -> str:
    return _BUILT_IN if any(name.startswith(BUILT_IN) for name in files) else "templates"


def read_archived(sources: Files, period: str) -> Source:
    """Read a period whose files are given, without unpacking them. Raises as `load`."""
    tree = ArchivedTree(sources)
    return load(tree.root, period, tree.root / _built_in(sources), tree)


@contextmanager
def unpacked(sources: Files) -> Iterator[tuple[Path, Path]]:
    """Unpack files in a temporary folder; yield it as a project's folder, and that of its built-in templates."""
    with temporary_folder() as folder:
        yield folder, unpack(sources, folder)


def understood_from(sources: Files, period: str, depth: Depth = Depth.ALL) -> Understood:
    """Understand a period whose files are given; nothing can be printed of it. Raises as `pipeline.understand`."""
    return pipeline.understand_source(read_archived(sources, period), depth=depth)


def figures_from(sources: Files, period: str) -> Ledger:
    """Return the figures of a period whose files are given, no paper composed. Raises as `pipeline.understand`."""
    return resolve(validate(read_archived(sources, period)))
