"""Charts as shapes and texts in the drawing's own units. A label without room is no loss: the data is a table, too."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
# White lines that tell series from 5 on apart: how far they lean, across for each unit down; None for level ones.
_TEXTURES: Mapping[int, Decimal | None] = {5: Decimal(-1), 6: Decimal(1), 7: None, 8: _ZERO}
_BETWEEN_LINES = Decimal(6)
# Points of lines that are no discs: square, triangle, diamond, by corners in radii.
_POINTS: Sequence[Sequence[Point]] = tuple(
    tuple((Decimal(across), Decimal(down)) for across, down in corners)
    for corners in (
        (("-0.9", "-0.9"), ("0.9", "-0.9"), ("0.9", "0.9"), ("-0.9", "0.9")),
        (("0", "-1.2"), ("1.15", "0.9"), ("-1.15", "0.9")),
        (("0", "-1.3"), ("1.3", "0"), ("0", "1.3"), ("-1.3", "0")),
    )
)


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

    `series_states` or `category_states` are the colours of states where the series or categories are such, `totals`
    what stands above stacks, `sums` the categories of a waterfall that begin at zero. What is `counted` is whole.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis_title: str
    number_format: NumberFormat
    series_states: tuple[str, ...] = ()
    category_states: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    sums: tuple[bool, ...] = ()
    counted: bool = False

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
    lines: list[StraightLine] = field(default_factory=list)
    labels: list[tuple[Decimal, Decimal, Decimal, Decimal]] = field(default_factory=list)

    def bar(
        self,
        corner: Point,
        extent: Point,
        fill: Fill,
        kind: Literal["bar", "swatch"] = "bar",
        label: tuple[Decimal, Decimal] | None = None,
    ) -> None:
        """Set a bar with the texture of its series, which leaves room for a `label` from a height to another."""
        x, y, width, height = map(_coordinate, (*corner, *extent))
        self.bars.append(Bar(x, y, width, height, fill.series, kind, fill.state))
        if fill.series in _TEXTURES and not fill.state:
            (left, top), (wide, high) = corner, extent
            parts = [(top, top + high)] if label is None else [(top, label[0]), (label[1], top + high)]
            for upper, lower in parts:
                self.lines += _hatching((left, upper), (wide, lower - upper), _TEXTURES[fill.series])

    def line(self, points: Iterable[Point], fill: Fill) -> None:
        data = "M" + "L".join(f"{_coordinate(x)} {_coordinate(y)}" for x, y in points)
        self.paths.append(Path(data, fill.series, "line", fill.state))

    def point(self, centre: Point, fill: Fill) -> None:
        """Set a point in the form of its series: disc, square, triangle or diamond."""
        x, y = centre
        corners = _POINTS[(fill.series - 1) % (len(_POINTS) + 1) - 1] if (fill.series - 1) % (len(_POINTS) + 1) else ()
        if corners:
            places = ((x + across * _RADIUS, y + down * _RADIUS) for across, down in corners)
            data = "M" + "L".join(f"{_coordinate(left)} {_coordinate(top)}" for left, top in places) + "Z"
        else:
            half = f"a{_RADIUS} {_RADIUS} 0 1 1"
            start = f"M{_coordinate(x - _RADIUS)} {_coordinate(y)}"
            data = f"{start}{half} {2 * _RADIUS} 0{half} {-2 * _RADIUS} 0Z"
        self.paths.append(Path(data, fill.series, "point", fill.state))

    def label(self, baseline: Point, text: str, anchor: Anchor = "middle") -> None:
        """Set the label of a value where it lies upon no other one."""
        x, y = baseline
        width = _width(text)
        left = x - width / 2 if anchor == "middle" else x - width if anchor == "end" else x
        box = (left - 1, y - _SIZE, left + width + 1, y + 2)
        taken = (
            each
            for each in self.labels
            if box[0] < each[2] and each[0] < box[2] and box[1] < each[3] and each[1] < box[3]
        )
        if text and next(taken, None) is None:
            self.labels.append(box)
            self.text(baseline, text, "label", anchor)

    def broken(self, corner: Point, width: Decimal, *, upwards: bool) -> None:
        """Mark that a bar begins far before the axis: two lines across it, near its beginning."""
        x, y = corner
        for away in (10, 14):
            middle = y - away if upwards else y + away
            x1, y1, x2, y2 = map(_coordinate, (x - 3, middle + 3, x + width + 3, middle - 3))
            self.lines.append(StraightLine(x1, y1, x2, y2, "texture"))

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
                self.point((x + 1, first), self.data.fill(index + 1))
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
        return Drawing(_WIDTH, height, (*lines, *self.lines), tuple(self.bars), tuple(self.paths), texts)

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
        case "staplade staplar" | "staplade andelar":
            return _stacked(data)
        case "vattenfall":
            return _waterfall(data)
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
            middle = middles[number - 1] = (top + bottom) / 2
            has_room = bottom - top >= _LEADING and _width(text) <= width
            label = (middle - _SIZE * _HALF - 2, middle + _SIZE * _HALF + 2) if has_room else None
            canvas.bar((x - width / 2, top), (width, bottom - top), data.fill(number, index), label=label)
            if has_room:
                canvas.text((x, middle + _SIZE / 3), text, "label", "middle", data.fill(number, index))
        if data.totals and (ends := [end for _, _, end, _ in _stack(data, index)]):
            canvas.label((x, plot.axis.place(max(_ZERO, *ends)) - 4), data.totals[index])
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
            y = top - 4 if value >= 0 else bottom + _SIZE
            canvas.label((left + width / 2, y), series.texts[index])
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
            canvas.point(point, data.fill(number))
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
            below = value < 0
            baseline = start - 5 if below else end + 5, y + thickness / 2 + _SIZE / 3 - _HALF
            canvas.text(baseline, series.texts[index], "label", "end" if below else "start")
    canvas.legend()
    return canvas.drawing(is_across=True)


def _waterfall(data: ChartData) -> Drawing:
    """Draw the steps from a beginning to its sums: series 1 for what stands on zero, 2 for up and 3 for down.

    Where all that happens is far from zero the axis begins near it, and what stands on zero is drawn broken.
    """
    steps = [*_steps(data)]
    stands = [is_sum or index == 0 for index, is_sum in enumerate(_sums(data))]
    reached = [end for _, end in steps] or [_ZERO]
    low, high, base = min(*reached, _ZERO), max(*reached, _ZERO), _ZERO
    room = (max(reached) - min(reached)) / 2
    if min(reached) > max(reached) / 2 and room:
        low = base = min(reached) - room
    elif max(reached) < min(reached) / 2 and room:
        high = base = max(reached) + room
    plot = _columns_plot(data, low, high)
    canvas = _Canvas(data, plot)
    if base:
        base = plot.axis.low if base == low else plot.axis.high
    width = min(plot.band * _BAR_SHARE, _MOST_BAR)
    for index, (start, end) in enumerate(steps):
        top, bottom = sorted((plot.axis.place(base if stands[index] else start), plot.axis.place(end)))
        left = plot.middle(index) - width / 2
        canvas.bar((left, top), (width, bottom - top), Fill(1 if stands[index] else 2 if end >= start else 3))
        if base and stands[index]:
            canvas.broken((left, bottom if base < end else top), width, upwards=base < end)
        canvas.label((plot.middle(index), top - 4 if end >= start else bottom + _SIZE), data.series[0].texts[index])
        if index + 1 < len(steps):
            place = _coordinate(plot.axis.place(end))
            right = plot.middle(index + 1) - width / 2
            canvas.lines.append(StraightLine(_coordinate(left + width), place, _coordinate(right), place, "step"))
    return canvas.drawing()


def _sums(data: ChartData) -> tuple[bool, ...]:
    return data.sums or (False,) * len(data.categories)


def _steps(data: ChartData) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield where each step begins and ends: a sum at zero, another where the one before ended."""
    at = _ZERO
    for value, is_sum in zip(data.series[0].values, _sums(data), strict=True):
        start = _ZERO if is_sum else at
        at = start + (value or _ZERO)
        yield start, at


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


