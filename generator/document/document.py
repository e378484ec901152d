"""A document ready to print, as templates see it: units of typed blocks, with every figure formatted.

Each kind of block names the template that prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from generator.document.drawing import Drawing
from generator.document.figure_list import DocumentFigure
from generator.document.inline import Inline, LabelledPart, plain_text
from generator.document.memo import MemoBlock
from generator.problems import Where

Orientation: TypeAlias = Literal["stående", "liggande"]
Slot: TypeAlias = Literal["body", "heading", "title", "alternative text"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `number` as printed or empty, and the text. `run_in` sets it as the start of the text.

    `level` is that of the HTML element: 1 is the document's title on the cover, so a chapter is 2. No level is skipped.
    `label` is a line above the heading, `subtitle` one below it; `short` stands for the text in the contents list.
    """

    id: str
    level: int
    number: str
    text: Inline
    run_in: bool = False
    label: Inline = ()
    subtitle: Inline = ()
    short: str = ""

    @property
    def title(self) -> str:
        """Number and text as plain words."""
        return f"{self.number} {plain_text(self.text)}".strip()


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """A heading with the blocks under it, which may be sections. `style` is a class for the house's style sheet."""

    id: str
    heading: Heading
    blocks: tuple[Block, ...]
    style: str = ""
    template: ClassVar[str] = "block/section.html"

    @property
    def begins_spread(self) -> bool:
        """Whether a table on two facing pages is what it begins with."""
        first = self.blocks[0] if self.blocks else None
        return first.begins_spread if isinstance(first, SectionBlock | TableBlock) else False


@dataclass(frozen=True, slots=True)
class Note:
    """A note below a table or a text; `mark` may be empty. It leads `back` to the id of its mark, if that has one."""

    id: str
    mark: str
    text: Inline
    back: str = ""


@dataclass(frozen=True, slots=True)
class ProseBlock:
    """Running text: markup from Markdown with figures, marks and references in it. `style` is a class, or empty.

    `notes` are its footnotes, in the order of their marks.
    """

    id: str
    text: Inline
    style: str = ""
    notes: tuple[Note, ...] = ()
    template: ClassVar[str] = "block/prose.html"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence in the house's words, such as that there is nothing to report. `kind` is a class."""

    id: str
    text: Inline
    kind: str
    template: ClassVar[str] = "block/remark.html"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure set large with a few words under it.

    `unit_line` follows it in small type, `tag` is a word or a state, `change` says in words how it differs from an
    earlier one. A `drawing` is its development or a ring of its `parts`; `alternative` says in words what is drawn.
    """

    value: Inline
    label: Inline
    unit_line: Inline = ()
    tag: Inline = ()
    change: Inline = ()
    parts: tuple[Inline, ...] = ()
    drawing: Drawing | None = None
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Three or four key figures at the top of a chapter."""

    id: str
    items: tuple[KeyFigure, ...]
    template: ClassVar[str] = "block/key_figures.html"


Heat: TypeAlias = Literal["", "låg", "medel", "hög"]
CellKind: TypeAlias = Literal["text", "tal", "status", "tom", "delar"]


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell of the body. `pad` counts the decimals (the comma is one more) that the column has and this figure lacks.

    `head` makes it the head of a row or of a group of rows. Only kind `delar` has `parts`. `entered` marks a figure
    that is filled in by hand, among others that are computed from it. One of several `rows` begins in the first and has
    0 of them, with the same text, in the others. `heat` tints a cell of a matrix.
    """

    kind: CellKind
    text: Inline
    pad: int = 0
    head: Literal["", "row", "rowgroup"] = ""
    columns: int = 1
    parts: tuple[LabelledPart, ...] = ()
    entered: bool = False
    rows: int = 1
    heat: Heat = ""


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row of the body; `kind` is its type in the content language (rad, delsumma, summa, varav, …).

    `name` is the id of the row or the record in the content, empty where it has none. `level` is that of a heading
    among the rows, or 0; a row stands `under` so many of the headings before it.
    """

    id: str
    kind: str
    cells: tuple[PrintedCell, ...]
    name: str = ""
    level: int = 0
    under: int = 0


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the head with its extent in columns and rows; `kind` is that of its column, `note` a second line.

    It `opens_group` if its first column does.
    """

    id: str
    text: Inline
    columns: int
    rows: int
    scope: Literal["col", "colgroup"]
    kind: str
    note: Inline = ()
    opens_group: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: kind for alignment, width in per cent of the table or 0, whether it is tinted and opens a group."""

    kind: CellKind
    width_percent: int = 0
    highlighted: bool = False
    opens_group: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; a heading among the rows keeps its group of rows together, and so do the rows under the same headings.

    `label` is its number with a word, before the caption.
    `unit` stands with the caption. Without a caption the head has it, where no words above say it. `density` is `gles`,
    `normal`, `tät` or `mycket tät`, by the number of columns that share the width. One that is `turned` has that of a
    page that lies. `type_width` is that of the house's type, where the base's is 1. It is `kept` on one page, or on two
    that face each other.
    """

    id: str
    caption: Inline
    unit: str
    columns: tuple[Column, ...]
    head: tuple[tuple[HeadCell, ...], ...]
    groups: tuple[tuple[BodyRow, ...], ...]
    notes: tuple[Note, ...] = ()
    density: str = "normal"
    label: str = ""
    turned: bool = False
    type_width: Decimal = Decimal(1)
    kept: Literal["", "page", "spread"] = ""
    template: ClassVar[str] = "block/table.html"

    @property
    def begins_spread(self) -> bool:
        """Whether it is kept on two facing pages."""
        return self.kept == "spread"


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart with its title, alternative text and, if the author wants it, its data as a table under it."""

    id: str
    title: Inline
    kind: str
    drawing: Drawing
    alternative: str
    table: TableBlock | None
    label: str = ""
    template: ClassVar[str] = "block/chart.html"


