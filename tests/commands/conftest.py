"""A small project made of a dict, and the front door to walk in through."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from generator.commands.cli import main
from generator.printing.pdf.engine import load_engine
from tests.remembered import Remembered

MUNICIPALITY = "kommun: Storköpings kommun\nprofil: storkoping\n"
BOARD = "nämnd: Socialnämnden\nroller:\n  controller: Controller\n"
PROFILE = "namn: Storköping\n"
PERIOD = """\
period: 2023-t1
rubrik: Tertial 1 2023
från: 2023-01-01
till: 2023-04-30
"""
# The commands that lay out pages. Processes of their own have nothing of what was laid out before.
LAYING_OUT = frozenset({"build", "bygg", "publish", "publicera", "verify", "verifiera", "correct", "rätta"})
DOCUMENTS = "dokument:\n  rapport:\n    mall: rapport\n    titel: Rapport\n"
HERE = "content/storkoping/socialnamnden/2023-t1"
FRAME: Mapping[str, str] = {
    "templates/storkoping/profil.yaml": PROFILE,
    "content/storkoping/kommun.yaml": MUNICIPALITY,
    "content/storkoping/socialnamnden/namnd.yaml": BOARD,
    f"{HERE}/period.yaml": PERIOD,
}


@dataclass(frozen=True)
class Run:
    """How a command ended: exit code, and what was written on each stream."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """A folder with files, in which commands are run."""

    folder: Path

    def run(self, *words: str) -> Run:
        """Runs `tertial` with the words, standing in the folder; in this process alone, where nobody asks for more."""
        if words and words[0] in LAYING_OUT and not {"-j", "--jobs"} & set(words):
            words = (*words, "--jobs", "1")
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(words)
        return Run(code, out.getvalue(), err.getvalue())

    def read(self, path: str) -> str:
        """The text of one of its files."""
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        """Makes or changes one of its files."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    @property
    def files(self) -> set[str]:
        """All files below the folder, as paths from it."""
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session", autouse=True)
def _engine() -> None:
    """The layout engine is loaded once: the processes of each command that is run then have it from the beginning."""
    load_engine()


@pytest.fixture(scope="module", autouse=True)
def _remembered(remembered: Remembered) -> Iterator[None]:
    """What is unpacked again is the same as before: it is laid out once."""
    with remembered.in_use():
        yield


MakeProject = Callable[[Mapping[str, str]], Project]


SentOut = Callable[..., Project]


@pytest.fixture(scope="session")
def sent_out(tmp_path_factory: pytest.TempPathFactory) -> SentOut:
    """Makes a project of files whose periods were sent out that day, once for all tests; it is not to be changed."""

    @cache
    def publish(files: frozenset[tuple[str, str]], periods: tuple[str, ...], day: str) -> Project:
        made = Project(tmp_path_factory.mktemp("sent_out"))
        for path, text in files:
            made.write(path, text)
        for period in periods:
            run = made.run("publish", period, "--stage", "utsänd", "--date", day, "--jobs", "1")
            assert run.code == 0, run.err
        return made

    return lambda files, *periods, day="2023-05-10": publish(frozenset(files.items()), periods or ("2023-t1",), day)


@pytest.fixture
def sent(once: Project, tmp_path: Path) -> Project:
    """A copy, of the test's own, of the project that the module's `once` has sent out."""
    return Project(Path(shutil.copytree(once.folder, tmp_path / "sent")))


@pytest.fixture
def project(tmp_path: Path) -> MakeProject:
    """Makes a project: a municipality, a board and a period without documents, and the files given on top of them."""

    def make(files: Mapping[str, str]) -> Project:
        made = Project(tmp_path)
        for path, text in {**FRAME, **files}.items():
            made.write(path, text)
        return made

    return make
