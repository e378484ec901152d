"""Tables of files that are easily misread: own sums, shares, the months that they are of: T715, T746, T755.

What was odd as a file was read (T020, T118) is reported here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

from generator.checks.finding import FindingKind
from generator.checks.tables.intervals import Interval, meets, quotient, total
from generator.checks.tables.lines import LineCell, TableLine, TableLines, sheets_of
from generator.checks.tables.whole_columns import period_before, whole_columns, whole_tables
from generator.compose import Understood
from generator.content import NumberCell, PeriodEntry, Table, where_of
from generator.problems import Problem, Severity
from generator.swedish import MONTHS, other_end_of_file, plain_quantity

_FEW = 2
_MANY = 3
# So many digits, in all of a row's cells, do not agree by chance.
_DIGITS, _SURE = 4, 7
_HUNDRED = 100
# How many rows below a row are tried as its parts.
_MOST_PARTS = 30
# Every row is tried against all others.
_MOST_ROWS = 300
_SUMMED_AGAIN = FindingKind(
    "T715",
    "Raden ”{label}” är summan av {terms}, och räknas en gång till i ”{total}”.",
    "Skriv raden under rader: med typ: summa eller delsumma, eller ta bort den ena av summorna.",
    Severity.ERROR,
)
_OWN_SUM = FindingKind(
    "T715",
    "Raden ”{label}” är summan av {terms}.",
    "Skriv raden under rader: med typ: summa eller delsumma, så att den trycks som en sådan och inte räknas dubbelt.",
)
_OTHER_END = FindingKind(
    "T746",
    "Filens rubriker är av en annan tid än perioden.",
    "Är det förra periodens fil? Lägg in den nya, eller rätta rubriken i filen.",
)
_OTHER_NAME = FindingKind(
    "T746",
    "Filens eller bladets namn är av en annan tid än perioden.",
    "Är det förra periodens fil? Lägg in den nya. Är innehållet rätt: döp om filen eller bladet.",
)
_FRACTION = FindingKind(
    "T755",
    "Kolumnen ”{column}” är i procent, men talen ser ut att vara andelar av 1.",
    "Skriv talen i procent, eller ge cellerna procentformat i Excel.",
)
_SHARE = re.compile(r"andel|av budget|täckning|närvaro|\w+grad\b|kvot")


def imported(understood: Understood) -> Iterator[Problem]:
    """Yield what is odd in the tables of a period that come from files."""
    content, ledger = understood.content, understood.ledger
    for table in content.period.tables.values():
        yield from (replace(each, place=each.place or table.id) for each in table.notices)
        yield from _months_of_file(table, table.id, content.period.entry)
    before, sheets = period_before(content), sheets_of(content.period, ledger, content)
    alone: list[TableLines] = []
    for sheet in sheets:
        if sheet.table is not None:
            yield from _own_sums(sheet)
            yield from _fractions(sheet)
            of_columns = list(whole_columns(sheet, before, content.period.entry))
            yield from of_columns
            alone += [] if of_columns else [sheet]
    yield from whole_tables(alone, content.period.entry)


# --- own sums ------------------------------------------------------------------------------------------------------


def _own_sums(sheet: TableLines) -> Iterator[Problem]:
    """Yield rows that are the sum of rows beside them and are added to them once more, and in files all such rows."""
    table, found = sheet.table, list[TableLine]()
    if table is None or len(sheet.rows) > _MOST_ROWS:
        return
    parents, sure = _parents(sheet.rows)
    for row in sheet.rows:
        terms = _terms_of(row, sheet.rows, found) or parents.get(row.index, ())
        if row.kind != "rad" or not terms:
            continue
        found.append(row)
        of_file = table.data is not None and row.where.file == table.data.where.file
        names = f"{len(terms)} rader ({terms[0].meaning.text} … {terms[-1].meaning.text})"
        again = next((each for each in table.rows if _sums(each.sums, row) and _sums(each.sums, terms[0])), None)
        label, where, place = row.meaning.text, row.where, f"{table.id}.{row.id}"
        related = tuple(term.where for term in terms)
        if again is not None:
            total_label = again.label.text
            told = _SUMMED_AGAIN.at(where, place, "", "", related, label=label, terms=names, total=total_label)
            yield told if sure or row.index not in parents else replace(told, severity=Severity.WARNING)
        elif of_file:
            yield _OWN_SUM.at(where, place, "", "", related, label=label, terms=names)


def _sums(sums: Sequence[tuple[int, str]], row: TableLine) -> bool:
    return any(name == row.id for _, name in sums)


def _terms_of(row: TableLine, rows: Sequence[TableLine], found: Sequence[TableLine]) -> Sequence[TableLine]:
    """The rows beside a row whose sum it is: above it since the last sum, all above, the sums above, or all below."""
    sums = [
        each.index for each in (*found, *(other for other in rows[: row.index] if other.sums and other.kind != "rad"))
    ]
    plain = [each for each in rows if each.kind in {"rad", "avgår"} and each not in found and not each.meaning.part]
    above = [each for each in plain if each.index < row.index]
    since = [each for each in above if each.index > max(sums, default=-1)]
    below = [each for each in plain if each.index > row.index]
    first = [] if above else [below[:end] for end in range(len(below), _FEW - 1, -1)][:1]
    for terms in (since, above, list(found), *first):
        telling = _MANY - 1 if row.meaning.role in {"sum", "net"} else (_DIGITS if len(terms) > _FEW else _SURE)
        if len(terms) >= _FEW and _agreeing_digits(row, terms) >= telling:
            return terms
    return ()


def _parents(rows: Sequence[TableLine]) -> tuple[dict[int, Sequence[TableLine]], bool]:
    """Two or more rows that each are the sum of those just below, and whether their digits leave no doubt.

    What each agrees in may be few digits: it is that all rows of the table are parts or parents that tells.
    """
    plain = [each for each in rows if each.kind in {"rad", "avgår"} and not each.meaning.part]
    found: dict[int, Sequence[TableLine]] = {}
    place, digits, alone = 0, 0, False
    while place < len(plain):
        row, below = plain[place], plain[place + 1 : place + 1 + _MOST_PARTS]
        runs = (below[:end] for end in range(_FEW, len(below) + 1))
        terms = next((run for run in runs if _agreeing_digits(row, run)), ())
        if terms:
            found[row.index] = terms
            digits += _agreeing_digits(row, terms)
        alone = alone or not terms
        place += 1 + len(terms)
    enough = len(found) > 1 and digits >= (_SURE if alone else _MANY)
    return (found if enough else {}), digits >= _DIGITS


def _agreeing_digits(row: TableLine, terms: Sequence[TableLine]) -> int:
    """How many digits of a row are those of the sum of its terms; none where any cell of it is another sum."""
    digits = 0
    for column, cell in enumerate(row.cells):
        if cell is None or cell.state != "number" or cell.measure == "%" or cell.figure is None or not cell.written:
            continue
        spans = [(-1 if term.kind == "avgår" else 1, each) for term in terms if (each := term.cells[column])]
        added = [(sign, each.span) for sign, each in spans if each.state == "number" and each.measure == cell.measure]
        if sum(bool(span.value) for _, span in added) < _FEW:
            if cell.span.value != total(added).value:
                return 0
            continue
        if not meets(total(added), cell.span):
            return 0
        digits += len(str(abs(cell.span.value).normalize()).replace(".", "").strip("0"))
    return digits


# --- months of headings --------------------------------------------------------------------------------------------


def _months_of_file(table: Table, place: str, period: PeriodEntry) -> Iterator[Problem]:
    """Yield the first month of a file's headings, or of its name and sheet, where none is that of the period's end."""
    grid = table.data
    if grid is None or not grid.rows or table.entry.data is None:
        return
    heads, names = (*grid.titles, *grid.groups, *grid.rows[0]), grid.names
    if told := other_end_of_file(heads, names, period.end):
        at, end = told
        if at < len(heads):
            yield _OTHER_END.at(heads[at].where, place, _month_of(period.end), end.written)
        else:
            where = where_of(table.entry.data, grid.where)
            yield _OTHER_NAME.at(where, place, _month_of(period.end), names[at - len(heads)])


def _month_of(end: date) -> str:
    return f"{MONTHS[end.month - 1]} {end.year}"


# --- shares --------------------------------------------------------------------------------------------------------


def _fractions(sheet: TableLines) -> Iterator[Problem]:
    """Yield columns of per cent whose numbers are the quotients themselves, or can be nothing else."""
    for column in sheet.columns:
        cells = [
            (row, cell) for row in sheet.rows if (cell := row.cells[column.index]) and _is_bare(sheet, row, column)
        ]
        values = [(row, cell) for row, cell in cells if cell.span.value and cell.measure == "%"]
        if not values:
            continue
        quotients = [cell for row, cell in values if _is_quotient(row, cell)]
        most = max((cell.figure.decimals for _, cell in values if cell.figure), default=0)
        # Shares may be above 1; per cent with three decimals are hardly written.
        limit = _FEW if most >= _MANY else 1
        of_file = sheet.table is not None and sheet.table.data is not None
        shares = of_file or _SHARE.search(column.meaning.text.casefold())
        small = shares and all(abs(cell.span.value) <= limit for _, cell in values)
        many = len(values) >= (_FEW if most >= _MANY else _MANY) and most >= _FEW
        signed = _least_signed(sheet, column)
        unlike = [cell for _, cell in values if _is_unlike(cell, signed)] if signed is not None else []
        if len(quotients) > 1 or (quotients and len(values) == 1) or (small and many) or unlike:
            first, *others = quotients or unlike or [cell for _, cell in values]
            if first.figure is not None:
                right = plain_quantity(first.span.value * _HUNDRED, "%", max(first.figure.decimals - 2, 0))
                place = f"{sheet.id}.{column.id}"
                related = tuple(cell.figure.where for cell in others if cell.figure is not None)
                yield _FRACTION.at(
                    first.figure.where, place, right, _printed(first), related, column=column.meaning.text
                )


def _is_bare(sheet: TableLines, row: TableLine, column: TableLine) -> bool:
    cell = sheet.table.rows[row.index].cells[column.index] if sheet.table is not None else None
    return isinstance(cell, NumberCell) and cell.unit is None


def _least_signed(sheet: TableLines, column: TableLine) -> Decimal | None:
    """The least of the cells of a column that say that they are per cent, where it is more than one."""
    cells = [row.cells[column.index] for row in sheet.table.rows] if sheet.table is not None else []
    least = min((abs(cell.value) for cell in cells if isinstance(cell, NumberCell) and cell.unit == "%"), default=None)
    return least if least is not None and least > 1 else None


def _is_unlike(cell: LineCell, signed: Decimal) -> bool:
    """Whether a number beside such cells can be a share; above 1 only with decimals, and where they are greater."""
    value, decimals = abs(cell.span.value), cell.figure.decimals if cell.figure is not None else 0
    return value <= 1 or (value <= _FEW < signed and decimals >= _FEW)


def _is_quotient(row: TableLine, cell: LineCell) -> bool:
    """Whether a number is one amount of its row divided by another; with one decimal, exactly that."""
    if cell.figure is None or not cell.figure.decimals:
        return False
    value = cell.span.value
    margin = Decimal(1).scaleb(-cell.figure.decimals) / 2 if cell.figure.decimals >= _FEW else Decimal(0)
    written = Interval(value, value - margin, value + margin)
    others = [each for each in row.cells if each is not None and each.measure != "%" and each.state == "number"]
    for one, other in permutations(others, 2):
        share = quotient(one.span, other.span)
        exact = margin or value * other.span.value == one.span.value
        if share is not None and one.measure == other.measure and exact and meets(share, written):
            return True
    return False


def _printed(cell: LineCell) -> str:
    figure = cell.figure
    return plain_quantity(figure.value, figure.unit, figure.decimals) if figure is not None else ""
