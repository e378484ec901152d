"""`tertial new` makes all of its files or none: killed, refused, at once with others, or in a place that is taken."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from generator.project import finish_interrupted, project_lock
from tests.commands.conftest import FRAME, Project
from tests.commands.test_explain import REPORT
from tests.commands.test_killed import each_moment
from tests.moments import Act, kill, state

NEXT = "storkoping/socialnamnden/2023-t2"
WORDS: Mapping[str, Sequence[str]] = {
    "period": ("new", "period", NEXT, "--efter", "2023-t1"),
    "board": ("new", "period", "storkoping/skolnamnden/2023-t1"),
    "profile": ("new", "profil", "nystad"),
}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


@pytest.fixture
def base(tmp_path: Path) -> Project:
    """A project with one period, in a folder with room beside it."""
    made = Project(tmp_path / "base")
    for path, text in {**FRAME, **REPORT}.items():
        made.write(path, text)
    return made


def making(words: Sequence[str]) -> Callable[[Path], Act]:
    """The command, in a project that is given."""
    return lambda folder: lambda note: note(Project(folder).run(*words).err)


@pytest.mark.parametrize("what", ["period", "profile"])
def test_killed_at_any_rename(base: Project, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next command finds nothing of it or all of it, and says what it did; so `new` can be run again."""
    monkeypatch.setattr("tests.moments.TOUCHES", frozenset(("rename", "replace")))
    old = state(base.folder)
    seen = []
    for folder, ended in each_moment(base.folder, making(WORDS[what]), lambda _: kill):
        told: list[str] = []
        finish_interrupted(folder, told.append)
        seen.append((state(folder), " ".join(told), ended.killed))
    new, _, was_killed = seen[-1]

    assert not was_killed
    assert len(set(new) - set(old)) > 3
    # Before the moment of truth, at each file after it, and at the end.
    assert len(seen) == 2 + sum(data is not None for path, data in new.items() if path not in old) + 1
    assert [found for found, *_ in seen] == [old] + [new] * (len(seen) - 1)
    assert "En ändring (tertial new) avbröts innan den var klar" in seen[0][1]
    assert "ingenting hade ändrats" in seen[0][1]
    assert all("En ändring (tertial new) som avbröts har slutförts: " in told for _, told, _ in seen[1:-1])


@pytest.mark.parametrize("what", WORDS)
def test_one_at_a_time(base: Project, what: str) -> None:
    """While another process writes in the project nothing is made."""
    before = state(base.folder)
    with project_lock(base.folder, "new"):
        run = base.run(*WORDS[what])

    assert run.code == 2
    assert "Ett annat kommando skriver i projektet just nu" in run.err
    assert state(base.folder) == before


def test_the_second_finds_what_the_first_made(base: Project) -> None:
    """It is refused, and the period is that of the first."""
    base.run(*WORDS["period"])
    after = state(base.folder)
    run = base.run("new", "period", NEXT)

    assert run.code == 2
    assert f"content/{NEXT} finns redan" in run.err
    assert state(base.folder) == after


def linked(project: Project, path: str) -> Path:
    """A folder outside the project, to which a link at the path leads."""
    outside = project.folder.with_name("outside")
    outside.mkdir()
    (project.folder / path).parent.mkdir(parents=True, exist_ok=True)
    (project.folder / path).symlink_to(outside)
    return outside


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("content/storkoping/lank", ("new", "period", "storkoping/lank/2023-t1")),
        ("content/storkoping/socialnamnden/2023-t2", WORDS["period"]),
        ("templates/nystad", WORDS["profile"]),
        ("content/nystad", WORDS["profile"]),
    ],
)
def test_nothing_is_written_through_a_link_out_of_the_project(base: Project, link: str, words: Sequence[str]) -> None:
    """It is refused before anything is written, with the first such file and the way out."""
    outside = linked(base, link)
    before = state(base.folder)
    run = base.run(*words)

    assert run.code == 2
    assert f"{link}/" in run.err
    assert (
        "är genom en länk en plats utanför projektet. Lägg själva mappen i projektet i stället för länken." in run.err
    )
    assert list(outside.iterdir()) == []
    assert state(base.folder) == before


def test_a_link_within_the_project_is_followed(base: Project) -> None:
    """What `check` reads may be written too."""
    (base.folder / "content/storkoping/lank").symlink_to("socialnamnden")
    run = base.run("new", "period", "storkoping/lank/2023-t2")

    assert run.code == 0, run.err
    assert base.read(f"content/{NEXT}/period.yaml").startswith("# yaml-language-server")


@pytest.mark.parametrize(
    ("text", "said"),
    [("a\x1b[31m", "U+001B"), ("a\u200bb", "U+200B"), ("a\u2028b", "U+2028"), ("a\ufffd", "U+FFFD)")],
)
@pytest.mark.parametrize("what", WORDS)
def test_what_could_not_be_read_back_is_not_written(base: Project, what: str, text: str, said: str) -> None:
    """A text of the user with such a character is refused, by its name and not as it is."""
    before = state(base.folder)
    run = base.run(*WORDS[what], "--rubrik", text)

    assert run.code == 2
    assert f"{said})" in run.err
    assert "Skriv om texten efter --rubrik" in run.err
    assert "\x1b" not in run.err
    assert state(base.folder) == before


def dangling(path: Path) -> None:
    """A link to nothing."""
    path.symlink_to("ingenting")


PLACES: Mapping[str, tuple[str, Callable[[Path], None], Sequence[str], str]] = {
    "dangling period": (f"content/{NEXT}", dangling, WORDS["period"], f"content/{NEXT} finns redan"),
    "pipe for a period": (f"content/{NEXT}", os.mkfifo, WORDS["period"], f"content/{NEXT} finns redan"),
    "pipe for a board": (
        "content/storkoping/skolnamnden",
        os.mkfifo,
        WORDS["board"],
        "content/storkoping/skolnamnden är ett rör eller en enhet, inte en fil, och där ska en mapp vara",
    ),
    "file for a municipality": ("content/nystad", Path.touch, WORDS["profile"], "content/nystad är en fil, och där"),
    "pipe for kommun.yaml": (
        "content/nystad/kommun.yaml",
        os.mkfifo,
        ("new", "period", "nystad/namnden/2023-t1"),
        "content/nystad/kommun.yaml är ingen fil.",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_stands_in_the_way_is_named(base: Project, place: str) -> None:
    """It is said where something stands, and what, and nothing is made."""
    path, make, words, said = PLACES[place]
    (base.folder / path).parent.mkdir(exist_ok=True)
    make(base.folder / path)
    before = base.files
    run = base.run(*words)

    assert run.code in {1, 2}
    assert said in run.err
    assert base.files == before
