"""How many processes there are to be in → a Crew of them out, that load the layout engine while the content is read.

They are forked before anything heavy is imported. The first loads the engine, then forks the others, which share it in
memory. Each has a pipe of its own to the process that gives out the work, and ends when that pipe is closed: also where
that process was killed.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import signal
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.context import ForkContext
from typing import cast

from generator.document import Fault, Fragment, Job, Layouter, Style
from generator.printing.pdf.engine import load_engine
from generator.printing.pdf.local_layouter import LocalLayouter
from generator.problems import UsageError
from generator.project import leave_process_folder

_FORKED = ForkContext()


@contextlib.contextmanager
def layout_pool(workers: int) -> Iterator[Layouter]:
    """The number of processes goes in; within the block there is a Crew of them, in this process where it is one.

    Where processes cannot be forked there is one too: the result is the same.
    """
    if workers <= 1 or "fork" not in get_all_start_methods():
        yield LocalLayouter()
        return
    layouter = _forked(workers)
    try:
        yield layouter
    finally:
        layouter.close()


@dataclass(slots=True)
class LayoutPool:
    """The pipes to the processes, and the style that they were told of."""

    pipes: tuple[Connection, ...]
    style: Style | None = None
    _faults: dict[Style, tuple[Fault, ...]] = field(default_factory=dict)

    def prepare(self, style: Style) -> None:
        """A style goes in; the processes begin to make what they need of it, and clear away what the last jobs left."""
        self.style = style
        for pipe in self.pipes:
            _send(pipe, style)

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """A style and jobs go in, their fragments in the same order come out. Raises what a process raised."""
        if style != self.style:
            self.prepare(style)
        # The longest first: the last process to finish then has little left to do.
        waiting = sorted(range(len(jobs)), key=lambda place: len(jobs[place].sheet.html))
        busy: dict[Connection, int] = {}
        done: dict[int, Fragment] = {}
        idle = list(self.pipes)
        try:
            while waiting or busy:
                while waiting and idle:
                    pipe, place = idle.pop(), waiting.pop()
                    busy[pipe] = place
                    _send(pipe, jobs[place])
                for ready in wait(list(busy)):
                    pipe = cast("Connection", ready)
                    place = busy.pop(pipe)
                    done[place] = cast("Fragment", _received(pipe))
                    idle.append(pipe)
        finally:
            # Where one failed, nobody else's answer may be taken for that of the next job.
            for pipe in busy:
                with contextlib.suppress(Exception):
                    pipe.recv()
        return [done[place] for place in range(len(jobs))]

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """A style goes in; what is wrong with it, and with the files it names, comes out."""
        if style != self.style:
            self.prepare(style)
        if style not in self._faults:
            _send(self.pipes[0], None)
            self._faults[style] = cast("tuple[Fault, ...]", _received(self.pipes[0]))
        return self._faults[style]

    def close(self) -> None:
        """Let the processes go."""
        for pipe in self.pipes:
            pipe.close()


def _send(pipe: Connection, message: Style | Job | None) -> None:
    try:
        pipe.send(message)
    except OSError as error:
        raise _lost() from error


def _received(pipe: Connection) -> object:
    try:
        found = pipe.recv()
    except (EOFError, OSError) as error:
        raise _lost() from error
    if isinstance(found, BaseException):
        raise found
    return found


def _lost() -> UsageError:
    return UsageError(
        "En process som lade ut sidor avslutades utifrån, oftast för att datorns minne tog slut. Bygg med --jobs 1."
    )


# --- in the processes ------------------------------------------------------------------------------------------------


def _forked(workers: int) -> LayoutPool:
    ends = [Pipe() for _ in range(workers)]
    _FORKED.Process(target=_first, args=(ends,)).start()
    for _, theirs in ends:
        theirs.close()
    return LayoutPool(tuple(ours for ours, _ in ends))


def _first(ends: Sequence[tuple[Connection, Connection]]) -> None:
    """Load the engine, fork the others, and be one of them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    for ours, _ in ends:
        ours.close()
    gc.disable()
    with contextlib.suppress(Exception):
        # What is wrong with it is told by the first job.
        load_engine()
    # Frozen objects are left alone by the collector of the forked processes, so that they stay shared.
    gc.freeze()
    mine, *others = [theirs for _, theirs in ends]
    for number, pipe in enumerate(others):
        _FORKED.Process(target=_other, args=(pipe, (mine, *others[number + 1 :]))).start()
        pipe.close()
    _serve(mine)


def _other(pipe: Connection, not_mine: Sequence[Connection]) -> None:
    for each in not_mine:
        each.close()
    _serve(pipe)


def _serve(pipe: Connection) -> None:
    """Do what comes through the pipe until it is closed."""
    with contextlib.suppress(EOFError, OSError):
        _do_all(pipe)
    leave_process_folder()


def _do_all(pipe: Connection) -> None:
    """Do what comes through the pipe. Raises EOFError or OSError where it is closed."""
    layouter = LocalLayouter(pauses=False)
    style: Style | None = None
    is_clear = True
    while True:
        message = pipe.recv()
        if isinstance(message, Style):
            style = message
            if not is_clear:
                gc.collect()
                is_clear = True
            with contextlib.suppress(Exception):
                # It is made now; what is wrong with it is told by the first job.
                layouter.faults(style)
        elif style is not None:
            pipe.send(_answer(layouter, style, message))
            is_clear = False


def _answer(layouter: LocalLayouter, style: Style, job: Job | None) -> object:
    """The fragment of a job, the style's faults where there is none, or what was raised, with where."""
    try:
        return layouter.lay_out(style, [job])[0] if job is not None else layouter.faults(style)
    except Exception as error:  # noqa: BLE001 - it is raised again where the answer is read
        error.add_note(traceback.format_exc())
        return error


@dataclass(slots=True)
class FragmentStore:
    """A Crew with a memory for as long as it lives. `laid_out` are the sheets that were not known, by id, in order.

    A fragment is known by its sheet and by its style with every file of the style's folders: two folders with the same
    files are the same.
    """

    layouter: Layouter
    laid_out: list[str] = field(default_factory=list)
    _known: dict[str, Fragment] = field(default_factory=dict)
    _styles: dict[Style, str] = field(default_factory=dict)

    def prepare(self, style: Style) -> None:
        """The style of the jobs that are to come goes in: what it needs can be made while they are."""
        self.layouter.prepare(style)

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """A style and jobs go in, their fragments in the same order come out, those that are new laid out."""
        keys = [self._key(style, job) for job in jobs]
        new = {key: job for key, job in zip(keys, jobs, strict=True) if key not in self._known}
        if new:
            self.laid_out += [job.sheet.id for job in new.values()]
            self._known |= zip(new, self.layouter.lay_out(style, list(new.values())), strict=True)
        return [self._known[key] for key in keys]

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """A style goes in; what is wrong with it, and with the files it names, comes out."""
        return self.layouter.faults(style)

    def _key(self, style: Style, job: Job) -> str:
        if style not in self._styles:
            self._styles[style] = _digest(style)
        sheet = job.sheet
        told = (self._styles[style], sheet.id, str(job.is_furniture), sheet.numbering.value, sheet.html)
        return hashlib.sha256("\0".join(told).encode()).hexdigest()


def _digest(style: Style) -> str:
    """What decides how a style looks: its text, and the files that it may name."""
    found = hashlib.sha256(f"{style.css}\0{style.furniture_css}".encode())
    for folder in (style.base, *style.folders):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            found.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
