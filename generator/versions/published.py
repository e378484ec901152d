"""A published version in `output/` → its folder, the sources it was built from, and what its papers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from generator.compose import Understood
from generator.document import Release
from generator.problems import Problem, Rejected, UsageError, Where
from generator.project import sha256
from generator.versions.snapshot import Files, unarchived, understood_from

ARCHIVE = "kallor.tar"
_COPY = "Hämta mappen ur versionshanteringen eller en säkerhetskopia; en publicerad mapp ska aldrig ändras."


def version_folder(project: Path, period: str, version: int) -> Path:
    """A project, a period's path and a version's number go in; the folder where it is, or would be, comes out."""
    return project / "output" / period / f"v{version}"


def published_sources(project: Path, period: str, release: Release) -> Files:
    """A project, a period and one of its releases go in; what it was built from comes out, files by path.

    Raises UsageError where the archive is not there, Rejected, T805, where it is not the one that was recorded.
    """
    path = version_folder(project, period, release.version) / ARCHIVE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} går inte att läsa, och utan arkivet går det inte att se vad som är ändrat sedan version "
            f"{release.version}. {_COPY}"
        ) from error
    known = release.outputs.get(ARCHIVE, "")
    if sha256(data) != known:
        message = "Arkivet med källor är inte det som publicerades."
        raise Rejected([Problem("T805", Where(path.as_posix()), message, f"SHA-256 {known}", hint=_COPY)])
    return unarchived(data, path.as_posix())


def published_papers(project: Path, period: str, earlier: Sequence[Release]) -> Understood:
    """A project, a period and its releases, one at least, go in; the period as it was published comes out.

    Content, figures and findings are those of the last release; each paper is that of the last release which has it.
    Raises as `published_sources`, and UsageError where this version of Tertial cannot read what was published.
    """
    latest = {name: release.version for release in earlier for name in release.documents}
    releases = {each.version: each for each in earlier if each is earlier[-1] or each.version in latest.values()}
    read = {number: _understood(project, period, release) for number, release in releases.items()}
    last = read[earlier[-1].version]
    papers = {
        each.id: each for number in sorted(read) for each in read[number].documents if latest.get(each.id) == number
    }
    return replace(last, documents=tuple(papers.values()))


def _understood(project: Path, period: str, release: Release) -> Understood:
    sources = published_sources(project, period, release)
    try:
        return understood_from(sources, period)
    except Rejected as rejected:
        first = next(iter(rejected.problems))
        raise UsageError(
            f"Version {release.version} av {period} går inte att läsa med den här versionen av Tertial, så det går "
            f"inte att se vad som är ändrat sedan dess: {first.where}: {first.message}"
        ) from rejected
