"""The cells of a table in the next period: open, cited or kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from generator.content import (
    NUMERIC_KINDS,
    OPEN,
    FormulaCell,
    LabelledCell,
    NumberCell,
    SignCell,
    Table,
    TableCell,
    TableColumn,
    TextCell,
)
from generator.editing.next_words import Move, RolledWords
from generator.editing.yaml_text import cut, entries, items, put, text_of
from generator.figures import PERIOD_WORDS, Carried, Ledger, presentation_of
from generator.project import TextEdit

_BAR = re.compile(r"(?<!\\)\|")
_OPENING = re.compile(r"[\"']|[|>][+-]?[ \t]*\n")
_NOTE = re.compile(r"(?<!\s)\s*\[\w+\]$")
# The indent of a row's further lines, and the width of a line.
_DEEPER, _WIDEST = 4, 120
_CITED = re.compile(rf"(?<![\w.])({'|'.join(PERIOD_WORDS)})\.([\w.]+)")
_CENTURIES = frozenset({"19", "20"})
_OF_THE_YEAR = re.compile(r"(?i)prognos|budget")


@dataclass(frozen=True, slots=True)
class RolledTables:
    """Finds the edits of a period's tables; `words` moves a text of the old period to the new."""

    tables: Mapping[str, Table]
    ledger: Ledger
    move: Move
    earlier: Mapping[str, str]
    house: RolledWords
    words: Callable[[str], str]

    def edits(self, text: str, name: str, block: yaml.Node) -> Iterator[TextEdit]:
        """Yield the edits of a table's block in the text of a file."""
        table = self.tables.get(name)
        for key, value in entries(block):
            if text_of(key) in {"förklarad_differens", "omräknat", "hämtat"}:
                yield cut(text, key, value)
            elif text_of(key) == "rader" and table is not None and table.entry.data is None:
                # One written row may stand for several, those of boards.
                numbers = {row.label.where.line: number for number, row in enumerate(table.rows)}
                for item in items(value):
                    first = next(entries(item), None)
                    number = numbers.get(first[0].start_mark.line + 1) if first is not None else None
                    if first is not None and number is not None:
                        yield from self._row(text, table, number, first[1])

    def _row(self, text: str, table: Table, number: int, node: yaml.Node) -> Iterator[TextEdit]:
        """Each cell keeps its place, so that what was aligned still is."""
        if not isinstance(node, yaml.ScalarNode) or not node.value:
            return
        whole = put(text, node, "-")
        raw = text[whole.start : whole.end]
        opening = _OPENING.match(raw)
        head = opening.group() if opening else ""
        tail = head if head in {'"', "'"} else ""
        parts = _BAR.split(raw[len(head) : len(raw) - len(tail)])
        columns = [*range(len(table.columns))]
        if len(parts) != len(columns):
            # A computed column need not have a cell.
            columns = [each for each in columns if not table.columns[each].entry.formula]
        if len(parts) != len(columns):
            return
        new = [self._cell(table, number, column, part) for column, part in zip(columns, parts, strict=True)]
        plain = not head and "\n" not in raw
        label = text[: whole.start].rpartition("\n")[2]
        yield TextEdit(whole.start, whole.end, _wrapped(new, label) if plain else f"{head}{'|'.join(new)}{tail}")

    def _cell(self, table: Table, row: int, column: int, part: str) -> str:
        old = part.strip()
        new = self._new_text(table, row, column, old)
        if new == old:
            return self.words(part) if old.startswith("=") else part
        note = _NOTE.search(old)
        new += note.group() if note else ""
        lead, trail = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
        return f"{lead}{new.rjust(0 if old.startswith('=') else len(old))}{trail}"

    def _new_text(self, table: Table, row: int, column: int, old: str) -> str:
        cell = table.rows[row].cells[column]
        declared = table.columns[column]
        if isinstance(cell, FormulaCell) or old.startswith("="):
            figure = self.ledger.cells.get((table.id, row, column), ("",))[0]
            if old.startswith("=") and self.is_carried(figure) and self._source(table, row, column) == column:
                return self.cited(figure) or old
            # What the last period was cited for, this one may have in its own table alone.
            return old if self.can_cite(old) else self._stated(table, row, column) or OPEN
        if isinstance(cell, TextCell):
            judged = declared.kind == "status" or (declared.kind == "datum" and self.move.is_within(old))
            return OPEN if judged else old
        if isinstance(cell, LabelledCell):
            units = (self._own_unit(table, row, column, number) for _, number in cell.values)
            return " ; ".join(
                f"{OPEN}{unit} {label}".strip() for (label, _), unit in zip(cell.values, units, strict=True)
            )
        # What had nothing to be compared with may have now.
        cited = self._stated(table, row, column) if declared.kind in NUMERIC_KINDS else ""
        if isinstance(cell, SignCell) and (not cell.sign or declared.kind not in NUMERIC_KINDS):
            return cited or old
        return cited or f"{OPEN}{self._own_unit(table, row, column, cell)}"

    def _stated(self, table: Table, row: int, column: int) -> str:
        """Return the citation of the old period's figure that this cell states, or ""."""
        source = self._source(table, row, column)
        figures = self.ledger.cells.get((table.id, row, source), ()) if source is not None else ()
        return self.cited(figures[0]) if figures else ""

    def _own_unit(self, table: Table, row: int, column: int, cell: TableCell) -> str:
        """Return the unit that a cell alone says, after a blank, or ""."""
        own = cell.unit if isinstance(cell, NumberCell) else None
        declared = presentation_of(table, table.rows[row], table.columns[column], None).unit
        return f" {own}" if own and own != declared else ""

    def is_carried(self, figure: str) -> bool:
        """Whether the old period has taken a figure over from an earlier one."""
        return isinstance(getattr(self.ledger.figures.get(figure), "origin", None), Carried)

    def cited(self, figure: str) -> str:
        """Return the new period's citation of a figure of the old one, or "": citations make no chains."""
        old = self.ledger.figures.get(figure)
        if old is None:
            return ""
        if not isinstance(old.origin, Carried):
            return f"= {self.move.reference}.{figure}"
        period = self.ledger.references.get(old.origin.reference, "")
        return f'= period("{period}").{old.origin.figure}' if period and "/" not in period else ""

    def can_cite(self, formula: str) -> bool:
        """Whether the new period knows what a formula cites; what other periods lack is reported when it is checked."""
        for match in _CITED.finditer(self.words(formula)):
            period = self.earlier.get(match[1])
            if period is None or (period == self.move.old and match[2] not in self.ledger.names):
                return False
        return True

    def _source(self, table: Table, row: int, column: int) -> int | None:
        """The column of the old period whose figure this cell states, or None where it is new."""
        declared = table.columns[column]
        heading = heading_of(declared)
        if not self.move.years:
            over = self.house.is_over(heading) and heading == self.words(heading) and not _OF_THE_YEAR.search(heading)
            return column if over or self._is_adopted(table, row, declared) else None
        # The heading may cite the period's own year, and only the id show which year it is.
        for name in (heading_of, lambda each: f"{each.group}.{each.id}"):
            moved = self.words(name(declared))
            if name is not heading_of and self._tells_the_old_year(declared):
                return None
            same = [number for number, each in enumerate(table.columns) if number != column and name(each) == moved]
            if same and moved != name(declared):
                return same[0]
        compared = self.house.compared(declared.id)
        if compared is not None and self.move.reference != "föregående_period":
            return next((number for number, each in enumerate(table.columns) if each.id == compared[1]), None)
        return None

    def _tells_the_old_year(self, column: TableColumn) -> bool:
        """Whether the id of a column moves a year, and its heading still tells the old one, in a form not known."""
        heading = heading_of(column)
        digits = {each for each in re.findall(r"\d\d", column.id) if each not in _CENTURIES}
        moves = self.words(column.id) != column.id and self.words(heading) == heading
        return moves and any(each in heading for each in digits)

    def _is_adopted(self, table: Table, row: int, column: TableColumn) -> bool:
        for entry in (table.rows[row].entry, column.entry, table.entry):
            if entry.adopted is not None:
                return entry.adopted
        group = column.group_heading.text if column.group_heading else ""
        return self.house.is_adopted(f"{column.id} {column.heading.text}", group)


def _wrapped(cells: list[str], label: str) -> str:
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


def heading_of(column: TableColumn) -> str:
    """Return the heading of a column, after that of its group."""
    group = column.group_heading.text if column.group_heading else ""
    return f"{group} {column.heading.text}".strip()
