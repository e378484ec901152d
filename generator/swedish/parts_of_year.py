"""The parts of a year that reports are made for."""

from __future__ import annotations

from dataclasses import dataclass

from generator.swedish.words import MONTHS


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """A part of the year: `mark` stands in the id of a period (2024-t1), `pattern` matches its words in prose."""

    word: str
    mark: str
    months: int
    pattern: str

    @property
    def count(self) -> int:
        """How many of them a year has."""
        return len(MONTHS) // self.months


PARTS_OF_YEAR = (
    PartOfYear("tertial", "t", 4, r"tertial\w*"),
    PartOfYear("kvartal", "kv", 3, r"kvartal\w*|kv"),
    PartOfYear("halvår", "h", 6, r"halvår\w*|delår\w*"),
)
