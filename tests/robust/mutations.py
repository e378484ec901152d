"""Mutations of texts and bytes, by the kind of file: each knows what its kind is made of."""

from __future__ import annotations

import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from tests.robust.draw import Draw
from tests.robust.packing import members_of, parts_of, tar, zipped

Mutation = Callable[[bytes, Draw], bytes]
_OfText = Callable[[str, Draw], str]

LONG = 3000
NUMBERS = (
    *("0", "-0", "−0,0", "1e999", "1E-999", "9" * 4301, "0," + "0" * 400 + "1", "NaN", "Infinity", "-", "_", "..", "½"),
    *("1 234,5 kr", "12,5 13,5", "1.234,5", "0x1F", "٣", "1\u00a0000\u202f000", "1;2", "100 %", "(48,2)", "48,2-"),
)
ODD = (
    *("\x00", "\x07", "\x1b[31m", "\t", "\r", "\u00a0", "\u00ad", "\u200b", "\u202e", "\u2028", "\ufeff", "\ufffe"),
    *(
        "\U000e0041",
        "\ud800",
        "é",
        "e\u0301",
        "😀",
        "ﬁ",
        "中",
        "\U0001d7d7",
        "İ",
        "ß",
        "“",
        "«",
        "\\",
        "'",
        '"',
        "`",
        "%",
        "&",
        "<",
    ),
)
WORDS = (
    *(
        "",
        "ja",
        "nej",
        "null",
        "~",
        "[]",
        "{}",
        "[a, b]",
        "{a: b}",
        "- x",
        "|",
        ">-",
        "&a x",
        "*a",
        "!!int 3",
        "@",
        "#",
    ),
    *("= 1 / 0", "= a +", "= " + "(" * 60 + "1" + ")" * 60, "= boende * boende", "2024-13-45", "31 februari 2024"),
    *("{{ boende }}", "{{ boende | decimaler(99) }}", "{{ finns_inte }}", "{{", "}}", "{% if x %}", "x" * LONG),
    *("[länk](javascript:a())", "![bild](../../x.png)", "<b>fet</b>", "[^1]", "a | b", "stapel", "summa", "status"),
)
PIECES = (
    *(
        "{{ boende }}",
        "{{ boende | mnkr | plustecken }}",
        "{{ resultat.netto }}",
        "{{ 1 / 0 }}",
        "{{ {{ }} }}",
        "{{ x",
        "}}",
    ),
    *(
        "# Rubrik\n",
        "####### Sju\n",
        "---\n",
        "===\n",
        "> " * 30,
        "- " * 30,
        "1. " * 20,
        "    kod\n",
        "```\n",
        "| a |\n| - |\n",
    ),
    *("[a](b)", "[a]: javascript:b\n", "<javascript:a>", "![a](bilder/karta.svg)", "![a](data:image/png;base64,AA==)"),
    *(
        "<script>a()</script>",
        "<!-- ",
        "&#60;b&#62;",
        "&amp;lt;",
        "*" * 80,
        "_a" * 80,
        "[" * 80,
        "`" * 81,
        "\\" * 80,
        "  \n",
    ),
    *("[^a]", "[^a]: not\n", "x" * LONG, "42 " * 400, "tre av fyra", "12,5 procent", "https://exempel.se/\u202egnp"),
)
TEMPLATE_PIECES = (
    *(
        "{{ finns_inte }}",
        "{{ block.finns_inte }}",
        "{{ block.id | finns_inte }}",
        "{% for a in block %}",
        "{% endfor %}",
    ),
    *(
        "{{ 1 + 1 }}",
        "{{ ''.__class__ }}",
        "{{ self }}",
        "{% include 'page.html' %}",
        "{% include '../x' %}",
        "{# ",
        "{{ '{{' }}",
    ),
    *(
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% extends 'base/colophon.html' %}",
        "{{ block.id ~ block }}",
        "\x00",
    ),
    *(
        "{% set x = block %}",
        "{% raw %}",
        "{{ block.text | list }}",
        "<script>",
        "{% if %}",
        "{{ [[[[[]]]]] }}",
        "{{ none.x }}",
    ),
)
CSS_PIECES = (
    *(
        "{",
        "}",
        "/*",
        "*/",
        '"',
        "'",
        "\\",
        "@import 'x.css';",
        "@media print {",
        "@charset 'x';",
        "</style>",
        "<!--",
        "\x00",
    ),
    *(
        "h1 { width: 1e99mm }",
        "p { margin: -99999999px }",
        "a { background: url(x.png) }",
        "a { background: url('../../../x') }",
    ),
    *(
        "a { color: var(--a); --a: var(--a) }",
        "@page { size: 0 0 }",
        "@page { margin: 500mm }",
        "h1::before { content: attr(id) }",
    ),
    *(
        "h1 { font-size: 0 }",
        "table { width: 1000% }",
        "p { display: none }",
        "@font-face { src: url() }",
        "a{" * 60,
        "h1 { columns: 99 }",
    ),
)
XML_PIECES = (
    *(
        "<",
        ">",
        "&",
        "&x;",
        "<x>",
        "</x>",
        "<script>a()</script>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]>",
        "<?xml version='1.0'?>",
    ),
    *(
        '<image href="file:///etc/hostname"/>',
        '<use href="#a"/>',
        "<foreignObject/>",
        "<![CDATA[",
        "<!--",
        "\x00",
        ' onload="a()"',
    ),
)
NAMES = (
    *(
        "Fel namn.yaml",
        "x.yml",
        "åäö.yaml",
        "CON.yaml",
        "a" * 200 + ".yaml",
        "tal.yaml.",
        ".dold.yaml",
        "x.txt",
        "TAL.YAML",
    ),
    *(
        "bild.svg",
        "x.xlsx",
        "~$x.xlsx",
        "period.yaml",
        "historik.yaml",
        "a\\b.yaml",
        "a:b.yaml",
        "e\u0301.yaml",
        "$(a).yaml",
    ),
)
_NUMBER = re.compile(r"[-−]?\d+(?:[  ]\d{3})*(?:,\d+)?")
_WORD = re.compile(r"[^\W\d][\w]{2,}")
_KEY = re.compile(r"^(\s*(?:- )?)([^\s:#][^:]*)(:)(.*)$")
_CITATION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def decoded(data: bytes) -> str:
    """The text of a file, whatever it holds."""
    return data.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The bytes of a text; half a character becomes three bytes that are no UTF-8."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


