"""A period as if every figure in its tables were typed: cells hold what is printed, and nothing is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from generator.compose import Understood
from generator.content import NumberCell, Table, TableCell, TableRow
from generator.figures import Figure, Ledger, StatedOrigin
from generator.figures.quantity import stated

_KEPT_KINDS = frozenset({"rad", "mellanrubrik", "text", "tom"})


def typed(understood: Understood) -> Understood:
    """Return a period whose tables hold typed numbers only, with no kind of row, formula or relation declared."""
    content, ledger = understood.content, understood.ledger
    figures = {**ledger.figures, **{each.id: each for each in _as_printed(ledger)}}
    ledger = replace(ledger, figures=figures, relations=(), inclusions=())
    tables = {name: _typed_table(table, ledger) for name, table in content.period.tables.items()}
    return replace(understood, content=replace(content, period=replace(content.period, tables=tables)), ledger=ledger)


def changed(understood: Understood, values: Mapping[str, Decimal]) -> Understood:
    """Return a typed period with other values in some of its cells, by the ids of their figures."""
    ledger, period = understood.ledger, understood.content.period
    figures = dict(ledger.figures)
    for name, value in values.items():
        figures[name] = _with_value(figures[name], value)
    ledger = replace(ledger, figures=figures)
    concerned = {name for (name, *_), ids in ledger.cells.items() if not values.keys().isdisjoint(ids)}
    tables = {
        name: _typed_table(table, ledger) if name in concerned else table for name, table in period.tables.items()
    }
    period = replace(period, tables=tables)
    return replace(understood, content=replace(understood.content, period=period), ledger=ledger)


def _as_printed(ledger: Ledger) -> list[Figure]:
    figures = []
    for names in ledger.cells.values():
        for figure in (ledger.figures[name] for name in names):
            if figure.quantity is None:
                continue
            shown = figure.shown.count if figure.shown else None
            decimals = figure.decimals if shown is None else shown
            value = figure.quantity.value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            origin = StatedOrigin(figure.where)
            figures.append(replace(figure, quantity=stated(value, figure.unit, decimals), origin=origin))
    return figures


def _with_value(figure: Figure, value: Decimal) -> Figure:
    quantity = figure.quantity
    if quantity is None:
        raise LookupError(figure.id)
    half = (quantity.high - quantity.low) / 2
    return replace(figure, quantity=replace(quantity, value=value, low=value - half, high=value + half))


def _typed_table(table: Table, ledger: Ledger) -> Table:
    rows = tuple(
        replace(row, kind=row.kind if row.kind in _KEPT_KINDS else "rad", sums=(), cells=_cells(table, ledger, number))
        for number, row in enumerate(table.rows)
    )
    return replace(table, rows=rows)


def _cells(table: Table, ledger: Ledger, number: int) -> tuple[TableCell, ...]:
    row: TableRow = table.rows[number]
    return tuple(_cell(cell, ledger.first(table.id, number, column)) for column, cell in enumerate(row.cells))


def _cell(cell: TableCell, figure: Figure | None) -> TableCell:
    if figure is None or figure.quantity is None:
        return cell
    return NumberCell(figure.quantity.value, figure.decimals, figure.unit, figure.where)
