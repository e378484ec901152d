"""Reading YAML: nothing is guessed, every node knows its place, and no text whatever makes the reader raise."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.content import Block, Items, Node, Text
from generator.problems import Where
from generator.project import read_yaml
from generator.project.plain_text import one_break

FILE = "content/ort/namnden/2024/tal.yaml"

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


def tree(text: str) -> Block:
    """The tree of a text that has no fault."""
    block, problems = read_yaml(text, FILE)
    assert problems == ()
    assert block is not None
    return block


def codes(text: str) -> list[str]:
    """The codes of what is wrong with a text."""
    return [problem.code for problem in read_yaml(text, FILE)[1]]


def texts(node: Node) -> Iterator[Text]:
    """All texts of a tree, keys too."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Block):
        for key, value in node.items():
            yield key
            yield from texts(value)
    else:
        for each in node:
            yield from texts(each)


@pytest.mark.parametrize(
    "written",
    ["2024_03", "12:30", "nej", "no", "true", "null", "~", "1e3", "0x1F", "2023-05-09", "1 804,9", "-48,4", ".5"],
)
def test_every_scalar_is_the_text_that_was_written(written: str) -> None:
    """YAML's own types are not read: a field's type decides what its text means."""
    assert tree(f"värde: {written}\n")["värde"] == written  # type: ignore[index]


def test_texts_know_their_place_and_style() -> None:
    """Line and column are from 1; of a quoted text the quotation mark's, of a block text its first line's."""
    block = tree("a: b\nc:\n  - d: 'e'\n    f: \"g\"\nh: |\n  i\n\n  j\nk: >-  # en kommentar\n    l\n    m\nn:\n")

    places = [(str(text), text.where.line, text.where.column, text.style) for text in texts(block)]
    assert places == [
        ("a", 1, 1, "plain"),
        ("b", 1, 4, "plain"),
        ("c", 2, 1, "plain"),
        ("d", 3, 5, "plain"),
        ("e", 3, 8, "single"),
        ("f", 4, 5, "plain"),
        ("g", 4, 8, "double"),
        ("h", 5, 1, "plain"),
        ("i\n\nj\n", 6, 3, "literal"),
        ("k", 9, 1, "plain"),
        ("l m", 10, 5, "folded"),
        ("n", 12, 1, "plain"),
        ("", 12, 3, "plain"),
    ]


def test_a_literal_text_that_begins_with_blank_or_indented_lines_keeps_its_place() -> None:
    """Line n of a literal text is line `where.line + n` of the file, and its column 0 is `where.column`."""
    block = tree("a: |\n\n\n    b\n      c\nd: |2\n    e\n")
    first, second = block["a"], block["d"]  # type: ignore[index]
    assert isinstance(first, Text)
    assert isinstance(second, Text)

    assert (first, first.where) == ("\n\nb\n  c\n", Where(FILE, 2, 5))
    assert (second, second.where) == ("  e\n", Where(FILE, 7, 3))


def test_a_key_without_a_value_is_missing_and_an_empty_quoted_one_is_not() -> None:
    """Unfinished and empty are told apart."""
    block = tree("a:\nb: ''\nc: []\n")
    missing, empty, none = block.values()
    assert isinstance(missing, Text)
    assert isinstance(empty, Text)

    assert (missing.missing, empty.missing, none) == (True, False, ())


def test_blocks_and_items_know_how_they_were_written() -> None:
    """Flow style is seen, and the place of a collection is that of its first node or bracket."""
    block = tree("a: [b, c.d]\ne: {f: g}\nh:\n  - i\n")
    flow, braces, listed = block.values()
    assert isinstance(flow, Items)
    assert isinstance(braces, Block)
    assert isinstance(listed, Items)

    assert [(each.flow, each.where.line, each.where.column) for each in (flow, braces, listed)] == [
        (True, 1, 4),
        (True, 2, 4),
        (False, 4, 3),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "a: [ja, nej, 2023-01-01, 2022-t1, ekonomi.summa, -avgår, a + b, åtgärd_2]",
        "a: {urval: post, typ: summa}",
        'a: ["0,6 %", "Utveckla A, samt B"]',
        "a: []",
    ],
)
def test_brackets_are_for_names_and_expressions(written: str) -> None:
    """What a comma cannot cut in two by mistake may stand in brackets: names, dates, arithmetic, quoted texts."""
    assert codes(f"{written}\n") == []


@pytest.mark.parametrize(
    "written",
    [
        "a: b  # kommentar",
        "a: b # kommentar",
        "a: b  #kommentar",
        "a:  # kommentar\n  b: c",
        "# kommentar\na: b",
        "a: 'b #2'",
        "a: |\n  # rubrik #2",
        "a: b#2",
        "- a: [b] #c",
    ],
)
def test_comments_are_no_trap(written: str) -> None:
    """A comment with two blanks before its # or one after it is a comment; a # within a word or quotes is text."""
    assert "T008" not in codes(f"{written}\n")


@pytest.mark.parametrize(
    "written",
    [
        "a: ”Stöd” till barn och ”vila” till unga, säger ”vi”",
        "a: b - c",
        "a: Hej – då",
        "a: 12:30-13:00",
        "a: https://ort.se/#del",
        "a: ca 5 %",
        "a: b {{ c }} d",
        "a: >-\n  b | c",
        "a: |\n  Obs: se not.\n  Typ: ny",
        "rader:\n  - Rubrik\n  - Barn och unga: 3 | 4",
        "innehåll:\n  - text\n  - fält: utfall",
        "a:\n  - b\n\t\n  - c",
        "a: 5\u00a0000\u00a0kr",
        "a: 'b: c'",
        "a: Ålder 18–20",
        "---\na: b\n",
    ],
)
def test_common_writing_is_no_trap(written: str) -> None:
    """What controllers write every day passes."""
    assert codes(f"{written}\n") == []


