"""What a table says of its data file, and the grids of the period → its rows, with the attributes declared for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.problems import Problem, nearest_hint
from generator.source import Block, Grid, Text, grid_key
from generator.table import RawRow, RowEntry, TableEntry


def find_grid(entry: TableEntry, grids: Mapping[str, Grid], problems: list[Problem]) -> Grid | None:
    """A table's block and the period's grids go in; the grid that the table names, or None, comes out.

    Problems: T001 where it names one that there is none of, and what was noted when the grid was read.
    """
    node = entry.data
    if node is None:
        return None
    if isinstance(node, Block):
        parts = {str(key): str(value) for key, value in node.items()}
        name = grid_key(parts.get("fil", ""), parts.get("blad", ""), parts.get("cellområde", ""))
    else:
        name = str(node)
    grid = grids.get(name)
    if grid is None:
        hint = nearest_hint(name, grids)
        problems.append(Problem("T001", node.where, f"Filen ”{name}” finns inte i perioden.", hint=hint))
        return None
    problems.extend(grid.notices)
    return grid


def with_data(declared: Sequence[RawRow], grid: Grid | None, problems: list[Problem]) -> list[RawRow]:
    """The rows that a table declares and its grid go in; the table's rows come out.

    A row of the grid takes its attributes from the declared row without cells that has the same label. Declared rows
    with cells, or that are computed, follow after. Problem T201: a declared row that the grid does not have.
    """
    if grid is None:
        return list(declared)
    attributes = {str(raw.label): raw for raw in declared if not raw.cells}
    rows = []
    for line in grid.rows[1:]:
        label = line[0] if line else Text("", grid.where)
        told = attributes.pop(str(label), None)
        entry = told.entry if told else RowEntry(where=label.where)
        rows.append(RawRow(label, tuple(cell or Text("_", cell.where) for cell in line[1:]), entry))
    labels = [str(line[0]) for line in grid.rows[1:] if line]
    for left in attributes.values():
        if left.entry.kind == "rad" and left.entry.formula is None:
            hint = nearest_hint(str(left.label), labels)
            problems.append(Problem("T201", left.label.where, f"Raden ”{left.label}” finns inte i filen.", hint=hint))
    computed = [raw for raw in attributes.values() if raw.entry.kind != "rad" or raw.entry.formula is not None]
    return [*rows, *(raw for raw in declared if raw.cells), *computed]
