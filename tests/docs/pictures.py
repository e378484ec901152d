"""The built reports → the pictures of them that the documentation shows: `python -m tests.docs.pictures`.

Run by hand after the layout has changed, and looked at before they are kept. Nacka's report is shown as it is and as
the next period's; Gävle's is published and corrected.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pikepdf
from PIL import Image, ImageOps

from generator import pipeline
from generator.printing.html import render_html
from tests.commands.conftest import Project
from tests.commands.filling import fill_as_before
from tests.docs.examples import DOCS, ROOT

REPORT = "nacka/socialnamnden/2023-t1"
FOLDER = DOCS / "bilder"
# Ids of what the pages show.
SHOWN = "ekonomi"
BESIDE = ("sida-omslag", "sida-innehåll", "agenda_2030", SHOWN, "heldygnsvård_barn_och_unga", "riktade_statsbidrag")
ACROSS = 3
# The period that follows, the table that shows both, and the month that is corrected.
NEXT, ROLLED = "nacka/socialnamnden/2023-t2", "tabell-barn_och_unga"
CORRECTED = "gavle/socialnamnden/2025-04"
FIGURES = ("avvikelsekommentarer.ungdom.utfall=3,0", "prognoskommentarer.ungdom.prognos=6,4")
EDGE = "#b8c4c8"
COLOURS = 64


def make_pictures(folder: Path) -> None:
    """Builds the reports and writes all pictures into a folder."""
    of_the_report(folder)
    of_the_next_period(folder)
    of_a_correction(folder)


def of_the_report(folder: Path) -> None:
    """One page of Nacka's report, several pages, and the web page."""
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


def of_the_next_period(folder: Path) -> None:
    """The page of Nacka's report with a table, and that of the next report, its figures filled in as they were."""
    with tempfile.TemporaryDirectory() as name:
        made = _project(Path(name))
        _run(made, "new", "period", NEXT, "--from", REPORT)
        fill_as_before(made, REPORT, NEXT, {"daterad": "2023-09-12", "status": "Pågående"})
        pages = []
        for period in (REPORT, NEXT):
            (document,) = pipeline.understand(made.folder, period).documents
            laid_out, _ = pipeline.render_pdf(document)
            pdf = made.folder / f"{period.rpartition('/')[2]}.pdf"
            pdf.write_bytes(laid_out.data)
            pages.append(_page(pdf, laid_out.places(ROLLED)[0].page, 72))
        _save(_beside(pages), folder / "nasta-period.png")


def of_a_correction(folder: Path) -> None:
    """Gävle's month corrected: the notice beside the marked edition, the sheet for the memo, and the differences."""
    with tempfile.TemporaryDirectory() as name:
        made = _project(Path(name))
        _run(made, "publish", CORRECTED, "--stage", "beslutad", "--date", "2025-05-09")
        told = ("--reason", "Fel underlag från enheten", "--date", "2025-05-20", "--marked", "--yes")
        _run(made, "correct", CORRECTED, *FIGURES, *told, "--decided-by", "ordföranden, delegation 1.3")
        _run(made, "diff", f"{CORRECTED}@v1", CORRECTED, "--format", "html", "--out", "skillnader.html")
        versions = made.folder / "output" / CORRECTED
        marked = versions / "v2-andringsmarkerad" / "resultatrapport.pdf"
        pages = [_page(versions / "v2" / "resultatrapport.pdf", 1, 72), _page(marked, _first_numbered(marked), 72)]
        _save(_upper(_beside(pages), 0.62), folder / "rattelse.png")
        _save(_upper(_page(versions / "v2" / "rattelseblad.pdf", 1, 90), 0.75), folder / "rattelseblad.png")
        _save(_window(made.folder / "skillnader.html", ""), folder / "skillnader.png")


def _project(folder: Path) -> Project:
    """A project with all content as it was before it was published."""
    for part in ("content", "templates"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("historik.yaml"))
    return Project(folder)


def _run(project: Project, *words: str) -> None:
    run = project.run(*words)
    if run.code:
        raise SystemExit(run.err)


def _first_numbered(pdf: Path) -> int:
    """The number in the file of the page that is called 1: pages of a notice before it are i, ii."""
    with pikepdf.open(pdf) as opened:
        return [str(page.label) for page in opened.pages].index("1") + 1


def _upper(picture: Image.Image, part: float) -> Image.Image:
    """The upper part of a picture."""
    return picture.crop((0, 0, picture.width, int(picture.height * part)))


def _page(pdf: Path, number: int, resolution: int) -> Image.Image:
    target = pdf.with_name(f"page-{number}-{resolution}")
    pages = ["-f", str(number), "-l", str(number), "-r", str(resolution), "-singlefile"]
    subprocess.run(["pdftoppm", "-png", *pages, pdf, target], check=True)
    return ImageOps.expand(Image.open(target.with_suffix(".png")).convert("RGB"), 1, EDGE)


def _beside(pages: list[Image.Image]) -> Image.Image:
    gap, (width, height) = 14, pages[0].size
    across = min(ACROSS, len(pages))
    rows = -(-len(pages) // across)
    whole = Image.new("RGB", (across * (width + gap) - gap, rows * (height + gap) - gap), "white")
    for number, page in enumerate(pages):
        whole.paste(page, (number % across * (width + gap), number // across * (height + gap)))
    return whole


def _window(html: Path, fragment: str = "ekonomi") -> Image.Image:
    target = html.with_name("window.png")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1280,820"]
    command = ["chromium", *options, f"--screenshot={target}", f"{html.as_uri()}#{fragment}"]
    subprocess.run(command, check=True, capture_output=True)
    return ImageOps.expand(Image.open(target).convert("RGB"), 1, EDGE)


def _save(picture: Image.Image, path: Path) -> None:
    """Writes a picture small enough to keep in git."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    make_pictures(FOLDER)
