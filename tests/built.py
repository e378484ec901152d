"""A project and a period → its papers, built once through the front door, and what tests ask of them."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

from generator.commands.cli import main

ROOT = Path(__file__).parents[1]
VOID = frozenset({"br", "img", "meta", "link", "input", "hr", "col", "wbr", "source"})


@dataclass
class Element:
    """An element of a page: its tag, attributes, and its texts and elements in order."""

    tag: str
    attributes: dict[str, str]
    parts: list[str | Element] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements within of these tags, in order."""
        for part in self.parts:
            if isinstance(part, Element):
                if part.tag in tags:
                    yield part
                yield from part.all(*tags)

    def by_id(self, name: str) -> Element:
        """The element within that has an id."""
        return next(each for each in self.everything() if each.attributes.get("id") == name)

    def everything(self) -> Iterator[Element]:
        """All elements within, in order."""
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part.everything()

    @cached_property
    def text(self) -> str:
        """Its words as they are read: blanks are folded, and hard ones are blanks."""
        words = "".join(
            part if isinstance(part, str) else f" {part.text} " if _apart(part) else part.text for part in self.parts
        )
        return " ".join(words.split())

    @cached_property
    def rows(self) -> list[list[str]]:
        """The words of a table's cells, heads too, row by row."""
        return [[cell.text for cell in row.all("th", "td")] for row in self.all("tr")]


def _apart(element: Element) -> bool:
    return element.tag in {"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "ul", "ol"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.top = Element("", {})
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in {element.tag for element in self.open[1:]}:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open[-1].tag not in {"style", "script"}:
            self.open[-1].parts.append(data)


def read_html(text: str) -> Element:
    """A page in → its elements."""
    reader = _Reader()
    reader.feed(text)
    return reader.top


@dataclass(frozen=True)
class Built:
    """A period that was built: how the command ended, what it wrote to the terminal, and the folder with its files."""

    code: int
    out: str
    err: str
    folder: Path

    def path(self, name: str) -> Path:
        """The path of a file that was made."""
        return self.folder / name

    def page(self, name: str) -> Element:
        """The elements of an HTML file."""
        return read_html(self.path(name).read_text(encoding="utf-8"))

    def pdf_text(self, name: str) -> str:
        """The text of a PDF in the order that it is drawn in, with blanks folded."""
        made = subprocess.run(
            ["pdftotext", "-raw", str(self.path(name)), "-"], check=True, capture_output=True, timeout=60
        )
        return " ".join(made.stdout.decode().split())


def build(project: Path, period: str) -> Built:
    """A project's folder and a period in → what `tertial build` makes of it, in this process alone."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(project), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["build", period, "--jobs", "1"])
    return Built(code, out.getvalue(), err.getvalue(), project / "output" / period)


def copied(source: Path, target: Path, house: str) -> Path:
    """The content and templates of one municipality in → a project of its own with them."""
    shutil.copytree(source / "content" / house, target / "content" / house)
    shutil.copytree(source / "templates" / house, target / "templates" / house)
    return target
