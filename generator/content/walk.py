"""The one walk over a content: its sections, and every text and formula with what it is and where it is.

A new kind of content, placement, field value or cell is a type error here until it is walked too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Literal, Protocol, Self, TypeAlias, TypeVar, assert_never

from generator.content.expression import place_in
from generator.content.fields import Cited, DeclaredBlock, Formula
from generator.content.matters import MATTERS
from generator.content.outline import KINDS_TO_READ, KeyFigureEntry, Kind, LetterheadField, MemoParts, ShownField
from generator.content.period import (
    ChartEntry,
    Content,
    DocumentPlan,
    ExternalAppendix,
    FieldSign,
    FieldStatus,
    FigureEntry,
    Matter,
    Period,
    PictureEntry,
    Placement,
    ReconciliationEntry,
    Record,
    RecordLink,
    Section,
    TableLinks,
)
from generator.content.source import Text, replace_citations
from generator.content.table import (
    ComputedCell,
    FormulaCell,
    LabelledCell,
    NumberCell,
    SignCell,
    Table,
    TableCell,
    TextCell,
)
from generator.content.text_forms import without_forms
from generator.problems import Where

# Stands for a citation while words and numbers are looked for: a character that is in no word and no number.
HIDDEN = "\ufffc"
_SENTENCE_BREAK = re.compile(
    r"(?<=[.!?…])[\"”)]?\ufffc{0,45}[ \n\u00a0]+(?=[A-ZÅÄÖ+*_#\"”\ufffc−-])"
    r"|\n[ \t]*\n+|\n(?=[ \t]*(?:[-*#]|\d+[.)])[ \t])|(?<=:)\n"
)
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n")
_LONGEST_SENTENCE, _LONGEST_PARAGRAPH = 1000, 10_000
_OWN_FOLDER = "content/"

WordingKind = Literal[
    "titel", "rubrik", "tabellrubrik", "radrubrik", "kolumnrubrik", "etikett", "cell", "text", "stycke", "fält",
    "alternativtext", "not", "källa", "skrivelse", "brevhuvud", "namn", "malltext", "uppgift",
]  # fmt: skip
HEADINGS = frozenset[WordingKind]({"titel", "rubrik", "tabellrubrik"})
RUNNING = frozenset[WordingKind]({"text", "stycke", "fält", "alternativtext", "not", "radrubrik", "källa", "skrivelse"})
_UNSPOKEN = frozenset[WordingKind]({"malltext", "uppgift"})

Owner: TypeAlias = (
    Period | Table | ChartEntry | PictureEntry | ReconciliationEntry | Record | Matter | DocumentPlan | Section
)


@dataclass(frozen=True, slots=True)
class ContentPlace:
    """Where a text is: its name in findings, its owner, and the document and record that it may cite.

    A text around content of a collected board cites the period of that `board`, by its key.
    """

    name: str
    owner: Owner
    document: str = ""
    post: Record | None = None
    board: str = ""


@dataclass(frozen=True)
class Wording:
    """A text of an author; `malltext` is the outline's around the content, `uppgift` no prose: units, ids, reasons."""

    kind: WordingKind
    text: Text
    at: ContentPlace

    @property
    def citing(self) -> Text:
        """The text, by the name that formulas have too."""
        return self.text

    @property
    def place(self) -> str:
        """The name by which findings give its place: a text's id, `tabell.rad.kolumn`, `typ.id.fält`."""
        return self.at.name

    @cached_property
    def plain(self) -> str:
        """The text with each character hidden of its citations and of what is no Swedish: offsets are the same."""
        return without_forms(replace_citations(self.text, lambda citation: HIDDEN * len(citation)), HIDDEN)

    @cached_property
    def own(self) -> bool:
        """Whether it stands in the content and not in the house's templates."""
        return self.text.where.file.startswith(_OWN_FOLDER)

    def where(self, offset: int = 0) -> Where:
        """Return the author's place of an offset in the text."""
        return place_in(self.text, offset)

    @cached_property
    def _breaks(self) -> tuple[list[int], list[int]]:
        """Where sentences begin and where they end. What is longer than any sentence is read in pieces."""
        starts, ends = [0], list[int]()
        for match in _SENTENCE_BREAK.finditer(self.plain):
            _cut(self.plain, match.start(), starts, ends)
            starts.append(match.end())
            ends.append(match.start())
        _cut(self.plain, len(self.plain), starts, ends)
        return starts, [*ends, len(self.plain)]

    def sentence_slice(self, offset: int) -> tuple[int, int]:
        """Return start and end of the sentence around an offset."""
        starts, ends = self._breaks
        return starts[max(0, bisect_right(starts, offset) - 1)], ends[min(bisect_left(ends, offset), len(ends) - 1)]

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [0, *(match.end() for match in _PARAGRAPH_BREAK.finditer(self.plain))]

    def paragraph_start(self, offset: int) -> int:
        """Return where the paragraph around an offset begins, or what of a long one is near."""
        starts = self._paragraphs
        return max(starts[bisect_right(starts, offset) - 1], offset - _LONGEST_PARAGRAPH)

    def sentence(self, offset: int) -> str:
        """Return the sentence around an offset, citations hidden."""
        return self.plain[slice(*self.sentence_slice(offset))]


