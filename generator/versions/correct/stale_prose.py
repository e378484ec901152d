"""The sentences that a correction makes untrue, each with why and where it is printed.

Citations follow a corrected figure by themselves; what is typed does not: a number, a word of rank or direction, a
state that someone chose. Only what stood there before and still stands is listed: what was rewritten has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.compose import Understood
from generator.document import Document, Place, PlacedTable, part_words, passages, words
from generator.problems import Where
from generator.prose import Prose
from generator.versions.compare.documents import Changed
from generator.versions.correct.readings import BeforeAndAfter, Stale, read_before_and_after
from generator.versions.correct.stale_numbers import stale_numbers
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
    """Return the sentences to look over, in the order of the papers' texts."""
    both = read_before_and_after(before, after)
    if not both.changed:
        return ()
    order = {id(prose): number for number, prose in enumerate(both.after.prose)}
    by_sentence: dict[tuple[int, tuple[int, int]], list[Stale]] = {}
    for stale in sorted(_stale(both), key=lambda each: (order[id(each.prose)], each.start)):
        by_sentence.setdefault((order[id(stale.prose)], stale.prose.sentence(stale.start)), []).append(stale)
    sentences = (_sentence(stales, after.documents) for stales in by_sentence.values())
    states = (
        StaleSentence(state.where, text, (reason.text,), reason.figures, tuple(_places(text, after.documents)))
        for state, reason in stale_states(before, after)
        for text in [f"{state.title}: {state.word}"]
    )
    return (*sentences, *states)


def _stale(both: BeforeAndAfter) -> Iterator[Stale]:
    """The untrue words that still stand, where they stand in the texts after."""
    for texts in both.texts:
        for stale in (*stale_numbers(texts.old, both), *stale_words(texts, both)):
            start = texts.moved(stale.start)
            if start is not None:
                yield replace(stale, prose=texts.new, start=start, end=start + stale.end - stale.start)


def _sentence(stales: Sequence[Stale], documents: Sequence[Document]) -> StaleSentence:
    prose = stales[0].prose
    text = _plain("".join(_printed(prose, *prose.sentence(stales[0].start))))
    return StaleSentence(
        prose.where(stales[0].start),
        text,
        tuple(dict.fromkeys(f"”{prose.plain[each.start : each.end]}”: {each.reason.text}" for each in stales)),
        tuple(dict.fromkeys(figure for each in stales for figure in each.reason.figures)),
        tuple(_places(text, documents)),
        tuple(prose.where(each.start) for each in stales),
    )


def _printed(prose: Prose, start: int, end: int) -> Iterator[str]:
    """A slice of a text with its citations as they are printed."""
    for quoted in prose.quoted:
        if start <= quoted.start < end:
            yield prose.plain[start : quoted.start]
            yield quoted.printed
            start = quoted.end
    yield prose.plain[start:end]


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", _MARKUP.sub(lambda match: match[1] or "", text)).strip(" -")


# --- where it is printed ----------------------------------------------------------------------------------------------


def _places(sentence: str, documents: Sequence[Document]) -> Iterator[Changed]:
    for document in documents if sentence else ():
        for section, element, text in _texts(document):
            if _is_in(sentence, _BLANKS.sub(" ", text)):
                yield Changed(Place(document.id, "", section, "", "", ""), element, "mening")


def _is_in(sentence: str, text: str) -> bool:
    """Whether a text has a sentence; a short one only as a whole."""
    return sentence in text if len(sentence) >= _SHORTEST else sentence == text.strip()


def _texts(document: Document) -> Iterator[tuple[str, str, str]]:
    for passage in passages(document):
        if isinstance(passage, PlacedTable):
            table = passage.table
            for row in (row for group in table.groups for row in group):
                cells = (" ".join((words(cell.text), *map(part_words, cell.parts))) for cell in row.cells)
                yield passage.section, row.id or table.id, " ".join(cells)
        else:
            yield passage.section, passage.element, passage.text
