"""The page on coverage → its rows; a composed document → what each of its sections shows, to hold the rows against.

A row names where in the repository an element lives, as `path`, `path#key.in.yaml` or `path words in it`, and where it
can be seen, as `municipality/board/period/document#section` with what is to be found there after a colon: kinds of
blocks, what `facets` tells of them, or ”words” that are printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from generator import pipeline
from generator.content import Block, Content, Text
from generator.document import (
    ChartBlock,
    Document,
    FormBlock,
    Letterhead,
    NoteMark,
    PageBreak,
    PrintedCell,
    PrintedFigure,
    Reference,
    SectionBlock,
    Signatures,
    StatusMark,
    TableBlock,
)
from generator.project import read_yaml
from tests.docs.examples import ROOT

PAGE = ROOT / "docs" / "coverage.md"
_ROW = re.compile(r"\| (\d+) \| (.*?) \| (.*?) \| (.*?) \|\Z")
_PLACE = re.compile(r"`([^`]+)`")
_SIGHT = re.compile(r"`(?P<address>[^`]+)`(?:: (?P<shown>.*))?\Z")
_TAG = re.compile(r"<(ul|ol|li|h[1-6]|strong|em|img|a)\b")
_MARKUP = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Sight:
    """Where an element can be seen: period, document, section or nothing, and what is to be found there."""

    period: str
    document: str
    section: str
    shown: tuple[str, ...]

    def __str__(self) -> str:
        """The address as it is written."""
        return f"{self.period}/{self.document}" + (f"#{self.section}" if self.section else "")


@dataclass(frozen=True)
class Row:
    """An element of the list: its number, its name, the places it lives in and the sights of it."""

    number: int
    element: str
    places: tuple[str, ...]
    sights: tuple[Sight, ...]


def rows() -> tuple[Row, ...]:
    """The rows of the page's tables, in order."""
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    return tuple(_row(match) for line in lines if (match := _ROW.match(line)))


def _row(match: re.Match[str]) -> Row:
    number, element, where, seen = match.groups()
    return Row(int(number), element, tuple(_PLACE.findall(where)), tuple(map(_sight, filter(None, seen.split("<br>")))))


def _sight(written: str) -> Sight:
    match = _SIGHT.match(written.strip())
    assert match is not None, f"no sight: {written}"
    path, _, section = match["address"].partition("#")
    period, _, document = path.rpartition("/")
    words = re.findall(r"”[^”]*”|[^,\s][^,]*", match["shown"] or "")
    return Sight(period, document, section, tuple(word.strip() for word in words))


