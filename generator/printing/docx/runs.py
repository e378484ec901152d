"""Pieces of text as runs of Word: emphasis, links, figures of state, pictures, marks of notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never
from xml.etree.ElementTree import Element

from generator.document import PAPER, Note, NoteMark
from generator.printing.docx.house_style import HouseStyle
from generator.printing.docx.package import Package
from generator.printing.docx.paragraphs import Emphasis, LineBreak, Picture, Piece, Words, paragraphs
from generator.printing.docx.pictures import Pictures
from generator.printing.docx.styles import Styles
from generator.printing.docx.wordml import field as word_field
from generator.printing.docx.wordml import related, text, w
from generator.swedish import ascii_name

DOCUMENT, FOOTNOTES = "word/document.xml", "word/footnotes.xml"


@dataclass(frozen=True)
class RunStyle:
    """What a run has beside the style of its paragraph; `size` is in half points, `colour` as Word writes it."""

    bold: bool = False
    italic: bool = False
    size: int = 0
    colour: str = ""


PLAIN = RunStyle()


@dataclass
class Footnotes:
    """The notes of tables that are marked in the text, numbered as Word does: in their order in the document."""

    notes: Mapping[str, Note]
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, note: str) -> int:
        """Return the number of a note, the next one if it is new."""
        return self.numbers.setdefault(note, len(self.numbers) + 1)


@dataclass
class Runs:
    """Sets pieces as runs of one part of the package."""

    part: str
    package: Package
    styles: Styles
    house: HouseStyle
    footnotes: Footnotes
    bookmarks: Mapping[str, str]
    pictures: Pictures

    def of(self, pieces: Sequence[Piece], style: RunStyle = PLAIN) -> list[Element]:
        """Return the runs of pieces."""
        return [run for piece in pieces for run in self._of_piece(piece, style)]

    def plain(self, words: str, style: RunStyle = PLAIN) -> Element:
        """Return a run of words."""
        return self._run(Words(words), style)

    def _of_piece(self, piece: Piece, style: RunStyle) -> Iterator[Element]:
        match piece:
            case Words():
                run = self._run(piece, style)
                yield self.linked(piece.link, run) if piece.link else run
            case LineBreak():
                yield w("r", w("br"))
            case Picture():
                yield self.pictures.run(self.part, piece)
            case NoteMark():
                yield from self._mark(piece)
            case _:
                assert_never(piece)

    def linked(self, address: str, run: Element) -> Element:
        """Return a link around a run: to a place of the document, another paper of the period, or the world outside."""
        if address.startswith("#"):
            bookmark = self.bookmarks.get(address[1:])
            return w("hyperlink", run, anchor=bookmark, history=1) if bookmark else run
        if address.startswith(PAPER):
            address = f"{ascii_name(address.removeprefix(PAPER))}.docx"
        relation = self.package.relate(self.part, "hyperlink", address, external=True)
        return related(w("hyperlink", run, history=1), "id", relation)

    def _run(self, words: Words, style: RunStyle) -> Element:
        return w("r", w("rPr", *self._properties(words, style)), text(words.text))

    def _properties(self, words: Words, style: RunStyle) -> Iterator[Element]:
        emphasis: frozenset[Emphasis] = words.emphasis
        if words.link:
            yield w("rStyle", val=self.styles["Hyperlink"])
        if "code" in emphasis:
            yield w("rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas")
        if style.bold or "bold" in emphasis:
            yield w("b")
        if style.italic or "italic" in emphasis:
            yield w("i")
        if "struck" in emphasis:
            yield w("strike")
        colour = self.house.state_colour(words.state) or style.colour
        if colour:
            yield w("color", val=colour)
        if style.size:
            yield w("sz", val=style.size)
        if "inserted" in emphasis:
            yield w("u", val="single")
        if height := {"raised", "lowered"} & emphasis:
            yield w("vertAlign", val="superscript" if "raised" in height else "subscript")
        if words.language:
            yield w("lang", val=words.language)

    def _mark(self, mark: NoteMark) -> Iterator[Element]:
        if mark.note not in self.footnotes.notes or self.part == FOOTNOTES:
            yield w("r", w("rPr", w("vertAlign", val="superscript")), text(mark.text))
            return
        known = mark.note in self.footnotes.numbers
        number = self.footnotes.number(mark.note)
        properties = w("rPr", w("rStyle", val=self.styles["footnote reference"]))
        if known:
            yield from word_field(f"NOTEREF _Fot{number} \\f \\h", [w("r", properties, text(str(number)))])
            return
        yield w("bookmarkStart", id=f"{100_000 + number}", name=f"_Fot{number}")
        yield w("r", properties, w("footnoteReference", id=number))
        yield w("bookmarkEnd", id=f"{100_000 + number}")

    def footnotes_part(self) -> Element:
        """Return the part of notes; a note that marks another shows its mark alone."""
        inside = Runs(FOOTNOTES, self.package, self.styles, self.house, self.footnotes, self.bookmarks, self.pictures)
        root = w("footnotes")
        for number, line in enumerate(("separator", "continuationSeparator"), -1):
            root.append(w("footnote", w("p", w("r", w(line))), type=line, id=number))
        for name, number in self.footnotes.numbers.items():
            properties = w("pPr", w("pStyle", val=self.styles["footnote text"]))
            mark = w("r", w("rPr", w("rStyle", val=self.styles["footnote reference"])), w("footnoteRef"))
            found = paragraphs(self.footnotes.notes[name].text)
            pieces = [piece for each in found for piece in each.pieces]
            root.append(w("footnote", w("p", properties, mark, self.plain(" "), *inside.of(pieces)), id=number))
        return root
