"""Working folders: of this process alone while it works, taken away by the next where it was killed."""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.problems import UsageError
from generator.project import leave_process_folder, process_folder, temporary_folder
from generator.project.temporary_folder import PREFIX, clear_left_folders

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place for working folders that is the test's own, not yet cleared by this process."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys.modules["generator.project.temporary_folder"], "_of_processes", {})
    clear_left_folders.cache_clear()
    yield
    clear_left_folders.cache_clear()


def at_work(folder: Path) -> int:
    """Another process, at work in a folder with a file in it."""
    child = os.fork()
    if child == 0:
        with temporary_folder() as made:
            (made / "period.yaml").write_text("period: x\n")
            (folder / "ready").touch()
            signal.pause()
    while not (folder / "ready").exists():
        pass
    (folder / "ready").unlink()
    return child


def end(process: int) -> None:
    """Kills a process, as nothing can hinder."""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def test_it_is_there_and_then_gone(tmp_path: Path) -> None:
    """The folder is empty, can be written in, and is taken away with what it holds."""
    with temporary_folder() as folder:
        held = list(folder.iterdir())
        (folder / "period.yaml").write_text("period: x\n")

        assert folder.parent == tmp_path.resolve()

    assert held == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    """The folder of a living process is let be; when it was killed, the next takes it away."""
    child = at_work(tmp_path)
    clear_left_folders()
    living = list(tmp_path.glob(f"{PREFIX}*/period.yaml"))
    end(child)
    clear_left_folders.cache_clear()
    with temporary_folder() as folder:
        left = [path for path in tmp_path.iterdir() if path.resolve() != folder]

    assert len(living) == 1
    assert left == []


def test_nothing_of_others_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other people's folders, links and files of that name, and folders of other names, are let be."""
    (tmp_path / "min").mkdir()
    (tmp_path / "min" / "fil").touch()
    (tmp_path / f"{PREFIX}lank").symlink_to(tmp_path / "min")
    (tmp_path / f"{PREFIX}fil").touch()
    clear_left_folders()
    (tmp_path / f"{PREFIX}annans").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    clear_left_folders.cache_clear()
    clear_left_folders()

    assert {path.name for path in tmp_path.iterdir()} == {
        "min",
        f"{PREFIX}lank",
        f"{PREFIX}fil",
        f"{PREFIX}annans",
    }
    assert (tmp_path / "min" / "fil").exists()


def test_a_full_disk_is_told() -> None:
    """Where the disk is full the message says so, and what was written is taken away."""
    with pytest.raises(UsageError, match="disken är full"), temporary_folder() as folder:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert not folder.exists()


def test_no_place_for_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no folder can be made at all the message says where."""
    monkeypatch.setattr(tempfile, "tempdir", "/finns/inte")

    with pytest.raises(UsageError, match="Det går inte att skriva i /finns/inte"), temporary_folder():
        pytest.fail("it was made")


def test_a_process_has_one_folder_of_its_own(tmp_path: Path) -> None:
    """It is the same each time, another in a forked process, and each is taken away by its own."""
    mine = process_folder()
    child = os.fork()
    if child == 0:
        (mine / str(process_folder() != mine and len(list(tmp_path.iterdir())) == 2)).touch()
        leave_process_folder()
        os._exit(0)
    os.waitpid(child, 0)

    assert process_folder() == mine
    assert list(tmp_path.iterdir()) == [mine]
    assert [path.name for path in mine.iterdir()] == ["True"]

    leave_process_folder()

    assert list(tmp_path.iterdir()) == []
