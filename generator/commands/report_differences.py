"""Differences between two versions as lines of text, with `[gammalt → nytt]` among the words of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile
from operator import attrgetter
from typing import assert_never

from generator.versions import Differences, Piece

# So many words of what has not changed are shown beside what has.
_CONTEXT_WORDS = 6


def report_differences(differences: Differences) -> Iterator[str]:
    """Yield the lines of a report. Parts that hold nothing are left out."""
    yield f"Från {differences.before} till {differences.after}"
    if not differences:
        yield "Inget skiljer."
    for title, kind in differences.papers:
        yield f"Handling {'tillkommer' if kind == 'nytt' else 'utgår'}: {title}"
    yield from _part("Tal", (f"  {each.figure}: {_change(each.old, each.new)}" for each in differences.figures))
    yield from _part("Lägen", (f"  {each.field}: {_change(each.old, each.new)}" for each in differences.states))
    yield from _part("Tabeller", _tables(differences))
    yield from _part("Texter", _texts(differences))


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    listed = tuple(lines)
    yield from ("", heading, *listed) if listed else ()


def _change(old: str, new: str) -> str:
    old, new = (text.replace("\n", " / ") for text in (old, new))
    if not old:
        return f"tillkommer: {new}"
    return f"{old} → {new}" if new else f"utgår: {old}"


def _tables(differences: Differences) -> Iterator[str]:
    for table, cells in groupby(differences.cells, attrgetter("table")):
        yield f"  {table}"
        for cell in cells:
            yield f"    {' | '.join(filter(None, (cell.row, cell.column)))}: {_change(cell.old, cell.new)}"


def _texts(differences: Differences) -> Iterator[str]:
    for section, texts in groupby(differences.texts, attrgetter("section")):
        yield f"  {section}"
        for text in texts:
            yield f"    {' '.join(_marked(text.pieces))}"


def _marked(pieces: Sequence[Piece]) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        before, after = pieces[number - 1 : number], pieces[number + 1 : number + 2]
        match piece.kind:
            case "bort" if after and after[0].kind == "nytt":
                yield _replaced(piece.text.split(), after[0].text.split())
            case "bort":
                yield f"[struket: {piece.text.strip()}]"
            case "nytt" if before and before[0].kind == "bort":
                continue
            case "nytt":
                yield f"[nytt: {piece.text.strip()}]"
            case "lika":
                yield _shortened(piece.text.split(), first=number == 0, last=number == len(pieces) - 1)
            case _:
                assert_never(piece.kind)


def _replaced(old: Sequence[str], new: Sequence[str]) -> str:
    """Return old and new words with those that both end on after them, as the unit of a figure."""
    pairs = zip(reversed(old[1:]), reversed(new[1:]), strict=False)
    same = len(tuple(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    changed = (" ".join(words[: len(words) - same]) for words in (old, new))
    return " ".join((f"[{' → '.join(changed)}]", *old[len(old) - same :]))


def _shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    before = () if first else words[:_CONTEXT_WORDS]
    after = () if last else words[-_CONTEXT_WORDS:]
    return " ".join(words if len(before) + len(after) >= len(words) else (*before, "…", *after))
