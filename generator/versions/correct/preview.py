"""The periods of a correction before the user is asked: the new version of each, built, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from generator.compose import Depth, Understood
from generator.document import Layouter, Release, Stage
from generator.problems import Problem, Rejected, Severity, UsageError
from generator.versions.archive import Files
from generator.versions.correct.affected_periods import AffectedPeriods, changed_paths
from generator.versions.correct.corrections import AffectedPeriod, CorrectedFiles
from generator.versions.correct.impact import Impact, impact, with_findings
from generator.versions.correct.proposals import Proposal
from generator.versions.publication import (
    NothingNew,
    PlannedVersion,
    VersionOrder,
    day_before,
    missing_decision,
    plan_version,
)
from generator.versions.published import published_papers, version_folder
from generator.versions.snapshot import understood_from
from generator.versions.verification import verify_folder

PeriodProgress = Callable[[str, str], None]
_FOLLOWS = "rättelse_följer"


@dataclass(frozen=True, slots=True)
class CorrectionOrder:
    """What a correction is to be: the `version` of the corrected period, and of the others but for its stage.

    `only` leaves the other periods as they are.
    """

    version: VersionOrder
    only: bool = False


@dataclass(frozen=True, slots=True)
class PeriodPreview:
    """A period that a correction reaches; `planned` is its new version, None where it gets none.

    `obstacle` is why it cannot be published, in Swedish; `problems` are those of its content. One that is `unfinished`
    could not be read without the correction either, and is nobody's but its writers' yet.
    """

    period: str
    earlier: tuple[Release, ...]
    reason: str
    followers: tuple[Proposal, ...] = ()
    stage: Stage | None = None
    impact: Impact | None = None
    planned: PlannedVersion | None = None
    obstacle: str = ""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    document_ids: tuple[str, ...] = ()
    unfinished: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether the correction changes something in the period, or something there is in the way of it."""
        papers = self.impact is not None and self.impact.papers
        return bool(papers or self.followers or self.problems or self.obstacle or self.unfinished)


def rebuild_warnings(project: Path, period: str, release: Release, layouter: Layouter) -> tuple[Problem, ...]:
    """Build a published version again, and warn of files that differ. Raises Rejected where one was changed by hand."""
    folder = version_folder(project, period, release.version)
    problems = verify_folder(project, folder, release, lambda _: None, layouter).problems
    if wrong := [problem for problem in problems if problem.code != "T804"]:
        raise Rejected(wrong)
    return tuple(replace(problem, severity=Severity.WARNING) for problem in problems)


def preview(
    project: Path,
    affected: AffectedPeriods,
    corrected: CorrectedFiles,
    order: CorrectionOrder,
    layouter: Layouter,
    progress: PeriodProgress,
) -> tuple[PeriodPreview, ...]:
    """Preview the periods that a correction does reach, the corrected one first. Nothing is written."""
    main, *others = affected.periods.values()
    correction = _Correction(project, main, order, corrected, affected.changed, layouter, progress)
    touched = affected.changed | set(corrected.edits)
    first = correction.preview_main()
    previews = (correction.preview_other(other) for other in others if not touched.isdisjoint(other.files))
    return (first, *(each for each in previews if each.is_reached))


