"""How the words of a period read in the next one: years, parts of the year, months, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from generator.content import NextPeriod
from generator.editing.next_days import DAY, days_in, in_month, is_compact, is_first_or_last, moved_day
from generator.swedish import MONTHS, PARTS_OF_YEAR, SHORT_MONTHS, identifier

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
_CENTURY = 2000
_DATE = r"[12]\d{3}-\d\d-\d\d"
_NOTHING = "(?!)"
# A year of four digits, which letters may stand before: 2025, k2025, år2025, 2024/25, 2025-04, 202504.
# 191201 and 200104 are rather days.
_LONG_YEAR = (
    r"[^\W\d_]*(?P<long>(?:19|20)\d\d)"
    r"(?:(?P<after>[-–/]\d\d|(?<!19\d\d)(?<!200\d)(?<!201[0-2])(?:0[1-9]|1[0-2]))(?![\d–/-]|[.,]\d)|(?!\d|-\d\d))"
)
# A year of two digits after a mark, or as the last of a label: helår -25, bokslut 25.
_SHORT_YEAR = (
    r"(?<=[^\W_])(?:[ \u00a0]?[-–'’]|[ \u00a0](?=\d\d[ \u00a0]*(?:$|[\"'),;|\]#])))"
    r"(?P<short>\d\d)(?![\d-]|[.,:/]\d|[ \u00a0]*(?:%|[^\W\d_]))"
)
_BEFORE_YEAR = re.compile(
    rf"(?:år|bokslut|budget|utfall|prognos|plan|{'|'.join((*MONTHS, *SHORT_MONTHS))}"
    r"|(?<![^\W_])(?:tertial|kvartal|halvår|kv|[tqh])[ \u00a0]?\d)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT_ID = re.compile(r"(?P<stem>[^\W\d]\w*?(?<!\d))(?P<year>\d\d)")


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


def moved_words(
    move: Move, columns: Iterable[Mapping[str, str]] = (), labels: Iterable[tuple[str, str]] = ()
) -> Callable[[str], str]:
    """Return a function from a text of the old period to the same of the new.

    `columns` have the headings of a table by id, `labels` are ids and texts that may have given them. Periods whose ids
    say nothing move ids alone. Days that begin or end a month move, and those of columns; other dates stay.
    """
    columns = tuple(columns)
    days = frozenset(day for table in columns for heading in table.values() for day in days_in(heading))
    ids = dict(each for table in columns for each in _ids_of_short_years(table, move))
    moved = _mover(move, ids, days)
    by_label = {
        name.lower(): identifier(moved(label))
        for name, label in labels
        if identifier(label) == name and identifier(moved(label)) != moved(name)
    }
    return _mover(move, ids | by_label, days) if by_label else moved


def _mover(move: Move, ids: Mapping[str, str], days: Collection[date]) -> Callable[[str], str]:
    old, new = period_facts(move.old), period_facts(move.new)
    numbers: dict[tuple[str, str], str] = {}
    if old is not None and new is not None:
        numbers["quarter", str(old.last_quarter)] = str(new.last_quarter)
        if old.kind == new.kind:
            numbers["part", move.old[-1]] = move.new[-1]
    words = _replacements(move, old, new) | dict(ids)
    moves_years = bool(move.years) and old is not None
    longest_first = sorted(
        (word for word in words if not moves_years or not _YEAR.fullmatch(word)), key=len, reverse=True
    )
    patterns = [*map(re.escape, longest_first), *[_LONG_YEAR] * moves_years]
    part = _PARTS[old.kind].pattern if old is not None and old.kind in _PARTS else _NOTHING
    rest = (
        rf"(?<![\w-])(?P<before_part>(?:{part})\s+)(?P<part>\d)(?!\d)"
        r"|(?<![^\W_])(?P<before_quarter>(?:kvartal\s+|kv\s?))(?P<quarter>[1-4])(?!\d)"
        rf"|(?P<word>(?<![^\W_])(?:{'|'.join(patterns) or _NOTHING})(?![^\W_\d]))"
        rf"|{_SHORT_YEAR if moves_years else _NOTHING}"
    )
    whole, without_days = (re.compile(each, re.IGNORECASE | re.MULTILINE) for each in (rf"(?P<day>{DAY})|{rest}", rest))

    def moved(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        if kind == "day":
            next_day = partial(_next_day, move=move, days=days if is_compact(match) else None)
            written = moved_day(match, move.year, next_day)
            return without_days.sub(moved, match[0]) if written is None else written
        if kind == "word":
            return _moved_word(match[0], move, words)
        number = match[kind]
        new_number = _moved_short_year(match, move) if kind == "short" else numbers.get((kind, number), number)
        return match[0].removesuffix(number) + new_number

    return partial(whole.sub, moved)


def _next_day(day: date, *, move: Move, days: Collection[date] | None) -> date:
    """Return what a day becomes; of those within a month only `days` move, or any where it is None."""
    old, new, before = period_facts(move.old), period_facts(move.new), period_facts(move.before)
    ends = is_first_or_last(day)
    if old is None:
        return day
    if new is not None and day == old.end:
        return new.end
    if not move.years and ends and new is not None and day.month == old.end.month:
        return in_month(day, day.year, new.end.month)
    if not move.years and ends and before is not None and before.kind == _MONTH and day == before.end:
        return old.end
    if move.years and (ends or days is None or day in days):
        return in_month(day, _moved_year(day.year, move), day.month)
    return day


def _moved_year(year: int, move: Move) -> int:
    return year + move.years if move.year - _BACK <= year <= move.year + _AHEAD else year


def _moved_short_year(match: re.Match[str], move: Move) -> str:
    """Return what the digits of `helår -25` become: the same where a formula subtracts them, or no word is a year's."""
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    if "=" in line or "formel:" in line or line.rfind("{{") > line.rfind("}}") or not _BEFORE_YEAR.search(line):
        return match["short"]
    return f"{_moved_year(_CENTURY + int(match['short']), move) % 100:02}"


