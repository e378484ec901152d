"""A label or heading → the id it gives; and what the readers of a table share: the table, its words, its problems."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Unpack

from generator.content.fields import where_of
from generator.content.source import Grid
from generator.content.table import Attributes, TableEntry, Vocabulary
from generator.problems import NOWHERE, Problem, ProblemTexts, Where, nearest_hint
from generator.swedish.words import identifier

NOTE_MARK = re.compile(r"\[(\w+)\]")
_CITATION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(slots=True)
class TableReading:
    """The table being read, and what was found wrong with it so far."""

    id: str
    entry: TableEntry
    grids: Mapping[str, Grid]
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    def problem(self, code: str, where: Where, message: str, **texts: Unpack[ProblemTexts]) -> None:
        """A problem of the table is found."""
        self.problems.append(Problem(code, where, message, **texts))

    def check_names(self, said: Attributes) -> None:
        """The unit and number format that a table, column or row names are to be known ones."""
        self.check_known(said.unit, self.vocabulary.units, ("T109", "Enheten"))
        self.check_known(said.number_format, self.vocabulary.number_formats, ("T111", "Talformatet"))

    def check_known(self, name: str | None, known: Collection[str], kind: tuple[str, str]) -> None:
        """A name is to be one of the known ones; `kind` is the code of the problem and what the name is of."""
        code, what = kind
        if name is not None and name not in known:
            where = where_of(name) if where_of(name) != NOWHERE else self.entry.where
            self.problem(code, where, f"{what} ”{name}” finns inte.", found=name, hint=nearest_hint(name, known))


def id_of_label(label: str) -> str:
    """A label or heading goes in; the id that it gives, without its citations and marks of notes, comes out."""
    return identifier(NOTE_MARK.sub("", _CITATION.sub("", label)))
