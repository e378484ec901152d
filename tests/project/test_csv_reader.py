"""CSV files: the cells as they were written, where they stand, and what is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import Rejected, Where
from generator.project.csv_reader import read_csv

CSV = "content/ort/namnden/2024/utfall.csv"


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_is_read_in_the_ways_that_programs_write_it(delimiter: str, line_break: str, encoding: str) -> None:
    """Semicolon, tab and comma, both line breaks, with and without a byte order mark give the same cells."""
    text = line_break.join(("Verksamhet;Utfall", "Barn och unga;-66", "Vuxna;4", "")).replace(";", delimiter)

    assert read_csv(text.encode(encoding), CSV).rows == (
        ("Verksamhet", "Utfall"),
        ("Barn och unga", "-66"),
        ("Vuxna", "4"),
    )


def test_decimal_commas_are_safe_with_other_delimiters() -> None:
    """A comma in a cell sets nothing apart where the heading row has a semicolon or a tab."""
    assert read_csv(b"Verksamhet;Utfall\nBarn, unga;-66,1\n", CSV).rows[1] == ("Barn, unga", "-66,1")
    assert read_csv(b"Verksamhet\tUtfall; netto\nBarn\t-66,1\n", CSV).rows[1] == ("Barn", "-66,1")
    assert read_csv(b'Verksamhet,"Utfall; netto"\nBarn,"-66,1"\n', CSV).rows[1] == ("Barn", "-66,1")


def test_csv_cells_know_their_place() -> None:
    """Line and column of the file, through quoted line breaks, blank lines and Excel's line about the delimiter."""
    grid = read_csv(b'sep=;\nA;B\n\n"x\n""y""; z";-1\n;2\n', CSV)

    assert [[(str(cell), cell.where.line, cell.where.column) for cell in row] for row in grid.rows] == [
        [("A", 2, 1), ("B", 2, 3)],
        [('x\n"y"; z', 4, 1), ("-1", 5, 11)],
        [("", 6, 1), ("2", 6, 2)],
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-16"])
def test_csv_of_older_programs_is_read_where_it_leaves_no_doubt(encoding: str) -> None:
    """What Excel of Windows, an old Mac or DOS saves has letters that only one of them makes Swedish of."""
    assert read_csv("Verksamhet;Utfall\nFörskola på ö;4\n".encode(encoding), CSV).rows[1] == ("Förskola på ö", "4")


def test_csv_that_can_be_two_encodings_is_refused_with_the_way_out() -> None:
    """The euro sign of Windows is the Ä of a Mac: the first such word is shown, and how to save the file."""
    with pytest.raises(Rejected) as caught:
        read_csv("Verksamhet;Utfall\nStöd €;4\n".replace("ö", "o").encode("cp1252"), CSV)
    (problem,) = caught.value.problems

    assert (problem.code, problem.where) == ("T002", Where(CSV, 2, 6))
    assert "CSV UTF-8" in problem.hint


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp", "Co", "Cn", "So"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_quoted_cells_say_what_was_written(table: list[list[str]]) -> None:
    """Any cells, quoted as RFC 4180 has it, come back with outer blanks off; rows that say nothing are left out."""
    text = "a;b;c\n" + "".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in table)
    grid = read_csv(text.encode(), CSV)

    kept = [row for row in table if any(cell.strip() for cell in row)]
    assert [[compose(cell) for cell in row] for row in grid.rows[1:]] == [
        [compose(cell.strip()) for cell in row] for row in kept
    ]


def compose(text: str) -> str:
    """A text in NFC."""
    return unicodedata.normalize("NFC", text)


@given(st.binary(max_size=120))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    """Nothing but Rejected is raised, and a table has rows of one length."""
    try:
        widths = {len(row) for row in read_csv(data, CSV).rows}
    except Rejected:
        return

    assert len(widths) == 1


def test_one_long_row_does_not_make_a_giant_table() -> None:
    """A row of many cells above many rows is told before all rows are made as long."""
    with pytest.raises(Rejected) as caught:
        read_csv(b"a;" * 20_000 + b"\n" + b"b;1\n" * 100, CSV)

    assert (caught.value.problems[0].code, caught.value.problems[0].found) == ("T013", "101 rader och 20001 kolumner")
