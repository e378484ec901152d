"""What resolving works from: each figure of a period as defined, before any of them is computed.

Made of tables by `table_figures`, of single figures and records by `record_figures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.content import Decimals, ExplainedEntry, Formula
from generator.figures.ledger import Fact, RelationKind, Scope
from generator.figures.quantity import Quantity
from generator.problems import Where

Terms = tuple[tuple[int, str], ...]
ANYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class FigurePresentation:
    """What an author says of how a figure is understood and printed; the unit is None where none is said."""

    unit: str | None = None
    shown: Decimals | None = None
    number_format: str | None = None
    plus: bool = False
    status: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure as defined: a quantity that is stated, or a formula, or the terms of a sum, or no value but a sign.

    `strict` makes a figure that is missing in the formula a problem: the formula was written for this figure alone.
    """

    id: str
    where: Where
    presentation: FigurePresentation = FigurePresentation()
    stated: Quantity | None = None
    formula: Formula | None = None
    scope: Scope = ANYWHERE
    terms: Terms = ()
    sign: str = ""
    strict: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedValue:
    """What a figure is to agree with: a formula in a scope, or the terms of a sum; `where` is that of its wording."""

    target: str
    kind: RelationKind
    where: Where
    formula: Formula | None = None
    scope: Scope = ANYWHERE
    terms: Terms = ()


@dataclass(frozen=True, slots=True)
class ExplainedDifference:
    """An explained difference and the name of the figure it is said of."""

    name: str
    entry: ExplainedEntry


@dataclass(frozen=True, slots=True)
class PartOfWhole:
    """The name of a figure that is part of another, and the expression that names the whole, in its scope."""

    name: str
    whole: Formula
    scope: Scope = ANYWHERE


@dataclass(frozen=True, slots=True)
class Defined:
    """Figures, their names and agreements, and facts, of one part of the content."""

    definitions: tuple[Definition, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    cells: Mapping[tuple[str, int, int], tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    agreements: tuple[ExpectedValue, ...] = ()
    explanations: tuple[ExplainedDifference, ...] = ()
    parts: tuple[PartOfWhole, ...] = ()


def joined(parts: Iterable[Defined]) -> Defined:
    """Join parts in their order."""
    parts = tuple(parts)
    return Defined(
        tuple(each for part in parts for each in part.definitions),
        tuple(each for part in parts for each in part.names),
        {key: value for part in parts for key, value in part.cells.items()},
        {key: value for part in parts for key, value in part.facts.items()},
        tuple(each for part in parts for each in part.agreements),
        tuple(each for part in parts for each in part.explanations),
        tuple(each for part in parts for each in part.parts),
    )
