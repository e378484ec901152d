"""Run `python -m tests.bench [rounds] [period]`: ratios to bare WeasyPrint, medians over alternating rounds.

`python -m tests.bench 3 allt` measures all documents of all periods: one build against a bare process a document.

The baseline is `bare`: a whole process that reads the HTML which Tertial made of the same document, as one file with
the same style, and writes PDF/A-3a with tags. Seconds are this machine's; only the ratios carry over.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from generator.compose import Depth
from generator.pipeline import reported_periods, understand
from generator.printing.html import render_html
from tests.bench.whole_document import write_whole_document

PROJECT = Path(__file__).resolve().parents[2]
ROUNDS = 5
PERIOD = "nacka/socialnamnden/2023-t1"
ALL = "allt"
BARE, ONE = "bare", "pdf, one process"

Act = Callable[[], None]


def _run(*words: str | Path) -> None:
    subprocess.run([sys.executable, *map(str, words)], check=True, cwd=PROJECT, capture_output=True)


def _cases(copy: Path, period: str, work: Path) -> Mapping[str, Act]:
    page = write_whole_document(understand(PROJECT, period).documents[0], work)

    def build(formats: str, jobs: int) -> Act:
        words = ("build", period, "--project", copy, "--format", formats, "--jobs", str(jobs))
        return lambda: _run("-m", "generator", *words)

    def warm() -> None:
        for each in understand(PROJECT, period, depth=Depth.NOTHING).documents:
            render_html(each)

    return {
        BARE: lambda: _run(Path(__file__).with_name("bare.py"), page, work / "bare.pdf"),
        ONE: build("pdf", 1),
        "pdf, two processes": build("pdf", 2),
        "html": build("html", 1),
        "html, warm, stages 1–5": warm,
    }


def _everything(copy: Path, work: Path) -> Mapping[str, Act]:
    pages = []
    for period in reported_periods(PROJECT):
        for document in understand(PROJECT, period).documents:
            folder = work / period / document.id
            folder.mkdir(parents=True)
            pages.append(write_whole_document(document, folder))

    def bare() -> None:
        for page in pages:
            _run(Path(__file__).with_name("bare.py"), page, page.with_suffix(".pdf"))

    def build(jobs: int) -> Act:
        return lambda: _run("-m", "generator", "build", "--project", copy, "--format", "pdf", "--jobs", str(jobs))

    return {BARE: bare, ONE: build(1), "pdf, two processes": build(2)}


def _seconds(cases: Mapping[str, Act], rounds: int) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for act in cases.values():
        act()
    for _ in range(rounds):
        for name, act in cases.items():
            start = time.perf_counter()
            act()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def measure(rounds: int, period: str) -> Sequence[str]:
    """Rounds and a period go in; every case is run in each round; lines with medians, ratios and sizes come out."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        copy = work / "projekt"
        shutil.copytree(PROJECT / "content", copy / "content")
        # Without the shared ones: those are where Tertial is, and twice would be twice the style.
        shutil.copytree(PROJECT / "templates", copy / "templates", ignore=shutil.ignore_patterns("base"))
        cases = _everything(copy, work) if period == ALL else _cases(copy, period, work)
        medians = {name: statistics.median(found) for name, found in _seconds(cases, rounds).items()}
        lines = [f"{period}: {rounds} rounds, medians; baseline: bare WeasyPrint, a process a document"]
        for name, median in medians.items():
            lines.append(f"  {name:24} {median * 1000:8.0f} ms   {median / medians[BARE]:5.2f} × bare")
        if period != ALL:
            cases[ONE]()
            made = next((copy / "output").rglob("*.pdf")).stat().st_size
            bare = (work / "bare.pdf").stat().st_size
            lines.append(f"  {'size of the PDF':24} {made / 1024:8.0f} kB   {made / bare:5.2f} × bare")
        return lines


if __name__ == "__main__":
    given = sys.argv[1:]
    found = measure(int(given[0]) if given else ROUNDS, given[1] if given[1:] else PERIOD)
    sys.stdout.write("\n".join(found) + "\n")
