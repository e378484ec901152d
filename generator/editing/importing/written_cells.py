"""The files of a table with new numbers in its cells and where they were taken; every other byte stays."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import yaml

from generator.content import NumberCell, Table
from generator.editing.importing.target import Target, has_value, names_of
from generator.editing.yaml_text import cell_starts, entries, items, line_end, text_of
from generator.problems import UsageError
from generator.project import (
    NoNumberThere,
    TextEdit,
    apply_edits,
    cell_edit,
    data_cell_edit,
    decode_data,
    one_break,
)

_MARK = "\ufeff"
# Those that a file of data may be in.
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850")
# What YAML reads as it stands, in the middle of a line.
_PLAIN = re.compile(r"[\w–-](?!.*(?: #|: |:$))[^\"'\n]*(?<! )")
# Thousands set apart, by which an author who has written no number in a cell yet is followed.
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}[ \u00a0]\d{3}(?!\d)")
_TABS_ALONE = re.compile(r"^ *\t[ \t]*(?=\r?$)", re.MULTILINE)
_STEP = 2
Cells = Mapping[tuple[int, int], Decimal]


@dataclass(frozen=True, slots=True)
class Taken:
    """What figures were taken from: the source, its file with digest, the day given, and the places by cell."""

    source: str
    file: str
    digest: str
    day: date | None
    places: Mapping[tuple[int, int], str]


def files_of(table: Table) -> tuple[str, ...]:
    """Return the files that a table stands in: that of its block, then that of its data."""
    return (table.where.file, *((table.data.where.file,) if table.data is not None else ()))


def written(before: Mapping[str, bytes], target: Target, new: Cells, taken: Taken) -> Mapping[str, bytes]:
    """Return the files of a table with new numbers, each where it stands, and with their origin under `hämtat`.

    The same bytes where the table has it all already. Raises UsageError where a cell cannot be found.
    """
    own, *data = files_of(target.table)
    rows = target.table.rows
    changed = {place: value for place, value in new.items() if not has_value(rows[place[0]].cells[place[1]], value)}
    cells = dict(_cells(target, new, taken))
    known = target.table.entry.taken.get(taken.source)
    if not changed and known is not None and dict(known.cells) == cells:
        return before
    of_file: dict[str, dict[tuple[int, int], Decimal]] = {file: {} for file in before}
    for (row, column), value in changed.items():
        of_file[rows[row].cells[column].where.file][row, column] = value
    return {
        own: _written(before[own], target, of_file[own], taken, cells),
        **{file: _refreshed(before[file], file, target, of_file[file]) for file in data},
    }


def _written(before: bytes, target: Target, changed: Cells, taken: Taken, cells: Mapping[str, str]) -> bytes:
    text = before.decode()
    mark, text = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    try:
        table = _table(text, target.table.id)
        edits = [*_numbers(text, table, target, changed), _origin(text, table, taken, cells)]
    except (yaml.YAMLError, NoNumberThere, LookupError) as error:
        raise UsageError(
            f"Tabellen {target.table.id} går inte att ändra på plats i {target.table.where.file}. Ingenting har "
            "skrivits. Skriv raderna utan klammer, var och en på en rad, och kör igen."
        ) from error
    return (mark + apply_edits(text, edits)).encode()


def _refreshed(before: bytes, file: str, target: Target, changed: Cells) -> bytes:
    """Return the bytes of a CSV file with new numbers, in the encoding that it has."""
    try:
        text, encoding = _decoded(before, file)
        cells = {place: target.table.rows[place[0]].cells[place[1]].where for place in changed}
        edits = [data_cell_edit(text, cells[place], _number(value)) for place, value in changed.items()]
    except (NoNumberThere, LookupError) as error:
        message = f"{file} går inte att ändra på plats. Ingenting har skrivits. "
        hint = "Skriv talen i cellerna med bara siffror, minus först och decimalkomma, och kör igen."
        raise UsageError(message + hint) from error
    return apply_edits(text, edits).encode(encoding)


def _decoded(data: bytes, file: str) -> tuple[str, str]:
    """Return the text of a file of data with all its line breaks, and the encoding that gives its bytes again."""
    read = decode_data(data, file)[0]
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if one_break(text.removeprefix(_MARK)) == read:
            return text, encoding
    raise LookupError(file)


def _cells(target: Target, new: Cells, taken: Taken) -> Iterator[tuple[str, str]]:
    for (row, column), value in new.items():
        name = f"{target.table.rows[row].id}.{names_of(target.table, column)[0]}"
        yield name, f"{_number(value)} | {taken.places[row, column]}"


def _number(value: Decimal, *, in_groups: bool = False) -> str:
    return (f"{value:,f}".replace(",", " ") if in_groups else f"{value:f}").replace(".", ",")


# --- cells -----------------------------------------------------------------------------------------------------------


def _table(text: str, name: str) -> yaml.MappingNode:
    # Not the C loader: its marks do not count as Python's text does. A tab on a blank line is nothing to its author.
    spaced = _TABS_ALONE.sub(lambda match: " " * len(match[0]), text)
    root = yaml.compose(spaced, Loader=yaml.SafeLoader)
    tables = _under(root, "tabeller")
    table = _under(tables, name)
    if not isinstance(table, yaml.MappingNode) or table.flow_style:
        raise LookupError(name)
    return table


def _under(node: yaml.Node | None, name: str) -> yaml.Node | None:
    wanted = unicodedata.normalize("NFC", name)
    return next((value for key, value in entries(node) if unicodedata.normalize("NFC", text_of(key)) == wanted), None)


def _numbers(text: str, table: yaml.MappingNode, target: Target, changed: Cells) -> Iterator[TextEdit]:
    # By the places of their labels: others may stand in a file of data.
    written_rows = (entry for row in items(_under(table, "rader")) for entry in entries(row))
    places = {(key.start_mark.line + 1, key.start_mark.column + 1): cells for key, cells in written_rows}
    columns = target.table.columns
    for (row, column), value in changed.items():
        label = target.table.rows[row].label.where
        starts = cell_starts(text, places[label.line, label.column])
        # A computed column need not have a cell.
        whole = len(starts) == len(columns)
        with_cells = [number for number, each in enumerate(columns) if whole or each.entry.formula is None]
        has_number = isinstance(target.table.rows[row].cells[column], NumberCell)
        number = _number(value, in_groups=not has_number and bool(_GROUPED.search(text)))
        yield cell_edit(text, dict(zip(with_cells, starts, strict=False))[column], number)


# --- where they were taken -------------------------------------------------------------------------------------------


def _origin(text: str, table: yaml.MappingNode, taken: Taken, cells: Mapping[str, str]) -> TextEdit:
    ends = "\r\n" if "\r\n" in text else "\n"
    indent = table.value[0][0].start_mark.column
    before = next(((key, value) for key, value in entries(table) if text_of(key) == "hämtat"), None)
    if before is None:
        lines = (" " * indent + "hämtat:", *_lines(taken, cells, indent + _STEP))
        at = line_end(text, table)
        return TextEdit(at, at, "".join(f"{ends}{line}" for line in lines))
    key, value = before
    own = next(((name, block) for name, block in entries(value) if text_of(name) == taken.source), None)
    inner = value.value[0][0].start_mark.column if value.value else indent + _STEP
    lines = tuple(_lines(taken, cells, inner))
    if own is not None:
        return TextEdit(own[0].start_mark.index, line_end(text, own[1]), ends.join(lines).lstrip())
    at = line_end(text, value if value.value else key)
    return TextEdit(at, at, "".join(f"{ends}{line}" for line in lines))


def _lines(taken: Taken, cells: Mapping[str, str], indent: int) -> Iterator[str]:
    facts = {"fil": taken.file, "sha256": taken.digest, "datum": taken.day.isoformat() if taken.day else ""}
    one, two, three = (" " * (indent + step * _STEP) for step in range(3))
    yield f"{one}{taken.source}:"
    yield from (f"{two}{key}: {_scalar(value)}" for key, value in facts.items() if value)
    yield f"{two}celler:"
    yield from (f"{three}{name}: {_scalar(value)}" for name, value in cells.items())


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
