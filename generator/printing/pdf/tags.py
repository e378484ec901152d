"""WeasyPrint 70.0's pages written as a tagged PDF that a screen reader, and not just a validator, understands.

The engine paints through a Stream that marks content, and calls `add_tags` once at the end: both are replaced while
one PDF is written. Corrected are elements over several pages, table headers, artifacts, notes, languages and links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from generator.document import PAPER, UnitLink, outgoing_address
from generator.printing.pdf.boxes import SOFT_HYPHEN, Survey
from generator.printing.pdf.engine import EngineBox, EngineDocument, EngineObject, HtmlElement, Near
from generator.printing.pdf.structure import (
    XREF,
    Annotation,
    CellAttributes,
    Element,
    Mark,
    finish,
    list_entry,
    place_for,
    write_tree,
)

_Marks: TypeAlias = dict[EngineBox, dict[str, EngineObject]]
# The glyphs of a line that are shown last: all in hexadecimal, with corrections of their distance between.
_LAST_GLYPH = re.compile(rb"\[(?P<before>.*)(?P<glyph>[0-9a-f]{4}>[-.0-9]*)\] TJ", re.DOTALL)
_SVG = "{http://www.w3.org/2000/svg}svg"

_ROLES = {
    "section": "Sect",
    "article": "Art",
    "blockquote": "BlockQuote",
    "figure": "Div",
    "p": "P",
    "pre": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "img": "Figure",
    _SVG: "Figure",
    **dict.fromkeys(("abbr", "s", "sub", "sup"), "Span"),
}
# How a part of a line differs from what is around it (ISO 32000-1, table 343).
_LAYOUT: dict[str, tuple[tuple[str, str | int], ...]] = {
    "s": (("TextDecorationType", "/LineThrough"),),
    "sub": (("BaselineShift", -2),),
    "sup": (("BaselineShift", 3),),
}

_LISTS = ("none", "disc", "circle", "square", "decimal", "lower-roman", "upper-roman", "lower-alpha", "upper-alpha")
_LIST_NUMBERING = {style: style.title().replace("-", "") for style in _LISTS}


class TagError(RuntimeError):
    """The engine painted something that the tree does not hold: a fault of the program, not of the content."""


def _alternative(element: HtmlElement) -> str:
    # By precedence: aria-label, the title of an SVG, alt.
    title = element.find("{http://www.w3.org/2000/svg}title") if element.tag == _SVG else None
    return (element.get("aria-label") or (title.text if title is not None else element.get("alt")) or "").strip()


@dataclass(slots=True)
class _Tagger:
    survey: Survey
    root: Element
    language: str
    contents: frozenset[HtmlElement] = frozenset()
    elements: dict[tuple[HtmlElement, str], Element] = field(default_factory=dict)
    owners: list[dict[int, Element]] = field(default_factory=list)
    untitled: list[Near] = field(default_factory=list)

    def page(self, box: EngineBox, marks: _Marks) -> None:
        self.owners.append({})
        self._visit(box, self.root, None, marks)
        if marks:
            raise TagError(f"content without a place in the tree: {[str(left) for left in marks]}")

    def _visit(self, box: EngineBox, parent: Element, block: object, marks: _Marks) -> None:
        box = self.survey.real(box)
        if id(box) in self.survey.artifacts or self.survey.is_margin(box):
            return
        if self.survey.is_line(box):
            block = box.element
        element = self._enter(box, parent, block)
        page = len(self.owners) - 1
        if box.link_annotation is not None:
            element.kids.append(Annotation(page, box.link_annotation))
        mark = marks.pop(box, None)
        if mark is not None:
            holder = place_for("", element, block)
            holder.kids.append(Mark(page, mark["mcid"]))
            self.owners[page][mark["mcid"]] = holder
        for child in box.children:
            self._visit(child, element, block, marks)

    def _enter(self, box: EngineBox, parent: Element, block: object) -> Element:
        """Return the element of the box's content: a new one, one begun earlier, or the parent."""
        source, tag = box.element, box.element_tag
        if source is None or tag in ("html", "body"):
            return parent
        if tag != source.tag:
            return self._pseudo(source, tag.rpartition("::")[2], parent, block)
        begun = self.elements.get((source, ""))
        if begun is not None:
            return begun
        language = source.get("lang", "")
        foreign = language if language and language != self._language(parent) else ""
        role = self._role(box, source, tag) or (("Span" if self.survey.is_inline(box) else "Div") if foreign else "")
        if not role:
            return parent
        element = list_entry(role, parent) if tag in ("dt", "dd") else place_for(role, parent, block).add(role, source)
        element.language = foreign
        self.elements[source, ""] = element
        self._describe(element, box, source)
        return element

    def _role(self, box: EngineBox, source: HtmlElement, tag: str) -> str:
        if source.get("role") == "doc-footnote":
            return "Note"
        if tag == "a":
            return "Link" if box.link_annotation is not None or source.get("href") else ""
        if box.link_annotation is not None:
            return "Link"
        if source.get("role") == "note" or (tag, source.get("role")) == ("span", "img"):
            return "Div" if tag != "span" else "Span"
        if source.get("class") == "note-mark":
            return "Reference"
        if source in self.contents:
            return {"ol": "TOC", "ul": "TOC", "li": "TOCI"}.get(tag, _ROLES.get(tag, ""))
        if self.survey.is_replaced(box):
            return "Figure"
        return _ROLES.get(tag, "")

    def _pseudo(self, source: HtmlElement, kind: str, parent: Element, block: object) -> Element:
        if kind not in ("marker", "footnote-call", "footnote-marker") or (kind == "marker" and parent.role != "LI"):
            return parent
        begun = self.elements.get((source, kind))
        if begun is not None:
            return begun
        role = "Reference" if kind == "footnote-call" else "Lbl"
        place = place_for(role, parent, block)
        element = self.elements[source, kind] = place.add(role, source)
        if kind == "footnote-call":
            # The note follows its call in the tree, wherever on the page it stands.
            note = self.elements[source, ""] = place.add("Note", source)
            note.language = source.get("lang", "")
        return element

    def _describe(self, element: Element, box: EngineBox, source: HtmlElement) -> None:
        if element.role in ("TH", "TD"):
            headers = tuple((source.get("headers") or "").split())
            element.cell = CellAttributes(
                box.colspan, box.rowspan, (source.get("scope") or "").lower(), source.get("id") or "", headers
            )
        elif element.role == "Span":
            element.expansion = source.get("title", "") if source.tag == "abbr" else ""
            element.layout = _LAYOUT.get(source.tag, ())
            element.alt = source.get("aria-label", "")
        elif element.role == "L":
            style = box.style["list_style_type"] if source.tag != "dl" else "none"
            element.numbering = _LIST_NUMBERING.get(style, "Decimal" if source.tag == "ol" else "Disc")
        elif element.role == "Figure":
            element.alt = _alternative(source)
            x, y = box.content_box_x(), box.content_box_y()
            element.box = (x, y, x + box.width, y + box.height)
            if not element.alt:
                self.untitled.append(self.survey.nearest(box))

    def _language(self, element: Element | None) -> str:
        while element is not None:
            if element.language:
                return element.language
            element = element.parent
        return self.language


