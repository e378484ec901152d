"""What printed reports show, transcribed, against what Tertial prints of the same periods: every table and heading.

A seed takes part when it has `tables_ID.yaml` and `places_ID.yaml`; a report's headings are in `structure/*.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
import yaml

from generator.document import Block, Document, FormBlock, ProseBlock, SectionBlock, plain_text
from generator.pipeline import understand
from generator.printing.html import render_html

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
_HEADING = re.compile(r"<h[2-6][^>]*>(.*?)</h[2-6]>")
XHTML = "{http://www.w3.org/1999/xhtml}"
# Both are a minus to the eye: the original's spreadsheet has the hyphen of its keyboard.
SIGNS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "\u00ad": None, "\u2060": None})


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever the transcription holds
    # Transcriptions are no content: null, numbers and texts are to be told apart.
    return yaml.safe_load(path.read_text(encoding="utf-8"))  # noqa: TID251


def _seeds() -> Iterator[str]:
    return (path.stem.removeprefix("places_") for path in sorted(HERE.glob("places_*.yaml")))


def _tables() -> Iterator[Any]:
    for seed in _seeds():
        places = _read(HERE / f"places_{seed}.yaml")
        for table in _read(HERE / f"tables_{seed}.yaml")["tables"]:
            yield pytest.param(table, places["period"], places["tables"].get(table["id"]), id=table["id"])


def _papers() -> Iterator[Any]:
    for path in sorted((HERE / "structure").glob("*.yaml")):
        told = _read(path)
        for name, paper in told["documents"].items():
            yield pytest.param(told["period"], name, paper, id=f"{path.stem}-{name}")


@lru_cache(maxsize=4)
def _documents(period: str) -> Mapping[str, Document]:
    return {document.id: document for document in understand(PROJECT, period).documents}


@lru_cache(maxsize=16)
def _page(period: str, document: str) -> Mapping[str, Element]:
    root = tinyhtml5.parse(render_html(_documents(period)[document]))
    return {element.get("id", ""): element for element in root.iter() if element.get("id")}


def _words(element: Element) -> str:
    return _settled(" ".join(_pieces(element)))


def _pieces(element: Element) -> Iterator[str]:
    """The text of an element: inline runs joined, blocks set apart."""
    inline = {f"{XHTML}{name}" for name in ("span", "data", "sup", "a", "strong", "em")}
    line = element.text or ""
    for child in element:
        if child.tag in inline:
            line += "".join(child.itertext())
        else:
            yield line
            yield from _pieces(child)
            line = ""
        line += child.tail or ""
    yield line


def _settled(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(SIGNS)).strip()


def _expected(raw: object) -> str:
    return _settled(" ".join(map(str, raw)) if isinstance(raw, list) else str(raw))


@pytest.mark.parametrize(("table", "period", "place"), list(_tables()))
def test_a_table_prints_what_the_original_does(
    table: Mapping[str, Any], period: str, place: Mapping[str, Any] | None
) -> None:
    """Heads, labels, cells and notes are the original's, row for row; only a sentence may have words of its own."""
    assert place is not None, f"{table['id']} has no place"
    block = _page(period, place["document"])[place["element"]]
    heads = [_words(cell) for row in block.findall(f".//{XHTML}thead/{XHTML}tr") for cell in row]
    rows = [[_words(cell) for cell in row] for row in _rows(block, len(table["columns"]))]

    assert heads == (list(_heads(table["columns"], place.get("labels", {}))) if not _is_form(block) else [])
    assert len(rows) == len(table["rows"])
    for expected, actual in zip((row["raw"] for row in table["rows"]), rows, strict=True):
        assert len(actual) == len(expected)
        for raw, printed in zip(expected, actual, strict=True):
            assert printed if raw is None else printed == _expected(raw)
    notes = [_words(note) for note in block.findall(f".//{XHTML}p[@class='note']")]
    told = [note["text"] for note in table.get("footnotes", ())] + [None] * place.get("own_notes", 0)
    assert [text and _settled(text) for text in told] == [text and note for text, note in zip(told, notes, strict=True)]


