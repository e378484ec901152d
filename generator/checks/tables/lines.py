"""A period's tables and records → sheets: rows and columns as lines of printed values in common units, with meanings.

A sheet is looked at both ways, so that one rule serves a sum below and a sum to the right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from generator.checks.tables.intervals import ZERO, Span, times
from generator.content.expression import Citation, split_citations
from generator.content.fields import Cited
from generator.content.period import Content, Period
from generator.content.table import NUMERIC_KINDS, SUM_KINDS, NumberCell, SignCell, Table, TableCell
from generator.figures.evaluate import print_citation
from generator.figures.ledger import Figure, Ledger, Scope, Stated
from generator.figures.quantity import measure
from generator.problems import Rejected, Where
from generator.prose.meanings import Meaning, meaning_of
from generator.swedish.numbers import scale

# Words by which a table without units is of money: then whole numbers are thousands or millions, and rounded.
_MONEY = re.compile(r"\b(tkr|kkr|mnkr|mkr|mdkr|tusen|tusental|miljon\w*)\b|kostnad|intäkt|resultat|budget|netto")
_PER_CENT = re.compile(r"%|\bprocent\b")
_HALF = Decimal("0.5")
State = Literal["number", "dash", "lost"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed value as a span: money in kronor, else in its own unit. `written` is said of what its author typed.

    A dash counts as zero; what is not available (`..`) is lost, and so is all that would be computed from it.
    """

    span: Span
    measure: str
    figure: Figure | None
    written: bool = False
    state: State = "number"


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column: where it stands among its like, its label's meaning, the heading it stands under, its cells.

    `measure` is what most of its figures measure, or empty where it has none.
    """

    index: int
    id: str
    meaning: Meaning
    group: str
    kind: str
    cells: tuple[Cell | None, ...]
    measure: str
    where: Where

    @property
    def sums(self) -> bool:
        """Whether its figures are sums or results of others, by its kind or its label."""
        return self.kind in SUM_KINDS or self.meaning.role in {"sum", "net"}


@dataclass(frozen=True)
class Sheet:
    """A table, or the records of a type in a group, as rows and columns; `table` is None of records."""

    id: str
    heading: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    table: Table | None = None

    @cached_property
    def overlapping(self) -> bool:
        """Whether the table speaks of things that need not add up."""
        return meaning_of(self.heading).overlapping


def sheets_of(period: Period, ledger: Ledger, content: Content) -> Iterator[Sheet]:
    """A period, its ledger and the content that has the house → its sheets with at least one printed value."""
    for table in period.tables.values():
        sheet = _of_table(table, ledger)
        if any(cell for row in sheet.rows for cell in row.cells):
            yield sheet
    for name, records in period.records.items():
        declared = content.house.record_types.get(name)
        if declared is None:
            continue
        fields = [(field, entry.label or field) for field, entry in declared.fields.items() if entry.kind == "tal"]
        for group in dict.fromkeys(record.group for record in records):
            ids = [record.id for record in records if record.group == group]
            if fields and ids:
                yield _of_records(name, declared.label or name, ids, fields, ledger)


def printed_text(text: Cited, ledger: Ledger) -> str:
    """A text that may cite → as it is printed; what it cites in vain is left out."""
    if "{{" not in text.text:
        return str(text.text)
    parts = []
    for part in split_citations(text.text):
        try:
            parts.append(print_citation(part, ledger, Scope()).text if isinstance(part, Citation) else part)
        except Rejected:
            continue
    return "".join(parts)


def _of_table(table: Table, ledger: Ledger) -> Sheet:
    groups = [printed_text(each.group_heading, ledger) if each.group_heading else "" for each in table.columns]
    heads = [
        meaning_of(printed_text(each.heading, ledger), group) for each, group in zip(table.columns, groups, strict=True)
    ]
    entry = table.entry
    texts = [each for each in (entry.heading, entry.stub, entry.legend, entry.remark) if each is not None]
    said = " ".join(printed_text(each, ledger) for each in texts).casefold()
    loose = bool(_MONEY.search(said)) or any(head.basis in {"budget", "prognos"} or head.flow for head in heads)
    heading = printed_text(entry.heading, ledger) if entry.heading else table.id.replace("_", " ")
    rows, above = [], ""
    for index, row in enumerate(table.rows):
        label = meaning_of(printed_text(row.label, ledger))
        if row.kind == "mellanrubrik":
            above = label.text
        money = loose or bool(label.flow or label.role == "net")
        cells = tuple(
            _cell(ledger, (table, index, number), cell, loose=money or label.rounded or heads[number].rounded)
            for number, cell in enumerate(row.cells)
        )
        cells = tuple(
            _in_per_cent(cell, label.text, heads[number].text, table.columns[number].entry.unit)
            for number, cell in enumerate(cells)
        )
        group = "" if row.kind == "mellanrubrik" else above
        rows.append(Line(index, row.id, label, group, row.kind, cells, _measure(cells), row.label.where))
    columns = []
    for number, (column, head, group) in enumerate(zip(table.columns, heads, groups, strict=True)):
        cells = tuple(row.cells[number] for row in rows)
        columns.append(Line(number, column.id, head, group, column.kind, cells, _measure(cells), column.heading.where))
    return Sheet(table.id, heading, tuple(rows), tuple(columns), table)


def _measure(cells: tuple[Cell | None, ...]) -> str:
    found = Counter(cell.measure for cell in cells if cell is not None and cell.state == "number")
    return found.most_common(1)[0][0] if found else ""


def _cell(ledger: Ledger, place: tuple[Table, int, int], cell: TableCell, *, loose: bool) -> Cell | None:
    table, row, column = place
    ids = ledger.cells.get((table.id, row, column), ())
    if len(ids) != 1 or table.columns[column].kind not in NUMERIC_KINDS:
        return None
    figure = ledger.figures[ids[0]]
    if isinstance(cell, SignCell):
        return _sign(figure) if cell.sign else None
    undeclared = not (table.entry.unit or table.columns[column].entry.unit or table.rows[row].entry.unit)
    return cell_of(figure, written=isinstance(cell, NumberCell), loose=loose and undeclared)


def _in_per_cent(cell: Cell | None, label: str, head: str, unit: str | None) -> Cell | None:
    """A cell whose heading or label says that it is in per cent, where the unit is the table's and not its own."""
    if cell is None or unit or cell.measure == "%" or not _PER_CENT.search(f"{label} {head}".casefold()):
        return cell
    factor = scale(cell.figure.unit) if cell.figure else None
    span = times(cell.span, 1 / factor) if factor else cell.span
    return replace(cell, span=span, measure="%")


