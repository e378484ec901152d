"""A published period and figures to correct → a new version that says what was corrected, or what that would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.commands.build_reports import build_again
from generator.commands.options import day, stage
from generator.commands.report_impact import report_impact
from generator.commands.voice import ExitCode, Voice
from generator.document import Layouter, Stage
from generator.printing.pdf import FragmentStore
from generator.problems import UsageError, refuse
from generator.project import choose_periods, find_periods
from generator.versions import (
    AffectedPeriods,
    CorrectedFiles,
    CorrectionOrder,
    PeriodPreview,
    affected_periods,
    correct_files,
    exclusive_access,
    figures_from,
    parse_corrections,
    preview,
    publish_versions,
    rebuild_warnings,
)


def correct(
    project: Path, words: Sequence[str], told: Mapping[str, str], voice: Voice, crew: Layouter, *, dry_run: bool
) -> ExitCode:
    """Corrects figures of a published period: `words` are the period, then FIGURE=VALUE for each.

    `told` has what the options say: skäl, datum, skede, beslutad_av, ändringsmarkerad, bara_denna, svar. The `crew`
    lays out. Shows first what follows, in all periods; then, if that is wanted, edits the content and publishes the new
    versions, all or nothing. Raises UsageError where there is nothing published, nothing to correct or something in the
    way, Rejected where the content is refused.
    """
    period = _one(project, words[0])
    asked = _asked(told)
    # The papers are built several times over: published, corrected, with their marks.
    crew = FragmentStore(crew)
    with exclusive_access(project, "correct", voice.note):
        found = _rehearsed(project, (period, *words[1:]), asked, crew, voice)
        for line in report_impact(found):
            voice.result(line)
        stopping = _in_the_way(found, asked)
        _tell(found if dry_run else [each for each in found if each not in stopping], voice)
        if dry_run:
            voice.note("Ingenting har skrivits.")
            return ExitCode.FINE
        _refuse(stopping)
        if not (told["svar"] or voice.ask(_question(found))):
            voice.note("Ingenting har skrivits. Kör igen med --yes för att göra rättelsen.")
            return ExitCode.REFUSED
        _carry_out(project, found, asked, crew, voice)
    return ExitCode.FINE


def _one(project: Path, word: str) -> str:
    chosen = choose_periods([word], find_periods(project))
    if len(chosen) != 1:
        raise UsageError(f"”{word}” är flera perioder. Ange en: {', '.join(chosen)}.")
    return chosen[0]


def _asked(told: Mapping[str, str]) -> CorrectionOrder:
    if not told["skäl"].strip():
        raise UsageError("Ange skälet till rättelsen med --reason. Det står i rättelsen och i historiken.")
    return CorrectionOrder(
        date=day(told["datum"]),
        reason=told["skäl"],
        decided_by=told["beslutad_av"],
        stage=stage(told["skede"]),
        marked=bool(told["ändringsmarkerad"]),
        only=bool(told["bara_denna"]),
    )


# --- what it brings with it ------------------------------------------------------------------------------------------


def _rehearsed(
    project: Path, words: Sequence[str], asked: CorrectionOrder, crew: Layouter, voice: Voice
) -> tuple[PeriodPreview, ...]:
    period, *figures = words
    reached = affected_periods(project, period)
    for other, problems in reached.unread.items():
        voice.note(f"{other} går inte att läsa och är inte undersökt: {problems[0].where}: {problems[0].message}")
    scene = reached.periods[period]
    _refuse_unpublished(period, reached, asked)
    wanted = parse_corrections(figures, figures_from(scene.files, period))
    if scene.earlier:
        voice.progress(period, f"bygger version {scene.earlier[-1].version} på nytt och jämför")
        voice.problems(rebuild_warnings(project, period, scene.earlier[-1], crew))
    corrected = correct_files(reached.periods, wanted)
    found = preview(project, reached, corrected, asked, crew, voice.progress)
    stops = any(each.obstacle or each.problems for each in _in_the_way(found, asked))
    if not stops and not any(each.planned for each in found):
        raise UsageError(_nothing(period, reached, corrected))
    return found


def _refuse_unpublished(period: str, reached: AffectedPeriods, asked: CorrectionOrder) -> None:
    """What has no papers of its own can be corrected where papers of others print it."""
    published = [name for name, each in reached.periods.items() if each.earlier]
    if not published or (asked.only and period not in published):
        raise UsageError(f"{period} är inte publicerad, så det finns inget att rätta. Ändra i filerna och publicera.")


def _nothing(period: str, reached: AffectedPeriods, corrected: CorrectedFiles) -> str:
    earlier = reached.periods[period].earlier
    if not earlier and not corrected.edits:
        others = " eller ".join(f"tertial correct {name}" for name, each in reached.periods.items() if each.earlier)
        return f"{period} är inte publicerad. Vad du har ändrat i den rättas där det står: {others} --reason …"
    if corrected.edits:
        return "Rättelsen ändrar inget som är publicerat. Ändra i filerna och bygg om."
    return f"Inget skiljer sig från version {earlier[-1].version}: det finns inget att rätta."


# --- what stops it ---------------------------------------------------------------------------------------------------


def _in_the_way(found: Sequence[PeriodPreview], asked: CorrectionOrder) -> tuple[PeriodPreview, ...]:
    """The periods without which nothing is done: the corrected one, and others whose papers have been given out."""
    main, *others = found
    given_out = (each for each in others if each.earlier and each.earlier[-1].stage is not Stage.DRAFT)
    return (main, *(() if asked.only else given_out))


def _tell(found: Sequence[PeriodPreview], voice: Voice) -> None:
    for each in found:
        voice.problems(each.problems if each.earlier else ())
        if each.obstacle:
            voice.note(f"Hinder för {each.period}: {each.obstacle}")


def _refuse(found: Sequence[PeriodPreview]) -> None:
    refuse(problem for each in found for problem in each.problems)
    main, *others = found
    if main.obstacle:
        raise UsageError(main.obstacle)
    obstacles = [f"{each.period}: {each.obstacle}" for each in others if each.obstacle]
    if obstacles:
        told = "\n".join(obstacles)
        raise UsageError(f"Rättelsen når också andra perioder, och den görs i alla eller ingen. {told}")


def _question(found: Sequence[PeriodPreview]) -> str:
    versions = [f"{each.period} version {each.planned.release.version}" for each in found if each.planned]
    return "Ska rättelsen göras?" if len(versions) == 1 else f"Ska rättelsen göras ({', '.join(versions)})?"


# --- the new versions ------------------------------------------------------------------------------------------------


def _carry_out(
    project: Path, found: Sequence[PeriodPreview], asked: CorrectionOrder, crew: Layouter, voice: Voice
) -> None:
    versions = [each.planned for each in found if each.planned and not each.obstacle]
    for folder in publish_versions(project, versions):
        voice.result(folder.as_posix())
    for version in versions:
        voice.problems(version.problems)
    for other in found[1:]:
        if asked.only and other.stage:
            voice.note(
                f'Inte rättad: {other.period}. Gör det med: tertial correct {other.period} --reason "{other.reason}"'
            )
    for each in found:
        voice.problems(each.warnings)
        build_again(project, each.period, each.document_ids, crew, voice)
