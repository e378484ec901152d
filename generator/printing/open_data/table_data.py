"""A printed table as data: one row of heads, a type and a unit for each column, an id for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.document import (
    Document,
    HeadCell,
    Inline,
    LabelledPart,
    NoteMark,
    PrintedCell,
    PrintedFigure,
    SectionBlock,
    TableBlock,
    body_rows,
    placed_blocks,
    placed_cells,
    placed_heads,
    plain_text,
    words,
)
from generator.printing.open_data.csv_text import DECIMAL_SIGN, as_text
from generator.swedish import ascii_name

# What is printed where there is no figure.
SIGNS = ("–", "..")
ROW_ID, ROW_KIND, UNIT = "Rad-id", "Radtyp", "Enhet"
_NO_UNIT = frozenset({"", "antal"})


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column: `title` is its head, alone in having it, `name` the same in plain letters.

    `decimals` are those that all its figures have, or None. Only one `of_figures` has them and a unit.
    """

    title: str
    name: str
    of_figures: bool = False
    unit: str = ""
    decimals: int | None = None
    description: str = ""

    @property
    def head(self) -> str:
        """Return the title as it stands in the file."""
        return as_text(self.title)


@dataclass(frozen=True, slots=True)
class DataNote:
    """A note of a table, and the places that have its mark: row (the heads are 1) and column, from 1."""

    mark: str
    text: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class TableData:
    """A table ready to be written; the last of its columns are the kind and the id of each row."""

    name: str
    title: str
    section: str
    unit: str
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[DataNote, ...]

    @property
    def description(self) -> str:
        """Title, unit and section in words, by which tables of the same title are told apart."""
        unit = f", {self.unit}" if self.unit else ""
        return f"{self.title}{unit}" + (f" (avsnitt {self.section})" if self.section not in {"", self.title} else "")


def tables_of(document: Document) -> tuple[TableData, ...]:
    """Return the tables of a document as data, in the order of printing."""
    units = {figure.id: figure.unit for figure in document.figures}
    placed = [each for unit in document.units for each in placed_blocks(unit.blocks)]
    tables = [(each.block, each.section) for each in placed if isinstance(each.block, TableBlock)]
    return tuple(_DataReader(table, section, units).read(number) for number, (table, section) in enumerate(tables, 1))


