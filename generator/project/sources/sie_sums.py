"""Sums of a SIE file: over accounts and objects, from one month to another, outcome or budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal, TypeAlias

from generator.problems import NOWHERE, Problem, Rejected, Where, nearest_hint
from generator.project.sources.sie import MonthAmount, ObjectKey, SieFile, SieYear, VoucherRow

_CODE = "T031"
_Objects: TypeAlias = Mapping[str, frozenset[str]]
# Rows of one kind and year, and which of them are of the objects that are asked for.
_Rows: TypeAlias = tuple[Sequence[MonthAmount | VoucherRow], Callable[[MonthAmount | VoucherRow], bool]]


@dataclass(frozen=True, slots=True)
class SieSelection:
    """What is summed: accounts from and to (`4000`–`4999`; a shorter number stands for all that begin with it).

    `objects` maps a dimension's number or name to object numbers, of which each row has one; months run from `start` to
    `end`, dates within the year.
    """

    accounts: tuple[tuple[str, str], ...]
    start: date
    end: date
    kind: Literal["utfall", "budget"] = "utfall"
    objects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    where: Where = NOWHERE


def account_sums(file: SieFile, selection: SieSelection) -> Mapping[str, Decimal]:
    """Return the sums of a selection by account, debit positive; empty where the file has no amount of it.

    Whole accounts are summed by month, or by vouchers where the file has no months. One object is summed by month where
    the file has months of objects. Several dimensions at once are only in vouchers. Raises Rejected (T031) where the
    file cannot answer.
    """
    wanted = _objects(file, selection)
    year = _year(file, selection).number
    in_range = _ranges(selection.accounts)
    first, last = (_month(day) for day in (selection.start, selection.end))
    rows, fits = _months(file, selection, year, wanted) or _vouchers(file, selection, year, wanted)
    sums: dict[str, Decimal] = {}
    for row in rows:
        if in_range(row.account) and first <= row.month <= last and fits(row):
            sums[row.account] = sums.get(row.account, Decimal(0)) + row.amount
    return sums


def months_of_year(file: SieFile, selection: SieSelection) -> tuple[date, date, str]:
    """Return the days of the financial year that a selection lies in, and the last month with amounts of its kind.

    Raises Rejected (T031) where the file has no such year, or nothing of that kind in it.
    """
    year = _year(file, selection)
    months = [row.month for row in file.months if _is_of(row, selection, year.number)]
    rows = () if months else _vouchers(file, selection, year.number, {})[0]
    return year.start, year.end, max((*months, *(row.month for row in rows)))


def known_accounts(file: SieFile, accounts: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """Return the accounts of a file that lie in the ranges, whether or not they have amounts."""
    used = {row.account for rows in (file.months, file.transactions, file.balances) for row in rows}
    return frozenset(filter(_ranges(accounts), used.union(file.accounts)))


def known_objects(file: SieFile, dimension: str, ranges: tuple[tuple[str, str], ...], where: Where) -> frozenset[str]:
    """Return the objects of a dimension that lie in the ranges. Raises Rejected (T031) where the file has none."""
    number = _dimension(file, dimension, where)
    found = frozenset(filter(_ranges(ranges), (name for each, name in file.objects if each == number)))
    if not found:
        listed = ", ".join(f"{low}–{high}" for low, high in ranges)
        raise _refused(where, f"{file.name} har inga objekt {listed} i {dimension}.", "objekt i filen", "")
    return found


def _ranges(accounts: tuple[tuple[str, str], ...]) -> Callable[[str], bool]:
    @cache
    def in_range(account: str) -> bool:
        return any(low <= account[: len(low)] and account[: len(high)] <= high for low, high in accounts)

    return in_range


def _objects(file: SieFile, selection: SieSelection) -> _Objects:
    wanted: dict[str, frozenset[str]] = {}
    for dimension, objects in selection.objects.items():
        number = _dimension(file, dimension, selection.where)
        known = {name for each, name in file.objects if each == number}
        for unknown in sorted(objects - known) if known else ():
            message = f"{file.name} har inget objekt {unknown} i {dimension}."
            raise _refused(selection.where, message, "ett objekt i filen", nearest_hint(unknown, known))
        wanted[number] = objects
    return wanted


def _dimension(file: SieFile, dimension: str, where: Where) -> str:
    numbers = {name.casefold(): number for number, name in file.dimensions.items()}
    number = dimension if dimension in file.dimensions else numbers.get(dimension.casefold())
    if number is None:
        hint = nearest_hint(dimension, (*file.dimensions.values(), *file.dimensions))
        raise _refused(where, f"{file.name} har ingen dimension ”{dimension}”.", "en dimension i filen", hint)
    return number


def _year(file: SieFile, selection: SieSelection) -> SieYear:
    for year in file.years.values():
        if year.start <= selection.start and selection.end <= year.end:
            return year
    years = ", ".join(f"{year.start.isoformat()}–{year.end.isoformat()}" for year in file.years.values())
    message = f"{file.name} gäller inte {selection.start.isoformat()}–{selection.end.isoformat()}."
    raise _refused(selection.where, message, f"perioder inom {years}", "Välj en fil för rätt år.")


def _month(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}"


def _months(file: SieFile, selection: SieSelection, year: int, wanted: _Objects) -> _Rows | None:
    """Return the month rows of a year and which of them answer; None where only vouchers can."""

    def of_kind(row: MonthAmount | VoucherRow) -> bool:
        return isinstance(row, MonthAmount) and _is_of(row, selection, year)

    if len(wanted) > 1:
        return None
    keys: frozenset[ObjectKey | None] = frozenset({None})
    for dimension, objects in wanted.items():
        keys = frozenset((dimension, each) for each in objects)
    dimensions = {row.key[0] if row.key else None for row in file.months if of_kind(row)}
    if not dimensions.issuperset(wanted or {None}):
        return None
    return file.months, lambda row: of_kind(row) and isinstance(row, MonthAmount) and row.key in keys


def _is_of(row: MonthAmount, selection: SieSelection, year: int) -> bool:
    return row.kind == ("PSALDO" if selection.kind == "utfall" else "PBUDGET") and row.year == year


def _vouchers(file: SieFile, selection: SieSelection, year: int, wanted: _Objects) -> _Rows:
    if selection.kind == "budget" or year or not file.transactions:
        what = "ingen budget" if selection.kind == "budget" else "inga belopp per månad"
        message = f"{file.name} har {what} för {'objekten' if wanted else 'hela konton'}."
        raise _refused(
            selection.where, message, "en fil av typ 3 eller 4" if wanted else "en fil av typ 2, 3 eller 4", ""
        )

    def fits(row: MonthAmount | VoucherRow) -> bool:
        keys = row.keys if isinstance(row, VoucherRow) else ()
        return all(any(key[0] == of and key[1] in objects for key in keys) for of, objects in wanted.items())

    return file.transactions, fits


def _refused(where: Where, message: str, expected: str, hint: str) -> Rejected:
    return Rejected([Problem(_CODE, where, message, expected, hint=hint)])