# --- any bytes -------------------------------------------------------------------------------------------------------


def cut(data: bytes, draw: Draw) -> bytes:
    """Ends the file early."""
    return data[: draw.below(len(data))]


def flip(data: bytes, draw: Draw) -> bytes:
    """Changes a few bytes."""
    out = bytearray(data)
    for _ in range(draw.below(4) + 1 if out else 0):
        out[draw.below(len(out))] = draw.below(256)
    return bytes(out)


def swap_halves(data: bytes, draw: Draw) -> bytes:
    """Puts the end of the file before its beginning."""
    at = draw.below(len(data))
    return data[at:] + data[:at]


def empty(_data: bytes, _draw: Draw) -> bytes:
    """Leaves nothing."""
    return b""


BYTES: tuple[Mutation, ...] = (cut, flip, flip, swap_halves, empty)

# --- any text --------------------------------------------------------------------------------------------------------


def encode_otherwise(data: bytes, draw: Draw) -> bytes:
    """Saves the text as another program would."""
    text = decoded(data)
    coding = draw.one_of(("cp1252", "latin-1", "utf-16", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "cp437"))
    return text.encode(coding, "replace")


def break_lines_otherwise(text: str, draw: Draw) -> str:
    """Ends lines as another system does."""
    return text.replace("\n", draw.one_of(("\r\n", "\r", "\u2028", "\x85", "\n\n", "\x0b")))


def put_odd(text: str, draw: Draw) -> str:
    """Puts an odd character somewhere."""
    return _put(text, draw.one_of(ODD), draw)


def change_number(text: str, draw: Draw) -> str:
    """Writes an extreme where a number stands."""
    return _replace(text, _NUMBER, draw.one_of(NUMBERS), draw)


def change_word(text: str, draw: Draw) -> str:
    """Writes one word of the file where another stands."""
    words = _WORD.findall(text)
    return _replace(text, _WORD, draw.one_of(words), draw) if words else text


