"""`tertial publish` and `tertial verify`: versions that stay, say what they replace, and can be built again."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping

import pytest

from generator.project import FileEdit, Transaction, transaction
from tests.built import ROOT
from tests.commands.conftest import DOCUMENTS, FRAME, HERE, PERIOD, MakeProject, Project, SentOut
from tests.commands.test_explain import REPORT

OUT = "output/storkoping/socialnamnden/2023-t1"
HISTORY = f"{HERE}/historik.yaml"
FILES = ("kallor.tar", "manifest.json", "rapport.html", "rapport.pdf", "tal.csv", "tal.json")
TWO: Mapping[str, str] = {
    **REPORT,
    f"{HERE}/period.yaml": f"{PERIOD}föregående_bokslut: 2022\n{DOCUMENTS.rstrip()}\n    daterad: 2023-05-09\n"
    "  bilaga:\n    mall: rapport\n    titel: Bilaga\n    inget_att_redovisa: [ekonomi]\n",
}


def published(made: Project, stage: str, day: str, *words: str) -> None:
    """Publishes a version that should be let through."""
    run = made.run("publish", "2023-t1", "--stage", stage, "--date", day, *words)
    assert run.code == 0, run.err


def corrected(made: Project, old: str, new: str) -> None:
    """Changes a figure as an author does."""
    text = made.read(f"{HERE}/tal.yaml")
    assert old in text
    made.write(f"{HERE}/tal.yaml", text.replace(old, new))


@pytest.fixture(scope="module")
def once(sent_out: SentOut) -> Project:
    """A project whose version 1 was sent out on 10 May."""
    return sent_out({**FRAME, **REPORT})


def test_a_version_is_frozen_and_recorded(project: MakeProject) -> None:
    """All files of a version stand in its folder, and the history says which, when and in which stage."""
    made = project(REPORT)

    run = made.run("publicera", "2023-t1", "--version-note", "Till nämnden", "--date", "2023-05-10")

    assert run.code == 0, run.err
    assert run.out.splitlines() == [f"{OUT}/v1/{name}" for name in FILES]
    history = made.read(HISTORY)
    assert "  - version: 1\n    datum: 2023-05-10\n    skede: arbetsmaterial\n" in history
    assert 'notering: "Till nämnden"' in history
    manifest = json.loads(made.read(f"{OUT}/v1/manifest.json"))
    assert f"{HERE}/tal.yaml" in manifest["källor"]
    assert "content/storkoping/socialnamnden/2022/tal.yaml" in manifest["källor"]
    assert {"tertial", "python", "weasyprint", "pango", "harfbuzz", "zlib"} <= set(manifest["verktyg"])
    assert any(name.endswith(".woff2") for name in manifest["verktyg"])


def test_every_printed_figure_is_in_the_data(sent: Project) -> None:
    """JSON and CSV have each figure with its exact value, and the section and page of each place."""
    figures = {each["id"]: each for each in json.loads(sent.read(f"{OUT}/v1/tal.json"))["tal"]}
    table = sent.read(f"{OUT}/v1/tal.csv").splitlines()

    total = figures["ekonomi.summa.utfall"]
    assert (total["värde"], total["enhet"]) == ("-92.1", "mnkr")
    assert all(place["dokument"] == "rapport" and place["sida"] for place in total["tryckt"])
    assert any(
        line.startswith("ekonomi.summa.utfall;Ekonomi, Summa, Utfall;-92,1;mnkr;rapport;1 Ekonomi;") for line in table
    )


def test_a_version_is_built_again_byte_for_byte(sent: Project) -> None:
    """From its archive alone a version comes out the same, whatever has happened to the content since."""
    corrected(sent, "665", "666")

    run = sent.run("verifiera", "2023-t1")

    assert run.code == 0, run.err
    assert "storkoping/socialnamnden/2023-t1/v1: stämmer" in run.out
    assert f"Sedan version 1 har källorna ändrats: {HERE}/tal.yaml." in run.err


def test_a_build_leaves_what_is_published(sent: Project) -> None:
    """Building the period again touches nothing of its versions, even where the build fails."""
    before = {name: (sent.folder / OUT / "v1" / name).read_bytes() for name in FILES}

    sent.run("build")
    sent.write(f"{HERE}/mer.yaml", "tal:\n  x: tolv\n")
    sent.run("build")

    assert {name: (sent.folder / OUT / "v1" / name).read_bytes() for name in FILES} == before


def test_nothing_new_is_no_version(sent: Project) -> None:
    """What is as it was is not published again."""
    run = sent.run("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-11")

    assert run.code == 2
    assert "Ingenting har ändrats sedan version 1." in run.err
    assert not (sent.folder / OUT / "v2").exists()


def test_a_draft_may_follow_a_draft_without_a_word(project: MakeProject) -> None:
    """Before it is sent out, a change is a new draft and nothing more."""
    made = project(REPORT)
    published(made, "arbetsmaterial", "2023-05-10")
    corrected(made, "665", "666")
    published(made, "arbetsmaterial", "2023-05-11")

    assert "Ersätter" not in made.read(f"{OUT}/v2/rapport.html")


def test_what_was_sent_out_is_revised(project: MakeProject) -> None:
    """A paper that is changed after it was sent out says which it replaces; one that is not changed says nothing."""
    made = project(TWO)
    published(made, "utsänd", "2023-05-10")
    corrected(made, "665", "666")
    published(made, "utsänd", "2023-05-15")

    mark = "Reviderad 15\u00a0maj 2023. Ersätter tidigare utsänd handling daterad 9\u00a0maj 2023."
    assert mark in made.read(f"{OUT}/v2/rapport.html").replace("&nbsp;", "\u00a0")
    assert "Ersätter" not in made.read(f"{OUT}/v2/bilaga.html")
    assert (made.folder / OUT / "v2/bilaga.pdf").read_bytes() == (made.folder / OUT / "v1/bilaga.pdf").read_bytes()
    assert made.run("verify", "2023-t1").code == 0

    published(made, "beslutad", "2023-05-24")
    assert mark in made.read(f"{OUT}/v3/rapport.html").replace("&nbsp;", "\u00a0")


def test_what_is_decided_asks_who_decided_the_change(project: MakeProject) -> None:
    """A decided paper is not changed without a decision: the tool asks for it, and prints it."""
    made = project(REPORT)
    published(made, "beslutad", "2023-05-24")
    corrected(made, "665", "666")

    refused = made.run("publish", "2023-t1", "--stage", "rättad", "--date", "2023-06-01")
    published(made, "rättad", "2023-06-01", "--decided-by", "ordföranden, delegation 1.3")

    assert refused.code == 2
    assert "--decided-by" in refused.err
    assert "nytt beslut" in refused.err
    text = made.read(f"{OUT}/v2/rapport.html").replace("&nbsp;", "\u00a0")
    assert "Rättad 1\u00a0juni 2023 efter beslut av ordföranden, delegation 1.3." in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--stage", "arbetsmaterial", "--date", "2023-05-11"), "en ny version kan inte vara arbetsmaterial"),
        (("--stage", "utsänd", "--date", "2023-05-01"), "den nya kan inte vara från 2023-05-01"),
        (("--stage", "utsand"), "Menade du ”utsänd”"),
        (("--date", "igår"), "inget datum"),
        (("raport",), "Menade du ”rapport”"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(sent: Project, words: tuple[str, ...], said: str) -> None:
    """Stages do not go back, days neither, and unknown words get a hint; nothing is written."""
    before = sent.files

    run = sent.run("publish", "2023-t1", *words)

    assert run.code == 2
    assert said in run.err
    assert sent.files == before


def test_content_with_errors_is_not_published(project: MakeProject) -> None:
    """A version is built with the checks clean."""
    made = project({**REPORT, f"{HERE}/mer.yaml": "tal:\n  x: tolv\n"})

    run = made.run("publish", "2023-t1")

    assert run.code == 1
    assert not (made.folder / HISTORY).exists()
    assert not (made.folder / OUT).exists()


# --- verify ----------------------------------------------------------------------------------------------------------


def test_a_lone_file_is_looked_up(sent: Project) -> None:
    """A PDF that somebody has tells which version it is of, and whether another has replaced it; a changed one not."""
    lone = sent.folder / "hittad.pdf"
    lone.write_bytes((sent.folder / OUT / "v1/rapport.pdf").read_bytes())
    known = sent.run("verify", "hittad.pdf")
    corrected(sent, "665", "666")
    published(sent, "utsänd", "2023-05-15")
    replaced = sent.run("verify", "hittad.pdf")
    lone.write_bytes(lone.read_bytes() + b"\n")
    changed = sent.run("verify", "hittad.pdf")

    assert known.code == 0
    assert "rapport.pdf i version 1 av storkoping/socialnamnden/2023-t1, utsänd 2023-05-10" in known.err
    assert "version 2, 2023-05-15, gäller" in replaced.err
    assert changed.code == 1
    assert "T803" in changed.err


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("rapport.pdf", b"%PDF-1.7", "T803"),
        ("rapport.html", None, "T803"),
        ("manifest.json", b"{", "T805"),
        ("kallor.tar", b"\0" * 700, "T805"),
        ("kallor.tar", b"content" * 300, "T805"),
    ],
)
def test_a_touched_version_is_told(sent: Project, name: str, data: bytes | None, code: str) -> None:
    """A changed, missing or broken file of a version is told with its name, and without a traceback."""
    path = sent.folder / OUT / "v1" / name
    path.unlink()
    if data is not None:
        path.write_bytes(data)

    run = sent.run("verify", f"{OUT}/v1")

    assert run.code == 1
    assert code in run.err
    assert name in run.err


def test_it_is_said_whose_templates_a_version_is_built_by(project: MakeProject) -> None:
    """Who verifies the folder of another hears which templates it brought; those of Tertial are not named."""
    made = project({**REPORT, "templates/storkoping/colophon.html": "<p>{{ document.title }}</p>\n"})
    published(made, "utsänd", "2023-05-10")

    run = made.run("verify", f"{OUT}/v1")

    assert run.code == 0, run.err
    told = " ".join(run.err.split())
    assert "följer med den: templates/storkoping/colophon.html är inte Tertials egna" in told


def test_another_version_of_a_tool_is_the_reason(sent: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file comes out otherwise, what has another version now is named."""
    monkeypatch.setattr("generator.versions.tools.__version__", "99.0")
    monkeypatch.setattr("generator.pipeline.render_html", lambda _: "annat")

    run = sent.run("verify", "2023-t1")

    assert run.code == 1
    assert "T804" in run.err
    assert "tertial är 99.0" in run.err


