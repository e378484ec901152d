"""`tertial import --ny` and `tertial new --ur`: a workbook's sheets as tables of a period, all or nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.commands.conftest import FRAME, HERE, MakeProject, Project
from tests.moments import state
from tests.sheets import Formula, Number, Sheet, workbook

N = "#,##0.0"
EKONOMI: Sheet = (
    ("Ekonomisk uppföljning", None),
    ("Belopp i mnkr",),
    (),
    ("Verksamhet", "Utfall", "Budget", "Avvikelse"),
    ("Barn och unga", Number(-48.2, N), Number(-46.4, N), Formula("=B5-C5", -1.8, N)),
    ("Vuxna", Number(-17.4, N), Number(-18.1, N), Formula("=B6-C6", 0.7, N)),
    ("Summa", Formula("=SUM(B5:B6)", -65.6, N), Formula("=SUM(C5:C6)", -64.5, N), Formula("=SUM(D5:D6)", -1.1, N)),
)
BOOK = workbook({"Ekonomi": EKONOMI})
FILE = f"{HERE}/bok.yaml"
TABLE = """\
  # Bladet Ekonomi, A4:D7.
  ekonomi:
    rubrik: Ekonomisk uppföljning
    enhet: mnkr  # gissat: enhet ur rubriken
    decimaler: 1
    radrubrik: Verksamhet
    kolumner:
      - utfall: Utfall
      - budget: Budget
      - avvikelse: Avvikelse
        formel: utfall - budget
    rader:
      - Barn och unga: -48,2 | -46,4
      - Vuxna:         -17,4 | -18,1
      - Summa:
        typ: summa
"""
TEXT = """\
texter:
  ekonomi: |
    Utfallet för barn och unga är -48,2 mnkr. Budgeten för barn och unga är -46,4 mnkr. Vuxna har utfallet -17,4 mnkr.
"""
DOCUMENT = "dokument:\n  rapport:\n    mall: rapport\n    titel: Rapport\n"


def save(project: Project, data: bytes = BOOK, name: str = "bok.xlsx") -> str:
    """Puts a workbook beside the project's folder, as somebody has it among downloaded files."""
    path = project.folder / "hämtat" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return f"hämtat/{name}"


def test_a_workbook_becomes_a_file_of_tables(project: MakeProject) -> None:
    """It is shown and then written; the checks say what is guessed, and nothing else."""
    made = project({})
    book = save(made)

    run = made.run("import", "--ny", book, "2023-t1", "--ja")

    assert run.code == 0, run.err
    assert made.read(FILE).endswith(TABLE)
    assert run.out == (
        f"Tabeller ur bok.xlsx till {FILE}:\n"
        "  ekonomi  Ekonomi!A4:D7  3 rader, 3 kolumner  mnkr  1 summa; formel för avvikelse\n"
        "Gissat. Se efter, och ta bort kommentaren # gissat när det stämmer. tertial check visar de som är kvar:\n"
        "  rad 8: enhet ur rubriken\n"
    )
    assert run.err.startswith(f"{FILE} är skriven.\n")
    checked = made.run("check", "2023-t1", "--format", "short")
    assert f"{FILE}:8:18: varning: T758 Det här är gissat ur en arbetsbok: enhet ur rubriken. Se" in checked.err
    assert checked.err.count(": T") == 1


def test_nothing_is_written_unless_wanted(project: MakeProject) -> None:
    """Neither to try, nor where nobody says yes."""
    made = project({})
    book = save(made)
    before = state(made.folder)

    tried = made.run("import", "--ny", book, "2023-t1", "--prova")
    asked = made.run("import", "--ny", book, "2023-t1")

    assert (tried.code, asked.code) == (0, 1)
    assert tried.out == asked.out
    assert state(made.folder) == before


def test_a_second_workbook_of_one_name_has_its_own_file(project: MakeProject) -> None:
    """No file is written over."""
    made = project({FILE: "texter:\n  bok: Text.\n"})

    run = made.run("import", "--ny", save(made), "2023-t1", "--ja")

    assert run.code == 0, run.err
    assert made.read(FILE) == "texter:\n  bok: Text.\n"
    assert made.read(f"{HERE}/bok-2.yaml").endswith(TABLE)


