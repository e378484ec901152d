"""Tables of Word: repeated heads, spanning cells, figures on the right, groups and sums as the report sets them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from math import lcm
from typing import NamedTuple
from xml.etree.ElementTree import Element

from generator.document import (
    BodyRow,
    Column,
    FormBlock,
    HeadCell,
    PrintedCell,
    TableBlock,
    body_rows,
    column_widths,
    placed_cells,
    placed_heads,
    plain_text,
)
from generator.printing.docx.house_style import HouseStyle
from generator.printing.docx.paragraphs import Words
from generator.printing.docx.runs import RunStyle
from generator.printing.docx.setting import Setting, pieces_of
from generator.printing.docx.wordml import twips, w

_SUMS = frozenset({"summa", "delsumma", "resultat"})
# The size of the type in half points; Word has no quarters.
_SIZES = {"gles": 18, "normal": 17, "tät": 16, "mycket tät": 15}
# Smaller is not read.
_LEAST_SIZE = 12
# The room of missing decimals in em: that of the comma, and of the digits after it.
_PADDINGS = {0: 0.0, 1: 0.497, 2: 0.746, 3: 1.243, 4: 1.74, 5: 2.237}
_TWIPS_OF_HALF_POINT = 10
# How much wider type is that a computer without the house's may set, as the digits of DejaVu Sans Bold are.
_WIDER = Decimal("1.35")
_VARAV_INDENT = 170
# Headings among rows from this level on are set in italics.
_LIGHT = 3
# Left and right of a cell, in twips.
_MARGINS = {"gles": (70, 50), "normal": (70, 50), "tät": (50, 40), "mycket tät": (30, 20)}


class _Fit(NamedTuple):
    """The widths of columns in twips, and the size of the type in half points."""

    widths: Sequence[int]
    size: int


@dataclass(frozen=True)
class TableSetter:
    """Sets a table on a text width in mm."""

    setting: Setting
    house: HouseStyle
    text_width: float

    def table(self, block: TableBlock, title: str) -> Iterator[Element]:
        """Yield the caption with the unit, the table, and the notes that nothing marks."""
        if block.caption:
            yield self.caption(block)
        fit = self.fit(block)
        rows = [*self.head(block, fit), *self.body(block, fit)]
        yield w("tbl", self.properties(title, block.density), _grid(fit.widths), *rows)
        runs = self.setting.runs
        for note in block.notes:
            if note.id not in runs.footnotes.numbers:
                mark = [Words(f"{note.mark} ")] if note.mark else []
                yield self.setting.paragraph(runs.of([*mark, *pieces_of(note.text)]), "Tabellnot")
        yield self.setting.paragraph([], "Mellanrum")

    def fit(self, block: TableBlock) -> _Fit:
        """Return the widths of columns, and the type of the density, or as large as its figures leave room for."""
        widths = column_widths(block, _WIDER)
        least = Decimal(widths.least.removesuffix("em"))
        room = Decimal(twips(self.text_width)) / least / _TWIPS_OF_HALF_POINT
        size = min(_SIZES.get(block.density, _SIZES["normal"]), int(room))
        return _Fit(self.widths(widths.shares), max(_LEAST_SIZE, size))

    def caption(self, block: TableBlock) -> Element:
        """Return the caption, with the unit after it in grey."""
        runs = self.setting.runs
        label = [Words(f"{block.label} ")] if block.label else []
        content = runs.of([*label, *pieces_of(block.caption)])
        if block.unit:
            content.append(runs.plain(f"  {block.unit}", RunStyle(colour=self.house.colour("--grey"))))
        return self.setting.paragraph(content, "caption")

    def widths(self, shares: Sequence[Decimal]) -> list[int]:
        """Return widths in twips, which add up to that of the text."""
        ends = [round(twips(self.text_width) * end) for end in accumulate(shares)]
        return [end - start for start, end in zip([0, *ends], ends, strict=False)]

    def properties(self, title: str, density: str = "gles", *, framed: bool = False) -> Element:
        """Return the properties of a table; `title` is its caption for who hears it."""
        left, right = _MARGINS.get(density, _MARGINS["normal"])
        sides = ("top", "left", "bottom", "right", "insideH", "insideV") if framed else ()
        return w(
            "tblPr",
            w("tblW", w=twips(self.text_width), type="dxa"),
            w("tblBorders", *(self.line(side, 4, "--grey") for side in sides)) if framed else None,
            w("tblLayout", type="autofit"),
            w("tblCellMar", w("left", w=left, type="dxa"), w("right", w=right, type="dxa")),
            w("tblLook", firstRow=int(not framed), firstColumn=1, noHBand=1, noVBand=1),
            w("tblCaption", val=title) if title else None,
        )

    def line(self, side: str, size: int, colour: str, *, double: bool = False) -> Element:
        """Return a line of a table or cell; `size` is in eighths of a point."""
        return w(side, val="double" if double else "single", sz=size, space=0, color=self.house.colour(colour))

    # --- head --------------------------------------------------------------------------------------------------------

    def head(self, block: TableBlock, fit: _Fit) -> Iterator[Element]:
        """Yield the rows of the head, which every page repeats."""
        placed = {(head.line, head.column): head.cell for head in placed_heads(block)}
        covered = {(line + row, column): cell for (line, column), cell in placed.items() for row in range(cell.rows)}
        for line in range(len(block.head)):
            row, column = w("tr", w("trPr", w("cantSplit"), w("tblHeader"))), 0
            while column < len(fit.widths):
                cell = covered.get((line, column))
                extent = cell.columns if cell else 1
                width = sum(fit.widths[column : column + extent])
                begins = (line, column) in placed
                last = cell is None or any(
                    placed.get((line - up, column)) is cell and up + 1 == cell.rows for up in range(cell.rows)
                )
                row.append(self.head_cell(cell, _Fit([width], fit.size), begins=begins, last=last))
                column += extent
            yield row

    def head_cell(self, cell: HeadCell | None, fit: _Fit, *, begins: bool, last: bool) -> Element:
        """Return a cell of the head; one of several rows is begun in the first and goes on in the others."""
        merged = None
        if cell is not None and cell.rows > 1:
            merged = w("vMerge", val="restart") if begins else w("vMerge")
        group = cell is not None and cell.scope == "colgroup"
        below = self.line("bottom", 4 if group else 12, "--grey" if group else "--rule") if group or last else None
        properties = w(
            "tcPr",
            w("tcW", w=sum(fit.widths), type="dxa"),
            w("gridSpan", val=cell.columns) if cell is not None and cell.columns > 1 else None,
            merged,
            w("tcBorders", below) if below is not None else None,
            w("vAlign", val="bottom"),
        )
        if cell is None or not begins:
            return w("tc", properties, self.setting.paragraph([], "Tabellhuvud"))
        colour = self.house.colour("--accent") if group else ""
        run = RunStyle(size=fit.size, colour=colour)
        align = [w("jc", val="right")] if cell.kind == "tal" and not group else []
        content = [self.setting.line(cell.text, "Tabellhuvud", run, align)]
        if cell.note:
            grey = RunStyle(size=run.size, colour=self.house.colour("--grey"))
            content.append(self.setting.line(cell.note, "Tabelltext", grey, align))
        return w("tc", properties, *content)

    # --- body --------------------------------------------------------------------------------------------------------

    def body(self, block: TableBlock, fit: _Fit) -> Iterator[Element]:
        """Yield the rows of the body; what heads a group stays with it."""
        for row in body_rows(block):
            cells = placed_cells(row)
            made = w("tr", w("trPr", w("cantSplit")) if not _is_long(cells) else None)
            made.extend(self.body_cell(block, row, column, fit) for column in cells)
            filled = max((column + cell.columns for column, cell in cells.items()), default=0)
            for width in fit.widths[filled:]:
                made.append(w("tc", w("tcPr", w("tcW", w=width, type="dxa")), self.setting.paragraph([], "Tabelltext")))
            yield made

    def body_cell(self, block: TableBlock, row: BodyRow, number: int, fit: _Fit) -> Element:
        """Return a cell of the body."""
        cell, column = placed_cells(row)[number], block.columns[number]
        properties = w(
            "tcPr",
            w("tcW", w=sum(fit.widths[number : number + cell.columns]), type="dxa"),
            w("gridSpan", val=cell.columns) if cell.columns > 1 else None,
            w("vMerge", val="restart") if cell.rows > 1 else w("vMerge") if not cell.rows else None,
            w("tcBorders", *self.borders(row)),
            w("shd", val="clear", color="auto", fill=self.house.colour("--tint"))
            if column.highlighted or cell.entered
            else None,
            w("noWrap") if cell.kind == "tal" else None,
        )
        if not cell.rows:
            return w("tc", properties, self.setting.paragraph([], "Tabelltext"))
        return w("tc", properties, *self.cell_content(row, cell, column, fit.size, first=number == 0))

    def borders(self, row: BodyRow) -> Iterator[Element]:
        """Yield the lines above and below a row."""
        if row.kind in _SUMS:
            yield self.line("top", 6 if row.kind == "delsumma" else 10, "--rule")
        if row.kind in {"summa", "resultat"}:
            yield self.line("bottom", 10 if row.kind == "summa" else 4, "--rule", double=row.kind == "resultat")
        elif row.kind != "tom":
            yield self.line("bottom", 4, "--hairline")

    def cell_content(
        self, row: BodyRow, cell: PrintedCell, column: Column, size: int, *, first: bool
    ) -> Iterator[Element]:
        """Yield the paragraphs of a cell; there is always one."""
        heads = row.kind == "mellanrubrik"
        colour = self.house.colour("--accent") if heads and row.level <= 1 else ""
        bold = row.kind in _SUMS or (heads and row.level < _LIGHT)
        run = RunStyle(bold=bold, italic=row.level >= _LIGHT, size=size, colour=colour)
        if cell.kind == "delar":
            parts = [each for part in cell.parts for each in self.setting.part(part, "Tabelltext", run)]
            yield from parts or [self.setting.paragraph([], "Tabelltext")]
            return
        in_figures = cell.kind == "tal" or (cell.kind == "tom" and column.kind == "tal")
        room = round(_PADDINGS.get(cell.pad, 0.0) * size * _TWIPS_OF_HALF_POINT)
        keeps = [w("keepNext")] if heads else []
        if in_figures:
            yield self.setting.line(cell.text, "Tabelltal", run, [*keeps, w("ind", right=room)] if room else keeps)
            return
        indent = [w("ind", left=_VARAV_INDENT)] if row.kind == "varav" and first else []
        if plain_text(cell.text) == "" or keeps or indent:
            yield self.setting.line(cell.text, "Tabelltext", run, [*keeps, *indent])
        else:
            yield from self.setting.text(cell.text, "Tabelltext", run)

    # --- forms -------------------------------------------------------------------------------------------------------

    def form(self, block: FormBlock) -> Iterator[Element]:
        """Yield a form as a frame of boxes, the label at the top of each."""
        parts = lcm(*(len(row) or 1 for row in block.rows))
        widths = self.widths([Decimal(1) / parts] * parts)
        table = w("tbl", self.properties(plain_text(block.title), framed=True), _grid(widths))
        for row in block.rows:
            extent = parts // (len(row) or 1)
            made = w("tr")
            for number, part in enumerate(row):
                width = sum(widths[number * extent : (number + 1) * extent])
                properties = w("tcPr", w("tcW", w=width, type="dxa"), w("gridSpan", val=extent))
                content = list(self.setting.part(part, "Tabelltext"))
                if not part.text and not part.list_items:
                    # A blank copy has room to write.
                    content.append(self.setting.paragraph([], "Tabelltext", [w("spacing", after=240)]))
                made.append(w("tc", properties, *content))
            table.append(made)
        yield table
        yield self.setting.paragraph([], "Mellanrum")


def _grid(widths: Sequence[int]) -> Element:
    return w("tblGrid", *(w("gridCol", w=width) for width in widths))


def _is_long(cells: Mapping[int, PrintedCell]) -> bool:
    return any(cell.kind == "delar" for cell in cells.values())
