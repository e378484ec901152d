"""A chart's categories, series and number format → its shapes and texts, placed in the drawing's own units.

Few grid lines, no frame, direct labels where there is room, the legend beside the plot in the order of the stack.
Values stay Decimal until they are a place in the drawing. The data is a table beside the chart: a label that has no
room is no loss.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from generator.document import (
    Bar,
    Drawing,
    DrawnText,
    Path,
    StraightLine,
    bar,
    coordinate,
    line_path,
    placed_text,
    point_path,
    text_width,
    unbroken,
    wrapped,
)
from generator.swedish import NumberFormat, format_number

ChartKind = Literal["staplade staplar", "staplar", "liggande staplar", "linje"]

# Units of the drawing. As wide as the text area this makes the type 8.5 points on A4.
_WIDTH = 640
_SIZE = 12
_LEADING = 15
_PLOT_HEIGHT = 205
_LEGEND_WIDTH = 150
_NAME_WIDTH = 190
_SWATCH = 10
_GRID_LINES = 5
_ROOM_BELOW = Decimal("0.1")
_BAR_SHARE = 0.62
_MOST_BAR = 64.0


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its name, a value a category (None where there is none), and the values as the table prints them."""

    name: str
    values: tuple[Decimal | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart draws. `axis_title` is the unit or what is counted; `number_format` is for the ticks of the axis."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis_title: str
    number_format: NumberFormat


@dataclass(frozen=True, slots=True)
class _Axis:
    """The axis of values: its ticks, its lowest and highest value, and where in the drawing these two are."""

    ticks: tuple[Decimal, ...]
    low: Decimal
    high: Decimal
    start: float
    end: float

    def at(self, value: Decimal) -> float:
        return self.start + (self.end - self.start) * float((value - self.low) / (self.high - self.low))


@dataclass(frozen=True, slots=True)
class _Plot:
    """The plot area, the width of a category in it, and the axis of values."""

    left: float
    right: float
    top: float
    bottom: float
    band: float
    axis: _Axis


@dataclass(slots=True)
class _Shapes:
    """What has been drawn so far."""

    bars: list[Bar] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    texts: list[DrawnText] = field(default_factory=list)


def draw_chart(kind: ChartKind, data: ChartData) -> Drawing:
    """A kind of chart and its data in → the drawing out.

    Raises:
        KeyError: there is no such kind of chart.
    """
    return CHART_KINDS[kind](data)


# --- kinds ---------------------------------------------------------------------------------------------------------


def _stacked(data: ChartData) -> Drawing:
    plot = _columns_plot(data, *_stack_extent(data))
    width = min(plot.band * _BAR_SHARE, _MOST_BAR)
    shapes = _Shapes()
    last = dict.fromkeys(range(1, len(data.series) + 1), plot.bottom)
    for index in range(len(data.categories)):
        middle = plot.left + plot.band * (index + 0.5)
        for number, start, end, text in _stack(data, index):
            top, bottom = sorted((plot.axis.at(start), plot.axis.at(end)))
            shapes.bars.append(bar(middle - width / 2, top, width, bottom - top, number))
            last[number] = (top + bottom) / 2
            if bottom - top >= _LEADING and _wide(text) <= width:
                shapes.texts.append(
                    placed_text(middle, (top + bottom) / 2 + _SIZE / 3, text, "label", "middle", number)
                )
    _put_legend(shapes, data, plot, last)
    return _drawing(data, plot, shapes)


def _columns(data: ChartData) -> Drawing:
    plot = _columns_plot(data, *_extent(data))
    width = min(plot.band * 0.8 / len(data.series), _MOST_BAR)
    zero = plot.axis.at(Decimal(0))
    shapes = _Shapes()
    for number, series in enumerate(data.series, 1):
        for index, value in enumerate(series.values):
            if value is None:
                continue
            left = plot.left + plot.band * (index + 0.5) + width * (number - 1 - len(data.series) / 2)
            top, bottom = sorted((plot.axis.at(value), zero))
            shapes.bars.append(bar(left, top, width, bottom - top, number))
            if _wide(series.texts[index]) <= width:
                y = top - 4 if value >= 0 else bottom + _SIZE
                shapes.texts.append(placed_text(left + width / 2, y, series.texts[index], "label", "middle"))
    _put_legend(shapes, data, plot, _listed(data, plot))
    return _drawing(data, plot, shapes)


def _lines(data: ChartData) -> Drawing:
    plot = _columns_plot(data, *_extent(data, from_zero=False))
    shapes = _Shapes()
    last: dict[int, float] = {}
    for number, series in enumerate(data.series, 1):
        places = [
            None if value is None else (plot.left + plot.band * (index + 0.5), plot.axis.at(value))
            for index, value in enumerate(series.values)
        ]
        shapes.paths.extend(line_path(run, number) for run in unbroken(places))
        shapes.paths.extend(point_path(place, number) for place in places if place)
        last[number] = next((place[1] for place in reversed(places) if place), plot.bottom)
        if len(data.series) == 1:
            shapes.texts.extend(
                placed_text(place[0], place[1] - 8, text, "label", "middle")
                for place, text in zip(places, series.texts, strict=True)
                if place
            )
    _put_legend(shapes, data, plot, last, as_lines=True)
    return _drawing(data, plot, shapes)


def _horizontal(data: ChartData) -> Drawing:
    names = [wrapped(name, _NAME_WIDTH / _SIZE) for name in data.categories]
    thickness = 20.0 if len(data.series) == 1 else 14.0
    plot = _rows_plot(data, names, thickness)
    zero = plot.axis.at(Decimal(0))
    shapes = _Shapes()
    for index, lines in enumerate(names):
        middle = plot.top + plot.band * (index + 0.5)
        shapes.texts.extend(_block(plot.left - 12, middle, lines, "category", "end"))
        for number, series in enumerate(data.series, 1):
            value = series.values[index]
            if value is None:
                continue
            y = middle + thickness * (number - 1 - len(data.series) / 2)
            start, end = sorted((plot.axis.at(value), zero))
            shapes.bars.append(bar(start, y, end - start, thickness - 1, number))
            shapes.texts.append(placed_text(end + 5, y + thickness / 2 + _SIZE / 3 - 0.5, series.texts[index], "label"))
    _put_legend(shapes, data, plot, _listed(data, plot))
    return _drawing(data, plot, shapes, across=True)


CHART_KINDS: Mapping[ChartKind, Callable[[ChartData], Drawing]] = MappingProxyType(
    {"staplade staplar": _stacked, "staplar": _columns, "liggande staplar": _horizontal, "linje": _lines}
)


# --- values --------------------------------------------------------------------------------------------------------


def _stack(data: ChartData, index: int) -> Iterator[tuple[int, Decimal, Decimal, str]]:
    """The parts of one column: series number, from, to, text. What is below zero is stacked downwards."""
    above = below = Decimal(0)
    for number, series in enumerate(data.series, 1):
        value = series.values[index]
        if not value:
            continue
        if value > 0:
            yield number, above, above + value, series.texts[index]
            above += value
        else:
            yield number, below, below + value, series.texts[index]
            below += value


def _stack_extent(data: ChartData) -> tuple[Decimal, Decimal]:
    ends = [end for index in range(len(data.categories)) for _, _, end, _ in _stack(data, index)]
    return min(ends, default=Decimal(0)).min(Decimal(0)), max(ends, default=Decimal(0)).max(Decimal(0))


def _extent(data: ChartData, *, from_zero: bool = True) -> tuple[Decimal, Decimal]:
    values = [value for series in data.series for value in series.values if value is not None] or [Decimal(0)]
    low, high = min(values), max(values)
    # A line may begin above nought where the room would otherwise be empty; a bar's length is its value and never may.
    if from_zero or low < high / 2:
        low = min(low, Decimal(0))
    return low, max(high, Decimal(0))


def _axis(low: Decimal, high: Decimal, start: float, end: float) -> _Axis:
    """The lowest and the highest value and their places in → the axis out, with few ticks in steps of 1, 2 or 5.

    The axis ends at the highest value: a grid line above all that is drawn says nothing.
    """
    span = high - low or Decimal(1)
    power = Decimal(10) ** math.floor((span / _GRID_LINES).log10())
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * _GRID_LINES >= span)
    if low < 0:
        # Below the longest bar its label needs room of its own, above the names of the categories.
        low -= span * _ROOM_BELOW
    first = math.ceil(low / step) if low < 0 else math.floor(low / step)
    ticks = tuple(step * number for number in range(first, max(math.floor(high / step), first + 1) + 1))
    return _Axis(ticks, min(low, ticks[0]), max(high, ticks[-1]), start, end)


