"""How far the writing of a period has come (`skrivarbete`): what its documents show, who writes it, and by when.

It is read of periods that are not finished, too: what refuses their papers is counted, and refuses nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from generator.content.board_rows import BOARDS
from generator.content.collecting import board_id
from generator.content.fields import where_of
from generator.content.house import House
from generator.content.outline import ContentEntry, Kind, SectionEntry, placed_kind
from generator.content.period import (
    Board,
    CollectedBoard,
    DocumentEntry,
    Municipality,
    Period,
    PeriodEntry,
    WritingEntry,
    WritingState,
)
from generator.content.plan_document import section_id
from generator.content.read_house import read_house
from generator.content.read_node import read_model
from generator.content.read_period import Declared, read_period
from generator.content.source import PeriodSource, Source
from generator.content.walk import section_paths
from generator.problems import Problem, Problems, Severity, nearest_hint

READY: frozenset[WritingState] = frozenset({"klar", "granskad"})
_OPEN = "T108"
Delivery: TypeAlias = Literal["finns", "saknas", "går inte att läsa"]


@dataclass(frozen=True, slots=True)
class WritingTask:
    """Something that a document shows: the heading of its section, its kind and id, and the title of who writes it."""

    section: str
    kind: str
    name: str
    responsible: str
    state: WritingState
    due: date | None

    def is_late(self, today: date) -> bool:
        """Whether it should have been ready."""
        return self.state not in READY and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """A document by its id, and all that it shows."""

    id: str
    tasks: tuple[WritingTask, ...]

    @property
    def ready(self) -> int:
        """How much of it is ready."""
        return sum(task.state in READY for task in self.tasks)


@dataclass(frozen=True, slots=True)
class PeriodStatus:
    """A period by its path, with its board's name; `faults` are the errors that its files have."""

    period: str
    title: str
    board: str
    documents: tuple[DocumentStatus, ...] = ()
    faults: int = 0
    delivery: Delivery = "finns"


def period_statuses(source: Source) -> tuple[PeriodStatus, ...]:
    """Return the status of a period, then those of the boards that it collects."""
    house, _ = read_house(source.house, Problems())
    municipality = read_model(Municipality, source.municipality, Problems())
    board = read_model(Board, source.board, Problems()) if source.board is not None else None
    if board is None and municipality is not None:
        board = Board.itself(municipality)
    return (_status(source, board, house), *_of_boards(source.period, house))


def _of_boards(period: PeriodSource, house: House) -> Iterator[PeriodStatus]:
    for each in period.collected:
        board = read_model(Board, each.board, Problems())
        if each.source is not None:
            yield _status(each.source, board, house)
        else:
            name, title = board.name if board is not None else each.folder, each.period.rpartition("/")[2]
            delivery: Delivery = "går inte att läsa" if each.problems else "saknas"
            yield PeriodStatus(each.period, title, name, faults=len(each.problems), delivery=delivery)


def _status(source: Source, board: Board | None, house: House) -> PeriodStatus:
    problems = Problems()
    roles = board.roles if board is not None else {}
    period, declared = read_period(source.period, house, None, problems, tuple(_named_boards(source.period)))
    errors = [each for each in problems if each.severity is Severity.ERROR]
    name = board.name if board is not None else source.period.id
    if period is None:
        title = source.period.id.rpartition("/")[2]
        return PeriodStatus(source.period.id, title, name, (), len(errors), "går inte att läsa")
    reading = _Reading(period, declared, house, roles, _open_lines(errors))
    documents = tuple(
        DocumentStatus(document, tuple(dict.fromkeys(reading.tasks(entry))))
        for document, entry in period.entry.documents.items()
    )
    return PeriodStatus(source.period.id, period.entry.title, name, documents, len(errors))


def _named_boards(period: PeriodSource) -> Iterator[CollectedBoard]:
    """Yield the boards that a period collects, without what they have: its tables name them."""
    for each in period.collected:
        board = read_model(Board, each.board, Problems())
        if board is not None:
            yield CollectedBoard(board_id(each.folder, board), each.folder, board, each.period, None)


def _open_lines(problems: Sequence[Problem]) -> frozenset[tuple[str, int]]:
    return frozenset((each.where.file, each.where.line) for each in problems if each.code == _OPEN)


def sections_of(entry: DocumentEntry, house: House) -> tuple[SectionEntry, ...]:
    """Return the sections of a document's outline, and its own; none where its outline is unknown."""
    outline = house.outlines.get(entry.outline)
    of_outline = outline.sections if outline is not None else ()
    return (*of_outline, *(section for own in entry.own_sections for section in own.sections))


