"""A period and what a new version of it is to be → the version, built and frozen, and its record in the history.

`plan` builds everything in memory, from a snapshot of the files, and writes nothing in the project; `append` writes
folders, histories and changed content as one act. Whoever calls both holds the project's lock (`opened`) all the while.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812 - a field is named date
from pathlib import Path

from generator import pipeline
from generator.compose import Understood, notice_unit
from generator.content import House
from generator.document import FORMATS, BuildOptions, Document, Layouter, Release, Stage
from generator.pipeline import Built, Progress, file_name
from generator.problems import Problem, Severity, UsageError, nearest_hint, refuse
from generator.project import BUILD_FOLDER, FileEdit, Transaction, carry_out, disk_error, project_lock, recover, sha256
from generator.versions.correct.impact import Impact, impact
from generator.versions.history import history_path, read_history, release_record, with_version
from generator.versions.published import ARCHIVE, published_papers, version_folder
from generator.versions.published_figures import published_figures
from generator.versions.snapshot import archived, snapshot, unpack
from generator.versions.tool_versions import font_versions, tool_versions


def marked_edition(
    documents: Sequence[Document], releases: Sequence[Release], house: House, layouter: Layouter | None
) -> Mapping[str, bytes]:
    """Marked documents, the versions (the one being made last), the house and who lays out go in; files by name out.

    Raises Rejected where one cannot be laid out: T401–T405.
    """
    made: dict[str, bytes] = {}
    for document in documents:
        edition = _edition(document, releases, house)
        made |= {file_name(document.id, form): pipeline.render(edition, form, layouter) for form in FORMATS}
    return made


def _edition(document: Document, releases: Sequence[Release], house: House) -> Document:
    return replace(
        document,
        title=f"{document.title} – {house.words.get('ändringsmarkerad', 'ändringsmarkerad version')}",
        units=(*notice_unit(releases, document.id, house), *document.units),
        attachments=(),
    )


MANIFEST, FIGURES_CSV, FIGURES_JSON = "manifest.json", "tal.csv", "tal.json"
MARKED = "andringsmarkerad"


class NothingNew(UsageError):
    """No paper of the version would be another than it was."""


@dataclass(frozen=True, slots=True)
class VersionOrder:
    """What a new version is to be. `documents` are those wanted, all where empty.

    `stage` None is that which the documents say of themselves (`skede`). `edits` are files to change in the content,
    path from the project's folder → new bytes. `marked` asks for a marked edition too; the `layouter` lays out. What is
    `only_shown` may lack what `missing_decision` asks for.
    """

    date: Date
    note: str = ""
    stage: Stage | None = None
    reason: str = ""
    decided_by: str = ""
    documents: tuple[str, ...] = ()
    on_web: bool = False
    edits: Mapping[str, bytes] = field(default_factory=dict)
    marked: bool = False
    only_shown: bool = False
    layouter: Layouter | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A version that is built and not yet written: its release, the files of its folder by name, and what it needs.

    `earlier` are the versions before it, `edits` the changes of content that go with it, `sources` the files that it
    was built from, as they stood. `problems` refuse nothing. `built` is what the pipeline made, `impact` what differs
    from the versions before. `marked` are the files of the marked edition, in a folder beside the version's.
    """

    period: str
    release: Release
    earlier: tuple[Release, ...]
    files: Mapping[str, bytes]
    edits: Mapping[str, FileEdit]
    sources: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    built: Built
    impact: Impact | None = None
    marked: Mapping[str, bytes] = field(default_factory=dict)


@contextlib.contextmanager
def opened(project: Path, what: str, note: Callable[[str], None]) -> Iterator[None]:
    """A project, the command's name and who to tell go in; inside the block nobody else publishes or corrects.

    What an interrupted run left is finished or forgotten first, and said. Raises UsageError where another holds it.
    """
    with project_lock(project, what):
        told = recover(project)
        if told:
            note(told)
        yield


