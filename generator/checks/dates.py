"""Dates and times that are not, or that contradict the matter and its papers: T608, T757."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator.checks.finding import FindingKind
from generator.compose import Understood
from generator.content import Content, DocumentPlan, Matter, Text, Wording, wordings_of
from generator.problems import Problem, Where
from generator.swedish import MONTHS, SHORT_MONTHS

_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_SHORT_DAYS = tuple(day[:3] for day in _WEEKDAYS)
_WEEKDAY = r"(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?"
_DAY_OF_MONTH = rf"(?P<day>\d{{1,2}})(?::e|:a)?[ \u00a0](?P<month>{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)})\b\.?)"
_DATE = re.compile(
    rf"(?<![\w,.:/])(?:(?<!\ben[ \u00a0])(?P<weekday>{_WEEKDAY})\.?,?[ \u00a0])?(?P<den>den[ \u00a0])?"
    rf"(?:{_DAY_OF_MONTH}(?!\w)(?:[ \u00a0](?P<year>(?:19|20)\d\d)(?![\d/]))?"
    r"|(?P<iso>(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?![\w-])))"
    rf"(?:[ \u00a0]\((?P<after>{_WEEKDAY})\.?\))?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\bkl(?:\.|ockan)?[ \u00a0]?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?(?![\d%])",
    re.IGNORECASE,
)
_HOURS, _MINUTES, _DAYS = range(25), range(60), range(1, 32)
_OF_MEETING = re.compile(r"sammanträd|möte|\btid(?:punkt)?\b", re.IGNORECASE)
_OF_PAPER = re.compile(r"^(?:datum|daterad\w*|utfärda\w*|upprätta\w*)$", re.IGNORECASE)
# A report of the autumn speaks of the next year too.
_AUTUMN = 9

_EITHER = "Rätta brevhuvudet, eller daterad: på dokumentet."
_NO_DATE = FindingKind("T757", "Datumet finns inte.", "Rätta dagen eller månaden.")
_NO_TIME = FindingKind("T757", "Klockslaget finns inte.", "Rätta tiden.")
_OTHER_WEEKDAY = FindingKind("T757", "Veckodagen är inte datumets.", "Rätta veckodagen eller datumet.")
_OTHER_MEETING = FindingKind(
    "T608",
    "Brevhuvudet har ett annat datum än ärendets sammanträde.",
    "Rätta brevhuvudet, eller sammanträde: i ärendets beslutsgång.",
)
_MEETING_BEFORE = FindingKind(
    "T608",
    "Sammanträdet i brevhuvudet ligger före handlingens datum.",
    "Rätta brevhuvudet eller daterad: på dokumentet.",
)
_OTHER_DATE = FindingKind("T608", "Brevhuvudet har ett annat datum än handlingen.", _EITHER)
_OTHER_TIME = FindingKind(
    "T608", "Handlingarna i ärendet har olika klockslag för sammanträdet.", "Rätta det brevhuvud som är fel."
)


@dataclass(frozen=True, slots=True)
class _Written:
    """A date as it is written; `year` is None where none stands, and `weekday` counts from Monday."""

    match: re.Match[str]
    day: int
    month: int
    year: int | None
    weekday: int | None

    def in_year(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    @property
    def date(self) -> date | None:
        return self.in_year(self.year) if self.year is not None else None


def dates(understood: Understood) -> Iterator[Problem]:
    """Yield T757 of all texts, and T608 of the letterheads of documents."""
    content = understood.content
    years = _years(content)
    for wording in wordings_of(content):
        if wording.own:
            for written in _dates_in(wording.plain):
                yield from _of_date(wording, written, years)
            for match in _TIME.finditer(wording.plain):
                yield from _of_time(wording, match)
    for plan in content.documents:
        yield from _letterhead(plan)
    for matter in content.period.entry.matters.values():
        yield from _times(matter, content)


# --- dates and times as such ---------------------------------------------------------------------------------------


def _dates_in(text: str) -> Iterator[_Written]:
    for match in _DATE.finditer(text):
        weekday = match["weekday"] or match["after"]
        name = (match["month"] or "").lower()[:3]
        month = int(match["iso_month"]) if match["iso"] else SHORT_MONTHS.index(name) + 1
        year = match["iso_year"] or match["year"]
        day = int(match["iso_day"] or match["day"])
        # An amount may stand before the name of a month, and a register may have numbers that look like dates.
        if (match["den"] or (weekday and not match["iso"])) or (day in _DAYS and 1 <= month <= len(MONTHS)):
            of_week = _SHORT_DAYS.index(weekday.lower()[:3]) if weekday else None
            yield _Written(match, day, month, int(year) if year else None, of_week)


def _years(content: Content) -> frozenset[int]:
    entry = content.period.entry
    days = [entry.start, entry.end, *(plan.entry.dated for plan in content.documents)]
    days += [step.meeting for matter in entry.matters.values() for step in matter.steps]
    after = {entry.end.year + 1} if entry.end.month >= _AUTUMN else set()
    return frozenset(day.year for day in days if day is not None) | after


def _of_date(wording: Wording, written: _Written, years: Collection[int]) -> Iterator[Problem]:
    leap = 2000
    offset, text = written.match.start(), f"”{written.match[0]}”"
    if written.in_year(leap if written.year is None else written.year) is None:
        yield _NO_DATE.in_text(wording, offset, "ett datum som finns", text)
        return
    possible = [day for year in ([written.year] if written.year else sorted(years)) if (day := written.in_year(year))]
    if written.weekday is not None and possible and written.weekday not in {day.weekday() for day in possible}:
        expected = " eller ".join(f"{_WEEKDAYS[day.weekday()]} ({day.isoformat()})" for day in possible)
        yield _OTHER_WEEKDAY.in_text(wording, offset, expected, text)


def _of_time(wording: Wording, match: re.Match[str]) -> Iterator[Problem]:
    if int(match["hour"]) not in _HOURS or int(match["minute"] or 0) not in _MINUTES:
        yield _NO_TIME.in_text(wording, match.start(), "ett klockslag mellan 0.00 och 24.00", f"”{match[0]}”")


# --- letterheads ---------------------------------------------------------------------------------------------------


def _fields(plan: DocumentPlan) -> Iterator[tuple[str, Text]]:
    """Yield the fields of a document's letterhead that have a value: id and label, and the value that is printed."""
    for field in plan.outline.letterhead:
        value = plan.entry.letterhead.get(field.id, field.value.text if field.value else "")
        if isinstance(value, Text) and value:
            yield f"{field.id.replace('_', ' ')} {field.label}", value


