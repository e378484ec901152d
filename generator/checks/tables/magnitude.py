"""Evidence → amounts a thousand times too large or small, and tables whose unit nobody can tell: T741, T742."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from generator.checks.wordings import RUNNING, Wording, wordings_of
from generator.compose import Evidence
from generator.content import NUMERIC_KINDS, NumberCell, Table
from generator.figures import Figure, Ledger
from generator.problems import Problem, Severity
from generator.swedish import HARD_SPACE, MONTHS, Mention, NumberFormat, format_quantity, number_words, scale

_UNIT_WORD = re.compile(
    r"%|\b(?:procent|[tmk]?kr|kkr|mnkr|mdkr|msek|kronor|tusen\w*|miljon\w*|miljard\w*|antal\w*|st|stycken|personer|"
    r"index|år|dagar|timmar|poäng|betyg|årsarbetare|dygn)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d[ \u00a0]?(?:kr|tkr|kkr|mnkr|mkr|msek|mdkr|kronor|tusen|miljon|miljard)", re.IGNORECASE)
_TOLD_UNIT = re.compile(r"\b(?:tkr|kkr|mnkr|mkr|msek|mdkr)\b", re.IGNORECASE)
_MONEY_UNITS = frozenset({"kr", "tkr", "mnkr", "mdkr"})
_NO_UNIT = frozenset({None, "antal"})
# What one of them costs is a thousandth of what all of them do, and no slip.
_OF_EACH = re.compile(
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
_USUAL_ROWS = 3
_MOST_COLUMNS = 14


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount of the ledger in kronor, without its sign, between the bounds that its rounding allows.

    `each` is said of what a place, a day or a person costs.
    """

    low: Decimal
    high: Decimal
    figure: Figure
    stems: frozenset[str]
    each: bool


def magnitude(evidence: Evidence) -> tuple[Problem, ...]:
    """A period goes in; problems T741 and T742 come out."""
    tables = evidence.content.period.tables
    mentions = [
        (wording, mention)
        for wording in wordings_of(evidence.content)
        if wording.own and wording.kind in RUNNING and _MONEY.search(wording.plain)
        for mention in number_words(wording.plain)
        if mention.unit in _MONEY_UNITS and not mention.worded
    ]
    unitless = [table for table in tables.values() if _without_unit(table, evidence.ledger)]
    found = [problem for table in unitless for problem in _no_unit(table, mentions, evidence.ledger)]
    found.extend(_slips_of_prose(mentions, evidence))
    found.extend(problem for table in tables.values() for problem in _slips_of_table(table, evidence.ledger))
    return tuple(found)


# --- tables without a unit -----------------------------------------------------------------------------------------


def _without_unit(table: Table, ledger: Ledger) -> bool:
    entry = table.entry
    told = [cited.text for cited in (entry.heading, entry.stub, entry.legend, entry.remark) if cited is not None]
    told.extend(column.heading.text for column in table.columns)
    told.extend(column.group_heading.text for column in table.columns if column.group_heading is not None)
    told.extend(row.label.text for row in table.rows)
    entries = (entry, *(column.entry for column in table.columns), *(row.entry for row in table.rows))
    if any(each.unit is not None for each in entries) or any(_UNIT_WORD.search(text) for text in told):
        return False
    # A figure without a unit counts something.
    figures = [ledger.figures[name] for name in _figures_of(table, ledger)]
    return bool(figures) and all(figure.unit in _NO_UNIT for figure in figures)


def _figures_of(table: Table, ledger: Ledger) -> Iterator[str]:
    for row in range(len(table.rows)):
        for column in range(len(table.columns)):
            yield from ledger.cells.get((table.id, row, column), ())


