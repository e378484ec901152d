"""Words in texts that say the opposite of the figures beside them or in the row they name: T723.

Nothing is reported where signs are mixed or the house's convention of signs is unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, pairwise, product
from typing import Literal

from generator.checks.finding import FindingKind
from generator.problems import Problem, Where
from generator.prose import (
    KIND_STEMS,
    Cue,
    Flow,
    Index,
    Prose,
    ReadTexts,
    Statement,
    Subject,
    SubjectRow,
    clause_at,
    pairs_of,
    printed,
)
from generator.swedish import HARD_SPACE, Mention, kronor_per, plain_quantity, unknown_stems

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
    r"(?:föregående år|förra året|förra årets?|fjolåret|i fjol|året innan|året före|ett år tidigare|(?P<year>20\d{2})"
    r"|(?P<all>(?:alla |de |samtliga )?(?:åren (?:innan|före)|(?:tidigare|föregående|senaste) åren|tidigare år)))",
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
# So far from a number is a word that says which way.
_NEAR = 120


_CONTRADICTED = FindingKind(
    "T723",
    "Texten säger ”{word}”{of}, men {fact}.",
    "Rätta ordet eller talet, eller låt ordet följa talet med filtret ordval eller överskott_underskott.",
)

# A figure of now, and the earlier ones that it is compared with.
_Compared = tuple[Subject, Sequence[Subject]]
_Way = Literal["up", "down"]
_MOVES: Mapping[_Way, str] = {"up": "en ökning", "down": "en minskning"}


@dataclass(frozen=True, slots=True)
class _Value:
    """A number in a text, typed or cited, and its figure if it has one; `signed` if its author typed the sign."""

    start: int
    end: int
    value: Decimal
    measure: str
    printed: str
    subject: Subject | None
    row: SubjectRow | None
    signed: bool = False


def text_words(reading: ReadTexts) -> Iterator[Problem]:
    """Yield T723 for words that say the opposite of a number, once at each place."""
    by_text: dict[int, list[Statement]] = defaultdict(list)
    for statement in reading.statements:
        by_text[id(statement.prose)].append(statement)
    problems: dict[Where, Problem] = {}
    for prose in reading.prose:
        values = (*map(_typed, by_text[id(prose)]), *_cited(prose, reading.index.by_figure))
        values = tuple(sorted(values, key=lambda value: value.start))
        claims = (
            _from_to(prose, values),
            _reached(prose, values),
            _changed_by(prose, by_text[id(prose)]),
            _results(prose, values),
            _shares(prose),
            _moves(prose, reading.index),
        )
        for problem in chain.from_iterable(claims):
            problems.setdefault(problem.where, problem)
    yield from problems.values()


def _typed(statement: Statement) -> _Value:
    mention, equal = statement.mention, statement.equal
    value = mention.value * (kronor_per(mention.unit) or Decimal(1))
    alone = equal[0] if len({abs(each.value) for each in equal}) == 1 else None
    row = statement.row_of(alone) if alone else None
    subject = alone if len({each.value > 0 for each in equal}) == 1 else None
    measure, printed = statement.amount.measure, statement.printed
    return _Value(mention.bare_start, mention.end, value, measure, printed, subject, row, signed=bool(mention.sign))


def _cited(prose: Prose, by_figure: Mapping[str, tuple[SubjectRow, Subject]]) -> Iterator[_Value]:
    for quoted in prose.quoted:
        if quoted.value is not None:
            row, subject = by_figure.get(quoted.figure, (None, None))
            measure, printed = subject.measure if subject else "", quoted.printed.replace(HARD_SPACE, " ")
            yield _Value(quoted.start, quoted.end, quoted.value, measure, printed, subject, row)


# --- from A to B -----------------------------------------------------------------------------------------------------


def _from_to(prose: Prose, values: Sequence[_Value]) -> Iterator[Problem]:
    for one, other in pairwise(values):
        start, end = prose.sentence(one.start)
        first = max(start, one.start - _NEAR)
        before, between = prose.plain[first : one.start], prose.plain[one.end : other.start]
        alike = one.measure == other.measure or not one.measure or not other.measure
        if other.end > end or not alike:
            continue
        if _FROM.search(before) and _TO.search(between) and not _APART.search(between):
            earlier, later = one, other
        elif _TO.search(before) and re.fullmatch(r"\s*,?\s*från\s*", between):
            earlier, later = other, one
        else:
            continue
        word, way = _direction(prose, first, one.start), _moved(earlier.value, later.value)
        if word is not None and way is not None and way != word.lastgroup:
            fact, places = f"{earlier.printed} till {later.printed} är {_MOVES[way]}", _places(earlier, later)
            written = word[0].casefold()
            yield _CONTRADICTED.in_text(
                prose, word.start(), _MOVES[way], written, places, word=written, of="", fact=fact
            )


_NEW_CLAUSE = re.compile(r"[,;:()]\s|\b(?:men|medan|och|samtidigt)\b")
_FROM, _TO = re.compile(r"\bfrån\s*$"), re.compile(r"(?:^|\s)till\s*$")
_APART = re.compile(r"[.;:]\s|\d|\bfrån\b")


def _direction(prose: Prose, start: int, end: int) -> re.Match[str] | None:
    """Return the word of direction in the clause before a number; None where there are two or it is denied."""
    *_, first = (start, *(match.end() for match in _NEW_CLAUSE.finditer(prose.plain, start, end)))
    words = list(_MOVED.finditer(prose.plain, first, end))
    return words[0] if len(words) == 1 and not _HEDGED.search(prose.plain, first, end) else None


def _moved(before: Decimal, after: Decimal) -> _Way | None:
    """Return the direction, for costs with a minus that of their size; None where the signs differ."""
    if before < 0 and after < 0:
        before, after = -before, -after
    if before < 0 or after < 0 or before == after:
        return None
    return "up" if after > before else "down"


def _places(*values: _Value) -> tuple[Where, ...]:
    return tuple(dict.fromkeys(value.subject.where for value in values if value.subject))


# --- what something rose to, and by how much --------------------------------------------------------------------------


_HEDGE = r"(?:\s(?:ca|cirka|drygt|knappt|omkring|ungefär|närmare|nästan))?\s*"
_REACHED = re.compile(
    rf"(?:\s(?!med\b)[^\W\d_]+){{0,3}}\s(?:till|och (?:blev|är|var|uppgår till|uppgick till)(?: nu)?){_HEDGE}"
)
_GIVEN_FROM = re.compile(r"\s*,?\s*från\s+\d")
_BY = re.compile(rf"(?:\s[^\W\d_]+){{0,2}}\s(?:med|på|om){_HEDGE}")
_COMPARES = re.compile(r"\b(?:jämför\w*|jämförelse|förhållande|mot|än|sedan)\b", re.IGNORECASE)


def _reached(prose: Prose, values: Sequence[_Value]) -> Iterator[Problem]:
    """Yield what "ökade till 41,2 mnkr" contradicts in the number's row."""
    for value in values:
        if value.row is None:
            continue
        start, end = prose.sentence(value.start)
        verb = _last(_VERB, prose, start, value.start)
        if verb is None or not _REACHED.fullmatch(prose.plain, verb.end(), value.start):
            continue
        clause, since = clause_at(prose, value.start, value.end), _SINCE.search(prose.plain, start, end)
        of_another_kind = clause.has(Cue.FORECAST, Cue.TARGET, Cue.PARTLY, Cue.BUDGET, Cue.AGAINST_BUDGET)
        told = _GIVEN_FROM.match(prose.plain, value.end)
        if told or of_another_kind or clause.month or _HEDGED.search(clause.words):
            continue
        if since or not _COMPARES.search(prose.plain, value.end, end):
            pairs = _pairs(value.row, int(since["year"] or 0) if since else 0, "", every=False)
            yield from _against(prose, verb, [pair for pair in pairs if pair[0] is value.subject])


