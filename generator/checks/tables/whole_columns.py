"""Columns that are as a whole last period's, or in another unit or sign than last period's or those beside: T713–T742.

T735 for the numbers of last period, T742 for a unit, T713 for a sign.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.checks.finding import FindingKind
from generator.checks.tables.lines import TableLine, TableLines
from generator.checks.tables.magnitude import OF_EACH
from generator.checks.tables.occasions import column_meaning, things_named
from generator.content import Content, NumberCell, Period, PeriodEntry, Table
from generator.figures import Shift, common_shift, presentation_of
from generator.problems import Problem
from generator.swedish import kronor_per, plain_quantity

_MANY = 3
# So many digits, in all of a column's cells, do not agree by chance.
_SURE = 7
# No municipality has amounts of a thousand milliards.
_MOST_KRONOR = Decimal(10) ** 12
_YEAR = re.compile(r"\b20\d\d\b")
_OF_LAST_PERIOD = FindingKind(
    "T735",
    "Alla {count} tal i kolumnen ”{column}” är desamma som i {period}.",
    "Är det förra periodens fil? Lägg in den nya. Står talen verkligen stilla: kvittera fyndet med skäl.",
)
_OTHER_UNIT = FindingKind(
    "T742",
    "Talen i {columns} {stand}.",
    "Se efter vilken enhet talen är skrivna i, och ändra enhet: på tabellen eller kolumnen, eller räkna om talen.",
)
_OTHER_SIGN = FindingKind(
    "T713",
    "Talen i {columns} {stand}.",
    "Se efter om filen har omvänt tecken mot tabellen. Har tabellen bytt tecken med flit: kvittera fyndet med skäl.",
)
# A table so many times larger than all others, in its largest amount and in most, is in another unit.
_FAR, _APART, _WRITTEN = 300, 30, 10_000
_THOUSAND, _MOST_TABLES = 3, 24
_FAR_LARGER = "är hundratals gånger större än alla belopp i andra tabeller"
_TOO_LARGE = "är större än någon kommuns: mer än tusen miljarder kronor"


@dataclass(frozen=True, slots=True)
class _Number:
    """A written number as it stands and is printed, and its value in kronor where it is money; `unit` is empty then."""

    cell: NumberCell
    value: Decimal
    unit: str
    printed: str

    def becomes(self, other: _Number, power: int) -> bool:
        """Whether another number is this one, rounded as it is, times a power of ten."""
        if not self.cell.value:
            return not other.value
        half = abs(self.value / self.cell.value) * Decimal(5).scaleb(-self.cell.decimals - 1)
        return abs(abs(self.value).scaleb(power) - abs(other.value)) <= half.scaleb(power)


_Columns = Mapping[tuple[str | None, str], Mapping[str, _Number]]


def period_before(content: Content) -> Period | None:
    """Return the period before: the one that the period names, else the board's last that ends earlier."""
    name = content.period.entry.previous
    return content.earlier.get(str(name)) if name is not None else content.before


def whole_columns(sheet: TableLines, before: Period | None, period: PeriodEntry) -> Iterator[Problem]:
    """Yield what columns are as a whole, each with the same cause once."""
    if sheet.table is None:
        return
    own = _numbers(sheet.table)
    earlier = _numbers(before.tables[sheet.id]) if before is not None and sheet.id in before.tables else {}
    found: dict[tuple[str, Shift | None], list[TableLine]] = defaultdict(list)
    for column in sheet.columns:
        key = _key(sheet.table, column)
        numbers, then = own.get(key, {}), earlier.get(key, {})
        if before is not None and before.entry.scope == period.scope == "ackumulerat":
            yield from _unchanged(sheet, column, (numbers, then), period, before.entry.id)
        told = _against(column, numbers, then, before) or _beside(sheet, column, own)
        if told is not None:
            found[told].append(column)
    for (others, shift), columns in found.items():
        first = next(each for each in own[_key(sheet.table, columns[0])].values() if each.value)
        yield _told(sheet, columns, others, shift, first)


