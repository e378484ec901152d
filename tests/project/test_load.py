"""Stage 1: what is read for a period, under which names, and from where nothing is read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from generator.content import Source
from generator.problems import Problem, Rejected, Severity, UsageError, Where
from generator.project import load

MINIMAL = Path(__file__).parents[1] / "projects" / "minimal"
PERIOD = "exempel/namnden/2024-t1"
FOLDER = Path("content", PERIOD)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the minimal project."""
    return shutil.copytree(MINIMAL, tmp_path / "project")


@pytest.fixture
def built_in(tmp_path: Path) -> Path:
    """Built-in templates: a base and a house."""
    folder = tmp_path / "built_in"
    for name in ("base", "inbyggd"):
        write(folder / name / "profil.yaml", f"namn: {name}\n")
        write(folder / name / "mallar" / "brev.yaml", f"mall: brev\ntitel: Brev från {name}\n")
    return folder


def write(path: Path, text: str | bytes) -> Path:
    """Writes a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(project: Path, built_in: Path, period: str = PERIOD) -> tuple[Problem, ...]:
    """What is wrong with a period's files."""
    with pytest.raises(Rejected) as caught:
        load(project, period, built_in)
    return caught.value.problems


def test_all_that_a_report_may_be_made_of_is_read(project: Path, built_in: Path) -> None:
    """Municipality, board, house, the period's files by name, its prose by id, and its images are in the Source."""
    write(project / FOLDER / "bilder" / "karta.svg", "<svg/>")
    write(project / FOLDER / "bilder" / "Thumbs.db", "")
    write(project / FOLDER / "underlag.pdf", "PK")
    write(project / FOLDER / "~$utfall.xlsx", "")
    write(project / FOLDER / ".dold.yaml", "\t")
    source = load(project, PERIOD, built_in)

    assert source.municipality["kommun"] == "Exempel kommun"  # type: ignore[index]
    assert source.board["nämnd"] == "Exempelnämnden"  # type: ignore[index]
    assert [block.where.file for block in source.period.files] == [f"{FOLDER}/period.yaml", f"{FOLDER}/tal.yaml"]
    assert list(source.period.prose) == ["sammanfattning"]
    assert source.period.prose["sammanfattning"].where == Where(f"{FOLDER}/sammanfattning.md", 1, 1)
    assert source.period.images == {"bilder/karta.svg": b"<svg/>"}
    assert (source.period.id, source.notices) == (PERIOD, ())
    assert source.lines[f"{FOLDER}/tal.yaml"][0] == "tal:"


def test_the_house_lies_over_the_base(project: Path, built_in: Path) -> None:
    """Profiles and outlines come base first; folders are searched the house's own first."""
    house = load(project, PERIOD, built_in).house

    assert house.id == "minimal"
    assert [profile["namn"] for profile in house.profiles] == ["base", "Minimal"]  # type: ignore[index]
    assert [outline["mall"] for outline in house.outlines] == ["brev", "rapport"]  # type: ignore[index]
    assert house.folders == (str(project / "templates" / "minimal"), str(built_in / "base"))
    assert house.outlines[0].where.file == "inbyggt/base/mallar/brev.yaml"


def test_a_projects_own_templates_come_before_the_built_in_ones(project: Path, built_in: Path) -> None:
    """An own base lies over the built-in one, and an own house takes the place of a built-in one of that name."""
    write(project / "content" / "exempel" / "kommun.yaml", "kommun: Exempel\nprofil: inbyggd\n")
    assert names(load(project, PERIOD, built_in)) == ["base", "inbyggd"]

    write(project / "templates" / "base" / "profil.yaml", "namn: egen grund\n")
    write(project / "templates" / "inbyggd" / "profil.yaml", "namn: egen\n")
    source = load(project, PERIOD, built_in)

    assert names(source) == ["base", "egen grund", "egen"]
    assert source.house.folders[0] == str(project / "templates" / "inbyggd")


def names(source: Source) -> list[object]:
    """The names in the profiles of a house."""
    return [profile["namn"] for profile in source.house.profiles]  # type: ignore[index]


def test_a_checkout_reads_its_templates_once(project: Path) -> None:
    """Where the built-in templates are the project's own folder, nothing is read twice."""
    write(project / "templates" / "base" / "profil.yaml", "namn: grund\n")

    assert names(load(project, PERIOD, project / "templates")) == ["grund", "Minimal"]


def test_the_base_alone_is_a_house(project: Path, built_in: Path) -> None:
    """A municipality without a style of its own names the base."""
    write(project / "content" / "exempel" / "kommun.yaml", "kommun: Exempel\nprofil: base\n")

    assert names(load(project, PERIOD, built_in)) == ["base"]


