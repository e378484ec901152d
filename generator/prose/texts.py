"""Texts that speak of figures: their subjects, typed numbers and citations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import assert_never

from generator.content import (
    ChartEntry,
    Citation,
    Cited,
    Content,
    DocumentPlan,
    Filter,
    Matter,
    Name,
    Period,
    PictureEntry,
    ReconciliationEntry,
    Record,
    Section,
    Table,
    Text,
    Wording,
    passages_of,
    period_wordings,
    readable_citations,
    section_paths,
)
from generator.figures import FigureAt, Ledger, Quantity, Scope, evaluate, find, print_citation, scope_at
from generator.problems import Rejected, Where
from generator.swedish import MONTHS, Mention, number_words

# Labels name figures, and say nothing of them.
_LABELS = frozenset({"etikett", "kolumnrubrik"})


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation in a text: the id of its figure or "", the printed value and the printed words.

    `shaped` are the names of its filters; `exact` is the value before a filter removed its sign or unit.
    """

    start: int
    end: int
    figure: str
    value: Decimal | None
    printed: str
    shaped: tuple[str, ...]
    exact: Decimal | None = None


@dataclass(frozen=True)
class Prose:
    """A text that speaks of figures, with the numbers typed in it and those it cites.

    `place` names it in findings; `context` are the headings above, outermost first. In a period of a `whole_year`,
    "helår" is no word of forecasts; `month` is its last.
    """

    wording: Wording
    place: str
    context: tuple[str, ...]
    mentions: tuple[Mention, ...]
    quoted: tuple[Quoted, ...]
    whole_year: bool
    month: str

    @property
    def text(self) -> Text:
        """The text as written."""
        return self.wording.text

    @property
    def plain(self) -> str:
        """The text with citations hidden, character for character."""
        return self.wording.plain

    @property
    def scope(self) -> Scope:
        """The scope in which it cites."""
        return scope_at(self.wording.at)

    @cached_property
    def cited_tables(self) -> frozenset[str]:
        """The first parts of the ids that it cites."""
        return frozenset(quoted.figure.partition(".")[0] for quoted in self.quoted)

    def quoted_in(self, start: int, end: int) -> tuple[Quoted, ...]:
        """Return its citations that begin in a slice."""
        first, last = (bisect_left(self.quoted, place, key=lambda each: each.start) for place in (start, end))
        return self.quoted[first:last]

    def where(self, offset: int) -> Where:
        """Return the author's place of an offset in the text."""
        return self.wording.where(offset)

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return the slice of the sentence around an offset."""
        return self.wording.sentence_slice(offset)

    def paragraph(self, offset: int) -> str:
        """Return the paragraph around an offset, up to the end of the offset's sentence."""
        return self.plain[self.wording.paragraph_start(offset) : self.sentence(offset)[1]]


@dataclass(frozen=True, slots=True)
class _TextPlace:
    name: str
    context: tuple[str, ...] = ()


def prose_of(content: Content, ledger: Ledger) -> tuple[Prose, ...]:
    """Return the texts that speak of figures, in numbers or words, each once, in the order of the documents."""
    places = dict(_places(content, ledger))
    prose_by_text: dict[tuple[Where, str], Prose] = {}
    period = content.period.entry
    whole_year = (period.start.month, period.end.month) == (1, 12)
    for passage in passages_of(content):
        if not isinstance(passage, Wording) or passage.kind in _LABELS:
            continue
        key = (passage.text.where, passage.text)
        if key not in prose_by_text and _TELLING.search(passage.text) and len(_WORDS.findall(passage.text)) > 1:
            post = passage.at.post
            place = places.get(key[0]) or _TextPlace(f"{post.type}.{post.id}" if post else passage.at.document)
            quoted = tuple(_quoted_in(passage, ledger))
            mentions = number_words(passage.plain)
            month = MONTHS[period.end.month - 1]
            prose_by_text[key] = Prose(passage, place.name, place.context, mentions, quoted, whole_year, month)
    return tuple(prose_by_text.values())