def _ids_of_short_years(table: Mapping[str, str], move: Move) -> Iterator[tuple[str, str]]:
    """Yield the ids of columns that end with two digits of a year, with what they become.

    They do where the heading tells that year, or tells no number and the column beside is of the year before or after.
    """
    for name, heading in table.items() if move.years and period_facts(move.old) is not None else ():
        match = _SHORT_ID.fullmatch(name)
        if match is None:
            continue
        year = _CENTURY + int(match["year"])
        beside = {f"{match['stem']}{each % 100:02}" for each in (year - 1, year + 1)} & table.keys()
        cites = "{{" in heading and "period." in heading
        if year in years_in(heading) or ((cites or not re.search(r"\d", heading)) and (beside or year == move.year)):
            yield name.lower(), f"{match['stem']}{_moved_year(year, move) % 100:02}"


def years_in(text: str) -> frozenset[int]:
    """Return the years that a text tells, alone or of a day; of two digits where a word says that they are a year."""
    found = {day.year for day in days_in(text)} | {int(each) for each in _YEAR.findall(text)}
    short = re.finditer(_SHORT_YEAR, text, re.IGNORECASE | re.MULTILINE)
    found |= {_CENTURY + int(each["short"]) for each in short if _BEFORE_YEAR.search(text[: each.start()])}
    return frozenset(found)


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
    if new is not None:
        words[f"{old.end:%Y%m}"] = f"{new.end:%Y%m}"
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
    if word.lower() not in words:
        return _moved_long_year(word, move)
    new = words[word.lower()]
    if word.isupper() and not word.isalpha():
        return new.upper() if not new[:4].isdecimal() else new
    return new.capitalize() if word[:1].isupper() else new


def _moved_long_year(word: str, move: Move) -> str:
    """Move the year of k2025, 2024/25, 2025-04 and 202504; what else stands after a hyphen is a number of its own."""
    match = re.fullmatch(_LONG_YEAR, word, re.IGNORECASE)
    if match is None:
        return word
    year = int(match["long"])
    moved, after = _moved_year(year, move), match["after"] or ""
    if len(after) == len("/25") and int(after[1:]) == (year + 1) % 100:
        after = f"{after[0]}{(moved + 1) % 100:02}"
    elif after.startswith("-") and not 1 <= int(after[1:]) <= len(MONTHS):
        return word
    return f"{word[: match.start('long')]}{moved}{after}"


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