def _axis(low: Decimal, high: Decimal, places: Point, *, counted: bool = False) -> _Axis:
    """Return an axis of few ticks between two places, in steps of 1, 2 or 5, that covers the values.

    What is `counted` has no tick between whole numbers.
    """
    start, end = places
    span = high - low or Decimal(1)
    power = Decimal(10) ** math.floor((span / _GRID_LINES).log10())
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * _GRID_LINES >= span)
    if counted:
        step = max(step, Decimal(1))
    if low < 0:
        # Below the longest bar its label needs room of its own, above the names of the categories.
        low -= span * _ROOM_BELOW
    first = math.ceil(low / step) if low < 0 else math.floor(low / step)
    ticks = tuple(step * number for number in range(first, max(math.ceil(high / step), first + 1) + 1))
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
    axis = _axis(low, high, (top + _PLOT_HEIGHT, top), counted=data.counted)
    left = 8 + max(_width(text) for _, text in _tick_texts(axis, data.number_format))
    right = _WIDTH - _right_margin(data)
    return _Plot(left, right, top, top + _PLOT_HEIGHT, (right - left) / max(len(data.categories), 1), axis)


def _rows_plot(data: ChartData, names: Sequence[Sequence[str]], thickness: Decimal) -> _Plot:
    left = 12 + max((_width(line) for lines in names for line in lines), default=_ZERO)
    labels = [
        (_width(text) + 5, value < 0)
        for each in data.series
        for text, value in zip(each.texts, each.values, strict=True)
        if value is not None
    ]
    left += max((width for width, below in labels if below), default=_ZERO)
    axis = _axis(*_extent(data), (_ZERO, Decimal(1)), counted=data.counted)
    last_tick = max(_width(text) for _, text in _tick_texts(axis, data.number_format)) / 2
    right = (
        _WIDTH
        - _right_margin(data)
        - max((width for width, below in labels if not below), default=_ZERO).max(last_tick)
    )
    band = max(thickness * len(data.series) + 12, _LEADING * max(map(len, names), default=1) + 8)
    top = _top(data)
    axis = _axis(*_extent(data), (left, right), counted=data.counted)
    return _Plot(left, right, top, top + band * len(names), band, axis)


