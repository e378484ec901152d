"""Changes as values: of a slice of a text, and of a whole file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """A slice of a text and its replacement."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class FileEdit:
    """The bytes of a file before and after a change: `before` is None for a new file, `after` for a removed one."""

    before: bytes | None
    after: bytes | None


def apply_edits(text: str, edits: Iterable[TextEdit], between: Callable[[str], str] = str) -> str:
    """Apply edits to a text, and `between` to the rest; of edits that overlap, the one that begins first counts."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits):
        if edit.start >= at:
            parts += (between(text[at : edit.start]), edit.text)
            at = edit.end
    return "".join((*parts, between(text[at:])))
