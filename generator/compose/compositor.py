"""Texts and figures of one document set as inline runs, with a record of where each figure is printed.

Markdown sees an opaque mark in place of a citation, so that no value splits a table or turns to emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from markupsafe import Markup, escape

from generator.compose.links import CITED, MOST_OF_PICTURES, Link, Reachable, places_of_links, read_link, read_picture
from generator.compose.markdown import to_html
from generator.compose.pictures import PLACES, PictureForm, figure_of
from generator.content import (
    NOTE,
    NOTE_BELOW,
    Citation,
    Cited,
    Formula,
    House,
    Name,
    PictureEntry,
    Record,
    Text,
    parse_formula,
    parts_of,
    split_citations,
)
from generator.document import Inline, Note, NoteMark, PrintedFigure, Reference, Run, Sign, Slot, Use, plain_text
from generator.figures import (
    CitingText,
    Figure,
    Ledger,
    Scope,
    figure_at,
    find,
    print_citation,
    with_decimals,
)
from generator.problems import Problem, Where
from generator.swedish import NumberFormat, format_quantity, hard_spaces, rounded

# Between letters, so that Markdown takes a mark for a word.
_MARK = re.compile(f"x{CITED}(\\d+)\ue001x")
_IN_TAG = re.compile(f"<[^<>]*{CITED}[^<>]*>")
_LINE_ENDS = re.compile(r"[ \t]*\n[ \t]*")
_NOTE = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class NotePlace:
    """The number of a note to the accounts, and the id of the section that it is in this document, or nothing."""

    number: str
    section: str


@dataclass(frozen=True, slots=True)
class BoardSetting:
    """What the content of a collected board is set with, in place of the document's own."""

    document: str
    ledger: Ledger
    reachable: Reachable
    titles: Mapping[tuple[str, str], Cited]
    notes: Mapping[str, NotePlace]
    reference: str
    prefix: str


