"""What is not ready: boards that have not delivered, sums that lack them, and drafts: T790–T792."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.checks.finding import FindingKind
from generator.content import (
    CollectedBoard,
    Content,
    PeriodEntry,
    Section,
    Table,
    every_section,
    find_board,
    unready,
)
from generator.problems import Problem, Severity, Where
from generator.swedish import join_words

_NOT_DELIVERED = FindingKind(
    "T790",
    "{name} har inte lämnat underlag.",
    "Vänta på underlaget, eller skriv under samlar: vilka som ska vara med.",
)
_LACKING_SUM = FindingKind(
    "T791",
    "Summan i ”{table}” är utan {lacks}.",
    "Tabellen säger det i en fotnot. När underlaget är lämnat räknas summan om.",
)

_DRAFT = FindingKind(
    "T792",
    "”{name}” är inte klar: {state}.",
    "Skriv klart, och ändra färdiggrad under skrivarbete:.",
)

# What no paper that is given out may have; a warning while it is being written.
UNFINISHED = frozenset({"T790", "T791", "T792"})


def collection(content: Content) -> Iterator[Problem]:
    """Yield T790–T792 of a period that has documents: errors where one says that it has been given out."""
    if not content.documents:
        return
    stages = (each.stage for each in content.period.entry.documents.values())
    severity = Severity.WARNING if all(stage == "arbetsmaterial" for stage in stages) else Severity.ERROR
    for board in content.period.collected:
        if board.content is None:
            where = _where(board, content)
            first = f"{len(board.problems)} fel, det första {board.problems[0].where}" if board.problems else ""
            name = board.period.rpartition("/")[2]
            found = first or f"ingen period {name}"
            related = tuple(each.where for each in board.problems[:1])
            kind = replace(_NOT_DELIVERED, severity=severity)
            yield kind.at(where, board.id, f"{board.period} utan fel", found, related, name=board.name)
    for table in content.period.tables.values():
        yield from _lacking_sums(table, replace(_LACKING_SUM, severity=severity))
    yield from _drafts(content, replace(_DRAFT, severity=severity))


def _lacking_sums(table: Table, kind: FindingKind) -> Iterator[Problem]:
    sums = [row for row in table.rows if row.lacks and not row.board]
    if sums:
        last = sums[-1]
        lacks, place = join_words(last.lacks), f"{table.id}.{last.id}"
        yield kind.at(last.label.where, place, "alla nämnder", f"utan {lacks}", table=table.id, lacks=lacks)


def _drafts(content: Content, kind: FindingKind) -> Iterator[Problem]:
    """Yield the texts and sections of documents, and of boards in them, that their authors say are not ready."""
    found: dict[Where, Problem] = {}
    for plan in content.documents:
        for section in every_section(plan.all_sections):
            for entry, names in _shown(section, content):
                for name, written in unready(entry, names):
                    state = str(written.state)
                    finding = kind.at(written.where, name, "klar eller granskad", state, name=name, state=state)
                    found.setdefault(written.where, finding)
    yield from found.values()


def _shown(section: Section, content: Content) -> Iterator[tuple[PeriodEntry, frozenset[str]]]:
    """Yield the periods whose texts a section shows, with the ids of these and of the section."""
    if section.included is None:
        own = (each.entry.name for each in section.blocks if each.entry.kind == "text")
        yield content.period.entry, frozenset((section.id, *own))
    for placement in section.blocks:
        included = placement.included
        if included is not None and included.board.content is not None:
            theirs = (each.entry.name for each in included.placements if each.entry.kind == "text")
            of_board = section.id.removeprefix(f"{included.board.folder}-")
            yield included.board.content.period.entry, frozenset((of_board, *theirs) if section.included else theirs)


def _where(board: CollectedBoard, content: Content) -> Where:
    named = (each for each in content.period.entry.collects if find_board((board,), each.board) is board)
    return next((each.where for each in named), content.period.entry.where)
