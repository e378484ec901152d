"""How the words of a period read in the next one: years, parts of the year, months, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from generator.content import NextPeriod
from generator.swedish import MONTHS, PARTS_OF_YEAR, SHORT_MONTHS

_PARTS = {part.mark: part for part in PARTS_OF_YEAR}
_ID = re.compile(rf"(?P<year>[12][0-9]{{3}})(?:-(?P<mark>{'|'.join(_PARTS)}|)(?P<number>[0-9]{{1,2}}))?")
_WHOLE_YEAR, _MONTH = "år", "månad"
_QUARTER = _PARTS["kv"].months


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """What a period's id says: title, days, and kind (år, månad, or a part's mark); figures accumulate from January."""

    title: str
    start: date
    end: date
    kind: str

    @property
    def last_quarter(self) -> int:
        """The last quarter that is over when the period is; in January and February the fourth."""
        return self.end.month // _QUARTER or _PARTS["kv"].count


def means_a_period(word: str) -> bool:
    """Whether a value of --from is a period and no date."""
    return bool(_ID.fullmatch(word.strip("/").rpartition("/")[2]))


def period_facts(period: str) -> PeriodFacts | None:
    """Return what the id of a period says, or None for an id of the user's own making."""
    match = _ID.fullmatch(period)
    if match is None:
        return None
    year, mark, number = int(match["year"]), match["mark"], int(match["number"] or 0)
    if mark is None:
        return _facts(f"Helår {year}", year, len(MONTHS), _WHOLE_YEAR)
    if not mark:
        is_month = len(match["number"]) == len("12") and 1 <= number <= len(MONTHS)
        return _facts(f"{MONTHS[number - 1].capitalize()} {year}", year, number, _MONTH) if is_month else None
    part = _PARTS[mark]
    if not 1 <= number <= part.count:
        return None
    return _facts(f"{part.word.capitalize()} {number} {year}", year, number * part.months, mark)


def same_a_year_before(period: str) -> str:
    """Return the id of the same period a year earlier, or ""."""
    return f"{int(period[:4]) - 1}{period[4:]}" if period_facts(period) is not None else ""


def closing_before(period: str) -> str:
    """Return the id of the whole year before a period's, or ""."""
    return str(int(period[:4]) - 1) if period_facts(period) is not None else ""


