"""Faults of the disk at every write: nothing is lost, nothing half written, and what the disk refused is told.

What publishing and correcting write is struck in tests/commands/test_killed.py, by the same means.
"""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from generator.commands.build import build
from generator.commands.options import BuildCommand
from generator.commands.terminal import Terminal
from generator.printing.pdf import LocalLayouter
from generator.problems import Problem, Rejected, Where
from generator.project import write_files
from tests.commands.conftest import FRAME, HERE, Project, SentOut
from tests.commands.test_build import TWO, Pipeline
from tests.commands.test_explain import REPORT
from tests.commands.test_nothing_lost import mounted, protected, unmounted
from tests.moments import Act, Ended, State, Strike, interrupt, refuse, state, struck

OUT = "output/storkoping/socialnamnden/2023-t1"
OLD: Mapping[str, str] = {f"{OUT}/rapport.html": "gammal", f"{OUT}/rapport.pdf": "gammal", f"{OUT}/min.txt": "egen"}
CORRECTION = ("correct", "2023-t1", "kunder=666", "--reason", "Fel", "--date", "2023-05-20")
# In turn, since what is done about them is the same.
ERRORS = {
    errno.ENOSPC: "disken är full",
    errno.EROFS: "disken är skrivskyddad",
    errno.EACCES: "du har inte rätt till det",
    errno.EDQUOT: "utrymmet du får använda på disken är slut",
}
WORDS: Mapping[str, tuple[str, ...]] = {
    "new period": ("new", "period", "storkoping/socialnamnden/2024-t1"),
    "new house": ("new", "profil", "nystad", "--title", "Nystads kommun"),
}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


