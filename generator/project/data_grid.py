"""The rows of a file → a grid: where its headings stand, which rows and columns say something."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from generator.content import CellText, Grid, Text, as_shown
from generator.problems import Problem, Rejected, Severity, Where
from generator.swedish import is_unit

_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_FIGURE = re.compile(
    r"[-+−–(]?[ \u00a0]?\d[\d \u00a0\u202f.,]*(?:[ \u00a0]?(?:%|kr|tkr|mnkr))?[-)]?\Z|[-–—−_]\Z|\.\.\Z"
)
_REMARK = re.compile(
    r"(?:käll(?:a|or)|noter?|anm|anmärkning(?:ar)?|fotnot(?:er)?|utskriv\w*|uttag\w*)\b[ .:]|[*†¹²³]", re.IGNORECASE
)
# Of 0,234 there is no doubt.
_GROUPED = re.compile(r"[-+−–(]?[1-9]\d{0,2},\d{3}[-)]?(?: ?(?:%|kr|tkr|mnkr))?\Z")
# Written with a decimal point or with several commas, as no Swedish number is.
_ENGLISH = re.compile(
    r"[-+−–(]?(?:\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})[-)]?(?: ?(?:%|kr|tkr|mnkr))?\Z"
)
_MONTH = r"(?:jan|feb|mar|mars|apr|maj|may|jun|juni|jul|juli|aug|sep|sept|okt|oct|nov|dec)\.?"
# What a spreadsheet makes of 6-10, as CSV has it; the others are days too, but for labels beside that are ranges.
_SHORT_DAY = re.compile(rf"\d{{1,2}}[- ]{_MONTH}\Z|{_MONTH}-\d{{1,2}}\Z", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(rf"{_MONTH}-\d\d\Z", re.IGNORECASE)
_FULL_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d\Z")
_RANGE = re.compile(r"\d{1,3} ?[-–] ?\d{1,3}(?: år)?\Z")
_LONGEST_LABEL = 120
_MOST_HEADS = 2
_MOST_LISTED = 5


class Row(NamedTuple):
    """A row of a file: its number there, and its cells."""

    number: int
    cells: tuple[Text, ...]


class Area(NamedTuple):
    """A rectangle of cells, by the numbers of its outermost rows and columns."""

    top: int
    bottom: int
    left: int
    right: int


class Heads(NamedTuple):
    """What the author says of a table's headings: the row that the first stands in, and how many rows there are."""

    row: Text = Text("")
    rows: Text = Text("")


@dataclass(frozen=True)
class _Rows:
    """Rows without blank ones.

    `merged` has the text and the first column of the merged cell that a cell is part of, by row and column; `wide` are
    the numbers of rows with merged columns.
    """

    rows: Sequence[Row]
    merged: Mapping[tuple[int, int], tuple[Text, int]]
    wide: Collection[int]

    def heads(self, place: int, *, wide: bool = False) -> list[Text]:
        """Headings, with what merged cells over several rows say, and `wide` ones over several columns."""
        number, cells = self.rows[place]
        merged = [self.merged.get((number, column)) for column in range(len(cells))]
        spread = [each[0] if each and (wide or each[1] == column) else None for column, each in enumerate(merged)]
        return [as_shown(cell or above or cell) for cell, above in zip(cells, spread, strict=True)]

    def is_full(self, place: int) -> bool:
        """Whether all columns after the first have a heading there."""
        heads = self.heads(place)[1:]
        return all(heads) and bool(heads)

    def begins_group(self, place: int, below: int) -> bool:
        """Whether a row above the headings has those of groups: merged cells, or headings that stand twice below."""
        if not any(self.rows[place].cells[1:]):
            return False
        doubled = [head.casefold() for head in self.heads(below)[1:] if head]
        return self.rows[place].number in self.wide or len(set(doubled)) < len(doubled)


