"""The parts of a memo (letterhead, proposal, appendices, recipients, signatures) → the blocks that are printed.

The outline's standing words are taken where the document says nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.compose.compositor import Compositor
from generator.content import MEMO_PARTS, Cited, Content, DecisionLevelEntry, DocumentPlan, ExternalAppendix, Text
from generator.document import (
    Block,
    DecisionLevel,
    DecisionProposal,
    Inline,
    LabelledPart,
    Letterhead,
    OutgoingLink,
    PaperEntry,
    PaperList,
    Signatures,
)


class MemoComposer:
    """Composes the memo parts of one document."""

    def __init__(self, content: Content, plan: DocumentPlan, by: Compositor) -> None:
        """The period's content, the document's plan and its compositor go in."""
        self.content, self.plan, self.by = content, plan, by

    def letterhead(self, title: Inline) -> Letterhead:
        """The letterhead: every field of the outline, with what the document or the outline says in it, or nothing."""
        told, board = self.plan.entry.letterhead, self.content.board
        fields = []
        for each in self.plan.outline.letterhead:
            value = Cited(Text(told[each.id])) if each.id in told else each.value
            fields.append(LabelledPart((each.label,), self.by.inline(value, None)))
        contacts = tuple(OutgoingLink(each.text, each.address) for each in self.plan.outline.contacts)
        sender = board.administration or board.name
        return Letterhead("sida-brevhuvud", self.content.municipality.name, sender, title, tuple(fields), contacts)

    def part(self, name: MEMO_PARTS, element: str) -> Iterator[Block]:
        """A part by its Swedish name and the element's id go in; its block comes out, or none where it is empty."""
        entry, outline = self.plan.entry, self.plan.outline
        if name == "förslag_till_beslut":
            yield self._proposal(element)
        elif name == "bilagor":
            yield from self._papers(element, "bilagor", tuple(self._appendices()))
        elif name == "beslutsunderlag":
            grounds = entry.grounds or outline.grounds
            yield from self._papers(element, "beslutsunderlag", self._plain_entries(grounds))
        elif name == "beslutet_skickas_till":
            recipients = entry.recipients or outline.recipients
            yield from self._papers(element, "beslutet-skickas-till", self._plain_entries(recipients))
        else:
            roles = self.content.board.roles
            signatories = entry.signatories or outline.signatories
            body = self.content.board.administration or self.content.board.name
            yield Signatures(element, body, tuple(roles.get(role, role) for role in signatories))

    # --- parts -----------------------------------------------------------------------------------------------------

    def _proposal(self, element: str) -> DecisionProposal:
        words = self.by.house.words
        levels = [self._level(each) for each in self.plan.entry.proposal or self.plan.outline.proposal]
        at_once = self.plan.entry.adjusted_at_once
        if at_once if at_once is not None else self.plan.outline.adjusted_at_once:
            sentence: Inline = (words.get("omedelbar_justering", "Paragrafen förklaras omedelbart justerad."),)
            last = levels[-1] if levels else DecisionLevel((), ())
            levels = [*levels[:-1], DecisionLevel(last.opening, (*last.points, sentence))]
        return DecisionProposal(element, tuple(_numbered(levels)), sum(len(level.points) for level in levels) > 1)

    def _level(self, entry: DecisionLevelEntry) -> DecisionLevel:
        words = self.by.house.words
        board = self.content.board.definite or self.content.board.name
        if entry.proposes_to is not None:
            pattern = words.get("beslut_föreslår", "{nämnd} föreslår {instans} besluta att")
        else:
            pattern = words.get("beslut_beslutar", "{instans} beslutar att")
        instance = entry.proposes_to or entry.decides or board
        opening = pattern.replace("{nämnd}", board).replace("{instans}", instance)
        opening = opening[:1].upper() + opening[1:]
        points = tuple(self.by.inline(point, None) for point in entry.points)
        if words.get("beslutspunkter_inleds") == "ja":
            return DecisionLevel((), tuple((f"{opening} ", *point) for point in points))
        return DecisionLevel((opening,), points)

    def _appendices(self) -> Iterator[PaperEntry]:
        listed = {
            plan.id: plan.entry.listed_as or self.by.words(plan.title, None, "body") for plan in self.content.documents
        }
        for position, appendix in enumerate(self.plan.entry.appendices, 1):
            if isinstance(appendix, ExternalAppendix):
                yield PaperEntry(appendix.number or str(position), (appendix.title,))
            else:
                number = self.plan.appendix_numbers.get(appendix, str(position))
                yield PaperEntry(number, (listed.get(appendix, ""),), appendix)

    def _plain_entries(self, texts: Sequence[Cited]) -> tuple[PaperEntry, ...]:
        return tuple(PaperEntry("", self.by.inline(text, None)) for text in texts)

    def _papers(self, element: str, kind: str, entries: tuple[PaperEntry, ...]) -> Iterator[PaperList]:
        if entries:
            yield PaperList(element, kind, entries)  # type: ignore[arg-type]


def _numbered(levels: Sequence[DecisionLevel]) -> Iterator[DecisionLevel]:
    """Levels whose points are counted on from the level before."""
    first = 1
    for level in levels:
        yield replace(level, first=first)
        first += len(level.points)
