"""Content with faults, each in a file of its own, and what the author is told: place, code and a piece of the text.

A case is laid over a copy of the minimal project (tests/projects/minimal) and goes through the stage that the folder
above it names in STAGES:

- a YAML file becomes a further file of the minimal period. Its first lines say what is found in it:
  `# FEL rad:kolumn kod en bit av texten`, one for each problem (`0:0` for a problem of the whole file);
- a folder holds files of the period, and under `content/` and `templates/` files of the project. Its file `FEL` has
  lines `fil:rad:kolumn kod en bit av texten`, with the file's path from the project, or its name in the period.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.pipeline import understand
from generator.problems import Problem, Rejected, Severity, Where, refuse
from generator.project import load

ROOT = Path(__file__).parents[1]
MINIMAL = ROOT / "tests" / "projects" / "minimal"
BROKEN = ROOT / "tests" / "projects" / "broken"
PERIOD = "exempel/namnden/2024-t1"
FOLDER = f"content/{PERIOD}"
EXPECTED = re.compile(r"(?:(?P<file>[^\s:]+):)?(?P<line>\d+):(?P<column>\d+) (?P<code>T\d{3}) (?P<text>.+)")


class Expected(NamedTuple):
    """A problem that a case is to have."""

    where: Where
    code: str
    text: str


def read(project: Path) -> None:
    """Stage 1 alone."""
    load(project, PERIOD, ROOT / "templates")


def understood(project: Path) -> None:
    """Stages 1–4, with what the figures are to agree with."""
    problems = understand(project, PERIOD).problems
    refuse(problem for problem in problems if problem.severity is Severity.ERROR)


STAGES: dict[str, Callable[[Path], None]] = {"reading": read, "content": understood}


def cases() -> list[Path]:
    """The cases of all stages, in the order of their names."""
    return sorted(path for stage in STAGES for path in (BROKEN / stage).iterdir())


def expectations(case: Path) -> list[Expected]:
    """What a case is to have, in the order of places."""
    if case.is_dir():
        lines = (case / "FEL").read_text(encoding="utf-8").splitlines()
    else:
        text = case.read_text(encoding="utf-8").split("\n")
        lines = [line.removeprefix("# FEL ") for line in text if line.startswith("# FEL ")]
    found = []
    for line in lines:
        match = EXPECTED.fullmatch(line)
        assert match, f"{case.name}: {line} is no expectation"
        name = match["file"] or case.name
        file = name if name.startswith(("content/", "templates/")) else f"{FOLDER}/{name}"
        found.append(Expected(Where(file, int(match["line"]), int(match["column"])), match["code"], match["text"]))
    return sorted(found)


def lay_over(case: Path, project: Path) -> None:
    """Puts the files of a case into a copy of the minimal project."""
    if case.is_file():
        shutil.copy(case, project / FOLDER)
        return
    for path in case.rglob("*"):
        name = path.relative_to(case)
        if path.is_file() and name.name != "FEL":
            goal = project / name if name.parts[0] in {"content", "templates"} else project / FOLDER / name
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, goal)


def told(problem: Problem) -> str:
    """All that a problem tells in words."""
    return f"{problem.message} {problem.expected} {problem.found} {problem.hint}"


def test_the_minimal_project_has_no_fault(tmp_path: Path) -> None:
    """What the cases are laid over is read without a problem, so that every problem is the case's own."""
    project = shutil.copytree(MINIMAL, tmp_path / "project")

    for stage in STAGES.values():
        stage(project)


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_each_fault_is_told_with_its_place(case: Path, tmp_path: Path) -> None:
    """The problems of a case are those that it says, at those places, and no others."""
    project = shutil.copytree(MINIMAL, tmp_path / "project")
    lay_over(case, project)
    expected = expectations(case)

    with pytest.raises(Rejected) as caught:
        STAGES[case.parent.name](project)

    found = sorted(caught.value.problems, key=lambda problem: (problem.where, problem.code))
    told_all = "\n".join(f"{problem.where} {problem.code} {told(problem)}" for problem in found)
    assert [(problem.where, problem.code) for problem in found] == [(each.where, each.code) for each in expected], (
        told_all
    )
    assert [each for each, problem in zip(expected, found, strict=True) if each.text not in told(problem)] == [], (
        told_all
    )
    assert all(problem.hint or problem.expected for problem in found), told_all
