"""Links and pictures in authors' texts: those that are allowed are printed, all others told at their place."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compose import compose
from generator.compose.compositor import Compositor
from generator.compose.links import Reachable, paper_names
from generator.compose.markdown import to_html
from generator.content import Source, validate
from generator.document import Document, Letterhead, outgoing_address
from generator.figures import resolve
from generator.printing.html import check_report, render_html, render_sheets
from generator.problems import Problem, Rejected
from tests.built import read_html
from tests.compose.composing import PERIOD, source_of
from tests.figures.resolving import block
from tests.samples.report import sample_report

FOLDER = Path(__file__).parent / "links"
REACHABLE = Reachable(
    {
        "k.png": "data:image/png;base64,AA==",
        "bilder/karta 1.png": "data:image/png;base64,BB==",
        "K\u00c5RTA.PNG": "data:image/png;base64,CC==",
        "trasig.png": "",
    },
    {"trasig.png": "filen är tom"},
    paper_names(["bilaga", "årsredovisning"]),
)
OUTLINE = """
    avsnitt:
      - rubrik: Ett
        innehåll:
          - text: a
      - rubrik: Två
        id: två
        innehåll:
          - stycke: Mer.
    """
PARAGRAPH = """avsnitt:
  - rubrik: Ett
    innehåll:
      - stycke: '[x](file:a)'
"""
PATTERN = """avsnitt:
  - rubrik: Ett
    innehåll:
      - insatser: alla
        kolumner:
          - mönster: '[x](file:a)'
"""
CONTACT = """omslag: nej
kontakt:
  - text: Ring
    länk: javascript:a
avsnitt:
  - rubrik: Ett
    innehåll:
      - stycke: A.
