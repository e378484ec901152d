"""Two periods' facts → how a heading of the one reads in the other: years, part of the year, last month, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.content import NextPeriod
from generator.swedish import MONTHS

# The mark in the id, what the part of the year is called, and how many of them a year has.
_PARTS_OF_YEAR: Mapping[str, tuple[str, int]] = {"t": ("Tertial", 3), "kv": ("Kvartal", 4), "h": ("Halvår", 2)}
_ID = re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<mark>t|kv|h|)(?P<number>[0-9]{1,2}))?\Z")
_WHOLE_YEAR, _MONTH = "år", "månad"


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """What a period is called in words, its first and last day, its year, and what kind of period it is."""

    title: str
    start: date
    end: date
    kind: str


def period_facts(period: str) -> PeriodFacts | None:
    """A period's id goes in, what it says comes out; nothing where it says nothing."""
    match = _ID.match(period)
    if match is None:
        return None
    year, mark, number = int(match["year"]), match["mark"], int(match["number"] or 0)
    if mark is None:
        return _facts(f"Helår {year}", year, len(MONTHS), _WHOLE_YEAR)
    if not mark:
        known = len(match["number"]) == len("12") and 1 <= number <= len(MONTHS)
        return _facts(f"{MONTHS[number - 1].capitalize()} {year}", year, number, _MONTH) if known else None
    word, count = _PARTS_OF_YEAR[mark]
    return (
        _facts(f"{word} {number} {year}", year, number * len(MONTHS) // count, mark) if 1 <= number <= count else None
    )


def same_a_year_before(period: str) -> str:
    """A period's id goes in; that of the same period a year earlier comes out, or nothing."""
    return f"{int(period[:4]) - 1}{period[4:]}" if period_facts(period) is not None else ""


def closing_before(period: str) -> str:
    """A period's id goes in; that of the whole year before it comes out, or nothing."""
    return str(int(period[:4]) - 1) if period_facts(period) is not None else ""


def _facts(title: str, year: int, last_month: int, kind: str) -> PeriodFacts:
    following = date(year + last_month // len(MONTHS), last_month % len(MONTHS) + 1, 1)
    return PeriodFacts(title, date(year, 1, 1), following - timedelta(days=1), kind)


# A year further off is no year of reporting: Agenda 2030, a plan for 2040.
_BACK, _AHEAD = 12, 1
_ABBREVIATED = 3
_QUARTER = 3
_DATE = r"[12]\d{3}-\d\d-\d\d"
_PARTS: Mapping[str, str] = {"t": r"tertial\w*", "kv": r"kvartal\w*|kv", "h": r"halvår\w*|delår\w*"}


@dataclass(frozen=True, slots=True)
class Move:
    """A step from one period to the next: their ids, the old one's year and how many years the step is.

    `before` is the id of the period before the old one, or empty.
    """

    old: str
    new: str
    year: int
    years: int
    before: str = ""

    @property
    def reference(self) -> str:
        """What the old period is called in the new one."""
        old, new = period_facts(self.old), period_facts(self.new)
        if old is not None and new is not None and self.years == 1 and old.end.month == new.end.month:
            return "föregående_bokslut" if old.kind == "år" else "samma_period_föregående_år"
        if old is not None and old.kind == "år" and self.years == 1:
            return "föregående_bokslut"
        return "föregående_period"


def moved_words(move: Move) -> Callable[[str], str]:
    """A step goes in; a function from a text of the old period to the same of the new comes out.

    Periods whose ids say nothing move ids alone. The last day of the period moves; other dates are left as they are.
    """
    words = dict(_replacements(move))
    old = period_facts(move.old)
    patterns = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    if move.years and old is not None:
        patterns.append(r"(?<!\d)(?:19|20)\d\d(?!\d|-\d\d)")
    patterns = patterns or ["(?!)"]
    part = _PARTS.get(old.kind, "(?!)") if old else "(?!)"
    whole = re.compile(
        rf"(?<!\d)(?P<date>{_DATE})(?!\d)"
        rf"|(?<![\w-])(?P<part>(?:{part})\s+)(?P<number>\d)(?!\d)"
        r"|(?<![^\W_])(?P<quarter>(?:kvartal\s+|kv\s?))(?P<which>[1-4])(?!\d)"
        rf"|(?P<word>(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_\d]))",
        re.IGNORECASE,
    )
    return lambda text: whole.sub(lambda match: _moved(match, move, words), text)


def _replacements(move: Move) -> dict[str, str]:
    """What is written otherwise, lower case → as it is written then."""
    # The id of a whole year is a year, and moves as one.
    by_year = _kind(move.old) == "år" != _kind(move.new)
    found: dict[str, str] = {} if by_year else {move.old.lower(): move.new}
    if move.before:
        found[move.before.lower()] = move.old
    steps = [(period_facts(move.old), period_facts(move.new)), (period_facts(move.before), period_facts(move.old))]
    for number, (old, new) in enumerate(steps):
        if old is None or new is None or old.end.month == new.end.month or (number and old.kind != "månad"):
            continue
        for length in (None, _ABBREVIATED):
            was, becomes = (MONTHS[facts.end.month - 1][:length] for facts in (old, new))
            found.setdefault(was.lower(), becomes)
        if old.kind != "månad" and new.kind == old.kind:
            found.setdefault(move.old.rpartition("-")[2].lower(), move.new.rpartition("-")[2])
            # Its last quarter is told of by its last month too.
            was, becomes = (MONTHS[int(_last_quarter(period)) * _QUARTER - 1] for period in (move.old, move.new))
            found.setdefault(was.lower(), becomes)
    return found


def _moved(match: re.Match[str], move: Move, words: Mapping[str, str]) -> str:
    if match["date"]:
        last, next_last = (_last_day(period) for period in (move.old, move.new))
        return next_last if next_last and match["date"] == last else match["date"]
    if match["part"]:
        old, new = move.old[-1], move.new[-1]
        moves = match["number"] == old and _kind(move.old) == _kind(move.new)
        return f"{match['part']}{new if moves else match['number']}"
    if match["quarter"]:
        was, becomes = _last_quarter(move.old), _last_quarter(move.new)
        return f"{match['quarter']}{becomes if was and becomes and match['which'] == was else match['which']}"
    word = match["word"]
    if word.isdecimal() and word.lower() not in words:
        year, current = int(word), move.year
        return str(year + move.years) if current - _BACK <= year <= current + _AHEAD else word
    new = words[word.lower()]
    if word.isupper() and word.isalpha() is False:
        return new.upper() if not new[:4].isdecimal() else new
    return new.capitalize() if word[:1].isupper() else new


def _kind(period: str) -> str:
    facts = period_facts(period)
    return facts.kind if facts is not None else ""


def _last_day(period: str) -> str:
    facts = period_facts(period)
    return facts.end.isoformat() if facts is not None else ""


def _last_quarter(period: str) -> str:
    """The last quarter that is over when the period is, or nothing where its id says nothing."""
    facts = period_facts(period)
    return str(facts.end.month // _QUARTER or len(MONTHS) // _QUARTER) if facts is not None else ""


# What a comparison goes back: the calendar's words, the same in every house.
_BACKWARDS = r"(?P<what>år|period|månad|tertial|kvartal)(?:et|en)?"
_NOTHING = "(?!)"


class RolledWords:
    """Asks of names and headings what the words of a house say of them."""

    def __init__(self, entry: NextPeriod) -> None:
        """The house's `nästa_period` goes in."""
        self._adopted = [_words(each) for each in entry.adopted]
        self._never = frozenset(word for each in entry.never_adopted for word in _words(each))
        self._judged = frozenset(entry.judged)
        self._lasting = re.compile(_any(entry.lasting), re.IGNORECASE)
        self._left = frozenset(entry.left)
        self._accepted = frozenset(entry.accepted)
        self._closed = re.compile(_any(entry.closed), re.IGNORECASE)
        self._over = re.compile(rf"(?<![^\W_])(?:{_any(entry.over)})\s*\d", re.IGNORECASE)
        self._compared = re.compile(rf"_?(?:{_any(entry.compared)})_{_BACKWARDS}", re.IGNORECASE)

    def is_adopted(self, own: str, around: str = "") -> bool:
        """Whether a figure is adopted for the year, by its id and heading, and by the heading of the group around it.

        All words of an entry are there, the first of them in the figure's own name, and none that says otherwise.
        """
        here = _words(own)
        everywhere = {*here, *_words(around)}
        if self._never & set(here):
            return False
        return any(each and each[0] in here and everywhere.issuperset(each) for each in self._adopted)

    def compared(self, name: str) -> tuple[str, str] | None:
        """A name goes in; what it is compared with (år, period …) and what of it comes out, or None where it is not."""
        match = self._compared.search(name)
        return (match["what"].lower(), self._compared.sub("", name).strip("_")) if match is not None else None

    def is_over(self, heading: str) -> bool:
        """Whether a heading tells of a numbered stretch of time of its own: kvartal 1, bokslut 2023."""
        return bool(self._over.search(heading))

    def is_closed(self, state: str) -> bool:
        """Whether a state says that there is no more to do."""
        return bool(self._closed.match(state))

    def is_judged(self, field: str) -> bool:
        """Whether a field is to be judged anew."""
        return field in self._judged

    def is_lasting(self, record_type: str) -> bool:
        """Whether records of a type come along though they are closed."""
        return bool(self._lasting.search(record_type))

    def is_accepted(self, code: str) -> bool:
        """Whether the acceptance of a finding, by its code, comes along: it is of words, and not of figures."""
        return code in self._accepted

    def is_left(self, record_type: str) -> bool:
        """Whether records of a type do not come along at all."""
        return record_type in self._left


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words)) or _NOTHING
