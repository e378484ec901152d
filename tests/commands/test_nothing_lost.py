"""What goes wrong around publishing and correcting: a full or protected disk, files changed meanwhile, broken records.

Each is told in Swedish with the way out, and leaves content, output and history as they were.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.document import Stage
from generator.problems import Rejected, UsageError
from generator.project import sha256
from generator.versions import PlannedVersion, VersionOrder, exclusive_access, plan_version, publish_versions
from tests.commands.conftest import FRAME, HERE, MakeProject, Project, SentOut
from tests.commands.test_explain import REPORT
from tests.moments import state

OUT = "output/storkoping/socialnamnden/2023-t1"
HISTORY = f"{HERE}/historik.yaml"
FIGURES, NEW_FILE, PROFILE = f"{HERE}/tal.yaml", f"{HERE}/mer.yaml", "templates/storkoping/profil.yaml"
CORRECTION = ("correct", "2023-t1", "kunder=666", "--reason", "Fel", "--date", "2023-05-20", "--yes")
SECOND = ("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-20")
FIRST = ("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-10")
VERSION = f"{OUT}/v1"


@pytest.fixture(scope="module")
def once(sent_out: SentOut) -> Project:
    """A project whose version 1 was sent out."""
    return sent_out({**FRAME, **REPORT, f"{HERE}/ord.yaml": "texter:\n  övrigt: Inget.\n"})


def edit(made: Project, path: str, old: str, new: str) -> None:
    """Changes a file as an author does."""
    text = made.read(path)
    assert old in text
    made.write(path, text.replace(old, new))


# --- under our feet --------------------------------------------------------------------------------------------------

CHANGES: Mapping[str, tuple[Callable[[Project], object], str]] = {
    "a file changed": (lambda made: edit(made, f"{HERE}/ord.yaml", "Inget", "Något"), f"{HERE}/ord.yaml"),
    "the corrected file changed": (lambda made: edit(made, FIGURES, "-66,1", "-66,2"), FIGURES),
    "the corrected file removed": (lambda made: (made.folder / FIGURES).unlink(), "tal.yaml"),
    "a file added": (lambda made: made.write(NEW_FILE, "texter:\n  mer: Mer.\n"), NEW_FILE),
    "a file removed": (lambda made: (made.folder / f"{HERE}/ord.yaml").unlink(), f"{HERE}/ord.yaml"),
    "a template changed": (lambda made: made.write(PROFILE, made.read(PROFILE) + "# ny\n"), PROFILE),
    "the history changed": (lambda made: made.write(HISTORY, made.read(HISTORY) + "\n"), HISTORY),
    "the history removed": (lambda made: (made.folder / HISTORY).unlink(), "historik"),
    "the folder made by hand": (lambda made: made.write(f"{OUT}/v2/min.txt", "min"), f"{OUT}/v2 finns redan"),
}


@pytest.fixture(scope="module")
def planned(once: Project) -> PlannedVersion:
    """A correction that is built and not yet written."""
    edits = {FIGURES: once.read(FIGURES).replace("665", "666").encode()}
    order = VersionOrder(date=date(2023, 5, 20), stage=Stage.SENT, reason="Fel", edits=edits)
    return plan_version(once.folder, HERE.removeprefix("content/"), order, lambda _: None)


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_meanwhile_stops_it(sent: Project, planned: PlannedVersion, name: str) -> None:
    """Whatever somebody does while the version is built, it is named, kept, and nothing else has changed."""
    change, said = CHANGES[name]
    change(sent)
    before = state(sent.folder)

    with pytest.raises((UsageError, Rejected)) as caught, exclusive_access(sent.folder, "correct", lambda _: None):
        publish_versions(sent.folder, [planned])

    told = " ".join(map(str, caught.value.problems)) if isinstance(caught.value, Rejected) else str(caught.value)
    assert said in told
    assert state(sent.folder) == before


def test_it_is_told_by_the_command(sent: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is saved while the correction is built: the command says which, and nothing is corrected."""

    def append_and_save(*given: Any) -> object:  # noqa: ANN401 - as the function it stands for
        edit(sent, f"{HERE}/ord.yaml", "Inget", "Något")
        return publish_versions(*given)

    monkeypatch.setattr("generator.commands.correct.publish_versions", append_and_save)
    figures = sent.read(FIGURES)

    run = sent.run(*CORRECTION)

    assert run.code == 2, run.err
    assert f"{HERE}/ord.yaml ändrades medan versionen byggdes" in run.err
    assert sent.read(FIGURES) == figures
    assert not (sent.folder / OUT / "v2").exists()


