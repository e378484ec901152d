"""The files of a document's open data, the same beside the report and inside its PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.document import Document
from generator.printing.open_data.csv_text import csv_file
from generator.printing.open_data.csvw import csvw_metadata
from generator.printing.open_data.figures import figures_json
from generator.printing.open_data.figures_schema import FIGURES_SCHEMA
from generator.printing.open_data.table_data import TableData, tables_of
from generator.printing.open_data.table_schema import data_package

_JSON = "application/json"
FIGURES, SCHEMA = FIGURE_FILES = ("tal.json", "tal.schema.json")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file: its name in ASCII, what it is in Swedish, its media type and bytes."""

    name: str
    description: str
    media_type: str
    data: bytes


def data_files(document: Document, form: str, pages: Mapping[str, str]) -> tuple[DataFile, ...]:
    """Return the files that lie beside the report, `csv` or `json`; none without a table, or without data.

    `pages` are the printed numbers of the pages where elements begin, as far as they are known.
    """
    if document.reported is None:
        return ()
    if form == "json":
        schema = DataFile(SCHEMA, "JSON Schema för tal.json", "application/schema+json", json_file(FIGURES_SCHEMA))
        return (_figures(document, pages), schema)
    tables = tables_of(document)
    if not tables:
        return ()
    package = DataFile(
        "datapackage.json", "Tabellerna som Table Schema", _JSON, json_file(data_package(document, tables))
    )
    return (*_tables(document, tables, ""), package)


def attached_files(document: Document, pages: Mapping[str, str], prefix: str = "") -> tuple[DataFile, ...]:
    """Return the files that travel inside the PDF; `prefix` tells those of several papers apart."""
    if document.reported is None:
        return ()
    figures = _figures(document, pages)
    tables = _tables(document, tables_of(document), prefix)
    return (*tables, DataFile(prefix + figures.name, figures.description, figures.media_type, figures.data))


def json_file(value: object) -> bytes:
    """Return a value as JSON that people can read."""
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def _figures(document: Document, pages: Mapping[str, str]) -> DataFile:
    description = f"Talen i {document.title}: värde, enhet, ursprung och var de är tryckta"
    return DataFile(FIGURES, description, _JSON, figures_json([document], {document.id: pages}))


def _tables(document: Document, tables: Sequence[TableData], prefix: str) -> Iterator[DataFile]:
    for number, table in enumerate(tables, 1):
        rows = [[column.title for column in table.columns], *table.rows]
        name = f"{prefix}{table.name}.csv"
        yield DataFile(name, f"Tabell {number}: {table.description}", "text/csv", csv_file(rows))
    if tables:
        metadata = json_file(csvw_metadata(document, tables, prefix))
        description = f"Tabellerna i {document.title}: kolumner, enheter och noter (CSVW)"
        yield DataFile(f"{prefix}csv-metadata.json", description, "application/csvm+json", metadata)
