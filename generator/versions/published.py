"""Published versions in `output/`: folders, sources and papers; and any version of a project's content by name."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from generator.compose import Understood
from generator.document import Release
from generator.problems import Problem, Rejected, UsageError, Where, nearest_hint
from generator.project import MARKED, sha256
from generator.versions.history import MANIFEST
from generator.versions.snapshot import Files, broken_archive, unarchived, understood_from, unpacked

ARCHIVE = "kallor.tar"
PUBLISHED = re.compile(r"v[1-9][0-9]*")
_COPY = "Hämta mappen ur en säkerhetskopia."


class ArchiveChanged(Rejected):
    """An archive of sources is not the one that was published."""


def version_folder(project: Path, period: str, version: int) -> Path:
    """Return the folder where a version is, or would be."""
    return project / "output" / period / f"v{version}"


def marked_folder(folder: Path) -> Path:
    """Return the folder of the marked edition of a version: beside the version's, since it may come and go."""
    return folder.with_name(f"{folder.name}-{MARKED}")


def archived_sources(folder: Path, digest: str | None) -> Files:
    """Return the files that the version in a folder was built from; `digest` is that of its archive, where recorded.

    Every way to a published version's content goes through this. Raises OSError where the archive cannot be read,
    ArchiveChanged where it is not the recorded one, Rejected where it is broken (T805).
    """
    path = folder / ARCHIVE
    data = path.read_bytes()
    if digest is not None and sha256(data) != digest:
        hint = "Hämta mappen ur versionshanteringen eller en säkerhetskopia; en publicerad mapp ska aldrig ändras."
        message = "Arkivet med källor är inte det som publicerades."
        raise ArchiveChanged([Problem("T805", Where(path.as_posix()), message, f"SHA-256 {digest}", hint=hint)])
    files = unarchived(data, path.as_posix())
    if not files:
        raise broken_archive(path.as_posix(), "ett arkiv utan filer")
    return files


def published_sources(project: Path, period: str, release: Release) -> Files:
    """Return the files that a version was built from. Raises UsageError, or Rejected as `archived_sources`."""
    folder = version_folder(project, period, release.version)
    try:
        return archived_sources(folder, release.outputs.get(ARCHIVE, ""))
    except OSError as error:
        raise UsageError(
            f"{folder / ARCHIVE} går inte att läsa, och utan arkivet går det inte att se vad som är ändrat sedan "
            f"version {release.version}. Hämta mappen ur versionshanteringen eller en säkerhetskopia; en publicerad "
            "mapp ska aldrig ändras."
        ) from error


def published_papers(project: Path, period: str, earlier: Sequence[Release]) -> Understood:
    """Return the period as it was published last, with each paper as it was in the last version that has it.

    Raises UsageError where this version of Tertial cannot read what was published, or as `published_sources`.
    """
    latest = {name: release.version for release in earlier for name in release.documents}
    releases = {each.version: each for each in earlier if each is earlier[-1] or each.version in latest.values()}
    understood = {number: _understood(project, period, release) for number, release in releases.items()}
    papers = {
        paper.id: paper
        for number in sorted(understood)
        for paper in understood[number].documents
        if latest.get(paper.id) == number
    }
    return replace(understood[earlier[-1].version], documents=tuple(papers.values()))


def _understood(project: Path, period: str, release: Release) -> Understood:
    sources = published_sources(project, period, release)
    try:
        return understood_from(sources, period)
    except Rejected as rejected:
        first = rejected.problems[0]
        raise UsageError(
            f"Version {release.version} av {period} går inte att läsa med den här versionen av Tertial, så det går "
            f"inte att se vad som är ändrat sedan dess: {first.where}: {first.message}"
        ) from rejected


# --- versions by name ------------------------------------------------------------------------------------------------


@contextmanager
def open_version(project: Path, period: str, version: str) -> Iterator[Path]:
    """Yield a folder like the project's, with the content and templates of a version, for as long as they are read.

    The version is empty for the working tree, `v1` as published, else a revision of git. Raises UsageError where there
    is no such version, or its archive is broken.
    """
    if not version:
        yield project
        return
    try:
        sources = (_published_files if PUBLISHED.fullmatch(version) else _files_of_revision)(project, period, version)
    except Rejected as error:
        fault = "är inte det som publicerades" if isinstance(error, ArchiveChanged) else "går inte att läsa"
        raise UsageError(f"Arkivet med källorna till {period} {version} {fault}. {_COPY}") from error
    with unpacked(sources) as (folder, _):
        if not (folder / "content" / period / "period.yaml").is_file():
            raise UsageError(f"Perioden {period} finns inte i {version}.")
        yield folder


def _published_files(project: Path, period: str, version: str) -> Files:
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


def _files_of_revision(project: Path, period: str, revision: str) -> Files:
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
