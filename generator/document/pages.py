"""Pages as values: the sheets to lay out, the fragments laid out (one tagged PDF a unit), and the finished file.

Lengths are CSS pixels (96 to the inch) from the top-left corner of the page. Pages are counted from 1: inside a
fragment from the fragment's first page, in a Pdf from the file's first page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count, repeat
from pathlib import Path
from typing import Protocol


class Numbering(StrEnum):
    """How a unit's pages are numbered in print."""

    COUNTED = "counted"
    ROMAN = "roman"  # i, ii, iii: counted apart, moves nobody else's number
    UNNUMBERED = "unnumbered"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A unit's HTML, ready to lay out: one complete document that begins on a new page.

    One that `needs_page_numbers` is laid out after the others: it has empty `data-page-of="ID"` elements, whose text
    becomes the printed page number of ID.
    """

    id: str
    html: str
    needs_page_numbers: bool = False
    numbering: Numbering = Numbering.COUNTED


@dataclass(frozen=True, slots=True)
class Style:
    """The stylesheet of all sheets of one document.

    Relative addresses in `css` and in the sheets start from `base`. Files may be read from `base` and `folders`;
    everything else, and the network, is refused. `furniture_css` is added to `css` for page heads and feet (margin
    boxes): `css` itself leaves the page margins empty.
    """

    css: str
    base: Path
    folders: tuple[Path, ...] = ()
    furniture_css: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A sheet to lay out, and whether it is the document of page heads and feet."""

    sheet: Sheet
    is_furniture: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: the border box of an element, or of the part of it that is on that page."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of the lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of the element with this id, or of one part of it; a split element has one a page."""

    id: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageArea:
    """A page's size, the box that content keeps to, and the CSS name of the page (`page: NAME`; "" for none)."""

    width: float
    height: float
    content: Box
    name: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A heading for the outline: its level (h1 = 1), its text, and the point it leads to."""

    level: int
    label: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Destination:
    """A point that links can lead to: the beginning of the element with this id.

    A `figure` (a `data` element, of which there are hundreds) is named in the file only where a link leads to it.
    """

    id: str
    page: int
    x: float
    y: float
    figure: bool = False


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A link to an id in another unit, and its own place: the nearest element and the page."""

    target: str
    element: str
    page: int


class FaultKind(StrEnum):
    """The kinds of faults that the layout engine, or the rules for what it may do, find."""

    GLYPH = "glyph"  # no font has the character
    STYLE = "style"  # the stylesheet or the markup has something that the engine does not understand
    LINK = "link"  # a link or a page number leads to an id that no unit has
    RESOURCE = "resource"  # a file or an address that may not, or could not, be read
    ALT = "alt"  # an image without alternative text


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a unit ("" for the stylesheet) near an element ("" if unknown); `found` is what is wrong."""

    kind: FaultKind
    unit: str
    element: str
    found: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Overflow:
    """Content that sticks out of the page's content box, or of its table cell.

    `id` is that of the nearest element that has one, `excess` how far it sticks out, `sample` the text (or "" for an
    image).
    """

    unit: str
    id: str
    page: int
    excess: float
    sample: str
    of_cell: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """A unit laid out: a tagged PDF of its own, whose pages fit anywhere in a file, and what is known of them.

    `links` are those that lead out of the unit.
    """

    unit: str
    pdf: bytes
    numbering: Numbering
    areas: tuple[PageArea, ...]
    placed: tuple[Placed, ...]
    bookmarks: tuple[Bookmark, ...]
    destinations: tuple[Destination, ...]
    links: tuple[UnitLink, ...]
    overflows: tuple[Overflow, ...]
    faults: tuple[Fault, ...]

    @property
    def page_count(self) -> int:
        """Return the number of pages of the unit."""
        return len(self.areas)


@dataclass(frozen=True, slots=True)
class Layout:
    """All units laid out, in order, and their heads and feet: a PDF with a page for each page (b"" for none)."""

    fragments: tuple[Fragment, ...]
    furniture: bytes = b""
    faults: tuple[Fault, ...] = ()

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """Return the stylesheet's faults, then those of each unit."""
        return self.faults + tuple(fault for fragment in self.fragments for fault in fragment.faults)

    @property
    def overflows(self) -> tuple[Overflow, ...]:
        """Return what sticks out, unit by unit; pages are counted in the unit."""
        return tuple(overflow for fragment in self.fragments for overflow in fragment.overflows)


