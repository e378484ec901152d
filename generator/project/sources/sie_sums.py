"""Sums of a SIE file: over accounts and objects, from one month to another, outcome or budget."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal, TypeAlias

from generator.problems import NOWHERE, Problem, Rejected, Where, nearest_hint
from generator.project.sources.sie import MonthAmount, ObjectKey, SieFile, SieYear, VoucherRow

_CODE = "T031"
# With blanks around it the dash is no part of the numbers.
_OBJECT_RANGE = re.compile(r"(\S+)\s+[-–—]\s+(\S+)|(\w+)\s*[-–—]\s*(\w+)")
_COUNTED = re.compile(r"(\D*)([0-9]{1,18})")
_FEW = 6
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


def known_objects(file: SieFile, dimension: str, text: str, where: Where) -> frozenset[str]:
    """Return the objects that a text means: an object's number as it stands, else those of a range (`310–340`).

    Raises Rejected (T031) where the file has none in a range, or where a range can be read in two ways.
    """
    number = _dimension(file, dimension, where)
    known = frozenset(name for each, name in file.objects if each == number)
    match = None if text in known else _OBJECT_RANGE.fullmatch(text)
    if match is None:
        return frozenset({text})
    low, high = match[1] or match[3], match[2] or match[4]
    found = _between(low, high, known)
    if not found:
        raise _refused(where, f"{file.name} har inga objekt {low}–{high} i {dimension}.", "objekt i filen", "")
    if len(found) > 1:
        message = f"Objekten {low}–{high} i {dimension} kan vara {' eller '.join(map(_few, found))}."
        raise _refused(where, message, "ändar av lika många tecken", "Räkna upp objekten med komma emellan.")
    return found[0]


def _between(low: str, high: str, known: frozenset[str]) -> Sequence[frozenset[str]]:
    """Return what the two readings of a range find: by how numbers begin, and by what they are worth.

    310–340 has 3405 too, as 50–59 has all accounts that begin so; 1–12 has 2, which begins with no number between.
    """
    begun = frozenset(filter(_ranges(((low, high),)), known))
    ends, worth = (_counted(low), _counted(high)), {name: _counted(name) for name in known}
    if len(low) == len(high) or ends[0] is None or ends[1] is None or ends[0][0] != ends[1][0]:
        return [begun] if begun else []
    counted = frozenset(
        name for name, each in worth.items() if each and each[0] == ends[0][0] and ends[0][1] <= each[1] <= ends[1][1]
    )
    if {low, high} <= known:
        return [counted]
    return [each for each in dict.fromkeys((counted, begun)) if each]


def _counted(name: str) -> tuple[str, int] | None:
    match = _COUNTED.fullmatch(name)
    return (match[1], int(match[2])) if match else None


def _few(names: frozenset[str]) -> str:
    listed = sorted(names, key=lambda name: (len(name), name))
    return ", ".join(listed[:_FEW]) + (f" och {len(listed) - _FEW} till" if len(listed) > _FEW else "")


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
    if dimension in file.dimensions:
        return dimension
    numbers = [number for number, name in file.dimensions.items() if name.casefold() == dimension.casefold()]
    if len(numbers) > 1:
        message = f"{file.name} har flera dimensioner som heter ”{dimension}”: {', '.join(numbers)}."
        raise _refused(where, message, "en dimension i filen", "Skriv dimensionens nummer i stället för dess namn.")
    if not numbers:
        hint = nearest_hint(dimension, (*file.dimensions.values(), *file.dimensions))
        raise _refused(where, f"{file.name} har ingen dimension ”{dimension}”.", "en dimension i filen", hint)
    return numbers[0]


def _year(file: SieFile, selection: SieSelection) -> SieYear:
    for year in file.years.values():
        if year.start <= selection.start and selection.end <= year.end:
            return year
    years = ", ".join(map(str, file.years.values()))
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
        of = "för objekten" if wanted else "för hela konton"
        if selection.kind == "budget":
            message = f"{file.name} har ingen budget {of}."
            hint = "Exportera filen med budget, eller hämta budgeten ur en annan källa."
            raise _refused(selection.where, message, "rader #PBUDGET", hint)
        message, kinds = f"{file.name} har inga belopp per månad {of}.", "3 eller 4" if wanted else "2, 3 eller 4"
        raise _refused(selection.where, message, f"en fil av typ {kinds}", "")

    def fits(row: MonthAmount | VoucherRow) -> bool:
        keys = row.keys if isinstance(row, VoucherRow) else ()
        return all(any(key[0] == of and key[1] in objects for key in keys) for of, objects in wanted.items())

    return file.transactions, fits


def _refused(where: Where, message: str, expected: str, hint: str) -> Rejected:
    return Rejected([Problem(_CODE, where, message, expected, hint=hint)])
