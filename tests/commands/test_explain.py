"""`tertial explain`: where a figure comes from and where it is printed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.commands.conftest import DOCUMENTS, HERE, PERIOD, MakeProject

EARLIER = "content/storkoping/socialnamnden/2022"
OUTLINE = """
mall: rapport
avsnitt:
  - rubrik: Ekonomi
    innehåll:
      - tabell: ekonomi
      - text: ekonomi
"""
FIGURES = """
tal:
  kunder:
    värde: 665
    källa: Verksamhetssystemet
    läge: preliminär
  per_kund: = ekonomi.summa.utfall / kunder
tabeller:
  ekonomi:
    rubrik: Ekonomi
    enhet: mnkr
    decimaler: 1
    kolumner:
      - utfall: Utfall
    rader:
      - Barn: -66,1
      - Vuxna: -26,0
      - Summa: -92,1
        typ: summa
texter:
  ekonomi: |
    Utfallet är {{ ekonomi.summa.utfall }} för {{ kunder }} kunder, mot {{ föregående_bokslut.kunder }}.
"""
REPORT: Mapping[str, str] = {
    "templates/storkoping/mallar/rapport.yaml": OUTLINE,
    f"{HERE}/period.yaml": f"{PERIOD}föregående_bokslut: 2022\n{DOCUMENTS}",
    f"{HERE}/tal.yaml": FIGURES,
    f"{EARLIER}/period.yaml": "period: 2022\nrubrik: Helår 2022\nfrån: 2022-01-01\ntill: 2022-12-31\n",
    f"{EARLIER}/tal.yaml": "tal:\n  kunder: 640\n",
}


def test_a_stated_figure_tells_its_line(project: MakeProject) -> None:
    """A figure that is written has its place, and what was said of it there."""
    run = project(REPORT).run("explain", "kunder")

    lines = run.out.splitlines()
    assert run.code == 0
    assert lines[0] == "kunder: 665"
    assert f"  Skrivet: {HERE}/tal.yaml:4:12" in lines
    assert "  Källa: Verksamhetssystemet" in lines
    assert "  Läge: preliminär" in lines
    assert lines[lines.index("  Ingår i:") + 1] == "    per_kund"
    assert run.err == ""


def test_a_sum_tells_what_it_agrees_with(project: MakeProject) -> None:
    """A figure that is reconciled says against what, and every place where it is printed, as it is printed there."""
    run = project(REPORT).run("förklara", "ekonomi.summa.utfall", "--period", "2023-t1")

    assert "ekonomi.summa.utfall: −92,1\u00a0mnkr" in run.out
    assert "summa ekonomi.barn.utfall + ekonomi.vuxna.utfall = −92,1\u00a0mnkr" in run.out
    assert "    rapport, 1 Ekonomi: −92,1\n" in run.out
    assert "    rapport, 1 Ekonomi: −92,1\u00a0mnkr\n" in run.out


def test_a_computed_figure_tells_what_it_is_made_of(project: MakeProject) -> None:
    """A formula is shown with each figure in it, down to those that are written."""
    run = project(REPORT).run("explain", "per_kund")

    lines = run.out.splitlines()
    assert "  Formel: ekonomi.summa.utfall / kunder" in lines
    assert f"    kunder: 665 · {HERE}/tal.yaml:4:12" in lines
    assert any(line.startswith("    ekonomi.summa.utfall: −92,1") for line in lines)
    assert any(line.startswith("  Oavrundat: ") for line in lines)
    assert "    ingenstans i dokumenten" in lines


def test_another_period_is_reached_as_in_a_citation(project: MakeProject) -> None:
    """A figure of an earlier period may be asked for by the name it is cited by, or within its own period."""
    made = project(REPORT)

    cited = made.run("explain", "föregående_bokslut.kunder")
    own = made.run("explain", "kunder", "--period", "2022")

    assert f"  Skrivet: {EARLIER}/tal.yaml:2:11" in cited.out
    assert "    rapport, 1 Ekonomi: 640" in cited.out
    assert own.out.startswith("kunder: 640\n")


@pytest.mark.parametrize(
    ("figure", "said"), [("kunde", "Menade du ”kunder”"), ("ekonomi.sum.utfall", "”sum” finns inte")]
)
def test_an_unknown_figure_gets_the_nearest(project: MakeProject, figure: str, said: str) -> None:
    """A name that means nothing is refused as it is in a text, with the nearest names."""
    run = project(REPORT).run("explain", figure)

    assert run.code == 1
    assert "fel T201" in run.err
    assert said in run.err


def test_the_period_must_be_one(project: MakeProject) -> None:
    """Where several periods may be meant, they are named."""
    other = {path.replace("socialnamnden", "barnnamnden"): text for path, text in REPORT.items()}
    made = project({**REPORT, **other, "content/storkoping/barnnamnden/namnd.yaml": "nämnd: Barnnämnden\n"})

    run = made.run("explain", "kunder")

    assert run.code == 2
    assert "storkoping/barnnamnden/2023-t1, storkoping/socialnamnden/2023-t1" in run.err


def test_pages_are_those_of_the_pdf(project: MakeProject) -> None:
    """With --pages every printed place has the page it lands on."""
    run = project(REPORT).run("explain", "ekonomi.summa.utfall", "--sidor")

    printed = [line for line in run.out.splitlines() if line.startswith("    rapport, 1 Ekonomi")]
    assert run.code == 0
    assert printed
    assert all(", sidan " in line for line in printed)


def test_a_count_tells_the_records_that_it_is_of(project: MakeProject) -> None:
    """Each with its word and place."""
    profile = """
uppföljningstyper:
  mål:
    fält:
      rubrik:
        typ: text
      läge:
        typ: val
        val: [nått, missat]
"""
    goals = """
mål:
  - rubrik: Trygghet
    läge: nått
  - rubrik: Skydd
    läge: missat
  - rubrik: Stöd
    läge: nått
tal:
  nådda: = antal(mål, läge="nått")
"""
    files = {"templates/storkoping/profil.yaml": profile, f"{HERE}/mal.yaml": goals}
    run = project({**REPORT, **files}).run("explain", "nådda")

    lines = run.out.splitlines()
    assert run.code == 0, run.err
    assert lines[0] == "nådda: 2"
    assert '  Formel: antal(mål, läge="nått")' in lines
    assert [line for line in lines if "mål." in line] == [
        f"    mål.trygghet.läge: nått · {HERE}/mal.yaml:4:11",
        f"    mål.stöd.läge: nått · {HERE}/mal.yaml:8:11",
    ]
