"""Rows and columns that two tables share, by what they are called and by their values.

What two lines prove together is weighed in quarters of a bit, as relations within a table are: the figures that are
equal, less the number of lines that were tried.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from generator.checks.tables.entries import Entry, EntryPair, may_be_of_one, names_entity
from generator.checks.tables.intervals import room
from generator.checks.tables.occasions import same_occasion
from generator.checks.tables.relations import guesses
from generator.prose import words_of

# What the law (LKBR) and its recommendations call one thing in several statements.
_CONCEPTS = (
    re.compile(r"^(årets|periodens) resultat\b(?!.*\b(efter|före)\b)"),
    re.compile(r"^(likvida medel|kassa och bank|kassa, bank)\b"),
    re.compile(r"\bav(- och ned)?skrivningar\b"),
    re.compile(r"^(utgående |summa )?eget kapital\b(?!.*\boch\b)"),
    re.compile(r"^verksamhetens nettokostnad"),
    re.compile(r"^skatteintäkter\b"),
    re.compile(r"^(generella )?statsbidrag och utjämning"),
)
_EMPTY_WORDS = frozenset(
    words_of(
        "och i för av på med per till från summa total totalt årets periodens vid slut början ingående utgående "
        "kr kronor tkr kkr mnkr mkr"
    )
)
_UNLIKE = re.compile(r"\b(före|efter|ursprunglig\w*|reviderad\w*|justerad\w*|exkl\w*|inkl\w*|varav|brutto\w*)\b")
_NOTE = re.compile(r"not (\d+)\W*(.*)")
_STEM = 6
_TELLING, _CROWD = 10, 24
_MOST_PROOF = 40
# Labels that are alike, that mean one thing, that are the same.
_ALIKE, _ONE, _SAME = 16, 28, 30
_SURE, _BROKEN = 20, 13
_STATED_ERROR, _MINED_ERROR = 53, 110
_TWO = 2
# A table, whether it is a row, and its index.
_Line = tuple[int, bool, int]


@dataclass(frozen=True)
class SharedLine:
    """Two lines that are one: the figures that are equal, and those that should be."""

    names: tuple[_Line, _Line]
    kept: tuple[EntryPair, ...]
    broken: tuple[EntryPair, ...]
    likeness: int
    odds: int

    @property
    def weight(self) -> tuple[int, int]:
        """Of two lines that say what a figure should be, the one that weighs more is believed."""
        return self.likeness, len(self.kept)

    @property
    def tables(self) -> tuple[int, int]:
        """The two tables."""
        return self.names[0][0], self.names[1][0]

    @property
    def is_sure(self) -> bool:
        """Whether the odds are overwhelming: 10⁴ where the labels are the same, else 10⁸."""
        return self.odds >= (_STATED_ERROR if self.likeness == _SAME else _MINED_ERROR)


def shared_lines(own: Sequence[Entry], earlier: Sequence[Entry] = ()) -> list[SharedLine]:
    """Return the rows and columns that tables share, or share with `earlier` ones, and the figures that differ."""
    entries = [entry for entry in (*own, *earlier) if entry.sheet.table is not None]
    past = {id(entry.sheet) for entry in earlier}
    seeds = {(one, other) for one, other in _seeds(entries) if not past or (one[0] in past) != (other[0] in past)}
    found = [line for direction in _DIRECTIONS for line in _known(seeds, entries, direction)]
    apart, alike = _apart(entries), _alike(found)
    known = [line for line in found if line.odds + (_ALIKE if line.tables in alike else 0) >= _SURE]
    return [line for line in _without_partners(known) if not _is_of_two_things(line, apart)]


# --- what can be one figure ----------------------------------------------------------------------------------------


def _is_of_one(one: Entry, other: Entry) -> bool:
    """Whether two figures can be of one entity, occasion and kind (outcome, budget …)."""
    meanings = one.meaning, other.meaning
    if not same_occasion(*(each.occasion for each in meanings)) or one.cell.measure != other.cell.measure:
        return False
    if not may_be_of_one(one, other):
        return False
    bases = {each.column.meaning.basis.replace("utfall", "") for each in (one, other)}
    return len(bases) == 1


def _same_column(one: Entry, other: Entry) -> bool:
    return _column_words(one.meaning.what) == _column_words(other.meaning.what) and _is_of_one(one, other)


@lru_cache(maxsize=1024)
def _column_words(what: frozenset[str]) -> frozenset[str]:
    kinds = {"utfall", "budget", "prognos", "(net)", "nettokostnad", "nettokostnader", "resultat"}
    return frozenset(word for word in what - kinds if not names_entity(word))


def _same_row(one: Entry, other: Entry) -> bool:
    if not one.thing or one.thing != other.thing:
        return False
    roles = {each.column.meaning.role.replace("net", "") for each in (one, other)}
    return len(roles) == 1 and _is_of_one(one, other)


# --- lines ---------------------------------------------------------------------------------------------------------


def _row_of(entry: Entry) -> _Line:
    return id(entry.sheet), True, entry.row.index


def _column_of(entry: Entry) -> _Line:
    return id(entry.sheet), False, entry.column.index


class _Direction(NamedTuple):
    """How figures of two lines are held together: in rows by their columns, in columns by what the rows name."""

    line_of: Callable[[Entry], _Line]
    key: Callable[[Entry], object]
    same: Callable[[Entry, Entry], bool]


_DIRECTIONS = (
    _Direction(_row_of, lambda entry: (_column_words(entry.meaning.what), entry.meaning.occasion.year), _same_column),
    _Direction(_column_of, lambda entry: (entry.thing, entry.meaning.occasion.year), _same_row),
)


def _seeds(entries: Sequence[Entry]) -> set[tuple[_Line, _Line]]:
    """Return the pairs of lines that share a telling figure, in the order of their tables."""
    order = {id(entry): number for number, entry in enumerate(entries)}
    by_measure: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        span = entry.cell.span
        if abs(span.value) >= _TELLING * ((span.high - span.low) or 1):
            by_measure[entry.cell.measure].append(entry)
    found: set[tuple[_Line, _Line]] = set()
    for alike in by_measure.values():
        alike.sort(key=lambda entry: abs(entry.cell.span.value))
        values = [abs(entry.cell.span.value) for entry in alike]
        for entry, value in zip(alike, values, strict=True):
            around = room(entry.cell.span)
            start, end = bisect_left(values, value - around), bisect_right(values, value + around)
            for other in alike[start:end] if end - start <= _CROWD else ():
                first, last = sorted((entry, other), key=lambda each: order[id(each)])
                found.update(_lines(first, last))
    return found


def _lines(one: Entry, other: Entry) -> Iterator[tuple[_Line, _Line]]:
    if one.sheet is not other.sheet:
        yield from ((each.line_of(one), each.line_of(other)) for each in _DIRECTIONS if each.same(one, other))
        if one.is_single and other.is_single and one.thing == other.thing:
            # Its columns may have changed places.
            yield _row_of(one), _row_of(other)


def _known(seeds: Iterable[tuple[_Line, _Line]], entries: Sequence[Entry], of: _Direction) -> Iterator[SharedLine]:
    lines: dict[_Line, list[Entry]] = defaultdict(list)
    for entry in entries:
        lines[of.line_of(entry)].append(entry)
    sizes = Counter(table for table, _, _ in lines)
    order = {line: number for number, line in enumerate(lines)}
    meeting = ((one, other) for one, other in seeds if one in lines)
    for one, other in sorted(meeting, key=lambda each: (order[each[0]], order[each[1]])):
        pairs = list(_pairs(lines[one], lines[other], of))
        kept, broken = (tuple(pair for pair in pairs if pair.agrees == holds) for holds in (True, False))
        proof = kept or _exchanged(broken)
        if proof:
            likeness = _likeness(pairs[0].own, pairs[0].other, by_row=one[1])
            tried = sizes[one[0]] * sizes[other[0]]
            odds = likeness + _proven(proof) - _BROKEN * len(broken) - guesses(tried)
            if odds >= _SURE - _ALIKE:
                yield SharedLine((one, other), kept, broken, likeness, odds)


def _pairs(ones: Iterable[Entry], others: Sequence[Entry], of: _Direction) -> Iterator[EntryPair]:
    alike: dict[object, list[Entry]] = defaultdict(list)
    for other in others:
        alike[of.key(other)].append(other)
    for one in ones:
        near = alike.get(of.key(one), [])
        fitting = [other for other in near if of.same(one, other)] if len(near) <= _CROWD else []
        if len(fitting) == 1:
            yield EntryPair(one, fitting[0])


def _likeness(one: Entry, other: Entry, *, by_row: bool) -> int:
    """Return what the labels of two lines say for their being one; below zero where they speak of two things."""
    labels = [_label(each) if by_row else each.column.meaning.text.casefold() for each in (one, other)]
    if set(_UNLIKE.findall(labels[0])) != set(_UNLIKE.findall(labels[1])):
        return -1
    if by_row and (_refers(one, other) or _refers(other, one)):
        return _SAME
    words = [_telling_words(label) for label in labels]
    if words[0] != words[1] and any(concept.search(labels[0]) and concept.search(labels[1]) for concept in _CONCEPTS):
        return _ONE
    if words[0] and words[0] == words[1]:
        return _SAME
    alike = 2 * len(words[0] & words[1]) >= min(map(len, words)) > 0
    return _ALIKE if alike or (not by_row and (one.subject - one.thing) & other.subject) else 0


def _label(entry: Entry) -> str:
    """Return the label of a row, or its note's heading for a sum without words of its own."""
    label = entry.row.meaning.text.casefold()
    of_note = _NOTE.match(entry.sheet.heading.casefold())
    if of_note and entry.row.sums and not _telling_words(label):
        return of_note[2]
    if entry.row.sums and not _telling_words(label) and "nettokostnad" in entry.column.meaning.text.casefold():
        return "verksamhetens nettokostnad"
    return label


