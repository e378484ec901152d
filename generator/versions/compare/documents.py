"""A document before and after → where it prints something else, and the new one with what it said before marked in it.

Blocks are paired by their ids, rows and columns by their headings, all else by its label or its place. What is new is
marked as such, and what went stands struck where it stood. Whatever else stands in the document is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, cast

from generator.document import (
    BodyRow,
    ChartBlock,
    Contents,
    Document,
    Drawing,
    FormBlock,
    HeadCell,
    Heading,
    Inline,
    KeyFigure,
    LabelledPart,
    Note,
    Place,
    Revised,
    SectionBlock,
    Signatures,
    TableBlock,
    Was,
    label_of,
    placed_cells,
    placed_heads,
    plain_text,
    table_grid,
)
from generator.versions.compare.likeness import is_inline, key_of, likeness, words_of
from generator.versions.compare.runs import RunChange, Told, compare_runs
from generator.versions.compare.struck import struck

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_MOST_WORDS = 24
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Changed:
    """Something printed that another version prints otherwise: the place, page unknown, and the element's id."""

    place: Place
    element: str
    kind: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The new document with marks of what it said before, and every place that differs, in the order of printing."""

    marked: Document
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """How the columns of a table go together: headings after, for each the column before, and what went and came."""

    headings: tuple[str, ...]
    before: Mapping[int, int]
    gone: tuple[int, ...]
    come: tuple[int, ...]


def compare_documents(old: Document, new: Document) -> Comparison:
    """A document as it was and as it is go in; what differs comes out, with the new one marked.

    What is new altogether, or gone, is a place with nothing on one side.
    """
    walk = _SideBySide(new.id, new.look.words)
    units = walk.together(old.units, new.units)
    return Comparison(replace(new, units=cast("Any", units), marked=bool(walk.changed)), tuple(walk.changed))


class _SideBySide:
    """Goes through two documents side by side and remembers in which section it is, and in which part of it."""

    def __init__(self, document: str, said: Mapping[str, str]) -> None:
        self.document = document
        self.heading = said.get("rättelse_rubrik", "")
        self.redrawn = said.get("rättelse_diagram", "")
        self.told = Told(said.get("struket", ""), said.get("nytt", ""), said.get("rättelse_bild", ""))
        self.sections: list[tuple[str, str]] = [("", "")]
        self.parts: list[str] = []
        self.element = ""
        self.quiet = False
        self.changed: list[Changed] = []

    # --- values ------------------------------------------------------------------------------------------------------

    def together(self, old: object, new: object) -> object:
        """The value before and after go in; the new one with its marks comes out."""
        if isinstance(new, tuple):
            if is_inline(new) or (not new and is_inline(old)):
                return self._inline(cast("Inline", old) if isinstance(old, tuple) else (), new)
            return self._tuple(old if isinstance(old, tuple) else (), new)
        if isinstance(new, Contents | Drawing | Signatures | type) or not is_dataclass(new):
            return new
        if isinstance(new, TableBlock) and isinstance(old, TableBlock):
            return self._table(old, new)
        # A class has been told apart above, which the type of is_dataclass cannot say.
        new = cast("DataclassInstance", new)
        return self._value(old if type(old) is type(new) else None, new)

    def _value(self, old: object, new: DataclassInstance) -> object:
        with self._inside(new):
            values = {each.name: getattr(new, each.name) for each in fields(new)}
            changed = {name: self.together(getattr(old, name, None), value) for name, value in values.items()}
            if isinstance(new, ChartBlock) and isinstance(old, ChartBlock):
                changed["title"] = self._chart(old, new, changed["title"])
        same = all(changed[name] is value for name, value in values.items())
        return new if same else replace(new, **changed)

    @contextmanager
    def _inside(self, value: object) -> Iterator[None]:
        """While a part of the document is gone through, it is known where that is."""
        element, self.element = self.element, getattr(value, "id", "") or self.element
        part = self.heading if isinstance(value, Heading) else _label(value)
        if isinstance(value, SectionBlock):
            self.sections.append((value.heading.number, plain_text(value.heading.text)))
        if part:
            self.parts.append(part)
        yield
        if part:
            self.parts.pop()
        if isinstance(value, SectionBlock):
            self.sections.pop()
        self.element = element

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """While something new is marked, it is told once and not word for word."""
        quiet, self.quiet = self.quiet, True
        yield
        self.quiet = quiet

    def _tuple(self, old: tuple[object, ...], new: tuple[object, ...]) -> tuple[object, ...]:
        keys = [key_of(each) for each in old], [key_of(each) for each in new]
        made: list[object] = []
        for before, after in likeness(old, new, keys):
            if after is None:
                made.extend(self._gone(before))
            elif before is None and is_dataclass(after):
                made.append(self._come(after))
            else:
                made.append(self.together(before, after))
        same = len(made) == len(new) and all(a is b for a, b in zip(made, new, strict=True))
        return new if same else tuple(made)

    def _come(self, value: object) -> object:
        with self._inside(value):
            self._say("", _shortened(words_of(value)), "tillagt")
        with self._quietly():
            return self.together(None, value)

    def _gone(self, value: object) -> tuple[object, ...]:
        with self._inside(value) if not getattr(value, "id", "") else self._inside(None):
            self._say(_shortened(words_of(value)), "", "borttaget")
        shown = struck(value, self.told)
        return (shown,) if shown is not None and words_of(value) else ()

    # --- charts ------------------------------------------------------------------------------------------------------

    def _chart(self, old: ChartBlock, new: ChartBlock, title: object) -> object:
        """The title, which says of a chart that is drawn otherwise that it is, and which of its figures were others."""
        if old.drawing == new.drawing:
            if old.alternative != new.alternative:
                self._tell(compare_runs((old.alternative,), (new.alternative,), self.told)[1])
            return title
        figures = tuple(_relabelled(old.drawing, new.drawing))
        was, now = (", ".join(filter(None, texts)) for texts in (zip(*figures, strict=True) if figures else ((), ())))
        self._say(was, now or self.redrawn, "diagram", part=_joined(plain_text(new.title), self.redrawn if now else ""))
        marks = [Revised(self._was(before), after) for before, after in figures]
        runs = cast("Inline", title)
        told = (" ", Revised(self._was(""), self.redrawn)) if self.redrawn else ()
        return (*runs, *told, *(run for mark in marks for run in (" ", mark)))

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(self, old: TableBlock, new: TableBlock) -> TableBlock:
        headings, rows = table_grid(old)
        after, new_rows = table_grid(new)
        columns = _columns(headings, after)
        with self._inside(new):
            caption = self.together(old.caption, new.caption)
            head = self._head(old, new, columns)
            notes = [*cast("tuple[Note, ...]", self.together(old.notes, new.notes))]
            notes.extend(self._columns_gone(rows, headings, columns, new.id))
            for column in columns.come:
                self._say("", _column(new_rows, column), "tillagt", part=after[column])
            groups = self._groups(rows, new, columns)
        made = (caption, head, tuple(notes), groups)
        same = made == (new.caption, new.head, new.notes, new.groups)
        changed: dict[str, Any] = dict(zip(("caption", "head", "notes", "groups"), made, strict=True))
        return new if same else replace(new, **changed)

    def _head(self, old: TableBlock, new: TableBlock, columns: _Columns) -> tuple[tuple[HeadCell, ...], ...]:
        before = {(column, cell.scope): cell for column, cell in placed_heads(old)}
        made = {}
        for column, cell in placed_heads(new):
            beneath = columns.before.get(column)
            if beneath is None and cell.scope == "col":
                with self._quietly():
                    made[cell.id] = cast("HeadCell", self._value(None, cell))
            elif beneath is not None and (beneath, cell.scope) in before:
                made[cell.id] = cast("HeadCell", self._value(before[beneath, cell.scope], cell))
        return tuple(tuple(made.get(cell.id, cell) for cell in row) for row in new.head)

    def _columns_gone(
        self, rows: Sequence[BodyRow], headings: Sequence[str], columns: _Columns, table: str
    ) -> Iterator[Note]:
        """A column that went is told, and stands struck below the table."""
        for number, column in enumerate(columns.gone, 1):
            figures = _column(rows, column)
            self._say(figures, "", "borttaget", part=headings[column])
            text = f"{headings[column]}: {figures}"
            yield Note(f"{table}-struken-kolumn-{number}", "", (Revised(self._was(text), ""),))

    def _groups(self, rows: Sequence[BodyRow], new: TableBlock, columns: _Columns) -> tuple[tuple[BodyRow, ...], ...]:
        """The rows of the new table, marked, in their groups; one that went stands struck after the one before it."""
        flat = [row for group in new.groups for row in group]
        keys = [_row_label(row) for row in rows], [_row_label(row) for row in flat]
        group_of = {row.id: number for number, group in enumerate(new.groups) for row in group}
        made: list[list[BodyRow]] = [[] for _ in new.groups]
        latest = 0
        for before, after in likeness(rows, flat, keys):
            if after is not None:
                latest = group_of.get(after.id, latest)
                made[latest].append(self._row(before, after, columns))
            elif before is not None and made:
                self._say(_row_words(before), "", "borttaget", part=_row_label(before))
                if not columns.gone and not columns.come:
                    made[latest].append(replace(cast("BodyRow", struck(before, self.told)), id=""))
        return tuple(map(tuple, made))

    def _row(self, old: BodyRow | None, new: BodyRow, columns: _Columns) -> BodyRow:
        label = _row_label(new)
        if old is None:
            with self._inside(new):
                self._say("", _row_words(new), "tillagt", part=label)
                with self._quietly():
                    return cast("BodyRow", self._value(None, new))
        before, made = placed_cells(old), []
        with self._inside(new):
            for column, cell in placed_cells(new).items():
                beside = before.get(columns.before.get(column, -1))
                self.parts.extend((label, columns.headings[column]) if column else ())
                quiet, self.quiet = self.quiet, self.quiet or column in columns.come
                made.append(self._value(beside, cell))
                self.quiet = quiet
                del self.parts[len(self.parts) - (2 if column else 0) :]
        same = all(a is b for a, b in zip(made, new.cells, strict=True))
        return new if same else replace(new, cells=cast("Any", tuple(made)))

    # --- text --------------------------------------------------------------------------------------------------------

    def _inline(self, old: Inline, new: Inline) -> Inline:
        marked, changes = compare_runs(old, new, self.told)
        self._tell(changes)
        return marked

    def _tell(self, changes: Sequence[RunChange]) -> None:
        for each in changes:
            element = self.element
            self.element = each.element or element
            self._say(_shortened(each.old), _shortened(each.new), each.kind, figure=each.figure)
            self.element = element

    def _was(self, text: str) -> Was:
        return Was(text, self.told.struck, self.told.new)

    def _say(self, old: str, new: str, kind: str, *, figure: str = "", part: str = "") -> None:
        if self.quiet or not (old or new):
            return
        number, title = self.sections[-1]
        where = part or _joined(*self.parts)
        place = Place(self.document, number, title, "", old.strip(), new.strip(), figure, where)
        self.changed.append(Changed(place, self.element, kind))


# --- where -----------------------------------------------------------------------------------------------------------


def _label(value: object) -> str:
    """What a part of a section is called, where it has a name of its own."""
    if isinstance(value, LabelledPart | KeyFigure):
        return plain_text(value.label)
    if isinstance(value, FormBlock) and value.title:
        return plain_text(value.title)
    return ""


def _joined(*parts: str) -> str:
    return ", ".join(part.strip().rstrip(":") for part in parts if part.strip())


def _shortened(text: str) -> str:
    """A text goes in; it comes out, the middle of a long one left out."""
    words = text.split(" ")
    half = _MOST_WORDS // 2
    return text if len(words) <= _MOST_WORDS else " ".join((*words[:half], "…", *words[-half:]))


# --- parts of tables -------------------------------------------------------------------------------------------------


def _columns(old: Sequence[str], new: Sequence[str]) -> _Columns:
    places = [*likeness(range(len(old)), range(len(new)), (old, new))]
    return _Columns(
        headings=tuple(new),
        before={after: before for before, after in places if before is not None and after is not None},
        gone=tuple(before for before, after in places if before is not None and after is None),
        come=tuple(after for before, after in places if before is None and after is not None),
    )


def _row_label(row: BodyRow) -> str:
    first = row.cells[0] if row.cells else None
    return (label_of(first.text) or words_of(first)) if first else ""


def _row_words(row: BodyRow) -> str:
    """What stands in a row after its label, or its label where that is all."""
    return _shortened(_BETWEEN.join(filter(None, map(words_of, row.cells[1:]))) or _row_label(row))


def _column(rows: Sequence[BodyRow], column: int) -> str:
    cells = (placed_cells(row).get(column) for row in rows)
    return _shortened(_BETWEEN.join(filter(None, (words_of(cell) for cell in cells if cell is not None))))


def _relabelled(old: Drawing, new: Drawing) -> Iterator[tuple[str, str]]:
    """The labels of a drawing's figures that are not what they were."""
    texts = [[text.text for text in drawing.texts if text.kind == "label"] for drawing in (old, new)]
    for tag, low, high, start, end in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
        if tag != "equal":
            count = max(high - low, end - start)
            were, are = texts[0][low:high], texts[1][start:end]
            yield from zip((*were, *[""] * count)[:count], (*are, *[""] * count)[:count], strict=True)
