"""Killed, refused by the disk or interrupted at any moment: what stands there is the old state or the new one.

Each test strikes at every touch of the disk in turn, in a process of its own, so that they take longer than others.
"""

from __future__ import annotations

import errno
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from generator.document import Stage
from generator.problems import UsageError
from generator.project import built_in_templates, finish_interrupted, sha256
from generator.project.transaction import DECIDED, PREPARED
from generator.versions import PlannedVersion, VersionOrder, exclusive_access, plan_version, publish_versions
from tests.built import ROOT
from tests.commands.conftest import FRAME, HERE, Project
from tests.commands.test_explain import REPORT
from tests.moments import Act, Ended, State, Strike, interrupt, kill, refuse, state, struck

PERIOD = "storkoping/socialnamnden/2023-t1"
FIGURES, TEXTS = f"{HERE}/tal.yaml", f"{HERE}/ord.yaml"
FORGOTTEN, FINISHED, TAKEN_BACK = "har tagits bort; ingenting hade ändrats", "har slutförts", "har tagits tillbaka"
# In turn, since what is done about them is the same.
ERRORS = (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.EDQUOT)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked"),
    pytest.mark.xdist_group("killed"),
]


@dataclass(frozen=True)
class Scene:
    """A project, a version that is planned for it, and what stands there before and after it is published."""

    folder: Path
    planned: PlannedVersion
    old: State
    new: State

    def publish(self, folder: Path) -> Act:
        """Publishes the planned version in a copy of the project, as the command does."""

        def act(note: Callable[[str], None]) -> None:
            with exclusive_access(folder, "publish", note):
                publish_versions(folder, [self.planned])

        return act


def planned_in(folder: Path, order: VersionOrder) -> Scene:
    """A version is planned, and published in a copy to see what it becomes."""
    planned = plan_version(folder, PERIOD, order, lambda _: None)
    after = Path(shutil.copytree(folder, folder.with_name("after")))
    scene = Scene(folder, planned, state(folder), {})
    scene.publish(after)(lambda _: None)
    return Scene(folder, planned, state(folder), state(after))


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory, where there is one: nobody is to wait for a disk here."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is of our own
    folder = tempfile.mkdtemp(dir=memory) if os.access(memory, os.W_OK) else tmp_path_factory.mktemp("memory")
    yield Path(folder)
    shutil.rmtree(folder)


@pytest.fixture
def base(memory: Path, request: pytest.FixtureRequest) -> Path:
    """Where the test's project is to be."""
    return memory / str(request.node.name) / "base"


@pytest.fixture(scope="module")
def made(memory: Path) -> Iterator[Project]:
    """A project where nothing is published, with templates of its own: who edits ours is not to disturb it."""
    project = Project(memory / "first" / "project")
    own = Path(shutil.copytree(built_in_templates(), memory / "templates"))
    with pytest.MonkeyPatch.context() as patch:
        for module in ("versions.snapshot", "pipeline"):
            patch.setattr(f"generator.{module}.built_in_templates", lambda: own)
        yield _filled(project)


def _filled(project: Project) -> Project:
    for path, text in {**FRAME, **REPORT, TEXTS: "texter:\n  övrigt: Inget.\n"}.items():
        project.write(path, text)
    return project


@pytest.fixture(scope="module")
def first(made: Project) -> Scene:
    """The first version of all, for which every folder is made."""
    return planned_in(made.folder, VersionOrder(date=date(2023, 5, 10), stage=Stage.SENT))


@pytest.fixture(scope="module")
def correction(made: Project, first: Scene, memory: Path) -> Scene:
    """A second version, with edits of two files of the content."""
    project = Project(memory / "second" / "project")
    shutil.copytree(first.folder.with_name("after"), project.folder)
    edits = {path: made.read(path).encode() + b"# r\xc3\xa4ttad\n" for path in (FIGURES, TEXTS)}
    edits[FIGURES] = edits[FIGURES].replace(b"665", b"666")
    return planned_in(project.folder, VersionOrder(date=date(2023, 5, 20), stage=Stage.SENT, reason="Fel", edits=edits))


def copied(folder: Path, to: Path) -> Path:
    """A copy of a project whose files are those of the first: who writes in a file that stands there spoils both."""
    to.parent.mkdir(exist_ok=True)
    return Path(shutil.copytree(folder, to, copy_function=os.link))


