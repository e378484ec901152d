"""What cells are computed of: formulas of sums and differences, kept where they give the value that the sheet shows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from generator.editing.from_sheets.draft import DraftCell, DraftColumn, DraftRow, DraftTable
from generator.project import SheetPage

_CELL = r"\$?(?P<{0}column>[A-Z]{{1,3}})\$?(?P<{0}row>[1-9]\d{{0,6}})"
_TERM = re.compile(
    r"(?P<sign>[-+]?)(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    + _CELL.format("")
    + r"(?::"
    + _CELL.format("last")
    + r")?(?=[-+,]|\Z)"
)
_SUM = re.compile(r"(?P<sign>[-+]?)(?:SUM|SUBTOTAL)\((?P<inner>[^()]*)\)")
_ALONE = re.compile(r"N\(([^()]*)\)")
_LETTERS = 26
_MOST_TERMS = 2_000
_MOST_IN_A_CELL = 8
_SUM_KINDS = ("delsumma", "summa", "resultat")
_SUM_LABEL = re.compile(r"(?:del)?summa\b|s:a\b|totalt?\b|sammanlagt\b", re.IGNORECASE)
# Floats are saved with fifteen digits.
_NOISE = Decimal("1e-9")
_EXACT_UNITS = ("", "kr", "antal")
_PARTS = ("%", "procentenheter")

LineTerms = Sequence[tuple[int, int]]
Terms = tuple[tuple[int, "DraftPlace"], ...]


class DraftPlace(NamedTuple):
    """A cell of a draft: its table, its row and its column, by place."""

    table: int
    row: int
    column: int


@dataclass(frozen=True)
class Relations:
    """The drafts of a workbook, which of their cells each cell of a sheet is, and which cells are not blank."""

    tables: Sequence[DraftTable]
    cells: Mapping[tuple[str, str], DraftPlace]
    filled: Container[tuple[str, str]]

    def cell(self, place: DraftPlace) -> DraftCell:
        """Return a cell."""
        return self.row(place).cells[place.column]

    def row(self, place: DraftPlace) -> DraftRow:
        """Return the row of a cell."""
        return self.tables[place.table].rows[place.row]

    def unit(self, place: DraftPlace) -> str:
        """Return the unit of a cell."""
        return self.tables[place.table].unit_of(self.row(place), place.column)


def relate(tables: Sequence[DraftTable], pages: Mapping[str, SheetPage]) -> None:
    """Find the sums and formulas of drafts, which have their ids; tell of each formula that is not kept."""
    cells = {
        (table.sheet, cell.text.where.cell.rpartition("!")[2]): DraftPlace(number, at, place)
        for number, table in enumerate(tables)
        for at, row in enumerate(table.rows)
        for place, cell in enumerate(row.cells)
    }
    filled = {
        (page.name, cell.where.cell.rpartition("!")[2])
        for page in pages.values()
        for row in page.rows
        for cell in row.cells
        if cell
    }
    relations = Relations(tables, cells, filled)
    of_table: dict[int, list[tuple[str, DraftPlace]]] = defaultdict(list)
    for (_, name), place in cells.items():
        of_table[place.table].append((name, place))
    for number, table in enumerate(tables):
        formulas = pages[table.sheet].formulas
        own = [(name, place) for name, place in of_table[number] if name in formulas]
        terms = {place: _terms(relations, table.sheet, formulas[name], place) for name, place in own}
        known = {place: each for place, each in terms.items() if each}
        _columns(relations, number, known)
        _rows(relations, number, known)
        _sums_by_label(table)
        _kinds(table)
        _summed_columns(table)
        _single_cells(relations, known)
        left = [name for name, place in own if not _is_kept(relations, place)]
        if left:
            listed = ", ".join(f"{table.sheet}!{name}" for name in left)
            table.left_out.append(f"Formler som är skrivna som tal: {listed}")


# --- formulas --------------------------------------------------------------------------------------------------------


def _terms(relations: Relations, sheet: str, formula: str, own: DraftPlace) -> Terms:
    """The cells that a formula adds and subtracts, where they give the value of its own; none for any other."""
    found: list[tuple[int, DraftPlace]] = []
    for sign, name, each in _references(formula):
        at = relations.cells.get((name or sheet, each))
        if at is None:
            # What stands outside the tables is no part of a sum here; a blank cell counts as nothing.
            if not each or (name or sheet, each) in relations.filled:
                return ()
            continue
        kind = relations.cell(at).kind
        if kind == "number":
            found.append((sign, at))
        elif kind not in {"blank", "sign"}:
            return ()
    if not found or relations.cell(own).kind != "number":
        return ()
    if any(relations.unit(at) != relations.unit(own) for _, at in found):
        return ()
    total = sum((sign * relations.cell(at).value for sign, at in found), Decimal(0))
    return tuple(found) if _same(total, relations.cell(own).value) else ()


def _references(formula: str) -> Iterator[tuple[int, str, str]]:
    """Yield sign, sheet and cell of all that a plain sum is of; one that nobody can have for a formula that is none."""
    text = _ALONE.sub(r"\1", formula.replace(" ", "").removeprefix("="))
    at, none = 0, (1, "", "")
    while at < len(text):
        if match := _SUM.match(text, at):
            inner = match["inner"].removeprefix("9,") if "SUBTOTAL" in match[0] else match["inner"]
            parts = inner.split(",")
        elif match := _TERM.match(text, at):
            parts = [match[0].lstrip("+-")]
        else:
            yield none
            return
        if at and not match["sign"]:
            yield none
            return
        sign = -1 if match["sign"] == "-" else 1
        for part in parts:
            term = _TERM.fullmatch(part.removeprefix("+"))
            yield from ((sign, *each) for each in _range(term)) if term else [none]
        at = match.end()


def _range(term: re.Match[str]) -> Iterator[tuple[str, str]]:
    sheet = (term["sheet"] or "").strip("'").replace("''", "'")
    first, top = _number(term["column"]), int(term["row"])
    last, bottom = _number(term["lastcolumn"] or term["column"]), int(term["lastrow"] or term["row"])
    if (last - first + 1) * (bottom - top + 1) > _MOST_TERMS or term["sign"]:
        yield "", ""
        return
    for row in range(top, bottom + 1):
        yield from ((sheet, f"{_letters(column)}{row}") for column in range(first, last + 1))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def _same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _NOISE * max(Decimal(1), abs(other))


# --- columns and rows ------------------------------------------------------------------------------------------------


def _columns(relations: Relations, number: int, known: Mapping[DraftPlace, Terms]) -> None:
    """A column whose numbers are all the same sum of others in their rows has a formula."""
    table = relations.tables[number]
    for column in table.numeric:
        across = Counter(
            tuple((sign, at.column) for sign, at in terms)
            for place, terms in known.items()
            if place.table == number and place.column == column
            if all(at.table == number and at.row == place.row for _, at in terms)
        )
        rows = [row for row in table.rows if row.cells and row.cells[column].kind == "number"]
        for terms, _ in across.most_common(1):
            fits = all(_is_sum(table, row, column, terms) for row in rows)
            if fits and not _leads_to(column, terms, table.columns) and _can_name(table, column, terms):
                table.columns[column].formula = terms


def _leads_to(goal: int, terms: LineTerms, lines: Sequence[DraftColumn] | Sequence[DraftRow]) -> bool:
    """Whether what a column or a row is computed of is computed of it."""
    seen: set[int] = set()
    left = [at for _, at in terms]
    while left:
        at = left.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            left += [other for _, other in lines[at].computed_of]
    return False


def _is_sum(table: DraftTable, row: DraftRow, column: int, terms: LineTerms) -> bool:
    """Whether the numbers of a row, a sign as nothing, give that of its column."""
    parts = [(sign, row.cells[at]) for sign, at in terms]
    if any(cell.kind not in {"number", "sign"} for _, cell in parts):
        return False
    units = {table.unit_of(row, at) for _, at in terms} | {table.unit_of(row, column)}
    total = sum((sign * cell.value for sign, cell in parts), Decimal(0))
    return len(units) == 1 and _same(total, row.cells[column].value)


def _can_name(table: DraftTable, column: int, terms: LineTerms) -> bool:
    """Whether no name of another column means one of the own group, or a row."""
    own = table.columns[column].group_id
    within = {each.id for each in table.columns if each.group_id == own}
    return all(own == table.columns[at].group_id or table.columns[at].id not in within for _, at in terms)


def _rows(relations: Relations, number: int, known: Mapping[DraftPlace, Terms]) -> None:
    """A row whose formulas all add the same rows, in their columns, is their sum."""
    table = relations.tables[number]
    for at, row in enumerate(table.rows):
        down = [
            tuple((sign, other.row) for sign, other in terms)
            for place, terms in known.items()
            if (place.table, place.row) == (number, at)
            if all(other.table == number and other.column == place.column for _, other in terms)
        ]
        # In a column with blank cells fewer rows are added.
        for terms in sorted(set(down), key=len, reverse=True)[:1]:
            is_one = all(set(each) <= set(terms) for each in down) and not _leads_to(at, terms, table.rows)
            row.sums = terms if is_one else ()
            columns = [each for each in table.numeric if row.cells[each].kind == "number"]
            of_sums = [each for each in columns if not table.columns[each].formula and table.unit_of(row, each) != "%"]
            fitting = sum(sums_up(table, row, each, exact=False) for each in of_sums)
            if fitting * 2 <= len(of_sums) and not (fitting and _SUM_LABEL.match(row.label)):
                row.sums = ()


def _sums_by_label(table: DraftTable) -> None:
    """A row that is called a sum and whose numbers are that of the rows above is one, also without a formula."""
    for at, row in enumerate(table.rows):
        if row.sums or not row.cells or row.kind != "rad" or not _SUM_LABEL.match(row.label):
            continue
        for rows in (_since_last(table, at), _all_above(table, at)):
            if len(rows) > 1 and _adds_up(table, row, rows):
                row.sums = tuple((1, each) for each in rows)
                row.guesses.append("raden är summan av raderna ovanför")
                break


def _since_last(table: DraftTable, at: int) -> Sequence[int]:
    first = max((each + 1 for each in range(at) if table.rows[each].sums), default=0)
    return [each for each in range(first, at) if table.rows[each].kind == "rad" and not table.rows[each].sums]


def _all_above(table: DraftTable, at: int) -> Sequence[int]:
    return [each for each in range(at) if table.rows[each].kind == "rad" and not table.rows[each].sums]


def _adds_up(table: DraftTable, row: DraftRow, rows: Sequence[int]) -> bool:
    """Whether a row is the sum of others in some column and, but for per cent, in none it is not."""
    found = False
    for column in (place for place in table.numeric if row.cells[place].kind == "number"):
        unit = table.unit_of(row, column)
        parts = [table.rows[each] for each in rows if table.rows[each].cells[column].kind == "number"]
        if unit == "%" or any(table.unit_of(each, column) != unit for each in parts):
            continue
        total = sum((each.cells[column].value for each in parts), Decimal(0))
        decimals = min([row.cells[column].decimals, *(each.cells[column].decimals for each in parts)])
        exact = unit in _EXACT_UNITS and not decimals
        room = Decimal(0) if exact else Decimal(len(parts) + 1).scaleb(-decimals) / 2
        if abs(total - row.cells[column].value) > max(room, _NOISE):
            return False
        found = True
    return found


def _kinds(table: DraftTable) -> None:
    """Say what kind of sum each is, and whether its rows must be named."""
    last = max((at for at, row in enumerate(table.rows) if row.sums), default=-1)
    for at, row in enumerate(table.rows):
        if not row.sums:
            continue
        terms = {each for _, each in row.sums}
        plain = all(sign > 0 for sign, _ in row.sums) and len(terms) == len(row.sums)
        if plain and terms == set(_since_last(table, at)) and at != last:
            row.kind = "delsumma"
        else:
            row.kind = "summa"
            row.named = not plain or terms != set(_all_above(table, at))
        if plain and (left := _left_out(table, at)):
            row.guesses.append(f"summan tar inte med {', '.join(table.rows[each].label for each in left)}")


def _left_out(table: DraftTable, at: int) -> Sequence[int]:
    """The rows between the first that a row is the sum of and itself that neither it nor a sum in it takes in."""
    taken: set[int] = set()
    terms = [each for _, each in table.rows[at].sums]
    while terms:
        taken.add(each := terms.pop())
        terms += [other for _, other in table.rows[each].sums if other not in taken]
    between = (each for each in _all_above(table, at) if each > min(taken) and each not in taken)
    units = {table.unit_of(table.rows[each], place) for each in taken for place in _numbers(table, each)}
    return [
        each
        for each in between
        if any(table.unit_of(table.rows[each], place) in units for place in _numbers(table, each))
    ]


def _numbers(table: DraftTable, at: int) -> Iterator[int]:
    row = table.rows[at]
    yield from (place for place in table.numeric if row.cells and row.cells[place].kind == "number")


def _summed_columns(table: DraftTable) -> None:
    """A column with a number in a sum row that is not the sum takes no part in sums."""
    for column in (each for each in table.numeric if not table.columns[each].formula):
        rows = [row for row in table.rows if row.sums and row.cells and row.cells[column].kind == "number"]
        if any(is_summed(table, row, column) and not sums_up(table, row, column, exact=False) for row in rows):
            table.columns[column].summed = False
            table.columns[column].guesses.append("kolumnen är ingen summa i summaraderna")


def is_summed(table: DraftTable, row: DraftRow, column: int) -> bool:
    """Whether a sum row has the sum in a column where nothing stands: nothing is computed of per cent."""
    return bool(row.sums) and table.columns[column].summed and table.unit_of(row, column) not in _PARTS


def is_computed(table: DraftTable, row: DraftRow, column: int) -> bool:
    """Whether a number need not be written: the column's formula or the row's sum gives it."""
    if row.cells[column].kind != "number" or row.cells[column].unit:
        return False
    return bool(table.columns[column].formula) or (is_summed(table, row, column) and sums_up(table, row, column))


def sums_up(table: DraftTable, row: DraftRow, column: int, *, exact: bool = True) -> bool:
    """Whether a number of a sum row is the sum of its rows in their column; not `exact`: as far as is seen."""
    parts = [(sign, table.rows[at]) for sign, at in row.sums if table.rows[at].cells]
    numbers = [(sign, each) for sign, each in parts if each.cells[column].kind == "number"]
    unit = table.unit_of(row, column)
    if not numbers or any(table.unit_of(each, column) != unit for _, each in numbers):
        return False
    if any(each.cells[column].kind not in {"number", "sign", "blank"} for _, each in parts):
        return False
    total = sum((sign * each.cells[column].value for sign, each in numbers), Decimal(0))
    difference = abs(total - row.cells[column].value)
    if exact:
        return _same(total, row.cells[column].value)
    room = Decimal(len(numbers) + 1).scaleb(-row.cells[column].decimals) / 2
    return difference <= max(_NOISE, room if unit not in _EXACT_UNITS or row.cells[column].decimals else Decimal(0))


# --- single cells ----------------------------------------------------------------------------------------------------


def _single_cells(relations: Relations, known: Mapping[DraftPlace, Terms]) -> None:
    """Formulas that are neither a column's nor a row's stand in their cells."""
    for place, terms in known.items():
        if _is_kept(relations, place) or relations.cell(place).unit or len(terms) > _MOST_IN_A_CELL:
            continue
        if not _is_of_itself(relations, place, known):
            names = [("- " if sign < 0 else "+ ") + _name(relations, place, at) for sign, at in terms]
            first = names[0].removeprefix("+ ").replace("- ", "-", 1)
            relations.row(place).formulas[place.column] = " ".join((first, *names[1:]))


def _is_of_itself(relations: Relations, goal: DraftPlace, known: Mapping[DraftPlace, Terms]) -> bool:
    """Whether what the formula of a cell is of would be computed of it."""
    seen: set[DraftPlace] = set()
    left = [at for _, at in known[goal]]
    while left:
        at = left.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            left += _computed_of(relations, at, known)
    return False


def _computed_of(relations: Relations, at: DraftPlace, known: Mapping[DraftPlace, Terms]) -> Iterator[DraftPlace]:
    row = relations.row(at)
    column = relations.tables[at.table].columns[at.column]
    if at.column in row.formulas:
        yield from (other for _, other in known[at])
    elif column.formula:
        yield from (at._replace(column=other) for _, other in column.formula)
    elif row.sums:
        yield from (at._replace(row=other) for _, other in row.sums if relations.tables[at.table].rows[other].cells)


def _name(relations: Relations, own: DraftPlace, at: DraftPlace) -> str:
    table = relations.tables[at.table]
    column = table.columns[at.column]
    parts = (table.rows[at.row].id, column.group_id, column.id)
    return ".".join(part for part in (table.id if at.table != own.table else "", *parts) if part)


def _is_kept(relations: Relations, place: DraftPlace) -> bool:
    """Whether the formula of a cell is that of its column or its row, or stands in the cell."""
    table, row = relations.tables[place.table], relations.row(place)
    if row.cells[place.column].kind != "number" or place.column in row.formulas:
        return True
    return is_computed(table, row, place.column)
