"""A municipality that Tertial has never heard of, built through the front door: nothing is made for one house alone.

Storköping (tests/projects/storkoping) writes a hyphen for minus and points between thousands, numbers to two levels,
lets chapters run on around a page that is turned, has record types, units and scales of its own, its result in a CSV
file in tkr that is cited in mnkr, notes with numbers, and files of its own choice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf
import pytest

from tests.built import Built, Element
from tests.verapdf.runner import VeraPdf

REPORT, MEMO = "manadsrapport", "pm"


@pytest.fixture(scope="session")
def page(storkoping: Built) -> Element:
    """The web page of the monthly report."""
    return storkoping.page(f"{REPORT}.html")


@pytest.fixture(scope="session")
def pdf_text(storkoping: Built) -> str:
    """The text of the monthly report's PDF."""
    return storkoping.pdf_text(f"{REPORT}.pdf")


def body(page: Element, name: str) -> list[list[str]]:
    """The cells of a table's body."""
    return [row for part in page.by_id(name).all("tbody") for row in part.rows]


def head(page: Element, name: str) -> list[list[str]]:
    """The cells of a table's head."""
    (part,) = page.by_id(name).all("thead")
    return part.rows


def test_the_papers_are_built_without_a_word(storkoping: Built) -> None:
    """Two documents, each as a page and as a PDF, with names in ASCII."""
    assert storkoping.code == 0, storkoping.err
    assert {path.name for path in storkoping.folder.iterdir()} == {
        f"{name}.{kind}" for name in (REPORT, MEMO) for kind in ("html", "pdf")
    }


def test_both_pdfs_are_pdf_ua_and_pdf_a(storkoping: Built, verapdf: VeraPdf) -> None:
    """PDF/UA-1 and PDF/A-3a, chapters that run on and a turned page notwithstanding."""
    assert verapdf.validate([storkoping.path(f"{REPORT}.pdf"), storkoping.path(f"{MEMO}.pdf")]) == []


def test_the_wide_table_stands_on_a_turned_page(storkoping: Built) -> None:
    """Exactly one page is wider than it is high; the chapter's other sections are on upright ones."""
    with pikepdf.open(storkoping.path(f"{REPORT}.pdf")) as pdf:
        turned = [page.mediabox[2] > page.mediabox[3] for page in pdf.pages]

    assert sum(turned) == 1
    assert not turned[0]
    assert not turned[-1]


def test_bookmarks_follow_the_headings(storkoping: Built) -> None:
    """Past the turned page too, sections stand under their chapter."""
    with pikepdf.open(storkoping.path(f"{REPORT}.pdf")) as pdf, pdf.open_outline() as outline:
        told = [(level, title) for level, title in _bookmarks(outline.root, 0) if title[:1].isdigit()]

    assert told == [
        (1, "1 Läget i korthet"),
        (1, "2 Nämndens egna ord"),
        (1, "3 Mål och satsningar"),
        (2, "3.1 Mål: Tryggt hemma"),
        (2, "3.2 Mål: Jämlik vård"),
        (2, "3.3 Alla satsningar"),
        (1, "4 Ekonomi"),
        (2, "4.1 Nyckeltal i detalj"),
        (2, "4.2 Efter tabellen"),
        (1, "5 Personal"),
        (2, "5.1 Väsentliga händelser"),
    ]


