"""What differs between two versions, and the newer one → a paper with it: figures, states, cells and marked texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from generator.compose import Understood
from generator.document import (
    Block,
    BodyRow,
    Column,
    Document,
    DocumentUnit,
    HeadCell,
    Heading,
    Inline,
    LabelledPart,
    Letterhead,
    Look,
    PrintedCell,
    Remark,
    Revised,
    Run,
    SectionBlock,
    TableBlock,
    Was,
)
from generator.versions.compare.diff import word_diff
from generator.versions.compare.differences import Differences, Piece

DIFFERENCES = "jämförelse"
_TITLE = "Jämförelse"
_NOTHING = "Inget skiljer."
# Texts of a cell that are longer, in letters, are told word by word; and so many words around what differs.
_LONG = 60
_AROUND = 5
# What tells who hears it of words that are struck, and of words that are new.
Told: TypeAlias = tuple[str, str]


def differences_document(differences: Differences, newer: Understood) -> Document:
    """Differences and the version that they lead to go in; the paper comes out, in the look of that version's."""
    content = newer.content
    house = content.house
    fields = (("Före", differences.before), ("Efter", differences.after))
    head = Letterhead(
        id=f"{DIFFERENCES}-huvud",
        municipality=content.municipality.name,
        sender=content.board.name,
        title=(f"{_TITLE}, {content.period.entry.title}",),
        fields=tuple(LabelledPart((label,), (text,)) for label, text in fields),
    )
    blocks = tuple(_blocks(differences, (house.words.get("struket", ""), house.words.get("nytt", "")))) or (
        Remark(f"{DIFFERENCES}-inget", (_NOTHING,), "inget-att-redovisa"),
    )
    return Document(
        id=DIFFERENCES,
        period=content.period.source_id,
        title=f"{_TITLE}, {content.period.entry.title}",
        subject=f"{content.board.name}, {content.period.entry.title}",
        municipality=content.municipality.name,
        board=content.board.name,
        date="",
        look=Look(house.id, house.folders, house.words),
        outline=DIFFERENCES,
        units=(DocumentUnit(f"del-{DIFFERENCES}", "text", _TITLE, (head, *blocks)),),
        contents=None,
        marked=True,
    )


def _blocks(differences: Differences, told: Told) -> Iterator[Block]:
    if differences.papers:
        rows = [
            (title, title if kind == "bort" else "", title if kind == "nytt" else "")
            for title, kind in differences.papers
        ]
        yield _section("handlingar", "Handlingar", (_table("handlingar", ("Handling",), rows, told),))
    if differences.figures:
        rows = [(each.figure, each.old, each.new) for each in differences.figures]
        yield _section("tal", "Tal", (_table("tal", ("Tal",), rows, told),))
    if differences.states:
        rows = [(f"{each.record}.{each.field}", each.old, each.new) for each in differences.states]
        yield _section("lägen", "Lägen", (_table("lägen", ("Post",), rows, told),))
    if differences.cells:
        yield _section("tabeller", "Tabeller", tuple(_tables(differences, told)))
    if differences.texts:
        yield _section("texter", "Texter", tuple(_texts(differences, told)))


def _section(name: str, title: str, blocks: tuple[Block, ...], level: int = 2) -> SectionBlock:
    element = f"{DIFFERENCES}-{name}"
    return SectionBlock(element, Heading(f"{element}-rubrik", level, "", (title,)), blocks)


def _tables(differences: Differences, told: Told) -> Iterator[Block]:
    for number, (place, cells) in enumerate(
        groupby(differences.cells, lambda each: (each.document, each.section, each.table)), 1
    ):
        rows = [(each.row, each.column, each.old, each.new) for each in cells]
        yield _table(f"tabell-{number}", ("Rad", "Kolumn"), rows, told, ", ".join(filter(None, place)))


def _texts(differences: Differences, told: Told) -> Iterator[Block]:
    groups = groupby(differences.texts, lambda each: (each.document, each.section))
    for number, (place, texts) in enumerate(groups, 1):
        lines = (line for text in texts for line in _lines(text.pieces, told))
        name = f"texter-{number}"
        shown = tuple(Remark(f"{DIFFERENCES}-{name}-{count}", line, "jämförd") for count, line in enumerate(lines, 1))
        yield _section(name, ", ".join(filter(None, place)), shown, 3)


def _lines(pieces: Sequence[Piece], told: Told) -> Iterator[Inline]:
    """The paragraphs in which something differs, the old and the new marked."""
    line: list[Run] = []
    for piece in pieces:
        for number, words in enumerate(piece.text.split("\n")):
            if number:
                yield from _changed(line)
                line = []
            if words.strip():
                line.extend(
                    (" ", _run(piece.kind, words.strip(), told)) if line else (_run(piece.kind, words.strip(), told),)
                )
    yield from _changed(line)


def _run(kind: str, words: str, told: Told) -> Run:
    return words if kind == "lika" else _struck(words, told) if kind == "bort" else _new(words, told)


def _struck(words: str, told: Told) -> Revised:
    return Revised(Was(words, *told), "")


def _new(words: str, told: Told) -> Revised:
    return Revised(Was("", *told), words)


def _changed(line: Sequence[Run]) -> Iterator[Inline]:
    if any(isinstance(run, Revised) for run in line):
        yield tuple(line)


def _table(
    name: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], told: Told, caption: str = ""
) -> TableBlock:
    """Rows whose last two texts are what stood and what stands."""
    element = f"{DIFFERENCES}-{name}"
    titles = (*heads, "Före", "Efter")
    widths = (0, 18, 18) if len(heads) == 1 else (32, 0, 18, 18)
    return TableBlock(
        id=f"{element}-tabell",
        caption=(caption or "Det som skiljer",),
        unit="",
        columns=tuple(Column("text", width) for width in widths),
        head=(tuple(HeadCell(f"{element}-{title}", (title,), 1, 1, "col", "text") for title in titles),),
        groups=(tuple(_row(f"{element}-{number}", row, told) for number, row in enumerate(rows, 1)),),
    )


def _word_by_word(old: str, new: str, told: Told) -> Iterator[Run]:
    """The long texts of a cell as one, the old and the new marked; of the rest, what stands around them."""
    pieces = word_diff(old, new)
    for number, piece in enumerate(pieces):
        words = piece.text.split(" ")
        if number:
            yield " "
        if piece.kind == "lika" and len(words) > 2 * _AROUND:
            first = words[:_AROUND] if number else []
            last = words[-_AROUND:] if number + 1 < len(pieces) else []
            yield " ".join((*first, "…", *last))
        else:
            yield _run(piece.kind, piece.text, told)


def _row(element: str, texts: tuple[str, ...], told: Told) -> BodyRow:
    *labels, old, new = texts
    cells = [PrintedCell("text", (text,), head="" if number else "row") for number, text in enumerate(labels)]
    if max(len(old), len(new)) > _LONG:
        return BodyRow(element, "rad", (*cells, PrintedCell("text", tuple(_word_by_word(old, new, told)), columns=2)))
    was = (_struck(old, told),) if old else ("–",)
    now = (_new(new, told),) if new else ("–",)
    return BodyRow(element, "rad", (*cells, PrintedCell("text", was), PrintedCell("text", now)))
