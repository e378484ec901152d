"""New folders and changed files: all or none, whenever the process is killed."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.problems import UsageError
from generator.project import FileEdit, Transaction, carry_out, recover, transaction
from generator.project.transaction import DECIDED, DONE, PREPARED, is_pending
from tests.built import ROOT

ACT = Transaction(
    {"output/a/v2": {"rapport.pdf": b"ny", "handlingar/1.pdf": b"ett"}, "output/b/v1": {"tal.csv": b"1"}},
    {
        "content/a/tal.yaml": FileEdit(b"x: 1\n", b"x: 2\n"),
        "content/a/historik.yaml": FileEdit(b"v1\n", b"v1\nv2\n"),
        "content/b/historik.yaml": FileEdit(None, b"v1\n"),
        "content/a/bort.yaml": FileEdit(b"bort\n", None),
    },
)
OLD = {
    "content/a/bort.yaml": b"bort\n",
    "content/a/tal.yaml": b"x: 1\n",
    "content/a/historik.yaml": b"v1\n",
    "output/a/v1/rapport.pdf": b"gammal",
}
NEW = {
    **{path: edit.after for path, edit in ACT.edits.items() if edit.after is not None},
    **{f"{folder}/{name}": data for folder, files in ACT.folders.items() for name, data in files.items()},
    "output/a/v1/rapport.pdf": b"gammal",
}
WRITES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree", "os.link"})


@pytest.fixture(autouse=True)
def _patient_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killing a process loses nothing that it has written: waiting for the disk would only take time here."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def fresh(folder: Path) -> Path:
    """A project as it is before."""
    for path, data in OLD.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "content/b").mkdir(parents=True)
    return folder


def state(folder: Path) -> dict[str, bytes]:
    """All that a reader can see in a project."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def killed(project: Path, moment: int, *, recovering: bool) -> bool:
    """Carries out the act, or only recovers, in a process of its own that is killed before its n:th touch of the disk.

    Says whether it was killed, and not done before.
    """
    child = os.fork()
    if child == 0:
        left = moment

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event in WRITES and str(project) in str(arguments[:1]):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            recover(project)
            if not recovering:
                carry_out(project, ACT)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_killed_at_any_moment_leaves_old_or_new(tmp_path: Path) -> None:
    """Before each touch of the disk the process may be killed: the next run sees the old state or the new one whole."""
    seen = set()
    moment = 0
    while True:
        moment += 1
        project = fresh(tmp_path / str(moment))
        was_killed = killed(project, moment, recovering=False)

        pending = is_pending(project)
        told = recover(project)

        now = state(project)
        assert now in (OLD, NEW), f"killed at {moment}: {sorted(now)}"
        assert not pending or now == NEW
        assert told or now in (OLD, NEW)
        assert recover(project) == ""
        seen.add(now == NEW)
        if not was_killed:
            break

    assert seen == {True, False}
    assert moment > 20


def first_decided_moment(folder: Path) -> int:
    """The first moment at which a killed process has passed the moment of truth: the same each time."""
    moment = 1
    while True:
        project = fresh(folder / f"search-{moment}")
        assert killed(project, moment, recovering=False)
        if is_pending(project):
            return moment
        moment += 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_the_recovery_may_be_killed_too(tmp_path: Path) -> None:
    """What is finishing the work of a killed process may itself be killed, at any moment, and the third finishes."""
    decided = first_decided_moment(tmp_path)
    moment, was_killed = 0, True
    while was_killed:
        moment += 1
        project = fresh(tmp_path / str(moment))
        assert killed(project, decided, recovering=False)
        was_killed = killed(project, moment, recovering=True)

        recover(project)

        assert state(project) == NEW

    assert moment > 5


def test_it_is_done_and_nothing_is_left_over(tmp_path: Path) -> None:
    """All is there, published files can only be read, and what it was prepared in is gone."""
    project = fresh(tmp_path)

    carry_out(project, ACT)

    assert state(project) == NEW
    assert not any((project / name).exists() for name in (PREPARED, DECIDED, DONE))
    assert (project / "output/a/v2/rapport.pdf").stat().st_mode & 0o222 == 0