def _sign(figure: Figure) -> Cell:
    return Cell(ZERO, measure(figure.unit), None, state="lost" if figure.sign == ".." else "dash")


def cell_of(figure: Figure, *, written: bool, loose: bool = False) -> Cell | None:
    """A figure → its cell, or None where it has no value. `loose` says that a whole number may have been rounded."""
    quantity = figure.quantity
    if quantity is None:
        return Cell(ZERO, measure(figure.unit), None, state="lost") if figure.sign == ".." else None
    span = Span(quantity.value, quantity.low, quantity.high)
    if not (span.low.is_finite() and span.high.is_finite()):
        return Cell(ZERO, measure(figure.unit), None, state="lost")
    if loose and span.low == span.high and quantity.decimals == 0 and figure.unit != "kr":
        span = Span(span.value, span.value - _HALF, span.value + _HALF)
    factor = scale(figure.unit)
    return Cell(times(span, factor) if factor else span, measure(figure.unit), figure, written)


def _of_records(name: str, label: str, ids: list[str], fields: list[tuple[str, str]], ledger: Ledger) -> Sheet:
    rows = []
    for index, record in enumerate(ids):
        figures = [ledger.field(name, record, field) for field, _ in fields]
        cells = tuple(cell_of(each, written=isinstance(each.origin, Stated)) if each else None for each in figures)
        where = next((each.where for each in figures if each), Where(""))
        meaning = meaning_of(record.replace("_", " "))
        rows.append(Line(index, record, meaning, "", "post", cells, _measure(cells), where))
    columns = []
    for number, (field, text) in enumerate(fields):
        own = tuple(row.cells[number] for row in rows)
        columns.append(Line(number, field, meaning_of(text), "", "tal", own, _measure(own), Where("")))
    return Sheet(name, label, tuple(rows), tuple(columns))
