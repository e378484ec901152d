"""What a style sheet may name, and what it may not, at its line and column."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from urllib.parse import quote

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from generator.document import Look
from generator.printing.html.css_reader import read_sheet
from generator.printing.html.stylesheet import stylesheet_for_paper, stylesheet_for_web
from generator.problems import Problem, Rejected


def picture(form: str) -> bytes:
    """A picture of one point."""
    data = io.BytesIO()
    Image.new("L", (1, 1)).save(data, form)
    return data.getvalue()


PNG = picture("PNG")
DRAWING = "%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"

# Each with its problem. The picture `bild.png` lies in the house's folder, `annan.png` beside it.
REFUSED = {
    "a file above the house": ('url("../../annan.png")', "T405"),
    "a file above, without quotes": ("url(../../annan.png)", "T405"),
    "a file above, with a coded point": ('url("../%2e%2e/annan.png")', "T405"),
    "an absolute file": ('url("/etc/passwd")', "T405"),
    "an address": ('url("https://exempel.se/x.png")', "T405"),
    "an address without scheme": ("url(//exempel.se/x.png)", "T405"),
    "an address in capitals": ('URL("HTTPS://exempel.se/x.png")', "T405"),
    "a file address": ('url("file:///etc/passwd")', "T405"),
    "a script": ('url("javascript:alert(1)")', "T405"),
    "a page as data": ('url("data:text/html,<script>")', "T405"),
    "an escaped function": (r'u\72l("../../annan.png")', "T405"),
    "an escaped function with a space": (r'\75 rl("../../annan.png")', "T405"),
    "an escaped address": (r'url("\2e\2e/x.png")', "T405"),
    "an escaped address without quotes": (r"url(\2e./x.png)", "T405"),
    "an address after a comment": ("url(/* */x.png)", "T405"),
    "a set of pictures": ('image-set("bild.png" 1x)', "T405"),
    "a vendor's set": ('-webkit-image-set(url("../bild.png") 1x)', "T405"),
    "a source": ('src("../bild.png")', "T405"),
    "an element": ("element(#a)", "T405"),
    "a picture": ('image("bild.png")', "T405"),
    "an attribute as an address": ("attr(href url)", "T405"),
    "an attribute with a type": ("attr(href type(<url>))", "T405"),
    "a font of the machine": ("local(Arial)", "T405"),
    "a missing file": ('url("../saknas.png")', "T001"),
    "a folder": ('url("../css")', "T001"),
    "a link out of the house": ('url("../lank.png")', "T017"),
    "a link to nothing": ('url("../bruten.png")', "T001"),
    "a long name": (f'url("../{"x" * 300}.png")', "T001"),
    "no name": ('url("")', "T001"),
    "an unknown kind": ('url("../bild.bmp")', "T405"),
    "another kind": ('url("../fel.png")', "T405"),
    "an empty file": ('url("../tom.png")', "T405"),
    "a picture that is cut": ('url("../kort.png")', "T405"),
    "a drawing with a script": ('url("../skript.svg")', "T405"),
    "the end of the style": ('"</style><script>"', "T403"),
    "the end in capitals": ('"</STYLE >"', "T403"),
    "a quotation without end": ('"abc', "T403"),
    "a bracket without end": ("calc(1px", "T403"),
    "a wrong bracket": ("calc(1px]", "T403"),
    "an address after a mark": ('<!--url("../../annan.png")', "T405"),
    "an address after a range of characters": ('U+1url("../bild.png")', "T403"),
    "an unseen character": ('"a\x00b"', "T011"),
}
RULES = {
    "an import": ('@import "x.css";', "T405", 1),
    "an import in capitals": ("@IMPORT url(x.css);", "T405", 1),
    "an escaped import": ('@\\69mport "x.css";', "T405", 1),
    "a namespace": ("@namespace svg url(http://www.w3.org/2000/svg);", "T405", 1),
    "a charset": ('@charset "utf-8";', "T405", 1),
    "a comment without end": ("p { color: red; } /* slut", "T403", 1),
    "a bracket too many": ("p { color: red; } }", "T403", 1),
    "a custom property": ('p { }\n:root { --bild: url("/x.png"); }', "T405", 2),
    "a font": ('p { }\n\n@font-face { src: local("Arial"), url("x.woff2"); }', "T405", 3),
}
ALLOWED = {
    "a picture": "p { background: url(../bild.png); }",
    "a picture in capitals": 'p { background: URL("../BILD.JPEG"); }',
    "a picture with a space": 'p { background: url("../en%20bild.png"); }',
    "a picture with a plain space": 'p { background: url("../en bild.png"); }',
    "a gif": 'p { background: url("../bild.gif"); }',
    "data": "p { background: url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E\"); }",
    "a font as data": 'p { src: url("data:font/woff2;base64,d09GMgAB"); }',
    "a drawing with its encoding": f'p {{ b: url("data:image/svg+xml;utf8,{DRAWING}"); }}',
    "a picture as data": f'p {{ b: url("data:image/png;base64,{base64.b64encode(PNG).decode()}"); }}',
    "large numbers": "p { z-index: 999999; color: #123456789; opacity: 0.99999999; }",
    "a range of characters": "p { unicode-range: U+0025-00FF, u+1000000; }",
    "repetitions": "p { grid-template: repeat(1000, 1fr) / repeat(auto-fill, 9px); }",
    "properties": "p { --a: 1px; --b: var(--a) var(--a); margin: var(--b, var(--a)); }",
    "a property that is declared again": "p { --a: var(--b); } q { --a: 2px; --b: 1px; }",
    "a long value": f"p {{ clip-path: polygon({'1px 1px, ' * 5000}0 0); }}",
    "a wide selector": f"p,{' ' * 100_000}q{' ' * 100_000}r {{ color: red; }}",
    "a long comment": f"p {{ /* {'> ~ ' * 5000} */ --a: 1px; margin: var(--a); }}",
    "many alternatives": f":is({', '.join(f'.a{n}' for n in range(500))}) {{ color: red; }}",
    "thirty levels": f"p {{ width: {'calc(' * 29}1px{')' * 29}; }}",
    "siblings": '@media (a) { p ~ p ~ p, p ~ p[a~="b"][c="~ ~"] { color: red; } }',
    "an id": 'p { clip-path: url("#a"); }',
    "an attribute": "p::after { content: attr(data-x); }",
    "a name with an escape": r".md\:flex { color: red; }",
    "a text of brackets": 'p::after { content: "}{)(/*"; }',
    "the end of the style, escaped": r'p::after { content: "<\/style>"; }',
}


def data(media_type: str, content: bytes) -> str:
    """Bytes in → an address that holds them out."""
    return f'url("data:{media_type};base64,{base64.b64encode(content).decode()}")'


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>%s</svg>"
USES = b"".join(
    b"<g id='a%d'>%s</g>" % (level, b"<use xlink:href='#a%d'/>" % (level - 1) * 10 if level else b"<path d='M0 0'/>")
    for level in range(10)
)
DOUBLING = "".join(f"--a{n}: var(--a{n - 1}) var(--a{n - 1});\n" for n in range(1, 20))
# A sheet that would take the engine long, and where it is refused.
COSTLY = {
    "a drawing that grows": (f"p {{ b: {data('image/svg+xml', SVG % USES)}; }}", 1, 8),
    "a drawing that grows, percent-encoded": (f'p {{ b: url("data:image/svg+xml,{quote(SVG % USES)}"); }}', 1, 8),
    "a drawing with a charset": (f'p {{ b: url("data:image/svg+xml;charset=utf-8,{quote(SVG % USES)}"); }}', 1, 8),
    "a drawing that is cut by #": (
        "p { b: url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E%3C!--#--%3E\"); }",
        1,
        8,
    ),
    "a drawing as a picture": (f"p {{ b: {data('image/png', SVG % b'')}; }}", 1, 8),
    "a drawing as a font": (f"p {{ b: {data('font/woff2', SVG % b'')}; }}", 1, 8),
    "a picture as data that is cut": (f"p {{ b: {data('image/png', PNG[:-20])}; }}", 1, 8),
    "broken base64": ('p { b: url("data:image/png;base64,iVBO*"); }', 1, 8),
    "a large number": ("p { counter-set: q 900000000; }", 1, 20),
    "a million": ("p { counter-set: q 1000000; }", 1, 20),
    "a negative number": ("p { counter-set: q -900000000; }", 1, 20),
    "a number with a sign": ("p { counter-set: q +900000000; }", 1, 21),
    "a number with an exponent": ("p { width: 1.5e+9px; }", 1, 12),
    "an exponent beyond decimals": ("p { width: 1e99999999999999999999px; }", 1, 12),
    "an exponent below decimals": ("p { width: 1e-99999999999999999999px; }", 1, 12),
    "a number without whole part": ("p { width: .5e9px; }", 1, 13),
    "a number after a name": (r"p { counter-set: \71 u+900000000; }", 1, 24),
    "a long number": (f"p {{ counter-set: q {'0' * 5000}1; }}", 1, 20),
    "a counter style": ('@counter-style x { system: symbolic; symbols: "a"; }', 1, 1),
    "an escaped counter style": (r'@counter-st\79le x { system: symbolic; symbols: "a"; }', 1, 1),
    "symbols in a value": ('ol { list-style: symbols(symbolic "a"); }', 1, 18),
    "many repetitions": ("p { grid-template-rows: repeat(1001, 1px); }", 1, 25),
    "repetitions by a property": ("p { grid-template-rows: repeat(var(--n), 1px); }", 1, 25),
    "a vendor's repetitions": ("p { grid-template-rows: -x-repeat(5000, 1px); }", 1, 25),
    "long repetitions": (f"p {{ grid-template-rows: repeat(1000, {'1px ' * 10}); }}", 1, 5),
    "repetitions in each other": ("p { a: repeat(900, repeat(900, 1px)); }", 1, 5),
    "repetitions of a property": ("p { --a: 1px 1px 1px; b: repeat(1000, var(--a)); }", 1, 23),
    "properties that double": (f":root {{ --a0: 1px 1px;\n{DOUBLING}}}", 9, 1),
    "properties that double, escaped": (f":root {{ --a0: 1px 1px;\n{DOUBLING}}}".replace("var", r"v\61r"), 9, 1),
    "properties that double, with lines": (f":root {{ --a-0: 1px;\n{DOUBLING.replace('--a', '--a_')}}}", 9, 1),
    "properties that double in a fallback": (
        ":root { --a0: 1px;\n" + DOUBLING.replace("var(", "var(--x,var(").replace(")", "))") + "}",
        9,
        1,
    ),
    "a value of many properties": (f"p {{ --a: {'1px ' * 100}; margin: {'var(--a) ' * 100}; }}", 1, 412),
    "a ring": ("p { --a: var(--b); }\nq { --b: var(--a) var(--a); }", 1, 5),
    "a property of itself": ("p { --a: var(--a) var(--a); }", 1, 5),
    "a chain": ("p {" + "".join(f"--a{n}: var(--a{n - 1});\n" for n in range(1, 3000)) + "}", 31, 1),
    "a block in a property": ("p { --a: {} var(--b); }", 1, 10),
    "deep brackets": (f"p {{ width: {'calc(' * 400}1px{')' * 400}; }}", 1, 161),
    "deep negations": (f"{':not(' * 2000}p{')' * 2000} {{ }}", 1, 155),
    "deep alternatives": (f"{':is(a, b, ' * 300}p{')' * 300} {{ }}", 1, 304),
    "deep blocks": ("@media all {\n" * 3000 + "}" * 3000, 31, 12),
    "deep square brackets": ("p { a: " + "[" * 500 + "]" * 500 + "; }", 1, 37),
    "a long selector": ("\n" + "p > " * 500 + "p { }", 2, 1),
    "many siblings in brackets": (":is(:is(.x ~ p, q) ~ p, q) ~ p { }", 1, 1),
    "many siblings after a bracket in quotes": ("[a=')'] ~ :is(:is(.x ~ p, q) ~ p, q) { }", 1, 1),
    "many siblings": ("/* ett */ q {}\n.x " + "~ p" * 6 + " { }", 2, 1),
}


def house(folder: Path, css: bytes | str) -> Look:
    """A style sheet in → the look of a house that has it and a few files out."""
    (folder / "hus/css").mkdir(parents=True)
    (folder / "hus/css/profil.css").write_bytes(css if isinstance(css, bytes) else css.encode())
    for name, data in {
        "annan.png": PNG,
        "hus/bild.png": PNG,
        "hus/en bild.png": PNG,
        "hus/BILD.JPEG": picture("JPEG"),
        "hus/bild.gif": picture("GIF"),
        "hus/bild.bmp": b"BM",
        "hus/fel.png": b"<html>",
        "hus/tom.png": b"",
        "hus/kort.png": PNG[:-20],
        "hus/skript.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    }.items():
        (folder / name).write_bytes(data)
    (folder / "hus/lank.png").symlink_to(folder / "annan.png")
    (folder / "hus/bruten.png").symlink_to(folder / "saknas")
    return Look("hus", (str(folder / "hus"),))


def problems_of(look: Look) -> tuple[Problem, ...]:
    """The look of a house with a fault in → its problems out, which are those of the web and of paper."""
    with pytest.raises(Rejected) as refused:
        stylesheet_for_web(look)
    with pytest.raises(Rejected) as of_paper:
        stylesheet_for_paper(look)
    assert refused.value.problems == of_paper.value.problems
    return refused.value.problems


@pytest.mark.parametrize(("value", "code"), REFUSED.values(), ids=REFUSED)
def test_a_value_that_may_not_stand_is_refused_at_its_place(tmp_path: Path, value: str, code: str) -> None:
    """Whatever the writing, only files of the house are named, and the sheet is whole."""
    first = problems_of(house(tmp_path, f"a {{ color: red; }}\np {{ b: {value}; }}\n"))[0]

    assert (first.code, first.where.line) == (code, 2)
    assert first.where.file.endswith("hus/css/profil.css")
    assert first.where.column >= 3
    assert first.hint


@pytest.mark.parametrize(("css", "code", "line"), RULES.values(), ids=RULES)
def test_a_rule_that_may_not_stand_is_refused_at_its_line(tmp_path: Path, css: str, code: str, line: int) -> None:
    """Nothing is taken in by a rule either."""
    first = problems_of(house(tmp_path, css))[0]

    assert (first.code, first.where.line) == (code, line)


@pytest.mark.parametrize(("css", "line", "column"), COSTLY.values(), ids=COSTLY)
def test_what_would_cost_more_than_its_length_is_refused(tmp_path: Path, css: str, line: int, column: int) -> None:
    """A sheet of a few lines neither holds the engine up nor exhausts it."""
    first = problems_of(house(tmp_path, css))[0]

    assert (first.code, first.where.line, first.where.column) == ("T403", line, column)


def test_properties_grow_from_sheet_to_sheet(tmp_path: Path) -> None:
    """What one sheet of the house begins, another does not go on with, in the furniture of pages either."""
    look = house(tmp_path, f"p {{ --a: {'1px ' * 2000}; }}")
    (tmp_path / "hus/css/profil-sidhuvud.css").write_text("@page { margin: var(--a) var(--a); }")
    with pytest.raises(Rejected) as refused:
        stylesheet_for_paper(look)
    (problem,) = refused.value.problems

    assert (problem.code, problem.where.line, problem.where.column) == ("T403", 1, 9)
    assert problem.where.file.endswith("profil-sidhuvud.css")


@pytest.mark.parametrize("css", ALLOWED.values(), ids=ALLOWED)
def test_what_a_style_sheet_may_have_stays(tmp_path: Path, css: str) -> None:
    """What houses write passes, for the web and for paper."""
    look = house(tmp_path, css)

    assert stylesheet_for_web(look)
    assert stylesheet_for_paper(look).css


def test_the_place_of_an_address_is_its_line_and_column(tmp_path: Path) -> None:
    """All faults come at once, each at the first letter of what is wrong."""
    css = 'p { background: url("/a.png"); }\n  q { background: url("b.png"), local(x); }\n'
    places = [(each.where.line, each.where.column) for each in problems_of(house(tmp_path, css))]

    assert places == [(1, 17), (2, 19), (2, 33)]


def test_a_style_sheet_in_another_encoding_is_told(tmp_path: Path) -> None:
    """Windows-1252 is a problem at the first byte that is not UTF-8."""
    (problem,) = problems_of(house(tmp_path, "p { }\n/* rött */".encode("cp1252")))

    assert (problem.code, problem.where.line, problem.where.column) == ("T002", 2, 5)


def test_a_byte_order_mark_is_no_part_of_the_style(tmp_path: Path) -> None:
    """What Notepad writes first does not show."""
    assert stylesheet_for_web(house(tmp_path, "\ufeffp { color: red; }")) == "p { color: red; }"


@pytest.mark.parametrize("make", ["folder", "link", "nothing"])
def test_a_style_sheet_that_is_no_file_is_told(tmp_path: Path, make: str) -> None:
    """A folder or a link in its place is a problem, not a report without style."""
    look = house(tmp_path, "")
    sheet = tmp_path / "hus/css/profil.css"
    sheet.unlink()
    if make == "folder":
        sheet.mkdir()
    else:
        sheet.symlink_to(tmp_path / ("annan.png" if make == "link" else "saknas"))
    (problem,) = problems_of(look)

    assert problem.code == ("T017" if make == "link" else "T001")


COMMENTS = {
    "p { a: b; /* c */\n}": "p { a: b; }",
    "p { a: 1px/**/2px; }": "p { a: 1px/**/2px; }",
    "p { a: 1px/* c */ 2px; }": "p { a: 1px 2px; }",
    "<//**/style": "<//**/style",
    'p { a: "/* c */"; }': 'p { a: "/* c */"; }',
}


@pytest.mark.parametrize("css", COMMENTS)
def test_a_comment_leaves_what_it_stands_between_apart(css: str) -> None:
    """Comments go, and join nothing."""
    assert "".join(str(piece) for piece in read_sheet(css, "").pieces) == COMMENTS[css]


_PARTS = st.sampled_from(
    [
        *("url(", 'url("', "u\\72l(", "src(", "local(", "@import ", "@", "x.png", "a", "é", "-", "1", "U+1", "#", ";"),
        *('"', "'", ")", "(", "{", "}", "[", "]", "/*", "*/", "\\", "\n", " ", "\\28 ", "<!--", "</style"),
    ]
)


@given(st.lists(_PARTS, max_size=14).map("".join))
def test_no_reader_finds_an_address_in_a_sheet_without_one(css: str) -> None:
    """What the engine's own tokenizer takes for a file is seen, or the sheet is refused."""
    sheet = read_sheet(css, "")
    if not sheet.problems:
        seen = [address.text for address in sheet.addresses()]
        assert [each for each in engine_addresses(tinycss2.parse_component_value_list(css)) if each[:1] != "#"] == seen


def engine_addresses(values: list[tinycss2.ast.Node]) -> list[str]:
    """Component values of tinycss2 in → the addresses among them, and the functions and rules that fetch, out."""
    found = []
    for value in values:
        if value.type == "url":
            found.append(value.value.strip())
        elif value.type == "at-keyword" and value.lower_value == "import":
            found.append(value.lower_value)
        elif value.type == "function" and value.lower_name in {"url", "src", "local"}:
            found += [each.value for each in value.arguments if each.type == "string"] or [value.lower_name]
        else:
            found += engine_addresses(getattr(value, "arguments", None) or getattr(value, "content", None) or [])
    return found
