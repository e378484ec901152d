"""The same input gives the same bytes: again, in several processes, elsewhere, at another time and place."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.document import Pdf
from generator.printing.pdf.layout_pool import layout_pool
from tests.printing.pdf import sample

ROOT = Path(__file__).parents[3]
PROGRAM = (
    "import hashlib; from tests.printing.pdf.sample import rich_pdf; print(hashlib.sha256(rich_pdf().data).hexdigest())"
)


@pytest.fixture(scope="module")
def rich() -> Pdf:
    """The rich document, made here."""
    return sample.rich_pdf()


def digest_elsewhere(folder: Path, seed: str, zone: str) -> str:
    """The digest of the rich document made by a process of its own in another folder and time zone."""
    environment = {
        **{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": seed,
        "TZ": zone,
        "LANG": "C",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_another_process_makes_the_same_file(tmp_path: Path, rich: Pdf) -> None:
    """Another folder, hash seed, time zone and locale; nothing is said on the way."""
    digest = hashlib.sha256(rich.data).hexdigest()

    assert digest_elsewhere(tmp_path, "1", "Asia/Tokyo") == digest
    assert digest_elsewhere(ROOT, "2", "America/Lima") == digest


def test_two_processes_make_the_same_file(rich: Pdf) -> None:
    """Shared work, in whatever order it is finished, is the same work; and so is work done a second time."""
    with layout_pool(2) as layouter:
        assert sample.rich_pdf(layouter).data == rich.data
        assert sample.rich_pdf(layouter).data == rich.data
