"""The web page in a real browser: WCAG 2.1 by axe, on a desk and on a phone, by keyboard and without scripts."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import NARROWEST, PHONE, WIDE, Open, faults_by_axe

pytestmark = pytest.mark.xdist_group("browser")

WIDTHS = (WIDE, PHONE, NARROWEST)

every_report = pytest.mark.parametrize("report", ["sample", "nacka"])


@pytest.mark.parametrize(("width", "report"), [*((width, "sample") for width in WIDTHS), (min(WIDTHS), "nacka")])
def test_axe_finds_nothing(open_page: Open, width: int, report: str) -> None:
    """No rule of WCAG 2.1 A or AA, and none of the best practices, is broken at any width.

    `test_every_page` looks at real reports wide and on a phone; here one is looked at on the smallest screen.
    """
    page = open_page(width, report)

    assert faults_by_axe(page) == []


def test_axe_finds_what_is_wrong(open_page: Open) -> None:
    """The check can fail: text of too little contrast and a picture without a name are found."""
    page = open_page(WIDE)
    page.evaluate("document.querySelector('h2').style.color = '#cccccc'")
    page.evaluate("document.querySelector('svg title').remove()")

    found = " ".join(faults_by_axe(page))

    assert "color-contrast" in found
    assert "svg-img-alt" in found


def test_axe_finds_nothing_in_the_open_contents_list(open_page: Open) -> None:
    """The contents list that a phone unfolds is as good as the page."""
    page = open_page(PHONE)
    page.click("summary")

    assert page.is_visible("details.above a")
    assert faults_by_axe(page) == []


@every_report
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(open_page: Open, width: int, report: str) -> None:
    """Whatever is wider than the screen scrolls in its own frame, never the page."""
    page = open_page(width, report)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_report
@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_runs_out_of_its_cell(open_page: Open, width: int, report: str) -> None:
    """No figure or word is wider than the cell it stands in, so that none lies over its neighbour."""
    page = open_page(width, report)

    wide = page.evaluate(
        "[...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth + 1).map(c => c.innerText)"
    )

    assert wide == []


def test_figures_stand_on_one_line(open_page: Open) -> None:
    """No figure of a table is broken over two lines, on the narrowest screen either."""
    page = open_page(NARROWEST)

    broken = page.evaluate(
        "[...document.querySelectorAll('td data')].filter(d => d.getClientRects().length > 1).map(d => d.innerText)"
    )

    assert broken == []


def test_wide_tables_scroll_in_a_region_that_the_keyboard_reaches(open_page: Open) -> None:
    """A table wider than the phone lies in a named region that takes the focus and scrolls by the arrow keys."""
    page = open_page(PHONE)
    region = page.locator("#ekonomi .scroll")

    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('#ekonomi .scroll').scrollLeft > 0")

    assert region.evaluate("r => document.activeElement === r")
    assert page.get_by_role("region", name=re.compile("Ekonomiskt resultat per budgetrad")).count() == 1


def test_the_skip_link_comes_first_and_leads_to_the_text(open_page: Open) -> None:
    """The first stop of the keyboard is a link, visible then, that moves the focus to the main part."""
    page = open_page(WIDE)

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.innerText")
    top = page.evaluate("document.activeElement.getBoundingClientRect().top")
    page.keyboard.press("Enter")

    assert first == "Hoppa till innehållet"
    assert top >= 0
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_the_contents_list_stays_in_view(open_page: Open) -> None:
    """On a wide screen the list stands beside the text and stays while the text moves."""
    page = open_page(WIDE, height=700)
    contents = page.locator("nav .beside")

    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; window.scrollTo(0, 3000)")
    box = contents.bounding_box()
    main = page.locator("main").bounding_box()

    assert box is not None
    assert main is not None
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= main["x"]


def test_every_link_of_the_contents_list_leads_somewhere(open_page: Open) -> None:
    """Each link inside the page names an element that is there."""
    page = open_page(WIDE)

    lost = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => decodeURIComponent(a.hash.slice(1)))"
        ".filter(id => !document.getElementById(id))"
    )

    assert lost == []


@pytest.mark.parametrize("width", WIDTHS)
def test_targets_are_large_enough(open_page: Open, width: int) -> None:
    """What is pressed with a finger is at least 24 pixels high, but for links in running text (WCAG 2.2, 2.5.8)."""
    page = open_page(width)
    if width < WIDE:
        page.click("summary")

    small = page.evaluate(
        "[...document.querySelectorAll('nav a, summary')].filter(a => a.offsetParent && a.offsetHeight < 24)"
        ".map(a => a.innerText)"
    )

    assert small == []


def test_the_page_reads_without_scripts(open_page: Open) -> None:
    """With scripts turned off everything is there: text, figures, charts, and the contents list unfolds."""
    page = open_page(PHONE, scripts=False)
    page.locator("summary").click()

    assert page.locator("details.above a").first.is_visible()
    assert page.locator("data").first.is_visible()
    assert page.locator("svg").first.is_visible()
    assert page.locator("script").count() == 0


def test_the_house_fonts_are_inside(open_page: Open) -> None:
    """Text and tables are set in the fonts that the page carries."""
    page = open_page(WIDE)
    page.evaluate("document.fonts.ready")

    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))"
    )

    assert {"Source Serif 4", "Source Sans 3"} <= set(loaded)


def test_the_page_prints_without_what_is_for_the_screen(open_page: Open) -> None:
    """Printed, the page is its text: no list of links, no skip link, no frame that hides a part of a table."""
    page = open_page(WIDE)
    page.emulate_media(media="print")

    assert not page.is_visible("nav")
    assert not page.is_visible(".skip")
    assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"
