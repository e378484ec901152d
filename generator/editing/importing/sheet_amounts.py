"""What a sheet has for a table: its columns by their headings, its rows by their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from generator.content import (
    Grid,
    SaidUnits,
    SourceRow,
    Text,
    as_shown,
    format_problems,
    name_key,
    number_text,
    where_of,
)
from generator.editing.importing.target import Amount, SourceAmounts, Target
from generator.figures import Quantity, exactly, stated
from generator.problems import Problem, Problems, Where, nearest_hint, refuse
from generator.swedish import Ambiguous, NotANumber, kronor_per, parse_number

_NOTHING = frozenset({"–", "-", "—", "−"})
_BLANK = frozenset({"", "_", "..", "…"})
_CELL = re.compile(r"(?:.*!)?\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_OTHER_HEADING = (
    "Ändra källan till det som kolumnen heter nu. Står rubrikerna på en annan rad eller på två, ange rubrikrad: eller "
    "rubrikrader:."
)
_MOST_LABELS = 3
_ROW = re.compile(r"\d+\Z")


@dataclass(frozen=True)
class _Sheet:
    """A sheet that fills a table, and what is wrong with it."""

    grid: Grid
    target: Target
    problems: Problems = field(default_factory=Problems)
    labels: int = 0

    @cached_property
    def said(self) -> SaidUnits:
        """The units that the sheet says."""
        return SaidUnits(self.grid, self.labels)

    @property
    def heads(self) -> tuple[Text, ...]:
        return self.grid.rows[0]

    @property
    def rows(self) -> Sequence[tuple[Text, ...]]:
        return self.grid.rows[1:]

    def column(self, heading: str, where: Where) -> int | None:
        """Find a column by its heading, maybe with that of its group before it; `*` in it stands for anything."""
        pattern = re.compile(".*".join(re.escape(name_key(part)) for part in heading.split("*")))
        groups = self.grid.groups or ("",) * len(self.heads)
        keys = [
            (name_key(head), name_key(group) + name_key(head)) for group, head in zip(groups, self.heads, strict=True)
        ]
        found = [number for number, names in enumerate(keys) if any(map(pattern.fullmatch, names))]
        if len(found) == 1:
            return found[0]
        sheet = self.heads[0].where
        if found:
            message = f"Flera kolumner i {sheet.file} heter ”{heading}”."
            hint = "Skriv rubriken över den först, eller ange ett cellområde: med bara den ena."
            self.problems.add("T031", where, message, expected="en kolumn", hint=hint, related=(sheet,))
        else:
            message = f"{sheet.file} har ingen kolumn ”{heading}”."
            listed = ", ".join(f"”{head}”" for head in self.heads if head)
            hint = nearest_hint(heading, self.heads, most_listed=0) or _OTHER_HEADING
            self.problems.add("T031", where, message, expected="en av filens rubriker", found=listed, hint=hint)
        return None

    def amount(
        self, line: Sequence[Text], place: int, row: int, column: int, of_row: SourceRow | None = None
    ) -> Amount | None:
        """Read a cell of a line as the table's cell is to be; None where it holds nothing."""
        text = line[place]
        if text in _BLANK:
            return None
        quantity = self.quantity(text, self.unit(line, place, self.target.unit(row, column)))
        taken = text.where.cell or f"rad {text.where.line}"
        return None if quantity is None else Amount(self.target.signed(quantity, of_row), taken)

    def unit(self, line: Sequence[Text], place: int, of_table: str | None) -> str | None:
        """Return the unit of a cell that does not say its own: as the source says, else as is written around it."""
        declared = self.target.source.unit
        said = self.said.at(line, place)
        if said is None or kronor_per((declared or of_table or "kr").split(" per ")[0]) is None:
            return declared or of_table
        if declared is not None and kronor_per(declared) != kronor_per(said.unit):
            message = f"Källan säger enhet: {declared}, men i filen står ”{said.text}”."
            hint = f"Skriv enhet: {said.unit}, eller ta bort enhet:, om filen har rätt. Rätta annars filen."
            problem = Problem(
                "T205",
                where_of(declared, self.target.source.where),
                message,
                said.unit,
                str(declared),
                hint,
                related=(said.text.where,),
            )
            self.problems.extend([problem] if problem not in self.problems else [])
        return declared or said.unit

    def quantity(self, text: Text, unit: str | None) -> Quantity | None:
        self.problems.extend(format_problems(text, unit))
        if text in _NOTHING:
            return exactly(Decimal(0), unit)
        try:
            number = parse_number(number_text(text))
        except Ambiguous as error:
            message, expected = "Talet kan läsas på två sätt.", " eller ".join(error.readings)
            self.problems.add("T104", text.where, message, expected=expected, found=str(text), hint=error.hint)
        except NotANumber as error:
            message = "Cellen ska ha ett tal."
            self.problems.add("T105", text.where, message, expected=error.expected, found=str(text), hint=error.hint)
        else:
            return stated(number.value, number.unit or unit, number.decimals)
        return None


