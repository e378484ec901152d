"""Leftovers of the last period, of a workbook or of another draft: T754, T756, T758, T820."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import dropwhile
from typing import assert_never

from generator.checks.finding import FindingKind
from generator.checks.placeholders import is_answer
from generator.compose import Understood
from generator.content import (
    GUESS_MARK,
    HIDDEN,
    KINDS_TO_READ,
    NOTES,
    Content,
    Passage,
    Period,
    PlacedFormula,
    Wording,
    every_section,
    names_of,
    note_references,
    noun_of,
    passages_of,
    period_wordings,
    placed_kind,
    wordings_of,
)
from generator.figures import Computed, Ledger
from generator.problems import Problem, Severity, Where

_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?![ \t]*\n))*")
_WORDS_OF_A_PARAGRAPH = 14
_OF_ITS_TIME = re.compile(
    r"\b20\d\d\b|\d|\b(?:perioden|hittills|årets|jämfört med|ökat|minskat|ökade|minskade|ökning|minskning|"
    r"prognos\w*|underskott\w*|överskott\w*|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|"
    r"november|december|våren|sommaren|hösten|vintern|tertial\w*|i år)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(rf"{HIDDEN}+|[-−–+]?\d[\d \u00a0.,]*(?:mnkr|mkr|tkr|kr|%|procent)?")
# What explains must hold anew, though its numbers are new.
_EXPLAINS = re.compile(
    r"\b(?:beror|berodde|därför|eftersom|på grund|till följd|tack vare|orsak\w*|förklar\w*|främst|framför allt"
    r"|genom att|plan\w*|arbet\w*|åtgärd\w*|kommer att|ska|fortsätt\w*|på\w*gå\w*)\b"
)
_ALIKE = 0.93
# Of how many paragraphs that begin alike, and of how much of each, the words are compared.
_MOST_LIKE, _MOST_WORDS = 20, 500
_GUESS = re.compile(rf"(?:^|(?<=\s))# {GUESS_MARK}(?P<what>.+)")
_NAME = re.compile(r"\w+")
# The numbers of a paragraph as they are written.
_Numbers = tuple[str, ...]
_CITATION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


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
_NOTE_ALONE = FindingKind(
    "T756",
    "Ingen rad hänvisar till noten ”{name}”.",
    "Skriv notens id i kolumnen för noter, på raden som den förklarar, eller ta bort noten.",
)
_KEPT_TEXT = FindingKind(
    "T820", "Förra periodens text ”{name}” står kvar.", "Skriv periodens egen text, och ta sedan bort den gamla."
)


_GUESSED = FindingKind(
    "T758",
    "Det här är gissat ur en arbetsbok: {what}.",
    "Se efter att det stämmer, och ta sedan bort kommentaren på raden.",
)


def leftovers(understood: Understood) -> Iterator[Problem]:
    """Yield T754, T756 and T758 of a period; T756 of all that is not used if strict, of notes always."""
    content = understood.content
    wordings = wordings_of(content)
    yield from _unchanged(wordings, content)
    yield from _not_referred_to(content)
    yield from _guessed(understood)
    if understood.strict and content.documents:
        yield from _unused(content, understood.ledger)


def kept_texts(understood: Understood) -> Iterator[Problem]:
    """Yield T820 for each text under `förra_periodens_text`."""
    for name in understood.content.period.kept_texts:
        yield _KEPT_TEXT.at(name.where, str(name), "bara periodens egna texter", str(name), name=name)


def _guessed(understood: Understood) -> Iterator[Problem]:
    """Yield the comments of guesses in the period's own files; a text that is cited by file has none."""
    folder = f"content/{understood.content.period.source_id}/"
    for file in (each for each in understood.lines if each.startswith(folder) and not each.endswith(".md")):
        for number, line in enumerate(understood.lines[file], 1):
            if match := _GUESS.search(line):
                what = match["what"].rstrip(". ")
                yield _GUESSED.at(Where(file, number, match.start() + 1), "", "ingen kommentar", f"”{what}”", what=what)


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
        if not (is_answer(wording) and wording.own):
            continue
        for start, paragraph, written in _paragraphs(wording.plain):
            like = (each for each in by_opening[_opening(paragraph)][:_MOST_LIKE] if _alike(each, paragraph))
            same = paragraph if paragraph in origins else next(like, None)
            if same is not None and not _is_of_new_numbers(paragraph, written, origins[same][2]):
                where, period, _ = origins[same]
                actual = f"”{wording.plain[start : start + 60].strip()}…”"
                expected, title = "en text om den här perioden", period.entry.title
                yield _UNCHANGED.in_text(wording, start, expected, actual, (where,), period=title)


