"""What a SIE file has for a table: sums of accounts and objects over the months of the period."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Literal, TypeVar

from generator.content import SourceColumn, SourceRow
from generator.editing.importing.target import Amount, SourceAmounts, Target
from generator.figures import exactly
from generator.problems import Problem, Problems, Rejected, Where, refuse
from generator.project.sources import (
    SieFile,
    SieSelection,
    account_sums,
    known_accounts,
    known_objects,
    months_of_year,
)
from generator.swedish import plain_quantity

Value = TypeVar("Value")
Ranges = tuple[tuple[str, str], ...]
_UNIT = "kr"
_ORE = 2
_ACCOUNTS = re.compile(r"(\d{1,8})(?:\s*[-–—]\s*(\d{1,8}))?")
# The accounts of a result; the others are balances.
_RESULT: Ranges = (("3", "8"),)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums of a file for a table, and what is wrong with what was asked of it."""

    file: SieFile
    target: Target
    problems: Problems = field(default_factory=Problems)

    def tried(self, read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except Rejected as rejected:
            self.problems.extend(each for each in rejected.problems if each not in self.problems)
            return None

    @property
    def months(self) -> Mapping[int, SieSelection]:
        """The kind and months of each column that the file has."""
        columns = self.target.columns.items()
        found = {number: self.tried(partial(_months, self.file, self.target, column)) for number, column in columns}
        return {number: selection for number, selection in found.items() if selection is not None}


def sie_amounts(file: SieFile, target: Target) -> SourceAmounts:
    """Return what a file has for a table. Raises Rejected: T031, T103."""
    sums = _Sums(file, target)
    months = sums.months
    cells: dict[tuple[int, int], Amount] = {}
    taken: set[str] = set()
    for row_number, row in target.rows.items():
        known = known_accounts(file, sums.tried(partial(_accounts, row.taken, row.where)) or ())
        taken |= known
        for number, selection in months.items() if known else ():
            amount = sums.tried(partial(_amount, sums, selection, row.taken, row))
            if amount is not None:
                cells[row_number, number] = amount
    controls = _controls(sums, months)
    refuse(sums.problems)
    return SourceAmounts(cells, controls, tuple(_unused(sums, months, taken)))


def _amount(sums: _Sums, months: SieSelection, accounts: str, row: SourceRow | None = None) -> Amount | None:
    """Return a sum, nought too where the file says so; None where it has no amount at all."""
    where = row.where if row is not None else months.where
    objects = {**sums.target.source.objects, **(row.objects if row is not None else {})}
    selection = replace(
        months,
        accounts=_accounts(accounts, where),
        objects={name: _objects(sums.file, name, text, where) for name, text in objects.items()},
        where=where,
    )
    by_account = account_sums(sums.file, selection)
    if not by_account:
        return None
    quantity = sums.target.signed(exactly(sum(by_account.values(), Decimal(0)), _UNIT, _ORE), row)
    parts = (f"konto {accounts}", *(f"{name} {text}" for name, text in objects.items()), months.kind)
    return Amount(quantity, f"{'; '.join(parts)} {months.start:%Y-%m}–{months.end:%Y-%m}")


def _controls(sums: _Sums, months: Mapping[int, SieSelection]) -> Mapping[int, Amount]:
    control = sums.target.source.control
    if control is None:
        return {}
    wanted = {n: replace(months[n], where=control.where) for n in sums.target.control_columns if n in months}
    found = {n: sums.tried(partial(_amount, sums, selection, control.taken)) for n, selection in wanted.items()}
    return {number: amount for number, amount in found.items() if amount is not None}


def _unused(sums: _Sums, months: Mapping[int, SieSelection], taken: set[str]) -> Iterator[str]:
    """Name the accounts of the result that have amounts and that no row takes."""
    selection = next(iter(months.values()), None)
    if selection is None:
        return
    objects = {
        name: _objects(sums.file, name, text, selection.where) for name, text in sums.target.source.objects.items()
    }
    for account, amount in sorted(
        account_sums(sums.file, replace(selection, accounts=_RESULT, objects=objects)).items()
    ):
        if amount and account not in taken:
            name = sums.file.accounts.get(account, "")
            yield f"konto {account} {name}".rstrip() + f": {plain_quantity(amount, _UNIT, _ORE)}"


# --- what is asked for -----------------------------------------------------------------------------------------------


def _months(file: SieFile, target: Target, column: SourceColumn) -> SieSelection:
    kind = column.taken.strip().casefold()
    if kind not in {"utfall", "budget"}:
        message = f"{file.name} är en SIE-fil, och ur den hämtas utfall eller budget."
        raise _refused("T031", column.where, message, "utfall eller budget", str(column.taken))
    of: Literal["utfall", "budget"] = "budget" if kind == "budget" else "utfall"
    back = 1 if column.last_year else 0
    start, end = (_years_before(day, back) for day in (target.period.start, target.period.end))
    own = SieSelection(_RESULT, start, end, of, where=column.where)
    first, last, booked = months_of_year(file, own)
    span = column.months or ("perioden" if target.period.scope == "månaden" else "ackumulerat")
    if of == "utfall" and span != "året" and booked < f"{end:%Y%m}":
        message = f"{file.name} har inga belopp efter {booked[:4]}-{booked[4:]}."
        hint = "Exportera filen när periodens sista månad är bokförd."
        raise _refused("T031", column.where, message, f"belopp till och med {end:%Y-%m}", booked, hint)
    return replace(own, start=start if span == "perioden" else first, end=last if span == "året" else end)


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _accounts(text: str, where: Where) -> Ranges:
    ranges = tuple(_ACCOUNTS.fullmatch(part.strip()) for part in text.split(","))
    found = tuple((match[1], match[2] or match[1]) for match in ranges if match is not None)
    if len(found) < len(ranges) or any(low > high[: len(low)] for low, high in found):
        expected = "kontonummer eller intervall med komma emellan"
        raise _refused("T103", where, "Kontona går inte att läsa.", expected, text, "Skriv till exempel 50–59, 7010.")
    return found


def _objects(file: SieFile, dimension: str, text: str, where: Where) -> frozenset[str]:
    parts = (known_objects(file, dimension, each.strip(), where) for each in text.split(","))
    return frozenset().union(*parts)


def _refused(code: str, where: Where, message: str, expected: str, found: str, hint: str = "") -> Rejected:
    return Rejected([Problem(code, where, message, expected, found, hint)])
