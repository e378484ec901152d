"""A published version: what a period's papers were when they were frozen, and what changed.

A figure changes at one place in the content (`FigureChange`) and is printed at several (`Place`). Amounts are texts
as they are written and printed, so that a record reads as its papers do.
"""

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
    """A figure with another value in another version; values are as written.

    `where` is its line of content (`file:line`). `old` is empty for an added figure, `new` for a removed one.
    """

    figure: str
    old: str
    new: str
    unit: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a printed change: a document's id, its section's number and title, and the printed page number.

    `old` and `new` are texts as printed. `page` is empty if the pages are not known. `part` is the place in the
    section: the row and column of a table, the label of a box; it is empty in running text.
    """

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

    `documents` are the ids of its papers, `dated` their own dates (ISO) if they have one, and `revised` those that
    differ from the version before and are marked so. `inputs` and `outputs` are digests (SHA-256) by path: of the files
    read, from the project's folder, and of the files written, from the version's folder. `marked` are digests of the
    files of its marked edition, which has a folder beside it. `tools` are the versions of what decides the bytes, by
    name. `decided_by` is who decided to correct a decided paper. `on_web` is a mark beside the stage.
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
        """Return the name of the version's folder, below the period's in output/."""
        return f"v{self.version}"
