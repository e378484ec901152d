"""The one walk over a document. A new kind of block is a type error here until its words are known."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from html.parser import HTMLParser
from itertools import accumulate
from typing import NamedTuple, assert_never

from markupsafe import Markup

from generator.document.document import (
    Block,
    BodyRow,
    ChartBlock,
    Contents,
    CorrectionNotice,
    Cover,
    Document,
    DocumentUnit,
    FormBlock,
    HeadCell,
    KeyFigure,
    KeyFigures,
    Note,
    PageBreak,
    PrintedCell,
    ProseBlock,
    RecordList,
    Remark,
    SectionBlock,
    TableBlock,
)
from generator.document.figure_list import FileOfFigures, TakenFigure
from generator.document.inline import Inline, LabelledPart, NoteMark, PrintedFigure, plain_text
from generator.document.memo import DecisionProposal, Letterhead, MemoBlock, PaperList, Signatures

# What ends a line of text in a page; all else runs on.
_BLOCKS = "p div li ul ol dl dt dd br h1 h2 h3 h4 h5 h6 tr figure blockquote"
_BREAKING = frozenset(_BLOCKS.split())
# What a sign means by its height is kept where all else of the markup goes.
_HEIGHTS = {
    "sup": str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"),
    "sub": str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋"),
}


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block and its section, which for a section is the section itself."""

    block: Block
    section: SectionBlock | None
    of_chart: bool = False


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A text: its section's number and title, its element's id, and its words, a paragraph a line."""

    section: str
    element: str
    text: str


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table, and its section's number and title."""

    section: str
    table: TableBlock


def placed_blocks(blocks: Iterable[Block], section: SectionBlock | None = None) -> Iterator[PlacedBlock]:
    """Yield blocks in the order of printing: a section before what it holds, a chart before its table."""
    for block in blocks:
        yield PlacedBlock(block, block if isinstance(block, SectionBlock) else section)
        if isinstance(block, SectionBlock):
            yield from placed_blocks(block.blocks, block)
        elif isinstance(block, ChartBlock) and block.table is not None:
            yield PlacedBlock(block.table, section, of_chart=True)


def every_block(units: Iterable[DocumentUnit]) -> Iterator[Block]:
    """Yield the blocks of units as `placed_blocks` does."""
    return (placed.block for unit in units for placed in placed_blocks(unit.blocks))


def section_titles(document: Document) -> Mapping[str, str]:
    """Return number and title of each section by its id."""
    return {block.id: block.heading.title for block in every_block(document.units) if isinstance(block, SectionBlock)}


def origins_of(document: Document) -> tuple[FileOfFigures, ...]:
    """Return the files that printed figures were taken from, each with its figures in the order of printing."""
    elements: dict[str, str] = {}
    for use in document.uses:
        elements[use.figure] = elements.get(use.figure) or use.element
    files: dict[tuple[str, str], list[TakenFigure]] = {}
    for figure in document.figures:
        if figure.origin.file:
            taken = TakenFigure(figure.label, figure.origin.place, elements.get(figure.id, ""))
            files.setdefault((figure.origin.file, figure.origin.day), []).append(taken)
    return tuple(FileOfFigures(name, day, tuple(figures)) for (name, day), figures in files.items())


def elements_in(value: object) -> Iterator[str]:
    """Yield the ids of elements in a block or a part of one, printed figures too."""
    if isinstance(value, tuple):
        for each in value:
            yield from elements_in(each)
    elif is_dataclass(value):
        yield from filter(None, [getattr(value, "id", "")])
        if not isinstance(value, PrintedFigure):
            for field in fields(value):
                yield from elements_in(getattr(value, field.name))


def passages(document: Document) -> Iterator[DocumentText | PlacedTable]:
    """Yield texts and tables in the order of printing, without the contents list, notices and tables of charts."""
    for placed in (placed for unit in document.units for placed in placed_blocks(unit.blocks)):
        block, section = placed.block, placed.section.heading.title if placed.section else ""
        if isinstance(block, TableBlock) and not placed.of_chart:
            yield from _of_table(section, block)
        text = _joined(*_lines(block))
        if text:
            yield DocumentText(section, element_of(block), text)


def element_of(block: Block) -> str:
    """Return the id of the element that holds a block's own words, which for a section is its heading."""
    return block.heading.id if isinstance(block, SectionBlock) else block.id


def running_texts(block: Block) -> tuple[Inline, ...]:
    """Return what a block itself says in sentences, as runs."""
    if isinstance(block, SectionBlock):
        return block.heading.text, block.heading.label, block.heading.subtitle
    return (block.text, *(note.text for note in block.notes)) if isinstance(block, ProseBlock) else ()


