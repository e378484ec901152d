"""`tertial correct` across periods and boards: every published paper that prints the figure is put right at once."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator import pipeline
from generator.problems import UsageError
from generator.project import FileEdit, Transaction, carry_out, project_lock, recover
from generator.versions import snapshot
from tests.commands.conftest import BOARD, HERE, PERIOD, Project, Run, SentOut
from tests.commands.test_correct import CONTENT, FIGURES, changed_lines, part
from tests.moments import kill, struck

LATER, BOARDS = "storkoping/socialnamnden/2023-t2", "storkoping/aldrenamnden/2023-t1"
FIRST = "storkoping/socialnamnden/2023-t1"
TYPED = """\
tal:
  # Skrivet av ur förra rapporten
  resultat_då:
    värde:  2,0 mnkr
    stäms_av_mot: föregående_period.resultat
"""
PAPER = "dokument:\n  uppföljning:\n    mall: uppföljning\n    titel: Uppföljning\n"
TWO_BOARDS: Mapping[str, str] = {
    **CONTENT,
    f"content/{LATER}/tal.yaml": TYPED,
    f"content/{LATER}/texter.yaml": "texter:\n  då: Då var resultatet {{ resultat_då }}.\n",
    "content/storkoping/aldrenamnden/namnd.yaml": BOARD.replace("Socialnämnden", "Äldrenämnden"),
    f"content/{BOARDS}/period.yaml": f"{PERIOD}{PAPER}",
    f"content/{BOARDS}/texter.yaml": 'texter:\n  då: Grannen hade {{ nämnd("socialnamnden").ekonomi.vård.utfall }}.\n',
}
ASKED = ("correct", FIRST, "ekonomi.vård.utfall=61,5", "--reason", "Fel faktura", "--date", "2023-09-20", "--jobs", "1")


def published(made: Project, period: str, stage: str, day: str, *words: str) -> None:
    """Publishes a version that should be let through."""
    run = made.run("publish", period, "--stage", stage, "--date", day, "--jobs", "1", *words)
    assert run.code == 0, run.err


@pytest.fixture(scope="module")
def once(sent_out: SentOut) -> Project:
    """A project whose three periods of two boards are sent out."""
    return sent_out(TWO_BOARDS, FIRST, LATER, BOARDS, day="2023-09-10")


@pytest.fixture(scope="module")
def corrected(once: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """The project after a correction, with marked editions, and what was said; not to be changed."""
    made = Project(Path(shutil.copytree(once.folder, tmp_path_factory.mktemp("corrected") / "made")))
    run = made.run(*ASKED, "--yes", "--marked")
    assert run.code == 0, run.err
    return made, run


def notice_of(made: Project, page: str) -> str:
    """The words of the notice that a paper begins with."""
    text = made.read(page).replace("\xa0", " ")
    return re.sub(r"<[^>]+>", "", text[text.index('class="correction"') : text.index('id="då"')])


def contents(made: Project) -> dict[str, bytes]:
    """Every file of the project, but for what other commands leave."""
    return {name: (made.folder / name).read_bytes() for name in made.files if not name.startswith("output/.")}


def test_each_period_is_told_with_what_becomes_of_it(corrected: tuple[Project, Run]) -> None:
    """The figures that follow, typed ones too, their places with pages, and the papers, period by period."""
    out = corrected[1].out

    assert [line for line in out.splitlines() if line.startswith("Påverkar")] == [
        f"Påverkar {BOARDS}, som blir version 2 (utsänd):",
        f"Påverkar {LATER}, som blir version 2 (utsänd):",
    ]
    told = part(out, f"Påverkar {LATER}, som blir version 2 (utsänd)")
    followers = told[told.index("Skrivna tal som följer med:") + 1]
    assert followers.startswith("resultat_då: 2,0 mnkr → −1,0 mnkr")
    assert "stäms av mot föregående_period.resultat" in followers
    assert "uppföljning, 1 Då, sidan 1: 2,0 mnkr → −1,0 mnkr" in told
    assert told[-2:] == ["Handlingar som ges ut på nytt:", "uppföljning"]
    board = part(out, f"Påverkar {BOARDS}, som blir version 2 (utsänd)")
    assert "uppföljning, 1 Då, sidan 1: 58,5 mnkr → 61,5 mnkr" in board


def test_typed_figures_of_other_periods_are_edited_in_place(corrected: tuple[Project, Run]) -> None:
    """One changed value is one changed line in the other period's file, its comment and blanks as they were."""
    assert changed_lines(TYPED, corrected[0].read(f"content/{LATER}/tal.yaml")) == [
        "-    värde:  2,0 mnkr",
        "+    värde: -1,0 mnkr",
    ]


