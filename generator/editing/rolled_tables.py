"""A table of the old period and the step to the next → what its cells are then: open, cited or kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from generator.content import (
    NUMERIC_KINDS,
    OPEN,
    Content,
    FormulaCell,
    LabelledCell,
    NumberCell,
    SignCell,
    Table,
    TableCell,
    TableColumn,
    TextCell,
)
from generator.editing.next_words import Move, RolledWords, moved_words
from generator.editing.yaml_text import cut, entries, items, put, text_of
from generator.figures import PERIOD_WORDS, Carried, Ledger
from generator.project import TextEdit

_BAR = re.compile(r"(?<!\\)\|")
_OPENING = re.compile(r"[\"']|[|>][+-]?[ \t]*\n")
_NOTE = re.compile(r"\s*\[\w+\]$")
# How far in a row's further lines stand, and how wide they are.
_DEEPER, _WIDEST = 4, 120
_CITED = re.compile(rf"(?<![\w.])({'|'.join(PERIOD_WORDS)})\.([\w.]+)")
_OF_THE_YEAR = re.compile(r"(?i)prognos|budget")


class RolledTables:
    """Finds the changes of a period's tables."""

    def __init__(self, content: Content, ledger: Ledger, move: Move, earlier: Mapping[str, str]) -> None:
        """The old period's content and figures, the step, and what earlier periods are called then go in."""
        self.tables = content.period.tables
        self.ledger = ledger
        self.move = move
        self.earlier = earlier
        self.words = moved_words(move)
        self.house = RolledWords(content.house.next_period)

    def spans(self, text: str, name: str, block: yaml.Node) -> Iterator[TextEdit]:
        """A file's text, a table's id and its block go in; the changes of the block come out."""
        table = self.tables.get(name)
        for key, value in entries(block):
            if text_of(key) in {"förklarad_differens", "omräknat"}:
                yield cut(text, key, value)
            elif text_of(key) == "rader" and table is not None and table.entry.data is None:
                for number, item in enumerate(items(value)):
                    first = next(entries(item), None)
                    if first is not None and number < len(table.rows):
                        yield from self._row(text, table, number, first[1])

    def _row(self, text: str, table: Table, number: int, node: yaml.Node) -> Iterator[TextEdit]:
        """The cells of a row, each at its place, so that what was aligned still is."""
        if not isinstance(node, yaml.ScalarNode) or not node.value:
            return
        whole = put(text, node, "-")
        raw = text[whole.start : whole.end]
        opening = _OPENING.match(raw)
        head = opening.group() if opening else ""
        tail = head if head in {'"', "'"} else ""
        parts = _BAR.split(raw[len(head) : len(raw) - len(tail)])
        # A column that is computed has no cell to write.
        every = range(len(table.columns))
        columns = (
            every if len(parts) == len(every) else [each for each in every if not table.columns[each].entry.formula]
        )
        if len(parts) != len(columns):
            return
        new = [self._cell(table, number, column, part) for column, part in zip(columns, parts, strict=True)]
        plain = not head and "\n" not in raw
        label = text[: whole.start].rpartition("\n")[2]
        yield TextEdit(whole.start, whole.end, _wrapped(new, label) if plain else f"{head}{'|'.join(new)}{tail}")

    def _cell(self, table: Table, row: int, column: int, part: str) -> str:
        said = part.strip()
        becomes = self._becomes(table, row, column, said)
        if becomes == said:
            return self.words(part) if said.startswith("=") else part
        note = _NOTE.search(said)
        becomes += note.group() if note else ""
        lead = part[: len(part) - len(part.lstrip())]
        trail = part[len(part.rstrip()) :]
        width = 0 if said.startswith("=") else len(said)
        return f"{lead}{becomes.rjust(width)}{trail}"

    def _becomes(self, table: Table, row: int, column: int, said: str) -> str:
        cell: TableCell = table.rows[row].cells[column]
        declared = table.columns[column]
        if isinstance(cell, FormulaCell) or said.startswith("="):
            own = self.ledger.cells.get((table.id, row, column), ("",))[0]
            carried = said.startswith("=") and isinstance(
                getattr(self.ledger.figures.get(own), "origin", None), Carried
            )
            if carried and self._source(table, row, column) == column:
                return self.cited(own) or said
            return said if self.can_cite(said) else OPEN
        if isinstance(cell, TextCell):
            return OPEN if declared.kind == "status" else said
        if isinstance(cell, SignCell) and (not cell.sign or declared.kind not in NUMERIC_KINDS):
            return said
        if isinstance(cell, LabelledCell):
            return " ; ".join(f"{OPEN} {label}".strip() for label, _ in cell.values)
        source = self._source(table, row, column) if isinstance(cell, NumberCell) else None
        if source is None:
            return OPEN
        figures = self.ledger.cells.get((table.id, row, source), ())
        return (self.cited(figures[0]) if figures else "") or OPEN

    def cited(self, figure: str) -> str:
        """A figure's id in the old period goes in; how the new one cites it comes out, or nothing where it cannot.

        What the old period itself has taken over is cited where it is stated: citations make no chains.
        """
        known = self.ledger.figures.get(figure)
        if known is None:
            return ""
        if not isinstance(known.origin, Carried):
            return f"= {self.move.reference}.{figure}"
        period = self.ledger.references.get(known.origin.reference, "")
        return f'= period("{period}").{known.origin.figure}' if period and "/" not in period else ""

    def can_cite(self, said: str) -> bool:
        """A formula goes in; whether the new period has the periods that it cites, and the old one the figure.

        Another earlier period is not read here: what it lacks is told when the new one is checked.
        """
        for match in _CITED.finditer(self.words(said)):
            period = self.earlier.get(match[1])
            if period is None or (period == self.move.old and match[2] not in self.ledger.names):
                return False
        return True

    def _source(self, table: Table, row: int, column: int) -> int | None:
        """The column of the old period whose figure this cell states, or None where it is new."""
        declared = table.columns[column]
        heading = _heading(declared)
        if not self.move.years:
            over = self.house.is_over(heading) and heading == self.words(heading) and not _OF_THE_YEAR.search(heading)
            return column if over or self._is_adopted(table, row, declared) else None
        # The heading may say the year by the period's own, and the id alone tell which it is.
        for said in (_heading, _group_and_id):
            moved = self.words(said(declared))
            same = [number for number, each in enumerate(table.columns) if number != column and said(each) == moved]
            if same and moved != said(declared):
                return same[0]
        compared = self.house.compared(declared.id)
        if compared is not None and self.move.reference != "föregående_period":
            return next((number for number, each in enumerate(table.columns) if each.id == compared[1]), None)
        return None

    def _is_adopted(self, table: Table, row: int, column: TableColumn) -> bool:
        """Whether a cell holds what is adopted for the year: as its author says, the nearest first, or by its names."""
        said = (table.rows[row].entry.adopted, column.entry.adopted, table.entry.adopted)
        told = next((each for each in said if each is not None), None)
        if told is not None:
            return told
        group = column.group_heading.text if column.group_heading else ""
        return self.house.is_adopted(f"{column.id} {column.heading.text}", group)


def _wrapped(cells: list[str], label: str) -> str:
    """The cells of a row as one line after its label, or as several where citations make it too long."""
    line = "|".join(cells)
    if len(label) + len(line) <= _WIDEST or not any(cell.strip().startswith("=") for cell in cells):
        return line
    indent = " " * (label.index("-") + _DEEPER)
    lines = [""]
    for number, cell in enumerate(" ".join(each.split()) for each in cells):
        piece = f"| {cell}" if number else cell
        before = len(indent) if len(lines) > 1 else len(label)
        if lines[-1] and before + len(lines[-1]) + 1 + len(piece) > _WIDEST:
            lines.append("")
        lines[-1] = f"{lines[-1]} {piece}".strip()
    return f"\n{indent}".join(lines)


def _group_and_id(column: TableColumn) -> str:
    return f"{column.group}.{column.id}"


def _heading(column: TableColumn) -> str:
    group = column.group_heading.text if column.group_heading else ""
    return f"{group} {column.heading.text}".strip()