def not_shown() -> tuple[int, ...]:
    """The numbers that the page lists as shown nowhere."""
    text = PAGE.read_text(encoding="utf-8")
    section = re.search(r"^## Not shown in any document\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert section is not None, "the page has no heading for what is not shown"
    return tuple(int(number) for number in re.findall(r"^- (\d+):", section[1], re.MULTILINE))


def missing(place: str) -> str:
    """A place in the repository goes in; what is not there of it comes out, or nothing."""
    name, _, words = place.partition(" ")
    name, _, key = name.partition("#")
    path = ROOT / name
    if not path.exists():
        return name
    if words and words not in path.read_text(encoding="utf-8"):
        return f"{name}: {words}"
    return key if key and not _has_key(path, key.split(".")) else ""


def _has_key(path: Path, keys: Iterable[str]) -> bool:
    block, _ = read_yaml(path.read_text(encoding="utf-8"), path.name)
    node: object = block
    for key in keys:
        if not isinstance(node, Block) or Text(key) not in node:
            return False
        node = node[Text(key)]
    return True


# --- what documents show -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What a section, or a whole document, shows: facets by name, and its words."""

    facets: frozenset[str]
    text: str

    def lacks(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """What is wanted and not there."""
        return tuple(
            each
            for each in wanted
            if (each[1:-1] not in self.text if each.startswith("”") else each not in self.facets)
        )


def shown_in(period: str) -> dict[tuple[str, str], Shown]:
    """A period goes in; what each of its documents shows, and each section of them, by document and section."""
    understood = pipeline.understand(ROOT, period)
    found: dict[tuple[str, str], Shown] = {}
    for document in understood.documents:
        whole = [facet for unit in document.units for block in unit.blocks for facet in facets(block)]
        about = list(_of_document(document, understood.content))
        text = " ".join(words(block) for unit in document.units for block in unit.blocks)
        found[document.id, ""] = Shown(frozenset((*whole, *about)), _plain(text))
        for unit in document.units:
            for section in _sections(unit.blocks):
                own = (*facets(section), unit.orientation)
                found[document.id, section.id] = Shown(frozenset(own), _plain(words(section)))
    return found


def _sections(blocks: Iterable[object]) -> Iterator[SectionBlock]:
    for block in blocks:
        if isinstance(block, SectionBlock):
            yield block
            yield from _sections(block.blocks)


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub("", text).split())


def _of_document(document: Document, content: Content) -> Iterator[str]:
    """What is true of the document as a whole."""
    yield from (unit.orientation for unit in document.units)
    yield f"outline {document.outline}"
    if document.appendix:
        yield f"appendix {document.appendix}"
    if len(document.units) > 1:
        yield "units"
    if any(matter.bundled and document.id in matter.papers for matter in content.period.entry.matters.values()):
        yield "bundle"


def facets(block: Any) -> Iterator[str]:  # noqa: ANN401 - any block
    """The kind of a block and of those within, and what is special about each."""
    yield type(block).__name__
    yield from _FACETS.get(type(block).__name__, lambda _: iter(()))(block)
    for run in _runs(block):
        yield type(run).__name__
        if isinstance(run, str):
            yield from (match[1] for match in _TAG.finditer(run))
    for inner in getattr(block, "blocks", ()):
        yield from facets(inner)


def _of_section(section: SectionBlock) -> Iterator[str]:
    heading = section.heading
    yield "numbered" if heading.number else "unnumbered"
    yield f"level {heading.number.count('.') + 1 if heading.number else heading.level}"
    for name in ("run_in", "label", "subtitle"):
        if getattr(heading, name):
            yield name
    if any(not isinstance(run, str) for run in heading.text):
        yield "figure in heading"
    if section.style:
        yield f"style {section.style}"
    if not any(not isinstance(block, PageBreak) for block in section.blocks):
        yield "empty"


def _of_table(table: TableBlock) -> Iterator[str]:
    yield f"head of {len(table.head)}"
    for row in table.head:
        yield from (facet for cell in row for facet in ("head note",) if cell.note)
    for rows_ in table.groups:
        for row_ in rows_:
            yield f"row {row_.kind}"
            yield from (facet for cell in row_.cells for facet in _of_cell(cell))
    yield from ("note with mark" if note.mark else "note without mark" for note in table.notes)
    if not any(row.kind != "text" for group in table.groups for row in group):
        yield "no rows"
    yield f"{len(table.columns)} columns"


def _of_cell(cell: PrintedCell) -> Iterator[str]:
    yield f"cell {cell.kind}"
    if cell.entered:
        yield "entered"
    if any(part.list_items for part in cell.parts):
        yield "list in cell"
    if any(part.label for part in cell.parts):
        yield "label in cell"
    if any(part.label and not part.text and not part.list_items for part in cell.parts):
        yield "empty labelled field"
    markup = "".join(str(run) for run in cell.text if isinstance(run, str))
    if "<ol" in markup:
        yield "nested list in cell"
    if markup.count("<p") > 1:
        yield "paragraphs in cell"


def _of_chart(chart: ChartBlock) -> Iterator[str]:
    yield f"chart {chart.kind}"
    yield "chart with table" if chart.table is not None else "chart without table"


def _of_form(form: FormBlock) -> Iterator[str]:
    yield "filled" if any(part.text or part.list_items for row in form.rows for part in row) else "blank"
    yield f"{sum(map(len, form.rows))} fields"


def _of_letterhead(head: Letterhead) -> Iterator[str]:
    if head.contacts:
        yield "contacts"
    yield from ("field" if field.text else "blank field" for field in head.fields)


def _of_signatures(signatures: Signatures) -> Iterator[str]:
    yield f"{len(signatures.roles)} roles"


_FACETS: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "SectionBlock": _of_section,
    "TableBlock": _of_table,
    "ChartBlock": _of_chart,
    "FormBlock": _of_form,
    "Letterhead": _of_letterhead,
    "Signatures": _of_signatures,
}


# What is no text of the document: ids, classes, machine values, and the drawing of a chart.
_UNPRINTED = frozenset(
    {"id", "style", "kind", "scope", "density", "figure", "value", "symbol", "colour", "target", "head", "drawing"}
    | {"document", "address", "template", "blocks"}
)


def _runs(block: object) -> Iterator[Any]:
    """Every run of the block itself, not of the blocks within."""
    if isinstance(block, tuple):
        yield from (run for each in block for run in _runs(each))
    elif isinstance(block, str | PrintedFigure | StatusMark | NoteMark | Reference):
        yield block
    else:
        yield from (run for name in _fields(block) for run in _runs(getattr(block, name)))


def _fields(value: object) -> tuple[str, ...]:
    """The names of what is printed of a value."""
    names = tuple(each.name for each in fields(value)) if is_dataclass(value) and not isinstance(value, type) else ()
    skipped = _UNPRINTED - {"head"} if isinstance(value, TableBlock) else _UNPRINTED
    return tuple(name for name in names if name not in skipped)


def words(block: object) -> str:
    """What a block prints, blocks within it too; runs of one text without a blank between them."""
    if isinstance(block, str):
        return str(block)
    if isinstance(block, PrintedFigure | StatusMark | NoteMark | Reference):
        return block.text
    if isinstance(block, tuple):
        runs = all(isinstance(each, str | PrintedFigure | StatusMark | NoteMark | Reference) for each in block)
        return ("" if runs else " ").join(map(words, block))
    inner = getattr(block, "blocks", ())
    return " ".join((*(words(getattr(block, name)) for name in _fields(block)), *map(words, inner)))
