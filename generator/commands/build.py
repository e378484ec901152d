"""`tertial build`: make the reports of periods in `output/`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator import pipeline
from generator.commands.build_reports import build_reports
from generator.commands.options import BuildCommand, ExitCode
from generator.commands.terminal import Terminal
from generator.document import FORMATS, BuildOptions, Layouter
from generator.problems import UsageError
from generator.project import choose_periods, find_periods


def build(command: BuildCommand, terminal: Terminal, layouter: Layouter) -> ExitCode:
    """Build the reports of the periods meant, or of all that have documents; a report that fails stops no other.

    Raises UsageError where a word means no period, or none that has documents.
    """
    formats = frozenset(form for form in FORMATS if form in command.formats)
    options = BuildOptions(formats, layouter, draft=command.draft)
    periods = _with_documents(command.project, command.periods or ())
    return terminal.attempt_each(
        terminal.each(periods), lambda period: build_reports(command.project, period, options, terminal)
    )


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
