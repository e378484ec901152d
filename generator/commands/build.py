"""Periods of a project → their reports in `output/`, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator import pipeline
from generator.commands.build_reports import build_reports
from generator.commands.voice import ExitCode, Voice
from generator.document import BuildOptions
from generator.problems import UsageError
from generator.project import choose_periods, find_periods


def build(project: Path, words: Sequence[str], options: BuildOptions, voice: Voice) -> ExitCode:
    """Builds the reports of the periods that the words mean, of all that have documents where there are none.

    One that fails stops no other; of how they end the worst comes out. Raises UsageError where a word means no period,
    or none that has documents.
    """
    periods = _with_documents(project, words)
    ended = ExitCode.FINE
    for period in voice.each(periods):
        ended = max(ended, voice.attempt(lambda period=period: build_reports(project, period, options, voice)))  # type: ignore[misc]
    return ended


def _with_documents(project: Path, words: Sequence[str]) -> tuple[str, ...]:
    planned = pipeline.reported_periods(project)
    if not words:
        if not planned:
            raise UsageError("Det finns inget att bygga: ingen period.yaml under content/ har nyckeln dokument.")
        return planned
    chosen = choose_periods(words, find_periods(project))
    periods = tuple(period for period in chosen if period in planned)
    if not periods:
        raise UsageError(f"{', '.join(chosen)} har inga dokument att bygga: period.yaml har ingen nyckel dokument.")
    return periods