def test_a_file_changed_under_our_feet_stops_it(tmp_path: Path) -> None:
    """What somebody else has written since it was read is not written over, and nothing else is written either."""
    project = fresh(tmp_path)
    (project / "content/a/tal.yaml").write_bytes(b"x: 3\n")
    before = state(project)

    with pytest.raises(UsageError, match=r"content/a/tal\.yaml har ändrats"):
        carry_out(project, ACT)

    assert state(project) == before


def test_a_published_folder_is_never_written_over(tmp_path: Path) -> None:
    """A version that is there is left as it is."""
    project = fresh(tmp_path)
    (project / "output/b/v1").mkdir(parents=True)
    before = state(project)

    with pytest.raises(UsageError, match="output/b/v1 finns redan"):
        carry_out(project, ACT)

    assert state(project) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_work_done_after_the_interruption_is_kept(tmp_path: Path) -> None:
    """Somebody edits a file between the interruption and the next run: the act is taken back, the edit stays."""
    decided = first_decided_moment(tmp_path)
    project = fresh(tmp_path / "project")
    assert killed(project, decided, recovering=False)
    (project / "content/a/tal.yaml").write_bytes(b"x: 7\n")

    told = recover(project)

    assert "tagits tillbaka" in told
    assert "content/a/tal.yaml" in told
    assert state(project) == {**OLD, "content/a/tal.yaml": b"x: 7\n"}


def test_what_is_decided_would_survive_a_loss_of_power(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file, and every folder that names it, is on the disk before the act is decided; likewise before it is done.

    The name that decides is on the disk before the first file is changed.
    """
    project = fresh(tmp_path)
    steps: list[tuple[str, str]] = []
    real_rename, real_replace = os.rename, os.replace

    def name(path: object) -> str:
        return Path(str(path)).relative_to(project).as_posix()

    def synced(number: int) -> None:
        steps.append(("fsync", name(Path(f"/proc/self/fd/{number}").readlink())))

    def renamed(old: object, new: object) -> None:
        made = Path(str(old)).rglob("*") if name(new) == DECIDED else ()
        steps.extend(("there", name(each)) for each in made)
        steps.append(("rename", name(new)))
        (real_rename if name(new) == DECIDED else real_replace)(str(old), str(new))

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(os, "replace", renamed)
    carry_out(project, ACT)

    decided = steps.index(("rename", DECIDED))
    prepared = {path for what, path in steps[:decided] if what == "there"}
    assert prepared | {PREPARED} == {path for what, path in steps[:decided] if what == "fsync"}
    assert steps[decided + 1] == ("fsync", "output")
    done = steps.index(("rename", DONE))
    for path in ACT.edits:
        folder, _, file = path.rpartition("/")
        if path == "content/a/bort.yaml":
            continue
        replaced = steps.index(("rename", path))
        assert decided + 1 < steps.index(("fsync", f"{folder}/.{file}.publicering")) < replaced
        assert ("fsync", folder) in steps[replaced:done]
    for folder in ACT.folders:
        moved = steps.index(("rename", folder))
        assert ("fsync", folder.rpartition("/")[0]) in steps[moved:done]
    assert ("fsync", "output") in steps[decided + 2 : done]


def change_when_decided(project: Path, change: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody does something in the very moment in which an act is decided."""
    real = os.rename

    def rename(old: str, new: str) -> None:
        real(old, new)
        if Path(new) == project / DECIDED:
            change()

    monkeypatch.setattr(os, "rename", rename)


def test_who_saves_at_the_last_moment_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file saved between the last look and the first change stays, and the command says that nothing was done."""
    project = fresh(tmp_path)
    change_when_decided(project, lambda: write(project / "content/a/tal.yaml", b"x: 9\n"), monkeypatch)

    with pytest.raises(UsageError, match=r"Någon har under tiden ändrat i content/a/tal\.yaml. Ingenting har skrivits"):
        carry_out(project, ACT)

    assert state(project) == {**OLD, "content/a/tal.yaml": b"x: 9\n"}


def test_a_folder_made_at_the_last_moment_is_let_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version's folder that somebody makes by hand meanwhile is theirs."""
    project = fresh(tmp_path)
    change_when_decided(project, lambda: write(project / "output/b/v1/min.txt", b"min"), monkeypatch)

    with pytest.raises(UsageError, match=r"lagt dit output/b/v1\. Ingenting har skrivits"):
        carry_out(project, ACT)

    assert state(project) == {**OLD, "output/b/v1/min.txt": b"min"}


def write(path: Path, data: bytes) -> None:
    """A file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_a_linked_file_is_changed_where_it_is(tmp_path: Path) -> None:
    """A link in the content stays a link, and what it leads to is changed."""
    project = fresh(tmp_path)
    (project / "content/a/tal.yaml").rename(project / "content/gemensam.yaml")
    (project / "content/a/tal.yaml").symlink_to("../gemensam.yaml")

    carry_out(project, ACT)

    assert (project / "content/a/tal.yaml").is_symlink()
    assert (project / "content/gemensam.yaml").read_bytes() == b"x: 2\n"


def test_rights_stay_and_a_protected_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed file has the rights it had; one that may not be written is named, before anything is."""
    project = fresh(tmp_path)
    (project / "content/a/tal.yaml").chmod(0o640)
    carry_out(project, ACT)
    kept = (project / "content/a/tal.yaml").stat().st_mode & 0o777
    again = Transaction(edits={"content/a/tal.yaml": FileEdit(b"x: 2\n", b"x: 3\n")})
    # Nothing is protected from the user that tests may run as.
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "tal.yaml")

    with pytest.raises(UsageError, match=r"content/a/tal\.yaml är skrivskyddad"):
        carry_out(project, again)

    assert kept == 0o640
    assert (project / "content/a/tal.yaml").read_bytes() == b"x: 2\n"


