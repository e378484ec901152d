"""Corrections of small reports, each a file, and the sentences that are told of: those that become untrue, no others.

A case `tests/stale/<name>.yaml` is a further file of the minimal period (tests/content/minimal). Its first lines say
what is corrected, `# RÄTTA TAL=VÄRDE …`, and what is told: `# SE ord i texten | en bit av skälet` for each word or
number that is untrue afterwards, or `# TYST` and why nothing is.
"""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from generator.evidence import Evidence
from generator.figure_edit import figure_edit
from generator.pipeline import understand
from generator.stale_prose import StaleSentence, stale_prose
from generator.swedish import parse_number

ROOT = Path(__file__).parents[1]
MINIMAL = ROOT / "tests" / "content" / "minimal"
CASES = sorted((ROOT / "tests" / "stale").glob("*.yaml"))
PERIOD = "exempel/namnden/2024-t1"


def told(case: Path, project: Path) -> tuple[StaleSentence, ...]:
    """A case and a folder for it → what is told of when the case's corrections are made."""
    shutil.copytree(MINIMAL, project)
    place = project / "content" / PERIOD / case.name
    shutil.copy(case, place)
    before = understood(project)
    for word in case.read_text(encoding="utf-8").split("\n")[0].removeprefix("# RÄTTA ").split():
        name, _, value = word.partition("=")
        figure = before.ledger.figures[before.ledger.names[name][0]]
        number = parse_number(value).value
        text = figure_edit(place.read_text(encoding="utf-8"), figure.where, written(number))
        place.write_text(text, encoding="utf-8")
    return stale_prose(before, understood(project))


def written(number: Decimal) -> str:
    """A number as it is written in content."""
    return f"{number:f}".replace(".", ",")


def understood(project: Path) -> Evidence:
    """The period of a project as the checks see it."""
    found = understand(project, PERIOD)
    return Evidence(found.content, found.ledger, found.documents)


def lines(case: Path, mark: str) -> list[str]:
    """The first lines of a case that begin with a mark."""
    text = case.read_text(encoding="utf-8").split("\n")
    return [line.removeprefix(mark).strip() for line in text if line.startswith(mark)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_a_correction_makes_untrue_is_told_and_nothing_else(case: Path, tmp_path: Path) -> None:
    """Each word that becomes untrue is told of with its reason, and no other."""
    wanted = [tuple(part.strip() for part in line.split("|")) for line in lines(case, "# SE ")]

    found = told(case, tmp_path / "project")

    reasons = [reason for sentence in found for reason in sentence.reasons]
    assert wanted or lines(case, "# TYST"), "a case says what is told, or that nothing is"
    assert len(reasons) == len(wanted), reasons
    for word, reason in wanted:
        assert any(
            word in f"{each.sentence} {' '.join(each.reasons)}" and reason in " ".join(each.reasons) for each in found
        ), reasons
