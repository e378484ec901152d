"""What rows and columns name: a thing, and its kind of figure (outcome, budget …) for some months of a year.

“Utfall jan–apr 2023”, “Ack utfall” in the report per April 2023 and “Utfall fg år” a year later are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.checks.tables.lines import TableLine, TableLines
from generator.content import PeriodEntry
from generator.prose import AmountStage, words_of
from generator.swedish import SHORT_MONTHS

_MONTH = re.compile(rf"^({'|'.join(SHORT_MONTHS)})(uari|ruari|s|il|i|usti|tember|ober|ember|t)?$")
_YEAR = re.compile(r"\b(20\d\d)\b")
_DATE = re.compile(r"\b(20\d\d)[- ]?(0[1-9]|1[0-2])(?:[- ]?([0-3]\d))?\b")
_LAST_YEAR = re.compile(
    r"\b(fg|föreg|föregående|förra|fjol\w*)\.? (år|bokslut|period)\w*|samma period f|motsvarande period f"
)
_QUARTER = re.compile(r"\b(?:kv|kvartal|q)\.? ?([1-4])\b")
_THIRD = re.compile(r"\b(?:t|tertial)\.? ?([1-3])\b")
_WHOLE = re.compile(r"helår|\bårs|bokslut|\bhela året")
_SO_FAR = re.compile(r"\back|\bperiod|hittills|t\.? ?o\.? ?m\b|till och med")
_DROPPED = frozenset(
    words_of(
        "och i för av på med per samt till hos den det de en ett o m fl mm inkl exkl är som om från vid år året "
        "årets t ack period perioden ackumulerat ackumulerad helår helårs kv kvartal q tertial mnkr mkr tkr kr kkr "
        "belopp ingående utgående fg föreg föregående förra samma motsvarande jämfört netto nettoutfall nettobudget "
        "summa total totalt totala delsumma bokslut redovisat redovisad utfall budget prognos"
    )
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """The year and months (first, last) of a figure; `months` is None where the label leaves them open."""

    year: int
    months: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """The kind of figure in a column (outcome, budget, number of …), and its occasion."""

    what: frozenset[str]
    occasion: Occasion


def column_meaning(column: TableLine, period: PeriodEntry) -> ColumnMeaning:
    """Return the meaning of a column in the report of a period."""
    meaning = column.meaning
    text = f"{column.group} {meaning.text}".casefold()
    what = {word for word in meaning.words if word not in _DROPPED and not _MONTH.match(word) and not word.isdigit()}
    what = {word for word in what if not re.match(r"utfall|budget|prognos|bokslut|redovis|helår|kv\d|q\d|t\d", word)}
    what |= {part for part in (meaning.basis, meaning.flow) if part}
    if meaning.role not in {"", "sum", "net"}:
        what.add(f"({meaning.role})")
    if re.search(r"(fg|föregående|förra) prognos", text):
        what.add("(föregående)")
    return ColumnMeaning(frozenset(what), _occasion(text, meaning.basis, period))


def _occasion(text: str, basis: str, period: PeriodEntry) -> Occasion:
    own = (period.start.month, period.end.month)
    dated = _DATE.search(text)
    if dated:
        last = int(dated[2])
        so_far = own if last == own[1] else (1, last)
        return Occasion(int(dated[1]), (1, 12) if basis == "prognos" else so_far)
    years = _YEAR.findall(text)
    year = int(years[-1]) if years else period.start.year - bool(_LAST_YEAR.search(text))
    months = _months(text, own)
    if months is None and (basis in {"budget", "prognos"} or _WHOLE.search(text)):
        return Occasion(year, (1, 12))
    return Occasion(year, own if months is None and year == period.start.year else months)


def _months(text: str, own: tuple[int, int]) -> tuple[int, int] | None:
    named = [SHORT_MONTHS.index(match[1]) + 1 for word in words_of(text) if (match := _MONTH.match(word))]
    if named:
        return (named[0], named[-1]) if len(named) > 1 else (1 if _SO_FAR.search(text) else named[0], named[0])
    if quarter := _QUARTER.search(text):
        return (3 * int(quarter[1]) - 2, 3 * int(quarter[1]))
    if third := _THIRD.search(text):
        return (4 * int(third[1]) - 3, 4 * int(third[1]))
    if "helår" in text:
        return (1, 12)
    return own if _SO_FAR.search(text) else None


def at_stage(meaning: ColumnMeaning, stage: AmountStage, period: PeriodEntry) -> ColumnMeaning:
    """Return the meaning of a column where a row is of an opening or a closing balance.

    What opens a year closed the year before. A column without months closes its year, and one of outcomes (“Utfall
    2023”) months like the period's.
    """
    year, months = meaning.occasion.year, meaning.occasion.months
    if stage == "opening" and (months is None or months[0] == 1):
        return replace(meaning, occasion=Occasion(year - 1, (1, 12)))
    if stage == "closing" and months is None:
        own = (period.start.month, period.end.month) if "utfall" in meaning.what else (1, 12)
        return replace(meaning, occasion=Occasion(year, own))
    return meaning


def same_occasion(one: Occasion, other: Occasion) -> bool:
    """Whether two occasions can be the same: of one year, and of the same months as far as both give them."""
    return one.year == other.year and (one.months == other.months or None in (one.months, other.months))


def subject_words(heading: str) -> frozenset[str]:
    """Return the words of a heading that may say what a table is about."""
    return frozenset(_plain(words_of(heading)))


def things_named(sheet: TableLines) -> list[frozenset[str]]:
    """Return the words of each row's label, with those above it where rows share them; for a bare sum its table's."""
    if sheet.table is None:
        return [frozenset({row.id}) for row in sheet.rows]
    own = [frozenset(_plain(row.meaning.words)) for row in sheet.rows]
    counted, subject = Counter(own), subject_words(sheet.heading)
    return [
        (words if counted[words] == 1 else words | frozenset(_plain(words_of(row.group)))) or subject
        for words, row in zip(own, sheet.rows, strict=True)
    ]


def _plain(words: Iterable[str]) -> Iterable[str]:
    return (word for word in words if word not in _DROPPED and not word[0].isdigit())
