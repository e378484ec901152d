"""A period of a project → a new version of its papers in `output/`, and a record of it in the period's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.commands.options import day, stage
from generator.commands.voice import ExitCode, Voice
from generator.document import Layouter
from generator.printing.pdf import FragmentStore
from generator.problems import UsageError
from generator.project import choose_periods, find_periods
from generator.versions import PlannedVersion, VersionOrder, exclusive_access, plan_version, publish_versions


def publish(project: Path, words: Sequence[str], told: Mapping[str, str], voice: Voice, layouter: Layouter) -> ExitCode:
    """Publishes a version: `words` are the period and perhaps documents; the `layouter` lays out.

    `told` has what the options say: notering, skede, datum, skäl, beslutad_av, på_webben. Says the files. Raises
    UsageError where no single period is meant or the version may not be, Rejected where the content has errors.
    """
    (period,) = _one(choose_periods(words[:1], find_periods(project)))
    order = VersionOrder(
        date=day(told["datum"]),
        note=told["notering"],
        stage=stage(told["skede"]),
        reason=told["skäl"],
        decided_by=told["beslutad_av"],
        documents=tuple(words[1:]),
        on_web=bool(told["på_webben"]),
        layouter=FragmentStore(layouter),
    )
    with exclusive_access(project, "publish", voice.note):
        planned = plan_version(project, period, order, lambda step: voice.progress(period, step))
        (folder,) = publish_versions(project, [planned])
    voice.problems(planned.problems)
    for name in sorted(planned.files):
        voice.result((folder / name).as_posix())
    voice.note(_said(planned))
    return ExitCode.FINE


def _one(periods: tuple[str, ...]) -> tuple[str, ...]:
    if len(periods) != 1:
        raise UsageError(f"Ange en period i taget; {len(periods)} menas: {', '.join(periods)}.")
    return periods


def _said(planned: PlannedVersion) -> str:
    release = planned.release
    text = f"Version {release.version} är publicerad: {release.stage}, {release.date.isoformat()}."
    if release.revised:
        text += f" Ändrade handlingar: {', '.join(release.revised)}."
    return text
