"""Two versions of a document: every place that prints something else, and the new one with its changes marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import zip_longest
from operator import itemgetter
from typing import Any, Literal, TypeAlias, TypeGuard, assert_never, cast

from generator.document import (
    Block,
    BodyRow,
    ChartBlock,
    Contents,
    CorrectionNotice,
    Cover,
    DecisionProposal,
    Document,
    DocumentUnit,
    Drawing,
    FormBlock,
    Heading,
    Inline,
    KeyFigure,
    KeyFigures,
    LabelledPart,
    Letterhead,
    Note,
    PageBreak,
    PaperList,
    Place,
    PrintedCell,
    ProseBlock,
    RecordList,
    Remark,
    Revised,
    Run,
    SectionBlock,
    Signatures,
    TableBlock,
    label_of,
    placed_cells,
    placed_heads,
    plain_text,
    table_grid,
)
from generator.versions.compare.matching import Pair, match, stretches
from generator.versions.compare.runs import (
    ChangeKind,
    ComparedText,
    RevisionWords,
    compare_text,
    mark_text,
    text_changes,
)

_MOST_WORDS = 24
_PREFIX = "struken-"


@dataclass(frozen=True, slots=True)
class Changed:
    """A place that another version prints otherwise, its page unknown, and the id of its element."""

    place: Place
    element: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class Comparison:
    """The new document with marks of what it said before, and every place that differs, in the order of printing."""

    marked: Document
    changed: tuple[Changed, ...]


def compare_documents(old: Document, new: Document) -> Comparison:
    """Compare two versions of a document. What only one of them has is a place with nothing on the other side."""
    words = RevisionWords.of(new.look.words)
    compared = _compare(old.units, new.units)
    changed = tuple(_changes(compared, _Position(new.id, words)))
    return Comparison(replace(new, units=cast("Any", _mark(compared, words)), marked=bool(changed)), changed)


# --- what is paired --------------------------------------------------------------------------------------------------

# A cell of a column that came is "within" it.
_State: TypeAlias = Literal["kept", "came", "went", "within"]


@dataclass(frozen=True, slots=True)
class _ComparedPart:
    """A part in two versions; `old` is None for what came, `new` for what went. `labels`: a cell's row and column."""

    old: object
    new: object
    fields: Mapping[str, _Compared] = field(default_factory=dict)
    state: _State = "kept"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _PrintedColumn:
    heading: str
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class _ComparedTable:
    """A table that both versions have, its `fields` compared; `columns` are those that went or came."""

    new: TableBlock
    fields: Mapping[str, _Compared]
    columns: tuple[_ComparedPart, ...]
    groups: tuple[tuple[_ComparedPart, ...], ...]


_Compared: TypeAlias = ComparedText | _ComparedPart | _ComparedTable | tuple["_Compared", ...]


def _compare(old: object, new: object) -> _Compared:
    """Compare what stands in the same place in two versions; `old` is None or empty where nothing stood."""
    if old == new:
        return _ComparedPart(old, new)
    if _is_inline(new) or (new == () and _is_inline(old)):
        return compare_text(old if _is_inline(old) else (), new if _is_inline(new) else ())
    if isinstance(new, tuple):
        pairs = match(old if isinstance(old, tuple) else (), new, _key)
        return tuple(_compared_item(pair) for pair in pairs if pair.new is not None or words_of(pair.old))
    if isinstance(old, TableBlock) and isinstance(new, TableBlock):
        return _compared_table(old, new)
    return _compared_part(old, new)


def _compared_item(pair: Pair[object]) -> _Compared:
    if pair.new is None:
        return _ComparedPart(pair.old, None, state="went")
    if pair.old is None and is_dataclass(pair.new):
        return _compared_part(None, pair.new, "came")
    return _compare(pair.old, pair.new)


def _compared_part(old: object, new: object, state: _State = "kept", labels: tuple[str, ...] = ()) -> _ComparedPart:
    beside = old if type(old) is type(new) else None
    values = {} if isinstance(new, Signatures) else _parts_of(new)
    compared = {name: _compare(getattr(beside, name, None), value) for name, value in values.items()}
    return _ComparedPart(beside, new, compared, state, labels)


# --- parts of a document ---------------------------------------------------------------------------------------------


def _parts_of(part: object) -> Mapping[str, object]:
    """Return the fields of a part that hold texts or parts, by name. A drawing and a list of contents have none."""
    if not is_dataclass(part) or isinstance(part, Drawing | Contents):
        return {}
    values = ((each.name, getattr(part, each.name)) for each in fields(part))
    return {name: value for name, value in values if isinstance(value, tuple) or is_dataclass(value)}


def _is_inline(value: object) -> TypeGuard[Inline]:
    return isinstance(value, tuple) and bool(value) and all(isinstance(run, Run) for run in value)


