"""Charts: what is drawn is true to the figures, stays inside its frame, and can be told apart without colours."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compose.chart import ChartData, Series, draw_chart
from generator.content import ChartKind
from generator.document import Bar, Drawing, DrawnText, text_width
from generator.swedish import NumberFormat, format_number

STYLE = Path("templates/base/css/chart.css").read_text("utf-8")
SIZE = 12
WHITE = "#ffffff"

every_kind = pytest.mark.parametrize("kind", get_args(ChartKind))


def series(name: str, *values: str | None) -> Series:
    """A name and values as text in → a series out."""
    numbers = tuple(None if value is None else Decimal(value) for value in values)
    texts = tuple("" if number is None else format_number(number, NumberFormat(), 1) for number in numbers)
    return Series(name, numbers, texts)


def chart(*drawn: Series, categories: int = 0, title: str = "mnkr") -> ChartData:
    """Series in → the data of a chart with categories named by years out."""
    count = categories or len(drawn[0].values)
    return ChartData(tuple(f"KV 1 {2019 + number}" for number in range(count)), drawn, title, NumberFormat())


PLACEMENTS = chart(
    series("Institution", "10.1", "21.8", "16.3"),
    series("Jourhem", "38.7", "19.9", "0.4"),
    series("Familjehem inkl. nätverk", "38.0", "50.1", "56.6"),
)
DEVIATIONS = chart(series("Avvikelse", "-2.1", "3.3", "6.3", "0.9"))
WITH_GAP = chart(series("Nacka", "98", "99", None, "103", "102"), series("Länet", "100", "101", "101", "104", "103"))


def bars(drawing: Drawing) -> list[Bar]:
    """The bars of a drawing, without the marks of its legend."""
    return [bar for bar in drawing.bars if bar.kind == "bar"]


def texts(drawing: Drawing, kind: str) -> list[DrawnText]:
    """The texts of one kind."""
    return [text for text in drawing.texts if text.kind == kind]


def extent(text: DrawnText) -> tuple[float, float]:
    """A text in → its left and right edge out."""
    width = float(text_width(text.text)) * SIZE
    left = float(text.x) - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return left, left + width


def luminance(colour: str) -> float:
    """A colour as #rrggbb in → its relative luminance after WCAG out."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Two colours in → their contrast after WCAG out."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def fills() -> dict[int, str]:
    """The fill of each series, off the style sheet."""
    return {
        int(number): colour for number, colour in re.findall(r"^\.series-(\d) \{ fill: (#\w{6})", STYLE, re.MULTILINE)
    }


def test_a_stacked_column_is_as_high_as_its_figures() -> None:
    """In a stack the height of every part is in proportion to its figure, and part stands upon part."""
    drawn = bars(draw_chart("staplade staplar", PLACEMENTS))
    values = [value for place in zip(*(each.values for each in PLACEMENTS.series), strict=True) for value in place]
    per_unit = [float(bar.height) / float(value) for bar, value in zip(drawn, values, strict=True) if value]

    assert max(per_unit) - min(per_unit) < 0.05
    for lower, upper in pairwise(drawn[:3]):
        assert float(upper.y) + float(upper.height) == pytest.approx(float(lower.y), abs=0.02)


def test_the_legend_stands_in_the_order_of_the_stack() -> None:
    """From the top down the legend names the series as they lie upon each other."""
    legend = sorted(texts(draw_chart("staplade staplar", PLACEMENTS), "legend"), key=lambda text: float(text.y))

    assert [text.text for text in legend] == ["Familjehem inkl. nätverk", "Jourhem", "Institution"]


def test_a_label_stands_only_where_there_is_room() -> None:
    """A part of a stack lower than a line of text has no label; the others print the table's own text."""
    drawing = draw_chart("staplade staplar", PLACEMENTS)
    labels = {text.text for text in texts(drawing, "label")}

    assert "0,4" not in labels
    assert {"38,7", "50,1", "56,6"} <= labels


def test_bars_below_zero_hang_from_the_line() -> None:
    """A deviation below zero hangs under the base line, one above stands on it."""
    drawing = draw_chart("staplar", DEVIATIONS)
    base = next(float(line.y1) for line in drawing.lines if line.kind == "base")
    below, *above = bars(drawing)

    assert float(below.y) == pytest.approx(base)
    assert all(float(bar.y) + float(bar.height) == pytest.approx(base, abs=0.02) for bar in above)


def test_columns_begin_at_zero_and_lines_need_not() -> None:
    """The length of a column is its value, so its axis has zero; a line of high values is given the room instead."""
    data = chart(series("Index", "98", "101", "103"))

    assert "0" in [text.text for text in texts(draw_chart("staplar", data), "tick")]
    assert "0" not in [text.text for text in texts(draw_chart("linje", data), "tick")]


