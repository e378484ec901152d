"""The built report of Nacka → the pictures of it that the documentation shows: `python -m tests.docs.pictures`.

Run by hand after the layout has changed, and looked at before they are kept.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

from generator import pipeline
from generator.render_html import render_html
from tests.docs.examples import DOCS, ROOT

REPORT = "nacka/socialnamnden/2023-t1"
FOLDER = DOCS / "bilder"
# Ids of what the pages show.
SHOWN = "ekonomi"
BESIDE = ("sida-omslag", "sida-innehåll", "agenda_2030", SHOWN, "heldygnsvård_barn_och_unga", "riktade_statsbidrag")
ACROSS = 3
EDGE = "#b8c4c8"
COLOURS = 64


def make_pictures(folder: Path) -> None:
    """Builds the report and writes one page, several pages and the web page into a folder."""
    (document,) = pipeline.understand(ROOT, REPORT).documents
    made, _ = pipeline.render_pdf(document)
    with tempfile.TemporaryDirectory() as name:
        pdf, html = Path(name, "report.pdf"), Path(name, "report.html")
        pdf.write_bytes(made.data)
        html.write_text(render_html(document), encoding="utf-8")
        pages = [_page(pdf, made.places(element)[0].page, 55) for element in BESIDE]
        _save(_page(pdf, made.places(SHOWN)[0].page, 90), folder / "sida.png")
        _save(_beside(pages), folder / "sidor.png")
        _save(_window(html), folder / "webb.png")


def _page(pdf: Path, number: int, resolution: int) -> Image.Image:
    target = pdf.with_name(f"page-{number}-{resolution}")
    pages = ["-f", str(number), "-l", str(number), "-r", str(resolution), "-singlefile"]
    subprocess.run(["pdftoppm", "-png", *pages, pdf, target], check=True)
    return ImageOps.expand(Image.open(target.with_suffix(".png")).convert("RGB"), 1, EDGE)


def _beside(pages: list[Image.Image]) -> Image.Image:
    gap, (width, height) = 14, pages[0].size
    rows = -(-len(pages) // ACROSS)
    whole = Image.new("RGB", (ACROSS * (width + gap) - gap, rows * (height + gap) - gap), "white")
    for number, page in enumerate(pages):
        whole.paste(page, (number % ACROSS * (width + gap), number // ACROSS * (height + gap)))
    return whole


def _window(html: Path) -> Image.Image:
    target = html.with_name("window.png")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1280,820"]
    command = ["chromium", *options, f"--screenshot={target}", f"{html.as_uri()}#ekonomi"]
    subprocess.run(command, check=True, capture_output=True)
    return ImageOps.expand(Image.open(target).convert("RGB"), 1, EDGE)


def _save(picture: Image.Image, path: Path) -> None:
    """Writes a picture small enough to keep in git."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    make_pictures(FOLDER)
