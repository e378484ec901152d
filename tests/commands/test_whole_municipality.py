"""A whole municipality, from the accounts of its boards and its company to the annual report, and on to the next year.

Storköping (tests/projects/municipality) has three boards, a company and the municipality itself, for two years. Its
figures are invented and consistent to the last thousand; its papers follow the outlines that every house has.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.built import Element, copied, read_html
from tests.commands.conftest import Project
from tests.printing.pdf.reading import Node, Reading
from tests.verapdf.runner import VeraPdf

SOURCE = Path(__file__).parents[1] / "projects" / "municipality"
MUNICIPALITY, WELFARE = "storkoping/kommunen/2024", "storkoping/socialnamnden/2024"
OUTPUT = f"output/{MUNICIPALITY}"
BODIES = ("storkopings_bostader", "barn_och_utbildningsnamnden", "socialnamnden", "samhallsbyggnadsnamnden", "kommunen")
STATEMENTS = ("resultaträkning", "balansräkning", "kassaflödesanalys")


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The municipality with its annual report decided; it is not to be changed."""
    project = Project(copied(SOURCE, tmp_path_factory.mktemp("municipality"), "storkoping"))
    run = project.run("publish", MUNICIPALITY, "--stage", "beslutad", "--date", "2025-04-28")
    assert run.code == 0, run.err
    return project


@pytest.fixture
def own(decided: Project, tmp_path: Path) -> Project:
    """A copy of the decided municipality, of the test's own."""
    return Project(Path(shutil.copytree(decided.folder, tmp_path / "own")))


@pytest.fixture(scope="module")
def page(decided: Project) -> Element:
    """The web page of the annual report."""
    return read_html(decided.read(f"{OUTPUT}/v1/arsredovisning.html"))


@pytest.fixture(scope="module")
def reading(decided: Project) -> Reading:
    """The PDF of the annual report as a reader meets it."""
    return Reading((decided.folder / OUTPUT / "v1" / "arsredovisning.pdf").read_bytes())


def findings(project: Project, *periods: str) -> list[tuple[str, str]]:
    """The code and the file of all that the checks find in periods; in all of them where none is named."""
    found = json.loads(project.run("check", *periods, "--format", "json").out)
    return [(str(each["code"]), str(each["file"]).rpartition("/")[2]) for each in found]


def amounts(page: Element, table: str) -> dict[str, list[str]]:
    """The cells of each row of a table, by its label."""
    return {row[0]: row[1:] for body in page.by_id(f"tabell-{table}").all("tbody") for row in body.rows}


# --- the accounts --------------------------------------------------------------------------------------------------


def test_nothing_is_wrong_in_any_period(decided: Project) -> None:
    """Three statements of two years, 35 notes and all boards reconcile; the checks have not a word to say."""
    assert findings(decided) == []


def test_a_slip_in_a_note_or_a_board_is_found(own: Project) -> None:
    """A note of the group that misses its statement is an error, and so is a sum of boards that one has left behind."""
    path = f"content/{MUNICIPALITY}/noter_balans.yaml"
    own.write(path, own.read(path).replace("1 242 000", "1 224 000", 1))
    board = f"content/{WELFARE}/ekonomi.yaml"
    own.write(board, own.read(board).replace("-412 806", "-421 806").replace("-728 647", "-737 647"))

    found = findings(own, MUNICIPALITY)

    assert {("T204", "noter_balans.yaml"), ("T204", "drift_och_investeringar.yaml")} <= {*found}


# --- the annual report ---------------------------------------------------------------------------------------------


def test_the_annual_report_has_all_its_parts(page: Element) -> None:
    """The chapters of the outline in order, and 35 notes with their numbers."""
    headings = [each.text for each in page.all("h2")]
    notes = [each.text for each in page.all("h3") if each.text.startswith("Not ")]

    assert [" ".join(each.split()[1:]) for each in headings if each[:1].isdigit()] == [
        "Inledning",
        "Förvaltningsberättelse",
        "Resultaträkning",
        "Balansräkning",
        "Kassaflödesanalys",
        "Noter",
        "Drift- och investeringsredovisning",
        "Sammanställda räkenskaper",
        "Vatten och avlopp",
    ]
    assert [each.split()[1] for each in notes] == [str(number) for number in range(1, 36)]


def test_the_statements_meet_each_other(page: Element) -> None:
    """The result of the year, for the municipality and the group, is the same in all three statements."""
    results = [amounts(page, name)["Årets resultat"] for name in STATEMENTS]

    assert [row[-4:] for row in results[1:]] == [["68 853", "64 850", "70 735", "67 382"]] * 2
    assert results[0][1:] == ["68 853", "77 400", "64 850", "70 735", "67 382"]


