"""The text of a cell and its column → a typed cell; a column of figures holds figures, signs and formulas only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from generator.content.fields import Cited, Formula
from generator.content.source import Block, Grid, Text, grid_key
from generator.content.table import (
    NUMERIC_KINDS,
    FormulaCell,
    LabelledCell,
    NumberCell,
    RawRow,
    RowEntry,
    SignCell,
    TableCell,
    TableColumn,
    TextCell,
    Vocabulary,
)
from generator.content.tables.columns import TableReading
from generator.problems import Problem, nearest, nearest_hint
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


_KEYS = ("fil", "blad", "cellområde")


def find_grid(reading: TableReading) -> Grid | None:
    """The table being read goes in; the grid that it names, or None, comes out.

    Problems: T001 where it names one that there is none of, T101–T103 for a block that does not say which.
    """
    node = reading.entry.data
    if node is None:
        return None
    if isinstance(node, Block):
        for key in node:
            if key not in _KEYS:
                reading.problem("T101", key.where, f"Nyckeln ”{key}” finns inte här.", hint=nearest_hint(key, _KEYS))
        parts = {str(key): str(value) for key, value in node.items()}
        if not parts.get("fil"):
            reading.problem("T102", node.where, "Här saknas vilken fil datan är i.", expected="fil: NAMN.xlsx")
            return None
        name = grid_key(parts["fil"], parts.get("blad", ""), parts.get("cellområde", ""))
    elif isinstance(node, Text) and not node.missing:
        name = str(node)
    else:
        code = "T108" if isinstance(node, Text) else "T103"
        reading.problem(code, node.where, "Här saknas namnet på en fil.", expected="data: tabell.csv")
        return None
    grid = reading.grids.get(name)
    if grid is None:
        hint = nearest_hint(name, reading.grids)
        reading.problem("T001", node.where, f"Filen ”{name}” finns inte i perioden.", hint=hint)
    return grid


def with_data(
    reading: TableReading, declared: Sequence[RawRow], grid: Grid | None, columns: Sequence[TableColumn]
) -> list[RawRow]:
    """The rows that a table declares, its grid and its columns go in; the table's rows come out.

    A row of the grid takes its attributes from the declared row without cells that has the same label, the first from
    the first. Where all rows of the grid are declared they stand as declared; otherwise declared rows with cells, or
    that are computed, follow after those of the grid. Problems: T106 for a grid of another width,
    T201 for a declared row that the grid does not have.
    """
    if grid is None:
        return list(declared)
    if not _fits(reading, grid, columns):
        return []
    left = {number: raw for number, raw in enumerate(declared) if not raw.cells}
    rows: list[RawRow] = []
    places: dict[int, RawRow] = {}
    for line in grid.rows[1:]:
        at = next((number for number, raw in left.items() if str(raw.label) == str(line[0])), None)
        entry = left.pop(at).entry if at is not None else RowEntry(where=line[0].where)
        rows.append(RawRow(line[0], tuple(cell or Text("_", cell.where) for cell in line[1:]), entry))
        if at is not None:
            places[at] = rows[-1]
    _check_found(reading, left.values(), [str(row.label) for row in rows])
    own = {
        number: raw
        for number, raw in enumerate(declared)
        if raw.cells or (number in left and (raw.entry.kind != "rad" or raw.entry.formula is not None))
    }
    if len(places) == len(rows):
        return [raw for _, raw in sorted({**places, **own}.items())]
    return [*rows, *own.values()]


def _check_found(reading: TableReading, left: Iterable[RawRow], labels: Sequence[str]) -> None:
    for raw in left:
        if raw.entry.kind == "rad" and raw.entry.formula is None:
            hint = nearest_hint(str(raw.label), labels) or "Skriv dess celler, eller ta bort den."
            reading.problem("T201", raw.label.where, f"Raden ”{raw.label}” finns inte i filen.", hint=hint)


def _fits(reading: TableReading, grid: Grid, columns: Sequence[TableColumn]) -> bool:
    width = len(grid.rows[0]) - 1 if grid.rows else 0
    computed = sum(column.entry.formula is not None for column in columns)
    if width in {len(columns), len(columns) - computed}:
        return True
    reading.problem(
        "T106",
        grid.rows[0][0].where if grid.rows else grid.where,
        f"Filen har {width} kolumner efter etiketterna, men tabellen ”{reading.id}” har {len(columns)}.",
        expected=f"{len(columns) - computed} kolumner"
        + (f", eller {len(columns)} med de uträknade" if computed else ""),
        found=str(width),
        hint="Ändra kolumner: så att de svarar mot filens, eller ta med rätt område ur filen.",
        related=(reading.entry.where,),
    )
    return False
