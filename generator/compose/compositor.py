"""Texts, figures and notes of one document → inline runs with every figure printed, and the record of where.

A citation becomes an opaque mark before Markdown runs and is filled in after, so that no filter splits a table and no
word turns to emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from markupsafe import Markup, escape

from generator.compose.markdown import to_html
from generator.content import (
    Citation,
    Cited,
    Decimals,
    Formula,
    House,
    Name,
    Record,
    Text,
    parse_formula,
    split_citations,
)
from generator.document import Inline, NoteMark, PrintedFigure, Run, Slot, Use
from generator.figures import CitingText, Figure, Ledger, Scope, find, print_citation
from generator.problems import Where
from generator.swedish import NumberFormat, format_number, format_quantity, hard_spaces, shown

# Between letters, so that Markdown takes a mark for a word.
_MARK = re.compile("x\ue000(\\d+)\ue001x")
_IN_TAG = re.compile("<[^<>]*\ue000[^<>]*>")
_NOTE = re.compile(r"\[(\w+)\]")


@dataclass(slots=True)
class Compositor:
    """Sets the texts of one document; counts figures by unit and records every use, element and place."""

    document: str
    ledger: Ledger
    house: House
    images: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    section: str = ""
    count: int = 0
    uses: list[Use] = field(default_factory=list)
    places: dict[str, Where] = field(default_factory=dict)
    formats: dict[tuple[str, Decimals | None], NumberFormat] = field(default_factory=dict)

    def begin_unit(self, unit: str) -> None:
        """Figures are counted from 1 again, under the unit's name."""
        self.unit, self.count = unit, 0

    def at(self, element: str, where: Where) -> str:
        """An element's id and the line it comes from go in; the id comes out."""
        self.places[element] = where
        return element

    # --- figures ---------------------------------------------------------------------------------------------------

    def printed(self, figure: str, value: str, text: str, slot: Slot = "body") -> PrintedFigure:
        """Record that a figure is printed here, and give it an element of its own."""
        self.count += 1
        element = f"{self.unit}-tal-{self.count}"
        self.uses.append(Use(figure, self.document, self.section, slot, text, element))
        return PrintedFigure(element, figure, value, text)

    def number_format(self, figure: Figure) -> NumberFormat:
        """How a figure is written where nothing nearer says otherwise."""
        asked = figure.number_format or "standard", figure.shown
        known = self.formats.get(asked)
        if known is None:
            known = self.house.number_formats.get(asked[0], self.house.number_formats["standard"])
            if figure.shown is not None:
                known = known.replace(decimals=figure.shown.count, at_most=figure.shown.at_most)
            self.formats[asked] = known
        return known

    def cell_figure(self, figure: Figure, fmt: NumberFormat, *, with_unit: bool) -> PrintedFigure | str:
        """A figure of a table and its format go in; what its cell prints comes out."""
        if figure.value is None:
            return ""
        if with_unit:
            text = format_quantity(figure.value, figure.unit, fmt, figure.decimals)
        else:
            text = format_number(figure.value, fmt, figure.decimals)
        return self.printed(figure.id, f"{shown(figure.value, fmt, figure.decimals):f}", text) if text.strip() else ""

    # --- texts -----------------------------------------------------------------------------------------------------

    def inline(self, text: Cited | None, post: Record | None, slot: Slot = "body") -> Inline:
        """A line of text goes in; its runs come out, with no Markdown read in it."""
        if text is None:
            return ()
        runs: list[str | PrintedFigure] = []
        for piece in split_citations(text.text):
            if isinstance(piece, Citation):
                runs.append(self._cited(piece, post, slot))
            else:
                runs.append(_fitted(" ".join(piece.split("\n")), runs))
        if runs and runs[-1] == "":
            # What was cited last prints nothing: the blank before it goes too.
            runs = [*runs[:-2], *(run.rstrip() if isinstance(run, str) else run for run in runs[-2:-1])]
        return tuple(run for run in runs if run != "")

    def expression(self, formula: Formula, post: Record | None) -> Inline:
        """An expression, maybe with filters, goes in; it is printed as a citation of it would be."""
        return (self._cited(Citation(parse_formula(formula), formula.text, formula.where), post, "body"),)

    def words(self, text: Cited | None, post: Record | None, slot: Slot) -> str:
        """A line of text goes in; plain words come out, for places that hold no elements."""
        return plain(self.inline(text, post, slot))

    def prose(self, text: Cited, post: Record | None, level: int) -> Inline:
        """A text in Markdown and the level of the heading above it go in; its runs come out."""
        figures: list[str | PrintedFigure] = []
        marked = []
        for piece, record in self._set_in(text.text, post):
            if isinstance(piece, Citation):
                marked.append(f"x\ue000{len(figures)}\ue001x")
                figures.append(self._cited(piece, record, "body"))
            else:
                marked.append(_fitted(piece, figures if marked else ()))
        html = _IN_TAG.sub(
            lambda tag: self._words_in_tag(tag[0], figures), to_html("".join(marked), level, self.images)
        )
        runs: list[Markup | str | PrintedFigure] = []
        for index, part in enumerate(_MARK.split(html)):
            if index % 2:
                runs.append(figures[int(part)])
            elif part:
                runs.append(Markup(part))  # noqa: S704 - Markdown's own markup; raw HTML was refused by validation
        return tuple(runs)

    def _words_in_tag(self, tag: str, figures: Sequence[str | PrintedFigure]) -> str:
        """A tag with marks of figures in it, as in an alternative text, goes in; the tag with their words comes out."""

        def words(mark: re.Match[str]) -> str:
            figure = figures[int(mark[1])]
            if isinstance(figure, str):
                return escape(figure)
            self.uses = [
                replace(use, slot="alternative text", element="") if use.element == figure.id else use
                for use in self.uses
            ]
            return escape(figure.text)

        return _MARK.sub(words, tag)

    def _set_in(self, text: Text, post: Record | None) -> Iterator[tuple[str | Citation, Record | None]]:
        """The pieces of a text and the record of each: a citation of a text, alone in its paragraph, is its pieces."""
        pieces = split_citations(text)
        for index, piece in enumerate(pieces):
            passage = self._text_named(piece, post) if _stands_alone(pieces, index) else None
            if passage is None:
                yield piece, post
            else:
                yield from self._set_in(passage.cited.text, passage.scope.post)

    def _text_named(self, piece: str | Citation, post: Record | None) -> CitingText | None:
        if not isinstance(piece, Citation) or not isinstance(piece.expression, Name):
            return None
        target = find(piece.expression, self.ledger, Scope(post=post, document=self.document))
        return target if isinstance(target, CitingText) else None

    def _cited(self, citation: Citation, post: Record | None, slot: Slot) -> str | PrintedFigure:
        cited = print_citation(citation, self.ledger, Scope(post=post, document=self.document))
        if cited.value is None or not cited.text:
            return cited.text
        return self.printed(cited.figure, f"{cited.value:f}", cited.text, slot)

    def mark(self, note: tuple[str, str]) -> Inline:
        """A note's element id and mark go in; the mark as a run comes out."""
        return (NoteMark(*note),)

    def with_notes(self, text: Cited, notes: Mapping[str, tuple[str, str]], post: Record | None = None) -> Inline:
        """A label or cell with marks `[id]` goes in; runs with note marks come out. `notes`: id → element id, mark."""
        runs: list[str | PrintedFigure | NoteMark] = []
        for run in self.inline(text, post):
            if not isinstance(run, str):
                runs.append(run)  # type: ignore[arg-type]
                continue
            for index, part in enumerate(_NOTE.split(run)):
                if index % 2 and part in notes:
                    runs.append(NoteMark(*notes[part]))
                elif index % 2:
                    runs.append(f"[{part}]")
                elif part:
                    runs.append(part)
        return tuple(_without_blank_before(runs))


