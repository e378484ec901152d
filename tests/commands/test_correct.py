"""`tertial correct`: what follows a corrected figure is shown first, then edited in place, and printed as a notice."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commands.conftest import FRAME, HERE, PERIOD, Project, Run, SentOut

OUT = "output/storkoping/socialnamnden/2023-t1"
OUTLINE = """
mall: rapport
avsnitt:
  - rubrik: "Resultat {{ resultat }}"
    id: resultat
    innehåll:
      - text: resultat
      - tabell: ekonomi
  - rubrik: Läge
    id: läge
    innehåll:
      - text: läge
"""
# The sums are written, as in a report that is typed; the share and the table's deviation are computed.
FIGURES = """\
# Ett tal i varje rad   # och en kommentar
tal:
  resultat:
    värde: 2,0 mnkr   # skrivs
    stäms_av_mot: ekonomi.summa.avvikelse
  andel: = ekonomi.summa.utfall / ekonomi.summa.budget
tabeller:
  ekonomi:
    rubrik: Ekonomi
    enhet: mnkr
    decimaler: 1
    kolumner:
      - budget: Budget
      - utfall: Utfall
      - avvikelse: Avvikelse
        formel: budget - utfall
    rader:
      - Vård:     60,0 |  58,5
      - Stöd:     40,0 |  39,5
      - Summa:   100,0 |  98,0
        typ: summa
"""
TEXTS = """\
texter:
  resultat: |
    Resultatet är {{ resultat }}, {{ resultat | ordval(positiv: "bättre än", negativ: "sämre än", noll: "lika med") }}
    budget. Utfallet är {{ andel | procent }} av budgeten.
  läge: |
    Allt annat är som det var.
"""
DOCUMENTS = """\
dokument:
  rapport:
    mall: rapport
    titel: Rapport
    daterad: 2023-05-09
  bilaga:
    mall: bilaga
    titel: Bilaga
"""
CONTENT: Mapping[str, str] = {
    **FRAME,
    "templates/storkoping/mallar/rapport.yaml": OUTLINE,
    "templates/storkoping/mallar/bilaga.yaml": "mall: bilaga\navsnitt:\n  - rubrik: Bilaga\n    innehåll:\n"
    "      - text: läge\n",
    f"{HERE}/period.yaml": f"{PERIOD}{DOCUMENTS}",
    f"{HERE}/tal.yaml": FIGURES,
    f"{HERE}/texter.yaml": TEXTS,
    "content/storkoping/socialnamnden/2023-t2/period.yaml": PERIOD.replace("2023-t1", "2023-t2").replace(
        "Tertial 1", "Tertial 2"
    )
    + "föregående_period: 2023-t1\ndokument:\n  uppföljning:\n    mall: uppföljning\n    titel: Uppföljning\n",
    "content/storkoping/socialnamnden/2023-t2/texter.yaml": "texter:\n  då: Då var resultatet"
    " {{ föregående_period.resultat }}.\n",
    "templates/storkoping/mallar/uppföljning.yaml": "mall: uppföljning\navsnitt:\n  - rubrik: Då\n    innehåll:\n"
    "      - text: då\n",
}
CORRECTION = ("correct", "2023-t1", "ekonomi.vård.utfall=61,5", "--reason", "Fel faktura", "--date", "2023-05-20")


@pytest.fixture(scope="module")
def once(sent_out: SentOut) -> Project:
    """A project whose version 1 was sent out on 10 May."""
    return sent_out(CONTENT)


@pytest.fixture(scope="module")
def shown(once: Project) -> Run:
    """What a correction of a cost would bring with it."""
    return once.run(*CORRECTION, "--dry-run")


@pytest.fixture(scope="module")
def corrected(once: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project after a correction, with a marked edition; not to be changed."""
    made = Project(Path(shutil.copytree(once.folder, tmp_path_factory.mktemp("corrected") / "made")))
    run = made.run(*CORRECTION, "--yes", "--marked")
    assert run.code == 0, run.err
    return made


