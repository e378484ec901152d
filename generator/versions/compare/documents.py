"""Two versions of a document: every place that prints something else, and the new one with its changes marked.

What came is marked as new, and what went stands struck where it stood. Whatever else stands there is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, assert_never, cast

from generator.document import (
    BodyRow,
    ChartBlock,
    Document,
    FormBlock,
    Heading,
    KeyFigure,
    LabelledPart,
    Place,
    SectionBlock,
    plain_text,
)
from generator.versions.compare.comparison import (
    Compared,
    ComparedPart,
    ComparedTable,
    changed_labels,
    compare,
    row_label,
    row_text,
    shortened,
    words_of,
)
from generator.versions.compare.marking import mark
from generator.versions.compare.runs import ChangeKind, ComparedText, RevisionWords, compare_text, text_changes


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
    return Comparison(replace(new, units=cast("Any", mark(compared, words)), marked=bool(changed)), changed)


@dataclass(frozen=True, slots=True)
class _Position:
    """Where in a document a part stands: its section's number and title, what its parts are called, and its element."""

    document: str
    words: RevisionWords
    section: tuple[str, str] = ("", "")
    labels: tuple[str, ...] = ()
    element: str = ""

    def inside(self, part: object, labels: tuple[str, ...] = ()) -> _Position:
        """Return the position of what stands in a part."""
        section = part.heading if isinstance(part, SectionBlock) else None
        return replace(
            self,
            section=(section.number, plain_text(section.text)) if section else self.section,
            labels=(*self.labels, _label(part, self.words), *labels),
            element=getattr(part, "id", "") or self.element,
        )

    def change(self, old: str, new: str, kind: ChangeKind, *, figure: str = "", part: str = "") -> Iterator[Changed]:
        """Yield the change, unless it prints nothing."""
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
            yield from _changes((compared.caption, compared.head, compared.notes), at)
            for column in compared.went:
                yield from at.change(column.text, "", "borttaget", part=column.heading)
            for column in compared.came:
                yield from at.change("", column.text, "tillagt", part=column.heading)
            yield from _changes(compared.groups, at)
        case ComparedPart(new=part, state="came"):
            yield from at.inside(part).change("", _text(part), "tillagt", part=_row_label(part))
        case ComparedPart(old=part, state="went"):
            place = at if getattr(part, "id", "") else at.inside(part)
            yield from place.change(_text(part), "", "borttaget", part=_row_label(part))
        case ComparedPart(state="kept"):
            at = at.inside(compared.new, compared.labels)
            for part in compared.fields.values():
                yield from _changes(part, at)
            yield from _chart_changes(compared.old, compared.new, at)
        case ComparedPart():
            return
        case _:
            assert_never(compared)


def _text_changes(text: ComparedText, at: _Position) -> Iterator[Changed]:
    for each in text_changes(text, at.words):
        place = replace(at, element=each.element or at.element)
        yield from place.change(shortened(each.old), shortened(each.new), each.kind, figure=each.figure)


def _chart_changes(old: object, new: object, at: _Position) -> Iterator[Changed]:
    if not (isinstance(old, ChartBlock) and isinstance(new, ChartBlock)):
        return
    if old.drawing == new.drawing:
        yield from _text_changes(compare_text((old.alternative,), (new.alternative,)), at)
        return
    labels = tuple(changed_labels(old.drawing, new.drawing))
    was, now = (", ".join(filter(None, (pair[side] for pair in labels))) for side in (0, 1))
    part = _joined(plain_text(new.title), at.words.redrawn if now else "")
    yield from at.change(was, now or at.words.redrawn, "diagram", part=part)


def _label(part: object, words: RevisionWords) -> str:
    """Return what a part of a section is called, where it has a name of its own."""
    if isinstance(part, Heading):
        return words.heading
    if isinstance(part, LabelledPart | KeyFigure):
        return plain_text(part.label)
    return plain_text(part.title) if isinstance(part, FormBlock) else ""


def _text(part: object) -> str:
    return shortened(row_text(part) if isinstance(part, BodyRow) else words_of(part))


def _row_label(part: object) -> str:
    return row_label(part) if isinstance(part, BodyRow) else ""


def _joined(*labels: str) -> str:
    return ", ".join(label.strip().rstrip(":") for label in labels if label.strip())
