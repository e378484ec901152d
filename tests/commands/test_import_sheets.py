"""`tertial import` from sheets: columns by heading, rows by label, whatever program saved them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import pytest
from openpyxl import Workbook, load_workbook

from tests.commands.conftest import BOARD, HERE, MakeProject, Project
from tests.moments import state

BOARD_FOLDER = "content/storkoping/socialnamnden"
FIGURES = f"{HERE}/tal.yaml"
SOURCE = """\
källor:
  uppföljning:
    fil: import/uppf.*
    tabell: ekonomi
    enhet: kr
    kolumner:
      nu.utfall: Ack utfall
      nu.budget: Ack budget *
    rader:
      barn: Barn och unga
    kontrollsumma:
      rad: summa
      ur: Totalt
"""
TABLE = """\
tabeller:
  ekonomi:
    rubrik: Ekonomi
    enhet: mnkr
    decimaler: 1
    kolumner:
      - Nu:
          - utfall: Utfall
          - budget: Budget
      - I fjol:
          - utfall: Utfall
    rader:
      - Barn, 0–20 år [barn]:  -48,2 |  ?? | -40,0
        id: barn
      - Vuxna:                 -17,4 |   – | -18,1
      - Stab:                      _ | -1,0 | -1,0
      - Summa:
        typ: summa
    fotnoter:
      barn: Också unga.
"""
CELLS: Sequence[Sequence[object]] = (
    ("Verksamhet", "Ack budget 2304", "Ack utfall"),
    ("Barn  och UNGA", -45_100_000, -47_950_000),
    ("vuxna", -18_000_000, -17_449_999),
    ("Lokaler", 0, 0),
    ("Totalt", -64_100_000, -65_399_999),
)


def csv(cells: Sequence[Sequence[object]] = CELLS, delimiter: str = ";") -> str:
    """The cells as text."""
    return "".join(delimiter.join(map(str, row)) + "\n" for row in cells)


def write_workbook(project: Project, cells: Sequence[Sequence[object]] = CELLS, sheet: str = "Uppföljning") -> None:
    """The cells in a workbook, with a sheet of something else before them."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in cells:
        page.append(list(row))
    other = book.create_sheet("Noter")
    other["A1"] = "annat"
    out = io.BytesIO()
    book.save(out)
    path = project.folder / BOARD_FOLDER / "import" / "uppf.xlsx"
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(out.getvalue())


REPORT: Mapping[str, str] = {f"{BOARD_FOLDER}/namnd.yaml": BOARD + SOURCE, FIGURES: TABLE}
CSV = f"{BOARD_FOLDER}/import/uppf.csv"
ROWS = ("- Barn, 0–20 år [barn]:  -48,0 | -45,1 | -40,0", "- Vuxna:                 -17,4 | -18,0 | -18,1")


def sourced(old: str = "", new: str = "") -> dict[str, str]:
    """The project with a word of its source changed."""
    assert old in SOURCE
    return {**REPORT, f"{BOARD_FOLDER}/namnd.yaml": BOARD + SOURCE.replace(old, new)}


def lines(project: Project) -> list[str]:
    """The rows of the table as they are written."""
    return [
        line.strip() for line in project.read(FIGURES).splitlines() if ("|" in line and "år" in line) or "Vuxna" in line
    ]


def test_a_workbook(project: MakeProject) -> None:
    """By heading and label, into the column of the right group; what fits nothing is told, with its cell."""
    made = project(sourced("    tabell:", "    blad: Uppföljning\n    tabell:"))
    write_workbook(made)

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert lines(made) == list(ROWS)
    assert "Utan tal i källan:\n  stab\n" in run.out
    assert "Utan rad i tabellen:\n  Lokaler: 0 (Uppföljning!C4)\n" in run.out
    assert "summa.nu.utfall: −65,399999 mnkr (Uppföljning!C5)" in run.out
    assert "          barn.nu.utfall: -48,0 | Uppföljning!C2\n" in made.read(FIGURES)
    assert made.run("import", "uppföljning", "--ja").err.startswith("Inget skiljer sig")
    told = made.run("explain", "ekonomi.barn.nu.utfall", "--period", "2023-t1").out
    assert f"  Hämtat ur {BOARD_FOLDER}/import/uppf.xlsx, Uppföljning!C2: {FIGURES}:" in told


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_text_file(project: MakeProject, delimiter: str) -> None:
    """The same cells as CSV; the place is the row."""
    made = project({**REPORT, CSV: csv(delimiter=delimiter)})

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert lines(made) == list(ROWS)
    assert "vuxna.nu.budget: -18,0 | rad 3\n" in made.read(FIGURES)


