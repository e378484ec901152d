"""The families of checks in order; the profile and the period may set severities and accept findings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.checks.collection import collection
from generator.checks.completeness import completeness
from generator.checks.dates import dates
from generator.checks.finding import FindingKind
from generator.checks.form import form
from generator.checks.language import language
from generator.checks.leftovers import kept_texts, leftovers
from generator.checks.memos import memos
from generator.checks.naming import naming
from generator.checks.pictures import pictures
from generator.checks.placeholders import placeholders
from generator.checks.privacy import privacy
from generator.checks.statutory import statutory
from generator.checks.tables.arithmetic import arithmetic
from generator.checks.tables.balances import with_balances
from generator.checks.tables.cross import cross
from generator.checks.tables.imported import imported
from generator.checks.tables.lines import labels_of
from generator.checks.tables.magnitude import magnitude
from generator.checks.tables.reconciliation import differences, reconciliation
from generator.checks.tables.sexes import sexes
from generator.checks.text import text_figures
from generator.checks.text_ranks import text_ranks
from generator.checks.text_twice import text_twice
from generator.checks.text_words import text_words
from generator.compose import Depth, Level, Understood
from generator.content import AcceptedEntry
from generator.problems import Problem, Severity
from generator.prose import rankings, reading_of


@dataclass(frozen=True, slots=True)
class Family:
    """Checks that run together; `advising` are the prefixes of codes that only advise.

    A build shows what refuses it, and skips an advising family unless one of its codes is set to an error.
    """

    check: Callable[[Understood], Iterable[Problem]]
    advising: str = ""

    def refuses(self, levels: Mapping[str, Level]) -> bool:
        """Whether any of its findings can refuse a report."""
        errors = (code for code, level in levels.items() if level == "fel")
        return not self.advising or any(code.startswith(self.advising) for code in errors)


def _texts(understood: Understood) -> Iterator[Problem]:
    reading = reading_of(understood.content, understood.ledger)
    yield from text_figures(reading, strict=understood.strict)
    yield from text_twice(reading, understood.content)
    yield from text_words(reading)
    yield from text_ranks(reading, rankings(understood.content, understood.ledger, reading.index.rows))


_FAMILIES = (
    Family(lambda understood: reconciliation(understood.ledger, labels_of(understood.content, understood.ledger))),
    Family(lambda understood: memos(understood.content)),
    Family(lambda understood: with_balances(arithmetic(understood), understood)),
    Family(cross),
    Family(sexes),
    Family(imported),
    Family(kept_texts),
    Family(_texts, advising="T72"),
    Family(form),
    Family(magnitude),
    Family(naming),
    Family(dates),
    Family(completeness),
    Family(lambda understood: statutory(understood.content)),
    Family(lambda understood: collection(understood.content)),
    Family(leftovers),
    Family(placeholders),
    Family(privacy),
    Family(language, advising="T77"),
    Family(pictures, advising="T78"),
)

_THOUSANDFOLD = "T742"
_IMPLIED_BY_THOUSANDFOLD = frozenset({"T710", "T711", "T712", "T714", "T721", "T722", "T730"})
# What contradicts a figure in its own table, and in another.
_CONTRADICTED = frozenset({"T204", "T710", "T711", "T712", "T713", "T714", "T732", "T733"})
_ELSEWHERE = "T730"
_STALE_ACCEPTANCE = FindingKind(
    "T701",
    "Kvitteringen av {code} för {about} gäller inte längre: {now}.",
    "Ta bort kvitteringen, eller kvittera på nytt efter att ha läst fyndet.",
)
_BLANK_ACCEPTANCE = FindingKind(
    "T701",
    "Kvitteringen av {code} för {about} säger inte vad som hittades, och gäller därför inte.",
    "Skriv raden under kvitteringen, så gäller den tills talen ändras.",
)
# What YAML would read as something else than the text.
_NEEDS_QUOTES = re.compile(r"^[^\w]|: |:$| #")


def examine(understood: Understood) -> tuple[Problem, ...]:
    """Return the findings of all families, with the severities that are set and without those accepted."""
    content = understood.content
    levels: Mapping[str, Level] = {**content.house.levels, **content.period.entry.levels}
    left_out = [each for each in _FAMILIES if understood.depth is Depth.REFUSING and not each.refuses(levels)]
    problems = [problem for family in _FAMILIES if family not in left_out for problem in family.check(understood)]
    weighed = [_weighed(problem, levels.get(problem.code)) for problem in dict.fromkeys(_without_implied(problems))]
    unchecked = tuple(family.advising for family in left_out)
    accepted = [each for each in content.period.accepted if not each.code.startswith(unchecked)]
    return tuple(_without_accepted([problem for problem in weighed if problem is not None], accepted))


def lawful_differences(understood: Understood) -> tuple[str, ...]:
    """Return a line for each difference that rounding or an author explains: none of them is a finding."""
    return tuple(differences(understood.ledger, labels_of(understood.content, understood.ledger)))


def _without_implied(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Leave out what another finding at the same place implies.

    A slip of a thousand is also unequal, and what its own table contradicts differs from other tables.
    """
    slips = {problem.where for problem in problems if problem.code == _THOUSANDFOLD}
    contradicted = {problem.where for problem in problems if problem.code in _CONTRADICTED}
    for each in problems:
        implied = each.where in slips and each.code in _IMPLIED_BY_THOUSANDFOLD
        if not implied and not (each.code == _ELSEWHERE and each.where in contradicted):
            yield each


def _weighed(problem: Problem, level: Level | None) -> Problem | None:
    if level is None:
        return problem
    return None if level == "av" else replace(problem, severity=Severity(level))


def _without_accepted(problems: Sequence[Problem], accepted: Sequence[AcceptedEntry]) -> Iterator[Problem]:
    """Yield the findings that nobody has accepted, then stale acceptances (T701).

    An acceptance holds for a code, a place and what was found: when that changes, the finding is reported again. One
    that does not say what was found holds for nothing, and is told what to say.
    """
    used: set[int] = set()
    about: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, each in enumerate(accepted):
        about[each.code, each.place].append(number)
    first = {(problem.code, problem.place): problem for problem in reversed(problems)}
    for problem in problems:
        numbers = about.get((problem.code, problem.place), ())
        covering = next((number for number in numbers if _covers(accepted[number], problem)), None)
        if covering is None:
            yield problem
        else:
            used.add(covering)
    for number, each in enumerate(accepted):
        if number not in used:
            yield _void(each, first.get((each.code, each.place)))


def _void(accepted: AcceptedEntry, near: Problem | None) -> Problem:
    """Return the finding of an acceptance that accepts nothing; `near` is of its code and place."""
    code, about, expected = accepted.code, accepted.place, accepted.concerns or ""
    if near and not expected:
        return _BLANK_ACCEPTANCE.at(accepted.where, "", f"avser: {_quoted(near.found)}", code=code, about=about)
    now = f"nu gäller {near.found}" if near else "inget sådant fynd finns längre"
    actual = near.found if near else ""
    return _STALE_ACCEPTANCE.at(accepted.where, "", expected, actual, code=code, about=about, now=now)


def _covers(accepted: AcceptedEntry, problem: Problem) -> bool:
    return (accepted.concerns or "") == problem.found


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''")) if _NEEDS_QUOTES.search(text) else text