def _refers(one: Entry, other: Entry) -> bool:
    """Whether a row of a statement refers to the note whose sum the other is."""
    note = _NOTE.match(other.sheet.heading.casefold())
    return bool(one.note and note and note[1] == one.note and other.row.sums)


def _telling_words(label: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words_of(label) if word not in _EMPTY_WORDS and not word.isdigit())


def _proven(pairs: Iterable[EntryPair]) -> int:
    return sum({abs(pair.own.cell.span.value): _proof(pair) for pair in pairs}.values())


def _proof(pair: EntryPair) -> int:
    span = max((pair.own.cell.span, pair.other.cell.span), key=room)
    # Round figures are equal sooner.
    digits = str(int(abs(span.value) / ((span.high - span.low) or 1))).rstrip("0")
    return min(_MOST_PROOF, guesses(int(digits or 1)))


# --- tables that are about two things ------------------------------------------------------------------------------


def _apart(entries: Sequence[Entry]) -> Counter[tuple[int, int]]:
    """Return by how many more figures two tables differ than they agree, where their labels are the same."""
    by_label: dict[object, list[Entry]] = defaultdict(list)
    for each in (entry for entry in entries if entry.is_single):
        column = _column_words(each.meaning.what), each.meaning.occasion.year
        by_label[each.thing, column, each.cell.measure].append(each)
    apart = Counter[tuple[int, int]]()
    for alike in by_label.values():
        for one, other in combinations(alike, 2) if len(alike) <= _CROWD else ():
            if one.sheet is not other.sheet and _is_of_one(one, other):
                apart[id(one.sheet), id(other.sheet)] += -1 if EntryPair(one, other).agrees else 1
    return apart


