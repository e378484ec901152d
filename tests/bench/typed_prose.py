"""Texts whose citations are typed numbers, so that it is known which figure each number is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.compose import Depth
from generator.content import Text
from generator.pipeline import understand
from generator.prose import Prose, ReadTexts, read_texts, reading_of
from generator.swedish import HARD_SPACE, Mention, number_words


@dataclass(frozen=True, slots=True)
class Known:
    """A typed number, and the id of the figure that it is; "" if it is none."""

    prose: Prose
    mention: Mention
    figure: str


def with_text(prose: Prose, text: str) -> Prose:
    """Return a text with other words, at the same place."""
    wording = replace(prose.wording, text=Text(text, prose.text.where, prose.text.style))
    return replace(prose, wording=wording, mentions=number_words(wording.plain), quoted=())


def _typed(prose: Prose) -> tuple[Prose, Sequence[tuple[int, int, str]]]:
    text, end, parts, places = str(prose.text), 0, list[str](), list[tuple[int, int, str]]()
    for quoted in prose.quoted:
        parts += [text[end : quoted.start], quoted.printed.replace(HARD_SPACE, " ").replace("−", "-")]
        start = sum(map(len, parts[:-1]))
        places.append((start, start + len(parts[-1]), quoted.figure if quoted.value is not None else ""))
        end = quoted.end
    return with_text(prose, "".join((*parts, text[end:]))), places


def typed(project: Path, period: str) -> tuple[ReadTexts, tuple[Known, ...]]:
    """Return a period's texts with its citations typed, and the numbers whose figure is known."""
    understood = understand(project, period, depth=Depth.NOTHING)
    reading = reading_of(understood.content, understood.ledger)
    made = [_typed(prose) for prose in reading.prose]
    figures = reading.index.by_figure
    known = [each for prose, places in made for each in _known(prose, places) if each.figure in figures]
    reading = read_texts([prose for prose, _ in made], reading.index)
    return reading, (*known, *_telling(reading, known))


def _known(prose: Prose, places: Sequence[tuple[int, int, str]]) -> Iterator[Known]:
    for start, end, figure in places:
        for mention in prose.mentions:
            if start <= mention.bare_start + 1 and mention.bare_start < end and not mention.worded and figure:
                yield Known(prose, mention, figure)
                break


def digits(mention: Mention) -> int:
    """Return the number of digits that a number has, zeros at the ends apart."""
    return len(re.sub(r"\D", "", str(abs(mention.value))).strip("0"))


_FEWEST_DIGITS = 3


def _telling(reading: ReadTexts, known: Sequence[Known]) -> Iterator[Known]:
    """Typed numbers of three digits and more that are one figure alone: they label themselves."""
    already = {(id(each.prose), each.mention.start) for each in known}
    for statement in reading.statements:
        mention = statement.mention
        if mention.worded or digits(mention) < _FEWEST_DIGITS or (id(statement.prose), mention.start) in already:
            continue
        equal = [each.figure for _, each in reading.index.meeting(statement.amount)]
        if len(equal) == 1:
            yield Known(statement.prose, mention, equal[0])
