"""Sheets of a period's tables and records: rows and columns as lines of printed values, with meanings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from generator.checks.tables.intervals import ZERO, Interval, times
from generator.content import NUMERIC_KINDS, SUM_KINDS, Content, NumberCell, Period, SignCell, Table
from generator.figures import Figure, Ledger, StatedOrigin, measure
from generator.problems import NOWHERE, Itself, Where
from generator.prose import Meaning, meaning_of, printed_words
from generator.swedish import kronor_per, subject_stems

# Words by which a table without units is of money: then whole numbers are thousands or millions, and rounded.
_MONEY = re.compile(r"\b(tkr|kkr|mnkr|mkr|mdkr|tusen|tusental|miljon\w*)\b|kostnad|intäkt|resultat|budget|netto")
_PER_CENT = re.compile(r"%|\bprocent\b")
# The unit that ends a label: “Likvida medel, mnkr”.
_MONEY_NAMED = re.compile(r"[,(] ?(?:i )?(kr|kronor|tkr|kkr|mnkr|mkr)\)?\s*$", re.IGNORECASE)
_HALF = Decimal("0.5")
State = Literal["number", "dash", "lost"]


@dataclass(frozen=True, slots=True)
class LineCell:
    """A printed value: money in kronor, else in its own unit. `written` is whether its author typed it.

    A dash is zero; what is not available (`..`) is lost, and so is all that would be computed from it.
    """

    span: Interval
    measure: str
    figure: Figure | None
    written: bool = False
    state: State = "number"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row or a column; `group` is its heading, `measure` that of most of its figures, or empty where it has none.

    `of_board` is whether it is called as the reporting board is.
    """

    index: int
    id: str
    meaning: Meaning
    group: str
    kind: str
    cells: tuple[LineCell | None, ...]
    measure: str
    where: Where
    of_board: bool = False

    @property
    def sums(self) -> bool:
        """Whether its figures are sums or results of others, by its kind or its label."""
        return self.kind in SUM_KINDS or self.meaning.role in {"sum", "net"}


@dataclass(frozen=True)
class TableLines:
    """A table, or the records of a type in a group, as rows and columns; `table` is None of records."""

    id: str
    heading: str
    rows: tuple[TableLine, ...]
    columns: tuple[TableLine, ...]
    table: Table | None = None

    @cached_property
    def overlapping(self) -> bool:
        """Whether the table is of things that need not add up."""
        return meaning_of(self.heading).overlapping

    def lines_of(self, figure: Figure) -> tuple[TableLine, TableLine]:
        """Return the row and the column of a figure of the table."""
        return self._lines_by_figure[figure.id]

    @cached_property
    def _lines_by_figure(self) -> Mapping[str, tuple[TableLine, TableLine]]:
        cells = ((row, *pair) for row in reversed(self.rows) for pair in zip(self.columns, row.cells, strict=True))
        return {cell.figure.id: (row, column) for row, column, cell in cells if cell and cell.figure}


def labels_of(content: Content, ledger: Ledger) -> dict[str, str]:
    """Return what the figures in the tables of a period are called: row and column, as printed; and reconciliations."""
    reconciled = content.period.entry.reconciliations.items()
    labels = {f"avstämningar.{name}": str(entry.words) for name, entry in reconciled if entry.words is not None}
    for (name, row, column), ids in ledger.cells.items():
        table = content.period.tables[name]
        head = table.columns[column]
        words = (printed_words(each, ledger) for each in (head.group_heading, head.heading) if each is not None)
        labels.update(dict.fromkeys(ids, f"”{printed_words(table.rows[row].label, ledger)}”, {', '.join(words)}"))
    return labels


def sheets_of(period: Period, ledger: Ledger, content: Content) -> Iterator[TableLines]:
    """Yield the sheets of a period that have a printed value."""
    board = content.board
    names = frozenset(subject_stems(name) for name in (board.name, board.definite, board.administration) if name)
    for table in period.tables.values():
        sheet = _of_table(Itself(table), Itself(ledger), names)
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


