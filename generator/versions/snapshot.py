"""All that a period's papers are made of, as bytes at one moment: a project and a period → its files → one archive.

An archive holds the period, the earlier periods that it cites, and the templates of its house. It is the same bytes for
the same files: sorted, without dates and owners.
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
from generator.problems import Problem, Rejected, Where
from generator.project import HISTORY, built_in_templates, disk_error, load, temporary_folder

BUILT_IN = "inbyggt"
_PASSED_OVER = re.compile(r"\.|~\$|__pycache__\Z")


def snapshot(project: Path, period: str) -> dict[str, bytes]:
    """A project and a period's path under `content/` go in; the files that its papers are made of, by path, come out.

    Paths are from the project's folder; templates that come with Tertial, and lie elsewhere, are under `inbyggt/`. Of
    the histories only the period's own is among them: nothing is made of the others.
    Raises Rejected where `load` does, UsageError where a file cannot be read.
    """
    root, built_in = project.resolve(), built_in_templates().resolve()
    source = load(project, period, built_in_templates())
    municipality, board, _ = period.split("/")
    periods = sorted({source.period.id, *(each.id for each in source.earlier.values())})
    boards = sorted({f"{municipality}/{board}", *(each.rpartition("/")[0] for each in periods)})
    single = [root / "content" / municipality / "kommun.yaml"]
    single += [root / "content" / each / "namnd.yaml" for each in boards]
    folders = [*(root / "content" / each for each in periods), *map(Path, source.house.folders)]
    found = {}
    for path in (*single, *(path for folder in folders for path in _below(folder))):
        if path.name == HISTORY and path.parent != root / "content" / source.period.id:
            continue
        inside = path.is_relative_to(root)
        name = path.relative_to(root) if inside else BUILT_IN / path.relative_to(built_in)
        try:
            if path.is_file():
                found[name.as_posix()] = path.read_bytes()
        except OSError as error:
            raise disk_error(path, error, "läsa") from error
    return dict(sorted(found.items()))


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if _PASSED_OVER.match(path.name):
            continue
        if not path.is_dir():
            yield path
        elif not path.is_symlink():
            yield from _below(path)


def archived(files: Mapping[str, bytes]) -> bytes:
    """Files by path go in; one tar archive of them comes out."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def unarchived(data: bytes, name: str) -> dict[str, bytes]:
    """An archive and its path for messages go in; its files by path come out. Raises Rejected, T805, where broken."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            files = {each.name: _member(archive, each) for each in archive.getmembers()}
    except (tarfile.TarError, EOFError) as error:
        raise _broken(name, "en avhuggen eller ändrad fil" if data else "en tom fil") from error
    except ValueError as error:
        raise _broken(name, f"”{error}”, som inte är en fil i arkivets egen mapp") from error
    if not files:
        raise _broken(name, "ett arkiv utan filer")
    return files


def _broken(name: str, found: str) -> Rejected:
    hint = "Hämta mappen ur en säkerhetskopia; de andra filerna i den är orörda."
    message = "Arkivet med källor går inte att läsa."
    return Rejected([Problem("T805", Where(name), message, "ett helt tar-arkiv", found, hint)])


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    path = PurePosixPath(member.name)
    file = archive.extractfile(member) if member.isreg() else None
    if file is None or path.is_absolute() or ".." in path.parts:
        raise ValueError(member.name)
    data = file.read()
    if len(data) != member.size:
        raise ValueError(member.name)
    return data


def unpack(files: Mapping[str, bytes], folder: Path) -> Path:
    """Files by path and an empty folder go in; they stand there; the folder of its built-in templates comes out.

    Raises UsageError where the disk refuses.
    """
    for name, data in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise disk_error(path, error) from error
    return folder / BUILT_IN if (folder / BUILT_IN).is_dir() else folder / "templates"


Files = Mapping[str, bytes]


@contextmanager
def standing(sources: Files) -> Iterator[tuple[Path, Path]]:
    """Files by path go in; a project's folder with them, and that of its built-in templates, are there meanwhile."""
    with temporary_folder() as folder:
        yield folder, unpack(sources, folder)


def understood_from(sources: Files, period: str, depth: Depth = Depth.ALL) -> Understood:
    """Files by path, a period and how much is examined go in; the period comes out. Raises as `pipeline.understand`."""
    with standing(sources) as (root, built_in):
        return pipeline.understand(root, period, depth=depth, built_in=built_in)


def figures_from(sources: Files, period: str) -> Ledger:
    """Files by path and a period go in; its figures come out, no paper composed. Raises as `pipeline.understand`."""
    with standing(sources) as (root, built_in):
        return resolve(validate(load(root, period, built_in)))
