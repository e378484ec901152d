"""A chart as a picture: its shapes stand where the drawing says, in the colours of the house."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from generator.document import Bar, Drawing, DrawnText, StraightLine, Style
from generator.document import Path as DrawnPath
from generator.printing.docx.chart_picture import chart_picture, dashed
from generator.printing.docx.house_style import read_house_style

CSS = """
.chart-bar { stroke: #fff; stroke-width: 1 } .series-1, .series-2 { fill: #0b4f6c } .series-2 { fill: #a8621c }
.chart-line { stroke-width: 2.25 } .chart-line.series-1 { stroke: #0b4f6c; stroke-dasharray: 10 10 }
.chart-base { stroke: #1b2733 } .chart-point.series-2 { fill: rgb(0, 128, 0) } .chart-label { fill: var(--x) }
"""


def _opened(data: bytes) -> Image.Image:
    """Return a picture, which has a palette: it is written in less than half the time, and half as large."""
    image = Image.open(io.BytesIO(data))
    assert image.mode == "P"
    return image.convert("RGB")


def test_shapes_stand_where_the_drawing_says() -> None:
    """Three pixels a unit: bars, lines with their dashes, points."""
    drawing = Drawing(
        100,
        60,
        (StraightLine("0", "50", "100", "50", "base"),),
        (Bar("10", "10", "20", "30", 1), Bar("40", "10", "20", "30", 2)),
        (DrawnPath("M0 55L100 55", 1, "line"), DrawnPath("M77 20a3 3 0 1 1 6 0a3 3 0 1 1 -6 0Z", 2, "point")),
        (DrawnText("95", "30", "█", "label", "end"),),
    )
    style = read_house_style(Style("", Path("templates/base")), CSS)
    image = _opened(chart_picture(drawing, style))
    at = {(x, y): image.getpixel((3 * x, 3 * y)) for x, y in [(20, 25), (50, 25), (80, 20), (5, 55), (15, 55), (35, 5)]}

    assert image.size == (300, 180)
    assert at == {
        (20, 25): (11, 79, 108),
        (50, 25): (168, 98, 28),
        (80, 20): (0, 128, 0),
        (5, 55): (11, 79, 108),
        (15, 55): (255, 255, 255),
        (35, 5): (255, 255, 255),
    }


def test_states_have_their_colours() -> None:
    """Bars, lines, points and what is written on them, before the colours of series; others keep these."""
    drawing = Drawing(
        100,
        60,
        (),
        (
            Bar("10", "10", "20", "30", 1, "bar", "gul"),
            Bar("40", "10", "20", "30", 1, "bar", "lila"),
            Bar("65", "10", "9", "30", 1),
        ),
        (
            DrawnPath("M0 50L100 50", 1, "line", "gul"),
            DrawnPath("M77 20a3 3 0 1 1 6 0a3 3 0 1 1 -6 0Z", 2, "point", "lila"),
        ),
        (
            DrawnText("20", "30", "HH", "label", "middle", 1, "gul"),
            DrawnText("50", "30", "HH", "label", "middle", 1, "lila"),
        ),
    )
    colours = (("gul", "#f5c518"), ("lila", "#5b2a86"))
    style = read_house_style(Style("", Path("templates/base"), state_colours=colours), CSS)
    image = _opened(chart_picture(drawing, style))
    places = {"series": (69, 25), "line": (5, 50), "point": (80, 20)}
    inside = [
        {colour for _, colour in image.crop((3 * x, 33, 3 * x + 48, 117)).getcolors(9999) or ()} for x in (12, 42)
    ]

    assert {name: image.getpixel((3 * x, 3 * y)) for name, (x, y) in places.items()} == {
        "series": (11, 79, 108),
        "line": (245, 197, 24),
        "point": (91, 42, 134),
    }
    assert {(245, 197, 24), (27, 39, 51)} <= inside[0]
    assert {(91, 42, 134), (255, 255, 255)} <= inside[1]


def test_dashes_go_round_corners() -> None:
    """A gap that a corner divides goes on after it."""
    assert list(dashed([(0, 0), (10, 0), (10, 10)], [8, 4])) == [((0, 0), (8, 0)), ((10, 2), (10, 10))]
