"""A period in → its papers as a correction that changes a little of everything prints them: notices, marks, the sheet.

What stood before is made of what stands: figures with other digits, states, words, rows, paragraphs and charts that
were otherwise. So every kind of block that a house prints is marked, whatever its content says today.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from markupsafe import Markup

from generator.compose import Depth
from generator.document import (
    CORRECTION_SHEET,
    Document,
    DrawnText,
    Place,
    PrintedFigure,
    Release,
    Stage,
    StatusMark,
    TableBlock,
)
from generator.pipeline import understand
from generator.versions import diff, differences_document
from generator.versions.compare.documents import compare_documents
from tests.built import ROOT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SAMPLES = ROOT / "tests" / "projects"
# A period of every house, and the project it is in.
HOUSES: Mapping[str, tuple[Path, str]] = {
    "nacka": (ROOT, "nacka/socialnamnden/2023-t1"),
    "gavle": (ROOT, "gavle/socialnamnden/2025-04"),
    "goteborg": (ROOT, "goteborg/socialnamnd_nordost/2024-03"),
    "uppsala": (ROOT, "uppsala/socialnamnden/2024"),
    "storkoping": (SAMPLES / "storkoping", "storkoping/vardnamnden/2025-03"),
    "exempel": (SAMPLES / "minimal", "exempel/namnden/2024-t1"),
}
REASON = "Kostnaderna för familjehem var bokförda på fel period"
_OTHER_DIGITS = str.maketrans("0123456789", "1234567890")
_EVERY = 5
T = TypeVar("T")


@dataclass(frozen=True)
class Correction:
    """The corrected papers with their notices, the sheet, the marked editions, and the paper of what differs."""

    papers: tuple[Document, ...]
    sheet: Document
    marked: tuple[Document, ...]
    differences: Document

    @property
    def all(self) -> Mapping[str, Document]:
        """Every paper, by what to call its file."""
        marked = {f"marked-{document.id}": document for document in self.marked}
        papers = {document.id: document for document in self.papers}
        return {**papers, **marked, "sheet": self.sheet, "differences": self.differences}


@cache
def corrected(house: str) -> Correction:
    """What a correction of the house's period prints."""
    project, period = HOUSES[house]
    now = understand(project, period, depth=Depth.NOTHING)
    before = [_Earlier().of(document) for document in now.documents]
    compared = [compare_documents(old, new) for old, new in zip(before, now.documents, strict=True)]
    places = tuple(with_page(changed.place) for found in compared for changed in found.changed)
    papers = tuple(document.id for document in now.documents)
    first = Release(1, date(2025, 5, 21), Stage.DECIDED, documents=papers)
    second = Release(
        version=2,
        date=date(2025, 6, 2),
        stage=Stage.CORRECTED,
        reason=REASON,
        decided_by="ordföranden, delegation 1.3",
        documents=papers,
        revised=papers,
        places=places,
    )
    *made, sheet = understand(project, period, depth=Depth.NOTHING, releases=(first, second)).documents
    assert sheet.id == CORRECTION_SHEET
    marked = tuple(
        replace(found.marked, units=(*(unit for unit in paper.units if unit.kind == "rättelse"), *found.marked.units))
        for paper, found in zip(made, compared, strict=True)
    )
    differences = diff(replace(now, documents=tuple(before)), now, ("v1", "v2"))
    return Correction(tuple(made), sheet, marked, differences_document(differences, now))


def with_page(place: Place) -> Place:
    """A place on a page."""
    return replace(place, page="7")


class _Earlier:
    """Makes what stood before of what stands: every fifth of a kind was otherwise."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def of(self, value: T) -> T:
        """A document, or a part of one, as it was."""
        return cast("T", self._of(value))

    def _of(self, value: object) -> object:
        match value:
            case PrintedFigure() if self._turn("figure"):
                return replace(value, text=value.text.translate(_OTHER_DIGITS))
            case StatusMark() if self._turn("status"):
                return replace(value, text="Pausad", symbol="streck")
            case DrawnText(kind="label") if self._turn("label"):
                return replace(value, text=value.text.translate(_OTHER_DIGITS))
            case Markup():
                return self._words(value)
            case tuple():
                return tuple(self._of(each) for each in value)
            case _ if is_dataclass(value) and not isinstance(value, type):
                changed = self._fields(value)
                return self._rows(changed) if isinstance(changed, TableBlock) else changed
        return value

    def _fields(self, value: DataclassInstance) -> object:
        kept: dict[str, Any] = {each.name: getattr(value, each.name) for each in fields(value)}
        kept = {name: self._of(part) for name, part in kept.items() if name not in {"uses", "places", "look"}}
        return replace(value, **kept)

    def _words(self, text: Markup) -> Markup:
        """Some texts had another word, a paragraph more, or one less."""
        turn = self._turn("text", 3)
        if not turn:
            return text
        said = str(text)
        if turn % 3 == 0 and said.count("<p>") > 1 and said.startswith("<p>") and said.rstrip().endswith("</p>"):
            return Markup(said[said.index("<p>", 1) :])  # noqa: S704 - markup that was cut between paragraphs
        if turn % 3 == 1 and said.rstrip().endswith("</p>"):
            return Markup(f"{said.rstrip()}\n<p>Ett stycke som stod här.</p>")  # noqa: S704 - words of our own
        return Markup(re.sub(r"\b(och|att|för)\b", "samt", said, count=1))  # noqa: S704 - a word of the same markup

    def _rows(self, table: TableBlock) -> TableBlock:
        """Some tables had a row less, others one more."""
        turn = self._turn("table", 2)
        groups = [list(group) for group in table.groups]
        if not turn or not groups or len(groups[0]) < 3:
            return table
        if turn % 2:
            del groups[0][1]
        else:
            extra = groups[0][1]
            label = replace(extra.cells[0], text=("En rad som stod här",))
            groups[0].insert(1, replace(extra, id="", cells=(label, *extra.cells[1:])))
        return replace(table, groups=tuple(map(tuple, groups)))

    def _turn(self, kind: str, every: int = _EVERY) -> int:
        """0 where the next of a kind is as it was; else the how manieth that was otherwise."""
        count = self.seen[kind] = self.seen.get(kind, 0) + 1
        return 0 if count % every else count // every