@pytest.mark.parametrize(("table", "period", "place"), list(_tables()))
def test_a_figure_says_its_value(table: Mapping[str, Any], period: str, place: Mapping[str, Any]) -> None:
    """What a cell's figures say to a machine are the numbers that were printed there."""
    block = _page(period, place["document"])[place["element"]]
    for row, printed in zip(_rows(block, len(table["columns"])), table["rows"], strict=True):
        for cell, value in zip(row, printed["value"], strict=True):
            said = [Decimal(figure.get("value", "")) for figure in cell.findall(f".//{XHTML}data")]
            told = value.values() if isinstance(value, dict) else [value]

            assert value is None or not said or said == [Decimal(str(each)) for each in told]


def _is_form(block: Element) -> bool:
    return block.get("class", "").startswith("form")


def _rows(block: Element, columns: int) -> list[list[Element]]:
    """The cells of a table's rows, blank after a heading row; of a form, the label and the words of each box."""
    if _is_form(block):
        boxes = block.findall(f".//{XHTML}div[@class='part']")
        return [[box[0], box[1] if len(box) > 1 else Element("")] for box in boxes]
    rows = [list(row) for row in block.findall(f".//{XHTML}tbody/{XHTML}tr")]
    return [row + [Element("") for _ in range(columns - len(row))] if _is_span(row, columns) else row for row in rows]


def _is_span(row: list[Element], columns: int) -> bool:
    return len(row) == 1 and row[0].get("colspan") == str(columns)


def _heads(columns: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> Iterator[str]:
    """The heads of a table, row by row: what stands above several columns is printed once over them."""
    levels = [_levels(column, labels) for column in columns]
    for number, (above, below) in enumerate(levels):
        before = levels[number - 1] if number else ("", "")
        if not (below and before[1] and before[0] == above):
            yield _settled(above)
    yield from (_settled(below) for _, below in levels if below)


def _levels(column: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[str, str]:
    """A column's upper and lower head; the lower is empty where it has only one."""
    label = labels.get(column["key"], column["label"])
    if column.get("group"):
        return column["group"], label
    return label, " ".join(column.get("subcolumns") or ())


@pytest.mark.parametrize("seed", list(_seeds()))
def test_every_place_is_of_a_table(seed: str) -> None:
    """No place is left over from a table that is no longer transcribed, and no two tables claim the same one."""
    places = _read(HERE / f"places_{seed}.yaml")["tables"]
    claimed = [(place["document"], place["element"]) for place in places.values()]

    assert places.keys() == {table["id"] for table in _read(HERE / f"tables_{seed}.yaml")["tables"]}
    assert len(set(claimed)) == len(claimed)


@pytest.mark.parametrize(("period", "name", "paper"), list(_papers()))
def test_a_paper_has_the_headings_of_the_original(period: str, name: str, paper: Mapping[str, Any]) -> None:
    """Title and headings are the original's, in its order and under one another as there."""
    document = _documents(period)[name]
    blocks = tuple(block for unit in document.units for block in unit.blocks)

    assert document.title.replace("\u00a0", " ") == paper["title"]
    assert list(_headings(blocks)) == list(_told(paper["sections"]))


def _headings(blocks: tuple[Block, ...], depth: int = 0) -> Iterator[tuple[int, str]]:
    for block in blocks:
        if isinstance(block, FormBlock) and block.title:
            yield depth, plain_text(block.title).replace("\u00a0", " ")
        elif isinstance(block, ProseBlock):
            markup = "".join(run for run in block.text if isinstance(run, str))
            yield from ((depth, heading.replace("\u00a0", " ")) for heading in _HEADING.findall(markup))
        elif isinstance(block, SectionBlock):
            heading = block.heading
            text = " ".join(filter(None, (heading.number, plain_text(heading.text))))
            lines = (plain_text(heading.label), text, plain_text(heading.subtitle))
            # A section that begins a page is laid out on its own; it stands where its heading's level says.
            own = heading.level - 2
            yield own, " / ".join(filter(None, lines)).replace("\u00a0", " ")
            yield from _headings(block.blocks, own + 1)


def _told(entries: list[Any], depth: int = 0) -> Iterator[tuple[int, str]]:
    for entry in entries:
        if isinstance(entry, dict):
            for heading, inner in entry.items():
                yield depth, heading
                yield from _told(inner, depth + 1)
        else:
            yield depth, entry
