"""From document values to HTML: what the templates print, what they may not do, and what a fault in one leads to."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import meta, nodes
from markupsafe import Markup

from generator.document import (
    Block,
    Document,
    DocumentUnit,
    Letterhead,
    Look,
    Note,
    NoteMark,
    Numbering,
    PageSlot,
    PrintedFigure,
    ProseBlock,
    Remark,
    SectionBlock,
    TableBlock,
)
from generator.printing.html import render_furniture, render_html, render_sheets, stylesheet_for_paper, templating
from generator.printing.html.stylesheet import stylesheet_for_web
from generator.printing.html.templating import css_class, ranges
from generator.problems import Problem, Rejected
from tests.conftest import Golden
from tests.samples.report import FOLDERS, WORDS, paragraph, sample_report, section

GOLDEN = Path(__file__).parents[1] / "golden" / "sheets"
BASE = Path("templates/base")
TEMPLATES = sorted(Path("templates").rglob("*.html"))
ONE_FIGURE = PrintedFigure("s1-figure-1", "resultat.netto.utfall", "-48.4", "−48,4\u00a0mnkr")


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, in order, and those that were never closed."""

    VOID = frozenset({"meta", "br", "col", "img", "link", "line", "rect", "path"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the element, and that it is open."""
        self.handle_startendtag(tag, attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Closes the innermost element, which it must be."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def every(self, attribute: str) -> list[str]:
        """The values of an attribute, in order."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


def report_of(*blocks: Block, look: Look | None = None) -> Document:
    """Blocks in → a report of one chapter with them out."""
    report = sample_report()
    unit = DocumentUnit("u1", "kapitel", "Kapitel", (section("s1", 2, "1", "Kapitel", *blocks),))
    return replace(report, units=(unit,), contents=None, look=look or report.look)


def problem_of(document: Document) -> Problem:
    """A document that a template cannot print in → the one problem out."""
    with pytest.raises(Rejected) as refused:
        render_html(document)
    (problem,) = refused.value.problems
    return problem


def house(folder: Path, **templates: str) -> Look:
    """A folder and templates by their path (`__` for a slash) in → the look of a house that has them out."""
    for name, text in templates.items():
        path = folder / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Look("provhus", (str(folder), str(BASE)), WORDS)


# --- what is printed -----------------------------------------------------------------------------------------------


def test_every_block_has_its_template() -> None:
    """Each kind of block names a template that the base has."""
    missing = [kind.__name__ for kind in get_args(Block) if not (BASE / kind.template).is_file()]

    assert missing == []


def test_the_page_is_well_formed_and_names_nothing_twice() -> None:
    """Elements close in order, every id is there once, and every reference inside the page names one of them."""
    page = Page(render_html(sample_report()))
    ids = page.every("id")
    named = {name for value in page.every("aria-labelledby") for name in value.split()}
    linked = {address[1:] for address in page.every("href") if address.startswith("#")}

    assert page.open == []
    assert len(ids) == len(set(ids))
    assert named <= set(ids)
    assert linked <= set(ids)


def test_a_figure_is_printed_with_its_name_and_machine_value() -> None:
    """A figure is a data element: what it is in the ledger, its value for programs, its text for people."""
    html = render_html(report_of(ProseBlock("t1", paragraph("Netto ", ONE_FIGURE, "."))))

    expected = '<data value="-48.4" data-figure="resultat.netto.utfall" id="s1-figure-1">−48,4\u00a0mnkr</data>'
    assert f"<p>Netto {expected}.</p>" in html


def test_marks_and_notes_of_a_text_lead_to_each_other() -> None:
    """By their roles, on the web and within a unit of paper."""
    text = ProseBlock("t1", ("Ett.", NoteMark("n", "1", "m")), "", (Note("n", "1", ("Noten.",), "m"),))
    report = report_of(text)

    for html in (render_html(report), "".join(sheet.html for sheet in render_sheets(report))):
        assert '<sup class="note-mark"><a href="#n" role="doc-noteref" id="m">1</a></sup>' in html
        assert 'id="n" role="doc-footnote"><a class="mark" href="#m" role="doc-backlink">1</a> Noten.</p>' in html


def test_text_is_escaped_and_markup_is_not() -> None:
    """Plain text can hold no element; the markup that Markdown made stays as it is."""
    html = render_html(report_of(ProseBlock("t1", ("<script>1 & 2</script>", Markup("<em>viktigt</em>")))))

    assert "&lt;script&gt;1 &amp; 2&lt;/script&gt;" in html
    assert "<em>viktigt</em>" in html
    assert "<script" not in html


def test_the_page_asks_for_nothing_outside_itself() -> None:
    """Fonts, styles and charts are inside: no address but those of the page's own elements and of data."""
    html = render_html(sample_report())
    page = Page(html)

    assert page.every("src") == []
    assert all(address.startswith("#") for address in page.every("href"))
    assert all(address.startswith("data:") for address in re.findall(r'url\("?([^")]+)', html))
    assert html.count("data:font/woff2") == 7
    assert "<script" not in html


def test_headings_come_in_order() -> None:
    """The page has one h1, and no level is skipped on the way down."""
    levels = [int(tag[1]) for tag, _ in Page(render_html(sample_report())).elements if re.fullmatch(r"h[1-6]", tag)]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_the_page_is_the_same_each_time() -> None:
    """The same document gives the same bytes."""
    assert render_html(sample_report()) == render_html(sample_report())


def test_no_cell_carries_a_style() -> None:
    """Cells have classes: a style on each costs a tenth of the layout's time. Tables and columns have their widths."""
    styled = {tag for tag, attributes in Page(render_html(sample_report())).elements if "style" in attributes}

    assert styled <= {"table", "col"}


def test_a_table_without_a_caption_is_named_by_its_heading() -> None:
    """A screen reader hears the section's heading and the head of the row heads."""
    report = sample_report()
    (agenda,) = [unit for unit in report.units if unit.id == "u2"]
    chapter = agenda.blocks[0]
    assert isinstance(chapter, SectionBlock)
    bare = tuple(replace(block, caption=()) if isinstance(block, TableBlock) else block for block in chapter.blocks)
    html = render_html(replace(report, units=(replace(agenda, blocks=(replace(chapter, blocks=bare),)),)))

    assert 'aria-labelledby="s2-rubrik agenda-head-0"' in html
    assert "<caption></caption>" not in html


def test_ranges_are_kept_together_but_not_in_links() -> None:
    """No line breaks inside 2019–2023; in a link nothing is set around it, as paper's links hold text alone."""
    assert ranges("Åren 2019–2023 (jan–april)") == (
        ("Åren ", False),
        ("2019–2023", True),
        (" ", False),
        ("(jan–april)", True),
    )
    assert ranges("ett – två") == (("ett – två", False),)
    assert not any(kept for _, kept in ranges(Markup('<a href="https://a–b.se">2019–2023</a>')))
    assert "".join(text for text, _ in ranges(Markup("<p>3–4 <b>5–6</b></p>"))) == "<p>3–4 <b>5–6</b></p>"


@pytest.mark.parametrize(
    ("word", "name"), [("avgår", "avgar"), ("mycket tät", "mycket-tat"), ("pil_höger", "pil-hoger"), ("Röd", "rod")]
)
def test_class_names_are_ascii(word: str, name: str) -> None:
    """Swedish words become class names that every tool reads."""
    assert css_class(word) == name


# --- sheets for paper ----------------------------------------------------------------------------------------------


def test_each_unit_has_its_sheet() -> None:
    """There is a sheet for each unit, in order; only that with the contents list waits for page numbers."""
    report = sample_report()
    sheets = render_sheets(report)

    assert [sheet.id for sheet in sheets] == [unit.id for unit in report.units]
    assert [sheet.id for sheet in sheets if sheet.needs_page_numbers] == ["u-innehåll"]
    assert {sheet.numbering for sheet in sheets} == {Numbering.COUNTED}
    for sheet in sheets:
        assert Page(sheet.html).open == []


def test_links_to_other_units_are_marked() -> None:
    """A link inside the unit is an address in it, one to another unit is `xref:`, and its target is there."""
    sheets = render_sheets(sample_report())
    ids = {sheet.id: set(Page(sheet.html).every("id")) for sheet in sheets}
    everywhere = set().union(*ids.values())

    for sheet in sheets:
        for address in Page(sheet.html).every("href"):
            inside, target = address.startswith("#"), address.removeprefix("#").removeprefix("xref:")
            assert target in (ids[sheet.id] if inside else everywhere - ids[sheet.id]), address


def test_the_contents_list_asks_for_the_page_of_each_entry() -> None:
    """Every entry has an empty element that names its section, for the layout to fill."""
    (contents,) = [sheet for sheet in render_sheets(sample_report()) if sheet.needs_page_numbers]

    assert re.findall(r'<span class="page-of" data-page-of="([^"]+)"></span>', contents.html) == [
        *("s1", "s1a", "s1b", "s2", "s2a", "s3", "s3a", "s4")
    ]


def test_a_sheet_does_not_know_the_other_units() -> None:
    """A change in one unit changes its sheet alone: what was laid out of the others is still good."""
    report = sample_report()
    before = render_sheets(report)
    changed = replace(report.units[2], blocks=(Remark("r", ("Ändrat.",), "inga poster"),))
    after = render_sheets(replace(report, units=(*report.units[:2], changed, *report.units[3:]), title="Ny titel"))

    differing = [new.id for old, new in zip(before, after, strict=True) if old.html != new.html]
    assert differing == [report.units[2].id]


def test_charts_have_their_description_first() -> None:
    """The title that paper's tags take for the alternative text is the first child of each drawing."""
    for sheet in render_sheets(sample_report()):
        for drawing in re.findall(r"<svg[^>]*>\s*(<\w+>[^<]*)", sheet.html):
            assert drawing.startswith("<title>Stapeldiagram: ")


def test_links_hold_text_alone() -> None:
    """In a link there is nothing but text: each element inside would become a link of its own on paper."""
    for sheet in render_sheets(sample_report()):
        assert re.findall(r"<a [^>]*>[^<]*<(?!/a>)", sheet.html) == []


def test_the_furniture_has_a_page_for_each() -> None:
    """Each page is an empty box with what stands in its head: the cover's has no number."""
    report = sample_report()
    slots = (
        PageSlot("", "3", "u-omslag", "omslag", first=True),
        PageSlot("1", "3", "u1", "", first=True),
        PageSlot("2", "3", "u1", "", first=False),
    )
    html = render_furniture(report, slots).html

    assert re.findall(r'data-page="([^"]*)"', html) == ["", "1 (3)", "2 (3)"]
    assert re.search(r'class="slot mall-[\w-]+ unit-omslag staende first"', html)
    assert html.count('data-running="Tertialbokslut 1 2023 · Socialnämnden"') == 3


@pytest.mark.parametrize("number", range(6))
def test_a_sheet_is_as_it_was(golden: Golden, number: int) -> None:
    """The markup of each kind of block is looked at before it changes: what paper's tags are made of."""
    sheet = render_sheets(sample_report())[number]

    golden(sheet.html, GOLDEN / f"{css_class(sheet.id)}.html")


# --- the house -----------------------------------------------------------------------------------------------------


def test_a_house_replaces_a_template_by_its_name(tmp_path: Path) -> None:
    """The house's own folder comes first; what it does not have is the base's."""
    look = house(tmp_path, block__remark='<p class="eget">{{ block.id }}</p>\n')
    html = render_html(report_of(Remark("r1", ("Inget.",), "inga poster"), look=look))

    assert '<p class="eget">r1</p>' in html
    assert "<h2" in html


def test_a_house_builds_on_the_shared_template_of_the_same_name(tmp_path: Path) -> None:
    """A house's template can include the base's own by `base/`, without copying it."""
    look = house(tmp_path, block__remark='<div class="ram">{% include "base/block/remark.html" %}</div>\n')
    html = render_html(report_of(Remark("r1", ("Inget.",), "inga poster"), look=look))

    assert '<div class="ram"><p class="remark' in html


def test_style_sheets_add_up(tmp_path: Path) -> None:
    """The base's style comes first, the house's own after it, so that the house wins with what it says."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "profil.css").write_text(":root { --accent: #123456; }\n", encoding="utf-8")
    look = Look("provhus", (str(tmp_path), str(BASE)), WORDS)

    for css in (stylesheet_for_web(look), stylesheet_for_paper(look).css):
        assert css.index("--accent: #123456") > css.index("--accent: #1f3f63")


def test_a_projects_own_base_replaces_the_built_in_one_file_by_file(tmp_path: Path) -> None:
    """A project that carries its own base has the shared style once; what its base lacks is the built-in's."""
    own = tmp_path / "base"
    shutil.copytree(BASE, own)
    (own / "css" / "shared.css").write_text(":root { --accent: #123456; }\n", encoding="utf-8")
    (own / "css" / "memo.css").unlink()
    built_in, changed = (Look("provhus", folders, WORDS) for folders in ((str(BASE),), (str(own), str(BASE))))

    for stylesheet in (stylesheet_for_web, lambda look: stylesheet_for_paper(look).css):
        before, after = stylesheet(built_in), stylesheet(changed)
        assert "--accent: #1f3f63" in before
        assert (after.count("--accent:"), after.count("@font-face")) == (1, before.count("@font-face"))
        assert after.count(".letterhead-fields .field") == before.count(".letterhead-fields .field") > 0
    furniture = [stylesheet_for_paper(look).furniture_css for look in (built_in, changed)]
    assert furniture[0] == furniture[1]


def test_addresses_on_paper_are_relative_to_the_shared_folder(tmp_path: Path) -> None:
    """Paper's style holds no place of this machine for the base's fonts, and finds the house's own files too."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "profil.css").write_text('p { background: url("../bild.svg"); }\n', encoding="utf-8")
    (tmp_path / "bild.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    style = stylesheet_for_paper(Look("provhus", (str(tmp_path), str(BASE)), WORDS))
    addresses = [address for address in re.findall(r'url\("([^"]+)"\)', style.css) if not address.startswith("data:")]

    assert "fonts/source-sans-3-latin-400-normal.woff2" in addresses
    assert (style.base / addresses[-1]).resolve() == (tmp_path / "bild.svg").resolve()
    assert all((style.base / address).is_file() for address in addresses[:-1])


def test_the_page_head_is_on_the_furniture_alone() -> None:
    """The sheets leave their margins empty: what stands there depends on the other units."""
    style = stylesheet_for_paper(sample_report().look)

    assert "@top-right" in style.furniture_css
    assert "@top" not in style.css
    assert "counter(" not in style.css + style.furniture_css


# --- templates at fault --------------------------------------------------------------------------------------------

FAULTS = {
    "ett okänt namn": ("<p>\n{{ block.finns_inte }}\n", 2, "finns_inte"),
    "en okänd variabel": ("{{ rubrik }}\n", 1, "rubrik"),
    "en oavslutad tagg": ("<p>\n\n{% if block.id %}\n", 3, ""),
    "räkning": ("<p>\n{{ block.id | length + 1 }}\n", 2, "räkning"),
    "avrundning": ("{{ 2 | round }}\n", 1, "round"),
    "rå text": ("{{ block.id | safe }}\n", 1, "safe"),
    "en mallfil som saknas": ('\n{% include "finns-inte.html" %}\n', 2, "finns-inte.html"),
}


@pytest.mark.parametrize(("template", "line", "found"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_template_has_its_line(tmp_path: Path, template: str, line: int, found: str) -> None:
    """A fault of a house's template is a problem T501 at the file and the line of it, never a traceback."""
    look = house(tmp_path, block__remark=template)
    problem = problem_of(report_of(Remark("r1", ("Inget.",), "inga poster"), look=look))

    assert problem.code == "T501"
    assert problem.where.file == str(tmp_path / "block/remark.html")
    assert problem.where.line == line
    assert found in problem.found
    assert problem.hint


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    """What is not a template's fault is not said to be one."""
    with pytest.raises(TypeError):
        render_html(report_of(ProseBlock("t1", None)))  # type: ignore[arg-type]


# --- what templates may not do -------------------------------------------------------------------------------------


def trees() -> Iterator[tuple[Path, nodes.Template]]:
    """Every template that Tertial ships, as its syntax."""
    environment, _ = templating._environment(FOLDERS)
    for path in TEMPLATES:
        yield path, environment.parse(path.read_text("utf-8"))


def test_templates_hold_no_arithmetic_and_no_formatting() -> None:
    """No template of ours calculates, rounds or formats, or lets text through unescaped."""
    arithmetic = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)

    for path, tree in trees():
        assert not list(tree.find_all(arithmetic)), path


def test_templates_use_only_what_they_are_given() -> None:
    """The names that templates take from outside are these and no others."""
    given = {"document", "words", "css", "link", "paper", "unit", "pages", "blocks", "block", "heading", "drawing"}
    given |= {"origins"}  # the files that figures were taken from
    given |= {"chart_css"}  # what a chart has where it draws states
    given |= {"alternative"}  # what a drawing is in words
    given |= {"title", "findings", "marked"}  # the page of a check
    given |= {"day", "sections"}  # the page of what is written

    for path, tree in trees():
        assert meta.find_undeclared_variables(tree) <= given, path


def test_templates_print_no_words_of_their_own() -> None:
    """Fixed words come from the house, so that a house can change them: between the tags there is no letter."""
    for path in TEMPLATES:
        source = path.read_text("utf-8")
        assert not re.search(r'(?:title|label|data-\w+)="[^"{]*[^\W\d]', re.sub(r"\{%.*?%\}", "", source)), path
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>|<[^>]*>", "", path.read_text("utf-8"), flags=re.DOTALL
        )
        assert not re.search(r"[^\W\d]", text), f"{path}: {text.strip()}"


def test_what_stands_above_the_contents_on_paper_stands_on_the_page() -> None:
    """The contents themselves stand beside the text, once."""
    report = sample_report()
    (contents,) = (unit for unit in report.units if unit.kind == "innehåll")
    head = Letterhead("brevhuvud", "Storköping", "Förvaltningen", ("Titel",), ())
    units = (replace(contents, blocks=(head, *contents.blocks)), *report.units[2:])

    page = render_html(replace(report, units=units))

    assert page.count("Förvaltningen") == page.count('<nav class="contents"') == 1
    assert " no-cover " in page
    assert " no-cover " not in render_html(report)
