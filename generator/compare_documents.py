"""A document before and after → where it prints something else, and the new one with what it said before marked in it.

Blocks are paired by their ids, runs of text by what they print. A figure, a state or a word that has changed keeps its
place and knows what stood there; whatever else stands in the document is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from generator.document import Chart, Contents, Document, Section
from generator.drawing import Drawing
from generator.inline import Inline, NoteMark, PrintedFigure, Reference, Revised, Run, StatusMark, Was
from generator.memo import Signatures
from generator.release import Place

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_RUNS = (str, PrintedFigure, StatusMark, NoteMark, Reference, Revised)
_TOKENS = re.compile(r"(<[^>]*>)")
_WORDS = re.compile(r"(\s+)")
_KEPT_WORDS = 2


@dataclass(frozen=True, slots=True)
class Changed:
    """Something printed that another version prints otherwise: the place, page unknown, and the element's id."""

    place: Place
    element: str
    kind: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The new document with marks of what it said before, and every place that differs, in the order of printing."""

    marked: Document
    changed: tuple[Changed, ...]


def compare_documents(old: Document, new: Document) -> Comparison:
    """A document as it was and as it is go in; what differs comes out, with the new one marked.

    What is new altogether, or gone, is a place with nothing on one side.
    """
    walk = _Walk(new.id, new.look.words)
    units = walk.together(old.units, new.units)
    return Comparison(replace(new, units=cast("Any", units)), tuple(walk.changed))


class _Walk:
    """Goes through two documents side by side and remembers in which section it is."""

    def __init__(self, document: str, said: Mapping[str, str]) -> None:
        self.document = document
        self.said = said
        self.sections: list[tuple[str, str, str]] = [("", "", "")]
        self.element = ""
        self.changed: list[Changed] = []

    # --- values ----------------------------------------------------------------------------------------------------

    def together(self, old: object, new: object) -> object:
        """The value before and after go in; the new one with its marks comes out."""
        if isinstance(new, tuple):
            if _is_inline(new) or (not new and _is_inline(old)):
                return self._inline(cast("Inline", old) if isinstance(old, tuple) else (), new)
            return self._tuple(old if isinstance(old, tuple) else (), new)
        if isinstance(new, Contents | Drawing | Signatures | type) or not is_dataclass(new):
            return new
        # A class has been told apart above, which the type of is_dataclass cannot say.
        new = cast("DataclassInstance", new)
        return self._value(old if type(old) is type(new) else None, new)

    def _value(self, old: object, new: DataclassInstance) -> object:
        element, self.element = self.element, getattr(new, "id", "") or self.element
        if isinstance(new, Section):
            heading = new.heading
            self.sections.append((new.id, heading.number, _plain(heading.text)))
        if isinstance(new, Chart) and isinstance(old, Chart):
            self._chart(old, new)
        values = {each.name: getattr(new, each.name) for each in fields(new)}
        changed = {name: self.together(getattr(old, name, None), value) for name, value in values.items()}
        if isinstance(new, Section):
            self.sections.pop()
        self.element = element
        same = all(changed[name] is value for name, value in values.items())
        return new if same else replace(new, **changed)

    def _chart(self, old: Chart, new: Chart) -> None:
        if old.drawing != new.drawing:
            self._say(_plain(old.title), self.said.get("rättelse_diagram", ""), "", "", "diagram")
        if old.alternative != new.alternative:
            self._words(old.alternative, new.alternative)

    def _tuple(self, old: tuple[object, ...], new: tuple[object, ...]) -> tuple[object, ...]:
        made = tuple(self.together(before, after) for before, after in _pairs(old, new))
        gone = {_name(each) for each in old} - {_name(each) for each in new}
        if any(gone - {""}):
            for each in old:
                if _name(each) in gone and _words_of(each):
                    self._say(_shortened(_words_of(each)), "", "", "", "borttaget")
        return new if all(a is b for a, b in zip(made, new, strict=True)) else made

    # --- text ------------------------------------------------------------------------------------------------------

    def _inline(self, old: Inline, new: Inline) -> Inline:
        """Runs before and after go in; the new ones with their marks come out."""
        before, after = _split(old), _split(new)
        keys = [_key(run) for run in before], [_key(run) for run in after]
        made: list[Run] = []
        for tag, low, high, start, end in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            if tag == "equal":
                made.extend(self._run(*pair) for pair in zip(before[low:high], after[start:end], strict=True))
            else:
                made.extend(self._replaced(before[low:high], after[start:end]))
        return new if made == after else tuple(made)

    def _run(self, old: Run, new: Run) -> Run:
        if isinstance(old, PrintedFigure) and isinstance(new, PrintedFigure) and old.text != new.text:
            # What is printed of a figure may be a word of direction: better, worse.
            kind = "tal" if any(map(str.isdigit, old.text + new.text)) else "ord"
            self._say(old.text, new.text, new.figure, new.id, kind)
            return replace(new, was=self._was(old.text))
        if isinstance(old, StatusMark) and isinstance(new, StatusMark) and old.text != new.text:
            self._say(old.text, new.text, "", "", "status")
            return replace(new, was=self._was(old.text))
        return new

    def _replaced(self, old: Sequence[Run], new: Sequence[Run]) -> Iterator[Run]:
        """Runs that have nothing to do with each other: struck words, and new ones, where no tag is between."""
        was, now = _plain(old), _plain(new)
        if was.split() == now.split():
            yield from new
            return
        self._say(_shortened(was), _shortened(now), *_figure_of(new), "ord")
        if any(isinstance(run, Markup) and _TOKENS.search(run) for run in (*old, *new)):
            yield from new
            return
        figures = [run for run in new if isinstance(run, PrintedFigure)]
        if figures and len(new) == 1:
            yield replace(figures[0], was=self._was(was))
        elif figures:
            yield Revised(self._was(was), "")
            yield from new
        else:
            yield Revised(self._was(was), now)

    def _was(self, text: str) -> Was:
        return Was(text, self.said.get("struket", ""), self.said.get("nytt", ""))

    def _words(self, old: str, new: str) -> None:
        for tag, low, high, start, end in SequenceMatcher(None, old.split(), new.split(), autojunk=False).get_opcodes():
            if tag != "equal":
                self._say(" ".join(old.split()[low:high]), " ".join(new.split()[start:end]), "", "", "ord")

    def _say(self, old: str, new: str, figure: str, element: str, kind: str) -> None:
        _, number, title = self.sections[-1]
        place = Place(self.document, number, title, "", old.strip(), new.strip(), figure)
        self.changed.append(Changed(place, element or self.element, kind))


# --- runs -----------------------------------------------------------------------------------------------------------


def _split(text: Inline) -> list[Run]:
    """Runs go in; those of words come out word by word, tags apart, so that one word can be told from the next."""
    runs: list[Run] = []
    for run in text:
        if isinstance(run, Markup):
            for number, piece in enumerate(_TOKENS.split(str(run))):
                parts = [piece] if number % 2 else _WORDS.split(piece)
                # It was markup before it was cut, and is it still.
                runs.extend(Markup(part) for part in parts if part)  # noqa: S704
        elif isinstance(run, str):
            runs.extend(part for part in _WORDS.split(run) if part)
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


def _figure_of(runs: Sequence[Run]) -> tuple[str, str]:
    found = next((run for run in runs if isinstance(run, PrintedFigure)), None)
    return (found.figure, found.id) if found else ("", "")


def _plain(text: Sequence[Run]) -> str:
    return "".join(run.striptags() if isinstance(run, Markup) and "<" in run else _text(run) for run in text)


def _text(run: Run) -> str:
    if isinstance(run, Markup):
        return run.unescape()
    return run if isinstance(run, str) else run.text


def _shortened(text: str) -> str:
    """A text goes in; it comes out, the middle of a long one left out."""
    words, most = text.split(), 24
    return " ".join(words) if len(words) <= most else " ".join((*words[: most // 2], "…", *words[-most // 2 :]))


# --- pairs ----------------------------------------------------------------------------------------------------------


def _is_inline(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(run, _RUNS) for run in value)


def _pairs(old: tuple[object, ...], new: tuple[object, ...]) -> Iterator[tuple[object, object]]:
    """Each of the new values with the old one of its name, or of its position where it has none."""
    named = {_name(each): each for each in old if _name(each)}
    for position, each in enumerate(new):
        name = _name(each)
        before = named.get(name) if name else old[position] if position < len(old) else None
        yield before, each


def _name(value: object) -> str:
    """The id of a block or a row; what has none is paired by its position."""
    name = getattr(value, "id", "")
    return name if isinstance(name, str) else ""


def _words_of(value: object) -> str:
    """All words in a block."""
    if _is_inline(value):
        return _plain(cast("Inline", value))
    if isinstance(value, tuple):
        return " ".join(filter(None, map(_words_of, value)))
    if is_dataclass(value) and not isinstance(value, type | Drawing):
        return " ".join(filter(None, (_words_of(getattr(value, each.name)) for each in fields(value))))
    return ""
