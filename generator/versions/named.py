"""A version of a project's content by name: empty for the working tree, `v1` as published, else a revision of git."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.problems import Rejected, UsageError, nearest_hint
from generator.versions.history import MANIFEST
from generator.versions.published import ARCHIVE, ArchiveChanged, archived_sources
from generator.versions.snapshot import Files, unarchived, unpacked

PUBLISHED = re.compile(r"v[1-9][0-9]*")
_COPY = "Hämta mappen ur en säkerhetskopia."


@contextmanager
def open_version(project: Path, period: str, version: str) -> Iterator[Path]:
    """Yield a folder like the project's, with a version's content and templates for as long as they are read.

    Raises UsageError where there is no such version, or its archive is broken.
    """
    if not version:
        yield project
        return
    archive = f"Arkivet med källorna till {period} {version}"
    try:
        sources = (_published if PUBLISHED.fullmatch(version) else _revision)(project, period, version)
    except ArchiveChanged as error:
        raise UsageError(f"{archive} är inte det som publicerades. {_COPY}") from error
    except Rejected as error:
        raise UsageError(f"{archive} går inte att läsa. {_COPY}") from error
    if f"content/{period}/period.yaml" not in sources:
        raise UsageError(f"Perioden {period} finns inte i {version}.")
    with unpacked(sources) as (folder, _):
        yield folder


def _published(project: Path, period: str, version: str) -> Files:
    folder = project / "output" / period
    if not (folder / version / ARCHIVE).is_file():
        versions = sorted(path.parent.name for path in folder.glob(f"v*/{ARCHIVE}"))
        hint = nearest_hint(version, versions) or "Inga versioner är publicerade."
        raise UsageError(f"Version {version} av {period} finns inte i output/. {hint}")
    return archived_sources(folder / version, _recorded_digest(folder / version))


def _recorded_digest(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / MANIFEST).read_bytes())["filer"][ARCHIVE])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _revision(project: Path, period: str, revision: str) -> Files:
    if revision.startswith("-"):
        raise UsageError(f"”{revision}” är ingen version.")
    names = set(_git(project, revision, "ls-tree", "--name-only", revision).decode().split())
    archive = _git(project, revision, "archive", "--format=tar", revision, *sorted(names & {"content", "templates"}))
    return unarchived(archive, f"{period} {revision}", with_folders=True)


def _git(project: Path, revision: str, *words: str) -> bytes:
    try:
        # Found on the user's own path, as any other tool is.
        run = subprocess.run(["git", *words], cwd=project, capture_output=True, check=True)  # noqa: S603, S607
    except FileNotFoundError as error:
        raise UsageError(f"”{revision}” är ingen publicerad version, och git finns inte på datorn.") from error
    except subprocess.CalledProcessError as error:
        hint = "Skriv v1 för en publicerad version, eller en revision som git känner, till exempel HEAD~1."
        raise UsageError(f"”{revision}” finns inte som version. {hint}") from error
    return run.stdout
