"""A chart as shapes and texts, placed in the drawing's own units, for a template to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in units of the drawing, or the mark of the legend (`swatch`); `series` counts from 1.

    `state` names the colour of a state, which goes before that of the series.
    """

    x: str
    y: str
    width: str
    height: str
    series: int
    kind: Literal["bar", "swatch"] = "bar"
    state: str = ""


@dataclass(frozen=True, slots=True)
class StraightLine:
    """A straight line: of the grid, the one that bars stand on, of a texture upon them, or from a step to the next."""

    x1: str
    y1: str
    x2: str
    y2: str
    kind: Literal["grid", "base", "texture", "step"] = "grid"


@dataclass(frozen=True, slots=True)
class Path:
    """A line, a point of it or a sector as SVG path data; `series` counts from 1, `state` is as of a bar."""

    data: str
    series: int
    kind: Literal["line", "point", "sector"]
    state: str = ""


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text with its baseline at `y` and its start, middle or end at `x`; `series` and `state` of what is under it."""

    x: str
    y: str
    text: str
    kind: Literal["tick", "category", "label", "legend", "axis"]
    anchor: Literal["start", "middle", "end"] = "start"
    series: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in shapes, from the back to the front; width and height in its own units."""

    width: int
    height: int
    lines: tuple[StraightLine, ...]
    bars: tuple[Bar, ...]
    paths: tuple[Path, ...]
    texts: tuple[DrawnText, ...]

    @property
    def states(self) -> bool:
        """Whether something has the colour of a state."""
        return any(bar.state for bar in self.bars) or any(path.state for path in self.paths)
