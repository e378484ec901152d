"""Raw content: a tree of str, tuple and dict in which every node and key has the place where it is written.

All scalars are text: types come later, from the field that reads them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from generator.problems import NOWHERE, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

TextStyle: TypeAlias = Literal["plain", "single", "double", "literal", "folded"]


# What a table may say of the file that its data is in, beside its name.
DATA_PARTS = ("blad", "cellområde", "rubrikrad", "rubrikrader")


# What begins the comment at something that was guessed, until its author has looked at it and takes the comment away.
GUESS_MARK = "gissat: "
_CITATION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def replace_citations(text: str, put: Callable[[str], str]) -> str:
    """Put something else for each citation of a text; one that has no end stays."""
    # After the last end each open one would be followed to the end of the text.
    end = text.rfind("}}") + len("}}") if "}}" in text else 0
    return _CITATION.sub(lambda match: put(match[0]), text[:end]) + text[end:]


class LineStarts:
    """Where the lines of a text begin, found once: counting line breaks for each place reads the text each time."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1])]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, both from 0."""
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]


class Text(str):
    """A scalar as the author wrote it, with its place and the way it was quoted.

    `where` is the place of its first character, or of the quotation mark before it; for a literal block (`|`) that of
    its first line of content.
    """

    __slots__ = ("_lines", "_place", "style")
    _lines: LineStarts | None
    _place: Where | tuple[str, int, int]
    style: TextStyle

    def __new__(cls, text: str, where: Where | tuple[str, int, int] = NOWHERE, style: TextStyle = "plain") -> Self:
        """Make a text; its place may be a file, line and column, since a reader makes thousands."""
        new = super().__new__(cls, text)
        new._lines = None
        new._place = where
        new.style = style
        return new

    @property
    def where(self) -> Where:
        """The place of the text."""
        place = self._place
        return Where(*place) if isinstance(place, tuple) else place

    @property
    def lines(self) -> LineStarts:
        """Where its lines begin."""
        if self._lines is None:
            self._lines = LineStarts(self)
        return self._lines

    @property
    def missing(self) -> bool:
        """Whether the author wrote a key and nothing after it."""
        return self == "" and self.style == "plain"


class CellText(Text):
    """A cell of a sheet: its value as a table takes it.

    `shown` is what a reader of the sheet sees, `power` the power of ten that its format divides by, `guessed` whether a
    spreadsheet took what somebody typed for a day.
    """

    __slots__ = ("guessed", "power", "shown")
    shown: str
    power: int
    guessed: bool

    def __new__(
        cls,
        text: str,
        where: Where | tuple[str, int, int] = NOWHERE,
        style: TextStyle = "plain",
        *,
        shown: str = "",
        power: int = 0,
        guessed: bool = False,
    ) -> Self:
        """Make a cell."""
        new = super().__new__(cls, text, where, style)
        new.shown = shown
        new.power = power
        new.guessed = guessed
        return new


def as_shown(text: Text) -> Text:
    """Return a cell as a reader of its file sees it."""
    return Text(text.shown, text.where) if isinstance(text, CellText) else text


class Items(tuple["Node", ...]):  # noqa: SLOT001  a tuple has no room for slots
    """A sequence with its place; `flow` where it was written in square brackets."""

    where: Where
    flow: bool

    def __new__(cls, nodes: Iterable[Node] = (), where: Where = NOWHERE, *, flow: bool = False) -> Self:
        """Make a sequence."""
        new = super().__new__(cls, tuple(nodes))
        new.where = where
        new.flow = flow
        return new


class Block(dict["Text", "Node"]):
    """A mapping in the author's order; `flow` where it was written in curly brackets. Never changed once it is made."""

    __slots__ = ("flow", "where")
    where: Where
    flow: bool

    def __init__(
        self, entries: Iterable[tuple[Text, Node]] = (), where: Where = NOWHERE, *, flow: bool = False
    ) -> None:
        super().__init__(entries)
        self.where = where
        self.flow = flow


Node: TypeAlias = Text | Items | Block


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of a file: no blank row, all equally long, the headings first.

    `groups` are headings over those of the columns, blank where a column has none; `titles` is what stands above them.
    `notices` are hidden rows and the like.
    """

    rows: tuple[tuple[Text, ...], ...]
    where: Where
    notices: tuple[Problem, ...] = ()
    groups: tuple[Text, ...] = ()
    titles: tuple[Text, ...] = ()

    @property
    def sheet(self) -> str:
        """The name of the sheet; empty in a file of text."""
        return self.where.cell.rpartition("!")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The name of the file, without its ending, and that of the sheet."""
        file = self.where.file.rpartition("/")[2]
        return (file.rpartition(".")[0] or file, *((self.sheet,) if self.sheet else ()))


def grid_key(file: str, *parts: str) -> str:
    """Return the key in `PeriodSource.grids` of the data in a file, or in what `DATA_PARTS` say of it."""
    place = "!".join(parts).rstrip("!")
    return f"{file}#{place}" if place else str(file)


@dataclass(frozen=True, slots=True)
class PeriodSource:
    """The files of a period, read.

    `id` is the path from `content/`; `prose` is by file name without `.md`, `grids` by `grid_key`, `images` and what is
    wrong with them (`image_faults`) by path within the period's folder.
    """

    id: str
    files: tuple[Block, ...] = ()
    prose: Mapping[str, Text] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    image_faults: Mapping[str, str] = field(default_factory=dict)
    collected: tuple[CollectedSource, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectedSource:
    """A board whose period another one collects, by its folder and the period's path.

    `source` is None where there is no such period, or where `problems` say why it cannot be read.
    """

    folder: str
    period: str
    board: Block
    source: Source | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseSource:
    """The files of a house style, base first: later ones override. `folders` of templates begin with its own.

    `words_of_templates` are all words in the house's own templates, where it has fixed words that the base has not.
    """

    id: str
    profiles: tuple[Block, ...]
    outlines: tuple[Block, ...]
    folders: tuple[str, ...]
    words_of_templates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that a report may be made of, read and placed but not yet understood.

    `board` is None where the municipality itself reports; `earlier` has other periods by what the content calls them
    (`2022-t1`, `kommunstyrelsen/2023-t1`), one step deep;
    `before` is the period before by the calendar, where the content names none and takes tables from files; `lines` is
    by file, to show the place of a problem.
    """

    municipality: Block
    board: Block | None
    house: HouseSource
    period: PeriodSource
    earlier: Mapping[str, PeriodSource] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()
    before: PeriodSource | None = None

    @property
    def all_periods(self) -> Iterator[PeriodSource]:
        """The period, those that it names or cites, and those that these collect, with what those name or cite."""
        for period in (self.period, *self.earlier.values()):
            yield period
            for each in period.collected:
                if each.source is not None:
                    yield from each.source.all_periods
