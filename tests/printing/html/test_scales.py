"""The marks and colours of status scales are drawn as a house declares them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from generator.document import (
    ChartBlock,
    DeclaredMark,
    Document,
    Look,
    PrintedCell,
    StatusMark,
    TableBlock,
    every_block,
)
from generator.printing.html import look_problems, render_html, render_sheets, stylesheet_for_paper
from generator.printing.html.stylesheet import stylesheet_for_states, stylesheet_for_web
from generator.problems import Problem, Rejected, Severity, Where
from tests.built import ROOT
from tests.samples.report import sample_report

BASE = ROOT / "templates" / "base"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M4 8h8" stroke="#fff"/></svg>'
PLACE = Where("templates/hus/profil.yaml", 3, 11)


def look_of(
    folder: Path, symbols: Mapping[str, str] | None = None, colours: Mapping[str, str] | None = None, css: str = ""
) -> Look:
    """A folder, and what a house declares and adds, in → its look, with the base under it."""
    own = folder / "hus"
    for name, text in {"css/profil.css": css, "symboler/droppe.svg": SVG, "symboler/bock.svg": SVG}.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    (own / "symboler" / "trasig.svg").write_text("<html>", encoding="utf-8")
    marks = [{name: DeclaredMark(text, PLACE) for name, text in (each or {}).items()} for each in (symbols, colours)]
    look = sample_report().look
    return replace(look, folders=(str(own), str(BASE)), symbols=marks[0], colours=marks[1])


def problem_of(look: Look) -> Problem:
    """The look of a house with a fault in → the one problem out, which is that of the web and of paper."""
    found = []
    for stylesheet in (stylesheet_for_web, stylesheet_for_paper):
        with pytest.raises(Rejected) as refused:
            stylesheet(look)
        found.append(refused.value.problems)
    assert found[0] == found[1]
    (problem,) = found[0]
    return problem


def test_symbols_and_colours_are_rules_after_the_base_and_before_the_house(tmp_path: Path) -> None:
    """The web carries the file, paper names it from the base's folder; the house may draw all in another way."""
    css = ".symbol-pil-hoger::before { opacity: 1; }"
    look = look_of(tmp_path, {"pil_höger": "symboler/droppe.svg"}, {"röd": "--bad", "lila": "#5b2a86"}, css)
    web, style = str(stylesheet_for_web(look)), stylesheet_for_paper(look)

    for text in (web, style.css):
        assert ".colour-rod::before { background-color: var(--bad); }" in text
        assert ".colour-lila::before { background-color: #5b2a86; }" in text
        assert text.index(".state::before") < text.index(".colour-rod::before") < text.index(css)
    assert '.symbol-pil-hoger::before { background-image: url("data:image/svg+xml;base64,' in web
    (address,) = re.findall(r'\.symbol-pil-hoger::before \{ background-image: url\("([^"]+)"\)', style.css)
    assert (style.base / address).resolve() == (tmp_path / "hus/symboler/droppe.svg").resolve()
    assert "colour-" not in style.furniture_css


def test_a_house_may_put_its_file_in_the_place_of_the_bases(tmp_path: Path) -> None:
    """Of a file that both have the house's is drawn; what the house lacks is the base's."""
    style = stylesheet_for_paper(look_of(tmp_path, {"bock": "symboler/bock.svg", "kryss": "symboler/kryss.svg"}))
    own, base = re.findall(r"background-image: url\(\"([^\"]+symboler[^\"]+|symboler[^\"]+)\"\)", style.css)

    assert (style.base / own).resolve() == (tmp_path / "hus/symboler/bock.svg").resolve()
    assert base == "symboler/kryss.svg"


@pytest.mark.parametrize(
    ("symbol", "code"),
    [
        ("symboler/saknas.svg", "T001"),
        ("symboler/trasig.svg", "T405"),
        ("../annan/bock.svg", "T405"),
        ("/etc/bock.svg", "T405"),
        ("https://exempel.se/bock.svg", "T405"),
        ("symboler", "T001"),
    ],
)
def test_a_symbol_is_a_file_of_the_house(tmp_path: Path, symbol: str, code: str) -> None:
    """It is told at the line that declares it, on the web and on paper."""
    problem = problem_of(look_of(tmp_path, {"droppe": symbol}))

    assert (problem.code, problem.where) == (code, PLACE)


def test_a_variable_is_one_of_the_style(tmp_path: Path) -> None:
    """A name that no sheet sets would leave the disc without a colour; the house's own names are known."""
    problem = problem_of(look_of(tmp_path, {}, {"lila": "--lilla"}, ":root { --lila: #5b2a86; } /* --lilla: red; */"))

    assert (problem.code, problem.where, problem.hint) == ("T111", PLACE, "Menade du ”--lila” eller ”--still”?")
    assert stylesheet_for_web(look_of(tmp_path, {}, {"lila": "--lila"}, ":root { --lila: #5b2a86; }"))


COLOURS = [
    ("#767676", "", "#767676"),
    ("--fair", "", "#946200"),
    ("--fair", ":root { --fair: #123456; }", "#123456"),
    ("--a", ":root { --a: var(--b); --b: var( --c ); --c: #ABC; }", "#ABC"),
]


@pytest.mark.parametrize(("colour", "css", "expected"), COLOURS)
def test_what_cannot_read_variables_gets_their_colours(tmp_path: Path, colour: str, css: str, expected: str) -> None:
    """Charts and Word files have the colours that discs have: the last that the sheets say."""
    assert stylesheet_for_paper(look_of(tmp_path, {}, {"färg": colour}, css)).state_colours == (("färg", expected),)


