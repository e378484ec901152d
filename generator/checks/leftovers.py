"""Evidence → what was left from a form, from last period or from another draft: T606, T754, T756."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from generator.checks.wordings import HIDDEN, Wording, wordings_of, wordings_of_period
from generator.compose import Evidence
from generator.content import Cited, Content, DocumentPlan, Formula, Period, Section, SectionEntry, Text
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


def leftovers(evidence: Evidence) -> tuple[Problem, ...]:
    """A period goes in; problems T606, T754 and, where more is asked for than what is wrong, T756 come out."""
    content = evidence.content
    words = wordings_of(content)
    found = [*_placeholders(words, content), *_unchanged(words, content)]
    if evidence.strict and content.documents:
        found.extend(_unused(content, evidence.ledger))
    return tuple(found)


# --- what was never filled in --------------------------------------------------------------------------------------


def _placeholders(words: Iterable[Wording], content: Content) -> Iterator[Problem]:
    guidance = {_plain(text) for plan in content.documents for text in _guidance(content, plan)}
    for wording in words:
        match = _PLACEHOLDER.search(wording.plain)
        if match is not None and wording.kind in _LABELS and "å" in match[0].lower():
            # How a date is to be written is no placeholder in the heading of a column.
            continue
        if match is None and _is_told(wording):
            match = _INSTRUCTION.search(wording.plain)
        if match is not None:
            yield _placeholder(wording, match.start(), match[0])
        elif _plain(wording.plain) in guidance:
            yield _placeholder(wording, 0, wording.plain.strip())


def _placeholder(wording: Wording, offset: int, found: str) -> Problem:
    where = wording.where(offset) if wording.kind == "text" else wording.text.where
    return Problem(
        "T606",
        where,
        "En platshållare eller anvisning står kvar i texten.",
        "färdig text",
        f"”{found}”",
        place=wording.place,
    )


def _is_told(wording: Wording) -> bool:
    """Whether a text is an answer and no heading or question."""
    return wording.kind == "text" or (wording.kind == "fält" and wording.place.rpartition(".")[2] not in _TITLES)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _guidance(content: Content, plan: DocumentPlan) -> Iterator[str]:
    """What the outline and the record types tell those who write."""
    told = [*_of_sections(plan.outline.sections)]
    told.extend(
        field.guidance
        for declared in content.house.record_types.values()
        for field in declared.fields.values()
        if field.guidance is not None
    )
    yield from (text for text in told if len(text) >= _SHORTEST_GUIDANCE)


def _of_sections(sections: Iterable[SectionEntry]) -> Iterator[str]:
    for section in sections:
        if section.guidance is not None:
            yield section.guidance
        yield from _of_sections(section.sections)


# --- what nobody has changed since last period ---------------------------------------------------------------------


def _unchanged(words: Iterable[Wording], content: Content) -> Iterator[Problem]:
    """Paragraphs that speak of their time and stand as they did in an earlier period, figures disregarded."""
    entry = content.period.entry
    names = (entry.previous, entry.same_last_year, entry.previous_closing, entry.previous_forecast)
    earlier = [content.earlier[name] for name in names if name is not None and name in content.earlier]
    before = {paragraph: told for period in earlier for paragraph, told in _paragraphs_of(period)}
    if not before:
        return
    openings: dict[tuple[str, ...], list[str]] = {}
    for paragraph in before:
        openings.setdefault(_opening(paragraph), []).append(paragraph)
    for wording in words:
        if not (_is_told(wording) and wording.own):
            continue
        for start, paragraph in _paragraphs(wording.plain):
            same = paragraph if paragraph in before else None
            same = same or next(
                (each for each in openings.get(_opening(paragraph), ()) if _alike(each, paragraph)), None
            )
            if same is not None:
                then, period = before[same]
                yield Problem(
                    "T754",
                    wording.where(start),
                    f"Stycket är oförändrat sedan {period.entry.title}, så när som på talen.",
                    "en text om den här perioden",
                    f"”{wording.plain[start : start + 60].strip()}…”",
                    "Skriv om det, eller kvittera fyndet om det fortfarande gäller.",
                    Severity.NOTICE,
                    related=(then,),
                    place=wording.place,
                )


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
    used = _used(content, ledger)
    period = content.period
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
                yield Problem(
                    "T756",
                    where,
                    f"{kind} {name} visas och citeras inte i något dokument.",
                    "innehåll som ett dokument visar",
                    name,
                    "Placera det i ett avsnitt, citera det, eller ta bort det.",
                    Severity.NOTICE,
                    place=name,
                )


def _used(content: Content, ledger: Ledger) -> frozenset[str]:
    """The first names of all that is placed, drawn, cited or computed with."""
    used: set[str] = set()
    for plan in content.documents:
        opening = (plan.opening,) if plan.opening is not None else ()
        used.update(_placed((*opening, *plan.sections)))
    used.update(chart.table for name, (chart, _) in content.period.charts.items() if name in used)
    for passage, _ in passages_of(content):
        used.update(_names(passage))
    for figure in ledger:
        if isinstance(figure.origin, Computed):
            own = figure.id.partition(".")[0]
            firsts = (term.partition(".")[0] for term in figure.origin.terms)
            used.update(first for first in firsts if first != own)
    # A figure that is only there to be reconciled with is of use.
    used.update(relation.target for relation in ledger.relations)
    for relation in ledger.relations:
        own = relation.target.partition(".")[0]
        used.update(first for _, term in relation.terms if (first := term.partition(".")[0]) != own)
    return frozenset(used)


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


def kept_texts(evidence: Evidence) -> tuple[Problem, ...]:
    """The evidence goes in; a warning for each text under `förra_periodens_text` comes out. Problems: T820."""
    hint = "Skriv periodens egen text, och ta sedan bort den gamla."
    return tuple(
        Problem(
            "T820",
            name.where,
            f"Förra periodens text ”{name}” står kvar.",
            "bara periodens egna texter",
            str(name),
            hint,
            Severity.WARNING,
            place=str(name),
        )
        for name in evidence.content.period.kept_texts
    )
