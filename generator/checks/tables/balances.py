"""Tables → budgets that are not the original one and its changes, and closings that are not openings and changes.

The original budget and the changes after it are the current budget; what is closed one year is opened the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.checks.tables.intervals import Interval, meets
from generator.checks.tables.lines import LineCell, TableLine, TableLines, sheets_of
from generator.checks.tables.occasions import said_of
from generator.checks.tables.patterns import Pattern, tried
from generator.compose import Evidence
from generator.figures import Figure
from generator.problems import Problem
from generator.prose import AmountStage, stage_of
from generator.swedish import HARD_SPACE, NumberFormat, format_quantity, scale

_CODES: dict[AmountStage, str] = {"current": "T732", "closing": "T733"}
_FIRST: dict[AmountStage, AmountStage] = {"current": "original", "closing": "opening"}
_NEAR = Decimal("0.3")


def balances(evidence: Evidence) -> tuple[Problem, ...]:
    """Evidence → T732 for budgets and their changes, T733 for openings, changes and closings."""
    content, ledger = evidence.content, evidence.ledger
    declared = frozenset(relation.target for relation in ledger.relations)
    found: list[Problem] = []
    for sheet in sheets_of(content.period, ledger, content):
        if sheet.table is not None:
            years = [said_of(column, content.period.entry).occasion.year for column in sheet.columns]
            found += [*_rolled(sheet, sheet.rows, declared), *_rolled(sheet, sheet.columns, declared)]
            found += _carried(sheet, years)
    return tuple({problem.place: problem for problem in found}.values())


def _rolled(sheet: TableLines, lines: Sequence[TableLine], declared: frozenset[str]) -> Iterator[Problem]:
    """The lines between an original and a current one, or an opening and a closing, are the changes."""
    for target in lines:
        stage = stage_of(target.meaning.text)
        if stage not in _CODES:
            continue
        before = [line.index for line in lines[: target.index] if stage_of(line.meaning.text) == _FIRST[stage]]
        if not before:
            continue
        chosen = [
            line for line in lines[before[-1] : target.index] if line.measure == target.measure and _changes(line)
        ]
        if len(chosen) > 1:
            pattern = Pattern("sum", tuple((1, line.index) for line in chosen))
            yield from _tried(sheet, lines, target, (pattern, _CODES[stage]), declared)


def _changes(line: TableLine) -> bool:
    return not (line.meaning.part or line.sums or line.meaning.role in {"difference", "share"} or line.kind == "varav")


def _tried(
    sheet: TableLines,
    lines: Sequence[TableLine],
    target: TableLine,
    rule: tuple[Pattern, str],
    declared: frozenset[str],
) -> Iterator[Problem]:
    pattern, code = rule
    positions = [number for number, cell in enumerate(target.cells) if _open(cell, declared)]
    trial = tried(pattern, lines, target, positions)
    if not trial.fails or (len(trial.fails) > max(1, len(trial.holds))):
        return
    for position, expected in trial.fails:
        cell = target.cells[position]
        if cell is None or cell.figure is None or not (trial.strong or _near(cell.span, expected)):
            continue
        labels = [lines[index].meaning.text for _, index in pattern.terms]
        message = (
            f"{_named(sheet, cell.figure)} är inte {labels[0]} och ändringarna efter den: {', '.join(labels[1:])}."
        )
        hint = "Rätta det tal som är fel, eller ta med den ändring som saknas."
        yield _problem(code, cell.figure, expected.value, message, hint)


def _carried(sheet: TableLines, years: Sequence[int]) -> Iterator[Problem]:
    """What a year opens with is what the year before closed with."""
    opening = [row for row in sheet.rows if stage_of(row.meaning.text) == "opening"]
    closing = [row for row in sheet.rows if stage_of(row.meaning.text) == "closing"]
    if len(opening) != 1 or len(closing) != 1:
        return
    for number, year in enumerate(years):
        last = [index for index, other in enumerate(years) if other == year - 1]
        opened = opening[0].cells[number]
        closed = closing[0].cells[last[0]] if len(last) == 1 else None
        if opened is None or closed is None or opened.figure is None or years.count(year) > 1:
            continue
        if closed.state == opened.state == "number" and not meets(opened.span, closed.span) and opened.written:
            factor = scale(opened.figure.unit) or Decimal(1)
            message = f"{_named(sheet, opened.figure)} är inte det som var kvar när {year - 1} slutade."
            hint = "Rätta det tal som är fel, eller kvittera fyndet om det ingående är omräknat."
            yield _problem("T733", opened.figure, closed.span.value / factor, message, hint, base=False)


def _open(cell: LineCell | None, declared: frozenset[str]) -> bool:
    return cell is not None and cell.figure is not None and cell.written and cell.figure.id not in declared


def _near(found: Interval, expected: Interval) -> bool:
    return abs(found.value - expected.value) <= _NEAR * max(abs(found.value), abs(expected.value))


def _named(sheet: TableLines, figure: Figure) -> str:
    for row in sheet.rows:
        for number, cell in enumerate(row.cells):
            if cell is not None and cell.figure is figure:
                return f"”{row.meaning.text}”, {sheet.columns[number].meaning.text}"
    return figure.id


def _problem(code: str, figure: Figure, wanted: Decimal, message: str, hint: str, *, base: bool = True) -> Problem:
    value = figure.value if figure.value is not None else Decimal(0)
    due = wanted / (scale(figure.unit) or Decimal(1)) if base else wanted
    return Problem(code, figure.where, message, _text(due, figure), _text(value, figure), hint, place=figure.id)


def _text(value: Decimal, figure: Figure) -> str:
    return format_quantity(value, figure.unit, NumberFormat(), figure.decimals).replace(HARD_SPACE, " ")
