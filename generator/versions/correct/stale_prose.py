"""A period before and after a correction → the sentences that the correction makes untrue, each with why and where.

Citations follow a corrected figure by themselves; what is typed does not: a number, a word of rank or direction, a
state that someone chose. Only what stood there before and still stands is told of: what was rewritten has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.compose import Understood
from generator.document import Document, Place, PlacedTable, part_words, passages, words
from generator.problems import Where
from generator.prose import Prose
from generator.versions.compare.documents import Changed
from generator.versions.correct.stale_numbers import Stale, sides_of, stale_numbers
from generator.versions.correct.stale_states import stale_states
from generator.versions.correct.stale_words import stale_words

_MARKUP = re.compile(r"[*_`#]+|\[\^?([^\]]*)\](?:\([^)]*\))?")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class StaleSentence:
    """A sentence to look over: where it is written, what it says once the figures have changed, why, and which figures.

    `where` is the first of the words that are untrue, `words` all of them. `printed` are the places that print it, each
    with the id of its element: the document and the section, no page.
    """

    where: Where
    sentence: str
    reasons: tuple[str, ...]
    figures: tuple[str, ...]
    printed: tuple[Changed, ...]
    words: tuple[Where, ...] = ()


def stale_prose(before: Understood, after: Understood) -> tuple[StaleSentence, ...]:
    """The period as it was and as it would be → the sentences to look over, in the order of the papers' texts."""
    sides = sides_of((before.content, before.ledger), (after.content, after.ledger))
    if not sides.changed:
        return ()
    found = _sentences((*stale_numbers(sides), *stale_words(sides)))
    order = {id(prose): number for number, prose in enumerate(sides.after.prose)}
    told = sorted(found, key=lambda stales: (order.get(id(stales[0].prose), 0), stales[0].start))
    sentences = tuple(_told(stales, after.documents) for stales in told)
    states = (
        StaleSentence(
            state.where, state.text, (state.reason,), state.figures, tuple(_places(state.text, after.documents))
        )
        for state in stale_states(before.content, before.ledger, after.content, after.ledger)
    )
    return (*sentences, *states)


def _sentences(found: Sequence[Stale]) -> list[list[Stale]]:
    """What is stale, by the sentence that it stands in."""
    by_sentence: dict[tuple[int, tuple[int, int]], list[Stale]] = {}
    for each in found:
        by_sentence.setdefault((id(each.prose), each.prose.sentence(each.start)), []).append(each)
    return [sorted(stales, key=lambda each: each.start) for stales in by_sentence.values()]


def _told(stales: Sequence[Stale], documents: Sequence[Document]) -> StaleSentence:
    prose, first = stales[0].prose, stales[0]
    start, end = prose.sentence(first.start)
    return StaleSentence(
        prose.where(first.start),
        _plain("".join(_printed(prose, start, end))),
        tuple(dict.fromkeys(f"”{prose.plain[each.start : each.end]}”: {each.reason}" for each in stales)),
        tuple(dict.fromkeys(figure for each in stales for figure in each.figures)),
        tuple(_places(_plain("".join(_printed(prose, start, end))), documents)),
        tuple(prose.where(each.start) for each in stales),
    )


def _printed(prose: Prose, start: int, end: int) -> Iterator[str]:
    """A slice of a text with its citations as they are printed."""
    at = start
    for quoted in prose.quoted:
        if start <= quoted.start < end:
            yield prose.plain[at : quoted.start]
            yield quoted.printed
            at = quoted.end
    yield prose.plain[at:end]


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", _MARKUP.sub(lambda match: match[1] or "", text)).strip(" -")


# --- where it is printed ----------------------------------------------------------------------------------------------


def _places(sentence: str, documents: Sequence[Document]) -> Iterator[Changed]:
    for document in documents:
        for section, element, text in _texts(document):
            if sentence and _is_in(sentence, _BLANKS.sub(" ", text)):
                yield Changed(Place(document.id, "", section, "", "", ""), element, "mening")


def _is_in(sentence: str, text: str) -> bool:
    """Whether a text has a sentence; a short one only as a whole."""
    return sentence in text if len(sentence) >= _SHORTEST else sentence == text.strip()


def _texts(document: Document) -> Iterator[tuple[str, str, str]]:
    for found in passages(document):
        if isinstance(found, PlacedTable):
            table = found.table
            for row in (row for group in table.groups for row in group):
                cells = (" ".join((words(cell.text), *map(part_words, cell.parts))) for cell in row.cells)
                yield found.section, row.id or table.id, " ".join(cells)
        else:
            yield found.section, found.element, found.text
