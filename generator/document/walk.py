"""A document ready to print in → its tables, and every text it prints beside them, each with its section, out."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import assert_never

from markupsafe import Markup

from generator.document.document import (
    Block,
    BodyRow,
    ChartBlock,
    Contents,
    CorrectionNotice,
    Cover,
    Document,
    FormBlock,
    HeadCell,
    KeyFigures,
    PageBreak,
    PrintedCell,
    ProseBlock,
    RecordList,
    Remark,
    SectionBlock,
    TableBlock,
)
from generator.document.inline import Inline, LabelledPart, NoteMark, plain_text
from generator.document.memo import DecisionProposal, Letterhead, PaperList, Signatures

# What ends a line of text in a page; all else runs on.
_BREAKING = frozenset({"p", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "figure", "blockquote"})


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A text of a document: its section's number and title, its element's id, and its words, a paragraph a line."""

    section: str
    element: str
    text: str


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table of a document, and its section's number and title."""

    section: str
    table: TableBlock


def passages(document: Document) -> tuple[DocumentText | PlacedTable, ...]:
    """A document goes in; its texts and tables come out in the order of printing. The contents list is left out."""
    return tuple(found for unit in document.units for found in _in_blocks(unit.blocks, ""))


def words(text: Inline) -> str:
    """Runs go in; their words come out, a paragraph a line, blanks within a line as they are printed."""
    reader = _MarkupText()
    for run in text:
        reader.feed(str(run) if isinstance(run, Markup) else html.escape(run if isinstance(run, str) else run.text))
    reader.close()
    lines = (line.strip(" ") for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _MarkupText(HTMLParser):
    """Gathers the text of markup; what stands on a line of its own ends the line before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A break begins a line, and an image is its alternative text."""
        if tag in _BREAKING:
            self.parts.append("\n")
        self.parts.extend(value for name, value in attrs if name == "alt" and value)

    def handle_endtag(self, tag: str) -> None:
        """A paragraph ends its line."""
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """A line break in the source is a blank in print."""
        self.parts.append(data.replace("\n", " "))


def _in_blocks(blocks: Iterable[Block], section: str) -> Iterator[DocumentText | PlacedTable]:
    for block in blocks:
        if isinstance(block, SectionBlock):
            heading = block.heading
            title = words(heading.text)
            inner = f"{heading.number} {title}".strip()
            yield DocumentText(inner, heading.id, _joined(words(heading.label), inner, words(heading.subtitle)))
            yield from _in_blocks(block.blocks, inner)
        elif isinstance(block, TableBlock):
            yield from _of_table(section, block)
        elif isinstance(block, ChartBlock):
            yield DocumentText(section, block.id, _joined(words(block.title), block.alternative))
        else:
            lines = tuple(line for line in _lines(block) if line)
            if lines:
                yield DocumentText(section, getattr(block, "id", ""), "\n".join(lines))


def _of_table(section: str, table: TableBlock) -> Iterator[DocumentText | PlacedTable]:
    if table.caption:
        yield DocumentText(section, f"{table.id}-tabellrubrik", words(table.caption))
    yield PlacedTable(section, table)
    yield from (DocumentText(section, note.id, f"{note.mark} {words(note.text)}".strip()) for note in table.notes)


def _lines(block: Block) -> Iterator[str]:
    """The lines of a block that is neither section, table nor chart."""
    match block:
        case ProseBlock() | Remark():
            yield words(block.text)
        case KeyFigures():
            yield from (f"{words(item.value)} {words(item.label)}" for item in block.items)
        case Cover():
            yield from (block.municipality, block.board, words(block.title), words(block.subtitle), block.period)
            yield from _parts(block.facts)
        case FormBlock():
            yield words(block.title)
            yield from (line for row in block.rows for line in _parts(row))
        case RecordList():
            yield from (line for item in block.items for line in _parts(item))
        case Letterhead():
            yield from (block.municipality, block.sender, words(block.title))
            yield from _parts(block.fields)
        case DecisionProposal():
            yield from (words(text) for level in block.levels for text in (level.opening, *level.points))
        case PaperList():
            yield from (f"{entry.number} {words(entry.title)}".strip() for entry in block.entries)
        case Signatures():
            yield from (block.body, *block.roles)
        case SectionBlock() | TableBlock() | ChartBlock() | PageBreak() | Contents() | CorrectionNotice():
            return
        case _:
            assert_never(block)


def _parts(parts: Iterable[LabelledPart]) -> Iterator[str]:
    for part in parts:
        yield part_words(part)


def part_words(part: LabelledPart) -> str:
    """A labelled part goes in; its label and its text come out as one text."""
    text = _joined(words(part.text), *(words(item) for item in part.list_items))
    label = words(part.label)
    return f"{label}: {text}" if label and text else label or text


def _joined(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def table_grid(table: TableBlock) -> tuple[tuple[str, ...], tuple[BodyRow, ...]]:
    """A table goes in; the heading of each column, with that of its group before it, and all its rows come out."""
    named: dict[int, list[str]] = {column: [] for column in range(len(table.columns))}
    for column, cell in placed_heads(table):
        for covered in range(column, min(column + cell.columns, len(table.columns))):
            named[covered].append(label_of(cell.text))
    headings = tuple(" ".join(filter(None, names)) for names in named.values())
    return headings, tuple(row for group in table.groups for row in group)


def label_of(text: Inline) -> str:
    """The words of a head, without the marks of its notes."""
    return plain_text([run for run in text if not isinstance(run, NoteMark)]).strip()


def placed_heads(table: TableBlock) -> Iterator[tuple[int, HeadCell]]:
    """The cells of the head, each with the column that it begins in: a cell of several rows fills those below it."""
    taken: set[tuple[int, int]] = set()
    for line, cells in enumerate(table.head):
        column = 0
        for cell in cells:
            while (line, column) in taken:
                column += 1
            taken |= {(line + row, column + each) for row in range(cell.rows) for each in range(cell.columns)}
            yield column, cell
            column += cell.columns


def placed_cells(row: BodyRow) -> Mapping[int, PrintedCell]:
    """The cells of a row by the column that each begins in."""
    placed: dict[int, PrintedCell] = {}
    column = 0
    for cell in row.cells:
        placed[column] = cell
        column += cell.columns
    return placed