def _key(table: Table, column: TableLine) -> tuple[str | None, str]:
    return table.columns[column.index].group, table.columns[column.index].id


def _numbers(table: Table) -> _Columns:
    """The written numbers of a table, by column and row."""
    found: dict[tuple[str | None, str], dict[str, _Number]] = defaultdict(dict)
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if isinstance(cell, NumberCell):
                unit = presentation_of(table, row, column, cell.unit).unit or ""
                kronor = kronor_per(unit)
                of_money = "" if kronor is not None else unit or "antal"
                printed = plain_quantity(cell.value, unit or None, cell.decimals)
                number = _Number(cell, cell.value * (kronor or 1), of_money, printed)
                found[column.group, column.id][row.id] = number
    return found


# --- last period's -------------------------------------------------------------------------------------------------


def _unchanged(
    sheet: TableLines,
    column: TableLine,
    numbers: tuple[Mapping[str, _Number], Mapping[str, _Number]],
    period: PeriodEntry,
    before: str,
) -> Iterator[Problem]:
    meaning = column_meaning(column, period)
    own = (period.start.month, period.end.month)
    past = meaning.occasion.year != period.start.year or meaning.occasion.months not in {own, None}
    if past or column.meaning.basis in {"budget", "prognos", "mål"} or column.measure == "%":
        return
    now, then = numbers
    pairs = [(each, then[row]) for row, each in now.items() if each.value and row in then]
    same = all(
        (one.value, one.unit, one.cell.decimals) == (two.value, two.unit, two.cell.decimals) for one, two in pairs
    )
    digits = sum(len(str(one.value.normalize()).strip("-0").replace(".", "")) for one, _ in pairs)
    if len(pairs) >= _MANY and same and digits >= _SURE:
        first, name = pairs[0][0], column.meaning.text
        place, count = f"{sheet.id}.{column.id}", len(pairs)
        yield _OF_LAST_PERIOD.at(first.cell.where, place, "", first.printed, column=name, period=before, count=count)


# --- another unit or sign ------------------------------------------------------------------------------------------


def _against(
    column: TableLine, now: Mapping[str, _Number], then: Mapping[str, _Number], before: Period | None
) -> tuple[str, Shift | None] | None:
    """How a column stands to itself in the period before, or to what any amount can be."""
    money = [each.value for each in now.values() if not each.unit and each.value]
    if len(money) >= _MANY and all(abs(value) > _MOST_KRONOR for value in money):
        return "", None
    pairs = [(then[row].value, each.value) for row, each in now.items() if row in then and then[row].unit == each.unit]
    shift = common_shift(pairs)
    balance = column.meaning.role in {"difference", "change", "net"} and shift is not None and not shift.power
    return (f"talen i {before.entry.id}", shift) if shift and before is not None and not balance else None


def _beside(sheet: TableLines, column: TableLine, own: _Columns) -> tuple[str, Shift | None] | None:
    """How a column stands to all columns of amounts beside it; of two, the larger is told of."""
    table = sheet.table
    if table is None or not _of_amounts(sheet, column):
        return None
    numbers = own.get(_key(table, column), {})
    shifts: list[Shift | None] = []
    for other in (each for each in sheet.columns if each is not column and _of_amounts(sheet, each)):
        beside = own.get(_key(table, other), {})
        pairs = [
            (abs(beside[row].value), abs(each.value))
            for row, each in numbers.items()
            if row in beside and beside[row].value and each.value and not (each.unit or beside[row].unit)
        ]
        if len(pairs) >= _MANY:
            shifts.append(common_shift(pairs))
    shift = shifts[0] if shifts else None
    if shift is None or any(each != shift for each in shifts) or (len(shifts) == 1 and shift.power < 0):
        return None
    return "talen bredvid", shift


def _of_amounts(sheet: TableLines, column: TableLine) -> bool:
    """Whether a column is of outcomes, budgets and the like of whole rows; a difference may be of any size."""
    dated = bool(column.meaning.basis or _YEAR.search(f"{column.group} {column.meaning.text}"))
    return dated and column.meaning.role not in {"difference", "change"} and not _is_of_each(sheet, column)