def words_of(value: object) -> str:
    """Return all words in a part of a document."""
    if _is_inline(value):
        return plain_text(value)
    parts = value if isinstance(value, tuple) else _parts_of(value).values()
    return " ".join(filter(None, map(words_of, parts)))


def _key(value: object) -> str:
    identity, label = getattr(value, "id", ""), getattr(value, "label", None)
    if identity:
        return f"#{identity}"
    if isinstance(value, LabelledPart) or _is_inline(label):
        return plain_text(label or ()) or type(value).__name__
    if isinstance(value, tuple) and value and not _is_inline(value):
        return words_of(value[0])
    return words_of(value) or type(value).__name__


# --- tables ----------------------------------------------------------------------------------------------------------


def match_labels(old: Sequence[str], new: Sequence[str], *, moves: bool = True) -> tuple[Pair[int], ...]:
    """Pair the places of labels in two rows of them."""
    pairs = match(tuple(enumerate(old)), tuple(enumerate(new)), itemgetter(1), moves=moves)
    return tuple(Pair(pair.old and pair.old[0], pair.new and pair.new[0]) for pair in pairs)


def row_label(row: BodyRow) -> str:
    """Return the words of a row's own head or first cell, without the marks of notes where it has other words."""
    heads = [cell for cell in row.cells if cell.head]
    first = heads[-1] if heads else next(iter(row.cells), None)
    return (label_of(first.text) or words_of(first)) if first else ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """The headings of the new table, and for a column that stayed the place of it in the old one."""

    headings: tuple[str, ...]
    old: Mapping[int, int]


def _compared_table(old: TableBlock, new: TableBlock) -> _ComparedTable:
    headings = table_grid(old)[0], table_grid(new)[0]
    pairs = match_labels(*headings)
    kept = {pair.new: pair.old for pair in pairs if pair.new is not None and pair.old is not None}
    columns = _Columns(headings[1], kept)
    fields = {
        "caption": _compare(old.caption, new.caption),
        "head": _compared_head(old, new, columns),
        "notes": _compare(old.notes, new.notes),
    }
    went = (_column(old, pair.old) for pair in pairs if pair.old is not None and pair.new is None)
    came = (_column(new, pair.new) for pair in pairs if pair.new is not None and pair.old is None)
    changed = [_ComparedPart(column, None, state="went") for column in went]
    changed += [_ComparedPart(None, column, state="came") for column in came]
    return _ComparedTable(new, fields, tuple(changed), _compared_groups(old, new, columns))


def _column(table: TableBlock, column: int) -> _PrintedColumn:
    headings, rows = table_grid(table)
    cells = (placed_cells(row).get(column) for row in rows)
    return _PrintedColumn(headings[column], tuple(filter(None, cells)))


def _compared_head(old: TableBlock, new: TableBlock, columns: _Columns) -> tuple[_Compared, ...]:
    before = {(column, cell.scope): cell for _, column, cell in placed_heads(old)}
    lines: list[list[_Compared]] = [[] for _ in new.head]
    for line, column, cell in placed_heads(new):
        if column not in columns.old and cell.scope == "col":
            lines[line].append(_compared_part(None, cell, "within"))
        else:
            lines[line].append(_compare(before.get((columns.old.get(column, -1), cell.scope), cell), cell))
    return tuple(map(tuple, lines))


def _compared_groups(old: TableBlock, new: TableBlock, columns: _Columns) -> tuple[tuple[_ComparedPart, ...], ...]:
    """Compare the rows of the new table in their groups; one that went stands after the one before it."""
    before = [(0, row) for group in old.groups for row in group]
    after = [(number, row) for number, group in enumerate(new.groups) for row in group]
    groups: list[list[_ComparedPart]] = [[] for _ in new.groups]
    latest = 0
    for pair in match(before, after, lambda each: row_label(each[1])):
        latest = pair.new[0] if pair.new else latest
        if groups:
            groups[latest].append(_compared_row(pair.old and pair.old[1], pair.new and pair.new[1], columns))
    return tuple(map(tuple, groups))


def _compared_row(old: BodyRow | None, new: BodyRow | None, columns: _Columns) -> _ComparedPart:
    if new is None:
        return _ComparedPart(old and replace(old, id=""), None, state="went")
    if old is None:
        return _compared_part(None, new, "came")
    label, before = row_label(new), placed_cells(old)
    cells = (
        # What goes on from the row above is told there.
        _ComparedPart(cell, cell)
        if not cell.rows
        else _compared_part(
            before.get(columns.old.get(column, -1)),
            cell,
            "kept" if column in columns.old else "within",
            (label, columns.headings[column]) if column else (),
        )
        for column, cell in placed_cells(new).items()
    )
    return _ComparedPart(old, new, {"cells": tuple(cells)})


