"""Run `python -m tests.pages [folder]`: every page of every PDF in a folder → contact sheets, PNGs in its `sidor/`.

To be looked at, page by page, after the layout has changed. A file that is in the folder twice, as a bundle's single
files are, is shown once.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

PROJECT = Path(__file__).resolve().parents[2]
SHEETS = "sidor"
RESOLUTION = 60
ACROSS, DOWN = 4, 3
GAP, CAPTION = 12, 16
EDGE, GROUND, INK = "#b8c4c8", "#ffffff", "#333333"


def contact_sheets(folder: Path) -> tuple[Path, ...]:
    """A folder with PDFs goes in; its `sidor/` is made anew with their pages, and the sheets' paths come out."""
    target = folder / SHEETS
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return tuple(sheet for pdf in _documents(folder) for sheet in _sheets(pdf, folder, target))


def _documents(folder: Path) -> Iterator[Path]:
    """The PDFs of a folder, each once however many names it has."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.pdf"), key=lambda each: (len(each.parts), each)):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest not in seen:
            seen.add(digest)
            yield path


def _sheets(pdf: Path, folder: Path, target: Path) -> Iterator[Path]:
    name = "-".join(pdf.relative_to(folder).with_suffix("").parts)
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["pdftoppm", "-png", "-r", str(RESOLUTION), pdf, Path(work, "page")], check=True)
        pages = [ImageOps.expand(_read(path), 1, EDGE) for path in sorted(Path(work).glob("*.png"))]
    each = ACROSS * DOWN
    for number, first in enumerate(range(0, len(pages), each), 1):
        path = target / f"{name}-{number}.png"
        _sheet(pages[first : first + each], first + 1).save(path)
        yield path


def _read(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def _sheet(pages: Sequence[Image.Image], first: int) -> Image.Image:
    """Pages side by side, each with its number below, in cells as large as the largest of them."""
    width = max(page.width for page in pages) + GAP
    height = max(page.height for page in pages) + GAP + CAPTION
    across = min(ACROSS, len(pages))
    sheet = Image.new("RGB", (across * width + GAP, -(-len(pages) // across) * height + GAP), GROUND)
    draw = ImageDraw.Draw(sheet)
    for place, page in enumerate(pages):
        left, top = place % across * width + GAP, place // across * height + GAP
        sheet.paste(page, (left, top))
        draw.text((left, top + page.height + 2), str(first + place), fill=INK)
    return sheet


if __name__ == "__main__":
    for made in contact_sheets(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "output"):
        print(made)  # noqa: T201 - the tool's result
