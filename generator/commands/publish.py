"""`tertial publish`: a new version of a period's papers in `output/`, and its record in the period's history."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from generator.commands.options import PublishCommand
from generator.commands.terminal import Terminal
from generator.document import Layouter, Stage
from generator.printing.pdf import FragmentStore
from generator.problems import UsageError, nearest_hint
from generator.project import choose_periods, find_periods
from generator.swedish import NotADate, parse_date
from generator.versions import PlannedVersion, VersionOrder, exclusive_access, plan_version, publish_versions

_TOO_FAR = timedelta(days=183)


def publish(command: PublishCommand, terminal: Terminal, layouter: Layouter) -> None:
    """Publish a version of a period.

    Raises UsageError where no single period is meant or the version may not be, Rejected where the content has errors.
    """
    word, *documents = command.words
    periods = choose_periods([word], find_periods(command.project))
    if len(periods) != 1:
        raise UsageError(f"Ange en period i taget; {len(periods)} menas: {', '.join(periods)}.")
    order = VersionOrder(
        date=version_day(command.date),
        note=command.note,
        stage=version_stage(command.stage),
        reason=command.reason,
        decided_by=command.decided_by,
        documents=tuple(documents),
        on_web=command.web,
        layouter=FragmentStore(layouter),
    )
    with exclusive_access(command.project, "publish", terminal.note):
        planned = plan_version(command.project, periods[0], order, partial(terminal.progress, periods[0]))
        (folder,) = publish_versions(command.project, [planned])
    terminal.problems(planned.problems)
    terminal.result(*((folder / name).as_posix() for name in sorted(planned.files)))
    terminal.note(_summary(planned))


def is_far_ahead(day: date) -> bool:
    """Whether a version's day is more than half a year after today."""
    return day - date.today() >= _TOO_FAR  # noqa: DTZ011, TID251 - the command is where the day is read


def version_day(text: str) -> date:
    """Return the day of a version, by default today. Raises UsageError where it is no day, or far ahead."""
    # The command is where the day is read; everything after it is given it.
    today = date.today()  # noqa: DTZ011, TID251
    try:
        day = parse_date(text) if text else today
    except NotADate as error:
        raise UsageError(f"”{text}” är inget datum: {error.hint}") from error
    # No later version may be of an earlier day: a slip of the year would stop them all.
    if is_far_ahead(day):
        raise UsageError(
            f"Versionens dag, {day}, är mer än ett halvår efter i dag, {today}. Rätta --date (--datum), eller datorns "
            "klocka om det är den som går fel. Ingenting har publicerats."
        )
    return day


def version_stage(text: str) -> Stage | None:
    """Return the stage of a version, or None where the text is empty. Raises UsageError where it is no stage."""
    stages = [stage.value for stage in Stage]
    if text and text not in stages:
        raise UsageError(f"”{text}” är inget skede. {nearest_hint(text, stages)}".rstrip())
    return Stage(text) if text else None


def _summary(planned: PlannedVersion) -> str:
    release = planned.release
    text = f"Version {release.version} är publicerad: {release.stage}, {release.date.isoformat()}."
    if release.revised:
        text += f" Ändrade handlingar: {', '.join(release.revised)}."
    return text