def each_moment(
    base: Path, act: Callable[[Path], Act], strike: Callable[[int], Strike]
) -> Iterator[tuple[Path, Ended]]:
    """A project, struck at each touch of the disk in turn, and how the process ended; the last one was not struck."""
    moment = 0
    while True:
        moment += 1
        folder = copied(base, base.with_name(f"{base.name}-{moment}"))
        ended = struck(act(folder), moment, strike(moment))
        yield folder, ended
        shutil.rmtree(folder)
        if not ended.struck:
            return


def recovered(folder: Path) -> str:
    """What the next command says before it does anything else."""
    notes: list[str] = []
    finish_interrupted(folder, notes.append)
    return " ".join(notes)


def recovering(folder: Path) -> Act:
    """The next command, as far as it sees to what was left."""
    return lambda note: finish_interrupted(folder, note)


@pytest.mark.parametrize("name", ["first", "correction"])
def test_killed_at_any_moment(name: str, request: pytest.FixtureRequest, base: Path) -> None:
    """The next command finds old or new, says what it did about it, and leaves not a trace."""
    scene: Scene = request.getfixturevalue(name)
    seen = set()
    copied(scene.folder, base)

    for folder, ended in each_moment(base, scene.publish, lambda _: kill):
        decided, prepared = (folder / DECIDED).exists(), (folder / PREPARED).exists()
        told = recovered(folder)
        now = state(folder)

        assert ended.killed == ended.struck
        assert now in (scene.old, scene.new)
        assert (FINISHED in told) == decided
        assert (FORGOTTEN in told) == prepared
        assert not decided or now == scene.new
        assert not prepared or now == scene.old
        seen.add((now == scene.new, bool(told)))

    assert seen == {(False, False), (False, True), (True, True), (True, False)}


def first_moment(base: Path, act: Callable[[Path], Act], is_past: Callable[[Path], bool]) -> Path:
    """A project killed at the first moment at which something is so, which then stays so: found by halving."""
    low, high = 1, 1000
    found = base
    while low < high:
        middle = (low + high) // 2
        folder = copied(base, base.with_name(f"{base.name}-{low}-{high}"))
        ended = struck(act(folder), middle, kill)
        if is_past(folder) or not ended.struck:
            high, found = middle, folder
        else:
            low = middle + 1
    return found


@pytest.fixture(scope="module")
def decided(correction: Scene, memory: Path) -> Path:
    """A project in which the publishing process was killed right after the moment of truth."""
    base = copied(correction.folder, memory / "decided" / "base")

    def is_past(folder: Path) -> bool:
        return (folder / DECIDED).exists() or state(folder)[FIGURES] != correction.old[FIGURES]

    return first_moment(base, correction.publish, is_past)


@pytest.fixture(scope="module")
def half(correction: Scene, decided: Path, memory: Path) -> Path:
    """A project in which what finished that was killed too, when one of its two files was changed."""
    base = copied(decided, memory / "half" / "base")
    found = first_moment(base, recovering, lambda folder: state(folder)[FIGURES] != correction.old[FIGURES])
    assert state(found)[TEXTS] == correction.old[TEXTS]
    return found


def test_the_next_command_may_be_killed_too(correction: Scene, decided: Path, base: Path) -> None:
    """What finishes the work of a killed process is killed at any moment, and the one after too; the third ends it."""
    copied(decided, base)
    count = 0

    for folder, ended in each_moment(base, recovering, lambda _: kill):
        count += 1
        struck(recovering(folder), 1 + count * 7 % 40, kill)
        recovered(folder)

        assert ended.killed == ended.struck
        assert state(folder) == correction.new

    assert count > 20


def test_taking_back_may_be_killed_too(correction: Scene, half: Path, base: Path) -> None:
    """Half was done when somebody saved a file: that stays, the rest is taken back, killed at any moment or not."""
    copied(half, base)
    mine = b"# min egen\n"
    (base / TEXTS).unlink()
    (base / TEXTS).write_bytes(mine)
    saved = {**correction.old, TEXTS: mine}
    told = set()

    for folder, ended in each_moment(base, recovering, lambda _: kill):
        told.add(recovered(folder) or " ".join(ended.notes))

        assert state(folder) == saved

    assert any(TAKEN_BACK in each and TEXTS in each for each in told)


def test_the_disk_refuses_at_any_moment(correction: Scene, base: Path) -> None:
    """A message in Swedish and nothing changed, wherever it happens and whatever the reason, half written files too."""
    copied(correction.folder, base)
    seen = set()

    for folder, ended in each_moment(base, correction.publish, lambda moment: refuse(ERRORS[moment % len(ERRORS)])):
        pending = "slutförs nästa gång" in ended.refused
        recovered(folder)
        now = state(folder)

        assert "Traceback" not in ended.refused
        assert not ended.refused or "Det går inte att" in ended.refused
        assert now == (correction.old if ended.refused and not pending else correction.new)
        seen.add((bool(ended.refused), "Ingenting har ändrats" in ended.refused))

    assert (True, True) in seen
    assert (False, False) in seen