def _letterhead(plan: DocumentPlan) -> Iterator[Problem]:
    steps = plan.matter.steps if plan.matter is not None else ()
    meetings = {step.meeting: step.where for step in steps if step.meeting is not None}
    dated = plan.entry.dated
    held = meetings or ({dated} if dated is not None else ())
    for name, value in _fields(plan):
        days = [day for written in _dates_in(value) if (day := _nearest(written, held)) is not None]
        if _OF_MEETING.search(name):
            for day in days:
                yield from _of_meeting(plan, value, day, meetings)
        elif dated is not None and any(_OF_PAPER.match(word) for word in name.split()):
            others = (day.isoformat() for day in days if day != dated)
            yield from (_OTHER_DATE.at(value.where, plan.id, str(dated), told, (plan.entry.where,)) for told in others)


def _of_meeting(plan: DocumentPlan, value: Text, day: date, meetings: Mapping[date, Where]) -> Iterator[Problem]:
    dated, told = plan.entry.dated, day.isoformat()
    if meetings and day not in meetings:
        expected = " eller ".join(sorted(meeting.isoformat() for meeting in meetings))
        yield _OTHER_MEETING.at(value.where, plan.id, expected, told, tuple(meetings.values()))
    elif dated is not None and day < dated:
        yield _MEETING_BEFORE.at(value.where, plan.id, f"tidigast {dated.isoformat()}", told, (plan.entry.where,))


def _nearest(written: _Written, days: Collection[date]) -> date | None:
    """Return the day of a date; where no year stands that of the days it is held against, the same day if it can be."""
    if written.year is not None:
        return written.date
    found = [day for year in sorted({day.year for day in days}) if (day := written.in_year(year)) is not None]
    return next((day for day in found if day in days), found[0] if found else None)


def _times(matter: Matter, content: Content) -> Iterator[Problem]:
    plans = [plan for plan in content.documents if plan.id in matter.papers]
    fields = [(plan, value) for plan in plans for name, value in _fields(plan) if _OF_MEETING.search(name)]
    told = [(plan, value, _clock(match)) for plan, value in fields for match in _TIME.finditer(value)]
    usual = Counter(clock for _, _, clock in told).most_common(1)
    for plan, value, clock in told:
        if clock != usual[0][0]:
            others = tuple(other.where for _, other, others_clock in told if others_clock == usual[0][0])
            yield _OTHER_TIME.at(value.where, plan.id, f"kl. {usual[0][0]}", f"kl. {clock}", others)


def _clock(match: re.Match[str]) -> str:
    return f"{int(match['hour'])}.{match['minute'] or '00'}"
