"""All that a period's papers are made of, as bytes at one moment, and the archive that keeps them.

An archive is the same bytes for the same files: sorted, without dates and owners.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from generator import pipeline
from generator.compose import Depth, Understood
from generator.content import validate
from generator.figures import Ledger, resolve
from generator.problems import BUILT_IN, Problem, Rejected, Where
from generator.project import HISTORY, built_in_templates, disk_error, load, temporary_folder

Files = Mapping[str, bytes]

_BUILT_IN = BUILT_IN.removesuffix("/")
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


def archived(files: Files) -> bytes:
    """Return a tar archive of files by path."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def unarchived(data: bytes, name: str, *, with_folders: bool = False) -> dict[str, bytes]:
    """Return the files of an archive by path; `name` is what messages call it. Raises Rejected: T805.

    An archive of git is packed `with_folders`; what was published holds files only, and a folder in it is a fault.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            return {each.name: _member(archive, each) for each in archive if not (with_folders and each.isdir())}
    except (tarfile.TarError, EOFError) as error:
        raise broken_archive(name, "en avhuggen eller ändrad fil" if data else "en tom fil") from error
    except ValueError as error:
        raise broken_archive(name, f"”{error}”, som inte är en fil i arkivets egen mapp") from error


def broken_archive(name: str, fault: str) -> Rejected:
    """Return the error, T805, of an archive that cannot be read."""
    hint = "Hämta mappen ur en säkerhetskopia; de andra filerna i den är orörda."
    message = "Arkivet med källor går inte att läsa."
    return Rejected([Problem("T805", Where(name), message, "ett helt tar-arkiv", fault, hint)])


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    # tarfile's own filter for this came in Python 3.11.4, and Debian 12 has 3.11.2.
    path = PurePosixPath(member.name)
    file = archive.extractfile(member) if member.isreg() else None
    if file is None or path.is_absolute() or ".." in path.parts:
        raise ValueError(member.name)
    data = file.read()
    if len(data) != member.size:
        raise ValueError(member.name)
    return data


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
