"""A period's texts as read → words in prose that say the opposite of the figures beside them (T723).

Said of a number: "från A till B", "underskott på", "bättre än budget". Said of a row of a table: "har ökat", against
the column of the earlier period. What cannot be told for certain is passed over: mixed signs, an unknown convention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from generator.problems import Problem, Severity, Where
from generator.prose import (
    AGAINST_BUDGET,
    COST,
    FORECAST,
    INCOME,
    KIND_STEMS,
    PARTLY,
    TARGET,
    Index,
    Prose,
    ReadTexts,
    Statement,
    Subject,
    SubjectRow,
    clause_at,
    printed,
)
from generator.swedish import HARD_SPACE, left_over, scale

_UP = r"ökat|ökade|ökar|ökning|ökningen|stigit|stiger|steg|vuxit|växte|höjts|höjdes|högre|fler|uppgång"
_DOWN = r"minskat|minskade|minskar|minskning|minskningen|sjunkit|sjunker|sjönk|sänkts|sänktes|lägre|färre|nedgång"
_MOVED = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:(?P<up>(?:har |hade )?(?:ökat|stigit|vuxit)|ökade|ökar|steg|växte"
    r"|(?:är|var|ligger|låg) (?:\w+ )?(?:högre|fler))|"
    r"(?P<down>(?:har |hade )?(?:minskat|sjunkit)|minskade|minskar|sjönk"
    r"|(?:är|var|ligger|låg) (?:\w+ )?(?:lägre|färre))"
    r"|(?P<same>(?:är |var |varit )?oförändra(?:d|t|de)))\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:jämfört med|i jämförelse med|än|mot|sedan)\s+"
    r"(?:(?:samma|motsvarande) (?:period|tid|kvartal|månad|tertial) )?"
    r"(?:föregående år|förra året|förra årets?|fjolåret|i fjol|året innan|året före|ett år tidigare|(?P<year>20\d{2}))",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:inte|knappast|i stort sett|nästan|nära|delvis|takten|ökningstakten|mindre än väntat)\b", re.IGNORECASE
)
_RESULT = re.compile(
    r"\b(?P<sign>över|under)skott\w*(?:\s(?!och|men)\w+){0,2}?\s"
    r"(?:på|om|är|var|blev|blir|med|uppgår till|uppgick till|motsvarande|av)"
    r"(?:\s(?:ca|cirka|ungefär|omkring|drygt|knappt|närmare))?\s*$",
    re.IGNORECASE,
)
_THAN_BUDGET = re.compile(r"^\W{0,3}(?:\w+\s)?(?P<word>bättre|sämre)\s(?:än|jämfört med|mot)\b", re.IGNORECASE)
_STEADY = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class _Value:
    """A number in a text, typed or cited: its slice, its value with its sign, what it is a figure of, what is printed.

    `signed` is whether the sign is written; `unsigned` whether a citation has taken it away.
    """

    start: int
    end: int
    value: Decimal
    measure: str
    printed: str
    subject: Subject | None
    row: SubjectRow | None
    typed: bool
    signed: bool


def text_words(reading: ReadTexts) -> tuple[Problem, ...]:
    """A period's texts as read → T723 for each word that says the opposite of a number."""
    index, proses = reading.index, reading.prose
    by_text: dict[int, list[Statement]] = {}
    for statement in reading.statements:
        by_text.setdefault(id(statement.prose), []).append(statement)
    known = {subject.figure: (row, subject) for row, subject in index.subjects}
    found: dict[tuple[Where, str], Problem] = {}
    for prose in proses:
        values = _values(prose, by_text.get(id(prose), ()), known)
        for problem in (*_from_to(prose, values), *_results(prose, values), *_moves(prose, index)):
            found.setdefault((problem.where, problem.code), problem)
    return tuple(found.values())


