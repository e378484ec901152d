"""What differs between two versions → lines of text for a terminal or a file: `[-gammalt-]` and `{+nytt+}`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator.versions import Differences, Piece

# So many words of what has not changed are shown beside what has.
_BESIDE = 6
NOTHING = "Inget skiljer."


def report_differences(differences: Differences) -> Iterator[str]:
    """Differences go in; the lines of a report come out, parts that hold nothing left out."""
    yield f"Från {differences.before} till {differences.after}"
    if not differences:
        yield NOTHING
    for title, kind in differences.papers:
        yield f"Handling {'tillkommer' if kind == 'nytt' else 'utgår'}: {title}"
    yield from _part("Tal", (f"  {each.figure}: {arrow(each.old, each.new)}" for each in differences.figures))
    yield from _part(
        "Lägen", (f"  {each.record}.{each.field}: {arrow(each.old, each.new)}" for each in differences.states)
    )
    yield from _part("Tabeller", _tables(differences))
    yield from _part("Texter", _texts(differences))


def arrow(old: str, new: str) -> str:
    """Two texts go in; `old → new` comes out, and words where one of them is not there."""
    old, new = (" / ".join(text.split("\n")) for text in (old, new))
    if not old:
        return f"tillkommer: {new}"
    return f"{old} → {new}" if new else f"utgår: {old}"


def _part(heading: str, lines: Iterator[str]) -> Iterator[str]:
    found = tuple(lines)
    if found:
        yield from ("", heading, *found)


def _tables(differences: Differences) -> Iterator[str]:
    for place, cells in groupby(differences.cells, lambda each: (each.document, each.section, each.table)):
        yield "  " + ", ".join(filter(None, place))
        for cell in cells:
            yield f"    {' | '.join(filter(None, (cell.row, cell.column)))}: {arrow(cell.old, cell.new)}"


def _texts(differences: Differences) -> Iterator[str]:
    for place, texts in groupby(differences.texts, lambda each: (each.document, each.section)):
        yield "  " + ", ".join(filter(None, place))
        for text in texts:
            yield f"    {' '.join(_shown(text.pieces))}"


def _shown(pieces: tuple[Piece, ...]) -> Iterator[str]:
    for place, piece in enumerate(pieces):
        if piece.kind == "bort":
            yield f"[-{piece.text.strip()}-]"
        elif piece.kind == "nytt":
            yield f"{{+{piece.text.strip()}+}}"
        else:
            yield _shortened(piece.text.split(), first=place == 0, last=place == len(pieces) - 1)


def _shortened(words: list[str], *, first: bool, last: bool) -> str:
    before = [] if first else words[:_BESIDE]
    after = [] if last else words[-_BESIDE:]
    if len(before) + len(after) >= len(words):
        return " ".join(words)
    return " ".join((*before, "…", *after))