def part(text: str, heading: str) -> list[str]:
    """The lines under a heading."""
    lines = text.replace("\xa0", " ").splitlines()
    start = lines.index(f"{heading}:") + 1
    rest = [line.startswith("  ") for line in lines[start:]]
    return [line.strip() for line in lines[start : start + (rest.index(False) if False in rest else len(rest))]]


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that differ, old with a minus and new with a plus."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in {"+++", "---"}]


def test_written_figures_follow_as_old_and_difference(shown: Run) -> None:
    """The sum and the result are typed: they are proposed, each with what it is reconciled with."""
    followers = part(shown.out, "Skrivna tal som följer med")

    assert shown.code == 0
    assert [line.partition(" · ")[0] for line in followers] == [
        "resultat: 2,0 mnkr → −1,0 mnkr",
        "ekonomi.summa.utfall: 98,0 mnkr → 101,0 mnkr",
    ]
    assert "stäms av mot ekonomi.summa.avvikelse" in followers[0]


def test_figures_that_follow_by_formula_are_told(shown: Run) -> None:
    """The share and the deviations are computed anew."""
    assert {line.partition(":")[0] for line in part(shown.out, "Räknas om")} == {
        "andel",
        "ekonomi.vård.avvikelse",
        "ekonomi.summa.avvikelse",
    }


def test_every_place_is_told_with_its_section_and_page(shown: Run) -> None:
    """A figure in a heading, in the text and in a table each has its line: section, page, old and new."""
    places = part(shown.out, "Står i handlingarna")

    assert "rapport, 1 Resultat −1,0 mnkr, sidan 1: 2,0 mnkr → −1,0 mnkr" in places
    assert "rapport, 1 Resultat −1,0 mnkr, sidan 1: 58,5 → 61,5" in places
    assert all(line.startswith("rapport, 1 Resultat") for line in places)


def test_words_of_direction_that_flip_are_told(shown: Run) -> None:
    """”Better than” turns to ”worse than”, and is told as a word and not as a figure."""
    assert part(shown.out, "Ord och lägen som byter") == [
        "rapport, 1 Resultat −1,0 mnkr, sidan 1: bättre än → sämre än"
    ]


def test_only_papers_that_print_it_are_given_out_again(shown: Run) -> None:
    """The appendix does not print the figure; another period does."""
    assert part(shown.out, "Handlingar som ges ut på nytt") == ["rapport"]
    assert part(
        shown.out, "Påverkar storkoping/socialnamnden/2023-t2, som inte är publicerad och ändras vid nästa bygge"
    )[-4:] == [
        "Står i handlingarna:",
        "uppföljning, 1 Då: 2,0 mnkr → −1,0 mnkr",
        "Handlingar som ändras:",
        "uppföljning",
    ]


def test_a_dry_run_writes_nothing(once: Project, shown: Run) -> None:
    """What is shown is not done: the content is as it was, and there is no version 2."""
    assert once.read(f"{HERE}/tal.yaml") == FIGURES
    assert not (once.folder / OUT / "v2").exists()
    assert "Ingenting har skrivits." in shown.err


def test_one_cell_is_one_cell_in_the_diff(corrected: Project) -> None:
    """Three numbers change in the file; comments, order and alignment stand."""
    assert changed_lines(FIGURES, corrected.read(f"{HERE}/tal.yaml")) == [
        "-    värde: 2,0 mnkr   # skrivs",
        "+    värde: -1,0 mnkr   # skrivs",
        "-      - Vård:     60,0 |  58,5",
        "+      - Vård:     60,0 |  61,5",
        "-      - Summa:   100,0 |  98,0",
        "+      - Summa:   100,0 | 101,0",
    ]