@dataclass(slots=True)
class Compositor:
    """Sets the texts of one document and records every use, element and place."""

    document: str
    ledger: Ledger
    house: House
    reachable: Reachable = field(default_factory=Reachable)
    titles: Mapping[tuple[str, str], Cited] = field(default_factory=dict)  # of records, by type and id
    notes: Mapping[str, NotePlace] = field(default_factory=dict)  # to the accounts, by id and number
    legends: frozenset[str] = frozenset()  # status scales that the document explains in a place of its own
    unit: str = ""
    section: str = ""
    turned: bool = False  # whether the page lies
    above: tuple[tuple[str, bool], ...] = ()  # the headings and (True) lines of text above the next block
    count: int = 0
    text_notes: int = 0
    uses: list[Use] = field(default_factory=list)
    places: dict[str, Where] = field(default_factory=dict)
    formats: dict[tuple[str, object, str | None], NumberFormat] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    targets: list[tuple[str, Where]] = field(default_factory=list)  # ids that links lead to, with the links' places
    room: int = MOST_OF_PICTURES  # what is left for pictures
    converted: set[Where] = field(default_factory=set)  # where the texts begin that have been set in Markdown
    reference: str = ""  # the name of the collected board whose content is being set
    prefix: str = ""  # what the ids of its elements begin with

    @contextmanager
    def reading(self, board: BoardSetting) -> Iterator[None]:
        """Set content of a collected board: its texts cite its own figures, which are named by it."""
        own = {each.name: getattr(self, each.name) for each in fields(board)}
        for name in own:
            setattr(self, name, getattr(board, name))
        try:
            yield
        finally:
            for name, value in own.items():
                setattr(self, name, value)

    def begin_unit(self, unit: str) -> str:
        """Begin a unit, whose figures count from 1, and return its id."""
        self.unit, self.count, self.text_notes = unit, 0, 0
        return unit

    def at(self, element: str, where: Where) -> str:
        """Record the line that an element comes from, and return its id."""
        self.places[element] = where
        return element

    # --- figures ---------------------------------------------------------------------------------------------------

    def printed(self, figure: str, value: str, text: str, slot: Slot = "body") -> PrintedFigure:
        """Record that a figure is printed here, and return it in an element of its own."""
        self.count += 1
        if self.reference:
            # A computation in a text has no name.
            figure = f"{self.reference}{'.' if figure_at(figure, self.ledger) else ': '}{figure}"
        element = f"{self.unit}-tal-{self.count}"
        self.uses.append(Use(figure, self.document, self.section, slot, text, element))
        return PrintedFigure(element, figure, value, text)

    def number_format(self, figure: Figure) -> NumberFormat:
        """Return the format of a figure by its own attributes."""
        name, *_ = key = figure.number_format or "standard", figure.shown, figure.unit
        if key not in self.formats:
            fmt = self.house.number_formats.get(name, self.house.number_formats["standard"])
            self.formats[key] = with_decimals(fmt, figure)
        return self.formats[key]

    def cell_figure(self, figure: Figure, *, with_unit: bool, plus: bool | None = None) -> PrintedFigure | str:
        """Print a figure in a cell; empty if it has no value."""
        if figure.value is None:
            return ""
        fmt = self.number_format(figure)
        if plus is not None:
            fmt = fmt.replace(plus=plus)
        unit = figure.unit if with_unit else None
        text = format_quantity(figure.value, unit, fmt, figure.decimals)
        return self.printed(figure.id, f"{rounded(figure.value, fmt, figure.decimals):f}", text) if text.strip() else ""

    # --- texts -----------------------------------------------------------------------------------------------------

    def inline(self, text: Cited | None, post: Record | None = None, slot: Slot = "body") -> Inline:
        """Set a line of text, in which Markdown means nothing."""
        if text is None:
            return ()
        runs: list[str | PrintedFigure] = []
        for piece in split_citations(text.text):
            if isinstance(piece, Citation):
                runs.append(self._cited(piece, post, slot))
            else:
                runs.append(_fitted(piece.replace("\n", " "), runs))
        if runs and runs[-1] == "":
            # The last citation prints nothing: the blank before it goes too.
            runs = [*runs[:-2], *(run.rstrip() if isinstance(run, str) else run for run in runs[-2:-1])]
        return tuple(run for run in runs if run != "")

    def expression(self, formula: Formula, post: Record | None) -> Inline:
        """Print an expression as a citation of it would be."""
        return (
            self._cited(Citation(parse_formula(formula), formula.text, formula.where), post, "body", in_text=False),
        )

    def words(self, text: Cited | None, post: Record | None, slot: Slot) -> str:
        """Set a line as plain words, for places that hold no elements."""
        return plain_text(self.inline(text, post, slot))

    def outline_words(self, text: Cited | None, post: Record | None) -> str:
        """Return a line as plain words for a place that only repeats what is printed elsewhere: no use is recorded."""
        if text is None:
            return ""
        scope = Scope(post=post, document=self.document)
        pieces = split_citations(text.text)
        words = (
            print_citation(each, self.ledger, scope).text if isinstance(each, Citation) else each for each in pieces
        )
        return hard_spaces("".join(words).strip())

    def prose(self, text: Cited, post: Record | None, level: int) -> Inline:
        """Set a text in Markdown, under a heading of a level."""
        return self.noted(text, post, level)[0]

    def noted(self, text: Cited, post: Record | None, level: int) -> tuple[Inline, tuple[Note, ...]]:
        """Set a text in Markdown and its footnotes."""
        figures: list[str | PrintedFigure] = []
        marked: list[str] = []
        texts: dict[Text, None] = {}
        for piece, record, source in self._set_in(text.text, post):
            texts[source] = None
            if isinstance(piece, Citation):
                marked.append(_mark(len(figures)))
                figures.append(self._cited(piece, record, "body"))
            else:
                marked.append(_fitted(piece, figures if marked else ()))
        whole, below = _notes_apart("".join(marked))
        insets: list[Run] = [*figures]
        marks: dict[str, NoteMark] = {}
        whole = NOTE.sub(lambda match: self._note_mark(match, below, marks, insets), whole)
        runs = self._runs(self._converted(whole, level, texts), insets)
        notes = []
        for name, mark in marks.items():
            html = self._converted(below[name], level, texts, inline=True)
            self.at(mark.note, text.where)
            notes.append(Note(mark.note, mark.text, self._runs(html, insets), mark.id))
        return runs, tuple(notes)

    def _note_mark(
        self, match: re.Match[str], below: Mapping[str, str], marks: dict[str, NoteMark], insets: list[Run]
    ) -> str:
        """Return an opaque mark for that of a note, whose first one the note leads back to."""
        name = match["note"]
        if name not in below:
            return match[0]
        mark = marks.get(name)
        if mark is None:
            self.text_notes += 1
            mark = marks[name] = NoteMark(
                f"{self.unit}-not-{self.text_notes}", str(self.text_notes), f"{self.unit}-notmarke-{self.text_notes}"
            )
            insets.append(mark)
        else:
            insets.append(replace(mark, id=""))
        return _mark(len(insets) - 1)

    def _runs(self, html: str, figures: Sequence[Run]) -> Inline:
        """Return HTML with figures and marks in their places."""
        in_tags: set[str] = set()
        html = _IN_TAG.sub(lambda tag: _words_in_tag(tag[0], figures, in_tags), html)
        # The last uses are those of this text.
        for at in range(max(0, len(self.uses) - len(figures)), len(self.uses)) if in_tags else ():
            if self.uses[at].element in in_tags:
                self.uses[at] = replace(self.uses[at], slot="alternative text", element="")
        parts = enumerate(_MARK.split(html))
        # Markdown's own markup: raw HTML was refused by validation.
        return tuple(figures[int(part)] if index % 2 else Markup(part) for index, part in parts if part)  # noqa: S704

    def picture(self, entry: PictureEntry, post: Record | None) -> Inline:
        """Set a picture that is declared, with its caption."""
        words = self.words(entry.alternative, post, "alternative text")
        name = Text(entry.file, entry.where) if not isinstance(entry.file, Text) else entry.file
        link = read_picture(name, words, self.reachable, self.room, decorative=entry.decorative)
        self.room -= len(link.address)
        self._note(((link, name.where),))
        width = (entry.width or "").replace(" ", "")
        form = PictureForm(width, PLACES.get(entry.place or "", ""), entry.photographer or "")
        before, after = figure_of(link.address, words, form, captioned=entry.caption is not None)
        return (Markup(before), *self.inline(entry.caption, post), Markup(after))  # noqa: S704 - set as elements

    def address(self, written: str, where: Where) -> str:
        """Return an address as it is printed, and note where it is not allowed."""
        link = read_link(written, self.reachable.papers)
        place = written.where if isinstance(written, Text) else where
        self._note(((link, place),))
        return link.address

    def look_through(self, text: Cited) -> None:
        """Look for links and pictures in a text in Markdown that the document does not show."""
        if text.where not in self.converted:
            pieces = split_citations(text.text)
            marked = (_mark(0) if isinstance(piece, Citation) else piece for piece in pieces)
            self._converted("".join(marked), 1, [text.text])

    def _converted(self, marked: str, level: int, texts: Collection[Text], *, inline: bool = False) -> str:
        """Convert a text, and note the links and pictures that are in it."""
        converted = to_html(marked, level, self.reachable, self.room, inline=inline)
        self.room -= sum(len(link.address) for link in converted.links if link.address.startswith("data:"))
        self.converted.update(text.where for text in texts)
        told = [link for link in converted.links if link.faults or link.target]
        if told:
            self._note(places_of_links(told, texts))
        return converted.html

    def _note(self, links: Iterable[tuple[Link, Where]]) -> None:
        for link, where in links:
            self.problems.extend(fault.at(where) for fault in link.faults)
            if link.target:
                self.targets.append((link.target, where))

    def _set_in(self, text: Text, post: Record | None) -> Iterator[tuple[str | Citation, Record | None, Text]]:
        """Yield pieces with their records and texts; a cited text alone in a paragraph gives its own pieces."""
        pieces = split_citations(text)
        for index, piece in enumerate(pieces):
            passage = self._text_named(piece, post) if _stands_alone(pieces, index) else None
            if passage is None:
                yield piece, post, text
            else:
                yield from self._set_in(passage.cited.text, passage.scope.post)

    def _text_named(self, piece: str | Citation, post: Record | None) -> CitingText | None:
        name = piece.expression if isinstance(piece, Citation) else None
        scope = Scope(post=post, document=self.document)
        target = find(name, self.ledger, scope) if isinstance(name, Name) else None
        return target if isinstance(target, CitingText) else None

    def _cited(
        self, citation: Citation, post: Record | None, slot: Slot, *, in_text: bool = True
    ) -> str | PrintedFigure:
        cited = print_citation(citation, self.ledger, Scope(post=post, document=self.document), in_text=in_text)
        if cited.value is None or not cited.text:
            return cited.text
        return self.printed(cited.figure, f"{cited.value:f}", cited.text, slot)

    def sign(self, sign: str) -> Inline:
        """Set what stands in place of a figure, as the house prints it and says it."""
        words = self.house.words
        printed, heard = {
            "–": (words.get("inget", "–"), words.get("inget_sägs", "inget")),
            "..": (words.get("saknas", ".."), words.get("saknas_sägs", "uppgift saknas")),
        }[sign]
        return (Sign(printed, heard),) if printed else ()

    def note_numbers(self, text: Cited) -> Inline:
        """Set references to notes to the accounts: their numbers, linked where the document has the notes."""
        runs: list[Run] = []
        for part in parts_of(text.text):
            place = self.notes.get(str(part), NotePlace(str(part), ""))
            runs += [", "] * bool(runs)
            runs.append(Reference(place.section, place.number) if place.section else place.number)
        return tuple(runs)

    def with_notes(self, text: Cited, notes: Mapping[str, NoteMark]) -> Inline:
        """Set a label or cell; `[id]` becomes the mark of that note."""
        runs: list[Run] = []
        for run in self.inline(text):
            if isinstance(run, str):
                parts = enumerate(_NOTE.split(run))
                runs += [notes.get(part, f"[{part}]") if index % 2 else part for index, part in parts if part]
            else:
                runs.append(run)
        return tuple(_without_blank_before(runs))