# Every family of checks asks for all tables.
@lru_cache(maxsize=256)
def _of_table(of: Itself[Table], in_: Itself[Ledger], board: frozenset[frozenset[str]]) -> TableLines:
    table, ledger = of.value, in_.value
    heads = [
        meaning_of(printed_words(each.heading, ledger), printed_words(each.group_heading, ledger))
        for each in table.columns
    ]
    entry = table.entry
    texts = (entry.heading, entry.stub, entry.legend, entry.remark)
    words = " ".join(printed_words(each, ledger) for each in texts).casefold()
    of_money = bool(_MONEY.search(words)) or any(head.basis in {"budget", "prognos"} or head.flow for head in heads)
    rows, headings = [], dict[str, str]()
    for index, row in enumerate(table.rows):
        label = meaning_of(printed_words(row.label, ledger))
        if row.level:
            headings[row.id] = label.text
        money = of_money or bool(label.flow or label.role == "net")
        cells = tuple(
            _in_unit_of(
                _cell(ledger, table, index, number, rounded=money or label.rounded or head.rounded),
                (label.text, head.text),
                entry.unit or row.entry.unit,
                table.columns[number].entry.unit,
            )
            for number, head in enumerate(heads)
        )
        group = "" if row.level else " ".join(headings[name] for name in row.under)
        of_board = subject_stems(label.text) in board
        rows.append(TableLine(index, row.id, label, group, row.kind, cells, _measure(cells), row.label.where, of_board))
    columns = []
    for number, (column, head) in enumerate(zip(table.columns, heads, strict=True)):
        cells, group = tuple(row.cells[number] for row in rows), printed_words(column.group_heading, ledger)
        where = column.heading.where
        columns.append(TableLine(number, column.id, head, group, column.kind, cells, _measure(cells), where))
    heading = printed_words(entry.heading, ledger) if entry.heading else table.id.replace("_", " ")
    return TableLines(table.id, heading, tuple(rows), tuple(columns), table)


def _measure(cells: tuple[LineCell | None, ...]) -> str:
    counted = Counter(cell.measure for cell in cells if cell is not None and cell.state == "number")
    return counted.most_common(1)[0][0] if counted else ""


def _cell(ledger: Ledger, table: Table, row: int, column: int, *, rounded: bool) -> LineCell | None:
    ids = ledger.cells.get((table.id, row, column), ())
    if len(ids) != 1 or table.columns[column].kind not in NUMERIC_KINDS:
        return None
    figure, cell = ledger.figures[ids[0]], table.rows[row].cells[column]
    if isinstance(cell, SignCell):
        return _without_value(figure, "lost" if figure.sign == ".." else "dash") if cell.sign else None
    undeclared = not (table.entry.unit or table.columns[column].entry.unit or table.rows[row].entry.unit)
    return cell_of(figure, written=isinstance(cell, NumberCell), rounded=rounded and undeclared)


def _in_unit_of(
    cell: LineCell | None, labels: tuple[str, str], unit: str | None, own_unit: str | None
) -> LineCell | None:
    """Return a cell in the unit that its row's or column's label names, where nothing else says its unit."""
    if cell is None or own_unit:
        return cell
    named = next((match for label in labels if (match := _MONEY_NAMED.search(label))), None)
    if named and not unit:
        return replace(cell, span=times(cell.span, kronor_per(named[1]) or Decimal(1)), measure="kr")
    if cell.measure == "%" or not _PER_CENT.search(" ".join(labels).casefold()):
        return cell
    factor = kronor_per(cell.figure.unit) if cell.figure else None
    span = times(cell.span, 1 / factor) if factor else cell.span
    return replace(cell, span=span, measure="%")


def _without_value(figure: Figure, state: State) -> LineCell:
    return LineCell(ZERO, measure(figure.unit), None, state=state)


def cell_of(figure: Figure, *, written: bool, rounded: bool = False) -> LineCell | None:
    """Return a figure's cell, or None where it has no value. `rounded` is whether a whole number may have been."""
    quantity = figure.quantity
    if quantity is None:
        return _without_value(figure, "lost") if figure.sign == ".." else None
    span = Interval(quantity.value, quantity.low, quantity.high)
    if not (span.low.is_finite() and span.high.is_finite()):
        return _without_value(figure, "lost")
    if rounded and span.low == span.high and quantity.decimals == 0 and figure.unit != "kr":
        span = Interval(span.value, span.value - _HALF, span.value + _HALF)
    return LineCell(times(span, kronor_per(figure.unit) or Decimal(1)), measure(figure.unit), figure, written)


def _of_records(name: str, label: str, ids: list[str], fields: list[tuple[str, str]], ledger: Ledger) -> TableLines:
    rows = []
    for index, record in enumerate(ids):
        figures = [ledger.field(name, record, field) for field, _ in fields]
        cells = tuple(cell_of(one, written=isinstance(one.origin, StatedOrigin)) if one else None for one in figures)
        where = next((each.where for each in figures if each), NOWHERE)
        meaning = meaning_of(record.replace("_", " "))
        rows.append(TableLine(index, record, meaning, "", "post", cells, _measure(cells), where))
    columns = []
    for number, (field, text) in enumerate(fields):
        cells = tuple(row.cells[number] for row in rows)
        columns.append(TableLine(number, field, meaning_of(text), "", "tal", cells, _measure(cells), NOWHERE))
    return TableLines(name, label, tuple(rows), tuple(columns))
