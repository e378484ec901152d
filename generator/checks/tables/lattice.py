"""Sheets as whole numbers of the finest printed digit, so that thousands of combinations can be tried at no loss."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple

from generator.checks.tables.lines import LineCell, TableLine, TableLines
from generator.figures import Figure
from generator.prose import AmountStage, Meaning, stage_of
from generator.swedish import kronor_per

Direction = Literal["rader", "kolumner"]
# Figures that are finer than this are rounded inwards.
_MOST_DECIMALS = 9
_PARTS = frozenset({"%", "procentenheter"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A year that a label names without its number.
_EARLIER = re.compile(r"\b(fg|föregående|förra|i fjol)\b", re.IGNORECASE)
_RESULT = re.compile(r"kassaflöde\b|omslutning", re.IGNORECASE)
# Items of a cash flow: no difference of other lines.
_ITEM = re.compile(r"(ökning|minskning|justering|förändring|ändring)\w*(/\w+)? (av|för)\b", re.IGNORECASE)
# What figures may have been rounded to by hand, in steps of their last digit.
_GRAINS = (1000, 500, 100, 50, 10)
_FEW = 3
_MOST_OF = 4


class PrintedNumber(NamedTuple):
    """A printed figure: its value, half a step of its rounding, its last digit's step, and what its line moves in.

    `place` is its row and column; `figure` is None of last year's table, and of a dash, which is a zero.
    """

    value: int
    half: int
    step: int
    grain: int
    measure: str
    place: tuple[int, int]
    figure: Figure | None
    written: bool

    @property
    def is_dash(self) -> bool:
        """Whether nothing but a dash is printed."""
        return not self.step


# What is not available: nothing can be computed from it.
LOST = PrintedNumber(0, 0, 0, 0, "", (-1, -1), None, written=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column of a lattice, with its numbers by position; None where nothing is printed."""

    index: int
    meaning: Meaning
    group: str
    kind: str
    sums: bool
    measure: str
    numbers: tuple[PrintedNumber | None, ...]
    years: frozenset[str]
    stage: AmountStage
    of_board: bool

    @property
    def states_sum(self) -> bool:
        """Whether its kind or its label says that it is a sum or a result, or of all that the board does."""
        return (
            self.sums
            or self.of_board
            or self.meaning.role in {"sum", "net"}
            or self.stage in {"current", "closing"}
            or bool(_RESULT.search(self.meaning.text))
        )

    @property
    def apart(self) -> bool:
        """Whether it is no term of any sum: a heading, or a part of another line (varav)."""
        return self.meaning.part or self.kind in {"mellanrubrik", "varav"}


@dataclass(frozen=True, slots=True)
class Lattice:
    """A sheet's lines in one direction and those across; positions from `own` on are of last year's table."""

    sheet: TableLines
    direction: Direction
    lines: tuple[Line, ...]
    crossing: tuple[Line, ...]
    own: int
    unit: int


def lattices_of(sheet: TableLines, witnesses: Sequence[TableLines] = ()) -> tuple[Lattice, Lattice]:
    """Return a sheet by rows and by columns; what tables of the same lines have there is more of each."""
    cells = [cell for each in (sheet, *witnesses) for row in each.rows for cell in row.cells if cell]
    scale = _scale(cells)
    grid = _grid(sheet, scale, shift=0)
    rows, columns = (_lines(sheet.rows, grid), _lines(sheet.columns, list(zip(*grid, strict=True))))
    for witness in witnesses:
        more = _grid(witness, scale, shift=1)
        rows = _longer(rows, _aligned(sheet.rows, witness.rows, more))
        columns = _longer(columns, _aligned(sheet.columns, witness.columns, list(zip(*more, strict=True))))
    unit = 10**scale
    return (
        Lattice(sheet, "rader", rows, columns, len(columns), unit),
        Lattice(sheet, "kolumner", columns, rows, len(rows), unit),
    )


def _scale(cells: Iterable[LineCell]) -> int:
    """Return with how many decimals all values, in kronor, are whole."""
    parts = (part for cell in cells for part in (cell.span.value, cell.span.low))
    return min(_MOST_DECIMALS, max((-_exponent(part) for part in parts), default=0))


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(0, exponent) if isinstance(exponent, int) else 0