def _notes_apart(marked: str) -> tuple[str, Mapping[str, str]]:
    """Return a text without its notes, and those by their names."""
    if "[^" not in marked:
        return marked, {}
    return NOTE_BELOW.sub("", marked), {
        match["note"]: _LINE_ENDS.sub(" ", match["text"]) for match in NOTE_BELOW.finditer(marked)
    }


def _words_in_tag(tag: str, figures: Sequence[Run], in_tags: set[str]) -> str:
    """Replace the marks of figures in a tag, as in an alternative text, by the figures' words; note their elements."""

    def words(mark: re.Match[str]) -> str:
        figure = figures[int(mark[1])]
        if isinstance(figure, str):
            return escape(figure)
        if isinstance(figure, PrintedFigure):
            in_tags.add(figure.id)
        return escape(figure.text)

    return _MARK.sub(words, tag)


def _mark(number: int) -> str:
    return f"x{CITED}{number}\ue001x"


def _fitted(piece: str, before: Sequence[str | PrintedFigure]) -> str:
    """Give a literal piece its hard spaces, also after a digit that ends the run before it."""
    last = before[-1] if before else ""
    digit = plain_text((last,))[-1:] if last else ""
    return hard_spaces(f"0{piece}")[1:] if digit.isdigit() else hard_spaces(piece)


def _without_blank_before(runs: Sequence[Run]) -> Iterator[Run]:
    for index, run in enumerate(runs, 1):
        marked = index < len(runs) and isinstance(runs[index], NoteMark)
        yield run.rstrip() if marked and isinstance(run, str) else run


def _stands_alone(pieces: Sequence[str | Citation], index: int) -> bool:
    before = str(pieces[index - 1]).rstrip(" ") if index else ""
    after = str(pieces[index + 1]).lstrip(" ") if index + 1 < len(pieces) else ""
    return before[-2:] in {"", "\n\n"} and (not after.strip() or after.startswith("\n\n"))


@lru_cache(maxsize=256)
def note_mark(sign: str, number: int) -> str:
    """Return the mark of a note by the house's sign of footnotes: `*`, `**)`, … or the number."""
    return str(number) if sign == "1" else sign[0] * number + sign[1:]