def sheet_amounts(grid: Grid, target: Target) -> SourceAmounts:
    """Return what a sheet has for a table. Raises Rejected: T031, T104, T105."""
    source = target.source
    sheet = _Sheet(grid, target)
    labels = 0 if source.labels is None else sheet.column(source.labels, source.where)
    sheet = replace(sheet, labels=labels or 0)
    columns = {number: sheet.column(column.taken, column.where) for number, column in target.columns.items()}
    places = {number: place for number, place in columns.items() if place is not None}
    refuse(sheet.problems)
    by_key: dict[str, list[tuple[Text, ...]]] = {}
    for each in sheet.rows:
        by_key.setdefault(name_key(as_shown(each[sheet.labels])), []).append(each)
    _check_labels(sheet)
    refuse(sheet.problems)
    wanted = dict(_wanted(target, by_key))
    cells: dict[tuple[int, int], Amount] = {}
    for row, key in wanted.items():
        line = _only(sheet, key, by_key.get(key, []), target.rows.get(row))
        of_row = {n: sheet.amount(line, at, row, n, target.rows.get(row)) for n, at in places.items()} if line else {}
        cells |= {(row, number): amount for number, amount in of_row.items() if amount is not None}
    controls = dict(_controls(sheet, by_key, places))
    refuse(sheet.problems)
    known = {
        *wanted.values(),
        *map(name_key, _labels_of(target)),
        name_key(source.control.taken) if source.control else "",
    }
    left = (each for key, lines in by_key.items() if key not in known for each in lines)
    return SourceAmounts(cells, controls, tuple(_unused(left, sheet.labels, list(places.values()))))


def _check_labels(sheet: _Sheet) -> None:
    """Report a column of labels that has none of the table's, or fewer than another column that nobody chose."""
    target, heads = sheet.target, sheet.heads
    keys = {name_key(row.taken) for row in target.rows.values()}
    for number, row in enumerate(target.table.rows):
        if number not in target.rows and any(target.can_write(number, column) for column in target.columns):
            keys |= {name_key(row.label.text), name_key(row.id)}
    known = [len(keys & {name_key(as_shown(line[place])) for line in sheet.rows}) for place in range(len(heads))]
    best = max(range(len(heads)), key=lambda place: (known[place], place == sheet.labels))
    chosen = target.source.labels is not None
    if not known[sheet.labels] or (known[best] > known[sheet.labels] and not chosen):
        message = f"Tabellens etiketter står inte i kolumnen ”{heads[sheet.labels]}” i {heads[0].where.file}."
        hint = "Ange rader: med de etiketter som filen har, eller etiketter: med rubriken över dem."
        if known[best] and heads[best]:
            hint = f"Skriv etiketter: {heads[best]} i källan. Där står {known[best]} av dem."
        found = ", ".join(f"”{line[sheet.labels]}”" for line in sheet.rows[:_MOST_LABELS] if line[sheet.labels])
        where = target.source.where
        sheet.problems.add("T031", where, message, expected="tabellens etiketter", found=found, hint=hint)


