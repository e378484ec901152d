"""What a command asks the system for, seen from outside: no connection, and no file but those that it must touch."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.built import ROOT
from tests.project.test_workbook import rows

PERIOD = "2024-t1"
_HERE = f"content/exempel/namnden/{PERIOD}"
_TABLE = f"{_HERE}/drift.yaml"
_SOURCE = """
källor:
  drift:
    fil: import/drift.xlsx
    tabell: drift
    kolumner:
      utfall: Utfall
"""
_FIGURES = """\
tabeller:
  drift:
    rubrik: Drift
    enhet: tkr
    kolumner:
      - utfall: Utfall
    rader:
      - Vård: ??
      - Stöd: ??
"""
_CALL = re.compile(r"^(?:\d+ +)?(?P<call>\w+)\((?P<words>.*)\) += (?P<result>-?\d+|\?)")
_PATH = re.compile(r'(?:(?:AT_FDCWD|-?\d+)(?:<(?P<folder>[^>]*)>)?, )?"(?P<name>(?:[^"\\]|\\.)*)"')
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
_CHANGES = frozenset(
    [
        *(
            "mkdir",
            "mkdirat",
            "rename",
            "renameat",
            "renameat2",
            "unlink",
            "unlinkat",
            "rmdir",
            "link",
            "linkat",
            "symlink",
        ),
        *("symlinkat", "truncate", "mknod", "mknodat", "chmod", "fchmodat", "chown", "fchownat", "utimensat"),
    ]
)
_OPENS = frozenset(("open", "openat", "openat2", "creat"))
_CONNECTS = frozenset(("connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg"))
# Libraries, the fonts' configuration, the list of users (for the home folder), devices and the processes' own figures.
_SYSTEM = tuple(
    map(
        Path,
        (
            *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/ld.so.preload"),
            *(
                "/etc/fonts",
                "/usr/share/fonts",
                "/usr/share/fontconfig",
                "/usr/share/xml/fontconfig",
                "/usr/share/locale",
            ),
            *(
                "/etc/localtime",
                "/etc/nsswitch.conf",
                "/etc/passwd",
                "/etc/mime.types",
                "/usr/share/mime",
                "/dev",
                "/proc",
            ),
            *("/usr/share/hunspell", "/usr/share/zoneinfo", "/var/cache/fontconfig", "/sys"),
        ),
    )
)
# From Python 3.12 WeasyPrint reads, as it is loaded, whom a connection that it never makes would trust.
_CERTIFICATES = (Path("/etc/ssl"), Path("/usr/share/ca-certificates")) if sys.version_info >= (3, 12) else ()


def _strace_works() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not _strace_works(), reason="strace is not installed, or may not trace")


@dataclass(frozen=True)
class Call:
    """A call of the system that was not refused: its name, the paths that it named, and all its words."""

    name: str
    paths: tuple[Path, ...]
    words: str

    @property
    def changes(self) -> bool:
        """Whether it changes what is on the disk, or means to."""
        return self.name in _CHANGES or (self.name in _OPENS and bool(_WRITES.search(self.words)))


def traced(project: Path, temporary: Path, *words: str) -> list[Call]:
    """Runs a command in a project; the calls for files and connections of it and all its processes."""
    log = temporary.parent / f"{temporary.name}.strace"
    command = ["strace", "-f", "-y", "-s", "4096", "-e", "trace=%network,%file", "-o", str(log)]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "PYTEST"))},
        "TMPDIR": str(temporary),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(ROOT),
        "HOME": str(temporary),
    }
    run = [*command, sys.executable, "-m", "generator", *words]
    ended = subprocess.run(run, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return list(_calls(log.read_text(encoding="utf-8", errors="replace"), project))


def _calls(log: str, project: Path) -> Iterator[Call]:
    # A call that another process interrupts is written in two halves.
    begun: dict[str, str] = {}
    for line in log.splitlines():
        number, _, rest = line.partition(" ")
        if rest.endswith(" <unfinished ...>"):
            begun[number] = rest.removesuffix(" <unfinished ...>").lstrip()
            continue
        if match := re.match(r" *<\.\.\. \w+ resumed>(.*)", rest):
            rest = begun.pop(number, "") + match[1]
        call = _CALL.match(rest.lstrip())
        if call and not call["result"].startswith("-"):
            paths = (Path(match["folder"] or project, match["name"]) for match in _PATH.finditer(call["words"]))
            yield Call(call["call"], tuple(Path(os.path.normpath(path)) for path in paths), call["words"])


def _own(project: Path, temporary: Path) -> tuple[Path, ...]:
    """What a command may read: project, package, interpreter with its packages, system, and its temporary folder."""
    python = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    python |= {os.path.realpath(path) for path in (*python, sys.executable)}
    package = (ROOT / "generator", ROOT / "templates", ROOT / "docs" / "handbok", ROOT / "pyvenv.cfg", ROOT / ".venv")
    return (project, temporary, *package, *map(Path, python), *_SYSTEM, *_CERTIFICATES)


def _within(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _with_source(project: Path) -> Path:
    """A project with a table whose figures another system has given out as a workbook."""
    board = project / "content" / "exempel" / "namnden"
    with (board / "namnd.yaml").open("a", encoding="utf-8") as file:
        file.write(_SOURCE)
    (project / _TABLE).write_text(_FIGURES, encoding="utf-8")
    (board / "import").mkdir()
    (board / "import" / "drift.xlsx").write_bytes(rows(("Verksamhet", "Utfall"), ("Vård", 41), ("Stöd", 20)))
    return project


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path, list[Call]]]:
    """A small project to which figures are imported, built, published, verified: its folder, a temporary one, calls."""
    made = shutil.copytree(ROOT / "tests" / "projects" / "minimal", tmp_path_factory.mktemp("trace") / "projekt")
    project = _with_source(Path(made))
    told = {}
    for name, words in {
        "import": ("import", "drift", PERIOD, "--date", "2024-05-19", "--yes"),
        "build": ("build", PERIOD, "--jobs", "2"),
        "publish": ("publish", PERIOD, "--date", "2024-05-20", "--jobs", "1"),
        "verify": ("verify", PERIOD, "--jobs", "1"),
    }.items():
        temporary = tmp_path_factory.mktemp(name)
        told[name] = project, temporary, traced(project, temporary, *words)
    return told


Runs = dict[str, tuple[Path, Path, list[Call]]]
_COMMANDS = ("import", "build", "publish", "verify")


@pytest.mark.parametrize("command", _COMMANDS)
def test_no_connection_is_made(command: str, runs: Runs) -> None:
    """No address is asked for; the processes of one command talk to each other by pairs of sockets without names."""
    _, _, calls = runs[command]

    assert [f"{call.name}({call.words})" for call in calls if call.name in _CONNECTS and "AF_INET" in call.words] == []
    assert [f"{call.name}({call.words})" for call in calls if call.name in {"connect", "bind", "listen"}] == []


@pytest.mark.parametrize("command", _COMMANDS)
def test_only_what_is_needed_is_read(command: str, runs: Runs) -> None:
    """Nothing is opened outside the project, the program, Python, the system's libraries and the temporary folder."""
    project, temporary, calls = runs[command]
    own = _own(project, temporary)

    # Where Python looks for modules it lists the folders. From 3.13 it also tries whether one above a package is an
    # archive: of a folder that is opened as a file nothing can be read.
    listed = {ROOT, *map(Path, sys.path)}
    above = {parent for path in listed for parent in path.parents}
    opens = [(call, path) for call in calls if call.name in _OPENS for path in call.paths]
    opened = {path for call, path in opens if path not in (listed if "O_DIRECTORY" in call.words else above)}
    assert sorted(str(path) for path in opened if not _within(path, own)) == []