def _last(pattern: re.Pattern[str], prose: Prose, start: int, end: int) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(prose.plain, max(start, end - _NEAR), end))), None)


def _changed_by(prose: Prose, statements: Sequence[Statement]) -> Iterator[Problem]:
    """Yield what "en minskning med 48,0 mnkr" contradicts in the figures that it is the difference of."""
    for statement in statements:
        computed, start = statement.computed, statement.mention.start
        if computed is None:
            continue
        word = _last(_MOVED, prose, prose.sentence(start)[0], start)
        if word is None or not _BY.fullmatch(prose.plain, word.end(), start):
            continue
        row, subject = computed
        way: _Way = "up" if subject.value > 0 else "down"
        certain = subject.role == "change" and (subject.low > 0 or subject.high < 0)
        if certain and way != word.lastgroup and not _HEDGED.search(statement.clause.words):
            written, fact = word[0].casefold(), f"{row.label}, {subject.label} är {printed(subject, plus=True)}"
            places = (subject.where,)
            yield _CONTRADICTED.in_text(
                prose,
                word.start(),
                _MOVES[way],
                written,
                places,
                word=written,
                of=f" med {statement.printed}",
                fact=fact,
            )


# --- shares beside their terms ---------------------------------------------------------------------------------------


_WHICH_IS = r"(?:(?:det vill säga|dvs\.?|alltså|eller|vilket|som|motsvarar|motsvarande|är|ger|utgör)\s+)*"
_ALL = r"\s+av\s+(?:(?:de|alla|samtliga|totalt|sammanlagt)\s+)*"
_SOME_WORDS = r"(?:\s+[^\W\d_]+){0,4}"
# How a part, a whole and a share stand in a sentence, each number as its letter: "46 av 90 svarade, 51 procent".
_SHARE_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.DOTALL)
    for form in (
        rf".*\bN{_ALL}M{_SOME_WORDS}[\s,(–]+{_WHICH_IS}P\b.*",
        rf"(?:.*[,;(]\s)?av(?:\s+[^\W\d_]+){{0,4}}\s+M{_SOME_WORDS}\s+N{_SOME_WORDS}[\s,(–]+{_WHICH_IS}P\s*(?:[.;,)].*|$)",
        rf".*\bN{_SOME_WORDS}[\s,(–]+{_WHICH_IS}P\)?{_ALL}M\b.*",
        rf".*\bP{_SOME_WORDS}\s+\(N{_ALL}M\b.*",
    )
)


