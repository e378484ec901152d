"""Openings that are not what the year before ended with: T733."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.checks.finding import FindingKind
from generator.checks.tables.intervals import meets
from generator.checks.tables.lines import TableLines, sheets_of
from generator.checks.tables.occasions import column_meaning
from generator.compose import Understood
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
            years = [column_meaning(column, content.period.entry).occasion.year for column in sheet.columns]
            yield from _carried(sheet, years)


def _carried(sheet: TableLines, years: Sequence[int]) -> Iterator[Problem]:
    opening = [row for row in sheet.rows if stage_of(row.meaning.text) == "opening"]
    closing = [row for row in sheet.rows if stage_of(row.meaning.text) == "closing"]
    if len(opening) != 1 or len(closing) != 1:
        return
    for opened, year in zip(opening[0].cells, years, strict=True):
        last = [cell for cell, other in zip(closing[0].cells, years, strict=True) if other == year - 1]
        closed = last[0] if len(last) == 1 else None
        if opened is None or closed is None or opened.figure is None or years.count(year) > 1:
            continue
        if closed.state == opened.state == "number" and not meets(opened.span, closed.span) and opened.written:
            figure, name = opened.figure, _named(sheet, opened.figure)
            wanted, actual = _printed(figure, closed.span.value), _printed(figure)
            yield _NOT_CARRIED.at(figure.where, figure.id, wanted, actual, name=name, year=year - 1)


def _named(sheet: TableLines, figure: Figure) -> str:
    row, column = sheet.lines_of(figure)
    return f"”{row.meaning.text}”, {column.meaning.text}"


def _printed(figure: Figure, instead: Decimal | None = None) -> str:
    """Return a figure as messages print it, or a value instead of its own; money is then in kronor."""
    value = figure.value if instead is None else instead / (kronor_per(figure.unit) or Decimal(1))
    return plain_quantity(value, figure.unit, figure.decimals)