def _cut(text: str, end: int, starts: list[int], ends: list[int]) -> None:
    """Add cuts, at blanks where there are some, to what is left of a text up to `end` until it is short enough."""
    while end - starts[-1] > _LONGEST_SENTENCE:
        longest = starts[-1] + _LONGEST_SENTENCE
        cut = text.rfind(" ", starts[-1] + 1, longest) + 1 or longest
        starts.append(cut)
        ends.append(cut - 1)


@dataclass(frozen=True, slots=True)
class PlacedFormula:
    """An expression that is printed."""

    citing: Formula
    at: ContentPlace


Passage: TypeAlias = Wording | PlacedFormula


# --- sections ------------------------------------------------------------------------------------------------------


class _Nested(Protocol):
    @property
    def sections(self) -> Sequence[Self]: ...


AnySection = TypeVar("AnySection", bound=_Nested)


def section_paths(
    sections: Sequence[AnySection], above: tuple[AnySection, ...] = ()
) -> Iterator[tuple[AnySection, ...]]:
    """Yield each section, planned or of an outline, before those in it: last in a tuple of what it stands in."""
    for section in sections:
        yield (*above, section)
        yield from section_paths(section.sections, (*above, section))


def every_section(sections: Sequence[AnySection]) -> Iterator[AnySection]:
    """Yield sections, each before those in it."""
    return (path[-1] for path in section_paths(sections))


# --- everything that is said ---------------------------------------------------------------------------------------


def passages_of(content: Content) -> Iterator[Passage]:
    """Yield what documents say, in their order, then all that they do not place; a text placed twice comes twice."""
    placed: set[str] = set()
    for plan in content.documents:
        for passage in _document_passages(plan, content):
            if passage.at.owner is content.period:
                placed.add(passage.at.name)
            yield passage
    first = content.documents[0].id if content.documents else ""
    for wording in period_wordings(content.period, first):
        if wording.at.owner is not content.period or wording.at.name not in placed:
            yield wording


@lru_cache(maxsize=1)
def wordings_of(content: Content) -> tuple[Wording, ...]:
    """Return what is printed as words, each text once: the period's own, its matters' headings, what documents say."""
    passages: list[Passage] = [*period_wordings(content.period)]
    for name, matter in content.period.entry.matters.items():
        if isinstance(matter.heading, Text):
            passages.append(Wording("titel", matter.heading, ContentPlace(name, matter)))
    for plan in content.documents:
        passages.extend(_document_passages(plan, content))
    wordings: dict[tuple[Where, str], Wording] = {}
    for passage in passages:
        if isinstance(passage, Wording) and passage.kind not in _UNSPOKEN:
            wordings.setdefault((passage.text.where, passage.text), passage)
    return tuple(wordings.values())


def period_wordings(period: Period, document: str = "") -> Iterator[Wording]:
    """Yield what a period says itself, whether a document shows it or not; `document` is the one that it may cite."""
    for kind in KINDS_TO_READ:
        # The formulas of these are compared with, and not printed.
        yield from (passage for passage in _of_kind(kind, period, document) if isinstance(passage, Wording))
    for name, entry in period.entry.reconciliations.items():
        at = ContentPlace(f"avstämningar.{name}", entry, document)
        yield from (passage for passage in _in_block(entry, at) if isinstance(passage, Wording))
    for record in period.all_records:
        # Matters are said as such.
        if record.type != MATTERS:
            yield from _in_record(record, ContentPlace(f"{record.type}.{record.id}", record, document, record))


