"""The text of a cell and its column → a typed cell; a column of figures holds figures, signs and formulas only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from generator.fields import Cited, Formula
from generator.problems import Problem, nearest_hint
from generator.source import Text
from generator.swedish import Ambiguous, NotANumber, Number, known_unit, parse_labelled, parse_number
from generator.table import (
    NUMERIC_KINDS,
    FormulaCell,
    LabelledCell,
    NumberCell,
    SignCell,
    TableCell,
    TableColumn,
    TextCell,
)

_NOTE = re.compile(r"^(?P<text>.*?)\s*\[(?P<note>\w+)\]$", re.DOTALL)
_SIGNS: dict[str, Literal["", "–", ".."]] = {"_": "", "–": "–", "—": "–", "-": "–", "−": "–", "..": ".."}


class CellReader:
    """Reads the cells of a table; `problems` collects what is wrong with them."""

    def __init__(self, columns: Sequence[TableColumn], units: frozenset[str]) -> None:
        """The table's columns and the units that may be named go in."""
        self.columns = columns
        self.units = units
        self.problems: list[Problem] = []

    def without_note(self, text: Text) -> tuple[Text, str]:
        """A text goes in; the text without the mark of its footnote, and the footnote's id or nothing, come out."""
        match = _NOTE.match(text)
        return (Text(match["text"], text.where, text.style), match["note"]) if match else (text, "")

    def read(self, written: Text, column: TableColumn) -> TableCell:
        """A cell's text goes in; the cell comes out, blank where it could not be read."""
        text, note = self.without_note(written)
        if text == "_":
            return SignCell("", text.where, note)
        if column.kind not in NUMERIC_KINDS:
            return TextCell(Cited(text), note)
        if text.startswith("="):
            lead = len(text) - len(text.lstrip("= "))
            where = text.where.shifted(0, text.where.column + lead)
            return FormulaCell(Formula(text[lead:], where), note)
        if text in _SIGNS:
            return SignCell(_SIGNS[text], text.where, note)
        if not text:
            self._refuse("T108", text, "Cellen är tom.", "ett tal, _ för tom, – för inget, .. för uppgift saknas")
            return SignCell("", text.where, note)
        if ";" in text:
            return self._labelled(text, note)
        number = self._number(text)
        if number is None:
            return SignCell("", text.where)
        return NumberCell(number.value, number.decimals, number.unit, text.where, note)

    def _number(self, text: Text) -> Number | None:
        try:
            number = parse_number(text)
        except Ambiguous as error:
            self._refuse("T104", text, "Talet kan läsas på två sätt.", " eller ".join(error.readings), error.hint)
            return None
        except NotANumber as error:
            self._refuse("T105", text, "Cellen ska ha ett tal.", error.expected, error.hint)
            return None
        if number.unit is not None and known_unit(number.unit) is None and number.unit not in self.units:
            hint = nearest_hint(number.unit, self.units) + " Fri text hör hemma i en kolumn med typ: text."
            self._refuse("T109", text, f"Enheten ”{number.unit}” är inte känd.", "ett tal med eller utan enhet", hint)
            return None
        return number

    def _labelled(self, text: Text, note: str) -> TableCell:
        values = []
        start = 0
        for part in text.split(";"):
            lead = len(part) - len(part.lstrip())
            where = text.where.shifted(0, text.where.column + start + lead)
            start += len(part) + 1
            try:
                number, label = parse_labelled(part.strip())
            except NotANumber as error:
                self._refuse(
                    "T105", Text(part.strip(), where), "Värdet går inte att läsa.", "44 % Perioden", error.hint
                )
                continue
            values.append((label, NumberCell(number.value, number.decimals, number.unit, where)))
        return LabelledCell(tuple(values), text.where, note)

    def _refuse(self, code: str, text: Text, message: str, expected: str, hint: str = "") -> None:
        self.problems.append(Problem(code, text.where, message, expected, f"”{text}”", hint))
