"""Several at once, in real processes: one corrects while another does, or reads; each sees one state of the content."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import pytest

from generator.problems import UsageError
from generator.project import FileEdit, Transaction, carry_out, project_lock, read_consistently
from generator.project.consistent_reading import ContentKeepsChanging
from generator.project.lock import LOCK
from generator.project.transaction import DECIDED, PREPARED, _prepare
from tests.built import ROOT
from tests.commands.conftest import FRAME, HERE, PERIOD, Project, Run, SentOut
from tests.commands.test_explain import REPORT
from tests.moments import kill, struck

OUT = "output/storkoping/socialnamnden"
NEXT = "content/storkoping/socialnamnden/2023-t2"
DAY = ("--date", "2023-05-20")
CORRECTION = ("correct", "2023-t1", "kunder=666", "--reason", "Fel", *DAY, "--yes")
OTHER = ("correct", "2023-t2", "kunder=777", "--reason", "Fel", *DAY, "--yes")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked, stopped and killed")


@pytest.fixture(scope="module")
def once(sent_out: SentOut) -> Project:
    """A project with two periods, each sent out."""
    own = REPORT[f"{HERE}/period.yaml"].replace("2023-t1", "2023-t2").replace("Tertial 1", "Tertial 2")
    assert PERIOD.splitlines()[0] in REPORT[f"{HERE}/period.yaml"]
    more = {f"{NEXT}/period.yaml": own, f"{NEXT}/tal.yaml": REPORT[f"{HERE}/tal.yaml"]}
    return sent_out({**FRAME, **REPORT, **more}, "2023-t1", "2023-t2")


def started(project: Project, *words: str) -> subprocess.Popen[str]:
    """A real process of `tertial`."""
    command = [sys.executable, "-m", "generator", *words]
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=project.folder, env=told, stdout=pipe, stderr=pipe, text=True)


def ended(process: subprocess.Popen[str]) -> Run:
    """What a process said, and how it ended."""
    out, err = process.communicate(timeout=120)
    return Run(process.returncode, out, err)


def wait_for(is_so: Callable[[], bool]) -> None:
    """Waits until something is so."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# --- two who write ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("second", [CORRECTION, OTHER], ids=["the same period", "another period"])
def test_of_two_corrections_one_is_made_and_the_other_refused(sent: Project, second: tuple[str, ...]) -> None:
    """Started together, one is told who is at it since when, and can be run after it; 6 s, with real processes."""
    runs = [ended(each) for each in [started(sent, *CORRECTION), started(sent, *second)]]
    good, bad = sorted(runs, key=lambda run: run.code)
    again = sent.run(*(second if bad is runs[1] else CORRECTION))
    versions = sorted(path.parent.name for path in (sent.folder / OUT).glob("*/v2"))

    assert good.code == 0, good.err
    assert bad.code == 2, bad.err
    who = r"\(tertial correct, process \d+ på .+, sedan \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\)"
    assert re.search(who, bad.err), bad.err
    assert "Ingenting har ändrats." in bad.err
    assert again.code == (2 if second is CORRECTION else 0), again.err
    assert versions == (["2023-t1"] if second is CORRECTION else ["2023-t1", "2023-t2"])
    assert not (sent.folder / LOCK).exists()


@pytest.mark.parametrize("number", [2**22 - 3, os.getpid()], ids=["no such process", "another process by now"])
def test_what_a_dead_process_left_holds_nobody(tmp_path: Path, number: int) -> None:
    """The name of a lock that nobody holds is taken over, whatever it says, and is gone afterwards."""
    (tmp_path / "output").mkdir()
    (tmp_path / LOCK).write_text(f"tertial correct, process {number} på datorn")

    with project_lock(tmp_path, "publish") as had:
        pass

    assert had
    assert not (tmp_path / LOCK).exists()


def test_children_of_a_killed_process_hold_nobody(tmp_path: Path) -> None:
    """Processes that lay out pages live on for a while when theirs is killed; the lock is free at once."""
    ready = tmp_path / "ready"
    child = os.fork()
    if child == 0:
        with project_lock(tmp_path, "correct"):
            if os.fork() == 0:
                ready.touch()
                time.sleep(30)
                os._exit(0)
            signal.pause()
    wait_for(ready.exists)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    with project_lock(tmp_path, "publish") as had:
        assert had


def taken(project: Path) -> None:
    """The lock is taken and given back."""
    with project_lock(project, "publish"):
        pass


def test_a_lock_within_the_same_process_is_held_too(tmp_path: Path) -> None:
    """A process does not take the lock from itself, and still has it afterwards."""
    with project_lock(tmp_path, "correct"):
        with pytest.raises(UsageError, match=f"process {os.getpid()}"), project_lock(tmp_path, "publish"):
            pytest.fail("it was had twice")
        other = struck(lambda _: taken(tmp_path), 10_000, kill)

    assert "Ett annat kommando skriver" in other.refused


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOLCK, "Flytta projektet till en disk som kan låsa filer"), (errno.EAGAIN, "Ett annat kommando skriver")],
)
def test_a_disk_that_cannot_lock_is_told_from_a_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    """Where no lock can be had at all nothing is done, and the message does not blame another."""

    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "lockf", refused)

    with pytest.raises(UsageError, match=said), project_lock(tmp_path, "publish"):
        pytest.fail("it was had")


def test_a_folder_without_the_right_to_write_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may not write in output/ is told so, and not that another is at it."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)

    with pytest.raises(UsageError, match="du har inte rätt till det"), project_lock(tmp_path, "publish"):
        pytest.fail("it was had")


# --- who reads meanwhile ---------------------------------------------------------------------------------------------


