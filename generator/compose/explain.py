"""A ledger, the uses of its figures and a figure's name → where the figure comes from and where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from generator.content import Name, names_in, parse_expression
from generator.document import Use
from generator.figures import (
    Carried,
    Computed,
    Figure,
    FigureAt,
    Imported,
    Ledger,
    Relation,
    Scope,
    StatedOrigin,
    find,
    number_format_of,
)
from generator.problems import NOWHERE, Problem, Rejected, Where
from generator.swedish import format_quantity

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A figure that the explained one is made of: its name, value as text, where it is, and how far down it lies."""

    name: str
    text: str
    where: Where
    depth: int


@dataclass(frozen=True, slots=True)
class ExplainedRelation:
    """What the figure is reconciled with: the kind, the formula or nothing, what it comes to, and the explanation."""

    kind: str
    formula: str
    expected: str
    where: Where
    explained: str


@dataclass(frozen=True, slots=True)
class FigureExplanation:
    """A figure explained. `origin` is stated, computed, carried or imported, in Swedish; `formula` is as written.

    `text` is the figure as its own cell prints it with its unit, `value` exact. `used_by` are the ids of the figures
    that are computed from it, `uses` the places where it is printed, alone or in a computation.
    """

    id: str
    value: Decimal | None
    unit: str | None
    text: str
    decimals: int
    origin: str
    formula: str
    where: Where
    status: str
    source: str
    steps: tuple[Step, ...]
    agreements: tuple[ExplainedRelation, ...]
    used_by: tuple[str, ...]
    uses: tuple[Use, ...]


_ORIGINS = {
    StatedOrigin: "skrivet",
    Imported: "hämtat ur fil",
    Computed: "uträknat",
    Carried: "hämtat ur annan period",
}


def explain(ledger: Ledger, uses: Sequence[Use], name: str) -> FigureExplanation:
    """A ledger, where its figures are printed, and a figure's name as an author may write it → the figure explained.

    Raises:
        Rejected: T201 or T211 where the name means no figure, or more than one; T202 where it cannot be read.
    """
    target = _figure_at(name, ledger)
    figure = target.ledger.figures[target.id]
    return FigureExplanation(
        id=target.name,
        value=figure.value,
        unit=figure.unit,
        text=_text(figure, target.ledger),
        decimals=figure.decimals,
        origin=_ORIGINS[type(figure.origin)],
        formula=figure.origin.formula if isinstance(figure.origin, Computed) else "",
        where=figure.where,
        status=figure.status,
        source=figure.source,
        steps=tuple(_steps(figure, target.ledger, 1)),
        agreements=tuple(_agreements(figure, target.ledger)),
        used_by=tuple(_used_by(target, ledger)),
        uses=tuple(use for use in uses if _is_of(use, target, ledger)),
    )


def _text(figure: Figure, ledger: Ledger) -> str:
    if figure.value is None:
        return figure.sign
    return format_quantity(figure.value, figure.unit, number_format_of(figure, ledger), figure.decimals)


def _steps(figure: Figure, ledger: Ledger, depth: int) -> Iterator[Step]:
    for at in _made_of(figure, ledger):
        part = at.ledger.figures[at.id]
        yield Step(at.name, _text(part, at.ledger), part.where, depth)
        if depth < DEEPEST:
            yield from _steps(part, at.ledger, depth + 1)


def _made_of(figure: Figure, ledger: Ledger) -> Iterator[FigureAt]:
    match figure.origin:
        case Computed(terms=terms):
            yield from (_figure_at(name, ledger) for name in terms)
        case Carried(reference=reference, figure=name):
            yield _figure_at(f"{reference}.{name}", ledger)
        case StatedOrigin() | Imported():
            return
        case _:
            assert_never(figure.origin)


def _figure_at(name: str, ledger: Ledger) -> FigureAt:
    """A figure's name, as an author may write it, with a period before it or not → the figure. Raises as `explain`."""
    expression = parse_expression(name, NOWHERE)
    target = find(expression, ledger, Scope()) if isinstance(expression, Name) else None
    if isinstance(target, FigureAt):
        return target
    expected = "id för ett tal, till exempel ekonomi.summa.utfall"
    raise Rejected([Problem("T201", NOWHERE, f"”{name}” är inget tal.", expected, name)])


def _agreements(figure: Figure, ledger: Ledger) -> Iterator[ExplainedRelation]:
    for relation in ledger.relations:
        if relation.target == figure.id:
            yield ExplainedRelation(
                relation.kind,
                relation.formula or _written(relation),
                format_quantity(
                    relation.expected.value, figure.unit, number_format_of(figure, ledger), relation.expected.decimals
                ),
                relation.where,
                relation.explained.reason if relation.explained else "",
            )


def _written(relation: Relation) -> str:
    return " ".join(f"{'+' if sign > 0 else '-'} {name}" for sign, name in relation.terms).removeprefix("+ ")


def _used_by(target: FigureAt, ledger: Ledger) -> Iterator[str]:
    yield from (each.target for each in ledger.inclusions if each.terms[0][1] == target.name)
    yield from (figure.id for figure in ledger if target.name in _sources(figure))


def _sources(figure: Figure) -> tuple[str, ...]:
    """Return the names of the figures that a figure is computed or carried from."""
    match figure.origin:
        case Computed(terms=terms):
            return terms
        case Carried(reference=reference, figure=name):
            return (f"{reference}.{name}",)
        case StatedOrigin() | Imported():
            return ()
        case _:
            assert_never(figure.origin)


def _is_of(use: Use, target: FigureAt, ledger: Ledger) -> bool:
    return use.figure == target.name or target.name in _figures_in(use.figure, ledger)


def _figures_in(text: str, ledger: Ledger) -> Iterable[str]:
    """The figures of a computation that is printed; of one that cannot be read alone, those that can."""
    if text in ledger.figures:
        return
    try:
        for name in names_in(parse_expression(text, NOWHERE)):
            target = find(name, ledger, Scope()) if isinstance(name, Name) else None
            if isinstance(target, FigureAt):
                yield target.name
    except Rejected:
        return
