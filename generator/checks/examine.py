"""The families of checks, and what the profile and the period say of them: Evidence in → the findings that stand out.

A finding whose code is set to another severity gets it; one that the period has accepted with a reason is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.checks.completeness import completeness
from generator.checks.form import form
from generator.checks.language import language
from generator.checks.leftovers import kept_texts, leftovers
from generator.checks.memos import memo_problems
from generator.checks.naming import naming
from generator.checks.privacy import privacy
from generator.checks.tables.arithmetic import arithmetic
from generator.checks.tables.balances import balances
from generator.checks.tables.cross import cross
from generator.checks.tables.magnitude import magnitude
from generator.checks.tables.reconciliation import reconciliation
from generator.checks.text import text_figures
from generator.checks.text_ranks import text_ranks
from generator.checks.text_words import text_words
from generator.compose import Depth, Evidence, Level
from generator.content import AcceptedEntry
from generator.problems import Problem, Severity
from generator.prose import rankings, reading_of

Family = Callable[[Evidence], tuple[Problem, ...]]


def _reconciliation(evidence: Evidence) -> tuple[Problem, ...]:
    return reconciliation(evidence.ledger)


def _memos(evidence: Evidence) -> tuple[Problem, ...]:
    return memo_problems(evidence.content)


def _text(evidence: Evidence) -> tuple[Problem, ...]:
    reading = reading_of(evidence.content, evidence.ledger)
    ranks = rankings(evidence.content, evidence.ledger, reading.index.rows)
    return (*text_figures(reading, strict=evidence.strict), *text_words(reading), *text_ranks(reading, ranks))


FAMILIES: tuple[Family, ...] = (
    _reconciliation,
    _memos,
    arithmetic,
    cross,
    balances,
    kept_texts,
    _text,
    form,
    magnitude,
    naming,
    completeness,
    leftovers,
    privacy,
    language,
)

_SLIP = "T742"
_SAID_BY_A_SLIP = frozenset({"T710", "T711", "T712", "T714", "T721", "T722", "T730"})


# Families whose findings only advise, by the beginning of their codes: a build, which shows what refuses it, does
# without them unless the profile or the period says that one of their codes is an error.
ADVISING: Mapping[Family, str] = {_text: "T72", language: "T77"}


def examine(evidence: Evidence, depth: Depth = Depth.ALL) -> tuple[Problem, ...]:
    """The families are asked; their findings, with the severities that are set and without those accepted, come out."""
    content = evidence.content
    levels: Mapping[str, Level] = {**content.house.levels, **content.period.entry.levels}
    left = {family for family in FAMILIES if _left_out(family, levels, depth)}
    found = _told_once([problem for family in FAMILIES if family not in left for problem in family(evidence)])
    weighed = [_weighed(problem, levels.get(problem.code)) for problem in dict.fromkeys(found)]
    unasked = tuple(ADVISING[family] for family in left if family in ADVISING)
    accepted = [each for each in content.period.accepted if not (unasked and each.code.startswith(unasked))]
    return tuple(_without_accepted([problem for problem in weighed if problem is not None], accepted))


def _left_out(family: Family, levels: Mapping[str, Level], depth: Depth) -> bool:
    if depth is not Depth.REFUSING or family not in ADVISING:
        return False
    return not any(code.startswith(ADVISING[family]) and level == "fel" for code, level in levels.items())


def _told_once(found: Sequence[Problem]) -> list[Problem]:
    """Findings without those that another one at the same place says more of: a slip of a thousand is also unequal."""
    slips = {problem.where for problem in found if problem.code == _SLIP}
    return [problem for problem in found if problem.code not in _SAID_BY_A_SLIP or problem.where not in slips]


def _weighed(problem: Problem, level: Level | None) -> Problem | None:
    if level is None:
        return problem
    return None if level == "av" else replace(problem, severity=Severity(level))


def _without_accepted(found: Sequence[Problem], accepted: Sequence[AcceptedEntry]) -> Iterator[Problem]:
    """Findings that nobody has accepted, and acceptances that have gone stale (T701).

    An acceptance holds for the code, the place and what was found when it was written: when the figures change, what is
    found changes, and the finding is told again.
    """
    used: set[int] = set()
    for problem in found:
        number = next((number for number, each in enumerate(accepted) if _covers(each, problem)), None)
        if number is None:
            yield problem
        else:
            used.add(number)
    for number, each in enumerate(accepted):
        if number in used:
            continue
        near = [problem for problem in found if problem.code == each.code and problem.place == each.place]
        now = f"nu gäller {near[0].found}" if near else "inget sådant fynd finns längre"
        yield Problem(
            "T701",
            each.where,
            f"Kvitteringen av {each.code} för {each.place} gäller inte längre: {now}.",
            expected=each.concerns or "",
            found=near[0].found if near else "",
            hint="Ta bort kvitteringen, eller kvittera på nytt efter att ha läst fyndet.",
            severity=Severity.WARNING,
        )


def _covers(accepted: AcceptedEntry, problem: Problem) -> bool:
    same = accepted.code == problem.code and accepted.place == problem.place
    return same and (accepted.concerns is None or accepted.concerns == problem.found)
