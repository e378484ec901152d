"""The corpus: cases of findings and of silence, and what the checks find in them.

A case `<family>/<name>.yaml` is one more file of the minimal project's period (tests/projects/minimal). Its first lines
are `# FEL rad:kolumn kod en bit av texten`, one for each finding there must be, or `# TYST kod … varför`: the codes of
the findings that it nearly has, and why it has none.
A folder holds files of the period, and under `content/` and `templates/` files of the project; its file `FEL` has lines
`fil:rad:kolumn kod en bit av texten`, with the file's path from the project or its name in the period, and its file
`TYST` has `kod … varför`.

Misspelt words (T77x) count in the cases that are about them only. The cases of the family `strict` are checked
strictly.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

from generator.compose import Depth
from generator.pipeline import understand
from generator.problems import Problem, Where

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
MINIMAL = ROOT / "tests" / "projects" / "minimal"
PERIOD = "exempel/namnden/2024-t1"
FOLDER = f"content/{PERIOD}"
MARKS = ("FEL", "TYST")
EXPECTED = re.compile(r"(?:(?P<file>[^\s:]+):)?(?P<line>\d+):(?P<column>\d+) (?P<code>T\d{3}) (?P<text>.+)")
SILENT = re.compile(r"(?P<codes>(?:T\d{3} )+)\S.*")
_OF_WORDS = re.compile(r"T77\d")


class Finding(NamedTuple):
    """A finding that a case is to have: its place, code and a piece of its text."""

    where: Where
    code: str
    text: str


def cases() -> list[Path]:
    """Return all cases, in the order of families and names."""
    families = sorted(path for path in CORPUS.iterdir() if path.is_dir() and path.name != "__pycache__")
    return [case for family in families for case in sorted(family.iterdir()) if case.name != "__pycache__"]


def family(case: Path) -> str:
    """Return the family that a case belongs to."""
    return case.parent.name


def expected(case: Path) -> list[Finding]:
    """Return the findings that a case is to have, in the order of places; none where it is to be silent."""
    lines = _marked(case, "FEL")
    assert bool(lines) != bool(_marked(case, "TYST")), f"{case.name} says neither FEL nor TYST, or both"
    return sorted(_finding(line, case) for line in lines)


def near_misses(case: Path) -> frozenset[str]:
    """Return the codes of the findings that a silent case nearly has."""
    matches = [SILENT.fullmatch(line) for line in _marked(case, "TYST")]
    assert all(matches), f"{case.name} does not say which codes it is near"
    return frozenset(code for match in matches if match for code in match["codes"].split())


def _marked(case: Path, mark: str) -> list[str]:
    """Return the lines of a case that have a mark, without it."""
    if case.is_dir():
        path = case / mark
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    lines = case.read_text(encoding="utf-8").split("\n")
    return [line.removeprefix(f"# {mark} ") for line in lines if line.startswith(f"# {mark} ")]


def _finding(line: str, case: Path) -> Finding:
    match = EXPECTED.fullmatch(line)
    assert match, f"{case.name}: {line} is no expectation"
    name = match["file"] or case.name
    file = name if name.startswith(("content/", "templates/")) else f"{FOLDER}/{name}"
    return Finding(Where(file, int(match["line"]), int(match["column"])), match["code"], match["text"])


def lay_over(case: Path, project: Path) -> None:
    """Put the files of a case into a copy of the minimal project."""
    if case.is_file():
        shutil.copy(case, project / FOLDER)
        return
    for path in case.rglob("*"):
        name = path.relative_to(case)
        if path.is_file() and name.name not in MARKS:
            goal = project / name if name.parts[0] in {"content", "templates"} else project / FOLDER / name
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, goal)


def found(case: Path, folder: Path) -> list[Problem]:
    """Return what the checks find in a case laid out in an empty folder, in the order of places."""
    project = shutil.copytree(MINIMAL, folder / "project")
    lay_over(case, project)
    about = {finding.code for finding in expected(case)}
    problems = understand(project, PERIOD, depth=Depth.STRICT if family(case) == "strict" else Depth.ALL).problems
    of_words = family(case) == "language"
    counted = (each for each in problems if of_words or each.code in about or not _OF_WORDS.fullmatch(each.code))
    return sorted(counted, key=lambda problem: (problem.where, problem.code))


def words(problem: Problem) -> str:
    """Return all that a problem says in words."""
    return f"{problem.message} {problem.expected} {problem.found} {problem.hint}"
