"""What goes in and out of the process: terminals without å, closed and full streams, words that are no UTF-8."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import HERE, MakeProject

ROOT = Path(__file__).parents[2]
FAULTY = {f"{HERE}/tal.yaml": "tal:\n  å: 1,2x mnkr – ö\n"}
RAW = os.fsdecode(b"\xe5\xff")


def run(folder: Path, script: str, **environment: str) -> tuple[int, bytes]:
    """Runs a line of the shell, in which `tertial` is the program; returns how it ended, and stdout with stderr."""
    program = f'tertial() {{ "{sys.executable}" -m generator "$@"; }}; {script}'
    done = subprocess.run(
        ["bash", "-c", program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", "Gör så här"), ("cp437", "2x mnkr – ö"), ("latin-1", "–")])
def test_a_terminal_that_lacks_a_character_shows_its_code(project: MakeProject, encoding: str, shown: str) -> None:
    """No character becomes a question mark, and no traceback comes of one."""
    code, said = run(project(FAULTY).folder, "tertial check", PYTHONIOENCODING=encoding)

    assert code == 1
    assert shown.encode(encoding, "backslashreplace") in said
    assert b"?" not in said


def test_json_is_json_on_every_terminal(project: MakeProject) -> None:
    """Programs read the same texts whatever the stream can hold."""
    made = project(FAULTY)
    _, plain = run(made.folder, "tertial check --format json 2>&-", PYTHONIOENCODING="ascii")

    assert json.loads(plain)[0]["found"] == "1,2x mnkr – ö"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("tertial check >&-", 1),
        ("tertial check 2>&-", 1),
        ("tertial check <&- >&- 2>&-", 1),
        ("tertial check 2>&1 | true; exit ${PIPESTATUS[0]}", 1),
        ("tertial check --format json >/dev/full", 2),
        ("tertial --help >/dev/full", 2),
    ],
)
def test_a_stream_that_takes_nothing_gives_no_traceback(project: MakeProject, script: str, code: int) -> None:
    """Closed, broken and full streams end a command as it would have ended, or as the disk refuses."""
    ended, said = run(project(FAULTY).folder, script)

    assert (ended, b"Traceback" in said, b"Exception ignored" in said) == (code, False, False)
    assert (b"disken \xc3\xa4r full" in said) == (code == 2)


@pytest.mark.parametrize(
    "words",
    [
        ["check", RAW],
        ["new", "profil", "x", "--rubrik", RAW],
        ["correct", "2023-t1", f"x={RAW}"],
        [RAW],
        ["verify", RAW],
    ],
    ids=repr,
)
def test_a_word_that_is_no_utf8_is_refused(project: MakeProject, words: list[str]) -> None:
    """It could be written to no file: it is wrong usage, and nothing is made."""
    made = project({})
    before = made.files
    ended = made.run(*words)

    assert (ended.code, ended.out, made.files) == (2, "", before)
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["build", "--jobs", "99999999"], "Skriv ett heltal från 1 till 64."),
        (["build", "--jobs", "9" * 5000], "Skriv ett heltal från 1 till 64."),
        (["build", "--jobs", "²"], "Skriv ett heltal från 1 till 64."),
        (["check", "--project", "a" * 300], "sökvägen är för lång"),
        (["verify", "a" * 300], "sökvägen är för lång"),
        (["publish", "2023-t1", "--date", "20250101"], "är inget datum: skriv år-månad-dag."),
        (["publish", "2023-t1", "--date", "99999-01-01"], "är inget datum: skriv år-månad-dag."),
        (["new", "profil", "con"], "är ett namn som Windows har för eget bruk"),
        (["new", "profil", "Storkoping"], "är samma namn som templates/storkoping på Windows och Mac"),
        (["new", "period", "storkoping/Socialnamnden/2025-t1"], "är samma namn som content/storkoping/socialnamnden"),
        (["rename", "2023-t1", "x", "a" * 101], "högst 100 bokstäver"),
        (["rename", "2023-t1", "sammanfattning", "con"], "Windows har för eget bruk"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_word_without_measure_is_wrong_usage(project: MakeProject, words: list[str], said: str) -> None:
    """Numbers, names and paths on the command line have bounds, which the answer says."""
    made = project({f"{HERE}/tal.yaml": "tal:\n  x: 1\n", f"{HERE}/sammanfattning.md": "Text.\n"})
    before = made.files
    ended = made.run(*words)

    assert (ended.code, said in ended.err, made.files) == (2, True, before), ended.err
