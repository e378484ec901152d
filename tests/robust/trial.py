"""A mutant is put to its command in a process of its own, and what may never happen is noted."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import shutil
import signal
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from time import process_time
from types import CodeType

from jinja2 import Environment

from generator.commands.cli import main
from generator.commands.terminal import Terminal
from generator.problems import Problem, Severity
from generator.project import leave_process_folder
from tests.robust.bases import write_project
from tests.robust.mutants import Mutant, mutant_of

# What an undamaged base takes at most is 2 seconds and 150 MB: what ends a trial is far beyond.
MOST_SECONDS = 20
MOST_BYTES = 1_000_000_000
_MOST_WAITING = 30
_FAULT = 70
# Problems of a file as a whole, of a folder, or of what is no text: they have no line.
_OF_WHOLE_FILES = frozenset(
    [
        *("T001", "T002", "T003", "T004", "T013", "T014", "T016", "T017", "T019", "T116", "T117"),
        *("T401", "T402", "T403", "T404", "T405", "T406", "T801", "T802", "T803", "T804", "T805"),
    ]
)
_PYTHON = re.compile(
    r"Traceback|<class |\bobject at 0x|\b(?:Decimal|PosixPath|Text|Where|Fraction)\(|\bNone\b|\bTrue\b|\bFalse\b|"
    r"\[Errno|\b\w+Error\b|(?<!\w)b'|\{'|\['|\bdict\b|\bNoneType\b"
)
_ENGLISH = re.compile(
    r"\b(?:the|is not|not found|invalid|expected|unexpected|cannot|could not|must be|should|failed|unknown|missing|"
    r"token|encountered|unable|object has|too many|unterminated|bad)\b"
)


@dataclass(frozen=True)
class Outcome:
    """How a trial ended: the exit code (negative: the signal that ended the process), its cost, and its faults."""

    seed: int
    code: int
    seconds: float
    faults: tuple[str, ...]
    told: str = ""


def try_all(seeds: Sequence[int]) -> Iterator[Outcome]:
    """Try the mutants of seeds one after the other; a process that is ended by a bound is followed by another."""
    left = list(seeds)
    while left:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _work(left, writing)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            for line in pipe:
                outcome = json.loads(line)
                left.remove(outcome["seed"])
                yield Outcome(**{**outcome, "faults": tuple(outcome["faults"])})
        _, status = os.waitpid(child, 0)
        if left and os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            why: dict[int, str] = {signal.SIGPROF: f"mer än {MOST_SECONDS} s", signal.SIGALRM: "väntar för evigt"}
            yield Outcome(left.pop(0), -number, MOST_SECONDS, (f"avbruten: {why.get(number, str(number))}",))
        elif left:
            raise RuntimeError(f"the process of the trials ended at seed {left[0]}")


def _compile_once() -> None:
    """Keep the code of templates by their place: all but those of the mutants are the same each time."""
    compiled: dict[tuple[object, ...], CodeType] = {}
    plain = Environment.compile

    def compile_once(self: Environment, source: str, name: str | None, filename: str | None) -> CodeType:
        key = (type(self), source, name, filename)
        if key not in compiled:
            compiled[key] = plain(self, source, name, filename)
        return compiled[key]

    Environment.compile = compile_once  # type: ignore[assignment, method-assign]


def _work(seeds: Sequence[int], writing: int) -> None:
    ended = 1
    try:
        size = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MOST_BYTES, resource.RLIM_INFINITY))
        _compile_once()
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            for seed in seeds:
                signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
                signal.setitimer(signal.ITIMER_REAL, _MOST_WAITING)
                pipe.write(json.dumps(asdict(tried(mutant_of(seed)))) + "\n")
                pipe.flush()
        ended = 0
    except BaseException:  # noqa: BLE001 - the process ends here, whatever it is
        traceback.print_exc()
    finally:
        os._exit(ended)


def tried(mutant: Mutant) -> Outcome:
    """Write a mutant to a folder, run its command there, and judge what came of it."""
    place = Path(tempfile.mkdtemp(prefix="mutant-"))
    project, temporary = place / "project", place / "temporary"
    try:
        project.mkdir()
        temporary.mkdir()
        write_project(mutant.files, project)
        before = _state(project)
        began = process_time()
        ran = _run(mutant.words, project, temporary)
        seconds = process_time() - began
        faults = (*_faults(ran, mutant), *_changes(mutant, before, _state(project), ran.code), *_left(temporary))
        return Outcome(mutant.seed, ran.code, round(seconds, 3), faults, ran.told if faults else "")
    finally:
        shutil.rmtree(place, ignore_errors=True)


@dataclass(frozen=True)
class _Ran:
    code: int
    told: str
    problems: tuple[Problem, ...]


def _run(words: Sequence[str], project: Path, temporary: Path) -> _Ran:
    problems: list[Problem] = []
    told = io.StringIO()
    show = Terminal.problems

    def keep(self: Terminal, found: Sequence[Problem]) -> None:
        problems.extend(found)
        show(self, found)

    Terminal.problems = keep  # type: ignore[method-assign, assignment]
    kept, tempfile.tempdir = tempfile.tempdir, str(temporary)
    try:
        with contextlib.chdir(project), contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            code = main(words)
    except Exception:  # noqa: BLE001 - what gets past the command line is the worst of faults
        code = _FAULT
        told.write(traceback.format_exc())
    finally:
        leave_process_folder()
        tempfile.tempdir = kept
        Terminal.problems = show  # type: ignore[method-assign]
    return _Ran(code, told.getvalue(), tuple(problems))


def _state(folder: Path) -> dict[str, str]:
    """Digests of files by path, and of what is none what it is."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_dir():
            regular = path.is_file() and not path.is_symlink()
            found[name] = sha256(path.read_bytes()).hexdigest() if regular else "special"
    return found