@pytest.mark.parametrize("damage", ["changed", "empty"])
def test_a_history_changed_by_hand_stops_and_can_be_restored(sent: Project, damage: str) -> None:
    """Nothing is published on a history that is not to be trusted; the published folders give it back."""
    right = sent.read(HISTORY)
    sent.write(HISTORY, right.replace("2023-05-10", "2023-05-09") if damage == "changed" else "versioner:\n")
    corrected(sent, "665", "666")

    stopped = sent.run("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-15")
    restored = sent.run("verify", "2023-t1", "--restore-history")

    assert stopped.code == 1
    assert ("T801" if damage == "changed" else "T802") in stopped.err
    assert restored.code == 0, restored.err
    assert sent.read(HISTORY) == right
    assert [name for name in sent.files if name.startswith(f"{OUT}/historik-")]


# --- nothing lost ----------------------------------------------------------------------------------------------------


def started(sent: Project, *words: str, **more: object) -> subprocess.Popen[str]:
    """A real process of `tertial publish`."""
    command = [sys.executable, "-m", "generator", "publish", "2023-t1", *words]
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        command, cwd=sent.folder, env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


def test_a_full_disk_loses_nothing(sent: Project) -> None:
    """Where the system lets no more be written, the message says so, and all is as before."""
    corrected(sent, "665", "666")
    before = {name: (sent.folder / name).read_bytes() for name in sent.files}
    small = 200_000  # Less than the archive, more than any file of the content.

    process = started(
        sent, "--stage", "utsänd", "--date", "2023-05-15",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (small, small)),
    )  # fmt: skip
    _, said = process.communicate(timeout=60)

    assert process.returncode == 2, said
    assert "Det går inte att skriva" in said
    assert "Traceback" not in said
    now = {name: (sent.folder / name).read_bytes() for name in sent.files}
    assert {name for name in {*now, *before} if now.get(name) != before.get(name)} <= {"output/.publicering.lock"}


