"""A chart as a picture in PNG, drawn from its shapes in the colours of the house."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING, cast

from generator.document import Drawing, DrawnText, Path, text_on
from generator.printing.docx.house_style import HouseStyle

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels for a unit of the drawing; drawn twice as large and reduced, since lines of Pillow have no soft edges.
_SCALE = 3
_SOFT = 2
_FONT_SIZE = 12
_COLOURS, _MOST_COLOURS = 256, 0xFFFF
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")
_ANCHORS: Mapping[str, str] = {"start": "ls", "middle": "ms", "end": "rs"}

_Point = tuple[float, float]
_Colour = tuple[int, int, int]


def chart_picture(drawing: Drawing, style: HouseStyle) -> bytes:
    """Return the PNG of a chart, three pixels for each unit of the drawing."""
    return _Painter(drawing, style).painted()


class _Painter:
    def __init__(self, drawing: Drawing, style: HouseStyle) -> None:
        # Loaded here: few builds make a Word file.
        from PIL import Image, ImageDraw, ImageFont

        self.drawing, self.rules, self.states = drawing, style.chart, style.states
        self.factor = _SCALE * _SOFT
        size = (drawing.width * self.factor, drawing.height * self.factor)
        self.image = Image.new("RGB", size, "white")
        self.brush = ImageDraw.Draw(self.image)
        size_of_type = _FONT_SIZE * self.factor
        # The plain layout: the other one differs between machines.
        plain = ImageFont.Layout.BASIC
        font = io.BytesIO(style.chart_font)
        self.font = (
            ImageFont.truetype(font, size_of_type, layout_engine=plain)
            if style.chart_font
            else ImageFont.load_default(size_of_type)
        )

    def painted(self) -> bytes:
        """Draw from the back to the front, as the web page does."""
        for line in self.drawing.lines:
            if line.kind == "grid":
                self.line(self.points((line.x1, line.y1, line.x2, line.y2)), self.rule(".chart-grid"))
        for bar in self.drawing.bars:
            x, y, width, height = map(float, (bar.x, bar.y, bar.width, bar.height))
            (corner, opposite) = self.points((x, y, x + width, y + height))
            rule = self.rule(f".chart-{bar.kind}", f".series-{bar.series}") | self.of_state(bar.state)
            outline = paint(rule, "stroke") if "stroke" in rule else None
            self.brush.rectangle((*corner, *opposite), fill=paint(rule), outline=outline, width=self.width(rule))
        for line in self.drawing.lines:
            if line.kind != "grid":
                self.line(self.points((line.x1, line.y1, line.x2, line.y2)), self.rule(f".chart-{line.kind}"))
        for path in self.drawing.paths:
            self.path(path)
        for text in self.drawing.texts:
            self.text(text)
        out = io.BytesIO()
        _of_few_colours(self.image.reduce(_SOFT)).save(out, "PNG", optimize=False)
        return out.getvalue()

    def rule(self, *selectors: str) -> dict[str, str]:
        """Return the declarations for an element, later selectors last."""
        rule: dict[str, str] = {}
        for selector in selectors:
            rule.update(self.rules.get(selector, {}))
        return rule

    def of_state(self, state: str, name: str = "fill") -> dict[str, str]:
        """Return the declaration for what is filled or drawn in the colour of a state."""
        return {name: self.states[state]} if state in self.states else {}

    def points(self, numbers: Sequence[float | str]) -> list[_Point]:
        """Return points in pixels."""
        scaled = [float(number) * self.factor for number in numbers]
        return list(zip(scaled[::2], scaled[1::2], strict=True))

    def width(self, rule: Mapping[str, str]) -> int:
        """Return the width of a line in pixels."""
        written = _NUMBERS.search(rule.get("stroke-width", ""))
        return max(1, round(float(written[0]) * self.factor)) if written else 1

    def line(self, points: Sequence[_Point], rule: Mapping[str, str]) -> None:
        """Draw a line through points, in dashes if the style says so."""
        dashes = [float(each) * self.factor for each in _NUMBERS.findall(rule.get("stroke-dasharray", ""))]
        for part in dashed(points, dashes) if min(dashes, default=0) > 0 else [points]:
            self.brush.line(list(part), fill=paint(rule, "stroke"), width=self.width(rule), joint="curve")

    def path(self, path: Path) -> None:
        """Draw a line of straight parts, or a point: one of corners, or a disc from its left, with its radius next."""
        numbers = _NUMBERS.findall(path.data)
        series = f".series-{path.series}"
        if path.kind == "line":
            rule = self.rule(".chart-line", f".chart-line{series}") | self.of_state(path.state, "stroke")
            self.line(self.points(numbers), rule)
            return
        if "a" not in path.data:
            self.brush.polygon(
                self.points(numbers), fill=paint(self.rule(series, f".chart-point{series}") | self.of_state(path.state))
            )
            return
        (left, middle), (radius, _) = self.points(numbers[:4])
        box = (left, middle - radius, left + 2 * radius, middle + radius)
        self.brush.ellipse(box, fill=paint(self.rule(series, f".chart-point{series}") | self.of_state(path.state)))

    def text(self, text: DrawnText) -> None:
        """Draw a text from, around or to its point on the baseline."""
        rule = self.rule(f".chart-{text.kind}", f".on-series-{text.series}")
        if text.state in self.states:
            rule["fill"] = text_on(self.states[text.state])
        (point,) = self.points((text.x, text.y))
        self.brush.text(point, text.text, fill=paint(rule), font=self.font, anchor=_ANCHORS[text.anchor])


def _of_few_colours(image: Image) -> Image:
    """Return an image with a palette: soft edges have many shades, and three bytes a pixel take most of the time.

    Pillow finds a colour of the palette by its first bits: of those that it takes for one, the usual one is kept.
    """
    from PIL import Image

    counted = cast("list[tuple[int, _Colour]] | None", image.getcolors(_MOST_COLOURS))
    if counted is None:
        return image
    colours = [colour for _, colour in sorted(counted, reverse=True)]
    usual, all_colours = Image.new("P", (1, 1)), Image.new("RGB", (len(colours), 1))
    usual.putpalette(list(chain.from_iterable(colours[:_COLOURS])))
    all_colours.putdata(colours)
    taken, placed = (each.quantize(palette=usual, dither=Image.Dither.NONE) for each in (all_colours, image))
    kept = dict(zip(reversed(taken.tobytes()), reversed(colours), strict=True))
    placed.putpalette(list(chain.from_iterable(kept.get(place, (0, 0, 0)) for place in range(max(kept) + 1))))
    return placed


def paint(rule: Mapping[str, str], name: str = "fill") -> tuple[int, ...]:
    """Return a colour of a rule; black where it says none that a picture can have."""
    from PIL import ImageColor

    try:
        return ImageColor.getrgb(rule.get(name, ""))
    except ValueError:
        return (0, 0, 0)


def dashed(points: Sequence[_Point], lengths: Sequence[float]) -> Iterator[tuple[_Point, _Point]]:
    """Yield the dashes of a line; `lengths` are those of dashes and gaps in turn."""
    number, left = 0, lengths[0]
    for (x1, y1), (x2, y2) in pairwise(points):
        length, at = math.hypot(x2 - x1, y2 - y1), 0.0
        while at < length:
            step = min(left, length - at)
            if number % 2 == 0:
                ends = (at / length, (at + step) / length)
                start, end = ((x1 + (x2 - x1) * part, y1 + (y2 - y1) * part) for part in ends)
                yield start, end
            at, left = at + step, left - step
            if left <= 0:
                number += 1
                left = lengths[number % len(lengths)]