# --- the disk --------------------------------------------------------------------------------------------------------


def mounted(*words: str) -> bool:
    """Whether the system let something be mounted; it does where tests run as root with the right to."""
    return os.getuid() == 0 and subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def unmounted(folder: Path) -> Iterator[None]:
    """Within, something is mounted on a folder."""
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=True)


@pytest.mark.slow
def test_a_disk_that_is_really_full(once: Project, tmp_path: Path) -> None:
    """With room for ever more of what it writes it stops and says so; with room for all it is done. 10 s, five runs."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounted("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)):
        pytest.skip("no disk of our own can be mounted; test_killed has every write refused")
    with unmounted(disk):
        small = Project(Path(shutil.copytree(once.folder, disk / "project")))
        before = state(small.folder)
        codes = []
        for free in (0, 100_000, 300_000, 500_000, 3_000_000):
            ballast = disk / "ballast"
            ballast.unlink(missing_ok=True)
            size = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - free
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, size)
            run = small.run(*CORRECTION)
            codes.append(run.code)
            if run.code:
                assert "disken är full" in run.err
                assert "Traceback" not in run.err
                assert state(small.folder) == before

    assert codes[0] == 2
    assert codes[-1] == 0
    assert codes == sorted(codes, reverse=True)


@contextlib.contextmanager
def protected(folder: Path) -> Iterator[None]:
    """Within, nothing can be written in a folder: by its rights, or for root by a disk that is read-only."""
    if os.getuid():
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
    elif mounted("--bind", str(folder), str(folder)):
        with unmounted(folder):
            assert mounted("-o", "remount,bind,ro", str(folder))
            yield
    else:
        pytest.skip("root is not stopped by rights, and no disk can be mounted; test_killed has every write refused")


@pytest.mark.parametrize(
    ("name", "asked", "words"),
    [("content", True, SECOND), ("output", True, SECOND), (HERE, False, SECOND), (HERE, False, CORRECTION)],
)
def test_a_protected_folder_changes_nothing(
    sent: Project, monkeypatch: pytest.MonkeyPatch, name: str, *, asked: bool, words: tuple[str, ...]
) -> None:
    """It is told which folder, all is as before, and what reads the content is not stopped by it.

    Also where the system, asked before, had said that it could be written.
    """
    if words is SECOND:
        edit(sent, FIGURES, "665", "666")
    before = state(sent.folder)
    if not asked:
        monkeypatch.setattr(os, "access", lambda *_: True)
    with protected(sent.folder / name):
        run = sent.run(*words)
        after = sent.run("check", "2023-t1")

    assert run.code == 2, run.err
    assert "Det går inte att skriva i" in run.err or "är skrivskyddad" in run.err
    assert name in run.err
    assert after.code == 0, after.err
    assert state(sent.folder) == before


def test_no_room_for_working_folders_is_told(sent: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written in the system's folder for it, that is said, and nothing has changed."""
    before = state(sent.folder)
    monkeypatch.setattr(tempfile, "tempdir", "/finns/inte")

    run = sent.run(*CORRECTION)

    assert run.code == 2
    assert "Det går inte att skriva i /finns/inte" in run.err
    assert state(sent.folder) == before


