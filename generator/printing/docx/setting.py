"""Paragraphs of Word: texts, lines, headings and lists, with the bookmarks of what they begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never
from xml.etree.ElementTree import Element

from generator.document import Inline, LabelledPart
from generator.printing.docx.lists import WordLists
from generator.printing.docx.paragraphs import LineBreak, Paragraph, ParagraphKind, Piece, Words, paragraphs
from generator.printing.docx.runs import PLAIN, Runs, RunStyle
from generator.printing.docx.styles import LOWEST_HEADING, Styles
from generator.printing.docx.wordml import w

_STYLES: dict[ParagraphKind, str] = {"quote": "Quote", "code": "Kod", "term": "Etikett", "box": "Ruta"}


@dataclass
class Setting:
    """Sets paragraphs; `begun` are the ids of blocks that the next one begins."""

    runs: Runs
    styles: Styles
    lists: WordLists = field(default_factory=WordLists)
    begun: list[str] = field(default_factory=list)
    count: int = 0
    texts: int = 0

    def paragraph(self, content: Sequence[Element], style: str, properties: Sequence[Element] = ()) -> Element:
        """Return a paragraph of runs, with the bookmarks of what it begins."""
        starts, ends = [], []
        for name in self.begun:
            if name in self.runs.bookmarks:
                self.count += 1
                starts.append(w("bookmarkStart", id=self.count, name=self.runs.bookmarks[name]))
                ends.append(w("bookmarkEnd", id=self.count))
        self.begun.clear()
        return w("p", w("pPr", w("pStyle", val=self.styles[style]), *properties), *starts, *content, *ends)

    def plain(self, words: str, style: str, properties: Sequence[Element] = ()) -> Element:
        """Return a paragraph of words."""
        return self.paragraph([self.runs.plain(words)], style, properties)

    def line(self, text: Inline, style: str, run: RunStyle = PLAIN, properties: Sequence[Element] = ()) -> Element:
        """Return a text as one paragraph."""
        return self.paragraph(self.runs.of(pieces_of(text), run), style, properties)

    def heading(self, level: int, content: Sequence[Element]) -> Element:
        """Return a heading; `level` is that of HTML, where 1 is the document's title."""
        return self.paragraph(content, f"heading {min(max(level - 1, 1), LOWEST_HEADING)}")

    def text(self, text: Inline, style: str = "Normal", run: RunStyle = PLAIN) -> Iterator[Element]:
        """Yield the paragraphs of a text; `style` is that of its plain ones."""
        self.texts += 1
        for each in paragraphs(text):
            yield self._of_text(each, style, run)

    def _of_text(self, paragraph: Paragraph, style: str, run: RunStyle) -> Element:
        content = self.runs.of(paragraph.pieces, run)
        match paragraph.kind:
            case "text":
                return self.paragraph(content, style)
            case "heading":
                return self.heading(paragraph.level, content)
            case "item":
                return self.item(paragraph, content, "List Paragraph" if style == "Normal" else style)
            case "quote" | "code" | "term" | "box":
                return self.paragraph(content, _STYLES[paragraph.kind])
            case "description":
                return self.paragraph(content, style, [w("ind", left=340)])
            case "rule":
                return self.paragraph([], style, [w("pBdr", w("bottom", val="single", sz=4, space=1, color="auto"))])
            case _:
                assert_never(paragraph.kind)

    def item(self, paragraph: Paragraph, content: Sequence[Element], style: str) -> Element:
        """Return a paragraph of a list: with its sign if it begins an item, else under the item's words."""
        within = paragraph.within
        if within is None or not paragraph.first:
            depth = within.depth if within else 0
            return self.paragraph(content, style, [w("ind", left=340 * (depth + 1))])
        if not within.ordered:
            return self.paragraph(content, style, [self.lists.dashed(within.depth)])
        key = (self.texts, within.number)
        return self.paragraph(content, style, [self.lists.item(key, within.depth, within.first)])

    def dashed(self, text: Inline, style: str, run: RunStyle = PLAIN) -> Element:
        """Return a text as an item with a dash."""
        return self.line(text, style, run, [self.lists.dashed(0)])

    def part(self, part: LabelledPart, style: str, run: RunStyle = PLAIN) -> Iterator[Element]:
        """Yield a label above its text or its list."""
        if part.label:
            yield self.line(part.label, "Etikett", RunStyle(size=run.size))
        if part.text:
            yield from self.text(part.text, style, run)
        yield from (self.dashed(item, style, run) for item in part.list_items)

    def fact(self, part: LabelledPart, style: str = "Uppgift") -> Element:
        """Return a label and its text on one line."""
        label = [*pieces_of(part.label), Words(" ")] if part.label else []
        bold = [
            Words(each.text, each.emphasis | {"bold"}, each.link) if isinstance(each, Words) else each for each in label
        ]
        lists = [piece for item in part.list_items for piece in (*pieces_of(item), LineBreak())]
        return self.paragraph(self.runs.of([*bold, *pieces_of(part.text), *lists]), style)


def pieces_of(text: Inline) -> list[Piece]:
    """Return the pieces of a text as one line; paragraphs become lines of it."""
    pieces: list[Piece] = []
    for number, paragraph in enumerate(paragraphs(text)):
        if number:
            pieces.append(LineBreak())
        pieces.extend(paragraph.pieces)
    return pieces
