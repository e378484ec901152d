"""A period of the municipality itself (tests/projects/collected) → its papers, which no board stands on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.built import ROOT
from tests.commands.conftest import Project

PERIOD = "sto/kommunen/2024-t1"
OUTPUT = Path("output", PERIOD)


@pytest.fixture
def collected(tmp_path: Path) -> Project:
    """A copy of the project."""
    shutil.copytree(ROOT / "tests" / "projects" / "collected", tmp_path, dirs_exist_ok=True)
    return Project(tmp_path)


def test_the_municipality_is_named_once_on_cover_and_head(collected: Project) -> None:
    """No board stands on the papers, and no empty line in its place."""
    run = collected.run("build", PERIOD, "--format", "html,csv")
    page = (collected.folder / OUTPUT / "tertialrapport.html").read_text(encoding="utf-8")
    masthead = page[page.index("<header") : page.index("</header>")]
    metadata = (collected.folder / OUTPUT / "tertialrapport-data" / "csv-metadata.json").read_text(encoding="utf-8")
    assert (run.code, masthead.count("Storköpings kommun")) == (0, 1)
    assert 'class="board"' not in page
    assert "<title>Storköping – Tertial 1 2024 – Storköpings kommun</title>" in page
    assert '"dc:publisher": "Storköpings kommun"' in metadata


def test_a_folder_of_the_municipality_that_has_a_board_file_is_a_board(collected: Project) -> None:
    """Where namnd.yaml is there it counts; any other folder needs it."""
    folder = collected.folder / "content" / "sto"
    (folder / "kommunen" / "namnd.yaml").write_text("nämnd: Kommunstyrelsen\n", encoding="utf-8")
    collected.run("build", PERIOD, "--format", "html")
    assert 'class="board">Kommunstyrelsen' in (collected.folder / OUTPUT / "tertialrapport.html").read_text()
    shutil.copytree(folder / "kommunen" / "2024-t1", folder / "annat" / "2024-t1")
    run = collected.run("check", "sto/annat/2024-t1")
    assert "T001 · content/sto/annat/namnd.yaml" in run.err


def test_a_new_period_of_the_municipality_has_no_board_file(collected: Project) -> None:
    """`tertial new period` makes the period alone."""
    run = collected.run("new", "period", "sto/kommunen/2024-t2")
    assert (run.code, "namnd.yaml" in run.out) == (0, False)
