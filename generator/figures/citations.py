"""Citations and their scopes, whether or not a document prints them this time."""

from __future__ import annotations

from dataclasses import dataclass

from generator.content import Citation, Content, citations_in, passages_of
from generator.figures.ledger import Scope, scope_at
from generator.problems import Problem


@dataclass(frozen=True, slots=True)
class _CitationAt:
    """A citation and the scope that it is evaluated in."""

    citation: Citation
    scope: Scope


def citations_of(content: Content) -> tuple[tuple[_CitationAt, ...], tuple[Problem, ...]]:
    """Return the citations in order of place, and the problems of those that cannot be parsed."""
    citations: list[_CitationAt] = []
    problems: list[Problem] = []
    for passage in passages_of(content):
        scope = scope_at(passage.at)
        readable, unreadable = citations_in(passage.citing)
        citations.extend(_CitationAt(citation, scope) for citation in readable)
        problems.extend(unreadable)
    return tuple(citations), tuple(problems)