@pytest.fixture
def stopped(sent: Project) -> Iterator[int]:
    """A living process, stopped when it has changed one of two files; it goes on when it is told to."""
    before = {path: (sent.folder / path).read_bytes() for path in (f"{HERE}/tal.yaml", f"{HERE}/period.yaml")}
    after = [before[f"{HERE}/tal.yaml"].replace(b"665", b"666"), before[f"{HERE}/period.yaml"] + b"# klar\n"]
    act = Transaction(edits={path: FileEdit(before[path], new) for path, new in zip(before, after, strict=True)})
    child = os.fork()
    if child == 0:
        seen = 0

        def stop(_frame: FrameType, event: str, called: object) -> None:
            nonlocal seen
            if event == "c_return" and getattr(called, "__name__", "") == "replace":
                seen += 1
                if seen == 1:
                    os.kill(os.getpid(), signal.SIGSTOP)

        try:
            with project_lock(sent.folder, "correct"):
                sys.setprofile(stop)
                carry_out(sent.folder, act)
        finally:
            os._exit(0)
    os.waitpid(child, os.WUNTRACED)
    assert b"666" in (sent.folder / f"{HERE}/tal.yaml").read_bytes()
    assert (sent.folder / f"{HERE}/period.yaml").read_bytes() == before[f"{HERE}/period.yaml"]
    yield child
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


READERS: tuple[tuple[str, ...], ...] = (
    ("check", "2023-t1"),
    ("explain", "kunder", "--period", "2023-t1"),
    ("link", "2023-t1"),
    ("diff", "2023-t1@v1", "2023-t1"),
    ("rename", "2023-t1", "kunder", "klienter", "--dry-run"),
)


@pytest.mark.slow
def test_who_reads_waits_while_half_of_it_stands_there(sent: Project, stopped: int) -> None:
    """Commands that read end when the writer has, and have seen all of it; 8 s, with six real processes."""
    readers = [started(sent, *words) for words in (*READERS, ("build", "2023-t1", "--format", "html"))]
    time.sleep(3)
    waited = [each.poll() is None for each in readers]
    os.kill(stopped, signal.SIGCONT)
    runs = [ended(each) for each in readers]

    assert all(waited)
    assert [run.code for run in runs] == [0] * len(runs), [run.err for run in runs]
    assert runs[1].out.splitlines()[0] == "kunder: 666"
    assert "666" in runs[3].out
    assert 'value="666"' in sent.read(f"{OUT}/2023-t1/rapport.html")


def test_who_waits_for_a_process_that_is_killed_finishes_it(sent: Project, stopped: int) -> None:
    """A command that waited sees to what the writer can no longer do, and says so."""
    reader = started(sent, *READERS[1])
    time.sleep(1)
    os.kill(stopped, signal.SIGKILL)
    run = ended(reader)

    assert run.code == 0, run.err
    assert "En ändring som avbröts har slutförts" in run.err
    assert run.out.splitlines()[0] == "kunder: 666"
    assert sent.read(f"{HERE}/period.yaml").endswith("# klar\n")


def test_who_reads_never_sees_half(tmp_path: Path) -> None:
    """While a process changes two files over and over, they say the same whenever both are read."""
    paths = ("content/a.yaml", "content/b.yaml")
    for path in paths:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"0")
    enough = tmp_path / "enough"
    child = os.fork()
    if child == 0:
        try:
            for number in itertools.takewhile(lambda _: not enough.exists(), range(2000)):
                edits = {path: FileEdit(b"%d" % number, b"%d" % (number + 1)) for path in paths}
                with project_lock(tmp_path, "correct"):
                    carry_out(tmp_path, Transaction(edits=edits))
        finally:
            os._exit(0)
    seen: set[bytes] = set()
    first, second = b"", b""
    while not os.waitpid(child, os.WNOHANG)[0]:
        if len(seen) > 5:
            enough.touch()
        # The writer never rests, so that a reader may give up: that is said, and is no half.
        with contextlib.suppress(ContentKeepsChanging):
            first, second = read_consistently(
                tmp_path, lambda disk: tuple(disk.data(tmp_path / path) for path in paths)
            )

        assert first == second
        seen.add(first)

    assert len(seen) > 5


@pytest.mark.parametrize("words", [*READERS, ("verify", "2023-t1"), ("new", "period", "storkoping/socialnamnden/2024")])
def test_every_command_finishes_what_was_interrupted(sent: Project, words: tuple[str, ...]) -> None:
    """Whatever is run next after a process was killed finishes its work first, and says so."""
    path = f"{HERE}/tal.yaml"
    before = sent.read(path).encode()
    _prepare(
        sent.folder, Transaction({f"{OUT}/2023-t1/v2": {}}, {path: FileEdit(before, before.replace(b"665", b"666"))})
    )
    (sent.folder / PREPARED).rename(sent.folder / DECIDED)

    run = sent.run(*words)

    assert f"En publicering som avbröts har slutförts: {OUT}/2023-t1/v2." in run.err
    assert sent.read(path).encode() == before.replace(b"665", b"666")
    assert not (sent.folder / DECIDED).exists()


@pytest.mark.slow
def test_who_clears_away_does_not_get_in_the_way(sent: Project) -> None:
    """Commands that only clear away what was left, all the while, make no correction be refused; 5 s, processes."""
    done = False

    def clear() -> None:
        while not done:
            (sent.folder / "output/.publicering.slut").mkdir(exist_ok=True)
            assert ended(started(sent, "explain", "kunder", "--period", "2023-t2")).code == 0

    with ThreadPoolExecutor(1) as pool:
        clearing = pool.submit(clear)
        run = ended(started(sent, *CORRECTION))
        done = True
        clearing.result()

    assert run.code == 0, run.err
