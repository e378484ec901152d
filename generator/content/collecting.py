"""Boards whose periods another period collects: what they are called, and the records that stand for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from generator.content.board_rows import BOARDS
from generator.content.fields import Cited
from generator.content.period import Board, CollectedBoard, Content, Record
from generator.content.source import CollectedSource, Source, Text
from generator.content.table import BoardRow
from generator.problems import Problem, Rejected
from generator.swedish import ascii_name, identifier

Read = Callable[[Source], Content]
_DELIVERED, _UNFINISHED, _MISSING = "lämnat", "ofärdigt", "saknas"
_DELIVERY = "underlag"


def folder_name(name: str) -> str:
    """Return a board's name, or its folder's, as both are compared."""
    return ascii_name(name).casefold().replace("_", "-")


def find_board(boards: Iterable[CollectedBoard], name: str) -> CollectedBoard | None:
    """Return the board that has a name: its id, or its folder."""
    return next((each for each in boards if folder_name(name) in {folder_name(each.id), each.folder.casefold()}), None)


def board_id(folder: str, board: Board) -> str:
    """Return the id of a board: its folder's name, with å, ä and ö where the board's own name has them."""
    names = (identifier(name) for name in (board.name, board.definite) if name)
    own = identifier(folder) or folder
    return next((name for name in names if folder_name(name) == folder_name(folder)), own)


def read_collected(source: CollectedSource, board: Board, read: Read) -> CollectedBoard:
    """Return a board with its period as `read` reads it; what that refuses has not been delivered."""
    content: Content | None = None
    problems: Sequence[Problem] = source.problems
    if source.source is not None:
        try:
            content = read(source.source)
        except Rejected as rejected:
            problems = rejected.problems
    name = board_id(source.folder, board)
    return CollectedBoard(name, source.folder, board, source.period, content, tuple(problems))


def board_records(boards: Iterable[CollectedBoard]) -> tuple[Record, ...]:
    """Return the records that stand for boards, of the type that the base profile declares."""
    return tuple(map(_record, boards))


def _record(each: CollectedBoard) -> Record:
    board, where = each.board, each.board.where
    delivery = _DELIVERED if each.content is not None else _UNFINISHED if each.problems else _MISSING
    words = {
        "namn": board.name,
        "bestämd_form": board.definite or board.name,
        "förvaltning": board.administration,
        "slag": board.kind,
        _DELIVERY: delivery,
    }
    values = {name: Cited(Text(word, where)) for name, word in words.items() if word is not None}
    return Record(BOARDS, each.id, "", values, where)


def row_of_board(record: Record) -> BoardRow:
    """Return what a table says of a board."""
    fields = {name: str(value.text) for name, value in record.values.items() if isinstance(value, Cited)}
    return BoardRow(record.id, fields["namn"], has_delivered(record), fields)


def has_delivered(record: Record) -> bool:
    """Whether a board's period is there to be collected."""
    value = record.values[_DELIVERY]
    return isinstance(value, Cited) and value.text == _DELIVERED
