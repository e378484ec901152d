"""Periods of a project → their reports in `output/`, or what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator import files, pipeline
from generator.build_options import BuildOptions
from generator.choose_periods import choose_periods
from generator.problems import UsageError, refuse
from generator.voice import ExitCode, Voice

REPORTS = ("*.html", "*.pdf")
_PUBLISHED = re.compile(r"v[1-9][0-9]*\Z")


def build(project: Path, words: Sequence[str], options: BuildOptions, voice: Voice) -> ExitCode:
    """Builds the reports of the periods that the words mean, of all that have documents where there are none.

    One that fails stops no other; of how they end the worst comes out. Raises UsageError where a word means no period,
    or none that has documents.
    """
    periods = _with_documents(project, words)
    ended = ExitCode.FINE
    for period in voice.each(periods):
        ended = max(ended, voice.attempt(lambda period=period: _one(project, period, options, voice)))  # type: ignore[misc]
    return ended


def _with_documents(project: Path, words: Sequence[str]) -> tuple[str, ...]:
    planned = pipeline.plan(project)
    if not words:
        if not planned:
            raise UsageError("Det finns inget att bygga: ingen period.yaml under content/ har nyckeln dokument.")
        return planned
    chosen = choose_periods(words, files.find_periods(project))
    periods = tuple(period for period in chosen if period in planned)
    if not periods:
        raise UsageError(f"{', '.join(chosen)} har inga dokument att bygga: period.yaml har ingen nyckel dokument.")
    return periods


def _one(project: Path, period: str, options: BuildOptions, voice: Voice) -> ExitCode:
    folder = project / "output" / period
    try:
        built = pipeline.build(project, period, options, lambda step: voice.progress(period, step))
        _leave_versions_be(built.files)
        paths = files.publish(folder, built.files)
    except Exception:
        # Not for an interruption: then what stands there is as good as it was.
        files.remove(folder, _reports(folder))
        raise
    files.remove(folder, sorted(_reports(folder) - set(built.files)))
    for path in paths:
        voice.result(path.as_posix())
    if not options.draft:
        refuse(built.problems)
    voice.problems(built.problems)
    return ExitCode.FINE


def _leave_versions_be(names: Iterable[str]) -> None:
    for name in names:
        first = name.partition("/")[0]
        if first != name and _PUBLISHED.match(first):
            raise UsageError(f"Ärendet ”{first}” heter som en publicerad version. Ge det ett annat id i period.yaml.")


def _reports(folder: Path) -> set[str]:
    """The names of the reports that stand in a folder; pages about them are none, nor is what is published."""
    found = {path.relative_to(folder) for pattern in REPORTS for path in folder.rglob(pattern)}
    return {path.as_posix() for path in found if not _PUBLISHED.match(path.parts[0])} - {
        files.CHECK_PAGE,
        files.DIFFERENCES_PAGE,
    }
