"""Figures as authors define them, before any is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.content import Decimals, ExplainedEntry, Formula
from generator.figures.ledger import Fact, FieldWords, RelationKind, Scope, TakenFrom
from generator.figures.quantity import Quantity
from generator.problems import Where

Terms = tuple[tuple[int, str], ...]
_ANYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class FigurePresentation:
    """How a figure is printed, as its author wants it; the unit is None where none is given."""

    unit: str | None = None
    shown: Decimals | None = None
    number_format: str | None = None
    plus: bool = False
    status: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure as defined; with `strict`, a blank figure in its formula is a problem.

    One `of_group` is printed in no cell: what is wrong with it is told where it is cited.
    """

    id: str
    where: Where
    presentation: FigurePresentation = FigurePresentation()
    stated: Quantity | None = None
    formula: Formula | None = None
    scope: Scope = _ANYWHERE
    terms: Terms = ()
    sign: str = ""
    strict: bool = False
    taken: TakenFrom | None = None
    of_group: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedValue:
    """What a figure must agree with: a formula or the terms of a sum. `where` is the place of its wording.

    A formula of a row is `shared` by its columns, and holds those that all its names have. The one of a side of a
    reconciliation against the other is `mirrored` there: what is wrong with it is told once.
    """

    target: str
    kind: RelationKind
    where: Where
    formula: Formula | None = None
    scope: Scope = _ANYWHERE
    terms: Terms = ()
    shared: bool = False
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class ExplainedDifference:
    """An explained difference, and the name of the figure that it belongs to."""

    name: str
    entry: ExplainedEntry


@dataclass(frozen=True, slots=True)
class PartOfWhole:
    """The name of a figure that is part of another, and the expression that names the whole."""

    name: str
    whole: Formula
    scope: Scope = _ANYWHERE


@dataclass(frozen=True, slots=True)
class Defined:
    """The figures, names, facts and expected values of one part of the content."""

    definitions: tuple[Definition, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    cells: Mapping[tuple[str, int, int], tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    words: Mapping[str, FieldWords] = field(default_factory=dict)
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
        {key: value for part in parts for key, value in part.words.items()},
        tuple(each for part in parts for each in part.agreements),
        tuple(each for part in parts for each in part.explanations),
        tuple(each for part in parts for each in part.parts),
    )
