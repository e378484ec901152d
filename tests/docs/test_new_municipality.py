"""The recipe for a new municipality as it is carried out: its commands run, one after the other, in an empty folder."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.commands.conftest import Project
from tests.commands.filling import ANSWERS, fill_in
from tests.conftest import Golden
from tests.docs.examples import DOCS, PERIOD, ROOT, Example, examples
from tests.docs.renewal import renewed

RECIPE = DOCS / "new-municipality.md"
HANDBOOK = DOCS / "handbok" / "ny-kommun.md"


@pytest.mark.parametrize(
    "page", [ROOT / "templates/base/skelett/profil/profil.yaml", HANDBOOK], ids=lambda page: page.name
)
@pytest.mark.parametrize("kind", ["symboler", "färger"])
def test_symbols_and_colours_of_the_base_are_listed(page: Path, kind: str) -> None:
    """What a new profile and the handbook say that there is, is what the base has."""
    profile = (ROOT / "templates/base/profil.yaml").read_text("utf-8")
    (declared,) = re.findall(rf"^{kind}:\n((?:  .*\n)+)", profile, re.MULTILINE)
    listed = re.findall(
        r"Grundprofilen[^.]*\.|Grundprofilens symboler[^.]*\.", page.read_text("utf-8").replace("\n## ", " ")
    )
    names = re.findall(r"^  (\w+):", declared, re.MULTILINE)

    assert len(names) >= 5
    assert [name for name in names if not any(re.search(rf"\b{name}\b", each) for each in listed)] == []


def carried_out(page: Path, project: Project) -> dict[Example, str]:
    """Runs the commands of a page in a folder; what they say comes out for each place where the page shows it.

    What `check` asks for is filled in before anything is built, as the page says.
    """
    said, outputs = "", dict[Example, str]()
    for example in examples(page):
        if "utskrift" in example.marks:
            outputs[example] = said
        for line in example.text.splitlines() if example.language == "sh" else ():
            program, *words = shlex.split(line)
            if program == "make":
                continue
            if words[0] == "build":
                fill_in(project, ANSWERS)
            run = project.run(*words)
            said = run.out + run.err
            asks = words[0] == "check"
            assert run.code == asks, f"{line}: {said}"
            assert not asks or "T108" in said, line
    return outputs


@pytest.mark.slow
@pytest.mark.parametrize("page", [RECIPE, HANDBOOK], ids=lambda page: page.name)
def test_the_recipe_leads_to_documents(page: Path, tmp_path: Path, golden: Golden) -> None:
    """Who runs the commands of the page and fills in what check asks for has the documents, and sees what it shows.

    Slow: builds a report, a memo and their bundle.
    """
    outputs = carried_out(page, Project(tmp_path))

    golden(renewed(page, outputs.get), page)
    built = {path.name for path in (tmp_path / "output" / PERIOD).iterdir()}
    assert {"rapport.html", "rapport.pdf", "tjansteskrivelse.html", "tjansteskrivelse.pdf"} <= built
