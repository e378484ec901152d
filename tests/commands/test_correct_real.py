"""Corrections of real reports, from publishing to the corrected papers: Gävle's month and Uppsala's closing."""

from __future__ import annotations

import difflib
import re
import shutil
from pathlib import Path

import pikepdf
import pytest

from tests.built import ROOT
from tests.commands.conftest import Project, Run

GAVLE, UPPSALA = "gavle/socialnamnden/2025-04", "uppsala/socialnamnden/2024"


def published(tmp_path: Path, period: str, stage: str, day: str) -> Project:
    """A project with all content and templates, and the period's first version."""
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("historik.yaml"))
    made = Project(tmp_path)
    run = made.run("publish", period, "--stage", stage, "--date", day)
    assert run.code == 0, run.err
    return made


def changed_cells(made: Project, period: str) -> dict[str, list[str]]:
    """The lines that differ from the content as it was, by file."""
    found = {}
    for path in sorted((ROOT / "content" / period).glob("*.yaml")):
        lines = path.read_text().splitlines(), made.read(f"content/{period}/{path.name}").splitlines()
        changed = [line for line in difflib.unified_diff(*lines, n=0, lineterm="") if line[0] in "+-"]
        if len(changed) > 2:
            found[path.name] = [" ".join(line.split()) for line in changed[2:]]
    return found


def plain(run: Run) -> str:
    """What was said, with blanks that may break."""
    return run.out.replace("\xa0", " ")


@pytest.mark.slow
def test_a_units_deviation_changes_all_that_rests_on_it(tmp_path: Path) -> None:
    """Gävle: heading, result, forecast sum, summary and the memo's decision follow; 15 s, four builds of two papers."""
    made = published(tmp_path, GAVLE, "beslutad", "2025-05-21")
    run = made.run(
        *("correct", GAVLE, "avvikelsekommentarer.ungdom.utfall=3,0", "prognoskommentarer.ungdom.prognos=6,4"),
        *("--reason", "Fel underlag från enheten", "--date", "2025-06-02"),
        *("--decided-by", "ordföranden, delegation 1.3", "--yes", "--marked"),
    )

    assert run.code == 0, run.err
    assert changed_cells(made, GAVLE) == {
        "avvikelser.yaml": ["- värde: 4,0", "+ värde: 3,0"],
        "prognos.yaml": ["- prognos: 7,4", "+ prognos: 6,4"],
        "tal.yaml": [
            *("- värde: 13,7 mnkr", "+ värde: 12,7 mnkr"),
            *("- värde: 10,5 mnkr", "+ värde: 9,5 mnkr"),
        ],
    }
    for place in (
        "tjänsteskrivelse, Förslag till beslut, sidan 1: +22 mnkr → +21 mnkr",
        "tjänsteskrivelse, Ärendet i korthet, sidan 1: +13,7 mnkr → +12,7 mnkr",
        "resultatrapport, Utredningsenhet ungdom +3,0 mnkr (mars +2,3 mnkr), sidan 2: +4,0 mnkr → +3,0 mnkr",
        "resultatrapport, 3 Årsprognos, sidan 4: +22 mnkr → +21 mnkr",
    ):
        assert place in plain(run)
    folder = made.folder / "output" / GAVLE
    with (
        pikepdf.open(folder / "v1" / "resultatrapport.pdf") as old,
        pikepdf.open(folder / "v2" / "resultatrapport.pdf") as new,
    ):
        labels = [page.label for page in new.pages]

        assert labels == ["i", *(page.label for page in old.pages)]
    assert made.run("verify", GAVLE).code == 0


@pytest.mark.slow
def test_a_cost_changes_its_unit_cost_the_analysis_and_the_memo(tmp_path: Path) -> None:
    """Uppsala: a cost of appendix 4 and the account it is booked on; 30 s, four builds of five papers."""
    made = published(tmp_path, UPPSALA, "utsänd", "2025-02-07")
    run = made.run(
        *("correct", UPPSALA, "familjehemsvård.totala_kostnader.bokslut_2024=183 209"),
        *("barn_och_unga.familjehem.utfall_2024=-266", "--reason", "Fel period", "--date", "2025-02-10", "--dry-run"),
    )
    said = plain(run)

    assert run.code == 0, run.err
    assert re.search(r"familjehemsvård\.per_enhet\.bokslut_2024: 1,7 tkr → 1,8 tkr", said)
    assert "insatskostnad_barn_och_unga.alla_verksamheter.utfall_2024: −504 mnkr → −514 mnkr" in said
    assert "årets_resultat: −23,5 mnkr → −33,5 mnkr" in said
    assert "bilaga_3, Barn och ungdomsvård, sidan 3: 504 miljoner kronor → 514 miljoner kronor" in said
    assert "tjänsteskrivelse, Föredragning, sidan 1: 24 miljoner kronor → 34 miljoner kronor" in said
    assert "samlade: Socialnämndens årsbokslut 2024" in said
    assert changed_cells(made, UPPSALA) == {}