def _of_kind(kind: Kind, period: Period, document: str) -> Iterator[Passage]:
    match kind:
        case "texter":
            for name, cited in period.texts.items():
                yield Wording("text", cited.text, ContentPlace(name, period, document))
        case "tabeller":
            for table in period.tables.values():
                yield from _in_table(table, document)
        case "diagram":
            for name, chart in period.charts.items():
                yield from _in_block(chart, ContentPlace(name, chart, document))
        case "bilder":
            for name, picture in period.pictures.items():
                yield from _in_block(picture, ContentPlace(name, picture, document))
        case "tal":
            return
        case _:
            assert_never(kind)


def _in_table(table: Table, document: str) -> Iterator[Passage]:
    def at(*names: str) -> ContentPlace:
        return ContentPlace(".".join((table.id, *names)), table, document)

    yield from _in_block(table.entry, at(), leave={"rows", "columns", "data", "taken"})
    groups = {each.group_heading.where: each.group_heading for each in table.columns if each.group_heading is not None}
    yield from (Wording("kolumnrubrik", heading.text, at()) for heading in groups.values())
    yield from (Wording("kolumnrubrik", column.heading.text, at(column.id)) for column in table.columns)
    for row in table.rows:
        yield Wording("etikett", row.label.text, at(row.id))
        for cell, column in zip(row.cells, table.columns, strict=True):
            if (cited := _text_in(cell)) is not None:
                yield Wording("cell", cited.text, at(row.id, column.id))


def _text_in(cell: TableCell) -> Cited | None:
    match cell:
        case TextCell(text=text):
            return text
        case NumberCell() | FormulaCell() | SignCell() | LabelledCell() | ComputedCell():
            return None
        case _:
            assert_never(cell)


def _in_record(record: Record, at: ContentPlace) -> Iterator[Wording]:
    for name, value in record.values.items():
        field = ContentPlace(f"{at.name}.{name}", record, at.document, at.post)
        match value:
            case Cited(text=text):
                yield Wording("fält", text, field)
            case tuple():
                for each in value:
                    if isinstance(each, Cited):
                        yield Wording("fält", each.text, field)
                    else:
                        yield from _in_record(each, field)
            case FigureEntry() | FieldSign() | FieldStatus() | RecordLink() | TableLinks() | date() | bool():
                continue
            case _:
                assert_never(value)


# --- documents -----------------------------------------------------------------------------------------------------


def _document_passages(plan: DocumentPlan, content: Content) -> Iterator[Passage]:
    at = ContentPlace(plan.id, plan, plan.id)
    yield Wording("titel", plan.title.text, at)
    yield from _in_block(plan.entry, at, leave={"own_sections"})
    # What the document replaces of its outline is `uppgift`: not printed, but a faulty citation in it is a problem.
    replaced = {name for name in MemoParts.model_fields if getattr(plan.entry, name)}
    elsewhere = {"title", "sections", "opening", "letterhead"}
    yield from _in_block(plan.outline, at, leave=elsewhere | replaced)
    for passage in _in_block(plan.outline, at, leave=type(plan.outline).model_fields.keys() - replaced):
        yield _unprinted(passage)
    # A field of the letterhead that the document fills in is printed without what the outline says of it.
    for field in plan.outline.letterhead:
        if field.id not in plan.entry.letterhead:
            yield from _in_block(field, at)
    for section in every_section(plan.all_sections):
        yield from section_passages(section, plan.id, content)


def section_passages(section: Section, document: str, content: Content) -> Iterator[Passage]:
    """Yield what a section says in a document, without the sections in it."""
    if section.included is not None:
        # The board's own documents say it.
        return
    at = ContentPlace(section.id, section, document, section.record)
    for cited in (section.heading, section.label, section.subtitle, section.short_heading):
        if cited is not None and cited.text:
            yield Wording("rubrik", cited.text, at)
    for placement in section.blocks:
        yield from _in_placement(placement, at, content)


def _in_placement(placement: Placement, at: ContentPlace, content: Content) -> Iterator[Passage]:
    entry = placement.entry
    match entry.kind:
        case "text":
            text = content.period.texts[entry.name].text
            yield Wording("text", text, ContentPlace(entry.name, content.period, at.document, at.post))
        case "uppföljningstyp":
            yield from _in_shown_records(placement, at, content)
        case "från":
            yield from _in_included(placement, at)
            return
        case (
            "tabell"
            | "diagram"
            | "bild"
            | "fält"
            | "stycke"
            | "nyckeltalsrutor"
            | "teckenförklaring"
            | "del"
            | "avsnitt"
            | "sidbrytning"
        ):
            pass
        case _:
            assert_never(entry.kind)
    yield from _in_block(entry, at, leave={"shown_fields"})
    # The change of a key figure is computed where it is printed.
    changes = (each.change for each in entry.key_figures)
    yield from (PlacedFormula(change, at) for change in changes if change is not None)