# --- the history -----------------------------------------------------------------------------------------------------

DAMAGES: Mapping[str, tuple[Callable[[str], str], str]] = {
    "a comment": (lambda text: text.replace("    skede", "    # en kommentar\n    skede", 1), "Version 1 i historiken"),
    "a day": (lambda text: text.replace("datum: 2023-05-10", "datum: 2023-05-11"), "datum: 2023-05-11"),
    "a stage": (lambda text: text.replace("skede: utsänd", "skede: beslutad"), "skede: utsänd"),
    "a digest": (lambda text: text.replace('rapport.pdf": "', 'rapport.pdf": "0'), "rapport.pdf"),
    "the first record": (lambda text: text[: text.index("  - ")] + text[text.index("  - version: 2") :], "Version 1"),
    "the last record": (lambda text: text[: text.index("  - version: 2")], "Version 2 är publicerad"),
    "half of it": (lambda text: text[: len(text) // 2], "historik.yaml"),
    "a conflict": (lambda text: text.replace("  - version: 2", "<<<<<<< HEAD\n  - version: 2"), "historik.yaml"),
    "all of it": (lambda _: "", "historik.yaml"),
}


@pytest.fixture(scope="module")
def twice(once: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose version 1 was corrected; not to be changed."""
    made = Project(Path(shutil.copytree(once.folder, tmp_path_factory.mktemp("twice") / "made")))
    run = made.run(*CORRECTION)
    assert run.code == 0, run.err
    return made


@pytest.mark.parametrize("name", DAMAGES)
def test_a_history_changed_by_hand_is_told_and_restored(twice: Project, tmp_path: Path, name: str) -> None:
    """Which version it is, and the way out; nothing is written on top of it, and the way out leads back."""
    made = Project(Path(shutil.copytree(twice.folder, tmp_path / "made")))
    damage, said = DAMAGES[name]
    right = made.read(HISTORY)
    made.write(HISTORY, damage(right))
    before = state(made.folder)

    run = made.run("correct", "2023-t1", "kunder=667", "--reason", "Fel", "--date", "2023-05-21", "--yes")
    left = state(made.folder)
    restored = made.run("verify", "2023-t1", "--restore-history")

    assert run.code == 1, run.err
    assert "T801" in run.err or "T802" in run.err
    assert said in run.err
    assert "--restore-history" in run.err
    assert left == before
    assert restored.code == 0, restored.err
    assert made.read(HISTORY) == right


# --- what is published -----------------------------------------------------------------------------------------------


def flipped(data: bytes) -> bytes:
    """The same with one bit turned."""
    return data[:1500] + bytes([data[1500] ^ 1]) + data[1501:]


@pytest.mark.parametrize("words", [("verify", "2023-t1"), SECOND, ("diff", "2023-t1@v1", "2023-t1")])
@pytest.mark.parametrize(
    "damage",
    [lambda data: data[: len(data) // 3], flipped, lambda _: b"", None],
    ids=["cut off", "a bit", "empty", "missing"],
)
def test_a_broken_archive_is_told(
    sent: Project, words: tuple[str, ...], damage: Callable[[bytes], bytes] | None
) -> None:
    """Cut off, with a bit turned, empty or missing: it is named, and nothing has changed."""
    path = sent.folder / VERSION / "kallor.tar"
    data = path.read_bytes()
    path.unlink()
    if damage is not None:
        path.write_bytes(damage(data))
    before = state(sent.folder)

    run = sent.run(*words)

    assert run.code in {1, 2}, run.err
    assert "Traceback" not in run.err
    assert "kallor.tar" in run.err or "Arkivet med källorna" in run.err or "Version v1" in run.err
    assert state(sent.folder) == before


def archive_with(*members: tarfile.TarInfo) -> bytes:
    """An archive of members that nobody should unpack."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return out.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    """A member of an archive."""
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, to, 0 if to else 3
    return made


@pytest.mark.parametrize(
    "data",
    [
        archive_with(member("../utanfor.txt")),
        archive_with(member("/utanfor.txt")),
        archive_with(member("content/lank", tarfile.SYMTYPE, "/etc")),
        archive_with(member("content/hard", tarfile.LNKTYPE, "../utanfor")),
        archive_with(member("content/fifo", tarfile.FIFOTYPE)),
        archive_with(member("content", tarfile.DIRTYPE, "-"), member("content/fil")),
        archive_with(),
    ],
    ids=["above", "absolute", "a link", "a hard link", "a pipe", "a folder", "no files"],
)
def test_an_archive_that_leads_elsewhere_is_refused(once: Project, tmp_path: Path, data: bytes) -> None:
    """A folder from elsewhere whose manifest agrees with its archive: nothing is written outside, and T805 is told."""
    lone = Path(shutil.copytree(once.folder / VERSION, tmp_path / "v1"))
    manifest = json.loads((lone / "manifest.json").read_bytes())
    manifest["filer"]["kallor.tar"] = sha256(data)
    for name, content in (("manifest.json", json.dumps(manifest).encode()), ("kallor.tar", data)):
        (lone / name).unlink()
        (lone / name).write_bytes(content)
    before = state(tmp_path)

    run = once.run("verify", str(lone))

    assert run.code == 1, run.err
    assert "T805" in run.err
    assert "Traceback" not in run.err
    assert state(tmp_path) == before


@pytest.mark.parametrize("name", ["skickad", f"skickad/{VERSION}"])
def test_a_folder_from_elsewhere_is_held_to_the_own_history(once: Project, tmp_path: Path, name: str) -> None:
    """Published anew with another figure, a forgery agrees with itself; the true one is told with what it is."""
    forger = Project(Path(shutil.copytree(once.folder, tmp_path / "annan")))
    (forger.folder / HISTORY).unlink()
    shutil.rmtree(forger.folder / OUT)
    forger.write(FIGURES, forger.read(FIGURES).replace("665", "656"))
    assert forger.run(*FIRST).code == 0
    folders = {"forged": forger.folder / VERSION, "true": once.folder / VERSION}
    runs = {
        kind: once.run("verify", str(shutil.copytree(folder, tmp_path / kind / name)))
        for kind, folder in folders.items()
    }

    assert runs["forged"].code == 1
    assert "T803" in runs["forged"].err
    assert runs["true"].code == 0, runs["true"].err
    assert runs["true"].out.endswith("(version 1 av storkoping/socialnamnden/2023-t1): stämmer\n")


def test_a_folder_that_no_history_knows_is_only_held_to_itself(once: Project, tmp_path: Path) -> None:
    """And that is said: who made it is not known."""
    lone = shutil.copytree(once.folder / VERSION, tmp_path / "v1")
    (tmp_path / "tom/content").mkdir(parents=True)

    run = once.run("verify", str(lone), "--project", str(tmp_path / "tom"))

    assert run.code == 0, run.err
    assert "har bara jämförts med sitt eget manifest" in run.err
    assert run.out.endswith("stämmer med sitt eget manifest\n")


def taken(folder: Path) -> None:
    """A whole folder is gone."""
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json saknas i den publicerade mappen"),
        (lambda folder: replaced(folder / "manifest.json", b"{"), "Manifestet går inte att läsa"),
        (lambda folder: replaced(folder / "manifest.json", b"[]"), "Manifestet går inte att läsa"),
        (lambda folder: replaced(folder / "manifest.json", b'{"period": 1}'), "Manifestet går inte att läsa"),
        (lambda folder: (folder / "tal.csv").unlink(), "tal.csv saknas i den publicerade mappen"),
        (lambda folder: (folder / "extra.pdf").write_bytes(b"x"), "extra.pdf ligger där men är inte publicerad"),
        (lambda folder: replaced(folder / "rapport.html", b"<p>"), "rapport.html är ändrad sedan den publicerades"),
        (taken, "Den publicerade mappen saknas"),
    ],
)  # fmt: skip
def test_a_published_folder_that_is_not_whole(sent: Project, damage: Callable[[Path], object], said: str) -> None:
    """What is missing, changed or too many is told by name, by verify and by correct, and nothing has changed."""
    damage(sent.folder / VERSION)
    before = state(sent.folder)

    run = sent.run("verify", "2023-t1")
    correction = sent.run(*CORRECTION)

    assert run.code == 1, run.err
    assert said in run.err
    assert correction.code in {1, 2}, correction.err
    assert VERSION in correction.err
    assert "Traceback" not in run.err + correction.err
    assert state(sent.folder) == before


def replaced(path: Path, data: bytes) -> None:
    """A published file holds something else."""
    path.unlink()
    path.write_bytes(data)


def test_what_a_computer_leaves_in_a_folder_is_no_fault(sent: Project) -> None:
    """Somebody has looked into the folder: the correction is made all the same."""
    for name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        (sent.folder / VERSION / name).write_bytes(b"x")

    run = sent.run(*CORRECTION)

    assert run.code == 0, run.err


def test_other_periods_are_looked_up_past_a_broken_history(sent: Project) -> None:
    """A lone file is found in the histories that can be trusted."""
    other = "content/storkoping/aldrenamnden/2023-t1"
    sent.write("content/storkoping/aldrenamnden/namnd.yaml", FRAME["content/storkoping/socialnamnden/namnd.yaml"])
    sent.write(f"{other}/period.yaml", FRAME[f"{HERE}/period.yaml"])
    sent.write(f"{other}/historik.yaml", "versioner:\n")

    known = sent.run("verify", f"{VERSION}/rapport.pdf")
    sent.write("annan.pdf", "annan")
    unknown = sent.run("verify", "annan.pdf")

    assert known.code == 0, known.err
    assert "filen är orörd" in known.err
    assert "T803" in unknown.err
    assert "T802" in unknown.err


# --- byte for byte ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mark", "ending", "last"), [("\ufeff", "\r\n", ""), ("", "\r\n", "\n"), ("\ufeff", "\n", "")])
def test_every_other_byte_of_the_content_stands(project: MakeProject, mark: str, ending: str, last: str) -> None:
    """Files of Windows or with a byte order mark, with or without a last line break: one number differs in one file.

    The history is only added to.
    """
    files = dict(REPORT)
    text = "tal:\n  först: 1\n" + files.pop(FIGURES).strip("\n").removeprefix("tal:\n")
    made = project(files)
    text = mark + (text + last).replace("\n", ending)
    (made.folder / FIGURES).write_bytes(text.encode())
    assert made.run("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-10").code == 0
    history = mark.encode() + (made.folder / HISTORY).read_bytes().replace(b"\n", ending.encode())
    (made.folder / HISTORY).write_bytes(history)

    run = made.run(*CORRECTION)

    assert run.code == 0, run.err
    assert (made.folder / FIGURES).read_bytes() == text.replace("665", "666").encode()
    after = (made.folder / HISTORY).read_bytes()
    assert after.startswith(history)
    assert after.count(b"\r\n") == (after.count(b"\n") if ending == "\r\n" else 0)
    assert made.run("verify", "2023-t1").code == 0


def test_a_full_disk_in_the_middle_of_the_layout_is_told(sent: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fonts are written by the layout engine: where there is no room for them that is said, and is no fault of ours."""
    edit(sent, FIGURES, "665", "666")
    before = state(sent.folder)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("generator.versions.publication.pipeline.build", full)

    run = sent.run(*SECOND)

    assert run.code == 2
    assert f"Det går inte att skriva i {tempfile.gettempdir()}: disken är full" in run.err
    assert state(sent.folder) == before
