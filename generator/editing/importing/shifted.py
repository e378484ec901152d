"""Columns whose new amounts are all in another unit, or with another sign, than what they replace or stand beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from generator.content import NumberCell, Period
from generator.editing.importing.target import Target, names_of
from generator.figures import Shift, common_shift
from generator.problems import Problem, Severity
from generator.prose import meaning_of
from generator.swedish import kronor_per, plain_quantity

Values = Mapping[tuple[int, int], Decimal]
_FEW = 2
_OLD = "de tal som de ersätter"
_BESIDE = "talen bredvid i tabellen"


def shifted(target: Target, new: Values, earlier: Period | None) -> Iterator[Problem]:
    """Yield what is to be asked before it is written: once for each way in which columns differ.

    A column is held against its own numbers, those of the period before where it has too few, and else those beside it.
    """
    found: dict[tuple[Shift, str], list[int]] = defaultdict(list)
    for column in sorted({column for _, column in new}):
        told = next(_told(target, new, column, earlier), None)
        if told is not None:
            found[told].append(column)
    for (shift, others), columns in found.items():
        yield _problem(target, new, shift, others, columns)


def _told(target: Target, new: Values, column: int, earlier: Period | None) -> Iterator[tuple[Shift, str]]:
    values = {row: value for (row, at), value in new.items() if at == column}
    of_earlier, period = _earlier(target, column, earlier)
    for before, others in ((_numbers(target, column), _OLD), (of_earlier, f"talen i {period}")):
        pairs = [(before[row], value) for row, value in values.items() if before.get(row) and value]
        if (shift := common_shift(pairs)) is not None:
            yield shift, others
        if len(pairs) > 1:
            # What a column has had tells more than what stands beside it.
            return
    yield from _beside(target, new, column, values)


def _numbers(target: Target, column: int) -> dict[int, Decimal]:
    cells = ((number, row.cells[column]) for number, row in enumerate(target.table.rows))
    return {number: cell.value for number, cell in cells if isinstance(cell, NumberCell)}


def _earlier(target: Target, column: int, period: Period | None) -> tuple[dict[int, Decimal], str]:
    """The numbers that the period before has in the same cells, where they are in the same unit."""
    table = period.tables.get(target.table.id) if period is not None else None
    if table is None or period is None:
        return {}, ""
    other = Target(target.name, target.source, table, period.entry, {}, {})
    places = [at for at in range(len(table.columns)) if names_of(table, at) == names_of(target.table, column)]
    rows = {row.id: number for number, row in enumerate(table.rows)}
    found: dict[int, Decimal] = {}
    for number, row in enumerate(target.table.rows):
        if places and (at := rows.get(row.id)) is not None:
            cell = table.rows[at].cells[places[0]]
            if isinstance(cell, NumberCell) and other.unit(at, places[0]) == target.unit(number, column):
                found[number] = cell.value
    return found, period.entry.id


def _beside(target: Target, new: Values, column: int, values: Mapping[int, Decimal]) -> Iterator[tuple[Shift, str]]:
    """A unit that differs from that of every column of amounts beside it; a difference may be of any size."""
    shifts: list[Shift | None] = []
    for other, each in enumerate(target.table.columns):
        if other == column or meaning_of(each.heading.text).role in {"difference", "change"}:
            continue
        numbers = _numbers(target, other) | {row: value for (row, at), value in new.items() if at == other}
        pairs = [
            (numbers[row], value)
            for row, value in values.items()
            if numbers.get(row) and value and _same_money(target, row, column, other)
        ]
        if len(pairs) > _FEW:
            shifts.append(common_shift([(abs(one), abs(value)) for one, value in pairs]))
    if shifts and (shift := shifts[0]) is not None and all(each == shift for each in shifts):
        yield shift, _BESIDE


def _same_money(target: Target, row: int, column: int, other: int) -> bool:
    unit = target.unit(row, column)
    return unit == target.unit(row, other) and kronor_per(unit) is not None


def _problem(target: Target, new: Values, shift: Shift, others: str, columns: list[int]) -> Problem:
    row = max((row for row, at in new if at == columns[0]), key=lambda row: abs(new[row, columns[0]]))
    names = [names_of(target.table, column)[0] for column in columns]
    listed = f"kolumnen ”{names[0]}”" if len(names) == 1 else "kolumnerna " + ", ".join(f"”{each}”" for each in names)
    key = "enhet:" if shift.power else "tecken:"
    both = "enhet: och tecken:" if shift.power and shift.turned else key
    wrong = "Är det tabellens tal som är fel, skriv ?? i dem och kör igen."
    hint = f"Se efter i filen, och ändra {both} i källan {target.name}. {wrong if others == _OLD else ''}".rstrip()
    value = new[row, columns[0]]
    found = plain_quantity(value, target.unit(row, columns[0]), max(0, -int(value.as_tuple().exponent)))
    expected = "tal av samma storlek och med samma tecken"
    message = f"Talen i {listed} {shift.words(others)}."
    place = f"{target.table.rows[row].id}.{names[0]}: {found}"
    return Problem("T033", target.source.where, message, expected, place, hint, Severity.WARNING)