def lengthen_word(text: str, draw: Draw) -> str:
    """Makes a word very long."""
    return _replace(text, _WORD, draw.one_of(("å", "ab_", "a-", "a ")) * LONG, draw)


def drop_line(text: str, draw: Draw) -> str:
    """Takes a line away."""
    lines = text.split("\n")
    del lines[draw.below(len(lines))]
    return "\n".join(lines)


def double_line(text: str, draw: Draw) -> str:
    """Writes a line twice, the second time anywhere."""
    lines = text.split("\n")
    lines.insert(draw.below(len(lines)), draw.one_of(lines))
    return "\n".join(lines)


def _put(text: str, piece: str, draw: Draw) -> str:
    at = draw.below(len(text) + 1)
    return text[:at] + piece + text[at:]


def _replace(text: str, pattern: re.Pattern[str], by: str, draw: Draw) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return _put(text, by, draw)
    match = draw.one_of(found)
    return text[: match.start()] + by + text[match.end() :]


def _piece_of(pieces: tuple[str, ...]) -> _OfText:
    def put_piece(text: str, draw: Draw) -> str:
        return _put(text, draw.one_of(pieces), draw)

    return put_piece


_ANY_TEXT: tuple[_OfText, ...] = (
    *(break_lines_otherwise, put_odd, put_odd, change_number, change_number, change_word, lengthen_word),
    *(drop_line, double_line),
)

# --- YAML ------------------------------------------------------------------------------------------------------------


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _node(lines: list[str], first: int) -> int:
    """The end of what stands below a line: the number of the first line after it."""
    for number in range(first + 1, len(lines)):
        if lines[number].strip() and _indent(lines[number]) <= _indent(lines[first]):
            return number
    return len(lines)


def _drawn_node(text: str, draw: Draw) -> tuple[list[str], int, int]:
    lines = text.split("\n")
    first = draw.one_of([number for number, line in enumerate(lines) if line.strip()] or [0])
    return lines, first, _node(lines, first)


def drop_node(text: str, draw: Draw) -> str:
    """Takes a key with all below it away."""
    lines, first, end = _drawn_node(text, draw)
    return "\n".join(lines[:first] + lines[end:])


def double_node(text: str, draw: Draw) -> str:
    """Writes a key with all below it twice, one after the other."""
    lines, first, end = _drawn_node(text, draw)
    return "\n".join(lines[:end] + lines[first:])


def move_node(text: str, draw: Draw) -> str:
    """Puts a key with all below it elsewhere, as deep as what stands there."""
    lines, first, end = _drawn_node(text, draw)
    node, rest = lines[first:end], lines[:first] + lines[end:] or [""]
    at = draw.below(len(rest))
    deeper = _indent(rest[at]) - _indent(node[0])
    moved = [" " * max(0, _indent(line) + deeper) + line.lstrip(" ") for line in node]
    return "\n".join(rest[:at] + moved + rest[at:])


def indent_node(text: str, draw: Draw) -> str:
    """Moves a key with all below it to the side, or its first line alone."""
    lines, first, end = _drawn_node(text, draw)
    by, last = draw.one_of((-4, -2, -1, 1, 2, 4)), draw.one_of((first + 1, end))
    for number in range(first, last):
        lines[number] = " " * max(0, _indent(lines[number]) + by) + lines[number].lstrip(" ")
    return "\n".join(lines)


def nest(text: str, draw: Draw) -> str:
    """Puts a value in many brackets, or a key below many others."""
    depth = draw.one_of((2, 39, 60, 2000))
    lines, first, _ = _drawn_node(text, draw)
    if match := _KEY.match(lines[first]):
        lead, key, colon, value = match.groups()
        flow = f"{'[' * depth}{value.strip()}{']' * depth}"
        block = "".join(f"\n{' ' * (len(lead) + 2 + level)}a:" for level in range(min(depth, 60)))
        lines[first] = f"{lead}{key}{colon}{draw.one_of((' ' + flow, block))}"
    return "\n".join(lines)


