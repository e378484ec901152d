"""A part of a document that went → the same as it stands in a marked edition: every word of it struck."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, cast

from generator.document import (
    BodyRow,
    ChartBlock,
    DecisionLevel,
    DecisionProposal,
    DocumentUnit,
    FormBlock,
    HeadCell,
    Heading,
    Inline,
    KeyFigure,
    KeyFigures,
    LabelledPart,
    Note,
    PaperEntry,
    PaperList,
    PrintedCell,
    ProseBlock,
    RecordList,
    Remark,
    SectionBlock,
    TableBlock,
)
from generator.versions.compare.likeness import is_inline
from generator.versions.compare.runs import Told, compare_runs

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_SHOWN = (
    *(
        DocumentUnit,
        SectionBlock,
        Heading,
        ProseBlock,
        Remark,
        KeyFigures,
        KeyFigure,
        FormBlock,
        RecordList,
        LabelledPart,
    ),
    *(TableBlock, HeadCell, BodyRow, PrintedCell, Note, DecisionProposal, DecisionLevel, PaperList, PaperEntry),
)
_ID = "struken-"


def struck(value: object, told: Told) -> object | None:
    """A block, a row or a text, and the words of marks, go in; it comes out struck, or None where it cannot be shown.

    A chart is its title. Ids are others than they were: what went may have moved and still be there.
    """
    if is_inline(value):
        return compare_runs(cast("Inline", value), (), told)[0]
    if isinstance(value, tuple):
        made = (struck(each, told) for each in value)
        return tuple(each for each in made if each is not None)
    if isinstance(value, ChartBlock):
        return Remark(f"{_ID}{value.id}", compare_runs(value.title, (), told)[0], "struket")
    if not is_dataclass(value):
        return value
    if not isinstance(value, _SHOWN) or (isinstance(value, DocumentUnit) and value.kind not in {"kapitel", "text"}):
        return None
    return _replaced(cast("DataclassInstance", value), told)


def _replaced(value: DataclassInstance, told: Told) -> object:
    kept = {each.name: getattr(value, each.name) for each in fields(value)}
    # Columns of a table are how it is set, and are as they were.
    made = {name: part if name == "columns" else struck(part, told) for name, part in kept.items()}
    if kept.get("id"):
        made["id"] = f"{_ID}{kept['id']}"
    return replace(value, **made)
