"""The rows of a table → for each the rows that it sums, with their signs: told by its author, or by the kind of row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.content.source import Items, Text
from generator.content.table import SUM_KINDS, SignCell, TableRow
from generator.content.tables.table_reading import TableReading
from generator.problems import nearest_hint

SignedRows = tuple[tuple[int, str], ...]


def rows_summed(reading: TableReading, rows: Sequence[TableRow], index: int) -> SignedRows:
    """The rows of the table being read and the index of one go in; the signs and ids of the rows that it sums come out.

    By default a delsumma sums the rows since the last sum; a summa and a resultat all rows above; a heading row with
    figures those below it. `varav` is in no sum, `avgår` is subtracted. Problems: T103, T201, T203.
    """
    row = rows[index]
    told = row.entry.summed
    if isinstance(told, Items):
        return tuple(_told(reading, rows, row, told))
    if isinstance(told, str) and told == "nej":
        return ()
    if told is not None:
        where = getattr(told, "where", row.entry.where)
        found = f"”{told}”" if isinstance(told, str) else "något annat"
        hint = "En rad ensam skrivs också i klammer: [rad]."
        expected = "[rad, -rad] eller nej"
        reading.problem("T103", where, "summera anger rader, eller nej.", expected=expected, found=found, hint=hint)
        return ()
    if row.kind == "mellanrubrik":
        return _below(rows, index) if any(not isinstance(cell, SignCell) for cell in row.cells) else ()
    return _above(rows, index) if row.kind in SUM_KINDS else ()


def _above(rows: Sequence[TableRow], index: int) -> SignedRows:
    above = rows[:index]
    if rows[index].kind == "delsumma":
        last = max((number for number, other in enumerate(above) if other.kind in SUM_KINDS), default=-1)
        above = above[last + 1 :]
    return tuple((_sign(other), other.id) for other in above if other.kind in {"rad", "avgår"})


def _below(rows: Sequence[TableRow], index: int) -> SignedRows:
    found: list[tuple[int, str]] = []
    for other in rows[index + 1 :]:
        if other.kind in {"mellanrubrik", *SUM_KINDS}:
            break
        if other.kind in {"rad", "avgår"}:
            found.append((_sign(other), other.id))
    return tuple(found)


def _sign(row: TableRow) -> int:
    return -1 if row.kind == "avgår" else 1


def _told(reading: TableReading, rows: Sequence[TableRow], own: TableRow, told: Items) -> Iterator[tuple[int, str]]:
    known = {row.id for row in rows}
    for node in told:
        if not isinstance(node, Text):
            reading.problem("T103", node.where, "summera anger rader.", expected="id för en rad")
            continue
        sign = -1 if node.startswith(("-", "−")) else 1
        name = node.lstrip("-− ")
        if name == own.id:
            reading.problem("T203", node.where, f"Raden ”{name}” kan inte summera sig själv.", hint="Ta bort den.")
        elif name not in known:
            reading.problem(
                "T201", node.where, f"Raden ”{name}” finns inte i tabellen.", hint=nearest_hint(name, known)
            )
        else:
            yield sign, name