def change_key(text: str, draw: Draw) -> str:
    """Gives a key another name: one of the file, a misspelt one, or a strange one."""
    lines, keys = text.split("\n"), {}
    for number, line in enumerate(lines):
        if match := _KEY.match(line):
            keys[number] = match
    if not keys:
        return text
    number = draw.one_of(list(keys))
    lead, key, colon, value = keys[number].groups()
    other = draw.one_of([match[2] for match in keys.values()])
    new = draw.one_of(
        (other, other, key[::-1], f'"{key}"', key.upper(), f"{key} ", "", "? x", "<<", "1", key * 40, "å\u0308")
    )
    lines[number] = f"{lead}{new}{colon}{value}"
    return "\n".join(lines)


def change_value(text: str, draw: Draw) -> str:
    """Gives a key another value: of another type, an extreme, or that of another key."""
    lines = text.split("\n")
    keys = [match for line in lines if (match := _KEY.match(line))]
    if not keys:
        return text
    match = draw.one_of(keys)
    others = [each[4].strip() for each in keys]
    new = draw.one_of((draw.one_of(WORDS), draw.one_of(NUMBERS), draw.one_of(others)))
    lines[lines.index(match[0])] = f"{match[1]}{match[2]}: {new}"
    return "\n".join(lines)


def change_quotes(text: str, draw: Draw) -> str:
    """Quotes a value otherwise, or half."""
    lines, first, _ = _drawn_node(text, draw)
    if match := _KEY.match(lines[first]):
        before, after = draw.one_of(
            (("'", "'"), ('"', '"'), ('"', ""), ("”", "”"), ("", "'"), ("|\n  ", ""), ("> ", ""))
        )
        lines[first] = f"{match[1]}{match[2]}: {before}{match[4].strip()}{after}"
    return "\n".join(lines)


def change_citation(text: str, draw: Draw) -> str:
    """Changes what is cited."""
    found = _CITATION.findall(text)
    new = draw.one_of((*found, *(piece for piece in PIECES if "{{" in piece), "42"))
    return _replace(text, _CITATION, new, draw)


_YAML: tuple[_OfText, ...] = (
    *(drop_node, double_node, move_node, indent_node, nest, change_key, change_key),
    *(change_value, change_value, change_value, change_quotes, change_citation),
)

# --- CSV -------------------------------------------------------------------------------------------------------------


def _change_rows(text: str, change: Callable[[list[list[str]]], None], separator: str = ";") -> str:
    rows = [line.split(";") for line in text.split("\n")]
    change(rows)
    return "\n".join(separator.join(row) for row in rows)


def change_cell(text: str, draw: Draw) -> str:
    """Writes something else in a cell."""

    def change(rows: list[list[str]]) -> None:
        row = draw.one_of(rows)
        row[draw.below(len(row))] = draw.one_of((*NUMBERS, *WORDS, '"', 'a"b', '"a;b"', '"a\nb"', "=1+1", "@x", "\t"))

    return _change_rows(text, change)


def change_columns(text: str, draw: Draw) -> str:
    """Drops, doubles or swaps columns, in all rows or in one."""

    def change(rows: list[list[str]]) -> None:
        at, how = draw.below(4), draw.below(4)
        for row in rows if draw.chance(70) else [draw.one_of(rows)]:
            if how == 0:
                del row[at : at + 1]
            elif how == 1:
                row[at:at] = row[at : at + 1] * draw.one_of((1, 40))
            elif how == 2:
                row.reverse()
            else:
                row.append("")

    return _change_rows(text, change)


def change_separator(text: str, draw: Draw) -> str:
    """Parts the cells otherwise."""
    return _change_rows(text, lambda _: None, draw.one_of((",", "\t", "|", ";;", " ; ", ": ", '";"', "")))


def put_line(text: str, draw: Draw) -> str:
    """Puts a line where tables have none."""
    lines = text.split("\n")
    lines.insert(
        draw.below(len(lines)), draw.one_of(("", ";;;", "sep=;", "# x", "Resultaträkning", lines[0], ";" * 300))
    )
    return "\n".join(lines)


_CSV: tuple[_OfText, ...] = (change_cell, change_cell, change_columns, change_separator, put_line)

# --- JSON ------------------------------------------------------------------------------------------------------------

