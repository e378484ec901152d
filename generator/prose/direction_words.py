"""Words of direction (a rise, a surplus, a target reached), and the figures whose signs make them true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from generator.content import HIDDEN
from generator.prose.clauses import KIND_STEMS, Clause, Cue, clause_at
from generator.prose.rankings import changes_of, deviations_of
from generator.prose.statements import Index, nearest_rows, rows_at
from generator.prose.subjects import Subject, SubjectRow
from generator.prose.texts import Prose, Quoted
from generator.swedish import subject_stems, unknown_stems

_NEAR = 120
DirectionKind = Literal["deviation", "change", "target", "comparison"]
_BUDGET = r"(?:\w*budget\w*|beräkna\w*|planera\w*|vänta\w*|\w*ram(?:en)?\b)"
_COMPARED = r"(?:högre|lägre|större|mindre|fler|färre|mer|bättre|sämre|dyrare|billigare|kortare|längre)"
_TARGETS = (
    r"(?:når|nådde|nås|nått|nåtts|uppnå\w*|uppfyll\w*|klara\w*|missa\w*)\b(?: \w+){0,3} \w*(?:mål|krav)\w*"
    r"|\w*mål\w*\b(?: \w+){0,3} (?:är|har|nås|nåddes|nåtts|uppnå\w*|uppfyll\w*)\b(?: \w+)?"
    r"|(?:över|under) \w*målvärde\w*"
)
_DEVIATIONS = (
    r"(?:över|under)skott\w*|(?:över|under)skr(?:id|ed)\w*|dra(?:r|git) över|drog över"
    rf"|(?:över|under|inom) (?:sin |sina |årets )?{_BUDGET}"
    rf"|{_COMPARED}\b(?: \w+){{0,2}} (?:än|jämfört med|mot) (?:\w+ )?{_BUDGET}"
    r"|(?:positiv|negativ)(?:t|a)? (?:avvik|resultat)\w*|(?:plus|minus)resultat\w*"
)
# That something has changed does not say which way.
_CHANGES = r"(?!(?:för)?ändr|tillkom)" + Cue.CHANGE.value.pattern.removeprefix(r"\b")
_WORDS = re.compile(
    rf"\b(?:(?P<deviation>{_DEVIATIONS})|(?P<target>{_TARGETS})|(?P<change>{_CHANGES}|uppgång\w*|nedgång\w*)"
    rf"|(?P<comparison>{_COMPARED}))\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"[;]\s|\b(?:men|medan|däremot|samtidigt)\b")
_PART_OF = re.compile(rf"(?:{HIDDEN}|%|\bprocent|\bandel\w*|\bdel\w*) av\b")
_MOVED_FROM = re.compile(r"\b(?:till|än|jämfört|jämförelse|mot|då|året|förra|tidigare)\b|\b20\d\d\b|^[\s(]*$")


_OF_TARGETS = subject_stems("mål målet målvärde målvärdet indikator indikatorn nivå krav uppfyllt når nås nådde klarar")


@dataclass(frozen=True, slots=True)
class DirectionWord:
    """A word of direction, the kind of its claim, and the clause around it."""

    start: int
    end: int
    kind: DirectionKind
    word: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Signed:
    """A value whose sign a word follows, its name in words, and the figures that it is computed from."""

    label: str
    value: Decimal
    figures: tuple[str, ...]
    unit: str | None = None
    decimals: int = 0


def direction_words(prose: Prose) -> tuple[DirectionWord, ...]:
    """Return the words of direction of a text in their order."""
    words = []
    for match in _WORDS.finditer(prose.plain):
        kind: DirectionKind = next(name for name in ("deviation", "target", "change", "comparison") if match[name])
        clause = clause_at(prose, match.start(), match.end())
        if kind == "comparison" and (Cue.EARLIER.is_in(clause.sentence) or clause.years):
            kind = "change"
        words.append(DirectionWord(match.start(), match.end(), kind, match[0], clause))
    return tuple(words)


# --- what is cited ----------------------------------------------------------------------------------------------------


def attached(prose: Prose, word: DirectionWord) -> Quoted | None:
    """Return the citation beside a word in its sentence; None where a contrast comes between."""
    near = [each for each in _cited_beside(prose, word) if not _CONTRAST.search(prose.plain, *_between(word, each))]
    return min(near, key=lambda each: distance(word, each), default=None)


def _cited_beside(prose: Prose, word: DirectionWord) -> list[Quoted]:
    return [each for each in prose.quoted_in(*prose.sentence(word.start)) if each.exact is not None]


def distance(word: DirectionWord, quoted: Quoted) -> int:
    """Return the number of characters between a word and a citation."""
    first, last = _between(word, quoted)
    return last - first


def _between(word: DirectionWord, quoted: Quoted) -> tuple[int, int]:
    return (word.end, quoted.start) if quoted.start >= word.end else (quoted.end, max(word.start, quoted.end))


def compared_pairs(prose: Prose, index: Index, word: DirectionWord) -> Iterator[tuple[Quoted, Quoted]]:
    """Yield the pairs of citations in a word's sentence that it compares, those of two rows by "från … till" only."""
    rows = index.by_figure
    for one, other in pairwise(_cited_beside(prose, word)):
        between = prose.plain[one.end : other.start]
        apart = one.figure in rows and other.figure in rows and rows[one.figure][0] is not rows[other.figure][0]
        joined = re.search(r"\bfrån\W*$", prose.plain[max(0, one.start - _NEAR) : one.start]) and re.fullmatch(
            r"\W*till\W*", between
        )
        if _MOVED_FROM.search(between) and not _CONTRAST.search(between) and (joined or not apart):
            yield one, other


