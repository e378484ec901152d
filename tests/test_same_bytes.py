"""The same input gives the same bytes, wherever Tertial is installed and whoever runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from tests.built import ROOT, Built, copied

pytestmark = pytest.mark.xdist_group("verapdf")  # with those that use the same report

PERIOD = "nacka/socialnamnden/2023-t1"
# A user whose computer is set up as no other.
OTHER_USER = {
    "HOME": "/nonexistent",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "4711",
    "SOURCE_DATE_EPOCH": "1",
    "TZ": "Pacific/Kiritimati",
}
MADE_OF = {"generator": "generator", "templates": "generator/_templates", "docs/handbok": "generator/_handbok"}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The version that an installation in another folder publishes of another copy of the project."""
    folder = tmp_path_factory.mktemp("annan plats å")
    for source, target in MADE_OF.items():
        shutil.copytree(ROOT / source, folder / "paket" / target)
    project = copied(ROOT, folder / "ett projekt", "nacka")
    command = [
        sys.executable,
        "-m",
        "generator",
        "publish",
        PERIOD,
        "--stage",
        "arbetsmaterial",
        "--date",
        "2023-05-30",
    ]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "paket"), **OTHER_USER}
    (folder / "hemma").mkdir()
    subprocess.run([*command, "--project", str(project)], cwd=folder / "hemma", env=environment, check=True)
    return project / "output" / PERIOD / "v1"


def attached(pdf: Path) -> dict[str, bytes]:
    """The files inside a PDF, by name."""
    with pikepdf.open(pdf) as opened:
        return {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}


@pytest.mark.parametrize("name", ["tertialrapport.html", "tertialrapport.pdf"])
def test_another_installation_gives_the_same_bytes(nacka: Built, elsewhere: Path, name: str) -> None:
    """Neither folder, home, language, time zone nor order of hashes decides anything."""
    assert nacka.path(name).read_bytes() == (elsewhere / name).read_bytes()


def test_files_of_figures_name_no_place_where_they_are_written(nacka: Built, elsewhere: Path) -> None:
    """A figure has its names and its sections: no path of the content, the templates or the installation."""
    figures = attached(nacka.path("tertialrapport.pdf"))["tal.json"], (elsewhere / "tal.json").read_bytes()
    told = (*figures, (elsewhere / "tal.csv").read_bytes())

    assert [data for data in told if b".yaml" in data or b"content/" in data] == []
    assert [len(json.loads(data)["tal"]) for data in figures] == [495, 495]


def test_no_published_file_names_a_folder_of_the_machine(elsewhere: Path) -> None:
    """Neither a text nor a stream of a PDF holds the path of the project, the installation or the Python."""
    paths = re.compile("|".join(map(re.escape, (str(elsewhere.parents[5]), str(ROOT), sys.prefix))).encode())
    contents = {path.name: path.read_bytes() for path in elsewhere.iterdir()}
    with pikepdf.open(elsewhere / "tertialrapport.pdf") as opened:
        streams = (each.read_bytes() for each in opened.objects if isinstance(each, pikepdf.Stream))
        contents["streams"] = b"".join([*streams, *(each.unparse() for each in opened.objects)])

    assert len(contents) == 7
    assert [name for name, content in contents.items() if paths.search(content)] == []
