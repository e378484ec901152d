"""What figures must agree with, and the differences that authors explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import TypeAlias, assert_never

from generator.content import (
    Binary,
    Count,
    Expression,
    Filter,
    Formula,
    LiteralNumber,
    Name,
    Negate,
    Phrase,
    Sum,
    names_in,
    parse_formula,
)
from generator.figures.definitions import Defined, ExpectedValue, ExplainedDifference, PartOfWhole, Terms
from generator.figures.evaluate import Missing, evaluate, into_unit, misfit, value_of
from generator.figures.ledger import Difference, Figure, Imported, Ledger, Relation, Scope, StatedOrigin
from generator.figures.names import FigureAt, find
from generator.figures.quantity import Mismatch, Quantity, added, negated, settled
from generator.problems import Problem, Rejected, Where, nearest_hint

_Related: TypeAlias = tuple[tuple[Relation, ...], tuple[Problem, ...]]


def relations_of(defined: Defined, ledger: Ledger, failed: frozenset[str]) -> _Related:
    """Return the relations of a period and their problems; `failed` are the figures that could not be computed.

    Agreements with figures without a value are left out. Problems: those of the expressions, and T201 and T210 for
    explained differences of no figure or no relation.
    """
    relations: list[Relation] = []
    problems: list[Problem] = []
    rejections: list[tuple[ExpectedValue, Rejected]] = []
    for agreement in defined.agreements:
        try:
            relations.extend(_relation(agreement, ledger, failed))
        except Rejected as rejected:
            rejections += [(agreement, rejected)] * (not agreement.mirrored)
    problems.extend(_unshared(rejections, defined, ledger))
    for explanation in defined.explanations:
        try:
            _explain(explanation, relations, ledger, failed)
        except Rejected as rejected:
            problems.extend(rejected.problems)
    return tuple(relations), tuple(problems)


def _unshared(
    rejections: Sequence[tuple[ExpectedValue, Rejected]], defined: Defined, ledger: Ledger
) -> Iterator[Problem]:
    """Yield the problems without those of names that a row's formula has in other columns only, each name once."""
    told = set[Formula]()
    shared = {each.formula for each, _ in rejections if each.shared}
    known = {each.formula for each in defined.agreements if each.formula in shared and _is_known(each, ledger)}
    for agreement, rejected in rejections:
        formula = agreement.formula
        if formula is None or not agreement.shared or any(each.code != "T201" for each in rejected.problems):
            yield from rejected.problems
        elif formula not in known and formula not in told:
            told.add(formula)
            yield from rejected.problems


def _is_known(agreement: ExpectedValue, ledger: Ledger) -> bool:
    try:
        return agreement.formula is not None and bool(
            signed_terms(parse_formula(agreement.formula), ledger, agreement.scope)
        )
    except Rejected:
        return False


def sum_of_terms(terms: Terms, ledger: Ledger, where: Where) -> Quantity | Missing:
    """Return the signed sum without what is blank or “–”; “..” leaves no sum. Raises Rejected (T205) for units."""
    figures = [(sign, ledger.figures[name]) for sign, name in terms if name in ledger.figures]
    if any(figure.sign == ".." for _, figure in figures):
        return Missing(next(figure.id for _, figure in figures if figure.sign == ".."), "..")
    parts = [(sign, figure.quantity) for sign, figure in figures if figure.quantity is not None]
    if not parts:
        return Missing(terms[0][1] if terms else "", "–" if any(figure.sign for _, figure in figures) else "")
    try:
        return settled(reduce(added, (part if sign > 0 else negated(part) for sign, part in parts)))
    except Mismatch as mismatch:
        hint = "Skriv summera: med de rader som ska ingå, eller summera: nej."
        raise Rejected([misfit(mismatch, where, "samma slags enhet i alla rader", "", hint)]) from mismatch


def _relation(agreement: ExpectedValue, ledger: Ledger, failed: frozenset[str]) -> Iterator[Relation]:
    target = ledger.figures[agreement.target]
    if target.quantity is None or agreement.target in failed:
        return
    expression = parse_formula(agreement.formula) if agreement.formula else None
    terms = signed_terms(expression, ledger, agreement.scope) if expression else agreement.terms
    if any(name in failed for _, name in terms):
        return
    where = agreement.formula.where if agreement.formula else target.where
    expected = evaluate(expression, ledger, agreement.scope) if expression else sum_of_terms(terms, ledger, where)
    if isinstance(expected, Missing):
        return
    if not isinstance(expected, Quantity):
        raise Rejected([Problem("T209", where, "Uttrycket ger inget tal.", "ett tal", str(expected))])
    expected = into_unit(expected, target.unit, where)
    text = agreement.formula.text if agreement.formula else ""
    scope = agreement.scope
    yield Relation(
        agreement.target,
        agreement.kind,
        text,
        terms,
        expected,
        agreement.where,
        scope=scope,
        mirrored=agreement.mirrored,
    )


def signed_terms(expression: Expression, ledger: Ledger, scope: Scope) -> Terms:
    """Return the figures of an expression with their signs; all are 0 where it does more than add and subtract."""
    linear = _linear(expression, 1)
    pairs = linear or tuple((0, name) for name in names_in(expression) if isinstance(name, Name))
    targets = ((sign, find(name, ledger, scope)) for sign, name in pairs)
    return tuple((sign, target.name) for sign, target in targets if isinstance(target, FigureAt))


