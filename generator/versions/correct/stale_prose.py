"""The sentences that a correction makes untrue, each with why and where it is printed.

Citations follow a corrected figure; what is typed does not: a number, a word of rank or direction, a chosen state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.compose import Understood
from generator.content import FieldStatus, RecordLink, TextCell
from generator.document import Document, Place, PlacedTable, body_rows, part_words, passages, words
from generator.problems import Where
from generator.prose import Prose, Subject, SubjectRow, printed, rows_of, targets_of, title_of, turned
from generator.versions.compare.documents import Changed
from generator.versions.correct.readings import BeforeAndAfter, Stale, read_before_and_after
from generator.versions.correct.stale_numbers import stale_numbers
from generator.versions.correct.stale_words import stale_words

_MARKUP = re.compile(r"[*_`#]+|\[\^?([^\]]{0,500})\](?:\([^)]{0,500}\))?")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class StaleSentence:
    """A sentence to look over, as it reads once the figures have changed, and why.

    `where` is the first of the untrue `words`. `printed` are the places that print it, without pages.
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
    return (*sentences, *_stale_states(before, after))


def _stale(both: BeforeAndAfter) -> Iterator[Stale]:
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
    for quoted in prose.quoted:
        if start <= quoted.start < end:
            yield prose.plain[start : quoted.start]
            yield quoted.printed
            start = quoted.end
    yield prose.plain[start:end]


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", _MARKUP.sub(lambda match: match[1] or "", text)).strip(" -")


# --- states -----------------------------------------------------------------------------------------------------------


def _stale_states(before: Understood, after: Understood) -> Iterator[StaleSentence]:
    """The states that someone chose and that stand as they stood, though their outcomes passed their targets."""
    old = {row.subjects[0].figure: row for row in rows_of(before.content, before.ledger)}
    for row in rows_of(after.content, after.ledger):
        was = old.get(row.subjects[0].figure)
        for one, other in _passed(was, row) if was is not None else ():
            stood = {title: state for _, title, state in _states(one.figure, before)}
            reason = f"{one.label} {printed(one)} mot {other.label} {printed(other)}: utfallet har passerat målet"
            for where, title, state in _states(one.figure, after):
                if stood.get(title) == state:
                    text = f"{title}: {state}"
                    places = tuple(_places(text, after.documents))
                    yield StaleSentence(where, text, (reason,), (one.figure, other.figure), places)


def _passed(was: SubjectRow, now: SubjectRow) -> Iterator[tuple[Subject, Subject]]:
    margins = {one.figure: one.value - other.value for one, other in targets_of(was)}
    for one, other in targets_of(now):
        margin = one.value - other.value
        before = margins.get(one.figure, margin)
        # To be level with a target is to have reached it, or not to have: either way it is another thing than before.
        if turned(before, margin) or (not before and margin):
            yield one, other


def _states(figure: str, understood: Understood) -> Iterator[tuple[Where, str, str]]:
    """The states of the row or record that a figure belongs to, and of linked records, with the titles of these."""
    kind, name, *_ = (*figure.split("."), "")
    period = understood.content.period
    table = period.tables.get(kind)
    if table is not None and (row := next((each for each in table.rows if each.id == name), None)):
        for cell, column in zip(row.cells, table.columns, strict=True):
            if column.kind == "status" and isinstance(cell, TextCell):
                yield cell.where, str(row.label.text), str(cell.text.text)
    records = {(kind, each.id): each for kind, records in period.records.items() for each in records}
    record = records.get((kind, name))
    links = [each for each in record.values.values() if isinstance(each, RecordLink)] if record is not None else []
    linked = (records.get((link.record_type, link.record)) for link in links)
    for each in filter(None, (record, *linked)):
        for value in each.values.values():
            if isinstance(value, FieldStatus):
                yield value.where, title_of(each, understood.ledger), value.state


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
            for row in body_rows(table):
                cells = (" ".join((words(cell.text), *map(part_words, cell.parts))) for cell in row.cells)
                yield passage.section, row.id or table.id, " ".join(cells)
        else:
            yield passage.section, passage.element, passage.text
