"""A table on its way from a sheet to YAML: cells by what they hold, rows and columns with what was found of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from generator.content import Text
from generator.problems import Problem, Where

ColumnKind = Literal["tal", "text", "datum"]
CellKind = Literal["blank", "sign", "open", "number", "labelled", "words"]


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell: the text that is written for it and, of a number, its value, its unit and the decimals that are seen.

    `unit` is the one that the cell says itself; `rounded`, whether it has more decimals than are seen; `plus`, whether
    a plus is seen before it.
    """

    kind: CellKind
    written: str
    text: Text
    value: Decimal = Decimal(0)
    unit: str = ""
    decimals: int = 0
    rounded: bool = False
    plus: bool = False


@dataclass(slots=True)
class DraftColumn:
    """A column, and what its cells share; `formula` has the signs and places of the columns that it is computed of."""

    id: str
    heading: str
    group: str = ""
    group_id: str = ""
    kind: ColumnKind = "tal"
    unit: str = ""
    decimals: str = ""
    plus: bool = False
    summed: bool = True
    formula: tuple[tuple[int, int], ...] = ()
    guesses: list[str] = field(default_factory=list)

    @property
    def computed_of(self) -> tuple[tuple[int, int], ...]:
        """What its formula adds."""
        return self.formula


@dataclass(slots=True)
class DraftRow:
    """A row; `sums` are the signs and places of the rows that it is the sum of, `named` whether they must be named.

    `formulas` are what single cells are computed of: by column, as it is written.
    """

    label: str
    number: int
    cells: list[DraftCell]
    id: str = ""
    own_id: bool = False
    kind: str = "rad"
    unit: str = ""
    decimals: str = ""
    sums: tuple[tuple[int, int], ...] = ()
    named: bool = False
    formulas: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    guesses: list[str] = field(default_factory=list)

    @property
    def computed_of(self) -> tuple[tuple[int, int], ...]:
        """What it is the sum of."""
        return self.sums


@dataclass(slots=True)
class DraftTable:
    """A table, the sheet and the cells that it was on, and what is to be said of it to its author.

    `words` are the places of its title, its labels and its remark; `left_out` is what stands in the sheet and not in
    the table, each with its cell.
    """

    sheet: str
    area: str
    heading: str
    id: str = ""
    stub: str = ""
    remark: str = ""
    source: str = ""
    unit: str = ""
    decimals: str = ""
    columns: list[DraftColumn] = field(default_factory=list)
    rows: list[DraftRow] = field(default_factory=list)
    footnotes: dict[str, str] = field(default_factory=dict)
    guesses: dict[str, str] = field(default_factory=dict)
    words: set[Where] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)
    notices: tuple[Problem, ...] = ()

    @property
    def numeric(self) -> Sequence[int]:
        """The places of the columns of numbers."""
        return [place for place, column in enumerate(self.columns) if column.kind == "tal"]

    def numbers(self) -> Iterator[tuple[DraftRow, int, DraftCell]]:
        """Yield the numbers, each with its row and the place of its column."""
        for row in self.rows:
            for place in self.numeric if row.cells else ():
                if row.cells[place].kind == "number":
                    yield row, place, row.cells[place]

    def unit_of(self, row: DraftRow, place: int) -> str:
        """Return the unit of a cell: the nearest that is said."""
        return row.cells[place].unit or self.declared(row, place)

    def declared(self, row: DraftRow, place: int) -> str:
        """Return the unit that a cell has where it says none itself."""
        return row.unit or self.columns[place].unit or self.unit
