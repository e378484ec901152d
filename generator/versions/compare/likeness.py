"""Values before and after → which of them are the same thing, by their ids, their labels or where they stand.

What is compared are the parts of a document: blocks, rows, boxes, texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from typing import TypeVar, cast

from generator.document import (
    Contents,
    Drawing,
    Inline,
    LabelledPart,
    NoteMark,
    PrintedFigure,
    Reference,
    Revised,
    StatusMark,
    plain_text,
)

T = TypeVar("T")
_RUNS = (str, PrintedFigure, StatusMark, NoteMark, Reference, Revised)


def likeness(
    old: Sequence[T], new: Sequence[T], keys: tuple[Sequence[str], Sequence[str]]
) -> Iterator[tuple[T | None, T | None]]:
    """Values before and after, and a key of each, go in; the pairs come out, in the order of the new.

    What went stands where it stood, with nothing beside it, and what came has nothing before it. What has moved is
    the same thing; so are as many things of other keys at the same place, unless the keys are ids (`#…`).
    """
    before = {key: value for key, value in zip(keys[0], old, strict=True) if keys[0].count(key) == 1}
    moved = {key for key in before if Counter(keys[1])[key] == 1}
    for tag, low, high, start, end in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        named = {*keys[0][low:high], *keys[1][start:end]}
        loose = not moved & named and not any(key.startswith("#") for key in named)
        if tag == "equal" or (loose and high - low == end - start):
            yield from zip(old[low:high], new[start:end], strict=True)
            continue
        yield from ((old[place], None) for place in range(low, high) if keys[0][place] not in moved)
        for place in range(start, end):
            yield before[keys[1][place]] if keys[1][place] in moved else None, new[place]


def key_of(value: object) -> str:
    """A part of a document goes in; what tells it from those beside it comes out: its id, its label, or its words."""
    name = getattr(value, "id", "")
    if isinstance(name, str) and name:
        return f"#{name}"
    if isinstance(value, LabelledPart):
        return plain_text(value.label) or type(value).__name__
    label = getattr(value, "label", None)
    if is_inline(label):
        return plain_text(cast("Inline", label))
    if isinstance(value, tuple) and value and not is_inline(value):
        return words_of(value[0])
    return words_of(value) or type(value).__name__


def is_inline(value: object) -> bool:
    """Whether a value is text as it is printed, and not empty."""
    return isinstance(value, tuple) and bool(value) and all(isinstance(run, _RUNS) for run in value)


def words_of(value: object) -> str:
    """All words in a part of a document."""
    if is_inline(value):
        return plain_text(cast("Inline", value))
    if isinstance(value, tuple):
        return " ".join(filter(None, map(words_of, value)))
    if is_dataclass(value) and not isinstance(value, type | Drawing | Contents):
        return " ".join(filter(None, (words_of(getattr(value, each.name)) for each in fields(value))))
    return ""
