"""What is said around a number: the words of labels near and far, and what they tell of its kind and time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice, pairwise
from typing import Literal

from generator.prose.clauses import KIND_STEMS, Clause, Cue
from generator.prose.subjects import PEOPLE, SubjectRow
from generator.prose.texts import Prose
from generator.swedish import MONTHS, Mention, ordered_stems, stem

Quantity = Literal["", "deviation", "change", "share", "result"]
Flow = Literal["", "income", "cost"]

# How near a word stands: in the number's clause, its sentence, its heading, or further away.
LEVELS = 4
# A part of a compound, and a misspelling, say a word less than it itself does.
_COMPOUND, _MISSPELT, _OF_KIND = Decimal("0.75"), Decimal("0.7"), Decimal("0.3")
_SHORTEST, _SHORTEST_MISSPELT, _LONG = 4, 7, 10
# A word that more labels have tells none of them.
_MOST_OF_A_WORD = 200
_PER = re.compile(
    rf"\bper (?!(?:{'|'.join(MONTHS)}|den|kvartal|tertial|sista|utgången|helår|\d))\w+|\bi (?:genom)?snitt\b|/\w"
)
_BUDGET_OF = re.compile(r"\b\w*budget(?!avvik)\w* (?:(?:för|till) \w+ )?(?:på|om|är|var|uppgår till|uppgick till)\s+#")
_DEVIATES = re.compile(r"\b(?:under|över)skott|avvik|(?:under|över)skrid")
# "Ökade till 41 mnkr", "minskade och blev 39": what has become of it, and no change.
_REACHED = re.compile(r"\b(?:till|blev|blir|(?:är|var) nu)\s*$")
_SHARE = re.compile(r"\bandel\w*|\bprocent av\b|% av\b|\bav (?:alla|samtliga|totalt|dessa)\b|\btäckningsgrad|\bav de\b")
_RESULT = re.compile(r"resultat|\b(?:över|under)skott")
_COUNTED = re.compile(r"\s*([^\W\d_]+)(?:\s([^\W\d_]+))?")
_COMPARED = re.compile(r"\bjämför\w*|\b(?:från|än|mot|tidigare|sedan|samma|respektive)\b|\(|\b20\d\d\b")
_LAST_YEAR = re.compile(
    r"\b(?:föregående år|förra årets?|i ?fjol|fjolåret\w*|året (?:innan|före)|ett år (?:tidigare|sedan))\b"
)
_DOWN = re.compile(r"\bunderskott|\bnegativ|\b\w*överskrid|\b(?:minus|sämre)\b")
_UP = re.compile(r"\böverskott|\bpositiv|\b\w*underskrid|\b(?:plus|bättre)\b")


@dataclass(frozen=True)
class LabelWords:
    """The words of a period's labels: how much each tells, and the rows that have it."""

    rows: Sequence[SubjectRow]
    board: frozenset[str]

    @cached_property
    def _counted(self) -> Counter[str]:
        return Counter(word for row in self.rows for word in row.stems | row.around)

    @cached_property
    def rows_of(self) -> Mapping[str, Sequence[int]]:
        """Return the places of the rows that have a word in their label, by the word."""
        rows = defaultdict[str, list[int]](list)
        for place, row in enumerate(self.rows):
            for word in row.stems - self.board:
                rows[word].append(place)
        return {word: places for word, places in rows.items() if len(places) <= _MOST_OF_A_WORD}

    @cached_property
    def words(self) -> frozenset[str]:
        """Return all words of labels, headings and columns."""
        columns = (subject.words for row in self.rows for subject in row.subjects)
        return frozenset(self._counted).union(*columns)

    @cached_property
    def _weights(self) -> dict[str, Decimal]:
        return {}

    def weight(self, word: str) -> Decimal:
        """Return how much a word tells: the more, the fewer rows have it; words of kind tell little."""
        if word not in self._weights:
            rare = (1 + Decimal(len(self.rows)) / (1 + self._counted[word])).ln()
            self._weights[word] = rare * (_OF_KIND if word in KIND_STEMS else 1)
        return self._weights[word]

    @cached_property
    def _said(self) -> dict[str, tuple[tuple[str, Decimal], ...]]:
        return {}

    def said_by(self, word: str) -> tuple[tuple[str, Decimal], ...]:
        """Return the words of labels that a word of prose says, each with how well."""
        if word not in self._said:
            found = dict[str, Decimal]()
            for part, quality in self._alike(word):
                found[part] = max(found.get(part, quality), quality)
            self._said[word] = tuple(found.items())
        return self._said[word]

    def _alike(self, word: str) -> Iterator[tuple[str, Decimal]]:
        if word in self.words:
            yield word, Decimal(1)
        for length in range(_SHORTEST, len(word) - 2):
            yield from ((part, _COMPOUND) for part in (word[:length], word[-length:]) if part in self.words)
        yield from ((each, _COMPOUND) for each in self._compounds.get(word, ()))
        if word not in self.words and len(word) >= _SHORTEST_MISSPELT:
            room = 2 if len(word) >= _LONG else 1
            near = (each for each in self._by_opening.get(word[:2], ()) if abs(len(each) - len(word)) <= room)
            yield from ((each, _MISSPELT) for each in near if _is_near(word, each, room))

    @cached_property
    def _compounds(self) -> Mapping[str, Sequence[str]]:
        parts = defaultdict[str, list[str]](list)
        for word in sorted(self.words):
            for length in range(_SHORTEST, len(word) - 2):
                parts[word[:length]].append(word)
                parts[word[-length:]].append(word)
        return parts

    @cached_property
    def _by_opening(self) -> Mapping[str, Sequence[str]]:
        openings = defaultdict[str, list[str]](list)
        for word in sorted(self.words):
            if len(word) >= _SHORTEST_MISSPELT - 1:
                openings[word[:2]].append(word)
        return {opening: tuple(islice(words, _MOST_OF_A_WORD)) for opening, words in openings.items()}


