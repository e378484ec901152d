"""The chapter on the next period, as somebody who rolls Nacka's report forward reads it: it says what is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Project
from tests.docs.examples import DOCS, ROOT, Example, examples

CHAPTER = DOCS / "handbok" / "nasta-period.md"
OLD, NEW = "nacka/socialnamnden/2023-t1", "nacka/socialnamnden/2023-t2"
SHOWN = [example for example in examples(CHAPTER) if {"nacka", "säger"} & set(example.marks)]
LEFT_OUT = "…"


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Nacka's content and templates, with the next period made by the chapter's first command."""
    folder = tmp_path_factory.mktemp("nacka")
    for part in ("content", "templates"):
        shutil.copytree(ROOT / part / "nacka", folder / part / "nacka")
    made = Project(folder)
    command = next(example.text for example in examples(CHAPTER) if example.language == "sh")
    run = made.run(*command.split()[1:])
    assert run.code == 0, run.err
    return made


def stretches(example: Example) -> list[str]:
    """The stretches of an example between those left out, each with its line breaks."""
    return [stretch.strip("\n") for stretch in f"\n{example.text}".split(f"\n{LEFT_OUT}\n")]


@pytest.mark.parametrize("example", SHOWN, ids=str)
def test_the_chapter_shows_what_is_made(example: Example, rolled: Project) -> None:
    """What the chapter shows of a file stands in that file, line by line and in that order; so with what is said."""
    if "nacka" in example.marks:
        said = rolled.read(f"content/{NEW}/{example.marks['nacka']}")
    else:
        run = rolled.run(example.marks["säger"], NEW)
        said = run.out + run.err

    places = [said.find(stretch) for stretch in stretches(example)]
    assert -1 not in places
    assert places == sorted(places)


def test_the_chapter_shows_every_kind_of_file() -> None:
    """Facts of the period, tables, indicators and findings are all shown, from real files."""
    files = {example.marks.get("nacka", "") for example in SHOWN}

    assert {"period.yaml", "ekonomi.yaml", "indikatorer.yaml"} <= files
    assert all(Path(ROOT, "content", OLD, name).exists() for name in files if name)