def _values(
    prose: Prose, statements: Sequence[Statement], known: dict[str, tuple[SubjectRow, Subject]]
) -> tuple[_Value, ...]:
    values = []
    for statement in statements:
        mention = statement.mention
        factor = scale(mention.unit) or Decimal(1)
        alone = statement.equal[0] if len({abs(each.value) for each in statement.equal}) == 1 else None
        row = next((row for row in statement.rows if alone in row.subjects), None) if alone else None
        same_sign = len({each.value > 0 for each in statement.equal}) == 1
        values.append(
            _Value(
                mention.bare_start, mention.end, mention.value * factor, statement.amount.measure, statement.printed,
                alone if same_sign else None, row, typed=True, signed=bool(mention.sign),
            )
        )  # fmt: skip
    for quoted in prose.quoted:
        if quoted.value is not None:
            row, subject = known.get(quoted.figure, (None, None))
            printed = quoted.printed.replace(HARD_SPACE, " ")
            kind = subject.measure if subject else ""
            values.append(
                _Value(quoted.start, quoted.end, quoted.value, kind, printed, subject, row, typed=False, signed=True)
            )
    return tuple(sorted(values, key=lambda value: value.start))


def _problem(prose: Prose, at: int, message: str, found: str, expected: str, related: tuple[Where, ...]) -> Problem:
    return Problem(
        "T723", prose.where(at), message, expected, found,
        "Rätta ordet eller talet, eller låt ordet följa talet med filtret ordval eller överskott_underskott.",
        Severity.WARNING, related, prose.place,
    )  # fmt: skip


# --- from A to B -----------------------------------------------------------------------------------------------------


def _from_to(prose: Prose, values: Sequence[_Value]) -> Iterator[Problem]:
    for one, other in pairwise(values):
        before, between = prose.plain[max(0, one.start - 120) : one.start], prose.plain[one.end : other.start]
        start, end = prose.sentence(one.start)
        if not re.search(r"\bfrån\s*$", before) or not re.search(r"(?:^|\s)till\s*$", between) or other.end > end:
            continue
        if re.search(r"[.;:]\s|\d|\bfrån\b", between) or (
            one.measure != other.measure and one.measure and other.measure
        ):
            continue
        word = _direction(prose.plain[max(start, one.start - 120) : one.start])
        if word is None:
            continue
        wrong = _moved(one.value, other.value)
        up = word.group("up") is not None
        if wrong is not None and wrong != up:
            said = word[0].casefold()
            message = f"Texten säger ”{said}”, men {one.printed} till {other.printed} är {_named(wrong)}."
            yield _problem(prose, one.start, message, said, _named(wrong), _places(one, other))


def _direction(before: str) -> re.Match[str] | None:
    """The last word of direction in the clause before a number; nothing where there are two or it is denied."""
    clause = re.split(r"[,;:()]\s|\b(?:men|medan|och|samtidigt)\b", before)[-1]
    words = list(_MOVED.finditer(clause))
    return words[0] if len(words) == 1 and not _HEDGED.search(clause) else None


def _moved(before: Decimal, after: Decimal) -> bool | None:
    """Whether it went up; costs with a minus by how large they are. Nothing where the signs differ."""
    if before < 0 and after < 0:
        before, after = -before, -after
    if before < 0 or after < 0:
        return None
    return after > before if after != before else None


def _named(up: bool) -> str:  # noqa: FBT001 - the only thing it is told
    return "en ökning" if up else "en minskning"


def _places(*values: _Value) -> tuple[Where, ...]:
    return tuple(dict.fromkeys(value.subject.where for value in values if value.subject))


# --- surplus and deficit -----------------------------------------------------------------------------------------


def _results(prose: Prose, values: Sequence[_Value]) -> Iterator[Problem]:
    for value in values:
        before = prose.plain[max(0, value.start - 80) : value.start].replace("\n", " ")
        after = prose.plain[value.end : value.end + 60].replace("\n", " ")
        result, than = _RESULT.search(before), _THAN_BUDGET.search(after)
        if result is not None:
            good = result["sign"].casefold() == "över"
            said = f"{result['sign'].casefold()}skott"
        elif than is not None and "budget" in after:
            good, said = than["word"].casefold() == "bättre", f"{than['word'].casefold()} än budget"
        else:
            continue
        better = _is_better(value)
        if better is not None and better != good:
            stands = (
                printed(value.subject, plus=True) if value.subject and not _contradicts_itself(value) else value.printed
            )
            message = f"Texten säger ”{said}” om {value.printed}, men talet är {stands}."
            yield _problem(prose, value.start, message, f"{said}: {value.printed}", stands, _places(value))


def _contradicts_itself(value: _Value) -> bool:
    return value.typed and value.signed