# --- what differs ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Position:
    document: str
    words: RevisionWords
    section: tuple[str, str] = ("", "")
    labels: tuple[str, ...] = ()
    element: str = ""

    def inside(self, part: object, labels: tuple[str, ...] = ()) -> _Position:
        section = part.heading if isinstance(part, SectionBlock) else None
        return replace(
            self,
            section=(section.number, plain_text(section.text)) if section else self.section,
            labels=(*self.labels, _label(part, self.words), *labels),
            element=getattr(part, "id", "") or self.element,
        )

    def change(self, old: str, new: str, kind: ChangeKind, *, figure: str = "", part: str = "") -> Iterator[Changed]:
        if old or new:
            where = part or _joined(*self.labels)
            place = Place(self.document, *self.section, "", old.strip(), new.strip(), figure, where)
            yield Changed(place, self.element, kind)


def _changes(compared: _Compared, at: _Position) -> Iterator[Changed]:
    match compared:
        case ComparedText():
            yield from _text_changes(compared, at)
        case tuple():
            for each in compared:
                yield from _changes(each, at)
        case _ComparedTable():
            at = at.inside(compared.new)
            yield from _changes((*compared.fields.values(), *compared.columns, *compared.groups), at)
        case _ComparedPart(new=part, state="came"):
            yield from at.inside(part).change("", _text(part), "tillagt", part=_table_label(part))
        case _ComparedPart(old=part, state="went"):
            place = at if getattr(part, "id", "") else at.inside(part)
            yield from place.change(_text(part), "", "borttaget", part=_table_label(part))
        case _ComparedPart(state="kept"):
            at = at.inside(compared.new, compared.labels)
            yield from _changes(tuple(compared.fields.values()), at)
            yield from _changes_beside_runs(compared.old, compared.new, at)
        case _ComparedPart():
            return
        case _:
            assert_never(compared)


def _text_changes(text: ComparedText, at: _Position) -> Iterator[Changed]:
    for each in text_changes(text, at.words):
        place = replace(at, element=each.element or at.element)
        yield from place.change(_shortened(each.old), _shortened(each.new), each.kind, figure=each.figure)


def _changes_beside_runs(old: object, new: object, at: _Position) -> Iterator[Changed]:
    """Yield what a block shows that stands in no runs: a drawing, a picture, the words for those who do not see it."""
    if not isinstance(new, Block):
        return
    match new:
        case ChartBlock():
            yield from _chart_changes(old if isinstance(old, ChartBlock) else None, new, at)
        case SectionBlock() | ProseBlock() | Remark() | KeyFigures() | TableBlock() | FormBlock() | RecordList():
            return
        case PageBreak() | Cover() | Contents() | CorrectionNotice():
            return
        case Letterhead() | DecisionProposal() | PaperList() | Signatures():
            return
        case _:
            assert_never(new)


def _chart_changes(old: ChartBlock | None, new: ChartBlock, at: _Position) -> Iterator[Changed]:
    if old is not None and old.drawing != new.drawing:
        labels = tuple(_changed_labels(old.drawing, new.drawing))
        was, now = (", ".join(filter(None, (pair[side] for pair in labels))) for side in (0, 1))
        part = _joined(plain_text(new.title), at.words.redrawn if now else "")
        yield from at.change(was, now or at.words.redrawn, "diagram", part=part)
    elif (before := old.alternative if old else "") != new.alternative:
        yield from _text_changes(compare_text((before,), (new.alternative,)), at)


def _label(part: object, words: RevisionWords) -> str:
    if isinstance(part, Heading):
        return words.heading
    if isinstance(part, LabelledPart | KeyFigure):
        return plain_text(part.label)
    return plain_text(part.title) if isinstance(part, FormBlock) else ""


def _table_label(part: object) -> str:
    if isinstance(part, BodyRow):
        return row_label(part)
    return part.heading if isinstance(part, _PrintedColumn) else ""


def _text(part: object) -> str:
    """Return what stands in a part; in a row what stands after its label, or the label where that is all."""
    if isinstance(part, BodyRow):
        return _shortened(_listed(part.cells[1:]) or row_label(part))
    return _shortened(_listed(part.cells) if isinstance(part, _PrintedColumn) else words_of(part))


def _listed(cells: Iterable[PrintedCell]) -> str:
    return " · ".join(filter(None, map(words_of, cells)))


def _shortened(text: str) -> str:
    words = text.split(" ")
    half = _MOST_WORDS // 2
    return text if len(words) <= _MOST_WORDS else " ".join((*words[:half], "…", *words[-half:]))


