"""The last look at what is printed: whatever a template or a style sheet writes, no other address comes out."""

from __future__ import annotations

import io
from base64 import b64encode
from pathlib import Path

import pikepdf
import pytest

from generator.document import FaultKind, Layout, Remark, Sheet
from generator.printing.html import render_html, render_sheets
from generator.printing.html.links import foreign_addresses
from generator.printing.pdf import lay_out
from generator.problems import Rejected
from tests.printing.pdf import sample
from tests.printing.test_render_html import house, report_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000 3a7e9b55"
    "0000000a49444154789c636000000002000148afa471 0000000049454e44ae426082"
)
BOMB = b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a0"><path d="M0 0"/></g>'
    + b"".join(b'<g id="a%d">%s</g>' % (n, b'<use href="#a%d"/>' % (n - 1) * 10) for n in range(1, 9))
    + b'</defs><use href="#a8"/></svg>'
).decode()
FOREIGN = [
    f'<img alt="" src="data:image/svg+xml;base64,{BOMB}">',
    '<!--<style>--><img alt="" src="https://exempel.se/a.png"><!--</style>-->',
    '<textarea><style></textarea><img alt="" src="https://exempel.se/a.png"></style>',
    '<title><style></title><img alt="" src="https://exempel.se/a.png"></style>',
    "<svg><style><img src=https://exempel.se/a.png></style></svg>",
    '<style>@import "https://exempel.se/a.css";</style>',
    '<p style="background: url(https://exempel.se/a.png)">x</p>',
    '<p style="background: u\\72l(https://exempel.se/a.png)">x</p>',
    '<svg><a><animate attributeName="href" to="javascript:alert(1)"/></a></svg>',
    '<table><tr><td colspan="100000000">x</td></tr></table>',
    '<div style="display: grid; grid-template-columns: repeat(100000000, 1px)">x</div>',
    "<![CDATA[<p>]]>",
    "</ <img src=x>",
    '<a href="javascript:alert(1)">x</a>',
    "<a class=x href='JAVASCRIPT:alert(1)'>x</a>",
    "<a href=javascript:alert(1)>x</a>",
    '<a\nhref\n=\n"java&#115;cript:alert(1)">x</a>',
    '<a href="#a" href="javascript:alert(1)">x</a>',
    '<a href="https://namn:losen@exempel.se">x</a>',
    '<a href="bilaga.pdf">x</a>',
    '<a href="../a.html">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="">x</a>',
    '<img alt="" src="https://exempel.se/a.png">',
    '<img alt="" src="logga.png">',
    '<img alt="" srcset="https://exempel.se/a.png 2x">',
    '<img alt="" src="data:text/html;base64,AAAA">',
    '<link rel="stylesheet" href="/a.css">',
    '<iframe src="about:blank"></iframe>',
    '<object data="a.svg"></object>',
    '<form action="https://exempel.se"><button formaction="javascript:x">x</button></form>',
    '<svg><use xlink:href="https://exempel.se/a.svg#b"/></svg>',
    '<video poster="a.png"></video>',
    '<a title="a>b" href="javascript:x">x</a>',
    '<a title="a"href="javascript:x">x</a>',
    '<a "href="javascript:x">x</a>',
    "<a title='\"' href='javascript:x'>x</a>",
    '<a/href="javascript:x">x</a>',
]
OWN = [
    '<a href="#s1">x</a>',
    '<a href="rapport.html">x</a>',
    '<a href="https://exempel.se/?a=1&amp;b=2">x</a>',
    '<a href="mailto:namnd@exempel.se">x</a>',
    f'<img alt="" src="data:image/png;base64,{b64encode(PNG).decode()}">',
    '<p data-source="https://exempel.se" title="href=&quot;javascript:x&quot;">href="javascript:x" src=a.png</p>',
]


def uris(layout: Layout) -> list[str]:
    """The addresses outside the file that the first unit's links lead to."""
    with pikepdf.open(io.BytesIO(layout.fragments[0].pdf)) as pdf:
        annotations = [each for page in pdf.pages for each in page.obj.get("/Annots") or ()]
        return [str(each.A.URI) for each in annotations if "/A" in each]


@pytest.mark.parametrize("html", FOREIGN)
def test_a_template_cannot_write_a_foreign_address(tmp_path: Path, html: str) -> None:
    """Neither the page nor a sheet is made: T501 at the house's template, whether or not it holds it word for word."""
    document = report_of(Remark("r1", ("Inget.",), "a"), look=house(tmp_path, block__remark=html))

    for render in (render_html, render_sheets):
        with pytest.raises(Rejected) as refused:
            render(document)
        (problem, *_) = refused.value.problems
        assert problem.code == "T501"
        assert (problem.where.file.rpartition("/")[2], problem.where.line) == ("remark.html", 1)
        assert problem.hint


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<SCRIPT\n>alert(1)</SCRIPT>",
        '<p onclick="alert(1)">x</p>',
        "<svg/onload=alert(1)></svg>",
        '<meta http-equiv="refresh" content="0;url=//exempel.se">',
        '<base href="https://exempel.se/">',
        '<iframe srcdoc="&lt;script&gt;"></iframe>',
    ],
)
def test_a_template_writes_nothing_that_runs(tmp_path: Path, html: str) -> None:
    """T501 at the line of the template."""
    document = report_of(Remark("r1", ("Inget.",), "a"), look=house(tmp_path, block__remark=f"<p>x</p>\n{html}"))

    with pytest.raises(Rejected) as refused:
        render_html(document)

    (problem, *_) = refused.value.problems
    assert (problem.code, problem.where.file.rpartition("/")[2], problem.where.line) == ("T501", "remark.html", 2)


@pytest.mark.parametrize("html", OWN)
def test_addresses_of_the_document_and_the_world_are_let_be(tmp_path: Path, html: str) -> None:
    """Places, pages of other documents, the web, mail and pictures in the page; and text is no address."""
    assert html in render_html(report_of(Remark("r1", ("Inget.",), "a"), look=house(tmp_path, block__remark=html)))


def test_a_long_page_is_looked_through_once() -> None:
    """Signs that begin a tag or an attribute cost no more than others, however many there are."""
    page = "<a " + "href=" * 20_000 + "<" * 20_000 + "data" * 20_000 + "<b " * 20_000 + "='" * 20_000

    assert len(list(foreign_addresses(page))) == 40_001


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "https://a@exempel.se", "bilaga.pdf", "data:text/html,x"]
)
def test_a_foreign_link_is_a_dead_end_on_paper(address: str) -> None:
    """Whoever wrote it, a link that no document may have leads nowhere, for which the document is refused."""
    layout = lay_out((Sheet("a", sample.document(f'<p id="p"><a href="{address}">x</a></p>')),), sample.style())

    assert [fault.kind for fault in layout.all_faults] == [FaultKind.LINK]
    assert uris(layout) == []


def test_a_link_to_the_world_is_one_on_paper() -> None:
    """An address of the web is let be, and so is a document of the period."""
    body = '<p id="p"><a href="https://exempel.se/a">x</a> <a href="paper:bilaga">x</a></p>'
    layout = lay_out((Sheet("a", sample.document(body)),), sample.style())

    assert layout.all_faults == ()
    assert uris(layout) == ["https://exempel.se/a", "paper:bilaga"]
