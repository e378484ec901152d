"""Stage 4: a Content and its Ledger in → the Documents out: units of numbered blocks, every figure formatted once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from generator.compose.attachments import attachments
from generator.compose.chart_blocks import chart_block
from generator.compose.compositor import Compositor, plain
from generator.compose.correction_sheet import correction_sheet
from generator.compose.markdown import LOWEST_HEADING, image_addresses
from generator.compose.memo_blocks import MemoComposer
from generator.compose.notice import notice_unit
from generator.compose.record_blocks import record_blocks
from generator.compose.revision_mark import revision_mark
from generator.compose.table_blocks import table_block
from generator.content import (
    Cited,
    Content,
    ContentEntry,
    DocumentPlan,
    Placement,
    Record,
    Section,
    ShownField,
    Text,
)
from generator.document import (
    Block,
    Contents,
    ContentsEntry,
    Cover,
    Document,
    DocumentUnit,
    Heading,
    Inline,
    KeyFigure,
    KeyFigures,
    LabelledPart,
    Look,
    PageBreak,
    ProseBlock,
    Release,
    Remark,
    SectionBlock,
    every_block,
)
from generator.figures import Ledger
from generator.swedish import format_date, format_interval

COVER, CONTENTS = "omslag", "innehåll"


def compose(content: Content, ledger: Ledger, releases: tuple[Release, ...] = ()) -> tuple[Document, ...]:
    """The content of a period and its figures go in; its documents, in the period's order, come out.

    `releases` are the period's published versions, the one that is being made last: where it corrects another, each
    corrected paper begins with a notice, and a sheet with the notices of all comes after them. Everything a document
    cites was resolved before, so nothing is refused here.
    """
    documents = tuple(_Setter(content, ledger, plan, releases).document() for plan in content.documents)
    return (*documents, *correction_sheet(releases, documents, content.house))


@dataclass(slots=True)
class _Piece:
    """Part of a chapter whose pages are turned the same way."""

    orientation: Literal["stående", "liggande"]
    sections: list[Section]
    continued: bool = False


class _Setter:
    """Sets one document."""

    def __init__(self, content: Content, ledger: Ledger, plan: DocumentPlan, releases: tuple[Release, ...]) -> None:
        self.content = content
        self.revision = revision_mark(releases, plan.id, content.house)
        self.notice = notice_unit(releases, plan.id, content.house)
        self.plan = plan
        types = content.house.record_types
        titles = {
            (record.type, record.id): title
            for record in content.period.all_records
            if isinstance(title := record.values.get(types[record.type].id_field or "rubrik"), Cited)
        }
        self.by = Compositor(plan.id, ledger, content.house, image_addresses(content.period.images), titles)
        self.elements: dict[str, int] = {}
        self.memo = MemoComposer(content, plan, self.by)

    def document(self) -> Document:
        """The whole document."""
        period = self.content.period
        self.by.begin_unit(self._unit(COVER))
        title = self.by.inline(self.plan.title, None, "title")
        cover = self._cover(title)
        body = tuple(self._body(title))
        contents = self._contents(body)
        front = [DocumentUnit(self._unit(COVER), "omslag", "", (cover,))] if self.plan.outline.cover else []
        if not self.plan.outline.cover and body:
            head: tuple[Block, ...] = (self.memo.letterhead(title), *self._revised())
            body = (replace(body[0], blocks=(*head, *body[0].blocks)), *body[1:])
        if contents is not None:
            front.append(DocumentUnit(self._unit(CONTENTS), "innehåll", contents.title, (contents,)))
        units = (*self.notice, *front, *body)
        dated = self.plan.entry.dated
        return Document(
            id=self.plan.id,
            period=period.source_id,
            title=plain(title),
            subject=f"{self.content.board.name}, {period.entry.title}",
            municipality=self.content.municipality.name,
            board=self.content.board.name,
            date=dated.isoformat() if dated else "",
            look=Look(self.content.house.id, self.content.house.folders, self.content.house.words),
            outline=self.plan.outline.id,
            units=units,
            contents=contents,
            attachments=attachments(units, self.by.uses, self.by.ledger),
            uses=tuple(self.by.uses),
            places=self.by.places,
            registry_number=(self.plan.matter.registry_number or "") if self.plan.matter else "",
            appendix=self.plan.own_number,
            revision=self.revision,
        )

    def _revised(self) -> Iterator[Remark]:
        if self.revision:
            yield Remark("sida-revidering", (self.revision,), "revidering")

    def _cover(self, title: Inline) -> Cover:
        content, entry, words = self.content, self.plan.entry, self.content.house.words
        facts = []
        if entry.dated is not None:
            dated = format_date(entry.dated, content.house.dates)
            facts.append(LabelledPart((words.get("daterad", "Datum"),), (dated,)))
        return Cover(
            id=f"sida-{COVER}",
            municipality=content.municipality.name,
            board=content.board.name,
            title=title,
            subtitle=self.by.inline(entry.subtitle, None),
            period=format_interval(content.period.entry.start, content.period.entry.end),
            facts=tuple(facts),
            revision=self.revision,
        )

    # --- units -----------------------------------------------------------------------------------------------------

    def _body(self, title: Inline) -> Iterator[DocumentUnit]:
        chapters = self.plan.sections
        apart = self.plan.outline.chapters_on_new_page
        parts = [[chapter] for chapter in chapters] if apart else [list(chapters)]
        kind: Literal["kapitel", "text"] = "kapitel" if apart else "text"
        opening = self.plan.opening
        if opening is not None and _turned_first(parts):
            yield DocumentUnit(
                self._begun(f"{self.plan.id}-inledning"), "text", plain(title), tuple(self._opened(opening))
            )
            opening = None
        for part in parts:
            # A form may be a title and what stands under it, without sections.
            for number, piece in enumerate(_pieces(part) or [_Piece("stående", [])], 1):
                name = part[0].id if apart else self.plan.id
                unit = self._begun(name if number == 1 else f"{name}-{number}")
                before = tuple(self._opened(opening)) if opening is not None else ()
                opening = None
                blocks = tuple(block for section in piece.sections for block in self._section(section))
                running = self._running_title(part[0]) if apart else plain(title)
                yield DocumentUnit(unit, kind, running, (*before, *blocks), piece.orientation)

    def _begun(self, name: str) -> str:
        """A unit's name in the content goes in; the unit's id comes out, and figures are counted from 1 again."""
        unit = self._unit(name)
        self.by.begin_unit(unit)
        return unit

    def _opened(self, opening: Section) -> Iterator[Block]:
        """What stands under the title."""
        for number, placement in enumerate(opening.blocks, 1):
            self.by.section = opening.id
            yield from self._placed(placement, opening, number)

    def _unit(self, name: str) -> str:
        """The id of a unit, which no block has, and no other document of the period."""
        return f"del-{self.plan.id}-{name}"

    def _running_title(self, chapter: Section) -> str:
        text = "".join(piece for piece in str(chapter.heading.text).split("{{")[:1])
        return f"{chapter.number} {text}".strip()

    def _contents(self, units: Sequence[DocumentUnit]) -> Contents | None:
        depth = self.plan.outline.contents_depth
        if not depth:
            return None
        words = self.content.house.words
        # By the level of their headings: what follows a turned page is no longer inside its section.
        lines = [
            ContentsEntry(block.id, heading.number, plain(heading.text), heading.level - 1)
            for block in every_block(units)
            if isinstance(block, SectionBlock) and not (heading := block.heading).run_in and heading.level - 1 <= depth
        ]
        return Contents(f"sida-{CONTENTS}", words.get("innehåll", "Innehåll"), _nested(lines))

    # --- sections --------------------------------------------------------------------------------------------------

    def _section(self, section: Section) -> Iterator[Block]:
        self.by.section = section.id
        self.by.at(section.id, section.where)
        heading = Heading(
            id=self.by.at(f"{section.id}-rubrik", section.heading.where),
            level=min(section.level + 1, LOWEST_HEADING),
            number=section.number,
            text=self.by.inline(section.heading, section.record, "heading"),
            run_in=section.run_in,
            label=self.by.inline(section.label, section.record, "heading"),
            subtitle=self.by.inline(section.subtitle, section.record, "heading"),
        )
        blocks: list[Block] = []
        if section.nothing_to_report:
            words = self.content.house.words.get("inget_att_redovisa", "Inget att redovisa.")
            blocks.append(Remark(f"{section.id}-inget", (words,), "inget-att-redovisa"))
        for number, placement in enumerate(section.blocks, 1):
            self.by.section = section.id
            blocks.extend(self._placed(placement, section, number))
        for inner in section.sections:
            blocks.extend(self._section(inner))
        if section.run_in and not heading.text:
            yield from blocks
        else:
            yield SectionBlock(section.id, heading, tuple(blocks), section.style)

    def _placed(self, placement: Placement, section: Section, number: int) -> Iterator[Block]:
        entry, period, name = placement.entry, self.content.period, placement.entry.name
        record = section.record
        match entry.kind:
            case "text":
                yield self._prose(period.texts[name], section, name, entry.style)
            case "fält":
                yield from self._field(entry, record, section) if record is not None else ()
            case "tabell":
                yield table_block(period.tables[name], self.by, self._element(f"tabell-{name}"))
            case "diagram":
                chart = period.charts[name]
                yield chart_block(chart, period.tables[chart.table], self.by, self._element(f"diagram-{name}"))
            case "uppföljningstyp":
                yield from self._records(placement, section)
            case "nyckeltalsrutor":
                yield self._key_figures(placement, record, f"{section.id}-nyckeltal-{number}")
            case "stycke":
                text = entry.paragraph or Cited(Text(""))
                yield self._prose(text, section, f"{section.id}-{number}", entry.style)
            case "del":
                yield from self.memo.part(entry.part, self._element(f"skrivelse-{name}")) if entry.part else ()
            case "sidbrytning":
                yield from [PageBreak()] * entry.page_break
            case _:
                assert_never(entry.kind)

    def _records(self, placement: Placement, section: Section) -> Iterator[Block]:
        entry = placement.entry
        element = self._element(f"{entry.name}-{section.id}")
        if entry.shown_as == "avsnitt":
            yield from self._records_as_sections(placement, section, element)
        else:
            yield from record_blocks(entry, placement.records, self.by, element, section.level + 1)

    def _field(self, entry: ContentEntry, record: Record, section: Section) -> Iterator[Block]:
        """A field of the section's record: running text as it is, all else with its label."""
        name = entry.name
        value = record.values.get(name)
        if isinstance(value, Cited):
            yield self._prose(value, section, f"{section.id}-{name}", entry.style)
            return
        alone = {"records": record.type, "shown_as": "lista", "shown_fields": (ShownField(field=name),)}
        element = self._element(f"fält-{section.id}-{name}")
        yield from record_blocks(entry.model_copy(update=alone), (record,), self.by, element, section.level + 1)

    def _prose(self, text: Cited, section: Section, name: str, style: str | None) -> ProseBlock:
        element = self.by.at(self._element(f"text-{name}"), text.where)
        return ProseBlock(element, self.by.prose(text, section.record, section.level + 1), style or "")

    def _key_figures(self, placement: Placement, record: Record | None, element: str) -> KeyFigures:
        items = []
        for entry in placement.entry.key_figures:
            value = self.by.expression(entry.figure, record)
            items.append(KeyFigure(value, self.by.inline(entry.label, record)))
        return KeyFigures(self.by.at(element, placement.entry.where), tuple(items))

    def _records_as_sections(self, placement: Placement, section: Section, element: str) -> Iterator[Block]:
        declared = self.content.house.record_types[placement.entry.name]
        shown_fields = placement.entry.shown_fields or tuple(
            ShownField(field=name) for name in declared.fields if name != (declared.id_field or "rubrik")
        )
        for record in placement.records:
            inner_id = self._element(f"{element}-{record.id}")
            title = self.by.titles.get((record.type, record.id))
            heading = Heading(
                id=f"{inner_id}-rubrik",
                level=min(section.level + 2, LOWEST_HEADING),
                number="",
                text=self.by.inline(title, record, "heading") if title else (record.id,),
            )
            self.by.section = inner_id
            entry = placement.entry.model_copy(update={"shown_as": "lista", "shown_fields": shown_fields})
            shown = record_blocks(entry, (record,), self.by, f"{inner_id}-fält", section.level + 2)
            yield SectionBlock(self.by.at(inner_id, record.where), heading, shown)

    def _element(self, name: str) -> str:
        """An element id that is unique in the document: what is shown twice gets a number the second time."""
        count = self.elements[name] = self.elements.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"


