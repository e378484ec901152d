"""The correction sheet on paper: one page, whatever a correction changes, and as much of it as finds room."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.compose import Depth
from generator.compose.correction_sheet import correction_sheet
from generator.content import CheckSettings
from generator.document import CorrectionNotice, Document, Place, Release, Stage
from generator.pipeline import lay_out_document, understand
from generator.problems import Severity
from tests.built import ROOT

PERIODS: Mapping[str, Path] = {
    "nacka/socialnamnden/2023-t1": ROOT,
    "gavle/socialnamnden/2025-04": ROOT,
    "goteborg/socialnamnd_nordost/2024-03": ROOT,
    "uppsala/socialnamnden/2024": ROOT,
    "storkoping/vardnamnden/2025-03": ROOT / "tests" / "projects" / "storkoping",
    "exempel/namnden/2024-t1": ROOT / "tests" / "projects" / "minimal",
}
REASON = "Kostnaderna för familjehem i december var bokförda på fel period och är nu flyttade. " * 3


def sheet(period: str, count: int, words: str = "", lines: str = "") -> Document:
    """The sheet of a period in which each paper has so many places, some with `words`; `lines` are the profile's."""
    understood = understand(PERIODS[period], period, depth=Depth.NOTHING)
    papers = [document.id for document in understood.documents]
    places = tuple(
        Place(
            document=paper,
            section=f"{1 + number // 7}.{1 + number % 7}",
            title="Uppföljning av ekonomin per verksamhetsområde",
            page=str(1 + number // 3),
            old=words if words and number % 3 == 0 else f"−{number},5 miljoner kronor",
            new=words[::-1] if words and number % 3 == 0 else f"−{number + 1},5 miljoner kronor",
            part="Familjehemsvård barn och ungdom, Utfall 2024" if number % 2 else "",
        )
        for paper in papers
        for number in range(count)
    )
    first = Release(1, date(2025, 2, 7), Stage.DECIDED, documents=tuple(papers))
    second = Release(2, date(2025, 2, 10), Stage.CORRECTED, reason=REASON, decided_by="nämnden § 45", places=places)
    house = understood.content.house
    if lines:
        house = replace(house, settings=CheckSettings.model_validate({"rättelseblad_rader": lines}))
    releases = (first, replace(second, documents=tuple(papers)))
    return correction_sheet(releases, understood.documents, house)[0]


def notice(document: Document) -> CorrectionNotice:
    """What stands on a sheet."""
    block = document.units[0].blocks[0]
    assert isinstance(block, CorrectionNotice)
    return block


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(
    "words", ["", "Fler barn än väntat har behövt vård utanför hemmet, och det har kostat mer. " * 3]
)
def test_the_sheet_is_one_page(period: str, words: str) -> None:
    """Sixty places in each paper, with long texts or without, and a long reason: one page in every house."""
    document = sheet(period, 60, words)

    assert [fragment.page_count for fragment in lay_out_document(document)[0].fragments] == [1]


def test_a_sheet_of_a_larger_type_says_that_it_is_long() -> None:
    """A house whose sheet holds fewer lines than it is told of is warned, and told what to change."""
    document = sheet("exempel/namnden/2024-t1", 60)
    long = replace(notice(document), facts=notice(document).facts * 12)
    longer = replace(document, units=(replace(document.units[0], blocks=(long,)),))
    problems = lay_out_document(longer)[1]

    assert [problem.code for problem in problems] == ["T406"]
    assert problems[0].severity is Severity.WARNING
    assert "3 sidor" in problems[0].found


def test_a_sheet_says_how_many_places_found_no_room() -> None:
    """What is told and what is counted are all places, paper by paper, and none is left without a word."""
    document = sheet("uppsala/socialnamnden/2024", 60)

    for group in notice(document).table.groups:
        told = [row for row in group if row.kind == "rad"]
        left = next(str(row.cells[0].text[0]) for row in group if row.kind == "text")

        assert len(told) + int(re.findall(r"\d+", left)[0]) == 60


def test_a_house_says_how_many_lines_its_sheet_has() -> None:
    """Half the lines in the profile are fewer places on the sheet."""
    whole, half = (notice(sheet("exempel/namnden/2024-t1", 60, lines=lines)) for lines in ("", "25"))

    assert len(half.table.groups[0]) < len(whole.table.groups[0])


def test_a_few_places_stand_all_on_the_sheet() -> None:
    """Where all find room nothing is counted, and what is told alike twice stands once, with both pages."""
    table = notice(sheet("gavle/socialnamnden/2025-04", 3)).table

    assert [[row.kind for row in group] for group in table.groups] == [["mellanrubrik", "rad", "rad", "rad"]] * 2


@pytest.mark.parametrize("period", PERIODS)
def test_a_word_longer_than_its_column_finds_room(period: str) -> None:
    """No word of a correction keeps it from being printed: one that is too long is divided."""
    document = sheet(period, 2, "socialtjänstbeslutsverkställighetsuppföljningsblanketterna")

    assert lay_out_document(document)[1] == ()
