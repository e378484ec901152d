"""Runs of text before and after → the new ones with what they said before marked in them, and what differs.

A figure or a state that has changed keeps its place and knows what stood there. Words that went stand struck, with the
paragraphs that they stood in; words that came stand as new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from markupsafe import Markup

from generator.document import Inline, PrintedFigure, Revised, Run, StatusMark, Was, plain_text, run_text

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_ALTERNATIVE = re.compile(r'alt="([^"]*)"')
_IDENTITY = re.compile(r' id="[^"]*"')
_BLANKS = re.compile(r"([ \t\r\n]+)")
# Two changes with so few words between them are told as one.
_FEW_WORDS = 2


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a marked edition: for who hears what is struck and what is new, and of a picture that is another."""

    struck: str
    new: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class RunChange:
    """What differs: the old and the new as printed, the figure and its element's id if it is one, and what it is."""

    old: str
    new: str
    kind: str
    figure: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """Runs that are alike, or those that went and those that came in their place."""

    alike: bool
    old: tuple[Run, ...]
    new: tuple[Run, ...]


def compare_runs(old: Inline, new: Inline, told: Told) -> tuple[Inline, tuple[RunChange, ...]]:
    """Runs before and after, and the words for marks, go in; the new runs, marked, and what differs come out."""
    steps = _joined(_steps(_split(old), _split(new)))
    made: list[Run] = []
    changes: list[RunChange] = []
    for number, step in enumerate(steps):
        if step.alike:
            for before, after in zip(step.old, step.new, strict=True):
                changes.extend(_turned(before, after))
                made.append(_kept(before, after, told))
        else:
            changes.extend(_replaced(steps, number, told))
            made.extend(_struck(step, told))
    return (tuple(made), tuple(changes)) if changes else (new, ())


# --- what is alike ---------------------------------------------------------------------------------------------------


def _split(text: Inline) -> list[Run]:
    """Runs go in; those of words come out word by word, tags apart, so that one word can be told from the next."""
    runs: list[Run] = []
    for run in text:
        if isinstance(run, Markup):
            for number, piece in enumerate(_TAG.split(str(run))):
                parts = [piece] if number % 2 else _BLANKS.split(piece)
                # It was markup before it was cut, and is it still.
                runs.extend(Markup(part) for part in parts if part)  # noqa: S704
        elif isinstance(run, str):
            runs.extend(part for part in _BLANKS.split(run) if part)
        else:
            runs.append(run)
    return runs


def _key(run: Run) -> tuple[str, str]:
    if isinstance(run, PrintedFigure):
        return "tal", run.figure
    if isinstance(run, StatusMark):
        return "status", ""
    if isinstance(run, str):
        return "ord", " " if not run.strip() else str(run)
    return type(run).__name__, run.text


def _steps(old: Sequence[Run], new: Sequence[Run]) -> Iterator[_Step]:
    keys = [_key(run) for run in old], [_key(run) for run in new]
    for tag, low, high, start, end in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        yield _Step(tag == "equal", tuple(old[low:high]), tuple(new[start:end]))


def _joined(steps: Iterator[_Step]) -> list[_Step]:
    """Changes that only blanks or a few words part are one change."""
    made: list[_Step] = []
    for step in steps:
        if not step.alike and len(made) > 1 and made[-1].alike and _parts_little(made[-1]):
            between, before = made.pop(), made.pop()
            old, new = before.old + between.old + step.old, before.new + between.new + step.new
            made.append(_Step(alike=False, old=old, new=new))
        else:
            made.append(step)
    return made


def _parts_little(step: _Step) -> bool:
    words = [run for run in step.new if not isinstance(run, str) or run.strip()]
    return len(words) <= _FEW_WORDS and all(isinstance(run, str) and not _is_tag(run) for run in words)


def _kept(old: Run, new: Run, told: Told) -> Run:
    if isinstance(new, PrintedFigure | StatusMark) and run_text(old) != new.text:
        return replace(new, was=Was(run_text(old), told.struck, told.new))
    return new


def _turned(old: Run, new: Run) -> Iterator[RunChange]:
    if isinstance(new, PrintedFigure) and run_text(old) != new.text:
        # What is printed of a figure may be a word of direction: better, worse.
        kind = "tal" if any(map(str.isdigit, run_text(old) + new.text)) else "ord"
        yield RunChange(run_text(old), new.text, kind, new.figure, new.id)
    elif isinstance(new, StatusMark) and run_text(old) != new.text:
        yield RunChange(run_text(old), new.text, "status")


# --- what is not -----------------------------------------------------------------------------------------------------


