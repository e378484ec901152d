"""Word breaks: the lines of a unit in → the pieces of text that a space is to follow in the file.

The engine drops the space at which a line is broken, and paints nothing for a space that stands alone between two
elements. On paper the gap is seen; a reader of the tagged text would meet two words as one. Tagged PDF wants words to
be separated by spaces in the content itself, at line ends too (ISO 32000-1, 14.8.2.5).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from generator.printing.pdf.engine import EngineBox, HtmlElement

_SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class WordBreaks:
    """Finds word breaks line by line; `spaced` goes by `id()` of a box."""

    spaced: set[int] = field(default_factory=set)
    _ends: dict[HtmlElement, EngineBox] = field(default_factory=dict)
    _sources: dict[HtmlElement, str] = field(default_factory=dict)

    def add_line(self, element: HtmlElement, pieces: Sequence[EngineBox], left_out: Container[int]) -> None:
        """Take a line: the element of its block, and its pieces of text; `left_out` are those that are no content."""
        before = self._ends.get(element)
        for piece in pieces:
            if id(piece) in left_out:
                continue
            if not piece.text.strip():
                if before is not None and piece.text:
                    self.spaced.add(id(before))
                continue
            is_new_line = before is not None and before is self._ends.get(element)
            if is_new_line and not self._is_one_word(element, before, piece):
                self.spaced.add(id(before))
            before = piece
        if before is not None:
            self._ends[element] = before

    def _is_one_word(self, element: HtmlElement, before: EngineBox, after: EngineBox) -> bool:
        """Whether the source has no space where the line was broken: inside a word, or after a hyphen or a slash."""
        start, end = before.text.split()[-1], after.text.split()[0]
        stem = start.removesuffix(before.style["hyphenate_character"])
        source = self._source(element)
        return any(_plain(word + end) in source for word in {start, stem})

    def _source(self, element: HtmlElement) -> str:
        if element not in self._sources:
            self._sources[element] = _plain(" ".join("".join(_texts(element)).split()))
        return self._sources[element]


def _texts(element: HtmlElement) -> Iterator[str]:
    """The texts in an element, a line break as a space."""
    yield element.text or ""
    for child in element:
        yield " " if child.tag == "br" else ""
        yield from _texts(child)
        yield child.tail or ""


def _plain(text: str) -> str:
    """The text without what the engine may change or leave out."""
    return text.replace(_SOFT_HYPHEN, "").casefold()