def plan(project: Path, period: str, order: VersionOrder, progress: Progress) -> Planned:
    """A project, a period's path and what is wanted go in; the new version comes out, built in memory.

    Nothing in the project is changed. Papers that are not what the version before had are `revised`, and say which they
    replace. What they print otherwise is recorded, found by comparing with what was published. Raises Rejected where
    the content has errors or the history is not to be trusted, NothingNew, and UsageError where the stage does not
    allow it, where what was published is not there, or where a word is missing: then the message asks for it.
    """
    earlier = read_history(project, period)
    sources = snapshot(project, period)
    edits = {path: FileEdit(_present(project, path), data) for path, data in order.edits.items()}
    own = f"content/{period}/"
    sources |= {path: data for path, data in order.edits.items() if path in sources or path.startswith(own)}
    with _laid_out(project, sources) as (root, built_in):
        understood = pipeline.understand(root, period, built_in=built_in)
        refuse(understood.problems)
        chosen = _chosen(order.documents, [document.id for document in understood.documents])
        entries = {each.id: each.entry for each in understood.content.documents}
        stage = order.stage or _stage_of({name: entries[name].stage for name in chosen})
        _may_follow(earlier, stage, order)
        release = Release(
            version=len(earlier) + 1,
            date=order.date,
            stage=stage,
            note=order.note,
            reason=order.reason,
            decided_by=order.decided_by,
            documents=chosen,
            dated={name: dated.isoformat() for name in chosen if (dated := entries[name].dated)},
            inputs={path: sha256(data) for path, data in sources.items() if path != history_path(period)},
            tools=tool_versions() | font_versions(sources),
            on_web=order.on_web,
        )
        site = _Site(root, built_in, understood, BuildOptions(layouter=order.layouter, documents=chosen), progress)
        before = published_papers(project, period, earlier) if earlier else None
        release, built, found = _built(site, earlier, release, before)
        marked = _marked(found, (*earlier, release), site) if order.marked and found else {}
    release = replace(release, marked={name: sha256(data) for name, data in marked.items()})
    files = _files(release, built, sources)
    release = replace(release, outputs={name: sha256(data) for name, data in files.items()})
    return Planned(period, release, earlier, files, edits, sources, built.problems, built, found, marked)


def marked_folder(folder: Path) -> Path:
    """A version's folder goes in, that of its marked edition comes out: beside it, since it may come and go."""
    return folder.with_name(f"{folder.name}-{MARKED}")


def missing_decision(earlier: Sequence[Release], order: VersionOrder) -> str:
    """A period's versions and what a new one is to be go in; the question of who decided it comes out, or nothing."""
    if order.decided_by or not any(release.stage is Stage.DECIDED for release in earlier):
        return ""
    return (
        "Handlingarna är beslutade. Är ändringen en rättelse, ange --stage rättad och vem som har beslutat den "
        "(--decided-by, till exempel ”ordföranden, delegation 1.3”). Ändrar den saken krävs ett nytt beslut: ange "
        "--stage beslutad och paragrafen (--decided-by ”nämnden § 45”)."
    )


def append(project: Path, planned: Sequence[Planned]) -> tuple[Path, ...]:
    """A project and versions of one or several periods go in; they are published, with their edits, all or none.

    Their folders come out, those of marked editions too. The caller has had the project `opened` since before `plan`.
    Raises UsageError where a file is no longer what the version was built from, where a folder is there already, or
    where the disk refuses.
    """
    folders: dict[str, Mapping[str, bytes]] = {}
    edits: dict[str, FileEdit] = {}
    for each in planned:
        _hold_sources(project, each)
        folder = version_folder(project, each.period, each.release.version)
        name = folder.relative_to(project).as_posix()
        folders[name] = each.files
        if each.marked:
            folders[marked_folder(folder).relative_to(project).as_posix()] = each.marked
        edits.update(each.edits)
    for each in planned:
        path = history_path(each.period)
        before = _present(project, path)
        edits[path] = FileEdit(before, with_version(before, each.release, each.period))
    carry_out(project, Transaction(folders, edits))
    return tuple(project / folder for folder in folders)


# --- what may be published -------------------------------------------------------------------------------------------


