"""What a command has to say → whoever shows it: the command line prints, a test remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from generator.problems import Problem


class ExitCode(IntEnum):
    """How a command ended; of several reports the greatest counts."""

    FINE = 0
    REFUSED = 1
    USAGE = 2
    FAULT = 70  # EX_SOFTWARE of sysexits.h: the fault is ours
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Voice:
    """The ways a command can be heard.

    `result` takes a line of what was asked for, `note` a line beside it, `problems` what is wrong. `progress` takes a
    report's name and what is being done with it. `attempt` carries out one action of several, so that one that fails
    stops no other, and answers how it ended; `each` hands out the names of reports while it shows how far it has come.
    `ask` takes a question and answers whether it was said yes to; nobody there to ask is no.
    """

    result: Callable[[str], None]
    note: Callable[[str], None]
    problems: Callable[[Sequence[Problem]], None]
    progress: Callable[[str, str], None]
    attempt: Callable[[Callable[[], ExitCode]], ExitCode]
    each: Callable[[Sequence[str]], Iterable[str]]
    ask: Callable[[str], bool] = lambda _: False
