"""Rates of women and men and of both: the last lies between the others (T714)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.checks.finding import FindingKind
from generator.checks.tables.intervals import meets, total
from generator.checks.tables.lines import LineCell, TableLine, sheets_of
from generator.compose import Understood
from generator.figures import Figure
from generator.problems import Problem
from generator.swedish import plain_quantity

_OUTSIDE = FindingKind(
    "T714",
    "{name} ligger inte mellan {first} och {second}.",
    "Rätta det tal som är fel: ett värde för alla ligger mellan gruppernas.",
)
_WOMEN, _MEN = re.compile(r"^(kvinn|flick)"), re.compile(r"^(män$|mäns$|männen|pojk)")
_ALL = re.compile(r"^(total|tot$|samtlig|alla$|båda$)")
_Lines = tuple[TableLine, TableLine, TableLine]
_MOVES = frozenset({"change", "difference"})
_ENOUGH = 3


class _Trio(NamedTuple):
    """The rates of women, men and all in one line."""

    cells: tuple[LineCell, LineCell, LineCell]
    figures: tuple[Figure, Figure, Figure]
    name: str

    @property
    def is_outside(self) -> bool:
        women, men, both = (cell.span for cell in self.cells)
        return both.high < min(women.low, men.low) or both.low > max(women.high, men.high)

    @property
    def adds_up(self) -> bool:
        women, men, both = (cell.span for cell in self.cells)
        return meets(both, total(((1, women), (1, men))))


def sexes(understood: Understood) -> Iterator[Problem]:
    """Yield T714 for rates of all that are lower or higher than those of women and of men."""
    content, ledger = understood.content, understood.ledger
    for sheet in sheets_of(content.period, ledger, content):
        for lines, crossing in ((sheet.columns, sheet.rows), (sheet.rows, sheet.columns)):
            for three in _groups(lines):
                trios = list(_trios(three, crossing))
                outside = [trio for trio in trios if trio.is_outside]
                if _ENOUGH * len(outside) <= len(trios) and not any(trio.adds_up for trio in trios):
                    yield from (_told(trio, three) for trio in outside)


def _groups(lines: Sequence[TableLine]) -> Iterator[_Lines]:
    """Yield the lines of women, men and all that have the same other words."""
    found: dict[frozenset[str], dict[re.Pattern[str], TableLine]] = defaultdict(dict)
    for line in lines:
        for kind in (_WOMEN, _MEN, _ALL):
            own = [word for word in line.meaning.words if kind.match(word)]
            if own:
                found[frozenset(line.meaning.words) - set(own)].setdefault(kind, line)
    for kinds in found.values():
        if len(kinds) == _ENOUGH:
            yield kinds[_WOMEN], kinds[_MEN], kinds[_ALL]


def _trios(three: _Lines, crossing: Sequence[TableLine]) -> Iterator[_Trio]:
    for at, line in enumerate(crossing):
        women, men, both = (each.cells[at] for each in three)
        if line.meaning.role in _MOVES or not (women and men and both and both.written):
            continue
        rates = all(each.measure == "%" for each in (women, men, both))
        if rates and women.figure and men.figure and both.figure:
            yield _Trio((women, men, both), (women.figure, men.figure, both.figure), line.meaning.text)


def _told(trio: _Trio, three: _Lines) -> Problem:
    women, men, both = trio.figures
    one, other = (f"”{line.meaning.text}”" for line in three[:2])
    name = f"”{trio.name}”, {three[2].meaning.text}"
    expected = f"mellan {_printed(women)} och {_printed(men)}"
    related = women.where, men.where
    return _OUTSIDE.at(both.where, both.id, expected, _printed(both), related, name=name, first=one, second=other)


def _printed(figure: Figure) -> str:
    return plain_quantity(figure.value, figure.unit, figure.decimals)