def _faults(ran: _Ran, mutant: Mutant) -> Iterator[str]:
    if ran.code == _FAULT or "Traceback (most recent" in ran.told:
        last = [line for line in ran.told.splitlines() if re.match(r"[\w.]+(?:Error|Exception|Warning)\b", line)]
        yield f"fel i Tertial: {last[-1][:160] if last else 'okänt'} <- {_origin(ran.told)}"
        return
    own = "\n".join(
        decoded for entry in mutant.files.values() if isinstance(entry, bytes) for decoded in [_text(entry)]
    )
    for problem in ran.problems:
        yield from _faults_of(problem, own)
    if ran.code == 1 and not any(problem.severity is Severity.ERROR for problem in ran.problems):
        yield "slutkod 1 utan fel"


def _text(entry: bytes) -> str:
    return entry.decode("utf-8", "replace")


def _origin(told: str) -> str:
    frames = re.findall(r'File "[^"]*?(generator/[^"]+)", line (\d+), in (\w+)', told)
    return ":".join(frames[-1]) if frames else ""


def _faults_of(problem: Problem, own: str) -> Iterator[str]:
    where = problem.where
    if not where.file:
        yield f"{problem.code} utan fil: {problem.message[:80]}"
    elif not where.line and not where.cell and problem.code not in _OF_WHOLE_FILES:
        yield f"{problem.code} utan rad: {problem.message[:80]}"
    for text in (problem.message, problem.expected, problem.found, problem.hint):
        for pattern, kind in ((_PYTHON, "Python"), (_ENGLISH, "engelska")):
            if (match := pattern.search(text)) and match[0] not in own:
                yield f"{problem.code} med {kind}: {text[:120]!r}"


def _changes(mutant: Mutant, before: dict[str, str], after: dict[str, str], code: int) -> Iterator[str]:
    mended = {"content/exempel/namnden/2024-t1/historik.yaml"} if "--restore-history" in mutant.words else set()
    for name in sorted(set(before) - mended):
        if after.get(name) != before[name]:
            yield f"ändrad fil: {name}"
    # The page of what a check found is what was asked for.
    mended |= {name for name in after if mutant.words[0] == "check" and name.endswith("/kontroll.html")}
    new = [name for name in after if name not in before and name not in mended]
    if mutant.words[0] in {"check", "verify", "explain", "diff", "link", "rename", "correct"} and code:
        yield from (f"ny fil av {mutant.words[0]}: {name}" for name in new)
    elif code and mutant.words[0] in {"build", "publish", "new"}:
        yield from (f"ny fil av det som vägrades: {name}" for name in new)
    elif new and mutant.words[0] == "build":
        yield from (f"ny fil utanför output: {name}" for name in new if not name.startswith("output/"))


def _left(temporary: Path) -> Iterator[str]:
    yield from (f"kvar i mappen för tillfälliga filer: {path.name}" for path in sorted(temporary.iterdir()))
