"""Read the columns of a table as its author wrote them, or from the heading row of its data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from generator.content.fields import EXPRESSION_WORDS, Cited, read_identifier
from generator.content.read_node import add_misshapen, check_name, read_leaf, read_model
from generator.content.source import Block, Grid, Items, Node, Text, replace_citations
from generator.content.table import Attributes, ColumnEntry, RawColumn, TableColumn, TableEntry, Vocabulary
from generator.problems import Problems
from generator.swedish import identifier

_YEAR = re.compile(r"(?<![\w.])[0-9]{4}(?![\w.])")
NOTE_MARK = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class TableReading:
    """The table being read, what it may name, and what is wrong with it so far."""

    id: str
    entry: TableEntry
    grids: Mapping[str, Grid]
    vocabulary: Vocabulary
    problems: Problems

    def check_names(self, attributes: Attributes) -> None:
        """Check the unit and number format that a table, column or row names."""
        units, formats, where = self.vocabulary.units, self.vocabulary.number_formats, self.entry.where
        check_name(self.problems, attributes.unit, units, "T109", where, "Enheten {} finns inte.")
        check_name(self.problems, attributes.number_format, formats, "T111", where, "Talformatet {} finns inte.")


def id_of_label(label: str) -> str:
    """Return the id that a label or heading gives, its citations and marks of notes left out."""
    return identifier(NOTE_MARK.sub("", replace_citations(label, lambda _: "")))


def column_id(name: str) -> str:
    """Return the id of a column by what it is called: k2021 for a year, kolumn_not for a word of expressions."""
    own = f"k{name}" if re.fullmatch(r"[0-9]\w*", name) else name
    return f"kolumn_{own}" if own in EXPRESSION_WORDS else own


def read_columns(reading: TableReading, grid: Grid | None) -> tuple[TableColumn, ...]:
    """Return the columns, faulty ones too, so that cells are counted as meant; none where they cannot be made out."""
    raw: list[RawColumn] = []
    node = reading.entry.columns
    if node is None and grid is not None and grid.rows:
        groups = grid.groups or ("",) * len(grid.rows[0])
        raw = [
            RawColumn(group, id_of_label(group) or "grupp", _of_heading(heading))
            if isinstance(group, Text) and group
            else RawColumn(None, "", _of_heading(heading))
            for group, heading in zip(groups[1:], grid.rows[0][1:], strict=True)
        ]
    elif isinstance(node, Items):
        raw = [column for item in node for column in _raw_columns(reading, item)]
    elif node is not None:
        message = "Kolumner skrivs som en lista."
        hint = "- utfall: Utfall 2023"
        add_misshapen(reading.problems, node, message, "en rad per kolumn, var och en med streck (-)", hint)
    columns = tuple(_column(reading, column) for column in raw)
    _check_ids(reading, columns)
    _check_years(reading, columns)
    return columns


def _raw_columns(reading: TableReading, item: Node) -> Iterator[RawColumn]:
    if _is_group(item):
        yield from _group(reading, item)
    else:
        yield RawColumn(None, "", _entry(reading, item))


def _is_group(item: Node) -> TypeGuard[Block]:
    return isinstance(item, Block) and bool(item) and isinstance(item[next(iter(item))], Items)


def _group(reading: TableReading, item: Block) -> Iterator[RawColumn]:
    key, problems = next(iter(item)), reading.problems
    for name in item:
        if name not in {key, "id"}:
            message = f"Nyckeln ”{name}” gäller inte en grupp av kolumner."
            problems.add("T101", name.where, message, hint="Skriv den i kolumnerna.")
    own_id = item.get(Text("id"))
    read_id = read_leaf(read_identifier, own_id, problems) if own_id is not None else None
    group_id = read_id or id_of_label(key) or "grupp"
    columns: Items = item[key]  # type: ignore[assignment]  # as _is_group says
    if not columns:
        problems.add("T108", key.where, f"Gruppen ”{key}” har inga kolumner.", expected="minst en kolumn")
    for column in columns:
        if _is_group(column):
            message = "En grupp av kolumner kan inte ligga i en annan."
            hint = "Tabellhuvudet har högst två rader: grupper, och kolumner under dem."
            problems.add("T103", next(iter(column)).where, message, expected="kolumner i gruppen", hint=hint)
        else:
            yield RawColumn(key, group_id, _entry(reading, column))


def _entry(reading: TableReading, item: Node) -> ColumnEntry:
    if isinstance(item, Text) and not item.missing:
        return _of_heading(item)
    entry = None
    if isinstance(item, Block) and item:
        entry = read_model(ColumnEntry, _with_id(reading, item), reading.problems)
    else:
        missing = isinstance(item, Text)
        message = "Kolumnen är inte ifylld." if missing else "En kolumn är ett id och en rubrik."
        reading.problems.add("T108" if missing else "T103", item.where, message, expected="- utfall: Utfall 2023")
    where = item.where
    unnamed = f"kolumn_på_rad_{where.line}_{where.column}"
    return entry or ColumnEntry(where=where, heading=Cited(Text("", where)), id=unnamed)


def _with_id(reading: TableReading, item: Block) -> Block:
    key = next(iter(item))
    if key == "rubrik":
        return item
    rest = [(name, node) for name, node in item.items() if name != key]
    heading = item[key]
    if isinstance(heading, Block):
        message = f"Kolumnen ”{key}” har nycklar i stället för rubrik."
        expected = f"- {key}: Rubrik"
        hint = "Egenskaper skrivs på egna rader, i nivå med kolumnens id."
        reading.problems.add("T103", key.where, message, expected=expected, found="ett block med nycklar", hint=hint)
    for written, _ in rest:
        if written == "rubrik":
            message, hint = f"Kolumnen ”{key}” har två rubriker.", f"Ta bort raden: rubriken står efter {key}:."
            reading.problems.add("T103", written.where, message, hint=hint)
    alone = isinstance(heading, Block) or (isinstance(heading, Text) and heading.missing)
    # A heading that stands alone need be no id.
    name = read_leaf(read_identifier, Text(column_id(key), key.where), Problems() if alone else reading.problems)
    if not any(other == "id" for other, _ in rest):
        rest.append((Text("id", key.where), Text(name or id_of_label(key) or "kolumn", key.where)))
    rest.append((Text("rubrik", key.where), key if alone else heading))
    return Block(rest, item.where)


def _of_heading(heading: Text) -> ColumnEntry:
    name = column_id(id_of_label(heading) or "kolumn")
    return ColumnEntry(where=heading.where, heading=Cited(heading), id=name)


def _column(reading: TableReading, raw: RawColumn) -> TableColumn:
    entry, scales = raw.entry, reading.vocabulary.scales
    heading = entry.heading or Cited(Text("", entry.where))
    kind = entry.kind or "tal"
    reading.check_names(entry)
    check_name(reading.problems, entry.scale, scales, "T111", reading.entry.where, "Statusskalan {} finns inte.")
    if kind == "status" and entry.scale is None:
        message = "En kolumn av status säger vilken skala den har."
        hint = f"Skalor: {', '.join(sorted(scales))}."
        reading.problems.add("T102", entry.where, message, expected="skala: NAMN", hint=hint)
    if entry.status is not None and kind != "status":
        message = "visa: säger hur lägen visas, och kolumnen har inga."
        hint = "Ta bort visa:, eller skriv typ: status och skala: på kolumnen."
        reading.problems.add("T103", entry.where, message, expected="typ: status", found=f"typ: {kind}", hint=hint)
    name = entry.id or id_of_label(heading.text) or "kolumn"
    return TableColumn(name, raw.group_id, Cited(raw.group) if raw.group is not None else None, heading, kind, entry)


def _check_ids(reading: TableReading, columns: tuple[TableColumn, ...]) -> None:
    first: dict[tuple[str, str], TableColumn] = {}
    for column in columns:
        before = first.setdefault((column.group, column.id), column)
        if before is not column:
            within = f" i gruppen {column.group}" if column.group else ""
            message = f"Två kolumner har id ”{column.id}”{within}."
            hint = "Ge den ena ett eget id: - ett_id: Rubrik"
            reading.problems.add("T107", column.entry.where, message, hint=hint, related=(before.entry.where,))


def _check_years(reading: TableReading, columns: tuple[TableColumn, ...]) -> None:
    """Refuse a year in a formula where a column is called so: 2024 - 2023 is 1, and no change of anything."""
    years = {column.id.removeprefix("k") for column in columns if re.fullmatch(r"k[0-9]{4}", column.id)}
    for column in columns if years else ():
        formulas = (each for each in (column.entry.formula, column.entry.reconciles) if each is not None)
        for formula, found in ((each, number) for each in formulas for number in _YEAR.finditer(each.text)):
            if found[0] in years:
                where = formula.where.shifted(0, formula.where.column + found.start())
                message = f"I ett uttryck är {found[0]} ett tal, inte kolumnen."
                hint = f"Kolumnen heter k{found[0]} i uttryck."
                reading.problems.add("T202", where, message, expected=f"k{found[0]}", found=found[0], hint=hint)
