"""A block of a sheet → a draft of a table: headings, columns, rows and what is no part of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from generator.content import COLUMN_KEYS, EXPRESSION_WORDS, IDENTIFIER, OPEN, CellText, Grid, Text, as_shown, name_key
from generator.editing.from_sheets.blocks import TableRows, cell_name, shown_text
from generator.editing.from_sheets.cells import draft_cell, is_day, plain
from generator.editing.from_sheets.draft import ColumnKind, DraftCell, DraftColumn, DraftRow, DraftTable
from generator.editing.from_sheets.units import settle_decimals, settle_units
from generator.swedish import identifier, is_unit, known_unit, unit_in

_NUMBER = re.compile(r"\d[\d \u00a0\u202f.,]*")
_ROW_NUMBER = re.compile(r"\d+\Z")
# What a column is of, where a year or a period follows: `utfall` is enough of a name.
_KEYWORD = re.compile(
    r"(utfall|budget|prognos|avvikelse|bokslut|differens|skillnad)\b(?=[\W\d]*(?:ack\w*|kr|tkr|mnkr|mkr|jan|feb|mar|apr|maj|"
    r"jun|jul|aug|sep|okt|nov|dec|januari|februari|mars|april|juni|juli|augusti|september|oktober|november|december|tertial|"
    r"kv|kvartal|helår|år|t|[-–\W\d])*\Z)",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(r"\s*(?:[-–]\s*)?varav\b", re.IGNORECASE)
_MARK_OF_NOTE = re.compile(r"\s*(?:[*†‡¹²³⁰⁴-⁹]|\d\))")
_SOURCE = re.compile(r"\s*käll(?:a|or)\s*:\s*(?=\S)", re.IGNORECASE)
_LONGEST_LABEL, _LONGEST_ID = 250, 60
# What our own data files have last, and before that where rows have units.
_OF_EXPORT, _UNITS = ["radtyp", "radid"], ["enhet"]
_TAKEN_KINDS = ("mellanrubrik", "varav", "avgår", "tom")


class _Exported(NamedTuple):
    """What a row of our own data files says of itself."""

    kind: str
    id: str
    unit: str


def read_block(block: TableRows) -> DraftTable:
    """Return the table of a block, without its id and without what it computes."""
    grid, exported = _without_export(block.grid)
    above = [*block.above, *grid.titles, *_beside(block, grid)]
    titles = [shown_text(text) for text in above if not is_unit(shown_text(text))]
    table = DraftTable(block.page.name, block.area, plain(titles[0]) if titles else "")
    heads, groups = [shown_text(head) for head in grid.rows[0]], grid.groups or ("",) * len(grid.rows[0])
    table.notices = grid.notices
    table.stub = plain(heads[0]) if not is_unit(heads[0]) else ""
    body = [[draft_cell(cell) for cell in row[1:]] for row in grid.rows[1:]]
    units = _row_of_units(body)
    _columns(table, heads[1:], [shown_text(Text(group)) for group in groups[1:]], body[units:])
    _rows(table, block, grid.rows[1 + units :], body[units:], exported)
    _of_export(table, exported)
    _words_among_figures(table)
    for place, column in enumerate(table.columns) if units else ():
        column.heading += f", {shown_text(body[0][place].text)}" if body[0][place].kind != "blank" else ""
    lines = sorted((*map(shown_text, above), heads[0], table.sheet), key=lambda line: not is_unit(line))
    named = next(((unit, text) for text in lines if (unit := unit_in(text))), ("", ""))
    settle_units(table, named[0], "enhet ur rubriken")
    settle_decimals(table)
    table.left_out += [f"{cell_name(text)}: ”{shown_text(text)}”" for text in above if shown_text(text) in titles[1:]]
    table.left_out += _unread(table)
    table.words = {text.where for text in (*above, *(row[0] for row in grid.rows[1:]), *block.below)}
    _ids(table)
    return table


def _without_export(grid: Grid) -> tuple[Grid, Mapping[int, _Exported]]:
    """A grid without the columns that our own data files have beside a table's, and what they say by row."""
    keys = [name_key(as_shown(head)) for head in grid.rows[0]]
    if keys[-2:] != _OF_EXPORT:
        return grid, {}
    with_units = keys[-3:-2] == _UNITS and all(not row[-3] or known_unit(row[-3]) for row in grid.rows[1:])
    end = -3 if with_units else -2
    said = {_number(row[0]): _Exported(row[-2], row[-1], row[-3] if with_units else "") for row in grid.rows[1:]}
    return replace(grid, rows=tuple(row[:end] for row in grid.rows), groups=grid.groups[:end]), said