"""


def cases(name: str) -> list[list[str]]:
    """The cases of a file."""
    read: list[list[str]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return read


def addresses(html: str) -> list[str]:
    """The addresses of the links and pictures in some HTML, in order."""
    return [
        each.attributes[name]
        for each in read_html(html).everything()
        for name in ("href", "src")
        if name in each.attributes
    ]


def told(source: Source) -> list[Problem]:
    """A source in → what is wrong with its links and pictures."""
    content = validate(source)
    try:
        compose(content, resolve(content))
    except Rejected as rejected:
        return list(rejected.problems)
    return []


def told_of(text: str, outline: str = OUTLINE, images: Mapping[str, bytes] | None = None, more: str = "") -> list[str]:
    """A text of a period in → code, file, line and column of what is wrong with its links and pictures."""
    written = f"texter:\n  a: |\n{textwrap.indent(text, '    ')}\n{textwrap.dedent(more)}"
    return [f"{each.code} {each.where}" for each in told(source_of(written, outline, images=images))]


def composed(text: str, document: str = "") -> Document:
    """A text of a period in → the document that shows it."""
    written = f"texter:\n  a: |\n{textwrap.indent(text, '    ')}\n"
    content = validate(source_of(written, OUTLINE, document=document))
    return compose(content, resolve(content))[0]


# --- what is allowed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), [(text, printed) for text, *printed in cases("allowed.json")])
def test_what_is_allowed_is_printed_in_one_form(text: str, expected: list[str]) -> None:
    """The web, mail, telephones, places and documents are printed in ASCII, pictures as they are; nothing is told."""
    converted = to_html(text, 2, REACHABLE)

    assert [fault.message for link in converted.links for fault in link.faults] == []
    assert addresses(converted.html) == expected


@pytest.mark.parametrize(("text", "code", "way_out"), cases("refused.json"))
def test_what_is_not_allowed_is_told_and_not_printed(text: str, code: str, way_out: str) -> None:
    """The address goes nowhere near the page, what is wrong is said once, and so is what to do."""
    converted = to_html(text, 2, REACHABLE)

    (fault,) = (fault for link in converted.links for fault in link.faults)
    assert fault.code == code
    assert way_out in fault.hint
    assert fault.found.isprintable()
    assert [each for each in addresses(converted.html) if not each.startswith("data:image/png")] == []


def test_an_address_is_of_bounded_length() -> None:
    """What is longer than 2 000 characters is no address; what a message shows of it is short."""
    base = "https://a.se/"
    longest = to_html(f"[x]({base}{'a' * (2000 - len(base))})", 2, REACHABLE)
    longer = to_html(f"[x]({base}{'a' * (2001 - len(base))})", 2, REACHABLE)

    assert not longest.links[0].faults
    assert longer.links[0].faults[0].message == "Länkens adress är för lång."
    assert len(longer.links[0].faults[0].found) < 100
    assert outgoing_address(f"{base}{'å' * 400}") == ""


def test_the_pictures_of_a_document_have_a_total_limit() -> None:
    """Each use of a picture counts, in all texts together; the first that is too much is told, and not printed."""
    written = "texter:\n  a: |\n    ![K](k.png) ![K](k.png)\n  b: |\n    Ord.\n    ![K](k.png) ![K](trasig.png)\n"
    content = validate(source_of(written, OUTLINE, images={"k.png": b""}))
    size = len(REACHABLE.images["k.png"])
    for room, expected in ((3 * size, ["T312 6"]), (3 * size - 1, ["T312 6", "T312 6"])):
        compositor = Compositor("", resolve(content), content.house, REACHABLE, room=room)
        for text in content.period.markdown_texts(content.house):
            compositor.look_through(text)
        assert [f"{each.code} {each.where.line}" for each in compositor.problems] == expected

    html = to_html("![K](k.png) ![K](k.png)", 2, REACHABLE, size).html
    assert len(addresses(html)) == 1


@given(st.text(alphabet="javscriptdefl:/#.@%&;?\\ \t\n<>[]()!0123456789åÅ\u202e\x00", max_size=50))
def test_nothing_else_comes_out_whatever_is_written(text: str) -> None:
    """Every address in print is an allowed one, however the text is bent."""
    html = to_html(f"[x]({text}) <{text}> ![k]({text})\n\n[r]: {text}\n\n[r]", 2, REACHABLE).html

    for address in addresses(html):
        own = address.startswith(("#", "paper:", "data:image/png;base64,"))
        assert own or outgoing_address(address) == address


# --- where it is told ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Se [x](javascript:a).", ["T311 content/k/n/2025-03/a.yaml:3:12"]),
        ("Rad.\n\nSe [x](javascript:a)\noch [y](javascript:a).", ["T311 {}:5:12", "T311 {}:6:13"]),
        ("[x][r]\n\n[r]: javascript:a", ["T311 {}:5:10"]),
        ("[https://a b](https://a b)", ["T311 {}:3:19"]),
        ("[x](java\\_script:a)", ["T311 {}:3:9"]),
        ("[x](#inte-här) {{ 1 + 1 }} [y](#två)", ["T404 {}:3:9"]),
        ("[x](https://a.se/{{ 1 + 1 }})", ["T311 {}:3:9"]),
        ("[x]({{ 1 + 1 }})", ["T311 {}:3:9"]),
        ("![x](inte.png) och ![](k.png)", ["T305 {}:3:10", "T102 {}:3:28"]),
        ("<https://a@b.se>", ["T311 {}:3:6"]),
        ("Se [x](java&#115;cript&colon;a).", ["T311 {}:3:12"]),
    ],
)
def test_a_link_is_told_where_its_address_stands(text: str, expected: list[str]) -> None:
    """Line and column are the author's: of the address itself, where it is written, each time that it is."""
    wanted = [each.format("content/k/n/2025-03/a.yaml") for each in expected]

    assert told_of(text, images={"k.png": b""}) == wanted


def test_a_text_that_nothing_shows_is_looked_through_too() -> None:
    """A link may be wrong before its text is placed; a place in a document is not asked for."""
    more = "  b: '[x](javascript:a) [y](#inte)'\nmål:\n  - rubrik: Ett\n    text: '![](k.png)'\n"

    assert told_of("Text.", more=more) == [
        "T311 content/k/n/2025-03/a.yaml:4:11",
        "T102 content/k/n/2025-03/a.yaml:7:16",
        "T305 content/k/n/2025-03/a.yaml:7:16",
    ]


