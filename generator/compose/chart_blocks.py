"""Charts of the content as blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from generator.compose.chart import ChartData, Series, draw_chart
from generator.compose.compositor import Compositor
from generator.compose.look import state_colours
from generator.compose.table_blocks import table_block
from generator.content import SUM_KINDS, ChartEntry, Cited, SignCell, Table, drawn_columns, drawn_rows, where_of
from generator.document import ChartBlock, plain_text
from generator.figures import Figure
from generator.problems import Problem
from generator.swedish import format_number

_COUNTED = frozenset({None, "antal", "st"})
# A total is told by the figures of at least so many categories.
_FEWEST_TO_TELL_A_TOTAL = 2


def chart_block(entry: ChartEntry, table: Table, compositor: Compositor, element: str) -> ChartBlock:
    """Compose a chart of a table, with the table if the entry shows it."""
    compositor.at(element, entry.where)
    return ChartBlock(
        id=element,
        title=compositor.inline(entry.heading or table.entry.heading),
        kind=entry.kind,
        drawing=draw_chart(entry.kind, _chart_data(entry, table, compositor)),
        alternative=compositor.words(entry.alternative, None, "alternative text"),
        table=table_block(table, compositor, f"{element}-tabell") if entry.shows_table else None,
    )


def _chart_data(entry: ChartEntry, table: Table, compositor: Compositor) -> ChartData:
    rows, columns = drawn_rows(entry, table), drawn_columns(entry, table)
    names = [_words(table.rows[row].label, table, compositor) for row in rows]
    categories = [_words(table.columns[column].heading, table, compositor) for column in columns]
    figures = [[_figure(table, row, column, compositor) for column in columns] for row in rows]
    unknown = [[_is_unknown(table, row, column, compositor) for column in columns] for row in rows]
    if entry.series != "rader" or entry.kind == "vattenfall":
        names, categories, figures = categories, names, list(map(list, zip(*figures, strict=True)))
        unknown = list(map(list, zip(*unknown, strict=True)))
    # The whole of what is not known is not known.
    without_whole = [any(parts) for parts in zip(*unknown, strict=True)]
    unit = _unit(entry, figures, compositor)
    series = [_series(name, line, compositor) for name, line in zip(names, figures, strict=True)]
    totals: Sequence[str] = ()
    if entry.kind == "staplade staplar":
        series, totals = _stacked(series, figures, compositor)
        totals = ["" if unsaid else text for unsaid, text in zip(without_whole, totals, strict=False)]
    elif entry.kind == "staplade andelar":
        series = [_known(each, without_whole) for each in series]
        series, unit = _shares(entry, series, compositor), "%"
    of_series, of_categories = (
        state_colours(compositor.house, each) for each in ([each.name for each in series], categories)
    )
    return ChartData(
        tuple(categories),
        tuple(series),
        entry.axis_title or ("Antal" if unit in _COUNTED else str(unit)),
        compositor.house.number_formats["standard"].replace(decimals=None, at_most=True),
        of_series,
        of_categories,
        totals=tuple(totals),
        sums=tuple(table.rows[row].kind in SUM_KINDS for row in rows) if entry.kind == "vattenfall" else (),
        counted=unit in _COUNTED,
    )


def _words(text: Cited, table: Table, compositor: Compositor) -> str:
    """Return a label without the marks of notes, which have no meaning outside the table."""
    marks = dict.fromkeys(table.entry.notes, "")
    words = plain_text(compositor.inline(text))
    for name in marks:
        words = words.replace(f"[{name}]", "")
    return " ".join(words.split())


def _figure(table: Table, row: int, column: int, compositor: Compositor) -> Figure | None:
    is_sign = isinstance(table.rows[row].cells[column], SignCell)
    return None if is_sign else compositor.ledger.cell(table.id, row, column)


def _is_unknown(table: Table, row: int, column: int, compositor: Compositor) -> bool:
    cell = table.rows[row].cells[column]
    sign = cell.sign if isinstance(cell, SignCell) else compositor.ledger.cell(table.id, row, column).sign
    return sign == ".."


def _known(series: Series, unknown: Sequence[bool]) -> Series:
    """Return a series without its values in categories of which something is unknown."""
    values = zip(unknown, series.values, strict=True)
    return replace(series, values=tuple(None if unsaid else value for unsaid, value in values))


def _unit(entry: ChartEntry, figures: Sequence[Sequence[Figure | None]], compositor: Compositor) -> str | None:
    """Return the unit of the axis; several units are a problem."""
    units = dict.fromkeys(
        "antal" if each.unit in _COUNTED else each.unit for line in figures for each in line if each and each.quantity
    )
    if len(units) > 1:
        message = "Diagrammet har en axel, och tal i flera enheter."
        hint = "Välj rader: eller kolumner: i samma enhet, eller gör ett diagram för varje."
        where, found = where_of(entry.table, entry.where), ", ".join(map(str, units))
        compositor.problems.append(Problem("T205", where, message, "en enhet", found, hint))
    return next(iter(units), None)


def _series(name: str, figures: Sequence[Figure | None], compositor: Compositor) -> Series:
    values = tuple(figure.value if figure else None for figure in figures)
    texts = tuple(
        format_number(figure.value, compositor.number_format(figure), figure.decimals)
        if figure and figure.value is not None
        else ""
        for figure in figures
    )
    return Series(name, values, texts)


def _stacked(
    series: list[Series], figures: Sequence[Sequence[Figure | None]], compositor: Compositor
) -> tuple[list[Series], Sequence[str]]:
    """Return the parts of a stack without what is the total of the others, and the totals as they are printed."""
    sums = [sum((value for value in column if value is not None), Decimal(0)) for column in _by_category(series)]
    told = sum(value != 0 for value in sums)
    for index, each in enumerate(series):
        known = [value is not None and 2 * value == total for value, total in zip(each.values, sums, strict=True)]
        if len(series) > 2 and told >= _FEWEST_TO_TELL_A_TOTAL and all(known):  # noqa: PLR2004 - a part, another, both
            return [*series[:index], *series[index + 1 :]], each.texts
    if len(series) == 1:
        return series, ()
    example = next((each for line in figures for each in line if each and each.quantity), None)
    if example is None:
        return series, ()
    decimals = max(each.decimals for line in figures for each in line if each and each.quantity)
    number_format = compositor.number_format(example)
    return series, [format_number(total, number_format, decimals) for total in sums]


def _shares(entry: ChartEntry, series: Sequence[Series], compositor: Compositor) -> list[Series]:
    """Return the parts as per cent of their sum in each category; a part below zero is a problem."""
    columns = _by_category(series)
    if any(value is not None and value < 0 for column in columns for value in column):
        message = "Andelar av en helhet kan inte vara negativa."
        hint = "Välj typ: staplade staplar, eller andra rader och kolumner."
        compositor.problems.append(
            Problem("T103", where_of(entry.table, entry.where), message, "tal över noll", "", hint)
        )
        return [Series(each.name, (None,) * len(columns), ("",) * len(columns)) for each in series]
    sums = [sum((value for value in column if value is not None), Decimal(0)) for column in columns]
    number_format = compositor.house.number_formats["standard"].replace(decimals=0)
    shares = [
        [
            None if value is None or not total else value * 100 / total
            for value, total in zip(each.values, sums, strict=True)
        ]
        for each in series
    ]
    return [
        Series(
            each.name,
            tuple(line),
            tuple("" if share is None else format_number(share, number_format, 0) for share in line),
        )
        for each, line in zip(series, shares, strict=True)
    ]


def _by_category(series: Sequence[Series]) -> list[tuple[Decimal | None, ...]]:
    return list(zip(*(each.values for each in series), strict=True))
