"""Read the cells of a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from generator.content.fields import OPEN, Cited, Formula
from generator.content.source import CellText, Text, as_shown
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
from generator.problems import Problem, Problems, nearest_hint
from generator.swedish import (
    Ambiguous,
    NotADate,
    NotANumber,
    ReadNumber,
    identifier,
    known_unit,
    parse_date,
    parse_labelled,
    parse_number,
)

Parsed = TypeVar("Parsed")

_NOTE = re.compile(r"^(?P<text>(?:.*\S)?)\s*\[(?P<note>\w+)\]$", re.DOTALL)
SIGNS: dict[str, Literal["", "–", ".."]] = {"_": "", "–": "–", "—": "–", "-": "–", "−": "–", "..": "..", "…": ".."}


def split_cells(text: Text) -> Iterator[Text]:
    """Return the cells in the text after a row's label, each with its own place. `|` in a cell is escaped."""
    offset = 1 if text.style in {"single", "double"} else 0
    start = 0
    for match in [*re.finditer(r"(?<!\\)\|", text), None]:
        end = match.start() if match else len(text)
        part = text[start:end]
        lead = len(part) - len(part.lstrip())
        where = text.where.shifted(0, text.where.column + offset + start + lead)
        yield Text(part.strip().replace("\\|", "|"), where, "plain")
        start = end + 1


def together(problems: Problems) -> Sequence[Problem]:
    """Return the problems of a row, with all values that are still to be filled in as one."""
    left = [problem for problem in problems if problem.code == "T108" and problem.found.startswith(f"”{OPEN}")]
    if len(left) < len((OPEN, OPEN)):
        return problems
    one = replace(left[0], message=f"{len(left)} värden på raden är inte ifyllda.", expected="radens värden")
    return [one if problem is left[0] else problem for problem in problems if problem not in left[1:]]


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the cells of a table, and collects what is wrong with them."""

    vocabulary: Vocabulary
    problems: Problems

    def read(self, written: Text, column: TableColumn) -> TableCell:
        """Return the cell that a text is in its column, blank where it cannot be read."""
        text, note = _without_note(written)
        numeric = column.kind in NUMERIC_KINDS
        is_open = text == OPEN or (numeric and text.startswith(OPEN) and ";" not in text)
        if is_open:
            hint = "Skriv värdet, eller _ för tom, – för inget, .. för uppgift saknas."
            self._refuse("T108", text, "Cellen är inte ifylld.", "cellens värde", hint)
        if is_open or text == "_":
            return SignCell("", text.where, note)
        if not numeric:
            return self._words(text if column.kind == "datum" else as_shown(text), note, column)
        if text.startswith("="):
            lead = len(text) - len(text.lstrip("= "))
            return FormulaCell(Formula(text[lead:], text.where.shifted(0, text.where.column + lead)), note)
        if text in SIGNS:
            return SignCell(SIGNS[text], text.where, note)
        if not text:
            hint = "Skriv _ för tom, – för inget, .. för uppgift saknas."
            self._refuse("T108", text, "Cellen är tom.", "ett tal", hint)
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
            self._refuse("T110", text, message, ", ".join(states), nearest_hint(text, states, most_listed=0))
        return TextCell(Cited(text), note)

    def _number(self, text: Text) -> ReadNumber | None:
        number = self._parsed(parse_number, text, "Cellen ska ha ett tal.")
        units = self.vocabulary.units
        if number is None or number.unit is None or known_unit(number.unit) or number.unit in units:
            return number
        near = nearest_hint(number.unit, units, most_listed=0)
        hint = f"{near} Fri text hör hemma i en kolumn med typ: text.".lstrip()
        self._refuse("T109", text, f"Enheten ”{number.unit}” är inte känd.", "ett tal, med eller utan enhet", hint)
        return None

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
            else:
                values.append(value)
        return LabelledCell(tuple(values), text.where, note)

    def _one_labelled(self, text: Text) -> tuple[str, NumberCell] | None:
        if text.startswith(OPEN):
            self._refuse("T108", text, "Värdet är inte ifyllt.", "44 % Perioden", "Skriv värdet framför namnet.")
            return None
        parsed = self._parsed(parse_labelled, text, "Värdet går inte att läsa.", "44 % Perioden")
        if parsed is None:
            return None
        number, label = parsed
        return label, NumberCell(number.value, number.decimals, number.unit, text.where)

    def _parsed(self, parse: Callable[[str], Parsed], text: Text, message: str, expected: str = "") -> Parsed | None:
        try:
            return parse(text)
        except Ambiguous as error:
            self._refuse("T104", text, "Talet kan läsas på två sätt.", " eller ".join(error.readings), error.hint)
        except NotANumber as error:
            guessed = isinstance(text, CellText) and text.guessed
            hint = "Excel har gjort ett datum av det som skrevs. Skriv om talet i Excel." if guessed else error.hint
            self._refuse("T105", text, message, expected or error.expected, hint)
        return None

    def _refuse(self, code: str, text: Text, message: str, expected: str, hint: str = "") -> None:
        hint = hint[:1].upper() + hint[1:]
        self.problems.add(code, text.where, message, expected=expected, found=f"”{text}”", hint=hint)


def _without_note(text: Text) -> tuple[Text, str]:
    match = _NOTE.match(text)
    return (Text(match["text"], text.where, text.style), match["note"]) if match else (text, "")