@pytest.mark.parametrize(
    "table", ["    rubrik: Ekonomi\n    enhet:\n    kolumner:\n    rader:\n", TABLE.partition("\n  ekonomi:\n")[2]]
)
def test_a_table_that_is_there_stays(table: str, project: MakeProject) -> None:
    """Also one that is not filled in; the way out is said."""
    made = project({f"{HERE}/tabeller.yaml": f"tabeller:\n  ekonomi:\n{table}"})
    book = save(made)
    before = state(made.folder)

    run = made.run("import", "--ny", book, "2023-t1", "--ja")

    assert run.code == 2
    assert f"Tabellen finns redan, och inget skrivs över: ekonomi ({HERE}/tabeller.yaml:2:3)" in run.err
    assert "ändra bladets namn och rubriken ovanför tabellen i bladet" in run.err
    assert "--blad" in run.err
    assert state(made.folder) == before


def test_a_published_period_gets_no_tables(project: MakeProject) -> None:
    """It is corrected, and not added to."""
    made = project({f"{HERE}/period.yaml": FRAME[f"{HERE}/period.yaml"] + DOCUMENT, FILE: f"tabeller:\n{TABLE}"})
    made.write(f"{HERE}/texter.yaml", "texter:\n  sammanfattning: Allt.\n")
    published = made.run("publish", "2023-t1", "--date", "2023-05-10")
    assert published.code == 0, published.err

    run = made.run("import", "--ny", save(made), "2023-t1", "--ja")

    assert (run.code, "är publicerad (version 1)" in run.err) == (2, True)


