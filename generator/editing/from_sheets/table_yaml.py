"""Drafts of tables → YAML as an author would write it; what is guessed has a comment that the checks see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from generator.content import GUESS_MARK, ROW_KEYS
from generator.editing.from_sheets.draft import DraftColumn, DraftRow, DraftTable
from generator.editing.from_sheets.relations import is_computed, is_summed
from generator.editing.new_period import scalar

_HEAD = """\
# yaml-language-server: $schema=../../../../.tertial/schema/period.json
# Ur {file}. Se efter att det stämmer där en kommentar säger ”gissat”, och ta sedan bort kommentaren.
tabeller:"""
# What a row of cells may begin with, and what would be something else than text to YAML.
_PLAIN_CELLS = re.compile(r"[-–=_?+(\w.][^#\"'{}\[\]&*!<>`@\\:]*(?<!\s)")
_LISTED_DASH = re.compile(r"[-?](?: |\Z)")
_WIDEST_LABEL, _WIDEST_CELL = 40, 14
_WIDTH = 110


def tables_yaml(tables: Sequence[DraftTable], file: str) -> bytes:
    """Return the file of drafts that have their ids."""
    lines = [_HEAD.format(file=file)]
    for table in tables:
        lines += ["", *_table(table)]
    return ("\n".join(lines) + "\n").encode()


def _table(table: DraftTable) -> Iterator[str]:
    guesses = table.guesses
    yield f"  # Bladet {table.sheet}, {table.area}." if table.sheet else f"  # {table.area.capitalize()}."
    yield f"  {table.id}:"
    yield f"    rubrik: {scalar(table.heading)}{_guess(guesses.get('heading'))}"
    if "no_unit" in guesses:
        yield f"    # {GUESS_MARK}{guesses['no_unit']}."
    if table.unit:
        yield f"    enhet: {scalar_unit(table.unit)}{_guess(guesses.get('unit'))}"
    if table.decimals:
        yield f"    decimaler: {table.decimals}"
    if table.stub:
        yield f"    radrubrik: {scalar(table.stub)}"
    if table.remark:
        yield f"    anmärkning: {scalar(table.remark)}{_guess(guesses.get('remark'))}"
    if table.source:
        yield f"    källa: {scalar(table.source)}{_guess(guesses.get('source'))}"
    yield "    kolumner:"
    yield from _columns(table)
    yield "    rader:"
    yield from _rows(table)
    if table.footnotes:
        yield "    fotnoter:"
        yield from (f"      {name}: {scalar(text)}" for name, text in table.footnotes.items())


def _guess(text: str | None) -> str:
    return f"  # {GUESS_MARK}{' '.join(text.split())}" if text else ""


def scalar_unit(unit: str) -> str:
    """Return a unit as YAML."""
    return f'"{unit}"' if unit == "%" else unit


# --- columns ---------------------------------------------------------------------------------------------------------


def _columns(table: DraftTable) -> Iterator[str]:
    before = ""
    for column in table.columns:
        if column.group_id and column.group_id != before:
            yield f"      - {scalar(column.group)}:"
        before = column.group_id
        yield from (f"{'          ' if column.group_id else '      '}{line}" for line in _column(table, column))


def _column(table: DraftTable, column: DraftColumn) -> Iterator[str]:
    yield f"- {column.id}: {scalar(column.heading)}{_guess('; '.join(column.guesses))}"
    if column.kind != "tal":
        yield f"  typ: {column.kind}"
    if column.unit:
        yield f"  enhet: {scalar_unit(column.unit)}"
    if column.decimals:
        yield f"  decimaler: {column.decimals}"
    if column.plus:
        yield "  plustecken: ja"
    if not column.summed:
        yield "  summera: nej"
    if column.formula:
        names = [(sign, _column_name(table, column, at)) for sign, at in column.formula]
        yield f"  formel: {signed(names)}"


def _column_name(table: DraftTable, own: DraftColumn, at: int) -> str:
    other = table.columns[at]
    return other.id if other.group_id in {"", own.group_id} else f"{other.group_id}.{other.id}"


def signed(names: Sequence[tuple[int, str]]) -> str:
    """Return names as a sum: `a + b - c`."""
    text = "".join(f" {'+' if sign > 0 else '-'} {name}" for sign, name in names)
    return text.removeprefix(" + ").removeprefix(" ") if names[0][0] > 0 else f"-{text.removeprefix(' - ')}"


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(table: DraftTable) -> Iterator[str]:
    written = [_written(table, row) for row in table.rows]
    widths = [
        min(_WIDEST_CELL, max((len(cells[place]) for cells in written if place < len(cells)), default=0))
        for place in range(len(table.columns))
    ]
    labels = [f"- {_label(row)}:" for row in table.rows]
    longest = min(_WIDEST_LABEL, max(map(len, labels), default=0))
    for row, label, cells in zip(table.rows, labels, written, strict=True):
        padded = " | ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=False))
        guess = _guess("; ".join(row.guesses))
        yield f"      {label.ljust(longest)} {_cells(padded)}".rstrip() + guess
        yield from (f"        {line}" for line in _attributes(table, row))


def _label(row: DraftRow) -> str:
    return scalar(row.label if row.label not in ROW_KEYS else row.label.capitalize())


def _cells(text: str) -> str:
    plain = _PLAIN_CELLS.fullmatch(text.strip()) and not _LISTED_DASH.match(text.strip())
    return text if not text.strip() or plain else json.dumps(text.strip(), ensure_ascii=False)


def _written(table: DraftTable, row: DraftRow) -> Sequence[str]:
    """The cells of a row; none where all are computed, and none of computed columns where all those are."""
    places = range(len(table.columns)) if row.cells else range(0)
    if row.sums and all(_needs_no_cell(table, row, place) for place in places):
        return []
    formulas = [place for place in places if table.columns[place].formula]
    short = all(is_computed(table, row, place) and place not in row.notes for place in formulas)
    return [_cell(row, place) for place in places if not (short and place in formulas)]


def _needs_no_cell(table: DraftTable, row: DraftRow, place: int) -> bool:
    if place in row.notes:
        return False
    if row.cells[place].kind == "blank":
        column = table.columns[place]
        return column.kind != "tal" or not (column.formula or is_summed(table, row, place))
    return is_computed(table, row, place)


def _cell(row: DraftRow, place: int) -> str:
    cell = row.cells[place]
    text = f"= {row.formulas[place]}" if place in row.formulas else cell.written.replace("|", "\\|")
    text += f" {cell.unit}" if cell.unit and place not in row.formulas else ""
    return text + (f" [{row.notes[place]}]" if place in row.notes else "")


def _attributes(table: DraftTable, row: DraftRow) -> Iterator[str]:
    if row.own_id and row.kind != "tom":
        yield f"id: {row.id}"
    if row.kind != "rad":
        yield f"typ: {row.kind}"
    if row.named:
        names = (f"{'-' if sign < 0 else ''}{table.rows[at].id}" for sign, at in row.sums)
        yield f"summera: [{', '.join(names)}]"
    if row.unit:
        yield f"enhet: {scalar_unit(row.unit)}"
    if row.decimals:
        yield f"decimaler: {row.decimals}"