def test_earlier_periods_are_given_under_the_names_that_the_content_calls_them(project: Path, built_in: Path) -> None:
    """Those that period.yaml names, those cited by period(…) in any file, and other boards by nämnd(…); once each."""
    board = project / "content" / "exempel" / "namnden"
    write(board / "2022" / "period.yaml", "period: 2022\n")
    write(board / "2021-t1" / "period.yaml", "period: 2021-t1\nföregående_period: 2019\n")
    write(project / "content" / "exempel" / "skolan" / "2024-t1" / "period.yaml", "period: 2024-t1\n")
    write(
        project / FOLDER / "texter.yaml",
        "texter:\n"
        '  a: "{{ period(\\"2022\\").möten }} och {{ period(\'2022\').besök }}"\n'
        "  # {{ period('1999').möten }}\n"
        "  b: |\n"
        '    {{ nämnd( "skolan" ).elever }}\n',
    )
    write(project / FOLDER / "mer.md", "Så var det {{ period('2021-t1').möten }}, {{ period('2023').möten }}.\n")
    source = load(project, PERIOD, built_in)

    assert {name: period.id for name, period in source.earlier.items()} == {
        "2023": "exempel/namnden/2023",
        "2021-t1": "exempel/namnden/2021-t1",
        "2022": "exempel/namnden/2022",
        "skolan/2024-t1": "exempel/skolan/2024-t1",
    }


def test_data_of_tables_is_read_under_the_key_that_the_table_gives(project: Path, built_in: Path) -> None:
    """CSV and Excel, a workbook in several ways, in subfolders too; what hides in them is a notice."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Verksamhet", "Utfall"])
    book.worksheets[0].append(["Barn", 3.2])
    book.worksheets[0].row_dimensions[2].hidden = True
    (project / FOLDER / "underlag").mkdir()
    book.save(project / FOLDER / "underlag" / "utfall.xlsx")
    write(project / FOLDER / "utfall.csv", "Verksamhet;Utfall\nBarn;3,2\n")
    write(
        project / FOLDER / "tabeller.yaml",
        "tabeller:\n"
        "  a:\n    data: utfall.csv\n"
        "  b:\n    data:\n      fil: underlag/utfall.xlsx\n"
        "  c:\n    data:\n      fil: underlag/utfall.xlsx\n      blad: Sheet\n      cellområde: A1:B2\n"
        "  d:\n    data: utfall.csv\n"
        "  e:\n    rader: []\n",
    )
    source = load(project, PERIOD, built_in)

    assert {key: grid.rows for key, grid in source.period.grids.items()} == dict.fromkeys(
        ("utfall.csv", "underlag/utfall.xlsx", "underlag/utfall.xlsx#Sheet!A1:B2"),
        (("Verksamhet", "Utfall"), ("Barn", "3,2")),
    )
    assert {notice.severity for notice in source.notices} == {Severity.NOTICE}
    assert source.lines[f"{FOLDER}/utfall.csv"][1] == "Barn;3,2"


def test_a_missing_sheet_is_told_where_it_is_named(project: Path, built_in: Path) -> None:
    """The author is sent to the line of YAML, not to the workbook."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    book.save(project / FOLDER / "utfall.xlsx")
    write(project / FOLDER / "t.yaml", "tabeller:\n  a:\n    data:\n      fil: utfall.xlsx\n      blad: Utfall\n")
    (problem,) = refused(project, built_in)

    assert (problem.code, problem.where) == ("T014", Where(f"{FOLDER}/t.yaml", 5, 13))


def test_files_of_windows_programs_are_read_or_told(project: Path, built_in: Path) -> None:
    """A byte order mark and CRLF are nothing; windows-1252 is told, and the rest of the file is read for more."""
    write(project / FOLDER / "a.yaml", "tal:\r\n  möten: 3\r\n".encode("utf-8-sig"))
    assert load(project, PERIOD, built_in).period.files[0] == {"tal": {"möten": "3"}}

    write(project / FOLDER / "a.yaml", "tal:\n  möten: 3\n  ärenden: @4\n".encode("cp1252"))
    problems = refused(project, built_in)

    assert [(problem.code, problem.where.line) for problem in problems] == [("T002", 2), ("T018", 3)]


@pytest.mark.parametrize("name", ["kommun.yaml", "namnden/namnd.yaml", "namnden/2024-t1/period.yaml"])
def test_a_missing_file_is_told_by_its_name(project: Path, built_in: Path, name: str) -> None:
    """The three files that a report cannot be without, one at a time."""
    (project / "content" / "exempel" / name).unlink()
    problems = refused(project, built_in)

    assert [(problem.code, problem.where.file) for problem in problems] == [("T001", f"content/exempel/{name}")]


def test_a_missing_period_is_told_with_the_nearest_one(project: Path, built_in: Path) -> None:
    """A period that nobody wrote is no traceback."""
    (problem,) = refused(project, built_in, "exempel/namnden/2024-t2")

    assert (problem.code, problem.where.file) == ("T001", "content/exempel/namnden/2024-t2")
    assert "2024-t1" in problem.hint


@pytest.mark.parametrize(
    "period", ["", "exempel", "exempel/namnden", "exempel/../namnden", "a/b/c/d", "exempel//2024-t1"]
)
def test_what_is_no_period_is_a_wrong_call(project: Path, built_in: Path, period: str) -> None:
    """A period is a municipality, a board and a name."""
    with pytest.raises(UsageError, match="kommun/nämnd/period"):
        load(project, period, built_in)


