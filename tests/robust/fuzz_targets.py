"""What reads an author's bytes, for a fuzzer guided by coverage: any bytes give a value or problems, nothing else.

`python -m tests.robust.fuzz TARGET` runs one under atheris.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any

from generator.checks import examine
from generator.checks.text import text_figures
from generator.checks.text_ranks import text_ranks
from generator.checks.text_twice import text_twice
from generator.checks.text_words import text_words
from generator.compose import Depth, Spelling, Understood, compose
from generator.content import Block, Cited, Content, Source, Text, parse_expression, readable_citations, validate
from generator.figures import Ledger, resolve
from generator.problems import Rejected, Where
from generator.project import decode, load, read_yaml
from generator.project.csv_reader import read_csv
from generator.prose import (
    Index,
    Prose,
    Rankings,
    attached,
    compared_pairs,
    direction_words,
    rankings,
    read_texts,
    reading_of,
    rows_of_word,
    signed_of,
    targets_of,
)
from generator.prose.texts import prose_of
from generator.swedish import NotANumber, parse_labelled, parse_number
from tests.built import ROOT

Target = Callable[[bytes], None]
_FILE = "fil"
_OWN = "content/text.md"
_TEXT = "bakgrund"


def read_a_yaml_file(data: bytes) -> None:
    """The tree of a file, or problems."""
    text, problems = decode(data, _FILE)
    if text is not None and not problems:
        read_yaml.__wrapped__(text, _FILE)


def read_a_number(data: bytes) -> None:
    """A number, alone and with its label."""
    for read in (parse_number, parse_labelled):
        try:
            read(data.decode("utf-8", "replace"))
        except NotANumber:
            continue


def read_an_expression(data: bytes) -> None:
    """A formula, and a text that may cite."""
    text = data.decode("utf-8", "replace")
    readable_citations(Text(text, Where(_FILE, 1, 1)))
    try:
        parse_expression(text, Where(_FILE, 1, 1))
    except Rejected:
        return


def read_a_csv_file(data: bytes) -> None:
    """A grid of cells."""
    try:
        read_csv(data, _FILE)
    except Rejected:
        return


def read_prose(data: bytes) -> None:
    """What the sentences of a text say of the figures of a period: numbers, names, ranks, directions, comparisons."""
    read = _read()
    text = Text(decode(data, _FILE)[0] or "", Where(_OWN, 1, 1), "literal")
    reading = read_texts(prose_of(_only(text, read.content), read.ledger), read.index, read.index.figures)
    for each in (
        text_figures(reading, strict=True),
        text_twice(reading, read.content),
        text_words(reading),
        text_ranks(reading, read.rankings),
        chain.from_iterable(map(_directions, reading.prose)),
    ):
        deque(each, maxlen=0)


def _directions(prose: Prose) -> Iterator[object]:
    """What `correct` asks of a text besides: the words that turn with a figure."""
    read = _read()
    for word in direction_words(prose):
        yield attached(prose, word)
        yield from compared_pairs(prose, read.index, word)
        for row in rows_of_word(prose, word, read.index):
            yield from (*signed_of(row, word), *targets_of(row))


def _only(text: Text, content: Content) -> Content:
    """A content whose period says nothing but a text."""
    nothing: dict[str, Any] = {"tables": {}, "records": {}, "charts": {}, "figures": {}}
    period = replace(content.period, texts={_TEXT: Cited(text)}, **nothing)
    return replace(content, period=period, documents=())


@dataclass(frozen=True)
class _Read:
    """A period whose figures a text may be about."""

    content: Content
    ledger: Ledger
    index: Index
    rankings: Rankings


@cache
def _read() -> _Read:
    content = validate(_source_with(Text("Bakgrund.", Where(_OWN, 1, 1), "literal")))
    ledger = resolve(content)
    index = reading_of(content, ledger).index
    return _Read(content, ledger, index, rankings(content, ledger, index.rows))


def check_prose(data: bytes) -> None:
    """A text of a period whose figures it may be about: cited, converted, and checked against them."""
    text = Text(decode(data, _FILE)[0] or "", Where(_FILE, 1, 1), "literal")
    try:
        content = validate(_source_with(text))
        ledger = resolve(content)
        documents = compose(content, ledger)
    except Rejected:
        return
    examine(Understood(content, ledger, documents, (), {}, Depth.STRICT, Spelling(lambda _: True, lambda _: "")))


@cache
def _source() -> Source:
    project = ROOT / "tests" / "projects" / "storkoping"
    source = load(project, "storkoping/vardnamnden/2025-03", ROOT / "templates")
    return replace(source, period=replace(source.period, files=tuple(map(_without_text, source.period.files))))


def _source_with(text: Text) -> Source:
    source = _source()
    return replace(source, period=replace(source.period, prose={**source.period.prose, _TEXT: text}))


def _without_text(file: Block) -> Block:
    """A file without the text that the fuzzer writes."""
    texts = file.get(Text("texter"))
    if not isinstance(texts, Block):
        return file
    kept = Block(((name, text) for name, text in texts.items() if name != _TEXT), texts.where)
    return Block(((key, kept if key == "texter" else node) for key, node in file.items()), file.where)


TARGETS: Mapping[str, Target] = {
    "yaml": read_a_yaml_file,
    "numbers": read_a_number,
    "expressions": read_an_expression,
    "prose": read_prose,
    "check": check_prose,
    "csv": read_a_csv_file,
}


def samples(name: str) -> Iterator[bytes]:
    """Yield what a target may begin from: sentences, which no fuzzer makes of nothing."""
    if name in {"prose", "check"}:
        read = _read()
        for prose in prose_of(read.content, read.ledger):
            yield prose.text.encode()
