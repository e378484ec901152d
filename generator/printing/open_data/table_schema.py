"""The metadata of a document's CSV files as a data package with a Table Schema for each (Frictionless, version 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.document import Document
from generator.printing.open_data.csv_text import DECIMAL_SIGN, DELIMITER, LINE_END
from generator.printing.open_data.csvw import SIGNS_IN_WORDS
from generator.printing.open_data.table_data import SIGNS, DataColumn, TableData
from generator.swedish import ascii_name

_WEB = ("https://", "http://")


def data_package(document: Document, tables: Sequence[TableData]) -> Mapping[str, Any]:
    """Return the descriptor of the files beside it. Units, decimals and notes are properties of our own."""
    licence = {"path" if document.licence.startswith(_WEB) else "title": document.licence}
    period = document.reported
    return {
        "profile": "tabular-data-package",
        "name": _slug(document.id),
        "title": document.title,
        "description": f"{document.subject}. {SIGNS_IN_WORDS}",
        "contributors": [{"title": document.author, "role": "publisher"}],
        **({"temporal": {"start": period.start, "end": period.end}} if period is not None else {}),
        **({"licenses": [licence]} if document.licence else {}),
        "resources": [_resource(table) for table in tables],
    }


def _resource(table: TableData) -> Mapping[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": _slug(table.name),
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": DELIMITER, "lineTerminator": LINE_END, "doubleQuote": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": ["", *SIGNS],
            "primaryKey": [table.columns[-1].head],
        },
        **({"notes": [f"{note.mark} {note.text}".strip() for note in table.notes]} if table.notes else {}),
    }


def _field(column: DataColumn) -> Mapping[str, Any]:
    figures = {"type": "number", "decimalChar": DECIMAL_SIGN, "unit": column.unit, "decimals": column.decimals}
    kind = {name: value for name, value in figures.items() if value not in {"", None}}
    return {
        "name": column.head,
        **(kind if column.of_figures else {"type": "string"}),
        **({"description": column.description} if column.description else {}),
    }


def _slug(name: str) -> str:
    return ascii_name(name).lower()
