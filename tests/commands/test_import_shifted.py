"""`tertial import` of the wrong file: in another unit or sign not written on --ja, of another month told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.commands.conftest import BOARD, HERE, PERIOD, MakeProject, Project

BOARD_FOLDER = "content/storkoping/socialnamnden"
BEFORE = f"{BOARD_FOLDER}/2023-03"
FIGURES = "tal.yaml"
SOURCE = """\
källor:
  uppföljning:
    fil: uppf.csv
    tabell: ekonomi
    enhet: mnkr
    kolumner: {utfall: Utfall}
"""
LABELS = ("Barn", "Vuxna", "Äldre", "Stab")
OLD = ("-48,2", "-17,4", "-22,6", "-1,1")
BESIDE = ("-45,1", "-18,0", "-23,5", "-1,0")


def table(outcome: Sequence[str], budget: Sequence[str] = ("??",) * 4, unit: str = "mnkr") -> str:
    """The table with its two columns."""
    rows = "".join(
        f"      - {label}: {own} | {other}\n" for label, own, other in zip(LABELS, outcome, budget, strict=True)
    )
    columns = "    kolumner:\n      - utfall: Utfall\n      - budget: Budget\n"
    return (
        f"tabeller:\n  ekonomi:\n    rubrik: Ekonomi\n    enhet: {unit}\n    decimaler: 1\n{columns}    rader:\n{rows}"
    )


def project_of(project: MakeProject, old: str, new: Sequence[object], before: str = "") -> Project:
    """A project with the table as it is, as it was the period before, and the file to be imported."""
    csv = "Verksamhet;Utfall\n" + "".join(f"{label};{value}\n" for label, value in zip(LABELS, new, strict=False))
    files = {f"{BOARD_FOLDER}/namnd.yaml": BOARD + SOURCE, f"{HERE}/{FIGURES}": old, f"{BOARD_FOLDER}/uppf.csv": csv}
    if before:
        earlier = PERIOD.replace("2023-t1", "2023-03").replace("04-30", "03-31")
        files |= {f"{BEFORE}/period.yaml": earlier, f"{BEFORE}/{FIGURES}": before}
        files[f"{HERE}/period.yaml"] = PERIOD + "föregående_period: 2023-03\n"
    return project(files)


MILLIONS = (-50_300_000, -18_900_000, -25_100_000, -900_000)
OPEN = table(("??",) * 4)


@pytest.mark.parametrize(
    ("old", "new", "before", "said"),
    [
        (table(OLD), MILLIONS, "", "är en miljon gånger större än de tal som de ersätter."),
        (table(OLD), ("-50300", "-18900", "-25100", "-900"), "", "är tusen gånger större än de tal som de ersätter."),
        (table(OLD), ("-0,0503", "-0,0189", "-0,0251", "-0,1"), "", ""),
        (table(OLD), ("-482", "-174", "-226", "-11"), "", "är 10 gånger större än de tal som de ersätter."),
        (table(OLD), ("50,3", "18,9", "25,1", "0,9"), "", "har omvänt tecken mot de tal som de ersätter."),
        (table(OLD), ("50300", "18900", "25100", "900"), "", "de tal som de ersätter, med omvänt tecken."),
        (OPEN, MILLIONS, table(OLD), "är en miljon gånger större än talen i 2023-03."),
        (OPEN, ("50,3", "18,9", "25,1", "0,9"), table(OLD), "har omvänt tecken mot talen i 2023-03."),
        (table(("??",) * 4, BESIDE), MILLIONS, "", "är en miljon gånger större än talen bredvid i tabellen."),
        (table(OLD, ("??",) * 4), ("-50,3", "-18,9", "-25,1", "0,9"), "", ""),
        (OPEN, MILLIONS, "", ""),
        # What was in another unit then is not held against it.
        (OPEN, MILLIONS, table(OLD, unit="kr"), ""),
        # Three quarters are not nearly all.
        (table(OLD), ("-50300", "-18900", "-25100", "-1,1"), "", ""),
        # Against the other column the sign says nothing.
        (table(("??",) * 4, BESIDE), ("50,3", "18,9", "25,1", "0,9"), "", ""),
    ],
)
def test_another_unit_or_sign_is_asked(
    project: MakeProject, old: str, new: Sequence[object], before: str, said: str
) -> None:
    """Against what is replaced, the period before, or the columns beside it; with --ja alone nothing is written."""
    made = project_of(project, old, new, before)

    run = made.run("import", "uppföljning", "2023-t1", "--ja")

    assert (run.code != 0) == bool(said), run.err
    assert said in run.err
    assert ("[T033]" in run.err or "T033" in run.err) == bool(said)
    assert (made.read(f"{HERE}/{FIGURES}") == old) == bool(said)


def test_columns_are_told_of_together(project: MakeProject) -> None:
    """One cause is one message, with the columns that it has; and nothing is asked where cells are open."""
    made = project_of(project, table(OLD, BESIDE), MILLIONS)
    made.write(f"{BOARD_FOLDER}/namnd.yaml", BOARD + SOURCE.replace("utfall: Utfall", "utfall: Utfall, budget: Utfall"))

    run = made.run("import", "uppföljning", "--ja")

    assert run.err.count("T033") == 1
    assert "Talen i kolumnerna ”utfall”, ”budget” är en miljon gånger större" in run.err
    assert "ändra enhet: i källan uppföljning" in run.err
    made.write(f"{HERE}/{FIGURES}", OPEN)
    assert made.run("import", "uppföljning", "--ja").code == 0
    assert "50 300 000" in made.read(f"{HERE}/{FIGURES}").replace("50300000", "50 300 000")


@pytest.mark.parametrize(
    ("files", "taken", "said"),
    [
        (("uppf-9.csv", "uppf-10.csv"), "uppf-10.csv", "Mönstret passar också uppf-9.csv."),
        (("uppf-2304.csv", "uppf-2305.csv"), "uppf-2304.csv", "Mönstret passar också uppf-2305.csv."),
        (("uppf-mars.csv", "uppf-april.csv"), "uppf-april.csv", "Mönstret passar också uppf-mars.csv."),
        (("uppf-mars.csv",), "uppf-mars.csv", "T746"),
        (("uppf-2303.csv",), "uppf-2303.csv", "T746"),
        (("uppf-barn.csv", "uppf-vuxna.csv"), "", "deras namn skiljer sig i mer än nummer"),
        (("uppf-1.csv", "uppf-1.txt"), "", "uppf-1.csv, uppf-1.txt"),
    ],
)
def test_the_file_of_the_period_is_meant(project: MakeProject, files: Sequence[str], taken: str, said: str) -> None:
    """By the month of its name, then by its number; where neither tells, none is taken."""
    made = project_of(project, OPEN, ("-50,3", "-18,9", "-25,1", "-0,9"))
    text = made.read(f"{BOARD_FOLDER}/uppf.csv")
    for name in files:
        made.write(f"{BOARD_FOLDER}/{name}", text)
    made.write(f"{BOARD_FOLDER}/namnd.yaml", BOARD + SOURCE.replace("uppf.csv", "uppf-*"))

    run = made.run("import", "uppföljning", "--ja")

    assert said in run.out + run.err
    assert ("T746" in run.err) == (said == "T746")
    assert (f"fil: {BOARD_FOLDER}/{taken}\n" in made.read(f"{HERE}/{FIGURES}")) == bool(taken)
    assert (run.code == 0) == bool(taken)


@pytest.mark.parametrize(
    ("heads", "extra", "hint"),
    [
        ("Ansvar;Verksamhet", "41{}", "Skriv etiketter: Verksamhet i källan. Där står 4 av dem."),
        ("Ansvar;Namn", "41{}", "Skriv etiketter: Namn i källan."),
        # One of them stands in the first column too.
        ("Nämnd;Verksamhet", "Barn", "Skriv etiketter: Verksamhet i källan. Där står 4 av dem."),
        ("Verksamhet;Ansvar", "", ""),
    ],
)
def test_labels_that_stand_in_another_column(project: MakeProject, heads: str, extra: str, hint: str) -> None:
    """The column that has most of the table's labels is named, and nothing is written."""
    made = project_of(project, OPEN, ())
    cells = [(extra.format(place), label) if extra else (label, "41") for place, label in enumerate(LABELS)]
    rows = "".join(f"{one};{two};-1,5\n" for one, two in cells)
    made.write(f"{BOARD_FOLDER}/uppf.csv", f"{heads};Utfall\n{rows}")

    run = made.run("import", "uppföljning", "--ja")

    assert (run.code == 0) == (not hint), run.err
    assert hint in run.err
    assert ("T031" in run.err) == bool(hint)


def test_labels_that_stand_nowhere(project: MakeProject) -> None:
    """A file of something else is no import that finds nothing to change."""
    made = project_of(project, OPEN, ())
    made.write(f"{BOARD_FOLDER}/uppf.csv", "Parti;Utfall\nA;1\nB;2\n")

    run = made.run("import", "uppföljning", "--ja")

    assert run.code == 1
    assert "Tabellens etiketter står inte i kolumnen ”Parti”" in run.err
    assert "”A”, ”B”" in run.err
