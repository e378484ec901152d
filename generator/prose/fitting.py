"""Fitting: whether a figure is of the kind, time and measure that a clause speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from generator.prose.clauses import PART, Clause, Cue
from generator.prose.subjects import Subject, SubjectRow
from generator.swedish import Mention, known_unit, kronor_per, subject_stems

_ROUND = 2
_ORDINALS = {"första": "1", "andra": "2", "tredje": "3", "fjärde": "4"}


@dataclass(frozen=True, slots=True)
class MeasuredNumber:
    """A typed number in its measure: money in kronor; the bounds are those of its absolute value."""

    measure: str
    low: Decimal
    high: Decimal

    def is_of(self, subject: Subject) -> bool:
        """Whether its interval meets the figure's, signs apart."""
        low, high = (subject.low, subject.high) if subject.value >= 0 else (-subject.high, -subject.low)
        if low == high:
            return self.low <= low <= self.high
        # 78 and 79 meet in 78,5, which is rounded to only one of them.
        return self.low < high and low < self.high


def amount_of(mention: Mention) -> MeasuredNumber:
    """Return a typed number in its measure."""
    unit = known_unit(mention.unit or "antal")
    factor = kronor_per(mention.unit) or Decimal(1)
    # "900 tkr" and "5 000 dygn" may be rounded to the hundred, as prose often is without saying so.
    whole = str(int(mention.value))
    zeros = len(whole) - len(whole.rstrip("0")) if not mention.decimals else 0
    room = Decimal(5).scaleb(zeros - 1) if zeros >= _ROUND and mention.unit in {None, "kr", "tkr"} else Decimal(0)
    low, high = min(mention.low, abs(mention.value) - room), max(mention.high, abs(mention.value) + room)
    return MeasuredNumber(unit.measure if unit else "antal", low * factor, high * factor)


def measures(amount: MeasuredNumber, subject: Subject, clause: Clause) -> bool:
    """Whether an amount can be compared with a figure: money with money, a count with a count of its noun."""
    if amount.measure == subject.measure or {amount.measure, subject.measure} == {"%", "procentenheter"}:
        return True
    # Counts of a unit of its own: 34 årsarbetare.
    own = subject.measure not in {"kr", "%", "procentenheter", "antal"}
    return amount.measure == "antal" and own and bool(subject_stems(subject.measure) & set(clause.stems))


def accepts(clause: Clause, subject: Subject, row: SubjectRow, year: int) -> bool:
    """Whether a figure is of the kind, time and flow that the clause speaks of."""
    return kind_fits(clause, subject, row) and _time_fits(clause, subject, year) and _flow_fits(clause, subject, row)


def kind_fits(clause: Clause, subject: Subject, row: SubjectRow) -> bool:
    """Whether a figure is what the clause speaks of: a deviation, a forecast, a budget or an outcome."""
    forecast = clause.has(Cue.FORECAST)
    if clause.has(Cue.AGAINST_BUDGET):
        result = subject.role == "net" or (row.net and subject.role in {"", "sum"} and subject.basis != "budget")
        kind = subject.role == "difference" or result
        return kind and (subject.basis == "prognos") == forecast
    if subject.role in {"difference", "change", "attainment"}:
        return False
    if forecast:
        return subject.basis == "prognos"
    if clause.has(Cue.BUDGET):
        return subject.basis == "budget"
    return subject.basis in {"utfall", ""}


def _time_fits(clause: Clause, subject: Subject, year: int) -> bool:
    if subject.later or not _part_fits(clause, subject):
        return False
    if clause.years - {year}:
        return subject.year in clause.years if subject.year else subject.earlier and year not in clause.years
    if clause.ends_from:
        return not subject.earlier
    return (clause.has(Cue.EARLIER) or clause.begins_from) == subject.earlier


def _part_fits(clause: Clause, subject: Subject) -> bool:
    if clause.month:
        return subject.part.startswith(clause.month[:3])
    named = PART.search(clause.words)
    number = _ORDINALS.get(named[2] or "", named[1]) if named else None
    return number is None or not subject.part or subject.part.endswith(number)


def _flow_fits(clause: Clause, subject: Subject, row: SubjectRow) -> bool:
    cost, income = clause.has(Cue.COST), clause.has(Cue.INCOME)
    if row.flow and (cost or income) and row.flow != ("income" if income else "cost"):
        return False
    if income and not cost:
        return "income" in {row.flow, subject.flow} or subject.role == "difference"
    if subject.flow == "cost":
        return cost or not clause.has(Cue.NET)
    return subject.flow != "income"


def change_of(now: Subject, before: Subject) -> tuple[Decimal, Decimal]:
    """Return the bounds of the change from one figure to another in per cent."""
    corners = [abs(each) for each in (before.low, before.high)]
    if before.low <= 0 <= before.high:
        return Decimal("Infinity"), Decimal("Infinity")
    low, high = (abs(each) for each in sorted((now.low, now.high), key=abs))
    hundred = Decimal(100)
    return (low / max(corners) - 1) * hundred, (high / min(corners) - 1) * hundred


def meets(amount: MeasuredNumber, low: Decimal, high: Decimal) -> bool:
    """Whether a number can be a value between two bounds, signs apart."""
    return (amount.low <= high and low <= amount.high) or (amount.low <= -low and -high <= amount.high)
