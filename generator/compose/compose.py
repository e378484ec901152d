"""Stage 4: compose the documents of a period from units of numbered blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from generator.compose.chart_blocks import chart_block
from generator.compose.compositor import BoardSetting, Compositor
from generator.compose.correction_sheet import correction_sheet
from generator.compose.document_figures import document_figures
from generator.compose.key_figures import key_figures
from generator.compose.links import Reachable, dead_end, paper_names
from generator.compose.look import look_of, scale_legend
from generator.compose.markdown import LOWEST_HEADING, image_addresses
from generator.compose.memo_blocks import MemoComposer
from generator.compose.note_links import note_links, note_places
from generator.compose.notice import notice_unit
from generator.compose.record_blocks import record_blocks
from generator.compose.revision_mark import revision_mark
from generator.compose.table_blocks import table_block
from generator.content import (
    Cited,
    Content,
    ContentEntry,
    DocumentPlan,
    Included,
    PeriodEntry,
    Placement,
    Record,
    Section,
    ShownField,
    every_section,
)
from generator.document import (
    Block,
    CaptionList,
    ChartBlock,
    Contents,
    ContentsEntry,
    Cover,
    Document,
    DocumentUnit,
    Heading,
    Inline,
    LabelledPart,
    PageBreak,
    ProseBlock,
    Release,
    Remark,
    ReportedPeriod,
    SectionBlock,
    TableBlock,
    elements_in,
    every_block,
    plain_text,
    words,
)
from generator.figures import Ledger, board_reference
from generator.problems import Problem, refuse
from generator.swedish import format_date, format_interval

_COVER, _CONTENTS = "omslag", "innehåll"


def compose(content: Content, ledger: Ledger, releases: tuple[Release, ...] = ()) -> tuple[Document, ...]:
    """Return the documents of a period, in its order, then the sheet of a correction.

    The last of `releases` is the one in the making. Raises Rejected with T102, T305, T311, T312 and T404 for links and
    pictures; all other citations were resolved before.
    """
    reachable = Reachable(
        image_addresses(content.period.images), content.period.image_faults, paper_names(content.period.entry.documents)
    )
    composers = [_DocumentComposer(content, ledger, plan, releases, reachable) for plan in content.documents]
    documents = tuple(composer.document() for composer in composers)
    compositors = [composer.compositor for composer in composers]
    refuse((*_problems(compositors), *_not_shown(content, ledger, reachable, compositors)))
    return (*documents, *correction_sheet(releases, documents, content.house))


def _reported(entry: PeriodEntry) -> ReportedPeriod:
    return ReportedPeriod(entry.id, entry.title, entry.start.isoformat(), entry.end.isoformat())


def _legends(plan: DocumentPlan) -> frozenset[str]:
    placed = (each.entry for section in every_section(plan.all_sections) for each in section.blocks)
    return frozenset(entry.name for entry in placed if entry.kind == "teckenförklaring")


def _problems(compositors: Iterable[Compositor]) -> Iterator[Problem]:
    """Yield what is wrong with links and pictures; a text that two documents show is told once."""
    return iter(dict.fromkeys(problem for compositor in compositors for problem in compositor.problems))


def _not_shown(
    content: Content, ledger: Ledger, reachable: Reachable, compositors: Sequence[Compositor]
) -> Iterator[Problem]:
    """Yield what is wrong with links and pictures in texts that no document shows."""
    spare = Compositor("", ledger, content.house, reachable)
    spare.converted.update(*(compositor.converted for compositor in compositors))
    for text in content.period.markdown_texts(content.house):
        spare.look_through(text)
    return iter(spare.problems)


@dataclass(slots=True)
class _Piece:
    """Sections whose pages are turned the same way; one that `begins_page` is not joined to the piece before."""

    orientation: Literal["stående", "liggande"]
    sections: list[Section]
    begins_page: bool = False


class _DocumentComposer:
    def __init__(
        self,
        content: Content,
        ledger: Ledger,
        plan: DocumentPlan,
        releases: tuple[Release, ...],
        reachable: Reachable,
    ) -> None:
        self.content, self.plan = content, plan
        self.revision = revision_mark(releases, plan.id, content.house)
        self.notice = notice_unit(releases, plan.id, content.house)
        titles = _titles(content)
        self.notes = note_links(content, plan)
        legends = _legends(plan)
        self.compositor = Compositor(plan.id, ledger, content.house, reachable, titles, self.notes.places, legends)
        self.elements: dict[str, int] = {}
        self.boards: dict[str, BoardSetting] = {}
        self.memo = MemoComposer(content, plan, self.compositor)

    def document(self) -> Document:
        content, plan = self.content, self.plan
        self.compositor.begin_unit(self._unit(_COVER))
        title = self.compositor.inline(self.plan.title, None, "title")
        cover = self._cover(title)
        body = tuple(self._body(title))
        contents = self._contents(body)
        lists: tuple[Contents, ...] = (*((contents,) if contents is not None else ()), *self._lists(body))
        front = [DocumentUnit(self._unit(_COVER), "omslag", "", (cover,))] if plan.outline.cover else []
        if lists:
            front.append(DocumentUnit(self._unit(_CONTENTS), "innehåll", lists[0].title, lists))
        if not plan.outline.cover and (front or body):
            revised = [Remark("sida-revidering", (self.revision,), "revidering")] if self.revision else []
            first, *others = (*front, *body)
            head: tuple[Block, ...] = (self.memo.letterhead(title), *revised)
            front, body = [replace(first, blocks=(*head, *first.blocks))], tuple(others)
        units = (*self.notice, *front, *body)
        self._find_dead_ends(units)
        return Document(
            id=plan.id,
            period=content.period.source_id,
            title=plain_text(title),
            subject=f"{content.board.name}, {content.period.entry.title}",
            municipality=content.municipality.name,
            board=content.named_board,
            date=plan.entry.dated.isoformat() if plan.entry.dated else "",
            look=look_of(content.house),
            outline=plan.outline.id,
            units=units,
            contents=contents,
            figures=document_figures(content, self.compositor.ledger, self.compositor.uses),
            reported=_reported(content.period.entry),
            licence=content.municipality.licence or "",
            uses=tuple(self.compositor.uses),
            places=self.compositor.places,
            registry_number=(plan.matter.registry_number or "") if plan.matter else "",
            appendix=plan.own_number,
            revision=self.revision,
        )

    def _find_dead_ends(self, units: Sequence[DocumentUnit]) -> None:
        if self.compositor.targets:
            targets = frozenset(elements_in(units))
            blocks = frozenset(block.id for block in every_block(units) if not isinstance(block, PageBreak))
            dead = (each for each in self.compositor.targets if each[0] not in targets)
            self.compositor.problems += [dead_end(target, blocks).at(where) for target, where in dead]

    def _cover(self, title: Inline) -> Cover:
        content, entry = self.content, self.plan.entry
        label = content.house.words.get("daterad", "Datum")
        date = format_date(entry.dated, content.house.dates) if entry.dated is not None else ""
        return Cover(
            id=f"sida-{_COVER}",
            municipality=content.municipality.name,
            board=content.named_board,
            title=title,
            subtitle=self.compositor.inline(entry.subtitle),
            period=format_interval(content.period.entry.start, content.period.entry.end),
            facts=(LabelledPart((label,), (date,)),) if date else (),
            revision=self.revision,
        )

    # --- units -----------------------------------------------------------------------------------------------------

    def _body(self, title: Inline) -> Iterator[DocumentUnit]:
        chapters, opening = self.plan.sections, self.plan.opening
        apart = self.plan.outline.chapters_on_new_page
        parts = [_pieces([chapter]) for chapter in chapters] if apart else [_pieces(chapters)]
        kind: Literal["kapitel", "text"] = "kapitel" if apart else "text"
        if opening is not None and parts and parts[0] and parts[0][0].orientation == "liggande":
            unit = self.compositor.begin_unit(self._unit(f"{self.plan.id}-inledning"))
            yield DocumentUnit(unit, "text", plain_text(title), tuple(self._own_blocks(opening)))
            opening = None
        for index, pieces in enumerate(parts):
            # A form may be a title and the blocks under it, without sections.
            for number, piece in enumerate(pieces or [_Piece("stående", [])], 1):
                name = chapters[index].id if apart else self.plan.id
                unit = self.compositor.begin_unit(self._unit(name if number == 1 else f"{name}-{number}"))
                self.compositor.turned = piece.orientation == "liggande"
                before = tuple(self._own_blocks(opening)) if opening is not None else ()
                opening = None
                blocks = tuple(block for section in piece.sections for block in self._section(section))
                running_title = self._running_title(chapters[index]) if apart else plain_text(title)
                yield DocumentUnit(unit, kind, running_title, (*before, *blocks), piece.orientation)

    def _running_title(self, chapter: Section) -> str:
        """Return number and short heading of a chapter, or its heading as far as it cites nothing."""
        short = self.compositor.outline_words(chapter.short_heading, chapter.record)
        return f"{chapter.number} {short or str(chapter.heading.text).partition('{{')[0]}".strip()

    def _unit(self, name: str) -> str:
        """Return the id of a unit, unique among the units and blocks of the period."""
        return f"del-{self.plan.id}-{name}"

    def _contents(self, units: Sequence[DocumentUnit]) -> Contents | None:
        depth = self.plan.outline.contents_depth
        if not depth:
            return None
        fixed = self.content.house.words
        # By the level of their headings: what follows a turned page is no longer inside its section.
        lines = [
            ContentsEntry(block.id, heading.number, heading.short or plain_text(heading.text), heading.level - 1)
            for block in every_block(units)
            if isinstance(block, SectionBlock) and not (heading := block.heading).run_in and heading.level - 1 <= depth
        ]
        return Contents(f"sida-{_CONTENTS}", fixed.get("innehåll", "Innehåll"), _nested(lines))

    def _lists(self, units: Sequence[DocumentUnit]) -> Iterator[CaptionList]:
        """Yield lists of the tables and charts, those that have headings, as the outline asks."""
        blocks = tuple(every_block(units))
        charts = [each for each in blocks if isinstance(each, ChartBlock)]
        drawn = {each.table.id for each in charts if each.table is not None}
        tables = [each for each in blocks if isinstance(each, TableBlock) and each.id not in drawn]
        for kind in self.plan.outline.listed:
            match kind:
                case "tabeller":
                    titled = [(each.id, each.label, each.caption) for each in tables]
                case "diagram":
                    titled = [(each.id, each.label, each.title) for each in charts]
                case _:
                    assert_never(kind)
            lines = tuple(
                ContentsEntry(target, label, plain_text(title), 1) for target, label, title in titled if title
            )
            if lines:
                title = self.content.house.words.get(f"förteckning_{kind}", kind.capitalize())
                yield CaptionList(f"sida-förteckning-{kind}", title, lines)

    # --- sections --------------------------------------------------------------------------------------------------

    def _section(self, section: Section) -> Iterator[Block]:
        self.compositor.section = section.id
        self.compositor.at(section.id, section.where)
        with self._reading(section.included):
            heading = self._heading(section)
        around = self.compositor.above
        self.compositor.above = (*around, (plain_text(heading.text), False))
        blocks: list[Block] = []
        if section.nothing_to_report:
            remark = self.content.house.words.get("inget_att_redovisa", "Inget att redovisa.")
            blocks.append(Remark(f"{section.id}-inget", (remark,), "inget-att-redovisa"))
        blocks.extend(self._own_blocks(section))
        blocks.extend(self.notes.back(section.id, self.compositor))
        for inner in section.sections:
            blocks.extend(self._section(inner))
        self.compositor.above = around
        if section.run_in and not heading.text:
            yield from blocks
        else:
            yield SectionBlock(section.id, heading, tuple(blocks), section.style)

    def _heading(self, section: Section) -> Heading:
        post = section.record if section.included is None else section.included.record
        return Heading(
            id=self.compositor.at(f"{section.id}-rubrik", section.heading.where),
            level=min(section.level + 1, LOWEST_HEADING),
            number=section.number,
            text=self.compositor.inline(section.heading, post, "heading"),
            run_in=section.run_in,
            label=self.compositor.inline(section.label, post, "heading"),
            subtitle=self.compositor.inline(section.subtitle, post, "heading"),
            short=self.compositor.outline_words(section.short_heading, post),
        )

    def _own_blocks(self, section: Section) -> Iterator[Block]:
        """Yield the blocks of a section itself, not those of the sections in it."""
        for number, placement in enumerate(section.blocks, 1):
            self.compositor.section = section.id
            for block in self._placed(placement, section, number):
                if isinstance(block, ProseBlock):
                    self.compositor.above += tuple((line, True) for line in words(block.text).split("\n"))
                yield block

    def _placed(self, placement: Placement, section: Section, number: int) -> Iterator[Block]:
        entry, period, name = placement.entry, self.content.period, placement.entry.name
        record = section.record
        match entry.kind:
            case "från" | "avsnitt":
                yield from self._included(placement, section, number)
            case "text" | "bild" | "stycke":
                yield from self._text_or_picture(entry, section, number)
            case "fält":
                yield from self._field(entry, record, section) if record is not None else ()
            case "tabell":
                table = table_block(period.tables[name], self.compositor, self._element(f"tabell-{name}"))
                yield replace(table, label=self._label("tabell", placement))
            case "diagram":
                drawn = period.charts[name]
                element = self._element(f"diagram-{name}")
                chart = chart_block(drawn, period.tables[drawn.table], self.compositor, element)
                yield replace(chart, label=self._label("diagram", placement))
            case "uppföljningstyp":
                yield from self._records(placement, section)
            case "nyckeltalsrutor":
                yield key_figures(entry, record, self.compositor, f"{section.id}-nyckeltal-{number}")
            case "teckenförklaring":
                element = self.compositor.at(self._element(f"teckenförklaring-{name}"), entry.where)
                yield Remark(element, scale_legend(self.content.house, name), "teckenförklaring")
            case "del":
                yield from self.memo.part(entry.part, self._element(f"skrivelse-{name}")) if entry.part else ()
            case "sidbrytning":
                yield from [PageBreak()] * entry.page_break
            case _:
                assert_never(entry.kind)

    def _included(self, placement: Placement, section: Section, number: int) -> tuple[Block, ...]:
        """Compose content of a collected board as that board would, within a section of this document."""
        included = placement.included
        if included is None:
            return ()
        within = replace(section, record=included.record)
        with self._reading(included):
            return tuple(block for each in included.placements for block in self._placed(each, within, number))

    @contextmanager
    def _reading(self, included: Included | None) -> Iterator[None]:
        """Take texts, tables and figures from a board's period meanwhile."""
        content = included.board.content if included is not None else None
        if included is None or content is None:
            yield
            return
        own, self.content = self.content, content
        with self.compositor.reading(self._board_setting(included, content)):
            yield
        self.content = own

    def _board_setting(self, included: Included, content: Content) -> BoardSetting:
        board = included.board
        if board.folder not in self.boards:
            ledger = self.compositor.ledger.earlier[board.key]
            period = content.period
            papers = paper_names(period.entry.documents)
            reachable = Reachable(image_addresses(period.images), period.image_faults, papers, included=True)
            reference = board_reference(board.folder)
            self.boards[board.folder] = BoardSetting(
                included.document, ledger, reachable, _titles(content), note_places(period), reference, board.folder
            )
        return replace(self.boards[board.folder], document=included.document)

    def _records(self, placement: Placement, section: Section) -> Iterator[Block]:
        entry = placement.entry
        element = self._element(f"{entry.name}-{section.id}")
        if entry.shown_as == "avsnitt":
            yield from self._records_as_sections(placement, section, element)
        else:
            label = self._label("tabell", placement)
            for block in record_blocks(entry, placement.records, self.compositor, element, section.level + 1):
                yield replace(block, label=label) if isinstance(block, TableBlock) else block

    def _label(self, word: str, placement: Placement) -> str:
        """Return what a numbered table or chart is called: Tabell 3."""
        words = self.content.house.words
        return f"{words.get(word, word.capitalize())}\N{NO-BREAK SPACE}{placement.number}" if placement.number else ""

    def _field(self, entry: ContentEntry, record: Record, section: Section) -> Iterator[Block]:
        """Compose a field of the section's record: running text as it is, all else with its label."""
        name = entry.name
        value = record.values.get(name)
        if isinstance(value, Cited) and self.content.house.record_types[record.type].fields[name].kind != "roll":
            yield self._prose(value, section, f"{section.id}-{name}", entry.style)
            return
        alone = {"records": record.type, "shown_as": "lista", "shown_fields": (ShownField(field=name),)}
        element = self._element(f"fält-{section.id}-{name}")
        yield from record_blocks(entry.model_copy(update=alone), (record,), self.compositor, element, section.level + 1)

    def _text_or_picture(self, entry: ContentEntry, section: Section, number: int) -> Iterator[ProseBlock]:
        name, period = entry.name, self.content.period
        if entry.paragraph is not None:
            yield self._prose(entry.paragraph, section, f"{section.id}-{number}", entry.style)
        elif entry.kind == "text":
            yield self._prose(period.texts[name], section, name, entry.style)
        else:
            picture = period.pictures[name]
            element = self.compositor.at(self._element(f"bild-{name}"), picture.where)
            yield ProseBlock(element, self.compositor.picture(picture, section.record), entry.style or "")

    def _prose(self, text: Cited, section: Section, name: str, style: str | None) -> ProseBlock:
        element = self.compositor.at(self._element(f"text-{name}"), text.where)
        runs, notes = self.compositor.noted(text, section.record, section.level + 1)
        return ProseBlock(element, runs, style or "", notes)

    def _records_as_sections(self, placement: Placement, section: Section, element: str) -> Iterator[Block]:
        declared = self.content.house.record_types[placement.entry.name]
        shown_fields = placement.entry.shown_fields or tuple(
            ShownField(field=name) for name in declared.fields if name != (declared.id_field or "rubrik")
        )
        for record in placement.records:
            inner_id = self._element(f"{element}-{record.id}")
            title = self.compositor.titles.get((record.type, record.id))
            heading = Heading(
                id=f"{inner_id}-rubrik",
                level=min(section.level + 2, LOWEST_HEADING),
                number="",
                text=self.compositor.inline(title, record, "heading") if title else (record.id,),
            )
            self.compositor.section = inner_id
            entry = placement.entry.model_copy(update={"shown_as": "lista", "shown_fields": shown_fields})
            shown = record_blocks(entry, (record,), self.compositor, f"{inner_id}-fält", section.level + 2)
            yield SectionBlock(self.compositor.at(inner_id, record.where), heading, shown)

    def _element(self, name: str) -> str:
        """Return an element id that is unique in the document: a repeated name gets a number."""
        name = f"{self.compositor.prefix}-{name}" if self.compositor.prefix else name
        count = self.elements[name] = self.elements.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"