def words(text: Inline) -> str:
    """Return the words of runs, a paragraph a line, blanks within a line as they are printed."""
    # `plain_text` is for what stands on one line: it knows no paragraphs, and folds the blanks of markup.
    reader = _MarkupText()
    for run in text:
        reader.feed(str(run) if isinstance(run, Markup) else html.escape(run if isinstance(run, str) else run.text))
    reader.close()
    lines = (line.strip(" ") for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _MarkupText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.height: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.height = _HEIGHTS.get(tag, self.height)
        if tag in _BREAKING:
            self.parts.append("\n")
        self.parts.extend(value for name, value in attrs if name == "alt" and value)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEIGHTS:
            self.height = {}
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " ").translate(self.height))


def _of_table(section: str, table: TableBlock) -> Iterator[DocumentText | PlacedTable]:
    if table.caption:
        yield DocumentText(section, f"{table.id}-tabellrubrik", words(table.caption))
    yield PlacedTable(section, table)
    yield from (DocumentText(section, note.id, note_words(note)) for note in table.notes)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case SectionBlock(heading=heading):
            yield from (words(heading.label), heading.title, words(heading.subtitle))
        case ChartBlock():
            yield from (words(block.title), block.alternative)
        case ProseBlock():
            yield words(tuple(run for run in block.text if not isinstance(run, NoteMark)))
            yield from map(note_words, block.notes)
        case Remark():
            yield words(block.text)
        case KeyFigures():
            yield from (text for item in block.items for text in _lines_of_figure(item))
        case Cover():
            yield from (block.municipality, block.board, words(block.title), words(block.subtitle), block.period)
            yield from map(part_words, block.facts)
        case FormBlock():
            yield words(block.title)
            yield from (part_words(part) for row in block.rows for part in row)
        case RecordList():
            yield from (part_words(part) for item in block.items for part in item)
        case Letterhead() | DecisionProposal() | PaperList() | Signatures():
            yield from _lines_of_memo(block)
        case TableBlock() | PageBreak() | Contents() | CorrectionNotice():
            return
        case _:
            assert_never(block)


def _lines_of_figure(item: KeyFigure) -> Iterator[str]:
    yield " ".join(filter(None, (words(item.value), words(item.unit_line), words(item.label))))
    yield from map(words, (item.tag, item.change, *item.parts))
    yield item.alternative


def _lines_of_memo(block: MemoBlock) -> Iterator[str]:
    match block:
        case Letterhead():
            yield from (block.municipality, block.sender, words(block.title))
            yield from map(part_words, block.fields)
        case DecisionProposal():
            yield from (words(text) for level in block.levels for text in (level.opening, *level.points))
        case PaperList():
            yield from (f"{entry.number} {words(entry.title)}".strip() for entry in block.entries)
        case Signatures():
            yield from (block.body, *block.roles)
        case _:
            assert_never(block)


def note_words(note: Note) -> str:
    """Return mark and text of a note."""
    return f"{note.mark} {words(note.text)}".strip()


def part_words(part: LabelledPart) -> str:
    """Return label and text of a part."""
    text = _joined(words(part.text), *(words(item) for item in part.list_items))
    label = words(part.label)
    return f"{label}: {text}" if label and text else label or text


def _joined(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def table_grid(table: TableBlock) -> tuple[tuple[str, ...], tuple[BodyRow, ...]]:
    """Return the heading of each column, with that of its group before it, and all rows."""
    headings: list[list[str]] = [[] for _ in table.columns]
    for head in placed_heads(table):
        for column in headings[head.column : head.column + head.cell.columns]:
            column.append(label_of(head.cell.text))
    return tuple(" ".join(filter(None, texts)) for texts in headings), body_rows(table)


def body_rows(table: TableBlock | None) -> tuple[BodyRow, ...]:
    """Return all rows of the body; none without a table."""
    return tuple(row for group in table.groups for row in group) if table is not None else ()


def label_of(text: Inline) -> str:
    """Return the words of a head, without the marks of its notes."""
    return plain_text([run for run in text if not isinstance(run, NoteMark)]).strip()


class PlacedHead(NamedTuple):
    """A cell of the head with the line and the column that it begins in, from 0."""

    line: int
    column: int
    cell: HeadCell


def placed_heads(table: TableBlock) -> Iterator[PlacedHead]:
    """Yield the cells of the head with their places: a cell of several rows fills those below it."""
    taken: set[tuple[int, int]] = set()
    for line, cells in enumerate(table.head):
        column = 0
        for cell in cells:
            while (line, column) in taken:
                column += 1
            taken |= {(line + row, column + each) for row in range(cell.rows) for each in range(cell.columns)}
            yield PlacedHead(line, column, cell)
            column += cell.columns


def placed_cells(row: BodyRow) -> Mapping[int, PrintedCell]:
    """Return the cells of a row by the column that each begins in."""
    columns = accumulate((cell.columns for cell in row.cells), initial=0)
    return dict(zip(columns, row.cells, strict=False))
