"""Debian's Chromium, started once for all tests of a run; nothing it shows may ask for anything outside the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
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

Open = Callable[..., Page]


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


@pytest.fixture
def open_page(browser: Browser, page_files: dict[str, Path]) -> Iterator[Open]:
    """Opens a page so wide, with or without scripts; what it asks for beside itself is refused and fails the test."""
    asked: list[str] = []
    contexts = []
    own = {path.as_uri() for path in page_files.values()}

    def answer(route: Route) -> None:
        if route.request.url.split("#")[0] in own:
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    def open_page(width: int, report: str = "sample", *, height: int = 900, scripts: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=scripts)
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.goto(page_files[report].as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()

    assert not asked, "the page asks for something outside itself"