@pytest.mark.parametrize(("period", "old", "new"), [(LATER, "2,0", "−1,0"), (BOARDS, "58,5", "61,5")])
def test_each_period_has_its_version_with_its_notice(
    corrected: tuple[Project, Run], period: str, old: str, new: str
) -> None:
    """Each paper begins with a notice that says what it follows, and the history tells the same."""
    made, folder = corrected[0], f"output/{period}/v2"
    notice = notice_of(made, f"{folder}/uppfoljning.html")

    assert "Följer av rättelse av Tertial 1 2023, Socialnämnden: Fel faktura" in notice
    assert f"{old} mnkr" in notice
    assert f"{new} mnkr" in notice
    history = made.read(f"content/{period}/historik.yaml").replace("\xa0", " ")
    assert 'skäl: "Följer av rättelse av Tertial 1 2023, Socialnämnden: Fel faktura"' in history
    assert f'till: "{new} mnkr"' in history.partition("platser:")[0]
    assert (made.folder / folder / "rattelseblad.pdf").is_file()


@pytest.mark.parametrize("period", [FIRST, LATER, BOARDS])
def test_each_version_can_be_built_again_and_has_its_marked_edition(
    corrected: tuple[Project, Run], period: str
) -> None:
    """What was written is what the records say, nothing has changed since, and the marks stand beside it."""
    made = corrected[0]
    run = made.run("verify", period)
    marked = [name for name in made.files if name.startswith(f"output/{period}/v2-andringsmarkerad/")]

    assert run.code == 0, run.err
    assert "Sedan version 1 har källorna ändrats" in run.err
    assert "Sedan version 2 har källorna ändrats" not in run.err
    assert f"{period}/v2: stämmer" in run.out
    assert any(name.endswith(".pdf") for name in marked)
    assert any("<ins" in made.read(name) for name in marked if name.endswith(".html"))


def test_killed_at_any_moment_all_periods_are_old_or_all_new(
    once: Project, corrected: tuple[Project, Run], tmp_path: Path
) -> None:
    """Versions, marked editions, histories and files of three periods are one act: the next command finds no mix."""
    old, new = contents(once), contents(corrected[0])
    came = sorted({name.rpartition("/")[0] for name in new if name not in old})
    folders = {each: {Path(name).name: new[name] for name in new if Path(name).parent == Path(each)} for each in came}
    act = Transaction(folders, {name: FileEdit(old[name], new[name]) for name in old if old[name] != new[name]})
    found = set()
    # Every 11th touch of the disk is enough: each kind of them is at many moments.
    for moment in range(1, 10_000, 11):
        made = Project(Path(shutil.copytree(once.folder, tmp_path / str(moment), copy_function=os.link)))
        ended = struck(lambda _, made=made: carry_out(made.folder, act), moment, kill)  # type: ignore[misc]
        with project_lock(made.folder, "correct"):
            recover(made.folder)
        now = contents(made)

        assert now in (old, new)
        found.add(now == new)
        if not ended.struck:
            break

    assert len(came) == 2 * len((FIRST, LATER, BOARDS))
    assert found == {False, True}


