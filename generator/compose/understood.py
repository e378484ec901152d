"""A period that is understood: content, figures and documents as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from generator.content import CheckSettings, Content
from generator.document import Document
from generator.figures import Ledger
from generator.problems import Problem

Level = Literal["fel", "varning", "upplysning", "av"]


class Depth(StrEnum):
    """How much is examined; STRICT also what is silent by default."""

    NOTHING = "nothing"
    REFUSING = "refusing"
    ALL = "all"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A dictionary: whether it has a word, and the word that is one slip away; the first answer may take a moment."""

    knows: Callable[[str], bool]
    near: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Understood:
    """A period as far as stage 4, and the problems that did not stop it."""

    content: Content
    ledger: Ledger
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of the content's files, by path
    depth: Depth = Depth.ALL
    spelling: Spelling | None = None

    @property
    def strict(self) -> bool:
        """Return whether to report what is silent by default."""
        return self.depth is Depth.STRICT

    @property
    def settings(self) -> CheckSettings:
        """Return thresholds and words of profile and period."""
        return self.content.house.settings
