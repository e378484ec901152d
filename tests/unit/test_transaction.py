"""New folders and changed files: all or none, whenever the process is killed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from generator.problems import UsageError
from generator.transaction import DECIDED, DONE, PREPARED, Act, Edit, carry_out, is_pending, recover

ACT = Act(
    {"output/a/v2": {"rapport.pdf": b"ny", "handlingar/1.pdf": b"ett"}, "output/b/v1": {"tal.csv": b"1"}},
    {
        "content/a/tal.yaml": Edit(b"x: 1\n", b"x: 2\n"),
        "content/a/historik.yaml": Edit(b"v1\n", b"v1\nv2\n"),
        "content/b/historik.yaml": Edit(None, b"v1\n"),
    },
)
OLD = {"content/a/tal.yaml": b"x: 1\n", "content/a/historik.yaml": b"v1\n", "output/a/v1/rapport.pdf": b"gammal"}
NEW = {
    **{path: edit.after for path, edit in ACT.edits.items()},
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
