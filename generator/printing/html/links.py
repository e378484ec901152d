"""The last look at a page: it runs nothing, and leads to and shows nothing but what a document may lead to."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from generator.document import PAPER, outgoing_address
from generator.printing.html.css_reader import read_sheet
from generator.project import picture_fault

# A browser sees no tags in these texts, nor does anybody else. All else that begins with `<` is looked at.
_NEXT = re.compile(
    r"<!doctype html>|<style\b[^>]*+>(?P<css>.*?)</style>|<title>[^<]*+</title>|</[a-z][a-z0-9]*+\s*+>|<",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(
    r"""<([A-Za-z][^\s/<>]*+)((?:[\s/]++|[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s<>"'=]++))?+)*+)>"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s<>"'=]++))""")
_LONGEST_SHOWN = 80
# What shows something and does nothing: no script, form or frame, nothing that moves or that hides its text from tags.
_TAGS = frozenset(
    [
        *("html", "head", "meta", "body", "header", "footer", "main", "nav", "section", "article", "aside", "div"),
        *("p", "br", "hr", "wbr", "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "i", "kbd"),
        *("q", "s", "samp", "small", "strong", "sub", "sup", "time", "u", "var", "ins", "del", "mark", "span"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "address", "ul", "ol", "li", "dl", "dt", "dd"),
        *("blockquote", "pre", "figure", "figcaption", "img", "details", "summary"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *("svg", "g", "defs", "desc", "line", "rect", "path", "circle", "ellipse", "polygon", "polyline"),
        *("text", "tspan"),
    ]
)
_SPANS = frozenset({"colspan", "rowspan", "span"})
_WIDEST_SPAN = 1000
_LEADING = frozenset(
    {"href", "xlink:href", "src", "srcset", "action", "formaction", "poster", "data", "ping", "background"}
)
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg)(?:\+xml)?;base64,([A-Za-z0-9+/=]*)")
_PAGE = re.compile(r"[a-z0-9._-]+\.html")
_PAPER_LINK = re.compile(rf'(<a href=")({PAPER}[^"]*)(")')


def with_paper_links(page: str, link: Callable[[str], str]) -> str:
    """Return a page in which running text leads to other documents (`paper:ID`) as `link` says."""
    if PAPER not in page:
        return page
    return _PAPER_LINK.sub(lambda match: f"{match[1]}{html.escape(link(html.unescape(match[2])))}{match[3]}", page)


def foreign_addresses(page: str, css: str = "") -> Iterator[str]:
    """Yield what no page or sheet may have: foreign addresses, tags that do more than show, and what cannot be read.

    `css` is the style of the page, which has been read.
    """
    at = 0
    while found := _NEXT.search(page, at):
        at = found.end()
        if found["css"] is not None:
            yield from _foreign_css(found["css"].replace(css, "") if css else found["css"])
        if found[0] != "<":
            continue
        tag = _TAG.match(page, found.start())
        if tag is None:
            # What a browser makes of it nobody knows.
            yield page[found.start() : found.start() + _LONGEST_SHOWN]
            continue
        at = tag.end()
        if tag[1].lower() not in _TAGS:
            yield tag[0][:_LONGEST_SHOWN]
        yield from _foreign_in(tag[2])


def _foreign_in(attributes: str) -> Iterator[str]:
    for attribute in _ATTRIBUTE.finditer(attributes):
        name = attribute[1].lower()
        value = html.unescape(attribute[2] or attribute[3] or attribute[4] or "")
        if name.startswith("on") or name in {"http-equiv", "srcdoc"} or (name in _SPANS and not _is_span(value)):
            yield attribute[0][:_LONGEST_SHOWN]
        if name == "style" and ("(" in value or "\\" in value):
            yield from _foreign_css(f"a {{{value}}}")
        if name in _LEADING and not _is_allowed(value, is_link=name == "href"):
            yield value


def _is_allowed(address: str, *, is_link: bool) -> bool:
    if not is_link:
        return _is_picture(address)
    own = address.startswith(("#", "xref:", PAPER)) or _PAGE.fullmatch(address)
    return bool(own) or (bool(address) and outgoing_address(address) == address)


def _is_span(value: str) -> bool:
    return value.isdecimal() and len(value) < len(str(_WIDEST_SPAN)) + 1 and int(value) <= _WIDEST_SPAN


@lru_cache(maxsize=256)
def _is_picture(address: str) -> bool:
    """Whether an address holds a whole picture, of the kind that it says, that asks for nothing."""
    match = _PICTURE.fullmatch(address)
    if match is None:
        return False
    try:
        return not picture_fault(f".{match[1]}", base64.b64decode(match[2], validate=True))
    except binascii.Error:
        return False


@lru_cache(maxsize=256)
def _foreign_css(css: str) -> tuple[str, ...]:
    """Return what a style in a page may not have: files, what cannot be read, and what would end it in a drawing."""
    sheet = read_sheet(css, "")
    faults = [*(each.text for each in sheet.addresses()), *(each.message for each in sheet.problems)]
    return (*faults, *("<" * ("<" in css)))
