"""Kinds of findings: declared once, and given a place and values for each finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from generator.problems import Problem, Severity, Where

_Places = tuple[Where, ...]


class _LocatedText(Protocol):
    @property
    def place(self) -> str: ...

    def where(self, offset: int) -> Where: ...


@dataclass(frozen=True, slots=True)
class FindingKind:
    """The fixed part of a finding. `message` has the words that vary in braces; `hint` has none."""

    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.WARNING

    def at(
        self, where: Where, place: str, expected: str, actual: str = "", related: _Places = (), **words: object
    ) -> Problem:
        """Return the finding at a place in a file; `place` is the name of what it is about."""
        message = self.message.format(**words)
        return Problem(self.code, where, message, expected, actual, self.hint, self.severity, related, place)

    def in_text(
        self, text: _LocatedText, offset: int, expected: str, actual: str = "", related: _Places = (), **words: object
    ) -> Problem:
        """Return the finding at an offset of a text."""
        return self.at(text.where(offset), text.place, expected, actual, related, **words)
