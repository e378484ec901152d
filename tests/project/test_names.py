"""Stage 1: what stands where a file is to be, and names that another computer loses or refuses."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.problems import Problem, Rejected, Severity
from generator.project import find_periods, folder_name_fault, load
from generator.project.names import name_problems

ROOT = Path(__file__).parents[2]
PERIOD = "exempel/namnden/2024-t1"
FOLDER = f"content/{PERIOD}"
TABLE = "tabeller:\n  t:\n    rubrik: T\n    data: t.csv\n"

# Where a file is to be; the place of the problem where it is another.
PLACES = {
    f"{FOLDER}/mer.yaml": "",
    f"{FOLDER}/mer.md": "",
    f"{FOLDER}/period.yaml": "",
    f"{FOLDER}/t.csv": f"{FOLDER}/tabell.yaml:4:11",
    "content/exempel/kommun.yaml": "",
    "content/exempel/namnden/namnd.yaml": "",
    "content/exempel/namnden/2023/period.yaml": "",
    "templates/minimal/profil.yaml": "",
    "templates/minimal/mallar/rapport.yaml": "",
    "templates/minimal/mallar/mer.yaml": "",
}
# What stands there instead, and what is told of it.
INSTEAD: dict[str, Callable[[Path], object]] = {
    "en mapp": Path.mkdir,
    "en länk till något som inte finns": lambda path: path.symlink_to("ingenstans"),
    "en länk som leder runt i en ring": lambda path: path.symlink_to(path.name),
    "ett rör eller en enhet": os.mkfifo,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the minimal project, with a table whose data is still to come."""
    return shutil.copytree(ROOT / "tests" / "projects" / "minimal", tmp_path / "project")


def problems_of(project: Path) -> tuple[Problem, ...]:
    """What is wrong with the files of the period, and what is told besides."""
    try:
        return load(project, PERIOD, ROOT / "templates").notices
    except Rejected as rejected:
        return rejected.problems


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("found", INSTEAD)
def test_what_is_no_file_is_told_where_a_file_is_to_be(project: Path, place: str, found: str) -> None:
    """Folders, links that lead nowhere and pipes are a problem at their place, and nobody waits for a pipe."""
    if place.endswith(".csv"):
        (project / FOLDER / "tabell.yaml").write_text(TABLE, encoding="utf-8")
    (project / place).unlink(missing_ok=True)
    INSTEAD[found](project / place)

    problem = next(problem for problem in problems_of(project) if "ingen fil" in problem.message)

    assert (problem.code, str(problem.where)) == ("T001", PLACES[place] or place)
    assert problem.found.startswith(found)
    assert PERIOD in find_periods(project)


def test_a_folder_behind_a_link_is_told_and_passed_over(project: Path) -> None:
    """A linked folder is not read, and who laid it there learns it; the report can be built without it."""
    (project / "bilder").mkdir()
    (project / FOLDER / "bilder").symlink_to(project / "bilder")

    (problem,) = problems_of(project)

    assert (problem.code, problem.where.file, problem.severity) == ("T017", f"{FOLDER}/bilder", Severity.WARNING)


@pytest.mark.parametrize(
    "path",
    [
        f"{FOLDER}/Tal.yaml",
        f"{FOLDER}/Sammanfattning.md",
        "content/Exempel/kommun.yaml",
        "content/exempel/Namnden/namnd.yaml",
        "content/exempel/namnden/2024-T1/period.yaml",
        "templates/minimal/mallar/Rapport.yaml",
    ],
)
def test_names_that_other_computers_take_for_one_are_an_error(project: Path, path: str) -> None:
    """Files and folders whose names differ in letter case alone are told at the one, with the other beside it."""
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text("a: b\n", encoding="utf-8")

    (problem,) = (problem for problem in problems_of(project) if problem.code == "T019")

    assert problem.severity is Severity.ERROR
    assert {problem.where.file.casefold(), problem.related[0].file.casefold()} == {problem.where.file.casefold()}
    assert path.casefold().startswith(problem.where.file.casefold())


def test_names_composed_in_two_ways_are_one() -> None:
    """å as one character and å as two are the same name on macOS."""
    name = "content/åtgärder.yaml"
    (problem,) = name_problems(Path(unicodedata.normalize(form, name)) for form in ("NFC", "NFD"))

    assert problem.code == "T019"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("con.yaml", "Windows har för eget bruk"),
        ("NUL", "Windows har för eget bruk"),
        ("Com1.tar.gz", "Windows har för eget bruk"),
        ("aux .md", "Windows har för eget bruk"),
        ("lpt².csv", "Windows har för eget bruk"),
        ("bilder.", "slutar med en punkt"),
        ("tal.yaml ", "slutar med en punkt"),
        ("a:b.md", "har tecknet :"),
        ('a"b.md', 'har tecknet "'),
        ("a\\b.md", "har tecknet \\"),
        ("a\nb.md", "har tecknet U+000A"),
        (f"{'a' * 210}.md", "Sökvägen har 2"),
    ],
)
def test_a_name_that_windows_refuses_is_a_warning(name: str, said: str) -> None:
    """What only cannot be had on Windows is told and refuses nothing."""
    (problem,) = name_problems([Path("content", name)])

    assert (problem.code, problem.where.file, problem.severity) == ("T019", f"content/{name}", Severity.WARNING)
    assert said in problem.message


@pytest.mark.parametrize("name", ["konto.yaml", "com.yaml", "com10.yaml", "nul_och_ett.md", "a.b.md", ".gitkeep"])
def test_a_name_that_is_like_one_of_windows_is_none(name: str) -> None:
    """Names that only begin as a device's are names like others."""
    assert list(name_problems([Path("content", name), Path("content", name)])) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [("2025-t1", ""), ("a" * 100, ""), ("a" * 101, "längre än 100"), ("con", "Windows"), ("x.", "punkt")],
)
def test_a_new_folder_has_a_name_that_every_computer_can_have(name: str, fault: str) -> None:
    """The rule for what is made new is that for what is read, and stricter."""
    assert fault in folder_name_fault(name)
    assert bool(folder_name_fault(name)) == bool(fault)