def _bookmarks(items: Iterable[pikepdf.OutlineItem], level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, " ".join(item.title.split())
        yield from _bookmarks(item.children, level + 1)


def test_the_contents_list_has_two_levels(page: Element) -> None:
    """Numbers to two levels, unnumbered sections without; a run-in heading is none."""
    (navigation,) = page.all("nav")
    lines = [element.text for element in next(iter(navigation.all("ol"))).all("li")]

    assert [line.split(" 3.1")[0].split(" 4.1")[0].split(" 5.1")[0] for line in lines] == [
        "1 Läget i korthet",
        "2 Nämndens egna ord",
        "3 Mål och satsningar",
        "3.1 Mål: Tryggt hemma",
        "3.2 Mål: Jämlik vård",
        "3.3 Alla satsningar",
        "Satsningar i arbete",
        "4 Ekonomi",
        "4.1 Nyckeltal i detalj",
        "4.2 Efter tabellen",
        "5 Personal",
        "5.1 Väsentliga händelser",
    ]


def test_the_result_is_the_files_with_sums_where_they_are_declared(page: Element) -> None:
    """Rows of the CSV, computed rows and columns, in this house's notation."""
    assert head(page, "tabell-resultat") == [
        ["Tusental kronor Minus är kostnad", "Utfall mars", "Utfall januari–mars", "Budget januari–mars", "Avvikelse"]
    ]
    assert body(page, "tabell-resultat") == [
        ["Statsbidrag1", "1.250", "3.750", "3.600", "+150"],
        ["Avgifter", "2.346", "7.001", "7.100", "-99"],
        ["Personal", "-24.310", "-72.806", "-71.900", "-906"],
        ["varav inhyrd", "-1.204", "-3.900", "-2.500", "-1.400"],
        ["Lokaler", "-3.100", "-9.300", "-9.300", "0"],
        ["Övrigt", "–", "-140", "", ""],
        ["Intäkter", "3.596", "10.751", "10.700", "+51"],
        ["Kostnader", "-27.410", "-82.246", "-81.200", "-1.046"],
        ["Netto", "-23.814", "-71.495", "-70.500", "-995"],
        ["Nettokostnad per invånare", "", "61 kr per invånare", "", ""],
    ]


def test_figures_in_tkr_are_cited_in_mnkr(page: Element) -> None:
    """One figure, in the unit of each place: rounded last, with the words that agree with it."""
    text = page.by_id("text-läget").text

    assert text.startswith(
        "Nettot till och med mars är -71,5 mnkr, 1,0 mnkr sämre än budget. Beläggningen är 95,7%, och 1.196 bor på "
        "boende mot 1.204 i februari."
    )


def test_a_table_of_all_kinds_of_columns_and_rows(page: Element) -> None:
    """Groups of columns, headings, sums that leave per cent out, states, dates, lists, notes, values with names."""
    assert head(page, "tabell-områden") == [
        ["", "Mars", "Jan–mars", "Läge", "Mätt", "Vad som görs"],
        ["Antal1", "Andel", "Antal", "Andel"],
    ]
    assert body(page, "tabell-områden") == [
        ["Hemtjänst"],
        ["Kvinnor", "412", "61,5%", "1.236", "62,3%", "Enligt plan", "2025-03-31", "Fler turer Ny rutt"],
        ["Män", "258", "38,5%", "744", "37,8%", "Viss avvikelse", "2025-03-31", "Uppsökande arbete"],
        ["Delsumma hemtjänst", "670", "", "1.980", "", "", "", ""],
        ["Boende"],
        ["Kvinnor", "7001", "58,1%", "", "..", "Stor avvikelse", "", "Fler platser"],
        ["Män", "504", "41,9%", "", "–", "Enligt plan", "2025-03-30", ""],
        ["Avgår vakanta", "12", "", "", "", "", "", ""],
        ["Delsumma boende", "1.192", "", "", "", "", "", ""],
        ["Summorna är preliminära."],
        ["", "", "", "", "", "", "", ""],
        ["Nöjda", "88% Perioden 92% Helår", "", "", "", "", "", ""],
    ]


def test_records_are_shown_sorted_and_summed(page: Element) -> None:
    """In the unit of their field, converted before they are added; a written unit that differs is printed."""
    rows = body(page, "satsningar-alla_satsningar")

    assert [row[:5] for row in rows] == [
        ["Äldres måltider", "450", "50", "12%", "ej bestämt"],
        ["Samlad journal", "1.050", "-50", "", "ej bestämt"],
        ["Ny välfärdsteknik", "2 mkr", "500", "0,4 mkr", "2025-01-15"],
        ["Tillsammans", "3.500", "500", "", ""],
    ]
    assert rows[2][5] == (
        "Upphandling Utbildning av 308 undersköterskor Steg Inköp, 2025-04-01, 700 tkr Införande Avslutad Nej"
    )


def test_sections_are_made_for_goals_and_their_initiatives(page: Element) -> None:
    """Records within records, the board's own section in one of them, and words where there are none."""
    section = page.by_id("tryggt_hemma")

    assert [heading.text for heading in section.all("h3", "h4", "h5")] == [
        "3.1 Mål: Tryggt hemma",
        "Vad som återstår",
        "Satsningar",
        "Ny välfärdsteknik, Stor avvikelse",
        "Äldres måltider, Enligt plan",
        "Trygghetslarm",
    ]
    assert "Kostar 2 mnkr, mot 1,3 mnkr i februari." in section.text
    assert "Inget att rapportera denna månad." in page.by_id("jämlik_vård").text


def test_what_is_left_out_is_not_there(page: Element, pdf_text: str) -> None:
    """A section that the board leaves out is in neither; one with nothing to report says so."""
    assert "Synpunkter" not in page.text
    assert "Synpunkter" not in pdf_text
    assert page.by_id("väsentliga_händelser").text == "5.1 Väsentliga händelser Inget att rapportera denna månad."


def test_the_picture_has_its_words_with_a_figure_in_them(page: Element) -> None:
    """A citation in an alternative text is printed as words."""
    (picture,) = page.by_id("text-läget").all("img")

    assert picture.attributes["alt"].replace("\u00a0", " ") == "Karta över 1.250 platser"
    assert picture.attributes["src"].startswith("data:image/svg+xml;base64,")


def test_paper_and_page_say_the_same(page: Element, pdf_text: str) -> None:
    """Every figure of the page stands on paper."""
    squeezed = "".join(pdf_text.split()).replace("\u00a0", "")
    (main,) = page.all("main")
    missing = [data.text for data in main.all("data") if "".join(data.text.split()) not in squeezed]

    assert missing == []


def test_every_id_stands_once(storkoping: Built) -> None:
    """Links lead to one place."""
    for name in (REPORT, MEMO):
        ids = [
            each.attributes["id"] for each in storkoping.page(f"{name}.html").everything() if "id" in each.attributes
        ]

        assert len(ids) == len(set(ids))


def test_links_lead_to_what_is_there(storkoping: Built) -> None:
    """Every link into the page has its goal."""
    for name in (REPORT, MEMO):
        page = storkoping.page(f"{name}.html")
        ids = {each.attributes.get("id") for each in page.everything()}
        goals = [link.attributes["href"] for link in page.all("a") if link.attributes.get("href", "").startswith("#")]

        assert goals
        assert [goal for goal in goals if goal[1:] not in ids] == []


def test_the_pdf_carries_tables_and_figures(storkoping: Built) -> None:
    """Each table as a CSV with an ASCII name, and all printed figures with their exact values."""
    with pikepdf.open(storkoping.path(f"{REPORT}.pdf")) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    figures = {each["id"]: each for each in json.loads(files["tal.json"])["tal"]}

    assert all(name.isascii() for name in files)
    assert [name for name in files if name.endswith("resultat.csv")]
    assert figures["resultat.avgifter.utfall"]["värde"] == "2345.6"
    assert figures["resultat.avgifter.utfall"]["ursprung"]["fil"] == "resultat.csv"
    assert figures["resultat.avgifter.utfall"]["ursprung"]["plats"] == "rad 3"
    assert figures["föregående_period.boende"]["värde"] == "1204"


def test_a_memo_without_cover_or_numbers(storkoping: Built) -> None:
    """A short paper: forms for each record and a blank one, a title that cites, no numbers."""
    page = storkoping.page(f"{MEMO}.html")

    assert next(iter(page.all("h1"))).text == "PM om Ny välfärdsteknik"
    assert [heading.text for heading in page.all("h2", "h3")] == [
        "Bakgrund",
        "Uppgifter",
        "Satsning 1",
        "Satsning 2",
        "Satsning 3",
        "Satsning 4",
    ]


def test_code_knows_no_municipality() -> None:
    """No module of the generator has the name of a municipality's house in it."""
    folder = Path(__file__).parents[1] / "generator"
    names = ("nacka", "uppsala", "göteborg", "goteborg", "gävle", "gavle")
    code = {path: path.read_text(encoding="utf-8").casefold() for path in folder.rglob("*.py")}

    assert [(path.name, name) for path, text in code.items() for name in names if name in text] == []
