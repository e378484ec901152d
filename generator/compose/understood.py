"""A period that is understood: its content, its figures and its documents as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from generator.content import Content
from generator.document import Document
from generator.figures import Ledger
from generator.problems import Problem

Level = Literal["fel", "varning", "upplysning", "av"]


class Depth(StrEnum):
    """How much is examined: nothing, what can refuse a build, all, or also what is silent by default."""

    NOTHING = "nothing"
    REFUSING = "refusing"
    ALL = "all"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Understood:
    """A period as far as stage 4, and what is wrong with it that did not stop it there.

    `problems` are the findings so far, of every severity. `lines` are the lines of the content's files by path, for
    whoever quotes them. `depth` is how much the checks examine. `knows` tells whether a dictionary has a word, where
    there is a dictionary; its first answer may take a moment.
    """

    content: Content
    ledger: Ledger
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    depth: Depth = Depth.ALL
    knows: Callable[[str], bool] | None = None

    @property
    def strict(self) -> bool:
        """Whether to report what is silent by default, such as numbers in prose that match no figure."""
        return self.depth is Depth.STRICT

    @property
    def settings(self) -> Mapping[str, str]:
        """What the profile and the period say of thresholds and words, by name."""
        return self.content.house.settings