@pytest.mark.parametrize(
    ("command", "goals"),
    [
        ("import", ("output", _TABLE, f"{_HERE}/.drift.yaml.publicering")),
        ("build", ("output",)),
        ("publish", ("output", ".tertial", f"{_HERE}/historik.yaml", f"{_HERE}/.historik.yaml.publicering")),
        ("verify", ()),
    ],
)
def test_only_what_was_asked_for_is_written(command: str, goals: tuple[str, ...], runs: Runs) -> None:
    """Nothing is changed outside the temporary folder, the output, and what the command promises to write."""
    project, temporary, calls = runs[command]
    allowed = (temporary, Path("/dev"), *(project / goal for goal in goals))

    changed = {path for call in calls if call.changes for path in call.paths}
    assert sorted(str(path) for path in changed if not _within(path, allowed)) == []
    assert list(temporary.iterdir()) == []


def test_the_import_reads_what_it_is_given(runs: Runs) -> None:
    """The traced run did its work: the figures of the workbook stand in the table, and the workbook was read."""
    project, _, calls = runs["import"]

    assert "Vård: 41" in (project / _TABLE).read_text(encoding="utf-8")
    assert "drift.xlsx" in {path.name for call in calls for path in call.paths}


def test_what_is_forbidden_is_seen(tmp_path: Path) -> None:
    """A log with a connection, a foreign file and a foreign change gives them; a refused call is none."""
    log = (
        "7 connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(80)}, 16) = 0\n"
        '7 openat(AT_FDCWD</p>, "/etc/shadow", O_RDONLY|O_CLOEXEC) = 4</etc/shadow>\n'
        '8 openat(AT_FDCWD</p>, "x", O_WRONLY|O_CREAT, 0666 <unfinished ...>\n'
        '7 openat(AT_FDCWD</p>, "/etc/y", O_RDONLY) = -1 ENOENT (No such file or directory)\n'
        "8 <... openat resumed>) = 5</p/x>\n"
    )

    connected, read, written = _calls(log, tmp_path)

    assert (connected.name, connected.changes) == ("connect", False)
    assert (read.paths, read.changes) == ((Path("/etc/shadow"),), False)
    assert (written.paths, written.changes) == ((Path("/p/x"),), True)
    assert not _within(Path("/etc/shadow"), _own(tmp_path, tmp_path))
