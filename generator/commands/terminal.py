"""What commands say → lines on stdout and stderr, with colours and a bar on terminals only."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.report_problems import (
    StyledLine,
    problems_as_json,
    report_problems,
    short_lines,
    summary,
)
from generator.commands.voice import ExitCode, Voice
from generator.problems import Problem, Rejected, UsageError
from generator.project import DISK_ERRORS, built_in_templates, disk_error

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

OUR_FAULT = (
    "Det här är ett fel i Tertial, inte i ditt innehåll. Anmäl det till dem som förvaltar Tertial, med utskriften "
    "nedan och det som ”tertial info” visar."
)
# What load calls the folder of built-in templates.
BUILT_IN = "inbyggt/"


class Terminal:
    """What commands say goes in; lines on stdout and stderr come out, with colours and a bar on terminals only."""

    def __init__(self, project: Path, form: str = "human") -> None:
        """The project whose files problems stand in, and the form of problems: human, short or json."""
        self.project = project
        self.form = form
        self.said: dict[Problem, None] = {}
        self.bar: tuple[Progress, TaskID] | None = None
        self.lines_of = lru_cache(maxsize=None)(self._read_lines)

    @property
    def voice(self) -> Voice:
        """The terminal as commands know it."""
        return Voice(self.result, self.note, self.problems, self.progress, self.attempt, self.each, self.ask)

    @cached_property
    def _console(self) -> Console | None:
        """The console on stderr, or nothing where that is no terminal."""
        if not sys.stderr.isatty():
            return None
        # Loaded only where colours can be seen: a tenth of a second.
        from rich.console import Console

        return Console(stderr=True, highlight=False, soft_wrap=True)

    def result(self, text: str) -> None:
        """A line of what was asked for."""
        print(text)

    def note(self, text: str) -> None:
        """A line beside the result."""
        print(text, file=sys.stderr)

    def ask(self, question: str) -> bool:
        """A question goes in; whether it was answered with yes comes out. Where nobody can answer it is no."""
        if not sys.stdin.isatty():
            return False
        print(f"{question} [ja/nej] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().casefold() in {"j", "ja", "y", "yes"}

    def problems(self, problems: Sequence[Problem]) -> None:
        """Problems that were not said before, in the form asked for; as JSON they are kept until all are known."""
        new = [problem for problem in problems if problem not in self.said]
        self.said.update(dict.fromkeys(new))
        if self.form == "short":
            for line in short_lines(new):
                self.note(line)
        elif self.form == "human":
            for styled in report_problems(new, self.lines_of):
                self._say(styled)

    def _say(self, line: StyledLine) -> None:
        if self._console is None:
            self.note("".join(text for _, text in line).rstrip())
            return
        from rich.text import Text

        self._console.print(Text.assemble(*((text, style) for style, text in line)))

    def close(self, ended: ExitCode) -> None:
        """Says what can be said when all is known: how many problems there were, or all of them as JSON."""
        if self.form == "json" and ended in {ExitCode.FINE, ExitCode.REFUSED}:
            self.result(problems_as_json(self.said))
        elif self.form == "human" and self.said:
            self._say((("bold", summary(self.said)),))

    def progress(self, report: str, step: str) -> None:
        """What is being done: moves the bar on a terminal, is a plain line elsewhere and nothing for programs."""
        if self.bar is not None:
            bar, task = self.bar
            bar.update(task, description=f"{report}: {step}")
        elif self.form == "human":
            self.note(f"{report}: {step}")

    def each(self, reports: Sequence[str]) -> Iterator[str]:
        """Hands out reports, and draws on a terminal how many are done."""
        if self._console is None or self.form != "human":
            yield from reports
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (BarColumn(24), MofNCompleteColumn(), TextColumn("{task.description}"))
        # A file or a pipe on stdout is no part of the picture.
        drawn = {"transient": True, "redirect_stdout": sys.stdout.isatty()}
        with Progress(*columns, console=self._console, **drawn) as bar:  # type: ignore[arg-type]
            task = bar.add_task("", total=len(reports))
            self.bar = (bar, task)
            for report in reports:
                yield report
                bar.advance(task)
        self.bar = None

    def attempt(self, action: Callable[[], ExitCode]) -> ExitCode:
        """Carries out an action; what it raises is shown and becomes an exit code, but for an interruption."""
        try:
            return action()
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
        except Exception:  # noqa: BLE001 - the one door where a fault of ours is told from one of the author's
            return self._at_fault()

    def _at_fault(self) -> ExitCode:
        self.note(f"{OUR_FAULT}\n\n{traceback.format_exc()}")
        return ExitCode.FAULT

    def _read_lines(self, file: str) -> Sequence[str]:
        """The lines of a file as `Where.file` names it: the project's, or one of the built-in templates."""
        built_in = file.removeprefix(BUILT_IN)
        path = self.project / file if built_in == file else built_in_templates() / built_in
        try:
            # Not splitlines: U+2028 ends no line in an editor.
            return path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
        except OSError:
            return ()