def test_what_is_marked_survives_a_build(corrected: tuple[Project, Run], tmp_path: Path) -> None:
    """A build of the period lets marked editions stand, as it does all else that is published."""
    made = Project(Path(shutil.copytree(corrected[0].folder, tmp_path / "made")))
    before = {name for name in made.files if "andringsmarkerad" in name}
    run = made.run("build", LATER, "--format", "html")

    assert run.code == 0, run.err
    assert {name for name in made.files if "andringsmarkerad" in name} == before


def test_all_or_nothing(sent: Project) -> None:
    """Where another period's published version has been tampered with, nothing is written in any of them."""
    page = sent.folder / f"output/{LATER}/v1/uppfoljning.html"
    page.chmod(0o644)
    page.write_text(page.read_text().replace("2,0", "2,1"))
    before = contents(sent)
    run = sent.run(*ASKED, "--yes")

    assert run.code == 1
    assert "T803" in run.err
    assert f"{LATER}/v1/uppfoljning.html" in run.err
    assert contents(sent) == before


def test_an_other_that_is_decided_asks_who_decided(sent: Project) -> None:
    """A decided paper of another period is not corrected without a decision: that is said before anything is done."""
    published(sent, LATER, "beslutad", "2023-09-15")
    before = contents(sent)
    shown = sent.run(*ASKED, "--dry-run")
    refused = sent.run(*ASKED, "--yes")

    assert shown.code == 0
    assert f"Hinder för {LATER}: Handlingarna är beslutade." in shown.err
    told = part(shown.out, f"Påverkar {LATER}, som inte kan rättas nu")
    assert "uppföljning, 1 Då, sidan 1: 2,0 mnkr → −1,0 mnkr" in told
    assert refused.code == 2
    assert "--decided-by" in refused.err
    assert contents(sent) == before

    done = sent.run(*ASKED, "--yes", "--decided-by", "ordföranden, delegation 1.3")

    assert done.code == 0, done.err
    assert "skede: rättad" in sent.read(f"content/{LATER}/historik.yaml")
    assert "beslutad_av" not in sent.read(f"content/{BOARDS}/historik.yaml")


def test_an_other_that_is_not_published_is_edited_only(sent: Project) -> None:
    """A period that is still being written gets its typed figure, and no version."""
    shutil.rmtree(sent.folder / f"output/{LATER}")
    (sent.folder / f"content/{LATER}/historik.yaml").unlink()
    run = sent.run(*ASKED, "--yes")

    assert run.code == 0, run.err
    assert f"Påverkar {LATER}, som inte är publicerad och ändras vid nästa bygge:" in run.out
    assert "-1,0 mnkr" in sent.read(f"content/{LATER}/tal.yaml")
    assert not (sent.folder / f"output/{LATER}").exists()


def test_a_figure_of_another_period_is_corrected_there(once: Project) -> None:
    """Who asks for a figure by the name that it has in another period gets the command that corrects it."""
    run = once.run("correct", LATER, "föregående_period.resultat=-1,0", "--reason", "Fel", "--dry-run")

    assert run.code == 2
    assert f"hämtas ur {FIRST}. Rätta det där: tertial correct {FIRST} resultat=-1,0" in run.err


def test_an_other_that_is_not_ready_to_be_read_is_in_nobodys_way(sent: Project) -> None:
    """A period that is being written, with things left to fill in, is told as such; the correction is made."""
    shutil.rmtree(sent.folder / f"output/{LATER}")
    (sent.folder / f"content/{LATER}/historik.yaml").unlink()
    unfinished = TYPED + "".join(f"  tal_{number}: = saknas_{number}\n" for number in range(5))
    sent.write(f"content/{LATER}/tal.yaml", unfinished)
    run = sent.run(*ASKED, "--yes")

    assert run.code == 0, run.err
    line = f"Påverkar {LATER}, som inte är färdig: den går inte att läsa än, och ändras när den byggs."
    assert line in run.out.splitlines()
    assert "T201" not in run.out + run.err
    assert sent.read(f"content/{LATER}/tal.yaml") == unfinished