def _titles(content: Content) -> Mapping[tuple[str, str], Cited]:
    types = content.house.record_types
    return {
        (record.type, record.id): title
        for record in content.period.all_records
        if isinstance(title := record.values.get(types[record.type].id_field or "rubrik"), Cited)
    }


def _pieces(sections: Sequence[Section]) -> list[_Piece]:
    """Divide sections where the page turns or a new one begins: more units are shared better by processes."""
    pieces: list[_Piece] = []
    for section in sections:
        first, *others = _turned_pieces(section)
        first.begins_page = first.begins_page or section.breaks_page
        for piece in (first, *others):
            if pieces and pieces[-1].orientation == piece.orientation == "stående" and not piece.begins_page:
                pieces[-1].sections.extend(piece.sections)
            else:
                pieces.append(piece)
    return pieces


def _turned_pieces(section: Section) -> list[_Piece]:
    if section.orientation == "liggande":
        under, *apart = _at_breaks(section.sections)
        head = _Piece("liggande", [replace(section, sections=tuple(under))])
        return [head, *(_Piece("liggande", sections, begins_page=True) for sections in apart)]
    inner = _pieces(section.sections)
    if len(inner) <= 1 and not any(piece.orientation == "liggande" for piece in inner):
        return [_Piece("stående", [section])]
    # A heading with nothing under it turns with what follows it.
    turned = inner[0].orientation == "liggande" and bool(section.blocks or section.nothing_to_report)
    first = [] if turned else inner[0].sections
    rest = inner if turned else inner[1:]
    head = _Piece("stående" if turned else inner[0].orientation, [replace(section, sections=tuple(first))])
    return [head, *(replace(piece, begins_page=True) for piece in rest)]


def _at_breaks(sections: Sequence[Section]) -> list[list[Section]]:
    """Divide sections before each that begins a new page; the first part may be empty."""
    groups: list[list[Section]] = [[]]
    for section in sections:
        if section.breaks_page:
            groups.append([])
        groups[-1].append(section)
    return groups


def _nested(lines: Sequence[ContentsEntry]) -> tuple[ContentsEntry, ...]:
    """Give each line the lines of a lower level that follow it."""
    # From the end: the lines that follow and are not under any line yet, the nearest last.
    free: list[ContentsEntry] = []
    for line in reversed(lines):
        under: list[ContentsEntry] = []
        while free and free[-1].level > line.level:
            under.append(free.pop())
        free.append(replace(line, entries=tuple(under)))
    return tuple(reversed(free))
