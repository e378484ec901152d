"""`tertial schema`: what an editor is given, and that it fits the content there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import HERE, MakeProject, Project
from tests.editor import marked_by_editor

ROOT = Path(__file__).parents[2]
NAMES = ("kommun", "mall", "namnd", "period", "profil")
CONTENT = sorted((ROOT / "content").rglob("*.yaml"))
# The skeletons of new files are templates of YAML, and become content by `tertial new`.
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.yaml") if "skelett" not in path.parts)
TYPES = """
uppföljningstyper:
  löften:
    etikett: Löften
    fält:
      rubrik:
        typ: text
"""


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of schemas of this repository's own content."""
    folder = tmp_path_factory.mktemp("schemas")

    assert Project(ROOT).run("schema", "--out", str(folder)).code == 0
    return folder


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_editor_marks_nothing_in_the_content(path: Path, schemas: Path) -> None:
    """Every file of the content holds to the schema that its first line names, which is the one for its place."""
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)

    assert named, "the first line names no schema"
    goal = (path.parent / named[1]).resolve()
    kinds = {"kommun.yaml": "kommun.json", "namnd.yaml": "namnd.json"}
    assert goal == ROOT / ".tertial" / "schema" / kinds.get(path.name, "period.json")
    assert marked_by_editor(json.loads((schemas / goal.name).read_text(encoding="utf-8")), text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_editor_marks_nothing_in_the_templates(path: Path, schemas: Path) -> None:
    """Profiles and outlines hold to their schemas."""
    name = "profil.json" if path.name == "profil.yaml" else "mall.json"

    schema = json.loads((schemas / name).read_text(encoding="utf-8"))

    assert marked_by_editor(schema, path.read_text(encoding="utf-8")) == []


def test_schemas_stand_where_content_looks_for_them(project: MakeProject) -> None:
    """Without options the files stand in .tertial/schema/, and their names are the result."""
    made = project({})

    run = made.run("schema")

    assert run.code == 0
    assert {path for path in made.files if path.startswith(".tertial")} == {f".tertial/schema/{n}.json" for n in NAMES}
    assert sorted(run.out.splitlines()) == [f".tertial/schema/{name}.json" for name in NAMES]
    assert run.err == ""


def test_schemas_are_the_same_each_time(project: MakeProject) -> None:
    """The same content gives the same bytes, so that a folder under version control stays still."""
    made = project({})

    made.run("schema", "--out", "en")
    made.run("schema", "--till", "två")

    assert [made.read(f"en/{name}.json") for name in NAMES] == [made.read(f"två/{name}.json") for name in NAMES]


@pytest.mark.parametrize("words", [[], ["storkoping"], ["2023-t1"], ["content/storkoping"]])
def test_the_types_of_the_profile_are_known(project: MakeProject, words: list[str]) -> None:
    """A record type of the municipality's profile, and the base's, are keys of the period's schema."""
    made = project({"templates/storkoping/profil.yaml": TYPES})

    made.run("schema", *words)

    keys = json.loads(made.read(".tertial/schema/period.json"))["properties"]
    assert {"löften", "indikatorer", "tal", "tabeller", "period"} <= set(keys)


def test_the_base_alone_does_not_know_a_houses_types(project: MakeProject) -> None:
    """A profile that is named decides; another house's types are unknown to it."""
    made = project({"templates/storkoping/profil.yaml": TYPES})

    made.run("schema", "base")

    assert "löften" not in json.loads(made.read(".tertial/schema/period.json"))["properties"]


def test_broken_content_stops_no_schema(project: MakeProject) -> None:
    """Schemas are wanted most while the content is unfinished."""
    made = project({f"{HERE}/tal.yaml": "tal:\n  x: {"})

    assert made.run("schema").code == 0


def test_a_broken_profile_is_refused(project: MakeProject) -> None:
    """A profile that cannot be read is told with its place, and no schema is written."""
    made = project({"templates/storkoping/profil.yaml": "namn: Storköping\nnam: x\n"})

    run = made.run("schema")

    assert run.code == 1
    assert "fel T101 · templates/storkoping/profil.yaml:2:1" in run.err
    assert not [path for path in made.files if path.startswith(".tertial")]


def test_an_unknown_word_is_wrong_usage(project: MakeProject) -> None:
    """A word that is neither period nor profile gets the nearest of both."""
    run = project({}).run("schema", "storkopping")

    assert run.code == 2
    assert "storkoping" in run.err