def _is_of_new_numbers(paragraph: str, now: _Numbers, before: _Numbers) -> bool:
    """Whether a paragraph says how much something is, as every month, and its numbers have been written anew."""
    renewed = len(now) == len(before) and any(one != other for one, other in zip(now, before, strict=True))
    return renewed and _EXPLAINS.search(paragraph) is None


def _paragraphs_of(period: Period) -> Iterator[tuple[str, tuple[Where, Period, _Numbers]]]:
    for wording in period_wordings(period):
        if wording.kind in {"text", "fält"}:
            for start, paragraph, written in _paragraphs(wording.plain):
                yield paragraph, (wording.where(start), period, written)


def _paragraphs(text: str) -> Iterator[tuple[int, str, _Numbers]]:
    for match in _PARAGRAPH.finditer(text):
        if len(match[0].split()) >= _WORDS_OF_A_PARAGRAPH and _OF_ITS_TIME.search(match[0]):
            written = tuple(each.strip() for each in _FIGURES.findall(match[0]))
            yield match.start(), " ".join(_FIGURES.sub(" # ", match[0]).split()).casefold(), written


def _opening(paragraph: str) -> tuple[str, ...]:
    return tuple(paragraph.split()[:4])


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split()[:_MOST_WORDS], other.split()[:_MOST_WORDS], autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


# --- what no document shows ----------------------------------------------------------------------------------------


def _unused(content: Content, ledger: Ledger) -> Iterator[Problem]:
    used, period = _used(content, ledger), content.period
    things = [(noun_of(kind), key, each.where) for kind in KINDS_TO_READ for key, each in period.of_kind(kind).items()]
    things.extend(("Posterna", name, records[0].where) for name, records in period.records.items() if records)
    for noun, name, where in things:
        if name not in used:
            yield _UNUSED.at(where, name, "innehåll som ett dokument visar", name, kind=noun, name=name)


def _used(content: Content, ledger: Ledger) -> frozenset[str]:
    sections = [section for plan in content.documents for section in every_section(plan.all_sections)]
    entries = [placement.entry for section in sections for placement in section.blocks]
    used = {entry.name for entry in entries if placed_kind(entry.kind) or entry.kind == "uppföljningstyp"}
    used.update(section.record.type for section in sections if section.record is not None)
    used.update(chart.table for name, chart in content.period.charts.items() if name in used)
    for passage in passages_of(content):
        used.update(_names(passage))
    computed = [(figure.id, figure.origin.terms) for figure in ledger if isinstance(figure.origin, Computed)]
    related = [(relation.target, tuple(name for _, name in relation.terms)) for relation in ledger.relations]
    for target, terms in (*computed, *related):
        used.update({term.partition(".")[0] for term in terms} - {target.partition(".")[0]})
    # A figure that is only there to be reconciled with is of use.
    return frozenset(used).union(relation.target for relation in ledger.relations)


def _not_referred_to(content: Content) -> Iterator[Problem]:
    """Yield the notes to the accounts that no row refers to and no text cites, where rows refer to others.

    Those before the first that a row refers to are of the accounts as a whole: principles, estimates.
    """
    referred = {str(reference.written) for reference in note_references([*content.period.tables.values()])}
    notes = content.period.records.get(NOTES, ())
    cited = "\n".join(_text_of(passage) for passage in passages_of(content)) if referred else ""
    for note in dropwhile(lambda each: referred.isdisjoint(names_of(each)), notes):
        named = rf"\b{NOTES}\.{re.escape(note.id)}\b|#{re.escape(note.id)}\b"
        if referred.isdisjoint(names_of(note)) and not re.search(named, cited):
            yield _NOTE_ALONE.at(note.where, note.id, "en rad som hänvisar till noten", note.id, name=note.id)


def _text_of(passage: Passage) -> str:
    return passage.citing.text if isinstance(passage, PlacedFormula) else str(passage.text)


def _names(passage: Passage) -> Iterator[str]:
    match passage:
        case PlacedFormula(citing=formula):
            yield from _NAME.findall(formula.text)
        case Wording(text=text):
            for body in _CITATION.findall(text[: text.rfind("}}") + len("}}")]):
                yield from _NAME.findall(body)
        case _:
            assert_never(passage)
