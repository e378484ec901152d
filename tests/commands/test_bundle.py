"""A matter whose papers are asked for as one PDF, through the front door."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pytest

from generator.commands.cli import main
from tests.verapdf.runner import VeraPdf

MATTER = Path(__file__).parents[1] / "projects" / "matter"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that a build of the matter's period leaves."""
    project = tmp_path_factory.mktemp("matter")
    shutil.copytree(MATTER, project, dirs_exist_ok=True)
    assert main(["build", "--project", str(project), "--jobs", "1", "--format", "pdf"]) == 0
    return project / "output" / "exempel" / "namnden" / "2024-t1"


def _titles(item: pikepdf.Object | None) -> list[str]:
    found = []
    while item is not None:
        found.append(str(item.Title))
        item = item.get("/Next")
    return found


def test_a_matter_gives_one_file_and_a_folder_of_its_papers(output: Path) -> None:
    """Samlade handlingar stand as one PDF, and each paper on its own in the matter's folder, in order."""
    names = sorted(path.name for path in output.glob("*.pdf"))

    assert names == ["rapport.pdf", "tertial-1.pdf", "tjansteskrivelse.pdf"]
    assert sorted(path.name for path in (output / "tertial-1").iterdir()) == [
        "01-tjansteskrivelse.pdf",
        "02-rapport.pdf",
    ]


def test_a_bundle_has_the_pages_bookmarks_and_numbers_of_its_papers(output: Path) -> None:
    """All pages in order, a bookmark a paper on the first level, and page numbers that begin anew with each paper."""
    with pikepdf.open(output / "tertial-1.pdf") as bundle:
        papers = [pikepdf.open(output / name) for name in ("tjansteskrivelse.pdf", "rapport.pdf")]
        counts = [len(paper.pages) for paper in papers]
        labels = [str(page.label) for page in bundle.pages]

        assert len(bundle.pages) == sum(counts)
        assert labels == [str(number) for count in counts for number in range(1, count + 1)]
        assert _titles(bundle.Root.Outlines.First) == ["Tertialrapport 1 2024", "Rapport för tertial 1 2024"]
        assert len(bundle.Root.StructTreeRoot.K) == 1


def test_links_between_papers_lead_into_the_bundle_and_else_to_the_file_beside(output: Path) -> None:
    """The memo's list of appendices leads to the report: inside one file by name, between files by file name."""

    def leads(name: str) -> list[str]:
        with pikepdf.open(output / name) as pdf:
            links = [annotation for page in pdf.pages for annotation in page.obj.get("/Annots") or ()]
            return [str(link.Dest) if "/Dest" in link else str(link.A.URI) for link in links]

    assert leads("tertial-1.pdf") == ["paper:rapport"]
    assert leads("tjansteskrivelse.pdf") == ["rapport.pdf"]


def test_a_bundle_is_archivable_and_accessible(output: Path, verapdf: VeraPdf) -> None:
    """The bundle is PDF/A-3a and PDF/UA-1 at once."""
    assert verapdf.validate([output / "tertial-1.pdf"]) == []
