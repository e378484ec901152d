"""The citations of a content, each with the scope it stands in, whether a document prints it this time or not."""

from __future__ import annotations

from dataclasses import dataclass

from generator.content import Citation, Content, citations_in, passages_of
from generator.figures.ledger import Scope, scope_at
from generator.problems import Problem


@dataclass(frozen=True, slots=True)
class CitationAt:
    """A citation and the scope it stands in."""

    citation: Citation
    scope: Scope


def citations_of(content: Content) -> tuple[tuple[CitationAt, ...], tuple[Problem, ...]]:
    """Return the citations in the order of their places, and the problems of those that cannot be read."""
    citations: list[CitationAt] = []
    problems: list[Problem] = []
    for passage in passages_of(content):
        scope = scope_at(passage.at)
        readable, unreadable = citations_in(passage.citing)
        citations.extend(CitationAt(citation, scope) for citation in readable)
        problems.extend(unreadable)
    return tuple(citations), tuple(problems)
