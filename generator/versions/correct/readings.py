"""A period's texts and figures as read before and after a correction, and what it makes untrue in the texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.compose import Understood
from generator.prose import Prose, Rankings, ReadTexts, Subject, SubjectRow, rankings, reading_of


@dataclass(frozen=True, slots=True)
class Reason:
    """Why words are no longer true, in Swedish, and the changed figures that it is for."""

    text: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """Words of a text that a correction makes untrue, as a slice."""

    prose: Prose
    start: int
    end: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class TextPair:
    """A text before, and the one after that may have its sentences."""

    old: Prose
    new: Prose

    def moved(self, offset: int) -> int | None:
        """Where an offset of the old text is in the new one, if its sentence stands there word for word."""
        if self.old.text == self.new.text:
            return offset
        start, end = self.old.sentence(offset)
        sentence = self.old.text[start:end]
        place = self.new.text.find(sentence.strip())
        blank = len(sentence) - len(sentence.lstrip())
        return None if place < 0 else place + offset - start - blank


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that differs: its row before, and the figure before and after."""

    row: SubjectRow
    was: Subject
    now: Subject


@dataclass(frozen=True)
class BeforeAndAfter:
    """A period's texts, rows and rankings, before a correction and after it."""

    before: ReadTexts
    after: ReadTexts
    rankings_before: Rankings
    rankings_after: Rankings

    @cached_property
    def now(self) -> Mapping[str, tuple[SubjectRow, Subject]]:
        """The figures after, by id, with their rows."""
        return {subject.figure: (row, subject) for row, subject in self.after.index.subjects}

    @cached_property
    def changed(self) -> Mapping[str, ChangedFigure]:
        """The figures that differ, by id."""
        return {
            was.figure: ChangedFigure(row, was, self.now[was.figure][1])
            for row, was in self.before.index.subjects
            if was.figure in self.now and self.now[was.figure][1].value != was.value
        }

    def reason(self, text: str, figures: Iterable[str]) -> Reason:
        """Return a reason with those of the figures that differ."""
        return Reason(text, tuple(figure for figure in figures if figure in self.changed))

    @cached_property
    def texts(self) -> tuple[TextPair, ...]:
        """The texts before, each with the one after that is the same, or else with those of the same place."""
        same = {(prose.place, str(prose.text)): prose for prose in self.after.prose}
        of_place: dict[str, list[Prose]] = {}
        for prose in self.after.prose:
            of_place.setdefault(prose.place, []).append(prose)
        matches = ((old, same.get((old.place, str(old.text)))) for old in self.before.prose)
        options = ((old, (new,) if new is not None else of_place.get(old.place, ())) for old, new in matches)
        return tuple(TextPair(old, new) for old, texts in options for new in texts)


def read_before_and_after(before: Understood, after: Understood) -> BeforeAndAfter:
    """Read the texts and rank the figures of a period before and after a correction."""
    old, new = (reading_of(each.content, each.ledger) for each in (before, after))
    ranked_old = rankings(before.content, before.ledger, old.index.rows)
    ranked_new = rankings(after.content, after.ledger, new.index.rows)
    return BeforeAndAfter(old, new, ranked_old, ranked_new)
