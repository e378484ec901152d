"""The door itself: help and wrong usage in Swedish, exit codes, streams, start-up, and what happens on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator import pipeline
from generator.problems import Problem, Where
from tests.commands.conftest import DOCUMENTS, HERE, PERIOD, MakeProject, Run

ROOT = Path(__file__).parents[2]
VERBS = [
    *("build", "check", "explain", "link", "schema", "rename", "new"),
    *("publish", "verify", "correct", "diff", "info"),
]
ALIASES = {"bygg": "build", "kontrollera": "check", "förklara": "explain", "byt-namn": "rename", "ny": "new"}
ENGLISH = ("Usage", "Options", "Arguments", "Commands", "Show this", "Error", "Missing", "No such", "Try ", "Invalid")


def python(*arguments: str, folder: Path = ROOT, **environment: str) -> Run:
    """Runs Python in a process of its own, with this repository's package."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
        text=True,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def on_a_terminal(words: Sequence[str], folder: Path, **environment: str) -> Run:
    """Runs `tertial` with stderr on a terminal and stdout in a pipe; what the terminal was sent comes out as err."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "100", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    out, _ = process.communicate()
    os.close(ours)
    return Run(process.returncode, out.decode(), seen.decode())


@pytest.mark.parametrize("words", [[], *([verb] for verb in [*VERBS, *ALIASES])], ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "--hjälp", "-h"])
def test_help_is_swedish(project: MakeProject, words: list[str], option: str) -> None:
    """Every page of help speaks Swedish, the library's own words too, and is the result asked for."""
    run = project({}).run(*words, option)

    assert run.code == 0
    assert run.out.startswith(f"Användning: {' '.join(['tertial', *words])}")
    assert "Visa hjälpen." in run.out
    assert [word for word in ENGLISH if word in run.out] == []
    assert run.err == ""


def test_the_help_names_every_command_with_its_alias(project: MakeProject) -> None:
    """Whoever looks for a command finds it by its English verb and its Swedish one."""
    page = project({}).run("--help").out

    assert [verb for verb in VERBS if f"\n  {verb}" not in page] == []
    assert [alias for alias in ALIASES if alias not in page] == []


@pytest.mark.parametrize(("alias", "verb"), ALIASES.items())
def test_an_alias_is_its_command(project: MakeProject, alias: str, verb: str) -> None:
    """The Swedish verb has the same help as the English, but for its own name."""
    made = project({})

    assert made.run(verb, "--help").out.replace(f"tertial {verb}", f"tertial {alias}") == made.run(alias, "--help").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Användning: tertial KOMMANDO"),
        (["bygga"], "Kommandot ”bygga” finns inte. Menade du ”bygg”"),
        (["check", "--projct", "x"], "Växeln --projct finns inte. Menade du ”--project”"),
        (["--fel"], "Växeln --fel finns inte."),
        (["check", "--format"], "Växeln --format väntar på ett värde."),
        (["check", "--format", "xml"], "”xml” passar inte för --format."),
        (["build", "--format", "html,rtf"], "”rtf” passar inte för --format."),
        (["build", "--jobs", "0"], "”0” passar inte för --jobs. Skriv ett heltal från 1 till 64."),
        (["build", "--jobs", "två"], "”två” passar inte för --jobs."),
        (["info", "x"], "Oväntat argument: x"),
        (["rename", "2023-t1"], "GAMMALT saknas."),
        (["check", "--project", "content"], "I content finns ingen mapp content/."),
        (["check", "2032-t1"], "Perioden ”2032-t1” finns inte. Menade du ”2023-t1”?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_answered_in_swedish(project: MakeProject, words: list[str], said: str) -> None:
    """A command that cannot be carried out says why on stderr, with the nearest if any, and ends with 2."""
    run = project({}).run(*words)

    assert run.code == 2
    assert said in run.err
    assert [word for word in ENGLISH if word in run.err] == []
    assert run.out == ""


def test_a_fault_of_ours_keeps_its_traceback(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the author cannot mend is told apart from what he can, with all that is needed to report it."""

    def broken(*_: object, **_options: object) -> tuple[Problem, ...]:
        raise ZeroDivisionError("så här gick det till")

    monkeypatch.setattr(pipeline, "check", broken)

    run = project({}).run("check")

    assert run.code == 70
    assert "Det här är ett fel i Tertial, inte i ditt innehåll." in run.err
    assert "Traceback" in run.err
    assert "ZeroDivisionError: så här gick det till" in run.err
    assert run.out == ""


def test_an_interruption_ends_with_130(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no fault: one word, and the exit code that shells expect."""

    def interrupted(*_: object, **_options: object) -> tuple[Problem, ...]:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "check", interrupted)

    run = project({}).run("check")

    assert run.code == 130
    assert "Avbrutet." in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize("words", [["info"], ["--info"]])
def test_info_names_what_decides_the_bytes(project: MakeProject, words: list[str]) -> None:
    """A fault can be reported with the versions of everything that makes the output."""
    run = project({}).run(*words)

    lines = {line.split()[0]: line.split()[1] for line in run.out.splitlines()}
    assert run.code == 0
    assert {"tertial", "python", "weasyprint", "pango", "harfbuzz", "zlib", "pikepdf", "babel"} <= set(lines)
    assert all(lines[name][0].isdigit() for name in ("python", "weasyprint", "pango", "harfbuzz", "pikepdf", "babel"))
    assert lines["harfbuzz-subset"] in {"finns", "saknas"}
    assert lines["libyaml"][0].isdigit() or lines["libyaml"] == "saknas"


def modules_after(*words: str, folder: Path = ROOT) -> set[str]:
    """The modules that are loaded when a command has been carried out."""
    code = f"import sys; from generator.commands.cli import main; main({words!r}); print(*sys.modules, file=sys.stderr)"
    return set(python("-c", code, folder=folder).err.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["build", "--help"]], ids=" ".join)