def _is_better(value: _Value) -> bool | None:
    """Whether a number is for the better: by its sign, else by that of the figure where its convention is known."""
    if _contradicts_itself(value):
        return value.value > 0 if value.value else None
    subject, row = value.subject, value.row
    if subject is None or row is None or not subject.value or not (subject.low > 0 or subject.high < 0):
        return None
    label = f"{subject.label} {row.label}".casefold()
    if "skott" in label or not (subject.role == "difference" or "resultat" in label):
        return None
    if subject.role == "difference" and not _plus_is_better(subject, row):
        return None
    return subject.value > 0


def _plus_is_better(subject: Subject, row: SubjectRow) -> bool:
    """Whether a deviation with a plus is for the better, as far as the row's other figures tell.

    Outcome minus budget of positive figures may be income above budget or costs above it: that is not known.
    """
    outcomes = [each for each in row.subjects if each.basis in {"utfall", "prognos"} and each.role != "difference"]
    budgets = [each for each in row.subjects if each.basis == "budget" and each.role != "difference"]
    for outcome in outcomes:
        for budget in budgets:
            reverse = abs(outcome.value - budget.value - subject.value) <= abs(subject.high - subject.low) * 3
            if reverse and outcome.value > 0 and budget.value > 0 and row.flow != "income":
                return False
    return True


# --- a row that went the other way --------------------------------------------------------------------------------


def _moves(prose: Prose, index: Index) -> Iterator[Problem]:
    for verb in _VERB.finditer(prose.plain):
        clause = clause_at(prose, verb.start(), verb.end())
        if (
            clause.inherits
            or _HEDGED.search(clause.words)
            or any(clause.has(cue) for cue in (FORECAST, TARGET, PARTLY, AGAINST_BUDGET))
        ):
            continue
        start, end = prose.sentence(verb.start())
        since = _SINCE.search(prose.plain, verb.end(), end) or _SINCE.search(prose.plain, start, verb.start())
        if since is None or len(_VERB.findall(prose.plain[start:end])) > 1:
            continue
        named = index.named(clause.stems)
        known = frozenset(KIND_STEMS | index.board).union(*(row.stems | row.around for row in named))
        if not named or left_over(clause.stems, known):
            continue
        yield from _against(prose, verb, since, named, cost=clause.has(COST), income=clause.has(INCOME))


def _against(
    prose: Prose, verb: re.Match[str], since: re.Match[str], rows: Sequence[SubjectRow], *, cost: bool, income: bool
) -> Iterator[Problem]:
    pairs = [pair for row in rows for pair in _pairs(row, int(since["year"] or 0), cost=cost, income=income)]
    if not pairs or not all(_opposite(verb, now, before) for now, before in pairs):
        return
    now, before = pairs[0]
    said = verb[0].casefold()
    message = f"Texten säger ”{said}”, men {printed(before, plus=True)} har blivit {printed(now, plus=True)}."
    moved = _moved(before.value, now.value)
    yield _problem(prose, verb.start(), message, said, _named(bool(moved)), (now.where, before.where))


def _opposite(verb: re.Match[str], now: Subject, before: Subject) -> bool:
    up = _moved(before.value, now.value)
    if up is None:
        return False
    if verb["same"]:
        return abs(now.value - before.value) > _STEADY * abs(before.value)
    apart = now.low > before.high or before.low > now.high
    return apart and up != (verb["up"] is not None)


def _pairs(row: SubjectRow, year: int, *, cost: bool, income: bool) -> Iterator[tuple[Subject, Subject]]:
    """The figures of now in a row, each with the one of the earlier time that it is to be compared with."""
    fit = [each for each in row.subjects if each.role not in {"difference", "change", "share"} or each.measure == "%"]
    fit = [each for each in fit if each.role not in {"difference", "change"} and each.basis in {"", "utfall"}]
    if cost or income:
        fit = [each for each in fit if each.flow in {"", "cost" if cost else "income"} and not each.net]
    for now in (each for each in fit if not each.earlier and not each.later):
        earlier = [
            each
            for each in fit
            if each.earlier and each.part == now.part and each.flow == now.flow and each.measure == now.measure
            and (not year or each.year == year)
        ]  # fmt: skip
        if earlier:
            yield now, max(earlier, key=lambda each: each.year)
