"""The metadata of a document's CSV files as CSV on the Web has it (W3C, Metadata Vocabulary for Tabular Data)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.document import Document
from generator.printing.open_data.csv_text import DECIMAL_SIGN, DELIMITER, LINE_END
from generator.printing.open_data.table_data import SIGNS, DataColumn, TableData

SIGNS_IN_WORDS = "En tom cell säger inget, – att inget finns och .. att uppgift saknas."


def csvw_metadata(document: Document, tables: Sequence[TableData], prefix: str = "") -> Mapping[str, Any]:
    """Return the metadata of a group of tables, whose files are beside it."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        **_facts(document),
        "dialect": {
            "delimiter": DELIMITER,
            "encoding": "utf-8",
            "header": True,
            "headerRowCount": 1,
            "lineTerminators": [LINE_END],
        },
        "null": ["", *SIGNS],
        "tables": [_table(table, f"{prefix}{table.name}.csv") for table in tables],
    }


def _facts(document: Document) -> dict[str, Any]:
    period = document.reported
    facts = {
        "dc:title": document.title,
        "dc:description": f"{document.subject}. {SIGNS_IN_WORDS}",
        "dc:publisher": document.author,
        "dc:temporal": f"{period.start}/{period.end}" if period is not None else "",
        "dc:issued": document.date,
        "dc:identifier": document.registry_number,
        "dc:license": document.licence,
    }
    return {name: value for name, value in facts.items() if value}


def _table(table: TableData, url: str) -> Mapping[str, Any]:
    notes = [
        {
            "type": "Annotation",
            "target": [f"{url}#cell={row},{column}" for row, column in note.places] or [url],
            "body": {"type": "TextualBody", "value": f"{note.mark} {note.text}".strip(), "language": "sv"},
        }
        for note in table.notes
    ]
    return {
        "url": url,
        "dc:title": table.title,
        "dc:description": table.description,
        **({"notes": notes} if notes else {}),
        "tableSchema": {
            "columns": [_column(column) for column in table.columns],
            "primaryKey": table.columns[-1].name,
        },
    }


def _column(column: DataColumn) -> Mapping[str, Any]:
    decimal = {"base": "decimal", "format": {"decimalChar": DECIMAL_SIGN}}
    return {
        "name": column.name,
        "titles": column.head,
        "datatype": decimal if column.of_figures else "string",
        **({"schema:unitText": column.unit} if column.unit else {}),
        **({"dc:description": column.description} if column.description else {}),
    }
