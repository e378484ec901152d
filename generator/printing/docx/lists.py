"""Lists of Word: one kind with dashes, and for each numbered list one that begins at its own number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from generator.printing.docx.wordml import w

_DEPTHS = 9
_INDENT = 340
_DASHED, _NUMBERED = 1, 2


@dataclass
class WordLists:
    """The lists of a document: the depth and the first number of each numbered one, from list 2 on."""

    numbered: list[tuple[int, int]] = field(default_factory=list)
    known: dict[object, int] = field(default_factory=dict)

    def dashed(self, depth: int) -> Element:
        """Return the property of an item with a dash."""
        return _property(1, depth)

    def item(self, of: object, depth: int, first: int) -> Element:
        """Return the property of an item of a numbered list, which is begun where it is not known."""
        if of not in self.known:
            self.numbered.append((depth, first))
            self.known[of] = len(self.numbered) + 1
        return _property(self.known[of], depth)

    def part(self) -> Element:
        """Return the part of lists."""
        root = w("numbering", _kind(_DASHED, "bullet", "–"), _kind(_NUMBERED, "decimal", "%{}."))
        root.append(w("num", w("abstractNumId", val=_DASHED), numId=1))
        for number, (depth, first) in enumerate(self.numbered, 2):
            start = w("lvlOverride", w("startOverride", val=first), ilvl=depth)
            root.append(w("num", w("abstractNumId", val=_NUMBERED), start, numId=number))
        return root


def _property(number: int, depth: int) -> Element:
    return w("numPr", w("ilvl", val=min(depth, _DEPTHS - 1)), w("numId", val=number))


def _kind(number: int, form: str, sign: str) -> Element:
    return w("abstractNum", w("multiLevelType", val="hybridMultilevel"), *_levels(form, sign), abstractNumId=number)


def _levels(form: str, sign: str) -> Iterator[Element]:
    for depth in range(_DEPTHS):
        yield w(
            "lvl",
            w("start", val=1),
            w("numFmt", val=form),
            w("lvlText", val=sign.format(depth + 1)),
            w("lvlJc", val="left"),
            w("pPr", w("ind", left=_INDENT * (depth + 1), hanging=_INDENT)),
            ilvl=depth,
        )