# A width of a column, or a cell with a date, is no prose.
_WORDS = re.compile(r"[^\W\d_]{2,}")
_TELLING = re.compile(
    r"\d|\{\{|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|hälften|\w+del(?:ar)?)\b|ök[an]|minsk|oförändra|stigit|sjunk|sjönk|steg|väx|högre|lägre|fler|färre"
    r"|\b(?:störst|minst|högst|lägst|flest|färst|mest|bäst|sämst|dyrast|billigast)"
    r"|\bstörre|\bmindre|\bmer än|skott\w*\b|budget|dubbl|halver|\bmål|merpart|majoritet|huvud(?:del|part)|lika m",
    re.IGNORECASE,
)


def _quoted_in(wording: Wording, ledger: Ledger) -> Iterator[Quoted]:
    text, end = wording.text, 0
    for part in readable_citations(text)[0]:
        if isinstance(part, Citation):
            start = text.find("{{", end)
            end = text.find("}}", start) + 2
            yield replace(_quoted(part, scope_at(wording.at), ledger), start=start, end=end)


def _quoted(citation: Citation, scope: Scope, ledger: Ledger) -> Quoted:
    expression, filters = citation.expression, []
    while isinstance(expression, Filter):
        filters.append(expression.name)
        expression = expression.operand
    try:
        printed = print_citation(citation, ledger, scope)
        target = find(expression, ledger, scope) if isinstance(expression, Name) else None
        value = evaluate(expression, ledger, scope)
    except Rejected:
        return Quoted(0, 0, "", None, "", tuple(filters))
    figure = target.id if isinstance(target, FigureAt) and not target.reference else ""
    exact = value.value if isinstance(value, Quantity) else None
    return Quoted(0, 0, figure, printed.value, printed.text, tuple(filters), exact)


def printed_words(cited: Cited | None, ledger: Ledger, scope: Scope = Scope()) -> str:  # noqa: B008 - it is frozen
    """Return the words of a label or heading as printed; a citation that cannot be evaluated leaves nothing."""
    if cited is None:
        return ""
    parts, _ = readable_citations(cited.text)
    return "".join(_words(part, ledger, scope) for part in parts)


def _words(part: str | Citation, ledger: Ledger, scope: Scope) -> str:
    if isinstance(part, str):
        return part
    try:
        return print_citation(part, ledger, scope).text
    except Rejected:
        return ""


# --- where texts stand ---------------------------------------------------------------------------------------------


def _places(content: Content, ledger: Ledger) -> Iterator[tuple[Where, _TextPlace]]:
    headings = headings_of("text", content, ledger)
    for passage in period_wordings(content.period):
        name, where = passage.at.name, passage.text.where
        match passage.at.owner:
            case Period():
                yield where, _TextPlace(name, headings.get(name, (name.replace("_", " "),)))
            case ChartEntry(table=table):
                yield where, _TextPlace(name, _of_table(table, content, ledger))
            case Table():
                if passage.kind in {"tabellrubrik", "not"}:
                    yield where, _TextPlace(name, _of_table(name, content, ledger))
            case Record() as record:
                yield where, _TextPlace(f"{record.type}.{record.id}", (title_of(record, ledger),))
            case Matter() | DocumentPlan() | Section() | PictureEntry() | ReconciliationEntry():
                continue
            case _:
                assert_never(passage.at.owner)


def headings_of(kind: str, content: Content, ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """Return the headings above each text or table that documents place, outermost first, by its id."""
    headings: dict[str, tuple[str, ...]] = {}
    for plan in content.documents:
        for path in section_paths(plan.all_sections):
            texts = [block.entry.name for block in path[-1].blocks if block.entry.kind == kind]
            for name in (name for name in texts if name not in headings):
                words = (printed_words(each.heading, ledger, Scope(each.record, plan.id)) for each in path)
                headings[name] = tuple(words)
    return headings


def _of_table(name: str, content: Content, ledger: Ledger) -> tuple[str, ...]:
    table = content.period.tables.get(name)
    return (printed_words(table.entry.heading, ledger) or name.replace("_", " "),) if table else ()


def title_of(record: Record, ledger: Ledger) -> str:
    """Return the words that name a record: its first short text, or its id."""
    titles: Mapping[str, object] = record.values
    names = ("rubrik", "enhet", "namn", "indikator", "nyckeltal", "verksamhet", *titles)
    first = next((titles[name] for name in names if isinstance(titles.get(name), Cited)), None)
    words = printed_words(first, ledger, Scope(post=record)) if isinstance(first, Cited) else ""
    longest = 200
    return words if words and len(words) <= longest else record.id.replace("_", " ")
