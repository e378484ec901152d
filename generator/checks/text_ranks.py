"""Words of rank in texts that the figures certainly contradict: T726.

Certain is a citation of the column, or names of rows and a kind of figure that one column alone has, with no word left
over. No reading of the sentence may hold, whichever sign the house gives a deficit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from generator.checks.finding import FindingKind
from generator.problems import Problem
from generator.prose import (
    KIND_STEMS,
    Cue,
    Overtaken,
    Prose,
    RankClaim,
    Ranking,
    Rankings,
    ReadTexts,
    amount_of_entry,
    fitting_rankings,
    holds,
    orders_in,
    rank_claims,
)
from generator.swedish import subject_stems, unknown_stems

_HEDGED = re.compile(
    r"\b(?:inte|ej|knappast|bland|en av|ett av|tillhör|hör till|näst intill|tidigare|förra|väntas|bedöms|kan|skulle|om"
    r"|har varit|brukar)\b",
    re.IGNORECASE,
)
_RANK_STEMS = subject_stems(
    "störst största minsta högst högsta lägst lägsta färst bäst bästa sämst sämsta dyrast billigast näst följt därefter"
)
# What is ranked is then not what the column has.
_OF_ANOTHER = re.compile(
    r"\W+(?:andel|del|skillnad|ökning|minskning|förändring|effekt|behov|risk|betydelse|påverkan|utmaning|antal|omfatt)",
    re.IGNORECASE,
)
_FEWEST = 3

_WRONG_RANK = FindingKind(
    "T726", "Texten säger ”{word}”, men {first} kommer före {second}.", "Rätta ordet, namnet eller det tal som är fel."
)


def text_ranks(reading: ReadTexts, rankings: Rankings) -> Iterator[Problem]:
    """Yield T726 for each word of rank that the figures contradict."""
    for prose in reading.prose:
        for claim in rank_claims(prose, reading.index):
            if prose.wording.own and not _is_hedged(prose, claim):
                yield from _contradicted(prose, claim, reading, rankings)


def _is_hedged(prose: Prose, claim: RankClaim) -> bool:
    other = _OF_ANOTHER.match(prose.plain, claim.start + len(claim.word))
    return other is not None or _HEDGED.search(prose.plain, *prose.sentence(claim.start)) is not None


def _contradicted(prose: Prose, claim: RankClaim, reading: ReadTexts, rankings: Rankings) -> Iterator[Problem]:
    meant, outright = fitting_rankings(prose, claim, rankings, reading.index.year)
    meant = tuple(each for each in meant if len(each.entries) >= _FEWEST or claim.readings[0][0] == "above")
    if len(meant) != 1 or not _is_ranked(claim, meant[0]) or not (outright or _is_plain(claim, reading)):
        return
    results = _results(claim, meant[0])
    wrong = [each for each in results if isinstance(each, Overtaken)]
    if not wrong or True in results or not all(_is_apart(each) for each in wrong):
        return
    rows = [each.row for _, named in claim.readings for each in named] if not outright else []
    elsewhere = (each for each in rankings.of_rows(rows) if each.name != meant[0].name)
    if not any(True in _results(claim, each) for each in elsewhere):
        yield _problem(prose, claim, meant[0], wrong[0])


def _results(claim: RankClaim, ranking: Ranking) -> list[Overtaken | Literal[True] | None]:
    readings = claim.readings[:1] if claim.readings[0][0] == "sequence" else claim.readings
    orders = orders_in(claim, ranking)
    return [holds(form, named, claim, ranking, order) for form, named in readings for order in orders]


def _is_ranked(claim: RankClaim, ranking: Ranking) -> bool:
    role = ranking.first.role
    if claim.clause.has(Cue.AGAINST_BUDGET):
        return role == "difference" or ranking.kind == "deviation"
    if claim.clause.has(Cue.CHANGE):
        return role == "change" or ranking.kind == "change"
    return ranking.kind == "figure" and role not in {"difference", "change", "share"}


def _is_plain(claim: RankClaim, reading: ReadTexts) -> bool:
    rows = (each.row for _, named in claim.readings for each in named)
    stems = frozenset(KIND_STEMS | reading.index.board | _RANK_STEMS).union(*(row.stems for row in rows))
    return not unknown_stems(claim.clause.reach, stems)


def _is_apart(overtaken: Overtaken) -> bool:
    """Whether two entries differ by more than their rounding."""
    one, other = overtaken.entry, overtaken.rival
    return one.high < other.low or other.high < one.low


def _problem(prose: Prose, claim: RankClaim, ranking: Ranking, wrong: Overtaken) -> Problem:
    entries = (wrong.rival, wrong.entry)
    first, second = (f"{each.row.label} {amount_of_entry(each, ranking)}" for each in entries)
    related = tuple(dict.fromkeys(subject.where for entry in entries for subject in entry.subjects))
    word, expected = claim.word.casefold(), f"{wrong.rival.row.label} före {wrong.entry.row.label}"
    return _WRONG_RANK.in_text(prose, claim.start, expected, word, related, word=word, first=first, second=second)
