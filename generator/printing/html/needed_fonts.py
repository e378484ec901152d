"""The fonts of a web page: one that says which characters it is for is left out of a page that has none of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")
_RANGES = re.compile(r"unicode-range\s*:\s*([^;}]+)")
_RANGE = re.compile(r"u\+([0-9a-f]{1,6})(?:-([0-9a-f]{1,6}))?", re.IGNORECASE)
_ENTITY = re.compile(r"&#?\w+;")


def with_needed_fonts(page: str, css: str) -> str:
    """Return a page without the fonts of its style `css` that are for none of its characters."""
    if "unicode-range" not in css:
        return page
    entities = "".join(set(_ENTITY.findall(page)))
    signs = {ord(sign) for sign in {*page, *html.unescape(entities)}}
    needed = _FACE.sub(lambda face: face[0] if _is_needed(face[0], signs) else "", css)
    return page.replace(css, needed, 1)


def _is_needed(face: str, signs: set[int]) -> bool:
    match = _RANGES.search(face)
    ranges = list(_ranges(match[1])) if match else []
    # What is written in another way than this is kept.
    return not ranges or any(not signs.isdisjoint(span) for span in ranges)


def _ranges(written: str) -> Iterator[range]:
    for part in written.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            return
        start = int(match[1], 16)
        yield range(start, int(match[2] or match[1], 16) + 1)