def _is_near(one: str, other: str, room: int) -> bool:
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        new = [at]
        for place, letter in enumerate(other, 1):
            new.append(min(new[-1] + 1, row[place] + 1, row[place - 1] + (sign != letter)))
        row = new
    return row[-1] <= room


@dataclass(frozen=True)
class Said:
    """What is said around a number, as scores need it. `words` are how well each word of labels is said, by level."""

    prose: Prose
    mention: Mention
    clause: Clause
    vocabulary: LabelWords
    own_rows: tuple[SubjectRow, ...] = ()

    @cached_property
    def digits(self) -> int:
        """Return how many digits tell: not the zeros before, nor those that a whole number ends with."""
        written = str(abs(self.mention.value)).replace(".", "").lstrip("0")
        return len(written if self.mention.decimals else written.rstrip("0")) or 1

    @cached_property
    def sentence(self) -> tuple[int, int]:
        """Return the slice of its sentence."""
        return self.prose.sentence(self.mention.start)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        prose, clause = self.prose, self.clause
        first, _ = self.sentence
        heading, above = prose.context[-1:], prose.context[:-1]
        before = prose.plain[max(0, first - 300) : first].rpartition("\n\n")[2]
        far = (*above, prose.place.replace("_", " "), before)
        return f"{clause.before} # {clause.after}", clause.sentence, " ".join(heading), " ".join(far)

    @cached_property
    def words(self) -> Mapping[str, tuple[Decimal, ...]]:
        """Return how well each word of labels is said up to each level."""
        found = dict[str, list[Decimal]]()
        for level, text in enumerate(self._texts):
            for word in set(ordered_stems(text)):
                for label, quality in self.vocabulary.said_by(word):
                    levels = found.setdefault(label, [Decimal(0)] * LEVELS)
                    levels[level:] = [max(each, quality) for each in levels[level:]]
        return {word: tuple(levels) for word, levels in found.items()}

    def coverage(self, words: Iterable[str]) -> tuple[Decimal, ...]:
        """Return the share of some words that is said up to each level."""
        got, whole = [Decimal(0)] * LEVELS, Decimal(0)
        for word in sorted(words):
            weight = self.vocabulary.weight(word)
            whole += weight
            for level, quality in enumerate(self.words.get(word, ())):
                got[level] += weight * quality
        return tuple(each / whole for each in got) if whole else tuple(got)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Return the places of the rows that have a word of their label said, best first."""
        scores = defaultdict[int, Decimal](Decimal)
        for word, levels in self.words.items():
            for place in self.vocabulary.rows_of.get(word, ()):
                scores[place] += self.vocabulary.weight(word) * sum(levels)
        return tuple(sorted(scores, key=lambda place: (-scores[place], place)))

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Return the stems of the clause that are no words of kind."""
        stems = ordered_stems(self._texts[0])
        return tuple(each for each in dict.fromkeys(stems) if each not in KIND_STEMS | self.vocabulary.board)

    @cached_property
    def people(self) -> frozenset[str]:
        """Return the people that the clause, its headings or its text are about."""
        around = (*self.own_words, *ordered_stems(" ".join((*self.prose.context, self.prose.place.replace("_", " ")))))
        return PEOPLE.intersection(around)

    @cached_property
    def stray(self) -> int:
        """Return the number of words in the clause that no label has."""
        return sum(not self.vocabulary.said_by(each) for each in self.own_words)

    @cached_property
    def is_budget(self) -> bool:
        """Whether the number is the budget that something is held against: "mot en budget på 133,4"."""
        words = self.clause.words
        return _BUDGET_OF.search(words) is not None and not _DEVIATES.search(words)

    @cached_property
    def basis(self) -> str:
        """Return what the clause says that the number is of."""
        clause = self.clause
        if self.is_budget:
            return "budget"
        if clause.has(Cue.FORECAST):
            return "prognos"
        if clause.has(Cue.BUDGET) and not clause.has(Cue.AGAINST_BUDGET):
            return "budget"
        return "mål" if re.search(r"\bmål\w*", clause.words) else ""

    @cached_property
    def quantity(self) -> Quantity:
        """Return how the clause says that the number is computed."""
        clause = self.clause
        if self.is_budget:
            return ""
        if clause.has(Cue.AGAINST_BUDGET) or (self.mention.sign == "+" and self.mention.unit not in {None, "%"}):
            return "deviation"
        if clause.compares or (clause.has(Cue.CHANGE) and not (clause.begins_from or _REACHED.search(clause.before))):
            return "change"
        if self.mention.unit == "%" and _SHARE.search(clause.words):
            return "share"
        return "result" if _RESULT.search(clause.words) else ""

    @cached_property
    def around_deviation(self) -> bool:
        """Whether the sentence speaks of deviations."""
        return Cue.AGAINST_BUDGET.is_in(self.clause.sentence)

    @cached_property
    def flow(self) -> Flow:
        """Return whether the clause speaks of costs or of income."""
        cost, income = self.clause.has(Cue.COST), self.clause.has(Cue.INCOME)
        return "" if cost == income else "cost" if cost else "income"

    @cached_property
    def rate(self) -> bool:
        """Whether the number is of one: per dygn, i snitt."""
        return _PER.search(self.clause.words) is not None

    @cached_property
    def earlier(self) -> bool:
        """Whether the clause speaks of an earlier time."""
        held_against = self.clause.follows_another and not self.basis
        return self.clause.has(Cue.EARLIER) or self.clause.begins_from or held_against

    @cached_property
    def last_year(self) -> bool:
        """Whether that earlier time is the year before."""
        return _LAST_YEAR.search(self.clause.words) is not None

    @cached_property
    def compared(self) -> bool:
        """Whether the sentence compares, or gives another number before this one."""
        before = self.prose.plain[self.sentence[0] : self.mention.start]
        return _COMPARED.search(self.clause.sentence) is not None or re.search(r"\d", before) is not None

    @cached_property
    def sign(self) -> str:
        """Return the sign that is written or said in words, or nothing."""
        words = self.clause.words
        down, up = _DOWN.search(words), _UP.search(words)
        return self.mention.sign or ("" if bool(down) == bool(up) else "-" if down else "+")

    @cached_property
    def whole(self) -> bool:
        """Whether the sentence or its heading speaks of the board as a whole."""
        return Cue.BOARD.is_in(self.clause.sentence) or Cue.BOARD.is_in(" ".join(self.prose.context[-1:]).casefold())

    @cached_property
    def counted(self) -> frozenset[str]:
        """Return the stems of what a count counts."""
        match = _COUNTED.match(self.prose.plain, self.mention.end)
        words = match.groups() if match and self.mention.unit is None else ()
        return frozenset(each for word in words if word for each in ordered_stems(word))

    @cached_property
    def is_of_another(self) -> bool:
        """Whether an amount is of what no label has: "1,3 mnkr inhyrd personal"."""
        match = _COUNTED.match(self.prose.plain, self.mention.end) if self.mention.unit else None
        first = ordered_stems(match[1]) if match else ()
        return any(each not in KIND_STEMS and not self.vocabulary.said_by(each) for each in first)

    @cached_property
    def cues(self) -> frozenset[str]:
        """Return the words just before the number by which a house says what kind of number it gives."""
        last = [stem(each) for each in re.findall(r"[^\W\d_]+", self.clause.before)][-5:]
        pairs = (f"{one} {other}" for one, other in pairwise(last))
        return frozenset((*(each for each in last if each in KIND_STEMS), *pairs))