def test_a_line_breaks_where_a_value_is_missing() -> None:
    """A missing value is a gap, never a zero and never bridged."""
    drawing = draw_chart("linje", WITH_GAP)
    runs = [path for path in drawing.paths if path.kind == "line" and path.series == 1]
    points = [path for path in drawing.paths if path.kind == "point" and path.series == 1]

    # Two runs of the line and its sample in the legend.
    assert len(runs) == 3
    assert len(points) == 4


def test_numbers_on_the_axis_are_swedish() -> None:
    """The axis has decimal commas, a true minus and hard spaces."""
    small = [text.text for text in texts(draw_chart("staplar", chart(series("x", "-0.3", "0.9"))), "tick")]
    large = [text.text for text in texts(draw_chart("staplar", chart(series("x", "4200", "1100"))), "tick")]

    assert "0,5" in small
    assert "\u22120,2" in [
        text.text for text in texts(draw_chart("staplar", chart(series("x", "-0.3", "0.5"))), "tick")
    ]
    assert "1\u00a0000" in large


@every_kind
def test_the_same_data_gives_the_same_drawing(kind: ChartKind) -> None:
    """A drawing is a value: made twice it is equal."""
    assert draw_chart(kind, PLACEMENTS) == draw_chart(kind, PLACEMENTS)


amounts = st.decimals(min_value=-5000, max_value=5000, places=1)
names = st.text(alphabet="abcdefghijklmnoprstuvåäö /", min_size=1, max_size=40)


@st.composite
def chart_data(draw: st.DrawFn) -> ChartData:
    """Charts of all sizes that a report could hold."""
    count = draw(st.integers(1, 6))
    values = st.lists(st.none() | amounts, min_size=count, max_size=count)
    drawn = draw(st.lists(st.tuples(names, values), min_size=1, max_size=5))
    return chart(
        *(series(name, *(None if value is None else str(value) for value in row)) for name, row in drawn),
        categories=count,
        title=draw(st.sampled_from(("", "mnkr"))),
    )


@every_kind
@given(data=chart_data())
def test_nothing_is_drawn_outside_the_frame(kind: ChartKind, data: ChartData) -> None:
    """Whatever the data, every bar and every text but a single overlong word lies inside the drawing."""
    drawing = draw_chart(kind, data)

    for bar in drawing.bars:
        assert float(bar.x) >= -0.01
        assert float(bar.x) + float(bar.width) <= drawing.width + 0.01
        assert float(bar.y) >= -0.01
        assert float(bar.y) + float(bar.height) <= drawing.height + 0.01
        assert float(bar.width) >= 0
        assert float(bar.height) >= 0
    for text in texts(drawing, "tick") + texts(drawing, "label"):
        left, right = extent(text)
        assert left >= -1
        assert right <= drawing.width + 1
        assert 0 <= float(text.y) <= drawing.height


@every_kind
@given(data=chart_data())
def test_names_of_the_legend_do_not_lie_upon_each_other(kind: ChartKind, data: ChartData) -> None:
    """However close the last values are, the names beside them are apart."""
    heights = sorted(float(text.y) for text in texts(draw_chart(kind, data), "legend"))

    assert all(below - above >= 14 for above, below in pairwise(heights))


@given(data=chart_data())
def test_the_axis_has_few_even_ticks(data: ChartData) -> None:
    """Two to seven ticks, an even distance apart, of which no two print the same."""
    ticks = texts(draw_chart("staplar", data), "tick")
    places = [float(text.y) for text in ticks]
    steps = [above - below for above, below in pairwise(places)]

    assert 2 <= len(ticks) <= 7
    assert max(steps) - min(steps) < 0.05
    assert len({text.text for text in ticks}) == len(ticks)


def test_labels_are_read_on_their_colours() -> None:
    """The label on every fill has a contrast of at least 4.5 to 1 (WCAG 1.4.3)."""
    ink = re.search(r"\.chart-label \{ fill: (#\w{6})", STYLE)
    white = set(map(int, re.findall(r"\.on-series-(\d)", STYLE)))

    assert ink
    for number, fill in fills().items():
        assert contrast(fill, WHITE if number in white else ink[1]) >= 4.5, f"series {number}"


def test_neighbours_in_a_stack_differ_in_greyscale() -> None:
    """The fills of the first four series, the most that a report has stacked, differ in lightness, each from each."""
    first = [fills()[number] for number in range(1, 5)]

    assert all(contrast(one, other) >= 1.5 for one, other in combinations(first, 2))


def test_lines_stand_out_from_the_paper() -> None:
    """A line has a contrast of at least 3 to 1 to white (WCAG 1.4.11)."""
    strokes = re.findall(r"\.chart-line\.series-\d \{[^}]*stroke: (#\w{6})", STYLE)

    assert len(strokes) >= 4
    assert all(contrast(stroke, WHITE) >= 3 for stroke in strokes)