def _tick_texts(axis: _Axis, number_format: NumberFormat) -> Iterator[tuple[Decimal, str]]:
    ticks = axis.ticks
    decimals = max(0, -int((ticks[1] - ticks[0]).normalize().as_tuple().exponent))
    for tick in ticks:
        yield tick, format_number(tick, number_format.replace(decimals=decimals, at_most=False), decimals)


# --- places --------------------------------------------------------------------------------------------------------


def _columns_plot(data: ChartData, low: Decimal, high: Decimal) -> _Plot:
    top = _top(data)
    axis = _axis(low, high, top + _PLOT_HEIGHT, top)
    left = 8 + max(_wide(text) for _, text in _tick_texts(axis, data.number_format))
    right = _WIDTH - _right_margin(data)
    return _Plot(left, right, top, top + _PLOT_HEIGHT, (right - left) / max(len(data.categories), 1), axis)


def _rows_plot(data: ChartData, names: Sequence[Sequence[str]], thickness: float) -> _Plot:
    left = 12 + max((_wide(line) for lines in names for line in lines), default=0)
    longest_label = max((_wide(text) + 5 for each in data.series for text in each.texts), default=0)
    last_tick = max(_wide(text) for _, text in _tick_texts(_axis(*_extent(data), 0, 1), data.number_format)) / 2
    right = _WIDTH - _right_margin(data) - max(longest_label, last_tick)
    band = max(thickness * len(data.series) + 12, _LEADING * max(map(len, names), default=1) + 8)
    top = _top(data)
    return _Plot(left, right, top, top + band * len(names), band, _axis(*_extent(data), left, right))


