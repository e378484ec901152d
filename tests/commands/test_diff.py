"""`tertial diff`: what two versions of a period say differently, through the front door."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.commands.report_differences import report_differences
from generator.versions.compare.differences import Differences, Piece, TextChange, word_diff
from tests.commands.conftest import HERE, PERIOD, MakeProject, Project
from tests.verapdf.runner import VeraPdf

PROFILE = """\
namn: Storköping
statusskalor:
  läge:
    Pågår:
      symbol: pil_upp
      färg: gul
    Klar:
      symbol: bock
      färg: grön
uppföljningstyper:
  uppdrag:
    id_fält: rubrik
    fält:
      rubrik:
        typ: text
      läge:
        typ: status
        skala: läge
"""
OUTLINE = """\
mall: rapport
avsnitt:
  - rubrik: Ekonomi
    innehåll:
      - text: ekonomi
      - tabell: ekonomi
      - uppdrag: alla
        visa: tabell
"""
CONTENT = """\
tabeller:
  ekonomi:
    rubrik: Utfall
    enhet: mnkr
    decimaler: 1
    radrubrik: Enhet
    kolumner:
      - utfall: Utfall
      - budget: Budget
    rader:
      - Barn: 4,0 | 5,0
      - Vuxna: 2,0 | 2,0
      - Summa: 6,0 | 7,0
        typ: summa
texter:
  ekonomi: |
    Nämnden har förbrukat {{ ekonomi.summa.utfall }} av budgeten under perioden.

    Det är oförändrat.
uppdrag:
  - rubrik: Växa
    läge: Pågår
