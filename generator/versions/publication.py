"""A new version of a period's papers: built from a snapshot, frozen, and recorded in the history.

`plan_version` builds in memory; `publish_versions` writes folders, histories and content as one act. Whoever calls both
has `exclusive_access` to the project all the while.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812 - a field is named date
from pathlib import Path

from generator import pipeline
from generator.compose import Understood, notice_unit
from generator.document import PUBLISHED_FORMATS, BuildOptions, Layouter, Release, Stage
from generator.pipeline import BuildResult, Progress, file_name
from generator.problems import Problem, Severity, UsageError, nearest_hint, refuse
from generator.project import (
    HISTORY,
    MEBIBYTE,
    MOST_FILE,
    MOST_RECORD,
    FileEdit,
    Transaction,
    WriteProtected,
    carry_out,
    disk_error,
    project_lock,
    recover,
    sha256,
)
from generator.versions.archive import Files, archive_faults, archived
from generator.versions.correct.impact import Impact, impact
from generator.versions.history import history_path, read_history, with_version
from generator.versions.manifest import MANIFEST
from generator.versions.published import ARCHIVE, marked_folder, published_papers, version_folder
from generator.versions.record import release_record
from generator.versions.snapshot import snapshot, unpacked
from generator.versions.tools import font_versions, tool_versions


class NothingNew(UsageError):
    """No paper of the new version would differ from what was published."""


@dataclass(frozen=True, slots=True)
class VersionOrder:
    """What a new version is to be: `documents` are all where empty, `stage` None is that of the documents themselves.

    `edits` are the new bytes of files of the content, by path from the project's folder. `marked` asks for a marked
    edition too. What is `only_shown` may lack what `missing_decision` asks for.
    """

    date: Date
    note: str = ""
    stage: Stage | None = None
    reason: str = ""
    decided_by: str = ""
    documents: tuple[str, ...] = ()
    on_web: bool = False
    edits: Files = field(default_factory=dict)
    marked: bool = False
    only_shown: bool = False
    layouter: Layouter | None = None


@dataclass(frozen=True, slots=True)
class PlannedVersion:
    """A version that is built and not yet written: its release and the files of its folder by name.

    `sources` are the files that it was built from, as they stood. `problems` refuse nothing. `marked` are the files of
    the marked edition, in a folder beside the version's.
    """

    period: str
    release: Release
    files: Files
    edits: Mapping[str, FileEdit]
    sources: Files
    problems: tuple[Problem, ...]
    impact: Impact | None = None
    marked: Files = field(default_factory=dict)


@contextlib.contextmanager
def exclusive_access(
    project: Path, command: str, note: Callable[[str], None], *, only_reads: bool = False
) -> Iterator[None]:
    """Keep other processes from publishing or correcting inside the block. Raises UsageError where one is at work.

    What an interrupted run left is finished or forgotten first, and noted. Who `only_reads` needs no lock in a project
    that cannot be written: nobody else can change it either.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(project_lock(project, command))
        except WriteProtected:
            if not only_reads:
                raise
        else:
            if recovered := recover(project):
                note(recovered)
        yield


def plan_version(project: Path, period: str, order: VersionOrder, progress: Progress) -> PlannedVersion:
    """Build a new version of a period in memory. Papers that differ from the version before are `revised`.

    Raises:
        Rejected: the content has errors, or the history is not to be trusted.
        NothingNew: nothing differs from the version before.
        UsageError: the stage does not allow it, what was published is gone, or the message asks for a missing word.
    """
    earlier = read_history(project, period)
    sources = snapshot(project, period)
    edits = {path: FileEdit(_present(project, path), data) for path, data in order.edits.items()}
    own = f"content/{period}/"
    sources |= {path: data for path, data in order.edits.items() if path in sources or path.startswith(own)}
    if faults := archive_faults(sources):
        raise UsageError(f"Källorna kan inte arkiveras, och ingenting har publicerats: {'; '.join(faults)}.")
    # Unpacked elsewhere, so that nobody can change them while the version is built.
    with unpacked(sources) as (root, built_in):
        understood = pipeline.understand(root, period, built_in=built_in)
        refuse(understood.problems)
        release = _release(understood, earlier, order, sources)
        if release.stage is not Stage.DRAFT:
            refuse(pipeline.unfinished(understood.problems))
        options = BuildOptions(layouter=order.layouter, documents=release.documents)
        workplace = _Workplace(root, built_in, understood, options, progress)
        published = published_papers(project, period, earlier) if earlier else None
        release, built, effect = _build(workplace, earlier, release, published)
        marked = _marked_edition(effect, (*earlier, release), workplace) if order.marked and effect else {}
    release = replace(release, marked={name: sha256(data) for name, data in marked.items()})
    files = _files(release, built, sources)
    release = replace(release, outputs={name: sha256(data) for name, data in files.items()})
    return PlannedVersion(period, release, files, edits, sources, built.problems, effect, marked)