_JSON_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**400,
        "",
        "x",
        "0" * 64,
        "../../x",
        "/etc/hostname",
        "a\x00b",
        "\ud800",
        [],
        {},
    ),
    *([[]], {"x": []}, ["x"], "2024-13-45", "rättad", "7", "x" * LONG),
)


def _containers(data: Any) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    if isinstance(data, dict | list):
        yield data
        for each in data.values() if isinstance(data, dict) else data:
            yield from _containers(each)


def change_json(data: bytes, draw: Draw) -> bytes:
    """Drops, renames, doubles or retypes something anywhere in the tree."""
    tree = json.loads(data)
    container = draw.one_of(list(_containers(tree)) or [[]])
    keys = list(container) if isinstance(container, dict) else list(range(len(container)))
    if not keys:
        return json.dumps(draw.one_of(_JSON_VALUES)).encode()
    key, how = draw.one_of(keys), draw.below(5)
    if how == 0:
        del container[key]
    elif how == 1 and isinstance(container, dict):
        container[draw.one_of((f"{key}x", "", "../x", "x\x00", "\ud800", *map(str, keys)))] = container.pop(key)
    elif how == 2 and isinstance(container, list):
        container.extend(container * draw.one_of((1, 100)))
    else:
        container[key] = draw.one_of(_JSON_VALUES)
    return json.dumps(tree, ensure_ascii=draw.chance(50)).encode("utf-8", "surrogatepass")


def change_json_text(data: bytes, draw: Draw) -> bytes:
    """Writes what no program would write."""
    text = decoded(data)
    deep = "[" * 20_000 + "]" * 20_000
    values = (
        deep,
        "NaN",
        "Infinity",
        "1e999",
        "9" * 4301,
        '"\\ud800"',
        "'x'",
        "undefined",
        '{"a": 1, "a": 2}',
        "01",
        '"\t"',
    )
    return encoded(_replace(text, re.compile(r'"[^"]*"(?=[,\n}\]])'), draw.one_of(values), draw))


_JSON: tuple[Mutation, ...] = (change_json, change_json, change_json, change_json_text)

# --- archives --------------------------------------------------------------------------------------------------------

_MEMBER_NAMES = (
    *(
        "../x",
        "/etc/x",
        "content/../../x",
        "a\x00b",
        "a\\..\\b",
        "C:/x",
        "content",
        "content/",
        "",
        ".",
        "x" * 300,
        "CON",
    ),
    *("content/exempel/KOMMUN.yaml", "content/x.yaml ", "inbyggt/x", "./content/x", "å/\u0308", "content//x"),
)


def change_member(data: bytes, draw: Draw) -> bytes:
    """Drops, renames, doubles or retypes a member of an archive, or mutates what it holds."""
    members = members_of(data)
    if not members:
        return data
    at, how = draw.below(len(members)), draw.below(8)
    member = members[at]
    if how == 0:
        del members[at]
    elif how == 1:
        members[at] = replace(member, name=draw.one_of(_MEMBER_NAMES))
    elif how == 2:
        members.insert(draw.below(len(members)), replace(member, name=draw.one_of((member.name, *_MEMBER_NAMES))))
    elif how == 3:
        kind = draw.one_of(("mapp", "länk", "hård länk", "rör", "enhet"))
        members[at] = replace(
            member, data=b"", kind=kind, target=draw.one_of(("/etc/hostname", "../..", members[0].name))
        )
    elif how == 4:
        members[at] = replace(member, size=draw.one_of((0, 1, 10**6, 3 * 10**9, 8**11 - 1)))
    elif how == 5:
        header = draw.one_of(
            ({"path": "../x"}, {"size": "99999999999"}, {"GNU.sparse.size": "3000000000"}, {"mtime": "x"})
        )
        members[at] = replace(member, headers=header)
    else:
        members[at] = replace(member, data=mutated(member.name, member.data, draw))
    return tar(members)


def change_part(data: bytes, draw: Draw) -> bytes:
    """Drops, renames or mutates a part of a workbook."""
    parts = parts_of(data)
    name, how = draw.one_of(list(parts)), draw.below(8)
    if how == 0:
        del parts[name]
    elif how == 1:
        parts[draw.one_of(("x.xml", "../x", "xl/sharedStrings.xml", "xl/vbaProject.bin"))] = parts.pop(name)
    else:
        sheet = "xl/worksheets/sheet1.xml" if how > 3 and "xl/worksheets/sheet1.xml" in parts else name
        parts[sheet] = draw.one_of((change_sheet, change_sheet, flip, cut, change_xml))(parts[sheet], draw)
    return zipped(parts)


