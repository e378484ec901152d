"""Markdown as HTML: headings below that of their section, tight lists, images as data addresses."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_HEADING = re.compile(r"h([1-6])")
LOWEST_HEADING = 6
_MEDIA_TYPES = {name: f"image/{name}" for name in ("png", "jpeg", "gif", "webp")}
_MEDIA_TYPES |= {"jpg": "image/jpeg", "svg": "image/svg+xml"}


class _Fitted(Treeprocessor):
    """Lists have no paragraphs: PDF/UA-1 7.2 wants a list body."""

    level = 1
    images: Mapping[str, str] = {}

    def run(self, root: Element) -> None:
        """Change the tree in place; a heading is at most one level below the one before it."""
        before = self.level
        for element in root.iter():
            match = _HEADING.fullmatch(element.tag)
            if match:
                before = min(self.level + int(match[1]), before + 1, LOWEST_HEADING)
                element.tag = f"h{before}"
            elif element.tag == "li":
                _tighten(element)
            elif element.tag == "img":
                element.set("src", self.images.get(element.get("src", ""), ""))


def _tighten(item: Element) -> None:
    paragraphs = [child for child in item if child.tag == "p"]
    if len(paragraphs) == 1 and item[0] is paragraphs[0]:
        item.text = item[0].text
        item[:1] = list(item[0])


class _Fitting(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        self.fitted = _Fitted(md)
        md.treeprocessors.register(self.fitted, "tertial", 5)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


@lru_cache(maxsize=1)
def _converter() -> tuple[markdown.Markdown, _Fitted]:
    fitting = _Fitting()
    return markdown.Markdown(extensions=[fitting, "sane_lists"], output_format="xhtml"), fitting.fitted


def image_addresses(images: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return images as data addresses by path, so that a page holds all that it shows."""
    return {
        name: f"data:{_MEDIA_TYPES[name.rpartition('.')[2].lower()]};base64,{b64encode(data).decode('ascii')}"
        for name, data in images.items()
    }


def to_html(text: str, level: int, images: Mapping[str, str]) -> str:
    """Convert Markdown under a heading of a level (1–6); `images` are data addresses by path."""
    return _converted(text, level, images) if "![" in text else _without_images(text, level)


@lru_cache(maxsize=1024)
def _without_images(text: str, level: int) -> str:
    return _converted(text, level, {})


def _converted(text: str, level: int, images: Mapping[str, str]) -> str:
    converter, fitted = _converter()
    fitted.level, fitted.images = level, images
    return converter.reset().convert(text)