@pytest.mark.parametrize("journal", [b"", b"{", b"[]", None])
def test_a_journal_that_cannot_be_read_is_told(tmp_path: Path, journal: bytes | None) -> None:
    """Somebody has taken away part of what was prepared: the message says where before and after can be compared."""
    project = fresh(tmp_path)
    (project / DECIDED / "filer").mkdir(parents=True)
    if journal is not None:
        (project / DECIDED / "journal.json").write_bytes(journal)
    before = state(project)

    with pytest.raises(UsageError, match=r"\(före och efter\)"):
        recover(project)

    assert state(project) == before


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("publish", "publicering (tertial publish)"),
        ("correct", "rättelse (tertial correct)"),
        ("new", "ändring (tertial new)"),
        ("", "ändring"),
        ("\x1b[2J; rm", "ändring"),
    ],
)
@pytest.mark.parametrize("moment", [PREPARED, DECIDED])
def test_what_was_interrupted_is_named_by_its_command(tmp_path: Path, command: str, what: str, moment: str) -> None:
    """Before and after the decision, whoever comes next is told what it was; only a verb is repeated."""
    project = fresh(tmp_path)
    edits = {"content/b/historik.yaml": FileEdit(None, b"v1\n")}
    transaction._prepare(project, Transaction(edits=edits, command=command))
    (project / PREPARED).rename(project / moment)

    assert recover(project).startswith(f"En {what} {'avbröts innan' if moment == PREPARED else 'som avbröts har'}")


@pytest.mark.parametrize("path", sorted((ROOT / "generator" / "commands").glob("*.py")), ids=lambda path: path.stem)
def test_every_command_says_which_it_is(path: Path) -> None:
    """The verb that holds the lock is that of the change."""
    text = path.read_text(encoding="utf-8")
    held = set(re.findall(r'exclusive_access\([\w.]+, "(\w+)"', text))
    said = set(re.findall(r'Transaction\([^\n]*command="(\w+)"', text))
    said |= {match[1] or "publish" for match in re.finditer(r'publish_versions\([^\n"]*?(?:"(\w+)")?\)', text)}

    assert held == said


def test_what_has_no_folder_is_named_by_its_files(tmp_path: Path) -> None:
    """A history that was being restored when the process was killed is told by its path."""
    project = fresh(tmp_path)
    transaction._prepare(project, Transaction(edits={"content/b/historik.yaml": FileEdit(None, b"v1\n")}))
    (project / PREPARED).rename(project / DECIDED)

    assert recover(project) == "En ändring som avbröts har slutförts: content/b/historik.yaml."
