"""The paper of what differs between two versions: figures, states and cells as tables, and texts with marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import attrgetter

from generator.compose import Understood, look_of
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
    PrintedCell,
    Remark,
    Revised,
    Run,
    SectionBlock,
    TableBlock,
)
from generator.versions.compare.differences import Differences, Piece, word_diff
from generator.versions.compare.runs import RevisionWords

_Texts = tuple[str, ...]

DIFFERENCES = "jämförelse"
_TITLE = "Jämförelse"
# Texts of a cell that are longer, in letters, are compared word by word, with so many words around what differs.
_LONG = 60
_AROUND = 5


def differences_document(differences: Differences, newer: Understood) -> Document:
    """Return the paper, in the look of the newer version."""
    content = newer.content
    house = content.house
    title = f"{_TITLE}, {content.period.entry.title}"
    fields = {"Före": differences.before, "Efter": differences.after}
    head = Letterhead(
        id=f"{DIFFERENCES}-huvud",
        municipality=content.municipality.name,
        sender=content.named_board,
        title=(title,),
        fields=tuple(LabelledPart((label,), (text,)) for label, text in fields.items()),
    )
    nothing = Remark(f"{DIFFERENCES}-inget", ("Inget skiljer.",), "inget-att-redovisa")
    blocks = tuple(_sections(differences, RevisionWords.of(house.words))) or (nothing,)
    return Document(
        id=DIFFERENCES,
        period=content.period.source_id,
        title=title,
        subject=f"{content.board.name}, {content.period.entry.title}",
        municipality=content.municipality.name,
        board=content.named_board,
        date="",
        look=look_of(house),
        outline=DIFFERENCES,
        units=(DocumentUnit(f"del-{DIFFERENCES}", "text", _TITLE, (head, *blocks)),),
        contents=None,
        marked=True,
    )


def _sections(differences: Differences, words: RevisionWords) -> Iterator[Block]:
    papers = [(title, *((title, "") if kind == "bort" else ("", title))) for title, kind in differences.papers]
    figures = [(each.figure, each.old, each.new) for each in differences.figures]
    states = [(each.field, each.old, each.new) for each in differences.states]
    for title, head, rows in (("Handlingar", "Handling", papers), ("Tal", "Tal", figures), ("Lägen", "Post", states)):
        if rows:
            name = title.lower()
            yield _section(name, title, (_table(name, (head,), rows, words),))
    if differences.cells:
        yield _section("tabeller", "Tabeller", tuple(_tables(differences, words)))
    if differences.texts:
        yield _section("texter", "Texter", tuple(_texts(differences, words)))


def _section(name: str, title: str, blocks: tuple[Block, ...], level: int = 2) -> SectionBlock:
    element = f"{DIFFERENCES}-{name}"
    return SectionBlock(element, Heading(f"{element}-rubrik", level, "", (title,)), blocks)


def _tables(differences: Differences, words: RevisionWords) -> Iterator[Block]:
    groups = groupby(differences.cells, attrgetter("table"))
    for number, (table, cells) in enumerate(groups, 1):
        rows = [(each.row, each.column, each.old, each.new) for each in cells]
        yield _table(f"tabell-{number}", ("Rad", "Kolumn"), rows, words, table)


def _texts(differences: Differences, words: RevisionWords) -> Iterator[Block]:
    groups = groupby(differences.texts, attrgetter("section"))
    for number, (section, texts) in enumerate(groups, 1):
        lines = (line for text in texts for line in _changed_lines(text.pieces, words))
        name = f"texter-{number}"
        shown = tuple(Remark(f"{DIFFERENCES}-{name}-{count}", line, "jämförd") for count, line in enumerate(lines, 1))
        yield _section(name, section, shown, 3)


def _changed_lines(pieces: Sequence[Piece], words: RevisionWords) -> Iterator[Inline]:
    lines: list[list[Run]] = [[]]
    for piece in pieces:
        first, *rest = ([_run(piece, text.strip(), words)] if text.strip() else [] for text in piece.text.split("\n"))
        lines[-1] += first
        lines += rest
    yield from (_spaced(line) for line in lines if any(isinstance(run, Revised) for run in line))


def _run(piece: Piece, text: str, words: RevisionWords) -> Run:
    if piece.kind == "lika":
        return text
    return Revised(words.was(text), "") if piece.kind == "bort" else Revised(words.was(""), text)


def _spaced(runs: Iterable[Run]) -> Inline:
    return tuple(chain.from_iterable((" ", run) for run in runs))[1:]


def _table(name: str, heads: _Texts, rows: Sequence[_Texts], words: RevisionWords, caption: str = "") -> TableBlock:
    """Return a table of rows whose last two texts are the old and the new one."""
    element = f"{DIFFERENCES}-{name}"
    titles = (*heads, "Före", "Efter")
    widths = (0, 18, 18) if len(heads) == 1 else (32, 0, 18, 18)
    return TableBlock(
        id=f"{element}-tabell",
        caption=(caption or "Det som skiljer",),
        unit="",
        columns=tuple(Column("text", width) for width in widths),
        head=(tuple(HeadCell(f"{element}-{title}", (title,), 1, 1, "col", "text") for title in titles),),
        groups=(tuple(_row(f"{element}-{number}", row, words) for number, row in enumerate(rows, 1)),),
    )


def _row(element: str, texts: _Texts, words: RevisionWords) -> BodyRow:
    *labels, old, new = texts
    cells = [PrintedCell("text", (text,), head="" if number else "row") for number, text in enumerate(labels)]
    if max(len(old), len(new)) > _LONG:
        cells.append(PrintedCell("text", _spaced(_word_by_word(old, new, words)), columns=2))
    else:
        changed = (Piece("bort", old), Piece("nytt", new))
        cells.extend(PrintedCell("text", (_run(each, each.text, words) if each.text else "–",)) for each in changed)
    return BodyRow(element, "rad", tuple(cells))


def _word_by_word(old: str, new: str, words: RevisionWords) -> Iterator[Run]:
    pieces = word_diff(old, new)
    for number, piece in enumerate(pieces):
        same = piece.text.split(" ")
        if piece.kind == "lika" and len(same) > 2 * _AROUND:
            first = same[:_AROUND] if number else []
            last = same[-_AROUND:] if number + 1 < len(pieces) else []
            yield " ".join((*first, "…", *last))
        else:
            yield _run(piece, piece.text, words)
