"""A table as its author wrote it, and the grids it may name → a typed `Table` with ids, and its problems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Unpack

from generator.fields import Cited, read_identifier, text_of
from generator.problems import Problem, ProblemTexts, Where, nearest_hint
from generator.read_cells import CellReader
from generator.read_errors import read_leaf, read_model
from generator.source import Block, Grid, Items, Node, Text
from generator.swedish_text import identifier
from generator.table import (
    NUMERIC_KINDS,
    SUM_KINDS,
    Attributes,
    ColumnEntry,
    ComputedCell,
    FormulaCell,
    RawColumn,
    RawRow,
    RowEntry,
    SignCell,
    Table,
    TableCell,
    TableColumn,
    TableEntry,
    TableRow,
    Vocabulary,
)
from generator.table_data import find_grid, with_data

NOTE_MARK = re.compile(r"\[(\w+)\]")
NO_CELLS = ("mellanrubrik", "text", "tom")


@dataclass(slots=True)
class _Reader:
    """The table being read, and what was found wrong with it so far."""

    id: str
    entry: TableEntry
    grids: Mapping[str, Grid]
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    def problem(self, code: str, where: Where, message: str, **texts: Unpack[ProblemTexts]) -> None:
        self.problems.append(Problem(code, where, message, **texts))


def read_table(
    table_id: str, entry: TableEntry, grids: Mapping[str, Grid], vocabulary: Vocabulary
) -> tuple[Table | None, tuple[Problem, ...]]:
    """A table's block goes in, with the grids of its period and the units that may be named; the table comes out.

    None instead of a table where its columns cannot be made out. Problems: T101–T113, T310.
    """
    reader = _Reader(table_id, entry, grids, vocabulary)
    _check_names(reader, entry)
    grid = find_grid(reader.entry, reader.grids, reader.problems)
    columns = _columns(reader, grid)
    if not columns:
        if not reader.problems:
            reader.problem(
                "T102", entry.where, f"Tabellen ”{table_id}” har inga kolumner.", expected="kolumner: och en lista"
            )
        return None, tuple(reader.problems)
    raw_rows = with_data(_raw_rows(reader), grid, reader.problems)
    rows = _rows(reader, columns, raw_rows)
    _check_notes(reader, columns, rows)
    return Table(table_id, entry, columns, rows), tuple(reader.problems)


# --- columns -------------------------------------------------------------------------------------------------------


def _columns(reader: _Reader, grid: Grid | None) -> tuple[TableColumn, ...]:
    raw: list[RawColumn] = []
    node = reader.entry.columns
    if node is None and grid is not None and grid.rows:
        raw = [RawColumn(None, "", _heading_only(heading)) for heading in grid.rows[0][1:]]
    elif isinstance(node, Items):
        for item in node:
            raw.extend(_raw_columns(reader, item))
    elif node is not None:
        reader.problem(
            "T103",
            getattr(node, "where", reader.entry.where),
            "Kolumner skrivs som en lista.",
            expected="en rad per kolumn, var och en med streck (-)",
        )
    columns = tuple(_column(reader, column) for column in raw)
    for (group, name), count in Counter((column.group, column.id) for column in columns).items():
        if count > 1:
            again = [column for column in columns if (column.group, column.id) == (group, name)][-1]
            reader.problem("T107", again.entry.where, f"Två kolumner har id ”{name}”.", hint="Ge den ena ett eget id.")
    return columns


def _raw_columns(reader: _Reader, item: Node) -> Iterator[RawColumn]:
    if isinstance(item, Block) and item:
        key = next(iter(item))
        inner = item[key]
        if isinstance(inner, Items):
            group_id = str(item.get(Text("id"), identifier(key)))
            for column in inner:
                for raw in _raw_columns(reader, column):
                    yield RawColumn(key, group_id, raw.entry)
            return
    entry = _column_entry(reader, item)
    if entry is not None:
        yield RawColumn(None, "", entry)


def _column_entry(reader: _Reader, item: Node) -> ColumnEntry | None:
    if isinstance(item, Text):
        return _heading_only(item)
    if not isinstance(item, Block) or not item:
        reader.problem("T103", item.where, "En kolumn är ett id och en rubrik.", expected="- utfall: Utfall 2023")
        return None
    key = next(iter(item))
    rest = [(name, node) for name, node in item.items() if name != key]
    if key != "rubrik":
        named = item[key]
        heading = key if isinstance(named, Text) and named.missing else named
        name, unusable = read_leaf(read_identifier, key)
        if unusable is not None and heading is not key:
            reader.problems.append(unusable)
        named_id = Text(name or identifier(key) or "kolumn", key.where)
        if not any(name == "id" for name, _ in rest):
            rest.append((Text("id", key.where), named_id))
        rest.append((Text("rubrik", key.where), heading))
    else:
        rest.append((key, item[key]))
    entry, problems = read_model(ColumnEntry, Block(rest, item.where))
    reader.problems.extend(problems)
    return entry


def _heading_only(heading: Text) -> ColumnEntry:
    return ColumnEntry(where=heading.where, heading=Cited(heading), id=identifier(heading) or "kolumn")


def _column(reader: _Reader, raw: RawColumn) -> TableColumn:
    entry = raw.entry
    heading = entry.heading or Cited(Text("", entry.where))
    _check_names(reader, entry)
    if entry.scale is not None:
        _known(reader, entry.scale, reader.vocabulary.scales, ("T111", "Statusskalan"))
    name = entry.id or identifier(heading.text) or "kolumn"
    kind = entry.kind or "tal"
    return TableColumn(name, raw.group_id, Cited(raw.group) if raw.group is not None else None, heading, kind, entry)


def _check_names(reader: _Reader, said: Attributes) -> None:
    _known(reader, said.unit, reader.vocabulary.units, ("T109", "Enheten"))
    _known(reader, said.number_format, reader.vocabulary.number_formats, ("T111", "Talformatet"))


def _known(reader: _Reader, name: str | None, known: frozenset[str], kind: tuple[str, str]) -> None:
    code, what = kind
    if name is not None and name not in known:
        where = getattr(name, "where", reader.entry.where)
        reader.problem(code, where, f"{what} ”{name}” finns inte.", found=name, hint=nearest_hint(name, known))


# --- rows ----------------------------------------------------------------------------------------------------------


def _raw_rows(reader: _Reader) -> list[RawRow]:
    node = reader.entry.rows
    if node is None:
        return []
    if not isinstance(node, Items):
        reader.problem(
            "T103",
            getattr(node, "where", reader.entry.where),
            "Rader skrivs som en lista.",
            expected="- Etikett: 1,2 | 3,4",
        )
        return []
    return [raw for item in node if (raw := _raw_row(reader, item)) is not None]


def _raw_row(reader: _Reader, item: Node) -> RawRow | None:
    if isinstance(item, Text):
        return RawRow(item, (), RowEntry(where=item.where))
    if not isinstance(item, Block) or not item:
        reader.problem("T103", item.where, "En rad är en etikett och celler.", expected="- Etikett: 1,2 | 3,4")
        return None
    label = next(iter(item))
    entry, problems = read_model(RowEntry, Block([(k, v) for k, v in item.items() if k != label], item.where))
    reader.problems.extend(problems)
    if entry is None:
        return None
    _check_names(reader, entry)
    value = item[label]
    if isinstance(value, Items):
        return RawRow(label, tuple(_cell_text(reader, cell) for cell in value), entry)
    if isinstance(value, Block):
        reader.problem(
            "T103",
            value.where,
            f"Raden ”{label}” har nycklar i stället för celler.",
            expected="celler åtskilda av |",
            hint="Egenskaper skrivs på egna rader, i nivå med etiketten.",
        )
        return None
    return RawRow(label, () if value.missing else tuple(split_cells(value)), entry)


def _cell_text(reader: _Reader, node: Node) -> Text:
    text, problem = read_leaf(text_of, node)
    if problem is not None:
        reader.problems.append(problem)
    return text or Text("_", node.where)


def split_cells(text: Text) -> Iterator[Text]:
    """The text after a row's label goes in; its cells come out, each with its own place. `|` in a text is escaped."""
    offset = 1 if text.style in {"single", "double"} else 0
    start = 0
    for match in [*re.finditer(r"(?<!\\)\|", text), None]:
        end = match.start() if match else len(text)
        part = text[start:end]
        lead = len(part) - len(part.lstrip())
        where = text.where.shifted(0, text.where.column + offset + start + lead)
        yield Text(part.strip().replace("\\|", "|"), where, "plain")
        start = end + 1


