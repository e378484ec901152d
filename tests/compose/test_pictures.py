"""What stands in braces after a picture, and a picture alone in its paragraph as a figure."""

from __future__ import annotations

import pytest

from generator.compose.links import Reachable
from generator.compose.markdown import to_html

REACHABLE = Reachable({"k.png": "data:image/png;base64,AA=="})
CAPTION = '<figcaption>Torget <span class="credit">Foto: Ulla A</span></figcaption>'
IMG = '<img alt="K" src="data:image/png;base64,AA==" />'

SET: dict[str, tuple[str, str]] = {
    "a picture of its own": ("![K](k.png)", f"<p>{IMG}</p>"),
    "a caption": (
        '![K](k.png "Torget")',
        f'<figure class="picture">{IMG}<figcaption>Torget</figcaption></figure>',
    ),
    "a width": ("![K](k.png){bredd=60%}", f'<figure class="picture" style="width: 60%">{IMG}</figure>'),
    "a width apart": (
        "![K](k.png) {bredd = 60 %}",
        f'<figure class="picture" style="width: 60%">{IMG}</figure>',
    ),
    "all": (
        '![K](k.png "Torget"){bredd=40% placering=höger fotograf="Ulla A"}',
        f'<figure class="picture picture-right" style="width: 40%">{IMG}{CAPTION}</figure>',
    ),
    "a photographer alone": (
        "![K](k.png){fotograf=Kommunen}",
        f'<figure class="picture">{IMG}<figcaption><span class="credit">Foto: Kommunen</span></figcaption></figure>',
    ),
    "a picture in a line": (
        "Före ![K](k.png){bredd=5% placering=vänster} efter.",
        '<p>Före <img alt="K" class="picture-left" src="data:image/png;base64,AA==" style="width: 5%" /> efter.</p>',
    ),
    "decoration": (
        "![](k.png){dekorativ=ja}",
        '<figure class="picture"><img alt="" src="data:image/png;base64,AA==" /></figure>',
    ),
    "braces after words": ("![K](k.png) och {bredd=60%}", f"<p>{IMG} och {{bredd=60%}}</p>"),
}  # fmt: skip


@pytest.mark.parametrize("name", SET)
def test_a_picture_is_set_as_its_braces_say(name: str) -> None:
    """Width, place, caption and photographer are printed, and the braces are not."""
    text, html = SET[name]
    converted = to_html(text, 2, REACHABLE)

    assert [fault for link in converted.links for fault in link.faults] == []
    assert converted.html == html


@pytest.mark.parametrize(
    ("braces", "code", "found"),
    [
        ("{bred=60%}", "T101", "bred"),
        ("{bredd=60}", "T103", "60"),
        ("{bredd=0%}", "T103", "0%"),
        ("{bredd=101%}", "T103", "101%"),
        ("{bredd=6cm}", "T103", "6cm"),
        ("{placering=hoger}", "T111", "hoger"),
        ("{dekorativ=kanske}", "T103", "kanske"),
        ("{dekorativ=ja}", "T103", "K"),
        ("{.stor}", "T101", ".stor"),
        ('{onclick="x"}', "T101", "onclick"),
        ('{bredd="60%;color:red"}', "T103", "60%;color:red"),
    ],
)
def test_what_cannot_be_said_of_a_picture_is_told(braces: str, code: str, found: str) -> None:
    """An unknown word, a width that is no part of the text's, a place that there is not: each with its way out."""
    (link,) = to_html(f"![K](k.png){braces}", 2, REACHABLE).links
    (fault,) = link.faults

    assert (fault.code, fault.found) == (code, found)


def test_a_picture_without_words_is_told() -> None:
    """A picture that says something needs an alternative text, and the hint says how decoration is written."""
    (link,) = to_html("![](k.png){bredd=50%}", 2, REACHABLE).links

    assert [fault.code for fault in link.faults] == ["T102"]
    assert "dekorativ=ja" in link.faults[0].hint
