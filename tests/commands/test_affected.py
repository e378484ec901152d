"""A correction builds again what it affects and nothing else: seen on the sheets that are laid out."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.document import Fragment, Job, Style
from generator.printing.pdf import LocalLayouter
from tests.built import ROOT
from tests.commands.conftest import Project

PERIOD = "nacka/socialnamnden/2023-t1"


@pytest.fixture
def nacka(tmp_path: Path) -> Project:
    """A project with Nacka's content and templates."""
    shutil.copytree(ROOT / "content" / "nacka", tmp_path / "content" / "nacka")
    shutil.copytree(ROOT / "templates" / "nacka", tmp_path / "templates" / "nacka")
    return Project(tmp_path)


@pytest.mark.slow
def test_only_what_a_correction_affects_is_laid_out(nacka: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The published version is built again, once; then only the chapters that print the figure, and the notice.

    Slow: Nacka's report is laid out twice, once to publish it and once to hold it against what was published.
    """
    laid: list[Job] = []
    plain = LocalLayouter.lay_out

    def lay_out(layouter: LocalLayouter, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        laid.extend(jobs)
        return plain(layouter, style, jobs)

    monkeypatch.setattr(LocalLayouter, "lay_out", lay_out)
    published = nacka.run("publish", PERIOD, "--stage", "utsänd", "--date", "2023-05-24", "--jobs", "1")
    assert published.code == 0, published.err
    first = {job.sheet.id for job in laid}
    unaffected = {"del-tertialrapport-verksamhetsresultat", "del-tertialrapport-sjukfrånvaro"}
    laid.clear()

    corrected = nacka.run(
        *("correct", PERIOD, "riktade_statsbidrag.habiliteringsersättning.prognos=2 409 000", "--reason", "Fel belopp"),
        *("--date", "2023-05-30", "--yes", "--jobs", "1"),
    )

    assert corrected.code == 0, corrected.err
    times = Counter(job.sheet for job in laid)
    assert set(times.values()) == {1}, "a sheet is never laid out twice"
    again = Counter(sheet.id for sheet in times)
    assert first <= set(again)
    assert {again[name] for name in unaffected} == {1}
    # Page heads are made of the whole report; the cover says that it is revised.
    assert {name for name in first if again[name] > 1} == {
        "del-tertialrapport-omslag",
        "del-tertialrapport-riktade_statsbidrag",
        "sidhuvud",
    }