def zipped(**parts: str) -> bytes:
    """An archive that is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


MILLION = workbook({"Data": (("Konto", "Belopp"), *((),) * 999_998, (1, 2))})
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bok.xlsx", ENCRYPTED, ("T014", "lösenord")),
        ("bok.xls", ENCRYPTED, ("T014", "lösenord")),
        ("bok.xlsx", b"", ("T014", "inget Excelformat")),
        ("bok.csv", b"", ("T014", "ingen tabell")),
        ("bok.pdf", b"%PDF-1.7", ("T014", "inget Excelformat")),
        ("bok.docx", zipped(**{"word/document.xml": "<x/>"}), ("T014", "inget Excelformat")),
        ("bok.xlsx", workbook({"Blad1": ()}), ("T014", "ingen tabell")),
        ("bok.xlsx", workbook({"Blad1": (("Bara ord",),)}), ("T014", "ingen tabell")),
        ("bok.xlsx", workbook({"Blad1": EKONOMI}, hidden=[]), ("T014", "inget blad ”Ekonomi”", "Blad1")),
        ("bok.xlsx", MILLION, ("T014", "större än någon tabell", "egen arbetsbok")),
    ],
    ids=["password", "old password", "empty", "empty csv", "pdf", "docx", "no cells", "words", "no sheet", "rows"],
)
def test_what_cannot_be_read_is_refused(
    name: str, data: bytes, said: tuple[str, ...], project: MakeProject, request: pytest.FixtureRequest
) -> None:
    """In Swedish, with the way out, and nothing is written."""
    made = project({})
    book = save(made, data, name)
    before = state(made.folder)
    sheet = ("--blad", "Ekonomi") if "no sheet" in request.node.callspec.id else ()

    for words in (
        ("import", "--ny", book, "2023-t1", "--ja"),
        ("new", "period", "storkoping/socialnamnden/2023-t2", "--ur", book),
    ):
        run = made.run(*words, *sheet)
        assert run.code == 1, run.err
        assert all(word in run.err for word in said), run.err
        assert "Traceback" not in run.err
        assert "Gör så här:" in run.err
    assert state(made.folder) == before


def test_a_file_that_is_open_in_excel_is_refused(project: MakeProject) -> None:
    """What is shown on the screen is not what the file has."""
    made = project({})
    book = save(made)
    save(made, b"", "~$bok.xlsx")

    run = made.run("import", "--ny", book, "2023-t1", "--ja")

    assert (run.code, "T032" in run.err, not Path(made.folder / FILE).exists()) == (1, True, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "--ny", "hämtat/bok.xls", "2023-t1"), "hämtat/bok.xls finns inte. Menade du ”bok.xlsx”?"),
        (("import", "--ny", "hämtat", "2023-t1"), "hämtat är ingen fil."),
        (("import",), "KÄLLA saknas."),
        (("import", "ekonomi", "--blad", "Ekonomi"), "--blad hör till --ny."),
        (("import", "--ny", "hämtat/bok.xlsx", "2023-t1", "2023-t2"), "2023-t2 passar inte här."),
        (("import", "--ny", "hämtat/bok.xlsx", "2023-t1", "--datum", "2023-05-01"), "--datum passar inte här."),
        (("import", "--ny", "hämtat/bok.xlsx"), "PERIOD saknas."),
        (("new", "period", "2023-t2", "--efter", "2023-t1", "--ur", "hämtat/bok.xlsx"), "--ur passar inte här."),
        (("new", "profil", "gavle2", "--ur", "hämtat/bok.xlsx"), "--ur passar inte här"),
        (("new", "period", "storkoping/socialnamnden/2023-t2", "--blad", "A"), "--blad hör till --ur:"),
    ],
)
def test_words_that_do_not_fit(words: tuple[str, ...], said: str, project: MakeProject) -> None:
    """Are refused with those that would."""
    made = project({})
    save(made)

    run = made.run(*words)

    assert (run.code, said in run.err) == (2, True), run.err


def test_a_new_period_from_a_workbook_is_built_and_linked(project: MakeProject) -> None:
    """The figures that the sheet shows are printed, and typed numbers of a pasted text become citations of them."""
    made = project({})
    run = made.run("new", "period", "storkoping/socialnamnden/2024-t1", "--ur", save(made))
    assert run.code == 0, run.err
    here = "content/storkoping/socialnamnden/2024-t1"
    assert "tabeller.yaml" not in "".join(made.files)
    assert made.read(f"{here}/bok.yaml").endswith(TABLE)
    made.write(f"{here}/texter.yaml", f"texter:\n  sammanfattning: Allt är sagt.\n{TEXT.partition(chr(10))[2]}")
    made.write(f"{here}/period.yaml", made.read(f"{here}/period.yaml").replace("daterad:", "daterad: 2024-05-10"))

    linked = made.run("link", "2024-t1", "--skriv")
    built = made.run("build", "2024-t1", "--format", "html")

    assert linked.code == 0, linked.err
    assert made.read(f"{here}/texter.yaml").endswith(
        "    Utfallet för barn och unga är {{ ekonomi.barn_och_unga.utfall }}. Budgeten för barn och unga är "
        "{{ ekonomi.barn_och_unga.budget }}. Vuxna har utfallet {{ ekonomi.vuxna.utfall }}.\n"
    )
    assert built.code == 0, built.err
    html = next(path for path in made.files if path.endswith(".html"))
    assert all(figure in made.read(html) for figure in ("−48,2", "−46,4", "−1,8", "−65,6", "−64,5", "−1,1"))


@pytest.mark.parametrize(
    ("book", "file"),
    [
        ("Uppföljning April.xlsx", "uppfoljning-april.yaml"),
        ("historik.xlsx", "historik-2.yaml"),
        ("period.xlsx", "period-2.yaml"),
        ("con.xlsx", "arbetsbok.yaml"),
        ("…xlsx.xlsx", "xlsx.yaml"),
    ],
)
def test_the_file_is_named_after_the_workbook(book: str, file: str, project: MakeProject) -> None:
    """So that it can stand on every computer, and is content."""
    made = project({})

    run = made.run("import", "--ny", save(made, name=book), "2023-t1", "--ja")

    assert run.code == 0, run.err
    assert made.read(f"{HERE}/{file}").endswith(TABLE)


def test_the_board_need_not_be_there_nor_be_filled_in(project: MakeProject) -> None:
    """A workbook is where a board begins: its tables are written beside what is to be filled in."""
    made = project({})
    book = save(made)
    here = "content/storkoping/kulturnamnden/2024-t1"

    new = made.run("new", "period", "storkoping/kulturnamnden/2024-t1", "--ur", book)
    again = save(made, workbook({"Personal": EKONOMI}), "personal.xlsx")
    added = made.run("import", "--ny", again, "kulturnamnden/2024-t1", "--ja")

    assert (new.code, added.code) == (0, 0), new.err + added.err
    assert made.read(f"{here}/bok.yaml").endswith(TABLE)
    assert made.read(f"{here}/personal.yaml").endswith(
        TABLE.replace("Bladet Ekonomi", "Bladet Personal").replace("  ekonomi:", "  personal:")
    )
    assert "nämnd:\n" in made.read("content/storkoping/kulturnamnden/namnd.yaml")
