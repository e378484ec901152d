"""Periods with their corrections worked out → the new version of each, built and not yet written, or why it cannot be.

All that can fail fails here, before anybody is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812 - a field is named date
from pathlib import Path

from generator.compose import Depth, Understood
from generator.document import Layouter, Release, Stage
from generator.problems import Problem, Rejected, Severity, UsageError
from generator.versions.correct.corrections import Corrected, Scene
from generator.versions.correct.impact import Impact, impact
from generator.versions.correct.proposals import Proposal
from generator.versions.correct.reach import Reach, changed_paths
from generator.versions.publication import NothingNew, Planned, VersionOrder, missing_decision, plan
from generator.versions.published import published_papers, version_folder
from generator.versions.snapshot import Files, understood_from
from generator.versions.verification import verify_folder

PeriodProgress = Callable[[str, str], None]
FOLLOWS = "rättelse_följer"


@dataclass(frozen=True, slots=True)
class CorrectionOrder:
    """What was said of a correction. `stage` is of the corrected period alone; `only` leaves the other periods."""

    date: Date
    reason: str
    decided_by: str = ""
    stage: Stage | None = None
    marked: bool = False
    only: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A period that a correction reaches. `planned` is its new version, None where it gets none.

    `stage` is that of the version, None where there is none. `obstacle` is why it cannot be published, in
    Swedish, `problems` what is wrong with its content. `document_ids` are the papers that there are.
    """

    period: str
    earlier: tuple[Release, ...]
    reason: str
    followers: tuple[Proposal, ...] = ()
    stage: Stage | None = None
    impact: Impact | None = None
    planned: Planned | None = None
    obstacle: str = ""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    document_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Act:
    """What all periods of one correction share.

    `changed` are the paths that somebody has changed by hand, `follows` is the reason of the periods that follow.
    """

    project: Path
    main: str
    asked: CorrectionOrder
    corrected: Corrected
    changed: frozenset[str]
    layouter: Layouter
    progress: PeriodProgress
    follows: str = ""

    def edits(self, period: str) -> Files:
        """What is changed for a period's new version; where the others are left, theirs is only what would be."""
        edits = self.corrected.edits
        if not self.asked.only or period != self.main:
            return edits
        return {path: data for path, data in edits.items() if path.startswith(f"content/{period}/")}


def held(project: Path, period: str, release: Release, layouter: Layouter) -> tuple[Problem, ...]:
    """What keeps a published version from being built again as it was recorded: what differs must be the correction.

    A version that tools of another age build otherwise can be corrected, but it is said. Raises Rejected where one of
    its files was changed.
    """
    folder = version_folder(project, period, release.version)
    found = verify_folder(project, folder, release, lambda _: None, layouter).problems
    wrong = [problem for problem in found if problem.code != "T804"]
    if wrong:
        raise Rejected(wrong)
    return tuple(replace(problem, severity=Severity.WARNING) for problem in found)


def rehearsal(
    project: Path, found: Reach, corrected: Corrected, asked: CorrectionOrder, to: tuple[Layouter, PeriodProgress]
) -> tuple[Rehearsed, ...]:
    """A project, the periods a correction may reach, the correction, what was said of it, and who lays out and hears.

    Those that it does reach come out, the corrected one first. Nothing is written.
    """
    main, *others = found.scenes
    scene = found.scenes[main]
    act = _Act(project, main, asked, corrected, found.changed, *to)
    after = understood_from(_now(act, scene, main), main, Depth.NOTHING)
    act = replace(act, follows=_follows(act, scene, after))
    first = _main(act, scene, _ids(after))
    touched = act.changed | set(corrected.edits)
    reached = [name for name in others if not touched.isdisjoint(found.scenes[name].files)]
    rest = (_other(act, name, found.scenes[name]) for name in reached)
    return (first, *(each for each in rest if each is not None and _is_told(each)))


def _is_told(other: Rehearsed) -> bool:
    """Whether something becomes of another period, or is in the way of it."""
    changes = other.impact is not None and other.impact.papers
    return bool(changes or other.followers or other.problems or other.obstacle)


def _follows(act: _Act, scene: Scene, after: Understood) -> str:
    """The reason of the periods that follow, in the words of the house; where nothing else is published, the reason."""
    pattern = after.content.house.words.get(FOLLOWS, "") if scene.earlier else ""
    told = {"{period}": after.content.period.entry.title, "{nämnd}": after.content.board.name}
    for place, text in (told | {"{skäl}": act.asked.reason}).items():
        pattern = pattern.replace(place, text)
    return pattern or act.asked.reason


def _main(act: _Act, scene: Scene, known: tuple[str, ...]) -> Rehearsed:
    """The corrected period; where it has no papers of its own that are published, others may have."""
    blank = Rehearsed(
        act.main, scene.earlier, act.asked.reason, act.corrected.followers.get(act.main, ()), document_ids=known
    )
    if scene.earlier:
        stage = act.asked.stage or _stage_after(scene.earlier[-1])
        return _planned(act, scene, replace(blank, stage=stage))
    versions = [understood_from(each, act.main) for each in (scene.before, _now(act, scene, act.main))]
    return replace(blank, impact=impact(versions[0], versions[1], {}))


