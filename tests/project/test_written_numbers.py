"""One number of a file changes, and nothing that stands beside it moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import Where
from generator.project import NoNumberThere, apply_edits, cell_edit, figure_edit

CASES = {
    "a value": ("tal:\n  x: 13,7 mnkr  # not\n", "12,7", "tal:\n  x: 12,7 mnkr  # not\n"),
    "a value that grows": ("x: 7 # sju\n", "-12,5", "x: -12,5 # sju\n"),
    "in quotes": ('x: "−3,7"\n', "-4,7", 'x: "−4,7"\n'),
    "the author's minus": ("x: −3,7\n", "-4,7", "x: −4,7\n"),
    "the author's blanks": ("x: 173 209\n", "174209", "x: 174 209\n"),
    "no blanks where the author has none": ("x: 1732\n", "1 742", "x: 1 742\n"),
    "a cell that keeps its width": ("- a:   -36 |    0\n", "-37", "- a:   -37 |    0\n"),
    "a cell that grows to the left": ("- a:   -36 |    0\n", "-136", "- a:  -136 |    0\n"),
    "a cell that shrinks": ("- a:  -136 |    0\n", "-36", "- a:   -36 |    0\n"),
    "a cell set from the left": ("- a: 5   | 0\n", "15", "- a: 15  | 0\n"),
    "a cell set from the left that shrinks": ("- a: 15  | 0\n", "5", "- a: 5   | 0\n"),
    "the author's plus": ("x: +3,7\n", "4,7", "x: +4,7\n"),
    "a plus that becomes a minus": ("x: +3,7\n", "-4,7", "x: -4,7\n"),
    "a value set in from its key": ("Kommunbidrag:    685\n", "1 685", "Kommunbidrag:  1 685\n"),
}


def corrected(text: str, where: Where, new: str) -> str:
    """The text with the number at a place changed."""
    return apply_edits(text, [figure_edit(text, where, new)])


def place_of(text: str) -> Where:
    """Where the first number of a text stands, the quote before it counted in."""
    for line, row in enumerate(text.splitlines(), 1):
        for column, sign in enumerate(row):
            if sign.isdigit() or (sign in "-−+" and row[column + 1 : column + 2].isdigit()):
                at = column - 1 if row[column - 1] == '"' else column
                return Where("a.yaml", line, at + 1)
    raise AssertionError(text)


@pytest.mark.parametrize(("text", "new", "expected"), CASES.values(), ids=CASES)
def test_the_number_changes_and_its_neighbours_stand(text: str, new: str, expected: str) -> None:
    """The new number is written as its author writes, and blanks give or take what it grows."""
    edited = corrected(text, place_of(text), new)

    assert edited == expected


@given(
    old=st.integers(min_value=-9_999, max_value=9_999),
    new=st.integers(min_value=-9_999, max_value=9_999),
    other=st.integers(min_value=-9_999, max_value=9_999),
)
def test_a_column_stays_a_column(old: int, new: int, other: int) -> None:
    """Whatever the number is changed to, the cell after it begins where it began, and back gives the same bytes."""
    text = f"rader:\n  - Summa: {old:>8} | {other:>8}\n"
    where = Where("a.yaml", 2, text.splitlines()[1].index(str(old)) + 1)

    edited = corrected(text, where, str(new))

    assert edited == f"rader:\n  - Summa: {new:>8} | {other:>8}\n"


@pytest.mark.parametrize("text", ["x: = a + b\n", "x: –\n", "x:\n", "x: ja\n"])
def test_what_is_no_number_is_not_touched(text: str) -> None:
    """A formula, a sign for no value or a word is refused, not half changed."""
    with pytest.raises(NoNumberThere):
        figure_edit(text, Where("a.yaml", 1, 4), "5")


def test_a_line_that_is_gone_is_refused() -> None:
    """A file that has become shorter than it was is no place to write."""
    with pytest.raises(NoNumberThere):
        figure_edit("x: 5\n", Where("a.yaml", 7, 4), "5")


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("last", [True, False])
def test_line_breaks_and_marks_of_any_system_stand(ending: str, mark: str, last: bool) -> None:  # noqa: FBT001
    """A file of another system, with its mark first or without a break last, differs in the number and nothing else."""
    rows = ["x: 7", "# s\x85e \u2028 p\u00e5 \x0c", "y: 13,7 mnkr"]
    text = mark + ending.join(rows) + ending * last
    first = corrected(text, Where("a.yaml", 1, 4), "8")
    second = corrected(text, Where("a.yaml", 3, 4), "14,7")

    assert first == text.replace("x: 7", "x: 8")
    assert second == text.replace("13,7", "14,7")


CELLS = {
    "an open cell": ("- a:   ?? | 0\n", "-12,5", "- a: -12,5 | 0\n"),
    "a dash": ("- a:     – |    0 [not]\n", "-12", "- a:   -12 |    0 [not]\n"),
    "a blank cell": ("- a:    _\n", "3", "- a:    3\n"),
    "what is not available": ("- a: ..   | 0\n", "3", "- a: 3    | 0\n"),
    "a number with its unit": ("- a: 2,2 mnkr | 0\n", "12,2", "- a: 12,2 mnkr | 0\n"),
    "a number with a dash for minus": ("- a: –2 | 0\n", "-3", "- a: -3 | 0\n"),
}


@pytest.mark.parametrize(("text", "new", "expected"), CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_a_cell_gets_a_number_whatever_stands_there(text: str, new: str, expected: str, ends: str) -> None:
    """What stands beside it keeps its place as far as there are blanks to give or take."""
    before = f"rader:\n{text}".replace("\n", ends)
    start = len(before) - len(before.partition(":")[2].partition(":")[2].lstrip())

    edited = apply_edits(before, [cell_edit(before, start, new)])

    assert edited == f"rader:\n{expected}".replace("\n", ends)


@pytest.mark.parametrize("text", ["- a: = b\n", "- a: nej\n"])
def test_a_formula_and_a_word_are_no_cells_to_write_in(text: str) -> None:
    """They are left to their author."""
    with pytest.raises(NoNumberThere):
        cell_edit(text, 5, "1")
