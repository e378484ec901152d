"""Corrections of real reports, from publishing to the corrected papers: Gävle's month and Uppsala's closing."""

from __future__ import annotations

import difflib
import html
import re
import shutil
from pathlib import Path

import pikepdf
import pytest

from tests.built import ROOT
from tests.commands.conftest import Project, Run
from tests.docs.examples import DOCS, examples

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


def untold(run: Run, example: str) -> list[str]:
    """The lines of the manual's example, without breaks and lines left out, that are not what was said."""
    chapter = examples(DOCS / "handbok" / "ratta-en-siffra.md")
    text = next(each.text for each in chapter if each.marks.get("rättelse") == example)
    said = " ".join(re.sub(r"content/\S*/", "content/…/", plain(run)).split())
    lines = re.sub(r"\n {4,}", " ", text).splitlines()
    return [line for line in map(str.strip, lines) if line != "…" and line not in said]


def plain(run: Run) -> str:
    """What was said, with blanks that may break."""
    return run.out.replace("\xa0", " ")


def printed(path: str) -> str:
    """The words of a page, as they are read."""
    body = Path(path).read_text(encoding="utf-8").partition("<body")[2]
    words = html.unescape(re.sub(r"<(?:style|script).*?</(?:style|script)>|<[^>]+>", " ", body)).split()
    return re.sub(r" (?=[.,;:])", "", " ".join(words))


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
    assert untold(run, "gavle") == []
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
    """Uppsala: one cost of appendix 4, and all that it is part of, to the papers; 30 s, four builds of five papers."""
    made = published(tmp_path, UPPSALA, "utsänd", "2025-02-07")
    cost = "familjehemsvård.totala_kostnader.bokslut_2024=178 209"
    run = made.run("correct", UPPSALA, cost, "--reason", "Fel period", "--date", "2025-02-10", "--yes")
    said = plain(run)

    assert run.code == 0, run.err
    for line in (
        "familjehemsvård.per_enhet.bokslut_2024: 1,7 tkr → 1,8 tkr",
        "insatskostnad_barn_och_unga.familjehem.utfall_2024: −173 mnkr → −178 mnkr",
        "insatskostnad_barn_och_unga.alla_verksamheter.utfall_2024: −504 mnkr → −509 mnkr",
        "barn_och_unga.familjehem.utfall_2024: −256 mnkr → −261 mnkr",
        "årets_resultat: −23,5 mnkr → −28,5 mnkr",
        "bilaga_3, Barn och ungdomsvård, sidan 3: 504 miljoner kronor → 509 miljoner kronor",
        "bilaga_4, Barn och ungdomsvård enl SoL o LVU: familjehemsvård för barn och ungdom (5732), sidan 2: 1,7 → 1,8",
        "tjänsteskrivelse, Föredragning, sidan 1: 24 miljoner kronor → 29 miljoner kronor",
        "samlade: Socialnämndens årsbokslut 2024",
    ):
        assert line in said
    assert "Nya fynd" not in said
    assert untold(run, "uppsala") == []
    assert changed_cells(made, UPPSALA) == {
        "ekonomi.yaml": [
            *("- - Barn- och ungdomsvård: = barn_och_unga.kommunbidrag.utfall_2024 | -32 | -21 | -40",),
            *("+ - Barn- och ungdomsvård: = barn_och_unga.kommunbidrag.utfall_2024 | -37 | -21 | -40",),
            *("- - Nämnden totalt: 950 | -24 | -3 | -30", "+ - Nämnden totalt: 950 | -29 | -3 | -30"),
            "- - 5732 - Familjehemsvård barn och ungdom: -256 | -242 | -258 | -235",
            "+ - 5732 - Familjehemsvård barn och ungdom: -261 | -242 | -258 | -235",
            *("- - Nettokostnad: -721 | -685 | -729 | -690", "+ - Nettokostnad: -726 | -685 | -729 | -690"),
            *("- - Resultat Barn och ungdomsvård: -36 | 0 | -44 | -24",),
            *("+ - Resultat Barn och ungdomsvård: -41 | 0 | -44 | -24",),
            *("- - Alla verksamheter: -504 | -479 | -504 | -468", "+ - Alla verksamheter: -509 | -479 | -504 | -468"),
            *("- värde: -23,5 mnkr", "+ värde: -28,5 mnkr"),
        ],
        "nyckeltal.yaml": ["- - Totala kostnader: 173 209", "+ - Totala kostnader: 178 209"],
    }
    papers = f"{made.folder}/output/{UPPSALA}/v2"
    analysis, memo, sheet = (
        printed(f"{papers}/{name}.html") for name in ("bilaga-3", "tjansteskrivelse", "rattelseblad")
    )

    assert "Insatserna för barn och unga kostade 509 miljoner kronor, vilket är 30 miljoner kronor mer än" in analysis
    assert "Rättelse Bokslut 2024 Uppgifterna nedan är ändrade." in analysis
    assert " 3 504 miljoner kronor 509 miljoner kronor" in analysis
    assert "Året slutade med ett underskott på 29 miljoner kronor. Barn och ungdomsvården gick 41 miljoner" in memo
    assert " 1 24 miljoner kronor 29 miljoner kronor" in memo
    assert " 1 24 miljoner kronor 29 miljoner kronor" in sheet
    assert " 2 173.209 178.209" in sheet
    assert made.run("verify", UPPSALA).code == 0
