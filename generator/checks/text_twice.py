"""The same thing said twice in texts, with two numbers or two directions: T722."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice, pairwise

from generator.checks.finding import FindingKind
from generator.content import HEADINGS, Content, Period, Wording, period_wordings
from generator.problems import Problem, Where
from generator.prose import KIND_STEMS, Cue, Prose, ReadTexts, Statement
from generator.swedish import MONTHS, SHORT_MONTHS, number_words, ordered_stems

# Two numbers that are further apart than this are rather of two things than one of them mistyped.
_SAME_THING = Decimal("0.6")
_Signature = tuple[str, frozenset[str], tuple[bool, ...], tuple[frozenset[str], frozenset[int]], str]
# A text that gives one thing more values than this is a list of them.
_MOST_COMPARED = 200
_FEWEST_WORDS, _FEWEST_SPECIFIC, _LONGEST_SPECIFIC = 7, 2, 3
_DECEMBER = 12
_LONGEST_CALLED, _FEWEST_OF_LIST = 42, 3
# A word is as good as another that begins alike: spelling and endings differ.
_OPENING = 6
_MARKS = frozenset("#±")
# Short words that turn what a sentence says.
_TELLING = frozenset({"maj", "ej"})
_SentenceKey = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
_CUES = (Cue.FORECAST, Cue.BUDGET, Cue.AGAINST_BUDGET, Cue.EARLIER, Cue.COST, Cue.INCOME, Cue.NET)
_DIRECTION = re.compile(
    r"(?P<up>öka[rt]?|ökade|ökning|steg|stigit|högre|fler|över|överskott|positivt?|bättre)"
    r"|minska[rt]?|minskade|minskning|sjönk|sjunkit|lägre|färre|under|underskott|negativt?|sämre",
)
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"\b20\d\d\b")
_TIME = re.compile(
    rf"\b(?:(?P<month>{'|'.join((*MONTHS, *SHORT_MONTHS))})|(?:tertial|kvartal|t|kv|q) ?\d"
    r"|(?:första|andra|tredje|fjärde) (?:tertialet|kvartalet)|(?:hela|resten av|slutar) året|helår\w*|årsskift\w*"
    r"|(?:tolv|12|sex|6|nio|9) månader)\b"
)
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")

# A number right after what it is the name of: steg 3, bilaga 5. After a verb or several things it is a value.
_CALLED = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,40})(?<!de)(?<!des)(?<![aeo]r)(?<![aei]t)(?<!ts)[ \u00a0]$")
_NEXT_WORD = re.compile(r"[ \u00a0]([^\W\d_]+)")

_TWO_VALUES = FindingKind(
    "T722",
    "Samma sak sägs med två tal: här {here}, på ett annat ställe {there}.",
    "Rätta det tal som är fel, eller låt båda ställena citera samma tal.",
)
_TWO_WAYS = FindingKind(
    "T722",
    "Samma mening står på två ställen: här ”{here}”, på det andra ”{there}”.",
    "Rätta det ord som är fel.",
)


def text_twice(reading: ReadTexts, content: Content) -> Iterator[Problem]:
    """Yield T722 for sentences that are the same but for numbers and directions, and for one thing with two values."""
    problems: dict[Where, Problem] = {}
    told = {each.prose.where(each.mention.bare_start) for each in reading.statements if each.agreement in _WRONG}
    found = (*_sentences_twice(reading, content), *_values_twice(reading))
    for problem in found:
        # What a figure contradicts is told with that figure, and once.
        if problem.where not in told and not told.intersection(problem.related):
            problems.setdefault(problem.where, problem)
    yield from problems.values()


_WRONG = frozenset({"differs", "other"})


# --- sentences that stand twice --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Variable:
    """A number or a word of direction in a sentence: what is the same in its twin, and as it is written."""

    start: int
    value: str
    written: str
    cited: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence: its words that tell, in any order, the numbers and directions with the word after each, and these."""

    text: Wording
    key: _SentenceKey
    parts: tuple[_Variable, ...]
    years: frozenset[str]


def _sentences_twice(reading: ReadTexts, content: Content) -> Iterator[Problem]:
    by_key: dict[_SentenceKey, list[tuple[_Sentence, Prose | None]]] = defaultdict(list)
    right = {each.prose.where(each.mention.bare_start) for each in reading.statements if each.equal}
    for prose in reading.prose:
        if prose.wording.kind not in HEADINGS:
            for sentence in _sentences(prose.wording, _quoted(prose)):
                by_key[sentence.key].append((sentence, prose))
    for period in content.earlier.values():
        for sentence in _of_earlier(period):
            if sentence.key in by_key:
                by_key[sentence.key].append((sentence, None))
    for same in by_key.values():
        for (one, of_one), (other, of_other) in islice(combinations(same, 2), _MOST_COMPARED):
            if of_one is not None and one.years == other.years and not _apart(of_one, of_other, reading):
                # Of an earlier period's sentence and this one's it is this one that is reported.
                pair = (one, other) if of_other is not None else (other, one)
                yield from _differing(*pair, right if of_other is not None else None)


