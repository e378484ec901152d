"""Published versions in `output/`: their folders, the sources they were built from, and what their papers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from generator.compose import Understood
from generator.document import Release
from generator.problems import Problem, Rejected, UsageError, Where
from generator.project import sha256
from generator.versions.snapshot import Files, broken_archive, unarchived, understood_from

ARCHIVE, MARKED = "kallor.tar", "andringsmarkerad"


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
