"""Reading at one moment: again where the content was changed meanwhile, and not for anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.problems import Problem, Rejected, UsageError, Where
from generator.project import Disk, finish_interrupted, project_lock, read_consistently
from generator.project.consistent_reading import ContentKeepsChanging
from generator.project.lock import LOCK
from generator.project.transaction import DECIDED, DONE, PREPARED

FILE = "content/a/b/2024/tal.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file."""
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text("x: 1\n", encoding="utf-8")
    (tmp_path / "output").mkdir()
    return tmp_path


def rewritten(path: Path, text: str) -> None:
    """A file is replaced by another of the same name."""
    path.with_name("ny").write_text(text, encoding="utf-8")
    path.with_name("ny").replace(path)


def test_what_was_changed_meanwhile_is_read_again(project: Path) -> None:
    """A file is replaced while it is read: the second reading counts."""
    seen = []

    def read(disk: Disk) -> str:
        seen.append(disk.data(project / FILE).decode())
        if len(seen) == 1:
            rewritten(project / FILE, "x: 2\n")
        return seen[-1]

    assert read_consistently(project, read) == "x: 2\n"
    assert seen == ["x: 1\n", "x: 2\n"]


def test_a_fault_that_came_of_it_is_forgotten(project: Path) -> None:
    """Half of a change makes faults that the whole of it has not; a fault that stays is raised."""
    problem = Problem("T001", Where(FILE), "Filen finns inte.")
    count = 0

    def read(disk: Disk) -> str:
        nonlocal count
        count += 1
        disk.watch(project / FILE)
        if count == 1:
            rewritten(project / FILE, "x: 2\n")
            raise Rejected([problem])
        return "helt"

    def fail(_: Disk) -> str:
        raise Rejected([problem])

    assert read_consistently(project, read) == "helt"
    with pytest.raises(Rejected):
        read_consistently(project, fail)


def test_what_else_changes_is_nothing_to_it(project: Path) -> None:
    """Reports that are built, or synchronised to somewhere, make nobody read again."""
    count = 0

    def read(disk: Disk) -> int:
        nonlocal count
        count += 1
        disk.watch(project / FILE)
        disk.names(project / "content")
        (project / "output" / str(count)).mkdir()
        return count

    assert read_consistently(project, read) == 1


def test_what_never_stands_still_is_said(project: Path) -> None:
    """Where the content is changed each time that it is read, that is told and not waited out for ever."""
    count = 0

    def read(disk: Disk) -> None:
        nonlocal count
        count += 1
        disk.watch(project / FILE)
        rewritten(project / FILE, f"x: {count}\n")

    with pytest.raises(ContentKeepsChanging, match="gång på gång"):
        read_consistently(project, read)


@pytest.mark.parametrize("what", ["missing", "new", "listed", "linked"])
def test_whatever_was_asked_of_the_disk_counts(project: Path, what: str) -> None:
    """A file that was not there, one that came beside others, and where a link leads: each may have changed."""
    folder, asked = project / "content/a/b/2024", 0
    (folder / "länk.yaml").symlink_to("tal.yaml")

    def read(disk: Disk) -> int:
        nonlocal asked
        asked += 1
        match what:
            case "missing":
                disk.exists(folder / "ny.yaml")
            case "new":
                disk.fault(folder / "ny.yaml")
            case "listed":
                disk.names(folder)
            case _:
                disk.data(folder / "länk.yaml")
        if asked == 1:
            rewritten(folder / ("tal.yaml" if what == "linked" else "ny.yaml"), "x: 2\n")
        return asked

    assert read_consistently(project, read) == 2


@pytest.mark.parametrize("name", [PREPARED, DONE, LOCK])
def test_what_is_left_is_cleared_by_who_reads(project: Path, name: str) -> None:
    """A command that only reads takes away what a killed process has left, and says so where it was a version."""
    if name == LOCK:
        (project / LOCK).touch()
    else:
        (project / name / "mappar").mkdir(parents=True)
    notes: list[str] = []

    finish_interrupted(project, notes.append)

    assert not list(project.glob("output/.*"))
    assert bool(notes) == (name == PREPARED)


def test_what_another_is_at_is_let_be(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a living process prepares is its own, and nobody who reads waits for it."""
    (project / PREPARED).mkdir(parents=True)
    monkeypatch.setattr("generator.project.consistent_reading._PATIENCE", 0.0)
    with project_lock(project, "publish"):
        finish_interrupted(project, pytest.fail)

        assert (project / PREPARED).exists()


def test_what_takes_too_long_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that has stopped in the middle is named to who reads, instead of half of what it writes being read."""
    (project / DECIDED).mkdir(parents=True)
    monkeypatch.setattr("generator.project.consistent_reading._PATIENCE", 0.05)

    with project_lock(project, "correct"), pytest.raises(UsageError, match="Ett annat kommando skriver"):
        finish_interrupted(project, pytest.fail)