def _of_export(table: DraftTable, exported: Mapping[int, _Exported]) -> None:
    """Take the kinds, ids and units of rows that our own data files say; a sum is found by its numbers."""
    for row in table.rows if exported else ():
        said = exported.get(row.number)
        if said is None or not row.number:
            continue
        row.id = said.id if IDENTIFIER.fullmatch(said.id) else ""
        if said.kind in _TAKEN_KINDS:
            row.kind, row.guesses = said.kind, []
        if said.unit and row.cells:
            row.unit, row.guesses = str(said.unit), [*row.guesses, "enhet ur kolumnen Enhet"]


def _beside(block: TableRows, grid: Grid) -> Iterator[Text]:
    """Yield what stands among the headings and is none: as what is above the heading of the labels."""
    used = {text.where for text in chain(*block.grid.rows, grid.groups, grid.titles) if text}
    yield from (cell for row in block.rows for cell in row.cells if cell and cell.where not in used)


def _row_of_units(body: Sequence[Sequence[DraftCell]]) -> int:
    """How many rows below the headings say units and nothing else: none or one."""
    first = [cell for cell in body[0] if cell.kind != "blank"] if body else []
    return int(bool(first) and all(cell.kind == "words" and is_unit(cell.written) for cell in first))


# --- columns ---------------------------------------------------------------------------------------------------------


def _columns(
    table: DraftTable, heads: Sequence[str], groups: Sequence[str], body: Sequence[Sequence[DraftCell]]
) -> None:
    for place, (head, group) in enumerate(zip(heads, groups, strict=True)):
        column = DraftColumn("", plain(head) or f"Kolumn {place + 1}", plain(group))
        column.kind = _kind([row[place] for row in body])
        if not head or head.startswith("Kolumn "):
            column.guesses.append("kolumnen har ingen rubrik i bladet")
        if column.kind != "tal":
            column.guesses.append(f"typ: {column.kind} efter vad cellerna har")
        table.columns.append(column)


def _kind(cells: Sequence[DraftCell]) -> ColumnKind:
    kinds = Counter(cell.kind for cell in cells)
    words = [cell for cell in cells if cell.kind == "words"]
    if kinds["words"] <= kinds["number"] + kinds["labelled"]:
        return "tal"
    return "datum" if kinds["words"] + kinds["blank"] == len(cells) and all(map(is_day, words)) else "text"


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(
    table: DraftTable,
    block: TableRows,
    rows: Sequence[Sequence[Text]],
    body: Sequence[Sequence[DraftCell]],
    exported: Mapping[int, _Exported],
) -> None:
    of_rows = {number for number, said in exported.items() if said.kind == "rad"}
    last = max((place for place, cells in enumerate(body) if any(cell.kind != "blank" for cell in cells)), default=-1)
    for place, (texts, cells) in enumerate(zip(rows, body, strict=True)):
        number, label = _number(texts[0]), shown_text(texts[0])
        if number in block.gaps:
            table.rows.append(DraftRow("", 0, [], kind="tom"))
        if place > last and number not in of_rows:
            block.below.insert(place - last - 1, texts[0])
            continue
        row = DraftRow(plain(label)[:_LONGEST_LABEL], number, list(cells))
        if len(label) > _LONGEST_LABEL:
            table.left_out.append(f"{cell_name(texts[0])}: etikettens slut, ”{label[_LONGEST_LABEL:]}”")
        if all(cell.kind == "blank" for cell in cells) and number not in of_rows:
            row.kind, row.cells = "mellanrubrik", []
            row.guesses.append("raden har bara en etikett")
        elif _OF_WHICH.match(label):
            row.kind = "varav"
            row.guesses.append("varav räknas inte med i summor")
        table.rows.append(row)
    _lines_below(table, block.below)


