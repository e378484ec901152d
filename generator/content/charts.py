"""What a chart draws of its table, and what it cannot draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.content.fields import where_of
from generator.content.period import ChartEntry
from generator.content.table import NUMERIC_KINDS, SUM_KINDS, Table, TableColumn
from generator.problems import Problem, nearest_hint

MOST_SERIES = 8
_STACKED = frozenset({"staplade staplar", "staplade andelar"})


def drawn_rows(entry: ChartEntry, table: Table) -> list[int]:
    """Return the rows that a chart draws: those it names, or all that are neither sums nor headings.

    Parts of other rows (varav) are not stacked upon them. A waterfall ends in its sums.
    """
    if entry.rows:
        ids = [row.id for row in table.rows]
        return [ids.index(name) for name in entry.rows if name in ids]
    if entry.kind == "vattenfall":
        kinds = {"rad", "avgår", *SUM_KINDS}
    else:
        kinds = {"rad"} if entry.kind in _STACKED else {"rad", "varav"}
    return [index for index, row in enumerate(table.rows) if row.kind in kinds]


def drawn_columns(entry: ChartEntry, table: Table) -> list[int]:
    """Return the columns that a chart draws: those it names, by id or group and id, or all of figures."""
    numeric = [index for index, column in enumerate(table.columns) if column.kind in NUMERIC_KINDS]
    if not entry.columns:
        return numeric
    return [index for name in entry.columns for index in numeric if name in _names(table.columns[index])]


def chart_faults(entry: ChartEntry, table: Table) -> Iterator[Problem]:
    """Yield T301 for rows and columns that the table lacks, T103 for nothing to draw, and for too many series."""
    rows, columns = drawn_rows(entry, table), drawn_columns(entry, table)
    of_figures = [name for column in table.columns if column.kind in NUMERIC_KINDS for name in _names(column)]
    unknown = [
        *_unknown(entry.rows, [row.id for row in table.rows], "Raden", table),
        *_unknown(entry.columns, of_figures, "Kolumnen", table),
    ]
    yield from unknown
    where = where_of(entry.table, entry.where)
    if not unknown and not (rows and columns):
        expected = "en tabell med minst en rad och en kolumn av tal"
        yield Problem("T103", where, f"Tabellen ”{table.id}” har inga tal att rita.", expected, table.id)
    if entry.kind == "vattenfall" and len(columns) > 1:
        hint = "Välj den med kolumner: [ett_id]."
        yield Problem("T103", where, "Ett vattenfall ritar en kolumn.", "en kolumn", f"{len(columns)} kolumner", hint)
    series = len(rows if entry.series == "rader" else columns)
    if entry.kind != "vattenfall" and series > MOST_SERIES:
        message = f"Diagrammet har {series} serier, och fler än {MOST_SERIES} går inte att skilja åt."
        other = "kolumner" if entry.series == "rader" else "rader"
        hint = f"Välj några med {entry.series}: [ett_id, …], skriv serier: {other}, eller dela det i två diagram."
        yield Problem("T103", where, message, f"högst {MOST_SERIES} serier", f"{series} {entry.series}", hint)


def _unknown(names: Sequence[str], known: Sequence[str], what: str, table: Table) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            message = f"{what} ”{name}” finns inte i tabellen {table.id}, eller har inga tal."
            hint = nearest_hint(name, known)
            yield Problem("T301", where_of(name, table.where), message, "id i tabellen", str(name), hint)


def _names(column: TableColumn) -> tuple[str, ...]:
    return (column.id, f"{column.group}.{column.id}") if column.group else (column.id,)
