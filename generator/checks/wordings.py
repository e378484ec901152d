"""A period's content → every text that its authors wrote, with what it is and what it belongs to.

The checks of names, dates, privacy and language read these; citations are hidden, character for character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator.content import (
    Cited,
    Content,
    DocumentPlan,
    ExternalAppendix,
    Period,
    Record,
    Section,
    Table,
    Text,
    TextCell,
    place_in,
)
from generator.problems import Where

# What stands for a citation: a character that is in no word and no number.
HIDDEN = "\ufffc"
_CITATION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?…][\"”)]?\s+(?=[A-ZÅÄÖ*_\"”\ufffc])|\n[ \t]*\n|\n(?=[ \t]*(?:[-*#]|\d+[.)])[ \t])")

WordingKind = Literal[
    "titel", "rubrik", "tabellrubrik", "kolumnrubrik", "etikett", "cell", "text", "fält", "alternativtext", "not",
    "skrivelse", "brevhuvud", "namn",
]  # fmt: skip
HEADINGS = frozenset({"titel", "rubrik", "tabellrubrik"})
RUNNING = frozenset({"text", "fält", "alternativtext", "not", "skrivelse"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as written: `plain` has its citations hidden, `place` names what it is of (a table's id, typ.id.fält).

    `own` is whether it stands in the period and not in an outline of the house.
    """

    kind: WordingKind
    text: Text
    plain: str
    place: str
    own: bool = True

    def where(self, offset: int = 0) -> Where:
        """The author's place of an offset in the text."""
        return place_in(self.text, offset)

    def sentence(self, offset: int) -> str:
        """The sentence around an offset."""
        start, end = 0, len(self.plain)
        for match in _SENTENCE_END.finditer(self.plain):
            if match.end() <= offset:
                start = match.end()
            else:
                end = match.start() + 1
                break
        return self.plain[start:end]


def wordings_of(content: Content) -> tuple[Wording, ...]:
    """A content → the texts of its period, each once, then those of the papers that are made of it."""
    made: dict[tuple[Where, str], Wording] = {}
    for wording in (*wordings_of_period(content.period), *_of_papers(content)):
        made.setdefault((wording.text.where, str(wording.text)), wording)
    return tuple(made.values())


def wordings_of_period(period: Period) -> Iterator[Wording]:
    """A period's own texts, tables, records, charts and matters → what is written in them."""
    for name, cited in period.texts.items():
        yield _wording("text", cited, name)
    for table in period.tables.values():
        yield from _of_table(table)
    for records in period.records.values():
        for record in records:
            yield from _of_record(record, f"{record.type}.{record.id}")
    for name, (chart, _) in period.charts.items():
        yield _wording("alternativtext", chart.alternative, name)
        if chart.heading is not None:
            yield _wording("tabellrubrik", chart.heading, name)
    for name, matter in period.entry.matters.items():
        yield from _line("titel", matter.heading, name)


def _wording(kind: WordingKind, cited: Cited, place: str, own: bool = True) -> Wording:  # noqa: FBT001, FBT002 - two of a kind
    text = cited.text
    plain = _CITATION.sub(lambda match: HIDDEN * len(match[0]), text) if "{{" in text else str(text)
    return Wording(kind, text, plain, place, own)


def _line(kind: WordingKind, line: str | None, place: str) -> Iterator[Wording]:
    if isinstance(line, Text):
        yield _wording(kind, Cited(line), place)


def _of_table(table: Table) -> Iterator[Wording]:
    entry = table.entry
    if entry.heading is not None:
        yield _wording("tabellrubrik", entry.heading, table.id)
    notes = (entry.stub, entry.legend, entry.remark, *entry.notes.values())
    yield from (_wording("not", cited, table.id) for cited in notes if cited is not None)
    yield from _line("not", entry.source, table.id)
    groups = {
        column.group_heading.where: column.group_heading for column in table.columns if column.group_heading is not None
    }
    yield from (_wording("kolumnrubrik", heading, table.id) for heading in groups.values())
    yield from (_wording("kolumnrubrik", column.heading, f"{table.id}.{column.id}") for column in table.columns)
    for row in table.rows:
        yield _wording("etikett", row.label, f"{table.id}.{row.id}")
        for cell, column in zip(row.cells, table.columns, strict=True):
            if isinstance(cell, TextCell):
                yield _wording("cell", cell.text, f"{table.id}.{row.id}.{column.id}")


def _of_record(record: Record, place: str) -> Iterator[Wording]:
    for name, value in record.values.items():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Cited):
                yield _wording("fält", each, f"{place}.{name}")
            elif isinstance(each, Record):
                yield from _of_record(each, f"{place}.{name}")


def _of_papers(content: Content) -> Iterator[Wording]:
    for plan in content.documents:
        yield _wording("titel", plan.title, plan.id, plan.entry.title is not None)
        if plan.entry.subtitle is not None:
            yield _wording("titel", plan.entry.subtitle, plan.id)
        yield from _of_memo(plan)
        opening = (plan.opening,) if plan.opening is not None else ()
        for section in (*opening, *plan.sections):
            yield from _of_section(section, section.heading.where.file.startswith("content/"))


def _of_memo(plan: DocumentPlan) -> Iterator[Wording]:
    entry = plan.entry
    outline = plan.outline
    points = (point for level in entry.proposal or outline.proposal for point in level.points)
    for cited in (*points, *(entry.recipients or outline.recipients), *(entry.grounds or outline.grounds)):
        yield _wording("skrivelse", cited, plan.id, _is_own(cited))
    for value in entry.letterhead.values():
        yield from _line("brevhuvud", value, plan.id)
    for appendix in entry.appendices:
        if isinstance(appendix, ExternalAppendix):
            yield from _line("namn", appendix.title, plan.id)


def _of_section(section: Section, own: bool) -> Iterator[Wording]:  # noqa: FBT001 - one of a kind
    texts = (section.heading, section.label, section.subtitle)
    yield from (_wording("rubrik", cited, section.id, own) for cited in texts if cited is not None and cited.text)
    paragraphs = (placement.entry.paragraph for placement in section.blocks)
    yield from (_wording("text", cited, section.id, _is_own(cited)) for cited in paragraphs if cited is not None)
    headings = (placement.entry.heading for placement in section.blocks)
    yield from (_wording("tabellrubrik", cited, section.id, _is_own(cited)) for cited in headings if cited is not None)
    for inner in section.sections:
        yield from _of_section(inner, _is_own(inner.heading))


def _is_own(cited: Cited) -> bool:
    return cited.where.file.startswith("content/")