@pytest.fixture(scope="module")
def once(sent_out: SentOut) -> Project:
    """A project whose version 1 was sent out."""
    return sent_out({**FRAME, **REPORT})


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with a report of before, whose building makes the same small files each time."""
    Pipeline(monkeypatch)
    return filled(tmp_path / "project", {**TWO, **OLD})


def filled(folder: Path, files: Mapping[str, str]) -> Project:
    """A project with files."""
    made = Project(folder)
    for path, text in {**FRAME, **files}.items():
        made.write(path, text)
    return made


def building(project: Project) -> Act:
    """The command `build`, with its end and words told."""

    def act(note: Callable[[str], None]) -> None:
        command = BuildCommand(project=project.folder, periods=["2023-t1"])
        terminal = Terminal(project.folder, "human")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as err:
            code = terminal.run(lambda: build(command, terminal, LocalLayouter()))
        note(f"{code:d} {err.getvalue()}")

    return act


def writing(project: Project) -> Act:
    """Files in folders that are there and in some that are not."""
    files = {f"{HERE}/period.yaml": b"ny", "templates/ny/css/profil.css": b"ny", "templates/ny/profil.yaml": b"ny" * 9}

    def act(_: Callable[[str], None]) -> None:
        write_files(project.folder, files)

    return act


ACTS: Mapping[str, Callable[[Project], Act]] = {"build": building, "write": writing}


def each_write(
    base: Project, act: Callable[[Project], Act], strike: Callable[[int], Strike]
) -> Iterator[tuple[State, Ended]]:
    """What stands in a project after it was struck at each touch of the disk in turn, and how that ended."""
    moment, ended = 0, Ended(struck=True)
    while ended.struck:
        moment += 1
        project = Project(base.folder.with_name(f"struck-{moment}"))
        shutil.copytree(base.folder, project.folder)
        ended = struck(act(project), moment, strike(moment))
        yield state(project.folder), ended
        shutil.rmtree(project.folder)


@pytest.mark.parametrize("before", ["reports", "nothing"])
@pytest.mark.parametrize("name", ACTS)
def test_refused_at_any_write_leaves_what_stood_there(built: Project, name: str, before: str) -> None:
    """Whenever and why ever the disk refuses, all that stood there stands, and nothing else; or all is as it should."""
    if before == "nothing":
        shutil.rmtree(built.folder / "output")
    errors = list(ERRORS)
    *refusals, (new, last) = each_write(built, ACTS[name], lambda moment: refuse(errors[moment % len(errors)]))
    old = state(built.folder)
    ends = set()

    for now, ended in refusals:
        told = " ".join((ended.refused, *ended.notes))
        is_refused = now == old
        ends.add(is_refused)
        assert "Traceback" not in told
        assert is_refused or without_leftovers(now) == new
        assert is_refused <= any(reason in told for reason in ERRORS.values())
        assert ("är de som stod där före bygget" in told) == (is_refused and name == "build" and before == "reports")

    assert True in ends
    assert not last.refused
    assert new != old


def without_leftovers(found: State) -> State:
    """What stands in a project but for the hidden files that the next command takes away."""
    return {path: data for path, data in found.items() if not path.rpartition("/")[2].startswith(".")}


@pytest.mark.parametrize("name", ACTS)
def test_interrupted_at_any_write_leaves_old_or_new(built: Project, name: str) -> None:
    """Ctrl-C between two files leaves no report that is half of before and half of now."""
    old = state(built.folder)
    *interrupted, (new, _) = each_write(built, ACTS[name], lambda _: interrupt)

    assert len(interrupted) > 5
    for now, _ in interrupted:
        assert files_of(now) in (files_of(old), files_of(new))


def files_of(found: State) -> State:
    """The files that stand in a project, but for hidden ones that the next command takes away."""
    return {path: data for path, data in without_leftovers(found).items() if data is not None}


# --- real disks ------------------------------------------------------------------------------------------------------


def test_a_file_larger_than_may_be_written(built: Project) -> None:
    """The system refuses in the middle of a file: what stood there stands."""
    before = state(built.folder)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limit[1]))
    try:
        run = built.run("build", "2023-t1")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    assert run.code == 2, run.err
    assert "filen blir större än du får skriva" in run.err
    assert state(built.folder) == before


def test_a_disk_that_fills_at_each_step(built: Project, tmp_path: Path) -> None:
    """A real disk with room for ever more: the old report until there is room for the whole new one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounted("-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)):
        pytest.skip("no disk of our own can be mounted; every write is refused in turn all the same")
    with unmounted(disk):
        small = Project(Path(shutil.copytree(built.folder, disk / "project")))
        before = state(small.folder)
        codes = []
        for pages in range(4):
            ballast = disk / "ballast"
            ballast.unlink(missing_ok=True)
            with ballast.open("wb") as file:
                left = os.statvfs(disk).f_bavail - pages
                os.posix_fallocate(file.fileno(), 0, left * os.statvfs(disk).f_frsize)
            run = small.run("build", "2023-t1")
            codes.append(run.code)
            if run.code:
                assert "disken är full" in run.err
                assert state(small.folder) == before

    assert codes[0] == 2
    assert codes[-1] == 0
    assert codes == sorted(codes, reverse=True)


@pytest.mark.parametrize("number", [1, 2, 7])
def test_a_full_folder_for_work_publishes_nothing(sent: Project, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Sources are unpacked outside the project to be built: whichever write is refused there, nothing has changed."""
    before = state(sent.folder)
    plain, writes = Path.write_bytes, itertools.count(1)

    def write_bytes(path: Path, data: bytes) -> int:
        if next(writes) == number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return plain(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    run = sent.run(*CORRECTION, "--yes")

    assert run.code == 2, run.err
    assert f"Det går inte att skriva i {tempfile.gettempdir()}" in run.err
    assert "disken är full" in run.err
    assert state(sent.folder) == before


def test_output_on_another_disk(sent: Project) -> None:
    """Versions and reports may be kept elsewhere, on a disk that nothing can be moved to by its name."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is of our own
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == sent.folder.stat().st_dev:
        pytest.skip("there is no other disk")
    elsewhere = Path(tempfile.mkdtemp(dir=memory))
    try:
        shutil.move(sent.folder / "output", elsewhere / "output")
        (sent.folder / "output").symlink_to(elsewhere / "output")
        corrected = sent.run(*CORRECTION, "--yes")
        verified = sent.run("verify", "2023-t1")
        kept = {path.name for path in (elsewhere / OUT).iterdir()}
    finally:
        shutil.rmtree(elsewhere)

    assert corrected.code == 0, corrected.err
    assert verified.code == 0, verified.err
    assert kept == {"v1", "v2"}
    assert "666" in sent.read(f"{HERE}/tal.yaml")


# --- what cannot be written ------------------------------------------------------------------------------------------


def test_a_correction_can_be_looked_at_in_a_protected_project(sent: Project) -> None:
    """What a correction would change is shown from an archive or a stick as from anywhere; to make it is refused."""
    anywhere = sent.run(*CORRECTION, "--dry-run")
    before = state(sent.folder)
    with protected(sent.folder):
        looked = sent.run(*CORRECTION, "--dry-run")
        made = sent.run(*CORRECTION, "--yes")

    assert looked == anywhere
    assert looked.code == 0
    assert "665 → 666" in looked.out
    assert made.code == 2
    assert "Det går inte att skriva i" in made.err
    assert state(sent.folder) == before


@pytest.mark.parametrize("name", ["new period", "new house"])
def test_new_files_in_a_protected_project(built: Project, name: str) -> None:
    """It is said what is the matter, and where."""
    before = state(built.folder)
    with protected(built.folder):
        run = built.run(*WORDS[name])

    assert run.code == 2
    assert f"Det går inte att skriva i {built.folder}" in run.err or "Det går inte att skriva i ." in run.err
    assert state(built.folder) == before


def test_refused_content_is_told_where_nothing_can_be_removed(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reports of before cannot be taken away: that is said, and not instead of what is wrong."""
    wrong = Problem("T105", Where(f"{HERE}/tal.yaml", 2, 6), "Talet går inte att läsa.")
    Pipeline(monkeypatch, **{"2023_t1": Rejected([wrong])})
    with protected(built.folder / "output"):
        run = built.run("build", "2023-t1")

    assert run.code == 2
    assert "Talet går inte att läsa." in run.err
    assert "Det går inte att skriva i" in run.err


# --- refused content, and the clock ----------------------------------------------------------------------------------


def test_nothing_new_stays_of_a_report_that_is_refused(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the pages of a document do not hold, its web page is not left beside them, nor that of before."""
    pipe = Pipeline(monkeypatch)
    pipe.problems = (Problem("T401", Where(f"{HERE}/tal.yaml", 2, 6), "Tabellen får inte plats."),)

    run = built.run("build", "2023-t1")

    assert run.code == 1
    assert "Tabellen får inte plats." in run.err
    assert run.out == ""
    assert {path.name for path in (built.folder / OUT).iterdir()} == {"min.txt"}


@pytest.mark.parametrize("words", [(*CORRECTION[:-1], "2023-05-01"), ("publish", "2023-t1", "--date", "2023-05-01")])
def test_a_clock_that_goes_back_is_told_before_anything_is_built(
    sent: Project, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """A version of a day before the last one is refused at once, and how to say the day is told."""
    monkeypatch.setattr("generator.pipeline.build", lambda *_, **__: pytest.fail("it was built"))
    before = state(sent.folder)

    run = sent.run(*words, "--stage", "utsänd")

    assert run.code == 2
    assert "Version 1 är från 2023-05-10; den nya kan inte vara från 2023-05-01." in run.err
    assert "--date (--datum)" in run.err
    assert state(sent.folder) == before
