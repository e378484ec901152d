"""Charts: what is drawn is true to the figures, stays inside its frame, and can be told apart without colours."""

from __future__ import annotations

import math
import re
from dataclasses import replace
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
SHARED = Path("templates/base/css/shared.css").read_text("utf-8")
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
    return {int(number): colour for number, colour in re.findall(r"--series-(\d): (#\w{6});", SHARED)}


# How those see who lack a kind of cone, in linear light: Machado, Oliveira and Fernandes, 2009.
SIGHTS = {
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def seen(colour: str, sight: str) -> tuple[float, ...]:
    """A colour as it is seen, in CIELAB."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (sum(a * b for a, b in zip(row, light, strict=True)) for row in SIGHTS[sight])
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.072175 * blue
    z = (0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (max(each, 0) ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


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

    # Two runs of the line and its sample in the legend, with a point.
    assert len(runs) == 3
    assert len(points) == 5


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
    """Of four series and of the four with a texture each differs from each in lightness."""
    for numbers in (range(1, 5), range(5, 9)):
        colours = [fills()[number] for number in numbers]
        assert all(contrast(one, other) >= 1.4 for one, other in combinations(colours, 2))


@pytest.mark.parametrize("sight", SIGHTS)
def test_series_are_told_apart_by_all_who_see(sight: str) -> None:
    """Of four series and of the four with a texture each is far from each: a difference of 20 in CIELAB is plain."""
    for numbers in (range(1, 5), range(5, 9)):
        colours = [seen(fills()[number], sight) for number in numbers]
        assert min(math.dist(one, other) for one, other in combinations(colours, 2)) >= 20


def test_series_stand_out_from_the_paper() -> None:
    """Each of eight has a contrast of at least 3 to 1 to white (WCAG 1.4.11)."""
    assert sorted(fills()) == list(range(1, 9))
    assert all(contrast(fill, WHITE) >= 3 for fill in fills().values())


@pytest.mark.parametrize("kind", ["staplar", "liggande staplar", "staplade staplar"])
@given(data=chart_data())
def test_the_axis_reaches_the_data(kind: ChartKind, data: ChartData) -> None:
    """No bar ends beyond the last tick above zero."""
    drawing = draw_chart(kind, data)
    lines = [line for line in drawing.lines if line.kind in {"grid", "base"}]
    for bar in bars(drawing):
        if kind == "liggande staplar":
            assert float(bar.x) + float(bar.width) <= max(float(line.x1) for line in lines) + 0.05
        else:
            assert float(bar.y) >= min(float(line.y1) for line in lines) - 0.05


def test_what_is_counted_has_whole_numbers_on_its_axis() -> None:
    """Two of something are not measured in tenths."""
    data = replace(chart(series("Antal", "1", "2")), counted=True)

    assert [text.text for text in texts(draw_chart("staplar", data), "tick")] == ["0", "1", "2"]


def test_the_label_of_a_bar_below_zero_stands_at_its_end() -> None:
    """Left of a level bar, under a column; inside the frame."""
    level = draw_chart("liggande staplar", DEVIATIONS)
    label = next(text for text in texts(level, "label") if text.text.startswith("−"))
    below = min(bars(level), key=lambda bar: float(bar.x))

    assert extent(label)[1] < float(below.x)
    assert all(extent(label)[0] > extent(text)[1] for text in texts(level, "category"))


def test_labels_do_not_lie_upon_each_other() -> None:
    """A label wider than its column stands where the ones beside it leave room."""
    wide = chart(*(series(f"S{number}", "1234567.8", "1234567.8") for number in range(8)))
    boxes = [(extent(text), float(text.y)) for text in texts(draw_chart("staplar", wide), "label")]

    assert boxes
    for (one, y), (other, height) in combinations(boxes, 2):
        assert abs(y - height) >= SIZE or one[1] <= other[0] or other[1] <= one[0]


def test_a_stack_has_its_total_above() -> None:
    """As it is printed, over the highest part."""
    data = replace(PLACEMENTS, totals=("86,8", "91,8", "73,3"))
    drawing = draw_chart("staplade staplar", data)
    total = next(text for text in texts(drawing, "label") if text.text == "86,8")

    assert float(total.y) < min(float(bar.y) for bar in bars(drawing)[:3])


def test_series_from_the_fifth_have_a_texture_in_bar_and_legend() -> None:
    """Lines that lean differently, cut at the edges of each bar, with a gap for the label."""
    many = chart(*(series(f"S{number}", "50", "60") for number in range(8)))
    drawing = draw_chart("staplade staplar", many)
    textures = [line for line in drawing.lines if line.kind == "texture"]
    boxes = [
        (float(bar.x), float(bar.y), float(bar.width), float(bar.height)) for bar in drawing.bars if bar.series > 4
    ]

    assert textures
    for line in textures:
        x, y = (float(line.x1) + float(line.x2)) / 2, (float(line.y1) + float(line.y2)) / 2
        assert any(left <= x <= left + width and top <= y <= top + height for left, top, width, height in boxes)
    for text in texts(drawing, "label"):
        across = (line for line in textures if float(line.x1) < float(text.x) < float(line.x2))
        assert not any(float(text.y) - 8 < (float(line.y1) + float(line.y2)) / 2 < float(text.y) for line in across)


def test_points_of_lines_differ_in_form() -> None:
    """Disc, square, triangle, diamond."""
    many = chart(*(series(f"S{number}", "1", "2") for number in range(4)))
    points = [path.data for path in draw_chart("linje", many).paths if path.kind == "point"]

    assert {("a" in data, data.count("L")) for data in points} == {(True, 0), (False, 3), (False, 2)}


def test_a_waterfall_goes_on_where_the_step_before_ended() -> None:
    """The first stands on zero, and so does the sum; a fall is of another series than a rise."""
    data = replace(chart(series("mnkr", "10", "5", "-8", "7")), sums=(False, False, False, True))
    drawing = draw_chart("vattenfall", data)
    first, up, down, total = bars(drawing)
    bottom = float(first.y) + float(first.height)

    assert [bar.series for bar in (first, up, down, total)] == [1, 2, 3, 1]
    assert float(up.y) + float(up.height) == pytest.approx(float(first.y), abs=0.02)
    assert float(down.y) == pytest.approx(float(up.y), abs=0.02)
    assert float(total.y) == pytest.approx(float(down.y) + float(down.height), abs=0.02)
    assert float(total.y) + float(total.height) == pytest.approx(bottom, abs=0.02)


@pytest.mark.parametrize("sign", ["", "-"])
def test_small_steps_far_from_zero_are_seen(sign: str) -> None:
    """The axis begins near them, and the bars that stand on zero are marked as broken."""
    other = "" if sign else "-"
    values = (f"{sign}280", f"{sign}5", f"{other}3", f"{sign}282")
    data = replace(chart(series("mnkr", *values)), sums=(False, False, False, True))
    drawing = draw_chart("vattenfall", data)
    _, up, down, _ = bars(drawing)

    assert float(up.height) > 20
    assert float(down.height) > 10
    assert len([line for line in drawing.lines if line.kind == "texture"]) == 4
