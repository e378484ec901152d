"""What two versions of a period say differently: figures of the ledger, and cells, states and texts as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.compose import Understood
from generator.content import Content, FieldStatus
from generator.document import (
    BodyRow,
    Document,
    DocumentText,
    FigureChange,
    PlacedTable,
    TableBlock,
    body_rows,
    part_words,
    passages,
    placed_cells,
    placed_heads,
    words,
)
from generator.figures import Figure, Ledger, number_format_of
from generator.swedish import format_quantity
from generator.versions.compare.documents import match_labels, row_label
from generator.versions.compare.matching import Stretch, match, stretches

# Not at hard blanks: a figure and its unit are one word.
_WORD = re.compile(r"[^ \n]+|\n+")


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that reads otherwise; `old` or `new` is empty where only one version has its row or column."""

    table: str  # The document, the section and the caption.
    row: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class StateChange:
    """The state of a field in both versions; empty where it has none."""

    field: str  # `type.id.field`
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that both versions have (`lika`), or only the old (`bort`) or the new one (`nytt`)."""

    kind: Literal["lika", "bort", "nytt"]
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text that reads otherwise, its words old and new in order."""

    section: str  # With the title of its document before it.
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between the versions called `before` and `after`; `papers` are those only one of them has."""

    before: str
    after: str
    papers: tuple[tuple[str, Literal["bort", "nytt"]], ...]
    figures: tuple[FigureChange, ...]
    cells: tuple[CellChange, ...]
    states: tuple[StateChange, ...]
    texts: tuple[TextChange, ...]

    def __bool__(self) -> bool:
        return bool(self.papers or self.figures or self.cells or self.states or self.texts)


def diff(before: Understood, after: Understood, names: tuple[str, str]) -> Differences:
    """Compare two versions, called `names`, of one period or of two that have their ids in common."""
    old, new = ({document.id: document for document in each.documents} for each in (before, after))
    both = [(old[name], new[name]) for name in old if name in new]
    return Differences(
        *names,
        (
            *((document.title, "bort") for name, document in old.items() if name not in new),
            *((document.title, "nytt") for name, document in new.items() if name not in old),
        ),
        tuple(figure_changes(before.ledger, after.ledger)),
        tuple(change for pair in both for change in _cell_changes(*pair)),
        tuple(_state_changes(before.content, after.content)),
        tuple(change for pair in both for change in _text_changes(*pair)),
    )


# --- figures and states ----------------------------------------------------------------------------------------------


def figure_changes(before: Ledger, after: Ledger) -> Iterator[FigureChange]:
    """Yield the figures whose value, unit or printed text differs, or that only one of two ledgers has."""
    for name in dict.fromkeys((*before.figures, *after.figures)):
        old, new = before.figures.get(name), after.figures.get(name)
        texts = _text(old, before), _text(new, after)
        figure = new or old
        if figure and not figure.of_group and (texts[0] != texts[1] or _value(old) != _value(new)):
            yield FigureChange(name, *texts, figure.unit or "", str(figure.where))


def _value(figure: Figure | None) -> object:
    return None if figure is None or figure.quantity is None else (figure.quantity.value, figure.unit)


def _text(figure: Figure | None, ledger: Ledger) -> str:
    """Return a figure as its own place prints it, with all the digits that it carries."""
    if figure is None:
        return ""
    if figure.value is None:
        return figure.sign or "tomt"
    return format_quantity(figure.value, figure.unit, number_format_of(figure, ledger), figure.decimals)


def _state_changes(before: Content, after: Content) -> Iterator[StateChange]:
    old, new = _states(before), _states(after)
    for field in old | new:
        was, now = old.get(field, ""), new.get(field, "")
        if was != now:
            yield StateChange(field, was, now)


def _states(content: Content) -> dict[str, str]:
    return {
        f"{kind}.{record.id}.{name}": value.state
        for kind, records in content.period.records.items()
        for record in records
        for name, value in record.values.items()
        if isinstance(value, FieldStatus)
    }


# --- texts -----------------------------------------------------------------------------------------------------------


def _text_changes(before: Document, after: Document) -> Iterator[TextChange]:
    old, new = ([each for each in passages(paper) if isinstance(each, DocumentText)] for paper in (before, after))
    for pair in match(old, new, lambda each: f"#{each.element}"):
        text = pair.new or pair.old
        was, now = (each.text if each else "" for each in (pair.old, pair.new))
        if text and was != now:
            yield TextChange(_place(after.title, text.section), word_diff(was, now))


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two texts word by word. A figure and its unit are one word."""
    compared = stretches(_WORD.findall(old), _WORD.findall(new), str)
    return tuple(piece for stretch in compared for piece in _pieces(stretch))