def _no_unit(table: Table, mentions: Sequence[tuple[Wording, Mention]], ledger: Ledger) -> Iterator[Problem]:
    """A table whose figures are typed elsewhere with a unit of money."""
    by_value: dict[Decimal, str] = {}
    for row, line in enumerate(table.rows):
        for column in range(len(table.columns)):
            for name in ledger.cells.get((table.id, row, column), ()):
                figure = ledger.figures[name]
                if figure.value:
                    by_value.setdefault(abs(figure.value), line.label.text)
    for wording, mention in mentions:
        label = by_value.get(abs(mention.value))
        digits = _significant(mention)
        named = label is not None and _stems(label) & _stems(wording.sentence(mention.start))
        if label is None or digits < _DIGITS_OF_A_NAME or (digits < _DIGITS_ALONE and not named):
            continue
        written = wording.plain[mention.bare_start : mention.end]
        yield Problem(
            "T741",
            table.where,
            f"Tabellen har ingen enhet, men texten skriver ett av dess tal som {written}.",
            f"enhet: {mention.unit}",
            "ingen enhet",
            "Skriv enhet: på tabellen eller kolumnen; då kan tal också citeras i en annan enhet.",
            Severity.WARNING,
            related=(wording.where(mention.bare_start),),
            place=table.id,
        )
        return


# --- a thousand times too much in prose ----------------------------------------------------------------------------


def _significant(mention: Mention) -> int:
    return _digits(abs(mention.value))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM].casefold() for word in _WORD.findall(text))


def _slips_of_prose(mentions: Sequence[tuple[Wording, Mention]], evidence: Evidence) -> Iterator[Problem]:
    amounts = _amounts(evidence)
    lows = [amount.low for amount in amounts]
    widest = max((amount.high - amount.low for amount in amounts), default=Decimal(0))

    def near(mention: Mention, unit: Decimal) -> list[_Amount]:
        """The amounts that a mention in a unit of so many kronor may stand for."""
        low, high = mention.low * unit, mention.high * unit
        within = amounts[bisect_left(lows, low - widest) : bisect_right(lows, high)]
        return [amount for amount in within if amount.high >= low]

    for wording, mention in mentions:
        unit = scale(mention.unit)
        digits = _significant(mention)
        if unit is None or digits < _DIGITS_OF_A_NAME or mention.hedge == "bound":
            continue
        if near(mention, unit):
            continue
        sentence = wording.sentence(mention.start)
        said, of_each = _stems(sentence), _OF_EACH.search(sentence) is not None
        others = (each for factor in _FACTORS for each in near(mention, unit * factor) if each.each == of_each)
        slip = next((each for each in others if digits >= _DIGITS_ALONE or each.stems & said), None)
        if slip is not None and slip.figure.quantity is not None:
            written = wording.plain[mention.bare_start : mention.end]
            yield Problem(
                "T742",
                wording.where(mention.bare_start),
                "Beloppet skiljer sig från tabellens med en faktor tusen.",
                _printed(slip.figure),
                written,
                "Rätta enheten, eller citera talet med {{ … }}, så att det räknas om.",
                Severity.WARNING,
                related=(slip.figure.where,),
                place=wording.place,
            )


def _amounts(evidence: Evidence) -> list[_Amount]:
    """The amounts of tables and records in kronor, least first, each with the stems of what it is of."""
    found = []
    told = {name: _told_unit(table) for name, table in evidence.content.period.tables.items()}
    for name, (figure, label, words) in _labelled(evidence).items():
        unit = scale(figure.unit) or (told.get(name.partition(".")[0]) if figure.unit in _NO_UNIT else None)
        if unit is not None and figure.quantity is not None and figure.value:
            low, high = sorted((abs(figure.quantity.low * unit), abs(figure.quantity.high * unit)))
            called = name.replace("_", " ").replace(".", " ")
            each = _OF_EACH.search(f"{words} {called}") is not None
            found.append(_Amount(low, high, figure, _stems(f"{label} {called}"), each))
    return sorted(found, key=lambda amount: amount.low)


def _told_unit(table: Table) -> Decimal | None:
    """How many kronor one is of a table that has its unit in words only: in its heading, legend or remark."""
    entry = table.entry
    cited = (entry.heading, entry.stub, entry.legend, entry.remark)
    told = {match[0].lower() for each in cited if each for match in _TOLD_UNIT.finditer(each.text)}
    return scale({"kkr": "tkr", "msek": "mnkr"}.get(unit := next(iter(told)), unit)) if len(told) == 1 else None


