"""What two versions of a period's papers say differently → frozen values: figures, cells, states and texts.

Figures are those of the ledger; cells, states and texts are as they are printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.document import FigureChange


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that says another thing, and where: document, section, the table's caption, its row and its column.

    `old` or `new` is empty where the row or the column is only in one of the versions.
    """

    document: str
    section: str
    table: str
    row: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class StateChange:
    """A status that flips: the record's type and id, the field, and its words; empty where there is none."""

    record: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that both versions have (`lika`), or only the old (`bort`) or the new one (`nytt`)."""

    kind: Literal["lika", "bort", "nytt"]
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text that reads otherwise: document, section, the element's id, and its words, old and new, in order."""

    document: str
    section: str
    element: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between the versions called `before` and `after`; `papers` are those only one of them has."""

    before: str
    after: str
    papers: tuple[tuple[str, Literal["bort", "nytt"]], ...]
    figures: tuple[FigureChange, ...]
    cells: tuple[CellChange, ...]
    states: tuple[StateChange, ...]
    texts: tuple[TextChange, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.papers or self.figures or self.cells or self.states or self.texts)
