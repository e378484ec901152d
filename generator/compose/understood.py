"""What the checks look at: a period's content, figures and documents as one value → given to each family of checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from generator.content import Content
from generator.document import Document
from generator.figures import Ledger

Level = Literal["fel", "varning", "upplysning", "av"]


class Depth(StrEnum):
    """How much is examined: nothing, what can refuse a build, all, or also what is silent by default."""

    NOTHING = "nothing"
    REFUSING = "refusing"
    ALL = "all"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A period as far as stage 4, for the checks.

    `strict` asks for what is silent by default, such as numbers in prose that nothing is known of. `settings` are what
    the profile and the period say of thresholds and words, by name. `knows` tells whether a dictionary has a word,
    where there is one; it may take a moment when it is first asked.
    """

    content: Content
    ledger: Ledger
    documents: tuple[Document, ...]
    strict: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    knows: Callable[[str], bool] | None = None