def _labelled(evidence: Evidence) -> dict[str, tuple[Figure, str, str]]:
    """Every figure with the label of its row, if it has one, and with all the words of row, column and table."""
    named = {name: (figure, "", "") for name, figure in evidence.ledger.figures.items()}
    tables = evidence.content.period.tables
    for (name, row, column), names in evidence.ledger.cells.items():
        table = tables[name]
        label, heading = table.rows[row].label.text, table.columns[column].heading.text
        above = table.entry.heading.text if table.entry.heading is not None else ""
        named.update({each: (named[each][0], label, f"{label} {heading} {above}") for each in names})
    return named


def _printed(figure: Figure) -> str:
    text = format_quantity(figure.value or Decimal(0), figure.unit, NumberFormat(), figure.decimals)
    return text.replace(HARD_SPACE, " ")


# --- a thousand times too much in a table --------------------------------------------------------------------------

_Numbers = Sequence[Sequence[Figure | None]]


def _slips_of_table(table: Table, ledger: Ledger) -> Iterator[Problem]:
    numeric = [at for at, column in enumerate(table.columns) if column.kind in NUMERIC_KINDS][:_MOST_COLUMNS]
    numbers = {at: tuple(_number(table, ledger, row, at) for row in range(len(table.rows))) for at in numeric}
    told: set[tuple[int, int]] = set()
    for left, right in combinations(numeric, 2):
        row = _odd_row(numbers[left], numbers[right])
        if row is not None:
            column = _odd_column(row, left, right, list(numbers.values()), numeric)
            if (row, column) not in told:
                told.add((row, column))
                odd, beside = numbers[column][row], numbers[left if column == right else right][row]
                if odd is not None and beside is not None:
                    yield _slip(table.rows[row].label.text, odd, beside)


def _number(table: Table, ledger: Ledger, row: int, column: int) -> Figure | None:
    if not isinstance(table.rows[row].cells[column], NumberCell):
        return None
    names = ledger.cells.get((table.id, row, column), ())
    figure = ledger.figures[names[0]] if names else None
    if figure is None or not figure.value or not (figure.unit in _NO_UNIT or scale(figure.unit) is not None):
        return None
    return figure


def _odd_row(left: Sequence[Figure | None], right: Sequence[Figure | None]) -> int | None:
    """Two columns → the one row in which they differ a thousandfold, where they are of one size in all others."""
    odd, usual = [], 0
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        if one is None or other is None or one.unit != other.unit or one.value is None or other.value is None:
            continue
        apart = abs(one.value.adjusted() - other.value.adjusted())
        # A figure of one digit says too little to be taken for another one's thousandth.
        if apart > 1 and _digits(min(abs(one.value), abs(other.value))) > 1:
            odd.append((row, abs(one.value / other.value)))
        usual += apart <= 1
    if len(odd) != 1 or usual < _USUAL_ROWS:
        return None
    row, ratio = odd[0]
    return row if any(_HALF < ratio * factor < 1 / _HALF for factor in _FACTORS[:2]) else None


def _digits(value: Decimal) -> int:
    return len(str(value).replace(".", "").strip("0"))


def _odd_column(row: int, left: int, right: int, numbers: _Numbers, numeric: Sequence[int]) -> int:
    """Of two cells that disagree: the one that disagrees with the others of its row, or with those of the columns."""
    others = [column[row] for at, column in zip(numeric, numbers, strict=True) if at not in {left, right}]
    if not any(others):
        others = [figure for at, figure in enumerate(numbers[numeric.index(left)]) if at != row]
    sizes = sorted(abs(figure.value) for figure in others if figure is not None and figure.value)
    typical = sizes[len(sizes) // 2]

    def strangeness(column: int) -> Decimal:
        figure = numbers[numeric.index(column)][row]
        size = abs(figure.value) if figure is not None and figure.value else typical
        return max(size / typical, typical / size)

    return max((left, right), key=strangeness)


def _slip(label: str, odd: Figure, beside: Figure) -> Problem:
    return Problem(
        "T742",
        odd.where,
        f"Talet skiljer sig med en faktor tusen från talet bredvid på raden ”{label}”.",
        f"ett tal av samma storlek som {_printed(beside)}",
        _printed(odd),
        "Är det skrivet i en annan enhet än tabellens? Räkna om det, eller skriv enheten i cellen.",
        Severity.ERROR,
        related=(beside.where,),
        place=odd.id,
    )
