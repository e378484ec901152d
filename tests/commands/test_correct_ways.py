"""The ways to a correction: of a draft, of a figure that is read from a data file, and asked about on a terminal."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.commands.cli import main
from tests.built import ROOT
from tests.commands.conftest import HERE, Project, SentOut
from tests.commands.test_correct import CONTENT, CORRECTION, OUT, TEXTS, part
from tests.project.test_workbook import rows

STAFF = """\
tabeller:
  personal:
    rubrik: Personal
    enhet: mnkr
    decimaler: 0
    data: NAME
    kolumner:
      - budget: Budget
      - utfall: Utfall
"""
INTERRUPT = b"\x03"
BARE = {path: text for path, text in CONTENT.items() if "2023-t2" not in path}


@pytest.fixture(scope="module")
def once(sent_out: SentOut) -> Project:
    """A project of one period whose version 1 was sent out."""
    return sent_out(BARE)


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_a_new_draft_and_nothing_more(tmp_path: Path) -> None:
    """Before it is sent out a correction prints no notice, no mark and no sheet; the history tells of it."""
    made = Project(tmp_path)
    for path, text in BARE.items():
        made.write(path, text)
    assert made.run("publish", "2023-t1", "--stage", "arbetsmaterial", "--date", "2023-05-10").code == 0
    run = made.run(*CORRECTION, "--yes")

    assert run.code == 0, run.err
    page = made.read(f"{OUT}/v2/rapport.html").partition("<body")[2]
    assert "61,5" in page
    assert "correction" not in page
    assert "Ersätter" not in page
    assert not [name for name in made.files if name.startswith(f"{OUT}/v2/rattelseblad")]
    record = made.read(f"{HERE}/historik.yaml").partition("  - version: 2")[2]
    assert "skede: arbetsmaterial" in record
    assert 'tal: "ekonomi.vård.utfall"' in record


# --- publish -----------------------------------------------------------------------------------------------------


def test_publish_says_what_changed_as_correct_does(once: Project, tmp_path: Path) -> None:
    """A version whose files were changed by hand lists figures, places and words, in the notice and the history."""
    made = Project(Path(shutil.copytree(once.folder, tmp_path / "made")))
    figures = made.read(f"{HERE}/tal.yaml")
    for old, new in (("58,5", "61,5"), (" 98,0", "101,0"), ("2,0 m", "-1,0 m")):
        figures = figures.replace(old, new)
    made.write(f"{HERE}/tal.yaml", figures)
    run = made.run("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-20", "--reason", "Fel faktura")

    assert run.code == 0, run.err
    published = made.read(f"{HERE}/historik.yaml").partition("  - version: 2")[2]
    other = Project(Path(shutil.copytree(once.folder, tmp_path / "other")))
    assert other.run(*CORRECTION, "--yes").code == 0
    corrected = other.read(f"{HERE}/historik.yaml").partition("  - version: 2")[2]
    for words in ("ändringar:", "platser:"):
        assert words in published
    assert listed(published) == listed(corrected)
    assert (made.folder / OUT / "v2/rattelseblad.pdf").is_file()


def listed(record: str) -> str:
    """What a record says of changes and places."""
    return record[record.index("    ändringar:") : record.index("    filer:")]


def test_without_the_published_sources_nothing_is_published(once: Project, tmp_path: Path) -> None:
    """Where the version before is gone it cannot be said what changed: that is told."""
    made = Project(Path(shutil.copytree(once.folder, tmp_path / "made")))
    shutil.rmtree(made.folder / OUT / "v1")
    made.write(f"{HERE}/texter.yaml", TEXTS.replace("Allt annat", "Det andra"))
    run = made.run("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-20")

    assert run.code == 1
    assert f"fel T803 · {OUT}/v1\n  Den publicerade mappen saknas." in run.err
    assert "versionshanteringen" in run.err
    assert not (made.folder / OUT / "v2").exists()


# --- data files ------------------------------------------------------------------------------------------------------


def as_csv(outcome: int) -> bytes:
    """The staff, as a system gives it out."""
    return f"Enhet;Budget;Utfall\nVård;40;{outcome}\nStöd;20;21\n".encode()


def as_xlsx(outcome: int) -> bytes:
    """The same as a workbook."""
    return rows(("Enhet", "Budget", "Utfall"), ("Vård", 40, outcome), ("Stöd", 20, 21))


@pytest.mark.parametrize(("name", "data"), [("personal.csv", as_csv), ("personal.xlsx", as_xlsx)])
def test_a_figure_of_a_data_file_is_corrected_there(tmp_path: Path, name: str, data: Callable[[int], bytes]) -> None:
    """It is refused with the file and the place; when that is changed, the correction is what differs."""
    made = Project(tmp_path)
    texts = TEXTS + "  personal: Lönerna var {{ personal.vård.utfall }}.\n"
    outline = BARE["templates/storkoping/mallar/rapport.yaml"]
    more = {
        f"{HERE}/personal.yaml": STAFF.replace("NAME", name),
        f"{HERE}/texter.yaml": texts,
        "templates/storkoping/mallar/rapport.yaml": outline.replace(
            "      - text: läge", "      - text: läge\n      - text: personal\n      - tabell: personal"
        ),
    }
    for path, text in {**BARE, **more}.items():
        made.write(path, text)
    (tmp_path / HERE / name).write_bytes(data(41))
    assert made.run("publish", "2023-t1", "--stage", "utsänd", "--date", "2023-05-10").code == 0
    refused = made.run("correct", "2023-t1", "personal.vård.utfall=43", "--reason", "Fel", "--date", "2023-05-20")

    assert refused.code == 2
    assert f"personal.vård.utfall läses ur {HERE}/{name}" in refused.err
    assert "Ändra det där, och kör kommandot igen utan talet." in refused.err

    mended = data(43)
    (tmp_path / HERE / name).write_bytes(mended)
    run = made.run("correct", "2023-t1", "--reason", "Fel", "--date", "2023-05-20", "--yes")

    assert run.code == 0, run.err
    assert part(run.out, "Rättas")[0].startswith(f"personal.vård.utfall: 41 mnkr → 43 mnkr · {HERE}/{name}")
    assert (tmp_path / HERE / name).read_bytes() == mended
    assert 'till: "43' in made.read(f"{HERE}/historik.yaml")
    assert made.run("verify", "2023-t1").code == 0


# --- a terminal ------------------------------------------------------------------------------------------------------


def answered(made: Project, answer: bytes) -> tuple[int, str]:
    """A correction on a terminal where the question is answered by these keys: how it ended, and all that was shown.

    A process of its own each time. Only the one that is interrupted is a new Python: to start that takes seconds.
    """
    words = [*CORRECTION, "--project", str(made.folder), "--jobs", "1"]
    process, terminal = pty.fork()
    if not process:
        try:
            # Whoever runs the tests in the background has them deaf to Ctrl-C, which is handed down.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.chdir(ROOT)
            if answer == INTERRUPT:
                os.execv(sys.executable, [sys.executable, "-m", "generator", *words])  # noqa: S606 - a terminal is tested
            sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - its own
            os._exit(main(words))
        finally:
            os._exit(99)
    try:
        seen = shown(terminal, until=b"[ja/nej] ")
        os.write(terminal, answer)
        seen += shown(terminal)
    except TimeoutError:
        os.kill(process, signal.SIGKILL)
        raise
    finally:
        ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        os.close(terminal)
    return ended, seen.decode()


def shown(terminal: int, until: bytes | None = None) -> bytes:
    """What a terminal is sent until something is there or the program ends. Raises TimeoutError after a minute."""
    seen, deadline = b"", time.monotonic() + 240
    while until is None or until not in seen:
        if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            raise TimeoutError(seen.decode())
        try:
            new = os.read(terminal, 4096)
        except OSError:
            new = b""
        if not new:
            break
        seen += new
    return seen


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (b"ja\n", 0, "v2"),
        (b"nej\n", 1, "Ingenting har skrivits."),
        (b"\n", 1, "Ingenting har skrivits."),
        (b"\x04", 1, "Ingenting har skrivits."),
        (INTERRUPT, 130, "Avbrutet."),
    ],
    ids=["yes", "no", "enter", "end of file", "interrupt"],
)
def test_the_question_is_answered_on_a_terminal(
    once: Project, tmp_path: Path, answer: bytes, code: int, said: str
) -> None:
    """Only a yes writes anything; every other answer, the end of the input and an interruption leave all as it was."""
    made = Project(Path(shutil.copytree(once.folder, tmp_path / "made")))
    before = {name: (made.folder / name).read_bytes() for name in made.files}
    ended, seen = answered(made, answer)
    now = {name: (made.folder / name).read_bytes() for name in made.files}

    assert ended == code, seen
    assert said in seen
    assert "Traceback" not in seen
    assert "ekonomi.vård.utfall" in seen.partition("Ska rättelsen göras?")[0]
    if code:
        assert now == before
    else:
        assert "61,5" in made.read(f"{HERE}/tal.yaml")
