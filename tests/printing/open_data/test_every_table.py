"""Every table and figure of the real reports as open data: nothing printed is missing, and all fits its schemas."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from generator.compose import Depth
from generator.document import (
    Document,
    LabelledPart,
    PrintedFigure,
    TableBlock,
    body_rows,
    every_block,
    placed_cells,
    placed_heads,
    plain_text,
)
from generator.pipeline import reported_periods, understand
from generator.printing.open_data import data_files

ROOT = Path(__file__).parents[3]
PERIODS = reported_periods(ROOT)


@cache
def documents(period: str) -> tuple[Document, ...]:
    """The documents of a period."""
    return understand(ROOT, period, depth=Depth.NOTHING).documents


def tables(document: Document) -> list[tuple[str, TableBlock, list[list[str]]]]:
    """The tables of a document with the names and the rows of their files."""
    blocks = [block for block in every_block(document.units) if isinstance(block, TableBlock)]
    files = [each for each in data_files(document, "csv", {}) if each.name.endswith(".csv")]
    texts = [each.data.decode("utf-8-sig") for each in files]
    rows = [list(csv.reader(io.StringIO(text, newline=""), delimiter=";")) for text in texts]
    return list(zip([each.name for each in files], blocks, rows, strict=True))


def texts_of(value: object) -> list[str]:
    """All words in a cell, each run's or part's apart."""
    if isinstance(value, tuple):
        return [text for each in value for text in texts_of(each)]
    if isinstance(value, LabelledPart):
        return [text for each in (value.label, value.text, *value.list_items) for text in texts_of(each)]
    return plain_text((value,)).split()  # type: ignore[arg-type]


@pytest.mark.parametrize("period", PERIODS)
def test_every_printed_cell_is_in_the_file(period: str) -> None:
    """Each word of a cell stands in its row and column; a figure alone has the digits that are printed."""
    missing = []
    for document in documents(period):
        for name, table, (heads, *rows) in tables(document):
            assert len(rows) == len(body_rows(table)), name
            assert {len(row) for row in rows} <= {len(heads)}, name
            for row, line in zip(body_rows(table), rows, strict=True):
                for column, cell in placed_cells(row).items():
                    if cell.kind == "tal" and isinstance(cell.text[0], PrintedFigure):
                        value = cell.text[0].value.replace(".", ",")
                        missing += [] if line[column].split(" ")[0] == value else [(name, line, value)]
                        continue
                    words = texts_of(cell.parts or cell.text)
                    missing += [(name, line, word) for word in words if word not in line[column]]

    assert missing == []


@pytest.mark.parametrize("period", PERIODS)
def test_every_head_is_in_the_file(period: str) -> None:
    """Each word of a head stands over all columns that it is of, and no two heads are the same."""
    missing = []
    for document in documents(period):
        for name, table, (heads, *_) in tables(document):
            assert len(set(heads)) == len(heads), name
            assert all(heads), name
            for head in placed_heads(table):
                for column in heads[head.column : head.column + head.cell.columns]:
                    missing += [(name, column, word) for word in texts_of(head.cell.text) if word not in column]

    assert missing == []


@pytest.mark.parametrize("period", PERIODS)
def test_metadata_fits_the_files(period: str) -> None:
    """Both descriptions name the files and their heads in order, and the last column tells the rows apart."""
    for document in documents(period):
        files = {each.name: each.data for each in data_files(document, "csv", {})}
        if not files:
            continue
        heads = {name: rows[0] for name, _, rows in tables(document)}
        web = json.loads(files["csv-metadata.json"])["tables"]
        package = json.loads(files["datapackage.json"])["resources"]

        assert {each["url"]: [c["titles"] for c in each["tableSchema"]["columns"]] for each in web} == heads
        assert {each["path"]: [field["name"] for field in each["schema"]["fields"]] for each in package} == heads
        assert len({each.description for each in data_files(document, "csv", {})}) == len(files)
        for name, _, (_, *rows) in tables(document):
            assert len({row[-1] for row in rows}) == len(rows), name


@pytest.mark.parametrize("period", PERIODS)
def test_figures_fit_their_schema(period: str) -> None:
    """`tal.json` of every document is valid, and names each figure that is printed once."""
    for document in documents(period):
        told, schema = (json.loads(each.data) for each in data_files(document, "json", {}))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())

        assert [error.message for error in validator.iter_errors(told)] == []
        assert [each["id"] for each in told["tal"]] == list(dict.fromkeys(use.figure for use in document.uses))
        assert sum(len(each["tryckt"]) for each in told["tal"]) == len(document.uses)


def test_a_file_of_figures_that_says_more_or_less_does_not_fit() -> None:
    """The schema refuses a key that it does not know, a value that is no text, and a figure without its unit."""
    told, schema = (json.loads(each.data) for each in data_files(documents(PERIODS[0])[0], "json", {}))
    validator = jsonschema.Draft202012Validator(schema)
    figure = told["tal"][0]
    without_unit = {key: value for key, value in figure.items() if key != "enhet"}
    changed = ({**figure, "plats": "content/x.yaml:1:1"}, {**figure, "värde": 1.5}, without_unit)

    assert [validator.is_valid({**told, "tal": [each]}) for each in (figure, *changed)] == [True, False, False, False]