# --- what is named ----------------------------------------------------------------------------------------------------


def rows_of_word(prose: Prose, word: DirectionWord, index: Index) -> tuple[SubjectRow, ...]:
    """Return the rows of a word's clause if no word is left over; a record's text is about the record by default."""
    rows, explicit = rows_at(prose, word.clause, index)
    headings = subject_stems(" ".join(prose.context)) if not explicit or word.clause.inherits else frozenset()
    labels = frozenset(KIND_STEMS | index.board | headings).union(*(row.stems | row.around for row in rows))
    labels |= _OF_TARGETS if word.kind == "target" else frozenset()
    part = word.kind == "deviation" and _PART_OF.search(prose.plain, *prose.sentence(word.start))
    if part or unknown_stems(word.clause.stems, labels):
        return ()
    return nearest_rows(prose, rows) if explicit else tuple(row for row in rows if row.is_of(prose.scope.post))


def signed_of(row: SubjectRow, word: DirectionWord) -> tuple[Signed, ...]:
    """Return the values of a row whose sign a word follows."""
    forecast = word.clause.has(Cue.FORECAST)
    singles, pairs = list[Subject](), list[tuple[Subject, Subject]]()
    if word.kind == "deviation":
        results = (each for each in row.subjects if each.role == "difference" or _is_result(row, each))
        singles = [each for each in results if (each.basis == "prognos") == forecast and not each.earlier]
        if not singles:
            pairs = [pair for pair in deviations_of(row) if (pair[0].basis == "prognos") == forecast]
    elif word.kind == "target":
        pairs = list(targets_of(row))
    elif word.kind == "change" and not word.clause.has(Cue.FORECAST, Cue.TARGET, Cue.PARTLY, Cue.AGAINST_BUDGET):
        pairs = [pair for pair in changes_of(row) if _of_year(pair[1], word.clause)]
        if not pairs:
            singles = [each for each in row.subjects if each.role == "change" and not each.later]
    return (*(_single(row, each) for each in singles), *(_pair(row, *pair) for pair in pairs))


def _is_result(row: SubjectRow, subject: Subject) -> bool:
    label = f"{row.label} {subject.label}".casefold()
    return ("resultat" in label or "skott" in label) and "budget" not in subject.label.casefold()


def _of_year(earlier: Subject, clause: Clause) -> bool:
    return not clause.years or not earlier.year or earlier.year in clause.years or max(clause.years) > earlier.year


def targets_of(row: SubjectRow) -> Iterator[tuple[Subject, Subject]]:
    """Yield a row's outcomes, each with its target."""
    now = [each for each in row.subjects if each.of_now]
    targets = [each for each in now if each.basis == "mål" and each.role != "attainment"]
    for outcome in (each for each in now if each.is_outcome):
        like = [each for each in targets if each.measure == outcome.measure]
        if len(like) == 1:
            yield outcome, like[0]


def _single(row: SubjectRow, subject: Subject) -> Signed:
    label = f"{row.label}, {subject.label}" if subject.label not in {"", row.label} else row.label
    return Signed(label, subject.value, (subject.figure,), subject.unit, subject.decimals)


def _pair(row: SubjectRow, one: Subject, other: Subject) -> Signed:
    # Costs with a minus have risen where they are further below zero.
    below = one.value < 0 and other.value < 0
    value = abs(one.value) - abs(other.value) if below else one.value - other.value
    label = f"{row.label}, {one.label} mot {other.label}"
    return Signed(label, value, (one.figure, other.figure), one.unit, max(one.decimals, other.decimals))


def turned(before: Decimal, after: Decimal) -> bool:
    """Whether a number that was above or below zero no longer is."""
    return bool(before) and (not after or (before > 0) != (after > 0))
