"""Charts as shapes and texts in the drawing's own units. A label without room is no loss: the data is a table, too."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Literal, TypeAlias, assert_never

from generator.content import ChartKind
from generator.document import Bar, Drawing, DrawnText, Path, StraightLine, text_width, wrapped
from generator.swedish import NumberFormat, format_number

TextKind: TypeAlias = Literal["tick", "category", "label", "legend", "axis"]
Anchor: TypeAlias = Literal["start", "middle", "end"]
Point: TypeAlias = tuple[Decimal, Decimal]

# Units of the drawing. As wide as the text area this makes the type 8.5 points on A4.
_WIDTH = 640
_SIZE = Decimal(12)
_LEADING = Decimal(15)
_PLOT_HEIGHT = Decimal(205)
_LEGEND_WIDTH = Decimal(150)
_NAME_WIDTH = Decimal(190)
_SWATCH = Decimal(10)
_RADIUS = Decimal("3.5")
_GRID_LINES = 5
_ROOM_BELOW = Decimal("0.1")
_BAR_SHARE, _COLUMNS_SHARE = Decimal("0.62"), Decimal("0.8")
_MOST_BAR = Decimal(64)
_ZERO, _HALF = Decimal(0), Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Series:
    """A series: a value a category (None for none), and the values as the table prints them."""

    name: str
    values: tuple[Decimal | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """The colour of a series, counted from 1, or that of a state in its place."""

    series: int
    state: str = ""


_NO_FILL = Fill(0)


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart draws. `axis_title` is the unit or what is counted; `number_format` is for the ticks.

    `series_states` or `category_states` are the colours of states where the series or categories are such.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis_title: str
    number_format: NumberFormat
    series_states: tuple[str, ...] = ()
    category_states: tuple[str, ...] = ()

    def fill(self, series: int, category: int | None = None) -> Fill:
        """Return what a series is filled with, in a category."""
        if self.series_states:
            return Fill(series, self.series_states[series - 1])
        return Fill(series, self.category_states[category] if self.category_states and category is not None else "")


@dataclass(frozen=True, slots=True)
class _Axis:
    """The axis of values; `start` and `end` are the places of `low` and `high` in the drawing."""

    ticks: tuple[Decimal, ...]
    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    def place(self, value: Decimal) -> Decimal:
        return self.start + (self.end - self.start) * ((value - self.low) / (self.high - self.low))


@dataclass(frozen=True, slots=True)
class _Plot:
    """The plot area and its axis of values; `band` is the width of a category."""

    left: Decimal
    right: Decimal
    top: Decimal
    bottom: Decimal
    band: Decimal
    axis: _Axis

    def middle(self, category: int) -> Decimal:
        return self.left + self.band * (category + _HALF)


@dataclass(slots=True)
class _Canvas:
    data: ChartData
    plot: _Plot
    bars: list[Bar] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    texts: list[DrawnText] = field(default_factory=list)

    def bar(self, corner: Point, extent: Point, fill: Fill, kind: Literal["bar", "swatch"] = "bar") -> None:
        x, y, width, height = map(_coordinate, (*corner, *extent))
        self.bars.append(Bar(x, y, width, height, fill.series, kind, fill.state))

    def line(self, points: Iterable[Point], fill: Fill) -> None:
        data = "M" + "L".join(f"{_coordinate(x)} {_coordinate(y)}" for x, y in points)
        self.paths.append(Path(data, fill.series, "line", fill.state))

    def disc(self, centre: Point, fill: Fill) -> None:
        x, y = centre
        half = f"a{_RADIUS} {_RADIUS} 0 1 1"
        start = f"M{_coordinate(x - _RADIUS)} {_coordinate(y)}"
        self.paths.append(
            Path(f"{start}{half} {2 * _RADIUS} 0{half} {-2 * _RADIUS} 0Z", fill.series, "point", fill.state)
        )

    def text(self, baseline: Point, text: str, kind: TextKind, anchor: Anchor, on: Fill = _NO_FILL) -> None:
        x, y = map(_coordinate, baseline)
        self.texts.append(DrawnText(x, y, text, kind, anchor, on.series, on.state))

    def lines_of_text(self, middle: Point, lines: Sequence[str], kind: TextKind, anchor: Anchor) -> None:
        """Set lines under each other, with their middle at a point."""
        x, y = middle
        first = y - _LEADING * (len(lines) - 1) / 2 + _SIZE / 3
        for row, line in enumerate(lines):
            self.text((x, first + _LEADING * row), line, kind, anchor)

    def legend(self, wished: Sequence[Decimal] = (), *, as_lines: bool = False) -> None:
        """Set the legend right of the plot: names near their wished heights, or from the top down."""
        if len(self.data.series) == 1:
            return
        names = [wrapped(series.name, _LEGEND_WIDTH / _SIZE) for series in self.data.series]
        wished = wished or [self.plot.top + _LEADING * (index + _HALF) for index in range(len(names))]
        order = sorted(range(len(names)), key=lambda index: (wished[index], -index))
        heights = [_LEADING * len(names[index]) + 4 for index in order]
        middles = _apart([wished[index] for index in order], heights, self.plot)
        x = _WIDTH - _right_margin(self.data) + 16
        for index, middle in zip(order, middles, strict=True):
            first = middle - _LEADING * (len(names[index]) - 1) / 2
            if as_lines:
                self.line(((x - 8, first), (x + _SWATCH, first)), self.data.fill(index + 1))
            else:
                self.bar((x, first - _SWATCH / 2), (_SWATCH, _SWATCH), self.data.fill(index + 1), "swatch")
            self.lines_of_text((x + _SWATCH + 6, middle), names[index], "legend", "start")

    def drawing(self, *, is_across: bool = False) -> Drawing:
        frame = _Canvas(self.data, self.plot)
        if self.data.axis_title:
            frame.text((_ZERO, _SIZE), self.data.axis_title, "axis", "start")
        lines = frame.grid(is_across=is_across)
        if not is_across:
            frame.category_names()
        texts = (*frame.texts, *self.texts)
        height = math.ceil(max(Decimal(text.y) for text in texts) + 6)
        return Drawing(_WIDTH, height, tuple(lines), tuple(self.bars), tuple(self.paths), texts)

    def grid(self, *, is_across: bool) -> list[StraightLine]:
        """Set the ticks, and return their lines: the one that the bars stand on last."""
        plot, ticks = self.plot, self.plot.axis.ticks
        base = _ZERO if _ZERO in ticks else ticks[0]
        lines: list[StraightLine] = []
        for tick, text in _tick_texts(plot.axis, self.data.number_format):
            place = plot.axis.place(tick)
            ends = (place, plot.top, place, plot.bottom) if is_across else (plot.left, place, plot.right, place)
            x1, y1, x2, y2 = map(_coordinate, ends)
            lines.append(StraightLine(x1, y1, x2, y2, "base" if tick == base else "grid"))
            if is_across:
                self.text((place, plot.bottom + _LEADING), text, "tick", "middle")
            else:
                self.text((plot.left - 8, place + _SIZE / 3), text, "tick", "end")
        return sorted(lines, key=lambda line: line.kind == "base")

    def category_names(self) -> None:
        for index, name in enumerate(self.data.categories):
            for row, line in enumerate(wrapped(name, (self.plot.band - 4) / _SIZE), 1):
                baseline = self.plot.middle(index), self.plot.bottom + _LEADING * row + 2
                self.text(baseline, line, "category", "middle")


def draw_chart(kind: ChartKind, data: ChartData) -> Drawing:
    """Return the drawing of a chart."""
    match kind:
        case "staplade staplar":
            return _stacked(data)
        case "staplar":
            return _columns(data)
        case "liggande staplar":
            return _horizontal(data)
        case "linje":
            return _lines(data)
        case _:
            assert_never(kind)


# --- kinds ---------------------------------------------------------------------------------------------------------


def _stacked(data: ChartData) -> Drawing:
    plot = _columns_plot(data, *_stack_extent(data))
    canvas = _Canvas(data, plot)
    width = min(plot.band * _BAR_SHARE, _MOST_BAR)
    middles = [plot.bottom] * len(data.series)
    for index in range(len(data.categories)):
        x = plot.middle(index)
        for number, start, end, text in _stack(data, index):
            top, bottom = sorted((plot.axis.place(start), plot.axis.place(end)))
            canvas.bar((x - width / 2, top), (width, bottom - top), data.fill(number, index))
            middles[number - 1] = (top + bottom) / 2
            if bottom - top >= _LEADING and _width(text) <= width:
                canvas.text((x, (top + bottom) / 2 + _SIZE / 3), text, "label", "middle", data.fill(number, index))
    canvas.legend(middles)
    return canvas.drawing()


def _columns(data: ChartData) -> Drawing:
    plot = _columns_plot(data, *_extent(data))
    canvas = _Canvas(data, plot)
    width = min(plot.band * _COLUMNS_SHARE / len(data.series), _MOST_BAR)
    zero = plot.axis.place(_ZERO)
    for number, series in enumerate(data.series, 1):
        for index, value in enumerate(series.values):
            if value is None:
                continue
            left = plot.middle(index) + width * (number - 1 - len(data.series) * _HALF)
            top, bottom = sorted((plot.axis.place(value), zero))
            canvas.bar((left, top), (width, bottom - top), data.fill(number, index))
            if _width(series.texts[index]) <= width:
                y = top - 4 if value >= 0 else bottom + _SIZE
                canvas.text((left + width / 2, y), series.texts[index], "label", "middle")
    canvas.legend()
    return canvas.drawing()


def _lines(data: ChartData) -> Drawing:
    plot = _columns_plot(data, *_extent(data, from_zero=False))
    canvas = _Canvas(data, plot)
    ends = []
    for number, series in enumerate(data.series, 1):
        places = [
            None if value is None else (plot.middle(index), plot.axis.place(value))
            for index, value in enumerate(series.values)
        ]
        points = [place for place in places if place]
        for _, group in groupby(places, key=bool):
            run = [place for place in group if place]
            if len(run) > 1:
                canvas.line(run, data.fill(number))
        for point in points:
            canvas.disc(point, data.fill(number))
        ends.append(points[-1][1] if points else plot.bottom)
        if len(data.series) == 1:
            for place, text in zip(places, series.texts, strict=True):
                if place:
                    canvas.text((place[0], place[1] - 8), text, "label", "middle")
    canvas.legend(ends, as_lines=True)
    return canvas.drawing()


def _horizontal(data: ChartData) -> Drawing:
    names = [wrapped(name, _NAME_WIDTH / _SIZE) for name in data.categories]
    thickness = Decimal(20 if len(data.series) == 1 else 14)
    plot = _rows_plot(data, names, thickness)
    canvas = _Canvas(data, plot)
    zero = plot.axis.place(_ZERO)
    for index, lines in enumerate(names):
        middle = plot.top + plot.band * (index + _HALF)
        canvas.lines_of_text((plot.left - 12, middle), lines, "category", "end")
        for number, series in enumerate(data.series, 1):
            value = series.values[index]
            if value is None:
                continue
            y = middle + thickness * (number - 1 - len(data.series) * _HALF)
            start, end = sorted((plot.axis.place(value), zero))
            canvas.bar((start, y), (end - start, thickness - 1), data.fill(number, index))
            baseline = end + 5, y + thickness / 2 + _SIZE / 3 - _HALF
            canvas.text(baseline, series.texts[index], "label", "start")
    canvas.legend()
    return canvas.drawing(is_across=True)


# --- values --------------------------------------------------------------------------------------------------------


def _stack(data: ChartData, index: int) -> Iterator[tuple[int, Decimal, Decimal, str]]:
    """Yield series number, start, end and text of each part of a column. Negative parts stack downwards."""
    above = below = _ZERO
    for number, series in enumerate(data.series, 1):
        value = series.values[index] or _ZERO
        start = above if value > 0 else below
        if value:
            yield number, start, start + value, series.texts[index]
        above, below = above + max(value, _ZERO), below + min(value, _ZERO)


def _stack_extent(data: ChartData) -> tuple[Decimal, Decimal]:
    ends = [end for index in range(len(data.categories)) for _, _, end, _ in _stack(data, index)]
    return min(ends, default=_ZERO).min(_ZERO), max(ends, default=_ZERO).max(_ZERO)


def _extent(data: ChartData, *, from_zero: bool = True) -> tuple[Decimal, Decimal]:
    values = [value for series in data.series for value in series.values if value is not None] or [_ZERO]
    low, high = min(values), max(values)
    # A line may begin above zero rather than leave the room empty; a bar never may: its length is its value.
    if from_zero or low < high / 2:
        low = min(low, _ZERO)
    return low, max(high, _ZERO)


def _axis(low: Decimal, high: Decimal, start: Decimal, end: Decimal) -> _Axis:
    """Return an axis of few ticks, in steps of 1, 2 or 5, that ends at the highest value."""
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
    decimals = max(0, -int((axis.ticks[1] - axis.ticks[0]).normalize().as_tuple().exponent))
    for tick in axis.ticks:
        yield tick, format_number(tick, number_format.replace(decimals=decimals, at_most=False), decimals)


# --- places --------------------------------------------------------------------------------------------------------


def _coordinate(place: Decimal) -> str:
    """Write a place as SVG does, to a hundredth; never −0."""
    return f"{round(place, 2) + _ZERO:.2f}".rstrip("0").rstrip(".")


def _width(text: str) -> Decimal:
    return _SIZE * text_width(text)


def _columns_plot(data: ChartData, low: Decimal, high: Decimal) -> _Plot:
    top = _top(data)
    axis = _axis(low, high, top + _PLOT_HEIGHT, top)
    left = 8 + max(_width(text) for _, text in _tick_texts(axis, data.number_format))
    right = _WIDTH - _right_margin(data)
    return _Plot(left, right, top, top + _PLOT_HEIGHT, (right - left) / max(len(data.categories), 1), axis)


def _rows_plot(data: ChartData, names: Sequence[Sequence[str]], thickness: Decimal) -> _Plot:
    left = 12 + max((_width(line) for lines in names for line in lines), default=_ZERO)
    longest_label = max((_width(text) + 5 for each in data.series for text in each.texts), default=_ZERO)
    last_tick = (
        max(_width(text) for _, text in _tick_texts(_axis(*_extent(data), _ZERO, Decimal(1)), data.number_format)) / 2
    )
    right = _WIDTH - _right_margin(data) - max(longest_label, last_tick)
    band = max(thickness * len(data.series) + 12, _LEADING * max(map(len, names), default=1) + 8)
    top = _top(data)
    return _Plot(left, right, top, top + band * len(names), band, _axis(*_extent(data), left, right))


def _top(data: ChartData) -> Decimal:
    return _LEADING + 12 if data.axis_title else Decimal(10)


def _right_margin(data: ChartData) -> Decimal:
    if len(data.series) == 1:
        return _ZERO
    widest = max(_width(line) for series in data.series for line in wrapped(series.name, _LEGEND_WIDTH / _SIZE))
    return widest + _SWATCH + 6 + 16


def _apart(middles: Sequence[Decimal], heights: Sequence[Decimal], plot: _Plot) -> list[Decimal]:
    """Move wished middles, top down, so far down, then up, that none overlaps the next."""
    placed = list(middles)
    for index, (above, below) in enumerate(pairwise(heights)):
        placed[index + 1] = max(placed[index + 1], placed[index] + (above + below) / 2)
    if placed:
        placed[-1] = min(placed[-1], plot.bottom - heights[-1] / 2 + 2)
    for index in range(len(placed) - 1, 0, -1):
        placed[index - 1] = min(placed[index - 1], placed[index] - (heights[index - 1] + heights[index]) / 2)
    # More names than the plot is high: they go on below it, and never above.
    over = max(_ZERO, plot.top - (placed[0] - heights[0] / 2)) if placed else _ZERO
    return [middle + over for middle in placed]
