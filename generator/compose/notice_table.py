"""Places that print otherwise → the table of a correction notice: where, on which page, what stood, what is to stand.

Figures of a group stand under each other by their decimal signs, whatever their units.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.document.document import BodyRow, Column, HeadCell, PrintedCell, TableBlock
from generator.document.inline import Aligned, Inline

# Per cent: a number with its unit does not break. What is left is for where it stands.
WIDTHS = {"plats": 46, "sida": 10, "tidigare": 22, "nu": 22}
_BLANK = "[ \u00a0\u202f]"
_WHOLE = r"[+\-−]?\d(?:[\d \u00a0\u202f.]*\d)?"
_SHORT_UNIT = rf"{_BLANK}?%|{_BLANK}[^\W\d]{{1,4}}"
_FIGURE = re.compile(rf"({_WHOLE})((?:,\d+)?(?:{_SHORT_UNIT})?)(|{_BLANK}[^\W\d].*)")


def notice_table(groups: Sequence[Sequence[BodyRow]], said: Mapping[str, str]) -> TableBlock:
    """Groups of rows and the house's words go in; the table comes out."""
    return TableBlock(
        id="rättelse-tabell",
        caption=(said["rättelse_tabell"],),
        unit="",
        columns=tuple(Column("text", width) for width in WIDTHS.values()),
        head=(
            tuple(HeadCell(f"rättelse-{name}", (said[f"rättelse_{name}"],), 1, 1, "col", "text") for name in WIDTHS),
        ),
        groups=_aligned(groups),
    )


def heading_row(text: str, element: str) -> BodyRow:
    """A row that heads those under it: a section, or a paper."""
    return BodyRow(element, "mellanrubrik", (PrintedCell("text", (text,), head="rowgroup", columns=len(WIDTHS)),))


def place_row(texts: tuple[str, str, str, str], said: Mapping[str, str], element: str) -> BodyRow:
    """Where, the page, old and new go in; a row of the table comes out, with the house's sign where nothing is."""
    cells = [PrintedCell("text", (text or said["rättelse_inget"],)) for text in texts]
    return BodyRow(element, "rad", (replace(cells[0], head="row"), *cells[1:]))


def _aligned(groups: Sequence[Sequence[BodyRow]]) -> tuple[tuple[BodyRow, ...], ...]:
    """The same rows, with the figures of the last two columns in a room as wide as the widest of their group."""
    rooms = ({column: _widest(rows, column) for column in (-2, -1)} for rows in groups)
    return tuple(tuple(_set(row, room) for row in rows) for rows, room in zip(groups, rooms, strict=True))


def _widest(rows: Sequence[BodyRow], column: int) -> int:
    found = (_divided(row.cells[column].text) for row in rows if len(row.cells) > 1)
    return max((len(parts[0]) for parts in found if parts), default=0)


def _set(row: BodyRow, room: Mapping[int, int]) -> BodyRow:
    if len(row.cells) == 1:
        return row
    cells = list(row.cells)
    for column, figures in room.items():
        parts = _divided(cells[column].text)
        if parts:
            cells[column] = replace(cells[column], text=(Aligned(*parts, figures),))
    return replace(row, cells=tuple(cells))


def _divided(text: Inline) -> tuple[str, str, str] | None:
    """A figure as printed → what stands before its decimal sign, the rest with a short unit, and what comes after.

    None where it is words.
    """
    found = _FIGURE.fullmatch(str(text[0])) if text else None
    return (found.group(1), found.group(2), found.group(3)) if found else None