def _other(act: _Act, period: str, scene: Scene) -> Rehearsed | None:
    """Another period, where something in it changes."""
    is_corrected_itself = any(path.startswith(f"content/{period}/") for path in act.changed)
    reason = act.asked.reason if is_corrected_itself else act.follows
    blank = Rehearsed(period, scene.earlier, reason, act.corrected.followers.get(period, ()))
    depth = Depth.NOTHING if scene.earlier and not act.asked.only else Depth.ALL
    try:
        before, after = (understood_from(each, period, depth) for each in (scene.basis, _now(act, scene, period)))
    except Rejected as rejected:
        return replace(blank, problems=rejected.problems)
    effect = impact(before, after, {})
    if not effect.papers and not blank.followers:
        return None
    known = replace(blank, impact=effect, document_ids=_ids(after))
    if not scene.earlier or not effect.papers:
        return known
    known = replace(known, stage=_stage_after(scene.earlier[-1]))
    return known if act.asked.only else _verified(act, scene, known)


def _verified(act: _Act, scene: Scene, known: Rehearsed) -> Rehearsed:
    """The new version of another period, which is what was published and the correction, and nothing else."""
    period = known.period
    own = _own_changes(act, period, scene)
    if own and known.stage is Stage.DRAFT:
        # Who writes a draft is not done with it: it is published when they are.
        return replace(known, stage=None)
    if own:
        return replace(
            known,
            obstacle=f"{', '.join(own)} har ändrats sedan version {scene.earlier[-1].version}. Publicera den ändringen "
            f"först med tertial publish, eller rätta bara {act.main} nu med --only-this och {period} sedan.",
        )
    act.progress(period, f"bygger version {scene.earlier[-1].version} på nytt och jämför")
    try:
        warnings = held(act.project, period, scene.earlier[-1], act.layouter)
    except Rejected as rejected:
        return replace(known, problems=rejected.problems)
    return _planned(act, scene, replace(known, warnings=warnings))


def _own_changes(act: _Act, period: str, scene: Scene) -> tuple[str, ...]:
    """Files of another period that somebody has changed since it was published, where that changes its papers."""
    own = {path for path in changed_paths(scene.before, scene.files) if path.startswith(f"content/{period}/")}
    own -= act.changed
    if not own:
        return ()
    kept = {path: data for path, data in scene.before.items() if path not in own}
    now = kept | {path: scene.files[path] for path in own if path in scene.files}
    try:
        versions = [understood_from(each, period, Depth.NOTHING) for each in (scene.before, now)]
    except Rejected:
        return tuple(sorted(own))
    return tuple(sorted(own)) if impact(versions[0], versions[1], {}).papers else ()


def _planned(act: _Act, scene: Scene, known: Rehearsed) -> Rehearsed:
    order = VersionOrder(
        date=act.asked.date,
        note="" if known.stage is Stage.DRAFT else "Rättelse",
        stage=known.stage,
        reason=known.reason,
        decided_by=_decided_by(act, known),
        documents=_published_ids(scene.earlier, known.document_ids),
        edits=act.edits(known.period),
        marked=act.asked.marked,
        layouter=act.layouter,
        only_shown=True,
    )
    try:
        planned = plan(act.project, known.period, order, lambda step: act.progress(known.period, step))
        question = missing_decision(known.earlier, order)
        return replace(known, planned=planned, impact=planned.impact, obstacle=question)
    except NothingNew:
        # Its figures may be printed by others.
        return replace(known, impact=_unbuilt(act, scene, known), stage=None)
    except Rejected as rejected:
        return replace(known, impact=_unbuilt(act, scene, known), problems=rejected.problems)
    except UsageError as error:
        return replace(known, impact=_unbuilt(act, scene, known), obstacle=str(error))


def _decided_by(act: _Act, known: Rehearsed) -> str:
    """Who decided is a word of the period that it was said of, and of others whose papers are decided."""
    is_decided = any(release.stage is Stage.DECIDED for release in known.earlier)
    return act.asked.decided_by if is_decided or known.period == act.main else ""


def _unbuilt(act: _Act, scene: Scene, known: Rehearsed) -> Impact:
    """What the correction brings with it where the version cannot be built: no pages are known."""
    after = understood_from(_now(act, scene, known.period), known.period)
    return impact(published_papers(act.project, known.period, known.earlier), after, {})


def _now(act: _Act, scene: Scene, period: str) -> Files:
    return {**scene.files, **act.edits(period)}


def _stage_after(last: Release) -> Stage:
    """A draft is a new draft, what was sent out is sent out again, what was decided is corrected."""
    return Stage.CORRECTED if last.stage is Stage.DECIDED else last.stage


def _published_ids(earlier: Sequence[Release], known: Sequence[str]) -> tuple[str, ...]:
    """The papers that have been published and are there still."""
    published = {name for release in earlier for name in release.documents}
    return tuple(name for name in known if name in published)


def _ids(understood: Understood) -> tuple[str, ...]:
    return tuple(document.id for document in understood.documents)