def _rows(reader: _Reader, columns: Sequence[TableColumn], raw_rows: Sequence[RawRow]) -> tuple[TableRow, ...]:
    cells_of = CellReader(columns, reader.vocabulary.units)
    rows = []
    for raw, row_id in zip(raw_rows, _row_ids(reader, raw_rows), strict=True):
        cells = _complete(reader, columns, raw, cells_of)
        rows.append(TableRow(row_id, Cited(raw.label), raw.entry.kind, cells, (), raw.entry, raw.entry.note or ""))
    reader.problems.extend(cells_of.problems)
    return tuple(replace(row, sums=_sums(reader, rows, index)) for index, row in enumerate(rows))


def _row_ids(reader: _Reader, rows: Sequence[RawRow]) -> list[str]:
    plain = [_own_id(raw, number) for number, raw in enumerate(rows, 1)]
    repeated = {name for name, count in Counter(plain).items() if count > 1}
    heading, ids = "", []
    for raw, name in zip(rows, plain, strict=True):
        if raw.entry.kind == "mellanrubrik":
            heading = name
        above = f"{heading}_{name}" if heading else name
        ids.append(above if name in repeated and raw.entry.id is None and raw.entry.kind != "mellanrubrik" else name)
    first: dict[str, RawRow] = {}
    for raw, name in zip(rows, ids, strict=True):
        if name in first and raw.entry.kind not in {"tom", "text"}:
            reader.problem(
                "T107",
                raw.label.where,
                f"Två rader har id ”{name}”.",
                hint="Ge den ena ett eget id på raden under: id: …",
                related=(first[name].label.where,),
            )
        first.setdefault(name, raw)
    return ids


