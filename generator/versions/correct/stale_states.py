"""A period before and after a correction → the states that someone chose, whose outcome has passed its target since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.content import Content, FieldStatus, Record, RecordLink, TextCell
from generator.figures import Ledger
from generator.problems import Where
from generator.prose import Subject, SubjectRow, printed, rows_of, targets_of, title_of, turned


@dataclass(frozen=True, slots=True)
class StaleState:
    """A state to look over: its place, what it is of and says, why, and the figures that have passed each other."""

    where: Where
    text: str
    reason: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _AssessedState:
    """A state as it stands: its place, what it is of, and the word."""

    where: Where
    title: str
    word: str


def stale_states(before: Content, ledger: Ledger, after: Content, ledger_after: Ledger) -> Iterator[StaleState]:
    """A period before and after → the states that stand as they stood, though their outcomes passed their targets."""
    old = {row.subjects[0].figure: row for row in rows_of(before, ledger)}
    for row in rows_of(after, ledger_after):
        was = old.get(row.subjects[0].figure)
        for one, other in _passed(was, row) if was is not None else ():
            stood = {state.title: state.word for state in _states(one.figure, before, ledger)}
            reason = f"{one.label} {printed(one)} mot {other.label} {printed(other)}: utfallet har passerat målet"
            for state in _states(one.figure, after, ledger_after):
                if stood.get(state.title) == state.word:
                    yield StaleState(state.where, f"{state.title}: {state.word}", reason, (one.figure, other.figure))


def _passed(was: SubjectRow, now: SubjectRow) -> Iterator[tuple[Subject, Subject]]:
    """The outcomes and targets of a row, after, whose order is not what it was."""
    earlier = {one.figure: (one.value, other.value) for one, other in targets_of(was)}
    for one, other in targets_of(now):
        before = earlier.get(one.figure)
        if before is None:
            continue
        reached, reaches = before[0] - before[1], one.value - other.value
        # To be level with a target is to have reached it, or not to have: either way it is another thing than before.
        if turned(reached, reaches) or (not reached and reaches):
            yield one, other


def _states(figure: str, content: Content, ledger: Ledger) -> Iterator[_AssessedState]:
    """The states of the row or record that a figure belongs to, and of the records that this one is linked to."""
    kind, name, *_ = (*figure.split("."), "")
    table = content.period.tables.get(kind)
    if table is not None:
        row = next((each for each in table.rows if each.id == name), None)
        for cell, column in zip(row.cells, table.columns, strict=True) if row is not None else ():
            if column.kind == "status" and isinstance(cell, TextCell):
                yield _AssessedState(cell.where, str(row.label.text) if row is not None else "", str(cell.text.text))
    record = _record(content, kind, name)
    values = record.values.values() if record is not None else ()
    linked = (_record(content, each.record_type, each.record) for each in values if isinstance(each, RecordLink))
    for each in (record, *linked):
        for value in each.values.values() if each is not None else ():
            if isinstance(value, FieldStatus) and each is not None:
                yield _AssessedState(value.where, title_of(each, ledger), value.state)


def _record(content: Content, kind: str, name: str) -> Record | None:
    return next((each for each in content.period.records.get(kind, ()) if each.id == name), None)
