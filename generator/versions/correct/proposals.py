"""The written figures that are to follow when others of their period have changed, and to what.

One that reconciles with others (`stäms_av_mot`, `summera`, a formula beside a value) keeps its distance to them. One
that has others as parts (`ingår_i`) moves by as much as they do together. A sum, or a figure with a formula, follows
what it is made of and nothing else: what it merely has to agree with cannot part it from its terms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from generator.content import parse_expression
from generator.figures import Computed, Figure, Imported, Ledger, Relation, Scope, StatedOrigin, signed_terms
from generator.problems import NOWHERE, Rejected

_MADE_OF = ("summa", "formel")
_NONE_MOVED: Mapping[str, Proposal] = {}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A written figure that is to follow, and what it reconciles with."""

    figure: str
    old: Decimal
    new: Decimal
    decimals: int
    relation: Relation


def proposals(
    before: Ledger, after: Ledger, corrected: Collection[str], moved: Mapping[str, Proposal] = _NONE_MOVED
) -> tuple[Proposal, ...]:
    """Return the figures that are to follow; `corrected` are ids of figures that are left as they are.

    What follows may move others: apply, resolve, and ask again until nothing comes out. `moved` are the figures that
    follow so far. One whose reason is gone, since another change outweighs the first, is proposed as it was before.
    """
    options: dict[str, list[Proposal]] = {}
    for each in (*_shifted(before, after), *_with_their_parts(before, after)):
        if each.figure not in corrected:
            options.setdefault(each.figure, []).append(each)
    chosen = (_chosen(each, moved.get(figure)) for figure, each in options.items())
    return tuple(each for each in chosen if each and each.new != (after.figures[each.figure].value or 0))


def _chosen(options: Sequence[Proposal], moved: Proposal | None) -> Proposal | None:
    """Return what a figure made of others is by them; another stays with the relation that first moved it.

    If it could change relations, two figures that agree with each other only would keep each other moved.
    """
    made = [each for each in options if each.relation.target == each.figure and each.relation.kind in _MADE_OF]
    moving = (each for each in made or options if each.new != each.old)
    if made:
        return next(moving, made[0])
    if moved is None:
        return next(moving, None)
    same = (each for each in options if relation_key(each.relation) == relation_key(moved.relation))
    return next(same, None)


def relation_key(relation: Relation) -> tuple[str, str, str]:
    """Return what a relation has in common before and after a correction."""
    return relation.target, relation.kind, relation.formula


def _shifted(before: Ledger, after: Ledger) -> Iterator[Proposal]:
    expected = {relation_key(relation): relation.expected.value for relation in before.relations}
    for relation in after.relations:
        old = expected.get(relation_key(relation))
        figure, now = before.figures.get(relation.target), after.figures.get(relation.target)
        if old is None or figure is None or now is None or figure.value is None or now.value is None:
            continue
        shift = relation.expected.value - old
        if all(isinstance(each.origin, StatedOrigin | Imported) for each in (figure, now)):
            yield _move(figure, shift, relation)
        elif isinstance(now.origin, Computed) and shift != now.value - figure.value:
            yield from _through(now.origin, after, shift - (now.value - figure.value), relation)


def _with_their_parts(before: Ledger, after: Ledger) -> Iterator[Proposal]:
    expected = {relation_key(relation): relation.expected.value for relation in before.inclusions}
    shifts: dict[str, Decimal] = {}
    moving: dict[str, Relation] = {}
    for relation in after.inclusions:
        shift = relation.expected.value - expected.get(relation_key(relation), relation.expected.value)
        if relation.target in before.figures:
            # The part that is told is one that has moved, if any has.
            if shift or relation.target not in moving:
                moving[relation.target] = relation
            shifts[relation.target] = shifts.get(relation.target, Decimal(0)) + shift
    for target, relation in moving.items():
        yield _move(before.figures[target], shifts[target], relation)


def _move(figure: Figure, shift: Decimal, relation: Relation) -> Proposal:
    old = figure.value if figure.value is not None else Decimal(0)
    new = (old + shift).quantize(Decimal(1).scaleb(-figure.decimals), ROUND_HALF_UP)
    return Proposal(figure.id, old, new, figure.decimals, relation)


def _through(origin: Computed, ledger: Ledger, shift: Decimal, relation: Relation) -> Iterator[Proposal]:
    """Move the one written figure of a sum, in the sum's unit, by what the sum must move."""
    try:
        terms = signed_terms(parse_expression(origin.formula, NOWHERE), ledger, Scope())
    except Rejected:
        # A formula that can be read only where it stands: then nothing is proposed, and the check says what differs.
        return
    written = [(sign, ledger.figures[name]) for sign, name in terms if name in ledger.figures]
    written = [(sign, figure) for sign, figure in written if isinstance(figure.origin, StatedOrigin | Imported)]
    if len(written) == 1 and written[0][0] and written[0][1].unit == relation.expected.unit:
        sign, figure = written[0]
        yield _move(figure, sign * shift, relation)
