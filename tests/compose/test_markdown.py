"""Markdown → HTML as it is printed: heading levels, tight lists, images set in, nothing but what is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compose.links import Reachable
from generator.compose.markdown import image_addresses, to_html

ALLOWED = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "a", "img", "br", "hr"),
    *("blockquote", "code", "pre", "s", "sub", "sup", "dl", "dt", "dd"),
}


class Tags(HTMLParser):
    """Collects the tags of some HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        """A tag is found."""
        self.names.append(tag)


def html_of(text: str, level: int, images: Mapping[str, str] | None = None) -> str:
    """A text under a heading of a level in → its HTML."""
    return to_html(text, level, Reachable(images or {})).html


def tags(html: str) -> list[str]:
    """The tags of some HTML, in order."""
    parser = Tags()
    parser.feed(html)
    return parser.names


@pytest.mark.parametrize("text", ["\\<script>", "*\\<script>*", "# \\<script>", "[\\<script>](https://a.se)"])
def test_a_sign_of_html_with_a_backslash_is_that_sign(text: str) -> None:
    """The backslash is not printed, and what follows is no element."""
    html = html_of(text, 1)

    assert "&lt;script&gt;" in html
    assert "\\" not in html
    assert "script" not in tags(html)


@pytest.mark.parametrize(
    ("level", "text", "expected"),
    [
        (2, "# A\n\n## B\n\n# C", ["h3", "h4", "h3"]),
        (2, "### A", ["h3"]),
        (2, "# A\n\n### B", ["h3", "h4"]),
        (2, "## A\n\n# B", ["h3", "h3"]),
        (5, "# A\n\n## B", ["h6", "h6"]),
        (6, "# A", ["h6"]),
    ],
)
def test_headings_stand_below_their_section_and_skip_no_level(level: int, text: str, expected: list[str]) -> None:
    """A text's headings begin one level below the heading it stands under, and go down a level at a time."""
    assert tags(html_of(text, level)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- b", ["ul", "li", "li"]),
        ("- a\n\n- b", ["ul", "li", "li"]),
        ("- a\n    - b", ["ul", "li", "ul", "li"]),
        ("- a\n\n    - b\n\n- c", ["ul", "li", "ul", "li", "li"]),
        ("1. a\n2. *b* c", ["ol", "li", "li", "em"]),
        ("- a\n\n    b\n", ["ul", "li", "p", "p"]),
    ],
)
def test_lists_are_tight(text: str, expected: list[str]) -> None:
    """An item of one paragraph holds no paragraph (PDF/UA-1 7.2); one of several keeps them."""
    assert tags(html_of(text, 2)) == expected


def test_text_after_emphasis_in_an_item_is_kept() -> None:
    """Nothing of an item is lost when its paragraph is taken away."""
    html = html_of("- ett *två* tre\n\n- **fyra** fem", 2)

    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip() == "ett två tre fyra fem"


def test_a_list_of_another_kind_is_another_list() -> None:
    """A numbered list after one of dashes is its own."""
    assert tags(html_of("- a\n\n1. b", 2)) == ["ul", "li", "ol", "li"]


def test_images_are_set_in() -> None:
    """A picture is a data address, so that the page holds all that it shows."""
    images = image_addresses({"bilder/k.png": b"abc", "x.webp": b"", "y.GIF": b"", "z.svg": b"", "q.jpeg": b""})

    assert 'src="data:image/png;base64,YWJj"' in html_of("![K](bilder/k.png)", 2, images)
    assert {address.split(";")[0] for address in images.values()} == {
        "data:image/png",
        "data:image/webp",
        "data:image/gif",
        "data:image/svg+xml",
        "data:image/jpeg",
    }


@pytest.mark.parametrize("text", ["<script>x</script>", "<b>x", "&lt;b&gt;", "a <b c> d", "[x](y)<i>"])
def test_html_in_a_text_never_comes_through(text: str) -> None:
    """Should validation miss a tag, it is printed as the signs it is written with."""
    assert not {"script", "b", "i"} & set(tags(html_of(text, 2)))


@given(st.text(alphabet="ab \n#*_-<>&\"'`[]()!|123.\\~^:", max_size=60))
def test_nothing_but_known_tags_comes_out(text: str) -> None:
    """Whatever an author writes, no other element comes out than Markdown's own."""
    assert set(tags(html_of(text, 2))) <= ALLOWED


def test_one_text_leaves_nothing_for_the_next() -> None:
    """The converter forgets levels, links and footnotes of the text before."""
    first = html_of("# A\n\n[x]: https://example.se\n\n[x]", 2)

    assert html_of("# A\n\n[x]: https://example.se\n\n[x]", 2) == first
    assert "example.se" not in html_of("[x]", 3)