def test_a_control_cell_is_of_its_column(project: MakeProject) -> None:
    """A cell named by its letters and number is the total of the column that it stands in."""
    made = project(sourced("ur: Totalt", "ur: C5"))
    write_workbook(made, [*CELLS[:4], ("", 0, -65_399_999)])
    made.write(f"{BOARD_FOLDER}/namnd.yaml", made.read(f"{BOARD_FOLDER}/namnd.yaml") + "      kolumn: nu.utfall\n")
    # Where the workbook has two sheets, one is said.
    made.write(
        f"{BOARD_FOLDER}/namnd.yaml",
        made.read(f"{BOARD_FOLDER}/namnd.yaml").replace("    tabell:", "    blad: Uppföljning\n    tabell:"),
    )

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert "Kontrollsumman stämmer:\n  summa.nu.utfall: −65,399999 mnkr (Uppföljning!C5)\n" in run.out


def test_the_total_is_of_unrounded_amounts(project: MakeProject) -> None:
    """A krona is seen, although the table shows millions."""
    cells = [*CELLS[:4], ("Totalt", -64_100_000, -65_400_000)]
    made = project({**REPORT, CSV: csv(cells)})

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 1
    assert "fel T034" in run.err
    assert "summa.nu.utfall stämmer inte" in run.err


def test_rounded_amounts_may_miss_their_total_by_rounding(project: MakeProject) -> None:
    """In a sheet of thousands that are rounded themselves a total may be off by half a unit a row; it is told of."""
    cells = [("", "Ack utfall", "Ack budget x"), ("Barn och unga", -48_200, 0), ("Vuxna", -17_400, 0), ("Totalt", 0, 0)]
    told = "varning T034"
    for total, code, said in ((-65_600, 0, ""), (-65_601, 0, told), (-65_599, 0, told), (-65_605, 1, "fel T034")):
        rows = [*cells[:3], ("Totalt", total, -1_000)]
        made = project({**sourced("enhet: kr", "enhet: tkr"), CSV: csv(rows)})

        run = made.run("import", "uppföljning", "--prova")

        assert run.code == code, total
        assert said in run.err
        assert ("T034" in run.err) == bool(said)
        assert ("summa.nu.utfall: −65,6" in run.out) == (not said)


def test_headings_and_labels_may_stand_elsewhere(project: MakeProject) -> None:
    """A row of headings further down, and labels in another column than the first."""
    cells = [("Rapport", "x", "y", "z"), *((number, *row) for number, row in enumerate(CELLS))]
    made = project(
        {**sourced("    tabell:", "    rubrikrad: 2\n    etiketter: Verksamhet\n    tabell:"), CSV: csv(cells)}
    )

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert lines(made) == list(ROWS)


def test_a_sign_may_be_the_other(project: MakeProject) -> None:
    """Costs that are positive in the sheet, in a table that writes them with a minus."""
    cells = [[-each if isinstance(each, int) else each for each in row] for row in CELLS]
    made = project({**sourced("    tabell:", "    tecken: omvänt\n    tabell:"), CSV: csv(cells)})

    assert made.run("import", "uppföljning", "--ja").code == 0
    assert lines(made) == list(ROWS)


def test_the_cells_own_unit_goes_first(project: MakeProject) -> None:
    """A number that is written with its unit is in that; without `enhet` the rest are in the table's."""
    cells = [
        CELLS[0],
        ("Barn och unga", "-45100 tkr", "-48,0"),
        ("Vuxna", "-18,0", "-17,4"),
        ("Totalt", "-64,1", "-65,4"),
    ]
    made = project({**sourced("    enhet: kr\n", ""), CSV: csv(cells)})

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert lines(made) == list(ROWS)


