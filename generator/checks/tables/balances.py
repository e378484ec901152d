"""Openings that are not what the year before ended with: T733."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from generator.checks.finding import FindingKind
from generator.checks.tables.entries import restated
from generator.checks.tables.intervals import room
from generator.checks.tables.lines import LineCell, TableLine, TableLines, sheets_of
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
            for opening, closing in _openings(sheet):
                yield from _carried(sheet, opening, closing, content.period.entry)


def with_balances(found: Iterable[Problem], understood: Understood) -> Iterator[Problem]:
    """Yield what is found of a table's sums, and its openings; what both tell of is surer, and told once."""
    carried = list(balances(understood))
    for each in found:
        same = [other for other in carried if _is_same_slip(each, other)]
        carried = [other for other in carried if other not in same]
        places = (place for other in same for place in (other.where, *other.related) if place != each.where)
        related = tuple(dict.fromkeys((*each.related, *places)))
        yield replace(each, severity=same[0].severity, related=related) if same else each
    yield from carried


def _is_same_slip(of_sum: Problem, carried: Problem) -> bool:
    """Whether a sum says of an opening what the closing before it says, or of the closing what the opening says."""
    at_opening = of_sum.where == carried.where and of_sum.expected == carried.expected
    return at_opening or (of_sum.where in carried.related and of_sum.expected == carried.found)


def _openings(sheet: TableLines) -> Iterator[tuple[TableLine, TableLine]]:
    """Yield each row of an opening, and the only closing below it that is above the next."""
    stages = [stage_of(row.meaning.text) for row in sheet.rows]
    starts = [at for at, stage in enumerate(stages) if stage == "opening"]
    for start, end in pairwise((*starts, len(stages))):
        closing = [at for at in range(start, end) if stages[at] == "closing"]
        if len(closing) == 1:
            yield sheet.rows[start], sheet.rows[closing[0]]


def _carried(sheet: TableLines, opening: TableLine, closing: TableLine, period: PeriodEntry) -> Iterator[Problem]:
    columns = [column_meaning(column, period) for column in sheet.columns]
    opened_at = [at_stage(each, "opening", period) for each in columns]
    closed_at = [at_stage(each, "closing", period) for each in columns]
    changed = restated(sheet)
    for number, (opened, meaning) in enumerate(zip(opening.cells, opened_at, strict=True)):
        last = [cell for cell, other in zip(closing.cells, closed_at, strict=True) if other == meaning]
        closed = last[0] if len(last) == 1 else None
        if closed is None or closed.figure is None or opened_at.count(meaning) > 1:
            continue
        if (opening.index, number) in changed:
            continue
        if opened is not None and opened.figure is not None and _differs(opened, closed):
            figure, year, name = opened.figure, meaning.occasion.year, _named(sheet, opened.figure)
            wanted, actual, places = _printed(figure, closed.span.value), _printed(figure), (closed.figure.where,)
            yield _NOT_CARRIED.at(figure.where, figure.id, wanted, actual, places, name=name, year=year)


def _differs(opened: LineCell, closed: LineCell) -> bool:
    """Whether they are two figures; one in two places has been rounded once."""
    most = max(room(opened.span), room(closed.span))
    both = opened.written and closed.state == opened.state == "number"
    return both and abs(opened.span.value - closed.span.value) > most


def _named(sheet: TableLines, figure: Figure) -> str:
    row, column = sheet.lines_of(figure)
    return f"”{row.meaning.text}”, {column.meaning.text}"


def _printed(figure: Figure, instead: Decimal | None = None) -> str:
    """Return a figure as messages print it, or a value instead of its own; money is then in kronor."""
    value = figure.value if instead is None else instead / (kronor_per(figure.unit) or Decimal(1))
    return plain_quantity(value, figure.unit, figure.decimals)
