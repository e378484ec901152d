"""`tertial import`: figures of a source written in a table, after what changes has been shown and agreed to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from functools import partial
from pathlib import Path

from generator.commands.options import ExitCode, ImportCommand
from generator.commands.terminal import Terminal
from generator.content import Block, Text
from generator.editing import ImportPlan, plan_import
from generator.problems import UsageError, refuse
from generator.project import (
    ProjectFiles,
    Transaction,
    built_in_templates,
    carry_out,
    choose_period,
    find_periods,
    load,
    read_consistently,
)
from generator.swedish import NotADate, parse_date
from generator.versions import exclusive_access, read_history

_MOST_LISTED = 30
_MOST_NAMED = 3


def import_figures(command: ImportCommand, terminal: Terminal) -> ExitCode:
    """Show what a source changes in a period and, if wanted, write it: all or nothing.

    Raises UsageError where no period is meant or it is published, Rejected where source or content is refused.
    """
    project, day = command.project, _day(command.date)
    with nullcontext() if command.dry_run else exclusive_access(project, "import", terminal.note):
        period = _period(project, command.source, command.period)
        _refuse_published(project, period)
        source = read_consistently(project, partial(load, project, period, built_in_templates()))
        plan = plan_import(project, source, command.source, day)
        terminal.result(*_report(plan, period))
        refuse(plan.problems)
        terminal.problems((*plan.problems, *plan.doubts))
        if not plan.edits or command.dry_run:
            terminal.note("Ingenting har skrivits." if plan.edits else "Inget skiljer sig: tabellen har redan talen.")
            return ExitCode.FINE
        if not ((command.sure and not plan.doubts) or terminal.ask(_question(plan))):
            terminal.note(_unwritten(plan))
            return ExitCode.REFUSED
        carry_out(project, Transaction(edits=plan.edits, command="import"))
    terminal.note(f"{_count(plan)} i {', '.join(plan.edits)}.")
    return ExitCode.FINE


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return parse_date(text)
    except NotADate as error:
        raise UsageError(f"”{text}” är inget datum för --datum. Skriv {error.expected}.") from error


def _period(project: Path, source: str, word: str | None) -> str:
    periods = find_periods(project)
    if word is not None:
        return choose_period(word, periods)
    boards = {
        board for board in {period.rpartition("/")[0] for period in periods} if _has_source(project, board, source)
    }
    theirs = [period for period in periods if period.rpartition("/")[0] in boards]
    last = max((period.rpartition("/")[2] for period in theirs), default="")
    chosen = [period for period in theirs if period.endswith(f"/{last}")]
    if len(chosen) != 1:
        found = f"finns hos flera: {', '.join(chosen)}" if chosen else "finns inte i någon namnd.yaml eller kommun.yaml"
        raise UsageError(f"Källan ”{source}” {found}. Ange källan och perioden: tertial import KÄLLA PERIOD.")
    return chosen[0]


def _has_source(project: Path, board: str, name: str) -> bool:
    files = ProjectFiles(project.resolve(), built_in_templates().resolve())
    folder = Path("content", board)
    blocks = (files.yaml(path) for path in (folder / "namnd.yaml", folder.parent / "kommun.yaml"))
    sources = (block.get(Text("källor")) for block in blocks)
    return any(isinstance(each, Block) and name in each for each in sources)


def _refuse_published(project: Path, period: str) -> None:
    if releases := read_history(project, period):
        raise UsageError(
            f"{period} är publicerad (version {releases[-1].version}), så inget hämtas. Rätta talen "
            f"med: tertial correct {period} TAL=VÄRDE --reason …"
        )


# --- what is shown ---------------------------------------------------------------------------------------------------


def _report(plan: ImportPlan, period: str) -> Iterator[str]:
    yield f"{period}: tabellen {plan.table} ur {plan.file}"
    if plan.others:
        listed = f"{', '.join(plan.others[-_MOST_NAMED:])}{' …' if len(plan.others) > _MOST_NAMED else ''}"
        yield f"  Mönstret passar också {listed}. Den som är av perioden tas, annars den sista i nummerordning."
    heads = ("Rad", "Kolumn", "Nu", "Blir", "Skillnad")
    rows = [(each.row, each.column, each.old, each.new, each.difference) for each in plan.changes]
    if rows:
        yield from _columns([heads, *rows])
    yield from _listed("Utan tal i källan", plan.unfilled)
    yield from _listed("Utan rad i tabellen", plan.unused)
    yield from _listed("Kontrollsumman stämmer", plan.agreed)


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        words = [cell.ljust(width) for cell, width in zip(row[:2], widths, strict=False)]
        numbers = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield f"  {'  '.join((*words, *numbers))}".rstrip()


def _listed(heading: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{heading}:"
        yield from (f"  {name}" for name in names[:_MOST_LISTED])
    if len(names) > _MOST_LISTED:
        yield f"  och {len(names) - _MOST_LISTED} till"


def _question(plan: ImportPlan) -> str:
    return f"Ska talen skrivas i {', '.join(plan.edits)}?"


def _unwritten(plan: ImportPlan) -> str:
    if plan.doubts:
        return "Ingenting har skrivits, för enhet eller tecken tycks vara fel. Är de rätt: kör utan --ja, och svara ja."
    return "Ingenting har skrivits. Kör igen med --ja för att skriva talen."


def _count(plan: ImportPlan) -> str:
    count = len(plan.changes)
    if not count:
        return "Talen är desamma, och varifrån de är hämtade är skrivet"
    return f"{count} tal är skrivna" if count > 1 else "1 tal är skrivet"