def test_line_breaks_of_other_systems_are_line_breaks() -> None:
    """Windows ends lines with two characters and old Macs with one; places are the same."""
    assert [text.where for text in texts(tree("a: |\r\n  b\r\n  c\rd: e"))] == [
        text.where for text in texts(tree("a: |\n  b\n  c\nd: e"))
    ]


def test_the_last_line_break_may_be_missing() -> None:
    """A file without a last line break reads like one with it."""
    assert tree("a: b\nc: d") == tree("a: b\nc: d\n")


def test_keys_and_texts_are_composed_while_places_are_those_of_the_file() -> None:
    """A file from a Mac, with å as a and a ring, gives the keys that others cite; columns count what the file has."""
    decomposed = unicodedata.normalize("NFD", "å: {ä: ö}\nåå: å")
    block = tree(decomposed)

    assert block == {"å": {"ä": "ö"}, "åå": "å"}
    assert [text.where.column for text in texts(block)] == [1, 6, 10, 1, 7]


def test_a_key_twice_is_seen_across_forms_of_the_same_letter() -> None:
    """Keys are compared in NFC, and both places are told."""
    _, problems = read_yaml("å: 1\n" + unicodedata.normalize("NFD", "å: 2\n"), FILE)

    assert [(problem.code, problem.where.line, problem.related[0].line) for problem in problems] == [("T006", 2, 1)]


def test_what_could_be_understood_is_given_with_the_problems() -> None:
    """A trap that is not a fault of syntax leaves the rest of the tree readable."""
    block, problems = read_yaml("a: b #2\nc: {{ d }}\ne: *f\ng: h\n", FILE)

    assert [problem.code for problem in problems] == ["T018", "T009", "T008"]
    assert block == {"a": "b", "c": "{{ d }}", "e": "*f", "g": "h"}


# Letters and signs that mean something to YAML, to us, or to nobody.
SIGNS = st.sampled_from(
    [*"ab å:#-|>[]{},&*!%@`'\"?~\\.0\n\n  \t\u00a0\u2028\x85”’=<", "\n  ", "\n- ", ": ", "{{", " #"]
)


@given(st.one_of(st.lists(SIGNS, max_size=60).map("".join), st.text(max_size=80)))
@example("\ufeff\ufeffa: b")
@example("a: \ud800")
@example("[" * 500)
@example("- " * 500)
@example("? " * 100)
@example("a: |9\n")
@example("%YAML 9.9\n---\na")
@example("a: 'b\n---\n")
@example("{a: b, {c: d}: e}")
@example("? a\n? |")
@settings(max_examples=400, deadline=None)
def test_any_text_gives_a_tree_or_problems(text: str) -> None:
    """Nothing is raised, whatever the text; each problem has a place in the file, a way out and a Swedish message."""
    block, problems = read_yaml(text, FILE)
    lines = one_break(text).split("\n")

    assert block is not None or problems
    for problem in problems:
        assert problem.hint
        assert problem.where.line <= len(lines)
        assert problem.where.column <= len(lines[problem.where.line - 1]) + 1


def word() -> st.SearchStrategy[str]:
    """Words that are plain scalars wherever they stand."""
    return st.text("abcåäöé_ÅÄ𝄞", min_size=1, max_size=8).map(lambda drawn: unicodedata.normalize("NFC", f"x{drawn}"))


CONTENT = st.recursive(
    word(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3), st.dictionaries(word(), inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)
STYLES = st.lists(st.sampled_from(["plain", "single", "double", "literal", "folded"]), min_size=40, max_size=40)


def written(node: Plain, indent: int, styles: Iterator[str]) -> str:
    """Nested data as a controller writes it, from the column after a key or a dash on."""
    margin = " " * indent
    if isinstance(node, dict):
        return "\n" + "".join(f"{margin}{key}:{written(value, indent + 2, styles)}" for key, value in node.items())
    if isinstance(node, list):
        return "\n" + "".join(f"{margin}-{written(value, indent + 2, styles)}" for value in node)
    style = next(styles)
    if style in ("literal", "folded"):
        return f" {'|' if style == 'literal' else '>'}-\n{margin}{node}\n"
    quote = {"plain": "", "single": "'", "double": '"'}[style]
    return f" {quote}{node}{quote}\n"


@given(st.dictionaries(word(), CONTENT, min_size=1, max_size=4), STYLES, st.booleans())
@settings(deadline=None)
def test_every_text_stands_where_it_says(content: dict[str, Plain], styles: list[str], decomposed: bool) -> None:  # noqa: FBT001 - drawn
    """For any nested content, in any quoting and either form of å, the place of each text points at it in the file."""
    text = written(content, 0, iter(styles)).lstrip("\n")
    if decomposed:
        text = unicodedata.normalize("NFD", text)
    block = tree(text)
    lines = text.split("\n")

    assert block == as_read(content)
    for each in texts(block):
        shown = lines[each.where.line - 1][each.where.column - 1 :]
        quote = {"single": "'", "double": '"'}.get(each.style, "")
        assert unicodedata.normalize("NFC", shown).startswith(f"{quote}{each}{quote}")


def as_read(node: Plain) -> object:
    """Nested data as the reader gives it: tuples for lists."""
    if isinstance(node, dict):
        return {key: as_read(value) for key, value in node.items()}
    return tuple(as_read(each) for each in node) if isinstance(node, list) else node