@pytest.mark.parametrize(
    ("changed", "outcome", "follows"),
    [
        ("Vid den tiden var det {{ resultat_då }}.", "ett utkast som ändras när det publiceras", True),
        ("Då var det {{ resultat_d }}.", "som inte är färdig", False),
        ("Då var det {{ resultat_då }}. ![Torget](bilder/torget.jpg)", "som inte är färdig", True),
    ],
)
def test_a_draft_that_somebody_writes_is_in_nobodys_way(
    sent: Project, changed: str, outcome: str, *, follows: bool
) -> None:
    """A draft with changes of its own, right or not, is not given out by somebody else's correction, which is made.

    Its typed figures follow where they can be read, and are told.
    """
    shutil.rmtree(sent.folder / f"output/{LATER}")
    (sent.folder / f"content/{LATER}/historik.yaml").unlink()
    published(sent, LATER, "arbetsmaterial", "2023-09-11")
    sent.write(f"content/{LATER}/texter.yaml", f"texter:\n  då: {changed}\n")
    run = sent.run(*ASKED, "--yes")

    assert run.code == 0, run.err
    assert f"Påverkar {LATER}, {outcome}:" in run.out
    told = "    resultat_då: 2,0 mnkr → -1,0 mnkr"
    assert (told in run.out.replace("\xa0", " ").replace("−", "-")) is follows
    assert ("-1,0 mnkr" in sent.read(f"content/{LATER}/tal.yaml")) is follows
    assert (sent.folder / f"output/{FIRST}/v2").exists()
    assert not (sent.folder / f"output/{LATER}/v2").exists()


def test_a_typed_figure_that_was_moved_already_is_left(sent: Project) -> None:
    """Where both were corrected by hand, in a period that is still being written too, nothing is moved once more."""
    shutil.rmtree(sent.folder / f"output/{LATER}")
    (sent.folder / f"content/{LATER}/historik.yaml").unlink()
    sent.write(f"{HERE}/tal.yaml", FIGURES.replace("58,5", "61,5"))
    sent.write(f"content/{LATER}/tal.yaml", TYPED.replace(" 2,0", "-1,0"))
    run = sent.run("correct", FIRST, "--reason", "Fel", "--date", "2023-09-20", "--yes", "--jobs", "1")

    assert run.code == 0, run.err
    assert "-1,0 mnkr" in sent.read(f"{HERE}/tal.yaml")
    assert sent.read(f"content/{LATER}/tal.yaml") == TYPED.replace(" 2,0", "-1,0")


def test_a_period_that_reads_what_follows_is_reached(sent: Project) -> None:
    """A third period prints the figure that is typed in the second: it is told too, though it reads nothing else."""
    third = f"content/{LATER[:-1]}3"
    period = sent.read(f"content/{LATER}/period.yaml").replace("2023-t2", "2023-t3").replace("2023-t1", "2023-t2")
    sent.write(f"{third}/period.yaml", period)
    sent.write(f"{third}/texter.yaml", "texter:\n  då: Då var det {{ föregående_period.resultat_då }}.\n")
    run = sent.run(*ASKED, "--dry-run")
    told = part(run.out, f"Påverkar {LATER[:-1]}3, som inte är publicerad och ändras vid nästa bygge")

    assert run.code == 0, run.err
    assert "uppföljning, 1 Då: 2,0 mnkr → −1,0 mnkr" in told