def _fitted(piece: str, before: Sequence[str | PrintedFigure]) -> str:
    """A literal piece and the runs before it go in; the piece with hard spaces, after a digit that ends them too."""
    last = before[-1] if before else ""
    digit = plain((last,))[-1:] if last else ""
    return hard_spaces(f"0{piece}")[1:] if digit.isdigit() else hard_spaces(piece)


def _without_blank_before(runs: Sequence[Run]) -> Iterator[Run]:
    """Runs go in; they come out with no blank before the mark of a note."""
    for index, run in enumerate(runs, 1):
        marked = index < len(runs) and isinstance(runs[index], NoteMark)
        yield run.rstrip() if marked and isinstance(run, str) else run


def _stands_alone(pieces: Sequence[str | Citation], index: int) -> bool:
    """Whether a piece is a paragraph of its own."""
    before = str(pieces[index - 1]).rstrip(" ") if index else ""
    after = str(pieces[index + 1]).lstrip(" ") if index + 1 < len(pieces) else ""
    return before[-2:] in {"", "\n\n"} and (not after.strip() or after.startswith("\n\n"))


def plain(text: Inline) -> str:
    """Runs go in; their words come out."""
    words = (run.striptags() if isinstance(run, Markup) else run if isinstance(run, str) else run.text for run in text)
    return "".join(words)


@lru_cache(maxsize=256)
def note_mark(sign: str, number: int) -> str:
    """The sign of the house's footnotes and a note's number go in; its mark comes out: `*`, `**)`, … or the number."""
    return str(number) if sign == "1" else sign[0] * number + sign[1:]
