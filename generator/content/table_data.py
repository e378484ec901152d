"""The data that a table takes from a file: which of its columns and rows are which of the table's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from generator.content.file_columns import FileColumns, file_columns, name_key
from generator.content.file_units import check_units
from generator.content.source import DATA_PARTS, Block, CellText, Grid, Text, as_shown, grid_key
from generator.content.table import NUMERIC_KINDS, RawRow, RowEntry, Table, TableColumn
from generator.content.table_columns import TableReading
from generator.problems import nearest_hint
from generator.swedish import BLANKS

_KEYS = ("fil", *DATA_PARTS)
_DIGITS = r"\d[\d .,]*+"
# An apostrophe before what a spreadsheet is to take for text, parentheses or a minus behind for less than nothing.
_WRITTEN = re.compile(
    rf"'?(?:\((?P<inner>{_DIGITS})(?P<within>[^()]*)\)|(?P<before>{_DIGITS})[-−–])(?P<after>| ?%| ?kr| ?[tm]n?kr)"
)


def find_grid(reading: TableReading) -> Grid | None:
    """Return the grid that the table names; None, and maybe a problem, where there is none."""
    node, problems = reading.entry.data, reading.problems
    if node is None:
        return None
    if isinstance(node, Block):
        for key in node:
            if key not in _KEYS:
                problems.add("T101", key.where, f"Nyckeln ”{key}” finns inte här.", hint=nearest_hint(key, _KEYS))
        file, *parts = _parts(node)
        if not file:
            problems.add("T102", node.where, "Här saknas vilken fil datan är i.", expected="fil: NAMN.xlsx")
            return None
        name = grid_key(file, *parts)
    elif isinstance(node, Text) and not node.missing:
        name = str(node)
    else:
        code = "T108" if isinstance(node, Text) else "T103"
        problems.add(code, node.where, "Här saknas namnet på en fil.", expected="data: tabell.csv")
        return None
    grid = reading.grids.get(name)
    if grid is None:
        hint = nearest_hint(name, reading.grids)
        problems.add("T001", node.where, f"Filen ”{name}” finns inte i perioden.", hint=hint)
    return grid


def _parts(node: Block) -> list[Text]:
    return [Text(str(node.get(Text(key), ""))) for key in _KEYS]


def data_of(table: Table) -> tuple[str, tuple[Text, ...]]:
    """Return the key of a table's data, and what is said of the file, in the order of `DATA_PARTS`."""
    node = table.entry.data
    file, *parts = _parts(node) if isinstance(node, Block) else [Text(str(node)), *(Text("") for _ in DATA_PARTS)]
    return grid_key(file, *parts), tuple(parts)


def with_data(
    reading: TableReading, declared: Sequence[RawRow], grid: Grid | None, columns: Sequence[TableColumn]
) -> Sequence[RawRow]:
    """Return the declared rows joined with those of the grid.

    A row of the grid takes its attributes from the first declared row without cells that has its label. Where all rows
    of the grid are declared they stand as declared, else declared rows with cells or sums follow after those of the
    grid.
    """
    if grid is None:
        return declared
    found = file_columns(reading, grid, columns)
    if found is None:
        return []
    if _begins_anew(reading, grid, found, columns):
        return []
    left = {number: raw for number, raw in enumerate(declared) if not raw.cells}
    named = _by_label(left)
    rows: list[RawRow] = []
    places: dict[int, RawRow] = {}
    for cells in grid.rows[1:]:
        label = as_shown(cells[found.labels])
        at = next((n for key in (str(label), name_key(label)) for n in named.get(key, ()) if n in left), None)
        entry = left.pop(at).entry if at is not None else RowEntry(where=label.where)
        own = [cells[place] if place is not None else None for place in found.places]
        rows.append(RawRow(label, tuple(map(_taken, own, columns)), entry))
        if at is not None:
            places[at] = rows[-1]
    check_units(reading, grid, found, rows, columns)
    written = {number: raw for number, raw in enumerate(declared) if raw.cells}
    for number, raw in left.items():
        if raw.entry.kind != "rad" or raw.entry.formula is not None:
            written[number] = raw
        else:
            labels = [str(row.label) for row in rows]
            hint = nearest_hint(raw.label, labels) or "Skriv dess celler, eller ta bort den."
            reading.problems.add("T201", raw.label.where, f"Raden ”{raw.label}” finns inte i filen.", hint=hint)
    if len(places) < len(rows):
        return [*rows, *(raw for _, raw in sorted(written.items()))]
    return [raw for _, raw in sorted({**places, **written}.items())]


def _begins_anew(reading: TableReading, grid: Grid, found: FileColumns, columns: Sequence[TableColumn]) -> bool:
    """Refuse a row that has headings where figures are to be: another table below."""
    numeric = [place for place, column in zip(found.places, columns, strict=True) if column.kind in NUMERIC_KINDS]
    heads = {name_key(head) for head in grid.rows[0] if head}
    for line in grid.rows[1:]:
        cells = [line[place] for place in numeric if place is not None and line[place]]
        if cells and all(name_key(cell) in heads for cell in cells) and not any(map(str.isdigit, cells)):
            message, hint = (
                "Raden har rubriker: här börjar en ny tabell.",
                "Ange cellområde: med bara den ena tabellen.",
            )
            reading.problems.add(
                "T118", cells[0].where, message, expected="en rad med tal", found=", ".join(cells), hint=hint
            )
            return True
    return False


def _by_label(declared: Mapping[int, RawRow]) -> Mapping[str, Sequence[int]]:
    """The numbers of rows by their label, and by what is the same in two ways to write it."""
    named: dict[str, list[int]] = defaultdict(list)
    for number, raw in declared.items():
        for key in {str(raw.label), name_key(raw.label)}:
            named[key].append(number)
    return named


def _taken(cell: Text | None, column: TableColumn) -> Text | None:
    """A cell as it would be written in YAML: blank is `_`, and a number has its sign before it."""
    if cell is None or not cell:
        return Text("_", cell.where) if cell is not None else None
    return number_text(cell) if column.kind in NUMERIC_KINDS else cell


def number_text(cell: Text) -> Text:
    """Return a number of a file as it would be written in YAML, with its sign before it."""
    if isinstance(cell, CellText):
        return cell
    plain = cell.translate(BLANKS)
    if match := _WRITTEN.fullmatch(plain):
        number = f"-{match['inner'] or match['before']}{match['within'] or ''}{match['after']}"
        return Text(number.strip(), cell.where, cell.style)
    return Text(cell[1:], cell.where, cell.style) if re.match(r"'[-+−(]?\d", plain) else cell