def missing_decision(earlier: Sequence[Release], order: VersionOrder) -> str:
    """Return the question of who decided a new version, or nothing where it needs no answer."""
    if order.decided_by or not any(release.stage is Stage.DECIDED for release in earlier):
        return ""
    return (
        "Handlingarna är beslutade. Är ändringen en rättelse, ange --stage rättad och vem som har beslutat den "
        "(--decided-by, till exempel ”ordföranden, delegation 1.3”). Ändrar den saken krävs ett nytt beslut: ange "
        "--stage beslutad och paragrafen (--decided-by ”nämnden § 45”)."
    )


def day_before(earlier: Sequence[Release], day: Date) -> str:
    """Return why a new version cannot be of a day, in Swedish, or nothing: the version before is of a later one."""
    if not earlier or day >= earlier[-1].date:
        return ""
    last = earlier[-1]
    return (
        f"Version {last.version} är från {last.date}; den nya kan inte vara från {day}. Är det datorns klocka som går "
        "fel, ange versionens dag med --date (--datum). Är det dagen i historiken, säger tertial verify vägen ut."
    )


def publish_versions(project: Path, planned: Sequence[PlannedVersion], command: str = "publish") -> tuple[Path, ...]:
    """Publish versions of one or several periods, with their edits, all or none; return their folders.

    Raises UsageError where a file is no longer what the version was built from, a folder is there already, or the disk
    refuses.
    """
    folders: dict[str, Mapping[str, bytes]] = {}
    edits: dict[str, FileEdit] = {}
    for each in planned:
        _refuse_changed_sources(project, each)
        folder = version_folder(project, each.period, each.release.version)
        folders[folder.relative_to(project).as_posix()] = each.files
        if each.marked:
            folders[marked_folder(folder).relative_to(project).as_posix()] = each.marked
        edits.update(each.edits)
    for each in planned:
        path = history_path(each.period)
        before = _present(project, path)
        edits[path] = FileEdit(before, with_version(before, each.release, each.period))
    _refuse_large(folders, edits)
    carry_out(project, Transaction(folders, edits, command))
    return tuple(project / folder for folder in folders)


# --- what may be published -------------------------------------------------------------------------------------------


def _choose(names: Sequence[str], documents: Sequence[str]) -> tuple[str, ...]:
    if not documents:
        raise UsageError("Perioden har inga dokument att publicera: period.yaml har ingen nyckel dokument.")
    for name in names:
        if name not in documents:
            raise UsageError(f"Perioden har inget dokument ”{name}”. {nearest_hint(name, documents)}".rstrip())
    return tuple(document for document in documents if not names or document in names)


def _stage_of(stages: Mapping[str, str]) -> Stage:
    if len(set(stages.values())) == 1:
        return Stage(next(iter(stages.values())))
    listed = ", ".join(f"{name} är {stage}" for name, stage in stages.items())
    raise UsageError(f"Dokumenten har olika skede: {listed}. Ange vilka som publiceras, eller skedet med --stage.")


def _may_follow(earlier: Sequence[Release], stage: Stage, order: VersionOrder) -> None:
    last = earlier[-1] if earlier else None
    if wrong := day_before(earlier, order.date):
        raise UsageError(wrong)
    if stage is Stage.CORRECTED and (last is None or last.stage is Stage.DRAFT):
        raise UsageError("Bara en handling som är utsänd eller beslutad kan rättas. Publicera den i sitt rätta skede.")
    stages = list(Stage)
    if last is not None and stage in {Stage.DRAFT, Stage.SENT} and stages.index(stage) < stages.index(last.stage):
        raise UsageError(f"Version {last.version} är {last.stage}: en ny version kan inte vara {stage}. Ange --stage.")
    if not order.only_shown and (question := missing_decision(earlier, order)):
        raise UsageError(question)


# --- building --------------------------------------------------------------------------------------------------------


def _release(understood: Understood, earlier: Sequence[Release], order: VersionOrder, sources: Files) -> Release:
    chosen = _choose(order.documents, [document.id for document in understood.documents])
    entries = {each.id: each.entry for each in understood.content.documents}
    stage = order.stage or _stage_of({name: entries[name].stage for name in chosen})
    _may_follow(earlier, stage, order)
    history = history_path(understood.content.period.source_id)
    return Release(
        version=len(earlier) + 1,
        date=order.date,
        stage=stage,
        note=order.note,
        reason=order.reason,
        decided_by=order.decided_by,
        documents=chosen,
        dated={name: dated.isoformat() for name in chosen if (dated := entries[name].dated)},
        inputs={path: sha256(data) for path, data in sources.items() if path != history},
        tools=tool_versions() | font_versions(sources),
        on_web=order.on_web,
    )