"""
FILE = f"{HERE}/innehall.yaml"
FILES = {
    "templates/storkoping/profil.yaml": PROFILE,
    "templates/storkoping/mallar/rapport.yaml": OUTLINE,
    f"{HERE}/period.yaml": f"{PERIOD}dokument:\n  rapport:\n    mall: rapport\n    titel: Rapport\n",
    FILE: CONTENT,
}


@pytest.fixture
def kept(project: MakeProject) -> Project:
    """A project under git, in which a cost, a sum, a state and a word have changed since."""
    made = project(FILES)
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b.se", "commit", "-qm", "a"),
    ):
        subprocess.run(["git", *words], cwd=made.folder, check=True)
    changed = CONTENT.replace("Barn: 4,0", "Barn: 4,5").replace("Summa: 6,0", "Summa: 6,5").replace(": Pågår", ": Klar")
    made.write(FILE, changed.replace("oförändrat", "en ökning"))
    return made


def test_says_figures_states_cells_and_words(kept: Project) -> None:
    """A version of git and the files as they are: each figure, state and cell with old and new, texts word by word."""
    run = kept.run("diff", "HEAD", "2023-t1")

    assert run.code == 0, run.err
    lines = [line.strip().replace("\u00a0", " ") for line in run.out.splitlines()]
    assert "ekonomi.barn.utfall: 4,0 mnkr → 4,5 mnkr" in lines
    assert "uppdrag.växa.läge: Pågår → Klar" in lines
    assert "Barn | Utfall: 4,0 → 4,5" in lines
    assert "Summa | Utfall: 6,0 → 6,5" in lines
    assert run.err.splitlines()[-1] == "2 tal, 1 läge, 3 celler och 1 text skiljer."
    assert any("har förbrukat [6,0 → 6,5] mnkr av budgeten" in line for line in lines)
    assert any("[oförändrat. → en ökning.]" in line for line in lines)
    assert not any("Vuxna" in line or "budget:" in line for line in lines)


def test_says_that_nothing_differs(kept: Project) -> None:
    """The same version twice differs in nothing."""
    run = kept.run("jämför", "2023-t1", "nu")

    assert run.code == 0, run.err
    assert "Inget skiljer." in run.out


def test_shows_a_page_with_the_old_struck_and_the_new_set_in(kept: Project) -> None:
    """As HTML the old stands in del and the new in ins, in the look of the papers, told to who hears it."""
    run = kept.run("diff", "2023-t1@HEAD", "2023-t1", "--format", "html", "--out", "skillnad.html")

    assert (run.code, run.out.strip()) == (0, "skillnad.html"), run.err
    page = re.sub(r"\s+", " ", kept.read("skillnad.html"))
    for old, new in (("4,0", "4,5"), ("Pågår", "Klar"), ("oförändrat.", "en ökning.")):
        assert f'<del><span class="told">struket: </span>{old}' in page
        assert f'<ins><span class="told">nytt: </span>{new}' in page
    assert "Socialnämnden" in page


def test_sets_a_paper_that_everybody_can_read(kept: Project, verapdf: VeraPdf) -> None:
    """As PDF the comparison is a tagged paper that follows PDF/UA-1 and PDF/A-3a."""
    run = kept.run("diff", "HEAD", "2023-t1", "--format", "pdf")

    assert run.code == 0, run.err
    assert verapdf.validate([kept.folder / run.out.strip()]) == []


def test_reads_the_archive_of_a_published_version(project: MakeProject) -> None:
    """A published version is read from the sources that were kept with it, by name or by folder, whatever changes."""
    made = project(FILES)
    published = made.run("publish", "2023-t1", "--version-note", "Första", "--date", "2023-05-09")
    assert published.code == 0, published.err
    made.write(FILE, CONTENT.replace("Barn: 4,0", "Barn: 4,5").replace("Summa: 6,0", "Summa: 6,5"))
    made.write("templates/storkoping/mallar/rapport.yaml", OUTLINE.replace("Ekonomi", "Pengar"))
    folder = "output/storkoping/socialnamnden/2023-t1/v1"

    by_name = made.run("diff", "2023-t1@v1", "2023-t1")
    by_folder = made.run("diff", folder, "nu")

    assert by_name.code == 0, by_name.err
    assert "ekonomi.barn.utfall" in by_name.out
    assert "[nytt: 1 Pengar]" in by_name.out
    assert by_folder.out == by_name.out

    (made.folder / folder / "kallor.tar").chmod(0o644)
    (made.folder / folder / "kallor.tar").write_bytes(b"halv")
    broken = made.run("diff", "2023-t1@v1", "2023-t1")

    assert broken.code == 1
    assert f"fel T805 · {folder}/kallor.tar\n  Arkivet med källor är inte det som publicerades." in broken.err


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("2023-t1@v7", "Version v7 av storkoping/socialnamnden/2023-t1 finns inte i output/."),
        ("2023-t1@saknas", "”saknas” finns inte som version."),
        ("2022-t1", "Perioden ”2022-t1” finns inte."),
        ("nu", "Ingen period är angiven."),
    ],
)
def test_refuses_a_version_that_is_not_there(kept: Project, before: str, said: str) -> None:
    """What is no version is told, and how one is written."""
    run = kept.run("diff", before, "nu")

    assert run.code == 2
    assert said in run.err


WORDS = st.lists(st.sampled_from(["a", "b", "c", "1,0\u00a0mnkr"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_the_pieces_hold_both_texts(old: str, new: str) -> None:
    """Without what is new the pieces are the old text, without what is gone the new one; equal texts have no marks."""
    pieces = word_diff(old, new)

    assert " ".join(piece.text for piece in pieces if piece.kind != "nytt") == old
    assert " ".join(piece.text for piece in pieces if piece.kind != "bort") == new
    assert (old == new) == all(piece.kind == "lika" for piece in pieces)


def test_a_change_of_sign_is_read_apart_from_the_marks() -> None:
    """Old and new stand with an arrow between them; no mark of the program looks like a minus."""
    pieces = (Piece("lika", "Nettot är"), Piece("bort", "−32,6\u00a0mnkr."), Piece("nytt", "32,6\u00a0mnkr."))
    text = TextChange("Rapport", pieces)
    lines = report_differences(Differences("a", "b", (), (), (), (), (text,)))

    assert [line.strip() for line in lines][-1] == "Nettot är [−32,6 → 32,6] mnkr."