@dataclass(frozen=True)
class _Correction:
    project: Path
    main: AffectedPeriod
    order: CorrectionOrder
    corrected: CorrectedFiles
    changed: frozenset[str]
    layouter: Layouter
    progress: PeriodProgress

    def edits(self, period: str) -> Files:
        edits = self.corrected.edits
        if not self.order.only or period != self.main.period:
            return edits
        return {path: data for path, data in edits.items() if path.startswith(f"content/{period}/")}

    def corrected_files(self, affected: AffectedPeriod) -> Files:
        return {**affected.files, **self.edits(affected.period)}

    @cached_property
    def main_after(self) -> Understood:
        return understood_from(self.corrected_files(self.main), self.main.period, Depth.NOTHING)

    def reason(self, affected: AffectedPeriod) -> str:
        """In the words of the house; that of the order where the period itself was edited."""
        corrected_itself = any(path.startswith(f"content/{affected.period}/") for path in self.changed)
        content = self.main_after.content
        pattern = content.house.words.get(_FOLLOWS, "") if self.main.earlier and not corrected_itself else ""
        fields = {"period": content.period.entry.title, "nämnd": content.board.name, "skäl": self.order.version.reason}
        for name, text in fields.items():
            pattern = pattern.replace(f"{{{name}}}", text)
        return pattern or self.order.version.reason

    def preview_main(self) -> PeriodPreview:
        main = self.main
        followers = self.corrected.followers.get(main.period, ())
        ids = _document_ids(self.main_after)
        shown = PeriodPreview(main.period, main.earlier, self.order.version.reason, followers, document_ids=ids)
        if main.earlier:
            return self.planned(main, replace(shown, stage=self.order.version.stage or _stage_after(main.earlier[-1])))
        before, after = (understood_from(files, main.period) for files in (main.before, self.corrected_files(main)))
        return replace(shown, impact=impact(before, after))

    def preview_other(self, other: AffectedPeriod) -> PeriodPreview:
        followers = self.corrected.followers.get(other.period, ())
        shown = PeriodPreview(other.period, other.earlier, self.reason(other), followers)
        try:
            before = understood_from(other.basis, other.period, Depth.NOTHING)
        except Rejected as rejected:
            if not other.earlier or other.earlier[-1].stage is Stage.DRAFT:
                return replace(shown, unfinished=True)
            return replace(shown, problems=rejected.problems)
        try:
            after = understood_from(self.corrected_files(other), other.period, Depth.NOTHING)
        except Rejected as rejected:
            return replace(shown, problems=rejected.problems)
        shown = replace(shown, impact=(effect := impact(before, after)), document_ids=_document_ids(after))
        # A new version is checked as it is planned, and of one that is not reached nothing is told.
        if shown.is_reached and (self.order.only or not other.earlier):
            shown = replace(shown, impact=(effect := with_findings(effect, before, after)))
        if not other.earlier or not effect.papers:
            return shown
        shown = replace(shown, stage=_stage_after(other.earlier[-1]))
        return shown if self.order.only else self.verified(other, shown)

    def verified(self, other: AffectedPeriod, shown: PeriodPreview) -> PeriodPreview:
        """Plan what was published and the correction, and nothing else."""
        own = self.own_changes(other)
        if own and shown.stage is Stage.DRAFT:
            # Who writes a draft is not done with it: it is published when they are.
            return replace(shown, stage=None)
        last = other.earlier[-1]
        if wrong := day_before(other.earlier, self.order.version.date):
            return replace(shown, obstacle=wrong)
        if own:
            obstacle = (
                f"{', '.join(own)} har ändrats sedan version {last.version}. Publicera den ändringen först med tertial "
                f"publish, eller rätta bara {self.main.period} nu med --only-this och {other.period} sedan."
            )
            return replace(shown, obstacle=obstacle)
        self.progress(other.period, f"bygger version {last.version} på nytt och jämför")
        try:
            warnings = rebuild_warnings(self.project, other.period, last, self.layouter)
        except Rejected as rejected:
            return replace(shown, problems=rejected.problems)
        return self.planned(other, replace(shown, warnings=warnings))

    def own_changes(self, other: AffectedPeriod) -> list[str]:
        """Files of another period that somebody has changed since it was published, where that changes its papers."""
        changed = changed_paths(other.before, other.files) - self.changed
        own = sorted(path for path in changed if path.startswith(f"content/{other.period}/"))
        if not own:
            return []
        kept = {path: data for path, data in other.before.items() if path not in own}
        now = kept | {path: other.files[path] for path in own if path in other.files}
        try:
            before, after = (understood_from(files, other.period, Depth.NOTHING) for files in (other.before, now))
        except Rejected:
            return own
        return own if impact(before, after).papers else []

    def planned(self, affected: AffectedPeriod, shown: PeriodPreview) -> PeriodPreview:
        period, earlier = affected.period, affected.earlier
        # Who decided is printed for the corrected period, and for others whose papers are decided.
        is_decided = any(release.stage is Stage.DECIDED for release in earlier)
        published = {name for release in earlier for name in release.documents}
        order = replace(
            self.order.version,
            note="" if shown.stage is Stage.DRAFT else "Rättelse",
            stage=shown.stage,
            reason=shown.reason,
            decided_by=self.order.version.decided_by if is_decided or affected is self.main else "",
            documents=tuple(name for name in shown.document_ids if name in published),
            edits=self.edits(period),
            layouter=self.layouter,
            only_shown=True,
        )
        try:
            planned = plan_version(self.project, period, order, lambda step: self.progress(period, step))
        except NothingNew:
            # Its figures may be printed by others.
            shown = replace(shown, stage=None)
        except Rejected as rejected:
            shown = replace(shown, problems=rejected.problems)
        except UsageError as error:
            shown = replace(shown, obstacle=str(error))
        else:
            obstacle = missing_decision(earlier, order)
            return replace(shown, planned=planned, impact=planned.impact, obstacle=obstacle)
        after = understood_from(self.corrected_files(affected), period)
        return replace(shown, impact=impact(published_papers(self.project, period, earlier), after))


def _stage_after(last: Release) -> Stage:
    """A draft is a new draft, what was sent out is sent out again, what was decided is corrected."""
    return Stage.CORRECTED if last.stage is Stage.DECIDED else last.stage


def _document_ids(understood: Understood) -> tuple[str, ...]:
    return tuple(document.id for document in understood.documents)
