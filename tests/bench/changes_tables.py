"""Changes of one figure in a table, or of two that change places, that break a relation the content declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from generator.compose import Understood
from generator.content import Formula, parse_formula
from generator.figures import (
    Computed,
    Figure,
    Ledger,
    Mismatch,
    added,
    converted,
    exactly,
    negated,
    signed_terms,
    subtracted,
)
from generator.problems import Rejected
from tests.bench.changes import Change, Draw, Kind, Lot, Report, Truth
from tests.bench.typed import changed

_Terms = tuple[tuple[int, str], ...]
_FEW = 3


def known_truths(original: Understood, typed: Understood) -> tuple[Truth, ...]:
    """Return the linear relations that a report declares or computes by, and that its typed figures keep."""
    ledger = original.ledger
    places = {name for names in ledger.cells.values() for name in names}
    declared = [Truth(each.target, each.terms) for each in ledger.relations if all(sign for sign, _ in each.terms)]
    computed = [
        Truth(figure.id, terms)
        for figure in ledger.figures.values()
        if isinstance(figure.origin, Computed) and (terms := _terms(figure, ledger))
    ]
    return tuple(
        each
        for each in dict.fromkeys([*declared, *computed])
        if each.terms and {each.target, *(name for _, name in each.terms)} <= places and keeps(each, typed.ledger)
    )


def _terms(figure: Figure, ledger: Ledger) -> _Terms:
    origin = figure.origin
    if not isinstance(origin, Computed):
        return ()
    if origin.formula.startswith("summa(") or not origin.formula:
        return tuple((1, name) for name in origin.terms)
    try:
        terms = signed_terms(parse_formula(Formula(origin.formula, origin.where)), ledger, origin.scope)
    except Rejected:
        return ()
    return terms if all(sign for sign, _ in terms) else ()


def keeps(truth: Truth, ledger: Ledger) -> bool:
    """Whether figures keep a relation, within their rounding."""
    target = ledger.figures[truth.target].quantity
    parts = [(sign, ledger.figures[name].quantity) for sign, name in truth.terms]
    there = [(sign, part) for sign, part in parts if part is not None]
    if target is None or not there:
        return False
    try:
        whole = exactly(Decimal(0), target.unit, target.decimals)
        for sign, part in there:
            own = converted(part, target.unit)
            whole = added(whole, own if sign > 0 else negated(own))
        off = subtracted(target, whole)
    except Mismatch:
        return False
    return off.low <= 0 <= off.high


def _breaking(report: Report, values: Mapping[str, Decimal]) -> Change | None:
    changed_report = changed(report.understood, values)
    concerned = [
        each for each in report.truths if each.target in values or any(name in values for _, name in each.terms)
    ]
    if all(keeps(each, changed_report.ledger) for each in concerned):
        return None
    figures = report.understood.ledger.figures
    text = ", ".join(f"{name}: {figures[name].value} -> {value}" for name, value in values.items())
    return Change(changed_report, tuple(figures[name].where for name in values), f"{report.name}: {text}")


def _of_one(edit: Callable[[Figure, Lot], Decimal | None], *, totals: bool = False) -> Draw:
    def draw(report: Report, lot: Lot) -> Change | None:
        known = report.truths
        if not known:
            return None
        truth = lot.choice(known)
        name = truth.target if totals else lot.choice([truth.target, *(each for _, each in truth.terms)])
        figure = report.understood.ledger.figures[name]
        value = edit(figure, lot) if figure.value else None
        return None if value is None or value == figure.value else _breaking(report, {name: value})

    return draw


def _whole(figure: Figure) -> tuple[str, int]:
    """The digits of a figure without its sign and comma, and its sign."""
    value = figure.value or Decimal(0)
    return str(int(abs(value).scaleb(figure.decimals))), -1 if value < 0 else 1


def _valued(digits: str, sign: int, figure: Figure) -> Decimal:
    return sign * Decimal(int(digits)).scaleb(-figure.decimals)


def _digit(figure: Figure, lot: Lot) -> Decimal:
    digits, sign = _whole(figure)
    at = lot.randrange(len(digits))
    other = lot.choice([each for each in "0123456789" if each != digits[at]])
    return _valued(digits[:at] + other + digits[at + 1 :], sign, figure)


def _lost(figure: Figure, lot: Lot) -> Decimal | None:
    digits, sign = _whole(figure)
    at = lot.randrange(len(digits))
    return _valued(digits[:at] + digits[at + 1 :], sign, figure) if len(digits) > 1 else None


def _total(figure: Figure, lot: Lot) -> Decimal:
    digits, sign = _whole(figure)
    step = max(_FEW, int(digits) // 50)
    return _valued(str(abs(int(digits) + lot.choice([-1, 1]) * lot.randint(step, 5 * step))), sign, figure)


def _swap(report: Report, lot: Lot) -> Change | None:
    known = report.truths
    if not known:
        return None
    ledger = report.understood.ledger
    truth = lot.choice(known)
    name = lot.choice([truth.target, *(each for _, each in truth.terms)])
    places: dict[str, tuple[str, int, int]] = {each: place for place, names in ledger.cells.items() for each in names}
    table, row, column = places[name]
    near = [(table, row, column - 1), (table, row, column + 1), (table, row - 1, column), (table, row + 1, column)]
    others = [each for place in near for each in ledger.cells.get(place, ()) if ledger.figures[each].value]
    if not others or not ledger.figures[name].value:
        return None
    one, other = ledger.figures[name], ledger.figures[lot.choice(others)]
    if one.unit != other.unit or one.decimals != other.decimals or one.value is None or other.value is None:
        return None
    return None if one.value == other.value else _breaking(report, {one.id: other.value, other.id: one.value})


KINDS: Sequence[Kind] = (
    Kind("siffra", _of_one(_digit)),
    Kind("tecken", _of_one(lambda figure, _: -(figure.value or Decimal(0)))),
    Kind("×1000", _of_one(lambda figure, _: (figure.value or Decimal(0)) * 1000)),
    Kind("byte", _swap),
    Kind("total", _of_one(_total, totals=True)),
    Kind("tappad siffra", _of_one(_lost)),
)
