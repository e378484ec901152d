"""Figures declared to be part of a written one, and the ledger → which figure is in which, with what it adds to it.

Nothing is to agree: what else the whole holds is not known. But what a part is corrected by, the whole is wrong by too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.content.expression import parse_formula
from generator.content.expression_tree import Expression, Name, Negate
from generator.figures.definitions import PartOfWhole
from generator.figures.evaluate import into_unit
from generator.figures.ledger import Figure, Imported, Ledger, Relation, StatedOrigin
from generator.figures.names import FigureAt, find
from generator.figures.quantity import negated
from generator.problems import Problem, Rejected, nearest_hint


def inclusions(
    parts: Sequence[PartOfWhole], ledger: Ledger, failed: frozenset[str]
) -> tuple[tuple[Relation, ...], tuple[Problem, ...]]:
    """The declared parts, the ledger and the figures that have come to nothing → inclusions, and problems.

    An inclusion's target is the whole, its only term the part with its sign, and `expected` what the part adds, in the
    unit of the whole. A part or a whole that has no value is left out. Problems: T201 and T211 for names, T202 for what
    cannot be read, T203 for a ring, T205 for units, T209 for a whole that is no written figure of the period.
    """
    found: list[Relation] = []
    problems: list[Problem] = []
    for part in parts:
        try:
            found.extend(_inclusion(part, ledger, failed))
        except Rejected as rejected:
            problems.extend(rejected.problems)
    problems.extend(_rings(found))
    return tuple(found), tuple(problems)


def _inclusion(part: PartOfWhole, ledger: Ledger, failed: frozenset[str]) -> Iterator[Relation]:
    own = _part(part, ledger)
    sign, whole = _whole(part, ledger)
    if own.id in failed or whole.id in failed or own.quantity is None or whole.quantity is None:
        return
    adds = into_unit(own.quantity if sign > 0 else negated(own.quantity), whole.unit, part.whole.where)
    yield Relation(whole.id, "ingår_i", own.id, ((sign, own.id),), adds, part.whole.where)


def _part(part: PartOfWhole, ledger: Ledger) -> Figure:
    ids = ledger.names.get(part.name, ())
    if len(ids) == 1:
        return ledger.figures[ids[0]]
    hint = nearest_hint(part.name, ledger.names) if not ids else "Skriv något av: " + ", ".join(ids) + "."
    message = f"”{part.name}” är inget tal som kan ingå i ett annat."
    problem = Problem("T211" if ids else "T201", part.whole.where, message, "plats: rad.kolumn", part.name, hint)
    raise Rejected([problem])


def _whole(part: PartOfWhole, ledger: Ledger) -> tuple[int, Figure]:
    """The sign and the figure that the expression names; refuses anything but a written figure of the period."""
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


def _rings(found: Sequence[Relation]) -> Iterator[Problem]:
    wholes = {each.formula: each for each in found}
    for each in found:
        path = [each.formula]
        while (following := wholes.get(path[-1])) is not None and following.target not in path:
            path.append(following.target)
        if following is not None and following.target == each.formula and each.formula == min(path):
            told = " → ".join((*path, each.formula))
            hint = "Ta bort ingår_i på det tal som är helheten."
            yield Problem("T203", each.where, "Talet är en del av sig självt.", found=told, hint=hint)