def _shares(prose: Prose) -> Iterator[Problem]:
    """Yield what "46 av 90 ärenden, 55 procent" contradicts in itself."""
    for numbers in zip(prose.mentions, prose.mentions[1:], prose.mentions[2:], strict=False):
        shares = [each for each in numbers if _unit_of(prose, each) == "%"]
        terms = sorted((each for each in numbers if each not in shares), key=lambda each: (each.value, each.start))
        if len(shares) != 1 or shares[0].hedge == "bound" or terms[0].value <= 0:
            continue
        (part, whole), (share,) = terms, shares
        one, other = (kronor_per(_unit_of(prose, each)) for each in terms)
        alike = (one is None) == (other is None)
        if alike and any(form.fullmatch(_lettered(prose, part, whole, share)) for form in _SHARE_FORMS):
            yield from _wrong_share(prose, (part, one or Decimal(1)), (whole, other or Decimal(1)), share)


def _unit_of(prose: Prose, mention: Mention) -> str | None:
    """Return the unit that is written; in "46 av 90, 51 procent" it seems to be shared."""
    return None if prose.plain[mention.end - 1].isdigit() else mention.unit


def _lettered(prose: Prose, part: Mention, whole: Mention, share: Mention) -> str:
    """Return what stands around three numbers in their sentence, with letters for them."""
    start, end = prose.sentence(share.start)
    start, end = max(start, min(part.start, whole.start, share.start) - _NEAR), min(end, share.end + _NEAR + _NEAR)
    letters = sorted([(part.start, part.end, "N"), (whole.start, whole.end, "M"), (share.start, share.end, "P")])
    pieces = []
    for first, last, letter in letters:
        pieces += [prose.plain[start:first], letter]
        start = last
    return "".join((*pieces, prose.plain[start:end])).strip()


def _wrong_share(
    prose: Prose, of_part: tuple[Mention, Decimal], of_whole: tuple[Mention, Decimal], share: Mention
) -> Iterator[Problem]:
    (part, one), (whole, other) = of_part, of_whole
    low, high = part.low * one / (whole.high * other) * 100, part.high * one / (whole.low * other) * 100
    exact = part.value * one / (whole.value * other) * 100
    if part.decimals == whole.decimals == 0 and one == other == 1:
        low = high = exact
    if low > share.high or high < share.low:
        written = " ".join(prose.plain[share.bare_start : share.end].split())
        terms = " av ".join(" ".join(prose.plain[each.bare_start : each.end].split()) for each in (part, whole))
        due = plain_quantity(exact, "%", share.decimals)
        fact = f"{terms} är {due}"
        yield _CONTRADICTED.in_text(prose, share.bare_start, due, written, word=written, of="", fact=fact)


# --- surplus and deficit -----------------------------------------------------------------------------------------


def _results(prose: Prose, values: Sequence[_Value]) -> Iterator[Problem]:
    for value in values:
        before = prose.plain[max(0, value.start - 80) : value.start].replace("\n", " ")
        after = prose.plain[value.end : value.end + 60].replace("\n", " ")
        result, than = _RESULT.search(before), _THAN_BUDGET.search(after)
        if result is not None:
            claim = f"{result['sign'].casefold()}skott"
        elif than is not None and "budget" in after:
            claim = f"{than['word'].casefold()} än budget"
        else:
            continue
        better = _is_better(value)
        if better is not None and better != claim.startswith(("över", "bättre")):
            subject = value.subject if not value.signed else None
            fact = printed(subject, plus=True) if subject else value.printed
            actual, of = f"{claim}: {value.printed}", f" om {value.printed}"
            places = _places(value)
            yield _CONTRADICTED.in_text(
                prose, value.start, fact, actual, places, word=claim, of=of, fact=f"talet är {fact}"
            )