THOUSANDS: Sequence[Sequence[object]] = (
    ("Verksamhet", "Ack budget 2304", "Ack utfall"),
    ("Barn och unga", -45_100, -47_950),
    ("Vuxna", -18_000, -17_449),
    ("Totalt", -63_100, -65_399),
)


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ((), ("Verksamhet", "Ack budget 2304 (tkr)", "Ack utfall, tkr")),
        ((), ("Verksamhet", "Ack budget 2304 kkr", "Ack utfall tusen kronor")),
        ((), ("Belopp i tkr", "Ack budget 2304", "Ack utfall")),
        (("Uppföljning april, tkr (av 550 mnkr)", "", ""), THOUSANDS[0]),
        (("Belopp i tkr", "", ""), THOUSANDS[0]),
        ((), THOUSANDS[0]),
    ],
)
@pytest.mark.parametrize("declared", ["", "    enhet: tkr\n"])
def test_a_unit_around_the_cells_is_theirs(
    project: MakeProject, declared: str, title: Sequence[str], heads: Sequence[str]
) -> None:
    """In the heading, over the labels, above or below the table; a source that says the same says nothing else."""
    files = sourced("    enhet: kr\n", declared)
    namnd = f"{BOARD_FOLDER}/namnd.yaml"
    files[namnd] = files[namnd].replace("utfall: Ack utfall", "utfall: Ack utfall*")
    below = () if title or heads != THOUSANDS[0] else [("Belopp i tkr", "", "")]
    cells = [*([title] if title else []), heads, *THOUSANDS[1:], *below]
    made = project({**files, CSV: csv(cells), FIGURES: TABLE.replace("_ | -1,0", "_ | –")})

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert lines(made) == list(ROWS)


@pytest.mark.parametrize("title", ["Belopp i tkr", "Uppföljning (mnkr)"])
def test_a_unit_that_the_source_denies_is_refused(project: MakeProject, title: str) -> None:
    """One of them is wrong by a thousand or more; nothing is written."""
    made = project({**REPORT, CSV: csv([(title, "", ""), *CELLS])})
    before = state(made.folder)

    run = made.run("import", "uppföljning", "--ja")

    assert (run.code, state(made.folder)) == (1, before)
    assert f"fel T205 · {BOARD_FOLDER}/namnd.yaml:8:12" in run.err
    assert f"Källan säger enhet: kr, men i filen står ”{title}”." in run.err


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("Ack utfall", "Utfall"), "T031", "har ingen kolumn ”Ack utfall”"),
        (("Ack budget 2304", "Ack utfall"), "T031", "Flera kolumner"),
        (("Lokaler", "vuxna"), "T031", "står på flera rader"),
        (("Totalt", "Summan"), "T031", "ingen rad eller cell ”Totalt”"),
        (("-45100000", "femton"), "T105", f"{CSV}:2:"),
        (("-45100000", "45.100"), "T104", f"{CSV}:2:"),
        (("-18000000", ""), "T034", "Kontrollsumman för summa.nu.budget"),
    ],
)
def test_what_is_wrong_in_the_file(project: MakeProject, change: tuple[str, str], code: str, said: str) -> None:
    """A renamed column, a label that stands twice, a cell that is no number: nothing is written."""
    assert change[0] in csv()
    made = project({**REPORT, CSV: csv().replace(*change)})
    before = state(made.folder)

    run = made.run("import", "uppföljning", "--ja")

    assert (run.code, state(made.folder)) == (1, before)
    assert f"fel {code}" in run.err
    assert said in run.err


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("    tabell:", "    blad: Uppföljningen\n    tabell:", "T014", "Bladen heter: Uppföljning, Noter."),
        ("    tabell:", "    tabell:", "T014", "Det är oklart vilket blad"),
        ("    tabell:", "    rubrikrad: 99\n    blad: Uppföljning\n    tabell:", "T103", "Rubrikraden"),
        ("    tabell:", "    etiketter: Namn\n    blad: Uppföljning\n    tabell:", "T031", "har ingen kolumn ”Namn”"),
    ],
)
def test_what_the_workbook_does_not_have(project: MakeProject, old: str, new: str, code: str, said: str) -> None:
    """A sheet, a row or a column that the source names."""
    made = project(sourced(old, new))
    write_workbook(made)

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 1
    assert f"fel {code}" in run.err
    assert said in run.err


def test_numbers_as_their_readers_see_them(project: MakeProject) -> None:
    """A title above the headings, Windows' letters, parentheses and a minus behind for less than nothing."""
    made = project(sourced("enhet: kr", "enhet: tkr"))
    text = "Uppföljning\n\n" + csv(
        [
            CELLS[0],
            ("Barn och unga", "(45 100)", "47 950-"),
            ("Vuxna", "-18 000", "-17 449"),
            ("Totalt", -64_100, -65_399),
        ]
    )
    path = made.folder / CSV
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("cp1252"))

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert lines(made) == list(ROWS)


