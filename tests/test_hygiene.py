"""The hygiene of conftest.py: each bad habit of a test is found, and good ones are let be."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ByFile

ROOT = Path(__file__).parents[1]
_SETTINGS = ("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "tests.conftest")
COMMAND = (sys.executable, "-m", "pytest", *_SETTINGS, "-p", "no:cacheprovider", "--color=no")

CASES = """
import logging, os, socket, warnings
import pytest

def test_bad_warns_in_the_log():
    logging.getLogger("weasyprint").warning("Ignored something")

def test_bad_errs_below_a_watched_logger():
    logging.getLogger("fontTools.subset").error("No glyph")

def test_bad_changes_the_environment():
    os.environ["TERTIAL_LEFT_BEHIND"] = "1"

def test_bad_moves_away(tmp_path):
    os.chdir(tmp_path)

def test_bad_calls_out():
    with pytest.raises(RuntimeError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_bad_swallows_the_refusal():
    try:
        socket.getaddrinfo("example.org", 80)
    except Exception:
        pass

def test_bad_warns():
    warnings.warn("old way", DeprecationWarning)

def test_bad_golden_differs(golden, tmp_path):
    (tmp_path / "a.txt").write_text("old")
    golden("new", tmp_path / "a.txt")

def test_bad_golden_is_missing(golden, tmp_path):
    golden("new", tmp_path / "b.txt")

def test_good_information_in_the_log():
    logging.getLogger("weasyprint").info("Step 1")

@pytest.mark.expects_logs
def test_good_marked_log():
    logging.getLogger("weasyprint").warning("Ignored something")

def test_good_reads_the_log(caplog):
    logging.getLogger("weasyprint").warning("Ignored something")

def test_good_puts_the_environment_back(monkeypatch, tmp_path):
    monkeypatch.setenv("TERTIAL_LEFT_BEHIND", "1")
    monkeypatch.chdir(tmp_path)

def test_good_talks_to_itself():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()

def test_good_golden_agrees(golden, tmp_path):
    (tmp_path / "a.txt").write_text("å")
    golden("å", tmp_path / "a.txt")
    golden("å".encode(), tmp_path / "a.txt")
"""


def run(folder: Path, *options: str) -> dict[str, str]:
    """Runs the cases under the project's own settings and hygiene; test → outcome, the worst of its phases."""
    cases = folder / "test_cases.py"
    cases.write_text(CASES, encoding="utf-8")
    command = [*COMMAND, "--tb=no", "-rA", *options, str(cases)]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    outcomes: dict[str, str] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*::(\w+)", finished.stdout, re.MULTILINE):
        outcomes[name] = outcome if outcomes.get(name, "PASSED") == "PASSED" else outcomes[name]
    return outcomes


def test_bad_habits_fail_and_good_ones_pass(tmp_path: Path) -> None:
    """Every case called bad fails, in its body or after it; every one called good passes."""
    outcomes = run(tmp_path)

    assert set(outcomes) == set(re.findall(r"def (test_\w+)", CASES))
    assert [name for name, outcome in outcomes.items() if ("_bad_" in name) != (outcome != "PASSED")] == []


@pytest.mark.parametrize("case", ["test_bad_golden_differs", "test_bad_golden_is_missing"])
def test_goldens_are_written_when_asked_for(tmp_path: Path, case: str) -> None:
    """With --update-golden the present output becomes what is expected."""
    assert run(tmp_path, "--update-golden", "-k", case) == {case: "PASSED"}


def test_files_go_to_workers_one_by_one_and_groups_whole() -> None:
    """What a file's tests share is made by one worker, and what the tests of a group do by one too."""
    scope = ByFile.__new__(ByFile)._split_scope

    assert scope("tests/a/test_b.py::test_c[x::y]") == "tests/a/test_b.py"
    assert scope("tests/a/test_b.py::test_c[x@y]") == "tests/a/test_b.py"
    assert scope("tests/a/test_b.py::test_c[x]@verapdf") == "verapdf"


def test_files_with_slow_tests_begin(tmp_path: Path) -> None:
    """A long file that began last would leave the other workers without work."""
    slow = "import pytest\n@pytest.mark.slow\ndef test_b(): pass\ndef test_c(): pass\n"
    for name, text in {
        "test_1.py": "def test_a(): pass\n",
        "test_2.py": slow,
        "test_3.py": "def test_d(): pass\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    listed = subprocess.run(
        [*COMMAND, "--collect-only", "-q", "-n0", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert re.findall(r"::test_(\w)", listed.stdout) == ["b", "c", "a", "d"]
