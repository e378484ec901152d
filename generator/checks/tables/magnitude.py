"""Amounts a thousand times too large or small, and tables of an unknown unit: T741, T742."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from statistics import median_low

from generator.checks.finding import FindingKind
from generator.compose import Understood
from generator.content import (
    NUMERIC_KINDS,
    RUNNING,
    Content,
    NumberCell,
    Table,
    TableRow,
    Wording,
    section_paths,
    wordings_of,
)
from generator.figures import Figure, Ledger
from generator.problems import Problem, Severity
from generator.prose import meaning_of
from generator.swedish import MONTHS, Mention, kronor_per, number_words, plain_quantity

_UNIT_WORD = re.compile(
    r"%|\b(?:procent|[tmk]?kr|kkr|mnkr|mdkr|msek|kronor|tusen\w*|miljon\w*|miljard\w*|antal\w*|st|stycken|personer|"
    r"index|år|dagar|timmar|poäng|betyg|årsarbetare|dygn)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d[ \u00a0]?(?:kr|tkr|kkr|mnkr|mkr|msek|mdkr|kronor|tusen|miljon|miljard)", re.IGNORECASE)
_MONEY_UNIT = re.compile(r"\b(?:tkr|kkr|mnkr|mkr|msek|mdkr)\b", re.IGNORECASE)
_MONEY_UNITS = frozenset({"kr", "tkr", "mnkr", "mdkr"})
_NO_UNIT = frozenset({None, "antal"})
# What one of them costs is a thousandth of what all of them do, and no slip.
OF_EACH = re.compile(
    rf"\bper (?!(?:{'|'.join(MONTHS)}|den|kvartal|tertial|delår|helår|sista|utgången|verksamhet|enhet|område|nämnd|år)"
    r"|\d)\w+|\b(?:kr|kronor)/\w|\w-?(?:pris|taxa|dygnskostnad)\w*\b|\bgenomsnitt\w*|\bsnitt\w*|\bmedel(?:kostnad|belopp)\w*"
    r"|\bvardera\b|\bstyck\w*|\b(?:för|av) (?:en|ett|varje)\b|\bvarje\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
_THOUSAND = Decimal(1000)
_HALF = Decimal("0.5")
_FACTORS = (_THOUSAND, 1 / _THOUSAND, _THOUSAND * _THOUSAND, 1 / (_THOUSAND * _THOUSAND))
_DIGITS_OF_A_NAME, _DIGITS_ALONE = 3, 5
_ANY_SIZE = frozenset({"difference", "change", "net"})
_USUAL_ROWS = 3
# How far apart the quotients of two columns lie that go together.
_SPREAD = 10
_MOST_COLUMNS = 14


_OF_MONEY = re.compile(
    r"\b\w*(?:kostnad|intäkt)(?:er|erna|en)?\b|\b(?:kommun|stats)bidrag\b|\b(?:årets|periodens|nämndens) resultat\b"
    r"|\bresultaträkning\w*|\bavskrivning(?:ar|arna)\b|\b\w+(?:tillgångar|skulder)\b|\b(?:eget kapital|likvida)\b",
    re.IGNORECASE,
)
# In a text above a table a unit may be that of a number, and is then of no other.
_UNIT_OF_WHAT_FOLLOWS = re.compile(
    r"(?<!\d)(?<!\d[ \u00a0])\b(?:[tmk]?kr|kkr|mnkr|mdkr|msek|kronor|tusen\w*|miljon\w*|miljard\w*)\b", re.IGNORECASE
)


_UNIT_NOWHERE = FindingKind(
    "T741",
    "Tabellen har belopp, men ingen enhet står i den eller i rubriken och texten ovanför.",
    "Skriv enhet: på tabellen eller kolumnen, så skrivs den ut.",
)
_NO_UNIT_BUT_MONEY = FindingKind(
    "T741",
    "Tabellen har ingen enhet, men texten skriver ett av dess tal som {written}.",
    "Skriv enhet: på tabellen eller kolumnen; då kan tal också citeras i en annan enhet.",
)
_SLIP_OF_PROSE = FindingKind(
    "T742",
    "Texten säger {written}, men {label} är {amount}: det skiljer en faktor tusen.",
    "Rätta enheten, eller citera talet med {{ … }}, så att det räknas om.",
)
_SLIP_OF_TABLE = FindingKind(
    "T742",
    "”{label}”, {column} är {amount}, men {other} är {beside}: det skiljer en faktor tusen.",
    "Är det skrivet i en annan enhet än tabellens? Räkna om det, eller skriv enheten i cellen.",
    Severity.ERROR,
)


@dataclass(frozen=True, slots=True)
class _Amount:
    """The bounds of an amount in kronor without its sign; `each` is whether it is per place, day or person.

    `label` names its row and column.
    """

    low: Decimal
    high: Decimal
    figure: Figure
    stems: frozenset[str]
    each: bool
    label: str


@dataclass(frozen=True, slots=True)
class _MoneyMention:
    wording: Wording
    mention: Mention

    @property
    def written(self) -> str:
        return self.wording.plain[self.mention.bare_start : self.mention.end]

    @property
    def sentence(self) -> str:
        return self.wording.sentence(self.mention.start)

    @property
    def digits(self) -> int:
        """Return how many digits tell it from other amounts."""
        return _digits(abs(self.mention.value))


def magnitude(understood: Understood) -> Iterator[Problem]:
    """Yield T741 and T742 of a period."""
    content, ledger = understood.content, understood.ledger
    mentions = [
        _MoneyMention(wording, mention)
        for wording in wordings_of(content)
        if wording.own and wording.kind in RUNNING and _MONEY.search(wording.plain)
        for mention in number_words(wording.plain)
        if mention.unit in _MONEY_UNITS and not mention.worded
    ]
    tables = content.period.tables.values()
    above = _words_above(content)
    for table in tables:
        if _without_unit(table, ledger) and not any(map(_UNIT_OF_WHAT_FOLLOWS.search, above.get(table.id, ()))):
            yield from _no_unit(table, mentions, ledger)
    yield from _slips_of_prose(mentions, understood)
    for table in tables:
        yield from _slips_of_table(table, ledger)


# --- tables without a unit -----------------------------------------------------------------------------------------


def _texts_about(table: Table) -> Iterator[str]:
    entry = table.entry
    cited = (entry.heading, entry.stub, entry.legend, entry.remark)
    yield from (each.text for each in cited if each is not None)


def _words_above(content: Content) -> dict[str, list[str]]:
    """Return the headings and texts of the sections that each table stands in."""
    above: dict[str, list[str]] = defaultdict(list)
    for path in (path for plan in content.documents for path in section_paths(plan.sections)):
        names = [block.entry.name for each in path for block in each.blocks if block.entry.kind == "text"]
        texts = [content.period.texts[name].text for name in names if name in content.period.texts]
        for block in path[-1].blocks:
            if block.entry.kind == "tabell":
                above[block.entry.name] += [*(each.heading.text for each in path), *texts]
    return above


def _without_unit(table: Table, ledger: Ledger) -> bool:
    cited = [each for column in table.columns for each in (column.heading, column.group_heading) if each is not None]
    cited += [row.label for row in table.rows]
    texts = (*_texts_about(table), *(each.text for each in cited))
    entries = (table.entry, *(column.entry for column in table.columns), *(row.entry for row in table.rows))
    if any(each.unit is not None for each in entries) or any(map(_UNIT_WORD.search, texts)):
        return False
    # A figure without a unit counts something.
    figures = [figure for _, figure in _figures_of(table, ledger)]
    return bool(figures) and all(figure.unit in _NO_UNIT for figure in figures)


def _figures_of(table: Table, ledger: Ledger) -> Iterator[tuple[TableRow, Figure]]:
    for number, row in enumerate(table.rows):
        for column in range(len(table.columns)):
            names = ledger.cells.get((table.id, number, column), ())
            yield from ((row, ledger.figures[name]) for name in names)


def _no_unit(table: Table, mentions: Sequence[_MoneyMention], ledger: Ledger) -> Iterator[Problem]:
    labels: dict[Decimal, str] = {}
    for row, figure in _figures_of(table, ledger):
        if figure.value:
            labels.setdefault(abs(figure.value), row.label.text)
    for each in mentions:
        label, digits = labels.get(abs(each.mention.value)), each.digits
        if label is None or digits < _DIGITS_OF_A_NAME:
            continue
        if digits >= _DIGITS_ALONE or _stems(label) & _stems(each.sentence):
            kind, expected = _NO_UNIT_BUT_MONEY, f"enhet: {each.mention.unit}"
            related = (each.wording.where(each.mention.bare_start),)
            yield kind.at(table.where, table.id, expected, "ingen enhet", related, written=each.written)
            return
    if any(map(_OF_MONEY.search, (*_texts_about(table), *(row.label.text for row in table.rows)))):
        yield _UNIT_NOWHERE.at(table.where, table.id, "enhet: tkr, mnkr eller kr", "ingen enhet")


# --- a thousand times too much in prose ----------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM].casefold() for word in _WORD.findall(text))


def _slips_of_prose(mentions: Sequence[_MoneyMention], understood: Understood) -> Iterator[Problem]:
    amounts = _amounts(understood) if mentions else []
    lows = [amount.low for amount in amounts]
    widest = max((amount.high - amount.low for amount in amounts), default=Decimal(0))

    def near(mention: Mention, unit: Decimal) -> list[_Amount]:
        low, high = mention.low * unit, mention.high * unit
        within = amounts[bisect_left(lows, low - widest) : bisect_right(lows, high)]
        return [amount for amount in within if amount.high >= low]

    for each in mentions:
        mention, digits, unit = each.mention, each.digits, kronor_per(each.mention.unit)
        if unit is None or digits < _DIGITS_OF_A_NAME or mention.hedge == "bound" or near(mention, unit):
            continue
        stems, of_each = _stems(each.sentence), OF_EACH.search(each.sentence) is not None
        others = (other for factor in _FACTORS for other in near(mention, unit * factor) if other.each == of_each)
        slip = next((other for other in others if digits >= _DIGITS_ALONE or other.stems & stems), None)
        if slip is not None:
            amount, related, written = _printed(slip.figure), (slip.figure.where,), " ".join(each.written.split())
            words = {"written": written, "label": slip.label or slip.figure.id, "amount": amount}
            yield _SLIP_OF_PROSE.in_text(each.wording, mention.bare_start, amount, each.written, related, **words)


def _amounts(understood: Understood) -> list[_Amount]:
    amounts = []
    units = {name: _unit_in_words(table) for name, table in understood.content.period.tables.items()}
    labels = _labels(understood)
    for figure in understood.ledger:
        name = figure.id
        label, words, named = labels.get(name, ("", "", ""))
        unit = kronor_per(figure.unit) or (units.get(name.partition(".")[0]) if figure.unit in _NO_UNIT else None)
        if unit is not None and figure.quantity is not None and figure.value:
            low, high = sorted((abs(figure.quantity.low * unit), abs(figure.quantity.high * unit)))
            called = name.replace("_", " ").replace(".", " ")
            each = OF_EACH.search(f"{words} {called}") is not None
            amounts.append(_Amount(low, high, figure, _stems(f"{label} {called}"), each, named))
    return sorted(amounts, key=lambda amount: amount.low)


def _unit_in_words(table: Table) -> Decimal | None:
    units = {match[0].lower() for text in _texts_about(table) for match in _MONEY_UNIT.finditer(text)}
    return kronor_per({"kkr": "tkr", "msek": "mnkr"}.get(unit := next(iter(units)), unit)) if len(units) == 1 else None


def _labels(understood: Understood) -> dict[str, tuple[str, str, str]]:
    labels: dict[str, tuple[str, str, str]] = {}
    for (name, row, column), names in understood.ledger.cells.items():
        table = understood.content.period.tables[name]
        label, heading = table.rows[row].label.text, table.columns[column].heading.text
        above = table.entry.heading.text if table.entry.heading is not None else ""
        labels.update(dict.fromkeys(names, (label, f"{label} {heading} {above}", f"{label}, {heading}")))
    return labels


def _printed(figure: Figure) -> str:
    return plain_quantity(figure.value, figure.unit, figure.decimals)


# --- a thousand times too much in a table --------------------------------------------------------------------------

# The figures of each column that has numbers, by its position.
_Columns = Mapping[int, Sequence[Figure | None]]


def _slips_of_table(table: Table, ledger: Ledger) -> Iterator[Problem]:
    # A difference may be of any size, and so may a result.
    numeric = [
        at
        for at, column in enumerate(table.columns)
        if column.kind in NUMERIC_KINDS and meaning_of(column.heading.text).role not in _ANY_SIZE - {"net"}
    ][:_MOST_COLUMNS]
    rows = [number for number, row in enumerate(table.rows) if meaning_of(row.label.text).role not in _ANY_SIZE]
    columns = {at: [_amount_at(table, ledger, row, at) for row in rows] for at in numeric}
    reported: set[tuple[int, int]] = set()
    for left, right in combinations(numeric, 2):
        row = _odd_row(columns[left], columns[right])
        if row is None:
            continue
        column = _odd_column(row, left, right, columns)
        odd, beside = columns[column][row], columns[left if column == right else right][row]
        if (row, column) not in reported and odd is not None and beside is not None:
            reported.add((row, column))
            near = left if column == right else right
            expected = f"ett tal av samma storlek som {_printed(beside)}"
            words = {"label": table.rows[rows[row]].label.text, "amount": _printed(odd), "beside": _printed(beside)}
            words |= {"column": table.columns[column].heading.text, "other": table.columns[near].heading.text}
            yield _SLIP_OF_TABLE.at(odd.where, odd.id, expected, _printed(odd), (beside.where,), **words)


def _amount_at(table: Table, ledger: Ledger, row: int, column: int) -> Figure | None:
    figure = ledger.first(table.id, row, column)
    if figure is None or not isinstance(table.rows[row].cells[column], NumberCell) or not figure.value:
        return None
    return figure if figure.unit in _NO_UNIT or kronor_per(figure.unit) is not None else None


def _odd_row(left: Sequence[Figure | None], right: Sequence[Figure | None]) -> int | None:
    """Return the one row in which two columns differ a thousandfold, if they go together in all others."""
    pairs = ((row, one, other) for row, (one, other) in enumerate(zip(left, right, strict=True)) if one and other)
    ratios = {
        row: abs(one.value / other.value)
        for row, one, other in pairs
        # A figure of one digit says too little to be taken for another one's thousandth.
        if one.unit == other.unit and one.value and other.value and _digits(min(abs(one.value), abs(other.value))) > 1
    }
    if len(ratios) <= _USUAL_ROWS:
        return None
    middle = median_low(ratios.values())
    row = max(ratios, key=lambda each: max(ratios[each] / middle, middle / ratios[each]))
    apart = ratios.pop(row) / middle
    together = max(ratios.values()) <= _SPREAD * min(ratios.values())
    return row if together and any(_HALF < apart * factor < 1 / _HALF for factor in _FACTORS[:2]) else None


def _digits(value: Decimal) -> int:
    return len(str(value).replace(".", "").strip("0"))


def _odd_column(row: int, left: int, right: int, columns: _Columns) -> int:
    others = [figures[row] for at, figures in columns.items() if at not in {left, right}]
    if not any(others):
        others = [figure for at, figure in enumerate(columns[left]) if at != row]
    sizes = sorted(abs(figure.value) for figure in others if figure is not None and figure.value)
    typical = sizes[len(sizes) // 2]

    def strangeness(column: int) -> Decimal:
        figure = columns[column][row]
        size = abs(figure.value) if figure is not None and figure.value else typical
        return max(size / typical, typical / size)

    return max((left, right), key=strangeness)
