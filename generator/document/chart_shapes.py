"""Places in a drawing's own units → the shapes and texts of a chart, with their numbers as SVG writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from generator.document.drawing import Bar, DrawnText, Path


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
