"""Every paper of every house as a web page, and all that a correction prints, in a real browser: WCAG 2.1 by axe."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator.compose import Depth
from generator.pipeline import status, understand
from generator.printing.html import StatusRow, StatusSection, StatusTable, check_report, render_html, status_page
from generator.problems import Problem, Severity, Where
from generator.project import find_periods
from tests.browser.conftest import PHONE, WCAG, WIDE, faults_by_axe
from tests.built import ROOT
from tests.corrected import HOUSES, corrected

pytestmark = pytest.mark.xdist_group("browser")

# Colours are the same at every width, and looking at them takes most of the time.
NARROW = {**WCAG, "rules": {"color-contrast": {"enabled": False}}}
PERIODS = find_periods(ROOT)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all, since a new one takes longer than to look at it; its width is set by each test."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    yield context.new_page()
    context.close()


def faults(page: Page, pages: Mapping[str, str], folder: Path, colours: Collection[str] = ()) -> list[str]:
    """Pages by name → what is wrong with any of them, wide and narrow; `colours` are looked at in these, or all."""
    found: list[str] = []
    for name, html in pages.items():
        path = folder / f"{name}.html"
        path.write_text(html, encoding="utf-8")
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.goto(path.as_uri())
        for width, options in ((WIDE, WCAG if not colours or name in colours else NARROW), (PHONE, NARROW)):
            page.set_viewport_size({"width": width, "height": 900})
            found.extend(f"{name} {width}: {fault}" for fault in faults_of(page, width, options))
    return found


def faults_of(page: Page, width: int, options: Mapping[str, object]) -> Iterator[str]:
    """What axe finds, and whether the page scrolls sideways."""
    yield from faults_by_axe(page, options)
    across = page.evaluate("document.documentElement.scrollWidth")
    if across > width:
        yield f"scrolls sideways: {across}"


@pytest.mark.slow
@pytest.mark.parametrize("period", PERIODS)
def test_every_paper_keeps_to_wcag(page: Page, tmp_path: Path, period: str) -> None:
    """No rule is broken, and no page scrolls sideways, in any paper of the content; 3 s a paper, by axe."""
    papers = understand(ROOT, period, depth=Depth.NOTHING).documents

    assert faults(page, {paper.id: render_html(paper) for paper in papers}, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("house", HOUSES)
def test_a_correction_keeps_to_wcag(page: Page, tmp_path: Path, house: str) -> None:
    """Notices, marked editions, the sheet and the differences break no rule, in any house; 2 s a paper, by axe.

    Colours are looked at in the sheet, in the shortest marked edition and in the shortest paper with a notice: they are
    the same in all.
    """
    made = corrected(house)
    marked, noticed = (min(papers, key=lambda paper: len(repr(paper.units))) for papers in (made.marked, made.papers))
    # A house's only report is looked at with its marks.
    alone = {noticed.id: noticed} if len(made.papers) > 1 else {}
    papers = {f"marked-{paper.id}": paper for paper in made.marked}
    pages = {**papers, **alone, "sheet": made.sheet, "differences": made.differences}
    shortest = ("sheet", f"marked-{marked.id}", noticed.id)

    assert faults(page, {name: render_html(paper) for name, paper in pages.items()}, tmp_path, shortest) == []


@pytest.mark.parametrize("house", ["uppsala", "storkoping"])
def test_the_page_of_status_keeps_to_wcag(page: Page, tmp_path: Path, house: str) -> None:
    """Tables of things in each state, and a board without a period, break no rule."""
    project, period = HOUSES[house]
    look, _ = status(project, period)
    states = ("saknas", "utkast", "klar", "granskad")
    rows = tuple(
        StatusRow("Ekonomi", "tabell ekonomi", "Controller", each, "2024-05-08", each, late=True) for each in states
    )
    sections = (
        StatusSection("en", "Socialnämnden", (), (StatusTable("rapport: 2 av 4 klara", rows),)),
        StatusSection("två", "Bolaget", ("Perioden saknas.",), ()),
    )

    assert faults(page, {"status": status_page("Status", "Läget i dag", sections, look)}, tmp_path) == []


@pytest.mark.parametrize("house", ["uppsala", "storkoping"])
def test_the_page_of_findings_keeps_to_wcag(page: Page, tmp_path: Path, house: str) -> None:
    """Findings of each severity beside a table, a text and alone break no rule."""
    project, period = HOUSES[house]
    understood = understand(project, period, depth=Depth.NOTHING)
    places = [where for document in understood.documents for where in document.places.values()]
    problems = [
        Problem("T204", where, "Summan stämmer inte.", "12", "13", "Rätta ett av talen.", severity)
        for where, severity in zip((*places[:6], Where("content/tal.yaml", 1)), [*Severity] * 7, strict=False)
    ]
    html = check_report("Kontroll", problems, understood.documents, understood.lines)

    assert faults(page, {"kontroll": html}, tmp_path) == []