def _top(data: ChartData) -> float:
    return _LEADING + 12.0 if data.axis_title else 10.0


def _right_margin(data: ChartData) -> float:
    if len(data.series) == 1:
        return 0
    widest = max(_wide(line) for series in data.series for line in wrapped(series.name, _LEGEND_WIDTH / _SIZE))
    return widest + _SWATCH + 6 + 16


def _listed(data: ChartData, plot: _Plot) -> dict[int, float]:
    return {number: plot.top + _LEADING * (number - 0.5) for number in range(1, len(data.series) + 1)}


def _put_legend(
    shapes: _Shapes, data: ChartData, plot: _Plot, wished: Mapping[int, float], *, as_lines: bool = False
) -> None:
    """The legend right of the plot: each name as near to its wished height as the others let it be."""
    if len(data.series) == 1:
        return
    names = {number: wrapped(series.name, _LEGEND_WIDTH / _SIZE) for number, series in enumerate(data.series, 1)}
    order = sorted(wished, key=lambda number: (wished[number], -number))
    heights = [_LEADING * len(names[number]) + 4.0 for number in order]
    x = _WIDTH - _right_margin(data) + 16
    for number, middle in zip(order, _apart([wished[number] for number in order], heights, plot), strict=True):
        first = middle - _LEADING * (len(names[number]) - 1) / 2
        if as_lines:
            shapes.paths.append(line_path(((x - 8, first), (x + _SWATCH, first)), number))
        else:
            shapes.bars.append(bar(x, first - _SWATCH / 2, _SWATCH, _SWATCH, number, "swatch"))
        shapes.texts.extend(_block(x + _SWATCH + 6, middle, names[number], "legend", "start"))


