"""The last look at a page: it runs nothing, and leads to and shows nothing but what a document may lead to."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from generator.document import PAPER, outgoing_address

_NEXT = re.compile(r"<style\b[^>]*+>.*?</style>|<(?=[A-Za-z])", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(
    r"""<([A-Za-z][^\s/<>]*+)((?:[\s/]++|[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s<>"'=]++))?+)*+)>"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s<>"'=]++))""")
_LONGEST_SHOWN = 80
# What runs, takes in, or turns addresses of a page to another place.
_RUNNING = frozenset({"script", "iframe", "frame", "object", "embed", "applet", "base", "link", "form", "portal"})
_LEADING = frozenset(
    {"href", "xlink:href", "src", "srcset", "action", "formaction", "poster", "data", "ping", "background"}
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=]*")
_PAGE = re.compile(r"[a-z0-9._-]+\.html")
_PAPER_LINK = re.compile(rf'(<a href=")({PAPER}[^"]*)(")')


def with_paper_links(page: str, link: Callable[[str], str]) -> str:
    """Return a page in which running text leads to other documents (`paper:ID`) as `link` says."""
    if PAPER not in page:
        return page
    return _PAPER_LINK.sub(lambda match: f"{match[1]}{html.escape(link(html.unescape(match[2])))}{match[3]}", page)


def foreign_addresses(page: str) -> Iterator[str]:
    """Yield the addresses in a page or a sheet that no document may have, what runs, and tags that cannot be read."""
    at = 0
    while found := _NEXT.search(page, at):
        at = found.end()
        if found[0] != "<":
            continue
        tag = _TAG.match(page, found.start())
        if tag is None:
            # What a browser makes of it nobody knows.
            yield page[found.start() : found.start() + _LONGEST_SHOWN]
            continue
        at = tag.end()
        if tag[1].lower() in _RUNNING:
            yield tag[0][:_LONGEST_SHOWN]
        yield from _foreign_in(tag[2])


def _foreign_in(attributes: str) -> Iterator[str]:
    for attribute in _ATTRIBUTE.finditer(attributes):
        name = attribute[1].lower()
        if name.startswith("on") or name in {"http-equiv", "srcdoc"}:
            yield attribute[0][:_LONGEST_SHOWN]
        if name in _LEADING:
            address = html.unescape(attribute[2] or attribute[3] or attribute[4] or "")
            if not _is_allowed(address, is_link=name == "href"):
                yield address


def _is_allowed(address: str, *, is_link: bool) -> bool:
    if not is_link:
        return bool(_PICTURE.fullmatch(address))
    own = address.startswith(("#", "xref:", PAPER)) or _PAGE.fullmatch(address)
    return bool(own) or (bool(address) and outgoing_address(address) == address)
