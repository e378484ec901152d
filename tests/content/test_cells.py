"""The text of a cell and its column → a typed cell, or what is wrong with it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.content import (
    Cited,
    FormulaCell,
    LabelledCell,
    NumberCell,
    SignCell,
    TableCell,
    TableColumn,
    Text,
    TextCell,
)
from generator.content.table import ColumnEntry, ColumnKind
from generator.content.table_cells import CellReader
from generator.problems import Problems
from tests.compose.composing import VOCABULARY


def read(text: str, kind: ColumnKind = "tal", scale: str | None = None) -> tuple[TableCell, list[str]]:
    """A cell's text in → the cell and the codes of its problems."""
    reader = CellReader(VOCABULARY, Problems())
    entry = ColumnEntry(scale=scale)
    cell = reader.read(Text(text, ("f.yaml", 3, 7)), TableColumn("a", "", None, Cited(Text("A")), kind, entry))
    return cell, [problem.code for problem in reader.problems]


@pytest.mark.parametrize(
    ("text", "value", "decimals", "unit"),
    [
        ("-48,4", "-48.4", 1, None),
        ("−48,4", "-48.4", 1, None),
        ("1 804,90", "1804.90", 2, None),
        ("+5", "5", 0, None),
        ("12 %", "12", 0, "%"),
        ("2,2 mnkr", "2.2", 1, "mnkr"),
        ("0", "0", 0, None),
    ],
)
def test_a_number_is_read_exactly(text: str, value: str, decimals: int, unit: str | None) -> None:
    """Value, decimals written and unit are kept as they are."""
    cell, problems = read(text)

    assert problems == []
    assert isinstance(cell, NumberCell)
    assert (cell.value, cell.decimals, cell.unit) == (Decimal(value), decimals, unit)


@pytest.mark.parametrize(
    ("text", "sign"), [("_", ""), ("–", "–"), ("—", "–"), ("-", "–"), ("−", "–"), ("..", ".."), ("…", "..")]
)
def test_signs_are_no_figures(text: str, sign: str) -> None:
    """Blank, nothing and not available are three things."""
    cell, problems = read(text)

    assert problems == []
    assert isinstance(cell, SignCell)
    assert cell.sign == sign


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,3O", "T105"),
        ("12.345", "T104"),
        ("cirka 3", "T105"),
        ("", "T108"),
        ("3 tunnor", "T109"),
        ("1,2,3", "T105"),
        ("44 % Perioden ; Helår", "T105"),
        ("12.345 Perioden ; 3 Helår", "T104"),
        ("3 A ; 4 a", "T107"),
        ("3 ; 4", "T107"),
    ],
)
def test_what_is_no_figure_is_refused(text: str, code: str) -> None:
    """Nothing but figures, signs, formulas and labelled values stands in a column of figures."""
    assert read(text)[1] == [code]


def test_a_unit_of_the_house_is_known() -> None:
    """Units that the profile adds may stand in a cell."""
    cell, problems = read("3 årsarbetare")

    assert problems == []
    assert isinstance(cell, NumberCell)
    assert cell.unit == "årsarbetare"


def test_an_equals_sign_begins_an_expression() -> None:
    """The formula's place is that of its first word."""
    cell, problems = read("= resultat.summa.utfall")

    assert problems == []
    assert isinstance(cell, FormulaCell)
    assert (cell.formula.text, cell.where.column) == ("resultat.summa.utfall", 9)


@pytest.mark.parametrize("text", ["12,0 [a]", "12,0[a]", "– [a]", "_ [a]", "= x [a]", "3 A ; 4 B [a]"])
def test_a_mark_is_kept_apart(text: str) -> None:
    """The mark of a note may stand after anything in a cell."""
    cell, problems = read(text)

    assert problems == []
    assert cell.note == "a"


def test_labelled_values_have_names_and_places() -> None:
    """Values set apart by semicolons each have a label, a unit and a place."""
    cell, problems = read("44 % Perioden ; 39,5 % Helår")

    assert problems == []
    assert isinstance(cell, LabelledCell)
    assert [(label, number.value, number.unit, number.where.column) for label, number in cell.values] == [
        ("Perioden", Decimal(44), "%", 7),
        ("Helår", Decimal("39.5"), "%", 23),
    ]


def test_a_column_of_text_takes_anything() -> None:
    """Figures and signs in a column of text are text; blank is blank."""
    assert isinstance(read("12,3O", "text")[0], TextCell)
    assert isinstance(read("–", "text")[0], TextCell)
    assert isinstance(read("_", "text")[0], SignCell)
    assert isinstance(read("", "text")[0], SignCell)


@pytest.mark.parametrize(("text", "codes"), [("2025-03-31", []), ("31 mars 2025", ["T112"]), ("2025-02-30", ["T112"])])
def test_a_column_of_dates_has_dates(text: str, codes: list[str]) -> None:
    """A date is one that is in the calendar, year first."""
    assert read(text, "datum")[1] == codes


@pytest.mark.parametrize(("text", "codes"), [("Grön", []), ("grön", ["T110"]), ("Blå", ["T110"])])
def test_a_column_of_states_has_states(text: str, codes: list[str]) -> None:
    """A state is one of the scale's, letter for letter."""
    assert read(text, "status", "ljus")[1] == codes


def test_reading_again_gives_the_same() -> None:
    """One cell leaves nothing behind for the next."""
    reader = CellReader(VOCABULARY, Problems())
    column = TableColumn("a", "", None, Cited(Text("A")), "tal", ColumnEntry())
    first = reader.read(Text("1 [a]"), column)

    assert reader.read(Text("1 [a]"), column) == first
    assert reader.read(Text("1"), column).note == ""
