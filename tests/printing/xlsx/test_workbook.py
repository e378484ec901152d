"""A document as a workbook: figures are numbers, computed ones live formulas, words are words, bytes the same."""

from __future__ import annotations

import html
import io
import re
import sys
import warnings
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

from generator.compose import Depth, Understood, listed_figures
from generator.document import Document, FigureTerm, FormulaPart, PrintedFigure, TableBlock, body_rows, every_block
from generator.pipeline import understand
from generator.printing.xlsx import workbook
from generator.printing.xlsx.workbook import page_head, sheet_name

PROJECTS = Path(__file__).parents[2] / "projects"
PERIODS = {"storkoping": "storkoping/vardnamnden/2025-03", "minimal": "exempel/namnden/2024-t1"}
ALL = "Alla tal"


@cache
def understood(project: str) -> Understood:
    """The sample's period."""
    return understand(PROJECTS / project, PERIODS[project], depth=Depth.NOTHING)


def made(document: Document, project: str) -> bytes:
    """The document's workbook."""
    return workbook(document, listed_figures(document, understood(project).ledger)).data


def opened(data: bytes, *, values: bool = False) -> Workbook:
    """The workbook as a reader sees it: with formulas, or with the values kept in the file."""
    return load_workbook(io.BytesIO(data), data_only=values)


every_project = pytest.mark.parametrize("project", PERIODS)


@every_project
def test_every_figure_of_a_table_is_a_number(project: str) -> None:
    """In the order of printing, with the value of the ledger."""
    for document in understood(project).documents:
        book = opened(made(document, project), values=True)
        in_sheets = [
            cell.value
            for sheet in book.worksheets[1:-1]
            for row in sheet.iter_rows(min_row=4)
            for cell in row
            if isinstance(cell.value, int | float)
        ]

        assert in_sheets == pytest.approx([float(exact(run, project)) for run in figures_of(document)], abs=1e-12)


def figures_of(document: Document) -> list[PrintedFigure]:
    """The figures that are cells of the document's tables."""
    tables = [block for block in every_block(document.units) if isinstance(block, TableBlock)]
    cells = [cell for table in tables for row in body_rows(table) for cell in row.cells]
    return [run for cell in cells if cell.kind == "tal" for run in cell.text[:1] if isinstance(run, PrintedFigure)]


def exact(run: PrintedFigure, project: str) -> str:
    """The figure's value in the ledger, as digits."""
    figure = understood(project).ledger.figures.get(run.figure)
    return f"{figure.value:f}" if figure else run.value


def test_a_formula_gives_the_value_that_stands_in_its_cell() -> None:
    """Worked out anew from the cells that it names, through other sheets too."""
    formulas = 0
    for document in understood("storkoping").documents:
        data = made(document, "storkoping")
        live, kept = opened(data), opened(data, values=True)
        for sheet in live.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
                formulas += 1

                assert value_of(str(cell.value), sheet.title, kept) == pytest.approx(
                    kept[sheet.title][cell.coordinate].value
                ), (sheet.title, cell.coordinate, cell.value)

    assert formulas


def value_of(formula: str, sheet: str, book: Workbook) -> float:
    """A formula of sums, products and references → its value."""

    def number(match: re.Match[str]) -> str:
        left, top, _, _ = range_boundaries(match["cell"])
        value = book[(match["sheet"] or sheet).replace("''", "'")].cell(top or 1, left or 1).value
        return f"({value if isinstance(value, int | float) else 0!r})"

    def summed(match: re.Match[str]) -> str:
        named = book[(match["sheet"] or sheet).replace("''", "'")]
        left, top, right, bottom = range_boundaries(match["range"])
        rows = named.iter_rows(top, bottom, left, right, values_only=True)
        return f"({sum(value for row in rows for value in row if isinstance(value, int | float))!r})"

    name = r"(?:'(?P<sheet>(?:[^']|'')+)'!)?"
    text = re.sub(rf"SUM\({name}(?P<range>[A-Z]+\d+:[A-Z]+\d+)\)", summed, formula.removeprefix("="))
    text = re.sub(rf"N\({name}(?P<cell>[A-Z]+\d+)\)", number, text)
    text = re.sub(rf"{name}\b(?P<cell>[A-Z]+\d+)\b", number, text)
    assert re.fullmatch(r"[\d\s.+*/()e-]+", text), text
    return float(eval(text))  # noqa: S307 - digits and operators, as asserted


