"""Figures that differ beyond rounding from what they must agree with: T204, T210.

A sum of printed figures is lawful as long as some true figures can have been rounded to all of them. Kronor and
counts are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import reduce

from generator.checks.finding import FindingKind
from generator.figures import (
    Computed,
    Difference,
    Figure,
    Ledger,
    Quantity,
    Relation,
    added,
    converted,
    exactly,
    negated,
    settled,
    subtracted,
)
from generator.problems import Problem, Severity
from generator.swedish import plain_quantity

_AGAINST = {
    "summa": "summan av de rader som ingår",
    "formel": "formeln",
    "stäms_av_mot": "det som talet ska stämma av mot",
    "avstämning": "det som står efter likhetstecknet",
}
_STALE = FindingKind(
    "T210",
    "Den förklarade differensen för {figure} är inte längre den som är.",
    "Ett tal har ändrats sedan differensen förklarades. Rätta talet, eller skriv om förklaringen.",
    Severity.ERROR,
)
_NEEDLESS = FindingKind("T210", "{figure} stämmer, så det finns ingen differens att förklara.", "Ta bort förklaringen.")


Labels = Mapping[str, str]


def reconciliation(ledger: Ledger, labels: Labels | None = None) -> Iterator[Problem]:
    """Yield T204 for each difference beyond rounding, T210 for each explanation that no longer holds.

    `labels` are what figures are called; one that is left out is called by its id.
    """
    labels = labels or {}
    for relation in (*ledger.relations, *_running_sums(ledger)):
        if relation.mirrored:
            continue
        figure, difference = ledger.figures[relation.target], difference_of(relation, ledger)
        if difference is None:
            continue
        agrees, explained = difference.low <= 0 <= difference.high, relation.explained
        if explained is None:
            if not agrees:
                yield _unequal(relation, difference, ledger, labels)
        elif agrees or _in_unit_of(figure, explained).value != difference.value:
            kind = _NEEDLESS if agrees else _STALE
            expected = plain_quantity(difference.value, figure.unit, difference.decimals)
            actual = plain_quantity(explained.value, explained.unit or figure.unit, figure.decimals)
            related, name = (figure.where, relation.where), _place(relation)
            yield kind.at(explained.where, name, expected, actual, related, figure=labels.get(name, name))


def differences(ledger: Ledger, labels: Labels) -> Iterator[str]:
    """Yield a line for each difference of a relation that rounding explains, or its author does."""
    told = [each for each in ledger.relations if not each.mirrored]
    for relation in sorted(told, key=lambda each: (ledger.figures[each.target].where, each.where)):
        figure, difference = ledger.figures[relation.target], difference_of(relation, ledger)
        explained = relation.explained
        if difference is None or not difference.value or not (explained or difference.low <= 0 <= difference.high):
            continue
        off, most = (
            plain_quantity(value, figure.unit, difference.decimals + more)
            for value, more in ((difference.value, 0), ((difference.high - difference.low) / 2, 2))
        )
        why = f"förklarad: {explained.reason}" if explained else f"avrundning förklarar högst {most}"
        name = labels.get(_place(relation), _place(relation))
        yield f"{figure.where}: {name} skiljer sig {off} från {_AGAINST.get(relation.kind, relation.kind)} ({why})"


def difference_of(relation: Relation, ledger: Ledger) -> Quantity | None:
    """Return a figure less its expected value; None where the figure has no value."""
    quantity = ledger.figures[relation.target].quantity
    if quantity is None:
        return None
    if len(relation.terms) == 1:
        ((sign, name),) = relation.terms
        other = ledger.figures[name].quantity if name in ledger.figures else None
        if sign and other is not None and _is_printed_alike(quantity, other):
            # One figure in two places has been rounded once.
            return exactly(quantity.value - sign * other.value, quantity.unit, quantity.decimals)
    return subtracted(quantity, relation.expected)


def _is_printed_alike(one: Quantity, other: Quantity) -> bool:
    step = Decimal(1).scaleb(-one.decimals)
    printed = one.high - one.low <= step and other.high - other.low <= step
    return printed and (one.unit, one.decimals) == (other.unit, other.decimals)


def _running_sums(ledger: Ledger) -> Iterator[Relation]:
    """Yield for each sum that goes on from another one that it is that one and the terms since."""
    sums = {each.terms: each for each in ledger.relations if each.kind == "summa" and each.explained is None}
    lengths: dict[object, list[int]] = {}
    for terms in sorted((terms for terms in sums if len(terms) > 1), key=len):
        lengths.setdefault(terms[0], []).append(len(terms))
    for terms, relation in sums.items():
        shorter = [
            sums.get(terms[:length]) for length in lengths.get(terms[:1] and terms[0], ()) if length < len(terms)
        ]
        before = next((each for each in reversed(shorter) if each is not None), None)
        start = ledger.figures[before.target].quantity if before is not None else None
        if before is None or start is None or not _agrees(before, ledger):
            # Where the sum before is off by itself, that is told of.
            continue
        rest = terms[len(before.terms) :]
        parts = [(sign, part) for sign, name in rest if (part := ledger.figures[name].quantity) is not None]
        expected = settled(reduce(added, (part if sign > 0 else negated(part) for sign, part in parts), start))
        since = subtracted(_quantity(relation, ledger), expected)
        if _agrees(relation, ledger) and not since.low <= 0 <= since.high:
            yield replace(relation, terms=((1, before.target), *rest), expected=expected)


def _agrees(relation: Relation, ledger: Ledger) -> bool:
    difference = difference_of(relation, ledger)
    return difference is not None and difference.low <= 0 <= difference.high


def _in_unit_of(figure: Figure, explained: Difference) -> Quantity:
    return converted(exactly(explained.value, explained.unit or figure.unit), figure.unit)


def _quantity(relation: Relation, ledger: Ledger) -> Quantity:
    quantity = ledger.figures[relation.target].quantity
    if quantity is None:
        raise LookupError(relation.target)
    return quantity


def _unequal(relation: Relation, difference: Quantity, ledger: Ledger, labels: Labels) -> Problem:
    figure = ledger.figures[relation.target]
    room = (difference.high - difference.low) / 2
    most = plain_quantity(room, figure.unit, difference.decimals + 2, at_most=True)
    beyond = f", och avrundning förklarar högst {most}" if room else ""
    terms = (ledger.figures[name].where for _, name in relation.terms if name in ledger.figures)
    name = _place(relation)
    return Problem(
        "T204",
        figure.where,
        _told(relation, figure, labels.get(name, name), labels),
        expected=plain_quantity(relation.expected.value, figure.unit, difference.decimals),
        found=plain_quantity(figure.value, figure.unit, figure.decimals),
        hint=f"Skillnaden är {plain_quantity(difference.value, figure.unit, difference.decimals)}{beyond}. "
        f"{_row_type(relation, difference, ledger, labels)}"
        "Rätta ett av talen, eller skriv förklarad_differens med skäl.",
        related=tuple(dict.fromkeys((relation.where, *terms))),
        place=name,
    )


def _row_type(relation: Relation, difference: Quantity, ledger: Ledger, labels: Labels) -> str:
    """Return the type to give the only row that closes the difference when it is left out of a sum, or subtracted."""
    column = relation.target.rpartition(".")[2]
    if relation.kind != "summa" or not difference.value:
        return ""
    ways: list[str] = []
    for sign, name in relation.terms:
        quantity = ledger.figures[name].quantity if name in ledger.figures else None
        if quantity is None or not quantity.value or name.rpartition(".")[2] != column:
            continue
        part, label = sign * converted(quantity, difference.unit).value, labels.get(name, name)
        if difference.low <= -part <= difference.high:
            ways.append(f"Är {label} redan med i en annan rad, ge raden typ: varav. ")
        if difference.low <= -2 * part <= difference.high:
            ways.append(f"Ska {label} dras ifrån, ge raden typ: avgår. ")
    return ways[0] if len(ways) == 1 else ""


def _told(relation: Relation, figure: Figure, label: str, labels: Labels) -> str:
    if relation.kind == "avstämning":
        left = figure.origin.formula if isinstance(figure.origin, Computed) else label
        return f"Avstämningen ”{label}” går inte ihop: {left} är inte {relation.formula}."
    terms = [labels.get(name, "") for _, name in relation.terms]
    said = terms[0] if len(terms) == 1 and terms[0] else relation.formula
    formula = f": {said}" if said else ""
    return f"{label} skiljer sig från {_AGAINST[relation.kind]}{formula}."


def _place(relation: Relation) -> str:
    """Return what findings call the figure of a relation: a reconciliation is both its sides."""
    return relation.target.removesuffix(".vänster") if relation.kind == "avstämning" else relation.target
