"""A table as its author wrote it, and the grids it may name → a typed `Table` with ids, and its problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.content.expression import place_in
from generator.content.fields import Cited, shape_of, text_of, where_of
from generator.content.read_errors import read_leaf, read_model
from generator.content.source import Block, Grid, Items, Node, Text
from generator.content.table import (
    NUMERIC_KINDS,
    SUM_KINDS,
    ComputedCell,
    FormulaCell,
    RawRow,
    RowEntry,
    SignCell,
    Table,
    TableCell,
    TableColumn,
    TableEntry,
    TableRow,
    TextCell,
    Vocabulary,
)
from generator.content.tables.cells import CellReader, find_grid, split_cells, together, with_data
from generator.content.tables.columns import NOTE_MARK, TableReading, id_of_label, read_columns
from generator.problems import Problem, Where, nearest_hint

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


NO_CELLS = ("mellanrubrik", "text", "tom")
_COLUMNS = "Skriv kolumner: och under den - utfall: Utfall 2023, eller hämta dem ur en fil med data:."
_ROWS = "Skriv rader: och under den - Etikett: 1,2 | 3,4, eller hämta dem ur en fil med data:."
# So many rows that are wrong in the same way say that it is the columns that are.
_ALL_ROWS = 3
OWN_CELLS = ("rad", "varav", "avgår")
_ATTRIBUTES = frozenset(each.alias for each in RowEntry.model_fields.values() if each.alias)


def read_table(
    table_id: str,
    entry: TableEntry,
    grids: Mapping[str, Grid],
    vocabulary: Vocabulary,
    found: Iterable[Problem] = (),
) -> tuple[Table | None, tuple[Problem, ...]]:
    """A table's block goes in, with the grids of its period and what it may name; the table comes out, and problems.

    `found` are those of the block itself, which may be why something is missing; they come out with the others.
    None instead of a table where its columns cannot be made out. Problems: T101–T113, T201, T203, T310.
    """
    reading = TableReading(table_id, entry, grids, vocabulary, [*found])
    reading.check_names(entry)
    grid = find_grid(reading)
    columns = read_columns(reading, grid)
    if not columns:
        if not reading.problems:
            message = f"Tabellen ”{table_id}” har inga kolumner."
            reading.problem("T102", entry.where, message, expected="kolumner: och en lista", hint=_COLUMNS)
        return None, tuple(reading.problems)
    rows = _rows(reading, columns, with_data(reading, _raw_rows(reading), grid, columns))
    if not rows and not reading.problems:
        reading.problem(
            "T102", entry.where, f"Tabellen ”{table_id}” har inga rader.", expected="rader: och en lista", hint=_ROWS
        )
    _check_notes(reading, columns, rows)
    table = Table(table_id, entry, columns, rows)
    for restated in entry.restated:
        if table.cell_at(restated.place) is None:
            places = [f"{row.id}.{column.id}" for row in rows for column in columns]
            hint = nearest_hint(restated.place, places)
            message = f"Tabellen har ingen cell ”{restated.place}”."
            reading.problem("T201", where_of(restated.place), message, expected="rad.kolumn", hint=hint)
    return table, tuple(reading.problems)


# --- rows as written -----------------------------------------------------------------------------------------------


def _raw_rows(reading: TableReading) -> list[RawRow]:
    node = reading.entry.rows
    if node is None:
        return []
    if not isinstance(node, Items):
        missing = isinstance(node, Text) and node.missing
        reading.problem(
            "T108" if missing else "T103",
            node.where,
            "Rader skrivs som en lista.",
            expected="en rad per rad i tabellen, var och en med streck (-)",
            found="ingenting" if missing else shape_of(node),
            hint="- Etikett: 1,2 | 3,4",
        )
        return []
    return [_raw_row(reading, item) for item in node]


def _raw_row(reading: TableReading, item: Node) -> RawRow:
    if not isinstance(item, Block) or not item:
        return _no_row(reading, item)
    label = next(iter(item))
    if label in _ATTRIBUTES and any(key not in _ATTRIBUTES for key in item):
        own = next(key for key in item if key not in _ATTRIBUTES)
        hint = f"Skriv - {own}: … först och {label}: under."
        reading.problem("T103", label.where, "Radens etikett ska stå först.", found=label, hint=hint)
        label = own
    entry, problems = read_model(RowEntry, Block([(k, v) for k, v in item.items() if k != label], item.where))
    reading.problems.extend(problems)
    entry = entry or RowEntry(where=item.where)
    reading.check_names(entry)
    value = item[label]
    if isinstance(value, Items):
        return RawRow(label, tuple(_cell_text(reading, cell) for cell in value), entry)
    if isinstance(value, Block):
        reading.problem(
            "T103",
            value.where,
            f"Raden ”{label}” har nycklar i stället för celler.",
            expected="celler åtskilda av |",
            found="ett block med nycklar",
            hint="Egenskaper skrivs på egna rader, i nivå med etiketten.",
        )
        return RawRow(label, (), _stand_in(entry))
    return RawRow(label, () if value.missing else tuple(split_cells(value)), entry)


def _no_row(reading: TableReading, item: Node) -> RawRow:
    label = item if isinstance(item, Text) else Text("", item.where)
    if label and label.style == "plain":
        message, hint = f"Raden ”{label}” saknar kolon.", "Skriv kolon och mellanslag mellan etiketten och cellerna."
        reading.problem("T103", item.where, message, expected="- Etikett: 1,2 | 3,4", hint=hint)
    else:
        code = "T108" if isinstance(item, Text) and item.missing else "T103"
        reading.problem(code, item.where, "En rad är en etikett och celler.", expected="- Etikett: 1,2 | 3,4")
    return RawRow(label, (), _stand_in(RowEntry(where=item.where)))


def _stand_in(entry: RowEntry) -> RowEntry:
    """The entry of a row that cannot be read: one that asks for no cells."""
    return entry.model_copy(update={"kind": "mellanrubrik"})


def _cell_text(reading: TableReading, node: Node) -> Text:
    text, problem = read_leaf(text_of, node)
    if problem is not None:
        reading.problems.append(problem)
    return text or Text("_", node.where)


# --- rows as read --------------------------------------------------------------------------------------------------


def _rows(reading: TableReading, columns: Sequence[TableColumn], raw_rows: Sequence[RawRow]) -> tuple[TableRow, ...]:
    cells_of = CellReader(reading.vocabulary)
    rows = []
    miscounted: list[RawRow] = []
    for raw, row_id in zip(raw_rows, _row_ids(reading, raw_rows), strict=True):
        told = len(cells_of.problems)
        cells = _complete(reading, columns, raw, (cells_of, miscounted))
        cells_of.problems[told:] = together(cells_of.problems[told:])
        rows.append(TableRow(row_id, Cited(raw.label), raw.entry.kind, cells, (), raw.entry, raw.entry.note or ""))
    reading.problems.extend(cells_of.problems)
    _tell_miscounted(reading, columns, raw_rows, miscounted)
    return tuple(replace(row, sums=rows_summed(reading, rows, index)) for index, row in enumerate(rows))


def _row_ids(reading: TableReading, rows: Sequence[RawRow]) -> list[str]:
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
            reading.problem(
                "T107",
                raw.label.where,
                f"Två rader har id ”{name}”.",
                hint=_way_out(raw.label.where),
                related=(first[name].label.where,),
            )
        first.setdefault(name, raw)
    return ids


def _way_out(where: Where) -> str:
    if where.cell or not where.file.endswith((".yaml", ".yml")):
        return "Skriv olika etiketter i filen, eller båda raderna utan celler under rader: med var sitt id: …"
    return "Ge den ena ett eget id på raden under: id: …"


def _own_id(raw: RawRow, number: int) -> str:
    if raw.entry.id is not None:
        return raw.entry.id
    if raw.entry.kind in {"tom", "text"}:
        return f"rad_{number}"
    return id_of_label(raw.label) or f"rad_{number}"


def _complete(
    reading: TableReading, columns: Sequence[TableColumn], raw: RawRow, into: tuple[CellReader, list[RawRow]]
) -> tuple[TableCell, ...]:
    written, where = raw.cells, raw.label.where
    cells_of, miscounted = into
    formulas = [column for column in columns if column.entry.formula is not None]
    if not written:
        _check_unwritten(reading, columns, raw)
        return tuple(_unwritten(column, raw.entry, where) for column in columns)
    if len(written) == len(columns):
        return tuple(cells_of.read(cell, column) for cell, column in zip(written, columns, strict=True))
    if formulas and len(written) == len(columns) - len(formulas):
        left = iter(written)
        return tuple(
            FormulaCell(column.entry.formula) if column.entry.formula else cells_of.read(next(left), column)
            for column in columns
        )
    miscounted.append(raw)
    return tuple(SignCell("", where) for _ in columns)


def _tell_miscounted(
    reading: TableReading, columns: Sequence[TableColumn], rows: Sequence[RawRow], miscounted: Sequence[RawRow]
) -> None:
    formulas = sum(column.entry.formula is not None for column in columns)
    counts = {len(raw.cells) for raw in miscounted}
    if len(miscounted) >= _ALL_ROWS and len(counts) == 1 and len(miscounted) == sum(bool(raw.cells) for raw in rows):
        reading.problem(
            "T106",
            where_of(reading.entry.columns) if reading.entry.columns is not None else reading.entry.where,
            f"Alla rader har {counts.pop()} celler, men tabellen har {len(columns)} kolumner.",
            expected="lika många celler som kolumner",
            found=f"{len(miscounted)} rader som skiljer sig på samma sätt",
            hint="Lägg till eller ta bort en kolumn, eller rätta raderna.",
            related=(miscounted[0].cells[0].where,),
        )
        return
    for raw in miscounted:
        _miscounted(reading, raw, len(columns), formulas)


def _miscounted(reading: TableReading, raw: RawRow, columns: int, formulas: int) -> None:
    count = f"{columns - formulas} (eller {columns} med de uträknade)" if formulas else str(columns)
    few = len(raw.cells) < columns - formulas
    reading.problem(
        "T106",
        raw.cells[-1].where if few else raw.cells[min(columns, len(raw.cells) - 1)].where,
        f"Raden ”{raw.label}” har för {'få' if few else 'många'} celler.",
        expected=f"{count} celler åtskilda av |",
        found=str(len(raw.cells)),
        hint="En tom cell skrivs _." if few else "Ett tal har decimalkomma och inget | i sig.",
    )


def _check_unwritten(reading: TableReading, columns: Sequence[TableColumn], raw: RawRow) -> None:
    entry = raw.entry
    computed = entry.formula is not None or all(column.entry.formula is not None for column in columns)
    if entry.kind in OWN_CELLS and not computed:
        hint = "Skriv radens celler, _ i var och en om de är tomma; en rubrik bland raderna har typ: mellanrubrik."
        message = f"Raden ”{raw.label}” är inte ifylld."
        expected = f"{len(columns)} celler åtskilda av |"
        reading.problem("T108", raw.label.where, message, expected=expected, found="ingenting", hint=hint)


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


# --- notes ---------------------------------------------------------------------------------------------------------


def _check_notes(reading: TableReading, columns: Sequence[TableColumn], rows: Sequence[TableRow]) -> None:
    known = reading.entry.notes
    for note, where in _notes_used(columns, rows):
        if note not in known:
            hint = nearest_hint(note, known) or f"Skriv den under fotnoter: {note}: …"
            reading.problem("T310", where, f"Fotnoten ”{note}” finns inte i tabellen.", found=f"[{note}]", hint=hint)


def _notes_used(columns: Sequence[TableColumn], rows: Sequence[TableRow]) -> Iterator[tuple[str, Where]]:
    groups = {column.group: column.group_heading for column in columns if column.group_heading is not None}
    for note in (*(column.entry.note for column in columns), *(row.entry.note for row in rows)):
        if note is not None:
            yield note, where_of(note)
    for text in (*groups.values(), *(column.heading for column in columns), *(row.label for row in rows)):
        yield from _marks(text)
    for cell in (cell for row in rows for cell in row.cells):
        if isinstance(cell, TextCell):
            yield from _marks(cell.text)
        if cell.note:
            yield cell.note, cell.where


def _marks(text: Cited) -> Iterator[tuple[str, Where]]:
    for match in NOTE_MARK.finditer(text.text):
        yield match[1], place_in(text.text, match.start())
