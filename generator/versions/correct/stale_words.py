"""The texts of a period and its figures before and after a correction → the words that it makes untrue.

A word of rank is told of where it held before and no longer does. A word of direction is told of where the sign that it
follows has turned: whichever way the house counts, it was right or it is right, but not both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    SubjectRow,
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
from generator.swedish import HARD_SPACE, Multiple, NumberFormat, format_quantity, multiples, scale
from generator.versions.correct.stale_numbers import Sides, Stale, Standing


def stale_words(sides: Sides) -> Iterator[Stale]:
    """Both sides of a correction → the words of rank, direction and multiple that it makes untrue."""
    rows = {subject.figure: row for row, subject in sides.after.index.subjects}
    for standing in sides.texts:
        yield from _ranks(standing, sides)
        yield from _directions(standing, rows, sides)
        for multiple in multiples(standing.old.plain):
            times, at = _multiple(multiple, standing.old, sides), standing.at(multiple.start)
            if times is not None and at is not None:
                yield Stale(standing.new, at, at + len(multiple.word), *times)


def _directions(standing: Standing, rows: dict[str, SubjectRow], sides: Sides) -> Iterator[Stale]:
    """The words of direction that are untrue; of several beside one citation that turns, the nearest."""
    nearest: dict[tuple[tuple[int, int], str], tuple[int, Stale]] = {}
    for word in direction_words(standing.old):
        at = standing.at(word.start)
        if at is None:
            continue
        found = _cited(word, standing, sides) or _named(word, standing.old, rows, sides)
        if found is None:
            continue
        beside = attached(standing.old, word)
        apart = distance(word, beside) if beside is not None else 0
        key = standing.old.sentence(word.start), found[0]
        if key not in nearest or apart < nearest[key][0]:
            nearest[key] = apart, Stale(standing.new, at, at + len(word.word), *found)
    yield from (stale for _, stale in nearest.values())


_Reason = tuple[str, tuple[str, ...]]


# --- ranks ------------------------------------------------------------------------------------------------------------


def _ranks(standing: Standing, sides: Sides) -> Iterator[Stale]:
    after = {claim.start: claim for claim in rank_claims(standing.new, sides.after.index)}
    for claim in rank_claims(standing.old, sides.before.index):
        at = standing.at(claim.start)
        now = after.get(at) if at is not None else None
        found = _fallen(standing.old, claim, now, sides) if now is not None else None
        if now is not None and found is not None:
            yield Stale(standing.new, now.start, now.start + len(now.word), *found)


def _fallen(prose: Prose, claim: RankClaim, now: RankClaim, sides: Sides) -> _Reason | None:
    """Why a claim that held no longer does, in the rankings that it can be of; nothing where it still holds in one."""
    meant, outright = fitting_rankings(prose, claim, sides.rankings_before, sides.year)
    reasons: list[_Reason] = []
    for ranking in meant:
        after = same_in(ranking, sides.rankings_after)
        if after is None:
            continue
        tried = [_tried(pair, claim, now, (ranking, after)) for pair in _readings(claim, now)]
        first = next((each for each in tried if each), None)
        if first is not None and all(reason is None for reason in first):
            return None if not outright else reasons[0] if reasons else None
        reasons.extend(reason for reason in first or () if reason is not None)
    changed = [(reason, tuple(sorted(set(figures) & set(sides.changed)))) for reason, figures in reasons]
    return next((each for each in changed if each[1]), None)


_Reading = tuple[RankForm, Sequence[Named]]


def _readings(claim: RankClaim, now: RankClaim) -> Iterable[tuple[_Reading, _Reading]]:
    return zip(claim.readings, now.readings, strict=False)


def _tried(
    readings: tuple[_Reading, _Reading], claim: RankClaim, now: RankClaim, rankings: tuple[Ranking, Ranking]
) -> list[_Reason | None]:
    """For each order in which a reading held before: why it does not any more, or None where it does."""
    (form, named), (same, names) = readings
    before, after = rankings
    found: list[_Reason | None] = []
    for order in orders_in(claim, before):
        was = holds(form, named, claim, before, order)
        is_now = holds(same, names, now, after, order)
        if was is True and is_now is not None:
            found.append(None if is_now is True else (_overtaken(is_now, after), tuple(after.figures)))
    return found


def _overtaken(found: Overtaken, after: Ranking) -> str:
    return f"{_entry(found.rival, after)} kommer före {_entry(found.entry, after)}"


def _entry(entry: RankedRow, ranking: Ranking) -> str:
    return f"{entry.row.label} ({amount_of_entry(entry, ranking)})"


# --- directions -------------------------------------------------------------------------------------------------------


def _cited(word: DirectionWord, standing: Standing, sides: Sides) -> _Reason | None:
    """Why a word is untrue of a citation beside it: its sign has turned, or that of two that are compared."""
    now = {each.start: each for each in standing.new.quoted}

    def then(quoted: Quoted) -> Quoted | None:
        at = standing.at(quoted.start)
        return now.get(at) if at is not None else None

    beside = attached(standing.old, word)
    after = then(beside) if beside is not None else None
    if beside is not None and after is not None and _values_turned(beside, after):
        return f"{_printed(beside)} blir {_printed(after)}", _figures(beside, sides)
    for one, other in compared_pairs(standing.old, sides.before.index, word):
        first, second = then(one), then(other)
        if first is not None and second is not None and turned(_apart(one, other), _apart(first, second)):
            reason = f"{_printed(one)} och {_printed(other)} blir {_printed(first)} och {_printed(second)}"
            return reason, (*_figures(one, sides), *_figures(other, sides))
    return None


def _values_turned(before: Quoted, after: Quoted) -> bool:
    return before.exact is not None and after.exact is not None and turned(before.exact, after.exact)


def _apart(one: Quoted, other: Quoted) -> Decimal:
    """How much larger one cited value is than the other, each as it is printed."""
    first, second = (each.value if each.value is not None else Decimal(0) for each in (one, other))
    return abs(first) - abs(second) if first < 0 and second < 0 else first - second


def _printed(quoted: Quoted) -> str:
    shown = quoted.printed.replace(HARD_SPACE, " ")
    hidden = quoted.exact is not None and quoted.exact < 0 and not shown.lstrip().startswith(("-", "−", "–"))
    return f"minus {shown}" if hidden else shown


def _figures(quoted: Quoted, sides: Sides) -> tuple[str, ...]:
    return (quoted.figure,) if quoted.figure in sides.changed else ()


def _named(word: DirectionWord, old: Prose, rows: dict[str, SubjectRow], sides: Sides) -> _Reason | None:
    """Why a word is untrue of a row that its clause names."""
    for row in rows_of_word(old, word, sides.before.index):
        for was in signed_of(row, word):
            after = rows.get(was.figures[0])
            same = (each for each in signed_of(after, word) if each.figures == was.figures) if after else iter(())
            now = next(same, None)
            if now is not None and turned(was.value, now.value):
                figures = tuple(each for each in was.figures if each in sides.changed)
                return f"{was.label} var {_signed(was)} och blir {_signed(now)}", figures
    return None


def _signed(number: Signed) -> str:
    value = number.value / (scale(number.unit) or Decimal(1))
    return format_quantity(value, number.unit, NumberFormat(plus=True), number.decimals).replace(HARD_SPACE, " ")


# --- multiples --------------------------------------------------------------------------------------------------------


def _multiple(word: Multiple, old: Prose, sides: Sides) -> _Reason | None:
    """Why "fördubblats" is untrue of a row that is named: its figure is another number of times the earlier one."""
    clause = clause_at(old, word.start, word.end)
    for row in nearest_rows(old, sides.before.index.named(clause.stems)):
        for one, other in changes_of(row):
            figures = tuple(each.figure for each in (one, other) if each.figure in sides.changed)
            now = [sides.now[each.figure][1] for each in (one, other) if each.figure in sides.now]
            if len(now) < len((one, other)) or not figures or not other.value or not now[1].value:
                continue
            times = one.value / other.value, now[0].value / now[1].value
            if word.low <= times[0] <= word.high and not word.low <= times[1] <= word.high:
                told = f"{now[0].label} {printed(now[0])} mot {now[1].label} {printed(now[1])}"
                return f"{row.label} blir {told}", figures
    return None
