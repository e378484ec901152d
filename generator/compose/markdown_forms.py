"""Forms beside plain Markdown: raised and lowered signs, struck words, languages of parts, boxes, nested lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor

from generator.content import BOX, BOX_END, LANGUAGE, LOWERED, RAISED, STRUCK

_INDENT = 4
_ITEM = re.compile(r"(?:[-*+]|\d+\.)[ ]+")
# Between a mark and a mark in it there are at least two blanks; one is a slip of the hand.
_DEEPER = 2


class _Language(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        span = Element("span", lang=m["language"])
        span.text = m["words"]
        return span, m.start(), m.end()


class _ListIndents(Preprocessor):
    """Indents what belongs to an item by four blanks a level, as Markdown reads it: authors use two or three."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with the indents of lists made regular."""
        return list(self._indented(lines))

    @staticmethod
    def _indented(lines: list[str]) -> Iterator[str]:
        marks: list[int] = []
        after_blank, in_paragraph = True, False
        for line in lines:
            stripped = line.lstrip(" ")
            indent = len(line) - len(stripped)
            is_item = (
                bool(_ITEM.match(stripped)) and (bool(marks) or after_blank) and indent < _INDENT * (len(marks) + 1)
            )
            if is_item and in_paragraph:
                # Markdown takes an item right after a further paragraph of the one before for its words.
                yield ""
            if stripped and (is_item or after_blank):
                while marks and indent < marks[-1] + _DEEPER:
                    marks.pop()
                code = 0 if is_item or not marks else max(0, indent - marks[-1] - _INDENT)
                yield " " * (_INDENT * len(marks) + code if is_item or marks else indent) + stripped
            else:
                yield line
            if is_item:
                marks.append(indent)
            in_paragraph = bool(marks) and bool(stripped) and not is_item and (after_blank or in_paragraph)
            after_blank = not stripped


class _FactBox(BlockProcessor):
    """A box of facts, from its first line to the line that ends it, with what is between as in any text."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the library's
        return BOX.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Take the blocks up to the end."""
        opening = BOX.match(blocks[0])
        if opening is None:
            return False
        blocks[0] = blocks[0][opening.end() :]
        inner: list[str] = []
        while blocks:
            block = blocks.pop(0)
            end = BOX_END.search(block)
            inner.append(block[: end.start()] if end else block)
            if end:
                after = block[end.end() :].lstrip("\n")
                blocks[:0] = [after] if after else []
                break
        box = SubElement(parent, "div", {"class": "fact-box", "role": "note"})
        if title := opening["title"].strip():
            SubElement(box, "p", {"class": "fact-title"}).text = title
        self.parser.parseBlocks(box, inner)
        return True


class Forms(Extension):
    """Registers the forms; each has the sign that a backslash takes its meaning from."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Add them to a converter."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *"~^$=:|"]
        # After the line ends and tabs are made regular.
        md.preprocessors.register(_ListIndents(md), "nested", 25)
        md.parser.blockprocessors.register(_FactBox(md.parser), "box", 95)
        # Before links, and after code and what a backslash takes the meaning from.
        md.inlinePatterns.register(_Language(LANGUAGE.pattern, md), "language", 175)
        for number, (pattern, tag) in enumerate(((STRUCK, "s"), (LOWERED, "sub"), (RAISED, "sup"))):
            md.inlinePatterns.register(SimpleTagInlineProcessor(pattern.pattern, tag), tag, 55 - number)