def _alike(found: Iterable[SharedLine]) -> frozenset[tuple[int, int]]:
    """Return the pairs of tables that have rows in common, and so are about the same."""
    rows = Counter(line.tables for line in found if line.names[0][1] and not line.broken and line.odds >= _SURE)
    return frozenset(tables for tables, count in rows.items() if count >= _TWO)


def _is_of_two_things(line: SharedLine, apart: Counter[tuple[int, int]]) -> bool:
    """Whether it is by chance that a few figures are equal, as others with the same labels are not."""
    of_labels = apart[line.tables]
    return bool(line.broken) and not _exchanged(line.broken) and of_labels > len(line.broken)


# --- where they differ ---------------------------------------------------------------------------------------------


def _without_partners(found: Sequence[SharedLine]) -> list[SharedLine]:
    """Leave out lines that another line of the other table equals throughout, and those that differ in too much."""
    whole = {key for line in found if not line.broken and len(line.kept) > 1 for key in _partners(line)}
    return [
        line
        for line in found
        if not line.broken
        or (line.likeness >= 0 and (line.likeness >= _ONE or whole.isdisjoint(_partners(line))) and _is_slip_of(line))
    ]


def _partners(line: SharedLine) -> tuple[object, object]:
    one, other = (line.kept or line.broken)[0].own, (line.kept or line.broken)[0].other
    return (line.names[0], id(other.sheet)), (line.names[1], id(one.sheet))


def _is_slip_of(line: SharedLine) -> bool:
    """Whether few figures differ, and by little: where labels differ, by one slip."""
    if len(line.kept) != 1 and _exchanged(line.broken):
        return True
    if len(line.broken) > max(1, len(line.kept) // 3):
        return False
    return all(pair.near if line.likeness == _SAME else is_slip(pair) for pair in line.broken)


def _exchanged(broken: Sequence[EntryPair]) -> tuple[EntryPair, ...]:
    """Return two figures that have changed places, if they are all that differs."""
    if len(broken) != _TWO or not is_exchange(*broken):
        return ()
    (one, other) = broken
    return EntryPair(one.own, other.other), EntryPair(other.own, one.other)


def is_exchange(one: EntryPair, other: EntryPair) -> bool:
    """Return whether two figures of a line have changed places."""
    return EntryPair(one.own, other.other).agrees and EntryPair(other.own, one.other).agrees


def is_slip(pair: EntryPair) -> bool:
    """Return whether one digit, two exchanged, one lost or a power of ten makes one figure of the other."""
    finest = max(room(pair.own.cell.span), room(pair.other.cell.span)) * _TWO or 1
    one, other = sorted((f"{abs(each.cell.span.value) / finest:.0f}" for each in (pair.own, pair.other)), key=len)
    if len(one) == len(other):
        off = [at for at, (first, second) in enumerate(zip(one, other, strict=True)) if first != second]
        return len(off) == 1 or (len(off) == _TWO and sorted(one) == sorted(other))
    lost = len(other) == len(one) + 1 and any(one == other[:at] + other[at + 1 :] for at in range(len(other)))
    return lost or one.rstrip("0") == other.rstrip("0")