def test_a_heading_may_have_its_group_before_it(project: MakeProject) -> None:
    """Where two columns have the same heading, that of the group above tells them apart."""
    cells = [("Verksamhet", "2022", "2022", "2023", "2023"), ("", "Utfall", "Budget", "Utfall", "Budget")]
    cells += [("Barn och unga", "1", "1", "-48,0", "-45,1"), ("Vuxna", "1", "1", "-17,4", "-18,0")]
    cells += [("Totalt", "2", "2", "-65,4", "-64,1")]
    source = (
        SOURCE.replace("Ack utfall", "2023 utfall")
        .replace("Ack budget *", "2023 budget")
        .replace("kr\n", "mnkr\n    rubrikrader: 2\n")
    )
    made = project({FIGURES: TABLE, CSV: csv(cells), f"{BOARD_FOLDER}/namnd.yaml": BOARD + source})

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert lines(made) == list(ROWS)


def test_numbers_shown_in_thousands_are_not_kronor(project: MakeProject) -> None:
    """What the sheet shows and what the source says of it must agree."""
    made = project(sourced("    tabell:", "    blad: Uppföljning\n    tabell:"))
    write_workbook(made)
    path = made.folder / BOARD_FOLDER / "import" / "uppf.xlsx"
    book = load_workbook(path)
    book["Uppföljning"]["B2"].number_format = "#,##0,"
    book.save(path)

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 1
    assert "fel T020" in run.err
    assert "uppf.xlsx:Uppföljning!B2" in run.err


def test_what_is_computed_or_blank_is_left(project: MakeProject) -> None:
    """A formula in a cell stays, and a cell that the sheet leaves blank; the latter is told of."""
    table = TABLE.replace("-17,4 |   –", "= 1 - 2 | –")
    cells = [*CELLS[:2], ("Vuxna", "", -17_449_999), CELLS[3], ("Totalt", -46_100_000, "")]
    source = SOURCE.replace("ur: Totalt", "ur: Totalt\n      kolumn: nu.budget")
    made = project({FIGURES: table, CSV: csv(cells), f"{BOARD_FOLDER}/namnd.yaml": BOARD + source})

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert "= 1 - 2 | – | -18,1" in lines(made)[1]
    assert "Utan tal i källan:\n  vuxna\n  stab\n" in run.out


def test_a_blank_cell_of_a_row_is_told_of(project: MakeProject) -> None:
    """The other cell of the row is written."""
    cells = [CELLS[0], ("Barn och unga", "", -47_950_000), CELLS[2], ("Totalt", -19_000_000, -65_399_999)]
    made = project({**REPORT, CSV: csv(cells)})

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 0, run.err
    assert "Utan tal i källan:\n  barn.nu.budget\n  stab\n" in run.out


def test_a_total_that_is_imported_is_held_against_its_rows(project: MakeProject) -> None:
    """A sum that is written and taken from the same cell as the control total would agree with anything."""
    table = TABLE.replace("      - Summa:\n", "      - Summa: -1 | -1 | -1\n")
    cells = [*CELLS[:3], ("Lokaler", -5, -5), ("Totalt", -64_100_005, -65_400_004)]
    source = SOURCE.replace("    kontrollsumma", "      summa: Totalt\n    kontrollsumma")
    made = project({FIGURES: table, CSV: csv(cells), f"{BOARD_FOLDER}/namnd.yaml": BOARD + source})

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 1
    assert "Kontrollsumman för summa.nu.utfall stämmer inte" in run.err


def test_a_label_fills_one_row(project: MakeProject) -> None:
    """A label that the source gives to another row does not fill the row of that name as well."""
    made = project({**sourced("barn: Barn och unga", "barn: Vuxna"), CSV: csv()})

    run = made.run("import", "uppföljning", "--prova")

    assert "Utan tal i källan:\n  vuxna\n  stab\n" in run.out


def test_a_control_cell_is_of_no_other_column(project: MakeProject) -> None:
    """Without `kolumn` it is of the one that it stands in."""
    made = project(sourced("ur: Totalt", "ur: C5"))
    write_workbook(made)
    namnd = f"{BOARD_FOLDER}/namnd.yaml"
    made.write(namnd, made.read(namnd).replace("    tabell:", "    blad: Uppföljning\n    tabell:"))

    run = made.run("import", "uppföljning", "--prova")

    assert "summa.nu.utfall: −65,399999 mnkr (Uppföljning!C5)" in run.out
    assert "Kontrollsumman för summa.nu.budget går inte att räkna" in run.err
