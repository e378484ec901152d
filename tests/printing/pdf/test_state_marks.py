"""A project with states shown in every way → what is seen of them, and what is heard, in all its files."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from generator.document import BuildOptions
from generator.pipeline import build
from tests.built import ROOT
from tests.printing.pdf.reading import Reading
from tests.verapdf.runner import VeraPdf

ROWS = [
    ["Brukare", "12", "Uppfyllt", "Bättre", "Bra", "Sådär"],
    ["Köer", "13", "Ej uppfyllt", "Sämre", "Kräver åtgärd", "Bra"],
]


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """The document's files by their format."""
    options = BuildOptions(frozenset({"html", "pdf", "xlsx", "docx"}))
    result = build(ROOT / "tests/projects/scales", "hus/vardnamnden/2025-t1", options, lambda _: None)
    assert {problem.code for problem in result.problems} <= {"T407"}
    return {Path(name).suffix[1:]: data for name, data in result.files.items()}


def test_who_hears_the_pdf_hears_each_state(files: Mapping[str, bytes]) -> None:
    """A mark that stands alone is heard as its word, once; nothing else says it."""
    table = Reading(files["pdf"]).tree.all("Table")[0]

    assert [[cell.full_text for cell in row.children] for row in table.all("TR")[1:]] == ROWS


def test_a_pdf_with_marks_alone_is_valid(files: Mapping[str, bytes], verapdf: VeraPdf, tmp_path: Path) -> None:
    """PDF/UA-1 and PDF/A-3a."""
    path = tmp_path / "rapport.pdf"
    path.write_bytes(files["pdf"])

    assert verapdf.validate([path]) == []


def test_excel_and_word_keep_the_words(files: Mapping[str, bytes]) -> None:
    """What is counted on or written in has the states in words."""
    sheets = load_workbook(io.BytesIO(files["xlsx"]))
    cells = {str(cell) for sheet in sheets for row in sheet.values for cell in row if cell}
    word = ZipFile(io.BytesIO(files["docx"])).read("word/document.xml").decode()
    words = [word for row in ROWS for word in row[2:]]

    assert set(words) <= cells
    assert [each for each in words if f">{each}<" not in word] == []
    assert "5B2A86" in word


def test_the_page_draws_the_marks_of_the_house(files: Mapping[str, bytes]) -> None:
    """Its own symbol and colour, and its file in the place of one of the base's, in rules that no other follows."""
    page = files["html"].decode()

    assert re.search(r"\.symbol-droppe::before \{ background-image: url\(\"data:image/svg\+xml;base64,", page)
    assert ".colour-lila::before { background-color: #5b2a86; }" in page
    assert "state-lila" in page
    used = set(re.findall(r'class="state symbol-([\w-]+)', page))
    assert used >= {"bock", "droppe", "kryss", "pil-upp", "pil-ned", "pil-hoger"}
    assert [name for name in used if page.count(f".symbol-{name}::before") != 1] == []
