"""A content and its ledger → its texts as prose: what each is about, the quantities typed in it and those cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from generator.content import (
    Citation,
    Cited,
    Content,
    Filter,
    Name,
    Record,
    Section,
    Text,
    place_in,
    readable_citations,
)
from generator.figures import FigureAt, Ledger, Quantity, Scope, evaluate, find, passages_of, print_citation
from generator.problems import Rejected, Where
from generator.swedish import MONTHS, Mention, number_words

# What stands for a citation while numbers are looked for: a character that is in no word and no number.
HIDDEN = "\ufffc"
_SENTENCE = re.compile(
    r"(?<=[.!?…])[\"”)]?[ \n\u00a0]+(?=[A-ZÅÄÖ+*_#\ufffc−-])|\n[ \t]*\n+|\n(?=[ \t]*(?:[-*#]|\d+[.)])[ \t])|(?<=:)\n"
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation in a text: its slice, the id of the figure it names or nothing, the printed value, what is printed.

    `shaped` are the names of its filters; `exact` is the value before any of them took its sign or unit away.
    """

    start: int
    end: int
    figure: str
    value: Decimal | None
    printed: str
    shaped: tuple[str, ...]
    exact: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """A text with its numbers: `plain` is the text with citations hidden, character for character.

    `place` names it as authors do (a text's id, typ.id, a document's); `context` are the headings that it stands under,
    outermost first. `own` is false for what the house's outlines say. `whole_year` is said of a period that is one:
    then "helår" is no word of forecasts; `month` is the one it ends in.
    """

    text: Text
    plain: str
    scope: Scope
    place: str
    context: tuple[str, ...]
    own: bool
    mentions: tuple[Mention, ...]
    quoted: tuple[Quoted, ...]
    whole_year: bool = False
    month: str = ""

    def where(self, offset: int) -> Where:
        """The author's place of an offset in the text."""
        return place_in(self.text, offset)

    def sentence(self, offset: int) -> tuple[int, int]:
        """An offset → the slice of the sentence that it stands in."""
        start, end = 0, len(self.plain)
        for match in _SENTENCE.finditer(self.plain):
            if match.end() <= offset:
                start = match.end()
            elif match.start() >= offset:
                end = match.start()
                break
        return start, end

    def paragraph(self, offset: int) -> str:
        """An offset → the paragraph that it stands in, as far as the offset's sentence ends."""
        starts = [match.end() for match in _PARAGRAPH.finditer(self.plain, 0, offset)]
        return self.plain[starts[-1] if starts else 0 : self.sentence(offset)[1]]


@dataclass(frozen=True, slots=True)
class _TextPlace:
    name: str
    context: tuple[str, ...]
    own: bool = True


def prose_of(content: Content, ledger: Ledger) -> tuple[Prose, ...]:
    """A content and its ledger → its texts that tell of figures, in numbers or words, each once, in its order."""
    places = dict(_places(content, ledger))
    labels = {cited.where for table in content.period.tables.values() for cited in _labels(table)}
    made: dict[tuple[Where, str], Prose] = {}
    period = content.period.entry
    whole_year = (period.start.month, period.end.month) == (1, 12)
    for passage, scope in passages_of(content):
        if not isinstance(passage, Cited) or passage.where in labels:
            continue
        key = (passage.where, str(passage.text))
        if key not in made and _TELLING.search(passage.text) and len(_WORDS.findall(passage.text)) > 1:
            place = places.get(passage.where) or _elsewhere(passage, scope)
            made[key] = replace(
                _prose(passage.text, scope, place, ledger), whole_year=whole_year, month=MONTHS[period.end.month - 1]
            )
    return tuple(made.values())


# A width of a column, or a cell with a date, is no prose.
_WORDS = re.compile(r"[^\W\d_]{2,}")
_TELLING = re.compile(
    r"\d|\{\{|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|hälften|\w+del(?:ar)?)\b|ök[an]|minsk|oförändra|stigit|sjunk|sjönk|steg|väx|högre|lägre|fler|färre"
    r"|\b(?:störst|minst|högst|lägst|flest|färst|mest|bäst|sämst|dyrast|billigast)"
    r"|\bstörre|\bmindre|\bmer än|skott\w*\b|budget|dubbl|halver|\bmål|merpart|majoritet|huvud(?:del|part)|lika m",
    re.IGNORECASE,
)