def _apart(one: Prose, other: Prose | None, reading: ReadTexts) -> bool:
    """Whether two texts are about two records, or under headings that name two rows."""
    if other is None:
        return False
    if one.scope.post is not other.scope.post:
        return True
    rows = [reading.index.named(ordered_stems(" ".join(each.context[-1:]))) for each in (one, other)]
    labels = [{row.label for row in each} for each in rows]
    return bool(labels[0] and labels[1] and not labels[0] & labels[1])


def _quoted(prose: Prose) -> dict[int, tuple[int, str]]:
    return {each.start: (each.end, each.printed) for each in prose.quoted if each.value is not None}


def _of_earlier(period: Period) -> Iterator[_Sentence]:
    """The sentences of an earlier period about years that had then ended: of others there is news."""
    end = period.entry.end
    last = end.year if end.month == _DECEMBER else end.year - 1
    for wording in period_wordings(period):
        if wording.kind not in HEADINGS and "{{" not in wording.text:
            sentences = _sentences(wording, {})
            yield from (each for each in sentences if each.years and max(map(int, each.years)) <= last)


def _sentences(wording: Wording, quoted: dict[int, tuple[int, str]]) -> Iterator[_Sentence]:
    numbers = {
        each.bare_start: (each.end, wording.plain[each.bare_start : each.end]) for each in number_words(wording.plain)
    }
    places = sorted((start, end, written, start in quoted) for start, (end, written) in {**numbers, **quoted}.items())
    start, at = 0, 0
    while start < len(wording.plain):
        first, last = wording.sentence_slice(start)
        inside = []
        while at < len(places) and places[at][0] < last:
            if places[at][0] >= first:
                inside.append(places[at])
            at += 1
        if sentence := _sentence(wording, (first, last), inside):
            yield sentence
        start = max(last, start) + 1


def _sentence(
    wording: Wording, bounds: tuple[int, int], numbers: Sequence[tuple[int, int, str, bool]]
) -> _Sentence | None:
    key, parts, words, specific = list[str](), list[_Variable](), 0, set[str]()
    ends = [bounds[0], *(end for _, end, _, _ in numbers)]
    for gap_start, number in zip(ends, (*numbers, None), strict=True):
        gap_end = number[0] if number else bounds[1]
        for match in _TOKEN.finditer(wording.plain, gap_start, gap_end):
            word = match[0].casefold()
            words += 1
            if direction := _DIRECTION.fullmatch(word):
                key.append("±")
                parts.append(_Variable(match.start(), "+" if direction["up"] else "-", match[0], cited=False))
                continue
            stems = ordered_stems(word) or (word,)
            key.extend(each[:_OPENING] for each in stems)
            specific.update(
                each for each in ordered_stems(word) if each not in KIND_STEMS and len(each) > _LONGEST_SPECIFIC
            )
        if number and _is_name(wording.plain, *number[:2]):
            key.append(number[2])
        elif number:
            key.append("#")
            parts.append(_Variable(number[0], _value(number[2]), " ".join(number[2].split()), number[3]))
    enough = words >= _FEWEST_WORDS and len(specific) >= _FEWEST_SPECIFIC and parts
    years = frozenset(_YEAR.findall(wording.plain, *bounds))
    return _Sentence(wording, _key_of(key), tuple(parts), years) if enough else None


def _key_of(tokens: Sequence[str]) -> _SentenceKey:
    telling = [each for each in tokens if each not in _MARKS and (len(each) > _LONGEST_SPECIFIC or each in _TELLING)]
    followed = tuple((mark, after) for mark, after in pairwise((*tokens, "")) if mark in _MARKS)
    return tuple(sorted(telling)), followed


def _is_name(plain: str, start: int, end: int) -> bool:
    """Whether a number tells one of several things from the others, as in "steg 3", and is no amount of any."""
    before = _CALLED.search(plain, max(0, start - _LONGEST_CALLED), start) if plain[start:end].isdigit() else None
    if before is None or set(ordered_stems(before[1])) <= KIND_STEMS:
        return False
    after = _NEXT_WORD.match(plain, end)
    return after is None or not ordered_stems(after[1])


def _value(written: str) -> str:
    """The number as it compares: without blanks, and all signs of minus alike."""
    return re.sub(r"[\s\u00a0\u202f]", "", written.casefold()).replace("−", "-").replace("–", "-")


