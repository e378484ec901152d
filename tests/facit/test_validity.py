"""The municipalities' own papers, built as a user builds them → each file is an archive file and accessible."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.document import BuildOptions
from generator.pipeline import build, reported_periods
from tests.remembered import Remembered
from tests.verapdf.runner import VeraPdf

PROJECT = Path(__file__).parents[2]
PERIODS = reported_periods(PROJECT)


@pytest.mark.slow
@pytest.mark.parametrize("period", PERIODS)
def test_every_paper_is_valid(verapdf: VeraPdf, remembered: Remembered, tmp_path: Path, period: str) -> None:
    """Nothing is said of the content, and veraPDF finds each PDF, bundles too, to be PDF/UA-1 and PDF/A-3a.

    Slow: lays out every page of the municipality's papers.
    """
    with remembered.in_use():
        built = build(PROJECT, period, BuildOptions(formats=frozenset({"pdf"})), lambda _: None)
    for name, content in built.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    papers = sorted(tmp_path.rglob("*.pdf"))

    assert built.problems == ()
    assert papers
    assert verapdf.validate(papers) == []