def _linear(expression: Expression, sign: int) -> tuple[tuple[int, Name], ...] | None:
    match expression:
        case Name():
            return ((sign, expression),)
        case Negate(operand=operand):
            return _linear(operand, -sign)
        case Binary(operator="+" | "-", left=left, right=right):
            first = _linear(left, sign)
            second = _linear(right, sign if expression.operator == "+" else -sign)
            return (*first, *second) if first is not None and second is not None else None
        case LiteralNumber() | Phrase() | Sum() | Count() | Binary() | Filter():
            return None
        case _:
            assert_never(expression)


# --- explained differences -------------------------------------------------------------------------------------------


def _explain(
    explanation: ExplainedDifference, relations: list[Relation], ledger: Ledger, failed: frozenset[str]
) -> None:
    entry = explanation.entry
    target = _named(explanation.name, entry.where, "ha en förklarad differens", ledger).id
    if target in failed:
        return
    own = [number for number, relation in enumerate(relations) if relation.target == target]
    fitting = [number for number in own if _is_against(relations[number], entry.against)]
    if not fitting:
        formulas = ", ".join(relations[number].formula or relations[number].kind for number in own)
        message = f"{target} stäms inte av mot {entry.against or 'något'}, så det finns ingen differens att förklara."
        hint = f"Det stäms av mot: {formulas}." if formulas else "Ta bort förklaringen."
        raise Rejected([Problem("T210", entry.where, message, found=entry.against or "", hint=hint)])
    number = entry.difference
    difference = Difference(number.value, number.unit, entry.reason, number.where)
    chosen = _most_fitting(fitting, relations, difference, ledger)
    relations[chosen] = replace(relations[chosen], explained=difference)


def _is_against(relation: Relation, against: str | None) -> bool:
    if against is None or against == relation.kind:
        return True
    return bool(relation.formula) and "".join(against.split()) == "".join(relation.formula.split())


def _most_fitting(fitting: Sequence[int], relations: list[Relation], difference: Difference, ledger: Ledger) -> int:
    for number in fitting:
        relation = relations[number]
        printed = value_of(ledger.figures[relation.target], relation.where, relation.target)
        if isinstance(printed, Quantity) and printed.value - relation.expected.value == difference.value:
            return number
    return fitting[0]


def inclusions(parts: Sequence[PartOfWhole], ledger: Ledger, failed: frozenset[str]) -> _Related:
    """Return the inclusions of a period and their problems; `failed` are the figures that could not be computed.

    The target is the whole, the only term its part, and `expected` what the part adds, in the unit of the whole.
    Without both values there is none. Problems: T201, T211 (names), T202 (syntax), T203 (ring), T205 (units), T209 (a
    whole that is no written figure of the period).
    """
    parts_of_wholes: list[Relation] = []
    problems: list[Problem] = []
    for part in parts:
        try:
            parts_of_wholes.extend(_inclusion(part, ledger, failed))
        except Rejected as rejected:
            problems.extend(rejected.problems)
    problems.extend(_rings(parts_of_wholes))
    return tuple(parts_of_wholes), tuple(problems)


def _inclusion(part: PartOfWhole, ledger: Ledger, failed: frozenset[str]) -> Iterator[Relation]:
    own = _named(part.name, part.whole.where, "ingå i ett annat", ledger)
    sign, whole = _whole(part, ledger)
    if own.id in failed or whole.id in failed or own.quantity is None or whole.quantity is None:
        return
    adds = into_unit(own.quantity if sign > 0 else negated(own.quantity), whole.unit, part.whole.where)
    yield Relation(whole.id, "ingår_i", own.id, ((sign, own.id),), adds, part.whole.where)


def _named(name: str, where: Where, use: str, ledger: Ledger) -> Figure:
    ids = ledger.names.get(name, ())
    if len(ids) == 1:
        return ledger.figures[ids[0]]
    hint = nearest_hint(name, ledger.names) if not ids else "Skriv något av: " + ", ".join(ids) + "."
    message = f"”{name}” är inget tal som kan {use}."
    raise Rejected([Problem("T211" if ids else "T201", where, message, "plats: rad.kolumn", name, hint)])


def _whole(part: PartOfWhole, ledger: Ledger) -> tuple[int, Figure]:
    expression: Expression = parse_formula(part.whole)
    sign = 1
    if isinstance(expression, Negate):
        sign, expression = -1, expression.operand
    target = find(expression, ledger, part.scope) if isinstance(expression, Name) else None
    if isinstance(target, FigureAt) and not target.reference:
        figure = ledger.figures[target.id]
        if isinstance(figure.origin, StatedOrigin | Imported):
            return sign, figure
        hint = "Ett tal som räknas ut följer med av sig självt: skriv ingår_i mot det som det räknas av."
    else:
        hint = "Skriv ett enda tal, med minus före om delen skrivs med omvänt tecken."
    message = f"”{part.whole.text}” är inget skrivet tal i perioden."
    raise Rejected([Problem("T209", part.whole.where, message, "ett skrivet tal", part.whole.text, hint)])


def _rings(parts_of_wholes: Sequence[Relation]) -> Iterator[Problem]:
    wholes = {each.formula: each for each in parts_of_wholes}
    for each in parts_of_wholes:
        path = [each.formula]
        while (following := wholes.get(path[-1])) is not None and following.target not in path:
            path.append(following.target)
        if following is not None and following.target == each.formula and each.formula == min(path):
            ring = " → ".join((*path, each.formula))
            hint = "Ta bort ingår_i på det tal som är helheten."
            yield Problem("T203", each.where, "Talet är en del av sig självt.", found=ring, hint=hint)
