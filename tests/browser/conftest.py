"""Debian's Chromium, started once for all tests of a run; nothing it shows may ask for anything outside the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from generator.render_html import render_html
from tests.samples.report import sample_report

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

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample report as a web page on disk."""
    path = tmp_path_factory.mktemp("page") / "rapport.html"
    path.write_text(render_html(sample_report()), encoding="utf-8")
    return path


@pytest.fixture
def open_page(browser: Browser, page_file: Path) -> Iterator[Open]:
    """Opens the page so wide, with or without scripts; what it asks for beside itself is refused and fails the test."""
    asked: list[str] = []
    contexts = []

    def answer(route: Route) -> None:
        if route.request.url.split("#")[0] == page_file.as_uri():
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    def open_page(width: int, height: int = 900, *, scripts: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=scripts)
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.goto(page_file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()

    assert not asked, "the page asks for something outside itself"