def data_grid(rows: Sequence[Row], heads: Heads, where: Where, merged: Sequence[tuple[Area, Text]] = ()) -> Grid:
    """Return the grid of a file's rows, all of one length, without what is blank. Raises Rejected.

    `merged` are the areas of merged cells, with columns counted from the first of the rows. The headings are the first
    row that has one for every column, before the first row with figures; what stands above them is no data.
    """
    kept = [column for column in range(len(rows[0].cells)) if any(row.cells[column] for row in rows)] if rows else []
    columns = {column: place for place, column in enumerate(kept)}
    filled = [Row(row.number, tuple(row.cells[column] for column in kept)) for row in rows if any(row.cells)]
    if not filled:
        return Grid((), where)
    # Merged cells that lie over each other, as no program writes them, would be more than there are cells.
    within = dict(islice(_merged(merged, filled, columns), len(filled) * len(kept)))
    own = _Rows(filled, within, {area.top for area, _ in merged if area.right > area.left})
    first, last = _found(own, heads)
    body = [(as_shown(row.cells[0]), *row.cells[1:]) for row in filled[last + 1 :]]
    if problems := tuple(_of_english(body)):
        raise Rejected(problems)
    groups = _groups(own, first, last)
    headings = [head or group for head, group in zip(own.heads(last), own.heads(first), strict=True)]
    titles = tuple(as_shown(cell) for row in filled[:first] for cell in row.cells if cell)
    cells: list[Text] = [cell for row in filled for cell in row.cells]
    texts = _days_of_texts(headings, [row[0] for row in body])
    notices = (
        *_guessed([*cells, *texts]),
        *_merged_rows(own, last),
        *_remarks_below(body),
        *_only_heads(body, headings),
    )
    return Grid((tuple(headings), *body), headings[0].where, notices, groups, titles)


def _merged(
    merged: Sequence[tuple[Area, Text]], rows: Sequence[Row], columns: Mapping[int, int]
) -> Iterator[tuple[tuple[int, int], tuple[Text, int]]]:
    """The cells of merged ones, as far as the rows go: an area may go on to the end of the sheet."""
    numbers = [row.number for row in rows]
    for area, text in merged:
        within = [place for column, place in columns.items() if area.left <= column <= area.right]
        for number in numbers[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)]:
            yield from (((number, place), (text, within[0])) for place in within)


def _found(own: _Rows, heads: Heads) -> tuple[int, int]:
    """The places of the first and the last row of headings."""
    numbers = [row.number for row in own.rows]
    count = _number(heads.rows, 1, _MOST_HEADS) if heads.rows else 0
    if heads.row:
        wanted = _number(heads.row, 1, numbers[-1])
        if wanted not in numbers or numbers.index(wanted) + max(count, 1) > len(numbers):
            raise _unfit(heads.row, "Rubrikraden är tom.", "numret på raden med rubriker, som det står i filen")
        first = numbers.index(wanted)
        return first, first + max(count, 1) - 1
    last = _last_head(own)
    if count == _MOST_HEADS and not last:
        # The first of two rows may have a heading for every column too.
        last = 1 if len(own.rows) > 1 else 0
    grouped = count == _MOST_HEADS or (not count and last and own.begins_group(last - 1, last))
    return (last - 1, last) if grouped and last else (last, last)


def _last_head(own: _Rows) -> int:
    data = next((place for place, row in enumerate(own.rows) if is_data_row(row.cells)), None)
    above = range(data) if data else range(len(own.rows))
    full = next((place for place in above if own.is_full(place)), None)
    if full is not None:
        return full
    return max((place for place in range(data or 0) if any(own.rows[place].cells[1:])), default=0)


def is_data_row(cells: Sequence[Text]) -> bool:
    """Whether a row has figures after its label, and not only years."""
    figures = [cell for cell in cells[1:] if _FIGURE.match(cell)]
    return bool(figures) and not all(_YEAR.match(cell) for cell in figures)


def _number(text: Text, least: int, most: int) -> int:
    if text.isdecimal() and text.isascii() and least <= int(text[:9]) <= most:
        return int(text)
    raise _unfit(text, "Rubrikraden går inte att läsa.", f"ett heltal från {least} till {most}")


def _unfit(text: Text, message: str, expected: str) -> Rejected:
    hint = "rubrikrad: är numret på den första raden med rubriker, rubrikrader: hur många de är (1 eller 2)."
    return Rejected([Problem("T103", text.where, message, expected, str(text), hint)])


def _groups(own: _Rows, first: int, last: int) -> tuple[Text, ...]:
    if first == last:
        return ()
    groups, above = [], Text("")
    merged = own.rows[first].number in own.wide
    for column, head in enumerate(own.heads(first, wide=True)):
        # Without merged cells a heading goes on until the next one.
        above = head if head or merged else above
        # A heading over both rows is one of a column.
        alone = column == 0 or not own.rows[last].cells[column]
        groups.append(Text("", head.where) if alone else above)
    return tuple(groups)


def _days_of_texts(headings: Sequence[Text], labels: Sequence[Text]) -> Iterator[CellText]:
    """Headings and labels of a text file that look like a day that a spreadsheet made of something else."""
    for texts in (headings[1:], labels):
        ranges = any(_RANGE.match(text) for text in texts)
        for text in (each for each in texts if not isinstance(each, CellText)):
            month = _MONTH_OF_YEAR.match(text)
            if (_SHORT_DAY.match(text) and not month) or (ranges and (month or _FULL_DAY.match(text))):
                yield CellText(text, text.where, shown=text, guessed=True)


