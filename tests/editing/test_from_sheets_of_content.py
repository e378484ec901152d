"""Every table of content/, exported and read back from its sheet: the same figures are printed, the same sums kept."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

import pytest
from openpyxl import load_workbook

from generator import pipeline
from generator.checks import examine
from generator.compose import Depth, Understood, compose, listed_figures
from generator.content import SUM_KINDS, Source, validate
from generator.document import (
    BodyRow,
    Document,
    FigureTerm,
    FormulaPart,
    ListedFigure,
    PrintedFigure,
    TableBlock,
    body_rows,
    placed_blocks,
    placed_cells,
    plain_text,
)
from generator.editing import workbook_tables
from generator.figures import resolve
from generator.printing.open_data import data_files
from generator.printing.xlsx import workbook
from generator.problems import Severity
from generator.project import built_in_templates, load, read_yaml
from generator.swedish import BLANKS

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "tests" / "projects" / "minimal"
PERIOD = "exempel/namnden/2024-t1"
FIGURE = re.compile(r"[-−+]?\d[\d .]*(?:,\d+)?")
# Types of records, whose names no table may have.
RECORDS = ("indikatorer", "uppdrag")
# Sums that differ: content/ says why beside the table, and a sheet does not.
UNEQUAL = {"T710"}
REPORTS = pipeline.reported_periods(ROOT)


@pytest.fixture(scope="module")
def minimal() -> Source:
    """The period that tables are put in."""
    return load(MINIMAL, PERIOD, built_in_templates())


def tables_of(document: Document) -> list[TableBlock]:
    """The tables of a document, in order."""
    blocks = (placed.block for unit in document.units for placed in placed_blocks(unit.blocks))
    return [block for block in blocks if isinstance(block, TableBlock)]


def figures(table: TableBlock) -> list[tuple[str, ...]]:
    """What is printed in each row: the numbers of its cells of figures, without units and marks of notes."""
    rows = (placed_cells(row) for row in body_rows(table))
    printed = [tuple(_numbers(plain_text(each.text)) for each in row.values() if each.kind == "tal") for row in rows]
    return [row for row in printed if any(row)]


def values(table: TableBlock) -> list[tuple[str, ...]]:
    """The same without zeros at the end of decimals: a page may leave out those that its data has."""
    return [tuple(re.sub(r",(\d*?)0+(?!\d)", r",\1", cell).rstrip(",") for cell in row) for row in figures(table)]


def _numbers(text: str) -> str:
    return "; ".join(FIGURE.findall(text.translate(BLANKS))).translate({ord(" "): None, ord("."): None, ord("-"): "−"})


def labelled_rows(table: TableBlock) -> list[tuple[str, BodyRow]]:
    """The rows of a table by what their first cell says."""
    cells = ((row, placed_cells(row).get(0)) for row in body_rows(table))
    return [(plain_text(cell.text), row) for row, cell in cells if cell is not None]


def computed_sums(table: TableBlock, listed: Sequence[ListedFigure]) -> set[str]:
    """The labels of the rows that are sums and are computed in all columns."""
    formulas = {figure.id: figure.formula for figure in listed if figure.formula}
    return {
        label
        for label, row in labelled_rows(table)
        if row.kind in SUM_KINDS
        if all(is_sum(formulas.get(run.figure, ())) for cell in row.cells for run in cell.text if is_figure(run))
        if any(is_figure(run) for cell in row.cells for run in cell.text)
    }


def is_figure(run: object) -> TypeGuard[PrintedFigure]:
    """Whether a run is a figure."""
    return isinstance(run, PrintedFigure)


def is_sum(formula: Sequence[FormulaPart]) -> bool:
    """Whether a formula adds and subtracts, and does nothing else."""
    return bool(formula) and all(isinstance(part, FigureTerm) or part.strip() in {"+", "-"} for part in formula)


def read_back(minimal: Source, yaml: bytes, names: list[str]) -> Understood:
    """A period that shows the tables of a file, in memory."""
    sections = "".join(f"              - tabell: {name}\n" for name in names)
    place = "    egna_avsnitt:\n      - efter: sammanfattning\n        avsnitt:\n          - rubrik: Tabeller\n"
    own = f"{place}            innehåll:\n{sections}"
    path = MINIMAL / "content" / PERIOD / "period.yaml"
    texts = [path.read_text(encoding="utf-8") + own, yaml.decode()]
    blocks = [read_yaml(text, f"content/{PERIOD}/{number}.yaml") for number, text in enumerate(texts)]
    assert [problem for _, problems in blocks for problem in problems] == []
    others = [file for file in minimal.period.files if not file.where.file.endswith("period.yaml")]
    files = (*others, *(block for block, _ in blocks if block is not None))
    content = validate(replace(minimal, period=replace(minimal.period, files=files)))
    ledger = resolve(content)
    return Understood(content, ledger, compose(content, ledger, ()), (), {}, Depth.ALL)


@pytest.mark.parametrize("period", REPORTS)
def test_no_figure_differs(period: str, minimal: Source) -> None:
    """Export and import of each document's tables print the same, and the checks have no error."""
    understood = pipeline.understand(ROOT, period, depth=Depth.NOTHING)
    for document in (each for each in understood.documents if tables_of(each)):
        listed = listed_figures(document, understood.ledger)
        data = workbook(document, listed).data
        sheets = load_workbook(io.BytesIO(data), read_only=True).sheetnames[1:-1]
        made = workbook_tables(data, f"{document.id}.xlsx", sheets, RECORDS)
        again = read_back(minimal, made.yaml, [table.id for table in made.tables])
        printed = dict(zip((table.sheet for table in made.tables), tables_of(again.documents[0]), strict=True))
        assert len(printed) == len(made.tables)
        for sheet, before in zip(sheets, tables_of(document), strict=True):
            after = figures(printed[sheet]) if sheet in printed else []
            assert after == figures(before), sheet
            kept = {label for label, row in labelled_rows(printed[sheet]) if row.kind in SUM_KINDS} if after else set()
            assert computed_sums(before, listed) <= kept, sheet
        errors = {problem.code for problem in examine(again) if problem.severity is Severity.ERROR}
        assert errors <= UNEQUAL


@pytest.mark.parametrize("period", REPORTS)
def test_no_figure_of_the_data_files_differs(period: str, minimal: Source) -> None:
    """Each CSV file that is written beside a report gives its table again, with its columns and the ids of its rows."""
    understood = pipeline.understand(ROOT, period, depth=Depth.NOTHING)
    for document in (each for each in understood.documents if tables_of(each)):
        files = [file for file in data_files(document, "csv", {}) if file.name.startswith("tabell-")]
        for file, table in zip(files, tables_of(document), strict=True):
            if not figures(table):
                continue
            made = workbook_tables(file.data, file.name, (), RECORDS)
            again = read_back(minimal, made.yaml, [each.id for each in made.tables])
            (printed,) = tables_of(again.documents[0])
            assert values(printed) == values(table), file.name
            assert len(printed.columns) == len(table.columns), file.name
            before, after = ([row.name for row in body_rows(each) if row.kind != "tom"] for each in (table, printed))
            assert after == before or len(set(before)) < len(before), file.name