@dataclass(frozen=True, slots=True)
class FormBlock:
    """Labelled boxes: the fields of a record row by row, or a blank copy; `title` is a heading of `level`, or empty."""

    id: str
    rows: tuple[tuple[LabelledPart, ...], ...]
    title: Inline = ()
    level: int = 2
    template: ClassVar[str] = "block/form.html"


@dataclass(frozen=True, slots=True)
class RecordList:
    """Records as a list, or `boxed`; each is a sequence of labelled parts."""

    id: str
    items: tuple[tuple[LabelledPart, ...], ...]
    boxed: bool
    template: ClassVar[str] = "block/record_list.html"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins on a new page."""

    id: ClassVar[str] = ""
    template: ClassVar[str] = "block/page_break.html"


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: who reports what, for which period. `revision` says which paper it replaces, or is empty."""

    id: str
    municipality: str
    board: str
    title: Inline
    subtitle: Inline
    period: str
    facts: tuple[LabelledPart, ...]
    revision: str = ""
    template: ClassVar[str] = "block/cover.html"


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents list: the section's element id, number and title, and the entries under it."""

    target: str
    number: str
    title: str
    level: int
    entries: tuple[ContentsEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents list of a document; on paper with page numbers, which only the layout knows."""

    id: str
    title: str
    entries: tuple[ContentsEntry, ...]
    template: ClassVar[str] = "block/contents.html"


@dataclass(frozen=True, slots=True)
class CaptionList(Contents):
    """A list of the tables or charts of a document, with their pages."""

    template: ClassVar[str] = "block/caption_list.html"


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """What a new version says of itself: who corrected it, when and why, as labelled parts, and the table of places.

    `of` says what is corrected if that is not the document itself.
    """

    id: str
    heading: str
    opening: Inline
    facts: tuple[LabelledPart, ...]
    table: TableBlock
    of: str = ""
    template: ClassVar[str] = "block/correction_notice.html"


Block: TypeAlias = (
    SectionBlock
    | ProseBlock
    | Remark
    | KeyFigures
    | TableBlock
    | ChartBlock
    | FormBlock
    | RecordList
    | PageBreak
    | Cover
    | MemoBlock
    | Contents
    | CorrectionNotice
)


@dataclass(frozen=True, slots=True)
class DocumentUnit:
    """A part that is laid out on its own and begins on a new page. Only its page numbers depend on other units."""

    id: str
    kind: Literal["omslag", "innehåll", "kapitel", "text", "rättelse"]
    running_title: str
    blocks: tuple[Block, ...]
    orientation: Orientation = "stående"


@dataclass(frozen=True, slots=True)
class Use:
    """Where a figure is printed: ledger id, document, the section's element id, slot, text and its element's id."""

    figure: str
    document: str
    section: str
    slot: Slot
    text: str
    element: str = ""


@dataclass(frozen=True, slots=True)
class ReportedPeriod:
    """The period that a document is of: its id, its title in words, its first and last day (ISO)."""

    id: str
    title: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class DeclaredMark:
    """A file or a colour as a house declares it, and where."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Look:
    """What the house adds: its id, template folders (own first; no template sees them), its fixed words (ledtexter).

    `symbols` are files in the folders and `colours` are CSS colours or variables, by the names that states have.
    """

    house: str
    folders: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    symbols: Mapping[str, DeclaredMark] = field(default_factory=dict)
    colours: Mapping[str, DeclaredMark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One paper of a period, ready to print.

    `board` is empty where the municipality itself reports.
    `outline` is the id of its outline; `registry_number` that of its matter; `appendix` its number as an appendix.
    `figures` are those it prints, once each. They go out as open data with `reported` and `licence`; without
    `reported` nothing does.
    Every page of a `draft` is marked, since the checks found errors in it. `revision` says which paper it replaces, if
    that one was sent out or decided. A `marked` one shows what was deleted and added. `date` is ISO or empty. `places`
    maps an element id to the author's line that it comes from. `uses` are in the order of printing.
    """

    id: str
    period: str
    title: str
    subject: str
    municipality: str
    board: str
    date: str
    look: Look
    outline: str
    units: tuple[DocumentUnit, ...]
    contents: Contents | None
    figures: tuple[DocumentFigure, ...] = ()
    reported: ReportedPeriod | None = None
    licence: str = ""
    uses: tuple[Use, ...] = ()
    places: Mapping[str, Where] = field(default_factory=dict)
    registry_number: str = ""
    appendix: str = ""
    draft: bool = False
    revision: str = ""
    marked: bool = False

    @property
    def author(self) -> str:
        """Who reports: the board and its municipality, or the municipality itself."""
        return ", ".join(filter(None, (self.board, self.municipality)))

    @property
    def running_title(self) -> str:
        """The title, and the board where there is one."""
        return " · ".join(filter(None, (self.title, self.board)))

    @property
    def covered(self) -> bool:
        """Tell whether it has a cover; without one it begins with its letterhead."""
        return any(unit.kind == "omslag" for unit in self.units)