def test_periods_that_read_are_unpacked_nowhere_and_checked_once(
    sent: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown of a period that is not published costs one check; only what is built again is unpacked."""
    count: Counter[str] = Counter()
    for module, name in ((snapshot, "unpack"), (pipeline, "examine")):
        monkeypatch.setattr(module, name, counted(getattr(module, name), count))

    def counts_with(readers: int) -> tuple[int, int]:
        for number in range(readers):
            reader = f"content/{LATER[:-2]}kv{number + 1}"
            period = sent.read(f"content/{LATER}/period.yaml").replace("2023-t2", f"2023-kv{number + 1}")
            sent.write(f"{reader}/period.yaml", period)
            sent.write(f"{reader}/texter.yaml", "texter:\n  då: Då var det {{ föregående_period.resultat }}.\n")
        count.clear()
        run = sent.run(*ASKED, "--dry-run")
        assert run.code == 0, run.err
        assert run.out.count("ändras vid nästa bygge") == readers
        return count["unpack"], count["examine"]

    few, more = counts_with(1), counts_with(4)
    assert more[0] == few[0] == 6
    assert more[1] - few[1] == 3


def counted(function: Callable[..., object], count: Counter[str]) -> Callable[..., object]:
    """The function, and each call of it counted by its name."""

    def call(*arguments: object, **options: object) -> object:
        count[function.__name__] += 1
        return function(*arguments, **options)

    return call


def test_new_findings_of_a_period_that_reads_are_told(sent: Project) -> None:
    """A finding that the correction makes there is told, and one that stood there before is not."""
    reader = f"{LATER[:-1]}3"
    period = sent.read(f"content/{LATER}/period.yaml").replace("2023-t2", "2023-t3")
    sent.write(f"content/{reader}/period.yaml", period)
    sent.write(f"content/{reader}/texter.yaml", "texter:\n  då: Då var det {{ föregående_period.resultat }}.\n")
    held = (
        "  {0}:\n    värde: = föregående_period.ekonomi.{0}.utfall\n    stäms_av_mot: eget_{0}\n  eget_{0}: {1} mnkr\n"
    )
    sent.write(f"content/{reader}/tal.yaml", f"tal:\n{held.format('vård', '58,5')}{held.format('stöd', '1,5')}")
    told = part(
        sent.run(*ASKED, "--dry-run").out, f"Påverkar {reader}, som inte är publicerad och ändras vid nästa bygge"
    )

    (finding,) = told[told.index("Nya fynd:") + 1 : told.index("Handlingar som ändras:")]
    assert finding.startswith(f"T204 content/{reader}/tal.yaml:3:14")


def test_others_can_be_left_and_corrected_later(sent: Project) -> None:
    """With --only-this the others are told, with the command that corrects them; that command does it."""
    first = sent.run(*ASKED, "--yes", "--only-this")
    command = f'tertial correct {LATER} --reason "Följer av rättelse av Tertial 1 2023, Socialnämnden: Fel faktura"'

    assert first.code == 0, first.err
    assert f"Inte rättad: {LATER}. Gör det med: {command}" in first.err
    assert f"Påverkar {LATER}, som inte rättas nu:" in first.out
    assert sent.read(f"content/{LATER}/tal.yaml") == TYPED
    assert not (sent.folder / f"output/{LATER}/v2").exists()

    later = sent.run("correct", LATER, "--reason", "Följer", "--date", "2023-09-21", "--yes", "--jobs", "1")

    assert later.code == 0, later.err
    assert "-1,0 mnkr" in sent.read(f"content/{LATER}/tal.yaml")
    assert "−1,0" in sent.read(f"output/{LATER}/v2/uppfoljning.html")
    assert "Påverkar" not in later.out
    assert not (sent.folder / f"output/{FIRST}/v3").exists()


def test_an_other_with_changes_of_its_own_is_not_swept_along(sent: Project) -> None:
    """What somebody has begun to write in another period is not published by a correction, but refused with why."""
    path = f"content/{LATER}/texter.yaml"
    sent.write(path, sent.read(path).replace("Då var", "Vid den tiden var"))
    before = contents(sent)
    run = sent.run(*ASKED, "--yes")

    assert run.code == 2
    assert f"{path} har ändrats sedan version 1." in run.err
    assert "--only-this" in run.err
    assert contents(sent) == before


def test_periods_corrected_by_hand_are_one_correction(sent: Project) -> None:
    """Figures edited in two periods' files are published together, each with the reason that was given."""
    figures = FIGURES.replace("58,5", "61,5").replace("98,0", "101,0").replace("2,0 mnkr   #", "-1,0 mnkr   #")
    sent.write(f"{HERE}/tal.yaml", figures)
    sent.write(f"content/{LATER}/tal.yaml", TYPED.replace(" 2,0", "-1,0"))
    run = sent.run("correct", LATER, "--reason", "Fel faktura", "--date", "2023-09-20", "--yes", "--jobs", "1")

    assert run.code == 0, run.err
    assert sent.read(f"{HERE}/tal.yaml") == figures
    for period in (FIRST, LATER):
        assert 'skäl: "Fel faktura"' in sent.read(f"content/{period}/historik.yaml")


def test_a_period_without_papers_is_corrected_where_it_is_printed(sent: Project) -> None:
    """A figure that stands in a period which is not published is corrected in those that print it."""
    shutil.rmtree(sent.folder / f"output/{FIRST}")
    (sent.folder / f"{HERE}/historik.yaml").unlink()
    run = sent.run(*ASKED, "--yes")

    assert run.code == 0, run.err
    assert "61,5" in sent.read(f"{HERE}/tal.yaml")
    assert not (sent.folder / f"output/{FIRST}").exists()
    assert 'skäl: "Fel faktura"' in sent.read(f"content/{LATER}/historik.yaml")


def test_working_reports_that_stand_there_are_built_again(sent: Project) -> None:
    """Reports that are not published are true after the correction too; none is made that was not there."""
    for period, words in ((FIRST, ("--format", "html,csv")), (BOARDS, ())):
        assert sent.run("build", period, *words).code == 0
    (sent.folder / f"output/{FIRST}/bilaga.html").unlink()
    run = sent.run(*ASKED, "--yes")

    assert run.code == 0, run.err
    assert "61,5" in sent.read(f"output/{FIRST}/rapport.html")
    assert "61,5" in sent.read(f"output/{BOARDS}/uppfoljning.html")
    assert not (sent.folder / f"output/{FIRST}/bilaga.html").exists()
    assert not (sent.folder / f"output/{FIRST}/rapport.pdf").exists()
    assert "61,5" in sent.read(next(name for name in sent.files if f"{FIRST}/rapport-data/tabell-01" in name))
    assert not (sent.folder / f"output/{FIRST}/rapport-data/tal.json").exists()
    assert not (sent.folder / f"output/{LATER}/uppfoljning.html").exists()


def test_a_working_report_that_cannot_be_built_is_told(sent: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The correction is made all the same; which reports are no longer there is said."""
    assert sent.run("build", FIRST, "--format", "html").code == 0

    def full(*_: object) -> tuple[Path, ...]:
        raise UsageError("Det går inte att skriva i output: disken är full.")

    monkeypatch.setattr("generator.commands.build_reports.write_files", full)
    run = sent.run(*ASKED, "--yes")

    assert run.code == 0, run.err
    assert "disken är full" in run.err
    assert f"Arbetsrapporterna i output/{FIRST} stämde inte längre och är borttagna." in run.err
    assert (sent.folder / f"output/{FIRST}/v2/rapport.pdf").is_file()
    assert not (sent.folder / f"output/{FIRST}/rapport.html").exists()


def test_publishing_a_period_that_reads_a_corrected_one_works(sent: Project) -> None:
    """What was left is brought up to date by publish too, and the version says what changed and where."""
    assert sent.run(*ASKED, "--yes", "--only-this").code == 0
    published(sent, BOARDS, "utsänd", "2023-09-21", "--reason", "Grannens siffra")
    notice = notice_of(sent, f"output/{BOARDS}/v2/uppfoljning.html")

    assert "58,5 mnkr" in notice
    assert "61,5 mnkr" in notice
    assert "Grannens siffra" in notice
    assert 'från: "58,5' in sent.read(f"content/{BOARDS}/historik.yaml")
    assert sent.run("verify", BOARDS).code == 0
