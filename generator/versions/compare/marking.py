"""The marked edition of a document: the new version with what came marked and what went struck where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, assert_never, cast

from generator.document import (
    Block,
    ChartBlock,
    Contents,
    CorrectionNotice,
    Cover,
    DecisionProposal,
    DocumentUnit,
    FormBlock,
    KeyFigures,
    Letterhead,
    Note,
    PageBreak,
    PaperList,
    ProseBlock,
    RecordList,
    Remark,
    Revised,
    Run,
    SectionBlock,
    Signatures,
    TableBlock,
)
from generator.versions.compare.comparison import (
    Compared,
    ComparedPart,
    ComparedTable,
    changed_labels,
    is_inline,
    parts_of,
)
from generator.versions.compare.runs import ComparedText, RevisionWords, compare_text, mark_text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_PREFIX = "struken-"


def mark(compared: Compared, words: RevisionWords) -> object:
    """Return the new version of a part with its marks, or None for one that went and cannot be shown."""
    match compared:
        case ComparedText():
            return mark_text(compared, words)
        case tuple():
            return tuple(part for each in compared if (part := mark(each, words)) is not None)
        case ComparedTable():
            return _marked_table(compared, words)
        case ComparedPart(state="went"):
            return _deleted(compared.old, words)
        case ComparedPart():
            return _marked_part(compared, words)
        case _:
            assert_never(compared)


def _marked_part(compared: ComparedPart, words: RevisionWords) -> object:
    fields: dict[str, Any] = {name: mark(part, words) for name, part in compared.fields.items()}
    if isinstance(compared.old, ChartBlock) and isinstance(compared.new, ChartBlock):
        fields["title"] = (*fields["title"], *_chart_marks(compared.old, compared.new, words))
    return replace(cast("DataclassInstance", compared.new), **fields) if fields else compared.new


def _chart_marks(old: ChartBlock, new: ChartBlock, words: RevisionWords) -> Iterator[Run]:
    """Yield what the title of a chart says of one that is drawn otherwise: that it is, and the figures that changed."""
    if old.drawing != new.drawing:
        redrawn = (("", words.redrawn),) if words.redrawn else ()
        for before, after in (*redrawn, *changed_labels(old.drawing, new.drawing)):
            yield from (" ", Revised(words.was(before), after))


def _marked_table(compared: ComparedTable, words: RevisionWords) -> TableBlock:
    """Mark a table. A column that went stands below it; where columns came or went no row of the old one fits in."""
    rows = [
        tuple(mark(row, words) for row in group if row.state != "went" or not (compared.went or compared.came))
        for group in compared.groups
    ]
    below = (
        Note(
            f"{compared.new.id}-struken-kolumn-{number}", "", (Revised(words.was(f"{each.heading}: {each.text}"), ""),)
        )
        for number, each in enumerate(compared.went, 1)
    )
    fields: dict[str, Any] = {
        "caption": mark(compared.caption, words),
        "head": mark(compared.head, words),
        "notes": (*cast("tuple[Note, ...]", mark(compared.notes, words)), *below),
        "groups": tuple(rows),
    }
    return replace(compared.new, **fields)


# --- deletions -------------------------------------------------------------------------------------------------------


def _deleted(value: object, words: RevisionWords) -> object | None:
    """Return a part with every word of it struck, or None where it cannot be shown.

    Ids are others than they were: what went may have moved and still be there.
    """
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
        case (
            SectionBlock()
            | ProseBlock()
            | Remark()
            | KeyFigures()
            | TableBlock()
            | FormBlock()
            | RecordList()
            | DecisionProposal()
            | PaperList()
        ):
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
