"""Markdown as HTML: headings below that of their section, tight lists, links and images that are allowed."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE

from generator.compose.links import MOST_OF_PICTURES, Link, LinkFault, Reachable, read_picture
from generator.compose.markdown_forms import Forms
from generator.compose.pictures import PictureForm, set_apart, stands_alone, taken_form

_HEADING = re.compile(r"h([1-6])")
LOWEST_HEADING = 6
_MEDIA_TYPES = {name: f"image/{name}" for name in ("png", "jpeg", "gif", "webp")}
_MEDIA_TYPES |= {"jpg": "image/jpeg", "svg": "image/svg+xml"}
# What was prepared for print may be of another kind than its name says.
_PREPARED = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
# As the serializer takes them: an ampersand before any other text stands for itself.
_ENTITY = re.compile(rf"(?:&|{AMP_SUBSTITUTE})(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z0-9]+);")
_NOTHING = Reachable()


@dataclass(frozen=True, slots=True)
class Converted:
    """A text as HTML, and its links and pictures in their order."""

    html: str
    links: tuple[Link, ...]


class _Fitted(Treeprocessor):
    """Lists have no paragraphs: PDF/UA-1 7.2 wants a list body."""

    level = 1
    inline = False
    reachable = _NOTHING
    room = 0
    links: tuple[Link, ...] = ()
    forms: Mapping[Element, tuple[PictureForm, tuple[LinkFault, ...]]] = {}

    def run(self, root: Element) -> None:
        """Change the tree in place; a heading is at most one level below the one before it."""
        before = self.level
        if self.inline:
            _tighten(root)
        self.forms = {element: taken_form(element) for element in root.iter("img")}
        for element in root.iter():
            match = _HEADING.fullmatch(element.tag)
            if match:
                before = min(self.level + int(match[1]), before + 1, LOWEST_HEADING)
                element.tag = f"h{before}"
            elif element.tag in {"li", "dd"}:
                _tighten(element)
        self.links = tuple(self._leading(element) for element in root.iter() if element.tag in {"a", "img"})
        apart = [element for element in root.iter("p") if stands_alone(element)] if self.forms else []
        for paragraph in apart:
            set_apart(paragraph, self.forms.pop(paragraph[0])[0])
        for picture, (form, _) in self.forms.items():
            form.fit(picture)

    def _leading(self, element: Element) -> Link:
        """Set the address of a link or picture, if it is allowed."""
        name = "href" if element.tag == "a" else "src"
        literal = element.get(name, "")
        written = _ENTITY.sub(_entity, literal)
        if element.tag == "a":
            link = self.reachable.link(written, self._words(element))
        else:
            form, faults = self.forms[element]
            alternative = element.get("alt", "")
            link = read_picture(written, alternative, self.reachable, self.room, decorative=form.decorative)
            link = replace(link, faults=(*link.faults, *faults))
            self.room -= len(link.address)
        element.set(name, link.address.replace("&", f"{AMP_SUBSTITUTE}amp;"))
        if not link.address:
            del element.attrib[name]
        # An address of mail in angle brackets is written without the entities that it gets.
        return link if AMP_SUBSTITUTE in literal else replace(link, written=literal)

    def _words(self, element: Element) -> str:
        """Return the words of a link as a reader sees them; entities are put aside until all is written."""
        kept = self.md.htmlStash.rawHtmlBlocks
        words = HTML_PLACEHOLDER_RE.sub(lambda match: str(kept[int(match[1])]), "".join(element.itertext()))
        return html.unescape(words.replace(AMP_SUBSTITUTE, "&"))


def _entity(match: re.Match[str]) -> str:
    return html.unescape(match[0].replace(AMP_SUBSTITUTE, "&"))


def _tighten(item: Element) -> None:
    paragraphs = [child for child in item if child.tag == "p"]
    if len(paragraphs) == 1 and item[0] is paragraphs[0]:
        item.text = item[0].text
        item[:1] = list(item[0])


class _Fitting(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        self.fitted = _Fitted(md)
        # Last: no address is changed after it is allowed.
        md.treeprocessors.register(self.fitted, "tertial", -1)
        # T304 tells authors to write it so.
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "<"]
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


@lru_cache(maxsize=1)
def _converter() -> tuple[markdown.Markdown, _Fitted]:
    fitting = _Fitting()
    extensions: list[str | Extension] = [fitting, Forms(), "sane_lists", "def_list", "abbr"]
    return markdown.Markdown(extensions=extensions, output_format="xhtml"), fitting.fitted


def image_addresses(images: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return images as data addresses by path, so that a page holds all that it shows."""
    return {
        name: f"data:{_media_type(name, data)};base64,{b64encode(data).decode('ascii')}"
        for name, data in images.items()
    }


def _media_type(name: str, data: bytes) -> str:
    prepared = (kind for beginning, kind in _PREPARED.items() if data.startswith(beginning))
    return next(prepared, _MEDIA_TYPES[name.rpartition(".")[2].lower()])


def to_html(
    text: str, level: int, reachable: Reachable, room: int = MOST_OF_PICTURES, *, inline: bool = False
) -> Converted:
    """Convert Markdown under a heading of a level (1–6), with pictures of at most `room` characters.

    Where it is to be `inline`, a text of one paragraph has none around it.
    """
    if inline:
        return _converted(text, level, reachable, room, inline=True)
    return _converted(text, level, reachable, room) if "[" in text or "<" in text else _without_links(text, level)


@lru_cache(maxsize=1024)
def _without_links(text: str, level: int) -> Converted:
    return _converted(text, level, _NOTHING, 0)


def _converted(text: str, level: int, reachable: Reachable, room: int, *, inline: bool = False) -> Converted:
    converter, fitted = _converter()
    fitted.inline = inline
    fitted.level, fitted.reachable, fitted.room = level, reachable, room
    return Converted(converter.reset().convert(text), fitted.links)
