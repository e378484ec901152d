"""The parts of a memo as blocks; the outline's standing words hold where the document has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import assert_never

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

    def __init__(self, content: Content, plan: DocumentPlan, compositor: Compositor) -> None:
        self.content, self.plan, self.compositor = content, plan, compositor

    def letterhead(self, title: Inline) -> Letterhead:
        """Compose the outline's fields, blank where neither document nor outline fills them in."""
        texts, board = self.plan.entry.letterhead, self.content.board
        fields = []
        for each in self.plan.outline.letterhead:
            value = Cited(Text(texts[each.id])) if each.id in texts else each.value
            fields.append(LabelledPart((each.label,), self.compositor.inline(value)))
        contacts = tuple(
            OutgoingLink(each.text, self.compositor.address(each.address, each.where))
            for each in self.plan.outline.contacts
        )
        sender = board.administration or self.content.named_board
        return Letterhead("sida-brevhuvud", self.content.municipality.name, sender, title, tuple(fields), contacts)

    def part(self, name: MEMO_PARTS, element: str) -> Iterator[Block]:
        """Yield the block of a part, or none if it is empty."""
        entry, outline, board = self.plan.entry, self.plan.outline, self.content.board
        block: Block
        match name:
            case "förslag_till_beslut":
                block = self._proposal(element)
            case "bilagor":
                block = PaperList(element, "bilagor", tuple(self._appendices()))
            case "beslutsunderlag":
                block = PaperList(element, "beslutsunderlag", self._entries(entry.grounds or outline.grounds))
            case "beslutet_skickas_till":
                recipients = self._entries(entry.recipients or outline.recipients)
                block = PaperList(element, "beslutet-skickas-till", recipients)
            case "underskrifter":
                roles = entry.signatories or outline.signatories
                titles = tuple(board.roles.get(role, role) for role in roles)
                block = Signatures(element, board.administration or board.name, titles)
            case _:
                assert_never(name)
        if not isinstance(block, PaperList) or block.entries:
            yield block

    # --- parts -----------------------------------------------------------------------------------------------------

    def _proposal(self, element: str) -> DecisionProposal:
        words = self.compositor.house.words
        levels = [self._level(each) for each in self.plan.entry.proposal or self.plan.outline.proposal]
        at_once = self.plan.entry.adjusted_at_once
        if self.plan.outline.adjusted_at_once if at_once is None else at_once:
            sentence: Inline = (words.get("omedelbar_justering", "Paragrafen förklaras omedelbart justerad."),)
            last = levels[-1] if levels else DecisionLevel((), ())
            levels = [*levels[:-1], DecisionLevel(last.opening, (*last.points, sentence))]
        return DecisionProposal(element, _numbered(levels), sum(len(level.points) for level in levels) > 1)

    def _level(self, entry: DecisionLevelEntry) -> DecisionLevel:
        words = self.compositor.house.words
        board = self.content.board.definite or self.content.board.name
        pattern = words.get("beslut_beslutar", "{instans} beslutar att")
        if entry.proposes_to is not None:
            pattern = words.get("beslut_föreslår", "{nämnd} föreslår {instans} besluta att")
        instance = entry.proposes_to or entry.decides or board
        opening = pattern.replace("{nämnd}", board).replace("{instans}", instance)
        opening = opening[:1].upper() + opening[1:]
        points = tuple(self.compositor.inline(point) for point in entry.points)
        if words.get("beslutspunkter_inleds") == "ja":
            return DecisionLevel((), tuple((f"{opening} ", *point) for point in points))
        return DecisionLevel((opening,), points)

    def _appendices(self) -> Iterator[PaperEntry]:
        listed = {
            plan.id: plan.entry.listed_as or self.compositor.words(plan.title, None, "body")
            for plan in self.content.documents
        }
        for position, appendix in enumerate(self.plan.entry.appendices, 1):
            if isinstance(appendix, ExternalAppendix):
                yield PaperEntry(appendix.number or str(position), (appendix.title,))
            else:
                number = self.plan.appendix_numbers.get(appendix, str(position))
                yield PaperEntry(number, (listed.get(appendix, ""),), appendix)

    def _entries(self, texts: Sequence[Cited]) -> tuple[PaperEntry, ...]:
        return tuple(PaperEntry("", self.compositor.inline(text)) for text in texts)


def _numbered(levels: Sequence[DecisionLevel]) -> tuple[DecisionLevel, ...]:
    """Number the points of all levels in one series."""
    firsts = accumulate((len(level.points) for level in levels), initial=1)
    return tuple(replace(level, first=first) for level, first in zip(levels, firsts, strict=False))
