"""Published versions in `output/`: folders, sources and papers; and any version of a project's content by name."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from generator.compose import Understood
from generator.document import Release
from generator.problems import Problem, Rejected, UsageError, Where, nearest_hint
from generator.project import MARKED, read_file, sha256, shown
from generator.versions.archive import Files, broken_archive, unarchived
from generator.versions.history import history_path
from generator.versions.manifest import MANIFEST, broken_manifest, read_manifest
from generator.versions.published_files import COPY, reading
from generator.versions.snapshot import understood_from, unpacked

ARCHIVE = "kallor.tar"
PUBLISHED = re.compile(r"v[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A published version as its folder has it: the release with its inputs, and the files that it was built from."""

    period: str
    release: Release
    sources: Files


def version_folder(project: Path, period: str, version: int) -> Path:
    """Return the folder where a version is, or would be."""
    return project / "output" / period / f"v{version}"


def marked_folder(folder: Path) -> Path:
    """Return the folder of the marked edition of a version: beside the version's, since it may come and go."""
    return folder.with_name(f"{folder.name}-{MARKED}")


def read_published(folder: Path, record: Release | None = None) -> PublishedVersion:
    """Read the published version in a folder; `record` is that of the history, where it has one.

    Every way to a published version's content goes through this. Nothing is unpacked before the manifest, the archive
    and what they say of each other are found to be right. Raises Rejected: T803, T805; UsageError where the disk
    refuses.
    """
    period, release = read_manifest(folder)
    known = release if record is None else record
    if release.outputs[MANIFEST] != known.outputs.get(MANIFEST):
        raise broken_manifest(folder, ["ett annat manifest än det som publicerades"])
    path = folder / ARCHIVE
    with reading(path):
        data = read_file(path)
    digest = known.outputs.get(ARCHIVE, "")
    if sha256(data) != digest:
        message = "Arkivet med källor är inte det som publicerades."
        raise Rejected([Problem("T805", Where(path.as_posix()), message, f"SHA-256 {digest}", hint=COPY)])
    sources = unarchived(data, path.as_posix())
    if faults := tuple(_unlike(sources, release.inputs, history_path(period))):
        raise broken_archive(path.as_posix(), faults)
    return PublishedVersion(period, release, sources)


def _unlike(sources: Files, inputs: Mapping[str, str], history: str) -> Iterator[str]:
    """Where an archive is not of the inputs that its manifest lists; the history of its time is not listed."""
    for name in sorted({*sources, *inputs} - {history}):
        if name not in inputs:
            yield f"”{name}” står inte bland manifestets källor"
        elif name not in sources:
            yield f"”{shown(name)}” saknas, men står bland manifestets källor"
        elif sha256(sources[name]) != inputs[name]:
            yield f"”{name}” är en annan än den som står bland manifestets källor"


def published_release(project: Path, period: str, version: int) -> Release:
    """Read the manifest of a version of a project's period. Raises as `read_manifest`, and where it is another's."""
    folder = version_folder(project, period, version)
    return _own(folder, *read_manifest(folder), of=(period, version))


def published_version(project: Path, period: str, version: int, record: Release | None = None) -> PublishedVersion:
    """Read a version of a project's period. Raises as `read_published`, and where the folder holds another version."""
    folder = version_folder(project, period, version)
    published = read_published(folder, record)
    _own(folder, published.period, published.release, of=(period, version))
    return published


def _own(folder: Path, period: str, release: Release, *, of: tuple[str, int]) -> Release:
    if (period, release.version) != of:
        raise broken_manifest(folder, [f"manifestet är för {period} {release.folder}"])
    return release


def published_sources(project: Path, period: str, release: Release) -> Files:
    """Return the files that a version was built from. Raises as `published_version`."""
    return published_version(project, period, release.version, release).sources


def published_papers(project: Path, period: str, earlier: Sequence[Release]) -> Understood:
    """Return the period as it was published last, with each paper as it was in the last version that has it.

    Raises UsageError where this version of Tertial cannot read what was published, Rejected as `published_sources`.
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
    is no such version, Rejected as `read_published`.
    """
    if not version:
        yield project
        return
    is_published = PUBLISHED.fullmatch(version)
    sources = _published_files(project, period, version) if is_published else _files_of_revision(project, version)
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
    return published_version(project, period, int(version[1:])).sources


def _files_of_revision(project: Path, revision: str) -> Files:
    if revision.startswith("-"):
        raise UsageError(f"”{revision}” är ingen version.")
    names = set(_git(project, revision, "ls-tree", "--name-only", revision).decode().split())
    archive = _git(project, revision, "archive", "--format=tar", revision, *sorted(names & {"content", "templates"}))
    try:
        return unarchived(archive, revision, of_git=True)
    except Rejected as error:
        faults = "; ".join(problem.found for problem in error.problems)
        raise UsageError(f"Filerna i {revision} går inte att läsa: {faults}.") from error


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