@dataclass(frozen=True)
class _DataReader:
    """Reads one table; `units` are those of the figures by id."""

    table: TableBlock
    section: SectionBlock | None
    units: Mapping[str, str]

    def read(self, number: int) -> TableData:
        section = self.section.heading.title if self.section is not None else ""
        own = ascii_name(self.table.id.removeprefix("tabell-"))
        return TableData(
            name=f"tabell-{number:02d}-{own}",
            title=plain_text(self.table.caption) or section or plain_text(self.table.head[0][0].text),
            section=section,
            unit=self.table.unit,
            columns=tuple(self.columns()),
            rows=tuple(map(self.row, range(len(self.grid)))),
            notes=tuple(self.notes()),
        )

    @cached_property
    def grid(self) -> Sequence[Mapping[int, PrintedCell]]:
        """The cells of each row by the column that they begin in."""
        return [placed_cells(row) for row in body_rows(self.table)]

    # --- units -------------------------------------------------------------------------------------------------------

    @cached_property
    def mixed(self) -> frozenset[int]:
        """The columns whose figures have several units."""
        columns = range(len(self.table.columns))
        return frozenset(n for n in columns if len(self.units_in(row[n] for row in self.grid if n in row)) > 1)

    @cached_property
    def row_units(self) -> Sequence[str] | None:
        """The unit of each row, where it has one in all columns of several units; None where no column has."""
        units = [self.units_in(row[n] for n in self.mixed if n in row) for row in self.grid]
        return [next(iter(each), "") for each in units] if self.mixed and max(map(len, units)) == 1 else None

    def units_in(self, cells: Iterable[PrintedCell]) -> frozenset[str]:
        figures = (figure_in(cell) for cell in cells)
        return frozenset(self.units.get(figure.figure, "") for figure in figures if figure is not None)

    # --- heads -------------------------------------------------------------------------------------------------------

    def columns(self) -> Iterator[DataColumn]:
        bare = [self.column(number, heads) for number, heads in enumerate(self.heads)]
        unit = [DataColumn(UNIT, "")] if self.row_units is not None else []
        yield from _distinct([*bare, *unit, DataColumn(ROW_KIND, ""), DataColumn(ROW_ID, "")])

    @cached_property
    def heads(self) -> list[list[HeadCell]]:
        """The cells of the head over each column, a group before what it is of."""
        heads: list[list[HeadCell]] = [[] for _ in self.table.columns]
        for head in placed_heads(self.table):
            for column in heads[head.column : head.column + head.cell.columns]:
                column.append(head.cell)
        return heads

    def column(self, number: int, heads: Sequence[HeadCell]) -> DataColumn:
        cells = [row[number] for row in self.grid if number in row]
        figures = [figure for cell in cells if (figure := figure_in(cell)) is not None]
        others = {self.written(number, cell) for cell in cells if figure_in(cell) is None}
        texts = " ".join(filter(None, (plain_text(head.text).strip() for head in heads)))
        title = texts or ("Rad" if number == 0 else f"Kolumn {number + 1}")
        note = " ".join(filter(None, (plain_text(head.note).strip() for head in heads)))
        if not figures or not others <= {"", *SIGNS} or self.says_units(number):
            return DataColumn(title, "", description=note)
        units = self.units_in(cells)
        unit = next(iter(units)) if len(units) == 1 else ""
        decimals = {len(figure.value.partition(".")[2]) for figure in figures}
        shown = f"{title} ({unit})" if unit not in _NO_UNIT and not _says(title, unit) else title
        shared = decimals.pop() if len(decimals) == 1 else None
        return DataColumn(shown, "", of_figures=True, unit=unit, decimals=shared, description=note)

    # --- body --------------------------------------------------------------------------------------------------------

    def row(self, position: int) -> tuple[str, ...]:
        texts = [""] * len(self.table.columns)
        for column, cell in self.grid[position].items():
            texts[column] = self.written(column, cell)
        unit = [self.row_units[position]] if self.row_units is not None else []
        return (*texts, *unit, body_rows(self.table)[position].kind, self.row_ids[position])

    @cached_property
    def row_ids(self) -> Sequence[str]:
        """The ids of the rows, with their numbers where two have the same."""
        names = [row.name or row.kind for row in body_rows(self.table)]
        distinct = len(set(names)) == len(names)
        return names if distinct else [f"{name}-{number}" for number, name in enumerate(names, 1)]

    def says_units(self, column: int) -> bool:
        """Whether each figure of a column has its unit after it, for neither the column nor its rows have one."""
        return column in self.mixed and self.row_units is None

    def written(self, column: int, cell: PrintedCell) -> str:
        """Return a figure as the digits that are printed with a decimal comma, all else as printed, on one line."""
        figure = figure_in(cell)
        if figure is not None:
            digits = figure.value.replace(".", DECIMAL_SIGN)
            return f"{digits} {self.units.get(figure.figure, '')}".strip() if self.says_units(column) else digits
        return "; ".join(map(_part, cell.parts)) if cell.parts else _line(cell.text)

    # --- notes -------------------------------------------------------------------------------------------------------

    def notes(self) -> Iterator[DataNote]:
        marked = list(self.marked())
        for note in self.table.notes:
            places = tuple(sorted({place for name, place in marked if name == note.id}))
            yield DataNote(note.mark, plain_text(note.text), places)

    def marked(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Yield the ids of notes with the places that have their marks."""
        for column, heads in enumerate(self.heads, 1):
            yield from ((name, (1, column)) for head in heads for name in _marks(head.text))
        for line, row in enumerate(self.grid, 2):
            for column, cell in row.items():
                texts = (cell.text, *(part.text for part in cell.parts))
                yield from ((name, (line, column + 1)) for text in texts for name in _marks(text))


def figure_in(cell: PrintedCell) -> PrintedFigure | None:
    """Return the figure that a cell is; None for words, and for figures among words."""
    first = cell.text[0] if cell.kind == "tal" and cell.text else None
    return first if isinstance(first, PrintedFigure) else None


def _line(text: Inline) -> str:
    return " ".join(words(text).split("\n")).strip()


def _part(part: LabelledPart) -> str:
    label, items = _line(part.label), "; ".join(map(_line, part.list_items))
    text = " ".join(filter(None, (_line(part.text), items)))
    ending = "" if not label or not text or label[-1] in ":?!." else ":"
    return f"{label}{ending} {text}".strip()


def _marks(text: Inline) -> Iterator[str]:
    return (run.note for run in text if isinstance(run, NoteMark))


def _says(title: str, unit: str) -> bool:
    return unit in title.replace("(", " ").replace(")", " ").replace(",", " ").split()


def _distinct(columns: Sequence[DataColumn]) -> Iterator[DataColumn]:
    """Give each column a title and a name that no other has."""
    titles: set[str] = set()
    names: set[str] = set()
    for column in columns:
        title = _free(column.title, titles, "{} ({})")
        name = _free("_".join(filter(None, ascii_name(title).lower().split("-"))), names, "{}_{}")
        yield DataColumn(title, name, column.of_figures, column.unit, column.decimals, column.description)


def _free(text: str, taken: set[str], pattern: str) -> str:
    found, number = text, 2
    while found.casefold() in taken:
        found, number = pattern.format(text, number), number + 1
    taken.add(found.casefold())
    return found
