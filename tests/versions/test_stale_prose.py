"""Corrections of small reports, each a file, and the sentences that are told of: those that become untrue, no others.

A case `stale/<name>.yaml` is a further file of the minimal period (tests/projects/minimal). Its first lines say what is
corrected, `# RÄTTA TAL=VÄRDE …`, and what is told: `# SE ord i texten | en bit av skälet` for each word or number that
is untrue afterwards, or `# TYST` and why nothing is.
"""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from generator.compose import Understood
from generator.pipeline import understand
from generator.project import apply_edits, figure_edit
from generator.swedish import parse_number
from generator.versions import StaleSentence
from generator.versions.correct.stale_prose import stale_prose

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "tests" / "projects" / "minimal"
STALE = Path(__file__).with_name("stale")
CASES = sorted(STALE.glob("*.yaml"))
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
        text = place.read_text(encoding="utf-8")
        place.write_text(apply_edits(text, [figure_edit(text, figure.where, written(number))]), encoding="utf-8")
    return stale_prose(before, understood(project))


def written(number: Decimal) -> str:
    """A number as it is written in content."""
    return f"{number:f}".replace(".", ",")


def understood(project: Path) -> Understood:
    """The period of a project as it stands."""
    return understand(project, PERIOD)


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


def corrected(project: Path, case: str, summary: str, rewritten: str) -> tuple[StaleSentence, ...]:
    """A case's table, a summary, and the summary as it is once HVB has been corrected to the least → what is told."""
    shutil.copytree(MINIMAL, project)
    folder = project / "content" / PERIOD
    table = (STALE / f"{case}.yaml").read_text(encoding="utf-8").split("texter:")[0]
    (folder / "ekonomi.yaml").write_text(table, encoding="utf-8")
    (folder / "sammanfattning.md").write_text(summary, encoding="utf-8")
    before = understood(project)
    (folder / "ekonomi.yaml").write_text(table.replace("21,0 |", "2,0 |"), encoding="utf-8")
    (folder / "sammanfattning.md").write_text(rewritten, encoding="utf-8")
    return stale_prose(before, understood(project))


SUMMARY = "Vård köps för {{ ekonomi.summa.utfall }}.\n\nStörst **kostnad** har HVB, {{ ekonomi.hvb.utfall }}.\n"


def test_a_sentence_is_told_with_where_it_is_written_and_where_it_is_printed(tmp_path: Path) -> None:
    """A sentence comes with file, line and column, the document and section, and its words as they will be printed."""
    (found,) = corrected(tmp_path / "project", "largest", SUMMARY, SUMMARY)

    (printed,) = found.printed
    assert (found.where.file, found.where.line, found.where.column) == (f"content/{PERIOD}/sammanfattning.md", 3, 1)
    assert found.sentence == "Störst kostnad har HVB, 2,0 mnkr."
    assert found.figures == ("ekonomi.hvb.utfall",)
    assert (printed.place.document, printed.place.title) == ("rapport", "1 Sammanfattning")
    assert printed.element


def test_a_sentence_that_was_rewritten_is_not_told(tmp_path: Path) -> None:
    """Who rewrites a sentence has read it: nothing is told of it, whatever it says."""
    rewritten = SUMMARY.replace("Störst **kostnad**", "Allra störst kostnad")

    assert corrected(tmp_path / "project", "largest", SUMMARY, rewritten) == ()


def test_beside_a_rewritten_sentence_the_others_are_told(tmp_path: Path) -> None:
    """A change elsewhere in a text does not hide a sentence that stands as it stood, wherever it has moved."""
    rewritten = f"Vården har blivit billigare.\n\nKöp av vård kostade mindre.{SUMMARY.partition('.')[2]}"

    (found,) = corrected(tmp_path / "project", "largest", SUMMARY, rewritten)

    assert (found.where.line, found.where.column) == (5, 1)
    assert found.sentence == "Störst kostnad har HVB, 2,0 mnkr."


def test_nothing_is_told_where_no_figure_changes(tmp_path: Path) -> None:
    """A period beside itself has nothing to look over, though its texts say what its figures do not."""
    project = shutil.copytree(MINIMAL, tmp_path / "project")
    shutil.copy(ROOT / "tests" / "corpus" / "text" / "rank_of_another_row.yaml", project / "content" / PERIOD)
    once = understood(project)

    assert stale_prose(once, understood(project)) == ()
