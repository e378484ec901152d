"""Processes that lay out sheets; they load the layout engine while the content is read.

Forked before anything heavy is imported; the first loads the engine and forks the others, which share it in memory.
Each ends when its pipe is closed, also when the process at the other end was killed.
"""

from __future__ import annotations

import contextlib
import gc
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
from generator.printing.pdf.late import load_binder
from generator.printing.pdf.local_layouter import LocalLayouter
from generator.problems import UsageError
from generator.project import leave_process_folder

_FORKED = ForkContext()


@contextlib.contextmanager
def layout_pool(workers: int) -> Iterator[Layouter]:
    """Give a layouter of so many processes, or of this one alone where processes cannot be forked."""
    if workers <= 1 or "fork" not in get_all_start_methods():
        yield LocalLayouter()
        return
    with contextlib.closing(_forked(workers)) as pool:
        # While the processes load the engine.
        load_binder()
        yield pool


@dataclass(slots=True)
class LayoutPool:
    """A `Layouter` of processes, one a pipe; `style` is what they were last sent."""

    pipes: tuple[Connection, ...]
    style: Style | None = None
    _faults: dict[Style, tuple[Fault, ...]] = field(default_factory=dict)

    def prepare(self, style: Style) -> None:
        """Send the style, and let the processes clear away what the last jobs left."""
        self.style = style
        for pipe in self.pipes:
            _send(pipe, style)

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """Return the fragments in the order of the jobs. Raises what a process raised."""
        if style != self.style:
            self.prepare(style)
        # The longest first: the last process to finish then has little left to do.
        waiting = sorted(range(len(jobs)), key=lambda place: len(jobs[place].sheet.html))
        busy: dict[Connection, int] = {}
        fragments: dict[int, Fragment] = {}
        idle = list(self.pipes)
        try:
            while waiting or busy:
                while waiting and idle:
                    pipe, place = idle.pop(), waiting.pop()
                    busy[pipe] = place
                    _send(pipe, jobs[place])
                for ready in wait(list(busy)):
                    pipe = cast("Connection", ready)
                    # No longer busy even if its answer is a failure: it is not asked for another answer below.
                    place = busy.pop(pipe)
                    fragments[place] = cast("Fragment", _received(pipe))
                    idle.append(pipe)
        finally:
            # Where one failed, nobody else's answer may be taken for that of the next job.
            for pipe in busy:
                with contextlib.suppress(Exception):
                    pipe.recv()
        return [fragments[place] for place in range(len(jobs))]

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """Return the faults of a style."""
        if style != self.style:
            self.prepare(style)
        if style not in self._faults:
            _send(self.pipes[0], None)
            self._faults[style] = cast("tuple[Fault, ...]", _received(self.pipes[0]))
        return self._faults[style]

    def close(self) -> None:
        """Let the processes end."""
        for pipe in self.pipes:
            pipe.close()


def _send(pipe: Connection, message: Style | Job | None) -> None:
    try:
        pipe.send(message)
    except OSError as error:
        raise _process_lost() from error


def _received(pipe: Connection) -> object:
    try:
        answer = pipe.recv()
    except (EOFError, OSError) as error:
        raise _process_lost() from error
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _process_lost() -> UsageError:
    return UsageError(
        "En process som lade ut sidor avslutades utifrån, oftast för att datorns minne tog slut. Bygg med --jobs 1."
    )


# --- in the processes ------------------------------------------------------------------------------------------------


def _forked(workers: int) -> LayoutPool:
    ends = [Pipe() for _ in range(workers)]
    _FORKED.Process(target=_run_first, args=(ends,)).start()
    for _, theirs in ends:
        theirs.close()
    return LayoutPool(tuple(ours for ours, _ in ends))


def _run_first(ends: Sequence[tuple[Connection, Connection]]) -> None:
    """Load the engine, fork the others, and be one of them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    for ours, _ in ends:
        ours.close()
    gc.disable()
    with contextlib.suppress(Exception):
        # The first job reports what is wrong with it.
        load_engine()
    # Frozen objects are left alone by the collector of the forked processes, so that they stay shared.
    gc.freeze()
    mine, *others = [theirs for _, theirs in ends]
    for number, pipe in enumerate(others):
        _FORKED.Process(target=_run_other, args=(pipe, (mine, *others[number + 1 :]))).start()
        pipe.close()
    _serve(mine)


def _run_other(pipe: Connection, not_mine: Sequence[Connection]) -> None:
    for each in not_mine:
        each.close()
    _serve(pipe)


def _serve(pipe: Connection) -> None:
    layouter = LocalLayouter(pauses_collector=False)
    style: Style | None = None
    is_clear = True
    # A closed pipe raises one of these.
    with contextlib.suppress(EOFError, OSError):
        while True:
            message = pipe.recv()
            if isinstance(message, Style):
                style = message
                if not is_clear:
                    gc.collect()
                    is_clear = True
                with contextlib.suppress(Exception):
                    # The engine is prepared now; the first job reports what is wrong with the style.
                    layouter.faults(style)
            elif style is not None:
                pipe.send(_answer(layouter, style, message))
                is_clear = False
    leave_process_folder()


def _answer(layouter: LocalLayouter, style: Style, job: Job | None) -> object:
    try:
        return layouter.lay_out(style, [job])[0] if job is not None else layouter.faults(style)
    except Exception as error:  # noqa: BLE001 - it is raised again where the answer is read
        error.add_note(traceback.format_exc())
        return error