_SHEET_CHANGES = (
    (
        r"<v>[^<]*</v>",
        ("<v>1e999</v>", "<v></v>", "<v>NaN</v>", "<v>1,5</v>", f"<v>{'9' * 400}</v>", "<f>1+1</f>", "<v>x</v>"),
    ),
    (r' t="\w+"', (' t="b"', ' t="e"', ' t="s"', ' t="d"', ' t="str"', ' t="x"', "")),
    (r' s="\d+"', (' s="1"', ' s="99"', ' s="-1"', ' s="x"')),
    (r' r="[A-Z]+\d+"', (' r="XFD1048576"', ' r="A0"', ' r="ZZZZ1"', ' r="B2"', ' r="1A"', "")),
    (
        r"</sheetData>",
        tuple(f'</sheetData><mergeCells><mergeCell ref="{ref}"/></mergeCells>' for ref in ("A1:B2", "B2:C3", "x")),
    ),
    (r"<row r=", ('<row hidden="1" r=', '<row r="1048576" x=', "<row x=")),
    (
        r"formatCode=\"[^\"]*\"",
        tuple(f'formatCode="{code}"' for code in ("0.0%", "#,##0.0,", "yyyy-mm-dd", "[Red]0", "?/?", "@", ";;;")),
    ),
    (r"name=\"[^\"]*\"", ('name="Data"', 'name=""', 'name="' + "å" * 40 + '"')),
)


def change_sheet(data: bytes, draw: Draw) -> bytes:
    """Changes a value, type, format or place of a cell, or what is merged or hidden."""
    text = decoded(data)
    fitting = [(pattern, new) for pattern, new in _SHEET_CHANGES if re.search(pattern, text)]
    if not fitting:
        return change_xml(data, draw)
    pattern, new = draw.one_of(fitting)
    return encoded(_replace(text, re.compile(pattern), draw.one_of(new), draw))


def change_xml(data: bytes, draw: Draw) -> bytes:
    """Puts a piece of XML somewhere, or drops an element."""
    text = decoded(data)
    if draw.chance(30):
        return encoded(_replace(text, re.compile(r"<[^>]*>"), "", draw))
    return encoded(_put(text, draw.one_of(XML_PIECES), draw))


def _on_bytes(change: _OfText) -> Mutation:
    def on_bytes(data: bytes, draw: Draw) -> bytes:
        return encoded(change(decoded(data), draw))

    return on_bytes


def _texts(*kinds: _OfText) -> tuple[Mutation, ...]:
    return (*map(_on_bytes, (*kinds, *_ANY_TEXT)), encode_otherwise, *BYTES)


_MARKDOWN = (_piece_of(PIECES),) * 8
_BY_ENDING: dict[str, tuple[Mutation, ...]] = {
    ".yaml": _texts(*_YAML, *_YAML, *_MARKDOWN[:4]),
    ".md": _texts(*_MARKDOWN, change_citation),
    ".csv": _texts(*_CSV, *_CSV),
    ".css": _texts(*(_piece_of(CSS_PIECES),) * 10),
    ".html": _texts(*(_piece_of(TEMPLATE_PIECES),) * 10),
    ".svg": (*(change_xml,) * 6, *_texts()),
    ".xlsx": (*(change_part,) * 12, *BYTES),
    ".json": (*_JSON * 3, *_texts()),
    ".tar": (*(change_member,) * 14, *BYTES),
}


def mutated(name: str, data: bytes, draw: Draw) -> bytes:
    """What a file of this name becomes; what an earlier mutation has broken loses a few bytes more."""
    try:
        return draw.one_of(_BY_ENDING.get(PurePosixPath(name).suffix, BYTES))(data, draw)
    except (ValueError, KeyError, EOFError, RecursionError, MemoryError, NotImplementedError, zlib.error):
        return flip(data, draw)
    except (tarfile.TarError, zipfile.BadZipFile):
        return flip(data, draw)
