"""Text as it is printed: runs. A template escapes the plain strings; markup comes from Markdown alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Was:
    """The text of the version before, in a marked edition; `struck` and `new` are spoken before the two texts."""

    text: str
    struck: str
    new: str


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as printed once: `figure` is its ledger id or an expression, `value` the machine value."""

    id: str
    figure: str
    value: str
    text: str
    was: Was | None = None
    kind: ClassVar[str] = "figure"


@dataclass(frozen=True, slots=True)
class StatusMark:
    """A state of a status scale: names of its symbol and colour, and its word, which is heard where it is not shown."""

    symbol: str
    colour: str
    text: str
    shown: Literal["symbol och ord", "ord", "symbol"] = "symbol och ord"
    was: Was | None = None
    kind: ClassVar[str] = "status"


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands in place of a figure, as – where there is nothing, and what is heard of it."""

    text: str
    heard: str
    kind: ClassVar[str] = "sign"


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The mark of a footnote in a cell, a label, a heading or a text; `note` is the id of the note's element.

    `id` is that of the mark's own, where the note leads back to it.
    """

    note: str
    text: str
    id: str = ""
    kind: ClassVar[str] = "note-mark"


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to another block of the document by its element id, with the text to print."""

    target: str
    text: str
    kind: ClassVar[str] = "reference"


@dataclass(frozen=True, slots=True)
class Revised:
    """Words that a marked edition shows as changed: the old text and the new; either may be empty."""

    was: Was
    text: str
    kind: ClassVar[str] = "revised"


@dataclass(frozen=True, slots=True)
class Aligned:
    """A figure aligned with others by its decimal sign: the `whole` before it, the `rest`, and `after` its unit.

    `figures` is the room of the whole, in widths of a figure. The whole and the rest are on one line.
    """

    whole: str
    rest: str
    after: str
    figures: int
    kind: ClassVar[str] = "aligned"

    @property
    def text(self) -> str:
        """Return the figure as it is read."""
        return f"{self.whole}{self.rest}{self.after}"


Run: TypeAlias = str | Markup | PrintedFigure | StatusMark | Sign | NoteMark | Reference | Revised | Aligned
Inline: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class LabelledPart:
    """One part of a cell or box: a run-in label, or none, and its text, or the `list_items` of a list."""

    label: Inline
    text: Inline
    list_items: tuple[Inline, ...] = ()


def plain_text(text: Sequence[Run]) -> str:
    """Return the words of runs, without markup."""
    return "".join(run.striptags() if isinstance(run, Markup) and "<" in run else run_text(run) for run in text)


def run_text(run: Run) -> str:
    """Return the text of a run; markup keeps its tags, with entities unescaped."""
    if isinstance(run, Markup):
        return run.unescape()
    return run if isinstance(run, str) else run.text
