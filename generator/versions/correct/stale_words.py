"""The words of a period's texts that a correction makes untrue: of rank, of direction, and of multiples.

A rank is stale where it held before and no longer does; a direction where the sign that it follows has turned:
whichever way the house counts, it was right or it is right, but not both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.prose import (
    DirectionWord,
    Named,
    Overtaken,
    Prose,
    Quoted,
    RankClaim,
    RankedRow,
    RankForm,
    Ranking,
    Signed,
    Subject,
    amount_of_entry,
    attached,
    changes_of,
    clause_at,
    compared_pairs,
    direction_words,
    distance,
    fitting_rankings,
    holds,
    nearest_rows,
    orders_in,
    printed,
    rank_claims,
    rows_of_word,
    same_in,
    signed_of,
    turned,
)
from generator.swedish import HARD_SPACE, Multiple, kronor_per, multiples, plain_quantity
from generator.versions.correct.readings import BeforeAndAfter, Reason, Stale, TextPair


def stale_words(texts: TextPair, both: BeforeAndAfter) -> Iterator[Stale]:
    """Yield the words of the text before that the correction makes untrue."""
    yield from _ranks(texts, both)
    yield from _directions(texts, both)
    for word in multiples(texts.old.plain):
        if reason := _of_multiple(word, texts.old, both):
            yield Stale(texts.old, word.start, word.end, reason)


# --- ranks ------------------------------------------------------------------------------------------------------------


def _ranks(texts: TextPair, both: BeforeAndAfter) -> Iterator[Stale]:
    after: dict[int | None, RankClaim] = {claim.start: claim for claim in rank_claims(texts.new, both.after.index)}
    for claim in rank_claims(texts.old, both.before.index):
        now = after.get(texts.moved(claim.start))
        if now is not None and (reason := _overtaken(texts.old, claim, now, both)):
            yield Stale(texts.old, claim.start, claim.start + len(claim.word), reason)


def _overtaken(prose: Prose, claim: RankClaim, now: RankClaim, both: BeforeAndAfter) -> Reason | None:
    """Why a claim that held no longer does, in the rankings that it can be of; nothing where it still holds in one."""
    meant, outright = fitting_rankings(prose, claim, both.rankings_before, both.before.index.year)
    reasons: list[Reason] = []
    for ranking in meant:
        after = same_in(ranking, both.rankings_after)
        if after is None:
            continue
        readings = zip(claim.readings, now.readings, strict=False)
        outcomes = next(filter(None, (_outcomes(claim, now, ranking, after, each) for each in readings)), [])
        overtaken = [each for each in outcomes if each is not None]
        if outcomes and not overtaken:
            return reasons[0] if outright and reasons else None
        for each in overtaken:
            text = f"{_entry(each.rival, after)} kommer före {_entry(each.entry, after)}"
            reasons.append(both.reason(text, sorted(after.figures)))
    return next((reason for reason in reasons if reason.figures), None)


_Reading = tuple[RankForm, Sequence[Named]]


def _outcomes(
    claim: RankClaim, now: RankClaim, before: Ranking, after: Ranking, readings: tuple[_Reading, _Reading]
) -> list[Overtaken | None]:
    """For each order in which a reading held before: what overtakes it, or None where it still holds."""
    (form, named), (form_now, named_now) = readings
    outcomes: list[Overtaken | None] = []
    for order in orders_in(claim, before):
        held = holds(form, named, claim, before, order)
        still = holds(form_now, named_now, now, after, order)
        if held is True and still is not None:
            outcomes.append(None if still is True else still)
    return outcomes


def _entry(entry: RankedRow, ranking: Ranking) -> str:
    return f"{entry.row.label} ({amount_of_entry(entry, ranking)})"


# --- directions -------------------------------------------------------------------------------------------------------


def _directions(texts: TextPair, both: BeforeAndAfter) -> Iterator[Stale]:
    """The words of direction that are untrue; of several beside one citation that turns, the nearest."""
    nearest: dict[tuple[tuple[int, int], str], tuple[int, Stale]] = {}
    for word in direction_words(texts.old):
        if reason := _of_citation(word, texts, both) or _of_row(word, texts.old, both):
            beside = attached(texts.old, word)
            apart = distance(word, beside) if beside is not None else 0
            key = texts.old.sentence(word.start), reason.text
            if key not in nearest or apart < nearest[key][0]:
                nearest[key] = apart, Stale(texts.old, word.start, word.start + len(word.word), reason)
    yield from (stale for _, stale in nearest.values())


def _of_citation(word: DirectionWord, texts: TextPair, both: BeforeAndAfter) -> Reason | None:
    after: dict[int | None, Quoted] = {each.start: each for each in texts.new.quoted}
    beside = attached(texts.old, word)
    then = after.get(texts.moved(beside.start)) if beside is not None else None
    if beside is not None and then is not None and _values_turned(beside, then):
        return both.reason(f"{_printed(beside)} blir {_printed(then)}", [beside.figure])
    for one, other in compared_pairs(texts.old, both.before.index, word):
        first, second = (after.get(texts.moved(each.start)) for each in (one, other))
        if first is not None and second is not None and turned(_apart(one, other), _apart(first, second)):
            text = f"{_printed(one)} och {_printed(other)} blir {_printed(first)} och {_printed(second)}"
            return both.reason(text, [one.figure, other.figure])
    return None


def _values_turned(before: Quoted, after: Quoted) -> bool:
    return before.exact is not None and after.exact is not None and turned(before.exact, after.exact)


def _apart(one: Quoted, other: Quoted) -> Decimal:
    """How much larger one cited value is than the other, each as it is printed."""
    first, second = (each.value or Decimal(0) for each in (one, other))
    return abs(first) - abs(second) if first < 0 and second < 0 else first - second


def _printed(quoted: Quoted) -> str:
    shown = quoted.printed.replace(HARD_SPACE, " ")
    hidden = quoted.exact is not None and quoted.exact < 0 and not shown.lstrip().startswith(("-", "−", "–"))
    return f"minus {shown}" if hidden else shown


def _of_row(word: DirectionWord, old: Prose, both: BeforeAndAfter) -> Reason | None:
    for row in rows_of_word(old, word, both.before.index):
        for was in signed_of(row, word):
            after = signed_of(both.now[was.figures[0]][0], word) if was.figures[0] in both.now else ()
            now = next((each for each in after if each.figures == was.figures), None)
            if now is not None and turned(was.value, now.value):
                return both.reason(f"{was.label} var {_signed(was)} och blir {_signed(now)}", was.figures)
    return None


def _signed(number: Signed) -> str:
    value = number.value / (kronor_per(number.unit) or Decimal(1))
    return plain_quantity(value, number.unit, number.decimals, plus=True)


# --- multiples --------------------------------------------------------------------------------------------------------


def _of_multiple(word: Multiple, old: Prose, both: BeforeAndAfter) -> Reason | None:
    clause = clause_at(old, word.start, word.end)
    for row in nearest_rows(old, both.before.index.named(clause.stems)):
        for one, other in changes_of(row):
            if one.figure not in both.now or other.figure not in both.now:
                continue
            first, second = both.now[one.figure][1], both.now[other.figure][1]
            text = f"{row.label} blir {first.label} {printed(first)} mot {second.label} {printed(second)}"
            reason = both.reason(text, [one.figure, other.figure])
            if reason.figures and _is_times(word, one, other) and second.value and not _is_times(word, first, second):
                return reason
    return None


def _is_times(word: Multiple, one: Subject, other: Subject) -> bool:
    return bool(other.value) and word.low <= one.value / other.value <= word.high
