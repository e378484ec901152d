"""Running text as paragraphs of pieces: runs and Markdown's markup, read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Literal, TypeAlias, assert_never

from markupsafe import Markup

from generator.document import (
    Aligned,
    Inline,
    NoteMark,
    PrintedFigure,
    Reference,
    Revised,
    Run,
    Sign,
    StatusMark,
    Was,
)

Emphasis: TypeAlias = Literal["bold", "italic", "code", "struck", "inserted", "raised", "lowered"]
ParagraphKind: TypeAlias = Literal["text", "heading", "item", "quote", "code", "rule", "term", "description", "box"]

_EMPHASIS: dict[str, Emphasis] = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "code": "code",
    "del": "struck",
    "ins": "inserted",
    "s": "struck",
    "sup": "raised",
    "sub": "lowered",
}
_KINDS: dict[str, ParagraphKind] = {"dt": "term", "dd": "description", "div": "box"}
_HEADING = re.compile(r"h([1-6])")
_WIDTH = re.compile(r"width: (\d+)%")
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Words:
    """A part of a line with its emphasis, and the address that it links to or nothing.

    `state` names a colour; `language` is set where it is not that of the document.
    """

    text: str
    emphasis: frozenset[Emphasis] = frozenset()
    link: str = ""
    state: str = ""
    language: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture in the text: its data address, what it shows, and its part of the text's width, 0 for its own size."""

    source: str
    alternative: str
    share: float = 0


@dataclass(frozen=True)
class LineBreak:
    """A new line in the same paragraph."""


Piece: TypeAlias = Words | Picture | LineBreak | NoteMark


@dataclass(frozen=True)
class ListOfText:
    """A list: whether it is numbered, the number of its first item, and how deep it stands, from 0."""

    ordered: bool
    first: int
    depth: int
    number: int


@dataclass
class Paragraph:
    """A paragraph: its level if it is a heading, its list if it is of an item, of which it may be the `first`."""

    kind: ParagraphKind
    pieces: list[Piece] = field(default_factory=list)
    level: int = 0
    within: ListOfText | None = None
    first: bool = False


def paragraphs(text: Inline) -> list[Paragraph]:
    """Return the paragraphs of a text; a line without markup is one."""
    reader = _ParagraphReader()
    for run in text:
        if isinstance(run, Markup):
            reader.feed(str(run))
        else:
            for piece in _pieces(run):
                reader.add(piece)
    reader.close()
    reader.end_paragraph()
    return reader.done


def _share(values: Mapping[str, str]) -> float:
    match = _WIDTH.search(values.get("style", ""))
    return int(match[1]) / 100 if match else 0


def _pieces(run: Run) -> Iterator[Piece]:
    match run:
        case str():
            yield Words(run)
        case PrintedFigure():
            yield from _versions(run.was, Words(run.text))
        case StatusMark():
            mark = () if run.shown == "ord" else (Words("● ", state=run.colour),)
            yield from _versions(run.was, *mark, Words(run.text, frozenset({"bold"})))
        case Revised():
            yield from _versions(run.was, Words(run.text))
        case NoteMark():
            yield run
        case Reference():
            yield Words(run.text, link=f"#{run.target}")
        case Aligned() | Sign():
            yield Words(run.text)
        case _:
            assert_never(run)


def _versions(was: Was | None, *new: Words) -> Iterator[Words]:
    if was is None:
        yield from new
        return
    if was.text:
        yield Words(was.text, frozenset({"struck"}))
        yield Words(" ")
    yield from (Words(each.text, each.emphasis | {"inserted"}, each.link, each.state) for each in new if each.text)


class _ParagraphReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[Paragraph] = []
        self.open: Paragraph | None = None
        self.emphasis: list[Emphasis] = []
        self.link = ""
        self.lists: list[ListOfText] = []
        self.count = 0
        self.begins_item = False
        self.heading = 0
        self.quotes = 0
        self.languages: list[str] = []
        # The blocks that are open and give a paragraph its kind, the innermost last.
        self.kinds: list[ParagraphKind] = []
        self.preformatted = False
        self.share = 0.0

    def add(self, piece: Piece) -> None:
        """Add a piece to the paragraph, or begin one with it."""
        if self.open is None:
            self.open = self.paragraph()
            self.begins_item = False
        if isinstance(piece, Words):
            piece = replace(
                piece,
                emphasis=piece.emphasis | set(self.emphasis),
                link=piece.link or self.link,
                language="".join(self.languages[-1:]),
            )
        self.open.pieces.append(piece)

    def paragraph(self) -> Paragraph:
        """Return an empty paragraph of the kind that is open."""
        if self.heading:
            return Paragraph("heading", level=self.heading)
        if self.preformatted:
            return Paragraph("code")
        if self.lists:
            return Paragraph("item", within=self.lists[-1], first=self.begins_item)
        kind: ParagraphKind = "quote" if self.quotes else "text"
        return Paragraph(self.kinds[-1] if self.kinds else kind)

    def end_paragraph(self) -> None:
        """End the paragraph that is open, if one is."""
        if self.open is not None:
            self.done.append(self.open)
        self.open = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        match tag:
            case "a":
                self.link = values.get("href", "")
            case "img":
                self.add(Picture(values.get("src", ""), values.get("alt", ""), _share(values) or self.share))
            case "br":
                self.add(LineBreak())
            case _ if tag in _EMPHASIS:
                self.emphasis.append(_EMPHASIS[tag])
            case "span":
                self.languages.append(values.get("lang", "") or "".join(self.languages[-1:]))
            case "abbr":
                pass
            case _:
                self.begin_block(tag, values)

    def begin_block(self, tag: str, values: dict[str, str]) -> None:
        """Begin what stands on lines of its own."""
        self.end_paragraph()
        match tag:
            case "ul" | "ol":
                self.count += 1
                first = int(values.get("start", "1"))
                self.lists.append(ListOfText(tag == "ol", first, len(self.lists), self.count))
            case "li":
                self.begins_item = True
            case "blockquote":
                self.quotes += 1
            case "pre":
                self.preformatted = True
            case "dt" | "dd" | "div":
                self.kinds.append(_KINDS[tag])
            case "hr":
                self.done.append(Paragraph("rule"))
            case "figure":
                self.share = _share(values)
            case _ if heading := _HEADING.fullmatch(tag):
                self.heading = int(heading[1])
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "a":
                self.link = ""
            case "span":
                self.languages.pop()
            case "img" | "br" | "hr" | "abbr":
                pass
            case _ if tag in _EMPHASIS:
                self.emphasis.remove(_EMPHASIS[tag])
            case _:
                self.end_block(tag)

    def end_block(self, tag: str) -> None:
        """End what stands on lines of its own."""
        if tag == "li" and self.begins_item and self.open is None:
            self.add(Words(""))
        self.end_paragraph()
        match tag:
            case "ul" | "ol":
                self.lists.pop()
            case "blockquote":
                self.quotes -= 1
            case "pre":
                self.preformatted = False
            case "dt" | "dd" | "div":
                self.kinds.pop()
            case "figure":
                self.share = 0
            case _ if _HEADING.fullmatch(tag):
                self.heading = 0
            case _:
                pass

    def handle_data(self, data: str) -> None:
        if self.preformatted:
            for number, line in enumerate(data.strip("\n").split("\n")):
                if number:
                    self.add(LineBreak())
                self.add(Words(line))
            return
        words = _BLANKS.sub(" ", data)
        if self.open is not None or words.strip(" "):
            self.add(Words(words if self.open is not None else words.lstrip(" ")))