def _grid(sheet: TableLines, scale: int, *, shift: int) -> list[list[PrintedNumber | None]]:
    grid = [
        [_number(cell, scale, (row.index, column), shift) for column, cell in enumerate(row.cells)]
        for row in sheet.rows
    ]
    grains = [_grain([row[column] for row in grid]) for column in range(len(sheet.columns))]
    return [
        [
            each if each is None or each is LOST else each._replace(grain=each.step * grain)
            for each, grain in zip(row, grains, strict=True)
        ]
        for row in grid
    ]


def _number(cell: LineCell | None, scale: int, place: tuple[int, int], shift: int) -> PrintedNumber | None:
    if cell is None:
        return None
    if cell.state == "lost":
        return LOST
    measure = "%" if cell.measure in _PARTS else cell.measure
    figure = cell.figure
    if figure is None:
        return PrintedNumber(0, 0, 0, 0, measure, place, None, written=False)
    span = cell.span
    value = int(span.value.scaleb(scale).to_integral_value(ROUND_HALF_EVEN))
    half = int(max(span.high - span.value, span.value - span.low).scaleb(scale).to_integral_value(ROUND_CEILING))
    unit = (kronor_per(figure.unit) or Decimal(1)) if cell.measure == "kr" else Decimal(1)
    step = max(1, int(unit.scaleb(scale - figure.decimals)))
    return PrintedNumber(value, half, step, step, measure, place, None if shift else figure, cell.written and not shift)


def _grain(numbers: Sequence[PrintedNumber | None]) -> int:
    sizes = [abs(each.value) // each.step for each in numbers if each is not None and each.step and each.value]
    if len(sizes) < _FEW:
        return 1
    return next((each for each in _GRAINS if sum(size % each == 0 for size in sizes) * _MOST_OF >= 3 * len(sizes)), 1)


def _lines(lines: Sequence[TableLine], grid: Sequence[Sequence[PrintedNumber | None]]) -> tuple[Line, ...]:
    return tuple(
        Line(
            line.index,
            replace(line.meaning, role="") if _ITEM.match(line.meaning.text) else line.meaning,
            line.group,
            line.kind,
            line.sums,
            "%" if line.measure in _PARTS else line.measure,
            tuple(numbers),
            _years(f"{line.group} {line.meaning.text}"),
            stage_of(line.meaning.text),
            line.of_board,
        )
        for line, numbers in zip(lines, grid, strict=True)
    )


def _years(label: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(label) or ["före"] * bool(_EARLIER.search(label)))


def _aligned(
    lines: Sequence[TableLine], others: Sequence[TableLine], grid: Sequence[Sequence[PrintedNumber | None]]
) -> list[Sequence[PrintedNumber | None]]:
    """Return for each line the numbers of the one of its name in another table; none where few lines have one."""
    found = _found(list(map(_name, lines)), list(map(_name, others)))
    results = _found(list(map(_result, lines)), list(map(_result, others)))
    found = [own if own >= 0 else result for own, result in zip(found, results, strict=True)]
    shared = sum(number >= 0 for number in found)
    if shared < _FEW or 2 * shared < len(lines) or not grid:
        return [()] * len(lines)
    lost = (LOST,) * len(grid[0])
    return [grid[number] if number >= 0 else lost for number in found]


def _found(names: Sequence[object], others: Sequence[object]) -> list[int]:
    """Return where each name stands among others; -1 where it does not, or where either has it twice."""
    counted, again = Counter(names), Counter(others)
    places = {name: at for at, name in enumerate(others) if again[name] == 1}
    return [places.get(name, -1) if name and counted[name] == 1 else -1 for name in names]


def _result(line: TableLine) -> object:
    """Return what a result is called, without what it is of; None of other lines."""
    return (line.group.casefold(), line.meaning.words[0]) if line.sums and line.meaning.words else None


def _name(line: TableLine) -> tuple[str, str]:
    return line.group.casefold(), _YEAR.sub("", line.meaning.text.casefold())


def _longer(lines: Sequence[Line], more: Sequence[Sequence[PrintedNumber | None]]) -> tuple[Line, ...]:
    return tuple(replace(line, numbers=(*line.numbers, *numbers)) for line, numbers in zip(lines, more, strict=True))