def test_interrupted_at_any_moment(correction: Scene, base: Path) -> None:
    """Ctrl-C leaves the old state, or what the next command finishes; where it was done all is done."""
    copied(correction.folder, base)

    for folder, ended in each_moment(base, correction.publish, lambda _: interrupt):
        decided = (folder / DECIDED).exists()
        told = recovered(folder)
        now = state(folder)

        assert ended.interrupted == ended.struck
        assert now in (correction.old, correction.new)
        assert (FINISHED in told) == decided


def test_a_disk_that_goes_on_refusing_is_tried_again(correction: Scene, half: Path, base: Path) -> None:
    """Where neither finishing nor taking back can be had, the message says so; when the disk is well it is finished."""
    copied(half, base)

    def refused(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "rename", refused)
        patch.setattr(os, "replace", refused)
        with pytest.raises(UsageError, match=r"skrivskyddad.*slutförs nästa gång"):
            recovered(base)

    assert FINISHED in recovered(base)
    assert state(base) == correction.new


# --- whole commands, in real processes -------------------------------------------------------------------------------

COMMANDS = {
    "publish": ("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-10", "-j", "2"),
    "correct": (
        "correct",
        "2023-t1",
        "kunder=666",
        "--reason",
        "Fel",
        "--date",
        "2023-05-20",
        "--yes",
        "--marked",
        "-j",
        "2",
    ),
}


def process(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A real process of `tertial`, whose working folders are beside the project."""
    told = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder.parent)}
    command = [sys.executable, "-m", "generator", *words]
    # A group of its own: those that lay out pages for it are not killed with it.
    return subprocess.Popen(
        command, cwd=folder, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, process_group=0
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_at_any_time(name: str, made: Project, request: pytest.FixtureRequest, memory: Path) -> None:
    """At times drawn by lot a real process is killed; whatever is run next finds old or new, and it can be run again.

    15 s for each command, since they are run as users run them.
    """
    old = made.folder if name == "publish" else request.getfixturevalue("correction").folder
    new = Path(shutil.copytree(old, memory / name / "new" / "project"))
    begun = time.monotonic()
    whole = process(new, *COMMANDS[name])
    said, _ = whole.communicate(timeout=120)
    lasted = time.monotonic() - begun
    assert whole.returncode == 0, said
    states = [state(old), state(new)]
    # Drawn by lot once and for all; the last waits until it is decided.
    lot = [int(sha256(f"{name} {number}".encode())[:4], 16) / 0xFFFF for number in range(2)] + [math.inf]
    next_commands = (("build", "2023-t1", "--format", "html"), COMMANDS[name], ("check", "2023-t1"))

    for number, words in enumerate(next_commands):
        place = memory / name / str(number)
        folder = Path(shutil.copytree(old, place / "project"))
        killed = process(folder, *COMMANDS[name])
        wait(folder, killed, lot[number] * lasted)
        killed.kill()
        killed.communicate()
        then = process(folder, *words)
        said, _ = then.communicate(timeout=120)
        left = without_reports(state(folder))
        if left != states[1]:
            process(folder, *COMMANDS[name]).communicate(timeout=120)

        # Where it was done there is nothing left to do.
        assert then.returncode in ({0, 2} if words == COMMANDS[name] else {0}), said
        assert left in states, sorted(left.keys() ^ states[1].keys())
        assert without_reports(state(folder)) == states[1]
        assert [path.name for path in place.iterdir()] == ["project"]
        # The last was killed when it was decided, if not later.
        assert words[0] != "check" or left == states[1]


def wait(folder: Path, process: subprocess.Popen[str], seconds: float) -> None:
    """Waits for so long, or until something is decided in the project, or the process has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None and not (folder / DECIDED).exists():
        time.sleep(0.001)


def without_reports(found: State) -> State:
    """What stands in a project but for the reports that a build leaves."""
    reports = {f"output/{PERIOD}/rapport.html", f"output/{PERIOD}/rapport.pdf"}
    kept = {path: data for path, data in found.items() if path not in reports}
    folders = {path for path, data in kept.items() if data is None and path.startswith("output")}
    return {
        path: data
        for path, data in kept.items()
        if path not in folders or any(other.startswith(f"{path}/") and kept[other] is not None for other in kept)
    }
