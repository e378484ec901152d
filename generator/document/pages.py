"""Pages as values: sheets to lay out, fragments laid out (one tagged PDF a unit), the finished file.

Lengths are CSS pixels (96 to the inch) from the top-left corner of the page. Pages count from 1 in a fragment, and
again in a Pdf.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count, repeat
from pathlib import Path
from typing import Final, Literal, Protocol, TypeAlias, get_args


class Numbering(StrEnum):
    """How a unit's pages are numbered in print."""

    COUNTED = "counted"
    ROMAN = "roman"  # i, ii, iii: counted apart, moves nobody else's number
    UNNUMBERED = "unnumbered"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A unit's HTML: one complete document that begins on a new page.

    With `needs_page_numbers` it is laid out last: an empty `data-page-of="ID"` element gets the printed page of ID. One
    that `has_spread` is laid out again when it is known on which side its first page is, which the class of its body
    says, and one with tables `kept` on a page if they are longer than that.
    """

    id: str
    html: str
    needs_page_numbers: bool = False
    numbering: Numbering = Numbering.COUNTED
    has_spread: bool = False
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """The stylesheet of a document; `furniture_css` fills the margins, which `css` leaves empty, with heads and feet.

    Relative addresses start from `base`. Only files of `base` and `folders` may be read, and nothing of the network.
    `state_colours` are those of status scales by name.
    """

    css: str
    base: Path
    folders: tuple[Path, ...] = ()
    furniture_css: str = ""
    state_colours: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A sheet to lay out, which may be that of the page heads and feet."""

    sheet: Sheet
    is_furniture: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """The border box of an element, or of the part of it that is on the page."""

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
    """The place of an element, or of one part of it: a split element has one a page."""

    id: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageArea:
    """A page's size, the box that content keeps to, and the CSS name of the page ("" for none)."""

    width: float
    height: float
    content: Box
    name: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A heading for the outline: its level (h1 = 1), and the point it leads to."""

    level: int
    label: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an element starts. A `figure` (one of hundreds) is named in the file only where a link leads to it."""

    id: str
    page: int
    x: float
    y: float
    figure: bool = False


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A link to an id in another unit; `element` is the nearest to its own place."""

    target: str
    element: str
    page: int


class FaultKind(StrEnum):
    """The kinds of faults in what is laid out."""

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
    """Content that sticks out of its page or cell by `excess`, near element `id`; `sample` is "" for an image."""

    unit: str
    id: str
    page: int
    excess: float
    sample: str
    of_cell: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """A unit laid out: a tagged PDF whose pages fit anywhere in a file. `links` lead out of the unit."""

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
    """All units laid out, in order; `furniture` is a PDF with the head and foot of each page (b"" for none)."""

    fragments: tuple[Fragment, ...]
    furniture: bytes = b""
    faults: tuple[Fault, ...] = ()

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """Return the stylesheet's faults, then those of each unit."""
        return self.faults + tuple(fault for fragment in self.fragments for fault in fragment.faults)

    @property
    def overflows(self) -> tuple[Overflow, ...]:
        """Return what sticks out; pages count in the unit."""
        return tuple(overflow for fragment in self.fragments for overflow in fragment.overflows)


@dataclass(frozen=True, slots=True)
class PageSlot:
    """A page that needs its head and foot: printed number ("" for none), counted pages, CSS name of the page."""

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
    """A file inside the PDF. Several readers garble names that are not ASCII."""

    name: str
    data: bytes
    media_type: str
    description: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Pdf:
    """The finished file, the printed number of each page, and where every element landed."""

    data: bytes
    labels: tuple[str, ...]
    placed: tuple[Placed, ...]

    @property
    def page_count(self) -> int:
        """Return the number of pages of the file."""
        return len(self.labels)

    def places(self, element_id: str) -> tuple[Box, ...]:
        """Return every part of an element, in page order."""
        return tuple(placed.box for placed in self.placed if placed.id == element_id)


_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def _roman(number: int) -> str:
    return "x" * (number // 10) + _ROMAN[number % 10]


def page_labels(fragments: tuple[Fragment, ...]) -> tuple[str, ...]:
    """Return the printed number of every page in order: 1, 2 …, or i, ii …, or ""."""
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
    """Lays out sheets: here, in other processes or from a store, always into the same fragments."""

    def prepare(self, style: Style) -> None:
        """Begin to prepare a style, while its jobs are being made."""

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """Return the fragments of the jobs, in their order."""

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """Return the faults of a style and of the files that it names."""


# The forms that are published, and those that are also handed out while a report is worked on.
PublishedFormat: TypeAlias = Literal["html", "pdf"]
Format: TypeAlias = Literal[PublishedFormat, "xlsx", "docx", "csv", "json"]
PUBLISHED_FORMATS: tuple[PublishedFormat, ...] = get_args(PublishedFormat)
FORMATS: tuple[Format, ...] = get_args(Format)
PDF: Final = "pdf"


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a period is built: ids of `documents`, or all; a `draft` despite errors, each page marked as one."""

    formats: frozenset[Format] = frozenset(PUBLISHED_FORMATS)
    layouter: Layouter | None = None
    draft: bool = False
    documents: tuple[str, ...] = ()
