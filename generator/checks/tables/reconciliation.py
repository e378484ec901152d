"""A ledger → the figures that do not agree with the sums and formulas they are to agree with, beyond rounding.

A printed figure may be off by half a unit of its last digit. A sum of such figures is lawful as long as some true
figures can have been rounded to all of them; only where none can is there a problem. Kronor and counts are exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.figures import Difference, Figure, Ledger, Quantity, Relation, converted, exactly, subtracted
from generator.problems import Problem, Severity, Where
from generator.swedish import HARD_SPACE, NumberFormat, format_quantity

_AGAINST = {
    "summa": "summan av de rader som ingår",
    "formel": "formeln",
    "stäms_av_mot": "det som talet ska stämma av mot",
}


def reconciliation(ledger: Ledger) -> tuple[Problem, ...]:
    """A ledger → T204 for each difference beyond rounding, T210 for each explanation that no longer holds."""
    return tuple(problem for relation in ledger.relations for problem in _examined(relation, ledger))


def _examined(relation: Relation, ledger: Ledger) -> Iterator[Problem]:
    figure = ledger.figures[relation.target]
    if figure.quantity is None:
        return
    difference = subtracted(figure.quantity, relation.expected)
    agrees = difference.low <= 0 <= difference.high
    explained = relation.explained
    if explained is None:
        if not agrees:
            yield _unequal(relation, figure, difference, ledger)
    elif agrees:
        yield _needless(relation, figure, difference, explained)
    elif _told(explained, figure).value != difference.value:
        yield _stale(relation, figure, difference, explained)


def _told(explained: Difference, figure: Figure) -> Quantity:
    """An explained difference in its figure's unit."""
    told = exactly(explained.value, explained.unit or figure.unit)
    return converted(told, figure.unit)


def _unequal(relation: Relation, figure: Figure, difference: Quantity, ledger: Ledger) -> Problem:
    room = (difference.high - difference.low) / 2
    most = _text(room, figure.unit, difference.decimals + 2, at_most=True)
    beyond = f", och avrundning förklarar högst {most}" if room else ""
    return Problem(
        "T204",
        figure.where,
        f"{figure.id} skiljer sig från {_AGAINST[relation.kind]}{_worded(relation)}.",
        expected=_text(relation.expected.value, figure.unit, difference.decimals),
        found=_text(figure.quantity.value if figure.quantity else difference.value, figure.unit, figure.decimals),
        hint=f"Skillnaden är {_text(difference.value, figure.unit, difference.decimals)}{beyond}. "
        "Rätta ett av talen, eller skriv förklarad_differens med skäl.",
        related=_places(relation, ledger),
        place=figure.id,
    )


def _worded(relation: Relation) -> str:
    return f": {relation.formula}" if relation.formula else ""


def _places(relation: Relation, ledger: Ledger) -> tuple[Where, ...]:
    """Where the agreement is written, then where its figures are."""
    terms = (ledger.figures[name].where for _, name in relation.terms if name in ledger.figures)
    return tuple(dict.fromkeys((relation.where, *terms)))


def _stale(relation: Relation, figure: Figure, difference: Quantity, explained: Difference) -> Problem:
    return Problem(
        "T210",
        explained.where,
        f"Den förklarade differensen för {figure.id} är inte längre den som är.",
        expected=_text(difference.value, figure.unit, difference.decimals),
        found=_text(explained.value, explained.unit or figure.unit, figure.decimals),
        hint="Ett tal har ändrats sedan differensen förklarades. Rätta talet, eller skriv om förklaringen.",
        related=(figure.where, relation.where),
        place=figure.id,
    )


def _needless(relation: Relation, figure: Figure, difference: Quantity, explained: Difference) -> Problem:
    return Problem(
        "T210",
        explained.where,
        f"{figure.id} stämmer, så det finns ingen differens att förklara.",
        expected=_text(difference.value, figure.unit, difference.decimals),
        found=_text(explained.value, explained.unit or figure.unit, figure.decimals),
        hint="Ta bort förklaringen.",
        severity=Severity.WARNING,
        related=(figure.where, relation.where),
        place=figure.id,
    )


def _text(value: Decimal, unit: str | None, decimals: int, *, at_most: bool = False) -> str:
    # In a message a hard space would be shown as the fault of the author's that it can be in content.
    return format_quantity(value, unit, NumberFormat(at_most=at_most), decimals).replace(HARD_SPACE, " ")
