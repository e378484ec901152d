"""Two periods' facts → how a heading of the one reads in the other: years, part of the year, last month, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.editing.period_ids import period_facts
from generator.swedish.words import MONTHS

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
    words = dict(_words(move))
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


def _words(move: Move) -> dict[str, str]:
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