def test_the_paper_begins_with_the_notice(corrected: Project) -> None:
    """The page has version, day, reason and the table of places before the report; the appendix has no notice."""
    page = corrected.read(f"{OUT}/v2/rapport.html").replace("\xa0", " ")

    assert page.index('class="correction"') < page.index('id="resultat"')
    for words in ("2 (ersätter version 1, 10 maj 2023)", "20 maj 2023", "Fel faktura", "Ska stå"):
        assert words in page
    assert "correction" not in corrected.read(f"{OUT}/v2/bilaga.html").partition("<body")[2]


def test_an_untouched_paper_is_the_same_bytes(corrected: Project) -> None:
    """What the correction does not concern comes out as it was published."""
    for name in ("bilaga.html", "bilaga.pdf"):
        first, second = ((corrected.folder / OUT / version / name).read_bytes() for version in ("v1", "v2"))

        assert first == second


def test_the_sheet_has_the_places_of_all_papers(corrected: Project) -> None:
    """The sheet is a paper of its own, as page and on paper."""
    assert "Fel faktura" in corrected.read(f"{OUT}/v2/rattelseblad.html")
    assert (corrected.folder / OUT / "v2" / "rattelseblad.pdf").read_bytes().startswith(b"%PDF")


def test_the_marked_edition_is_verified_with_its_version(corrected: Project, tmp_path: Path) -> None:
    """A file of it is known by its digest; one that is changed, lost or added beside it is told."""
    made = Project(Path(shutil.copytree(corrected.folder, tmp_path / "changed")))
    marked = f"{OUT}/v2-andringsmarkerad"

    known = made.run("verify", f"{marked}/rapport.pdf")
    whole = made.run("verify", f"{OUT}/v2")
    made.write(f"{marked}/rapport.html", made.read(f"{marked}/rapport.html").replace("61,5", "61,4"))
    (made.folder / marked / "rapport.pdf").unlink()
    made.write(f"{marked}/egen.txt", "Min egen fil.")
    changed = made.run("verify", f"{OUT}/v2")

    assert known.code == whole.code == 0, known.err + whole.err
    assert "ändringsmarkerade utgåvan av version 2" in known.err
    assert changed.code == 1
    assert "rapport.html är ändrad" in changed.err
    assert "rapport.pdf saknas" in changed.err
    assert "egen.txt ligger där" in changed.err


def test_the_marked_edition_says_what_is_struck(corrected: Project) -> None:
    """Old and new stand as del and ins, words too, with words for who hears the page."""
    page = corrected.read(f"{OUT}/v2-andringsmarkerad/rapport.html").replace("\xa0", " ")

    assert '<del><span class="told">struket: </span>2,0 mnkr' in page
    assert '<ins><span class="told">nytt: </span><data value="-1.0" data-figure="resultat"' in page
    assert "</span>bättre än<span" in page
    assert not (corrected.folder / OUT / "v2-andringsmarkerad" / "bilaga.html").exists()


def test_the_corrected_version_can_be_built_again(corrected: Project) -> None:
    """The notice is made of what is recorded: both versions come out byte for byte."""
    run = corrected.run("verify", "2023-t1")

    assert run.code == 0, run.err


def test_the_history_tells_what_was_corrected(corrected: Project) -> None:
    """The record has the reason, the written figures that changed, and the places."""
    history = corrected.read(f"{HERE}/historik.yaml")

    for words in ('skäl: "Fel faktura"', 'tal: "ekonomi.vård.utfall"', 'från: "58,5 mnkr"', 'rubrik: "Resultat'):
        assert words in history.replace("\xa0", " ")


