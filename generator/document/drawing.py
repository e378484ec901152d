"""A chart in shapes and texts, placed in the drawing's own units: `chart` → this → a template that draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in units of the drawing, or the mark of the legend (`swatch`); `series` counts from 1."""

    x: str
    y: str
    width: str
    height: str
    series: int
    kind: Literal["bar", "swatch"] = "bar"


@dataclass(frozen=True, slots=True)
class StraightLine:
    """A straight line: one of the grid, or the one that the bars stand on."""

    x1: str
    y1: str
    x2: str
    y2: str
    kind: Literal["grid", "base"] = "grid"


@dataclass(frozen=True, slots=True)
class Path:
    """A line, a point of it or a sector as SVG path data; `series` counts from 1."""

    data: str
    series: int
    kind: Literal["line", "point", "sector"]


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text with its baseline at `y` and its start, middle or end at `x`; `series` where it stands on its colour."""

    x: str
    y: str
    text: str
    kind: Literal["tick", "category", "label", "legend", "axis"]
    anchor: Literal["start", "middle", "end"] = "start"
    series: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in shapes, from the back to the front; width and height in its own units."""

    width: int
    height: int
    lines: tuple[StraightLine, ...]
    bars: tuple[Bar, ...]
    paths: tuple[Path, ...]
    texts: tuple[DrawnText, ...]


def unbroken(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Places with gaps in → the unbroken runs of at least two of them out."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if len(run) > 1]


def line_path(run: Sequence[tuple[float, float]], series: int) -> Path:
    """The places of an unbroken run in → the line through them out."""
    return Path("M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in run), series, "line")


def point_path(place: tuple[float, float], series: int) -> Path:
    """A place in → a disc around it out."""
    radius = 3.5
    x, y = place
    half = f"a{radius} {radius} 0 1 1"
    return Path(
        f"M{coordinate(x - radius)} {coordinate(y)}{half} {2 * radius} 0{half} {-2 * radius} 0Z", series, "point"
    )


def bar(x: float, y: float, width: float, height: float, series: int, kind: Literal["bar", "swatch"] = "bar") -> Bar:
    """The top-left corner and the extent in → a bar, or a mark of the legend, out."""
    return Bar(coordinate(x), coordinate(y), coordinate(width), coordinate(height), series, kind)


def placed_text(
    x: float,
    y: float,
    text: str,
    kind: Literal["tick", "category", "label", "legend", "axis"],
    anchor: Literal["start", "middle", "end"] = "start",
    series: int = 0,
) -> DrawnText:
    """The place of a text's baseline in → the text there out."""
    return DrawnText(coordinate(x), coordinate(y), text, kind, anchor, series)


def coordinate(place: float) -> str:
    """A place in the drawing as SVG writes it, to a hundredth; never −0."""
    return f"{round(place, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
