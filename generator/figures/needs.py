"""The figures that expressions need, and whether every citation can be evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from generator.content import Content, Count, Expression, Name, Sum, citations_in, names_in, passages_of
from generator.figures.evaluate import print_citation
from generator.figures.ledger import Ledger, Scope, scope_at
from generator.figures.names import FigureAt, Target, find
from generator.problems import Problem, Rejected


def needed(expression: Expression, ledger: Ledger, scope: Scope) -> tuple[str, ...]:
    """Return the ids of the figures of its own period that an expression needs; raise as `figures_in`."""
    return tuple(dict.fromkeys(target.id for target in figures_in(expression, ledger, scope) if not target.reference))


def figures_in(expression: Expression, ledger: Ledger, scope: Scope) -> tuple[FigureAt, ...]:
    """Return the figures in an expression; raise Rejected with every name in it that is unknown or ambiguous."""
    figures: list[FigureAt] = []
    problems: list[Problem] = []
    for name in names_in(expression):
        try:
            targets = _targets(name, ledger, scope)
            figures.extend(target for target in targets if isinstance(target, FigureAt))
        except Rejected as rejected:
            problems.extend(rejected.problems)
    if problems:
        raise Rejected(problems)
    return tuple(figures)


def _targets(name: Name | Sum | Count, ledger: Ledger, scope: Scope) -> Iterable[Target]:
    match name:
        case Name():
            return (find(name, ledger, scope),)
        case Sum():
            return _summed(name, ledger)
        case Count():
            return ()
        case _:
            assert_never(name)


def _summed(total: Sum, ledger: Ledger) -> Iterator[FigureAt]:
    record_type, _, name = str(total.name).partition(".")
    ids = (f"{record_type}.{record}.{name}" for record in ledger.records.get(record_type, ()))
    return (FigureAt(ledger, each) for each in ids if each in ledger.names)


def citation_problems(content: Content, ledger: Ledger, failed: frozenset[str]) -> Iterator[Problem]:
    """Yield the problems of evaluating every citation; those of figures that have failed already add nothing."""
    for passage in passages_of(content):
        scope = scope_at(passage.at)
        within = ledger.earlier[passage.at.board] if passage.at.board else ledger
        citations, unreadable = citations_in(passage.citing)
        yield from unreadable
        for citation in citations:
            try:
                if failed.isdisjoint(needed(citation.expression, within, scope)):
                    print_citation(citation, within, scope)
            except Rejected as rejected:
                yield from rejected.problems
