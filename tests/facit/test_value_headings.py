"""Headings that carry figures: unit by unit the printed ones, and everything that is summed of them follows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.document import Block, Document, Inline, PrintedFigure, ProseBlock, SectionBlock
from generator.pipeline import understand

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PERIOD = "gavle/socialnamnden/2025-04"
_PRINTED = (HERE / "tables_s002.yaml").read_text(encoding="utf-8")
DEVIATIONS, FORECASTS = yaml.safe_load(_PRINTED)["tables"]  # noqa: TID251 - not content: what was printed


@lru_cache(maxsize=1)
def _documents() -> Mapping[str, Document]:
    return {document.id: document for document in understand(PROJECT, PERIOD).documents}


def _text(text: Inline) -> str:
    joined = "".join(run if isinstance(run, str) else run.text for run in text)
    return " ".join(joined.replace("\u00a0", " ").replace("\u2212", "-").split())


def _sections(blocks: tuple[Block, ...]) -> Iterator[SectionBlock]:
    for block in blocks:
        if isinstance(block, SectionBlock):
            yield block
            yield from _sections(block.blocks)


def _prose(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, ProseBlock):
            yield _text(block.text)
        elif isinstance(block, SectionBlock):
            yield from _prose(block.blocks)


def _all_sections(document: Document) -> list[SectionBlock]:
    return [section for unit in document.units for section in _sections(unit.blocks)]


def _under(heading: str) -> SectionBlock:
    report = _documents()["resultatrapport"]
    (section,) = [each for each in _all_sections(report) if _text(each.heading.text) == heading]
    return section


def _all_prose(document: Document) -> str:
    return "\n".join(text for unit in document.units for text in _prose(unit.blocks))


def _rows(table: Mapping[str, Any]) -> list[Any]:
    return [pytest.param(row, id=row["key"]) for row in table["rows"] if row["kind"] == "line"]


@pytest.mark.parametrize("row", _rows(DEVIATIONS))
def test_a_unit_stands_with_its_deviation_and_last_months(row: Mapping[str, Any]) -> None:
    """The heading has both figures as printed, and under it a comment and an action where the original has them."""
    unit, april, march, comment, action = row["raw"]
    section = _under(f"{unit} {april} mnkr" + (f" (mars {march} mnkr)" if march else ""))
    run_in = [_text(each.heading.text) for each in _sections(section.blocks)]
    figures = [Decimal(run.value) for run in section.heading.text if isinstance(run, PrintedFigure)]

    assert ("Kommentar till avvikelsen" in run_in) == (comment == "ja")
    assert ("Åtgärd till avvikelsen" in run_in) == (action == "ja")
    assert figures == [Decimal(str(value)) for value in row["value"] if value is not None]


@pytest.mark.parametrize("row", _rows(FORECASTS))
def test_a_unit_stands_with_its_forecast(row: Mapping[str, Any]) -> None:
    """The heading has the forecast as printed, and under it stands a paragraph."""
    section = _under(f"{row['raw'][0]} {row['raw'][1]} mnkr")

    assert any(_prose(section.blocks))


def test_the_totals_stand_in_the_prose() -> None:
    """The deviation and the forecast of the whole board are the printed ones, and so is the sum that is done aloud."""
    told = _all_prose(_documents()["resultatrapport"])

    assert told.count(f"{DEVIATIONS['rows'][-1]['raw'][1]} mnkr") == len(("2 Resultat", "5 Sammanfattande kommentarer"))
    assert told.count(f"{FORECASTS['rows'][-1]['raw'][1]} mnkr") == len(("först i 3", "sist i 3", "5"))
    assert told.count("2,2 - 0,6 = 1,6 mnkr") == len(("2", "3", "5"))


def test_a_corrected_unit_is_corrected_everywhere(tmp_path: Path) -> None:
    """A unit's forecast is written once: its heading, the board's forecast, the summary and the memo follow."""
    shutil.copytree(PROJECT / "templates", tmp_path / "templates")
    shutil.copytree(PROJECT / "content" / "gavle", tmp_path / "content" / "gavle")
    file = tmp_path / "content" / PERIOD / "prognos.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("prognos: 7,4", "prognos: 7,9"), encoding="utf-8")

    documents = {document.id: document for document in understand(tmp_path, PERIOD).documents}
    report, memo = documents["resultatrapport"], documents["tjänsteskrivelse"]

    assert "Utredning ungdom +7,9 mnkr" in [_text(each.heading.text) for each in _all_sections(report)]
    assert (_all_prose(report).count("+22,5 mnkr"), _all_prose(report).count("+22 mnkr")) == (3, 0)
    assert "överskott på 22,5 mnkr" in _all_prose(memo)
