"""The explanation of a figure: where it comes from, what it is reconciled with, and where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from generator.content import Count, Name, names_in, parse_expression
from generator.document import Use
from generator.figures import (
    Carried,
    Computed,
    Figure,
    FigureAt,
    Imported,
    Ledger,
    Scope,
    StatedOrigin,
    TakenFrom,
    counted,
    find,
    number_format_of,
)
from generator.problems import NOWHERE, Problem, Rejected, Where
from generator.swedish import format_quantity

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A figure that the explained one comes from; `depth` is 1 for direct terms."""

    name: str
    text: str
    where: Where
    depth: int


@dataclass(frozen=True, slots=True)
class ExplainedRelation:
    """A relation that the figure is reconciled with; `explained` is the reason for a gap."""

    kind: str
    formula: str
    expected: str
    where: Where
    explained: str


@dataclass(frozen=True, slots=True)
class FigureExplanation:
    """A figure explained: `origin` is in Swedish, `formula` as written, `text` as its own cell prints it."""

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
    used_by: tuple[str, ...]  # ids of the figures computed from it
    uses: tuple[Use, ...]  # where it is printed, alone or in a computation
    digest: str = ""  # of the file that it was imported from


_ORIGINS = {StatedOrigin: "skrivet", Imported: "hämtat ur fil", Computed: "uträknat", Carried: "hämtat ur annan period"}


def origin_word(figure: Figure) -> str:
    """Return how a figure came about, in Swedish."""
    taken = _taken(figure)
    if taken is None:
        return _ORIGINS[type(figure.origin)]
    day = f", {taken.day.isoformat()}" if taken.day else ""
    return f"hämtat ur {taken.file}, {taken.place}{day}"


def _taken(figure: Figure) -> TakenFrom | None:
    return figure.origin.taken if isinstance(figure.origin, Imported) else None


def explain(ledger: Ledger, uses: Sequence[Use], name: str) -> FigureExplanation:
    """Explain a figure by its name as an author may write it; `uses` are those of all documents.

    Raises Rejected: T201 or T211 if the name means no figure, or more than one; T202 if it cannot be read.
    """
    target = _figure_at(name, ledger)
    figure = target.ledger.figures[target.id]
    return FigureExplanation(
        id=target.name,
        value=figure.value,
        unit=figure.unit,
        text=_text(figure, target.ledger),
        decimals=figure.decimals,
        origin=origin_word(figure),
        formula=figure.origin.formula if isinstance(figure.origin, Computed) else "",
        where=figure.where,
        status=figure.status,
        source=figure.source,
        steps=tuple(_steps(figure, target.ledger, 1)),
        agreements=tuple(_agreements(figure, target.ledger)),
        used_by=tuple(_used_by(target, ledger)),
        uses=tuple(use for use in uses if target.name in (use.figure, *_figures_in(use.figure, ledger))),
        digest=taken.digest if (taken := _taken(figure)) else "",
    )


def _text(figure: Figure, ledger: Ledger) -> str:
    if figure.value is None:
        return figure.sign
    return format_quantity(figure.value, figure.unit, number_format_of(figure, ledger), figure.decimals)


def _steps(figure: Figure, ledger: Ledger, depth: int) -> Iterator[Step]:
    for name in _sources(figure):
        at = _figure_at(name, ledger)
        source = at.ledger.figures[at.id]
        yield Step(at.name, _text(source, at.ledger), source.where, depth)
        if depth < _DEEPEST:
            yield from _steps(source, at.ledger, depth + 1)
    yield from _counted(figure, ledger, depth)


def _counted(figure: Figure, ledger: Ledger, depth: int) -> Iterator[Step]:
    """Yield the records that a figure counts, each by the field that it is counted by."""
    origin = figure.origin
    if isinstance(origin, Computed) and origin.formula and not figure.fault:
        counts = (each for each in names_in(parse_expression(origin.formula, NOWHERE)) if isinstance(each, Count))
        records = (record for count in counts for record in counted(count, ledger, origin.scope))
        yield from (Step(record.name, record.word, record.where, depth) for record in records)


def _figure_at(name: str, ledger: Ledger) -> FigureAt:
    expression = parse_expression(name, NOWHERE)
    target = find(expression, ledger, Scope()) if isinstance(expression, Name) else None
    if isinstance(target, FigureAt):
        return target
    expected = "id för ett tal, till exempel ekonomi.summa.utfall"
    raise Rejected([Problem("T201", NOWHERE, f"”{name}” är inget tal.", expected, name)])


def _agreements(figure: Figure, ledger: Ledger) -> Iterator[ExplainedRelation]:
    fmt = number_format_of(figure, ledger)
    for relation in ledger.relations:
        if relation.target == figure.id:
            terms = " ".join(f"{'+' if sign > 0 else '-'} {name}" for sign, name in relation.terms)
            formula = relation.formula or terms.removeprefix("+ ")
            expected = format_quantity(relation.expected.value, figure.unit, fmt, relation.expected.decimals)
            reason = relation.explained.reason if relation.explained else ""
            yield ExplainedRelation(relation.kind, formula, expected, relation.where, reason)


def _used_by(target: FigureAt, ledger: Ledger) -> Iterator[str]:
    yield from (each.target for each in ledger.inclusions if each.terms[0][1] == target.name)
    yield from (figure.id for figure in ledger if target.name in _sources(figure))


def _sources(figure: Figure) -> tuple[str, ...]:
    match figure.origin:
        case Computed(terms=terms):
            return terms
        case Carried(reference=reference, figure=name):
            return (f"{reference}.{name}",)
        case StatedOrigin() | Imported():
            return ()
        case _:
            assert_never(figure.origin)


def _figures_in(text: str, ledger: Ledger) -> Iterable[str]:
    """Yield the figures of a printed computation; of one that cannot be read alone, those that can."""
    if text in ledger.figures:
        return
    try:
        for name in names_in(parse_expression(text, NOWHERE)):
            target = find(name, ledger, Scope()) if isinstance(name, Name) else None
            if isinstance(target, FigureAt):
                yield target.name
    except Rejected:
        return
