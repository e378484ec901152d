"""Records before and after a correction → the states that someone chose, whose outcome has passed its target since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.content import Content, FieldStatus, Record, RecordLink
from generator.direction_words import targets_of, turned
from generator.figures import Ledger
from generator.problems import Where
from generator.prose import title_of
from generator.subjects import Row, Subject, printed, rows_of


@dataclass(frozen=True, slots=True)
class StaleState:
    """A state to look over: its place, what it is of and says, why, and the figures that have passed each other."""

    where: Where
    text: str
    reason: str
    figures: tuple[str, ...]


def stale_states(before: Content, ledger: Ledger, after: Content, ledger_after: Ledger) -> Iterator[StaleState]:
    """A period before and after → the states that stand as they stood, though their outcomes passed their targets."""
    old = {row.table: row for row in rows_of(before, ledger)}
    for row in rows_of(after, ledger_after):
        was = old.get(row.table)
        for one, other in _passed(was, row) if was is not None else ():
            reason = f"{one.label} {printed(one)} mot {other.label} {printed(other)}: utfallet har passerat målet"
            for record, state in _states(row.table, before, after):
                title = title_of(record, ledger_after)
                yield StaleState(state.where, f"{title}: {state.state}", reason, (one.figure, other.figure))


def _passed(was: Row, now: Row) -> Iterator[tuple[Subject, Subject]]:
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


def _states(table: str, before: Content, after: Content) -> Iterator[tuple[Record, FieldStatus]]:
    """The states of a record, and of those that it is linked to, where they are the same as before."""
    kind, _, name = table.partition(".")
    record = _record(after, kind, name)
    if record is None:
        return
    links = (value for value in record.values.values() if isinstance(value, RecordLink))
    linked = (_record(after, link.record_type, link.record) for link in links)
    for each in (record, *linked):
        old = _record(before, each.type, each.id) if each is not None else None
        if each is None or old is None:
            continue
        for field, value in each.values.items():
            if isinstance(value, FieldStatus) and _state(old.values.get(field)) == value.state:
                yield each, value


def _state(value: object) -> str:
    return value.state if isinstance(value, FieldStatus) else ""


def _record(content: Content, kind: str, name: str) -> Record | None:
    return next((each for each in content.period.records.get(kind, ()) if each.id == name), None)
