"""The parts of a memo, ready to print: letterhead, proposed decision, lists of papers, signatures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from generator.document.inline import Inline, LabelledPart


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of a memo: the sender, fields with label above value (blank ones too), ways to reach the sender."""

    id: str
    municipality: str
    sender: str
    title: Inline
    fields: tuple[LabelledPart, ...]
    contacts: tuple[OutgoingLink, ...] = ()
    template: ClassVar[str] = "block/letterhead.html"


@dataclass(frozen=True, slots=True)
class OutgoingLink:
    """A link to an address outside the document."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class DecisionLevel:
    """What one body decides or proposes: the words before the points, the points, and the number of the first."""

    opening: Inline
    points: tuple[Inline, ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class DecisionProposal:
    """The proposed decision of a memo. Several points, over all levels, are `numbered`; a single one is not."""

    id: str
    levels: tuple[DecisionLevel, ...]
    numbered: bool
    template: ClassVar[str] = "block/decision_proposal.html"


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A paper in a list: its number or nothing, its title, and the id of the document that it is, or nothing.

    The title of a document is a link and therefore plain text: a link in a PDF/UA-1 file holds nothing else.
    """

    number: str
    title: Inline
    document: str = ""


@dataclass(frozen=True, slots=True)
class PaperList:
    """Appendices, the papers that a decision rests on, or those that it is sent to; `kind` is a class."""

    id: str
    kind: Literal["bilagor", "beslutsunderlag", "beslutet-skickas-till"]
    entries: tuple[PaperEntry, ...]
    template: ClassVar[str] = "block/paper_list.html"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs: the body and the roles, never a name."""

    id: str
    body: str
    roles: tuple[str, ...]
    template: ClassVar[str] = "block/signatures.html"


MemoBlock: TypeAlias = Letterhead | DecisionProposal | PaperList | Signatures