def _top(data: ChartData) -> Decimal:
    return _LEADING + 12 if data.axis_title else Decimal(10)


def _right_margin(data: ChartData) -> Decimal:
    if len(data.series) == 1:
        return _ZERO
    widest = max(_width(line) for series in data.series for line in wrapped(series.name, _LEGEND_WIDTH / _SIZE))
    return widest + _SWATCH + 6 + 16


def _hatching(corner: Point, extent: Point, lean: Decimal | None) -> Iterator[StraightLine]:
    """Yield the lines of a texture, cut at the edges of a bar."""
    (left, top), (width, height) = corner, extent
    right, bottom = left + width, top + height
    if lean is None:
        count = math.floor(height / _BETWEEN_LINES)
        ends = [((left, y), (right, y)) for y in (top + _BETWEEN_LINES * (each + _HALF) for each in range(count))]
    elif not lean:
        count = math.floor(width / _BETWEEN_LINES)
        ends = [((x, top), (x, bottom)) for x in (left + _BETWEEN_LINES * (each + _HALF) for each in range(count))]
    else:
        count = math.floor((width + height) / _BETWEEN_LINES)
        offsets = (_BETWEEN_LINES * (each + _HALF) for each in range(count))
        ends = [
            (
                (left + max(_ZERO, at - height), top + min(at, height)),
                (left + min(at, width), top + max(_ZERO, at - width)),
            )
            for at in offsets
        ]
        if lean > 0:
            ends = [((left + right - x1, y1), (left + right - x2, y2)) for (x1, y1), (x2, y2) in ends]
    for (x1, y1), (x2, y2) in ends:
        yield StraightLine(_coordinate(x1), _coordinate(y1), _coordinate(x2), _coordinate(y2), "texture")


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
