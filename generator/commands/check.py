"""Periods of a project → what is wrong with them; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator import files, pipeline
from generator.choose_periods import choose_periods
from generator.problems import Rejected, Severity, UsageError
from generator.voice import ExitCode, Voice


def check(project: Path, words: Sequence[str], voice: Voice) -> ExitCode:
    """Checks the periods that the words mean, all that there are where there are none.

    Raises UsageError where a word means no period.
    """
    known = files.find_periods(project)
    periods = choose_periods(words, known) if words else known
    if not periods:
        raise UsageError("Det finns inga perioder under content/: en period är en mapp med period.yaml.")
    ended = ExitCode.FINE
    for period in voice.each(periods):
        ended = max(ended, voice.attempt(lambda period=period: _one(project, period, voice)))  # type: ignore[misc]
    return ended


def _one(project: Path, period: str, voice: Voice) -> ExitCode:
    voice.progress(period, "kontrollerar")
    problems = pipeline.check(project, period)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise Rejected(problems)
    voice.problems(problems)
    voice.progress(period, "inga fel")
    return ExitCode.FINE
