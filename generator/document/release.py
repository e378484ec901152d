"""A published version. Amounts are texts as written and printed, so that a record reads as its papers do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 - a field is named date
from enum import StrEnum

# The id of the document that lists a correction's places on one page.
CORRECTION_SHEET = "rättelseblad"


class Stage(StrEnum):
    """How far a version has come (`skede`), in order; it decides what a change of it is."""

    DRAFT = "arbetsmaterial"
    SENT = "utsänd"  # with the notice of the meeting
    DECIDED = "beslutad"
    CORRECTED = "rättad"  # after it was sent out or decided


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure with another value, at its place in the content; `old` is empty if it was added, `new` if removed."""

    figure: str
    old: str
    new: str
    unit: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A printed change: `page` as printed, if known; `part` is the row and column of a table or the label of a box."""

    document: str
    section: str
    title: str
    page: str
    old: str
    new: str
    figure: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a period's papers, as it was published.

    `dated` are the papers' own dates (ISO); `revised` differ from the version before. Digests are SHA-256, by path:
    `inputs` from the project's folder, `outputs` and `marked` from the version's. `tools` decide the bytes.
    """

    version: int
    date: Date
    stage: Stage
    note: str = ""
    reason: str = ""
    decided_by: str = ""
    documents: tuple[str, ...] = ()
    dated: Mapping[str, str] = field(default_factory=dict)
    revised: tuple[str, ...] = ()
    changes: tuple[FigureChange, ...] = ()
    places: tuple[Place, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)
    marked: Mapping[str, str] = field(default_factory=dict)
    on_web: bool = False

    @property
    def folder(self) -> str:
        """Return the version's folder, below the period's in output/."""
        return f"v{self.version}"
