"""Rows as the bytes of a CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
DELIMITER, LINE_END, DECIMAL_SIGN = ";", "\r\n", ","
# What spreadsheets take for the beginning of a formula, or leave out before one; and the numbers that begin so too.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20].", re.DOTALL)
_NUMBER = re.compile(r"[-+]\d[\d \u00a0]*(?:,\d+)?(?:[ \u00a0]?%)?")


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as Excel opens them in Sweden: semicolons, UTF-8 with its mark, no text taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=DELIMITER, lineterminator=LINE_END)
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def as_text(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would compute; reading such a file takes it away."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
