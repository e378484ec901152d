"""One walk over the boxes of WeasyPrint 70.0: where every id landed, what sticks out, what is decoration only."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from generator.document import Bookmark, Box, Destination, Overflow, PageArea, Placed
from generator.printing.pdf.engine import NOWHERE, EngineBox, EngineDocument, EngineObject, HtmlElement, Near

SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class WordBreaks:
    """Finds the boxes that a space follows, and those that end with a hyphen of the line break, by their `id()`."""

    spaced: set[int] = field(default_factory=set)
    hyphenated: set[int] = field(default_factory=set)
    _ends: dict[HtmlElement, EngineBox] = field(default_factory=dict)
    _sources: dict[HtmlElement, str] = field(default_factory=dict)

    def add_line(self, element: HtmlElement, pieces: Sequence[EngineBox], left_out: Container[int]) -> None:
        """Take the pieces of text of a line; those `left_out` are no content."""
        before = self._ends.get(element)
        for piece in pieces:
            if id(piece) in left_out:
                continue
            if not piece.text.strip():
                if before is not None and piece.text:
                    self.spaced.add(id(before))
                continue
            is_new_line = before is not None and before is self._ends.get(element)
            if is_new_line:
                self._add_break(element, before, piece)
            before = piece
        if before is not None:
            self._ends[element] = before

    def _add_break(self, element: HtmlElement, before: EngineBox, after: EngineBox) -> None:
        """Compare with the source: a space, a break inside a word, or one after its own `-` or `/`."""
        start, end = before.text.split()[-1], after.text.split()[0].removesuffix(after.style["hyphenate_character"])
        stem = start.removesuffix(before.style["hyphenate_character"])
        source = self._source(element)
        if _plain(start + end) in source:
            return
        if stem != start and _plain(stem + end) in source:
            self.hyphenated.add(id(before))
        else:
            self.spaced.add(id(before))

    def _source(self, element: HtmlElement) -> str:
        if element not in self._sources:
            self._sources[element] = _plain(" ".join("".join(_texts(element)).split()))
        return self._sources[element]


def _texts(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " if child.tag == "br" else ""
        yield from _texts(child)
        yield child.tail or ""


def _plain(text: str) -> str:
    """Drop what the engine may change or leave out."""
    return text.replace(SOFT_HYPHEN, "").casefold()


TOLERANCE = 0.5  # CSS pixels: rounding in the engine is far below it, a lost letter far above
_SAMPLE = 40

ArtifactKind = tuple[tuple[str, str], ...]
LAYOUT: ArtifactKind = (("Type", "Layout"),)
PAGINATION: ArtifactKind = (("Type", "Pagination"),)
# PDF/UA-1, 7.8: running heads and feet are pagination artifacts of these subtypes.
_SUBTYPES = {"top": "Header", "bottom": "Footer"}


@dataclass(slots=True)
class _Context:
    """What a box has from its ancestors: the nearest id, its table cell, whether it is turned."""

    element: str
    cell: EngineBox = None
    turned: bool = False


@dataclass(slots=True)
class Survey:
    """What a unit's pages hold. `artifacts` and `near` go by `id()` of a box: keep the document alive meanwhile."""

    unit: str
    boxes: EngineObject
    placeholder: type
    artifacts: dict[int, ArtifactKind] = field(default_factory=dict)
    near: dict[int, Near] = field(default_factory=dict)
    areas: list[PageArea] = field(default_factory=list)
    parts: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    overflows: dict[tuple[str, int, bool], Overflow] = field(default_factory=dict)
    heads: set[HtmlElement] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)
    words: WordBreaks = field(default_factory=WordBreaks)

    def real(self, box: EngineBox) -> EngineBox:
        """Return the box itself where another stands for it in the flow."""
        return box._box if isinstance(box, self.placeholder) else box  # type: ignore[attr-defined]  # noqa: SLF001

    def is_margin(self, box: EngineBox) -> bool:
        """Return whether it is a page-margin box."""
        return isinstance(box, self.boxes.MarginBox)

    def is_line(self, box: EngineBox) -> bool:
        """Return whether it is a line of text."""
        return isinstance(box, self.boxes.LineBox)

    def is_inline(self, box: EngineBox) -> bool:
        """Return whether it is part of a line."""
        return isinstance(box, self.boxes.InlineLevelBox)

    def is_blank(self, box: EngineBox) -> bool:
        """Return whether it is text that is not seen."""
        return self.is_text(box) and not box.text.strip()

    def is_text(self, box: EngineBox) -> bool:
        """Return whether it is a piece of text in a line."""
        return isinstance(box, self.boxes.TextBox)

    def is_replaced(self, box: EngineBox) -> bool:
        """Return whether it is an image."""
        return isinstance(box, self.boxes.ReplacedBox)

    def nearest(self, box: EngineBox) -> Near:
        """Return the nearest id and the page."""
        return self.near.get(id(box), NOWHERE)

    def placed(self) -> tuple[Placed, ...]:
        """Return where every id landed, in page order."""
        return tuple(
            Placed(name, Box(page, left, top, right - left, bottom - top))
            for (name, page), (left, top, right, bottom) in self.parts.items()
        )

    def add_page(self, page_box: EngineBox) -> None:
        """Walk one page."""
        corner = page_box.content_box_x(), page_box.content_box_y()
        content = Box(len(self.areas) + 1, *corner, page_box.width, page_box.height)
        size = page_box.margin_width(), page_box.margin_height()
        self.areas.append(PageArea(*size, content, page_box.page_type.name or ""))
        for child in page_box.children:
            self._walk(child, _Context(""))

    def _walk(self, box: EngineBox, context: _Context) -> None:
        box = self.real(box)
        kind = self._artifact_kind(box)
        if kind is not None:
            self._leave_out(box, kind, context.element)
            return
        if box.element is not None and box.element_tag == box.element.tag and box.element.get("id"):
            context = replace(context, element=box.element.get("id"))
            self._place(box, context.element)
            if box.element_tag == "data":
                self.figures.add(context.element)
        if isinstance(box, self.boxes.TableCellBox):
            context = replace(context, cell=box)
        if box.transformation_matrix is not None:
            context = replace(context, turned=True)
        self.near[id(box)] = context.element, len(self.areas)
        if not context.turned:
            self._measure(box, context)
        for child in box.children:
            self._walk(child, context)
        if self.is_line(box):
            self.words.add_line(box.element, list(self._pieces(box)), self.artifacts)

    def _pieces(self, box: EngineBox) -> Iterator[EngineBox]:
        for child in map(self.real, box.children):
            if self.is_text(child):
                yield child
            else:
                yield from self._pieces(child)

    def _artifact_kind(self, box: EngineBox) -> ArtifactKind | None:
        if self.is_margin(box):
            side = _SUBTYPES.get(box.at_keyword.lstrip("@").partition("-")[0])
            return (*PAGINATION, ("Subtype", side)) if side else PAGINATION
        if box.is_leader:
            return LAYOUT
        source = box.element
        if source is None:
            return None
        if source.get("aria-hidden") == "true" or (self.is_replaced(box) and _is_decoration(box)):
            return LAYOUT
        if box.element_tag in ("thead", "tfoot"):
            if source in self.heads:
                return PAGINATION
            self.heads.add(source)
        return None

    def _leave_out(self, box: EngineBox, kind: ArtifactKind, element: str) -> None:
        box = self.real(box)
        self.artifacts[id(box)] = kind
        self.near[id(box)] = element, len(self.areas)
        for child in box.children:
            self._leave_out(child, kind, element)

    def _place(self, box: EngineBox, name: str) -> None:
        if self.is_line(box) or self.is_text(box):
            return
        x, y, width, height = box.hit_area()
        part = self.parts.setdefault((name, len(self.areas)), [x, y, x + width, y + height])
        part[:] = min(part[0], x), min(part[1], y), max(part[2], x + width), max(part[3], y + height)

    def _measure(self, box: EngineBox, context: _Context) -> None:
        area = self.areas[-1].content
        if self.is_blank(box):
            return
        if self.is_text(box):
            left, right = box.position_x, box.position_x + box.width
            if box.position_y + box.baseline > area.bottom:
                self._note(box.position_y + box.height - area.bottom, box, context)
            self._note(max(area.x - left, right - area.right), box, context)
            if context.cell is not None:
                start = context.cell.border_box_x()
                end = start + context.cell.border_width()
                self._note(max(start - left, right - end), box, context, of_cell=True)
        elif self.is_replaced(box):
            x, y, width, height = box.hit_area()
            self._note(max(area.x - x, x + width - area.right, y + height - area.bottom), box, context)

    def _note(self, excess: float, box: EngineBox, context: _Context, *, of_cell: bool = False) -> None:
        if excess <= TOLERANCE:
            return
        key = element, page, _ = context.element, len(self.areas), of_cell
        largest = self.overflows.get(key)
        if largest is None or excess > largest.excess:
            sample = box.text.strip()[:_SAMPLE] if self.is_text(box) else ""
            self.overflows[key] = Overflow(self.unit, element, page, round(excess, 2), sample, of_cell)


