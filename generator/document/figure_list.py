"""The figures of a document as a list, with their formulas: what a workbook or open data holds beside the tables."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class FigureTerm:
    """A figure in a formula, by its id; a `blank` one prints a sign and counts as zero."""

    figure: str
    blank: bool = False


# Text is a number, an operator or a parenthesis, as every spreadsheet reads them.
FormulaPart: TypeAlias = str | FigureTerm


@dataclass(frozen=True, slots=True)
class FigureOrigin:
    """How a figure came about, in Swedish: `kind` in words; the rest where it was taken from a file, or computed.

    `file` is the name of the file without its folders, `place` its cell or accounts, `source` the name of the source.
    """

    kind: str
    source: str = ""
    file: str = ""
    digest: str = ""
    place: str = ""
    day: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class DocumentFigure:
    """A figure that a document prints: its name in words, exact value in `unit`, and origin.

    `value` is None where the figure is computed in the middle of a text and cannot be read alone.
    """

    id: str
    label: str
    value: Decimal | None
    unit: str
    origin: FigureOrigin
    status: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class TakenFigure:
    """A figure taken from a file: its name in words, its place there, and the element that prints it first, or none."""

    label: str
    place: str
    element: str


@dataclass(frozen=True, slots=True)
class FileOfFigures:
    """A file that figures of a document were taken from, the day (ISO or empty), and the figures."""

    name: str
    day: str
    figures: tuple[TakenFigure, ...]


@dataclass(frozen=True, slots=True)
class ListedFigure:
    """A figure that a document prints or computes from.

    `value` is exact, in `unit`; None where the figure has none, or is computed in the middle of a text. `text` is how
    it is printed first, `origin` is in Swedish. `printed` names the sections. `formula` is empty where no formula of
    a spreadsheet gives the same value.
    """

    id: str
    value: Decimal | None
    unit: str
    text: str
    origin: str
    where: str
    written_formula: str
    source: str
    printed: tuple[str, ...] = ()
    formula: tuple[FormulaPart, ...] = ()
