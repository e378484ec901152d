"""A published version, or a lone file → whether it is what the record says and can be built again, byte for byte.

Nothing is written. What is wrong is told as problems; what is only to be known, as Swedish sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator import pipeline
from generator.document import BuildOptions, Layouter, Release, Stage
from generator.problems import Problem, Rejected, UsageError, Where
from generator.project import disk_error, find_periods, sha256, temporary_folder
from generator.versions.history import history_path, history_text, parse_history, read_history, read_release
from generator.versions.publication import FIGURES_CSV, FIGURES_JSON, MANIFEST, marked_folder
from generator.versions.published import ARCHIVE
from generator.versions.published_figures import published_figures
from generator.versions.snapshot import snapshot, unarchived, unpack
from generator.versions.tool_versions import font_versions, tool_versions

# What a computer puts in every folder that somebody has looked into.
_LEFT_BY_SYSTEMS = re.compile(r"\.|Thumbs\.db\Z|desktop\.ini\Z", re.IGNORECASE)
_COPY = "Hämta mappen ur en säkerhetskopia; en publicerad mapp ska aldrig ändras."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a version: problems, none where it is equal; and sentences beside them."""

    problems: tuple[Problem, ...]
    told: tuple[str, ...] = ()


def read_manifest(folder: Path) -> tuple[str, Release]:
    """The folder of a published version goes in; its period's path and its release, inputs and tools too, come out.

    `outputs` is without the manifest itself. Raises Rejected: T803 where it is missing, T805 where it is broken.
    """
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_bytes())
        return str(data["period"]), read_release(data)
    except FileNotFoundError as error:
        raise Rejected([_missing(path)]) from error
    except OSError as error:
        raise disk_error(path, error, "läsa") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = "Manifestet går inte att läsa."
        raise Rejected([Problem("T805", Where(path.as_posix()), message, "JSON", str(error), _COPY)]) from error


def verify_folder(
    project: Path, folder: Path, record: Release | None, progress: Callable[[str], None], crew: Layouter | None = None
) -> Verdict:
    """A project, a version's folder, its record in the history and who lays out go in; what the folder is comes out.

    Without a record its manifest is believed. The version is built anew from its archive and compared file by file.
    Problems: T803–T805. Raises Rejected where there is too little left to build from.
    """
    if not folder.is_dir():
        raise Rejected([Problem("T803", Where(folder.as_posix()), "Den publicerade mappen saknas.", hint=_COPY)])
    problems = list(_differing(folder, record.outputs)) if record is not None else []
    if record is not None and record.marked:
        problems += _differing(marked_folder(folder), record.marked)
    try:
        period, manifest = read_manifest(folder)
        if record is None:
            problems += _differing(folder, {**manifest.outputs, MANIFEST: sha256((folder / MANIFEST).read_bytes())})
        rebuilt, tools = rebuild(folder, (period, manifest), progress, crew)
    except Rejected as rejected:
        # What was found of the files before is not to be lost with what stops the building.
        return Verdict((*problems, *(each for each in rejected.problems if each not in problems)))
    why = _why(manifest.tools, tools)
    for name, digest in manifest.outputs.items():
        if name != ARCHIVE and (name not in rebuilt or sha256(rebuilt[name]) != digest):
            message = f"{name} blir inte densamma när versionen byggs på nytt."
            hint = "Den publicerade filen gäller. Bygg med samma versioner som då för att få samma fil."
            problems.append(Problem("T804", Where((folder / name).as_posix()), message, "samma fil", why, hint))
    return Verdict(tuple(problems), tuple(_since(project, period, manifest)))


def rebuild(
    folder: Path, published: tuple[str, Release], progress: Callable[[str], None], crew: Layouter | None = None
) -> tuple[Mapping[str, bytes], Mapping[str, str]]:
    """A version's folder, its period and manifest, whom to tell and who lays out go in; its files come out, anew.

    They are built from its archive. With them come the versions of tools and fonts that they were built with. Raises
    Rejected: T803, T805.
    """
    period, manifest = published
    path = folder / ARCHIVE
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise Rejected([_missing(path)]) from error
    except OSError as error:
        raise disk_error(path, error, "läsa") from error
    known = manifest.outputs.get(ARCHIVE, "")
    if sha256(data) != known:
        message = "Arkivet med källor är inte det som publicerades, och versionen kan inte byggas ur det."
        raise Rejected([Problem("T805", Where(path.as_posix()), message, f"SHA-256 {known}", hint=_COPY)])
    sources = unarchived(data, path.as_posix())
    kept = sources.get(history_path(period))
    earlier = parse_history(kept, period) if kept is not None else ()
    with temporary_folder() as root:
        built_in = unpack(sources, root)
        options = BuildOptions(layouter=crew, documents=manifest.documents)
        releases = (*earlier, replace(manifest, outputs={}))
        built = pipeline.build(root, period, options, progress, built_in=built_in, releases=releases)
    figures = published_figures(built.understood.documents, built.understood.ledger, built.pages)
    files = {**built.files, **dict(zip((FIGURES_CSV, FIGURES_JSON), figures, strict=True))}
    return files, tool_versions() | font_versions(sources)