def _differing(one: _Sentence, other: _Sentence, right: Collection[Where] | None) -> Iterator[Problem]:
    """Yield what differs, at the second sentence; with `right` at the first where the second agrees with a figure."""
    for there, here in zip(one.parts, other.parts, strict=True):
        if here.value == there.value or (here.cited and there.cited):
            continue
        places = other.text.where(here.start), one.text.where(there.start)
        pair = (other, here, places[1]), (one, there, places[0])
        # One that is cited or agrees with a figure is right: then the other is reported.
        known = right or ()
        turned = (here.cited or places[0] in known) and not (there.cited or places[1] in known)
        if turned and right is None:
            continue
        (sentence, part, related), (_, twin, _) = reversed(pair) if turned else pair
        kind = _TWO_WAYS if part.value in {"+", "-"} else _TWO_VALUES
        words = {"here": part.written, "there": twin.written}
        yield kind.in_text(sentence.text, part.start, twin.written, part.written, (related,), **words)


# --- one thing with two values ---------------------------------------------------------------------------------------


def _values_twice(reading: ReadTexts) -> Iterator[Problem]:
    by_signature: dict[_Signature, list[Statement]] = defaultdict(list)
    for statement in reading.statements:
        signature = _signature(statement, reading.index.board)
        if signature is not None:
            by_signature[signature].append(statement)
    for same in by_signature.values():
        # What says the same in the same sentence contradicts nothing else.
        apart = {(each.amount, bool(each.equal), _place_of(each)): each for each in reversed(same)}
        compared = _outside_lists([*islice(reversed(apart.values()), _MOST_COMPARED)])
        pairs = (pair for pair in combinations(compared, 2) if _contradict(*pair))
        pairs = ((one, other) for one, other in pairs if not _apart(one.prose, other.prose, reading))
        yield from (_contradiction(*pair) for pair in islice(pairs, 1))


def _outside_lists(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the statements whose sentence does not stand with so many numbers that it is an item of a list."""
    sentences = (each.prose.plain[slice(*each.prose.sentence(each.mention.start))] for each in statements)
    frames = [" ".join(_LETTERS.findall(sentence)) for sentence in sentences]
    values = defaultdict[str, set[Decimal]](set)
    for statement, frame in zip(statements, frames, strict=True):
        values[frame].add(statement.mention.value)
    pairs = zip(statements, frames, strict=True)
    yield from (statement for statement, frame in pairs if len(values[frame]) < _FEWEST_OF_LIST)


def _signature(statement: Statement, board: frozenset[str]) -> _Signature | None:
    """Return what identifies the thing that a number is of; None where that is open."""
    clause, mention = statement.clause, statement.mention
    if (
        statement.prose.wording.kind in HEADINGS
        or clause.inherits
        or mention.shared
        or mention.worded
        or statement.agreement in _WRONG
        or _is_name(statement.prose.plain, mention.start, mention.end)
    ):
        return None
    moves = (clause.compares or clause.has(Cue.CHANGE)) and not clause.has(Cue.AGAINST_BUDGET)
    if moves or mention.hedge == "bound" or clause.is_part or clause.has(Cue.PARTLY, Cue.TARGET):
        return None
    stems = frozenset(clause.stems) - KIND_STEMS - board
    if not stems and not clause.has(Cue.BOARD):
        return None
    cues = tuple(clause.has(cue) for cue in _CUES)
    if not any(cues) and statement.amount.measure != "antal" and not stems:
        return None
    post = statement.prose.scope.post
    times = frozenset(_months_and_ends(clause.words)) - {statement.prose.month, MONTHS[0]} | {clause.month}
    return (statement.amount.measure, stems, cues, (times, clause.years), post.id if post else "")


def _months_and_ends(words: str) -> Iterator[str]:
    """Yield the times within a year that some words name; a month by its whole name."""
    for match in _TIME.finditer(words):
        named = [month for month in MONTHS if match["month"] and month.startswith(match["month"])]
        yield named[0] if named else match[0]


def _contradict(one: Statement, other: Statement) -> bool:
    if one.amount.low <= other.amount.high and other.amount.low <= one.amount.high:
        return False
    if one.equal and other.equal:
        return False
    small, large = sorted((one.amount.low + one.amount.high, other.amount.low + other.amount.high))
    return large > 0 and small / large >= _SAME_THING and _place_of(one) != _place_of(other)


def _place_of(statement: Statement) -> tuple[int, int, int]:
    return id(statement.prose.text), *statement.prose.sentence(statement.mention.start)


def _contradiction(one: Statement, other: Statement) -> Problem:
    # One that agrees with a figure is right: then the other is reported.
    there, here = (other, one) if other.equal and not one.equal else (one, other)
    start, related = here.mention.bare_start, (there.prose.where(there.mention.bare_start),)
    expected, actual = there.printed, here.printed
    return _TWO_VALUES.in_text(here.prose, start, expected, actual, related, here=actual, there=expected)