@dataclass(frozen=True, slots=True)
class PageSlot:
    """A page that needs its head and foot.

    `label` is the printed number ("" if the unit is not numbered), `total` the number of counted pages, `name` the
    CSS name of the page, `first` whether the unit begins here.
    """

    label: str
    total: str
    unit: str
    name: str
    first: bool


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself. Dates have a time zone."""

    title: str
    author: str
    subject: str = ""
    keywords: tuple[str, ...] = ()
    language: str = "sv"
    created: datetime | None = None
    modified: datetime | None = None
    creator: str = "Tertial"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF. The name is ASCII: another comes back garbled from the name tree of several readers."""

    name: str
    data: bytes
    media_type: str
    description: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Pdf:
    """The finished file, the printed number of each page, and where every element with an id landed in it."""

    data: bytes
    labels: tuple[str, ...]
    placed: tuple[Placed, ...]

    @property
    def page_count(self) -> int:
        """Return the number of pages of the file."""
        return len(self.labels)

    def places(self, element_id: str) -> tuple[Box, ...]:
        """Return every part of the element, in page order."""
        return tuple(placed.box for placed in self.placed if placed.id == element_id)


_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _roman(number: int) -> str:
    text = ""
    for value, numeral in _ROMAN:
        text += numeral * (number // value)
        number %= value
    return text


def page_labels(fragments: tuple[Fragment, ...]) -> tuple[str, ...]:
    """Return the printed number of every page in order: 1, 2 …, or i, ii …, or "", by each unit's numbering."""
    numbers: dict[Numbering, Iterator[str]] = {
        Numbering.COUNTED: map(str, count(1)),
        Numbering.ROMAN: map(_roman, count(1)),
        Numbering.UNNUMBERED: repeat(""),
    }
    return tuple(next(numbers[each.numbering]) for each in fragments for _ in each.areas)


def page_slots(fragments: tuple[Fragment, ...]) -> tuple[PageSlot, ...]:
    """Return the slots of all pages, in order."""
    total = str(sum(fragment.page_count for fragment in fragments if fragment.numbering is Numbering.COUNTED))
    labels = iter(page_labels(fragments))
    return tuple(
        PageSlot(next(labels), total, fragment.unit, area.name, first=index == 0)
        for fragment in fragments
        for index, area in enumerate(fragment.areas)
    )


def offsets(fragments: tuple[Fragment, ...]) -> Iterator[tuple[int, Fragment]]:
    """Yield each fragment with the number of pages before it."""
    before = 0
    for fragment in fragments:
        yield before, fragment
        before += fragment.page_count


def printed_pages(fragments: tuple[Fragment, ...]) -> dict[str, str]:
    """Return the printed number of the page where each element begins, by its id."""
    labels = page_labels(fragments)
    pages: dict[str, str] = {}
    for before, fragment in offsets(fragments):
        for placed in fragment.placed:
            pages.setdefault(placed.id, labels[before + placed.box.page - 1])
    return pages


class Layouter(Protocol):
    """Lays out sheets: in this process, in others, or from a store, always into the same fragments."""

    def prepare(self, style: Style) -> None:
        """Let what the style of the coming jobs needs be made while they are."""

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """Return the fragments of the jobs, in their order."""

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """Return the faults of a style and of the files that it names."""


HTML, PDF = "html", "pdf"
FORMATS = (HTML, PDF)


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a period is built. Without a `layouter` this process lays out; without `documents` all are built.

    A `draft` is built despite errors, and each of its pages is marked as one. `documents` are ids.
    """

    formats: frozenset[str] = frozenset(FORMATS)
    layouter: Layouter | None = None
    draft: bool = False
    documents: tuple[str, ...] = ()