def test_a_missing_base_is_told(project: Path, tmp_path: Path) -> None:
    """An installation without its templates is told by the file that is missing."""
    problems = refused(project, tmp_path / "nowhere")

    assert [(problem.code, problem.where.file) for problem in problems] == [("T001", "inbyggt/base/profil.yaml")]


@pytest.mark.parametrize("name", ["mer.yaml", "mer.md", "utfall.csv", "karta.png"])
def test_a_link_out_of_the_project_is_not_read(project: Path, built_in: Path, tmp_path: Path, name: str) -> None:
    """A link may point within the project and nowhere else, whatever the file holds."""
    secret = write(tmp_path / "secret" / name, "tal:\n  hemligt: 1\n")
    (project / FOLDER / name).symlink_to(secret)
    write(
        project / FOLDER / "t.yaml", "tabeller:\n  a:\n    data: utfall.csv\n" if name.endswith("csv") else "tal: {}\n"
    )
    problems = refused(project, built_in)

    assert [problem.code for problem in problems] == ["T017"]
    assert "hemligt" not in str(problems)


def test_a_link_within_the_project_is_read(project: Path, built_in: Path) -> None:
    """Periods may share a file."""
    shared = write(project / "content" / "exempel" / "gemensamt.yaml", "texter:\n  inledning: Hej.\n")
    (project / FOLDER / "gemensamt.yaml").symlink_to(os.path.relpath(shared, project / FOLDER))

    assert load(project, PERIOD, built_in).period.files[0] == {"texter": {"inledning": "Hej."}}


def test_a_folder_that_links_out_is_not_read(project: Path, built_in: Path, tmp_path: Path) -> None:
    """Neither a linked period nor a linked subfolder opens the way out."""
    write(tmp_path / "secret" / "period.yaml", "period: hemlig\n")
    write(tmp_path / "secret" / "karta.png", "x")
    (project / FOLDER / "bilder").symlink_to(tmp_path / "secret")
    assert load(project, PERIOD, built_in).period.images == {}

    (project / "content" / "exempel" / "namnden" / "2025").symlink_to(tmp_path / "secret")
    assert {problem.code for problem in refused(project, built_in, "exempel/namnden/2025")} == {"T017"}


def test_problems_of_all_files_come_at_once(project: Path, built_in: Path) -> None:
    """The municipality's, the board's, the house's, the period's and an earlier period's, in the order of places."""
    for name in ("kommun.yaml", "namnden/namnd.yaml", "namnden/2023/tal.yaml", "namnden/2024-t1/tal.yaml"):
        write(project / "content" / "exempel" / name, "a: 1\na: 2\n")
    write(project / "templates" / "minimal" / "profil.yaml", "a: 1\na: 2\n")
    problems = refused(project, built_in)

    assert [(problem.code, problem.where.file) for problem in problems] == [
        ("T102", "content/exempel/kommun.yaml"),
        ("T006", "content/exempel/kommun.yaml"),
        ("T006", "content/exempel/namnden/2023/tal.yaml"),
        ("T006", "content/exempel/namnden/2024-t1/tal.yaml"),
        ("T006", "content/exempel/namnden/namnd.yaml"),
    ]


def test_loading_twice_gives_the_same(project: Path, built_in: Path) -> None:
    """The Source depends on what the files hold, and on nothing else."""
    assert load(project, PERIOD, built_in) == load(project, PERIOD, built_in)


@pytest.mark.parametrize(
    ("name", "severity", "hint"),
    [
        ("ekonomi.yaml.txt", Severity.WARNING, "ekonomi.yaml"),
        ("Inledning.md.txt", Severity.WARNING, "Inledning.md"),
        ("tabell.csv.bak", Severity.WARNING, "tabell.csv"),
        ("underlag/text.docx", Severity.NOTICE, ".md"),
        ("tabell.xlsb", Severity.NOTICE, ".xlsx"),
        ("ekonomi.yalm", Severity.NOTICE, ".yaml"),
    ],
)
def test_a_file_that_looks_like_content_and_is_not_read_is_told(
    project: Path, built_in: Path, name: str, severity: Severity, hint: str
) -> None:
    """A second ending that nobody sees, and what other programs save, are told with the ending that is read."""
    write(project / FOLDER / name, "x")

    (notice,) = load(project, PERIOD, built_in).notices

    assert (notice.code, notice.where.file, notice.severity) == ("T017", f"{FOLDER}/{name}", severity)
    assert hint in notice.hint


@pytest.mark.parametrize("name", ["anteckningar.txt", "rapport.v2.pdf", "README", "Thumbs.db", "a.b.c"])
def test_what_may_well_lie_beside_is_left_alone(project: Path, built_in: Path, name: str) -> None:
    """Notes, sources and what the system puts there are no content and look like none."""
    write(project / FOLDER / name, "x")

    assert load(project, PERIOD, built_in).notices == ()
