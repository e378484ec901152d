"""The columns of a table as its author wrote them, or the heading row of its data → typed columns with ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Unpack

from generator.content.fields import Cited, read_identifier, shape_of, where_of
from generator.content.read_errors import read_leaf, read_model
from generator.content.source import Block, Grid, Items, Node, Text
from generator.content.table import Attributes, ColumnEntry, RawColumn, TableColumn, TableEntry, Vocabulary
from generator.problems import NOWHERE, Problem, ProblemTexts, Where, nearest_hint
from generator.swedish import identifier

NOTE_MARK = re.compile(r"\[(\w+)\]")
_CITATION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(slots=True)
class TableReading:
    """The table being read, and what was found wrong with it so far."""

    id: str
    entry: TableEntry
    grids: Mapping[str, Grid]
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    def problem(self, code: str, where: Where, message: str, **texts: Unpack[ProblemTexts]) -> None:
        """A problem of the table is found."""
        self.problems.append(Problem(code, where, message, **texts))

    def check_names(self, said: Attributes) -> None:
        """The unit and number format that a table, column or row names are to be known ones."""
        self.check_known(said.unit, self.vocabulary.units, ("T109", "Enheten"))
        self.check_known(said.number_format, self.vocabulary.number_formats, ("T111", "Talformatet"))

    def check_known(self, name: str | None, known: Collection[str], kind: tuple[str, str]) -> None:
        """A name is to be one of the known ones; `kind` is the code of the problem and what the name is of."""
        code, what = kind
        if name is not None and name not in known:
            where = where_of(name) if where_of(name) != NOWHERE else self.entry.where
            self.problem(code, where, f"{what} ”{name}” finns inte.", found=name, hint=nearest_hint(name, known))


def id_of_label(label: str) -> str:
    """A label or heading goes in; the id that it gives, without its citations and marks of notes, comes out."""
    return identifier(NOTE_MARK.sub("", _CITATION.sub("", label)))


def read_columns(reading: TableReading, grid: Grid | None) -> tuple[TableColumn, ...]:
    """The table being read and its data go in; its columns come out, none where they cannot be made out.

    A column with a fault is there all the same, so that its table's rows are counted as they were meant.
    """
    raw: list[RawColumn] = []
    node = reading.entry.columns
    if node is None and grid is not None and grid.rows:
        raw = [RawColumn(None, "", _of_heading(heading)) for heading in grid.rows[0][1:]]
    elif isinstance(node, Items):
        raw = [column for item in node for column in _raw_columns(reading, item)]
    elif node is not None:
        missing = isinstance(node, Text) and node.missing
        reading.problem(
            "T108" if missing else "T103",
            node.where,
            "Kolumner skrivs som en lista.",
            expected="en rad per kolumn, var och en med streck (-)",
            found="ingenting" if missing else shape_of(node),
            hint="- utfall: Utfall 2023",
        )
    columns = tuple(_column(reading, column) for column in raw)
    _check_ids(reading, columns)
    return columns


def _raw_columns(reading: TableReading, item: Node) -> Iterator[RawColumn]:
    if isinstance(item, Block) and item and isinstance(item[next(iter(item))], Items):
        yield from _group(reading, item)
    else:
        yield RawColumn(None, "", _entry(reading, item))


def _group(reading: TableReading, item: Block) -> Iterator[RawColumn]:
    key = next(iter(item))
    for told in item:
        if told not in {key, "id"}:
            reading.problem(
                "T101",
                told.where,
                f"Nyckeln ”{told}” gäller inte en grupp av kolumner.",
                hint="Skriv den i kolumnerna.",
            )
    group_id = id_of_label(key) or "grupp"
    told_id = item.get(Text("id"))
    if told_id is not None:
        read, problem = read_leaf(read_identifier, told_id)
        group_id = read or group_id
        reading.problems.extend(() if problem is None else (problem,))
    columns = item[key]
    if not columns:
        reading.problem("T108", key.where, f"Gruppen ”{key}” har inga kolumner.", expected="minst en kolumn")
    for column in columns:
        if isinstance(column, Block) and column and isinstance(column[next(iter(column))], Items):
            reading.problem(
                "T103",
                next(iter(column)).where,
                "En grupp av kolumner kan inte ligga i en annan.",
                expected="kolumner i gruppen",
                hint="Tabellhuvudet har högst två rader: grupper, och kolumner under dem.",
            )
            continue
        yield RawColumn(key, group_id, _entry(reading, column))  # type: ignore[arg-type]  # a Block is no text here


def _entry(reading: TableReading, item: Node) -> ColumnEntry:
    if isinstance(item, Text) and not item.missing:
        return _of_heading(item)
    if not isinstance(item, Block) or not item:
        missing = isinstance(item, Text)
        message = "Kolumnen är inte ifylld." if missing else "En kolumn är ett id och en rubrik."
        reading.problem("T108" if missing else "T103", item.where, message, expected="- utfall: Utfall 2023")
        return _stand_in(item.where)
    entry, problems = read_model(ColumnEntry, _with_id(reading, item))
    reading.problems.extend(problems)
    return entry or _stand_in(item.where)


def _with_id(reading: TableReading, item: Block) -> Block:
    """The attributes of a column, with the id and heading that its first key and value say."""
    key = next(iter(item))
    if key == "rubrik":
        return item
    rest = [(name, node) for name, node in item.items() if name != key]
    heading = item[key]
    if isinstance(heading, Block):
        reading.problem(
            "T103",
            key.where,
            f"Kolumnen ”{key}” har nycklar i stället för rubrik.",
            expected=f"- {key}: Rubrik",
            found="ett block med nycklar",
            hint="Egenskaper skrivs på egna rader, i nivå med kolumnens id.",
        )
        heading = key
    elif isinstance(heading, Text) and heading.missing:
        heading = key
    name, unusable = read_leaf(read_identifier, key)
    if unusable is not None and heading is not key:
        reading.problems.append(unusable)
    if not any(told == "id" for told, _ in rest):
        rest.append((Text("id", key.where), Text(name or id_of_label(key) or "kolumn", key.where)))
    rest.append((Text("rubrik", key.where), heading))
    return Block(rest, item.where)


def _of_heading(heading: Text) -> ColumnEntry:
    return ColumnEntry(where=heading.where, heading=Cited(heading), id=id_of_label(heading) or "kolumn")


def _stand_in(where: Where) -> ColumnEntry:
    return ColumnEntry(where=where, heading=Cited(Text("", where)), id=f"kolumn_på_rad_{where.line}_{where.column}")


def _column(reading: TableReading, raw: RawColumn) -> TableColumn:
    entry = raw.entry
    heading = entry.heading or Cited(Text("", entry.where))
    kind = entry.kind or "tal"
    reading.check_names(entry)
    reading.check_known(entry.scale, reading.vocabulary.scales, ("T111", "Statusskalan"))
    if kind == "status" and entry.scale is None:
        message = "En kolumn av status säger vilken skala den har."
        known = ", ".join(sorted(reading.vocabulary.scales))
        reading.problem("T102", entry.where, message, expected="skala: NAMN", hint=f"Skalor: {known}.")
    name = entry.id or id_of_label(heading.text) or "kolumn"
    return TableColumn(name, raw.group_id, Cited(raw.group) if raw.group is not None else None, heading, kind, entry)


def _check_ids(reading: TableReading, columns: tuple[TableColumn, ...]) -> None:
    first: dict[tuple[str, str], TableColumn] = {}
    for column in columns:
        before = first.setdefault((column.group, column.id), column)
        if before is not column:
            within = f" i gruppen {column.group}" if column.group else ""
            reading.problem(
                "T107",
                column.entry.where,
                f"Två kolumner har id ”{column.id}”{within}.",
                hint="Ge den ena ett eget id: - ett_id: Rubrik",
                related=(before.entry.where,),
            )
