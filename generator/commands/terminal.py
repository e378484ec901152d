"""What commands say, on stdout and stderr; colours and a bar of progress on terminals only."""

from __future__ import annotations

import os
import select
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from generator.commands.options import ExitCode
from generator.commands.report_problems import StyledLine, problems_as_json, report_problems, short_lines, summary
from generator.problems import BUILT_IN, Problem, Rejected, UsageError, gathered
from generator.project import DISK_ERRORS, built_in_templates, disk_error, finish_interrupted

if TYPE_CHECKING:
    from rich.console import Console

Item = TypeVar("Item")
OUR_FAULT = (
    "Det här är ett fel i Tertial, inte i ditt innehåll. Anmäl det till dem som förvaltar Tertial, med utskriften "
    "nedan och det som ”tertial info” visar."
)


class Terminal:
    """How a command is heard, and how it asks."""

    def __init__(self, project: Path, problem_form: str) -> None:
        """Take the folder that places of problems start from, and the form of problems."""
        self.project = project
        self.problem_form = problem_form
        self._shown: dict[Problem, None] = {}
        self._describe_step: Callable[[str], None] | None = None
        self._lines_of = lru_cache(maxsize=None)(self._read_lines)

    def run(self, action: Callable[[], ExitCode | None]) -> ExitCode:
        """Carry out a command, after what a killed run left in the project has been dealt with."""

        def recover_and_act() -> ExitCode | None:
            finish_interrupted(self.project, self.note)
            return action()

        ended = self.attempt(recover_and_act)
        if self.problem_form == "json" and ended in {ExitCode.FINE, ExitCode.REFUSED}:
            # A character's code in the form of a terminal is none of JSON's.
            has_all = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
            self.result(problems_as_json(self._shown, ensure_ascii=not has_all))
        elif self.problem_form == "human" and self._shown:
            self._show((("bold", summary(self._shown)),))
        return ended

    def attempt(self, action: Callable[[], ExitCode | None]) -> ExitCode:
        """Carry out an action; show what it raises, and turn all but an interruption into an exit code."""
        try:
            return action() or ExitCode.FINE
        except Rejected as rejected:
            self.problems(rejected.problems)
            return ExitCode.REFUSED
        except UsageError as error:
            self.note(f"fel: {error}")
            return ExitCode.USAGE
        except BrokenPipeError:
            raise
        except OSError as error:
            if error.errno not in DISK_ERRORS:
                return self._at_fault()
            # In the middle of the layout engine, which writes fonts, as anywhere else.
            where = error.filename or "mappen för tillfälliga filer"
            self.note(f"fel: {disk_error(Path(str(where)), error)}")
            return ExitCode.USAGE
        except Exception:  # noqa: BLE001 - the one place where a fault of ours is told from one of the author's
            return self._at_fault()

    def attempt_each(self, items: Iterable[Item], action: Callable[[Item], ExitCode | None]) -> ExitCode:
        """Carry out an action on every item, also where it fails on some; return the worst exit code."""
        return max((self.attempt(partial(action, item)) for item in items), default=ExitCode.FINE)

    def _at_fault(self) -> ExitCode:
        self.note(f"{OUR_FAULT}\n\n{traceback.format_exc()}")
        return ExitCode.FAULT

    @cached_property
    def _console(self) -> Console | None:
        if not sys.stderr.isatty():
            return None
        # Loaded only where colours can be seen: a tenth of a second.
        from rich.console import Console

        return Console(stderr=True, highlight=False, soft_wrap=True)

    def result(self, *lines: str) -> None:
        """Print lines of the result."""
        for line in lines:
            print(line)

    def note(self, text: str) -> None:
        """Print a line beside the result."""
        print(text, file=sys.stderr)

    def ask(self, question: str) -> bool:
        """Return whether the user answers yes, False where nobody is at the terminal."""
        if not sys.stdin.isatty():
            return False
        print(f"{question} [ja/nej] ", end="", file=sys.stderr, flush=True)
        # A Ctrl-C that comes just before a blocking read would be seen only after a key, so wait a little at a time.
        # Windows cannot wait for a terminal, and ends the read itself.
        while os.name == "posix" and not select.select([sys.stdin], [], [], 0.1)[0]:
            pass
        return sys.stdin.readline().strip().casefold() in {"j", "ja", "y", "yes"}

    def problems(self, problems: Sequence[Problem]) -> None:
        """Show the problems that are new; as JSON they are kept until the command has ended."""
        new = [problem for problem in gathered(problems) if problem not in self._shown]
        self._shown.update(dict.fromkeys(new))
        if self.problem_form == "short":
            for line in short_lines(new):
                self.note(line)
        elif self.problem_form == "human":
            for styled in report_problems(new, self._lines_of):
                self._show(styled)

    def _show(self, line: StyledLine) -> None:
        if self._console is None:
            self.note("".join(text for _, text in line).rstrip())
            return
        from rich.text import Text

        self._console.print(Text.assemble(*((text, style) for style, text in line)))

    def progress(self, report: str, step: str) -> None:
        """Show a step in the bar on a terminal, as a line elsewhere, not to programs."""
        if self._describe_step is not None:
            self._describe_step(f"{report}: {step}")
        elif self.problem_form == "human":
            self.note(f"{report}: {step}")

    def each(self, reports: Sequence[str]) -> Iterator[str]:
        """Yield the reports one by one, and draw on a terminal how many are done."""
        if self._console is None or self.problem_form != "human":
            yield from reports
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (BarColumn(24), MofNCompleteColumn(), TextColumn("{task.description}"))
        # A file or a pipe on stdout is no part of the picture.
        redirect = sys.stdout.isatty()
        with Progress(*columns, console=self._console, transient=True, redirect_stdout=redirect) as bar:
            task = bar.add_task("", total=len(reports))
            self._describe_step = lambda step: bar.update(task, description=step)
            for report in reports:
                yield report
                bar.advance(task)
        self._describe_step = None

    def _read_lines(self, file: str) -> Sequence[str]:
        built_in = file.removeprefix(BUILT_IN)
        path = self.project / file if built_in == file else built_in_templates() / built_in
        try:
            # Not splitlines: U+2028 ends no line in an editor.
            return path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
        except OSError:
            return ()
