"""Everything in a content that may cite → each text or formula with the scope it stands in.

So that a fault in a citation is found before anything is composed, and in places that this time print nothing too.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from generator.content import (
    Citation,
    Cited,
    Content,
    DeclaredBlock,
    DocumentPlan,
    Formula,
    Period,
    Placement,
    Record,
    Section,
    Table,
    Text,
    TextCell,
    as_citation,
    readable_citations,
)
from generator.figures.ledger import Scope
from generator.problems import Problem, Rejected


@dataclass(frozen=True, slots=True)
class CitationAt:
    """A citation and the scope it stands in."""

    citation: Citation
    scope: Scope


def citations_of(content: Content) -> tuple[tuple[CitationAt, ...], tuple[Problem, ...]]:
    """A content → its citations in the order of its places, and the problems of those that cannot be read."""
    found: list[CitationAt] = []
    problems: list[Problem] = []
    for passage, scope in passages_of(content):
        if isinstance(passage, Formula):
            try:
                found.append(CitationAt(as_citation(passage), scope))
            except Rejected as rejected:
                problems.extend(rejected.problems)
        else:
            parts, unreadable = readable_citations(passage.text)
            found.extend(CitationAt(part, scope) for part in parts if isinstance(part, Citation))
            problems.extend(unreadable)
    return tuple(found), tuple(problems)


_Passage = tuple[Cited | Formula, Scope]


def passages_of(content: Content) -> Iterator[_Passage]:
    """A content → every text and printed expression that may cite, with its scope; one placed twice comes twice."""
    placed: set[str] = set()
    for plan in content.documents:
        yield from _of_document(plan, content, placed)
    document = content.documents[0].id if content.documents else ""
    scope = Scope(document=document)
    yield from ((text, scope) for name, text in content.period.texts.items() if name not in placed)
    for table in content.period.tables.values():
        yield from ((text, scope) for text in _of_table(table))
    for chart, _ in content.period.charts.values():
        yield from ((text, scope) for text in _within(chart))
    yield from _of_records(content.period, document)


def _of_document(plan: DocumentPlan, content: Content, placed: set[str]) -> Iterator[_Passage]:
    scope = Scope(document=plan.id)
    yield plan.title, scope
    yield from ((passage, scope) for passage in _within(plan.entry, leave={"own_sections"}))
    yield from (
        (passage, scope) for passage in _within(plan.outline, leave={"title", "sections", "opening", "letterhead"})
    )
    # A field of the letterhead that the document fills in is printed without what the outline says of it.
    left = (field for field in plan.outline.letterhead if field.id not in plan.entry.letterhead)
    yield from ((passage, scope) for passage in _within(tuple(left)))
    opening = (plan.opening,) if plan.opening is not None else ()
    for section in (*opening, *plan.sections):
        yield from _of_section(section, plan, content, placed)


def _within(value: object, leave: Container[str] = ()) -> Iterator[Cited | Formula]:
    """Every text and printed expression in a part of the content, however deep; fields named in `leave` stay out."""
    if isinstance(value, Cited | Formula):
        yield value
    elif isinstance(value, Text):
        yield Cited(value)
    elif isinstance(value, DeclaredBlock):
        for name in type(value).model_fields:
            if name not in leave:
                yield from _within(getattr(value, name))
    elif isinstance(value, Mapping):
        yield from (passage for each in value.values() for passage in _within(each))
    elif isinstance(value, tuple):
        yield from (passage for each in value for passage in _within(each))


def _of_section(section: Section, plan: DocumentPlan, content: Content, placed: set[str]) -> Iterator[_Passage]:
    scope = Scope(section.record, plan.id)
    yield from ((text, scope) for text in (section.heading, section.label, section.subtitle) if text is not None)
    for placement in section.blocks:
        name = placement.entry.text
        if name is not None and name in content.period.texts:
            placed.add(name)
            yield content.period.texts[name], scope
        yield from ((passage, scope) for passage in _of_placement(placement, content))
        patterns = [shown.pattern for shown in placement.entry.shown_fields if shown.pattern is not None]
        yield from ((pattern, Scope(record, plan.id)) for pattern in patterns for record in placement.records)
    for inner in section.sections:
        yield from _of_section(inner, plan, content, placed)


def _of_placement(placement: Placement, content: Content) -> Iterator[Cited | Formula]:
    entry = placement.entry
    yield from _within(entry, leave={"shown_fields"})
    yield from (passage for shown in entry.shown_fields for passage in _within(shown, leave={"pattern"}))
    declared = content.house.record_types.get(entry.records or "")
    if declared is None:
        return
    if declared.empty_text is not None:
        yield declared.empty_text
    for name in entry.summed:
        # A total row cites the sum that it prints.
        yield Formula(f"summa({entry.records}.{name})", getattr(name, "where", entry.where))


def _of_table(table: Table) -> Iterator[Cited]:
    yield from (text for text in _within(table.entry, leave={"rows", "columns", "data"}) if isinstance(text, Cited))
    for column in table.columns:
        yield column.heading
        if column.group_heading is not None:
            yield column.group_heading
    for row in table.rows:
        yield row.label
        yield from (cell.text for cell in row.cells if isinstance(cell, TextCell))


def _of_records(period: Period, document: str) -> Iterator[_Passage]:
    for records in period.records.values():
        for record in records:
            yield from _of_record(record, record, document)


def _of_record(record: Record, post: Record, document: str) -> Iterator[_Passage]:
    scope = Scope(post, document)
    for value in record.values.values():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Cited):
                yield each, scope
            elif isinstance(each, Record):
                yield from _of_record(each, post, document)