def _guessed(cells: Sequence[Text]) -> Iterator[Problem]:
    guessed = [cell for cell in cells if isinstance(cell, CellText) and cell.guessed]
    if guessed:
        first, more = guessed[0], len(guessed) - _MOST_LISTED
        listed = ", ".join(f"{_place(cell)} ”{cell.shown}”" for cell in guessed[:_MOST_LISTED])
        message = "Excel har gjort ett datum av det som skrevs i cellen, till exempel 1–5 eller 1-24."
        hint = (
            "Skriv om cellen med en apostrof först ('1–5). Är det en dag eller månad: ge cellen ett fullt datumformat."
        )
        found = listed + (f" och {more} till" if more > 0 else "")
        expected = "en text, eller en dag med år"
        yield replace(Problem("T020", first.where, message, expected, found, hint), severity=Severity.WARNING)


def grouped(cells: Iterable[Text], reason: str) -> Iterator[Problem]:
    """Yield the numbers whose comma may divide groups, with both ways to read them."""
    for cell in (each for each in cells if _GROUPED.match(each)):
        whole, _, rest = cell.partition(",")
        digits = re.match(r"\d+", rest)
        end = digits.end() if digits else 0
        message, expected = "Talet kan läsas på två sätt.", f"{whole} {rest} eller {whole},{rest[:end]}0{rest[end:]}"
        yield Problem("T104", cell.where, message, expected, cell, f"{reason} Skriv {expected}.")


def _of_english(body: Sequence[tuple[Text, ...]]) -> Iterator[Problem]:
    """Yield numbers that may have groups, where another of the file shows that its program writes English."""
    cells = [cell for row in body for cell in row[1:] if not isinstance(cell, CellText)]
    english = next((cell for cell in cells if _ENGLISH.match(cell)), None)
    if english is not None:
        yield from grouped(
            cells, f"”{english}” ({_place(english)}) är skrivet på engelska, och då kan kommat skilja tusental."
        )


def _place(cell: Text) -> str:
    return cell.where.cell.rpartition("!")[2] or f"rad {cell.where.line}"


# --- what is read as something else than it looks like -------------------------------------------------------------


def _merged_rows(own: _Rows, last_head: int) -> Iterator[Problem]:
    """Yield one problem of the merged cells below the headings: all of each but its first cell are read as blank."""
    below = {row.number for row in own.rows[last_head + 1 :]}
    places = Counter(text.where for text, _ in own.merged.values())
    texts = {text.where: text for (row, _), (text, _) in own.merged.items() if row in below}
    # One that is merged with blank columns and rows only has all that there is.
    parts = [texts[where] for where in sorted(texts) if places[where] > 1]
    if parts:
        listed = ", ".join(f"{each.where.cell.rpartition('!')[2]} ”{as_shown(each)}”" for each in parts[:_MOST_LISTED])
        more = len(parts) - _MOST_LISTED
        found = listed + (f" och {more} till" if more > 0 else "")
        message = "Sammanfogade celler bland tabellens rader läses som ett värde och tomma celler."
        hint = "Dela cellerna i filen, och skriv värdet i var och en där det gäller."
        yield Problem("T020", parts[0].where, message, "en cell för varje värde", found, hint, Severity.WARNING)


def _remarks_below(body: Sequence[tuple[Text, ...]]) -> Iterator[Problem]:
    """Yield the rows last in a table that are a remark on it: they would be printed as rows of the table."""
    for row in reversed(body):
        if any(row[1:]) or not (_REMARK.match(row[0]) or is_unit(row[0]) or len(row[0]) > _LONGEST_LABEL):
            return
        message = "En anmärkning under tabellen läses som en rad i den."
        hint = "Ta bort raden ur filen eller ange celler: utan den, och skriv källa: eller anmärkning: på tabellen."
        yield Problem("T020", row[0].where, message, "tabellens rader", f"”{row[0]}”", hint, Severity.WARNING)


def _only_heads(body: Sequence[tuple[Text, ...]], headings: Sequence[Text]) -> Iterator[Problem]:
    if not body:
        where, hint = headings[0].where, "Fyll i raderna, eller ange den rubrikrad: som rubrikerna står i."
        found = ", ".join(f"”{each}”" for each in headings[:_MOST_LISTED])
        message = "Filen har rubriker men inga rader under dem."
        yield Problem("T003", where, message, "minst en rad med ett värde", found, hint)
