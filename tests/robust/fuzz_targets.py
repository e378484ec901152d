"""What reads an author's bytes, for a fuzzer guided by coverage: any bytes give a value or problems, nothing else.

`python -m tests.robust.fuzz TARGET` runs one under atheris.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from generator.checks import examine
from generator.compose import Depth, Spelling, Understood, compose
from generator.content import Block, Source, Text, parse_expression, readable_citations, validate
from generator.figures import resolve
from generator.problems import Rejected, Where
from generator.project import decode, load, read_yaml
from generator.project.csv_reader import read_csv
from generator.swedish import NotANumber, parse_labelled, parse_number
from tests.built import ROOT

Target = Callable[[bytes], None]
_FILE = "fil"
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
    """A text of a period whose figures it may be about: cited, converted, and checked against them."""
    text = Text(decode(data, _FILE)[0] or "", Where(_FILE, 1, 1), "literal")
    source = _source()
    prose = {**source.period.prose, _TEXT: text}
    try:
        content = validate(replace(source, period=replace(source.period, prose=prose)))
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
    "csv": read_a_csv_file,
}
