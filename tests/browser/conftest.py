"""Debian's Chromium, started once for all tests of a run; nothing it shows may ask for anything outside the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route, sync_playwright

from generator.pipeline import understand
from generator.printing.html import render_html
from tests.samples.report import sample_report

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
# Without a sandbox of its own (containers have none), and without its own business on the network.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = 1280
PHONE = 360
NARROWEST = 320

# Of what breaks no rule axe would otherwise describe every element, which takes longer than to look.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WCAG = {"resultTypes": ["violations"], "preload": False, "runOnly": {"type": "tag", "values": RULES}}

# What is wrong, and nothing else that axe knows of the page: to hand that over takes as long as to look.
_FAULTS = """async options => (await axe.run(options)).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}: ${node.failureSummary}`))"""

Open = Callable[..., Page]


def faults_by_axe(page: Page, options: Mapping[str, object] = WCAG) -> list[str]:
    """A page in → what axe finds wrong with it: rule, element, reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_FAULTS, options)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample report, with all kinds of blocks, and the real one, as web pages on disk."""
    folder = tmp_path_factory.mktemp("pages")
    documents = {each.id: each for each in understand(ROOT, "nacka/socialnamnden/2023-t1").documents}
    reports = {"sample": sample_report(), "nacka": documents["tertialrapport"]}
    for name, report in reports.items():
        (folder / f"{name}.html").write_text(render_html(report), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in reports}


@pytest.fixture(scope="session")
def _asked() -> list[str]:
    """What the pages have asked for beside themselves."""
    return []


@pytest.fixture(scope="session")
def _pages(browser: Browser, page_files: dict[str, Path], _asked: list[str]) -> Iterator[Callable[[bool], Page]]:
    """A page with scripts and one without, each kept for all tests: a new one takes longer than to look at it."""
    own = {path.as_uri() for path in page_files.values()}

    def answer(route: Route) -> None:
        if route.request.url.split("#")[0] in own:
            route.continue_()
        else:
            _asked.append(route.request.url)
            route.abort()

    @cache
    def page(scripts: bool) -> Page:  # noqa: FBT001 - the key of the two pages
        context = browser.new_context(java_script_enabled=scripts)
        context.route("**/*", answer)
        return context.new_page()

    yield page
    for context in browser.contexts:
        context.close()


@pytest.fixture
def open_page(_pages: Callable[[bool], Page], page_files: dict[str, Path], _asked: list[str]) -> Iterator[Open]:
    """Opens a page so wide, with or without scripts; what it asks for beside itself is refused and fails the test."""
    _asked.clear()

    def open_page(width: int, report: str = "sample", *, height: int = 900, scripts: bool = True) -> Page:
        page = _pages(scripts)
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": width, "height": height})
        page.goto(page_files[report].as_uri())
        return page

    yield open_page

    assert not _asked, "the page asks for something outside itself"