def test_a_sum_of_rows_in_a_run_is_SUM() -> None:  # noqa: N802 - the function's name
    """As a controller would have written it."""
    books = [opened(made(document, "storkoping")) for document in understood("storkoping").documents]
    formulas = [cell.value for book in books for sheet in book for row in sheet.iter_rows() for cell in row]

    assert any(re.fullmatch(r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)", str(formula)) for formula in formulas)


@every_project
def test_all_figures_are_listed(project: str) -> None:
    """Each printed figure once, with unit, origin and the section that prints it."""
    for document in understood(project).documents:
        rows = list(opened(made(document, project), values=True)[ALL].iter_rows(min_row=2, values_only=True))
        ids = [row[0] for row in rows]

        assert set(ids) >= {use.figure for use in document.uses}
        assert len(ids) == len(set(ids))
        assert all(row[4] for row in rows)


def test_the_same_document_gives_the_same_bytes() -> None:
    """No clock is in the file."""
    document = understood("storkoping").documents[-1]

    assert made(document, "storkoping") == made(document, "storkoping")


@pytest.mark.parametrize("label", ["=1+1", "+1", "@SUM(A1)", "-1", "https://exempel.se"])
def test_words_stay_words(label: str) -> None:
    """What begins as a formula or an address is text."""
    document = understood("minimal").documents[-1]
    named = replace(document, title=label)

    cell = opened(made(named, "minimal")).worksheets[0]["A1"]

    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", label, None)


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Drift&Gata", "&LNämnden&RDrift&&Gata"),
        ("å" * 244, f"&LNämnden&R{'å' * 244}"),
        ("å" * 245, f"&LNämnden&R{'å' * 243}…"),
        ("ord " * 80, f"&LNämnden&R{'ord ' * 60}ord…"),
        ("&" * 200, f"&LNämnden&R{'&&' * 121}…"),
        ("😀" * 200, f"&LNämnden&R{'😀' * 121}…"),
    ],
)
def test_a_page_head_is_as_long_as_excel_takes(title: str, head: str) -> None:
    """At most 255 characters, with its sign where it is cut; nothing of the library's on the way."""
    document = replace(understood("minimal").documents[-1], board="Nämnden", title=title)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = made(document, "minimal")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    told = html.unescape(page.partition("<oddHeader>")[2].partition("</oddHeader>")[0])

    assert told == head
    assert len(page_head("Nämnd & " * 50, title).encode("utf-16-le")) <= 2 * 255


@pytest.mark.parametrize(
    ("title", "cut"),
    [("a" * 32_767, False), ("a" * 32_768, True), ("\U0001f600" * 16_384, True), ("\U0001f600" * 16_383, False)],
)
def test_a_text_that_a_cell_does_not_take_is_told(title: str, *, cut: bool) -> None:
    """Everywhere: here the document's title, whose length Excel counts in units of UTF-16."""
    document = replace(understood("minimal").documents[0], title=title)
    made_book = workbook(document, listed_figures(document, understood("minimal").ledger))
    shown = opened(made_book.data).worksheets[0]["A1"].value

    assert shown == (f"{title[: 32_766 // (2 if title[0] > 'a' else 1)]}…" if cut else title)
    assert [(each.code, "Översikt!A1" in each.message) for each in made_book.problems] == [("T407", True)] * cut