@dataclass(frozen=True, slots=True)
class _Reading:
    period: Period
    declared: Declared
    house: House
    roles: Mapping[str, str]
    open_lines: frozenset[tuple[str, int]]

    def tasks(self, document: DocumentEntry) -> Iterator[WritingTask]:
        skipped = {*document.left_out, *document.nothing_to_report}
        for path in section_paths(sections_of(document, self.house)):
            if skipped.isdisjoint(map(section_id, path)):
                yield from self._section(path)

    def _section(self, path: Sequence[SectionEntry]) -> Iterator[WritingTask]:
        section, written = path[-1], self.period.entry.writing
        shown = [*self._shown(section)]
        for kind, name, state in shown:
            yield self._task(path, kind, name, state)
        said_alone = not section.sections and (section.responsible or section.due)
        if not shown and (section_id(section) in written or said_alone):
            yield self._task(path, "avsnitt", section_id(section), "klar")

    def _shown(self, section: SectionEntry) -> Iterator[tuple[str, str, WritingState]]:
        if section.for_each is not None and section.for_each != BOARDS:
            state: WritingState = "klar" if section.for_each in self.period.records else "saknas"
            if state == "klar" or section.required:
                yield "poster", section.for_each, state
        for entry in section.content:
            kind = placed_kind(entry.kind)
            if kind is not None or (entry.kind == "uppföljningstyp" and entry.name != BOARDS):
                state = self._state(kind, entry)
                if state != "saknas" or entry.required:
                    yield "poster" if kind is None else entry.kind, entry.name, state

    def _state(self, kind: Kind | None, entry: ContentEntry) -> WritingState:
        """Return what is there of a thing, whatever its author says."""
        if kind is None:
            return "klar" if entry.name in self.period.records else "saknas"
        if entry.name not in self.declared.ids[kind]:
            return "saknas"
        if entry.name not in self.period.of_kind(kind):
            return "saknas" if kind == "texter" else "utkast"
        rows = self.period.tables[entry.name].rows if kind == "tabeller" else ()
        unfilled = any((row.label.where.file, row.label.where.line) in self.open_lines for row in rows)
        return "utkast" if unfilled else "klar"

    def _task(self, path: Sequence[SectionEntry], kind: str, name: str, found: WritingState) -> WritingTask:
        written = self.period.entry.writing
        said = [written[name]] if kind == "text" and name in written else []
        said += [written[each] for each in map(section_id, reversed(path)) if each in written]
        states = (each.state for each in said if each.state is not None)
        roles = (*(each.responsible for each in said), *(each.responsible for each in reversed(path)))
        days = (*(each.due for each in said), *(each.due for each in reversed(path)), self.period.entry.due)
        role = next(filter(None, roles), "")
        return WritingTask(
            section=_heading(path[-1]),
            kind=kind,
            name=name,
            responsible=self.roles.get(role, role),
            state=next(states, found) if found == "klar" else found,
            due=next(filter(None, days), None),
        )


def _heading(section: SectionEntry) -> str:
    literal = section.heading.text.partition("{{")[0].strip() if section.heading is not None else ""
    return literal or section_id(section)


def unready(entry: PeriodEntry, names: Collection[str]) -> Iterator[tuple[str, WritingEntry]]:
    """Yield those of texts and sections whose author says that they are not ready."""
    for name, written in entry.writing.items():
        if name in names and written.state is not None and written.state not in READY:
            yield name, written


def check_writing(period: Period, house: House, roles: Mapping[str, str], problems: Problems) -> None:
    """Add a problem for what `skrivarbete` says of nothing that is there, and for roles that the board has not."""
    documents = period.entry.documents.values()
    paths = [path for entry in documents for path in section_paths(sections_of(entry, house))]
    names = {section_id(path[-1]) for path in paths} | period.texts.keys()
    names |= {entry.name for path in paths for entry in path[-1].content if entry.kind == "text"}
    for name, written in period.entry.writing.items():
        where = where_of(name, written.where)
        if name not in names:
            message = f"”{name}” är varken en text i perioden eller ett avsnitt i dess dokument."
            problems.add("T307", where, message, found=name, hint=nearest_hint(name, names))
        if written.responsible is not None and written.responsible not in roles:
            role = written.responsible
            hint = nearest_hint(role, roles) or f"Lägg till {role}: under roller: i namnd.yaml."
            message, at = f"Rollen ”{role}” finns inte i namnd.yaml.", where_of(role, where)
            problems.add("T111", at, message, expected="id för en roll", found=role, hint=hint)
