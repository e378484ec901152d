"""`tertial check`: what is wrong with periods."""

from __future__ import annotations

from generator import pipeline
from generator.commands.options import CheckCommand, ExitCode
from generator.commands.terminal import Terminal
from generator.content import CHECK_PAGE
from generator.problems import UsageError, refuse
from generator.project import choose_periods, find_periods, write_files


def check(command: CheckCommand, terminal: Terminal) -> ExitCode:
    """Check the periods meant, or all; as a web page the findings are left in output/ beside the reports.

    Or list the differences that are lawful, where `roundings` asks for them.

    Raises UsageError where a word means no period.
    """
    periods = find_periods(command.project)
    if command.periods:
        periods = choose_periods(command.periods, periods)
    if not periods:
        raise UsageError("Det finns inga perioder under content/: en period är en mapp med period.yaml.")
    return terminal.attempt_each(terminal.each(periods), lambda period: _check_period(command, period, terminal))


def _check_period(command: CheckCommand, period: str, terminal: Terminal) -> None:
    terminal.progress(period, "kontrollerar")
    if command.roundings:
        terminal.result(*pipeline.roundings(command.project, period))
        return
    if command.format == "html":
        page, problems = pipeline.check_with_page(command.project, period, strict=command.strict)
        if page:
            (path,) = write_files(command.project / "output" / period, {CHECK_PAGE: page.encode()})
            terminal.result(path.as_posix())
    else:
        problems = pipeline.check(command.project, period, strict=command.strict)
    refuse(problems)
    terminal.problems(problems)
    terminal.progress(period, "inga fel")
