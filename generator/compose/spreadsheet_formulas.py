"""Formulas as spreadsheets read them, with factors between units. None is given that would give another value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias, assert_never

from generator.content import (
    UNIT_FILTERS,
    Binary,
    Count,
    Expression,
    Filter,
    LiteralNumber,
    Name,
    Negate,
    Phrase,
    Sum,
    parse_expression,
)
from generator.document import FigureTerm, FormulaPart
from generator.figures import (
    Computed,
    DivisionByZero,
    Figure,
    FigureAt,
    Ledger,
    Mismatch,
    Quantity,
    Relation,
    Scope,
    added,
    converted,
    divided,
    evaluate,
    exactly,
    find,
    in_order,
    multiplied,
    negated,
    subtracted,
)
from generator.problems import NOWHERE, Rejected

Formula: TypeAlias = tuple[FormulaPart, ...]
_OPERATIONS = {"+": added, "-": subtracted, "*": multiplied, "/": divided}
_SUM, _PRODUCT, _ALONE = range(3)
_RANKS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}
# A spreadsheet computes with binary numbers of some fifteen digits.
_TOLERANCE = Decimal("1e-12")


def spreadsheet_formulas(names: Sequence[str], ledger: Ledger) -> Mapping[str, Formula]:
    """Return the formulas of figures and of those in them: of what is computed, and of what agrees with its formula.

    Written figures may be agreed with each other in a ring, which no spreadsheet computes: one of them is a number.
    """
    agreed: dict[str, list[Relation]] = {}
    for relation in ledger.relations:
        if relation.kind in {"summa", "formel"}:
            agreed.setdefault(relation.target, []).append(relation)
    formulas: dict[str, Formula] = {}
    waiting = list(names)
    for name in waiting:
        figure = None if name in formulas else ledger.figures.get(name) or figure_of_expression(name, ledger)
        if figure is not None:
            sources = [figure.origin] if isinstance(figure.origin, Computed) else agreed.get(name, ())
            candidates = (_formula(figure, source, ledger) for source in sources)
            formulas[name] = next(filter(None, candidates), ())
            waiting.extend(terms_of(formulas[name]))
    while rings := in_order({name: tuple(terms_of(formula)) for name, formula in formulas.items()})[1]:
        for ring in rings:
            formulas[next(name for name in ring if name in agreed)] = ()
    return formulas


def figure_of_expression(text: str, ledger: Ledger) -> Figure | None:
    """Return the figure that a computation in a text or a cell makes; None where it cannot be read on its own.

    One in a text of a collected board begins with the board's name and a colon.
    """
    board, _, theirs = text.partition(": ")
    within = ledger.earlier.get(ledger.references.get(board, "")) if theirs else None
    try:
        expression = parse_expression(theirs if within else text, NOWHERE)
        value = None if isinstance(expression, Name) else evaluate(expression, within or ledger, Scope())
    except Rejected:
        return None
    if not isinstance(value, Quantity):
        return None
    return Figure(text, value, value.unit, Computed(text, (), NOWHERE))


def terms_of(formula: Formula) -> Iterator[str]:
    """Yield the ids of the figures in a formula."""
    return (part.figure for part in formula if isinstance(part, FigureTerm))


@dataclass(frozen=True, slots=True)
class _Operand:
    """A part of a formula: what a spreadsheet computes of it, and the quantity that it stands for."""

    parts: Formula
    value: Decimal
    quantity: Quantity
    rank: int = _ALONE
    blank: bool = False

    def within(self, rank: int) -> Formula:
        """Return the parts as an operand of an operator, in parentheses where it binds harder."""
        return self.parts if self.rank > rank else ("(", *self.parts, ")")

    def times(self, factor: Decimal) -> _Operand:
        """Multiply what the spreadsheet computes."""
        if factor == 1:
            return self
        inverse = 1 / factor
        sign, number = ("*", factor) if factor > 1 or inverse % 1 else ("/", inverse)
        return replace(
            self,
            parts=(*self.within(_SUM), f"{sign}{number.normalize():f}"),
            value=self.value * factor,
            rank=_PRODUCT,
        )


class _NoFormulaError(Exception):
    """Part of an expression is no figure."""


def _formula(figure: Figure, source: Computed | Relation, ledger: Ledger) -> Formula:
    """Return the formula of a figure with factors between units; empty where it would give another value."""
    if figure.value is None:
        return ()
    try:
        operand = _operand(parse_expression(_written(source), source.where), ledger, source.scope)
        operand = operand.times(converted(_one(operand.quantity), figure.unit).value)
    except (_NoFormulaError, Rejected, Mismatch, DivisionByZero):
        return ()
    same = abs(operand.value - figure.value) <= _TOLERANCE * max(Decimal(1), abs(figure.value))
    return operand.parts if same else ()


def _written(source: Computed | Relation) -> str:
    if source.formula or isinstance(source, Computed):
        return source.formula
    return "".join(f"{'-' if sign < 0 else '+'}{name}" for sign, name in source.terms).removeprefix("+")


def _operand(expression: Expression, ledger: Ledger, scope: Scope) -> _Operand:
    match expression:
        case LiteralNumber(value=value, decimals=decimals):
            return _Operand((f"{value:f}",), value, exactly(value, None, decimals))
        case Name():
            return _named(find(expression, ledger, scope))
        case Sum(name=name):
            return _summed(str(name), ledger)
        case Negate(operand=operand):
            inner = _operand(operand, ledger, scope)
            return replace(
                inner, parts=("-", *inner.within(_SUM)), value=-inner.value, quantity=negated(inner.quantity), rank=_SUM
            )
        case Binary(operator=operator, left=left, right=right):
            return _joined(operator, _operand(left, ledger, scope), _operand(right, ledger, scope))
        case Filter(operand=operand, name=name) if name in UNIT_FILTERS:
            inner = _operand(operand, ledger, scope)
            new = converted(inner.quantity, UNIT_FILTERS[name])
            return replace(inner.times(converted(_one(inner.quantity), UNIT_FILTERS[name]).value), quantity=new)
        case Filter() | Phrase() | Count():
            raise _NoFormulaError
        case _:
            assert_never(expression)


def _named(target: object) -> _Operand:
    if isinstance(target, Quantity):
        return _Operand((f"{target.value:f}",), target.value, target)
    if not isinstance(target, FigureAt):
        raise _NoFormulaError
    figure = target.ledger.figures[target.id]
    if figure.quantity is not None:
        return _Operand((FigureTerm(target.name),), figure.quantity.value, figure.quantity)
    if figure.sign == "..":
        raise _NoFormulaError
    return _Operand((FigureTerm(target.name, blank=True),), Decimal(0), exactly(Decimal(0), figure.unit), blank=True)


def _summed(name: str, ledger: Ledger) -> _Operand:
    record_type, _, field = name.partition(".")
    ids = (f"{record_type}.{record}.{field}" for record in ledger.records.get(record_type, ()))
    terms = [FigureAt(ledger, each) for each in ids if each in ledger.figures]
    operands = [_named(each) for each in terms if ledger.figures[each.id].quantity is not None]
    if not operands:
        raise _NoFormulaError
    total = operands[0]
    for each in operands[1:]:
        total = _joined("+", total, each)
    return total


def _joined(operator: str, left: _Operand, right: _Operand) -> _Operand:
    rank = _RANKS[operator]
    if rank == _SUM:
        if left.blank or right.blank:
            quantity = right.quantity if left.blank else left.quantity
            quantity = negated(quantity) if left.blank and operator == "-" else quantity
        else:
            quantity = _OPERATIONS[operator](left.quantity, right.quantity)
            right = right.times(_factor_to(right.quantity, left.quantity))
            if left.quantity.unit == "%" and quantity.ratio:
                left = left.times(_factor_to(left.quantity, right.quantity))
        value = left.value + right.value if operator == "+" else left.value - right.value
        tail = right.parts if operator == "+" or right.rank > _SUM else ("(", *right.parts, ")")
        return _Operand((*left.parts, operator, *tail), value, quantity, _SUM, left.blank and right.blank)
    if left.blank or right.blank or (operator == "/" and not right.value):
        raise _NoFormulaError
    quantity = _OPERATIONS[operator](left.quantity, right.quantity)
    value = left.value * right.value if operator == "*" else left.value / right.value
    tail = right.within(_PRODUCT if operator == "/" else _SUM)
    joined = _Operand((*left.within(_SUM), operator, *tail), value, quantity, _PRODUCT)
    # Per cent of something is a hundredth of the product; so are other units that do not cancel out.
    return joined.times(_OPERATIONS[operator](_one(left.quantity), _one(right.quantity)).value)


def _factor_to(quantity: Quantity, other: Quantity) -> Decimal:
    """Return what a quantity is multiplied by before it is added to another."""
    return subtracted(added(_one(other), _one(quantity)), _one(other)).value


def _one(quantity: Quantity) -> Quantity:
    return replace(quantity, value=Decimal(1), low=Decimal(1), high=Decimal(1))
