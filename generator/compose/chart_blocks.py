"""Charts of the content as blocks."""

from __future__ import annotations

from collections.abc import Sequence

from generator.compose.chart import ChartData, Series, draw_chart
from generator.compose.compositor import Compositor
from generator.compose.look import state_colours
from generator.compose.table_blocks import table_block
from generator.content import NUMERIC_KINDS, ChartEntry, SignCell, Table
from generator.document import ChartBlock, plain_text
from generator.figures import Figure
from generator.swedish import format_number


def chart_block(entry: ChartEntry, table: Table, compositor: Compositor, element: str) -> ChartBlock:
    """Compose a chart of a table, with the table if the entry shows it."""
    compositor.at(element, entry.where)
    unit = table.entry.unit if table.entry.unit != "antal" else None
    data = _chart_data(entry, table, compositor, entry.axis_title or unit or "Antal")
    return ChartBlock(
        id=element,
        title=compositor.inline(entry.heading or table.entry.heading),
        kind=entry.kind,
        drawing=draw_chart(entry.kind, data),
        alternative=compositor.words(entry.alternative, None, "alternative text"),
        table=table_block(table, compositor, f"{element}-tabell") if entry.shows_table else None,
    )


def _chart_data(entry: ChartEntry, table: Table, compositor: Compositor, axis_title: str) -> ChartData:
    rows = {index: row.label for index, row in enumerate(table.rows) if row.kind in {"rad", "varav"}}
    columns = {number: each.heading for number, each in enumerate(table.columns) if each.kind in NUMERIC_KINDS}
    row_names = tuple(plain_text(compositor.inline(label)) for label in rows.values())
    column_names = tuple(plain_text(compositor.inline(heading)) for heading in columns.values())
    by_row = [[_figure(table, row, column, compositor) for column in columns] for row in rows]
    names, categories, figures = row_names, column_names, by_row
    if entry.series != "rader":
        names, categories, figures = column_names, row_names, list(map(list, zip(*by_row, strict=True)))
    series = tuple(_series(name, line, compositor) for name, line in zip(names, figures, strict=True))
    number_format = compositor.house.number_formats["standard"].replace(decimals=None, at_most=True)
    of_series, of_categories = (state_colours(compositor.house, each) for each in (names, categories))
    return ChartData(categories, series, axis_title, number_format, of_series, of_categories)


def _figure(table: Table, row: int, column: int, compositor: Compositor) -> Figure | None:
    is_sign = isinstance(table.rows[row].cells[column], SignCell)
    return None if is_sign else compositor.ledger.cell(table.id, row, column)


def _series(name: str, figures: Sequence[Figure | None], compositor: Compositor) -> Series:
    values = tuple(figure.value if figure else None for figure in figures)
    texts = tuple(
        format_number(figure.value, compositor.number_format(figure), figure.decimals)
        if figure and figure.value is not None
        else ""
        for figure in figures
    )
    return Series(name, values, texts)
