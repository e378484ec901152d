"""Read a table as its author wrote it, with the grid it may name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.content.board_rows import BOARDS, board_rows, of_board, with_lacks, with_note_of_lacks
from generator.content.expression import place_in
from generator.content.fields import IDENTIFIER, Cited, text_of, where_of
from generator.content.file_units import in_declared_units
from generator.content.read_node import add_misshapen, check_name, read_leaf, read_model
from generator.content.source import Block, Grid, Items, Node, Text
from generator.content.table import (
    NUMERIC_KINDS,
    ROW_KEYS,
    SUM_KINDS,
    ComputedCell,
    FormulaCell,
    RawRow,
    RowEntry,
    SignCell,
    SignedRows,
    Table,
    TableCell,
    TableColumn,
    TableEntry,
    TableRow,
    TextCell,
    Vocabulary,
)
from generator.content.table_cells import CellReader, split_cells, together
from generator.content.table_columns import NOTE_MARK, TableReading, id_of_label, read_columns
from generator.content.table_data import find_grid, with_data
from generator.content.table_groups import in_groups, rows_above
from generator.problems import Problems, Severity, Where, nearest, nearest_hint

_NO_CELLS = ("mellanrubrik", "text", "tom")
_OWN_CELLS = ("rad", "varav", "avgår")
# So many rows that are wrong in the same way say that it is the columns that are.
_ALL_ROWS = 3


def read_table(
    table_id: str, node: Node, grids: Mapping[str, Grid], vocabulary: Vocabulary, problems: Problems
) -> Table | None:
    """Return the table that a block describes, or None where its columns cannot be made out."""
    of_table = Problems()
    entry = read_model(TableEntry, node, of_table)
    table = _table(TableReading(table_id, entry, grids, vocabulary, of_table)) if entry is not None else None
    problems.extend(problem for problem in of_table if problem.severity is Severity.ERROR)
    notices = tuple(problem for problem in of_table if problem.severity is not Severity.ERROR)
    return replace(table, notices=notices) if table is not None else None


def _table(reading: TableReading) -> Table | None:
    entry, problems = reading.entry, reading.problems
    reading.check_names(entry)
    grid = find_grid(reading)
    columns = read_columns(reading, grid)
    if not columns:
        # What is wrong with the block may be why they are missing.
        if not problems:
            hint = "Skriv kolumner: och under den - utfall: Utfall 2023, eller hämta dem ur en fil med data:."
            message = f"Tabellen ”{reading.id}” har inga kolumner."
            problems.add("T102", entry.where, message, expected="kolumner: och en lista", hint=hint)
        return None
    raw_rows, columns, of_boards = board_rows(reading, _raw_rows(reading), columns)
    rows = _rows(reading, columns, with_data(reading, raw_rows, grid, columns), of_boards)
    if not rows and not problems:
        hint = "Skriv rader: och under den - Etikett: 1,2 | 3,4, eller hämta dem ur en fil med data:."
        message = f"Tabellen ”{reading.id}” har inga rader."
        problems.add("T102", entry.where, message, expected="rader: och en lista", hint=hint)
    _check_notes(reading, columns, rows)
    if grid is not None:
        rows = tuple(in_declared_units(reading, row, columns, grid) for row in rows)
    scale = _scale_of_legend(reading, columns)
    if scale:
        entry = entry.model_copy(update={"legend": None})
    table = with_note_of_lacks(Table(reading.id, entry, columns, rows, grid, scale=scale), reading.vocabulary)
    if entry.reconciles is not None and table.total is None:
        message = f"Tabellen ”{reading.id}” har ingen summarad att stämma av."
        hint = "Skriv typ: summa på raden, eller stäms_av_mot: på den rad som ska stämma."
        problems.add("T103", entry.reconciles.where, message, expected="en rad med typ: summa", hint=hint)
    for restated in entry.restated:
        if table.cell_at(restated.place) is None:
            hint = nearest_hint(restated.place, [f"{row.id}.{column.id}" for row in rows for column in columns])
            message = f"Tabellen har ingen cell ”{restated.place}”."
            problems.add("T201", where_of(restated.place), message, expected="rad.kolumn", hint=hint)
    return table


def _scale_of_legend(reading: TableReading, columns: Sequence[TableColumn]) -> str:
    """Return the status scale that `teckenförklaring` names; empty where it is a text."""
    text, scales = reading.entry.legend.text if reading.entry.legend else "", reading.vocabulary.scales
    if IDENTIFIER.fullmatch(text) and nearest(text, scales) and any(column.kind == "status" for column in columns):
        check_name(reading.problems, text, scales, "T111", reading.entry.where, "Statusskalan {} finns inte.")
    return text if text in scales else ""


# --- rows as written -----------------------------------------------------------------------------------------------


def _raw_rows(reading: TableReading) -> list[RawRow]:
    node = reading.entry.rows
    if node == BOARDS and isinstance(node, Text):
        return [RawRow(node, (), RowEntry(where=node.where))]
    if isinstance(node, Items):
        return [_raw_row(reading, item) for item in node]
    if node is not None:
        message = "Rader skrivs som en lista."
        hint = "- Etikett: 1,2 | 3,4"
        add_misshapen(reading.problems, node, message, "en rad per rad i tabellen, var och en med streck (-)", hint)
    return []


def _raw_row(reading: TableReading, item: Node) -> RawRow:
    if not isinstance(item, Block) or not item:
        return _no_row(reading, item)
    problems, label = reading.problems, next(iter(item))
    if label in ROW_KEYS and any(key not in ROW_KEYS for key in item):
        own = next(key for key in item if key not in ROW_KEYS)
        hint = f"Skriv - {own}: … först och {label}: under."
        problems.add("T103", label.where, "Radens etikett ska stå först.", found=label, hint=hint)
        label = own
    attributes = Block([(key, node) for key, node in item.items() if key != label], item.where)
    entry = read_model(RowEntry, attributes, problems) or RowEntry(where=item.where)
    reading.check_names(entry)
    if entry.level is not None and entry.kind != "mellanrubrik":
        hint = "Ta bort nivå, eller skriv typ: mellanrubrik."
        message = f"Raden ”{label}” är ingen mellanrubrik och har ingen nivå."
        problems.add("T103", where_of(entry.level, entry.where), message, expected="typ: mellanrubrik", hint=hint)
    value = item[label]
    if isinstance(value, Items):
        return RawRow(label, tuple(_cell_text(cell, problems) for cell in value), entry)
    if isinstance(value, Block):
        message = f"Raden ”{label}” har nycklar i stället för celler."
        expected = "celler åtskilda av |"
        hint = "Egenskaper skrivs på egna rader, i nivå med etiketten."
        problems.add("T103", value.where, message, expected=expected, found="ett block med nycklar", hint=hint)
        return RawRow(label, (), _stand_in(entry))
    return RawRow(label, () if value.missing else tuple(split_cells(value)), entry)


def _no_row(reading: TableReading, item: Node) -> RawRow:
    label = item if isinstance(item, Text) else Text("", item.where)
    code = "T103"
    message = "En rad är en etikett och celler."
    hint = ""
    if label and label.style == "plain":
        message = f"Raden ”{label}” saknar kolon."
        hint = "Skriv kolon och mellanslag mellan etiketten och cellerna."
    elif isinstance(item, Text) and item.missing:
        code = "T108"
    reading.problems.add(code, item.where, message, expected="- Etikett: 1,2 | 3,4", hint=hint)
    return RawRow(label, (), _stand_in(RowEntry(where=item.where)))


def _stand_in(entry: RowEntry) -> RowEntry:
    return entry.model_copy(update={"kind": "mellanrubrik"})


def _cell_text(node: Node, problems: Problems) -> Text:
    return read_leaf(text_of, node, problems) or Text("_", node.where)


# --- rows as read --------------------------------------------------------------------------------------------------


def _rows(
    reading: TableReading,
    columns: Sequence[TableColumn],
    raw_rows: Sequence[RawRow],
    of_boards: Sequence[TableColumn],
) -> tuple[TableRow, ...]:
    """Return the rows; those of boards are computed by the formulas of `of_boards`."""
    rows, of_cells = [], Problems()
    miscounted: list[RawRow] = []
    for raw, row_id in zip(raw_rows, _row_ids(reading, raw_rows), strict=True):
        of_row = Problems()
        cells = _cells(reading, of_boards if raw.board else columns, raw, CellReader(reading.vocabulary, of_row))
        of_cells.extend(together(of_row))
        if cells is None:
            miscounted.append(raw)
            cells = tuple(SignCell("", raw.label.where) for _ in columns)
        row = TableRow(row_id, Cited(raw.label), raw.entry.kind, cells, (), raw.entry, raw.entry.note or "")
        rows.append(of_board(row, raw.board, columns) if raw.board else row)
    reading.problems.extend(of_cells)
    _check_counts(reading, columns, raw_rows, miscounted)
    summing = [replace(row, sums=_rows_summed(reading, rows, index)) for index, row in enumerate(rows)]
    return in_groups(reading.id, with_lacks(summing))


def _row_ids(reading: TableReading, rows: Sequence[RawRow]) -> list[str]:
    plain = [_own_id(raw, number) for number, raw in enumerate(rows, 1)]
    counts = Counter(plain)
    heading, ids = "", []
    above: dict[int, str] = {}
    first: dict[str, RawRow] = {}
    for raw, plain_id in zip(rows, plain, strict=True):
        name = plain_id
        if raw.entry.kind == "mellanrubrik":
            level = int(raw.entry.level or 1)
            above = {each: other for each, other in above.items() if each < level}
            if counts[name] > 1 and raw.entry.id is None and above:
                name = f"{above[max(above)]}_{name}"
            above[level] = heading = name
        elif counts[name] > 1 and raw.entry.id is None and heading:
            # The heading above tells rows of one label apart.
            name = f"{heading}_{name}"
        ids.append(name)
        before = first.setdefault(name, raw)
        if before is not raw and raw.entry.kind not in {"tom", "text"}:
            where = raw.label.where
            hint = "Ge den ena ett eget id på raden under: id: …"
            if where.cell or not where.file.endswith((".yaml", ".yml")):
                hint = "Skriv olika etiketter i filen, eller båda raderna utan celler under rader: med var sitt id: …"
            reading.problems.add("T107", where, f"Två rader har id ”{name}”.", hint=hint, related=(before.label.where,))
    return ids


def _own_id(raw: RawRow, number: int) -> str:
    if raw.entry.id is not None:
        return raw.entry.id
    label_id = "" if raw.entry.kind in {"tom", "text"} else id_of_label(raw.label)
    return label_id or f"rad_{number}"


def _cells(
    reading: TableReading, columns: Sequence[TableColumn], raw: RawRow, reader: CellReader
) -> tuple[TableCell, ...] | None:
    written = raw.cells
    if not written:
        _check_unwritten(reading, columns, raw)
        return tuple(_unwritten(column, raw.entry, raw.label.where) for column in columns)
    # Cells of computed columns may all be left out.
    formulas = [None if len(written) == len(columns) else column.entry.formula for column in columns]
    if len(written) != formulas.count(None):
        return None
    left = iter(written)
    cells: list[TableCell] = []
    for formula, column in zip(formulas, columns, strict=True):
        text = None if formula else next(left)
        computed = formula or column.entry.formula
        if text is None:
            cells.append(FormulaCell(computed) if computed else SignCell("", raw.label.where))
        else:
            cells.append(reader.read(text, column))
    return tuple(cells)


def _check_counts(
    reading: TableReading, columns: Sequence[TableColumn], rows: Sequence[RawRow], miscounted: Sequence[RawRow]
) -> None:
    counts = {len(raw.cells) for raw in miscounted}
    if len(miscounted) >= _ALL_ROWS and len(counts) == 1 and len(miscounted) == sum(bool(raw.cells) for raw in rows):
        reading.problems.add(
            "T106",
            where_of(reading.entry.columns, reading.entry.where),
            f"Alla rader har {counts.pop()} celler, men tabellen har {len(columns)} kolumner.",
            expected="lika många celler som kolumner",
            found=f"{len(miscounted)} rader som skiljer sig på samma sätt",
            hint="Lägg till eller ta bort en kolumn, eller rätta raderna.",
            related=(_where(miscounted[0], 0),),
        )
        return
    most = len(columns)
    least = sum(column.entry.formula is None for column in columns)
    expected = f"{least} (eller {most} med de uträknade)" if least < most else str(most)
    for raw in miscounted:
        count = len(raw.cells)
        few = count < least
        reading.problems.add(
            "T106",
            _where(raw, -1 if few else min(most, count - 1)),
            f"Raden ”{raw.label}” har för {'få' if few else 'många'} celler.",
            expected=f"{expected} celler åtskilda av |",
            found=str(count),
            hint="En tom cell skrivs _." if few else "Ett tal har decimalkomma och inget | i sig.",
        )


def _where(raw: RawRow, place: int) -> Where:
    cell = raw.cells[place]
    return cell.where if cell is not None else raw.label.where


def _check_unwritten(reading: TableReading, columns: Sequence[TableColumn], raw: RawRow) -> None:
    computed = raw.entry.formula is not None or all(column.entry.formula is not None for column in columns)
    if raw.entry.kind in _OWN_CELLS and not computed:
        hint = "Skriv radens celler, _ i var och en om de är tomma; en rubrik bland raderna har typ: mellanrubrik."
        message = f"Raden ”{raw.label}” är inte ifylld."
        expected = f"{len(columns)} celler åtskilda av |"
        reading.problems.add("T108", raw.label.where, message, expected=expected, found="ingenting", hint=hint)


def _unwritten(column: TableColumn, entry: RowEntry, where: Where) -> TableCell:
    if entry.kind in _NO_CELLS or column.kind not in NUMERIC_KINDS:
        return SignCell("", where)
    formula = column.entry.formula or entry.formula
    if formula is not None:
        return FormulaCell(formula)
    if entry.kind in SUM_KINDS and column.entry.summed is not False:
        return ComputedCell(where)
    return SignCell("", where)


# --- sums ----------------------------------------------------------------------------------------------------------


def _rows_summed(reading: TableReading, rows: Sequence[TableRow], index: int) -> SignedRows:
    """Return the signs and ids of the rows that a row sums.

    By default a delsumma sums the rows since the last sum, a summa and a resultat all rows above. `varav` is in no sum,
    `avgår` is subtracted.
    """
    row = rows[index]
    summed = row.entry.summed
    if isinstance(summed, Items):
        return tuple(_named_rows(reading, rows, row, summed))
    if summed == "nej":
        return ()
    if summed is not None:
        written = f"”{summed}”" if isinstance(summed, str) else "något annat"
        where = where_of(summed, row.entry.where)
        message = "summera anger rader, eller nej."
        hint = "En rad ensam skrivs också i klammer: [rad]."
        reading.problems.add("T103", where, message, expected="[rad, -rad] eller nej", found=written, hint=hint)
        return ()
    return rows_above(rows, index) if row.kind in SUM_KINDS else ()


def _named_rows(
    reading: TableReading, rows: Sequence[TableRow], own: TableRow, names: Items
) -> Iterator[tuple[int, str]]:
    ids = {row.id for row in rows}
    for node in names:
        if not isinstance(node, Text):
            reading.problems.add("T103", node.where, "summera anger rader.", expected="id för en rad")
            continue
        sign = -1 if node.startswith(("-", "−")) else 1
        name = node.lstrip("-− ")
        if name == own.id:
            reading.problems.add("T203", node.where, f"Raden ”{name}” kan inte summera sig själv.", hint="Ta bort den.")
        elif name == BOARDS and name not in ids:
            yield from ((sign, row.id) for row in rows if row.board)
        elif name not in ids:
            message = f"Raden ”{name}” finns inte i tabellen."
            reading.problems.add("T201", node.where, message, hint=nearest_hint(name, ids))
        else:
            yield sign, name


# --- notes ---------------------------------------------------------------------------------------------------------


def _check_notes(reading: TableReading, columns: Sequence[TableColumn], rows: Sequence[TableRow]) -> None:
    notes = reading.entry.notes
    for note, where in _notes_used(columns, rows):
        if note not in notes:
            message = f"Fotnoten ”{note}” finns inte i tabellen."
            hint = nearest_hint(note, notes) or f"Skriv den under fotnoter: {note}: …"
            reading.problems.add("T310", where, message, found=f"[{note}]", hint=hint)


def _notes_used(columns: Sequence[TableColumn], rows: Sequence[TableRow]) -> Iterator[tuple[str, Where]]:
    for note in (*(column.entry.note for column in columns), *(row.entry.note for row in rows)):
        if note is not None:
            yield note, where_of(note)
    groups = {column.group: column.group_heading for column in columns if column.group_heading is not None}
    for cited in (*groups.values(), *(column.heading for column in columns), *(row.label for row in rows)):
        yield from _marks(cited)
    for cell in (cell for row in rows for cell in row.cells):
        if isinstance(cell, TextCell):
            yield from _marks(cell.text)
        if cell.note:
            yield cell.note, cell.where


def _marks(cited: Cited) -> Iterator[tuple[str, Where]]:
    for match in NOTE_MARK.finditer(cited.text):
        yield match[1], place_in(cited.text, match.start())
