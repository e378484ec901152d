"""Claims of rank in sentences: that a row is the largest, the next, or above another.

A claim is of rows, and tried in every ranking of them. "Minst 6 timmar" and "i högsta grad" are no ranks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from generator.prose.clauses import Clause, Cue, clause_at
from generator.prose.fitting import accepts
from generator.prose.rankings import RankedRow, Ranking, Rankings, RankOrder, rank
from generator.prose.statements import Index, nearest_rows
from generator.prose.subjects import SubjectRow
from generator.prose.texts import Prose
from generator.swedish import WORD, ordered_stems, stems_within

_SUPERLATIVE = re.compile(
    r"\b(?:(?P<nth>näst|tredje|fjärde) )?(?:"
    r"(?P<most>störst[ae]?|högst[ae]?|flest|mest|dyrast[ae]?)"
    r"|(?P<least>minst[ae]?|lägst[ae]?|färst|billigast[ae]?)"
    r"|(?P<best>bäst[ae]?|sämst[ae]?))\b"
    r"(?!\s(?:del|möjlig|vikt|betydelse|grad|tänkbar|utsträckning|\d|en |ett |två |tre |av allt))",
    re.IGNORECASE,
)
_NO_RANK = re.compile(r"\b(?:inte|som|allra|det|i|till|så|de)\s$", re.IGNORECASE)
_NEVER_RANK = frozenset({"minst", "högsta", "mest", "bästa"})
_COMPARATIVE = re.compile(
    r"\b(?P<word>större|högre|fler|mer|dyrare|bättre|mindre|lägre|färre|billigare|sämre)\b[^.;:]{0,40}?\bän\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[;:]\s|\b(?:men|medan|däremot|samtidigt|eftersom|därför att|beroende på)\b")
_FOLLOWED = re.compile(r"\b(?:följ[dt]?(?: närmast)?(?: av)|följs av|därefter|därnäst|sedan|på andra plats)\b")
_SIGNED = re.compile(r"\b(?:över|under)skott\w*|\bplus\b|\bminus\b|\bbättre\b|\bsämre\b", re.IGNORECASE)
_FAR = re.compile(r"\bskillnad\w*|\bdra(?:r|git) över|\bdrog över|\böverdrag\w*", re.IGNORECASE)
_FALLING = re.compile(r"\b(?:minsk|sjunk|sjönk|sänk|försämr|halver)\w*")
_ORDINALS = {"näst": 1, "tredje": 2, "fjärde": 3}
_FEWER = frozenset({"mindre", "lägre", "färre", "billigare", "sämre"})
_ORDERS: Mapping[str, tuple[RankOrder, ...]] = {
    "most": ("size", "high", "low"),
    "least": ("least size", "low"),
    "best": ("high", "low"),
}
_LOOSE = 3

RankForm = Literal["set", "sequence", "above"]


@dataclass(frozen=True, slots=True)
class Named:
    """Where a sentence names a row, by its words or by a citation of one of its figures."""

    start: int
    end: int
    row: SubjectRow
    figure: str = ""


# The stems of a name, and where it stands.
_NamePlace = tuple[frozenset[str], tuple[int, int]]
# The form of a claim and the rows that it ranks.
_Reading = tuple[RankForm, tuple[Named, ...]]


@dataclass(frozen=True, slots=True)
class RankClaim:
    """A word of rank, and ways to read it, likeliest first: the rows that it ranks, and how.

    `after` is the number of places before the first of them: one for "näst störst". A `sequence` ranks one after the
    other, a `set` the foremost in any order, `above` two.
    """

    start: int
    word: str
    orders: tuple[RankOrder, ...]
    after: int
    readings: tuple[_Reading, ...]
    clause: Clause


def rank_claims(prose: Prose, index: Index) -> Iterator[RankClaim]:
    """Yield the claims of a text, first those of its superlatives, then those of its comparatives."""
    superlatives = [each for each in _SUPERLATIVE.finditer(prose.plain) if not _is_no_rank(each, prose.plain)]
    bounds = [0, *(each.start() for each in superlatives), len(prose.plain)]
    for match, before_it, after_it in zip(superlatives, bounds[:-2], bounds[2:], strict=True):
        start, end = prose.sentence(match.start())
        low, high = max(start, before_it), min(end, after_it)
        named = _named_rows(prose, index, (start, end))
        first = _last_stop(prose, low, match.start())
        stop = _STOP.search(prose.plain, match.end(), high)
        last = stop.start() if stop else high
        after = [each for each in named if match.end() <= each.start < last]
        before = [each for each in named if first <= each.start < match.start()]
        readings = tuple(_readings(after, before, prose.plain[match.end() : last]))
        if readings:
            yield _superlative(prose, match, readings)
    for match in _COMPARATIVE.finditer(prose.plain):
        yield from _comparative(prose, match, index)


def _is_no_rank(match: re.Match[str], text: str) -> bool:
    return match[0].casefold() in _NEVER_RANK and bool(_NO_RANK.search(text[max(0, match.start() - 8) : match.start()]))


def _last_stop(prose: Prose, low: int, high: int) -> int:
    return max([low, *(stop.end() for stop in _STOP.finditer(prose.plain, low, high))])


def _readings(after: Sequence[Named], before: Sequence[Named], tail: str) -> Iterator[_Reading]:
    if after:
        yield "sequence" if len(after) > 1 and _FOLLOWED.search(tail) else "set", tuple(after)
        yield "set", _first(after)
    if before:
        yield "set", tuple(before)
        yield "set", _first(before[::-1])


def _first(named: Sequence[Named]) -> tuple[Named, ...]:
    return tuple(each for each in named if each.start < named[0].end and named[0].start < each.end)


def _superlative(prose: Prose, match: re.Match[str], readings: tuple[_Reading, ...]) -> RankClaim:
    orders = _ORDERS[next(name for name in _ORDERS if match[name])]
    clause = clause_at(prose, match.start(), match.end())
    if _SIGNED.search(clause.words) or _SIGNED.search(prose.plain, match.start(), match.end() + 40):
        orders = tuple(order for order in orders if order in {"high", "low"}) or orders
    after = _ORDINALS.get((match["nth"] or "").casefold(), 0)
    return RankClaim(match.start(), match[0], orders, after, readings, clause)


def _comparative(prose: Prose, match: re.Match[str], index: Index) -> Iterator[RankClaim]:
    start, end = prose.sentence(match.start())
    named = _named_rows(prose, index, (start, end))
    first = _last_stop(prose, start, match.start())
    before = [each for each in named if first <= each.start < match.end()]
    after = [each for each in named if match.end() <= each.start <= match.end() + 40]
    if before and after:
        clause = clause_at(prose, match.start(), match.start() + len(match["word"]))
        orders = _ORDERS["least" if match["word"].casefold() in _FEWER else "most"]
        pair = (*_first(before[::-1]), *_first(after))
        yield RankClaim(match.start(), match["word"], orders, 0, (("above", pair),), clause)


# --- the rows that a sentence names ----------------------------------------------------------------------------------


def _named_rows(prose: Prose, index: Index, extent: tuple[int, int]) -> tuple[Named, ...]:
    words = [
        (match.start(), match.end(), frozenset[str]().union(*(stems_within(each, index.name_stems) for each in stems)))
        for match in WORD.finditer(prose.plain, *extent)
        if (stems := ordered_stems(match[0]))
    ]
    all_stems = frozenset[str]().union(*(stems for *_, stems in words))
    places = {names: place for names in index.names_in(all_stems) if (place := _place(names, words)) is not None}
    # Of two names at one place the longer is meant.
    kept = [one for one in places.items() if not any(_within(one, other) for other in places.items())]
    named = index.in_order((row, Named(*place, row)) for names, place in kept for row in index.by_names[names])
    return tuple(sorted((*named, *_cited(prose, index, extent)), key=lambda each: each.start))


def _place(names: frozenset[str], words: Sequence[tuple[int, int, frozenset[str]]]) -> tuple[int, int] | None:
    for at, (low, _, stems) in enumerate(words):
        if not stems & names:
            continue
        left = set(names)
        for _, high, more in words[at : at + len(names) + _LOOSE]:
            left -= more
            if not left:
                return low, high
    return None


def _within(one: _NamePlace, other: _NamePlace) -> bool:
    (names, (start, end)), (others, (other_start, other_end)) = one, other
    return names < others and other_start < end and start < other_end


def _cited(prose: Prose, index: Index, extent: tuple[int, int]) -> Iterator[Named]:
    for quoted in prose.quoted_in(*extent):
        if quoted.figure in index.by_figure:
            yield Named(quoted.start, quoted.end, index.by_figure[quoted.figure][0], quoted.figure)


# --- what holds ------------------------------------------------------------------------------------------------------


def fitting_rankings(prose: Prose, claim: RankClaim, rankings: Rankings, year: int) -> tuple[tuple[Ranking, ...], bool]:
    """Return the rankings that a claim can be of, and whether it cites a figure of one."""
    named = [each for _, rows in claim.readings for each in rows]
    cited = {each.figure for each in named if each.figure}
    outright = tuple(ranking for ranking in rankings.citing(cited) if ranking.kind == "figure")
    if _moves(claim):
        outright = tuple(ranking for ranking in outright if ranking.first.role == "change")
    if outright:
        return outright, True
    rows = nearest_rows(prose, [each.row for each in named])
    held = [ranking for ranking in rankings.of_rows(rows) if _of_measure(claim, ranking)]
    meant = tuple(ranking for ranking in held if _is_meant(claim, ranking, rows, year))
    # What a table prints is meant rather than what can be computed of it.
    printed = {ranking.name for ranking in meant if ranking.kind == "figure"}
    meant = tuple(ranking for ranking in meant if ranking.kind == "figure" or ranking.name not in printed)
    if meant or _moves(claim) or _is_far(claim):
        return meant, False
    return tuple(ranking for ranking in held if ranking.kind == "figure"), False


def _of_measure(claim: RankClaim, ranking: Ranking) -> bool:
    if claim.word.casefold() in {"flest", "färst", "fler", "färre"}:
        return ranking.measure not in {"kr", "%", "procentenheter"}
    money = claim.clause.has(Cue.AGAINST_BUDGET, Cue.COST) or "kost" in claim.clause.words
    return not money or ranking.measure == "kr"


def _moves(claim: RankClaim) -> bool:
    return claim.clause.has(Cue.CHANGE) and not claim.clause.has(Cue.AGAINST_BUDGET)


def _is_far(claim: RankClaim) -> bool:
    return claim.clause.has(Cue.AGAINST_BUDGET) or _FAR.search(claim.clause.words) is not None


def _is_meant(claim: RankClaim, ranking: Ranking, rows: Sequence[SubjectRow], year: int) -> bool:
    entry = next(entry for row in rows if (entry := ranking.of(row)))
    subject = entry.subjects[0]
    if _moves(claim):
        return ranking.kind == "change" or subject.role == "change"
    if _is_far(claim) or ranking.kind != "figure":
        deviation = ranking.kind == "deviation" or (ranking.kind == "figure" and subject.role == "difference")
        return _is_far(claim) and deviation and (subject.basis == "prognos") == ("prognos" in claim.clause.words)
    return accepts(claim.clause, subject, entry.row, year)


def orders_in(claim: RankClaim, ranking: Ranking) -> tuple[RankOrder, ...]:
    """Return the orders that a claim can be of: where all entries have one sign, size decides."""
    if _moves(claim) and (ranking.kind == "change" or ranking.first.role == "change"):
        return (_most_moved(claim, ranking),)
    signs = {entry.value > 0 for entry in ranking.entries if entry.value}
    if len(signs) != 1 or claim.orders == _ORDERS["best"]:
        return claim.orders
    return ("least size",) if "least size" in claim.orders else ("size",)


def _most_moved(claim: RankClaim, ranking: Ranking) -> RankOrder:
    """Return the order of what has risen or fallen most; costs with a minus rise downwards."""
    most = not _FALLING.search(claim.clause.words) and "least size" not in claim.orders
    below = ranking.kind == "change" and all(each.subjects[0].value <= 0 for each in ranking.entries)
    return "high" if most != below else "low"


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Why a claim fails: an entry that it puts in front, and the one that comes before it."""

    entry: RankedRow
    rival: RankedRow


RankResult: TypeAlias = Overtaken | Literal[True] | None


def holds(form: RankForm, named: Sequence[Named], claim: RankClaim, ranking: Ranking, order: RankOrder) -> RankResult:
    """Return True if a reading holds in a ranking and an order, or what refutes it; None if the ranking lacks a row."""
    entries = list(dict.fromkeys(entry for each in named if (entry := ranking.of(each.row))))
    if not entries or (form == "above" and len(entries) == 1):
        return None
    if form == "above":
        one, other = entries[:2]
        return True if rank(one, order) > rank(other, order) else Overtaken(one, other)
    for number, entry in enumerate(entries):
        expected = entries[:number] if form == "sequence" else entries
        above = (each for each in ranking.above(entry, order) if each not in expected)
        rivals = list(islice(above, claim.after + 1))
        if len(rivals) > claim.after:
            return Overtaken(entry, rivals[0])
        if len(rivals) < claim.after:
            # Called the next largest, it is the largest.
            return Overtaken(next(each for each in ranking.ordered(order) if each is not entry), entry)
        if form == "sequence" and number and rank(entries[number - 1], order) < rank(entry, order):
            return Overtaken(entries[number - 1], entry)
    return True