def _lines_below(table: DraftTable, below: Sequence[Text]) -> None:
    """Lines below a table are its source, where they say so, or its remark; the rows have none of them."""
    lines = [(plain(shown_text(text)), _SOURCE.match(shown_text(text))) for text in below]
    table.source = "; ".join(line[match.end() :] for line, match in lines if match)
    table.remark = " ".join(_sentences([line for line, match in lines if not match]))
    for part in ("source", "remark"):
        if getattr(table, part):
            table.guesses[part] = "det som står under tabellen"
    places = {text.where for text in below}
    table.notices = tuple(each for each in table.notices if each.where not in places)


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    """Lines that each end, so that they can be read one after the other."""
    yield from (line if line[-1:] in ".!?:;," else f"{line}." for line in lines[:-1])
    yield from lines[-1:]


def _number(text: Text) -> int:
    match = _ROW_NUMBER.search(text.where.cell)
    return int(match[0]) if match else text.where.line


def _words_among_figures(table: DraftTable) -> None:
    """Words in a column of figures become notes, figures in a column of words the text that is seen."""
    for row, place, cell in _cells(table):
        in_figures = table.columns[place].kind == "tal"
        if in_figures and cell.kind == "words":
            name = f"n{len(table.footnotes) + 1}"
            table.footnotes[name] = cell.written
            row.notes[place] = name
            row.cells[place] = DraftCell("blank", "_", cell.text)
            row.guesses.append(f"text i {cell_name(cell.text)} är fotnoten {name}")
        elif not in_figures and cell.kind not in {"blank", "open"}:
            day = is_day(cell) and table.columns[place].kind == "datum"
            written = str(cell.text) if day else plain(shown_text(cell.text))
            row.cells[place] = DraftCell("words", written, cell.text)


def _cells(table: DraftTable) -> Iterator[tuple[DraftRow, int, DraftCell]]:
    for row in table.rows:
        yield from ((row, place, cell) for place, cell in enumerate(list(row.cells)))


def _unread(table: DraftTable) -> Iterator[str]:
    """Say what is seen in a cell of figures and is no part of its number."""
    for _, _, cell in _cells(table):
        if cell.kind == "open" and cell.text != OPEN:
            yield f"{cell_name(cell.text)}: talet kan läsas på två sätt, ”{cell.text}”"
        elif cell.kind == "number" and isinstance(cell.text, CellText):
            beside = _NUMBER.sub("", cell.text.shown, count=1).strip(" \u00a0-−–+()%.")
            if beside and known_unit(beside) is None:
                yield f"{cell_name(cell.text)}: ”{beside}” i talformatet"


# --- ids -------------------------------------------------------------------------------------------------------------


def fitting_id(words: str, otherwise: str) -> str:
    """Return words as an id that the content language takes."""
    name = identifier(plain(words))[:_LONGEST_ID].rstrip("_")
    return name if IDENTIFIER.fullmatch(name) and name not in EXPRESSION_WORDS else otherwise


def unlike(name: str, taken: Collection[str]) -> str:
    """Return a name, with a number behind it where it is taken."""
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def _ids(table: DraftTable) -> None:
    """Give columns and rows ids: a column the word that says what it is of, where no other has it."""
    keywords = Counter((column.group, _keyword(column)) for column in table.columns)
    groups: list[str] = []
    before = ""
    for place, column in enumerate(table.columns):
        if column.group and column.group != before:
            groups.append(unlike(fitting_id(column.group, "grupp"), groups))
        before, column.group_id = column.group, groups[-1] if column.group else ""
        word = _keyword(column)
        alone = word and keywords[column.group, word] == 1
        name = word if alone else fitting_id(column.heading, f"kolumn_{place + 1}")
        others = [each.id for each in table.columns[:place] if each.group_id == column.group_id]
        column.id = unlike(name, [*COLUMN_KEYS, *others])
    taken: set[str] = set()
    labels = Counter(fitting_id(row.label, "") for row in table.rows)
    for number, row in enumerate(table.rows, 1):
        name = fitting_id(row.label, "")
        row.id = unlike(row.id or name or f"rad_{number}", taken)
        row.own_id = row.id != name or labels[name] > 1 or identifier(row.label) != row.id
        taken.add(row.id)


def _keyword(column: DraftColumn) -> str:
    match = _KEYWORD.match(column.heading)
    return match[1].casefold() if match else ""