def _facts(title: str, year: int, last_month: int, kind: str) -> PeriodFacts:
    following = date(year + last_month // len(MONTHS), last_month % len(MONTHS) + 1, 1)
    return PeriodFacts(title, date(year, 1, 1), following - timedelta(days=1), kind)


# A year further off is no year of reporting: Agenda 2030, a plan for 2040.
_BACK, _AHEAD = 12, 1
_DATE = r"[12]\d{3}-\d\d-\d\d"
_NOTHING = "(?!)"


@dataclass(frozen=True, slots=True)
class Move:
    """A step from one period to the next: `year` is the old one's, `before` the id before the old one or ""."""

    old: str
    new: str
    year: int
    years: int
    before: str = ""

    @property
    def reference(self) -> str:
        """The key by which the new period names the old one."""
        old, new = period_facts(self.old), period_facts(self.new)
        if old is not None and self.years == 1:
            if old.kind == _WHOLE_YEAR:
                return "föregående_bokslut"
            if new is not None and old.end.month == new.end.month:
                return "samma_period_föregående_år"
        return "föregående_period"

    def is_within(self, day: str) -> bool:
        """Tell whether a day, YYYY-MM-DD, lies in the months of the old period."""
        old = period_facts(self.old)
        return (
            old is not None and bool(re.fullmatch(_DATE, day)) and old.start.isoformat() <= day <= old.end.isoformat()
        )


def moved_words(move: Move) -> Callable[[str], str]:
    """Return a function from a text of the old period to the same of the new.

    Periods whose ids say nothing move ids alone. The last day of the period moves; other dates stay.
    """
    old, new = period_facts(move.old), period_facts(move.new)
    numbers: dict[tuple[str, str], str] = {}
    if old is not None and new is not None:
        numbers["date", old.end.isoformat()] = new.end.isoformat()
        numbers["quarter", str(old.last_quarter)] = str(new.last_quarter)
        if old.kind == new.kind:
            numbers["part", move.old[-1]] = move.new[-1]
    words = _replacements(move, old, new)
    patterns = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    if move.years and old is not None:
        # The id of what is called by a year has a k before it.
        patterns.append(r"(?<!\d)k?(?:19|20)\d\d(?!\d|-\d\d)")
    part = _PARTS[old.kind].pattern if old is not None and old.kind in _PARTS else _NOTHING
    whole = re.compile(
        rf"(?<!\d)(?P<date>{_DATE})(?!\d)"
        rf"|(?<![\w-])(?P<before_part>(?:{part})\s+)(?P<part>\d)(?!\d)"
        r"|(?<![^\W_])(?P<before_quarter>(?:kvartal\s+|kv\s?))(?P<quarter>[1-4])(?!\d)"
        rf"|(?P<word>(?<![^\W_])(?:{'|'.join(patterns) or _NOTHING})(?![^\W_\d]))",
        re.IGNORECASE,
    )

    def moved(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        if kind == "word":
            return _moved_word(match[0], move, words)
        number = match[kind]
        return match[0].removesuffix(number) + numbers.get((kind, number), number)

    return partial(whole.sub, moved)


def _replacements(move: Move, old: PeriodFacts | None, new: PeriodFacts | None) -> dict[str, str]:
    words: dict[str, str] = {}
    # The id of a whole year is a year, and moves as one.
    if old is None or old.kind != _WHOLE_YEAR or (new is not None and new.kind == _WHOLE_YEAR):
        words[move.old.lower()] = move.new
    before = period_facts(move.before)
    if move.before:
        words[move.before.lower()] = move.old
    if old is None:
        return words
    if new is not None and old.end.month != new.end.month:
        _add_month(words, old.end.month, new.end.month)
        if old.kind == new.kind != _MONTH:
            words.setdefault(move.old.rpartition("-")[2].lower(), move.new.rpartition("-")[2])
            # The last month of its last quarter stands for the quarter.
            was, becomes = (MONTHS[facts.last_quarter * _QUARTER - 1] for facts in (old, new))
            words.setdefault(was.lower(), becomes)
    if before is not None and before.kind == _MONTH and before.end.month != old.end.month:
        _add_month(words, before.end.month, old.end.month)
    return words


def _add_month(words: dict[str, str], was: int, becomes: int) -> None:
    for names in (MONTHS, SHORT_MONTHS):
        words.setdefault(names[was - 1].lower(), names[becomes - 1])


def _moved_word(word: str, move: Move, words: Mapping[str, str]) -> str:
    digits = word.removeprefix("k")
    if digits.isdecimal() and word.lower() not in words:
        if len(digits) > len("2025"):
            return word
        year = int(digits)
        moved = str(year + move.years) if move.year - _BACK <= year <= move.year + _AHEAD else digits
        return f"{word[: -len(digits)]}{moved}"
    new = words[word.lower()]
    if word.isupper() and not word.isalpha():
        return new.upper() if not new[:4].isdecimal() else new
    return new.capitalize() if word[:1].isupper() else new


# What a comparison goes back: the calendar's words, the same in every house.
_BACKWARDS = r"(?P<what>år|period|månad|tertial|kvartal)(?:et|en)?"


class RolledWords:
    """What the words of a house style (`nästa_period`) say of names and headings."""

    def __init__(self, entry: NextPeriod) -> None:
        self._adopted = [_words(each) for each in entry.adopted]
        self._never = frozenset(word for each in entry.never_adopted for word in _words(each))
        self._lasting = re.compile(_any(entry.lasting), re.IGNORECASE)
        self._closed = re.compile(_any(entry.closed), re.IGNORECASE)
        self._over = re.compile(rf"(?<![^\W_])(?:{_any(entry.over)})\s*\d", re.IGNORECASE)
        self._compared = re.compile(rf"_?(?:{_any(entry.compared)})_{_BACKWARDS}", re.IGNORECASE)

    def is_adopted(self, own: str, around: str = "") -> bool:
        """Whether names have all words of an entry, the first in `own` itself, and none that says otherwise."""
        here = _words(own)
        everywhere = {*here, *_words(around)}
        if self._never & set(here):
            return False
        return any(each and each[0] in here and everywhere.issuperset(each) for each in self._adopted)

    def compared(self, name: str) -> tuple[str, str] | None:
        """Return what a name is compared with (år, period …), and the rest of the name."""
        match = self._compared.search(name)
        return (match["what"].lower(), self._compared.sub("", name).strip("_")) if match is not None else None

    def is_over(self, heading: str) -> bool:
        """Whether a heading names a numbered stretch of time of its own: kvartal 1, bokslut 2023."""
        return bool(self._over.search(heading))

    def is_closed(self, state: str) -> bool:
        """Whether a state says that nothing remains to be done."""
        return bool(self._closed.match(state))

    def is_lasting(self, record_type: str) -> bool:
        """Whether closed records of a type come along."""
        return bool(self._lasting.search(record_type))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words)) or _NOTHING
