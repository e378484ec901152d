"""What a check finds, as a web page and explained, through the front door."""

from __future__ import annotations

from tests.commands.conftest import DOCUMENTS, FRAME, HERE, MakeProject

OUTLINE = "mall: rapport\navsnitt:\n  - rubrik: Personal\n    innehåll:\n      - tabell: personal\n"
TABLE = """\
tabeller:
  personal:
    rubrik: Personal
    enhet: antal
    kolumner:
      - antal: Antal
    rader:
      - Ett: 1
      - Två: 2
      - Summa: 4
        typ: summa
"""
FILES = {
    f"{HERE}/period.yaml": FRAME[f"{HERE}/period.yaml"] + DOCUMENTS,
    f"{HERE}/personal.yaml": TABLE,
    "templates/storkoping/mallar/rapport.yaml": OUTLINE,
}
PAGE = "output/storkoping/socialnamnden/2023-t1/kontroll.html"


def test_findings_stand_beside_the_table_they_are_about(project: MakeProject) -> None:
    """The page has the finding with its line and both values, and the table with the odd row marked."""
    made = project(FILES)
    run = made.run("check", "--format", "html")
    html = made.read(PAGE)

    assert run.code == 1
    assert PAGE in run.out
    assert "T204" in html
    assert "- Summa: 4" in html
    assert "<table" in html
    assert '[id="tabell-personal-rad-3"]' in html


def test_an_accepted_finding_is_silent_until_the_figures_change(project: MakeProject) -> None:
    """An acceptance with code, place and what it said lets a finding stand; when the figure changes it is told."""
    made = project(FILES)
    found = made.run("check", "--format", "json")
    accepted = (
        "kvitterat:\n  - kod: T204\n    plats: personal.summa.antal\n    avser: 4\n    skäl: Så står det i systemet.\n"
    )
    made.write(f"{HERE}/kvitterat.yaml", accepted)
    silent = made.run("check")
    made.write(f"{HERE}/personal.yaml", TABLE.replace("Summa: 4", "Summa: 5"))
    stale = made.run("check", "--format", "short")

    assert found.code == 1
    assert silent.code == 0, silent.err
    assert stale.code == 1
    assert "T204" in stale.err
    assert "T701" in stale.err


def test_a_period_can_weigh_a_finding(project: MakeProject) -> None:
    """kontroller: T204: varning lets the report be built, and says so."""
    made = project({**FILES, f"{HERE}/kontroller.yaml": "kontroller:\n  T204: varning\n"})
    run = made.run("check", "--format", "short")

    assert run.code == 0
    assert "varning: T204" in run.err


def test_a_code_is_explained_as_the_manual_does(project: MakeProject) -> None:
    """The option --explain gives the manual's section; an unknown code is refused with those that are alike."""
    made = project({})
    told, unknown = made.run("check", "--explain", "t204"), made.run("check", "--explain", "T2O4")

    assert told.code == 0
    assert told.out.startswith("## T204 Tal som ska stämma av skiljer sig")
    assert "```yaml fel" not in told.out
    assert unknown.code == 2
    assert "T204" in unknown.err