def _contents_elements(root: HtmlElement) -> frozenset[HtmlElement]:
    """Return the lists and entries in tables of contents (role doc-toc)."""
    return frozenset(
        element
        for navigation in root.iter("nav")
        if navigation.get("role") == "doc-toc"
        for element in navigation.iter()
        if element.tag in ("ol", "ul", "li")
    )


@contextmanager
def _engine_with(stream_class: EngineObject, add_tags: Callable[..., None]) -> Iterator[None]:
    from weasyprint import pdf as engine

    before = engine.Stream, engine.add_tags
    engine.Stream, engine.add_tags = stream_class, add_tags
    try:
        yield
    finally:
        engine.Stream, engine.add_tags = before


def _soften_hyphen(stream: EngineObject, start: int) -> None:
    """Let the last glyph painted since `start` stand for a soft hyphen: a word is heard and copied whole."""
    import pydyf

    painted = [
        (place, shown)
        for place, operation in enumerate(stream.stream[start:], start)
        if isinstance(operation, bytes) and (shown := _LAST_GLYPH.fullmatch(operation))
    ]
    if not painted:
        return
    place, shown = painted[-1]
    after = stream.stream[place + 1 :]
    del stream.stream[place:]
    before = shown["before"].removesuffix(b"<") if shown["before"].endswith(b"<") else shown["before"] + b">"
    if before:
        stream.show_text(before)
    stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(SOFT_HYPHEN)}))
    stream.show_text(b"<" + shown["glyph"])
    stream.end_marked_content()
    stream.stream.extend(after)