@dataclass(frozen=True, slots=True)
class _Workplace:
    root: Path
    built_in: Path
    understood: Understood
    options: BuildOptions
    progress: Progress

    def build(self, *releases: Release, progress: Progress = lambda _: None) -> BuildResult:
        period = self.understood.content.period.source_id
        built = pipeline.build(self.root, period, self.options, progress, built_in=self.built_in, releases=releases)
        refuse(problem for problem in built.problems if problem.severity is Severity.ERROR)
        return built


def _build(
    workplace: _Workplace, earlier: tuple[Release, ...], release: Release, published: Understood | None
) -> tuple[Release, BuildResult, Impact | None]:
    if published is None:
        return release, workplace.build(progress=workplace.progress), None
    last = earlier[-1]
    workplace.progress(f"jämför med version {last.version}")
    # As the version before would be now: what differs from its files is what is new.
    built = workplace.build(*earlier[:-1], replace(last, documents=release.documents))
    latest = {name: each for each in earlier for name in each.documents if name in release.documents}
    revised = tuple(name for name in release.documents if name in latest and not _unchanged(name, built, latest[name]))
    same = (last.stage, last.on_web) == (release.stage, release.on_web)
    if not revised and same and len(latest) == len(release.documents):
        raise NothingNew(f"Ingenting har ändrats sedan version {last.version}.")
    release = replace(release, revised=revised)
    built = workplace.build(*earlier, release, progress=workplace.progress)
    understood = workplace.understood
    chosen = tuple(document for document in understood.documents if document.id in release.documents)
    effect = impact(published, replace(understood, documents=chosen), built.pages)
    release = replace(release, changes=(*effect.written, *effect.carried), places=effect.all_places)
    # The notice has pages of its own, so those of all else stand.
    return release, (workplace.build(*earlier, release) if effect.all_places else built), effect


def _unchanged(document: str, built: BuildResult, before: Release) -> bool:
    names = [file_name(document, form) for form in PUBLISHED_FORMATS]
    return all(before.outputs.get(name) == sha256(built.files[name]) for name in names)


def _marked_edition(effect: Impact, releases: tuple[Release, ...], workplace: _Workplace) -> Files:
    house = workplace.understood.content.house
    files: dict[str, bytes] = {}
    for document in effect.marked:
        edition = replace(
            document,
            title=f"{document.title} – {house.words.get('ändringsmarkerad', 'ändringsmarkerad version')}",
            units=(*notice_unit(releases, document.id, house), *document.units),
            reported=None,
        )
        for form in PUBLISHED_FORMATS:
            files[file_name(document.id, form)] = pipeline.render(edition, form, workplace.options.layouter)
    return files


def _files(release: Release, built: BuildResult, sources: Files) -> dict[str, bytes]:
    understood = built.understood
    files = {**built.files, **pipeline.published_figures(built, release), ARCHIVE: archived(sources)}
    outputs = {name: sha256(data) for name, data in files.items()}
    record = release_record(replace(release, outputs=outputs), digests=True)
    manifest = json.dumps({"period": understood.content.period.source_id, **record}, ensure_ascii=False, indent=1)
    return {**files, MANIFEST: f"{manifest}\n".encode()}


def _refuse_large(folders: Mapping[str, Files], edits: Mapping[str, FileEdit]) -> None:
    """What is published is read back within bounds, so that nothing beyond them is written."""
    sizes = {f"{folder}/{name}": len(data) for folder, files in folders.items() for name, data in files.items()}
    sizes |= {path: len(edit.after or b"") for path, edit in edits.items()}
    for path, size in sizes.items():
        most = MOST_RECORD if path.endswith((f"/{MANIFEST}", f"/{HISTORY}")) else MOST_FILE
        if size > most:
            raise UsageError(f"{path} blir större än {most // MEBIBYTE} MB. Ingenting har publicerats.")


def _present(project: Path, path: str) -> bytes | None:
    try:
        return (project / path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk_error(project / path, error, "läsa") from error


def _refuse_changed_sources(project: Path, planned: PlannedVersion) -> None:
    now = snapshot(project, planned.period)
    before = {path: edit.before for path, edit in planned.edits.items()}
    were = {path: before.get(path, data) for path, data in planned.sources.items()}
    if changed := sorted(path for path in {*now, *were} if now.get(path) != were.get(path)):
        listed = ", ".join(changed)
        raise UsageError(f"{listed} ändrades medan versionen byggdes. Ingenting har publicerats; kör kommandot igen.")