def _joined(*labels: str) -> str:
    return ", ".join(label.strip().rstrip(":") for label in labels if label.strip())


def _changed_labels(old: Drawing, new: Drawing) -> Iterator[tuple[str, str]]:
    was, now = ([text.text for text in drawing.texts if text.kind == "label"] for drawing in (old, new))
    for stretch in stretches(was, now, str):
        if not stretch.alike:
            yield from zip_longest(stretch.old, stretch.new, fillvalue="")


# --- marks -----------------------------------------------------------------------------------------------------------


def _mark(compared: _Compared, words: RevisionWords) -> object:
    match compared:
        case ComparedText():
            return mark_text(compared, words)
        case tuple():
            return tuple(part for each in compared if (part := _mark(each, words)) is not None)
        case _ComparedTable():
            return _marked_table(compared, words)
        case _ComparedPart(state="went"):
            return _deleted(compared.old, words)
        case _ComparedPart():
            return _marked_part(compared, words)
        case _:
            assert_never(compared)


def _marked_part(compared: _ComparedPart, words: RevisionWords) -> object:
    fields: dict[str, Any] = {name: _mark(part, words) for name, part in compared.fields.items()}
    old, new = compared.old, compared.new
    if isinstance(old, ChartBlock) and isinstance(new, ChartBlock) and old.drawing != new.drawing:
        fields["title"] = (*fields["title"], *_chart_marks(old.drawing, new.drawing, words))
    return replace(cast("Any", new), **fields) if fields else new


def _chart_marks(old: Drawing, new: Drawing, words: RevisionWords) -> Iterator[Run]:
    redrawn = (("", words.redrawn),) if words.redrawn else ()
    for before, after in (*redrawn, *_changed_labels(old, new)):
        yield from (" ", Revised(words.was(before), after))


def _marked_table(compared: _ComparedTable, words: RevisionWords) -> TableBlock:
    """Mark a table. A column that went stands below it; where columns came or went no row of the old one fits in."""
    fields: dict[str, Any] = {name: _mark(part, words) for name, part in compared.fields.items()}
    went = [column.old for column in compared.columns if isinstance(column.old, _PrintedColumn)]
    for number, column in enumerate(went, 1):
        mark = Revised(words.was(f"{column.heading}: {_text(column)}"), "")
        fields["notes"] += (Note(f"{compared.new.id}-struken-kolumn-{number}", "", (mark,)),)
    fields["groups"] = tuple(
        tuple(_mark(row, words) for row in group if row.state != "went" or not compared.columns)
        for group in compared.groups
    )
    fields["groups"] = tuple(tuple(map(_with_own_cells, group)) for group in fields["groups"])
    return replace(compared.new, **fields)


def _with_own_cells(row: BodyRow) -> BodyRow:
    """Give a row its own cells, none of several rows: rows come and go, and take no other's cells with them."""
    return replace(row, cells=tuple(cell if cell.rows == 1 else _own_cell(cell) for cell in row.cells))


def _own_cell(cell: PrintedCell) -> PrintedCell:
    # The elements of what goes on are in the row above.
    return replace(cell, rows=1) if cell.rows else PrintedCell("text", (words_of(cell),), head=cell.head)


# --- deletions -------------------------------------------------------------------------------------------------------


def _deleted(value: object, words: RevisionWords) -> object | None:
    """Strike a part, or return None where it cannot be shown. Its ids are changed: it may only have moved."""
    if _is_inline(value):
        return mark_text(compare_text(value, ()), words)
    if isinstance(value, tuple):
        return tuple(part for each in value if (part := _deleted(each, words)) is not None)
    if isinstance(value, Block):
        return _deleted_block(value, words)
    if isinstance(value, DocumentUnit) and value.kind not in {"kapitel", "text"}:
        return None
    return _with_deleted_parts(value, words)


def _deleted_block(block: Block, words: RevisionWords) -> object | None:
    match block:
        case ChartBlock():
            return Remark(f"{_PREFIX}{block.id}", mark_text(compare_text(block.title, ()), words), "struket")
        case SectionBlock() | ProseBlock() | Remark() | KeyFigures() | TableBlock() | FormBlock() | RecordList():
            return _with_deleted_parts(block, words)
        case DecisionProposal() | PaperList():
            return _with_deleted_parts(block, words)
        case PageBreak() | Cover() | Letterhead() | Signatures() | Contents() | CorrectionNotice():
            return None
        case _:
            assert_never(block)


def _with_deleted_parts(value: object, words: RevisionWords) -> object:
    fields: dict[str, Any] = {name: _deleted(part, words) for name, part in _parts_of(value).items()}
    if identity := getattr(value, "id", ""):
        fields["id"] = f"{_PREFIX}{identity}"
    return replace(cast("Any", value), **fields)