def _stream_class(survey: Survey, watch: Callable[[EngineBox], None]) -> EngineObject:
    """Return a Stream class that writes artifacts as such and calls `watch` with each box that it paints."""
    import pydyf
    from weasyprint.pdf.stream import Stream

    spaces: dict[str, int] = {}

    class TaggedStream(Stream):  # type: ignore[misc]
        def clone(self, **options: EngineObject) -> EngineObject:
            stream = super().clone(**options)
            stream.__class__ = TaggedStream
            return stream

        @contextmanager
        def marked(self, box: EngineBox, tag: str) -> Iterator[None]:
            watch(box)
            kind = survey.artifacts.get(id(box))
            if survey.is_blank(box):
                # The engine paints nothing for it: it needs no paragraph.
                yield
                return
            if kind is None or self._tags is None:
                with super().marked(box, tag):
                    start = len(self.stream)
                    yield
                    if id(box) in survey.words.spaced:
                        self._add_space()
                    elif id(box) in survey.words.hyphenated:
                        _soften_hyphen(self, start)
                return
            self.begin_marked_content("Artifact", pydyf.Dictionary({key: f"/{value}" for key, value in kind}))
            try:
                yield
            finally:
                self.end_marked_content()

        def _add_space(self) -> None:
            """Let a space follow the text just painted, if its font has shown one before."""
            if not self.stream or self.stream[-1] != b"ET" or not self._old_font:
                return
            name = self._old_font[0]
            if name not in spaces:
                maps = [font.to_unicode.items() for font in self._fonts.values() if font.hash == name]
                space = next((glyph for glyphs in maps for glyph, text in glyphs if text == " "), None)
                if space is None:
                    return
                spaces[name] = space
            self.begin_text()
            self.show_text(f"<{spaces[name]:04x}>")
            self.end_text()

    return TaggedStream


def mend_targets(document: EngineDocument, survey: Survey) -> tuple[UnitLink, ...]:
    """Keep each link on its own element, and return those that lead to other units.

    The engine annotates every box inside a link, and drops links whose target is not in the document. What no document
    may lead to, as a style sheet can make it, becomes a link to another unit, where nothing has that name.
    """
    own = {name for page in document.pages for name in page.anchors}
    foreign = []
    for page in document.pages:
        links = [link for link in page.links if link[3].link is not None]
        page.links = []
        for kind, target, rectangle, box in links:
            leads_out = target not in own if kind == "internal" else not _is_allowed(kind, target)
            address = XREF + target if leads_out else target
            page.links.append(("external" if leads_out else kind, address, rectangle, box))
            if address.startswith(XREF):
                foreign.append(UnitLink(unquote(address.removeprefix(XREF)), *survey.nearest(box)))
    return tuple(dict.fromkeys(foreign))


def _is_allowed(kind: str, address: str) -> bool:
    return kind == "external" and (address.startswith((XREF, PAPER)) or outgoing_address(address) == address)


def write_tagged(
    document: EngineDocument, survey: Survey, prefix: str, watch: Callable[[EngineBox], None]
) -> tuple[bytes, Sequence[Near]]:
    """Return a document as a tagged PDF with one Part below Document, and where images lack alternative text.

    `prefix` begins all ids of the tree; `watch` gets each box as it is painted. Raises TagError for content outside it.
    """
    root: HtmlElement = document._html.etree_element  # noqa: SLF001 - the parsed source is kept nowhere else
    language = root.get("lang", "")
    tagger = _Tagger(survey, Element("Part", language=language), language, _contents_elements(root))

    def add_tags(pdf: EngineObject, document: EngineDocument, _version: object, streams: list[EngineObject]) -> None:
        for page, stream in zip(document.pages, streams, strict=True):
            tagger.page(page._page_box, stream._tags)  # noqa: SLF001
        finish(tagger.root, prefix)
        write_tree(pdf, tagger.root, tagger.owners, [page.height for page in document.pages])

    with _engine_with(_stream_class(survey, watch), add_tags):
        data = document.write_pdf(pdf_tags=True, pdf_version="1.7", pdf_identifier=False)
    return data, tagger.untitled