def _number(where: Where) -> int:
    match = _ROW.search(where.cell)
    return int(match[0]) if match else where.line


def _labels_of(target: Target) -> Iterator[str]:
    return (row.label.text for row in target.table.rows)


def _wanted(target: Target, by_key: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    """Yield the rows of the table and the labels that they have in the sheet: as the source says, else their own."""
    taken = {name_key(row.taken) for row in target.rows.values()}
    for number, row in enumerate(target.table.rows):
        declared = target.rows.get(number)
        if declared is not None:
            yield number, name_key(declared.taken)
        elif any(target.can_write(number, column) for column in target.columns):
            key = next((key for key in (name_key(row.label.text), name_key(row.id)) if key in by_key), None)
            if key is not None and key not in taken:
                yield number, key


def _only(sheet: _Sheet, key: str, lines: Sequence[tuple[Text, ...]], row: SourceRow | None) -> tuple[Text, ...] | None:
    if len(lines) > 1:
        first = lines[0][0].where
        numbers = ", ".join(str(_number(line[0].where)) for line in lines)
        message = f"Etiketten ”{key}” står på flera rader i {first.file}: {numbers}."
        where = row.where if row is not None else sheet.target.source.where
        hint = "Ange ett cellområde: med bara de rader som ska hämtas."
        sheet.problems.add("T031", where, message, expected="en rad", hint=hint, related=(first,))
    return lines[0] if len(lines) == 1 else None


def _controls(
    sheet: _Sheet, by_key: Mapping[str, Sequence[tuple[Text, ...]]], places: Mapping[int, int]
) -> Iterator[tuple[int, Amount]]:
    control, row = sheet.target.source.control, sheet.target.control_row
    if control is None or row is None:
        return
    lines = by_key.get(name_key(control.taken), [])
    line = _only(sheet, control.taken, lines, None)
    columns = sheet.target.control_columns if line is not None else ()
    cells: dict[int, tuple[Sequence[Text], int]] = {number: (line or (), places[number]) for number in columns}
    if not lines:
        cells = dict(_cell(sheet, control.taken, places))
    if not cells and not sheet.problems:
        file = sheet.heads[0].where.file
        message = f"{file} har ingen rad eller cell ”{control.taken}” att stämma av mot."
        hint = nearest_hint(control.taken, [line[0] for line in sheet.rows])
        sheet.problems.add("T031", control.where, message, expected="en etikett, eller en cell som B14", hint=hint)
    for number, (of_cell, place) in cells.items():
        if (amount := sheet.amount(of_cell, place, row, number)) is not None:
            yield number, amount


def _cell(sheet: _Sheet, name: str, places: Mapping[int, int]) -> Iterator[tuple[int, tuple[Sequence[Text], int]]]:
    """Find a cell by its name, as its line and place, and the column of the table that it is a total of."""
    match = _CELL.fullmatch(name.strip())
    wanted = f"{match[1].upper()}{match[2]}" if match else ""
    for line in sheet.grid.rows:
        for place, text in enumerate(line):
            if wanted and text.where.cell.rpartition("!")[2] == wanted:
                columns = sheet.target.control_columns
                own = [number for number in columns if places.get(number) == place]
                yield from ((number, (line, place)) for number in (own or (columns if len(columns) == 1 else ())))


def _unused(lines: Iterator[tuple[Text, ...]], labels: int, places: Sequence[int]) -> Iterator[str]:
    """Name the rows of figures that no row of the table takes."""
    for line in lines:
        numbers = [line[place] for place in places if line[place] not in _BLANK]
        if numbers:
            place = numbers[0].where.cell or f"rad {numbers[0].where.line}"
            yield f"{line[labels] or 'utan etikett'}: {numbers[0]} ({place})"
