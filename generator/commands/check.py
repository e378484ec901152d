"""Periods of a project → what is wrong with them; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from generator import pipeline
from generator.commands.voice import ExitCode, Voice
from generator.problems import Problem, Rejected, Severity, UsageError
from generator.project import CHECK_PAGE, choose_periods, find_periods, write_files


def check(project: Path, words: Sequence[str], voice: Voice, *, strict: bool = False, page: bool = False) -> ExitCode:
    """Checks the periods that the words mean, all that there are where there are none.

    `strict` tells also what is silent by default; `page` leaves the findings as a web page in output/ beside the
    reports. Raises UsageError where a word means no period.
    """
    known = find_periods(project)
    periods = choose_periods(words, known) if words else known
    if not periods:
        raise UsageError("Det finns inga perioder under content/: en period är en mapp med period.yaml.")
    ended = ExitCode.FINE
    for period in voice.each(periods):
        one = partial(_with_page if page else _one, project, period, voice, strict=strict)
        ended = max(ended, voice.attempt(one))
    return ended


def _one(project: Path, period: str, voice: Voice, *, strict: bool) -> ExitCode:
    voice.progress(period, "kontrollerar")
    return _told(pipeline.check(project, period, strict=strict), period, voice)


def _with_page(project: Path, period: str, voice: Voice, *, strict: bool) -> ExitCode:
    voice.progress(period, "kontrollerar")
    html, problems = pipeline.check_with_page(project, period, strict=strict)
    if html:
        for path in write_files(project / "output" / period, {CHECK_PAGE: html.encode()}):
            voice.result(path.as_posix())
    return _told(problems, period, voice)


def _told(problems: Sequence[Problem], period: str, voice: Voice) -> ExitCode:
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise Rejected(problems)
    voice.problems(problems)
    voice.progress(period, "inga fel")
    return ExitCode.FINE