def _apart(middles: Sequence[float], heights: Sequence[float], plot: _Plot) -> list[float]:
    """Wished middles, top down, in → the middles moved so far down, then up, that none overlaps the next out."""
    placed = list(middles)
    for index, (above, below) in enumerate(pairwise(heights)):
        placed[index + 1] = max(placed[index + 1], placed[index] + (above + below) / 2)
    if placed:
        placed[-1] = min(placed[-1], plot.bottom - heights[-1] / 2 + 2)
    for index in range(len(placed) - 1, 0, -1):
        placed[index - 1] = min(placed[index - 1], placed[index] - (heights[index - 1] + heights[index]) / 2)
    # More names than the plot is high: they go on below it, and never above.
    over = max(0.0, plot.top - (placed[0] - heights[0] / 2)) if placed else 0.0
    return [middle + over for middle in placed]


# --- shapes --------------------------------------------------------------------------------------------------------


def _drawing(data: ChartData, plot: _Plot, shapes: _Shapes, *, across: bool = False) -> Drawing:
    lines, ticks = _grid(data, plot, across=across)
    categories = [] if across else _categories(data, plot)
    lowest = max((float(text.y) for text in (*ticks, *categories, *shapes.texts)), default=plot.bottom)
    title = [placed_text(0, _SIZE, data.axis_title, "axis")] if data.axis_title else []
    return Drawing(
        width=_WIDTH,
        height=math.ceil(lowest + 6),
        lines=tuple(lines),
        bars=tuple(shapes.bars),
        paths=tuple(shapes.paths),
        texts=(*title, *ticks, *categories, *shapes.texts),
    )


def _grid(data: ChartData, plot: _Plot, *, across: bool) -> tuple[list[StraightLine], list[DrawnText]]:
    lines: list[StraightLine] = []
    texts: list[DrawnText] = []
    base = Decimal(0) if Decimal(0) in plot.axis.ticks else plot.axis.ticks[0]
    for tick, text in _tick_texts(plot.axis, data.number_format):
        at = plot.axis.at(tick)
        kind: Literal["grid", "base"] = "base" if tick == base else "grid"
        if across:
            lines.append(
                StraightLine(coordinate(at), coordinate(plot.top), coordinate(at), coordinate(plot.bottom), kind)
            )
            texts.append(placed_text(at, plot.bottom + _LEADING, text, "tick", "middle"))
        else:
            lines.append(
                StraightLine(coordinate(plot.left), coordinate(at), coordinate(plot.right), coordinate(at), kind)
            )
            texts.append(placed_text(plot.left - 8, at + _SIZE / 3, text, "tick", "end"))
    return sorted(lines, key=lambda line: line.kind == "base"), texts


def _categories(data: ChartData, plot: _Plot) -> list[DrawnText]:
    texts: list[DrawnText] = []
    for index, name in enumerate(data.categories):
        x = plot.left + plot.band * (index + 0.5)
        for row, line in enumerate(wrapped(name, (plot.band - 4) / _SIZE)):
            texts.append(placed_text(x, plot.bottom + _LEADING * (row + 1) + 2, line, "category", "middle"))
    return texts


def _block(
    x: float,
    middle: float,
    lines: Sequence[str],
    kind: Literal["category", "legend"],
    anchor: Literal["start", "end"],
) -> list[DrawnText]:
    first = middle - _LEADING * (len(lines) - 1) / 2 + _SIZE / 3
    return [placed_text(x, first + _LEADING * row, line, kind, anchor) for row, line in enumerate(lines)]


def _wide(text: str) -> float:
    return _SIZE * text_width(text)