def _chosen(wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    if not known:
        raise UsageError("Perioden har inga dokument att publicera: period.yaml har ingen nyckel dokument.")
    for name in wanted:
        if name not in known:
            raise UsageError(f"Perioden har inget dokument ”{name}”. {nearest_hint(name, known)}".rstrip())
    return tuple(name for name in known if not wanted or name in wanted)


def _stage_of(stages: Mapping[str, str]) -> Stage:
    """The stage that all documents are in; a question where they are in several."""
    if len(set(stages.values())) == 1:
        return Stage(next(iter(stages.values())))
    told = ", ".join(f"{name} är {stage}" for name, stage in stages.items())
    raise UsageError(f"Dokumenten har olika skede: {told}. Ange vilka som publiceras, eller skedet med --stage.")


def _may_follow(earlier: Sequence[Release], stage: Stage, order: VersionOrder) -> None:
    """Raise UsageError where a version of this stage cannot come after those there are, or has more to tell."""
    last = earlier[-1] if earlier else None
    if last is not None and order.date < last.date:
        raise UsageError(f"Version {last.version} är från {last.date}; den nya kan inte vara från {order.date}.")
    if stage is Stage.CORRECTED and (last is None or last.stage is Stage.DRAFT):
        raise UsageError("Bara en handling som är utsänd eller beslutad kan rättas. Publicera den i sitt rätta skede.")
    if last is not None and stage in {Stage.DRAFT, Stage.SENT} and _order(stage) < _order(last.stage):
        raise UsageError(f"Version {last.version} är {last.stage}: en ny version kan inte vara {stage}. Ange --stage.")
    question = "" if order.only_shown else missing_decision(earlier, order)
    if question:
        raise UsageError(question)


def _order(stage: Stage) -> int:
    return (Stage.DRAFT, Stage.SENT, Stage.DECIDED, Stage.CORRECTED).index(stage)


# --- building --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a version is built: folders that nobody else writes in, and the period as it is understood there."""

    root: Path
    built_in: Path
    understood: Understood
    options: BuildOptions
    progress: Progress

    def built(self, *releases: Release, told: Progress = lambda _: None) -> Built:
        """The period's papers as they are in the last of the releases. Raises Rejected where there are errors."""
        period = self.understood.content.period.source_id
        built = pipeline.build(self.root, period, self.options, told, built_in=self.built_in, releases=releases)
        refuse(problem for problem in built.problems if problem.severity is Severity.ERROR)
        return built


def _built(
    site: _Site, earlier: tuple[Release, ...], release: Release, before: Understood | None
) -> tuple[Release, Built, Impact | None]:
    """The version built, with its marks and its notice where it replaces papers that were sent out."""
    if before is None:
        return release, site.built(told=site.progress), None
    last = earlier[-1]
    site.progress(f"jämför med version {last.version}")
    # As the version before would be now: what differs from its files is what is new.
    built = site.built(*earlier[:-1], replace(last, documents=release.documents))
    known = {name: each for each in earlier for name in each.documents if name in release.documents}
    revised = tuple(name for name, each in known.items() if not _unchanged(name, built, each))
    same = (last.stage, last.on_web) == (release.stage, release.on_web)
    if not revised and same and len(known) == len(release.documents):
        raise NothingNew(f"Ingenting har ändrats sedan version {last.version}.")
    release = replace(release, revised=tuple(name for name in release.documents if name in revised))
    built = site.built(*earlier, release, told=site.progress)
    chosen = tuple(document for document in site.understood.documents if document.id in release.documents)
    found = impact(before, replace(site.understood, documents=chosen), built.pages)
    release = replace(release, changes=(*found.written, *found.carried), places=found.all_places)
    # The notice has pages of its own, so those of all else stand.
    return release, (site.built(*earlier, release) if found.all_places else built), found


def _marked(found: Impact, releases: tuple[Release, ...], site: _Site) -> Mapping[str, bytes]:
    return marked_edition(found.marked, releases, site.understood.content.house, site.options.layouter)


def _unchanged(document: str, built: Built, before: Release) -> bool:
    """Whether a document is what it was in the last version that has it."""
    names = [file_name(document, form) for form in FORMATS]
    return all(before.outputs.get(name) == sha256(built.files[name]) for name in names)


@contextlib.contextmanager
def _laid_out(project: Path, sources: Mapping[str, bytes]) -> Iterator[tuple[Path, Path]]:
    """The sources in a folder of their own, so that nobody can change them while the version is built."""
    work = project / BUILD_FOLDER
    try:
        try:
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            root = Path(tempfile.mkdtemp(dir=work))
        except OSError as error:
            raise disk_error(work, error) from error
        yield root, unpack(sources, root)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _files(release: Release, built: Built, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    table, figures = published_figures(built.understood.documents, built.understood.ledger, built.pages)
    files = {**built.files, FIGURES_CSV: table, FIGURES_JSON: figures, ARCHIVE: archived(sources)}
    outputs = {name: sha256(data) for name, data in files.items()}
    period = built.understood.content.period.source_id
    record = {"period": period, **release_record(replace(release, outputs=outputs), digests=True)}
    files[MANIFEST] = f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode()
    return files


def _present(project: Path, path: str) -> bytes | None:
    try:
        return (project / path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk_error(project / path, error, "läsa") from error


def _hold_sources(project: Path, planned: Planned) -> None:
    """Raise UsageError where the content is no longer what the version was built from."""
    now = snapshot(project, planned.period)
    were = {path: data for path, data in planned.sources.items() if path not in planned.edits}
    edited = {path: edit.before for path, edit in planned.edits.items() if path in planned.sources}
    were |= {path: before for path, before in edited.items() if before is not None}
    changed = sorted(path for path in {*now, *were} if now.get(path) != were.get(path))
    if changed:
        told = ", ".join(changed)
        raise UsageError(f"{told} ändrades medan versionen byggdes. Ingenting har publicerats; kör kommandot igen.")
