"""Figures that differ beyond rounding from what they must agree with: T204, T210.

A sum of printed figures is lawful as long as some true figures can have been rounded to all of them. Kronor and
counts are exact.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import FindingKind
from generator.figures import Difference, Figure, Ledger, Quantity, Relation, converted, exactly, subtracted
from generator.problems import Problem, Severity
from generator.swedish import plain_quantity

_AGAINST = {
    "summa": "summan av de rader som ingår",
    "formel": "formeln",
    "stäms_av_mot": "det som talet ska stämma av mot",
}
_STALE = FindingKind(
    "T210",
    "Den förklarade differensen för {figure} är inte längre den som är.",
    "Ett tal har ändrats sedan differensen förklarades. Rätta talet, eller skriv om förklaringen.",
    Severity.ERROR,
)
_NEEDLESS = FindingKind("T210", "{figure} stämmer, så det finns ingen differens att förklara.", "Ta bort förklaringen.")


def reconciliation(ledger: Ledger) -> Iterator[Problem]:
    """Yield T204 for each difference beyond rounding, T210 for each explanation that no longer holds."""
    for relation in ledger.relations:
        figure, difference = ledger.figures[relation.target], difference_of(relation, ledger)
        if difference is None:
            continue
        agrees, explained = difference.low <= 0 <= difference.high, relation.explained
        if explained is None:
            if not agrees:
                yield _unequal(relation, figure, difference, ledger)
        elif agrees or _in_unit_of(figure, explained).value != difference.value:
            kind = _NEEDLESS if agrees else _STALE
            expected = plain_quantity(difference.value, figure.unit, difference.decimals)
            actual = plain_quantity(explained.value, explained.unit or figure.unit, figure.decimals)
            related = (figure.where, relation.where)
            yield kind.at(explained.where, figure.id, expected, actual, related, figure=figure.id)


def difference_of(relation: Relation, ledger: Ledger) -> Quantity | None:
    """Return a figure less its expected value; None where the figure has no value."""
    quantity = ledger.figures[relation.target].quantity
    return subtracted(quantity, relation.expected) if quantity is not None else None


def _in_unit_of(figure: Figure, explained: Difference) -> Quantity:
    return converted(exactly(explained.value, explained.unit or figure.unit), figure.unit)


def _unequal(relation: Relation, figure: Figure, difference: Quantity, ledger: Ledger) -> Problem:
    room = (difference.high - difference.low) / 2
    most = plain_quantity(room, figure.unit, difference.decimals + 2, at_most=True)
    beyond = f", och avrundning förklarar högst {most}" if room else ""
    formula = f": {relation.formula}" if relation.formula else ""
    terms = (ledger.figures[name].where for _, name in relation.terms if name in ledger.figures)
    return Problem(
        "T204",
        figure.where,
        f"{figure.id} skiljer sig från {_AGAINST[relation.kind]}{formula}.",
        expected=plain_quantity(relation.expected.value, figure.unit, difference.decimals),
        found=plain_quantity(figure.value, figure.unit, figure.decimals),
        hint=f"Skillnaden är {plain_quantity(difference.value, figure.unit, difference.decimals)}{beyond}. "
        "Rätta ett av talen, eller skriv förklarad_differens med skäl.",
        related=tuple(dict.fromkeys((relation.where, *terms))),
        place=figure.id,
    )
