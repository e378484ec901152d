"""Evidence → numbers and units that are written so that they are misread: T740–T743, T748, T749.

Rules: Myndigheternas skrivregler (decimal comma, blank between thousands, percentage points) and Isof's forms of units.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from generator.checks.wordings import RUNNING, Wording, wordings_of
from generator.compose import Evidence
from generator.content import Text
from generator.document import Block, Document, Heading, Inline, PrintedFigure, ProseBlock, SectionBlock
from generator.problems import NOWHERE, Problem, Severity, Where
from generator.swedish import Mention, number_words

_BLANK = r"[ \u00a0\u202f]"
_MONEY = r"(?:kr|tkr|kkr|mnkr|mkr|msek|mdkr|kronor|miljon(?:er)?|miljard(?:er)?)"
_UNIT = rf"(?:%|procent(?:enheter)?\b|{_MONEY}\b)"
_DIGITS = rf"\d{{1,3}}(?:{_BLANK}\d{{3}})*"
_AS_INTERVAL = re.compile(
    rf"(?<![\d–-])(?P<year>(?:19|20)\d\d)[-–−](?P<figure>{_DIGITS},\d+|\d{{1,3}}(?={_BLANK}?{_UNIT}))(?!\d)",
    re.IGNORECASE,
)
_POINT = re.compile(rf"(?<![\d.,:/§-])\d+\.\d{{1,2}}(?={_BLANK}?{_UNIT})", re.IGNORECASE)
_BY_POINTS = re.compile(rf"(?<![\d.,:/])\d{{1,3}}(?:\.\d{{3}})+(?={_BLANK}?{_MONEY}\b)", re.IGNORECASE)
_UNGROUPED = re.compile(rf"(?<![\d.,:/-])\d{{5,}}(?={_BLANK}?{_MONEY}\b)", re.IGNORECASE)
# The forms of one unit; the first is the one that is recommended.
_FORMS: tuple[tuple[str, ...], ...] = (("mnkr", "mkr", "msek"), ("tkr", "kkr", "ksek"))
_FORM = re.compile(r"\b(?:" + "|".join(form for forms in _FORMS for form in forms) + r")\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:ökn|öka|minsk|högre|lägre|förbättr|försämr|steg\b|stig|sjönk|sjunk|upp\b|ned\b|ner\b|förändr|skillnad)\w*",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:med|på|om)[ \u00a0]$", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_SPOKEN = frozenset({"brevhuvud", "namn"})
_FEW = 3


def form(evidence: Evidence) -> tuple[Problem, ...]:
    """A period goes in; problems T740, T743, T748 and T749 come out, all warnings but a misread minus."""
    words = [wording for wording in wordings_of(evidence.content) if wording.kind not in _SPOKEN]
    grouped = evidence.content.house.number_formats["standard"].thousands not in {"", "."}
    found: list[Problem] = []
    for wording in words:
        if not _FIGURE.search(wording.plain):
            continue
        found.extend(_intervals(wording))
        found.extend(_formats(wording, grouped=grouped))
        if wording.kind in RUNNING and wording.plain.count("%") + wording.plain.count("procent") >= _FEW:
            found.extend(_points_of_per_cent(wording))
    told = {problem.where for problem in found}
    found.extend(problem for problem in _printed_intervals(evidence.documents) if problem.where not in told)
    found.extend(_units(words, evidence))
    return tuple(found)


# --- a minus that reads as a dash ----------------------------------------------------------------------------------


def _intervals(wording: Wording) -> Iterator[Problem]:
    for match in _AS_INTERVAL.finditer(wording.plain):
        yield _interval(wording.where(match.start()), wording.place, match[0], match["year"], match["figure"])


def _interval(where: Where, place: str, found: str, before: str, figure: str) -> Problem:
    return Problem(
        "T749",
        where,
        "Ett negativt tal står så att det läses som ett intervall.",
        f"{before} −{figure}, med ett mellanslag eller ett ord emellan",
        f"”{found}”",
        "Skriv till exempel ”: −4,5” eller ”minus 4,5” efter årtalet.",
        Severity.ERROR,
        place=place,
    )


def _printed_intervals(documents: Sequence[Document]) -> Iterator[Problem]:
    """A cited figure that is below zero, printed straight after a year or a word."""
    for document in documents:
        for element, text in _inlines(block for unit in document.units for block in unit.blocks):
            for before, run in pairwise(text):
                if not isinstance(run, PrintedFigure) or run.text[:1] not in {"-", "–", "−"}:
                    continue
                said = before.text if isinstance(before, PrintedFigure) else str(before)
                if isinstance(before, str) and said[-1:].isalnum() and not said.endswith("&nbsp;"):
                    where = document.places.get(element, NOWHERE)
                    last = re.split(r"[\s>]", said)[-1]
                    yield _interval(where, document.id, last + run.text, last, run.text[1:])


def _inlines(blocks: Iterable[Block]) -> Iterator[tuple[str, Inline]]:
    for block in blocks:
        if isinstance(block, SectionBlock):
            yield from _of_heading(block.heading)
            yield from _inlines(block.blocks)
        elif isinstance(block, ProseBlock):
            yield block.id, block.text


def _of_heading(heading: Heading) -> Iterator[tuple[str, Inline]]:
    yield from ((heading.id, text) for text in (heading.text, heading.label, heading.subtitle))


# --- how numbers are written ---------------------------------------------------------------------------------------


def _formats(wording: Wording, *, grouped: bool) -> Iterator[Problem]:
    for match in _POINT.finditer(wording.plain):
        yield _format(wording, match, match[0].replace(".", ","), "Talet har punkt som decimaltecken.")
    if grouped:
        for match in _BY_POINTS.finditer(wording.plain):
            yield _format(wording, match, match[0].replace(".", " "), "Talet har punkt mellan tusental.")
        for match in _UNGROUPED.finditer(wording.plain):
            expected = f"{int(match[0]):,}".replace(",", " ")
            yield _format(wording, match, expected, "Talet är skrivet utan mellanslag mellan tusental.")


def _format(wording: Wording, match: re.Match[str], expected: str, message: str) -> Problem:
    hint = "Skriv som de andra talen i rapporten, eller citera talet med {{ … }}."
    return Problem(
        "T740", wording.where(match.start()), message, expected, match[0], hint, Severity.WARNING, place=wording.place
    )


def _units(words: Sequence[Wording], evidence: Evidence) -> Iterator[Problem]:
    """`mkr` beside `mnkr`: the form that is used less is told at each text and table."""
    uses: list[tuple[str, Where, str]] = []
    for wording in words:
        if wording.own:
            uses.extend((match[0].lower(), wording.where(match.start()), wording.place) for match in _first(wording))
    for table in evidence.content.period.tables.values():
        entries = (table.entry, *(column.entry for column in table.columns), *(row.entry for row in table.rows))
        units = (entry.unit for entry in entries if isinstance(entry.unit, Text))
        uses.extend((unit.lower(), unit.where, table.id) for unit in units)
    counted = Counter(form for form, _, _ in uses)
    for forms in _FORMS:
        usual = max(forms, key=lambda form: counted[form])
        for form, where, place in uses:
            if form in forms and form != usual:
                yield Problem(
                    "T743",
                    where,
                    "Samma enhet skrivs på två sätt i rapporten.",
                    f"{usual}, som på {counted[usual]} andra ställen",
                    form,
                    "Skriv enheten på ett sätt överallt.",
                    Severity.WARNING,
                    related=tuple(where for other, where, _ in uses if other == usual)[:1],
                    place=place,
                )


def _first(wording: Wording) -> Iterator[re.Match[str]]:
    seen: set[str] = set()
    for match in _FORM.finditer(wording.plain):
        if match[0].lower() not in seen:
            seen.add(match[0].lower())
            yield match


# --- per cent and percentage points --------------------------------------------------------------------------------


def _points_of_per_cent(wording: Wording) -> Iterator[Problem]:
    mentions = number_words(wording.plain)
    shares = [mention for mention in mentions if mention.unit == "%"]
    for change in shares:
        sentence = wording.sentence(change.start)
        beside = [each for each in shares if each is not change and wording.sentence(each.start) == sentence]
        if len(beside) < _FEW - 1 or "procentenhet" in sentence or not _CHANGED.search(sentence):
            continue
        if not _BY.search(wording.plain[: change.start]):
            continue
        if any(_is_difference(change, one, other) for one, other in pairwise(beside)):
            written = wording.plain[change.bare_start : change.end]
            yield Problem(
                "T748",
                wording.where(change.bare_start),
                "Skillnaden mellan två procenttal är procentenheter, inte procent.",
                re.sub(r"%|procent", "procentenheter", written),
                written,
                "Skriv procentenheter, eller räkna ut förändringen i procent av det första talet.",
                Severity.WARNING,
                place=wording.place,
            )


def _is_difference(change: Mention, one: Mention, other: Mention) -> bool:
    """Whether a change is what two shares differ by, and not by how many per cent of the first they do."""
    low, high = sorted((abs(one.value), abs(other.value)))
    room = (one.high - one.low + other.high - other.low) / 2
    if not change.value or abs(high - low - abs(change.value)) > room / 5:
        return False
    relative = (high - low) / abs(one.value) * 100 if one.value else None
    return relative is None or not change.low <= relative <= change.high