def test_what_is_edited_by_hand_is_corrected_too(sent: Project) -> None:
    """Without figures the correction is what differs from the version; a sum that was not edited follows."""
    sent.write(f"{HERE}/tal.yaml", FIGURES.replace("58,5", "57,5"))
    sent.write(f"{HERE}/texter.yaml", TEXTS.replace("som det var", "oförändrat"))
    run = sent.run("correct", "2023-t1", "--reason", "Fel faktura", "--date", "2023-05-20", "--yes")

    assert run.code == 0, run.err
    assert "Summa:   100,0 |  97,0" in sent.read(f"{HERE}/tal.yaml")
    assert "som det var. → oförändrat." in "\n".join(part(run.out, "Ord och lägen som byter"))
    assert part(run.out, "Handlingar som ges ut på nytt") == ["rapport", "bilaga"]


def test_a_finding_that_comes_with_it_is_told(sent: Project) -> None:
    """A sum that is corrected itself no longer agrees with its rows: that is said, and nothing is written."""
    run = sent.run("correct", "2023-t1", "ekonomi.summa.utfall=99,0", "--reason", "x", "--date", "2023-05-20", "--yes")

    assert run.code == 1
    assert part(run.out, "Nya fynd")[0].startswith("T204")
    assert sent.read(f"{HERE}/tal.yaml") == FIGURES
    assert not (sent.folder / OUT / "v2").exists()


def test_without_a_yes_nothing_is_done(sent: Project) -> None:
    """Where nobody can be asked, it is shown and left."""
    run = sent.run(*CORRECTION)

    assert run.code == 1
    assert "--yes" in run.err
    assert sent.read(f"{HERE}/tal.yaml") == FIGURES


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ekonomi.vård.utfal=61,5",), "Menade du"),
        (("andel=0,9",), "är uträknat"),
        (("ekonomi.vård.utfall",), "TAL=VÄRDE"),
        (("ekonomi.vård.utfall=mycket",), "går inte att läsa som ett tal"),
        (("ekonomi.vård.utfall=61 500 tkr",), "Skriv värdet i den enheten"),
        ((), "inget att rätta"),
    ],
)
def test_what_cannot_be_corrected_is_said(once: Project, words: tuple[str, ...], said: str) -> None:
    """A figure that is not there or is computed, a value that cannot be read: wrong usage, and nothing is written."""
    run = once.run("correct", "2023-t1", *words, "--reason", "Fel", "--dry-run")

    assert run.code == 2
    assert said in run.err


def test_a_reason_is_asked_for(once: Project) -> None:
    """A correction without a reason is none."""
    run = once.run("correct", "2023-t1", "ekonomi.vård.utfall=61,5")

    assert run.code == 2
    assert "--reason" in run.err


def test_what_is_not_published_cannot_be_corrected(once: Project) -> None:
    """A period without versions is edited as it is."""
    run = once.run("correct", "2023-t2", "--reason", "Fel")

    assert run.code == 2
    assert "är inte publicerad" in run.err


def test_a_decided_paper_asks_who_decided(sent: Project) -> None:
    """What was decided is corrected by someone who may, or decided anew: the tool asks and does not assume."""
    assert sent.run("publish", "2023-t1", "--stage", "beslutad", "--date", "2023-05-21").code == 0
    words = (*CORRECTION[:-1], "2023-05-30", "--yes")
    asked = sent.run(*words)

    assert asked.code == 2
    assert "--decided-by" in asked.err

    done = sent.run(*words, "--decided-by", "ordföranden, delegation 1.3")

    assert done.code == 0, done.err
    assert "skede: rättad" in sent.read(f"{HERE}/historik.yaml")
    assert "ordföranden, delegation 1.3" in sent.read(f"{OUT}/v3/rapport.html")


def test_a_changed_published_file_stops_the_correction(sent: Project) -> None:
    """What differs must be the correction and nothing else: a version that was tampered with is said first."""
    page = sent.folder / OUT / "v1" / "rapport.html"
    page.chmod(0o644)
    page.write_text(page.read_text().replace("58,5", "57,5"))
    run = sent.run(*CORRECTION, "--yes")

    assert run.code == 1
    assert "T803" in run.err
    assert sent.read(f"{HERE}/tal.yaml") == FIGURES