def _is_decoration(box: EngineBox) -> bool:
    """Return whether an image says nothing: empty alt, presentational, or of the stylesheet."""
    source = box.element
    return box.element_tag != source.tag or source.get("alt") == "" or source.get("role") in ("presentation", "none")


def survey(unit: str, document: EngineDocument) -> Survey:
    """Walk all pages of a laid-out document."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    surveyed = Survey(unit, boxes, AbsolutePlaceholder)
    for page in document.pages:
        surveyed.add_page(page._page_box)  # noqa: SLF001 - positions are public in no other way
    return surveyed


def bookmarks(document: EngineDocument) -> tuple[Bookmark, ...]:
    """Return the headings of a laid-out document, in order."""
    return tuple(
        Bookmark(level, " ".join(label.split()), number, x, y)
        for number, page in enumerate(document.pages, start=1)
        for level, label, (x, y), _state in page.bookmarks
    )


def destinations(document: EngineDocument, figures: AbstractSet[str]) -> tuple[Destination, ...]:
    """Return the points that links can lead to; of several elements with one id, the first."""
    points: dict[str, Destination] = {}
    for number, page in enumerate(document.pages, start=1):
        for name, (x, y, _right, _bottom) in page.anchors.items():
            points.setdefault(name, Destination(name, number, x, y, name in figures))
    return tuple(points.values())
