"""The contact sheets show every page once."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from PIL import Image

from tests.pages.__main__ import ACROSS, DOWN, SHEETS, contact_sheets


def blank_pdf(path: Path, pages: int, size: tuple[int, int] = (595, 842)) -> None:
    """Writes a PDF of blank pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=size)
        pdf.save(path, deterministic_id=True)


def size_of(picture: Path) -> tuple[int, int]:
    """The width and height of a picture."""
    with Image.open(picture) as image:
        return image.size


def test_every_page_of_every_file_is_on_a_sheet(tmp_path: Path) -> None:
    """A sheet holds twelve pages, further ones follow; a file that is there twice is shown once; old sheets go."""
    blank_pdf(tmp_path / "kommun" / "2024" / "rapport.pdf", ACROSS * DOWN + 1)
    blank_pdf(tmp_path / "kommun" / "2024" / "bilaga.pdf", 2, (842, 595))
    copy = tmp_path / "kommun" / "2024" / "arende" / "01-rapport.pdf"
    copy.parent.mkdir()
    copy.write_bytes((tmp_path / "kommun" / "2024" / "rapport.pdf").read_bytes())
    (tmp_path / SHEETS).mkdir()
    (tmp_path / SHEETS / "old-1.png").write_bytes(b"")

    made = contact_sheets(tmp_path)

    names = ["kommun-2024-bilaga-1.png", "kommun-2024-rapport-1.png", "kommun-2024-rapport-2.png"]
    assert [path.name for path in made] == names
    assert sorted(path.name for path in (tmp_path / SHEETS).iterdir()) == names
    landscape, full, last = map(size_of, made)
    assert landscape[0] > landscape[1]
    assert (full[0] > 3 * last[0], full[1] > 2 * last[1]) == (True, True)