@pytest.mark.parametrize(
    ("colour", "css", "found"),
    [
        ("#959595", "", "#959595 med 2,9:1"),
        ("--fair", ":root { --fair: #f5c518; }", "#f5c518 med 1,6:1"),
        ("#949494", "", None),
        ("#000", "", None),
        ("--fair", ":root { --fair: rgb(255 255 0); }", None),
    ],
)
def test_a_colour_on_which_the_white_symbol_is_faint_is_told(
    tmp_path: Path, colour: str, css: str, found: str | None
) -> None:
    """Three to one is what WCAG asks of marks; the place is the line that sets the colour."""
    problems = look_problems(look_of(tmp_path, {}, {"gul": colour}, css))

    assert [(each.code, each.found, each.severity) for each in problems] == (
        [("T408", found, Severity.WARNING)] if found else []
    )
    assert [each.where.file.rpartition("/")[2] for each in problems] == (
        ["profil.css" if css else "profil.yaml"] if found else []
    )


def test_the_bases_own_colours_are_seen(tmp_path: Path) -> None:
    """Of each of the built-in colours a white mark stands out."""
    names = ("--good", "--fair", "--bad", "--calm", "--still")

    assert look_problems(look_of(tmp_path, {}, {name[2:]: name for name in names})) == ()


# --- what is printed -----------------------------------------------------------------------------------------------


def with_states(shown: str) -> Document:
    """How states are shown in → the sample report with all its states shown so."""
    report = sample_report()

    def changed(block: object) -> object:
        if isinstance(block, TableBlock):
            groups = tuple(
                tuple(replace(row, cells=tuple(map(cell_of, row.cells))) for row in rows) for rows in block.groups
            )
            return replace(block, groups=groups)
        return replace(block, blocks=tuple(map(changed, block.blocks))) if hasattr(block, "blocks") else block  # type: ignore[type-var]

    def cell_of(cell: PrintedCell) -> PrintedCell:
        text = tuple(replace(run, shown=shown) if isinstance(run, StatusMark) else run for run in cell.text)  # type: ignore[arg-type]
        return replace(cell, text=text)

    units = tuple(replace(unit, blocks=tuple(map(changed, unit.blocks))) for unit in report.units)  # type: ignore[arg-type]
    return replace(report, units=units)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("symbol och ord", '<span class="state symbol-bock colour-gron">Uppnått</span>'),
        ("ord", '<span class="state-word">Uppnått</span>'),
        (
            "symbol",
            '<span class="state symbol-bock colour-gron symbol-only"><span class="told">Uppnått</span></span>',
        ),
    ],
)
def test_a_state_is_printed_as_it_is_shown(shown: str, expected: str) -> None:
    """The word is in the page whatever is seen of it, on the web and on paper."""
    document = with_states(shown)

    assert expected in render_html(document)
    assert expected in "".join(sheet.html for sheet in render_sheets(document))


def test_what_is_told_is_hidden_in_every_page(tmp_path: Path) -> None:
    """Not in marked editions alone."""
    for css in (str(stylesheet_for_web(look_of(tmp_path))), stylesheet_for_paper(look_of(tmp_path)).css):
        assert ".told { position: absolute;" in css
        assert ".told { font-size: 1px;" in css


def test_a_chart_draws_states_in_their_colours(tmp_path: Path) -> None:
    """Fills come after those of series, labels are read on them, and a chart without states has none of it."""
    report = sample_report()
    (chart, *_) = (block for block in every_block(report.units) if isinstance(block, ChartBlock))
    bars = tuple(replace(bar, state="röd") for bar in chart.drawing.bars)
    texts = tuple(replace(text, state="ljus") if text.series else text for text in chart.drawing.texts)
    states = replace(chart, drawing=replace(chart.drawing, bars=bars, texts=texts))
    look = look_of(tmp_path, {}, {"röd": "--bad", "ljus": "#f5c518"})
    unit = replace(report.units[-1], blocks=(states,))
    drawn, plain = (
        render_html(replace(report, units=(replace(unit, blocks=(block,)),), contents=None, look=look))
        for block in (states, chart)
    )

    on_paper = [
        [".state-rod, .chart-point" in sheet.html for sheet in render_sheets(replace(report, units=units, look=look))]
        for units in ((report.units[0], replace(unit, blocks=(states,))), report.units[:2])
    ]

    assert on_paper == [[False, True], [False, False]]
    assert drawn.index(".series-8 {") < drawn.index(".state-rod, .chart-point.state-rod { fill: #b3372c; }")
    assert ".chart-line.state-rod { fill: none; stroke: #b3372c; }" in drawn
    assert (".on-state-rod { fill: #ffffff; }" in drawn, ".on-state-ljus { fill: #1b2733; }" in drawn) == (True, True)
    assert re.search(r'<rect class="chart-bar series-1 state-rod"', drawn)
    assert "state-rod {" not in plain


def test_a_value_that_is_no_colour_stays_out_of_drawings(tmp_path: Path) -> None:
    """There a sign that means nothing to a style sheet would begin an element."""
    css = ':root { --bad: "<svg onload=x>"; --good: rgb(0 0 0 / 50%); }'
    rules = str(stylesheet_for_states(look_of(tmp_path, {}, {"röd": "--bad", "grön": "--good"}, css)))

    assert "<" not in rules
    assert ("state-rod" in rules, "state-gron" in rules) == (False, True)