def _labels(table: object) -> Iterator[Cited]:
    yield from (row.label for row in getattr(table, "rows", ()))
    yield from (column.heading for column in getattr(table, "columns", ()))
    yield from (column.group_heading for column in getattr(table, "columns", ()) if column.group_heading)


def _prose(text: Text, scope: Scope, place: _TextPlace, ledger: Ledger) -> Prose:
    parts, _ = readable_citations(text)
    quoted: list[Quoted] = []
    for part in parts:
        if isinstance(part, Citation):
            start = text.find("{{", quoted[-1].end if quoted else 0)
            quoted.append(replace(_quoted(part, scope, ledger), start=start, end=text.find("}}", start) + 2))
    plain = re.sub(r"\{\{.*?\}\}", lambda match: HIDDEN * len(match[0]), text, flags=re.DOTALL)
    mentions = number_words(plain)
    return Prose(text, plain, scope, place.name, place.context, place.own, mentions, tuple(quoted))


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
    """A label or heading → its words as they are printed; a citation that cannot be read leaves nothing."""
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
    period = content.period
    headings = _headings(content, ledger)
    for name, text in period.texts.items():
        yield text.where, _TextPlace(name, headings.get(name, (name.replace("_", " "),)))
    for name, (chart, _) in period.charts.items():
        yield from _all((chart.alternative, chart.heading), _TextPlace(name, _of_table(chart.table, content, ledger)))
    for name, table in period.tables.items():
        entry = table.entry
        place = _TextPlace(name, _of_table(name, content, ledger))
        yield from _all((entry.heading, entry.remark, entry.legend, *entry.notes.values()), place)
    for record in (record for records in period.records.values() for record in records):
        yield from _of_record(record, ledger)
    for plan in content.documents:
        memo = plan.entry
        points = (point for level in memo.proposal for point in level.points)
        yield from _all((*points, *memo.recipients, *memo.grounds, memo.title, memo.subtitle), _TextPlace(plan.id, ()))


def _all(told: Iterable[Cited | None], place: _TextPlace) -> Iterator[tuple[Where, _TextPlace]]:
    yield from ((cited.where, place) for cited in told if cited is not None)


def _headings(content: Content, ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """The headings that each text stands under, where it is placed first."""
    found: dict[str, tuple[str, ...]] = {}
    for plan in content.documents:
        opening = (plan.opening,) if plan.opening is not None else ()
        for section in (*opening, *plan.sections):
            for name, chain in _placed(section, (), Scope(document=plan.id), ledger):
                found.setdefault(name, chain)
    return found


def _placed(
    section: Section, above: tuple[str, ...], scope: Scope, ledger: Ledger
) -> Iterator[tuple[str, tuple[str, ...]]]:
    scope = replace(scope, post=section.record)
    chain = (*above, printed_words(section.heading, ledger, scope))
    yield from ((placement.entry.text, chain) for placement in section.blocks if placement.entry.text is not None)
    for inner in section.sections:
        yield from _placed(inner, chain, scope, ledger)


def _of_table(name: str, content: Content, ledger: Ledger) -> tuple[str, ...]:
    table = content.period.tables.get(name)
    return (printed_words(table.entry.heading, ledger) or name.replace("_", " "),) if table else ()


def _of_record(record: Record, ledger: Ledger) -> Iterator[tuple[Where, _TextPlace]]:
    place = _TextPlace(f"{record.type}.{record.id}", (title_of(record, ledger),))
    for value in record.values.values():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Cited):
                yield each.where, place
            elif isinstance(each, Record):
                yield from _of_record(each, ledger)


def title_of(record: Record, ledger: Ledger) -> str:
    """A record → the words that name it: its first short text, or its id."""
    titles: Mapping[str, object] = record.values
    names = ("rubrik", "enhet", "namn", "indikator", "nyckeltal", "verksamhet", *titles)
    first = next((titles[name] for name in names if isinstance(titles.get(name), Cited)), None)
    words = printed_words(first, ledger, Scope(post=record)) if isinstance(first, Cited) else ""
    longest = 200
    return words if words and len(words) <= longest else record.id.replace("_", " ")


def _elsewhere(passage: Cited, scope: Scope) -> _TextPlace:
    own = passage.where.file.startswith("content/")
    name = f"{scope.post.type}.{scope.post.id}" if scope.post else scope.document
    return _TextPlace(name, (), own)
