"""Run `python -m tests.bench [rounds] [period]`: ratios to bare WeasyPrint, medians over alternating rounds.

The baseline is `bare`: a whole process that reads the HTML which Tertial made of the same document, as one file with the
same style, and writes PDF/A-3a with tags. Seconds are this machine's; only the ratios carry over.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from generator.load import load
from generator.pipeline import understand
from generator.render_html import render_html
from tests.bench.whole_document import write_whole_document

PROJECT = Path(__file__).resolve().parents[2]
ROUNDS = 5
PERIOD = "nacka/socialnamnden/2023-t1"


def _run(*words: str | Path) -> None:
    subprocess.run([sys.executable, *map(str, words)], check=True, cwd=PROJECT, capture_output=True)


def _cases(copy: Path, period: str, work: Path) -> Mapping[str, Callable[[], None]]:
    understood = understand(PROJECT, period)
    document = understood.documents[0]
    page = write_whole_document(document, work)

    def build(formats: str, jobs: int) -> Callable[[], None]:
        words = ("build", period, "--project", copy, "--format", formats, "--jobs", str(jobs))
        return lambda: _run("-m", "generator", *words)

    def warm() -> None:
        for each in understand(PROJECT, period).documents:
            render_html(each)

    return {
        "bare": lambda: _run(Path(__file__).with_name("bare.py"), page, work / "bare.pdf"),
        "pdf, one process": build("pdf", 1),
        "pdf, two processes": build("pdf", 2),
        "html": build("html", 1),
        "html, warm": warm,
        "reading alone, warm": lambda: None if load(PROJECT, period, PROJECT / "templates") else None,
    }


def measure(rounds: int, period: str) -> None:
    """Runs every case once in each round and writes medians and ratios, and the sizes of the files."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        copy = work / "projekt"
        shutil.copytree(PROJECT / "content", copy / "content")
        shutil.copytree(PROJECT / "templates", copy / "templates")
        cases = _cases(copy, period, work)
        seconds: dict[str, list[float]] = {case: [] for case in cases}
        for case in cases.values():
            case()
        for _ in range(rounds):
            for case, act in cases.items():
                start = time.perf_counter()
                act()
                seconds[case].append(time.perf_counter() - start)
        baseline = statistics.median(seconds["bare"])
        sys.stdout.write(f"{period}: {rounds} rounds, medians; baseline: bare WeasyPrint, a whole process\n")
        for case, found in seconds.items():
            median = statistics.median(found)
            sys.stdout.write(f"  {case:22} {median * 1000:8.0f} ms   {median / baseline:5.2f} × bare\n")
        cases["pdf, one process"]()
        made = next((copy / "output").rglob("*.pdf")).stat().st_size
        bare = (work / "bare.pdf").stat().st_size
        sys.stdout.write(
            f"  size of the PDF        {made / 1024:8.0f} kB   {made / bare:5.2f} × bare ({bare / 1024:.0f} kB)\n"
        )


if __name__ == "__main__":
    words = sys.argv[1:]
    measure(int(words[0]) if words else ROUNDS, words[1] if words[1:] else PERIOD)
