"""The states that someone chose and that stand, though an outcome has passed its target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.compose import Understood
from generator.content import FieldStatus, Record, RecordLink, TextCell
from generator.problems import Where
from generator.prose import Subject, SubjectRow, printed, rows_of, targets_of, title_of, turned
from generator.versions.correct.readings import Reason


@dataclass(frozen=True, slots=True)
class AssessedState:
    """A state as it stands: its place, what it is of, and the word."""

    where: Where
    title: str
    word: str


def stale_states(before: Understood, after: Understood) -> Iterator[tuple[AssessedState, Reason]]:
    """Yield the states that stand as they stood, though their outcomes passed their targets, each with why."""
    old = {row.subjects[0].figure: row for row in rows_of(before.content, before.ledger)}
    for row in rows_of(after.content, after.ledger):
        was = old.get(row.subjects[0].figure)
        for one, other in _passed(was, row) if was is not None else ():
            stood = {state.title: state.word for state in _states(one.figure, before)}
            text = f"{one.label} {printed(one)} mot {other.label} {printed(other)}: utfallet har passerat målet"
            for state in _states(one.figure, after):
                if stood.get(state.title) == state.word:
                    yield state, Reason(text, (one.figure, other.figure))


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


def _states(figure: str, understood: Understood) -> Iterator[AssessedState]:
    """The states of the row or record that a figure belongs to, and of the records that this one is linked to."""
    kind, name, *_ = (*figure.split("."), "")
    period = understood.content.period
    table = period.tables.get(kind)
    if table is not None and (row := next((each for each in table.rows if each.id == name), None)):
        for cell, column in zip(row.cells, table.columns, strict=True):
            if column.kind == "status" and isinstance(cell, TextCell):
                yield AssessedState(cell.where, str(row.label.text), str(cell.text.text))
    record = _record(understood, kind, name)
    linked = [each for each in record.values.values() if isinstance(each, RecordLink)] if record is not None else []
    for each in (record, *(_record(understood, link.record_type, link.record) for link in linked)):
        for value in each.values.values() if each is not None else ():
            if isinstance(value, FieldStatus) and each is not None:
                yield AssessedState(value.where, title_of(each, understood.ledger), value.state)


def _record(understood: Understood, kind: str, name: str) -> Record | None:
    records = understood.content.period.records.get(kind, ())
    return next((each for each in records if each.id == name), None)