def test_help_loads_nothing_below_the_commands(words: list[str]) -> None:
    """A page of help comes at once: nothing is loaded for it but the declarations of the commands."""
    modules = modules_after(*words)

    assert {name for name in modules if name.split(".")[0] == "generator"} == {
        *("generator", "generator.problems"),
        *(f"generator.commands{name}" for name in ("", ".cli", ".options", ".swedish_help")),
    }
    assert not modules & {"pydantic", "weasyprint", "jinja2", "rich", "yaml", "babel", "pikepdf"}


HEAVY = {"weasyprint", "pydyf", "tinyhtml5", "fontTools", "pikepdf", "openpyxl", "docx", "rich", "xlrd", "PIL", "lxml"}
# What each command may load of these, one after another in a process.
LOADED = """
import contextlib, io, sys
from generator.commands.cli import main
for words in (["--help"], ["check"], ["check", "--format", "html"], ["explain", "x"], ["schema"],
              ["build", "--format", "html"], ["build", "--format", "csv,json"]):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
        code = main(words)
    print(*words, "=", code, *sorted({heavy} & set(sys.modules)), file=sys.__stderr__)
"""


def test_no_command_waits_for_what_it_does_not_use(project: MakeProject) -> None:
    """What lays out and binds pages, reads workbooks and draws on terminals is loaded where it is used."""
    outline = "mall: rapport\navsnitt:\n  - rubrik: Ett\n    innehåll:\n      - text: ett\n"
    made = project(
        {
            "templates/storkoping/mallar/rapport.yaml": outline,
            f"{HERE}/period.yaml": f"{PERIOD}{DOCUMENTS}",
            f"{HERE}/texter.yaml": "texter:\n  ett: Allt är bra.\n",
            f"{HERE}/tal.yaml": "tal:\n  x: 12\n",
        }
    )
    told = python("-c", LOADED.replace("{heavy}", repr(HEAVY)), folder=made.folder).err

    assert told.splitlines() == [
        "--help = 0",
        "check = 0",
        "check --format html = 0",
        "explain x = 0",
        "schema = 0",
        "build --format html = 0",
        "build --format csv,json = 0",
    ]


def test_the_module_is_the_command() -> None:
    """`python -m generator` works where nothing is installed, and ends with the command's exit code."""
    run = python("-m", "generator", "chek")

    assert run.code == 2
    assert "Kommandot ”chek” finns inte." in run.err


def test_an_odd_terminal_loses_no_message(project: MakeProject) -> None:
    """A terminal that lacks a character is no reason to end with a traceback."""
    made = project({f"{HERE}/tal.yaml": "tal:\n  x: tolv\n"})

    run = python("-m", "generator", "check", folder=made.folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert run.code == 1
    assert "T105" in run.err
    assert "UnicodeEncodeError" not in run.err


def test_colours_and_the_bar_are_for_terminals(project: MakeProject) -> None:
    """On a terminal problems have colours and the bar is drawn and taken away; results in a pipe have neither."""
    made = project({f"{HERE}/tal.yaml": "tal:\n  x: tolv\n"})

    seen = on_a_terminal(["check"], made.folder)

    assert seen.code == 1
    assert "\x1b[1;31mfel T105\x1b[0m" in seen.err
    assert "━" in seen.err
    assert seen.out == ""


def test_no_color_is_honoured(project: MakeProject) -> None:
    """NO_COLOR takes the colours away and leaves the text."""
    made = project({f"{HERE}/tal.yaml": "tal:\n  x: tolv\n"})

    seen = on_a_terminal(["check"], made.folder, NO_COLOR="1")

    assert "fel T105" in seen.err
    assert "\x1b[1;31m" not in seen.err
    assert "\x1b[31m" not in seen.err


def test_a_pipe_gets_plain_lines(project: MakeProject) -> None:
    """Where nobody watches, nothing is drawn: lines without colours, results and problems on their own streams."""
    made = project({f"{HERE}/tal.yaml": "tal:\n  x: tolv\n"})

    run = made.run("check")

    assert "\x1b" not in run.err + run.out
    assert run.out == ""
    assert run.err.splitlines()[0] == "storkoping/socialnamnden/2023-t1: kontrollerar"


def test_problems_have_the_places_of_files(project: MakeProject) -> None:
    """A problem's place is one that an editor opens from the project's folder."""
    assert str(Where(f"{HERE}/tal.yaml", 2, 6)) in project({f"{HERE}/tal.yaml": "tal:\n  x: tolv\n"}).run("check").err
