"""Workbooks for tests: rows of values, formulas with the value that they gave, numbers with a format."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import xlsxwriter


class Formula(NamedTuple):
    """A formula and the value that is saved with it."""

    text: str
    value: float | str
    format: str = "General"


class Number(NamedTuple):
    """A number with its format."""

    value: float
    format: str


Cell = str | float | Formula | Number | None
Sheet = Sequence[Sequence[Cell]]


def workbook(
    sheets: Mapping[str, Sheet],
    *,
    merged: Mapping[str, Sequence[str]] = {},
    hidden: Sequence[str] = (),
    hidden_rows: Mapping[str, Sequence[int]] = {},
) -> bytes:
    """Return a workbook; `merged` are areas of a sheet, whose first cell has its text, `hidden_rows` are from 1."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            if name in hidden:
                page.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, Formula):
                        style = book.add_format({"num_format": cell.format})
                        page.write_formula(row, column, cell.text, style, cell.value)
                    elif isinstance(cell, Number):
                        page.write_number(row, column, cell.value, book.add_format({"num_format": cell.format}))
                    elif cell is not None:
                        page.write(row, column, cell)
            for area in merged.get(name, ()):
                first = area.partition(":")[0]
                page.merge_range(area, rows[int(first[1:]) - 1][ord(first[0]) - ord("A")])
            for row in hidden_rows.get(name, ()):
                page.set_row(row - 1, None, None, {"hidden": True})
    return out.getvalue()
