"""The text of a cell and its column → a typed cell; a column of figures holds figures, signs and formulas only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from generator.content.fields import Cited, Formula
from generator.content.source import Text
from generator.content.table import (
    NUMERIC_KINDS,
    FormulaCell,
    LabelledCell,
    NumberCell,
    SignCell,
    TableCell,
    TableColumn,
    TextCell,
    Vocabulary,
)
from generator.problems import Problem, nearest, nearest_hint
from generator.swedish.numbers import Ambiguous, NotANumber, ReadNumber, known_unit, parse_labelled, parse_number
from generator.swedish.words import NotADate, identifier, parse_date

# A cell, or a labelled value in one, that is still to be filled in, as a new period's cells are.
OPEN = "??"

_NOTE = re.compile(r"^(?P<text>.*?)\s*\[(?P<note>\w+)\]$", re.DOTALL)
_SIGNS: dict[str, Literal["", "–", ".."]] = {"_": "", "–": "–", "—": "–", "-": "–", "−": "–", "..": "..", "…": ".."}


def split_cells(text: Text) -> Iterator[Text]:
    """The text after a row's label goes in; its cells come out, each with its own place. `|` in a text is escaped."""
    offset = 1 if text.style in {"single", "double"} else 0
    start = 0
    for match in [*re.finditer(r"(?<!\\)\|", text), None]:
        end = match.start() if match else len(text)
        part = text[start:end]
        lead = len(part) - len(part.lstrip())
        where = text.where.shifted(0, text.where.column + offset + start + lead)
        yield Text(part.strip().replace("\\|", "|"), where, "plain")
        start = end + 1


def together(problems: list[Problem]) -> list[Problem]:
    """The problems of a row go in; the same come out, with all values that are still to be filled in as one."""
    left = [problem for problem in problems if problem.code == "T108" and problem.found.startswith(f"”{OPEN}")]
    if len(left) < len((OPEN, OPEN)):
        return problems
    one = replace(left[0], message=f"{len(left)} värden på raden är inte ifyllda.", expected="radens värden")
    return [one if problem is left[0] else problem for problem in problems if problem not in left[1:]]


class CellReader:
    """Reads the cells of a table; `problems` collects what is wrong with them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """The units and status scales that cells may name go in."""
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def read(self, written: Text, column: TableColumn) -> TableCell:
        """A cell's text goes in; the cell comes out, blank where it could not be read."""
        text, note = _without_note(written)
        if text == OPEN:
            hint = "Skriv värdet, eller _ för tom, – för inget, .. för uppgift saknas."
            self._refuse("T108", text, "Cellen är inte ifylld.", "cellens värde", hint)
        if text in {"_", OPEN}:
            return SignCell("", text.where, note)
        if column.kind not in NUMERIC_KINDS:
            return self._words(text, note, column)
        if text.startswith("="):
            lead = len(text) - len(text.lstrip("= "))
            where = text.where.shifted(0, text.where.column + lead)
            return FormulaCell(Formula(text[lead:], where), note)
        if text in _SIGNS:
            return SignCell(_SIGNS[text], text.where, note)
        if not text:
            self._refuse(
                "T108", text, "Cellen är tom.", "ett tal", "Skriv _ för tom, – för inget, .. för uppgift saknas."
            )
            return SignCell("", text.where, note)
        if ";" in text:
            return self._labelled(text, note)
        number = self._number(text)
        if number is None:
            return SignCell("", text.where)
        return NumberCell(number.value, number.decimals, number.unit, text.where, note)

    def _words(self, text: Text, note: str, column: TableColumn) -> TableCell:
        if not text:
            return SignCell("", text.where, note)
        if column.kind == "datum":
            try:
                parse_date(text)
            except NotADate as error:
                self._refuse("T112", text, "Datumet går inte att läsa.", error.expected, error.hint)
        states = self.vocabulary.scales.get(column.entry.scale or "")
        if column.kind == "status" and states is not None and text not in states:
            message = f"”{text}” finns inte i statusskalan {column.entry.scale}."
            hint = nearest_hint(text, nearest(text, states))
            self._refuse("T110", text, message, ", ".join(states), hint)
        return TextCell(Cited(text), note)

    def _number(self, text: Text) -> ReadNumber | None:
        try:
            number = parse_number(text)
        except Ambiguous as error:
            self._refuse("T104", text, "Talet kan läsas på två sätt.", " eller ".join(error.readings), error.hint)
            return None
        except NotANumber as error:
            self._refuse("T105", text, "Cellen ska ha ett tal.", error.expected, error.hint)
            return None
        units = self.vocabulary.units
        if number.unit is not None and known_unit(number.unit) is None and number.unit not in units:
            near = nearest_hint(number.unit, nearest(number.unit, units))
            hint = f"{near} Fri text hör hemma i en kolumn med typ: text.".lstrip()
            self._refuse("T109", text, f"Enheten ”{number.unit}” är inte känd.", "ett tal, med eller utan enhet", hint)
            return None
        return number

    def _labelled(self, text: Text, note: str) -> TableCell:
        values: list[tuple[str, NumberCell]] = []
        start = 0
        for part in text.split(";"):
            lead = len(part) - len(part.lstrip())
            own = Text(part.strip(), text.where.shifted(0, text.where.column + start + lead))
            start += len(part) + 1
            value = self._one_labelled(own)
            if value is None:
                continue
            if identifier(value[0]) in {identifier(label) for label, _ in values}:
                message = f"Två värden i cellen heter ”{value[0]}”." if value[0] else "Två värden i cellen saknar namn."
                self._refuse("T107", own, message, "ett namn efter varje värde", "44 % Perioden ; 39 % Helår")
                continue
            values.append(value)
        return LabelledCell(tuple(values), text.where, note)

    def _one_labelled(self, text: Text) -> tuple[str, NumberCell] | None:
        if text.startswith(OPEN):
            hint = "Skriv värdet framför namnet."
            self._refuse("T108", text, "Värdet är inte ifyllt.", "44 % Perioden", hint)
            return None
        try:
            number, label = parse_labelled(text)
        except Ambiguous as error:
            self._refuse("T104", text, "Talet kan läsas på två sätt.", " eller ".join(error.readings), error.hint)
            return None
        except NotANumber as error:
            self._refuse("T105", text, "Värdet går inte att läsa.", "44 % Perioden", error.hint)
            return None
        return label, NumberCell(number.value, number.decimals, number.unit, text.where)

    def _refuse(self, code: str, text: Text, message: str, expected: str, hint: str = "") -> None:
        hint = hint[:1].upper() + hint[1:]
        self.problems.append(Problem(code, text.where, message, expected, f"”{text}”", hint))


def _without_note(text: Text) -> tuple[Text, str]:
    """A text goes in; the text without the mark of its footnote, and the footnote's id or nothing, come out."""
    match = _NOTE.match(text)
    return (Text(match["text"], text.where, text.style), match["note"]) if match else (text, "")
