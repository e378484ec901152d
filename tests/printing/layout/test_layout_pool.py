"""Who lays out: processes that answer in order, tell what went wrong and go when they are let go, and a memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.document import FaultKind, Job, Layouter, Sheet, Style
from generator.printing.pdf import FragmentStore, LocalLayouter, lay_out
from generator.printing.pdf.layout_pool import layout_pool
from generator.problems import UsageError
from tests.printing.pdf import sample

ROOT = Path(__file__).parents[3]


def sheet(name: str, text: str = "Text") -> Sheet:
    """A sheet with one paragraph."""
    return Sheet(name, sample.document(f"<p id='{name}'>{text}</p>"))


def test_answers_come_in_the_order_of_the_jobs() -> None:
    """However long each takes, and whoever does it, the fragments stand as their sheets did."""
    jobs = [Job(sheet(f"s{number}", "Text " * (1 + 40 * (number % 3)))) for number in range(9)]

    with layout_pool(3) as pool:
        names = [fragment.unit for fragment in pool.lay_out(sample.style(), jobs)]

    assert names == [f"s{number}" for number in range(9)]


def test_a_style_at_fault_is_told_of_in_each_layout() -> None:
    """What is wrong with a style is said of the second document too, by processes as by this one."""
    style = sample.style("p { colour: red }")

    with layout_pool(2) as pool:
        told = [lay_out((sheet("a"),), style, layouter=pool).all_faults for _ in range(2)]

    assert [fault.kind for fault in told[0]] == [FaultKind.STYLE]
    assert told == [lay_out((sheet("a"),), style).all_faults] * 2


def test_a_failing_sheet_does_not_spoil_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process raises is raised here with its traceback, and the pool goes on with the next document."""

    def lay_out(layouter: LocalLayouter, style: Style, jobs: list[Job]) -> list[object]:
        if jobs[0].sheet.id == "trasig":
            raise ZeroDivisionError("fel")
        return list(plain(layouter, style, jobs))

    plain = LocalLayouter.lay_out
    monkeypatch.setattr(LocalLayouter, "lay_out", lay_out)

    with layout_pool(2) as pool:
        with pytest.raises(ZeroDivisionError) as raised:
            pool.lay_out(sample.style(), [Job(sheet(name)) for name in ("a", "trasig", "b", "c")])
        after = [fragment.unit for fragment in pool.lay_out(sample.style(), [Job(sheet("d")), Job(sheet("e"))])]

    assert "in lay_out" in raised.value.__notes__[0]
    assert after == ["d", "e"]


def children() -> set[int]:
    """The processes that this one has begun and that still run."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    states = {int(pid): Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] for pid in found}
    return {pid for pid, state in states.items() if state != "Z"}


def test_a_process_that_was_killed_is_told_of() -> None:
    """A process that the system ends, as where memory runs out, is a clear message and no endless wait."""
    before = children()

    with layout_pool(2) as pool:
        pool.lay_out(sample.style(), [Job(sheet("a"))])
        for pid in children() - before:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(UsageError, match="--jobs 1"):
            pool.lay_out(sample.style(), [Job(sheet("b")), Job(sheet("c"))])


PROGRAM = """
import os, sys
from generator.printing.pdf.layout_pool import layout_pool
from generator.document import Job
from tests.printing.layout.test_layout_pool import sheet
from tests.printing.pdf import sample
with layout_pool(2) as pool:
    pool.lay_out(sample.style(), [Job(sheet("a")), Job(sheet("b"))])
    if sys.argv[1] == "killed":
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("how", ["ended", "killed"])
def test_no_process_outlives_the_one_that_gave_the_work(how: str) -> None:
    """Also where that one is killed, the others see that their pipe is closed, and end."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM, how], cwd=ROOT, start_new_session=True) as started:
        started.wait()

    for _ in range(100):
        if not running(started.pid):
            break
        time.sleep(0.05)
    assert running(started.pid) == []


def running(session: int) -> list[str]:
    """The processes of a session that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its = stat.read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(its) == session and state != "Z":
            found.append(stat.parent.name)
    return found


class Counting:
    """A layouter that says which sheets it was asked for."""

    def __init__(self) -> None:
        """Nothing asked for yet."""
        self.layouter = LocalLayouter()
        self.asked: list[str] = []

    def prepare(self, style: Style) -> None:
        """Nothing to prepare."""

    def lay_out(self, style: Style, jobs: list[Job]) -> list[object]:
        """Lay out, and note what was asked for."""
        self.asked += [job.sheet.id for job in jobs]
        return list(self.layouter.lay_out(style, jobs))

    def faults(self, style: Style) -> tuple[object, ...]:
        """The style's faults."""
        return self.layouter.faults(style)


def counting() -> tuple[Counting, Layouter]:
    """A layouter that counts, as what it is and as what it stands in for."""
    made = Counting()
    return made, made  # type: ignore[return-value]


def test_only_what_changed_is_laid_out_again() -> None:
    """Of two documents that differ in one sheet, the second lays out that sheet, and is what it would have been."""
    asked, pool = counting()
    memory = FragmentStore(pool)
    lay_out((sheet("a"), sheet("b"), sheet("c")), sample.style(), layouter=memory)
    asked.asked.clear()

    changed = (sheet("a"), sheet("b", "Rättad"), sheet("c"))
    layout = lay_out(changed, sample.style(), layouter=memory)

    assert asked.asked == ["b"]
    assert memory.laid_out == ["a", "b", "c", "b"]
    assert layout == lay_out(changed, sample.style())


def test_another_style_is_another_fragment(tmp_path: Path) -> None:
    """The same sheet under another style, or with another file in the style's folder, is laid out again."""
    asked, pool = counting()
    memory = FragmentStore(pool)
    style = sample.style()
    own = Style(style.css, style.base, (tmp_path,))

    lay_out((sheet("a"),), own, layouter=memory)
    lay_out((sheet("a"),), Style(f"{style.css} p {{ margin: 0 }}", style.base, (tmp_path,)), layouter=memory)
    (tmp_path / "bild.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    lay_out((sheet("a"),), own, layouter=FragmentStore(pool))

    assert asked.asked == ["a", "a", "a"]


def test_the_same_files_in_another_folder_are_the_same(tmp_path: Path) -> None:
    """A version that is unpacked again, in a folder of another name, is not laid out again."""
    asked, pool = counting()
    memory = FragmentStore(pool)
    style = sample.style()
    for name in ("ett", "två"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bild.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")

        lay_out((sheet("a"),), Style(style.css, style.base, (tmp_path / name,)), layouter=memory)

    assert asked.asked == ["a"]