def test_the_boards_are_in_the_accounts_of_the_municipality(page: Element) -> None:
    """What a board has written stands in the drift account as the board has it, and its summary under its name."""
    assert amounts(page, "driftredovisning")["Socialnämnden"] == ["−728 647", "−707 600", "−21 047", "−702 035"]
    assert [each.text for each in page.all("h4")] == [
        "Barn- och utbildningsnämnden",
        "Socialnämnden",
        "Samhällsbyggnadsnämnden",
    ]


def test_the_report_is_archivable_and_accessible(decided: Project, verapdf: VeraPdf) -> None:
    """PDF/UA-1 and PDF/A-3a, note links and all."""
    assert verapdf.validate([decided.folder / OUTPUT / "v1" / "arsredovisning.pdf"]) == []


def test_every_amount_is_heard_with_its_row_and_its_column(reading: Reading) -> None:
    """Recomputed from the grid: a data cell has the label of its row, and the heads above it, group first."""
    cells = [cell for table in reading.tree.all("Table") for cell in _cells(table)]

    assert len(cells) > 1000
    assert [each for each in cells if not each[1] <= each[0] or each[0] - each[1] - each[2]] == []


@pytest.mark.parametrize(
    ("row", "headings"),
    [
        ("Kassa och bank", {"Tillgångar", "Omsättningstillgångar"}),
        ("Summa tillgångar", {"Tillgångar"}),
        ("Kortfristiga skulder", {"Eget kapital, avsättningar och skulder", "Skulder"}),
        ("Panter", {"Panter och ansvarsförbindelser"}),
        ("Amortering", {"Finansieringsverksamheten"}),
        ("Årets kassaflöde", set()),
    ],
)
def test_a_row_of_a_statement_is_heard_under_the_headings_that_it_belongs_to(
    reading: Reading, row: str, headings: set[str]
) -> None:
    """A sum of the whole is not one of the group that happens to stand last."""
    statements = [
        table for table in reading.tree.all("Table") if any(each.full_text == "Not" for each in table.all("TH"))
    ]
    cells = [cell for table in statements for cell in _cells(table) if row in cell[1]]

    assert len(cells) == 5
    assert all(said - must == headings for said, must, _ in cells)


def _cells(table: Node) -> Iterator[tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    """Each data cell: its headers, those that it must have, and the headings of rows above it."""
    texts = {head.id: head.full_text for head in table.all("TH")}
    columns = _columns(table)
    above: set[str] = set()
    for row in (row for part in table.children if part.role in {"TBody", "TFoot"} for row in part.children):
        if all(cell.role == "TH" for cell in row.children):
            above |= {cell.full_text for cell in row.children}
        for at, cell in enumerate(row.children):
            if cell.role == "TD":
                said = frozenset(texts[name] for name in cell.header_ids)
                must = frozenset({row.children[0].full_text, *columns[at]})
                yield said - {""}, must - {""}, frozenset(above)


def _columns(table: Node) -> list[list[str]]:
    """The heads above each column, from the top."""
    heads: list[list[str]] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(row for part in table.all("THead") for row in part.children):
        at = 0
        for cell in row.children:
            while (number, at) in taken:
                at += 1
            wide, high = cell.spans
            taken |= {(number + down, at + right) for down in range(high) for right in range(wide)}
            for column in range(at, at + wide):
                heads += [[] for _ in range(column + 1 - len(heads))]
                heads[column].append(cell.full_text)
    return heads


# --- a correction, and the next year -------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_correction_of_a_board_reaches_the_annual_report(own: Project) -> None:
    """A board's figure is corrected: the decided annual report has a new version that says so.

    Slow: builds the decided version once more, and the new one.
    """
    run = own.run(
        *("correct", WELFARE, "investeringar.inventarier.budget=-3 600", "--reason", "Rätt beslut i nämnden."),
        *("--decided-by", "Kommunfullmäktige", "--date", "2025-05-26", "--yes"),
    )

    assert run.code == 0, run.err
    after = read_html(own.read(f"{OUTPUT}/v2/arsredovisning.html"))
    assert amounts(after, "investeringsredovisning")["Socialnämnden"] == ["−9 600", "−8 524", "+1 076"]
    assert amounts(after, "investeringsredovisning")["Summa"] == ["−214 600", "−211 065", "+3 535"]
    assert "av en budget på 214,6 mnkr" in after.by_id("text-investeringsredovisning").text


def test_the_next_year_waits_for_its_figures_and_nothing_else(own: Project) -> None:
    """Boards, company and municipality are rolled forward: what is asked for is to be filled in, and all else holds."""
    for body in BODIES:
        run = own.run("new", "period", "2025", "--from", f"storkoping/{body}/2024")
        assert run.code == 0, run.err

    assert {code for code, _ in findings(own, "storkoping/kommunen/2025")} == {"T108"}
    rolled = own.read("content/storkoping/kommunen/2025/rakningar.yaml")
    assert "| = föregående_bokslut.resultaträkning.årets_resultat.koncernen.i_år" in rolled
    assert 'i_år: "2025"' in rolled
