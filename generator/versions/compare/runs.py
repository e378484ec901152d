"""A text in two versions: what differs, and the new text with the old marked in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, TypeAlias

from markupsafe import Markup

from generator.document import Inline, PrintedFigure, Revised, Run, StatusMark, Was, plain_text, run_text
from generator.versions.compare.matching import Stretch, stretches

ChangeKind: TypeAlias = Literal["tal", "ord", "status", "bild", "diagram", "tillagt", "borttaget", "mening"]

_PIECE = re.compile(r"[ \t\r\n]+|[^ \t\r\n]+")
_MARKUP_PIECE = re.compile(r"<[^>]*>|[ \t\r\n]+|(?:(?!<[^>]*>)[^ \t\r\n])+")
_NAME = re.compile(r"<(/?[a-z0-9]+)")
_ALTERNATIVE = re.compile(r'alt="([^"]*)"')
_IDENTITY = re.compile(r' id="[^"]*"')
_INNER = frozenset({"strong", "em", "a", "span", "sup", "sub", "abbr", "s"})
_EMPTY = frozenset({"", "img", "br", "hr"})
# Two changes with so few words between them are one.
_FEW_WORDS = 2


@dataclass(frozen=True, slots=True)
class RevisionWords:
    """A house's words for what changed: read aloud before old and new words, and printed of pictures and headings."""

    deleted: str
    added: str
    picture: str = ""
    redrawn: str = ""
    heading: str = ""

    @classmethod
    def of(cls, words: Mapping[str, str]) -> RevisionWords:
        """Return them from the words of a house; one that is missing is empty."""
        keys = ("struket", "nytt", "rättelse_bild", "rättelse_diagram", "rättelse_rubrik")
        return cls(*(words.get(key, "") for key in keys))

    def was(self, text: str) -> Was:
        """Return a mark of what stood before."""
        return Was(text, self.deleted, self.added)


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text in two versions; `stretches` have the runs of both, word by word."""

    new: Inline
    stretches: tuple[Stretch[Run], ...]


@dataclass(frozen=True, slots=True)
class RunChange:
    """Old and new as printed, and the figure and the id of its element where it is one."""

    old: str
    new: str
    kind: ChangeKind
    figure: str = ""
    element: str = ""


def compare_text(old: Inline, new: Inline) -> ComparedText:
    """Compare two texts word by word. Changes with a word or two between them are one."""
    return ComparedText(new, tuple(_joined(stretches(_split(old), _split(new), _key))))


def text_changes(text: ComparedText, words: RevisionWords) -> tuple[RunChange, ...]:
    """Return what differs, in the order of reading; blanks and tags alone make no difference."""
    return tuple(
        change
        for number, stretch in enumerate(text.stretches)
        for change in (_changed_values(stretch) if stretch.alike else _replacements(text.stretches, number, words))
    )


def mark_text(text: ComparedText, words: RevisionWords) -> Inline:
    """Return the new text with marks of what it was, or as it is where nothing differs."""
    if not text_changes(text, words):
        return text.new
    return tuple(run for stretch in text.stretches for run in _marked_stretch(stretch, words))


# --- what is alike ---------------------------------------------------------------------------------------------------


def _split(text: Inline) -> list[Run]:
    runs: list[Run] = []
    for run in text:
        piece = _MARKUP_PIECE if isinstance(run, Markup) else _PIECE
        runs += map(type(run), piece.findall(run)) if isinstance(run, str) else (run,)
    return runs


def _key(run: Run) -> tuple[str, str]:
    if isinstance(run, PrintedFigure):
        return "tal", run.figure
    if isinstance(run, StatusMark):
        return "status", ""
    if isinstance(run, str):
        return "ord", " " if not run.strip() else str(run)
    return type(run).__name__, run.text


def _joined(parts: Iterable[Stretch[Run]]) -> list[Stretch[Run]]:
    joined: list[Stretch[Run]] = []
    for part in parts:
        if not part.alike and len(joined) > 1 and _is_short(joined[-1]):
            between, before = joined.pop(), joined.pop()
            old, new = (*before.old, *between.old, *part.old), (*before.new, *between.new, *part.new)
            joined.append(Stretch(alike=False, old=old, new=new))
        else:
            joined.append(part)
    return joined


def _is_short(stretch: Stretch[Run]) -> bool:
    runs = [run for run in stretch.new if not isinstance(run, str) or run.strip()]
    return len(runs) <= _FEW_WORDS and all(isinstance(run, str) and not _is_tag(run) for run in runs)


# --- what differs ----------------------------------------------------------------------------------------------------


def _changed_values(stretch: Stretch[Run]) -> Iterator[RunChange]:
    for old, new in zip(map(run_text, stretch.old), stretch.new, strict=True):
        if isinstance(new, PrintedFigure) and old != new.text:
            # What is printed of a figure may be a word of direction: better, worse.
            kind: ChangeKind = "tal" if any(map(str.isdigit, old + new.text)) else "ord"
            yield RunChange(old, new.text, kind, new.figure, new.id)
        elif isinstance(new, StatusMark) and old != new.text:
            yield RunChange(old, new.text, "status")


def _replacements(parts: Sequence[Stretch[Run]], number: int, words: RevisionWords) -> Iterator[RunChange]:
    stretch = parts[number]
    old, new = _folded(stretch.old), _folded(stretch.new)
    if old != new:
        before, after = _neighbours(parts, number)
        figure = next((run for run in stretch.new if isinstance(run, PrintedFigure)), None)
        was, now = (" ".join(filter(None, (before, text, after))) for text in (old, new))
        yield RunChange(was, now, "ord", *((figure.figure, figure.id) if figure else ()))
    pictures = _pictures(stretch.old), _pictures(stretch.new)
    if pictures[0] != pictures[1]:
        yield RunChange(_alternatives(pictures[0]), _alternatives(pictures[1]) or words.picture, "bild")


def _neighbours(parts: Sequence[Stretch[Run]], number: int) -> tuple[str, str]:
    """Return the words on both sides of what only came or went within a line, so that one can see where."""
    runs = (*parts[number].old, *parts[number].new)
    if (parts[number].old and parts[number].new) or any(_is_tag(run) and not _is_inner(run) for run in runs):
        return "", ""
    before = _first_word(reversed(parts[number - 1].new)) if number else ""
    return before, _first_word(parts[number + 1].new) if number + 1 < len(parts) else ""


def _first_word(runs: Iterable[Run]) -> str:
    run = next((run for run in runs if _is_tag(run) or run_text(run).strip()), "")
    return "" if _is_tag(run) else run_text(run).strip()


def _pictures(runs: Sequence[Run]) -> tuple[str, ...]:
    return tuple(str(run) for run in runs if isinstance(run, Markup) and run.startswith("<img"))


def _alternatives(pictures: Sequence[str]) -> str:
    texts = [match[1] for picture in pictures if (match := _ALTERNATIVE.search(picture))]
    return ", ".join(Markup(text).unescape() for text in texts)  # noqa: S704 - an attribute's value


# --- marks -----------------------------------------------------------------------------------------------------------


def _marked_stretch(stretch: Stretch[Run], words: RevisionWords) -> Iterator[Run]:
    old, new = _folded(stretch.old), _folded(stretch.new)
    if stretch.alike:
        yield from (_valued(*runs, words) for runs in zip(stretch.old, stretch.new, strict=True))
        return
    if old == new and not _pictures(stretch.new):
        yield from stretch.new
        return
    tags = [run for run in stretch.old if _is_tag(run)]
    if old and _is_closed(tags) and (tags or not new):
        yield from _deleted(stretch.old, words)
        if all(map(_is_inner, tags)) and new:
            yield " "
        old = ""
    yield from _added(stretch.new, words, old)


def _valued(old: Run, new: Run, words: RevisionWords) -> Run:
    if isinstance(new, PrintedFigure | StatusMark) and run_text(old) != new.text:
        return replace(new, was=words.was(run_text(old)))
    return new


def _deleted(runs: Sequence[Run], words: RevisionWords) -> Iterator[Run]:
    """Strike what stands between tags. A picture is not shown again, and what is gone is no goal of a link."""
    for part in _divided(runs, _is_tag):
        text = plain_text(part)
        if _is_tag(part[0]):
            tag = _IDENTITY.sub("", str(part[0]))
            yield from () if tag.startswith("<img") else (Markup(tag),)  # noqa: S704 - it was markup before
        elif text.strip():
            yield from _padded(text, Revised(words.was(text.strip()), ""))
        else:
            yield from part


def _added(runs: Sequence[Run], words: RevisionWords, old: str) -> Iterator[Run]:
    """Mark what stands between tags and figures as new; `old` is struck before the first of it."""
    parts = tuple(_divided(runs, lambda run: _is_tag(run) or isinstance(run, PrintedFigure | StatusMark)))
    for part in parts:
        run, text = part[0], plain_text(part)
        if isinstance(run, PrintedFigure | StatusMark):
            yield replace(run, was=words.was(old))
        elif _is_tag(run) or not (text.strip() or (old and part is parts[-1])):
            yield from part
            continue
        else:
            yield from _padded(text, Revised(words.was(old), text.strip()))
        old = ""
    if old:
        yield Revised(words.was(old), "")


def _divided(runs: Sequence[Run], is_boundary: Callable[[Run], bool]) -> Iterator[tuple[Run, ...]]:
    for boundary, group in groupby(runs, is_boundary):
        part = tuple(group)
        yield from ((run,) for run in part) if boundary else (part,)


def _padded(text: str, mark: Revised) -> Iterator[Run]:
    yield from (" ",) * text[:1].isspace()
    yield mark
    yield from (" ",) * text[-1:].isspace()


def _is_closed(tags: Iterable[Run]) -> bool:
    """Whether tags leave open what they found open: those that they close and do not open they open again."""
    unmatched: list[str] = []
    for name in map(_tag_name, tags):
        if unmatched and name == f"/{unmatched[-1]}":
            unmatched.pop()
        elif name.removeprefix("/") not in _EMPTY:
            unmatched.append(name)
    half = len(unmatched) // 2
    return unmatched[:half] == [f"/{name}" for name in reversed(unmatched[half:])]


# --- words and tags --------------------------------------------------------------------------------------------------


def _folded(runs: Sequence[Run]) -> str:
    text = "".join(" " if _is_tag(run) and not _is_inner(run) else plain_text((run,)) for run in runs)
    return " ".join(re.findall(r"[^ \t\r\n]+", text))


def _is_tag(run: Run) -> bool:
    return isinstance(run, Markup) and run.startswith("<")


def _is_inner(tag: Run) -> bool:
    return _tag_name(tag).removeprefix("/") in _INNER


def _tag_name(tag: Run) -> str:
    match = _NAME.match(str(tag))
    return match[1] if match else ""
