"""`tertial status`: how far the writing has come, per board and document, as a table, JSON or a web page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath

from generator import pipeline
from generator.commands.options import StatusCommand
from generator.commands.terminal import Terminal
from generator.content import READY, STATUS_PAGE, DocumentStatus, PeriodStatus, WritingTask
from generator.document import Look
from generator.printing.html import StatusRow, StatusSection, StatusTable, status_page
from generator.problems import Rejected, UsageError
from generator.project import choose_periods, find_periods, write_files
from generator.swedish import NotADate, ascii_name, format_date, parse_date

_LATE = "försenad"


def status(command: StatusCommand, terminal: Terminal) -> None:
    """Show the status of the periods meant, and of the boards that they collect. Raises UsageError."""
    today = _today(command.date)
    periods = _periods(command)
    found: dict[str, PeriodStatus] = {}
    look: Look | None = None
    for period in periods:
        try:
            look, statuses = pipeline.status(command.project, period)
        except Rejected as rejected:
            _, board, name = period.split("/")
            statuses = (PeriodStatus(period, name, board, (), len(rejected.problems), "går inte att läsa"),)
        for each in statuses:
            found.setdefault(each.period, each)
    shown = [found[name] for name in found]
    if command.format == "json":
        terminal.result(json.dumps([_as_data(each, today) for each in shown], ensure_ascii=False, indent=2))
    elif command.format == "html" and look is not None:
        day = f"Läget {format_date(today, 'long')}"
        page = status_page("Hur långt rapporterna har kommit", day, [*_sections(shown, today)], look)
        folder = command.project / "output" / os.path.commonpath(periods)
        (path,) = write_files(folder, {STATUS_PAGE: page.encode()})
        terminal.result(path.as_posix())
    else:
        terminal.result(*_lines(shown, today, everything=command.everything))


def _today(text: str) -> date:
    try:
        return parse_date(text) if text else date.today()  # noqa: DTZ011, TID251 - the command is where the day is read
    except NotADate as error:
        raise UsageError(f"--datum ”{text}” är inget datum: {error.hint}") from error


def _periods(command: StatusCommand) -> tuple[str, ...]:
    """Return the periods meant: a period's name alone means that of every board."""
    periods = find_periods(command.project)
    if not periods:
        raise UsageError("Det finns inga perioder under content/: en period är en mapp med period.yaml.")
    chosen: dict[str, None] = {}
    for word in command.periods or ():
        of_all = [each for each in periods if each.endswith(f"/{word}")] if "/" not in word else []
        chosen.update(dict.fromkeys(of_all or choose_periods([word], periods)))
    return tuple(chosen) or periods


# --- in words ------------------------------------------------------------------------------------------------------


def _heading(each: PeriodStatus) -> str:
    return f"{each.board}, {each.title}"


def _remarks(each: PeriodStatus) -> Iterator[str]:
    if each.delivery == "saknas":
        yield f"Perioden {PurePosixPath(each.period).name} saknas."
    elif each.delivery == "går inte att läsa":
        yield f"Perioden går inte att läsa: {_count(each.faults)}. Kör tertial check {each.period}."
    elif each.faults:
        yield f"Perioden har {_count(each.faults)}. Kör tertial check {each.period}."
    elif not each.documents:
        yield "Perioden har inga dokument."


def _count(faults: int) -> str:
    return f"{faults} fel"


def _caption(document: DocumentStatus) -> str:
    return f"{document.id}: {document.ready} av {len(document.tasks)} klara"


def _due(task: WritingTask, today: date) -> str:
    if task.due is None:
        return ""
    return f"{task.due.isoformat()}, {_LATE}" if task.is_late(today) else task.due.isoformat()


def _thing(task: WritingTask) -> str:
    return f"{task.kind} {task.name}"


# --- as lines ------------------------------------------------------------------------------------------------------


def _lines(statuses: Sequence[PeriodStatus], today: date, *, everything: bool) -> Iterator[str]:
    for number, each in enumerate(statuses):
        if number:
            yield ""
        yield f"{_heading(each)} ({each.period})"
        yield from (f"  {remark}" for remark in _remarks(each))
        for document in each.documents:
            yield f"  {_caption(document)}"
            tasks = [task for task in document.tasks if everything or task.state not in READY]
            yield from _table([_cells(task, today) for task in tasks])


def _cells(task: WritingTask, today: date) -> tuple[str, ...]:
    return task.state, task.section, _thing(task), task.responsible, _due(task, today)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield f"    {'  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))}".rstrip()


# --- as data and as a page -----------------------------------------------------------------------------------------


def _as_data(each: PeriodStatus, today: date) -> dict[str, object]:
    return {
        "period": each.period,
        "nämnd": each.board,
        "rubrik": each.title,
        "underlag": each.delivery,
        "fel": each.faults,
        "dokument": [
            {
                "id": document.id,
                "klara": document.ready,
                "innehåll": [_task_data(task, today) for task in document.tasks],
            }
            for document in each.documents
        ],
    }


def _task_data(task: WritingTask, today: date) -> dict[str, object]:
    return {
        "avsnitt": task.section,
        "slag": task.kind,
        "id": task.name,
        "ansvarig": task.responsible,
        "färdiggrad": task.state,
        "klart_senast": task.due.isoformat() if task.due is not None else None,
        "försenad": task.is_late(today),
    }


def _sections(statuses: Sequence[PeriodStatus], today: date) -> Iterator[StatusSection]:
    for each in statuses:
        tables = (StatusTable(_caption(document), _rows(document, today)) for document in each.documents)
        yield StatusSection(ascii_name(each.period), _heading(each), tuple(_remarks(each)), tuple(tables))


def _rows(document: DocumentStatus, today: date) -> tuple[StatusRow, ...]:
    return tuple(
        StatusRow(
            task.section, _thing(task), task.responsible, task.state, _due(task, today), task.state, task.is_late(today)
        )
        for task in document.tasks
    )
