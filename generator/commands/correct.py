"""`tertial correct`: a new version of a published period that says what was corrected, or what that would change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.commands.build_reports import build_again
from generator.commands.options import CorrectCommand, ExitCode
from generator.commands.publish import version_day, version_stage
from generator.commands.report_impact import report_impact
from generator.commands.terminal import Terminal
from generator.document import Layouter, Stage
from generator.printing.pdf import FragmentStore
from generator.problems import UsageError, refuse
from generator.project import choose_period, find_periods
from generator.versions import (
    AffectedPeriods,
    CorrectedFiles,
    CorrectionOrder,
    PeriodPreview,
    VersionOrder,
    affected_periods,
    correct_files,
    day_before,
    exclusive_access,
    figures_from,
    parse_corrections,
    preview,
    publish_versions,
    rebuild_warnings,
)


def correct(command: CorrectCommand, terminal: Terminal, layouter: Layouter) -> ExitCode:
    """Show what a correction changes, in all periods; then, if wanted, edit and publish all or nothing.

    Raises UsageError where nothing is to correct or something is in the way, Rejected where content is refused.
    """
    project = command.project
    period = choose_period(command.period, find_periods(project))
    order = _order(command)
    # The papers are built several times over: published, corrected, with their marks.
    layouter = FragmentStore(layouter)
    with exclusive_access(project, "correct", terminal.note, only_reads=command.dry_run):
        previews = _previews(project, period, command.figures or (), order, layouter, terminal)
        terminal.result(*report_impact(previews))
        required = _required(previews, order)
        _show_obstacles(previews if command.dry_run else [each for each in previews if each not in required], terminal)
        if command.dry_run:
            terminal.note("Ingenting har skrivits.")
            return ExitCode.FINE
        _refuse(required)
        if not (command.sure or terminal.ask(_question(previews))):
            terminal.note("Ingenting har skrivits. Kör igen med --yes för att göra rättelsen.")
            return ExitCode.REFUSED
        _carry_out(project, previews, order, layouter, terminal)
    return ExitCode.FINE


def _order(command: CorrectCommand) -> CorrectionOrder:
    if not command.reason.strip():
        raise UsageError("Ange skälet till rättelsen med --reason. Det står i rättelsen och i historiken.")
    version = VersionOrder(
        date=version_day(command.date),
        reason=command.reason,
        decided_by=command.decided_by,
        stage=version_stage(command.stage),
        marked=command.marked,
    )
    return CorrectionOrder(version, command.only)


# --- what it brings with it ------------------------------------------------------------------------------------------


def _previews(
    project: Path, period: str, figures: Sequence[str], order: CorrectionOrder, layouter: Layouter, terminal: Terminal
) -> tuple[PeriodPreview, ...]:
    affected = affected_periods(project, period)
    for other, problems in affected.unread.items():
        terminal.note(f"{other} går inte att läsa och är inte undersökt: {problems[0].where}: {problems[0].message}")
    main = affected.periods[period]
    published = [name for name, each in affected.periods.items() if each.earlier]
    if not published or (order.only and period not in published):
        raise UsageError(f"{period} är inte publicerad, så det finns inget att rätta. Ändra i filerna och publicera.")
    if wrong := day_before(main.earlier, order.version.date):
        raise UsageError(wrong)
    figure_edits = parse_corrections(figures, figures_from(main.files, period))
    if main.earlier:
        terminal.progress(period, f"bygger version {main.earlier[-1].version} på nytt och jämför")
        terminal.problems(rebuild_warnings(project, period, main.earlier[-1], layouter))
    corrected = correct_files(affected.periods, figure_edits)
    previews = preview(project, affected, corrected, order, layouter, terminal.progress)
    stops = any(each.obstacle or each.problems for each in _required(previews, order))
    if not stops and not any(each.planned for each in previews):
        raise UsageError(_nothing(period, affected, corrected))
    return previews


def _nothing(period: str, affected: AffectedPeriods, corrected: CorrectedFiles) -> str:
    earlier = affected.periods[period].earlier
    if not earlier and not corrected.edits:
        others = " eller ".join(f"tertial correct {name}" for name, each in affected.periods.items() if each.earlier)
        return f"{period} är inte publicerad. Vad du har ändrat i den rättas där det står: {others} --reason …"
    if corrected.edits:
        return "Rättelsen ändrar inget som är publicerat. Ändra i filerna och bygg om."
    return f"Inget skiljer sig från version {earlier[-1].version}: det finns inget att rätta."


# --- what stops it ---------------------------------------------------------------------------------------------------


def _required(previews: Sequence[PeriodPreview], order: CorrectionOrder) -> tuple[PeriodPreview, ...]:
    """The periods without which nothing is done: the corrected one, and others whose papers were given out."""
    main, *others = previews
    given_out = (each for each in others if each.earlier and each.earlier[-1].stage is not Stage.DRAFT)
    return (main, *(() if order.only else given_out))


def _show_obstacles(previews: Sequence[PeriodPreview], terminal: Terminal) -> None:
    for each in previews:
        terminal.problems(each.problems if each.earlier else ())
        if each.obstacle:
            terminal.note(f"Hinder för {each.period}: {each.obstacle}")


def _refuse(required: Sequence[PeriodPreview]) -> None:
    refuse(problem for each in required for problem in each.problems)
    main, *others = required
    if main.obstacle:
        raise UsageError(main.obstacle)
    if obstacles := [f"{each.period}: {each.obstacle}" for each in others if each.obstacle]:
        lines = "\n".join(obstacles)
        raise UsageError(f"Rättelsen når också andra perioder, och den görs i alla eller ingen. {lines}")


def _question(previews: Sequence[PeriodPreview]) -> str:
    versions = [f"{each.period} version {each.planned.release.version}" for each in previews if each.planned]
    return "Ska rättelsen göras?" if len(versions) == 1 else f"Ska rättelsen göras ({', '.join(versions)})?"


# --- the new versions ------------------------------------------------------------------------------------------------


def _carry_out(
    project: Path, previews: Sequence[PeriodPreview], order: CorrectionOrder, layouter: Layouter, terminal: Terminal
) -> None:
    versions = [each.planned for each in previews if each.planned and not each.obstacle]
    terminal.result(*map(Path.as_posix, publish_versions(project, versions, "correct")))
    for version in versions:
        terminal.problems(version.problems)
    for other in previews[1:]:
        if order.only and other.stage:
            command = f'tertial correct {other.period} --reason "{other.reason}"'
            terminal.note(f"Inte rättad: {other.period}. Gör det med: {command}")
    for each in previews:
        terminal.problems(each.warnings)
        build_again(project, each.period, each.document_ids, layouter, terminal)