def _is_of_each(sheet: TableLines, column: TableLine) -> bool:
    return OF_EACH.search(f"{sheet.heading} {column.group} {column.meaning.text}") is not None


# --- a table beside others -----------------------------------------------------------------------------------------


_Amounts = Sequence[tuple[object, _Number]]


def whole_tables(sheets: Sequence[TableLines], period: PeriodEntry) -> Iterator[Problem]:
    """Yield T742 for tables with the digits of another one in another unit, or far larger than all others."""
    amounts = [list(_amounts(sheet, period)) for sheet in sheets]
    named: dict[object, list[tuple[int, _Number]]] = defaultdict(list)
    for at, found in enumerate(amounts):
        for name, number in found:
            named[name].append((at, number))
    largest = sorted((max(abs(number.value) for _, number in found), at) for at, found in enumerate(amounts) if found)
    for at, (sheet, found) in enumerate(zip(sheets, amounts, strict=True)):
        others = [(most, of_table) for most, of_table in largest[-2:] if of_table != at]
        stand, beside = _power_of_rows(at, found, named)
        if not stand and others and _is_far_larger(found, others[-1][0]):
            stand, beside = _FAR_LARGER, others[-1][1]
        if stand:
            name, first, related = f"tabellen ”{sheet.heading}”", found[0][1], (amounts[beside][0][1].cell.where,)
            yield _OTHER_UNIT.at(first.cell.where, sheet.id, "", first.printed, related, columns=name, stand=stand)


def _power_of_rows(at: int, found: _Amounts, named: Mapping[object, Sequence[tuple[int, _Number]]]) -> tuple[str, int]:
    """Return how a table stands that has the digits of another one, a thousand or a million times as large."""
    pairs: dict[int, list[tuple[_Number, _Number]]] = defaultdict(list)
    for name, own in found:
        for other, number in named[name][:_MOST_TABLES]:
            if other != at:
                pairs[other].append((number, own))
    for power in (_THOUSAND, 2 * _THOUSAND):
        for beside, both in pairs.items():
            if len(both) >= _MANY and all(one.becomes(other, power) for one, other in both):
                return Shift(power, turned=False).words("talen för samma rader i en annan tabell"), beside
    return "", at


def _is_far_larger(found: _Amounts, most: Decimal) -> bool:
    """Whether amounts are hundreds of times the largest of all other tables, and written to their last digits."""
    if len(found) < _MANY or any(number.cell.decimals for _, number in found):
        return False
    sizes = sorted((abs(number.value), abs(number.cell.value)) for _, number in found)
    middle, written = sizes[len(sizes) // 2]
    return 0 < most * _FAR < sizes[-1][0] and most * _APART < middle and written >= _WRITTEN


def _amounts(sheet: TableLines, period: PeriodEntry) -> Iterator[tuple[object, _Number]]:
    """Yield the written amounts of money of whole things, by what they are of."""
    if sheet.table is None:
        return
    numbers, things = _numbers(sheet.table), things_named(sheet)
    for column in (each for each in sheet.columns if not _is_of_each(sheet, each)):
        meaning, of_column = column_meaning(column, period), numbers.get(_key(sheet.table, column), {})
        for row, thing in zip(sheet.rows, things, strict=True):
            number = of_column.get(row.id)
            if number is not None and number.value and not number.unit and not OF_EACH.search(row.meaning.text):
                yield (thing, meaning), number


def _told(sheet: TableLines, columns: list[TableLine], others: str, shift: Shift | None, first: _Number) -> Problem:
    names = [f"”{each.meaning.text}”" for each in columns]
    listed = f"kolumnen {names[0]}" if len(names) == 1 else f"kolumnerna {', '.join(names)}"
    kind = _OTHER_SIGN if shift is not None and not shift.power else _OTHER_UNIT
    stand = shift.words(others) if shift is not None else _TOO_LARGE
    place = f"{sheet.id}.{columns[0].id}"
    return kind.at(first.cell.where, place, "", first.printed, columns=listed, stand=stand)
