"""The one walk of a document for Word: every kind of block as paragraphs, tables and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never
from xml.etree.ElementTree import Element

from generator.document import (
    PAPER,
    Block,
    CaptionList,
    ChartBlock,
    Contents,
    ContentsEntry,
    CorrectionNotice,
    Cover,
    DecisionProposal,
    Document,
    DocumentUnit,
    FormBlock,
    KeyFigures,
    Letterhead,
    MemoBlock,
    PageBreak,
    PaperList,
    ProseBlock,
    RecordList,
    Remark,
    SectionBlock,
    Signatures,
    TableBlock,
    plain_text,
)
from generator.printing.docx.chart_picture import chart_picture
from generator.printing.docx.house_style import HouseStyle, Page
from generator.printing.docx.paragraphs import Words
from generator.printing.docx.runs import RunStyle
from generator.printing.docx.setting import Setting, pieces_of
from generator.printing.docx.tables import TableSetter
from generator.printing.docx.wordml import field, twips, w

_CHAPTER = 2
_DEEPEST_CONTENTS = 6


class Writer:
    """Writes the blocks of one document; `section` is the title of the section that is being written."""

    def __init__(self, document: Document, setting: Setting, house: HouseStyle) -> None:
        self.document, self.setting, self.house = document, setting, house
        self.runs = setting.runs
        self.section = document.title

    def unit(self, unit: DocumentUnit, page: Page) -> list[Element]:
        """Return the paragraphs and tables of a unit."""
        self.tables = TableSetter(self.setting, self.house, page.text_width)
        self.runs.pictures.text_width = page.text_width
        return list(self._blocks(unit.blocks))

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[Element]:
        """Yield what blocks consist of."""
        for block in blocks:
            if block.id:
                self.setting.begun.append(block.id)
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Element]:
        """Yield what a block consists of."""
        match block:
            case SectionBlock():
                yield from self._section_of(block)
            case ProseBlock():
                yield from self.setting.text(block.text)
            case Remark():
                yield self.setting.line(block.text, "Revidering" if block.kind == "revidering" else "Anmärkning")
            case KeyFigures() | TableBlock() | ChartBlock():
                yield from self._figures(block)
            case FormBlock():
                yield from self._form(block)
            case RecordList():
                yield from self._records(block)
            case PageBreak():
                yield self.setting.paragraph([w("r", w("br", type="page"))], "Mellanrum")
            case Cover() | Contents() | CorrectionNotice():
                yield from self._front(block)
            case Letterhead() | DecisionProposal() | PaperList() | Signatures():
                yield from self._of_memo(block)
            case _:
                assert_never(block)

    def _figures(self, block: KeyFigures | TableBlock | ChartBlock) -> Iterator[Element]:
        match block:
            case KeyFigures():
                yield from self._key_figures(block)
            case TableBlock():
                yield from self._table(block)
            case ChartBlock():
                yield from self._chart(block)
            case _:
                assert_never(block)

    def _front(self, block: Cover | Contents | CorrectionNotice) -> Iterator[Element]:
        match block:
            case Cover():
                yield from self._cover(block)
            case Contents():
                yield from self._contents(block)
            case CorrectionNotice():
                yield from self._notice(block)
            case _:
                assert_never(block)

    def _of_memo(self, block: MemoBlock) -> Iterator[Element]:
        match block:
            case Letterhead():
                yield from self._letterhead(block)
            case DecisionProposal():
                yield from self._proposal(block)
            case PaperList():
                yield from self._papers(block)
            case Signatures():
                yield self.setting.plain(block.body, "Etikett")
                yield from (self.setting.plain(role, "Namnteckning") for role in block.roles)
            case _:
                assert_never(block)

    # --- sections ----------------------------------------------------------------------------------------------------

    def _section_of(self, block: SectionBlock) -> Iterator[Element]:
        heading, around = block.heading, self.section
        if heading.label:
            yield self.setting.line(heading.label, "Anmärkning", properties=[w("keepNext")])
        number = [Words(f"{heading.number}\N{NO-BREAK SPACE} ")] if heading.number else []
        yield self.setting.heading(heading.level, self.runs.of([*number, *pieces_of(heading.text)]))
        if heading.subtitle:
            yield self.setting.line(heading.subtitle, "Anmärkning", properties=[w("keepNext")])
        self.section = heading.title
        yield from self._blocks(block.blocks)
        self.section = around

    def _contents(self, block: Contents) -> Iterator[Element]:
        """Yield the field of contents: Word fills in the page numbers when the document is opened."""
        yield self.setting.plain(block.title, "TOC Heading")
        entries = list(_lines(block.entries))
        deepest = max((depth for depth, _ in entries), default=1)
        lines = [self._entry(depth, entry) for depth, entry in entries]
        # Word lists headings by their level, but knows no tables and charts but by captions of its own.
        if lines and not isinstance(block, CaptionList):
            runs = field(f'TOC \\o "1-{deepest}" \\h \\z \\u', [], dirty=True)
            # After the properties of the first line, and at the end of the last.
            lines[0][1:1] = runs[:3]
            lines[-1].append(runs[-1])
        yield from lines
        # Pages may end here, which no field may reach over.
        yield self.setting.paragraph([], "Mellanrum")

    def _entry(self, depth: int, entry: ContentsEntry) -> Element:
        """Return a line of the contents that leads to its section."""
        bookmark = self.runs.bookmarks[entry.target]
        page = field(f"PAGEREF {bookmark} \\h", [], dirty=True)
        number = f"{entry.number}\N{NO-BREAK SPACE} " if entry.number else ""
        words = self.runs.plain(f"{number}{entry.title}")
        link = w("hyperlink", words, w("r", w("tab")), *page, anchor=bookmark, history=1)
        tab = w("tabs", w("tab", val="right", leader="dot", pos=twips(self.tables.text_width)))
        return self.setting.paragraph([link], f"toc {depth}", [tab])

    # --- figures -----------------------------------------------------------------------------------------------------

    def _key_figures(self, block: KeyFigures) -> Iterator[Element]:
        accent = RunStyle(bold=True, size=32, colour=self.house.colour("--accent"))
        for item in block.items:
            value = self.runs.of(pieces_of(item.value), accent)
            texts = (item.unit_line, item.label, item.tag, item.change, *item.parts, (item.alternative,))
            others = (
                run for text in texts if any(text) for run in (self.runs.plain("  "), *self.runs.of(pieces_of(text)))
            )
            yield self.setting.paragraph([*value, *others], "Nyckeltal")

    def _table(self, block: TableBlock, title: str = "") -> Iterator[Element]:
        yield from self.tables.table(block, plain_text(block.caption) or title or self.section)

    def _chart(self, block: ChartBlock) -> Iterator[Element]:
        label = f"{block.label} " if block.label else ""
        yield self.setting.line((label, *block.title), "caption")
        drawing = block.drawing
        data = chart_picture(drawing, self.house)
        picture = self.runs.pictures.chart(self.runs.part, data, (drawing.width, drawing.height), block.alternative)
        yield self.setting.paragraph([picture], "Normal")
        if block.table is not None:
            self.setting.begun.append(block.table.id)
            yield from self._table(block.table, plain_text(block.title))

    # --- records -----------------------------------------------------------------------------------------------------

    def _form(self, block: FormBlock) -> Iterator[Element]:
        if block.title:
            yield self.setting.heading(block.level, self.runs.of(pieces_of(block.title)))
        if block.rows:
            yield from self.tables.form(block)

    def _records(self, block: RecordList) -> Iterator[Element]:
        style = "Ruta" if block.boxed else "Uppgift"
        for item in block.items:
            for part in item:
                yield from self.setting.part(part, style)
            yield self.setting.paragraph([], "Mellanrum")

    # --- first pages -------------------------------------------------------------------------------------------------

    def _cover(self, block: Cover) -> Iterator[Element]:
        yield self.setting.plain(block.municipality, "Ordmärke")
        yield self.setting.line(block.title, "Title")
        if block.subtitle:
            yield self.setting.line(block.subtitle, "Subtitle")
        if block.board:
            yield self.setting.paragraph([self.runs.plain(block.board, RunStyle(bold=True))], "Subtitle")
        yield self.setting.plain(block.period, "Subtitle")
        if block.revision:
            yield self.setting.plain(block.revision, "Revidering")
        yield from map(self.setting.fact, block.facts)

    def _notice(self, block: CorrectionNotice) -> Iterator[Element]:
        yield self.setting.heading(_CHAPTER, [self.runs.plain(block.heading)])
        yield self.setting.plain(block.of or self.document.title, "Subtitle")
        yield self.setting.line(block.opening, "Normal")
        yield from map(self.setting.fact, block.facts)
        yield from self._table(block.table, block.heading)

    def _letterhead(self, block: Letterhead) -> Iterator[Element]:
        yield self.setting.plain(block.municipality, "Ordmärke")
        yield from map(self.setting.fact, block.fields)
        if block.sender:
            yield self.setting.plain(block.sender, "Anmärkning")
        yield self.setting.line(block.title, "Title")
        if block.contacts:
            links = [(Words(" · "), Words(contact.text, link=contact.address)) for contact in block.contacts]
            pieces = [piece for pair in links for piece in pair][1:]
            yield self.setting.paragraph(self.runs.of(pieces), "Uppgift")

    # --- memos -------------------------------------------------------------------------------------------------------

    def _proposal(self, block: DecisionProposal) -> Iterator[Element]:
        for number, level in enumerate(block.levels):
            if level.opening:
                yield self.setting.line(level.opening, "Normal", RunStyle(bold=True), [w("keepNext")])
            for point in level.points:
                item = self.setting.lists.item((block.id, number), 0, level.first) if block.numbered else None
                style = "List Paragraph" if block.numbered else "Normal"
                yield self.setting.line(point, style, properties=[item] if item is not None else [])

    def _papers(self, block: PaperList) -> Iterator[Element]:
        for entry in block.entries:
            number = [Words(f"{entry.number}. ")] if entry.number else []
            title = pieces_of(entry.title)
            if entry.document:
                title = [Words(plain_text(entry.title), link=f"{PAPER}{entry.document}")]
            yield self.setting.paragraph(self.runs.of([*number, *title]), "Uppgift")


def _lines(entries: Iterable[ContentsEntry], depth: int = 1) -> Iterator[tuple[int, ContentsEntry]]:
    for entry in entries:
        yield min(depth, _DEEPEST_CONTENTS), entry
        yield from _lines(entry.entries, depth + 1)
