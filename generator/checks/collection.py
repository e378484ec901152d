"""Boards that have not delivered what a period collects, and sums that lack them: T790–T791."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.checks.finding import FindingKind
from generator.content import CollectedBoard, Content, Table, find_board
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


# What no paper that is given out may have; a warning while it is being written.
UNFINISHED = frozenset({"T790", "T791"})


def collection(content: Content) -> Iterator[Problem]:
    """Yield T790–T791: errors where a document says that it has been given out."""
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


def _lacking_sums(table: Table, kind: FindingKind) -> Iterator[Problem]:
    sums = [row for row in table.rows if row.lacks and not row.board]
    if sums:
        last = sums[-1]
        lacks, place = join_words(last.lacks), f"{table.id}.{last.id}"
        yield kind.at(last.label.where, place, "alla nämnder", f"utan {lacks}", table=table.id, lacks=lacks)


def _where(board: CollectedBoard, content: Content) -> Where:
    named = (each for each in content.period.entry.collects if find_board((board,), each.board) is board)
    return next((each.where for each in named), content.period.entry.where)
