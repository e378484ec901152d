"""Open what is handed out in LibreOffice, and compare what it computes with what the documents print.

`make office` runs this: LibreOffice is too large for every run of the tests.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook

from generator.document import BuildOptions
from generator.pipeline import build, reported_periods
from tests.built import ROOT

_TOLERANCE = 1e-9


def main() -> int:
    """Return the exit code: 1 where a workbook does not open, or a formula gives another value."""
    faults = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for path in workbooks(folder / "built"):
            differences = list(recalculated(path, folder))
            faults += len(differences)
            name = path.relative_to(folder / "built").as_posix()
            print(f"{name}: {len(differences)} skillnader", *differences, sep="\n  ")  # noqa: T201 - the tool's result
    return 1 if faults else 0


def workbooks(folder: Path) -> Iterator[Path]:
    """Build the workbooks of all documents of content/."""
    for period in reported_periods(ROOT):
        built = build(ROOT, period, BuildOptions(formats=frozenset({"xlsx"})), lambda _: None)
        for name, data in built.files.items():
            path = folder / period / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            yield path


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


def converted(path: Path, folder: Path) -> Path:
    """Open a workbook in LibreOffice and save it; raise CalledProcessError where that fails."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    form = "xlsx:Calc MS Excel 2007 XML"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / path.name


if __name__ == "__main__":
    sys.exit(main())
