"""What is left from a form, from the last period or from another draft: T606, T754, T756, T820."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from generator.checks.finding import FindingKind
from generator.checks.wordings import HIDDEN, Wording, wordings_of, wordings_of_period
from generator.compose import Understood
from generator.content import Cited, Content, Formula, Period, Section, SectionEntry, Text
from generator.figures import Computed, Ledger, passages_of
from generator.problems import Problem, Severity, Where

# What stands in forms and templates until somebody fills it in.
_PLACEHOLDER = re.compile(
    r"\[(?:fyll i|ange|skriv|namn|datum|belopp|text|infoga|klistra|kommentar)[^\]]*\](?!\()"
    r"|\[(?:\.{2,}|…|x+|\?+)\](?!\()|\bX{2,}(?:,X+)?\b|\båååå[-\s]?mm"
    r"|klicka (?:eller tryck )?här|lorem ipsum|\bTODO\b|\bTBD\b|\bbla ?bla\b|\?{3,}"
    r"|\((?:fylls i|kompletteras|uppdateras|text kommer|skrivs)(?: senare)?\)"
    r"|^(?:text|kommentar|analys) (?:kommer|saknas|här)\.?$",
    re.IGNORECASE | re.MULTILINE,
)
_INSTRUCTION = re.compile(
    r"^(?:beskriv|redogör|kommentera|ange|fyll i|skriv|sammanfatta)\b[^.!?\n]*"
    r"\b(?:här|kort|kortfattat|nedan|max|högst|tecken|rader|halv sida|avsnittet|rutan|fältet)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SHORTEST_GUIDANCE = 15
_LABELS = frozenset({"kolumnrubrik", "etikett", "not"})
_TITLES = frozenset({"rubrik", "fråga", "enhet", "namn"})
_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?![ \t]*\n))*")
_WORDS_OF_A_PARAGRAPH = 14
_OF_ITS_TIME = re.compile(
    r"\b20\d\d\b|\d|\b(?:perioden|hittills|årets|jämfört med|ökat|minskat|ökade|minskade|ökning|minskning|"
    r"prognos\w*|underskott\w*|överskott\w*|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|"
    r"november|december|våren|sommaren|hösten|vintern|tertial\w*|i år)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(rf"{HIDDEN}+|[-−–+]?\d[\d \u00a0.,]*(?:mnkr|mkr|tkr|kr|%|procent)?")
_ALIKE = 0.93


_PLACEHOLDER_LEFT = FindingKind("T606", "En platshållare eller anvisning står kvar i texten.", severity=Severity.ERROR)
_UNCHANGED = FindingKind(
    "T754",
    "Stycket är oförändrat sedan {period}, så när som på talen.",
    "Skriv om det, eller kvittera fyndet om det fortfarande gäller.",
    Severity.NOTICE,
)
_UNUSED = FindingKind(
    "T756",
    "{kind} {name} visas och citeras inte i något dokument.",
    "Placera det i ett avsnitt, citera det, eller ta bort det.",
    Severity.NOTICE,
)
_KEPT_TEXT = FindingKind(
    "T820",
    "Förra periodens text ”{name}” står kvar.",
    "Skriv periodens egen text, och ta sedan bort den gamla.",
)


def leftovers(evidence: Understood) -> Iterator[Problem]:
    """Yield T606 and T754 of a period, and T756 where all is wanted."""
    content = evidence.content
    wordings = wordings_of(content)
    yield from _placeholders(wordings, content)
    yield from _unchanged(wordings, content)
    if evidence.strict and content.documents:
        yield from _unused(content, evidence.ledger)


def kept_texts(evidence: Understood) -> Iterator[Problem]:
    """Yield T820 for each text under `förra_periodens_text`."""
    for name in evidence.content.period.kept_texts:
        yield _KEPT_TEXT.at(name.where, str(name), "bara periodens egna texter", str(name), name=name)


# --- what was never filled in --------------------------------------------------------------------------------------


def _placeholders(wordings: Iterable[Wording], content: Content) -> Iterator[Problem]:
    guidance = {_plain(text) for text in _guidance(content) if len(text) >= _SHORTEST_GUIDANCE}
    for wording in wordings:
        match = _PLACEHOLDER.search(wording.plain)
        if match is not None and wording.kind in _LABELS and "å" in match[0].lower():
            # How a date is to be written is no placeholder in the heading of a column.
            continue
        if match is None and _is_answer(wording):
            match = _INSTRUCTION.search(wording.plain)
        if match is not None or _plain(wording.plain) in guidance:
            offset, left = (match.start(), match[0]) if match else (0, wording.plain.strip())
            where = wording.where(offset) if wording.kind == "text" else wording.text.where
            yield _PLACEHOLDER_LEFT.at(where, wording.place, "färdig text", f"”{left}”")


def _is_answer(wording: Wording) -> bool:
    """Whether a text is an answer and no heading or question."""
    return wording.kind == "text" or (wording.kind == "fält" and wording.place.rpartition(".")[2] not in _TITLES)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _guidance(content: Content) -> Iterator[str]:
    """Yield what outlines and record types tell those who write."""
    for plan in content.documents:
        yield from _of_sections(plan.outline.sections)
    if content.documents:
        fields = (field for declared in content.house.record_types.values() for field in declared.fields.values())
        yield from (field.guidance for field in fields if field.guidance is not None)


def _of_sections(sections: Iterable[SectionEntry]) -> Iterator[str]:
    for section in sections:
        if section.guidance is not None:
            yield section.guidance
        yield from _of_sections(section.sections)


# --- what nobody has changed since last period ---------------------------------------------------------------------


def _unchanged(wordings: Iterable[Wording], content: Content) -> Iterator[Problem]:
    """Yield paragraphs that speak of their time and are as in an earlier period, figures disregarded."""
    entry = content.period.entry
    names = (entry.previous, entry.same_last_year, entry.previous_closing, entry.previous_forecast)
    earlier = [content.earlier[name] for name in names if name is not None and name in content.earlier]
    origins = {paragraph: origin for period in earlier for paragraph, origin in _paragraphs_of(period)}
    by_opening: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for paragraph in origins:
        by_opening[_opening(paragraph)].append(paragraph)
    if not origins:
        return
    for wording in wordings:
        if not (_is_answer(wording) and wording.own):
            continue
        for start, paragraph in _paragraphs(wording.plain):
            like = (each for each in by_opening[_opening(paragraph)] if _alike(each, paragraph))
            same = paragraph if paragraph in origins else next(like, None)
            if same is not None:
                where, period = origins[same]
                found = f"”{wording.plain[start : start + 60].strip()}…”"
                expected, title = "en text om den här perioden", period.entry.title
                yield _UNCHANGED.in_text(wording, start, expected, found, (where,), period=title)


def _paragraphs_of(period: Period) -> Iterator[tuple[str, tuple[Where, Period]]]:
    for wording in wordings_of_period(period):
        if wording.kind in {"text", "fält"}:
            for start, paragraph in _paragraphs(wording.plain):
                yield paragraph, (wording.where(start), period)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    for match in _PARAGRAPH.finditer(text):
        if len(match[0].split()) >= _WORDS_OF_A_PARAGRAPH and _OF_ITS_TIME.search(match[0]):
            yield match.start(), " ".join(_FIGURES.sub(" # ", match[0]).split()).casefold()


def _opening(paragraph: str) -> tuple[str, ...]:
    return tuple(paragraph.split()[:4])


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


# --- what no document shows ----------------------------------------------------------------------------------------


def _unused(content: Content, ledger: Ledger) -> Iterator[Problem]:
    used, period = _used(content, ledger), content.period
    kinds: tuple[tuple[str, Iterable[tuple[str, Where]]], ...] = (
        ("Texten", ((name, cited.where) for name, cited in period.texts.items())),
        ("Tabellen", ((name, table.where) for name, table in period.tables.items())),
        ("Diagrammet", ((name, chart.where) for name, (chart, _) in period.charts.items())),
        ("Talet", ((name, figure.entry.where) for name, figure in period.figures.items())),
        ("Posterna", ((name, records[0].where) for name, records in period.records.items() if records)),
    )
    for kind, entries in kinds:
        for name, where in entries:
            if name not in used:
                yield _UNUSED.at(where, name, "innehåll som ett dokument visar", name, kind=kind, name=name)


def _used(content: Content, ledger: Ledger) -> frozenset[str]:
    """Return the first names of all that is placed, drawn, cited or computed with."""
    used: set[str] = set()
    for plan in content.documents:
        opening = (plan.opening,) if plan.opening is not None else ()
        used.update(_placed((*opening, *plan.sections)))
    used.update(chart.table for name, (chart, _) in content.period.charts.items() if name in used)
    for passage, _ in passages_of(content):
        used.update(_names(passage))
    computed = [(figure.id, figure.origin.terms) for figure in ledger if isinstance(figure.origin, Computed)]
    related = [(relation.target, tuple(name for _, name in relation.terms)) for relation in ledger.relations]
    for target, terms in (*computed, *related):
        used.update({term.partition(".")[0] for term in terms} - {target.partition(".")[0]})
    # A figure that is only there to be reconciled with is of use.
    return frozenset(used).union(relation.target for relation in ledger.relations)


def _placed(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        for placement in section.blocks:
            entry = placement.entry
            yield from (name for name in (entry.text, entry.table, entry.chart, entry.records) if name is not None)
        if section.record is not None:
            yield section.record.type
        yield from _placed(section.sections)


def _names(passage: Cited | Formula) -> Iterator[str]:
    if isinstance(passage, Formula):
        yield from re.findall(r"\w+", passage.text)
    elif "{{" in passage.text:
        for body in re.findall(r"\{\{(.*?)\}\}", Text(passage.text), re.DOTALL):
            yield from re.findall(r"\w+", body)
