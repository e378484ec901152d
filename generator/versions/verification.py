"""Whether a published version is what the record says, and can be built again, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from generator import pipeline
from generator.document import BuildOptions, Layouter, Release, Stage
from generator.pipeline import Progress
from generator.problems import Problem, Rejected, UsageError, Where, refuse
from generator.project import Untrusted, built_in_templates, disk_error, file_digest, find_periods, sha256, shown
from generator.versions.archive import Files
from generator.versions.history import history_path, history_text, parse_history, read_history
from generator.versions.manifest import MANIFEST, read_manifest
from generator.versions.published import ARCHIVE, PUBLISHED, marked_folder, published_release, read_published
from generator.versions.published_files import differing, folder_problems
from generator.versions.snapshot import TEMPLATE_FOLDERS, snapshot, unpacked
from generator.versions.tools import font_versions, tool_versions

_FEW = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a verification: problems, none where the version is as recorded, and notes in Swedish."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def verify_folder(
    project: Path, folder: Path, record: Release | None, progress: Progress, layouter: Layouter | None = None
) -> Verdict:
    """Build a version anew from its archive, and compare it file by file with its folder. Problems: T803–T805.

    `record` is that of the history; without one the manifest is believed. Raises Rejected where the folder is missing.
    """
    if missing := tuple(folder_problems(folder)):
        raise Rejected(missing)
    problems = list(differing(folder, record.outputs)) if record is not None else []
    if record is not None and record.marked:
        marked = marked_folder(folder)
        problems += tuple(folder_problems(marked)) or differing(marked, record.marked)
    sources: Files = {}
    try:
        if record is None:
            problems += differing(folder, read_manifest(folder)[1].outputs)
        version = read_published(folder, record)
        period, published, sources = version.period, version.release, version.sources
        files = _rebuilt(sources, period, published, progress, layouter)
    except Rejected as rejected:
        # The problems of the files are not to be lost with what stops the building.
        others = (each for each in rejected.problems if each not in problems)
        return Verdict((*problems, *others), tuple(_foreign_templates(sources)))
    foreign = tuple(_foreign_templates(sources))
    otherwise = "mallarna i mappen, eller något annat på datorn," if foreign else "något annat på datorn"
    tools = _other_tools(published.tools, tool_versions() | font_versions(sources), otherwise)
    for name, digest in published.outputs.items():
        if name not in {ARCHIVE, MANIFEST} and (name not in files or sha256(files[name]) != digest):
            message = f"{name} blir inte densamma när versionen byggs på nytt."
            hint = "Den publicerade filen gäller. Bygg med samma versioner som då för att få samma fil."
            problems.append(Problem("T804", Where((folder / name).as_posix()), message, "samma fil", tools, hint))
    return Verdict(tuple(problems), (*foreign, *_since(project, period, published)))


def received_release(project: Path, folder: Path) -> tuple[str, Release, tuple[Release, ...]]:
    """Return the period and the release that a folder from elsewhere claims to be, and the project's history of it.

    The history is empty where the project has none. Raises Rejected for a manifest or a history that cannot be read,
    and T803 where the history has no such version.
    """
    period, release = read_manifest(folder)
    recorded = tuple(read_history(project, period)) if period in find_periods(project) else ()
    if recorded and all(each.version != release.version for each in recorded):
        message = f"Mappen säger sig vara version {release.version} av {period}, som historiken inte känner."
        expected = f"version 1–{recorded[-1].version}"
        raise Rejected([Problem("T803", Where(folder.as_posix()), message, expected, f"version {release.version}")])
    return period, release, recorded


def _foreign_templates(sources: Files) -> Iterator[str]:
    """Yield a sentence on the archived templates that are not those of this Tertial."""
    names = [PurePosixPath(name) for name in sources if name.endswith(".html")]
    foreign = [
        name.as_posix()
        for name in names
        if name.parts[0] in TEMPLATE_FOLDERS and not _is_built_in(name, sources[name.as_posix()])
    ]
    if foreign:
        more = f" och {len(foreign) - _FEW} till" if len(foreign) > _FEW else ""
        are = "är inte Tertials egna, och har bara fått skriva ut."
        yield f"Mallarna i mappen följer med den: {', '.join(foreign[:_FEW])}{more} {are}"


def _is_built_in(name: PurePosixPath, data: bytes) -> bool:
    path = built_in_templates().joinpath(*name.parts[1:])
    return path.is_file() and path.read_bytes() == data


def _rebuilt(sources: Files, period: str, published: Release, progress: Progress, layouter: Layouter | None) -> Files:
    history = sources.get(history_path(period))
    earlier = parse_history(history, period) if history is not None else ()
    options = BuildOptions(layouter=layouter, documents=published.documents)
    releases = (*earlier, replace(published, outputs={}))
    with unpacked(sources) as (root, built_in):
        built = pipeline.build(root, period, options, progress, built_in=built_in, releases=releases)
    return {**built.files, **pipeline.published_figures(built, published)}


def restored_history(project: Path, period: str) -> str:
    """Return the text of a period's history, made of the published folders.

    Raises UsageError where one is missing, Rejected with the faults of all manifests.
    """
    folder = project / "output" / period
    numbers = sorted(int(path.name[1:]) for path in folder.glob("v*") if PUBLISHED.fullmatch(path.name))
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        gap = f"I output/{period}/ finns inte alla versioner i en följd från v1: historiken kan inte göras om."
        raise UsageError(gap)
    releases, problems = [], list[Problem]()
    for number in numbers:
        try:
            releases.append(published_release(project, period, number))
        except Rejected as rejected:
            problems += rejected.problems
    refuse(problems)
    return history_text(releases)


def verify_file(project: Path, path: Path) -> Verdict:
    """Look up a single file in all histories that can be trusted. Problem: T803, where it is in none."""
    try:
        digest = file_digest(path.resolve())
    except Untrusted as error:
        raise UsageError(f"{path} läses inte: {error}.") from error
    except OSError as error:
        raise disk_error(path, error, "läsa") from error
    unread: list[Problem] = []
    for period in find_periods(project):
        try:
            history = read_history(project, period)
        except Rejected as rejected:
            unread += rejected.problems
            continue
        for release in history:
            version = f"version {release.version} av {period}, {release.stage} {release.date.isoformat()}"
            if name := _name_of(digest, release.outputs):
                return Verdict((), (f"{name} i {version}: filen är orörd.", *_replaced(name, release, history)))
            if name := _name_of(digest, release.marked):
                return Verdict((), (f"{name} i den ändringsmarkerade utgåvan av {version}: filen är orörd.",))
    message = "Filen är inte någon publicerad fil i projektet, eller så har den ändrats sedan den publicerades."
    expected = "en fil vars kontrollsumma står i en historik.yaml"
    return Verdict((Problem("T803", Where(path.as_posix()), message, expected, f"SHA-256 {digest}"), *unread))


def _name_of(digest: str, digests: Mapping[str, str]) -> str:
    return next((name for name, each in digests.items() if each == digest), "")


def _replaced(name: str, release: Release, history: Sequence[Release]) -> Iterator[str]:
    later = [each for each in history if each.version > release.version]
    if changed := [each for each in later if each.outputs.get(name, release.outputs[name]) != release.outputs[name]]:
        last = changed[-1]
        how = "rättad" if last.stage is Stage.CORRECTED else "ersatt"
        document = name.rpartition(".")[0]
        yield f"{document} är {how} sedan dess: version {last.version}, {last.date.isoformat()}, gäller."


def _other_tools(then: Mapping[str, str], now: Mapping[str, str], otherwise: str) -> str:
    changed = [
        f"{shown(name)} är {now.get(name, 'borta')}, var {shown(then.get(name, 'inte med'))}"
        for name in dict.fromkeys((*then, *now))
        if then.get(name) != now.get(name)
    ]
    return "; ".join(changed) or f"alla versioner är desamma: {otherwise} avgör"


def _since(project: Path, period: str, published: Release) -> tuple[str, ...]:
    try:
        now = {path: sha256(data) for path, data in snapshot(project, period).items() if path != history_path(period)}
    except (Rejected, UsageError):
        return ()
    then = published.inputs
    changed = sorted(path for path in {*now, *then} if now.get(path) != then.get(path))
    if not changed:
        return ()
    more = f" och {len(changed) - _FEW} till" if len(changed) > _FEW else ""
    return (f"Sedan version {published.version} har källorna ändrats: {', '.join(changed[:_FEW])}{more}.",)
