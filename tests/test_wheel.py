"""The package as others install it: a wheel that needs nothing of the checkout it was built from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator import __version__

ROOT = Path(__file__).parents[1]

# What needs templates, skeletons, fonts, the manual and the dictionary.
SESSION = """
import generator
from generator.commands.cli import main
print(generator.__file__)
for words in ("new profil nykoping --title Nyköping", "check --explain T606", "check", "build", "schema"):
    if ended := main(words.split()):
        raise SystemExit(f"{words}: {ended}")
"""

pytestmark = pytest.mark.xdist_group("wheel")


@dataclass(frozen=True)
class Installed:
    """The wheel and the folder it is unpacked in; what it depends on is this environment's."""

    wheel: Path
    folder: Path

    def run(self, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Runs a command with the installed package before all others, in a folder of one's choice."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": ""}
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)

    @property
    def tertial(self) -> str:
        """The command that the wheel gives."""
        return str(self.folder / "bin" / "tertial")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Builds the wheel with the locked build tool and installs it, as pip does, without its dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(ROOT)],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    target = folder / "installed"
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)], check=True)
    return Installed(wheel, target)


def test_the_wheel_holds_the_code_and_the_templates(installed: Installed) -> None:
    """All of generator/ and templates/ is in the wheel, and nothing of tests, content or output."""
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    templates = {
        f"generator/_templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "generator").rglob("*.py")}

    assert any(name.startswith("generator/_templates/base/") for name in names)
    manual = {"generator/_handbok/felmeddelanden.md"}
    assert sorted((templates | code | manual) - names) == []
    assert sorted(name for name in names - templates - code - manual if ".dist-info/" not in name) == []


def test_the_installed_package_finds_its_templates(installed: Installed, tmp_path: Path) -> None:
    """Installed, the package takes its own templates, wherever it is run."""
    program = "from generator.project.resources import built_in_templates; print(built_in_templates())"
    run = installed.run(sys.executable, "-c", program, cwd=tmp_path)

    assert run.stdout.strip() == str(installed.folder / "generator" / "_templates"), run.stderr


def test_the_installed_package_brings_what_commands_need(installed: Installed, tmp_path: Path) -> None:
    """In another folder templates, skeletons, fonts, the manual and the dictionary are found, none of a checkout."""
    project = shutil.copytree(ROOT / "tests" / "projects" / "matter", tmp_path / "projekt")
    text = project / "content" / "exempel" / "namnden" / "2024-t1" / "sammanfattning.md"
    text.write_text(f"{text.read_text(encoding='utf-8')} Det är en sammanfattnig.\n", encoding="utf-8")
    run = installed.run(sys.executable, "-c", SESSION, cwd=project)

    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(str(installed.folder))
    assert "## T606" in run.stdout
    assert "”sammanfattnig”" in run.stdout + run.stderr
    assert (project / "templates" / "nykoping" / "css" / "profil.css").is_file()
    assert len(list((project / "output").rglob("*.pdf"))) == 5


def test_the_installed_command_answers(installed: Installed, tmp_path: Path) -> None:
    """`tertial` stands on the path after an installation, and knows what it is."""
    run = installed.run(installed.tertial, "info", cwd=tmp_path)

    assert run.returncode == 0, run.stderr
    assert run.stdout.split()[:2] == ["tertial", __version__]
