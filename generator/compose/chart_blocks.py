"""A chart of the content, its table and the ledger → the chart block that is printed, drawn and with its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.compose.chart import ChartData, Series, draw_chart
from generator.compose.compositor import Compositor, plain
from generator.compose.table_blocks import table_block
from generator.content import NUMERIC_KINDS, ChartEntry, SignCell, Table, TableColumn
from generator.document import ChartBlock
from generator.figures import Figure
from generator.swedish import format_number


@dataclass(frozen=True, slots=True)
class _Lines:
    """Rows or columns of a table, with their names, as the series of a chart."""

    names: tuple[str, ...]
    figures: tuple[tuple[Figure | None, ...], ...]


def chart_block(entry: ChartEntry, table: Table, by: Compositor, element: str) -> ChartBlock:
    """A chart, the table it draws, the compositor and the element's id go in; the block comes out."""
    by.at(element, entry.where)
    rows = _rows(table, by)
    columns = _turned(rows, tuple(plain(by.inline(each.heading, None)) for each in _numeric(table)))
    series, categories = (rows, columns.names) if entry.series == "rader" else (columns, rows.names)
    standard = by.house.number_formats["standard"]
    data = ChartData(
        categories=categories,
        series=tuple(_series(name, figures, by) for name, figures in zip(series.names, series.figures, strict=True)),
        axis_title=entry.axis_title or _axis_title(table),
        number_format=standard.replace(decimals=None, at_most=True),
    )
    title = by.inline(entry.heading or table.entry.heading, None)
    return ChartBlock(
        id=element,
        title=title,
        kind=entry.kind,
        drawing=draw_chart(entry.kind, data),
        alternative=by.words(entry.alternative, None, "alternative text"),
        table=table_block(table, by, f"{element}-tabell") if entry.shows_table else None,
    )


def _axis_title(table: Table) -> str:
    return table.entry.unit if table.entry.unit and table.entry.unit != "antal" else "Antal"


def _numeric(table: Table) -> Sequence[TableColumn]:
    return [column for column in table.columns if column.kind in NUMERIC_KINDS]


def _rows(table: Table, by: Compositor) -> _Lines:
    drawn = [(index, row) for index, row in enumerate(table.rows) if row.kind in {"rad", "varav"}]
    names = tuple(plain(by.inline(row.label, None)) for _, row in drawn)
    return _Lines(names, tuple(_figures(table, index, by) for index, _ in drawn))


def _figures(table: Table, row: int, by: Compositor) -> tuple[Figure | None, ...]:
    cells = table.rows[row].cells
    return tuple(
        None if isinstance(cells[number], SignCell) else by.ledger.cell(table.id, row, number)
        for number, column in enumerate(table.columns)
        if column.kind in NUMERIC_KINDS
    )


def _turned(lines: _Lines, names: tuple[str, ...]) -> _Lines:
    return _Lines(names, tuple(zip(*lines.figures, strict=True)))


def _series(name: str, figures: Sequence[Figure | None], by: Compositor) -> Series:
    values: list[Decimal | None] = []
    texts = []
    for figure in figures:
        value = figure.value if figure else None
        values.append(value)
        texts.append(
            format_number(value, by.number_format(figure), figure.decimals) if figure and value is not None else ""
        )
    return Series(name, tuple(values), tuple(texts))