def test_every_text_is_bounded() -> None:
    """Captions, units, notes, heads, cells and the list of figures: a bound of a letter cuts them all."""
    document = understood("storkoping").documents[0]
    listed = listed_figures(document, understood("storkoping").ledger)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys.modules[sheet_name.__module__], "_LONGEST_TEXT", 2)
        book = workbook(document, listed)

    texts = [each for sheet in opened(book.data) for row in sheet.iter_rows() for each in row if each.data_type == "s"]
    cut = {match["at"] for each in book.problems if (match := re.match(r"Texten i (?P<at>.+) är", each.message))}

    assert len(texts) > 100
    assert all(len(str(each.value)) <= 2 for each in texts)
    assert {f"{each.parent.title}!{each.coordinate}" for each in texts if str(each.value).endswith("…")} == cut


@pytest.mark.parametrize("bound", ["_MOST_ROWS", "_MOST_COLUMNS"])
def test_a_table_larger_than_a_sheet_is_told(bound: str) -> None:
    """Once a sheet."""
    document = understood("storkoping").documents[0]
    listed = listed_figures(document, understood("storkoping").ledger)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys.modules[sheet_name.__module__], bound, 1)
        book = workbook(document, listed)

    told = [each.message for each in book.problems]
    assert len(told) == len(set(told)) == len(opened(book.data).sheetnames) - 2
    assert all("är större än ett blad i Excel" in each for each in told)


@pytest.mark.parametrize(("parts", "told"), [(1_000, False), (1_001, True)], ids=["short", "of too many terms"])
def test_a_formula_that_excel_does_not_take_is_a_number(parts: int, *, told: bool) -> None:
    """By its terms, and by its characters below: one of them would break the workbook."""
    assert excess((*(FigureTerm(first_id()), "-") * parts, "1")) == told


@pytest.mark.parametrize(("length", "told"), [(8_190, False), (8_191, False), (8_192, True)])
def test_a_formula_of_too_many_characters_is_a_number(length: int, *, told: bool) -> None:
    """The sign before it counts."""
    assert excess(("1" + "+1" * 10 + "+" + "1" * (length - 22),)) == told


def first_id() -> str:
    """A figure with a value."""
    document = understood("minimal").documents[0]
    return next(each.id for each in listed_figures(document, understood("minimal").ledger) if each.value is not None)


def excess(formula: tuple[FormulaPart, ...]) -> bool:
    """Whether a figure of that formula is told of and a number; else it is a formula."""
    document = understood("minimal").documents[0]
    listed = [replace(each, formula=()) for each in listed_figures(document, understood("minimal").ledger)]
    book = workbook(document, [*listed, replace(listed[0], id="nytt_tal", value=Decimal(7), formula=formula)])
    cells = {row[0].value: row[1] for row in opened(book.data)[ALL].iter_rows()}

    assert [each.message.split()[1] for each in book.problems] == ["nytt_tal"] * (cells["nytt_tal"].value == 7)
    return cells["nytt_tal"].value == 7


def test_words_of_the_house_are_names_of_sheets() -> None:
    """Whatever a house calls them, Excel opens them."""
    document = understood("minimal").documents[-1]
    words = {**document.look.words, "arbetsbok_översikt": "History", "arbetsbok_alla_tal": "Tal/år: " + "x" * 40}
    named = replace(document, look=replace(document.look, words=words))

    book = opened(made(named, "minimal"))

    assert (book.sheetnames[0], book.sheetnames[-1]) == ("History (2)", "Tal år  " + "x" * 23)


@pytest.mark.parametrize(
    ("title", "name"),
    [("History", "History (2)"), ("'HISTORY'", "HISTORY (2)"), ("Historia", "Historia"), ("😀" * 20, "😀" * 15)],
)
def test_a_name_that_excel_refuses_is_another(title: str, name: str) -> None:
    """Reserved, or too long as Excel counts."""
    assert sheet_name(title, set()) == name


@given(titles=st.lists(st.text(max_size=40) | st.just("Utfall per område och månad, [2025]"), max_size=12))
def test_names_of_sheets_are_legal_and_unique(titles: list[str]) -> None:
    """At most 31 characters, none that is forbidden, no two alike in any case."""
    taken: set[str] = set()
    for title in titles:
        name = sheet_name(title, taken)

        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", name)
        assert name.casefold() not in taken
        taken.add(name.casefold())
