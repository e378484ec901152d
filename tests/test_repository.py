"""The repository as a newcomer meets it: what lies where, what is promised on the first page, what is locked."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from generator import __version__

ROOT = Path(__file__).parents[1]
TOP_LEVEL = frozenset(
    {
        *("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml"),
        *("requirements.lock", "requirements-test.lock", "sbom.cdx.json"),
        *("content", "docs", "generator", "output", "templates", "tests"),
        *(".ci", ".editorconfig", ".gitattributes", ".gitignore"),
    }
)
LOCKS = ("requirements.lock", "requirements-test.lock")
REQUIREMENT = re.compile(r"^([a-z0-9.-]+)==(\S+) \\$((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+)", re.MULTILINE)

# A path that exists on one machine only: a home folder, a work folder, a temporary one.
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:home|root|Users|work|mnt|tmp|private|opt|var/folders)/[\w.-]+")


def tracked() -> tuple[Path, ...]:
    """The files that git keeps, from the top of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(Path(name) for name in listed.split("\0") if name)


def texts() -> dict[Path, str]:
    """What the tracked text files hold; pictures, fonts and workbooks are left out."""
    found = {}
    for path in tracked():
        content = (ROOT / path).read_bytes() if (ROOT / path).is_file() else b"\0"
        if b"\0" not in content:
            found[path] = content.decode("utf-8")
    return found


def locked(name: str) -> dict[str, str]:
    """Package → version, of those that a lock pins by digest."""
    return {match[1]: match[2] for match in REQUIREMENT.finditer((ROOT / name).read_text(encoding="utf-8"))}


def commands(text: str) -> list[str]:
    """The commands of the code blocks in a Markdown text, in order."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.split("#")[0].strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def script(path: Path) -> list[str]:
    """The lines of a shell script that do something."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def test_the_top_level_holds_what_was_agreed() -> None:
    """A newcomer sees a handful of names, each of which was agreed on."""
    assert sorted({path.parts[0] for path in tracked()} - TOP_LEVEL) == []


def test_output_is_empty_in_git() -> None:
    """What can be built again is not kept: output/ holds its README and nothing else."""
    assert [path for path in tracked() if path.parts[0] == "output"] == [Path("output/README.md")]


def test_readme_opens_with_the_two_commands() -> None:
    """Who opens the README first meets `make report` and then `make test`."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [command for command in commands(readme) if not command.startswith(("git ", "cd "))][:2] == [
        "make report",
        "make test",
    ]


def test_the_machine_runs_the_command_that_the_readme_gives() -> None:
    """What is tested on every change is what a newcomer runs, no more and no less."""
    assert script(ROOT / ".ci" / "run") == ["make test"]


def test_changelog_and_package_agree_on_the_version() -> None:
    """The newest version in the changelog is the one that `tertial --info` tells."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\] – (?:Ej släppt|\d{4}-\d{2}-\d{2})$", changelog, re.MULTILINE)

    assert versions[:1] == [__version__]
    assert len(versions) == changelog.count("\n## "), "a version's heading is not of the form ## [1.2.3] – 2023-05-09"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_by_digest(name: str) -> None:
    """Each package of a lock has one version and its digests; nothing else is said, no address above all."""
    text = (ROOT / name).read_text(encoding="utf-8")
    rest = [
        line for line in REQUIREMENT.sub("", text).splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]

    assert rest == []
    assert locked(name)
    assert re.findall(r"\w+://|--(?:index|extra-index|find-links|trusted)|\b[\w-]+\.(?:org|com|io|net)\b", text) == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """Every dependency is locked, in the same version for tests as for reports, the tool that builds us too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    runtime = named([*project["project"]["dependencies"], *project["build-system"]["requires"]])
    test = runtime | named([*extras["test"], *extras["build"]])

    assert sorted(runtime - set(locked("requirements.lock"))) == []
    assert sorted(test - set(locked("requirements-test.lock"))) == []
    assert set(locked("requirements.lock").items()) <= set(locked("requirements-test.lock").items())


def named(requirements: list[str]) -> set[str]:
    """The names in a list of requirements, as locks write them."""
    return {
        re.split(r"[<>=!~\[ ;]", requirement)[0].lower().replace("_", "-").replace(".", "-")
        for requirement in requirements
    }


def test_the_oldest_python_is_told_alike() -> None:
    """The first Python that is named is the one that is required, and that the code is held against."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [each.rpartition(" ")[2] for each in config["project"]["classifiers"] if ":: Python ::" in each]

    assert named[:1] == [config["tool"]["mypy"]["python_version"]]
    assert config["project"]["requires-python"] == f">={named[0]}"
    assert config["tool"]["ruff"]["target-version"] == f"py{named[0].replace('.', '')}"


def test_every_lint_exclusion_has_its_reason() -> None:
    """A rule is switched off with a comment beside it that says why."""
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    excluded = re.findall(r'^    "[A-Z]+[0-9]*",(.*)$', config, re.MULTILINE)

    assert excluded
    assert [comment for comment in excluded if not re.search(r"# \w+ \w+", comment)] == []


def test_no_file_names_a_place_on_one_machine() -> None:
    """What is in git works in any folder: no file names an absolute path that only one machine has."""
    found = {
        f"{path}: {match[0]}"
        for path, text in texts().items()
        if path != Path(__file__).relative_to(ROOT)
        for match in MACHINE_PATH.finditer(text)
    }

    assert sorted(found) == []


@pytest.mark.parametrize(("text", "found"), [("i /home/eva/x", True), ("templates/home/x", False)])
def test_a_machine_path_is_told_from_others(text: str, found: bool) -> None:  # noqa: FBT001 - a case of the table
    """A home folder is found; a folder of the project that is called the same is not."""
    assert bool(MACHINE_PATH.search(text)) is found
