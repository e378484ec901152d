"""Forms beside plain Markdown → the elements that they are printed as, and nothing of what they are not."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from generator.compose.links import Reachable
from generator.compose.markdown import to_html
from generator.document import words


def html_of(text: str) -> str:
    """A text in → its HTML on one line."""
    return "".join(line.strip() for line in to_html(text, 2, Reachable()).html.split("\n"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("CO~2~ och m^2^", "<p>CO<sub>2</sub> och m<sup>2</sup></p>"),
        ("~~**Ett** mål~~ nås", "<p><s><strong>Ett</strong> mål</s> nås</p>"),
        ("[Signs of *Safety*]{lang=en} här", '<p><span lang="en">Signs of <em>Safety</em></span> här</p>'),
        ('[Moi]{ lang="fi-FI" }', '<p><span lang="fi-FI">Moi</span></p>'),
        ("[Signs]{lang=en} [a](https://a.se)", '<p><span lang="en">Signs</span> <a href="https://a.se">a</a></p>'),
        ("*[KPI]: Nyckeltal & mål\n\nKPI, KPIer", '<p><abbr title="Nyckeltal &amp; mål">KPI</abbr>, KPIer</p>'),
        ("A\n:   Ett.\n\nB\n:   Två.", "<dl><dt>A</dt><dd>Ett.</dd><dt>B</dt><dd>Två.</dd></dl>"),
        ("> Citat", "<blockquote><p>Citat</p></blockquote>"),
        ("\\~a\\~ \\^b\\^ \\$c \\= \\| \\:", "<p>~a~ ^b^ $c = | :</p>"),
        ("~ 5 och ~ 6, 2 ^ 3 ^ 4", "<p>~ 5 och ~ 6, 2 ^ 3 ^ 4</p>"),
    ],
)
def test_a_form_is_its_element(text: str, html: str) -> None:
    """What the author marks is marked, with Markdown in it."""
    assert html_of(text) == html


_BOX = '<div class="fact-box" role="note">'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("::: faktaruta Så *här*\nText.\n:::", f'{_BOX}<p class="fact-title">Så <em>här</em></p><p>Text.</p></div>'),
        ("::: faktaruta\n\nEtt\n\nTvå\n\n:::\n\nEfter", f"{_BOX}<p>Ett</p><p>Två</p></div><p>Efter</p>"),
        (
            "Före\n\n::: faktaruta\n- a\n- b\n:::\nEfter",
            f"<p>Före</p>{_BOX}<ul><li>a</li><li>b</li></ul></div><p>Efter</p>",
        ),
    ],
)
def test_a_box_holds_what_is_between_its_lines(text: str, html: str) -> None:
    """With or without a title and blank lines."""
    assert html_of(text) == html


_A_B = "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n  - b\n- c", _A_B),
        ("- a\n   - b\n- c", _A_B),
        ("- a\n    - b\n- c", _A_B),
        ("- a\n\n  - b\n\n- c", _A_B),
        ("- a\n - b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n  - b\n    - c\n  - d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li></ul>"),
        ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>"),
        ("- a\n\nb\n\n  c", "<ul><li>a</li></ul><p>b</p><p>c</p>"),
    ],
)
def test_lists_in_lists_stay_in_them(text: str, html: str) -> None:
    """However many blanks the author indents by, from two."""
    assert html_of(text) == html


def test_heights_are_kept_in_plain_words() -> None:
    """Ten to the sixth is no hundred and six."""
    assert words((Markup("<p>10<sup>6</sup> CO<sub>2</sub> m</p>"),)) == "10⁶ CO₂ m"
