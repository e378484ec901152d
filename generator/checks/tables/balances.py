"""Budgets that are not the original and its changes (T732); closings that do not follow from openings (T733)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from generator.checks.finding import FindingKind
from generator.checks.tables.intervals import Interval, meets
from generator.checks.tables.lines import LineCell, TableLine, TableLines, sheets_of
from generator.checks.tables.occasions import column_meaning
from generator.checks.tables.patterns import Pattern, tried
from generator.compose import Understood
from generator.figures import Figure
from generator.problems import Problem, Severity
from generator.prose import AmountStage, stage_of
from generator.swedish import kronor_per, plain_quantity

_NEAR = Decimal("0.3")
_NOT_ROLLED = "{name} är inte {first} och ändringarna efter den: {changes}."
_INCLUDE_CHANGE = "Rätta det tal som är fel, eller ta med den ändring som saknas."
_KINDS: dict[AmountStage, FindingKind] = {
    "current": FindingKind("T732", _NOT_ROLLED, _INCLUDE_CHANGE, Severity.ERROR),
    "closing": FindingKind("T733", _NOT_ROLLED, _INCLUDE_CHANGE, Severity.ERROR),
}
_FIRST: dict[AmountStage, AmountStage] = {"current": "original", "closing": "opening"}
_NOT_CARRIED = FindingKind(
    "T733",
    "{name} är inte det som var kvar när {year} slutade.",
    "Rätta det tal som är fel, eller kvittera fyndet om det ingående är omräknat.",
    Severity.ERROR,
)


def balances(understood: Understood) -> tuple[Problem, ...]:
    """Return T732 for budgets and their changes, T733 for openings, changes and closings."""
    content, ledger = understood.content, understood.ledger
    declared = frozenset(relation.target for relation in ledger.relations)
    problems: list[Problem] = []
    for sheet in sheets_of(content.period, ledger, content):
        if sheet.table is not None:
            years = [column_meaning(column, content.period.entry).occasion.year for column in sheet.columns]
            problems += [*_rolled(sheet, sheet.rows, declared), *_rolled(sheet, sheet.columns, declared)]
            problems += _carried(sheet, years)
    return tuple({problem.place: problem for problem in problems}.values())


def _rolled(sheet: TableLines, lines: Sequence[TableLine], declared: Collection[str]) -> Iterator[Problem]:
    for target in lines:
        stage = stage_of(target.meaning.text)
        if stage not in _KINDS:
            continue
        starts = [line.index for line in lines[: target.index] if stage_of(line.meaning.text) == _FIRST[stage]]
        between = lines[starts[-1] : target.index] if starts else ()
        chosen = [line for line in between if line.measure == target.measure and _changes(line)]
        if len(chosen) > 1:
            first, *others = (line.meaning.text for line in chosen)
            kind, changes = _KINDS[stage], ", ".join(others)
            for figure, expected in _failing(lines, target, chosen, declared):
                wanted, actual, name = _printed(figure, expected), _printed(figure), _named(sheet, figure)
                yield kind.at(figure.where, figure.id, wanted, actual, name=name, first=first, changes=changes)


def _changes(line: TableLine) -> bool:
    return not (line.meaning.part or line.sums or line.meaning.role in {"difference", "share"} or line.kind == "varav")


def _failing(
    lines: Sequence[TableLine], target: TableLine, chosen: Sequence[TableLine], declared: Collection[str]
) -> Iterator[tuple[Figure, Decimal]]:
    pattern = Pattern("sum", tuple((1, line.index) for line in chosen))
    trial = tried(pattern, lines, target, [at for at, cell in enumerate(target.cells) if _is_open(cell, declared)])
    if len(trial.fails) > max(1, len(trial.holds)):
        return
    for position, expected in trial.fails:
        cell = target.cells[position]
        if cell is not None and cell.figure is not None and (trial.strong or _near(cell.span, expected)):
            yield cell.figure, expected.value


def _is_open(cell: LineCell | None, declared: Collection[str]) -> bool:
    return cell is not None and cell.figure is not None and cell.written and cell.figure.id not in declared


def _near(actual: Interval, expected: Interval) -> bool:
    return abs(actual.value - expected.value) <= _NEAR * max(abs(actual.value), abs(expected.value))


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
