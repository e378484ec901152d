"""Sums of a SIE file: over accounts and objects, from one month to another, outcome or budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from generator.problems import NOWHERE, Problem, Rejected, Where, nearest_hint
from generator.sources.sie import MonthAmount, ObjectKey, SieFile

_CODE = "T031"


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


def sie_sum(file: SieFile, selection: SieSelection) -> Decimal:
    """Return the sum of a selection, debit positive. Raises Rejected (T031) where the file cannot answer.

    Whole accounts are summed by month, or by vouchers where the file has no months. One object is summed by month where
    the file has months of objects. Several dimensions at once are only in vouchers.
    """
    wanted = _objects(file, selection)
    year = _year(file, selection)
    in_range = _ranges(selection.accounts)
    first, last = (f"{day.year:04d}{day.month:02d}" for day in (selection.start, selection.end))
    kind: Literal["PSALDO", "PBUDGET"] = "PSALDO" if selection.kind == "utfall" else "PBUDGET"
    rows = _months(file, kind, year, wanted)
    if rows is None:
        amounts = _of_vouchers(file, selection, year, wanted)
    else:
        amounts = ((row.month, row.account, row.amount) for row in rows)
    return sum(
        (amount for month, account, amount in amounts if first <= month <= last and in_range(account)), Decimal(0)
    )


def _ranges(accounts: tuple[tuple[str, str], ...]) -> Callable[[str], bool]:
    @cache
    def in_range(account: str) -> bool:
        return any(low <= account[: len(low)] and account[: len(high)] <= high for low, high in accounts)

    return in_range


def _objects(file: SieFile, selection: SieSelection) -> Mapping[str, frozenset[str]]:
    numbers = {name.casefold(): number for number, name in file.dimensions.items()}
    wanted: dict[str, frozenset[str]] = {}
    for dimension, objects in selection.objects.items():
        number = dimension if dimension in file.dimensions else numbers.get(dimension.casefold())
        if number is None:
            hint = nearest_hint(dimension, (*file.dimensions.values(), *file.dimensions))
            raise _refused(selection, f"{file.name} har ingen dimension ”{dimension}”.", "en dimension i filen", hint)
        known = {name for each, name in file.objects if each == number}
        for unknown in sorted(objects - known) if known else ():
            hint = nearest_hint(unknown, known)
            raise _refused(
                selection, f"{file.name} har inget objekt {unknown} i {dimension}.", "ett objekt i filen", hint
            )
        wanted[number] = objects
    return wanted


def _year(file: SieFile, selection: SieSelection) -> int:
    for year in file.years.values():
        if year.start <= selection.start and selection.end <= year.end:
            return year.number
    years = ", ".join(f"{year.start.isoformat()}–{year.end.isoformat()}" for year in file.years.values())
    message = f"{file.name} gäller inte {selection.start.isoformat()}–{selection.end.isoformat()}."
    raise _refused(selection, message, f"perioder inom {years}", "Välj en fil för rätt år.")


def _months(file: SieFile, kind: str, year: int, wanted: Mapping[str, frozenset[str]]) -> Iterator[MonthAmount] | None:
    """Return the month rows that answer; None where only vouchers can."""
    if len(wanted) > 1:
        return None
    of_kind = [row for row in file.months if row.kind == kind and row.year == year]
    keys: frozenset[ObjectKey | None] = frozenset({None})
    if wanted:
        ((dimension, objects),) = wanted.items()
        if not any(row.key is not None and row.key[0] == dimension for row in of_kind):
            return None
        keys = frozenset((dimension, each) for each in objects)
    elif not of_kind:
        return None
    return (row for row in of_kind if row.key in keys)


def _of_vouchers(
    file: SieFile, selection: SieSelection, year: int, wanted: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str, Decimal]]:
    if selection.kind == "budget" or year or not file.transactions:
        what = "ingen budget" if selection.kind == "budget" else "inga belopp per månad"
        message = f"{file.name} har {what}{' för objekten' if wanted else ''}."
        raise _refused(selection, message, "en fil av typ 3 eller 4" if wanted else "en fil av typ 2, 3 eller 4", "")
    return (
        (row.month, row.account, row.amount)
        for row in file.transactions
        if all(
            any(key[0] == dimension and key[1] in objects for key in row.keys) for dimension, objects in wanted.items()
        )
    )


def _refused(selection: SieSelection, message: str, expected: str, hint: str) -> Rejected:
    return Rejected([Problem(_CODE, selection.where, message, expected, hint=hint)])
