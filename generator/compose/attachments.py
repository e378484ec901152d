"""Files inside a document's PDF: its tables as CSV, its figures as JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from generator.document import (
    DocumentAttachment,
    DocumentUnit,
    LabelledPart,
    PrintedCell,
    PrintedFigure,
    TableBlock,
    Use,
    body_rows,
    every_block,
    placed_heads,
    plain_text,
)
from generator.figures import Figure, Ledger
from generator.swedish import ascii_name

BYTE_ORDER_MARK = "\ufeff"
# What spreadsheets take for the beginning of a formula, or leave out before one; and the numbers that begin so too.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20].", re.DOTALL)
_NUMBER = re.compile(r"[-+]\d[\d \u00a0]*(?:,\d+)?(?:[ \u00a0]?%)?")


def attachments(units: Sequence[DocumentUnit], uses: Sequence[Use], ledger: Ledger) -> tuple[DocumentAttachment, ...]:
    """Return a CSV file of each table, in the order of printing, and a JSON file of all printed figures."""
    tables = [block for block in every_block(units) if isinstance(block, TableBlock)]
    files = [_csv(table, number) for number, table in enumerate(tables, 1)]
    return (*files, _json(uses, ledger))


def _csv(table: TableBlock, number: int) -> DocumentAttachment:
    rows = [
        [text for cell in row.cells for text in [_written(cell), *[""] * (cell.columns - 1)]]
        for row in body_rows(table)
    ]
    title = plain_text(table.caption) or plain_text(table.head[0][0].text)
    own = ascii_name(table.id.removeprefix("tabell-"))
    name = f"tabell-{number:02d}-{own}.csv"
    return DocumentAttachment(name, f"Tabell: {title}", "text/csv", csv_file([*_head(table), *rows]))


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as Excel opens them in Sweden: semicolons, UTF-8 with its mark, no text taken for a formula.

    Texts that a spreadsheet would compute have an apostrophe before them; reading such a file takes it away.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _as_text(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _head(table: TableBlock) -> list[list[str]]:
    rows = [[""] * len(table.columns) for _ in table.head]
    for head in placed_heads(table):
        rows[head.line][head.column] = plain_text(head.cell.text)
    return rows


def _written(cell: PrintedCell) -> str:
    """Return a figure as exact digits with a decimal comma, all else as printed."""
    if cell.kind == "tal" and cell.text and isinstance(cell.text[0], PrintedFigure):
        return cell.text[0].value.replace(".", ",")
    if cell.parts:
        return " ".join(_part(part) for part in cell.parts).strip()
    return plain_text(cell.text).strip()


def _part(part: LabelledPart) -> str:
    items = "; ".join(plain_text(item).strip() for item in part.list_items)
    return " ".join(filter(None, (plain_text(part.label).strip(), plain_text(part.text).strip(), items)))


def _figure(name: str, ledger: Ledger) -> Figure | None:
    """Find a figure by its printed name, which may begin with that of another period."""
    period, _, inner = name.partition(".")
    earlier = ledger.earlier.get(ledger.references.get(period, ""))
    return earlier.figures.get(inner) if earlier is not None else ledger.figures.get(name)


def _json(uses: Sequence[Use], ledger: Ledger) -> DocumentAttachment:
    figures: dict[str, dict[str, str]] = {}
    for use in uses:
        figure = _figure(use.figure, ledger)
        if figure is not None and figure.value is not None:
            printed = {"id": use.figure, "värde": f"{figure.value:f}", "enhet": figure.unit or ""}
            figures[use.figure] = printed | {"plats": figure.where.printed}
    # A line a figure: legible, and many times as fast as the indentation of json.
    text = '{"tal": [\n' + ",\n".join(json.dumps(each, ensure_ascii=False) for each in figures.values()) + "\n]}\n"
    return DocumentAttachment("tal.json", "Dokumentets tal med enhet och plats", "application/json", text.encode())