def _in_included(placement: Placement, at: ContentPlace) -> Iterator[Passage]:
    """Yield what an outline says with a board's figures; what the board has is said by its own documents."""
    included = placement.included
    if included is not None and included.board.content is not None:
        own = replace(at, document=included.document, post=included.record, board=included.board.key)
        for each in included.placements:
            if each.entry.kind == "uppföljningstyp":
                yield from map(_unprinted, _in_shown_records(each, own, included.board.content))
            yield from map(_unprinted, _in_block(each.entry, own, leave={"shown_fields"}))


def _unprinted(passage: Passage) -> Passage:
    return Wording("uppgift", passage.text, passage.at) if isinstance(passage, Wording) else passage


def _in_shown_records(placement: Placement, at: ContentPlace, content: Content) -> Iterator[Passage]:
    entry = placement.entry
    for shown in entry.shown_fields:
        yield from _in_block(shown, at, leave={"pattern"})
        if shown.pattern is not None:
            pattern = shown.pattern.text
            yield from (Wording("malltext", pattern, replace(at, post=record)) for record in placement.records)
    declared = content.house.record_types.get(entry.name)
    if declared is not None and declared.empty_text is not None:
        yield Wording("malltext", declared.empty_text.text, at)
    for name in entry.summed:
        # A total row cites the sum that it prints.
        formula = Formula(f"summa({entry.name}.{name})", name.where if isinstance(name, Text) else entry.where)
        yield PlacedFormula(formula, at)


# --- blocks with declared keys -------------------------------------------------------------------------------------

# What a text is, by the field it stands in; other texts that may cite are notes, other words are `uppgift`.
_KIND_OF_FIELD: Mapping[str, WordingKind] = {
    "title": "titel",
    "subtitle": "titel",
    "heading": "tabellrubrik",
    "stub": "radrubrik",
    "source": "källa",
    "alternative": "alternativtext",
    "paragraph": "stycke",
    "points": "skrivelse",
    "recipients": "skrivelse",
    "grounds": "skrivelse",
    "letterhead": "brevhuvud",
}
_KIND_OF_FIELD_IN: Mapping[type[DeclaredBlock], Mapping[str, WordingKind]] = {
    ExternalAppendix: {"title": "namn"},
    LetterheadField: {"value": "malltext"},
    KeyFigureEntry: {"label": "malltext", "unit_line": "malltext", "tag": "malltext"},
    ShownField: {"heading": "malltext", "group": "malltext", "pattern": "malltext"},
}


@cache
def _kinds_in(block: type[DeclaredBlock]) -> Mapping[str, WordingKind | None]:
    kinds = _KIND_OF_FIELD_IN.get(block, _KIND_OF_FIELD)
    return {name: kinds.get(name) for name in block.model_fields if name != "where"}


def texts_in(value: object, leave: Container[str] = ()) -> Iterator[tuple[WordingKind, Text | Formula]]:
    """Yield every text and expression in a block, however deep, with what it is; not the block's fields in `leave`."""
    if isinstance(value, DeclaredBlock):
        for name, kind in _kinds_in(type(value)).items():
            if name not in leave:
                yield from _texts_in_field(getattr(value, name), kind)
    else:
        yield from _texts_in_field(value, None)


def _texts_in_field(value: object, kind: WordingKind | None) -> Iterator[tuple[WordingKind, Text | Formula]]:
    if isinstance(value, Cited):
        yield kind or "not", value.text
    elif isinstance(value, Text | Formula):
        yield kind or "uppgift", value
    elif isinstance(value, DeclaredBlock):
        yield from texts_in(value)
    elif isinstance(value, Mapping | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts_in_field(each, kind)


def _in_block(value: object, at: ContentPlace, leave: Container[str] = ()) -> Iterator[Passage]:
    for kind, text in texts_in(value, leave):
        yield PlacedFormula(text, at) if isinstance(text, Formula) else Wording(kind, text, at)