def _replaced(steps: Sequence[_Step], number: int, told: Told) -> Iterator[RunChange]:
    step = steps[number]
    was, now = _folded(step.old), _folded(step.new)
    if was != now:
        before, after = _beside(steps, number) if _is_addition(step) else ("", "")
        figure = next((run for run in step.new if isinstance(run, PrintedFigure)), None)
        yield RunChange(
            " ".join(filter(None, (before, was, after))),
            " ".join(filter(None, (before, now, after))),
            "ord",
            figure.figure if figure else "",
            figure.id if figure else "",
        )
    pictures = _pictures(step.old), _pictures(step.new)
    if pictures[0] != pictures[1]:
        yield RunChange(_called(pictures[0]), _called(pictures[1]) or told.picture, "bild")


def _is_addition(step: _Step) -> bool:
    """Whether words came or went within a line, and nothing in their place."""
    runs = (*step.old, *step.new)
    return not (step.old and step.new) and not any(_is_tag(run) and not _is_inner(run) for run in runs)


def _beside(steps: Sequence[_Step], number: int) -> tuple[str, str]:
    """The word before what came or went, and the one after, so that one can see where."""
    before = _nearest(reversed(steps[number - 1].new)) if number else ""
    after = _nearest(iter(steps[number + 1].new)) if number + 1 < len(steps) else ""
    return before, after


def _nearest(runs: Iterator[Run]) -> str:
    """The first word of runs, up to a tag."""
    for run in runs:
        if _is_tag(run):
            return ""
        if run_text(run).strip():
            return run_text(run).strip()
    return ""


def _pictures(runs: Sequence[Run]) -> tuple[str, ...]:
    return tuple(str(run) for run in runs if isinstance(run, Markup) and run.startswith("<img"))


def _called(pictures: Sequence[str]) -> str:
    found = [_ALTERNATIVE.search(picture) for picture in pictures]
    return ", ".join(Markup(each.group(1)).unescape() for each in found if each)  # noqa: S704 - an attribute's value


# --- marks -----------------------------------------------------------------------------------------------------------


def _struck(step: _Step, told: Told) -> Iterator[Run]:
    """What went, struck, and what came, as new; tags as they are."""
    was = _folded(step.old)
    if was == _folded(step.new) and not _pictures(step.new):
        yield from step.new
        return
    tags = [run for run in step.old if _is_tag(run)]
    if was and _is_closed(tags) and (tags or not _folded(step.new)):
        yield from _marked(step.old, told, struck=True)
        if all(_is_inner(tag) for tag in tags) and _folded(step.new):
            yield " "
        was = ""
    yield from _marked(step.new, told, pending=was)


def _marked(runs: Sequence[Run], told: Told, *, struck: bool = False, pending: str = "") -> Iterator[Run]:
    """Runs with each stretch of words as struck or new; `pending` is struck before the first of them."""
    words: list[Run] = []
    for run in (*runs, None):
        if run is not None and not _is_tag(run) and not (isinstance(run, PrintedFigure | StatusMark) and not struck):
            words.append(run)
            continue
        if plain_text(words).strip() or (pending and run is None):
            yield from _stretch(words, told, struck=struck, pending=pending)
            pending = ""
        else:
            yield from words
        words = []
        if isinstance(run, PrintedFigure | StatusMark):
            yield replace(run, was=Was(pending, told.struck, told.new))
            pending = ""
        elif isinstance(run, Markup) and struck:
            # A picture is not shown again, and what is gone is no goal of a link.
            yield from () if run.startswith("<img") else (Markup(_IDENTITY.sub("", run)),)  # noqa: S704 - a tag
        elif run is not None:
            yield run


def _stretch(words: Sequence[Run], told: Told, *, struck: bool, pending: str) -> Iterator[Run]:
    """Words between two tags: blanks at their ends stay outside the mark."""
    text = plain_text(words)
    if text[:1].isspace():
        yield " "
    if struck:
        yield Revised(Was(text.strip(), told.struck, told.new), "")
    else:
        yield Revised(Was(pending, told.struck, told.new), text.strip())
    if text[-1:].isspace():
        yield " "


def _is_closed(tags: Sequence[Run]) -> bool:
    """Whether tags leave open what they found open: those that they close and do not open they open again."""
    closed: list[str] = []
    opened: list[str] = []
    for tag in map(str, tags):
        found = _NAME.match(tag)
        name = found.group(1) if found else ""
        if name in {"", "img", "br", "hr"}:
            continue
        if not tag.startswith("</"):
            opened.append(name)
        elif opened:
            if opened.pop() != name:
                return False
        else:
            closed.append(name)
    return closed == opened[::-1]


# --- words -----------------------------------------------------------------------------------------------------------


def _is_tag(run: Run) -> bool:
    return isinstance(run, Markup) and run.startswith("<")


def _folded(runs: Sequence[Run]) -> str:
    """The words of runs; a tag parts two of them."""
    text = "".join(" " if _is_tag(run) and not _is_inner(run) else plain_text((run,)) for run in runs)
    return " ".join(part for part in re.split(r"[ \t\r\n]+", text) if part)


def _is_inner(run: Run) -> bool:
    found = _NAME.match(str(run))
    return found is not None and found.group(1) in {"strong", "em", "a", "span", "sup", "sub", "abbr"}
