"""What a table says of its data file, and the grids of the period → its rows, with the attributes declared for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.content.source import Block, Grid, Text, grid_key
from generator.content.table import RawRow, RowEntry, TableColumn
from generator.content.tables.table_reading import TableReading
from generator.problems import nearest_hint

_KEYS = ("fil", "blad", "cellområde")


def find_grid(reading: TableReading) -> Grid | None:
    """The table being read goes in; the grid that it names, or None, comes out.

    Problems: T001 where it names one that there is none of, T101–T103 for a block that does not say which.
    """
    node = reading.entry.data
    if node is None:
        return None
    if isinstance(node, Block):
        for key in node:
            if key not in _KEYS:
                reading.problem("T101", key.where, f"Nyckeln ”{key}” finns inte här.", hint=nearest_hint(key, _KEYS))
        parts = {str(key): str(value) for key, value in node.items()}
        if not parts.get("fil"):
            reading.problem("T102", node.where, "Här saknas vilken fil datan är i.", expected="fil: NAMN.xlsx")
            return None
        name = grid_key(parts["fil"], parts.get("blad", ""), parts.get("cellområde", ""))
    elif isinstance(node, Text) and not node.missing:
        name = str(node)
    else:
        code = "T108" if isinstance(node, Text) else "T103"
        reading.problem(code, node.where, "Här saknas namnet på en fil.", expected="data: tabell.csv")
        return None
    grid = reading.grids.get(name)
    if grid is None:
        hint = nearest_hint(name, reading.grids)
        reading.problem("T001", node.where, f"Filen ”{name}” finns inte i perioden.", hint=hint)
    return grid


def with_data(
    reading: TableReading, declared: Sequence[RawRow], grid: Grid | None, columns: Sequence[TableColumn]
) -> list[RawRow]:
    """The rows that a table declares, its grid and its columns go in; the table's rows come out.

    A row of the grid takes its attributes from the declared row without cells that has the same label, the first from
    the first. Where all rows of the grid are declared they stand as declared; otherwise declared rows with cells, or
    that are computed, follow after those of the grid. Problems: T106 for a grid of another width,
    T201 for a declared row that the grid does not have.
    """
    if grid is None:
        return list(declared)
    if not _fits(reading, grid, columns):
        return []
    left = {number: raw for number, raw in enumerate(declared) if not raw.cells}
    rows: list[RawRow] = []
    places: dict[int, RawRow] = {}
    for line in grid.rows[1:]:
        at = next((number for number, raw in left.items() if str(raw.label) == str(line[0])), None)
        entry = left.pop(at).entry if at is not None else RowEntry(where=line[0].where)
        rows.append(RawRow(line[0], tuple(cell or Text("_", cell.where) for cell in line[1:]), entry))
        if at is not None:
            places[at] = rows[-1]
    _check_found(reading, left.values(), [str(row.label) for row in rows])
    own = {
        number: raw
        for number, raw in enumerate(declared)
        if raw.cells or (number in left and (raw.entry.kind != "rad" or raw.entry.formula is not None))
    }
    if len(places) == len(rows):
        return [raw for _, raw in sorted({**places, **own}.items())]
    return [*rows, *own.values()]


def _check_found(reading: TableReading, left: Iterable[RawRow], labels: Sequence[str]) -> None:
    for raw in left:
        if raw.entry.kind == "rad" and raw.entry.formula is None:
            hint = nearest_hint(str(raw.label), labels) or "Skriv dess celler, eller ta bort den."
            reading.problem("T201", raw.label.where, f"Raden ”{raw.label}” finns inte i filen.", hint=hint)


def _fits(reading: TableReading, grid: Grid, columns: Sequence[TableColumn]) -> bool:
    width = len(grid.rows[0]) - 1 if grid.rows else 0
    computed = sum(column.entry.formula is not None for column in columns)
    if width in {len(columns), len(columns) - computed}:
        return True
    reading.problem(
        "T106",
        grid.rows[0][0].where if grid.rows else grid.where,
        f"Filen har {width} kolumner efter etiketterna, men tabellen ”{reading.id}” har {len(columns)}.",
        expected=f"{len(columns) - computed} kolumner"
        + (f", eller {len(columns)} med de uträknade" if computed else ""),
        found=str(width),
        hint="Ändra kolumner: så att de svarar mot filens, eller ta med rätt område ur filen.",
        related=(reading.entry.where,),
    )
    return False
