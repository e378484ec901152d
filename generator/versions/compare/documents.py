"""Two versions of a document: every place that prints something else, and the new one with its changes marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, assert_never, cast

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
    plain_text,
)
from generator.versions.compare.comparison import (
    Compared,
    ComparedPart,
    ComparedTable,
    PrintedColumn,
    compare,
    is_inline,
    parts_of,
    row_label,
    words_of,
)
from generator.versions.compare.matching import stretches
from generator.versions.compare.runs import (
    ChangeKind,
    ComparedText,
    RevisionWords,
    compare_text,
    mark_text,
    text_changes,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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
    compared = compare(old.units, new.units)
    changed = tuple(_changes(compared, _Position(new.id, words)))
    return Comparison(replace(new, units=cast("Any", _mark(compared, words)), marked=bool(changed)), changed)


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


def _changes(compared: Compared, at: _Position) -> Iterator[Changed]:
    match compared:
        case ComparedText():
            yield from _text_changes(compared, at)
        case tuple():
            for each in compared:
                yield from _changes(each, at)
        case ComparedTable():
            at = at.inside(compared.new)
            yield from _changes((*compared.fields.values(), *compared.columns, *compared.groups), at)
        case ComparedPart(new=part, state="came"):
            yield from at.inside(part).change("", _text(part), "tillagt", part=_table_label(part))
        case ComparedPart(old=part, state="went"):
            place = at if getattr(part, "id", "") else at.inside(part)
            yield from place.change(_text(part), "", "borttaget", part=_table_label(part))
        case ComparedPart(state="kept"):
            at = at.inside(compared.new, compared.labels)
            yield from _changes(tuple(compared.fields.values()), at)
            yield from _chart_changes(compared.old, compared.new, at)
        case ComparedPart():
            return
        case _:
            assert_never(compared)


def _text_changes(text: ComparedText, at: _Position) -> Iterator[Changed]:
    for each in text_changes(text, at.words):
        place = replace(at, element=each.element or at.element)
        yield from place.change(_shortened(each.old), _shortened(each.new), each.kind, figure=each.figure)


def _chart_changes(old: object, new: object, at: _Position) -> Iterator[Changed]:
    if isinstance(old, ChartBlock) and isinstance(new, ChartBlock) and old.drawing != new.drawing:
        labels = tuple(_changed_labels(old.drawing, new.drawing))
        was, now = (", ".join(filter(None, (pair[side] for pair in labels))) for side in (0, 1))
        part = _joined(plain_text(new.title), at.words.redrawn if now else "")
        yield from at.change(was, now or at.words.redrawn, "diagram", part=part)
    else:
        # Whatever kind of block has an alternative text.
        texts = [getattr(each, "alternative", "") for each in (old, new)]
        if texts[0] != texts[1]:
            yield from _text_changes(compare_text((texts[0],), (texts[1],)), at)


def _label(part: object, words: RevisionWords) -> str:
    if isinstance(part, Heading):
        return words.heading
    if isinstance(part, LabelledPart | KeyFigure):
        return plain_text(part.label)
    return plain_text(part.title) if isinstance(part, FormBlock) else ""


def _table_label(part: object) -> str:
    if isinstance(part, BodyRow):
        return row_label(part)
    return part.heading if isinstance(part, PrintedColumn) else ""


def _text(part: object) -> str:
    """Return what stands in a part; in a row what stands after its label, or the label where that is all."""
    if isinstance(part, BodyRow):
        return _shortened(_listed(part.cells[1:]) or row_label(part))
    return _shortened(_listed(part.cells) if isinstance(part, PrintedColumn) else words_of(part))


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


def _mark(compared: Compared, words: RevisionWords) -> object:
    match compared:
        case ComparedText():
            return mark_text(compared, words)
        case tuple():
            return tuple(part for each in compared if (part := _mark(each, words)) is not None)
        case ComparedTable():
            return _marked_table(compared, words)
        case ComparedPart(state="went"):
            return _deleted(compared.old, words)
        case ComparedPart():
            return _marked_part(compared, words)
        case _:
            assert_never(compared)


def _marked_part(compared: ComparedPart, words: RevisionWords) -> object:
    fields: dict[str, Any] = {name: _mark(part, words) for name, part in compared.fields.items()}
    old, new = compared.old, compared.new
    if isinstance(old, ChartBlock) and isinstance(new, ChartBlock) and old.drawing != new.drawing:
        fields["title"] = (*fields["title"], *_chart_marks(old.drawing, new.drawing, words))
    return replace(cast("DataclassInstance", new), **fields) if fields else new


def _chart_marks(old: Drawing, new: Drawing, words: RevisionWords) -> Iterator[Run]:
    redrawn = (("", words.redrawn),) if words.redrawn else ()
    for before, after in (*redrawn, *_changed_labels(old, new)):
        yield from (" ", Revised(words.was(before), after))


def _marked_table(compared: ComparedTable, words: RevisionWords) -> TableBlock:
    """Mark a table. A column that went stands below it; where columns came or went no row of the old one fits in."""
    fields: dict[str, Any] = {name: _mark(part, words) for name, part in compared.fields.items()}
    went = [column.old for column in compared.columns if isinstance(column.old, PrintedColumn)]
    for number, column in enumerate(went, 1):
        mark = Revised(words.was(f"{column.heading}: {_text(column)}"), "")
        fields["notes"] += (Note(f"{compared.new.id}-struken-kolumn-{number}", "", (mark,)),)
    fields["groups"] = tuple(
        tuple(_mark(row, words) for row in group if row.state != "went" or not compared.columns)
        for group in compared.groups
    )
    return replace(compared.new, **fields)


# --- deletions -------------------------------------------------------------------------------------------------------


def _deleted(value: object, words: RevisionWords) -> object | None:
    """Strike a part, or return None where it cannot be shown. Its ids are changed: it may only have moved."""
    if is_inline(value):
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
    fields: dict[str, Any] = {name: _deleted(part, words) for name, part in parts_of(value).items()}
    if identity := getattr(value, "id", ""):
        fields["id"] = f"{_PREFIX}{identity}"
    return replace(cast("DataclassInstance", value), **fields)
