"""A version of a project's content, by name → a folder with its content and templates, for as long as it is read.

A name is empty for the working tree, `v1` for a published version (its archive of sources in `output/…/v1/`), and
anything else a revision of git. What is unpacked lies in a temporary folder of its own.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from generator.problems import UsageError, nearest_hint
from generator.project import sha256, temporary_folder

PUBLISHED = re.compile(r"v[1-9][0-9]*")
_ARCHIVE, _MANIFEST = "kallor.tar", "manifest.json"
_COPY = "Hämta mappen ur en säkerhetskopia."
_READ = ("content", "templates")


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """The files of an archive are written into a folder; TarError where one would lie outside it, or is no file.

    tarfile's own filter for this came in Python 3.11.4, and Debian 12 has 3.11.2.
    """
    for member in archive:
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} hör inte hemma i ett arkiv")
        content = archive.extractfile(member) if member.isfile() else None
        if content is not None:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())


@contextmanager
def open_version(project: Path, period: str, version: str) -> Iterator[Path]:
    """The project's folder, a period and a version's name go in; a folder like the project's is there meanwhile.

    Raises UsageError where there is no such version, or its archive is broken.
    """
    if not version:
        yield project
        return
    archive = _published(project, period, version) if PUBLISHED.fullmatch(version) else _revision(project, version)
    with temporary_folder() as folder:
        try:
            with tarfile.open(fileobj=io.BytesIO(archive)) as unpacked:
                _unpack(unpacked, folder)
        except (tarfile.TarError, EOFError, ValueError, NotADirectoryError, FileExistsError) as error:
            raise UsageError(f"Arkivet med källorna till {period} {version} går inte att läsa. {_COPY}") from error
        if not (folder / "content" / period / "period.yaml").is_file():
            raise UsageError(f"Perioden {period} finns inte i {version}.")
        yield folder


def _published(project: Path, period: str, version: str) -> bytes:
    folder = project / "output" / period
    if (folder / version / _ARCHIVE).is_file():
        data = (folder / version / _ARCHIVE).read_bytes()
        if sha256(data) != _recorded(folder / version, data):
            raise UsageError(f"Arkivet med källorna till {period} {version} är inte det som publicerades. {_COPY}")
        return data
    known = sorted(path.parent.name for path in folder.glob(f"v*/{_ARCHIVE}"))
    hint = nearest_hint(version, known) or "Inga versioner är publicerade."
    raise UsageError(f"Version {version} av {period} finns inte i output/. {hint}")


def _recorded(folder: Path, data: bytes) -> str:
    """The digest of the archive as the manifest has it; that of the data where there is no manifest to ask."""
    try:
        return str(json.loads((folder / _MANIFEST).read_bytes())["filer"][_ARCHIVE])
    except (OSError, ValueError, KeyError, TypeError):
        return sha256(data)


def _revision(project: Path, revision: str) -> bytes:
    """The content and the templates of a revision, as git packs them."""
    if revision.startswith("-"):
        raise UsageError(f"”{revision}” är ingen version.")
    listed = _git(project, revision, "ls-tree", "--name-only", revision).decode().split()
    return _git(project, revision, "archive", "--format=tar", revision, *(name for name in _READ if name in listed))


def _git(project: Path, revision: str, *words: str) -> bytes:
    try:
        # Found on the user's own path, as any other tool is.
        done = subprocess.run(["git", *words], cwd=project, capture_output=True, check=True)  # noqa: S603, S607
    except FileNotFoundError as error:
        raise UsageError(f"”{revision}” är ingen publicerad version, och git finns inte på datorn.") from error
    except subprocess.CalledProcessError as error:
        hint = "Skriv v1 för en publicerad version, eller en revision som git känner, till exempel HEAD~1."
        raise UsageError(f"”{revision}” finns inte som version. {hint}") from error
    return done.stdout
