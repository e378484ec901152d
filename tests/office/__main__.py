"""Open what is handed out in LibreOffice, and compare what it computes and shows with what the documents print.

`make office` runs this: LibreOffice is too large for every run of the tests.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path

from markupsafe import Markup
from openpyxl import load_workbook

from generator.document import (
    BuildOptions,
    Document,
    Note,
    NoteMark,
    PrintedFigure,
    StatusMark,
    TableBlock,
    body_rows,
    every_block,
    run_text,
)
from generator.pipeline import build, file_name, reported_periods
from tests.built import ROOT

_TOLERANCE = 1e-9


def main() -> int:
    """Return the exit code: 1 where a file does not open, a formula gives another value, or a figure is missing."""
    faults = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, differences in compared(folder):
            faults += len(differences)
            print(f"{name}: {len(differences)} skillnader", *differences, sep="\n  ")  # noqa: T201 - the tool's result
    return 1 if faults else 0


def compared(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each workbook and Word file of content/ with its differences."""
    for period in reported_periods(ROOT):
        built = build(ROOT, period, BuildOptions(formats=frozenset({"xlsx", "docx"})), lambda _: None)
        for document in built.understood.documents:
            for form, differences in (("xlsx", recalculated), ("docx", partial(missing, document))):
                path = folder / "built" / period / file_name(document.id, form)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(built.files[path.name])
                yield f"{period}/{path.name}", list(differences(path, folder))


def recalculated(path: Path, folder: Path) -> Iterator[str]:
    """Yield the formulas whose value LibreOffice computes otherwise than the file says."""
    live, kept = load_workbook(path), load_workbook(path, data_only=True)
    # Saved anew, a workbook has no values for its formulas: every one must be computed.
    bare = folder / "bare.xlsx"
    live.save(bare)
    opened = load_workbook(converted(bare, folder / "opened"), data_only=True)
    if opened.sheetnames != live.sheetnames:
        yield f"bladen är {opened.sheetnames}"
        return
    for sheet in live.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            expected, actual = (book[sheet.title][cell.coordinate].value for book in (kept, opened))
            if not isinstance(actual, int | float) or abs(actual - expected) > _TOLERANCE * max(1, abs(expected)):
                yield f"{sheet.title}!{cell.coordinate} {cell.value}: {expected}, LibreOffice {actual}"


def missing(document: Document, path: Path, folder: Path) -> Iterator[str]:
    """Yield the figures, in the order of printing, and the rows of tables that a Word file does not show."""
    pages = subprocess.run(
        ["pdftotext", "-raw", str(converted(path, folder / "opened", "pdf")), "-"], check=True, capture_output=True
    )
    shown = "".join(pages.stdout.decode().split())
    place = 0
    for text in figures_in_order(document.units):
        found = shown.find("".join(text.split()), place)
        if found < 0:
            yield f"talet {text} saknas efter …{shown[max(0, place - 60) : place]}"
            continue
        place = found + len("".join(text.split()))
    for table in (block for block in every_block(document.units) if isinstance(block, TableBlock)):
        for row in body_rows(table):
            runs = [run for cell in row.cells for run in cell.text]
            words = "".join(("●" if isinstance(run, StatusMark) else "") + run_text(run) for run in runs)
            # Marks are numbered anew; texts and parts are paragraphs, which a page may divide.
            divided = any(isinstance(run, NoteMark | Markup) for run in runs) or any(cell.parts for cell in row.cells)
            if not divided and "".join(words.split()) not in shown:
                yield f"raden {words} saknas"


def figures_in_order(value: object) -> Iterator[str]:
    """Yield the printed figures of blocks, without those of notes, which stand at the foot of a page."""
    if isinstance(value, PrintedFigure):
        yield value.text
    elif isinstance(value, tuple):
        for each in value:
            yield from figures_in_order(each)
    elif is_dataclass(value) and not isinstance(value, Note):
        for field in fields(value):
            yield from figures_in_order(getattr(value, field.name))


def converted(path: Path, folder: Path, form: str = "xlsx:Calc MS Excel 2007 XML") -> Path:
    """Open a file in LibreOffice and save it; raise CalledProcessError where that fails."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{form.partition(':')[0]}"


if __name__ == "__main__":
    sys.exit(main())