def _own_id(raw: RawRow, number: int) -> str:
    if raw.entry.id is not None:
        return raw.entry.id
    if raw.entry.kind in {"tom", "text"}:
        return f"rad_{number}"
    return identifier(NOTE_MARK.sub("", raw.label)) or f"rad_{number}"


def _complete(
    reader: _Reader, columns: Sequence[TableColumn], raw: RawRow, cells_of: CellReader
) -> tuple[TableCell, ...]:
    written, entry = raw.cells, raw.entry
    formulas = [column for column in columns if column.entry.formula is not None]
    where = raw.label.where
    if not written:
        return tuple(_unwritten(column, entry, where) for column in columns)
    if len(written) == len(columns):
        return tuple(cells_of.read(cell, column) for cell, column in zip(written, columns, strict=True))
    if formulas and len(written) == len(columns) - len(formulas):
        left = iter(written)
        return tuple(
            FormulaCell(column.entry.formula) if column.entry.formula else cells_of.read(next(left), column)
            for column in columns
        )
    count = len(columns) if not formulas else f"{len(columns) - len(formulas)} (eller {len(columns)})"
    few = "få" if len(written) < len(columns) else "många"
    reader.problem(
        "T106",
        written[0].where,
        f"Raden ”{raw.label}” har för {few} celler.",
        expected=f"{count} celler åtskilda av |",
        found=f"{len(written)}",
        hint="En tom cell skrivs _ och ett tal har decimalkomma.",
    )
    return tuple(SignCell("", where) for _ in columns)


def _unwritten(column: TableColumn, entry: RowEntry, where: Where) -> TableCell:
    if entry.kind in NO_CELLS or column.kind not in NUMERIC_KINDS:
        return SignCell("", where)
    if column.entry.formula is not None:
        return FormulaCell(column.entry.formula)
    if entry.formula is not None:
        return FormulaCell(entry.formula)
    if entry.kind in SUM_KINDS and column.entry.summed is not False:
        return ComputedCell(where)
    return SignCell("", where)


# --- sums ----------------------------------------------------------------------------------------------------------


def _sums(reader: _Reader, rows: Sequence[TableRow], index: int) -> tuple[tuple[int, str], ...]:
    row = rows[index]
    told = row.entry.summed
    if isinstance(told, Items):
        return tuple(_told_sums(reader, rows, told))
    if isinstance(told, str) and told == "nej":
        return ()
    if told is not None:
        where = getattr(told, "where", row.entry.where)
        reader.problem(
            "T103", where, "summera anger rader, eller nej.", expected="[rad, -rad] eller nej", found=str(told)
        )
    if row.kind == "mellanrubrik":
        return _under_heading(rows, index) if any(not isinstance(cell, SignCell) for cell in row.cells) else ()
    if row.kind not in SUM_KINDS:
        return ()
    above = rows[:index]
    if row.kind == "delsumma":
        last = max((n for n, other in enumerate(above) if other.kind in SUM_KINDS), default=-1)
        above = above[last + 1 :]
    return tuple((-1 if other.kind == "avgår" else 1, other.id) for other in above if other.kind in {"rad", "avgår"})


def _under_heading(rows: Sequence[TableRow], index: int) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    for other in rows[index + 1 :]:
        if other.kind in {"mellanrubrik", *SUM_KINDS}:
            break
        if other.kind in {"rad", "avgår"}:
            found.append((-1 if other.kind == "avgår" else 1, other.id))
    return tuple(found)


def _told_sums(reader: _Reader, rows: Sequence[TableRow], told: Items) -> Iterator[tuple[int, str]]:
    known = {row.id for row in rows}
    for node in told:
        name = str(node)
        sign = -1 if name.startswith(("-", "−")) else 1
        name = name.lstrip("-− ")
        if name not in known:
            reader.problem("T201", node.where, f"Raden ”{name}” finns inte i tabellen.", hint=nearest_hint(name, known))
            continue
        yield sign, name


# --- notes -----------------------------------------------------------------------------------------------


def _check_notes(reader: _Reader, columns: Sequence[TableColumn], rows: Sequence[TableRow]) -> None:
    known = set(reader.entry.notes)
    used = [(column.entry.note, column.entry.where) for column in columns if column.entry.note]
    for row in rows:
        used.append((row.note, row.label.where))
        used.extend((match[1], row.label.where) for match in NOTE_MARK.finditer(row.label.text))
        used.extend((cell.note, cell.where) for cell in row.cells)
    for note, where in used:
        if note and note not in known:
            reader.problem("T310", where, f"Fotnoten ”{note}” finns inte i tabellen.", hint=nearest_hint(note, known))