def _is_better(value: _Value) -> bool | None:
    """Whether a number is for the better: by its sign, else by that of the figure where its convention is known."""
    if value.signed:
        return value.value > 0 if value.value else None
    subject, row = value.subject, value.row
    if subject is None or row is None or not subject.value or not (subject.low > 0 or subject.high < 0):
        return None
    label = f"{subject.label} {row.label}".casefold()
    difference = subject.role == "difference"
    if "skott" in label or not (difference or "resultat" in label):
        return None
    return subject.value > 0 if not difference or _plus_is_better(subject, row) else None


def _plus_is_better(subject: Subject, row: SubjectRow) -> bool:
    """Whether a deviation with a plus is for the better, as far as the row's other figures decide.

    Outcome minus budget of positive figures may be income above budget or costs above it.
    """
    plain = [each for each in row.subjects if each.role != "difference"]
    outcomes = [each.value for each in plain if each.basis in {"utfall", "prognos"} and each.value > 0]
    budgets = [each.value for each in plain if each.basis == "budget" and each.value > 0]
    room = abs(subject.high - subject.low) * 3
    above = any(abs(one - other - subject.value) <= room for one, other in product(outcomes, budgets))
    return row.flow == "income" or not above


# --- a row that went the other way --------------------------------------------------------------------------------


def _moves(prose: Prose, index: Index) -> Iterator[Problem]:
    for verb in _VERB.finditer(prose.plain):
        clause = clause_at(prose, verb.start(), verb.end())
        of_another_kind = clause.has(Cue.FORECAST, Cue.TARGET, Cue.PARTLY, Cue.AGAINST_BUDGET)
        if clause.inherits or of_another_kind or _HEDGED.search(clause.words):
            continue
        start, end = prose.sentence(verb.start())
        since = _SINCE.search(prose.plain, verb.end(), end) or _SINCE.search(prose.plain, start, verb.start())
        if since is None or len(_VERB.findall(prose.plain[start:end])) > 1:
            continue
        rows = index.named(clause.stems)
        labels = frozenset(KIND_STEMS | index.board).union(*(row.stems | row.around for row in rows))
        if rows and not unknown_stems(clause.stems, labels):
            flow: Flow = "cost" if clause.has(Cue.COST) else "income" if clause.has(Cue.INCOME) else ""
            year = int(since["year"] or 0)
            pairs = [each for row in rows for each in _pairs(row, year, flow, every=bool(since["all"]))]
            yield from _against(prose, verb, pairs)


def _against(prose: Prose, verb: re.Match[str], pairs: Sequence[_Compared]) -> Iterator[Problem]:
    wrong = [next((each for each in earlier if _opposite(verb, now, each)), None) for now, earlier in pairs]
    if not pairs or wrong[0] is None or None in wrong:
        return
    now, before = pairs[0][0], wrong[0]
    word, way = verb[0].casefold(), _moved(before.value, now.value) or "down"
    when = f" ({before.label})" if len(pairs[0][1]) > 1 else ""
    signed = now.role in {"difference", "change", "net"} or min(before.value, now.value) < 0
    fact = f"{printed(before, plus=signed)}{when} har blivit {printed(now, plus=signed)}"
    places = (now.where, before.where)
    yield _CONTRADICTED.in_text(prose, verb.start(), _MOVES[way], word, places, word=word, of="", fact=fact)


def _opposite(verb: re.Match[str], now: Subject, before: Subject) -> bool:
    way = _moved(before.value, now.value)
    if way is None:
        return False
    if verb["same"]:
        return abs(now.value - before.value) > _STEADY * abs(before.value)
    apart = now.low > before.high or before.low > now.high
    return apart and way != verb.lastgroup


def _pairs(row: SubjectRow, year: int, flow: Flow, *, every: bool) -> Iterator[_Compared]:
    """Yield each figure of now with the earlier one that a sentence compares it with, or with `every` one."""
    for now, before in pairs_of(row):
        of_flow = not flow or (now.flow in {"", flow} and not now.net)
        earlier = [each for each in before if year in {0, each.year}]
        if earlier and of_flow and (now.role != "share" or now.measure == "%"):
            yield now, earlier if every else [max(earlier, key=lambda each: each.year)]
