"""What is true of every text file: its encoding, its line breaks, and what hides in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import Where
from generator.project import decode
from generator.project.plain_text import composed, decode_data, hidden, one_break, without_hidden

FILE = "content/ort/namnden/2024/inledning.md"
SWEDISH = "Nämnden\nhar fått fler ärenden"


def test_utf8_is_read_with_and_without_a_byte_order_mark() -> None:
    """The mark that Windows programs put first is no part of the text, and their line breaks are line breaks."""
    assert decode(SWEDISH.encode(), FILE) == (SWEDISH, ())
    assert decode(SWEDISH.replace("\n", "\r\n").encode("utf-8-sig"), FILE) == (SWEDISH, ())


def test_windows_1252_is_told_with_the_word_it_breaks() -> None:
    """The first byte that is no UTF-8 has a place, and the guess shows the word that the author knows again."""
    text, (problem,) = decode(SWEDISH.encode("cp1252"), FILE)

    assert text == SWEDISH
    assert (problem.code, problem.where) == ("T002", Where(FILE, 1, 2))
    assert "”Nämnden”" in problem.found
    assert "UTF-8" in problem.hint


def test_the_place_of_a_wrong_byte_counts_characters_and_lines() -> None:
    """Columns count letters, not bytes, and lines those of an editor."""
    data = "åäö\r\nett två\r\n".encode() + "åäö ".encode() + "fjärde".encode("cp1252")

    assert decode(data, FILE)[1][0].where == Where(FILE, 3, 7)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_named(encoding: str) -> None:
    """A file that Notepad saved as Unicode is refused by that name, or for the zeros between its letters."""
    data = SWEDISH.encode(encoding)
    text, problems = decode(data, FILE)
    found = (*problems, *hidden(text or "", FILE))

    assert found
    assert text is None or found[0].code in {"T002", "T011"}


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_problem(data: bytes) -> None:
    """Nothing is raised, whatever the bytes; without a problem the text is what they say."""
    text, problems = decode(data, FILE)

    assert text is not None or problems
    assert problems or text == one_break(data.decode("utf-8-sig"))


def test_hidden_characters_are_found_where_they_stand() -> None:
    """Line breaks that editors do not show, characters without width, controls and lost letters have place and name."""
    text = "ett\u2028två\ntr\u200be\n\ufeff\x00\nf\ufffdr"

    assert [
        (problem.code, problem.where.line, problem.where.column, problem.found) for problem in hidden(text, FILE)
    ] == [
        ("T011", 1, 4, "radavskiljare, U+2028"),
        ("T011", 2, 3, "U+200B"),
        ("T011", 3, 1, "U+FEFF"),
        ("T011", 3, 2, "U+0000"),
        ("T002", 4, 2, "� (U+FFFD)"),
    ]


@pytest.mark.parametrize("text", ["12 000\u00a0kr", "bok\u00adslut", "a\tb", "50\u202f%", "−3 × 4 – ”hej”…", "𝄞"])
def test_swedish_typography_hides_nothing(text: str) -> None:
    """Hard and thin spaces, soft hyphens, tabs and all signs of print are what authors may mean."""
    assert hidden(text, FILE) == ()


@given(st.text())
def test_without_hidden_keeps_every_other_place(text: str) -> None:
    """What is taken out leaves a space, and nothing hidden is left."""
    shown = without_hidden(text)

    assert len(shown) == len(text)
    assert hidden(shown, FILE) == ()
    assert all(after in {before, " "} for before, after in zip(text, shown, strict=True))


def test_composed_joins_letters_and_their_rings() -> None:
    """A name typed on a Mac equals one typed elsewhere."""
    assert composed("a\u030a") == "å"


CONFLICTS = """\
rubrik: a
<<<<<<< HEAD
text: b
||||||| merged common ancestors
text: c
=======
text: d
>>>>>>> gren
mera: e
>>>>>>> kvar
<<<<<<< HEAD
slut: f
=======
slut: g
>>>>>>> gren
"""


def test_every_place_that_git_has_left_unmerged_is_told_once() -> None:
    """Two versions are one fault with the places of its marks; a mark left alone is one too."""
    text, problems = decode(CONFLICTS.replace("\n", "\r\n").encode(), FILE)

    assert text is None
    assert [(each.code, each.where.line) for each in problems] == [("T021", 2), ("T021", 10), ("T021", 11)]
    assert [where.line for where in problems[0].related] == [4, 6, 8]
    assert (problems[0].found, problems[1].found) == ("<<<<<<< HEAD", ">>>>>>> kvar")


@pytest.mark.parametrize("data", ["Rubrik\n=======\n", "- a\n  <<<<<<< b\n", "<<<<<<<<<< pil\n", ">>>> citat\n"])
def test_a_line_that_looks_like_a_mark_of_git_is_text(data: str) -> None:
    """The underlined heading of Markdown, deep quotations and arrows are what they were."""
    assert decode(data.encode(), FILE) == (data, ())


def test_a_conflict_in_a_data_file_is_no_question_of_encoding() -> None:
    """A CSV file in UTF-8 with both versions is told as such."""
    data = "Rad;Tal\n<<<<<<< HEAD\nFörskola;1\n=======\nFörskola;2\n>>>>>>> b\n".encode()

    assert [each.code for each in decode_data(data, FILE)[1]] == ["T021"]