def _pieces(sections: Sequence[Section]) -> list[_Piece]:
    """Sections cut where the page turns or a new one begins: what stands before, the section, what follows."""
    pieces: list[_Piece] = []
    for section in sections:
        for piece in _cut(section):
            joins = pieces and pieces[-1].orientation == piece.orientation == "stående" and not piece.continued
            if joins:
                pieces[-1].sections.extend(piece.sections)
            else:
                pieces.append(piece)
    return pieces


def _cut(section: Section) -> list[_Piece]:
    """A section's pieces; one that begins a new page is laid out on its own, so that the work can be shared."""
    pieces = _turned_pieces(section)
    return [_continued(pieces[0]), *pieces[1:]] if section.breaks_page else pieces


def _turned_pieces(section: Section) -> list[_Piece]:
    if section.orientation == "liggande":
        under, *apart = _at_breaks(section.sections)
        head = _Piece("liggande", [replace(section, sections=tuple(under))])
        return [head, *(_Piece("liggande", sections, continued=True) for sections in apart)]
    inner = _pieces(section.sections)
    if len(inner) <= 1 and not any(piece.orientation == "liggande" for piece in inner):
        return [_Piece("stående", [section])]
    # A heading with nothing under it turns with what follows it.
    turned = inner[0].orientation == "liggande" and bool(section.blocks or section.nothing_to_report)
    first = [] if turned else inner[0].sections
    rest = inner if turned else inner[1:]
    head = _Piece("stående" if turned else inner[0].orientation, [replace(section, sections=tuple(first))])
    return [head, *(_continued(piece) for piece in rest)]


def _at_breaks(sections: Sequence[Section]) -> list[list[Section]]:
    """Sections on turned pages, cut before each that begins a new page; what stands before the first may be nothing."""
    groups: list[list[Section]] = [[]]
    for section in sections:
        if section.breaks_page:
            groups.append([])
        groups[-1].append(section)
    return groups


def _continued(piece: _Piece) -> _Piece:
    """A piece that begins a page of its own."""
    return _Piece(piece.orientation, piece.sections, continued=True)


def _turned_first(parts: Sequence[Sequence[Section]]) -> bool:
    """Whether the first section stands on a turned page."""
    return bool(parts and parts[0]) and _pieces(parts[0])[0].orientation == "liggande"


def _nested(lines: Sequence[ContentsEntry]) -> tuple[ContentsEntry, ...]:
    """Lines in order go in; each comes out with those of a lower level that follow it."""
    result: list[ContentsEntry] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end].level > lines[at].level:
            end += 1
        result.append(replace(lines[at], entries=_nested(lines[at + 1 : end])))
        at = end
    return tuple(result)
