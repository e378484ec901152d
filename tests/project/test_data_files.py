"""Files of data as programs save them: what a table gets of each, and what its author is told.

A case `data/<name>.toml` has a file: `text` of a CSV in an `encoding`, or `cells` of a workbook, by name, each a
value or a table of a `value` and a `format`, with the name of its `sheet`, `merged` areas and `hidden` rows; `table`,
a block that names it as `data`; and what comes of it: `rows`, their labels and cells with `|` between, and `told`,
each a place, a code and a piece of the text. `error` says that the table is refused.
"""

from __future__ import annotations

import datetime as dt
import io
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.content import (
    DATA_PARTS,
    Block,
    ComputedCell,
    FormulaCell,
    Grid,
    LabelledCell,
    NumberCell,
    SignCell,
    Table,
    TableCell,
    Text,
    TextCell,
    grid_key,
)
from generator.problems import Problem, Rejected, Severity
from generator.project.csv_reader import read_csv
from generator.project.data_grid import Heads
from generator.project.workbook import read_workbook
from tests.compose.composing import table_and_problems
from tests.figures.resolving import block

CASES = sorted((Path(__file__).parent / "data").glob("*.toml"))
Case = dict[str, Any]


def workbook(case: Case) -> bytes:
    """The workbook that a case describes."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = case.get("sheet", "Blad1")
    for name, cell in case["cells"].items():
        value = cell["value"] if isinstance(cell, dict) else cell
        sheet[name] = dt.datetime.combine(value, dt.time()) if type(value) is dt.date else value
        if isinstance(cell, dict):
            sheet[name].number_format = cell["format"]
    for area in case.get("merged", ()):
        sheet.merge_cells(area)
    for row in case.get("hidden", ()):
        sheet.row_dimensions[row].hidden = True
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def grid_of(case: Case) -> tuple[str, Grid]:
    """The key of a case's data, and its grid."""
    data = block(case["table"], "tabell.yaml")[Text("data")]
    parts = [str(data.get(Text(key), "")) for key in DATA_PARTS] if isinstance(data, Block) else [""] * len(DATA_PARTS)
    file = str(data[Text("fil")] if isinstance(data, Block) else data)
    heads = Heads(Text(parts[2]), Text(parts[3]))
    if "text" in case:
        return grid_key(file, *parts), read_csv(case["text"].encode(case.get("encoding", "utf-8")), file, heads)
    return grid_key(file, *parts), read_workbook(workbook(case), file, parts[0] or None, parts[1] or None, heads)


def read(case: Case) -> tuple[Table | None, tuple[Problem, ...]]:
    """The table of a case, and all that is told of it."""
    try:
        key, grid = grid_of(case)
    except Rejected as rejected:
        return None, rejected.problems
    table, problems = table_and_problems(case["table"], {key: grid})
    notices = (*grid.notices, *(table.notices if table is not None else ()))
    return table, (*notices, *problems)


def shown(cell: TableCell) -> str:
    """A cell as a case writes it."""
    match cell:
        case NumberCell():
            return f"{cell.value} {cell.unit or ''}".strip()
        case SignCell():
            return cell.sign or "_"
        case TextCell():
            return cell.text.text
        case FormulaCell():
            return f"= {cell.formula.text}"
        case LabelledCell() | ComputedCell():
            return type(cell).__name__


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_file_gives_what_its_reader_sees_or_says_what_is_wrong(path: Path) -> None:
    """Rows and messages of a case are those that it says, and no others."""
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    table, problems = read(case)
    told = [
        f"{each.where} {each.code} {each.message} {each.expected} {each.found} {each.hint}"
        for each in sorted(problems, key=lambda each: (each.where, each.code))
    ]
    wanted = [line.split(" ", 2) for line in case.get("told", ())]

    assert [line.split(" ", 2)[:2] for line in told] == [line[:2] for line in wanted], told
    assert [(piece, line) for (*_, piece), line in zip(wanted, told, strict=True) if piece not in line] == []
    assert any(each.severity is Severity.ERROR for each in problems) == case.get("error", False), told
    if "rows" in case:
        assert table is not None
        assert [" | ".join([row.label.text, *map(shown, row.cells)]) for row in table.rows] == case["rows"]
        columns = [f"{each.group_heading.text}: " if each.group_heading else "" for each in table.columns]
        heads = [group + each.heading.text for group, each in zip(columns, table.columns, strict=True)]
        assert heads == case.get("heads", heads)
