"""Where the units of a table stand: in its caption or corner, heads, labels, a column of their own, or cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.compose.compositor import Compositor
from generator.content import NumberCell, PercentSigns, RowUnits, Table, TableCell
from generator.document import Inline, NoteMark, plain_text
from generator.figures import Figure
from generator.swedish import HARD_SPACE, kronor_per

PER_CENT = "%"
_UNSAID = (None, "", "antal")
# What money in each unit is called where a table or the words above it say what the amounts are in.
_MONEY = {
    0: "kr|kronor|sek",
    3: "tkr|kkr|tsek|ksek|tusen kronor|tusentals? kronor",
    6: "mn?kr|msek|milj(?:on(?:er|tals?))?\\.? (?:kronor|kr)",
    9: "mdkr|mdr|miljard(?:er|tals?) (?:kronor|kr)",
}
# In running text a unit by itself may be that of a number beside it.
_OF_AMOUNTS = r"\b(?:belopp|siffr|tal(?:en)?\b|värde|uppgift|redovisa|ange)"


def _says(text: str, unit: str, *, running: bool = False) -> bool:
    """Return whether words say that the figures below are in a unit; a number's own unit says nothing of others."""
    word, said = _words_of(unit), text.casefold().replace(HARD_SPACE, " ")
    if not running:
        return re.search(rf"(?<!\w)(?<!\d )(?:{word})(?!\w)", said) is not None
    alone = rf"(?:^|[(·|])\s*(?:i\s+)?(?:{word})\s*(?:$|[)·|.])"
    of_amounts = rf"{_OF_AMOUNTS}[^.]*\bi\s+(?:{word})(?!\w)"
    return re.search(f"{alone}|{of_amounts}", said) is not None


@lru_cache(maxsize=64)
def _words_of(unit: str) -> str:
    kronor = kronor_per(unit)
    if kronor is not None:
        return _MONEY[kronor.adjusted()]
    return "%|procent" if unit == PER_CENT else re.escape(unit.casefold())


@dataclass(frozen=True, slots=True)
class TableUnits:
    """The units of one table, as the table says or the house where it does not."""

    table: Table
    compositor: Compositor

    @property
    def of_rows(self) -> RowUnits:
        """Where a row's unit stands."""
        return self.table.entry.row_units or self.compositor.house.row_units

    def _percent_signs(self, column: int) -> PercentSigns:
        """Return whether the per cent of a column's figures stands with each of them."""
        own, table = self.table.columns[column].entry.percent_signs, self.table.entry.percent_signs
        return own or table or self.compositor.house.percent_signs

    def printed(self, unit: str | None) -> str:
        """Return a unit as the house spells it."""
        return self.compositor.house.number_formats["standard"].spelled(unit) if unit else ""

    # --- the table's and the columns' --------------------------------------------------------------------------------

    @property
    def of_table(self) -> str:
        """The unit that the table says once for all: a count needs no word, per cent may stand in each cell."""
        unit = self.table.entry.unit
        in_cells = unit == PER_CENT and not all(map(self._percent_said_once, range(len(self.table.columns))))
        return "" if unit in _UNSAID or in_cells or self.of_rows == "i egen kolumn" else self.printed(unit)

    def _percent_said_once(self, column: int) -> bool:
        entry = self.table.columns[column].entry
        if entry.unit is not None:
            return True
        return self._percent_signs(column) == "i rubriken"

    def in_corner(self, words: Iterable[Inline]) -> str:
        """Return the unit of a table without a caption, unless its own `words` or those above it say it."""
        unit = self.of_table
        if not unit or self.table.entry.heading is not None:
            return ""
        above = any(_says(text, unit, running=running) for text, running in self.compositor.above)
        return "" if above or any(_says(plain_text(each), unit) for each in words) else unit

    def in_head(self, column: int, heading: Inline) -> str:
        """Return the unit of a column that is not the table's, where neither its words nor its figures have it."""
        own, of_table = self.table.columns[column].entry.unit, self.table.entry.unit
        unit = own or (of_table if not self.of_table else None)
        if unit == PER_CENT:
            alone = self._percent_signs(column) == "i rubriken"
        else:
            # A count among amounts has a word, and elsewhere needs none.
            alone = own is not None and own != of_table and (own not in _UNSAID or of_table not in _UNSAID)
        words = f"{plain_text(heading)} {self._group_words(column)}"
        return self.printed(unit) if alone and unit and not _says(words, unit) else ""

    def _group_words(self, column: int) -> str:
        group = self.table.columns[column].group_heading
        return str(group.text) if group is not None else ""

    # --- the rows' ---------------------------------------------------------------------------------------------------

    def in_label(self, row: int, label: Inline) -> Inline:
        """Return a label with the unit of its row, before the marks of its notes."""
        unit = self._of_row(row) if self.of_rows == "i etiketten" else None
        if unit in _UNSAID or _says(plain_text(label), str(unit)):
            return label
        end = next((at for at in range(len(label), 0, -1) if not isinstance(label[at - 1], NoteMark)), 0)
        pattern = self.compositor.house.words.get("enhet_i_etiketten", ", {enhet}")
        return (*label[:end], pattern.replace("{enhet}", self.printed(unit)), *label[end:])

    def in_column(self, row: int) -> str:
        """Return what the column of units says of a row."""
        return self.printed(self._of_row(row))

    def in_cell(self, row: int, column: int, cell: TableCell, figure: Figure) -> bool:
        """Return whether a figure's unit stands with it: where no head, label or column says it."""
        if figure.unit == self._of_row(row):
            return False
        of_row = self.table.rows[row].entry.unit
        own = isinstance(cell, NumberCell) and cell.unit is not None
        if figure.unit == PER_CENT and not own and of_row is None:
            return self._percent_signs(column) == "i cellen"
        return figure.unit == PER_CENT or own or of_row not in {None, "antal", self.table.entry.unit}

    def _of_row(self, row: int) -> str | None:
        """Return the unit that all figures of a row have, where it is printed apart from them.

        Without a column of units it is not the table's, which is said once for all its rows.
        """
        if self.of_rows == "i cellen":
            return None
        units = {figure.unit for figure in self._figures(row)}
        unit = units.pop() if len(units) == 1 else None
        return None if unit == self.table.entry.unit and self.of_rows != "i egen kolumn" else unit

    def _figures(self, row: int) -> Iterator[Figure]:
        """Yield the figures of a row that do not have the unit of their column."""
        of_row = self.table.rows[row].entry.unit
        for number, cell in enumerate(self.table.rows[row].cells):
            own = of_row is not None or (isinstance(cell, NumberCell) and cell.unit is not None)
            figure = self.compositor.ledger.first(self.table.id, row, number)
            if (own or self.table.columns[number].entry.unit is None) and figure and figure.value is not None:
                yield figure