def test_a_folder_that_cannot_be_written_in_is_told(project: MakeProject) -> None:
    """Where output/ is no folder, the message says so, and the content is as before."""
    made = project({**REPORT, "output": "en fil\n"})

    run = made.run("publish", "2023-t1")

    assert run.code == 2
    assert "en fil står där en mapp ska vara" in run.err
    assert not (made.folder / HISTORY).exists()


def test_content_changed_while_it_is_built_is_not_published(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version is of one moment: what somebody saves meanwhile stops it, and is kept."""
    made = project(REPORT)

    def publish_and_save(*_: object) -> Mapping[str, bytes]:
        corrected(made, "665", "667")
        return {}

    monkeypatch.setattr("generator.pipeline.published_figures", publish_and_save)

    run = made.run("publish", "2023-t1")

    assert run.code == 2
    assert f"{HERE}/tal.yaml ändrades medan versionen byggdes" in run.err
    assert "667" in made.read(f"{HERE}/tal.yaml")
    assert not (made.folder / OUT).exists()


@pytest.mark.parametrize("command", ["build", "check"])
def test_what_was_decided_is_finished_before_content_is_read(sent: Project, command: str) -> None:
    """A process that was killed after the moment of truth is finished by the next command that reads the content."""
    path = f"{HERE}/tal.yaml"
    before = sent.read(path).encode()
    after = before.replace(b"665", b"666")
    decided = sent.folder / transaction.DECIDED
    transaction._prepare(sent.folder, Transaction({f"{OUT}/v2": {"tal.csv": b"1"}}, {path: FileEdit(before, after)}))
    (sent.folder / transaction.PREPARED).rename(decided)

    run = sent.run(command, "2023-t1")

    assert run.code == 0, run.err
    assert f"En publicering som avbröts har slutförts: {OUT}/v2." in run.err
    assert sent.read(path).encode() == after
    assert sent.read(f"{OUT}/v2/tal.csv") == "1"
    assert not decided.exists()


def test_a_matter_cannot_be_built_into_a_version(sent: Project) -> None:
    """A matter that is called as a version is refused by the build, and the version is as it was."""
    matter = "ärenden:\n  v1:\n    rubrik: Ärende\n    handlingar: [rapport]\n    samlad_pdf: ja\n"
    sent.write(f"{HERE}/period.yaml", sent.read(f"{HERE}/period.yaml") + matter)
    before = {name for name in sent.files if name.startswith(f"{OUT}/v1/")}

    run = sent.run("build", "2023-t1")

    assert run.code == 1
    assert f"fel T114 · {HERE}/period.yaml\n  Ärendet heter som en publicerad version." in run.err
    assert {name for name in sent.files if name.startswith(f"{OUT}/v1/")} == before