def restored_history(project: Path, period: str) -> str:
    """A project and a period's path go in; the text of its history, made of the published folders, comes out.

    Raises UsageError where there is none, or one is missing; Rejected as `read_manifest`.
    """
    releases = []
    numbers = {
        int(path.name[1:]): path for path in (project / "output" / period).glob("v*") if path.name[1:].isdecimal()
    }
    if sorted(numbers) != list(range(1, len(numbers) + 1)) or not numbers:
        raise UsageError(
            f"I output/{period}/ finns inte alla versioner i en följd från v1: historiken kan inte göras om."
        )
    for number in sorted(numbers):
        _, release = read_manifest(numbers[number])
        digest = sha256((numbers[number] / MANIFEST).read_bytes())
        releases.append(replace(release, outputs={**release.outputs, MANIFEST: digest}))
    return history_text(releases)


def verify_file(project: Path, path: Path) -> Verdict:
    """A project and a single file go in; which version of which period it is of comes out. Problem: T803.

    It is looked for in all histories of the project that can be trusted.
    """
    try:
        digest = sha256(path.read_bytes())
    except OSError as error:
        raise UsageError(f"Det går inte att läsa {path}: {error.strerror}.") from error
    unread: list[Problem] = []
    for period in find_periods(project):
        try:
            history = read_history(project, period)
        except Rejected as rejected:
            unread += rejected.problems
            continue
        for release in history:
            for name, known in release.outputs.items():
                if known == digest:
                    return Verdict((), tuple(_identified(period, release, name, history)))
            for name, known in release.marked.items():
                if known == digest:
                    version = f"version {release.version} av {period}, {release.stage} {release.date.isoformat()}"
                    return Verdict((), (f"{name} i den ändringsmarkerade utgåvan av {version}: filen är orörd.",))
    message = "Filen är inte någon publicerad fil i projektet, eller så har den ändrats sedan den publicerades."
    expected = "en fil vars kontrollsumma står i en historik.yaml"
    return Verdict((Problem("T803", Where(path.as_posix()), message, expected, f"SHA-256 {digest}"), *unread))


def _identified(period: str, release: Release, name: str, history: tuple[Release, ...]) -> Iterator[str]:
    yield f"{name} i version {release.version} av {period}, {release.stage} {release.date.isoformat()}: filen är orörd."
    document = name.rpartition(".")[0]
    later = [each for each in history if each.version > release.version and each.outputs.get(name) is not None]
    changed = [each for each in later if each.outputs[name] != release.outputs[name]]
    if changed:
        last = changed[-1]
        told = "rättad" if last.stage is Stage.CORRECTED else "ersatt"
        yield f"{document} är {told} sedan dess: version {last.version}, {last.date.isoformat()}, gäller."


def _differing(folder: Path, outputs: Mapping[str, str]) -> Iterator[Problem]:
    for name, digest in outputs.items():
        path = folder / name
        if not path.is_file():
            yield _missing(path)
        elif (found := sha256(_read(path))) != digest:
            message = f"{name} är ändrad sedan den publicerades."
            yield Problem("T803", Where(path.as_posix()), message, f"SHA-256 {digest}", f"SHA-256 {found}", _COPY)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name not in outputs and not path.is_dir() and not _LEFT_BY_SYSTEMS.match(path.name):
            hint = "Flytta filen; en publicerad mapp ska aldrig ändras."
            yield Problem("T803", Where(path.as_posix()), f"{name} ligger där men är inte publicerad.", hint=hint)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise disk_error(path, error, "läsa") from error


def _missing(path: Path) -> Problem:
    return Problem("T803", Where(path.as_posix()), f"{path.name} saknas i den publicerade mappen.", hint=_COPY)


def _why(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What has another version now than when a version was published."""
    changed = [
        f"{name} är {now.get(name, 'borta')}, var {then.get(name, 'inte med')}"
        for name in dict.fromkeys((*then, *now))
        if then.get(name) != now.get(name)
    ]
    return "; ".join(changed) or "alla versioner är desamma, men något annat på datorn avgör"


def _since(project: Path, period: str, manifest: Release) -> Iterator[str]:
    """How the sources of today differ from those of the version: no fault, but worth knowing."""
    try:
        now = {path: sha256(data) for path, data in snapshot(project, period).items() if path != history_path(period)}
    except (Rejected, UsageError):
        return
    changed = sorted(path for path in {*now, *manifest.inputs} if now.get(path) != manifest.inputs.get(path))
    if changed:
        told = ", ".join(changed[:5]) + (f" och {len(changed) - 5} till" if len(changed) > 5 else "")  # noqa: PLR2004
        yield f"Sedan version {manifest.version} har källorna ändrats: {told}."
