"""A published version: what a period's papers were when they were frozen, and what changed → frozen values.

A figure changes at one place in the content (`FigureChange`) and is printed at several (`Place`). Amounts are texts
as they are written and printed, so that a record reads as its papers do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 - a field is named date
from enum import StrEnum

# The id of the document that tells a correction on one page.
CORRECTION_SHEET = "rättelseblad"


class Stage(StrEnum):
    """How far a version has come (`skede`), in order; it decides what a change of it is."""

    DRAFT = "arbetsmaterial"
    SENT = "utsänd"  # with the notice of the meeting
    DECIDED = "beslutad"
    CORRECTED = "rättad"  # after it was sent out or decided


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that another version states otherwise: the figure's id, its values as written, and the unit.

    `where` is the line of content that says it (`file:line`). `old` is empty for a figure that came, `new` for one
    that went.
    """

    figure: str
    old: str
    new: str
    unit: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change is printed: a document's id, its section's number and title, and the page as it is printed.

    `old` and `new` are texts as printed. `page` is empty where the pages are not known. `part` says where in the
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

    `documents` are the ids of its papers, `dated` their own dates (ISO) where they have one, and `revised` those that
    are not what the version before it had: they say so. `places` are where the changes are printed. `inputs` and
    `outputs` are digests (SHA-256) by path: of what was read, from the project's folder, and of what came out, from the
    version's folder. `marked` are digests of the files of its marked edition, which has a folder beside it. `tools` are
    versions by name of what decides the bytes. `decided_by` says who took the decision to correct a decided paper.
    `on_web` is a mark beside the stage.
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
        """The name of the version's folder, below the period's in output/."""
        return f"v{self.version}"
