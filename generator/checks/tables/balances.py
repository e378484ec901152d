"""Openings that are not what the year before ended with: T733."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.checks.finding import FindingKind
from generator.checks.tables.entries import restated
from generator.checks.tables.intervals import meets
from generator.checks.tables.lines import TableLines, sheets_of
from generator.checks.tables.occasions import at_stage, column_meaning
from generator.compose import Understood
from generator.content import PeriodEntry
from generator.figures import Figure
from generator.problems import Problem, Severity
from generator.prose import stage_of
from generator.swedish import kronor_per, plain_quantity

_NOT_CARRIED = FindingKind(
    "T733",
    "{name} är inte det som var kvar när {year} slutade.",
    "Rätta det tal som är fel, eller kvittera fyndet om det ingående är omräknat.",
    Severity.ERROR,
)


def balances(understood: Understood) -> Iterator[Problem]:
    """Yield T733 for what begins with something else than the year before ended with."""
    content, ledger = understood.content, understood.ledger
    for sheet in sheets_of(content.period, ledger, content):
        if sheet.table is not None:
            yield from _carried(sheet, content.period.entry)


def _carried(sheet: TableLines, period: PeriodEntry) -> Iterator[Problem]:
    opening = [row for row in sheet.rows if stage_of(row.meaning.text) == "opening"]
    closing = [row for row in sheet.rows if stage_of(row.meaning.text) == "closing"]
    if len(opening) != 1 or len(closing) != 1:
        return
    columns = [column_meaning(column, period) for column in sheet.columns]
    opened_at = [at_stage(each, "opening", period) for each in columns]
    closed_at = [at_stage(each, "closing", period) for each in columns]
    changed = restated(sheet)
    for number, (opened, meaning) in enumerate(zip(opening[0].cells, opened_at, strict=True)):
        last = [cell for cell, other in zip(closing[0].cells, closed_at, strict=True) if other == meaning]
        closed = last[0] if len(last) == 1 else None
        if opened is None or closed is None or opened.figure is None or opened_at.count(meaning) > 1:
            continue
        if (opening[0].index, number) in changed:
            continue
        if closed.state == opened.state == "number" and not meets(opened.span, closed.span) and opened.written:
            figure, name = opened.figure, _named(sheet, opened.figure)
            wanted, actual, year = _printed(figure, closed.span.value), _printed(figure), meaning.occasion.year
            yield _NOT_CARRIED.at(figure.where, figure.id, wanted, actual, name=name, year=year)


def _named(sheet: TableLines, figure: Figure) -> str:
    row, column = sheet.lines_of(figure)
    return f"”{row.meaning.text}”, {column.meaning.text}"


def _printed(figure: Figure, instead: Decimal | None = None) -> str:
    """Return a figure as messages print it, or a value instead of its own; money is then in kronor."""
    value = figure.value if instead is None else instead / (kronor_per(figure.unit) or Decimal(1))
    return plain_quantity(value, figure.unit, figure.decimals)