def test_a_text_that_is_set_in_another_is_told_at_its_own_place() -> None:
    """A field that a text cites in a paragraph of its own is converted with it, and a link can be of both."""
    more = "mål:\n  - rubrik: Ett\n    nivå: nämndmål\n    text: '[x](javascript:a)'\n"

    assert told_of("Se y.\n\n{{ mål.ett.text }}\n", more=more) == ["T311 content/k/n/2025-03/a.yaml:10:16"]


@pytest.mark.parametrize(
    ("outline", "expected"),
    [(PARAGRAPH, "T311 mall_1.yaml:5:22"), (PATTERN, "T311 mall_1.yaml:7:27"), (CONTACT, "T311 mall_1.yaml:5:11")],
)
def test_the_outlines_own_links_are_told_in_the_outline(outline: str, expected: str) -> None:
    """A paragraph, a pattern of a cell and a contact belong to the house, and are told where it says them."""
    assert told_of("A.", outline, more="insatser:\n  - namn: A\n") == [expected]


def test_a_contact_is_printed_in_the_one_form() -> None:
    """A telephone number with blanks is a link that a telephone takes."""
    outline = CONTACT.replace("javascript:a", "'tel:08-123 45 67'")
    content = validate(source_of("", outline))
    (head, *_) = compose(content, resolve(content))[0].units[0].blocks

    assert isinstance(head, Letterhead)
    assert [(contact.text, contact.address) for contact in head.contacts] == [("Ring", "tel:08-1234567")]


def test_a_dead_end_shows_the_nearest_place() -> None:
    """What the document has and is most like what is written is in the hint; a place that it has is no fault."""
    (problem,) = told(source_of("texter:\n  a: '[x](#tva) [y](#två) [z](#text-a)'\n", OUTLINE))

    assert (problem.code, problem.found) == ("T404", "#tva")
    assert "”#två”" in problem.hint


def test_a_text_that_two_documents_show_is_told_once() -> None:
    """The same fault at the same place is one problem."""
    source = source_of("texter:\n  a: '[x](file:a)'\n", OUTLINE)
    period = block(f"{PERIOD}dokument:\n  ett: {{mall: rapport, titel: A}}\n  två: {{mall: rapport, titel: B}}\n", "p")
    files = (period, *source.period.files[1:])

    assert len(told(replace(source, period=replace(source.period, files=files)))) == 1


# --- how it is printed ---------------------------------------------------------------------------------------------


def test_a_document_is_led_to_as_the_form_that_one_reads() -> None:
    """On the web a link to a document leads to its page; on paper the PDF decides, so it is still its id."""
    document = replace(composed("[x](rapport.pdf)"), look=sample_report().look)
    sheets = "".join(sheet.html for sheet in render_sheets(document))

    assert "rapport.html" in addresses(render_html(document))
    finding = Problem("T770", document.places["text-a"], "Fel.")

    assert "paper:rapport" in addresses(sheets)
    assert "rapport.html" in addresses(check_report("K", [finding], [document], {}))


@pytest.mark.parametrize(
    "text", ["[en länk](javascript:alert(1))", "<javascript:alert(1)>", "![en bild](file:///etc/passwd)"]
)
def test_where_text_is_no_markdown_a_link_is_the_signs_it_is_written_with(text: str) -> None:
    """Notes, cells, labels, headings, sources, fields and alternative texts hold no links, whatever they say."""
    content = f"""
tabeller:
  t:
    rubrik: "{text}"
    källa: "{text}"
    kolumner:
      - a: "{text}"
      - b: B
        typ: text
    rader:
      - "{text}": 1 | "{text}"
      - B: 2 | C[n]
    fotnoter:
      n: "{text}"
diagram:
  d:
    typ: staplar
    tabell: t
    rubrik: "{text}"
    alternativtext: "{text}"
insatser:
  - namn: "{text}"
    delar: ["{text}"]
"""
    outline = f"""
    avsnitt:
      - rubrik: "{text}"
        överrubrik: "{text}"
        innehåll:
          - tabell: t
          - diagram: d
          - insatser: alla
            kolumner: [namn, delar]
    """
    read = validate(source_of(content, outline, document=f'undertitel: "{text}"'))
    document = replace(compose(read, resolve(read))[0], look=sample_report().look)
    html = render_html(document)

    assert read_html(html).text.count(text) >= 8
    assert [each for each in addresses(html) if not each.startswith("#")] == []
