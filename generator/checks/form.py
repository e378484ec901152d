"""Numbers and units that are easily misread: T740, T743, T748, T749.

Rules: Myndigheternas skrivregler (decimal comma, blank between thousands, percentage points) and Isof's forms of units.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.checks.finding import FindingKind
from generator.compose import Understood
from generator.content import RUNNING, Text, Wording, wordings_of
from generator.document import Document, PrintedFigure, element_of, every_block, running_texts
from generator.problems import NOWHERE, Problem, Severity, Where
from generator.swedish import MOST_DIGITS, Mention, number_words

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
_UNGROUPED = re.compile(rf"(?<![\d.,:/-])\d{{5,{MOST_DIGITS}}}(?={_BLANK}?{_MONEY}\b)", re.IGNORECASE)
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
# A sentence with more shares than this is a list of them.
_FEW, _MANY = 3, 20
# As far back as a word that says by how much stands.
_BEFORE = 8

_AS_OTHERS = "Skriv som de andra talen i rapporten, eller citera talet med {{ … }}."
_DECIMAL_POINT = FindingKind("T740", "Talet har punkt som decimaltecken.", _AS_OTHERS)
_POINTS_BETWEEN_THOUSANDS = FindingKind("T740", "Talet har punkt mellan tusental.", _AS_OTHERS)
_NO_BLANKS_BETWEEN_THOUSANDS = FindingKind("T740", "Talet är skrivet utan mellanslag mellan tusental.", _AS_OTHERS)
_TWO_FORMS = FindingKind("T743", "Samma enhet skrivs på två sätt i rapporten.", "Skriv enheten på ett sätt överallt.")
_PER_CENT_FOR_POINTS = FindingKind(
    "T748",
    "Skillnaden mellan två procenttal är procentenheter, inte procent.",
    "Skriv procentenheter, eller räkna ut förändringen i procent av det första talet.",
)
_INTERVAL = FindingKind(
    "T749",
    "Ett negativt tal står så att det läses som ett intervall.",
    "Skriv till exempel ”: −4,5” eller ”minus 4,5” efter årtalet.",
    Severity.ERROR,
)


def form(understood: Understood) -> Iterator[Problem]:
    """Yield T740, T743, T748 and T749 of a period."""
    wordings = [wording for wording in wordings_of(understood.content) if wording.kind not in _SPOKEN]
    grouped = understood.content.house.number_formats["standard"].thousands not in {"", "."}
    problems = [problem for wording in wordings for problem in _of_numbers(wording, grouped=grouped)]
    yield from problems
    places = {problem.where for problem in problems}
    yield from (problem for problem in _printed_intervals(understood.documents) if problem.where not in places)
    yield from _units(wordings, understood)


def _of_numbers(wording: Wording, *, grouped: bool) -> Iterator[Problem]:
    if not _FIGURE.search(wording.plain):
        return
    for match in _AS_INTERVAL.finditer(wording.plain):
        yield _INTERVAL.in_text(wording, match.start(), _apart(match["year"], match["figure"]), f"”{match[0]}”")
    yield from _formats(wording, grouped=grouped)
    if wording.kind in RUNNING and wording.plain.count("%") + wording.plain.count("procent") >= _FEW:
        yield from _points_of_per_cent(wording)


# --- a minus that reads as a dash ----------------------------------------------------------------------------------


def _apart(before: str, figure: str) -> str:
    return f"{before} −{figure}, med ett mellanslag eller ett ord emellan"


def _printed_intervals(documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield cited figures below zero that are printed straight after a year or a word."""
    for document in documents:
        texts = ((element_of(block), text) for block in every_block(document.units) for text in running_texts(block))
        for element, text in texts:
            for before, run in pairwise(text):
                if not isinstance(run, PrintedFigure) or run.text[:1] not in {"-", "–", "−"}:
                    continue
                if isinstance(before, str) and before[-1:].isalnum():
                    where = document.places.get(element, NOWHERE)
                    last = re.split(r"[\s>]", str(before))[-1]
                    yield _INTERVAL.at(where, document.id, _apart(last, run.text[1:]), f"”{last}{run.text}”")


# --- how numbers are written ---------------------------------------------------------------------------------------


def _formats(wording: Wording, *, grouped: bool) -> Iterator[Problem]:
    for match in _POINT.finditer(wording.plain):
        yield _DECIMAL_POINT.in_text(wording, match.start(), match[0].replace(".", ","), match[0])
    if grouped:
        for match in _BY_POINTS.finditer(wording.plain):
            yield _POINTS_BETWEEN_THOUSANDS.in_text(wording, match.start(), match[0].replace(".", " "), match[0])
        for match in _UNGROUPED.finditer(wording.plain):
            expected = f"{int(match[0]):,}".replace(",", " ")
            yield _NO_BLANKS_BETWEEN_THOUSANDS.in_text(wording, match.start(), expected, match[0])


def _units(wordings: Sequence[Wording], understood: Understood) -> Iterator[Problem]:
    """Yield `mkr` where the report mostly writes `mnkr`, or the reverse, once in each text and table."""
    uses: list[tuple[str, Where, str]] = []
    for wording in wordings:
        if wording.own:
            offsets: dict[str, int] = {}
            for match in _FORM.finditer(wording.plain):
                offsets.setdefault(match[0].lower(), match.start())
            uses.extend((form, wording.where(offset), wording.place) for form, offset in offsets.items())
    for table in understood.content.period.tables.values():
        entries = (table.entry, *(column.entry for column in table.columns), *(row.entry for row in table.rows))
        units = (entry.unit for entry in entries if isinstance(entry.unit, Text))
        uses.extend((unit.lower(), unit.where, table.id) for unit in units)
    counted = Counter(form for form, _, _ in uses)
    for forms in _FORMS:
        usual = max(forms, key=lambda form: counted[form])
        related = tuple(where for form, where, _ in uses if form == usual)[:1]
        for form, where, place in uses:
            if form in forms and form != usual:
                expected = f"{usual}, som på {counted[usual]} andra ställen"
                yield _TWO_FORMS.at(where, place, expected, form, related)


# --- per cent and percentage points --------------------------------------------------------------------------------


def _points_of_per_cent(wording: Wording) -> Iterator[Problem]:
    mentions = number_words(wording.plain)
    by_sentence: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    for each in mentions:
        if each.unit == "%":
            by_sentence[wording.sentence_slice(each.start)].append(each)
    for (start, end), shares in by_sentence.items():
        sentence = wording.plain[start:end]
        if _FEW <= len(shares) <= _MANY and "procentenhet" not in sentence and _CHANGED.search(sentence):
            yield from _changed_by(wording, shares)


def _changed_by(wording: Wording, shares: Sequence[Mention]) -> Iterator[Problem]:
    for change in shares:
        if not _BY.search(wording.plain[max(0, change.start - _BEFORE) : change.start]):
            continue
        beside = [each for each in shares if each is not change]
        if any(_is_difference(change, one, other) for one, other in pairwise(beside)):
            written = wording.plain[change.bare_start : change.end]
            expected = re.sub(r"%|procent", "procentenheter", written)
            yield _PER_CENT_FOR_POINTS.in_text(wording, change.bare_start, expected, written)


def _is_difference(change: Mention, one: Mention, other: Mention) -> bool:
    low, high = sorted((abs(one.value), abs(other.value)))
    room = (one.high - one.low + other.high - other.low) / 2
    if not change.value or abs(high - low - abs(change.value)) > room / 5:
        return False
    relative = (high - low) / abs(one.value) * 100 if one.value else None
    return relative is None or not change.low <= relative <= change.high
