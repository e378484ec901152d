"""The four municipalities' real periods rolled forward: what a controller finds there, and what is left to fill in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.content import Block, Node, Text
from generator.project import read_yaml
from tests.commands.conftest import Project
from tests.commands.filling import fill_as_before

ROOT = Path(__file__).parents[2]
NACKA = ("nacka/socialnamnden", "2023-t1", "2023-t2")
GAVLE = ("gavle/socialnamnden", "2025-04", "2025-05")
GOTEBORG = ("goteborg/socialnamnd_nordost", "2024-03", "2024-04")
UPPSALA = ("uppsala/socialnamnden", "2024", "2025")
STEPS = (NACKA, GAVLE, GOTEBORG, UPPSALA)
Step = tuple[str, str, str]

# What must stand in the new files: headings moved, comparisons and adopted figures cited, the closed gone.
THERE: Mapping[Step, Mapping[str, tuple[str, ...]]] = {
    NACKA: {
        "period.yaml": ("titel: Tertialbokslut 2 2023", "till: 2023-08-31", "föregående_period: 2023-t1"),
        "ekonomi.yaml": ("| = föregående_period.ekonomi.vuxna.helårsbudget | ?? | ??", "per augusti"),
        "barn_och_unga.yaml": ("Utfall jan-augusti 2023", "kv2_2022: Kvartal 2 2022", "visas läget i juni"),
        "framtidsfonder.yaml": ("= föregående_period.framtidsfonder.ett_modernt_kundval.budget",),
        "indikatorer.yaml": ("målvärde: = föregående_period.indikatorer.utsätts_inte_för_våld.målvärde",),
        "tal.yaml": ("placerade_vuxna_kv2_2023: >-\n    = placeringar_vuxna.familjehem.kv2_2023",),
        "kvitterat.yaml": ("kod: T743",),
    },
    GAVLE: {
        "period.yaml": ("resultatrapport_maj:\n    rubrik: Resultatrapport maj 2025",),
        "tal.yaml": (
            "  investeringsbudget: = föregående_period.investeringsbudget\n",
            "värde: = föregående_period.pott_för_köp\n    antaget: ja\n",
            "årsprognos:\n    värde: = summa(prognoskommentarer.prognos)",
            "värde: ?? mnkr  # förra perioden: 13,7 mnkr",
        ),
    },
    GOTEBORG: {
        "period.yaml": ("föregående_prognos: 2024-03", "föregående_bokslut: 2023", "titel: Delårsrapport april 2024"),
        "resultat.yaml": (
            "| = föregående_prognos.resultat.kostnader.prognos",
            "| = föregående_period.resultat.kostnader.helårsbudget",
            "| = föregående_bokslut.resultat.kostnader.utfall",
            "KF 2023-11-09 | = föregående_period.kommunbidrag.budget.belopp | Beslutat i budgethandling",
        ),
        "matt.yaml": ("sol: SoL 2024-04-30", "2024-03-26: Prognos per februari", "?? Perioden ; ?? Helår"),
        "poster.yaml": ("avslutade: []",),
    },
    UPPSALA: {
        "period.yaml": ("rubrik: Socialnämndens årsbokslut 2025", "föregående_bokslut: 2024"),
        "ekonomi.yaml": (
            'utfall_2025: "Utfall {{ period.år }}"',
            "| = föregående_bokslut.barn_och_unga.hvb.utfall_2024\n",
            "helhet: barn_och_unga.hvb.utfall_2025",
            "Helårsprognos resultat 202508",
        ),
        "bokslut.yaml": (
            "andel_egna_familjehem_2024: = föregående_bokslut.andel_egna_familjehem\n",
            "värde: = föregående_bokslut.sis_dygn_vuxna\n",
        ),
        "analys.yaml": ("händelser: []",),
        "uppdrag.yaml": ("uppdrag: []",),
        "fokusmal.yaml": ("rubrik: Uppsala ska säkra en stark ekonomi och värna välfärden\n    bedömning:\n",),
    },
}
STATES: Mapping[Step, str] = {NACKA: "Pågående", GAVLE: "", GOTEBORG: "Pågående", UPPSALA: "Pågår"}


def rolled(tmp_path: Path, step: Step) -> Project:
    """A project with the municipality's content and templates, its period rolled forward."""
    board, old, new = step
    municipality = board.partition("/")[0]
    for part in ("content", "templates"):
        shutil.copytree(ROOT / part / municipality, tmp_path / part / municipality)
    made = Project(tmp_path)
    run = made.run("new", "period", new, "--from", f"{board}/{old}")
    assert run.code == 0, run.err
    return made


def found(made: Project, step: Step) -> list[Mapping[str, object]]:
    """What `tertial check` finds in the new period."""
    problems = json.loads(made.run("check", f"{step[0]}/{step[2]}", "--format", "json").out)
    assert isinstance(problems, list)
    return problems


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[0].partition("/")[0])
def test_rolls_the_reference_forward(tmp_path: Path, step: Step) -> None:
    """Nothing is wrong with the new period but what is to be filled in, and it has what is known already."""
    board, old, new = step
    made = rolled(tmp_path, step)
    folders = made.folder / "content" / board / old, made.folder / "content" / board / new

    assert {problem["code"] for problem in found(made, step)} <= {"T108", "T102"}
    for file, pieces in THERE[step].items():
        text = (folders[1] / file).read_text(encoding="utf-8")
        assert [piece for piece in pieces if piece not in text] == [], file
    names = [{path.name for path in folder.glob("*.yaml")} for folder in folders]
    assert names[0] - {"historik.yaml", "kvitterat.yaml"} <= names[1]
    run = made.run("build", f"{board}/{new}", "--format", "html")
    assert run.code == 1
    assert "T108" in run.err


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[0].partition("/")[0])
def test_keeps_every_text_for_whoever_writes_the_next(tmp_path: Path, step: Step) -> None:
    """No text of the old period is lost: each is in the new one's file of old texts, word by word."""
    board, old, new = step
    made = rolled(tmp_path, step)
    kept = " ".join(made.read(f"content/{board}/{new}/forra_periodens_text.yaml").split())
    texts: dict[Text, Node] = {}
    for path in (made.folder / "content" / board / old).glob("*.yaml"):
        tree, _ = read_yaml(path.read_text(encoding="utf-8"), path.name)
        found_here = tree.get(Text("texter")) if tree is not None else None
        texts |= dict(found_here.items()) if isinstance(found_here, Block) else {}

    assert texts
    assert [name for name, text in texts.items() if " ".join(str(text).split()) not in kept] == []


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[0].partition("/")[0])
def test_what_is_filled_in_leaves_no_other_fault(tmp_path: Path, step: Step) -> None:
    """Names, citations, units and forms hold: with the figures as they were that is told, and the explained.

    Builds nothing, but checks four reports twice: 8 s.
    """
    board, old, new = step
    made = rolled(tmp_path, step)
    answers = {"daterad": "2026-01-15", "sammanträde": "2026-01-20", "bedömning": "leda", "status": STATES[step]}

    fill_as_before(made, f"{board}/{old}", f"{board}/{new}", answers)

    assert {problem["code"] for problem in found(made, step)} <= {"T204", "T735", "T820"}