def _pieces(stretch: Stretch[str]) -> Iterator[Piece]:
    old, new = " ".join(stretch.old), " ".join(stretch.new)
    pieces = (Piece("lika", new),) if stretch.alike else (Piece("bort", old), Piece("nytt", new))
    return (piece for piece in pieces if piece.text)


def _place(*names: str) -> str:
    return ", ".join(filter(None, names))


# --- tables ----------------------------------------------------------------------------------------------------------


def _cell_changes(before: Document, after: Document) -> Iterator[CellChange]:
    old, new = ([each for each in passages(paper) if isinstance(each, PlacedTable)] for paper in (before, after))
    for pair in match(old, new, lambda each: f"#{each.table.id}"):
        place = pair.new or pair.old
        if place:
            tables = pair.old.table if pair.old else None, pair.new.table if pair.new else None
            headings = _headings(tables[1]) or _headings(tables[0])
            caption = words(place.table.caption) or headings[0]
            for change in _changes_in_table(*tables):
                yield CellChange(_place(after.title, place.section, caption), *change)


def _changes_in_table(old: TableBlock | None, new: TableBlock | None) -> Iterator[tuple[str, str, str, str]]:
    """Yield row, column, old and new text. A row or a column that moved is one that went and one that came."""
    headings = _headings(old), _headings(new)
    columns = match_labels(*headings, moves=False)
    for column in columns:
        was, now = _at(headings[0], column.old), _at(headings[1], column.new)
        if was != now and None not in {column.old, column.new}:
            yield "rubrik", now, was, now
    for row in match(body_rows(old), body_rows(new), row_label, moves=False):
        texts = _cell_texts(row.old), _cell_texts(row.new)
        for column in columns:
            was, now = _at(texts[0], column.old), _at(texts[1], column.new)
            if was != now and not _goes_on(row.new, column.new):
                heading = _at(headings[0], column.old) if column.new is None else headings[1][column.new]
                yield _at(texts[1] or texts[0], _own_head(row.new or row.old)), heading, was, now


def _goes_on(row: BodyRow | None, column: int | None) -> bool:
    """Whether a cell goes on from the row above, where it is told."""
    return row is not None and any(at == column and not cell.rows for at, cell in placed_cells(row).items())


def _own_head(row: BodyRow | None) -> int:
    """Return the column of a row's own head: beside cells of several rows it is the last one."""
    return max((at for at, cell in placed_cells(row).items() if cell.head), default=0) if row is not None else 0


def _at(texts: Sequence[str], place: int | None) -> str:
    return texts[place] if place is not None and place < len(texts) else ""


def _cell_texts(row: BodyRow | None) -> list[str]:
    """Return the text of each column; a cell that spans columns stands in the first of them."""
    texts: list[str] = []
    for cell in row.cells if row else ():
        text = "\n".join(filter(None, (words(cell.text), *map(part_words, cell.parts))))
        texts += (text, *[""] * (cell.columns - 1))
    return texts


def _headings(table: TableBlock | None) -> tuple[str, ...]:
    stacks: dict[int, list[str]] = {column: [] for column in range(len(table.columns))} if table else {}
    for _, column, cell in placed_heads(table) if table else ():
        for covered in range(column, column + cell.columns):
            stacks.setdefault(covered, []).append(words(cell.text))
    return tuple(", ".join(filter(None, stack)) for stack in stacks.values())
